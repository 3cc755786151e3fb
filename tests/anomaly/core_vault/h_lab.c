#include "tests/anomaly/core_vault/h_lab.h"

#include <dirent.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include <sodium.h>

void lab_vfs_register(void);

static _Noreturn void
die(const char *what, const char *why)
{
    printf("not ok - %s: %s\n", what, why);
    fflush(stdout);
    exit(1);
}

static void
draw(void *payload, void *out, size_t len)
{
    struct lab *lab = payload;
    unsigned char block[32];

    memcpy(block, lab->seed, sizeof(block));
    memcpy(block + 8, &lab->drawn, sizeof(lab->drawn));
    lab->drawn++;
    randombytes_buf_deterministic(out, len, block);
}

static vs_instant
no_time(void *payload)
{
    (void)payload;
    return 0;
}

void
lab_start(struct lab *lab, uint64_t seed)
{
    const char *folder = getenv("TMPDIR");
    struct vs_err err;

    memset(lab, 0, sizeof(*lab));
    if (vs_process_harden(&err) != VS_OK) {
        die("start", err.detail);
    }
    lab_vfs_register();
    memcpy(lab->seed, &seed, sizeof(seed));
    lab->env = (struct vs_env){no_time, draw, lab};
    snprintf(lab->root, sizeof(lab->root), "%.200s/vs-vault.XXXXXX", folder ? folder : "/tmp");
    if (!mkdtemp(lab->root)) {
        die("mkdtemp", lab->root);
    }
    snprintf(lab->key_path, sizeof(lab->key_path), "%.240s/key", lab->root);
    if (vs_key_file_make(lab->key_path, &lab->env, &err) != VS_OK) {
        die(err.subject, err.detail);
    }
    lab->key = (struct vs_key_source){VS_KEY_FILE, vs_str(lab->key_path)};
}

void
lab_end(struct lab *lab)
{
    lab_remove(lab->root);
}

uint32_t
lab_below(struct lab *lab, uint32_t limit)
{
    uint32_t value;

    draw(lab, &value, sizeof(value));
    return value % limit;
}

int
lab_rounds(int normal)
{
    const char *factor = getenv("VS_TEST_ROUNDS");
    long times = factor ? strtol(factor, NULL, 10) : 1;

#if defined(__SANITIZE_ADDRESS__) || defined(__clang__)
    normal = (normal + 4) / 5;
#endif
    return normal * (int)(times > 0 ? times : 1);
}

const char *
lab_path(const struct lab *lab, const char *name)
{
    static char paths[64][LAB_PATH * 2];
    char path[LAB_PATH * 2];
    size_t i;

    snprintf(path, sizeof(path), "%s/%s", lab->root, name);
    for (i = 0; i < 63 && paths[i][0] && strcmp(paths[i], path) != 0; i++) {
    }
    memcpy(paths[i], path, sizeof(path));
    return paths[i];
}

struct vs_vault *
lab_create(struct lab *lab, const char *name)
{
    char recovery[VS_RECOVERY_TEXT_LEN + 1];
    struct vs_vault *vault;
    struct vs_err err;

    if (vs_vault_create(&vault, recovery, lab_path(lab, name), &lab->key, VS_KEY_COST_INTERACTIVE,
                        &lab->env, &err) != VS_OK) {
        die(err.subject, err.detail);
    }
    return vault;
}

struct vs_vault *
lab_open(struct lab *lab, const char *name)
{
    struct vs_vault *vault;
    struct vs_err err;

    if (vs_vault_open(&vault, lab_path(lab, name), &lab->key, VS_VAULT_WRITE, &lab->env, &err) !=
        VS_OK) {
        die(err.subject, err.detail);
    }
    return vault;
}

static int
run(struct vs_vault *vault, const char *format, va_list args)
{
    char *sql = sqlite3_vmprintf(format, args);
    int rc = sql ? sqlite3_exec(vs_vault_db(vault), sql, NULL, NULL, NULL) : SQLITE_NOMEM;

    sqlite3_free(sql);
    return rc;
}

void
lab_sql(struct vs_vault *vault, const char *format, ...)
{
    va_list args;
    int rc;

    va_start(args, format);
    rc = run(vault, format, args);
    va_end(args);
    if (rc != SQLITE_OK) {
        die(format, sqlite3_errmsg(vs_vault_db(vault)));
    }
}

int
lab_try(struct vs_vault *vault, const char *format, ...)
{
    va_list args;
    int rc;

    va_start(args, format);
    rc = run(vault, format, args);
    va_end(args);
    return rc;
}

int64_t
lab_int(struct vs_vault *vault, const char *sql)
{
    sqlite3_stmt *statement = NULL;
    int64_t value = -1;

    if (sqlite3_prepare_v2(vs_vault_db(vault), sql, -1, &statement, NULL) == SQLITE_OK &&
        sqlite3_step(statement) == SQLITE_ROW) {
        value = sqlite3_column_int64(statement, 0);
    }
    sqlite3_finalize(statement);
    return value;
}

