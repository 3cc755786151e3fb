/*
 * What was known at an instant (FOLD.md): what could be read by then, by the clock of then. A leaf
 * can lie here before the key that opens it, an offer before the text of its agreement or before
 * the adoption of its receiver, an act before our clock reaches it.
 */
#include <string.h>

#include "core/casework/zone.h"
#include "core/ledger/cases.h"
#include "core/record/act.h"
#include "core/record/casefile.h"
#include "core/record/directory.h"
#include "tests/unit/core_record/h_store.h"

#define DAY 86400

static struct h_world world;
static struct h_org vt, team, breda;
static struct vs_err err;

static void
removed(const struct vs_hash *id, struct h_org *party)
{
    struct vs_hash event;

    H_MUST(vs_store_begin(vt.store, &err));
    H_MUST(vs_act_remove(vt.store, &event, h_case(&vt, id), &party->store->self.org, world.now,
                         NULL, &err));
    H_MUST(vs_store_commit(vt.store, &err));
}

/* What Breda says about `at` as it was known at `known_at`. */
static const char *
says(const struct vs_hash *id, vs_instant at, vs_instant known_at)
{
    return h_answer(&breda, h_case(&breda, id), at, known_at);
}

/* When Breda could read an event; 0: it cannot. */
static vs_instant
read_at(const struct vs_hash *id, const struct vs_hash *event)
{
    struct vs_casefile *file = NULL;
    vs_instant received = 0;

    H_MUST(vs_casefile_load(&file, breda.store, h_case(&breda, id), VS_INSTANT_NEVER, &err));
    for (size_t i = 0; i < vs_casefile_count(file); i++) {
        const struct vs_casefile_event *row = vs_casefile_event(file, i);

        received = vs_hash_eq(&row->id, event) ? row->received : received;
    }
    vs_casefile_free(file);
    return received;
}

/* A party goes, and comes back: what was written without it lay here all the time. */
static void
late_key(void)
{
    struct vs_hash id, closing;
    struct vs_event draft = {.type = VS_EV_CLOSE};
    vs_instant closed, heard, back;

    (void)h_case_open(&vt, "late key", "words", &id);
    h_disclose(&vt, &id, &breda, VS_PARTY_FULL);
    h_sync(&vt, &breda);
    world.now += 600;
    removed(&id, &breda);
    closed = world.now += 600;
    draft.at = closed;
    H_MUST(h_try(&vt, h_case(&vt, &id), &draft, NULL, &closing, &err));
    heard = world.now += 600;
    h_deliver(&vt, &breda, UINT64_MAX, true);
    IS_TEXT(says(&id, heard, VS_INSTANT_NEVER), "open certain vt",
            "what was written after it went it cannot read");
    IS_INT(read_at(&id, &closing), 0, "though the leaf is here");
    back = world.now += 600;
    h_disclose(&vt, &id, &breda, VS_PARTY_FULL);
    h_deliver(&vt, &breda, UINT64_MAX, true);
    IS_TEXT(says(&id, heard, VS_INSTANT_NEVER), "closed certain", "then the key comes");
    IS_TEXT(says(&id, heard, heard), "open certain vt", "and it did not know before");
    IS_TEXT(says(&id, heard, back - 1), "open certain vt", "until the last second");
    IS_TEXT(says(&id, heard, back), "closed certain", "but from then on it does");
    IS_INT(read_at(&id, &closing), back, "that is when it could be read");
    OK(h_rebuild_same(&breda), "a rebuild gives the same");
    IS_TEXT(says(&id, heard, back - 1), "open certain vt", "and changes nothing of that");
}

/* Breda is told of the team, and hears all that it says. */
static void
introduced(void)
{
    struct vs_hash id, offer;

    (void)h_case_open(&vt, "introduced", "words", &id);
    h_disclose(&vt, &id, &breda, VS_PARTY_FULL);
    (void)h_offer(&vt, h_case(&vt, &id), &team, &offer);
    h_deliver(&vt, &breda, UINT64_MAX, true);
    h_deliver(&vt, &breda, UINT64_MAX, true);
}

/* The adoptions come, their texts later. */
static void
late_text(void)
{
    struct vs_hash id, offer;
    vs_instant heard, later;

    introduced();
    h_adopt_own(&vt, "9999", "vt", vs_date_from(2026, 1, 1));
    h_adopt_own(&team, "9999", "local_team", vs_date_from(2026, 1, 1));
    h_sync(&vt, &team);
    (void)h_case_open(&vt, "late text", "words", &id);
    h_disclose(&vt, &id, &breda, VS_PARTY_FULL);
    OK(h_offer(&vt, h_case(&vt, &id), &team, &offer) > 0, "handed over under a text of their own");
    world.now += 10 * DAY;
    heard = world.now;
    h_deliver(&vt, &breda, UINT64_MAX, false);
    IS_TEXT(says(&id, heard, VS_INSTANT_NEVER), "open undetermined", "which is not here");
    later = world.now += 600;
    h_deliver(&vt, &breda, UINT64_MAX, true);
    IS_TEXT(says(&id, heard, VS_INSTANT_NEVER), "open unconfirmed team", "then it is");
    IS_TEXT(says(&id, heard, later - 1), "open undetermined", "and was not before");
    OK(h_rebuild_same(&breda), "a rebuild gives the same");
}

