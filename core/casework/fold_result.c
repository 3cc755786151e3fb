/* From everything judged to what readers of fold.h see: claims, offers, spans, findings (FOLD.md 4
 * to 7). */
#include "core/casework/fold_in.h"

#include <stdlib.h>
#include <string.h>

#include "core/base/mem.h"

#define LATE_SECONDS 86400 /* recorded-late: written down a day or more after the act */

/* What is being put together. */
struct maker {
    struct vs_fold *fold;
    struct vs_fold_data *d;
    struct view *view;
    uint32_t *claim_of; /* by slot: index into claims, NONE */
    uint32_t *offer_of; /* by slot: index into offers, NONE */
    size_t span_cap, wait_cap, finding_cap, boundary_cap;
};

/* One more zeroed element, NULL when out of memory. */
static void *
more(struct maker *m, void *array, size_t *count, size_t *cap, size_t size)
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

static void
finding(struct maker *m, const char *name, uint32_t event, uint32_t other, vs_instant from,
        vs_instant until)
{
    struct vs_fold_finding *out;

    if (from >= until) {
        return;
    }
    out = more(m, &m->fold->findings, &m->fold->finding_count, &m->finding_cap, sizeof(*out));
    if (out) {
        *out = (struct vs_fold_finding){name, event, other, from, until};
    }
}

/* --- claims and offers ------------------------------------------------------------------------ */

static enum vs_claim_kind
claim_kind(const struct ev *e)
{
    switch ((unsigned)e->e->type) {
    case VS_EV_OPEN:
        return VS_CLAIM_OPENED;
    case VS_EV_OFFER:
        return VS_CLAIM_MOVED;
    case VS_EV_PICKUP:
        return VS_CLAIM_TAKEN_UP;
    case VS_EV_WITHDRAW:
        return VS_CLAIM_WITHDRAWN;
    case VS_EV_CLOSE:
        return VS_CLAIM_CLOSED;
    case VS_EV_REOPEN:
        return VS_CLAIM_REOPENED;
    default:
        return VS_CLAIM_SETTLED;
    }
}

/* The settlement that ended an offer at an instant. */
static uint32_t
settled_by(const struct maker *m, const struct obj *offer, vs_instant at)
{
    uint32_t by = NONE;

    for (uint32_t i = 0; i < offer->killers.n; i++) {
        uint32_t slot = offer->killers.v[i];

        if (m->view->st[slot].effective && claim_ev(m->d, slot)->e->from == at) {
            by = m->d->obj[slot].ev < by ? m->d->obj[slot].ev : by;
        }
    }
    return by;
}

static void
fill_claim(const struct maker *m, uint32_t slot, struct vs_fold_claim *out)
{
    const struct obj *obj = &m->d->obj[slot];
    const struct st *st = &m->view->st[slot];
    const struct ev *e = &m->d->ev[obj->ev];

    out->kind = claim_kind(e);
    out->event = obj->ev;
    out->holder = VS_HOLDER_ORG;
    out->org = e->in->org;
    if (e->e->type == VS_EV_OFFER) {
        out->org = e->e->to;
    } else if (e->e->type == VS_EV_CLOSE || (e->e->type == VS_EV_SETTLE && e->e->outcome_closed)) {
        out->holder = VS_HOLDER_CLOSED;
    } else if (e->e->type == VS_EV_SETTLE) {
        out->org = e->e->outcome;
    } else if (e->e->type == VS_EV_OPEN && !e->e->takes) {
        out->holder = VS_HOLDER_NOBODY;
    }
    out->start = st->start;
    out->end = st->end;
    out->ended_by = out->signed_by = out->offer = NONE;
    for (uint32_t i = 0; st->end != NEVER && i < obj->enders.n; i++) {
        const struct st *ender = &m->view->st[obj->enders.v[i]];

        if (ender->in && ender->endval == st->end) {
            uint32_t by = m->d->obj[obj->enders.v[i]].ev;

            out->ended_by = by < out->ended_by ? by : out->ended_by;
        }
    }
    if (st->end != NEVER && out->ended_by == NONE) {
        /* Of a withdrawal: its offer, which moved by both signatures. */
        out->ended_by = e->e->type == VS_EV_OFFER ? settled_by(m, obj, st->end) : e->re;
    }
    out->knew = st->start;
}

