#include "sync/commit.h"

#include <stdlib.h>
#include <string.h>

#include "core/base/mem.h"

/* --- sets of changes -------------------------------------------------------------------------- */

void
vs_changes_init(struct vs_changes *changes, struct vs_git *git)
{
    memset(changes, 0, sizeof(*changes));
    changes->git = git;
}

static void
release_change(struct vs_file_change *change)
{
    vs_free(change->path);
    vs_free(change->bytes);
}

void
vs_changes_release(struct vs_changes *changes)
{
    for (size_t i = 0; i < changes->count; i++) {
        release_change(&changes->items[i]);
    }
    vs_free(changes->items);
    vs_changes_init(changes, changes->git);
}

/* A new last change for `path`, or NULL with the failure kept. */
static struct vs_file_change *
add(struct vs_changes *changes, const char *path)
{
    struct vs_file_change *change;

    if (changes->failed) {
        return NULL;
    }
    if (!vs_git_path_ok(path)) {
        changes->failed = vs_fail(&changes->why, VS_E_INVALID, path, "is no path of a branch");
        return NULL;
    }
    if (changes->count == VS_CHANGES_MAX) {
        changes->failed = vs_fail(&changes->why, VS_E_TOO_LARGE, path, "too many changes at once");
        return NULL;
    }
    if (changes->count == changes->room) {
        size_t room = changes->room ? 2 * changes->room : 16;
        struct vs_file_change *items = vs_realloc_array(changes->items, room, sizeof(*items));

        if (!items) {
            changes->failed = vs_fail_memory(&changes->why);
            return NULL;
        }
        changes->items = items;
        changes->room = room;
    }
    change = &changes->items[changes->count];
    memset(change, 0, sizeof(*change));
    change->order = changes->count;
    change->path = vs_strdup(path);
    if (!change->path) {
        changes->failed = vs_fail_memory(&changes->why);
        return NULL;
    }
    changes->count++;
    return change;
}

void
vs_changes_put(struct vs_changes *changes, const char *path, const void *bytes, size_t len)
{
    struct vs_file_change *change = add(changes, path);

    if (!change) {
        return;
    }
    change->len = len;
    if (changes->git) {
        changes->failed =
            vs_git_write(&change->id, changes->git, VS_GIT_BLOB, bytes, len, &changes->why);
        return;
    }
    change->bytes = vs_malloc(len ? len : 1);
    if (!change->bytes) {
        changes->failed = vs_fail_memory(&changes->why);
    } else if (len > 0) {
        memcpy(change->bytes, bytes, len);
    }
}

void
vs_changes_remove(struct vs_changes *changes, const char *path)
{
    struct vs_file_change *change = add(changes, path);

    if (change) {
        change->remove = true;
    }
}

enum vs_code
vs_changes_check(const struct vs_changes *changes, struct vs_err *err)
{
    if (changes->failed && err) {
        *err = changes->why;
    }
    return changes->failed;
}

static int
compare_changes(const void *left, const void *right)
{
    const struct vs_file_change *a = left;
    const struct vs_file_change *b = right;
    int order = strcmp(a->path, b->path);

    if (order != 0) {
        return order;
    }
    return a->order < b->order ? -1 : a->order > b->order;
}

void
vs_changes_sort(struct vs_changes *changes)
{
    size_t kept = 0;

    if (changes->count == 0) {
        return;
    }
    qsort(changes->items, changes->count, sizeof(*changes->items), compare_changes);
    for (size_t i = 0; i < changes->count; i++) {
        if (i + 1 < changes->count &&
            strcmp(changes->items[i].path, changes->items[i + 1].path) == 0) {
            release_change(&changes->items[i]);
        } else {
            changes->items[kept++] = changes->items[i];
        }
    }
    changes->count = kept;
}

/* --- trees ------------------------------------------------------------------------------------ */

