#include "sync/copy.h"

#include <string.h>

#include "core/base/mem.h"
#include "sync/packs.h"
#include "sync/watch.h"

enum { LOOSE_MAX = 100, TREE_DEPTH_MAX = 32 };

struct copy {
    struct vs_git *to; /* what it has is not needed; NULL: nothing is there that counts */
    struct vs_git *from;
    const struct vs_wire_limits *limits;
    struct vs_wire_count count;
    struct vs_idset seen;
    struct vs_git_ids commits; /* newest first */
    struct vs_git_ids objects; /* what an object needs stands before it */
    bool branching;            /* a commit has more than one parent */
    struct vs_buf bytes;
};

/* A tree that is being walked, and how far. */
struct step {
    struct vs_git_id id;
    struct vs_buf bytes;
    size_t at;
};

static enum vs_code
push_id(struct vs_git_ids *ids, const struct vs_git_id *id, struct vs_err *err)
{
    if (ids->count == ids->room) {
        size_t room = ids->room ? 2 * ids->room : 64;
        struct vs_git_id *items = vs_realloc_array(ids->items, room, sizeof(*items));

        if (!items) {
            return vs_fail_memory(err);
        }
        ids->items = items;
        ids->room = room;
    }
    ids->items[ids->count++] = *id;
    return VS_OK;
}

/* True in *needed when the object must be copied and was not met before. */
static enum vs_code
need(bool *needed, struct copy *copy, const struct vs_git_id *id, struct vs_err *err)
{
    *needed = false;
    if (copy->to && vs_git_has(copy->to, id)) {
        return VS_OK;
    }
    return vs_idset_add(needed, &copy->seen, id, err);
}

/* Counts an object against the limits after a look at its header. */
static enum vs_code
weigh(struct copy *copy, const struct vs_git_id *id, enum vs_git_kind kind, size_t max,
      struct vs_err *err)
{
    enum vs_git_kind found = kind;
    size_t size = 0;
    char text[2 * VS_GIT_ID_LEN + 1];
    enum vs_code code = vs_git_header(&found, &size, copy->from, id, err);

    vs_git_id_text(text, id);
    if (code == VS_E_NOT_FOUND) {
        return vs_fail(err, VS_E_REMOTE_CONTENT, text,
                       "an object that the branch needs is missing");
    }
    if (code != VS_OK) {
        return code;
    }
    if (found != kind) {
        return vs_fail(err, VS_E_REMOTE_CONTENT, text, "the object is of another kind");
    }
    if (size > max) {
        return vs_fail(err, VS_E_TOO_LARGE, text, "an object of %zu bytes, at most %zu are taken",
                       size, max);
    }
    copy->count.bytes += size;
    copy->count.objects++;
    vs_watch_tick(copy->count.bytes, copy->count.objects);
    if (copy->count.bytes > copy->limits->bytes || copy->count.objects > copy->limits->objects) {
        return vs_fail(
            err, VS_E_LIMIT, text, "more than %llu bytes or %llu objects in one transfer",
            (unsigned long long)copy->limits->bytes, (unsigned long long)copy->limits->objects);
    }
    return VS_OK;
}

/* Reads a commit that is known to be small enough. */
static enum vs_code
read_commit(struct vs_git_commit *out, struct copy *copy, const struct vs_git_id *id,
            struct vs_err *err)
{
    enum vs_code code;

    vs_buf_clear(&copy->bytes);
    code = vs_git_read(&copy->bytes, copy->from, id, VS_GIT_COMMIT, VS_GIT_COMMIT_MAX, err);
    if (code != VS_OK) {
        return code;
    }
    return vs_git_commit_parse(out, vs_buf_str(&copy->bytes), err);
}

/* All commits from the tip back to those that are there already. */
static enum vs_code
collect_commits(struct copy *copy, const struct vs_git_id *tip, struct vs_err *err)
{
    bool needed = false;
    enum vs_code code = need(&needed, copy, tip, err);

    if (code == VS_OK && needed) {
        code = push_id(&copy->commits, tip, err);
    }
    for (size_t i = 0; code == VS_OK && i < copy->commits.count; i++) {
        struct vs_git_id id = copy->commits.items[i];
        struct vs_git_commit commit;

        code = weigh(copy, &id, VS_GIT_COMMIT, VS_GIT_COMMIT_MAX, err);
        if (code == VS_OK) {
            code = read_commit(&commit, copy, &id, err);
        }
        for (size_t p = 0; code == VS_OK && p < commit.parent_count; p++) {
            copy->branching = copy->branching || p > 0;
            code = need(&needed, copy, &commit.parents[p], err);
            if (code == VS_OK && needed) {
                code = push_id(&copy->commits, &commit.parents[p], err);
            }
        }
    }
    return code;
}

