/* Fetching what is wanted of a remote, under limits, known branches first (remote.h; FORMAT.md
 * 10.6). */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/mem.h"
#include "core/identity/roster.h"
#include "sync/branch.h"
#include "sync/commit.h"
#include "sync/copy.h"
#include "sync/kept.h"
#include "sync/remote_priv.h"
#include "sync/watch.h"

/* Names in one transfer; unknown branches that are tried one by one, each with a connection. */
enum { TOGETHER_MAX = 4096, APART_UNKNOWN_MAX = 16, NOTE_MAX = 512 };

const struct vs_remote_limits vs_remote_limits_default = {
    .branch = {256ULL << 20, 2000000},
    .all = {1ULL << 30, 4000000},
    .unknown = {1ULL << 20, 4096},
    .all_unknown = {16ULL << 20, 65536},
    .own = {32U << 10, 16},
};

/* What is left of the limits of one kind of branches. */
struct budget {
    struct vs_wire_limits branch;
    struct vs_wire_limits left;
};

struct fetch {
    struct vs_remote_list *list;
    struct vs_git *git;
    const struct vs_remote *remote;
    const struct vs_remote_limits *limits;
    struct vs_link link;
    bool spent; /* the connection has brought what it can */
};

static bool
is_due(const struct vs_remote_branch *branch, enum vs_want kind)
{
    bool of_kind =
        kind == VS_WANT_WHOLE ? vs_want_is_whole(branch->wanted) : branch->wanted == kind;

    return of_kind && branch->code == VS_OK && !branch->fetched &&
           (kind == VS_WANT_ROSTER || !vs_git_id_eq(&branch->id, &branch->cached));
}

/* Errors that are noted with the branch; all others are about the remote as a whole, or about us.
 * A transfer that breaks off, on a connection that stood, may be the branch's fault too: a host
 * hangs up when it misses an object. If it is the network, the next connection shows it. */
static bool
is_branch_error(enum vs_code code)
{
    return code == VS_E_LIMIT || code == VS_E_TOO_LARGE || code == VS_E_REMOTE_CONTENT ||
           code == VS_E_NOT_FOUND || code == VS_E_REMOTE_UNREACHABLE ||
           code == VS_E_REMOTE_REFUSED || code == VS_E_REMOTE_NOT_REPOSITORY;
}

static void
blame(struct vs_remote_branch *branch, enum vs_code code, const struct vs_err *err)
{
    branch->code = code;
    snprintf(branch->detail, sizeof(branch->detail), "%.*s", (int)sizeof(branch->detail) - 1,
             err->detail);
}

/* Passes what is wrong on: to the branch if it is the branch's, else up. */
static enum vs_code
settle(struct vs_remote_branch *branch, enum vs_code code, const struct vs_err *why,
       struct vs_err *err)
{
    if (is_branch_error(code)) {
        blame(branch, code, why);
        return VS_OK;
    }
    if (code != VS_OK && err) {
        *err = *why;
    }
    return code;
}

/* --- what was too large ------------------------------------------------------------------------
 *
 * A note in the cache: "<id> <bytes> <objects>", the limits that it passed.
 */

static enum vs_code
note_refused(struct fetch *fetch, const struct vs_remote_branch *branch,
             const struct vs_wire_limits *limits, struct vs_err *err)
{
    struct vs_refname name;
    struct vs_git_id blob;
    char id[2 * VS_GIT_ID_LEN + 1];
    char text[NOTE_MAX];
    enum vs_code code =
        vs_remote_ref(&name, VS_REFUSED_PREFIX, fetch->remote->name, branch->branch, err);

    vs_git_id_text(id, &branch->id);
    snprintf(text, sizeof(text), "%s %llu %llu\n", id, (unsigned long long)limits->bytes,
             (unsigned long long)limits->objects);
    if (code == VS_OK) {
        code = vs_git_write(&blob, fetch->git, VS_GIT_BLOB, text, strlen(text), err);
    }
    return code == VS_OK ? vs_remote_set(fetch->git, name.text, &blob, err) : code;
}

