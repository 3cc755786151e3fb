/*
 * Who held responsibility, in words and as JSON: the text form of `vs who`, its document, and the
 * one line of it that other commands show.
 */
#ifndef VS_CLI_ANSWER_H
#define VS_CLI_ANSWER_H

#include "cli/session.h"
#include "core/casework/agreement.h"

/* One question: the case as loaded, the instant, and what was known. */
struct vs_question {
    struct vs_cli *cli;
    struct vs_store *store;
    struct vs_casefile *file;
    int64_t case_leaf;
    vs_instant at;
    vs_instant known_at; /* VS_INSTANT_NEVER: everything */
    vs_instant now;
    struct vs_answer answer;
};

/* Loads the case and asks. Release also after a failure. */
enum vs_code vs_question_ask(struct vs_question *question, struct vs_err *err) VS_MUST_USE;
void vs_question_release(struct vs_question *question);

/* "to Oosterhout from Thu 9 April 2026 00:00, if nothing else is recorded": each handover that is
 * open at the instant of the question and where it leads, as a line behind `label`; with `rule`
 * also the days and the rule. */
void vs_question_print_next(struct vs_question *question, const char *label, bool rule);

/* "for the signature of Oosterhout: Veilig Thuis holds it from Mon 20 April 2026 09:00 (ab12cd34)":
 * each settlement that is proposed and not signed by all, as a line behind `label`. */
void vs_question_print_waiting(struct vs_question *question, const char *label);

/* "what a refusal does (refusal)": each rule that the answer misses, as a line of an act. */
void vs_question_print_missing(struct vs_question *question);

/* Whether the addressee had refused the offer by `at`, and it stays open by its rule. */
bool vs_objected(const struct vs_fold *fold, const struct vs_fold_offer *offer, vs_instant at);

/* What the agreement says that such a refusal does: "the agreement does not say what that does".
 * Translated. */
const char *vs_say_objection(const struct vs_fold_offer *offer);
const char *vs_say_refusal(enum vs_refusal_effect refusal);

/* Whether a party's monitoring, begun by `at`, has not ended by then. */
bool vs_monitors(const struct vs_fold *fold, const struct vs_hash *org, vs_instant at);

/* The sentence, why, and the source. */
void vs_question_print(struct vs_question *question);

/* For --explain: the chain from the opening to the answer, in sentences, and as the member
 * "explain" of `doc`. */
enum vs_code vs_question_explain(struct vs_question *question, struct vs_json *doc,
                                 struct vs_err *err) VS_MUST_USE;

/* Sets at, known_at, state, certainty, holders, candidates, last, missing, findings, handovers,
 * settlements, escalations, agreement, calendar. */
void vs_question_json(struct vs_json *doc, struct vs_question *question);

/* Sets "refusal" {event, recorded, effect}, if the offer was refused by `at` without ending. */
void vs_json_refusal(struct vs_json *doc, const struct vs_fold *fold,
                     const struct vs_fold_offer *offer, vs_instant at);

/* "Oosterhout since Thu 9 April 2026 00:00 (certain)", appended. */
void vs_question_line(struct vs_buf *out, struct vs_question *question);

/* 21 when people must decide, 23 when something is missing, else 0. */
enum vs_exit vs_question_exit(const struct vs_question *question);

/* Words for people: a certainty, a type of event, a reason for which an act is void, a finding.
 * Translated. The last three give the stable name itself when there are no words for it. */
const char *vs_say_certainty(enum vs_certainty certainty);
const char *vs_say_event(const struct vs_event *event);
const char *vs_say_reason(const char *reason);
const char *vs_say_finding(const char *finding);
/* The same where it may be about an act that was cut: by a closing, or by a fork. `span`: an index
 * into the fold's spans, or VS_FOLD_NONE. */
const char *vs_say_finding_of(const struct vs_fold *fold, const struct vs_fold_finding *finding);
const char *vs_say_missing_of(const struct vs_fold *fold, const char *missing, uint32_t span);
const char *vs_say_found(const char *kind); /* core/record/finding.h */
const char *vs_say_missing(const char *missing);
const char *vs_say_offer(enum vs_offer_state state);

/* A value of a list ("difference_of_view") in words. Translated. */
const char *vs_say_word(enum vs_word_list list, unsigned value);

/* Words of an agreement in the language of the reader, where it has them in both; in JSON output,
 * which is in no language of a reader, in English. */
struct vs_str vs_say_prose(struct vs_prose prose);

/* What a handover has to hold: "whether the household was told". Translated. */
const char *vs_say_field(enum vs_field field);

/* What a proposal to settle says, appended: "A holds it from Mon 20 April 2026 09:00". */
void vs_say_proposal(struct vs_buf *out, struct vs_store *store, const struct vs_event *proposal);

/* "A", "A or B", "A, B or C", appended, in the order of their names; `last_word` is translated. */
void vs_say_orgs(struct vs_buf *out, struct vs_store *store, const struct vs_hash *orgs,
                 size_t count, const char *last_word);

/* The convention of this name ("C1") in a sentence; NULL when there is none. Translated. */
const char *vs_say_convention(const char *name);

#endif
