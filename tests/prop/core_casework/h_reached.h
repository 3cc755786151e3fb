/*
 * What the histories of a property test had in them: a law that nothing exercises holds of nothing.
 */
#ifndef VS_TESTS_PROP_CORE_CASEWORK_H_REACHED_H
#define VS_TESTS_PROP_CORE_CASEWORK_H_REACHED_H

#include "tests/unit/core_casework/h_case.h"

/* Counts one more of this name, for instance "rule", "after_delay". */
void h_saw(const char *kind, const char *name);
/* All that a fold says: states, verdicts, reasons, claims, rules, offers, spans, findings. */
void h_saw_fold(const struct vs_fold *fold);
/* How much of what the fold can say has never been seen; each is printed. */
unsigned h_not_reached(void);
void h_show_reached(void);

#endif
