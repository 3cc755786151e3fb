/*
 * What a handover stands on where both sides adopted several texts, or one in several roles: each
 * text once, in the order of a set, in the roles that it regulates, none that has ended.
 */
#include "tests/unit/core_record/h_store.h"

static struct h_world world;
static struct h_org vt, team;

#define DAY 86400

static void
both(const char *profile)
{
    h_adopt(&vt, profile, "vt", "2022-04-01");
    h_adopt(&team, profile, "local_team", "2022-04-01");
}

/* Hands over a new case; how many texts are named. */
static size_t
handed_over(int64_t *case_leaf)
{
    struct vs_hash id, offer;

    *case_leaf = h_case_open(&vt, NULL, NULL, &id);
    h_sync(&vt, &team);
    return h_offer(&vt, *case_leaf, &team, &offer);
}

static void
test_roles(void)
{
    int64_t case_leaf;

    h_adopt(&vt, "voorbeeld", "vt", "2026-01-01");
    h_adopt(&team, "voorbeeld", "steering_group", "2026-01-01");
    h_adopt(&team, "voorbeeld", "local_team", "2026-01-01");
    h_sync(&vt, &team);
    IS_INT(handed_over(&case_leaf), 1, "a text adopted in two roles is named once");
    h_sync(&vt, &team);
    IS_TEXT(h_answer(&vt, case_leaf, world.now + 7 * DAY, VS_INSTANT_NEVER), "open certain team",
            "in the role for which it has rules, so that it moves by them");
}

static void
test_several(void)
{
    int64_t case_leaf;

    both("west-brabant-2017");
    both("gelderland-midden-2019");
    h_sync(&vt, &team);
    IS_INT(handed_over(&case_leaf), 1, "texts that have ended are not named");
    both("west-brabant-2022");
    both("gelderland-zuid-2017");
    both("gelderland-zuid-2020");
    both("gelderland-midden-2023");
    h_sync(&vt, &team);
    IS_INT(handed_over(&case_leaf), 5, "all others are, in whichever order they were adopted");
    IS_TEXT(h_answer(&vt, case_leaf, world.now, VS_INSTANT_NEVER), "open undetermined",
            "and where they differ the rule is unknown");
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
    test_roles();
    test_several();
    OK(h_rebuild_same(&vt) && h_rebuild_same(&team), "a rebuild gives the same");
    h_org_close(&vt);
    h_org_close(&team);
    h_world_end(&world);
    return tap_done();
}
