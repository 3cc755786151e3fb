/* A device that signs two histories: what honest partners make of it. */
#include "tests/sim/sync/h_world.h"

#include "core/base/enc.h"
#include "core/base/mem.h"
#include "core/ledger/forks.h"
#include "core/log/forkproof.h"
#include "core/log/hash.h"
#include "core/record/directory.h"
#include "core/record/fork.h"
#include "core/record/rebuild.h"

enum { LIAR, PARTNER, OTHER, WITNESS };

/* The liar is the first of the world; its second ledger, a copy of the first, stands behind the
 * honest ones. Host 0 is the one where all meet; on host 1 the copy shows its history. */
struct lie {
    struct h_world world;
    struct h_org *liar, *copy, *partner, *other;
    struct vs_hash case_id;
    vs_instant opened;
};

static void
step(struct lie *lie)
{
    lie->world.now += 60;
}

static void
note(struct h_org *org, const struct vs_hash *case_id, const char *text)
{
    struct vs_event draft = {.type = VS_EV_NOTE, .at = org->world->now};
    struct vs_err err = {0};
    struct vs_hash id;

    h_must(h_act(org, &id, case_id, &draft, text, &err), &err, "note");
}

static void
add_party(struct h_org *org, const struct vs_hash *case_id, const struct h_org *party)
{
    struct vs_event draft = {.type = VS_EV_PARTY_ADD, .at = org->world->now};
    struct vs_err err = {0};
    struct vs_hash id;

    draft.party.org = party->id;
    draft.party.role = VS_PARTY_FULL;
    h_must(h_act(org, &id, case_id, &draft, NULL, &err), &err, "party.add");
}

/* Everybody knows everybody and the case; then the liar's ledger is copied. */
static void
begin(struct lie *lie, uint64_t seed)
{
    struct vs_err err = {0};

    h_world_start(&lie->world, seed, 3, 2, h_time("2026-04-02T08:00:00Z"));
    lie->liar = &lie->world.orgs[0];
    lie->partner = &lie->world.orgs[1];
    lie->other = &lie->world.orgs[2];
    lie->copy = &lie->world.orgs[5];
    h_org_adopt(lie->liar, "west-brabant-2022", "vt");
    h_org_adopt(lie->partner, "west-brabant-2022", "local_team");
    h_org_adopt(lie->other, "west-brabant-2022", "local_team");
    for (unsigned i = 0; i < 6; i++) {
        step(lie);
        h_must(h_org_sync(&lie->world.orgs[i % 3], 1, NULL, &err), &err, "sync");
    }
    lie->opened = lie->world.now;
    h_must(h_open(lie->liar, &lie->case_id, true, "a narrative", &err), &err, "open");
    add_party(lie->liar, &lie->case_id, lie->partner);
    add_party(lie->liar, &lie->case_id, lie->other);
    for (unsigned i = 0; i < 6; i++) {
        step(lie);
        h_must(h_org_sync(&lie->world.orgs[i % 3], 1, NULL, &err), &err, "sync");
    }
    h_org_clone(lie->copy, lie->liar, 5);
    step(lie);
}

static void
end(struct lie *lie)
{
    h_org_close(lie->copy);
    h_world_end(&lie->world);
}

/* The copy puts its branch on the second host as if nothing had been there. */
static void
show(struct h_org *org, unsigned mask)
{
    struct vs_err err = {0};

    h_must(h_org_sync(org, mask, NULL, &err), &err, "the liar's sync");
}

static enum vs_code
sync_code(struct h_org *org, unsigned mask, size_t *forks)
{
    struct vs_sync_result result;
    struct vs_err err = {0};
    enum vs_code code;

    h_must(h_org_sync(org, mask, &result, &err), &err, "sync");
    *forks = result.fork_count;
    code = VS_OK;
    for (size_t i = 0; i < result.feed_count; i++) {
        if (result.feeds[i].refused != VS_OK) {
            code = result.feeds[i].refused;
            printf("# %s: %s: %s\n", org->alias, vs_code_name(code), result.feeds[i].why.detail);
        }
    }
    vs_sync_result_release(&result);
    return code;
}

