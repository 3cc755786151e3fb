/* Reads schemas/vectors/<topic>.json for the replays of this folder. Tests run from the root of the
 * repository. */
#ifndef VS_TESTS_VECTORS_CORE_LOG_H_VECTORS_H
#define VS_TESTS_VECTORS_CORE_LOG_H_VECTORS_H

#include "core/base/json.h"

/* Calls `positive` and `negative` for every entry, with its name and its reason. A file that is
 * absent or has none of either ends the program. */
void vectors_each(const char *topic, void (*positive)(const struct vs_json *v, const char *name),
                  void (*negative)(const struct vs_json *v, const char *name, const char *reason));

/* Members of an entry; a missing or misshapen one ends the program. */
struct vs_str vector_text(const struct vs_json *v, const char *member);
uint64_t vector_int(const struct vs_json *v, const char *member);
bool vector_has(const struct vs_json *v, const char *member);
struct vs_hash vector_hash(const struct vs_json *v, const char *member);

/* The bytes of a hex member; the same static buffer for each call with the same `slot` (0 to 3). */
struct vs_str vector_bytes(const struct vs_json *v, const char *member, unsigned slot);

/* True iff the member's hex is that of `bytes`. */
bool vector_is(const struct vs_json *v, const char *member, const void *bytes, size_t len);

#endif
