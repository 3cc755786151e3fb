/* Contradictions among the rules of a profile: directions, handovers, terms, the ladder, practice.
 */
#include <stdio.h>

#include "core/casework/agreement_priv.h"

#define N_(text) text /* cli/po/extract.sh takes these texts out */

static const char no_calendar[] = N_("counts working days, so the profile must name a calendar");
static const char no_role[] = N_("is no role of the list \"organisations\"");

/* `known`: there is a delay at all. */
static enum vs_code
check_unit(const struct vs_agreement *a, bool known, const struct vs_delay *delay, const char *path,
           struct vs_err *err)
{
    if (known && delay->unit == VS_UNIT_WORKING_DAY && a->calendar.len == 0) {
        return vs_agreement_wrong(err, no_calendar, "%s.unit", path);
    }
    return VS_OK;
}

/* --- directions -------------------------------------------------------------------------------
 */

static enum vs_code
check_units(const struct vs_agreement *a, size_t index, struct vs_err *err)
{
    const struct vs_transfer *t = &a->transfers[index];
    const struct {
        const char *member;
        bool known;
        const struct vs_delay *delay;
    } delays[] = {
        {"move", t->move.kind == VS_MOVE_AFTER_DELAY, &t->move.delay},
        {"return", t->giving_back.kind == VS_MOVE_AFTER_DELAY, &t->giving_back.delay},
        {"refusal_term", t->refusal_term.kind == VS_LIMIT_DELAY, &t->refusal_term.delay},
        {"return_term", t->return_term.kind == VS_LIMIT_DELAY, &t->return_term.delay},
    };
    enum vs_code rc = VS_OK;
    char path[60];

    for (size_t i = 0; rc == VS_OK && i < sizeof(delays) / sizeof(delays[0]); i++) {
        snprintf(path, sizeof(path), "transfer[%zu].%s", index, delays[i].member);
        rc = check_unit(a, delays[i].known, delays[i].delay, path, err);
    }
    return rc;
}

static enum vs_code
check_transfer(const struct vs_agreement *a, size_t index, struct vs_err *err)
{
    const struct vs_transfer *t = &a->transfers[index];

    if (!vs_agreement_has_role(a, t->from)) {
        return vs_agreement_wrong(err, no_role, "transfer[%zu].from", index);
    }
    if (!vs_agreement_has_role(a, t->to)) {
        return vs_agreement_wrong(err, no_role, "transfer[%zu].to", index);
    }
    if (t->early_accept == VS_EARLY_NONE && t->move.kind != VS_MOVE_AFTER_DELAY) {
        return vs_agreement_wrong(err,
                                  N_("can be \"none\" only where a delay moves responsibility"),
                                  "transfer[%zu].early_accept.value", index);
    }
    if (t->refusal == VS_REFUSAL_NONE && vs_refusal_only_ends(t)) {
        return vs_agreement_wrong(
            err,
            N_("can be \"none\" only where a delay moves responsibility: what "
               "only an acceptance moves a refusal ends"),
            "transfer[%zu].refusal.value", index);
    }
    return check_units(a, index, err);
}

/* --- handovers --------------------------------------------------------------------------------
 */

/* Whether every handover of which the second case speaks is one of the first. */
static bool
covers(const struct vs_mode_case *first, const struct vs_mode_case *second)
{
    return (first->after || first->unsafety) &&
           (!first->after || (second->after && !(second->after & ~first->after))) &&
           (!first->unsafety || (second->unsafety && !(second->unsafety & ~first->unsafety)));
}

static enum vs_code
check_handover(const struct vs_agreement *a, struct vs_err *err)
{
    for (size_t i = 1; i < a->mode_count; i++) {
        const struct vs_mode_case *mode = &a->modes[i];

        for (size_t j = 0; j < i && (mode->after || mode->unsafety); j++) {
            if (covers(&a->modes[j], mode)) {
                return vs_agreement_wrong(
                    err,
                    N_("is covered by the condition of an earlier case, so it would never count"),
                    "modes.cases[%zu]", i);
            }
        }
    }
    if (a->monitoring == VS_MONITORING_ROLE && !vs_agreement_has_role(a, a->monitor)) {
        return vs_agreement_wrong(err,
                                  N_("must be a role of the list \"organisations\", \"nobody\" or "
                                     "\"unknown\""),
                                  "monitoring.value");
    }
    return VS_OK;
}

/* --- terms ------------------------------------------------------------------------------------
 */

/* A term that the act which begins it would fulfil. */
static bool
ends_as_it_begins(const struct vs_term *term)
{
    return (term->start == VS_TERM_FROM_ASSESSMENT && term->end == VS_TERM_ENDS_ASSESS) ||
           (term->start == VS_TERM_FROM_HANDOVER && term->end == VS_TERM_ENDS_HANDOVER) ||
           (term->start == VS_TERM_FROM_ACCEPTANCE && term->end == VS_TERM_ENDS_ACCEPT) ||
           (term->start == VS_TERM_FROM_CLOSING && term->end == VS_TERM_ENDS_CLOSING);
}

