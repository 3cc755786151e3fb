/*
 * `vs due CASE --explain`: on what each thing that is due in a case rests. From when it is counted,
 * the member of the agreement with its article and source, every day that counted or was skipped
 * and why, and the conventions that stand in for a text that says nothing.
 */
#ifndef VS_CLI_EXPLAIN_DUE_H
#define VS_CLI_EXPLAIN_DUE_H

#include "cli/dues.h"

struct vs_due_explained;

/* Of what was folded anew for `now` (vs_stale_fold): its items have their place in the same rows.
 * *out is the caller's. */
enum vs_code vs_due_explained_make(struct vs_due_explained **out, struct vs_cli *cli,
                                   struct vs_store *store, int64_t case_leaf, vs_instant now,
                                   struct vs_err *err) VS_MUST_USE;
void vs_due_explained_free(struct vs_due_explained *explained); /* accepts NULL */

/* The lines below an item, and behind the last one what was said of all; or the member "explain" of
 * the item's document. */
void vs_due_explain(struct vs_due_explained *explained, const struct vs_due_item *item);
void vs_due_explain_end(const struct vs_due_explained *explained);
struct vs_json *vs_due_explain_json(struct vs_due_explained *explained,
                                    const struct vs_due_item *item);

#endif
