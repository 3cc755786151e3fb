#include "core/casework/authority.h"

#include <string.h>

#include "core/base/mem.h"
#include "core/casework/fold_in.h"

/* Why an event is void. Stable strings, in the log's documents and in --json. */
#define R_WRONG_CASE     "wrong-case"
#define R_FUTURE         "in-the-future"
#define R_NOT_NOW        "not-now"
#define R_NOT_FIRST      "not-first"
#define R_NOT_PARTY      "not-a-party"
#define R_FACTS_ONLY     "facts-only"
#define R_NOT_HOLDER     "not-holder"
#define R_ITSELF         "to-itself"
#define R_OFFER_OPEN     "offer-open"
#define R_NO_OFFER       "no-such-offer"
#define R_ADDRESSEE      "not-addressed-to-you"
#define R_MOVED_ON       "moved-on"
#define R_OVERTAKEN      "overtaken"
#define R_WITHDRAWN      "withdrawn"
#define R_REFUSED        "refused"
#define R_SETTLED        "settled"
#define R_ACCEPTED       "accepted"
#define R_MOVED          "moved"
#define R_NOTHING        "nothing-to-pick-up"
#define R_NOT_YOURS      "not-your-offer"
#define R_NOT_WAITING    "not-waiting"
#define R_NOT_HANDOVER   "not-your-handover"
#define R_FROM_RANGE     "from-out-of-range"
#define R_OUTCOME        "outcome-not-a-party"
#define R_NOTHING_SETTLE "nothing-to-settle"
#define R_NO_PROPOSAL    "no-such-proposal"
#define R_CONTESTED      "contested"
#define R_UNDETERMINED   "undetermined"
#define R_ESCALATION     "escalation-open"
#define R_NOT_CLOSED     "not-closed"
#define R_NEEDED         "still-needed"
#define R_TOO_MANY       "too-many"
#define R_NO_ESCALATION  "no-such-escalation"
#define R_NOT_HIGHER     "not-higher"
#define R_OWN_ESCALATION "own-escalation"

const char *const authority_reasons[] = {
    R_WRONG_CASE,    R_FUTURE,         R_NOT_NOW,        R_NOT_FIRST,
    R_NOT_PARTY,     R_FACTS_ONLY,     R_NOT_HOLDER,     R_ITSELF,
    R_OFFER_OPEN,    R_NO_OFFER,       R_ADDRESSEE,      R_MOVED_ON,
    R_OVERTAKEN,     R_WITHDRAWN,      R_REFUSED,        R_SETTLED,
    R_ACCEPTED,      R_MOVED,          R_NOTHING,        R_NOT_YOURS,
    R_NOT_WAITING,   R_NOT_HANDOVER,   R_FROM_RANGE,     R_OUTCOME,
    R_NO_PROPOSAL,   R_NOTHING_SETTLE, R_CONTESTED,      R_UNDETERMINED,
    R_ESCALATION,    R_NOT_CLOSED,     R_NEEDED,         R_TOO_MANY,
    R_NO_ESCALATION, R_NOT_HIGHER,     R_OWN_ESCALATION, NULL};

const char *
vs_authority_reason(unsigned index)
{
    return index < sizeof(authority_reasons) / sizeof(authority_reasons[0])
               ? authority_reasons[index]
               : NULL;
}

bool
vs_authority_moves(enum vs_event_type type)
{
    return type <= VS_EV_PARTY_REMOVE;
}

/* What one judgement looks at. */
struct court {
    struct vs_fold_data *d;
    struct view *view;
    struct ev *e;
    struct obj *obj;    /* the event's own, NULL if it is none */
    struct list front;  /* slots of the claims active at rec */
    bool mine, others;  /* the writer is among them; somebody else, a closing or nobody is */
    uint32_t party_org; /* of party.remove */
    bool ruled;         /* the proposal rests on a decision */
    struct ruling ruling;
};