static enum vs_code
check_term(const struct vs_agreement *a, size_t index, struct vs_err *err)
{
    const struct vs_term *term = &a->terms[index];
    char path[60];

    if (!vs_agreement_has_role(a, term->role)) {
        return vs_agreement_wrong(err, no_role, "terms[%zu].role", index);
    }
    if (ends_as_it_begins(term)) {
        return vs_agreement_wrong(err, N_("must be another act than the one that begins the term"),
                                  "terms[%zu].ends.value", index);
    }
    if (term->repeats && term->end == VS_TERM_ENDS_NOTHING) {
        return vs_agreement_wrong(err,
                                  N_("must be false: an interval begins again at what fulfils it, "
                                     "and nothing does"),
                                  "terms[%zu].repeats", index);
    }
    snprintf(path, sizeof(path), "terms[%zu].length", index);
    return check_unit(a, term->known, &term->delay, path, err);
}

/* --- the ladder -------------------------------------------------------------------------------
 */

/* `dispute` says of a direction what `holder_during` says of a step: whether the giver keeps the
 * case while it is open. Said twice, it must be said alike. */
static bool
during_agrees(enum vs_holder_during during, enum vs_dispute_effect dispute)
{
    switch (dispute) {
    case VS_DISPUTE_UNKNOWN:
        return during == VS_DURING_UNKNOWN;
    case VS_DISPUTE_SUSPENDS:
        return during == VS_DURING_GIVER;
    case VS_DISPUTE_NONE:
        break;
    }
    return during == VS_DURING_UNCHANGED || during == VS_DURING_RECEIVER;
}

static enum vs_code
check_during(const struct vs_agreement *a, size_t index, struct vs_err *err)
{
    static const char *const expected[] = {
        N_("must be \"unknown\", as the dispute rule of a direction is"),
        N_("must be \"unchanged\" or \"receiver\": the dispute rule of a direction says that the "
           "delay runs on"),
        N_("must be \"giver\": the dispute rule of a direction stops the delay"),
    };

    for (size_t i = 0; i < a->transfer_count; i++) {
        if (!during_agrees(a->levels[index].during, a->transfers[i].dispute)) {
            return vs_agreement_wrong(err, expected[a->transfers[i].dispute],
                                      "escalation.levels[%zu].holder_during.value", index);
        }
    }
    return VS_OK;
}

static enum vs_code
check_level(const struct vs_agreement *a, size_t index, struct vs_err *err)
{
    const struct vs_level *level = &a->levels[index];
    char path[70];
    enum vs_code rc;

    if (level->level != index + 1) {
        return vs_agreement_wrong(err,
                                  N_("must be 1 for the first level and one more for each next"),
                                  "escalation.levels[%zu].level", index);
    }
    if (level->decides == VS_DECIDES_ROLE && !vs_agreement_has_role(a, level->decider)) {
        return vs_agreement_wrong(err,
                                  N_("must be a role of the list \"organisations\", \"giver\", "
                                     "\"receiver\", \"nobody\" or \"unknown\""),
                                  "escalation.levels[%zu].decides.value", index);
    }
    if (level->decides == VS_DECIDES_NOBODY && index + 1 == a->level_count) {
        return vs_agreement_wrong(err,
                                  N_("must name who decides at the last level, or be \"unknown\": "
                                     "a ladder has an end"),
                                  "escalation.levels[%zu].decides.value", index);
    }
    if (level->decides == VS_DECIDES_NOBODY && level->decides_text.nl.len > 0) {
        return vs_agreement_wrong(err, N_("says who decides, but \"decides\" says nobody"),
                                  "escalation.levels[%zu].decides_text", index);
    }
    snprintf(path, sizeof(path), "escalation.levels[%zu].answer", index);
    rc = check_unit(a, level->answer.kind == VS_LIMIT_DELAY, &level->answer.delay, path, err);
    return rc == VS_OK ? check_during(a, index, err) : rc;
}

/* --- practice ---------------------------------------------------------------------------------
 */

static enum vs_code
check_practice(const struct vs_agreement *a, size_t index, struct vs_err *err)
{
    const struct vs_practice *p = &a->practices[index];
    const struct vs_transfer *t;
    char path[60];

    if (!p->departs) {
        return VS_OK;
    }
    t = vs_agreement_transfer(a, p->giver, p->receiver, false);
    if (!t) {
        return vs_agreement_wrong(err, N_("must be a direction that the list \"transfer\" has"),
                                  "practice[%zu].transfer", index);
    }
    if (p->value < 0) {
        return vs_agreement_wrong(err, N_("is no value of this rule"),
                                  "practice[%zu].transfer.value", index);
    }
    snprintf(path, sizeof(path), "practice[%zu].transfer", index);
    return check_unit(a, p->rule == VS_PRACTICE_MOVE && p->move.kind == VS_MOVE_AFTER_DELAY,
                      &p->move.delay, path, err);
}

enum vs_code
vs_agreement_rules_meaning(const struct vs_agreement *agreement, struct vs_err *err)
{
    enum vs_code rc = VS_OK;

    if (agreement->kind != VS_KIND_AGREEMENT && agreement->transfer_count > 0) {
        return vs_agreement_wrong(err, N_("must be empty: only an agreement moves responsibility"),
                                  "transfer");
    }
    for (size_t i = 0; rc == VS_OK && i < agreement->transfer_count; i++) {
        rc = check_transfer(agreement, i, err);
    }
    if (rc == VS_OK) {
        rc = check_handover(agreement, err);
    }
    for (size_t i = 0; rc == VS_OK && i < agreement->term_count; i++) {
        rc = check_term(agreement, i, err);
    }
    for (size_t i = 0; rc == VS_OK && i < agreement->level_count; i++) {
        rc = check_level(agreement, i, err);
    }
    for (size_t i = 0; rc == VS_OK && i < agreement->practice_count; i++) {
        rc = check_practice(agreement, i, err);
    }
    return rc;
}
