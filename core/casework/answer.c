#include "core/casework/answer.h"

#include <stdlib.h>
#include <string.h>

#include "core/base/mem.h"
#include "core/casework/fold_in.h"

#define SINCE_STEPS 64 /* how far `since` looks back over a holder's own earlier claims */

/* The parts of a fold that may matter at one instant. */
struct around {
    struct list claims; /* active */
    struct list spans;  /* cover the instant */
    struct list findings;
};

static void
around_free(struct around *around)
{
    vs_free(around->claims.v);
    vs_free(around->spans.v);
    vs_free(around->findings.v);
}

static bool
claim_active(const struct vs_fold *fold, uint32_t claim, vs_instant at)
{
    return claim != NONE && fold->claims[claim].start <= at && at < fold->claims[claim].end;
}

static uint32_t
claim_of_event(const struct vs_fold *fold, uint32_t event)
{
    uint32_t slot = fold->data->ev[event].slot;

    return slot == NONE ? NONE : fold->data->claim_of[slot];
}

/* Whether a span says something at `at`: it speaks about claims, and only while they are active. */
static bool
span_speaks(const struct vs_fold *fold, const struct vs_fold_span *span, vs_instant at)
{
    const struct vs_fold_offer *offer;
    bool any = false;

    if (span->kind == VS_SPAN_NEWER || span->kind == VS_SPAN_LARGE) {
        return true;
    }
    if (span->kind != VS_SPAN_MISSING) {
        return claim_active(fold, span->claim, at);
    }
    offer = &fold->offers[span->offer];
    any = claim_active(fold, claim_of_event(fold, offer->event), at);
    for (size_t i = 0; !any && i < offer->source_count; i++) {
        any = claim_active(fold, claim_of_event(fold, offer->sources[i]), at);
    }
    return any;
}

static int
claim_cmp(const struct vs_fold *fold, uint32_t a, uint32_t b)
{
    const struct vs_fold_claim *x = &fold->claims[a], *y = &fold->claims[b];

    if (x->holder != y->holder) {
        return x->holder < y->holder ? -1 : 1;
    }
    if (x->holder == VS_HOLDER_ORG) {
        int order = vs_hash_cmp(&x->org, &y->org);

        if (order) {
            return order;
        }
    }
    return a < b ? -1 : a > b;
}

/* Few are active at once; an insertion sort needs no context. */
static void
sort_claims(const struct vs_fold *fold, uint32_t *claims, size_t count)
{
    for (size_t i = 1; i < count; i++) {
        uint32_t take = claims[i];
        size_t k = i;

        while (k > 0 && claim_cmp(fold, take, claims[k - 1]) < 0) {
            claims[k] = claims[k - 1];
            k--;
        }
        claims[k] = take;
    }
}

static void
add_missing(struct vs_answer *out, const char *name, uint32_t span)
{
    out->missing[out->missing_count++] = (struct vs_answer_missing){name, span};
}

static void
add_org(struct vs_hash *orgs, size_t *count, const struct vs_hash *org)
{
    for (size_t i = 0; i < *count; i++) {
        if (vs_hash_eq(&orgs[i], org)) {
            return;
        }
    }
    orgs[(*count)++] = *org;
}

/* Looks back over the holder's own claims that the earliest of its active ones ended. */
static vs_instant
since(const struct vs_fold *fold, uint32_t claim)
{
    const struct vs_fold_data *d = fold->data;
    vs_instant at = fold->claims[claim].start;

    for (unsigned step = 0; step < SINCE_STEPS; step++) {
        const struct obj *obj = &d->obj[d->ev[fold->claims[claim].event].slot];
        uint32_t before = NONE;

        for (uint32_t i = 0; i < obj->sources.n; i++) {
            uint32_t source = d->claim_of[obj->sources.v[i]];
            const struct vs_fold_claim *c = source == NONE ? NULL : &fold->claims[source];

            if (c && c->holder == VS_HOLDER_ORG && vs_hash_eq(&c->org, &fold->claims[claim].org) &&
                c->start < at && c->end >= at) {
                at = c->start;
                before = source;
            }
        }
        if (before == NONE) {
            break;
        }
        claim = before;
    }
    return at;
}

/* A claim is confirmed if it rests on its holder's own act, or if the holder showed that it knew;
 * and if whatever of the other side's acts keeps it is known to the holder too. */
