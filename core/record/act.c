#include "core/record/act.h"

#include <stdlib.h>
#include <string.h>

#include "core/base/mem.h"
#include "core/casework/authority.h"
#include "core/casework/zone.h"
#include "core/ledger/channels.h"
#include "core/ledger/events.h"
#include "core/record/casefile.h"
#include "core/record/directory.h"
#include "core/record/epochs.h"
#include "core/record/own.h"
#include "core/record/rules.h"
#include "core/record/take.h"

/* How far ahead of the clock an act may be claimed: clocks differ, plans are no facts. */
#define FUTURE_SECONDS 120

/* --- what every act has ------------------------------------------------------------------------
 */

static enum vs_code
check_at(const struct vs_event *draft, vs_instant now, struct vs_err *err)
{
    char text[VS_INSTANT_TEXT_LEN + 1];

    if (draft->at > now + FUTURE_SECONDS) {
        vs_instant_text(text, draft->at);
        return vs_fail(err, VS_E_TIME_FUTURE, text, "an act cannot be recorded before it happened");
    }
    return VS_OK;
}

/* Content as canonical JSON; *present says whether there is any. */
static enum vs_code
write_text(struct vs_buf *out, bool *present, const struct vs_event *draft,
           const struct vs_act_text *text, struct vs_err *err)
{
    struct vs_json *doc;
    enum vs_code code;

    *present = text && (text->ref.p || text->household.p || text->text.p);
    if (!*present) {
        return VS_OK;
    }
    doc = vs_json_new_object();
    if (text->ref.p) {
        vs_json_set_str(doc, "ref", text->ref);
    }
    if (text->household.p) {
        vs_json_set_str(doc, "household", text->household);
    }
    if (text->text.p) {
        vs_json_set_str(doc, "text", text->text);
    }
    code = vs_json_write(out, doc, VS_JSON_CONTENT, err);
    vs_json_free(doc);
    if (code == VS_OK) {
        code = vs_event_content_check(draft->type, out->p, out->len, err);
    }
    return code;
}

/* Seals and keeps an event whose members are complete; content.p is NULL if there is none. */
static enum vs_code
append_with(struct vs_store *store, struct vs_hash *id, const struct vs_channel_row *channel,
            struct vs_event *event, struct vs_str content, struct vs_err *err)
{
    struct vs_buf facts;
    int64_t leaf;
    enum vs_code code;

    vs_buf_init(&facts, VS_FACTS_CLASS_MAX);
    event->v = 1;
    code = vs_event_write(&facts, event, err);
    if (code == VS_OK) {
        code = vs_own_append(store, channel, vs_buf_str(&facts), content, &leaf, id, err);
    }
    vs_buf_release(&facts);
    return code;
}

/* What an act carries besides its facts: words, bytes, or nothing. */
struct load {
    const struct vs_act_text *text;
    struct vs_str bytes;
};

static enum vs_code
append(struct vs_store *store, struct vs_hash *id, const struct vs_channel_row *channel,
       struct vs_event *event, const struct load *load, struct vs_err *err)
{
    struct vs_str words = load->bytes;
    struct vs_buf content;
    bool present = false;
    enum vs_code code;

    vs_buf_init(&content, VS_CONTENT_CLASS_MAX);
    code = write_text(&content, &present, event, load->text, err);
    if (present) {
        words = vs_buf_str(&content);
    }
    if (code == VS_OK && words.p && !channel->has_kc) {
        /* It may be a full party by then and not have been given the key. */
        code = vs_fail(err, VS_E_NOT_AUTHORISED, "facts-only",
                       "this ledger has been given no key for the words of this case");
    }
    if (code == VS_OK) {
        event->content = present         ? VS_CONTENT_JSON
                         : load->bytes.p ? VS_CONTENT_BYTES
                                         : VS_CONTENT_NONE;
        code = append_with(store, id, channel, event, words, err);
    }
    if (content.p) {
        vs_wipe(content.p, content.cap);
    }
    vs_buf_release(&content);
    return code;
}

