/*
 * Writes the strict C2SP tlog-tiles tree of a feed of 70,000 leaves, which reaches tile level 2, to
 * a folder: partial bundles and tiles, checkpoint with heartbeat and cosignature, verifier keys,
 * proofs. Given a folder, it is what tests/interop/tlog.t lets Go's tools check; without one it
 * writes to a temporary folder, reads that back and removes it.
 */
#include <ftw.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/base/enc.h"
#include "core/base/mem.h"
#include "core/base/secret.h"
#include "core/log/checkpoint.h"
#include "core/log/proof.h"
#include "core/log/tile.h"
#include "tests/tap.h"

enum { LEAVES = 70000, LEVELS = 17 };

static struct vs_hash *nodes[LEVELS]; /* all complete subtrees */
static const char *folder;

/* Leaves of a kind that this version does not know, of varying length. */
static size_t
leaf_of(uint8_t out[64], uint64_t index)
{
    memset(out, (int)(index % 251), 64);
    memcpy(out, "vs1e\x09\x01\0\0", 8);
    vs_put_u64(out + 8, index);
    return 16 + index % 48;
}

static enum vs_code
subtree(struct vs_hash *out, void *payload, unsigned level, uint64_t index, struct vs_err *err)
{
    (void)payload;
    if (level >= LEVELS || (index + 1) << level > LEAVES) {
        return vs_fail(err, VS_E_INTERNAL, "subtree", "not complete");
    }
    *out = nodes[level][index];
    return VS_OK;
}

static bool
write_file(const char *path, const void *bytes, size_t len)
{
    char name[1024];
    FILE *file;

    snprintf(name, sizeof(name), "%s/%s", folder, path);
    for (char *at = name + strlen(folder) + 1; (at = strchr(at, '/')) != NULL; at++) {
        *at = '\0';
        mkdir(name, 0700);
        *at = '/';
    }
    file = fopen(name, "wb");
    if (!file) {
        return false;
    }
    bool good = fwrite(bytes, 1, len, file) == len;

    return fclose(file) == 0 && good;
}

static bool
write_buf(const char *path, struct vs_buf *buf)
{
    bool good = vs_buf_check(buf, path, NULL) == VS_OK &&
                write_file(path, buf->p ? buf->p : (const uint8_t *)"", buf->len);

    vs_buf_clear(buf);
    return good;
}

static bool
build(struct vs_merkle *tree)
{
    struct vs_hash completed[VS_TREE_LEVELS];

    vs_merkle_init(tree);
    for (unsigned level = 0; level < LEVELS; level++) {
        nodes[level] = vs_calloc((size_t)(LEAVES >> level) + 1, sizeof(struct vs_hash));
        if (!nodes[level]) {
            return false;
        }
    }
    for (uint64_t i = 0; i < LEAVES; i++) {
        uint8_t leaf[64];
        struct vs_hash hash;

        vs_merkle_leaf_hash(&hash, leaf, leaf_of(leaf, i));
        if (vs_merkle_append(tree, &hash, completed, NULL) != VS_OK) {
            return false;
        }
        for (unsigned level = 0; level < vs_merkle_completed(tree->size); level++) {
            nodes[level][i >> level] = completed[level];
        }
    }
    return true;
}

static unsigned
write_tiles(struct vs_buf *buf)
{
    struct vs_tile_walk walk;
    struct vs_tile tile;
    unsigned written = 0;

    vs_tile_walk_init(&walk, 0, LEAVES, true);
    while (vs_tile_walk_next(&tile, &walk)) {
        struct vs_path path;

        for (uint64_t i = 0; i < tile.width; i++) {
            uint64_t at = tile.number * VS_TILE_WIDTH + i;
            uint8_t leaf[64];

            if (tile.level == VS_TILE_ENTRIES) {
                vs_bundle_add(buf, leaf, leaf_of(leaf, at));
            } else {
                vs_buf_add(buf, nodes[8 * tile.level][at].b, 32);
            }
        }
        vs_tile_path(&path, &tile);
        written += write_buf(path.text, buf);
    }
    return written;
}

static void
add_proof(struct vs_buf *buf, const char *kind, uint64_t a, uint64_t b)
{
    struct vs_proof proof;
    enum vs_code code = *kind == 'i' ? vs_proof_inclusion(&proof, a, b, subtree, NULL, NULL)
                                     : vs_proof_consistency(&proof, a, b, subtree, NULL, NULL);

    if (code != VS_OK) {
        OK(false, "%s %llu %llu", kind, (unsigned long long)a, (unsigned long long)b);
        return;
    }
    vs_buf_addf(buf, "%s %llu %llu", kind, (unsigned long long)a, (unsigned long long)b);
    for (size_t i = 0; i < proof.count; i++) {
        char hex[65];

        vs_hex(hex, proof.hashes[i].b, 32);
        vs_buf_addf(buf, " %s", hex);
    }
    vs_buf_add_text(buf, "\n");
}

