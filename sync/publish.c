#include "sync/publish.h"

#include <string.h>

#include "core/base/mem.h"
#include "core/log/hash.h"
#include "core/identity/roster.h"
#include "core/record/directory.h"
#include "sync/branch.h"
#include "sync/receive.h"

void
vs_publishing_release(struct vs_publishing *publishing)
{
    vs_buf_release(&publishing->file);
}

static enum vs_code
meta_instant(struct vs_store *store, const char *name, vs_instant *out, struct vs_err *err)
{
    struct vs_buf buf;
    enum vs_code code;

    *out = 0;
    vs_buf_init(&buf, 8);
    code = vs_ledger_meta_get(store->ledger, &buf, name, err);
    if (code == VS_OK && buf.len == 8) {
        *out = (vs_instant)vs_get_u64(buf.p);
    }
    vs_buf_release(&buf);
    return code == VS_E_NOT_FOUND ? VS_OK : code;
}

/* --- checkpoint files --------------------------------------------------------------------------
 */

/* Collects the earliest cosignature of each other organisation over one size. */
struct lines {
    struct vs_store *store;
    uint64_t size; /* 0: find the largest that somebody else cosigned */
    const struct vs_hash *root;
    struct vs_buf *out;
    int64_t orgs[VS_COSIGNATURES_MAX];
    size_t count;
};

static enum vs_code
add_line(void *payload, const struct vs_cosignature_row *row, struct vs_err *err)
{
    struct lines *lines = payload;
    struct vs_feed_row signer;
    struct vs_note_key key;
    enum vs_code code;

    if (row->size != lines->size || !vs_hash_eq(&row->root, lines->root) ||
        lines->count == VS_COSIGNATURES_MAX) {
        return VS_OK;
    }
    code = vs_feed_by_id(lines->store->ledger, &signer, row->signer, err);
    if (code != VS_OK || signer.org == lines->store->self.id) {
        return code;
    }
    for (size_t i = 0; i < lines->count; i++) {
        if (lines->orgs[i] == signer.org) {
            return VS_OK; /* rows come by time: the earliest counts */
        }
    }
    lines->orgs[lines->count++] = signer.org;
    vs_checkpoint_note_key(&key, &signer.origin, &signer.key, VS_NOTE_COSIGNATURE);
    vs_note_line_add(lines->out, &key, row->line, sizeof(row->line));
    return VS_OK;
}

/* The own checkpoint at `size` with the lines of others; *count of them. */
static enum vs_code
own_file(struct vs_store *store, struct vs_buf *out, uint64_t size, vs_instant heartbeat,
         size_t *count, struct vs_err *err)
{
    struct vs_stored_tree stored = {.ledger = store->ledger, .feed = store->feed.id};
    struct vs_checkpoint checkpoint;
    struct lines lines;
    enum vs_code code;

    checkpoint.origin = store->feed.origin;
    checkpoint.size = size;
    code = vs_stored_tree_root(&checkpoint.root, &stored, size, err);
    if (code == VS_OK) {
        code = vs_checkpoint_sign(out, &checkpoint, &store->device.signer, heartbeat, err);
    }
    if (code == VS_OK) {
        memset(&lines, 0, sizeof(lines));
        lines.store = store;
        lines.size = size;
        lines.root = &checkpoint.root;
        lines.out = out;
        code = vs_cosignature_each(store->ledger, store->feed.id, size, add_line, &lines, err);
        *count = lines.count;
    }
    return code == VS_OK ? vs_buf_check(out, "the checkpoint", err) : code;
}

/* --- anchors -----------------------------------------------------------------------------------
 */

struct largest {
    struct vs_store *store;
    uint64_t size;
};

static enum vs_code
find_largest(void *payload, const struct vs_cosignature_row *row, struct vs_err *err)
{
    struct largest *largest = payload;
    struct vs_feed_row signer;
    enum vs_code code = vs_feed_by_id(largest->store->ledger, &signer, row->signer, err);

    if (code == VS_OK && signer.org != largest->store->self.id && row->size > largest->size) {
        largest->size = row->size;
    }
    return code;
}