static enum vs_code
judge(const struct vs_fold *fold, const struct vs_event *event, const struct vs_store *store,
      struct vs_err *err)
{
    const char *reason = NULL;
    enum vs_code code = vs_authority_check(&reason, fold, event, &store->self.org, err);

    if (code == VS_OK && reason) {
        return vs_fail(err, VS_E_NOT_AUTHORISED, reason, "the act would be void: %s", reason);
    }
    return code;
}

/* --- opening -----------------------------------------------------------------------------------
 */

/* The boxes of an invitation: one for each epoch of the case and each inbox key. */
struct inviting {
    struct vs_store *store;
    struct vs_org_row org;
    struct vs_hash case_id;
    enum vs_key_role as;
    struct vs_inbox_announced keys[VS_DIRECTORY_KEYS_MAX];
    size_t key_count;
    struct vs_invitation_to *to;
    size_t count, room;
};

static void
fill_box(struct vs_invitation_to *to, const struct inviting *inviting,
         const struct vs_channel_row *channel, const struct vs_hash *feed,
         const struct vs_hash *inbox)
{
    struct vs_invitation *invitation = &to->invitation;

    memset(to, 0, sizeof(*to));
    to->inbox = *inbox;
    invitation->role = inviting->as;
    invitation->epoch = (uint16_t)channel->epoch;
    invitation->case_id = inviting->case_id;
    invitation->org = inviting->org.org;
    memcpy(invitation->key, inviting->as == VS_KEY_FULL ? channel->kc : channel->kr, VS_KEY_LEN);
    invitation->feed = *feed;
    invitation->index = VS_LEAF_INDEX(channel->id);
}

static enum vs_code
add_boxes(void *payload, const struct vs_channel_row *channel, struct vs_err *err)
{
    struct inviting *inviting = payload;
    struct vs_feed_row feed;
    enum vs_code code;

    if (inviting->as == VS_KEY_FULL && !channel->has_kc) {
        return VS_OK; /* nothing that we could give */
    }
    code = vs_feed_by_id(inviting->store->ledger, &feed, VS_LEAF_FEED(channel->id), err);
    for (size_t i = 0; code == VS_OK && i < inviting->key_count; i++) {
        struct vs_invitation_to box;
        struct vs_invited_row row;
        bool has;

        if (vs_hash_eq(&inviting->keys[i].feed, &inviting->store->feed.feed)) {
            continue; /* this device */
        }
        if (inviting->count == inviting->room) {
            size_t room = inviting->room ? 2 * inviting->room : VS_BOXES_MAX;
            struct vs_invitation_to *list = vs_realloc_array(inviting->to, room, sizeof(*list));

            if (!list) {
                return vs_fail_memory(err);
            }
            inviting->to = list;
            inviting->room = room;
        }
        fill_box(&box, inviting, channel, &feed.feed, &inviting->keys[i].key);
        vs_invited_of(&row, &box);
        code = vs_invited_is(inviting->store->ledger, &has, &row, err);
        if (code == VS_OK && !has) {
            inviting->to[inviting->count++] = box;
        }
        vs_wipe(&box, sizeof(box));
        vs_wipe(&row, sizeof(row));
    }
    return code;
}

enum vs_code
vs_act_invite(struct vs_store *store, int64_t case_leaf, int64_t org, enum vs_party_role role,
              struct vs_err *err)
{
    struct vs_channel_row channel;
    struct inviting inviting;
    struct vs_buf raw;
    enum vs_code code = vs_channel_by_id(store->ledger, &channel, case_leaf, err);

