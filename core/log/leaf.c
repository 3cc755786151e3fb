#include "core/log/leaf.h"

#include <string.h>

/* Offsets of the header, in the order of the table in leaf.h. */
enum {
    AT_KIND = 4,
    AT_SUITE = 5,
    AT_RESERVED = 6,
    AT_INDEX = 8,
    AT_FEED = 16,
    AT_ANCHOR = 48,
    AT_SALT = 80,
    AT_TAG = 112,
    AT_FACTS_COMMITMENT = 128,
    AT_CONTENT_COMMITMENT = 160,
    AT_CONTENT_HASH = 192,
    AT_CONTENT_LEN = 224,
    AT_BOX_LEN = 128,
    AT_BOXES = 130
};

_Static_assert(VS_LEAF_SEALED_LEN + VS_FACTS_CLASS_MAX + VS_AEAD_TAG_LEN <= VS_LEAF_MAX,
               "the largest sealed leaf fits");
_Static_assert(sizeof(struct vs_hash) == 32 && _Alignof(struct vs_hash) == 1, "a view of bytes");

static const struct vs_hash *
hash_at(const uint8_t *bytes, size_t at)
{
    return (const struct vs_hash *)(const void *)(bytes + at);
}

static size_t
class_of(size_t len, size_t least, unsigned count)
{
    for (unsigned k = 0; k < count; k++) {
        if (len <= least << k) {
            return least << k;
        }
    }
    return 0;
}

size_t
vs_leaf_facts_class(size_t len)
{
    return class_of(len, VS_FACTS_CLASS_MIN, VS_FACTS_CLASSES);
}

size_t
vs_leaf_content_class(size_t len)
{
    return class_of(len, VS_CONTENT_CLASS_MIN, VS_CONTENT_CLASSES);
}

/* True if `len` is the length of a ciphertext of exactly one class. */
static bool
is_sealed_class(size_t len, size_t (*class_for)(size_t))
{
    return len > VS_AEAD_TAG_LEN && class_for(len - VS_AEAD_TAG_LEN) == len - VS_AEAD_TAG_LEN;
}

static enum vs_code
malformed(struct vs_err *err, const char *detail)
{
    return vs_fail(err, VS_E_LEAF_FORMAT, "leaf", "%s", detail);
}

static enum vs_code
parse_sealed(struct vs_leaf *leaf, struct vs_err *err)
{
    const uint8_t *b = leaf->bytes;
    bool commitment, hash, length;

    if (leaf->len < VS_LEAF_SEALED_LEN ||
        !is_sealed_class(leaf->len - VS_LEAF_SEALED_LEN, vs_leaf_facts_class)) {
        return malformed(err, "the length is not that of a size class of facts");
    }
    leaf->facts_commitment = hash_at(b, AT_FACTS_COMMITMENT);
    leaf->content_commitment = hash_at(b, AT_CONTENT_COMMITMENT);
    leaf->content_hash = hash_at(b, AT_CONTENT_HASH);
    leaf->content_len = vs_get_u32(b + AT_CONTENT_LEN);
    leaf->facts =
        (struct vs_str){(const char *)b + VS_LEAF_SEALED_LEN, leaf->len - VS_LEAF_SEALED_LEN};
    commitment = !vs_hash_is_zero(leaf->content_commitment);
    hash = !vs_hash_is_zero(leaf->content_hash);
    length = leaf->content_len != 0;
    if (commitment != hash || hash != length) {
        return malformed(err, "commitment, hash and length of the content are not all there");
    }
    if (length && !is_sealed_class(leaf->content_len, vs_leaf_content_class)) {
        return malformed(err, "the content's length is not that of a size class");
    }
    return VS_OK;
}

static enum vs_code
parse_invitation(struct vs_leaf *leaf, struct vs_err *err)
{
    static const uint8_t no_tag[VS_LEAF_TAG_LEN];
    const uint8_t *b = leaf->bytes;

    if (memcmp(b + AT_TAG, no_tag, sizeof(no_tag)) != 0) {
        return malformed(err, "an invitation with a tag");
    }
    if (leaf->len < VS_LEAF_INVITATION_LEN) {
        return malformed(err, "an invitation cut short");
    }
    leaf->box_len = vs_get_u16(b + AT_BOX_LEN);
    leaf->boxes = vs_get_u16(b + AT_BOXES);
    if (leaf->boxes != 4 && leaf->boxes != 8 && leaf->boxes != 16) {
        return malformed(err, "the number of boxes is not 4, 8 or 16");
    }
    if (leaf->box_len < VS_BOX_LEN_MIN ||
        leaf->len != VS_LEAF_INVITATION_LEN + (size_t)leaf->box_len * leaf->boxes) {
        return malformed(err, "the boxes do not fill the leaf");
    }
    return VS_OK;
}

