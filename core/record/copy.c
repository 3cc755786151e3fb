#include "core/record/copy.h"

#include <stdlib.h>
#include <string.h>

#include "core/base/enc.h"
#include "core/base/json.h"
#include "core/base/mem.h"
#include "core/base/secret.h"
#include "core/identity/directory.h"
#include "core/identity/roster.h"
#include "core/ledger/channels.h"
#include "core/ledger/events.h"
#include "core/record/devices.h"
#include "core/record/directory.h"
#include "core/record/duty.h"
#include "core/record/own.h"
#include "core/record/rebuild.h"
#include "core/record/store_priv.h"
#include "core/record/take.h"

enum vs_code
vs_copy_new_device(struct vs_store *store, struct vs_err *err)
{
    enum vs_code code = vs_store_new_feed(store, err);

    /* Anchors are those of a feed: the new one has none. */
    if (code == VS_OK) {
        code = vs_store_meta_set_int(store->ledger, "anchored", 0, err);
    }
    if (code == VS_OK) {
        code = vs_devices_begin_feed(store, err);
    }
    store->unsettled = true; /* or about to be found settled */
    return code;
}

static enum vs_code
find_unsettled(void *payload, const struct vs_feed_row *row, struct vs_err *err)
{
    struct vs_feed_row *former = payload;

    (void)err;
    if (!former->id && row->own == VS_FEED_UNSETTLED) {
        *former = *row;
    }
    return VS_OK;
}

enum vs_code
vs_copy_unsettled(struct vs_store *store, struct vs_feed_row *former, struct vs_err *err)
{
    enum vs_code code;

    memset(former, 0, sizeof(*former));
    code = vs_feed_each(store->ledger, store->self.id, find_unsettled, former, err);
    return code == VS_OK && !former->id ? VS_E_NOT_FOUND : code;
}

/* --- what is recorded again --------------------------------------------------------------------
 */

/* An own entry, as it opened. */
struct entry {
    int64_t leaf;
    struct vs_hash hash;
    struct vs_channel_row channel;
    bool first; /* it began its channel */
    enum vs_event_state state;
    struct vs_str facts; /* one block of memory, released by .memory */
    struct vs_str text;
    bool has_text;
    uint8_t *memory;
    /* once it is recorded again */
    bool done;
    int64_t new_leaf;
    struct vs_hash new_hash;
};

struct entries {
    struct vs_store *store;
    struct entry *list;
    size_t count, room;
    struct vs_case_key_row *keys; /* of the channels that entries began */
    size_t key_count, key_room;
};

static void
entries_release(struct entries *entries)
{
    for (size_t i = 0; i < entries->count; i++) {
        size_t len = entries->list[i].facts.len + entries->list[i].text.len;

        if (entries->list[i].memory) {
            vs_wipe(entries->list[i].memory, len);
            vs_free(entries->list[i].memory);
        }
    }
    if (entries->list) {
        vs_wipe(entries->list, entries->count * sizeof(*entries->list));
    }
    if (entries->keys) {
        vs_wipe(entries->keys, entries->key_count * sizeof(*entries->keys));
    }
    vs_free(entries->list);
    vs_free(entries->keys);
}

static enum vs_code
collect_entry(void *payload, const struct vs_event_row *row, struct vs_err *err)
{
    struct entries *entries = payload;
    struct entry *entry;

    if (entries->count == entries->room) {
        size_t room = entries->room ? 2 * entries->room : 64;
        struct entry *list = vs_realloc_array(entries->list, room, sizeof(*list));

        if (!list) {
            return vs_fail_memory(err);
        }
        entries->list = list;
        entries->room = room;
    }
    entry = &entries->list[entries->count];
    memset(entry, 0, sizeof(*entry));
    entry->memory = vs_malloc(row->facts.len + row->text.len + 1);
    if (!entry->memory) {
        return vs_fail_memory(err);
    }
    entries->count++;
    memcpy(entry->memory, row->facts.p, row->facts.len);
    if (row->text.len) {
        memcpy(entry->memory + row->facts.len, row->text.p, row->text.len);
    }
    entry->leaf = row->leaf;
    entry->hash = row->hash;
    entry->state = row->state;
    entry->facts = (struct vs_str){(const char *)entry->memory, row->facts.len};
    entry->text = (struct vs_str){(const char *)entry->memory + row->facts.len, row->text.len};
    entry->has_text = row->text_state == VS_TEXT_PRESENT;
    entry->first = row->channel == row->leaf;
    return vs_channel_by_id(entries->store->ledger, &entry->channel, row->channel, err);
}

