/*
 * A device that runs another program: writes things that vs itself never writes into the feed of a
 * ledger, below every check, and signs them like anything else. `vs sync` then publishes them.
 *
 *   liar LEDGER KEY-FILE LIE CASE [OTHER]
 *
 * CASE as for vs; OTHER is an alias of an organisation, or another case, as the lie asks. The ids
 * of the leaves that were written go to standard output, one a line. `liar` alone lists the lies.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/enc.h"
#include "core/base/json.h"
#include "core/casework/calendar.h"
#include "core/identity/card.h"
#include "core/identity/root.h"
#include "core/identity/roster.h"
#include "core/ledger/channels.h"
#include "core/log/hash.h"
#include "core/log/leaf.h"
#include "core/record/act.h"
#include "core/record/casefile.h"
#include "core/record/directory.h"
#include "core/record/own.h"
#include "core/record/take.h"
#include "core/seal/entry.h"

static struct vs_err err;
static struct vs_store *store;
static int64_t the_case;
static struct vs_casefile *file;
static struct vs_hash case_id;
static const char *other;
static vs_instant now;

static void
must(enum vs_code code, const char *what)
{
    if (code != VS_OK) {
        fprintf(stderr, "liar: %s: %s: %s: %s\n", what, vs_code_name(code), err.subject,
                err.detail);
        exit(1);
    }
}
#define MUST(call) must((call), #call)

/* --- sealing whatever one likes ------------------------------------------------------------------
 */

/* What a lie does to a leaf before it is appended. */
typedef void (*twist)(uint8_t *leaf, size_t len);

static struct vs_channel_row
case_channel(void)
{
    struct vs_channel_row channel;

    MUST(vs_channel_by_id(store->ledger, &channel, the_case, &err));
    return channel;
}

static struct vs_channel_row
own_directory(void)
{
    struct vs_channel_row channel;

    vs_directory_channel(&channel, &store->self);
    return channel;
}

/* The tag of the leaf that comes `ahead` places after the next one of the channel. */
static void
tag_ahead(uint8_t tag[VS_TAG_LEN], const struct vs_channel_row *channel, uint64_t ahead)
{
    struct vs_expected_row expected;

    MUST(vs_expected_get(store->ledger, &expected, channel->id, store->feed.id, &err));
    vs_tag(tag, channel->kf, &store->feed.feed, expected.n + ahead);
}

/* Seals facts for the place `ahead` of the next one, with the tag `tags` ahead. */
static void
seal_at(struct vs_buf *raw, struct vs_buf *cipher, const struct vs_channel_row *channel,
        struct vs_str facts, struct vs_str content, uint64_t ahead, uint64_t tags)
{
    struct vs_sealing sealing;
    struct vs_hash salt;

    memset(&sealing, 0, sizeof sealing);
    store->env->random(store->env->payload, salt.b, sizeof salt.b);
    sealing.place.index = store->feed.tree.size + ahead;
    sealing.place.feed = &store->feed.feed;
    sealing.place.salt = &salt;
    tag_ahead(sealing.tag, channel, tags);
    sealing.kf = channel->kf;
    sealing.kc = channel->kc;
    sealing.facts = facts;
    sealing.content = content;
    vs_buf_init(raw, VS_LEAF_MAX);
    vs_buf_init(cipher, VS_CONTENT_FILE_MAX);
    MUST(vs_leaf_seal(raw, cipher, &sealing, &err));
}

static struct vs_hash
append(struct vs_str raw)
{
    char text[VS_HASH_TEXT_LEN + 1];
    struct vs_hash id;

    vs_merkle_leaf_hash(&id, raw.p, raw.len);
    MUST(vs_take_leaf(store, &store->feed, raw, now, &err));
    vs_hash_text(text, &id);
    printf("%s\n", text);
    return id;
}

static struct vs_hash
say_in(const struct vs_channel_row *channel, struct vs_str facts, struct vs_str content, twist bend)
{
    int64_t leaf = VS_LEAF_ID(store->feed.id, store->feed.tree.size);
    struct vs_buf raw, cipher;
    struct vs_hash id;

    seal_at(&raw, &cipher, channel, facts, content, 0, 0);
    if (bend) {
        bend(raw.p, raw.len);
    }
    id = append(vs_buf_str(&raw));
    if (cipher.len > 0) {
        MUST(vs_take_content(store, leaf, vs_buf_str(&cipher), &err));
    }
    vs_buf_release(&raw);
    vs_buf_release(&cipher);
    return id;
}

static struct vs_hash
say(const char *facts)
{
    struct vs_channel_row channel = case_channel();

    return say_in(&channel, vs_str(facts), (struct vs_str){NULL, 0}, NULL);
}

/* --- facts ---------------------------------------------------------------------------------------
 */

static struct vs_hash heads[VS_EVENT_HEADS_MAX];

/* What every honest event has. */
static struct vs_event
event_of(enum vs_event_type type)
{
    struct vs_event event;

    memset(&event, 0, sizeof event);
    event.type = type;
    event.v = 1;
    event.case_id = case_id;
    event.at = event.made = now;
    event.heads = heads;
    event.head_count = vs_fold_heads(vs_casefile_fold(file), heads, VS_EVENT_HEADS_MAX);
    event.head_count = vs_event_sort_set(heads, event.head_count);
    return event;
}

static struct vs_hash
record(const struct vs_event *event)
{
    struct vs_channel_row channel = case_channel();
    struct vs_buf facts;
    struct vs_hash id;

    vs_buf_init(&facts, VS_FACTS_CLASS_MAX);
    MUST(vs_event_write(&facts, event, &err));
    id = say_in(&channel, vs_buf_str(&facts), (struct vs_str){NULL, 0}, NULL);
    vs_buf_release(&facts);
    return id;
}

/* The facts of a note of now as text, with other members in front of `at` and behind `type`. */
static const char *
note_facts(const char *before, const char *type, int v)
{
    static char text[4096];
    char id[VS_HASH_TEXT_LEN + 1], at[VS_INSTANT_TEXT_LEN + 1], list[VS_EVENT_HEADS_MAX * 50] = "";
    struct vs_event event = event_of(VS_EV_NOTE);

    for (size_t i = 0; i < event.head_count; i++) {
        vs_hash_text(id, &event.heads[i]);
        strcat(strcat(strcat(strcat(list, i ? "," : ""), "\""), id), "\"");
    }
    vs_hash_text(id, &case_id);
    vs_instant_text(at, now);
    snprintf(text, sizeof text,
             "{%s\"at\":\"%s\",\"case\":\"%s\",\"heads\":[%s],\"made\":\"%s\",\"type\":\"%s\","
             "\"v\":%d}",
             before, at, id, list, at, type, v);
    return text;
}

