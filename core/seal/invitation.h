/*
 * Invitations (leaves of kind 3): channel keys, sealed to the inbox keys of devices (FORMAT.md,
 * section 7). A leaf carries 4, 8 or 16 boxes of 192 bytes; those that nobody needs are seals of
 * zero bytes to keys made for it and thrown away. Boxes stand in the order of their bytes, so that
 * a place says nothing.
 */
#ifndef VS_CORE_SEAL_INVITATION_H
#define VS_CORE_SEAL_INVITATION_H

#include "core/base/bytes.h"
#include "core/base/env.h"
#include "core/log/leaf.h"
#include "core/seal/hpke.h"
#include "core/seal/tag.h"

#define VS_INVITATION_PLAIN_LEN 144
#define VS_INVITATION_BOX_LEN   192
#define VS_INVITATION_LEAF_MAX  (VS_LEAF_INVITATION_LEN + VS_BOXES_MAX * VS_INVITATION_BOX_LEN)

enum vs_key_role {
    VS_KEY_FULL = 1, /* the key is Kc */
    VS_KEY_FACTS = 2 /* the key is Kr */
};

/* One key for one organisation. Holds a key: wipe after use. */
struct vs_invitation {
    enum vs_key_role role;
    uint16_t epoch;
    struct vs_hash case_id;
    struct vs_hash org; /* the recipient */
    uint8_t key[VS_KEY_LEN];
    struct vs_hash feed; /* where the channel begins: the place of its first leaf */
    uint64_t index;
};

/* The facts key that follows from an invitation. */
void vs_invitation_facts_key(uint8_t kf[VS_KEY_LEN], const struct vs_invitation *invitation);

/* A box to be made. */
struct vs_invitation_to {
    struct vs_hash inbox; /* X25519 public key */
    struct vs_invitation invitation;
};

/* The private half that tries to open boxes. */
struct vs_inbox_key {
    const uint8_t *sk; /* VS_X25519_LEN bytes */
    struct vs_hash pk;
};

/* A box that opened. Holds a key: wipe after use. */
struct vs_invitation_found {
    struct vs_invitation invitation;
    size_t inbox; /* which of the inbox keys */
};

/*
 * Appends a complete kind-3 leaf with 1 to 16 boxes to `leaf`. Randomness for boxes and dummies is
 * taken from `env`. VS_E_INVALID for another count, VS_E_WEAK_KEY for an impossible inbox key.
 */
enum vs_code vs_invitation_seal(struct vs_buf *leaf, const struct vs_leaf_place *place,
                                const struct vs_invitation_to *to, size_t count,
                                const struct vs_env *env, struct vs_err *err) VS_MUST_USE;

/*
 * Tries every box with every key. `found` has room for VS_BOXES_MAX; *count boxes opened
 * and are well formed and for `me`; *odd opened but are not (a finding against the writer of the
 * leaf; `odd` may be NULL). VS_E_LEAF_FORMAT when the leaf is not a kind-3 leaf that this version
 * understands.
 */
enum vs_code vs_invitation_open(struct vs_invitation_found *found, size_t *count, size_t *odd,
                                const struct vs_leaf *leaf, const struct vs_hash *me,
                                const struct vs_inbox_key *keys, size_t key_count,
                                struct vs_err *err) VS_MUST_USE;

#endif
