#include "core/ledger/boxes.h"

#include <string.h>

#include "core/base/secret.h"
#include "core/ledger/feeds.h"
#include "core/ledger/sql.h"

enum vs_code
vs_box_insert(struct vs_ledger *ledger, const struct vs_box_row *row, struct vs_err *err)
{
    const struct vs_invitation *in = &row->invitation;
    enum vs_code code = vs_sql_run(
        ledger, err,
        "INSERT OR REPLACE INTO box (leaf, n, \"case\", epoch, role, key, feed, \"index\", kf,"
        " walked) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        "iihddbhibi", row->leaf, (int64_t)row->n, &in->case_id, (int)in->epoch, (int)in->role,
        in->key, sizeof(in->key), &in->feed, (int64_t)in->index, row->kf, sizeof(row->kf),
        (int64_t)row->walked);

    return code == VS_OK
               ? vs_sql_run(ledger, err,
                            "INSERT INTO invitation (leaf, opened) VALUES (?, 1) ON CONFLICT (leaf)"
                            " DO UPDATE SET opened = max(opened, 1)",
                            "i", row->leaf)
               : code;
}

enum vs_code
vs_box_remove(struct vs_ledger *ledger, const struct vs_box_row *row, struct vs_err *err)
{
    enum vs_code code = vs_sql_run(ledger, err, "DELETE FROM box WHERE leaf = ? AND n = ?", "ii",
                                   row->leaf, (int64_t)row->n);

    return code == VS_OK ? vs_sql_run(ledger, err,
                                      "DELETE FROM invitation WHERE leaf = ?1 AND opened = 1 AND"
                                      " NOT EXISTS (SELECT 1 FROM box WHERE leaf = ?1)",
                                      "i", row->leaf)
                         : code;
}

static void
read_key(uint8_t out[VS_KEY_LEN], sqlite3_stmt *s, int column)
{
    struct vs_str bytes = vs_sql_str(s, column);

    memset(out, 0, VS_KEY_LEN);
    memcpy(out, bytes.p, bytes.len < VS_KEY_LEN ? bytes.len : VS_KEY_LEN);
}

static void
read_box(struct vs_box_row *out, sqlite3_stmt *s)
{
    struct vs_invitation *in = &out->invitation;

    memset(out, 0, sizeof(*out));
    out->leaf = sqlite3_column_int64(s, 0);
    out->n = (unsigned)sqlite3_column_int64(s, 1);
    vs_sql_hash(&in->case_id, s, 2);
    in->epoch = (uint16_t)sqlite3_column_int64(s, 3);
    in->role = sqlite3_column_int64(s, 4) == VS_KEY_FULL ? VS_KEY_FULL : VS_KEY_FACTS;
    read_key(in->key, s, 5);
    vs_sql_hash(&in->feed, s, 6);
    in->index = (uint64_t)sqlite3_column_int64(s, 7);
    read_key(out->kf, s, 8);
    out->walked = (uint64_t)sqlite3_column_int64(s, 9);
}

enum vs_code
vs_box_each(struct vs_ledger *ledger,
            enum vs_code (*each)(void *payload, const struct vs_box_row *row, struct vs_err *err),
            void *payload, struct vs_err *err)
{
    struct vs_box_row box;
    int64_t leaf = -1, n = -1;
    bool row = true;
    enum vs_code code = VS_OK;

    /* One at a time by a fresh look-up, because `each` may remove the row. */
    while (code == VS_OK && row) {
        sqlite3_stmt *s = NULL;

        code = vs_sql_start(ledger, &s, err,
                            "SELECT leaf, n, \"case\", epoch, role, key, feed, \"index\", kf,"
                            " walked FROM box WHERE (leaf, n) > (?, ?) ORDER BY leaf, n LIMIT 1",
                            "ii", leaf, n);
        if (code == VS_OK) {
            code = vs_sql_step(ledger, s, &row, err);
        }
        if (code == VS_OK && row) {
            read_box(&box, s);
        }
        vs_sql_end(ledger, s);
        if (code == VS_OK && row) {
            leaf = box.leaf;
            n = box.n;
            code = each(payload, &box, err);
        }
    }
    vs_wipe(&box, sizeof(box));
    return code;
}

