/*
 * An offer may name what is not here. Whatever brings it, and whoever, the case is folded again:
 * what lists show is what a rebuild would find.
 */
#include <stdlib.h>
#include <string.h>

#include "core/base/mem.h"
#include "core/ledger/cases.h"
#include "core/log/hash.h"
#include "tests/unit/core_record/h_store.h"

#define DAY 86400

static struct h_world world;
static struct h_org vt, team, breda, igj;
static struct vs_err err;

static void
disclose(const struct vs_hash *id, struct h_org *to)
{
    struct vs_act_disclosure disclosure = {0, VS_PARTY_FULL, world.now};
    struct vs_hash event;
    struct vs_org_row row;

    h_row(&row, &vt, to);
    disclosure.org = row.id;
    H_MUST(vs_store_begin(vt.store, &err));
    H_MUST(vs_act_disclose(vt.store, &event, h_case(&vt, id), &disclosure, NULL, &err));
    H_MUST(vs_store_commit(vt.store, &err));
}

/* west-brabant-2022 under a name of four digits, so that the program does not bring it. */
static void
adopt_own(struct h_org *org, const char *digits, const char *role, vs_date from)
{
    struct vs_agreement *agreement = NULL;
    struct vs_str bytes = {NULL, 0};
    char *copy = NULL;

    for (size_t i = 0; vs_shipped_agreement(&bytes, i); i++) {
        H_MUST(vs_agreement_load(&agreement, bytes.p, bytes.len, &err));
        if (vs_str_is(agreement->id, "west-brabant-2022")) {
            break;
        }
        vs_agreement_free(agreement);
    }
    copy = vs_calloc(1, bytes.len + 1);
    memcpy(copy, bytes.p, bytes.len);
    for (char *at = copy; (at = strstr(at, "west-brabant-2022")) != NULL; at++) {
        memcpy(at + strlen("west-brabant-"), digits, 4);
    }
    vs_agreement_free(agreement);
    H_MUST(vs_agreement_load(&agreement, copy, bytes.len, &err));
    vs_sha256(&agreement->hash, agreement->canonical.p, agreement->canonical.len);
    H_MUST(vs_store_begin(org->store, &err));
    H_MUST(vs_directory_adopt(org->store, agreement, role, from, NULL, &err));
    H_MUST(vs_store_commit(org->store, &err));
    vs_agreement_free(agreement);
    vs_free(copy);
}

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

    adopt_own(&vt, digits, "vt", vs_date_from(2026, 1, 1));
    adopt_own(&team, digits, "local_team", vs_date_from(2026, 1, 1));
    h_sync(&vt, &team);
    (void)h_case_open(&vt, digits, "words", &id);
    disclose(&id, &breda);
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
    disclose(&id, &breda);
    (void)h_offer(&vt, h_case(&vt, &id), &team, &offer);
    h_deliver(&vt, &breda, UINT64_MAX, true);
    h_deliver(&vt, &breda, UINT64_MAX, true);

    id = waits_for("9991");
    adopt_own(&igj, "9991", "vt", vs_date_from(2026, 1, 1));
    h_deliver(&igj, &breda, UINT64_MAX, true);
    IS_TEXT(listed(&breda, &id), "unconfirmed", "one that is no party to it brings it");
    OK(h_rebuild_same(&breda), "a rebuild gives the same");

    id = waits_for("9992");
    adopt_own(&breda, "9992", "vt", vs_date_from(2026, 12, 1));
    IS_TEXT(listed(&breda, &id), "unconfirmed", "an adoption of one's own does, from whenever");
    OK(h_rebuild_same(&breda), "a rebuild gives the same");
    h_org_close(&vt);
    h_org_close(&team);
    h_org_close(&breda);
    h_org_close(&igj);
    h_world_end(&world);
    return tap_done();
}