static bool
confirmed(const struct vs_fold *fold, const struct around *around, uint32_t claim, vs_instant at)
{
    const struct vs_fold_claim *c = &fold->claims[claim];

    if ((c->by_rule || c->by_decision) && c->knew > at) {
        return false;
    }
    for (uint32_t i = 0; i < around->spans.n; i++) {
        const struct vs_fold_span *span = &fold->spans[around->spans.v[i]];

        if (span->kind == VS_SPAN_KEPT && span->claim == claim && span->knew > at) {
            return false;
        }
    }
    return true;
}

static void
make_holders(struct vs_answer *out, const struct vs_fold *fold, const struct around *around)
{
    for (size_t i = 0; i < out->claim_count; i++) {
        const struct vs_fold_claim *claim = &fold->claims[out->claims[i]];
        struct vs_answer_holder *holder =
            out->holder_count > 0 ? &out->holders[out->holder_count - 1] : NULL;
        vs_instant from;

        if (claim->holder != VS_HOLDER_ORG) {
            continue;
        }
        from = since(fold, out->claims[i]);
        if (!holder || !vs_hash_eq(&holder->org, &claim->org)) {
            holder = &out->holders[out->holder_count++];
            *holder = (struct vs_answer_holder){claim->org, from, claim->knew, false, i, 0};
        }
        holder->claim_count++;
        holder->since = least(holder->since, from);
        holder->knew = least(holder->knew, claim->knew);
        holder->confirmed |= confirmed(fold, around, out->claims[i], out->at);
    }
}

/* What is missing, and who may hold then; true if it leaves the holder undetermined. */
static bool
make_missing(struct vs_answer *out, const struct vs_fold *fold, const struct around *around,
             bool nobody)
{
    bool undetermined = nobody, newer = false;

    if (nobody) {
        add_missing(out, "not-taken-up", NONE);
    }
    for (uint32_t i = 0; i < around->spans.n; i++) {
        const struct vs_fold_span *span = &fold->spans[around->spans.v[i]];

        if (span->kind == VS_SPAN_DISPUTE || span->kind == VS_SPAN_KEPT) {
            continue;
        }
        undetermined = true;
        if (span->kind != VS_SPAN_NEWER || !newer) { /* a second newer event says no more */
            add_missing(out, span->missing, around->spans.v[i]);
        }
        newer |= span->kind == VS_SPAN_NEWER;
        if (span->kind == VS_SPAN_MISSING) {
            add_org(out->candidates, &out->candidate_count, &fold->offers[span->offer].from_org);
            add_org(out->candidates, &out->candidate_count, &fold->offers[span->offer].to_org);
        }
    }
    qsort(out->candidates, out->candidate_count, sizeof(out->candidates[0]), vs_hash_cmp_qsort);
    return undetermined;
}

static bool
make_disputes(struct vs_answer *out, const struct vs_fold *fold, const struct around *around)
{
    bool disputed = false;

    for (uint32_t i = 0; i < around->spans.n; i++) {
        const struct vs_fold_span *span = &fold->spans[around->spans.v[i]];

        if (span->kind == VS_SPAN_DISPUTE) {
            disputed = true;
            add_missing(out, span->missing, around->spans.v[i]);
        }
    }
    return disputed;
}

static void
decide(struct vs_answer *out, const struct vs_fold *fold, const struct around *around)
{
    bool nobody = false, closing = false, closed, undetermined, disputed, unconfirmed = false;

    for (size_t i = 0; i < out->claim_count; i++) {
        nobody |= fold->claims[out->claims[i]].holder == VS_HOLDER_NOBODY;
        closing |= fold->claims[out->claims[i]].holder == VS_HOLDER_CLOSED;
    }
    out->certainty = VS_CERTAIN;
    out->state = out->claim_count == 0 ? VS_STATE_NO_CASE : VS_STATE_OPEN;
    if (out->claim_count == 0) {
        return;
    }
    make_holders(out, fold, around);
    closed = closing && out->holder_count == 0;
    undetermined = make_missing(out, fold, around, nobody && !closing && out->holder_count == 0);
    disputed = make_disputes(out, fold, around);
    if (closed) {
        /* What a later version wrote may have opened it again; a closing may rest on a cut leaf. */
        out->state = VS_STATE_CLOSED;
        out->certainty = undetermined ? VS_UNDETERMINED : disputed ? VS_DISPUTED : VS_CERTAIN;
        return;
    }
    out->contested_by_closing = closing;
    for (size_t i = 0; i < out->holder_count; i++) {
        unconfirmed |= !out->holders[i].confirmed;
    }
    if (out->holder_count > 1 || closing) {
        out->certainty = VS_CONTESTED;
        out->candidate_count = 0;
    } else if (undetermined) {
        out->certainty = VS_UNDETERMINED;
        for (size_t i = 0; i < out->holder_count; i++) {
            out->last[out->last_count++] = out->holders[i].org;
        }
        out->holder_count = 0;
    } else if (disputed) {
        out->certainty = VS_DISPUTED;
    } else if (unconfirmed) {
        out->certainty = VS_UNCONFIRMED;
    }
}