static bool
write_proofs(struct vs_buf *buf)
{
    static const uint64_t sizes[] = {1, 2, 3, 255, 256, 257, 300, 65535, 65536, 65537, LEAVES};
    const size_t count = sizeof(sizes) / sizeof(sizes[0]);

    for (size_t s = 0; s < count; s++) {
        for (size_t i = 0; i <= s; i++) {
            add_proof(buf, "inclusion", sizes[i] - 1, sizes[s]);
            add_proof(buf, "consistency", sizes[i], sizes[s]);
        }
        add_proof(buf, "inclusion", sizes[s] / 3, sizes[s]);
    }
    return write_buf("proofs", buf);
}

static enum vs_code
signer_of(struct vs_signer *out, uint8_t fill)
{
    struct vs_secret seed;
    uint8_t bytes[VS_SEED_LEN];
    enum vs_code code;

    memset(bytes, fill, sizeof(bytes));
    code = vs_secret_copy(&seed, bytes, sizeof(bytes), NULL);
    if (code == VS_OK) {
        code = vs_signer_init(out, &seed, NULL);
    }
    vs_secret_release(&seed);
    return code;
}

static bool
write_keys(struct vs_buf *buf, const struct vs_signer *log, const struct vs_signer *peer)
{
    struct vs_origin origin;
    struct vs_note_key key;
    bool good;

    vs_checkpoint_note_key(&key, &origin, &log->public_key, VS_NOTE_ED25519);
    vs_note_vkey_add(buf, &key);
    good = write_buf("vkey-log", buf);
    vs_checkpoint_note_key(&key, &origin, &peer->public_key, VS_NOTE_COSIGNATURE);
    vs_note_vkey_add(buf, &key);
    return write_buf("vkey-cosigner", buf) && good;
}

static void
write_all(void)
{
    struct vs_merkle tree;
    struct vs_checkpoint checkpoint;
    struct vs_signer log = {0}, peer = {0};
    struct vs_buf buf;

    vs_buf_init(&buf, VS_BUNDLE_MAX);
    OK(build(&tree), "a tree of 70000 leaves");
    IS_INT(write_tiles(&buf), 274 + 274 + 2 + 1, "all files of the tree are written");
    OK(write_proofs(&buf), "proofs are written");
    OK(signer_of(&log, 1) == VS_OK && signer_of(&peer, 2) == VS_OK, "two keys");
    OK(write_keys(&buf, &log, &peer), "their verifier keys are written");
    vs_origin_from_key(&checkpoint.origin, &log.public_key);
    checkpoint.size = LEAVES;
    vs_merkle_root(&checkpoint.root, &tree);
    OK(vs_checkpoint_sign(&buf, &checkpoint, &log, 1795316851, NULL) == VS_OK &&
           vs_checkpoint_cosign(&buf, &checkpoint, &peer, 1795316900, NULL) == VS_OK &&
           write_buf("checkpoint", &buf),
       "the checkpoint is written");
    vs_buf_release(&buf);
    vs_signer_release(&log);
    vs_signer_release(&peer);
}

/* The full tiles of level 0 hash to those of level 1, and those to level 2 (RFC 6962 on files). */
static void
read_back(void)
{
    static const char *const paths[] = {"tile/0/255", "tile/1/000", "tile/2/000.p/1"};
    static uint8_t bytes[VS_TILE_BYTES];
    struct vs_hash above = {{0}};
    char name[1024];

    for (size_t level = 0; level < 3; level++) {
        struct vs_merkle tree;
        FILE *file;
        size_t len;

        snprintf(name, sizeof(name), "%s/%s", folder, paths[level]);
        file = fopen(name, "rb");
        if (!OK(file != NULL, "%s is there", paths[level])) {
            return;
        }
        len = fread(bytes, 1, sizeof(bytes), file);
        fclose(file);
        OK(level == 0 || memcmp(bytes + len - 32, above.b, 32) == 0,
           "its last hash is that of the tile below");
        vs_merkle_init(&tree);
        for (size_t i = 0; i < len; i += 32) {
            struct vs_hash hash;

            memcpy(hash.b, bytes + i, 32);
            if (vs_merkle_append(&tree, &hash, NULL, NULL) != VS_OK) {
                return;
            }
        }
        vs_merkle_root(&above, &tree);
    }
}

static int
remove_one(const char *path, const struct stat *status, int type, struct FTW *walk)
{
    (void)status, (void)type, (void)walk;
    return remove(path);
}

int
main(int argc, char **argv)
{
    char temporary[] = "/tmp/vs-strict-tree.XXXXXX";

    if (vs_process_harden(NULL) != VS_OK) {
        return 1;
    }
    folder = argc > 1 ? argv[1] : mkdtemp(temporary);
    if (!OK(folder != NULL, "a folder to write to")) {
        return tap_done();
    }
    write_all();
    read_back();
    if (argc < 2) {
        nftw(folder, remove_one, 16, FTW_DEPTH | FTW_PHYS);
    }
    for (unsigned level = 0; level < LEVELS; level++) {
        vs_free(nodes[level]);
    }
    return tap_done();
}
