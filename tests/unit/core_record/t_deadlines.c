/*
 * What is due as the ledger keeps it: right at every later instant without another write, right
 * after an adoption came, began or ended, and after an act whose clock ran ahead counts.
 */
#include <stdio.h>
#include <string.h>

#include "core/ledger/cases.h"
#include "tests/unit/core_record/h_store.h"

#define DAY 86400

static struct h_world world;
static struct h_org vt, team;
static struct vs_err err;

static enum vs_code
list_row(void *payload, const struct vs_due_row *row, struct vs_err *e)
{
    struct vs_buf *out = payload;

    (void)e;
    vs_buf_addf(out, "%s%s", out->len > 0 ? " " : "", row->kind);
    return VS_OK;
}

/* The kinds of what is kept of a case as due at an instant, for everybody; and that the count of
 * the ledger agrees with the rows of all cases. */
static const char *
kept(struct h_org *org, int64_t leaf, vs_instant at)
{
    static char text[2][400];
    static unsigned turn;
    struct vs_due_query query = {.now = at, .case_leaf = leaf};
    int64_t rows = 0, cases = 0;
    struct vs_buf out, all;
    char *mine = text[turn++ % 2];

    vs_buf_init(&out, 4000);
    vs_buf_init(&all, 1u << 20);
    H_MUST(vs_due_each(org->store->ledger, &query, 0, 100, list_row, &out, &err));
    query.case_leaf = 0;
    H_MUST(vs_due_each(org->store->ledger, &query, 0, 1000, list_row, &all, &err));
    H_MUST(vs_due_totals(org->store->ledger, &rows, &cases, &query, &err));
    for (size_t i = 0; i < all.len; i++) {
        rows -= all.p[i] == ' ';
    }
    rows -= all.len > 0;
    if (rows != 0) {
        OK(false, "%s: the count differs from the rows by %lld", org->name, (long long)rows);
    }
    snprintf(mine, sizeof(text[0]), "%s", out.p ? (const char *)out.p : "");
    vs_buf_release(&out);
    vs_buf_release(&all);
    return mine;
}

static enum vs_code
last_adoption(void *payload, const struct vs_adoption_row *row, struct vs_err *e)
{
    (void)e;
    *(struct vs_hash *)payload = row->hash;
    return VS_OK;
}

/* An adoption makes due what began while it counts, recorded before the adoption or not. */
static void
adoptions(void)
{
    vs_instant report = world.now;
    struct vs_hash id, later, adoption;
    int64_t leaf = h_case_open(&vt, "one", NULL, &id), second;

    IS_TEXT(kept(&vt, leaf, report), "", "nothing is adopted, nothing is due");
    h_adopt(&vt, "west-brabant-2022", "vt", "2022-04-01");
    IS_TEXT(kept(&vt, leaf, report), "assessment", "adopted, from before the report on");
    OK(h_rebuild_same(&vt), "a rebuild changes nothing");
    IS_TEXT(kept(&vt, leaf, report), "assessment", "nor what is due");
    IS_TEXT(kept(&vt, leaf, report + 30 * DAY), "assessment",
            "a month later it still is, by the clock");
    h_adopt(&team, "west-brabant-2022", "local_team", "2022-04-01");
    h_sync(&vt, &team);
    world.now += DAY;
    H_MUST(vs_store_begin(vt.store, &err));
    H_MUST(vs_adoption_each(vt.store->ledger, vt.store->self.id, last_adoption, &adoption, &err));
    H_MUST(vs_directory_adopt_end(vt.store, &adoption, vs_date_from(2026, 4, 6), &err));
    H_MUST(vs_store_commit(vt.store, &err));
    IS_TEXT(kept(&vt, leaf, world.now), "assessment", "an adoption that ends later bound it");
    world.now += 10 * DAY;
    second = h_case_open(&vt, "two", NULL, &later);
    IS_TEXT(kept(&vt, second, world.now), "", "what begins after its end is not bound");
    IS_TEXT(kept(&vt, leaf, world.now), "assessment", "what began before is, overdue by now");
}

/* An offer: the rows say what is due before and after it moves. */
static void
handover(void)
{
    struct vs_hash id, offer;
    int64_t at_vt, at_team;

    h_adopt(&vt, "west-brabant-2022", "vt", "2026-04-10");
    h_sync(&vt, &team);
    at_vt = h_case_open(&vt, "three", NULL, &id);
    h_offer(&vt, at_vt, &team, &offer);
    IS_TEXT(kept(&vt, at_vt, world.now), "answer transfer assessment", "offered");
    IS_TEXT(kept(&vt, at_vt, world.now + 10 * DAY), "confirm", "and moved, by the clock alone");
    h_deliver(&vt, &team, UINT64_MAX, true);
    at_team = h_case(&team, &id);
    IS_TEXT(kept(&team, at_team, world.now), "answer transfer assessment",
            "the same for the partner");
    IS_TEXT(kept(&team, at_team, world.now + 10 * DAY), "confirm", "at every instant");
    h_simple(&team, at_team, VS_EV_ACCEPT, &offer, NULL);
    IS_TEXT(kept(&team, at_team, world.now), "", "accepted: nothing is due");
    h_sync(&vt, &team);
    IS_TEXT(kept(&vt, at_vt, world.now), "", "for both");
}

static enum vs_code
count_id(void *payload, int64_t id, struct vs_err *e)
{
    (void)id;
    (void)e;
    ++*(unsigned *)payload;
    return VS_OK;
}

