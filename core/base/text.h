/*
 * Text that people read, as canonical JSON allows it (FORMAT.md 2.1): well-formed UTF-8 without
 * controls, noncharacters, byte order mark and bidirectional controls. Nothing is ever normalised.
 */
#ifndef VS_CORE_BASE_TEXT_H
#define VS_CORE_BASE_TEXT_H

#include "core/base/bytes.h"

/*
 * The code point that begins at text.p[*at], *at < text.len; *at moves behind it. -1 if no
 * well-formed one begins there (Unicode 15, table 3-7: shortest form, no surrogates, at most
 * U+10FFFF); then *at moves by at least one byte.
 */
int32_t vs_text_next(struct vs_str text, size_t *at);

/* Why a code point may not stand in a text; NULL if it may. -1 may not. */
const char *vs_text_forbidden(int32_t point);

#endif
