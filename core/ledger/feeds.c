#include "core/ledger/feeds.h"

#include <string.h>

#include "core/ledger/sql.h"

#define FEED_COLUMNS                                                                               \
    "id, feed, origin, key, org, own, tree, released, released_root, closed, version, parent,"     \
    " start, since, common"

/* NULL stands for "none", which is a very large number in memory. */
static uint64_t
none_if_null(sqlite3_stmt *s, int column)
{
    return sqlite3_column_type(s, column) == SQLITE_NULL
               ? UINT64_MAX
               : (uint64_t)sqlite3_column_int64(s, column);
}

static enum vs_code
read_feed(struct vs_feed_row *out, sqlite3_stmt *s, struct vs_err *err)
{
    struct vs_str tree;

    memset(out, 0, sizeof(*out));
    out->id = sqlite3_column_int64(s, 0);
    vs_sql_hash(&out->feed, s, 1);
    if (!vs_origin_parse(&out->origin, vs_sql_str(s, 2))) {
        return vs_fail(err, VS_E_SQL, "the ledger", "feed %lld has no origin", (long long)out->id);
    }
    vs_sql_hash(&out->key, s, 3);
    out->org = sqlite3_column_int64(s, 4);
    out->own = (enum vs_feed_own)sqlite3_column_int(s, 5);
    out->released = (uint64_t)sqlite3_column_int64(s, 7);
    vs_sql_hash(&out->released_root, s, 8);
    out->closed = none_if_null(s, 9);
    out->version = (uint32_t)sqlite3_column_int64(s, 10);
    out->parent = sqlite3_column_int64(s, 11);
    out->start = (uint64_t)sqlite3_column_int64(s, 12);
    out->since = sqlite3_column_int64(s, 13);
    out->common = none_if_null(s, 14);
    tree = vs_sql_str(s, 6);
    return vs_merkle_read(&out->tree, tree.p, tree.len, err);
}

static enum vs_code
one_feed(struct vs_ledger *ledger, struct vs_feed_row *out, enum vs_code code, sqlite3_stmt *s,
         struct vs_err *err)
{
    bool row = false;

    if (code == VS_OK) {
        code = vs_sql_step(ledger, s, &row, err);
    }
    if (row) {
        code = read_feed(out, s, err);
    } else if (code == VS_OK) {
        code = vs_fail(err, VS_E_NOT_FOUND, NULL, "no such feed");
    }
    vs_sql_end(ledger, s);
    return code;
}

enum vs_code
vs_feed_insert(struct vs_ledger *ledger, struct vs_feed_row *row, struct vs_err *err)
{
    uint8_t tree[VS_MERKLE_BYTES_MAX];
    size_t len = vs_merkle_write(tree, &row->tree);
    enum vs_code code = vs_sql_run(
        ledger, err,
        "INSERT INTO feed (feed, origin, key, org, own, size, tree, released, closed,"
        " version, parent, start, since)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, nullif(?, -1), ?, ?, ?, ?)",
        "hthidibiiiiii", &row->feed, row->origin.text, &row->key, row->org, (int)row->own,
        (int64_t)row->tree.size, tree, len, (int64_t)row->released, (int64_t)row->closed,
        (int64_t)row->version, row->parent, (int64_t)row->start, row->since);

    if (code == VS_OK) {
        row->id = sqlite3_last_insert_rowid(vs_ledger_db(ledger));
        row->common = VS_FEED_NOT_FORKED;
    }
    return code;
}

enum vs_code
vs_feed_by_id(struct vs_ledger *ledger, struct vs_feed_row *out, int64_t id, struct vs_err *err)
{
    sqlite3_stmt *s = NULL;
    enum vs_code code =
        vs_sql_start(ledger, &s, err, "SELECT " FEED_COLUMNS " FROM feed WHERE id = ?", "i", id);

    return one_feed(ledger, out, code, s, err);
}

enum vs_code
vs_feed_by_hash(struct vs_ledger *ledger, struct vs_feed_row *out, const struct vs_hash *feed,
                struct vs_err *err)
{
    sqlite3_stmt *s = NULL;
    enum vs_code code =
        vs_sql_start(ledger, &s, err,
                     "SELECT " FEED_COLUMNS " FROM feed WHERE feed = ? AND version = 0", "h", feed);

