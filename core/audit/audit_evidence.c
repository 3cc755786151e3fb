/* What is kept against somebody: proofs of forks, and notes of refusals. */
#include <string.h>

#include "core/audit/audit_priv.h"
#include "core/base/mem.h"
#include "core/log/forkproof.h"

static enum vs_code
check_proof(struct vs_auditing *a, const struct vs_audit_place *place,
            const struct vs_evidence_row *row, struct vs_err *err)
{
    struct vs_forkproof *proof = vs_malloc(sizeof(*proof));
    struct vs_checkpoint pair[2];
    struct vs_err why = {0};
    enum vs_code code = proof ? VS_OK : vs_fail_memory(&why);

    if (code == VS_OK) {
        code = vs_forkproof_parse(proof, row->proof.p, row->proof.len, &why);
    }
    if (code == VS_OK) {
        code = vs_forkproof_check(pair, proof, &place->feed->key, &why);
    }
    vs_free(proof);
    if (vs_audit_is_trouble(code)) {
        return vs_audit_trouble(err, &why, code);
    }
    if (code != VS_OK) {
        return vs_audit_found(a, VS_FOUND_EVIDENCE, place, err,
                              "what is kept as the proof of a fork proves none: %s", why.detail);
    }
    return vs_audit_found(a, VS_FOUND_FORK, place, err,
                          "its device signed two logs: of %llu and of %llu entries",
                          (unsigned long long)pair[0].size, (unsigned long long)pair[1].size);
}

static enum vs_code
check_evidence(void *payload, const struct vs_evidence_row *row, struct vs_err *err)
{
    struct vs_auditing *a = payload;
    struct vs_audit_place place = {0};
    struct vs_feed_row feed;
    enum vs_code code = vs_feed_by_id(a->ledger, &feed, row->feed, NULL);

    if (code == VS_OK) {
        place.feed = &feed;
    }
    if (strcmp(row->kind, "fork") != 0) {
        return vs_audit_found(a, VS_FOUND_REFUSED, &place, err, "%s: %s", row->kind, row->detail);
    }
    if (code != VS_OK || !row->proof.p) {
        return vs_audit_found(a, VS_FOUND_EVIDENCE, &place, err,
                              "a fork is kept without its log or without a proof");
    }
    return check_proof(a, &place, row, err);
}

enum vs_code
vs_audit_evidence(struct vs_auditing *a, struct vs_err *err)
{
    return vs_verify_evidence(a->ledger, check_evidence, a, err);
}
