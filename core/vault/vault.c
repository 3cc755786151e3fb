#include "core/vault/vault.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/base/mem.h"
#include "core/vault/file.h"
#include "core/vault/holder.h"
#include "core/vault/vault_priv.h"

static struct {
    const char *base_vfs;
    int wait_ms;
    bool spill;
} tuning;

void
vs_vault_test_tune(const char *base_vfs, int busy_ms, bool spill)
{
    tuning.base_vfs = base_vfs;
    tuning.wait_ms = busy_ms;
    tuning.spill = spill;
}

int
vs_vault_wait_ms(void)
{
    return tuning.wait_ms ? tuning.wait_ms : VS_VAULT_WAIT_MS;
}

struct sqlite3 *
vs_vault_db(const struct vs_vault *vault)
{
    return vault->db;
}

const char *
vs_vault_dir(const struct vs_vault *vault)
{
    return vault->dir;
}

char *
vs_vault_path(const char *dir, const char *name)
{
    size_t len = strlen(dir) + strlen(name) + 2;
    char *path = vs_malloc(len);

    if (path) {
        snprintf(path, len, "%s/%s", dir, name);
    }
    return path;
}

/* The code for a result of SQLite; `sys` is the errno behind it. */
static enum vs_code
code_of(int rc, int sys)
{
    if (rc == SQLITE_IOERR_DATA || rc == SQLITE_IOERR_SHORT_READ) {
        return VS_E_TAMPERED;
    }
    if (rc == SQLITE_IOERR_NOMEM) {
        return VS_E_NO_MEMORY;
    }
    switch (rc & 0xff) {
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
        return VS_E_LOCKED;
    case SQLITE_FULL:
        return VS_E_NO_SPACE;
    case SQLITE_NOMEM:
        return VS_E_NO_MEMORY;
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
        return VS_E_TAMPERED;
    case SQLITE_IOERR:
        return sys == ENOSPC || sys == EDQUOT ? VS_E_NO_SPACE : VS_E_IO;
    case SQLITE_CANTOPEN:
    case SQLITE_READONLY:
    case SQLITE_PERM:
    case SQLITE_PROTOCOL:
        return VS_E_IO;
    default:
        return VS_E_SQL;
    }
}

enum vs_code
vs_vault_fail(struct vs_err *err, const struct vs_vault *vault, const char *what)
{
    int rc = sqlite3_extended_errcode(vault->db), sys = sqlite3_system_errno(vault->db);
    const struct vs_vfs_fault *fault = &vault->vfs.fault;
    enum vs_code code = code_of(rc, sys);
    /* A torn page 1 was let pass; it is the reason only if SQLite then found nothing better. */
    bool ours =
        fault->why && (fault->rc == rc || (fault->rc == SQLITE_OK && code == VS_E_TAMPERED));

    if (ours && fault->page != 0) {
        vs_fail(err, code, what, "ledger.db: %s (page %lu)", fault->why,
                (unsigned long)fault->page);
    } else if (ours) {
        vs_fail(err, code, what, "ledger.db: %s", fault->why);
    } else if (code == VS_E_LOCKED) {
        long holder = vs_lock_holder(vault->db_path);
        char now[48] = "";

        if (holder > 0) {
            (void)snprintf(now, sizeof(now), ", now by process %ld", holder);
        }
        vs_fail(err, code, what, "the ledger stayed locked for %d seconds%s",
                vs_vault_wait_ms() / 1000, now);
    } else {
        vs_fail(err, code, what, "%s", sqlite3_errmsg(vault->db));
    }
    if (err) {
        err->sys = sys ? sys : rc;
    }
    return code;
}

enum vs_code
vs_vault_run(const struct vs_vault *vault, const char *sql, struct vs_err *err)
{
    if (sqlite3_exec(vault->db, sql, NULL, NULL, NULL) != SQLITE_OK) {
        return vs_vault_fail(err, vault, "ledger.db");
    }
    return VS_OK;
}

