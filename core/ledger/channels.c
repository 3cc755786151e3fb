#include "core/ledger/channels.h"

#include <string.h>

#include "core/ledger/events.h"
#include "core/ledger/feeds.h"
#include "core/ledger/sql.h"

#define CHANNEL_COLUMNS "c.id, c.kind, c.org, c.\"case\", c.epoch, c.kf, c.kc, c.kr"

/* Copies a column of exactly VS_KEY_LEN bytes; false if it is NULL or of another length. */
static bool
read_key(uint8_t out[VS_KEY_LEN], sqlite3_stmt *s, int column)
{
    struct vs_str bytes = vs_sql_str(s, column);

    memset(out, 0, VS_KEY_LEN);
    if (bytes.len != VS_KEY_LEN) {
        return false;
    }
    memcpy(out, bytes.p, VS_KEY_LEN);
    return true;
}

static void
read_channel(struct vs_channel_row *out, sqlite3_stmt *s)
{
    memset(out, 0, sizeof(*out));
    out->id = sqlite3_column_int64(s, 0);
    out->kind = (enum vs_channel_kind)sqlite3_column_int(s, 1);
    out->org = sqlite3_column_int64(s, 2);
    out->case_leaf = sqlite3_column_int64(s, 3);
    out->epoch = (uint32_t)sqlite3_column_int64(s, 4);
    (void)read_key(out->kf, s, 5);
    out->has_kc = read_key(out->kc, s, 6);
    (void)read_key(out->kr, s, 7);
}

static enum vs_code
one_channel(struct vs_ledger *ledger, struct vs_channel_row *out, enum vs_code code,
            sqlite3_stmt *s, struct vs_err *err)
{
    bool row = false;

    if (code == VS_OK) {
        code = vs_sql_step(ledger, s, &row, err);
    }
    if (row) {
        read_channel(out, s);
    } else if (code == VS_OK) {
        code = vs_fail(err, VS_E_NOT_FOUND, NULL, "no such channel");
    }
    vs_sql_end(ledger, s);
    return code;
}

enum vs_code
vs_channel_insert(struct vs_ledger *ledger, const struct vs_channel_row *row, struct vs_err *err)
{
    const uint8_t *kc = row->has_kc ? row->kc : NULL;
    size_t kc_len = row->has_kc ? VS_KEY_LEN : 0;

    if (row->kind == VS_CHANNEL_DIRECTORY) {
        /* Another key than before: an introduction lied, and the card corrects it. */
        enum vs_code code = vs_sql_run(ledger, err,
                                       "DELETE FROM expected WHERE channel IN"
                                       " (SELECT id FROM channel WHERE id = ? AND kf <> ?)",
                                       "ib", row->id, row->kf, (size_t)VS_KEY_LEN);

        return code != VS_OK ? code
                             : vs_sql_run(ledger, err,
                                          "INSERT INTO channel (id, kind, org, epoch, kf, kc)"
                                          " VALUES (?, ?, ?, 0, ?, ?) ON CONFLICT (id) DO UPDATE"
                                          " SET kf = excluded.kf, kc = excluded.kc"
                                          " WHERE channel.kf <> excluded.kf",
                                          "idibb", row->id, (int)row->kind, row->org, row->kf,
                                          (size_t)VS_KEY_LEN, kc, kc_len);
    }
    return vs_sql_run(ledger, err,
                      "INSERT INTO channel (id, kind, \"case\", epoch, kf, kr, kc)"
                      " VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO UPDATE"
                      " SET kc = coalesce(kc, excluded.kc)",
                      "idiibbb", row->id, (int)row->kind, row->case_leaf, (int64_t)row->epoch,
                      row->kf, (size_t)VS_KEY_LEN, row->kr, (size_t)VS_KEY_LEN, kc, kc_len);
}

enum vs_code
vs_channel_by_id(struct vs_ledger *ledger, struct vs_channel_row *out, int64_t id,
                 struct vs_err *err)
{
    sqlite3_stmt *s = NULL;
    enum vs_code code = vs_sql_start(
        ledger, &s, err, "SELECT " CHANNEL_COLUMNS " FROM channel c WHERE c.id = ?", "i", id);

    return one_channel(ledger, out, code, s, err);
}