struct lab_bytes
lab_read_file(const char *path)
{
    struct lab_bytes bytes = {NULL, 0};
    FILE *file = fopen(path, "rb");
    long len;

    if (!file) {
        return bytes;
    }
    fseek(file, 0, SEEK_END);
    len = ftell(file);
    rewind(file);
    bytes.p = malloc((size_t)len + 1);
    bytes.len = fread(bytes.p, 1, (size_t)len, file);
    fclose(file);
    return bytes;
}

void
lab_write_file(const char *path, const void *bytes, size_t len)
{
    int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);

    if (fd < 0 || write(fd, bytes, len) != (ssize_t)len) {
        die("write", path);
    }
    close(fd);
}

void
lab_remove(const char *path)
{
    struct dirent *entry;
    DIR *folder;

    if (unlink(path) == 0) {
        return;
    }
    folder = opendir(path);
    while (folder && (entry = readdir(folder)) != NULL) {
        if (strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0) {
            char name[LAB_PATH * 3];

            snprintf(name, sizeof(name), "%s/%s", path, entry->d_name);
            lab_remove(name);
        }
    }
    if (folder) {
        closedir(folder);
        rmdir(path);
    }
}

void
lab_copy_folder(const char *from, const char *to)
{
    static const char *const names[] = {"ledger.db", "ledger.db-wal", "ledger.key", "ledger.mark"};
    size_t i;

    lab_remove(to);
    mkdir(to, 0700);
    for (i = 0; i < 4; i++) {
        char source[LAB_PATH * 3], target[LAB_PATH * 3];
        struct lab_bytes bytes;

        snprintf(source, sizeof(source), "%s/%s", from, names[i]);
        snprintf(target, sizeof(target), "%s/%s", to, names[i]);
        bytes = lab_read_file(source);
        if (bytes.p) {
            lab_write_file(target, bytes.p, bytes.len);
        }
        free(bytes.p);
    }
}

/* --- a history ---------------------------------------------------------------------------- */

#define DIGEST                                                                                     \
    "(SELECT count(*) || '-' || total(id * v) || '-' || total(length(b)) || '-' || "               \
    "coalesce(max(ltrim(b, 'x')), '') FROM t)"

void
lab_history_start(struct vs_vault *vault)
{
    lab_sql(vault, "CREATE TABLE t(id INTEGER PRIMARY KEY, v INT, b BLOB);"
                   "CREATE INDEX t_v ON t(v);"
                   "CREATE TABLE log(i INTEGER PRIMARY KEY, digest TEXT)");
}

enum vs_code
lab_head(struct vs_hash *out, struct vs_vault *vault, void *payload, struct vs_err *err)
{
    int64_t i = lab_int(vault, "SELECT coalesce(max(i), 0) FROM log");

    (void)payload;
    memset(out, 0, sizeof(*out));
    if (i < 0) {
        return vs_vault_fail(err, vault, "head");
    }
    vs_put_u64(out->b, (uint64_t)i);
    return VS_OK;
}

int
lab_history_step(struct lab *lab, struct vs_vault *vault, int i, int rows, bool with_mark)
{
    struct vs_mark mark = {{{0}}, {{0}}};
    int rc = lab_try(vault, "BEGIN IMMEDIATE"), row;

    for (row = 0; row < rows && rc == SQLITE_OK; row++) {
        uint32_t what = lab_below(lab, 8), id = lab_below(lab, 300), v = lab_below(lab, 100000);

        if (what < 5) {
            rc = lab_try(vault,
                         "INSERT OR REPLACE INTO t VALUES(%u, %u, printf('%%.*c%%u', %u, 'x', %u))",
                         id, v, 1 + lab_below(lab, 900), v);
        } else if (what < 7) {
            rc = lab_try(vault, "UPDATE t SET v = %u WHERE id BETWEEN %u AND %u", v, id, id + 5);
        } else {
            rc = lab_try(vault, "DELETE FROM t WHERE id BETWEEN %u AND %u", id, id + 20);
        }
    }
    if (rc == SQLITE_OK) {
        rc = lab_try(vault, "INSERT INTO log VALUES(%d, " DIGEST ")", i);
    }
    if (rc == SQLITE_OK && with_mark) {
        vs_put_u64(mark.before.b, (uint64_t)i - 1);
        vs_put_u64(mark.after.b, (uint64_t)i);
        rc = vs_mark_write(vault, &mark, NULL) == VS_OK ? SQLITE_OK : SQLITE_IOERR;
    }
    if (rc == SQLITE_OK) {
        rc = lab_try(vault, "COMMIT");
    }
    if (rc != SQLITE_OK) {
        lab_try(vault, "ROLLBACK");
    }
    return rc;
}

int
lab_history_check(struct vs_vault *vault)
{
    int64_t i = lab_int(vault, "SELECT coalesce(max(i), 0) FROM log");

    if (i < 0 || lab_int(vault, "SELECT count(*) FROM log") != i ||
        (i > 0 &&
         lab_int(vault, "SELECT digest = " DIGEST " FROM log ORDER BY i DESC LIMIT 1") != 1)) {
        printf("# state %lld: %s\n", (long long)i, sqlite3_errmsg(vs_vault_db(vault)));
        return -1;
    }
    return lab_int(vault, "SELECT integrity_check = 'ok' FROM pragma_integrity_check LIMIT 1") == 1
               ? (int)i
               : -2;
}
