/* The typed functions give back what they were given, and may be nested in each other's loops. */
#include <sqlite3.h>

#include "core/ledger/cases.h"
#include "core/ledger/channels.h"
#include "core/ledger/events.h"
#include "core/ledger/feeds.h"
#include "core/ledger/sql.h"
#include "tests/unit/core_ledger/h_ledger.h"

static struct h_ledger h;
static struct vs_err err;
static struct vs_org_row us, them;
static struct vs_feed_row ours, theirs;

/* --- statements nested in loops ------------------------------------------------------------------
 */

struct nest {
    unsigned depth, calls;
    int64_t sum;
};

/* Walks the same statement within itself, four deep: every level sees every row. */
static enum vs_code
nested(void *payload, const struct vs_org_row *row, struct vs_err *e)
{
    struct nest *nest = payload, inner = {nest->depth - 1, 0, 0};
    enum vs_code code = VS_OK;

    nest->calls++;
    nest->sum += row->id;
    if (nest->depth > 0) {
        code = vs_org_each(h.ledger, nested, &inner, e);
        nest->sum += inner.sum;
        nest->calls += inner.calls;
    }
    return code;
}

static enum vs_code
stop_at_once(void *payload, const struct vs_org_row *row, struct vs_err *e)
{
    ++*(unsigned *)payload;
    return vs_fail(e, VS_E_AMBIGUOUS, row->name, "stopped");
}

static void
nesting(void)
{
    struct nest nest = {3, 0, 0};
    unsigned seen = 0;
    struct vs_org_row row;

    IS_INT(vs_org_each(h.ledger, nested, &nest, &err), VS_OK, "a walk within a walk, four deep");
    IS_INT(nest.calls, 2 + 4 + 8 + 16, "every level saw both rows");
    IS_INT(vs_org_each(h.ledger, stop_at_once, &seen, &err), VS_E_AMBIGUOUS,
           "a walk stops with the code of its callee");
    IS_INT(seen, 1, "at once");
    IS_INT(vs_org_by_id(h.ledger, &row, us.id, &err), VS_OK, "and the statement is free again");
    IS_INT(vs_org_each(h.ledger, nested, &nest, &err), VS_OK, "so is that of the walk");
}

/* --- binding and columns -------------------------------------------------------------------------
 */

static void
binding(void)
{
    sqlite3_stmt *s = NULL;
    struct vs_hash hash, back;
    struct vs_buf out;
    bool row;
    int64_t value;

    h_ledger_hash(&hash, 77);
    IS_INT(vs_sql_start(h.ledger, &s, &err, "SELECT ?, ?, ?, ?, ?, ?, ?, ?, ?", "idtshbnbs",
                        (int64_t)1 << 60, -3, "text", VS_STR("st"), &hash, "\0\1", (size_t)2,
                        (const void *)NULL, (size_t)0, (struct vs_str){NULL, 0}),
           VS_OK, "every kind of value is bound");
    IS_INT(vs_sql_step(h.ledger, s, &row, &err), VS_OK, "a row");
    OK(row && sqlite3_column_int64(s, 0) == (int64_t)1 << 60 && sqlite3_column_int(s, 1) == -3,
       "integers of both widths");
    OK(vs_str_is(vs_sql_str(s, 2), "text") && vs_str_is(vs_sql_str(s, 3), "st"), "texts");
    vs_sql_hash(&back, s, 4);
    OK(vs_hash_eq(&back, &hash), "a hash");
    OK(vs_sql_str(s, 5).len == 2, "bytes with a zero in them");
    OK(sqlite3_column_type(s, 6) == SQLITE_NULL && sqlite3_column_type(s, 7) == SQLITE_NULL &&
           sqlite3_column_type(s, 8) == SQLITE_NULL,
       "NULL three ways");
    vs_sql_hash(&back, s, 5);
    OK(vs_hash_is_zero(&back), "a hash of another length reads as zeros");
    vs_sql_end(h.ledger, s);

    IS_INT(vs_sql_start(h.ledger, &s, &err, "SELECT ?", "b", "", (size_t)0), VS_OK, "empty bytes");
    IS_INT(vs_sql_step(h.ledger, s, &row, &err), VS_OK, "step");
    OK(sqlite3_column_type(s, 0) == SQLITE_BLOB, "empty bytes are not NULL");
    vs_sql_end(h.ledger, s);

    IS_INT(vs_sql_int(h.ledger, &value, 9, &err, "SELECT 1 WHERE 0", ""), VS_OK, "no row");
    IS_INT(value, 9, "gives the default");
    IS_INT(vs_sql_int(h.ledger, &value, 9, &err, "SELECT NULL", ""), VS_OK, "NULL");
    IS_INT(value, 9, "gives the default too");
    IS_INT(vs_sql_run(h.ledger, &err, "SELECT nonsense", ""), VS_E_SQL, "a wrong statement fails");
    vs_buf_init(&out, 3);
    IS_INT(vs_sql_blob(h.ledger, &out, &err, "SELECT x'0102' WHERE 0", ""), VS_E_NOT_FOUND,
           "no row is not found");
    IS_INT(vs_sql_blob(h.ledger, &out, &err, "SELECT x'01020304'", ""), VS_E_TOO_LARGE,
           "the ceiling of a buffer holds");
    vs_buf_release(&out);
}