/* Was this very state of the branch too large under limits no lower than these? */
static bool
was_refused(struct fetch *fetch, const struct vs_remote_branch *branch,
            const struct vs_wire_limits *limits)
{
    unsigned long long bytes = 0, objects = 0;
    struct vs_refname name;
    struct vs_git_id blob;
    struct vs_buf note;
    char id[2 * VS_GIT_ID_LEN + 1];
    bool was = false;

    vs_buf_init(&note, NOTE_MAX);
    vs_git_id_text(id, &branch->id);
    if (vs_remote_ref(&name, VS_REFUSED_PREFIX, fetch->remote->name, branch->branch, NULL) ==
            VS_OK &&
        vs_git_ref_get(&blob, fetch->git, name.text, NULL) == VS_OK &&
        vs_git_read(&note, fetch->git, &blob, VS_GIT_BLOB, NOTE_MAX - 1, NULL) == VS_OK &&
        note.len > sizeof(id) && memcmp(note.p, id, sizeof(id) - 1) == 0) {
        char *end = NULL;

        bytes = strtoull((const char *)note.p + sizeof(id), &end, 10);
        objects = strtoull(end, NULL, 10);
        was = bytes >= limits->bytes && objects >= limits->objects;
    }
    vs_buf_release(&note);
    return was;
}

/* --- taking what was brought -------------------------------------------------------------------
 */

/* Copies a branch into the cache, object by object after a look at each, and points the cache's
 * reference at it. */
static enum vs_code
take_whole(struct fetch *fetch, struct vs_remote_branch *branch,
           const struct vs_wire_limits *limits, struct vs_err *err)
{
    struct vs_wire_count count = {0, 0};
    struct vs_refname name;
    enum vs_code code = vs_remote_ref(&name, "refs/vs/", fetch->remote->name, branch->branch, err);

    if (code == VS_OK) {
        code = vs_copy_commit(fetch->git, vs_link_from(&fetch->link), &branch->id, limits, &count,
                              err);
    }
    if (code == VS_OK && fetch->link.folder) {
        fetch->list->received.bytes += count.bytes;
        fetch->list->received.objects += count.objects;
    }
    if (code == VS_OK) {
        code = vs_remote_set(fetch->git, name.text, &branch->id, err);
    }
    branch->fetched = code == VS_OK;
    return code;
}

#define OLD_ROSTERS_BYTES (1U << 20) /* of one branch; a roster of ten devices has 1,500 bytes */

/* The last roster of each earlier generation, newest first: without them the newest cannot be
 * followed to by somebody who has the first card. What is not there or too large is left out. */
static enum vs_code
put_old_rosters(struct vs_changes *changes, struct vs_tree *tree, uint64_t *bytes,
                struct vs_err *err)
{
    uint64_t *generations = NULL;
    size_t count = 0;
    struct vs_branch_path path;
    struct vs_buf roster;
    enum vs_code code = vs_branch_list_rosters(&generations, &count, tree, err);

    if (code == VS_E_TOO_LARGE || code == VS_E_REMOTE_CONTENT) {
        return VS_OK;
    }
    vs_buf_init(&roster, VS_ROSTER_FILE_MAX);
    for (size_t i = count; code == VS_OK && i > 0 && *bytes < OLD_ROSTERS_BYTES; i--) {
        vs_buf_clear(&roster);
        code = vs_branch_read_old_roster(tree, &roster, generations[i - 1], err);
        if (code == VS_OK) {
            vs_branch_roster_path(&path, generations[i - 1]);
            vs_changes_put(changes, path.text, roster.p, roster.len);
            *bytes += roster.len;
        } else if (code == VS_E_TOO_LARGE || code == VS_E_REMOTE_CONTENT ||
                   code == VS_E_NOT_FOUND) {
            code = VS_OK;
        }
    }
    vs_buf_release(&roster);
    vs_free(generations);
    return code;
}

/*
 * Of a branch of nobody known only the rosters are taken. They get a commit of their own in the
 * cache: the branch's commit there would look as if all that it needs were there too.
 */