static enum vs_code
enter_tree(struct copy *copy, struct step *step, const struct vs_git_id *id, struct vs_err *err)
{
    enum vs_code code = weigh(copy, id, VS_GIT_TREE, VS_GIT_TREE_MAX, err);

    if (code != VS_OK) {
        return code;
    }
    step->id = *id;
    step->at = 0;
    vs_buf_clear(&step->bytes);
    return vs_git_read(&step->bytes, copy->from, id, VS_GIT_TREE, VS_GIT_TREE_MAX, err);
}

/* Takes the next entry of the innermost tree; *enter is set when it is a tree to go into. */
static enum vs_code
take_entry(struct vs_git_id *enter, bool *entered, struct copy *copy, struct step *step,
           struct vs_err *err)
{
    struct vs_str mode;
    struct vs_str name;
    struct vs_git_id id;
    const char *raw;
    bool needed = false;
    bool is_tree;
    enum vs_code code;

    *entered = false;
    if (!vs_git_tree_take(&mode, &name, &raw, &step->at, vs_buf_str(&step->bytes))) {
        return vs_fail(err, VS_E_REMOTE_CONTENT, "tree", "a folder's object is damaged");
    }
    if (vs_str_is(mode, "160000")) {
        return VS_OK; /* a submodule's commit lies elsewhere */
    }
    is_tree = vs_str_is(mode, "40000") || vs_str_is(mode, "040000");
    memcpy(id.b, raw, VS_GIT_ID_LEN);
    code = need(&needed, copy, &id, err);
    if (code != VS_OK || !needed) {
        return code;
    }
    if (is_tree) {
        *enter = id;
        *entered = true;
        return VS_OK;
    }
    code = weigh(copy, &id, VS_GIT_BLOB, VS_GIT_OBJECT_MAX, err);
    return code == VS_OK ? push_id(&copy->objects, &id, err) : code;
}

/* Everything below a tree, and then the tree. */
static enum vs_code
collect_tree(struct copy *copy, struct step *steps, const struct vs_git_id *top, struct vs_err *err)
{
    size_t depth = 0;
    bool needed = false;
    enum vs_code code = need(&needed, copy, top, err);

    if (code != VS_OK || !needed) {
        return code;
    }
    code = enter_tree(copy, &steps[depth++], top, err);
    while (code == VS_OK && depth > 0) {
        struct step *step = &steps[depth - 1];
        struct vs_git_id id;
        bool entered = false;

        if (step->at == step->bytes.len) {
            code = push_id(&copy->objects, &step->id, err);
            depth--;
            continue;
        }
        code = take_entry(&id, &entered, copy, step, err);
        if (code == VS_OK && entered) {
            if (depth == TREE_DEPTH_MAX) {
                return vs_fail(err, VS_E_TOO_LARGE, "tree", "folders more than %d deep",
                               TREE_DEPTH_MAX);
            }
            code = enter_tree(copy, &steps[depth++], &id, err);
        }
    }
    return code;
}

/* The trees of all collected commits, oldest first. */
static enum vs_code
collect_trees(struct copy *copy, struct vs_err *err)
{
    struct step *steps = vs_calloc(TREE_DEPTH_MAX, sizeof(*steps));
    enum vs_code code = VS_OK;

    if (!steps) {
        return vs_fail_memory(err);
    }
    for (size_t i = 0; i < TREE_DEPTH_MAX; i++) {
        vs_buf_init(&steps[i].bytes, VS_GIT_TREE_MAX);
    }
    for (size_t i = copy->commits.count; code == VS_OK && i > 0; i--) {
        struct vs_git_commit commit;

        code = read_commit(&commit, copy, &copy->commits.items[i - 1], err);
        if (code == VS_OK) {
            code = collect_tree(copy, steps, &commit.tree, err);
        }
        if (code == VS_OK) {
            code = push_id(&copy->objects, &copy->commits.items[i - 1], err);
        }
    }
    for (size_t i = 0; i < TREE_DEPTH_MAX; i++) {
        vs_buf_release(&steps[i].bytes);
    }
    vs_free(steps);
    return code;
}

