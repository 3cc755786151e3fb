#include "core/ledger/cases.h"

#include <stdio.h>
#include <string.h>

#include "core/ledger/sql.h"

#define CASE_COLUMNS                                                                               \
    "id, hash, ref, opened, changed, events, open, pending, seen, next, household, ref_org, "      \
    "household_org"

enum vs_code
vs_casefile_set(struct vs_ledger *ledger, const struct vs_casefile_row *row, struct vs_err *err)
{
    return vs_sql_run(ledger, err,
                      "INSERT INTO casefile (" CASE_COLUMNS ")"
                      " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
                      " ON CONFLICT (id) DO UPDATE SET hash = excluded.hash, ref = excluded.ref,"
                      " opened = excluded.opened, changed = excluded.changed,"
                      " events = excluded.events, open = excluded.open,"
                      " pending = excluded.pending, seen = excluded.seen, next = excluded.next,"
                      " household = excluded.household, ref_org = excluded.ref_org,"
                      " household_org = excluded.household_org",
                      "ihsiiidiiisii", row->id, &row->hash, row->ref, row->opened, row->changed,
                      row->events, (int)row->open, row->pending, row->seen, row->next,
                      row->household, row->ref_org, row->household_org);
}

/* Hands the rows of a started statement to `each` and ends it. */
static enum vs_code
walk_cases(struct vs_ledger *ledger, sqlite3_stmt *s, enum vs_code code, vs_casefile_each each,
           void *payload, size_t *seen, struct vs_err *err)
{
    bool row = true;

    *seen = 0;
    while (code == VS_OK && row) {
        struct vs_casefile_row file;

        code = vs_sql_step(ledger, s, &row, err);
        if (row) {
            (*seen)++;
            file.id = sqlite3_column_int64(s, 0);
            vs_sql_hash(&file.hash, s, 1);
            file.ref = vs_sql_str(s, 2);
            file.opened = sqlite3_column_int64(s, 3);
            file.changed = sqlite3_column_int64(s, 4);
            file.events = sqlite3_column_int64(s, 5);
            file.open = sqlite3_column_int(s, 6) != 0;
            file.pending = sqlite3_column_int64(s, 7);
            file.seen = sqlite3_column_int64(s, 8);
            file.next = sqlite3_column_int64(s, 9);
            file.household = vs_sql_str(s, 10);
            file.ref_org = sqlite3_column_int64(s, 11);
            file.household_org = sqlite3_column_int64(s, 12);
            code = each(payload, &file, err);
        }
    }
    vs_sql_end(ledger, s);
    return code;
}

enum vs_code
vs_casefile_list(struct vs_ledger *ledger, bool all, int64_t skip, int64_t most,
                 vs_casefile_each each, void *payload, struct vs_err *err)
{
    sqlite3_stmt *s = NULL;
    size_t seen;
    /* Two statements, so that each walks its index. */
    enum vs_code code =
        all ? vs_sql_start(ledger, &s, err,
                           "SELECT " CASE_COLUMNS " FROM casefile INDEXED BY casefile_all"
                           " ORDER BY changed DESC, id LIMIT ? OFFSET ?",
                           "ii", most, skip)
            : vs_sql_start(ledger, &s, err,
                           "SELECT " CASE_COLUMNS " FROM casefile INDEXED BY casefile_open"
                           " WHERE open ORDER BY changed DESC, id LIMIT ? OFFSET ?",
                           "ii", most, skip);

    return walk_cases(ledger, s, code, each, payload, &seen, err);
}

enum vs_code
vs_casefile_by_household(struct vs_ledger *ledger, struct vs_str household, vs_casefile_each each,
                         void *payload, struct vs_err *err)
{
    sqlite3_stmt *s = NULL;
    size_t seen;
    enum vs_code code = vs_sql_start(ledger, &s, err,
                                     "SELECT " CASE_COLUMNS " FROM casefile WHERE household = ?"
                                     " ORDER BY opened, id",
                                     "s", household);

    return walk_cases(ledger, s, code, each, payload, &seen, err);
}

enum vs_code
vs_casefile_monitored(struct vs_ledger *ledger, vs_casefile_each each, void *payload,
                      struct vs_err *err)
{
    sqlite3_stmt *s = NULL;
    size_t seen;
    enum vs_code code = vs_sql_start(ledger, &s, err,
                                     "SELECT " CASE_COLUMNS " FROM casefile WHERE id IN"
                                     " (SELECT \"case\" FROM event INDEXED BY event_monitoring"
                                     " WHERE type = 'monitoring.start')"
                                     " ORDER BY changed DESC, id",
                                     "");

