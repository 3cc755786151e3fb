/*
 * What is due over time (due.h): worked out at every instant from `now` on at which it may change,
 * and rows that are the same at neighbouring instants made one.
 */
#include <stdlib.h>
#include <string.h>

#include "core/base/mem.h"
#include "core/casework/due_priv.h"
#include "core/casework/fold_in.h"

/* More turns than this lie ahead of no honest case; what is beyond is worked out when it is near.
 */
#define TURNS_MAX 200

/* --- when it may change ----------------------------------------------------------------------- */

struct turns {
    vs_instant *list;
    size_t count, room;
    vs_instant now;
    bool failed;
};

static void
turn(struct turns *turns, vs_instant at)
{
    if (at <= turns->now || at == NEVER) {
        return;
    }
    if (turns->count == turns->room) {
        size_t room = turns->room ? 2 * turns->room : 16;
        vs_instant *grown = vs_realloc_array(turns->list, room, sizeof(*grown));

        if (!grown) {
            turns->failed = true;
            return;
        }
        turns->list = grown;
        turns->room = room;
    }
    turns->list[turns->count++] = at;
}

static int
by_instant(const void *a, const void *b)
{
    vs_instant x = *(const vs_instant *)a, y = *(const vs_instant *)b;

    return (x > y) - (x < y);
}

/* In order, each once. */
static void
find_turns(struct turns *turns, const struct vs_fold *fold)
{
    size_t kept = 0;

    for (size_t i = 0; i < fold->boundary_count; i++) {
        turn(turns, fold->boundaries[i]);
    }
    for (size_t i = 0; i < fold->entry_count; i++) { /* of a clock that was ahead of ours */
        turn(turns, fold->entries[i].rec);
    }
    for (size_t i = 0; i < fold->offer_count; i++) {
        turn(turns, fold->offers[i].start);
        turn(turns, fold->offers[i].over);
    }
    for (size_t i = 0; i < fold->wait_count; i++) {
        turn(turns, fold->waits[i].from);
        turn(turns, fold->waits[i].until);
        turn(turns, fold->waits[i].over);
        turn(turns, fold->waits[i].told);
    }
    for (size_t i = 0; i < fold->escalation_count; i++) {
        turn(turns, fold->escalations[i].from);
        turn(turns, fold->escalations[i].until);
    }
    if (turns->count > 0) {
        qsort(turns->list, turns->count, sizeof(*turns->list), by_instant);
    }
    for (size_t i = 0; i < turns->count; i++) {
        if (kept == 0 || turns->list[kept - 1] != turns->list[i]) {
            turns->list[kept++] = turns->list[i];
        }
    }
    turns->count = kept;
}

/* --- rows ------------------------------------------------------------------------------------- */

static int
compare_text(struct vs_str a, struct vs_str b)
{
    size_t len = a.len < b.len ? a.len : b.len;
    int order = len > 0 ? memcmp(a.p, b.p, len) : 0;

    return order ? order : (a.len > b.len) - (a.len < b.len);
}

/* By what a row says. */
static int
compare(const void *a, const void *b)
{
    const struct vs_due *x = a, *y = b;
    int order;

    if (x->earliest != y->earliest) {
        return x->earliest < y->earliest ? -1 : 1;
    }
    if (x->kind != y->kind) {
        return x->kind < y->kind ? -1 : 1;
    }
    if ((order = vs_hash_cmp(&x->org, &y->org)) != 0) {
        return order;
    }
    if (x->event != y->event) {
        return x->event < y->event ? -1 : 1;
    }
    if (x->since != y->since) {
        return x->since < y->since ? -1 : 1;
    }
    if (x->when != y->when) {
        return x->when < y->when ? -1 : 1;
    }
    if ((order = vs_hash_cmp(&x->other, &y->other)) != 0) {
        return order;
    }
    if (x->offer != y->offer) {
        return x->offer < y->offer ? -1 : 1;
    }
    if ((order = compare_text(x->term, y->term)) != 0) {
        return order;
    }
    return x->agreement && y->agreement ? compare_text(x->agreement->id, y->agreement->id)
                                        : (x->agreement != NULL) - (y->agreement != NULL);
}

static int
compare_from(const void *a, const void *b)
{
    const struct vs_due *x = a, *y = b;
    int order = compare(a, b);

    return order ? order : (x->from > y->from) - (x->from < y->from);
}

/* --- marks ------------------------------------------------------------------------------------ */

struct marked {
    struct vs_due *row;
    bool ours;
};