/* --- organisations and feeds ---------------------------------------------------------------------
 */

static enum vs_code
count_roster(void *payload, struct vs_str note, struct vs_err *e)
{
    struct vs_buf *out = payload;

    (void)e;
    vs_buf_add_str(out, note);
    return VS_OK;
}

static void
organisations(void)
{
    struct vs_org_row row;
    struct vs_buf notes;
    struct vs_hash hash;
    bool added;

    IS_INT(vs_org_by_alias(h.ledger, &row, "us", &err), VS_OK, "by alias");
    OK(row.id == us.id && row.has_kd && vs_hash_eq(&row.kd, &us.kd) && !row.pinned && !row.own,
       "the row is whole");
    IS_INT(vs_org_by_hash(h.ledger, &row, &them.org, &err), VS_OK, "by hash");
    IS_INT(vs_org_by_alias(h.ledger, &row, "nobody", &err), VS_E_NOT_FOUND, "nobody");
    row = us;
    h_ledger_hash(&row.org, 5);
    IS_INT(vs_org_insert(h.ledger, &row, VS_STR("{}"), 1, &err), VS_E_EXISTS,
           "an alias names one organisation");
    vs_buf_init(&notes, 100);
    h_ledger_hash(&hash, 1);
    h_must(vs_roster_insert(h.ledger, us.id, 1, 2, &hash, VS_STR("b"), 1, &added, &err), &err, "r");
    OK(added, "a roster is added");
    h_must(vs_roster_insert(h.ledger, us.id, 1, 1, &hash, VS_STR("a"), 1, &added, &err), &err, "r");
    h_must(vs_roster_insert(h.ledger, us.id, 2, 1, &hash, VS_STR("c"), 1, &added, &err), &err, "r");
    h_must(vs_roster_insert(h.ledger, us.id, 1, 2, &hash, VS_STR("x"), 1, &added, &err), &err, "r");
    OK(!added, "once");
    h_must(vs_roster_each(h.ledger, us.id, count_roster, &notes, &err), &err, "rosters");
    OK(vs_str_is(vs_buf_str(&notes), "abc"), "rosters come by rank");
    vs_buf_release(&notes);
}

static enum vs_code
count_feed(void *payload, const struct vs_feed_row *row, struct vs_err *e)
{
    (void)row;
    (void)e;
    ++*(unsigned *)payload;
    return VS_OK;
}

static void
feeds(void)
{
    struct vs_feed_row row, closed;
    struct vs_buf file;
    unsigned count = 0;

    vs_buf_init(&file, 100);
    IS_INT(vs_feed_file_get(h.ledger, &file, ours.id, &err), VS_E_NOT_FOUND, "no checkpoint yet");
    h_must(vs_feed_file_set(h.ledger, ours.id, VS_STR("file"), &err), &err, "file");
    IS_INT(vs_feed_file_get(h.ledger, &file, ours.id, &err), VS_OK, "a checkpoint");
    OK(vs_str_is(vs_buf_str(&file), "file"), "as it was set");
    ours.own = VS_FEED_OWN;
    ours.released = 3;
    h_ledger_hash(&ours.released_root, 4);
    h_must(vs_feed_set_closed(h.ledger, ours.id, 12, &err), &err, "close");
    h_must(vs_feed_update(h.ledger, &ours, &err), &err, "update");
    h_must(vs_feed_by_hash(h.ledger, &row, &ours.feed, &err), &err, "by hash");
    OK(row.own == VS_FEED_OWN && row.closed == 12 && row.released == 3 &&
           vs_hash_eq(&row.released_root, &ours.released_root) && vs_hash_eq(&row.key, &ours.key) &&
           strcmp(row.origin.text, ours.origin.text) == 0,
       "a feed is read as it was updated; a closing meanwhile stays");
    h_must(vs_feed_set_closed(h.ledger, ours.id, VS_FEED_NOT_CLOSED, &err), &err, "open");
    h_must(vs_feed_by_id(h.ledger, &row, ours.id, &err), &err, "by id");
    OK(row.closed == VS_FEED_NOT_CLOSED, "a closing can be taken back");
    h_must(vs_feed_each(h.ledger, us.id, count_feed, &count, &err), &err, "each");
    IS_INT(count, 1, "one feed of ours");
    h_must(vs_feed_each(h.ledger, 0, count_feed, &count, &err), &err, "each");
    IS_INT(count, 3, "two of everybody");
    vs_buf_release(&file);

    memset(&closed, 0, sizeof(closed));
    h_ledger_hash(&closed.key, 909);
    vs_origin_from_key(&closed.origin, &closed.key);
    h_ledger_hash(&closed.feed, 910);
    closed.org = them.id;
    closed.closed = 5;
    h_must(vs_feed_insert(h.ledger, &closed, &err), &err, "insert");
    h_must(vs_feed_by_id(h.ledger, &row, closed.id, &err), &err, "by id");
    IS_INT(row.closed, 5, "a feed may be inserted closed");
}

