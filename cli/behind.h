/* What partners have seen of a log and is not here (core/record/behind.h), told beside answers. */
#ifndef VS_CLI_BEHIND_H
#define VS_CLI_BEHIND_H

#include "cli/answer.h"

/* Is there such a log of a party to the case? */
bool vs_question_behind(const struct vs_question *question);

/* A note for each of them. */
void vs_question_print_behind(const struct vs_question *question);

/* Sets "behind", a list of {org, name, feed, here, seen}, if there are any. */
void vs_question_json_behind(struct vs_json *doc, const struct vs_question *question);

/* All of them, whatever they are party to: a warning each, and the same member of `doc`. */
enum vs_code vs_tell_behind(struct vs_out *out, struct vs_store *store, struct vs_json *doc,
                            struct vs_err *err) VS_MUST_USE;

#endif