static struct vs_hash
any_hash(uint8_t byte)
{
    struct vs_hash hash;

    memset(hash.b, byte, sizeof hash.b);
    return hash;
}

static struct vs_org_row
other_org(void)
{
    struct vs_org_row row;

    if (!other) {
        fprintf(stderr, "liar: which organisation?\n");
        exit(2);
    }
    MUST(vs_directory_find(store, &row, other, &err));
    return row;
}

/* The newest event of this type, of anybody. */
static const struct vs_casefile_event *
newest(enum vs_event_type type)
{
    for (size_t i = vs_casefile_count(file); i-- > 0;) {
        const struct vs_casefile_event *event = vs_casefile_event(file, i);

        if (event->event && event->event->type == type) {
            return event;
        }
    }
    fprintf(stderr, "liar: the case has no such event\n");
    exit(2);
}

/* --- leaves that do not open ---------------------------------------------------------------------
 */

static void
break_cipher(uint8_t *leaf, size_t len)
{
    leaf[len - 1] ^= 1;
}

static void
break_commitment(uint8_t *leaf, size_t len)
{
    (void)len;
    leaf[128] ^= 1;
}

static void
other_kind(uint8_t *leaf, size_t len)
{
    (void)len;
    leaf[4] = 9;
}

static void
bent(twist bend)
{
    struct vs_channel_row channel = case_channel();

    say_in(&channel, vs_str(note_facts("", "note", 1)), (struct vs_str){NULL, 0}, bend);
}

static void
unopenable(void)
{
    bent(break_cipher);
}

static void
wrong_commitment(void)
{
    bent(break_commitment);
}

static void
unknown_kind(void)
{
    bent(other_kind);
}

/* A tag that says that one leaf went before which there is not. */
static void
skipped_tag(void)
{
    struct vs_channel_row channel = case_channel();
    struct vs_buf raw, cipher;

    seal_at(&raw, &cipher, &channel, vs_str(note_facts("", "note", 1)), (struct vs_str){NULL, 0}, 0,
            1);
    append(vs_buf_str(&raw));
    vs_buf_release(&raw);
    vs_buf_release(&cipher);
}

/* A leaf of somebody else's, as it is, or under the tag that is expected of this feed. */
static void
anothers(bool own_tag)
{
    struct vs_channel_row channel = case_channel();
    struct vs_buf raw;

    for (size_t i = 0; i < vs_casefile_count(file); i++) {
        const struct vs_casefile_event *event = vs_casefile_event(file, i);

        if (event->org == store->self.id) {
            continue;
        }
        vs_buf_init(&raw, VS_LEAF_MAX);
        MUST(vs_leaf_get(store->ledger, &raw, NULL, NULL, event->leaf, &err));
        if (own_tag) {
            tag_ahead(raw.p + VS_LEAF_COMMON_LEN - VS_LEAF_TAG_LEN, &channel, 0);
        }
        append(vs_buf_str(&raw));
        vs_buf_release(&raw);
        if (own_tag) {
            return; /* one is enough: the next tag is another */
        }
    }
}

static void
copied_leaves(void)
{
    anothers(false);
}

static void
moved_leaf(void)
{
    anothers(true);
}

/* --- facts that are none -------------------------------------------------------------------------
 */

static void
not_canonical(void)
{
    say(note_facts(" ", "note", 1));
}

static void
no_json(void)
{
    say("no json at all");
}

static void
empty_object(void)
{
    say("{}");
}

static void
other_case(void)
{
    struct vs_event event = event_of(VS_EV_NOTE);

    event.case_id = any_hash(9);
    record(&event);
}

static void
second_opening(void)
{
    struct vs_event_party self = {store->self.org, VS_PARTY_FULL};
    struct vs_event event = event_of(VS_EV_OPEN);

    event.case_id = any_hash(0);
    event.heads = NULL;
    event.head_count = 0;
    event.takes = true;
    event.parties = &self;
    event.party_count = 1;
    record(&event);
}

static void
newer_version(void)
{
    say(note_facts("", "note", 2));
}

static void
newer_type(void)
{
    say(note_facts("", "transfer.compel", 1));
}

static void
newer_member(void)
{
    say(note_facts("\"a_new_member\":1,", "note", 1));
}

static void
other_note(void)
{
    say(note_facts("", "note.from_the_future", 2));
}

/* --- heads ---------------------------------------------------------------------------------------
 */

static void
unknown_head(void)
{
    struct vs_event event = event_of(VS_EV_CLOSE);
    struct vs_hash unknown = any_hash(3);

    event.heads = &unknown;
    event.head_count = 1;
    record(&event);
}

static void
sixteen_unknown_heads(void)
{
    struct vs_event event = event_of(VS_EV_NOTE);

    for (uint8_t i = 0; i < VS_EVENT_HEADS_MAX; i++) {
        heads[i] = any_hash((uint8_t)(i + 1));
    }
    event.head_count = VS_EVENT_HEADS_MAX;
    record(&event);
}

/* All legal: sixteen heads that are known. */
static void
sixteen_heads(void)
{
    struct vs_event event = event_of(VS_EV_NOTE);
    struct vs_hash ids[VS_EVENT_HEADS_MAX];

    for (size_t i = 0; i < VS_EVENT_HEADS_MAX; i++) {
        event.at = event.made = now;
        ids[i] = record(&event);
    }
    event.heads = ids;
    event.head_count = vs_event_sort_set(ids, VS_EVENT_HEADS_MAX);
    record(&event);
}

