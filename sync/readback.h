/*
 * Is all that this device wrote to a remote still there, and whole? On request: a sync looks at
 * some of it each time, in a folder only (kept.h), for over a connection there is no other way to
 * know than to be sent all of it again.
 */
#ifndef VS_SYNC_READBACK_H
#define VS_SYNC_READBACK_H

#include "core/record/store.h"
#include "sync/fetcher.h"

enum vs_readback_state {
    VS_READBACK_WHOLE,
    VS_READBACK_ABSENT,  /* there is no branch of this device */
    VS_READBACK_MOVED,   /* what is there is whole, and is not what was left there last: an older
                            state that was put back, or somebody else's; the next sync sees to it */
    VS_READBACK_DAMAGED, /* the next sync writes it again */
    VS_READBACK_BROKEN,  /* the host does not give it, and only the host can mend it */
};

struct vs_readback {
    enum vs_readback_state state;
    char branch[VS_REMOTE_HEX_LEN + 1];
    char detail[200]; /* what is wrong */
};

/*
 * Reads all of the own branch on one remote. `cache` is the cache repository, under the sync lock.
 * Of a folder every object is read there; from elsewhere the branch is fetched into the folder
 * `apart`, which is made and removed. The codes are those of vs_fetcher_fetch, when the remote as a
 * whole cannot be used.
 */
enum vs_code vs_readback(struct vs_readback *out, struct vs_fetcher *fetcher,
                         const struct vs_store *store, struct vs_git *cache, const char *apart,
                         const struct vs_remote *remote, struct vs_err *err) VS_MUST_USE;

#endif
