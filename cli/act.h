/*
 * What commands that record an act have in common: the case, the time, the text, the report.
 */
#ifndef VS_CLI_ACT_H
#define VS_CLI_ACT_H

#include "cli/answer.h"
#include "core/record/act.h"

struct vs_doing {
    struct vs_cli *cli;
    struct vs_store *store;
    int64_t case_leaf;
    vs_instant at, now;
    struct vs_casefile *file; /* the case before the act; NULL when it is being opened */
    struct vs_buf text;       /* personal data */
    bool has_text;
    struct vs_act_text act_text;
    /* Adds to the document what only this command knows; may be NULL. */
    void (*tell)(struct vs_json *doc, const struct vs_doing *doing);
};

enum vs_doing_text { VS_DOING_NO_TEXT, VS_DOING_TEXT, VS_DOING_TEXT_REQUIRED };

/*
 * Reads --at and the text (before the ledger is locked), opens the ledger, begins a transaction,
 * finds the case of argument 0 unless `opening`, and loads it. Call vs_doing_end in any case.
 */
enum vs_code vs_doing_begin(struct vs_doing *doing, struct vs_cli *cli, bool opening,
                            enum vs_doing_text text, const char *purpose,
                            struct vs_err *err) VS_MUST_USE;

/* Records `draft` (type and members set) at doing->at. */
enum vs_code vs_doing_record(struct vs_doing *doing, struct vs_hash *id, struct vs_event *draft,
                             struct vs_err *err) VS_MUST_USE;

/*
 * Commits, or, with --dry-run, rolls back; then says `words` (translated, "handed over to X") and
 * how the case stands now, or prints the document vs.act/1.
 */
enum vs_code vs_doing_done(struct vs_doing *doing, const struct vs_hash *id, const char *type,
                           const char *words, struct vs_err *err) VS_MUST_USE;

/* What is next, as the last line: vs sync, where another organisation is to learn of the act. */
void vs_doing_next(const struct vs_doing *doing);

/* Whether the case was closed before the act. */
bool vs_doing_closed(const struct vs_doing *doing);

/* Wipes and closes; rolls back what was not committed. */
void vs_doing_end(struct vs_doing *doing);

/* The value of a choice option as a number of a word list; `otherwise` when it was not given. */
unsigned vs_doing_word(const struct vs_cli *cli, const char *option, enum vs_word_list list,
                       unsigned otherwise);
/* The same of a word that may be unsaid (event.h): 0 when it was not given. */
unsigned vs_doing_said(const struct vs_cli *cli, const char *option, enum vs_word_list list);
/* Of --option yes|no. */
enum vs_flag vs_doing_flag(const struct vs_cli *cli, const char *option);

/* The value of --ref or --household, if it was given: one line. VS_E_USAGE. */
enum vs_code vs_doing_label(struct vs_str *out, const struct vs_cli *cli, const char *option,
                            struct vs_err *err) VS_MUST_USE;

/*
 * The offer that an act is about: that of --`option` ID, else the only one for which `fits` is
 * true. VS_E_NOT_FOUND (named, and not there), VS_E_NOTHING_OPEN (`none` says which),
 * VS_E_AMBIGUOUS.
 */
typedef bool (*vs_offer_fits)(const struct vs_doing *doing, const struct vs_fold *fold,
                              uint32_t offer);
enum vs_code vs_doing_offer(struct vs_hash *out, const struct vs_doing *doing, const char *option,
                            vs_offer_fits fits, const char *none, struct vs_err *err) VS_MUST_USE;

#endif
