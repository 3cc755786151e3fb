/*
 * The one door to libgit2: repositories without a work tree, their objects and references, and the
 * transfers that need git's wire protocol. Nothing here knows what a feed is; remote.h builds the
 * transport on this, tree.h and commit.h read and write branches.
 *
 * libgit2 is started when the first repository is opened and told to read nobody's configuration:
 * no system, user or XDG file, no template, no safe.directory list (a repository's owner matters to
 * programs that run its hooks or filters; none is run here). Objects larger than
 * VS_GIT_OBJECT_MAX are refused in received packs.
 */
#ifndef VS_SYNC_GIT_H
#define VS_SYNC_GIT_H

#include "sync/gitobj.h"

/* A full bundle of 256 leaves of 65,535 bytes with their lengths, rounded up. */
#define VS_GIT_OBJECT_MAX (17u << 20)

struct vs_git;

enum vs_git_kind { VS_GIT_COMMIT = 1, VS_GIT_TREE = 2, VS_GIT_BLOB = 3 };

/* Starts the library, which opening the first repository does too. For who forks: it takes a while,
 * and the children have it then. */
enum vs_code vs_git_start(struct vs_err *err) VS_MUST_USE;

/* Opens the cache repository at `path`, making it (bare, mode 0700) when nothing is there.
 * VS_E_REMOTE_NOT_REPOSITORY when what is there is no repository, or no longer. */
enum vs_code vs_git_open(struct vs_git **out, const char *path, struct vs_err *err) VS_MUST_USE;

/* Opens an existing repository that somebody else may write to. VS_E_REMOTE_UNREACHABLE when there
 * is nothing at `path`, VS_E_REMOTE_NOT_REPOSITORY when what is there is no repository,
 * VS_E_REMOTE_CONTENT when it leads to files elsewhere (sync/folder.h). */
enum vs_code vs_git_open_existing(struct vs_git **out, const char *path,
                                  struct vs_err *err) VS_MUST_USE;
void vs_git_close(struct vs_git *git);

/* Where the repository lies; borrowed. */
const char *vs_git_path(const struct vs_git *git);

/* The repository of `git` once more, with its references and objects to be read, but whatever is
 * written goes to the object store in the folder `objects`, which must be there. For what a remote
 * sends, until it has been looked at. */
enum vs_code vs_git_open_beside(struct vs_git **out, const struct vs_git *git, const char *objects,
                                struct vs_err *err) VS_MUST_USE;

/* True when the library has the limit on the size of objects in packs (Debian 12 since 1.5.1+ds-1+
 * deb12u2, which also closes the holes found in 2026); `vs doctor` says so when it has not. */
bool vs_git_library_limits(void);

/* While on, what is written to any repository is on the disk before the call returns: for folders
 * that may be unplugged. Off when the program starts. */
void vs_git_durable(bool on);

/* --- objects ---------------------------------------------------------------------------------- */

/* Looks again for what others have added since. Once before a walk over many objects; the functions
 * below then know what is there and what is not. */
void vs_git_refresh(struct vs_git *git);

/* Kind and size without reading the object. VS_E_NOT_FOUND. */
enum vs_code vs_git_header(enum vs_git_kind *kind, size_t *size, struct vs_git *git,
                           const struct vs_git_id *id, struct vs_err *err) VS_MUST_USE;
bool vs_git_has(struct vs_git *git, const struct vs_git_id *id);

/* Appends the object's bytes; its header is looked at first. VS_E_NOT_FOUND, VS_E_TOO_LARGE (more
 * than max_bytes), VS_E_REMOTE_CONTENT (another kind, or damaged). */
enum vs_code vs_git_read(struct vs_buf *out, struct vs_git *git, const struct vs_git_id *id,
                         enum vs_git_kind kind, size_t max_bytes, struct vs_err *err) VS_MUST_USE;

/* Reads the object and forgets it. VS_E_NOT_FOUND; VS_E_REMOTE_CONTENT when it is not what its
 * id says, or is larger than any of ours. */
enum vs_code vs_git_whole(struct vs_git *git, const struct vs_git_id *id,
                          struct vs_err *err) VS_MUST_USE;

enum vs_code vs_git_write(struct vs_git_id *out, struct vs_git *git, enum vs_git_kind kind,
                          const void *bytes, size_t len, struct vs_err *err) VS_MUST_USE;

/* Reads every object that is there; *whole is false when one is damaged. */
enum vs_code vs_git_objects_whole(bool *whole, struct vs_git *git, struct vs_err *err) VS_MUST_USE;

/* Copies `count` objects from one repository to another as one pack, or not at all. */
enum vs_code vs_git_copy_pack(struct vs_git *to, struct vs_git *from, const struct vs_git_id *ids,
                              size_t count, struct vs_err *err) VS_MUST_USE;

/* --- references ------------------------------------------------------------------------------- */

/* The object that a direct reference names. VS_E_NOT_FOUND; VS_E_REMOTE_CONTENT when what is there
 * is no reference, such as the torn rest of one. */
enum vs_code vs_git_ref_get(struct vs_git_id *out, struct vs_git *git, const char *name,
                            struct vs_err *err) VS_MUST_USE;

/* Is there what no direct reference can be put in the place of: a symbolic one, or a folder? Says
 * what in `out`. Takes an empty folder away. */
bool vs_git_ref_obstacle(char *out, size_t room, struct vs_git *git, const char *name);

/* Compare and swap: sets `name` to `id` if it now is `old` (NULL = does not exist yet).
 * VS_E_REMOTE_MOVED if it is something else. */
enum vs_code vs_git_ref_set(struct vs_git *git, const char *name, const struct vs_git_id *id,
                            const struct vs_git_id *old, struct vs_err *err) VS_MUST_USE;

/* Removes a reference; no error if it is not there. */
enum vs_code vs_git_ref_remove(struct vs_git *git, const char *name,
                               struct vs_err *err) VS_MUST_USE;

/* Calls `each` for every direct reference; stops at its first code that is not VS_OK. */
enum vs_code vs_git_refs(struct vs_git *git,
                         enum vs_code (*each)(void *payload, const char *name,
                                              const struct vs_git_id *id),
                         void *payload, struct vs_err *err) VS_MUST_USE;

struct vs_wire_limits {
    uint64_t bytes;   /* received in one transfer */
    uint64_t objects; /* in one transfer */
};

/* What one or more transfers brought. */
struct vs_wire_count {
    uint64_t bytes;
    uint64_t objects;
};

#endif
