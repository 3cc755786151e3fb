/* Shared by answer.c and answer_json.c only. */
#ifndef VS_CLI_ANSWER_PRIV_H
#define VS_CLI_ANSWER_PRIV_H

#include "cli/answer.h"

/* Something of the case is known of that has not arrived or cannot be read. */
bool vs_question_incomplete(const struct vs_question *question);

/* The question is about later than what was known. */
bool vs_question_projects(const struct vs_question *question);

#endif
