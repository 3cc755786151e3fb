/* What others write by mistake or on purpose: leaves that do not open, copies, false claims. */
#include <stdlib.h>

#include "core/base/enc.h"
#include "core/ledger/channels.h"
#include "core/ledger/findings.h"
#include "core/log/hash.h"
#include "core/log/leaf.h"
#include "core/record/parties.h"
#include "core/seal/entry.h"
#include "tests/unit/core_record/h_store.h"

static struct h_world world;
static struct h_org vt, team;
static struct vs_err err;
static struct vs_hash id, offer;
static int64_t at_vt, at_team;

/* --- leaves of a hostile device ------------------------------------------------------------------
 */

/* Puts raw bytes at the end of the own feed, as a device that runs another program could. */
static void
append_raw(struct h_org *org, struct vs_str raw, struct vs_hash *hash)
{
    H_MUST(vs_store_begin(org->store, &err));
    H_MUST(vs_take_leaf(org->store, &org->store->feed, raw, org->world->now, &err));
    H_MUST(vs_store_commit(org->store, &err));
    vs_merkle_leaf_hash(hash, raw.p, raw.len);
}

/* A leaf with any facts, sealed as the next of the case's channel. */
static void
seal(struct h_org *org, struct vs_buf *raw, int64_t case_leaf, struct vs_str facts)
{
    struct vs_channel_row channel;
    struct vs_expected_row expected;
    struct vs_sealing sealing;
    struct vs_hash salt;

    memset(&sealing, 0, sizeof(sealing));
    memset(&salt, 7, sizeof(salt));
    H_MUST(vs_channel_by_id(org->store->ledger, &channel, case_leaf, &err));
    H_MUST(vs_expected_get(org->store->ledger, &expected, channel.id, org->store->feed.id, &err));
    sealing.place.index = org->store->feed.tree.size;
    sealing.place.feed = &org->store->feed.feed;
    sealing.place.salt = &salt;
    memcpy(sealing.tag, expected.tag, sizeof(sealing.tag));
    sealing.kf = channel.kf;
    sealing.kc = channel.kc;
    sealing.facts = facts;
    vs_buf_init(raw, VS_LEAF_MAX);
    H_MUST(vs_leaf_seal(raw, NULL, &sealing, &err));
}

static void
expect_unopenable(const struct vs_hash *hash, const char *what)
{
    struct h_event event;

    h_deliver(&vt, &team, UINT64_MAX, true);
    event = h_event(&team, hash);
    IS_INT(event.state, VS_EVENT_UNOPENABLE, "%s: kept as unopenable", what);
    IS_INT(h_acks(&team), 1, "acked");
    IS_INT(h_event(&team, hash).acked, VS_ACK_UNREADABLE, "as unreadable");
}

static void
unopenable(void)
{
    struct vs_buf raw;
    struct vs_hash hash, note, wrong;
    char facts[400], text[VS_HASH_TEXT_LEN + 1];

    seal(&vt, &raw, at_vt, VS_STR("{\"v\":1}"));
    raw.p[raw.len - 1] ^= 1; /* the ciphertext no longer opens */
    append_raw(&vt, vs_buf_str(&raw), &hash);
    vs_buf_release(&raw);
    expect_unopenable(&hash, "a broken ciphertext");

    seal(&vt, &raw, at_vt, VS_STR("no json at all"));
    append_raw(&vt, vs_buf_str(&raw), &hash);
    vs_buf_release(&raw);
    expect_unopenable(&hash, "no event");

    memset(&wrong, 9, sizeof(wrong));
    vs_hash_text(text, &wrong);
    snprintf(facts, sizeof(facts),
             "{\"at\":\"2026-04-02T10:00:00Z\",\"case\":\"%s\",\"heads\":[\"%s\"],"
             "\"made\":\"2026-04-02T10:00:00Z\",\"type\":\"note\",\"v\":1}",
             text, text);
    seal(&vt, &raw, at_vt, vs_str(facts));
    append_raw(&vt, vs_buf_str(&raw), &hash);
    vs_buf_release(&raw);
    expect_unopenable(&hash, "an event of another case");

    h_simple(&vt, at_vt, VS_EV_CONTACT, NULL, &note);
    h_deliver(&vt, &team, UINT64_MAX, true);
    IS_INT(h_event(&team, &note).state, VS_EVENT_OPENED, "the next leaf opens: bad ones count");
    OK(h_rebuild_same(&team) && h_rebuild_same(&vt), "both rebuild to the same bytes");
}

