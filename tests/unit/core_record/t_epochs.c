/* A party goes: those who stay write under a new key, in whatever order they hear of it. */
#include <stdlib.h>

#include "core/ledger/cases.h"
#include "core/ledger/channels.h"
#include "core/record/epochs.h"
#include "core/record/own.h"
#include "tests/unit/core_record/h_store.h"

#define ORGS 4

static struct h_world world;
static struct h_org orgs[ORGS];
static struct h_org *const vt = &orgs[0], *const team = &orgs[1], *const breda = &orgs[2],
                           *const igj = &orgs[3];
static struct vs_err err;

/* --- helpers -------------------------------------------------------------------------------------
 */

static size_t
epochs(struct h_org *org)
{
    size_t written = 0;
    bool done;

    H_MUST(vs_store_begin(org->store, &err));
    H_MUST(vs_duty_epochs(org->store, &written, &done, &err));
    H_MUST(vs_store_commit(org->store, &err));
    return written;
}

/* Everybody hears everything, acks, and does what is owed. */
static void
everybody(void)
{
    for (int round = 0; round < 3; round++) {
        for (size_t i = 0; i < ORGS; i++) {
            for (size_t j = 0; j < ORGS; j++) {
                if (i != j) {
                    h_deliver(&orgs[j], &orgs[i], UINT64_MAX, true);
                }
            }
            (void)epochs(&orgs[i]);
            (void)h_acks(&orgs[i]);
        }
    }
}

/* A case of vt that the team and Breda take part in and the inspectorate sees the facts of. */
static struct vs_hash
shared_case(const char *ref)
{
    struct vs_hash id;

    world.now += 3600;
    (void)h_case_open(vt, ref, "first words", &id);
    h_disclose(vt, &id, team, VS_PARTY_FULL);
    h_disclose(vt, &id, breda, VS_PARTY_FULL);
    h_disclose(vt, &id, igj, VS_PARTY_FACTS);
    everybody();
    world.now += 60;
    return id;
}

static enum vs_code
try_remove(struct h_org *by, const struct vs_hash *id, struct h_org *party)
{
    struct vs_hash event;
    enum vs_code code;

    H_MUST(vs_store_begin(by->store, &err));
    code = vs_act_remove(by->store, &event, h_case(by, id), &party->store->self.org, world.now,
                         NULL, &err);
    if (code == VS_OK) {
        H_MUST(vs_store_commit(by->store, &err));
    } else {
        vs_store_rollback(by->store);
    }
    return code;
}

static void
rekey(struct h_org *by, const struct vs_hash *id)
{
    H_MUST(vs_store_begin(by->store, &err));
    H_MUST(vs_epoch_rekey(by->store, h_case(by, id), &err));
    H_MUST(vs_store_commit(by->store, &err));
}

static struct vs_hash
note(struct h_org *by, const struct vs_hash *id, const char *text)
{
    struct vs_event draft = {.type = VS_EV_NOTE, .at = world.now};
    struct vs_hash event;

    H_MUST(h_try(by, h_case(by, id), &draft, text, &event, &err));
    return event;
}

static bool
reads(struct h_org *org, const struct vs_hash *event, const char *text)
{
    struct h_event row = h_event(org, event);

    return row.state == VS_EVENT_OPENED && row.text_state == VS_TEXT_PRESENT &&
           strstr(row.text, text) != NULL;
}

static bool
knows_nothing_of(struct h_org *org, const struct vs_hash *event)
{
    return h_event(org, event).state == 0;
}

/* The epoch to write under; *name is that of the channel. */
static int
writes_under(struct h_org *org, const struct vs_hash *id, struct vs_hash *name, bool *exact)
{
    struct vs_channel_row channel;
    struct vs_casefile *file;

    H_MUST(vs_casefile_load(&file, org->store, h_case(org, id), VS_INSTANT_NEVER, &err));
    H_MUST(vs_epoch_channel(&channel, exact, org->store, file, &err));
    vs_channel_name(name, channel.kr);
    vs_casefile_free(file);
    return (int)channel.epoch;
}

