/* What the files that make, open and change an installation share. */
#ifndef VS_CORE_RECORD_STORE_PRIV_H
#define VS_CORE_RECORD_STORE_PRIV_H

#include "core/record/store.h"

/* Device and signer from the seed in the ledger. */
enum vs_code vs_store_load_device(struct vs_store *store, struct vs_err *err) VS_MUST_USE;

enum vs_code vs_store_meta_set_int(struct vs_ledger *ledger, const char *name, int64_t value,
                                   struct vs_err *err) VS_MUST_USE;

/*
 * Makes a new device key and an empty feed for it, and lets the ledger write there from now on; the
 * organisation's row must be there. In a transaction, before anything was appended in it. What was
 * written before becomes read-only (VS_FEED_UNSETTLED).
 */
enum vs_code vs_store_new_feed(struct vs_store *store, struct vs_err *err) VS_MUST_USE;

#endif
