/* The laws of the fold (schemas/FOLD.md, 8), to be held against any history. */
#ifndef VS_TESTS_PROP_CORE_CASEWORK_H_LAWS_H
#define VS_TESTS_PROP_CORE_CASEWORK_H_LAWS_H

#include "tests/prop/core_casework/h_history.h"

#define H_WHERE_LEN 400

extern unsigned h_broken;         /* how often a law was broken; the first ten are printed */
extern char h_where[H_WHERE_LEN]; /* which history this is, for that */

/* Checks all of them. `fold` is that of the whole history; `plain` if no leaf of it is cut,
 * unreadable, ahead of the clock or newer: then also what one more event may change. */
void h_laws(struct h_case *history, struct h_random *random, const struct vs_fold *fold,
            bool plain);

#endif