static int
epoch_of(struct h_org *org, const struct vs_hash *id)
{
    struct vs_hash name;

    return writes_under(org, id, &name, NULL);
}

static bool
same_channel(struct h_org *a, struct h_org *b, const struct vs_hash *id)
{
    struct vs_hash one, two;

    return writes_under(a, id, &one, NULL) == writes_under(b, id, &two, NULL) &&
           vs_hash_eq(&one, &two);
}

static bool
all_rebuild(const char *what)
{
    bool same = true;

    for (size_t i = 0; i < ORGS; i++) {
        if (!h_rebuild_same(&orgs[i])) {
            printf("# %s: %s\n", what, orgs[i].name);
            same = false;
        }
    }
    return same;
}

static bool
same_answers(struct h_org *a, struct h_org *b, const struct vs_hash *id)
{
    for (vs_instant at = H_START; at < world.now + 86400; at += 1800) {
        const char *one = h_answer(a, h_case(a, id), at, VS_INSTANT_NEVER);
        const char *two = h_answer(b, h_case(b, id), at, VS_INSTANT_NEVER);

        if (strcmp(one, two) != 0) {
            printf("# at %lld: %s, %s\n", (long long)at, one, two);
            return false;
        }
    }
    return true;
}

/* --- removed -------------------------------------------------------------------------------------
 */

static void
removed(void)
{
    struct vs_hash id = shared_case("removed"), before, by_vt, by_team, meanwhile;
    uint64_t sizes[ORGS];

    before = note(vt, &id, "before");
    everybody();
    IS_INT(try_remove(team, &id, breda), VS_E_NOT_AUTHORISED, "only a holder removes");
    IS_INT(try_remove(vt, &id, vt), VS_E_NOT_AUTHORISED, "and not itself while it holds");
    IS_TEXT(err.subject, "still-needed", "since it is needed");
    OK(all_rebuild("refused"), "what was refused left nothing");

    world.now += 60;
    meanwhile = note(breda, &id, "meanwhile");
    IS_INT(try_remove(vt, &id, breda), VS_OK, "vt removes Breda");
    IS_INT(epoch_of(vt, &id), 1, "and writes under a new key from then on");
    by_vt = note(vt, &id, "after");
    everybody();
    OK(reads(vt, &meanwhile, "meanwhile") && reads(team, &meanwhile, "meanwhile"),
       "what Breda wrote meanwhile is read");
    OK(reads(team, &by_vt, "after") && reads(team, &before, "before"),
       "the team reads both epochs");
    OK(knows_nothing_of(breda, &by_vt), "Breda nothing of the new one");
    OK(reads(breda, &before, "before"), "and still the old one");
    IS_INT(h_event(igj, &by_vt).state, VS_EVENT_OPENED, "the inspectorate reads the facts");
    IS_INT(h_event(igj, &by_vt).text_state, VS_TEXT_SEALED, "and no more");
    OK(same_channel(vt, team, &id) && same_channel(vt, igj, &id), "all write under one key");
    by_team = note(team, &id, "by the team");
    everybody();
    OK(reads(vt, &by_team, "by the team") && knows_nothing_of(breda, &by_team),
       "the team writes under it too");
    IS_INT(h_event(vt, &by_team).acked, VS_ACK_OPENED, "acked");
    OK(same_answers(vt, team, &id) && same_answers(vt, igj, &id), "the same answers to all");
    OK(all_rebuild("removed"), "all rebuild to the same bytes");
    for (size_t i = 0; i < ORGS; i++) {
        sizes[i] = orgs[i].store->feed.tree.size;
        h_org_reopen(&orgs[i]);
    }
    everybody();
    for (size_t i = 0; i < ORGS; i++) {
        OK(orgs[i].store->feed.tree.size == sizes[i], "%s: at rest nothing is written",
           orgs[i].name);
    }
    IS_INT(epoch_of(breda, &id), 0, "Breda knows the old key only");
    {
        struct vs_event draft = {.type = VS_EV_CONTACT, .at = world.now};

        IS_INT(h_try(breda, h_case(breda, &id), &draft, NULL, NULL, &err), VS_E_NOT_AUTHORISED,
               "and cannot write any more");
        IS_TEXT(err.subject, "not-a-party", "as it is no party");
    }
    h_disclose(vt, &id, breda, VS_PARTY_FULL);
    everybody();
    OK(reads(breda, &by_vt, "after") && reads(breda, &by_team, "by the team"),
       "added again it is given every epoch");
    OK(same_channel(vt, breda, &id) && epoch_of(vt, &id) == 1, "and no new one is needed");
    IS_INT(try_remove(vt, &id, breda), VS_OK, "removed once more");
    by_vt = note(vt, &id, "third");
    everybody();
    OK(epoch_of(vt, &id) == 2 && reads(team, &by_vt, "third") && knows_nothing_of(breda, &by_vt),
       "a third key, which Breda does not have");
    OK(all_rebuild("removed again"), "all rebuild to the same bytes");
}