    if (code == VS_OK && !channel.has_kc) {
        /* What we have we may share with our own devices, and with nobody else. */
        role = VS_PARTY_FACTS;
        if (org != store->self.id) {
            return vs_fail(err, VS_E_NOT_AUTHORISED, "facts-only",
                           "this organisation sees facts only");
        }
    }
    memset(&inviting, 0, sizeof(inviting));
    inviting.store = store;
    inviting.as = role == VS_PARTY_FULL ? VS_KEY_FULL : VS_KEY_FACTS;
    vs_buf_init(&raw, VS_LEAF_MAX);
    if (code == VS_OK) {
        code = vs_org_by_id(store->ledger, &inviting.org, org, err);
    }
    if (code == VS_OK) {
        code = vs_leaf_get(store->ledger, &raw, &inviting.case_id, NULL, case_leaf, err);
    }
    if (code == VS_OK) {
        code = vs_directory_keys(store, inviting.keys, &inviting.key_count, org, err);
    }
    if (code == VS_OK) {
        code = vs_channel_each_of_case(store->ledger, case_leaf, add_boxes, &inviting, err);
    }
    if (code == VS_OK && inviting.count > 0) {
        code = vs_own_invite(store, inviting.to, inviting.count, err);
    }
    if (inviting.to) {
        vs_wipe(inviting.to, inviting.room * sizeof(*inviting.to));
    }
    vs_free(inviting.to);
    vs_buf_release(&raw);
    vs_wipe(&channel, sizeof(channel));
    return code;
}

static enum vs_code
judge_opening(struct vs_store *store, const struct vs_event *event, struct vs_err *err)
{
    static const struct vs_hash none;
    struct vs_fold_source source;
    struct vs_fold *fold;
    enum vs_code code;

    memset(&source, 0, sizeof(source));
    code = vs_fold_make(&fold, &none, NULL, 0, &source, err);
    if (code == VS_OK) {
        code = judge(fold, event, store, err);
        vs_fold_free(fold);
    }
    return code;
}

enum vs_code
vs_act_open(struct vs_store *store, int64_t *case_leaf, struct vs_hash *id, vs_instant at,
            bool takes, const struct vs_act_text *text, struct vs_err *err)
{
    struct vs_event draft;

    memset(&draft, 0, sizeof(draft));
    draft.at = at;
    draft.takes = takes;
    return vs_act_open_as(store, case_leaf, id, &draft, text, err);
}

enum vs_code
vs_act_open_as(struct vs_store *store, int64_t *case_leaf, struct vs_hash *id,
               struct vs_event *draft, const struct vs_act_text *text, struct vs_err *err)
{
    vs_instant now = vs_store_now(store);
    struct vs_event_party self = {store->self.org, VS_PARTY_FULL};
    struct load load = {text, {NULL, 0}};
    struct vs_channel_row channel;
    struct vs_case_key_row key;
    enum vs_code code;

    memset(&key, 0, sizeof(key));
    draft->type = VS_EV_OPEN;
    draft->made = draft->at > now ? draft->at : now;
    draft->parties = &self;
    draft->party_count = 1;
    code = check_at(draft, now, err);
    if (code == VS_OK) {
        code = judge_opening(store, draft, err);
    }
    if (code != VS_OK) {
        return code;
    }
    *case_leaf = VS_LEAF_ID(store->feed.id, store->feed.tree.size);
    store->env->random(store->env->payload, key.kc, sizeof(key.kc));
    key.has_kc = true;
    vs_reading_key(key.kr, key.kc);
    vs_facts_key(key.kf, key.kr, &store->feed.feed, VS_LEAF_INDEX(*case_leaf));
    vs_case_channel(&channel, *case_leaf, &key);
    code = vs_take_channel(store, &channel, err);
    if (code == VS_OK) {
        code = append(store, id, &channel, draft, &load, err);
    }
    if (code == VS_OK) {
        key.case_hash = *id;
        code = vs_case_key_insert(store->ledger, &key, err);
    }
    if (code == VS_OK) {
        code = vs_act_invite(store, *case_leaf, store->self.id, VS_PARTY_FULL, err);
    }
    draft->parties = NULL;
    draft->party_count = 0;
    vs_wipe(&key, sizeof(key));
    vs_wipe(&channel, sizeof(channel));
    return code;
}

