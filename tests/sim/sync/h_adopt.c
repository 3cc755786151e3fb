/* What organisations do about their rules: adopt an agreement, end that, publish a calendar. */
#include "tests/sim/sync/h_life.h"
#include "tests/sim/sync/h_rules.h"

#include "core/casework/zone.h"
#include "core/record/directory.h"
#include "core/record/own.h"

/* The adoptions that have not ended. */
struct adopted {
    const char *sought;
    bool has_sought;
    struct vs_adoption_row last;
};

static enum vs_code
see_adoption(void *payload, const struct vs_adoption_row *row, struct vs_err *err)
{
    struct adopted *adopted = payload;

    (void)err;
    if (row->ended == VS_DATE_NEVER) {
        adopted->last = *row;
        adopted->has_sought |= strcmp(row->name, adopted->sought) == 0;
    }
    return VS_OK;
}

/* A liar that showed two histories of its feed goes on as another device, and says nothing until
 * that has synced. Whoever is honest always may. */
static bool
may_write(struct h_life *life, struct h_org *org)
{
    struct vs_err err = {0};
    enum vs_code code;

    h_must(vs_store_begin(org->store, &err), &err, "begin");
    code = vs_own_may_write(org->store, &err);
    vs_store_rollback(org->store);
    if (code != VS_OK && !h_is_liar(life, org)) {
        h_broken(life, "an act is recorded or refused", "%s: %s: %.40s: %.100s", org->alias,
                 vs_code_name(code), err.subject, err.detail);
    }
    return code == VS_OK;
}

static void
add_calendar(struct h_life *life, struct h_org *org)
{
    unsigned edition = 2 + (unsigned)h_draw(life, H_EDITION_MAX - 1);
    struct vs_err err = {0};
    enum vs_code code = h_org_calendar(org, edition, &err);

    if (code == VS_OK) {
        life->counts->calendars++;
        h_say(life, org, "publishes edition %u of a calendar", edition);
    } else if (code != VS_E_EXISTS) {
        h_must(code, &err, "a calendar");
    }
}

static void
end_adoption(struct h_life *life, struct h_org *org, const struct vs_adoption_row *row)
{
    struct vs_err err = {0};

    h_must(vs_store_begin(org->store, &err), &err, "begin");
    h_must(vs_directory_adopt_end(
               org->store, &row->hash,
               vs_zone_date(life->world.now + org->skew) + (vs_date)h_draw(life, 3), &err),
           &err, "end an adoption");
    h_must(vs_store_commit(org->store, &err), &err, "commit");
    life->counts->ended++;
    h_say(life, org, "ends its adoption of %s", row->name);
}

void
h_adopt_step(struct h_life *life, struct h_org *org)
{
    static const char *const profiles[] = {"west-brabant-2017", "west-brabant-2022",
                                           "west-brabant-2022", "west-brabant-2022"};
    bool example =
        h_draw(life, 4) == 0 ? !h_by_example(life->plan->ground) : h_by_example(life->plan->ground);
    struct adopted adopted = {example ? "voorbeeld" : profiles[h_draw(life, 4)], false, {0}};
    struct vs_err err = {0};

    if (!may_write(life, org)) {
        return;
    }
    if (h_draw(life, 3) == 0) {
        add_calendar(life, org);
        return;
    }
    adopted.last.ended = 0;
    h_must(vs_adoption_each(org->store->ledger, org->store->self.id, see_adoption, &adopted, &err),
           &err, "adoptions");
    if (adopted.last.ended == VS_DATE_NEVER && (adopted.has_sought || h_draw(life, 2) == 0)) {
        end_adoption(life, org, &adopted.last);
        return;
    }
    h_org_adopt(org, adopted.sought, h_role_under(org, adopted.sought));
    life->counts->adopted++;
    h_say(life, org, "adopts %s", adopted.sought);
}
