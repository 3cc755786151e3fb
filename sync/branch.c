#include "sync/branch.h"

#include <stdlib.h>
#include <string.h>

#include "core/base/enc.h"
#include "core/base/mem.h"

/* --- paths ------------------------------------------------------------------------------------ */

void
vs_branch_anchor_path(struct vs_branch_path *out, const struct vs_hash *hash)
{
    memcpy(out->text, "anchors/", 8);
    vs_hex(out->text + 8, hash->b, sizeof(hash->b));
}

void
vs_branch_witness_path(struct vs_branch_path *out, const struct vs_hash *feed)
{
    memcpy(out->text, "witness/", 8);
    vs_hex(out->text + 8, feed->b, sizeof(feed->b));
    memcpy(out->text + 8 + 64, "/checkpoint", 12);
}

void
vs_branch_roster_path(struct vs_branch_path *out, uint64_t generation)
{
    char digits[24];
    size_t at = sizeof(digits) - 1;

    digits[at] = '\0';
    do {
        digits[--at] = (char)('0' + generation % 10);
        generation /= 10;
    } while (generation > 0);
    memcpy(out->text, "rosters/", 8);
    memcpy(out->text + 8, digits + at, sizeof(digits) - at);
}

/* tile/entries/<N>.p, the folder of a bundle's leaves while it is open. */
static void
open_bundle_path(struct vs_path *out, uint64_t bundle)
{
    vs_tile_open_leaf_path(out, bundle * VS_TILE_WIDTH);
    *strrchr(out->text, '/') = '\0';
    *strrchr(out->text, '/') = '\0';
}

/* --- writing ---------------------------------------------------------------------------------- */

static enum vs_code
put_bundle(struct vs_changes *out, struct vs_buf *bundle, struct vs_buf *leaf, uint64_t number,
           const struct vs_branch_source *source, struct vs_err *err)
{
    struct vs_tile tile = {VS_TILE_ENTRIES, number, VS_TILE_WIDTH};
    struct vs_path path;
    enum vs_code code = VS_OK;

    vs_buf_clear(bundle);
    for (uint64_t i = 0; i < VS_TILE_WIDTH; i++) {
        vs_buf_clear(leaf);
        code = source->leaf(source->payload, leaf, number * VS_TILE_WIDTH + i, err);
        if (code == VS_OK) {
            code = vs_buf_check(leaf, "leaf", err);
        }
        if (code != VS_OK) {
            return code;
        }
        vs_bundle_add(bundle, leaf->p, leaf->len);
    }
    code = vs_buf_check(bundle, "bundle", err);
    if (code == VS_OK) {
        vs_tile_path(&path, &tile);
        vs_changes_put(out, path.text, bundle->p, bundle->len);
        code = vs_changes_check(out, err);
    }
    return code;
}

static enum vs_code
put_tile(struct vs_changes *out, struct vs_buf *bytes, const struct vs_tile *tile,
         const struct vs_branch_source *source, struct vs_err *err)
{
    struct vs_path path;
    enum vs_code code;

    vs_buf_clear(bytes);
    code = source->tile(source->payload, bytes, tile->level, tile->number, err);
    if (code == VS_OK) {
        code = vs_buf_check(bytes, "tile", err);
    }
    if (code == VS_OK && bytes->len != VS_TILE_BYTES) {
        code = vs_fail(err, VS_E_INTERNAL, "tile", "%zu bytes instead of %d", bytes->len,
                       VS_TILE_BYTES);
    }
    if (code == VS_OK) {
        vs_tile_path(&path, tile);
        vs_changes_put(out, path.text, bytes->p, bytes->len);
        code = vs_changes_check(out, err);
    }
    return code;
}

static enum vs_code
put_open_leaves(struct vs_changes *out, struct vs_buf *leaf, uint64_t from, uint64_t to,
                const struct vs_branch_source *source, struct vs_err *err)
{
    enum vs_code code = VS_OK;

    for (uint64_t i = from; code == VS_OK && i < to; i++) {
        struct vs_path path;

        vs_buf_clear(leaf);
        code = source->leaf(source->payload, leaf, i, err);
        if (code == VS_OK) {
            code = vs_buf_check(leaf, "leaf", err);
        }
        if (code == VS_OK) {
            vs_tile_open_leaf_path(&path, i);
            vs_changes_put(out, path.text, leaf->p, leaf->len);
            code = vs_changes_check(out, err);
        }
    }
    return code;
}

