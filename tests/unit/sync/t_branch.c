/* Feeds as files: growth in any steps gives one tree, and what is missing or too large is told. */
#include <stdlib.h>

#include "core/base/mem.h"
#include "tests/tap.h"
#include "tests/unit/sync/h_feed.h"

static void
apply(struct vs_tree *tree, struct vs_changes *changes, const char *what)
{
    struct vs_err err = {0};

    h_must(vs_tree_mem_apply(tree, changes, &err), &err, what);
    vs_changes_release(changes);
}

static struct vs_tree *
new_tree(void)
{
    struct vs_tree *tree = NULL;
    struct vs_err err = {0};

    h_must(vs_tree_mem_new(&tree, &err), &err, "tree");
    return tree;
}

static void
grow(struct vs_tree *tree, struct h_feed *feed, uint64_t from, uint64_t to)
{
    struct vs_branch_source source;
    struct vs_changes changes;
    struct vs_err err = {0};

    h_feed_source(&source, feed);
    vs_changes_init(&changes, NULL);
    h_must(vs_branch_grow(&changes, from, to, &source, &err), &err, "grow");
    apply(tree, &changes, "apply");
}

/* Same names and bytes in both, folder by folder. */
static size_t
differences(struct vs_tree *a, struct vs_tree *b, const char *folder, size_t *files)
{
    struct vs_tree_items left;
    struct vs_tree_items right;
    struct vs_err err = {0};
    size_t wrong = 0;

    h_must(vs_tree_list(a, &left, folder, 5000, &err), &err, "list");
    h_must(vs_tree_list(b, &right, folder, 5000, &err), &err, "list");
    wrong += left.count != right.count;
    for (size_t i = 0; wrong == 0 && i < left.count; i++) {
        char path[256];

        snprintf(path, sizeof(path), "%s%s%s", folder, folder[0] ? "/" : "", left.items[i].name);
        wrong += strcmp(left.items[i].name, right.items[i].name) != 0 ||
                 left.items[i].folder != right.items[i].folder;
        if (wrong == 0 && left.items[i].folder) {
            wrong += differences(a, b, path, files);
        } else if (wrong == 0) {
            struct vs_buf one;
            struct vs_buf two;

            vs_buf_init(&one, VS_BUNDLE_MAX);
            vs_buf_init(&two, VS_BUNDLE_MAX);
            h_must(vs_tree_read(a, &one, path, VS_BUNDLE_MAX, &err), &err, path);
            h_must(vs_tree_read(b, &two, path, VS_BUNDLE_MAX, &err), &err, path);
            wrong += !vs_str_eq(vs_buf_str(&one), vs_buf_str(&two));
            vs_buf_release(&one);
            vs_buf_release(&two);
            ++*files;
        }
    }
    vs_tree_items_release(&left);
    vs_tree_items_release(&right);
    return wrong;
}

static bool
reads_back(struct vs_tree *tree, struct h_feed *feed, uint64_t from, uint64_t to, uint64_t size)
{
    struct h_feed_check check = {.feed = feed, .next = from};
    struct vs_err err = {0};

    return vs_branch_read_leaves(tree, from, to, size, h_feed_check_leaf, &check, &err) == VS_OK &&
           check.wrong == 0 && check.next == to;
}

static void
test_growth(void)
{
    static const uint64_t steps[] = {1, 2, 15, 16, 17, 255, 256, 257, 511, 513, 769, 1024, 1500};
    struct vs_tree *tree = new_tree();
    struct h_feed feed;
    uint64_t at = 0;

    h_feed_init(&feed, 9);
    feed.leaf_len = 40;
    for (size_t i = 0; i < sizeof(steps) / sizeof(steps[0]); i++) {
        struct vs_tree *whole = new_tree();
        size_t files = 0;

        grow(tree, &feed, at, steps[i]);
        at = steps[i];
        grow(whole, &feed, 0, at);
        OK(differences(tree, whole, "", &files) == 0 &&
               files == at / 256 * 2 + at % 256 + (at >= 65536),
           "%llu leaves, grown in steps, are the files of %llu leaves", (unsigned long long)at,
           (unsigned long long)at);
        OK(reads_back(tree, &feed, 0, at, at) && reads_back(tree, &feed, at / 2, at, at) &&
               reads_back(tree, &feed, at / 3, at / 2, at),
           "and are read back, whole and in part");
        vs_tree_close(whole);
    }
    vs_tree_close(tree);
    h_feed_release(&feed);
}