    return one_feed(ledger, out, code, s, err);
}

typedef enum vs_code (*feed_each)(void *payload, const struct vs_feed_row *row, struct vs_err *err);

/* Hands every row of a started statement to `each` and ends it. */
static enum vs_code
walk_feeds(struct vs_ledger *ledger, sqlite3_stmt *s, enum vs_code code, feed_each each,
           void *payload, struct vs_err *err)
{
    bool row = true;

    while (code == VS_OK && row) {
        struct vs_feed_row feed;

        code = vs_sql_step(ledger, s, &row, err);
        if (row) {
            code = read_feed(&feed, s, err);
        }
        if (row && code == VS_OK) {
            code = each(payload, &feed, err);
        }
    }
    vs_sql_end(ledger, s);
    return code;
}

enum vs_code
vs_feed_each(struct vs_ledger *ledger, int64_t org,
             enum vs_code (*each)(void *payload, const struct vs_feed_row *row, struct vs_err *err),
             void *payload, struct vs_err *err)
{
    sqlite3_stmt *s = NULL;
    enum vs_code code = vs_sql_start(ledger, &s, err,
                                     "SELECT " FEED_COLUMNS " FROM feed"
                                     " WHERE ?1 = 0 OR org = ?1 ORDER BY id",
                                     "i", org);

    return walk_feeds(ledger, s, code, each, payload, err);
}

enum vs_code
vs_feed_each_version(struct vs_ledger *ledger, const struct vs_hash *feed,
                     enum vs_code (*each)(void *payload, const struct vs_feed_row *row,
                                          struct vs_err *err),
                     void *payload, struct vs_err *err)
{
    sqlite3_stmt *s = NULL;
    enum vs_code code = vs_sql_start(
        ledger, &s, err, "SELECT " FEED_COLUMNS " FROM feed WHERE feed = ? ORDER BY version", "h",
        feed);

    return walk_feeds(ledger, s, code, each, payload, err);
}

enum vs_code
vs_feed_leaf_id(struct vs_ledger *ledger, int64_t *id, const struct vs_feed_row *row,
                uint64_t index, struct vs_err *err)
{
    struct vs_feed_row at = *row;
    enum vs_code code = VS_OK;

    while (code == VS_OK && index < at.start) {
        code = vs_feed_by_id(ledger, &at, at.parent, err);
    }
    *id = VS_LEAF_ID(at.id, index);
    return code;
}

enum vs_code
vs_feed_update(struct vs_ledger *ledger, const struct vs_feed_row *row, struct vs_err *err)
{
    uint8_t tree[VS_MERKLE_BYTES_MAX];
    size_t len = vs_merkle_write(tree, &row->tree);

    return vs_sql_run(ledger, err,
                      "UPDATE feed SET size = ?, tree = ?, own = ?, released = ?,"
                      " released_root = ? WHERE id = ?",
                      "ibdihi", (int64_t)row->tree.size, tree, len, (int)row->own,
                      (int64_t)row->released, &row->released_root, row->id);
}

enum vs_code
vs_feed_set_closed(struct vs_ledger *ledger, int64_t feed, uint64_t closed, struct vs_err *err)
{
    return vs_sql_run(ledger, err,
                      "UPDATE feed SET closed = nullif(?, -1)"
                      " WHERE feed = (SELECT feed FROM feed WHERE id = ?)",
                      "ii", (int64_t)closed, feed);
}

