/*
 * A feed as the files of its branch (FORMAT.md, "On the branch"):
 *
 *     checkpoint                       the newest checkpoint, a signed note
 *     roster, rosters/<generation>     what the device knows of its organisation
 *     tile/entries/<N>                 a full bundle: 256 leaves, each with a 16-bit length before
 * it tile/entries/<N>.p/<h>/<l>       one leaf of the open bundle, index N * 256 + h * 16 + l
 *     tile/<L>/<N>                     a full hash tile, 256 hashes; for stock tools, never trusted
 *     content/<I>                      the sealed content of leaf I; may be absent
 *     anchors/<64 hex>                 an own checkpoint with cosignatures, by SHA-256 of the file
 *     witness/<64 hex>/checkpoint      a peer's checkpoint as this device cosigned it
 *
 * <N> and <I> are numbers in groups of three digits, all but the last marked with x (1234067 is
 * x001/x234/067), <h> and <l> one lower-case hex digit each. Only paths and sizes are known here;
 * what the bytes mean is checked by who asked for them.
 */
#ifndef VS_SYNC_BRANCH_H
#define VS_SYNC_BRANCH_H

#include "core/log/tile.h"
#include "sync/commit.h"
#include "sync/tree.h"

#define VS_BRANCH_CHECKPOINT "checkpoint"
#define VS_BRANCH_ROSTER     "roster"

/* Names in one listing of anchors/, of witness/ or rosters/; more are an error. */
#define VS_BRANCH_ANCHORS_MAX 100000
#define VS_BRANCH_WITNESS_MAX 65536
#define VS_BRANCH_ROSTERS_MAX 1024

/* Paths that core/log/tile.h does not have; a terminating NUL follows. */
struct vs_branch_path {
    char text[88];
};
void vs_branch_anchor_path(struct vs_branch_path *out, const struct vs_hash *hash);
void vs_branch_witness_path(struct vs_branch_path *out, const struct vs_hash *feed);
void vs_branch_roster_path(struct vs_branch_path *out, uint64_t generation);

/* Where the leaves and hash tiles of a feed come from. */
struct vs_branch_source {
    /* Appends the exact bytes of a leaf. */
    enum vs_code (*leaf)(void *payload, struct vs_buf *out, uint64_t index, struct vs_err *err);
    /* Appends the 8192 bytes of the full hash tile (level, tile). NULL = write no hash tiles. */
    enum vs_code (*tile)(void *payload, struct vs_buf *out, unsigned level, uint64_t tile,
                         struct vs_err *err);
    void *payload;
};

/*
 * Adds to `out` what turns the tile/ files of a feed of `from` leaves into those of `to` >= from
 * leaves: bundles and hash tiles that became full, leaves of the open bundle, the removal of the
 * open bundles that became full. from = 0 gives all files.
 */
enum vs_code vs_branch_grow(struct vs_changes *out, uint64_t from, uint64_t to,
                            const struct vs_branch_source *source, struct vs_err *err) VS_MUST_USE;

/* Receives leaves in order; stops the reading with any code but VS_OK. */
typedef enum vs_code (*vs_branch_leaf_fn)(void *payload, uint64_t index, struct vs_str leaf,
                                          struct vs_err *err);

/*
 * Reads leaves [from, to) of the branch of a feed of `size` leaves (to <= size) and hands each on.
 * What was handed on before an error is as good as the branch is; nothing is verified here.
 * VS_E_NOT_FOUND (a file that must be there is not), VS_E_TOO_LARGE, VS_E_REMOTE_CONTENT (a bundle
 * that does not consist of 256 leaves to its last byte).
 */
enum vs_code vs_branch_read_leaves(struct vs_tree *tree, uint64_t from, uint64_t to, uint64_t size,
                                   vs_branch_leaf_fn each, void *payload,
                                   struct vs_err *err) VS_MUST_USE;

/* Each appends one file with the ceiling that belongs to it; VS_E_NOT_FOUND, VS_E_TOO_LARGE. */
enum vs_code vs_branch_read_checkpoint(struct vs_tree *tree, struct vs_buf *out,
                                       struct vs_err *err) VS_MUST_USE;
enum vs_code vs_branch_read_roster(struct vs_tree *tree, struct vs_buf *out,
                                   struct vs_err *err) VS_MUST_USE;
enum vs_code vs_branch_read_old_roster(struct vs_tree *tree, struct vs_buf *out,
                                       uint64_t generation, struct vs_err *err) VS_MUST_USE;
enum vs_code vs_branch_read_anchor(struct vs_tree *tree, struct vs_buf *out,
                                   const struct vs_hash *hash, struct vs_err *err) VS_MUST_USE;
enum vs_code vs_branch_read_witness(struct vs_tree *tree, struct vs_buf *out,
                                    const struct vs_hash *feed, struct vs_err *err) VS_MUST_USE;

/* Content must be there at exactly `len` bytes (clen of its leaf): VS_E_TOO_LARGE if longer,
 * VS_E_REMOTE_CONTENT if shorter. */
enum vs_code vs_branch_read_content(struct vs_tree *tree, struct vs_buf *out, uint64_t index,
                                    uint32_t len, struct vs_err *err) VS_MUST_USE;

/* The names in anchors/ and witness/ (well formed ones), and the generations in rosters/,
 * ascending; *out is freed with vs_free. */
enum vs_code vs_branch_list_anchors(struct vs_hash **out, size_t *count, struct vs_tree *tree,
                                    struct vs_err *err) VS_MUST_USE;
enum vs_code vs_branch_list_witness(struct vs_hash **out, size_t *count, struct vs_tree *tree,
                                    struct vs_err *err) VS_MUST_USE;
enum vs_code vs_branch_list_rosters(uint64_t **out, size_t *count, struct vs_tree *tree,
                                    struct vs_err *err) VS_MUST_USE;

#endif