enum vs_code
vs_publish_anchor(struct vs_store *store, bool *made, struct vs_err *err)
{
    struct largest largest = {store, 0};
    struct vs_hash hash, newest;
    struct vs_buf file;
    size_t count = 0;
    vs_instant anchored;
    enum vs_code code = meta_instant(store, "anchored", &anchored, err);

    *made = false;
    vs_buf_init(&file, VS_CHECKPOINT_FILE_MAX);
    if (code == VS_OK) {
        code = vs_cosignature_each(store->ledger, store->feed.id, (uint64_t)anchored + 1,
                                   find_largest, &largest, err);
    }
    if (code == VS_OK && largest.size > (uint64_t)anchored) {
        code = own_file(store, &file, largest.size, VS_INSTANT_NEVER, &count, err);
        if (code == VS_OK && count > 0) {
            uint8_t size[8];

            vs_sha256(&hash, file.p, file.len);
            if (vs_anchor_newest(store->ledger, &newest, store->feed.id, NULL) != VS_OK ||
                !vs_hash_eq(&newest, &hash)) {
                code = vs_anchor_insert(store->ledger, store->feed.id, largest.size, &hash,
                                        vs_buf_str(&file), err);
            }
            vs_put_u64(size, largest.size);
            if (code == VS_OK) {
                code = vs_ledger_meta_set(store->ledger, "anchored", size, sizeof(size), err);
            }
            *made = code == VS_OK;
        }
    }
    vs_buf_release(&file);
    return code;
}

/* --- where the files come from -----------------------------------------------------------------
 */

static enum vs_code
source_leaf(void *payload, struct vs_buf *out, uint64_t index, struct vs_err *err)
{
    struct vs_store *store = payload;

    return vs_leaf_get(store->ledger, out, NULL, NULL, VS_LEAF_ID(store->feed.id, index), err);
}

static enum vs_code
source_tile(void *payload, struct vs_buf *out, unsigned level, uint64_t tile, struct vs_err *err)
{
    struct vs_store *store = payload;
    struct vs_stored_tree stored = {.ledger = store->ledger, .feed = store->feed.id};
    enum vs_code code = VS_OK;

    for (unsigned i = 0; code == VS_OK && i < VS_TILE_WIDTH; i++) {
        struct vs_hash hash;

        code = vs_stored_tree_get(&hash, &stored, 8 * level, tile * VS_TILE_WIDTH + i, err);
        if (code == VS_OK) {
            vs_buf_add(out, hash.b, sizeof(hash.b));
        }
    }
    return code;
}

struct content_put {
    struct vs_changes *changes;
};

static enum vs_code
put_content(void *payload, int64_t leaf, struct vs_str cipher, struct vs_err *err)
{
    struct content_put *put = payload;
    struct vs_path path;

    (void)err;
    vs_tile_content_path(&path, VS_LEAF_INDEX(leaf));
    vs_changes_put(put->changes, path.text, cipher.p, cipher.len);
    return VS_OK;
}

/* --- comparing ---------------------------------------------------------------------------------
 */

/* Puts a file if the branch has other bytes there; *differs says so. */
static enum vs_code
put_if_other(struct vs_changes *changes, struct vs_tree *branch, const char *path,
             struct vs_str bytes, bool *differs, struct vs_err *err)
{
    struct vs_buf there;
    enum vs_code code = VS_E_NOT_FOUND;

    vs_buf_init(&there, VS_ROSTER_FILE_MAX);
    if (branch) {
        code = vs_tree_read(branch, &there, path, VS_ROSTER_FILE_MAX, err);
    }
    *differs = code != VS_OK || !vs_str_eq(vs_buf_str(&there), bytes);
    if (*differs) {
        vs_changes_put(changes, path, bytes.p, bytes.len);
    }
    vs_buf_release(&there);
    return vs_receive_is_content(code) ? VS_OK : code;
}

