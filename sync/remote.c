#include "sync/remote.h"

#include <stdlib.h>
#include <string.h>

#include "core/base/enc.h"
#include "core/base/mem.h"
#include "sync/copy.h"

#define BRANCH_PREFIX "refs/heads/vs1/"

/* The longest name here: "refs/heads/vs1/" or "refs/vs/<remote>/", and 32 digits. */
struct refname {
    char text[96];
};

const struct vs_wire_limits vs_remote_limits_default = {
    .bytes = 256ULL << 20,
    .objects = 2000000,
};

/* --- names ------------------------------------------------------------------------------------ */

bool
vs_remote_name_ok(const char *name)
{
    size_t len = strspn(name, "abcdefghijklmnopqrstuvwxyz0123456789-");

    return len > 0 && len <= VS_REMOTE_NAME_MAX && name[len] == '\0';
}

bool
vs_branch_name_ok(const char *branch)
{
    return strspn(branch, "0123456789abcdef") == VS_REMOTE_HEX_LEN &&
           branch[VS_REMOTE_HEX_LEN] == '\0';
}

/* The reference of a branch: on a remote, as the cache has it of a remote, own, about to be sent.
 */
static enum vs_code
name_ref(struct refname *out, const char *prefix, const char *remote, const char *branch,
         struct vs_err *err)
{
    struct vs_buf text;
    enum vs_code code;

    if (remote && !vs_remote_name_ok(remote)) {
        return vs_fail(err, VS_E_INVALID, remote, "is no name of a remote");
    }
    if (!vs_branch_name_ok(branch)) {
        return vs_fail(err, VS_E_INVALID, branch, "is no name of a branch");
    }
    vs_buf_init(&text, sizeof(out->text) - 1);
    vs_buf_addf(&text, "%s%s%s%s", prefix, remote ? remote : "", remote ? "/" : "", branch);
    code = vs_buf_check(&text, branch, err);
    if (code == VS_OK) {
        memcpy(out->text, text.p, text.len + 1);
    }
    vs_buf_release(&text);
    return code;
}

static enum vs_code
name_cached(struct refname *out, const char *remote, const char *branch, struct vs_err *err)
{
    return name_ref(out, remote ? "refs/vs/" : "refs/own/", remote, branch, err);
}

/* Replaces %41 by A and so on, in place; false for a bad escape or a NUL. */
static bool
decode_percent(char *text)
{
    char *to = text;

    for (const char *from = text; *from; from++) {
        uint8_t byte = (uint8_t)*from;

        if (*from == '%') {
            char lower[2] = {from[1], from[1] ? from[2] : '\0'};

            for (int i = 0; i < 2; i++) {
                if (lower[i] >= 'A' && lower[i] <= 'F') {
                    lower[i] = (char)(lower[i] - 'A' + 'a');
                }
            }
            if (!vs_unhex(&byte, 1, (struct vs_str){lower, 2}) || byte == 0) {
                return false;
            }
            from += 2;
        }
        *to++ = (char)byte;
    }
    *to = '\0';
    return true;
}

enum vs_code
vs_remote_path(char **path, const char *url, struct vs_err *err)
{
    const char *start = url;

    *path = NULL;
    if (url[0] == '\0' || url[0] == '-') {
        return vs_fail(err, VS_E_INVALID, url, "is no address of a remote");
    }
    if (strncmp(url, "file://", 7) == 0) {
        start = url + 7;
        if (strncmp(start, "localhost/", 10) == 0) {
            start += 9;
        }
        if (*start != '/') {
            return vs_fail(err, VS_E_INVALID, url, "a file:// address begins with three slashes");
        }
    } else if (strstr(url, "://") || strcspn(url, ":") < strcspn(url, "/")) {
        return VS_OK; /* a URL, or host:path */
    }
    *path = vs_strdup(start);
    if (!*path) {
        return vs_fail_memory(err);
    }
    if (start != url && !decode_percent(*path)) {
        vs_free(*path);
        *path = NULL;
        return vs_fail(err, VS_E_INVALID, url, "has a bad %% escape");
    }
    return VS_OK;
}

/* --- what the remote has ---------------------------------------------------------------------- */

void
vs_remote_list_release(struct vs_remote_list *list)
{
    vs_free(list->branches);
    memset(list, 0, sizeof(*list));
}