/* What a claim says: an organisation, or NONE with *kind closed or nobody. */
static uint32_t
outcome(const struct vs_fold_data *d, uint32_t slot, enum vs_holder_kind *kind)
{
    const struct ev *e = claim_ev(d, slot);

    *kind = VS_HOLDER_ORG;
    switch ((unsigned)e->e->type) {
    case VS_EV_OPEN:
        *kind = e->e->takes ? VS_HOLDER_ORG : VS_HOLDER_NOBODY;
        return e->e->takes ? e->org : NONE;
    case VS_EV_OFFER:
        return d->obj[slot].to_org;
    case VS_EV_CLOSE:
        *kind = VS_HOLDER_CLOSED;
        return NONE;
    case VS_EV_SETTLE:
        *kind = e->e->outcome_closed ? VS_HOLDER_CLOSED : VS_HOLDER_ORG;
        return e->e->outcome_closed ? NONE : fold_org(d, &e->e->outcome);
    default:
        return e->org;
    }
}

static void
look_at_front(struct court *court)
{
    enum vs_holder_kind kind;

    view_front(court->d, court->view, court->e->rec, &court->front);
    for (uint32_t i = 0; i < court->front.n; i++) {
        uint32_t org = outcome(court->d, court->front.v[i], &kind);
        bool own = kind == VS_HOLDER_ORG && org == court->e->org;

        court->mine |= own;
        court->others |= !own;
    }
}

/* Keeps those of the front that are of this kind (and, for organisations, the writer's). */
static void
take_sources(struct court *court, enum vs_holder_kind want)
{
    enum vs_holder_kind kind;

    for (uint32_t i = 0; court->obj && i < court->front.n; i++) {
        uint32_t org = outcome(court->d, court->front.v[i], &kind);

        if (kind == want && (kind != VS_HOLDER_ORG || org == court->e->org)) {
            list_add(court->d, &court->obj->sources, court->front.v[i]);
        }
    }
}

static const char *
need_party(const struct court *court)
{
    uint32_t org = court->e->org;

    if (org == NONE) {
        return R_NOT_PARTY;
    }
    if (court->view->full[org] > 0) {
        return NULL;
    }
    return court->view->facts[org] > 0 ? R_FACTS_ONLY : R_NOT_PARTY;
}

/* What one organisation may write of one type: about one event, and about none. No case needs as
 * much; it bounds what a dishonest member makes everybody compute. */
#define ABOUT_ONE_MAX  32u
#define ABOUT_NONE_MAX 256u

static uint32_t
own_in(const struct court *court, const struct list *slots)
{
    uint32_t n = 0;

    for (uint32_t i = 0; i < slots->n; i++) {
        const struct ev *e = claim_ev(court->d, slots->v[i]);

        n += e->org == court->e->org && e->re == NONE;
    }
    return n;
}

static bool
too_many(const struct court *court)
{
    const struct ev *e = court->e;
    uint32_t n = 0;

    if (e->re != NONE && court->d->ev[e->re].slot != NONE) {
        const struct list *rel = &court->d->obj[court->d->ev[e->re].slot].rel;

        for (uint32_t i = 0; i < rel->n; i++) {
            const struct ev *other = &court->d->ev[rel->v[i]];

            n +=
                other->org == e->org && other->e->type == e->e->type && in_view(court->view, other);
        }
        return n >= ABOUT_ONE_MAX;
    }
    if (e->e->type == VS_EV_ESCALATE) {
        n = own_in(court, &court->view->escs);
    } else if (e->e->type == VS_EV_CLOSE) {
        n = own_in(court, &court->view->closings);
    } else if (e->e->type == VS_EV_SETTLE && !e->e->is_agreement) {
        n = court->view->proposals[e->org];
    }
    return n >= ABOUT_NONE_MAX;
}

/* --- offers ----------------------------------------------------------------------------------- */

static bool
own_offer_open(struct court *court, const struct list *sources)
{
    struct list open = {NULL, 0, 0};
    bool found = false;

    view_open_offers(court->d, court->view, court->e->rec, &open);
    for (uint32_t i = 0; i < open.n; i++) {
        const struct obj *offer = &court->d->obj[open.v[i]];

        found |=
            offer->from_org == court->e->org && (!sources || lists_meet(&offer->sources, sources));
    }
    vs_free(open.v);
    return found;
}

static const char *
judge_offer(struct court *court)
{
    look_at_front(court);
    if (!court->mine) {
        return R_NOT_HOLDER;
    }
    if (vs_hash_eq(&court->e->e->to, &court->e->in->org)) {
        return R_ITSELF;
    }
    take_sources(court, VS_HOLDER_ORG);
    if (own_offer_open(court, &court->obj->sources)) {
        return R_OFFER_OPEN;
    }
    court->obj->from_org = court->e->org;
    court->obj->to_org = fold_org(court->d, &court->e->e->to);
    return NULL;
}

