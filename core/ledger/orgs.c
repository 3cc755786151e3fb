#include "core/ledger/orgs.h"

#include <stdio.h>
#include <string.h>

#include "core/ledger/sql.h"

#define ORG_COLUMNS "id, org, alias, name, pinned, own, kd"

static void
copy_text(char *out, size_t size, struct vs_str text)
{
    snprintf(out, size, "%.*s", (int)text.len, text.p ? text.p : "");
}

static void
read_org(struct vs_org_row *out, sqlite3_stmt *s)
{
    memset(out, 0, sizeof(*out));
    out->id = sqlite3_column_int64(s, 0);
    vs_sql_hash(&out->org, s, 1);
    copy_text(out->alias, sizeof(out->alias), vs_sql_str(s, 2));
    copy_text(out->name, sizeof(out->name), vs_sql_str(s, 3));
    out->pinned = sqlite3_column_int(s, 4) != 0;
    out->own = sqlite3_column_int(s, 5) != 0;
    out->has_kd = sqlite3_column_type(s, 6) != SQLITE_NULL;
    vs_sql_hash(&out->kd, s, 6);
}

/* Reads the only row of a started statement and ends it. */
static enum vs_code
one_org(struct vs_ledger *ledger, struct vs_org_row *out, enum vs_code code, sqlite3_stmt *s,
        struct vs_err *err)
{
    bool row = false;

    if (code == VS_OK) {
        code = vs_sql_step(ledger, s, &row, err);
    }
    if (row) {
        read_org(out, s);
    } else if (code == VS_OK) {
        code = vs_fail(err, VS_E_NOT_FOUND, NULL, "no such organisation");
    }
    vs_sql_end(ledger, s);
    return code;
}

enum vs_code
vs_org_insert(struct vs_ledger *ledger, struct vs_org_row *row, struct vs_str identity,
              vs_instant now, struct vs_err *err)
{
    struct vs_org_row other;
    enum vs_code code =
        row->alias[0] ? vs_org_by_alias(ledger, &other, row->alias, err) : VS_E_NOT_FOUND;

    if (code == VS_OK) {
        return vs_fail(err, VS_E_EXISTS, row->alias, "the alias already names %s", other.name);
    }
    if (code != VS_E_NOT_FOUND) {
        return code;
    }
    code = vs_sql_run(ledger, err,
                      "INSERT INTO org (org, alias, pinned, own, name, identity, kd, added,"
                      " introducer) VALUES (?, ?, ?, ?, ?, ?, ?, ?, nullif(?, 0))",
                      "htddtbbii", &row->org, row->alias[0] ? row->alias : (const char *)NULL,
                      (int)row->pinned, (int)row->own, row->name, identity.p, identity.len,
                      row->has_kd ? row->kd.b : (const uint8_t *)NULL,
                      row->has_kd ? sizeof(row->kd.b) : (size_t)0, now, row->introducer);
    if (code == VS_OK) {
        row->id = sqlite3_last_insert_rowid(vs_ledger_db(ledger));
    }
    return code;
}

enum vs_code
vs_org_introduced(struct vs_ledger *ledger, uint64_t *count, int64_t by, struct vs_err *err)
{
    int64_t found = 0;
    enum vs_code code =
        vs_sql_int(ledger, &found, 0, err,
                   "SELECT count(*) FROM org WHERE introducer = ? AND pinned = 0", "i", by);

    *count = (uint64_t)found;
    return code;
}

enum vs_code
vs_org_pin(struct vs_ledger *ledger, const struct vs_org_row *row, struct vs_str identity,
           struct vs_err *err)
{
    return vs_sql_run(ledger, err,
                      "UPDATE org SET pinned = 1, alias = ?, name = ?, identity = ?, kd = ?"
                      " WHERE id = ?",
                      "ttbhi", row->alias, row->name, identity.p, identity.len, &row->kd, row->id);
}

