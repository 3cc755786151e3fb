/* Decisions that an agreement gives to one side or role: whom a settlement binds without its
 * signature (FOLD.md 4, "Decided"). */
#include "core/casework/fold_in.h"

/* What is looked at: an escalation about an offer, and the level of the ladder that it is at. */
struct matter {
    const struct ev *escalation;
    const struct obj *offer;
    const struct vs_fold_rule *rule;
    const struct vs_level *level;
    uint32_t decider; /* organisation */
};

/* The organisation that the level lets decide; NONE if it is nobody of the two. Who has a third
 * role nobody can tell from what both have signed. */
static uint32_t
decider_of(const struct matter *matter)
{
    const struct vs_fold_rule *rule = matter->rule;
    bool giver, receiver;

    switch (matter->level->decides) {
    case VS_DECIDES_GIVER:
        return matter->offer->from_org;
    case VS_DECIDES_RECEIVER:
        return matter->offer->to_org;
    case VS_DECIDES_ROLE:
        giver = vs_str_eq(rule->giver_role, matter->level->decider);
        receiver = vs_str_eq(rule->receiver_role, matter->level->decider);
        if (giver == receiver) {
            return NONE;
        }
        return giver ? matter->offer->from_org : matter->offer->to_org;
    case VS_DECIDES_UNKNOWN:
    case VS_DECIDES_NOBODY:
        break;
    }
    return NONE;
}

/* The escalation has been answered by `org` before the decision. */
static bool
answered(const struct vs_fold_data *d, const struct matter *matter, const struct ev *decision,
         uint32_t org)
{
    const struct list *rel = &d->obj[matter->escalation->slot].rel;

    for (uint32_t i = 0; i < rel->n; i++) {
        const struct ev *e = &d->ev[rel->v[i]];

        if (e->e->type == VS_EV_ESCALATE_ANSWER && e->org == org && knows(decision, e)) {
            return true;
        }
    }
    return false;
}

/* Whoever has to answer was heard, or had its time: nobody is overruled in one breath. */
static bool
was_heard(struct vs_fold_data *d, const struct matter *matter, const struct ev *decision)
{
    const struct vs_level *level = matter->level;
    const uint32_t sides[] = {matter->offer->from_org, matter->offer->to_org};
    const bool asked[] = {level->answered_by != VS_ANSWERED_RECEIVER,
                          level->answered_by != VS_ANSWERED_GIVER};
    /* Who decides on an escalation of its own has to hear the other side, whoever is asked. */
    bool own = matter->escalation->org == matter->decider, heard = false;

    if (level->answer.kind == VS_LIMIT_DELAY) {
        heard = rule_term_ends(d, matter->rule, &level->answer.delay, matter->escalation->rec) <=
                decision->rec;
    }
    for (unsigned i = 0; i < 2 && !heard; i++) {
        if ((asked[i] || own) && sides[i] != matter->decider &&
            sides[i] != matter->escalation->org && !answered(d, matter, decision, sides[i])) {
            return false;
        }
    }
    return true;
}

/* The earliest decision about the matter that the view holds and that lets the settlement count
 * from `from`, NONE: nobody gives away the past but to itself. */
static uint32_t
find_decision(struct vs_fold_data *d, const struct view *view, const struct matter *matter,
              uint32_t outcome, vs_instant from)
{
    const struct list *rel = &d->obj[matter->escalation->slot].rel;

    for (uint32_t i = 0; i < rel->n; i++) {
        const struct ev *e = &d->ev[rel->v[i]];

        if (e->e->type == VS_EV_ESCALATE_ANSWER && e->e->reply == VS_REPLY_DECISION &&
            e->org == matter->decider && in_view(view, e) &&
            (outcome == matter->decider || e->rec <= from) && was_heard(d, matter, e)) {
            return rel->v[i];
        }
    }
    return NONE;
}

static bool
rule_on(struct vs_fold_data *d, const struct view *view, const struct ev *p, const struct ev *esc,
        struct ruling *out)
{
    struct matter matter = {.escalation = esc};
    struct obj *offer;
    struct calc calc;
    uint32_t outcome;

    if (!esc->valid || esc->e->type != VS_EV_ESCALATE || esc->re == NONE ||
        view->st[esc->slot].end <= p->rec) {
        return false;
    }
    offer = &d->obj[d->ev[esc->re].slot];
    outcome = fold_org(d, &p->e->outcome);
    if ((outcome != offer->from_org && outcome != offer->to_org) ||
        p->e->from < d->ev[offer->ev].rec) {
        return false;
    }
    offer_calc(d, view, offer, &calc);
    matter.offer = offer;
    matter.rule = offer_rule_at(offer, &calc, esc->rec);
    if (!matter.rule->agreement || !matter.rule->sure ||
        !vs_agreement_escalates(matter.rule->agreement, esc->e->reason)) {
        return false;
    }
    matter.level = vs_agreement_level(matter.rule->agreement, esc->e->level);
    matter.decider = matter.level ? decider_of(&matter) : NONE;
    if (matter.decider == NONE) {
        return false;
    }
    out->slot = d->ev[offer->ev].slot;
    out->decider = matter.decider;
    out->decision = find_decision(d, view, &matter, outcome, p->e->from);
    return out->decision != NONE;
}

bool
decided(struct vs_fold_data *d, const struct view *view, const struct ev *p, struct ruling *out)
{
    for (size_t i = 0; !p->e->outcome_closed && i < p->e->resolve_count; i++) {
        uint32_t x = fold_find(d, &p->e->resolves[i]);

        if (x != NONE && knows(p, &d->ev[x]) && rule_on(d, view, p, &d->ev[x], out)) {
            return true;
        }
    }
    return false;
}

bool
decided_about(const struct vs_fold_data *d, const struct ruling *ruling, uint32_t slot)
{
    const struct ev *e = claim_ev(d, slot);

    return slot == ruling->slot || in_list(&d->obj[ruling->slot].sources, slot) ||
           (e->e->type == VS_EV_WITHDRAW && e->re == d->obj[ruling->slot].ev);
}

/* --- ladders ---------------------------------------------------------------------------------- */

const struct vs_fold_rule *
vs_fold_offer_rule(const struct vs_fold_offer *offer, vs_instant at)
{
    size_t k = offer->rule_count - 1;

    while (k > 0 && offer->rules[k].from > at) {
        k--;
    }
    return &offer->rules[k];
}

const struct vs_agreement *
vs_fold_rule_ladder(const struct vs_fold_rule *rule, unsigned reason)
{
    return rule->agreement && rule->sure && rule->agreement->level_count > 0 &&
                   vs_agreement_escalates(rule->agreement, reason)
               ? rule->agreement
               : NULL;
}

unsigned
vs_fold_step_skipped(const struct vs_fold *fold, const struct vs_agreement *ladder, uint32_t offer,
                     unsigned level, uint32_t knowing)
{
    uint32_t taken = 0, lowest = 0;

    for (size_t i = 0; i < fold->escalation_count; i++) {
        const struct vs_fold_escalation *esc = &fold->escalations[i];

        if (esc->about == offer && (knowing == NONE || vs_fold_knows(fold, knowing, esc->event))) {
            taken |= 1u << fold->data->ev[esc->event].e->level; /* 1 to 9 */
        }
    }
    for (size_t i = 0; i < ladder->level_count; i++) {
        uint32_t step = ladder->levels[i].level;

        if (step < level && (taken >> step & 1u) == 0 && (lowest == 0 || step < lowest)) {
            lowest = step;
        }
    }
    return lowest;
}