/* An event that names as its cause the one that comes after it in the same feed. */
static void
future_head(void)
{
    struct vs_channel_row channel = case_channel();
    struct vs_event first = event_of(VS_EV_CLOSE), second = event_of(VS_EV_NOTE);
    struct vs_buf facts, raw[2], cipher[2];
    struct vs_hash id;

    vs_buf_init(&facts, VS_FACTS_CLASS_MAX);
    MUST(vs_event_write(&facts, &second, &err));
    seal_at(&raw[1], &cipher[1], &channel, vs_buf_str(&facts), (struct vs_str){NULL, 0}, 1, 1);
    vs_merkle_leaf_hash(&id, raw[1].p, raw[1].len);
    first.heads = &id;
    first.head_count = 1;
    vs_buf_clear(&facts);
    MUST(vs_event_write(&facts, &first, &err));
    seal_at(&raw[0], &cipher[0], &channel, vs_buf_str(&facts), (struct vs_str){NULL, 0}, 0, 0);
    append(vs_buf_str(&raw[0]));
    append(vs_buf_str(&raw[1]));
    for (int i = 0; i < 2; i++) {
        vs_buf_release(&raw[i]);
        vs_buf_release(&cipher[i]);
    }
    vs_buf_release(&facts);
}

/* --- acks ----------------------------------------------------------------------------------------
 */

static void
ack_of(struct vs_hash *ids, size_t count)
{
    struct vs_event event = event_of(VS_EV_ACK);

    event.opened = ids;
    event.opened_count = vs_event_sort_set(ids, count);
    record(&event);
}

static void
ack_unknown(void)
{
    struct vs_hash id = any_hash(5);

    ack_of(&id, 1);
}

static void
ack_own(void)
{
    struct vs_event event = event_of(VS_EV_NOTE);
    struct vs_hash id = record(&event);

    ack_of(&id, 1);
}

static void
ack_many(void)
{
    struct vs_hash lists[3][VS_EVENT_ACK_MAX];
    struct vs_event event = event_of(VS_EV_ACK);

    for (size_t i = 0; i < 3; i++) {
        for (size_t n = 0; n < VS_EVENT_ACK_MAX; n++) {
            store->env->random(store->env->payload, lists[i][n].b, sizeof lists[i][n].b);
        }
        (void)vs_event_sort_set(lists[i], VS_EVENT_ACK_MAX);
    }
    event.opened = lists[0];
    event.facts_only = lists[1];
    event.unreadable = lists[2];
    event.opened_count = event.facts_only_count = event.unreadable_count = VS_EVENT_ACK_MAX;
    record(&event);
}

static void
ack_all(void)
{
    struct vs_hash ids[VS_EVENT_ACK_MAX];
    size_t count = 0;

    for (size_t i = 0; i < vs_casefile_count(file) && count < VS_EVENT_ACK_MAX; i++) {
        ids[count++] = vs_casefile_event(file, i)->id;
    }
    ack_of(ids, count);
}

static void
ack_of_then(void)
{
    struct vs_event event = event_of(VS_EV_ACK);
    struct vs_hash id = newest(VS_EV_OFFER)->id;

    event.opened = &id;
    event.opened_count = 1;
    event.at = now - 86400;
    record(&event);
}

/* --- times ---------------------------------------------------------------------------------------
 */

static void
at_time(enum vs_event_type type, vs_instant at, vs_instant made)
{
    struct vs_event event = event_of(type);

    if (type == VS_EV_ACCEPT || type == VS_EV_REFUSE) {
        event.re = newest(VS_EV_OFFER)->id;
        event.has_re = true;
    }
    event.at = at;
    event.made = made;
    record(&event);
}

static void
made_in_an_hour(void)
{
    at_time(VS_EV_ACCEPT, now + 3600, now + 3600);
}

static void
made_in_years(void)
{
    at_time(VS_EV_ACCEPT, now + 10 * 31536000LL, now + 10 * 31536000LL);
}

static void
at_after_made(void)
{
    at_time(VS_EV_ACCEPT, now + 3600, now);
}

static void
refused_before(void)
{
    at_time(VS_EV_REFUSE, now - 20 * 86400, now);
}

static void
made_before(void)
{
    at_time(VS_EV_REFUSE, 0, 0);
}

/* --- without authority ---------------------------------------------------------------------------
 */

static void
accept_anothers(void)
{
    struct vs_event event = event_of(VS_EV_ACCEPT);

    event.re = newest(VS_EV_OFFER)->id;
    event.has_re = true;
    record(&event);
}

static void
accept_nothing(void)
{
    struct vs_event event = event_of(VS_EV_ACCEPT);

    event.re = any_hash(6);
    event.has_re = true;
    record(&event);
}

static void
settle_stranger(void)
{
    struct vs_event event = event_of(VS_EV_SETTLE);

    event.outcome = any_hash(7);
    event.from = now;
    record(&event);
}

static void
settle_alone(void)
{
    struct vs_event event = event_of(VS_EV_SETTLE);

    event.outcome = store->self.org;
    event.from = now;
    record(&event);
}

static void
close_case(void)
{
    struct vs_event event = event_of(VS_EV_CLOSE);

    record(&event);
}

static void
reopen_case(void)
{
    struct vs_event event = event_of(VS_EV_REOPEN);

    record(&event);
}

static void
assess_case(void)
{
    struct vs_event event = event_of(VS_EV_ASSESS);

    record(&event);
}

static void
offer_case(void)
{
    struct vs_event event = event_of(VS_EV_OFFER);

    event.to = store->self.org;
    record(&event);
}

/* Adds somebody, and gives it the key as if it were allowed to. */
static void
add_party(void)
{
    struct vs_org_row org = other_org();
    struct vs_event event = event_of(VS_EV_PARTY_ADD);

    event.party = (struct vs_event_party){org.org, VS_PARTY_FULL};
    record(&event);
    MUST(vs_act_invite(store, the_case, org.id, VS_PARTY_FULL, &err));
}

static void
remove_party(void)
{
    struct vs_event event = event_of(VS_EV_PARTY_REMOVE);

    event.party.org = other_org().org;
    record(&event);
}

static void
was_anothers(void)
{
    struct vs_event event = event_of(VS_EV_NOTE);

    event.has_was = true;
    event.was = newest(VS_EV_OFFER)->id;
    record(&event);
}

static void
erase_anothers(void)
{
    struct vs_event event = event_of(VS_EV_ERASED);
    struct vs_hash id = newest(VS_EV_OFFER)->id;

    event.leaves = &id;
    event.leaf_count = 1;
    record(&event);
}