static enum vs_code
take_roster(struct fetch *fetch, struct vs_remote_branch *branch, struct vs_err *err)
{
    struct vs_commit_text text = {branch->branch, {"", 0}, 0, NULL, NULL};
    struct vs_changes changes;
    struct vs_tree *tree = NULL;
    struct vs_refname name;
    struct vs_git_id id;
    struct vs_buf roster;
    uint64_t bytes = 0;
    enum vs_code code =
        vs_remote_ref(&name, VS_ROSTER_PREFIX, fetch->remote->name, branch->branch, err);

    vs_buf_init(&roster, VS_ROSTER_FILE_MAX);
    vs_changes_init(&changes, fetch->git);
    if (code == VS_OK) {
        code = vs_tree_at(&tree, vs_link_from(&fetch->link), &branch->id, err);
    }
    if (code == VS_OK) {
        code = vs_branch_read_roster(tree, &roster, err);
    }
    if (code == VS_OK) {
        bytes = roster.len;
        vs_changes_put(&changes, VS_BRANCH_ROSTER, roster.p, roster.len);
        code = put_old_rosters(&changes, tree, &bytes, err);
    }
    if (code == VS_OK) {
        fetch->list->received.bytes += fetch->link.folder ? bytes : 0;
        code = vs_commit_write(&id, fetch->git, NULL, NULL, &changes, &text, err);
    }
    if (code == VS_OK) {
        code = vs_remote_set(fetch->git, name.text, &id, err);
    }
    branch->fetched = code == VS_OK;
    vs_tree_close(tree);
    vs_changes_release(&changes);
    vs_buf_release(&roster);
    return code;
}

static enum vs_code
take(struct fetch *fetch, struct vs_remote_branch *branch, const struct vs_wire_limits *limits,
     struct vs_err *err)
{
    struct vs_err why = {0};
    enum vs_code code = vs_want_is_whole(branch->wanted) ? take_whole(fetch, branch, limits, &why)
                                                         : take_roster(fetch, branch, &why);

    code = settle(branch, code, &why, err);
    if (code == VS_OK && (branch->code == VS_E_TOO_LARGE || branch->code == VS_E_LIMIT)) {
        code = note_refused(fetch, branch, limits, err);
    }
    return code;
}

/* --- bringing it -------------------------------------------------------------------------------
 */

static void
spend(struct budget *budget, const struct vs_wire_count *before, const struct vs_wire_count *after)
{
    uint64_t bytes = after->bytes - before->bytes;
    uint64_t objects = after->objects - before->objects;

    budget->left.bytes -= bytes < budget->left.bytes ? bytes : budget->left.bytes;
    budget->left.objects -= objects < budget->left.objects ? objects : budget->left.objects;
}

static uint64_t
least(uint64_t a, uint64_t b)
{
    return a < b ? a : b;
}

/* A connection that has brought something brings no more. */
static enum vs_code
fresh_link(struct fetch *fetch, struct vs_err *err)
{
    if (fetch->link.folder || !fetch->spent) {
        return VS_OK;
    }
    vs_link_close(&fetch->link);
    fetch->spent = false;
    return vs_link_open(&fetch->link, fetch->git, fetch->remote, false, err);
}

/* Brings `count` due branches (their places in `which`) in one transfer. */
static enum vs_code
bring(struct fetch *fetch, struct budget *budget, const size_t *which, size_t count,
      const struct vs_wire_limits *limits, struct vs_err *err)
{
    struct vs_wire_count before = fetch->list->received;
    struct vs_refname *refs = vs_calloc(count, sizeof(*refs));
    const char **names = vs_calloc(count, sizeof(*names));
    enum vs_code code = refs && names ? fresh_link(fetch, err) : vs_fail_memory(err);

    for (size_t i = 0; code == VS_OK && i < count; i++) {
        code = vs_remote_ref(&refs[i], VS_BRANCH_PREFIX, NULL,
                             fetch->list->branches[which[i]].branch, err);
        names[i] = refs[i].text;
    }
    if (code == VS_OK) {
        code = vs_link_bring(&fetch->link, names, count, limits, &fetch->list->received, err);
        fetch->spent = true;
        spend(budget, &before, &fetch->list->received);
    }
    vs_free(refs);
    vs_free(names);
    return code;
}

