/* Several devices of one organisation, on hosts in memory: added, used at once, closed, lost. */
#include <stdlib.h>

#include "core/ledger/channels.h"
#include "core/record/devices.h"
#include "tests/sim/sync/h_world.h"

static struct h_world world;
static struct h_org *vt, *team, *vt2, second;
static struct vs_err err;

/* Everybody syncs so often that nothing is left to say. */
static void
rest(void)
{
    struct h_org *all[] = {vt, vt2, team};

    for (int round = 0; round < 4; round++) {
        for (size_t i = 0; i < 3; i++) {
            world.now += 60;
            if (all[i]->store) {
                h_org_sync_clean(all[i]);
            }
        }
    }
}

static bool
equal(struct h_org *a, struct h_org *b, const struct vs_hash *case_id)
{
    struct vs_buf x, y;
    bool same;

    vs_buf_init(&x, 1 << 20);
    vs_buf_init(&y, 1 << 20);
    same = h_dump(a, &x, case_id) && h_dump(b, &y, case_id) &&
           vs_str_eq(vs_buf_str(&x), vs_buf_str(&y));
    if (!same) {
        printf("# a: %s\n# b: %s\n", x.p ? (char *)x.p : "", y.p ? (char *)y.p : "");
    }
    vs_buf_release(&x);
    vs_buf_release(&y);
    return same;
}

static void
note(struct h_org *org, const struct vs_hash *case_id, const char *words)
{
    struct vs_event draft;
    struct vs_hash id;

    memset(&draft, 0, sizeof(draft));
    draft.type = VS_EV_NOTE;
    draft.at = vs_store_now(org->store);
    h_must(h_act(org, &id, case_id, &draft, words, &err), &err, words);
}

static void
second_device(void)
{
    struct vs_sync_result result;
    struct vs_hash old, offer, both, id;
    struct vs_event draft;

    rest();
    h_must(h_open(vt, &old, true, "an old case", &err), &err, "open");
    h_must(h_offer(vt, &offer, &old, team, VS_OFFER_HANDOVER, &err), &err, "offer");
    rest();

    h_org_device(vt2, vt, 7);
    IS_INT(h_open(vt2, &id, true, NULL, &err), VS_E_DEVICE_UNLISTED,
           "a device that does not know its roster does not act");
    h_must(h_org_sync(vt2, ~0u, &result, &err), &err, "sync");
    IS_INT(result.own, VS_OWN_UNLISTED, "its roster is not on the hub yet");
    IS_INT(result.sent, 0, "and it sends nothing");
    vs_sync_result_release(&result);
    h_org_sync_clean(vt);
    h_must(h_org_sync(vt2, ~0u, &result, &err), &err, "sync");
    IS_INT(result.own, VS_OWN_ACTIVE, "now it finds it");
    OK(result.sent >= 2, "and publishes its first leaves");
    vs_sync_result_release(&result);
    rest();
    OK(equal(vt, vt2, &old) && equal(team, vt2, &old), "the old case is on both devices");

    /* Both act offline. */
    h_must(h_open(vt2, &both, true, "a case of the second", &err), &err, "open");
    note(vt, &old, "by the first");
    note(vt2, &old, "by the second");
    rest();
    OK(equal(vt, vt2, &old) && equal(vt, team, &old), "both notes are everywhere");
    OK(equal(vt, vt2, &both), "a case of the second is on the first");

    /* The one accepts what was offered to the other. */
    h_must(h_open(team, &id, true, NULL, &err), &err, "open");
    h_must(h_offer(team, &offer, &id, vt, VS_OFFER_HANDOVER, &err), &err, "offer");
    h_org_sync_clean(team);
    h_org_sync_clean(vt2);
    memset(&draft, 0, sizeof(draft));
    draft.type = VS_EV_ACCEPT;
    draft.at = world.now;
    draft.has_re = true;
    draft.re = offer;
    h_must(h_act(vt2, &both, &id, &draft, NULL, &err), &err, "accept");
    rest();
    IS_TEXT(h_who(team, &id, world.now), "vt certain", "accepted by the second device");
    OK(equal(vt, team, &id) && equal(vt2, team, &id), "for everybody");
}