/* A tag that belongs, in a leaf of a kind that this program does not know. */
static void
newer(void)
{
    struct vs_buf raw;
    struct vs_hash hash;
    const char *before;

    seal(&vt, &raw, at_vt, VS_STR("{\"v\":1}"));
    raw.p[4] = 9;
    append_raw(&vt, vs_buf_str(&raw), &hash);
    vs_buf_release(&raw);
    before = h_answer(&team, at_team, world.now, VS_INSTANT_NEVER);
    OK(strstr(before, "open certain") != NULL, "certain before: %s", before);
    h_deliver(&vt, &team, UINT64_MAX, true);
    IS_INT(h_event(&team, &hash).state, VS_EVENT_NEWER, "a leaf of a later version is kept");
    OK(h_rebuild_same(&team), "and rebuilt");
}

/* A leaf of vt, copied into the feed of the team as it is, and under the team's own tag. */
static void
transplanted(void)
{
    struct vs_expected_row expected;
    struct vs_hash hash, note, of_copy;
    struct vs_buf raw;
    int64_t leaf;

    h_simple(&vt, at_vt, VS_EV_CONTACT, NULL, &note);
    h_sync(&vt, &team);
    vs_buf_init(&raw, VS_LEAF_MAX);
    H_MUST(vs_leaf_find(team.store->ledger, &leaf, &note, &err));
    H_MUST(vs_leaf_get(team.store->ledger, &raw, NULL, NULL, leaf, &err));
    H_MUST(vs_expected_get(team.store->ledger, &expected, at_team, team.store->feed.id, &err));
    /* The same bytes have the same hash, which is in the ledger already: a byte makes it another.
     */
    raw.p[raw.len - 1] ^= 1;
    append_raw(&team, vs_buf_str(&raw), &hash);
    IS_INT(h_event(&team, &hash).state, 0, "with its old tag it belongs nowhere");
    memcpy(raw.p + 112, expected.tag, sizeof(expected.tag));
    append_raw(&team, vs_buf_str(&raw), &of_copy);
    IS_INT(h_event(&team, &of_copy).state, VS_EVENT_UNOPENABLE, "under the tag it does not open");
    h_deliver(&team, &vt, UINT64_MAX, true);
    IS_INT(h_event(&vt, &hash).state, 0, "so it is for vt");
    IS_INT(h_event(&vt, &of_copy).state, VS_EVENT_UNOPENABLE, "both");
    h_simple(&team, at_team, VS_EV_CONTACT, NULL, &hash);
    h_deliver(&team, &vt, UINT64_MAX, true);
    IS_INT(h_event(&vt, &hash).state, VS_EVENT_OPENED, "and the case goes on");
    vs_buf_release(&raw);
}

/* The very same bytes in another feed, before the leaf itself comes: the copy belongs to nothing,
 * and what is asked for by hash is the leaf in its own place. */
static void
same_bytes(void)
{
    struct vs_hash case_id, sent, copy;
    struct vs_buf raw;
    int64_t leaf, mine;

    world.now += 60;
    mine = h_case_open(&vt, "copied", "words", &case_id);
    vs_buf_init(&raw, VS_LEAF_MAX);
    H_MUST(vs_leaf_get(vt.store->ledger, &raw, NULL, NULL, mine, &err));
    append_raw(&team, vs_buf_str(&raw), &copy);
    OK(vs_hash_eq(&copy, &case_id), "a copy has the same hash");
    IS_INT(h_event(&team, &case_id).state, 0, "and belongs nowhere");
    h_deliver(&team, &vt, UINT64_MAX, true);
    H_MUST(vs_leaf_find(vt.store->ledger, &leaf, &case_id, &err));
    OK(leaf == mine, "who wrote the leaf still finds it in its place");
    h_offer(&vt, mine, &team, &sent);
    h_deliver(&vt, &team, UINT64_MAX, true);
    leaf = h_case(&team, &case_id);
    OK(leaf > 0 && VS_LEAF_FEED(leaf) != team.store->feed.id, "the case opens from the true leaf");
    IS_INT(h_event(&team, &case_id).state, VS_EVENT_OPENED, "which is its first event");
    OK(h_rebuild_same(&team) && h_rebuild_same(&vt), "both rebuild to the same bytes");
    vs_buf_release(&raw);
}

