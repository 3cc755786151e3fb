/* Calendars that organisations published in their directory channels (schemas/FORMAT.md 8.6). */
#ifndef VS_CORE_LEDGER_CALENDARS_H
#define VS_CORE_LEDGER_CALENDARS_H

#include "core/base/instant.h"
#include "core/ledger/ledger.h"

struct vs_calendar_row {
    int64_t leaf;
    int64_t org;
    struct vs_hash hash; /* of the canonical calendar, whose text vs_profile_get gives */
    char name[100];      /* its id */
    char edition[100];
    vs_instant made;
};

enum vs_code vs_calendar_insert(struct vs_ledger *ledger, const struct vs_calendar_row *row,
                                struct vs_err *err) VS_MUST_USE;

/* That of one leaf; VS_E_NOT_FOUND. */
enum vs_code vs_calendar_by_leaf(struct vs_ledger *ledger, struct vs_calendar_row *out,
                                 int64_t leaf, struct vs_err *err) VS_MUST_USE;

/* Of one organisation (0 = of all), oldest leaf first. */
enum vs_code vs_calendar_each(struct vs_ledger *ledger, int64_t org,
                              enum vs_code (*each)(void *payload, const struct vs_calendar_row *row,
                                                   struct vs_err *err),
                              void *payload, struct vs_err *err) VS_MUST_USE;

/* Whether this organisation had published the calendar of this hash at `by`, as its leaf says; by
 * the leaves that were received until `known_at` (VS_INSTANT_NEVER: by all). */
enum vs_code vs_calendar_published(struct vs_ledger *ledger, bool *is, const struct vs_hash *hash,
                                   const struct vs_hash *org, vs_instant by, vs_instant known_at,
                                   struct vs_err *err) VS_MUST_USE;

#endif
