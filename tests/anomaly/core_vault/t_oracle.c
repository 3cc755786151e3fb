/*
 * The oracle: the same random SQL on an encrypted ledger and on a plain database of the same shape.
 * After every step both say the same, and what an independent reader makes of the ledger's files
 * is, byte for byte, what the plain files hold.
 */
#include "tests/anomaly/core_vault/h_reader.h"

#include <stdlib.h>
#include <sys/stat.h>

struct pair {
    struct lab *lab;
    struct vs_vault *vault;
    sqlite3 *plain;
    const char *dir;
    const char *plain_path;
    bool in_transaction;
};

static void
open_plain(struct pair *pair, bool create)
{
    int reserve = 48;

    if (sqlite3_open(pair->plain_path, &pair->plain) != SQLITE_OK) {
        exit(1);
    }
    if (create) {
        sqlite3_exec(pair->plain, "PRAGMA page_size=4096; PRAGMA journal_mode=MEMORY", NULL, NULL,
                     NULL);
        sqlite3_file_control(pair->plain, "main", SQLITE_FCNTL_RESERVE_BYTES, &reserve);
        sqlite3_exec(pair->plain, "PRAGMA journal_mode=WAL", NULL, NULL, NULL);
    }
    sqlite3_exec(pair->plain,
                 "PRAGMA temp_store=MEMORY; PRAGMA secure_delete=ON; PRAGMA cache_spill=OFF;"
                 "PRAGMA synchronous=OFF; PRAGMA foreign_keys=ON; PRAGMA wal_autocheckpoint=60",
                 NULL, NULL, NULL);
}

static void
open_vault(struct pair *pair, bool create)
{
    pair->vault = create ? lab_create(pair->lab, "ledger") : lab_open(pair->lab, "ledger");
    lab_sql(pair->vault, "PRAGMA wal_autocheckpoint=60");
}

/* One random statement; for some several. */
static char *
statement(struct pair *pair)
{
    struct lab *lab = pair->lab;
    uint32_t t = lab_below(lab, 4), id = lab_below(lab, 400), n = lab_below(lab, 60) + 1;
    uint32_t size = lab_below(lab, 10) == 0 ? lab_below(lab, 20000) : lab_below(lab, 300);

    switch (lab_below(lab, 16)) {
    case 0:
        return sqlite3_mprintf("CREATE TABLE IF NOT EXISTS t%u(id INTEGER PRIMARY KEY, a TEXT, "
                               "b BLOB UNIQUE, c INT CHECK(c <> 13))",
                               t);
    case 1:
        return sqlite3_mprintf("CREATE INDEX IF NOT EXISTS i%u_%u ON t%u(%s)", t, n % 3, t,
                               n % 3 == 0   ? "a"
                               : n % 3 == 1 ? "c, a"
                                            : "a, id DESC");
    case 2:
        return lab_below(lab, 4) ? sqlite3_mprintf("DROP INDEX IF EXISTS i%u_%u", t, n % 3)
                                 : sqlite3_mprintf("DROP TABLE IF EXISTS t%u", t);
    case 3:
        return sqlite3_mprintf("DELETE FROM t%u WHERE id BETWEEN %u AND %u", t, id, id + n);
    case 4:
        return sqlite3_mprintf("UPDATE t%u SET a = a || '%u', c = c + %u WHERE id %% %u = 0", t, id,
                               n, n + 3);
    case 5:
        return pair->in_transaction ? sqlite3_mprintf(lab_below(lab, 3) ? "COMMIT" : "ROLLBACK")
                                    : sqlite3_mprintf("BEGIN IMMEDIATE");
    case 6:
        return sqlite3_mprintf("PRAGMA wal_checkpoint(%s)", n % 2 ? "TRUNCATE" : "PASSIVE");
    case 7:
        return sqlite3_mprintf("PRAGMA user_version=%u", id);
    case 8: /* may fail in the middle */
        return sqlite3_mprintf("WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n "
                               "WHERE i < %u) INSERT INTO t%u SELECT NULL, 'row' || i, "
                               "zeroblob(i + %u), i + %u FROM n",
                               n, t, size, lab_below(lab, 30));
    default:
        return sqlite3_mprintf("INSERT OR REPLACE INTO t%u(id, a, b, c) "
                               "VALUES(%u, printf('%%.*c', %u, 'a'), zeroblob(%u), %u)",
                               t, id, size, size / 2 + id, lab_below(lab, 500));
    }
}

