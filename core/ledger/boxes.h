/* Boxes of invitations that opened and wait for what would show that their keys may be used. */
#ifndef VS_CORE_LEDGER_BOXES_H
#define VS_CORE_LEDGER_BOXES_H

#include "core/ledger/ledger.h"
#include "core/seal/invitation.h"

/* One of them. Holds a key: wipe after use. */
struct vs_box_row {
    int64_t leaf;                    /* the invitation */
    unsigned n;                      /* which of its boxes that opened */
    struct vs_invitation invitation; /* `org` is not kept: it is ours */
    uint8_t kf[VS_KEY_LEN];          /* follows from it */
    uint64_t walked; /* leaves of the inviting feed in this channel that were looked at */
};

/* Keeps it, and the invitation as one that waits. */
enum vs_code vs_box_insert(struct vs_ledger *ledger, const struct vs_box_row *row,
                           struct vs_err *err) VS_MUST_USE;
/* Forgets it, and its invitation when nothing else of that waits. */
enum vs_code vs_box_remove(struct vs_ledger *ledger, const struct vs_box_row *row,
                           struct vs_err *err) VS_MUST_USE;
/* All, by leaf and n; `each` may remove its row. */
enum vs_code vs_box_each(struct vs_ledger *ledger,
                         enum vs_code (*each)(void *payload, const struct vs_box_row *row,
                                              struct vs_err *err),
                         void *payload, struct vs_err *err) VS_MUST_USE;
/* How many wait that lie in this feed. */
enum vs_code vs_box_count(struct vs_ledger *ledger, uint64_t *count, int64_t feed,
                          struct vs_err *err) VS_MUST_USE;

/* How far the feed was walked under this facts key, the same for all boxes that wait; 0: none does.
 */
enum vs_code vs_box_walked(struct vs_ledger *ledger, uint64_t *walked, int64_t feed,
                           const uint8_t kf[VS_KEY_LEN], struct vs_err *err) VS_MUST_USE;
enum vs_code vs_box_set_walked(struct vs_ledger *ledger, uint64_t walked, int64_t feed,
                               const uint8_t kf[VS_KEY_LEN], struct vs_err *err) VS_MUST_USE;

/* Invitations that were never opened, or that are to be opened again, by leaf. */
enum vs_code vs_invitation_each_unopened(struct vs_ledger *ledger,
                                         enum vs_code (*each)(void *payload, int64_t leaf,
                                                              struct vs_err *err),
                                         void *payload, struct vs_err *err) VS_MUST_USE;
/* It opened, and there is no room for what of it waits. */
enum vs_code vs_invitation_park(struct vs_ledger *ledger, int64_t leaf,
                                struct vs_err *err) VS_MUST_USE;
/* Those of each feed of which fewer than `most` boxes wait are to be opened again, oldest first: as
 * many as boxes could be kept. */
enum vs_code vs_invitation_unpark(struct vs_ledger *ledger, uint64_t most,
                                  struct vs_err *err) VS_MUST_USE;

#endif