static void
make_claims(struct maker *m)
{
    struct vs_fold *fold = m->fold;
    size_t room = 0;

    for (uint32_t slot = 0; slot < m->d->obj_n; slot++) {
        const struct st *st = &m->view->st[slot];
        bool claim =
            st->in && st->start != NEVER && m->d->ev[m->d->obj[slot].ev].e->type != VS_EV_ESCALATE;

        m->claim_of[slot] = claim ? (uint32_t)room++ : NONE;
    }
    fold->claims = vs_calloc(room, sizeof(fold->claims[0]));
    if (!fold->claims) {
        m->d->failed = VS_E_NO_MEMORY;
        return;
    }
    for (uint32_t slot = 0; slot < m->d->obj_n; slot++) {
        if (m->claim_of[slot] != NONE) {
            fill_claim(m, slot, &fold->claims[fold->claim_count++]);
        }
    }
}

static void
add_spans(struct maker *m, uint32_t offer, struct spans *spans)
{
    for (uint32_t i = 0; i < spans->n; i++) {
        const struct span *span = &spans->v[i];
        struct vs_fold_span *out;

        if (span->claim != NONE && m->claim_of[span->claim] == NONE) {
            continue;
        }
        out = more(m, &m->fold->spans, &m->fold->span_count, &m->span_cap, sizeof(*out));
        if (!out) {
            break;
        }
        *out = (struct vs_fold_span){.kind = span->kind,
                                     .from = span->from,
                                     .until = span->until,
                                     .missing = span->missing,
                                     .event = span->ev,
                                     .offer = offer,
                                     .claim = span->claim == NONE ? NONE : m->claim_of[span->claim],
                                     .knew = NEVER};
        if (span->kind == VS_SPAN_KEPT) {
            out->knew = knew(m->d, m->d->obj[m->d->ev[m->fold->offers[offer].event].slot].from_org,
                             span->ev);
        }
    }
    vs_free(spans->v);
}

static void
add_waits(struct maker *m, uint32_t offer, const struct obj *obj, const struct calc *calc)
{
    for (uint32_t i = 0; i < calc->wait_n; i++) {
        const struct wait *wait = &calc->waits[i];
        struct vs_fold_wait *out =
            more(m, &m->fold->waits, &m->fold->wait_count, &m->wait_cap, sizeof(*out));

        if (!out) {
            return;
        }
        *out = (struct vs_fold_wait){offer, wait->ev, wait->from, wait->until, wait->counts};
        finding(m, "waiting", wait->ev, obj->ev, wait->from, wait->until);
    }
}

/* --- findings about one offer ----------------------------------------------------------------- */

static void
findings_of_answers(struct maker *m, const struct obj *obj, const struct calc *calc)
{
    for (uint32_t i = 0; i < obj->rel.n; i++) {
        uint32_t x = obj->rel.v[i];
        const struct ev *e = &m->d->ev[x];

        if (!in_view(m->view, e)) {
            continue;
        }
        if (e->e->type == VS_EV_WITHDRAW &&
            (calc->lapse != NEVER ? e->rec >= calc->lapse : calc->signed_by != NONE)) {
            finding(m, "withdrawn-too-late", x, obj->ev, e->rec, NEVER);
        }
        if (e->e->type == VS_EV_REFUSE && calc->start <= e->rec) {
            finding(m, "refused-too-late", x, obj->ev, e->rec, NEVER);
        }
        if (e->e->type != VS_EV_ACCEPT) {
            continue;
        }
        for (uint32_t k = 0; k < calc->wait_n; k++) {
            const struct wait *wait = &calc->waits[k];

            if (knows(e, &m->d->ev[wait->ev]) && wait->until > e->eff) {
                finding(m, "accepted-while-waiting", x, wait->ev, e->eff, NEVER);
                break;
            }
        }
    }
}