static enum vs_code
bring_one(struct fetch *fetch, struct budget *budget, size_t which, struct vs_err *err)
{
    struct vs_remote_branch *branch = &fetch->list->branches[which];
    struct vs_wire_limits limits = {least(budget->branch.bytes, budget->left.bytes),
                                    least(budget->branch.objects, budget->left.objects)};
    struct vs_err why = {0};
    enum vs_code code;

    if (limits.bytes == 0 || limits.objects == 0) {
        if (branch->wanted == VS_WANT_ROSTER) {
            return VS_OK; /* looked at another time */
        }
        vs_fail(&why, VS_E_LIMIT, branch->branch,
                "the remote has sent as much as is taken from one in one sync");
        return settle(branch, VS_E_LIMIT, &why, err);
    }
    code = bring(fetch, budget, &which, 1, &limits, &why);
    if (code == VS_OK) {
        return take(fetch, branch, &budget->branch, err);
    }
    code = settle(branch, code, &why, err);
    if (code == VS_OK && branch->code == VS_E_LIMIT && limits.bytes == budget->branch.bytes) {
        code = note_refused(fetch, branch, &budget->branch, err);
    }
    return code;
}

/* Due branches in one transfer. *apart is set when they have to be tried one by one. */
static enum vs_code
bring_together(bool *apart, struct fetch *fetch, struct budget *budget, const size_t *which,
               size_t count, struct vs_err *err)
{
    struct vs_wire_limits limits = budget->left;
    struct vs_err why = {0};
    enum vs_code code;

    limits.bytes = least(limits.bytes, budget->branch.bytes * count);
    limits.objects = least(limits.objects, budget->branch.objects * count);
    code = bring(fetch, budget, which, count, &limits, &why);
    *apart = is_branch_error(code);
    if (*apart) {
        return VS_OK;
    }
    if (code != VS_OK && err) {
        *err = why;
    }
    for (size_t i = 0; code == VS_OK && i < count; i++) {
        code = take(fetch, &fetch->list->branches[which[i]], &budget->branch, err);
    }
    return code;
}

static enum vs_code
fetch_wire(struct fetch *fetch, struct budget *budget, const size_t *due, size_t count,
           size_t apart_max, struct vs_err *err)
{
    enum vs_code code = VS_OK;
    bool apart = false;

    for (size_t i = 0; code == VS_OK && !apart && i < count; i += TOGETHER_MAX) {
        size_t some = count - i < TOGETHER_MAX ? count - i : TOGETHER_MAX;

        if (count == 1) {
            return bring_one(fetch, budget, due[0], err);
        }
        code = bring_together(&apart, fetch, budget, due + i, some, err);
    }
    for (size_t i = 0, tried = 0; code == VS_OK && apart && i < count && tried < apart_max; i++) {
        if (!fetch->list->branches[due[i]].fetched) {
            code = bring_one(fetch, budget, due[i], err);
            tried++;
        }
    }
    return code;
}

static enum vs_code
fetch_kind(struct fetch *fetch, enum vs_want kind, const struct vs_wire_limits *branch,
           const struct vs_wire_limits *all, struct vs_err *err)
{
    struct budget budget = {*branch, *all};
    struct vs_remote_list *list = fetch->list;
    size_t *due = vs_calloc(list->count + 1, sizeof(*due));
    size_t count = 0;
    enum vs_code code = due ? VS_OK : vs_fail_memory(err);

    for (size_t i = 0; code == VS_OK && i < list->count; i++) {
        if (is_due(&list->branches[i], kind) && was_refused(fetch, &list->branches[i], branch)) {
            struct vs_err why = {0};

            vs_fail(&why, VS_E_LIMIT, NULL,
                    "refused before as it is now, under %llu bytes and %llu objects",
                    (unsigned long long)branch->bytes, (unsigned long long)branch->objects);
            blame(&list->branches[i], VS_E_LIMIT, &why);
        } else if (is_due(&list->branches[i], kind)) {
            due[count++] = i;
        }
    }
    for (size_t i = 0; code == VS_OK && fetch->link.folder && i < count; i++) {
        struct vs_wire_count before = list->received;
        struct vs_wire_limits limits = {least(branch->bytes, budget.left.bytes),
                                        least(branch->objects, budget.left.objects)};

        code = take(fetch, &list->branches[due[i]], &limits, err);
        spend(&budget, &before, &list->received);
    }
    if (code == VS_OK && !fetch->link.folder && count > 0) {
        code = fetch_wire(fetch, &budget, due, count,
                          kind == VS_WANT_WHOLE ? count : APART_UNKNOWN_MAX, err);
    }
    vs_free(due);
    return code;
}