/* More than counts of one device in one case. */
static void
flood(void)
{
    struct vs_event event = event_of(VS_EV_NOTE);

    for (unsigned i = 0; i < VS_FOLD_FEED_MAX; i++) {
        record(&event);
    }
}

/* --- organisations -------------------------------------------------------------------------------
 */

static void
introduce(const struct vs_hash *org, struct vs_str identity)
{
    struct vs_channel_row channel = case_channel();
    struct vs_event event = event_of(VS_EV_INTRODUCE);
    struct vs_buf facts, bytes;

    vs_buf_init(&facts, VS_FACTS_CLASS_MAX);
    event.party.org = *org;
    vs_buf_init(&bytes, VS_EVENT_IDENTITY_MAX);
    vs_buf_add_str(&bytes, identity);
    event.identity = bytes.p;
    event.identity_len = bytes.len;
    event.content = VS_CONTENT_BYTES;
    MUST(vs_event_write(&facts, &event, &err));
    say_in(&channel, vs_buf_str(&facts), VS_STR("no roster"), NULL);
    vs_buf_release(&facts);
    vs_buf_release(&bytes);
}

/* An identity that is not that of the organisation named beside it. */
static void
introduce_false(void)
{
    struct vs_hash org = any_hash(8);
    struct vs_buf identity;

    vs_buf_init(&identity, 65536);
    MUST(vs_org_identity(store->ledger, &identity, store->self.id, &err));
    introduce(&org, vs_buf_str(&identity));
    introduce(&org, VS_STR("{\"no\":\"identity\"}"));
    introduce(&org, VS_STR("\xff\xfe"));
    vs_buf_release(&identity);
}

/* Somebody whom the others know, with a directory key of the liar's own. */
static void
introduce_known(void)
{
    struct vs_org_row org = other_org();
    struct vs_buf identity, bent_identity;
    char *key;

    vs_buf_init(&identity, 65536);
    vs_buf_init(&bent_identity, 65536);
    MUST(vs_org_identity(store->ledger, &identity, org.id, &err));
    vs_buf_add(&identity, "", 1);
    key = strstr((char *)identity.p, "\"directory\":\"");
    key[13] = key[13] == 'A' ? 'B' : 'A';
    introduce(&org.org, (struct vs_str){(char *)identity.p, identity.len - 1});
    vs_buf_release(&identity);
    vs_buf_release(&bent_identity);
}

/* An organisation that does not exist, with this directory key. */
static void
introduce_invented(const uint8_t kd[VS_KEY_LEN], unsigned seed)
{
    struct vs_card_identity identity;
    struct vs_secret secret;
    struct vs_signer signer;
    struct vs_buf bytes;

    memset(&identity, 0, sizeof identity);
    MUST(vs_secret_init(&secret, VS_SEED_LEN, &err));
    memset(secret.p, 0, VS_SEED_LEN);
    vs_put_u32(secret.p, seed);
    MUST(vs_signer_init(&signer, &secret, &err));
    identity.root = signer.public_key;
    vs_root_hash(&identity.org, &identity.root);
    identity.next = any_hash(9);
    memcpy(identity.directory, kd, VS_KEY_LEN);
    snprintf(identity.name, sizeof identity.name, "Invented %u", seed);
    vs_buf_init(&bytes, VS_EVENT_IDENTITY_MAX);
    MUST(vs_card_identity_write(&bytes, &identity, &err));
    introduce(&identity.org, vs_buf_str(&bytes));
    vs_signer_release(&signer);
    vs_secret_release(&secret);
    vs_buf_release(&bytes);
}

/* With the directory key of somebody who exists, and with the keys of the case. */
static void
introduce_taken_keys(void)
{
    struct vs_org_row org = other_org();
    struct vs_channel_row channel = case_channel();

    introduce_invented(org.kd.b, 77);
    introduce_invented(channel.kc, 78);
    introduce_invented(channel.kr, 79);
    introduce_invented(channel.kf, 80);
}

/* More organisations than anybody may introduce. */
static void
introduce_many(void)
{
    uint8_t kd[VS_KEY_LEN] = {0};

    for (unsigned i = 0; i < 260; i++) {
        introduce_invented(kd, 1000 + i);
    }
}

static void
say_directory(const char *facts, struct vs_str content)
{
    struct vs_channel_row channel = own_directory();

    say_in(&channel, vs_str(facts), content, NULL);
}

static void
adopt_false(void)
{
    char facts[600], at[VS_INSTANT_TEXT_LEN + 1], hash[VS_HASH_TEXT_LEN + 1];
    struct vs_hash wrong = any_hash(4);

    vs_instant_text(at, now);
    vs_hash_text(hash, &wrong);
    snprintf(facts, sizeof facts,
             "{\"content\":\"json\",\"from\":\"2020-01-01\",\"made\":\"%s\",\"profile\":\"mine\","
             "\"profile_hash\":\"%s\",\"role\":\"vt\",\"type\":\"adopt\",\"v\":1}",
             at, hash);
    say_directory(facts, VS_STR("{\"a\":\"profile of another hash\"}"));
}

/* Of what is written again and again. */
#define MANY 300

static enum vs_code
keep_adoption(void *payload, const struct vs_adoption_row *row, struct vs_err *why)
{
    (void)why;
    *(struct vs_adoption_row *)payload = *row;
    return VS_OK;
}

static struct vs_str no_agreement = {"{\"a\":1}", 7};

/* Canonical JSON with its right hash, and no agreement. */
static void
adopt_nothing(void)
{
    char facts[600], at[VS_INSTANT_TEXT_LEN + 1], hash[VS_HASH_TEXT_LEN + 1];
    struct vs_hash is;

    vs_sha256(&is, no_agreement.p, no_agreement.len);
    vs_instant_text(at, now);
    vs_hash_text(hash, &is);
    snprintf(facts, sizeof facts,
             "{\"content\":\"json\",\"from\":\"2020-01-01\",\"made\":\"%s\",\"profile\":\"mine\","
             "\"profile_hash\":\"%s\",\"role\":\"vt\",\"type\":\"adopt\",\"v\":1}",
             at, hash);
    say_directory(facts, no_agreement);
}

