#include "core/record/epochs.h"

#include <string.h>

#include "core/base/mem.h"
#include "core/ledger/cases.h"
#include "core/record/act.h"
#include "core/record/take.h"

/* --- who was given which key -------------------------------------------------------------------
 */

static int
party_role(const struct vs_fold *fold, const struct vs_hash *org)
{
    enum vs_party_role role;

    return vs_fold_party_role(&role, fold, org) ? (int)role : -1;
}

/* The keys given out for one epoch, as far as events say. */
struct given {
    const struct vs_fold *fold;
    const struct vs_hash *org; /* asked about, or NULL */
    int role;                  /* the strongest it was given; -1: none */
    bool only_parties;         /* nobody else was given more than it may have now */
};

static void
give(struct given *given, const struct vs_hash *org, enum vs_party_role role)
{
    if (given->org && vs_hash_eq(given->org, org) && (int)role > given->role) {
        given->role = (int)role;
    }
    if (party_role(given->fold, org) < (int)role) {
        given->only_parties = false;
    }
}

static void
give_listed(struct given *given, const struct vs_fold_entry *entry)
{
    const struct vs_event *event = entry->in->event;

    give(given, &entry->in->org, VS_PARTY_FULL);
    for (size_t i = 0; i < event->party_count; i++) {
        give(given, &event->parties[i].org, event->parties[i].role);
    }
}

/* `rekey` is the entry that began the epoch, VS_FOLD_NONE for the first one. Who adds a party gives
 * it every key that it knows: so those after the rekey got this one. */
static void
who_was_given(struct given *given, uint32_t rekey)
{
    const struct vs_fold *fold = given->fold;

    given->role = -1;
    given->only_parties = true;
    if (rekey != VS_FOLD_NONE) {
        give_listed(given, &fold->entries[rekey]);
    }
    for (uint32_t i = 0; i < fold->entry_count; i++) {
        const struct vs_event *event = fold->entries[i].in->event;

        if (fold->entries[i].state != VS_ENTRY_VALID || !event ||
            (rekey != VS_FOLD_NONE && !vs_fold_knows(fold, i, rekey))) {
            continue;
        }
        switch ((unsigned)event->type) {
        case VS_EV_OPEN:
            give_listed(given, &fold->entries[i]);
            break;
        case VS_EV_OFFER:
            give(given, &event->to, VS_PARTY_FULL);
            break;
        case VS_EV_PARTY_ADD:
            give(given, &event->party.org, event->party.role);
            break;
        default:
            break;
        }
    }
}

static bool
leaves_out_nobody(const struct vs_fold *fold, uint32_t rekey)
{
    for (size_t i = 0; rekey != VS_FOLD_NONE && i < fold->party_count; i++) {
        struct given given = {fold, &fold->parties[i].org, -1, true};

        who_was_given(&given, rekey);
        if (given.role < (int)fold->parties[i].role) {
            return false;
        }
    }
    return true;
}

static bool
only_parties(const struct vs_fold *fold, uint32_t rekey)
{
    struct given given = {fold, NULL, -1, true};

    who_was_given(&given, rekey);
    return given.only_parties;
}

/* --- the rekeys in order -----------------------------------------------------------------------
 */

/*
 * Of every entry the number of the epoch that it begins, 0 if it begins none: a valid rekey whose
 * number is one more than the greatest in its past. Somebody who leaps ahead so that nobody could
 * come after gains nothing by it. Entries stand in an order that respects causes.
 */
static enum vs_code
number_epochs(uint32_t **out, const struct vs_fold *fold, struct vs_err *err)
{
    uint32_t *numbers = vs_calloc(fold->entry_count + 1, sizeof(*numbers));

    *out = numbers;
    if (!numbers) {
        return vs_fail_memory(err);
    }
    for (uint32_t i = 0; i < fold->entry_count; i++) {
        const struct vs_event *event = fold->entries[i].in->event;
        uint32_t next = 1;

        if (fold->entries[i].state != VS_ENTRY_VALID || !event || event->type != VS_EV_REKEY) {
            continue;
        }
        for (uint32_t before = 0; before < i; before++) {
            if (numbers[before] >= next && vs_fold_knows(fold, i, before)) {
                next = numbers[before] + 1;
            }
        }
        if (event->epoch == (next < VS_EVENT_EPOCH_MAX ? next : VS_EVENT_EPOCH_MAX)) {
            numbers[i] = event->epoch;
        }
    }
    return VS_OK;
}