enum vs_code
vs_feed_cut(struct vs_ledger *ledger, int64_t feed, uint64_t keep, struct vs_err *err)
{
    int64_t from = VS_LEAF_ID(feed, keep), to = VS_LEAF_ID(feed + 1, 0), size = (int64_t)keep;
    enum vs_code code =
        vs_sql_run(ledger, err,
                   "DELETE FROM case_key WHERE (first >= ?1 AND first < ?2) OR"
                   " \"case\" IN (SELECT hash FROM leaf WHERE id >= ?1 AND id < ?2)",
                   "ii", from, to);

    if (code == VS_OK) {
        code = vs_sql_run(ledger, err, "DELETE FROM invited WHERE leaf >= ? AND leaf < ?", "ii",
                          from, to);
    }
    if (code == VS_OK) {
        code = vs_sql_run(ledger, err, "DELETE FROM content WHERE leaf >= ? AND leaf < ?", "ii",
                          from, to);
    }
    if (code == VS_OK) {
        code = vs_sql_run(ledger, err, "DELETE FROM leaf WHERE id >= ? AND id < ?", "ii", from, to);
    }
    if (code == VS_OK) {
        code = vs_sql_run(ledger, err,
                          "DELETE FROM node WHERE feed = ? AND (n + 1) << (8 * level) > ?", "ii",
                          feed, size);
    }
    if (code == VS_OK) {
        code = vs_sql_run(ledger, err, "DELETE FROM anchor WHERE feed = ? AND size > ?", "ii", feed,
                          size);
    }
    if (code == VS_OK) {
        code = vs_sql_run(ledger, err, "DELETE FROM cosignature WHERE feed = ? AND size > ?", "ii",
                          feed, size);
    }
    return code == VS_OK
               ? vs_sql_run(ledger, err, "UPDATE feed SET file = NULL WHERE id = ?", "i", feed)
               : code;
}

enum vs_code
vs_feed_set_org(struct vs_ledger *ledger, int64_t feed, int64_t org, struct vs_err *err)
{
    return vs_sql_run(ledger, err,
                      "UPDATE feed SET org = ? WHERE feed = (SELECT feed FROM feed WHERE id = ?)",
                      "ii", org, feed);
}

enum vs_code
vs_feed_file_get(struct vs_ledger *ledger, struct vs_buf *out, int64_t feed, struct vs_err *err)
{
    return vs_sql_blob(ledger, out, err, "SELECT file FROM feed WHERE id = ? AND file IS NOT NULL",
                       "i", feed);
}

enum vs_code
vs_feed_file_set(struct vs_ledger *ledger, int64_t feed, struct vs_str file, struct vs_err *err)
{
    return vs_sql_run(ledger, err, "UPDATE feed SET file = ? WHERE id = ?", "bi", file.p, file.len,
                      feed);
}

enum vs_code
vs_leaf_insert(struct vs_ledger *ledger, int64_t id, const struct vs_hash *hash,
               vs_instant received, struct vs_str raw, struct vs_err *err)
{
    return vs_sql_run(ledger, err, "INSERT INTO leaf (id, hash, received, raw) VALUES (?, ?, ?, ?)",
                      "ihib", id, hash, received, raw.p, raw.len);
}

enum vs_code
vs_leaf_get(struct vs_ledger *ledger, struct vs_buf *raw, struct vs_hash *hash,
            vs_instant *received, int64_t id, struct vs_err *err)
{
    sqlite3_stmt *s = NULL;
    bool row = false;
    enum vs_code code =
        vs_sql_start(ledger, &s, err, "SELECT raw, hash, received FROM leaf WHERE id = ?", "i", id);

    if (code == VS_OK) {
        code = vs_sql_step(ledger, s, &row, err);
    }
    if (row) {
        vs_buf_add_str(raw, vs_sql_str(s, 0));
        code = vs_buf_check(raw, "a leaf", err);
        if (hash) {
            vs_sql_hash(hash, s, 1);
        }
        if (received) {
            *received = sqlite3_column_int64(s, 2);
        }
    } else if (code == VS_OK) {
        code = vs_fail(err, VS_E_NOT_FOUND, NULL, "no such leaf");
    }
    vs_sql_end(ledger, s);
    return code;
}

enum vs_code
vs_leaf_get_hash(struct vs_ledger *ledger, struct vs_hash *hash, int64_t id, struct vs_err *err)
{
    sqlite3_stmt *s = NULL;
    bool row = false;
    enum vs_code code =
        vs_sql_start(ledger, &s, err, "SELECT hash FROM leaf WHERE id = ?", "i", id);

    if (code == VS_OK) {
        code = vs_sql_step(ledger, s, &row, err);
    }
    if (row) {
        vs_sql_hash(hash, s, 0);
    } else if (code == VS_OK) {
        code = vs_fail(err, VS_E_NOT_FOUND, NULL, "no such leaf");
    }
    vs_sql_end(ledger, s);
    return code;
}