    return walk_cases(ledger, s, code, each, payload, &seen, err);
}

enum vs_code
vs_casefile_one(struct vs_ledger *ledger, int64_t id, vs_casefile_each each, void *payload,
                struct vs_err *err)
{
    sqlite3_stmt *s = NULL;
    size_t seen;
    enum vs_code code = vs_sql_start(ledger, &s, err,
                                     "SELECT " CASE_COLUMNS " FROM casefile WHERE id = ?", "i", id);

    code = walk_cases(ledger, s, code, each, payload, &seen, err);
    if (code == VS_OK && seen == 0) {
        return vs_fail(err, VS_E_NOT_FOUND, NULL, "no such case");
    }
    return code;
}

static enum vs_code
each_id(struct vs_ledger *ledger, sqlite3_stmt *s, enum vs_code code,
        enum vs_code (*each)(void *payload, int64_t id, struct vs_err *err), void *payload,
        struct vs_err *err)
{
    bool row = true;

    while (code == VS_OK && row) {
        code = vs_sql_step(ledger, s, &row, err);
        if (row) {
            code = each(payload, sqlite3_column_int64(s, 0), err);
        }
    }
    vs_sql_end(ledger, s);
    return code;
}

enum vs_code
vs_casefile_count_stale(struct vs_ledger *ledger, int64_t *count, vs_instant now, int64_t most,
                        struct vs_err *err)
{
    return vs_sql_int(ledger, count, 0, err,
                      "SELECT count(*) FROM (SELECT 1 FROM casefile INDEXED BY casefile_next"
                      " WHERE next <= ? LIMIT ?)",
                      "ii", now, most);
}

enum vs_code
vs_casefile_each_stale(struct vs_ledger *ledger, vs_instant now,
                       enum vs_code (*each)(void *payload, int64_t id, struct vs_err *err),
                       void *payload, struct vs_err *err)
{
    sqlite3_stmt *s = NULL;
    enum vs_code code =
        vs_sql_start(ledger, &s, err,
                     "SELECT id FROM casefile INDEXED BY casefile_next WHERE next <= ?", "i", now);

    return each_id(ledger, s, code, each, payload, err);
}

enum vs_code
vs_waiting_clear(struct vs_ledger *ledger, int64_t case_leaf, struct vs_err *err)
{
    return vs_sql_run(ledger, err, "DELETE FROM waiting WHERE \"case\" = ?", "i", case_leaf);
}

enum vs_code
vs_waiting_insert(struct vs_ledger *ledger, int64_t case_leaf, const struct vs_hash *hash,
                  struct vs_err *err)
{
    return vs_sql_run(ledger, err, "INSERT OR IGNORE INTO waiting (hash, \"case\") VALUES (?, ?)",
                      "hi", hash, case_leaf);
}

enum vs_code
vs_waiting_each(struct vs_ledger *ledger, const struct vs_hash *hash,
                enum vs_code (*each)(void *payload, int64_t id, struct vs_err *err), void *payload,
                struct vs_err *err)
{
    sqlite3_stmt *s = NULL;
    enum vs_code code =
        vs_sql_start(ledger, &s, err, "SELECT \"case\" FROM waiting WHERE hash = ?", "h", hash);

    return each_id(ledger, s, code, each, payload, err);
}

enum vs_code
vs_casefile_each_changed(struct vs_ledger *ledger, vs_instant since,
                         enum vs_code (*each)(void *payload, int64_t id, struct vs_err *err),
                         void *payload, struct vs_err *err)
{
    sqlite3_stmt *s = NULL;
    enum vs_code code = vs_sql_start(
        ledger, &s, err, "SELECT id FROM casefile INDEXED BY casefile_all WHERE changed >= ?", "i",
        since);

    return each_id(ledger, s, code, each, payload, err);
}

enum vs_code
vs_casefile_totals(struct vs_ledger *ledger, int64_t *all, int64_t *open, struct vs_err *err)
{
    enum vs_code code = vs_sql_int(ledger, all, 0, err, "SELECT sum(n) FROM case_count", "");

    if (code == VS_OK) {
        code = vs_sql_int(ledger, open, 0, err, "SELECT n FROM case_count WHERE open = 1", "");
    }
    return code;
}

/* Up to two row ids of a started statement. */
static enum vs_code
two_ids(struct vs_ledger *ledger, int64_t ids[2], size_t *count, enum vs_code code, sqlite3_stmt *s,
        struct vs_err *err)
{
    bool row = true;

