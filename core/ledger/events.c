#include "core/ledger/events.h"

#include <string.h>

#include "core/base/mem.h"
#include "core/ledger/feeds.h"
#include "core/ledger/sql.h"

#define EVENT_COLUMNS                                                                              \
    "e.leaf, l.hash, l.received, e.channel, e.\"case\", e.state, e.type, e.made, e.facts,"         \
    " e.text_state, e.text, e.acked"

enum vs_code
vs_event_insert(struct vs_ledger *ledger, const struct vs_event_row *row, struct vs_err *err)
{
    if (row->case_leaf == 0) {
        return vs_sql_run(ledger, err,
                          "INSERT INTO event (leaf, channel, state, type, made, facts, text_state)"
                          " VALUES (?, ?, ?, ?, ?, ?, ?)",
                          "iidsibd", row->leaf, row->channel, (int)row->state, row->type, row->made,
                          row->facts.p, row->facts.len, (int)row->text_state);
    }
    return vs_sql_run(ledger, err,
                      "INSERT INTO event (leaf, channel, state, type, made, facts, text_state,"
                      " \"case\", acked) VALUES (?, ?, ?, ?, ?, ?, ?, ?, nullif(?, -1))",
                      "iidsibdid", row->leaf, row->channel, (int)row->state, row->type, row->made,
                      row->facts.p, row->facts.len, (int)row->text_state, row->case_leaf,
                      (int)row->acked);
}

static void
read_event(struct vs_event_row *out, sqlite3_stmt *s)
{
    out->leaf = sqlite3_column_int64(s, 0);
    vs_sql_hash(&out->hash, s, 1);
    out->received = sqlite3_column_int64(s, 2);
    out->channel = sqlite3_column_int64(s, 3);
    out->case_leaf = sqlite3_column_int64(s, 4);
    out->state = (enum vs_event_state)sqlite3_column_int(s, 5);
    out->type = vs_sql_str(s, 6);
    out->made = sqlite3_column_int64(s, 7);
    out->facts = vs_sql_str(s, 8);
    out->text_state = (enum vs_text_state)sqlite3_column_int(s, 9);
    out->text = vs_sql_str(s, 10);
    out->acked = sqlite3_column_type(s, 11) == SQLITE_NULL
                     ? VS_ACK_NEVER
                     : (enum vs_acked)sqlite3_column_int(s, 11);
}

/* Hands every row of a started statement to `each` and ends it; *seen counts them. */
static enum vs_code
walk(struct vs_ledger *ledger, sqlite3_stmt *s, enum vs_code code, vs_event_each each,
     void *payload, size_t *seen, struct vs_err *err)
{
    bool row = true;

    *seen = 0;
    while (code == VS_OK && row) {
        struct vs_event_row event;

        code = vs_sql_step(ledger, s, &row, err);
        if (row) {
            read_event(&event, s);
            (*seen)++;
            code = each(payload, &event, err);
        }
    }
    vs_sql_end(ledger, s);
    return code;
}

enum vs_code
vs_event_each_of_case(struct vs_ledger *ledger, int64_t case_leaf, vs_event_each each,
                      void *payload, struct vs_err *err)
{
    sqlite3_stmt *s = NULL;
    size_t seen;
    enum vs_code code = vs_sql_start(ledger, &s, err,
                                     "SELECT " EVENT_COLUMNS " FROM event e JOIN leaf l"
                                     " ON l.id = e.leaf WHERE e.\"case\" = ? ORDER BY e.leaf",
                                     "i", case_leaf);

    return walk(ledger, s, code, each, payload, &seen, err);
}

enum vs_code
vs_event_each_in(struct vs_ledger *ledger, int64_t from, int64_t to, vs_event_each each,
                 void *payload, struct vs_err *err)
{
    sqlite3_stmt *s = NULL;
    size_t seen;
    enum vs_code code = vs_sql_start(ledger, &s, err,
                                     "SELECT " EVENT_COLUMNS " FROM event e JOIN leaf l"
                                     " ON l.id = e.leaf WHERE e.leaf >= ? AND e.leaf < ?"
                                     " ORDER BY e.leaf",
                                     "ii", from, to);

    return walk(ledger, s, code, each, payload, &seen, err);
}

enum vs_code
vs_event_one(struct vs_ledger *ledger, int64_t leaf, vs_event_each each, void *payload,
             struct vs_err *err)
{
    sqlite3_stmt *s = NULL;
    size_t seen;
    enum vs_code code = vs_sql_start(ledger, &s, err,
                                     "SELECT " EVENT_COLUMNS " FROM event e JOIN leaf l"
                                     " ON l.id = e.leaf WHERE e.leaf = ?",
                                     "i", leaf);

