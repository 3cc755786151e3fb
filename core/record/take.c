#include "core/record/take.h"

#include <string.h>

#include "core/base/mem.h"
#include "core/casework/event.h"
#include "core/identity/directory.h"
#include "core/log/hash.h"
#include "core/log/leaf.h"
#include "core/record/casefile.h"
#include "core/record/directory.h"
#include "core/record/finding.h"
#include "core/record/open.h"
#include "core/record/parties.h"
#include "core/record/tasks.h"
#include "core/seal/entry.h"

/* --- a leaf that belongs -----------------------------------------------------------------------
 */

static enum vs_code
advance(struct vs_store *store, struct vs_expected_row *expected,
        const struct vs_channel_row *channel, const struct vs_feed_row *feed, struct vs_err *err)
{
    expected->n++;
    vs_tag(expected->tag, channel->kf, &feed->feed, expected->n);
    return vs_expected_set(store->ledger, expected, err);
}

static enum vs_acked
ack_needed(const struct vs_store *store, const struct vs_channel_row *channel,
           const struct vs_feed_row *feed, const struct vs_opened *opened)
{
    if (channel->kind != VS_CHANNEL_CASE || feed->org == store->self.id ||
        (opened->has_event && opened->event.type == VS_EV_ACK)) {
        return VS_ACK_NEVER;
    }
    return VS_ACK_OWED;
}

/* Keeps the event and does what follows from it at once. */
static enum vs_code
keep_event(struct vs_store *store, struct vs_event_row *row, const struct vs_opened *opened,
           struct vs_feed_row *feed, struct vs_err *err)
{
    enum vs_code code = vs_event_insert(store->ledger, row, err);

    if (code == VS_OK && row->state == VS_EVENT_UNOPENABLE) {
        code = vs_found(store, row->leaf, VS_FOUND_UNOPENABLE, err);
    }
    if (code == VS_OK && row->case_leaf == 0 && row->state == VS_EVENT_OPENED &&
        opened->entry.type == VS_DIR_ROSTER && VS_LEAF_INDEX(row->leaf) == 0 &&
        feed->org != -row->channel) {
        code = vs_directory_claim(store, feed, -row->channel, err);
    }
    if (code == VS_OK && row->case_leaf == 0 && row->state == VS_EVENT_OPENED) {
        vs_casefile_forget(store, 0); /* offers may name it */
        code = vs_directory_apply(store, row, err);
    }
    if (code == VS_OK && row->case_leaf != 0) {
        code = vs_store_touch(store, row->case_leaf, err);
    }
    if (code == VS_OK && row->case_leaf != 0 && opened->has_event) {
        code = vs_parties_named(store, row->case_leaf, &opened->event, feed, row->leaf, err);
    }
    return code;
}

/* The leaf carries the expected tag: it belongs, whatever it turns out to be. */
static enum vs_code
belongs(struct vs_store *store, struct vs_feed_row *feed, struct vs_expected_row *expected,
        int64_t id, struct vs_str raw, struct vs_err *err)
{
    struct vs_hash case_hash = {{0}};
    struct vs_channel_row channel;
    struct vs_open_at at = {&channel, &case_hash, &feed->feed, id};
    struct vs_event_row row;
    struct vs_opened opened;
    struct vs_leaf leaf;
    struct vs_buf room;
    enum vs_code code;

    memset(&opened, 0, sizeof(opened));
    memset(&row, 0, sizeof(row));
    vs_buf_init(&room, VS_FACTS_CLASS_MAX);
    code = vs_channel_by_id(store->ledger, &channel, expected->channel, err);
    if (code == VS_OK && channel.kind == VS_CHANNEL_CASE && id != channel.case_leaf) {
        code = vs_leaf_get_hash(store->ledger, &case_hash, channel.case_leaf, err);
    }
    if (code == VS_OK) {
        code = vs_open_leaf(&opened, &leaf, &room, &at, raw, err);
    }
    if (code == VS_OK) {
        vs_merkle_leaf_hash(&row.hash, raw.p, raw.len);
        row.leaf = id;
        row.channel = channel.id;
        row.case_leaf = channel.kind == VS_CHANNEL_CASE ? channel.case_leaf : 0;
        row.state = opened.state;
        row.type = opened.type;
        row.made = opened.made;
        row.facts = opened.facts;
        row.acked = ack_needed(store, &channel, feed, &opened);
        if (opened.state == VS_EVENT_OPENED && leaf.content_len > 0) {
            row.text_state = channel.has_kc ? VS_TEXT_ABSENT : VS_TEXT_SEALED;
        }
        code = advance(store, expected, &channel, feed, err);
    }
    if (code == VS_OK) {
        code = keep_event(store, &row, &opened, feed, err);
    }
    vs_opened_release(&opened);
    vs_buf_release(&room);
    return code;
}

