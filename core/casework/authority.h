/*
 * May this be written? The same judgement that every reader will make about the event, made before
 * it is written.
 */
#ifndef VS_CORE_CASEWORK_AUTHORITY_H
#define VS_CORE_CASEWORK_AUTHORITY_H

#include "core/casework/fold.h"

/*
 * Judges `event` as if the organisation `org` recorded it now, knowing everything in `fold`
 * (`made` = now; heads are not looked at). *reason is NULL if it would be valid, else the stable
 * string of why it would be void ("not-holder"). For case.open pass the fold of no events.
 * VS_E_NO_MEMORY.
 */
enum vs_code vs_authority_check(const char **reason, const struct vs_fold *fold,
                                const struct vs_event *event, const struct vs_hash *org,
                                struct vs_err *err) VS_MUST_USE;

/* Every reason there is, for documents, tests and translations; NULL at the end. */
const char *vs_authority_reason(unsigned index);

/* True if an event of this type, written by a party, may change who holds, or a certainty other
 * than by showing that its writer knew. */
bool vs_authority_moves(enum vs_event_type type);

#endif
