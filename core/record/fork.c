#include "core/record/fork.h"

#include <string.h>

#include "core/base/enc.h"
#include "core/base/mem.h"
#include "core/identity/directory.h"
#include "core/ledger/events.h"
#include "core/log/forkproof.h"
#include "core/log/hash.h"
#include "core/record/directory.h"
#include "core/record/finding.h"
#include "core/record/take.h"

#define EVIDENCE_MAX      32 /* proofs kept of one fork */
#define ANNOUNCEMENTS_MAX 8  /* leaves that we write about one feed */

/* --- keeping -----------------------------------------------------------------------------------
 */

/* Brings what the histories share up to date. */
static enum vs_code
refresh(struct vs_store *store, const struct vs_feed_row *feed, bool *news, struct vs_err *err)
{
    struct vs_org_row org;
    uint64_t common;
    enum vs_code code = vs_fork_common(store->ledger, &common, feed, VS_INSTANT_NEVER, err);

    *news = code == VS_OK && common != feed->common;
    if (!*news) {
        return code;
    }
    code = vs_fork_set_common(store->ledger, &feed->feed, common, err);
    if (code == VS_OK) {
        code = vs_org_by_id(store->ledger, &org, feed->org, err);
    }
    return code == VS_OK ? vs_directory_touch(store, &org.org, err) : code;
}

static enum vs_code
check(uint64_t *prefix, const struct vs_feed_row *feed, struct vs_str bytes, struct vs_err *err)
{
    struct vs_checkpoint pair[2];
    struct vs_forkproof *proof = vs_malloc(sizeof(*proof));
    enum vs_code code =
        proof ? vs_forkproof_parse(proof, bytes.p, bytes.len, err) : vs_fail_memory(err);

    if (code == VS_OK) {
        code = vs_forkproof_check(pair, proof, &feed->key, err);
    }
    if (code == VS_OK && pair[0].size == 0) {
        code = vs_fail(err, VS_E_PROOF, "fork proof", "every history begins with nothing");
    }
    if (code == VS_OK) {
        /* The trees differ within the first pair[0].size leaves, and nothing says where. */
        *prefix = pair[0].size - 1;
    }
    vs_free(proof);
    return code;
}

static enum vs_code
least_prefix(void *payload, const struct vs_evidence_row *row, struct vs_err *err)
{
    uint64_t *least = payload;

    (void)err;
    if (vs_str_is(row->kind, VS_EVIDENCE_FORK) && row->prefix < *least) {
        *least = row->prefix;
    }
    return VS_OK;
}

enum vs_code
vs_fork_find(struct vs_store *store, const struct vs_feed_row *feed, struct vs_str proof,
             bool *news, struct vs_err *err)
{
    uint64_t prefix = 0, least = VS_FEED_NOT_FORKED;
    struct vs_feed_row first;
    enum vs_code code = check(&prefix, feed, proof, err);

    *news = false;
    if (code == VS_OK) {
        code = vs_feed_by_hash(store->ledger, &first, &feed->feed, err);
    }
    if (code == VS_OK) {
        code = vs_evidence_each(store->ledger, first.id, least_prefix, &least, err);
    }
    return code == VS_OK && prefix < least ? vs_fork_keep(store, feed, proof, news, err) : code;
}

enum vs_code
vs_fork_keep(struct vs_store *store, const struct vs_feed_row *feed, struct vs_str proof,
             bool *news, struct vs_err *err)
{
    struct vs_evidence_row row;
    struct vs_feed_row first;
    struct vs_hash hash;
    char hex[65];
    uint64_t count = 0;
    bool added = false;
    enum vs_code code;

    *news = false;
    memset(&row, 0, sizeof(row));
    code = check(&row.prefix, feed, proof, err);
    if (code == VS_OK) {
        code = vs_feed_by_hash(store->ledger, &first, &feed->feed, err);
    }
    if (code == VS_OK) {
        code = vs_evidence_count(store->ledger, &count, first.id, err);
    }
    if (code != VS_OK || (count >= EVIDENCE_MAX && row.prefix >= first.common)) {
        return code; /* it proves no more than others do */
    }
    vs_sha256(&hash, proof.p, proof.len);
    vs_hex(hex, hash.b, sizeof(hash.b));
    row.feed = first.id;
    row.kind = VS_STR(VS_EVIDENCE_FORK);
    row.detail = vs_str(hex);
    row.proof = proof;
    row.received = vs_store_now(store);
    code = vs_evidence_insert(store->ledger, &row, &added, err);
    if (code == VS_OK && added && count >= EVIDENCE_MAX) {
        code = vs_evidence_drop_weakest(store->ledger, first.id, err);
    }
    return code == VS_OK && added ? refresh(store, &first, news, err) : code;
}

