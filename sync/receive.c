#include "sync/receive_priv.h"

#include <stdio.h>
#include <string.h>

#include "core/base/mem.h"
#include "core/identity/roster.h"
#include "core/ledger/events.h"
#include "core/log/checkpoint.h"
#include "core/log/leaf.h"
#include "core/record/directory.h"
#include "core/record/fork.h"
#include "core/record/finding.h"
#include "core/record/take.h"
#include "sync/branch.h"

const struct vs_receive_limits vs_receive_limits_default = {VS_SYNC_LEAVES_MAX, VS_SYNC_BYTES_MAX};

bool
vs_receive_is_ours(enum vs_code code)
{
    switch ((int)code) {
    case VS_E_NO_MEMORY:
    case VS_E_NO_SPACE:
    case VS_E_IO:
    case VS_E_SQL:
    case VS_E_LOCKED:
    case VS_E_INTERNAL:
    case VS_E_HEAD_MARK:
    case VS_E_TAMPERED:
        return true;
    default:
        return false;
    }
}

bool
vs_receive_is_content(enum vs_code code)
{
    return code != VS_OK && code != VS_E_REMOTE_UNREACHABLE && !vs_receive_is_ours(code);
}

/* The end of every receiving: our own failures go up, the branch's stay with the branch. */
static enum vs_code
settle(struct vs_receiving *out, enum vs_code code, const struct vs_err *why, struct vs_err *err)
{
    if (code == VS_OK) {
        return VS_OK;
    }
    if (vs_receive_is_ours(code)) {
        if (err) {
            *err = *why;
        }
        return code;
    }
    out->refused = code;
    out->why = *why;
    return VS_OK;
}

static void
taking_release(struct vs_taking *taking)
{
    vs_buf_release(&taking->file);
    vs_buf_release(&taking->bytes);
    vs_free(taking->parsed);
    vs_free(taking->ends);
}

/* --- the checkpoint ----------------------------------------------------------------------------
 */

static enum vs_code
read_checkpoint(struct vs_taking *taking, struct vs_err *err)
{
    enum vs_code code = vs_branch_read_checkpoint(taking->tree, &taking->file, err);

    if (code == VS_E_NOT_FOUND) {
        return vs_fail(err, VS_E_REMOTE_CONTENT, taking->feed.origin.text,
                       "the branch has no checkpoint");
    }
    if (code == VS_OK) {
        taking->parsed = vs_malloc(sizeof(*taking->parsed));
        code = taking->parsed ? VS_OK : vs_fail_memory(err);
    }
    if (code == VS_OK) {
        code = vs_checkpoint_parse(taking->parsed, taking->file.p, taking->file.len, err);
    }
    if (code == VS_OK &&
        strcmp(taking->parsed->checkpoint.origin.text, taking->feed.origin.text) != 0) {
        code = vs_fail(err, VS_E_CHECKPOINT_FORMAT, taking->feed.origin.text,
                       "the branch carries the checkpoint of another feed");
    }
    if (code == VS_OK) {
        code = vs_checkpoint_verify(NULL, taking->parsed, &taking->feed.key, err);
    }
    return code;
}

struct comparing {
    struct vs_taking *taking;
    bool same; /* a history that is known, or a beginning of one */
    uint64_t size;
};

static enum vs_code
compare_with(void *payload, const struct vs_feed_row *row, struct vs_err *err)
{
    struct comparing *comparing = payload;
    const struct vs_checkpoint *shown = &comparing->taking->parsed->checkpoint;
    struct vs_hash root;
    enum vs_code code;

    if (comparing->same || shown->size > row->tree.size) {
        return VS_OK;
    }
    code = vs_feed_root(&root, comparing->taking->store->ledger, row, shown->size, err);
    if (code == VS_OK && vs_hash_eq(&root, &shown->root)) {
        comparing->same = true;
        comparing->size = row->tree.size;
    }
    return code;
}

/* How the signed checkpoint stands to what is stored: *ahead when there may be something to take,
 * *other when it is not of the history that was taken first. */
