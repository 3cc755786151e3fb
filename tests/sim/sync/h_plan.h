/*
 * What a seed stands for: on which ground a history begins, who is who in it, and its steps one by
 * one. Each step draws from a seed of its own, so that steps can be left out of a plan and the
 * others stay what they were.
 */
#ifndef VS_TESTS_SIM_H_PLAN_H
#define VS_TESTS_SIM_H_PLAN_H

#include "tests/sim/sync/h_world.h"

#define H_STEPS_MAX 120
#define H_NOBODY    H_ORGS_MAX

/* Worlds that have met already, from which histories begin; made when first asked for. */
#define H_GROUNDS 10
const struct h_world *h_ground(unsigned n);
void h_grounds_end(void);

enum h_step_kind {
    H_STEP_ACT,
    H_STEP_SYNC,
    H_STEP_REOPEN, /* the ledger is closed and opened */
    H_STEP_ADOPT,  /* or ends an adoption */
    H_STEP_LIE,    /* something that no honest program writes */
    H_STEP_HOST    /* a host changes what it holds */
};

struct h_step {
    enum h_step_kind kind;
    unsigned actor; /* installation */
    vs_instant wait;
    uint64_t seed;
};

struct h_plan {
    uint64_t seed;
    unsigned ground;
    unsigned hermit; /* an installation that does nothing before the end, or H_NOBODY */
    unsigned liar;   /* an organisation, or H_NOBODY */
    bool forks;      /* the liar shows another history of its feed to each host */
    bool hostile;    /* a host lies now and then */
    bool withheld;   /* the liar keeps something from somebody for good */
    bool clocks;     /* some clocks are hours off */
    uint32_t absent; /* bits: organisations that do nothing at all, also at the end */
    vs_instant skew[H_ORGS_MAX];
    struct h_step steps[H_STEPS_MAX];
    size_t count;
};

void h_plan_draw(struct h_plan *plan, uint64_t seed);

/* True while an installation takes part. */
bool h_plan_has(const struct h_plan *plan, const struct h_org *org);

#endif