/* The offer that the event answers, or NULL. */
static struct obj *
offer_of(const struct court *court)
{
    const struct vs_fold_data *d = court->d;
    const struct ev *offer;

    if (court->e->re == NONE) {
        return NULL;
    }
    offer = &d->ev[court->e->re];
    return offer->valid && offer->e->type == VS_EV_OFFER ? &d->obj[offer->slot] : NULL;
}

static bool
accepted_in_view(const struct court *court, const struct obj *offer)
{
    for (uint32_t i = 0; i < offer->rel.n; i++) {
        const struct ev *e = &court->d->ev[offer->rel.v[i]];

        if ((e->e->type == VS_EV_ACCEPT || e->e->type == VS_EV_PICKUP) && in_view(court->view, e)) {
            return true;
        }
    }
    return false;
}

static const char *
how_it_ended(const struct court *court, struct obj *offer)
{
    struct calc calc;

    offer_calc(court->d, court->view, offer, &calc);
    if (calc.killed != NEVER) {
        return R_SETTLED;
    }
    return calc.withdrawn != NEVER ? R_WITHDRAWN : R_REFUSED;
}

/* For accept, pickup and waitlist.start: it may still be answered, or has moved to the writer. */
static const char *
judge_answer(struct court *court)
{
    struct obj *offer = offer_of(court);
    const struct st *st;
    uint32_t slot;
    bool any = false;

    if (!offer) {
        return R_NO_OFFER;
    }
    if (offer->to_org != court->e->org) {
        return R_ADDRESSEE;
    }
    slot = court->d->ev[offer->ev].slot;
    st = &court->view->st[slot];
    look_at_front(court);
    court->e->open_then = offer_open_at(st, court->e->rec);
    if (st->start <= court->e->rec) {
        return in_list(&court->front, slot) ? NULL : R_MOVED_ON;
    }
    if (st->ended) {
        return how_it_ended(court, offer);
    }
    for (uint32_t i = 0; !any && i < offer->sources.n; i++) {
        any = in_list(&court->front, offer->sources.v[i]);
    }
    return any ? NULL : R_OVERTAKEN;
}

static vs_instant
opening_at(const struct vs_fold_data *d)
{
    return d->opening == NONE ? 0 : d->ev[d->opening].e->at;
}

static const char *
judge_accept(struct court *court)
{
    const char *reason = judge_answer(court);

    if (!reason) {
        court->e->eff =
            most(most(court->e->e->at, court->d->ev[court->e->re].e->at), opening_at(court->d));
    }
    return reason;
}

static const char *
judge_pickup(struct court *court)
{
    if (court->e->e->has_re) {
        return judge_accept(court);
    }
    look_at_front(court);
    take_sources(court, VS_HOLDER_NOBODY);
    if (court->obj->sources.n == 0) {
        return R_NOTHING;
    }
    court->e->eff = court->e->e->at;
    for (uint32_t i = 0; i < court->obj->sources.n; i++) {
        court->e->eff = most(court->e->eff, court->view->st[court->obj->sources.v[i]].start);
    }
    return NULL;
}

/* For refuse and withdraw: still open. */
static const char *
judge_open(struct court *court, struct obj *offer)
{
    const struct st *st = &court->view->st[court->d->ev[offer->ev].slot];
    bool refuses = court->e->e->type == VS_EV_REFUSE;
    bool accepted = accepted_in_view(court, offer);

    court->e->open_then = offer_open_at(st, court->e->rec);
    if (accepted && (refuses || st->start <= court->e->rec)) {
        return R_ACCEPTED;
    }
    if (st->start <= court->e->rec) {
        return R_MOVED;
    }
    return st->ended ? how_it_ended(court, offer) : NULL;
}

static const char *
judge_refuse(struct court *court)
{
    struct obj *offer = offer_of(court);

    if (!offer) {
        return R_NO_OFFER;
    }
    return offer->to_org == court->e->org ? judge_open(court, offer) : R_ADDRESSEE;
}

