#include "core/record/directory.h"

#include <stdio.h>
#include <string.h>

#include "core/base/enc.h"
#include "core/base/mem.h"
#include "core/ledger/cases.h"
#include "core/ledger/channels.h"
#include "core/ledger/events.h"
#include "core/log/hash.h"
#include "core/record/duty.h"
#include "core/record/own.h"
#include "core/record/take.h"

#define INBOX_DAYS 31 /* a device announces a new key monthly (protocol: inbox keys) */

void
vs_directory_channel(struct vs_channel_row *out, const struct vs_org_row *org)
{
    memset(out, 0, sizeof(*out));
    out->id = -org->id;
    out->kind = VS_CHANNEL_DIRECTORY;
    out->org = org->id;
    out->has_kc = true;
    memcpy(out->kc, org->kd.b, VS_KEY_LEN);
    vs_facts_key(out->kf, out->kc);
}

/* --- own entries -------------------------------------------------------------------------------
 */

enum vs_code
vs_directory_append(struct vs_store *store, const struct vs_directory *entry, struct vs_str content,
                    struct vs_hash *hash, struct vs_err *err)
{
    struct vs_channel_row channel;
    struct vs_hash made;
    struct vs_buf facts;
    int64_t leaf;
    enum vs_code code;

    vs_buf_init(&facts, VS_FACTS_CLASS_MAX);
    vs_directory_channel(&channel, &store->self);
    code = vs_take_channel(store, &channel, err);
    if (code == VS_OK) {
        code = vs_directory_write(&facts, entry, err);
    }
    if (code == VS_OK) {
        code = vs_own_append(store, &channel, vs_buf_str(&facts), content, &leaf, &made, err);
    }
    if (code == VS_OK && hash) {
        *hash = made;
    }
    vs_buf_release(&facts);
    vs_wipe(&channel, sizeof(channel));
    return code;
}

enum vs_code
vs_directory_append_roster(struct vs_store *store, struct vs_str note, struct vs_err *err)
{
    struct vs_directory entry;
    struct vs_roster roster;
    enum vs_code code = vs_roster_parse(&roster, note, err);

    memset(&entry, 0, sizeof(entry));
    if (code == VS_OK) {
        entry.type = VS_DIR_ROSTER;
        entry.made = vs_store_now(store);
        entry.generation = roster.generation;
        entry.version = roster.version;
        entry.roster = roster.hash;
        code = vs_directory_append(store, &entry, note, NULL, err);
    }
    vs_roster_release(&roster);
    return code;
}

enum vs_code
vs_directory_new_inbox(struct vs_store *store, struct vs_err *err)
{
    struct vs_directory entry;
    struct vs_inbox_row row;
    struct vs_inbox inbox;
    uint8_t ikm[32];
    enum vs_code code;

    memset(&entry, 0, sizeof(entry));
    memset(&inbox, 0, sizeof(inbox));
    store->env->random(store->env->payload, ikm, sizeof(ikm));
    code = vs_inbox_init(&inbox, ikm, err);
    vs_wipe(ikm, sizeof(ikm));
    if (code == VS_OK) {
        row.public_key = inbox.pk;
        memcpy(row.private_key, inbox.sk.p, sizeof(row.private_key));
        row.made = vs_store_now(store);
        row.until = row.made + INBOX_DAYS * 86400;
        code = vs_inbox_insert(store->ledger, &row, err);
        vs_wipe(&row.private_key, sizeof(row.private_key));
    }
    if (code == VS_OK) {
        entry.type = VS_DIR_INBOX;
        entry.made = row.made;
        entry.key = inbox.pk;
        entry.until = row.until;
        code = vs_directory_append(store, &entry, (struct vs_str){NULL, 0}, NULL, err);
    }
    vs_inbox_release(&inbox);
    return code;
}

struct adopted {
    const struct vs_hash *profile;
    const char *role;
    bool found;
};

static enum vs_code
is_adopted(void *payload, const struct vs_adoption_row *row, struct vs_err *err)
{
    struct adopted *adopted = payload;

    (void)err;
    if (row->ended == VS_DATE_NEVER && strcmp(row->role, adopted->role) == 0 &&
        vs_hash_eq(&row->profile, adopted->profile)) {
        adopted->found = true;
    }
    return VS_OK;
}

