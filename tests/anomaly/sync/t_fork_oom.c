/* Every allocation in turn fails while the other history of a forked feed is taken, and while the
 * fork is announced: it says so, nothing is half done, and with memory again it goes on. */
#include "tests/sim/sync/h_world.h"

#include <stdlib.h>

#include "core/base/mem.h"
#include "core/ledger/forks.h"
#include "core/record/fork.h"
#include "core/record/rebuild.h"
#include "sync/receive.h"

static struct h_world world;
static struct h_org *liar, *partner;
static uint64_t base;

static void
note(struct h_org *org, const struct vs_hash *case_id)
{
    struct vs_event draft = {.type = VS_EV_NOTE, .at = world.now};
    struct vs_err err = {0};
    struct vs_hash id;

    h_must(h_act(org, &id, case_id, &draft, "words", &err), &err, "note");
}

/* The partner has one history; the second host shows the other. */
static void
begin(void)
{
    struct h_org *copy = &world.orgs[5];
    struct vs_event draft = {.type = VS_EV_PARTY_ADD};
    struct vs_err err = {0};
    struct vs_hash case_id, id;

    h_world_start(&world, 21, 2, 2, h_time("2026-04-02T08:00:00Z"));
    liar = &world.orgs[0];
    partner = &world.orgs[1];
    for (unsigned i = 0; i < 4; i++) {
        world.now += 60;
        h_must(h_org_sync(&world.orgs[i % 2], 1, NULL, &err), &err, "sync");
    }
    h_must(h_open(liar, &case_id, true, "a narrative", &err), &err, "open");
    draft.at = world.now;
    draft.party.org = partner->id;
    draft.party.role = VS_PARTY_FULL;
    h_must(h_act(liar, &id, &case_id, &draft, NULL, &err), &err, "party.add");
    for (unsigned i = 0; i < 4; i++) {
        world.now += 60;
        h_must(h_org_sync(&world.orgs[i % 2], 1, NULL, &err), &err, "sync");
    }
    base = liar->store->feed.tree.size;
    h_org_clone(copy, liar, 5);
    note(liar, &case_id);
    note(copy, &case_id);
    note(copy, &case_id);
    h_must(h_org_sync(liar, 1, NULL, &err), &err, "the liar");
    h_must(h_org_sync(copy, 2, NULL, &err), &err, "the copy");
    world.now += 60;
    h_must(h_org_sync(partner, 1, NULL, &err), &err, "the partner");
    h_org_close(copy);
    h_org_close(partner);
}

static enum vs_code
take(struct h_org *org, struct vs_receiving *got, struct vs_err *err)
{
    struct vs_host *host = &org->clients[1].host;
    struct vs_host_list list;
    struct vs_tree *tree = NULL;
    enum vs_code code = host->fetch(host, &list, NULL, NULL, err);

    memset(got, 0, sizeof(*got));
    vs_free(list.branches);
    if (code == VS_OK) {
        code = host->tree(host, &tree, liar->branch, err);
    }
    if (code == VS_OK) {
        code = vs_receive_branch(got, org->store, liar->branch, tree, &org->limits, err);
    }
    vs_tree_close(tree);
    return code;
}

static enum vs_code
announce(struct h_org *org, size_t *written, struct vs_err *err)
{
    enum vs_code code = vs_store_begin(org->store, err);

    if (code == VS_OK) {
        code = vs_duty_forks(org->store, written, err);
        if (code == VS_OK) {
            code = vs_store_commit(org->store, err);
        }
        if (code != VS_OK && org->store->open) {
            vs_store_rollback(org->store);
        }
    }
    return code;
}

static bool
is_whole(struct h_org *org)
{
    struct vs_feed_row feed;
    struct vs_rebuilt rebuilt;
    struct vs_err err = {0};
    uint64_t count = 0;

    h_must(vs_feed_by_hash(org->store->ledger, &feed, &liar->store->feed.feed, &err), &err, "feed");
    h_must(vs_evidence_count(org->store->ledger, &count, feed.id, &err), &err, "evidence");
    h_must(vs_rebuild(org->store, &rebuilt, &err), &err, "rebuild");
    return feed.common == base && count == 1 && rebuilt.same;
}

/* One ledger, of which allocation `n` fails; 0: none. Gives how many there were. */
static unsigned long
once(unsigned long n, unsigned *wrong)
{
    struct h_org *org = &world.orgs[4];
    struct vs_receiving got;
    struct vs_err err = {0};
    unsigned long count;
    size_t written = 0;
    enum vs_code code;

    h_org_clone(org, partner, 4);
    vs_mem_fail_at(n);
    code = take(org, &got, &err);
    if (code == VS_OK) {
        code = announce(org, &written, &err);
    }
    count = vs_mem_count();
    vs_mem_fail_at(0);
    *wrong += code != VS_OK && code != VS_E_NO_MEMORY;
    *wrong += code == VS_OK && got.refused != VS_E_FORKED && got.refused != VS_OK;
    memset(&err, 0, sizeof(err));
    *wrong +=
        take(org, &got, &err) != VS_OK || (got.refused != VS_OK && got.refused != VS_E_FORKED);
    *wrong += announce(org, &written, &err) != VS_OK || !is_whole(org);
    if (*wrong) {
        printf("# allocation %lu: %s %s %s\n", n, vs_code_name(code), vs_code_name(got.refused),
               err.detail);
    }
    h_org_close(org);
    return count;
}

int
main(void)
{
    unsigned wrong = 0, tried = 0;
    unsigned long total;
    char command[700];

    begin();
    total = once(0, &wrong);
    IS_INT(wrong, 0, "with memory the other history is taken (%lu allocations)", total);
    for (unsigned long n = 1; n <= total; n += 1 + total / 150) {
        snprintf(command, sizeof(command), "rm -rf '%s' '%s'", world.orgs[4].dir,
                 world.orgs[4].key_path);
        if (system(command) != 0) {
            return 2;
        }
        (void)once(n, &wrong);
        tried++;
    }
    IS_INT(wrong, 0, "%u failures of memory: said, and then made good", tried);
    OK(total > 100 && tried > 50, "there was something to fail");
    h_world_end(&world);
    return tap_done();
}