/* A folder that is being changed. */
struct folder {
    char name[VS_GIT_NAME_MAX + 1];
    struct vs_git_entry *entries;
    size_t count;
    size_t room;
    bool changed;
};

struct writer {
    struct vs_git *git;
    struct folder stack[VS_GIT_DEPTH_MAX + 1];
    size_t depth; /* of the open folder; stack[0] is the top one */
    struct vs_buf bytes;
};

static enum vs_code
folder_add(struct folder *folder, const struct vs_git_entry *entry, struct vs_err *err)
{
    if (folder->count == folder->room) {
        size_t room = folder->room ? 2 * folder->room : 32;
        struct vs_git_entry *entries = vs_realloc_array(folder->entries, room, sizeof(*entries));

        if (!entries) {
            return vs_fail_memory(err);
        }
        folder->entries = entries;
        folder->room = room;
    }
    folder->entries[folder->count++] = *entry;
    return VS_OK;
}

static struct vs_git_entry *
folder_find(struct folder *folder, struct vs_str name)
{
    for (size_t i = 0; i < folder->count; i++) {
        struct vs_git_entry *entry = &folder->entries[i];

        if (entry->name_len == name.len && memcmp(entry->name, name.p, name.len) == 0) {
            return entry;
        }
    }
    return NULL;
}

static void
folder_remove(struct folder *folder, struct vs_str name)
{
    struct vs_git_entry *entry = folder_find(folder, name);

    if (entry) {
        *entry = folder->entries[--folder->count];
        folder->changed = true;
    }
}

static enum vs_code
folder_set(struct folder *folder, struct vs_str name, uint32_t mode, const struct vs_git_id *id,
           struct vs_err *err)
{
    struct vs_git_entry *entry = folder_find(folder, name);
    struct vs_git_entry fresh = {0};

    folder->changed = true;
    if (entry) {
        entry->mode = mode;
        entry->id = *id;
        return VS_OK;
    }
    fresh.mode = mode;
    fresh.id = *id;
    fresh.name_len = name.len;
    memcpy(fresh.name, name.p, name.len);
    return folder_add(folder, &fresh, err);
}

/* Fills an emptied folder with the entries of a tree; what no reader follows is left behind. */
static enum vs_code
folder_load(struct writer *writer, struct folder *folder, const struct vs_git_id *id,
            struct vs_err *err)
{
    struct vs_git_entry entry;
    size_t at = 0;
    bool broken = false;
    uint32_t skipped = 0;
    enum vs_code code;

    vs_buf_clear(&writer->bytes);
    code = vs_git_read(&writer->bytes, writer->git, id, VS_GIT_TREE, VS_GIT_TREE_MAX, err);
    while (code == VS_OK &&
           vs_git_tree_next(&entry, &at, &broken, &skipped, vs_buf_str(&writer->bytes))) {
        code = folder_add(folder, &entry, err);
    }
    if (code == VS_OK && broken) {
        return vs_fail(err, VS_E_REMOTE_CONTENT, folder->name, "a folder's object is damaged");
    }
    return code;
}

/* Opens the folder `name` of the open folder, empty if it is not there. */
static enum vs_code
open_folder(struct writer *writer, struct vs_str name, struct vs_err *err)
{
    struct vs_git_entry *entry = folder_find(&writer->stack[writer->depth], name);
    struct folder *folder = &writer->stack[++writer->depth];

    memcpy(folder->name, name.p, name.len);
    folder->name[name.len] = '\0';
    folder->count = 0;
    folder->changed = false;
    if (entry && entry->mode == VS_GIT_MODE_DIR) {
        struct vs_git_id id = entry->id;

        return folder_load(writer, folder, &id, err);
    }
    return VS_OK;
}

static enum vs_code
write_folder(struct vs_git_id *out, struct writer *writer, struct folder *folder,
             struct vs_err *err)
{
    enum vs_code code;

