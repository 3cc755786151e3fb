/*
 * What an installation owes others at every sync: acknowledgements, invitations that did not arrive
 * yet, cosignatures, a fresh inbox key. Each writes inside a transaction and counts what it did.
 */
#ifndef VS_CORE_RECORD_DUTY_H
#define VS_CORE_RECORD_DUTY_H

#include "core/record/store.h"

/* At most one ack a case, for events of others that no ack of our organisation covers. */
enum vs_code vs_duty_acks(struct vs_store *store, size_t *written, struct vs_err *err) VS_MUST_USE;

/* New keys where a party left by itself, or several acts crossed, if it is for us to make them; and
 * the keys of epochs that this device began to parties that have not got them. *done: there was a
 * case to look at. */
enum vs_code vs_duty_epochs(struct vs_store *store, size_t *written, bool *done,
                            struct vs_err *err) VS_MUST_USE;

/* Case keys to the devices of an organisation that have not got them, in cases where it is a full
 * party and has not shown, by a leaf of its own, that it has the key. Walks all its cases. */
enum vs_code vs_duty_invitations(struct vs_store *store, int64_t org, size_t *written,
                                 struct vs_err *err) VS_MUST_USE;

/* Notes, for good, that keys or devices of an organisation changed, or that cases came which other
 * devices of our own may lack; and does vs_duty_invitations for whom it was noted. *done: it was
 * noted for somebody. */
enum vs_code vs_duty_note_keys(struct vs_store *store, int64_t org, struct vs_err *err) VS_MUST_USE;
enum vs_code vs_duty_renewals(struct vs_store *store, size_t *written, bool *done,
                              struct vs_err *err) VS_MUST_USE;

/* A cosignature for each checkpoint of others that is larger than the last one cosigned. */
enum vs_code vs_duty_cosign(struct vs_store *store, size_t *written,
                            struct vs_err *err) VS_MUST_USE;

/* How many cosignatures this ledger has ever given. */
enum vs_code vs_duty_cosigned(struct vs_store *store, uint64_t *count,
                              struct vs_err *err) VS_MUST_USE;

/*
 * After a sync that reached every remote completely: destroys each private inbox key of ours of
 * which a newer one has been in the published feed for 60 days, unless an invitation to it waits
 * for its case. A transaction of its own, if there is anything to do.
 */
enum vs_code vs_duty_old_keys(struct vs_store *store, size_t *destroyed,
                              struct vs_err *err) VS_MUST_USE;

/* A new inbox key when the newest is a month old. */
enum vs_code vs_duty_inbox(struct vs_store *store, bool *made, struct vs_err *err) VS_MUST_USE;

#endif
