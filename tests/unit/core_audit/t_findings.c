/*
 * What a verification says of things that nobody changed: partners that wrote nonsense, what is
 * withheld or late, devices that signed two logs, closings that do not fit.
 */
#include "tests/unit/core_audit/h_audit.h"

#include "core/base/enc.h"
#include "core/ledger/forks.h"
#include "core/log/forkproof.h"
#include "core/log/hash.h"
#include "core/record/directory.h"
#include "core/record/fork.h"
#include "core/seal/entry.h"

static struct h_pair pair;

static bool
only(const struct h_found *found, enum vs_severity severity)
{
    for (unsigned i = 0; i < VS_SEVERITIES; i++) {
        if ((i == severity) != (found->audited.found[i] > 0)) {
            printf("%s", found->words);
            return false;
        }
    }
    return true;
}

/* Takes a leaf into the log of `vt` as `ost` would, signed with the rest by vt's device. */
static void
take_signed(struct vs_str raw)
{
    struct vs_store *store = pair.ost.store;
    struct vs_checkpoint checkpoint;
    struct vs_err err = {0};
    struct vs_feed_row feed;
    struct vs_buf file;

    H_MUST(vs_feed_by_hash(store->ledger, &feed, &pair.vt.store->feed.feed, &err));
    H_MUST(vs_take_leaf(store, &feed, raw, pair.world.now, &err));
    H_MUST(vs_feed_update(store->ledger, &feed, &err));
    checkpoint.origin = feed.origin;
    checkpoint.size = feed.tree.size;
    vs_merkle_root(&checkpoint.root, &feed.tree);
    vs_buf_init(&file, VS_CHECKPOINT_FILE_MAX);
    H_MUST(vs_checkpoint_sign(&file, &checkpoint, &pair.vt.store->device.signer, VS_INSTANT_NEVER,
                              &err));
    H_MUST(vs_feed_file_set(store->ledger, feed.id, vs_buf_str(&file), &err));
    vs_buf_release(&file);
}

/* The next leaf of `vt` in the channel of the case, with these facts. */
static void
make_leaf(struct vs_buf *leaf, const char *facts, bool spoil)
{
    struct vs_store *store = pair.ost.store;
    struct vs_expected_row expected;
    struct vs_channel_row channel;
    struct vs_sealing sealing;
    struct vs_hash salt = {{9}};
    struct vs_feed_row feed;
    struct vs_err err = {0};

    memset(&sealing, 0, sizeof(sealing));
    H_MUST(vs_feed_by_hash(store->ledger, &feed, &pair.vt.store->feed.feed, &err));
    H_MUST(vs_channel_by_id(store->ledger, &channel, pair.case_leaf, &err));
    H_MUST(vs_expected_get(store->ledger, &expected, channel.id, feed.id, &err));
    sealing.place = (struct vs_leaf_place){feed.tree.size, &feed.feed, NULL, &salt};
    memcpy(sealing.tag, expected.tag, VS_TAG_LEN);
    sealing.kf = channel.kf;
    sealing.facts = vs_str(facts);
    H_MUST(vs_leaf_seal(leaf, NULL, &sealing, &err));
    if (spoil) {
        leaf->p[leaf->len - 1] ^= 1;
    }
}

static void
begin(void)
{
    struct vs_err err = {0};

    H_MUST(vs_store_begin(pair.ost.store, &err));
}

/* Folds, looks, and takes it all back. */
static void
look(struct h_found *found, enum vs_finding_kind kind, enum vs_severity severity, const char *what)
{
    struct vs_err err = {0};

    H_MUST(vs_store_fold(pair.ost.store, &err));
    h_audit(found, &pair.ost, 0);
    vs_store_rollback(pair.ost.store);
    OK(found->kinds[kind] > 0 && vs_finding_severity(kind) == severity && only(found, severity),
       "%s: %s, %s", what, vs_finding_name(kind), vs_severity_name(severity));
}

