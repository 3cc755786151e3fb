#include "core/ledger/sql.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "core/base/mem.h"
#include "core/ledger/ledger_priv.h"

static enum vs_code
sql_error(struct vs_ledger *ledger, struct vs_err *err)
{
    return vs_vault_fail(err, ledger->vault, "the ledger");
}

static void
take(struct vs_ledger *ledger, sqlite3_stmt **out, size_t slot)
{
    ledger->kept[slot].busy = true;
    ledger->running[ledger->running_count++] = (uint16_t)slot;
    *out = ledger->kept[slot].statement;
}

/* The kept statement of `sql`, prepared at its first use. */
static enum vs_code
statement_of(struct vs_ledger *ledger, sqlite3_stmt **out, const char *sql, struct vs_err *err)
{
    size_t slot = ((uintptr_t)sql >> 2) % VS_LEDGER_STATEMENTS;
    int rc;

    for (size_t i = 0; i < VS_LEDGER_STATEMENTS; i++) {
        size_t at = (slot + i) % VS_LEDGER_STATEMENTS;
        struct vs_ledger_statement *kept = &ledger->kept[at];

        if (kept->sql == sql && !kept->busy) {
            take(ledger, out, at);
            return VS_OK;
        }
        if (!kept->sql) {
            rc = sqlite3_prepare_v3(ledger->db, sql, -1, SQLITE_PREPARE_PERSISTENT,
                                    &kept->statement, NULL);
            if (rc != SQLITE_OK) {
                return sql_error(ledger, err);
            }
            kept->sql = sql;
            take(ledger, out, at);
            return VS_OK;
        }
    }
    return vs_fail(err, VS_E_INTERNAL, "the ledger", "too many statements");
}

static int
bind_one(sqlite3_stmt *statement, int at, char kind, va_list *args)
{
    switch (kind) {
    case 'i':
        return sqlite3_bind_int64(statement, at, va_arg(*args, int64_t));
    case 'd':
        return sqlite3_bind_int(statement, at, va_arg(*args, int));
    case 't':
        return sqlite3_bind_text(statement, at, va_arg(*args, const char *), -1, SQLITE_STATIC);
    case 's': {
        struct vs_str text = va_arg(*args, struct vs_str);

        return sqlite3_bind_text64(statement, at, text.p, text.len, SQLITE_STATIC, SQLITE_UTF8);
    }
    case 'h': {
        const struct vs_hash *hash = va_arg(*args, const struct vs_hash *);

        return sqlite3_bind_blob(statement, at, hash ? hash->b : NULL, 32, SQLITE_STATIC);
    }
    case 'b': {
        const void *bytes = va_arg(*args, const void *);
        size_t len = va_arg(*args, size_t);

        /* A present but empty blob is not NULL. */
        return sqlite3_bind_blob64(statement, at, bytes || len ? bytes : NULL, len, SQLITE_STATIC);
    }
    case 'n':
        return sqlite3_bind_null(statement, at);
    default:
        return SQLITE_MISUSE;
    }
}

static enum vs_code
start(struct vs_ledger *ledger, sqlite3_stmt **out, struct vs_err *err, const char *sql,
      const char *binds, va_list *args)
{
    enum vs_code code = VS_OK;

    if (ledger->held == VS_LEDGER_HOLDS && !ledger->in_transaction) {
        ledger->held = VS_LEDGER_HELD;
        code = vs_sql_run(ledger, err, "BEGIN", "");
        ledger->held = code == VS_OK ? VS_LEDGER_HELD : VS_LEDGER_HOLDS;
    }
    if (code == VS_OK) {
        code = statement_of(ledger, out, sql, err);
    }
    if (code != VS_OK) {
        *out = NULL;
        return code;
    }
    for (int i = 0; binds[i]; i++) {
        int rc = bind_one(*out, i + 1, binds[i], args);

        if (rc != SQLITE_OK) {
            code = sql_error(ledger, err);
            vs_sql_end(ledger, *out);
            *out = NULL;
            return code;
        }
    }
    return VS_OK;
}

