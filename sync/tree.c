#include "sync/tree.h"

#include <stdlib.h>
#include <string.h>

#include "core/base/mem.h"

enum vs_code
vs_tree_read(struct vs_tree *tree, struct vs_buf *out, const char *path, size_t max_bytes,
             struct vs_err *err)
{
    if (!vs_git_path_ok(path)) {
        return vs_fail(err, VS_E_INVALID, path, "is no path of a branch");
    }
    return tree->read(tree, out, path, max_bytes, err);
}

enum vs_code
vs_tree_list(struct vs_tree *tree, struct vs_tree_items *out, const char *folder, size_t max_items,
             struct vs_err *err)
{
    out->items = NULL;
    out->count = 0;
    if (folder[0] && !vs_git_path_ok(folder)) {
        return vs_fail(err, VS_E_INVALID, folder, "is no path of a branch");
    }
    return tree->list(tree, out, folder, max_items, err);
}

void
vs_tree_close(struct vs_tree *tree)
{
    if (tree) {
        tree->close(tree);
    }
}

void
vs_tree_items_release(struct vs_tree_items *items)
{
    vs_free(items->items);
    items->items = NULL;
    items->count = 0;
}

/* --- a commit in the repository --------------------------------------------------------------- */

/* The folders on the way to the last path that was asked for: neighbours are asked for next. */
struct level {
    char name[VS_GIT_NAME_MAX + 1];
    struct vs_buf bytes;
};

struct git_tree {
    struct vs_tree base;
    struct vs_git *git;
    size_t depth;                              /* levels in use beyond the first */
    struct level levels[VS_GIT_DEPTH_MAX + 1]; /* [0] is the top folder */
};

/* Loads a tree object into `level`, counts what nobody follows. */
static enum vs_code
load(struct git_tree *tree, struct level *level, const struct vs_git_id *id, struct vs_err *err)
{
    struct vs_git_entry entry;
    size_t at = 0;
    bool broken = false;
    char text[2 * VS_GIT_ID_LEN + 1];
    enum vs_code code;

    vs_git_id_text(text, id);
    vs_buf_clear(&level->bytes);
    code = vs_git_read(&level->bytes, tree->git, id, VS_GIT_TREE, VS_GIT_TREE_MAX, err);
    if (code == VS_E_NOT_FOUND) {
        return vs_fail(err, VS_E_REMOTE_CONTENT, text, "a folder's object is missing");
    }
    if (code != VS_OK) {
        return code;
    }
    while (vs_git_tree_next(&entry, &at, &broken, &tree->base.ignored, vs_buf_str(&level->bytes))) {
        continue;
    }
    if (broken) {
        return vs_fail(err, VS_E_REMOTE_CONTENT, text, "a folder's object is damaged");
    }
    return VS_OK;
}

/* Brings the folder of the first `parts` components of `path` to levels[parts]. VS_E_NOT_FOUND. */
static enum vs_code
descend(struct git_tree *tree, const char *path, size_t parts, struct vs_err *err)
{
    const char *at = path;

    for (size_t i = 0; i < parts; i++) {
        struct vs_str name = {at, strcspn(at, "/")};
        struct level *next = &tree->levels[i + 1];
        struct vs_git_entry entry;
        enum vs_code code;

        at += name.len + 1;
        if (i + 1 <= tree->depth && vs_str_is(name, next->name)) {
            continue;
        }
        tree->depth = i;
        if (!vs_git_tree_find(&entry, vs_buf_str(&tree->levels[i].bytes), name) ||
            entry.mode != VS_GIT_MODE_DIR) {
            return vs_fail(err, VS_E_NOT_FOUND, path, "is not on the branch");
        }
        code = load(tree, next, &entry.id, err);
        if (code != VS_OK) {
            return code;
        }
        memcpy(next->name, entry.name, entry.name_len + 1);
        tree->depth = i + 1;
    }
    return VS_OK;
}

static size_t
count_parts(const char *path)
{
    size_t parts = path[0] != '\0';

    for (; *path; path++) {
        parts += *path == '/';
    }
    return parts;
}

static enum vs_code
git_tree_read(struct vs_tree *base, struct vs_buf *out, const char *path, size_t max_bytes,
              struct vs_err *err)
{
    struct git_tree *tree = (struct git_tree *)base;
    size_t parts = count_parts(path);
    const char *slash = strrchr(path, '/');
    struct vs_git_entry entry;
    enum vs_code code = descend(tree, path, parts - 1, err);