struct witnessing {
    struct vs_store *store;
    struct vs_changes *changes;
    struct vs_tree *branch;
    size_t news;
    /* of the feed at hand */
    struct vs_cosignature_row mine;
    bool have;
};

static enum vs_code
newest_mine(void *payload, const struct vs_cosignature_row *row, struct vs_err *err)
{
    struct witnessing *witnessing = payload;

    (void)err;
    if (row->signer == witnessing->store->feed.id) {
        witnessing->mine = *row;
        witnessing->have = true;
    }
    return VS_OK;
}

/* The file that shows our newest cosignature over a peer's checkpoint: its body and log line, then
 * our line. */
static enum vs_code
witness_feed(void *payload, const struct vs_feed_row *feed, struct vs_err *err)
{
    struct witnessing *witnessing = payload;
    struct vs_store *store = witnessing->store;
    struct vs_checkpoint_file *parsed = NULL;
    const struct vs_note_line *line = NULL;
    struct vs_branch_path path;
    struct vs_note_key key;
    struct vs_buf theirs, file;
    bool differs = false;
    enum vs_code code;

    if (!vs_feed_is_read(feed->own) || feed->version != 0) {
        return VS_OK;
    }
    witnessing->have = false;
    code = vs_cosignature_each(store->ledger, feed->id, 1, newest_mine, witnessing, err);
    if (code != VS_OK || !witnessing->have) {
        return code;
    }
    vs_buf_init(&theirs, VS_CHECKPOINT_FILE_MAX);
    vs_buf_init(&file, VS_CHECKPOINT_FILE_MAX);
    parsed = vs_malloc(sizeof(*parsed));
    code = parsed ? vs_feed_file_get(store->ledger, &theirs, feed->id, err) : vs_fail_memory(err);
    if (code == VS_E_NOT_FOUND) {
        code = VS_OK; /* of a former feed, cut to what no host shows a checkpoint of */
        goto out;
    }
    if (code == VS_OK) {
        code = vs_checkpoint_parse(parsed, theirs.p, theirs.len, err);
    }
    if (code == VS_OK) {
        struct vs_origin origin = feed->origin;

        vs_checkpoint_note_key(&key, &origin, &feed->key, VS_NOTE_ED25519);
        line = vs_note_find(&parsed->note, &key);
    }
    /* While a larger checkpoint is being taken the stored file may not be the cosigned one yet. */
    if (code == VS_OK && line && parsed->checkpoint.size == witnessing->mine.size &&
        vs_hash_eq(&parsed->checkpoint.root, &witnessing->mine.root)) {
        struct vs_origin own = store->feed.origin;

        vs_buf_add_str(&file, parsed->note.text);
        vs_buf_add_byte(&file, '\n');
        vs_buf_add_str(&file, line->whole);
        vs_checkpoint_note_key(&key, &own, &store->device.signer.public_key, VS_NOTE_COSIGNATURE);
        vs_note_line_add(&file, &key, witnessing->mine.line, sizeof(witnessing->mine.line));
        vs_branch_witness_path(&path, &feed->feed);
        code = vs_buf_check(&file, "a witness file", err);
        if (code == VS_OK) {
            code = put_if_other(witnessing->changes, witnessing->branch, path.text,
                                vs_buf_str(&file), &differs, err);
        }
        witnessing->news += differs;
    }
out:
    vs_buf_release(&theirs);
    vs_buf_release(&file);
    vs_free(parsed);
    return code;
}

enum vs_code
vs_publish_look(struct vs_published *out, struct vs_store *store, struct vs_tree *branch,
                struct vs_err *err)
{
    struct vs_checkpoint_file *parsed;
    struct vs_stored_tree stored = {.ledger = store->ledger, .feed = store->feed.id};
    struct vs_hash root;
    struct vs_buf file;
    vs_instant alive;
    enum vs_code code;

