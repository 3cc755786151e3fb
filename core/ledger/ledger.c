#include "core/ledger/ledger.h"

#include <stdio.h>
#include <string.h>

#include "core/base/embed.h"
#include "core/base/mem.h"
#include "core/ledger/ledger_priv.h"
#include "core/ledger/sql.h"

#define ROW_MAX ((size_t)1 << 30) /* SQLite keeps none that is larger */

VS_EMBED(tables, "schemas/ledger/ledger.sql")
VS_EMBED(migration_001, "schemas/ledger/001_start.sql")
VS_EMBED(migration_002, "schemas/ledger/002_epochs.sql")
VS_EMBED(migration_003, "schemas/ledger/003_forks.sql")
VS_EMBED(migration_004, "schemas/ledger/004_findings.sql")
VS_EMBED(migration_005, "schemas/ledger/005_channels.sql")
VS_EMBED(migration_006, "schemas/ledger/006_boxes.sql")
VS_EMBED(migration_007, "schemas/ledger/007_life.sql")
VS_EMBED(migration_008, "schemas/ledger/008_deadlines.sql")
VS_EMBED(migration_009, "schemas/ledger/009_calendars.sql")
VS_EMBED(migration_010, "schemas/ledger/010_asks.sql")
VS_EMBED(migration_011, "schemas/ledger/011_labels.sql")
VS_EMBED(migration_012, "schemas/ledger/012_known.sql")
VS_EMBED(migration_013, "schemas/ledger/013_waiting.sql")
VS_EMBED(migration_014, "schemas/ledger/014_monitored.sql")
VS_EMBED(migration_015, "schemas/ledger/015_terms.sql")
VS_EMBED(migration_016, "schemas/ledger/016_answered.sql")

static struct vs_str (*const migrations[])(void) = {
    migration_001, migration_002, migration_003, migration_004, migration_005, migration_006,
    migration_007, migration_008, migration_009, migration_010, migration_011, migration_012,
    migration_013, migration_014, migration_015, migration_016};

#define MIGRATIONS ((int64_t)(sizeof(migrations) / sizeof(migrations[0])))

/* The derived tables, in an order in which they can be emptied and are dumped. */
static const struct {
    const char *clear;
    const char *dump;
} derived[] = {
    {"DELETE FROM expected", "SELECT * FROM expected ORDER BY channel, feed"},
    {"DELETE FROM channel", "SELECT * FROM channel ORDER BY id"},
    {"DELETE FROM unmatched", "SELECT * FROM unmatched ORDER BY tag, leaf"},
    {"DELETE FROM invitation", "SELECT leaf FROM invitation ORDER BY leaf"},
    {"DELETE FROM box", NULL}, /* which of too many wait depends on when they came */
    {"DELETE FROM event", "SELECT * FROM event ORDER BY leaf"},
    {"DELETE FROM announced", "SELECT * FROM announced ORDER BY feed, leaf"},
    {"DELETE FROM adoption", "SELECT * FROM adoption ORDER BY leaf"},
    {"DELETE FROM adoption_end", "SELECT * FROM adoption_end ORDER BY leaf"},
    {"DELETE FROM succession", "SELECT * FROM succession ORDER BY leaf"},
    {"DELETE FROM calendar", "SELECT * FROM calendar ORDER BY leaf"},
    {"DELETE FROM profile", "SELECT * FROM profile ORDER BY hash"},
    {"DELETE FROM casefile", "SELECT id, hash, ref, household, opened, changed, events, open, "
                             "pending FROM casefile ORDER BY id"},
    {"DELETE FROM party", "SELECT * FROM party ORDER BY \"case\", org"},
    {"DELETE FROM tenure", "SELECT * FROM tenure ORDER BY \"case\", since"},
    {"DELETE FROM waiting", "SELECT * FROM waiting ORDER BY hash, \"case\""},
    {"DELETE FROM due", NULL},       /* depends on the clock */
    {"DELETE FROM due_count", NULL}, /* likewise */
    {"DELETE FROM epoch_due", NULL}, /* and on what the last sync did */
};

/* One edition on, or to the newest at once where there are no tables yet. The edition is read again
 * under the write lock: another process may have been quicker. */
static enum vs_code
migrate_once(struct vs_ledger *ledger, int64_t *version, struct vs_err *err)
{
    char done[64];
    enum vs_code code = vs_ledger_begin(ledger, err);

    if (code == VS_OK) {
        code = vs_sql_int(ledger, version, 0, err, "PRAGMA user_version", "");
    }
    if (code == VS_OK && *version < MIGRATIONS) {
        const char *sql = *version == 0 ? tables().p : migrations[*version]().p;

        *version = *version == 0 ? MIGRATIONS : *version + 1;
        snprintf(done, sizeof(done), "PRAGMA user_version = %lld", (long long)*version);
        if (sqlite3_exec(ledger->db, sql, NULL, NULL, NULL) != SQLITE_OK ||
            sqlite3_exec(ledger->db, done, NULL, NULL, NULL) != SQLITE_OK) {
            code = vs_vault_fail(err, ledger->vault, "the ledger");
        }
    }
    if (code != VS_OK) {
        vs_ledger_rollback(ledger);
        return code;
    }
    return vs_ledger_commit(ledger, err);
}

