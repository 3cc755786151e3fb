/* Shared by explain*.c only: an answer that is being explained. */
#ifndef VS_CLI_EXPLAIN_PRIV_H
#define VS_CLI_EXPLAIN_PRIV_H

#include "cli/answer_priv.h"
#include "cli/id.h"
#include "cli/when.h"
#include "core/casework/chain.h"

struct vs_explained {
    struct vs_question *question;
    const struct vs_fold *fold;
    struct vs_chain chain;
    uint32_t *row_of;     /* by entry: index of the case file's event, UINT32_MAX */
    uint32_t conventions; /* of the steps and of the members that decided */
};

/* Release also after a failure. */
enum vs_code vs_explained_make(struct vs_explained *out, struct vs_question *question,
                               struct vs_err *err) VS_MUST_USE;
void vs_explained_release(struct vs_explained *explained);

/* The case file's event of an entry; NULL if there is none. */
const struct vs_casefile_event *vs_explained_row(const struct vs_explained *explained,
                                                 uint32_t entry);

/* The machine that signed it, as in `vs device list`; empty where its log is not known. */
void vs_explained_device(char out[VS_ID_LEN_MAX], const struct vs_explained *explained,
                         const struct vs_casefile_event *row);

/* Whether an offer plays a part in the answer: it was made by then. */
bool vs_explained_offer(const struct vs_explained *explained, uint32_t offer);

/* How many of its rules had been in force for it by then; 0: it was not made yet. */
uint32_t vs_explained_stages(const struct vs_explained *explained, uint32_t offer);

/* Whether it is by a delay that it moves or moved, and not by an earlier signature. */
bool vs_explained_counts(const struct vs_explained *explained, uint32_t offer);

/* The practice of an agreement that is beside the answer: calls `each` with the answer by it. */
struct vs_by_practice {
    const struct vs_agreement *agreement;
    const struct vs_practice *practice;
    const struct vs_fold *fold;
    const struct vs_answer *answer;
    bool differs;
};
enum vs_code vs_explained_practice(struct vs_explained *explained,
                                   void (*each)(void *payload, const struct vs_by_practice *found),
                                   void *payload, struct vs_err *err) VS_MUST_USE;

/* A heading of the explanation, and a paragraph under one. */
#define INDENT "     "
void vs_explain_heading(struct vs_out *out, const char *text);
void vs_explain_line(struct vs_out *out, const char *first, struct vs_buf *text);

/* A step that is being said: what it is about, the names, and where the words go. */
struct vs_sentence {
    const struct vs_explained *explained;
    const struct vs_step *step;
    const struct vs_fold_entry *entry;
    const struct vs_event *event; /* NULL: cannot be read */
    const struct vs_fold_offer *offer;
    char by[VS_LABEL_LEN];
    char giver[VS_LABEL_LEN];
    char receiver[VS_LABEL_LEN];
    char from[VS_WHEN_LEN];
    bool ahead; /* it lies beyond what is known: it comes if nothing else is recorded */
    struct vs_buf *out;
};

/* explain_act.c: by what the case moves, as the offer stands; what an act did. */
void vs_say_offer_rule(const struct vs_sentence *s);
void vs_say_act(const struct vs_sentence *s);

/* explain_step.c: what happened; who signed it, when it was recorded and came; which of its
 * instants counts, where they differ. */
void vs_say_step(const struct vs_sentence *s);
void vs_say_evidence(const struct vs_sentence *s);
void vs_say_claimed(const struct vs_sentence *s);

/* The convention on which a basis stands, as a bit; 0 if on none. (explain.c) */
uint32_t vs_convention_bit(const struct vs_basis *basis);

/* explain_rule.c, of one rule: on what it rests (text, practice, convention, nothing); what a
 * member of an offer's rule says; a line with what it rests on below it (`basis`: or NULL), after
 * which `words` is empty; the calendar of an agreement. */
void vs_explain_basis(struct vs_buf *buf, const struct vs_agreement *agreement,
                      const struct vs_basis *basis);
void vs_explain_member(struct vs_buf *buf, const struct vs_rule_member *member,
                       const struct vs_fold_rule *rule);
void vs_explain_ground(struct vs_out *out, struct vs_buf *words,
                       const struct vs_agreement *agreement, const struct vs_basis *basis);
void vs_say_calendar(struct vs_buf *buf, const struct vs_agreement *agreement);

/* explain_days.c: a delay that was counted, of a handover or of a term, day by day. */
struct vs_counted {
    struct vs_delay delay;
    const struct vs_calendar *calendar; /* NULL: none was needed */
    vs_instant from, latest, earliest;
    bool stopped; /* it was before its end */
    bool is_term; /* something is to be done by its end; else responsibility passes with it */
};
struct vs_counted vs_counted_offer(const struct vs_fold_offer *offer);
void vs_explain_count(struct vs_out *out, const struct vs_counted *counted,
                      const struct vs_count *count);

/* explain_rule.c, and explain_days.c: the rules, the days, the conventions, the practice, and what
 * is missing. */
void vs_explain_rules(struct vs_explained *explained);
void vs_explain_days(struct vs_explained *explained);
void vs_explain_practice(struct vs_explained *explained);
void vs_explain_conventions(struct vs_out *out, uint32_t conventions);
void vs_explain_missing(struct vs_explained *explained);

/* explain_json.c: members of a document that say on what a rule rests; an agreement; a count; the
 * conventions. */
void vs_json_basis(struct vs_json *doc, const struct vs_agreement *agreement,
                   const struct vs_basis *basis);
struct vs_json *vs_json_agreement(const struct vs_agreement *agreement);
struct vs_json *vs_json_count(const struct vs_counted *counted, const struct vs_count *count);
struct vs_json *vs_json_conventions(uint32_t bits);

/* explain_json.c: sets "explain". */
enum vs_code vs_explain_json(struct vs_json *doc, struct vs_explained *explained,
                             struct vs_err *err) VS_MUST_USE;

#endif