/* By organisation; what the rows say was their order before. */
static int
by_org(const void *a, const void *b)
{
    const struct marked *x = a, *y = b;
    int order = vs_hash_cmp(&x->row->org, &y->row->org);

    return order ? order : (x->row > y->row) - (x->row < y->row);
}

/* By what people are told once: that a case is to be settled, and of one escalation. */
static bool
is_same_news(const struct vs_due *a, const struct vs_due *b)
{
    return a->kind == b->kind &&
           (a->kind == VS_DUE_SETTLE || (a->kind == VS_DUE_ESCALATION && a->event == b->event));
}

/* Of those, our own row first. */
static int
by_news(const void *a, const void *b)
{
    const struct marked *x = a, *y = b;

    if (x->row->kind != y->row->kind) {
        return x->row->kind < y->row->kind ? -1 : 1;
    }
    if (x->row->kind == VS_DUE_ESCALATION && x->row->event != y->row->event) {
        return x->row->event < y->row->event ? -1 : 1;
    }
    if (x->ours != y->ours) {
        return x->ours ? -1 : 1;
    }
    return (x->row > y->row) - (x->row < y->row);
}

/* Marks, in rows that stand together: the first of each organisation, and what need not be said
 * again. False: no memory. */
static bool
mark(struct vs_due_list *list, const struct vs_hash *self)
{
    struct marked *order = vs_calloc(list->count, sizeof(*order));

    if (!order) {
        return false;
    }
    for (size_t i = 0; i < list->count; i++) {
        order[i].row = &list->rows[i];
        order[i].ours = self && vs_hash_eq(&list->rows[i].org, self);
    }
    qsort(order, list->count, sizeof(*order), by_org);
    for (size_t i = 0; i < list->count; i++) {
        order[i].row->lead = i == 0 || !vs_hash_eq(&order[i].row->org, &order[i - 1].row->org);
    }
    qsort(order, list->count, sizeof(*order), by_news);
    for (size_t i = 0; i < list->count; i++) {
        order[i].row->told =
            !order[i].ours && i > 0 && is_same_news(order[i].row, order[i - 1].row);
    }
    vs_free(order);
    return true;
}

/* --- over time -------------------------------------------------------------------------------- */

struct standing {
    struct vs_due_list done; /* all rows, those of `live` too */
    size_t *live;            /* indexes into `done`, in order of `compare` */
    size_t live_count;
};

static bool
goes_on(const struct vs_due *live, const struct vs_due *row)
{
    return compare(live, row) == 0 && live->lead == row->lead && live->told == row->told &&
           live->answered == row->answered;
}

/* The rows that stand from `at` on meet those that stood before. Both are in order. */
static bool
turn_over(struct standing *spans, const struct vs_due_list *rows, vs_instant at)
{
    size_t *live = vs_calloc(rows->count + 1, sizeof(*live));
    size_t old = 0;

    if (!live) {
        return false;
    }
    for (size_t i = 0; i < rows->count; i++) {
        struct vs_due row = rows->rows[i];

        while (old < spans->live_count && compare(&spans->done.rows[spans->live[old]], &row) < 0) {
            spans->done.rows[spans->live[old++]].until = at;
        }
        if (old < spans->live_count && goes_on(&spans->done.rows[spans->live[old]], &row)) {
            live[i] = spans->live[old++];
            continue;
        }
        row.from = at;
        row.until = NEVER;
        live[i] = spans->done.count;
        vs_due_add(&spans->done, row);
        if (spans->done.failed) {
            vs_free(live);
            return false;
        }
    }
    while (old < spans->live_count) {
        spans->done.rows[spans->live[old++]].until = at;
    }
    vs_free(spans->live);
    spans->live = live;
    spans->live_count = rows->count;
    return true;
}

/* Whether somebody holds the case at an instant: `org`, or (NULL) anybody. */
static bool
holds(const struct vs_fold *fold, const struct vs_hash *org, vs_instant at)
{
    for (size_t i = 0; i < fold->claim_count; i++) {
        const struct vs_fold_claim *claim = &fold->claims[i];

        if (claim->holder != VS_HOLDER_CLOSED && claim->start <= at && at < claim->end &&
            (!org || (claim->holder == VS_HOLDER_ORG && vs_hash_eq(&claim->org, org)))) {
            return true;
        }
    }
    return false;
}