enum vs_code
vs_directory_adopt(struct vs_store *store, const struct vs_agreement *agreement, const char *role,
                   vs_date from, struct vs_hash *adoption, struct vs_err *err)
{
    struct adopted adopted = {&agreement->hash, role, false};
    struct vs_directory entry;
    enum vs_code code;

    if (agreement->kind != VS_KIND_AGREEMENT) {
        return vs_fail(err, VS_E_INVALID, agreement->id.p,
                       "this is a %s: it carries no rules that could be adopted",
                       vs_agreement_kind_name(agreement->kind));
    }
    if (!vs_agreement_has_role(agreement, vs_str(role))) {
        return vs_fail(err, VS_E_INVALID, role, "the agreement knows no such role");
    }
    code = vs_adoption_each(store->ledger, store->self.id, is_adopted, &adopted, err);
    if (code == VS_OK && adopted.found) {
        return vs_fail(err, VS_E_EXISTS, role, "this text is adopted in this role already");
    }
    if (code != VS_OK) {
        return code;
    }
    memset(&entry, 0, sizeof(entry));
    entry.type = VS_DIR_ADOPT;
    entry.made = vs_store_now(store);
    snprintf(entry.profile, sizeof(entry.profile), "%.*s", (int)agreement->id.len, agreement->id.p);
    snprintf(entry.role, sizeof(entry.role), "%s", role);
    entry.profile_hash = agreement->hash;
    entry.from = from;
    return vs_directory_append(store, &entry, agreement->canonical, adoption, err);
}

enum vs_code
vs_directory_adopt_end(struct vs_store *store, const struct vs_hash *adoption, vs_date end,
                       struct vs_err *err)
{
    struct vs_adoption_row row;
    struct vs_directory entry;
    enum vs_code code = vs_adoption_by_hash(store->ledger, &row, adoption, err);

    if (code == VS_OK && row.org != store->self.id) {
        return vs_fail(err, VS_E_INVALID, row.name, "another organisation adopted this");
    }
    if (code != VS_OK) {
        return code;
    }
    memset(&entry, 0, sizeof(entry));
    entry.type = VS_DIR_ADOPT_END;
    entry.made = vs_store_now(store);
    entry.adoption = *adoption;
    entry.end = end;
    return vs_directory_append(store, &entry, (struct vs_str){NULL, 0}, NULL, err);
}

/* --- rosters -----------------------------------------------------------------------------------
 */

struct roster_set {
    struct vs_roster *list;
    size_t count;
};

static void
roster_set_release(struct roster_set *set)
{
    for (size_t i = 0; i < set->count; i++) {
        vs_roster_release(&set->list[i]);
    }
    vs_free(set->list);
}

static enum vs_code
collect_roster(void *payload, struct vs_str note, struct vs_err *err)
{
    struct roster_set *set = payload;
    struct vs_roster *list;
    enum vs_code code;

    if (set->count == VS_ROSTERS_MAX) {
        return vs_fail(err, VS_E_TOO_LARGE, "the rosters", "more than %d", VS_ROSTERS_MAX);
    }
    list = vs_realloc_array(set->list, set->count + 1, sizeof(*list));
    if (!list) {
        return vs_fail_memory(err);
    }
    set->list = list;
    code = vs_roster_parse(&list[set->count], note, err);
    if (code == VS_OK) {
        set->count++;
    } else {
        vs_roster_release(&list[set->count]);
    }
    return code;
}

static enum vs_code
pin_of(struct vs_store *store, struct vs_pin *pin, int64_t org, struct vs_err *err)
{
    struct vs_card_identity identity;
    struct vs_json *value = NULL;
    struct vs_buf bytes;
    enum vs_code code;

    vs_buf_init(&bytes, 65536);
    code = vs_org_identity(store->ledger, &bytes, org, err);
    if (code == VS_OK) {
        code = vs_json_parse(&value, bytes.p, bytes.len, VS_JSON_CONTENT, err);
    }
    if (code == VS_OK) {
        code = vs_card_identity_read(&identity, value, err);
    }
    if (code == VS_OK) {
        pin->root = identity.root;
        pin->next = identity.next;
    }
    vs_wipe(&identity, sizeof(identity));
    vs_json_free(value);
    vs_buf_release(&bytes);
    return code;
}