/* The text that this organisation adopted, adopted again and again. */
static void
adopt_many(void)
{
    char facts[600], at[VS_INSTANT_TEXT_LEN + 1], hash[VS_HASH_TEXT_LEN + 1];
    struct vs_adoption_row row;
    struct vs_buf text;

    memset(&row, 0, sizeof row);
    MUST(vs_adoption_each(store->ledger, store->self.id, keep_adoption, &row, &err));
    vs_buf_init(&text, VS_AGREEMENT_BYTES_MAX);
    MUST(vs_profile_get(store->ledger, &text, &row.profile, &err));
    vs_instant_text(at, now);
    vs_hash_text(hash, &row.profile);
    for (int i = 0; i < MANY; i++) {
        snprintf(facts, sizeof facts,
                 "{\"content\":\"json\",\"from\":\"2020-01-01\",\"made\":\"%s\","
                 "\"profile\":\"%s\",\"profile_hash\":\"%s\",\"role\":\"%s\","
                 "\"type\":\"adopt\",\"v\":1}",
                 at, row.name, hash, row.role);
        say_directory(facts, vs_buf_str(&text));
    }
    vs_buf_release(&text);
}

/* It is to succeed more organisations than there are. */
static void
succeed_many(void)
{
    char facts[600], at[VS_INSTANT_TEXT_LEN + 1], org[VS_HASH_TEXT_LEN + 1];
    struct vs_hash invented = any_hash(0);

    vs_instant_text(at, now);
    for (uint32_t i = 0; i < MANY; i++) {
        vs_put_u32(invented.b, i);
        vs_hash_text(org, &invented);
        snprintf(facts, sizeof facts,
                 "{\"from\":\"2026-01-01\",\"made\":\"%s\",\"org\":\"%s\","
                 "\"side\":\"predecessor\",\"type\":\"succeed\",\"v\":1}",
                 at, org);
        say_directory(facts, (struct vs_str){NULL, 0});
    }
}

/* The end of an adoption that there is not, as if it concerned everything since 1970. */
static void
end_nothing(void)
{
    char facts[600], at[VS_INSTANT_TEXT_LEN + 1], hash[VS_HASH_TEXT_LEN + 1];
    struct vs_hash none = any_hash(8);

    vs_instant_text(at, now);
    vs_hash_text(hash, &none);
    snprintf(facts, sizeof facts,
             "{\"adoption\":\"%s\",\"end\":\"1970-01-01\",\"made\":\"%s\","
             "\"type\":\"adopt.end\",\"v\":1}",
             hash, at);
    say_directory(facts, (struct vs_str){NULL, 0});
}

/* An offer of what it does not hold, with every time as far away as a file can say. */
static void
offer_far(void)
{
    struct vs_event event = event_of(VS_EV_OFFER);

    event.to = other_org().org;
    event.has_first_contact = true;
    (void)vs_date_parse(&event.first_contact, VS_STR("9999-12-31"));
    event.has_informed_at = true;
    (void)vs_instant_parse(&event.informed_at, VS_STR("9999-12-31T23:59:59Z"));
    record(&event);
}

/* An offer under the text that adopt-nothing adopted. */
static void
offer_nothing(void)
{
    struct vs_event event = event_of(VS_EV_OFFER);
    struct vs_event_under under;

    memset(&under, 0, sizeof under);
    snprintf(under.profile, sizeof under.profile, "mine");
    vs_sha256(&under.profile_hash, no_agreement.p, no_agreement.len);
    under.giver_adoption = any_hash(5);
    under.receiver_adoption = any_hash(6);
    event.to = other_org().org;
    event.under = &under;
    event.under_count = 1;
    record(&event);
}

/* An offer under what both adopted last, whether or not that has ended. */
static void
offer_ended(void)
{
    struct vs_event event = event_of(VS_EV_OFFER);
    struct vs_org_row org = other_org();
    struct vs_adoption_row own, theirs;
    struct vs_event_under under;

    MUST(vs_adoption_each(store->ledger, store->self.id, keep_adoption, &own, &err));
    MUST(vs_adoption_each(store->ledger, org.id, keep_adoption, &theirs, &err));
    memset(&under, 0, sizeof under);
    memcpy(under.profile, own.name, strnlen(own.name, VS_PROFILE_ID_MAX));
    under.profile_hash = own.profile;
    under.giver_adoption = own.hash;
    under.receiver_adoption = theirs.hash;
    event.to = org.org;
    event.under = &under;
    event.under_count = 1;
    event.has_calendar = true;
    event.calendar = newest(VS_EV_OFFER)->event->calendar;
    record(&event);
}

/* A calendar under its right hash, whatever its text says of itself. */
static void
say_calendar(struct vs_str text, const char *edition)
{
    char facts[600], at[VS_INSTANT_TEXT_LEN + 1], hash[VS_HASH_TEXT_LEN + 1];
    struct vs_hash is;

    vs_sha256(&is, text.p, text.len);
    vs_instant_text(at, now);
    vs_hash_text(hash, &is);
    snprintf(facts, sizeof facts,
             "{\"calendar\":\"nl-atw\",\"calendar_hash\":\"%s\",\"content\":\"json\","
             "\"edition\":\"%s\",\"made\":\"%s\",\"type\":\"calendar\",\"v\":1}",
             hash, edition, at);
    say_directory(facts, text);
}

/* A calendar called nl-atw, with what `value` has as "is" in the place of this member; canonical.
 */
static struct vs_buf
days_of(const char *edition, const char *name, const char *value)
{
    struct vs_json *doc = NULL, *part = NULL;
    struct vs_buf text;
    struct vs_str shipped;

    if (!vs_shipped_calendar(&shipped, 0)) {
        exit(2);
    }
    MUST(vs_json_parse(&doc, shipped.p, shipped.len, VS_JSON_LOOSE, &err));
    vs_json_set_text(doc, "edition", edition);
    if (name) {
        MUST(vs_json_parse(&part, value, strlen(value), VS_JSON_LOOSE, &err));
        vs_json_set(doc, name, vs_json_copy(vs_json_get(part, "is")));
        vs_json_free(part);
    }
    vs_buf_init(&text, VS_CALENDAR_BYTES_MAX);
    MUST(vs_json_write(&text, doc, VS_JSON_CONTENT, &err));
    vs_json_free(doc);
    return text;
}

/* Horizons that end before they begin, and a text that is none at all. */
static void
calendar_absurd(void)
{
    struct vs_buf text =
        days_of("2099-2", "horizon", "{\"is\":{\"from\":\"2099-01-01\",\"to\":\"1970-01-01\"}}");

    say_calendar(vs_buf_str(&text), "2099-2");
    say_calendar(no_agreement, "2099-3");
    vs_buf_release(&text);
}

