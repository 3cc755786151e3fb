/*
 * The parsers of the log over random bytes and random damage to good input: they end, they keep
 * within bounds (the build with sanitizers sees to that), and what they accept has one spelling.
 */
#include <stdlib.h>

#include "core/base/secret.h"
#include "core/log/checkpoint.h"
#include "core/log/forkproof.h"
#include "core/log/leaf.h"
#include "core/log/merkle.h"
#include "core/log/tile.h"
#include "tests/tap.h"

static uint64_t state;

/* splitmix64 */
static uint64_t
next(void)
{
    uint64_t z = (state += 0x9e3779b97f4a7c15ULL);

    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9ULL;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebULL;
    return z ^ (z >> 31);
}

/* Turns, removes or doubles a few bytes. */
static size_t
damage(uint8_t *bytes, size_t len, size_t max)
{
    for (uint64_t times = next() % 3 + 1; times > 0 && len > 1; times--) {
        size_t at = next() % len;

        switch (next() % 4) {
        case 0:
            bytes[at] ^= (uint8_t)(1U << next() % 8);
            break;
        case 1:
            bytes[at] = (uint8_t)next();
            break;
        case 2:
            memmove(bytes + at, bytes + at + 1, len - at - 1);
            len--;
            break;
        default:
            if (len < max) {
                memmove(bytes + at + 1, bytes + at, len - at);
                len++;
            }
            break;
        }
    }
    return len;
}

static struct vs_signer signer;
static struct vs_checkpoint_file file;

static void
test_checkpoints(void)
{
    struct vs_checkpoint checkpoint;
    struct vs_buf good, evidence;
    struct vs_forkproof proof = {0};
    uint8_t bytes[4096];
    unsigned verified = 0, wrong = 0, forks = 0;

    vs_origin_from_key(&checkpoint.origin, &signer.public_key);
    checkpoint.size = 4711;
    memset(&checkpoint.root, 0x5a, sizeof(checkpoint.root));
    vs_buf_init(&good, VS_CHECKPOINT_FILE_MAX);
    vs_buf_init(&evidence, VS_FORKPROOF_MAX);
    if (!OK(vs_checkpoint_sign(&good, &checkpoint, &signer, 1795316851, NULL) == VS_OK,
            "a checkpoint is signed")) {
        return;
    }
    proof.a = proof.b = vs_buf_str(&good);
    proof.proof.count = 2;
    vs_forkproof_write(&evidence, &proof);
    for (unsigned i = 0; i < 20000; i++) {
        size_t len = good.len;

        memcpy(bytes, good.p, len);
        len = damage(bytes, len, sizeof(bytes));
        if (vs_checkpoint_parse(&file, bytes, len, NULL) == VS_OK &&
            vs_checkpoint_verify(NULL, &file, &signer.public_key, NULL) == VS_OK) {
            verified++;
            wrong += !vs_checkpoint_eq(&file.checkpoint, &checkpoint);
        }
        len = evidence.len;
        memcpy(bytes, evidence.p, len);
        len = damage(bytes, len, sizeof(bytes));
        if (vs_forkproof_parse(&proof, bytes, len, NULL) == VS_OK &&
            vs_forkproof_check(NULL, &proof, &signer.public_key, NULL) == VS_OK) {
            forks++;
        }
    }
    printf("# %u of 20000 damaged checkpoints still verify\n", verified);
    OK(verified > 0 && verified < 10000, "damage outside of what is signed is all that passes");
    IS_INT(wrong, 0, "no damaged checkpoint says anything new");
    IS_INT(forks, 0, "no damage makes evidence of a fork");
    vs_buf_release(&good);
    vs_buf_release(&evidence);
}

static void
test_leaves(void)
{
    uint8_t bytes[4096];
    const struct vs_hash feed = {{1}}, salt = {{2}};
    const struct vs_leaf_place place = {7, &feed, NULL, &salt};
    unsigned accepted = 0, opaque = 0, wrong = 0;

    for (unsigned i = 0; i < 50000; i++) {
        struct vs_leaf leaf;
        size_t len = VS_LEAF_SEALED_MIN;

        memset(bytes, 0x11, sizeof(bytes));
        vs_leaf_write_sealed(bytes, &place, bytes + 2000, &salt, NULL);
        len = damage(bytes, len, sizeof(bytes));
        if (vs_leaf_parse(&leaf, bytes, len, NULL) != VS_OK) {
            continue;
        }
        accepted++;
        opaque += leaf.opaque;
        if (!leaf.opaque) {
            wrong += leaf.kind != VS_LEAF_SEALED || len != VS_LEAF_SEALED_MIN ||
                     leaf.content_len != 0 || leaf.facts.len != 528;
        }
    }
    printf("# %u of 50000 damaged leaves are leaves, %u of them opaque\n", accepted, opaque);
    OK(accepted > opaque && opaque > 0, "some damage passes, some makes a leaf opaque");
    IS_INT(wrong, 0, "what passes has the shape it must have");
}

static void
test_random_bytes(void)
{
    static const char alphabet[] = "tile/entries/x0019.p/";
    unsigned paths = 0, wrong = 0;

    for (unsigned i = 0; i < 50000; i++) {
        uint8_t bytes[600];
        char path[64];
        struct vs_leaf leaf;
        struct vs_merkle tree;
        struct vs_str leaves[VS_TILE_WIDTH];
        struct vs_tile tile;
        size_t len = next() % sizeof(bytes), path_len = next() % 20;

        for (size_t k = 0; k < len; k++) {
            bytes[k] = (uint8_t)next();
        }
        (void)!vs_leaf_parse(&leaf, bytes, len, NULL);
        (void)!vs_merkle_read(&tree, bytes, len, NULL);
        (void)!vs_bundle_split(leaves, (unsigned)(next() % VS_TILE_WIDTH), bytes, len, NULL);
        (void)!vs_checkpoint_parse(&file, bytes, len, NULL);
        memcpy(path, "tile/entries/", 13);
        for (size_t k = 0; k < path_len; k++) {
            path[13 + k] = alphabet[next() % (sizeof(alphabet) - 1)];
        }
        if (vs_tile_path_parse(&tile, (struct vs_str){path, 13 + path_len})) {
            struct vs_path again;

            paths++;
            vs_tile_path(&again, &tile);
            wrong +=
                strlen(again.text) != 13 + path_len || memcmp(again.text, path, 13 + path_len) != 0;
        }
    }
    printf("# %u random paths were paths\n", paths);
    IS_INT(wrong, 0, "a path that is read has one spelling");
}

int
main(int argc, char **argv)
{
    struct vs_secret seed;

    state = argc > 1 ? strtoull(argv[1], NULL, 0) : 20260402;
    printf("# seed %llu\n", (unsigned long long)state);
    if (vs_process_harden(NULL) != VS_OK || vs_secret_init(&seed, VS_SEED_LEN, NULL) != VS_OK ||
        vs_signer_init(&signer, &seed, NULL) != VS_OK) {
        return 1;
    }
    test_checkpoints();
    test_leaves();
    test_random_bytes();
    vs_signer_release(&signer);
    vs_secret_release(&seed);
    return tap_done();
}