/* All honest ones until nothing moves. */
static void
settle_all(struct lie *lie, unsigned mask)
{
    size_t forks;

    for (unsigned i = 0; i < 8; i++) {
        step(lie);
        (void)sync_code(lie->partner, mask, &forks);
        step(lie);
        (void)sync_code(lie->other, mask, &forks);
    }
}

static enum vs_code
add_evidence(void *payload, const struct vs_evidence_row *row, struct vs_err *err)
{
    struct vs_buf *out = payload;

    (void)err;
    vs_buf_add_str(out, row->kind);
    vs_buf_add_str(out, row->detail);
    vs_buf_addf(out, " %llu\n", (unsigned long long)row->prefix);
    return VS_OK;
}

static void
evidence(struct vs_buf *out, struct h_org *org)
{
    struct vs_err err = {0};

    h_must(vs_evidence_each(org->store->ledger, 0, add_evidence, out, &err), &err, "evidence");
}

static uint64_t
common_of(struct h_org *org, const struct h_org *of)
{
    struct vs_feed_row feed;
    struct vs_err err = {0};

    h_must(vs_feed_by_hash(org->store->ledger, &feed, &of->store->feed.feed, &err), &err, "feed");
    return feed.common;
}

/* Equal folds, tenures and evidence. */
static void
same(struct h_org *a, struct h_org *b, const struct vs_hash *case_id, const char *what)
{
    struct vs_buf x, y;

    vs_buf_init(&x, 1u << 24);
    vs_buf_init(&y, 1u << 24);
    OK(h_dump(a, &x, case_id) && h_dump(b, &y, case_id) &&
           vs_str_eq(vs_buf_str(&x), vs_buf_str(&y)),
       "%s: equal folds", what);
    if (!vs_str_eq(vs_buf_str(&x), vs_buf_str(&y))) {
        printf("# --- %s\n%.*s\n# --- %s\n%.*s\n", a->alias, (int)x.len, (char *)x.p, b->alias,
               (int)y.len, (char *)y.p);
    }
    vs_buf_clear(&x);
    vs_buf_clear(&y);
    OK(h_tenures(a, &x, case_id) && h_tenures(b, &y, case_id) &&
           vs_str_eq(vs_buf_str(&x), vs_buf_str(&y)),
       "%s: equal answers", what);
    vs_buf_clear(&x);
    vs_buf_clear(&y);
    evidence(&x, a);
    evidence(&y, b);
    OK(x.len > 0 && vs_str_eq(vs_buf_str(&x), vs_buf_str(&y)), "%s: equal evidence", what);
    vs_buf_release(&x);
    vs_buf_release(&y);
}

static void
rebuilds_same(struct h_org *org)
{
    struct vs_rebuilt rebuilt;
    struct vs_err err = {0};
    struct vs_buf before, after;

    vs_buf_init(&before, 1u << 16);
    vs_buf_init(&after, 1u << 16);
    evidence(&before, org);
    h_must(vs_rebuild(org->store, &rebuilt, &err), &err, "rebuild");
    evidence(&after, org);
    OK(rebuilt.same, "%s: a rebuild gives the same", org->alias);
    OK(vs_str_eq(vs_buf_str(&before), vs_buf_str(&after)), "and keeps the evidence");
    vs_buf_release(&before);
    vs_buf_release(&after);
}