static enum vs_code
resolve(struct vs_store *store, struct vs_roster_view *out, const struct roster_set *set,
        int64_t org, struct vs_err *err)
{
    const struct vs_roster **list = vs_calloc(set->count + 1, sizeof(*list));
    struct vs_pin pin;
    enum vs_code code = list ? pin_of(store, &pin, org, err) : vs_fail_memory(err);

    for (size_t i = 0; code == VS_OK && i < set->count; i++) {
        list[i] = &set->list[i];
    }
    if (code == VS_OK) {
        code = vs_roster_resolve(out, &pin, list, set->count, err);
    }
    vs_free(list);
    return code;
}

enum vs_code
vs_directory_view(struct vs_store *store, struct vs_roster_view *out, int64_t org,
                  struct vs_err *err)
{
    struct roster_set set = {NULL, 0};
    enum vs_code code;

    memset(out, 0, sizeof(*out));
    code = vs_roster_each(store->ledger, org, collect_roster, &set, err);
    if (code == VS_OK) {
        code = resolve(store, out, &set, org, err);
    }
    roster_set_release(&set);
    return code;
}

static enum vs_code
touch_case(void *payload, const struct vs_channel_row *channel, struct vs_err *err)
{
    return vs_store_touch(payload, channel->case_leaf, err);
}

/* A device of a roster: its feed gets a row if it has none, and is searched. A row that another
 * organisation's roster made stays that one's until leaf 0 says whose the feed is; meanwhile this
 * roster closes nothing in it. */
static enum vs_code
make_feed(struct vs_store *store, const struct vs_roster_device *device, int64_t org,
          struct vs_err *err)
{
    uint64_t closed = device->state == VS_DEVICE_CLOSED ? device->size : VS_FEED_NOT_CLOSED;
    struct vs_channel_row directory;
    struct vs_feed_row feed;
    enum vs_code code = vs_feed_by_hash(store->ledger, &feed, &device->feed, err);

    if (code == VS_OK && feed.org == org) {
        return vs_feed_set_closed(store->ledger, feed.id, closed, err);
    }
    if (code == VS_OK) {
        code = vs_channel_by_id(store->ledger, &directory, -org, err);
        if (code == VS_OK) {
            code = vs_take_catch_up(store, &directory, &feed, err);
        }
        return code == VS_E_NOT_FOUND ? VS_OK : code;
    }
    if (code != VS_E_NOT_FOUND) {
        return code;
    }
    memset(&feed, 0, sizeof(feed));
    feed.feed = device->feed;
    vs_origin_from_key(&feed.origin, &device->key);
    feed.key = device->key;
    feed.org = org;
    vs_merkle_init(&feed.tree);
    feed.closed = closed;
    code = vs_feed_insert(store->ledger, &feed, err);
    return code == VS_OK ? vs_take_new_feed(store, &feed, err) : code;
}

static enum vs_code
make_feeds(struct vs_store *store, const struct vs_roster_view *view, int64_t org,
           struct vs_err *err)
{
    enum vs_code code = VS_OK;

    for (size_t i = 0; code == VS_OK && i < view->device_count; i++) {
        code = make_feed(store, &view->devices[i], org, err);
    }
    if (code == VS_OK) {
        /* A closing changes what of a feed counts. */
        code = vs_channel_each_of_party(store->ledger, &view->org, touch_case, store, err);
    }
    return code;
}

enum vs_code
vs_directory_search(struct vs_store *store, int64_t org, struct vs_err *err)
{
    struct vs_roster_view view;
    enum vs_code code = vs_directory_view(store, &view, org, err);

    if (code == VS_OK) {
        code = make_feeds(store, &view, org, err);
    }
    vs_roster_view_release(&view);
    return code;
}

enum vs_code
vs_directory_claim(struct vs_store *store, struct vs_feed_row *feed, int64_t org,
                   struct vs_err *err)
{
    enum vs_code code = vs_feed_set_org(store->ledger, feed->id, org, err);

    feed->org = org;
    if (code == VS_OK) {
        code = vs_expected_forget_cases(store->ledger, feed->id, err);
    }
    if (code == VS_OK) {
        code = vs_directory_search(store, org, err);
    }
    return code == VS_OK ? vs_take_new_feed(store, feed, err) : code;
}

enum vs_code
vs_directory_take_roster(struct vs_store *store, int64_t org, struct vs_str note, bool *news,
                         struct vs_err *err)
{
    struct roster_set set = {NULL, 0};
    struct vs_roster_view view;
    enum vs_code code;

