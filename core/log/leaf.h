/*
 * Leaves: the bytes that a feed's tree is made of (FORMAT.md, "Leaves"). Big-endian.
 *
 *   off  len  field
 *     0    4  "vs1e"
 *     4    1  kind: 2 sealed, 3 invitation
 *     5    1  suite: 1
 *     6    2  zero
 *     8    8  index of the leaf in its feed
 *    16   32  feed = SHA-256(origin)
 *    48   32  anchor = SHA-256(an earlier published checkpoint file of this feed), or zeros
 *    80   32  salt, random
 *   112   16  recognition tag (kind 3: zeros)
 *   kind 2:                                    kind 3:
 *   128   32  Pf, commitment of the facts      128  2  length of a box
 *   160   32  Pc, commitment of the content    130  2  number of boxes: 4, 8 or 16
 *   192   32  chash                            132  .  the boxes
 *   224    4  clen
 *   228    .  ciphertext of the facts
 *
 * This module knows where things are and whether they are well formed. Keys, tags and ciphertexts
 * belong to core/seal.
 */
#ifndef VS_CORE_LOG_LEAF_H
#define VS_CORE_LOG_LEAF_H

#include "core/base/bytes.h"
#include "core/log/limits.h"

#define VS_LEAF_MAGIC "vs1e"

enum vs_leaf_kind { VS_LEAF_SEALED = 2, VS_LEAF_INVITATION = 3 };

enum {
    VS_LEAF_SUITE = 1,
    VS_LEAF_COMMON_LEN = 128,     /* the header that both kinds share */
    VS_LEAF_SEALED_LEN = 228,     /* the header of kind 2 */
    VS_LEAF_INVITATION_LEN = 132, /* the header of kind 3 */
    VS_LEAF_TAG_LEN = 16,
    VS_LEAF_SEALED_MIN = VS_LEAF_SEALED_LEN + 512 + 16
};

/*
 * A leaf as parsed: views of the bytes it was parsed from, which must outlive it. If `opaque` (a
 * kind, suite or reserved byte that this version does not know) only bytes, len, kind, suite and
 * tag are set.
 */
struct vs_leaf {
    const uint8_t *bytes;
    size_t len;
    bool opaque;
    uint8_t kind; /* enum vs_leaf_kind, unless opaque */
    uint8_t suite;
    uint64_t index;
    const struct vs_hash *feed;
    const struct vs_hash *anchor; /* all zeros = none */
    const struct vs_hash *salt;
    const uint8_t *tag; /* VS_LEAF_TAG_LEN bytes; NULL if an opaque leaf is too short for one */

    /* VS_LEAF_SEALED; the last three are zero when there is no content */
    const struct vs_hash *facts_commitment;
    struct vs_str facts; /* ciphertext with its authentication tag */
    const struct vs_hash *content_commitment;
    const struct vs_hash *content_hash; /* of the content's ciphertext */
    uint32_t content_len;               /* of the content's ciphertext, tag included; 0 = none */

    /* VS_LEAF_INVITATION */
    uint16_t box_len;
    uint16_t boxes;
};

/*
 * Parses untrusted bytes. VS_OK: `*out` is filled, perhaps as opaque. VS_E_TOO_LARGE: longer than
 * VS_LEAF_MAX. VS_E_LEAF_FORMAT: anything else that no writer of this version would write. A leaf
 * that fails here still lies in the tree and is hashed and counted; see vs_leaf_tag.
 */
enum vs_code vs_leaf_parse(struct vs_leaf *out, const void *bytes, size_t len,
                           struct vs_err *err) VS_MUST_USE;

/* VS_E_LEAF_PLACE unless the leaf says that it is leaf `index` of `feed`. An opaque leaf passes. */
enum vs_code vs_leaf_check_place(const struct vs_leaf *leaf, const struct vs_hash *feed,
                                 uint64_t index, struct vs_err *err) VS_MUST_USE;

/*
 * The recognition tag of any leaf, well formed or not: bytes [112, 128), or NULL if it is shorter.
 * Membership in a channel depends on these bytes alone, so that every version counts alike.
 */
const uint8_t *vs_leaf_tag(const void *bytes, size_t len);

/* The i-th box, i < leaf->boxes. */
struct vs_str vs_leaf_box(const struct vs_leaf *leaf, unsigned i);

/* What the entry key is derived from: leaf[8,48) and leaf[80,112), as two parts for vs_hmac. */
void vs_leaf_key_parts(struct vs_str out[2], const uint8_t *leaf);

/* What is authenticated beside each ciphertext (AAD): [0,228), [0,192), [0,132). */
struct vs_str vs_leaf_facts_aad(const uint8_t *leaf);
struct vs_str vs_leaf_content_aad(const uint8_t *leaf);
struct vs_str vs_leaf_box_aad(const uint8_t *leaf);

/* Writing. What both kinds have in common; `anchor` may be NULL for none. */
struct vs_leaf_place {
    uint64_t index;
    const struct vs_hash *feed;
    const struct vs_hash *anchor;
    const struct vs_hash *salt;
};

/*
 * Writes the header of a sealed leaf without content. Content is sealed first, under
 * vs_leaf_content_aad of this header, which needs `content_commitment` (NULL = no content) but
 * neither hash nor length; vs_leaf_set_content then adds those, and the facts come last.
 */
void vs_leaf_write_sealed(uint8_t out[VS_LEAF_SEALED_LEN], const struct vs_leaf_place *place,
                          const uint8_t tag[VS_LEAF_TAG_LEN],
                          const struct vs_hash *facts_commitment,
                          const struct vs_hash *content_commitment);
void vs_leaf_set_content(uint8_t header[VS_LEAF_SEALED_LEN], const struct vs_hash *content_hash,
                         uint32_t content_len);

/* Writes the header of an invitation. `boxes` is 4, 8 or 16. */
void vs_leaf_write_invitation(uint8_t out[VS_LEAF_INVITATION_LEN],
                              const struct vs_leaf_place *place, uint16_t box_len, uint16_t boxes);

/* The smallest class of plaintext, in bytes, that holds `len` bytes; 0 if none does. */
size_t vs_leaf_facts_class(size_t len);
size_t vs_leaf_content_class(size_t len);

#endif
