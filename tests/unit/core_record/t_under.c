/*
 * What a handover stands on where both sides adopted several texts, or one in several roles: each
 * text once, in the order of a set, in the roles that it regulates, none that has ended.
 */
#include "core/log/hash.h"
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

static enum vs_code
count_text(void *payload, const struct vs_rule_text *text, struct vs_err *err)
{
    (void)text;
    (void)err;
    ++*(size_t *)payload;
    return VS_OK;
}

/* On how many of the texts in common an offer of `day` stands that names these. */
static size_t
rules_of(const struct vs_hash *only, size_t count, const char *day)
{
    struct vs_act_offer offer = {
        .kind = VS_OFFER_HANDOVER, .only = count > 0 ? only : NULL, .only_count = count};
    struct vs_err err = {0};
    struct vs_org_row row;
    size_t found = 0;
    vs_date date = 0;

    h_row(&row, &vt, &team);
    offer.to = row.id;
    H_MUST(vs_date_parse(&date, vs_str(day)) ? VS_OK : VS_E_INVALID);
    H_MUST(vs_act_offer_rules(vt.store, &offer, date, count_text, &found, &err));
    return found;
}

static void
hash_of(struct vs_hash *out, const char *name)
{
    struct vs_agreement *agreement = NULL;
    struct vs_err err = {0};
    struct vs_str bytes;

    for (size_t i = 0; vs_shipped_agreement(&bytes, i); i++) {
        H_MUST(vs_agreement_load(&agreement, bytes.p, bytes.len, &err));
        if (vs_str_is(agreement->id, name)) {
            vs_sha256(out, agreement->canonical.p, agreement->canonical.len);
        }
        vs_agreement_free(agreement);
    }
}

/* How many texts an offer of now names that is to rest on one; it is not kept. */
static size_t
named_by(const struct vs_hash *only)
{
    struct vs_act_offer offer = {
        .kind = VS_OFFER_HANDOVER, .at = world.now, .only = only, .only_count = 1};
    struct vs_err err = {0};
    struct vs_hash id;
    struct vs_org_row row;
    size_t rules = 0;
    int64_t case_leaf = h_case_open(&vt, NULL, NULL, &id);

    h_row(&row, &vt, &team);
    offer.to = row.id;
    H_MUST(vs_store_begin(vt.store, &err));
    H_MUST(vs_act_offer(vt.store, &id, &rules, case_leaf, &offer, NULL, &err));
    vs_store_rollback(vt.store);
    return rules;
}

static void
test_named(void)
{
    struct vs_hash only[2];

    hash_of(&only[0], "gelderland-zuid-2020");
    hash_of(&only[1], "west-brabant-2017");
    IS_INT(named_by(&only[0]), 1, "the one that is named");
    IS_INT(named_by(&only[1]), 0, "none that has ended");
    IS_INT(rules_of(only, 0, "2026-04-02"), 5, "without a name it stands on all");
    IS_INT(rules_of(only, 2, "2026-04-02"), 1, "of the names on those that are in force");
    IS_INT(rules_of(only, 2, "2022-03-31"), 0, "and not before the adoptions begin");
}

/* What replaces the named text later may take over, so it is named too. */
static void
test_successor(void)
{
    struct vs_hash only;

    hash_of(&only, "west-brabant-2017");
    h_adopt(&vt, "gelderland-midden-2019", "vt", "2022-03-01");
    h_adopt(&team, "gelderland-midden-2019", "local_team", "2022-03-01");
    for (unsigned i = 0; i < 2; i++) {
        h_adopt(&vt, i ? "west-brabant-2017" : "west-brabant-2022", "vt", "2022-03-01");
        h_adopt(&team, i ? "west-brabant-2017" : "west-brabant-2022", "local_team", "2022-03-01");
    }
    h_sync(&vt, &team);
    IS_INT(named_by(&only), 2, "with the one to come that replaces it");
    IS_INT(rules_of(&only, 1, "2022-03-16"), 1, "of which one stands now");
    hash_of(&only, "west-brabant-2022");
    IS_INT(named_by(&only), 1, "and without the one that it replaces");
}

static void
begin(vs_instant now)
{
    h_world_start(&world, 41);
    world.now = now ? now : world.now;
    h_org_create(&vt, &world, "vt");
    h_org_create(&team, &world, "team");
    h_pin(&vt, &team);
    h_pin(&team, &vt);
    h_sync(&vt, &team);
}

static void
end(void)
{
    OK(h_rebuild_same(&vt) && h_rebuild_same(&team), "a rebuild gives the same");
    h_org_close(&vt);
    h_org_close(&team);
    h_world_end(&world);
}

int
main(void)
{
    begin(0);
    test_roles();
    test_several();
    test_named();
    end();
    begin(1647345600); /* 15 March 2022 12:00 UTC */
    test_successor();
    end();
    return tap_done();
}
