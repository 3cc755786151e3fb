#include "sync/link.h"

#include <stdio.h>
#include <string.h>

#include "core/base/mem.h"

/* The user's own git, after libgit2 said `first`. What it has is listed at once, so that a way that
 * leads nowhere is known now. */
static enum vs_code
try_program(struct vs_link *link, struct vs_git *git, const struct vs_remote *remote,
            const struct vs_err *first, struct vs_err *err)
{
    struct vs_err second = {0};
    enum vs_code code;

    link->program = vs_calloc(1, sizeof(*link->program));
    if (!link->program) {
        return vs_fail_memory(err);
    }
    code = vs_program_init(link->program, git, remote->url, remote->host_key,
                           link->incoming.objects, &second);
    if (code == VS_OK) {
        code = vs_program_try(link->program, &second);
    }
    if (code == VS_OK) {
        return VS_OK;
    }
    if (code == VS_E_REMOTE_UNREACHABLE || code == VS_E_NOT_FOUND || first->code == VS_E_HOST_KEY) {
        code = first->code;
    }
    return vs_fail(err, code, remote->url, "libgit2: %.140s; %.170s", first->detail, second.detail);
}

/* Trouble with the files of a folder that is a remote is that remote's, not this machine's. */
static enum vs_code
of_folder(enum vs_code code, struct vs_err *err)
{
    if (code != VS_E_IO) {
        return code;
    }
    if (err) {
        err->code = VS_E_REMOTE_DAMAGED;
    }
    return VS_E_REMOTE_DAMAGED;
}

enum vs_code
vs_link_open(struct vs_link *link, struct vs_git *git, const struct vs_remote *remote, bool push,
             struct vs_err *err)
{
    struct vs_err first = {0};
    char *path = NULL;
    bool other = false;
    enum vs_code code = vs_remote_path(&path, remote->url, err);

    memset(link, 0, sizeof(*link));
    if (code == VS_OK && !vs_remote_name_ok(remote->name)) {
        code = vs_fail(err, VS_E_INVALID, remote->name, "is no name of a remote");
    }
    if (code == VS_OK && path) {
        code = of_folder(vs_git_open_existing(&link->folder, path, err), err);
    } else if (code == VS_OK) {
        if (!push) {
            code = vs_incoming_open(&link->incoming, git, err);
        }
        if (code == VS_OK) {
            code = vs_wire_open(&link->wire, &other, push ? git : link->incoming.git, remote->url,
                                remote->host_key, push, &first);
            if (code != VS_OK && other) {
                code = try_program(link, git, remote, &first, err);
            } else if (code != VS_OK && err) {
                *err = first;
            }
        }
    }
    vs_free(path);
    if (code != VS_OK) {
        vs_link_close(link);
    }
    return code;
}

void
vs_link_close(struct vs_link *link)
{
    vs_git_close(link->folder);
    vs_wire_close(link->wire);
    vs_free(link->program);
    vs_incoming_close(&link->incoming);
    memset(link, 0, sizeof(*link));
}

enum vs_code
vs_link_refs(struct vs_link *link,
             enum vs_code (*each)(void *payload, const char *name, const struct vs_git_id *id),
             void *payload, struct vs_err *err)
{
    if (link->folder) {
        return of_folder(vs_git_refs(link->folder, each, payload, err), err);
    }
    return link->wire ? vs_wire_refs(link->wire, each, payload, err)
                      : vs_program_refs(link->program, VS_REMOTE_BRANCHES_MAX, each, payload, err);
}

enum vs_code
vs_link_bring(struct vs_link *link, const char *const *names, size_t count,
              const struct vs_wire_limits *limits, struct vs_wire_count *grow, struct vs_err *err)
{
    enum vs_code code = VS_OK;

    if (link->wire) {
        code = vs_wire_fetch(link->wire, names, count, limits, grow, err);
    } else if (link->program) {
        code = vs_program_fetch(link->program, names, count, limits, grow, err);
    }
    if (link->incoming.git) {
        vs_git_refresh(link->incoming.git);
    }
    return code;
}

struct vs_git *
vs_link_from(const struct vs_link *link)
{
    return link->folder ? link->folder : link->incoming.git;
}
