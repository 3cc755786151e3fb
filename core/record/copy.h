/*
 * A ledger that is a copy of one that went on elsewhere (protocol: copies): it never writes in that
 * feed again. It goes on as a device of its own, the old feed stays as read-only history
 * (VS_FEED_FORMER), and what was recorded there and never left this ledger is recorded again in the
 * new one, each entry naming the old leaf in `was`.
 *
 * Until that second step is done nothing new is recorded (VS_E_RESTORED): a new entry would rest on
 * leaves that nobody else will ever have.
 */
#ifndef VS_CORE_RECORD_COPY_H
#define VS_CORE_RECORD_COPY_H

#include "core/record/store.h"

/* A new key and feed with its first two leaves; the roster must add it. In a transaction, before
 * anything was appended in it. */
enum vs_code vs_copy_new_device(struct vs_store *store, struct vs_err *err) VS_MUST_USE;

/* A former feed of which it is not settled yet what of it left this ledger. VS_E_NOT_FOUND without
 * detail: there is none. */
enum vs_code vs_copy_unsettled(struct vs_store *store, struct vs_feed_row *former,
                               struct vs_err *err) VS_MUST_USE;

/*
 * Settles a former feed: its first `keep` leaves stay (never fewer than were released), the others
 * are taken out and recorded again; *again counts them. What is derived is derived anew. In a
 * transaction.
 */
enum vs_code vs_copy_settle(struct vs_store *store, const struct vs_feed_row *former, uint64_t keep,
                            size_t *again, struct vs_err *err) VS_MUST_USE;

/*
 * Makes the ledger of a backup (vs_vault_backup_file) in the folder `dir`, which must not be there
 * or be empty; the ledger is a copy from the first moment on. A folder `dir`.part holds what is
 * not complete yet. VS_E_EXISTS; codes of vs_vault_unpack_backup and vs_store_open.
 */
enum vs_code vs_copy_restore(struct vs_store **out, const char *path, const char *dir,
                             const struct vs_key_source *key, const struct vs_env *env,
                             struct vs_err *err) VS_MUST_USE;

#endif
