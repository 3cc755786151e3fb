/* Shared by answer*.c, findings.c, cmd_ask.c and what explains only. */
#ifndef VS_CLI_ANSWER_PRIV_H
#define VS_CLI_ANSWER_PRIV_H

#include "cli/answer.h"

/* Something of the case is known of that has not arrived or cannot be read. */
bool vs_question_incomplete(const struct vs_question *question);

/* One line of the reasons: what it is, and what it says. */
void vs_answer_label(struct vs_out *out, const char *label, const char *text);
void vs_answer_labelf(struct vs_out *out, const char *label, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* "2 working days", appended. */
void vs_say_delay(struct vs_buf *buf, const struct vs_delay *delay);

/* ": Tue 7, Wed 8 April (skipped: ...)" behind the delay; nothing where days do not count. */
void vs_say_days(struct vs_buf *buf, const struct vs_fold *fold, const struct vs_fold_offer *offer);

/* Where a calendar that knows later days comes from; `handover`: that what is under way goes on by
 * the one that it names. Translated, no sentence of its own. */
const char *vs_say_later_edition(bool handover);

/* "west-brabant-2022, transfer after 2 working days, waiting list without effect", appended. */
void vs_answer_rule(struct vs_buf *buf, const struct vs_fold_rule *rule);

/* Why a claim is there, with the rule, the conventions and the source of a handover that moved. */
void vs_answer_claim(struct vs_question *question, const struct vs_fold_claim *claim);

/* Since when the answer is as certain as it is, and what it was before, where that changed after
 * this organisation became the holder; false where it did not. */
bool vs_answer_sure_since(vs_instant *since, enum vs_certainty *before,
                          const struct vs_question *question,
                          const struct vs_answer_holder *holder);

/* Where a holder held it before by other claims of its own: the first of them, as a line. */
void vs_answer_held_before(struct vs_question *question, const struct vs_answer_holder *holder);

/* What is missing, in words, appended: "what a refusal does", "whether this day is a working day:
 * Fri 6 May 2022". `span` is that of the answer's missing rule. */
void vs_say_gap(struct vs_buf *out, struct vs_store *store, const struct vs_fold *fold,
                const char *missing, uint32_t span);

/* "by the agreement A decides at level 4, and that binds B", appended: of a settlement that rests
 * on a decision. `begins`: a sentence of its own. */
void vs_say_decision(struct vs_buf *out, struct vs_store *store, const struct vs_fold *fold,
                     const struct vs_fold_settlement *settlement, bool begins);

/* The settlement of this proposal, NULL. */
const struct vs_fold_settlement *vs_settlement_of(const struct vs_fold *fold, uint32_t proposal);

/* What people have to do where an answer is not theirs to live with: who settles it together. */
void vs_question_print_settle(struct vs_question *question);

/* What is missing that is no rule: "newer-format", or "too-large", which no settlement ends; NULL
 * if neither is. */
const char *vs_question_beyond(const struct vs_question *question);

/* What stands beside the answer, a line each. */
void vs_question_print_findings(struct vs_question *question);

/* Our organisation was a party and is one no more, and the question is about later than `until`,
 * when it left: what came after that is not readable to it. */
bool vs_question_left(vs_instant *until, const struct vs_question *question);
/* The line that says so; `when` is that instant in words. */
void vs_print_left(const struct vs_question *question, const char *when);

/* Whether we were shown the facts of the case and nothing else: we sign nothing of it. */
bool vs_question_facts_only(const struct vs_question *question);

/* Until when it is known what was recorded: what comes later comes if nothing else is. */
vs_instant vs_question_known(const struct vs_question *question);

/* The question is about later than that. */
bool vs_question_projects(const struct vs_question *question);

#endif
