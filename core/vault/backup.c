#include "core/vault/vault.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/base/mem.h"
#include "core/vault/file.h"
#include "core/vault/vault_priv.h"

#define TRIES 50
#define CHUNK (64 * VS_PAGE_BYTES)

enum vs_code
vs_vault_vacuum(struct vs_vault *vault, struct vs_err *err)
{
    enum vs_code code;

    sqlite3_limit(vault->db, SQLITE_LIMIT_ATTACHED, 1);
    code = vs_vault_run(vault, "VACUUM", err);
    sqlite3_limit(vault->db, SQLITE_LIMIT_ATTACHED, 0);
    return code;
}

/* Whether the WAL on disk holds nothing. */
static bool
wal_is_empty(const struct vs_vault *vault)
{
    char *path = vs_vault_path(vault->dir, "ledger.db-wal");
    struct stat stat;
    bool empty = path && lstat(path, &stat) == 0 && stat.st_size == 0;

    vs_free(path);
    return empty;
}

/*
 * Begins a read of a database whose WAL is empty. Such a reader holds SQLite's read lock 0, under
 * which nobody may write to the database file itself: commits of others go to the WAL, and
 * checkpoints wait. When the WAL is empty on disk after the read began, it was at its beginning.
 */
static enum vs_code
begin_still_read(struct vs_vault *vault, struct vs_err *err)
{
    enum vs_code code = VS_OK;
    int i;

    for (i = 0; i < TRIES; i++) {
        /* Ends at once with "busy" as a row when there are others; that is no error. */
        code = vs_vault_run(vault, "PRAGMA wal_checkpoint(TRUNCATE)", err);
        if (code == VS_OK) {
            code = vs_vault_run(vault, "BEGIN; SELECT count(*) FROM sqlite_schema", err);
        }
        if (code != VS_OK && code != VS_E_LOCKED) {
            break;
        }
        if (code == VS_OK && wal_is_empty(vault)) {
            return VS_OK;
        }
        if (!sqlite3_get_autocommit(vault->db)) {
            code = vs_vault_run(vault, "ROLLBACK", err);
            if (code != VS_OK) {
                return code;
            }
        }
        usleep(20000);
    }
    if (!sqlite3_get_autocommit(vault->db)) {
        (void)!vs_vault_run(vault, "ROLLBACK", NULL);
    }
    return code != VS_OK && code != VS_E_LOCKED
               ? code
               : vs_fail(err, VS_E_LOCKED, "backup", "others write without a pause");
}

static enum vs_code
write_all(int fd, const char *path, const uint8_t *bytes, size_t len, struct vs_err *err)
{
    while (len > 0) {
        ssize_t done = write(fd, bytes, len);

        if (done < 0 && errno == EINTR) {
            continue;
        }
        if (done <= 0) {
            return vs_fail_errno(err, done < 0 ? errno : EIO, path, "could not write");
        }
        bytes += done;
        len -= (size_t)done;
    }
    return VS_OK;
}

/* Copies the sealed pages through SQLite's own descriptor: closing another one would drop the locks
 * of this process. */
static enum vs_code
copy_pages(struct vs_vault *vault, int fd, const char *path, struct vs_err *err)
{
    sqlite3_file *file = vault->vfs.main;
    uint8_t *chunk = vs_malloc(CHUNK);
    sqlite3_int64 size = 0, at = 0;
    enum vs_code code = VS_OK;

    if (!chunk) {
        return vs_fail_memory(err);
    }
    if (file->pMethods->xFileSize(file, &size) != SQLITE_OK) {
        code = vs_fail(err, VS_E_IO, vault->db_path, "could not learn its size");
    }
    while (code == VS_OK && at < size) {
        int len = size - at < CHUNK ? (int)(size - at) : CHUNK;

        if (file->pMethods->xRead(file, chunk, len, at) != SQLITE_OK) {
            code = vs_fail(err, VS_E_IO, vault->db_path, "could not read");
        } else {
            code = write_all(fd, path, chunk, (size_t)len, err);
        }
        at += len;
    }
    if (code == VS_OK && fsync(fd) != 0) {
        code = vs_fail_errno(err, errno, path, "could not sync");
    }
    vs_free(chunk);
    return code;
}

static enum vs_code
copy_db(struct vs_vault *vault, const char *path, struct vs_err *err)
{
    int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
    enum vs_code code, end;

    if (fd < 0) {
        return vs_fail_errno(err, errno, path, "could not create");
    }
    code = begin_still_read(vault, err);
    if (code == VS_OK) {
        code = copy_pages(vault, fd, path, err);
        end = vs_vault_run(vault, "ROLLBACK", code == VS_OK ? err : NULL);
        code = code == VS_OK ? end : code;
    }
    if (close(fd) != 0 && code == VS_OK) {
        code = vs_fail_errno(err, errno, path, "could not close");
    }
    return code;
}

enum vs_code
vs_vault_backup_copy(struct vs_vault *vault, const char *target, struct vs_err *err)
{
    char *db_path = vs_vault_path(target, "ledger.db");
    char *key_path = vs_vault_path(target, "ledger.key");
    struct vs_keyfile keyfile;
    enum vs_code code = VS_OK;
    bool made = false;

    if (!db_path || !key_path) {
        code = vs_fail_memory(err);
        goto out;
    }
    if (mkdir(target, 0700) != 0) {
        code = errno == EEXIST ? vs_fail(err, VS_E_EXISTS, target, "is there already")
                               : vs_fail_errno(err, errno, target, "could not make the folder");
        goto out;
    }
    made = true;
    code = vs_vault_read_key(&keyfile, vault, err);
    if (code == VS_OK) {
        code = copy_db(vault, db_path, err);
    }
    if (code == VS_OK) {
        code = vs_file_create(key_path, keyfile.bytes, sizeof(keyfile.bytes), err);
    }
out:
    if (code != VS_OK && made) {
        unlink(db_path);
        unlink(key_path);
        rmdir(target);
    }
    vs_free(db_path);
    vs_free(key_path);
    return code;
}
