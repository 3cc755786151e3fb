#include <string.h>

#include "core/base/mem.h"
#include "core/record/casefile_priv.h"
#include "core/record/epochs.h"
#include "core/record/fork.h"
#include "core/record/share.h"

void *
casefile_keep(struct vs_casefile *file, const void *bytes, size_t len)
{
    struct block *block = vs_malloc(sizeof(*block) + len + 1);
    char *copy;

    if (!block) {
        return NULL;
    }
    block->next = file->blocks;
    file->blocks = block;
    copy = (char *)(block + 1);
    if (len) {
        memcpy(copy, bytes, len);
    }
    copy[len] = '\0';
    return copy;
}

void
vs_casefile_free(struct vs_casefile *file)
{
    if (!file) {
        return;
    }
    if (file->holders > 0) {
        file->holders--;
        return;
    }
    vs_fold_free(file->fold);
    for (size_t i = 0; i < file->count; i++) {
        if (file->has_parsed[i]) {
            vs_event_release(&file->parsed[i]);
        }
    }
    while (file->blocks) {
        struct block *next = file->blocks->next;

        vs_free(file->blocks);
        file->blocks = next;
    }
    vs_free(file->events);
    vs_free(file->parsed);
    vs_free(file->has_parsed);
    vs_free(file->acked);
    vs_free(file->input);
    vs_free(file->writers);
    vs_free(file->readings);
    vs_free(file->waits);
    vs_free(file->follows);
    vs_free(file->after);
    vs_free(file->stands);
    vs_free(file);
}

/* --- loading -----------------------------------------------------------------------------------
 */

static enum vs_code
is_roster(void *payload, const struct vs_event_row *row, struct vs_err *err)
{
    struct writer *writer = payload;

    (void)err;
    writer->usable = row->channel == -writer->org && row->state == VS_EVENT_OPENED &&
                     vs_str_is(row->type, "roster");
    return VS_OK;
}

/* From where on the leaves of a feed are cut, as was known then. */
static enum vs_code
cut_of(struct vs_casefile *file, struct writer *writer, const struct vs_feed_row *feed,
       struct vs_err *err)
{
    uint64_t common = VS_FEED_NOT_FORKED, fixed = 0, closed = feed->closed;
    enum vs_code code = VS_OK;

    if (feed->common != VS_FEED_NOT_FORKED) {
        writer->forked = true;
        code = vs_fork_common(file->store->ledger, &common, feed, file->known_at, err);
    }
    if (code == VS_OK && closed != VS_FEED_NOT_CLOSED &&
        (common < closed || file->known_at != VS_INSTANT_NEVER)) {
        code = vs_fork_closing(file->store, &closed, &fixed, feed, file->known_at, err);
    }
    writer->closed = closed;
    writer->cut = common < closed ? common : closed;
    writer->cut = fixed > writer->cut ? fixed : writer->cut;
    return code;
}

static enum vs_code
writer_of(struct vs_casefile *file, struct writer **out, int64_t feed, struct vs_err *err)
{
    struct vs_feed_row feed_row;
    int64_t first;
    struct vs_org_row org;
    struct writer *list;
    enum vs_code code;

    for (size_t i = 0; i < file->writer_count; i++) {
        if (file->writers[i].feed == feed) {
            *out = &file->writers[i];
            return VS_OK;
        }
    }
    list = vs_realloc_array(file->writers, file->writer_count + 1, sizeof(*list));
    if (!list) {
        return vs_fail_memory(err);
    }
    file->writers = list;
    list += file->writer_count;
    memset(list, 0, sizeof(*list));
    code = vs_feed_by_id(file->store->ledger, &feed_row, feed, err);
    if (code == VS_OK) {
        code = vs_org_by_id(file->store->ledger, &org, feed_row.org, err);
    }
    if (code == VS_OK) {
        list->feed = feed;
        list->feed_hash = feed_row.feed;
        list->org = feed_row.org;
        list->org_hash = org.org;
        list->parent = feed_row.parent;
        list->start = feed_row.start;
        code = cut_of(file, list, &feed_row, err);
    }
    if (code == VS_OK) {
        code = vs_feed_leaf_id(file->store->ledger, &first, &feed_row, 0, err);
    }
    if (code == VS_OK) {
        code = vs_event_one(file->store->ledger, first, is_roster, list, err);
        if (code == VS_E_NOT_FOUND) {
            code = VS_OK;
        }
    }
    if (code == VS_OK) {
        file->writer_count++;
        *out = list;
    }
    return code;
}