/* --- leaves, cosignatures, anchors ---------------------------------------------------------------
 */

static enum vs_code
sum_leaf(void *payload, int64_t id, const struct vs_hash *hash, struct vs_str raw,
         vs_instant received, struct vs_err *e)
{
    struct vs_buf *out = payload;

    (void)e;
    (void)hash;
    vs_buf_addf(out, "%lld:%.*s@%lld ", (long long)VS_LEAF_INDEX(id), (int)raw.len, raw.p,
                (long long)received);
    return VS_OK;
}

/* The same bytes in three places: found in the place that they name. */
static void
copies(void)
{
    struct vs_hash hash, two[2];
    struct vs_buf raw;
    size_t count;
    int64_t id;

    vs_buf_init(&raw, 200);
    vs_buf_add_zeros(&raw, 8);
    vs_buf_add_u64(&raw, 700);
    vs_buf_add(&raw, theirs.feed.b, 32);
    vs_buf_add_zeros(&raw, 100);
    h_ledger_hash(&hash, 700);
    h_must(vs_leaf_insert(h.ledger, VS_LEAF_ID(ours.id, 700), &hash, 1, vs_buf_str(&raw), &err),
           &err, "copy");
    h_must(vs_leaf_find(h.ledger, &id, &hash, &err), &err, "find");
    OK(VS_LEAF_FEED(id) == ours.id, "a copy is found while it is alone");
    h_must(vs_leaf_insert(h.ledger, VS_LEAF_ID(theirs.id, 699), &hash, 1, vs_buf_str(&raw), &err),
           &err, "copy");
    h_must(vs_leaf_insert(h.ledger, VS_LEAF_ID(theirs.id, 700), &hash, 1, vs_buf_str(&raw), &err),
           &err, "leaf");
    h_must(vs_leaf_find(h.ledger, &id, &hash, &err), &err, "find");
    OK(id == VS_LEAF_ID(theirs.id, 700), "then the one in its own place");
    h_must(vs_leaf_prefix(h.ledger, two, &count, hash.b, 8, &err), &err, "prefix");
    IS_INT(count, 1, "copies are not ambiguous");
    vs_buf_release(&raw);
}

static void
leaves(void)
{
    struct vs_hash hash, two[2];
    struct vs_buf out;
    size_t count;
    int64_t id;

    vs_buf_init(&out, 200);
    for (uint64_t i = 0; i < 4; i++) {
        h_ledger_hash(&hash, 500 + i);
        h_must(vs_leaf_insert(h.ledger, VS_LEAF_ID(ours.id, i), &hash, 10 + (vs_instant)i,
                              VS_STR("raw"), &err),
               &err, "leaf");
    }
    h_ledger_hash(&hash, 600);
    h_must(vs_leaf_insert(h.ledger, VS_LEAF_ID(theirs.id, 0), &hash, 1, VS_STR("their"), &err),
           &err, "leaf");
    h_must(vs_leaf_each(h.ledger, VS_LEAF_ID(ours.id, 1), VS_LEAF_ID(ours.id, 3), sum_leaf, &out,
                        &err),
           &err, "each");
    OK(vs_str_is(vs_buf_str(&out), "1:raw@11 2:raw@12 "), "leaves of a feed, in order");
    IS_INT(vs_leaf_find(h.ledger, &id, &hash, &err), VS_OK, "by hash");
    OK(VS_LEAF_FEED(id) == theirs.id && VS_LEAF_INDEX(id) == 0, "it says whose and where");
    IS_INT(vs_leaf_prefix(h.ledger, two, &count, hash.b, 32, &err), VS_OK, "by prefix");
    OK(count == 1 && vs_hash_eq(&two[0], &hash), "the whole hash is a prefix");
    IS_INT(vs_leaf_prefix(h.ledger, two, &count, "", 0, &err), VS_OK, "by no prefix");
    IS_INT(count, 2, "two show that it is ambiguous");
    OK(vs_leaf_insert(h.ledger, VS_LEAF_ID(theirs.id, 0), &hash, 1, VS_STR("x"), &err) != VS_OK,
       "a leaf is written once");
    copies();
    vs_buf_release(&out);
}