enum vs_code
vs_leaf_received(struct vs_ledger *ledger, vs_instant *received, int64_t id, struct vs_err *err)
{
    return vs_sql_int(ledger, received, 0, err, "SELECT received FROM leaf WHERE id = ?", "i", id);
}

enum vs_code
vs_leaf_find(struct vs_ledger *ledger, int64_t *id, const struct vs_hash *hash, struct vs_err *err)
{
    /* Of equal leaves the one that lies where its own bytes say (feed in [16, 48), index in [8,
     * 16)); copies elsewhere come behind it. */
    enum vs_code code =
        vs_sql_int(ledger, id, -1, err,
                   "SELECT l.id FROM leaf l JOIN feed f ON f.id = l.id >> 40 WHERE l.hash = ?"
                   " ORDER BY substr(l.raw, 17, 32) = f.feed AND hex(substr(l.raw, 9, 8)) ="
                   " printf('%016X', l.id & 1099511627775) DESC, l.id LIMIT 1",
                   "h", hash);

    if (code == VS_OK && *id < 0) {
        return vs_fail(err, VS_E_NOT_FOUND, NULL, "no such leaf");
    }
    return code;
}

enum vs_code
vs_leaf_prefix(struct vs_ledger *ledger, struct vs_hash out[2], size_t *count, const void *prefix,
               size_t len, struct vs_err *err)
{
    struct vs_hash low = {{0}}, high;
    sqlite3_stmt *s = NULL;
    bool row = true;
    enum vs_code code;

    memset(&high, 0xff, sizeof(high));
    memcpy(low.b, prefix, len < sizeof(low.b) ? len : sizeof(low.b));
    memcpy(high.b, prefix, len < sizeof(high.b) ? len : sizeof(high.b));
    *count = 0;
    code = vs_sql_start(ledger, &s, err,
                        "SELECT DISTINCT hash FROM leaf WHERE hash BETWEEN ? AND ? LIMIT 2", "hh",
                        &low, &high);
    while (code == VS_OK && row && *count < 2) {
        code = vs_sql_step(ledger, s, &row, err);
        if (row) {
            vs_sql_hash(&out[(*count)++], s, 0);
        }
    }
    vs_sql_end(ledger, s);
    return code;
}

enum vs_code
vs_leaf_each(struct vs_ledger *ledger, int64_t from, int64_t to,
             enum vs_code (*each)(void *payload, int64_t id, const struct vs_hash *hash,
                                  struct vs_str raw, vs_instant received, struct vs_err *err),
             void *payload, struct vs_err *err)
{
    sqlite3_stmt *s = NULL;
    bool row = true;
    enum vs_code code = vs_sql_start(
        ledger, &s, err,
        "SELECT id, hash, raw, received FROM leaf WHERE id >= ? AND id < ? ORDER BY id", "ii", from,
        to);

    while (code == VS_OK && row) {
        code = vs_sql_step(ledger, s, &row, err);
        if (row) {
            struct vs_hash hash;

            vs_sql_hash(&hash, s, 1);
            code = each(payload, sqlite3_column_int64(s, 0), &hash, vs_sql_str(s, 2),
                        sqlite3_column_int64(s, 3), err);
        }
    }
    vs_sql_end(ledger, s);
    return code;
}

enum vs_code
vs_leaf_each_hash(struct vs_ledger *ledger, int64_t from, int64_t to,
                  enum vs_code (*each)(void *payload, int64_t id, const struct vs_hash *hash,
                                       struct vs_err *err),
                  void *payload, struct vs_err *err)
{
    sqlite3_stmt *s = NULL;
    bool row = true;
    enum vs_code code = vs_sql_start(
        ledger, &s, err, "SELECT id, hash FROM leaf WHERE id >= ? AND id < ? ORDER BY id", "ii",
        from, to);

    while (code == VS_OK && row) {
        code = vs_sql_step(ledger, s, &row, err);
        if (row) {
            struct vs_hash hash;

            vs_sql_hash(&hash, s, 1);
            code = each(payload, sqlite3_column_int64(s, 0), &hash, err);
        }
    }
    vs_sql_end(ledger, s);
    return code;
}

