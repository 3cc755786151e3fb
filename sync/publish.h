/*
 * The own feed onto a branch: what a host lacks, and the checkpoint over it.
 */
#ifndef VS_SYNC_PUBLISH_H
#define VS_SYNC_PUBLISH_H

#include "core/record/store.h"
#include "sync/commit.h"
#include "sync/tree.h"

/* A signed sign of life is due when the last is older (protocol: rest). */
#define VS_HEARTBEAT_SECONDS (20 * 3600)

/* What of the own feed a branch shows. */
struct vs_published {
    uint64_t size;    /* leaves under its checkpoint; 0 when there is no good one */
    vs_instant alive; /* the last sign of life on it; VS_INSTANT_NEVER when there is none */
};

/*
 * Reads the own checkpoint on a host (NULL: there is no branch). VS_E_COPY when it is signed by us
 * and not a prefix of this ledger: another copy of it has gone on, and nothing may be pushed. A
 * checkpoint that does not verify is somebody else's doing and counts as nothing there.
 */
enum vs_code vs_publish_look(struct vs_published *out, struct vs_store *store,
                             struct vs_tree *branch, struct vs_err *err) VS_MUST_USE;

struct vs_publishing {
    bool needed;        /* there is something to push, or a heartbeat is due */
    bool damaged;       /* the branch is not what we left there: all files are written again */
    uint64_t from, to;  /* leaves on the branch, leaves of the ledger */
    size_t witnesses;   /* cosignatures that the branch lacks */
    vs_instant alive;   /* as in vs_published */
    struct vs_buf file; /* the checkpoint file; released by vs_publishing_release */
};
void vs_publishing_release(struct vs_publishing *publishing);

/*
 * Compares the own branch on a host (NULL: there is none) with the ledger and collects in `changes`
 * what it lacks. Reads only. With `ours` the branch is known to be as we left it; otherwise every
 * file of ours on it is compared. Codes of vs_publish_look.
 */
enum vs_code vs_publish_prepare(struct vs_publishing *out, struct vs_changes *changes,
                                struct vs_store *store, struct vs_tree *branch, bool ours,
                                struct vs_err *err) VS_MUST_USE;

/* Before the push: keeps (size, root) as released, in a transaction of its own. */
enum vs_code vs_publish_release(struct vs_store *store, const struct vs_publishing *publishing,
                                struct vs_err *err) VS_MUST_USE;

/* Makes an anchor of the newest own checkpoint that another organisation cosigned, if there is none
 * yet; inside a transaction. */
enum vs_code vs_publish_anchor(struct vs_store *store, bool *made, struct vs_err *err) VS_MUST_USE;

#endif
