#include "cli/dues.h"

#include <stdlib.h>
#include <string.h>

#include "core/base/enc.h"
#include "core/base/mem.h"
#include "core/record/casefile.h"
#include "core/record/refold.h"

#define DOC_MAX   (1u << 20)
#define STALE_MAX 100 /* cases that a question folds again */

struct collecting {
    struct vs_due_list *list;
    struct vs_store *store;
    const struct vs_due_query *query;
    int64_t stale[STALE_MAX]; /* cases to compute again, ascending */
    size_t stale_count;
};

bool
vs_due_is_overdue(const struct vs_due_item *item, vs_instant now)
{
    return item->latest <= now;
}

bool
vs_due_may_be_overdue(const struct vs_due_item *item, vs_instant now)
{
    return item->at <= now;
}

/* --- items ------------------------------------------------------------------------------------ */

static enum vs_due_kind
kind_of(const char *name)
{
    enum vs_due_kind kind = VS_DUE_ANSWER;

    while (kind < VS_DUE_KINDS && strcmp(vs_due_kind_name(kind), name) != 0) {
        kind++;
    }
    return kind;
}

static void
copy_text(char *out, size_t room, struct vs_str text)
{
    size_t len = text.len < room ? text.len : room - 1;

    if (len > 0) {
        memcpy(out, text.p, len);
    }
    out[len] = '\0';
}

/* What the row says beside its columns. A row that cannot be read says no more than those. */
static void
read_doc(struct vs_due_item *item, struct vs_str text)
{
    struct vs_json *doc = NULL;
    struct vs_str agreement;

    if (text.len <= 2 || vs_json_parse(&doc, text.p, text.len, VS_JSON_CONTENT, NULL) != VS_OK) {
        return;
    }
    item->latest = vs_json_int(vs_json_get(doc, "latest"), item->at);
    item->latest = item->latest == 0 ? VS_INSTANT_NEVER : item->latest; /* nobody can tell */
    item->missing = (vs_date)vs_json_int(vs_json_get(doc, "missing"), VS_DATE_NEVER);
    item->known_until = vs_json_int(vs_json_get(doc, "known_until"), VS_INSTANT_NEVER);
    item->facts_only = vs_json_bool(vs_json_get(doc, "facts_only"), false);
    item->refusal = (int)vs_json_int(vs_json_get(doc, "refusal"), VS_REFUSAL_UNKNOWN);
    item->has_other = vs_json_get_hash(&item->other, doc, "other");
    agreement = vs_json_get_str(doc, "agreement");
    item->has_term = agreement.p != NULL;
    copy_text(item->agreement, sizeof item->agreement, agreement);
    copy_text(item->term, sizeof item->term, vs_json_get_str(doc, "term"));
    item->statutory = vs_json_bool(vs_json_get(doc, "statutory"), false);
    item->unseen = vs_json_bool(vs_json_get(doc, "unseen"), false);
    vs_json_free(doc);
}

static enum vs_code
add_row(struct vs_due_list *list, const struct vs_due_row *row, struct vs_err *err)
{
    struct vs_due_item *item;

    if (list->count == list->room) {
        size_t room = list->room ? 2 * list->room : 64;
        struct vs_due_item *items = vs_realloc_array(list->items, room, sizeof *items);

        if (!items) {
            return vs_fail_memory(err);
        }
        list->items = items;
        list->room = room;
    }
    item = &list->items[list->count++];
    memset(item, 0, sizeof *item);
    item->case_leaf = row->case_leaf;
    item->n = row->n;
    item->kind = kind_of(row->kind);
    item->at = item->latest = row->at;
    item->missing = VS_DATE_NEVER;
    item->since = row->since;
    item->org = row->org;
    item->event = row->event;
    item->has_event = !vs_hash_is_zero(&row->event);
    item->told = row->told;
    item->known_until = VS_INSTANT_NEVER;
    read_doc(item, row->doc);
    return VS_OK;
}

