/* A tree in memory: files sorted by path, their bytes shared between copies. */
#include "sync/tree.h"

#include <stdlib.h>
#include <string.h>

#include "core/base/mem.h"
#include "sync/commit.h"

struct blob {
    size_t users;
    size_t len;
    uint8_t bytes[];
};

struct file {
    char *path;
    struct blob *blob;
};

struct mem_tree {
    struct vs_tree base;
    struct file *files; /* sorted by path */
    size_t count;
};

static void
release_file(struct file *file)
{
    vs_free(file->path);
    if (file->blob && --file->blob->users == 0) {
        vs_free(file->blob);
    }
    file->path = NULL;
    file->blob = NULL;
}

static void
release_files(struct file *files, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        release_file(&files[i]);
    }
    vs_free(files);
}

/* The first file that does not sort before `path`. */
static size_t
lower_bound(const struct mem_tree *tree, const char *path)
{
    size_t low = 0;
    size_t high = tree->count;

    while (low < high) {
        size_t middle = low + (high - low) / 2;

        if (strcmp(tree->files[middle].path, path) < 0) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low;
}

static bool
is_inside(const char *path, const char *folder)
{
    size_t len = strlen(folder);

    return strncmp(path, folder, len) == 0 && path[len] == '/';
}

static enum vs_code
mem_tree_read(struct vs_tree *base, struct vs_buf *out, const char *path, size_t max_bytes,
              struct vs_err *err)
{
    const struct mem_tree *tree = (const struct mem_tree *)base;
    size_t at = lower_bound(tree, path);
    const struct blob *blob;

    if (at == tree->count || strcmp(tree->files[at].path, path) != 0) {
        return vs_fail(err, VS_E_NOT_FOUND, path, "is not on the branch");
    }
    blob = tree->files[at].blob;
    if (blob->len > max_bytes) {
        return vs_fail(err, VS_E_TOO_LARGE, path, "is longer than %zu bytes", max_bytes);
    }
    vs_buf_add(out, blob->bytes, blob->len);
    return vs_buf_check(out, path, err);
}

static int
compare_items(const void *a, const void *b)
{
    return strcmp(((const struct vs_tree_item *)a)->name, ((const struct vs_tree_item *)b)->name);
}

static enum vs_code
mem_tree_list(struct vs_tree *base, struct vs_tree_items *out, const char *folder, size_t max_items,
              struct vs_err *err)
{
    const struct mem_tree *tree = (const struct mem_tree *)base;
    size_t skip = folder[0] ? strlen(folder) + 1 : 0;
    struct vs_tree_item *items = vs_calloc(tree->count ? tree->count : 1, sizeof(*items));
    size_t count = 0;

    if (!items) {
        return vs_fail_memory(err);
    }
    for (size_t i = 0; i < tree->count; i++) {
        const char *rest = tree->files[i].path + skip;
        struct vs_tree_item *item = &items[count];
        size_t len;

        if (folder[0] && !is_inside(tree->files[i].path, folder)) {
            continue;
        }
        len = strcspn(rest, "/");
        if (count > 0 && items[count - 1].folder && strlen(items[count - 1].name) == len &&
            memcmp(items[count - 1].name, rest, len) == 0) {
            continue;
        }
        memcpy(item->name, rest, len);
        item->name[len] = '\0';
        item->folder = rest[len] == '/';
        count++;
    }
    if (count > max_items) {
        vs_free(items);
        return vs_fail(err, VS_E_TOO_LARGE, folder, "has %zu entries, at most %zu are read", count,
                       max_items);
    }
    if (count > 0) {
        qsort(items, count, sizeof(*items), compare_items);
    }
    out->items = items;
    out->count = count;
    return VS_OK;
}

static void
mem_tree_close(struct vs_tree *base)
{
    struct mem_tree *tree = (struct mem_tree *)base;

    release_files(tree->files, tree->count);
    vs_free(tree);
}

enum vs_code
vs_tree_mem_new(struct vs_tree **out, struct vs_err *err)
{
    struct mem_tree *tree = vs_calloc(1, sizeof(*tree));

    *out = NULL;
    if (!tree) {
        return vs_fail_memory(err);
    }
    tree->base = (struct vs_tree){mem_tree_read, mem_tree_list, mem_tree_close, 0};
    *out = &tree->base;
    return VS_OK;
}

static enum vs_code
share_file(struct file *out, const struct file *from, struct vs_err *err)
{
    out->path = vs_strdup(from->path);
    if (!out->path) {
        return vs_fail_memory(err);
    }
    out->blob = from->blob;
    out->blob->users++;
    return VS_OK;
}

static enum vs_code
make_file(struct file *out, const struct vs_file_change *change, struct vs_err *err)
{
    out->path = vs_strdup(change->path);
    out->blob = vs_malloc(sizeof(*out->blob) + change->len);
    if (!out->path || !out->blob) {
        vs_free(out->path);
        vs_free(out->blob);
        out->path = NULL;
        out->blob = NULL;
        return vs_fail_memory(err);
    }
    out->blob->users = 1;
    out->blob->len = change->len;
    if (change->len > 0) {
        memcpy(out->blob->bytes, change->bytes, change->len);
    }
    return VS_OK;
}

/* The first change that does not sort before the first `len` bytes of `path` and `end`. */
static size_t
find_change(const struct vs_changes *changes, const char *path, size_t len, const char *end)
{
    size_t low = 0;
    size_t high = changes->count;

    while (low < high) {
        size_t middle = low + (high - low) / 2;
        const char *other = changes->items[middle].path;
        int order = strncmp(other, path, len);

        if (order == 0) {
            order = strcmp(other + len, end);
        }
        if (order < 0) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low;
}

static bool
changes_have(const struct vs_changes *changes, const char *path, size_t len)
{
    size_t at = find_change(changes, path, len, "");

    return at < changes->count && strncmp(changes->items[at].path, path, len) == 0 &&
           changes->items[at].path[len] == '\0';
}

/* True when a file is put below `path`, which is then a folder. */
static bool
puts_inside(const struct vs_changes *changes, const char *path)
{
    size_t at = find_change(changes, path, strlen(path), "/");

    for (; at < changes->count && is_inside(changes->items[at].path, path); at++) {
        if (!changes->items[at].remove) {
            return true;
        }
    }
    return false;
}

/* True when the sorted changes take the file at `path` away: it is removed or replaced, it lies in
 * a folder that is removed or becomes a file, or it becomes a folder. */
static bool
is_gone(const struct vs_changes *changes, const char *path)
{
    for (size_t len = 1; path[len - 1]; len++) {
        if ((path[len] == '/' || path[len] == '\0') && changes_have(changes, path, len)) {
            return true;
        }
    }
    return puts_inside(changes, path);
}

static int
compare_files(const void *a, const void *b)
{
    return strcmp(((const struct file *)a)->path, ((const struct file *)b)->path);
}

enum vs_code
vs_tree_mem_apply(struct vs_tree *base, struct vs_changes *changes, struct vs_err *err)
{
    struct mem_tree *tree = (struct mem_tree *)base;
    struct file *files = NULL;
    size_t count = 0;
    enum vs_code code = vs_changes_check(changes, err);

    if (code == VS_OK && changes->git) {
        code = vs_fail(err, VS_E_INVALID, "changes", "are kept in a repository");
    }
    if (code != VS_OK) {
        return code;
    }
    vs_changes_sort(changes);
    files = vs_calloc(tree->count + changes->count + 1, sizeof(*files));
    if (!files) {
        return vs_fail_memory(err);
    }
    for (size_t i = 0; code == VS_OK && i < tree->count; i++) {
        if (!is_gone(changes, tree->files[i].path)) {
            code = share_file(&files[count], &tree->files[i], err);
            count += code == VS_OK;
        }
    }
    for (size_t i = 0; code == VS_OK && i < changes->count; i++) {
        if (!changes->items[i].remove && !puts_inside(changes, changes->items[i].path)) {
            code = make_file(&files[count], &changes->items[i], err);
            count += code == VS_OK;
        }
    }
    if (code != VS_OK) {
        release_files(files, count);
        return code;
    }
    if (count > 0) {
        qsort(files, count, sizeof(*files), compare_files);
    }
    release_files(tree->files, tree->count);
    tree->files = files;
    tree->count = count;
    return VS_OK;
}

enum vs_code
vs_tree_mem_copy(struct vs_tree **out, const struct vs_tree *base, struct vs_err *err)
{
    const struct mem_tree *from = (const struct mem_tree *)base;
    struct mem_tree *tree;
    enum vs_code code = vs_tree_mem_new(out, err);

    if (code != VS_OK) {
        return code;
    }
    tree = (struct mem_tree *)*out;
    tree->files = vs_calloc(from->count + 1, sizeof(*tree->files));
    if (!tree->files) {
        code = vs_fail_memory(err);
    }
    for (size_t i = 0; code == VS_OK && i < from->count; i++) {
        code = share_file(&tree->files[i], &from->files[i], err);
        tree->count += code == VS_OK;
    }
    if (code != VS_OK) {
        mem_tree_close(*out);
        *out = NULL;
    }
    return code;
}