static void
findings_of_offer(struct maker *m, const struct obj *obj, const struct calc *calc)
{
    const struct ev *offer = &m->d->ev[obj->ev];
    vs_instant gone = 0;

    for (uint32_t k = 0; k < calc->stage_n; k++) {
        const struct vs_fold_rule *rule = rule_of(obj, k);

        if (rule->why == VS_WHY_NO_AGREEMENT) {
            finding(m, "no-common-agreement", obj->ev, NONE, offer->rec, NEVER);
        } else if (rule->why == VS_WHY_NOT_HELD) {
            finding(m, "agreement-not-held", obj->ev, NONE, most(offer->rec, rule->from), NEVER);
        }
    }
    for (uint32_t i = 0; i < obj->sources.n; i++) {
        gone = most(gone, m->view->st[obj->sources.v[i]].end);
    }
    finding(m, "offer-still-open", obj->ev, NONE, most(gone, offer->rec), calc->over);
    findings_of_answers(m, obj, calc);
}

static bool
is_cut(const struct maker *m, uint32_t x)
{
    return x != NONE && m->d->ev[x].in->cut;
}

/* A claim that rests directly on a leaf at or after the closing of its feed. */
static void
dispute_cut(struct maker *m, uint32_t slot, uint32_t cause, uint32_t offer)
{
    struct vs_fold_span *out;

    if (!is_cut(m, cause) || m->claim_of[slot] == NONE) {
        return;
    }
    out = more(m, &m->fold->spans, &m->fold->span_count, &m->span_cap, sizeof(*out));
    if (out) {
        *out = (struct vs_fold_span){
            VS_SPAN_DISPUTE, m->view->st[slot].start, NEVER, "closed-feed", cause,
            offer,           m->claim_of[slot],       NEVER};
    }
}

static void
finish_moved(struct maker *m, uint32_t slot, uint32_t offer, const struct calc *calc)
{
    const struct obj *obj = &m->d->obj[slot];
    struct vs_fold_claim *claim;

    if (m->claim_of[slot] == NONE) {
        return;
    }
    claim = &m->fold->claims[m->claim_of[slot]];
    claim->offer = offer;
    claim->by_rule = calc->lapse < calc->signed_at;
    claim->signed_by = claim->by_rule ? NONE : calc->signed_by;
    claim->knew = knew(m->d, obj->to_org, obj->ev);
    dispute_cut(m, slot, obj->ev, offer);
    if (!claim->by_rule) {
        dispute_cut(m, slot, calc->signed_by, offer);
    }
}

/* `room` is where its rules go; gives how many there are. */
static size_t
make_one_offer(struct maker *m, uint32_t slot, struct vs_fold_offer *out, struct vs_fold_rule *room)
{
    struct obj *obj = &m->d->obj[slot];
    struct spans missing = {NULL, 0, 0}, disputes = {NULL, 0, 0}, kept = {NULL, 0, 0};
    uint32_t offer = m->offer_of[slot];
    struct calc calc;

    offer_calc(m->d, m->view, obj, &calc);
    out->event = obj->ev;
    out->from_org = m->d->ev[obj->ev].in->org;
    out->to_org = m->d->ev[obj->ev].e->to;
    for (uint32_t k = 0; k < calc.stage_n; k++) {
        room[k] = *rule_of(obj, k);
    }
    out->rules = room;
    out->rule_count = calc.stage_n;
    out->rule = room[calc.stage_n - 1];
    out->source_count = obj->sources.n;
    out->counted_from = calc.counted_from;
    out->delivered = calc.delivered;
    out->latest = calc.moved_latest;
    out->earliest = calc.moved_earliest;
    out->lapse = calc.lapse;
    out->signed_at = calc.signed_at;
    out->start = calc.start;
    out->over = calc.over;
    out->has_end = calc.ended;
    out->withdrawn_by = calc.withdrawn_by;
    out->refused_by = calc.refused_by;
    out->settled_by = calc.settled_by;
    out->objected_by = calc.objected_by;
    finish_moved(m, slot, offer, &calc);
    offer_missing(m->d, obj, &calc, &missing);
    offer_disputes(m->d, m->view, obj, &calc, &disputes);
    offer_kept(m->d, m->view, obj, &calc, &kept);
    add_spans(m, offer, &missing);
    add_spans(m, offer, &disputes);
    add_spans(m, offer, &kept);
    add_waits(m, offer, obj, &calc);
    findings_of_offer(m, obj, &calc);
    return calc.stage_n;
}

