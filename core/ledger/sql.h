/*
 * SQL statements without ceremony, for the files of this folder only.
 *
 * A statement is prepared once a ledger and kept, found again by the address of its text, so texts
 * must be string literals. Values are bound by a format, one letter each:
 *   i int64_t      d int      t const char * (NULL gives SQL NULL)      s struct vs_str (p NULL
 * gives SQL NULL) h const struct vs_hash *      b const void *, size_t (NULL gives SQL NULL)      n
 * SQL NULL Bound bytes must live until the statement is done.
 */
#ifndef VS_CORE_LEDGER_SQL_H
#define VS_CORE_LEDGER_SQL_H

#include <sqlite3.h>

#include "core/base/bytes.h"
#include "core/ledger/ledger.h"

/* Runs a statement that gives no rows. */
enum vs_code vs_sql_run(struct vs_ledger *ledger, struct vs_err *err, const char *sql,
                        const char *binds, ...) VS_MUST_USE;

/* Binds and starts a statement that gives rows; end it with vs_sql_end whatever happens. */
enum vs_code vs_sql_start(struct vs_ledger *ledger, sqlite3_stmt **out, struct vs_err *err,
                          const char *sql, const char *binds, ...) VS_MUST_USE;

/* *row tells whether there is a (further) row. */
enum vs_code vs_sql_step(struct vs_ledger *ledger, sqlite3_stmt *statement, bool *row,
                         struct vs_err *err) VS_MUST_USE;

/* Accepts NULL. */
void vs_sql_end(struct vs_ledger *ledger, sqlite3_stmt *statement);

/* The first column of the first row as an integer, `otherwise` when there is no row or it is NULL.
 */
enum vs_code vs_sql_int(struct vs_ledger *ledger, int64_t *out, int64_t otherwise,
                        struct vs_err *err, const char *sql, const char *binds, ...) VS_MUST_USE;

/* The first column of the first row appended to `out`; VS_E_NOT_FOUND without detail if no row. */
enum vs_code vs_sql_blob(struct vs_ledger *ledger, struct vs_buf *out, struct vs_err *err,
                         const char *sql, const char *binds, ...) VS_MUST_USE;

/* Columns of the current row; borrowed until the next step. */
struct vs_str vs_sql_str(sqlite3_stmt *statement, int column);
void vs_sql_hash(struct vs_hash *out, sqlite3_stmt *statement,
                 int column); /* zeros if not 32 bytes */

struct sqlite3 *vs_ledger_db(struct vs_ledger *ledger);

#endif