static enum vs_code
list_line(void *payload, const struct vs_cosignature_row *row, struct vs_err *e)
{
    (void)e;
    vs_buf_addf(payload, "%llu@%lld/%d ", (unsigned long long)row->size, (long long)row->time,
                row->line[0]);
    return VS_OK;
}

static void
cosign(uint64_t size, vs_instant time, uint8_t byte, bool want)
{
    struct vs_cosignature_row row;
    bool added;

    memset(&row, 0, sizeof(row));
    row.feed = theirs.id;
    row.signer = ours.id;
    row.size = size;
    h_ledger_hash(&row.root, size);
    row.time = time;
    row.line[0] = byte;
    h_must(vs_cosignature_insert(h.ledger, &row, 99, &added, &err), &err, "cosignature");
    OK(added == want, "size %u at %u %s", (unsigned)size, (unsigned)time,
       want ? "is news" : "is none");
}

static void
cosignatures(void)
{
    struct vs_hash hash, newest;
    struct vs_buf out;
    uint64_t size;

    vs_buf_init(&out, 200);
    cosign(5, 100, 1, true);
    cosign(5, 101, 2, false);
    cosign(5, 90, 3, true);
    cosign(3, 200, 4, true);
    h_must(vs_cosignature_each(h.ledger, theirs.id, 0, list_line, &out, &err), &err, "each");
    OK(vs_str_is(vs_buf_str(&out), "3@200/4 5@90/3 "), "the earliest is kept, by size");
    h_must(vs_cosignature_last(h.ledger, &size, theirs.id, ours.id, &err), &err, "last");
    IS_INT(size, 5, "the largest size that one signed");
    h_must(vs_cosignature_last(h.ledger, &size, ours.id, ours.id, &err), &err, "last");
    IS_INT(size, 0, "none");
    IS_INT(vs_anchor_newest(h.ledger, &newest, ours.id, &err), VS_E_NOT_FOUND, "no anchor");
    h_ledger_hash(&hash, 1);
    h_must(vs_anchor_insert(h.ledger, ours.id, 9, &hash, VS_STR("nine"), &err), &err, "anchor");
    h_ledger_hash(&newest, 2);
    h_must(vs_anchor_insert(h.ledger, ours.id, 8, &newest, VS_STR("eight"), &err), &err, "anchor");
    h_must(vs_anchor_newest(h.ledger, &newest, ours.id, &err), &err, "newest");
    OK(vs_hash_eq(&newest, &hash), "the anchor of the largest size");
    vs_buf_release(&out);
}

/* --- channels and tags ---------------------------------------------------------------------------
 */

static bool
was_invited(struct vs_invited_row row, uint8_t kf, bool full)
{
    bool is;

    memset(row.kf, kf, sizeof(row.kf));
    row.full = full;
    h_must(vs_invited_is(h.ledger, &is, &row, &err), &err, "invited");
    return is;
}

/* Two keys of one epoch number are two; Kc holds Kf. */
static void
invited(void)
{
    struct vs_invited_row row;

    memset(&row, 0, sizeof(row));
    h_ledger_hash(&row.case_hash, 1);
    h_ledger_hash(&row.inbox, 2);
    row.epoch = 1;
    memset(row.kf, 5, sizeof(row.kf));
    h_must(vs_invited_insert(h.ledger, &row, &err), &err, "invited to facts");
    OK(was_invited(row, 5, false) && !was_invited(row, 5, true), "facts are not all");
    OK(!was_invited(row, 6, false), "another key of that number");
    row.full = true;
    h_must(vs_invited_insert(h.ledger, &row, &err), &err, "invited to all");
    row.full = false;
    h_must(vs_invited_insert(h.ledger, &row, &err), &err, "again to facts");
    OK(was_invited(row, 5, true) && was_invited(row, 5, false), "all stays all");
}

