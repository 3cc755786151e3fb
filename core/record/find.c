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

/* Cases by their ids: the whole one, or a beginning. *whole: nothing else can be meant. */
static enum vs_code
by_id(struct vs_store *store, int64_t ids[2], size_t *count, bool *whole, const char *name,
      struct vs_err *err)
{
    struct vs_hash hash;
    uint8_t low[32], high[32];

    *count = 0;
    *whole = vs_hash_parse(&hash, vs_str(name));
    if (*whole) {
        return vs_casefile_by_prefix(store->ledger, ids, count, hash.b, hash.b, err);
    }
    if (!hex_bounds(low, high, name)) {
        return VS_OK;
    }
    *whole = memcmp(low, high, sizeof(low)) == 0;
    return vs_casefile_by_prefix(store->ledger, ids, count, low, high, err);
}

static enum vs_code
is_our_ref(void *payload, const struct vs_casefile_row *row, struct vs_err *err)
{
    bool *ours = payload;

    (void)err;
    *ours = row->ref_org == 0;
    return VS_OK;
}

enum vs_code
vs_casefile_find(struct vs_store *store, int64_t *case_leaf, const char *name, struct vs_err *err)
{
    int64_t refs[2] = {0, 0}, ids[2] = {0, 0};
    size_t ref_count = 0, count = 0;
    bool whole = false, ours = false;
    enum vs_code code = by_id(store, ids, &count, &whole, name, err);

    if (code == VS_OK && !(whole && count > 0)) {
        code = vs_casefile_by_ref(store->ledger, refs, &ref_count, vs_str(name), err);
    }
    if (code == VS_OK && ref_count > 0 && count > 0 && !(count == 1 && ids[0] == refs[0])) {
        /* A partner may call its case what another one's id begins with, so that words meant for
         * that one go to it; or make an id that begins like our own reference. */
        code = vs_casefile_one(store->ledger, refs[0], is_our_ref, &ours, err);
        ref_count = ours ? ref_count : 2;
    }
    if (code != VS_OK) {
        return code;
    }
    if (ref_count > 0) {
        ids[0] = refs[0];
        count = ref_count;
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