/* --- what a closing fixes ----------------------------------------------------------------------
 */

struct versions {
    struct vs_feed_row row[VS_FEED_VERSIONS_MAX + 1];
    size_t count;
};

static enum vs_code
add_version(void *payload, const struct vs_feed_row *row, struct vs_err *err)
{
    struct versions *versions = payload;

    (void)err;
    if (versions->count < sizeof(versions->row) / sizeof(versions->row[0])) {
        versions->row[versions->count++] = *row;
    }
    return VS_OK;
}

/* How many of the first `size` leaves of a history lie in the row `of`. */
static uint64_t
within(const struct versions *versions, const struct vs_feed_row *history, int64_t of,
       uint64_t size)
{
    const struct vs_feed_row *row = history;

    while (row->id != of) {
        const struct vs_feed_row *parent = NULL;

        for (size_t i = 0; i < versions->count; i++) {
            parent = versions->row[i].id == row->parent ? &versions->row[i] : parent;
        }
        if (!parent) {
            return 0;
        }
        size = row->start < size ? row->start : size;
        row = parent;
    }
    return size;
}

enum vs_code
vs_fork_closing(struct vs_store *store, uint64_t *closed, uint64_t *fixed,
                const struct vs_feed_row *feed, vs_instant known_at, struct vs_err *err)
{
    struct versions *versions = vs_calloc(1, sizeof(*versions));
    const struct vs_roster_device *device = NULL;
    struct vs_roster_view view;
    enum vs_code code;

    *closed = VS_FEED_NOT_CLOSED;
    *fixed = 0;
    memset(&view, 0, sizeof(view));
    if (!versions) {
        return vs_fail_memory(err);
    }
    code = vs_directory_view_known(store, &view, feed->org, known_at, err);
    if (code == VS_OK) {
        device = vs_roster_view_feed(&view, &feed->feed);
    }
    if (code == VS_OK && device && device->state == VS_DEVICE_CLOSED) {
        *closed = device->size;
        code = vs_feed_each_version(store->ledger, &feed->feed, add_version, versions, err);
        for (size_t i = 0; code == VS_OK && i < versions->count; i++) {
            struct vs_stored_tree tree = {.ledger = store->ledger, .feed = versions->row[i].id};
            struct vs_hash root;
            uint64_t size;

            if (versions->row[i].tree.size < device->size) {
                continue; /* not here yet */
            }
            code = vs_stored_tree_root(&root, &tree, device->size, err);
            if (code == VS_OK && vs_hash_eq(&root, &device->root)) {
                size = within(versions, &versions->row[i], feed->id, device->size);
                *fixed = size > *fixed ? size : *fixed;
            }
        }
    }
    vs_roster_view_release(&view);
    vs_free(versions);
    return code;
}

enum vs_code
vs_fork_grew(struct vs_store *store, const struct vs_feed_row *feed, uint64_t before,
             struct vs_err *err)
{
    struct vs_org_row org;
    enum vs_code code;

    if (feed->common == VS_FEED_NOT_FORKED || feed->closed == VS_FEED_NOT_CLOSED ||
        before >= feed->closed || feed->tree.size < feed->closed) {
        return VS_OK;
    }
    code = vs_org_by_id(store->ledger, &org, feed->org, err);
    return code == VS_OK ? vs_directory_touch(store, &org.org, err) : code;
}