/* The copy writes another history and shows it on the second host; there the partners see both. */
static void
test_two_hosts(void)
{
    struct lie lie;
    struct vs_err err = {0};
    struct vs_hash offer;
    size_t forks;
    uint64_t base;

    begin(&lie, 11);
    base = lie.liar->store->feed.tree.size;
    h_must(h_offer(lie.liar, &offer, &lie.case_id, lie.partner, VS_OFFER_HANDOVER, &err), &err,
           "offer");
    note(lie.copy, &lie.case_id, "another history");
    note(lie.copy, &lie.case_id, "longer");
    note(lie.copy, &lie.case_id, "and longer");
    show(lie.liar, 1);
    show(lie.copy, 2);

    step(&lie);
    IS_INT(sync_code(lie.partner, 1, &forks), VS_OK, "one history alone is as good as any");
    IS_INT(forks, 0, "and no fork is seen");
    step(&lie);
    IS_INT(sync_code(lie.other, 2, &forks), VS_OK, "so is the other");
    OK(vs_hash_eq(&lie.liar->store->feed.feed, &lie.copy->store->feed.feed), "it is one feed");

    step(&lie);
    IS_INT(sync_code(lie.partner, 2, &forks), VS_E_FORKED, "both together prove the fork");
    IS_INT(forks, 1, "which is reported");
    IS_INT(common_of(lie.partner, lie.liar), base, "where they part is known exactly");
    step(&lie);
    IS_INT(sync_code(lie.partner, 3, &forks), VS_OK, "later syncs go on");
    IS_INT(forks, 0, "and do not report it again");
    step(&lie);
    (void)sync_code(lie.other, 3, &forks);
    IS_INT(forks, 1, "the other finds or learns it");
    settle_all(&lie, 3);
    IS_INT(common_of(lie.other, lie.liar), base, "and knows as much");
    same(lie.partner, lie.other, &lie.case_id, "two hosts");
    rebuilds_same(lie.partner);
    rebuilds_same(lie.other);
    same(lie.partner, lie.other, &lie.case_id, "after the rebuild");
    end(&lie);
}

/* Nobody sees both histories: a witness file is enough. The partner has the shorter, the other the
 * longer; they meet on a host where the liar never was. */
static void
test_witness_files(void)
{
    struct lie lie;
    size_t forks, more;
    uint64_t base;

    begin(&lie, 12);
    base = lie.liar->store->feed.tree.size;
    note(lie.liar, &lie.case_id, "one");
    show(lie.liar, 1);
    step(&lie);
    IS_INT(sync_code(lie.partner, 1, &forks), VS_OK, "the partner has one history");
    note(lie.copy, &lie.case_id, "another");
    note(lie.copy, &lie.case_id, "and longer");
    show(lie.copy, 2);
    step(&lie);
    IS_INT(sync_code(lie.other, 2, &forks), VS_OK, "the other has the other");
    h_hub_copy(&lie.world.hubs[0], lie.other->branch, &lie.world.hubs[1], lie.other->branch);
    step(&lie);
    (void)sync_code(lie.partner, 1, &forks);
    IS_INT(forks, 0, "a larger checkpoint that others saw proves nothing yet");
    step(&lie);
    h_hub_copy(&lie.world.hubs[1], lie.partner->branch, &lie.world.hubs[0], lie.partner->branch);
    (void)sync_code(lie.other, 2, &forks);
    IS_INT(forks, 1, "the witness file of the shorter proves it to who has the longer");
    IS_INT(common_of(lie.other, lie.liar), base, "one history, and a proof of what it shares");
    h_hub_copy(&lie.world.hubs[0], lie.other->branch, &lie.world.hubs[1], lie.other->branch);
    step(&lie);
    (void)sync_code(lie.partner, 1, &more);
    IS_INT(more, 1, "the partner learns it from the announcement");
    IS_INT(common_of(lie.partner, lie.liar), base, "as much as the proof proves");
    step(&lie);
    IS_INT(sync_code(lie.partner, 1, &forks), VS_OK, "and then has nothing more to say of it");
    rebuilds_same(lie.partner);
    rebuilds_same(lie.other);
    end(&lie);
}

/* The partner accepted an offer of one history before anybody knew: what it knew stays, disputed.
 */
static void
test_vouched(void)
{
    struct lie lie;
    struct vs_err err = {0};
    struct vs_hash offer, id;
    struct vs_event draft;
    size_t forks;

    begin(&lie, 13);
    h_must(h_offer(lie.liar, &offer, &lie.case_id, lie.partner, VS_OFFER_HANDOVER, &err), &err,
           "offer");
    show(lie.liar, 1);
    note(lie.copy, &lie.case_id, "no such offer");
    show(lie.copy, 2);
    step(&lie);
    (void)sync_code(lie.partner, 1, &forks);
    draft = (struct vs_event){.type = VS_EV_ACCEPT, .at = lie.world.now, .has_re = true};
    draft.re = offer;
    h_must(h_act(lie.partner, &id, &lie.case_id, &draft, NULL, &err), &err, "accept");
    settle_all(&lie, 3);
    IS_TEXT(h_who(lie.partner, &lie.case_id, lie.world.now), "oosterhout disputed",
            "who accepted holds, and that the offer was cut is in dispute");
    same(lie.partner, lie.other, &lie.case_id, "vouched for");
    rebuilds_same(lie.other);
    end(&lie);
}