enum vs_code
vs_channel_by_key(struct vs_ledger *ledger, struct vs_channel_row *out,
                  const uint8_t kf[VS_KEY_LEN], struct vs_err *err)
{
    sqlite3_stmt *s = NULL;
    enum vs_code code =
        vs_sql_start(ledger, &s, err, "SELECT " CHANNEL_COLUMNS " FROM channel c WHERE c.kf = ?",
                     "b", kf, (size_t)VS_KEY_LEN);

    return one_channel(ledger, out, code, s, err);
}

static enum vs_code
walk_channels(struct vs_ledger *ledger, sqlite3_stmt *s, enum vs_code code,
              enum vs_code (*each)(void *payload, const struct vs_channel_row *row,
                                   struct vs_err *err),
              void *payload, struct vs_err *err)
{
    bool row = true;

    while (code == VS_OK && row) {
        struct vs_channel_row channel;

        code = vs_sql_step(ledger, s, &row, err);
        if (row) {
            read_channel(&channel, s);
            code = each(payload, &channel, err);
        }
    }
    vs_sql_end(ledger, s);
    return code;
}

enum vs_code
vs_channel_each_of_case(struct vs_ledger *ledger, int64_t case_leaf,
                        enum vs_code (*each)(void *payload, const struct vs_channel_row *row,
                                             struct vs_err *err),
                        void *payload, struct vs_err *err)
{
    sqlite3_stmt *s = NULL;
    enum vs_code code = vs_sql_start(ledger, &s, err,
                                     "SELECT " CHANNEL_COLUMNS " FROM channel c"
                                     " WHERE c.\"case\" = ? ORDER BY c.epoch, c.id",
                                     "i", case_leaf);

    return walk_channels(ledger, s, code, each, payload, err);
}

enum vs_code
vs_channel_each_of_party(struct vs_ledger *ledger, const struct vs_hash *org,
                         enum vs_code (*each)(void *payload, const struct vs_channel_row *row,
                                              struct vs_err *err),
                         void *payload, struct vs_err *err)
{
    sqlite3_stmt *s = NULL;
    enum vs_code code = vs_sql_start(ledger, &s, err,
                                     "SELECT " CHANNEL_COLUMNS " FROM party p JOIN channel c"
                                     " ON c.\"case\" = p.\"case\" WHERE p.org = ? ORDER BY c.id",
                                     "h", org);

    return walk_channels(ledger, s, code, each, payload, err);
}

enum vs_code
vs_channel_each_uninvited(struct vs_ledger *ledger, const struct vs_hash *org, int64_t silent,
                          const struct vs_hash *inbox,
                          enum vs_code (*each)(void *payload, const struct vs_channel_row *row,
                                               struct vs_err *err),
                          void *payload, struct vs_err *err)
{
    sqlite3_stmt *s = NULL;
    enum vs_code code = vs_sql_start(
        ledger, &s, err,
        "SELECT " CHANNEL_COLUMNS " FROM party p JOIN channel c ON c.\"case\" = p.\"case\""
        " JOIN leaf l ON l.id = c.\"case\" WHERE p.org = ?1 AND (c.kc IS NOT NULL OR ?3 = 0)"
        " AND NOT EXISTS (SELECT 1 FROM invited i WHERE i.\"case\" = l.hash"
        " AND i.epoch = c.epoch AND i.kf = c.kf AND i.inbox = ?2)"
        " AND (?3 = 0 OR NOT EXISTS (SELECT 1"
        " FROM event e JOIN channel d ON d.id = e.channel WHERE e.\"case\" = c.\"case\""
        " AND (d.id = c.id OR d.epoch > c.epoch) AND e.leaf >> 40 IN"
        " (SELECT id FROM feed WHERE org = ?3 AND closed IS NULL)))"
        " AND (?3 <> 0 OR NOT EXISTS (SELECT 1"
        " FROM announced a JOIN announced b ON b.feed = a.feed JOIN invited i ON i.inbox = b.key"
        " WHERE a.key = ?2 AND i.\"case\" = l.hash AND i.epoch = c.epoch AND i.kf = c.kf))"
        " ORDER BY c.\"case\", c.epoch, c.id",
        "hhi", org, inbox, silent);

    return walk_channels(ledger, s, code, each, payload, err);
}