/* An objection that the removal did not know keeps its writer a party: then nobody has gone. */
static void
objecting(void)
{
    struct vs_event draft = {.type = VS_EV_ESCALATE, .level = 1};
    struct vs_hash id = shared_case("objecting"), hidden, after;

    draft.at = world.now;
    H_MUST(h_try(breda, h_case(breda, &id), &draft, NULL, NULL, &err));
    IS_INT(try_remove(vt, &id, breda), VS_OK, "removed, not knowing that it objects");
    hidden = note(vt, &id, "hidden");
    everybody();
    after = note(vt, &id, "for all");
    everybody();
    OK(reads(breda, &after, "for all"), "Breda is a party and reads what is written");
    IS_INT(epoch_of(vt, &id), 0, "under the key that it has");
    OK(reads(breda, &hidden, "hidden"), "and is given the key that was to leave it out");
    OK(same_answers(vt, breda, &id), "the same answers");
    OK(all_rebuild("objecting"), "all rebuild to the same bytes");
}

static void
leaving(void)
{
    struct vs_hash id = shared_case("leaving"), after, late;

    IS_INT(try_remove(team, &id, team), VS_OK, "the team leaves by itself");
    IS_INT(epoch_of(team, &id), 0, "and makes no key, which it would know");
    h_deliver(team, breda, UINT64_MAX, true);
    IS_INT((int)epochs(breda), 0, "nor does Breda, which does not hold the case");
    late = note(breda, &id, "not yet");
    everybody();
    OK(reads(team, &late, "not yet"), "until the holder knows, the old key is used");
    IS_INT(epoch_of(vt, &id), 1, "the holder made a new one at its sync");
    after = note(breda, &id, "since then");
    everybody();
    OK(reads(vt, &after, "since then") && knows_nothing_of(team, &after), "the team reads no more");
    OK(all_rebuild("leaving"), "all rebuild to the same bytes");
}

static enum vs_code
count_case(void *payload, int64_t case_leaf, struct vs_err *e)
{
    (void)case_leaf;
    (void)e;
    ++*(size_t *)payload;
    return VS_OK;
}

/* How many cases the next sync has to look at. */
static size_t
owed(struct h_org *org)
{
    size_t count = 0;

    H_MUST(vs_epoch_due_each(org->store->ledger, count_case, &count, &err));
    return count;
}

