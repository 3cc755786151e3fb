/*
 * Logs of which more is known to be than is here: a partner cosigned a larger checkpoint of it that
 * its device signed. What the device recorded since is in no answer, and every answer that it could
 * bear on says so.
 */
#ifndef VS_CORE_RECORD_BEHIND_H
#define VS_CORE_RECORD_BEHIND_H

#include "core/record/store.h"

struct vs_behind {
    struct vs_org_row org;
    char branch[33];
    uint64_t here, seen; /* leaves */
};

/* Each such log, as shown by `known_at`. Nothing beyond the closing of a device is waited for. */
enum vs_code vs_behind_each(struct vs_ledger *ledger, vs_instant known_at,
                            enum vs_code (*each)(void *payload, const struct vs_behind *behind,
                                                 struct vs_err *err),
                            void *payload, struct vs_err *err) VS_MUST_USE;

#endif
