/*
 * Taking what others wrote: leaves, contents, cosignatures. The caller (sync) has verified that the
 * leaves are a prefix of the feed under a checkpoint that the device signed; nothing else is
 * assumed of them. All inside a transaction.
 */
#ifndef VS_CORE_RECORD_TAKE_H
#define VS_CORE_RECORD_TAKE_H

#include "core/ledger/channels.h"
#include "core/ledger/events.h"
#include "core/record/store.h"

/*
 * Appends one leaf to a feed: keeps its bytes, grows the tree (feed->tree; the caller ends with
 * vs_feed_update), recognises it and opens it if it belongs to a channel that we can read. A leaf
 * that is malformed, opaque or another's is kept all the same.
 */
enum vs_code vs_take_leaf(struct vs_store *store, struct vs_feed_row *feed, struct vs_str raw,
                          vs_instant received, struct vs_err *err) VS_MUST_USE;

/*
 * Keeps a content ciphertext for a leaf and opens it if we can; what fits the leaf but does not
 * open is noted on the event as wrong. VS_E_CONTENT_HASH: it is not what the leaf promises; nothing
 * is kept, and the content stays absent, since another copy may be good. VS_E_NOT_FOUND: the leaf
 * is in no channel that we can read.
 */
enum vs_code vs_take_content(struct vs_store *store, int64_t leaf, struct vs_str cipher,
                             struct vs_err *err) VS_MUST_USE;
/* The same for a ciphertext that is in the ledger already: a rebuild. */
enum vs_code vs_take_kept_content(struct vs_store *store, int64_t leaf, struct vs_str cipher,
                                  struct vs_err *err) VS_MUST_USE;

/* Opens the invitations that wait, and what their keys make readable. Call after all leaves. */
enum vs_code vs_take_invitations(struct vs_store *store, struct vs_err *err) VS_MUST_USE;

/* Looks for leaves of `feed` in `channel` from the expected tag on: for keys or feeds that come
 * late. */
enum vs_code vs_take_catch_up(struct vs_store *store, const struct vs_channel_row *channel,
                              const struct vs_feed_row *feed, struct vs_err *err) VS_MUST_USE;

/* A new feed of an organisation: searched in its directory and in every case where it is a party.
 */
enum vs_code vs_take_new_feed(struct vs_store *store, const struct vs_feed_row *feed,
                              struct vs_err *err) VS_MUST_USE;

/* Does the searches that vs_take_catch_up, vs_take_new_feed and vs_take_add_channel asked for.
 * What takes leaves does so itself; whoever calls those three from outside ends with this. */
enum vs_code vs_take_searches(struct vs_store *store, struct vs_err *err) VS_MUST_USE;

/* As vs_take_channel, but leaves the searching for later. */
enum vs_code vs_take_add_channel(struct vs_store *store, const struct vs_channel_row *channel,
                                 struct vs_err *err) VS_MUST_USE;

/* A channel has become readable: kept, and searched in all feeds that may write in it. */
enum vs_code vs_take_channel(struct vs_store *store, const struct vs_channel_row *channel,
                             struct vs_err *err) VS_MUST_USE;

/* The channel of an epoch of a case, from its key. */
void vs_case_channel(struct vs_channel_row *out, int64_t case_leaf,
                     const struct vs_case_key_row *key);

/* Recognises and opens a leaf that is already kept; also what a rebuild calls for each leaf.
 * feed->org changes when leaf 0 shows that the feed is another organisation's. */
enum vs_code vs_take_recognise(struct vs_store *store, struct vs_feed_row *feed, int64_t id,
                               struct vs_str raw, struct vs_err *err) VS_MUST_USE;

#endif