static enum vs_code
answer_from(struct vs_answer *out, const struct vs_fold *fold, const struct around *around,
            vs_instant at, struct vs_err *err)
{
    size_t claims = around->claims.n, spans = around->spans.n;

    memset(out, 0, sizeof(*out));
    out->at = at;
    out->claims = vs_malloc(claims * sizeof(out->claims[0]));
    out->holders = vs_calloc(claims, sizeof(out->holders[0]));
    out->last = vs_calloc(claims, sizeof(out->last[0]));
    out->candidates = vs_calloc(2 * spans, sizeof(out->candidates[0]));
    out->missing = vs_calloc(spans + 1, sizeof(out->missing[0]));
    out->findings = vs_malloc(around->findings.n * sizeof(out->findings[0]));
    if (!out->claims || !out->holders || !out->last || !out->candidates || !out->missing ||
        !out->findings) {
        vs_answer_release(out);
        return vs_fail_memory(err);
    }
    if (claims > 0) {
        memcpy(out->claims, around->claims.v, claims * sizeof(out->claims[0]));
    }
    out->claim_count = claims;
    sort_claims(fold, out->claims, claims);
    if (around->findings.n > 0) {
        memcpy(out->findings, around->findings.v, around->findings.n * sizeof(out->findings[0]));
    }
    out->finding_count = around->findings.n;
    decide(out, fold, around);
    return VS_OK;
}

enum vs_code
vs_answer_at(struct vs_answer *out, const struct vs_fold *fold, vs_instant at, struct vs_err *err)
{
    struct vs_fold_data *d = fold->data;
    struct around around = {{NULL, 0, 0}, {NULL, 0, 0}, {NULL, 0, 0}};
    enum vs_code code;

    memset(out, 0, sizeof(*out));
    for (uint32_t i = 0; i < fold->claim_count; i++) {
        if (claim_active(fold, i, at)) {
            list_add(d, &around.claims, i);
        }
    }
    for (uint32_t i = 0; i < fold->span_count; i++) {
        if (fold->spans[i].from <= at && at < fold->spans[i].until &&
            span_speaks(fold, &fold->spans[i], at)) {
            list_add(d, &around.spans, i);
        }
    }
    for (uint32_t i = 0; i < fold->finding_count; i++) {
        if (fold->findings[i].from <= at && at < fold->findings[i].until) {
            list_add(d, &around.findings, i);
        }
    }
    code = d->failed;
    d->failed = VS_OK;
    code = code == VS_OK ? answer_from(out, fold, &around, at, err) : vs_fail_memory(err);
    around_free(&around);
    return code;
}

void
vs_answer_release(struct vs_answer *answer)
{
    if (!answer) {
        return;
    }
    vs_free(answer->holders);
    vs_free(answer->claims);
    vs_free(answer->candidates);
    vs_free(answer->last);
    vs_free(answer->missing);
    vs_free(answer->findings);
    memset(answer, 0, sizeof(*answer));
}

static bool
same_orgs(const struct vs_hash *a, size_t a_count, const struct vs_hash *b, size_t b_count)
{
    return a_count == b_count && (a_count == 0 || memcmp(a, b, a_count * sizeof(*a)) == 0);
}

/* Each name that `a` misses, `b` misses too, however many times. */
static bool
names_within(const struct vs_answer *a, const struct vs_answer *b)
{
    for (size_t i = 0; i < a->missing_count; i++) {
        size_t k = 0;

        while (k < b->missing_count && strcmp(a->missing[i].name, b->missing[k].name) != 0) {
            k++;
        }
        if (k == b->missing_count) {
            return false;
        }
    }
    return true;
}

