/*
 * One branch into the ledger: checkpoint first, then the leaves under it, then contents and
 * cosignatures. Nothing is stored that is not under a checkpoint that the device signed and that
 * extends what is stored already.
 */
#ifndef VS_SYNC_RECEIVE_H
#define VS_SYNC_RECEIVE_H

#include "core/record/store.h"
#include "sync/tree.h"

struct vs_receiving {
    int64_t org;          /* whose feed; 0 = of nobody known */
    uint64_t leaves;      /* new ones taken */
    uint64_t shown;       /* the size that the branch shows; 0 where its checkpoint is bad */
    bool roster;          /* a roster that was not known */
    enum vs_code refused; /* why the branch was not taken (further); VS_OK */
    struct vs_err why;
};

struct vs_receive_limits {
    uint64_t leaves; /* new leaves of one feed in one sync */
    uint64_t bytes;  /* their bytes */
};
extern const struct vs_receive_limits vs_receive_limits_default;

/*
 * Takes what is new on `branch` (32 hex digits). What is wrong with the branch is in out->refused
 * and out->why, the result is VS_OK, and the good state stays:
 *   VS_E_STALE         the host shows less than was seen before
 *   VS_E_FORKED        signed, but not an extension of what was signed before
 *   VS_E_ROOT_MISMATCH the leaves do not make the signed root (tampered)
 *   VS_E_NOTE_SIGNATURE, VS_E_CHECKPOINT_FORMAT, VS_E_TOO_LARGE, ... as found
 * Fails only for reasons of our own. Not inside a transaction.
 */
enum vs_code vs_receive_branch(struct vs_receiving *out, struct vs_store *store, const char *branch,
                               struct vs_tree *tree, const struct vs_receive_limits *limits,
                               struct vs_err *err) VS_MUST_USE;

/* A branch that no accepted roster lists: only its roster is read. If it belongs to an organisation
 * that is known and outranks what is known, it is accepted. */
enum vs_code vs_receive_roster(struct vs_receiving *out, struct vs_store *store,
                               struct vs_tree *tree, struct vs_err *err) VS_MUST_USE;

/*
 * The cosignatures on the branch of the feed `by`: on its own checkpoint and on those that its
 * device witnessed. Each is kept if a device known here made it over a tree that we hold, so call
 * this when the leaves of all branches are taken. A checkpoint that its device cosigned and that is
 * of no history here proves a fork, or shows that there is more of that feed. *news counts those
 * not seen before. VS_E_REMOTE_UNREACHABLE: not all of it could be read. Not inside a transaction.
 */
struct vs_feed_row;
enum vs_code vs_receive_cosignatures(uint64_t *news, struct vs_store *store,
                                     const struct vs_feed_row *by, struct vs_tree *tree,
                                     struct vs_err *err) VS_MUST_USE;

/*
 * What the devices of others have seen of feeds and we have not, as far as their files showed it:
 * what has come since, or proves a fork by now, is put away; `withheld` is told of the rest. Call
 * it when the leaves of all branches are taken. Not inside a transaction, but `withheld` is called
 * in one.
 */
struct vs_ahead_row;
enum vs_code vs_receive_ahead(struct vs_store *store,
                              enum vs_code (*withheld)(void *payload,
                                                       const struct vs_ahead_row *row,
                                                       struct vs_err *err),
                              void *payload, struct vs_err *err) VS_MUST_USE;

/* Contents that the ledger lacks and this branch has. VS_E_REMOTE_UNREACHABLE: not all of them
 * could be read, none was taken. Not inside a transaction. */
enum vs_code vs_receive_contents(size_t *taken, struct vs_store *store, const char *branch,
                                 struct vs_tree *tree, struct vs_err *err) VS_MUST_USE;

/* True for a failure of our own (memory, disk, ledger), which ends a sync; false for what is wrong
 * with what a host or partner sent. */
bool vs_receive_is_ours(enum vs_code code);

/* True for what is wrong with the files of a branch, as against a host that stopped answering or a
 * failure of our own: trying again would find the same. */
bool vs_receive_is_content(enum vs_code code);

#endif
