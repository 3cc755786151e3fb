/* Editions of the schema: a new vault gets the newest, a newer one is refused, the dump is stable.
 */
#include <sqlite3.h>
#include <stdlib.h>

#include "core/base/mem.h"
#include "core/ledger/cases.h"
#include "core/ledger/channels.h"
#include "core/ledger/events.h"
#include "core/ledger/feeds.h"
#include "tests/unit/core_ledger/h_ledger.h"

static struct h_ledger h;

static int64_t
int_of(const char *sql)
{
    sqlite3_stmt *s = NULL;
    int64_t out = -1;

    if (sqlite3_prepare_v2(vs_vault_db(h.vault), sql, -1, &s, NULL) == SQLITE_OK &&
        sqlite3_step(s) == SQLITE_ROW) {
        out = sqlite3_column_int64(s, 0);
    }
    sqlite3_finalize(s);
    return out;
}

static void
editions(void)
{
    struct vs_err err = {0};
    struct vs_ledger *other = NULL;
    int64_t newest = int_of("PRAGMA user_version");
    char sql[64];

    OK(newest >= 1, "a new ledger has an edition");
    h_ledger_close(&h);
    h_ledger_reopen(&h);
    IS_INT(int_of("PRAGMA user_version"), newest, "opening again changes nothing");

    h_ledger_sql(&h, "PRAGMA user_version = 99");
    vs_ledger_close(h.ledger);
    h.ledger = NULL;
    IS_INT(vs_ledger_open(&other, h.vault, true, &err), VS_E_SQL, "a newer edition is refused");
    OK(!other && strstr(err.detail, "newer program") && strstr(err.detail, "99"),
       "and the message says why: %s", err.detail);
    IS_INT(vs_ledger_open(&other, h.vault, false, &err), VS_E_SQL, "for reading too");
    snprintf(sql, sizeof(sql), "PRAGMA user_version = %lld", (long long)newest);
    h_ledger_sql(&h, sql);
    h_must(vs_ledger_open(&h.ledger, h.vault, true, &err), &err, "ledger");
}

static char *
schema_of(const char *path)
{
    FILE *file = fopen(path, "rb");
    char *text = vs_calloc(1, 65536);

    if (!file || !text || fread(text, 1, 65535, file) == 0) {
        printf("Bail out! %s cannot be read\n", path);
        exit(2);
    }
    fclose(file);
    return text;
}

/* Every row of `sql`, without white space, which is all in which texts of the same index or trigger
 * may differ. */
static void
add_rows(struct vs_buf *out, const struct h_ledger *of, const char *sql)
{
    sqlite3_stmt *s = NULL;

    if (sqlite3_prepare_v2(vs_vault_db(of->vault), sql, -1, &s, NULL) != SQLITE_OK) {
        printf("Bail out! %s: %s\n", sql, sqlite3_errmsg(vs_vault_db(of->vault)));
        exit(2);
    }
    while (sqlite3_step(s) == SQLITE_ROW) {
        for (int i = 0; i < sqlite3_column_count(s); i++) {
            const char *text = (const char *)sqlite3_column_text(s, i);

            for (; text && *text; text++) {
                if (!strchr(" \n", *text)) {
                    vs_buf_add(out, text, 1);
                }
            }
            vs_buf_add_text(out, "|");
        }
        vs_buf_add_text(out, "\n");
    }
    sqlite3_finalize(s);
}

/* Tables with their columns and constraints, indexes and triggers, and what stands in a ledger in
 * which nothing happened yet. The text of a table depends on how it came to be. */
