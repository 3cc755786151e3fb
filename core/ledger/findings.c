#include "core/ledger/findings.h"

#include <string.h>

#include "core/ledger/sql.h"

enum vs_code
vs_finding_insert(struct vs_ledger *ledger, int64_t leaf, const char *kind, vs_instant received,
                  struct vs_err *err)
{
    return vs_sql_run(ledger, err,
                      "INSERT OR IGNORE INTO finding (feed, kind, leaf, received)"
                      " VALUES (?, ?, ?, ?)",
                      "itii", VS_LEAF_FEED(leaf), kind, (int64_t)VS_LEAF_INDEX(leaf), received);
}

enum vs_code
vs_finding_each(struct vs_ledger *ledger, bool untold,
                enum vs_code (*each)(void *payload, const struct vs_finding_row *row,
                                     struct vs_err *err),
                void *payload, struct vs_err *err)
{
    sqlite3_stmt *s = NULL;
    bool row = true;
    enum vs_code code =
        untold ? vs_sql_start(ledger, &s, err,
                              "SELECT feed, kind, count(*), max(leaf) FROM finding WHERE told = 0"
                              " GROUP BY feed, kind ORDER BY feed, kind",
                              "")
               : vs_sql_start(ledger, &s, err,
                              "SELECT feed, kind, count(*), max(leaf) FROM finding"
                              " GROUP BY feed, kind ORDER BY feed, kind",
                              "");

    while (code == VS_OK && row) {
        code = vs_sql_step(ledger, s, &row, err);
        if (row) {
            struct vs_finding_row found;
            struct vs_str kind = vs_sql_str(s, 1);

            memset(&found, 0, sizeof(found));
            found.feed = sqlite3_column_int64(s, 0);
            memcpy(found.kind, kind.p,
                   kind.len < VS_FINDING_KIND_MAX ? kind.len : VS_FINDING_KIND_MAX);
            found.count = sqlite3_column_int64(s, 2);
            found.last = (uint64_t)sqlite3_column_int64(s, 3);
            code = each(payload, &found, err);
        }
    }
    vs_sql_end(ledger, s);
    return code;
}

enum vs_code
vs_finding_set_told(struct vs_ledger *ledger, struct vs_err *err)
{
    return vs_sql_run(ledger, err, "UPDATE finding SET told = 1 WHERE told = 0", "");
}
