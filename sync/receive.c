#include "sync/receive.h"

#include <stdio.h>
#include <string.h>

#include "core/base/mem.h"
#include "core/identity/roster.h"
#include "core/ledger/events.h"
#include "core/log/checkpoint.h"
#include "core/log/leaf.h"
#include "core/record/directory.h"
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

/* One branch while it is taken. */
struct taking {
    struct vs_store *store;
    struct vs_tree *tree;
    struct vs_feed_row feed;
    struct vs_buf file;                /* the checkpoint file */
    struct vs_checkpoint_file *parsed; /* views into it */
    const struct vs_receive_limits *limits;
    struct vs_buf bytes; /* new leaves, one after the other */
    size_t *ends;        /* where each of them ends */
    size_t count, room;
    struct vs_merkle grown;
};

static void
taking_release(struct taking *taking)
{
    vs_buf_release(&taking->file);
    vs_buf_release(&taking->bytes);
    vs_free(taking->parsed);
    vs_free(taking->ends);
}

/* --- the checkpoint ----------------------------------------------------------------------------
 */

static enum vs_code
read_checkpoint(struct taking *taking, struct vs_err *err)
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

/* How the signed checkpoint stands to what is stored: *ahead when there is something to take. */
static enum vs_code
compare(struct taking *taking, bool *ahead, struct vs_err *err)
{
    const struct vs_checkpoint *shown = &taking->parsed->checkpoint;
    struct vs_stored_tree stored = {.ledger = taking->store->ledger, .feed = taking->feed.id};
    uint64_t size = taking->feed.tree.size;
    struct vs_hash root;
    enum vs_code code;

    *ahead = shown->size > size;
    if (*ahead) {
        return VS_OK;
    }
    code = vs_stored_tree_root(&root, &stored, shown->size, err);
    if (code != VS_OK) {
        return code;
    }
    if (!vs_hash_eq(&root, &shown->root)) {
        return vs_fail(err, VS_E_FORKED, taking->feed.origin.text,
                       "two signed histories: at %llu leaves the roots differ",
                       (unsigned long long)shown->size);
    }
    if (shown->size < size) {
        return vs_fail(err, VS_E_STALE, taking->feed.origin.text,
                       "the host shows %llu leaves, %llu were seen before",
                       (unsigned long long)shown->size, (unsigned long long)size);
    }
    return VS_OK;
}

/* --- the leaves --------------------------------------------------------------------------------
 */

static enum vs_code
hold_leaf(void *payload, uint64_t index, struct vs_str leaf, struct vs_err *err)
{
    struct taking *taking = payload;
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
    taking->ends[taking->count++] = taking->bytes.len;
    vs_merkle_leaf_hash(&hash, leaf.p, leaf.len);
    return vs_merkle_append(&taking->grown, &hash, NULL, err);
}

static enum vs_code
count_leaf(void *payload, uint64_t index, struct vs_str leaf, struct vs_err *err)
{
    struct vs_hash hash;

    (void)index;
    vs_merkle_leaf_hash(&hash, leaf.p, leaf.len);
    return vs_merkle_append(payload, &hash, NULL, err);
}

/* The new leaves do not make the signed root. If the whole branch does, the device signed two
 * histories; if not, somebody changed bytes under a good signature. */
static enum vs_code
fork_or_tampered(struct taking *taking, struct vs_err *err)
{
    const struct vs_checkpoint *shown = &taking->parsed->checkpoint;
    struct vs_merkle whole;
    struct vs_hash root;
    enum vs_code code;

    vs_merkle_init(&whole);
    code =
        vs_branch_read_leaves(taking->tree, 0, shown->size, shown->size, count_leaf, &whole, err);
    if (vs_receive_is_ours(code)) {
        return code;
    }
    vs_merkle_root(&root, &whole);
    if (code == VS_OK && vs_hash_eq(&root, &shown->root)) {
        return vs_fail(err, VS_E_FORKED, taking->feed.origin.text,
                       "two signed histories: this one does not extend what was seen before");
    }
    return vs_fail(err, VS_E_ROOT_MISMATCH, taking->feed.origin.text,
                   "the leaves on the branch are not those that the device signed");
}

