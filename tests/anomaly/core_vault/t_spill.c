/*
 * Why the vault never lets SQLite spill its cache. SQLite 3.40.1 as shipped, without our VFS, loses
 * a committed transaction on recovery: a transaction that spilled is partly undone, the mark to
 * compute checksums again survives that, and the frames of its COMMIT get no checksums. The same
 * work in the vault is all there. If the installed library no longer has the fault, this says so.
 */
#include "tests/anomaly/core_vault/h_lab.h"

#include <stdlib.h>
#include <sys/stat.h>

#define ROWS(last)                                                                                 \
    "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 40000) "             \
    "INSERT INTO t SELECT " last ", randomblob(16), zeroblob(200) FROM n"

/* 40,000 rows undone within a transaction, in the two ways that SQL has. What stays: rows 1, 2, 8.
 */
static const char *const start[] = {
    "CREATE TABLE t(id INTEGER PRIMARY KEY CHECK(id <> 5), a BLOB, b BLOB)",
    "CREATE INDEX t_a ON t(a)",
    "INSERT INTO t VALUES(1, randomblob(16), zeroblob(50))",
    "BEGIN",
    "INSERT INTO t VALUES(2, randomblob(16), zeroblob(50))",
    NULL,
};
static const char *const by_savepoint[] = {
    "SAVEPOINT s", ROWS("i + 100"), "ROLLBACK TO s", "RELEASE s", NULL,
};
static const char *const by_failure[] = {ROWS("CASE WHEN i < 40000 THEN i + 100 ELSE 5 END"), NULL};
static const char *const end[] = {
    "INSERT INTO t VALUES(8, randomblob(16), zeroblob(50))",
    "COMMIT",
    NULL,
};

/* Runs it all; the number of statements that failed. */
static int
run(sqlite3 *db, const char *const *undone)
{
    const char *const *const parts[] = {start, undone, end};
    int failed = 0;
    size_t i, j;

    for (i = 0; i < 3; i++) {
        for (j = 0; parts[i][j]; j++) {
            failed += sqlite3_exec(db, parts[i][j], NULL, NULL, NULL) != SQLITE_OK;
        }
    }
    return failed;
}

/* The rows found in a copy of an open database (no VFS of ours), as a crash would leave it. */
static int64_t
stock_rows(const char *path)
{
    sqlite3 *db = NULL;
    sqlite3_stmt *statement = NULL;
    int64_t rows = -1;

    if (sqlite3_open(path, &db) == SQLITE_OK &&
        sqlite3_prepare_v2(db, "SELECT count(*) FROM t", -1, &statement, NULL) == SQLITE_OK &&
        sqlite3_step(statement) == SQLITE_ROW) {
        rows = sqlite3_column_int64(statement, 0);
    }
    sqlite3_finalize(statement);
    sqlite3_close(db);
    return rows;
}

static void
test_stock(struct lab *lab, const char *const *undone, bool spill)
{
    sqlite3 *db = NULL;
    int64_t rows;

    lab_remove(lab_path(lab, "stock"));
    mkdir(lab_path(lab, "stock"), 0700);
    if (sqlite3_open(lab_path(lab, "stock/ledger.db"), &db) != SQLITE_OK) {
        exit(1);
    }
    sqlite3_exec(db, "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA cache_size=-500",
                 NULL, NULL, NULL);
    if (!spill) {
        sqlite3_exec(db, "PRAGMA cache_spill=OFF", NULL, NULL, NULL);
    }
    IS_INT(run(db, undone), undone == by_failure, "40,000 rows are undone by %s",
           undone == by_failure ? "a failed statement" : "ROLLBACK TO");
    lab_copy_folder(lab_path(lab, "stock"), lab_path(lab, "crash"));
    sqlite3_close(db);
    rows = stock_rows(lab_path(lab, "crash/ledger.db"));
    if (!spill) {
        IS_INT(rows, 3, "stock SQLite with cache_spill=OFF recovers all three rows");
    } else if (rows == 3) {
        OK(true, "SQLite %s no longer loses a transaction that spilled", sqlite3_libversion());
    } else {
        OK(rows >= 0 && rows < 3, "stock SQLite %s recovers %lld of 3 committed rows after a spill",
           sqlite3_libversion(), (long long)rows);
    }
}

static void
test_vault(struct lab *lab, const char *name, const char *const *undone)
{
    struct vs_vault *vault = lab_create(lab, name);

    run(vs_vault_db(vault), undone);
    lab_copy_folder(lab_path(lab, name), lab_path(lab, "crash"));
    vs_vault_close(vault);
    vault = lab_open(lab, "crash");
    IS_INT(lab_int(vault, "SELECT count(*) FROM t"), 3, "the vault recovers all of them");
    vs_vault_close(vault);
}

/* The VFS itself stands a spill: frames written in place, headers written again. What the stock
 * library loses it may lose here too, but nothing fails. */
static void
test_spilling_vault(struct lab *lab)
{
    struct vs_vault *vault;

    vs_vault_test_tune(NULL, 0, true);
    vault = lab_create(lab, "spilling");
    lab_sql(vault, "PRAGMA cache_spill=ON; PRAGMA cache_size=20");
    lab_sql(vault, "CREATE TABLE t(id INTEGER PRIMARY KEY, a BLOB); CREATE INDEX t_a ON t(a)");
    lab_sql(vault, "BEGIN; WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n "
                   "WHERE i < 3000) INSERT INTO t SELECT i, randomblob(60) FROM n; COMMIT");
    lab_copy_folder(lab_path(lab, "spilling"), lab_path(lab, "crash"));
    vs_vault_close(vault);
    vault = lab_open(lab, "crash");
    IS_INT(lab_int(vault, "SELECT count(*) FROM t"), 3000,
           "a transaction that spills and is not undone recovers through the VFS");
    IS_INT(lab_int(vault, "SELECT integrity_check = 'ok' FROM pragma_integrity_check"), 1,
           "and is whole");
    vs_vault_close(vault);
    vs_vault_test_tune(NULL, 0, false);
}

int
main(void)
{
    struct lab lab;

    lab_start(&lab, 340);
    test_stock(&lab, by_savepoint, true);
    test_stock(&lab, by_failure, true);
    test_stock(&lab, by_savepoint, false);
    test_stock(&lab, by_failure, false);
    test_vault(&lab, "savepoint", by_savepoint);
    test_vault(&lab, "failure", by_failure);
    test_spilling_vault(&lab);
    lab_end(&lab);
    return tap_done();
}
