/*
 * By what the organisations of a world work: which agreements they adopt, in which roles, and which
 * calendars of their own they publish.
 */
#ifndef VS_TESTS_SIM_H_RULES_H
#define VS_TESTS_SIM_H_RULES_H

#include "tests/sim/sync/h_world.h"

/* Editions of "nl-atw" that did not come with the program, 2 to this. The text of each is fixed. */
#define H_EDITION_MAX 4

/* True of the grounds whose organisations work by the example ("voorbeeld"), the agreement with a
 * ladder at a level of which one side decides. */
bool h_by_example(unsigned ground);

/* What an organisation of a ground has from the beginning. */
void h_rules_start(struct h_org *org, unsigned ground);

/* The role of the organisation under one of the shipped agreements. */
const char *h_role_under(const struct h_org *org, const char *profile);

/* As `vs calendar add`. VS_E_EXISTS: its organisation has published it already. */
enum vs_code h_org_calendar(struct h_org *org, unsigned edition, struct vs_err *err);

/* True if the calendar, by its hash, is one of those. */
bool h_is_ours(const struct vs_hash *calendar);

#endif