static void
channels(void)
{
    struct vs_channel_row row, back;
    struct vs_expected_row expected, found;
    struct vs_case_key_row key;
    int64_t leaf;

    memset(&row, 0, sizeof(row));
    row.id = row.case_leaf = VS_LEAF_ID(ours.id, 2);
    row.kind = VS_CHANNEL_CASE;
    memset(row.kf, 7, sizeof(row.kf));
    memset(row.kr, 6, sizeof(row.kr));
    h_must(vs_channel_insert(h.ledger, &row, &err), &err, "channel");
    h_must(vs_channel_by_id(h.ledger, &back, row.id, &err), &err, "channel");
    OK(!back.has_kc && memcmp(back.kf, row.kf, VS_KEY_LEN) == 0 && back.kr[0] == 6,
       "a channel of facts only");
    row.has_kc = true;
    memset(row.kc, 8, sizeof(row.kc));
    h_must(vs_channel_insert(h.ledger, &row, &err), &err, "channel");
    h_must(vs_channel_by_key(h.ledger, &back, row.kf, &err), &err, "channel");
    OK(back.has_kc && back.kc[0] == 8, "gains the key of the content");
    row.has_kc = false;
    h_must(vs_channel_insert(h.ledger, &row, &err), &err, "channel");
    h_must(vs_channel_by_id(h.ledger, &back, row.id, &err), &err, "channel");
    OK(back.has_kc, "and keeps it");

    memset(&expected, 0, sizeof(expected));
    expected.channel = row.id;
    expected.feed = ours.id;
    expected.tag[0] = 1;
    h_must(vs_expected_set(h.ledger, &expected, &err), &err, "expected");
    expected.n = 1;
    expected.tag[0] = 2;
    h_must(vs_expected_set(h.ledger, &expected, &err), &err, "expected");
    IS_INT(vs_expected_find(h.ledger, &found, expected.tag, ours.id, &err), VS_OK, "by tag");
    IS_INT(found.n, 1, "the next place");
    IS_INT(vs_expected_find(h.ledger, &found, expected.tag, theirs.id, &err), VS_E_NOT_FOUND,
           "a tag of another feed is another's");
    expected.tag[0] = 1;
    IS_INT(vs_expected_find(h.ledger, &found, expected.tag, ours.id, &err), VS_E_NOT_FOUND,
           "the earlier tag is forgotten");

    h_must(vs_unmatched_insert(h.ledger, expected.tag, VS_LEAF_ID(ours.id, 3), &err), &err, "un");
    h_must(vs_unmatched_insert(h.ledger, expected.tag, VS_LEAF_ID(ours.id, 1), &err), &err, "un");
    h_must(vs_unmatched_insert(h.ledger, expected.tag, VS_LEAF_ID(theirs.id, 0), &err), &err, "un");
    h_must(vs_unmatched_find(h.ledger, &leaf, expected.tag, ours.id, &err), &err, "find");
    IS_INT(VS_LEAF_INDEX(leaf), 1, "found without being taken");
    h_must(vs_unmatched_take(h.ledger, &leaf, expected.tag, ours.id, VS_LEAF_ID(ours.id, 3), &err),
           &err, "take");
    IS_INT(leaf, -1, "none stands beyond the last");
    h_must(vs_unmatched_take(h.ledger, &leaf, expected.tag, ours.id, -1, &err), &err, "take");
    IS_INT(VS_LEAF_INDEX(leaf), 1, "the first of the feed with this tag");
    h_must(vs_unmatched_take(h.ledger, &leaf, expected.tag, ours.id, -1, &err), &err, "take");
    IS_INT(VS_LEAF_INDEX(leaf), 3, "then the second");
    h_must(vs_unmatched_take(h.ledger, &leaf, expected.tag, ours.id, -1, &err), &err, "take");
    IS_INT(leaf, -1, "then none, though another feed has one");

    memset(&key, 0, sizeof(key));
    h_ledger_hash(&key.case_hash, 1);
    h_must(vs_case_key_insert(h.ledger, &key, &err), &err, "key");
    key.has_kc = true;
    h_must(vs_case_key_insert(h.ledger, &key, &err), &err, "key again");
    invited();
}

/* --- events, cases, what is due ------------------------------------------------------------------
 */

static enum vs_code
list_event(void *payload, const struct vs_event_row *row, struct vs_err *e)
{
    (void)e;
    vs_buf_addf(payload, "%llu/%.*s/%d/%d/%.*s ", (unsigned long long)VS_LEAF_INDEX(row->leaf),
                (int)row->type.len, row->type.p, (int)row->text_state, (int)row->acked,
                (int)row->text.len, row->text.p ? row->text.p : "");
    return VS_OK;
}

static enum vs_code
settle_text(void *payload, int64_t leaf, struct vs_err *e)
{
    ++*(unsigned *)payload;
    return vs_event_set_text(h.ledger, leaf, VS_TEXT_PRESENT, VS_STR("now"), e);
}

