/* Feeds, their leaves, trees, contents, cosignatures and anchors: the raw half of the truth. */
#ifndef VS_CORE_LEDGER_FEEDS_H
#define VS_CORE_LEDGER_FEEDS_H

#include "core/base/instant.h"
#include "core/ledger/ledger.h"
#include "core/log/checkpoint.h"
#include "core/log/merkle.h"

enum vs_feed_own {
    VS_FEED_FOREIGN = 0,
    VS_FEED_OWN = 1,      /* this device writes it */
    VS_FEED_FORMER = 2,   /* this ledger once wrote it; read-only since */
    VS_FEED_UNSETTLED = 3 /* the same, while it is not known what of it others have (copy.h) */
};

/* Is it read from hosts, as others' feeds are? */
static inline bool
vs_feed_is_read(enum vs_feed_own own)
{
    return own == VS_FEED_FOREIGN || own == VS_FEED_FORMER;
}

#define VS_FEED_NOT_CLOSED UINT64_MAX
#define VS_FEED_NOT_FORKED UINT64_MAX

#define VS_FEED_VERSIONS_MAX 16 /* histories of one feed that are kept */

struct vs_feed_row {
    int64_t id;
    struct vs_hash feed;
    struct vs_origin origin;
    struct vs_hash key;
    int64_t org;
    enum vs_feed_own own;
    struct vs_merkle tree; /* of the leaves stored; tree.size of them */
    uint64_t released;     /* own: the largest size of a checkpoint that left the ledger */
    struct vs_hash released_root;
    uint64_t closed; /* leaves from this index on are cut; VS_FEED_NOT_CLOSED */
    /* Of a forked feed every other history that its device signed has a row of its own, which holds
     * the leaves from `start` on; those before it are of the row `parent`. */
    uint32_t version; /* 0: the history that was taken first */
    int64_t parent;   /* row; 0 in version 0 */
    uint64_t start;   /* 0 in version 0 */
    vs_instant since; /* when the row was made; 0 in version 0 */
    uint64_t common;  /* at most so many leaves are of all histories: those from this index on are
                         cut. VS_FEED_NOT_FORKED; the same in all rows of the feed */
};

/* The row id of a leaf: leaves of one feed lie together, in order. */
#define VS_LEAF_ID(feed, index) ((feed) << 40 | (int64_t)(index))
#define VS_LEAF_FEED(id)        ((id) >> 40)
#define VS_LEAF_INDEX(id)       ((uint64_t)(id) & ((1ULL << 40) - 1))

/* Adds a feed, or a further version of one; row->id is set. It is not forked yet (forks.h). */
enum vs_code vs_feed_insert(struct vs_ledger *ledger, struct vs_feed_row *row,
                            struct vs_err *err) VS_MUST_USE;
/* VS_E_NOT_FOUND without detail when there is none. */
enum vs_code vs_feed_by_id(struct vs_ledger *ledger, struct vs_feed_row *out, int64_t id,
                           struct vs_err *err) VS_MUST_USE;
/* Version 0. */
enum vs_code vs_feed_by_hash(struct vs_ledger *ledger, struct vs_feed_row *out,
                             const struct vs_hash *feed, struct vs_err *err) VS_MUST_USE;
/* Of one organisation (0 = every feed), every version, by row: a version after its parent. */
enum vs_code vs_feed_each(struct vs_ledger *ledger, int64_t org,
                          enum vs_code (*each)(void *payload, const struct vs_feed_row *row,
                                               struct vs_err *err),
                          void *payload, struct vs_err *err) VS_MUST_USE;
/* Every version of one feed, by version. */
enum vs_code vs_feed_each_version(struct vs_ledger *ledger, const struct vs_hash *feed,
                                  enum vs_code (*each)(void *payload, const struct vs_feed_row *row,
                                                       struct vs_err *err),
                                  void *payload, struct vs_err *err) VS_MUST_USE;
/* The row id of the leaf at an index of a version, in whichever row it lies; it need not be there.
 */
enum vs_code vs_feed_leaf_id(struct vs_ledger *ledger, int64_t *id, const struct vs_feed_row *row,
                             uint64_t index, struct vs_err *err) VS_MUST_USE;
/* Keeps tree, own, released and released_root, which whoever writes the feed holds in memory. What
 * rosters say has functions of its own, because a leaf of the very feed may say it meanwhile. */
