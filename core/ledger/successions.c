#include "core/ledger/successions.h"

#include "core/ledger/sql.h"

#define COLUMNS "SELECT leaf, org, other, side, since FROM succession"

enum vs_code
vs_succession_insert(struct vs_ledger *ledger, const struct vs_succession_row *row,
                     struct vs_err *err)
{
    return vs_sql_run(ledger, err,
                      "INSERT OR REPLACE INTO succession (leaf, org, other, side, since)"
                      " VALUES (?, ?, ?, ?, ?)",
                      "iihdd", row->leaf, row->org, &row->other, row->other_before ? 2 : 1,
                      (int)row->since);
}

static void
read_row(struct vs_succession_row *out, sqlite3_stmt *s)
{
    out->leaf = sqlite3_column_int64(s, 0);
    out->org = sqlite3_column_int64(s, 1);
    vs_sql_hash(&out->other, s, 2);
    out->other_before = sqlite3_column_int(s, 3) == 2;
    out->since = sqlite3_column_int(s, 4);
}

enum vs_code
vs_succession_by_leaf(struct vs_ledger *ledger, struct vs_succession_row *out, int64_t leaf,
                      struct vs_err *err)
{
    sqlite3_stmt *s = NULL;
    bool row = false;
    enum vs_code code = vs_sql_start(ledger, &s, err, COLUMNS " WHERE leaf = ?", "i", leaf);

    if (code == VS_OK) {
        code = vs_sql_step(ledger, s, &row, err);
    }
    if (row) {
        read_row(out, s);
    }
    vs_sql_end(ledger, s);
    return code == VS_OK && !row
               ? vs_fail(err, VS_E_NOT_FOUND, NULL, "nothing of a succession is there")
               : code;
}

static enum vs_code
walk(struct vs_ledger *ledger, sqlite3_stmt *s, enum vs_code code,
     enum vs_code (*each)(void *payload, const struct vs_succession_row *row, struct vs_err *err),
     void *payload, struct vs_err *err)
{
    bool row = true;

    while (code == VS_OK && row) {
        struct vs_succession_row succession;

        code = vs_sql_step(ledger, s, &row, err);
        if (row) {
            read_row(&succession, s);
            code = each(payload, &succession, err);
        }
    }
    vs_sql_end(ledger, s);
    return code;
}

enum vs_code
vs_succession_each(struct vs_ledger *ledger, int64_t org,
                   enum vs_code (*each)(void *payload, const struct vs_succession_row *row,
                                        struct vs_err *err),
                   void *payload, struct vs_err *err)
{
    sqlite3_stmt *s = NULL;
    enum vs_code code =
        vs_sql_start(ledger, &s, err, COLUMNS " WHERE org = ? ORDER BY leaf", "i", org);

    return walk(ledger, s, code, each, payload, err);
}

enum vs_code
vs_succession_each_of(struct vs_ledger *ledger, const struct vs_hash *org,
                      enum vs_code (*each)(void *payload, const struct vs_succession_row *row,
                                           struct vs_err *err),
                      void *payload, struct vs_err *err)
{
    sqlite3_stmt *s = NULL;
    enum vs_code code =
        vs_sql_start(ledger, &s, err, COLUMNS " WHERE other = ? ORDER BY leaf", "h", org);

    return walk(ledger, s, code, each, payload, err);
}
