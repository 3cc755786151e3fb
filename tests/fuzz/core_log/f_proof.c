/*
 * Proofs over a real tree of 300 leaves: whatever hashes come in, only what is true is proven.
 * Input: u16 index or old size, u16 size, then hashes of 32 bytes. Paths of tiles are tried too.
 */
#include <string.h>

#include "core/log/proof.h"
#include "core/log/tile.h"
#include "tests/fuzz/fuzz.h"

enum { LEAVES = 300 };

static struct vs_hash leaves[LEAVES];
static struct vs_hash roots[LEAVES + 1];

static void
build(void)
{
    struct vs_merkle tree;

    vs_merkle_init(&tree);
    vs_merkle_root(&roots[0], &tree);
    for (unsigned i = 0; i < LEAVES; i++) {
        uint8_t leaf[2];

        vs_put_u16(leaf, (uint16_t)i);
        vs_merkle_leaf_hash(&leaves[i], leaf, sizeof(leaf));
        FUZZ_CHECK(vs_merkle_append(&tree, &leaves[i], NULL, NULL) == VS_OK);
        vs_merkle_root(&roots[i + 1], &tree);
    }
}

static void
check_proofs(const uint8_t *data, size_t size)
{
    unsigned at = vs_get_u16(data) % LEAVES, other = vs_get_u16(data + 2) % (LEAVES + 1);
    struct vs_proof proof = {0};
    struct vs_hash wrong = leaves[at];

    if (roots[0].b[0] == 0) {
        build();
    }
    proof.count = (size - 4) / 32;
    if (proof.count <= VS_PROOF_MAX) {
        memcpy(proof.hashes, data + 4, 32 * proof.count);
    }
    wrong.b[0] ^= 1;
    FUZZ_CHECK(vs_proof_check_inclusion(&proof, at, &wrong, other, &roots[other], NULL) != VS_OK);
    FUZZ_CHECK(vs_proof_check_inclusion(&proof, at + 1, &leaves[at], other, &roots[other], NULL) !=
               VS_OK);
    wrong = roots[at];
    wrong.b[31] ^= 1;
    FUZZ_CHECK(vs_proof_check_consistency(&proof, at, &wrong, other, &roots[other], NULL) != VS_OK);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct vs_tile tile;

    if (size >= 4) {
        check_proofs(data, size);
    }
    if (vs_tile_path_parse(&tile, (struct vs_str){(const char *)data, size})) {
        struct vs_path path;

        vs_tile_path(&path, &tile);
        FUZZ_CHECK(strlen(path.text) == size && memcmp(path.text, data, size) == 0);
    }
    return 0;
}
