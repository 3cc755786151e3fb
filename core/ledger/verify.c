#include "core/ledger/verify.h"

#include <stdio.h>
#include <string.h>

#include "core/base/mem.h"
#include "core/ledger/sql.h"

static const struct {
    const char *name;
    const char *sql;
} counted[VS_COUNTED] = {
    [VS_COUNT_LEAF] = {"leaf", "SELECT count(*) FROM leaf"},
    [VS_COUNT_NODE] = {"node", "SELECT count(*) FROM node"},
    [VS_COUNT_CONTENT] = {"content", "SELECT count(*) FROM content"},
    [VS_COUNT_CHANNEL] = {"channel", "SELECT count(*) FROM channel"},
    [VS_COUNT_EXPECTED] = {"expected", "SELECT count(*) FROM expected"},
    [VS_COUNT_UNMATCHED] = {"unmatched", "SELECT count(*) FROM unmatched"},
    [VS_COUNT_EVENT] = {"event", "SELECT count(*) FROM event"},
    [VS_COUNT_ANNOUNCED] = {"announced", "SELECT count(*) FROM announced"},
    [VS_COUNT_ADOPTION] = {"adoption", "SELECT count(*) FROM adoption"},
    [VS_COUNT_ADOPTION_END] = {"adoption_end", "SELECT count(*) FROM adoption_end"},
    [VS_COUNT_CALENDAR] = {"calendar", "SELECT count(*) FROM calendar"},
    [VS_COUNT_SUCCESSION] = {"succession", "SELECT count(*) FROM succession"},
    [VS_COUNT_CASEFILE] = {"casefile", "SELECT count(*) FROM casefile"},
    [VS_COUNT_PARTY] = {"party", "SELECT count(*) FROM party"},
    [VS_COUNT_TENURE] = {"tenure", "SELECT count(*) FROM tenure"},
};

const char *
vs_counted_name(enum vs_counted table)
{
    return counted[table].name;
}

enum vs_code
vs_verify_count(struct vs_ledger *ledger, uint64_t *rows, enum vs_counted table, struct vs_err *err)
{
    int64_t count = 0;
    enum vs_code code = vs_sql_int(ledger, &count, 0, err, counted[table].sql, "");

    *rows = (uint64_t)count;
    return code;
}

enum vs_code
vs_verify_pages(struct vs_ledger *ledger, bool *good, char words[200], struct vs_err *err)
{
    struct vs_buf text;
    enum vs_code code;

    vs_buf_init(&text, 1 << 20);
    code = vs_sql_blob(ledger, &text, err, "PRAGMA quick_check(1)", "");
    *good = code == VS_OK && vs_str_is(vs_buf_str(&text), "ok");
    snprintf(words, 200, "%.*s", (int)(text.len < 199 ? text.len : 199), (const char *)text.p);
    vs_buf_release(&text);
    return code;
}

static enum vs_code
keep_id(int64_t **ids, size_t *count, int64_t id, struct vs_err *err)
{
    int64_t *more = vs_realloc_array(*ids, *count + 1, sizeof(*more));

    if (!more) {
        return vs_fail_memory(err);
    }
    *ids = more;
    more[(*count)++] = id;
    return VS_OK;
}

enum vs_code
vs_verify_feeds(struct vs_ledger *ledger, int64_t **ids, size_t *count, int64_t case_leaf,
                struct vs_err *err)
{
    sqlite3_stmt *s = NULL;
    bool row = true;
    enum vs_code code =
        case_leaf == 0
            ? vs_sql_start(ledger, &s, err, "SELECT id FROM feed ORDER BY id", "")
            : vs_sql_start(ledger, &s, err,
                           "SELECT f.id FROM feed f JOIN org o ON o.id = f.org"
                           " JOIN party p ON p.org = o.org AND p.\"case\" = ?1"
                           " UNION SELECT leaf >> 40 FROM event WHERE \"case\" = ?1 ORDER BY 1",
                           "i", case_leaf);

