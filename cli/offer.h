/*
 * What a handover tells its receiver: read from options, taken from the last assessment, and held
 * against what the agreements ask for (their `contents` and `modes`).
 */
#ifndef VS_CLI_OFFER_H
#define VS_CLI_OFFER_H

#include "cli/answer.h"
#include "core/casework/handover.h"
#include "core/record/act.h"

/* The options of `vs handover` as members of an offer, its mode too. VS_E_USAGE where two
 * contradict each other; errors of reading the file of --conditions-file and of --monitor ORG. */
enum vs_code vs_offer_told(struct vs_event *told, struct vs_cli *cli, struct vs_store *store,
                           struct vs_err *err) VS_MUST_USE;

/* What is not said of outcome and unsafety is taken from our own last assessment of the case. */
void vs_offer_assessed(struct vs_event *told, const struct vs_fold *fold,
                       const struct vs_hash *self);

/* VS_E_INCOMPLETE, with the options that are missing, or the mode that is asked for: by any
 * agreement on which the handover would stand (of `offer` count `to`, `kind`, `only`). Nothing
 * under --incomplete. */
enum vs_code vs_offer_check(struct vs_cli *cli, struct vs_store *store,
                            const struct vs_act_offer *offer, const struct vs_event *told,
                            struct vs_handover_content content, struct vs_err *err) VS_MUST_USE;

/* Of a handover in a case: "; lacks ..." behind its line, and `lacks` of its item. */
void vs_offer_show_lacks(const struct vs_question *question, struct vs_json *item,
                         const struct vs_fold_offer *offer);

#endif
