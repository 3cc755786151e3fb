#include "cli/dues.h"

#include <stdlib.h>
#include <string.h>

#include "core/base/enc.h"
#include "core/base/mem.h"
#include "core/record/casefile.h"
#include "core/record/refold.h"

#define DOC_MAX (1u << 20)

bool
vs_due_is_term(const struct vs_due_item *item)
{
    return item->kind != VS_DUE_TRANSFER && item->kind != VS_DUE_STILL_OPEN &&
           item->kind != VS_DUE_REFUSED;
}

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
    copy_text(item->calendar, sizeof item->calendar, vs_json_get_str(doc, "calendar"));
    item->known_until = vs_json_int(vs_json_get(doc, "known_until"), VS_INSTANT_NEVER);
    item->facts_only = vs_json_bool(vs_json_get(doc, "facts_only"), false);
    item->refusal = (int)vs_json_int(vs_json_get(doc, "refusal"), VS_REFUSAL_UNKNOWN);
    item->has_other = vs_json_get_hash(&item->other, doc, "other");
    agreement = vs_json_get_str(doc, "agreement");
    item->has_term = agreement.p != NULL;
    copy_text(item->agreement, sizeof item->agreement, agreement);
    copy_text(item->term, sizeof item->term, vs_json_get_str(doc, "term"));
    item->statutory = vs_json_bool(vs_json_get(doc, "statutory"), false);
    item->answered = vs_json_bool(vs_json_get(doc, "answered"), false);
    item->unseen = vs_json_bool(vs_json_get(doc, "unseen"), false);
    item->length.n = (uint32_t)vs_json_int(vs_json_get(doc, "length"), 0);
    item->length.unit = (enum vs_unit)vs_json_int(vs_json_get(doc, "unit"), VS_UNIT_DAY);
    item->start_unknown = item->length.n > 0;
    vs_json_free(doc);
}

/* Room for one more; NULL when out of memory. */
static struct vs_due_item *
next_item(struct vs_due_item **items, size_t *count, size_t *room)
{
    if (*count == *room) {
        size_t more = *room ? 2 * *room : 64;
        struct vs_due_item *grown = vs_realloc_array(*items, more, sizeof **items);

        if (!grown) {
            return NULL;
        }
        *items = grown;
        *room = more;
    }
    return &(*items)[(*count)++];
}