static void
make_offers(struct maker *m)
{
    struct vs_fold *fold = m->fold;
    size_t room = 0, sources = 0, at = 0, rules = 0;

    for (uint32_t slot = 0; slot < m->d->obj_n; slot++) {
        bool offer = m->view->st[slot].in && m->d->ev[m->d->obj[slot].ev].e->type == VS_EV_OFFER;

        m->offer_of[slot] = offer ? (uint32_t)room++ : NONE;
        sources += offer ? m->d->obj[slot].sources.n : 0;
        rules += offer ? (size_t)m->d->obj[slot].later_n + 1 : 0;
    }
    fold->offers = vs_calloc(room, sizeof(fold->offers[0]));
    m->d->index_pool = vs_malloc(sources * sizeof(uint32_t));
    m->d->rule_pool = vs_calloc(rules, sizeof(struct vs_fold_rule));
    if (!fold->offers || !m->d->index_pool || !m->d->rule_pool) {
        m->d->failed = VS_E_NO_MEMORY;
        return;
    }
    fold->offer_count = room;
    rules = 0;
    for (uint32_t slot = 0; slot < m->d->obj_n && m->d->failed == VS_OK; slot++) {
        struct vs_fold_offer *out;

        if (m->offer_of[slot] == NONE) {
            continue;
        }
        out = &fold->offers[m->offer_of[slot]];
        out->sources = &m->d->index_pool[at];
        for (uint32_t i = 0; i < m->d->obj[slot].sources.n; i++) {
            m->d->index_pool[at++] = m->d->obj[m->d->obj[slot].sources.v[i]].ev;
        }
        out->event = m->d->obj[slot].ev;
        rules += make_one_offer(m, slot, out, &m->d->rule_pool[rules]);
    }
}

/* --- settlements, escalations, closings, parties ---------------------------------------------- */

static bool
has_signed(const struct maker *m, const struct obj *obj, uint32_t org)
{
    bool found = m->d->ev[obj->ev].org == org;

    for (uint32_t i = 0; !found && i < obj->rel.n; i++) {
        const struct ev *e = &m->d->ev[obj->rel.v[i]];

        found = e->org == org && in_view(m->view, e);
    }
    return found;
}

/* Somebody who holds by a decision and has not signed may not know it. */
static void
bind_claim(struct maker *m, uint32_t slot, const struct obj *obj)
{
    struct vs_fold_claim *claim =
        m->claim_of[slot] == NONE ? NULL : &m->fold->claims[m->claim_of[slot]];
    uint32_t org = claim ? fold_org(m->d, &claim->org) : NONE;

    if (claim && claim->holder == VS_HOLDER_ORG && in_list(&obj->bound, org) &&
        !has_signed(m, obj, org)) {
        claim->by_decision = true;
        claim->knew = knew(m->d, org, obj->ev);
    }
}

static void
fill_settlement(struct maker *m, uint32_t slot, struct vs_fold_settlement *out,
                struct vs_hash **pool)
{
    const struct obj *obj = &m->d->obj[slot];