static enum vs_code
migrate(struct vs_ledger *ledger, bool write, struct vs_err *err)
{
    int64_t version;
    enum vs_code code = vs_sql_int(ledger, &version, 0, err, "PRAGMA user_version", "");

    ledger->migrated = code == VS_OK && write && 0 < version && version < MIGRATIONS;
    while (code == VS_OK && write && version < MIGRATIONS) {
        code = migrate_once(ledger, &version, err);
    }
    if (code == VS_OK && version > MIGRATIONS) {
        return vs_fail(err, VS_E_SQL, "the ledger", "was written by a newer program (edition %lld)",
                       (long long)version);
    }
    if (code == VS_OK && version == 0) {
        return vs_fail(err, VS_E_NO_LEDGER, vs_vault_dir(ledger->vault),
                       "`vs init` did not finish there");
    }
    return code;
}

enum vs_code
vs_ledger_open(struct vs_ledger **out, struct vs_vault *vault, bool write, struct vs_err *err)
{
    struct vs_ledger *ledger = vs_calloc(1, sizeof(*ledger));
    enum vs_code code;

    *out = NULL;
    if (!ledger) {
        return vs_fail_memory(err);
    }
    ledger->vault = vault;
    ledger->db = vs_vault_db(vault);
    code = migrate(ledger, write, err);
    if (code != VS_OK) {
        vs_ledger_close(ledger);
        return code;
    }
    *out = ledger;
    return VS_OK;
}

enum vs_code
vs_ledger_behind(struct vs_ledger *ledger, bool *behind, struct vs_err *err)
{
    int64_t version = 0;
    enum vs_code code = vs_sql_int(ledger, &version, 0, err, "PRAGMA user_version", "");

    *behind = code == VS_OK && version < MIGRATIONS;
    return code;
}

bool
vs_ledger_migrated(const struct vs_ledger *ledger)
{
    return ledger->migrated;
}

void
vs_ledger_close(struct vs_ledger *ledger)
{
    if (!ledger) {
        return;
    }
    vs_ledger_rollback(ledger);
    vs_ledger_hold(ledger, false);
    for (size_t i = 0; i < VS_LEDGER_STATEMENTS; i++) {
        sqlite3_finalize(ledger->kept[i].statement);
    }
    vs_free(ledger);
}

/* What a hold has read is over: the next transaction, or reading, sees what is there by then. */
static void
end_reading(struct vs_ledger *ledger)
{
    if (ledger->held != VS_LEDGER_HELD) {
        return;
    }
    if (vs_sql_run(ledger, NULL, "END", "") != VS_OK) { /* nothing was written */
        (void)sqlite3_exec(ledger->db, "ROLLBACK", NULL, NULL, NULL);
    }
    ledger->held = VS_LEDGER_HOLDS;
}

void
vs_ledger_hold(struct vs_ledger *ledger, bool on)
{
    end_reading(ledger);
    ledger->held = on ? VS_LEDGER_HOLDS : VS_LEDGER_FREE;
}

static enum vs_code
begin(struct vs_ledger *ledger, const char *sql, struct vs_err *err)
{
    enum vs_code code;

    end_reading(ledger);
    ledger->in_transaction = true;
    code = vs_sql_run(ledger, err, sql, "");
    ledger->in_transaction = code == VS_OK;
    return code;
}

enum vs_code
vs_ledger_begin(struct vs_ledger *ledger, struct vs_err *err)
{
    return begin(ledger, "BEGIN IMMEDIATE", err);
}

enum vs_code
vs_ledger_snapshot(struct vs_ledger *ledger, struct vs_err *err)
{
    return begin(ledger, "BEGIN", err);
}

enum vs_code
vs_ledger_commit(struct vs_ledger *ledger, struct vs_err *err)
{
    enum vs_code code = vs_sql_run(ledger, err, "COMMIT", "");

    if (code == VS_OK) {
        ledger->in_transaction = false;
    } else {
        vs_ledger_rollback(ledger);
    }
    return code;
}

void
vs_ledger_rollback(struct vs_ledger *ledger)
{
    if (ledger->in_transaction) {
        /* A rollback that fails leaves SQLite to roll back when the file is next opened. */
        (void)sqlite3_exec(ledger->db, "ROLLBACK", NULL, NULL, NULL);
        ledger->in_transaction = false;
    }
}

