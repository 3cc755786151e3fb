/* What a profile leaves open, in plain words (agreement.h). */
#include "core/casework/agreement_priv.h"

#include <stdio.h>

struct asking {
    void (*each)(void *payload, const struct vs_open_question *question);
    void *payload;
};

static void
ask(const struct asking *a, const char *path, const char *words, struct vs_str convention)
{
    struct vs_open_question question = {path, words, convention};

    a->each(a->payload, &question);
}

/* One rule: open if its value is unknown, ours if a convention stands in for the text. */
static void
ask_rule(const struct asking *a, const struct vs_basis *basis, const char *open,
         const char *by_convention, const char *member, size_t index)
{
    char path[80];

    snprintf(path, sizeof(path), "transfer[%zu].%s", index, member);
    if (basis->kind == VS_BASIS_UNKNOWN) {
        ask(a, path, open, VS_STR(""));
    } else if (basis->kind == VS_BASIS_CONVENTION) {
        ask(a, path, by_convention, basis->convention);
    }
}

static void
ask_transfer(const struct asking *a, const struct vs_transfer *t, size_t i)
{
    ask_rule(a, &t->move.basis, "nothing says when responsibility passes",
             "when responsibility passes is a convention", "move", i);
    if (t->move.kind == VS_MOVE_AFTER_DELAY) {
        ask_rule(a, &t->move.counting_basis, "nothing says how the delay counts",
                 "how the delay counts is a convention: the text does not say it", "move.counting",
                 i);
        ask_rule(a, &t->move.counts_from_basis, "nothing says from when the delay counts",
                 "from when the delay counts is a convention: the text does not say it",
                 "move.counts_from", i);
    }
    ask_rule(a, &t->waitlist_basis, "nothing says what a waiting list of the receiver does",
             "what a waiting list does is a convention", "waitlist", i);
    ask_rule(a, &t->refusal_basis, "nothing says what a refusal does",
             "what a refusal does is a convention", "refusal", i);
    ask_rule(a, &t->dispute_basis,
             "nothing says who is responsible while a difference of view is open",
             "who is responsible while a difference of view is open is a convention", "dispute", i);
    ask_rule(a, &t->early_accept_basis, "nothing says what an early acceptance does",
             "that an acceptance before the end of the delay counts at once is a convention",
             "early_accept", i);
    ask_rule(a, &t->giving_back.basis, "nothing says when responsibility goes back on a return",
             "when responsibility goes back on a return is a convention", "return", i);
    ask_rule(a, &t->version_basis, "nothing says which text counts when it changes under way",
             "that the text of the day of the handover counts to the end is a convention",
             "version", i);
}

static void
ask_terms(const struct asking *a, const struct vs_agreement *agreement)
{
    for (size_t i = 0; i < agreement->term_count; i++) {
        const struct vs_term *term = &agreement->terms[i];
        char path[80];

        if (!term->known) {
            snprintf(path, sizeof(path), "terms[%zu].length", i);
            ask(a, path, "nothing says how long this term is", VS_STR(""));
        } else if (term->counting_basis.kind == VS_BASIS_CONVENTION) {
            snprintf(path, sizeof(path), "terms[%zu].length.counting", i);
            ask(a, path, "how the term counts is a convention: the text does not say it",
                term->counting_basis.convention);
        }
        if (term->start == VS_TERM_FROM_UNKNOWN) {
            snprintf(path, sizeof(path), "terms[%zu].starts", i);
            ask(a, path, "nothing says from when this term counts", VS_STR(""));
        }
    }
}

static void
ask_escalation(const struct asking *a, const struct vs_agreement *agreement)
{
    if (!agreement->escalation_known) {
        ask(a, "escalation", "nothing says by which steps a case is escalated", VS_STR(""));
    }
    for (size_t i = 0; i < agreement->level_count; i++) {
        char path[80];

        if (agreement->levels[i].during == VS_DURING_UNKNOWN) {
            snprintf(path, sizeof(path), "escalation.levels[%zu].holder_during", i);
            ask(a, path, "nothing says who is responsible while this step is open", VS_STR(""));
        }
    }
}

static void
ask_dates(const struct asking *a, const struct vs_agreement *agreement)
{
    if (agreement->from.earliest != agreement->from.latest) {
        ask(a, "in_force.from", "the first day in force is not known exactly", VS_STR(""));
    }
    if (agreement->until.earliest != agreement->until.latest) {
        ask(a, "in_force.until", "the last day in force is not known exactly", VS_STR(""));
    }
}

static void
ask_members(const struct asking *a, const struct vs_agreement *agreement)
{
    const struct vs_json *list = vs_json_get(agreement->doc, "organisations");

    for (size_t i = 0; i < vs_json_size(list); i++) {
        char path[80];

        if (!vs_json_bool(vs_json_get(vs_json_at(list, i), "members_complete"), false)) {
            snprintf(path, sizeof(path), "organisations[%zu].members", i);
            ask(a, path, "the list of members is not complete", VS_STR(""));
        }
    }
}

void
vs_agreement_check(const struct vs_agreement *agreement,
                   void (*each)(void *payload, const struct vs_open_question *question),
                   void *payload)
{
    const struct asking a = {each, payload};

    ask_dates(&a, agreement);
    ask_members(&a, agreement);
    /* A vision or a covenant has no rules to be silent about. */
    if (agreement->kind != VS_KIND_AGREEMENT) {
        return;
    }
    if (agreement->calendar_basis.kind == VS_BASIS_UNKNOWN) {
        ask(&a, "calendar", "nothing says which days are working days", VS_STR(""));
    } else if (agreement->calendar_basis.kind == VS_BASIS_CONVENTION) {
        ask(&a, "calendar", "which days are working days is a convention: the text does not say it",
            agreement->calendar_basis.convention);
    }
    if (agreement->transfer_count == 0) {
        ask(&a, "transfer", "nothing says when responsibility passes", VS_STR(""));
    }
    for (size_t i = 0; i < agreement->transfer_count; i++) {
        ask_transfer(&a, &agreement->transfers[i], i);
    }
    if (vs_str_is(vs_json_get_str(vs_json_get(agreement->doc, "modes"), "value"), "unknown")) {
        ask(&a, "modes", "nothing says which case is handed over in which way", VS_STR(""));
    }
    ask_terms(&a, agreement);
    ask_escalation(&a, agreement);
}
