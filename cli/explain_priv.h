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

/* explain_rule.c, and explain_days.c: the rules, the days, the conventions, the practice, and what
 * is missing. */
void vs_explain_rules(struct vs_explained *explained);
void vs_explain_days(struct vs_explained *explained);
void vs_explain_practice(struct vs_explained *explained);
void vs_explain_conventions(struct vs_explained *explained);
void vs_explain_missing(struct vs_explained *explained);

/* explain_json.c: sets "explain". */
enum vs_code vs_explain_json(struct vs_json *doc, struct vs_explained *explained,
                             struct vs_err *err) VS_MUST_USE;

#endif
