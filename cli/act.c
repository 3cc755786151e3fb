#include "cli/act.h"

#include <string.h>

#include "cli/i18n.h"
#include "cli/id.h"
#include "cli/term.h"
#include "cli/when.h"

/* A reference or a label is one line: it stands in lists and sentences, here and with partners. */
enum vs_code
vs_doing_label(struct vs_str *out, const struct vs_cli *cli, const char *option, struct vs_err *err)
{
    const char *text = vs_opt_value(&cli->args, option);

    for (const char *at = text; at && *at; at++) {
        if ((unsigned char)*at < 0x20 || *at == 0x7f) {
            return vs_fail(err, VS_E_USAGE, option[0] == 'r' ? "--ref" : "--household", "%s",
                           _("a reference is one line of text without control characters"));
        }
    }
    if (text) {
        *out = vs_str(text);
    }
    return VS_OK;
}

enum vs_code
vs_doing_begin(struct vs_doing *doing, struct vs_cli *cli, bool opening, enum vs_doing_text text,
               const char *purpose, struct vs_err *err)
{
    enum vs_code code;

    memset(doing, 0, sizeof *doing);
    doing->cli = cli;
    vs_buf_init(&doing->text, VS_TEXT_MAX + 1);
    code = vs_when_act(&doing->at, &doing->now, cli, err);
    if (code == VS_OK && text != VS_DOING_NO_TEXT) {
        code = vs_read_text(&doing->text, &doing->has_text, cli, vs_opt_given(&cli->args, "edit"),
                            text == VS_DOING_TEXT_REQUIRED, purpose, err);
    }
    if (code == VS_OK && doing->has_text) {
        doing->act_text.text = vs_buf_str(&doing->text);
    }
    if (code == VS_OK) {
        code = vs_doing_label(&doing->act_text.ref, cli, "ref", err);
    }
    if (code == VS_OK) {
        code = vs_doing_label(&doing->act_text.household, cli, "household", err);
    }
    if (code == VS_OK) {
        code = vs_session_begin(&doing->store, cli, err);
    }
    if (code == VS_OK) {
        vs_session_warn_clock(cli, doing->store);
    }
    if (code == VS_OK && !opening) {
        code = vs_session_case(&doing->case_leaf, doing->store, cli, err);
    }
    if (code == VS_OK && !opening) {
        code =
            vs_casefile_load(&doing->file, doing->store, doing->case_leaf, VS_INSTANT_NEVER, err);
    }
    return code;
}

enum vs_code
vs_doing_record(struct vs_doing *doing, struct vs_hash *id, struct vs_event *draft,
                struct vs_err *err)
{
    draft->at = doing->at;
    return vs_act(doing->store, id, doing->case_leaf, draft, &doing->act_text, err);
}

/* How the case stands after the act; failing to tell does not undo the act. */
static void
tell_state(struct vs_doing *doing, struct vs_json *doc)
{
    /* The clock again: the act was recorded after the command began. */
    vs_instant now = doing->cli->env->now(doing->cli->env->payload);
    struct vs_question question = {
        .cli = doing->cli,
        .store = doing->store,
        .case_leaf = doing->case_leaf,
        .at = now,
        .known_at = VS_INSTANT_NEVER,
        .now = now,
    };
    struct vs_buf line;

    if (vs_question_ask(&question, NULL) == VS_OK) {
        vs_buf_init(&line, VS_PRINT_MAX);
        vs_question_line(&line, &question);
        if (vs_buf_check(&line, "answer", NULL) == VS_OK) {
            vs_print(&doing->cli->out, "  %-8s %s\n", _("now:"), (const char *)line.p);
        }
        vs_question_print_missing(&question);
        vs_question_print_next(&question, _("then:"), false);
        vs_question_print_waiting(&question, _("waits:"));
        vs_buf_release(&line);
        struct vs_json *answer = vs_json_new_object();
        vs_question_json(answer, &question);
        vs_json_set(doc, "answer", answer);
    }
    vs_question_release(&question);
}

enum vs_code
vs_doing_done(struct vs_doing *doing, const struct vs_hash *id, const char *type, const char *words,
              struct vs_err *err)
{
    struct vs_out *out = &doing->cli->out;
    struct vs_json *doc = NULL;
    char label[VS_LABEL_LEN];
    enum vs_code code = VS_OK;