static struct entry *
entry_of_hash(const struct entries *entries, const struct vs_hash *hash)
{
    for (size_t i = 0; i < entries->count; i++) {
        if (vs_hash_eq(&entries->list[i].hash, hash)) {
            return &entries->list[i];
        }
    }
    return NULL;
}

static struct entry *
entry_of_leaf(const struct entries *entries, int64_t leaf)
{
    for (size_t i = 0; leaf && i < entries->count; i++) {
        if (entries->list[i].leaf == leaf) {
            return &entries->list[i];
        }
    }
    return NULL;
}

/* The keys that go with what is taken out: of cases opened there, and of epochs begun there. */
static enum vs_code
collect_key(void *payload, const struct vs_case_key_row *key, struct vs_err *err)
{
    struct entries *entries = payload;

    if (!entry_of_hash(entries, &key->case_hash) && !entry_of_leaf(entries, key->first)) {
        return VS_OK;
    }
    if (entries->key_count == entries->key_room) {
        size_t room = entries->key_room ? 2 * entries->key_room : 16;
        struct vs_case_key_row *list = vs_realloc_array(entries->keys, room, sizeof(*list));

        if (!list) {
            return vs_fail_memory(err);
        }
        entries->keys = list;
        entries->key_room = room;
    }
    entries->keys[entries->key_count++] = *key;
    return VS_OK;
}

static enum vs_code
collect(struct entries *entries, const struct vs_feed_row *former, uint64_t keep,
        struct vs_err *err)
{
    struct vs_ledger *ledger = entries->store->ledger;
    enum vs_code code =
        vs_event_each_in(ledger, VS_LEAF_ID(former->id, keep), VS_LEAF_ID(former->id + 1, 0),
                         collect_entry, entries, err);

    return code == VS_OK ? vs_case_key_each(ledger, collect_key, entries, err) : code;
}

/* --- taking out --------------------------------------------------------------------------------
 */

static enum vs_code
append_hash(void *payload, int64_t id, const struct vs_hash *hash, struct vs_err *err)
{
    (void)id;
    return vs_merkle_append(payload, hash, NULL, err);
}

static enum vs_code
cut(struct vs_store *store, const struct vs_feed_row *former, uint64_t keep, struct vs_err *err)
{
    struct vs_feed_row row = *former;
    enum vs_code code = vs_feed_cut(store->ledger, former->id, keep, err);

    vs_merkle_init(&row.tree);
    if (code == VS_OK) {
        code = vs_leaf_each_hash(store->ledger, VS_LEAF_ID(row.id, 0), VS_LEAF_ID(row.id, keep),
                                 append_hash, &row.tree, err);
    }
    if (code == VS_OK) {
        row.released = keep;
        row.own = VS_FEED_FORMER;
        code = vs_feed_update(store->ledger, &row, err);
    }
    return code == VS_OK ? vs_rebuild_derive(store, err) : code;
}

/* --- recording again ---------------------------------------------------------------------------
 */

static int
by_bytes(const void *a, const void *b)
{
    const struct vs_str *x = a, *y = b;
    int order = memcmp(x->p, y->p, x->len < y->len ? x->len : y->len);

    return order ? order : (x->len > y->len) - (x->len < y->len);
}

static struct vs_json *moved(const struct entries *entries, const struct vs_json *value,
                             unsigned depth);

struct moving {
    const struct entries *entries;
    struct vs_json *object;
    unsigned depth;
};

static int
move_member(void *payload, const char *name, const struct vs_json *value)
{
    struct moving *moving = payload;

    vs_json_set(moving->object, name, moved(moving->entries, value, moving->depth + 1));
    return 0;
}

static struct vs_json *
moved_text(const struct entries *entries, struct vs_str text)
{
    char hash_text[VS_HASH_TEXT_LEN + 1];
    const struct entry *entry;
    struct vs_hash hash;

    if (text.len == VS_HASH_TEXT_LEN && vs_hash_parse(&hash, text)) {
        entry = entry_of_hash(entries, &hash);
        if (entry && entry->done) {
            vs_hash_text(hash_text, &entry->new_hash);
            return vs_json_new_string(vs_str(hash_text));
        }
    }
    return vs_json_new_string(text);
}

