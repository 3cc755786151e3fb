/*
 * An answer as of what was known: an adoption that an offer names and that came here later was no
 * ground for an answer before it came.
 */
#include <string.h>

#include "tests/unit/core_record/h_store.h"

#define DAY  86400
#define MANY 30 /* leaves that the receiver wrote before its adoption, more than the giver has */

static struct h_world world;
static struct h_org vt, team, other;

static void
disclose(struct h_org *org, int64_t case_leaf, const struct h_org *party)
{
    struct vs_act_disclosure to = {.role = VS_PARTY_FULL, .at = world.now};
    struct vs_act_text none = {{NULL, 0}, {NULL, 0}, {NULL, 0}};
    struct vs_hash id;
    struct vs_org_row row;
    struct vs_err err = {0};

    h_row(&row, org, party);
    to.org = row.id;
    H_MUST(vs_store_begin(org->store, &err));
    H_MUST(vs_act_disclose(org->store, &id, case_leaf, &to, &none, &err));
    H_MUST(vs_store_commit(org->store, &err));
}

int
main(void)
{
    struct vs_hash id, offer;
    int64_t at_vt, at_team, at_other;
    vs_instant before;

    h_world_start(&world, 45);
    h_org_create(&vt, &world, "vt");
    h_org_create(&team, &world, "team");
    h_org_create(&other, &world, "other");
    h_pin(&vt, &team);
    h_pin(&team, &vt);
    h_pin(&vt, &other);
    h_pin(&other, &vt);
    h_adopt(&vt, "west-brabant-2022", "vt", "2022-04-01");
    at_team = h_case_open(&team, NULL, NULL, &id);
    for (int i = 0; i < MANY; i++) {
        h_simple(&team, at_team, VS_EV_NOTE, NULL, &offer);
    }
    h_adopt(&team, "west-brabant-2022", "local_team", "2022-04-01");
    h_sync(&vt, &team);
    h_deliver(&other, &vt, UINT64_MAX, true);
    at_vt = h_case_open(&vt, NULL, NULL, &id);
    IS_INT(h_offer(&vt, at_vt, &team, &offer), 1, "handed over under one agreement");
    disclose(&vt, at_vt, &other);
    world.now += 7 * DAY;
    h_deliver(&vt, &other, MANY, true);
    at_other = h_case(&other, &id);
    before = world.now;
    IS_TEXT(h_answer(&vt, at_vt, world.now, VS_INSTANT_NEVER), "open unconfirmed team",
            "the term ran out");
    IS_TEXT(h_answer(&other, at_other, world.now, VS_INSTANT_NEVER), "open undetermined",
            "a party that has not heard what the receiver adopted cannot say");
    world.now += DAY;
    h_sync(&vt, &other);
    IS_TEXT(h_answer(&other, at_other, before, VS_INSTANT_NEVER), "open unconfirmed team",
            "until it hears it");
    IS_TEXT(h_answer(&other, at_other, before, before), "open undetermined",
            "then it could not have said so");
    IS_TEXT(h_answer(&vt, at_vt, before, before), "open unconfirmed team", "who knew it could");
    OK(h_rebuild_same(&other), "a rebuild gives the same");
    h_org_close(&vt);
    h_org_close(&team);
    h_org_close(&other);
    h_world_end(&world);
    return tap_done();
}
