/*
 * A case from its opening to its closing: open, note, assess, close.
 */
#include <string.h>

#include "cli/act.h"
#include "cli/commands.h"
#include "cli/household.h"
#include "cli/i18n.h"

/* An opening, and the earlier cases of its household that somebody holds still. */
struct opening {
    struct vs_doing doing; /* first: tell_earlier finds the rest behind it */
    int64_t earlier[VS_HOUSEHOLD_MAX];
    size_t earlier_count, more; /* more: that nobody looked at */
};

static void
ask_now(struct vs_question *question, const struct opening *opening, size_t i)
{
    const struct vs_doing *doing = &opening->doing;

    memset(question, 0, sizeof *question);
    question->cli = doing->cli;
    question->store = doing->store;
    question->case_leaf = opening->earlier[i];
    question->at = question->now = doing->now;
    question->known_at = VS_INSTANT_NEVER;
}

/* Leaves those that are open. */
static enum vs_code
find_earlier(struct opening *opening, struct vs_err *err)
{
    size_t count = 0, kept = 0;
    enum vs_code code = VS_OK;

    if (opening->doing.act_text.household.p) {
        code = vs_household_cases(opening->earlier, &count, &opening->more, opening->doing.store,
                                  opening->doing.act_text.household, err);
    }
    for (size_t i = 0; i < count && code == VS_OK; i++) {
        struct vs_question question;

        ask_now(&question, opening, i);
        code = vs_question_ask(&question, err);
        if (code == VS_OK && question.answer.state == VS_STATE_OPEN) {
            opening->earlier[kept++] = opening->earlier[i];
        }
        vs_question_release(&question);
    }
    opening->earlier_count = kept;
    return code;
}

static void
tell_earlier(struct vs_json *doc, const struct vs_doing *doing)
{
    const struct opening *opening = (const struct opening *)(const void *)doing;
    struct vs_json *list;

    vs_household_more(doing->cli, opening->more);
    if (opening->earlier_count == 0) {
        return;
    }
    list = vs_json_new_array();
    for (size_t i = 0; i < opening->earlier_count; i++) {
        struct vs_json *item = vs_json_new_object(), *answer = vs_json_new_object();
        struct vs_question question;

        ask_now(&question, opening, i);
        vs_json_case(item, doing->store, opening->earlier[i]);
        if (vs_question_ask(&question, NULL) == VS_OK) {
            vs_question_json(answer, &question);
        }
        vs_json_set(item, "answer", answer);
        vs_json_add(list, item);
        vs_question_release(&question);
    }
    vs_json_set(doc, "earlier", list);
}

/* "earlier: ab12cd34 (2026-0131): Oosterhout since ... (certain)": a new report takes nothing from
 * who holds the earlier case. */
static void
say_earlier(const struct opening *opening)
{
    for (size_t i = 0; i < opening->earlier_count; i++) {
        struct vs_question question;
        struct vs_buf line;
        char label[VS_LABEL_LEN];

        ask_now(&question, opening, i);
        vs_buf_init(&line, VS_PRINT_MAX);
        if (vs_question_ask(&question, NULL) == VS_OK) {
            vs_question_line(&line, &question);
        }
        if (vs_buf_check(&line, "answer", NULL) == VS_OK && line.len > 0) {
            vs_label_case(label, opening->doing.store, opening->earlier[i]);
            vs_print(&opening->doing.cli->out, "  %-8s %s: %s\n", _("earlier:"), label,
                     (const char *)line.p);
        }
        vs_buf_release(&line);
        vs_question_release(&question);
    }
}

static enum vs_code
check_new_ref(const struct vs_doing *doing, const char *ref, struct vs_err *err)
{
    int64_t other[2];
    size_t count = 0;
    enum vs_code code =
        ref ? vs_casefile_by_ref(doing->store->ledger, other, &count, vs_str(ref), err) : VS_OK;

    if (code == VS_OK && count > 0) {
        doing->cli->hint =
            _("vs show REFERENCE, if it is that case; or open it under another --ref");
        code = vs_fail(err, VS_E_EXISTS, ref, "%s", _("a case has this reference"));
    }
    return code;
}

/* Who receives a report holds it at once (C5): it cannot leave it to others by opening it. */
static enum vs_code
check_for_others(struct vs_cli *cli, const struct vs_event *draft, struct vs_err *err)
{
    const char *origin = vs_word_said(VS_WORDS_ORIGIN, draft->origin);

    if (draft->takes || !origin ||
        (strcmp(origin, "report") != 0 && strcmp(origin, "re_report") != 0 &&
         strcmp(origin, "follow_up_report") != 0)) {
        return VS_OK;
    }
    cli->hint = _("open it without --for-others, then vs handover CASE --to ORG");
    return vs_fail(err, VS_E_USAGE, "--for-others", "%s",
                   _("who receives a report holds the case at once, until it has passed to "
                     "another organisation"));
}