static const char *
judge_withdraw(struct court *court)
{
    struct obj *offer = offer_of(court);

    if (!offer) {
        return R_NO_OFFER;
    }
    return offer->from_org == court->e->org ? judge_open(court, offer) : R_NOT_YOURS;
}

static const char *
judge_wait_end(struct court *court)
{
    const struct obj *offer = offer_of(court);

    if (!offer) {
        return R_NO_OFFER;
    }
    if (offer->to_org != court->e->org) {
        return R_ADDRESSEE;
    }
    for (uint32_t i = 0; i < offer->rel.n; i++) {
        const struct ev *e = &court->d->ev[offer->rel.v[i]];

        if (e->e->type == VS_EV_WAIT_START && in_view(court->view, e)) {
            court->e->eff = most(court->e->e->at, court->d->ev[offer->ev].e->at);
            return NULL;
        }
    }
    return R_NOT_WAITING;
}

/* A level up of a valid escalation in its past about the same, whoever wrote that one. */
static const char *
judge_next(const struct court *court)
{
    const struct vs_fold_data *d = court->d;
    const struct vs_event *e = court->e->e, *lower;
    uint32_t found = fold_find(d, &e->next_of);

    if (found == NONE || !knows(court->e, &d->ev[found]) || !d->ev[found].valid ||
        d->ev[found].e->type != VS_EV_ESCALATE) {
        return R_NO_ESCALATION;
    }
    lower = d->ev[found].e;
    if (lower->has_re != e->has_re || (e->has_re && !vs_hash_eq(&lower->re, &e->re))) {
        return R_NO_ESCALATION;
    }
    return e->level > lower->level ? NULL : R_NOT_HIGHER;
}

static const char *
judge_escalate(struct court *court)
{
    const struct obj *offer = offer_of(court);

    if (court->e->e->has_re && !offer) {
        return R_NO_OFFER;
    }
    if (offer) {
        court->e->open_then =
            offer_open_at(&court->view->st[court->d->ev[offer->ev].slot], court->e->rec);
        if (offer->from_org != court->e->org && offer->to_org != court->e->org) {
            return R_NOT_HANDOVER;
        }
    }
    return court->e->e->has_next_of ? judge_next(court) : NULL;
}

/* Nobody agrees with itself; whether a decision binds is a matter of the agreement. */
static const char *
judge_reply(const struct court *court)
{
    const struct ev *esc = court->e->re == NONE ? NULL : &court->d->ev[court->e->re];

    if (!esc || !esc->valid || esc->e->type != VS_EV_ESCALATE) {
        return R_NO_ESCALATION;
    }
    return esc->org == court->e->org && court->e->e->reply != VS_REPLY_DECISION ? R_OWN_ESCALATION
                                                                                : NULL;
}

/* --- settlements ------------------------------------------------------------------------------ */

static void
sign(struct court *court, uint32_t org)
{
    if (org != NONE && !in_list(&court->obj->signers, org)) {
        list_add(court->d, &court->obj->signers, org);
    }
}

static bool
about_ruling(const struct court *court, uint32_t slot)
{
    return court->ruled && decided_about(court->d, &court->ruling, slot);
}

/* Somebody who has to sign because of an offer: its sides need not, if that was decided. */
static void
sign_about(struct court *court, uint32_t offer, uint32_t org)
{
    const struct obj *side = &court->d->obj[court->ruling.slot];

    if (court->ruled && offer == court->ruling.slot &&
        (org == side->from_org || org == side->to_org)) {
        if (!in_list(&court->obj->bound, org)) {
            list_add(court->d, &court->obj->bound, org);
        }
        return;
    }
    sign(court, org);
}