static void
calendar_many(void)
{
    char edition[20];

    for (int i = 0; i < 40; i++) {
        snprintf(edition, sizeof edition, "3000-%d", i);
        struct vs_buf text = days_of(edition, NULL, NULL);

        say_calendar(vs_buf_str(&text), edition);
        vs_buf_release(&text);
    }
}

/* The text that is adopted here, in the role of the other side, since long ago. */
static void
adopt_anothers_role(void)
{
    char facts[600], at[VS_INSTANT_TEXT_LEN + 1], hash[VS_HASH_TEXT_LEN + 1];
    struct vs_adoption_row row;
    struct vs_buf text;

    memset(&row, 0, sizeof row);
    MUST(vs_adoption_each(store->ledger, store->self.id, keep_adoption, &row, &err));
    vs_buf_init(&text, VS_AGREEMENT_BYTES_MAX);
    MUST(vs_profile_get(store->ledger, &text, &row.profile, &err));
    vs_instant_text(at, now);
    vs_hash_text(hash, &row.profile);
    snprintf(facts, sizeof facts,
             "{\"content\":\"json\",\"from\":\"1990-01-01\",\"made\":\"%s\","
             "\"profile\":\"%s\",\"profile_hash\":\"%s\",\"role\":\"vt\","
             "\"type\":\"adopt\",\"v\":1}",
             at, row.name, hash);
    say_directory(facts, vs_buf_str(&text));
    vs_buf_release(&text);
}

/* It decides by itself, at a level that no ladder has, that it has had the case all along. */
static void
decide_nowhere(void)
{
    struct vs_event event = event_of(VS_EV_ESCALATE);
    struct vs_hash escalation;

    event.level = 9;
    event.reason = (unsigned)vs_word_find(VS_WORDS_ESCALATE, VS_STR("other"));
    event.has_re = true;
    event.re = newest(VS_EV_OFFER)->id;
    escalation = record(&event);
    event = event_of(VS_EV_ESCALATE_ANSWER);
    event.has_re = true;
    event.re = escalation;
    event.reply = VS_REPLY_DECISION;
    record(&event);
    event = event_of(VS_EV_SETTLE);
    event.outcome = store->self.org;
    event.from = newest(VS_EV_OFFER)->event->made;
    event.resolves = &escalation;
    event.resolve_count = 1;
    record(&event);
}

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

/* --- invitations ---------------------------------------------------------------------------------
 */

/* Boxes for every device of the other organisation, with this place of the channel's first leaf. */
static void
invite_to(const struct vs_hash *to_case, enum vs_key_role role, uint16_t epoch,
          const uint8_t key[VS_KEY_LEN], const struct vs_hash *feed, uint64_t index)
{
    struct vs_inbox_announced keys[VS_DIRECTORY_KEYS_MAX];
    struct vs_org_row org = other_org();
    size_t count = 0;

    MUST(vs_directory_keys(store, keys, &count, org.id, &err));
    for (size_t i = 0; i < count; i++) {
        struct vs_invitation_to box;

        memset(&box, 0, sizeof box);
        box.inbox = keys[i].key;
        box.invitation.role = role;
        box.invitation.epoch = epoch;
        box.invitation.case_id = *to_case;
        box.invitation.org = org.org;
        memcpy(box.invitation.key, key, VS_KEY_LEN);
        box.invitation.feed = *feed;
        box.invitation.index = index;
        MUST(vs_own_invite(store, &box, 1, &err));
    }
}

static void
invite(const struct vs_hash *to_case, enum vs_key_role role, uint16_t epoch,
       const uint8_t key[VS_KEY_LEN])
{
    struct vs_feed_row feed = store->feed;
    int64_t first = 0;

    if (vs_leaf_find(store->ledger, &first, to_case, &err) == VS_OK) {
        MUST(vs_feed_by_id(store->ledger, &feed, VS_LEAF_FEED(first), &err));
    }
    invite_to(to_case, role, epoch, key, &feed.feed, VS_LEAF_INDEX(first));
}

static void
invite_wrong_key(void)
{
    uint8_t key[VS_KEY_LEN];

    memset(key, 0x33, sizeof key);
    invite(&case_id, VS_KEY_FULL, 0, key);
    invite(&case_id, VS_KEY_FACTS, 0, key);
    invite(&case_id, VS_KEY_FULL, 7, key);
}

static void
invite_to_nothing(void)
{
    struct vs_hash id = any_hash(1);
    uint8_t key[VS_KEY_LEN];

    memset(key, 0x34, sizeof key);
    invite(&id, VS_KEY_FULL, 0, key);
}

/* The key of the case itself, whatever the other one may see. */
static void
invite_full(void)
{
    struct vs_channel_row channel = case_channel();

    invite(&case_id, VS_KEY_FULL, 0, channel.kc);
}

static void
invite_facts(void)
{
    struct vs_channel_row channel = case_channel();

    invite(&case_id, VS_KEY_FACTS, 0, channel.kr);
}

/* Opens a case of its own under the keys of the case, as far as it has them, and invites the other
 * one to that. */
static void
open_same_key(void)
{
    struct vs_channel_row channel = case_channel();
    struct vs_event_party parties[2] = {{store->self.org, VS_PARTY_FULL},
                                        {other_org().org, VS_PARTY_FULL}};
    struct vs_case_key_row key;
    struct vs_event event;
    struct vs_buf facts;
    enum vs_key_role role = channel.has_kc ? VS_KEY_FULL : VS_KEY_FACTS;

    memset(&event, 0, sizeof event);
    event.type = VS_EV_OPEN;
    event.v = 1;
    event.at = event.made = now;
    event.takes = true;
    event.parties = parties;
    event.party_count = vs_event_sort_parties(parties, 2);
    vs_buf_init(&facts, VS_FACTS_CLASS_MAX);
    MUST(vs_event_write(&facts, &event, &err));
    memset(&key, 0, sizeof key);
    key.has_kc = channel.has_kc;
    memcpy(key.kc, channel.kc, VS_KEY_LEN);
    memcpy(key.kr, channel.kr, VS_KEY_LEN);
    vs_facts_key(key.kf, key.kr, &store->feed.feed, store->feed.tree.size);
    vs_case_channel(&channel, VS_LEAF_ID(store->feed.id, store->feed.tree.size), &key);
    MUST(vs_take_channel(store, &channel, &err));
    key.case_hash = say_in(&channel, vs_buf_str(&facts), (struct vs_str){NULL, 0}, NULL);
    MUST(vs_case_key_insert(store->ledger, &key, &err));
    invite(&key.case_hash, role, 0, role == VS_KEY_FULL ? key.kc : key.kr);
    vs_buf_release(&facts);
}