enum vs_code
vs_node_insert(struct vs_ledger *ledger, int64_t feed, unsigned level, uint64_t n,
               const struct vs_hash *hash, struct vs_err *err)
{
    return vs_sql_run(ledger, err, "INSERT INTO node (feed, level, n, hash) VALUES (?, ?, ?, ?)",
                      "idih", feed, (int)level, (int64_t)n, hash);
}

static enum vs_code
append_hash(void *payload, int64_t id, const struct vs_hash *hash, struct vs_err *err)
{
    (void)id;
    return vs_merkle_append(payload, hash, NULL, err);
}

/* Which leaves of a version lie in which row, looked up once. */
static enum vs_code
look_at_tree(struct vs_stored_tree *tree, struct vs_err *err)
{
    struct vs_feed_row row;
    enum vs_code code;

    if (tree->looked) {
        return VS_OK;
    }
    code = vs_feed_by_id(tree->ledger, &row, tree->feed, err);
    if (code == VS_OK) {
        tree->looked = true;
        tree->parent = row.parent;
        tree->start = row.start;
    }
    return code;
}

/* The hashes of leaves [from, to) of a version. Forks are rare, and a few rows deep. */
static enum vs_code
each_hash_of_version(struct vs_stored_tree *tree, uint64_t from, uint64_t to, struct vs_merkle *out,
                     struct vs_err *err)
{
    struct vs_feed_row at;
    enum vs_code code = VS_OK;

    while (code == VS_OK && from < to) {
        uint64_t end = to;

        code = vs_feed_by_id(tree->ledger, &at, tree->feed, err);
        while (code == VS_OK && from < at.start) {
            end = at.start < end ? at.start : end;
            code = vs_feed_by_id(tree->ledger, &at, at.parent, err);
        }
        if (code == VS_OK) {
            code = vs_leaf_each_hash(tree->ledger, VS_LEAF_ID(at.id, from), VS_LEAF_ID(at.id, end),
                                     append_hash, out, err);
        }
        from = end;
    }
    return code;
}

/* Builds the subtree from what is stored: leaf hashes below 2^8 leaves, nodes of the next lower
 * stored level above. */
static enum vs_code
build_subtree(struct vs_hash *out, struct vs_stored_tree *tree, unsigned level, uint64_t index,
              struct vs_err *err)
{
    unsigned stored = level / 8;
    struct vs_merkle part;
    sqlite3_stmt *s = NULL;
    bool row = true;
    enum vs_code code;

    vs_merkle_init(&part);
    code = look_at_tree(tree, err);
    if (code != VS_OK) {
        return code;
    }
    if (tree->parent != 0) {
        stored = 0;
        code = each_hash_of_version(tree, index << level, (index + 1) << level, &part, err);
    } else if (stored == 0) {
        code = vs_leaf_each_hash(tree->ledger, VS_LEAF_ID(tree->feed, index << level),
                                 VS_LEAF_ID(tree->feed, (index + 1) << level), append_hash, &part,
                                 err);
    } else {
        unsigned above = level - 8 * stored;

        code = vs_sql_start(tree->ledger, &s, err,
                            "SELECT hash FROM node WHERE feed = ? AND level = ? AND n >= ?"
                            " AND n < ? ORDER BY n",
                            "idii", tree->feed, (int)stored, (int64_t)(index << above),
                            (int64_t)((index + 1) << above));
        while (code == VS_OK && row) {
            struct vs_hash hash;

            code = vs_sql_step(tree->ledger, s, &row, err);
            if (row) {
                vs_sql_hash(&hash, s, 0);
                code = vs_merkle_append(&part, &hash, NULL, err);
            }
        }
        vs_sql_end(tree->ledger, s);
    }
    if (code == VS_OK && part.size != 1ULL << (level - 8 * stored)) {
        code = vs_fail(err, VS_E_SQL, "the ledger", "the tree of feed %lld has a hole",
                       (long long)tree->feed);
    }
    if (code == VS_OK) {
        vs_merkle_root(out, &part);
    }
    return code;
}

enum vs_code
vs_stored_tree_get(struct vs_hash *out, void *payload, unsigned level, uint64_t index,
                   struct vs_err *err)
{
    return build_subtree(out, payload, level, index, err);
}

enum vs_code
vs_stored_tree_root(struct vs_hash *out, void *payload, uint64_t size, struct vs_err *err)
{
    return vs_merkle_prefix_root(out, size, vs_stored_tree_get, payload, err);
}

