#include "sync/remotes.h"

#include <stdio.h>
#include <string.h>

#include "core/base/mem.h"
#include "core/ledger/cases.h"
#include "sync/cache.h"
#include "sync/host_git.h"

#define REMOTES_MAX 32

struct remotes {
    struct vs_remote_row rows[REMOTES_MAX];
    struct vs_host_git hosts[REMOTES_MAX];
    struct vs_host *list[REMOTES_MAX];
    size_t count;
    const char *const *names;
    size_t name_count;
};

static enum vs_code
collect(void *payload, const struct vs_remote_row *row, struct vs_err *err)
{
    struct remotes *remotes = payload;
    bool wanted = remotes->name_count == 0;

    for (size_t i = 0; i < remotes->name_count; i++) {
        wanted = wanted || strcmp(remotes->names[i], row->name) == 0;
    }
    if (!wanted) {
        return VS_OK;
    }
    if (remotes->count == REMOTES_MAX) {
        return vs_fail(err, VS_E_TOO_LARGE, "the remotes", "more than %d", REMOTES_MAX);
    }
    remotes->rows[remotes->count++] = *row;
    return VS_OK;
}

/* Every name that was given must be the name of a remote. */
static enum vs_code
check_names(const struct remotes *remotes, struct vs_err *err)
{
    for (size_t i = 0; i < remotes->name_count; i++) {
        bool found = false;

        for (size_t r = 0; r < remotes->count; r++) {
            found = found || strcmp(remotes->names[i], remotes->rows[r].name) == 0;
        }
        if (!found) {
            return vs_fail(err, VS_E_NOT_FOUND, remotes->names[i],
                           "there is no remote of this name");
        }
    }
    if (remotes->count == 0) {
        return vs_fail(err, VS_E_NOT_FOUND, "a remote", "none is set up");
    }
    return VS_OK;
}

enum vs_code
vs_sync_cache_open(struct vs_git **git, struct vs_sync_lock *lock, struct vs_store *store,
                   struct vs_err *err)
{
    struct vs_cache_size size;
    char path[4200];
    enum vs_code code;

    *git = NULL;
    snprintf(path, sizeof(path), "%s/sync.lock", vs_vault_dir(store->vault));
    code = vs_sync_lock(lock, path, VS_SYNC_LOCK_WAIT_MS, err);
    if (code != VS_OK) {
        return code;
    }
    snprintf(path, sizeof(path), "%s/git", vs_vault_dir(store->vault));
    code = vs_cache_measure(&size, path, err);
    if (code == VS_OK && size.torn > 0) {
        code = vs_cache_remove(path, err);
    } else if (code == VS_OK && size.files > VS_CACHE_FILES_MAX) {
        code = vs_cache_rebuild(path, err);
    }
    if (code != VS_OK) {
        return code;
    }
    code = vs_git_open(git, path, err);
    if (code == VS_E_REMOTE_NOT_REPOSITORY) {
        /* No repository any more. It holds nothing that cannot be fetched again. */
        vs_err_clear(err);
        code = vs_cache_remove(path, err);
        code = code == VS_OK ? vs_git_open(git, path, err) : code;
    }
    return code;
}

/* Content that was not right came from the remote, or lay damaged in the cache. */
static bool
is_in_doubt(const struct vs_sync_result *result, enum vs_code code)
{
    bool doubt = code == VS_E_IO;

    for (size_t i = 0; i < result->host_count; i++) {
        doubt = doubt || result->hosts[i].code == VS_E_REMOTE_CONTENT ||
                result->hosts[i].code == VS_E_NOT_FOUND;
    }
    for (size_t i = 0; i < result->feed_count; i++) {
        doubt = doubt || result->feeds[i].refused == VS_E_REMOTE_CONTENT ||
                result->feeds[i].refused == VS_E_NOT_FOUND;
    }
    return doubt;
}

bool
vs_sync_cache_mend(const struct vs_sync_result *result, enum vs_code code, struct vs_store *store)
{
    char path[4200];
    bool whole = true;

    if (!is_in_doubt(result, code)) {
        return false;
    }
    snprintf(path, sizeof(path), "%s/git", vs_vault_dir(store->vault));
    return vs_cache_check(&whole, path, NULL) == VS_OK && !whole &&
           vs_cache_remove(path, NULL) == VS_OK;
}

enum vs_code
vs_sync_remotes(struct vs_sync_result *out, struct vs_store *store, const char *const *names,
                size_t count, const struct vs_sync_options *options, struct vs_err *err)
{
    struct remotes *remotes = vs_calloc(1, sizeof(*remotes));
    struct vs_sync_lock lock = {-1};
    struct vs_git *git = NULL;
    enum vs_code code;

    memset(out, 0, sizeof(*out));
    if (!remotes) {
        return vs_fail_memory(err);
    }
    remotes->names = names;
    remotes->name_count = count;
    code = vs_remote_each(store->ledger, collect, remotes, err);
    if (code == VS_OK) {
        code = check_names(remotes, err);
    }
    if (code == VS_OK) {
        code = vs_sync_cache_open(&git, &lock, store, err);
    }
    if (code == VS_OK) {
        for (size_t i = 0; i < remotes->count; i++) {
            struct vs_remote remote = {remotes->rows[i].name, remotes->rows[i].url, NULL};

            vs_host_git_init(&remotes->hosts[i], git, store, &remote, NULL);
            remotes->list[i] = &remotes->hosts[i].host;
        }
        code = vs_sync_run(out, store, remotes->list, remotes->count, options, err);
        (void)vs_sync_cache_mend(out, code, store);
    }
    vs_git_close(git);
    vs_sync_unlock(&lock);
    vs_free(remotes);
    return code;
}