/* A set of texts stays sorted when some of them change. */
static struct vs_json *
moved_array(const struct entries *entries, const struct vs_json *array, unsigned depth)
{
    size_t count = vs_json_size(array);
    struct vs_json *items = vs_json_new_array(), *sorted;
    struct vs_str *texts = vs_calloc(count + 1, sizeof(*texts));
    bool all = texts != NULL && items != NULL;

    for (size_t i = 0; i < count; i++) {
        vs_json_add(items, moved(entries, vs_json_at(array, i), depth + 1));
        all = all && vs_json_kind(vs_json_at(items, i)) == VS_JSON_STRING;
        if (all) {
            texts[i] = vs_json_str(vs_json_at(items, i));
        }
    }
    if (!all || count < 2) {
        vs_free(texts);
        return items;
    }
    qsort(texts, count, sizeof(*texts), by_bytes);
    sorted = vs_json_new_array();
    for (size_t i = 0; i < count; i++) {
        vs_json_add(sorted, vs_json_new_string(texts[i]));
    }
    vs_free(texts);
    vs_json_free(items);
    return sorted;
}

/* A copy in which what names an entry that was recorded again names the new one. NULL when out of
 * memory, or deeper than facts are. */
static struct vs_json *
moved(const struct entries *entries, const struct vs_json *value, unsigned depth)
{
    struct moving moving = {entries, NULL, depth};

    if (depth > VS_JSON_DEPTH_MAX) {
        return NULL;
    }
    switch (vs_json_kind(value)) {
    case VS_JSON_OBJECT:
        moving.object = vs_json_new_object();
        (void)vs_json_each(value, move_member, &moving);
        return moving.object;
    case VS_JSON_ARRAY:
        return moved_array(entries, value, depth);
    case VS_JSON_STRING:
        return moved_text(entries, vs_json_str(value));
    case VS_JSON_INT:
    case VS_JSON_BOOL:
    case VS_JSON_NULL:
    case VS_JSON_REAL:
        break;
    }
    return vs_json_copy(value);
}

static int
but_content(void *payload, const char *name, const struct vs_json *value)
{
    if (strcmp(name, "content") != 0) {
        vs_json_set(payload, name, vs_json_copy(value));
    }
    return 0;
}

/* The facts of the new entry: the same, `was`, and the new names of what else is recorded again.
 * Content that was erased does not come back. */
static enum vs_code
new_facts(struct vs_buf *out, const struct entries *entries, const struct entry *entry,
          struct vs_err *err)
{
    struct vs_json *doc = NULL, *facts, *bare;
    enum vs_code code = vs_json_parse(&doc, entry->facts.p, entry->facts.len, VS_JSON_FACTS, err);

    if (code != VS_OK) {
        return code;
    }
    facts = moved(entries, doc, 1);
    vs_json_set_hash(facts, "was", &entry->hash);
    if (!entry->has_text && facts) {
        bare = vs_json_new_object();
        (void)vs_json_each(facts, but_content, bare);
        vs_json_free(facts);
        facts = bare;
    }
    code = vs_json_write(out, facts, VS_JSON_FACTS, err);
    vs_json_free(facts);
    vs_json_free(doc);
    return code;
}

/* The channel in which it is recorded again; one that it began begins anew, under the same content
 * key. */
static enum vs_code
new_channel(struct entries *entries, struct vs_channel_row *out, const struct entry *entry,
            struct vs_err *err)
{
    struct vs_store *store = entries->store;
    const struct entry *opening = entry_of_leaf(entries, entry->channel.case_leaf);
    const struct entry *began = entry_of_leaf(entries, entry->channel.id);

    *out = entry->channel;
    if (entry->channel.kind == VS_CHANNEL_DIRECTORY) {
        return VS_OK;
    }
    if (entry->first) {
        out->id = VS_LEAF_ID(store->feed.id, store->feed.tree.size);
    } else if (began) {
        out->id = began->new_leaf;
    }
    if (entry->first || began) {
        vs_facts_key(out->kf, out->kr, &store->feed.feed, VS_LEAF_INDEX(out->id));
    }
    if (opening) {
        out->case_leaf = opening == entry ? out->id : opening->new_leaf;
    }
    return entry->first ? vs_take_channel(store, out, err) : VS_OK;
}