    while (code == VS_OK && row) {
        code = vs_sql_step(ledger, s, &row, err);
        if (row) {
            code = keep_id(ids, count, sqlite3_column_int64(s, 0), err);
        }
    }
    vs_sql_end(ledger, s);
    return code;
}

enum vs_code
vs_verify_feed_size(struct vs_ledger *ledger, uint64_t *size, int64_t feed, struct vs_err *err)
{
    int64_t found = -1;
    enum vs_code code =
        vs_sql_int(ledger, &found, -1, err, "SELECT size FROM feed WHERE id = ?", "i", feed);

    *size = (uint64_t)found;
    return code;
}

/* --- leaves ------------------------------------------------------------------------------------
 */

#define LEAF_COLUMNS "l.id, l.hash, l.raw, l.received"
#define EVENT_COLUMNS                                                                              \
    "e.leaf, e.channel, e.\"case\", e.state, e.type, e.made, e.facts, e.text_state, e.text, "      \
    "e.acked"

static void
read_leaf(struct vs_leaf_and_event *out, sqlite3_stmt *s)
{
    struct vs_event_row *event = &out->event;

    memset(out, 0, sizeof(*out));
    out->id = sqlite3_column_int64(s, 0);
    vs_sql_hash(&out->hash, s, 1);
    out->raw = vs_sql_str(s, 2);
    out->has_event = sqlite3_column_type(s, 4) != SQLITE_NULL;
    event->leaf = out->id;
    event->hash = out->hash;
    event->received = sqlite3_column_int64(s, 3);
    event->channel = sqlite3_column_int64(s, 5);
    event->case_leaf = sqlite3_column_int64(s, 6);
    event->state = (enum vs_event_state)sqlite3_column_int(s, 7);
    event->type = vs_sql_str(s, 8);
    event->made = sqlite3_column_int64(s, 9);
    event->facts = vs_sql_str(s, 10);
    event->text_state = (enum vs_text_state)sqlite3_column_int(s, 11);
    event->text = vs_sql_str(s, 12);
    event->acked = sqlite3_column_type(s, 13) == SQLITE_NULL
                       ? VS_ACK_NEVER
                       : (enum vs_acked)sqlite3_column_int(s, 13);
    if (sqlite3_column_type(s, 14) != SQLITE_NULL) {
        out->cipher = vs_sql_str(s, 14);
    }
}

enum vs_code
vs_verify_leaves(struct vs_ledger *ledger, int64_t from, int64_t to,
                 enum vs_code (*each)(void *payload, const struct vs_leaf_and_event *leaf,
                                      struct vs_err *err),
                 void *payload, struct vs_err *err)
{
    sqlite3_stmt *s = NULL;
    bool row = true;
    enum vs_code code =
        vs_sql_start(ledger, &s, err,
                     "SELECT " LEAF_COLUMNS ", " EVENT_COLUMNS ", c.cipher FROM leaf l"
                     " LEFT JOIN event e ON e.leaf = l.id LEFT JOIN content c ON c.leaf = l.id"
                     " WHERE l.id >= ? AND l.id < ? ORDER BY l.id",
                     "ii", from, to);

    while (code == VS_OK && row) {
        code = vs_sql_step(ledger, s, &row, err);
        if (row) {
            struct vs_leaf_and_event leaf;

            read_leaf(&leaf, s);
            code = each(payload, &leaf, err);
        }
    }
    vs_sql_end(ledger, s);
    return code;
}

/* Steps a started statement once. VS_E_NOT_FOUND without a row; the caller ends it. */
static enum vs_code
one_row(struct vs_ledger *ledger, sqlite3_stmt *s, enum vs_code code, struct vs_err *err)
{
    bool row = false;

    if (code == VS_OK) {
        code = vs_sql_step(ledger, s, &row, err);
    }
    return code == VS_OK && !row ? vs_fail(err, VS_E_NOT_FOUND, NULL, "no such row") : code;
}

