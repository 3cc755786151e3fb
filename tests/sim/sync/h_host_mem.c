#include "tests/sim/sync/h_host_mem.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "core/base/enc.h"
#include "core/base/mem.h"
#include "core/log/hash.h"

/* What the host itself keeps does not run out of memory: that is not what is tested. */
static void *
sure(void *p)
{
    if (!p) {
        printf("not ok - the test itself ran out of memory\n");
        exit(2);
    }
    return p;
}

static void
sure_ok(enum vs_code code, const struct vs_err *err)
{
    if (code != VS_OK) {
        printf("not ok - the host in memory: %s: %s\n", vs_code_name(code), err->detail);
        exit(2);
    }
}

void
h_hub_init(struct h_hub *hub, const char *name)
{
    memset(hub, 0, sizeof(*hub));
    snprintf(hub->name, sizeof(hub->name), "%s", name);
}

void
h_hub_release(struct h_hub *hub)
{
    for (size_t i = 0; i < hub->count; i++) {
        for (size_t v = 0; v < hub->branches[i].count; v++) {
            struct h_version *version = hub->branches[i].versions[v];

            vs_tree_close(version->tree);
            free(version);
        }
        free(hub->branches[i].versions);
    }
    memset(hub, 0, sizeof(*hub));
}

struct h_hub_branch *
h_hub_find(struct h_hub *hub, const char *branch)
{
    for (size_t i = 0; i < hub->count; i++) {
        if (strcmp(hub->branches[i].name, branch) == 0) {
            return &hub->branches[i];
        }
    }
    return NULL;
}

static struct h_version *
newest(struct h_hub *hub, const char *branch)
{
    const struct h_hub_branch *at = h_hub_find(hub, branch);

    return at ? at->versions[at->count - 1] : NULL;
}

const char *
h_hub_version(struct h_hub *hub, const char *branch)
{
    const struct h_version *version = newest(hub, branch);

    return version ? version->version : "";
}

void
h_hub_state(struct h_hub *hub, char *out, size_t size)
{
    size_t len = 0;

    out[0] = '\0';
    for (size_t i = 0; i < hub->count && len < size; i++) {
        len += (size_t)snprintf(out + len, size - len, "%.6s=%.10s ", hub->branches[i].name,
                                h_hub_version(hub, hub->branches[i].name));
    }
}

/* Takes the tree. */
static struct h_version *
add_version(struct h_hub *hub, const char *branch, struct vs_tree *tree)
{
    struct h_hub_branch *at = h_hub_find(hub, branch);
    struct h_version *version = sure(calloc(1, sizeof(*version)));
    struct vs_hash hash;
    uint8_t seed[40] = {0};

    if (!at) {
        if (hub->count == H_BRANCHES_MAX) {
            sure(NULL);
        }
        at = &hub->branches[hub->count++];
        snprintf(at->name, sizeof(at->name), "%s", branch);
    }
    vs_put_u64(seed, ++hub->serial);
    memcpy(seed + 8, hub->name, strlen(hub->name));
    vs_sha256(&hash, seed, sizeof(seed));
    vs_hex(version->version, hash.b, VS_HOST_VERSION_LEN / 2);
    version->tree = tree;
    at->versions = sure(realloc(at->versions, (at->count + 1) * sizeof(struct h_version *)));
    at->versions[at->count++] = version;
    return version;
}

static struct vs_tree *
copy_of(struct h_hub *hub, const char *branch)
{
    const struct h_version *version = newest(hub, branch);
    struct vs_tree *tree = NULL;
    struct vs_err err = {0};

    sure_ok(version ? vs_tree_mem_copy(&tree, version->tree, &err) : vs_tree_mem_new(&tree, &err),
            &err);
    return tree;
}

static void
change(struct h_hub *hub, const char *branch, const char *path, const void *bytes, size_t len)
{
    struct vs_tree *tree = copy_of(hub, branch);
    struct vs_changes changes;
    struct vs_err err = {0};

    vs_changes_init(&changes, NULL);
    if (bytes) {
        vs_changes_put(&changes, path, bytes, len);
    } else {
        vs_changes_remove(&changes, path);
    }
    sure_ok(vs_tree_mem_apply(tree, &changes, &err), &err);
    vs_changes_release(&changes);
    add_version(hub, branch, tree);
}

void
h_hub_put(struct h_hub *hub, const char *branch, const char *path, const void *bytes, size_t len)
{
    change(hub, branch, path, bytes, len);
}

void
h_hub_remove(struct h_hub *hub, const char *branch, const char *path)
{
    change(hub, branch, path, NULL, 0);
}

