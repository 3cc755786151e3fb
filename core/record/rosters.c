/* Rosters: judged, kept, and what feeds follow from them (directory.h). */
#include "core/record/directory.h"

#include <string.h>

#include "core/base/mem.h"
#include "core/ledger/channels.h"
#include "core/ledger/events.h"
#include "core/record/duty.h"
#include "core/record/finding.h"
#include "core/record/fork.h"
#include "core/record/take.h"

struct roster_set {
    struct vs_roster *list;
    size_t count;
    char **notes; /* of vs_directory_old_rosters: as many */
    struct vs_str sought;
    bool has_sought; /* it is among them, byte for byte */
};

static void
roster_set_release(struct roster_set *set)
{
    for (size_t i = 0; i < set->count; i++) {
        vs_roster_release(&set->list[i]);
    }
    vs_free(set->list);
}

/* One that is kept, or that was just checked. */
static enum vs_code
collect_roster(void *payload, struct vs_str note, struct vs_err *err)
{
    struct roster_set *set = payload;
    struct vs_roster *list;
    enum vs_code code;

    set->has_sought = set->has_sought || (set->sought.p && vs_str_eq(note, set->sought));
    if (set->count == VS_ROSTERS_MAX) {
        return vs_fail(err, VS_E_TOO_LARGE, "the rosters", "more than %d", VS_ROSTERS_MAX);
    }
    list = vs_realloc_array(set->list, set->count + 1, sizeof(*list));
    if (!list) {
        return vs_fail_memory(err);
    }
    set->list = list;
    code = vs_roster_parse_kept(&list[set->count], note, err);
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
        code = vs_card_identity_read_kept(&identity, value, err);
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
    return vs_directory_view_known(store, out, org, VS_INSTANT_NEVER, err);
}

enum vs_code
vs_directory_view_known(struct vs_store *store, struct vs_roster_view *out, int64_t org,
                        vs_instant known_at, struct vs_err *err)
{
    struct roster_set set = {.count = 0};
    enum vs_code code;

    memset(out, 0, sizeof(*out));
    code = vs_roster_each_known(store->ledger, org, known_at, collect_roster, &set, err);
    if (code == VS_OK) {
        code = resolve(store, out, &set, org, err);
    }
    roster_set_release(&set);
    return code;
}

static enum vs_code
is_sought(void *payload, struct vs_str note, struct vs_err *err)
{
    struct roster_set *set = payload;

    (void)err;
    set->has_sought = set->has_sought || vs_str_eq(note, set->sought);
    return VS_OK;
}

enum vs_code
vs_directory_has_roster(struct vs_store *store, bool *has, int64_t org, struct vs_str note,
                        struct vs_err *err)
{
    struct roster_set set = {.sought = note};
    enum vs_code code = vs_roster_each(store->ledger, org, is_sought, &set, err);

    *has = set.has_sought;
    return code;
}

static enum vs_code
touch_case(void *payload, const struct vs_channel_row *channel, struct vs_err *err)
{
    return vs_store_touch(payload, channel->case_leaf, err);
}

enum vs_code
vs_directory_touch(struct vs_store *store, const struct vs_hash *org, struct vs_err *err)
{
    return vs_channel_each_of_party(store->ledger, org, touch_case, store, err);
}

static enum vs_code
its_channel(void *payload, const struct vs_event_row *row, struct vs_err *err)
{
    (void)err;
    *(int64_t *)payload = row->channel;
    return VS_OK;
}

/* The first feed of an organisation, to note something against it. */
static enum vs_code
first_feed(void *payload, const struct vs_feed_row *feed, struct vs_err *err)
{
    int64_t *first = payload;

    (void)err;
    *first = *first ? *first : feed->id;
    return VS_OK;
}

/* A roster lists a feed that began with the roster of the organisation that it is known to be of:
 * whoever else claims it is wrong. */
static enum vs_code
note_claim(struct vs_store *store, const struct vs_feed_row *feed, int64_t claimant,
           struct vs_err *err)
{
    int64_t channel = 0, first = 0;
    enum vs_code code =
        vs_event_one(store->ledger, VS_LEAF_ID(feed->id, 0), its_channel, &channel, err);

    if (code == VS_OK && channel == -feed->org) {
        code = vs_feed_each(store->ledger, claimant, first_feed, &first, err);
    }
    if (code == VS_OK && first) {
        code = vs_found(store, VS_LEAF_ID(first, 0), VS_FOUND_CLAIMED_DEVICE, err);
    }
    return code == VS_E_NOT_FOUND ? VS_OK : code;
}

/* A device of a roster: its feed gets a row if it has none, and is searched. A row that another
 * organisation's roster made stays that one's until leaf 0 says whose the feed is; meanwhile this
 * roster closes nothing in it. */
static enum vs_code
make_feed(struct vs_store *store, bool *made, const struct vs_roster_device *device, int64_t org,
          struct vs_err *err)
{
    uint64_t closed = device->state == VS_DEVICE_CLOSED ? device->size : VS_FEED_NOT_CLOSED;
    struct vs_channel_row directory;
    struct vs_feed_row feed;
    enum vs_code code = vs_feed_by_hash(store->ledger, &feed, &device->feed, err);