static void
events(void)
{
    int64_t case_leaf = VS_LEAF_ID(ours.id, 0);
    struct vs_event_row row;
    struct vs_buf out;
    unsigned count = 0;

    vs_buf_init(&out, 500);
    for (uint64_t i = 0; i < 3; i++) {
        memset(&row, 0, sizeof(row));
        row.leaf = VS_LEAF_ID(ours.id, i);
        row.channel = row.case_leaf = case_leaf;
        row.state = VS_EVENT_OPENED;
        row.type = VS_STR("note");
        row.facts = VS_STR("{}");
        row.text_state = i == 1 ? VS_TEXT_NONE : VS_TEXT_ABSENT;
        row.acked = i == 2 ? VS_ACK_OWED : VS_ACK_NEVER;
        h_must(vs_event_insert(h.ledger, &row, &err), &err, "event");
    }
    h_must(vs_event_each_of_case(h.ledger, case_leaf, list_event, &out, &err), &err, "each");
    OK(vs_str_is(vs_buf_str(&out), "0/note/2/-1/ 1/note/0/-1/ 2/note/2/0/ "), "events of a case");
    vs_buf_clear(&out);
    h_must(vs_event_each_owed(h.ledger, list_event, &out, &err), &err, "owed");
    OK(vs_str_is(vs_buf_str(&out), "2/note/2/0/ "), "what is owed an answer");
    h_must(vs_event_each_absent(h.ledger, theirs.id, settle_text, &count, &err), &err, "absent");
    IS_INT(count, 0, "nothing absent in the other feed");
    h_must(vs_event_each_absent(h.ledger, ours.id, settle_text, &count, &err), &err, "absent");
    IS_INT(count, 2, "a walk that changes what it walks over");
    h_must(vs_event_set_acked(h.ledger, VS_LEAF_ID(ours.id, 2), VS_ACK_FACTS, &err), &err, "ack");
    vs_buf_clear(&out);
    h_must(vs_event_one(h.ledger, VS_LEAF_ID(ours.id, 2), list_event, &out, &err), &err, "one");
    OK(vs_str_is(vs_buf_str(&out), "2/note/1/2/now "), "the event as changed");
    IS_INT(vs_event_one(h.ledger, VS_LEAF_ID(ours.id, 3), list_event, &out, &err), VS_E_NOT_FOUND,
           "a leaf without an event");
    vs_buf_release(&out);
}

static enum vs_code
list_case(void *payload, const struct vs_casefile_row *row, struct vs_err *e)
{
    (void)e;
    vs_buf_addf(payload, "%lld:%.*s ", (long long)row->id, (int)row->ref.len,
                row->ref.p ? row->ref.p : "");
    return VS_OK;
}

static enum vs_code
count_id(void *payload, int64_t id, struct vs_err *e)
{
    (void)id;
    (void)e;
    ++*(unsigned *)payload;
    return VS_OK;
}

static void
cases(void)
{
    struct vs_casefile_row row;
    struct vs_buf out;
    int64_t ids[2], all, open;
    unsigned stale = 0;
    size_t count;

    vs_buf_init(&out, 500);
    for (int64_t i = 1; i <= 3; i++) {
        memset(&row, 0, sizeof(row));
        row.id = i;
        h_ledger_hash(&row.hash, (uint64_t)i);
        row.ref = i == 3 ? (struct vs_str){NULL, 0} : VS_STR("same");
        row.changed = 10 * i;
        row.open = i != 2;
        row.next = i == 1 ? 100 : VS_INSTANT_NEVER;
        h_must(vs_casefile_set(h.ledger, &row, &err), &err, "case");
        h_must(vs_casefile_set(h.ledger, &row, &err), &err, "case again");
    }
    h_must(vs_casefile_list(h.ledger, true, 0, 10, list_case, &out, &err), &err, "list");
    OK(vs_str_is(vs_buf_str(&out), "3: 2:same 1:same "), "cases, newest change first");
    vs_buf_clear(&out);
    h_must(vs_casefile_list(h.ledger, false, 1, 1, list_case, &out, &err), &err, "list");
    OK(vs_str_is(vs_buf_str(&out), "1:same "), "open ones, the second");
    h_must(vs_casefile_by_ref(h.ledger, ids, &count, VS_STR("same"), &err), &err, "ref");
    IS_INT(count, 2, "an ambiguous reference shows as two");
    h_must(vs_casefile_totals(h.ledger, &all, &open, &err), &err, "totals");
    OK(all == 3 && open == 2, "totals");
    row.open = false;
    h_must(vs_casefile_set(h.ledger, &row, &err), &err, "case");
    h_must(vs_casefile_totals(h.ledger, &all, &open, &err), &err, "totals");
    OK(all == 3 && open == 1, "one is closed");
    row.open = true;
    h_must(vs_casefile_set(h.ledger, &row, &err), &err, "case");
    h_must(vs_casefile_each_stale(h.ledger, 99, count_id, &stale, &err), &err, "stale");
    IS_INT(stale, 0, "nothing is stale before its instant");
    h_must(vs_casefile_each_stale(h.ledger, 100, count_id, &stale, &err), &err, "stale");
    IS_INT(stale, 1, "one is at it");
    vs_buf_release(&out);
}

static enum vs_code
list_due(void *payload, const struct vs_due_row *row, struct vs_err *e)
{
    (void)e;
    vs_buf_addf(payload, "%lld.%lld ", (long long)row->case_leaf, (long long)row->n);
    return VS_OK;
}

/* The rows that a query gives, and what it counts. */
static void
ask_due(struct vs_due_query query, int64_t skip, int64_t most, const char *expected, int64_t rows,
        int64_t cases, const char *what)
{
    int64_t all = -1, lead = -1;
    struct vs_buf out;

    vs_buf_init(&out, 500);
    h_must(vs_due_each(h.ledger, &query, skip, most, list_due, &out, &err), &err, what);
    h_must(vs_due_totals(h.ledger, &all, &lead, &query, &err), &err, what);
    IS_TEXT(out.p ? (const char *)out.p : "", expected, "due: %s", what);
    OK(all == rows && lead == cases, "%s: %lld rows, %lld cases", what, (long long)all,
       (long long)lead);
    vs_buf_release(&out);
}

