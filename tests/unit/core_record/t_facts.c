/* Who was shown the facts of a case and nothing else; and whose invitation counts. */
#include <stdlib.h>
#include <string.h>

#include "core/ledger/cases.h"
#include "core/ledger/channels.h"
#include "core/record/own.h"
#include "tests/unit/core_record/h_store.h"

#define ORGS  4
#define WORDS "neighbours heard threats"
#define REF   "VT-2026-0417"

static struct h_world world;
static struct h_org orgs[ORGS];
static struct h_org *const vt = &orgs[0], *const team = &orgs[1], *const igj = &orgs[2],
                           *const gia = &orgs[3];
static struct vs_err err;
static struct vs_hash id, offer, added;
static int64_t at_vt;

static void
everybody(void)
{
    for (int round = 0; round < 2; round++) {
        for (size_t i = 0; i < ORGS; i++) {
            for (size_t j = 0; j < ORGS; j++) {
                if (i != j) {
                    h_deliver(&orgs[j], &orgs[i], UINT64_MAX, true);
                }
            }
            (void)h_acks(&orgs[i]);
        }
    }
}

static enum vs_code
disclose(struct h_org *from, const struct h_org *to, enum vs_party_role role, struct vs_hash *event)
{
    struct vs_act_disclosure disclosure = {0, role, world.now};
    struct vs_org_row row;
    enum vs_code code;

    h_row(&row, from, to);
    disclosure.org = row.id;
    H_MUST(vs_store_begin(from->store, &err));
    code = vs_act_disclose(from->store, event, h_case(from, &id), &disclosure, NULL, &err);
    if (code == VS_OK) {
        H_MUST(vs_store_commit(from->store, &err));
    } else {
        vs_store_rollback(from->store);
    }
    return code;
}

/* Whether anything that the ledger derived, or any leaf or content that it keeps, holds the text.
 */
static bool
has_text(struct h_org *org, const char *text)
{
    struct vs_buf dump;
    bool found;

    vs_buf_init(&dump, (size_t)1 << 30);
    H_MUST(vs_ledger_dump_derived(org->store->ledger, &dump, &err));
    found = memmem(dump.p, dump.len, text, strlen(text)) != NULL;
    vs_buf_release(&dump);
    return found;
}

struct counting {
    struct h_org *org;
    size_t count;
};

static enum vs_code
is_of_case(void *payload, const struct vs_event_row *row, struct vs_err *e)
{
    struct counting *counting = payload;

    (void)e;
    counting->count += row->case_leaf != 0;
    return VS_OK;
}

static enum vs_code
count_content(void *payload, int64_t leaf, struct vs_str cipher, struct vs_err *e)
{
    struct counting *counting = payload;

    (void)cipher;
    return vs_event_one(counting->org->store->ledger, leaf, is_of_case, counting, e);
}

/* Contents of cases, of the feed of `of`, that `org` keeps. */
static size_t
contents(struct h_org *org, const struct h_org *of)
{
    struct vs_feed_row feed;
    struct counting counting = {org, 0};

    H_MUST(vs_feed_by_hash(org->store->ledger, &feed, &of->store->feed.feed, &err));
    H_MUST(vs_content_each(org->store->ledger, VS_LEAF_ID(feed.id, 0), VS_LEAF_ID(feed.id + 1, 0),
                           count_content, &counting, &err));
    return counting.count;
}