    out->size = 0;
    out->alive = VS_INSTANT_NEVER;
    if (!branch) {
        return VS_OK;
    }
    parsed = vs_malloc(sizeof(*parsed));
    if (!parsed) {
        return vs_fail_memory(err);
    }
    vs_buf_init(&file, VS_CHECKPOINT_FILE_MAX);
    code = vs_branch_read_checkpoint(branch, &file, err);
    if (code == VS_OK) {
        code = vs_checkpoint_parse(parsed, file.p, file.len, err);
    }
    if (code == VS_OK) {
        code = vs_checkpoint_verify(&alive, parsed, &store->device.signer.public_key, err);
    }
    if (code == VS_OK && parsed->checkpoint.size <= store->feed.tree.size) {
        code = vs_stored_tree_root(&root, &stored, parsed->checkpoint.size, err);
        if (code == VS_OK && vs_hash_eq(&root, &parsed->checkpoint.root)) {
            out->size = parsed->checkpoint.size;
            out->alive = alive;
        } else if (code == VS_OK) {
            code = vs_fail(err, VS_E_COPY, store->feed.origin.text,
                           "the remote has another history of this device");
        }
    } else if (code == VS_OK) {
        code = vs_fail(err, VS_E_COPY, store->feed.origin.text,
                       "the remote has %llu leaves of this device, this ledger only %llu",
                       (unsigned long long)parsed->checkpoint.size,
                       (unsigned long long)store->feed.tree.size);
    } else if (vs_receive_is_content(code)) {
        code = VS_OK; /* damaged by others: written again from the beginning */
    }
    vs_buf_release(&file);
    vs_free(parsed);
    return code;
}

/* --- is it what we left there? -----------------------------------------------------------------
 */

struct comparing {
    struct vs_tree *branch;
    bool differs;
};

static enum vs_code
compare_file(struct comparing *comparing, const char *path, struct vs_str bytes, struct vs_err *err)
{
    struct vs_buf there;
    enum vs_code code;

    vs_buf_init(&there, bytes.len);
    code = vs_tree_read(comparing->branch, &there, path, bytes.len, err);
    comparing->differs =
        comparing->differs || code != VS_OK || !vs_str_eq(vs_buf_str(&there), bytes);
    vs_buf_release(&there);
    return vs_receive_is_content(code) ? VS_OK : code;
}

static enum vs_code
compare_content(void *payload, int64_t leaf, struct vs_str cipher, struct vs_err *err)
{
    struct comparing *comparing = payload;
    struct vs_path path;

    vs_tile_content_path(&path, VS_LEAF_INDEX(leaf));
    return comparing->differs ? VS_OK : compare_file(comparing, path.text, cipher, err);
}

static enum vs_code
grow_by_leaf(void *payload, uint64_t index, struct vs_str leaf, struct vs_err *err)
{
    struct vs_hash hash;

    (void)index;
    vs_merkle_leaf_hash(&hash, leaf.p, leaf.len);
    return vs_merkle_append(payload, &hash, NULL, err);
}

static enum vs_code
compare_tiles(struct comparing *comparing, struct vs_store *store, uint64_t size,
              struct vs_err *err)
{
    enum vs_code code = VS_OK;
    struct vs_tile_walk walk;
    struct vs_tile tile;
    struct vs_buf bytes;
    struct vs_path path;

    vs_buf_init(&bytes, VS_TILE_BYTES);
    vs_tile_walk_init(&walk, 0, size, false);
    while (code == VS_OK && !comparing->differs && vs_tile_walk_next(&tile, &walk)) {
        if (tile.level == VS_TILE_ENTRIES) {
            continue;
        }
        vs_buf_clear(&bytes);
        vs_tile_path(&path, &tile);
        code = source_tile(store, &bytes, tile.level, tile.number, err);
        if (code == VS_OK) {
            code = compare_file(comparing, path.text, vs_buf_str(&bytes), err);
        }
    }
    vs_buf_release(&bytes);
    return code;
}