/* The partner's clock runs a day ahead: what it writes waits, and the case is to be folded again
 * when our clock comes near it. Time alone makes nothing else stale. */
static void
ahead(void)
{
    struct vs_hash id, offer;
    int64_t at_vt, at_team;
    unsigned stale = 0;

    at_vt = h_case_open(&vt, "four", NULL, &id);
    h_offer(&vt, at_vt, &team, &offer);
    h_deliver(&vt, &team, UINT64_MAX, true);
    at_team = h_case(&team, &id);
    world.now += DAY;
    h_simple(&team, at_team, VS_EV_ACCEPT, &offer, NULL);
    world.now -= DAY;
    h_deliver(&team, &vt, UINT64_MAX, true);
    IS_TEXT(kept(&vt, at_vt, world.now), "answer transfer assessment", "it does not count yet");
    H_MUST(vs_casefile_each_stale(vt.store->ledger, world.now + DAY - 601, count_id, &stale, &err));
    IS_INT(stale, 0, "nothing has to be folded again until ten minutes before it");
    H_MUST(vs_casefile_each_stale(vt.store->ledger, world.now + DAY - 600, count_id, &stale, &err));
    IS_INT(stale, 1, "then this case has to");
    world.now += DAY - 600;
    H_MUST(vs_store_begin(vt.store, &err));
    H_MUST(vs_store_touch(vt.store, at_vt, &err));
    H_MUST(vs_store_commit(vt.store, &err));
    IS_TEXT(kept(&vt, at_vt, world.now + 600), "", "and it counts");
    stale = 0;
    H_MUST(vs_casefile_each_stale(vt.store->ledger, world.now + 900 * DAY, count_id, &stale, &err));
    IS_INT(stale, 0, "nothing else is ever stale");
}

static enum vs_code
seen_at(void *payload, const struct vs_casefile_row *row, struct vs_err *e)
{
    (void)e;
    *(vs_instant *)payload = row->seen;
    return VS_OK;
}

/* Nobody folded the case again since: that time has passed is no difference to a rebuild. */
static void
ahead_and_rebuilt(void)
{
    struct vs_hash id, offer;
    int64_t at_vt = h_case_open(&vt, "six", NULL, &id), at_team;

    h_offer(&vt, at_vt, &team, &offer);
    h_deliver(&vt, &team, UINT64_MAX, true);
    at_team = h_case(&team, &id);
    world.now += DAY;
    h_simple(&team, at_team, VS_EV_ACCEPT, &offer, NULL);
    world.now -= DAY;
    h_deliver(&team, &vt, UINT64_MAX, true);
    IS_TEXT(kept(&vt, at_vt, world.now), "answer transfer assessment", "it does not count yet");
    world.now += DAY - 600;
    OK(h_rebuild_same(&vt), "when it does a rebuild changes nothing");
    IS_TEXT(kept(&vt, at_vt, world.now + 600), "", "and it counts");
}

/* A partner that says of whatever it likes that it ended in 1970 makes nobody fold cases again in
 * which it has no part. */
static void
end_of_nothing(void)
{
    struct vs_hash id, none = {{7}};
    struct vs_directory entry = {.type = VS_DIR_ADOPT_END};
    int64_t leaf = h_case_open(&vt, "five", NULL, &id);
    vs_instant before = world.now, seen = 0;

    world.now += DAY;
    H_MUST(vs_store_begin(team.store, &err));
    entry.made = world.now;
    entry.adoption = none;
    entry.end = vs_date_from(1970, 1, 1);
    H_MUST(vs_directory_append(team.store, &entry, (struct vs_str){NULL, 0}, NULL, &err));
    H_MUST(vs_store_commit(team.store, &err));
    h_sync(&vt, &team);
    H_MUST(vs_casefile_one(vt.store->ledger, leaf, seen_at, &seen, &err));
    IS_INT(seen, before, "an end that a partner claims folds none of our own cases again");
}

static enum vs_code
last_end(void *payload, const struct vs_adoption_row *row, struct vs_err *e)
{
    (void)e;
    *(vs_date *)payload = row->ended;
    return VS_OK;
}

/* Nor is it rid of what was due of it already. */
static void
end_in_the_past(void)
{
    struct vs_directory entry = {.type = VS_DIR_ADOPT_END};
    struct vs_org_row row;
    vs_date ended = 0;

    H_MUST(vs_store_begin(team.store, &err));
    H_MUST(vs_adoption_each(team.store->ledger, team.store->self.id, last_adoption, &entry.adoption,
                            &err));
    entry.made = world.now;
    entry.end = vs_date_from(2022, 4, 2);
    H_MUST(vs_directory_append(team.store, &entry, (struct vs_str){NULL, 0}, NULL, &err));
    H_MUST(vs_store_commit(team.store, &err));
    h_sync(&vt, &team);
    H_MUST(vs_org_by_hash(vt.store->ledger, &row, &team.store->self.org, &err));
    H_MUST(vs_adoption_each(vt.store->ledger, row.id, last_end, &ended, &err));
    IS_INT(ended, world.now / DAY,
           "an end counts from the day on which it is said at the earliest");
}

int
main(void)
{
    h_world_start(&world, 41);
    h_org_create(&vt, &world, "vt");
    h_org_create(&team, &world, "team");
    h_pin(&vt, &team);
    h_pin(&team, &vt);
    h_sync(&vt, &team);
    adoptions();
    handover();
    ahead();
    ahead_and_rebuilt();
    end_of_nothing();
    end_in_the_past();
    h_org_close(&vt);
    h_org_close(&team);
    h_world_end(&world);
    return tap_done();
}
