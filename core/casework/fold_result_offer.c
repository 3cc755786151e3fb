/* The claims and the offers of the result, with the spans and findings of each offer (FOLD.md 4, 5
 * and 7). */
#include "core/casework/fold_made.h"

#include "core/base/mem.h"

/* --- claims ----------------------------------------------------------------------------------- */

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

void
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
            made_finding(m, "withdrawn-too-late", x, obj->ev, e->rec, NEVER);
        }
        if (e->e->type == VS_EV_REFUSE && calc->start <= e->rec) {
            made_finding(m, "refused-too-late", x, obj->ev, e->rec, NEVER);
        }
        if (e->e->type != VS_EV_ACCEPT) {
            continue;
        }
        for (uint32_t k = 0; k < calc->wait_n; k++) {
            const struct wait *wait = &calc->waits[k];

            if (knows(e, &m->d->ev[wait->ev]) && wait->until > e->eff) {
                made_finding(m, "accepted-while-waiting", x, wait->ev, e->eff, NEVER);
                break;
            }
        }
    }
}

/* The instant at which the last of its sources has ended. */
static vs_instant
sources_gone(const struct maker *m, const struct obj *obj)
{
    vs_instant gone = 0;

    for (uint32_t i = 0; i < obj->sources.n; i++) {
        gone = most(gone, m->view->st[obj->sources.v[i]].end);
    }
    return gone;
}

static void
findings_of_offer(struct maker *m, const struct obj *obj, const struct calc *calc)
{
    const struct ev *offer = &m->d->ev[obj->ev];

    for (uint32_t k = 0; k < calc->stage_n; k++) {
        const struct vs_fold_rule *rule = rule_of(obj, k);

        if (rule->why == VS_WHY_NO_AGREEMENT) {
            made_finding(m, "no-common-agreement", obj->ev, NONE, offer->rec, NEVER);
        } else if (rule->why == VS_WHY_NOT_HELD) {
            made_finding(m, "agreement-not-held", obj->ev, NONE, most(offer->rec, rule->from),
                         NEVER);
        }
    }
    made_finding(m, "offer-still-open", obj->ev, NONE, most(sources_gone(m, obj), offer->rec),
                 calc->over);
    findings_of_answers(m, obj, calc);
}

/* --- offers ----------------------------------------------------------------------------------- */

static void
add_spans(struct maker *m, uint32_t offer, struct spans *spans)
{
    for (uint32_t i = 0; i < spans->n; i++) {
        const struct span *span = &spans->v[i];
        struct vs_fold_span *out;

        if (span->claim != NONE && m->claim_of[span->claim] == NONE) {
            continue;
        }
        out = made_more(m, &m->fold->spans, &m->fold->span_count, &m->span_cap, sizeof(*out));
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

/* One waiting list is told once, however often it was recorded: from when no wait that began before
 * goes on. */
static vs_instant
told_from(const struct calc *calc, uint32_t of, vs_instant gone)
{
    const struct wait *wait = &calc->waits[of];
    vs_instant from = wait->from;

    for (uint32_t i = 0; i < calc->wait_n; i++) {
        const struct wait *other = &calc->waits[i];

        if (other->from < wait->from || (other->from == wait->from && i < of)) {
            from = most(from, least(other->until, gone));
        }
    }
    return from;
}

/* A wait is over, too, when what was offered is no longer there for who waits: the claim that the
 * offer gave it has ended; or it gave none, and has ended or all that it could move has. */
static void
add_waits(struct maker *m, uint32_t offer, const struct obj *obj, uint32_t slot,
          const struct calc *calc)
{
    vs_instant gone =
        calc->start != NEVER ? m->view->st[slot].end : least(calc->over, sources_gone(m, obj));

    for (uint32_t i = 0; i < calc->wait_n; i++) {
        const struct wait *wait = &calc->waits[i];
        struct vs_fold_wait *out =
            made_more(m, &m->fold->waits, &m->fold->wait_count, &m->wait_cap, sizeof(*out));

        if (!out) {
            return;
        }
        *out = (struct vs_fold_wait){.offer = offer,
                                     .start_event = wait->ev,
                                     .from = wait->from,
                                     .until = wait->until,
                                     .over = least(wait->until, gone),
                                     .told = told_from(calc, i, gone),
                                     .counts = wait->counts};
        made_finding(m, "waiting", wait->ev, obj->ev, out->told, out->over);
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
    made_dispute_cut(m, slot, obj->ev, offer);
    if (!claim->by_rule) {
        made_dispute_cut(m, slot, calc->signed_by, offer);
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
    add_waits(m, offer, obj, slot, &calc);
    findings_of_offer(m, obj, &calc);
    return calc.stage_n;
}

void
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
