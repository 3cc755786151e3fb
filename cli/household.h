/*
 * Every case of one household: by the label that the organisation itself gave it (content, like a
 * reference).
 */
#ifndef VS_CLI_HOUSEHOLD_H
#define VS_CLI_HOUSEHOLD_H

#include "cli/session.h"

#define VS_HOUSEHOLD_MAX 64 /* cases of one household that are shown */

/* The row ids of its cases, the oldest first; *count is at most VS_HOUSEHOLD_MAX, *more are not
 * among them. A partner may have opened cases under any label, as of any day. */
enum vs_code vs_household_cases(int64_t ids[VS_HOUSEHOLD_MAX], size_t *count, size_t *more,
                                struct vs_store *store, struct vs_str label,
                                struct vs_err *err) VS_MUST_USE;

/* Says that there are more; nothing if there are none. */
void vs_household_more(struct vs_cli *cli, size_t more);

/* `vs who --household LABEL`: an answer for each of them. VS_E_NOT_FOUND if there is none. */
enum vs_code vs_who_household(struct vs_cli *cli, struct vs_err *err) VS_MUST_USE;

#endif
