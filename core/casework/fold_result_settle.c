/* The settlements, escalations and parties of the result, and what closings did not know (FOLD.md 4
 * and 7). */
#include "core/casework/fold_made.h"

#include <stdlib.h>

#include "core/base/mem.h"

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
        made_finding(m, "settlement-waits", obj->ev, NONE, m->d->ev[obj->ev].rec, NEVER);
        return;
    }
    bind_claim(m, slot, obj);
    made_dispute_cut(m, slot, obj->ev, NONE);
    made_dispute_cut(m, slot, out->decision, NONE);
    for (uint32_t i = 0; i < obj->rel.n; i++) {
        if (in_view(m->view, &m->d->ev[obj->rel.v[i]])) {
            made_dispute_cut(m, slot, obj->rel.v[i], NONE);
        }
    }
}

void
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

void
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
        made_finding(m, "escalation-open", m->d->obj[slot].ev, e->re, e->rec, st->end);
    }
}

void
findings_of_ladders(struct maker *m)
{
    struct vs_fold *fold = m->fold;

    for (size_t i = 0; i < fold->escalation_count; i++) {
        const struct vs_fold_escalation *esc = &fold->escalations[i];
        const struct vs_event *e = m->d->ev[esc->event].e;
        uint32_t offer = esc->about == NONE ? NONE : m->offer_of[m->d->ev[esc->about].slot];
        const struct vs_agreement *ladder =
            offer == NONE ? NULL
                          : vs_fold_rule_ladder(vs_fold_offer_rule(&fold->offers[offer], esc->from),
                                                e->reason);

        if (ladder && vs_fold_step_skipped(fold, ladder, esc->about, e->level, esc->event) > 0) {
            made_finding(m, "step-skipped", esc->event, esc->about, esc->from, esc->until);
        }
    }
}

void
findings_of_closings(struct maker *m)
{
    for (uint32_t i = 0; i < m->view->closings.n; i++) {
        uint32_t slot = m->view->closings.v[i];
        const struct obj *obj = &m->d->obj[slot];

        for (uint32_t k = 0; k < obj->conc.n; k++) {
            if (m->view->st[obj->conc.v[k]].in) {
                made_finding(m, "closed-unknowing", obj->ev, m->d->obj[obj->conc.v[k]].ev,
                             m->view->st[slot].start, NEVER);
            }
        }
    }
}

void
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
