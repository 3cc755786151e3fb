/* From everything judged to what readers of fold.h see (FOLD.md 4 to 7): what happened to each
 * event, and the instants at which an answer can change. */
#include "core/casework/fold_made.h"

#include <stdlib.h>
#include <string.h>

#include "core/base/mem.h"

#define LATE_SECONDS 86400 /* recorded-late: written down a day or more after the act */

void *
made_more(struct maker *m, void *array, size_t *count, size_t *cap, size_t size)
{
    void *now, *grown;

    memcpy(&now, array, sizeof(now));
    if (*count == *cap) {
        size_t wanted = *cap ? *cap * 2 : 16;

        grown = vs_realloc_array(now, wanted, size);
        if (!grown) {
            m->d->failed = VS_E_NO_MEMORY;
            return NULL;
        }
        memcpy(array, &grown, sizeof(grown));
        now = grown;
        *cap = wanted;
    }
    memset((char *)now + *count * size, 0, size);
    return (char *)now + (*count)++ * size;
}

void
made_finding(struct maker *m, const char *name, uint32_t event, uint32_t other, vs_instant from,
             vs_instant until)
{
    struct vs_fold_finding *out;

    if (from >= until) {
        return;
    }
    out = made_more(m, &m->fold->findings, &m->fold->finding_count, &m->finding_cap, sizeof(*out));
    if (out) {
        *out = (struct vs_fold_finding){name, event, other, from, until};
    }
}

static bool
is_cut(const struct maker *m, uint32_t x)
{
    return x != NONE && m->d->ev[x].in->cut;
}

void
made_dispute_cut(struct maker *m, uint32_t slot, uint32_t cause, uint32_t offer)
{
    struct vs_fold_span *out;

    if (!is_cut(m, cause) || m->claim_of[slot] == NONE) {
        return;
    }
    out = made_more(m, &m->fold->spans, &m->fold->span_count, &m->span_cap, sizeof(*out));
    if (out) {
        *out = (struct vs_fold_span){
            VS_SPAN_DISPUTE, m->view->st[slot].start, NEVER, "closed-feed", cause,
            offer,           m->claim_of[slot],       NEVER};
    }
}

/* --- events ----------------------------------------------------------------------------------- */

/* Whoever acks has what it names, so that it lies in the ack's past. */
static bool
acks_unknown(const struct vs_fold_data *d, const struct ev *e)
{
    const struct vs_event *ack = e->e;
    const struct {
        const struct vs_hash *ids;
        size_t count;
    } lists[] = {{ack->opened, ack->opened_count},
                 {ack->facts_only, ack->facts_only_count},
                 {ack->unreadable, ack->unreadable_count}};

    for (size_t l = 0; l < sizeof(lists) / sizeof(lists[0]); l++) {
        for (size_t i = 0; i < lists[l].count; i++) {
            uint32_t named = fold_find(d, &lists[l].ids[i]);

            if (named == NONE || !knows(e, &d->ev[named])) {
                return true;
            }
        }
    }
    return false;
}

static void
add_newer(struct maker *m, uint32_t i)
{
    vs_instant until = view_newer_until(m->d, m->view, i);
    struct vs_fold_span *span;

    if (m->d->ev[i].rec >= until) {
        return;
    }
    span = made_more(m, &m->fold->spans, &m->fold->span_count, &m->span_cap, sizeof(*span));
    if (span) {
        *span = (struct vs_fold_span){
            VS_SPAN_NEWER, m->d->ev[i].rec, until, "newer-format", i, NONE, NONE, NEVER};
    }
}

static void
make_entry(struct maker *m, uint32_t i)
{
    const struct ev *e = &m->d->ev[i];
    struct vs_fold_entry *out = &m->fold->entries[i];

    out->causes = e->causes;
    out->rec = e->rec;
    out->eff = e->eff;
    out->authorised = e->valid;
    out->reason = e->reason;
    if (e->left_out) {
        out->state = VS_ENTRY_LEFT_OUT;
        made_finding(m, "left-out", i, NONE, e->rec, NEVER);
        return;
    }
    if (!e->e) {
        out->state = VS_ENTRY_UNREADABLE;
        made_finding(m, "unreadable", i, NONE, e->rec, NEVER);
        return;
    }
    if (e->e->type == VS_EV_NEWER) {
        out->state = VS_ENTRY_UNJUDGED;
        made_finding(m, "newer-format", i, NONE, e->rec, NEVER);
        if (e->newer) {
            add_newer(m, i);
        }
        return;
    }
    out->state = e->valid ? VS_ENTRY_VALID : VS_ENTRY_VOID;
    if (!e->valid) {
        made_finding(m, "void", i, e->re, e->rec, NEVER);
    } else if (e->e->made - e->e->at >= LATE_SECONDS && e->e->type != VS_EV_ACK) {
        made_finding(m, "recorded-late", i, NONE, e->rec, NEVER);
    } else if (acks_unknown(m->d, e)) {
        made_finding(m, "ack-of-unknown", i, NONE, e->rec, NEVER);
    }
    if (e->in->cut) {
        made_finding(m, "closed-feed", i, NONE, e->rec, NEVER);
    }
}