enum vs_code
vs_verify_node(struct vs_ledger *ledger, struct vs_hash *out, int64_t feed, unsigned level,
               uint64_t n, struct vs_err *err)
{
    sqlite3_stmt *s = NULL;
    enum vs_code code = vs_sql_start(ledger, &s, err,
                                     "SELECT hash FROM node WHERE feed = ? AND level = ? AND n = ?",
                                     "idi", feed, (int)level, (int64_t)n);

    code = one_row(ledger, s, code, err);
    if (code == VS_OK) {
        vs_sql_hash(out, s, 0);
    }
    vs_sql_end(ledger, s);
    return code;
}

/* --- organisations -----------------------------------------------------------------------------
 */

enum vs_code
vs_verify_rosters(struct vs_ledger *ledger, int64_t org,
                  enum vs_code (*each)(void *payload, const struct vs_roster_row *row,
                                       struct vs_err *err),
                  void *payload, struct vs_err *err)
{
    sqlite3_stmt *s = NULL;
    bool row = true;
    enum vs_code code = vs_sql_start(ledger, &s, err,
                                     "SELECT generation, version, hash, note FROM roster"
                                     " WHERE org = ? ORDER BY generation, version, hash",
                                     "i", org);

    while (code == VS_OK && row) {
        code = vs_sql_step(ledger, s, &row, err);
        if (row) {
            struct vs_roster_row roster;

            roster.generation = (uint64_t)sqlite3_column_int64(s, 0);
            roster.version = (uint64_t)sqlite3_column_int64(s, 1);
            vs_sql_hash(&roster.hash, s, 2);
            roster.note = vs_sql_str(s, 3);
            code = each(payload, &roster, err);
        }
    }
    vs_sql_end(ledger, s);
    return code;
}

enum vs_code
vs_verify_announced(struct vs_ledger *ledger, struct vs_hash *key, vs_instant *until, int64_t feed,
                    int64_t leaf, struct vs_err *err)
{
    sqlite3_stmt *s = NULL;
    enum vs_code code = vs_sql_start(ledger, &s, err,
                                     "SELECT key, until FROM announced WHERE feed = ? AND leaf = ?",
                                     "ii", feed, leaf);

    code = one_row(ledger, s, code, err);
    if (code == VS_OK) {
        vs_sql_hash(key, s, 0);
        *until = sqlite3_column_int64(s, 1);
    }
    vs_sql_end(ledger, s);
    return code;
}

enum vs_code
vs_verify_adoption_end(struct vs_ledger *ledger, struct vs_hash *adoption, int64_t *org,
                       vs_date *ended, int64_t leaf, struct vs_err *err)
{
    sqlite3_stmt *s = NULL;
    enum vs_code code = vs_sql_start(
        ledger, &s, err, "SELECT adoption, org, ended FROM adoption_end WHERE leaf = ?", "i", leaf);

    code = one_row(ledger, s, code, err);
    if (code == VS_OK) {
        vs_sql_hash(adoption, s, 0);
        *org = sqlite3_column_int64(s, 1);
        *ended = (vs_date)sqlite3_column_int64(s, 2);
    }
    vs_sql_end(ledger, s);
    return code;
}

/* --- cases ------------------------------------------------------------------------
 */

enum vs_code
vs_verify_cases(struct vs_ledger *ledger,
                enum vs_code (*each)(void *payload, int64_t case_leaf, struct vs_err *err),
                void *payload, struct vs_err *err)
{
    sqlite3_stmt *s = NULL;
    bool row = true;
    enum vs_code code = vs_sql_start(ledger, &s, err,
                                     "SELECT \"case\" FROM channel WHERE \"case\" IS NOT NULL"
                                     " UNION SELECT id FROM casefile ORDER BY 1",
                                     "");

    while (code == VS_OK && row) {
        code = vs_sql_step(ledger, s, &row, err);
        if (row) {
            code = each(payload, sqlite3_column_int64(s, 0), err);
        }
    }
    vs_sql_end(ledger, s);
    return code;
}
