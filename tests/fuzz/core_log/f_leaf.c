/* Leaves, bundles and serialised trees: everything that a parsed leaf points at lies within it, and
 * its header is what the writer writes for it. */
#include <string.h>

#include "core/log/leaf.h"
#include "core/log/merkle.h"
#include "core/log/tile.h"
#include "tests/fuzz/fuzz.h"

static void
check_leaf(const struct vs_leaf *leaf)
{
    const struct vs_leaf_place place = {leaf->index, leaf->feed, leaf->anchor, leaf->salt};
    uint8_t header[VS_LEAF_SEALED_LEN];

    if (leaf->kind == VS_LEAF_SEALED) {
        vs_leaf_write_sealed(header, &place, leaf->tag, leaf->facts_commitment,
                             leaf->content_commitment);
        vs_leaf_set_content(header, leaf->content_hash, leaf->content_len);
        FUZZ_CHECK(memcmp(header, leaf->bytes, VS_LEAF_SEALED_LEN) == 0);
        FUZZ_CHECK(leaf->facts.p + leaf->facts.len == (const char *)leaf->bytes + leaf->len);
        FUZZ_CHECK(vs_leaf_facts_class(leaf->facts.len - VS_AEAD_TAG_LEN) + VS_AEAD_TAG_LEN ==
                   leaf->facts.len);
    } else {
        struct vs_str last = vs_leaf_box(leaf, leaf->boxes - 1U);

        vs_leaf_write_invitation(header, &place, leaf->box_len, leaf->boxes);
        FUZZ_CHECK(memcmp(header, leaf->bytes, VS_LEAF_INVITATION_LEN) == 0);
        FUZZ_CHECK(last.p + last.len == (const char *)leaf->bytes + leaf->len);
    }
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct vs_leaf leaf;
    struct vs_merkle tree;
    struct vs_str leaves[VS_TILE_WIDTH];

    if (vs_leaf_parse(&leaf, data, size, NULL) == VS_OK && !leaf.opaque) {
        check_leaf(&leaf);
    }
    FUZZ_CHECK(vs_leaf_tag(data, size) == (size < 128 ? NULL : data + 112));
    if (vs_merkle_read(&tree, data, size, NULL) == VS_OK) {
        uint8_t again[VS_MERKLE_BYTES_MAX];

        FUZZ_CHECK(vs_merkle_write(again, &tree) == size && memcmp(again, data, size) == 0);
    }
    for (unsigned count = 1; count <= VS_TILE_WIDTH; count += 5) {
        size_t sum = 0;

        if (vs_bundle_split(leaves, count, data, size, NULL) != VS_OK) {
            continue;
        }
        for (unsigned i = 0; i < count; i++) {
            sum += 2 + leaves[i].len;
        }
        FUZZ_CHECK(sum == size);
    }
    return 0;
}
