/* Keys, channels, the tags that are expected next, and invitations. */
#ifndef VS_CORE_LEDGER_CHANNELS_H
#define VS_CORE_LEDGER_CHANNELS_H

#include "core/base/instant.h"
#include "core/ledger/ledger.h"
#include "core/seal/tag.h"

enum vs_channel_kind { VS_CHANNEL_DIRECTORY = 1, VS_CHANNEL_CASE = 2 };

struct vs_channel_row {
    int64_t id; /* directory: -org; case: the leaf that opened the epoch */
    enum vs_channel_kind kind;
    int64_t org;       /* directory */
    int64_t case_leaf; /* case: row id of case.open */
    uint32_t epoch;
    uint8_t kf[VS_KEY_LEN];
    uint8_t kr[VS_KEY_LEN]; /* case */
    bool has_kc;
    uint8_t kc[VS_KEY_LEN];
};

/* A channel that is there already stays as it is, but gains a Kc it lacked. */
enum vs_code vs_channel_insert(struct vs_ledger *ledger, const struct vs_channel_row *row,
                               struct vs_err *err) VS_MUST_USE;
enum vs_code vs_channel_by_id(struct vs_ledger *ledger, struct vs_channel_row *out, int64_t id,
                              struct vs_err *err) VS_MUST_USE;
/* The channel that a facts key opens. VS_E_NOT_FOUND. */
enum vs_code vs_channel_by_key(struct vs_ledger *ledger, struct vs_channel_row *out,
                               const uint8_t kf[VS_KEY_LEN], struct vs_err *err) VS_MUST_USE;
/* Every epoch of a case that this ledger can read, oldest first. */
enum vs_code vs_channel_each_of_case(struct vs_ledger *ledger, int64_t case_leaf,
                                     enum vs_code (*each)(void *payload,
                                                          const struct vs_channel_row *row,
                                                          struct vs_err *err),
                                     void *payload, struct vs_err *err) VS_MUST_USE;
/* Case channels of the cases in which this organisation is named as a party. */
enum vs_code vs_channel_each_of_party(struct vs_ledger *ledger, const struct vs_hash *org,
                                      enum vs_code (*each)(void *payload,
                                                           const struct vs_channel_row *row,
                                                           struct vs_err *err),
                                      void *payload, struct vs_err *err) VS_MUST_USE;

/* As above, only those of which this inbox key has not been given the key. With `silent` (row of
 * another organisation) only those whose Kc we have and in which no device of it that is not closed
 * wrote anything yet, nor in a later epoch; 0: for our own devices, which share what there is, and
 * only those of which no key that the same device ever announced has been given the key. */
enum vs_code vs_channel_each_uninvited(struct vs_ledger *ledger, const struct vs_hash *org,
                                       int64_t silent, const struct vs_hash *inbox,
                                       enum vs_code (*each)(void *payload,
                                                            const struct vs_channel_row *row,
                                                            struct vs_err *err),
                                       void *payload, struct vs_err *err) VS_MUST_USE;

/* Forgets what the keys of a case made readable, and the keys that came in invitations: its leaves
 * are unmatched again, as if no key had come. */
enum vs_code vs_case_unlearn(struct vs_ledger *ledger, int64_t case_leaf,
                             const struct vs_hash *case_hash, struct vs_err *err) VS_MUST_USE;

/* Forgets the keys of the contents of a case, and so what was read of them. */
enum vs_code vs_case_keep_facts(struct vs_ledger *ledger, int64_t case_leaf,
                                const struct vs_hash *case_hash, struct vs_err *err) VS_MUST_USE;

/* The tag that the next leaf of `feed` in `channel` will carry. */
struct vs_expected_row {
    int64_t channel;
    int64_t feed;
    uint64_t n;
    uint8_t tag[VS_TAG_LEN];
};
enum vs_code vs_expected_set(struct vs_ledger *ledger, const struct vs_expected_row *row,
                             struct vs_err *err) VS_MUST_USE;
/* *any: a leaf of some feed was found to belong to the channel. */
enum vs_code vs_expected_any(struct vs_ledger *ledger, bool *any, int64_t channel,
                             struct vs_err *err) VS_MUST_USE;
/* VS_E_NOT_FOUND: the feed is not searched in this channel yet. */
enum vs_code vs_expected_get(struct vs_ledger *ledger, struct vs_expected_row *out, int64_t channel,
                             int64_t feed, struct vs_err *err) VS_MUST_USE;
/* Forgets what is expected of a feed in case channels: it turned out to be another organisation's.
 */
enum vs_code vs_expected_forget_cases(struct vs_ledger *ledger, int64_t feed,
                                      struct vs_err *err) VS_MUST_USE;
