#include "cli/dues.h"

#include <stdlib.h>
#include <string.h>

#include "core/base/enc.h"
#include "core/base/mem.h"

struct collecting {
    struct vs_due_list *list;
    size_t room;
    int64_t *stale; /* cases to compute again, ascending */
    size_t stale_count, stale_room;
    int64_t case_leaf, org;
};

static enum vs_code
add_item(struct collecting *collecting, const struct vs_due_item *item, struct vs_err *err)
{
    struct vs_due_list *list = collecting->list;

    if (collecting->org != 0 && item->org != collecting->org) {
        return VS_OK;
    }
    if (list->count == VS_DUE_ITEMS_MAX) {
        list->cut++;
        return VS_OK;
    }
    if (list->count == collecting->room) {
        size_t room = collecting->room ? 2 * collecting->room : 64;
        struct vs_due_item *items = vs_realloc_array(list->items, room, sizeof *items);

        if (!items) {
            return vs_fail_memory(err);
        }
        list->items = items;
        collecting->room = room;
    }
    list->items[list->count++] = *item;
    return VS_OK;
}

static enum vs_code
keep_stale(void *payload, int64_t id, struct vs_err *err)
{
    struct collecting *collecting = payload;

    if (collecting->case_leaf != 0 && id != collecting->case_leaf) {
        return VS_OK;
    }
    if (collecting->stale_count == collecting->stale_room) {
        size_t room = collecting->stale_room ? 2 * collecting->stale_room : 64;
        int64_t *stale = vs_realloc_array(collecting->stale, room, sizeof *stale);

        if (!stale) {
            return vs_fail_memory(err);
        }
        collecting->stale = stale;
        collecting->stale_room = room;
    }
    collecting->stale[collecting->stale_count++] = id;
    return VS_OK;
}

static int
compare_ids(const void *a, const void *b)
{
    int64_t x = *(const int64_t *)a;
    int64_t y = *(const int64_t *)b;

    return x < y ? -1 : x > y;
}

static int
compare_items(const void *a, const void *b)
{
    const struct vs_due_item *x = a;
    const struct vs_due_item *y = b;

    if (x->at != y->at) {
        return x->at < y->at ? -1 : 1;
    }
    if (x->case_leaf != y->case_leaf) {
        return x->case_leaf < y->case_leaf ? -1 : 1;
    }
    return strcmp(x->kind, y->kind);
}

/* Of the cases that our organisation left, the rows say until when they are known. Few are: the
 * others are not parsed. */
static vs_instant
known_until(struct vs_str text)
{
    static const char name[] = "known_until";
    struct vs_json *doc = NULL;
    vs_instant until = VS_INSTANT_NEVER;

    if (text.len > 0 && memmem(text.p, text.len, name, sizeof name - 1) &&
        vs_json_parse(&doc, text.p, text.len, VS_JSON_LOOSE, NULL) == VS_OK) {
        until = vs_json_int(vs_json_get(doc, name), VS_INSTANT_NEVER);
        vs_json_free(doc);
    }
    return until;
}

static enum vs_code
keep_row(void *payload, const struct vs_due_row *row, struct vs_err *err)
{
    struct collecting *collecting = payload;
    struct vs_due_item item = {.case_leaf = row->case_leaf, .at = row->at, .org = row->org};

    if (collecting->stale_count > 0 &&
        bsearch(&row->case_leaf, collecting->stale, collecting->stale_count,
                sizeof *collecting->stale, compare_ids)) {
        return VS_OK;
    }
    (void)snprintf(item.kind, sizeof item.kind, "%s", row->kind);
    item.known_until = known_until(row->doc);
    item.event = row->event;
    item.has_event = !vs_hash_is_zero(&row->event);
    return add_item(collecting, &item, err);
}

static enum vs_code
compute(struct collecting *collecting, struct vs_store *store, int64_t case_leaf, vs_instant now,
        struct vs_err *err)
{
    struct vs_casefile *file = NULL;
    struct vs_dues dues = {NULL, 0};
    enum vs_code code = vs_casefile_load(&file, store, case_leaf, VS_INSTANT_NEVER, err);

    if (code == VS_OK) {
        code = vs_casefile_dues(&dues, NULL, store, file, now, err);
    }
    for (size_t i = 0; code == VS_OK && i < dues.count; i++) {
        const struct vs_due *due = &dues.rows[i];
        struct vs_due_item item = {.case_leaf = case_leaf, .at = due->when};
        struct vs_org_row org;

        if (vs_org_by_hash(store->ledger, &org, &due->org, NULL) == VS_OK) {
            item.org = org.id;
        }
        (void)snprintf(item.kind, sizeof item.kind, "%s", vs_due_kind_name(due->kind));
        if (!vs_casefile_left(&item.known_until, file)) {
            item.known_until = VS_INSTANT_NEVER;
        }
        if (due->event != VS_FOLD_NONE) {
            item.event = vs_casefile_fold(file)->entries[due->event].in->id;
            item.has_event = true;
        }
        code = add_item(collecting, &item, err);
    }
    vs_dues_release(&dues);
    vs_casefile_free(file);
    return code;
}

enum vs_code
vs_due_list_make(struct vs_due_list *out, struct vs_store *store, vs_instant now, int64_t case_leaf,
                 int64_t org, struct vs_err *err)
{
    struct collecting collecting = {.list = out, .case_leaf = case_leaf, .org = org};
    enum vs_code code;

    memset(out, 0, sizeof *out);
    code = vs_casefile_each_stale(store->ledger, now, keep_stale, &collecting, err);
    if (collecting.stale_count > 0) {
        qsort(collecting.stale, collecting.stale_count, sizeof *collecting.stale, compare_ids);
    }
    if (code == VS_OK) {
        code = vs_due_each(store->ledger, case_leaf, org, 0, VS_DUE_ITEMS_MAX, keep_row,
                           &collecting, err);
    }
    for (size_t i = 0; code == VS_OK && i < collecting.stale_count; i++) {
        code = compute(&collecting, store, collecting.stale[i], now, err);
    }
    if (out->count > 0) {
        qsort(out->items, out->count, sizeof *out->items, compare_items);
    }
    vs_free(collecting.stale);
    return code;
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
        if (vs_json_parse(&standing->doc, row->doc.p, row->doc.len, VS_JSON_LOOSE, NULL) != VS_OK) {
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
