#include "core/record/directory.h"

#include <stdio.h>
#include <string.h>

#include "core/base/enc.h"
#include "core/casework/zone.h"
#include "core/ledger/calendars.h"
#include "core/ledger/cases.h"
#include "core/ledger/channels.h"
#include "core/ledger/events.h"
#include "core/ledger/successions.h"
#include "core/log/hash.h"
#include "core/record/casefile.h"
#include "core/record/duty.h"
#include "core/record/finding.h"
#include "core/record/fork.h"
#include "core/record/own.h"
#include "core/record/rules.h"
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
    vs_directory_key(out->kf, out->kc, &org->org);
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
    code = entry->type == VS_DIR_ROSTER ? VS_OK : vs_own_may_write(store, err);
    if (code == VS_OK) {
        code = vs_take_channel(store, &channel, err);
    }
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

struct published {
    const struct vs_calendar *calendar;
    bool same, other;
};

static enum vs_code
is_published(void *payload, const struct vs_calendar_row *row, struct vs_err *err)
{
    struct published *published = payload;

    (void)err;
    if (vs_hash_eq(&row->hash, &published->calendar->hash)) {
        published->same = true;
    } else if (vs_str_is(published->calendar->id, row->name) &&
               vs_str_is(published->calendar->edition, row->edition)) {
        published->other = true;
    }
    return VS_OK;
}

enum vs_code
vs_directory_publish_calendar(struct vs_store *store, const struct vs_calendar *calendar,
                              struct vs_err *err)
{
    struct published published = {calendar, false, false};
    struct vs_directory entry;
    struct vs_str bytes;
    enum vs_code code =
        vs_calendar_each(store->ledger, store->self.id, is_published, &published, err);

    for (size_t i = 0; code == VS_OK && vs_shipped_calendar(&bytes, i); i++) {
        struct vs_calendar *shipped;

        code = vs_calendar_load(&shipped, bytes.p, bytes.len, err);
        if (code == VS_OK) {
            bool alike = vs_str_eq(shipped->id, calendar->id) &&
                         vs_str_eq(shipped->edition, calendar->edition);

            vs_sha256(&shipped->hash, shipped->canonical.p, shipped->canonical.len);
            published.same |= vs_hash_eq(&shipped->hash, &calendar->hash);
            published.other |= alike && !vs_hash_eq(&shipped->hash, &calendar->hash);
            vs_calendar_free(shipped);
        }
    }
    if (code != VS_OK) {
        return code;
    }
    if (published.same) {
        return vs_fail(err, VS_E_EXISTS, calendar->id.p, "this edition is here already");
    }
    if (published.other) {
        return vs_fail(err, VS_E_EXISTS, calendar->id.p,
                       "another text is this edition already: an edition never changes");
    }
    if (calendar->canonical.len > VS_AGREEMENT_BYTES_MAX) {
        return vs_fail(err, VS_E_TOO_LARGE, calendar->id.p,
                       "a calendar that partners are to have is at most 128 KiB");
    }
    memset(&entry, 0, sizeof(entry));
    entry.type = VS_DIR_CALENDAR;
    entry.made = vs_store_now(store);
    snprintf(entry.calendar, sizeof(entry.calendar), "%.*s", (int)calendar->id.len, calendar->id.p);
    snprintf(entry.edition, sizeof(entry.edition), "%.*s", (int)calendar->edition.len,
             calendar->edition.p);
    entry.calendar_hash = calendar->hash;
    return vs_directory_append(store, &entry, calendar->canonical, NULL, err);
}

/* --- what partners' entries do -----------------------------------------------------------------
 */

/* Whether a text says that it is of a later version of the schema `name` ("vs.agreement/"). */
static enum vs_code
is_later(bool *is, struct vs_str text, const char *name, struct vs_err *err)
{
    struct vs_json *doc = NULL;
    enum vs_code code = vs_json_parse(&doc, text.p, text.len, VS_JSON_CONTENT, err);
    size_t len = strlen(name);

    *is = false;
    if (code == VS_OK) {
        struct vs_str schema = vs_json_get_str(doc, "schema");

        *is = schema.len > len && memcmp(schema.p, name, len) == 0 &&
              !(schema.len == len + 1 && schema.p[len] == '1');
    }
    vs_json_free(doc);
    return code == VS_E_NO_MEMORY ? code : VS_OK;
}

