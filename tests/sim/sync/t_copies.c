/* A ledger that was copied, or restored from a backup: it goes on as a device of its own, and
 * nothing that was recorded in it is lost or counted twice. */
#include <stdlib.h>
#include <string.h>

#include "core/ledger/events.h"
#include "core/record/copy.h"
#include "core/record/devices.h"
#include "core/record/rebuild.h"
#include "tests/sim/sync/h_world.h"

static struct h_world world;
static struct h_org *vt, *team, copy, again;
static struct vs_err err;

static void
rest(struct h_org *other)
{
    struct h_org *all[] = {vt, other, team};

    for (int round = 0; round < 4; round++) {
        for (size_t i = 0; i < 3; i++) {
            world.now += 60;
            if (all[i] && all[i]->store) {
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

static bool
rebuilds(struct h_org *org)
{
    struct vs_rebuilt rebuilt;

    h_must(vs_rebuild(org->store, &rebuilt, &err), &err, "rebuild");
    return rebuilt.same;
}

static void
act(struct h_org *org, const struct vs_hash *case_id, enum vs_event_type type,
    const struct vs_hash *re, const char *words)
{
    struct vs_event draft;
    struct vs_hash id;

    memset(&draft, 0, sizeof(draft));
    draft.type = type;
    draft.at = vs_store_now(org->store);
    draft.has_re = re != NULL;
    if (re) {
        draft.re = *re;
    }
    h_must(h_act(org, &id, case_id, &draft, words, &err), &err, vs_event_type_name(type));
}

struct counting {
    const char *words;
    size_t found, was;
};

static enum vs_code
count_words(void *payload, const struct vs_event_row *row, struct vs_err *why)
{
    struct counting *counting = payload;
    struct vs_event event;

    (void)why;
    if (row->text.len >= strlen(counting->words) &&
        memmem(row->text.p, row->text.len, counting->words, strlen(counting->words))) {
        counting->found++;
        if (vs_event_parse(&event, row->facts.p, row->facts.len, NULL) == VS_OK) {
            counting->was += event.has_was;
            vs_event_release(&event);
        }
    }
    return VS_OK;
}

/* In how many events of the ledger these words stand; *was: of them, recorded again. */
static size_t
words_in(struct h_org *org, const char *words, size_t *was)
{
    struct counting counting = {words, 0, 0};

    h_must(vs_event_each_in(org->store->ledger, 0, INT64_MAX, count_words, &counting, &err), &err,
           words);
    *was = counting.was;
    return counting.found;
}

/* The case in which these words stand. */
struct finding {
    struct h_org *org;
    const char *words;
    struct vs_hash id;
};

static enum vs_code
find_words(void *payload, const struct vs_event_row *row, struct vs_err *why)
{
    struct finding *finding = payload;
    struct vs_buf raw;
    enum vs_code code = VS_OK;

    if (row->case_leaf && row->text.len > 0 &&
        memmem(row->text.p, row->text.len, finding->words, strlen(finding->words))) {
        vs_buf_init(&raw, VS_LEAF_MAX);
        code =
            vs_leaf_get(finding->org->store->ledger, &raw, &finding->id, NULL, row->case_leaf, why);
        vs_buf_release(&raw);
    }
    return code;
}

static struct vs_hash
case_of(struct h_org *org, const char *words)
{
    struct finding finding = {org, words, {{0}}};

    h_must(vs_event_each_in(org->store->ledger, 0, INT64_MAX, find_words, &finding, &err), &err,
           words);
    return finding.id;
}

/* Both go on; the copy finds out when it syncs. */
static void
copied(void)
{
    struct vs_sync_result result;
    struct vs_hash shared, mine, offer, id;
    uint64_t kept;
    size_t was;

    rest(NULL);
    h_must(h_open(vt, &shared, true, "a shared case", &err), &err, "open");
    h_must(h_offer(vt, &offer, &shared, team, VS_OFFER_HANDOVER, &err), &err, "offer");
    rest(NULL);
    /* Recorded before the copy and not sent: in both, and sent by the first. */
    act(vt, &shared, VS_EV_NOTE, NULL, "not sent when copied");
    h_org_close(vt);
    h_org_clone(&copy, vt, 8);
    h_org_reopen(vt);

    world.now += 60;
    act(vt, &shared, VS_EV_NOTE, NULL, "the first goes on");
    h_org_sync_clean(vt);
    act(&copy, &shared, VS_EV_NOTE, NULL, "the copy goes on");
    h_must(h_open(&copy, &mine, true, "a case of the copy", &err), &err, "open");
    h_must(h_offer(&copy, &offer, &mine, team, VS_OFFER_HANDOVER, &err), &err, "offer");
    act(&copy, &mine, VS_EV_WITHDRAW, &offer, "not to them");
    h_must(h_offer(&copy, &offer, &mine, team, VS_OFFER_HANDOVER, &err), &err, "offer");

    kept = copy.store->feed.tree.size;
    h_must(h_org_sync(&copy, ~0u, &result, &err), &err, "sync");
    OK(result.copied && !result.unsettled, "the copy is told what it is");
    IS_INT(result.again, 5, "and what it alone had is recorded again: %zu", result.again);
    IS_INT(result.own, VS_OWN_UNLISTED, "it is a device that no roster lists");
    IS_INT(result.sent, 0, "nothing is pushed");
    vs_sync_result_release(&result);
    OK(!vs_hash_eq(&copy.store->feed.feed, &vt->feed), "it has another feed");
    OK(copy.store->feed.tree.size < kept, "a shorter one");
    IS_INT(words_in(&copy, "the first goes on", &was), 1, "it took what the first recorded");
    IS_INT(words_in(&copy, "not sent when copied", &was), 1, "once what both had");
    IS_INT(was, 0, "from the first");
    IS_INT(words_in(&copy, "the copy goes on", &was), 1, "and its own");
    IS_INT(was, 1, "which names what it was");
    OK(rebuilds(&copy), "it rebuilds to the same");
    mine = case_of(&copy, "a case of the copy");
    act(&copy, &mine, VS_EV_NOTE, NULL, "recorded while it waits");

    h_must(h_org_sync(&copy, ~0u, &result, &err), &err, "sync");
    OK(!result.copied && result.again == 0 && result.sent == 0, "it waits");
    vs_sync_result_release(&result);
    h_must(h_org_list_device(vt, &copy, &err), &err, "add the copy");
    rest(&copy);
    h_must(h_org_sync(&copy, ~0u, &result, &err), &err, "sync");
    IS_INT(result.own, VS_OWN_ACTIVE, "listed, it is a device");
    vs_sync_result_release(&result);
    rest(&copy);
    OK(equal(vt, &copy, &shared) && equal(vt, team, &shared), "the shared case: equal bytes");
    OK(equal(vt, &copy, &mine) && equal(vt, team, &mine), "the case of the copy: equal bytes");
    for (unsigned i = 0; i < 3; i++) {
        struct h_org *org = i == 0 ? vt : i == 1 ? team : &copy;

        OK(words_in(org, "the copy goes on", &was) == 1 && was == 1, "once, with %s", org->alias);
        OK(words_in(org, "not to them", &was) == 1, "the withdrawal too");
        OK(rebuilds(org), "%s rebuilds to the same", org->alias);
    }
    /* Both go on as two devices. */
    act(&copy, &shared, VS_EV_NOTE, NULL, "as the second device");
    act(vt, &shared, VS_EV_NOTE, NULL, "as the first device");
    rest(&copy);
    OK(equal(vt, &copy, &shared) && equal(vt, team, &shared), "and they go on");
    (void)id;
}

/* A backup is a copy, too; it knows at once, and sorts things out at its first sync. */
static void
restored(void)
{
    struct vs_sync_result result;
    struct vs_hash shared, id;
    uint64_t size;
    size_t was;

    h_must(h_open(vt, &shared, true, "before the backup", &err), &err, "open");
    rest(&copy);
    act(vt, &shared, VS_EV_NOTE, NULL, "in the backup, sent later");
    h_org_close(vt);
    h_org_clone(&again, vt, 9);
    h_org_reopen(vt);
    h_must(vs_store_begin(again.store, &err), &err, "begin");
    h_must(vs_copy_new_device(again.store, &err), &err, "a new device");
    h_must(vs_store_commit(again.store, &err), &err, "commit");
    size = again.store->feed.tree.size;
    h_org_reopen(&again);
    IS_INT(h_open(&again, &id, true, "too early", &err), VS_E_RESTORED,
           "nothing is recorded before it has synced");
    h_client_fail(&again.clients[0], H_FAULT_GONE, 1);
    h_must(h_org_sync(&again, ~0u, &result, &err), &err, "sync");
    OK(result.unsettled && result.again == 0, "a host that does not answer settles nothing");
    vs_sync_result_release(&result);
    IS_INT(again.store->feed.tree.size, size, "and nothing is written");

    h_client_fail(&again.clients[0], H_FAULT_NONE, 0);
    act(vt, &shared, VS_EV_NOTE, NULL, "after the backup");
    h_org_sync_clean(vt);
    h_must(h_org_sync(&again, ~0u, &result, &err), &err, "sync");
    OK(!result.unsettled && result.again == 0, "what the hub has is not recorded again");
    IS_INT(result.own, VS_OWN_UNLISTED, "the roster must add it");
    vs_sync_result_release(&result);
    IS_INT(words_in(&again, "after the backup", &was), 1, "it caught up");

    /* The old one is lost: closed at what the hub shows. */
    h_org_close(vt);
    h_must(h_org_list_device(&again, &again, &err), &err, "adds itself with the root at hand");
    h_must(h_org_close_device(&again, vt, true, &err), &err, "closes the lost one, next root");
    h_org_sync_clean(&again);
    h_org_sync_clean(team);
    act(&again, &shared, VS_EV_NOTE, NULL, "with the restored one");
    for (int i = 0; i < 3; i++) {
        world.now += 60;
        h_org_sync_clean(&again);
        h_org_sync_clean(&copy);
    }
    OK(equal(&again, &copy, &shared), "the restored one and the other device agree");
    OK(words_in(&copy, "with the restored one", &was) == 1, "the other device has it");
    OK(rebuilds(&again) && rebuilds(&copy), "and they rebuild to the same");
}

/* Never sent, and lost with the ledger that recorded it: it comes from the backup. */
static void
restored_unsent(void)
{
    struct vs_sync_result result;
    struct vs_hash id;
    size_t was;

    static struct h_org third, back;

    h_org_device(&third, &again, 10);
    for (int i = 0; i < 2; i++) {
        world.now += 60;
        h_org_sync_clean(&again);
        h_must(h_org_sync(&third, ~0u, NULL, &err), &err, "sync");
    }
    h_must(h_open(&third, &id, true, "never sent", &err), &err, "open");
    h_org_close(&third);
    h_org_clone(&back, &third, 11);
    h_must(vs_store_begin(back.store, &err), &err, "begin");
    h_must(vs_copy_new_device(back.store, &err), &err, "a new device");
    h_must(vs_store_commit(back.store, &err), &err, "commit");
    h_must(h_org_sync(&back, ~0u, &result, &err), &err, "sync");
    IS_INT(result.again, 1, "what no remote has is recorded again");
    vs_sync_result_release(&result);
    IS_INT(words_in(&back, "never sent", &was), 1, "once");
    h_must(h_org_list_device(&again, &back, &err), &err, "add it");
    for (int i = 0; i < 3; i++) {
        world.now += 60;
        h_org_sync_clean(&again);
        h_must(h_org_sync(&back, ~0u, NULL, &err), &err, "sync");
    }
    id = case_of(&back, "never sent");
    OK(equal(&again, &back, &id), "and the others have it");
}

/* Only a partner has seen that the other one went on: what the hosts have of the old feed is known
 * when all of them have been asked, and nothing is settled before. */
static void
seen_by_a_partner(void)
{
    static struct h_org late;
    struct vs_sync_result result;
    struct vs_hash id;
    char branch[33];
    size_t was;

    rest(&again);
    h_must(h_open(&again, &id, true, "known to both", &err), &err, "open");
    h_org_close(&again);
    h_org_clone(&late, &again, 12);
    h_org_reopen(&late);
    h_org_reopen(&again);
    act(&again, &id, VS_EV_NOTE, NULL, "by the first alone");
    for (int i = 0; i < 2; i++) {
        world.now += 60;
        h_org_sync_clean(&again);
        h_org_sync_clean(team);
    }
    snprintf(branch, sizeof(branch), "%.32s",
             again.store->feed.origin.text + strlen(VS_ORIGIN_PREFIX));
    h_client_show_old(&late.clients[0], branch, 2);
    IS_TEXT(vs_code_name(h_org_sync(&late, ~0u, NULL, &err)), "copy", "a witness tells the copy");
    h_client_fail(&late.clients[0], H_FAULT_GONE, 1);
    h_must(h_org_sync(&late, ~0u, &result, &err), &err, "sync");
    OK(result.copied && result.unsettled, "it is another device, and waits for the host");
    IS_INT(result.again, 0, "nothing is recorded again on a partner's word");
    vs_sync_result_release(&result);
    h_client_fail(&late.clients[0], H_FAULT_NONE, 0);
    h_client_honest(&late.clients[0]);
    h_must(h_org_sync(&late, ~0u, &result, &err), &err, "sync");
    OK(!result.unsettled && result.again == 0, "what the host shows then is not recorded again");
    vs_sync_result_release(&result);
    IS_INT(words_in(&late, "known to both", &was), 1, "it has it once");
    IS_INT(words_in(&late, "by the first alone", &was), 1, "and what the first went on with");
}

int
main(void)
{
    h_world_start(&world, 47, 2, 1, h_time("2026-04-02T10:00:00Z"));
    vt = &world.orgs[0];
    team = &world.orgs[1];
    copied();
    restored();
    restored_unsent();
    seen_by_a_partner();
    h_world_end(&world);
    return tap_done();
}
