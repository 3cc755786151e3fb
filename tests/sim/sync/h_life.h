/* Random lives: legal acts and disturbed syncs of a small world, from one seed. */
#ifndef VS_TESTS_SIM_H_LIFE_H
#define VS_TESTS_SIM_H_LIFE_H

#include "tests/sim/sync/h_world.h"

#define H_CASES_MAX 4

struct h_life {
    struct h_world world;
    uint64_t random;
    struct vs_hash cases[H_CASES_MAX];
    unsigned case_count;
    unsigned hermits; /* organisations at the end of the list that do not sync meanwhile */
    /* what happened, so that a test sees that something did */
    unsigned long acts[VS_EVENT_TYPE_COUNT];
    unsigned long syncs, stale, broken, changes;
    /* what must never happen */
    unsigned long unreported; /* L9: a past answer changed and no sync said so */
    unsigned long strange;    /* a failure of our own, or a refusal that nothing explains */
    char what[200];           /* the last of these */
};

/* Makes the world and lets everybody meet. */
void h_life_start(struct h_life *life, uint64_t seed, unsigned orgs, unsigned hermits,
                  unsigned hubs);
void h_life_end(struct h_life *life);

/* One random act or sync. */
void h_life_step(struct h_life *life);

/* Everybody syncs, in random order, until a whole round moves nothing; gives the rounds, or 0 if
 * there was no rest within `most`. */
unsigned h_life_rest(struct h_life *life, unsigned most);

#endif
