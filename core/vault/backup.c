/* Copies of a ledger that is in use: compacted, as a folder, as one file (vault.h; VAULT.md 9). */
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
copy_pages(struct vs_vault *vault, int fd, const char *path, struct vs_backup_mac *mac,
           struct vs_err *err)
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
            if (mac) {
                vs_backup_mac_add(mac, chunk, (size_t)len);
            }
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
        code = copy_pages(vault, fd, path, NULL, err);
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

/* --- one file ----------------------------------------------------------------------------------
 *
 * "vs1bkup1", ledger.key, the pages of ledger.db, and a MAC over all of it under a key of the
 * ledger (schemas/VAULT.md, section 9).
 */

#define BACKUP_MAGIC     "vs1bkup1"
#define BACKUP_MAGIC_LEN 8
#define BACKUP_MAC_LEN   32
#define BACKUP_HEAD      (BACKUP_MAGIC_LEN + VS_KEY_BYTES)

static enum vs_code
write_backup(struct vs_vault *vault, int fd, const char *path, struct vs_err *err)
{
    uint8_t head[BACKUP_HEAD], sum[BACKUP_MAC_LEN];
    struct vs_keyfile keyfile;
    struct vs_backup_mac mac;
    enum vs_code code = vs_vault_read_key(&keyfile, vault, err), end;

    if (code != VS_OK) {
        return code;
    }
    memcpy(head, BACKUP_MAGIC, BACKUP_MAGIC_LEN);
    memcpy(head + BACKUP_MAGIC_LEN, keyfile.bytes, VS_KEY_BYTES);
    vs_backup_mac_init(&mac, &vault->keys);
    vs_backup_mac_add(&mac, head, sizeof(head));
    code = write_all(fd, path, head, sizeof(head), err);
    if (code == VS_OK) {
        code = begin_still_read(vault, err);
    }
    if (code == VS_OK) {
        code = copy_pages(vault, fd, path, &mac, err);
        end = vs_vault_run(vault, "ROLLBACK", code == VS_OK ? err : NULL);
        code = code == VS_OK ? end : code;
    }
    vs_backup_mac_final(sum, &mac);
    if (code == VS_OK) {
        code = write_all(fd, path, sum, sizeof(sum), err);
    }
    if (code == VS_OK && fsync(fd) != 0) {
        code = vs_fail_errno(err, errno, path, "could not sync");
    }
    return code;
}