/* Content that is not what the leaf promises, and then is. */
static void
wrong_content(void)
{
    struct vs_event draft;
    struct vs_hash note;
    int64_t leaf;

    memset(&draft, 0, sizeof(draft));
    draft.type = VS_EV_NOTE;
    draft.at = world.now;
    H_MUST(h_try(&vt, at_vt, &draft, "words", &note, &err));
    h_deliver(&vt, &team, UINT64_MAX, false);
    H_MUST(vs_leaf_find(team.store->ledger, &leaf, &note, &err));
    H_MUST(vs_store_begin(team.store, &err));
    IS_INT(vs_take_content(team.store, leaf, VS_STR("rubbish"), &err), VS_E_CONTENT_HASH,
           "wrong content is refused");
    H_MUST(vs_store_commit(team.store, &err));
    IS_INT(h_event(&team, &note).text_state, VS_TEXT_ABSENT, "it stays absent");
    h_deliver(&vt, &team, UINT64_MAX, true);
    IS_INT(h_event(&team, &note).text_state, VS_TEXT_PRESENT, "and comes when the right one does");
}

/* --- false claims about feeds --------------------------------------------------------------------
 */

/* The organisation's next roster, which lists `device` too, and closes it if `close`. */
static void
claim(struct h_org *org, const struct h_org *other, bool close)
{
    struct vs_roster_change change;
    struct vs_roster_device closing;
    struct vs_roster_view view;
    struct vs_signer root;
    struct vs_buf note;
    bool news;

    memset(&change, 0, sizeof(change));
    memset(&closing, 0, sizeof(closing));
    closing.origin = other->store->feed.origin;
    closing.feed = other->store->feed.feed;
    closing.key = other->store->feed.key;
    closing.size = 1;
    if (close) {
        change.close = &closing;
        change.close_count = 1;
    } else {
        change.add = &other->store->feed.key;
        change.add_count = 1;
    }
    vs_buf_init(&note, VS_ROSTER_MAX);
    H_MUST(vs_directory_view(org->store, &view, org->store->self.id, &err));
    H_MUST(vs_store_root(&root, org->store, NULL, &err));
    H_MUST(vs_roster_next(&note, &view, &root, &change, &err));
    H_MUST(vs_store_begin(org->store, &err));
    H_MUST(
        vs_directory_take_roster(org->store, org->store->self.id, vs_buf_str(&note), &news, &err));
    H_MUST(vs_directory_append_roster(org->store, vs_buf_str(&note), &err));
    H_MUST(vs_take_searches(org->store, &err));
    H_MUST(vs_store_commit(org->store, &err));
    vs_signer_release(&root);
    vs_roster_view_release(&view);
    vs_buf_release(&note);
}

static int64_t
owner(struct h_org *org, const struct h_org *of, uint64_t *closed)
{
    struct vs_feed_row feed;

    H_MUST(vs_feed_by_hash(org->store->ledger, &feed, &of->store->feed.feed, &err));
    *closed = feed.closed;
    return feed.org;
}

