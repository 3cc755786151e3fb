#include "core/record/succession.h"

#include <string.h>

#include "core/base/mem.h"
#include "core/record/directory.h"

/* Nobody succeeds, or is succeeded by, more that have not said so: what one organisation says of
 * ever more others is not told after every answer about it. */
#define ALONE_MAX 16

/* Successions of one organisation, collected from what both sides say. */
struct collecting {
    struct vs_store *store;
    struct vs_org_row org; /* whose they are */
    struct vs_succession *list;
    size_t count, alone; /* alone: that only it has said */
};

static struct vs_succession *
find(struct collecting *at, const struct vs_hash *before, const struct vs_hash *after)
{
    for (size_t i = 0; i < at->count; i++) {
        if (vs_hash_eq(&at->list[i].before, before) && vs_hash_eq(&at->list[i].after, after)) {
            return &at->list[i];
        }
    }
    return NULL;
}

static struct vs_succession *
add(struct collecting *at, const struct vs_hash *before, const struct vs_hash *after)
{
    struct vs_succession *list = vs_realloc_array(at->list, at->count + 1, sizeof(*list));

    if (!list) {
        return NULL;
    }
    at->list = list;
    memset(&list[at->count], 0, sizeof(*list));
    list[at->count].before = *before;
    list[at->count].after = *after;
    return &list[at->count++];
}

/* The newest of one organisation about another one counts: the leaves come oldest first; what
 * others say of this one before what it says. */
static enum vs_code
collect(void *payload, const struct vs_succession_row *row, struct vs_err *err)
{
    struct collecting *at = payload;
    bool own = row->org == at->org.id;
    struct vs_org_row org = at->org;
    enum vs_code code = own ? VS_OK : vs_org_by_id(at->store->ledger, &org, row->org, err);
    const struct vs_hash *before = row->other_before ? &row->other : &org.org;
    const struct vs_hash *after = row->other_before ? &org.org : &row->other;
    struct vs_succession *succession;

    if (code != VS_OK) {
        return code;
    }
    succession = find(at, before, after);
    if (!succession && own && at->alone == ALONE_MAX) {
        return VS_OK;
    }
    if (!succession) {
        at->alone += own;
        succession = add(at, before, after);
    }
    if (!succession) {
        return vs_fail_memory(err);
    }
    if (row->other_before) {
        succession->said_after = true;
        succession->since_after = row->since;
    } else {
        succession->said_before = true;
        succession->since_before = row->since;
    }
    return VS_OK;
}

enum vs_code
vs_succession_list(struct vs_store *store, const struct vs_hash *org,
                   enum vs_code (*each)(void *payload, const struct vs_succession *succession,
                                        struct vs_err *err),
                   void *payload, struct vs_err *err)
{
    struct collecting at = {.store = store};
    enum vs_code code = vs_org_by_hash(store->ledger, &at.org, org, err);

    if (code == VS_OK) {
        code = vs_succession_each_of(store->ledger, org, collect, &at, err);
    }
    if (code == VS_OK) {
        code = vs_succession_each(store->ledger, at.org.id, collect, &at, err);
    }
    for (size_t i = 0; i < at.count && code == VS_OK; i++) {
        code = each(payload, &at.list[i], err);
    }
    vs_free(at.list);
    return code;
}

bool
vs_succession_counts(const struct vs_succession *succession)
{
    return succession->said_before && succession->said_after;
}

vs_date
vs_succession_since(const struct vs_succession *succession)
{
    return succession->since_before > succession->since_after ? succession->since_before
                                                              : succession->since_after;
}

struct said {
    struct vs_hash other;
    bool other_before, same;
    vs_date since;
};

static enum vs_code
is_said(void *payload, const struct vs_succession_row *row, struct vs_err *err)
{
    struct said *said = payload;

    (void)err;
    if (vs_hash_eq(&row->other, &said->other) && row->other_before == said->other_before) {
        said->same = row->since == said->since;
    }
    return VS_OK;
}

enum vs_code
vs_succession_say(struct vs_store *store, int64_t other, bool other_before, vs_date since,
                  struct vs_err *err)
{
    struct said said = {{{0}}, other_before, false, since};
    struct vs_directory entry;
    struct vs_org_row org;
    enum vs_code code = vs_org_by_id(store->ledger, &org, other, err);

    if (code == VS_OK && org.id == store->self.id) {
        code = vs_fail(err, VS_E_INVALID, org.name, "nobody succeeds itself");
    }
    if (code == VS_OK) {
        said.other = org.org;
        code = vs_succession_each(store->ledger, store->self.id, is_said, &said, err);
    }
    if (code == VS_OK && said.same) {
        code = vs_fail(err, VS_E_EXISTS, org.name, "this is said already");
    }
    if (code != VS_OK) {
        return code;
    }
    memset(&entry, 0, sizeof(entry));
    entry.type = VS_DIR_SUCCEED;
    entry.made = vs_store_now(store);
    entry.other = org.org;
    entry.other_before = other_before;
    entry.from = since;
    return vs_directory_append(store, &entry, (struct vs_str){NULL, 0}, NULL, err);
}