enum vs_code
vs_case_unlearn(struct vs_ledger *ledger, int64_t case_leaf, const struct vs_hash *case_hash,
                struct vs_err *err)
{
    /* The tag of a leaf is 16 bytes from 112 on (FORMAT.md 5.2); SQL counts from 1. */
    static const char *const undo[] = {
        ("INSERT OR IGNORE INTO unmatched (tag, leaf) SELECT substr(l.raw, 113, 16), e.leaf"
         " FROM event e JOIN leaf l ON l.id = e.leaf WHERE e.\"case\" = ?"),
        "DELETE FROM event WHERE \"case\" = ?",
        "DELETE FROM expected WHERE channel IN (SELECT id FROM channel WHERE \"case\" = ?)",
        "DELETE FROM channel WHERE \"case\" = ?",
        "DELETE FROM party WHERE \"case\" = ?",
    };
    enum vs_code code = VS_OK;

    for (size_t i = 0; code == VS_OK && i < sizeof(undo) / sizeof(undo[0]); i++) {
        code = vs_sql_run(ledger, err, undo[i], "i", case_leaf);
    }
    return code == VS_OK
               ? vs_sql_run(ledger, err, "DELETE FROM case_key WHERE \"case\" = ? AND origin <> 0",
                            "h", case_hash)
               : code;
}

enum vs_code
vs_case_keep_facts(struct vs_ledger *ledger, int64_t case_leaf, const struct vs_hash *case_hash,
                   struct vs_err *err)
{
    enum vs_code code = vs_sql_run(
        ledger, err,
        "UPDATE event SET text_state = ?, text = NULL WHERE \"case\" = ? AND text_state <> ?",
        "did", (int)VS_TEXT_SEALED, case_leaf, (int)VS_TEXT_NONE);

    if (code == VS_OK) {
        code = vs_sql_run(ledger, err, "UPDATE channel SET kc = NULL WHERE \"case\" = ?", "i",
                          case_leaf);
    }
    return code == VS_OK ? vs_sql_run(ledger, err,
                                      "UPDATE case_key SET kc = NULL WHERE \"case\" = ? AND"
                                      " origin <> 0",
                                      "h", case_hash)
                         : code;
}

enum vs_code
vs_expected_set(struct vs_ledger *ledger, const struct vs_expected_row *row, struct vs_err *err)
{
    return vs_sql_run(ledger, err,
                      "INSERT INTO expected (channel, feed, n, tag) VALUES (?, ?, ?, ?)"
                      " ON CONFLICT (channel, feed) DO UPDATE SET n = excluded.n,"
                      " tag = excluded.tag",
                      "iiib", row->channel, row->feed, (int64_t)row->n, row->tag, sizeof(row->tag));
}

static enum vs_code
one_expected(struct vs_ledger *ledger, struct vs_expected_row *out, enum vs_code code,
             sqlite3_stmt *s, struct vs_err *err)
{
    bool row = false;

    if (code == VS_OK) {
        code = vs_sql_step(ledger, s, &row, err);
    }
    if (row) {
        struct vs_str tag = vs_sql_str(s, 3);

        memset(out, 0, sizeof(*out));
        out->channel = sqlite3_column_int64(s, 0);
        out->feed = sqlite3_column_int64(s, 1);
        out->n = (uint64_t)sqlite3_column_int64(s, 2);
        memcpy(out->tag, tag.p, tag.len < sizeof(out->tag) ? tag.len : sizeof(out->tag));
    } else if (code == VS_OK) {
        code = vs_fail(err, VS_E_NOT_FOUND, NULL, "no tag expected");
    }
    vs_sql_end(ledger, s);
    return code;
}

enum vs_code
vs_expected_any(struct vs_ledger *ledger, bool *any, int64_t channel, struct vs_err *err)
{
    int64_t found = 0;
    enum vs_code code = vs_sql_int(ledger, &found, 0, err,
                                   "SELECT max(n) FROM expected WHERE channel = ?", "i", channel);

    *any = found > 0;
    return code;
}

enum vs_code
vs_expected_get(struct vs_ledger *ledger, struct vs_expected_row *out, int64_t channel,
                int64_t feed, struct vs_err *err)
{
    sqlite3_stmt *s = NULL;
    enum vs_code code = vs_sql_start(ledger, &s, err,
                                     "SELECT channel, feed, n, tag FROM expected"
                                     " WHERE channel = ? AND feed = ?",
                                     "ii", channel, feed);

    return one_expected(ledger, out, code, s, err);
}

enum vs_code
vs_expected_forget_cases(struct vs_ledger *ledger, int64_t feed, struct vs_err *err)
{
    return vs_sql_run(ledger, err, "DELETE FROM expected WHERE feed = ? AND channel > 0", "i",
                      feed);
}