static void
odd_leaves(void)
{
    char id[VS_HASH_TEXT_LEN + 1], facts[200];
    struct h_found found;
    struct vs_buf leaf;

    vs_buf_init(&leaf, VS_LEAF_MAX);
    begin();
    take_signed(VS_STR("no leaf at all"));
    look(&found, VS_FOUND_LEAF_FORMAT, VS_SEVERITY_REMARK, "a signed leaf that is none");

    begin();
    make_leaf(&leaf, "{\"made\":\"2026-04-02T10:00:00Z\",\"type\":\"note\",\"v\":1}", true);
    take_signed(vs_buf_str(&leaf));
    look(&found, VS_FOUND_EVENT_UNOPENABLE, VS_SEVERITY_REMARK, "a leaf that nobody can open");

    vs_buf_clear(&leaf);
    begin();
    make_leaf(&leaf, "{\"nonsense\":1}", false);
    take_signed(vs_buf_str(&leaf));
    look(&found, VS_FOUND_EVENT_UNOPENABLE, VS_SEVERITY_REMARK, "a leaf that says nothing");

    vs_buf_clear(&leaf);
    begin();
    vs_hash_text(id, &pair.id);
    snprintf(facts, sizeof(facts),
             "{\"case\":\"%s\",\"made\":\"2026-04-02T16:00:00Z\",\"type\":\"new\",\"v\":2}", id);
    make_leaf(&leaf, facts, false);
    take_signed(vs_buf_str(&leaf));
    look(&found, VS_FOUND_EVENT_NEWER, VS_SEVERITY_INCOMPLETE, "a leaf of a newer program");

    vs_buf_clear(&leaf);
    begin();
    vs_buf_add_text(&leaf, "vs1e\x09");
    vs_buf_add_zeros(&leaf, 200);
    take_signed(vs_buf_str(&leaf));
    h_audit(&found, &pair.ost, 0);
    vs_store_rollback(pair.ost.store);
    OK(found.audited.opaque == 1 && found.audited.found[VS_SEVERITY_WRONG] == 0,
       "a leaf of another kind is counted");
    vs_buf_release(&leaf);
}

static enum vs_code
copy_leaf(void *payload, int64_t id, const struct vs_hash *hash, struct vs_str raw,
          vs_instant received, struct vs_err *err)
{
    (void)id;
    (void)hash;
    (void)received;
    (void)err;
    vs_buf_clear(payload);
    vs_buf_add_str(payload, raw);
    return VS_OK;
}

static void
copies(void)
{
    struct vs_err err = {0};
    struct h_found found;
    struct vs_buf leaf;

    vs_buf_init(&leaf, VS_LEAF_MAX);
    H_MUST(vs_leaf_each(pair.ost.store->ledger, VS_LEAF_ID(pair.ost.store->feed.id, 0),
                        VS_LEAF_ID(pair.ost.store->feed.id + 1, 0), copy_leaf, &leaf, &err));
    begin();
    take_signed(vs_buf_str(&leaf));
    look(&found, VS_FOUND_LEAF_PLACE, VS_SEVERITY_REMARK, "a leaf copied from another log");
    vs_buf_release(&leaf);
}

/* A clock that was set back, and one that was put right. */
static void
dated_back(void)
{
    vs_instant now = pair.world.now;
    struct h_found found;
    struct vs_hash id;
    int64_t other;

    pair.world.now = now + 7200;
    other = h_case_open(&pair.ost, "OST-2", "een andere zaak", &id);
    pair.world.now = now + 6600;
    h_simple(&pair.ost, pair.case_leaf, VS_EV_NOTE, NULL, NULL);
    pair.world.now = now + 7200;
    h_audit(&found, &pair.ost, 0);
    IS_INT(found.kinds[VS_FOUND_DATED_BACK], 0, "ten minutes back are not told of");
    pair.world.now = now + 6599;
    h_simple(&pair.ost, pair.case_leaf, VS_EV_NOTE, NULL, NULL);
    h_simple(&pair.ost, pair.case_leaf, VS_EV_NOTE, NULL, NULL);
    pair.world.now = now + 7200;
    h_audit(&found, &pair.ost, 0);
    OK(found.kinds[VS_FOUND_DATED_BACK] == 1 && only(&found, VS_SEVERITY_REMARK),
       "a second more is, once");
    OK(found.first[VS_FOUND_DATED_BACK].made == now + 6599 &&
           found.first[VS_FOUND_DATED_BACK].earlier.made == now + 7200 &&
           vs_hash_eq(&found.first[VS_FOUND_DATED_BACK].case_id, &pair.id),
       "with both times, in the case of the leaf");
    h_audit(&found, &pair.ost, pair.case_leaf);
    IS_INT(found.kinds[VS_FOUND_DATED_BACK], 1, "also where only that case is looked at");
    h_audit(&found, &pair.ost, other);
    IS_INT(found.kinds[VS_FOUND_DATED_BACK], 1, "or only the other one");
}