enum vs_code
vs_leaf_parse(struct vs_leaf *out, const void *bytes, size_t len, struct vs_err *err)
{
    const uint8_t *b = bytes;

    memset(out, 0, sizeof(*out));
    if (len > VS_LEAF_MAX) {
        return vs_fail(err, VS_E_TOO_LARGE, "leaf", "%zu bytes, more than %d", len, VS_LEAF_MAX);
    }
    if (len < AT_INDEX || memcmp(b, VS_LEAF_MAGIC, AT_KIND) != 0) {
        return malformed(err, "does not begin as a leaf");
    }
    out->bytes = b;
    out->len = len;
    out->kind = b[AT_KIND];
    out->suite = b[AT_SUITE];
    out->tag = vs_leaf_tag(bytes, len);
    if ((out->kind != VS_LEAF_SEALED && out->kind != VS_LEAF_INVITATION) ||
        out->suite != VS_LEAF_SUITE || vs_get_u16(b + AT_RESERVED) != 0) {
        out->opaque = true;
        return VS_OK;
    }
    if (len < VS_LEAF_COMMON_LEN) {
        return malformed(err, "shorter than its header");
    }
    out->index = vs_get_u64(b + AT_INDEX);
    out->feed = hash_at(b, AT_FEED);
    out->anchor = hash_at(b, AT_ANCHOR);
    out->salt = hash_at(b, AT_SALT);
    return out->kind == VS_LEAF_SEALED ? parse_sealed(out, err) : parse_invitation(out, err);
}

enum vs_code
vs_leaf_check_place(const struct vs_leaf *leaf, const struct vs_hash *feed, uint64_t index,
                    struct vs_err *err)
{
    if (leaf->opaque) {
        return VS_OK;
    }
    if (leaf->index != index) {
        return vs_fail(err, VS_E_LEAF_PLACE, "leaf", "says index %llu, lies at %llu",
                       (unsigned long long)leaf->index, (unsigned long long)index);
    }
    if (!vs_hash_eq(leaf->feed, feed)) {
        return vs_fail(err, VS_E_LEAF_PLACE, "leaf", "belongs to another feed");
    }
    return VS_OK;
}

const uint8_t *
vs_leaf_tag(const void *bytes, size_t len)
{
    return len >= VS_LEAF_COMMON_LEN ? (const uint8_t *)bytes + AT_TAG : NULL;
}

struct vs_str
vs_leaf_box(const struct vs_leaf *leaf, unsigned i)
{
    return (struct vs_str){(const char *)leaf->bytes + VS_LEAF_INVITATION_LEN +
                               (size_t)leaf->box_len * i,
                           leaf->box_len};
}

void
vs_leaf_key_parts(struct vs_str out[2], const uint8_t *leaf)
{
    out[0] = (struct vs_str){(const char *)leaf + AT_INDEX, AT_ANCHOR - AT_INDEX};
    out[1] = (struct vs_str){(const char *)leaf + AT_SALT, AT_TAG - AT_SALT};
}

struct vs_str
vs_leaf_facts_aad(const uint8_t *leaf)
{
    return (struct vs_str){(const char *)leaf, VS_LEAF_SEALED_LEN};
}

struct vs_str
vs_leaf_content_aad(const uint8_t *leaf)
{
    return (struct vs_str){(const char *)leaf, AT_CONTENT_HASH};
}

struct vs_str
vs_leaf_box_aad(const uint8_t *leaf)
{
    return (struct vs_str){(const char *)leaf, VS_LEAF_INVITATION_LEN};
}

/* The first 112 bytes; everything up to `len` that follows is zero. */
static void
write_common(uint8_t *out, size_t len, enum vs_leaf_kind kind, const struct vs_leaf_place *place)
{
    memset(out, 0, len);
    memcpy(out, VS_LEAF_MAGIC, AT_KIND);
    out[AT_KIND] = (uint8_t)kind;
    out[AT_SUITE] = VS_LEAF_SUITE;
    vs_put_u64(out + AT_INDEX, place->index);
    memcpy(out + AT_FEED, place->feed->b, sizeof(place->feed->b));
    if (place->anchor) {
        memcpy(out + AT_ANCHOR, place->anchor->b, sizeof(place->anchor->b));
    }
    memcpy(out + AT_SALT, place->salt->b, sizeof(place->salt->b));
}

void
vs_leaf_write_sealed(uint8_t out[VS_LEAF_SEALED_LEN], const struct vs_leaf_place *place,
                     const uint8_t tag[VS_LEAF_TAG_LEN], const struct vs_hash *facts_commitment,
                     const struct vs_hash *content_commitment)
{
    write_common(out, VS_LEAF_SEALED_LEN, VS_LEAF_SEALED, place);
    memcpy(out + AT_TAG, tag, VS_LEAF_TAG_LEN);
    memcpy(out + AT_FACTS_COMMITMENT, facts_commitment->b, sizeof(facts_commitment->b));
    if (content_commitment) {
        memcpy(out + AT_CONTENT_COMMITMENT, content_commitment->b, sizeof(content_commitment->b));
    }
}

void
vs_leaf_set_content(uint8_t header[VS_LEAF_SEALED_LEN], const struct vs_hash *content_hash,
                    uint32_t content_len)
{
    memcpy(header + AT_CONTENT_HASH, content_hash->b, sizeof(content_hash->b));
    vs_put_u32(header + AT_CONTENT_LEN, content_len);
}

void
vs_leaf_write_invitation(uint8_t out[VS_LEAF_INVITATION_LEN], const struct vs_leaf_place *place,
                         uint16_t box_len, uint16_t boxes)
{
    write_common(out, VS_LEAF_INVITATION_LEN, VS_LEAF_INVITATION, place);
    vs_put_u16(out + AT_BOX_LEN, box_len);
    vs_put_u16(out + AT_BOXES, boxes);
}
