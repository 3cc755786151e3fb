/*
 * The quick half of reading canonical JSON; for json.c only.
 */
#ifndef VS_CORE_BASE_JSON_PLAIN_H
#define VS_CORE_BASE_JSON_PLAIN_H

#include "core/base/json.h"

/*
 * The value of a text that looks canonical; NULL if it does not, or memory is short. This reader is
 * several times quicker than the library's, because canonical JSON needs so little, and it decides
 * nothing: it may accept too much (names out of order or twice, any character), so its caller
 * writes the value again and compares; for what it does not accept its caller asks the library.
 */
struct vs_json *vs_json_read_plain(const char *text, size_t len);

#endif