/* Nobody acted on what came after the fork: it moves nothing, and no ack of ours changes that. */
static void
test_left_out(void)
{
    struct lie lie;
    struct vs_err err = {0};
    struct vs_hash offer;
    size_t forks;
    uint64_t size;

    begin(&lie, 14);
    note(lie.copy, &lie.case_id, "first seen");
    show(lie.copy, 2);
    step(&lie);
    (void)sync_code(lie.partner, 2, &forks);
    (void)sync_code(lie.other, 2, &forks);
    h_must(h_offer(lie.liar, &offer, &lie.case_id, lie.partner, VS_OFFER_HANDOVER, &err), &err,
           "offer");
    show(lie.liar, 1);
    settle_all(&lie, 3);
    lie.world.now += 10 * 86400;
    settle_all(&lie, 3);
    IS_TEXT(h_who(lie.partner, &lie.case_id, lie.world.now), "vt certain",
            "an offer that nobody vouches for moves nothing by its delay");
    same(lie.partner, lie.other, &lie.case_id, "left out");
    size = lie.partner->store->feed.tree.size;
    settle_all(&lie, 3);
    IS_INT(lie.partner->store->feed.tree.size, size, "and nothing more is announced");
    rebuilds_same(lie.partner);
    end(&lie);
}

/* --- false evidence ----------------------------------------------------------------------------
 */

/* Writes a fork leaf as a partner may, whatever it claims. */
static void
claim(struct h_org *org, const struct vs_hash *feed, uint64_t size, struct vs_str proof)
{
    struct vs_directory entry = {.type = VS_DIR_FORK, .made = org->world->now, .size = size};
    struct vs_err err = {0};

    entry.feed = *feed;
    vs_merkle_empty_root(&entry.root);
    vs_sha256(&entry.evidence, proof.p, proof.len);
    h_must(vs_store_begin(org->store, &err), &err, "begin");
    h_must(vs_directory_append(org->store, &entry, proof, NULL, &err), &err, "a claim");
    h_must(vs_store_commit(org->store, &err), &err, "commit");
}

static enum vs_code
take_proof(void *payload, const struct vs_evidence_row *row, struct vs_err *err)
{
    struct vs_buf *out = payload;

    (void)err;
    vs_buf_clear(out);
    vs_buf_add_str(out, row->proof);
    return VS_OK;
}