/* Compares what the branch must have for its first `size` leaves with the ledger. */
static enum vs_code
is_damaged(bool *damaged, struct vs_store *store, struct vs_tree *branch, uint64_t size,
           struct vs_err *err)
{
    struct vs_stored_tree stored = {.ledger = store->ledger, .feed = store->feed.id};
    struct comparing comparing = {branch, false};
    struct vs_merkle there;
    struct vs_hash root, shown;
    enum vs_code code;

    vs_merkle_init(&there);
    code = vs_branch_read_leaves(branch, 0, size, size, grow_by_leaf, &there, err);
    *damaged = vs_receive_is_content(code);
    if (*damaged || code != VS_OK) {
        return *damaged ? VS_OK : code;
    }
    vs_merkle_root(&shown, &there);
    code = vs_stored_tree_root(&root, &stored, size, err);
    comparing.differs = code == VS_OK && !vs_hash_eq(&shown, &root);
    if (code == VS_OK) {
        code = compare_tiles(&comparing, store, size, err);
    }
    if (code == VS_OK) {
        code = vs_content_each(store->ledger, VS_LEAF_ID(store->feed.id, 0),
                               VS_LEAF_ID(store->feed.id, size), compare_content, &comparing, err);
    }
    *damaged = comparing.differs;
    return code;
}

/* --- preparing ---------------------------------------------------------------------------------
 */

static enum vs_code
put_leaves(struct vs_changes *changes, struct vs_store *store, uint64_t from, uint64_t to,
           struct vs_err *err)
{
    struct vs_branch_source source = {source_leaf, source_tile, store};
    struct content_put put = {changes};
    enum vs_code code = vs_branch_grow(changes, from, to, &source, err);

    if (code == VS_OK) {
        code = vs_content_each(store->ledger, VS_LEAF_ID(store->feed.id, from),
                               VS_LEAF_ID(store->feed.id, to), put_content, &put, err);
    }
    return code;
}

/* Every anchor that the branch lacks. */
struct anchoring {
    struct vs_changes *changes;
    const struct vs_hash *there;
    size_t count;
};

static enum vs_code
put_anchor(void *payload, const struct vs_hash *hash, struct vs_str file, struct vs_err *err)
{
    struct anchoring *anchoring = payload;
    struct vs_branch_path path;

    (void)err;
    for (size_t i = 0; i < anchoring->count; i++) {
        if (vs_hash_eq(&anchoring->there[i], hash)) {
            return VS_OK;
        }
    }
    vs_branch_anchor_path(&path, hash);
    vs_changes_put(anchoring->changes, path.text, file.p, file.len);
    return VS_OK;
}

static enum vs_code
put_anchors(struct vs_changes *changes, struct vs_store *store, struct vs_tree *branch,
            struct vs_err *err)
{
    struct anchoring anchoring = {changes, NULL, 0};
    struct vs_hash *there = NULL;
    enum vs_code code = VS_OK;

    if (branch) {
        code = vs_branch_list_anchors(&there, &anchoring.count, branch, err);
        if (vs_receive_is_content(code)) {
            anchoring.count = 0;
            code = VS_OK;
        }
        anchoring.there = there;
    }
    if (code == VS_OK) {
        code = vs_anchor_each(store->ledger, store->feed.id, put_anchor, &anchoring, err);
    }
    vs_free(there);
    return code;
}

struct rosters {
    struct vs_changes *changes;
    struct vs_tree *branch;
    bool news;
};

static enum vs_code
put_old_roster(void *payload, uint64_t generation, struct vs_str note, struct vs_err *err)
{
    struct rosters *rosters = payload;
    struct vs_branch_path path;
    bool differs = false;
    enum vs_code code;

    vs_branch_roster_path(&path, generation);
    code = put_if_other(rosters->changes, rosters->branch, path.text, note, &differs, err);
    rosters->news = rosters->news || differs;
    return code;
}