/* --- searching ---------------------------------------------------------------------------------
 */

/* A version of a forked feed goes on counting where its parent stood at the fork. */
static enum vs_code
count_in_version(struct vs_store *store, uint64_t *n, int64_t channel,
                 const struct vs_feed_row *feed, struct vs_err *err)
{
    struct vs_feed_row at = *feed;
    int64_t end = VS_LEAF_ID(at.id + 1, 0);
    uint64_t found = 0;
    enum vs_code code = VS_OK;

    *n = 0;
    for (;;) {
        uint64_t start = at.start;

        code = vs_event_count(store->ledger, &found, channel, VS_LEAF_ID(at.id, start), end, err);
        *n += found;
        if (code != VS_OK || at.version == 0) {
            return code;
        }
        code = vs_feed_by_id(store->ledger, &at, at.parent, err);
        if (code != VS_OK) {
            return code;
        }
        end = VS_LEAF_ID(at.id, start);
    }
}

static enum vs_code
expected_or_first(struct vs_store *store, struct vs_expected_row *out,
                  const struct vs_channel_row *channel, const struct vs_feed_row *feed,
                  struct vs_err *err)
{
    enum vs_code code = VS_E_NOT_FOUND;

    if (feed->version == 0) {
        code = vs_expected_get(store->ledger, out, channel->id, feed->id, err);
    }
    if (code != VS_E_NOT_FOUND) {
        return code;
    }
    out->channel = channel->id;
    out->feed = feed->id;
    out->n = 0;
    if (feed->version != 0) {
        code = count_in_version(store, &out->n, channel->id, feed, err);
        if (code != VS_OK) {
            return code;
        }
    }
    vs_tag(out->tag, channel->kf, &feed->feed, out->n);
    return vs_expected_set(store->ledger, out, err);
}

static enum vs_code
search_one(struct vs_store *store, const struct vs_channel_row *channel, struct vs_feed_row *feed,
           struct vs_err *err)
{
    struct vs_expected_row expected;
    struct vs_buf raw;
    int64_t leaf = -1, after = -1;
    enum vs_code code = expected_or_first(store, &expected, channel, feed, err);

    /* The n-th leaf that belongs stands after the one before it. A leaf further up with the same
     * tag skipped a place when it was written, and belongs nowhere (FORMAT.md 6.2). */
    if (code == VS_OK && expected.n > 0) {
        code = vs_unmatched_find(store->ledger, &leaf, expected.tag, feed->id, err);
        if (code == VS_OK && leaf < 0) {
            return VS_OK;
        }
        if (code == VS_OK) {
            code = vs_event_last(store->ledger, &after, channel->id, feed->id, err);
        }
    }
    vs_buf_init(&raw, VS_LEAF_MAX);
    while (code == VS_OK) {
        code = vs_unmatched_take(store->ledger, &leaf, expected.tag, feed->id, after, err);
        if (code != VS_OK || leaf < 0) {
            break;
        }
        after = leaf;
        vs_buf_clear(&raw);
        code = vs_leaf_get(store->ledger, &raw, NULL, NULL, leaf, err);
        if (code == VS_OK) {
            code = belongs(store, feed, &expected, leaf, vs_buf_str(&raw), err);
        }
    }
    vs_buf_release(&raw);
    return code;
}

/* A version of a forked feed after those from which it has its first leaves: how many of them
 * belong to the channel decides what belongs in it. */
static enum vs_code
search(struct vs_store *store, const struct vs_channel_row *channel, struct vs_feed_row *feed,
       struct vs_err *err)
{
    struct vs_feed_row *line;
    size_t count = 0;
    enum vs_code code = VS_OK;