/* --- any other act -----------------------------------------------------------------------------
 */

/* An act claimed for a time before what it answers, or before the case, is a slip of the pen. */
static enum vs_code
check_not_before(const struct vs_fold *fold, const struct vs_event *draft, struct vs_err *err)
{
    for (size_t i = 0; i < fold->entry_count; i++) {
        const struct vs_event *event = fold->entries[i].in->event;
        bool rests = event && (event->type == VS_EV_OPEN ||
                               (draft->has_re && vs_hash_eq(&fold->entries[i].in->id, &draft->re)));

        if (rests && draft->at < event->at) {
            char text[VS_INSTANT_TEXT_LEN + 1];

            vs_instant_text(text, event->at);
            return vs_fail(err, VS_E_TIME_TOO_EARLY, vs_event_type_name(event->type),
                           "the act rests on it, and it is of %s", text);
        }
    }
    return VS_OK;
}

/* More of one device than this counts for nobody (FOLD.md 2.1). */
static enum vs_code
check_room(const struct vs_store *store, const struct vs_casefile *file, struct vs_err *err)
{
    size_t own = 0;

    for (size_t i = 0; i < vs_casefile_count(file); i++) {
        own += vs_casefile_event(file, i)->feed == store->feed.id;
    }
    return own < VS_FOLD_FEED_MAX
               ? VS_OK
               : vs_fail(err, VS_E_NOT_AUTHORISED, "over-limit",
                         "this device has written as much in this case as counts");
}

/* What this device writes in a case stands behind what it wrote there before (FOLD.md 2). If that
 * is dated so far ahead that it waits, so would this, and whoever recorded it would think it
 * counted. */
static enum vs_code
check_not_behind(const struct vs_store *store, const struct vs_casefile *file, vs_instant now,
                 struct vs_err *err)
{
    vs_instant last = 0;
    char text[VS_INSTANT_TEXT_LEN + 1];

    for (size_t i = 0; i < vs_casefile_count(file); i++) {
        const struct vs_casefile_event *event = vs_casefile_event(file, i);

        if (event->feed == store->feed.id && event->event &&
            vs_casefile_counts_from(event->event) > now && event->event->made > last) {
            last = event->event->made;
        }
    }
    if (last == 0) {
        return VS_OK;
    }
    vs_instant_text(text, last);
    return vs_fail(err, VS_E_DATED_AHEAD, NULL, "it is of %s", text);
}

/* Fills in what the case decides: its id, the heads, the instant of recording. */
static void
place_in_case(struct vs_event *draft, struct vs_hash heads[VS_EVENT_HEADS_MAX],
              const struct vs_casefile *file, vs_instant now)
{
    draft->case_id = *vs_casefile_id(file);
    draft->made = draft->at > now ? draft->at : now;
    draft->heads = heads;
    draft->head_count = vs_fold_heads(vs_casefile_fold(file), heads, VS_EVENT_HEADS_MAX);
    draft->head_count = vs_event_sort_set(heads, draft->head_count);
}