/* Own branches of a folder: is there still what we wrote, or an earlier fetch found? */
static enum vs_code
look_after_own(struct fetch *fetch, struct vs_err *err)
{
    enum vs_code code = VS_OK;

    for (size_t i = 0; code == VS_OK && fetch->link.folder && i < fetch->list->count; i++) {
        struct vs_remote_branch *branch = &fetch->list->branches[i];
        struct vs_err why = {0};

        if (branch->wanted == VS_WANT_OWN && branch->code == VS_OK) {
            code = vs_kept_look(fetch->git, fetch->link.folder, fetch->remote->name, branch->branch,
                                &branch->id, &fetch->limits->own, &why);
            /* No place for the list here is no reason to sync with nobody. */
            code =
                code == VS_E_IO || code == VS_E_NO_SPACE ? VS_OK : settle(branch, code, &why, err);
        }
    }
    return code;
}

static enum vs_code
choose(struct vs_remote_list *list, const struct vs_remote_asking *asking, struct vs_err *err)
{
    for (size_t i = 0; i < list->count; i++) {
        list->branches[i].wanted = VS_WANT_WHOLE;
    }
    return asking && asking->choose ? asking->choose(asking->payload, list, err) : VS_OK;
}

enum vs_code
vs_remote_fetch(struct vs_remote_list *out, struct vs_git *git, const struct vs_remote *remote,
                const struct vs_remote_asking *asking, const struct vs_remote_limits *limits,
                struct vs_err *err)
{
    struct fetch fetch = {.list = out, .git = git, .remote = remote, .limits = limits};
    enum vs_code code;

    memset(out, 0, sizeof(*out));
    code = vs_incoming_sweep(git, err);
    if (code == VS_OK) {
        code = vs_link_open(&fetch.link, git, remote, false, err);
    }
    if (code == VS_OK) {
        vs_watch_tick(1, 0);
        code = vs_remote_list_link(out, &fetch.link, git, remote, err);
    }
    if (code == VS_OK) {
        /* What is gone there must not look as if it were: it may be ours, and is then put back. */
        code = vs_remote_forget_but(out, git, "refs/vs/", remote->name, err);
    }
    if (code == VS_OK) {
        code = vs_remote_forget_but(out, git, VS_REFUSED_PREFIX, remote->name, err);
    }
    if (code == VS_OK) {
        code = vs_remote_forget_but(NULL, git, VS_ROSTER_PREFIX, remote->name, err);
    }
    if (code == VS_OK) {
        code = choose(out, asking, err);
    }
    if (code == VS_OK) {
        code = fetch_kind(&fetch, VS_WANT_WHOLE, &limits->branch, &limits->all, err);
    }
    if (code == VS_OK) {
        code = look_after_own(&fetch, err);
    }
    if (code == VS_OK && asking && asking->told) {
        code = asking->told(asking->payload, out, err);
    }
    if (code == VS_OK) {
        code = fetch_kind(&fetch, VS_WANT_ROSTER, &limits->unknown, &limits->all_unknown, err);
    }
    vs_link_close(&fetch.link);
    if (code != VS_OK) {
        vs_remote_list_release(out);
    }
    return code;
}

enum vs_code
vs_remote_cached_roster(struct vs_git_id *out, struct vs_git *git, const char *remote,
                        const char *branch, struct vs_err *err)
{
    struct vs_refname name;
    enum vs_code code = vs_remote_ref(&name, VS_ROSTER_PREFIX, remote, branch, err);

    return code == VS_OK ? vs_git_ref_get(out, git, name.text, err) : code;
}
