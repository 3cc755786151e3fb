/*
 * Random histories of one case, honest and dishonest, for property tests and simulations. The same
 * seed gives the same history.
 */
#ifndef VS_TESTS_PROP_CORE_CASEWORK_H_HISTORY_H
#define VS_TESTS_PROP_CORE_CASEWORK_H_HISTORY_H

#include "tests/unit/core_casework/h_case.h"

struct h_random {
    uint64_t state;
};
uint64_t h_next(struct h_random *random);
unsigned h_below(struct h_random *random, unsigned bound); /* 0 .. bound-1 */

enum h_manners {
    H_LINE,      /* everybody knows everything before it acts; clocks are right */
    H_HONEST,    /* devices are offline at times; clocks are right */
    H_DISHONEST, /* also false instants, forgotten causes, acts without authority */
    H_SPOILED    /* also a closed feed, events of a later version, leaves that cannot be opened */
};

/* A history of about `events` events under random rules. */
void h_history(struct h_case *c, struct vs_calendar *calendar, struct h_random *random,
               unsigned events, enum h_manners manners);

/* A part of it that is closed under causes, as a list for vs_fold_make; gives its size. */
size_t h_part(const struct h_case *c, struct h_random *random, struct vs_fold_event *out,
              unsigned out_of_ten);
void h_shuffle(struct h_random *random, struct vs_fold_event *events, size_t count);

#endif