/* Nobody holds a closed case: who closed it makes the key, and nobody looks for ever. */
static void
closed(void)
{
    struct vs_event draft = {.type = VS_EV_CLOSE};
    struct vs_hash id, after;

    for (int closer_leaves = 0; closer_leaves < 2; closer_leaves++) {
        id = shared_case(closer_leaves ? "closed and left" : "closed");
        draft.at = world.now;
        H_MUST(h_try(vt, h_case(vt, &id), &draft, NULL, NULL, &err));
        everybody();
        world.now += 60;
        IS_INT(try_remove(team, &id, team), VS_OK, "the team leaves a closed case");
        if (closer_leaves) {
            IS_INT(try_remove(vt, &id, vt), VS_OK, "and so does who closed it, not knowing");
        }
        everybody();
        after = note(breda, &id, "afterwards");
        everybody();
        if (closer_leaves) {
            IS_INT(epoch_of(breda, &id), 0, "then nobody makes a key");
        } else {
            IS_INT(epoch_of(breda, &id), 1, "who closed it made a new key");
            OK(reads(vt, &after, "afterwards") && knows_nothing_of(team, &after),
               "which the team does not have");
        }
        for (size_t i = 0; i < ORGS; i++) {
            /* Who went never hears of the key that it is owed no more. */
            OK(owed(&orgs[i]) == 0, "%s has nothing to look for", orgs[i].name);
        }
    }
    OK(all_rebuild("closed"), "all rebuild to the same bytes");
}

/* --- crossing ------------------------------------------------------------------------------------
 */

static void
at_once(void)
{
    struct vs_hash id = shared_case("at once"), by_vt, by_team, after;

    rekey(vt, &id);
    rekey(team, &id);
    by_vt = note(vt, &id, "under one");
    by_team = note(team, &id, "under the other");
    OK(!same_channel(vt, team, &id), "two new keys at once");
    everybody();
    OK(reads(team, &by_vt, "under one") && reads(vt, &by_team, "under the other") &&
           reads(breda, &by_vt, "under one") && reads(breda, &by_team, "under the other"),
       "both are kept and read");
    OK(same_channel(vt, team, &id) && same_channel(vt, breda, &id) && same_channel(vt, igj, &id),
       "and all choose the same to write under");
    after = note(breda, &id, "together");
    everybody();
    OK(reads(vt, &after, "together") && reads(team, &after, "together"), "so they do");
    IS_INT(try_remove(vt, &id, breda), VS_OK, "then Breda goes");
    IS_INT(epoch_of(vt, &id), 2, "with the next number");
    everybody();
    OK(same_channel(vt, team, &id), "known to the team");
    h_disclose(vt, &id, breda, VS_PARTY_FULL);
    after = note(team, &id, "all of it");
    everybody();
    OK(reads(breda, &after, "all of it") && reads(breda, &by_vt, "under one") &&
           reads(breda, &by_team, "under the other"),
       "who comes later gets all three keys");
    OK(same_answers(vt, breda, &id), "the same answers");
    OK(all_rebuild("at once"), "all rebuild to the same bytes");
}

/* A party is added by one who does not know the new key that another makes. */
static void
added_meanwhile(void)
{
    struct vs_hash id, by_team, after, offer;

    world.now += 3600;
    (void)h_case_open(vt, "added meanwhile", NULL, &id);
    h_disclose(vt, &id, team, VS_PARTY_FULL);
    h_disclose(vt, &id, igj, VS_PARTY_FACTS);
    everybody();
    rekey(team, &id);
    by_team = note(team, &id, "not for Breda yet");
    h_offer(vt, h_case(vt, &id), breda, &offer);
    everybody();
    OK(reads(breda, &by_team, "not for Breda yet"), "who made the key gives it to the new party");
    IS_INT(epoch_of(vt, &id), 0, "though nobody writes under one that left it out");
    IS_INT(try_remove(vt, &id, igj), VS_OK, "the next one is for all");
    after = note(vt, &id, "for all three");
    everybody();
    OK(epoch_of(vt, &id) == 2 && same_channel(vt, breda, &id) && same_channel(vt, team, &id),
       "two comes after one");
    OK(reads(breda, &after, "for all three") && knows_nothing_of(igj, &after),
       "and leaves out the inspectorate alone");
    OK(all_rebuild("added meanwhile"), "all rebuild to the same bytes");
}

