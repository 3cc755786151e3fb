/* The terms of a random history, for the second implementation (tests/interop/histories.mjs). */
#ifndef VS_TESTS_PROP_CORE_CASEWORK_H_TERMS_H
#define VS_TESTS_PROP_CORE_CASEWORK_H_TERMS_H

#include "core/base/json.h"
#include "core/casework/due.h"
#include "tests/unit/core_casework/h_case.h"

/* Before a history is folded: gives its profiles limits for refusals and returns, and its
 * assessments and contacts other outcomes and kinds. */
void h_terms_prepare(struct h_case *c);

/* All rows of the terms at five instants, everybody working under `agreement`, A as vt: {"at",
 * "rows": ["kind org event since end earliest state[ perhaps]", ...]}. */
struct vs_json *h_terms_json(const struct vs_fold *fold, const struct vs_agreement *agreement,
                             const struct vs_calendar *calendar);

#endif
