/*
 * One event of a case, as a line with its words and as a document: for `vs show` and `vs log`.
 */
#ifndef VS_CLI_EVENTS_H
#define VS_CLI_EVENTS_H

#include "cli/answer.h"

/* With `content` also the words under it, or why they cannot be shown. */
void vs_event_print(const struct vs_question *question, const struct vs_casefile_event *row,
                    bool content);

/* The member of `events`; with `content` its text too. */
struct vs_json *vs_event_json(const struct vs_question *question,
                              const struct vs_casefile_event *row, bool content);

/* Why content is not shown; NULL when there is none, or when it is. Translated. */
const char *vs_say_text_state(enum vs_text_state state);

#endif
