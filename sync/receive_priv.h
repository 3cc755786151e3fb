/* What the files of receiving share: receive.c is one branch, history.c a history other than the
 * one that was taken first, anchors.c the anchors that leaves name, witness.c what devices say of
 * each other's checkpoints. */
#ifndef VS_SYNC_RECEIVE_PRIV_H
#define VS_SYNC_RECEIVE_PRIV_H

#include "core/log/checkpoint.h"
#include "sync/receive.h"

/* One branch while it is taken. */
struct vs_taking {
    struct vs_store *store;
    struct vs_tree *tree;
    struct vs_feed_row feed;           /* the history that the branch goes on with */
    struct vs_buf file;                /* the checkpoint file */
    struct vs_checkpoint_file *parsed; /* views into it */
    const struct vs_receive_limits *limits;
    struct vs_buf bytes; /* new leaves, one after the other */
    size_t *ends;        /* where each of them ends */
    size_t count, room;
    struct vs_merkle grown;
    bool forked;         /* a fork was proven, or proven to begin earlier */
    size_t anchor_bytes; /* of anchors that were kept */
};

/* The anchors that the held leaves [first, end), which have just been taken, name. What is kept of
 * them is bounded. Inside the transaction that takes them. */
enum vs_code vs_taking_anchors(struct vs_taking *taking, size_t first, size_t end,
                               struct vs_err *err) VS_MUST_USE;

/* Keeps the cosignatures in a checkpoint file. Inside a transaction. */
enum vs_code vs_receive_lines(struct vs_store *store, struct vs_str file,
                              struct vs_err *err) VS_MUST_USE;

/* Holds the leaves from `from`, whose prefix has the compact range `before`, on to the signed size,
 * and leaves the tree that they make in taking->grown. VS_E_LIMIT beyond the limits. */
enum vs_code vs_taking_read(struct vs_taking *taking, const struct vs_merkle *before,
                            struct vs_err *err) VS_MUST_USE;

/*
 * The branch does not go on with the history taken first. Finds the one that it does go on with, or
 * makes a new one, keeps the proof of the fork, and holds what is new (none: *ahead is false). Not
 * inside a transaction.
 *   VS_E_FORKED        proven by the signed checkpoints, but the leaves cannot be had
 *   VS_E_ROOT_MISMATCH the leaves are not those that the device signed
 *   VS_E_STALE         less of a history than is known
 */
enum vs_code vs_taking_history(struct vs_taking *taking, bool *ahead,
                               struct vs_err *err) VS_MUST_USE;

#endif
