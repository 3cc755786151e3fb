/*
 * Writing: a set of changes to the files of a branch, and the commit that makes them. Only folders
 * that a change touches are written anew.
 *
 * The commit: message = the checkpoint file, byte for byte; author = committer =
 * `vs <BRANCH@vs.invalid>`, BRANCH being the 32 hex digits; the date rounded down to the hour, UTC;
 * an SSH signature (PROTOCOL.sshsig, namespace "git") over the commit object without its gpgsig
 * header, as `git verify-commit` checks it. So the signature covers the root of the feed directly,
 * and nothing rests on SHA-1.
 */
#ifndef VS_SYNC_COMMIT_H
#define VS_SYNC_COMMIT_H

#include "core/base/instant.h"
#include "sync/git.h"

struct vs_file_change {
    char *path;
    uint8_t *bytes; /* when kept in memory */
    size_t len;
    struct vs_git_id id; /* when already in the object store */
    bool remove;         /* the file, or the whole folder */
    size_t order;        /* in which it was asked for */
};

/*
 * Later changes of a path win over earlier ones; the removal of a folder comes before what is put
 * into it. With a repository the bytes go to its object store at once and only their id is kept, so
 * that the first publication of a large feed needs little memory; without one (for trees in memory)
 * they are copied. Sticky failure, as of buffers: vs_changes_check tells, and both users ask it.
 */
struct vs_changes {
    struct vs_git *git;
    struct vs_file_change *items;
    size_t count;
    size_t room;
    enum vs_code failed;
    struct vs_err why;
};

#define VS_CHANGES_MAX 4000000

void vs_changes_init(struct vs_changes *changes, struct vs_git *git);
void vs_changes_release(struct vs_changes *changes);
void vs_changes_put(struct vs_changes *changes, const char *path, const void *bytes, size_t len);
void vs_changes_remove(struct vs_changes *changes, const char *path);

/* VS_OK, VS_E_NO_MEMORY, VS_E_INVALID (a path that vs_git_path_ok refuses), VS_E_TOO_LARGE, or what
 * the object store said. */
enum vs_code vs_changes_check(const struct vs_changes *changes, struct vs_err *err) VS_MUST_USE;

/* Sorts by path and keeps the last change of each, which is how both users want them. */
void vs_changes_sort(struct vs_changes *changes);

/* Appends the armored SSH signature of `bytes`, without a last line feed. */
typedef enum vs_code (*vs_commit_sign)(void *payload, struct vs_buf *armor, const void *bytes,
                                       size_t len, struct vs_err *err);

struct vs_commit_text {
    const char *branch;    /* 32 hex digits */
    struct vs_str message; /* the checkpoint: UTF-8 without NUL */
    vs_instant at;         /* rounded down by vs_commit_write */
    vs_commit_sign sign;   /* NULL = unsigned (tests) */
    void *payload;
};

/*
 * Writes the objects of a commit whose files are those of commit `base` (NULL = none) with
 * `changes` made, and whose parent is `parent` (NULL = none, a new root). Sets no reference. Sorts
 * `changes`. VS_E_NOT_FOUND when base is not in the cache.
 */
enum vs_code vs_commit_write(struct vs_git_id *out, struct vs_git *git,
                             const struct vs_git_id *base, const struct vs_git_id *parent,
                             struct vs_changes *changes, const struct vs_commit_text *text,
                             struct vs_err *err) VS_MUST_USE;

#endif