static void
facts(void)
{
    struct vs_channel_row channel;

    at_vt = h_case_open(vt, REF, WORDS, &id);
    world.now += 600;
    IS_INT(h_offer(vt, at_vt, team, &offer), 1, "a common agreement");
    everybody();
    IS_INT(h_case(igj, &id), -1, "nothing is known of it");
    world.now += 600;
    IS_INT(disclose(vt, igj, VS_PARTY_FACTS, &added), VS_OK, "the holder discloses the facts");
    IS_INT(disclose(vt, igj, VS_PARTY_FACTS, &added), VS_E_EXISTS, "once");
    IS_INT(disclose(vt, vt, VS_PARTY_FACTS, &added), VS_E_INVALID, "not to itself");
    IS_INT(disclose(vt, team, VS_PARTY_FACTS, &added), VS_E_EXISTS, "a party sees more already");
    everybody();
    OK(h_case(igj, &id) > 0, "the key opens the facts");
    H_MUST(vs_channel_by_id(igj->store->ledger, &channel, h_case(igj, &id), &err));
    OK(!channel.has_kc, "and is not the key of the content");
    IS_INT(h_event(igj, &id).state, VS_EVENT_OPENED, "the opening");
    IS_INT(h_event(igj, &id).text_state, VS_TEXT_SEALED, "without its content");
    IS_INT(h_event(igj, &id).acked, VS_ACK_FACTS, "acked as facts only");
    IS_INT(h_event(igj, &offer).acked, VS_ACK_OPENED, "what has no content is opened whole");
    IS_INT((long long)contents(igj, vt), 0, "no content is kept");
    OK(!has_text(igj, WORDS) && !has_text(igj, REF), "nor a word of it");
    OK(has_text(team, WORDS) && has_text(team, REF), "which a party has");
    for (vs_instant at = H_START; at < H_START + 10 * 86400; at += 7200) {
        const char *theirs = h_answer(igj, h_case(igj, &id), at, VS_INSTANT_NEVER);

        if (strcmp(theirs, h_answer(vt, at_vt, at, VS_INSTANT_NEVER)) != 0) {
            OK(false, "the same answer at %lld", (long long)at);
        }
    }
    OK(h_rebuild_same(igj) && h_rebuild_same(vt), "a rebuild gives the same bytes");
}

static void
may_only_ack(void)
{
    static const enum vs_event_type types[] = {VS_EV_NOTE, VS_EV_ESCALATE, VS_EV_REOPEN,
                                               VS_EV_CLOSE, VS_EV_CONTACT};
    struct vs_act_disclosure disclosure = {0, VS_PARTY_FACTS, 0};
    uint64_t size = igj->store->feed.tree.size;
    struct vs_event draft;
    struct vs_org_row row;

    for (size_t i = 0; i < sizeof(types) / sizeof(types[0]); i++) {
        memset(&draft, 0, sizeof(draft));
        draft.type = types[i];
        draft.level = 1;
        draft.at = world.now;
        IS_INT(h_try(igj, h_case(igj, &id), &draft, NULL, NULL, &err), VS_E_NOT_AUTHORISED,
               "an auditor may not write %s", vs_event_type_name(types[i]));
        IS_TEXT(err.subject, "facts-only", "because it sees the facts only");
    }
    h_row(&row, igj, gia);
    disclosure.org = row.id;
    disclosure.at = world.now;
    H_MUST(vs_store_begin(igj->store, &err));
    IS_INT(vs_act_disclose(igj->store, &added, h_case(igj, &id), &disclosure, NULL, &err),
           VS_E_NOT_AUTHORISED, "nor disclose it");
    IS_INT(vs_act_invite(igj->store, h_case(igj, &id), row.id, VS_PARTY_FACTS, &err),
           VS_E_NOT_AUTHORISED, "nor invite");
    vs_store_rollback(igj->store);
    IS_INT((long long)igj->store->feed.tree.size, (long long)size, "and nothing was written");
}

/* The key that a party has not been given yet follows a new inbox key of it, as what it is for. */
static void
renewed(void)
{
    struct vs_channel_row channel;
    struct vs_org_row row;
    struct vs_hash second, event;
    size_t written;
    struct vs_act_disclosure disclosure = {0, VS_PARTY_FACTS, world.now};
    int64_t mine = h_case_open(vt, NULL, WORDS, &second);

    h_row(&row, vt, igj);
    disclosure.org = row.id;
    H_MUST(vs_store_begin(vt->store, &err));
    H_MUST(vs_act_disclose(vt->store, &event, mine, &disclosure, NULL, &err));
    H_MUST(vs_store_commit(vt->store, &err));
    H_MUST(vs_store_begin(igj->store, &err));
    H_MUST(vs_directory_new_inbox(igj->store, &err));
    H_MUST(vs_store_commit(igj->store, &err));
    h_deliver(igj, vt, UINT64_MAX, true);
    H_MUST(vs_store_begin(vt->store, &err));
    H_MUST(vs_duty_invitations(vt->store, row.id, &written, &err));
    IS_INT((long long)written, 1, "the facts are sealed to the new key");
    H_MUST(vs_duty_invitations(vt->store, row.id, &written, &err));
    IS_INT((long long)written, 0, "once");
    H_MUST(vs_store_commit(vt->store, &err));
    everybody();
    H_MUST(vs_channel_by_id(igj->store->ledger, &channel, h_case(igj, &second), &err));
    OK(!channel.has_kc, "and nothing more than the facts");
}