bool
vs_answer_same(const struct vs_answer *a, const struct vs_answer *b)
{
    if (a->state != b->state || a->certainty != b->certainty ||
        a->holder_count != b->holder_count || a->contested_by_closing != b->contested_by_closing ||
        !same_orgs(a->candidates, a->candidate_count, b->candidates, b->candidate_count) ||
        !same_orgs(a->last, a->last_count, b->last, b->last_count)) {
        return false;
    }
    for (size_t i = 0; i < a->holder_count; i++) {
        if (!vs_hash_eq(&a->holders[i].org, &b->holders[i].org)) {
            return false;
        }
    }
    return names_within(a, b) && names_within(b, a);
}

const char *
vs_answer_state_name(enum vs_answer_state state)
{
    static const char *const names[] = {"no-case", "open", "closed"};

    return names[state];
}

const char *
vs_certainty_name(enum vs_certainty certainty)
{
    static const char *const names[] = {"contested", "undetermined", "disputed", "unconfirmed",
                                        "certain"};

    return names[certainty];
}

/* --- over all time ---------------------------------------------------------------------------- */

/* Of those that begin at once any order is as good: what lives is sorted again. */
struct order {
    vs_instant at;
    uint32_t index;
};

static int
order_cmp(const void *a, const void *b)
{
    const struct order *x = a, *y = b;

    return x->at < y->at ? -1 : x->at > y->at;
}

/* Claims and spans in the order in which they begin, and those that have begun and not ended. */
struct sweep {
    const struct vs_fold *fold;
    struct order *claims, *spans;
    size_t claim_at, span_at;
    struct list live_claims, live_spans;
};

static enum vs_code
sweep_init(struct sweep *sweep, const struct vs_fold *fold, struct vs_err *err)
{
    memset(sweep, 0, sizeof(*sweep));
    sweep->fold = fold;
    sweep->claims = vs_calloc(fold->claim_count, sizeof(struct order));
    sweep->spans = vs_calloc(fold->span_count, sizeof(struct order));
    if (!sweep->claims || !sweep->spans) {
        return vs_fail_memory(err);
    }
    for (uint32_t i = 0; i < fold->claim_count; i++) {
        sweep->claims[i] = (struct order){fold->claims[i].start, i};
    }
    for (uint32_t i = 0; i < fold->span_count; i++) {
        sweep->spans[i] = (struct order){fold->spans[i].from, i};
    }
    qsort(sweep->claims, fold->claim_count, sizeof(struct order), order_cmp);
    qsort(sweep->spans, fold->span_count, sizeof(struct order), order_cmp);
    return VS_OK;
}

static void
sweep_release(struct sweep *sweep)
{
    vs_free(sweep->claims);
    vs_free(sweep->spans);
    vs_free(sweep->live_claims.v);
    vs_free(sweep->live_spans.v);
}

static void
sweep_to(struct sweep *sweep, vs_instant at)
{
    const struct vs_fold *fold = sweep->fold;
    uint32_t kept = 0;

    while (sweep->claim_at < fold->claim_count && sweep->claims[sweep->claim_at].at <= at) {
        list_add(fold->data, &sweep->live_claims, sweep->claims[sweep->claim_at++].index);
    }
    while (sweep->span_at < fold->span_count && sweep->spans[sweep->span_at].at <= at) {
        list_add(fold->data, &sweep->live_spans, sweep->spans[sweep->span_at++].index);
    }
    for (uint32_t i = 0; i < sweep->live_claims.n; i++) {
        if (fold->claims[sweep->live_claims.v[i]].end > at) {
            sweep->live_claims.v[kept++] = sweep->live_claims.v[i];
        }
    }
    sweep->live_claims.n = kept;
    kept = 0;
    for (uint32_t i = 0; i < sweep->live_spans.n; i++) {
        const struct vs_fold_span *span = &fold->spans[sweep->live_spans.v[i]];
        /* What speaks about claims that have ended for good is past too. */
        bool over = span->claim != NONE && fold->claims[span->claim].end <= at;

        if (span->until > at && !over) {
            sweep->live_spans.v[kept++] = sweep->live_spans.v[i];
        }
    }
    sweep->live_spans.n = kept;
}

static int
by_index(const void *a, const void *b)
{
    uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;

    return x < y ? -1 : x > y;
}