enum vs_code
vs_org_reintroduce(struct vs_ledger *ledger, const struct vs_org_row *row, struct vs_str identity,
                   struct vs_err *err)
{
    return vs_sql_run(ledger, err,
                      "UPDATE org SET name = ?, identity = ?, kd = ?, introducer = nullif(?, 0)"
                      " WHERE id = ? AND pinned = 0 AND own = 0",
                      "tbhii", row->name, identity.p, identity.len, &row->kd, row->introducer,
                      row->id);
}

enum vs_code
vs_org_by_id(struct vs_ledger *ledger, struct vs_org_row *out, int64_t id, struct vs_err *err)
{
    sqlite3_stmt *s = NULL;
    enum vs_code code =
        vs_sql_start(ledger, &s, err, "SELECT " ORG_COLUMNS " FROM org WHERE id = ?", "i", id);

    return one_org(ledger, out, code, s, err);
}

enum vs_code
vs_org_by_hash(struct vs_ledger *ledger, struct vs_org_row *out, const struct vs_hash *org,
               struct vs_err *err)
{
    sqlite3_stmt *s = NULL;
    enum vs_code code =
        vs_sql_start(ledger, &s, err, "SELECT " ORG_COLUMNS " FROM org WHERE org = ?", "h", org);

    return one_org(ledger, out, code, s, err);
}

enum vs_code
vs_org_by_alias(struct vs_ledger *ledger, struct vs_org_row *out, const char *alias,
                struct vs_err *err)
{
    sqlite3_stmt *s = NULL;
    enum vs_code code = vs_sql_start(ledger, &s, err,
                                     "SELECT " ORG_COLUMNS " FROM org WHERE alias = ?", "t", alias);

    return one_org(ledger, out, code, s, err);
}

enum vs_code
vs_org_identity(struct vs_ledger *ledger, struct vs_buf *out, int64_t id, struct vs_err *err)
{
    return vs_sql_blob(ledger, out, err, "SELECT identity FROM org WHERE id = ?", "i", id);
}

enum vs_code
vs_org_each(struct vs_ledger *ledger,
            enum vs_code (*each)(void *payload, const struct vs_org_row *row, struct vs_err *err),
            void *payload, struct vs_err *err)
{
    sqlite3_stmt *s = NULL;
    bool row = true;
    enum vs_code code = vs_sql_start(
        ledger, &s, err, "SELECT " ORG_COLUMNS " FROM org ORDER BY own DESC, pinned DESC, id", "");

    while (code == VS_OK && row) {
        struct vs_org_row org;

        code = vs_sql_step(ledger, s, &row, err);
        if (row) {
            read_org(&org, s);
            code = each(payload, &org, err);
        }
    }
    vs_sql_end(ledger, s);
    return code;
}

enum vs_code
vs_roster_insert(struct vs_ledger *ledger, int64_t org, uint64_t generation, uint64_t version,
                 const struct vs_hash *hash, struct vs_str note, vs_instant now, bool *added,
                 struct vs_err *err)
{
    enum vs_code code = vs_sql_run(
        ledger, err,
        "INSERT OR IGNORE INTO roster (org, generation, version, hash, note, received)"
        " VALUES (?, ?, ?, ?, ?, ?)",
        "iiihbi", org, (int64_t)generation, (int64_t)version, hash, note.p, note.len, now);

    *added = code == VS_OK && sqlite3_changes(vs_ledger_db(ledger)) > 0;
    return code;
}

enum vs_code
vs_roster_each(struct vs_ledger *ledger, int64_t org,
               enum vs_code (*each)(void *payload, struct vs_str note, struct vs_err *err),
               void *payload, struct vs_err *err)
{
    return vs_roster_each_known(ledger, org, VS_INSTANT_NEVER, each, payload, err);
}

enum vs_code
vs_roster_each_known(struct vs_ledger *ledger, int64_t org, vs_instant known_at,
                     enum vs_code (*each)(void *payload, struct vs_str note, struct vs_err *err),
                     void *payload, struct vs_err *err)
{
    sqlite3_stmt *s = NULL;
    bool row = true;
    enum vs_code code = vs_sql_start(ledger, &s, err,
                                     "SELECT note FROM roster WHERE org = ? AND received <= ?"
                                     " ORDER BY generation, version, hash",
                                     "ii", org, known_at);

    while (code == VS_OK && row) {
        code = vs_sql_step(ledger, s, &row, err);
        if (row) {
            code = each(payload, vs_sql_str(s, 0), err);
        }
    }
    vs_sql_end(ledger, s);
    return code;
}