    out->event = obj->ev;
    out->effective = m->view->st[slot].effective;
    out->signers = *pool;
    for (uint32_t i = 0; i < obj->signers.n; i++) {
        (*pool)[out->signer_count++] = m->d->orgs[obj->signers.v[i]];
    }
    qsort(*pool, out->signer_count, sizeof(**pool), vs_hash_cmp_qsort);
    *pool += out->signer_count;
    out->unsigned_by = *pool;
    for (size_t i = 0; i < out->signer_count; i++) {
        if (!has_signed(m, obj, fold_org(m->d, &out->signers[i]))) {
            (*pool)[out->unsigned_count++] = out->signers[i];
        }
    }
    *pool += out->unsigned_count;
    out->bound = *pool;
    out->decision = obj->bound.n > 0 ? obj->decision : NONE;
    for (uint32_t i = 0; i < obj->bound.n; i++) {
        if (!in_list(&obj->signers, obj->bound.v[i])) {
            (*pool)[out->bound_count++] = m->d->orgs[obj->bound.v[i]];
        }
    }
    qsort(*pool, out->bound_count, sizeof(**pool), vs_hash_cmp_qsort);
    *pool += out->bound_count;
    if (!out->effective) {
        finding(m, "settlement-waits", obj->ev, NONE, m->d->ev[obj->ev].rec, NEVER);
        return;
    }
    bind_claim(m, slot, obj);
    dispute_cut(m, slot, obj->ev, NONE);
    dispute_cut(m, slot, out->decision, NONE);
    for (uint32_t i = 0; i < obj->rel.n; i++) {
        if (in_view(m->view, &m->d->ev[obj->rel.v[i]])) {
            dispute_cut(m, slot, obj->rel.v[i], NONE);
        }
    }
}

static void
make_settlements(struct maker *m)
{
    struct vs_fold *fold = m->fold;
    struct vs_hash *pool;
    size_t signers = 0, bound = 0;

    for (uint32_t i = 0; i < m->view->settles.n; i++) {
        signers += m->d->obj[m->view->settles.v[i]].signers.n;
        bound += m->d->obj[m->view->settles.v[i]].bound.n;
    }
    fold->settlements = vs_calloc(m->view->settles.n, sizeof(fold->settlements[0]));
    m->d->hash_pool = vs_calloc(2 * signers + bound, sizeof(struct vs_hash));
    if (!fold->settlements || !m->d->hash_pool) {
        m->d->failed = VS_E_NO_MEMORY;
        return;
    }
    pool = m->d->hash_pool;
    for (uint32_t slot = 0; slot < m->d->obj_n; slot++) {
        const struct ev *e = &m->d->ev[m->d->obj[slot].ev];

        if (m->view->st[slot].in && e->e->type == VS_EV_SETTLE) {
            fill_settlement(m, slot, &fold->settlements[fold->settlement_count++], &pool);
        }
    }
}

static uint32_t
escalation_ender(const struct maker *m, uint32_t slot)
{
    const struct st *st = &m->view->st[slot];
    const struct ev *esc = &m->d->ev[m->d->obj[slot].ev];
    const struct list *rel = NULL;

    for (uint32_t i = 0; i < m->fold->settlement_count; i++) {
        const struct vs_fold_settlement *s = &m->fold->settlements[i];

        if (s->effective && knows(&m->d->ev[s->event], esc) &&
            m->d->ev[s->event].e->from == st->end) {
            return s->event;
        }
    }
    rel = esc->re == NONE ? NULL : &m->d->obj[m->d->ev[esc->re].slot].rel;
    for (uint32_t i = 0; rel && i < rel->n; i++) {
        const struct ev *e = &m->d->ev[rel->v[i]];

        if ((e->e->type == VS_EV_ACCEPT || e->e->type == VS_EV_PICKUP) && in_view(m->view, e) &&
            knows(e, esc) && most(e->eff, esc->rec) == st->end) {
            return rel->v[i];
        }
    }
    return NONE;
}

