#include "core/record/fork.h"

#include <string.h>

#include "core/base/enc.h"
#include "core/base/mem.h"
#include "core/identity/directory.h"
#include "core/ledger/events.h"
#include "core/log/forkproof.h"
#include "core/log/hash.h"
#include "core/record/directory.h"
#include "core/record/take.h"

#define EVIDENCE_MAX      32 /* proofs kept of one fork that prove no more than others do */
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
        return code;
    }
    vs_sha256(&hash, proof.p, proof.len);
    vs_hex(hex, hash.b, sizeof(hash.b));
    row.feed = first.id;
    row.kind = VS_STR(VS_EVIDENCE_FORK);
    row.detail = vs_str(hex);
    row.proof = proof;
    row.received = vs_store_now(store);
    code = vs_evidence_insert(store->ledger, &row, &added, err);
    return code == VS_OK && added ? refresh(store, &first, news, err) : code;
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
    out->common = parent->common;
    if (code == VS_OK) {
        code = refresh(store, out, &news, err);
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
vs_fork_announced(struct vs_store *store, const struct vs_directory *entry, struct vs_str proof,
                  struct vs_err *err)
{
    struct vs_feed_row feed;
    bool news;
    enum vs_code code = vs_feed_by_hash(store->ledger, &feed, &entry->feed, err);

    if (code == VS_OK) {
        code = vs_fork_keep(store, &feed, proof, &news, err);
    }
    return code == VS_E_NOT_FOUND || proves_nothing(code) ? VS_OK : code;
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

struct announcing {
    struct vs_store *store;
    size_t *written;
    /* of the feed at hand */
    struct vs_feed_row feed;
    struct vs_buf proof; /* the one that proves most */
    struct vs_hash best;
    uint64_t prefix;
    bool found;
    size_t told; /* our leaves about it */
    bool settled;
};

static enum vs_code
take_best(void *payload, const struct vs_evidence_row *row, struct vs_err *err)
{
    struct announcing *at = payload;

    if (at->found || !vs_str_is(row->kind, VS_EVIDENCE_FORK)) {
        return VS_OK;
    }
    at->found = true;
    at->prefix = row->prefix;
    vs_buf_add_str(&at->proof, row->proof);
    vs_sha256(&at->best, row->proof.p, row->proof.len);
    return vs_buf_check(&at->proof, "a fork proof", err);
}

/* What a leaf of ours proves is as good as what its evidence proves. */
static enum vs_code
count_told(void *payload, const struct vs_event_row *row, struct vs_err *err)
{
    struct announcing *at = payload;
    struct vs_directory entry;
    uint64_t prefix;
    enum vs_code code;

    if (row->channel != -at->store->self.id) {
        return VS_OK;
    }
    code = vs_directory_parse(&entry, row->facts, err);
    if (code != VS_OK || entry.type != VS_DIR_FORK || !vs_hash_eq(&entry.feed, &at->feed.feed)) {
        return code == VS_E_NO_MEMORY ? code : VS_OK;
    }
    at->told++;
    if (vs_hash_eq(&entry.evidence, &at->best)) {
        at->settled = true;
    } else if (row->text_state == VS_TEXT_PRESENT) {
        code = check(&prefix, &at->feed, row->text, NULL);
        if (code == VS_OK && prefix <= at->prefix) {
            at->settled = true;
        }
    }
    return code == VS_E_NO_MEMORY ? vs_fail_memory(err) : VS_OK;
}

static enum vs_code
look_at_told(void *payload, int64_t leaf, struct vs_err *err)
{
    struct announcing *at = payload;

    return vs_event_one(at->store->ledger, leaf, count_told, at, err);
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
known_prefix(struct announcing *at, struct vs_directory *entry, struct vs_err *err)
{
    struct vs_stored_tree stored = {.ledger = at->store->ledger, .feed = at->feed.id};
    uint64_t start = VS_FEED_NOT_FORKED;
    enum vs_code code =
        vs_feed_each_version(at->store->ledger, &at->feed.feed, least_start, &start, err);

    entry->size = start <= at->prefix ? start : 0;
    return code == VS_OK ? vs_stored_tree_root(&entry->root, &stored, entry->size, err) : code;
}

static enum vs_code
announce(void *payload, const struct vs_feed_row *feed, struct vs_err *err)
{
    struct announcing *at = payload;
    struct vs_directory entry;
    enum vs_code code;

    at->feed = *feed;
    at->found = at->settled = false;
    at->told = 0;
    vs_buf_init(&at->proof, VS_FORKPROOF_MAX);
    memset(&entry, 0, sizeof(entry));
    code = vs_evidence_each(at->store->ledger, feed->id, take_best, at, err);
    if (code == VS_OK && at->found) {
        code = vs_fork_each_announced(at->store->ledger, look_at_told, at, err);
    }
    if (code == VS_OK && at->found && !at->settled && at->told < ANNOUNCEMENTS_MAX) {
        entry.type = VS_DIR_FORK;
        entry.made = vs_store_now(at->store);
        entry.feed = feed->feed;
        entry.evidence = at->best;
        code = known_prefix(at, &entry, err);
        if (code == VS_OK) {
            code = vs_directory_append(at->store, &entry, vs_buf_str(&at->proof), NULL, err);
        }
        if (code == VS_OK) {
            (*at->written)++;
        }
    }
    vs_buf_release(&at->proof);
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
    return vs_fork_each(store->ledger, announce, &at, err);
}
