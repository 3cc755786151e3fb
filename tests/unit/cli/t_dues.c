/*
 * Pages of what is due when cases have to be folded again: what is shown is what a ledger shows in
 * which nothing has to, or it is said of how many cases it may not be.
 */
#include <string.h>

#include "cli/dues.h"
#include "core/ledger/sql.h"
#include "tests/unit/core_record/h_store.h"

#define CASES 12
#define DAY   86400

static struct h_world world;
static struct h_org vt;
static struct vs_err err;
static int64_t leaves[CASES];

/* "case.kind.at ...", with how many there are. */
static const char *
page(const struct vs_due_query *query, size_t skip, size_t most, bool *again, uint64_t *left)
{
    static char text[2][8000];
    static unsigned turn;
    char *out = text[turn++ % 2];
    struct vs_stale stale;
    struct vs_due_list list;
    size_t len;

    H_MUST(vs_stale_find(&stale, vt.store, query->now, query->case_leaf, &err));
    H_MUST(vs_stale_fold(&stale, vt.store, &err));
    H_MUST(vs_due_list_make(&list, vt.store, query, &stale, skip, most, &err));
    len = (size_t)snprintf(out, sizeof(text[0]), "%llu:", (unsigned long long)list.all);
    *again = false;
    for (size_t i = 0; i < list.count && len < sizeof(text[0]); i++) {
        const struct vs_due_item *item = &list.items[i];

        len += (size_t)snprintf(out + len, sizeof(text[0]) - len, " %lld.%s.%lld.%u",
                                (long long)(item->case_leaf - leaves[0]),
                                vs_due_kind_name(item->kind), (long long)item->at, item->part);
        *again = *again || item->again;
    }
    *left = stale.left;
    vs_due_list_release(&list);
    vs_stale_release(&stale);
    return out;
}

static void
run(const char *sql)
{
    H_MUST(vs_sql_run(vt.store->ledger, &err, sql, ""));
}

static void
same(const struct vs_due_query *query, size_t skip, size_t most, const char *what)
{
    char before[8000];
    uint64_t left;
    bool again;

    snprintf(before, sizeof(before), "%s", page(query, skip, most, &again, &left));
    OK(!again && left == 0, "%s: as kept", what);
    run("SAVEPOINT test");
    run("DELETE FROM due WHERE \"case\" % 3 > 0");
    run("UPDATE due SET at = at - 1000");
    run("UPDATE casefile SET next = 0");
    IS_TEXT(page(query, skip, most, &again, &left), before, "%s", what);
    OK((again || strchr(before, ' ') == NULL) && left == 0, "%s: folded again", what);
    run("ROLLBACK TO test");
    run("UPDATE casefile SET next = 0 WHERE id % 2 = 1");
    IS_TEXT(page(query, skip, most, &again, &left), before, "%s", what);
    run("ROLLBACK TO test");
    run("RELEASE test");
}

static void
few(void)
{
    struct vs_due_query all = {.now = world.now};
    struct vs_due_query ours = {.now = world.now, .org = vt.store->self.id};
    struct vs_due_query part = {.now = world.now, .by_part = true, .part = VS_DUE_OURS};
    struct vs_due_query look = {.now = world.now, .by_part = true, .part = VS_DUE_LOOK};
    struct vs_due_query one = {.now = world.now, .case_leaf = leaves[4]};

    same(&all, 0, 100, "all of it");
    same(&all, 0, 5, "a first page");
    same(&all, 5, 4, "another page");
    same(&all, 1000, 4, "beyond the end");
    same(&ours, 2, 6, "of one organisation");
    same(&part, 0, 100, "of one part");
    same(&look, 0, 100, "of an empty one");
    same(&one, 0, 100, "of one case");
}

static enum vs_code
note_row(void *payload, const struct vs_casefile_row *row, struct vs_err *e)
{
    (void)e;
    *(int64_t *)payload += row->id == leaves[0];
    return VS_OK;
}

