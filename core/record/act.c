#include "core/record/act.h"

#include <string.h>

#include "core/base/mem.h"
#include "core/casework/authority.h"
#include "core/ledger/channels.h"
#include "core/ledger/events.h"
#include "core/record/casefile.h"
#include "core/record/directory.h"
#include "core/record/epochs.h"
#include "core/record/own.h"
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