/* Who holds, or may hold, at any instant of [from, rec]; true if that is not the outcome. */
static bool
concerned_holders(struct court *court, uint32_t wanted)
{
    struct vs_fold_data *d = court->d;
    struct list offers = {NULL, 0, 0};
    vs_instant from = court->e->e->from, rec = court->e->rec;
    bool differs = false;

    view_flush(d, court->view);
    for (uint32_t i = 0; i < court->view->all.n; i++) {
        uint32_t slot = court->view->all.v[i];
        const struct st *st = &court->view->st[slot];
        enum vs_holder_kind kind;
        uint32_t org;

        if (claim_ev(d, slot)->e->type == VS_EV_ESCALATE || st->start == NEVER) {
            continue;
        }
        if (st->start > rec || st->end <= from || st->end <= st->start) {
            continue;
        }
        org = outcome(d, slot, &kind);
        differs |= kind == VS_HOLDER_NOBODY || org != wanted;
        org = kind == VS_HOLDER_CLOSED ? claim_ev(d, slot)->org : org;
        sign_about(court, about_ruling(court, slot) ? court->ruling.slot : slot, org);
    }
    differs |= view_missing(d, court->view, from, rec, &offers);
    for (uint32_t i = 0; i < offers.n; i++) {
        sign_about(court, offers.v[i], d->obj[offers.v[i]].from_org);
        sign_about(court, offers.v[i], d->obj[offers.v[i]].to_org);
    }
    vs_free(offers.v);
    return differs;
}

/* What it ends: the claims of those who sign, whether or not they are over in its view, and of
 * those bound by a decision what is about its offer; nobody else is relieved by it. An offer that
 * has not moved is ended as an offer. */
static void
take_settled(struct court *court)
{
    struct vs_fold_data *d = court->d;
    enum vs_holder_kind kind;

    for (uint32_t i = 0; i < court->view->all.n; i++) {
        uint32_t slot = court->view->all.v[i];
        const struct st *st = &court->view->st[slot];
        uint32_t org;

        if (claim_ev(d, slot)->e->type == VS_EV_ESCALATE || st->start == NEVER ||
            (claim_ev(d, slot)->e->type == VS_EV_OFFER && st->start > court->e->rec)) {
            continue;
        }
        org = outcome(d, slot, &kind);
        org = kind == VS_HOLDER_CLOSED ? claim_ev(d, slot)->org : org;
        if (kind == VS_HOLDER_NOBODY || in_list(&court->obj->signers, org) ||
            (about_ruling(court, slot) && in_list(&court->obj->bound, org))) {
            list_add(d, &court->obj->sources, slot);
        }
    }
}

static const char *
judge_proposal(struct court *court)
{
    struct vs_fold_data *d = court->d;
    const struct vs_event *p = court->e->e;
    uint32_t wanted = p->outcome_closed ? NONE : fold_org(d, &p->outcome);
    struct list escs = {NULL, 0, 0};
    bool something;

    if (p->from < opening_at(d) || p->from > court->e->rec) {
        return R_FROM_RANGE;
    }
    if (!p->outcome_closed && (wanted == NONE || court->view->full[wanted] == 0)) {
        return R_OUTCOME;
    }
    court->ruled = decided(d, court->view, court->e, &court->ruling);
    if (court->ruled) {
        court->obj->decision = court->ruling.decision;
        sign(court, court->ruling.decider);
    }
    sign_about(court, court->ruling.slot, wanted);
    something =
        concerned_holders(court, wanted) || view_disputed(d, court->view, p->from, court->e->rec);
    something |= view_newer(d, court->view, p->from, court->e->rec);
    if (view_open_escalation(d, court->view, court->e->rec, &escs)) {
        something = true;
    }
    for (uint32_t i = 0; i < escs.n; i++) {
        const struct ev *esc = claim_ev(d, escs.v[i]);

        sign_about(court, esc->re == NONE ? NONE : d->ev[esc->re].slot, esc->org);
    }
    vs_free(escs.v);
    view_open_offers(d, court->view, court->e->rec, &court->obj->kills);
    for (uint32_t i = 0; i < court->obj->kills.n; i++) {
        const struct obj *offer = &d->obj[court->obj->kills.v[i]];

        something = true;
        sign_about(court, court->obj->kills.v[i], offer->from_org);
        sign_about(court, court->obj->kills.v[i], offer->to_org);
    }
    if (!something) {
        return R_NOTHING_SETTLE;
    }
    take_settled(court);
    return NULL;
}

static const char *
judge_settle(struct court *court)
{
    const struct ev *p;

    if (!court->e->e->is_agreement) {
        court->e->eff = court->e->e->from;
        return judge_proposal(court);
    }
    p = court->e->re == NONE ? NULL : &court->d->ev[court->e->re];
    return p && p->valid && p->e->type == VS_EV_SETTLE && !p->e->is_agreement ? NULL
                                                                              : R_NO_PROPOSAL;
}

/* --- closing, opening, parties ---------------------------------------------------------------- */