    *count = 0;
    while (code == VS_OK && row && *count < 2) {
        code = vs_sql_step(ledger, s, &row, err);
        if (row) {
            ids[(*count)++] = sqlite3_column_int64(s, 0);
        }
    }
    vs_sql_end(ledger, s);
    return code;
}

enum vs_code
vs_casefile_by_ref(struct vs_ledger *ledger, int64_t ids[2], size_t *count, struct vs_str ref,
                   struct vs_err *err)
{
    sqlite3_stmt *s = NULL;
    enum vs_code code = vs_sql_start(ledger, &s, err,
                                     "SELECT id FROM casefile WHERE ref = ?1 AND (ref_org = 0"
                                     " OR NOT EXISTS (SELECT 1 FROM casefile"
                                     " WHERE ref = ?1 AND ref_org = 0)) ORDER BY id LIMIT 2",
                                     "s", ref);

    return two_ids(ledger, ids, count, code, s, err);
}

enum vs_code
vs_casefile_by_prefix(struct vs_ledger *ledger, int64_t ids[2], size_t *count,
                      const uint8_t prefix[32], const uint8_t limit[32], struct vs_err *err)
{
    sqlite3_stmt *s = NULL;
    enum vs_code code = vs_sql_start(
        ledger, &s, err, "SELECT id FROM casefile WHERE hash BETWEEN ? AND ? ORDER BY hash LIMIT 2",
        "bb", prefix, (size_t)32, limit, (size_t)32);

    return two_ids(ledger, ids, count, code, s, err);
}

enum vs_code
vs_tenure_clear(struct vs_ledger *ledger, int64_t case_leaf, struct vs_err *err)
{
    return vs_sql_run(ledger, err, "DELETE FROM tenure WHERE \"case\" = ?", "i", case_leaf);
}

enum vs_code
vs_tenure_insert(struct vs_ledger *ledger, const struct vs_tenure_row *row, struct vs_err *err)
{
    return vs_sql_run(ledger, err,
                      "INSERT INTO tenure (\"case\", since, until, state, certainty, doc)"
                      " VALUES (?, ?, ?, ?, ?, ?)",
                      "iiittb", row->case_leaf, row->since, row->until, row->state, row->certainty,
                      row->doc.p, row->doc.len);
}

enum vs_code
vs_tenure_each(struct vs_ledger *ledger, int64_t case_leaf,
               enum vs_code (*each)(void *payload, const struct vs_tenure_row *row,
                                    struct vs_err *err),
               void *payload, struct vs_err *err)
{
    sqlite3_stmt *s = NULL;
    bool row = true;
    enum vs_code code = vs_sql_start(ledger, &s, err,
                                     "SELECT \"case\", since, until, state, certainty, doc"
                                     " FROM tenure WHERE \"case\" = ? ORDER BY since",
                                     "i", case_leaf);

    while (code == VS_OK && row) {
        code = vs_sql_step(ledger, s, &row, err);
        if (row) {
            struct vs_tenure_row tenure = {sqlite3_column_int64(s, 0),
                                           sqlite3_column_int64(s, 1),
                                           sqlite3_column_int64(s, 2),
                                           (const char *)sqlite3_column_text(s, 3),
                                           (const char *)sqlite3_column_text(s, 4),
                                           vs_sql_str(s, 5)};

            code = each(payload, &tenure, err);
        }
    }
    vs_sql_end(ledger, s);
    return code;
}

enum vs_code
vs_due_clear(struct vs_ledger *ledger, int64_t case_leaf, struct vs_err *err)
{
    return vs_sql_run(ledger, err, "DELETE FROM due WHERE \"case\" = ?", "i", case_leaf);
}

enum vs_code
vs_due_insert(struct vs_ledger *ledger, const struct vs_due_row *row, struct vs_err *err)
{
    return vs_sql_run(ledger, err,
                      "INSERT INTO due (\"case\", n, at, since, \"from\", until, part, kind, org,"
                      " lead, told, event, doc, asks)"
                      " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                      "iiiiiidtiddhbi", row->case_leaf, row->n, row->at, row->since, row->from,
                      row->until, (int)row->part, row->kind, row->org, (int)row->lead,
                      (int)row->told, &row->event, row->doc.p, row->doc.len, row->asks);
}

#define DUE_COLUMNS                                                                                \
    "d.\"case\", d.n, d.at, d.since, d.\"from\", d.until, d.part, d.kind, d.org, d.lead, d.told,"  \
    " d.event, d.doc"