static void
ask_needs(int64_t org, vs_instant now, int64_t cases, int64_t overdue, const char *what)
{
    int64_t needs = -1, past = -1;

    h_must(vs_due_needs(h.ledger, &needs, &past, org, now, &err), &err, what);
    OK(needs == cases && past == overdue, "needs: %s (%lld, %lld)", what, (long long)needs,
       (long long)past);
}

static void
due(void)
{
    static const vs_instant never = VS_INSTANT_NEVER;
    /* case, n, at, since, from, until, part, kind, org, lead, told, event, doc, asks */
    static const struct vs_due_row rows[] = {
        {1, 0, 50, 5, 0, never, VS_DUE_OURS, "a", 1, true, false, {{0}}, {"{}", 2}, 50},
        {1, 1, 40, 5, 0, 40, VS_DUE_OTHERS, "b", 2, true, false, {{0}}, {"{}", 2}, 0},
        {2, 0, 45, 5, 0, never, VS_DUE_LOOK, "c", 0, true, false, {{0}}, {"{}", 2}, 0},
        {2, 1, never, 9, 30, never, VS_DUE_OURS, "d", 1, true, false, {{0}}, {"{}", 2}, 30},
        {2, 2, never, 8, 0, never, VS_DUE_OURS, "e", 1, false, true, {{0}}, {"{}", 2}, never},
    };
    struct vs_remote_row remote = {"hub", "file:///x"};
    char commit[65];
    bool more = false, has = true;

    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        h_must(vs_due_insert(h.ledger, &rows[i], &err), &err, "due");
    }
    ask_due((struct vs_due_query){.now = 20}, 0, 10, "1.1 2.0 1.0 2.2 ", 4, 3, "all");
    ask_due((struct vs_due_query){.now = 20}, 1, 2, "2.0 1.0 ", 4, 3, "a page");
    ask_due((struct vs_due_query){.now = 30}, 0, 10, "1.1 2.0 1.0 2.2 2.1 ", 5, 4, "later");
    ask_due((struct vs_due_query){.now = 40}, 0, 10, "2.0 1.0 2.2 2.1 ", 4, 3, "later still");
    ask_due((struct vs_due_query){.now = 30, .org = 1}, 0, 10, "1.0 2.2 2.1 ", 3, 2, "ours");
    ask_due((struct vs_due_query){.now = 30, .case_leaf = 1}, 0, 10, "1.1 1.0 ", 2, 2, "a case");
    ask_due((struct vs_due_query){.now = 30, .case_leaf = 2, .org = 1}, 0, 10, "2.2 2.1 ", 2, 1,
            "ours of a case");
    ask_due((struct vs_due_query){.now = 30, .by_part = true, .part = VS_DUE_LOOK}, 0, 10, "2.0 ",
            1, 1, "a part");
    ask_needs(1, 29, 0, 0, "terms that run, and what never asks, need nobody");
    ask_needs(1, 30, 1, 0, "what waits for an act, once");
    ask_needs(1, 50, 2, 1, "and a term that has passed");
    ask_needs(2, 39, 1, 0, "another organisation's");
    ask_needs(2, 40, 0, 0, "not when it is over");
    h_must(vs_due_has_passed(h.ledger, 40, &has, &err), &err, "passed");
    OK(!has, "nothing has passed before 40");
    h_must(vs_due_has_passed(h.ledger, 41, &has, &err), &err, "passed");
    OK(has, "a row ended at 40");
    h_must(vs_due_pass(h.ledger, 40, &more, &err), &err, "pass");
    OK(more, "it is taken out");
    h_must(vs_due_pass(h.ledger, 40, &more, &err), &err, "pass");
    OK(!more, "and nothing else");
    ask_due((struct vs_due_query){.now = 20}, 0, 10, "2.0 1.0 2.2 ", 3, 2, "as if it never was");
    h_must(vs_due_clear(h.ledger, 2, &err), &err, "clear");
    ask_due((struct vs_due_query){.now = 30}, 0, 10, "1.0 ", 1, 1, "without the second case");
    h_must(vs_due_clear(h.ledger, 1, &err), &err, "clear");
    ask_due((struct vs_due_query){.now = 30}, 0, 10, "", 0, 0, "nothing");

    h_must(vs_remote_insert(h.ledger, &remote, 1, &err), &err, "remote");
    IS_INT(vs_remote_insert(h.ledger, &remote, 1, &err), VS_E_EXISTS, "a remote once");
    h_must(vs_remote_branch_get(h.ledger, commit, "hub", "b", &err), &err, "branch");
    IS_TEXT(commit, "", "never taken");
    h_must(vs_remote_branch_set(h.ledger, "hub", "b", "cafe", &err), &err, "branch");
    h_must(vs_remote_branch_set(h.ledger, "hub", "b", "beef", &err), &err, "branch");
    h_must(vs_remote_branch_get(h.ledger, commit, "hub", "b", &err), &err, "branch");
    IS_TEXT(commit, "beef", "the last");
    h_must(vs_remote_delete(h.ledger, "hub", &err), &err, "delete");
    IS_INT(vs_remote_delete(h.ledger, "hub", &err), VS_E_NOT_FOUND, "a remote goes once");
    h_must(vs_remote_branch_get(h.ledger, commit, "hub", "b", &err), &err, "branch");
    IS_TEXT(commit, "", "and with it what it held");
}