static int
compare_branches(const void *a, const void *b)
{
    return strcmp(((const struct vs_remote_branch *)a)->branch,
                  ((const struct vs_remote_branch *)b)->branch);
}

struct vs_remote_branch *
vs_remote_find(const struct vs_remote_list *list, const char *branch)
{
    for (size_t i = 0; i < list->count; i++) {
        if (strcmp(list->branches[i].branch, branch) == 0) {
            return &list->branches[i];
        }
    }
    return NULL;
}

struct listing {
    struct vs_remote_list *list;
    size_t room;
    struct vs_err *err;
};

static enum vs_code
list_ref(void *payload, const char *name, const struct vs_git_id *id)
{
    struct listing *listing = payload;
    struct vs_remote_list *list = listing->list;
    struct vs_remote_branch *branch;

    if (strcmp(name, "HEAD") == 0) {
        return VS_OK;
    }
    if (list->count + list->foreign >= VS_REMOTE_BRANCHES_MAX) {
        return vs_fail(listing->err, VS_E_TOO_LARGE, name, "the remote has more than %d references",
                       VS_REMOTE_BRANCHES_MAX);
    }
    if (strncmp(name, BRANCH_PREFIX, strlen(BRANCH_PREFIX)) != 0 ||
        !vs_branch_name_ok(name + strlen(BRANCH_PREFIX))) {
        list->foreign++;
        return VS_OK;
    }
    if (list->count == listing->room) {
        size_t room = listing->room ? 2 * listing->room : 16;
        struct vs_remote_branch *branches =
            vs_realloc_array(list->branches, room, sizeof(*branches));

        if (!branches) {
            return vs_fail_memory(listing->err);
        }
        list->branches = branches;
        listing->room = room;
    }
    branch = &list->branches[list->count++];
    memset(branch, 0, sizeof(*branch));
    memcpy(branch->branch, name + strlen(BRANCH_PREFIX), VS_REMOTE_HEX_LEN + 1);
    branch->id = *id;
    return VS_OK;
}

/* An open remote: a folder or a connection. */
struct link {
    struct vs_git *folder;
    struct vs_wire *wire;
};

static void
unlink_remote(struct link *link)
{
    vs_git_close(link->folder);
    vs_wire_close(link->wire);
    link->folder = NULL;
    link->wire = NULL;
}

static enum vs_code
link_remote(struct link *link, struct vs_git *git, const struct vs_remote *remote, bool push,
            struct vs_err *err)
{
    char *path = NULL;
    enum vs_code code = vs_remote_path(&path, remote->url, err);

    memset(link, 0, sizeof(*link));
    if (code == VS_OK && !vs_remote_name_ok(remote->name)) {
        code = vs_fail(err, VS_E_INVALID, remote->name, "is no name of a remote");
    }
    if (code == VS_OK) {
        code = path ? vs_git_open_existing(&link->folder, path, err)
                    : vs_wire_open(&link->wire, git, remote->url, remote->host_key, push, err);
    }
    vs_free(path);
    return code;
}

static enum vs_code
list_link(struct vs_remote_list *out, struct link *link, struct vs_git *git,
          const struct vs_remote *remote, struct vs_err *err)
{
    struct listing listing = {out, 0, err};
    enum vs_code code = link->folder ? vs_git_refs(link->folder, list_ref, &listing, err)
                                     : vs_wire_refs(link->wire, list_ref, &listing, err);

    if (code == VS_OK && out->count > 0) {
        qsort(out->branches, out->count, sizeof(*out->branches), compare_branches);
    }
    for (size_t i = 0; code == VS_OK && i < out->count; i++) {
        code = vs_remote_cached(&out->branches[i].cached, git, remote->name,
                                out->branches[i].branch, err);
        if (code == VS_E_NOT_FOUND) {
            vs_err_clear(err);
            code = VS_OK;
        }
    }
    return code;
}

enum vs_code
vs_remote_list(struct vs_remote_list *out, struct vs_git *git, const struct vs_remote *remote,
               struct vs_err *err)
{
    struct link link;
    enum vs_code code;

    memset(out, 0, sizeof(*out));
    code = link_remote(&link, git, remote, false, err);
    if (code == VS_OK) {
        code = list_link(out, &link, git, remote, err);
    }
    unlink_remote(&link);
    if (code != VS_OK) {
        vs_remote_list_release(out);
    }
    return code;
}

