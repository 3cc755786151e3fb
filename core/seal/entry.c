#include "core/seal/entry.h"

#include <string.h>

#include <sodium.h>

#include "core/base/secret.h"
#include "core/log/hash.h"

enum { LENGTH_LEN = 4 }; /* u32 before the text */

_Static_assert(VS_AEAD_TAG_LEN == crypto_aead_chacha20poly1305_ietf_ABYTES, "RFC 8439");
_Static_assert(VS_KEY_LEN == crypto_aead_chacha20poly1305_ietf_KEYBYTES, "RFC 8439");
_Static_assert(VS_KEY_LEN == VS_HMAC_KEY_LEN, "one length of keys");
_Static_assert(VS_TAG_LEN == VS_LEAF_TAG_LEN, "one length of tags");

/* The key is used for one message, so the nonce is always this one. */
static const uint8_t zero_nonce[crypto_aead_chacha20poly1305_ietf_NPUBBYTES];

/* L and P, both keyed by E. */
struct entry_keys {
    struct vs_hash aead;
    struct vs_hash commitment;
};

static void
derive(struct entry_keys *out, const uint8_t e[VS_KEY_LEN])
{
    struct vs_hmac once, again;

    vs_hmac_init(&once, e);
    again = once;
    vs_hmac_add(&once, "vs1 key", 7);
    vs_hmac_final(&out->aead, &once);
    vs_hmac_add(&again, "vs1 commit", 10);
    vs_hmac_final(&out->commitment, &again);
    vs_wipe(&once, sizeof(once));
    vs_wipe(&again, sizeof(again));
}

void
vs_entry_key(uint8_t e[VS_KEY_LEN], enum vs_part part, const uint8_t key[VS_KEY_LEN],
             const uint8_t *leaf)
{
    struct vs_str parts[3];
    struct vs_hash mac;

    parts[0] = part == VS_PART_FACTS ? VS_STR("vs1 facts entry") : VS_STR("vs1 content entry");
    vs_leaf_key_parts(parts + 1, leaf);
    vs_hmac(&mac, key, parts, 3);
    memcpy(e, mac.b, VS_KEY_LEN);
    vs_wipe(&mac, sizeof(mac));
}

/* Pf lies at 128, Pc at 160 (FORMAT.md, section 5). */
static const uint8_t *
commitment_of(enum vs_part part, const uint8_t *leaf)
{
    return leaf + (part == VS_PART_FACTS ? 128 : 160);
}

bool
vs_entry_commits(enum vs_part part, const uint8_t e[VS_KEY_LEN], const uint8_t *leaf)
{
    struct entry_keys keys;
    bool same;

    derive(&keys, e);
    same = vs_same(keys.commitment.b, commitment_of(part, leaf), VS_KEY_LEN);
    vs_wipe(&keys, sizeof(keys));
    return same;
}

/* --- opening ---------------------------------------------------------------------------------- */

/* The text in a padded plaintext; VS_E_PADDING unless all behind it is zero. */
static enum vs_code
unpad(struct vs_str *text, const uint8_t *plain, size_t len, const char *what, struct vs_err *err)
{
    uint32_t n = vs_get_u32(plain);

    if (n > len - LENGTH_LEN) {
        return vs_fail(err, VS_E_PADDING, what, "the text is said to be longer than its room");
    }
    if (!sodium_is_zero(plain + LENGTH_LEN + n, len - LENGTH_LEN - n)) {
        return vs_fail(err, VS_E_PADDING, what, "what fills up the room is not zero");
    }
    *text = (struct vs_str){(const char *)plain + LENGTH_LEN, n};
    return VS_OK;
}