/* Reads all new leaves and checks them against the signed root before any of them is kept. */
static enum vs_code
read_leaves(struct taking *taking, struct vs_err *err)
{
    const struct vs_checkpoint *shown = &taking->parsed->checkpoint;
    struct vs_hash root;
    enum vs_code code;

    if (shown->size - taking->feed.tree.size > taking->limits->leaves) {
        return vs_fail(err, VS_E_TOO_LARGE, taking->feed.origin.text,
                       "%llu new leaves at once, more than %llu",
                       (unsigned long long)(shown->size - taking->feed.tree.size),
                       (unsigned long long)taking->limits->leaves);
    }
    vs_buf_init(&taking->bytes, taking->limits->bytes);
    taking->grown = taking->feed.tree;
    code = vs_branch_read_leaves(taking->tree, taking->feed.tree.size, shown->size, shown->size,
                                 hold_leaf, taking, err);
    if (code == VS_OK) {
        code = vs_buf_check(&taking->bytes, taking->feed.origin.text, err);
    }
    if (code == VS_E_NOT_FOUND) {
        return vs_fail(err, VS_E_ROOT_MISMATCH, taking->feed.origin.text,
                       "leaves that the checkpoint covers are missing on the branch");
    }
    if (code != VS_OK) {
        return code;
    }
    vs_merkle_root(&root, &taking->grown);
    return vs_hash_eq(&root, &shown->root) ? VS_OK : fork_or_tampered(taking, err);
}

/* One ledger transaction: up to VS_BATCH_LEAVES_MAX leaves, with the checkpoint that covers them,
 * so that no leaf is ever kept without a signature over it. */
static enum vs_code
keep_batch(struct taking *taking, size_t *next, struct vs_err *err)
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
        code = vs_feed_file_set(store->ledger, taking->feed.id, vs_buf_str(&taking->file), err);
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

/* --- cosignatures ------------------------------------------------------------------------------
 */

/* Keeps the lines of `parsed` that devices known here made over a checkpoint that we can check. */
static enum vs_code
keep_lines(struct vs_store *store, const struct vs_checkpoint_file *parsed, uint64_t *news,
           struct vs_err *err)
{
    const struct vs_checkpoint *checkpoint = &parsed->checkpoint;
    struct vs_stored_tree stored = {.ledger = store->ledger, .feed = 0};
    struct vs_feed_row feed;
    struct vs_hash of, root;
    enum vs_code code;

    vs_origin_feed(&of, &checkpoint->origin);
    code = vs_feed_by_hash(store->ledger, &feed, &of, NULL);
    if (code != VS_OK || checkpoint->size > feed.tree.size) {
        return code == VS_E_NOT_FOUND ? VS_OK : code; /* of a tree that we cannot judge */
    }
    stored.feed = feed.id;
    code = vs_stored_tree_root(&root, &stored, checkpoint->size, err);
    if (code != VS_OK || !vs_hash_eq(&root, &checkpoint->root)) {
        return code;
    }
    for (size_t i = 0; code == VS_OK && i < parsed->note.count; i++) {
        const struct vs_note_line *line = &parsed->note.lines[i];
        struct vs_cosignature_row row;
        struct vs_feed_row signer;
        struct vs_note_key key;
        struct vs_origin origin;
        uint64_t time;
        bool added, known;

        if (!vs_origin_parse(&origin, line->name) || line->signature_len != VS_COSIGNATURE_LEN) {
            continue;
        }
        vs_origin_feed(&of, &origin);
        code = vs_feed_by_hash(store->ledger, &signer, &of, NULL);
        if (code == VS_E_NOT_FOUND) {
            code = VS_OK;
            continue;
        }
        if (code != VS_OK) {
            break;
        }
        memset(&row, 0, sizeof(row));
        row.feed = feed.id;
        row.signer = signer.id;
        row.size = checkpoint->size;
        row.root = checkpoint->root;
        row.time = (vs_instant)vs_get_u64(line->signature);
        memcpy(row.line, line->signature, sizeof(row.line));
        /* Most lines stand on several branches and are met at every sync: verified once. */
        code = vs_cosignature_known(store->ledger, &known, &row, err);
        if (code != VS_OK || known || signer.id == feed.id) {
            continue;
        }
        vs_checkpoint_note_key(&key, &origin, &signer.key, VS_NOTE_COSIGNATURE);
        if (!vs_note_line_verify(&time, line, &key, parsed->note.text)) {
            continue;
        }
        code = vs_cosignature_insert(store->ledger, &row, vs_store_now(store), &added, err);
        *news += added;
    }
    return code;
}

