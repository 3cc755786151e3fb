/*
 * The files of a branch at one commit, as a reader sees them: read one, list a folder. There are
 * two kinds: a commit in the cache repository, and a set of files in memory, so that simulations
 * and tests run what the program runs.
 *
 * A reader follows plain files (100644) and folders (40000) with known names only; links,
 * submodules, executables and other names are as if they were not there, and are counted in
 * `ignored`. An object that is missing or of another kind than its entry says is an error. Every
 * size is checked before the bytes are read.
 */
#ifndef VS_SYNC_TREE_H
#define VS_SYNC_TREE_H

#include "sync/git.h"

struct vs_tree_item {
    char name[VS_GIT_NAME_MAX + 1];
    bool folder;
};

struct vs_tree_items {
    struct vs_tree_item *items; /* sorted by name, bytewise */
    size_t count;
};
void vs_tree_items_release(struct vs_tree_items *items);

struct vs_tree {
    enum vs_code (*read)(struct vs_tree *tree, struct vs_buf *out, const char *path,
                         size_t max_bytes, struct vs_err *err);
    enum vs_code (*list)(struct vs_tree *tree, struct vs_tree_items *out, const char *folder,
                         size_t max_items, struct vs_err *err);
    void (*close)(struct vs_tree *tree);
    uint32_t ignored; /* things met so far that no reader follows */
};

/* Appends the file's bytes. VS_E_NOT_FOUND; VS_E_TOO_LARGE (nothing was read);
 * VS_E_REMOTE_CONTENT (the objects are damaged). */
enum vs_code vs_tree_read(struct vs_tree *tree, struct vs_buf *out, const char *path,
                          size_t max_bytes, struct vs_err *err) VS_MUST_USE;

/* The files and folders in `folder` ("" = the top). A folder that is not there is empty.
 * VS_E_TOO_LARGE when there are more than max_items. */
enum vs_code vs_tree_list(struct vs_tree *tree, struct vs_tree_items *out, const char *folder,
                          size_t max_items, struct vs_err *err) VS_MUST_USE;
void vs_tree_close(struct vs_tree *tree); /* accepts NULL */

/* The tree of a commit. `git` must outlive it. VS_E_NOT_FOUND, VS_E_REMOTE_CONTENT. */
enum vs_code vs_tree_at(struct vs_tree **out, struct vs_git *git, const struct vs_git_id *commit,
                        struct vs_err *err) VS_MUST_USE;

struct vs_changes;

/* A tree in memory, empty. Sets of changes are applied to it as a commit would. */
enum vs_code vs_tree_mem_new(struct vs_tree **out, struct vs_err *err) VS_MUST_USE;
enum vs_code vs_tree_mem_apply(struct vs_tree *tree, struct vs_changes *changes,
                               struct vs_err *err) VS_MUST_USE;

/* A copy that later changes of the first do not touch. */
enum vs_code vs_tree_mem_copy(struct vs_tree **out, const struct vs_tree *tree,
                              struct vs_err *err) VS_MUST_USE;

#endif
