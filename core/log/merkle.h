/*
 * The Merkle tree of RFC 6962 (section 2.1), kept as its compact range: the roots of the complete
 * subtrees into which `size` leaves fall, one for each set bit of `size`. Appending costs two
 * hashes on average, the root at most 40.
 */
#ifndef VS_CORE_LOG_MERKLE_H
#define VS_CORE_LOG_MERKLE_H

#include "core/log/limits.h"
#include "core/base/bytes.h"

struct vs_merkle {
    uint64_t size;
    struct vs_hash frontier[VS_TREE_LEVELS]; /* [l] is set iff bit l of size is */
};

/* SHA-256(0x00 || leaf): the hash of a leaf, which is also the id of the event in it. */
void vs_merkle_leaf_hash(struct vs_hash *out, const void *leaf, size_t len);

/* SHA-256(0x01 || left || right). */
void vs_merkle_node_hash(struct vs_hash *out, const struct vs_hash *left,
                         const struct vs_hash *right);

/* SHA-256(""), the root of the tree without leaves. */
void vs_merkle_empty_root(struct vs_hash *out);

void vs_merkle_init(struct vs_merkle *tree); /* the empty tree */

/*
 * Appends the hash of a leaf. If `completed` is not NULL, it has room for VS_TREE_LEVELS hashes and
 * receives the roots of all subtrees that this leaf completes, levels 0 to the return of
 * vs_merkle_completed(tree->size) - 1 (after the append). VS_E_TOO_LARGE at VS_TREE_SIZE_MAX.
 */
enum vs_code vs_merkle_append(struct vs_merkle *tree, const struct vs_hash *leaf_hash,
                              struct vs_hash *completed, struct vs_err *err) VS_MUST_USE;

/* How many levels the last of `size` leaves completes: 1 + the number of trailing zero bits. */
unsigned vs_merkle_completed(uint64_t size);

void vs_merkle_root(struct vs_hash *out, const struct vs_merkle *tree);

/*
 * The compact range as bytes: u64 size, then the set frontier hashes, highest level first:
 * 8 + 32 * popcount(size) bytes. Parsing refuses any other length and a size beyond the ceiling
 * (VS_E_ENCODING).
 */
#define VS_MERKLE_BYTES_MAX (8 + 32 * 40)
size_t vs_merkle_write(uint8_t out[VS_MERKLE_BYTES_MAX], const struct vs_merkle *tree);
enum vs_code vs_merkle_read(struct vs_merkle *out, const void *bytes, size_t len,
                            struct vs_err *err) VS_MUST_USE;

/*
 * Gives the root of a complete subtree of 2^level leaves, the index-th of its level from the left:
 * leaves [index << level, (index + 1) << level). Level 0 are the leaf hashes. Only subtrees that
 * lie wholly within the tree are asked for.
 */
typedef enum vs_code (*vs_merkle_get)(struct vs_hash *out, void *payload, unsigned level,
                                      uint64_t index, struct vs_err *err);

/* The compact range of the first `size` leaves, from at most 40 subtrees; what `get` returns other
 * than VS_OK is handed on. VS_E_TOO_LARGE beyond the ceiling. */
enum vs_code vs_merkle_prefix(struct vs_merkle *out, uint64_t size, vs_merkle_get get,
                              void *payload, struct vs_err *err) VS_MUST_USE;

/* As vs_merkle_prefix, but the root only. */
enum vs_code vs_merkle_prefix_root(struct vs_hash *out, uint64_t size, vs_merkle_get get,
                                   void *payload, struct vs_err *err) VS_MUST_USE;

#endif