/* Whether `sql` (a pragma) answers with `want` as its first column. */
static enum vs_code
require(const struct vs_vault *vault, const char *sql, const char *want, struct vs_err *err)
{
    sqlite3_stmt *statement = NULL;
    enum vs_code code = VS_OK;

    if (sqlite3_prepare_v2(vault->db, sql, -1, &statement, NULL) != SQLITE_OK ||
        sqlite3_step(statement) != SQLITE_ROW) {
        code = vs_vault_fail(err, vault, "ledger.db");
    } else {
        const char *got = (const char *)sqlite3_column_text(statement, 0);

        if (!got || strcmp(got, want) != 0) {
            code = vs_fail(err, VS_E_TAMPERED, "ledger.db", "%s is \"%s\" and not \"%s\"", sql,
                           got ? got : "", want);
        }
    }
    sqlite3_finalize(statement);
    return code;
}

/* The settings that the data's safety rests on; vfs.c refuses to let them be changed later. */
static enum vs_code
set_up(struct vs_vault *vault, bool creating, enum vs_vault_mode mode, struct vs_err *err)
{
    static const int options[][2] = {
        {SQLITE_DBCONFIG_DEFENSIVE, 1},   {SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0},
        {SQLITE_DBCONFIG_ENABLE_FKEY, 1}, {SQLITE_DBCONFIG_ENABLE_LOAD_EXTENSION, 0},
        {SQLITE_DBCONFIG_DQS_DML, 0},     {SQLITE_DBCONFIG_DQS_DDL, 0},
    };
    sqlite3 *db = vault->db;
    int reserve = VS_PAGE_RESERVE;
    enum vs_code code = VS_OK;
    size_t i;

    sqlite3_busy_timeout(db, vs_vault_wait_ms());
    sqlite3_limit(db, SQLITE_LIMIT_ATTACHED, 0);
    for (i = 0; i < sizeof(options) / sizeof(options[0]); i++) {
        if (sqlite3_db_config(db, options[i][0], options[i][1], (int *)NULL) != SQLITE_OK) {
            return vs_vault_fail(err, vault, "ledger.db");
        }
    }
    if (creating) {
        /* The page size first: setting it resets the reserve that SQLite will use. */
        code = vs_vault_run(vault, "PRAGMA page_size=4096; PRAGMA journal_mode=MEMORY", err);
        if (code == VS_OK &&
            sqlite3_file_control(db, "main", SQLITE_FCNTL_RESERVE_BYTES, &reserve) != SQLITE_OK) {
            code = vs_vault_fail(err, vault, "ledger.db");
        }
    }
    if (code == VS_OK) {
        code = vs_vault_run(vault,
                            "PRAGMA temp_store=MEMORY; PRAGMA mmap_size=0;"
                            "PRAGMA secure_delete=ON; PRAGMA synchronous=FULL;"
                            "PRAGMA cache_size=-8192",
                            err);
    }
    if (code == VS_OK && !tuning.spill) {
        code = vs_vault_run(vault, "PRAGMA cache_spill=OFF", err);
    }
    if (code == VS_OK && !vault->vfs.at_rest) {
        code = require(vault, creating ? "PRAGMA journal_mode=WAL" : "PRAGMA journal_mode", "wal",
                       err);
    }
    if (code == VS_OK && mode == VS_VAULT_READ) {
        code = vs_vault_run(vault, "PRAGMA query_only=ON", err);
    }
    vault->vfs.creating = false;
    vault->vfs.guarded = !tuning.spill;
    return code;
}

/* Whether the WAL of a database holds anything. */
static enum vs_code
has_wal(const struct vs_vault *vault, bool *has, struct vs_err *err)
{
    char *path = vs_vault_path(vault->dir, "ledger.db-wal");
    struct stat about;

    if (!path) {
        return vs_fail_memory(err);
    }
    *has = stat(path, &about) == 0 && about.st_size > 0;
    vs_free(path);
    return VS_OK;
}