enum vs_code
vs_expected_find(struct vs_ledger *ledger, struct vs_expected_row *out,
                 const uint8_t tag[VS_TAG_LEN], int64_t feed, struct vs_err *err)
{
    sqlite3_stmt *s = NULL;
    enum vs_code code = vs_sql_start(
        ledger, &s, err, "SELECT channel, feed, n, tag FROM expected WHERE tag = ? AND feed = ?",
        "bi", tag, (size_t)VS_TAG_LEN, feed);

    return one_expected(ledger, out, code, s, err);
}

enum vs_code
vs_unmatched_insert(struct vs_ledger *ledger, const uint8_t tag[VS_TAG_LEN], int64_t leaf,
                    struct vs_err *err)
{
    return vs_sql_run(ledger, err, "INSERT OR IGNORE INTO unmatched (tag, leaf) VALUES (?, ?)",
                      "bi", tag, (size_t)VS_TAG_LEN, leaf);
}

enum vs_code
vs_unmatched_find(struct vs_ledger *ledger, int64_t *leaf, const uint8_t tag[VS_TAG_LEN],
                  int64_t feed, struct vs_err *err)
{
    return vs_sql_int(ledger, leaf, -1, err,
                      "SELECT min(leaf) FROM unmatched WHERE tag = ? AND leaf >= ? AND leaf < ?",
                      "bii", tag, (size_t)VS_TAG_LEN, VS_LEAF_ID(feed, 0), VS_LEAF_ID(feed + 1, 0));
}

enum vs_code
vs_unmatched_take(struct vs_ledger *ledger, int64_t *leaf, const uint8_t tag[VS_TAG_LEN],
                  int64_t feed, int64_t after, struct vs_err *err)
{
    enum vs_code code = vs_sql_int(
        ledger, leaf, -1, err,
        "SELECT min(leaf) FROM unmatched WHERE tag = ? AND leaf >= ? AND leaf < ? AND leaf > ?",
        "biii", tag, (size_t)VS_TAG_LEN, VS_LEAF_ID(feed, 0), VS_LEAF_ID(feed + 1, 0), after);

    if (code == VS_OK && *leaf >= 0) {
        code = vs_sql_run(ledger, err, "DELETE FROM unmatched WHERE tag = ? AND leaf = ?", "bi",
                          tag, (size_t)VS_TAG_LEN, *leaf);
    }
    return code;
}

enum vs_code
vs_case_key_insert(struct vs_ledger *ledger, const struct vs_case_key_row *row, struct vs_err *err)
{
    return vs_sql_run(ledger, err,
                      "INSERT INTO case_key (\"case\", epoch, kf, kr, kc, origin, first, since)"
                      " VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (\"case\", epoch, kf) DO UPDATE"
                      " SET kc = coalesce(kc, excluded.kc)",
                      "hibbbiii", &row->case_hash, (int64_t)row->epoch, row->kf, (size_t)VS_KEY_LEN,
                      row->kr, (size_t)VS_KEY_LEN, row->has_kc ? row->kc : (const uint8_t *)NULL,
                      row->has_kc ? (size_t)VS_KEY_LEN : (size_t)0, row->origin, row->first,
                      row->since);
}

enum vs_code
vs_case_key_each(struct vs_ledger *ledger,
                 enum vs_code (*each)(void *payload, const struct vs_case_key_row *row,
                                      struct vs_err *err),
                 void *payload, struct vs_err *err)
{
    sqlite3_stmt *s = NULL;
    bool row = true;
    enum vs_code code =
        vs_sql_start(ledger, &s, err,
                     "SELECT \"case\", epoch, kf, kc, origin, first, kr, since FROM case_key"
                     " ORDER BY \"case\", epoch, kf",
                     "");

    while (code == VS_OK && row) {
        code = vs_sql_step(ledger, s, &row, err);
        if (row) {
            struct vs_case_key_row key;

            vs_sql_hash(&key.case_hash, s, 0);
            key.epoch = (uint32_t)sqlite3_column_int64(s, 1);
            (void)read_key(key.kf, s, 2);
            key.has_kc = read_key(key.kc, s, 3);
            key.origin = sqlite3_column_int64(s, 4);
            key.first = sqlite3_column_int64(s, 5);
            (void)read_key(key.kr, s, 6);
            key.since = sqlite3_column_int64(s, 7);
            code = each(payload, &key, err);
        }
    }
    vs_sql_end(ledger, s);
    return code;
}

