/* What remote.c (names, lists, publishing) and fetch.c share. */
#ifndef VS_SYNC_REMOTE_PRIV_H
#define VS_SYNC_REMOTE_PRIV_H

#include "sync/link.h"
#include "sync/remote.h"

#define VS_BRANCH_PREFIX  "refs/heads/vs1/"
#define VS_ROSTER_PREFIX  "refs/rosters/" /* <remote>/<branch>: a commit of its `roster` alone */
#define VS_REFUSED_PREFIX "refs/refused/" /* <remote>/<branch>: a note why */

/* The longest name here: one of the prefixes, "<remote>/" and 32 digits. */
struct vs_refname {
    char text[96];
};

/* The reference of a branch under a prefix; `remote` may be NULL. VS_E_INVALID. */
enum vs_code vs_remote_ref(struct vs_refname *out, const char *prefix, const char *remote,
                           const char *branch, struct vs_err *err) VS_MUST_USE;

/* Lists what an open remote has, and what the cache has of that. */
enum vs_code vs_remote_list_link(struct vs_remote_list *out, struct vs_link *link,
                                 struct vs_git *git, const struct vs_remote *remote,
                                 struct vs_err *err) VS_MUST_USE;

/* Drops the cache's references of a remote under a prefix, but those of branches in `list`. */
enum vs_code vs_remote_forget_but(const struct vs_remote_list *list, struct vs_git *git,
                                  const char *prefix, const char *remote,
                                  struct vs_err *err) VS_MUST_USE;

/* Sets a reference of the cache whatever it was. */
enum vs_code vs_remote_set(struct vs_git *git, const char *name, const struct vs_git_id *id,
                           struct vs_err *err) VS_MUST_USE;

#endif