static int
compare_items(const void *a, const void *b)
{
    const struct vs_due_item *x = a;
    const struct vs_due_item *y = b;

    if (x->at != y->at) {
        return x->at < y->at ? -1 : 1;
    }
    if (x->since != y->since) {
        return x->since < y->since ? -1 : 1;
    }
    if (x->case_leaf != y->case_leaf) {
        return x->case_leaf < y->case_leaf ? -1 : 1;
    }
    return (x->n > y->n) - (x->n < y->n);
}

/* --- cases that have to be folded again ------------------------------------------------------- */

static enum vs_code
keep_stale(void *payload, int64_t id, struct vs_err *err)
{
    struct collecting *c = payload;

    (void)err;
    if (c->query->case_leaf != 0 && id != c->query->case_leaf) {
        return VS_OK;
    }
    if (c->stale_count == STALE_MAX) {
        c->list->stale++;
        return VS_OK;
    }
    c->stale[c->stale_count++] = id;
    return VS_OK;
}

static int
compare_ids(const void *a, const void *b)
{
    int64_t x = *(const int64_t *)a;
    int64_t y = *(const int64_t *)b;

    return x < y ? -1 : x > y;
}

static enum vs_code
keep_row(void *payload, const struct vs_due_row *row, struct vs_err *err)
{
    struct collecting *c = payload;

    if (c->stale_count > 0 &&
        bsearch(&row->case_leaf, c->stale, c->stale_count, sizeof *c->stale, compare_ids)) {
        return VS_OK;
    }
    return add_row(c->list, row, err);
}

static bool
is_asked(const struct vs_due_query *query, const struct vs_due_row *row)
{
    return row->from <= query->now && query->now < row->until &&
           (query->org == 0 || row->org == query->org) &&
           (!query->by_part || row->part == query->part);
}

static enum vs_code
compute(struct collecting *c, int64_t case_leaf, struct vs_err *err)
{
    vs_instant now = c->query->now;
    struct vs_casefile *file = NULL;
    struct vs_dues dues = {0};
    struct vs_buf doc;
    enum vs_code code = vs_casefile_load(&file, c->store, case_leaf, VS_INSTANT_NEVER, err);

    vs_buf_init(&doc, DOC_MAX);
    if (code == VS_OK) {
        code = vs_casefile_dues(&dues, c->store, file, now, err);
    }
    for (size_t i = 0; code == VS_OK && i < dues.count; i++) {
        struct vs_due_row row;

        code = vs_casefile_due_row(&row, &doc, c->store, file, &dues.rows[i], now, err);
        row.n = (int64_t)i;
        if (code == VS_OK && is_asked(c->query, &row)) {
            code = add_row(c->list, &row, err);
            c->list->all++;
        }
    }
    vs_buf_release(&doc);
    vs_dues_release(&dues);
    vs_casefile_free(file);
    return code;
}

/* How many rows are kept of the cases that are folded again. */
static enum vs_code
count_kept(int64_t *count, const struct collecting *c, struct vs_err *err)
{
    struct vs_due_query query = *c->query;
    enum vs_code code = VS_OK;

    *count = 0;
    for (size_t i = 0; code == VS_OK && i < c->stale_count; i++) {
        int64_t rows = 0, cases = 0;

        query.case_leaf = c->stale[i];
        code = vs_due_totals(c->store->ledger, &rows, &cases, &query, err);
        *count += rows;
    }
    return code;
}

/* What is kept of other cases, merged with what is computed of these; then the page is cut out. */
static enum vs_code
merge(struct collecting *c, size_t skip, size_t most, struct vs_err *err)
{
    struct vs_due_list *list = c->list;
    int64_t kept = 0;
    enum vs_code code = count_kept(&kept, c, err);

    if (code == VS_OK) {
        code = vs_due_each(c->store->ledger, c->query, 0, (int64_t)(skip + most) + kept, keep_row,
                           c, err);
    }
    list->all -= (uint64_t)kept < list->all ? (uint64_t)kept : list->all;
    for (size_t i = 0; code == VS_OK && i < c->stale_count; i++) {
        code = compute(c, c->stale[i], err);
    }
    if (list->count > 0) {
        qsort(list->items, list->count, sizeof *list->items, compare_items);
    }
    skip = skip < list->count ? skip : list->count;
    list->count -= skip;
    if (skip > 0) {
        memmove(list->items, list->items + skip, list->count * sizeof *list->items);
    }
    list->count = list->count < most ? list->count : most;
    return code;
}

