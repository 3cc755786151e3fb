/* Shipped rules by their id, for tests. */
#ifndef VS_TESTS_UNIT_CORE_CASEWORK_H_SHIPPED_H
#define VS_TESTS_UNIT_CORE_CASEWORK_H_SHIPPED_H

#include "core/casework/agreement.h"

/* NULL if there is none or it does not load. The caller frees. */
struct vs_calendar *h_shipped_calendar(const char *id, const char *edition);
struct vs_agreement *h_shipped_agreement(const char *id);

/* A text as `base` with these members in the place of its own, and those of `direction` (NULL:
 * none) in that of its first direction. NULL: said, and why. The caller frees. */
struct vs_agreement *h_variant(const struct vs_agreement *base, const struct vs_json *members,
                               const struct vs_json *direction);

/* A date "YYYY-MM-DD"; a local time "YYYY-MM-DD HH:MM". Die when they are not. */
vs_date h_date(const char *text);
vs_instant h_at(const char *text);

#endif