/* What is more than a program folds: whose it is, and that nobody can answer for the rest where
 * hardly anything of the case was folded. */
static void
over_limit(struct maker *m)
{
    const struct vs_fold_data *d = m->d;
    const struct ev *opening;
    struct vs_fold_span *span;

    if (d->opening == NONE) {
        return;
    }
    opening = &d->ev[d->opening];
    for (uint32_t i = 0; i < d->over_told.n; i++) {
        made_finding(m, "over-limit", d->over_told.v[i], NONE, opening->rec, NEVER);
    }
    if (d->too_large) {
        span = made_more(m, &m->fold->spans, &m->fold->span_count, &m->span_cap, sizeof(*span));
        if (span) {
            *span = (struct vs_fold_span){VS_SPAN_LARGE, least(opening->rec, opening->eff),
                                          NEVER,         "too-large",
                                          d->opening,    NONE,
                                          NONE,          NEVER};
        }
    }
}

static struct view *
final_view(struct vs_fold_data *d)
{
    struct view *view = NULL;
    uint32_t *all = d->ev[d->n].vc;

    for (uint32_t c = 0; c < d->chain_n; c++) {
        all[c] = d->chains[c].n;
    }
    if (mark_left_out(d) || !d->main) {
        view = d->final = view_new(d, true);
    } else {
        view = d->main;
        view->final = true; /* nothing is left out; delivery is wanted for showing */
    }
    if (view) {
        view_extend(d, view, all);
        view_flush(d, view);
    }
    return view;
}

/* --- boundaries ------------------------------------------------------------------------------- */

static void
boundary(struct maker *m, vs_instant at)
{
    vs_instant *out;

    if (at == NEVER || at < 0) {
        return;
    }
    out = made_more(m, &m->fold->boundaries, &m->fold->boundary_count, &m->boundary_cap,
                    sizeof(*out));
    if (out) {
        *out = at;
    }
}

static int
by_instant(const void *a, const void *b)
{
    vs_instant x = *(const vs_instant *)a, y = *(const vs_instant *)b;

    return x < y ? -1 : x > y;
}

static void
make_boundaries(struct maker *m)
{
    struct vs_fold *fold = m->fold;
    size_t kept = 0;

    for (size_t i = 0; i < fold->claim_count; i++) {
        if (fold->claims[i].start < fold->claims[i].end) {
            boundary(m, fold->claims[i].start);
            boundary(m, fold->claims[i].end);
            boundary(m, fold->claims[i].knew);
        }
    }
    for (size_t i = 0; i < fold->span_count; i++) {
        boundary(m, fold->spans[i].from);
        boundary(m, fold->spans[i].until);
        boundary(m, fold->spans[i].knew);
    }
    for (size_t i = 0; i < fold->finding_count; i++) {
        boundary(m, fold->findings[i].from);
        boundary(m, fold->findings[i].until);
    }
    if (fold->boundary_count > 0) {
        qsort(fold->boundaries, fold->boundary_count, sizeof(vs_instant), by_instant);
    }
    for (size_t i = 0; i < fold->boundary_count; i++) {
        if (kept == 0 || fold->boundaries[kept - 1] != fold->boundaries[i]) {
            fold->boundaries[kept++] = fold->boundaries[i];
        }
    }
    fold->boundary_count = kept;
}

static int
finding_cmp(const void *a, const void *b)
{
    const struct vs_fold_finding *x = a, *y = b;

    if (x->event != y->event) {
        return x->event < y->event ? -1 : 1;
    }
    if (x->other != y->other) {
        return x->other < y->other ? -1 : 1;
    }
    if (x->from != y->from) {
        return x->from < y->from ? -1 : 1;
    }
    return strcmp(x->name, y->name);
}

enum vs_code
fold_result(struct vs_fold *fold, struct vs_err *err)
{
    struct vs_fold_data *d = fold->data;
    struct maker m = {.fold = fold, .d = d};

    m.view = final_view(d);
    m.claim_of = d->claim_of = vs_malloc(((size_t)d->obj_n + 1) * sizeof(uint32_t));
    m.offer_of = vs_malloc(((size_t)d->obj_n + 1) * sizeof(uint32_t));
    if (!m.view || !m.claim_of || !m.offer_of || d->failed != VS_OK) {
        goto out;
    }
    prepare_knowledge(d);
    make_claims(&m);
    if (d->failed == VS_OK) {
        make_offers(&m);
    }
    if (d->failed == VS_OK) {
        make_settlements(&m);
    }
    if (d->failed == VS_OK) {
        make_escalations(&m);
        findings_of_ladders(&m);
        findings_of_closings(&m);
        make_parties(&m);
    }
    for (uint32_t i = 0; i < d->n && d->failed == VS_OK; i++) {
        make_entry(&m, i);
    }
    if (d->failed == VS_OK) {
        over_limit(&m);
    }
    if (d->failed == VS_OK) {
        if (fold->finding_count > 0) {
            qsort(fold->findings, fold->finding_count, sizeof(fold->findings[0]), finding_cmp);
        }
        make_boundaries(&m);
    }
out:
    vs_free(m.offer_of);
    return d->failed == VS_OK ? VS_OK : vs_fail_memory(err);
}