enum vs_code
vs_cmd_open(struct vs_cli *cli, struct vs_err *err)
{
    struct opening opening = {.earlier_count = 0};
    struct vs_doing *doing = &opening.doing;
    struct vs_event draft = {.type = VS_EV_OPEN, .takes = !vs_opt_given(&cli->args, "for-others")};
    struct vs_hash id;
    enum vs_code code;

    draft.origin = vs_doing_said(cli, "origin", VS_WORDS_ORIGIN);
    draft.acute = vs_doing_flag(cli, "acute");
    code = check_for_others(cli, &draft, err);
    if (code != VS_OK) {
        return code;
    }
    code = vs_doing_begin(doing, cli, true, VS_DOING_TEXT, _("What was reported?"), err);
    if (code == VS_OK) {
        code = check_new_ref(doing, vs_opt_value(&cli->args, "ref"), err);
    }
    if (code == VS_OK) {
        code = find_earlier(&opening, err);
    }
    if (code == VS_OK) {
        draft.at = doing->at;
        doing->tell = tell_earlier;
        code = vs_act_open_as(doing->store, &doing->case_leaf, &id, &draft, &doing->act_text, err);
    }
    if (code == VS_OK) {
        code = vs_doing_done(doing, &id, "case.open", _("case opened"), err);
    }
    if (code == VS_OK) {
        say_earlier(&opening);
    }
    if (code == VS_OK && !draft.takes && !cli->dry_run) {
        vs_note(&cli->out, "%s\n",
                _("next: show it to who is to take it up (vs disclose CASE --to ORG --full, vs "
                  "sync), which does vs accept CASE --pick-up; or take it up yourself"));
    }
    vs_doing_end(doing);
    return code;
}

enum vs_code
vs_cmd_note(struct vs_cli *cli, struct vs_err *err)
{
    struct vs_doing doing;
    struct vs_event draft = {.type = VS_EV_NOTE};
    struct vs_hash id;
    enum vs_code code =
        vs_doing_begin(&doing, cli, false, VS_DOING_TEXT_REQUIRED, _("The note:"), err);

    if (code == VS_OK) {
        code = vs_doing_record(&doing, &id, &draft, err);
    }
    if (code == VS_OK) {
        code = vs_doing_done(&doing, &id, "note", _("note recorded"), err);
    }
    if (code == VS_OK) {
        vs_doing_next(&doing);
    }
    vs_doing_end(&doing);
    return code;
}

enum vs_code
vs_cmd_assess(struct vs_cli *cli, struct vs_err *err)
{
    struct vs_doing doing;
    struct vs_event draft = {.type = VS_EV_ASSESS};
    struct vs_hash id;
    enum vs_code code =
        vs_doing_begin(&doing, cli, false, VS_DOING_TEXT, _("About the assessment:"), err);

    draft.outcome_word = vs_doing_word(cli, "outcome", VS_WORDS_ASSESS, 0);
    draft.unsafety = vs_doing_said(cli, "unsafety", VS_WORDS_UNSAFETY);
    if (code == VS_OK) {
        code = vs_doing_record(&doing, &id, &draft, err);
    }
    if (code == VS_OK) {
        code = vs_doing_done(&doing, &id, "assess", _("safety assessment recorded"), err);
    }
    if (code == VS_OK) {
        vs_doing_next(&doing);
    }
    vs_doing_end(&doing);
    return code;
}

enum vs_code
vs_cmd_close(struct vs_cli *cli, struct vs_err *err)
{
    struct vs_doing doing;
    struct vs_event draft = {.type = VS_EV_CLOSE};
    struct vs_hash id;
    enum vs_code code =
        vs_doing_begin(&doing, cli, false, VS_DOING_TEXT, _("Why is it closed?"), err);

    draft.reason = vs_doing_word(cli, "reason", VS_WORDS_CLOSE, 0);
    if (code == VS_OK) {
        code = vs_doing_record(&doing, &id, &draft, err);
    }
    if (code == VS_OK) {
        code = vs_doing_done(&doing, &id, "close", _("case closed"), err);
    }
    if (code == VS_OK) {
        vs_doing_next(&doing);
    }
    vs_doing_end(&doing);
    return code;
}