    if (feed->version == 0) {
        return search_one(store, channel, feed, err);
    }
    line = vs_calloc(VS_FEED_VERSIONS_MAX, sizeof(*line));
    if (!line) {
        return vs_fail_memory(err);
    }
    line[count++] = *feed;
    while (code == VS_OK && line[count - 1].version != 0 && count < VS_FEED_VERSIONS_MAX) {
        code = vs_feed_by_id(store->ledger, &line[count], line[count - 1].parent, err);
        count++;
    }
    while (code == VS_OK && count > 0) {
        code = search_one(store, channel, &line[--count], err);
    }
    vs_free(line);
    return code;
}

/* Opening one leaf may name new feeds and channels to search; that is queued and done here, in a
 * loop, so that no input decides how deep we call. */
enum vs_code
vs_take_searches(struct vs_store *store, struct vs_err *err)
{
    enum vs_code code = VS_OK;
    struct vs_task task;

    while (code == VS_OK && vs_tasks_pop(store->tasks, &task)) {
        struct vs_channel_row channel;
        struct vs_feed_row feed;

        code = vs_channel_by_id(store->ledger, &channel, task.channel, err);
        if (code == VS_OK) {
            code = vs_feed_by_id(store->ledger, &feed, task.feed, err);
        }
        if (code == VS_OK) {
            code = search(store, &channel, &feed, err);
        }
    }
    return code;
}

enum vs_code
vs_take_catch_up(struct vs_store *store, const struct vs_channel_row *channel,
                 const struct vs_feed_row *feed, struct vs_err *err)
{
    if (!vs_tasks_push(&store->tasks, channel->id, feed->id)) {
        return vs_fail_memory(err);
    }
    return VS_OK;
}

struct channel_search {
    struct vs_store *store;
    const struct vs_channel_row *channel;
};

static enum vs_code
search_feed(void *payload, const struct vs_feed_row *feed, struct vs_err *err)
{
    struct channel_search *search = payload;

    return vs_take_catch_up(search->store, search->channel, feed, err);
}

static enum vs_code
search_party(void *payload, const struct vs_hash *org, struct vs_err *err)
{
    struct channel_search *search = payload;
    struct vs_org_row row;
    enum vs_code code = vs_org_by_hash(search->store->ledger, &row, org, err);

    if (code == VS_E_NOT_FOUND) {
        return VS_OK;
    }
    return code == VS_OK ? vs_feed_each(search->store->ledger, row.id, search_feed, payload, err)
                         : code;
}

enum vs_code
vs_take_add_channel(struct vs_store *store, const struct vs_channel_row *channel,
                    struct vs_err *err)
{
    struct channel_search search = {store, channel};
    struct vs_feed_row opener;
    enum vs_code code = vs_channel_insert(store->ledger, channel, err);

    if (code != VS_OK) {
        return code;
    }
    if (channel->kind == VS_CHANNEL_DIRECTORY) {
        code = vs_feed_each(store->ledger, channel->org, search_feed, &search, err);
    } else {
        /* The feed that opened the case names the other parties. */
        code = vs_feed_by_id(store->ledger, &opener, VS_LEAF_FEED(channel->case_leaf), err);
        if (code == VS_OK) {
            code = vs_take_catch_up(store, channel, &opener, err);
        }
        if (code == VS_OK) {
            code = vs_party_each(store->ledger, channel->case_leaf, search_party, &search, err);
        }
    }
    return code;
}

enum vs_code
vs_take_channel(struct vs_store *store, const struct vs_channel_row *channel, struct vs_err *err)
{
    enum vs_code code = vs_take_add_channel(store, channel, err);

    return code == VS_OK ? vs_take_searches(store, err) : code;
}

struct feed_search {
    struct vs_store *store;
    const struct vs_feed_row *feed;
};

static enum vs_code
search_channel(void *payload, const struct vs_channel_row *channel, struct vs_err *err)
{
    struct feed_search *search = payload;

    return vs_take_catch_up(search->store, channel, search->feed, err);
}