static enum vs_code
sweep_answer(struct vs_answer *out, struct sweep *sweep, vs_instant at, struct vs_err *err)
{
    struct around around = {{NULL, 0, 0}, {NULL, 0, 0}, {NULL, 0, 0}};
    struct vs_fold_data *d = sweep->fold->data;
    enum vs_code code;

    sweep_to(sweep, at);
    for (uint32_t i = 0; i < sweep->live_claims.n; i++) {
        list_add(d, &around.claims, sweep->live_claims.v[i]);
    }
    for (uint32_t i = 0; i < sweep->live_spans.n; i++) {
        if (span_speaks(sweep->fold, &sweep->fold->spans[sweep->live_spans.v[i]], at)) {
            list_add(d, &around.spans, sweep->live_spans.v[i]);
        }
    }
    if (around.spans.n > 1) {
        qsort(around.spans.v, around.spans.n, sizeof(uint32_t), by_index);
    }
    code = d->failed;
    d->failed = VS_OK;
    code = code == VS_OK ? answer_from(out, sweep->fold, &around, at, err) : vs_fail_memory(err);
    around_free(&around);
    return code;
}

static bool
same_row(const struct vs_answer *a, const struct vs_answer *b)
{
    return vs_answer_same(a, b) && a->claim_count == b->claim_count &&
           (a->claim_count == 0 ||
            memcmp(a->claims, b->claims, a->claim_count * sizeof(a->claims[0])) == 0);
}

static int
by_instant(const void *a, const void *b)
{
    vs_instant x = *(const vs_instant *)a, y = *(const vs_instant *)b;

    return x < y ? -1 : x > y;
}

/* The instants at which who holds, or how certain that is, may change; findings come and go
 * without that. Sorted, with repeats. */
static size_t
turns(vs_instant *out, const struct vs_fold *fold)
{
    size_t n = 0;

    for (size_t i = 0; i < fold->claim_count; i++) {
        const struct vs_fold_claim *claim = &fold->claims[i];

        if (claim->start < claim->end) {
            out[n++] = claim->start;
            out[n++] = claim->end;
            out[n++] = claim->knew;
        }
    }
    for (size_t i = 0; i < fold->span_count; i++) {
        out[n++] = fold->spans[i].from;
        out[n++] = fold->spans[i].until;
        out[n++] = fold->spans[i].knew;
    }
    if (n > 0) {
        qsort(out, n, sizeof(out[0]), by_instant);
    }
    return n;
}

enum vs_code
vs_tenures_make(struct vs_tenures *out, const struct vs_fold *fold, struct vs_err *err)
{
    size_t room = 3 * (fold->claim_count + fold->span_count), count = 0;
    vs_instant *at_turns = vs_malloc(room * sizeof(*at_turns));
    struct sweep sweep;
    enum vs_code code = sweep_init(&sweep, fold, err);

    out->count = 0;
    out->rows = vs_calloc(room, sizeof(out->rows[0]));
    if (code == VS_OK && (!out->rows || !at_turns)) {
        code = vs_fail_memory(err);
    }
    if (code == VS_OK) {
        count = turns(at_turns, fold);
    }
    for (size_t i = 0; code == VS_OK && i < count; i++) {
        struct vs_tenure *row = &out->rows[out->count];
        vs_instant at = at_turns[i];

        if (at == NEVER || at < 0 || (i > 0 && at == at_turns[i - 1])) {
            continue;
        }
        code = sweep_answer(&row->answer, &sweep, at, err);
        if (code != VS_OK) {
            break;
        }
        if (row->answer.state == VS_STATE_NO_CASE ||
            (out->count > 0 && same_row(&row[-1].answer, &row->answer))) {
            vs_answer_release(&row->answer);
            continue;
        }
        if (out->count > 0) {
            row[-1].until = at;
        }
        row->from = at;
        row->until = NEVER;
        out->count++;
    }
    sweep_release(&sweep);
    vs_free(at_turns);
    if (code != VS_OK) {
        vs_tenures_release(out);
    }
    return code;
}

void
vs_tenures_release(struct vs_tenures *tenures)
{
    if (!tenures) {
        return;
    }
    for (size_t i = 0; i < tenures->count; i++) {
        vs_answer_release(&tenures->rows[i].answer);
    }
    vs_free(tenures->rows);
    tenures->rows = NULL;
    tenures->count = 0;
}