/* `in`: the channel, or NULL for the one to write under. */
static enum vs_code
act(struct vs_store *store, struct vs_hash *id, int64_t case_leaf, struct vs_event *draft,
    const struct load *load, const struct vs_channel_row *in, struct vs_err *err)
{
    struct vs_hash heads[VS_EVENT_HEADS_MAX];
    struct vs_channel_row channel;
    struct vs_casefile *file = NULL;
    vs_instant now = vs_store_now(store);
    enum vs_code code = check_at(draft, now, err);

    if (code == VS_OK) {
        code = vs_casefile_load(&file, store, case_leaf, VS_INSTANT_NEVER, err);
    }
    if (code == VS_OK) {
        code = check_room(store, file, err);
    }
    if (code == VS_OK) {
        code = check_not_behind(store, file, now, err);
    }
    if (code == VS_OK) {
        place_in_case(draft, heads, file, now);
        code = check_not_before(vs_casefile_fold(file), draft, err);
    }
    if (code == VS_OK) {
        code = judge(vs_casefile_fold(file), draft, store, err);
    }
    if (code == VS_OK && !in) {
        code = vs_epoch_channel(&channel, NULL, store, file, err);
    }
    if (code == VS_OK) {
        code = append(store, id, in ? in : &channel, draft, load, err);
    }
    vs_wipe(&channel, sizeof(channel));
    draft->heads = NULL;
    draft->head_count = 0;
    vs_casefile_free(file);
    return code;
}

enum vs_code
vs_act(struct vs_store *store, struct vs_hash *id, int64_t case_leaf, struct vs_event *draft,
       const struct vs_act_text *text, struct vs_err *err)
{
    struct load load = {text, {NULL, 0}};

    return act(store, id, case_leaf, draft, &load, NULL, err);
}

enum vs_code
vs_act_in(struct vs_store *store, struct vs_hash *id, int64_t case_leaf, struct vs_event *draft,
          const struct vs_channel_row *channel, struct vs_err *err)
{
    struct load load = {NULL, {NULL, 0}};

    return act(store, id, case_leaf, draft, &load, channel, err);
}

enum vs_code
vs_act_bytes(struct vs_store *store, struct vs_hash *id, int64_t case_leaf, struct vs_event *draft,
             struct vs_str bytes, struct vs_err *err)
{
    struct load load = {NULL, bytes};

    return act(store, id, case_leaf, draft, &load, NULL, err);
}

enum vs_code
vs_act_remove(struct vs_store *store, struct vs_hash *id, int64_t case_leaf,
              const struct vs_hash *party, vs_instant at, const struct vs_act_text *text,
              struct vs_err *err)
{
    struct vs_event draft;
    enum vs_code code;

    memset(&draft, 0, sizeof(draft));
    draft.type = VS_EV_PARTY_REMOVE;
    draft.at = at;
    draft.party.org = *party;
    code = vs_act(store, id, case_leaf, &draft, text, err);
    if (code == VS_OK && !vs_hash_eq(party, &store->self.org)) {
        code = vs_epoch_rekey(store, case_leaf, err);
    }
    return code;
}

/* --- offers ------------------------------------------------------------------------------------
 */

/* An agreement that both sides adopted, and in which roles. */
struct common_text {
    struct vs_event_under under;
    char giver_role[sizeof(((struct vs_adoption_row *)0)->role)];
    char receiver_role[sizeof(((struct vs_adoption_row *)0)->role)];
    const struct vs_agreement *agreement; /* the store's */
    unsigned weight;
    bool counts; /* both adoptions do, on the day of the handover */
};

/* Collects the agreements that both sides adopted, one entry a text. One that has ended for certain
 * decides about no handover of today (FOLD.md 3); one to come may take over from it. */
struct common {
    struct vs_store *store;
    const struct vs_act_offer *offer;
    vs_date today;
    struct vs_adoption_row own;
    struct common_text texts[VS_EVENT_UNDER_MAX];
    size_t count;
    struct vs_event_under under[VS_EVENT_UNDER_MAX];
};

static bool
is_named(const struct vs_act_offer *offer, const struct vs_hash *profile)
{
    bool found = offer->only == NULL;

    for (size_t i = 0; i < offer->only_count && !found; i++) {
        found = vs_hash_eq(&offer->only[i], profile);
    }
    return found;
}

/* Which of two pairs of adoptions of one text a handover stands on, where an organisation has
 * several roles: the greater; of equals the first. */
