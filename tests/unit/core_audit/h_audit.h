/* Two organisations with a case between them, and what a verification of one ledger finds. */
#ifndef VS_TESTS_CORE_AUDIT_H_AUDIT_H
#define VS_TESTS_CORE_AUDIT_H_AUDIT_H

#include "core/audit/audit.h"
#include "tests/unit/core_record/h_store.h"

struct h_pair {
    struct h_world world;
    struct h_org vt, ost;
    struct vs_hash id; /* of their case */
    int64_t case_leaf; /* in the ledger of `ost` */
};

/* The case was handed over and accepted; both acked, `ost` cosigned `vt` and has an anchor; `vt`
 * has more than 256 leaves. Everything verifies. */
void h_pair_start(struct h_pair *pair, uint64_t seed, bool large);
void h_pair_end(struct h_pair *pair);

struct h_found {
    struct vs_audited audited;
    uint64_t kinds[VS_FINDING_KINDS];
    struct vs_finding first[VS_FINDING_KINDS]; /* of each kind; without detail */
    char words[4000];                          /* all, a line each */
};

/* Exits when the ledger cannot be read. */
void h_audit(struct h_found *found, struct h_org *org, int64_t case_leaf);

#endif
