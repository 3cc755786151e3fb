/*
 * An offer may name what is not here. Whatever brings it, and whoever, the case is folded again:
 * what lists show is what a rebuild would find.
 */
#include <stdlib.h>
#include <string.h>

#include "core/base/mem.h"
#include "core/ledger/cases.h"
#include "tests/unit/core_record/h_store.h"

#define DAY 86400

static struct h_world world;
static struct h_org vt, team, breda, igj;
static struct vs_err err;

/* The answer about now that lists show. */
static enum vs_code
last_certainty(void *payload, const struct vs_tenure_row *row, struct vs_err *e)
{
    (void)e;
    if (row->since <= world.now && world.now < row->until) {
        snprintf(payload, 40, "%s", row->certainty);
    }
    return VS_OK;
}

static const char *
listed(struct h_org *org, const struct vs_hash *id)
{
    static char certainty[40];

    certainty[0] = '\0';
    H_MUST(vs_tenure_each(org->store->ledger, h_case(org, id), last_certainty, certainty, &err));
    return certainty;
}

/* A case that vt hands over to the team under a text that Breda, a party, does not get. */
static struct vs_hash
waits_for(const char *digits)
{
    struct vs_hash id, offer;

    h_adopt_own(&vt, digits, "vt", vs_date_from(2026, 1, 1));
    h_adopt_own(&team, digits, "local_team", vs_date_from(2026, 1, 1));
    h_sync(&vt, &team);
    (void)h_case_open(&vt, digits, "words", &id);
    h_disclose(&vt, &id, &breda, VS_PARTY_FULL);
    OK(h_offer(&vt, h_case(&vt, &id), &team, &offer) > 0, "%s: handed over", digits);
    world.now += 10 * DAY;
    h_deliver(&vt, &breda, UINT64_MAX, false);
    IS_TEXT(listed(&breda, &id), "undetermined", "the text is not here");
    return id;
}

int
main(void)
{
    struct vs_hash id, offer;

    h_world_start(&world, 59);
    h_org_create(&vt, &world, "vt");
    h_org_create(&team, &world, "team");
    h_org_create(&breda, &world, "breda");
    h_org_create(&igj, &world, "igj");
    h_pin(&vt, &team);
    h_pin(&team, &vt);
    h_pin(&vt, &breda);
    h_pin(&breda, &vt);
    h_pin(&igj, &breda);
    h_sync(&vt, &team);
    h_sync(&vt, &breda);
    (void)h_case_open(&vt, "introduced", "words", &id);
    h_disclose(&vt, &id, &breda, VS_PARTY_FULL);
    (void)h_offer(&vt, h_case(&vt, &id), &team, &offer);
    h_deliver(&vt, &breda, UINT64_MAX, true);
    h_deliver(&vt, &breda, UINT64_MAX, true);

    id = waits_for("9991");
    h_adopt_own(&igj, "9991", "vt", vs_date_from(2026, 1, 1));
    h_deliver(&igj, &breda, UINT64_MAX, true);
    IS_TEXT(listed(&breda, &id), "unconfirmed", "one that is no party to it brings it");
    OK(h_rebuild_same(&breda), "a rebuild gives the same");

    id = waits_for("9992");
    h_adopt_own(&breda, "9992", "vt", vs_date_from(2026, 12, 1));
    IS_TEXT(listed(&breda, &id), "unconfirmed", "an adoption of one's own does, from whenever");
    OK(h_rebuild_same(&breda), "a rebuild gives the same");
    h_org_close(&vt);
    h_org_close(&team);
    h_org_close(&breda);
    h_org_close(&igj);
    h_world_end(&world);
    return tap_done();
}