static unsigned
weight(const struct common *common, const struct vs_agreement *agreement,
       const struct vs_adoption_row *theirs)
{
    bool regulated =
        vs_agreement_transfer(agreement, vs_str(common->own.role), vs_str(theirs->role),
                              common->offer->kind == VS_OFFER_RETURN) != NULL;
    bool counts = common->own.since <= common->today && theirs->since <= common->today;

    return 2u * regulated + counts;
}

static void
set_common(struct common_text *text, const struct common *common,
           const struct vs_adoption_row *theirs, const struct vs_agreement *agreement)
{
    memset(text, 0, sizeof(*text));
    memcpy(text->under.profile, theirs->name, strnlen(theirs->name, VS_PROFILE_ID_MAX));
    text->under.profile_hash = theirs->profile;
    text->under.giver_adoption = common->own.hash;
    text->under.receiver_adoption = theirs->hash;
    memcpy(text->giver_role, common->own.role, sizeof(text->giver_role));
    memcpy(text->receiver_role, theirs->role, sizeof(text->receiver_role));
    text->agreement = agreement;
    text->weight = weight(common, agreement, theirs);
    text->counts = common->own.since <= common->today && theirs->since <= common->today;
}

static enum vs_code
pair_with(void *payload, const struct vs_adoption_row *theirs, struct vs_err *err)
{
    struct common *common = payload;
    const struct vs_agreement *agreement;
    enum vs_code code;
    size_t i = 0;

    if (!vs_hash_eq(&theirs->profile, &common->own.profile) || theirs->ended <= common->today) {
        return VS_OK;
    }
    code = vs_rules_agreement(common->store, &agreement, &theirs->profile, err);
    if (code != VS_OK) {
        return code == VS_E_NOT_FOUND || vs_rules_no_agreement(code) ? VS_OK : code;
    }
    while (i < common->count &&
           !vs_hash_eq(&common->texts[i].under.profile_hash, &theirs->profile)) {
        i++;
    }
    /* Of those that are not named, one to come may take over from one that is. */
    if (agreement->until.latest < common->today || i == VS_EVENT_UNDER_MAX ||
        (!is_named(common->offer, &theirs->profile) && agreement->from.earliest <= common->today) ||
        (i < common->count && common->texts[i].weight >= weight(common, agreement, theirs))) {
        return VS_OK;
    }
    set_common(&common->texts[i], common, theirs, agreement);
    common->count += i == common->count;
    return VS_OK;
}

static enum vs_code
pair_own(void *payload, const struct vs_adoption_row *own, struct vs_err *err)
{
    struct common *common = payload;

    if (own->ended <= common->today) {
        return VS_OK;
    }
    common->own = *own;
    return vs_adoption_each(common->store->ledger, common->offer->to, pair_with, common, err);
}

/* Leaves of the texts those that are named, what replaces them, what replaces that, and so on. */
static void
keep_named(struct common *common)
{
    bool keep[VS_EVENT_UNDER_MAX] = {false};
    size_t kept = 0, before = 1;

    while (kept != before) {
        before = kept;
        for (size_t i = 0; i < common->count; i++) {
            bool one = is_named(common->offer, &common->texts[i].under.profile_hash);

            for (size_t k = 0; k < common->count && !one; k++) {
                one = keep[k] &&
                      vs_agreement_replaces(common->texts[i].agreement, common->texts[k].agreement);
            }
            kept += one && !keep[i];
            keep[i] |= one;
        }
    }
    kept = 0;
    for (size_t i = 0; i < common->count; i++) {
        if (keep[i]) {
            common->texts[kept++] = common->texts[i];
        }
    }
    common->count = kept;
}

/* Whether another of the texts has ended this one: then it decides nothing about the handover. */
static bool
is_replaced(const struct common *common, size_t i)
{
    for (size_t k = 0; k < common->count; k++) {
        if (k != i && common->texts[k].counts &&
            vs_agreement_has_ended(common->texts[i].agreement, common->texts[k].agreement,
                                   common->today)) {
            return true;
        }
    }
    return false;
}