static const char *
judge_close(struct court *court)
{
    look_at_front(court);
    if (!court->mine) {
        return R_NOT_HOLDER;
    }
    if (court->others) {
        return R_CONTESTED;
    }
    if (view_missing(court->d, court->view, court->e->rec, court->e->rec, NULL)) {
        return R_UNDETERMINED;
    }
    if (own_offer_open(court, NULL)) {
        return R_OFFER_OPEN;
    }
    if (view_open_escalation(court->d, court->view, court->e->rec, NULL)) {
        return R_ESCALATION;
    }
    take_sources(court, VS_HOLDER_ORG);
    return NULL;
}

static const char *
judge_reopen(struct court *court)
{
    look_at_front(court);
    take_sources(court, VS_HOLDER_CLOSED);
    if (court->front.n == 0 || court->obj->sources.n < court->front.n) {
        return R_NOT_CLOSED;
    }
    court->e->eff = court->e->e->at;
    for (uint32_t i = 0; i < court->obj->sources.n; i++) {
        court->e->eff = most(court->e->eff, court->view->st[court->obj->sources.v[i]].start);
    }
    return NULL;
}

static const char *
judge_open_case(struct court *court)
{
    if (court->e->causes > 0 || !vs_hash_eq(&court->e->in->id, &court->d->case_id)) {
        return R_NOT_FIRST;
    }
    court->e->eff = court->e->e->at;
    return NULL;
}

static bool
is_candidate(struct court *court, uint32_t org)
{
    struct list offers = {NULL, 0, 0};
    bool found = false;

    view_missing(court->d, court->view, court->e->rec, court->e->rec, &offers);
    for (uint32_t i = 0; i < offers.n; i++) {
        const struct obj *offer = &court->d->obj[offers.v[i]];

        found |= offer->from_org == org || offer->to_org == org;
    }
    vs_free(offers.v);
    return found;
}

/* Held until the closings, which are all of the front. */
static bool
last_holder(const struct court *court)
{
    enum vs_holder_kind kind = VS_HOLDER_CLOSED;
    bool found = false;

    for (uint32_t i = 0; i < court->front.n && kind == VS_HOLDER_CLOSED; i++) {
        outcome(court->d, court->front.v[i], &kind);
    }
    for (uint32_t i = 0; i < court->front.n && kind == VS_HOLDER_CLOSED; i++) {
        uint32_t slot = court->front.v[i];
        const struct obj *closing = &court->d->obj[slot];

        for (uint32_t k = 0; k < closing->sources.n; k++) {
            const struct st *st = &court->view->st[closing->sources.v[k]];
            enum vs_holder_kind held;

            found |= outcome(court->d, closing->sources.v[k], &held) == court->e->org &&
                     held == VS_HOLDER_ORG && st->start < st->end &&
                     st->end == court->view->st[slot].endval;
        }
    }
    return found;
}

static bool
ever_held(const struct court *court, uint32_t org)
{
    enum vs_holder_kind kind;

    for (uint32_t i = 0; i < court->view->all.n; i++) {
        uint32_t slot = court->view->all.v[i];
        const struct st *st = &court->view->st[slot];

        if (claim_ev(court->d, slot)->e->type != VS_EV_ESCALATE && st->start <= court->e->rec &&
            st->start < st->end && outcome(court->d, slot, &kind) == org && kind == VS_HOLDER_ORG) {
            return true;
        }
    }
    return false;
}

static const char *
judge_party_add(struct court *court)
{
    look_at_front(court);
    if (court->mine || is_candidate(court, court->e->org) || last_holder(court)) {
        return NULL;
    }
    return court->e->e->party.role == VS_PARTY_FACTS && ever_held(court, court->e->org)
               ? NULL
               : R_NOT_HOLDER;
}

