#include "core/log/merkle.h"

#include <string.h>

#include "core/log/hash.h"

void
vs_merkle_leaf_hash(struct vs_hash *out, const void *leaf, size_t len)
{
    VS_SHA256(out, VS_STR("\0"), vs_part(leaf, len));
}

void
vs_merkle_node_hash(struct vs_hash *out, const struct vs_hash *left, const struct vs_hash *right)
{
    uint8_t bytes[1 + 32 + 32];

    bytes[0] = 1;
    memcpy(bytes + 1, left->b, 32);
    memcpy(bytes + 33, right->b, 32);
    vs_sha256(out, bytes, sizeof(bytes));
}

void
vs_merkle_empty_root(struct vs_hash *out)
{
    vs_sha256(out, "", 0);
}

void
vs_merkle_init(struct vs_merkle *tree)
{
    memset(tree, 0, sizeof(*tree));
}

unsigned
vs_merkle_completed(uint64_t size)
{
    unsigned levels = 1;

    while (levels < VS_TREE_LEVELS && (size & 1) == 0) {
        size >>= 1;
        levels++;
    }
    return levels;
}

enum vs_code
vs_merkle_append(struct vs_merkle *tree, const struct vs_hash *leaf_hash, struct vs_hash *completed,
                 struct vs_err *err)
{
    struct vs_hash hash = *leaf_hash;
    unsigned level = 0;

    if (tree->size >= VS_TREE_SIZE_MAX) {
        return vs_fail(err, VS_E_TOO_LARGE, "feed", "has 2^40 leaves");
    }
    if (completed) {
        completed[0] = hash;
    }
    while (tree->size >> level & 1) {
        vs_merkle_node_hash(&hash, &tree->frontier[level], &hash);
        level++;
        if (completed) {
            completed[level] = hash;
        }
    }
    tree->frontier[level] = hash;
    tree->size++;
    return VS_OK;
}

void
vs_merkle_root(struct vs_hash *out, const struct vs_merkle *tree)
{
    bool started = false;
    struct vs_hash root;

    if (tree->size == 0) {
        vs_merkle_empty_root(out);
        return;
    }
    for (unsigned level = 0; level < VS_TREE_LEVELS; level++) {
        if ((tree->size >> level & 1) == 0) {
            continue;
        }
        if (started) {
            vs_merkle_node_hash(&root, &tree->frontier[level], &root);
        } else {
            root = tree->frontier[level];
            started = true;
        }
    }
    *out = root;
}

size_t
vs_merkle_write(uint8_t out[VS_MERKLE_BYTES_MAX], const struct vs_merkle *tree)
{
    uint8_t *at = out + 8;

    vs_put_u64(out, tree->size);
    for (unsigned level = VS_TREE_LEVELS; level-- > 0;) {
        if (tree->size >> level & 1) {
            memcpy(at, tree->frontier[level].b, 32);
            at += 32;
        }
    }
    return (size_t)(at - out);
}

enum vs_code
vs_merkle_read(struct vs_merkle *out, const void *bytes, size_t len, struct vs_err *err)
{
    const uint8_t *at = bytes;
    size_t set = 0;

    vs_merkle_init(out);
    if (len < 8 || vs_get_u64(at) > VS_TREE_SIZE_MAX) {
        return vs_fail(err, VS_E_ENCODING, "tree", "no size");
    }
    out->size = vs_get_u64(at);
    for (unsigned level = 0; level < VS_TREE_LEVELS; level++) {
        set += out->size >> level & 1;
    }
    if (len != 8 + 32 * set) {
        vs_merkle_init(out);
        return vs_fail(err, VS_E_ENCODING, "tree", "not the hashes of its size");
    }
    at += 8;
    for (unsigned level = VS_TREE_LEVELS; level-- > 0;) {
        if (out->size >> level & 1) {
            memcpy(out->frontier[level].b, at, 32);
            at += 32;
        }
    }
    return VS_OK;
}

enum vs_code
vs_merkle_prefix(struct vs_merkle *out, uint64_t size, vs_merkle_get get, void *payload,
                 struct vs_err *err)
{
    enum vs_code code = VS_OK;

    vs_merkle_init(out);
    if (size > VS_TREE_SIZE_MAX) {
        return vs_fail(err, VS_E_TOO_LARGE, "feed", "more than 2^40 leaves");
    }
    for (unsigned level = 0; level < VS_TREE_LEVELS && code == VS_OK; level++) {
        if (size >> level & 1) {
            /* The subtree ends where the bits from `level` up end. */
            code = get(&out->frontier[level], payload, level, (size >> level) - 1, err);
        }
    }
    if (code == VS_OK) {
        out->size = size;
    }
    return code;
}

enum vs_code
vs_merkle_prefix_root(struct vs_hash *out, uint64_t size, vs_merkle_get get, void *payload,
                      struct vs_err *err)
{
    struct vs_merkle tree;
    enum vs_code code = vs_merkle_prefix(&tree, size, get, payload, err);

    if (code == VS_OK) {
        vs_merkle_root(out, &tree);
    }
    return code;
}
