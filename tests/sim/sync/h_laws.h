/*
 * The laws of schemas/FOLD.md, 8, that one fold alone can be held to: L3, L4, L5, L7, L10, and that
 * tenures have no gap. For random histories of any making.
 */
#ifndef VS_TESTS_SIM_H_LAWS_H
#define VS_TESTS_SIM_H_LAWS_H

#include "core/casework/answer.h"
#include "core/casework/fold.h"

/* The first law that the fold breaks, by name; NULL when all hold. */
const char *h_laws_broken(const struct vs_fold *fold);

#endif