/* --- the channel to write under ----------------------------------------------------------------
 */

struct choosing {
    const struct vs_casefile *file;
    const uint32_t *numbers;
    size_t channels;
    bool found;
    struct vs_channel_row best;
    bool best_exact;
    struct vs_hash best_rekey;
};

/* The entry of the rekey that began the channel's epoch. False if it began none that counts. */
static bool
rekey_of(uint32_t *rekey, const struct choosing *choosing, const struct vs_channel_row *channel)
{
    const struct vs_casefile *file = choosing->file;

    *rekey = VS_FOLD_NONE;
    if (channel->id == channel->case_leaf) {
        return true;
    }
    for (size_t i = 0; i < vs_casefile_count(file); i++) {
        const struct vs_casefile_event *event = vs_casefile_event(file, i);

        if (event->leaf == channel->id && event->event && event->event->type == VS_EV_EPOCH_OPEN) {
            *rekey = vs_fold_find(vs_casefile_fold(file), &event->event->rekey);
        }
    }
    return *rekey != VS_FOLD_NONE && choosing->numbers[*rekey] == channel->epoch;
}

static enum vs_code
consider(void *payload, const struct vs_channel_row *channel, struct vs_err *err)
{
    static const struct vs_hash first;
    struct choosing *choosing = payload;
    const struct vs_fold *fold = vs_casefile_fold(choosing->file);
    const struct vs_hash *id = &first;
    uint32_t rekey;
    bool exact, better;

    (void)err;
    if (!rekey_of(&rekey, choosing, channel) || !leaves_out_nobody(fold, rekey)) {
        return VS_OK;
    }
    exact = only_parties(fold, rekey);
    id = rekey == VS_FOLD_NONE ? &first : &fold->entries[rekey].in->id;
    better = !choosing->found;
    if (!better && exact != choosing->best_exact) {
        better = exact;
    } else if (!better && channel->epoch != choosing->best.epoch) {
        better = channel->epoch > choosing->best.epoch;
    } else if (!better) {
        better = vs_hash_cmp(id, &choosing->best_rekey) < 0;
    }
    if (better) {
        choosing->found = true;
        choosing->best = *channel;
        choosing->best_exact = exact;
        choosing->best_rekey = *id;
    }
    return VS_OK;
}

/* Nearly every case has one epoch and lost nobody: then there is nothing to choose. */
static bool
was_ever_left(const struct vs_casefile *file)
{
    for (size_t i = 0; i < vs_casefile_count(file); i++) {
        const struct vs_event *event = vs_casefile_event(file, i)->event;

        if (event && (event->type == VS_EV_PARTY_REMOVE || event->type == VS_EV_REKEY)) {
            return true;
        }
    }
    return false;
}

enum vs_code
vs_epoch_channel(struct vs_channel_row *out, bool *exact, struct vs_store *store,
                 const struct vs_casefile *file, struct vs_err *err)
{
    int64_t case_leaf = vs_casefile_leaf(file);
    struct choosing choosing;
    uint32_t *numbers = NULL;
    enum vs_code code;

    if (!was_ever_left(file)) {
        if (exact) {
            *exact = true;
        }
        return vs_channel_by_id(store->ledger, out, case_leaf, err);
    }
    memset(&choosing, 0, sizeof(choosing));
    choosing.file = file;
    code = number_epochs(&numbers, vs_casefile_fold(file), err);
    choosing.numbers = numbers;
    if (code == VS_OK) {
        code = vs_channel_each_of_case(store->ledger, case_leaf, consider, &choosing, err);
    }
    if (code == VS_OK && !choosing.found) {
        code = vs_fail(err, VS_E_NOT_FOUND, "the case", "no key of it is known");
    }
    if (code == VS_OK) {
        *out = choosing.best;
        if (exact) {
            *exact = choosing.best_exact;
        }
    }
    vs_wipe(&choosing, sizeof(choosing));
    vs_free(numbers);
    return code;
}