/* For whoever may not write: the database as it lies there, if all of it is in it. */
static enum vs_code
open_at_rest(struct vs_vault *vault, struct vs_err *err)
{
    struct stat about;
    bool has = false;
    enum vs_code code;

    if (access(vault->db_path, W_OK) == 0 && access(vault->dir, W_OK) == 0) {
        return VS_OK;
    }
    if (stat(vault->db_path, &about) != 0) {
        return VS_OK; /* opening it says what is wrong */
    }
    code = has_wal(vault, &has, err);
    if (code == VS_OK && has) {
        code = vs_fail(err, VS_E_LOCKED, "ledger.db",
                       "its newest changes can be read only by who may write it");
    }
    vault->vfs.at_rest = true;
    vault->rest_time = about.st_mtim.tv_sec;
    vault->rest_ns = about.st_mtim.tv_nsec;
    vault->rest_size = about.st_size;
    return code;
}

enum vs_code
vs_vault_undisturbed(const struct vs_vault *vault, struct vs_err *err)
{
    struct stat about;
    bool has = false;
    enum vs_code code = VS_OK;

    if (!vault->vfs.at_rest) {
        return VS_OK;
    }
    code = has_wal(vault, &has, err);
    if (code == VS_OK &&
        (has || stat(vault->db_path, &about) != 0 || about.st_size != vault->rest_size ||
         about.st_mtim.tv_sec != vault->rest_time || about.st_mtim.tv_nsec != vault->rest_ns)) {
        code = vs_fail(err, VS_E_LOCKED, "ledger.db", "somebody wrote in it meanwhile");
    }
    return code;
}

/* Opens the database of a vault whose data key and paths are set. */
static enum vs_code
open_db(struct vs_vault *vault, const uint8_t *id, bool creating, enum vs_vault_mode mode,
        struct vs_err *err)
{
    enum vs_code code = vs_page_keys_init(&vault->keys, vault->dek.p, id, vault->env, err);

    if (code == VS_OK) {
        code = vs_vfs_register(&vault->vfs, tuning.base_vfs, vault->db_path, &vault->keys, err);
    }
    if (code != VS_OK) {
        return code;
    }
    vault->vfs.creating = creating;
    vault->mode = mode;
    if (mode == VS_VAULT_READ && !creating) {
        code = open_at_rest(vault, err);
        if (code != VS_OK) {
            return code;
        }
    }
    if (sqlite3_open_v2(vault->db_path, &vault->db,
                        SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_PRIVATECACHE |
                            SQLITE_OPEN_NOFOLLOW | SQLITE_OPEN_EXRESCODE,
                        vault->vfs.name) != SQLITE_OK) {
        return vault->db ? vs_vault_fail(err, vault, "ledger.db") : vs_fail_memory(err);
    }
    return set_up(vault, creating, mode, err);
}

void
vs_vault_close(struct vs_vault *vault)
{
    sqlite3_stmt *statement;

    if (!vault) {
        return;
    }
    if (vault->db) {
        while ((statement = sqlite3_next_stmt(vault->db, NULL)) != NULL) {
            sqlite3_finalize(statement);
        }
        sqlite3_close(vault->db);
    }
    vs_vfs_unregister(&vault->vfs);
    vs_page_keys_release(&vault->keys);
    vs_secret_release(&vault->dek);
    vs_free(vault->dir);
    vs_free(vault->db_path);
    vs_free(vault->key_path);
    vs_free(vault->old_path);
    vs_free(vault->mark_path);
    vs_free(vault);
}

/* A vault with its paths; the folder must exist. */
static enum vs_code
new_vault(struct vs_vault **out, const char *dir, const struct vs_env *env, struct vs_err *err)
{
    struct vs_vault *vault = vs_calloc(1, sizeof(*vault));
    char *real;

    if (!vault) {
        return vs_fail_memory(err);
    }
    *out = vault;
    vault->env = env;
    real = realpath(dir, NULL);
    if (!real) {
        return errno == ENOENT || errno == ENOTDIR
                   ? vs_fail(err, VS_E_NO_LEDGER, dir, "there is no such folder")
                   : vs_fail_errno(err, errno, dir, "could not find the folder");
    }
    vault->dir = vs_strdup(real);
    free(real); /* realpath's own */
    if (vault->dir) {
        vault->db_path = vs_vault_path(vault->dir, "ledger.db");
        vault->key_path = vs_vault_path(vault->dir, "ledger.key");
        vault->old_path = vs_vault_path(vault->dir, "ledger.key.old");
        vault->mark_path = vs_vault_path(vault->dir, "ledger.mark");
    }
    if (!vault->dir || !vault->db_path || !vault->key_path || !vault->old_path ||
        !vault->mark_path) {
        return vs_fail_memory(err);
    }
    return VS_OK;
}