/* Hands `key` of the case to another, past everything that forbids it. */
static void
pass_on(struct h_org *from, const struct h_org *to, enum vs_key_role role)
{
    struct vs_inbox_announced keys[VS_DIRECTORY_KEYS_MAX];
    struct vs_invitation_to box;
    struct vs_channel_row channel;
    struct vs_org_row row;
    size_t count = 0;

    h_row(&row, from, to);
    memset(&box, 0, sizeof(box));
    H_MUST(vs_store_begin(from->store, &err));
    H_MUST(vs_channel_by_id(from->store->ledger, &channel, h_case(from, &id), &err));
    H_MUST(vs_directory_keys(from->store, keys, &count, row.id, &err));
    box.inbox = keys[0].key;
    box.invitation.role = role;
    box.invitation.case_id = id;
    box.invitation.org = row.org;
    memcpy(box.invitation.key, role == VS_KEY_FULL ? channel.kc : channel.kr, VS_KEY_LEN);
    h_place(&box.invitation, from, channel.id);
    H_MUST(vs_own_invite(from->store, &box, 1, &err));
    H_MUST(vs_store_commit(from->store, &err));
}

static void
whose_invitation_counts(void)
{
    struct vs_channel_row channel;

    pass_on(igj, gia, VS_KEY_FACTS);
    everybody();
    IS_INT(h_case(gia, &id), -1, "an auditor cannot make others read what it was shown");
    pass_on(team, gia, VS_KEY_FULL);
    everybody();
    IS_INT(h_case(gia, &id), -1, "nor a party, whom no event lets name them");
    OK(h_rebuild_same(gia), "which is the same to a rebuild");
    world.now += 600;
    IS_INT(disclose(vt, gia, VS_PARTY_FACTS, &added), VS_OK, "the holder discloses");
    everybody();
    OK(h_case(gia, &id) > 0, "then it reads");
    IS_INT(h_event(gia, &added).state, VS_EVENT_OPENED, "all of it");
    H_MUST(vs_channel_by_id(gia->store->ledger, &channel, h_case(gia, &id), &err));
    OK(!channel.has_kc, "the facts, whatever else was handed to it");
    OK(h_rebuild_same(gia), "and a rebuild gives the same bytes");
}

static void
the_whole_case(void)
{
    world.now += 600;
    IS_INT(disclose(vt, igj, VS_PARTY_FULL, &added), VS_OK, "later the whole case");
    h_deliver(vt, igj, UINT64_MAX, false);
    IS_INT(h_event(igj, &id).text_state, VS_TEXT_ABSENT, "its content is awaited");
    h_deliver(vt, igj, UINT64_MAX, true);
    IS_INT(h_event(igj, &id).text_state, VS_TEXT_PRESENT, "and comes");
    OK(strstr(h_event(igj, &id).text, WORDS), "as it was written");
    IS_INT(h_event(igj, &id).acked, VS_ACK_OWED, "a better ack is owed");
    everybody();
    IS_INT(h_event(igj, &id).acked, VS_ACK_OPENED, "and given");
    OK(h_rebuild_same(igj), "a rebuild gives the same bytes");
}

int
main(void)
{
    static const char *const names[ORGS] = {"vt", "team", "igj", "gia"};

    h_world_start(&world, 7);
    for (size_t i = 0; i < ORGS; i++) {
        h_org_create(&orgs[i], &world, names[i]);
    }
    for (size_t i = 0; i < ORGS; i++) {
        for (size_t j = 0; j < ORGS; j++) {
            if (i != j) {
                h_pin(&orgs[i], &orgs[j]);
            }
        }
    }
    h_adopt(vt, "west-brabant-2022", "vt", "2022-04-01");
    h_adopt(team, "west-brabant-2022", "local_team", "2022-04-01");
    everybody();
    facts();
    may_only_ack();
    renewed();
    whose_invitation_counts();
    the_whole_case();
    for (size_t i = 0; i < ORGS; i++) {
        h_org_close(&orgs[i]);
    }
    h_world_end(&world);
    return tap_done();
}