    *news = false;
    memset(&view, 0, sizeof(view));
    code = vs_roster_each(store->ledger, org, collect_roster, &set, err);
    for (size_t i = 0; code == VS_OK && i < set.count; i++) {
        struct vs_roster fresh;

        code = vs_roster_parse(&fresh, note, err);
        if (code == VS_OK && vs_hash_eq(&fresh.hash, &set.list[i].hash)) {
            vs_roster_release(&fresh);
            goto out; /* known */
        }
        vs_roster_release(&fresh);
    }
    if (code == VS_OK) {
        code = collect_roster(&set, note, err);
    }
    if (code == VS_OK) {
        code = resolve(store, &view, &set, org, err);
    }
    if (code == VS_OK && !view.accepted[set.count - 1]) {
        code = vs_fail(err, VS_E_ROSTER_RANK, "a roster",
                       "does not belong to the organisation, or a later one made it void");
    }
    if (code == VS_OK) {
        const struct vs_roster *last = &set.list[set.count - 1];

        code = vs_roster_insert(store->ledger, org, last->generation, last->version, &last->hash,
                                note, vs_store_now(store), news, err);
    }
    if (code == VS_OK && *news) {
        code = vs_duty_note_keys(store, org, err);
    }
    if (code == VS_OK) {
        code = make_feeds(store, &view, org, err);
    }
out:
    vs_roster_view_release(&view);
    roster_set_release(&set);
    return code;
}

struct newest {
    struct vs_buf *out;
};

static enum vs_code
keep_newest(void *payload, struct vs_str note, struct vs_err *err)
{
    struct newest *newest = payload;

    vs_buf_clear(newest->out);
    vs_buf_add_str(newest->out, note);
    return vs_buf_check(newest->out, "a roster", err);
}

enum vs_code
vs_directory_roster(struct vs_store *store, struct vs_buf *out, int64_t org, struct vs_err *err)
{
    struct newest newest = {out};

    return vs_roster_each(store->ledger, org, keep_newest, &newest, err);
}

/* --- cards -------------------------------------------------------------------------------------
 */

struct card_making {
    struct vs_card card;
    char *rosters[VS_CARD_ROSTERS_MAX];
    char *remotes[VS_CARD_HINTS_MAX];
};

static enum vs_code
card_remote(void *payload, const struct vs_remote_row *row, struct vs_err *err)
{
    struct card_making *making = payload;

    if (making->card.remote_count == VS_CARD_HINTS_MAX || strlen(row->url) > VS_CARD_HINT_LEN_MAX) {
        return VS_OK;
    }
    making->remotes[making->card.remote_count] = vs_strdup(row->url);
    if (!making->remotes[making->card.remote_count]) {
        return vs_fail_memory(err);
    }
    making->card.remote_count++;
    return VS_OK;
}

enum vs_code
vs_directory_card(struct vs_store *store, struct vs_buf *out, struct vs_err *err)
{
    struct card_making making;
    struct vs_json *identity = NULL;
    struct vs_buf bytes, note;
    enum vs_code code;

    memset(&making, 0, sizeof(making));
    vs_buf_init(&bytes, 65536);
    vs_buf_init(&note, VS_ROSTER_MAX);
    code = vs_org_identity(store->ledger, &bytes, store->self.id, err);
    if (code == VS_OK) {
        code = vs_json_parse(&identity, bytes.p, bytes.len, VS_JSON_CONTENT, err);
    }
    if (code == VS_OK) {
        code = vs_card_identity_read(&making.card.identity, identity, err);
    }
    if (code == VS_OK) {
        code = vs_directory_roster(store, &note, store->self.id, err);
    }
    if (code == VS_OK) {
        code = vs_remote_each(store->ledger, card_remote, &making, err);
    }
    if (code == VS_OK) {
        making.rosters[0] = (char *)note.p;
        making.card.rosters = making.rosters;
        making.card.roster_count = 1;
        making.card.remotes = making.remotes;
        code = vs_card_write(out, &making.card, err);
    }
    for (size_t i = 0; i < making.card.remote_count; i++) {
        vs_free(making.remotes[i]);
    }
    vs_json_free(identity);
    vs_buf_release(&bytes);
    vs_buf_release(&note);
    vs_wipe(&making, sizeof(making));
    return code;
}

static bool
alias_is_good(const char *alias)
{
    size_t len = strlen(alias);

    return len >= 2 && len <= VS_ALIAS_MAX &&
           strspn(alias, "abcdefghijklmnopqrstuvwxyz0123456789-") == len &&
           strcmp(alias, "me") != 0 && strcmp(alias, "self") != 0;
}

