/* Finding a case by what people type (casefile.h). */
#include "core/record/casefile.h"

#include <string.h>

#include "core/base/enc.h"
#include "core/ledger/cases.h"

#define PREFIX_DIGITS_MIN 4

/* The bounds of all ids that begin with these hex digits; false if they are not such. */
static bool
hex_bounds(uint8_t low[32], uint8_t high[32], const char *text)
{
    size_t digits = strlen(text);
    char padded[65];

    if (digits < PREFIX_DIGITS_MIN || digits > 64 || strspn(text, "0123456789abcdef") != digits) {
        return false;
    }
    memset(padded, '0', 64);
    memcpy(padded, text, digits);
    if (!vs_unhex(low, 32, (struct vs_str){padded, 64})) {
        return false;
    }
    memset(padded, 'f', 64);
    memcpy(padded, text, digits);
    return vs_unhex(high, 32, (struct vs_str){padded, 64});
}

enum vs_code
vs_casefile_find(struct vs_store *store, int64_t *case_leaf, const char *name, struct vs_err *err)
{
    int64_t ids[2] = {0, 0};
    struct vs_hash hash;
    uint8_t low[32], high[32];
    size_t count = 0;
    enum vs_code code = vs_casefile_by_ref(store->ledger, ids, &count, vs_str(name), err);

    if (code == VS_OK && count == 0 && vs_hash_parse(&hash, vs_str(name))) {
        code = vs_casefile_by_prefix(store->ledger, ids, &count, hash.b, hash.b, err);
    } else if (code == VS_OK && count == 0 && hex_bounds(low, high, name)) {
        code = vs_casefile_by_prefix(store->ledger, ids, &count, low, high, err);
    }
    if (code != VS_OK) {
        return code;
    }
    if (count == 0) {
        return vs_fail(err, VS_E_NOT_FOUND, name, "no case has this reference or id");
    }
    if (count > 1) {
        return vs_fail(err, VS_E_AMBIGUOUS, name, "more than one case is called so");
    }
    *case_leaf = ids[0];
    return VS_OK;
}