/* --- forgetting ------------------------------------------------------------------------------- */

struct forgetting {
    char prefix[64];
    const struct vs_remote_list *list; /* what it has is kept; NULL = nothing is kept */
    char (*names)[sizeof(struct refname)];
    size_t count;
    size_t room;
};

static bool
is_listed(const struct vs_remote_list *list, const char *branch)
{
    struct vs_remote_branch key;

    if (!list || list->count == 0 || !vs_branch_name_ok(branch)) {
        return false;
    }
    memcpy(key.branch, branch, sizeof(key.branch));
    return bsearch(&key, list->branches, list->count, sizeof(key), compare_branches) != NULL;
}

static enum vs_code
collect_name(void *payload, const char *name, const struct vs_git_id *id)
{
    struct forgetting *forget = payload;

    (void)id;
    if (strncmp(name, forget->prefix, strlen(forget->prefix)) != 0 ||
        strlen(name) >= sizeof(struct refname) ||
        is_listed(forget->list, name + strlen(forget->prefix))) {
        return VS_OK;
    }
    if (forget->count == forget->room) {
        size_t room = forget->room ? 2 * forget->room : 16;
        void *names = vs_realloc_array(forget->names, room, sizeof(*forget->names));

        if (!names) {
            return VS_E_NO_MEMORY;
        }
        forget->names = names;
        forget->room = room;
    }
    memcpy(forget->names[forget->count++], name, strlen(name) + 1);
    return VS_OK;
}

/* Drops the cache's references of a remote, but those of branches in `list`. */
static enum vs_code
forget_but(const struct vs_remote_list *list, struct vs_git *git, const char *remote,
           struct vs_err *err)
{
    struct forgetting forget = {.prefix = "refs/vs/", .list = list};
    enum vs_code code;

    if (!vs_remote_name_ok(remote)) {
        return vs_fail(err, VS_E_INVALID, remote, "is no name of a remote");
    }
    memcpy(forget.prefix + strlen(forget.prefix), remote, strlen(remote) + 1);
    forget.prefix[strlen(forget.prefix)] = '/';
    code = vs_git_refs(git, collect_name, &forget, err);
    if (code == VS_E_NO_MEMORY) {
        code = vs_fail_memory(err);
    }
    for (size_t i = 0; code == VS_OK && i < forget.count; i++) {
        code = vs_git_ref_remove(git, forget.names[i], err);
    }
    vs_free(forget.names);
    return code;
}

enum vs_code
vs_remote_forget(struct vs_git *git, const char *remote, struct vs_err *err)
{
    return forget_but(NULL, git, remote, err);
}

/* --- fetching --------------------------------------------------------------------------------- */

struct fetch {
    struct vs_remote_list *list;
    struct vs_git *git;
    const struct vs_remote *remote;
    const struct vs_wire_limits *limits;
    struct link link;
};

static bool
is_due(const struct vs_remote_branch *branch)
{
    return branch->wanted && branch->code == VS_OK && !branch->fetched &&
           !vs_git_id_eq(&branch->id, &branch->cached);
}

/* Errors that are noted with the branch; all others are about the remote as a whole, or about us.
 * A transfer that breaks off, on a connection that stood, may be the branch's fault too: a host
 * hangs up when it misses an object. If it is the network, the next connection shows it. */
static bool
is_branch_error(enum vs_code code)
{
    return code == VS_E_TOO_LARGE || code == VS_E_REMOTE_CONTENT || code == VS_E_NOT_FOUND ||
           code == VS_E_REMOTE_UNREACHABLE || code == VS_E_REMOTE_REFUSED ||
           code == VS_E_REMOTE_NOT_REPOSITORY;
}

static void
blame(struct vs_remote_branch *branch, enum vs_code code, const struct vs_err *err)
{
    size_t len = strnlen(err->detail, sizeof(branch->detail) - 1);

    branch->code = code;
    memcpy(branch->detail, err->detail, len);
    branch->detail[len] = '\0';
}