/* --- a key that should be here -----------------------------------------------------------------
 */

struct looking {
    const struct vs_hash *name;
    bool found;
};

static enum vs_code
is_channel(void *payload, const struct vs_channel_row *channel, struct vs_err *err)
{
    struct looking *looking = payload;
    struct vs_hash name;

    (void)err;
    vs_channel_name(&name, channel->kr);
    looking->found = looking->found || vs_hash_eq(&name, looking->name);
    return VS_OK;
}

enum vs_code
vs_epoch_lacking(vs_instant *from, struct vs_hash *by, struct vs_store *store,
                 const struct vs_casefile *file, struct vs_err *err)
{
    const struct vs_fold *fold = vs_casefile_fold(file);
    uint32_t *numbers = NULL;
    enum vs_code code;

    *from = VS_INSTANT_NEVER;
    if (!was_ever_left(file) || party_role(fold, &store->self.org) < 0) {
        return VS_OK;
    }
    code = number_epochs(&numbers, fold, err);
    for (uint32_t i = 0; code == VS_OK && i < fold->entry_count; i++) {
        const struct vs_fold_entry *entry = &fold->entries[i];
        struct given given = {fold, &store->self.org, -1, true};

        if (numbers[i] == 0 || entry->rec >= *from) {
            continue;
        }
        who_was_given(&given, i);
        if (given.role >= 0) {
            struct looking looking = {&entry->in->event->channel, false};

            code = vs_channel_each_of_case(store->ledger, vs_casefile_leaf(file), is_channel,
                                           &looking, err);
            if (code == VS_OK && !looking.found) {
                *from = entry->rec;
                *by = entry->in->org;
            }
        }
    }
    vs_free(numbers);
    return code;
}

/* --- a new key ---------------------------------------------------------------------------------
 */

static enum vs_code
next_epoch(uint32_t *epoch, const struct vs_fold *fold, struct vs_err *err)
{
    uint32_t *numbers;
    enum vs_code code = number_epochs(&numbers, fold, err);

    *epoch = 1;
    for (size_t i = 0; code == VS_OK && i < fold->entry_count; i++) {
        if (numbers[i] >= *epoch) {
            *epoch = numbers[i] < VS_EVENT_EPOCH_MAX ? numbers[i] + 1 : VS_EVENT_EPOCH_MAX;
        }
    }
    vs_free(numbers);
    return code;
}

/* The two events. `draft` holds epoch and parties; the key goes into `key` and the ledger. */
static enum vs_code
write_epoch(struct vs_store *store, int64_t case_leaf, struct vs_event *draft,
            struct vs_case_key_row *key, struct vs_err *err)
{
    struct vs_channel_row channel;
    struct vs_hash id;
    enum vs_code code;

    store->env->random(store->env->payload, key->kc, sizeof(key->kc));
    key->has_kc = true;
    key->epoch = draft->epoch;
    vs_reading_key(key->kr, key->kc);
    vs_channel_name(&draft->channel, key->kr);
    draft->type = VS_EV_REKEY;
    code = vs_act(store, &draft->rekey, case_leaf, draft, NULL, err);
    if (code != VS_OK) {
        return code;
    }
    key->first = VS_LEAF_ID(store->feed.id, store->feed.tree.size);
    vs_facts_key(key->kf, key->kr, &store->feed.feed, VS_LEAF_INDEX(key->first));
    vs_case_channel(&channel, case_leaf, key);
    code = vs_take_channel(store, &channel, err);
    if (code == VS_OK) {
        draft->type = VS_EV_EPOCH_OPEN;
        code = vs_act_in(store, &id, case_leaf, draft, &channel, err);
    }
    if (code == VS_OK) {
        code = vs_case_key_insert(store->ledger, key, err);
    }
    vs_wipe(&channel, sizeof(channel));
    return code;
}