static void
describe(struct vs_buf *out, const struct h_ledger *of)
{
#define EACH_TABLE "SELECT m.name, x.* FROM sqlite_schema m, "
    vs_buf_init(out, 1 << 20);
    add_rows(out, of, "PRAGMA user_version");
    add_rows(out, of,
             "SELECT type, name, tbl_name, CASE type WHEN 'table' THEN '' ELSE sql END "
             "FROM sqlite_schema ORDER BY type, name");
    add_rows(out, of, EACH_TABLE "pragma_table_list(m.name) x WHERE m.type = 'table' ORDER BY 1");
    add_rows(out, of,
             EACH_TABLE "pragma_table_xinfo(m.name) x WHERE m.type = 'table' ORDER BY 1, 2");
    add_rows(out, of,
             EACH_TABLE "pragma_foreign_key_list(m.name) x WHERE m.type = 'table' "
                        "ORDER BY 1, 2, 3");
    add_rows(out, of,
             EACH_TABLE "pragma_index_list(m.name) i, pragma_index_xinfo(i.name) x "
                        "WHERE m.type = 'table' ORDER BY i.name, x.seqno");
    add_rows(out, of, "SELECT * FROM case_count ORDER BY open");
#undef EACH_TABLE
}

static enum vs_code
sum_since(void *payload, const struct vs_case_key_row *row, struct vs_err *err)
{
    (void)err;
    *(vs_instant *)payload += row->since;
    return VS_OK;
}

/* A ledger of the first edition: who was invited then had the only key that there was, and a key
 * that came did so with its leaf. */
static void
first_edition(void)
{
    char recovery[VS_RECOVERY_TEXT_LEN + 1], *schema = schema_of("schemas/ledger/001_start.sql");
    struct vs_buf migrated, made;
    struct vs_invited_row row;
    struct vs_err err = {0};
    struct h_ledger old = h;
    vs_instant since = 0;
    bool is;

    snprintf(old.dir, sizeof(old.dir), "%.250s/first-edition", h.root);
    h_must(vs_vault_create(&old.vault, recovery, old.dir, &h.key, VS_KEY_COST_INTERACTIVE, &h.env,
                           &err),
           &err, "vault");
    h_ledger_sql(&old, schema);
    h_ledger_sql(&old, "INSERT INTO case_key VALUES (zeroblob(32), 0, x'"
                       "0505050505050505050505050505050505050505050505050505050505050505',"
                       " NULL, 0);"
                       "INSERT INTO case_key VALUES (zeroblob(32), 1, x'"
                       "0606060606060606060606060606060606060606060606060606060606060606',"
                       " NULL, 12);"
                       "INSERT INTO leaf VALUES (12, zeroblob(32), 1700, x'');"
                       "INSERT INTO invited VALUES (zeroblob(32), 0, zeroblob(32), x'01', 7);"
                       "PRAGMA user_version = 1");
    h_must(vs_ledger_open(&old.ledger, old.vault, true, &err), &err, "brought up to date");
    memset(&row, 0, sizeof(row));
    memset(row.kf, 5, sizeof(row.kf));
    row.full = true;
    h_must(vs_invited_is(old.ledger, &is, &row, &err), &err, "invited");
    OK(is, "who was invited in the first edition is still known");
    h_must(vs_case_key_each(old.ledger, sum_since, &since, &err), &err, "keys");
    IS_INT(since, 1700, "and when its keys came");
    describe(&migrated, &old);
    describe(&made, &h);
    OK(migrated.len > 5000, "there is something to compare");
    IS_TEXT((const char *)migrated.p, (const char *)made.p,
            "migrations end with the tables of a new ledger");
    vs_buf_release(&migrated);
    vs_buf_release(&made);
    vs_ledger_close(old.ledger);
    vs_vault_close(old.vault);
    vs_free(schema);
}

/* A vault whose maker was killed before the schema was there. */
static void
unfinished(void)
{
    char recovery[VS_RECOVERY_TEXT_LEN + 1], dir[320];
    struct vs_vault *vault = NULL;
    struct vs_ledger *ledger = NULL;
    struct vs_err err = {0};

    snprintf(dir, sizeof(dir), "%s/unfinished", h.root);
    h_must(vs_vault_create(&vault, recovery, dir, &h.key, VS_KEY_COST_INTERACTIVE, &h.env, &err),
           &err, "vault");
    IS_INT(vs_ledger_open(&ledger, vault, false, &err), VS_E_NO_LEDGER,
           "a vault without a schema is no ledger to a reader");
    IS_INT(vs_ledger_open(&ledger, vault, true, &err), VS_OK, "a writer makes it one");
    vs_ledger_close(ledger);
    vs_vault_close(vault);
}