enum vs_code
vs_announced_insert(struct vs_ledger *ledger, int64_t feed, int64_t leaf, const struct vs_hash *key,
                    vs_instant until, struct vs_err *err)
{
    return vs_sql_run(ledger, err,
                      "INSERT OR REPLACE INTO announced (feed, leaf, key, until)"
                      " VALUES (?, ?, ?, ?)",
                      "iihi", feed, leaf, key, until);
}

enum vs_code
vs_announced_leaf(struct vs_ledger *ledger, int64_t *leaf, int64_t feed, const struct vs_hash *key,
                  struct vs_err *err)
{
    return vs_sql_int(ledger, leaf, -1, err,
                      "SELECT min(leaf) FROM announced WHERE feed = ? AND key = ?", "ih", feed,
                      key);
}

enum vs_code
vs_announced_newest(struct vs_ledger *ledger, int64_t feed, struct vs_hash *key, vs_instant *until,
                    struct vs_err *err)
{
    sqlite3_stmt *s = NULL;
    bool row = false;
    enum vs_code code = vs_sql_start(
        ledger, &s, err,
        "SELECT key, until FROM announced WHERE feed = ? ORDER BY leaf DESC LIMIT 1", "i", feed);

    if (code == VS_OK) {
        code = vs_sql_step(ledger, s, &row, err);
    }
    if (row) {
        vs_sql_hash(key, s, 0);
        *until = sqlite3_column_int64(s, 1);
    } else if (code == VS_OK) {
        code = vs_fail(err, VS_E_NOT_FOUND, NULL, "no inbox key announced");
    }
    vs_sql_end(ledger, s);
    return code;
}

enum vs_code
vs_adoption_insert(struct vs_ledger *ledger, const struct vs_adoption_row *row, struct vs_err *err)
{
    return vs_sql_run(ledger, err,
                      "INSERT OR REPLACE INTO adoption"
                      " (leaf, hash, org, profile, name, role, since, made)"
                      " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                      "ihihttdi", row->leaf, &row->hash, row->org, &row->profile, row->name,
                      row->role, (int)row->since, row->made);
}

enum vs_code
vs_adoption_end(struct vs_ledger *ledger, int64_t leaf, const struct vs_hash *adoption, int64_t org,
                vs_date ended, struct vs_err *err)
{
    return vs_sql_run(ledger, err,
                      "INSERT OR REPLACE INTO adoption_end (leaf, adoption, org, ended)"
                      " VALUES (?, ?, ?, ?)",
                      "ihid", leaf, adoption, org, (int)ended);
}

enum vs_code
vs_adoption_ended(struct vs_ledger *ledger, vs_date *ended, const struct vs_hash *adoption,
                  int64_t org, int64_t from, int64_t to, struct vs_err *err)
{
    int64_t found;
    enum vs_code code = vs_sql_int(ledger, &found, VS_DATE_NEVER, err,
                                   "SELECT min(ended) FROM adoption_end WHERE adoption = ?"
                                   " AND org = ? AND leaf >= ? AND leaf < ?",
                                   "hiii", adoption, org, from, to);

    *ended = (vs_date)found;
    return code;
}

/* An end does not count before the day on which it was written (of UTC, which is never the later
 * one): nobody is rid of a term that it had already. */
#define ADOPTION_COLUMNS                                                                           \
    "a.leaf, a.hash, a.org, a.profile, a.name, a.role, a.since, a.made,"                           \
    " (SELECT min(max(x.ended, coalesce(e.made / 86400, 0))) FROM adoption_end x"                  \
    " LEFT JOIN event e ON e.leaf = x.leaf WHERE x.adoption = a.hash AND x.org = a.org),"          \
    " (SELECT received FROM leaf l WHERE l.id = a.leaf)"