static void
claims(void)
{
    struct h_org evil, reader;
    struct vs_org_row row_vt, row_evil;
    struct vs_hash case_id, sent;
    uint64_t closed;
    int64_t mine;

    h_org_create(&evil, &world, "evil");
    h_org_create(&reader, &world, "reader");
    claim(&evil, &vt, false);
    claim(&evil, &vt, true);

    /* The claim comes first, with leaves, and then the card of the true owner. */
    h_pin(&evil, &reader);
    h_deliver(&vt, &reader, UINT64_MAX, true);
    h_row(&row_evil, &reader, &evil);
    IS_INT(owner(&reader, &vt, &closed), row_evil.id, "who lists it first has the row");
    h_pin(&vt, &reader);
    h_row(&row_vt, &reader, &vt);
    IS_INT(owner(&reader, &vt, &closed), row_vt.id, "leaf 0 says whose it is");
    OK(closed == VS_FEED_NOT_CLOSED, "and the other's closing is gone");
    h_deliver(&evil, &reader, UINT64_MAX, true);
    OK(owner(&reader, &vt, &closed) == row_vt.id && closed == VS_FEED_NOT_CLOSED,
       "the other's rosters change nothing from then on");

    /* The true owner first, then the claim. */
    h_pin(&evil, &team);
    h_deliver(&evil, &team, UINT64_MAX, true);
    h_row(&row_vt, &team, &vt);
    OK(owner(&team, &vt, &closed) == row_vt.id && closed == VS_FEED_NOT_CLOSED,
       "a late claim changes nothing");

    /* The feed works: a case goes from vt to the reader. */
    h_pin(&reader, &vt);
    h_sync(&reader, &vt);
    mine = h_case_open(&vt, "claimed", "words", &case_id);
    h_offer(&vt, mine, &reader, &sent);
    h_sync(&reader, &vt);
    OK(h_case(&reader, &case_id) > 0, "the true owner's case opens");
    IS_INT(h_event(&reader, &sent).state, VS_EVENT_OPENED, "with its offer");
    OK(h_rebuild_same(&reader), "the reader rebuilds to the same bytes");
    OK(h_rebuild_same(&team), "and so does who saw the claim late");
    h_org_close(&evil);
    h_org_close(&reader);
}

/* Own closing of a device: seen by the partner, also when its roster comes first of all. */
static void
closings(void)
{
    struct h_org two, fresh;
    struct vs_org_row row;
    uint64_t closed;

    h_org_create(&two, &world, "two");
    h_org_create(&fresh, &world, "fresh");
    h_pin(&two, &team);
    h_deliver(&two, &team, UINT64_MAX, true);
    claim(&two, &two, true);
    h_deliver(&two, &team, UINT64_MAX, true);
    h_row(&row, &team, &two);
    OK(owner(&team, &two, &closed) == row.id && closed == 1,
       "a closing in the feed itself is noted, and stays when the leaves are kept");
    h_pin(&two, &fresh);
    (void)owner(&fresh, &two, &closed);
    IS_INT(closed, 1, "a feed that is first seen closed is closed");
    h_org_close(&two);
    h_org_close(&fresh);
}

/* --- introductions -------------------------------------------------------------------------------
 */

/* Somebody tells the team who the third is, with a directory key of its own. */
static void
introduce_falsely(const struct h_org *third)
{
    struct vs_event event;
    struct vs_buf identity;
    struct vs_org_row by;
    bool news;
    char *key;

    h_row(&by, &team, &vt);
    vs_buf_init(&identity, 65536);
    H_MUST(vs_org_identity(third->store->ledger, &identity, third->store->self.id, &err));
    key = memmem(identity.p, identity.len, "\"directory\":\"", 13);
    key[13] = key[13] == 'A' ? 'B' : 'A';
    memset(&event, 0, sizeof(event));
    event.type = VS_EV_INTRODUCE;
    event.party.org = third->store->self.org;
    event.identity = identity.p;
    event.identity_len = identity.len;
    H_MUST(vs_store_begin(team.store, &err));
    H_MUST(vs_parties_introduce(team.store, &event, by.id, at_team, &news, &err));
    H_MUST(vs_take_searches(team.store, &err));
    H_MUST(vs_store_commit(team.store, &err));
    vs_buf_release(&identity);
}

static enum vs_code
is_kind(void *payload, const struct vs_finding_row *row, struct vs_err *why)
{
    const char **kind = payload;

    (void)why;
    *kind = strcmp(row->kind, *kind) == 0 ? "found" : *kind;
    return VS_OK;
}

