/*
 * Inbox keys: X25519 pairs to which invitations are sealed. A device announces a new one monthly in
 * its own feed; the newest announcement of a device counts, also after its `until` (FORMAT.md, 7).
 */
#ifndef VS_CORE_IDENTITY_INBOX_H
#define VS_CORE_IDENTITY_INBOX_H

#include "core/base/bytes.h"
#include "core/base/instant.h"
#include "core/base/secret.h"
#include "core/identity/roster.h"
#include "core/seal/hpke.h"

/* A pair of this device. */
struct vs_inbox {
    struct vs_secret sk; /* VS_X25519_LEN bytes */
    struct vs_hash pk;
};

/* From 32 random bytes (HPKE DeriveKeyPair); release with vs_inbox_release. */
enum vs_code vs_inbox_init(struct vs_inbox *out, const uint8_t ikm[VS_X25519_LEN],
                           struct vs_err *err) VS_MUST_USE;
/* From a stored private key. */
enum vs_code vs_inbox_load(struct vs_inbox *out, const uint8_t sk[VS_X25519_LEN],
                           struct vs_err *err) VS_MUST_USE;
void vs_inbox_release(struct vs_inbox *inbox);

/* May this public key be announced and sealed to? False for keys of small order. */
bool vs_inbox_key_is_sound(const struct vs_hash *pk);

/* An announcement as found in a directory. */
struct vs_inbox_announced {
    struct vs_hash feed;
    uint64_t index; /* of the leaf; a later leaf of one feed is newer */
    struct vs_hash key;
    vs_instant until; /* advice */
};

/*
 * The keys to seal to: of every device that is active in `view`, the newest announcement. Writes at
 * most `max` of them to `out`, in the order of the devices of the view. Keys that are not sound are
 * passed over. VS_E_NO_INBOX_KEY when no active device
 * has announced one ("sync first"), VS_E_TOO_LARGE when there are more than `max`.
 */
enum vs_code vs_inbox_choose(struct vs_inbox_announced *out, size_t *count, size_t max,
                             const struct vs_roster_view *view,
                             const struct vs_inbox_announced *announced, size_t announced_count,
                             struct vs_err *err) VS_MUST_USE;

#endif