/* The page is found in an index alone; only what is on it is looked up. */
#define DUE_PAGE(index, where)                                                                     \
    "SELECT " DUE_COLUMNS " FROM (SELECT \"case\" AS c, n AS m FROM due INDEXED BY " index         \
    " WHERE \"from\" <= ?1 AND until > ?1" where                                                   \
    " ORDER BY at, since, \"case\", n LIMIT ?2 OFFSET ?3) AS page"                                 \
    " CROSS JOIN due AS d ON d.\"case\" = page.c AND d.n = page.m"                                 \
    " ORDER BY d.at, d.since, d.\"case\", d.n"

static int
part_of(const struct vs_due_query *query)
{
    return query->by_part ? (int)query->part : -1;
}

static enum vs_code
start_page(struct vs_ledger *ledger, sqlite3_stmt **s, const struct vs_due_query *query,
           int64_t skip, int64_t most, struct vs_err *err)
{
    if (query->case_leaf) {
        return vs_sql_start(ledger, s, err,
                            "SELECT " DUE_COLUMNS " FROM due AS d WHERE d.\"case\" = ?4"
                            " AND d.\"from\" <= ?1 AND d.until > ?1 AND (?5 = 0 OR d.org = ?5)"
                            " AND (?6 < 0 OR d.part = ?6)"
                            " ORDER BY d.at, d.since, d.n LIMIT ?2 OFFSET ?3",
                            "iiiiid", query->now, most, skip, query->case_leaf, query->org,
                            part_of(query));
    }
    if (query->org) {
        return vs_sql_start(ledger, s, err, DUE_PAGE("due_org", " AND org = ?4"), "iiii",
                            query->now, most, skip, query->org);
    }
    if (query->by_part) {
        return vs_sql_start(ledger, s, err, DUE_PAGE("due_part", " AND part = ?4"), "iiid",
                            query->now, most, skip, (int)query->part);
    }
    return vs_sql_start(ledger, s, err, DUE_PAGE("due_at", ""), "iii", query->now, most, skip);
}

enum vs_code
vs_due_each(struct vs_ledger *ledger, const struct vs_due_query *query, int64_t skip, int64_t most,
            enum vs_code (*each)(void *payload, const struct vs_due_row *row, struct vs_err *err),
            void *payload, struct vs_err *err)
{
    sqlite3_stmt *s = NULL;
    bool row = true;
    enum vs_code code = start_page(ledger, &s, query, skip, most, err);

    while (code == VS_OK && row) {
        code = vs_sql_step(ledger, s, &row, err);
        if (row) {
            struct vs_due_row due;

            due.case_leaf = sqlite3_column_int64(s, 0);
            due.n = sqlite3_column_int64(s, 1);
            due.at = sqlite3_column_int64(s, 2);
            due.since = sqlite3_column_int64(s, 3);
            due.from = sqlite3_column_int64(s, 4);
            due.until = sqlite3_column_int64(s, 5);
            due.part = (enum vs_due_part)sqlite3_column_int(s, 6);
            due.kind = (const char *)sqlite3_column_text(s, 7);
            due.org = sqlite3_column_int64(s, 8);
            due.lead = sqlite3_column_int(s, 9) != 0;
            due.told = sqlite3_column_int(s, 10) != 0;
            vs_sql_hash(&due.event, s, 11);
            due.doc = vs_sql_str(s, 12);
            code = each(payload, &due, err);
        }
    }
    vs_sql_end(ledger, s);
    return code;
}

enum vs_code
vs_due_totals(struct vs_ledger *ledger, int64_t *rows, int64_t *cases,
              const struct vs_due_query *query, struct vs_err *err)
{
    sqlite3_stmt *s = NULL;
    bool row = false;
    enum vs_code code;

    *rows = *cases = 0;
    if (query->case_leaf) {
        code = vs_sql_start(ledger, &s, err,
                            "SELECT count(*), coalesce(sum(lead), 0) FROM due WHERE \"case\" = ?1"
                            " AND \"from\" <= ?2 AND until > ?2 AND (?3 = 0 OR org = ?3)"
                            " AND (?4 < 0 OR part = ?4)",
                            "iiid", query->case_leaf, query->now, query->org, part_of(query));
    } else {
        code = vs_sql_start(ledger, &s, err,
                            "SELECT coalesce(sum(n), 0), coalesce(sum(lead), 0) FROM due_count"
                            " WHERE at <= ?1 AND (?2 = 0 OR org = ?2) AND (?3 < 0 OR part = ?3)",
                            "iid", query->now, query->org, part_of(query));
    }
    if (code == VS_OK) {
        code = vs_sql_step(ledger, s, &row, err);
    }
    if (row) {
        *rows = sqlite3_column_int64(s, 0);
        *cases = sqlite3_column_int64(s, 1);
    }
    vs_sql_end(ledger, s);
    return code;
}

