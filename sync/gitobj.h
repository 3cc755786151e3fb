/*
 * The bytes of git objects: trees and commits taken apart and put together without a git library,
 * so that every limit is ours (git's "tree" and "commit" formats, gitformat-pack(5) aside).
 *
 * A tree is { octal mode, space, name, NUL, 20-byte id }*, sorted by name as if the names of trees
 * ended in '/'. Of what a tree may hold vs knows plain files (100644) and folders (40000) with
 * names of [a-z0-9.]; links, submodules, executables and every other name are skipped by readers.
 */
#ifndef VS_SYNC_GITOBJ_H
#define VS_SYNC_GITOBJ_H

#include "core/base/bytes.h"

#define VS_GIT_ID_LEN     20
#define VS_GIT_NAME_MAX   64           /* bytes of one path component on a vs branch */
#define VS_GIT_PATH_MAX   255          /* bytes of a path on a vs branch */
#define VS_GIT_DEPTH_MAX  16           /* components of a path on a vs branch */
#define VS_GIT_TREE_MAX   (4u << 20)   /* bytes of one tree object */
#define VS_GIT_COMMIT_MAX (128u << 10) /* bytes of one commit object */

/* The name of an object: SHA-1. Integrity never rests on it. */
struct vs_git_id {
    uint8_t b[VS_GIT_ID_LEN];
};

bool vs_git_id_eq(const struct vs_git_id *a, const struct vs_git_id *b);
bool vs_git_id_parse(struct vs_git_id *out, struct vs_str hex); /* exactly 40 lower-case digits */
void vs_git_id_text(char out[2 * VS_GIT_ID_LEN + 1], const struct vs_git_id *id);

#define VS_GIT_MODE_FILE 0100644u
#define VS_GIT_MODE_DIR  0040000u

struct vs_git_entry {
    uint32_t mode;
    struct vs_git_id id;
    size_t name_len;
    char name[VS_GIT_NAME_MAX + 1];
};

/* True for [a-z0-9.]{1,64} but "." and "..", and nothing that ends in ".git". */
bool vs_git_name_ok(struct vs_str name);

/* True for a relative path of 1..16 good names, at most 255 bytes. */
bool vs_git_path_ok(const char *path);

/* Takes one raw entry, whatever it is: mode digits, name, 20 bytes of id (views of `tree`). False
 * when the bytes at *at are no entry. */
bool vs_git_tree_take(struct vs_str *mode, struct vs_str *name, const char **id, size_t *at,
                      struct vs_str tree);

/*
 * Steps through a tree: fills `entry` and returns true; false at the end or when the bytes are no
 * tree (then *broken becomes true). `*at` starts at 0. Entries that vs does not follow are stepped
 * over and counted in *skipped.
 */
bool vs_git_tree_next(struct vs_git_entry *entry, size_t *at, bool *broken, uint32_t *skipped,
                      struct vs_str tree);

/* Finds one name; false when it is not there or is not something that vs follows. */
bool vs_git_tree_find(struct vs_git_entry *entry, struct vs_str tree, struct vs_str name);

/* Sorts `entries` as git does and appends the tree's bytes. */
void vs_git_tree_build(struct vs_buf *out, struct vs_git_entry *entries, size_t count);

#define VS_GIT_PARENTS_MAX 16

struct vs_git_commit {
    struct vs_git_id tree;
    struct vs_git_id parents[VS_GIT_PARENTS_MAX];
    size_t parent_count;
    struct vs_str message; /* borrowed from the bytes parsed */
};

/* Reads `tree`, `parent` lines and the message. VS_E_REMOTE_CONTENT when the bytes are no commit.
 */
enum vs_code vs_git_commit_parse(struct vs_git_commit *out, struct vs_str commit,
                                 struct vs_err *err) VS_MUST_USE;

/* Copies what a host said as one line of printable ASCII: it goes to a terminal. */
void vs_git_words(char *out, size_t size, const char *words);

#endif