enum vs_code
vs_branch_grow(struct vs_changes *out, uint64_t from, uint64_t to,
               const struct vs_branch_source *source, struct vs_err *err)
{
    uint64_t open = to - to % VS_TILE_WIDTH; /* the first leaf of the open bundle */
    struct vs_tile_walk walk;
    struct vs_tile tile;
    struct vs_buf bundle;
    struct vs_buf leaf;
    struct vs_path path;
    enum vs_code code = VS_OK;

    if (from > to || to > VS_TREE_SIZE_MAX) {
        return vs_fail(err, VS_E_INVALID, "feed", "cannot grow from %llu to %llu leaves",
                       (unsigned long long)from, (unsigned long long)to);
    }
    vs_buf_init(&bundle, VS_BUNDLE_MAX);
    vs_buf_init(&leaf, VS_LEAF_MAX);
    vs_tile_walk_init(&walk, from, to, false);
    while (code == VS_OK && vs_tile_walk_next(&tile, &walk)) {
        if (tile.level == VS_TILE_ENTRIES) {
            code = put_bundle(out, &bundle, &leaf, tile.number, source, err);
        } else if (source->tile) {
            code = put_tile(out, &bundle, &tile, source, err);
        }
    }
    if (code == VS_OK && from % VS_TILE_WIDTH != 0 && from < open) {
        open_bundle_path(&path, from / VS_TILE_WIDTH);
        vs_changes_remove(out, path.text);
        code = vs_changes_check(out, err);
    }
    if (code == VS_OK) {
        code = put_open_leaves(out, &leaf, from > open ? from : open, to, source, err);
    }
    vs_buf_release(&bundle);
    vs_buf_release(&leaf);
    return code;
}

/* --- reading ---------------------------------------------------------------------------------- */

struct reading {
    struct vs_tree *tree;
    vs_branch_leaf_fn each;
    void *payload;
    struct vs_buf bytes;
    struct vs_str leaves[VS_TILE_WIDTH];
};

/* Leaves [from, to) of one full bundle. */
static enum vs_code
read_bundle(struct reading *reading, uint64_t from, uint64_t to, struct vs_err *err)
{
    struct vs_tile tile = {VS_TILE_ENTRIES, from / VS_TILE_WIDTH, VS_TILE_WIDTH};
    struct vs_path path;
    enum vs_code code;

    vs_tile_path(&path, &tile);
    vs_buf_clear(&reading->bytes);
    code = vs_tree_read(reading->tree, &reading->bytes, path.text, VS_BUNDLE_MAX, err);
    if (code != VS_OK) {
        return code;
    }
    if (vs_bundle_split(reading->leaves, VS_TILE_WIDTH, reading->bytes.p, reading->bytes.len,
                        NULL) != VS_OK) {
        return vs_fail(err, VS_E_REMOTE_CONTENT, path.text, "does not hold %d leaves to its end",
                       VS_TILE_WIDTH);
    }
    for (uint64_t i = from; code == VS_OK && i < to; i++) {
        code = reading->each(reading->payload, i, reading->leaves[i % VS_TILE_WIDTH], err);
    }
    return code;
}

/* Leaves [from, to) of the open bundle, a file each. */
static enum vs_code
read_open(struct reading *reading, uint64_t from, uint64_t to, struct vs_err *err)
{
    enum vs_code code = VS_OK;

    for (uint64_t i = from; code == VS_OK && i < to; i++) {
        struct vs_path path;

        vs_tile_open_leaf_path(&path, i);
        vs_buf_clear(&reading->bytes);
        code = vs_tree_read(reading->tree, &reading->bytes, path.text, VS_LEAF_MAX, err);
        if (code == VS_OK) {
            code = reading->each(reading->payload, i, vs_buf_str(&reading->bytes), err);
        }
    }
    return code;
}

enum vs_code
vs_branch_read_leaves(struct vs_tree *tree, uint64_t from, uint64_t to, uint64_t size,
                      vs_branch_leaf_fn each, void *payload, struct vs_err *err)
{
    struct reading *reading;
    enum vs_code code = VS_OK;

    if (from > to || to > size || size > VS_TREE_SIZE_MAX) {
        return vs_fail(err, VS_E_INVALID, "feed", "has no leaves %llu to %llu",
                       (unsigned long long)from, (unsigned long long)to);
    }
    reading = vs_calloc(1, sizeof(*reading));
    if (!reading) {
        return vs_fail_memory(err);
    }
    reading->tree = tree;
    reading->each = each;
    reading->payload = payload;
    vs_buf_init(&reading->bytes, VS_BUNDLE_MAX);
    while (code == VS_OK && from < to) {
        uint64_t end = from - from % VS_TILE_WIDTH + VS_TILE_WIDTH;
        uint64_t stop = end < to ? end : to;

        code = end <= size ? read_bundle(reading, from, stop, err)
                           : read_open(reading, from, stop, err);
        from = stop;
    }
    vs_buf_release(&reading->bytes);
    vs_free(reading);
    return code;
}

enum vs_code
vs_branch_read_checkpoint(struct vs_tree *tree, struct vs_buf *out, struct vs_err *err)
{
    return vs_tree_read(tree, out, VS_BRANCH_CHECKPOINT, VS_CHECKPOINT_FILE_MAX, err);
}