enum vs_code
vs_case_key_since(struct vs_ledger *ledger, vs_instant *since, const struct vs_hash *case_hash,
                  int64_t channel, struct vs_err *err)
{
    return vs_sql_int(ledger, since, 0, err,
                      "SELECT k.since FROM channel c JOIN case_key k ON k.\"case\" = ?"
                      " AND k.epoch = c.epoch AND k.kf = c.kf WHERE c.id = ?",
                      "hi", case_hash, channel);
}

enum vs_code
vs_invitation_wait(struct vs_ledger *ledger, int64_t leaf, struct vs_err *err)
{
    return vs_sql_run(ledger, err, "INSERT OR IGNORE INTO invitation (leaf) VALUES (?)", "i", leaf);
}

enum vs_code
vs_invitation_settled(struct vs_ledger *ledger, int64_t leaf, struct vs_err *err)
{
    return vs_sql_run(ledger, err, "DELETE FROM invitation WHERE leaf = ?", "i", leaf);
}

enum vs_code
vs_invitation_each(struct vs_ledger *ledger,
                   enum vs_code (*each)(void *payload, int64_t leaf, struct vs_err *err),
                   void *payload, struct vs_err *err)
{
    int64_t leaf = -1;
    enum vs_code code = VS_OK;

    /* One at a time by a fresh look-up, because `each` may settle the row. */
    while (code == VS_OK) {
        code = vs_sql_int(ledger, &leaf, -1, err, "SELECT min(leaf) FROM invitation WHERE leaf > ?",
                          "i", leaf);
        if (code != VS_OK || leaf < 0) {
            break;
        }
        code = each(payload, leaf, err);
    }
    return code;
}

enum vs_code
vs_invited_insert(struct vs_ledger *ledger, const struct vs_invited_row *row, struct vs_err *err)
{
    return vs_sql_run(ledger, err,
                      "INSERT INTO invited (\"case\", epoch, kf, inbox, role, org, leaf)"
                      " VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT (\"case\", epoch, kf, inbox)"
                      " DO UPDATE SET role = excluded.role, leaf = excluded.leaf"
                      " WHERE excluded.role < role",
                      "hibhdhi", &row->case_hash, (int64_t)row->epoch, row->kf, (size_t)VS_KEY_LEN,
                      &row->inbox, row->full ? 1 : 2, &row->org, row->leaf);
}

enum vs_code
vs_invited_is(struct vs_ledger *ledger, bool *is, const struct vs_invited_row *row,
              struct vs_err *err)
{
    int64_t found;
    enum vs_code code = vs_sql_int(ledger, &found, 0, err,
                                   "SELECT count(*) FROM invited WHERE \"case\" = ? AND epoch = ?"
                                   " AND kf = ? AND inbox = ? AND role <= ?",
                                   "hibhd", &row->case_hash, (int64_t)row->epoch, row->kf,
                                   (size_t)VS_KEY_LEN, &row->inbox, row->full ? 1 : 2);

    *is = found != 0;
    return code;
}

enum vs_code
vs_inbox_insert(struct vs_ledger *ledger, const struct vs_inbox_row *row, struct vs_err *err)
{
    return vs_sql_run(ledger, err,
                      "INSERT INTO inbox_key (public, private, made, until) VALUES (?, ?, ?, ?)",
                      "hbii", &row->public_key, row->private_key, sizeof(row->private_key),
                      row->made, row->until);
}

enum vs_code
vs_inbox_remove(struct vs_ledger *ledger, const struct vs_hash *public_key, struct vs_err *err)
{
    return vs_sql_run(ledger, err, "DELETE FROM inbox_key WHERE public = ?", "h", public_key);
}

enum vs_code
vs_inbox_each(struct vs_ledger *ledger,
              enum vs_code (*each)(void *payload, const struct vs_inbox_row *row,
                                   struct vs_err *err),
              void *payload, struct vs_err *err)
{
    sqlite3_stmt *s = NULL;
    bool row = true;
    enum vs_code code = vs_sql_start(ledger, &s, err,
                                     "SELECT public, private, made, until FROM inbox_key"
                                     " ORDER BY made DESC, public",
                                     "");

    while (code == VS_OK && row) {
        code = vs_sql_step(ledger, s, &row, err);
        if (row) {
            struct vs_inbox_row key;

            vs_sql_hash(&key.public_key, s, 0);
            (void)read_key(key.private_key, s, 1);
            key.made = sqlite3_column_int64(s, 2);
            key.until = sqlite3_column_int64(s, 3);
            code = each(payload, &key, err);
        }
    }
    vs_sql_end(ledger, s);
    return code;
}
