/*
 * May the keys of a case that came in invitations be used? FORMAT.md 7.4, rules 2 and 3: an event
 * names us, and who invited us was one to invite. That they fit (rule 1) is shown before.
 */
#ifndef VS_CORE_RECORD_ADMIT_H
#define VS_CORE_RECORD_ADMIT_H

#include "core/record/casefile.h"
#include "core/seal/invitation.h"

/* Whether the case, as far as it can be read, admits us in this role on the word of the
 * organisation whose feed holds the leaf `from`. */
enum vs_code vs_admit(bool *admits, struct vs_store *store, const struct vs_casefile *file,
                      int64_t from, enum vs_key_role role, struct vs_err *err) VS_MUST_USE;

/*
 * The leaf that opened the case is not here. Looks in the feed of the invitation `from` for
 * introductions under its key and makes the organisations known; nothing else of the case is used.
 * *walked is how many leaves of that feed were looked at under this key, before and after.
 */
enum vs_code vs_admit_introductions(struct vs_store *store, int64_t from,
                                    const uint8_t kf[VS_KEY_LEN], const struct vs_hash *case_hash,
                                    uint64_t *walked, struct vs_err *err) VS_MUST_USE;

#endif