/* Points the cache's reference at what has arrived, if that is a commit with all that it needs. */
static enum vs_code
move_cached(struct fetch *fetch, struct vs_remote_branch *branch, struct vs_err *err)
{
    const struct vs_git_id *known = NULL;
    struct refname name;
    struct vs_git_id old;
    enum vs_code code = name_cached(&name, fetch->remote->name, branch->branch, err);

    if (code != VS_OK) {
        return code;
    }
    code = vs_git_ref_get(&old, fetch->git, name.text, err);
    if (code == VS_OK) {
        known = &old;
    } else if (code != VS_E_NOT_FOUND) {
        return code;
    }
    vs_err_clear(err);
    code = vs_copy_check(fetch->git, &branch->id, known, err);
    if (code == VS_OK) {
        code = vs_git_ref_set(fetch->git, name.text, &branch->id, known, err);
    }
    branch->fetched = code == VS_OK;
    return code;
}

/* Brings one branch over; its own errors are noted with it. */
static enum vs_code
fetch_one(struct fetch *fetch, struct vs_remote_branch *branch, struct vs_err *err)
{
    struct vs_err why = {0};
    struct refname source;
    struct refname target;
    struct vs_buf spec;
    enum vs_code code;

    if (fetch->link.folder) {
        code = vs_copy_commit(fetch->git, fetch->link.folder, &branch->id, fetch->limits,
                              &fetch->list->received, &why);
    } else {
        const char *names[1];

        vs_buf_init(&spec, sizeof(source) + sizeof(target));
        code = name_ref(&source, BRANCH_PREFIX, NULL, branch->branch, &why);
        if (code == VS_OK) {
            code = name_cached(&target, fetch->remote->name, branch->branch, &why);
        }
        if (code == VS_OK) {
            vs_buf_addf(&spec, "+%s:%s", source.text, target.text);
            code = vs_buf_check(&spec, branch->branch, &why);
        }
        if (code == VS_OK) {
            names[0] = (const char *)spec.p;
            code = vs_wire_fetch(fetch->link.wire, names, 1, fetch->limits, &fetch->list->received,
                                 &why);
        }
        vs_buf_release(&spec);
    }
    if (code == VS_OK) {
        code = move_cached(fetch, branch, &why);
    }
    if (is_branch_error(code)) {
        blame(branch, code, &why);
        return VS_OK;
    }
    if (code != VS_OK && err) {
        *err = why;
    }
    return code;
}

static char **
make_specs(const struct fetch *fetch, size_t count)
{
    char **specs = vs_calloc(count + 1, sizeof(*specs));
    size_t at = 0;

    for (size_t i = 0; specs && i < fetch->list->count; i++) {
        const struct vs_remote_branch *branch = &fetch->list->branches[i];
        struct vs_buf spec;

        if (!is_due(branch)) {
            continue;
        }
        vs_buf_init(&spec, 2 * sizeof(struct refname));
        vs_buf_addf(&spec, "+" BRANCH_PREFIX "%s:refs/vs/%s/%s", branch->branch,
                    fetch->remote->name, branch->branch);
        specs[at] = (char *)vs_buf_take(&spec, NULL);
        if (!specs[at++]) {
            for (size_t k = 0; k < at; k++) {
                vs_free(specs[k]);
            }
            vs_free(specs);
            return NULL;
        }
    }
    return specs;
}

/* All due branches in one transfer. *apart is set when they have to be tried one by one. */
static enum vs_code
fetch_together(bool *apart, struct fetch *fetch, size_t count, struct vs_err *err)
{
    struct vs_wire_limits limits = *fetch->limits;
    char **specs = make_specs(fetch, count);
    enum vs_code code;

    *apart = false;
    if (!specs) {
        return vs_fail_memory(err);
    }
    limits.bytes = limits.bytes > UINT64_MAX / count ? UINT64_MAX : limits.bytes * count;
    limits.objects = limits.objects > UINT32_MAX / count ? UINT32_MAX : limits.objects * count;
    code = vs_wire_fetch(fetch->link.wire, (const char *const *)specs, count, &limits,
                         &fetch->list->received, err);
    for (size_t i = 0; i < count; i++) {
        vs_free(specs[i]);
    }
    vs_free(specs);
    if (is_branch_error(code)) {
        vs_err_clear(err);
        *apart = true;
        return VS_OK;
    }
    for (size_t i = 0; code == VS_OK && i < fetch->list->count; i++) {
        struct vs_remote_branch *branch = &fetch->list->branches[i];
        struct vs_err why = {0};

        if (is_due(branch)) {
            code = move_cached(fetch, branch, &why);
            if (is_branch_error(code)) {
                blame(branch, code, &why);
                code = VS_OK;
            } else if (code != VS_OK && err) {
                *err = why;
            }
        }
    }
    return code;
}

