/*
 * Laws of the tree for every size up to 300: the compact range, prefixes, proofs and their
 * serialised forms agree with a tree computed level by level; a proof shows its own claim and no
 * neighbouring one.
 */
#include "core/base/secret.h"
#include "core/log/proof.h"
#include "tests/tap.h"

enum { SIZE_MAX_TESTED = 300 };

static struct vs_hash leaves[SIZE_MAX_TESTED];

/*
 * The root of [start, start + count) without recursion and without compact ranges: pair up
 * neighbours level by level; a last one without a neighbour moves up as it is. That is the tree of
 * RFC 6962, whose left subtrees are always complete.
 */
static struct vs_hash
naive_root(size_t start, size_t count)
{
    struct vs_hash row[SIZE_MAX_TESTED];

    if (count == 0) {
        vs_merkle_empty_root(&row[0]);
        return row[0];
    }
    memcpy(row, leaves + start, count * sizeof(row[0]));
    while (count > 1) {
        size_t up = 0;

        for (size_t i = 0; i < count; i += 2) {
            if (i + 1 < count) {
                vs_merkle_node_hash(&row[up++], &row[i], &row[i + 1]);
            } else {
                row[up++] = row[i];
            }
        }
        count = up;
    }
    return row[0];
}

static struct vs_hash nodes[10][SIZE_MAX_TESTED];

/* Complete subtrees from a table that appending filled; asking for another fails. */
static enum vs_code
subtree(struct vs_hash *out, void *payload, unsigned level, uint64_t index, struct vs_err *err)
{
    const uint64_t *size = payload;

    if (level > 9 || (index + 1) << level > *size) {
        return vs_fail(err, VS_E_INTERNAL, "subtree", "not complete");
    }
    *out = nodes[level][index];
    return VS_OK;
}

static void
test_append(void)
{
    struct vs_merkle tree;
    bool roots = true, completed_right = true, written = true;

    vs_merkle_init(&tree);
    for (uint64_t size = 0; size <= SIZE_MAX_TESTED; size++) {
        uint8_t bytes[VS_MERKLE_BYTES_MAX];
        struct vs_merkle again;
        struct vs_hash completed[VS_TREE_LEVELS], root, want = naive_root(0, size);

        vs_merkle_root(&root, &tree);
        roots = roots && vs_hash_eq(&root, &want);
        written = written &&
                  vs_merkle_read(&again, bytes, vs_merkle_write(bytes, &tree), NULL) == VS_OK &&
                  memcmp(&again.size, &tree.size, sizeof(again.size)) == 0;
        vs_merkle_root(&root, &again);
        written = written && vs_hash_eq(&root, &want);
        if (size == SIZE_MAX_TESTED ||
            vs_merkle_append(&tree, &leaves[size], completed, NULL) != VS_OK) {
            break;
        }
        for (unsigned level = 0; level < vs_merkle_completed(tree.size); level++) {
            uint64_t index = size >> level;

            want = naive_root(index << level, 1U << level);
            nodes[level][index] = completed[level];
            completed_right = completed_right && vs_hash_eq(&completed[level], &want);
        }
    }
    IS_INT(tree.size, SIZE_MAX_TESTED, "300 leaves are appended");
    OK(roots, "the compact range has the root of the naive tree at every size");
    OK(completed_right, "appending gives every completed subtree");
    OK(written, "the written form comes back as the same tree");
}

static void
test_inclusion(void)
{
    bool good = true, bad = false;
    struct vs_proof proof;

    for (uint64_t size = 1; size <= SIZE_MAX_TESTED; size++) {
        struct vs_hash root = naive_root(0, size);

        for (uint64_t i = 0; i < size; i++) {
            good = good && vs_proof_inclusion(&proof, i, size, subtree, &size, NULL) == VS_OK &&
                   vs_proof_check_inclusion(&proof, i, &leaves[i], size, &root, NULL) == VS_OK;
            bad = bad ||
                  vs_proof_check_inclusion(&proof, i ^ 1, &leaves[i], size, &root, NULL) == VS_OK;
            bad = bad || vs_proof_check_inclusion(&proof, i, &leaves[(i + 1) % SIZE_MAX_TESTED],
                                                  size, &root, NULL) == VS_OK;
            bad = bad || (proof.count > 0 &&
                          (proof.count--, vs_proof_check_inclusion(&proof, i, &leaves[i], size,
                                                                   &root, NULL) == VS_OK));
        }
    }
    OK(good, "every leaf of every tree has a proof that is good");
    OK(!bad, "and that proves nothing of its neighbours, nor cut short");
}

static void
test_consistency(void)
{
    bool good = true, bad = false;
    struct vs_proof proof;
    struct vs_hash roots[SIZE_MAX_TESTED + 1];

    for (uint64_t size = 0; size <= SIZE_MAX_TESTED; size++) {
        roots[size] = naive_root(0, size);
    }
    for (uint64_t to = 0; to <= SIZE_MAX_TESTED; to++) {
        for (uint64_t from = 0; from <= to; from++) {
            good = good && vs_proof_consistency(&proof, from, to, subtree, &to, NULL) == VS_OK &&
                   vs_proof_check_consistency(&proof, from, &roots[from], to, &roots[to], NULL) ==
                       VS_OK;
            if (from == 0 || from == to) {
                continue;
            }
            bad = bad || vs_proof_check_consistency(&proof, from, &roots[from - 1], to, &roots[to],
                                                    NULL) == VS_OK;
            bad = bad || vs_proof_check_consistency(&proof, from, &roots[from], to, &roots[to - 1],
                                                    NULL) == VS_OK;
            proof.hashes[proof.count - 1].b[7] ^= 4;
            bad = bad || vs_proof_check_consistency(&proof, from, &roots[from], to, &roots[to],
                                                    NULL) == VS_OK;
        }
    }
    OK(good, "every prefix of every tree has a proof that is good");
    OK(!bad, "and that proves nothing of other roots, nor with a bit turned");
}

static void
test_prefixes(void)
{
    bool good = true;
    uint64_t size = SIZE_MAX_TESTED;

    for (uint64_t at = 0; at <= SIZE_MAX_TESTED; at++) {
        struct vs_hash root, want = naive_root(0, at);

        good = good && vs_merkle_prefix_root(&root, at, subtree, &size, NULL) == VS_OK &&
               vs_hash_eq(&root, &want);
    }
    OK(good, "the root of every prefix follows from the nodes of the whole");
    OK(vs_merkle_prefix_root(&leaves[0], 512, subtree, &size, NULL) == VS_E_INTERNAL,
       "what the callback fails with is handed on");
}

int
main(void)
{
    if (vs_process_harden(NULL) != VS_OK) {
        return 1;
    }
    for (unsigned i = 0; i < SIZE_MAX_TESTED; i++) {
        uint8_t leaf[2];

        vs_put_u16(leaf, (uint16_t)i);
        vs_merkle_leaf_hash(&leaves[i], leaf, sizeof(leaf));
    }
    test_append();
    test_prefixes();
    test_inclusion();
    test_consistency();
    return tap_done();
}
