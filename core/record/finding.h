/*
 * Finding fault with the writer of a feed: kept for good, since a rebuild does not see again what
 * was not kept. A finding moves nothing; people should know of it.
 */
#ifndef VS_CORE_RECORD_FINDING_H
#define VS_CORE_RECORD_FINDING_H

#include "core/ledger/findings.h"
#include "core/record/store.h"

/* Stable names, in --json documents too (schemas/output/sync.schema.json); only ever added to. */
#define VS_FOUND_UNOPENABLE       "unopenable"       /* belongs to a channel and is nothing there */
#define VS_FOUND_FALSE_CONTENT    "false-content"    /* opens and is not what its facts promise */
#define VS_FOUND_WRONG_CONTENT    "wrong-content"    /* bytes that are not those of the leaf */
#define VS_FOUND_FALSE_INVITATION "false-invitation" /* a key that is not that of its case */
#define VS_FOUND_FALSE_FORK       "false-fork"       /* announces a fork, and proves none */
#define VS_FOUND_CLAIMED_DEVICE   "claimed-device"   /* a roster that lists another's device */

/* No room for more that wait; of organisations that nobody pinned. */
#define VS_FOUND_TOO_MANY_WAIT       "too-many-invitations"
#define VS_FOUND_TOO_MANY_INTRODUCED "too-many-introductions"

/* No identity at all, or a card says otherwise; an earlier one says otherwise: who lies? */
#define VS_FOUND_FALSE_INTRODUCTION "false-introduction"
#define VS_FOUND_OTHER_INTRODUCTION "contradicting-introduction"

/* Notes it about a leaf, once, unless the feed is one of ours. Inside a transaction. */
enum vs_code vs_found(struct vs_store *store, int64_t leaf, const char *kind,
                      struct vs_err *err) VS_MUST_USE;

#endif