static enum vs_code
fetch_due(struct fetch *fetch, struct vs_err *err)
{
    size_t due = 0;
    bool reconnect = false;
    enum vs_code code = VS_OK;

    for (size_t i = 0; i < fetch->list->count; i++) {
        due += is_due(&fetch->list->branches[i]);
    }
    if (due > 1 && fetch->link.wire) {
        code = fetch_together(&reconnect, fetch, due, err);
    }
    for (size_t i = 0; code == VS_OK && i < fetch->list->count; i++) {
        if (!is_due(&fetch->list->branches[i])) {
            continue;
        }
        if (reconnect) { /* the last transfer was cut off */
            unlink_remote(&fetch->link);
            code = link_remote(&fetch->link, fetch->git, fetch->remote, false, err);
        }
        if (code == VS_OK) {
            code = fetch_one(fetch, &fetch->list->branches[i], err);
            reconnect = fetch->link.wire != NULL;
        }
    }
    return code;
}

enum vs_code
vs_remote_fetch(struct vs_remote_list *out, struct vs_git *git, const struct vs_remote *remote,
                bool (*want)(void *payload, const struct vs_remote_branch *branch), void *payload,
                const struct vs_wire_limits *limits, struct vs_err *err)
{
    struct fetch fetch = {.list = out, .git = git, .remote = remote, .limits = limits};
    enum vs_code code;

    memset(out, 0, sizeof(*out));
    code = link_remote(&fetch.link, git, remote, false, err);
    if (code == VS_OK) {
        code = list_link(out, &fetch.link, git, remote, err);
    }
    if (code == VS_OK) {
        /* What is gone there must not look as if it were: it may be ours, and is then put back. */
        code = forget_but(out, git, remote->name, err);
    }
    for (size_t i = 0; code == VS_OK && i < out->count; i++) {
        out->branches[i].wanted = !want || want(payload, &out->branches[i]);
    }
    if (code == VS_OK) {
        code = fetch_due(&fetch, err);
    }
    unlink_remote(&fetch.link);
    if (code != VS_OK) {
        vs_remote_list_release(out);
    }
    return code;
}

/* --- publishing ------------------------------------------------------------------------------- */

/* Sets a reference of the cache whatever it was. */
static enum vs_code
set_cached(struct vs_git *git, const char *name, const struct vs_git_id *id, struct vs_err *err)
{
    struct vs_git_id old;
    enum vs_code code = vs_git_ref_get(&old, git, name, err);

    if (code == VS_E_NOT_FOUND) {
        vs_err_clear(err);
        return vs_git_ref_set(git, name, id, NULL, err);
    }
    return code == VS_OK ? vs_git_ref_set(git, name, id, &old, err) : code;
}

static enum vs_code
moved(struct vs_err *err, const char *branch)
{
    return vs_fail(err, VS_E_REMOTE_MOVED, branch, "the remote's branch is not what was expected");
}

static enum vs_code
push_folder(struct vs_git *folder, struct vs_git *git, const char *name, const struct vs_git_id *id,
            const struct vs_git_id *expected, struct vs_err *err)
{
    const struct vs_wire_limits limits = {UINT64_MAX, UINT64_MAX};
    struct vs_wire_count count = {0};
    struct vs_git_id now;
    enum vs_code code = vs_git_ref_get(&now, folder, name, err);

    if (code != VS_OK && code != VS_E_NOT_FOUND) {
        return code;
    }
    if ((code == VS_OK) != (expected != NULL) || (expected && !vs_git_id_eq(&now, expected))) {
        return moved(err, name);
    }
    vs_err_clear(err);
    vs_git_durable(true);
    code = vs_copy_commit(folder, git, id, &limits, &count, err);
    if (code == VS_OK) {
        code = vs_git_ref_set(folder, name, id, expected, err);
    }
    vs_git_durable(false);
    if (code == VS_E_IO) {
        code = VS_E_REMOTE_REFUSED; /* read-only, or no right to write */
        if (err) {
            err->code = code;
        }
    }
    return code;
}