/* Withheld and late things. */
static void
incomplete(void)
{
    struct h_org breda, late;
    struct h_found found;
    struct vs_err err = {0};
    struct vs_hash id;
    int64_t case_leaf;

    h_org_create(&breda, &pair.world, "breda");
    h_pin(&breda, &pair.ost);
    h_audit(&found, &pair.ost, 0);
    OK(found.kinds[VS_FOUND_FEED_MISSING] == 1 && only(&found, VS_SEVERITY_INCOMPLETE),
       "a partner of whom nothing was received yet");
    h_deliver(&breda, &pair.ost, UINT64_MAX, true);
    h_audit(&found, &pair.ost, 0);
    OK(found.audited.found[VS_SEVERITY_INCOMPLETE] == 0 && found.audited.orgs == 3,
       "is there after a sync");

    /* Content that does not come: the case is written by vt, delivered without contents. */
    case_leaf = h_case_open(&pair.vt, "VT-9", "wordt achtergehouden", &id);
    (void)h_offer(&pair.vt, case_leaf, &pair.ost, &id);
    h_deliver(&pair.vt, &pair.ost, UINT64_MAX, false);
    h_audit(&found, &pair.ost, 0);
    OK(found.kinds[VS_FOUND_CONTENT_ABSENT] > 0 && only(&found, VS_SEVERITY_INCOMPLETE),
       "content that was withheld");
    h_deliver(&pair.vt, &pair.ost, UINT64_MAX, true);
    h_audit(&found, &pair.ost, 0);
    OK(found.audited.found[VS_SEVERITY_INCOMPLETE] == 0, "and came");

    /* An act that answers one which is not here: vt's clock is far ahead. */
    pair.world.now += 86400;
    h_simple(&pair.vt, case_leaf, VS_EV_NOTE, NULL, NULL);
    pair.world.now -= 86400;
    h_deliver(&pair.vt, &pair.ost, UINT64_MAX, true);
    h_audit(&found, &pair.ost, 0);
    OK(found.kinds[VS_FOUND_EVENT_PENDING] == 1 && only(&found, VS_SEVERITY_INCOMPLETE),
       "an act from the future waits");
    pair.world.now += 86400;
    h_audit(&found, &pair.ost, 0);
    OK(found.audited.found[VS_SEVERITY_WRONG] == 0,
       "when its time has come the fold that is kept is still right by its own clock");

    /* The mark is lost. */
    h_org_close(&pair.ost);
    {
        char path[400];

        snprintf(path, sizeof(path), "%s/ledger.mark", pair.ost.dir);
        h_remove(path);
    }
    h_org_open(&pair.ost);
    h_audit(&found, &pair.ost, 0);
    OK(found.kinds[VS_FOUND_HEAD_MARK] == 1 && found.audited.found[VS_SEVERITY_WRONG] == 0,
       "a lost mark");
    pair.ost.store->confirmed = true;
    H_MUST(vs_store_begin(pair.ost.store, &err));
    H_MUST(vs_store_commit(pair.ost.store, &err));
    h_org_create(&late, &pair.world, "late");
    h_audit(&found, &late, 0);
    OK(found.audited.leaves == 2 && found.audited.cases == 0 &&
           found.audited.found[VS_SEVERITY_INCOMPLETE] + found.audited.found[VS_SEVERITY_WRONG] ==
               0,
       "a new ledger is whole");
    h_org_close(&late);
    h_org_close(&breda);
}