enum vs_code
vs_due_needs(struct vs_ledger *ledger, int64_t *cases, int64_t *overdue, int64_t org,
             vs_instant now, struct vs_err *err)
{
    enum vs_code code = vs_sql_int(ledger, cases, 0, err,
                                   "SELECT count(DISTINCT \"case\") FROM due INDEXED BY due_asks"
                                   " WHERE org = ?1 AND asks <= ?2 AND \"from\" <= ?2"
                                   " AND until > ?2 AND asks < 9223372036854775807",
                                   "ii", org, now);

    if (code == VS_OK) {
        code = vs_sql_int(ledger, overdue, 0, err,
                          "SELECT count(DISTINCT \"case\") FROM due INDEXED BY due_org"
                          " WHERE org = ?1 AND at <= ?2 AND \"from\" <= ?2 AND until > ?2",
                          "ii", org, now);
    }
    return code;
}

#define PASS_MAX "5000"

enum vs_code
vs_due_pass(struct vs_ledger *ledger, vs_instant now, bool *more, struct vs_err *err)
{
    enum vs_code code =
        vs_sql_run(ledger, err,
                   "DELETE FROM due WHERE (\"case\", n) IN (SELECT \"case\", n FROM due"
                   " INDEXED BY due_passed WHERE until < 9223372036854775807 AND until <= ?"
                   " LIMIT " PASS_MAX ")",
                   "i", now);

    *more = code == VS_OK && sqlite3_changes(vs_ledger_db(ledger)) > 0;
    return code == VS_OK && !*more
               ? vs_sql_run(ledger, err, "DELETE FROM due_count WHERE n = 0 AND lead = 0", "")
               : code;
}

enum vs_code
vs_due_has_passed(struct vs_ledger *ledger, vs_instant instant, bool *has, struct vs_err *err)
{
    int64_t first = VS_INSTANT_NEVER;
    enum vs_code code = vs_sql_int(ledger, &first, VS_INSTANT_NEVER, err,
                                   "SELECT min(until) FROM due INDEXED BY due_passed"
                                   " WHERE until < 9223372036854775807",
                                   "");

    *has = first < instant;
    return code;
}

enum vs_code
vs_epoch_due_set(struct vs_ledger *ledger, int64_t case_leaf, bool due, struct vs_err *err)
{
    return due ? vs_sql_run(ledger, err, "INSERT OR IGNORE INTO epoch_due (\"case\") VALUES (?)",
                            "i", case_leaf)
               : vs_sql_run(ledger, err, "DELETE FROM epoch_due WHERE \"case\" = ?", "i",
                            case_leaf);
}

enum vs_code
vs_epoch_due_each(struct vs_ledger *ledger,
                  enum vs_code (*each)(void *payload, int64_t case_leaf, struct vs_err *err),
                  void *payload, struct vs_err *err)
{
    int64_t case_leaf = -1;
    enum vs_code code = VS_OK;

    /* One at a time by a fresh look-up, because `each` may settle the row. */
    while (code == VS_OK) {
        code = vs_sql_int(ledger, &case_leaf, -1, err,
                          "SELECT min(\"case\") FROM epoch_due WHERE \"case\" > ?", "i", case_leaf);
        if (code != VS_OK || case_leaf < 0) {
            break;
        }
        code = each(payload, case_leaf, err);
    }
    return code;
}

enum vs_code
vs_remote_insert(struct vs_ledger *ledger, const struct vs_remote_row *row, vs_instant now,
                 struct vs_err *err)
{
    enum vs_code code =
        vs_sql_run(ledger, err, "INSERT OR IGNORE INTO remote (name, url, added) VALUES (?, ?, ?)",
                   "tti", row->name, row->url, now);

    if (code == VS_OK && sqlite3_changes(vs_ledger_db(ledger)) == 0) {
        return vs_fail(err, VS_E_EXISTS, row->name, "there is a remote of this name");
    }
    return code;
}