enum vs_code vs_feed_update(struct vs_ledger *ledger, const struct vs_feed_row *row,
                            struct vs_err *err) VS_MUST_USE;
/* Both of every version of the feed of this row. */
enum vs_code vs_feed_set_closed(struct vs_ledger *ledger, int64_t feed, uint64_t closed,
                                struct vs_err *err) VS_MUST_USE;
enum vs_code vs_feed_set_org(struct vs_ledger *ledger, int64_t feed, int64_t org,
                             struct vs_err *err) VS_MUST_USE;

/*
 * Takes out every leaf from `keep` on with what hangs on it: contents, nodes, checkpoint file,
 * anchors, cosignatures, invitations, and the keys of cases and epochs that began there. The tree
 * of the row and what is derived are the caller's to put right. For a former feed of ours only.
 */
enum vs_code vs_feed_cut(struct vs_ledger *ledger, int64_t feed, uint64_t keep,
                         struct vs_err *err) VS_MUST_USE;

/* The newest checkpoint file of the feed, as received or as signed here. VS_E_NOT_FOUND. */
enum vs_code vs_feed_file_get(struct vs_ledger *ledger, struct vs_buf *out, int64_t feed,
                              struct vs_err *err) VS_MUST_USE;
enum vs_code vs_feed_file_set(struct vs_ledger *ledger, int64_t feed, struct vs_str file,
                              struct vs_err *err) VS_MUST_USE;

/* Leaves. */
enum vs_code vs_leaf_insert(struct vs_ledger *ledger, int64_t id, const struct vs_hash *hash,
                            vs_instant received, struct vs_str raw, struct vs_err *err) VS_MUST_USE;
/* Appends the raw bytes; `hash` and `received` may be NULL. VS_E_NOT_FOUND. */
enum vs_code vs_leaf_get(struct vs_ledger *ledger, struct vs_buf *raw, struct vs_hash *hash,
                         vs_instant *received, int64_t id, struct vs_err *err) VS_MUST_USE;
enum vs_code vs_leaf_get_hash(struct vs_ledger *ledger, struct vs_hash *hash, int64_t id,
                              struct vs_err *err) VS_MUST_USE;
enum vs_code vs_leaf_received(struct vs_ledger *ledger, vs_instant *received, int64_t id,
                              struct vs_err *err) VS_MUST_USE; /* VS_E_NOT_FOUND */
/* Of copies in several places the one in its own place; a copy only where there is no other. */
enum vs_code vs_leaf_find(struct vs_ledger *ledger, int64_t *id, const struct vs_hash *hash,
                          struct vs_err *err) VS_MUST_USE;
/* Leaf hashes that begin with these `len` bytes: at most two, so that a caller sees ambiguity. */
enum vs_code vs_leaf_prefix(struct vs_ledger *ledger, struct vs_hash out[2], size_t *count,
                            const void *prefix, size_t len, struct vs_err *err) VS_MUST_USE;
/* Row ids in [from, to), ascending. */
enum vs_code vs_leaf_each(struct vs_ledger *ledger, int64_t from, int64_t to,
                          enum vs_code (*each)(void *payload, int64_t id,
                                               const struct vs_hash *hash, struct vs_str raw,
                                               vs_instant received, struct vs_err *err),
                          void *payload, struct vs_err *err) VS_MUST_USE;
/* As above without the raw bytes: reads an index's worth instead of the leaves. */
enum vs_code vs_leaf_each_hash(struct vs_ledger *ledger, int64_t from, int64_t to,
                               enum vs_code (*each)(void *payload, int64_t id,
                                                    const struct vs_hash *hash, struct vs_err *err),
                               void *payload, struct vs_err *err) VS_MUST_USE;

/* Roots of complete subtrees of 256^level leaves, level >= 1. */
enum vs_code vs_node_insert(struct vs_ledger *ledger, int64_t feed, unsigned level, uint64_t n,
                            const struct vs_hash *hash, struct vs_err *err) VS_MUST_USE;

/* A vs_merkle_get over the stored tree of a feed; payload is a struct vs_stored_tree *. */
struct vs_stored_tree {
    struct vs_ledger *ledger;
    int64_t feed;
    bool looked; /* the rest is filled in by the first use; zeros before */
    int64_t parent;
    uint64_t start;
};
enum vs_code vs_stored_tree_get(struct vs_hash *out, void *payload, unsigned level, uint64_t index,
                                struct vs_err *err) VS_MUST_USE;