static enum vs_code
compare(struct vs_taking *taking, bool *ahead, bool *other, struct vs_err *err)
{
    const struct vs_checkpoint *shown = &taking->parsed->checkpoint;
    struct comparing comparing = {taking, false, 0};
    enum vs_code code = vs_feed_each_version(taking->store->ledger, &taking->feed.feed,
                                             compare_with, &comparing, err);

    if (code == VS_OK && comparing.same && shown->size < comparing.size) {
        return vs_fail(err, VS_E_STALE, taking->feed.origin.text,
                       "the host shows %llu leaves, %llu were seen before",
                       (unsigned long long)shown->size, (unsigned long long)comparing.size);
    }
    *ahead = !comparing.same;
    *other = *ahead && shown->size <= taking->feed.tree.size;
    return code;
}

/* --- the leaves --------------------------------------------------------------------------------
 */

static enum vs_code
hold_leaf(void *payload, uint64_t index, struct vs_str leaf, struct vs_err *err)
{
    struct vs_taking *taking = payload;
    struct vs_hash hash;

    (void)index;
    if (taking->count == taking->room) {
        size_t room = taking->room ? 2 * taking->room : 256;
        size_t *ends = vs_realloc_array(taking->ends, room, sizeof(*ends));

        if (!ends) {
            return vs_fail_memory(err);
        }
        taking->ends = ends;
        taking->room = room;
    }
    vs_buf_add_str(&taking->bytes, leaf);
    if (taking->bytes.failed) {
        return vs_buf_check(&taking->bytes, taking->feed.origin.text, err);
    }
    taking->ends[taking->count++] = taking->bytes.len;
    vs_merkle_leaf_hash(&hash, leaf.p, leaf.len);
    return vs_merkle_append(&taking->grown, &hash, NULL, err);
}

enum vs_code
vs_taking_read(struct vs_taking *taking, const struct vs_merkle *before, struct vs_err *err)
{
    const struct vs_checkpoint *shown = &taking->parsed->checkpoint;
    uint64_t news = shown->size - before->size;
    enum vs_code code;

    if (news > taking->limits->leaves) {
        return vs_fail(err, VS_E_LIMIT, taking->feed.origin.text,
                       "%llu new leaves at once, more than %llu", (unsigned long long)news,
                       (unsigned long long)taking->limits->leaves);
    }
    vs_buf_release(&taking->bytes);
    vs_buf_init(&taking->bytes, taking->limits->bytes);
    taking->count = 0;
    taking->grown = *before;
    code = vs_branch_read_leaves(taking->tree, before->size, shown->size, shown->size, hold_leaf,
                                 taking, err);
    if (taking->bytes.failed == VS_E_TOO_LARGE) {
        return vs_fail(err, VS_E_LIMIT, taking->feed.origin.text,
                       "more than %llu bytes of new leaves at once",
                       (unsigned long long)taking->limits->bytes);
    }
    if (code == VS_E_NOT_FOUND) {
        return vs_fail(err, VS_E_TRUNCATED, taking->feed.origin.text,
                       "leaves that the checkpoint covers are missing on the branch");
    }
    return code;
}

/* Reads all new leaves and checks them against the signed root before any of them is kept. */
static enum vs_code
read_leaves(struct vs_taking *taking, bool *ahead, bool *other, struct vs_err *err)
{
    struct vs_merkle before = taking->feed.tree;
    struct vs_hash root;
    enum vs_code code = vs_taking_read(taking, &before, err);

    if (code != VS_OK) {
        return code;
    }
    vs_merkle_root(&root, &taking->grown);
    *other = !vs_hash_eq(&root, &taking->parsed->checkpoint.root);
    *ahead = true;
    return VS_OK;
}

/* The root of the first `size` leaves, some of which are stored and some held. */
static enum vs_code
root_at(struct vs_hash *out, struct vs_taking *taking, uint64_t size, struct vs_err *err)
{
    struct vs_stored_tree stored = {.ledger = taking->store->ledger, .feed = taking->feed.id};
    struct vs_merkle tree = taking->feed.tree;
    enum vs_code code = VS_OK;

    if (size <= tree.size) {
        return vs_stored_tree_root(out, &stored, size, err);
    }
    for (size_t i = 0; code == VS_OK && i < taking->count && tree.size < size; i++) {
        size_t start = i ? taking->ends[i - 1] : 0;
        struct vs_hash hash;

        vs_merkle_leaf_hash(&hash, taking->bytes.p + start, taking->ends[i] - start);
        code = vs_merkle_append(&tree, &hash, NULL, err);
    }
    vs_merkle_root(out, &tree);
    return code;
}

