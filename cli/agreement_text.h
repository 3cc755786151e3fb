/*
 * An agreement in full sentences, rule by rule, for people who made it or work by it.
 */
#ifndef VS_CLI_AGREEMENT_TEXT_H
#define VS_CLI_AGREEMENT_TEXT_H

#include "cli/out.h"
#include "core/casework/agreement.h"

/* What a value of a member of a direction says ("waitlist", "giver_holds"), in a sentence; NULL
 * when there is none, as for a delay. Translated. (explain_rule.c) */
const char *vs_say_rule(const char *member, const char *value);

/* A term ("safety assessment (vt): 5 working days (statutory)."), until when a refusal, a return
 * and an answer are to be given, appended; from when a term counts, what fulfils it, who has to
 * answer an escalation. Translated sentences. (agreement_rules.c) */
void vs_say_term(struct vs_buf *out, const struct vs_term *term);
void vs_say_refuse_within(struct vs_buf *out, const struct vs_delay *delay);
void vs_say_return_within(struct vs_buf *out, const struct vs_delay *delay);
void vs_say_answer_within(struct vs_buf *out, const struct vs_delay *delay);
const char *vs_say_term_start(enum vs_term_start start);
const char *vs_say_term_end(enum vs_term_end end);
const char *vs_say_answered_by(enum vs_answered_by by);

/* A date that may be known only within limits: "2022-04-01", "2017-01-01..2017-01-31", "-". */
#define VS_RANGE_LEN 32
void vs_range_text(char out[VS_RANGE_LEN], const struct vs_date_range *range);

/* Everything that the agreement says, under headings. */
void vs_agreement_print(struct vs_out *out, const struct vs_agreement *agreement);

/* Everything that it leaves open, under what it is about, and then what conventions fill in; the
 * list for JSON, owned by the caller. */
struct vs_json *vs_agreement_print_open(struct vs_out *out, const struct vs_agreement *agreement);

#endif