/* Every row of every table as one text, for both; equal or a diagnostic. */
static char *
dump(sqlite3 *db)
{
    sqlite3_str *text = sqlite3_str_new(NULL);
    int t;

    for (t = 0; t < 4; t++) {
        sqlite3_stmt *statement_of = NULL;
        char sql[160];

        snprintf(sql, sizeof(sql), "SELECT id, a, hex(b), c FROM t%d ORDER BY id", t);
        if (sqlite3_prepare_v2(db, sql, -1, &statement_of, NULL) != SQLITE_OK) {
            sqlite3_str_appendf(text, "t%d: none\n", t);
            continue;
        }
        while (sqlite3_step(statement_of) == SQLITE_ROW) {
            sqlite3_str_appendf(text, "t%d|%s|%s|%s|%s\n", t, sqlite3_column_text(statement_of, 0),
                                sqlite3_column_text(statement_of, 1),
                                sqlite3_column_text(statement_of, 2),
                                sqlite3_column_text(statement_of, 3));
        }
        sqlite3_finalize(statement_of);
    }
    return sqlite3_str_finish(text);
}

static bool
rows_agree(const struct pair *pair)
{
    char *a = dump(vs_vault_db(pair->vault)), *b = dump(pair->plain);
    bool same = a && b && strcmp(a, b) == 0;

    sqlite3_free(a);
    sqlite3_free(b);
    return same;
}

static bool
bytes_agree(const struct pair *pair)
{
    struct lab_bytes ours = reader_vault(pair->dir, pair->lab->key_path);
    struct lab_bytes plain = reader_plain(pair->plain_path);
    bool same = ours.p && ours.len == plain.len;
    size_t i, at = 0;

    for (i = 0; same && i < ours.len; i++) {
        same = ours.p[i] == plain.p[i] && (i % 4096 < 4048 || ours.p[i] == 0);
        at = i;
    }
    if (!same) {
        printf("# %zu and %zu bytes, different at page %zu, byte %zu\n", ours.len, plain.len,
               at / 4096 + 1, at % 4096);
    }
    free(ours.p);
    free(plain.p);
    return same;
}

static void
reopen(struct pair *pair)
{
    vs_vault_close(pair->vault);
    sqlite3_close(pair->plain);
    open_vault(pair, false);
    open_plain(pair, false);
    pair->in_transaction = false;
}

static bool
step(struct pair *pair, uint64_t seed, int number)
{
    char *sql = NULL;
    int ours = 0, theirs = 0;
    bool good = true;

    if (number % 97 == 96) {
        reopen(pair);
    } else if (number % 150 == 149 && !pair->in_transaction) {
        ours = vs_vault_vacuum(pair->vault, NULL) != VS_OK;
        theirs = sqlite3_exec(pair->plain, "VACUUM", NULL, NULL, NULL) != SQLITE_OK;
    } else {
        sql = statement(pair);
        ours = sqlite3_exec(vs_vault_db(pair->vault), sql, NULL, NULL, NULL) & 0xff;
        theirs = sqlite3_exec(pair->plain, sql, NULL, NULL, NULL) & 0xff;
        pair->in_transaction = sqlite3_get_autocommit(pair->plain) == 0;
    }
    if (ours != theirs) {
        printf("# results %d and %d\n", ours, theirs);
        good = false;
    } else if (!bytes_agree(pair) || (number % 10 == 0 && !rows_agree(pair))) {
        good = false;
    }
    if (!good) {
        printf("# seed %llu, step %d: %s\n", (unsigned long long)seed, number, sql ? sql : "");
    }
    sqlite3_free(sql);
    return good;
}

int
main(void)
{
    uint64_t seed;
    int rounds = 3, steps = lab_rounds(320);

    for (seed = 1; seed <= (uint64_t)rounds; seed++) {
        struct lab lab;
        struct pair pair = {.lab = &lab};
        bool good = true;
        int i;

        lab_start(&lab, seed);
        vs_vault_test_tune("lab", 0, false);
        lab_skip_syncs(true);
        pair.dir = lab_path(&lab, "ledger");
        pair.plain_path = lab_path(&lab, "plain.db");
        open_vault(&pair, true);
        open_plain(&pair, true);
        for (i = 0; i < steps && good; i++) {
            good = step(&pair, seed, i);
        }
        OK(good && rows_agree(&pair),
           "%d steps of seed %llu agree with plain SQLite, byte for byte", i,
           (unsigned long long)seed);
        vs_vault_close(pair.vault);
        sqlite3_close(pair.plain);
        lab_end(&lab);
    }
    return tap_done();
}