/* The row of the card's organisation: new, an introduced one that is now pinned, or as it was. */
static enum vs_code
pin_row(struct vs_store *store, const struct vs_card *card, const char *alias,
        struct vs_org_row *row, struct vs_err *err)
{
    struct vs_org_row holder;
    struct vs_buf identity;
    bool known, same;
    enum vs_code code = vs_org_by_hash(store->ledger, row, &card->identity.org, err);

    known = code == VS_OK;
    if (code != VS_OK && code != VS_E_NOT_FOUND) {
        return code;
    }
    code = vs_org_by_alias(store->ledger, &holder, alias, err);
    if (code == VS_OK && !(known && holder.id == row->id)) {
        return vs_fail(err, VS_E_EXISTS, alias, "the alias already names %s", holder.name);
    }
    if (code != VS_OK && code != VS_E_NOT_FOUND) {
        return code;
    }
    same = known && row->pinned && strcmp(row->alias, alias) == 0;
    if (known && row->pinned && !same) {
        return vs_fail(err, VS_E_EXISTS, row->alias, "this organisation is known by that alias");
    }
    if (!known) {
        memset(row, 0, sizeof(*row));
    }
    row->org = card->identity.org;
    row->pinned = row->has_kd = true;
    memcpy(row->kd.b, card->identity.directory, sizeof(row->kd.b));
    snprintf(row->alias, sizeof(row->alias), "%s", alias);
    snprintf(row->name, sizeof(row->name), "%s", card->identity.name);
    vs_buf_init(&identity, 65536);
    code = vs_card_identity_write(&identity, &card->identity, err);
    if (code == VS_OK) {
        code = known ? vs_org_pin(store->ledger, row, vs_buf_str(&identity), err)
                     : vs_org_insert(store->ledger, row, vs_buf_str(&identity), vs_store_now(store),
                                     err);
    }
    vs_buf_release(&identity);
    return code;
}

/* A card that people compared outranks an introduction with the same directory key. */
static enum vs_code
free_the_key(struct vs_store *store, const struct vs_channel_row *channel, struct vs_err *err)
{
    struct vs_channel_row other;
    struct vs_org_row org;
    enum vs_code code = vs_channel_by_key(store->ledger, &other, channel->kf, err);

    if (code == VS_OK && other.id != channel->id && other.kind == VS_CHANNEL_DIRECTORY) {
        code = vs_org_by_id(store->ledger, &org, other.org, err);
        if (code == VS_OK && !org.pinned) {
            code = vs_channel_forget(store->ledger, other.id, err);
        }
    }
    vs_wipe(&other, sizeof(other));
    return code == VS_E_NOT_FOUND ? VS_OK : code;
}

enum vs_code
vs_directory_pin(struct vs_store *store, const struct vs_card *card, const char *alias,
                 struct vs_org_row *row, struct vs_err *err)
{
    struct vs_channel_row channel;
    enum vs_code code;

    if (!alias_is_good(alias)) {
        return vs_fail(err, VS_E_INVALID, alias,
                       "an alias is 2 to %d of a-z, 0-9 and '-', and not \"me\" or \"self\"",
                       VS_ALIAS_MAX);
    }
    if (vs_hash_eq(&card->identity.org, &store->self.org)) {
        return vs_fail(err, VS_E_INVALID, card->identity.name, "this is our own card");
    }
    code = pin_row(store, card, alias, row, err);
    if (code == VS_OK) {
        vs_directory_channel(&channel, row);
        code = free_the_key(store, &channel, err);
        if (code == VS_OK) {
            code = vs_take_add_channel(store, &channel, err);
        }
        vs_wipe(&channel, sizeof(channel));
    }
    for (size_t i = 0; code == VS_OK && i < card->roster_count; i++) {
        bool news;

        code = vs_directory_take_roster(store, row->id, vs_str(card->rosters[i]), &news, err);
    }
    if (code == VS_OK) {
        code = vs_take_searches(store, err);
    }
    return code == VS_OK ? vs_remote_branch_forget_unknown(store->ledger, err) : code;
}

/* --- what partners' entries do -----------------------------------------------------------------
 */

