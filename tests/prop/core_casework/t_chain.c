/*
 * The chain to an answer (chain.h) over random histories, honest and dishonest, at every boundary:
 * what the answer rests on is told, in order, whatever the order of arrival.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/enc.h"
#include "core/casework/chain.h"
#include "tests/prop/core_casework/h_history.h"
#include "tests/tap.h"
#include "tests/unit/core_casework/h_shipped.h"

static struct h_case c;
static unsigned broken;
static uint64_t seed;

static void
law(bool holds, const char *what, vs_instant at)
{
    if (!holds && broken++ < 10) {
        printf("# seed %llu at %lld: %s\n", (unsigned long long)seed, (long long)at, what);
    }
}

static struct vs_chain
chain_of(const struct vs_fold *fold, vs_instant at)
{
    struct vs_chain chain;

    if (vs_chain_make(&chain, fold, at, NULL) != VS_OK) {
        printf("Bail out! no memory\n");
        exit(2);
    }
    return chain;
}

/* The steps without indexes, so that those of two folds can be compared. */
static void
tell(struct vs_buf *out, const struct vs_fold *fold, const struct vs_chain *chain)
{
    for (size_t i = 0; i < chain->step_count; i++) {
        const struct vs_step *step = &chain->steps[i];
        char id[65];

        vs_hex(id, fold->entries[step->event].in->id.b, 32);
        vs_buf_addf(out, "%s %s %s %lld %lld %d %x\n", vs_step_kind_name(step->kind), id,
                    vs_step_effect_name(step->effect), (long long)step->when, (long long)step->from,
                    step->current, step->conventions);
    }
}

static bool
rests_on(const struct vs_chain *chain, uint32_t claim)
{
    for (size_t i = 0; i < chain->step_count; i++) {
        if (chain->steps[i].current && chain->steps[i].claim == claim) {
            return true;
        }
    }
    return false;
}

static bool
names_gap(const struct vs_chain *chain, const struct vs_fold *fold, const char *missing)
{
    for (size_t i = 0; i < chain->step_count; i++) {
        const struct vs_step *step = &chain->steps[i];

        if (step->kind == VS_STEP_SPAN && step->current &&
            strcmp(fold->spans[step->span].missing, missing) == 0) {
            return true;
        }
    }
    return false;
}

static void
check_order(const struct vs_chain *chain, vs_instant at)
{
    for (size_t i = 1; i < chain->step_count; i++) {
        const struct vs_step *before = &chain->steps[i - 1], *step = &chain->steps[i];

        law(before->when <= step->when || step->effect == VS_EFFECT_PENDING,
            "in order of recording", at);
        law(before->effect != VS_EFFECT_PENDING || step->effect == VS_EFFECT_PENDING,
            "what waits comes last", at);
    }
    for (size_t i = 0; i < chain->step_count; i++) {
        const struct vs_step *step = &chain->steps[i];

        law(step->kind == VS_STEP_ACT || step->when <= at, "no move and no gap of later", at);
    }
}

static void
check_answer(const struct vs_fold *fold, const struct vs_chain *chain, vs_instant at)
{
    struct vs_answer answer;

    if (vs_answer_at(&answer, fold, at, NULL) != VS_OK) {
        printf("Bail out! no memory\n");
        exit(2);
    }
    for (size_t i = 0; i < answer.claim_count; i++) {
        law(rests_on(chain, answer.claims[i]), "every claim of the answer is told", at);
    }
    for (size_t i = 0; i < answer.missing_count; i++) {
        law(answer.missing[i].span == VS_FOLD_NONE ||
                names_gap(chain, fold, answer.missing[i].name),
            "every missing rule is told", at);
        law(vs_missing_ways_out(fold, &answer.missing[i]) != 0 ||
                strcmp(answer.missing[i].name, "too-large") == 0,
            "there is a way out of it", at);
    }
    law(answer.state == VS_STATE_NO_CASE || chain->step_count > 0, "an open case has a chain", at);
    vs_answer_release(&answer);
}

static void
check_members(const struct vs_fold *fold, const struct vs_chain *chain, vs_instant at)
{
    struct vs_rule_member members[VS_RULE_MEMBERS_MAX];

    for (uint32_t i = 0; i < fold->offer_count; i++) {
        for (uint32_t k = 0; k <= vs_offer_stage(&fold->offers[i], at); k++) {
            size_t count = vs_rule_members(members, fold, chain, i, k);

            law(count <= VS_RULE_MEMBERS_MAX, "no more members than there are", at);
            law((count > 0) == (fold->offers[i].rules[k].transfer != NULL),
                "where one text decides its members are told", at);
            for (size_t m = 0; m < count; m++) {
                law(members[m].value != NULL && members[m].basis != NULL, "each with its basis",
                    at);
            }
        }
    }
}

static void
check_history(struct h_random *random)
{
    static struct vs_fold_event shuffled[H_EVENTS];
    struct vs_fold *fold = h_fold(&c), *again = NULL;
    struct vs_buf one, two;

    memcpy(shuffled, c.in, c.n * sizeof(shuffled[0]));
    h_shuffle(random, shuffled, c.n);
    if (vs_fold_make(&again, &c.in[0].id, shuffled, c.n, &c.source, NULL) != VS_OK) {
        printf("Bail out! no memory\n");
        exit(2);
    }
    vs_buf_init(&one, 1 << 20);
    vs_buf_init(&two, 1 << 20);
    for (size_t b = 0; b < fold->boundary_count; b++) {
        vs_instant at = fold->boundaries[b];
        struct vs_chain chain = chain_of(fold, at), other = chain_of(again, at);

        check_order(&chain, at);
        check_answer(fold, &chain, at);
        check_members(fold, &chain, at);
        vs_buf_clear(&one);
        vs_buf_clear(&two);
        tell(&one, fold, &chain);
        tell(&two, again, &other);
        law(vs_str_eq(vs_buf_str(&one), vs_buf_str(&two)), "the order of arrival decides nothing",
            at);
        vs_chain_release(&chain);
        vs_chain_release(&other);
    }
    vs_buf_release(&one);
    vs_buf_release(&two);
    vs_fold_free(fold);
    vs_fold_free(again);
}

int
main(int argc, char **argv)
{
    struct vs_calendar *calendar = h_shipped_calendar("nl-atw", "2026-1");
    unsigned long rounds = argc > 1 ? strtoul(argv[1], NULL, 10) : 1000;
    uint64_t first = argc > 2 ? strtoull(argv[2], NULL, 10) : 1;

    if (!OK(calendar != NULL, "the calendar")) {
        return tap_done();
    }
    for (seed = first; seed < first + rounds; seed++) {
        struct h_random random = {seed};

        h_history(&c, calendar, &random, 6 + h_below(&random, 25), (enum h_manners)(seed % 4));
        check_history(&random);
    }
    IS_INT(broken, 0, "the chains hold over %lu histories from seed %llu", rounds,
           (unsigned long long)first);
    vs_calendar_free(calendar);
    return tap_done();
}