enum vs_code
vs_box_count(struct vs_ledger *ledger, uint64_t *count, int64_t feed, struct vs_err *err)
{
    int64_t found = 0;
    enum vs_code code =
        vs_sql_int(ledger, &found, 0, err, "SELECT count(*) FROM box WHERE leaf >= ? AND leaf < ?",
                   "ii", VS_LEAF_ID(feed, 0), VS_LEAF_ID(feed + 1, 0));

    *count = (uint64_t)found;
    return code;
}

enum vs_code
vs_box_walked(struct vs_ledger *ledger, uint64_t *walked, int64_t feed,
              const uint8_t kf[VS_KEY_LEN], struct vs_err *err)
{
    int64_t found = 0;
    enum vs_code code =
        vs_sql_int(ledger, &found, 0, err,
                   "SELECT walked FROM box WHERE kf = ? AND leaf >= ? AND leaf < ? LIMIT 1", "bii",
                   kf, (size_t)VS_KEY_LEN, VS_LEAF_ID(feed, 0), VS_LEAF_ID(feed + 1, 0));

    *walked = (uint64_t)found;
    return code;
}

enum vs_code
vs_box_set_walked(struct vs_ledger *ledger, uint64_t walked, int64_t feed,
                  const uint8_t kf[VS_KEY_LEN], struct vs_err *err)
{
    return vs_sql_run(
        ledger, err, "UPDATE box SET walked = ? WHERE kf = ? AND leaf >= ? AND leaf < ?", "ibii",
        (int64_t)walked, kf, (size_t)VS_KEY_LEN, VS_LEAF_ID(feed, 0), VS_LEAF_ID(feed + 1, 0));
}

enum vs_code
vs_invitation_each_unopened(struct vs_ledger *ledger,
                            enum vs_code (*each)(void *payload, int64_t leaf, struct vs_err *err),
                            void *payload, struct vs_err *err)
{
    int64_t leaf = -1;
    enum vs_code code = VS_OK;

    while (code == VS_OK) {
        code =
            vs_sql_int(ledger, &leaf, -1, err,
                       "SELECT min(leaf) FROM invitation WHERE opened = 0 AND leaf > ?", "i", leaf);
        if (code != VS_OK || leaf < 0) {
            break;
        }
        code = each(payload, leaf, err);
    }
    return code;
}

enum vs_code
vs_invitation_park(struct vs_ledger *ledger, int64_t leaf, struct vs_err *err)
{
    return vs_sql_run(ledger, err, "UPDATE invitation SET opened = 2 WHERE leaf = ?", "i", leaf);
}

enum vs_code
vs_invitation_unpark(struct vs_ledger *ledger, uint64_t most, struct vs_err *err)
{
    int64_t leaf = -1;
    enum vs_code code = VS_OK;

    while (code == VS_OK) {
        int64_t feed;
        uint64_t count;

        code =
            vs_sql_int(ledger, &leaf, -1, err,
                       "SELECT min(leaf) FROM invitation WHERE opened = 2 AND leaf > ?", "i", leaf);
        if (code != VS_OK || leaf < 0) {
            break;
        }
        feed = VS_LEAF_FEED(leaf);
        code = vs_box_count(ledger, &count, feed, err);
        if (code == VS_OK && count < most) {
            code = vs_sql_run(ledger, err,
                              "UPDATE invitation SET opened = 0 WHERE leaf IN (SELECT leaf FROM"
                              " invitation WHERE opened = 2 AND leaf >= ? AND leaf < ?"
                              " ORDER BY leaf LIMIT ?)",
                              "iii", leaf, VS_LEAF_ID(feed + 1, 0), (int64_t)(most - count));
        }
        leaf = VS_LEAF_ID(feed + 1, 0) - 1;
    }
    return code;
}
