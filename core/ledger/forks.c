#include "core/ledger/forks.h"

#include "core/ledger/sql.h"

/* --- evidence ----------------------------------------------------------------------------------
 */

enum vs_code
vs_evidence_insert(struct vs_ledger *ledger, const struct vs_evidence_row *row, bool *added,
                   struct vs_err *err)
{
    enum vs_code code =
        vs_sql_run(ledger, err,
                   "INSERT OR IGNORE INTO evidence (feed, kind, detail, proof, received, prefix)"
                   " VALUES (?, ?, ?, ?, ?, nullif(?, -1))",
                   "issbii", row->feed, row->kind, row->detail, row->proof.p, row->proof.len,
                   row->received, (int64_t)row->prefix);

    *added = code == VS_OK && sqlite3_changes(vs_ledger_db(ledger)) > 0;
    return code;
}

enum vs_code
vs_evidence_each(struct vs_ledger *ledger, int64_t feed,
                 enum vs_code (*each)(void *payload, const struct vs_evidence_row *row,
                                      struct vs_err *err),
                 void *payload, struct vs_err *err)
{
    sqlite3_stmt *s = NULL;
    bool row = true;
    enum vs_code code = vs_sql_start(
        ledger, &s, err,
        "SELECT id, feed, kind, detail, proof, prefix, told, received FROM evidence"
        " WHERE ?1 = 0 OR feed = ?1 ORDER BY feed, prefix IS NULL, prefix, kind, detail",
        "i", feed);

    while (code == VS_OK && row) {
        code = vs_sql_step(ledger, s, &row, err);
        if (row) {
            struct vs_evidence_row at;

            at.id = sqlite3_column_int64(s, 0);
            at.feed = sqlite3_column_int64(s, 1);
            at.kind = vs_sql_str(s, 2);
            at.detail = vs_sql_str(s, 3);
            at.proof = vs_sql_str(s, 4);
            at.prefix = sqlite3_column_type(s, 5) == SQLITE_NULL
                            ? VS_FEED_NOT_FORKED
                            : (uint64_t)sqlite3_column_int64(s, 5);
            at.told = sqlite3_column_int(s, 6) != 0;
            at.received = sqlite3_column_int64(s, 7);
            code = each(payload, &at, err);
        }
    }
    vs_sql_end(ledger, s);
    return code;
}

enum vs_code
vs_evidence_count(struct vs_ledger *ledger, uint64_t *count, int64_t feed, struct vs_err *err)
{
    int64_t found = 0;
    enum vs_code code = vs_sql_int(ledger, &found, 0, err,
                                   "SELECT count(*) FROM evidence WHERE feed = ?", "i", feed);

    *count = (uint64_t)found;
    return code;
}

enum vs_code
vs_evidence_drop_weakest(struct vs_ledger *ledger, int64_t feed, struct vs_err *err)
{
    return vs_sql_run(ledger, err,
                      "DELETE FROM evidence WHERE id = (SELECT id FROM evidence WHERE feed = ?1"
                      " AND kind = 'fork' AND id > (SELECT min(id) FROM evidence WHERE feed = ?1"
                      " AND kind = 'fork') ORDER BY prefix DESC, id DESC LIMIT 1)",
                      "i", feed);
}

enum vs_code
vs_evidence_set_told(struct vs_ledger *ledger, int64_t feed, struct vs_err *err)
{
    return vs_sql_run(ledger, err, "UPDATE evidence SET told = 1 WHERE feed = ? AND told = 0", "i",
                      feed);
}

/* --- forked feeds ------------------------------------------------------------------------------
 */

enum vs_code
vs_fork_common(struct vs_ledger *ledger, uint64_t *common, const struct vs_feed_row *feed,
               vs_instant known_at, struct vs_err *err)
{
    int64_t least = -1;
    enum vs_code code =
        vs_sql_int(ledger, &least, -1, err,
                   "SELECT min(at) FROM (SELECT e.prefix AS at FROM evidence e"
                   " JOIN feed f ON f.id = e.feed WHERE f.feed = ?1 AND e.kind = 'fork'"
                   " AND e.received <= ?2 UNION ALL"
                   " SELECT start FROM feed WHERE feed = ?1 AND version > 0 AND since <= ?2)",
                   "hi", &feed->feed, known_at);

    *common = least < 0 ? VS_FEED_NOT_FORKED : (uint64_t)least;
    return code;
}

