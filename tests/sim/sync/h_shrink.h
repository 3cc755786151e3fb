/* A history that fails, made as short as it can be and still fail in the same way. */
#ifndef VS_TESTS_SIM_H_SHRINK_H
#define VS_TESTS_SIM_H_SHRINK_H

#include "tests/sim/sync/h_plan.h"

/* Runs a plan in a process of its own, so that a crash is an outcome like others. `law` receives
 * the law that was broken, "a crash" and how, or "". With `words` what happens is printed. */
void h_try(const struct h_plan *plan, char law[80], bool words);

/*
 * Leaves out organisations and steps as long as the plan still breaks `law`, for `seconds` at most;
 * *tries counts the runs.
 */
void h_shrink(struct h_plan *plan, const char *law, unsigned seconds, unsigned *tries);

#endif