enum vs_code
vs_ledger_try(struct vs_ledger *ledger, struct vs_err *err)
{
    return vs_sql_run(ledger, err, "SAVEPOINT trial", "");
}

enum vs_code
vs_ledger_try_keep(struct vs_ledger *ledger, struct vs_err *err)
{
    return vs_sql_run(ledger, err, "RELEASE trial", "");
}

enum vs_code
vs_ledger_try_undo(struct vs_ledger *ledger, struct vs_err *err)
{
    enum vs_code code = vs_sql_run(ledger, err, "ROLLBACK TO trial", "");

    return code == VS_OK ? vs_ledger_try_keep(ledger, err) : code;
}

enum vs_code
vs_ledger_meta_get(struct vs_ledger *ledger, struct vs_buf *out, const char *name,
                   struct vs_err *err)
{
    return vs_sql_blob(ledger, out, err, "SELECT value FROM meta WHERE name = ?", "t", name);
}

enum vs_code
vs_ledger_meta_set(struct vs_ledger *ledger, const char *name, const void *value, size_t len,
                   struct vs_err *err)
{
    return vs_sql_run(ledger, err,
                      "INSERT INTO meta (name, value) VALUES (?1, ?2)"
                      " ON CONFLICT (name) DO UPDATE SET value = ?2",
                      "tb", name, value, len);
}

enum vs_code
vs_ledger_clear_derived(struct vs_ledger *ledger, struct vs_err *err)
{
    enum vs_code code = VS_OK;

    for (size_t i = 0; code == VS_OK && i < sizeof(derived) / sizeof(derived[0]); i++) {
        code = vs_sql_run(ledger, err, derived[i].clear, "");
    }
    return code;
}

static void
dump_value(struct vs_buf *out, sqlite3_stmt *statement, int column)
{
    struct vs_str bytes;

    switch (sqlite3_column_type(statement, column)) {
    case SQLITE_NULL:
        vs_buf_add_text(out, " -");
        break;
    case SQLITE_INTEGER:
        vs_buf_addf(out, " %lld", (long long)sqlite3_column_int64(statement, column));
        break;
    default:
        bytes = vs_sql_str(statement, column);
        vs_buf_addf(out, " %zu:", bytes.len);
        vs_buf_add_str(out, bytes);
        break;
    }
}

static enum vs_code
dump_table(struct vs_ledger *ledger, const char *sql, struct vs_buf *line,
           enum vs_code (*each)(void *payload, struct vs_str piece, struct vs_err *err),
           void *payload, struct vs_err *err)
{
    sqlite3_stmt *statement = NULL;
    bool row = true;
    enum vs_code code = vs_sql_start(ledger, &statement, err, sql, "");

    while (code == VS_OK && row) {
        code = vs_sql_step(ledger, statement, &row, err);
        if (code != VS_OK || !row) {
            break;
        }
        vs_buf_clear(line);
        for (int c = 0; c < sqlite3_column_count(statement); c++) {
            dump_value(line, statement, c);
        }
        vs_buf_add_byte(line, '\n');
        code = vs_buf_check(line, "the dump", err);
        if (code == VS_OK) {
            code = each(payload, vs_buf_str(line), err);
        }
    }
    vs_sql_end(ledger, statement);
    return code;
}

enum vs_code
vs_ledger_dump_each(struct vs_ledger *ledger,
                    enum vs_code (*each)(void *payload, struct vs_str piece, struct vs_err *err),
                    void *payload, struct vs_err *err)
{
    struct vs_buf line;
    enum vs_code code = VS_OK;

    vs_buf_init(&line, ROW_MAX);
    for (size_t i = 0; code == VS_OK && i < sizeof(derived) / sizeof(derived[0]); i++) {
        if (!derived[i].dump) {
            continue;
        }
        vs_buf_clear(&line);
        vs_buf_addf(&line, "%s\n", derived[i].clear + strlen("DELETE FROM "));
        code = vs_buf_check(&line, "the dump", err);
        if (code == VS_OK) {
            code = each(payload, vs_buf_str(&line), err);
        }
        if (code == VS_OK) {
            code = dump_table(ledger, derived[i].dump, &line, each, payload, err);
        }
    }
    if (line.p) {
        vs_wipe(line.p, line.cap);
    }
    vs_buf_release(&line);
    return code;
}

static enum vs_code
append(void *payload, struct vs_str piece, struct vs_err *err)
{
    struct vs_buf *out = payload;

    vs_buf_add_str(out, piece);
    return vs_buf_check(out, "the dump", err);
}

enum vs_code
vs_ledger_dump_derived(struct vs_ledger *ledger, struct vs_buf *out, struct vs_err *err)
{
    return vs_ledger_dump_each(ledger, append, out, err);
}