static enum vs_code
count_key(void *payload, const struct vs_inbox_row *row, struct vs_err *why)
{
    (void)row;
    (void)why;
    ++*(size_t *)payload;
    return VS_OK;
}

static size_t
keys_of(struct h_org *org)
{
    size_t count = 0;

    h_must(vs_inbox_each(org->store->ledger, count_key, &count, &err), &err, "inbox keys");
    return count;
}

/* An old private key goes when a newer one was published for 60 days, and no sooner. */
static void
old_keys(void)
{
    struct vs_sync_result result;
    size_t before;

    world.now += 32 * 86400;
    rest();
    before = keys_of(team);
    OK(before >= 2, "a month later there is another key");
    world.now += 59 * 86400;
    rest();
    OK(keys_of(team) > before, "a third, and none is gone after 59 days");
    world.now += 2 * 86400;
    h_client_fail(&team->clients[0], H_FAULT_GONE, 1);
    h_must(h_org_sync(team, ~0u, &result, &err), &err, "sync");
    IS_INT(result.keys_destroyed, 0, "nor by a sync that reached nobody");
    vs_sync_result_release(&result);
    h_client_fail(&team->clients[0], H_FAULT_NONE, 0);
    h_must(h_org_sync(team, ~0u, &result, &err), &err, "sync");
    IS_INT(result.keys_destroyed, 1, "61 days after the second was published the first is");
    vs_sync_result_release(&result);
    h_must(h_org_sync(team, ~0u, &result, &err), &err, "sync");
    IS_INT(result.keys_destroyed, 0, "once");
    vs_sync_result_release(&result);
}

/* The only devices are lost; what is left is the card, the root folder and the recovery code. */
static void
lost(void)
{
    static struct h_org fresh;
    struct vs_sync_result result;
    struct vs_hash id, offer;

    h_must(h_open(vt, &id, true, "before the loss", &err), &err, "open");
    h_must(h_offer(vt, &offer, &id, team, VS_OFFER_HANDOVER, &err), &err, "offer");
    rest();
    h_org_device(&fresh, vt, 8); /* listed already, and never seen by it */
    h_org_sync_clean(vt);
    h_org_roots(&fresh, vt);
    h_org_close(vt);
    h_org_close(vt2);
    h_must(h_org_sync(&fresh, ~0u, &result, &err), &err, "sync");
    vs_sync_result_release(&result);
    h_must(h_org_close_device(&fresh, vt, true, &err), &err, "close the first");
    h_must(h_org_close_device(&fresh, vt2, false, &err), &err, "close the second");
    IS_TEXT(vs_code_name(h_org_close_device(&fresh, vt2, false, &err)), "exists", "once only");
    for (int i = 0; i < 3; i++) {
        world.now += 60;
        h_org_sync_clean(&fresh);
        h_org_sync_clean(team);
    }
    OK(equal(&fresh, team, &id), "the partner alone gives the case back");
    note(&fresh, &id, "by the new device");
    h_org_sync_clean(&fresh);
    h_org_sync_clean(team);
    h_org_sync_clean(&fresh);
    OK(equal(&fresh, team, &id), "and it goes on");

    /* A device that comes back reads, and learns that it was closed. */
    h_org_reopen(vt);
    h_must(h_org_sync(vt, ~0u, &result, &err), &err, "sync");
    IS_INT(result.own, VS_OWN_CLOSED, "the lost one learns it");
    vs_sync_result_release(&result);
    IS_TEXT(vs_code_name(h_open(vt, &offer, true, NULL, &err)), "device-closed", "and is silent");
    OK(equal(vt, team, &id), "but reads the same");
}

int
main(void)
{
    h_world_start(&world, 31, 2, 1, h_time("2026-04-02T10:00:00Z"));
    vt = &world.orgs[0];
    team = &world.orgs[1];
    vt2 = &second;
    second_device();
    old_keys();
    lost();
    h_world_end(&world);
    return tap_done();
}