/* The invitation is late: the team writes under the newest key that it has. */
static void
late_key(void)
{
    struct vs_hash id = shared_case("late key"), by_vt, by_team;
    uint64_t known = vt->store->feed.tree.size;

    IS_INT(try_remove(vt, &id, breda), VS_OK, "Breda goes");
    by_vt = note(vt, &id, "new");
    h_deliver(vt, team, 2, true); /* party.remove and rekey, not what follows */
    OK(vt->store->feed.tree.size > known + 3, "there is more to come");
    OK(knows_nothing_of(team, &by_vt) && epoch_of(team, &id) == 0,
       "the team has heard of the new key and not got it");
    by_team = note(team, &id, "old");
    h_deliver(team, vt, UINT64_MAX, true);
    OK(reads(vt, &by_team, "old"), "what it writes under the old one is read");
    h_deliver(vt, team, 1, true); /* epoch.open without its key */
    IS_INT(epoch_of(team, &id), 0, "the first leaf of the epoch alone opens nothing");
    everybody();
    OK(reads(team, &by_vt, "new") && epoch_of(team, &id) == 1, "then the key comes");
    OK(same_answers(vt, team, &id), "the same answers");
    OK(all_rebuild("late key"), "all rebuild to the same bytes");
}

/* --- dishonest -----------------------------------------------------------------------------------
 */

static struct vs_hash
announce(struct h_org *by, const struct vs_hash *id, uint32_t epoch, const uint8_t kc[VS_KEY_LEN],
         struct h_org *const *listed, size_t count)
{
    struct vs_event_party parties[ORGS];
    struct vs_event draft = {.type = VS_EV_REKEY, .at = world.now, .epoch = epoch};
    uint8_t kr[VS_KEY_LEN];
    struct vs_hash event;

    for (size_t i = 0; i < count; i++) {
        parties[i] = (struct vs_event_party){listed[i]->store->self.org, VS_PARTY_FULL};
    }
    draft.parties = parties;
    draft.party_count = vs_event_sort_parties(parties, count);
    vs_reading_key(kr, kc);
    vs_channel_name(&draft.channel, kr);
    H_MUST(h_try(by, h_case(by, id), &draft, NULL, &event, &err));
    return event;
}

/* `epoch.open` under a key, and the key to others, as a rekey would have it. */
static void
open_epoch(struct h_org *by, const struct vs_hash *id, uint32_t epoch,
           const struct vs_hash *rekeyed, const uint8_t kc[VS_KEY_LEN], struct h_org *const *to,
           size_t count)
{
    struct vs_event_party self = {by->store->self.org, VS_PARTY_FULL};
    struct vs_event draft = {.type = VS_EV_EPOCH_OPEN, .at = world.now, .epoch = epoch};
    struct vs_inbox_announced keys[VS_DIRECTORY_KEYS_MAX];
    struct vs_case_key_row key;
    struct vs_channel_row channel;
    struct vs_hash event;

    memset(&key, 0, sizeof(key));
    key.case_hash = *id;
    key.epoch = epoch;
    key.has_kc = true;
    memcpy(key.kc, kc, VS_KEY_LEN);
    draft.parties = &self;
    draft.party_count = 1;
    draft.rekey = *rekeyed;
    H_MUST(vs_store_begin(by->store, &err));
    key.first = VS_LEAF_ID(by->store->feed.id, by->store->feed.tree.size);
    vs_reading_key(key.kr, kc);
    vs_facts_key(key.kf, key.kr, &by->store->feed.feed, by->store->feed.tree.size);
    vs_case_channel(&channel, h_case(by, id), &key);
    H_MUST(vs_take_channel(by->store, &channel, &err));
    H_MUST(vs_act_in(by->store, &event, h_case(by, id), &draft, &channel, &err));
    H_MUST(vs_case_key_insert(by->store->ledger, &key, &err));
    for (size_t i = 0; i < count; i++) {
        struct vs_invitation_to box;
        struct vs_org_row row;
        size_t found = 0;

        memset(&box, 0, sizeof(box));
        h_row(&row, by, to[i]);
        H_MUST(vs_directory_keys(by->store, keys, &found, row.id, &err));
        box.inbox = keys[0].key;
        box.invitation =
            (struct vs_invitation){.role = VS_KEY_FULL, .epoch = (uint16_t)epoch, .case_id = *id};
        box.invitation.org = row.org;
        memcpy(box.invitation.key, kc, VS_KEY_LEN);
        box.invitation.feed = by->store->feed.feed;
        box.invitation.index = VS_LEAF_INDEX(key.first);
        H_MUST(vs_own_invite(by->store, &box, 1, &err));
    }
    H_MUST(vs_store_commit(by->store, &err));
}