/* A feed that its organisation closed must be the one that it closed. */
static enum vs_code
check_closing(struct vs_taking *taking, struct vs_err *err)
{
    const struct vs_roster_device *device;
    struct vs_roster_view view;
    struct vs_hash root;
    enum vs_code code;

    if (taking->parsed->checkpoint.size < taking->feed.closed) {
        return VS_OK; /* not closed, or not yet */
    }
    code = vs_directory_view(taking->store, &view, taking->feed.org, err);
    device = code == VS_OK ? vs_roster_view_feed(&view, &taking->feed.feed) : NULL;
    if (device) {
        code = root_at(&root, taking, device->size, err);
        if (code == VS_OK && vs_roster_closing(device, taking->parsed->checkpoint.size, &root) ==
                                 VS_CLOSING_MISMATCH) {
            code = vs_fail(err, VS_E_ROOT_MISMATCH, taking->feed.origin.text,
                           "its organisation closed it after %llu leaves, and those were others",
                           (unsigned long long)device->size);
        }
    }
    vs_roster_view_release(&view);
    return code;
}

/* One ledger transaction: up to VS_BATCH_LEAVES_MAX leaves, with the checkpoint that covers them,
 * so that no leaf is ever kept without a signature over it. */
static enum vs_code
keep_batch(struct vs_taking *taking, size_t *next, struct vs_err *err)
{
    struct vs_store *store = taking->store;
    vs_instant now = vs_store_now(store);
    struct vs_merkle before = taking->feed.tree;
    size_t first = *next;
    size_t end =
        taking->count - first > VS_BATCH_LEAVES_MAX ? first + VS_BATCH_LEAVES_MAX : taking->count;
    enum vs_code code = vs_store_begin(store, err);

    if (code != VS_OK) {
        return code;
    }
    for (size_t i = first; code == VS_OK && i < end; i++) {
        size_t start = i ? taking->ends[i - 1] : 0;
        struct vs_str leaf = {(const char *)taking->bytes.p + start, taking->ends[i] - start};

        code = vs_take_leaf(store, &taking->feed, leaf, now, err);
    }
    if (code == VS_OK) {
        code = vs_feed_update(store->ledger, &taking->feed, err);
    }
    if (code == VS_OK) {
        code = vs_fork_grew(store, &taking->feed, before.size, err);
    }
    if (code == VS_OK) {
        code = vs_feed_file_set(store->ledger, taking->feed.id, vs_buf_str(&taking->file), err);
    }
    if (code == VS_OK) {
        code = vs_taking_anchors(taking, first, end, err);
    }
    if (code == VS_OK) {
        code = vs_store_commit(store, err);
    }
    if (code != VS_OK) {
        vs_store_rollback(store);
        taking->feed.tree = before;
        return code;
    }
    *next = end;
    return VS_OK;
}

/* --- rosters -----------------------------------------------------------------------------------
 */

static enum vs_code
take_roster(struct vs_receiving *out, struct vs_store *store, int64_t org, struct vs_str note,
            struct vs_err *err)
{
    struct vs_err why;
    bool news = false;
    enum vs_code code = vs_store_begin(store, err);

    if (code != VS_OK) {
        return code;
    }
    code = vs_directory_take_roster(store, org, note, &news, &why);
    if (code == VS_OK && news) {
        code = vs_take_searches(store, &why);
    }
    if (code == VS_OK && news) {
        code = vs_store_commit(store, &why);
        out->roster = code == VS_OK;
    } else {
        vs_store_rollback(store);
    }
    if (code != VS_OK && vs_receive_is_ours(code)) {
        if (err) {
            *err = why;
        }
        return code;
    }
    return VS_OK; /* a bad roster is a bad file; the leaves are judged by what was pinned */
}

/* Almost always the roster on a branch is the one that is known best: then nothing is verified. */
static bool
is_newest_roster(struct vs_store *store, int64_t org, struct vs_str note)
{
    struct vs_buf newest;
    bool same;

    vs_buf_init(&newest, VS_ROSTER_FILE_MAX);
    same = vs_directory_roster(store, &newest, org, NULL) == VS_OK &&
           vs_str_eq(vs_buf_str(&newest), note);
    vs_buf_release(&newest);
    return same;
}

/* `rosters/`: without the last roster of each earlier generation the newest cannot be followed to.
 * Looked at only when the branch shows a roster that is news. */
