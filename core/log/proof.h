/*
 * Inclusion and consistency proofs: made and checked as RFC 9162, 2.1.3 and 2.1.4. The order of the
 * hashes is that of the RFC, of C2SP tlog-proof and of Go's tlog package.
 */
#ifndef VS_CORE_LOG_PROOF_H
#define VS_CORE_LOG_PROOF_H

#include "core/log/merkle.h"

struct vs_proof {
    size_t count;
    struct vs_hash hashes[VS_PROOF_MAX];
};

/* Proof that leaf `index` is in the tree of the first `size` leaves. VS_E_INVALID unless
 * index < size <= VS_TREE_SIZE_MAX; what `get` returns is handed on. */
enum vs_code vs_proof_inclusion(struct vs_proof *out, uint64_t index, uint64_t size,
                                vs_merkle_get get, void *payload, struct vs_err *err) VS_MUST_USE;

/* Proof that the first `from` leaves are a prefix of the first `to`. VS_E_INVALID unless
 * from <= to <= VS_TREE_SIZE_MAX. Empty if from is 0 or to. */
enum vs_code vs_proof_consistency(struct vs_proof *out, uint64_t from, uint64_t to,
                                  vs_merkle_get get, void *payload, struct vs_err *err) VS_MUST_USE;

/* VS_OK iff the proof shows that the tree (size, root) has `leaf_hash` at `index`; else VS_E_PROOF.
 * Anything may come in. */
enum vs_code vs_proof_check_inclusion(const struct vs_proof *proof, uint64_t index,
                                      const struct vs_hash *leaf_hash, uint64_t size,
                                      const struct vs_hash *root, struct vs_err *err) VS_MUST_USE;

/* VS_OK iff the proof shows that the tree (from, from_root) is a prefix of (to, to_root); else
 * VS_E_PROOF. The empty tree is a prefix of every tree by an empty proof. */
enum vs_code vs_proof_check_consistency(const struct vs_proof *proof, uint64_t from,
                                        const struct vs_hash *from_root, uint64_t to,
                                        const struct vs_hash *to_root,
                                        struct vs_err *err) VS_MUST_USE;

#endif