static bool
is_there(const char *path)
{
    struct stat stat;

    return lstat(path, &stat) == 0 || errno != ENOENT;
}

enum vs_code
vs_vault_read_key(struct vs_keyfile *out, const struct vs_vault *vault, struct vs_err *err)
{
    struct vs_buf bytes;
    enum vs_code code;

    vs_buf_init(&bytes, VS_KEY_BYTES);
    code = vs_file_read(&bytes, vault->key_path, err);
    if (code == VS_OK) {
        code = vs_keyfile_parse(out, bytes.p, bytes.len, err);
    } else if (code == VS_E_NOT_FOUND) {
        code = is_there(vault->db_path)
                   ? vs_fail(err, VS_E_KEY_FILE, vault->key_path,
                             "is missing, and ledger.db cannot be opened without it")
                   : vs_fail(err, VS_E_NO_LEDGER, vault->dir, "there is no ledger in this folder");
    } else if (code == VS_E_TOO_LARGE || code == VS_E_INVALID) {
        code = vs_fail(err, VS_E_KEY_FILE, vault->key_path, "is not a key file");
    }
    vs_buf_release(&bytes);
    return code;
}

/* The database and what SQLite keeps beside it are regular files or not there yet. */
static enum vs_code
check_files(const struct vs_vault *vault, struct vs_err *err)
{
    static const char *const names[] = {"ledger.db", "ledger.db-wal", "ledger.db-shm"};
    enum vs_code code = VS_OK;
    struct stat stat;
    size_t i;

    for (i = 0; i < 3 && code == VS_OK; i++) {
        char *path = vs_vault_path(vault->dir, names[i]);

        if (!path) {
            return vs_fail_memory(err);
        }
        if (lstat(path, &stat) != 0) {
            if (errno != ENOENT) {
                code = vs_fail_errno(err, errno, path, "could not examine");
            } else if (i == 0) {
                code =
                    vs_fail(err, VS_E_TAMPERED, path, "is missing, although ledger.key is there");
            }
        } else if (!S_ISREG(stat.st_mode)) {
            code = vs_fail(err, VS_E_TAMPERED, path, "is not a regular file");
        }
        vs_free(path);
    }
    return code;
}

enum vs_code
vs_vault_open(struct vs_vault **out, const char *dir, const struct vs_key_source *key,
              enum vs_vault_mode mode, const struct vs_env *env, struct vs_err *err)
{
    struct vs_vault *vault = NULL;
    struct vs_keyfile keyfile;
    enum vs_code code = new_vault(&vault, dir, env, err);

    *out = NULL;
    if (code == VS_OK) {
        code = vs_vault_read_key(&keyfile, vault, err);
    }
    if (code == VS_OK) {
        code = check_files(vault, err);
    }
    if (code == VS_OK) {
        code = vs_keyfile_unlock(&vault->dek, &keyfile, key, err);
    }
    if (code == VS_OK) {
        code = open_db(vault, vs_keyfile_id(&keyfile), false, mode, err);
    }
    if (code != VS_OK) {
        vs_vault_close(vault);
        return code;
    }
    *out = vault;
    return VS_OK;
}