/* Is a text of the right hash an agreement, or one of a later version, of which nothing is judged
 * here? What is none is kept all the same, so that nobody waits for another text of that hash. */
static enum vs_code
is_agreement(struct vs_store *store, bool *is, const struct vs_hash *hash, struct vs_str text,
             struct vs_err *err)
{
    enum vs_code code = vs_rules_learn(store, hash, text, err);

    *is = code == VS_OK;
    return code == VS_OK || code == VS_E_NO_MEMORY ? code
                                                   : is_later(is, text, "vs.agreement/", err);
}

/* Likewise a calendar, which must be the one that the facts name. */
static enum vs_code
is_calendar(bool *is, const struct vs_directory *entry, struct vs_str text, struct vs_err *err)
{
    struct vs_calendar *calendar = NULL;
    enum vs_code code = vs_calendar_load(&calendar, text.p, text.len, err);

    *is = code == VS_OK && vs_str_is(calendar->id, entry->calendar) &&
          vs_str_is(calendar->edition, entry->edition);
    vs_calendar_free(calendar);
    return code == VS_OK || code == VS_E_NO_MEMORY ? code : is_later(is, text, "vs.calendar/", err);
}

static enum vs_code
touch_one(void *payload, int64_t id, struct vs_err *err)
{
    return vs_store_touch(payload, id, err);
}

/* Terms that began on a day on which an adoption did not count before, or counts no more. What is
 * touched is folded once in a transaction, however many entries touch it: an adoption of our own
 * that is dated far back costs, once, what a rebuild of the cases since then costs; one of a
 * partner, whatever its date, only the cases that it is a party to. */
static enum vs_code
touch_since(struct vs_store *store, vs_date date, struct vs_err *err)
{
    return vs_casefile_each_changed(store->ledger, vs_zone_midnight(date), touch_one, store, err);
}

static enum vs_code
apply_adoption(struct vs_store *store, const struct vs_event_row *row,
               const struct vs_directory *entry, const struct vs_feed_row *feed, struct vs_err *err)
{
    struct vs_adoption_row adoption;
    struct vs_org_row org;
    bool sound = true;
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
    vs_rules_forget_due(store);
    code = vs_adoption_insert(store->ledger, &adoption, err);
    if (code == VS_OK && row->text_state == VS_TEXT_PRESENT) {
        code = is_agreement(store, &sound, &entry->profile_hash, row->text, err);
    }
    if (code == VS_OK && !sound) {
        code = vs_found(store, row->leaf, VS_FOUND_FALSE_CONTENT, err);
    }
    if (code == VS_OK && row->text_state == VS_TEXT_PRESENT) {
        code = vs_profile_insert(store->ledger, &entry->profile_hash, row->text, err);
        if (code == VS_OK) {
            code = vs_casefile_arrived(store, &entry->profile_hash, err);
        }
    }
    if (code == VS_OK) {
        code = vs_casefile_arrived(store, &row->hash, err);
    }
    if (code == VS_OK && feed->id == store->feed.id) {
        return touch_since(store, adoption.since, err);
    }
    /* Under what it adopted as we did something may be due of it. */
    if (code == VS_OK) {
        code = vs_org_by_id(store->ledger, &org, feed->org, err);
    }
    return code == VS_OK ? vs_directory_touch(store, &org.org, err) : code;
}

/* A partner's end concerns the cases that it is a party to, and no others. */
static enum vs_code
apply_end(struct vs_store *store, const struct vs_event_row *row, const struct vs_directory *entry,
          const struct vs_feed_row *feed, struct vs_err *err)
{
    struct vs_org_row org;
    enum vs_code code =
        vs_adoption_end(store->ledger, row->leaf, &entry->adoption, feed->org, entry->end, err);

    vs_rules_forget_due(store);
    if (code == VS_OK && feed->org == store->self.id) {
        return touch_since(store, entry->end, err);
    }
    if (code == VS_OK) {
        code = vs_org_by_id(store->ledger, &org, feed->org, err);
    }
    return code == VS_OK ? vs_directory_touch(store, &org.org, err) : code;
}