/* The rows from which a history has its first leaves, also where they have none of this case. */
static enum vs_code
load_parents(struct vs_casefile *file, struct writer **writer, struct vs_err *err)
{
    int64_t feed = (*writer)->feed, up = (*writer)->parent;
    enum vs_code code = VS_OK;

    while (code == VS_OK && up != 0) {
        code = writer_of(file, writer, up, err);
        up = code == VS_OK ? (*writer)->parent : 0;
    }
    return code == VS_OK ? writer_of(file, writer, feed, err) : code; /* the list may have moved */
}

/* More than this of one feed, or of all, is not folded whatever it says (FOLD.md 2.1): it is not
 * read either, but for one leaf that shows that there is more. */
static bool
is_beyond(const struct vs_casefile *file, const struct writer *writer)
{
    return writer->events > VS_FOLD_FEED_MAX ||
           (file->count > VS_FOLD_EVENTS_MAX && writer->events > 0 &&
            writer->feed != VS_LEAF_FEED(file->case_leaf));
}

static bool
grow(struct vs_casefile *file)
{
    size_t room = file->room ? 2 * file->room : 16;
    void *p;

    if (file->count < file->room) {
        return true;
    }
    /* Each array on its own: those that grew stay grown when a later one cannot. */
    if (!(p = vs_realloc_array(file->events, room, sizeof(*file->events)))) {
        return false;
    }
    file->events = p;
    if (!(p = vs_realloc_array(file->parsed, room, sizeof(*file->parsed)))) {
        return false;
    }
    file->parsed = p;
    if (!(p = vs_realloc_array(file->has_parsed, room, sizeof(*file->has_parsed)))) {
        return false;
    }
    file->has_parsed = p;
    if (!(p = vs_realloc_array(file->acked, room, sizeof(*file->acked)))) {
        return false;
    }
    file->acked = p;
    if (!(p = vs_realloc_array(file->input, room, sizeof(*file->input)))) {
        return false;
    }
    file->input = p;
    file->room = room;
    return true;
}

/* When an event could be read: its leaf may have lain here long before the key. */
static enum vs_code
known_since(struct vs_casefile *file, vs_instant *known, const struct vs_event_row *row,
            struct vs_err *err)
{
    size_t i = 0;
    enum vs_code code = VS_OK;

    while (i < file->reading_count && file->readings[i].channel != row->channel) {
        i++;
    }
    if (i == file->reading_count) {
        struct reading *list = vs_realloc_array(file->readings, i + 1, sizeof(*list));

        if (!list) {
            return vs_fail_memory(err);
        }
        file->readings = list;
        list[i].channel = row->channel;
        code = vs_case_key_since(file->store->ledger, &list[i].since, &file->id, row->channel, err);
        file->reading_count += code == VS_OK;
    }
    if (code == VS_OK) {
        *known = row->received > file->readings[i].since ? row->received : file->readings[i].since;
    }
    return code;
}

static enum vs_code
add_event(void *payload, const struct vs_event_row *row, struct vs_err *err)
{
    struct vs_casefile *file = payload;
    struct vs_casefile_event *event;
    struct writer *writer;
    size_t at = file->count;
    vs_instant known;
    enum vs_code code = known_since(file, &known, row, err);

    if (code != VS_OK || known > file->known_at) {
        return code;
    }
    code = writer_of(file, &writer, VS_LEAF_FEED(row->leaf), err);
    if (code == VS_OK && writer->parent != 0) {
        code = load_parents(file, &writer, err);
    }
    if (code != VS_OK || !writer->usable || is_beyond(file, writer)) {
        return code;
    }
    writer->events++;
    if (!grow(file)) {
        return vs_fail_memory(err);
    }
    event = &file->events[at];
    memset(event, 0, sizeof(*event));
    event->id = row->hash;
    event->leaf = row->leaf;
    event->org = writer->org;
    event->feed = writer->feed;
    event->channel = row->channel;
    event->received = known;
    event->state = row->state;
    event->text_state = row->text_state;
    event->text.p = casefile_keep(file, row->text.p, row->text.len);
    event->text.len = row->text.len;
    file->acked[at] = row->acked;
    file->has_parsed[at] = false;
    if (!event->text.p) {
        return vs_fail_memory(err);
    }
    if (row->state != VS_EVENT_UNOPENABLE && row->facts.len > 0) {
        code = vs_event_parse(&file->parsed[at], row->facts.p, row->facts.len, err);
        if (code == VS_E_NO_MEMORY) {
            return code;
        }
        file->has_parsed[at] = code == VS_OK;
    }
    file->count++;
    return VS_OK;
}

static const struct writer *
writer_at(const struct vs_casefile *file, int64_t feed)
{
    for (size_t w = 0; w < file->writer_count; w++) {
        if (file->writers[w].feed == feed) {
            return &file->writers[w];
        }
    }
    return NULL;
}

