/*
 * What was known at an instant (FOLD.md): what could be read by then, by the clock of then. A leaf
 * can lie here before the key that opens it, an offer before the text of its agreement, an act
 * before our clock reaches it. (t_known_at: before an adoption.)
 */
#include <stdlib.h>
#include <string.h>

#include "core/base/mem.h"
#include "core/casework/zone.h"
#include "core/ledger/cases.h"
#include "core/log/hash.h"
#include "core/record/act.h"
#include "core/record/casefile.h"
#include "core/record/directory.h"
#include "core/record/epochs.h"
#include "tests/unit/core_record/h_store.h"

#define DAY 86400

static struct h_world world;
static struct h_org vt, team, breda;
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
    disclose(&id, &breda);
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
    disclose(&id, &breda);
    h_deliver(&vt, &breda, UINT64_MAX, true);
    IS_TEXT(says(&id, heard, VS_INSTANT_NEVER), "closed certain", "then the key comes");
    IS_TEXT(says(&id, heard, heard), "open certain vt", "and it did not know before");
    IS_TEXT(says(&id, heard, back - 1), "open certain vt", "until the last second");
    IS_TEXT(says(&id, heard, back), "closed certain", "but from then on it does");
    IS_INT(read_at(&id, &closing), back, "that is when it could be read");
    OK(h_rebuild_same(&breda), "a rebuild gives the same");
    IS_TEXT(says(&id, heard, back - 1), "open certain vt", "and changes nothing of that");
}

/* A text that did not come with the program. */
static void
adopt_own(struct h_org *org, const char *role)
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
        memcpy(at, "west-brabant-9999", strlen("west-brabant-9999"));
    }
    vs_agreement_free(agreement);
    H_MUST(vs_agreement_load(&agreement, copy, bytes.len, &err));
    vs_sha256(&agreement->hash, agreement->canonical.p, agreement->canonical.len);
    H_MUST(vs_store_begin(org->store, &err));
    H_MUST(vs_directory_adopt(org->store, agreement, role, vs_date_from(2026, 1, 1), NULL, &err));
    H_MUST(vs_store_commit(org->store, &err));
    vs_agreement_free(agreement);
    vs_free(copy);
}

/* Breda is told of the team, and hears all that it says. */
static void
introduced(void)
{
    struct vs_hash id, offer;

    (void)h_case_open(&vt, "introduced", "words", &id);
    disclose(&id, &breda);
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
    adopt_own(&vt, "vt");
    adopt_own(&team, "local_team");
    h_sync(&vt, &team);
    (void)h_case_open(&vt, "late text", "words", &id);
    disclose(&id, &breda);
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

int
main(void)
{
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