static void
read_adoption(struct vs_adoption_row *out, sqlite3_stmt *s)
{
    memset(out, 0, sizeof(*out));
    out->leaf = sqlite3_column_int64(s, 0);
    vs_sql_hash(&out->hash, s, 1);
    out->org = sqlite3_column_int64(s, 2);
    vs_sql_hash(&out->profile, s, 3);
    copy_text(out->name, sizeof(out->name), vs_sql_str(s, 4));
    copy_text(out->role, sizeof(out->role), vs_sql_str(s, 5));
    out->since = sqlite3_column_int(s, 6);
    out->made = sqlite3_column_int64(s, 7);
    out->ended =
        sqlite3_column_type(s, 8) == SQLITE_NULL ? VS_DATE_NEVER : sqlite3_column_int(s, 8);
    out->received = sqlite3_column_int64(s, 9);
}

enum vs_code
vs_adoption_by_hash(struct vs_ledger *ledger, struct vs_adoption_row *out,
                    const struct vs_hash *hash, struct vs_err *err)
{
    sqlite3_stmt *s = NULL;
    bool row = false;
    enum vs_code code = vs_sql_start(
        ledger, &s, err, "SELECT " ADOPTION_COLUMNS " FROM adoption a WHERE a.hash = ?", "h", hash);

    if (code == VS_OK) {
        code = vs_sql_step(ledger, s, &row, err);
    }
    if (row) {
        read_adoption(out, s);
    } else if (code == VS_OK) {
        code = vs_fail(err, VS_E_NOT_FOUND, NULL, "no such adoption");
    }
    vs_sql_end(ledger, s);
    return code;
}

enum vs_code
vs_adoption_each(struct vs_ledger *ledger, int64_t org,
                 enum vs_code (*each)(void *payload, const struct vs_adoption_row *row,
                                      struct vs_err *err),
                 void *payload, struct vs_err *err)
{
    sqlite3_stmt *s = NULL;
    bool row = true;
    enum vs_code code = vs_sql_start(ledger, &s, err,
                                     "SELECT " ADOPTION_COLUMNS " FROM adoption a"
                                     " WHERE ?1 = 0 OR a.org = ?1 ORDER BY a.leaf",
                                     "i", org);

    while (code == VS_OK && row) {
        struct vs_adoption_row adoption;

        code = vs_sql_step(ledger, s, &row, err);
        if (row) {
            read_adoption(&adoption, s);
            code = each(payload, &adoption, err);
        }
    }
    vs_sql_end(ledger, s);
    return code;
}

enum vs_code
vs_profile_insert(struct vs_ledger *ledger, const struct vs_hash *hash, struct vs_str text,
                  struct vs_err *err)
{
    return vs_sql_run(ledger, err, "INSERT OR IGNORE INTO profile (hash, text) VALUES (?, ?)", "hb",
                      hash, text.p, text.len);
}

enum vs_code
vs_profile_get(struct vs_ledger *ledger, struct vs_buf *out, const struct vs_hash *hash,
               struct vs_err *err)
{
    return vs_sql_blob(ledger, out, err, "SELECT text FROM profile WHERE hash = ?", "h", hash);
}

enum vs_code
vs_profile_known(struct vs_ledger *ledger, bool *known, const struct vs_hash *hash,
                 vs_instant known_at, struct vs_err *err)
{
    int64_t found;
    enum vs_code code =
        vs_sql_int(ledger, &found, 0, err,
                   "SELECT 1 FROM (SELECT leaf FROM adoption WHERE profile = ?1"
                   " UNION ALL SELECT leaf FROM calendar WHERE hash = ?1) e"
                   " JOIN leaf l ON l.id = e.leaf JOIN content c ON c.leaf = e.leaf"
                   " WHERE l.received <= ?2 AND (c.received IS NULL OR c.received <= ?2) LIMIT 1",
                   "hi", hash, known_at);

    *known = found == 1;
    return code;
}
