/*
 * A place where feeds meet: a git remote (host_git.c), or branches in memory for the simulations
 * (tests). The engine knows only this.
 */
#ifndef VS_SYNC_HOST_H
#define VS_SYNC_HOST_H

#include "core/base/instant.h"
#include "sync/commit.h"
#include "sync/tree.h"
#include "sync/want.h"

#define VS_HOST_VERSION_LEN 40 /* characters: a commit's id in hex */

struct vs_host_branch {
    char branch[33];                       /* 32 hex digits */
    char version[VS_HOST_VERSION_LEN + 1]; /* equal versions, equal bytes */
    bool in_part;                          /* at most its rosters were brought */
    enum vs_code code;                     /* why this branch could not be had; VS_OK */
    char detail[200];
};

struct vs_host_list {
    struct vs_host_branch *branches; /* by name */
    size_t count;
    size_t foreign; /* branches that are not ours to look at */
};

struct vs_host {
    const char *name; /* of the remote */
    void *payload;

    /* What is there; brings what `want` asks for (NULL: all, whole) within reach of `tree`. May be
     * called again in one sync, when more is wanted. The list is freed with vs_free(list.branches).
     */
    enum vs_code (*fetch)(struct vs_host *host, struct vs_host_list *out,
                          enum vs_want (*want)(void *payload, const char *branch,
                                               const char *version),
                          void *payload, struct vs_err *err);

    /* The files of a fetched branch. VS_E_NOT_FOUND. */
    enum vs_code (*tree)(struct vs_host *host, struct vs_tree **out, const char *branch,
                         struct vs_err *err);

    /* Changes for publish; they end with vs_changes_release. */
    void (*changes)(struct vs_host *host, struct vs_changes *out);

    /* Puts the changes on top of the version of `branch` that was fetched last (an absent branch:
     * a new one). With `over` (NULL: not) the branch begins anew in the place of that version,
     * which nobody could read; "" is that of a branch that is not there. VS_E_REMOTE_MOVED: it is
     * another by now, nothing changed. `version` receives what the branch is then. */
    enum vs_code (*publish)(struct vs_host *host, char version[VS_HOST_VERSION_LEN + 1],
                            const char *branch, const char *over, struct vs_changes *changes,
                            struct vs_str message, vs_instant at, struct vs_err *err);
};

#endif
