/*
 * Epochs of a case: when a party has gone, those who stay write under a new key (FORMAT.md 7.6).
 * Inside a transaction, but for vs_epoch_channel.
 */
#ifndef VS_CORE_RECORD_EPOCHS_H
#define VS_CORE_RECORD_EPOCHS_H

#include "core/ledger/channels.h"
#include "core/record/casefile.h"
#include "core/seal/invitation.h"

/*
 * The channel of a case to write under. *exact (may be NULL): everybody who was given its key is
 * still a party; otherwise a new key is owed. VS_E_NOT_FOUND.
 */
enum vs_code vs_epoch_channel(struct vs_channel_row *out, bool *exact, struct vs_store *store,
                              const struct vs_casefile *file, struct vs_err *err) VS_MUST_USE;

/*
 * The earliest rekey in order that counts our organisation among those that have its key, while
 * no such key is here: when it was recorded, and by whom. *from is VS_INSTANT_NEVER if there is
 * none. What was written under it cannot be read, so nothing later can be said for sure.
 */
enum vs_code vs_epoch_lacking(vs_instant *from, struct vs_hash *by, struct vs_store *store,
                              const struct vs_casefile *file, struct vs_err *err) VS_MUST_USE;

/*
 * Begins a new epoch: `rekey`, `epoch.open`, and the key sealed to every party by the fold whose
 * inbox keys are known (the others get it when they are). Codes of vs_act; VS_E_TOO_LARGE: more
 * parties than one event can name.
 */
enum vs_code vs_epoch_rekey(struct vs_store *store, int64_t case_leaf,
                            struct vs_err *err) VS_MUST_USE;

/* May our organisation be asked to make the new key of a case at `now`: does it hold, is it a
 * candidate, or did it close it? *rests: it is closed and not by us, or we are no full party, so
 * that only another event can make it ours. */
enum vs_code vs_epoch_is_ours(bool *ours, bool *rests, const struct vs_store *store,
                              const struct vs_casefile *file, vs_instant now,
                              struct vs_err *err) VS_MUST_USE;

/* Whether a key that came in an invitation is that of the case and epoch that it claims. */
enum vs_key_fit {
    VS_KEY_FITS,
    VS_KEY_WAITS, /* what would show it has not arrived */
    VS_KEY_WRONG
};

/* For an epoch above 0. *first is the leaf that opened the epoch, when it fits. */
enum vs_code vs_epoch_try_key(enum vs_key_fit *fit, int64_t *first, struct vs_store *store,
                              const struct vs_invitation *invitation, int64_t case_leaf,
                              const uint8_t kf[VS_KEY_LEN], struct vs_err *err) VS_MUST_USE;

#endif