/* The calendar of the text that is in force, as surely as there is one; of several the first that
 * was adopted. */
static struct vs_str
calendar_of(const struct common *common)
{
    struct vs_str calendar = {NULL, 0};
    enum vs_in_force best = VS_NOT_IN_FORCE;
    bool replaced = false;

    for (size_t i = 0; i < common->count; i++) {
        const struct vs_agreement *agreement = common->texts[i].agreement;
        enum vs_in_force force = vs_agreement_in_force(agreement, common->today);

        if (i == 0 || (force > best && !is_replaced(common, i)) ||
            (force == best && replaced && !is_replaced(common, i))) {
            calendar = agreement->calendar;
            best = force;
            replaced = is_replaced(common, i);
        }
    }
    return calendar;
}

static int
by_profile(const void *a, const void *b)
{
    const struct common_text *x = a, *y = b;

    return memcmp(x->under.profile_hash.b, y->under.profile_hash.b,
                  sizeof(x->under.profile_hash.b));
}

/* In the order of a set, by the hash of the text. */
static enum vs_code
find_common(struct vs_store *store, struct common *common, struct vs_str *calendar,
            const struct vs_act_offer *offer, vs_date day, struct vs_err *err)
{
    enum vs_code code;

    memset(common, 0, sizeof(*common));
    common->store = store;
    common->offer = offer;
    common->today = day;
    code = vs_adoption_each(store->ledger, store->self.id, pair_own, common, err);
    keep_named(common);
    *calendar = calendar_of(common);
    qsort(common->texts, common->count, sizeof(common->texts[0]), by_profile);
    for (size_t i = 0; i < common->count; i++) {
        common->under[i] = common->texts[i].under;
    }
    return code;
}

enum vs_code
vs_act_offer_rules(struct vs_store *store, const struct vs_act_offer *offer, vs_date day,
                   enum vs_code (*each)(void *payload, const struct vs_rule_text *text,
                                        struct vs_err *err),
                   void *payload, struct vs_err *err)
{
    struct vs_str calendar;
    struct common common;
    enum vs_code code = find_common(store, &common, &calendar, offer, day, err);

    for (size_t i = 0; i < common.count && code == VS_OK; i++) {
        const struct common_text *one = &common.texts[i];
        struct vs_rule_text text = {one->agreement, vs_str(one->giver_role),
                                    vs_str(one->receiver_role)};

        if (one->counts && vs_agreement_in_force(one->agreement, day) != VS_NOT_IN_FORCE &&
            !is_replaced(&common, i)) {
            code = each(payload, &text, err);
        }
    }
    return code;
}

/* What the receiver has to know. */
static void
copy_told(struct vs_event *draft, const struct vs_event *told)
{
    draft->why = told->why;
    draft->after = told->after;
    draft->unsafety = told->unsafety;
    draft->others = told->others;
    draft->informed = told->informed;
    draft->waitlist = told->waitlist;
    draft->relocates = told->relocates;
    draft->conditions = told->conditions;
    draft->has_conditions_digest = told->has_conditions_digest;
    draft->conditions_digest = told->conditions_digest;
    draft->has_informed_at = told->has_informed_at;
    draft->informed_at = told->informed_at;
    draft->has_first_contact = told->has_first_contact;
    draft->first_contact = told->first_contact;
    draft->has_monitor = told->has_monitor;
    draft->monitor_nobody = told->monitor_nobody;
    draft->monitor = told->monitor;
}