    code = walk(ledger, s, code, each, payload, &seen, err);
    if (code == VS_OK && seen == 0) {
        return vs_fail(err, VS_E_NOT_FOUND, NULL, "no such event");
    }
    return code;
}

enum vs_code
vs_event_count(struct vs_ledger *ledger, uint64_t *count, int64_t channel, int64_t from, int64_t to,
               struct vs_err *err)
{
    int64_t found = 0;
    enum vs_code code = vs_sql_int(ledger, &found, 0, err,
                                   "SELECT count(*) FROM event"
                                   " WHERE leaf >= ? AND leaf < ? AND channel = ?",
                                   "iii", from, to, channel);

    *count = (uint64_t)found;
    return code;
}

enum vs_code
vs_event_last(struct vs_ledger *ledger, int64_t *leaf, int64_t channel, int64_t feed,
              struct vs_err *err)
{
    return vs_sql_int(ledger, leaf, -1, err,
                      "SELECT max(leaf) FROM event WHERE channel = ? AND leaf >= ? AND leaf < ?",
                      "iii", channel, VS_LEAF_ID(feed, 0), VS_LEAF_ID(feed + 1, 0));
}

enum vs_code
vs_event_set_text(struct vs_ledger *ledger, int64_t leaf, enum vs_text_state state,
                  struct vs_str text, struct vs_err *err)
{
    return vs_sql_run(ledger, err, "UPDATE event SET text_state = ?, text = ? WHERE leaf = ?",
                      "dbi", (int)state, text.p, text.len, leaf);
}

enum vs_code
vs_event_unseal(struct vs_ledger *ledger, int64_t case_leaf, int64_t channel, struct vs_err *err)
{
    return vs_sql_run(ledger, err,
                      "UPDATE event SET text_state = ? WHERE \"case\" = ? AND channel = ?"
                      " AND text_state = ?",
                      "diid", (int)VS_TEXT_ABSENT, case_leaf, channel, (int)VS_TEXT_SEALED);
}

/* The next event whose content is absent, -1. */
static enum vs_code
next_absent(struct vs_ledger *ledger, int64_t *leaf, int64_t end, struct vs_err *err)
{
    return vs_sql_int(ledger, leaf, -1, err,
                      "SELECT min(leaf) FROM event"
                      " WHERE text_state = 2 AND leaf > ? AND leaf < ?",
                      "ii", *leaf, end);
}

enum vs_code
vs_event_any_absent(struct vs_ledger *ledger, bool *any, int64_t feed, struct vs_err *err)
{
    int64_t leaf = VS_LEAF_ID(feed, 0) - 1;
    enum vs_code code = next_absent(ledger, &leaf, VS_LEAF_ID(feed + 1, 0), err);

    *any = leaf >= 0;
    return code;
}

enum vs_code
vs_event_each_absent(struct vs_ledger *ledger, int64_t feed,
                     enum vs_code (*each)(void *payload, int64_t leaf, struct vs_err *err),
                     void *payload, struct vs_err *err)
{
    int64_t leaf = feed ? VS_LEAF_ID(feed, 0) - 1 : -1;
    int64_t end = feed ? VS_LEAF_ID(feed + 1, 0) : INT64_MAX;
    enum vs_code code = VS_OK;

    /* One at a time by a fresh look-up, because `each` may change the row. */
    while (code == VS_OK) {
        code = next_absent(ledger, &leaf, end, err);
        if (code != VS_OK || leaf < 0) {
            break;
        }
        code = each(payload, leaf, err);
    }
    return code;
}

enum vs_code
vs_event_set_acked(struct vs_ledger *ledger, int64_t leaf, enum vs_acked acked, struct vs_err *err)
{
    return vs_sql_run(ledger, err, "UPDATE event SET acked = ? WHERE leaf = ?", "di", (int)acked,
                      leaf);
}

enum vs_code
vs_event_each_owed(struct vs_ledger *ledger, vs_event_each each, void *payload, struct vs_err *err)
{
    sqlite3_stmt *s = NULL;
    size_t seen;
    enum vs_code code =
        vs_sql_start(ledger, &s, err,
                     "SELECT " EVENT_COLUMNS " FROM event e JOIN leaf l ON l.id = e.leaf"
                     " WHERE e.acked = 0 ORDER BY e.\"case\", e.leaf",
                     "");

    return walk(ledger, s, code, each, payload, &seen, err);
}