/* Breda, which does not know yet that it goes, begins an epoch of its own: nobody who knows writes
 * in it. */
static void
clinging(void)
{
    struct h_org *const both[] = {vt, team};
    struct vs_hash id = shared_case("clinging"), rekeyed, after;
    uint8_t kc[VS_KEY_LEN];
    bool exact;
    struct vs_hash name;

    memset(kc, 0x51, sizeof(kc));
    rekeyed = announce(breda, &id, 1, kc, both, 2);
    open_epoch(breda, &id, 1, &rekeyed, kc, both, 2);
    IS_INT(try_remove(vt, &id, breda), VS_OK, "Breda goes");
    everybody();
    after = note(team, &id, "without Breda");
    everybody();
    OK(reads(vt, &after, "without Breda") && knows_nothing_of(breda, &after),
       "nobody writes under a key that the removed party made");
    OK(same_channel(vt, team, &id) && writes_under(vt, &id, &name, &exact) == 1 && exact,
       "but all under the one that left it out");
    OK(all_rebuild("clinging"), "all rebuild to the same bytes");
}

static enum vs_code
count_channel(void *payload, const struct vs_channel_row *row, struct vs_err *e)
{
    (void)row;
    (void)e;
    ++*(size_t *)payload;
    return VS_OK;
}

/* Numbers that leap, keys that are not those that were announced, one key for two epochs. */
static void
false_keys(void)
{
    struct h_org *const both[] = {vt, team};
    struct vs_hash id = shared_case("false keys"), rekeyed, after;
    struct vs_channel_row first;
    uint8_t kc[VS_KEY_LEN];
    size_t channels = 0;

    memset(kc, 0x61, sizeof(kc));
    rekeyed = announce(breda, &id, 60000, kc, both, 2);
    open_epoch(breda, &id, 60000, &rekeyed, kc, both, 2);
    everybody();
    IS_INT(epoch_of(vt, &id), 0, "a number that leaps ahead is not written under");

    memset(kc, 0x62, sizeof(kc));
    rekeyed = announce(breda, &id, 1, kc, both, 2);
    kc[0] ^= 1;
    open_epoch(breda, &id, 1, &rekeyed, kc, both, 2);
    everybody();
    IS_INT(epoch_of(vt, &id), 0, "nor a key that is not the one announced");
    H_MUST(vs_channel_each_of_case(vt->store->ledger, h_case(vt, &id), count_channel, &channels,
                                   &err));
    IS_INT(channels, 2, "which is not even kept");
    H_MUST(vs_channel_by_id(breda->store->ledger, &first, h_case(breda, &id), &err));
    rekeyed = announce(breda, &id, 1, first.kc, both, 2);
    everybody();
    IS_INT(epoch_of(vt, &id), 0, "nor the old key once more");

    IS_INT(try_remove(vt, &id, breda), VS_OK, "Breda goes");
    after = note(vt, &id, "after all that");
    everybody();
    OK(epoch_of(vt, &id) >= 1 && reads(team, &after, "after all that") &&
           knows_nothing_of(breda, &after) && same_channel(vt, team, &id),
       "and the case goes on without it");
    OK(same_answers(vt, team, &id), "the same answers");
    OK(all_rebuild("false keys"), "all rebuild to the same bytes");
}

/* --- back with more ------------------------------------------------------------------------------
 */

