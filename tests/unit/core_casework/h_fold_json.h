/* Histories and what follows from them as JSON, for vectors and for the second fold. */
#ifndef VS_TESTS_UNIT_CORE_CASEWORK_H_FOLD_JSON_H
#define VS_TESTS_UNIT_CORE_CASEWORK_H_FOLD_JSON_H

#include "tests/unit/core_casework/h_case.h"

/* Appends the canonical facts, also of what the program never writes itself. */
void h_facts(struct vs_buf *out, const struct vs_event *event);

/* The results are owned by the caller: vs_json_free, or handed on to a container. */
struct vs_json *h_events_json(const struct h_case *c);
struct vs_json *h_tenures_json(const struct vs_fold *fold);
struct vs_json *h_dump_json(const struct vs_fold *fold);

#endif