void
h_hub_set_back(struct h_hub *hub, const char *branch, size_t versions)
{
    struct h_hub_branch *at = h_hub_find(hub, branch);
    struct h_version *old =
        sure(at && versions < at->count ? at->versions[at->count - 1 - versions] : NULL);
    struct vs_tree *tree = NULL;
    struct vs_err err = {0};

    sure_ok(vs_tree_mem_copy(&tree, old->tree, &err), &err);
    memcpy(add_version(hub, branch, tree)->version, old->version, sizeof(old->version));
}

void
h_hub_copy(struct h_hub *to, const char *to_branch, struct h_hub *from, const char *from_branch)
{
    add_version(to, to_branch, copy_of(from, from_branch));
}

void
h_hub_copy_all(struct h_hub *to, const struct h_hub *from)
{
    for (size_t i = 0; i < from->count; i++) {
        const struct h_hub_branch *branch = &from->branches[i];
        const struct h_version *version = branch->versions[branch->count - 1];
        struct vs_tree *tree = NULL;
        struct vs_err err = {0};

        sure_ok(vs_tree_mem_copy(&tree, version->tree, &err), &err);
        memcpy(add_version(to, branch->name, tree)->version, version->version,
               sizeof(version->version));
    }
    to->serial = from->serial;
}

bool
h_hub_read(struct h_hub *hub, const char *branch, const char *path, struct vs_buf *out)
{
    const struct h_version *version = newest(hub, branch);

    return version && vs_tree_read(version->tree, out, path, out->max, NULL) == VS_OK;
}

/* --- a client ----------------------------------------------------------------------------------
 */

/* Counts an operation; false when it is to fail. */
static bool
works(struct h_client *client)
{
    client->operations++;
    switch (client->fault) {
    case H_FAULT_GONE:
        return client->operations < client->at;
    case H_FAULT_ONCE:
        return client->operations != client->at;
    case H_FAULT_DIE:
        if (client->operations == client->at) {
            _exit(9);
        }
        break;
    case H_FAULT_NONE:
    case H_FAULT_MOVED:
    case H_FAULT_DEAF:
        break;
    }
    return true;
}

static enum vs_code
unreachable(const struct h_client *client, struct vs_err *err)
{
    return vs_fail(err, VS_E_REMOTE_UNREACHABLE, client->hub->name, "does not answer");
}

static struct h_version *
shown(struct h_client *client, size_t at)
{
    const struct h_hub_branch *branch = &client->hub->branches[at];
    size_t back = client->back[at] < branch->count ? client->back[at] : 0;

    return branch->versions[branch->count - 1 - back];
}

static struct h_version *
last_fetched(struct h_client *client, const char *branch)
{
    const struct h_hub_branch *at = h_hub_find(client->hub, branch);

    return at ? client->fetched[at - client->hub->branches] : NULL;
}

static void
keep_fetched(struct h_client *client, const char *branch, struct h_version *version)
{
    const struct h_hub_branch *at = h_hub_find(client->hub, branch);

    if (at) {
        client->fetched[at - client->hub->branches] = version;
    }
}

static int
by_name(const void *a, const void *b)
{
    return strcmp(((const struct vs_host_branch *)a)->branch,
                  ((const struct vs_host_branch *)b)->branch);
}

static enum vs_code
fetch(struct vs_host *host, struct vs_host_list *out,
      enum vs_want (*want)(void *payload, const char *branch, const char *version), void *payload,
      struct vs_err *err)
{
    struct h_client *client = host->payload;
    struct h_hub *hub = client->hub;

    memset(out, 0, sizeof(*out));
    if (!works(client)) {
        return unreachable(client, err);
    }
    out->branches = vs_calloc(hub->count + 1, sizeof(*out->branches));
    if (!out->branches) {
        return vs_fail_memory(err);
    }
    for (size_t i = 0; i < hub->count; i++) {
        struct h_version *version = shown(client, i);
        struct vs_host_branch *branch = &out->branches[out->count];

        if (client->hides[i] & H_HIDE_BRANCH) {
            continue;
        }
        out->count++;
        memcpy(branch->branch, hub->branches[i].name, sizeof(branch->branch));
        memcpy(branch->version, version->version, sizeof(branch->version));
        if (strcmp(client->broken, branch->branch) == 0) {
            branch->code = VS_E_REMOTE_CONTENT;
            snprintf(branch->detail, sizeof(branch->detail), "an object is damaged");
        } else if (!want || want(payload, branch->branch, branch->version)) {
            keep_fetched(client, branch->branch, version);
        }
    }
    qsort(out->branches, out->count, sizeof(*out->branches), by_name);
    return VS_OK;
}

/* A view of a version that asks the client whether it still works. */
struct view {
    struct vs_tree base;
    struct vs_tree *inner;
    struct h_client *client;
    bool no_contents;
};

static enum vs_code
view_read(struct vs_tree *tree, struct vs_buf *out, const char *path, size_t max_bytes,
          struct vs_err *err)
{
    struct view *view = (struct view *)tree;

