/*
 * A newer program opens a ledger whose cases an older one folded
 * (schemas/ledger/ledger.sql): a few it folds at once, of many it leaves the mark that says
 * so to every question.
 */
#include <string.h>

#include "core/ledger/cases.h"
#include "core/ledger/sql.h"
#include "tests/unit/core_record/h_store.h"

#define MANY 1001 /* one more than are folded at once */

static struct h_world world;
static struct h_org vt;
static struct vs_err err;

static int64_t
number(const char *sql)
{
    int64_t out = -1;

    H_MUST(vs_sql_int(vt.store->ledger, &out, -1, &err, sql, ""));
    return out;
}

static int64_t
stale(void)
{
    int64_t count = -1;

    H_MUST(vs_casefile_count_stale(vt.store->ledger, &count, world.now, 2 * MANY, &err));
    return count;
}

/* As a program of the tenth edition left it, with nothing worked out by the rules of today: what
 * every migration since then did is undone. A new one adds its lines. */
static void
make_old(void)
{
    static const char *const sql[] = {
        "DROP INDEX event_monitoring", /* 014 */
        "DROP TABLE waiting",
        /* 013 */ "ALTER TABLE content DROP COLUMN received", /* 012 */
        "ALTER TABLE case_key DROP COLUMN since",
        "ALTER TABLE casefile DROP COLUMN ref_org", /* 011 */
        "ALTER TABLE casefile DROP COLUMN household_org",
        "DELETE FROM due",
        "DELETE FROM tenure",
        "PRAGMA user_version = 10"};

    for (size_t i = 0; i < sizeof(sql) / sizeof(sql[0]); i++) {
        H_MUST(vs_sql_run(vt.store->ledger, &err, sql[i], ""));
    }
}

static void
open_for_reading(void)
{
    h_org_close(&vt);
    H_MUST(vs_store_open(&vt.store, vt.dir, &vt.key, false, &world.env, &err));
}

static void
few(void)
{
    int64_t due = number("SELECT count(*) FROM due");
    int64_t tenures = number("SELECT count(*) FROM tenure");

    OK(due > 0 && tenures > 0, "there is something to work out");
    make_old();
    open_for_reading();
    OK(!vt.store->writable, "for reading, as asked");
    IS_INT(number("PRAGMA user_version") > 10, 1, "a reader finds it brought up to date");
    IS_INT(stale(), 0, "and every case folded");
    IS_INT(number("SELECT count(*) FROM due"), due, "what is due is there again");
    IS_INT(number("SELECT count(*) FROM tenure"), tenures, "and who held what");
    h_org_reopen(&vt);
    make_old();
    h_org_reopen(&vt);
    IS_INT(stale(), 0, "the same to a writer");
    IS_INT(number("SELECT count(*) FROM due"), due, "with the same rows");
}

/* Rows of cases that are not there stand for the many; the last of them is one too many. */
static void
add_others(unsigned count)
{
    struct vs_casefile_row row;

    for (unsigned i = 0; i < count; i++) {
        memset(&row, 0, sizeof(row));
        row.id = 1000000 + i;
        memcpy(row.hash.b, &i, sizeof(i));
        row.next = VS_INSTANT_NEVER;
        H_MUST(vs_casefile_set(vt.store->ledger, &row, &err));
    }
}

static void
many(void)
{
    int64_t due = number("SELECT count(*) FROM due");

    add_others(MANY - 3);
    make_old();
    open_for_reading();
    IS_INT(stale(), MANY, "of many the mark is left");
    IS_INT(number("SELECT count(*) FROM due"), 0, "and nothing was begun");
    h_org_reopen(&vt);
    IS_INT(stale(), MANY, "also by a writer");
    H_MUST(vs_store_begin(vt.store, &err));
    H_MUST(vs_casefile_let_time_pass(vt.store, &err));
    H_MUST(vs_store_commit(vt.store, &err));
    IS_INT(stale(), MANY - 3, "a sync folds what is there to fold");
    IS_INT(number("SELECT count(*) FROM due"), due, "all of it");
}

int
main(void)
{
    struct vs_hash id;

    h_world_start(&world, 11);
    h_org_create(&vt, &world, "vt");
    h_adopt(&vt, "west-brabant-2022", "vt", "2026-01-01");
    (void)h_case_open(&vt, "one", NULL, &id);
    (void)h_case_open(&vt, "two", NULL, &id);
    (void)h_case_open(&vt, "three", NULL, &id);
    few();
    many();
    h_org_close(&vt);
    h_world_end(&world);
    return tap_done();
}