/* Whether an organisation began monitoring, and did not end it after that. */
static bool
monitors(const struct vs_fold *fold, const struct vs_hash *org, vs_instant at)
{
    vs_instant began = -1, ended = -1;

    for (uint32_t i = 0; i < fold->data->n; i++) {
        const struct vs_fold_entry *entry = &fold->entries[i];
        const struct vs_event *event = entry->in->event;

        if (entry->state != VS_ENTRY_VALID || entry->rec > at ||
            !vs_hash_eq(&entry->in->org, org)) {
            continue;
        }
        if (event->type == VS_EV_MONITORING_START && entry->rec > began) {
            began = entry->rec;
        } else if (event->type == VS_EV_MONITORING_END && entry->rec > ended) {
            ended = entry->rec;
        }
    }
    return began > ended;
}

/* A term in law that its organisation missed while it held the case stays missed: it goes on while
 * the case is open, whoever holds it since. */
static bool
was_missed(const struct vs_fold *fold, const struct vs_due *row, vs_instant at)
{
    return row->nature == VS_STATUTORY && !row->unseen && row->when <= at &&
           holds(fold, &row->org, row->when - 1) && holds(fold, NULL, at);
}

bool
vs_due_stands(const struct vs_fold *fold, const struct vs_due_term *term, vs_instant at)
{
    switch (term->stand) {
    case VS_STANDS:
        break;
    case VS_STANDS_OPEN:
        return holds(fold, NULL, at);
    case VS_STANDS_HELD:
        return holds(fold, &term->row.org, at) || was_missed(fold, &term->row, at);
    case VS_STANDS_MONITORED:
        return holds(fold, NULL, at) || monitors(fold, &term->row.org, at);
    }
    return true;
}

static enum vs_code
one_turn(struct standing *spans, const struct vs_fold *fold, const struct vs_due_terms *terms,
         const struct vs_hash *self, vs_instant at, struct vs_err *err)
{
    struct vs_due_list rows = {NULL, 0, 0, false};
    enum vs_code code = vs_due_at(&rows, fold, at, err);

    for (size_t i = 0; code == VS_OK && i < terms->count; i++) {
        const struct vs_due_term *term = &terms->list[i];

        if (term->row.from <= at && at < term->row.until && vs_due_stands(fold, term, at)) {
            vs_due_add(&rows, term->row);
        }
    }
    if (code == VS_OK && !rows.failed && rows.count > 0) {
        qsort(rows.rows, rows.count, sizeof(*rows.rows), compare);
        rows.failed = !mark(&rows, self);
    }
    if (code == VS_OK && (rows.failed || !turn_over(spans, &rows, at))) {
        code = vs_fail_memory(err);
    }
    vs_free(rows.rows);
    return code;
}

enum vs_code
vs_dues_make(struct vs_dues *out, const struct vs_fold *fold, vs_instant now,
             const struct vs_due_rules *rules, struct vs_err *err)
{
    struct vs_due_terms terms = {NULL, 0, 0};
    struct turns turns = {.now = now};
    struct standing spans = {{NULL, 0, 0, false}, NULL, 0};
    enum vs_code code = vs_due_limits_make(&terms, fold, now, err);

    memset(out, 0, sizeof(*out));
    out->known_until = NEVER;
    if (code == VS_OK && rules) {
        code = vs_due_terms_make(&terms, fold, now, rules, err);
    }
    for (size_t i = 0; i < terms.count; i++) {
        turn(&turns, terms.list[i].row.from);
        turn(&turns, terms.list[i].row.until);
    }
    find_turns(&turns, fold);
    if (code == VS_OK && turns.failed) {
        code = vs_fail_memory(err);
    }
    if (turns.count > TURNS_MAX) {
        out->known_until = turns.list[TURNS_MAX];
        turns.count = TURNS_MAX;
    }
    if (code == VS_OK) {
        code = one_turn(&spans, fold, &terms, rules ? &rules->self : NULL, now, err);
    }
    for (size_t i = 0; code == VS_OK && i < turns.count; i++) {
        code = one_turn(&spans, fold, &terms, rules ? &rules->self : NULL, turns.list[i], err);
    }
    vs_free(terms.list);
    vs_free(turns.list);
    vs_free(spans.live);
    out->rows = spans.done.rows;
    out->count = spans.done.count;
    if (code != VS_OK) {
        vs_dues_release(out);
    } else if (out->count > 0) {
        qsort(out->rows, out->count, sizeof(*out->rows), compare_from);
    }
    return code;
}

void
vs_dues_release(struct vs_dues *dues)
{
    if (dues) {
        vs_free(dues->rows);
        dues->rows = NULL;
        dues->count = 0;
    }
}