static void
many(void)
{
    struct vs_due_query all = {.now = world.now};
    struct vs_due_query one = {.now = world.now, .case_leaf = leaves[4]};
    struct vs_casefile_row row;
    char before[8000], single[8000];
    int64_t there = 0;
    uint64_t left;
    bool again;

    snprintf(before, sizeof(before), "%s", page(&all, 0, 100, &again, &left));
    snprintf(single, sizeof(single), "%s", page(&one, 0, 100, &again, &left));
    run("SAVEPOINT test");
    for (unsigned i = 0; i < 2000; i++) {
        memset(&row, 0, sizeof(row));
        row.id = (INT64_C(1) << 50) + i;
        memcpy(row.hash.b, &i, sizeof(i));
        row.next = i < VS_STALE_MAX - CASES ? 0 : VS_INSTANT_NEVER;
        H_MUST(vs_casefile_set(vt.store->ledger, &row, &err));
    }
    run("UPDATE casefile SET next = 0 WHERE id < 1 << 50");
    IS_TEXT(page(&all, 0, 100, &again, &left), before, "a page of cases is folded");
    OK(again && left == 0, "and then nothing is left");
    run("UPDATE casefile SET next = 0 WHERE id = (1 << 50) + 500");
    IS_TEXT(page(&all, 0, 100, &again, &left), before, "of one more what is kept is shown");
    OK(!again, "and none is folded");
    IS_INT(left, VS_STALE_MAX + 1, "which is said, with their number");
    IS_TEXT(page(&one, 0, 100, &again, &left), single, "one case is folded whatever waits");
    OK(again && left == 0, "and nothing is in doubt");
    run("UPDATE casefile SET next = 0");
    (void)page(&all, 0, 100, &again, &left);
    IS_INT(left, VS_STALE_COUNTED, "counting ends");
    H_MUST(vs_casefile_one(vt.store->ledger, leaves[0], note_row, &there, &err));
    IS_INT(there, 1, "the rows are what they were");
    run("ROLLBACK TO test");
    run("RELEASE test");
}

/* A case of which nothing counts any more has nothing due, and fails no question. */
static void
gone(void)
{
    struct vs_due_query all = {.now = world.now};
    struct vs_casefile_row row;
    struct vs_standing standing;
    char before[8000];
    uint64_t left;
    bool again;

    snprintf(before, sizeof(before), "%s", page(&all, 0, 100, &again, &left));
    run("SAVEPOINT test");
    memset(&row, 0, sizeof(row));
    row.id = INT64_C(1) << 50;
    H_MUST(vs_casefile_set(vt.store->ledger, &row, &err));
    IS_TEXT(page(&all, 0, 100, &again, &left), before, "a case that is gone");
    H_MUST(vs_standing_get(&standing, vt.store, row.id, true, world.now, &err));
    OK(!standing.found, "and has no answer");
    vs_standing_release(&standing);
    run("ROLLBACK TO test");
    run("RELEASE test");
}

static void
standings(void)
{
    struct vs_standing kept, folded;
    struct vs_hash orgs[2];

    H_MUST(vs_standing_get(&kept, vt.store, leaves[1], false, world.now, &err));
    run("SAVEPOINT test");
    run("DELETE FROM tenure");
    H_MUST(vs_standing_get(&folded, vt.store, leaves[1], false, world.now, &err));
    OK(!folded.found, "without what is kept there is no answer");
    vs_standing_release(&folded);
    H_MUST(vs_standing_get(&folded, vt.store, leaves[1], true, world.now, &err));
    IS_TEXT(folded.certainty, kept.certainty, "folded again it is as it was kept");
    IS_TEXT(folded.state, kept.state, "open");
    IS_INT(vs_standing_orgs(orgs, 2, &folded, "holders"), 1, "with its holder");
    OK(vs_hash_eq(&orgs[0], &vt.store->self.org), "which is the one who opened it");
    vs_standing_release(&folded);
    vs_standing_release(&kept);
    run("ROLLBACK TO test");
    run("RELEASE test");
}

int
main(void)
{
    struct vs_hash id;

    h_world_start(&world, 12);
    h_org_create(&vt, &world, "vt");
    h_adopt(&vt, "west-brabant-2022", "vt", "2026-01-01");
    for (size_t i = 0; i < CASES; i++) {
        leaves[i] = h_case_open(&vt, NULL, NULL, &id);
        world.now += DAY;
    }
    few();
    many();
    gone();
    standings();
    h_org_close(&vt);
    h_world_end(&world);
    return tap_done();
}