static void
test_second_level(void)
{
    struct vs_tree *tree = new_tree();
    struct vs_tree_items items;
    struct vs_err err = {0};
    struct h_feed feed;
    struct vs_buf out;

    h_feed_init(&feed, 9);
    feed.leaf_len = 8;
    grow(tree, &feed, 65530, 65537);
    vs_buf_init(&out, VS_TILE_BYTES);
    OK(vs_tree_read(tree, &out, "tile/1/000", VS_TILE_BYTES, &err) == VS_OK &&
           out.len == VS_TILE_BYTES,
       "the 65,536th leaf brings a tile of the second level");
    OK(vs_tree_list(tree, &items, "tile/entries", 10, &err) == VS_OK && items.count == 2 &&
           strcmp(items.items[0].name, "255") == 0 && strcmp(items.items[1].name, "256.p") == 0,
       "beside the full bundle and the new open one");
    vs_tree_items_release(&items);
    vs_buf_release(&out);
    vs_tree_close(tree);
    h_feed_release(&feed);
}

static enum vs_code
stop_at_five(void *payload, uint64_t index, struct vs_str leaf, struct vs_err *err)
{
    (void)payload;
    (void)leaf;
    return index == 5 ? vs_fail(err, VS_E_INVALID, "leaf", "five") : VS_OK;
}

static void
test_bad_branches(void)
{
    struct vs_tree *tree = new_tree();
    struct vs_tree *copy = NULL;
    struct vs_changes changes;
    struct vs_err err = {0};
    struct h_feed feed;
    struct h_feed_check check;
    static uint8_t large[VS_LEAF_MAX + 1];

    h_feed_init(&feed, 9);
    feed.leaf_len = 40;
    grow(tree, &feed, 0, 300);
    h_must(vs_tree_mem_copy(&copy, tree, &err), &err, "copy");

    vs_changes_init(&changes, NULL);
    vs_changes_remove(&changes, "tile/entries/001.p/0/7");
    apply(tree, &changes, "remove");
    check = (struct h_feed_check){.feed = &feed};
    IS_INT(vs_branch_read_leaves(tree, 0, 300, 300, h_feed_check_leaf, &check, &err),
           VS_E_NOT_FOUND, "a leaf that is missing");
    IS_TEXT(err.subject, "tile/entries/001.p/0/7", "is named");
    OK(check.next == 263 && check.wrong == 0, "what stands before it was handed on");
    OK(reads_back(copy, &feed, 0, 300, 300), "a copy made before does not change");

    vs_changes_put(&changes, "tile/entries/001.p/0/7", large, sizeof(large));
    apply(tree, &changes, "put");
    IS_INT(vs_branch_read_leaves(tree, 0, 300, 300, h_feed_check_leaf, &check, &err),
           VS_E_TOO_LARGE, "a leaf that is too large");
    vs_changes_put(&changes, "tile/entries/000", large, 10000);
    apply(tree, &changes, "put");
    IS_INT(vs_branch_read_leaves(tree, 0, 300, 300, h_feed_check_leaf, &check, &err),
           VS_E_REMOTE_CONTENT, "a bundle that is none");
    vs_changes_remove(&changes, "tile/entries/000");
    apply(tree, &changes, "remove");
    IS_INT(vs_branch_read_leaves(tree, 0, 300, 300, h_feed_check_leaf, &check, &err),
           VS_E_NOT_FOUND, "a bundle that is missing");
    IS_INT(vs_branch_read_leaves(copy, 0, 300, 300, stop_at_five, NULL, &err), VS_E_INVALID,
           "who reads may stop");
    IS_INT(vs_branch_read_leaves(copy, 0, 301, 300, stop_at_five, NULL, &err), VS_E_INVALID,
           "nothing beyond the size is asked for");
    IS_INT(vs_branch_read_leaves(copy, 0, 300, 600, h_feed_check_leaf, &check, &err),
           VS_E_NOT_FOUND, "a checkpoint that promises a full bundle needs one");

    vs_changes_put(&changes, "tile", "x", 1);
    apply(copy, &changes, "put");
    check = (struct h_feed_check){.feed = &feed};
    IS_INT(vs_branch_read_leaves(copy, 0, 300, 300, h_feed_check_leaf, &check, &err),
           VS_E_NOT_FOUND, "a file where a folder was takes its place");
    vs_changes_put(&changes, "tile/a", "x", 1);
    apply(copy, &changes, "put");
    vs_changes_put(&changes, "/tile", "x", 1);
    IS_INT(vs_tree_mem_apply(copy, &changes, &err), VS_E_INVALID, "a path that is none is refused");
    vs_changes_release(&changes);
    vs_tree_close(tree);
    vs_tree_close(copy);
    h_feed_release(&feed);
}

