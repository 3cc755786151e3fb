/*
 * Verification: everything that can be checked is computed again from the raw leaves, the rosters,
 * the keys and the contents of this ledger, and compared with what is stored. Nothing is written,
 * so that whoever may only read can verify.
 *
 * What is checked, in this order: identities and rosters; the keys of channels; feed by feed the
 * leaves (hash, place, tree, subtrees, anchors), the signatures over them (checkpoint, released
 * checkpoint, closings, cosignatures, anchors), and the leaves that belong to a channel, opened and
 * compared with their rows; case by case the fold and everything that is kept of it; evidence of
 * forks. Memory: a few dozen bytes for each channel and each cosignature, and one case.
 */
#ifndef VS_CORE_AUDIT_AUDIT_H
#define VS_CORE_AUDIT_AUDIT_H

#include "core/audit/finding.h"
#include "core/record/store.h"

enum vs_audit_stage { VS_AUDIT_LEAVES, VS_AUDIT_CASES };

struct vs_audit_request {
    int64_t case_leaf; /* only this case and the feeds of its parties; 0: everything */
    void *payload;
    /* Called for each finding, but not for more than VS_AUDIT_TOLD of one kind in one feed. */
    enum vs_code (*found)(void *payload, const struct vs_finding *finding, struct vs_err *err);
    /* How far it is; may be NULL. */
    void (*progress)(void *payload, enum vs_audit_stage stage, uint64_t done, uint64_t total);
};
#define VS_AUDIT_TOLD 20

struct vs_audited {
    uint64_t orgs; /* with at least one feed that was looked at */
    uint64_t rosters;
    uint64_t feeds; /* with at least one leaf */
    uint64_t leaves;
    uint64_t opaque;      /* leaves that this version does not understand */
    uint64_t invitations; /* leaves that carry keys */
    uint64_t events;      /* leaves of cases that we can read */
    uint64_t entries;     /* leaves of directories */
    uint64_t contents;    /* opened */
    uint64_t sealed;      /* contents that were not disclosed to us */
    uint64_t erased;      /* contents that a party announced to have destroyed */
    uint64_t checkpoints;
    uint64_t cosignatures;
    uint64_t anchors;
    uint64_t cases;
    uint64_t tenures;
    uint64_t found[VS_SEVERITIES];
    uint64_t untold; /* findings that `found` was not called for */
};

/* VS_OK also when much was found. Other codes: the ledger could not be read to the end. */
enum vs_code vs_audit(struct vs_audited *out, struct vs_store *store,
                      const struct vs_audit_request *request, struct vs_err *err) VS_MUST_USE;

#endif
