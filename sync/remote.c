#include "sync/remote.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/enc.h"
#include "core/base/mem.h"
#include "sync/copy.h"
#include "sync/kept.h"
#include "sync/remote_priv.h"

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
enum vs_code
vs_remote_ref(struct vs_refname *out, const char *prefix, const char *remote, const char *branch,
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
name_cached(struct vs_refname *out, const char *remote, const char *branch, struct vs_err *err)
{
    return vs_remote_ref(out, remote ? "refs/vs/" : "refs/own/", remote, branch, err);
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

/*
 * A URL, or host:path: of a kind that is meant, with nothing in it that an ssh or a shell at the
 * other end could take for something else. A password in it would stand in the ledger and in lists.
 */
static enum vs_code
check_url(const char *url, struct vs_err *err)
{
    static const char *const kinds[] = {"ssh://", "https://", "git://"};
    const char *host = strstr(url, "://") ? NULL : url;
    const char *at;

    for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++) {
        if (strncmp(url, kinds[i], strlen(kinds[i])) == 0) {
            host = url + strlen(kinds[i]);
        }
    }
    if (!host || strstr(url, "::")) {
        return vs_fail(err, VS_E_INVALID, url,
                       "an address is a folder, ssh://, user@host:path or https://");
    }
    for (const char *c = url; *c; c++) {
        if ((unsigned char)*c <= ' ' || *c == 0x7f || strchr("'\"\\`$;|&<>", *c)) {
            return vs_fail(err, VS_E_INVALID, url, "an address has no such character as '%c'",
                           (unsigned char)*c < ' ' ? '?' : *c);
        }
    }
    at = memchr(host, '@', strcspn(host, "/"));
    if (at && host != url && memchr(host, ':', (size_t)(at - host))) {
        return vs_fail(err, VS_E_INVALID, "the address",
                       "a password does not belong in an address");
    }
    if (host[0] == '-' || (at && at[1] == '-') || host[0] == '\0' || host[0] == '/') {
        return vs_fail(err, VS_E_INVALID, url, "is no address of a remote");
    }
    return VS_OK;
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
        return check_url(url, err);
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
        return vs_fail(listing->err, VS_E_REMOTE_CROWDED, name,
                       "the remote has more than %d references", VS_REMOTE_BRANCHES_MAX);
    }
    if (strncmp(name, VS_BRANCH_PREFIX, strlen(VS_BRANCH_PREFIX)) != 0 ||
        !vs_branch_name_ok(name + strlen(VS_BRANCH_PREFIX))) {
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
    memcpy(branch->branch, name + strlen(VS_BRANCH_PREFIX), VS_REMOTE_HEX_LEN + 1);
    branch->id = *id;
    return VS_OK;
}

enum vs_code
vs_remote_list_link(struct vs_remote_list *out, struct vs_link *link, struct vs_git *git,
                    const struct vs_remote *remote, struct vs_err *err)
{
    struct listing listing = {out, 0, err};
    enum vs_code code = vs_link_refs(link, list_ref, &listing, err);

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
    struct vs_link link;
    enum vs_code code;

    memset(out, 0, sizeof(*out));
    code = vs_link_open(&link, git, remote, false, err);
    if (code == VS_OK) {
        code = vs_remote_list_link(out, &link, git, remote, err);
    }
    vs_link_close(&link);
    if (code != VS_OK) {
        vs_remote_list_release(out);
    }
    return code;
}

/* --- forgetting ------------------------------------------------------------------------------- */

struct forgetting {
    char prefix[64];
    const struct vs_remote_list *list; /* what it has is kept; NULL = nothing is kept */
    char (*names)[sizeof(struct vs_refname)];
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
        strlen(name) >= sizeof(struct vs_refname) ||
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

enum vs_code
vs_remote_forget_but(const struct vs_remote_list *list, struct vs_git *git, const char *prefix,
                     const char *remote, struct vs_err *err)
{
    struct forgetting forget = {.list = list};
    enum vs_code code;

    if (!vs_remote_name_ok(remote)) {
        return vs_fail(err, VS_E_INVALID, remote, "is no name of a remote");
    }
    snprintf(forget.prefix, sizeof(forget.prefix), "%s%s/", prefix, remote);
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

/* --- publishing ------------------------------------------------------------------------------- */

enum vs_code
vs_remote_set(struct vs_git *git, const char *name, const struct vs_git_id *id, struct vs_err *err)
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

/* Read-only, full, or no right to write: that is the remote's, not our own trouble. */
static enum vs_code
refused_by_folder(enum vs_code code, struct vs_err *err)
{
    if (code == VS_E_IO || code == VS_E_NO_SPACE) {
        code = VS_E_REMOTE_REFUSED;
        if (err) {
            err->code = code;
        }
    }
    return code;
}

static enum vs_code
push_folder(struct vs_git *folder, struct vs_git *git, const char *name, const struct vs_git_id *id,
            const struct vs_git_id *expected, bool whole, struct vs_err *err)
{
    const struct vs_wire_limits limits = {UINT64_MAX, UINT64_MAX};
    struct vs_wire_count count = {0};
    struct vs_git_id now;
    char obstacle[300];
    enum vs_code code = vs_git_ref_get(&now, folder, name, err);

    if (code == VS_E_REMOTE_CONTENT && !expected) {
        /* The torn rest of our own reference: the list had no such branch, and it begins anew. */
        vs_err_clear(err);
        code = vs_git_ref_remove(folder, name, err);
        code = code == VS_OK ? VS_E_NOT_FOUND : code;
    }
    if (code != VS_OK && code != VS_E_NOT_FOUND) {
        return refused_by_folder(code, err);
    }
    if (code == VS_E_NOT_FOUND && vs_git_ref_obstacle(obstacle, sizeof(obstacle), folder, name)) {
        return vs_fail(err, VS_E_REMOTE_IN_THE_WAY, name, "%s", obstacle);
    }
    if ((code == VS_OK) != (expected != NULL) || (expected && !vs_git_id_eq(&now, expected))) {
        return moved(err, name);
    }
    vs_err_clear(err);
    vs_git_durable(true);
    code = whole ? vs_copy_whole(folder, git, id, err)
                 : vs_copy_commit(folder, git, id, &limits, &count, err);
    if (code == VS_OK) {
        code = vs_git_ref_set(folder, name, id, expected, err);
    }
    vs_git_durable(false);
    return refused_by_folder(code, err);
}

struct finding {
    const char *name;
    struct vs_git_id id;
    bool found;
    char below[120]; /* a branch of which `name` is a folder */
};

static enum vs_code
find_ref(void *payload, const char *name, const struct vs_git_id *id)
{
    struct finding *finding = payload;

    if (strcmp(name, finding->name) == 0) {
        finding->id = *id;
        finding->found = true;
    }
    if (strncmp(name, finding->name, strlen(finding->name)) == 0 &&
        name[strlen(finding->name)] == '/') {
        (void)snprintf(finding->below, sizeof(finding->below), "%s", name);
    }
    return VS_OK;
}

static enum vs_code
push_wire(struct vs_wire *wire, struct vs_git *git, const char *branch, const char *name,
          const struct vs_git_id *id, const struct vs_git_id *expected, struct vs_err *err)
{
    struct finding finding = {.name = name};
    struct vs_refname outgoing;
    enum vs_code code = vs_wire_refs(wire, find_ref, &finding, err);

    if (code == VS_OK && finding.below[0] != '\0') {
        code = vs_fail(err, VS_E_REMOTE_IN_THE_WAY, name, "%s is a folder, of the branch %s", name,
                       finding.below);
    }
    if (code == VS_OK && (finding.found != (expected != NULL) ||
                          (expected && !vs_git_id_eq(&finding.id, expected)))) {
        return moved(err, name);
    }
    if (code == VS_OK) {
        code = vs_remote_ref(&outgoing, "refs/outgoing/", NULL, branch, err);
    }
    if (code == VS_OK) {
        code = vs_remote_set(git, outgoing.text, id, err);
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

/* Objects read back after a push to a folder, beside the newest; there is time for more of them
 * than in a sync that sends nothing. */
static const struct vs_wire_limits read_back_limits = {256U << 10, 128};

/* The folder had its push. Whether it holds what it was given, and gave before, is told by the next
 * fetch, which begins where this look ends. */
static void
read_back(struct vs_git *folder, struct vs_git *git, const char *remote, const char *branch,
          const struct vs_git_id *id, bool anew)
{
    if (anew) {
        vs_kept_forget(git, folder, remote, branch);
    }
    vs_git_refresh(folder);
    if (vs_kept_look(git, folder, remote, branch, id, &read_back_limits, NULL) != VS_OK) {
        return;
    }
}

static enum vs_code
push_link(struct vs_link *link, struct vs_git *git, const char *branch, const char *name,
          const struct vs_git_id *id, const struct vs_git_id *expected, bool whole,
          struct vs_err *err)
{
    if (link->folder) {
        return push_folder(link->folder, git, name, id, expected, whole, err);
    }
    return link->wire ? push_wire(link->wire, git, branch, name, id, expected, err)
                      : vs_program_push(link->program, id, name, expected, err);
}

static enum vs_code
push_open(struct vs_link *link, struct vs_git *git, const char *remote, const char *branch,
          const char *name, const struct vs_git_id *id, const struct vs_git_id *expected,
          bool reroot, struct vs_err *err)
{
    bool anew = reroot && link->folder;
    bool whole = anew;
    enum vs_code code;

    if (anew) {
        vs_kept_aside(git, remote, branch);
        whole = expected || !vs_kept_is_whole(git, link->folder, remote, branch);
    }
    code = push_link(link, git, branch, name, id, expected, whole, err);
    if (code == VS_OK && link->folder) {
        read_back(link->folder, git, remote, branch, id, anew);
    } else if (anew) {
        vs_kept_back(git, remote, branch);
    }
    return code;
}

enum vs_code
vs_remote_push(struct vs_git *git, const struct vs_remote *remote, const char *branch,
               const struct vs_git_id *id, const struct vs_git_id *expected, bool reroot,
               struct vs_err *err)
{
    struct vs_link link = {0};
    struct vs_refname name;
    struct vs_refname cached;
    struct vs_refname own;
    bool follows = true;
    enum vs_code code = vs_remote_ref(&name, VS_BRANCH_PREFIX, NULL, branch, err);

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
        code = vs_link_open(&link, git, remote, true, err);
        if (code == VS_OK) {
            code =
                push_open(&link, git, remote->name, branch, name.text, id, expected, reroot, err);
        }
        vs_link_close(&link);
    }
    if (code == VS_OK) {
        code = vs_remote_set(git, cached.text, id, err);
    }
    return code == VS_OK ? vs_remote_set(git, own.text, id, err) : code;
}

/* --- the cache -------------------------------------------------------------------------------- */

enum vs_code
vs_remote_cached(struct vs_git_id *out, struct vs_git *git, const char *remote, const char *branch,
                 struct vs_err *err)
{
    struct vs_refname name;
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