/* A bad file is of no use and no harm. */
static enum vs_code
keep_file(struct vs_store *store, const struct vs_buf *file, uint64_t *news, struct vs_err *err)
{
    struct vs_checkpoint_file *parsed = vs_malloc(sizeof(*parsed));
    enum vs_code code = parsed ? VS_OK : vs_fail_memory(err);

    if (code == VS_OK && vs_checkpoint_parse(parsed, file->p, file->len, NULL) == VS_OK) {
        code = keep_lines(store, parsed, news, err);
    }
    vs_free(parsed);
    return code;
}

/* The files as the branch has them; what a host withholds is withheld from itself. */
static enum vs_code
keep_files(struct vs_store *store, struct vs_tree *tree, const struct vs_hash *witnesses,
           size_t count, uint64_t *news, struct vs_err *err)
{
    struct vs_feed_row known;
    struct vs_buf file;
    enum vs_code code;

    vs_buf_init(&file, VS_CHECKPOINT_FILE_MAX);
    code = vs_branch_read_checkpoint(tree, &file, err);
    for (size_t i = 0; i <= count; i++) {
        if (code == VS_OK) {
            code = keep_file(store, &file, news, err);
        }
        if (code != VS_OK && !vs_receive_is_content(code)) {
            break;
        }
        code = VS_E_NOT_FOUND;
        vs_buf_clear(&file);
        if (i < count && vs_feed_by_hash(store->ledger, &known, &witnesses[i], NULL) == VS_OK) {
            code = vs_branch_read_witness(tree, &file, &witnesses[i], err);
        }
    }
    vs_buf_release(&file);
    return vs_receive_is_content(code) ? VS_OK : code;
}

enum vs_code
vs_receive_cosignatures(uint64_t *news, struct vs_store *store, struct vs_tree *tree,
                        struct vs_err *err)
{
    struct vs_hash *witnesses = NULL;
    size_t count = 0;
    enum vs_code code = vs_branch_list_witness(&witnesses, &count, tree, err);

    *news = 0;
    if (vs_receive_is_content(code)) {
        count = 0;
        code = VS_OK;
    }
    if (code == VS_OK) {
        code = vs_store_begin(store, err);
    }
    if (code == VS_OK) {
        code = keep_files(store, tree, witnesses, count, news, err);
        if (code == VS_OK && *news > 0) {
            code = vs_store_commit(store, err);
        } else {
            vs_store_rollback(store);
        }
    }
    vs_free(witnesses);
    return code;
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
read_roster(struct vs_receiving *out, struct taking *taking, struct vs_err *err)
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
receive(struct vs_receiving *out, struct taking *taking, struct vs_err *err)
{
    size_t next = 0;
    bool ahead = false;
    enum vs_code code = read_roster(out, taking, err);

    if (code == VS_OK) {
        code = read_checkpoint(taking, err);
    }
    if (code == VS_OK) {
        code = compare(taking, &ahead, err);
    }
    if (code == VS_OK && ahead) {
        code = read_leaves(taking, err);
    }
    while (code == VS_OK && next < taking->count) {
        code = keep_batch(taking, &next, err);
        out->leaves = next;
    }
    return code;
}

enum vs_code
vs_receive_branch(struct vs_receiving *out, struct vs_store *store, const char *branch,
                  struct vs_tree *tree, const struct vs_receive_limits *limits, struct vs_err *err)
{
    struct taking taking;
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
    code = vs_store_begin(store, err);
    if (code == VS_OK) {
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
