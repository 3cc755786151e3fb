/* What was found against the writers of feeds (core/record/finding.h says what there is). */
#ifndef VS_CORE_LEDGER_FINDINGS_H
#define VS_CORE_LEDGER_FINDINGS_H

#include "core/ledger/feeds.h"

#define VS_FINDING_KIND_MAX 31

/* A repetition changes nothing. */
enum vs_code vs_finding_insert(struct vs_ledger *ledger, int64_t leaf, const char *kind,
                               vs_instant received, struct vs_err *err) VS_MUST_USE;

/* Findings of one kind against one feed. */
struct vs_finding_row {
    int64_t feed;
    char kind[VS_FINDING_KIND_MAX + 1];
    int64_t count;
    uint64_t last; /* the greatest index */
};
/* By feed and kind; `untold`: only what no sync has reported. */
enum vs_code vs_finding_each(struct vs_ledger *ledger, bool untold,
                             enum vs_code (*each)(void *payload, const struct vs_finding_row *row,
                                                  struct vs_err *err),
                             void *payload, struct vs_err *err) VS_MUST_USE;
enum vs_code vs_finding_set_told(struct vs_ledger *ledger, struct vs_err *err) VS_MUST_USE;

#endif
