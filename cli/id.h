/*
 * Ids as people see and type them. An id is 32 bytes. JSON has all of it, in base64url (43
 * characters, as everywhere in the format). People see the first 8 digits of its lower-case hex, or
 * as many more as it takes to tell it from the others shown, and may type any beginning of the hex
 * of at least 4 digits, in either case, or the whole base64url.
 */
#ifndef VS_CLI_ID_H
#define VS_CLI_ID_H

#include "core/base/bytes.h"

#define VS_ID_SHOWN   8  /* digits */
#define VS_ID_MIN     4  /* digits */
#define VS_ID_LEN_MAX 65 /* 64 digits and a NUL */

/* The first VS_ID_SHOWN digits. */
void vs_id_short(char out[VS_ID_LEN_MAX], const struct vs_hash *id);

/* What a person typed: the ids between `low` and `high`, both included, begin with it. */
struct vs_id_range {
    struct vs_hash low;
    struct vs_hash high;
    bool whole; /* low == high: all 32 bytes were typed */
};

/* False when the text cannot be an id (it may still be an alias or a reference). A text of exactly
 * 43 characters that is base64url counts as that. */
bool vs_id_parse(struct vs_id_range *out, struct vs_str text);
bool vs_id_in(const struct vs_id_range *range, const struct vs_hash *id);

#endif