enum vs_code
vs_feed_root(struct vs_hash *out, struct vs_ledger *ledger, const struct vs_feed_row *row,
             uint64_t size, struct vs_err *err)
{
    struct vs_stored_tree stored = {.ledger = ledger, .feed = row->id};

    if (size == row->tree.size) {
        vs_merkle_root(out, &row->tree);
        return VS_OK;
    }
    return vs_stored_tree_root(out, &stored, size, err);
}

enum vs_code
vs_content_insert(struct vs_ledger *ledger, int64_t leaf, struct vs_str cipher, vs_instant received,
                  struct vs_err *err)
{
    return vs_sql_run(ledger, err,
                      "INSERT INTO content (leaf, cipher, received) VALUES (?1, ?2, ?3)"
                      " ON CONFLICT (leaf) DO UPDATE SET cipher = ?2",
                      "ibi", leaf, cipher.p, cipher.len, received);
}

enum vs_code
vs_content_get(struct vs_ledger *ledger, struct vs_buf *out, int64_t leaf, struct vs_err *err)
{
    return vs_sql_blob(ledger, out, err, "SELECT cipher FROM content WHERE leaf = ?", "i", leaf);
}

enum vs_code
vs_content_each(struct vs_ledger *ledger, int64_t from, int64_t to,
                enum vs_code (*each)(void *payload, int64_t leaf, struct vs_str cipher,
                                     struct vs_err *err),
                void *payload, struct vs_err *err)
{
    sqlite3_stmt *s = NULL;
    bool row = true;
    enum vs_code code =
        vs_sql_start(ledger, &s, err,
                     "SELECT leaf, cipher FROM content WHERE leaf >= ? AND leaf < ? ORDER BY leaf",
                     "ii", from, to);

    while (code == VS_OK && row) {
        code = vs_sql_step(ledger, s, &row, err);
        if (row) {
            code = each(payload, sqlite3_column_int64(s, 0), vs_sql_str(s, 1), err);
        }
    }
    vs_sql_end(ledger, s);
    return code;
}

enum vs_code
vs_cosignature_known(struct vs_ledger *ledger, bool *known, const struct vs_cosignature_row *row,
                     struct vs_err *err)
{
    int64_t found = 0;
    enum vs_code code =
        vs_sql_int(ledger, &found, 0, err,
                   "SELECT count(*) FROM cosignature WHERE feed = ? AND size = ?"
                   " AND signer = ? AND root = ? AND time <= ?",
                   "iiihi", row->feed, (int64_t)row->size, row->signer, &row->root, row->time);

    *known = found > 0;
    return code;
}

enum vs_code
vs_cosignature_each_of(struct vs_ledger *ledger, int64_t feed, uint64_t size,
                       const struct vs_hash *root,
                       enum vs_code (*each)(void *payload, struct vs_str origin, vs_instant time,
                                            struct vs_err *err),
                       void *payload, struct vs_err *err)
{
    sqlite3_stmt *s = NULL;
    bool row = true;
    enum vs_code code =
        vs_sql_start(ledger, &s, err,
                     "SELECT f.origin, c.time FROM cosignature c JOIN feed f ON f.id = c.signer"
                     " WHERE c.feed = ? AND c.size = ? AND c.root = ?",
                     "iih", feed, (int64_t)size, root);

    while (code == VS_OK && row) {
        code = vs_sql_step(ledger, s, &row, err);
        if (row) {
            code = each(payload, vs_sql_str(s, 0), sqlite3_column_int64(s, 1), err);
        }
    }
    vs_sql_end(ledger, s);
    return code;
}

enum vs_code
vs_cosignature_insert(struct vs_ledger *ledger, const struct vs_cosignature_row *row,
                      vs_instant received, bool *added, struct vs_err *err)
{
    enum vs_code code =
        vs_sql_run(ledger, err,
                   "INSERT INTO cosignature (feed, signer, size, root, time, line, received)"
                   " VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT (feed, size, signer, root) DO UPDATE"
                   " SET time = excluded.time, line = excluded.line WHERE excluded.time < time",
                   "iiihibi", row->feed, row->signer, (int64_t)row->size, &row->root, row->time,
                   row->line, sizeof(row->line), received);

    *added = code == VS_OK && sqlite3_changes(vs_ledger_db(ledger)) > 0;
    return code;
}

