/* Writing to the own feed: the only place where this device makes leaves. Inside a transaction. */
#ifndef VS_CORE_RECORD_OWN_H
#define VS_CORE_RECORD_OWN_H

#include "core/ledger/channels.h"
#include "core/record/store.h"
#include "core/seal/invitation.h"

/* A device speaks from the roster entry at the beginning of its feed on, until it is closed: only
 * rosters are announced outside that. VS_E_DEVICE_UNLISTED, VS_E_DEVICE_CLOSED, VS_E_RESTORED. */
enum vs_code vs_own_may_write(const struct vs_store *store, struct vs_err *err) VS_MUST_USE;

/*
 * Seals facts, and content if content.p is not NULL, as the next leaf of the own feed in a channel,
 * and takes the leaf as a reader would. *leaf and *hash name it. What cannot be opened again is
 * never kept: VS_E_INTERNAL.
 */
enum vs_code vs_own_append(struct vs_store *store, const struct vs_channel_row *channel,
                           struct vs_str facts, struct vs_str content, int64_t *leaf,
                           struct vs_hash *hash, struct vs_err *err) VS_MUST_USE;

/* Seals up to any number of keys as invitation leaves of the own feed; notes who was invited. */
enum vs_code vs_own_invite(struct vs_store *store, const struct vs_invitation_to *to, size_t count,
                           struct vs_err *err) VS_MUST_USE;

/* The row that says that this box was sealed; without its leaf. Holds a key: wipe after use. */
void vs_invited_of(struct vs_invited_row *row, const struct vs_invitation_to *to);

#endif
