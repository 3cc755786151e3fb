/* What is kept against somebody: proofs of forks, checkpoints that others saw and we did not. */
#include <string.h>

#include "core/audit/audit_priv.h"
#include "core/base/enc.h"
#include "core/base/mem.h"
#include "core/ledger/forks.h"
#include "core/log/forkproof.h"
#include "core/log/hash.h"

static bool
is_filed_as(const struct vs_evidence_row *row, uint64_t smaller)
{
    struct vs_hash hash;
    char hex[65];

    vs_sha256(&hash, row->proof.p, row->proof.len);
    vs_hex(hex, hash.b, sizeof(hash.b));
    return vs_str_is(row->detail, hex) && smaller > 0 && row->prefix == smaller - 1;
}

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
    if (!is_filed_as(row, pair[0].size)) {
        code = vs_audit_found(a, VS_FOUND_EVIDENCE, place, err,
                              "the proof of a fork is filed as another one");
    }
    return code == VS_OK
               ? vs_audit_found(a, VS_FOUND_FORK, place, err,
                                "its device signed two logs: of %llu and of %llu entries",
                                (unsigned long long)pair[0].size, (unsigned long long)pair[1].size)
               : code;
}

/* A feed that is not looked at in a verification of one case is none of its business. */
static enum vs_code
check_evidence(void *payload, const struct vs_evidence_row *row, struct vs_err *err)
{
    struct vs_auditing *a = payload;
    struct vs_audit_place place = {0};
    struct vs_feed_row feed;
    enum vs_code code = vs_feed_by_id(a->ledger, &feed, row->feed, NULL);

    if (!vs_audit_is_whole(a) && !vs_audit_looks_at(a, row->feed)) {
        return VS_OK;
    }
    if (code != VS_OK || !vs_str_is(row->kind, VS_EVIDENCE_FORK)) {
        return vs_audit_found(a, VS_FOUND_EVIDENCE, &place, err,
                              "something is kept against a log, and is no proof: %.*s",
                              (int)row->kind.len, row->kind.p);
    }
    place.feed = &feed;
    return check_proof(a, &place, row, err);
}

/* --- what others saw ---------------------------------------------------------------------------
 */

static enum vs_code
check_ahead(void *payload, const struct vs_ahead_row *row, struct vs_err *err)
{
    struct vs_auditing *a = payload;
    struct vs_checkpoint_file *file = vs_malloc(sizeof(*file));
    struct vs_audit_place place = {0};
    struct vs_feed_row feed;
    struct vs_err why = {0};
    enum vs_code code =
        file ? vs_feed_by_id(a->ledger, &feed, row->feed, &why) : vs_fail_memory(&why);

    if (code == VS_OK) {
        place.feed = &feed;
        code = vs_checkpoint_parse(file, row->file.p, row->file.len, &why);
    }
    if (code == VS_OK) {
        code = vs_checkpoint_verify(NULL, file, &feed.key, &why);
    }
    if (vs_audit_is_trouble(code)) {
        code = vs_audit_trouble(err, &why, code);
    } else if (code != VS_OK || file->checkpoint.size != row->size ||
               !vs_hash_eq(&file->checkpoint.root, &row->root)) {
        code = vs_audit_found(a, VS_FOUND_EVIDENCE, &place, err,
                              "a checkpoint that others are said to have seen is not signed by its "
                              "device");
    } else if (row->size > feed.tree.size &&
               (vs_audit_is_whole(a) || vs_audit_looks_at(a, row->feed))) {
        code = vs_audit_found(a, VS_FOUND_FEED_BEHIND, &place, err,
                              "%llu entries are here, others saw %llu",
                              (unsigned long long)feed.tree.size, (unsigned long long)row->size);
    }
    vs_free(file);
    return code;
}

enum vs_code
vs_audit_evidence(struct vs_auditing *a, struct vs_err *err)
{
    enum vs_code code = vs_evidence_each(a->ledger, 0, check_evidence, a, err);

    return code == VS_OK ? vs_ahead_each(a->ledger, 0, check_ahead, a, err) : code;
}
