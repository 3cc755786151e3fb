/*
 * Every case of one household: by the label that the organisation itself gave it (content, like a
 * reference).
 */
#ifndef VS_CLI_HOUSEHOLD_H
#define VS_CLI_HOUSEHOLD_H

#include "cli/session.h"

#define VS_HOUSEHOLD_MAX 256 /* cases of one household that are shown */

/* The row ids of its cases, the oldest first; *count is at most VS_HOUSEHOLD_MAX. */
enum vs_code vs_household_cases(int64_t ids[VS_HOUSEHOLD_MAX], size_t *count,
                                struct vs_store *store, struct vs_str label,
                                struct vs_err *err) VS_MUST_USE;

/* `vs who --household LABEL`: an answer for each of them. VS_E_NOT_FOUND if there is none. */
enum vs_code vs_who_household(struct vs_cli *cli, struct vs_err *err) VS_MUST_USE;

#endif