static enum vs_code
open_part(struct vs_str *text, struct vs_buf *room, enum vs_part part, const uint8_t e[VS_KEY_LEN],
          const struct vs_leaf *leaf, struct vs_str sealed, struct vs_err *err)
{
    const char *what = part == VS_PART_FACTS ? "facts" : "content";
    struct vs_str aad =
        part == VS_PART_FACTS ? vs_leaf_facts_aad(leaf->bytes) : vs_leaf_content_aad(leaf->bytes);
    struct entry_keys keys;
    enum vs_code code;

    *text = (struct vs_str){NULL, 0};
    vs_buf_clear(room);
    derive(&keys, e);
    if (!vs_same(keys.commitment.b, commitment_of(part, leaf->bytes), VS_KEY_LEN)) {
        code = vs_fail(err, VS_E_NOT_FOR_THIS_KEY, what, "sealed under another key");
        goto out;
    }
    if (sealed.len < VS_AEAD_TAG_LEN + LENGTH_LEN) {
        code = vs_fail(err, VS_E_UNOPENABLE, what, "too short to be a ciphertext");
        goto out;
    }
    vs_buf_add_zeros(room, sealed.len - VS_AEAD_TAG_LEN);
    code = vs_buf_check(room, what, err);
    if (code != VS_OK) {
        goto out;
    }
    if (crypto_aead_chacha20poly1305_ietf_decrypt(room->p, NULL, NULL, (const uint8_t *)sealed.p,
                                                  sealed.len, (const uint8_t *)aad.p, aad.len,
                                                  zero_nonce, keys.aead.b) != 0) {
        vs_buf_clear(room);
        code = vs_fail(err, VS_E_UNOPENABLE, what, "the key is right but the ciphertext is not");
        goto out;
    }
    code = unpad(text, room->p, room->len, what, err);
out:
    vs_wipe(&keys, sizeof(keys));
    return code;
}

static enum vs_code
check_sealed(const struct vs_leaf *leaf, struct vs_err *err)
{
    if (leaf->opaque || leaf->kind != VS_LEAF_SEALED) {
        return vs_fail(err, VS_E_LEAF_FORMAT, "leaf", "is not a sealed leaf");
    }
    return VS_OK;
}

enum vs_code
vs_facts_open_entry(struct vs_str *text, struct vs_buf *room, const uint8_t e[VS_KEY_LEN],
                    const struct vs_leaf *leaf, struct vs_err *err)
{
    enum vs_code code = check_sealed(leaf, err);

    *text = (struct vs_str){NULL, 0};
    return code != VS_OK ? code : open_part(text, room, VS_PART_FACTS, e, leaf, leaf->facts, err);
}

enum vs_code
vs_facts_open(struct vs_str *text, struct vs_buf *room, const uint8_t kf[VS_KEY_LEN],
              const struct vs_leaf *leaf, struct vs_err *err)
{
    uint8_t e[VS_KEY_LEN];
    enum vs_code code = check_sealed(leaf, err);

    *text = (struct vs_str){NULL, 0};
    if (code != VS_OK) {
        return code;
    }
    vs_entry_key(e, VS_PART_FACTS, kf, leaf->bytes);
    code = open_part(text, room, VS_PART_FACTS, e, leaf, leaf->facts, err);
    vs_wipe(e, sizeof(e));
    return code;
}

enum vs_code
vs_content_check(const struct vs_leaf *leaf, struct vs_str sealed, struct vs_err *err)
{
    struct vs_hash hash;
    enum vs_code code = check_sealed(leaf, err);

    if (code != VS_OK) {
        return code;
    }
    if (leaf->content_len == 0) {
        return vs_fail(err, VS_E_NOT_FOUND, "content", "the leaf has none");
    }
    if (sealed.len != leaf->content_len) {
        return vs_fail(err, VS_E_CONTENT_HASH, "content", "has %zu bytes, the leaf says %u",
                       sealed.len, (unsigned)leaf->content_len);
    }
    vs_sha256(&hash, sealed.p, sealed.len);
    if (!vs_hash_eq(&hash, leaf->content_hash)) {
        return vs_fail(err, VS_E_CONTENT_HASH, "content", "is not what the leaf names");
    }
    return VS_OK;
}