enum vs_code
vs_party_insert(struct vs_ledger *ledger, int64_t case_leaf, const struct vs_hash *org, bool *added,
                struct vs_err *err)
{
    enum vs_code code =
        vs_sql_run(ledger, err, "INSERT OR IGNORE INTO party (\"case\", org) VALUES (?, ?)", "ih",
                   case_leaf, org);

    *added = code == VS_OK && sqlite3_changes(vs_ledger_db(ledger)) > 0;
    return code;
}

enum vs_code
vs_party_each(struct vs_ledger *ledger, int64_t case_leaf,
              enum vs_code (*each)(void *payload, const struct vs_hash *org, struct vs_err *err),
              void *payload, struct vs_err *err)
{
    sqlite3_stmt *s = NULL;
    bool row = true;
    enum vs_code code = vs_sql_start(
        ledger, &s, err, "SELECT org FROM party WHERE \"case\" = ? ORDER BY org", "i", case_leaf);

    while (code == VS_OK && row) {
        struct vs_hash org;

        code = vs_sql_step(ledger, s, &row, err);
        if (row) {
            vs_sql_hash(&org, s, 0);
            code = each(payload, &org, err);
        }
    }
    vs_sql_end(ledger, s);
    return code;
}

enum vs_code
vs_event_latest_made(struct vs_ledger *ledger, vs_instant *made, uint64_t *index, int64_t feed,
                     uint64_t from, uint64_t to, struct vs_err *err)
{
    sqlite3_stmt *s = NULL;
    bool row = false;
    enum vs_code code = vs_sql_start(ledger, &s, err,
                                     "SELECT made, leaf FROM event WHERE leaf >= ? AND leaf < ?"
                                     " AND made > 0 ORDER BY made DESC, leaf LIMIT 1",
                                     "ii", VS_LEAF_ID(feed, from), VS_LEAF_ID(feed, to));

    *made = 0;
    *index = 0;
    if (code == VS_OK) {
        code = vs_sql_step(ledger, s, &row, err);
    }
    if (row) {
        *made = sqlite3_column_int64(s, 0);
        *index = VS_LEAF_INDEX(sqlite3_column_int64(s, 1));
    }
    vs_sql_end(ledger, s);
    return code;
}

enum vs_code
vs_event_each_later(struct vs_ledger *ledger, int64_t feed, vs_instant after,
                    enum vs_code (*each)(void *payload, const struct vs_event_later *later,
                                         struct vs_err *err),
                    void *payload, struct vs_err *err)
{
    sqlite3_stmt *s = NULL;
    bool row = true;
    enum vs_code code =
        vs_sql_start(ledger, &s, err,
                     "SELECT coalesce(\"case\", 0), max(made), count(*) FROM event"
                     " WHERE leaf >= ? AND leaf < ? AND made > ?"
                     " AND (\"case\" IS NOT NULL OR type IN ('adopt', 'adopt.end', 'calendar'))"
                     " GROUP BY 1 ORDER BY 2 DESC, 1",
                     "iii", VS_LEAF_ID(feed, 0), VS_LEAF_ID(feed + 1, 0), after);

    while (code == VS_OK && row) {
        code = vs_sql_step(ledger, s, &row, err);
        if (code == VS_OK && row) {
            struct vs_event_later later = {sqlite3_column_int64(s, 0), sqlite3_column_int64(s, 1),
                                           (uint64_t)sqlite3_column_int64(s, 2)};

            code = each(payload, &later, err);
        }
    }
    vs_sql_end(ledger, s);
    return code;
}

enum vs_code
vs_event_newest_made(struct vs_ledger *ledger, vs_instant *made, int64_t feed, struct vs_err *err)
{
    sqlite3_stmt *s = NULL;
    bool row = false;
    enum vs_code code =
        vs_sql_start(ledger, &s, err,
                     "SELECT made FROM event WHERE leaf >= ? AND leaf < ? AND made > 0"
                     " ORDER BY leaf DESC LIMIT 1",
                     "ii", VS_LEAF_ID(feed, 0), VS_LEAF_ID(feed + 1, 0));

    *made = 0;
    if (code == VS_OK) {
        code = vs_sql_step(ledger, s, &row, err);
    }
    if (row) {
        *made = sqlite3_column_int64(s, 0);
    }
    vs_sql_end(ledger, s);
    return code;
}