/* --- proving -----------------------------------------------------------------------------------
 */

/* What the longer tree has at the smaller size, and that it continues it. */
static enum vs_code
prove_prefix(struct vs_forkproof *out, uint64_t small, uint64_t large, vs_merkle_get get,
             void *payload, struct vs_err *err)
{
    enum vs_code code = vs_merkle_prefix_root(&out->longer_prefix, small, get, payload, err);

    return code == VS_OK ? vs_proof_consistency(&out->proof, small, large, get, payload, err)
                         : code;
}

struct proving {
    struct vs_checkpoint_file ours, theirs;
    struct vs_forkproof proof;
};

static enum vs_code
prove(struct proving *at, struct vs_stored_tree *stored, uint64_t held, vs_merkle_get get,
      void *payload, struct vs_err *err)
{
    const struct vs_checkpoint *ours = &at->ours.checkpoint, *theirs = &at->theirs.checkpoint;

    if (ours->size == 0 || theirs->size == 0) {
        return vs_fail(err, VS_E_NOT_FOUND, ours->origin.text, "nothing is signed yet");
    }
    if (ours->size == theirs->size) {
        return VS_OK;
    }
    if (theirs->size < ours->size && ours->size <= held) {
        return prove_prefix(&at->proof, theirs->size, ours->size, vs_stored_tree_get, stored, err);
    }
    if (ours->size < theirs->size && get) {
        return prove_prefix(&at->proof, ours->size, theirs->size, get, payload, err);
    }
    return vs_fail(err, VS_E_NOT_FOUND, ours->origin.text, "the longer of the two is not here");
}

enum vs_code
vs_fork_prove(struct vs_store *store, struct vs_buf *proof, const struct vs_feed_row *feed,
              struct vs_str other, vs_merkle_get get, void *payload, struct vs_err *err)
{
    struct vs_stored_tree stored = {.ledger = store->ledger, .feed = feed->id};
    struct proving *at = vs_calloc(1, sizeof(*at));
    struct vs_buf file;
    enum vs_code code;

    vs_buf_init(&file, VS_CHECKPOINT_FILE_MAX);
    code = at ? vs_feed_file_get(store->ledger, &file, feed->id, err) : vs_fail_memory(err);
    if (code == VS_OK) {
        code = vs_checkpoint_parse(&at->ours, file.p, file.len, err);
    }
    if (code == VS_OK) {
        code = vs_checkpoint_parse(&at->theirs, other.p, other.len, err);
    }
    if (code == VS_OK) {
        code = prove(at, &stored, feed->tree.size, get, payload, err);
    }
    if (code == VS_OK) {
        at->proof.a = vs_buf_str(&file);
        at->proof.b = other;
        vs_forkproof_write(proof, &at->proof);
        code = vs_buf_check(proof, "a fork proof", err);
    }
    vs_buf_release(&file);
    vs_free(at);
    return code;
}

/* --- histories ---------------------------------------------------------------------------------
 */

struct counting {
    uint32_t versions;
};

static enum vs_code
count_version(void *payload, const struct vs_feed_row *row, struct vs_err *err)
{
    struct counting *counting = payload;

    (void)err;
    counting->versions = row->version + 1;
    return VS_OK;
}

enum vs_code
vs_fork_add_version(struct vs_store *store, struct vs_feed_row *out,
                    const struct vs_feed_row *parent, const struct vs_merkle *tree,
                    struct vs_err *err)
{
    struct counting counting = {0};
    bool news;
    enum vs_code code =
        vs_feed_each_version(store->ledger, &parent->feed, count_version, &counting, err);