/* Two trees of one size under vt's key. */
static void
forks(void)
{
    struct vs_store *store = pair.ost.store;
    struct vs_checkpoint checkpoint;
    struct vs_forkproof proof;
    struct vs_buf a, b, bytes;
    struct vs_feed_row feed;
    struct vs_err err = {0};
    struct h_found found;
    bool news = false;

    memset(&proof, 0, sizeof(proof));
    H_MUST(vs_feed_by_hash(store->ledger, &feed, &pair.vt.store->feed.feed, &err));
    vs_buf_init(&a, VS_CHECKPOINT_FILE_MAX);
    vs_buf_init(&b, VS_CHECKPOINT_FILE_MAX);
    vs_buf_init(&bytes, VS_FORKPROOF_MAX);
    checkpoint.origin = feed.origin;
    checkpoint.size = feed.tree.size;
    vs_merkle_root(&checkpoint.root, &feed.tree);
    H_MUST(
        vs_checkpoint_sign(&a, &checkpoint, &pair.vt.store->device.signer, VS_INSTANT_NEVER, &err));
    checkpoint.root.b[0] ^= 1;
    H_MUST(
        vs_checkpoint_sign(&b, &checkpoint, &pair.vt.store->device.signer, VS_INSTANT_NEVER, &err));
    proof.a = vs_buf_str(&a);
    proof.b = vs_buf_str(&b);
    vs_forkproof_write(&bytes, &proof);

    begin();
    H_MUST(vs_fork_keep(store, &feed, vs_buf_str(&bytes), &news, &err));
    H_MUST(vs_store_fold(store, &err));
    h_audit(&found, &pair.ost, 0);
    OK(found.kinds[VS_FOUND_FORK] == 1 && found.audited.found[VS_SEVERITY_FORKED] == 1,
       "a device signed two logs, and the proof is here");
    OK(found.audited.found[VS_SEVERITY_WRONG] == 0, "which is no damage");
    h_audit(&found, &pair.ost, pair.case_leaf);
    IS_INT(found.kinds[VS_FOUND_FORK], 1, "it is told of with a case that it concerns");
    vs_store_rollback(store);

    /* The same checkpoint seen by others only. */
    begin();
    checkpoint.size += 10;
    vs_buf_clear(&b);
    H_MUST(
        vs_checkpoint_sign(&b, &checkpoint, &pair.vt.store->device.signer, VS_INSTANT_NEVER, &err));
    {
        struct vs_ahead_row ahead = {feed.id, checkpoint.size, checkpoint.root,
                                     feed.id, vs_buf_str(&b),  0};

        H_MUST(vs_ahead_insert(store->ledger, &ahead, pair.world.now, &err));
    }
    look(&found, VS_FOUND_FEED_BEHIND, VS_SEVERITY_INCOMPLETE, "others saw more of a log");
    vs_buf_release(&a);
    vs_buf_release(&b);
    vs_buf_release(&bytes);
}

/* vt closes its device at a place that it never had, and at one that is further than we are. */
static void
closings(void)
{
    struct vs_store *store = pair.ost.store;
    struct vs_roster_device closing;
    struct vs_roster_change change;
    struct vs_roster_view view;
    struct vs_signer root;
    struct vs_org_row org;
    struct vs_err err = {0};
    struct h_found found;
    struct vs_feed_row feed;
    struct vs_buf note;

    h_row(&org, &pair.ost, &pair.vt);
    H_MUST(vs_feed_by_hash(store->ledger, &feed, &pair.vt.store->feed.feed, &err));
    H_MUST(vs_store_root(&root, pair.vt.store, NULL, &err));
    vs_buf_init(&note, VS_ROSTER_MAX);
    for (int i = 0; i < 3; i++) {
        bool news;

        memset(&change, 0, sizeof(change));
        memset(&closing, 0, sizeof(closing));
        closing.origin = feed.origin;
        closing.size = i == 2 ? feed.tree.size + 7 : feed.tree.size;
        vs_merkle_root(&closing.root, &feed.tree);
        closing.root.b[0] ^= i == 1;
        change.close = &closing;
        change.close_count = 1;
        vs_buf_clear(&note);
        begin();
        H_MUST(vs_directory_view(store, &view, org.id, &err));
        H_MUST(vs_roster_next(&note, &view, &root, &change, &err));
        vs_roster_view_release(&view);
        H_MUST(vs_directory_take_roster(store, org.id, vs_buf_str(&note), &news, &err));
        if (i == 0) {
            H_MUST(vs_store_fold(store, &err));
            h_audit(&found, &pair.ost, 0);
            vs_store_rollback(store);
            IS_INT(found.audited.found[VS_SEVERITY_WRONG], 0, "a closing where the log ends");
        } else if (i == 1) {
            look(&found, VS_FOUND_CLOSING, VS_SEVERITY_WRONG, "a closing at another tree");
        } else {
            look(&found, VS_FOUND_FEED_BEHIND, VS_SEVERITY_INCOMPLETE, "a closing further on");
        }
    }
    vs_signer_release(&root);
    vs_buf_release(&note);
}

int
main(void)
{
    struct h_found found;

    h_pair_start(&pair, 2, false);
    h_audit(&found, &pair.ost, 0);
    IS_INT(found.audited.found[VS_SEVERITY_WRONG] + found.audited.found[VS_SEVERITY_INCOMPLETE], 0,
           "a sound ledger verifies");
    odd_leaves();
    copies();
    forks();
    closings();
    incomplete();
    h_pair_end(&pair);
    h_pair_start(&pair, 3, false);
    dated_back();
    h_pair_end(&pair);
    return tap_done();
}
