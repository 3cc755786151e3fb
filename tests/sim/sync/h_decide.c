/*
 * What leads to a decision: a handover, an objection at a level of the ladder at which one side
 * decides, the answers to it, the decision, and a settlement that rests on it (schemas/FOLD.md, 4).
 */
#include "tests/sim/sync/h_life.h"
#include "tests/sim/sync/h_rules.h"

/* A handover of ours, the objection about it, and what was said to that. */
struct matter {
    const struct vs_fold *fold;
    const struct vs_fold_offer *offer;
    const struct vs_agreement *ladder;
    uint32_t escalation, answer, decision; /* entries; VS_FOLD_NONE */
    bool decides, heard;                   /* we, at its level; the other side has answered */
};

static const struct vs_event *
event_at(const struct vs_fold *fold, uint32_t entry)
{
    return fold->entries[entry].in->event;
}

static bool
we_decide(const struct matter *matter, const struct vs_fold_rule *rule, const struct vs_hash *us)
{
    const struct vs_level *level =
        vs_agreement_level(matter->ladder, event_at(matter->fold, matter->escalation)->level);

    if (!level || level->decides != VS_DECIDES_ROLE) {
        return false;
    }
    return vs_str_eq(level->decider, vs_hash_eq(us, &matter->offer->from_org)
                                         ? rule->giver_role
                                         : rule->receiver_role);
}

/* What we have answered to the objection, and whether the other side need not any more. */
static void
find_answers(struct matter *matter, const struct vs_hash *us)
{
    const struct vs_fold *fold = matter->fold;
    const struct vs_hash *id = &fold->entries[matter->escalation].in->id;

    for (uint32_t i = 0; i < fold->entry_count; i++) {
        const struct vs_event *event = event_at(fold, i);

        if (!event || event->type != VS_EV_ESCALATE_ANSWER || !vs_hash_eq(&event->re, id)) {
            continue;
        }
        if (!vs_hash_eq(&fold->entries[i].in->org, us)) {
            matter->heard = true;
            continue;
        }
        matter->answer = i;
        matter->decision = event->reply == VS_REPLY_DECISION ? i : matter->decision;
    }
}

/* Somebody has proposed to settle by the decision. */
static bool
is_settled(const struct matter *matter)
{
    for (size_t i = 0; i < matter->fold->settlement_count; i++) {
        if (matter->fold->settlements[i].decision == matter->decision) {
            return true;
        }
    }
    return false;
}

/* An offer of ours under a text with a ladder that has moved or may yet, with the newest open
 * objection about it. */
static bool
find_matter(struct h_life *life, struct matter *out, const struct vs_fold *fold,
            const struct vs_hash *us, vs_instant now)
{
    size_t start = fold->offer_count ? (size_t)h_draw(life, fold->offer_count) : 0;

    for (size_t i = 0; i < fold->offer_count; i++) {
        const struct vs_fold_offer *offer = &fold->offers[(start + i) % fold->offer_count];
        const struct vs_fold_rule *rule = vs_fold_offer_rule(offer, now);

        *out = (struct matter){fold,         offer,        vs_fold_rule_ladder(rule, 0),
                               VS_FOLD_NONE, VS_FOLD_NONE, VS_FOLD_NONE,
                               false,        false};
        if (!out->ladder || (offer->has_end && offer->start == VS_INSTANT_NEVER) ||
            (!vs_hash_eq(us, &offer->from_org) && !vs_hash_eq(us, &offer->to_org))) {
            continue;
        }
        for (size_t e = 0; e < fold->escalation_count; e++) {
            if (fold->escalations[e].about == offer->event &&
                fold->escalations[e].until == VS_INSTANT_NEVER) {
                out->escalation = fold->escalations[e].event;
            }
        }
        if (out->escalation != VS_FOLD_NONE) {
            out->decides = we_decide(out, rule, us);
            out->heard = !vs_hash_eq(&fold->entries[out->escalation].in->org, us);
            find_answers(out, us);
        }
        return true;
    }
    return false;
}

void
h_draw_resolved(struct h_life *life, struct vs_event *draft, const struct vs_fold *fold)
{
    size_t count = 0;

    for (size_t i = 0; i < fold->escalation_count && count < VS_EVENT_RESOLVES_MAX; i++) {
        if (fold->escalations[i].until == VS_INSTANT_NEVER) {
            life->resolves[count++] = fold->entries[fold->escalations[i].event].in->id;
        }
    }
    draft->resolves = life->resolves;
    draft->resolve_count = vs_event_sort_set(life->resolves, count);
}

static void
draw_settlement(struct h_life *life, struct vs_event *draft, const struct matter *matter,
                const struct vs_hash *us)
{
    const struct vs_fold *fold = matter->fold;

    draft->type = VS_EV_SETTLE;
    draft->outcome = h_draw(life, 2) ? matter->offer->from_org : matter->offer->to_org;
    draft->from = h_draw(life, 2) ? draft->at : fold->entries[matter->decision].rec;
    if (vs_hash_eq(&draft->outcome, us) && h_draw(life, 3) == 0) {
        draft->from = fold->entries[matter->offer->event].rec; /* the past, on itself */
    }
    h_draw_resolved(life, draft, fold);
}

bool
h_draw_decision(struct h_life *life, struct vs_event *draft, const struct vs_fold *fold,
                const struct vs_hash *us, vs_instant now)
{
    struct matter matter;

    memset(draft, 0, sizeof(*draft));
    draft->at = now;
    if (!find_matter(life, &matter, fold, us, now)) {
        draft->type = VS_EV_OFFER;
        draft->to = life->world.orgs[h_draw(life, life->world.count)].id;
        draft->kind = VS_OFFER_HANDOVER;
        return h_by_example(life->plan->ground) && !vs_hash_eq(&draft->to, us);
    }
    if (matter.decision != VS_FOLD_NONE) {
        draw_settlement(life, draft, &matter, us);
        return !is_settled(&matter);
    }
    draft->has_re = true;
    if (matter.escalation == VS_FOLD_NONE) {
        draft->type = VS_EV_ESCALATE;
        draft->re = fold->entries[matter.offer->event].in->id;
        draft->level = h_draw(life, 4) ? 4 : 1 + (unsigned)h_draw(life, 4);
        draft->reason = (unsigned)h_draw(life, 2);
        return true;
    }
    draft->type = VS_EV_ESCALATE_ANSWER;
    draft->re = fold->entries[matter.escalation].in->id;
    if (matter.decides) {
        draft->reply = VS_REPLY_DECISION;
        return matter.heard || h_draw(life, 8) == 0; /* too early: it binds nobody */
    }
    draft->reply = (unsigned)h_draw(life, 2);
    return matter.answer == VS_FOLD_NONE;
}