/* More boxes than may wait, for cases that do not exist, under one key that opens leaves here. */
static void
invite_flood(void)
{
    struct vs_inbox_announced keys[VS_DIRECTORY_KEYS_MAX];
    struct vs_channel_row channel = case_channel();
    struct vs_invitation_to box[VS_BOXES_MAX];
    struct vs_org_row org = other_org();
    size_t count = 0;

    MUST(vs_directory_keys(store, keys, &count, org.id, &err));
    for (unsigned i = 0; i < 260; i++) {
        memset(box, 0, sizeof box);
        for (unsigned b = 0; b < VS_BOXES_MAX; b++) {
            box[b].inbox = keys[0].key;
            box[b].invitation.role = VS_KEY_FULL;
            box[b].invitation.case_id = any_hash(1);
            vs_put_u32(box[b].invitation.case_id.b, i * VS_BOXES_MAX + b);
            box[b].invitation.org = org.org;
            memcpy(box[b].invitation.key, channel.kc, VS_KEY_LEN);
            box[b].invitation.feed = store->feed.feed;
            box[b].invitation.index = VS_LEAF_INDEX(the_case);
        }
        MUST(vs_own_invite(store, box, VS_BOXES_MAX, &err));
    }
}

/* So that this ledger does not seal the key to them after all, as an honest device would. */
static void
forget_to_invite(const struct vs_case_key_row *key, const struct vs_hash *org)
{
    struct vs_inbox_announced keys[VS_DIRECTORY_KEYS_MAX];
    struct vs_invited_row row;
    struct vs_org_row party;
    size_t count = 0;

    MUST(vs_org_by_hash(store->ledger, &party, org, &err));
    MUST(vs_directory_keys(store, keys, &count, party.id, &err));
    for (size_t i = 0; i < count; i++) {
        memset(&row, 0, sizeof row);
        row.case_hash = key->case_hash;
        row.epoch = key->epoch;
        memcpy(row.kf, key->kf, sizeof row.kf);
        row.full = true;
        row.inbox = keys[i].key;
        row.org = *org;
        row.leaf = key->first;
        MUST(vs_invited_insert(store->ledger, &row, &err));
    }
}

/* Begins an epoch that lists every party, and gives its key to OTHER alone. */
static void
rekey_withheld(void)
{
    struct vs_event_party parties[VS_EVENT_PARTIES_MAX];
    const struct vs_fold *fold = vs_casefile_fold(file);
    struct vs_event rekey = event_of(VS_EV_REKEY), open = event_of(VS_EV_EPOCH_OPEN);
    struct vs_channel_row channel;
    struct vs_case_key_row key;
    struct vs_buf facts;
    uint64_t index = 0;

    memset(&key, 0, sizeof key);
    key.case_hash = case_id;
    key.epoch = 1;
    key.has_kc = true;
    store->env->random(store->env->payload, key.kc, sizeof key.kc);
    vs_reading_key(key.kr, key.kc);
    for (size_t i = 0; i < fold->party_count; i++) {
        parties[i].org = fold->parties[i].org;
        parties[i].role = fold->parties[i].role;
    }
    rekey.epoch = open.epoch = 1;
    rekey.parties = open.parties = parties;
    rekey.party_count = open.party_count = vs_event_sort_parties(parties, fold->party_count);
    vs_channel_name(&rekey.channel, key.kr);
    open.rekey = record(&rekey);
    heads[0] = open.rekey;
    open.heads = heads;
    open.head_count = 1;
    index = store->feed.tree.size;
    vs_facts_key(key.kf, key.kr, &store->feed.feed, index);
    key.first = VS_LEAF_ID(store->feed.id, index);
    vs_case_channel(&channel, the_case, &key);
    MUST(vs_take_channel(store, &channel, &err));
    MUST(vs_case_key_insert(store->ledger, &key, &err));
    vs_buf_init(&facts, VS_FACTS_CLASS_MAX);
    MUST(vs_event_write(&facts, &open, &err));
    say_in(&channel, vs_buf_str(&facts), (struct vs_str){NULL, 0}, NULL);
    vs_buf_release(&facts);
    invite_to(&case_id, VS_KEY_FULL, 1, key.kc, &store->feed.feed, index);
    for (size_t i = 0; i < open.party_count; i++) {
        forget_to_invite(&key, &parties[i].org);
    }
}

static enum vs_code
copy_invitation(void *payload, int64_t id, const struct vs_hash *hash, struct vs_str raw,
                vs_instant received, struct vs_err *e)
{
    struct vs_buf *out = payload;
    struct vs_leaf leaf;

    (void)id;
    (void)hash;
    (void)received;
    if (vs_leaf_parse(&leaf, raw.p, raw.len, e) == VS_OK && !leaf.opaque &&
        leaf.kind == VS_LEAF_INVITATION) {
        vs_buf_clear(out);
        vs_buf_add_str(out, raw);
    }
    return VS_OK;
}

/* An invitation of the one who opened the case: as it is, and with its place put right. */
static void
copied_invitation(void)
{
    struct vs_buf raw;
    int64_t feed = VS_LEAF_FEED(the_case);

    vs_buf_init(&raw, VS_LEAF_MAX);
    MUST(vs_leaf_each(store->ledger, VS_LEAF_ID(feed, 0), VS_LEAF_ID(feed + 1, 0), copy_invitation,
                      &raw, &err));
    append(vs_buf_str(&raw));
    vs_put_u64(raw.p + 8, store->feed.tree.size);
    memcpy(raw.p + 16, store->feed.feed.b, sizeof store->feed.feed.b);
    append(vs_buf_str(&raw));
    vs_buf_release(&raw);
}

/* --- content -------------------------------------------------------------------------------------
 */