/* A holder, a candidate, a side of an open offer or of an open escalation. */
static bool
is_needed(struct court *court, uint32_t org)
{
    struct vs_fold_data *d = court->d;
    struct list list = {NULL, 0, 0};
    enum vs_holder_kind kind;
    bool needed = is_candidate(court, org);

    for (uint32_t i = 0; i < court->front.n; i++) {
        needed |= outcome(d, court->front.v[i], &kind) == org && kind == VS_HOLDER_ORG;
    }
    view_open_offers(d, court->view, court->e->rec, &list);
    for (uint32_t i = 0; i < list.n; i++) {
        needed |= d->obj[list.v[i]].from_org == org || d->obj[list.v[i]].to_org == org;
    }
    list.n = 0;
    view_open_escalation(d, court->view, court->e->rec, &list);
    for (uint32_t i = 0; i < list.n; i++) {
        const struct ev *esc = claim_ev(d, list.v[i]);

        needed |= esc->org == org;
        if (esc->re != NONE) {
            const struct obj *offer = &d->obj[d->ev[esc->re].slot];

            needed |= offer->from_org == org || offer->to_org == org;
        }
    }
    vs_free(list.v);
    return needed;
}

static const char *
judge_party_remove(struct court *court)
{
    uint32_t org = fold_org(court->d, &court->e->e->party.org);

    look_at_front(court);
    if (!court->mine && !vs_hash_eq(&court->e->e->party.org, &court->e->in->org)) {
        return R_NOT_HOLDER;
    }
    return org != NONE && is_needed(court, org) ? R_NEEDED : NULL;
}

static const char *
judge_ack(struct court *court)
{
    const char *reason = need_party(court);

    if (reason && strcmp(reason, R_FACTS_ONLY) != 0) {
        return reason;
    }
    return court->e->e->at == court->e->e->made ? NULL : R_NOT_NOW;
}

static const char *
judge_type(struct court *court)
{
    switch (court->e->e->type) {
    case VS_EV_OFFER:
        return judge_offer(court);
    case VS_EV_ACCEPT:
        return judge_accept(court);
    case VS_EV_PICKUP:
        return judge_pickup(court);
    case VS_EV_REFUSE:
        return judge_refuse(court);
    case VS_EV_WITHDRAW:
        return judge_withdraw(court);
    case VS_EV_WAIT_START:
        return judge_answer(court);
    case VS_EV_WAIT_END:
        return judge_wait_end(court);
    case VS_EV_ESCALATE:
        return judge_escalate(court);
    case VS_EV_SETTLE:
        return judge_settle(court);
    case VS_EV_CLOSE:
        return judge_close(court);
    case VS_EV_REOPEN:
        return judge_reopen(court);
    case VS_EV_PARTY_ADD:
        return judge_party_add(court);
    case VS_EV_PARTY_REMOVE:
        return judge_party_remove(court);
    case VS_EV_ASSESS:
    case VS_EV_TRAJECTORY_START:
        look_at_front(court);
        return court->mine ? NULL : R_NOT_HOLDER;
    case VS_EV_ESCALATE_ANSWER:
        return judge_reply(court);
    case VS_EV_TRAJECTORY_END:
    case VS_EV_JOIN:
    case VS_EV_CONTACT:
    case VS_EV_MONITORING_START:
    case VS_EV_MONITORING_END:
    case VS_EV_NOTE:
    case VS_EV_NOTE_OTHER:
    case VS_EV_INTRODUCE:
    case VS_EV_REKEY:
    case VS_EV_EPOCH_OPEN:
    case VS_EV_ERASED:
    case VS_EV_OPEN:
    case VS_EV_ACK:
    case VS_EV_NEWER:
    case VS_EVENT_TYPE_COUNT:
        break;
    }
    return NULL;
}

const char *
judge_in(struct vs_fold_data *d, struct view *view, uint32_t x)
{
    struct ev *e = &d->ev[x];
    struct court court = {.d = d, .view = view, .e = e};
    const char *reason;

    court.obj = e->slot == NONE ? NULL : &d->obj[e->slot];
    e->eff = e->rec;
    if (e->e->type != VS_EV_OPEN && !vs_hash_eq(&e->e->case_id, &d->case_id)) {
        return R_WRONG_CASE;
    }
    if (e->e->at > e->e->made) {
        return R_FUTURE;
    }
    if (e->e->type == VS_EV_OPEN) {
        return judge_open_case(&court);
    }
    if (e->e->type == VS_EV_ACK) {
        return judge_ack(&court);
    }
    reason = need_party(&court);
    if (!reason && too_many(&court)) {
        reason = R_TOO_MANY;
    }
    if (!reason) {
        reason = judge_type(&court);
    }
    vs_free(court.front.v);
    return reason;
}