enum vs_code
vs_vault_backup_file(struct vs_vault *vault, const char *path, struct vs_err *err)
{
    char part[4200];
    char *folder;
    struct stat stat;
    enum vs_code code;
    int fd;

    if (snprintf(part, sizeof(part), "%s.part", path) >= (int)sizeof(part)) {
        return vs_fail(err, VS_E_TOO_LARGE, path, "the path is too long");
    }
    if (lstat(path, &stat) == 0) {
        return vs_fail(err, VS_E_EXISTS, path, "is there already");
    }
    (void)unlink(part); /* what a backup that was interrupted left */
    fd = open(part, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
    if (fd < 0) {
        return vs_fail_errno(err, errno, path, "could not create");
    }
    code = write_backup(vault, fd, path, err);
    if (close(fd) != 0 && code == VS_OK) {
        code = vs_fail_errno(err, errno, path, "could not close");
    }
    if (code == VS_OK && rename(part, path) != 0) {
        code = vs_fail_errno(err, errno, path, "could not rename");
    }
    if (code != VS_OK) {
        (void)unlink(part);
        return code;
    }
    folder = vs_file_folder(path);
    code = folder ? vs_file_sync_folder(folder, err) : vs_fail_memory(err);
    vs_free(folder);
    return code;
}

/* Reads exactly `len` bytes. VS_E_TAMPERED: the file ends before. */
static enum vs_code
read_all(int fd, const char *path, uint8_t *out, size_t len, struct vs_err *err)
{
    while (len > 0) {
        ssize_t got = read(fd, out, len);

        if (got < 0 && errno == EINTR) {
            continue;
        }
        if (got < 0) {
            return vs_fail_errno(err, errno, path, "could not read");
        }
        if (got == 0) {
            return vs_fail(err, VS_E_TAMPERED, path, "the backup was cut off");
        }
        out += got;
        len -= (size_t)got;
    }
    return VS_OK;
}

/* The pages to `out`, and whether all that was read is what was written once. */
static enum vs_code
unpack_pages(int fd, const char *path, int out, const char *out_path, uint64_t size,
             struct vs_backup_mac *mac, struct vs_err *err)
{
    uint8_t *chunk = vs_malloc(CHUNK), sum[BACKUP_MAC_LEN], told[BACKUP_MAC_LEN];
    enum vs_code code = chunk ? VS_OK : vs_fail_memory(err);

    while (code == VS_OK && size > 0) {
        size_t len = size < CHUNK ? (size_t)size : CHUNK;

        code = read_all(fd, path, chunk, len, err);
        if (code == VS_OK) {
            vs_backup_mac_add(mac, chunk, len);
            code = write_all(out, out_path, chunk, len, err);
        }
        size -= len;
    }
    vs_backup_mac_final(sum, mac);
    if (code == VS_OK) {
        code = read_all(fd, path, told, sizeof(told), err);
    }
    if (code == VS_OK && !vs_same(sum, told, sizeof(sum))) {
        code = vs_fail(err, VS_E_TAMPERED, path, "the backup is not as it was written");
    }
    if (code == VS_OK && fsync(out) != 0) {
        code = vs_fail_errno(err, errno, out_path, "could not sync");
    }
    vs_free(chunk);
    return code;
}

static enum vs_code
unpack(int fd, const char *path, const char *dir, const struct vs_key_source *key,
       const struct vs_env *env, struct vs_err *err)
{
    char *db_path = vs_vault_path(dir, "ledger.db"), *key_path = vs_vault_path(dir, "ledger.key");
    uint8_t head[BACKUP_HEAD];
    struct vs_secret dek = {NULL, 0};
    struct vs_page_keys keys = {0};
    struct vs_keyfile keyfile;
    struct vs_backup_mac mac;
    struct stat about;
    int out = -1;
    enum vs_code code = db_path && key_path ? VS_OK : vs_fail_memory(err);

    if (code == VS_OK && fstat(fd, &about) != 0) {
        code = vs_fail_errno(err, errno, path, "could not examine");
    }
    if (code == VS_OK &&
        (!S_ISREG(about.st_mode) || about.st_size < BACKUP_HEAD + BACKUP_MAC_LEN)) {
        code = vs_fail(err, VS_E_INVALID, path, "is not a backup of vs, or was cut off");
    }
    if (code == VS_OK) {
        code = read_all(fd, path, head, sizeof(head), err);
    }
    if (code == VS_OK && memcmp(head, BACKUP_MAGIC, BACKUP_MAGIC_LEN) != 0) {
        code = vs_fail(err, VS_E_INVALID, path, "is not a backup of vs");
    }
    if (code == VS_OK) {
        code = vs_keyfile_parse(&keyfile, head + BACKUP_MAGIC_LEN, VS_KEY_BYTES, err);
    }
    if (code == VS_OK) {
        code = vs_keyfile_unlock(&dek, &keyfile, key, err);
    }
    if (code == VS_OK) {
        code = vs_page_keys_init(&keys, dek.p, vs_keyfile_id(&keyfile), env, err);
    }
    if (code == VS_OK) {
        out = open(db_path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
        code = out < 0 ? vs_fail_errno(err, errno, db_path, "could not create") : VS_OK;
    }
    if (code == VS_OK) {
        vs_backup_mac_init(&mac, &keys);
        vs_backup_mac_add(&mac, head, sizeof(head));
        code = unpack_pages(fd, path, out, db_path,
                            (uint64_t)about.st_size - BACKUP_HEAD - BACKUP_MAC_LEN, &mac, err);
    }
    if (out >= 0 && close(out) != 0 && code == VS_OK) {
        code = vs_fail_errno(err, errno, db_path, "could not close");
    }
    /* Last, as when a ledger is made. */
    if (code == VS_OK) {
        code = vs_file_create(key_path, keyfile.bytes, sizeof(keyfile.bytes), err);
    }
    vs_page_keys_release(&keys);
    vs_secret_release(&dek);
    vs_free(db_path);
    vs_free(key_path);
    return code;
}

enum vs_code
vs_vault_unpack_backup(const char *path, const char *dir, const struct vs_key_source *key,
                       const struct vs_env *env, struct vs_err *err)
{
    int fd = open(path, O_RDONLY | O_NOFOLLOW | O_CLOEXEC);
    enum vs_code code;

    if (fd < 0) {
        return errno == ENOENT ? vs_fail(err, VS_E_NOT_FOUND, path, "there is no such file")
                               : vs_fail_errno(err, errno, path, "could not open");
    }
    code = unpack(fd, path, dir, key, env, err);
    close(fd);
    return code;
}
