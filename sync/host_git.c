#include "sync/host_git.h"

#include <stdio.h>
#include <string.h>

#include "core/base/mem.h"
#include "core/identity/sshsig.h"

struct wanting {
    enum vs_want (*want)(void *payload, const char *branch, const char *version);
    void *payload;
};

static void
version_text(char out[VS_HOST_VERSION_LEN + 1], const struct vs_git_id *id)
{
    vs_git_id_text(out, id);
}

static enum vs_code
choose(void *payload, struct vs_remote_list *list, struct vs_err *err)
{
    struct wanting *wanting = payload;

    (void)err;
    for (size_t i = 0; wanting->want && i < list->count; i++) {
        char version[VS_HOST_VERSION_LEN + 1];

        version_text(version, &list->branches[i].id);
        list->branches[i].wanted =
            wanting->want(wanting->payload, list->branches[i].branch, version);
    }
    return VS_OK;
}

static enum vs_code
fetch(struct vs_host *host, struct vs_host_list *out,
      enum vs_want (*want)(void *payload, const char *branch, const char *version), void *payload,
      struct vs_err *err)
{
    struct vs_host_git *self = host->payload;
    struct wanting wanting = {want, payload};
    const struct vs_remote_asking asking = {choose, NULL, &wanting};
    struct vs_remote_list list;
    enum vs_code code;

    memset(out, 0, sizeof(*out));
    memset(&list, 0, sizeof(list));
    if (self->fetcher) {
        code = vs_fetcher_fetch(&list, self->fetcher, vs_git_path(self->git), &self->remote,
                                &asking, &self->limits, err);
        vs_git_refresh(self->git);
    } else {
        code = vs_remote_fetch(&list, self->git, &self->remote, &asking, &self->limits, err);
    }
    if (code == VS_OK) {
        out->branches = vs_calloc(list.count + 1, sizeof(*out->branches));
        code = out->branches ? VS_OK : vs_fail_memory(err);
    }
    for (size_t i = 0; code == VS_OK && i < list.count; i++) {
        struct vs_host_branch *branch = &out->branches[i];

        snprintf(branch->branch, sizeof(branch->branch), "%s", list.branches[i].branch);
        version_text(branch->version, &list.branches[i].id);
        branch->in_part = !vs_want_is_whole(list.branches[i].wanted);
        branch->code = list.branches[i].code;
        snprintf(branch->detail, sizeof(branch->detail), "%s", list.branches[i].detail);
        out->count = i + 1;
    }
    out->foreign = list.foreign;
    vs_remote_list_release(&list);
    return code;
}

static enum vs_code
tree(struct vs_host *host, struct vs_tree **out, const char *branch, struct vs_err *err)
{
    struct vs_host_git *self = host->payload;
    struct vs_git_id id;
    enum vs_code code = vs_remote_cached(&id, self->git, self->remote.name, branch, err);

    if (code == VS_E_NOT_FOUND) {
        vs_err_clear(err);
        code = vs_remote_cached_roster(&id, self->git, self->remote.name, branch, err);
    }
    return code == VS_OK ? vs_tree_at(out, self->git, &id, err) : code;
}

static void
changes(struct vs_host *host, struct vs_changes *out)
{
    struct vs_host_git *self = host->payload;

    vs_changes_init(out, self->git);
}

static enum vs_code
sign(void *payload, struct vs_buf *armor, const void *bytes, size_t len, struct vs_err *err)
{
    struct vs_host_git *self = payload;

    return vs_sshsig_sign(armor, &self->store->device.signer, (struct vs_str){bytes, len}, err);
}

static enum vs_code
publish(struct vs_host *host, char version[VS_HOST_VERSION_LEN + 1], const char *branch,
        const char *over, struct vs_changes *to_write, struct vs_str message, vs_instant at,
        struct vs_err *err)
{
    struct vs_host_git *self = host->payload;
    struct vs_commit_text text = {branch, message, at, sign, self};
    struct vs_git_id base, id;
    bool there;
    enum vs_code code = VS_E_NOT_FOUND;

    if (!over) {
        code = vs_remote_cached(&base, self->git, self->remote.name, branch, err);
    } else if (over[0]) {
        code = vs_git_id_parse(&base, vs_str(over)) ? VS_OK
                                                    : vs_fail(err, VS_E_INVALID, over, "no commit");
    }
    there = code == VS_OK;
    if (code != VS_OK && code != VS_E_NOT_FOUND) {
        return code;
    }
    code = vs_commit_write(&id, self->git, there && !over ? &base : NULL,
                           there && !over ? &base : NULL, to_write, &text, err);
    if (code == VS_OK && self->fetcher) {
        code = vs_fetcher_push(self->fetcher, vs_git_path(self->git), &self->remote, branch, &id,
                               there ? &base : NULL, over != NULL, err);
    } else if (code == VS_OK) {
        code = vs_remote_push(self->git, &self->remote, branch, &id, there ? &base : NULL,
                              over != NULL, err);
    }
    if (code == VS_OK) {
        version_text(version, &id);
    }
    return code;
}

void
vs_host_git_init(struct vs_host_git *out, struct vs_git *git, struct vs_store *store,
                 const struct vs_remote *remote, struct vs_fetcher *fetcher)
{
    memset(out, 0, sizeof(*out));
    out->git = git;
    out->store = store;
    out->remote = *remote;
    out->fetcher = fetcher;
    out->limits = vs_remote_limits_default;
    out->host.name = remote->name;
    out->host.payload = out;
    out->host.fetch = fetch;
    out->host.tree = tree;
    out->host.changes = changes;
    out->host.publish = publish;
}