enum vs_code
vs_take_new_feed(struct vs_store *store, const struct vs_feed_row *feed, struct vs_err *err)
{
    struct feed_search search = {store, feed};
    struct vs_channel_row directory;
    struct vs_org_row org;
    enum vs_code code = vs_org_by_id(store->ledger, &org, feed->org, err);

    if (code != VS_OK) {
        return code;
    }
    code = vs_channel_by_id(store->ledger, &directory, -feed->org, err);
    if (code == VS_OK) {
        code = vs_take_catch_up(store, &directory, feed, err);
    } else if (code == VS_E_NOT_FOUND) {
        code = VS_OK;
    }
    if (code == VS_OK) {
        code = vs_channel_each_of_party(store->ledger, &org.org, search_channel, &search, err);
    }
    return code;
}

/* --- taking ------------------------------------------------------------------------------------
 */

enum vs_code
vs_take_recognise(struct vs_store *store, struct vs_feed_row *feed, int64_t id, struct vs_str raw,
                  struct vs_err *err)
{
    static const uint8_t no_tag[VS_TAG_LEN];
    const uint8_t *tag = vs_leaf_tag(raw.p, raw.len);
    struct vs_expected_row expected;
    struct vs_leaf leaf;
    enum vs_code code;

    if (!tag) {
        return VS_OK;
    }
    if (memcmp(tag, no_tag, sizeof(no_tag)) == 0) {
        /* An invitation, or nothing that anybody will ever look for. */
        if (vs_feed_is_read(feed->own) && vs_leaf_parse(&leaf, raw.p, raw.len, NULL) == VS_OK &&
            !leaf.opaque && leaf.kind == VS_LEAF_INVITATION &&
            vs_leaf_check_place(&leaf, &feed->feed, VS_LEAF_INDEX(id), NULL) == VS_OK) {
            return vs_invitation_wait(store->ledger, id, err);
        }
        return VS_OK;
    }
    code = vs_expected_find(store->ledger, &expected, tag, feed->id, err);
    if (code == VS_E_NOT_FOUND) {
        return vs_unmatched_insert(store->ledger, tag, id, err);
    }
    if (code == VS_OK) {
        code = belongs(store, feed, &expected, id, raw, err);
    }
    return code == VS_OK ? vs_take_searches(store, err) : code;
}

enum vs_code
vs_take_leaf(struct vs_store *store, struct vs_feed_row *feed, struct vs_str raw,
             vs_instant received, struct vs_err *err)
{
    struct vs_hash hash, completed[VS_TREE_LEVELS];
    int64_t id = VS_LEAF_ID(feed->id, feed->tree.size);
    unsigned levels;
    enum vs_code code;

    vs_merkle_leaf_hash(&hash, raw.p, raw.len);
    code = vs_merkle_append(&feed->tree, &hash, completed, err);
    if (code == VS_OK) {
        code = vs_leaf_insert(store->ledger, id, &hash, received, raw, err);
    }
    levels = vs_merkle_completed(feed->tree.size);
    for (unsigned level = 8; code == VS_OK && level < levels; level += 8) {
        code = vs_node_insert(store->ledger, feed->id, level / 8, (feed->tree.size >> level) - 1,
                              &completed[level], err);
    }
    if (code == VS_OK) { /* an offer may have named it, whatever it is */
        code = vs_casefile_arrived(store, &hash, err);
    }
    return code == VS_OK ? vs_take_recognise(store, feed, id, raw, err) : code;
}

/* --- content -----------------------------------------------------------------------------------
 */

struct content_row {
    struct vs_event_row row;
    struct vs_buf facts;
    char type[48];
};

static enum vs_code
copy_row(void *payload, const struct vs_event_row *row, struct vs_err *err)
{
    struct content_row *out = payload;

    out->row = *row;
    vs_buf_add_str(&out->facts, row->facts);
    memcpy(out->type, row->type.p, row->type.len < 47 ? row->type.len : 47);
    out->row.type = vs_str(out->type);
    out->row.facts = vs_buf_str(&out->facts);
    return vs_buf_check(&out->facts, "facts", err);
}