    if (code == VS_OK && feed.org == org) {
        if (feed.id == store->feed.id) {
            store->feed.closed = closed;
        }
        return vs_feed_set_closed(store->ledger, feed.id, closed, err);
    }
    if (code == VS_OK) {
        code = vs_channel_by_id(store->ledger, &directory, -org, err);
        if (code == VS_OK) {
            code = vs_take_catch_up(store, &directory, &feed, err);
        }
        if (code == VS_OK) {
            code = note_claim(store, &feed, org, err);
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
    *made = true;
    return code == VS_OK ? vs_take_new_feed(store, &feed, err) : code;
}

static enum vs_code
make_feeds(struct vs_store *store, const struct vs_roster_view *view, int64_t org,
           struct vs_err *err)
{
    bool made = false;
    enum vs_code code = VS_OK;

    for (size_t i = 0; code == VS_OK && i < view->device_count; i++) {
        code = make_feed(store, &made, &view->devices[i], org, err);
    }
    if (code == VS_OK && made) {
        code = vs_fork_look_again(store, err);
    }
    if (code == VS_OK) {
        /* A closing changes what of a feed counts. */
        code = vs_directory_touch(store, &view->org, err);
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

/* One version of a feed whose organisation is another than was thought. */
static enum vs_code
search_again(void *payload, const struct vs_feed_row *feed, struct vs_err *err)
{
    struct vs_store *store = payload;
    enum vs_code code = vs_expected_forget_cases(store->ledger, feed->id, err);

    return code == VS_OK ? vs_take_new_feed(store, feed, err) : code;
}

enum vs_code
vs_directory_claim(struct vs_store *store, struct vs_feed_row *feed, int64_t org,
                   struct vs_err *err)
{
    enum vs_code code = vs_feed_set_org(store->ledger, feed->id, org, err);

    feed->org = org;
    if (code == VS_OK) {
        code = vs_directory_search(store, org, err);
    }
    return code == VS_OK
               ? vs_feed_each_version(store->ledger, &feed->feed, search_again, store, err)
               : code;
}

enum vs_code
vs_directory_take_roster(struct vs_store *store, int64_t org, struct vs_str note, bool *news,
                         struct vs_err *err)
{
    struct roster_set set = {.sought = note};
    struct vs_roster_view view;
    struct vs_roster fresh;
    enum vs_code code;

    *news = false;
    memset(&view, 0, sizeof(view));
    memset(&fresh, 0, sizeof(fresh));
    code = vs_roster_each(store->ledger, org, collect_roster, &set, err);
    set.sought = (struct vs_str){NULL, 0};
    if (code == VS_OK && set.has_sought) {
        goto out; /* it was judged then */
    }
    if (code == VS_OK) {
        code = vs_roster_parse(&fresh, note, err);
    }
    for (size_t i = 0; code == VS_OK && i < set.count; i++) {
        if (vs_hash_eq(&fresh.hash, &set.list[i].hash)) {
            goto out; /* known */
        }
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
    vs_roster_release(&fresh);
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

static enum vs_code
collect_note(void *payload, struct vs_str note, struct vs_err *err)
{
    struct roster_set *set = payload;
    char **notes = vs_realloc_array(set->notes, set->count + 1, sizeof(*notes));
    struct vs_buf copy;
    size_t len;
    enum vs_code code;

    if (!notes) {
        return vs_fail_memory(err);
    }
    set->notes = notes;
    vs_buf_init(&copy, VS_ROSTER_MAX);
    vs_buf_add_str(&copy, note);
    code = vs_buf_check(&copy, "a roster", err);
    if (code == VS_OK) {
        code = collect_roster(set, note, err);
    }
    if (code == VS_OK) {
        notes[set->count - 1] = (char *)vs_buf_take(&copy, &len);
    }
    vs_buf_release(&copy);
    return code;
}

enum vs_code
vs_directory_old_rosters(struct vs_store *store, int64_t org,
                         enum vs_code (*each)(void *payload, uint64_t generation,
                                              struct vs_str note, struct vs_err *err),
                         void *payload, struct vs_err *err)
{
    struct roster_set set = {.count = 0};
    struct vs_roster_view view;
    enum vs_code code;

    memset(&view, 0, sizeof(view));
    code = vs_roster_each(store->ledger, org, collect_note, &set, err);
    if (code == VS_OK) {
        code = resolve(store, &view, &set, org, err);
    }
    for (uint64_t g = 1; code == VS_OK && g < view.generation; g++) {
        const char *last = NULL;

        /* They come by rank: the last one that counts is the base of the next generation. */
        for (size_t i = 0; i < set.count; i++) {
            last = view.accepted[i] && set.list[i].generation == g ? set.notes[i] : last;
        }
        if (last) {
            code = each(payload, g, vs_str(last), err);
        }
    }
    for (size_t i = 0; set.notes && i < set.count; i++) {
        vs_free(set.notes[i]);
    }
    vs_free(set.notes);
    vs_roster_view_release(&view);
    roster_set_release(&set);
    return code;
}