static enum vs_code
read_old_rosters(struct vs_receiving *out, struct vs_store *store, int64_t org,
                 struct vs_tree *tree, struct vs_err *err)
{
    uint64_t *generations = NULL;
    size_t count = 0;
    enum vs_code code = vs_branch_list_rosters(&generations, &count, tree, err);

    for (size_t i = 0; code == VS_OK && i < count; i++) {
        struct vs_buf note;

        vs_buf_init(&note, VS_ROSTER_FILE_MAX);
        code = vs_branch_read_old_roster(tree, &note, generations[i], err);
        if (code == VS_OK) {
            code = take_roster(out, store, org, vs_buf_str(&note), err);
        }
        vs_buf_release(&note);
    }
    vs_free(generations);
    return vs_receive_is_ours(code) ? code : VS_OK;
}

/* The `roster` file of a branch whose organisation is known. */
static enum vs_code
read_roster(struct vs_receiving *out, struct vs_taking *taking, struct vs_err *err)
{
    struct vs_buf note;
    enum vs_code code;

    vs_buf_init(&note, VS_ROSTER_FILE_MAX);
    code = vs_branch_read_roster(taking->tree, &note, err);
    if (code == VS_OK) {
        if (!is_newest_roster(taking->store, taking->feed.org, vs_buf_str(&note))) {
            code = read_old_rosters(out, taking->store, taking->feed.org, taking->tree, err);
            if (code == VS_OK) {
                code = take_roster(out, taking->store, taking->feed.org, vs_buf_str(&note), err);
            }
        }
    } else if (!vs_receive_is_ours(code)) {
        code = VS_OK;
    }
    vs_buf_release(&note);
    return code;
}

enum vs_code
vs_receive_roster(struct vs_receiving *out, struct vs_store *store, struct vs_tree *tree,
                  struct vs_err *err)
{
    struct vs_roster roster;
    struct vs_org_row org;
    struct vs_buf note;
    enum vs_code code;

    memset(out, 0, sizeof(*out));
    memset(&roster, 0, sizeof(roster));
    vs_buf_init(&note, VS_ROSTER_FILE_MAX);
    code = vs_branch_read_roster(tree, &note, NULL);
    if (code == VS_OK) {
        code = vs_roster_parse(&roster, vs_buf_str(&note), NULL);
    }
    if (code == VS_OK) {
        code = vs_org_by_hash(store->ledger, &org, &roster.org, NULL);
    }
    if (code == VS_OK) {
        out->org = org.id;
        code = is_newest_roster(store, org.id, vs_buf_str(&note))
                   ? VS_OK
                   : read_old_rosters(out, store, org.id, tree, err);
        if (code == VS_OK) {
            code = take_roster(out, store, org.id, vs_buf_str(&note), err);
        }
    } else if (!vs_receive_is_ours(code)) {
        code = VS_OK;
    }
    vs_roster_release(&roster);
    vs_buf_release(&note);
    return code;
}

/* --- a branch ----------------------------------------------------------------------------------
 */

static enum vs_code
receive(struct vs_receiving *out, struct vs_taking *taking, struct vs_err *err)
{
    size_t next = 0;
    bool ahead = false, other = false;
    enum vs_code code = read_roster(out, taking, err);

    if (code == VS_OK && out->roster) { /* it may close this feed */
        code = vs_feed_by_id(taking->store->ledger, &taking->feed, taking->feed.id, err);
    }
    if (code == VS_OK) {
        code = read_checkpoint(taking, err);
    }
    if (code == VS_OK) {
        out->shown = taking->parsed->checkpoint.size;
        code = compare(taking, &ahead, &other, err);
    }
    if (code == VS_OK && ahead && !other) {
        code = read_leaves(taking, &ahead, &other, err);
    }
    if (code == VS_OK && ahead && !other) {
        code = check_closing(taking, err);
    }
    if (code == VS_OK && other) {
        code = vs_taking_history(taking, &ahead, err);
    }
    while (code == VS_OK && ahead && next < taking->count) {
        code = keep_batch(taking, &next, err);
        out->leaves = next;
    }
    if (code == VS_OK && taking->forked) {
        code = vs_fail(err, VS_E_FORKED, taking->feed.origin.text,
                       "two signed histories; they have at most %llu leaves in common",
                       (unsigned long long)taking->feed.common);
    }
    return code;
}