/* --- forked feeds ------------------------------------------------------------------------------
 */

static bool
any_forked(const struct vs_casefile *file)
{
    for (size_t i = 0; i < file->writer_count; i++) {
        if (file->writers[i].forked) {
            return true;
        }
    }
    return false;
}

/* Takes out the events that only repeat another; `drop` says which. */
static void
close_ranks(struct vs_casefile *file, const bool *drop)
{
    size_t n = 0;

    for (size_t i = 0; i < file->count; i++) {
        if (drop[i]) {
            if (file->has_parsed[i]) {
                vs_event_release(&file->parsed[i]);
            }
            continue;
        }
        file->events[n] = file->events[i];
        file->parsed[n] = file->parsed[i];
        file->has_parsed[n] = file->has_parsed[i];
        file->acked[n] = file->acked[i];
        file->follows[n] = file->follows[i];
        n++;
    }
    file->count = n;
}

/* The leaves of forked feeds: each once, and what it follows (histories.h). */
static enum vs_code
order_histories(struct vs_casefile *file, struct vs_err *err)
{
    struct vs_history *rows = vs_calloc(file->writer_count + 1, sizeof(*rows));
    struct vs_standing *list = vs_calloc(file->count + 1, sizeof(*list));
    bool *drop = vs_calloc(file->count + 1, sizeof(*drop));
    size_t n = 0;
    enum vs_code code;

    file->follows = vs_calloc(file->count + 1, sizeof(*file->follows));
    if (!rows || !list || !drop || !file->follows) {
        code = vs_fail_memory(err);
        goto out;
    }
    for (size_t i = 0; i < file->writer_count; i++) {
        rows[i].row = file->writers[i].feed;
        rows[i].parent = file->writers[i].parent;
        rows[i].start = file->writers[i].start;
    }
    for (size_t i = 0; i < file->count; i++) {
        const struct writer *writer = writer_at(file, file->events[i].feed);

        if (writer && writer->forked) {
            list[n].row = writer->feed;
            list[n].feed = writer->feed_hash;
            list[n].index = VS_LEAF_INDEX(file->events[i].leaf);
            list[n].id = file->events[i].id;
            list[n].readable = file->has_parsed[i];
            list[n].cut = list[n].index >= writer->cut;
            list[n++].at = i;
        }
    }
    code = vs_histories(list, n, rows, file->writer_count, &file->after, err);
    for (size_t i = 0; code == VS_OK && i < n; i++) {
        file->follows[list[i].at] = list[i];
        drop[list[i].at] = !list[i].used;
    }
    if (code == VS_OK) {
        close_ranks(file, drop);
        file->stands = list;
        file->stand_count = n;
        list = NULL;
    }
out:
    vs_free(rows);
    vs_free(list);
    vs_free(drop);
    return code;
}

vs_instant
vs_casefile_counts_from(const struct vs_event *event)
{
    return event->made - VS_AHEAD_SECONDS;
}

/* The fold's view of the events, once the arrays stand still. */
static void
make_input(struct vs_casefile *file)
{
    for (size_t i = 0; i < file->count; i++) {
        struct vs_casefile_event *event = &file->events[i];
        struct vs_fold_event *in = &file->input[i];
        const struct writer *writer = writer_at(file, event->feed);

        memset(in, 0, sizeof(*in));
        event->event = file->has_parsed[i] ? &file->parsed[i] : NULL;
        in->id = event->id;
        in->event = event->event;
        in->index = VS_LEAF_INDEX(event->leaf);
        in->ahead = event->event && vs_casefile_counts_from(event->event) > file->now;
        if (writer) {
            in->org = writer->org_hash;
            in->feed = writer->feed_hash;
            in->cut = in->index >= writer->cut;
            if (writer->forked && file->follows) {
                in->cut = file->follows[i].cut;
                in->branch = file->follows[i].branch;
                in->after = file->follows[i].after;
                in->after_count = file->follows[i].after_count;
            }
            in->forked = in->cut && in->index < writer->closed;
        }
    }
}

/* --- the fold -----------------------------------------------------------------------------------
 */

enum vs_code
vs_casefile_load(struct vs_casefile **out, struct vs_store *store, int64_t case_leaf,
                 vs_instant known_at, struct vs_err *err)
{
    vs_instant clock = vs_store_now(store);
    enum vs_code code;

    clock = known_at < clock ? known_at : clock; /* what was ahead of it then waited */
    *out = known_at == VS_INSTANT_NEVER ? vs_share_find(store, case_leaf, clock) : NULL;
    if (*out) {
        return VS_OK;
    }
    code = vs_casefile_load_by(out, store, case_leaf, known_at, clock, err);
    if (code == VS_OK && known_at == VS_INSTANT_NEVER) {
        vs_share_put(store, *out);
    }
    return code;
}