enum vs_code
vs_due_list_make(struct vs_due_list *out, struct vs_store *store, const struct vs_due_query *query,
                 size_t skip, size_t most, struct vs_err *err)
{
    struct collecting c = {.list = out, .store = store, .query = query};
    int64_t rows = 0, cases = 0;
    enum vs_code code;

    memset(out, 0, sizeof *out);
    code = vs_casefile_each_stale(store->ledger, query->now, keep_stale, &c, err);
    if (code == VS_OK) {
        code = vs_due_totals(store->ledger, &rows, &cases, query, err);
    }
    out->all = (uint64_t)rows;
    if (code != VS_OK) {
        return code;
    }
    return c.stale_count > 0
               ? merge(&c, skip, most, err)
               : vs_due_each(store->ledger, query, (int64_t)skip, (int64_t)most, keep_row, &c, err);
}

void
vs_due_list_release(struct vs_due_list *list)
{
    vs_free(list->items);
    memset(list, 0, sizeof *list);
}

/* --- the answer that is kept ------------------------------------------------------------------ */

static enum vs_code
keep_standing(void *payload, const struct vs_tenure_row *row, struct vs_err *err)
{
    struct vs_standing *standing = payload;

    (void)err;
    if (row->since <= standing->now && standing->now < row->until && !standing->found) {
        standing->found = true;
        (void)snprintf(standing->state, sizeof standing->state, "%s", row->state);
        (void)snprintf(standing->certainty, sizeof standing->certainty, "%s", row->certainty);
        if (vs_json_parse(&standing->doc, row->doc.p, row->doc.len, VS_JSON_CONTENT, NULL) !=
            VS_OK) {
            standing->doc = NULL;
        }
        if (standing->doc) {
            standing->known_until =
                vs_json_int(vs_json_get(standing->doc, "known_until"), VS_INSTANT_NEVER);
        }
    }
    return VS_OK;
}

enum vs_code
vs_standing_get(struct vs_standing *out, struct vs_store *store, int64_t case_leaf, vs_instant now,
                struct vs_err *err)
{
    memset(out, 0, sizeof *out);
    out->now = now;
    out->known_until = VS_INSTANT_NEVER;
    return vs_tenure_each(store->ledger, case_leaf, keep_standing, out, err);
}

void
vs_standing_release(struct vs_standing *standing)
{
    vs_json_free(standing->doc);
    standing->doc = NULL;
}

enum vs_certainty
vs_standing_certainty(const struct vs_standing *standing)
{
    for (int i = VS_CONTESTED; i <= VS_CERTAIN; i++) {
        if (strcmp(vs_certainty_name((enum vs_certainty)i), standing->certainty) == 0) {
            return (enum vs_certainty)i;
        }
    }
    return VS_UNDETERMINED;
}

size_t
vs_standing_orgs(struct vs_hash *out, size_t max, const struct vs_standing *standing,
                 const char *list)
{
    const struct vs_json *orgs = standing->doc ? vs_json_get(standing->doc, list) : NULL;
    size_t count = 0;

    for (size_t i = 0; orgs && i < vs_json_size(orgs) && count < max; i++) {
        const struct vs_json *item = vs_json_at(orgs, i);
        bool got = vs_json_kind(item) == VS_JSON_OBJECT
                       ? vs_json_get_hash(&out[count], item, "org")
                       : vs_hash_parse(&out[count], vs_json_str(item));

        count += got ? 1 : 0;
    }
    return count;
}
