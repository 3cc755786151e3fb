/*
 * What an agreement asks of a handover (its `contents` and `modes`) against what an offer says
 * (FORMAT.md 9.3). Moves nothing: what is missing is shown, and the program refuses to record it
 * unless it is told that it is known to be incomplete. `date` is the local date of the offer: a
 * rule in an annex asks for something only on days on which the annex is surely in force.
 */
#ifndef VS_CORE_CASEWORK_HANDOVER_H
#define VS_CORE_CASEWORK_HANDOVER_H

#include "core/casework/agreement.h"
#include "core/casework/event.h"

/* Whether the offer's content has words and a reference; UNSAID: that cannot be told here. */
struct vs_handover_content {
    enum vs_flag text, ref;
};

/*
 * The fields that the agreement asks for and the offer does not have: 1u << enum vs_field. A yes or
 * no has been said when it was said either way. A digest of conditions is not asked where the offer
 * says that there are none, nor when the household was told where it says that it was not.
 */
unsigned vs_handover_lacks(const struct vs_agreement *agreement, const struct vs_event *offer,
                           struct vs_handover_content content, vs_date date);

/* The case of `modes` that this offer is, and that asks for another mode than it has; else NULL. */
const struct vs_mode_case *vs_handover_other_mode(const struct vs_agreement *agreement,
                                                  const struct vs_event *offer, vs_date date);

#endif