enum vs_code
vs_branch_read_roster(struct vs_tree *tree, struct vs_buf *out, struct vs_err *err)
{
    return vs_tree_read(tree, out, VS_BRANCH_ROSTER, VS_ROSTER_FILE_MAX, err);
}

enum vs_code
vs_branch_read_old_roster(struct vs_tree *tree, struct vs_buf *out, uint64_t generation,
                          struct vs_err *err)
{
    struct vs_branch_path path;

    vs_branch_roster_path(&path, generation);
    return vs_tree_read(tree, out, path.text, VS_ROSTER_FILE_MAX, err);
}

enum vs_code
vs_branch_read_anchor(struct vs_tree *tree, struct vs_buf *out, const struct vs_hash *hash,
                      struct vs_err *err)
{
    struct vs_branch_path path;

    vs_branch_anchor_path(&path, hash);
    return vs_tree_read(tree, out, path.text, VS_ANCHOR_FILE_MAX, err);
}

enum vs_code
vs_branch_read_witness(struct vs_tree *tree, struct vs_buf *out, const struct vs_hash *feed,
                       struct vs_err *err)
{
    struct vs_branch_path path;

    vs_branch_witness_path(&path, feed);
    return vs_tree_read(tree, out, path.text, VS_CHECKPOINT_FILE_MAX, err);
}

enum vs_code
vs_branch_read_content(struct vs_tree *tree, struct vs_buf *out, uint64_t index, uint32_t len,
                       struct vs_err *err)
{
    size_t before = out->len;
    struct vs_path path;
    enum vs_code code;

    vs_tile_content_path(&path, index);
    if (len > VS_CONTENT_FILE_MAX) {
        return vs_fail(err, VS_E_TOO_LARGE, path.text, "%u bytes, at most %u are read", len,
                       VS_CONTENT_FILE_MAX);
    }
    code = vs_tree_read(tree, out, path.text, len, err);
    if (code == VS_OK && out->len - before != len) {
        code = vs_fail(err, VS_E_REMOTE_CONTENT, path.text, "%zu bytes instead of %u",
                       out->len - before, len);
    }
    return code;
}

/* --- lists ------------------------------------------------------------------------------------ */

/* The well-formed 64-digit names in a folder that are of the wanted kind, ascending. */
static enum vs_code
list_hashes(struct vs_hash **out, size_t *count, struct vs_tree *tree, const char *folder,
            bool folders, size_t max, struct vs_err *err)
{
    struct vs_tree_items items;
    enum vs_code code = vs_tree_list(tree, &items, folder, max, err);

    *out = NULL;
    *count = 0;
    if (code != VS_OK) {
        return code;
    }
    *out = vs_calloc(items.count + 1, sizeof(**out));
    if (!*out) {
        code = vs_fail_memory(err);
    }
    for (size_t i = 0; *out && i < items.count; i++) {
        struct vs_hash *hash = &(*out)[*count];

        if (items.items[i].folder == folders &&
            vs_unhex(hash->b, sizeof(hash->b), vs_str(items.items[i].name))) {
            ++*count;
        }
    }
    vs_tree_items_release(&items);
    return code;
}

enum vs_code
vs_branch_list_anchors(struct vs_hash **out, size_t *count, struct vs_tree *tree,
                       struct vs_err *err)
{
    return list_hashes(out, count, tree, "anchors", false, VS_BRANCH_ANCHORS_MAX, err);
}

enum vs_code
vs_branch_list_witness(struct vs_hash **out, size_t *count, struct vs_tree *tree,
                       struct vs_err *err)
{
    return list_hashes(out, count, tree, "witness", true, VS_BRANCH_WITNESS_MAX, err);
}

static int
compare_numbers(const void *left, const void *right)
{
    uint64_t a = *(const uint64_t *)left;
    uint64_t b = *(const uint64_t *)right;

    return a < b ? -1 : a > b;
}

enum vs_code
vs_branch_list_rosters(uint64_t **out, size_t *count, struct vs_tree *tree, struct vs_err *err)
{
    struct vs_tree_items items;
    enum vs_code code = vs_tree_list(tree, &items, "rosters", VS_BRANCH_ROSTERS_MAX, err);

    *out = NULL;
    *count = 0;
    if (code != VS_OK) {
        return code;
    }
    *out = vs_calloc(items.count + 1, sizeof(**out));
    if (!*out) {
        code = vs_fail_memory(err);
    }
    for (size_t i = 0; *out && i < items.count; i++) {
        if (!items.items[i].folder &&
            vs_decimal(&(*out)[*count], vs_str(items.items[i].name), UINT64_MAX)) {
            ++*count;
        }
    }
    if (*count > 0) {
        qsort(*out, *count, sizeof(**out), compare_numbers);
    }
    vs_tree_items_release(&items);
    return code;
}