enum vs_code
vs_content_open_entry(struct vs_str *text, struct vs_buf *room, const uint8_t e[VS_KEY_LEN],
                      const struct vs_leaf *leaf, struct vs_str sealed, struct vs_err *err)
{
    enum vs_code code = vs_content_check(leaf, sealed, err);

    *text = (struct vs_str){NULL, 0};
    return code != VS_OK ? code : open_part(text, room, VS_PART_CONTENT, e, leaf, sealed, err);
}

enum vs_code
vs_content_open_checked(struct vs_str *text, struct vs_buf *room, const uint8_t kc[VS_KEY_LEN],
                        const struct vs_leaf *leaf, struct vs_str sealed, struct vs_err *err)
{
    uint8_t e[VS_KEY_LEN];
    enum vs_code code;

    *text = (struct vs_str){NULL, 0};
    vs_entry_key(e, VS_PART_CONTENT, kc, leaf->bytes);
    code = open_part(text, room, VS_PART_CONTENT, e, leaf, sealed, err);
    vs_wipe(e, sizeof(e));
    return code;
}

enum vs_code
vs_content_open(struct vs_str *text, struct vs_buf *room, const uint8_t kc[VS_KEY_LEN],
                const struct vs_leaf *leaf, struct vs_str sealed, struct vs_err *err)
{
    enum vs_code code = vs_content_check(leaf, sealed, err);

    *text = (struct vs_str){NULL, 0};
    return code == VS_OK ? vs_content_open_checked(text, room, kc, leaf, sealed, err) : code;
}

/* --- sealing ---------------------------------------------------------------------------------- */

/* Appends the ciphertext of `text`, padded to `class` bytes. `aad` may lie in `out` itself, below
 * what is appended: it is given as an offset when `aad.p` is NULL. */
static enum vs_code
seal_part(struct vs_buf *out, const struct vs_hash *key, struct vs_str aad, size_t aad_offset,
          struct vs_str text, size_t class, struct vs_err *err)
{
    size_t start = out->len;
    const uint8_t *ad;
    enum vs_code code;

    vs_buf_add_u32(out, (uint32_t)text.len);
    vs_buf_add_str(out, text);
    vs_buf_add_zeros(out, class - LENGTH_LEN - text.len + VS_AEAD_TAG_LEN);
    code = vs_buf_check(out, "leaf", err);
    if (code != VS_OK) {
        return code;
    }
    ad = aad.p ? (const uint8_t *)aad.p : out->p + aad_offset;
    crypto_aead_chacha20poly1305_ietf_encrypt(out->p + start, NULL, out->p + start, class, ad,
                                              aad.len, NULL, zero_nonce, key->b);
    return VS_OK;
}

/* What was sealed must open to what was given, before anybody relies on it. */
static enum vs_code
open_again(struct vs_str bytes, struct vs_str sealed, const struct vs_sealing *in,
           struct vs_err *err)
{
    struct vs_leaf leaf;
    struct vs_str text;
    struct vs_buf room;
    enum vs_code code = vs_leaf_parse(&leaf, bytes.p, bytes.len, err);

    if (code != VS_OK) {
        return code;
    }
    vs_buf_init(&room, VS_CONTENT_CLASS_MAX);
    code = vs_facts_open(&text, &room, in->kf, &leaf, err);
    if (code == VS_OK && !vs_str_eq(text, in->facts)) {
        code = vs_fail(err, VS_E_INTERNAL, "facts", "do not open to what was sealed");
    }
    if (code == VS_OK && in->content.p) {
        code = vs_content_open(&text, &room, in->kc, &leaf, sealed, err);
        if (code == VS_OK && !vs_str_eq(text, in->content)) {
            code = vs_fail(err, VS_E_INTERNAL, "content", "does not open to what was sealed");
        }
    }
    if (room.p) {
        vs_wipe(room.p, room.len);
    }
    vs_buf_release(&room);
    return code;
}