/* Nothing under the keys that it has says that it may have more: that lies under the new one. */
static void
facts_then_offered(void)
{
    struct vs_hash id = shared_case("facts, then offered"), offer, words, early;

    early = note(vt, &id, "early");
    IS_INT(try_remove(vt, &id, igj), VS_OK, "who saw the facts is removed");
    words = note(vt, &id, "without it");
    everybody();
    OK(knows_nothing_of(igj, &words), "and reads nothing of the new epoch");
    world.now += 60;
    (void)h_offer(vt, h_case(vt, &id), igj, &offer);
    everybody();
    IS_INT(h_event(igj, &offer).state, VS_EVENT_OPENED, "offered the case, it reads the offer");
    OK(reads(igj, &words, "without it"), "and all of the epoch that it lies in");
    OK(reads(igj, &early, "early"), "and the words of the time in which it saw the facts");
    OK(same_channel(vt, igj, &id) && same_answers(vt, igj, &id), "both go on under one key");
    OK(all_rebuild("facts, then offered"), "all rebuild to the same bytes");
}

/* A key of the new epoch that nothing in it bears out: used to look, and left as it was. */
static void
facts_then_key_alone(void)
{
    struct vs_hash id = shared_case("facts, then a key"), words;
    struct vs_org_row row;

    IS_INT(try_remove(vt, &id, igj), VS_OK, "who saw the facts is removed");
    words = note(vt, &id, "not for it");
    h_row(&row, vt, igj);
    H_MUST(vs_store_begin(vt->store, &err));
    H_MUST(vs_act_invite(vt->store, h_case(vt, &id), row.id, VS_PARTY_FULL, &err));
    H_MUST(vs_store_commit(vt->store, &err));
    everybody();
    OK(knows_nothing_of(igj, &words) && epoch_of(igj, &id) == 0,
       "a key that no event bears out is not used");
    OK(all_rebuild("facts, then a key"), "and looking under it left nothing");
}

/* The facts again, from one who became a party under the new key; and before that the whole of it
 * from one who may not give it: the one does not keep from it what the other gives. */
static void
facts_beside_more(void)
{
    struct vs_hash id, offer, words;
    struct vs_org_row row;

    world.now += 3600;
    (void)h_case_open(vt, "facts beside more", "first words", &id);
    h_disclose(vt, &id, breda, VS_PARTY_FULL);
    h_disclose(vt, &id, igj, VS_PARTY_FACTS);
    everybody();
    world.now += 60;
    IS_INT(try_remove(vt, &id, igj), VS_OK, "who saw the facts is removed");
    words = note(vt, &id, "not for it");
    (void)h_offer(vt, h_case(vt, &id), team, &offer);
    everybody();
    h_simple(team, h_case(team, &id), VS_EV_ACCEPT, &offer, NULL);
    everybody();
    world.now += 60;
    h_row(&row, vt, igj);
    H_MUST(vs_store_begin(vt->store, &err));
    H_MUST(vs_act_invite(vt->store, h_case(vt, &id), row.id, VS_PARTY_FULL, &err));
    H_MUST(vs_store_commit(vt->store, &err));
    everybody();
    OK(knows_nothing_of(igj, &words), "the key of one who may not give it is not used");
    h_disclose(team, &id, igj, VS_PARTY_FACTS);
    h_deliver(team, igj, UINT64_MAX, true);
    OK(h_event(igj, &words).state == VS_EVENT_OPENED, "it sees the facts again, in the new epoch");
    OK(!reads(igj, &words, "not for it"), "and no words");
    everybody();
    OK(same_answers(vt, igj, &id), "and hears the same answers");
    OK(all_rebuild("facts beside more"), "all rebuild to the same bytes");
}

int
main(void)
{
    static const char *const names[ORGS] = {"vt", "team", "breda", "igj"};

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
    everybody();
    removed();
    objecting();
    leaving();
    closed();
    at_once();
    added_meanwhile();
    late_key();
    clinging();
    false_keys();
    facts_then_offered();
    facts_then_key_alone();
    facts_beside_more();
    for (size_t i = 0; i < ORGS; i++) {
        h_org_close(&orgs[i]);
    }
    h_world_end(&world);
    return tap_done();
}