/* The keys to everybody who stays, our other devices among them. */
static enum vs_code
seal_to_parties(struct vs_store *store, int64_t case_leaf, const struct vs_event *listed,
                struct vs_err *err)
{
    enum vs_code code = VS_OK;

    for (size_t i = 0; code == VS_OK && i < listed->party_count; i++) {
        const struct vs_event_party *party = &listed->parties[i];
        struct vs_org_row org;

        code = vs_org_by_hash(store->ledger, &org, &party->org, err);
        if (code == VS_OK) {
            code = vs_act_invite(store, case_leaf, org.id, party->role, err);
        }
        /* Not known here, or no key of theirs: sealed when there is one. */
        code = code == VS_E_NOT_FOUND || code == VS_E_NO_INBOX_KEY ? VS_OK : code;
    }
    return code;
}

enum vs_code
vs_epoch_rekey(struct vs_store *store, int64_t case_leaf, struct vs_err *err)
{
    struct vs_event_party parties[VS_EVENT_PARTIES_MAX];
    struct vs_casefile *file = NULL;
    struct vs_case_key_row key;
    const struct vs_fold *fold;
    struct vs_event draft;
    enum vs_code code = vs_casefile_load(&file, store, case_leaf, VS_INSTANT_NEVER, err);

    if (code != VS_OK) {
        return code;
    }
    memset(&draft, 0, sizeof(draft));
    memset(&key, 0, sizeof(key));
    fold = vs_casefile_fold(file);
    key.case_hash = *vs_casefile_id(file);
    if (fold->party_count > VS_EVENT_PARTIES_MAX) {
        code = vs_fail(err, VS_E_TOO_LARGE, "the parties", "there are more than %u",
                       VS_EVENT_PARTIES_MAX);
    }
    for (size_t i = 0; code == VS_OK && i < fold->party_count; i++) {
        parties[i] = (struct vs_event_party){fold->parties[i].org, fold->parties[i].role};
    }
    if (code == VS_OK) {
        code = next_epoch(&draft.epoch, fold, err);
    }
    if (code == VS_OK) {
        draft.at = vs_store_now(store);
        draft.parties = parties;
        draft.party_count = vs_event_sort_parties(parties, fold->party_count);
        code = write_epoch(store, case_leaf, &draft, &key, err);
    }
    if (code == VS_OK) {
        code = seal_to_parties(store, case_leaf, &draft, err);
    }
    vs_wipe(&key, sizeof(key));
    vs_casefile_free(file);
    return code;
}

/* Did the organisation close it, perhaps with others? */
static bool
closed_by(const struct vs_fold *fold, const struct vs_answer *answer, const struct vs_hash *org)
{
    bool found = false;

    for (size_t i = 0; i < answer->claim_count; i++) {
        const struct vs_fold_claim *claim = &fold->claims[answer->claims[i]];

        found = found || (claim->holder == VS_HOLDER_CLOSED && vs_hash_eq(&claim->org, org));
    }
    return found;
}

enum vs_code
vs_epoch_is_ours(bool *ours, bool *rests, const struct vs_store *store,
                 const struct vs_casefile *file, vs_instant now, struct vs_err *err)
{
    const struct vs_fold *fold = vs_casefile_fold(file);
    struct vs_answer answer;
    enum vs_code code = vs_answer_at(&answer, fold, now, err);

    *ours = *rests = false;
    if (code != VS_OK) {
        return code;
    }
    if (party_role(fold, &store->self.org) != VS_PARTY_FULL) {
        *rests = true;
    } else if (answer.state == VS_STATE_CLOSED) {
        *ours = closed_by(fold, &answer, &store->self.org);
        *rests = !*ours;
    }
    for (size_t i = 0; i < answer.holder_count; i++) {
        *ours = *ours || vs_hash_eq(&answer.holders[i].org, &store->self.org);
    }
    for (size_t i = 0; i < answer.candidate_count; i++) {
        *ours = *ours || vs_hash_eq(&answer.candidates[i], &store->self.org);
    }
    vs_answer_release(&answer);
    return VS_OK;
}