enum vs_code
vs_act_offer(struct vs_store *store, struct vs_hash *id, size_t *rules, int64_t case_leaf,
             const struct vs_act_offer *offer, const struct vs_act_text *text, struct vs_err *err)
{
    const struct vs_calendar *calendar = NULL;
    struct vs_str counts_by = {NULL, 0};
    struct common common;
    struct vs_event draft;
    struct vs_org_row to;
    enum vs_code code = vs_org_by_id(store->ledger, &to, offer->to, err);

    if (code == VS_OK) {
        code =
            find_common(store, &common, &counts_by, offer, vs_zone_date(vs_store_now(store)), err);
    }
    if (code == VS_OK && common.count > 0) {
        code = vs_rules_newest_calendar(store, &calendar, counts_by, &to.org, err);
        code = code == VS_E_NOT_FOUND ? VS_OK : code;
    }
    if (code == VS_OK && calendar) {
        bool counts;

        /* What the receiver has not published as far as we know is not named: else it could say
         * later that it had, and make an answer of the past another. */
        code = vs_rules_calendar_counts(store, &counts, &calendar->hash, &to.org,
                                        vs_store_now(store), VS_INSTANT_NEVER, err);
        calendar = code == VS_OK && counts ? calendar : NULL;
    }
    if (code != VS_OK) {
        return code;
    }
    memset(&draft, 0, sizeof(draft));
    draft.type = VS_EV_OFFER;
    draft.at = offer->at;
    draft.to = to.org;
    draft.kind = offer->kind;
    draft.mode = offer->mode;
    if (offer->told) {
        copy_told(&draft, offer->told);
    }
    draft.under = common.under;
    draft.under_count = common.count;
    if (calendar) {
        draft.has_calendar = true;
        draft.calendar = calendar->hash;
    }
    *rules = common.count;
    code = vs_act(store, id, case_leaf, &draft, text, err);
    if (code == VS_OK && to.id != store->self.id) {
        code = vs_act_invite(store, case_leaf, to.id, VS_PARTY_FULL, err);
        if (code == VS_OK) {
            code = vs_act_introductions(store, case_leaf, to.id, err);
        }
    }
    return code;
}

/* --- disclosure --------------------------------------------------------------------------------
 */

static enum vs_code
party_role(struct vs_store *store, bool *is_party, enum vs_party_role *role, int64_t case_leaf,
           const struct vs_hash *org, struct vs_err *err)
{
    struct vs_casefile *file = NULL;
    enum vs_code code = vs_casefile_load(&file, store, case_leaf, VS_INSTANT_NEVER, err);

    if (code == VS_OK) {
        *is_party = vs_fold_party_role(role, vs_casefile_fold(file), org);
    }
    vs_casefile_free(file);
    return code;
}

enum vs_code
vs_act_disclose(struct vs_store *store, struct vs_hash *id, int64_t case_leaf,
                const struct vs_act_disclosure *to, const struct vs_act_text *text,
                struct vs_err *err)
{
    enum vs_party_role before = VS_PARTY_FACTS;
    bool is_party = false;
    struct vs_event draft;
    struct vs_org_row org;
    enum vs_code code = vs_org_by_id(store->ledger, &org, to->org, err);

    if (code == VS_OK && org.id == store->self.id) {
        return vs_fail(err, VS_E_INVALID, org.name, "a case is disclosed to another organisation");
    }
    if (code == VS_OK) {
        code = party_role(store, &is_party, &before, case_leaf, &org.org, err);
    }
    if (code == VS_OK && is_party && before >= to->role) {
        return vs_fail(err, VS_E_EXISTS, org.name,
                       before == VS_PARTY_FULL ? "it sees the whole case already"
                                               : "it sees the facts already");
    }
    if (code == VS_OK) {
        memset(&draft, 0, sizeof(draft));
        draft.type = VS_EV_PARTY_ADD;
        draft.at = to->at;
        draft.party.org = org.org;
        draft.party.role = to->role;
        code = vs_act(store, id, case_leaf, &draft, text, err);
    }
    if (code == VS_OK) {
        code = vs_act_invite(store, case_leaf, org.id, to->role, err);
    }
    return code == VS_OK ? vs_act_introductions(store, case_leaf, org.id, err) : code;
}