enum vs_code
vs_fork_set_common(struct vs_ledger *ledger, const struct vs_hash *feed, uint64_t common,
                   struct vs_err *err)
{
    return vs_sql_run(ledger, err, "UPDATE feed SET common = nullif(?, -1) WHERE feed = ?", "ih",
                      (int64_t)common, feed);
}

enum vs_code
vs_fork_each(struct vs_ledger *ledger,
             enum vs_code (*each)(void *payload, const struct vs_feed_row *row, struct vs_err *err),
             void *payload, struct vs_err *err)
{
    int64_t id = 0;
    enum vs_code code = VS_OK;

    /* One at a time by a fresh look-up, because `each` may change the row. */
    while (code == VS_OK) {
        struct vs_feed_row row;

        code = vs_sql_int(ledger, &id, -1, err,
                          "SELECT min(id) FROM feed WHERE common IS NOT NULL AND version = 0"
                          " AND id > ?",
                          "i", id);
        if (code != VS_OK || id < 0) {
            break;
        }
        code = vs_feed_by_id(ledger, &row, id, err);
        if (code == VS_OK) {
            code = each(payload, &row, err);
        }
    }
    return code;
}

enum vs_code
vs_fork_each_announced(struct vs_ledger *ledger,
                       enum vs_code (*each)(void *payload, int64_t leaf, struct vs_err *err),
                       void *payload, struct vs_err *err)
{
    int64_t leaf = -1;
    enum vs_code code = VS_OK;

    while (code == VS_OK) {
        code = vs_sql_int(ledger, &leaf, -1, err,
                          "SELECT min(leaf) FROM event WHERE type = 'fork' AND leaf > ?"
                          " AND state = 1 AND \"case\" IS NULL",
                          "i", leaf);
        if (code != VS_OK || leaf < 0) {
            break;
        }
        code = each(payload, leaf, err);
    }
    return code;
}

/* --- checkpoints that others have seen ---------------------------------------------------------
 */

enum vs_code
vs_ahead_insert(struct vs_ledger *ledger, const struct vs_ahead_row *row, vs_instant received,
                struct vs_err *err)
{
    enum vs_code code =
        vs_sql_run(ledger, err,
                   "INSERT OR IGNORE INTO ahead (feed, size, root, witness, file, received)"
                   " VALUES (?, ?, ?, ?, ?, ?)",
                   "iihibi", row->feed, (int64_t)row->size, &row->root, row->witness, row->file.p,
                   row->file.len, received);

    return code != VS_OK
               ? code
               : vs_sql_run(ledger, err,
                            "DELETE FROM ahead WHERE feed = ?1 AND (size, root) NOT IN (SELECT"
                            " size, root FROM ahead WHERE feed = ?1 ORDER BY size, root LIMIT ?2)",
                            "id", row->feed, VS_AHEAD_MAX);
}

enum vs_code
vs_ahead_each(struct vs_ledger *ledger, int64_t feed,
              enum vs_code (*each)(void *payload, const struct vs_ahead_row *row,
                                   struct vs_err *err),
              void *payload, struct vs_err *err)
{
    sqlite3_stmt *s = NULL;
    bool row = true;
    enum vs_code code = vs_sql_start(ledger, &s, err,
                                     "SELECT feed, size, root, witness, file, received FROM ahead"
                                     " WHERE ?1 = 0 OR feed = ?1 ORDER BY feed, size, root",
                                     "i", feed);

    while (code == VS_OK && row) {
        code = vs_sql_step(ledger, s, &row, err);
        if (row) {
            struct vs_ahead_row at;

            at.feed = sqlite3_column_int64(s, 0);
            at.size = (uint64_t)sqlite3_column_int64(s, 1);
            vs_sql_hash(&at.root, s, 2);
            at.witness = sqlite3_column_int64(s, 3);
            at.file = vs_sql_str(s, 4);
            at.received = sqlite3_column_int64(s, 5);
            code = each(payload, &at, err);
        }
    }
    vs_sql_end(ledger, s);
    return code;
}

enum vs_code
vs_ahead_remove(struct vs_ledger *ledger, int64_t feed, uint64_t size, const struct vs_hash *root,
                struct vs_err *err)
{
    return vs_sql_run(ledger, err, "DELETE FROM ahead WHERE feed = ? AND size = ? AND root = ?",
                      "iih", feed, (int64_t)size, root);
}