/* The key under its new names. */
static enum vs_code
keep_keys(struct entries *entries, const struct entry *entry, struct vs_err *err)
{
    enum vs_code code = VS_OK;

    for (size_t i = 0; code == VS_OK && i < entries->key_count; i++) {
        struct vs_case_key_row key = entries->keys[i];
        const struct entry *opening = entry_of_hash(entries, &key.case_hash);
        const struct entry *began = entry_of_leaf(entries, key.first);

        if (began ? began != entry : opening != entry || key.first != 0) {
            continue;
        }
        if (opening) {
            key.case_hash = opening->new_hash;
        }
        if (began) {
            key.first = began->new_leaf;
        }
        vs_facts_key(key.kf, key.kr, &entries->store->feed.feed, VS_LEAF_INDEX(entry->new_leaf));
        code = vs_case_key_insert(entries->store->ledger, &key, err);
        vs_wipe(&key, sizeof(key));
    }
    return code;
}

/* The new feed has a roster and an inbox key of its own. */
static enum vs_code
is_needless(bool *needless, struct entries *entries, const struct entry *entry, struct vs_err *err)
{
    struct vs_directory facts;
    struct vs_roster roster;
    struct vs_buf newest;
    enum vs_code code;

    *needless = false;
    if (entry->channel.kind != VS_CHANNEL_DIRECTORY) {
        return VS_OK;
    }
    code = vs_directory_parse(&facts, entry->facts, err);
    if (code == VS_OK && facts.type == VS_DIR_INBOX) {
        *needless = true;
    } else if (code == VS_OK && facts.type == VS_DIR_ROSTER) {
        vs_buf_init(&newest, VS_ROSTER_MAX);
        code = vs_directory_roster(entries->store, &newest, entries->store->self.id, err);
        if (code == VS_OK) {
            code = vs_roster_parse(&roster, vs_buf_str(&newest), err);
            *needless = code == VS_OK && vs_hash_eq(&roster.hash, &facts.roster);
            vs_roster_release(&roster);
        }
        vs_buf_release(&newest);
    }
    return code;
}

static enum vs_code
record_again(struct entries *entries, struct entry *entry, size_t *again, struct vs_err *err)
{
    struct vs_store *store = entries->store;
    struct vs_str text = {NULL, 0};
    struct vs_channel_row channel;
    struct vs_buf facts;
    bool needless = false;
    enum vs_code code;

    if (entry->state != VS_EVENT_OPENED) {
        return vs_fail(err, VS_E_INTERNAL, "the own feed", "an entry of ours does not open");
    }
    code = is_needless(&needless, entries, entry, err);
    if (code != VS_OK || needless) {
        return code;
    }
    vs_buf_init(&facts, VS_FACTS_CLASS_MAX);
    code = new_facts(&facts, entries, entry, err);
    if (code == VS_OK) {
        code = new_channel(entries, &channel, entry, err);
    }
    if (code == VS_OK) {
        text = entry->has_text ? entry->text : text;
        code = vs_own_append(store, &channel, vs_buf_str(&facts), text, &entry->new_leaf,
                             &entry->new_hash, err);
    }
    if (code == VS_OK) {
        entry->done = true;
        ++*again;
        code = keep_keys(entries, entry, err);
    }
    vs_wipe(&channel, sizeof(channel));
    vs_buf_release(&facts);
    return code;
}

static enum vs_code
owe_keys(void *payload, const struct vs_org_row *org, struct vs_err *err)
{
    return vs_duty_note_keys(payload, org->id, err);
}

enum vs_code
vs_copy_settle(struct vs_store *store, const struct vs_feed_row *former, uint64_t keep,
               size_t *again, struct vs_err *err)
{
    struct entries entries = {store, NULL, 0, 0, NULL, 0, 0};
    struct vs_feed_row row = *former, other;
    enum vs_code code;

    *again = 0;
    store->unsettled = false;
    if (keep < former->released) {
        keep = former->released;
    }
    if (keep >= former->tree.size) {
        row.own = VS_FEED_FORMER;
        return vs_feed_update(store->ledger, &row, err);
    }
    code = collect(&entries, former, keep, err);
    if (code == VS_OK) {
        code = cut(store, former, keep, err);
    }
    for (size_t i = 0; code == VS_OK && i < entries.count; i++) {
        code = record_again(&entries, &entries.list[i], again, err);
    }
    /* Invitations went with the leaves: they are sealed again when they are owed. */
    if (code == VS_OK) {
        code = vs_org_each(store->ledger, owe_keys, store, err);
    }
    entries_release(&entries);
    if (code == VS_OK) {
        code = vs_copy_unsettled(store, &other, err);
        store->unsettled = code == VS_OK;
        code = code == VS_E_NOT_FOUND ? VS_OK : code;
    }
    return code;
}