static enum vs_code
apply_adoption(struct vs_store *store, const struct vs_event_row *row,
               const struct vs_directory *entry, const struct vs_feed_row *feed, struct vs_err *err)
{
    struct vs_adoption_row adoption;
    struct vs_org_row org;
    enum vs_code code;

    memset(&adoption, 0, sizeof(adoption));
    adoption.leaf = row->leaf;
    adoption.hash = row->hash;
    adoption.org = feed->org;
    adoption.profile = entry->profile_hash;
    snprintf(adoption.name, sizeof(adoption.name), "%s", entry->profile);
    snprintf(adoption.role, sizeof(adoption.role), "%s", entry->role);
    adoption.since = entry->from;
    adoption.made = row->made;
    code = vs_adoption_insert(store->ledger, &adoption, err);
    if (code == VS_OK && row->text_state == VS_TEXT_PRESENT) {
        code = vs_profile_insert(store->ledger, &entry->profile_hash, row->text, err);
    }
    /* Offers may have named it before it came. */
    if (code == VS_OK) {
        code = vs_org_by_id(store->ledger, &org, feed->org, err);
    }
    return code == VS_OK ? vs_channel_each_of_party(store->ledger, &org.org, touch_case, store, err)
                         : code;
}

static enum vs_code
is_roster_entry(void *payload, const struct vs_event_row *row, struct vs_err *err)
{
    int64_t *channel = payload;

    (void)err;
    if (row->state != VS_EVENT_OPENED || !vs_str_is(row->type, "roster")) {
        *channel = 0;
    } else {
        *channel = row->channel;
    }
    return VS_OK;
}

/* Both sides must claim: the roster lists the feed (feed->org), and leaf 0 is its roster entry. */
static enum vs_code
speaks_for(struct vs_store *store, bool *speaks, const struct vs_event_row *row,
           const struct vs_feed_row *feed, struct vs_err *err)
{
    int64_t channel = 0;
    enum vs_code code =
        vs_event_one(store->ledger, VS_LEAF_ID(feed->id, 0), is_roster_entry, &channel, err);

    *speaks = feed->org == -row->channel && channel == row->channel;
    return code == VS_E_NOT_FOUND ? VS_OK : code;
}

enum vs_code
vs_directory_apply(struct vs_store *store, const struct vs_event_row *row, struct vs_err *err)
{
    struct vs_directory entry;
    struct vs_feed_row feed;
    bool news, speaks = false;
    enum vs_code code = vs_directory_parse(&entry, row->facts, err);

    if (code == VS_OK) {
        code = vs_feed_by_id(store->ledger, &feed, VS_LEAF_FEED(row->leaf), err);
    }
    if (code == VS_OK) {
        code = speaks_for(store, &speaks, row, &feed, err);
    }
    if (code != VS_OK || !speaks) {
        return code;
    }
    if (row->text_state == VS_TEXT_PRESENT) {
        code = vs_directory_content_check(&entry, row->text, err);
        if (code != VS_OK) {
            return code == VS_E_NO_MEMORY ? code
                                          : vs_event_set_text(store->ledger, row->leaf,
                                                              VS_TEXT_WRONG, VS_STR(""), err);
        }
    }
    switch (entry.type) {
    case VS_DIR_ROSTER:
        if (row->text_state != VS_TEXT_PRESENT) {
            return VS_OK;
        }
        code = vs_directory_take_roster(store, feed.org, row->text, &news, err);
        return code == VS_E_ROSTER_RANK ? VS_OK : code;
    case VS_DIR_INBOX:
        if (!vs_inbox_key_is_sound(&entry.key)) {
            return VS_OK;
        }
        code = vs_announced_insert(store->ledger, feed.id, row->leaf, &entry.key, entry.until, err);
        return code == VS_OK ? vs_duty_note_keys(store, feed.org, err) : code;
    case VS_DIR_ADOPT:
        return apply_adoption(store, row, &entry, &feed, err);
    case VS_DIR_ADOPT_END:
        return vs_adoption_end(store->ledger, row->leaf, &entry.adoption, feed.org, entry.end, err);
    case VS_DIR_FORK:
    case VS_DIR_UNKNOWN:
        break;
    }
    return VS_OK;
}

/* --- asking ------------------------------------------------------------------------------------
 */