/* The content of `in`, sealed under a header that has its commitment already. */
static enum vs_code
seal_content(uint8_t header[VS_LEAF_SEALED_LEN], struct vs_buf *content,
             const struct vs_sealing *in, const struct vs_hash *key, struct vs_err *err)
{
    size_t start = content->len;
    size_t class = vs_leaf_content_class(LENGTH_LEN + in->content.len);
    struct vs_hash hash;
    enum vs_code code =
        seal_part(content, key, vs_leaf_content_aad(header), 0, in->content, class, err);

    if (code != VS_OK) {
        return code;
    }
    vs_sha256(&hash, content->p + start, content->len - start);
    vs_leaf_set_content(header, &hash, (uint32_t)(content->len - start));
    return VS_OK;
}

static enum vs_code
check_sealing(const struct vs_buf *content, const struct vs_sealing *in, struct vs_err *err)
{
    if (in->facts.len > VS_FACTS_MAX) {
        return vs_fail(err, VS_E_TOO_LARGE, "facts", "have %zu bytes, at most %zu fit",
                       in->facts.len, (size_t)VS_FACTS_MAX);
    }
    if (!in->content.p) {
        return VS_OK;
    }
    if (!in->kc || !content) {
        return vs_fail(err, VS_E_INVALID, "content", "needs the key of a full party");
    }
    if (in->content.len > VS_CONTENT_MAX) {
        return vs_fail(err, VS_E_TOO_LARGE, "content", "has %zu bytes, at most %zu fit",
                       in->content.len, (size_t)VS_CONTENT_MAX);
    }
    return VS_OK;
}

enum vs_code
vs_leaf_seal(struct vs_buf *leaf, struct vs_buf *content, const struct vs_sealing *in,
             struct vs_err *err)
{
    static const struct vs_hash none;
    uint8_t header[VS_LEAF_SEALED_LEN], e[VS_KEY_LEN];
    struct entry_keys facts_keys, content_keys;
    size_t leaf_start = leaf->len, content_start = content ? content->len : 0;
    enum vs_code code = check_sealing(content, in, err);

    if (code != VS_OK) {
        return code;
    }
    /* Keys follow from the place and the salt, commitments from the keys: the header comes twice.
     */
    vs_leaf_write_sealed(header, &in->place, in->tag, &none, NULL);
    vs_entry_key(e, VS_PART_FACTS, in->kf, header);
    derive(&facts_keys, e);
    memset(&content_keys, 0, sizeof(content_keys));
    if (in->content.p) {
        vs_entry_key(e, VS_PART_CONTENT, in->kc, header);
        derive(&content_keys, e);
    }
    vs_leaf_write_sealed(header, &in->place, in->tag, &facts_keys.commitment,
                         in->content.p ? &content_keys.commitment : NULL);
    if (in->content.p) {
        code = seal_content(header, content, in, &content_keys.aead, err);
        if (code != VS_OK) {
            goto out;
        }
    }
    vs_buf_add(leaf, header, sizeof(header));
    code = seal_part(leaf, &facts_keys.aead, (struct vs_str){NULL, VS_LEAF_SEALED_LEN}, leaf_start,
                     in->facts, vs_leaf_facts_class(LENGTH_LEN + in->facts.len), err);
    if (code != VS_OK) {
        goto out;
    }
    code =
        open_again(vs_part(leaf->p + leaf_start, leaf->len - leaf_start),
                   in->content.p ? vs_part(content->p + content_start, content->len - content_start)
                                 : (struct vs_str){NULL, 0},
                   in, err);
out:
    vs_wipe(e, sizeof(e));
    vs_wipe(&facts_keys, sizeof(facts_keys));
    vs_wipe(&content_keys, sizeof(content_keys));
    return code;
}
