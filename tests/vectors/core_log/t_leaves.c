/* Leaves: schemas/vectors/leaves.json. */
#include "core/log/hash.h"
#include "core/log/leaf.h"
#include "core/log/merkle.h"
#include "tests/tap.h"
#include "tests/vectors/core_log/h_vectors.h"

static enum vs_code
read_leaf(struct vs_leaf *leaf, const struct vs_json *v)
{
    struct vs_str bytes = vector_bytes(v, "leaf", 0);
    struct vs_hash feed = vector_hash(v, "feed");
    enum vs_code code = vs_leaf_parse(leaf, bytes.p, bytes.len, NULL);

    return code == VS_OK ? vs_leaf_check_place(leaf, &feed, vector_int(v, "index"), NULL) : code;
}

static bool
hashes_to(const struct vs_json *v, const char *member, struct vs_str bytes)
{
    struct vs_hash hash;

    vs_sha256(&hash, bytes.p, bytes.len);
    return vector_is(v, member, hash.b, 32);
}

static void
test_sealed(const struct vs_leaf *leaf, const struct vs_json *v, const char *name)
{
    uint8_t header[VS_LEAF_SEALED_LEN];
    const struct vs_leaf_place place = {leaf->index, leaf->feed, leaf->anchor, leaf->salt};

    OK(hashes_to(v, "facts_aad_sha256", vs_leaf_facts_aad(leaf->bytes)), "%s: AAD of facts", name);
    OK(hashes_to(v, "content_aad_sha256", vs_leaf_content_aad(leaf->bytes)), "%s: AAD of content",
       name);
    OK(hashes_to(v, "facts_sha256", leaf->facts), "%s: facts", name);
    IS_INT(leaf->content_len, vector_int(v, "content_len"), "%s: length of content", name);
    OK(vector_is(v, "content_hash", leaf->content_hash->b, 32), "%s: hash of content", name);

    vs_leaf_write_sealed(header, &place, leaf->tag, leaf->facts_commitment,
                         leaf->content_commitment);
    vs_leaf_set_content(header, leaf->content_hash, leaf->content_len);
    OK(memcmp(header, leaf->bytes, sizeof(header)) == 0, "%s: the header written again", name);
}

static void
test_invitation(const struct vs_leaf *leaf, const struct vs_json *v, const char *name)
{
    uint8_t header[VS_LEAF_INVITATION_LEN];
    const struct vs_leaf_place place = {leaf->index, leaf->feed, leaf->anchor, leaf->salt};
    struct vs_str box = vs_leaf_box(leaf, leaf->boxes - 1U);

    IS_INT(leaf->boxes, vector_int(v, "boxes"), "%s: boxes", name);
    IS_INT(leaf->box_len, vector_int(v, "box_len"), "%s: their length", name);
    OK(hashes_to(v, "box_aad_sha256", vs_leaf_box_aad(leaf->bytes)), "%s: AAD", name);
    OK(vector_is(v, "last_box", box.p, box.len), "%s: the last box", name);
    vs_leaf_write_invitation(header, &place, leaf->box_len, leaf->boxes);
    OK(memcmp(header, leaf->bytes, sizeof(header)) == 0, "%s: the header written again", name);
}

static void
positive(const struct vs_json *v, const char *name)
{
    struct vs_leaf leaf;
    struct vs_hash hash;

    if (!OK(read_leaf(&leaf, v) == VS_OK, "%s: good", name)) {
        return;
    }
    vs_merkle_leaf_hash(&hash, leaf.bytes, leaf.len);
    OK(vector_is(v, "leaf_hash", hash.b, 32), "%s: leaf hash", name);
    OK(leaf.opaque == vs_json_bool(vs_json_get(v, "opaque"), false), "%s: opaque or not", name);
    IS_INT(leaf.kind, vector_int(v, "kind"), "%s: kind", name);
    IS_INT(leaf.suite, vector_int(v, "suite"), "%s: suite", name);
    OK(leaf.tag ? vector_is(v, "tag", leaf.tag, VS_LEAF_TAG_LEN) : !vector_has(v, "tag"), "%s: tag",
       name);
    if (leaf.opaque) {
        return;
    }
    struct vs_str parts[2];
    uint8_t input[72];

    vs_leaf_key_parts(parts, leaf.bytes);
    if (OK(parts[0].len + parts[1].len == sizeof(input), "%s: 72 bytes for the key", name)) {
        memcpy(input, parts[0].p, parts[0].len);
        memcpy(input + parts[0].len, parts[1].p, parts[1].len);
        OK(vector_is(v, "key_input", input, sizeof(input)), "%s: the right ones", name);
    }
    OK(vector_is(v, "anchor", leaf.anchor->b, 32), "%s: anchor", name);
    OK(vector_is(v, "salt", leaf.salt->b, 32), "%s: salt", name);
    if (leaf.kind == VS_LEAF_SEALED) {
        test_sealed(&leaf, v, name);
    } else {
        test_invitation(&leaf, v, name);
    }
}

static void
negative(const struct vs_json *v, const char *name, const char *reason)
{
    struct vs_leaf leaf;

    IS_TEXT(vs_code_name(read_leaf(&leaf, v)), reason, "%s", name);
}

int
main(void)
{
    vectors_each("leaves", positive, negative);
    return tap_done();
}