static void
test_other_files(void)
{
    struct vs_tree *tree = new_tree();
    struct vs_branch_path path;
    struct vs_changes changes;
    struct vs_err err = {0};
    struct vs_hash hash = {{0xab, 0xcd}};
    struct vs_hash *hashes = NULL;
    uint64_t *numbers = NULL;
    size_t count = 0;
    struct vs_buf out;

    vs_changes_init(&changes, NULL);
    vs_branch_anchor_path(&path, &hash);
    IS_INT(strlen(path.text), 8 + 64, "the path of an anchor");
    vs_changes_put(&changes, path.text, "anchor", 6);
    vs_changes_put(&changes, "anchors/abc", "x", 1);
    vs_branch_witness_path(&path, &hash);
    vs_changes_put(&changes, path.text, "witness", 7);
    vs_branch_roster_path(&path, 0);
    IS_TEXT(path.text, "rosters/0", "the path of an old roster");
    vs_changes_put(&changes, path.text, "zero", 4);
    vs_branch_roster_path(&path, 10);
    vs_changes_put(&changes, path.text, "ten", 3);
    vs_changes_put(&changes, "rosters/2", "two", 3);
    vs_changes_put(&changes, "rosters/02", "x", 1);
    vs_changes_put(&changes, "content/x001/x234/067", "sealed", 6);
    apply(tree, &changes, "put");

    vs_buf_init(&out, 1000);
    OK(vs_branch_list_anchors(&hashes, &count, tree, &err) == VS_OK && count == 1 &&
           vs_hash_eq(&hashes[0], &hash),
       "anchors are listed, other names are not");
    vs_free(hashes);
    OK(vs_branch_list_witness(&hashes, &count, tree, &err) == VS_OK && count == 1 &&
           vs_hash_eq(&hashes[0], &hash),
       "witness files too");
    vs_free(hashes);
    OK(vs_branch_list_rosters(&numbers, &count, tree, &err) == VS_OK && count == 3 &&
           numbers[0] == 0 && numbers[1] == 2 && numbers[2] == 10,
       "generations in their order");
    vs_free(numbers);
    OK(vs_branch_read_old_roster(tree, &out, 10, &err) == VS_OK &&
           vs_branch_read_anchor(tree, &out, &hash, &err) == VS_OK &&
           vs_branch_read_witness(tree, &out, &hash, &err) == VS_OK &&
           vs_str_is(vs_buf_str(&out), "tenanchorwitness"),
       "each is read by its name");
    vs_buf_clear(&out);
    OK(vs_branch_read_content(tree, &out, 1234067, 6, &err) == VS_OK &&
           vs_str_is(vs_buf_str(&out), "sealed"),
       "content is read at its length");
    IS_INT(vs_branch_read_content(tree, &out, 1234067, 5, &err), VS_E_TOO_LARGE, "not longer");
    IS_INT(vs_branch_read_content(tree, &out, 1234067, 7, &err), VS_E_REMOTE_CONTENT,
           "not shorter");
    IS_INT(vs_branch_read_content(tree, &out, 1234068, 7, &err), VS_E_NOT_FOUND, "or is absent");
    IS_INT(vs_branch_read_checkpoint(tree, &out, &err), VS_E_NOT_FOUND, "no checkpoint here");
    vs_buf_release(&out);
    vs_tree_close(tree);
}

int
main(void)
{
    h_folder();
    test_growth();
    test_second_level();
    test_bad_branches();
    test_other_files();
    return tap_done();
}