    if (!works(view->client)) {
        return unreachable(view->client, err);
    }
    if (view->no_contents && strncmp(path, "content/", 8) == 0) {
        return vs_fail(err, VS_E_NOT_FOUND, path, "is not on the branch");
    }
    return vs_tree_read(view->inner, out, path, max_bytes, err);
}

static enum vs_code
view_list(struct vs_tree *tree, struct vs_tree_items *out, const char *folder, size_t max_items,
          struct vs_err *err)
{
    struct view *view = (struct view *)tree;

    if (!works(view->client)) {
        memset(out, 0, sizeof(*out));
        return unreachable(view->client, err);
    }
    return vs_tree_list(view->inner, out, folder, max_items, err);
}

static void
view_close(struct vs_tree *tree)
{
    vs_free(tree);
}

static enum vs_code
tree(struct vs_host *host, struct vs_tree **out, const char *branch, struct vs_err *err)
{
    struct h_client *client = host->payload;
    struct h_version *version = last_fetched(client, branch);
    struct view *view;

    *out = NULL;
    if (!works(client)) {
        return unreachable(client, err);
    }
    if (!version) {
        return vs_fail(err, VS_E_NOT_FOUND, branch, "was never fetched");
    }
    view = vs_calloc(1, sizeof(*view));
    if (!view) {
        return vs_fail_memory(err);
    }
    view->base.read = view_read;
    view->base.list = view_list;
    view->base.close = view_close;
    view->inner = version->tree;
    view->client = client;
    view->no_contents =
        client->hides[h_hub_find(client->hub, branch) - client->hub->branches] & H_HIDE_CONTENTS;
    *out = &view->base;
    return VS_OK;
}

static void
changes(struct vs_host *host, struct vs_changes *out)
{
    (void)host;
    vs_changes_init(out, NULL);
}

static enum vs_code
publish(struct vs_host *host, char version[VS_HOST_VERSION_LEN + 1], const char *branch,
        const char *over, struct vs_changes *to_write, struct vs_str message, vs_instant at,
        struct vs_err *err)
{
    struct h_client *client = host->payload;
    struct h_version *base = last_fetched(client, branch);
    struct vs_tree *grown = NULL;
    enum vs_code code;

    (void)message;
    (void)at;
    if (!works(client)) {
        return unreachable(client, err);
    }
    if (client->fault == H_FAULT_MOVED ||
        (over ? strcmp(over, h_hub_version(client->hub, branch)) != 0
              : base != newest(client->hub, branch))) {
        return vs_fail(err, VS_E_REMOTE_MOVED, client->hub->name, "the branch is another by now");
    }
    code = base && !over ? vs_tree_mem_copy(&grown, base->tree, err) : vs_tree_mem_new(&grown, err);
    if (code == VS_OK) {
        code = vs_tree_mem_apply(grown, to_write, err);
    }
    if (code != VS_OK) {
        vs_tree_close(grown);
        return code;
    }
    base = add_version(client->hub, branch, grown);
    client->published++;
    if (client->fault == H_FAULT_DEAF) {
        return unreachable(client, err);
    }
    keep_fetched(client, branch, base);
    memcpy(version, base->version, sizeof(base->version));
    return VS_OK;
}

void
h_client_init(struct h_client *client, struct h_hub *hub)
{
    memset(client, 0, sizeof(*client));
    client->hub = hub;
    client->host = (struct vs_host){hub->name, client, fetch, tree, changes, publish};
}

void
h_client_copy(struct h_client *client, const struct h_client *from)
{
    for (size_t i = 0; i < from->hub->count; i++) {
        const char *name = from->hub->branches[i].name;

        if (from->fetched[i] && from->fetched[i] == newest(from->hub, name)) {
            keep_fetched(client, name, newest(client->hub, name));
        }
    }
}

void
h_client_show_old(struct h_client *client, const char *branch, size_t back)
{
    const struct h_hub_branch *at = h_hub_find(client->hub, branch);

    if (at) {
        client->back[at - client->hub->branches] = back;
    }
}

void
h_client_honest(struct h_client *client)
{
    memset(client->back, 0, sizeof(client->back));
    h_client_fail(client, H_FAULT_NONE, 0);
}

void
h_client_hide(struct h_client *client, const char *branch, bool whole)
{
    const struct h_hub_branch *at = h_hub_find(client->hub, branch);

    if (at) {
        client->hides[at - client->hub->branches] |= whole ? H_HIDE_BRANCH : H_HIDE_CONTENTS;
    }
}

void
h_client_fail(struct h_client *client, enum h_fault fault, unsigned long at)
{
    client->fault = fault;
    client->at = at;
    client->operations = 0;
}
