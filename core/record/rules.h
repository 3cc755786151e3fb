/*
 * The agreements and calendars that folds refer to, loaded once a store. What is given stays valid
 * until the store closes.
 */
#ifndef VS_CORE_RECORD_RULES_H
#define VS_CORE_RECORD_RULES_H

#include "core/casework/agreement.h"
#include "core/casework/due.h"
#include "core/record/store.h"

struct vs_rules;

/* VS_E_NOT_FOUND when this ledger does not hold it. A text of this hash that is no agreement, which
 * anybody may adopt: vs_rules_no_agreement(code). */
enum vs_code vs_rules_agreement(struct vs_store *store, const struct vs_agreement **out,
                                const struct vs_hash *hash, struct vs_err *err) VS_MUST_USE;
/* The same of what was here at `known_at` (VS_INSTANT_NEVER: of all). */
enum vs_code vs_rules_agreement_known(struct vs_store *store, const struct vs_agreement **out,
                                      const struct vs_hash *hash, vs_instant known_at,
                                      struct vs_err *err) VS_MUST_USE;
bool vs_rules_no_agreement(enum vs_code code);
/* Loads the agreement of this hash from its text, if it was not loaded yet, to say whether it is
 * one. Of the first that come it is kept for vs_rules_agreement: partners mostly adopt the same
 * few. */
enum vs_code vs_rules_learn(struct vs_store *store, const struct vs_hash *hash, struct vs_str text,
                            struct vs_err *err) VS_MUST_USE;
/* Shipped, or published by anybody whose directory is here. VS_E_NOT_FOUND also for a text that is
 * no calendar. */
enum vs_code vs_rules_calendar(struct vs_store *store, const struct vs_calendar **out,
                               const struct vs_hash *hash, struct vs_err *err) VS_MUST_USE;

/*
 * Whether days may be counted by the calendar in a handover to this organisation that was recorded
 * at `rec` (FOLD.md 4): it came with the program, or the receiver had published it by then, as far
 * as was received until `known_at` (VS_INSTANT_NEVER: all), and its text with it. Nobody
 * is made holder by a calendar that it did not sign for; the giver signs by naming it.
 */
enum vs_code vs_rules_calendar_counts(struct vs_store *store, bool *counts,
                                      const struct vs_hash *calendar,
                                      const struct vs_hash *receiver, vs_instant rec,
                                      vs_instant known_at, struct vs_err *err) VS_MUST_USE;

/*
 * The newest edition of a calendar of this id: of what came with the program and what we published,
 * and, if `to` is not NULL, what counts for a handover to it before what does not yet. The order of
 * editions is that of their names, numbers in them by value. VS_E_NOT_FOUND.
 */
enum vs_code vs_rules_newest_calendar(struct vs_store *store, const struct vs_calendar **out,
                                      struct vs_str id, const struct vs_hash *to,
                                      struct vs_err *err) VS_MUST_USE;

/* -1, 0, 1: the order of two editions ("2026-2" before "2026-10"). */
int vs_edition_cmp(struct vs_str a, struct vs_str b);

/*
 * Who has which role under the agreements that our own organisation adopted, for what is due: it
 * and every other one that adopted the same text. What is given is valid until the next of these
 * calls, and is read anew after vs_rules_forget_due, in every transaction and whenever an adoption
 * is taken.
 */
enum vs_code vs_rules_due(struct vs_store *store, const struct vs_due_rules **out,
                          struct vs_err *err) VS_MUST_USE;
void vs_rules_forget_due(struct vs_store *store);

/*
 * Whether an organisation is an auditor by an agreement that ours adopted too, both in force on
 * `date`: it adopted it in a role that stands among its `auditors`
 * (schemas/AGREEMENTS.md, section 3). Nothing is forbidden to others: who discloses to somebody
 * else decides so itself.
 */
enum vs_code vs_rules_is_auditor(struct vs_store *store, bool *is, int64_t org, vs_date date,
                                 struct vs_err *err) VS_MUST_USE;

void vs_rules_free(struct vs_rules *rules); /* accepts NULL */

#endif
