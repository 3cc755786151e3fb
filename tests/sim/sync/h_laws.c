#include "tests/sim/sync/h_laws.h"

#include <stdlib.h>
#include <string.h>

static const char *first; /* the first law that was broken */

#define LAW(cond, name)                                                                            \
    do {                                                                                           \
        if (!(cond) && !first)                                                                     \
            first = (name);                                                                        \
    } while (0)

static bool
has_signed(const struct vs_fold *fold, const struct vs_fold_claim *claim, const struct vs_hash *org)
{
    for (size_t i = 0; i < fold->settlement_count; i++) {
        const struct vs_fold_settlement *s = &fold->settlements[i];

        if (s->event != claim->event || !s->effective) {
            continue;
        }
        for (size_t k = 0; k < s->signer_count; k++) {
            if (vs_hash_eq(&s->signers[k], org)) {
                return true;
            }
        }
        for (size_t k = 0; k < s->bound_count; k++) {
            if (vs_hash_eq(&s->bound[k], org)) {
                return true; /* t_laws looks into whether it is */
            }
        }
    }
    return false;
}

static void
never_a_gap(const struct vs_fold *fold)
{
    vs_instant opened = VS_INSTANT_NEVER;

    for (size_t i = 0; i < fold->claim_count; i++) {
        if (fold->claims[i].kind == VS_CLAIM_OPENED) {
            opened = fold->claims[i].start;
        }
    }
    for (size_t i = 0; i < fold->claim_count; i++) {
        LAW(fold->claims[i].start >= opened, "L10 nothing begins before the opening");
    }
    for (size_t i = 0; i < fold->boundary_count; i++) {
        struct vs_answer answer;

        if (fold->boundaries[i] < opened) {
            continue;
        }
        if (vs_answer_at(&answer, fold, fold->boundaries[i], NULL) != VS_OK) {
            exit(2);
        }
        LAW(answer.state != VS_STATE_NO_CASE, "L3 never a gap");
        LAW(answer.state == VS_STATE_CLOSED || answer.holder_count > 0 ||
                (answer.certainty == VS_UNDETERMINED && answer.missing_count > 0),
            "L3 a holder, or a rule by name");
        vs_answer_release(&answer);
    }
}

static const struct vs_fold_entry *
entry(const struct vs_fold *fold, uint32_t i)
{
    return &fold->entries[i];
}

static void
own_acts(const struct vs_fold *fold)
{
    for (size_t i = 0; i < fold->claim_count; i++) {
        const struct vs_fold_claim *claim = &fold->claims[i];
        const struct vs_fold_entry *by =
            claim->ended_by == VS_FOLD_NONE ? NULL : entry(fold, claim->ended_by);

        if (claim->holder == VS_HOLDER_ORG && claim->kind == VS_CLAIM_MOVED) {
            const struct vs_fold_offer *offer = &fold->offers[claim->offer];

            LAW(claim->by_rule ? offer->rule.kind == VS_RULE_AFTER_DELAY
                               : vs_hash_eq(&entry(fold, claim->signed_by)->in->org, &claim->org),
                "L4 a claim rests on its holder's signature or adopted rule");
        } else if (claim->holder == VS_HOLDER_ORG && claim->kind == VS_CLAIM_SETTLED) {
            LAW(has_signed(fold, claim, &claim->org), "L4 a settled holder has signed");
        } else {
            LAW(vs_hash_eq(&entry(fold, claim->event)->in->org, &claim->org), "L4 own event");
        }
        if (!by || claim->holder == VS_HOLDER_NOBODY) {
            continue;
        }
        if (by->in->event->type == VS_EV_SETTLE) {
            for (size_t k = 0; k < fold->claim_count && claim->start < claim->end; k++) {
                const struct vs_fold_claim *s = &fold->claims[k];

                if (s->event == claim->ended_by) {
                    LAW(has_signed(fold, s, &claim->org), "L5 relieved by a signature of its own");
                }
            }
        } else if (claim->holder == VS_HOLDER_ORG) {
            LAW(vs_hash_eq(&by->in->org, &claim->org), "L5 relieved by an act of its own");
        } else {
            LAW(by->in->event->type == VS_EV_REOPEN, "L5 a closing ends by a reopening");
        }
    }
}

static void
voids_are_shown(const struct vs_fold *fold)
{
    for (uint32_t i = 0; i < fold->entry_count; i++) {
        bool found = false;

        for (size_t k = 0; k < fold->finding_count; k++) {
            const struct vs_fold_finding *f = &fold->findings[k];

            found |= f->event == i && strcmp(f->name, "void") == 0 &&
                     f->from == entry(fold, i)->rec && f->until == VS_INSTANT_NEVER;
        }
        LAW(found == (entry(fold, i)->state == VS_ENTRY_VOID), "L7 void events are findings");
    }
}

static void
recorded_order(const struct vs_fold *fold)
{
    for (uint32_t y = 0; y < fold->entry_count; y++) {
        for (uint32_t x = 0; x < fold->entry_count; x++) {
            LAW(!vs_fold_knows(fold, y, x) || entry(fold, x)->rec <= entry(fold, y)->rec,
                "L10 rec never falls along causes");
        }
    }
    for (size_t i = 0; i < fold->claim_count; i++) {
        const struct vs_fold_claim *claim = &fold->claims[i];

        if (claim->kind == VS_CLAIM_MOVED) {
            LAW(claim->start >= entry(fold, claim->event)->in->event->at,
                "L10 no answer counts before its offer");
        }
    }
}

static void
tenures(const struct vs_fold *fold)
{
    struct vs_tenures rows;

    if (vs_tenures_make(&rows, fold, NULL) != VS_OK) {
        exit(2);
    }
    for (size_t i = 0; i < rows.count; i++) {
        struct vs_answer a, b;
        vs_instant last = rows.rows[i].until == VS_INSTANT_NEVER ? rows.rows[i].from + 86400 * 365
                                                                 : rows.rows[i].until - 1;

        LAW(i == 0 || rows.rows[i - 1].until == rows.rows[i].from, "tenures have no gap");
        if (vs_answer_at(&a, fold, rows.rows[i].from, NULL) != VS_OK ||
            vs_answer_at(&b, fold, last, NULL) != VS_OK) {
            exit(2);
        }
        LAW(vs_answer_same(&a, &rows.rows[i].answer) && vs_answer_same(&b, &rows.rows[i].answer),
            "a tenure is one answer");
        vs_answer_release(&a);
        vs_answer_release(&b);
    }
    vs_tenures_release(&rows);
}

const char *
h_laws_broken(const struct vs_fold *fold)
{
    first = NULL;
    never_a_gap(fold);
    own_acts(fold);
    voids_are_shown(fold);
    recorded_order(fold);
    tenures(fold);
    return first;
}