/* A new data key, and ledger.key for it in memory, with a slot for `key` and a recovery code. */
static enum vs_code
new_key(struct vs_keyfile *keyfile, char recovery[VS_RECOVERY_TEXT_LEN + 1], struct vs_vault *vault,
        const struct vs_key_source *key, enum vs_key_cost cost, struct vs_err *err)
{
    struct vs_key_source code_source = {VS_KEY_RECOVERY, {recovery, VS_RECOVERY_TEXT_LEN}};
    enum vs_code code = vs_secret_init(&vault->dek, VS_DEK_BYTES, err);

    if (code != VS_OK) {
        return code;
    }
    vault->env->random(vault->env->payload, vault->dek.p, VS_DEK_BYTES);
    vs_keyfile_init(keyfile, vault->dek.p, vault->env);
    code = vs_keyfile_set_slot(keyfile, VS_KEY_SLOTS, vault->dek.p, key, cost, vault->env, err);
    if (code == VS_OK) {
        vs_recovery_make(recovery, vault->env);
        code = vs_keyfile_set_slot(keyfile, VS_KEY_SLOTS, vault->dek.p, &code_source, cost,
                                   vault->env, err);
    }
    return code;
}

/* An empty ledger.db with the right mode, so that SQLite does not choose one (the WAL and its index
 * follow it). No other descriptor of the file is open yet, whose locks this could drop. */
static enum vs_code
make_empty(const struct vs_vault *vault, struct vs_err *err)
{
    int fd = open(vault->db_path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);

    if (fd < 0) {
        return errno == EEXIST ? vs_fail(err, VS_E_EXISTS, vault->db_path, "is there already")
                               : vs_fail_errno(err, errno, vault->db_path, "could not create");
    }
    close(fd);
    return VS_OK;
}

static enum vs_code
make_folder(const char *dir, struct vs_err *err)
{
    char *parent;
    enum vs_code code;

    if (mkdir(dir, 0700) != 0) {
        return errno == EEXIST ? VS_OK
                               : vs_fail_errno(err, errno, dir, "could not make the folder");
    }
    parent = vs_file_folder(dir);
    code = parent ? vs_file_sync_folder(parent, err) : vs_fail_memory(err);
    vs_free(parent);
    if (code != VS_OK) {
        rmdir(dir);
    }
    return code;
}

static void
remove_files(const struct vs_vault *vault)
{
    static const char *const endings[] = {"-wal", "-shm", ""};
    char path[4200]; /* on the stack: memory may be what there was too little of */

    for (size_t i = 0; i < sizeof(endings) / sizeof(endings[0]); i++) {
        if (snprintf(path, sizeof(path), "%s%s", vault->db_path, endings[i]) < (int)sizeof(path)) {
            unlink(path);
        }
    }
}

enum vs_code
vs_vault_create(struct vs_vault **out, char recovery[VS_RECOVERY_TEXT_LEN + 1], const char *dir,
                const struct vs_key_source *key, enum vs_key_cost cost, const struct vs_env *env,
                struct vs_err *err)
{
    struct vs_vault *vault = NULL;
    struct vs_keyfile keyfile;
    bool made = false;
    enum vs_code code = make_folder(dir, err);

    *out = NULL;
    memset(recovery, 0, VS_RECOVERY_TEXT_LEN + 1);
    if (code == VS_OK) {
        code = new_vault(&vault, dir, env, err);
    }
    if (code == VS_OK && (is_there(vault->key_path) || is_there(vault->db_path))) {
        code = vs_fail(err, VS_E_EXISTS, vault->dir, "there is a ledger in this folder");
    }
    if (code == VS_OK) {
        code = new_key(&keyfile, recovery, vault, key, cost, err);
    }
    if (code == VS_OK) {
        code = make_empty(vault, err);
        made = code == VS_OK;
    }
    if (code == VS_OK) {
        code = open_db(vault, vs_keyfile_id(&keyfile), true, VS_VAULT_WRITE, err);
    }
    /* Last, so that a folder with a ledger.key always has the database to it. */
    if (code == VS_OK) {
        code = vs_file_create(vault->key_path, keyfile.bytes, sizeof(keyfile.bytes), err);
    }
    if (code != VS_OK) {
        if (vault && vault->db) {
            sqlite3_close(vault->db);
            vault->db = NULL;
        }
        if (made) {
            remove_files(vault);
        }
        vs_vault_close(vault);
        vs_wipe(recovery, VS_RECOVERY_TEXT_LEN + 1);
        return code;
    }
    *out = vault;
    return VS_OK;
}