static bool
found(struct h_org *org, const char *kind)
{
    H_MUST(vs_finding_each(org->store->ledger, false, is_kind, &kind, &err));
    return strcmp(kind, "found") == 0;
}

static void
introductions(void)
{
    struct h_org third;
    struct vs_org_row row, seen;
    struct vs_hash case_id, first, second;
    int64_t mine, theirs;

    h_org_create(&third, &world, "third");
    h_pin(&vt, &third);
    h_pin(&third, &vt);
    h_sync(&vt, &third);
    world.now += 60;
    mine = h_case_open(&vt, "three", "words", &case_id);
    h_offer(&vt, mine, &team, &first);
    h_sync(&vt, &team);
    theirs = h_case(&team, &case_id);
    IS_INT(vs_org_by_hash(team.store->ledger, &row, &third.store->self.org, &err), VS_E_NOT_FOUND,
           "the team does not know the third");
    introduce_falsely(&third);
    IS_INT(vs_org_by_hash(team.store->ledger, &row, &third.store->self.org, &err), VS_OK,
           "it is told who that is, falsely");
    OK(!vs_hash_eq(&row.kd, &third.store->self.kd), "with a key that opens nothing");
    h_simple(&vt, mine, VS_EV_WITHDRAW, &first, NULL);
    h_offer(&vt, mine, &third, &second);
    h_sync(&vt, &team);
    h_sync(&vt, &third);
    IS_INT(vs_org_by_hash(team.store->ledger, &row, &third.store->self.org, &err), VS_OK,
           "vt introduces it");
    OK(vs_hash_eq(&row.kd, &third.store->self.kd),
       "and is believed, since nothing bore the other out");
    OK(found(&team, "contradicting-introduction") && !found(&team, "false-introduction"),
       "that there were two is found, and not which of them is false");
    OK(!found(&vt, "contradicting-introduction") && !found(&third, "contradicting-introduction"),
       "and nothing by those who heard of one");
    OK(!row.pinned && row.alias[0] == '\0' && strcmp(row.name, "third") == 0,
       "by name, not confirmed");
    IS_INT(vs_org_by_hash(third.store->ledger, &seen, &team.store->self.org, &err), VS_OK,
           "and the team to the third");
    h_simple(&third, h_case(&third, &case_id), VS_EV_ACCEPT, &second, NULL);
    h_deliver(&third, &team, UINT64_MAX, true);
    h_deliver(&third, &vt, UINT64_MAX, true);
    IS_TEXT(h_answer(&team, theirs, world.now, VS_INSTANT_NEVER),
            h_answer(&vt, mine, world.now, VS_INSTANT_NEVER), "the team sees what vt sees");
    OK(strstr(h_answer(&team, theirs, world.now, VS_INSTANT_NEVER), "third") != NULL,
       "the third holds");
    introduce_falsely(&third);
    H_MUST(vs_org_by_hash(team.store->ledger, &row, &third.store->self.org, &err));
    OK(vs_hash_eq(&row.kd, &third.store->self.kd), "what bore itself out is not replaced");
    OK(h_rebuild_same(&team) && h_rebuild_same(&third) && h_rebuild_same(&vt),
       "all three rebuild to the same bytes");
    h_pin(&third, &team);
    h_row(&row, &team, &third);
    OK(row.pinned && strcmp(row.alias, "third") == 0, "a card confirms");
    OK(h_rebuild_same(&team), "and changes no state");
    h_org_close(&third);
}

int
main(void)
{
    h_world_start(&world, 3);
    h_org_create(&vt, &world, "vt");
    h_org_create(&team, &world, "team");
    h_pin(&vt, &team);
    h_pin(&team, &vt);
    h_sync(&vt, &team);
    at_vt = h_case_open(&vt, "odd", "words", &id);
    h_offer(&vt, at_vt, &team, &offer);
    h_sync(&vt, &team);
    at_team = h_case(&team, &id);
    unopenable();
    transplanted();
    same_bytes();
    wrong_content();
    claims();
    closings();
    introductions();
    newer();
    h_org_close(&vt);
    h_org_close(&team);
    h_world_end(&world);
    return tap_done();
}