    vs_buf_clear(&writer->bytes);
    vs_git_tree_build(&writer->bytes, folder->entries, folder->count);
    code = vs_buf_check(&writer->bytes, folder->name, err);
    if (code != VS_OK) {
        return code;
    }
    return vs_git_write(out, writer->git, VS_GIT_TREE, writer->bytes.p, writer->bytes.len, err);
}

/* Closes folders until only `depth` are open; an empty one disappears from the one above. */
static enum vs_code
close_folders(struct writer *writer, size_t depth, struct vs_err *err)
{
    while (writer->depth > depth) {
        struct folder *folder = &writer->stack[writer->depth];
        struct folder *above = &writer->stack[--writer->depth];
        struct vs_git_id id;
        enum vs_code code = VS_OK;

        if (!folder->changed) {
            continue;
        }
        if (folder->count == 0) {
            folder_remove(above, vs_str(folder->name));
            continue;
        }
        code = write_folder(&id, writer, folder, err);
        if (code == VS_OK) {
            code = folder_set(above, vs_str(folder->name), VS_GIT_MODE_DIR, &id, err);
        }
        if (code != VS_OK) {
            return code;
        }
    }
    return VS_OK;
}

static enum vs_code
make_change(struct writer *writer, const struct vs_file_change *change, struct vs_err *err)
{
    const char *at = change->path;
    size_t shared = 0;
    bool same = true;
    enum vs_code code;

    /* How many of the open folders are on the way to this path? */
    for (size_t i = 1; same && i <= writer->depth; i++) {
        size_t len = strcspn(at, "/");

        same = at[len] == '/' && vs_str_is((struct vs_str){at, len}, writer->stack[i].name);
        if (same) {
            shared = i;
            at += len + 1;
        }
    }
    code = close_folders(writer, shared, err);
    while (code == VS_OK && strchr(at, '/')) {
        struct vs_str name = {at, strcspn(at, "/")};

        code = open_folder(writer, name, err);
        at += name.len + 1;
    }
    if (code != VS_OK) {
        return code;
    }
    if (change->remove) {
        folder_remove(&writer->stack[writer->depth], vs_str(at));
        return VS_OK;
    }
    return folder_set(&writer->stack[writer->depth], vs_str(at), VS_GIT_MODE_FILE, &change->id,
                      err);
}

static enum vs_code
tree_of(struct vs_git_id *out, struct vs_git *git, const struct vs_git_id *commit,
        struct vs_err *err)
{
    struct vs_git_commit parsed;
    struct vs_buf bytes;
    enum vs_code code;

    vs_buf_init(&bytes, VS_GIT_COMMIT_MAX);
    code = vs_git_read(&bytes, git, commit, VS_GIT_COMMIT, VS_GIT_COMMIT_MAX, err);
    if (code == VS_OK) {
        code = vs_git_commit_parse(&parsed, vs_buf_str(&bytes), err);
    }
    if (code == VS_OK) {
        *out = parsed.tree;
    }
    vs_buf_release(&bytes);
    return code;
}

/* The tree of `base` (NULL = empty) with the sorted changes made. */
static enum vs_code
write_tree(struct vs_git_id *out, struct vs_git *git, const struct vs_git_id *base,
           const struct vs_changes *changes, struct vs_err *err)
{
    struct writer *writer = vs_calloc(1, sizeof(*writer));
    struct vs_git_id top;
    enum vs_code code = VS_OK;

    if (!writer) {
        return vs_fail_memory(err);
    }
    writer->git = git;
    vs_buf_init(&writer->bytes, VS_GIT_TREE_MAX);
    if (base) {
        code = tree_of(&top, git, base, err);
        if (code == VS_OK) {
            code = folder_load(writer, &writer->stack[0], &top, err);
        }
    }
    for (size_t i = 0; code == VS_OK && i < changes->count; i++) {
        code = make_change(writer, &changes->items[i], err);
    }
    if (code == VS_OK) {
        code = close_folders(writer, 0, err);
    }
    if (code == VS_OK) {
        code = write_folder(out, writer, &writer->stack[0], err);
    }
    for (size_t i = 0; i <= VS_GIT_DEPTH_MAX; i++) {
        vs_free(writer->stack[i].entries);
    }
    vs_buf_release(&writer->bytes);
    vs_free(writer);
    return code;
}