/* An act by a clock that runs ahead: it began to count when ours came near it. */
static void
ahead(void)
{
    struct vs_hash id, offer;
    vs_instant from, heard, reached;

    (void)h_case_open(&vt, "ahead", "words", &id);
    h_sync(&vt, &breda);
    (void)h_offer(&vt, h_case(&vt, &id), &breda, &offer);
    h_sync(&vt, &breda);
    from = world.now += 60;
    world.now += 3600;
    {
        struct vs_event draft = {.type = VS_EV_ACCEPT, .at = from, .has_re = true, .re = offer};
        struct vs_hash event;

        H_MUST(h_try(&breda, h_case(&breda, &id), &draft, NULL, &event, &err));
    }
    world.now -= 3000;
    heard = world.now;
    h_deliver(&breda, &vt, UINT64_MAX, true);
    reached = heard + 3000 - 600;
    IS_TEXT(h_answer(&vt, h_case(&vt, &id), heard, VS_INSTANT_NEVER), "open certain vt",
            "it does not count yet");
    world.now = reached;
    IS_TEXT(h_answer(&vt, h_case(&vt, &id), heard, VS_INSTANT_NEVER), "open certain breda",
            "then it does");
    IS_TEXT(h_answer(&vt, h_case(&vt, &id), heard, reached - 1), "open certain vt",
            "and did not before");
}

/* --- an adoption --------------------------------------------------------------------------------
 */

#define MANY 30 /* leaves that the receiver wrote before its adoption, more than the giver has */

/* Who sees a handover and has not heard yet what its receiver adopted. A world of its own. */
static void
late_adoption(void)
{
    struct vs_hash id, offer;
    int64_t at_vt, at_team, at_breda;
    vs_instant before;

    h_world_start(&world, 45);
    h_org_create(&vt, &world, "vt");
    h_org_create(&team, &world, "team");
    h_org_create(&breda, &world, "breda");
    h_pin(&vt, &team);
    h_pin(&team, &vt);
    h_pin(&vt, &breda);
    h_pin(&breda, &vt);
    h_adopt(&vt, "west-brabant-2022", "vt", "2022-04-01");
    at_team = h_case_open(&team, NULL, NULL, &id);
    for (int i = 0; i < MANY; i++) {
        h_simple(&team, at_team, VS_EV_NOTE, NULL, &offer);
    }
    h_adopt(&team, "west-brabant-2022", "local_team", "2022-04-01");
    h_sync(&vt, &team);
    h_deliver(&breda, &vt, UINT64_MAX, true);
    at_vt = h_case_open(&vt, NULL, NULL, &id);
    IS_INT(h_offer(&vt, at_vt, &team, &offer), 1, "handed over under one agreement");
    h_disclose(&vt, &id, &breda, VS_PARTY_FULL);
    world.now += 7 * DAY;
    h_deliver(&vt, &breda, MANY, true);
    at_breda = h_case(&breda, &id);
    before = world.now;
    IS_TEXT(h_answer(&vt, at_vt, world.now, VS_INSTANT_NEVER), "open unconfirmed team",
            "the term ran out");
    IS_TEXT(h_answer(&breda, at_breda, world.now, VS_INSTANT_NEVER), "open undetermined",
            "a party that has not heard what the receiver adopted cannot say");
    world.now += DAY;
    h_sync(&vt, &breda);
    IS_TEXT(h_answer(&breda, at_breda, before, VS_INSTANT_NEVER), "open unconfirmed team",
            "until it hears it");
    IS_TEXT(h_answer(&breda, at_breda, before, before), "open undetermined",
            "then it could not have said so");
    IS_TEXT(h_answer(&vt, at_vt, before, before), "open unconfirmed team", "who knew it could");
    OK(h_rebuild_same(&breda), "a rebuild gives the same");
    h_org_close(&vt);
    h_org_close(&team);
    h_org_close(&breda);
    h_world_end(&world);
}

int
main(void)
{
    late_adoption();
    h_world_start(&world, 57);
    h_org_create(&vt, &world, "vt");
    h_org_create(&team, &world, "team");
    h_org_create(&breda, &world, "breda");
    h_pin(&vt, &team);
    h_pin(&team, &vt);
    h_pin(&vt, &breda);
    h_pin(&breda, &vt);
    h_sync(&vt, &breda);
    h_adopt(&vt, "west-brabant-2022", "vt", "2022-04-01");
    h_adopt(&team, "west-brabant-2022", "local_team", "2022-04-01");
    h_sync(&vt, &team);
    late_key();
    late_text();
    ahead();
    h_org_close(&vt);
    h_org_close(&team);
    h_org_close(&breda);
    h_world_end(&world);
    return tap_done();
}
