/* What was found against feeds and outlives everything: proofs of forks, how much the histories of
 * a forked feed share, and checkpoints that others have seen and we have not. */
#ifndef VS_CORE_LEDGER_FORKS_H
#define VS_CORE_LEDGER_FORKS_H

#include "core/ledger/feeds.h"

#define VS_EVIDENCE_FORK "fork"

struct vs_evidence_row {
    int64_t id;
    int64_t feed; /* row of version 0 */
    struct vs_str kind;
    struct vs_str detail; /* of a fork the SHA-256 of the proof in hex */
    struct vs_str proof;
    uint64_t prefix; /* of a fork: the histories have at most so many leaves in common */
    bool told;       /* a sync has reported it */
    vs_instant received;
};

/* A repetition (feed, kind, detail) changes nothing; *added says whether it was one. */
enum vs_code vs_evidence_insert(struct vs_ledger *ledger, const struct vs_evidence_row *row,
                                bool *added, struct vs_err *err) VS_MUST_USE;
/* Against a feed (0 = all), the one that proves the most first; views live until `each` returns. */
enum vs_code vs_evidence_each(struct vs_ledger *ledger, int64_t feed,
                              enum vs_code (*each)(void *payload, const struct vs_evidence_row *row,
                                                   struct vs_err *err),
                              void *payload, struct vs_err *err) VS_MUST_USE;
enum vs_code vs_evidence_count(struct vs_ledger *ledger, uint64_t *count, int64_t feed,
                               struct vs_err *err) VS_MUST_USE;
/* Removes the proof of a fork that proves the least, but never the first that came: from then on it
 * was known that there is a fork. */
enum vs_code vs_evidence_drop_weakest(struct vs_ledger *ledger, int64_t feed,
                                      struct vs_err *err) VS_MUST_USE;
/* Marks what is known against a feed as reported. */
enum vs_code vs_evidence_set_told(struct vs_ledger *ledger, int64_t feed,
                                  struct vs_err *err) VS_MUST_USE;

/* How many leaves at most all histories of a feed share, by the evidence and the histories that
 * were here at `known_at` (VS_INSTANT_NEVER = now): VS_FEED_NOT_FORKED where there is no fork. */
enum vs_code vs_fork_common(struct vs_ledger *ledger, uint64_t *common,
                            const struct vs_feed_row *feed, vs_instant known_at,
                            struct vs_err *err) VS_MUST_USE;
/* Keeps it in every version of the feed. */
enum vs_code vs_fork_set_common(struct vs_ledger *ledger, const struct vs_hash *feed,
                                uint64_t common, struct vs_err *err) VS_MUST_USE;
/* Every forked feed, version 0 of each, by row. */
enum vs_code vs_fork_each(struct vs_ledger *ledger,
                          enum vs_code (*each)(void *payload, const struct vs_feed_row *row,
                                               struct vs_err *err),
                          void *payload, struct vs_err *err) VS_MUST_USE;

/* Opened leaves of directory channels that announce a fork; `each` gets the leaf's row. */
enum vs_code vs_fork_each_announced(struct vs_ledger *ledger,
                                    enum vs_code (*each)(void *payload, int64_t leaf,
                                                         struct vs_err *err),
                                    void *payload, struct vs_err *err) VS_MUST_USE;

/* A checkpoint of `feed` that the feed `witness` cosigned, larger than what we have of it. */
struct vs_ahead_row {
    int64_t feed; /* version 0 */
    uint64_t size;
    struct vs_hash root;
    int64_t witness;
    struct vs_str file;
    vs_instant received; /* when it was shown; set by vs_ahead_each */
};
#define VS_AHEAD_MAX 16 /* of one feed */
/* At most VS_AHEAD_MAX a feed, the smallest of them; what is beyond is not kept. */
enum vs_code vs_ahead_insert(struct vs_ledger *ledger, const struct vs_ahead_row *row,
                             vs_instant received, struct vs_err *err) VS_MUST_USE;
/* By feed, then size; of one feed, or (0) of all. */
enum vs_code vs_ahead_each(struct vs_ledger *ledger, int64_t feed,
                           enum vs_code (*each)(void *payload, const struct vs_ahead_row *row,
                                                struct vs_err *err),
                           void *payload, struct vs_err *err) VS_MUST_USE;
enum vs_code vs_ahead_remove(struct vs_ledger *ledger, int64_t feed, uint64_t size,
                             const struct vs_hash *root, struct vs_err *err) VS_MUST_USE;

#endif