static void
test_false_evidence(void)
{
    struct lie lie;
    struct vs_err err = {0};
    struct vs_buf proof, file, bad;
    struct vs_forkproof made;
    struct vs_feed_row feed;
    size_t forks;
    uint64_t base;

    begin(&lie, 15);
    base = lie.liar->store->feed.tree.size;
    vs_buf_init(&proof, VS_FORKPROOF_MAX);
    vs_buf_init(&file, VS_CHECKPOINT_FILE_MAX);
    vs_buf_init(&bad, VS_FORKPROOF_MAX);
    memset(&made, 0, sizeof(made));
    h_must(vs_feed_by_hash(lie.partner->store->ledger, &feed, &lie.liar->store->feed.feed, &err),
           &err, "the liar's feed");
    h_must(vs_feed_file_get(lie.partner->store->ledger, &file, feed.id, &err), &err,
           "a checkpoint");
    made.a = made.b = vs_buf_str(&file);
    vs_forkproof_write(&bad, &made);
    claim(lie.partner, &lie.liar->store->feed.feed, 0, VS_STR("not a proof at all"));
    claim(lie.partner, &lie.liar->store->feed.feed, 0, vs_buf_str(&bad));
    claim(lie.partner, &lie.other->store->feed.feed, 0, vs_buf_str(&bad));
    claim(lie.partner, &lie.case_id, 0, vs_buf_str(&bad)); /* a feed that nobody knows */
    step(&lie);
    h_must(h_org_sync(lie.partner, 1, NULL, &err), &err, "sync");
    step(&lie);
    IS_INT(sync_code(lie.other, 1, &forks), VS_OK, "false claims are taken like any leaf");
    IS_INT(forks, 0, "and prove nothing");
    IS_INT(common_of(lie.other, lie.liar) == VS_FEED_NOT_FORKED, 1, "against whom they name");
    IS_INT(common_of(lie.other, lie.other) == VS_FEED_NOT_FORKED, 1, "nor against who reads them");

    /* A proof that holds, said to be against somebody else, and said to cut everything. */
    note(lie.liar, &lie.case_id, "one");
    show(lie.liar, 1);
    note(lie.copy, &lie.case_id, "two");
    show(lie.copy, 2);
    step(&lie);
    (void)sync_code(lie.partner, 3, &forks);
    IS_INT(forks, 1, "a true fork");
    h_must(vs_evidence_each(lie.partner->store->ledger, 0, take_proof, &proof, &err), &err,
           "evidence");
    claim(lie.partner, &lie.other->store->feed.feed, 0, vs_buf_str(&proof));
    claim(lie.partner, &lie.liar->store->feed.feed, 0, vs_buf_str(&proof));
    claim(lie.partner, &lie.liar->store->feed.feed, 0, vs_buf_str(&proof));
    step(&lie);
    h_must(h_org_sync(lie.partner, 1, NULL, &err), &err, "sync");
    step(&lie);
    (void)sync_code(lie.other, 1, &forks);
    IS_INT(forks, 1, "is learned once, however often it is told");
    IS_INT(common_of(lie.other, lie.liar), base, "and cuts what it proves, not what is claimed");
    IS_INT(common_of(lie.other, lie.other) == VS_FEED_NOT_FORKED, 1,
           "and nothing of the feed that it was said to be about");
    rebuilds_same(lie.other);
    vs_buf_release(&proof);
    vs_buf_release(&file);
    vs_buf_release(&bad);
    end(&lie);
}

/* A device that signs ever shorter histories: what is kept of them is bounded, the proof that cuts
 * the most is among it, and so is what first showed that there is a fork. */
static void
test_ever_shorter(void)
{
    struct lie lie;
    struct vs_err err = {0};
    struct vs_checkpoint checkpoint;
    struct vs_forkproof made;
    struct vs_feed_row feed;
    struct vs_store *store;
    struct vs_buf proof, file[2];
    vs_instant first;
    uint64_t count, common;
    bool news;

    begin(&lie, 17);
    store = lie.partner->store;
    memset(&made, 0, sizeof(made));
    vs_buf_init(&proof, VS_FORKPROOF_MAX);
    h_must(vs_feed_by_hash(store->ledger, &feed, &lie.liar->store->feed.feed, &err), &err, "feed");
    checkpoint.origin = feed.origin;
    h_must(vs_store_begin(store, &err), &err, "begin");
    step(&lie);
    first = lie.world.now;
    for (uint64_t size = 100; size > 10; size--) {
        for (size_t i = 0; i < 2; i++) {
            checkpoint.size = size;
            memset(checkpoint.root.b, (int)i + 1, sizeof(checkpoint.root.b));
            vs_buf_init(&file[i], VS_CHECKPOINT_FILE_MAX);
            h_must(vs_checkpoint_sign(&file[i], &checkpoint, &lie.liar->store->device.signer,
                                      VS_INSTANT_NEVER, &err),
                   &err, "sign");
        }
        made.a = vs_buf_str(&file[0]);
        made.b = vs_buf_str(&file[1]);
        vs_buf_clear(&proof);
        vs_forkproof_write(&proof, &made);
        h_must(vs_fork_keep(store, &feed, vs_buf_str(&proof), &news, &err), &err, "keep");
        vs_buf_release(&file[0]);
        vs_buf_release(&file[1]);
        step(&lie);
    }
    h_must(vs_store_commit(store, &err), &err, "commit");
    h_must(vs_evidence_count(store->ledger, &count, feed.id, &err), &err, "count");
    IS_INT(count, 32, "so many proofs are kept of 90");
    IS_INT(common_of(lie.partner, lie.liar), 10, "the one that cuts the most is");
    h_must(vs_fork_common(store->ledger, &common, &feed, first, &err), &err, "then");
    IS_INT(common, 99, "and what was known of the fork at first");
    vs_buf_release(&proof);
    end(&lie);
}