enum vs_code
vs_receive_branch(struct vs_receiving *out, struct vs_store *store, const char *branch,
                  struct vs_tree *tree, const struct vs_receive_limits *limits, struct vs_err *err)
{
    struct vs_taking taking;
    struct vs_origin origin;
    struct vs_hash feed;
    struct vs_err why;
    char text[VS_ORIGIN_LEN + 1];
    enum vs_code code;

    memset(out, 0, sizeof(*out));
    memset(&why, 0, sizeof(why));
    memset(&taking, 0, sizeof(taking));
    taking.store = store;
    taking.tree = tree;
    taking.limits = limits;
    vs_buf_init(&taking.file, VS_CHECKPOINT_FILE_MAX);
    snprintf(text, sizeof(text), "%s%s", VS_ORIGIN_PREFIX, branch);
    if (!vs_origin_parse(&origin, vs_str(text))) {
        return vs_fail(err, VS_E_INVALID, branch, "no branch of vs");
    }
    vs_origin_feed(&feed, &origin);
    code = vs_feed_by_hash(store->ledger, &taking.feed, &feed, &why);
    if (code == VS_OK) {
        out->org = taking.feed.org;
        code = receive(out, &taking, &why);
    }
    taking_release(&taking);
    return settle(out, code, &why, err);
}

/* --- contents ----------------------------------------------------------------------------------
 */

struct contents {
    struct vs_store *store;
    struct vs_tree *tree;
    size_t taken, found; /* found: what is not what its leaf says */
    struct vs_buf raw, cipher;
};

static enum vs_code
take_content(void *payload, int64_t id, struct vs_err *err)
{
    struct contents *contents = payload;
    struct vs_leaf leaf;
    enum vs_code code;

    vs_buf_clear(&contents->raw);
    vs_buf_clear(&contents->cipher);
    code = vs_leaf_get(contents->store->ledger, &contents->raw, NULL, NULL, id, err);
    if (code != VS_OK || vs_leaf_parse(&leaf, contents->raw.p, contents->raw.len, NULL) != VS_OK ||
        leaf.opaque || leaf.content_len == 0) {
        return code;
    }
    code = vs_branch_read_content(contents->tree, &contents->cipher, VS_LEAF_INDEX(id),
                                  leaf.content_len, err);
    if (code == VS_E_NOT_FOUND) {
        return VS_OK; /* absent: withheld or erased */
    }
    if (code == VS_OK) {
        code = vs_take_content(contents->store, id, vs_buf_str(&contents->cipher), err);
        contents->taken += code == VS_OK;
    }
    if (code == VS_E_CONTENT_HASH || (code != VS_OK && vs_receive_is_content(code))) {
        contents->found++; /* another copy may be good */
        code = vs_found(contents->store, id, VS_FOUND_WRONG_CONTENT, err);
    }
    return code;
}

enum vs_code
vs_receive_contents(size_t *taken, struct vs_store *store, const char *branch, struct vs_tree *tree,
                    struct vs_err *err)
{
    struct contents contents;
    struct vs_feed_row row;
    struct vs_origin origin;
    struct vs_hash feed;
    char text[VS_ORIGIN_LEN + 1];
    bool any = false;
    enum vs_code code;

    *taken = 0;
    memset(&contents, 0, sizeof(contents));
    snprintf(text, sizeof(text), "%s%s", VS_ORIGIN_PREFIX, branch);
    if (!vs_origin_parse(&origin, vs_str(text))) {
        return VS_OK;
    }
    vs_origin_feed(&feed, &origin);
    code = vs_feed_by_hash(store->ledger, &row, &feed, err);
    if (code != VS_OK) {
        return code == VS_E_NOT_FOUND ? VS_OK : code;
    }
    contents.store = store;
    contents.tree = tree;
    vs_buf_init(&contents.raw, VS_LEAF_MAX);
    vs_buf_init(&contents.cipher, VS_CONTENT_FILE_MAX);
    code = vs_event_any_absent(store->ledger, &any, row.id, err);
    if (code == VS_OK && any) {
        code = vs_store_begin(store, err);
    }
    if (code == VS_OK && any) {
        code = vs_event_each_absent(store->ledger, row.id, take_content, &contents, err);
        if (code == VS_OK && contents.taken + contents.found > 0) {
            code = vs_store_commit(store, err);
        } else {
            vs_store_rollback(store);
        }
    }
    *taken = contents.taken;
    vs_buf_release(&contents.raw);
    vs_buf_release(&contents.cipher);
    return code;
}