/* What a directory entry promises is for vs_directory_apply. */
static enum vs_code
check_words(const struct vs_event_row *row, struct vs_str text, struct vs_err *err)
{
    struct vs_event event;
    enum vs_code code;

    if (row->case_leaf == 0 || row->state != VS_EVENT_OPENED) {
        return VS_OK;
    }
    code = vs_event_parse(&event, row->facts.p, row->facts.len, err);
    if (code != VS_OK) {
        return code;
    }
    code = vs_open_words(&event, text, err);
    vs_event_release(&event);
    return code;
}

/* Opens the ciphertext, which is that of the leaf, and keeps what came out of it. */
static enum vs_code
open_content(struct vs_store *store, struct content_row *at, const struct vs_leaf *leaf,
             struct vs_str cipher, struct vs_err *err)
{
    struct vs_channel_row channel;
    struct vs_buf room;
    struct vs_str text;
    enum vs_code code = vs_channel_by_id(store->ledger, &channel, at->row.channel, err);

    if (code != VS_OK || !channel.has_kc) {
        return code;
    }
    vs_buf_init(&room, VS_CONTENT_CLASS_MAX);
    code = vs_content_open_checked(&text, &room, channel.kc, leaf, cipher, err);
    if (code == VS_OK) {
        code = check_words(&at->row, text, err);
    }
    if (code == VS_OK) {
        at->row.text_state = VS_TEXT_PRESENT;
        at->row.text = text;
        code = vs_event_set_text(store->ledger, at->row.leaf, VS_TEXT_PRESENT, text, err);
        if (code == VS_OK) {
            code = at->row.case_leaf ? vs_parties_text(store, &at->row, err)
                                     : vs_directory_apply(store, &at->row, err);
        }
    } else if (code != VS_E_NO_MEMORY) {
        code = vs_event_set_text(store->ledger, at->row.leaf, VS_TEXT_WRONG, VS_STR(""), err);
        if (code == VS_OK) {
            code = vs_found(store, at->row.leaf, VS_FOUND_FALSE_CONTENT, err);
        }
    }
    if (code == VS_OK && at->row.case_leaf) {
        code = vs_store_touch(store, at->row.case_leaf, err);
    }
    vs_buf_release(&room);
    return code;
}

/* `cipher` fits the leaf: opened if we can, and the event brought up to date. */
static enum vs_code
reopen_content(struct vs_store *store, int64_t leaf_id, const struct vs_leaf *leaf,
               struct vs_str cipher, struct vs_err *err)
{
    struct content_row at;
    enum vs_code code;

    memset(&at, 0, sizeof(at));
    vs_buf_init(&at.facts, VS_FACTS_CLASS_MAX);
    code = vs_event_one(store->ledger, leaf_id, copy_row, &at, err);
    if (code == VS_OK) {
        code = open_content(store, &at, leaf, cipher, err);
    }
    if (code == VS_OK) {
        code = vs_take_searches(store, err);
    }
    vs_buf_release(&at.facts);
    return code;
}

static enum vs_code
take_content(struct vs_store *store, int64_t leaf_id, struct vs_str cipher, bool kept,
             struct vs_err *err)
{
    struct vs_leaf leaf;
    struct vs_buf raw;
    enum vs_code code;

    vs_buf_init(&raw, VS_LEAF_MAX);
    code = vs_leaf_get(store->ledger, &raw, NULL, NULL, leaf_id, err);
    if (code == VS_OK) {
        code = vs_leaf_parse(&leaf, raw.p, raw.len, err);
    }
    if (code == VS_OK) {
        code = vs_content_check(&leaf, cipher, err);
    }
    if (code == VS_OK && !kept) {
        code = vs_content_insert(store->ledger, leaf_id, cipher, vs_store_now(store), err);
    }
    if (code == VS_OK) {
        code = reopen_content(store, leaf_id, &leaf, cipher, err);
    }
    vs_buf_release(&raw);
    return code;
}

enum vs_code
vs_take_content(struct vs_store *store, int64_t leaf, struct vs_str cipher, struct vs_err *err)
{
    return take_content(store, leaf, cipher, false, err);
}

enum vs_code
vs_take_kept_content(struct vs_store *store, int64_t leaf, struct vs_str cipher, struct vs_err *err)
{
    return take_content(store, leaf, cipher, true, err);
}
