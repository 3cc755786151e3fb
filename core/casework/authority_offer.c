/* Who may hand over, answer, wait and escalate (authority_in.h). */
#include "core/base/mem.h"
#include "core/casework/authority_in.h"

bool
court_offer_open(struct court *court, const struct list *sources)
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

const char *
judge_offer(struct court *court)
{
    court_front(court);
    if (!court->mine) {
        return R_NOT_HOLDER;
    }
    if (vs_hash_eq(&court->e->e->to, &court->e->in->org)) {
        return R_ITSELF;
    }
    court_sources(court, VS_HOLDER_ORG);
    if (court_offer_open(court, &court->obj->sources)) {
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

const char *
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
    court_front(court);
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

const char *
judge_accept(struct court *court)
{
    const char *reason = judge_answer(court);

    if (!reason) {
        court->e->eff =
            most(most(court->e->e->at, court->d->ev[court->e->re].e->at), court_opening(court->d));
    }
    return reason;
}

const char *
judge_pickup(struct court *court)
{
    if (court->e->e->has_re) {
        return judge_accept(court);
    }
    court_front(court);
    court_sources(court, VS_HOLDER_NOBODY);
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

const char *
judge_refuse(struct court *court)
{
    struct obj *offer = offer_of(court);

    if (!offer) {
        return R_NO_OFFER;
    }
    return offer->to_org == court->e->org ? judge_open(court, offer) : R_ADDRESSEE;
}

const char *
judge_withdraw(struct court *court)
{
    struct obj *offer = offer_of(court);

    if (!offer) {
        return R_NO_OFFER;
    }
    return offer->from_org == court->e->org ? judge_open(court, offer) : R_NOT_YOURS;
}

const char *
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

const char *
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
const char *
judge_reply(const struct court *court)
{
    const struct ev *esc = court->e->re == NONE ? NULL : &court->d->ev[court->e->re];

    if (!esc || !esc->valid || esc->e->type != VS_EV_ESCALATE) {
        return R_NO_ESCALATION;
    }
    return esc->org == court->e->org && court->e->e->reply != VS_REPLY_DECISION ? R_OWN_ESCALATION
                                                                                : NULL;
}