static enum vs_code
apply_calendar(struct vs_store *store, const struct vs_event_row *row,
               const struct vs_directory *entry, const struct vs_feed_row *feed, struct vs_err *err)
{
    struct vs_calendar_row calendar;
    bool sound = true;
    enum vs_code code;

    memset(&calendar, 0, sizeof(calendar));
    calendar.leaf = row->leaf;
    calendar.org = feed->org;
    calendar.hash = entry->calendar_hash;
    snprintf(calendar.name, sizeof(calendar.name), "%s", entry->calendar);
    snprintf(calendar.edition, sizeof(calendar.edition), "%s", entry->edition);
    calendar.made = row->made;
    vs_rules_forget_due(store);
    code = vs_calendar_insert(store->ledger, &calendar, err);
    if (code == VS_OK && row->text_state == VS_TEXT_PRESENT) {
        code = is_calendar(&sound, entry, row->text, err);
    }
    if (code == VS_OK && !sound) {
        code = vs_found(store, row->leaf, VS_FOUND_FALSE_CONTENT, err);
    }
    if (code == VS_OK && row->text_state == VS_TEXT_PRESENT) {
        code = vs_profile_insert(store->ledger, &entry->calendar_hash, row->text, err);
    }
    return code == VS_OK ? vs_casefile_arrived(store, &entry->calendar_hash, err) : code;
}

static enum vs_code
apply_succession(struct vs_store *store, const struct vs_event_row *row,
                 const struct vs_directory *entry, const struct vs_feed_row *feed,
                 struct vs_err *err)
{
    struct vs_succession_row succession = {row->leaf, feed->org, entry->other, entry->other_before,
                                           entry->from};

    return vs_succession_insert(store->ledger, &succession, err);
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
    int64_t channel = 0, first;
    enum vs_code code = vs_feed_leaf_id(store->ledger, &first, feed, 0, err);

    if (code == VS_OK) {
        code = vs_event_one(store->ledger, first, is_roster_entry, &channel, err);
    }
    *speaks = feed->org == -row->channel && channel == row->channel;
    return code == VS_E_NOT_FOUND ? VS_OK : code;
}

enum vs_code
vs_directory_apply(struct vs_store *store, const struct vs_event_row *row, struct vs_err *err)
{
    struct vs_directory entry;
    struct vs_feed_row feed;
    bool news, speaks = false, kept = false;
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
    if (row->text_state == VS_TEXT_PRESENT && entry.type == VS_DIR_ROSTER) {
        /* Every device begins its feed with the roster, most of them with the same. */
        code = vs_directory_has_roster(store, &kept, feed.org, row->text, err);
        if (code != VS_OK) {
            return code;
        }
    }
    if (row->text_state == VS_TEXT_PRESENT) {
        code = kept ? vs_directory_content_check_kept(&entry, row->text, err)
                    : vs_directory_content_check(&entry, row->text, err);
        if (code == VS_E_NO_MEMORY) {
            return code;
        }
        if (code != VS_OK) {
            code = vs_event_set_text(store->ledger, row->leaf, VS_TEXT_WRONG, VS_STR(""), err);
            return code == VS_OK ? vs_found(store, row->leaf, VS_FOUND_FALSE_CONTENT, err) : code;
        }
    }
    switch (entry.type) {
    case VS_DIR_ROSTER:
        if (row->text_state != VS_TEXT_PRESENT) {
            return VS_OK;
        }
        code = vs_directory_take_roster(store, feed.org, row->text, &news, err);
        /* Too many rosters or devices: its own doing, and no reason to stop a sync. */
        if (code == VS_E_ROSTER_RANK || code == VS_E_TOO_LARGE) {
            code = vs_found(store, row->leaf, VS_FOUND_FALSE_CONTENT, err);
        }
        return code;
    case VS_DIR_INBOX:
        code = vs_announced_insert(store->ledger, feed.id, row->leaf, &entry.key, entry.until, err);
        return code == VS_OK ? vs_duty_note_keys(store, feed.org, err) : code;
    case VS_DIR_ADOPT:
        return apply_adoption(store, row, &entry, &feed, err);
    case VS_DIR_CALENDAR:
        return apply_calendar(store, row, &entry, &feed, err);
    case VS_DIR_ADOPT_END:
        return apply_end(store, row, &entry, &feed, err);
    case VS_DIR_SUCCEED:
        return apply_succession(store, row, &entry, &feed, err);
    case VS_DIR_FORK:
        return row->text_state == VS_TEXT_PRESENT
                   ? vs_fork_announced(store, row->leaf, &entry, row->text, err)
                   : VS_OK;
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