static enum vs_code
copy_loose(struct copy *copy, struct vs_err *err)
{
    struct vs_buf bytes;
    enum vs_code code = VS_OK;

    vs_buf_init(&bytes, VS_GIT_OBJECT_MAX);
    for (size_t i = 0; code == VS_OK && i < copy->objects.count; i++) {
        const struct vs_git_id *id = &copy->objects.items[i];
        enum vs_git_kind kind = VS_GIT_BLOB;
        struct vs_git_id written;
        size_t size = 0;

        vs_buf_clear(&bytes);
        vs_watch_tick(0, i);
        code = vs_git_header(&kind, &size, copy->from, id, err);
        if (code == VS_OK) {
            code = vs_git_read(&bytes, copy->from, id, kind, VS_GIT_OBJECT_MAX, err);
        }
        if (code == VS_OK) {
            code = vs_git_write(&written, copy->to, kind, bytes.p, bytes.len, err);
        }
        if (code == VS_OK && !vs_git_id_eq(&written, id)) {
            char text[2 * VS_GIT_ID_LEN + 1];

            vs_git_id_text(text, id);
            code = vs_fail(err, VS_E_REMOTE_CONTENT, text, "the object does not have its name");
        }
    }
    vs_buf_release(&bytes);
    return code;
}

void
vs_git_ids_release(struct vs_git_ids *ids)
{
    vs_free(ids->items);
    memset(ids, 0, sizeof(*ids));
}

static void
release_copy(struct copy *copy)
{
    vs_buf_release(&copy->bytes);
    vs_idset_release(&copy->seen);
    vs_git_ids_release(&copy->commits);
    vs_git_ids_release(&copy->objects);
}

/* What `copy->to` lacks of commit `tip`. */
static enum vs_code
collect(struct copy *copy, const struct vs_git_id *tip, struct vs_err *err)
{
    enum vs_code code;

    vs_buf_init(&copy->bytes, VS_GIT_COMMIT_MAX);
    if (copy->to) {
        vs_git_refresh(copy->to);
    }
    vs_git_refresh(copy->from);
    code = collect_commits(copy, tip, err);
    return code == VS_OK ? collect_trees(copy, err) : code;
}

enum vs_code
vs_copy_commit(struct vs_git *to, struct vs_git *from, const struct vs_git_id *tip,
               const struct vs_wire_limits *limits, struct vs_wire_count *grow, struct vs_err *err)
{
    struct copy copy = {.to = to, .from = from, .limits = limits};
    enum vs_code code = collect(&copy, tip, err);

    if (code == VS_OK && copy.objects.count > 0) {
        /* Only a line of commits is certain to have its parents written first. */
        if (copy.objects.count <= LOOSE_MAX && !copy.branching) {
            code = copy_loose(&copy, err);
        } else {
            code = vs_git_copy_pack(to, from, copy.objects.items, copy.objects.count, err);
            vs_git_refresh(to);
        }
    }
    if (code == VS_OK) {
        grow->bytes += copy.count.bytes;
        grow->objects += copy.count.objects;
    }
    release_copy(&copy);
    return code;
}

static const struct vs_wire_limits no_limits = {UINT64_MAX, UINT64_MAX};

enum vs_code
vs_copy_whole(struct vs_git *to, struct vs_git *from, const struct vs_git_id *tip,
              struct vs_err *err)
{
    struct copy copy = {.from = from, .limits = &no_limits};
    struct vs_packs before;
    enum vs_code code = collect(&copy, tip, err);

    if (code == VS_OK) {
        code = vs_packs_look(&before, vs_git_path(to), err);
        if (code == VS_OK) {
            code = vs_git_copy_pack(to, from, copy.objects.items, copy.objects.count, err);
        }
        if (code == VS_OK) {
            vs_packs_prefer_new(&before, vs_git_path(to));
            vs_git_refresh(to);
        }
        vs_packs_release(&before);
    }
    release_copy(&copy);
    return code;
}

enum vs_code
vs_copy_list(struct vs_git_ids *out, struct vs_git *from, const struct vs_git_id *tip,
             struct vs_idset *known, struct vs_err *err)
{
    struct copy copy = {.from = from, .limits = &no_limits, .seen = *known, .objects = *out};
    enum vs_code code = collect(&copy, tip, err);

    *known = copy.seen;
    *out = copy.objects;
    memset(&copy.seen, 0, sizeof(copy.seen));
    memset(&copy.objects, 0, sizeof(copy.objects));
    release_copy(&copy);
    return code;
}