/* The root of the first `size` leaves stored; payload as above. Fits vs_checkpoint_root_at. */
enum vs_code vs_stored_tree_root(struct vs_hash *out, void *payload, uint64_t size,
                                 struct vs_err *err) VS_MUST_USE;
/* The root of the first `size` leaves of a feed, of which `row` has at least as many. */
enum vs_code vs_feed_root(struct vs_hash *out, struct vs_ledger *ledger,
                          const struct vs_feed_row *row, uint64_t size,
                          struct vs_err *err) VS_MUST_USE;

/* Content ciphertexts; of one that is here already the instant of receipt stays. */
enum vs_code vs_content_insert(struct vs_ledger *ledger, int64_t leaf, struct vs_str cipher,
                               vs_instant received, struct vs_err *err) VS_MUST_USE;
enum vs_code vs_content_get(struct vs_ledger *ledger, struct vs_buf *out, int64_t leaf,
                            struct vs_err *err) VS_MUST_USE;
/* Own contents of leaves with row id in [from, to). */
enum vs_code vs_content_each(struct vs_ledger *ledger, int64_t from, int64_t to,
                             enum vs_code (*each)(void *payload, int64_t leaf, struct vs_str cipher,
                                                  struct vs_err *err),
                             void *payload, struct vs_err *err) VS_MUST_USE;

/* Cosignatures by the feed `signer` over a checkpoint of `feed`. */
struct vs_cosignature_row {
    int64_t feed;
    int64_t signer;
    uint64_t size;
    struct vs_hash root;
    vs_instant time;
    uint8_t line[72]; /* u64 time || signature */
};
/* Those that are kept of a checkpoint: who signed and when. Each was verified, and so was that the
 * root is that of our tree. */
enum vs_code vs_cosignature_each_of(struct vs_ledger *ledger, int64_t feed, uint64_t size,
                                    const struct vs_hash *root,
                                    enum vs_code (*each)(void *payload, struct vs_str origin,
                                                         vs_instant time, struct vs_err *err),
                                    void *payload, struct vs_err *err) VS_MUST_USE;
/* Is one kept of this (feed, size, signer, root), of row->time or earlier? Then this one, which was
 * not verified yet, says nothing new. */
enum vs_code vs_cosignature_known(struct vs_ledger *ledger, bool *known,
                                  const struct vs_cosignature_row *row,
                                  struct vs_err *err) VS_MUST_USE;
/* Keeps the earliest time a (feed, size, signer, root); *added says whether anything changed. */
enum vs_code vs_cosignature_insert(struct vs_ledger *ledger, const struct vs_cosignature_row *row,
                                   vs_instant received, bool *added,
                                   struct vs_err *err) VS_MUST_USE;
/* Over `feed` at sizes >= `least`; ascending size, time. */
enum vs_code vs_cosignature_each(struct vs_ledger *ledger, int64_t feed, uint64_t least,
                                 enum vs_code (*each)(void *payload,
                                                      const struct vs_cosignature_row *row,
                                                      struct vs_err *err),
                                 void *payload, struct vs_err *err) VS_MUST_USE;
/* The largest size of `feed` that `signer` cosigned; 0 = none. */
enum vs_code vs_cosignature_last(struct vs_ledger *ledger, uint64_t *size, int64_t feed,
                                 int64_t signer, struct vs_err *err) VS_MUST_USE;

/* Anchors: own checkpoint files with a line of another organisation. */
enum vs_code vs_anchor_insert(struct vs_ledger *ledger, int64_t feed, uint64_t size,
                              const struct vs_hash *hash, struct vs_str file,
                              struct vs_err *err) VS_MUST_USE;
/* The newest of a feed; VS_E_NOT_FOUND. */
enum vs_code vs_anchor_newest(struct vs_ledger *ledger, struct vs_hash *hash, int64_t feed,
                              struct vs_err *err) VS_MUST_USE;
enum vs_code vs_anchor_get(struct vs_ledger *ledger, struct vs_buf *file,
                           const struct vs_hash *hash, struct vs_err *err) VS_MUST_USE;

enum vs_code vs_anchor_each(struct vs_ledger *ledger, int64_t feed,
                            enum vs_code (*each)(void *payload, const struct vs_hash *hash,
                                                 struct vs_str file, struct vs_err *err),
                            void *payload, struct vs_err *err) VS_MUST_USE;

#endif