/* --- the commit ------------------------------------------------------------------------------- */

/* Adds the gpgsig header: the armor with every line after the first indented by one space. */
static void
add_signature(struct vs_buf *out, struct vs_str armor)
{
    while (armor.len > 0 && armor.p[armor.len - 1] == '\n') {
        armor.len--;
    }
    vs_buf_add_text(out, "gpgsig ");
    for (size_t i = 0; i < armor.len; i++) {
        vs_buf_add_byte(out, (uint8_t)armor.p[i]);
        if (armor.p[i] == '\n') {
            vs_buf_add_byte(out, ' ');
        }
    }
    vs_buf_add_byte(out, '\n');
}

enum vs_code
vs_commit_write(struct vs_git_id *out, struct vs_git *git, const struct vs_git_id *base,
                const struct vs_git_id *parent, struct vs_changes *changes,
                const struct vs_commit_text *text, struct vs_err *err)
{
    long long at = text->at < 0 ? 0 : (long long)(text->at - text->at % 3600);
    char hex[2 * VS_GIT_ID_LEN + 1];
    struct vs_git_id tree;
    struct vs_buf head;
    struct vs_buf tail;
    struct vs_buf armor;
    enum vs_code code = vs_changes_check(changes, err);

    vs_buf_init(&head, VS_GIT_COMMIT_MAX);
    vs_buf_init(&tail, VS_GIT_COMMIT_MAX);
    vs_buf_init(&armor, 4096);
    if (code == VS_OK && changes->git != git) {
        code = vs_fail(err, VS_E_INVALID, "changes", "are kept elsewhere");
    }
    if (code == VS_OK && text->message.len > 0 && memchr(text->message.p, 0, text->message.len)) {
        code = vs_fail(err, VS_E_INVALID, "message", "has a NUL byte");
    }
    if (code == VS_OK) {
        vs_changes_sort(changes);
        code = write_tree(&tree, git, base, changes, err);
    }
    if (code != VS_OK) {
        goto out;
    }
    vs_git_id_text(hex, &tree);
    vs_buf_addf(&head, "tree %s\n", hex);
    if (parent) {
        vs_git_id_text(hex, parent);
        vs_buf_addf(&head, "parent %s\n", hex);
    }
    vs_buf_addf(&head, "author vs <%s@vs.invalid> %lld +0000\n", text->branch, at);
    vs_buf_addf(&head, "committer vs <%s@vs.invalid> %lld +0000\n", text->branch, at);
    if (text->sign) {
        vs_buf_add_str(&tail, vs_buf_str(&head));
        vs_buf_add_byte(&tail, '\n');
        vs_buf_add_str(&tail, text->message);
        code = vs_buf_check(&tail, "commit", err);
        if (code == VS_OK) {
            code = text->sign(text->payload, &armor, tail.p, tail.len, err);
        }
        if (code == VS_OK) {
            code = vs_buf_check(&armor, "signature", err);
        }
        if (code != VS_OK) {
            goto out;
        }
        add_signature(&head, vs_buf_str(&armor));
    }
    vs_buf_add_byte(&head, '\n');
    vs_buf_add_str(&head, text->message);
    code = vs_buf_check(&head, "commit", err);
    if (code == VS_OK) {
        code = vs_git_write(out, git, VS_GIT_COMMIT, head.p, head.len, err);
    }
out:
    vs_buf_release(&armor);
    vs_buf_release(&tail);
    vs_buf_release(&head);
    return code;
}