static void
read_row(struct vs_due_item *item, const struct vs_due_row *row)
{
    memset(item, 0, sizeof *item);
    item->case_leaf = row->case_leaf;
    item->n = row->n;
    item->part = row->part;
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

static int
compare_ids(const void *a, const void *b)
{
    int64_t x = *(const int64_t *)a;
    int64_t y = *(const int64_t *)b;

    return x < y ? -1 : x > y;
}

static enum vs_code
keep_stale(void *payload, int64_t id, struct vs_err *err)
{
    struct vs_stale *stale = payload;

    if (stale->count == VS_STALE_MAX) {
        return vs_fail(err, VS_E_INTERNAL, "due", "more cases than were counted");
    }
    stale->cases[stale->count++] = id;
    return VS_OK;
}

static enum vs_code
keep_if_stale(void *payload, const struct vs_casefile_row *row, struct vs_err *err)
{
    struct vs_stale *stale = payload;

    return row->next <= stale->now ? keep_stale(stale, row->id, err) : VS_OK;
}

enum vs_code
vs_stale_find(struct vs_stale *out, struct vs_store *store, vs_instant now, int64_t case_leaf,
              struct vs_err *err)
{
    int64_t count = 0;
    enum vs_code code;

    memset(out, 0, sizeof *out);
    out->now = now;
    if (case_leaf != 0) {
        return vs_casefile_one(store->ledger, case_leaf, keep_if_stale, out, err);
    }
    code = vs_casefile_count_stale(store->ledger, &count, now, VS_STALE_COUNTED, err);
    if (code == VS_OK && count > VS_STALE_MAX) {
        out->left = (uint64_t)count;
    } else if (code == VS_OK && count > 0) {
        code = vs_casefile_each_stale(store->ledger, now, keep_stale, out, err);
        qsort(out->cases, out->count, sizeof *out->cases, compare_ids);
    }
    return code;
}

enum vs_code
vs_stale_add(struct vs_stale *stale, int64_t case_leaf, struct vs_err *err)
{
    return vs_stale_has(stale, case_leaf) ? VS_OK : keep_stale(stale, case_leaf, err);
}

bool
vs_stale_has(const struct vs_stale *stale, int64_t case_leaf)
{
    return stale->count > 0 &&
           bsearch(&case_leaf, stale->cases, stale->count, sizeof *stale->cases, compare_ids);
}

static enum vs_code
fold_one(struct vs_stale *stale, struct vs_store *store, int64_t case_leaf, struct vs_err *err)
{
    struct vs_casefile *file = NULL;
    struct vs_dues dues = {0};
    struct vs_buf doc;
    enum vs_code code = vs_casefile_load(&file, store, case_leaf, VS_INSTANT_NEVER, err);

    vs_buf_init(&doc, DOC_MAX);
    if (code == VS_OK) {
        code = vs_casefile_dues(&dues, store, file, stale->now, err);
    }
    for (size_t i = 0; code == VS_OK && i < dues.count; i++) {
        struct vs_due_row row;

        code = vs_casefile_due_row(&row, &doc, store, file, &dues.rows[i], stale->now, err);
        row.n = (int64_t)i;
        if (code == VS_OK && row.from <= stale->now && stale->now < row.until) {
            struct vs_due_item *item =
                next_item(&stale->items, &stale->item_count, &stale->item_room);

            if (!item) {
                code = vs_fail_memory(err);
                break;
            }
            read_row(item, &row);
            item->again = true;
        }
    }
    vs_buf_release(&doc);
    vs_dues_release(&dues);
    vs_casefile_free(file);
    return code == VS_E_NOT_FOUND ? VS_OK : code; /* nothing of it counts any more */
}

enum vs_code
vs_stale_fold(struct vs_stale *stale, struct vs_store *store, struct vs_err *err)
{
    enum vs_code code = VS_OK;

    for (size_t i = 0; code == VS_OK && i < stale->count; i++) {
        code = fold_one(stale, store, stale->cases[i], err);
    }
    return code;
}

void
vs_stale_release(struct vs_stale *stale)
{
    vs_free(stale->items);
    stale->items = NULL;
    stale->item_count = stale->item_room = 0;
}

/* --- pages ------------------------------------------------------------------------------------ */

struct collecting {
    struct vs_due_list *list;
    const struct vs_stale *stale;
};

static enum vs_code
keep_row(void *payload, const struct vs_due_row *row, struct vs_err *err)
{
    struct collecting *c = payload;
    struct vs_due_item *item;

    if (vs_stale_has(c->stale, row->case_leaf)) {
        return VS_OK;
    }
    item = next_item(&c->list->items, &c->list->count, &c->list->room);
    if (!item) {
        return vs_fail_memory(err);
    }
    read_row(item, row);
    return VS_OK;
}

/* How many rows are kept of the cases that are folded again. */
static enum vs_code
count_kept(int64_t *count, struct vs_store *store, const struct vs_due_query *query,
           const struct vs_stale *stale, struct vs_err *err)
{
    struct vs_due_query one = *query;
    enum vs_code code = VS_OK;

    *count = 0;
    for (size_t i = 0; code == VS_OK && i < stale->count; i++) {
        int64_t rows = 0, cases = 0;

        one.case_leaf = stale->cases[i];
        code = vs_due_totals(store->ledger, &rows, &cases, &one, err);
        *count += rows;
    }
    return code;
}

static bool
is_asked(const struct vs_due_query *query, const struct vs_due_item *item)
{
    return (query->org == 0 || item->org == query->org) &&
           (!query->by_part || item->part == query->part);
}

/* What is kept of other cases, merged with what was computed of these; then the page is cut out. */
static enum vs_code
merge(struct collecting *c, struct vs_store *store, const struct vs_due_query *query, size_t skip,
      size_t most, struct vs_err *err)
{
    struct vs_due_list *list = c->list;
    int64_t kept = 0;
    enum vs_code code = count_kept(&kept, store, query, c->stale, err);

    if (code == VS_OK) {
        code =
            vs_due_each(store->ledger, query, 0, (int64_t)(skip + most) + kept, keep_row, c, err);
    }
    list->all -= (uint64_t)kept < list->all ? (uint64_t)kept : list->all;
    for (size_t i = 0; code == VS_OK && i < c->stale->item_count; i++) {
        struct vs_due_item *item;

        if (!is_asked(query, &c->stale->items[i])) {
            continue;
        }
        item = next_item(&list->items, &list->count, &list->room);
        if (!item) {
            return vs_fail_memory(err);
        }
        *item = c->stale->items[i];
        list->all++;
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
                 const struct vs_stale *stale, size_t skip, size_t most, struct vs_err *err)
{
    struct collecting c = {out, stale};
    int64_t rows = 0, cases = 0;
    enum vs_code code;

    memset(out, 0, sizeof *out);
    code = vs_due_totals(store->ledger, &rows, &cases, query, err);
    out->all = (uint64_t)rows;
    if (code != VS_OK) {
        return code;
    }
    return stale->count > 0
               ? merge(&c, store, query, skip, most, err)
               : vs_due_each(store->ledger, query, (int64_t)skip, (int64_t)most, keep_row, &c, err);
}

void
vs_due_list_release(struct vs_due_list *list)
{
    vs_free(list->items);
    memset(list, 0, sizeof *list);
}

/* --- the answer ------------------------------------------------------------------------------- */

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

static enum vs_code
fold_standing(struct vs_standing *out, struct vs_store *store, int64_t case_leaf,
              struct vs_err *err)
{
    struct vs_casefile *file = NULL;
    bool open = false;
    enum vs_code code = vs_casefile_load(&file, store, case_leaf, VS_INSTANT_NEVER, err);

    if (code == VS_OK) {
        code = vs_casefile_tenures(file, &open, keep_standing, out, err);
    }
    vs_casefile_free(file);
    return code == VS_E_NOT_FOUND ? VS_OK : code; /* nothing of it counts any more */
}

enum vs_code
vs_standing_get(struct vs_standing *out, struct vs_store *store, int64_t case_leaf, bool again,
                vs_instant now, struct vs_err *err)
{
    memset(out, 0, sizeof *out);
    out->now = now;
    out->known_until = VS_INSTANT_NEVER;
    return again ? fold_standing(out, store, case_leaf, err)
                 : vs_tenure_each(store->ledger, case_leaf, keep_standing, out, err);
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
