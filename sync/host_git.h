/* A git remote as a host (host.h). */
#ifndef VS_SYNC_HOST_GIT_H
#define VS_SYNC_HOST_GIT_H

#include "core/record/store.h"
#include "sync/fetcher.h"
#include "sync/host.h"
#include "sync/remote.h"

struct vs_host_git {
    struct vs_host host;
    struct vs_git *git; /* the cache repository; borrowed */
    struct vs_store *store;
    struct vs_remote remote;
    struct vs_fetcher *fetcher; /* who talks to the remote; NULL = this process (tests) */
    struct vs_remote_limits limits;
};

/* `git`, `store`, `fetcher` and the texts of `remote` must outlive it. The limits are the default.
 * Nothing to release. */
void vs_host_git_init(struct vs_host_git *out, struct vs_git *git, struct vs_store *store,
                      const struct vs_remote *remote, struct vs_fetcher *fetcher);

#endif
