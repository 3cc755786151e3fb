/*
 * What the files that open invitations share (take.h, FORMAT.md 7.4): invitation_key.c has rule 1,
 * invitation_join.c the cases of which nothing was known, invitation_trial.c the keys on trial of
 * those that can be read already, invitations.c the round through all of them. In a transaction.
 */
#ifndef VS_CORE_RECORD_INVITATIONS_PRIV_H
#define VS_CORE_RECORD_INVITATIONS_PRIV_H

#include "core/ledger/boxes.h"
#include "core/record/epochs.h"
#include "core/record/store.h"
#include "core/record/touched.h"

/* --- one key ----------------------------------------------------------------------------------
 */

/*
 * Rule 1: whether the key of a box is that of the case and epoch that it claims, and whether it is
 * new to us. `channel` is filled in when it fits. *news: nothing is known under this key yet;
 * *facts_only: what is lacks the key of the content.
 */
enum vs_code vs_box_fits(struct vs_store *store, struct vs_box_row *box,
                         struct vs_case_key_row *key, struct vs_channel_row *channel,
                         enum vs_key_fit *fit, bool *news, bool *facts_only,
                         struct vs_err *err) VS_MUST_USE;

enum vs_code vs_box_use(struct vs_store *store, const struct vs_case_key_row *key,
                        const struct vs_channel_row *channel, struct vs_err *err) VS_MUST_USE;

/* --- rules 2 and 3 ----------------------------------------------------------------------------
 */

/* An invitation into a case. */
struct vs_joining {
    int64_t case_leaf;
    struct vs_box_row box;
};

/* Those into cases that were not known when this run began. */
struct vs_joinings {
    struct vs_joining *list;
    size_t count;
    struct vs_touched *cases;
};

/* For qsort: by case, then by leaf. */
int vs_joining_compare(const void *a, const void *b);

/* Can the case be read already? */
enum vs_code vs_joining_is_known(bool *known, struct vs_store *store, int64_t case_leaf,
                                 struct vs_err *err) VS_MUST_USE;

/* In which role one of the invitations into the case admits us: the strongest; 0 = none does. */
enum vs_code vs_joining_admits(unsigned *role, struct vs_store *store,
                               const struct vs_joining *joining, size_t count,
                               struct vs_err *err) VS_MUST_USE;

/* A case that nothing was known of is judged when all its keys have come (vs_joining_settle). */
enum vs_code vs_joining_note(struct vs_joinings *joinings, struct vs_store *store,
                             const struct vs_box_row *box, int64_t case_leaf,
                             struct vs_err *err) VS_MUST_USE;

/* Judges them, and forgets them. */
enum vs_code vs_joining_settle(struct vs_joinings *joinings, struct vs_store *store,
                               struct vs_err *err) VS_MUST_USE;
void vs_joining_forget(struct vs_joinings *joinings);

/* --- keys on trial ----------------------------------------------------------------------------
 */

/* Tries the boxes that wait of cases that we can read. *again: keys came into use, and boxes that
 * still wait may fit now. */
enum vs_code vs_trial_waiting(struct vs_store *store, bool *again, struct vs_err *err) VS_MUST_USE;

#endif