/* --- what changed ----------------------------------------------------------------------------- */

static enum vs_code
list_news(struct vs_change *change, uint32_t **out, const struct vs_fold *before,
          const struct vs_fold *after, struct vs_err *err)
{
    *out = vs_malloc(after->entry_count * sizeof(uint32_t));
    if (!*out) {
        return vs_fail_memory(err);
    }
    for (uint32_t i = 0; i < after->data->n; i++) {
        if (fold_find(before->data, &after->entries[i].in->id) == NONE) {
            (*out)[change->news_count++] = i;
        }
    }
    change->news = *out;
    return VS_OK;
}

/* Before this instant no new event changes an answer by its own time alone: against a closing that
 * it did not know it counts from that closing on. */
static vs_instant
reach_of_all(const struct vs_fold *fold)
{
    vs_instant reach = NEVER;

    for (size_t i = 0; i < fold->entry_count; i++) {
        if (fold->entries[i].cut) {
            return 0;
        }
    }
    for (size_t i = 0; i < fold->claim_count; i++) {
        if (fold->claims[i].kind == VS_CLAIM_CLOSED) {
            reach = least(reach, fold->claims[i].start);
        }
    }
    return reach;
}

void
vs_entries_reach(vs_instant *out, const struct vs_fold *fold, const uint32_t *entries, size_t count)
{
    vs_instant all = reach_of_all(fold);

    for (size_t i = 0; i < count; i++) {
        const struct vs_fold_entry *entry = &fold->entries[entries[i]];
        const struct vs_event *event = entry->in->event;

        if (!event || event->type == VS_EV_SETTLE || event->type == VS_EV_NEWER ||
            entry->state == VS_ENTRY_PENDING) {
            out[i] = 0;
        } else {
            out[i] = least(all, least(event->at, least(entry->eff, entry->rec)));
        }
    }
}

/* The row that speaks about `at`, NULL before the first; *next becomes the least later boundary. */
static const struct vs_tenure *
row_at(const struct vs_tenures *tenures, size_t *place, vs_instant at, vs_instant *next)
{
    while (*place < tenures->count && tenures->rows[*place].from <= at) {
        (*place)++;
    }
    if (*place < tenures->count) {
        *next = least(*next, tenures->rows[*place].from);
    }
    return *place > 0 ? &tenures->rows[*place - 1] : NULL;
}

static bool
differs(const struct vs_tenure *a, const struct vs_tenure *b)
{
    if (!a || !b) {
        return a != b;
    }
    return !vs_answer_same(&a->answer, &b->answer);
}

enum vs_code
vs_answer_changes(const struct vs_fold *before, const struct vs_fold *after, vs_instant known_at,
                  void (*each)(void *payload, const struct vs_change *change), void *payload,
                  struct vs_err *err)
{
    static const struct vs_answer no_case = {.state = VS_STATE_NO_CASE, .certainty = VS_CERTAIN};
    struct vs_tenures old = {NULL, 0}, new = {NULL, 0};
    struct vs_change change = {0};
    size_t old_at = 0, new_at = 0;
    uint32_t *news = NULL;
    bool open = false;
    vs_instant at = 0;
    enum vs_code code = vs_tenures_make(&old, before, err);

    if (code == VS_OK) {
        code = vs_tenures_make(&new, after, err);
    }
    if (code == VS_OK) {
        code = list_news(&change, &news, before, after, err);
    }
    while (code == VS_OK && at < known_at) {
        vs_instant next = known_at;
        const struct vs_tenure *x = row_at(&old, &old_at, at, &next);
        const struct vs_tenure *y = row_at(&new, &new_at, at, &next);
        const struct vs_answer *a = x ? &x->answer : &no_case, *b = y ? &y->answer : &no_case;

        if (open && (!differs(x, y) || !vs_answer_same(&change.before, a) ||
                     !vs_answer_same(&change.after, b))) {
            change.until = at;
            each(payload, &change);
            open = false;
        }
        if (!open && differs(x, y)) {
            change.from = at;
            change.before = *a;
            change.after = *b;
            open = true;
        }
        at = next;
    }
    if (code == VS_OK && open) {
        change.until = known_at;
        each(payload, &change);
    }
    vs_free(news);
    vs_tenures_release(&old);
    vs_tenures_release(&new);
    return code;
}
