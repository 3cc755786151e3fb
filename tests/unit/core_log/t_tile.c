/* Bundles, and which files arise as a tree grows. */
#include "core/log/tile.h"
#include "core/log/leaf.h"
#include "core/log/merkle.h"
#include "core/base/mem.h"
#include "tests/tap.h"

static void
test_bundle(void)
{
    struct vs_buf out;
    struct vs_str leaves[4];
    static uint8_t longest[VS_LEAF_MAX];

    vs_buf_init(&out, VS_BUNDLE_MAX);
    vs_bundle_add(&out, "abc", 3);
    vs_bundle_add(&out, "", 0);
    vs_bundle_add(&out, longest, sizeof(longest));
    OK(vs_buf_check(&out, "bundle", NULL) == VS_OK, "three leaves in a bundle");
    OK(vs_bundle_split(leaves, 3, out.p, out.len, NULL) == VS_OK && vs_str_is(leaves[0], "abc") &&
           leaves[1].len == 0 && leaves[2].len == VS_LEAF_MAX,
       "come out again");
    OK(vs_bundle_split(leaves, 2, out.p, out.len, NULL) == VS_E_REMOTE_CONTENT, "not two");
    OK(vs_bundle_split(leaves, 4, out.p, out.len, NULL) == VS_E_REMOTE_CONTENT, "not four");
    OK(vs_bundle_split(leaves, 3, out.p, out.len - 1, NULL) == VS_E_REMOTE_CONTENT,
       "not cut short");
    OK(vs_bundle_split(leaves, 1, out.p, 1, NULL) == VS_E_REMOTE_CONTENT, "not half a length");
    vs_buf_release(&out);
}

/* The paths that arise from one size to another, each followed by a space. */
static const char *
arising(uint64_t from, uint64_t to, bool strict)
{
    static char text[2000];
    struct vs_tile_walk walk;
    struct vs_tile tile;
    size_t len = 0;

    text[0] = '\0';
    vs_tile_walk_init(&walk, from, to, strict);
    while (vs_tile_walk_next(&tile, &walk) && len < sizeof(text) - 100) {
        struct vs_path path;

        vs_tile_path(&path, &tile);
        len += (size_t)snprintf(text + len, sizeof(text) - len, "%s ", path.text);
    }
    return text;
}

static void
test_walk(void)
{
    IS_TEXT(arising(0, 255, false), "", "no full tile below 256 leaves");
    IS_TEXT(arising(255, 256, false), "tile/entries/000 tile/0/000 ", "the 256th fills both");
    IS_TEXT(arising(256, 256, false), "", "nothing arises from nothing");
    IS_TEXT(arising(300, 800, false), "tile/entries/001 tile/entries/002 tile/0/001 tile/0/002 ",
            "every one that fills");
    IS_TEXT(arising(65535, 65536, false), "tile/entries/255 tile/0/255 tile/1/000 ",
            "the 65536th leaf fills a tile of level 1");
    IS_TEXT(arising(0, 300, true),
            "tile/entries/000 tile/entries/001.p/44 tile/0/000 tile/0/001.p/44 tile/1/000.p/1 ",
            "the strict tree has partial ones");
    IS_TEXT(arising(299, 300, true), "tile/entries/001.p/44 tile/0/001.p/44 ",
            "of which those that did not change are not new");
    IS_INT(vs_tile_full(VS_TILE_ENTRIES, 70000), 273, "273 full bundles of 70000 leaves");
    IS_INT(vs_tile_partial(VS_TILE_ENTRIES, 70000), 112, "and 112 leaves after them");
    IS_INT(vs_tile_full(0, VS_TREE_SIZE_MAX), 1LL << 32, "2^32 full tiles at the ceiling");
    IS_INT(vs_tile_partial(5, VS_TREE_SIZE_MAX), 1, "and one hash in level 5");
}

static void
test_leaf_limits(void)
{
    static uint8_t bytes[VS_LEAF_MAX + 1] = "vs1e\x09";
    struct vs_leaf leaf;
    struct vs_hash hash = {{0}};
    struct vs_merkle tree = {.size = VS_TREE_SIZE_MAX};

    OK(vs_leaf_parse(&leaf, bytes, VS_LEAF_MAX, NULL) == VS_OK && leaf.opaque, "the longest leaf");
    OK(vs_leaf_parse(&leaf, bytes, VS_LEAF_MAX + 1, NULL) == VS_E_TOO_LARGE, "a byte more");
    IS_INT(vs_leaf_facts_class(0), 512, "facts: the smallest class");
    IS_INT(vs_leaf_facts_class(513), 1024, "the next");
    IS_INT(vs_leaf_facts_class(32768), 32768, "the largest");
    IS_INT(vs_leaf_facts_class(32769), 0, "and none beyond");
    IS_INT(vs_leaf_content_class(262144), 262144, "content: the largest");
    IS_INT(vs_leaf_content_class(262145), 0, "and none beyond");
    OK(vs_merkle_append(&tree, &hash, NULL, NULL) == VS_E_TOO_LARGE, "2^40 leaves are the most");
    OK(vs_leaf_tag(bytes, 127) == NULL && vs_leaf_tag(bytes, 128) == bytes + 112,
       "a tag needs 128 bytes");
}

static void
test_merkle_read(void)
{
    uint8_t bytes[8 + 3 * 32] = {0};
    struct vs_merkle tree;

    bytes[7] = 5; /* 101: two subtrees */
    OK(vs_merkle_read(&tree, bytes, 8 + 2 * 32, NULL) == VS_OK && tree.size == 5, "a tree of 5");
    OK(vs_merkle_read(&tree, bytes, 8 + 32, NULL) == VS_E_ENCODING, "with a hash too few");
    OK(tree.size == 0, "comes out empty");
    OK(vs_merkle_read(&tree, bytes, 8 + 3 * 32, NULL) == VS_E_ENCODING, "with one too many");
    OK(vs_merkle_read(&tree, bytes, 7, NULL) == VS_E_ENCODING, "without its size");
    bytes[2] = 1;
    bytes[7] = 0;
    OK(vs_merkle_read(&tree, bytes, 8 + 32, NULL) == VS_OK, "2^40 leaves");
    bytes[2] = 2;
    OK(vs_merkle_read(&tree, bytes, 8 + 32, NULL) == VS_E_ENCODING, "2^41 leaves are too many");
}

int
main(void)
{
    test_merkle_read();
    test_bundle();
    test_walk();
    test_leaf_limits();
    return tap_done();
}