void
vs_casefile_hold(struct vs_casefile *file)
{
    file->holders++;
}

bool
vs_casefile_holds_at(const struct vs_casefile *file, vs_instant clock)
{
    bool waits = false;

    for (size_t i = 0; clock != file->now && !waits && i < file->count; i++) {
        waits = file->input[i].ahead;
    }
    return clock == file->now || (clock > file->now && !waits);
}

bool
vs_casefile_was_known(const struct vs_casefile *file, vs_instant known_at)
{
    if (file->follows) {
        return true; /* of the leaves of forked feeds some were dropped */
    }
    for (size_t i = 0; i < file->count; i++) {
        if (file->events[i].leaf == file->case_leaf) {
            return file->events[i].received <= known_at;
        }
    }
    return false;
}

enum vs_code
vs_casefile_load_by(struct vs_casefile **out, struct vs_store *store, int64_t case_leaf,
                    vs_instant known_at, vs_instant clock, struct vs_err *err)
{
    struct vs_casefile *file = vs_calloc(1, sizeof(*file));
    struct vs_fold_source source;
    struct vs_buf raw;
    enum vs_code code;

    *out = NULL;
    if (!file) {
        return vs_fail_memory(err);
    }
    file->store = store;
    file->case_leaf = case_leaf;
    file->known_at = known_at;
    file->now = clock;
    vs_buf_init(&raw, VS_LEAF_MAX);
    code = vs_leaf_get(store->ledger, &raw, &file->id, NULL, case_leaf, err);
    if (code == VS_OK) {
        code = vs_event_each_of_case(store->ledger, case_leaf, add_event, file, err);
    }
    if (code == VS_OK && file->count == 0) {
        code = vs_fail(err, VS_E_NOT_FOUND, "the case", "nothing of it was known then");
    }
    if (code == VS_OK && any_forked(file)) {
        code = order_histories(file, err);
    }
    if (code == VS_OK) {
        make_input(file);
        source = casefile_source(file);
        code = vs_fold_make(&file->fold, &file->id, file->input, file->count, &source, err);
    }
    if (code == VS_OK && file->failed != VS_OK) {
        code = file->failed;
        if (err) {
            *err = file->why;
        }
    }
    if (code == VS_OK) {
        code = vs_epoch_lacking(&file->lacks_from, &file->lacks_by, store, file, err);
    }
    vs_buf_release(&raw);
    if (code != VS_OK) {
        vs_casefile_free(file);
        return code;
    }
    *out = file;
    return VS_OK;
}

const struct vs_fold *
vs_casefile_fold(const struct vs_casefile *file)
{
    return file->fold;
}

const struct vs_hash *
vs_casefile_id(const struct vs_casefile *file)
{
    return &file->id;
}

int64_t
vs_casefile_leaf(const struct vs_casefile *file)
{
    return file->case_leaf;
}

bool
vs_casefile_left(vs_instant *until, const struct vs_casefile *file)
{
    bool left = vs_fold_left(until, file->fold, &file->store->self.org);

    if (file->lacks_from != VS_INSTANT_NEVER && (!left || file->lacks_from < *until)) {
        *until = file->lacks_from;
        left = true;
    }
    return left;
}

const struct vs_hash *
vs_casefile_lacks_key(const struct vs_casefile *file)
{
    vs_instant until;

    return vs_casefile_left(&until, file) && until == file->lacks_from ? &file->lacks_by : NULL;
}

size_t
vs_casefile_count(const struct vs_casefile *file)
{
    return file->count;
}

const struct vs_casefile_event *
vs_casefile_event(const struct vs_casefile *file, size_t index)
{
    return index < file->count ? &file->events[index] : NULL;
}

size_t
vs_casefile_waits(const struct vs_casefile *file, const struct vs_hash **list)
{
    *list = file->waits;
    return file->wait_count;
}

enum vs_acked
vs_casefile_acked(const struct vs_casefile *file, size_t index)
{
    return file->acked[index];
}

enum vs_code
vs_casefile_set_acked(struct vs_casefile *file, size_t index, enum vs_acked acked,
                      struct vs_err *err)
{
    file->acked[index] = acked;
    return vs_event_set_acked(file->store->ledger, file->events[index].leaf, acked, err);
}

bool
vs_casefile_lacks_cause(const struct vs_fold *fold, const struct vs_fold_entry *entry)
{
    const struct vs_event *event = entry->in->event;

    for (size_t i = 0; event && i < event->head_count; i++) {
        if (vs_fold_find(fold, &event->heads[i]) == VS_FOLD_NONE) {
            return true;
        }
    }
    return !event;
}
