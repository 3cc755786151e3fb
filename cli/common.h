/* The agreements that two organisations have in common: which of them a handover is to stand on,
 * and where several that hold at once do not say the same. */
#ifndef VS_CLI_COMMON_H
#define VS_CLI_COMMON_H

#include "cli/cmd.h"
#include "core/record/act.h"

/*
 * The values of --agreement as the profiles of `offer` (its `only`, in `named`); without the option
 * it stands on all, and `offer` is left as it is. Of `offer` count `to` and `kind`.
 *   VS_E_NOT_FOUND, VS_E_AMBIGUOUS: with the agreements in common as the hint
 */
enum vs_code vs_common_named(struct vs_act_offer *offer, struct vs_hash named[VS_EVENT_UNDER_MAX],
                             struct vs_cli *cli, struct vs_store *store,
                             struct vs_err *err) VS_MUST_USE;

/* Warns that the agreements on which an offer of today stands do not say the same, and what can be
 * done about it. Says nothing where the ledger cannot be read: it is beside what was done. */
void vs_common_warn(struct vs_cli *cli, struct vs_store *store, const struct vs_act_offer *offer);

/* The same of an agreement that was adopted just now, and which counts from `from` on: of every
 * other one that was adopted too, by us and by a partner that adopted both. */
void vs_common_warn_adopted(struct vs_cli *cli, struct vs_store *store,
                            const struct vs_agreement *agreement, vs_date from);

/* The texts on which an offer in a case rests, those in force on its day that are held here. */
size_t vs_common_texts(const struct vs_agreement *texts[VS_EVENT_UNDER_MAX], struct vs_store *store,
                       const struct vs_fold *fold, const struct vs_fold_offer *offer);

/* Whether that they do not say the same is why something is missing (a name, as in an answer). */
bool vs_common_differ(const struct vs_fold_offer *offer, const char *missing);

/* ": the handover rests on a and b, and they do not say the same", appended. */
void vs_common_say(struct vs_buf *out, struct vs_store *store, const struct vs_fold *fold,
                   const struct vs_fold_offer *offer);

#endif