/* By tag and feed; VS_E_NOT_FOUND without detail is the normal case. */
enum vs_code vs_expected_find(struct vs_ledger *ledger, struct vs_expected_row *out,
                              const uint8_t tag[VS_TAG_LEN], int64_t feed,
                              struct vs_err *err) VS_MUST_USE;

/* Sealed leaves that belong to no channel known. take: the first of `feed` beyond the leaf `after`
 * (-1: the first), removed; *leaf < 0 if there is none. */
enum vs_code vs_unmatched_insert(struct vs_ledger *ledger, const uint8_t tag[VS_TAG_LEN],
                                 int64_t leaf, struct vs_err *err) VS_MUST_USE;
enum vs_code vs_unmatched_take(struct vs_ledger *ledger, int64_t *leaf,
                               const uint8_t tag[VS_TAG_LEN], int64_t feed, int64_t after,
                               struct vs_err *err) VS_MUST_USE;
/* The first of the feed, and it stays. */
enum vs_code vs_unmatched_find(struct vs_ledger *ledger, int64_t *leaf,
                               const uint8_t tag[VS_TAG_LEN], int64_t feed,
                               struct vs_err *err) VS_MUST_USE;

/* Case keys: the truth behind case channels. `origin` is the invitation's leaf, 0 if made here;
 * `first` the leaf that opened the epoch, 0 in epoch 0; `since` when it came, 0 if made here. */
struct vs_case_key_row {
    struct vs_hash case_hash;
    uint32_t epoch;
    uint8_t kf[VS_KEY_LEN];
    uint8_t kr[VS_KEY_LEN];
    bool has_kc;
    uint8_t kc[VS_KEY_LEN];
    int64_t origin;
    int64_t first;
    vs_instant since;
};
enum vs_code vs_case_key_insert(struct vs_ledger *ledger, const struct vs_case_key_row *row,
                                struct vs_err *err) VS_MUST_USE;
enum vs_code vs_case_key_each(struct vs_ledger *ledger,
                              enum vs_code (*each)(void *payload, const struct vs_case_key_row *row,
                                                   struct vs_err *err),
                              void *payload, struct vs_err *err) VS_MUST_USE;
/* Since when the key of a channel of a case is here; 0: always. */
enum vs_code vs_case_key_since(struct vs_ledger *ledger, vs_instant *since,
                               const struct vs_hash *case_hash, int64_t channel,
                               struct vs_err *err) VS_MUST_USE;

/* Invitations that are to be opened, or have opened and wait (boxes.h). */
enum vs_code vs_invitation_wait(struct vs_ledger *ledger, int64_t leaf,
                                struct vs_err *err) VS_MUST_USE;
enum vs_code vs_invitation_settled(struct vs_ledger *ledger, int64_t leaf,
                                   struct vs_err *err) VS_MUST_USE;
enum vs_code vs_invitation_each(struct vs_ledger *ledger,
                                enum vs_code (*each)(void *payload, int64_t leaf,
                                                     struct vs_err *err),
                                void *payload, struct vs_err *err) VS_MUST_USE;

/* Which inbox key has been given which key of a case. */
struct vs_invited_row {
    struct vs_hash case_hash;
    uint32_t epoch;
    uint8_t kf[VS_KEY_LEN]; /* tells epochs of one number apart */
    bool full;              /* Kc was sealed, not Kr alone */
    struct vs_hash inbox;
    struct vs_hash org;
    int64_t leaf;
};
enum vs_code vs_invited_insert(struct vs_ledger *ledger, const struct vs_invited_row *row,
                               struct vs_err *err) VS_MUST_USE;
/* By case, epoch, kf and inbox; with `full` only if it was Kc. */
enum vs_code vs_invited_is(struct vs_ledger *ledger, bool *is, const struct vs_invited_row *row,
                           struct vs_err *err) VS_MUST_USE;

/* Own inbox keys. */
struct vs_inbox_row {
    struct vs_hash public_key;
    uint8_t private_key[VS_KEY_LEN];
    vs_instant made;
    vs_instant until;
};
enum vs_code vs_inbox_insert(struct vs_ledger *ledger, const struct vs_inbox_row *row,
                             struct vs_err *err) VS_MUST_USE;
/* Destroys a private key; its bytes are overwritten. */
enum vs_code vs_inbox_remove(struct vs_ledger *ledger, const struct vs_hash *public_key,
                             struct vs_err *err) VS_MUST_USE;
/* Newest first. */
enum vs_code vs_inbox_each(struct vs_ledger *ledger,
                           enum vs_code (*each)(void *payload, const struct vs_inbox_row *row,
                                                struct vs_err *err),
                           void *payload, struct vs_err *err) VS_MUST_USE;

#endif
