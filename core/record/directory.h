/*
 * The directory: who the organisations are, which devices speak for them, to which keys one seals,
 * and which agreements they adopted. Own entries are leaves of the own directory channel; partners'
 * entries are read from theirs with the key of their card.
 */
#ifndef VS_CORE_RECORD_DIRECTORY_H
#define VS_CORE_RECORD_DIRECTORY_H

#include "core/casework/agreement.h"
#include "core/identity/card.h"
#include "core/identity/directory.h"
#include "core/identity/inbox.h"
#include "core/record/store.h"

/* Own entries; inside a transaction. `content` may be empty. *hash (may be NULL) is the leaf's. */
enum vs_code vs_directory_append(struct vs_store *store, const struct vs_directory *entry,
                                 struct vs_str content, struct vs_hash *hash,
                                 struct vs_err *err) VS_MUST_USE;

/* The entry that announces a roster: the first leaf of every feed. */
enum vs_code vs_directory_append_roster(struct vs_store *store, struct vs_str note,
                                        struct vs_err *err) VS_MUST_USE;

/* Makes a new inbox key of this device and announces it. */
enum vs_code vs_directory_new_inbox(struct vs_store *store, struct vs_err *err) VS_MUST_USE;

/* Adopts a profile in a role from a date. VS_E_INVALID: the profile has no such role, or is a
 * vision or covenant; VS_E_EXISTS: adopted already in this role and not ended. */
enum vs_code vs_directory_adopt(struct vs_store *store, const struct vs_agreement *agreement,
                                const char *role, vs_date from, struct vs_hash *adoption,
                                struct vs_err *err) VS_MUST_USE;
enum vs_code vs_directory_adopt_end(struct vs_store *store, const struct vs_hash *adoption,
                                    vs_date end, struct vs_err *err) VS_MUST_USE;

/* Publishes a calendar of our own, its hash set. VS_E_EXISTS: this edition is here, or another text
 * bears its id and edition; VS_E_TOO_LARGE. */
enum vs_code vs_directory_publish_calendar(struct vs_store *store,
                                           const struct vs_calendar *calendar,
                                           struct vs_err *err) VS_MUST_USE;

/* Our card: identity, rosters, the remotes that are set up as hints. Appends the document. */
enum vs_code vs_directory_card(struct vs_store *store, struct vs_buf *out,
                               struct vs_err *err) VS_MUST_USE;

/*
 * Pins the organisation of a card under an alias, after people compared the fingerprint; inside a
 * transaction. VS_E_EXISTS: the alias names another one, or the organisation is pinned already
 * under another alias (the same card and alias again only adds newer rosters). VS_E_INVALID: the
 * alias is not [a-z0-9-]{2,32}, or the card is our own.
 */
enum vs_code vs_directory_pin(struct vs_store *store, const struct vs_card *card, const char *alias,
                              struct vs_org_row *row, struct vs_err *err) VS_MUST_USE;

/* Takes a roster from anywhere (branch, card, leaf): judged, kept if accepted, feeds made. *news:
 * it was not known. VS_E_ROSTER_RANK: it does not belong to this organisation. */
enum vs_code vs_directory_take_roster(struct vs_store *store, int64_t org, struct vs_str note,
                                      bool *news, struct vs_err *err) VS_MUST_USE;

/* Is this note kept, byte for byte, as a roster of the organisation? Then it was judged. */
enum vs_code vs_directory_has_roster(struct vs_store *store, bool *has, int64_t org,
                                     struct vs_str note, struct vs_err *err) VS_MUST_USE;

/* Makes and searches the feeds that the rosters of an organisation list; searches are queued. */
enum vs_code vs_directory_search(struct vs_store *store, int64_t org,
                                 struct vs_err *err) VS_MUST_USE;

/* Leaf 0 of a feed opened as a roster entry of an organisation whose roster lists the feed: it is
 * that one's feed, whoever else listed it before. */
struct vs_feed_row;
enum vs_code vs_directory_claim(struct vs_store *store, struct vs_feed_row *feed, int64_t org,
                                struct vs_err *err) VS_MUST_USE;

/* What the rosters of an organisation say. Release with vs_roster_view_release. */
enum vs_code vs_directory_view(struct vs_store *store, struct vs_roster_view *out, int64_t org,
                               struct vs_err *err) VS_MUST_USE;
/* The same by the rosters that were received until `known_at`. */
enum vs_code vs_directory_view_known(struct vs_store *store, struct vs_roster_view *out,
                                     int64_t org, vs_instant known_at,
                                     struct vs_err *err) VS_MUST_USE;

/* What is known of an organisation changed: every case where it is a party is folded again. */
enum vs_code vs_directory_touch(struct vs_store *store, const struct vs_hash *org,
                                struct vs_err *err) VS_MUST_USE;

/* The newest roster note, appended. */
enum vs_code vs_directory_roster(struct vs_store *store, struct vs_buf *out, int64_t org,
                                 struct vs_err *err) VS_MUST_USE;

/* The last roster that counts of each generation before the newest, ascending: without them nobody
 * can follow from the card to the newest one. */
enum vs_code vs_directory_old_rosters(struct vs_store *store, int64_t org,
                                      enum vs_code (*each)(void *payload, uint64_t generation,
                                                           struct vs_str note, struct vs_err *err),
                                      void *payload, struct vs_err *err) VS_MUST_USE;

/* The keys to seal to for an organisation: VS_E_NO_INBOX_KEY ("sync first") when there is none. */
#define VS_DIRECTORY_KEYS_MAX 64
enum vs_code vs_directory_keys(struct vs_store *store, struct vs_inbox_announced *out,
                               size_t *count, int64_t org, struct vs_err *err) VS_MUST_USE;

/* One organisation by alias, by a prefix (>= 4 hex digits) of its id in hex, or by the whole id in
 * base64url; "me" and "self" are us. VS_E_NOT_FOUND, VS_E_AMBIGUOUS. */
enum vs_code vs_directory_find(struct vs_store *store, struct vs_org_row *out, const char *name,
                               struct vs_err *err) VS_MUST_USE;

/* The effect of an opened directory leaf on the derived tables; used when leaves are taken. */
struct vs_event_row;
enum vs_code vs_directory_apply(struct vs_store *store, const struct vs_event_row *row,
                                struct vs_err *err) VS_MUST_USE;

/* The directory channel of an organisation whose card or introduction gave its key. */
struct vs_channel_row;
void vs_directory_channel(struct vs_channel_row *out, const struct vs_org_row *org);

/* A profile by hash: from the ledger's adoptions or from what is shipped. *out is the caller's
 * (vs_agreement_free), its hash set. VS_E_NOT_FOUND. */
enum vs_code vs_directory_profile(struct vs_store *store, struct vs_agreement **out,
                                  const struct vs_hash *hash, struct vs_err *err) VS_MUST_USE;

#endif