    if (code == VS_OK && counting.versions >= VS_FEED_VERSIONS_MAX) {
        code = vs_fail(err, VS_E_TOO_LARGE, parent->origin.text,
                       "%u histories of this device are kept, and no more", counting.versions);
    }
    if (code != VS_OK) {
        return code;
    }
    *out = *parent;
    out->own = parent->own == VS_FEED_FOREIGN ? VS_FEED_FOREIGN : VS_FEED_FORMER;
    out->released = 0;
    out->version = counting.versions;
    out->parent = parent->id;
    out->start = tree->size;
    out->since = vs_store_now(store);
    out->tree = *tree;
    code = vs_feed_insert(store->ledger, out, err);
    if (code == VS_OK) {
        code = refresh(store, out, &news, err); /* also where the parent is cut there already */
    }
    if (code == VS_OK) {
        code = vs_take_new_feed(store, out, err);
    }
    if (code == VS_OK) {
        code = vs_take_searches(store, err);
    }
    return code == VS_OK ? vs_feed_by_id(store->ledger, out, out->id, err) : code;
}

/* --- what others announce ----------------------------------------------------------------------
 */

static bool
proves_nothing(enum vs_code code)
{
    return code == VS_E_PROOF || code == VS_E_ENCODING || code == VS_E_NOTE_FORMAT ||
           code == VS_E_NOTE_SIGNATURE || code == VS_E_CHECKPOINT_FORMAT || code == VS_E_TOO_LARGE;
}

enum vs_code
vs_fork_announced(struct vs_store *store, int64_t leaf, const struct vs_directory *entry,
                  struct vs_str proof, struct vs_err *err)
{
    struct vs_feed_row feed;
    bool news;
    enum vs_code code = vs_feed_by_hash(store->ledger, &feed, &entry->feed, err);

    if (code == VS_OK) {
        code = vs_fork_keep(store, &feed, proof, &news, err);
    }
    if (proves_nothing(code)) {
        return vs_found(store, leaf, VS_FOUND_FALSE_FORK, err);
    }
    return code == VS_E_NOT_FOUND ? VS_OK : code;
}

static enum vs_code
apply_again(void *payload, const struct vs_event_row *row, struct vs_err *err)
{
    return vs_directory_apply(payload, row, err);
}

static enum vs_code
look_at(void *payload, int64_t leaf, struct vs_err *err)
{
    struct vs_store *store = payload;

    return vs_event_one(store->ledger, leaf, apply_again, store, err);
}

enum vs_code
vs_fork_look_again(struct vs_store *store, struct vs_err *err)
{
    return vs_fork_each_announced(store->ledger, look_at, store, err);
}

/* --- what we announce --------------------------------------------------------------------------
 */

/* A proof against the feed at hand, and who has announced it. */
struct told {
    struct vs_hash hash;
    uint64_t prefix;
    struct vs_buf proof;
    bool by_anybody, by_us;
};

struct announcing {
    struct vs_store *store;
    size_t *written;
    /* of the feed at hand */
    struct vs_feed_row feed;
    struct told *list; /* what proves the most first */
    size_t count;
    size_t ours; /* leaves of ours about it */
};

static enum vs_code
collect(void *payload, const struct vs_evidence_row *row, struct vs_err *err)
{
    struct announcing *at = payload;
    struct told *list;

    if (!vs_str_is(row->kind, VS_EVIDENCE_FORK)) {
        return VS_OK;
    }
    list = vs_realloc_array(at->list, at->count + 1, sizeof(*list));
    if (!list) {
        return vs_fail_memory(err);
    }
    at->list = list;
    list += at->count++;
    memset(list, 0, sizeof(*list));
    vs_buf_init(&list->proof, VS_FORKPROOF_MAX);
    vs_buf_add_str(&list->proof, row->proof);
    vs_sha256(&list->hash, row->proof.p, row->proof.len);
    list->prefix = row->prefix;
    return vs_buf_check(&list->proof, "a fork proof", err);
}

static enum vs_code
mark(void *payload, const struct vs_event_row *row, struct vs_err *err)
{
    struct announcing *at = payload;
    struct vs_directory entry;
    bool ours = row->channel == -at->store->self.id;
    enum vs_code code = vs_directory_parse(&entry, row->facts, err);

    if (code != VS_OK || entry.type != VS_DIR_FORK || !vs_hash_eq(&entry.feed, &at->feed.feed)) {
        return code == VS_E_NO_MEMORY ? code : VS_OK;
    }
    at->ours += ours;
    for (size_t i = 0; i < at->count; i++) {
        if (vs_hash_eq(&entry.evidence, &at->list[i].hash)) {
            at->list[i].by_anybody = true;
            at->list[i].by_us = at->list[i].by_us || ours;
        }
    }
    return VS_OK;
}

