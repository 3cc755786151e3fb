#include "core/casework/authority.h"

#include <string.h>

#include "core/base/mem.h"
#include "core/casework/authority_in.h"

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
uint32_t
court_outcome(const struct vs_fold_data *d, uint32_t slot, enum vs_holder_kind *kind)
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

void
court_front(struct court *court)
{
    enum vs_holder_kind kind;

    view_front(court->d, court->view, court->e->rec, &court->front);
    for (uint32_t i = 0; i < court->front.n; i++) {
        uint32_t org = court_outcome(court->d, court->front.v[i], &kind);
        bool own = kind == VS_HOLDER_ORG && org == court->e->org;

        court->mine |= own;
        court->others |= !own;
    }
}

void
court_sources(struct court *court, enum vs_holder_kind want)
{
    enum vs_holder_kind kind;

    for (uint32_t i = 0; court->obj && i < court->front.n; i++) {
        uint32_t org = court_outcome(court->d, court->front.v[i], &kind);

        if (kind == want && (kind != VS_HOLDER_ORG || org == court->e->org)) {
            list_add(court->d, &court->obj->sources, court->front.v[i]);
        }
    }
}

vs_instant
court_opening(const struct vs_fold_data *d)
{
    return d->opening == NONE ? 0 : d->ev[d->opening].e->at;
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

/* --- closing, opening, parties ---------------------------------------------------------------- */

static const char *
judge_close(struct court *court)
{
    court_front(court);
    if (!court->mine) {
        return R_NOT_HOLDER;
    }
    if (court->others) {
        return R_CONTESTED;
    }
    if (view_missing(court->d, court->view, court->e->rec, court->e->rec, NULL)) {
        return R_UNDETERMINED;
    }
    if (court_offer_open(court, NULL)) {
        return R_OFFER_OPEN;
    }
    if (view_open_escalation(court->d, court->view, court->e->rec, NULL)) {
        return R_ESCALATION;
    }
    court_sources(court, VS_HOLDER_ORG);
    return NULL;
}

static const char *
judge_reopen(struct court *court)
{
    court_front(court);
    court_sources(court, VS_HOLDER_CLOSED);
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
        court_outcome(court->d, court->front.v[i], &kind);
    }
    for (uint32_t i = 0; i < court->front.n && kind == VS_HOLDER_CLOSED; i++) {
        uint32_t slot = court->front.v[i];
        const struct obj *closing = &court->d->obj[slot];

        for (uint32_t k = 0; k < closing->sources.n; k++) {
            const struct st *st = &court->view->st[closing->sources.v[k]];
            enum vs_holder_kind held;

            found |= court_outcome(court->d, closing->sources.v[k], &held) == court->e->org &&
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
            st->start < st->end && court_outcome(court->d, slot, &kind) == org &&
            kind == VS_HOLDER_ORG) {
            return true;
        }
    }
    return false;
}

/* Its own opening, for others: as long as nobody has taken it up, somebody has to show it to them.
 */
static bool
opened_for_others(const struct court *court)
{
    enum vs_holder_kind kind = VS_HOLDER_NOBODY;

    for (uint32_t i = 0; i < court->front.n && kind == VS_HOLDER_NOBODY; i++) {
        court_outcome(court->d, court->front.v[i], &kind);
    }
    return court->front.n > 0 && kind == VS_HOLDER_NOBODY &&
           court->d->ev[court->d->opening].org == court->e->org;
}

static const char *
judge_party_add(struct court *court)
{
    court_front(court);
    if (court->mine || is_candidate(court, court->e->org) || last_holder(court) ||
        opened_for_others(court)) {
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
        needed |= court_outcome(d, court->front.v[i], &kind) == org && kind == VS_HOLDER_ORG;
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

    court_front(court);
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
        court_front(court);
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
