/* Who succeeds whom, in words and as documents (core/record/succession.h). */
#ifndef VS_CLI_SUCCESSION_H
#define VS_CLI_SUCCESSION_H

#include "cli/answer.h"

/* The successions of an organisation: sentences, one a line (behind `label` as those of an answer,
 * unless it is NULL), and a list. Where `out` is NULL nothing is printed. */
struct vs_json *vs_tell_successions(struct vs_out *out, struct vs_store *store,
                                    const struct vs_hash *org, const char *label);

/* Warns where another succeeds the organisation to which something is handed over. */
void vs_warn_succeeded(struct vs_cli *cli, struct vs_store *store, const struct vs_hash *org);

/* Of who holds the case or may hold it: lines of an answer, and its member `successions`. */
void vs_question_successions(struct vs_question *question, struct vs_json *doc);

#endif