static void
note_with(struct vs_str content, size_t cut, bool flip)
{
    struct vs_channel_row channel = case_channel();
    struct vs_event event = event_of(VS_EV_NOTE);
    int64_t leaf = VS_LEAF_ID(store->feed.id, store->feed.tree.size);
    struct vs_buf facts, raw, cipher;

    vs_buf_init(&facts, VS_FACTS_CLASS_MAX);
    event.content = VS_CONTENT_JSON;
    MUST(vs_event_write(&facts, &event, &err));
    seal_at(&raw, &cipher, &channel, vs_buf_str(&facts), content, 0, 0);
    append(vs_buf_str(&raw));
    if (flip) {
        cipher.p[40] ^= 1;
    }
    MUST(vs_content_insert(store->ledger, leaf, (struct vs_str){(char *)cipher.p, cipher.len - cut},
                           &err));
    vs_buf_release(&facts);
    vs_buf_release(&raw);
    vs_buf_release(&cipher);
}

static void
content_length(void)
{
    note_with(VS_STR("{\"text\":\"shorter\"}"), 100, false);
}

static void
content_hash(void)
{
    note_with(VS_STR("{\"text\":\"another\"}"), 0, true);
}

static void
content_no_json(void)
{
    note_with(VS_STR("\x01 not what the facts promise"), 0, false);
}

static void
content_terminal(void)
{
    note_with(VS_STR("{\"text\":\"\x1b[2J\x1b]0;owned\x07\"}"), 0, false);
}

/* The longest text that a note may have. */
static void
content_huge(void)
{
    size_t len = 200000;
    char *text = malloc(len + 20);

    if (!text) {
        exit(1);
    }
    strcpy(text, "{\"text\":\"");
    memset(text + 9, 'x', len);
    strcpy(text + 9 + len, "\"}");
    note_with(vs_str(text), 0, false);
    free(text);
}

/* --- the list ------------------------------------------------------------------------------------
 */

static const struct {
    const char *name;
    void (*tell)(void);
} lies[] = {
    {"unopenable", unopenable},
    {"wrong-commitment", wrong_commitment},
    {"unknown-kind", unknown_kind},
    {"skipped-tag", skipped_tag},
    {"copied-leaves", copied_leaves},
    {"moved-leaf", moved_leaf},
    {"not-canonical", not_canonical},
    {"no-json", no_json},
    {"empty-object", empty_object},
    {"other-case", other_case},
    {"second-opening", second_opening},
    {"newer-version", newer_version},
    {"newer-type", newer_type},
    {"newer-member", newer_member},
    {"other-note", other_note},
    {"unknown-head", unknown_head},
    {"sixteen-unknown-heads", sixteen_unknown_heads},
    {"sixteen-heads", sixteen_heads},
    {"future-head", future_head},
    {"ack-unknown", ack_unknown},
    {"ack-own", ack_own},
    {"ack-many", ack_many},
    {"ack-all", ack_all},
    {"ack-of-then", ack_of_then},
    {"made-in-an-hour", made_in_an_hour},
    {"made-in-years", made_in_years},
    {"at-after-made", at_after_made},
    {"refused-before", refused_before},
    {"made-before", made_before},
    {"accept-anothers", accept_anothers},
    {"accept-nothing", accept_nothing},
    {"settle-stranger", settle_stranger},
    {"settle-alone", settle_alone},
    {"close", close_case},
    {"reopen", reopen_case},
    {"assess", assess_case},
    {"offer", offer_case},
    {"add-party", add_party},
    {"remove-party", remove_party},
    {"was-anothers", was_anothers},
    {"erase-anothers", erase_anothers},
    {"flood", flood},
    {"introduce-false", introduce_false},
    {"introduce-known", introduce_known},
    {"introduce-taken-keys", introduce_taken_keys},
    {"adopt-false", adopt_false},
    {"adopt-nothing", adopt_nothing},
    {"offer-nothing", offer_nothing},
    {"offer-ended", offer_ended},
    {"adopt-many", adopt_many},
    {"succeed-many", succeed_many},
    {"end-nothing", end_nothing},
    {"offer-far", offer_far},
    {"calendar-absurd", calendar_absurd},
    {"calendar-many", calendar_many},
    {"adopt-anothers-role", adopt_anothers_role},
    {"decide-nowhere", decide_nowhere},
    {"fork-false", fork_false},
    {"weak-inbox", weak_inbox},
    {"directory-garbage", directory_garbage},
    {"claim-device", claim_device},
    {"invite-wrong-key", invite_wrong_key},
    {"invite-to-nothing", invite_to_nothing},
    {"invite-full", invite_full},
    {"invite-facts", invite_facts},
    {"open-same-key", open_same_key},
    {"invite-flood", invite_flood},
    {"introduce-many", introduce_many},
    {"rekey-withheld", rekey_withheld},
    {"copied-invitation", copied_invitation},
    {"content-length", content_length},
    {"content-hash", content_hash},
    {"content-no-json", content_no_json},
    {"content-terminal", content_terminal},
    {"content-huge", content_huge},
};

#define LIES (sizeof lies / sizeof lies[0])

int
main(int argc, char **argv)
{
    struct vs_key_source key = {VS_KEY_FILE, {NULL, 0}};
    size_t lie = 0;

    if (argc < 5) {
        for (size_t i = 0; i < LIES; i++) {
            printf("%s\n", lies[i].name);
        }
        return argc == 1 ? 0 : 2;
    }
    while (lie < LIES && strcmp(lies[lie].name, argv[3]) != 0) {
        lie++;
    }
    if (lie == LIES) {
        fprintf(stderr, "liar: no such lie: %s\n", argv[3]);
        return 2;
    }
    other = argv[5];
    key.value = vs_str(argv[2]);
    MUST(vs_process_harden(&err));
    MUST(vs_store_open(&store, argv[1], &key, true, &vs_env_machine, &err));
    now = vs_store_now(store);
    MUST(vs_casefile_find(store, &the_case, argv[4], &err));
    MUST(vs_casefile_load(&file, store, the_case, VS_INSTANT_NEVER, &err));
    case_id = *vs_casefile_id(file);
    MUST(vs_store_begin(store, &err));
    lies[lie].tell();
    MUST(vs_store_commit(store, &err));
    vs_casefile_free(file);
    vs_store_close(store);
    return 0;
}