static void
put_channel(int64_t id, uint8_t byte)
{
    struct vs_channel_row row;
    struct vs_err err = {0};

    memset(&row, 0, sizeof(row));
    row.id = id;
    row.kind = VS_CHANNEL_CASE;
    row.case_leaf = id;
    memset(row.kf, byte, sizeof(row.kf));
    h_must(vs_channel_insert(h.ledger, &row, &err), &err, "channel");
}

static void
put_party(int64_t case_leaf, uint64_t n)
{
    struct vs_err err = {0};
    struct vs_hash org;
    bool added;

    h_ledger_hash(&org, n);
    h_must(vs_party_insert(h.ledger, case_leaf, &org, &added, &err), &err, "party");
}

static void
dump(struct vs_buf *out)
{
    struct vs_err err = {0};

    vs_buf_init(out, 1 << 20);
    h_must(vs_ledger_dump_derived(h.ledger, out, &err), &err, "dump");
}

static void
dumps(void)
{
    struct vs_buf empty, one, two, three;
    struct vs_err err = {0};
    struct vs_buf value;

    dump(&empty);
    h_must(vs_ledger_meta_set(h.ledger, "self", "x", 1, &err), &err, "meta");
    h_must(vs_ledger_begin(h.ledger, &err), &err, "begin");
    put_channel(1, 1);
    put_channel(2, 2);
    put_party(1, 1);
    put_party(1, 2);
    dump(&one);
    h_must(vs_ledger_clear_derived(h.ledger, &err), &err, "clear");
    put_party(1, 2);
    put_channel(2, 2);
    put_party(1, 1);
    put_channel(1, 1);
    h_must(vs_ledger_commit(h.ledger, &err), &err, "commit");
    dump(&two);
    OK(vs_str_eq(vs_buf_str(&one), vs_buf_str(&two)), "the same rows in another order dump alike");
    OK(!vs_str_eq(vs_buf_str(&one), vs_buf_str(&empty)), "and not like none");
    h_must(vs_ledger_begin(h.ledger, &err), &err, "begin");
    h_must(vs_ledger_clear_derived(h.ledger, &err), &err, "clear");
    put_channel(1, 1);
    put_channel(2, 3);
    put_party(1, 1);
    put_party(1, 2);
    dump(&three);
    OK(!vs_str_eq(vs_buf_str(&one), vs_buf_str(&three)), "another byte of a key shows");
    vs_ledger_rollback(h.ledger);
    vs_buf_release(&three);
    dump(&three);
    OK(vs_str_eq(vs_buf_str(&three), vs_buf_str(&two)), "a rollback brings the rows back");

    h_must(vs_ledger_begin(h.ledger, &err), &err, "begin");
    h_must(vs_ledger_clear_derived(h.ledger, &err), &err, "clear");
    h_must(vs_ledger_commit(h.ledger, &err), &err, "commit");
    vs_buf_release(&three);
    dump(&three);
    OK(vs_str_eq(vs_buf_str(&three), vs_buf_str(&empty)), "clearing empties every derived table");
    vs_buf_init(&value, 8);
    IS_INT(vs_ledger_meta_get(h.ledger, &value, "self", &err), VS_OK, "and not the truth");
    vs_buf_release(&value);
    vs_buf_release(&empty);
    vs_buf_release(&one);
    vs_buf_release(&two);
    vs_buf_release(&three);
}

int
main(void)
{
    h_ledger_start(&h, 1);
    editions();
    unfinished();
    first_edition();
    dumps();
    h_ledger_end(&h);
    return tap_done();
}