enum vs_code
vs_directory_keys(struct vs_store *store, struct vs_inbox_announced *out, size_t *count,
                  int64_t org, struct vs_err *err)
{
    struct vs_inbox_announced announced[VS_DIRECTORY_KEYS_MAX];
    struct vs_roster_view view;
    size_t found = 0;
    enum vs_code code = vs_directory_view(store, &view, org, err);

    for (size_t i = 0; code == VS_OK && i < view.device_count && found < VS_DIRECTORY_KEYS_MAX;
         i++) {
        struct vs_feed_row feed;

        code = vs_feed_by_hash(store->ledger, &feed, &view.devices[i].feed, err);
        if (code == VS_OK) {
            announced[found].feed = feed.feed;
            announced[found].index = 0;
            code = vs_announced_newest(store->ledger, feed.id, &announced[found].key,
                                       &announced[found].until, err);
        }
        if (code == VS_OK) {
            found++;
        } else if (code == VS_E_NOT_FOUND) {
            code = VS_OK;
        }
    }
    if (code == VS_OK) {
        code = vs_inbox_choose(out, count, VS_DIRECTORY_KEYS_MAX, &view, announced, found, err);
    }
    vs_roster_view_release(&view);
    return code;
}

struct finding {
    const char *hex;
    size_t len;
    struct vs_org_row *out;
    unsigned found;
};

static enum vs_code
match_prefix(void *payload, const struct vs_org_row *row, struct vs_err *err)
{
    struct finding *finding = payload;
    char hex[65];

    (void)err;
    vs_hex(hex, row->org.b, sizeof(row->org.b));
    if (strncmp(hex, finding->hex, finding->len) == 0) {
        *finding->out = *row;
        finding->found++;
    }
    return VS_OK;
}

enum vs_code
vs_directory_find(struct vs_store *store, struct vs_org_row *out, const char *name,
                  struct vs_err *err)
{
    struct finding finding = {name, strlen(name), out, 0};
    struct vs_hash hash;
    enum vs_code code;

    if (strcmp(name, "me") == 0 || strcmp(name, "self") == 0) {
        *out = store->self;
        return VS_OK;
    }
    if (strlen(name) <= VS_ALIAS_MAX) {
        code = vs_org_by_alias(store->ledger, out, name, err);
        if (code != VS_E_NOT_FOUND) {
            return code;
        }
    }
    if (vs_hash_parse(&hash, vs_str(name))) {
        code = vs_org_by_hash(store->ledger, out, &hash, err);
    } else if (finding.len >= 4 && strspn(name, "0123456789abcdef") == finding.len) {
        code = vs_org_each(store->ledger, match_prefix, &finding, err);
        if (code == VS_OK && finding.found > 1) {
            return vs_fail(err, VS_E_AMBIGUOUS, name, "%u organisations begin like this",
                           finding.found);
        }
        if (code == VS_OK && finding.found == 0) {
            code = VS_E_NOT_FOUND;
        }
    } else {
        code = VS_E_NOT_FOUND;
    }
    return code == VS_E_NOT_FOUND
               ? vs_fail(err, VS_E_NOT_FOUND, name, "no organisation of this name is known here")
               : code;
}

/* The shipped profile of this hash. */
static enum vs_code
shipped_profile(struct vs_agreement **out, const struct vs_hash *hash, struct vs_err *err)
{
    struct vs_str bytes;

    for (size_t i = 0; vs_shipped_agreement(&bytes, i); i++) {
        struct vs_agreement *agreement;
        enum vs_code code = vs_agreement_load(&agreement, bytes.p, bytes.len, err);

        if (code != VS_OK) {
            return code;
        }
        vs_sha256(&agreement->hash, agreement->canonical.p, agreement->canonical.len);
        if (vs_hash_eq(&agreement->hash, hash)) {
            *out = agreement;
            return VS_OK;
        }
        vs_agreement_free(agreement);
    }
    return vs_fail(err, VS_E_NOT_FOUND, "the profile", "its text is not here");
}

enum vs_code
vs_directory_profile(struct vs_store *store, struct vs_agreement **out, const struct vs_hash *hash,
                     struct vs_err *err)
{
    struct vs_buf text;
    enum vs_code code;

    *out = NULL;
    vs_buf_init(&text, VS_AGREEMENT_BYTES_MAX);
    code = vs_profile_get(store->ledger, &text, hash, err);
    if (code == VS_OK) {
        code = vs_agreement_load(out, text.p, text.len, err);
        if (code == VS_OK) {
            vs_sha256(&(*out)->hash, (*out)->canonical.p, (*out)->canonical.len);
        }
    } else if (code == VS_E_NOT_FOUND) {
        code = shipped_profile(out, hash, err);
    }
    vs_buf_release(&text);
    return code;
}
