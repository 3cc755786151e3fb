/*
 * The transport: which feeds a remote holds, fetching them into the cache repository, publishing an
 * own one. A remote is a folder with a bare repository (a shared drive, a USB stick) or a URL.
 *
 * A branch of vs is refs/heads/vs1/<32 hex digits>; nothing else on a remote is looked at. What was
 * fetched from the remote `hub` is kept under refs/vs/hub/<32 hex digits>, an own branch under
 * refs/own/<32 hex digits>. All functions touch the cache repository only.
 *
 * A folder is not given to libgit2's own transport for folders, which copies every branch of the
 * remote whole at each fetch, wanted or not, and overwrites a branch that moved meanwhile
 * (libgit2 1.5, transports/local.c); copy.c moves exactly the objects that are missing instead,
 * each after a look at its size.
 */
#ifndef VS_SYNC_REMOTE_H
#define VS_SYNC_REMOTE_H

#include "sync/git.h"
#include "sync/tree.h"
#include "sync/want.h"

#define VS_REMOTE_HEX_LEN      32 /* digits of a branch name */
#define VS_REMOTE_NAME_MAX     32
#define VS_REMOTE_BRANCHES_MAX 65536 /* references looked at on one remote */

struct vs_remote {
    const char *name;     /* [a-z0-9-]{1,32} */
    const char *url;      /* a path, file://, ssh://, user@host:path, https:// */
    const char *host_key; /* pinned ssh host key "SHA256:...", or NULL */
};

struct vs_remote_branch {
    char branch[VS_REMOTE_HEX_LEN + 1];
    struct vs_git_id id;     /* what the remote has */
    struct vs_git_id cached; /* what the cache had before; zeros when nothing */
    enum vs_want wanted;
    bool fetched;      /* what is wanted of `id` is in the cache now, and was not before */
    enum vs_code code; /* of this branch alone; VS_OK for those not wanted. Also unreachable or
                          refused, when a transfer broke off on a connection that stood */
    char detail[200];  /* what was wrong, when code is not VS_OK */
};

struct vs_remote_list {
    struct vs_remote_branch *branches; /* sorted by name */
    size_t count;
    size_t foreign; /* other references on the remote, HEAD not counted */
    struct vs_wire_count received;
};
void vs_remote_list_release(struct vs_remote_list *list);
struct vs_remote_branch *vs_remote_find(const struct vs_remote_list *list, const char *branch);

/*
 * How much is taken from one remote in one fetch. A branch of nobody known counts against limits of
 * its own, which are tight: all that is wanted of it is one small file, which a connection cannot
 * ask for alone. Those are fetched after the others and apart from them.
 */
struct vs_remote_limits {
    struct vs_wire_limits branch;      /* one branch: 256 MiB, 2,000,000 objects */
    struct vs_wire_limits all;         /* all of them: 1 GiB, 4,000,000 objects */
    struct vs_wire_limits unknown;     /* one of nobody known: 1 MiB, 4,096 objects */
    struct vs_wire_limits all_unknown; /* all of those: 16 MiB, 65,536 objects */
    struct vs_wire_limits own;         /* read in turn of an own branch in a folder: 32 KiB, 16 */
};
extern const struct vs_remote_limits vs_remote_limits_default;

/* True for a remote's name; for 32 lower-case hex digits. */
bool vs_remote_name_ok(const char *name);
bool vs_branch_name_ok(const char *branch);

/* Where `url` points when it is a folder of this machine (a path, or file://), else *path is NULL.
 * Freed with vs_free. VS_E_INVALID for a file:// address with a host, VS_E_NO_MEMORY. */
enum vs_code vs_remote_path(char **path, const char *url, struct vs_err *err) VS_MUST_USE;

/* What the remote has, one round trip. VS_E_REMOTE_UNREACHABLE, VS_E_REMOTE_NOT_REPOSITORY,
 * VS_E_REMOTE_REFUSED. */
enum vs_code vs_remote_list(struct vs_remote_list *out, struct vs_git *git,
                            const struct vs_remote *remote, struct vs_err *err) VS_MUST_USE;

/*
 * Lists, has `choose` set `wanted` of every branch (NULL = all, whole), and brings the wanted ones
 * whose id differs from the cached one up to date. The whole of a branch is there before its
 * reference moves. A branch that passes a limit or is damaged gets its own code in the list and
 * keeps its old cached state; the others are fetched all the same. One that was too large is not
 * fetched again until it changes or the limit is raised. What the cache has of branches that are
 * gone from the remote is forgotten. Fails only when the remote as a whole cannot be used.
 *
 * Of a folder that has an own branch as the cache has it, some of its objects are read there
 * (kept.h): VS_E_REMOTE_CONTENT in the list when one is missing or damaged.
 *
 * `told` (may be NULL) is called when the known branches are done, before the unknown ones.
 * Touches nothing but the cache, so that it can run in a child process.
 */
struct vs_remote_asking {
    enum vs_code (*choose)(void *payload, struct vs_remote_list *list, struct vs_err *err);
    enum vs_code (*told)(void *payload, const struct vs_remote_list *list, struct vs_err *err);
    void *payload;
};
enum vs_code vs_remote_fetch(struct vs_remote_list *out, struct vs_git *git,
                             const struct vs_remote *remote, const struct vs_remote_asking *asking,
                             const struct vs_remote_limits *limits, struct vs_err *err) VS_MUST_USE;

/* The roster of a branch that was fetched for it alone: a commit that holds nothing else.
 * VS_E_NOT_FOUND. */
enum vs_code vs_remote_cached_roster(struct vs_git_id *out, struct vs_git *git, const char *remote,
                                     const char *branch, struct vs_err *err) VS_MUST_USE;

/*
 * Publishes commit `id` of the cache as `branch`. The remote's branch must be `expected` (NULL =
 * not there): VS_E_REMOTE_MOVED otherwise, nothing is changed, and the caller reads the branch
 * again. Unless `reroot`, `expected` must be an ancestor of `id` (VS_E_INVALID). With it, all that
 * `id` needs is written to a folder, whatever is there: what is there may be damaged. Unless the
 * branch alone is gone, and all that was written of it is seen to be whole.
 * VS_E_REMOTE_REFUSED when the host said no (rights, a hook, a read-only folder). Also updates
 * refs/vs/<remote>/<branch> and refs/own/<branch>.
 */
enum vs_code vs_remote_push(struct vs_git *git, const struct vs_remote *remote, const char *branch,
                            const struct vs_git_id *id, const struct vs_git_id *expected,
                            bool reroot, struct vs_err *err) VS_MUST_USE;

/* The commit that the cache has of a remote's branch, or (remote NULL) of the own branch.
 * VS_E_NOT_FOUND. */
enum vs_code vs_remote_cached(struct vs_git_id *out, struct vs_git *git, const char *remote,
                              const char *branch, struct vs_err *err) VS_MUST_USE;

/* True when `id` is `ancestor` or follows from it by first parents (at most 1,000,000 steps). */
enum vs_code vs_remote_follows(bool *out, struct vs_git *git, const struct vs_git_id *id,
                               const struct vs_git_id *ancestor, struct vs_err *err) VS_MUST_USE;

#endif
