/* Shared by agreement_text.c, _rules.c, _aside.c and _open.c only: an agreement that is being told.
 */
#ifndef VS_CLI_AGREEMENT_TELL_H
#define VS_CLI_AGREEMENT_TELL_H

#include "cli/agreement_text.h"

#define INDENT "    "

struct vs_telling {
    struct vs_out *out;
    const struct vs_agreement *agreement;
    bool inner; /* rules of one thing, below it */
    struct vs_buf line;
};

void vs_tell_heading(struct vs_telling *t, const char *text);

/* The line that was made, and an empty one to go on with. */
void vs_tell_line(struct vs_telling *t, const char *first);
void vs_tell_add(struct vs_telling *t, struct vs_str text);

/* The words of the text, in the language of the reader where it has them. */
void vs_tell_prose(struct vs_telling *t, struct vs_prose prose);

/* The line that was made is a rule: behind it stands what it rests on, below it the note. */
void vs_tell_rule(struct vs_telling *t, const struct vs_basis *basis);
void vs_tell(struct vs_telling *t, const char *words, const struct vs_basis *basis);

/* The usual terms have names ("safety assessment"); one of the text's own has its id. */
struct vs_str vs_tell_term_name(struct vs_str id);

/* What is kept: the case, the log, or something in the words of the text (`of` of a retention). */
struct vs_str vs_tell_kept(struct vs_prose of);

/* "2 working days"; returns `out`. */
#define VS_TELL_DELAY_LEN 60
const char *vs_tell_delay(char out[VS_TELL_DELAY_LEN], const struct vs_delay *delay);

/* ", from 2020-01-01, until 2021-12-31", appended; nothing where no date is known. */
void vs_tell_period(struct vs_telling *t, const struct vs_date_range *from,
                    const struct vs_date_range *until);

/* agreement_rules.c */
void vs_tell_transfer(struct vs_telling *t, const struct vs_transfer *rule);
void vs_tell_handover(struct vs_telling *t);
void vs_tell_terms(struct vs_telling *t);
void vs_tell_escalation(struct vs_telling *t);

/* agreement_aside.c: practice, keeping, reporting, auditors. */
void vs_tell_others(struct vs_telling *t);
void vs_tell_sources(struct vs_telling *t);

#endif