static void
make_escalations(struct maker *m)
{
    struct vs_fold *fold = m->fold;

    fold->escalations = vs_calloc(m->view->escs.n, sizeof(fold->escalations[0]));
    if (!fold->escalations) {
        m->d->failed = VS_E_NO_MEMORY;
        return;
    }
    for (uint32_t slot = 0; slot < m->d->obj_n; slot++) {
        const struct ev *e = &m->d->ev[m->d->obj[slot].ev];
        const struct st *st = &m->view->st[slot];

        if (!st->in || e->e->type != VS_EV_ESCALATE) {
            continue;
        }
        fold->escalations[fold->escalation_count++] = (struct vs_fold_escalation){
            m->d->obj[slot].ev, e->in->org, e->rec, st->end, e->re, escalation_ender(m, slot)};
        finding(m, "escalation-open", m->d->obj[slot].ev, e->re, e->rec, st->end);
    }
}

static void
findings_of_closings(struct maker *m)
{
    for (uint32_t i = 0; i < m->view->closings.n; i++) {
        uint32_t slot = m->view->closings.v[i];
        const struct obj *obj = &m->d->obj[slot];

        for (uint32_t k = 0; k < obj->conc.n; k++) {
            if (m->view->st[obj->conc.v[k]].in) {
                finding(m, "closed-unknowing", obj->ev, m->d->obj[obj->conc.v[k]].ev,
                        m->view->st[slot].start, NEVER);
            }
        }
    }
}

static void
make_parties(struct maker *m)
{
    struct vs_fold *fold = m->fold;

    fold->parties = vs_calloc(m->d->org_n, sizeof(fold->parties[0]));
    if (!fold->parties) {
        m->d->failed = VS_E_NO_MEMORY;
        return;
    }
    for (uint32_t i = 0; i < m->d->org_n; i++) {
        if (m->view->full[i] > 0 || m->view->facts[i] > 0) {
            fold->parties[fold->party_count++] = (struct vs_fold_party){
                m->d->orgs[i], m->view->full[i] > 0 ? VS_PARTY_FULL : VS_PARTY_FACTS};
        }
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
    span = more(m, &m->fold->spans, &m->fold->span_count, &m->span_cap, sizeof(*span));
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
        finding(m, "left-out", i, NONE, e->rec, NEVER);
        return;
    }
    if (!e->e) {
        out->state = VS_ENTRY_UNREADABLE;
        finding(m, "unreadable", i, NONE, e->rec, NEVER);
        return;
    }
    if (e->e->type == VS_EV_NEWER) {
        out->state = VS_ENTRY_UNJUDGED;
        finding(m, "newer-format", i, NONE, e->rec, NEVER);
        if (e->newer) {
            add_newer(m, i);
        }
        return;
    }
    out->state = e->valid ? VS_ENTRY_VALID : VS_ENTRY_VOID;
    if (!e->valid) {
        finding(m, "void", i, e->re, e->rec, NEVER);
    } else if (e->e->made - e->e->at >= LATE_SECONDS && e->e->type != VS_EV_ACK) {
        finding(m, "recorded-late", i, NONE, e->rec, NEVER);
    } else if (acks_unknown(m->d, e)) {
        finding(m, "ack-of-unknown", i, NONE, e->rec, NEVER);
    }
    if (e->in->cut) {
        finding(m, "closed-feed", i, NONE, e->rec, NEVER);
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
        finding(m, "over-limit", d->over_told.v[i], NONE, opening->rec, NEVER);
    }
    if (d->too_large) {
        span = more(m, &m->fold->spans, &m->fold->span_count, &m->span_cap, sizeof(*span));
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
    out = more(m, &m->fold->boundaries, &m->fold->boundary_count, &m->boundary_cap, sizeof(*out));
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