static enum vs_code
put_roster(struct vs_changes *changes, struct vs_store *store, struct vs_tree *branch, bool *news,
           struct vs_err *err)
{
    struct rosters old = {changes, branch, false};
    struct vs_buf note;
    enum vs_code code;

    vs_buf_init(&note, VS_ROSTER_FILE_MAX);
    code = vs_directory_roster(store, &note, store->self.id, err);
    if (code == VS_OK) {
        code = put_if_other(changes, branch, VS_BRANCH_ROSTER, vs_buf_str(&note), news, err);
    }
    if (code == VS_OK) {
        code = vs_directory_old_rosters(store, store->self.id, put_old_roster, &old, err);
        *news = *news || old.news;
    }
    vs_buf_release(&note);
    return code;
}

enum vs_code
vs_publish_prepare(struct vs_publishing *out, struct vs_changes *changes, struct vs_store *store,
                   struct vs_tree *branch, bool ours, struct vs_err *err)
{
    struct witnessing witnessing;
    struct vs_published there;
    vs_instant now = vs_store_now(store);
    bool roster = false;
    size_t lines = 0;
    enum vs_code code;

    memset(out, 0, sizeof(*out));
    vs_buf_init(&out->file, VS_CHECKPOINT_FILE_MAX);
    memset(&witnessing, 0, sizeof(witnessing));
    witnessing.store = store;
    witnessing.changes = changes;
    witnessing.branch = branch;
    out->to = store->feed.tree.size;
    code = vs_publish_look(&there, store, branch, err);
    if (code == VS_OK && branch && !ours) {
        code = is_damaged(&out->damaged, store, branch, there.size, err);
    }
    if (code == VS_OK) {
        out->damaged = out->damaged || (branch && there.size == 0);
        out->from = out->damaged ? 0 : there.size;
        out->alive = there.alive;
        code = put_roster(changes, store, branch, &roster, err);
    }
    if (code == VS_OK) {
        code = vs_feed_each(store->ledger, 0, witness_feed, &witnessing, err);
        out->witnesses = witnessing.news;
    }
    if (code != VS_OK) {
        return code;
    }
    out->needed = out->to > out->from || roster || out->witnesses > 0 ||
                  there.alive == VS_INSTANT_NEVER || now - there.alive > VS_HEARTBEAT_SECONDS;
    if (!out->needed) {
        return VS_OK;
    }
    if (out->damaged) {
        vs_changes_remove(changes, "tile");
    }
    code = put_leaves(changes, store, out->from, out->to, err);
    if (code == VS_OK) {
        code = put_anchors(changes, store, out->damaged ? NULL : branch, err);
    }
    if (code == VS_OK) {
        code = own_file(store, &out->file, out->to, now, &lines, err);
    }
    if (code == VS_OK) {
        vs_changes_put(changes, VS_BRANCH_CHECKPOINT, out->file.p, out->file.len);
        code = vs_changes_check(changes, err);
    }
    return code;
}

enum vs_code
vs_publish_release(struct vs_store *store, const struct vs_publishing *publishing,
                   struct vs_err *err)
{
    struct vs_stored_tree stored = {.ledger = store->ledger, .feed = store->feed.id};
    struct vs_hash root;
    enum vs_code code;

    if (store->feed.released >= publishing->to) {
        return VS_OK;
    }
    code = vs_store_begin(store, err);
    if (code != VS_OK) {
        return code;
    }
    /* Another command may have written meanwhile: what we push is what we looked at. */
    code = vs_stored_tree_root(&root, &stored, publishing->to, err);
    if (code == VS_OK && store->feed.released < publishing->to) {
        store->feed.released = publishing->to;
        store->feed.released_root = root;
        code = vs_feed_update(store->ledger, &store->feed, err);
    }
    if (code == VS_OK) {
        code = vs_store_commit(store, err);
    }
    if (code != VS_OK) {
        vs_store_rollback(store);
    }
    return code;
}
