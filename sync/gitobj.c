#include "sync/gitobj.h"

#include <stdlib.h>
#include <string.h>

#include "core/base/enc.h"

bool
vs_git_id_eq(const struct vs_git_id *a, const struct vs_git_id *b)
{
    return memcmp(a->b, b->b, VS_GIT_ID_LEN) == 0;
}

bool
vs_git_id_parse(struct vs_git_id *out, struct vs_str hex)
{
    return vs_unhex(out->b, VS_GIT_ID_LEN, hex);
}

void
vs_git_id_text(char out[2 * VS_GIT_ID_LEN + 1], const struct vs_git_id *id)
{
    vs_hex(out, id->b, VS_GIT_ID_LEN);
}

bool
vs_git_name_ok(struct vs_str name)
{
    if (name.len == 0 || name.len > VS_GIT_NAME_MAX) {
        return false;
    }
    for (size_t i = 0; i < name.len; i++) {
        char c = name.p[i];

        if (!((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '.')) {
            return false;
        }
    }
    if (vs_str_is(name, ".") || vs_str_is(name, "..")) {
        return false;
    }
    return name.len < 4 || memcmp(name.p + name.len - 4, ".git", 4) != 0;
}

bool
vs_git_path_ok(const char *path)
{
    size_t parts = 0;

    if (strnlen(path, VS_GIT_PATH_MAX + 1) > VS_GIT_PATH_MAX) {
        return false;
    }
    for (;;) {
        size_t len = strcspn(path, "/");

        if (++parts > VS_GIT_DEPTH_MAX || !vs_git_name_ok((struct vs_str){path, len})) {
            return false;
        }
        if (path[len] == '\0') {
            return true;
        }
        path += len + 1;
    }
}

bool
vs_git_tree_take(struct vs_str *mode, struct vs_str *name, const char **id, size_t *at,
                 struct vs_str tree)
{
    const char *p = tree.p + *at;
    size_t left = tree.len - *at;
    const char *space = memchr(p, ' ', left < 8 ? left : 8);
    const char *nul;

    if (!space) {
        return false;
    }
    *mode = (struct vs_str){p, (size_t)(space - p)};
    left -= mode->len + 1;
    nul = memchr(space + 1, 0, left);
    if (!nul || (size_t)(nul - space - 1) + 1 + VS_GIT_ID_LEN > left) {
        return false;
    }
    *name = (struct vs_str){space + 1, (size_t)(nul - space - 1)};
    *id = nul + 1;
    *at += mode->len + 1 + name->len + 1 + VS_GIT_ID_LEN;
    return true;
}

bool
vs_git_tree_next(struct vs_git_entry *entry, size_t *at, bool *broken, uint32_t *skipped,
                 struct vs_str tree)
{
    while (*at < tree.len) {
        struct vs_str mode;
        struct vs_str name;
        const char *id;

        if (!vs_git_tree_take(&mode, &name, &id, at, tree)) {
            *broken = true;
            return false;
        }
        if (vs_str_is(mode, "100644")) {
            entry->mode = VS_GIT_MODE_FILE;
        } else if (vs_str_is(mode, "40000")) {
            entry->mode = VS_GIT_MODE_DIR;
        } else {
            ++*skipped;
            continue;
        }
        if (!vs_git_name_ok(name)) {
            ++*skipped;
            continue;
        }
        memcpy(entry->name, name.p, name.len);
        entry->name[name.len] = '\0';
        entry->name_len = name.len;
        memcpy(entry->id.b, id, VS_GIT_ID_LEN);
        return true;
    }
    return false;
}

bool
vs_git_tree_find(struct vs_git_entry *entry, struct vs_str tree, struct vs_str name)
{
    size_t at = 0;
    bool broken = false;
    uint32_t skipped = 0;

    while (vs_git_tree_next(entry, &at, &broken, &skipped, tree)) {
        if (entry->name_len == name.len && memcmp(entry->name, name.p, name.len) == 0) {
            return true;
        }
    }
    return false;
}

/* git's order: bytewise, a folder's name counting as if '/' stood at its end. */
static int
compare_entries(const void *left, const void *right)
{
    const struct vs_git_entry *a = left;
    const struct vs_git_entry *b = right;
    size_t shorter = a->name_len < b->name_len ? a->name_len : b->name_len;
    int order = memcmp(a->name, b->name, shorter);
    int last_a;
    int last_b;

    if (order != 0) {
        return order;
    }
    last_a = shorter < a->name_len        ? (unsigned char)a->name[shorter]
             : a->mode == VS_GIT_MODE_DIR ? '/'
                                          : 0;
    last_b = shorter < b->name_len        ? (unsigned char)b->name[shorter]
             : b->mode == VS_GIT_MODE_DIR ? '/'
                                          : 0;
    return last_a - last_b;
}

void
vs_git_tree_build(struct vs_buf *out, struct vs_git_entry *entries, size_t count)
{
    if (count > 0) {
        qsort(entries, count, sizeof(*entries), compare_entries);
    }
    for (size_t i = 0; i < count; i++) {
        vs_buf_add_text(out, entries[i].mode == VS_GIT_MODE_DIR ? "40000 " : "100644 ");
        vs_buf_add(out, entries[i].name, entries[i].name_len + 1);
        vs_buf_add(out, entries[i].id.b, VS_GIT_ID_LEN);
    }
}

/* Takes the line `word` SP 40 digits LF from the start of *rest. */
static bool
take_id_line(struct vs_git_id *id, struct vs_str *rest, const char *word)
{
    size_t len = strlen(word);

    if (rest->len < len + 41 || !vs_str_starts(*rest, word) || rest->p[len + 40] != '\n' ||
        !vs_git_id_parse(id, (struct vs_str){rest->p + len, 40})) {
        return false;
    }
    rest->p += len + 41;
    rest->len -= len + 41;
    return true;
}

enum vs_code
vs_git_commit_parse(struct vs_git_commit *out, struct vs_str commit, struct vs_err *err)
{
    struct vs_str rest = commit;
    struct vs_git_id parent;
    const char *end;

    memset(out, 0, sizeof(*out));
    if (!take_id_line(&out->tree, &rest, "tree ")) {
        return vs_fail(err, VS_E_REMOTE_CONTENT, "commit", "no tree line");
    }
    while (take_id_line(&parent, &rest, "parent ")) {
        if (out->parent_count == VS_GIT_PARENTS_MAX) {
            return vs_fail(err, VS_E_REMOTE_CONTENT, "commit", "more than %d parents",
                           VS_GIT_PARENTS_MAX);
        }
        out->parents[out->parent_count++] = parent;
    }
    end = memmem(rest.p, rest.len, "\n\n", 2);
    if (end) {
        out->message = (struct vs_str){end + 2, rest.len - (size_t)(end + 2 - rest.p)};
    }
    return VS_OK;
}

void
vs_git_words(char *out, size_t size, const char *words)
{
    size_t len = 0;

    for (; *words && len + 1 < size; words++) {
        out[len++] = *words >= ' ' && *words <= '~' ? *words : ' ';
    }
    while (len > 0 && out[len - 1] == ' ') {
        len--;
    }
    out[len] = '\0';
}