/* What a host shows less of than it did, what is gone, and what only others have seen. */
static void
test_withheld(void)
{
    struct lie lie;
    struct vs_sync_result result;
    struct vs_err err = {0};
    size_t forks;

    begin(&lie, 16);
    note(lie.liar, &lie.case_id, "seen by one");
    show(lie.liar, 1);
    step(&lie);
    (void)sync_code(lie.partner, 1, &forks);
    h_client_show_old(&lie.other->clients[0], lie.liar->branch, 1);
    step(&lie);
    IS_TEXT(vs_code_name(sync_code(lie.other, 1, &forks)), "stale",
            "a witness has seen more than the host shows");
    h_client_honest(&lie.other->clients[0]);
    step(&lie);
    IS_INT(sync_code(lie.other, 1, &forks), VS_OK, "when it comes, all is well");
    step(&lie);
    h_client_show_old(&lie.other->clients[0], lie.liar->branch, 2);
    IS_TEXT(vs_code_name(sync_code(lie.other, 1, &forks)), "rolled-back",
            "a host that shows less than it did itself");
    h_client_honest(&lie.other->clients[0]);
    for (size_t i = 0; i < lie.world.hubs[0].count; i++) {
        if (strcmp(lie.world.hubs[0].branches[i].name, lie.liar->branch) == 0) {
            lie.world.hubs[0].branches[i].name[0] = lie.liar->branch[0] == 'a' ? 'b' : 'a';
        }
    }
    step(&lie);
    h_must(h_org_sync(lie.other, 1, &result, &err), &err, "sync");
    IS_TEXT(vs_code_name(h_refused(&result, lie.liar->branch)), "rolled-back",
            "a branch that is gone is named");
    vs_sync_result_release(&result);
    show(lie.liar, 1);
    step(&lie);
    IS_INT(sync_code(lie.other, 1, &forks), VS_OK, "its owner puts it there again");

    /* Its owner cannot fetch it, and it is damaged: it begins anew. */
    h_hub_put(&lie.world.hubs[0], lie.liar->branch, "checkpoint", "x", 1);
    snprintf(lie.liar->clients[0].broken, sizeof(lie.liar->clients[0].broken), "%s",
             lie.liar->branch);
    step(&lie);
    show(lie.liar, 1);
    step(&lie);
    IS_INT(sync_code(lie.other, 1, &forks), VS_OK, "also where the owner itself cannot read it");
    end(&lie);
}

/* Whoever holds a case owes a key to it when a party leaves it by itself. What a forked device adds
 * is cut, a key too: it would make another one at every sync. */
static void
test_key_owed(void)
{
    struct vs_event leaves = {.type = VS_EV_PARTY_REMOVE};
    struct lie lie;
    struct vs_err err = {0};
    struct vs_hash id;
    size_t forks;
    uint64_t size;

    begin(&lie, 29);
    note(lie.liar, &lie.case_id, "one history");
    note(lie.copy, &lie.case_id, "another history");
    show(lie.liar, 1);
    show(lie.copy, 2);
    step(&lie);
    (void)sync_code(lie.partner, 3, &forks);
    IS_INT(forks, 1, "the partner finds the fork");
    leaves.at = lie.world.now;
    leaves.party.org = lie.partner->id;
    h_must(h_act(lie.partner, &id, &lie.case_id, &leaves, NULL, &err), &err, "leaves the case");
    settle_all(&lie, 3);
    for (unsigned i = 0; i < 2; i++) {
        step(&lie);
        (void)sync_code(lie.liar, 1, &forks);
    }
    OK(lie.liar->store->feed.common != VS_FEED_NOT_FORKED, "the forked device knows what it is");
    size = lie.liar->store->feed.tree.size;
    for (unsigned i = 0; i < 3; i++) {
        step(&lie);
        (void)sync_code(lie.liar, 1, &forks);
    }
    IS_INT(lie.liar->store->feed.tree.size, size, "and makes no key that nobody would use");
    end(&lie);
}

int
main(void)
{
    test_two_hosts();
    test_key_owed();
    test_witness_files();
    test_vouched();
    test_left_out();
    test_false_evidence();
    test_ever_shorter();
    test_withheld();
    return tap_done();
}