struct finding {
    const char *name;
    struct vs_git_id id;
    bool found;
};

static enum vs_code
find_ref(void *payload, const char *name, const struct vs_git_id *id)
{
    struct finding *finding = payload;

    if (strcmp(name, finding->name) == 0) {
        finding->id = *id;
        finding->found = true;
    }
    return VS_OK;
}

static enum vs_code
push_wire(struct vs_wire *wire, struct vs_git *git, const char *branch, const char *name,
          const struct vs_git_id *id, const struct vs_git_id *expected, struct vs_err *err)
{
    struct finding finding = {.name = name};
    struct refname outgoing;
    enum vs_code code = vs_wire_refs(wire, find_ref, &finding, err);

    if (code == VS_OK && (finding.found != (expected != NULL) ||
                          (expected && !vs_git_id_eq(&finding.id, expected)))) {
        return moved(err, name);
    }
    if (code == VS_OK) {
        code = name_ref(&outgoing, "refs/outgoing/", NULL, branch, err);
    }
    if (code == VS_OK) {
        code = set_cached(git, outgoing.text, id, err);
    }
    if (code == VS_OK) {
        code = vs_wire_push(wire, outgoing.text, name, err);
        if (vs_git_ref_remove(git, outgoing.text, NULL) != VS_OK) {
            /* It names nothing but what is ours, and the next push sets it anew. */
            return code;
        }
    }
    return code;
}

enum vs_code
vs_remote_push(struct vs_git *git, const struct vs_remote *remote, const char *branch,
               const struct vs_git_id *id, const struct vs_git_id *expected, bool reroot,
               struct vs_err *err)
{
    struct link link = {0};
    struct refname name;
    struct refname cached;
    struct refname own;
    bool follows = true;
    enum vs_code code = name_ref(&name, BRANCH_PREFIX, NULL, branch, err);

    if (code == VS_OK) {
        code = name_cached(&cached, remote->name, branch, err);
    }
    if (code == VS_OK) {
        code = name_cached(&own, NULL, branch, err);
    }
    if (code == VS_OK && expected && !reroot) {
        code = vs_remote_follows(&follows, git, id, expected, err);
    }
    if (code == VS_OK && !follows) {
        code = vs_fail(err, VS_E_INVALID, branch, "the new commit does not follow the old one");
    }
    if (code == VS_OK && !(expected && vs_git_id_eq(id, expected))) {
        code = link_remote(&link, git, remote, true, err);
        if (code == VS_OK) {
            code = link.folder ? push_folder(link.folder, git, name.text, id, expected, err)
                               : push_wire(link.wire, git, branch, name.text, id, expected, err);
        }
        unlink_remote(&link);
    }
    if (code == VS_OK) {
        code = set_cached(git, cached.text, id, err);
    }
    return code == VS_OK ? set_cached(git, own.text, id, err) : code;
}

/* --- the cache -------------------------------------------------------------------------------- */

enum vs_code
vs_remote_cached(struct vs_git_id *out, struct vs_git *git, const char *remote, const char *branch,
                 struct vs_err *err)
{
    struct refname name;
    enum vs_code code = name_cached(&name, remote, branch, err);

    return code == VS_OK ? vs_git_ref_get(out, git, name.text, err) : code;
}

enum vs_code
vs_remote_follows(bool *out, struct vs_git *git, const struct vs_git_id *id,
                  const struct vs_git_id *ancestor, struct vs_err *err)
{
    struct vs_git_id at = *id;
    struct vs_buf bytes;
    enum vs_code code = VS_OK;

    *out = false;
    vs_buf_init(&bytes, VS_GIT_COMMIT_MAX);
    for (unsigned steps = 0; code == VS_OK && steps < 1000000; steps++) {
        struct vs_git_commit commit;

        if (vs_git_id_eq(&at, ancestor)) {
            *out = true;
            break;
        }
        vs_buf_clear(&bytes);
        code = vs_git_read(&bytes, git, &at, VS_GIT_COMMIT, VS_GIT_COMMIT_MAX, err);
        if (code == VS_OK) {
            code = vs_git_commit_parse(&commit, vs_buf_str(&bytes), err);
        }
        if (code == VS_OK && commit.parent_count == 0) {
            break;
        }
        at = commit.parents[0];
    }
    vs_buf_release(&bytes);
    return code;
}