static enum vs_code
look_at_told(void *payload, int64_t leaf, struct vs_err *err)
{
    struct announcing *at = payload;

    return vs_event_one(at->store->ledger, leaf, mark, at, err);
}

static enum vs_code
least_start(void *payload, const struct vs_feed_row *row, struct vs_err *err)
{
    uint64_t *start = payload;

    (void)err;
    if (row->version > 0 && row->start < *start) {
        *start = row->start;
    }
    return VS_OK;
}

/* Where two histories are here, where they part is known; else nothing is. */
static enum vs_code
known_prefix(struct announcing *at, struct vs_directory *entry, uint64_t most, struct vs_err *err)
{
    struct vs_stored_tree stored = {.ledger = at->store->ledger, .feed = at->feed.id};
    uint64_t start = VS_FEED_NOT_FORKED;
    enum vs_code code =
        vs_feed_each_version(at->store->ledger, &at->feed.feed, least_start, &start, err);

    entry->size = start <= most ? start : 0;
    return code == VS_OK ? vs_stored_tree_root(&entry->root, &stored, entry->size, err) : code;
}

static enum vs_code
announce(struct announcing *at, const struct told *told, struct vs_err *err)
{
    struct vs_directory entry;
    enum vs_code code;

    memset(&entry, 0, sizeof(entry));
    entry.type = VS_DIR_FORK;
    entry.made = vs_store_now(at->store);
    entry.feed = at->feed.feed;
    entry.evidence = told->hash;
    code = known_prefix(at, &entry, told->prefix, err);
    if (code == VS_OK) {
        code = vs_directory_append(at->store, &entry, vs_buf_str(&told->proof), NULL, err);
    }
    if (code == VS_OK) {
        at->ours++;
        (*at->written)++;
    }
    return code;
}

/* What nobody has announced was found here. Of what others found the best is passed on, since not
 * everybody who reads our directory reads theirs. */
static enum vs_code
announce_what_is_new(struct announcing *at, struct vs_err *err)
{
    bool passed_on = false;
    enum vs_code code = VS_OK;

    for (size_t i = 0; code == VS_OK && i < at->count && at->ours < ANNOUNCEMENTS_MAX; i++) {
        if (!at->list[i].by_anybody) {
            code = announce(at, &at->list[i], err);
            at->list[i].by_us = true;
        }
    }
    for (size_t i = 0; i < at->count; i++) {
        passed_on = passed_on || (at->list[i].by_us && at->list[i].prefix <= at->list[0].prefix);
    }
    if (code == VS_OK && !passed_on && at->count > 0 && at->ours < ANNOUNCEMENTS_MAX) {
        code = announce(at, &at->list[0], err);
    }
    return code;
}

static enum vs_code
look_at_fork(void *payload, const struct vs_feed_row *feed, struct vs_err *err)
{
    struct announcing *at = payload;
    enum vs_code code;

    at->feed = *feed;
    at->list = NULL;
    at->count = at->ours = 0;
    code = vs_evidence_each(at->store->ledger, feed->id, collect, at, err);
    if (code == VS_OK) {
        code = vs_fork_each_announced(at->store->ledger, look_at_told, at, err);
    }
    if (code == VS_OK) {
        code = announce_what_is_new(at, err);
    }
    for (size_t i = 0; i < at->count; i++) {
        vs_buf_release(&at->list[i].proof);
    }
    vs_free(at->list);
    return code;
}

enum vs_code
vs_duty_forks(struct vs_store *store, size_t *written, struct vs_err *err)
{
    struct announcing at;

    memset(&at, 0, sizeof(at));
    at.store = store;
    at.written = written;
    *written = 0;
    return vs_fork_each(store->ledger, look_at_fork, &at, err);
}