/* --- how much is read ------------------------------------------------------------------------- */

/* Steps of SQLite's machine in all kept statements, since the last call. */
static int
steps(void)
{
    int sum = 0;

    for (sqlite3_stmt *s = sqlite3_next_stmt(vs_vault_db(h.vault), NULL); s;
         s = sqlite3_next_stmt(vs_vault_db(h.vault), s)) {
        sum += sqlite3_stmt_status(s, SQLITE_STMTSTATUS_VM_STEP, 1);
    }
    return sum;
}

static void
few(int most, const char *what)
{
    int took = steps();

    OK(took < most, "%s: %d steps", what, took);
}

#define MANY 4000

/* In a ledger of many cases a page costs no more than a page, and a count no more than a few rows:
 * not what there is, not what has passed, not what is yet to come. */
static void
pages(void)
{
    struct vs_buf out;
    int64_t a, b;

    vs_buf_init(&out, 1u << 16);
    h_must(vs_ledger_begin(h.ledger, &err), &err, "begin");
    for (int64_t i = 0; i < MANY; i++) {
        struct vs_casefile_row row = {
            .id = 1000 + i, .changed = i, .open = i % 2 == 0, .next = VS_INSTANT_NEVER};
        struct vs_due_row due = {.case_leaf = 1000 + i,
                                 .since = i,
                                 .until = VS_INSTANT_NEVER,
                                 .kind = "k",
                                 .org = 1 + i % 3,
                                 .lead = true,
                                 .doc = {"{}", 2}};

        h_ledger_hash(&row.hash, (uint64_t)(1000 + i));
        h_must(vs_casefile_set(h.ledger, &row, &err), &err, "case");
        due.part = (enum vs_due_part)(i % 3);
        due.at = i % 4 == 0 ? i : i % 4 == 1 ? 10 * MANY + i : VS_INSTANT_NEVER;
        h_must(vs_due_insert(h.ledger, &due, &err), &err, "due");
        due.n = 1;
        due.at = VS_INSTANT_NEVER;
        due.since = due.from =
            20 * MANY; /* one that is yet to come, at one instant as midnights are */
        h_must(vs_due_insert(h.ledger, &due, &err), &err, "due");
    }
    h_must(vs_ledger_commit(h.ledger, &err), &err, "commit");
    (void)steps();
    for (unsigned q = 0; q < 4; q++) {
        struct vs_due_query query = {.now = MANY,
                                     .org = q == 1 ? 2 : 0,
                                     .by_part = q == 2,
                                     .part = VS_DUE_OURS,
                                     .case_leaf = q == 3 ? 1001 : 0};

        h_must(vs_due_each(h.ledger, &query, 0, 10, list_due, &out, &err), &err, "page");
        few(1200, "a page");
        h_must(vs_due_totals(h.ledger, &a, &b, &query, &err), &err, "totals");
        few(300, "its count");
        OK(a == (q == 0 ? MANY : q == 1 || q == 2 ? (MANY + 1) / 3 : 1), "%lld rows", (long long)a);
    }
    vs_buf_clear(&out);
    h_must(vs_casefile_list(h.ledger, true, 0, 10, list_case, &out, &err), &err, "list");
    h_must(vs_casefile_list(h.ledger, false, 0, 10, list_case, &out, &err), &err, "list");
    few(1200, "two lists");
    h_must(vs_casefile_totals(h.ledger, &a, &b, &err), &err, "totals");
    few(100, "the totals");
    vs_buf_release(&out);
}

int
main(void)
{
    h_ledger_start(&h, 2);
    h_ledger_org(&h, &us, 1, "us");
    h_ledger_org(&h, &them, 2, "them");
    h_ledger_feed(&h, &ours, us.id, 1);
    h_ledger_feed(&h, &theirs, them.id, 2);
    nesting();
    binding();
    organisations();
    feeds();
    leaves();
    cosignatures();
    channels();
    events();
    cases();
    due();
    pages();
    h_ledger_end(&h);
    return tap_done();
}