enum vs_code
vs_cosignature_each(struct vs_ledger *ledger, int64_t feed, uint64_t least,
                    enum vs_code (*each)(void *payload, const struct vs_cosignature_row *row,
                                         struct vs_err *err),
                    void *payload, struct vs_err *err)
{
    sqlite3_stmt *s = NULL;
    bool row = true;
    enum vs_code code = vs_sql_start(ledger, &s, err,
                                     "SELECT feed, signer, size, root, time, line FROM cosignature"
                                     " WHERE feed = ? AND size >= ? ORDER BY size, time, signer",
                                     "ii", feed, (int64_t)least);

    while (code == VS_OK && row) {
        code = vs_sql_step(ledger, s, &row, err);
        if (row) {
            struct vs_cosignature_row c = {
                sqlite3_column_int64(s, 0),           sqlite3_column_int64(s, 1),
                (uint64_t)sqlite3_column_int64(s, 2), {{0}},
                sqlite3_column_int64(s, 4),           {0}};
            struct vs_str line = vs_sql_str(s, 5);

            vs_sql_hash(&c.root, s, 3);
            memcpy(c.line, line.p, line.len < sizeof(c.line) ? line.len : sizeof(c.line));
            code = each(payload, &c, err);
        }
    }
    vs_sql_end(ledger, s);
    return code;
}

enum vs_code
vs_cosignature_last(struct vs_ledger *ledger, uint64_t *size, int64_t feed, int64_t signer,
                    struct vs_err *err)
{
    int64_t found;
    enum vs_code code = vs_sql_int(
        ledger, &found, 0, err, "SELECT max(size) FROM cosignature WHERE feed = ? AND signer = ?",
        "ii", feed, signer);

    *size = (uint64_t)found;
    return code;
}

enum vs_code
vs_anchor_insert(struct vs_ledger *ledger, int64_t feed, uint64_t size, const struct vs_hash *hash,
                 struct vs_str file, struct vs_err *err)
{
    return vs_sql_run(ledger, err,
                      "INSERT OR IGNORE INTO anchor (hash, feed, size, file) VALUES (?, ?, ?, ?)",
                      "hiib", hash, feed, (int64_t)size, file.p, file.len);
}

enum vs_code
vs_anchor_newest(struct vs_ledger *ledger, struct vs_hash *hash, int64_t feed, struct vs_err *err)
{
    sqlite3_stmt *s = NULL;
    bool row = false;
    enum vs_code code = vs_sql_start(
        ledger, &s, err, "SELECT hash FROM anchor WHERE feed = ? ORDER BY size DESC, hash LIMIT 1",
        "i", feed);

    if (code == VS_OK) {
        code = vs_sql_step(ledger, s, &row, err);
    }
    if (row) {
        vs_sql_hash(hash, s, 0);
    } else if (code == VS_OK) {
        code = vs_fail(err, VS_E_NOT_FOUND, NULL, "no anchor");
    }
    vs_sql_end(ledger, s);
    return code;
}

enum vs_code
vs_anchor_get(struct vs_ledger *ledger, struct vs_buf *file, const struct vs_hash *hash,
              struct vs_err *err)
{
    return vs_sql_blob(ledger, file, err, "SELECT file FROM anchor WHERE hash = ?", "h", hash);
}

enum vs_code
vs_anchor_each(struct vs_ledger *ledger, int64_t feed,
               enum vs_code (*each)(void *payload, const struct vs_hash *hash, struct vs_str file,
                                    struct vs_err *err),
               void *payload, struct vs_err *err)
{
    sqlite3_stmt *s = NULL;
    bool row = true;
    enum vs_code code =
        vs_sql_start(ledger, &s, err,
                     "SELECT hash, file FROM anchor WHERE feed = ? ORDER BY size, hash", "i", feed);

    while (code == VS_OK && row) {
        code = vs_sql_step(ledger, s, &row, err);
        if (row) {
            struct vs_hash hash;

            vs_sql_hash(&hash, s, 0);
            code = each(payload, &hash, vs_sql_str(s, 1), err);
        }
    }
    vs_sql_end(ledger, s);
    return code;
}