    if (code != VS_OK) {
        return code;
    }
    if (!vs_git_tree_find(&entry, vs_buf_str(&tree->levels[parts - 1].bytes),
                          vs_str(slash ? slash + 1 : path)) ||
        entry.mode != VS_GIT_MODE_FILE) {
        return vs_fail(err, VS_E_NOT_FOUND, path, "is not on the branch");
    }
    code = vs_git_read(out, tree->git, &entry.id, VS_GIT_BLOB, max_bytes, err);
    if (code == VS_E_NOT_FOUND) {
        return vs_fail(err, VS_E_REMOTE_CONTENT, path, "its object is missing");
    }
    if (code == VS_E_TOO_LARGE) {
        return vs_fail(err, code, path, "is longer than %zu bytes", max_bytes);
    }
    return code;
}

static int
compare_items(const void *a, const void *b)
{
    return strcmp(((const struct vs_tree_item *)a)->name, ((const struct vs_tree_item *)b)->name);
}

static enum vs_code
git_tree_list(struct vs_tree *base, struct vs_tree_items *out, const char *folder, size_t max_items,
              struct vs_err *err)
{
    struct git_tree *tree = (struct git_tree *)base;
    size_t parts = count_parts(folder);
    struct vs_git_entry entry;
    size_t at = 0;
    size_t count = 0;
    bool broken = false;
    uint32_t skipped = 0;
    struct vs_str bytes;
    enum vs_code code = descend(tree, folder, parts, err);

    if (code == VS_E_NOT_FOUND) {
        vs_err_clear(err);
        return VS_OK;
    }
    if (code != VS_OK) {
        return code;
    }
    bytes = vs_buf_str(&tree->levels[parts].bytes);
    while (vs_git_tree_next(&entry, &at, &broken, &skipped, bytes)) {
        count++;
    }
    if (count > max_items) {
        return vs_fail(err, VS_E_TOO_LARGE, folder, "has %zu entries, at most %zu are read", count,
                       max_items);
    }
    out->items = vs_calloc(count ? count : 1, sizeof(*out->items));
    if (!out->items) {
        return vs_fail_memory(err);
    }
    at = 0;
    while (out->count < count && vs_git_tree_next(&entry, &at, &broken, &skipped, bytes)) {
        struct vs_tree_item *item = &out->items[out->count++];

        memcpy(item->name, entry.name, entry.name_len + 1);
        item->folder = entry.mode == VS_GIT_MODE_DIR;
    }
    qsort(out->items, out->count, sizeof(*out->items), compare_items);
    return VS_OK;
}

static void
git_tree_close(struct vs_tree *base)
{
    struct git_tree *tree = (struct git_tree *)base;

    for (size_t i = 0; i <= VS_GIT_DEPTH_MAX; i++) {
        vs_buf_release(&tree->levels[i].bytes);
    }
    vs_free(tree);
}

enum vs_code
vs_tree_at(struct vs_tree **out, struct vs_git *git, const struct vs_git_id *commit,
           struct vs_err *err)
{
    struct git_tree *tree = vs_calloc(1, sizeof(*tree));
    struct vs_git_commit parsed;
    struct vs_buf bytes;
    enum vs_code code;

    *out = NULL;
    if (!tree) {
        return vs_fail_memory(err);
    }
    tree->base = (struct vs_tree){git_tree_read, git_tree_list, git_tree_close, 0};
    tree->git = git;
    for (size_t i = 0; i <= VS_GIT_DEPTH_MAX; i++) {
        vs_buf_init(&tree->levels[i].bytes, VS_GIT_TREE_MAX);
    }
    vs_buf_init(&bytes, VS_GIT_COMMIT_MAX);
    code = vs_git_read(&bytes, git, commit, VS_GIT_COMMIT, VS_GIT_COMMIT_MAX, err);
    if (code == VS_OK) {
        code = vs_git_commit_parse(&parsed, vs_buf_str(&bytes), err);
    }
    if (code == VS_OK) {
        code = load(tree, &tree->levels[0], &parsed.tree, err);
    }
    vs_buf_release(&bytes);
    if (code != VS_OK) {
        git_tree_close(&tree->base);
        return code;
    }
    *out = &tree->base;
    return VS_OK;
}