enum vs_code
vs_sql_start(struct vs_ledger *ledger, sqlite3_stmt **out, struct vs_err *err, const char *sql,
             const char *binds, ...)
{
    va_list args;
    enum vs_code code;

    va_start(args, binds);
    code = start(ledger, out, err, sql, binds, &args);
    va_end(args);
    return code;
}

enum vs_code
vs_sql_step(struct vs_ledger *ledger, sqlite3_stmt *statement, bool *row, struct vs_err *err)
{
    int rc = sqlite3_step(statement);

    *row = rc == SQLITE_ROW;
    if (rc == SQLITE_ROW || rc == SQLITE_DONE) {
        return VS_OK;
    }
    return sql_error(ledger, err);
}

void
vs_sql_end(struct vs_ledger *ledger, sqlite3_stmt *statement)
{
    if (!statement) {
        return;
    }
    sqlite3_reset(statement);
    sqlite3_clear_bindings(statement);
    for (size_t i = ledger->running_count; i-- > 0;) {
        size_t slot = ledger->running[i];

        if (ledger->kept[slot].statement == statement) {
            ledger->kept[slot].busy = false;
            ledger->running_count--;
            memmove(&ledger->running[i], &ledger->running[i + 1],
                    (ledger->running_count - i) * sizeof(ledger->running[0]));
            return;
        }
    }
}

enum vs_code
vs_sql_run(struct vs_ledger *ledger, struct vs_err *err, const char *sql, const char *binds, ...)
{
    sqlite3_stmt *statement = NULL;
    va_list args;
    bool row;
    enum vs_code code;

    va_start(args, binds);
    code = start(ledger, &statement, err, sql, binds, &args);
    va_end(args);
    if (code == VS_OK) {
        code = vs_sql_step(ledger, statement, &row, err);
    }
    vs_sql_end(ledger, statement);
    return code;
}

enum vs_code
vs_sql_int(struct vs_ledger *ledger, int64_t *out, int64_t otherwise, struct vs_err *err,
           const char *sql, const char *binds, ...)
{
    sqlite3_stmt *statement = NULL;
    va_list args;
    bool row = false;
    enum vs_code code;

    *out = otherwise;
    va_start(args, binds);
    code = start(ledger, &statement, err, sql, binds, &args);
    va_end(args);
    if (code == VS_OK) {
        code = vs_sql_step(ledger, statement, &row, err);
    }
    if (row && sqlite3_column_type(statement, 0) != SQLITE_NULL) {
        *out = sqlite3_column_int64(statement, 0);
    }
    vs_sql_end(ledger, statement);
    return code;
}

enum vs_code
vs_sql_blob(struct vs_ledger *ledger, struct vs_buf *out, struct vs_err *err, const char *sql,
            const char *binds, ...)
{
    sqlite3_stmt *statement = NULL;
    va_list args;
    bool row = false;
    enum vs_code code;

    va_start(args, binds);
    code = start(ledger, &statement, err, sql, binds, &args);
    va_end(args);
    if (code == VS_OK) {
        code = vs_sql_step(ledger, statement, &row, err);
    }
    if (row) {
        vs_buf_add_str(out, vs_sql_str(statement, 0));
        code = vs_buf_check(out, "a value of the ledger", err);
    } else if (code == VS_OK) {
        code = vs_fail(err, VS_E_NOT_FOUND, NULL, "nothing of this kind in the ledger");
    }
    vs_sql_end(ledger, statement);
    return code;
}

struct vs_str
vs_sql_str(sqlite3_stmt *statement, int column)
{
    struct vs_str out;

    /* The pointer first: asking for it may convert, and the length follows from that. */
    out.p = sqlite3_column_blob(statement, column);
    out.len = (size_t)sqlite3_column_bytes(statement, column);
    return out;
}

void
vs_sql_hash(struct vs_hash *out, sqlite3_stmt *statement, int column)
{
    struct vs_str bytes = vs_sql_str(statement, column);

    memset(out, 0, sizeof(*out));
    if (bytes.len == sizeof(out->b)) {
        memcpy(out->b, bytes.p, sizeof(out->b));
    }
}

struct sqlite3 *
vs_ledger_db(struct vs_ledger *ledger)
{
    return ledger->db;
}
