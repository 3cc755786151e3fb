/* Who may settle what, and whose signatures a settlement needs (authority_in.h). */
#include "core/base/mem.h"
#include "core/casework/authority_in.h"

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
        org = court_outcome(d, slot, &kind);
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
        org = court_outcome(d, slot, &kind);
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

    if (p->from < court_opening(d) || p->from > court->e->rec) {
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

const char *
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
