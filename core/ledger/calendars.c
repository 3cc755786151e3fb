#include "core/ledger/calendars.h"

#include <stdio.h>
#include <string.h>

#include "core/ledger/sql.h"

enum vs_code
vs_calendar_insert(struct vs_ledger *ledger, const struct vs_calendar_row *row, struct vs_err *err)
{
    return vs_sql_run(ledger, err,
                      "INSERT OR REPLACE INTO calendar (leaf, org, hash, name, edition, made)"
                      " VALUES (?, ?, ?, ?, ?, ?)",
                      "iihtti", row->leaf, row->org, &row->hash, row->name, row->edition,
                      row->made);
}

static void
read_row(struct vs_calendar_row *out, sqlite3_stmt *s)
{
    struct vs_str name = vs_sql_str(s, 3);
    struct vs_str edition = vs_sql_str(s, 4);

    memset(out, 0, sizeof(*out));
    out->leaf = sqlite3_column_int64(s, 0);
    out->org = sqlite3_column_int64(s, 1);
    vs_sql_hash(&out->hash, s, 2);
    snprintf(out->name, sizeof(out->name), "%.*s", (int)name.len, name.p);
    snprintf(out->edition, sizeof(out->edition), "%.*s", (int)edition.len, edition.p);
    out->made = sqlite3_column_int64(s, 5);
}

enum vs_code
vs_calendar_by_leaf(struct vs_ledger *ledger, struct vs_calendar_row *out, int64_t leaf,
                    struct vs_err *err)
{
    sqlite3_stmt *s = NULL;
    bool row = false;
    enum vs_code code = vs_sql_start(
        ledger, &s, err, "SELECT leaf, org, hash, name, edition, made FROM calendar WHERE leaf = ?",
        "i", leaf);

    if (code == VS_OK) {
        code = vs_sql_step(ledger, s, &row, err);
    }
    if (row) {
        read_row(out, s);
    } else if (code == VS_OK) {
        code = vs_fail(err, VS_E_NOT_FOUND, NULL, "no such calendar");
    }
    vs_sql_end(ledger, s);
    return code;
}

enum vs_code
vs_calendar_each(struct vs_ledger *ledger, int64_t org,
                 enum vs_code (*each)(void *payload, const struct vs_calendar_row *row,
                                      struct vs_err *err),
                 void *payload, struct vs_err *err)
{
    sqlite3_stmt *s = NULL;
    bool row = true;
    enum vs_code code = vs_sql_start(ledger, &s, err,
                                     "SELECT leaf, org, hash, name, edition, made FROM calendar"
                                     " WHERE ?1 = 0 OR org = ?1 ORDER BY leaf",
                                     "i", org);

    while (code == VS_OK && row) {
        struct vs_calendar_row calendar;

        code = vs_sql_step(ledger, s, &row, err);
        if (row) {
            read_row(&calendar, s);
            code = each(payload, &calendar, err);
        }
    }
    vs_sql_end(ledger, s);
    return code;
}

enum vs_code
vs_calendar_published(struct vs_ledger *ledger, bool *is, const struct vs_hash *hash,
                      const struct vs_hash *org, vs_instant by, vs_instant known_at,
                      struct vs_err *err)
{
    int64_t found;
    enum vs_code code = vs_sql_int(
        ledger, &found, 0, err,
        "SELECT 1 FROM calendar c JOIN org o ON o.id = c.org JOIN leaf l ON l.id = c.leaf"
        " WHERE c.hash = ? AND o.org = ? AND c.made <= ? AND l.received <= ? LIMIT 1",
        "hhii", hash, org, by, known_at);

    *is = found == 1;
    return code;
}
