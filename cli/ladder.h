/*
 * What the ladder of an agreement says to who escalates or answers: which step comes first, where
 * it ends, and who decides at a step. It is said before anything is signed.
 */
#ifndef VS_CLI_LADDER_H
#define VS_CLI_LADDER_H

#include "cli/act.h"

/* An escalation that goes beyond the ladder's end is refused, and one that leaves a step out unless
 * --skip-steps says that it is meant. `above`: the level that it goes on from, 0. */
enum vs_code vs_ladder_check(const struct vs_doing *doing, const struct vs_event *draft,
                             unsigned above, struct vs_err *err) VS_MUST_USE;

/* An answer "decision" where the agreement lets the other side decide is refused, unless
 * --not-binding; where nobody can be told to decide, it is said why it binds nobody. */
enum vs_code vs_ladder_check_decision(const struct vs_doing *doing,
                                      const struct vs_fold_escalation *escalation,
                                      struct vs_err *err) VS_MUST_USE;

#endif
