/*
 * Sealed leaves (kind 2): facts under Kf inside the leaf, content under Kc beside it (FORMAT.md,
 * section 6). Committing encryption: Bellare and Hoang 2022 (UtC) with HMAC-SHA-256, and
 * ChaCha20-Poly1305 (RFC 8439).
 *
 *     E = HMAC(K, label || leaf[8,48) || leaf[80,112))    label "vs1 facts entry", "vs1 content
 * entry" L = HMAC(E, "vs1 key")        the AEAD key, used once, with a zero nonce P = HMAC(E, "vs1
 * commit")     in the leaf; compared before anything is decrypted
 *
 * A plaintext is u32 n || n bytes || zeros up to a size class.
 */
#ifndef VS_CORE_SEAL_ENTRY_H
#define VS_CORE_SEAL_ENTRY_H

#include "core/base/bytes.h"
#include "core/log/leaf.h"
#include "core/seal/tag.h"

#define VS_FACTS_MAX       (VS_FACTS_CLASS_MAX - 4)   /* bytes of text */
#define VS_CONTENT_MAX     (VS_CONTENT_CLASS_MAX - 4) /* bytes of text */
#define VS_SEALED_LEAF_MAX (VS_LEAF_SEALED_LEN + VS_FACTS_CLASS_MAX + VS_AEAD_TAG_LEN)

enum vs_part { VS_PART_FACTS, VS_PART_CONTENT };

/* Everything that becomes a sealed leaf. */
struct vs_sealing {
    struct vs_leaf_place place; /* the salt is random and never used twice */
    uint8_t tag[VS_TAG_LEN];
    const uint8_t *kf; /* VS_KEY_LEN bytes */
    const uint8_t *kc; /* VS_KEY_LEN bytes; may be NULL if there is no content */
    struct vs_str facts;
    struct vs_str content; /* p == NULL: the leaf has no content; empty content has a p */
};

/*
 * Appends the complete leaf to `leaf` and the content ciphertext (nothing, if there is no content)
 * to `content`, which may be NULL if there is none. VS_E_TOO_LARGE when a text passes its maximum,
 * VS_E_NO_MEMORY. On failure what was appended is not to be used. The leaf is opened again before
 * it is given out.
 */
enum vs_code vs_leaf_seal(struct vs_buf *leaf, struct vs_buf *content, const struct vs_sealing *in,
                          struct vs_err *err) VS_MUST_USE;

/*
 * The entry key E of a part of a sealed leaf under a channel key: Kf for facts, Kc for content.
 * Giving E to somebody opens this one part of this one leaf; vs_entry_commits shows that it is the
 * right one. `leaf` is at least VS_LEAF_SEALED_LEN bytes. Wipe E after use.
 */
void vs_entry_key(uint8_t e[VS_KEY_LEN], enum vs_part part, const uint8_t key[VS_KEY_LEN],
                  const uint8_t *leaf);

/* Does E fit the commitment of the leaf? In constant time. */
bool vs_entry_commits(enum vs_part part, const uint8_t e[VS_KEY_LEN], const uint8_t *leaf);

/*
 * Opens the facts of a parsed leaf. `room` is cleared and holds the plaintext, `text` points into
 * it; its ceiling must be VS_FACTS_CLASS_MAX or more, and it may be used again for the next leaf.
 * VS_E_LEAF_FORMAT: not a sealed leaf. VS_E_NOT_FOR_THIS_KEY: the commitment is another's; normal.
 * VS_E_UNOPENABLE: the commitment fits but the ciphertext does not open, a fault of the writer.
 * VS_E_PADDING: it opens, but is not a padded text.
 */
enum vs_code vs_facts_open(struct vs_str *text, struct vs_buf *room, const uint8_t kf[VS_KEY_LEN],
                           const struct vs_leaf *leaf, struct vs_err *err) VS_MUST_USE;

/* As vs_facts_open, with the entry key E of the facts. */
enum vs_code vs_facts_open_entry(struct vs_str *text, struct vs_buf *room,
                                 const uint8_t e[VS_KEY_LEN], const struct vs_leaf *leaf,
                                 struct vs_err *err) VS_MUST_USE;

/*
 * Is `sealed` the content ciphertext of the leaf, by length and hash? Needs no key.
 * VS_E_CONTENT_HASH if not, VS_E_NOT_FOUND if the leaf has none, VS_E_LEAF_FORMAT.
 */
enum vs_code vs_content_check(const struct vs_leaf *leaf, struct vs_str sealed,
                              struct vs_err *err) VS_MUST_USE;

/*
 * Opens content: length, hash, commitment, AEAD, padding, in this order. `room` as in
 * vs_facts_open, with a ceiling of VS_CONTENT_CLASS_MAX or more. Codes of vs_content_check and
 * vs_facts_open.
 */
enum vs_code vs_content_open(struct vs_str *text, struct vs_buf *room, const uint8_t kc[VS_KEY_LEN],
                             const struct vs_leaf *leaf, struct vs_str sealed,
                             struct vs_err *err) VS_MUST_USE;

/* As vs_content_open, of bytes for which vs_content_check said VS_OK: length and hash are not
 * looked at again. */
enum vs_code vs_content_open_checked(struct vs_str *text, struct vs_buf *room,
                                     const uint8_t kc[VS_KEY_LEN], const struct vs_leaf *leaf,
                                     struct vs_str sealed, struct vs_err *err) VS_MUST_USE;

/* As vs_content_open, with the entry key E of the content. */
enum vs_code vs_content_open_entry(struct vs_str *text, struct vs_buf *room,
                                   const uint8_t e[VS_KEY_LEN], const struct vs_leaf *leaf,
                                   struct vs_str sealed, struct vs_err *err) VS_MUST_USE;

#endif