enum vs_code
vs_remote_delete(struct vs_ledger *ledger, const char *name, struct vs_err *err)
{
    enum vs_code code = vs_sql_run(ledger, err, "DELETE FROM remote WHERE name = ?", "t", name);

    if (code == VS_OK && sqlite3_changes(vs_ledger_db(ledger)) == 0) {
        return vs_fail(err, VS_E_NOT_FOUND, name, "there is no remote of this name");
    }
    if (code == VS_OK) {
        code = vs_sql_run(ledger, err, "DELETE FROM remote_branch WHERE remote = ?", "t", name);
    }
    return code;
}

enum vs_code
vs_remote_each(struct vs_ledger *ledger,
               enum vs_code (*each)(void *payload, const struct vs_remote_row *row,
                                    struct vs_err *err),
               void *payload, struct vs_err *err)
{
    sqlite3_stmt *s = NULL;
    bool row = true;
    enum vs_code code =
        vs_sql_start(ledger, &s, err, "SELECT name, url FROM remote ORDER BY added, name", "");

    while (code == VS_OK && row) {
        code = vs_sql_step(ledger, s, &row, err);
        if (row) {
            struct vs_remote_row remote;

            snprintf(remote.name, sizeof(remote.name), "%s", sqlite3_column_text(s, 0));
            snprintf(remote.url, sizeof(remote.url), "%s", sqlite3_column_text(s, 1));
            code = each(payload, &remote, err);
        }
    }
    vs_sql_end(ledger, s);
    return code;
}

enum vs_code
vs_remote_branch_get(struct vs_ledger *ledger, char out[65], const char *remote, const char *branch,
                     struct vs_err *err)
{
    sqlite3_stmt *s = NULL;
    bool row = false;
    enum vs_code code = vs_sql_start(
        ledger, &s, err, "SELECT commit_id FROM remote_branch WHERE remote = ? AND branch = ?",
        "tt", remote, branch);

    out[0] = '\0';
    if (code == VS_OK) {
        code = vs_sql_step(ledger, s, &row, err);
    }
    if (row) {
        snprintf(out, 65, "%s", sqlite3_column_text(s, 0));
    }
    vs_sql_end(ledger, s);
    return code;
}

enum vs_code
vs_remote_branch_set(struct vs_ledger *ledger, const char *remote, const char *branch,
                     const char *commit, struct vs_err *err)
{
    return vs_sql_run(ledger, err,
                      "INSERT INTO remote_branch (remote, branch, commit_id) VALUES (?, ?, ?)"
                      " ON CONFLICT (remote, branch) DO UPDATE SET commit_id = excluded.commit_id",
                      "ttt", remote, branch, commit);
}

enum vs_code
vs_remote_branch_shown(struct vs_ledger *ledger, uint64_t *size, const char *remote,
                       const char *branch, struct vs_err *err)
{
    int64_t found = 0;
    enum vs_code code = vs_sql_int(ledger, &found, 0, err,
                                   "SELECT size FROM remote_branch WHERE remote = ? AND branch = ?",
                                   "tt", remote, branch);

    *size = (uint64_t)found;
    return code;
}

enum vs_code
vs_remote_branch_set_shown(struct vs_ledger *ledger, const char *remote, const char *branch,
                           uint64_t size, struct vs_err *err)
{
    return vs_sql_run(ledger, err,
                      "UPDATE remote_branch SET size = max(size, ?)"
                      " WHERE remote = ? AND branch = ?",
                      "itt", (int64_t)size, remote, branch);
}

enum vs_code
vs_remote_branch_each(struct vs_ledger *ledger, const char *remote,
                      enum vs_code (*each)(void *payload, const char *branch, uint64_t size,
                                           struct vs_err *err),
                      void *payload, struct vs_err *err)
{
    sqlite3_stmt *s = NULL;
    bool row = true;
    enum vs_code code = vs_sql_start(ledger, &s, err,
                                     "SELECT branch, size FROM remote_branch"
                                     " WHERE remote = ? AND size > 0 ORDER BY branch",
                                     "t", remote);

    while (code == VS_OK && row) {
        code = vs_sql_step(ledger, s, &row, err);
        if (row) {
            code = each(payload, (const char *)sqlite3_column_text(s, 0),
                        (uint64_t)sqlite3_column_int64(s, 1), err);
        }
    }
    vs_sql_end(ledger, s);
    return code;
}

enum vs_code
vs_remote_branch_forget_unknown(struct vs_ledger *ledger, struct vs_err *err)
{
    return vs_sql_run(ledger, err, "DELETE FROM remote_branch WHERE branch >= '?' AND branch < '@'",
                      "");
}