    if (!doing->cli->dry_run) {
        code = vs_store_commit(doing->store, err);
        if (code != VS_OK) {
            return code;
        }
    }
    doc = vs_out_document("vs.act/1");
    vs_json_case(doc, doing->store, doing->case_leaf);
    vs_json_set_hash(doc, "event", id);
    vs_json_set_text(doc, "type", type);
    vs_when_json(doc, "at", doing->at);
    vs_when_json(doc, "recorded", doing->now);
    vs_json_set_bool(doc, "dry_run", doing->cli->dry_run);
    if (doing->tell) {
        doing->tell(doc, doing);
    }
    vs_label_case(label, doing->store, doing->case_leaf);
    if (doing->cli->dry_run && !doing->file) { /* a case that was not opened is called nothing */
        vs_print(out, "%s (%s)\n", words, _("not done: --dry-run"));
    } else if (doing->cli->dry_run) {
        vs_print(out, "%s: %s (%s)\n", label, words, _("not done: --dry-run"));
    } else {
        vs_print(out, "%s: %s\n", label, words);
        tell_state(doing, doc);
    }
    return vs_out_json(out, doc, err);
}

void
vs_doing_next(const struct vs_doing *doing)
{
    if (!doing->cli->dry_run && doing->file && vs_casefile_fold(doing->file)->party_count > 1) {
        vs_note(&doing->cli->out, "%s\n", _("next: vs sync"));
    }
}

void
vs_doing_end(struct vs_doing *doing)
{
    vs_casefile_free(doing->file);
    if (doing->store && doing->store->open) {
        vs_store_rollback(doing->store);
    }
    vs_store_close(doing->store);
    vs_text_wipe(&doing->text);
}

bool
vs_doing_closed(const struct vs_doing *doing)
{
    struct vs_answer answer;
    bool closed = false;

    if (vs_answer_at(&answer, vs_casefile_fold(doing->file), doing->now, NULL) == VS_OK) {
        closed = answer.state == VS_STATE_CLOSED;
        vs_answer_release(&answer);
    }
    return closed;
}

/* "difference-of-view" as "difference_of_view": -1 if the list has no such word. */
static int
find_word(enum vs_word_list list, const char *text)
{
    char word[40] = "";

    (void)snprintf(word, sizeof word, "%s", text ? text : "");
    for (char *c = word; *c; c++) {
        *c = *c == '-' ? '_' : *c;
    }
    return text ? vs_word_find(list, vs_str(word)) : -1;
}

unsigned
vs_doing_word(const struct vs_cli *cli, const char *option, enum vs_word_list list,
              unsigned otherwise)
{
    int value = find_word(list, vs_opt_value(&cli->args, option));

    return value < 0 ? otherwise : (unsigned)value;
}

unsigned
vs_doing_said(const struct vs_cli *cli, const char *option, enum vs_word_list list)
{
    return (unsigned)(find_word(list, vs_opt_value(&cli->args, option)) + 1);
}

enum vs_flag
vs_doing_flag(const struct vs_cli *cli, const char *option)
{
    const char *text = vs_opt_value(&cli->args, option);

    return !text ? VS_FLAG_UNSAID : strcmp(text, "yes") == 0 ? VS_FLAG_YES : VS_FLAG_NO;
}

enum vs_code
vs_doing_offer(struct vs_hash *out, const struct vs_doing *doing, const char *option,
               vs_offer_fits fits, const char *none, struct vs_err *err)
{
    const struct vs_fold *fold = vs_casefile_fold(doing->file);
    const char *typed = vs_opt_value(&doing->cli->args, option);
    struct vs_id_range range = {0};
    char id[VS_ID_LEN_MAX];
    char list[200] = "";
    bool about = strcmp(option, "about") == 0;
    size_t found = 0;

    if (typed && !vs_id_parse(&range, vs_str(typed))) {
        return vs_fail(err, VS_E_INVALID, typed, "%s", _("this cannot be the id of a handover"));
    }
    for (size_t i = 0; i < fold->offer_count; i++) {
        const struct vs_hash *event = &fold->entries[fold->offers[i].event].in->id;

        if (typed ? !vs_id_in(&range, event) : !fits(doing, fold, (uint32_t)i)) {
            continue;
        }
        vs_id_short(id, event);
        if (strlen(list) + strlen(id) + 2 < sizeof list) {
            strcat(strcat(list, found ? " " : ""), id);
        }
        *out = *event;
        found++;
    }
    if (found == 0 && typed) {
        doing->cli->hint = "vs show CASE";
        return vs_fail(err, VS_E_NOT_FOUND, typed, "%s", _("this case has no such handover"));
    }
    if (found == 0) {
        return vs_fail(err, VS_E_NOTHING_OPEN, doing->cli->args.pos[0], "%s", none);
    }
    if (found > 1 && typed) {
        return vs_fail(err, VS_E_AMBIGUOUS, typed, "%s", list);
    }
    if (found > 1) {
        doing->cli->hint = about ? _("name the one that is meant: --about ID (vs show CASE)")
                                 : _("name the one that is meant: --offer ID (vs show CASE)");
        return vs_fail(err, VS_E_AMBIGUOUS, NULL,
                       _("%zu handovers of this case could be meant: %s"), found, list);
    }
    return VS_OK;
}
