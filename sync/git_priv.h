/* What the two files that know libgit2 share: git.c is what lies on this machine, wire.c what goes
 * over a connection. Nothing else may include libgit2.h. */
#ifndef VS_SYNC_GIT_PRIV_H
#define VS_SYNC_GIT_PRIV_H

#include "sync/git.h"
#include "sync/libgit2.h"

struct vs_git {
    git_repository *repo;
    git_odb *odb;
    bool cache; /* ours: its configuration says how packs are made */
};

/* Keeps what libgit2 said last; `what` is what we were doing. */
enum vs_code vs_git_fail(struct vs_err *err, enum vs_code code, const char *subject,
                         const char *what);

git_oid vs_git_oid(const struct vs_git_id *id);
struct vs_git_id vs_git_id_of(const git_oid *oid);

#endif
