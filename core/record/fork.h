/*
 * Forks: a device that signed two histories of its feed. What proves it is kept for good and
 * announced in the own directory channel; the feed is used up to where its histories part, and what
 * lies beyond counts only as far as others vouch for it (FORMAT.md 11.3). Inside a transaction.
 */
#ifndef VS_CORE_RECORD_FORK_H
#define VS_CORE_RECORD_FORK_H

#include "core/ledger/forks.h"
#include "core/record/store.h"

/*
 * Keeps a proof against a feed (any version of it), after checking it. *news: the feed was not
 * known to be forked, or its histories have less in common than was known; the cases of its
 * organisation are then folded again. VS_E_PROOF, VS_E_ENCODING, VS_E_NOTE_*,
 * VS_E_CHECKPOINT_FORMAT, VS_E_TOO_LARGE: it proves nothing, nothing changed.
 */
enum vs_code vs_fork_keep(struct vs_store *store, const struct vs_feed_row *feed,
                          struct vs_str proof, bool *news, struct vs_err *err) VS_MUST_USE;

/* The same for a proof made here, which is kept only if none proves as much: a fork goes on, and
 * every sync would find it anew. */
enum vs_code vs_fork_find(struct vs_store *store, const struct vs_feed_row *feed,
                          struct vs_str proof, bool *news, struct vs_err *err) VS_MUST_USE;

/*
 * Makes the proof that a checkpoint file signed by the device of `feed` (version 0), which is not
 * of the tree that we have, and our own file are of two histories. `get` gives the other tree;
 * NULL: it is not at hand. Appends to `proof`. VS_E_NOT_FOUND: what is here does not prove it.
 */
enum vs_code vs_fork_prove(struct vs_store *store, struct vs_buf *proof,
                           const struct vs_feed_row *feed, struct vs_str other, vs_merkle_get get,
                           void *payload, struct vs_err *err) VS_MUST_USE;

/* What a closing of the feed says, by the rosters that were received until `known_at`: after how
 * many leaves it was closed (VS_FEED_NOT_CLOSED), and how many from the first on of what lies in
 * this row (of any version of a feed) it fixes: those below its size in a history whose root there
 * is the one that it names; 0: none. They are not cut, whatever other histories the device signed
 * (FORMAT.md 11.3). */
enum vs_code vs_fork_closing(struct vs_store *store, uint64_t *closed, uint64_t *fixed,
                             const struct vs_feed_row *feed, vs_instant known_at,
                             struct vs_err *err) VS_MUST_USE;

/* The feed had `before` leaves and has more now: if that completes what its closing fixes, the
 * cases of its organisation are folded again. */
enum vs_code vs_fork_grew(struct vs_store *store, const struct vs_feed_row *feed, uint64_t before,
                          struct vs_err *err) VS_MUST_USE;

/* A further history of the feed: a row of its own that begins where `parent` (the version that has
 * most in common with it) and it part, and is searched like a new feed. `tree` is the compact range
 * of the leaves that they share. VS_E_TOO_LARGE: VS_FEED_VERSIONS_MAX are kept already. */
enum vs_code vs_fork_add_version(struct vs_store *store, struct vs_feed_row *out,
                                 const struct vs_feed_row *parent, const struct vs_merkle *tree,
                                 struct vs_err *err) VS_MUST_USE;

/* What somebody announces in a leaf, as proof against whoever it names; a claim about a feed that
 * is not known (yet) changes nothing, nor does one that its proof does not prove: that is found
 * against its writer. */
struct vs_directory;
enum vs_code vs_fork_announced(struct vs_store *store, int64_t leaf,
                               const struct vs_directory *entry, struct vs_str proof,
                               struct vs_err *err) VS_MUST_USE;

/* Feeds have become known: what was announced about feeds is looked at again. */
enum vs_code vs_fork_look_again(struct vs_store *store, struct vs_err *err) VS_MUST_USE;

/* Announces every fork of which our organisation has not told the most that it can prove. */
enum vs_code vs_duty_forks(struct vs_store *store, size_t *written, struct vs_err *err) VS_MUST_USE;

#endif
