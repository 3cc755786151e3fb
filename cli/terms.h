/* The terms of a case and how they were kept, for people and as a document. */
#ifndef VS_CLI_TERMS_H
#define VS_CLI_TERMS_H

#include "cli/answer.h"

/* Prints the section of `vs show` and sets `terms`; nothing is printed where there are none. */
enum vs_code vs_show_terms(struct vs_question *question, struct vs_json *doc,
                           struct vs_err *err) VS_MUST_USE;

/* After a handover of ours: warns where we have a term to assess the case, and no assessment is
 * recorded. Best effort. */
void vs_warn_unassessed(struct vs_cli *cli, struct vs_store *store, const struct vs_fold *fold,
                        vs_instant now);

#endif
