/* What else an organisation publishes: forks, inboxes, rosters, and what is no fact at all. */
#include <stdio.h>
#include <string.h>

#include "core/base/enc.h"
#include "core/identity/roster.h"
#include "core/log/hash.h"
#include "core/record/directory.h"
#include "tests/cli/liar/liar.h"

static void
fork_false(void)
{
    char facts[600], at[VS_INSTANT_TEXT_LEN + 1], text[3][VS_HASH_TEXT_LEN + 1];
    struct vs_str proof = VS_STR("no proof at all");
    struct vs_hash hash;
    struct vs_feed_row feed;

    MUST(vs_feed_by_id(store->ledger, &feed, VS_LEAF_FEED(the_case), &err));
    vs_instant_text(at, now);
    vs_sha256(&hash, proof.p, proof.len);
    vs_hash_text(text[0], &hash);
    vs_hash_text(text[1], &feed.feed);
    hash = any_hash(2);
    vs_hash_text(text[2], &hash);
    snprintf(facts, sizeof facts,
             "{\"content\":\"bytes\",\"evidence\":\"%s\",\"feed\":\"%s\",\"made\":\"%s\",\"root\":"
             "\"%s\",\"size\":1,\"type\":\"fork\",\"v\":1}",
             text[0], text[1], at, text[2]);
    say_directory(facts, proof);
}

static void
weak_inbox(void)
{
    char facts[300], at[VS_INSTANT_TEXT_LEN + 1], key[VS_HASH_TEXT_LEN + 1];
    struct vs_hash zero = any_hash(0);

    vs_instant_text(at, now);
    vs_hash_text(key, &zero);
    snprintf(
        facts, sizeof facts,
        "{\"key\":\"%s\",\"made\":\"%s\",\"type\":\"inbox\",\"until\":\"2036-01-01T00:00:00Z\","
        "\"v\":1}",
        key, at);
    say_directory(facts, (struct vs_str){NULL, 0});
}

static void
directory_garbage(void)
{
    say_directory("nothing", (struct vs_str){NULL, 0});
    say_directory("{\"made\":\"2026-01-01T00:00:00Z\",\"type\":\"decree\",\"v\":7}",
                  (struct vs_str){NULL, 0});
}

/* Publishes a note as the newest roster of the liar's organisation. */
static void
publish_roster(struct vs_str note)
{
    struct vs_roster roster;
    char facts[400], at[VS_INSTANT_TEXT_LEN + 1], hash[VS_HASH_TEXT_LEN + 1];
    bool added;
    enum vs_code code = vs_roster_parse(&roster, note, &err);

    vs_instant_text(at, now);
    vs_hash_text(hash, &roster.hash);
    snprintf(facts, sizeof facts,
             "{\"content\":\"bytes\",\"generation\":1,\"made\":\"%s\",\"roster\":\"%s\",\"type\":"
             "\"roster\",\"v\":1,\"version\":2}",
             at, hash);
    say_directory(facts, note);
    if (code == VS_OK) {
        MUST(vs_roster_insert(store->ledger, store->self.id, roster.generation, roster.version,
                              &roster.hash, note, now, &added, &err));
    }
    vs_roster_release(&roster);
}

/* A roster of its own that lists the device of another organisation. */
static void
claim_device(void)
{
    struct vs_roster_change change;
    struct vs_roster_view view;
    struct vs_feed_row feed;
    struct vs_signer root;
    struct vs_buf note;

    vs_buf_init(&note, VS_ROSTER_MAX);
    memset(&change, 0, sizeof change);
    MUST(vs_feed_by_id(store->ledger, &feed, VS_LEAF_FEED(the_case), &err));
    change.add = &feed.key;
    change.add_count = 1;
    MUST(vs_store_root(&root, store, NULL, &err));
    MUST(vs_directory_view(store, &view, store->self.id, &err));
    MUST(vs_roster_next(&note, &view, &root, &change, &err));
    publish_roster(vs_buf_str(&note));
    vs_roster_view_release(&view);
    vs_signer_release(&root);
    vs_buf_release(&note);
}

const struct liar_lie liar_directory[] = {
    {"fork-false", fork_false},
    {"weak-inbox", weak_inbox},
    {"directory-garbage", directory_garbage},
    {"claim-device", claim_device},
    {NULL, NULL},
};
