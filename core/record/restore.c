/* A ledger from a backup (copy.h). */
#include "core/record/copy.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/base/mem.h"
#include "core/ledger/cases.h"
#include "core/vault/file.h"

/* Takes away what an interrupted or failed restore left. */
static void
clear(const char *part)
{
    static const char *const names[] = {"ledger.db",      "ledger.db-wal", "ledger.db-shm",
                                        "ledger.key.old", "ledger.key",    "ledger.mark"};
    char path[4300];

    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
        (void)snprintf(path, sizeof(path), "%s/%s", part, names[i]);
        (void)unlink(path);
    }
    (void)rmdir(part);
}

static enum vs_code
count_remote(void *payload, const struct vs_remote_row *row, struct vs_err *err)
{
    (void)row;
    (void)err;
    ++*(size_t *)payload;
    return VS_OK;
}

/* The first transaction: a device of its own. Without any remote nothing can be anywhere else. */
static enum vs_code
become_new(struct vs_store *store, struct vs_err *err)
{
    struct vs_feed_row former;
    size_t remotes = 0, again;
    enum vs_code code;

    store->confirmed = true; /* a backup has no head mark */
    code = vs_store_begin(store, err);
    if (code != VS_OK) {
        return code;
    }
    code = vs_copy_new_device(store, err);
    if (code == VS_OK) {
        code = vs_remote_each(store->ledger, count_remote, &remotes, err);
    }
    while (code == VS_OK && remotes == 0) {
        code = vs_copy_unsettled(store, &former, err);
        if (code == VS_OK) {
            code = vs_copy_settle(store, &former, 0, &again, err);
        }
    }
    code = code == VS_E_NOT_FOUND ? VS_OK : code;
    if (code == VS_OK) {
        return vs_store_commit(store, err);
    }
    vs_store_rollback(store);
    return code;
}

enum vs_code
vs_copy_restore(struct vs_store **out, const char *path, const char *dir,
                const struct vs_key_source *key, const struct vs_env *env, struct vs_err *err)
{
    char part[4200];
    struct vs_store *store = NULL;
    char *folder = NULL;
    enum vs_code code = VS_OK;

    *out = NULL;
    if (snprintf(part, sizeof(part), "%s.part", dir) >= (int)sizeof(part)) {
        return vs_fail(err, VS_E_TOO_LARGE, dir, "the path is too long");
    }
    if (rmdir(dir) != 0 && errno != ENOENT) {
        return vs_fail(err, VS_E_EXISTS, dir, "there is something in this folder");
    }
    clear(part);
    if (mkdir(part, 0700) != 0) {
        return vs_fail_errno(err, errno, part, "could not make the folder");
    }
    code = vs_vault_unpack_backup(path, part, key, env, err);
    if (code == VS_OK) {
        code = vs_store_open(&store, part, key, true, env, err);
    }
    if (code == VS_OK) {
        code = become_new(store, err);
    }
    vs_store_close(store);
    if (code == VS_OK && rename(part, dir) != 0) {
        code = vs_fail_errno(err, errno, dir, "could not rename");
    }
    if (code != VS_OK) {
        clear(part);
        return code;
    }
    folder = vs_file_folder(dir);
    code = folder ? vs_file_sync_folder(folder, err) : vs_fail_memory(err);
    vs_free(folder);
    return code == VS_OK ? vs_store_open(out, dir, key, true, env, err) : code;
}
