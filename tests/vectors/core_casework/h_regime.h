/*
 * A golden history (schemas/vectors/regimes, format in its README.md): from names and local times
 * to events, folded, and the answers told in the words of the file. Dies on a file that is not in
 * the format.
 */
#ifndef VS_TESTS_VECTORS_CORE_CASEWORK_H_REGIME_H
#define VS_TESTS_VECTORS_CORE_CASEWORK_H_REGIME_H

#include "core/casework/due.h"

#define H_REGIME_EVENTS   64
#define H_REGIME_PROFILES 4

struct h_regime {
    const struct vs_json *history, *adoptions; /* borrowed */
    struct vs_agreement agreement[H_REGIME_PROFILES];
    size_t agreement_count;
    const struct vs_calendar *calendar;
    struct vs_event event[H_REGIME_EVENTS];
    struct vs_fold_event in[H_REGIME_EVENTS];
    uint64_t past[H_REGIME_EVENTS]; /* bits: which events lie in its past */
    size_t n;
    struct vs_fold_source source;
};

/* The 32 bytes that stand for a name, and the name again (at most 32 bytes; a static buffer). */
struct vs_hash h_named(struct vs_str name);
const char *h_name_of(const struct vs_hash *id);
/* A local time, "YYYY-MM-DD hh:mm". */
vs_instant h_regime_time(struct vs_str text);

/* Fills in the events of r->history; agreements, adoptions and calendar are set by the caller. */
void h_regime_read(struct h_regime *r);
void h_regime_release(struct h_regime *r);
/* The fold of the history; the caller frees. */
struct vs_fold *h_regime_fold(struct h_regime *r);

/* One line an answer, newline after each: "<instant> <state> <certainty> <holders> <candidates>
 * <last> <missing>". */
void h_regime_timeline(struct vs_buf *out, const struct vs_fold *fold);
void h_regime_expected(struct vs_buf *out, const struct vs_json *expected);
/* What is void, and the findings, a line each, sorted. */
void h_regime_verdicts(struct vs_buf *out, const struct vs_fold *fold);
void h_regime_findings(struct vs_buf *out, const struct vs_fold *fold);
/* The deadlines that agreements set, as far as they are known from the opening on, for all who
 * adopted them: "<kind> <organisation> <instant>" a line, each once, sorted. */
void h_regime_due(struct vs_buf *out, struct h_regime *r, const struct vs_fold *fold);
void h_regime_due_expected(struct vs_buf *out, const struct vs_json *due);

#endif
