#include "cli/household.h"

#include "cli/act.h"
#include "cli/answer.h"
#include "cli/i18n.h"
#include "cli/when.h"

struct collected {
    int64_t *ids;
    size_t count, more;
};

static enum vs_code
collect(void *payload, const struct vs_casefile_row *row, struct vs_err *err)
{
    struct collected *collected = payload;

    (void)err;
    if (collected->count < VS_HOUSEHOLD_MAX) {
        collected->ids[collected->count++] = row->id;
    } else {
        collected->more++;
    }
    return VS_OK;
}

enum vs_code
vs_household_cases(int64_t ids[VS_HOUSEHOLD_MAX], size_t *count, size_t *more,
                   struct vs_store *store, struct vs_str label, struct vs_err *err)
{
    struct collected collected = {ids, 0, 0};
    enum vs_code code = vs_casefile_by_household(store->ledger, label, collect, &collected, err);

    *count = collected.count;
    *more = collected.more;
    return code;
}

void
vs_household_more(struct vs_cli *cli, size_t more)
{
    if (more > 0) {
        vs_warn(&cli->out, _("of this household %zu more are not shown: vs list --household\n"),
                more);
    }
}

/* The gravest of two answers: a person must decide, then something is missing. */
static enum vs_exit
graver(enum vs_exit a, enum vs_exit b)
{
    if (a == VS_EXIT_DECIDE || b == VS_EXIT_DECIDE) {
        return VS_EXIT_DECIDE;
    }
    return a == VS_EXIT_OK ? b : a;
}

/* A partner's label of a household is found like our own, and said to be the partner's. */
static void
tell_whose(const struct vs_question *question, struct vs_json *item)
{
    struct vs_casefile_row row;
    char ref[VS_LABEL_LEN];
    char org[VS_LABEL_LEN];

    if (vs_session_case_row(&row, ref, question->store, question->case_leaf, NULL) == VS_OK &&
        row.household_org != 0) {
        vs_label_org_row(org, question->store, row.household_org);
        vs_print(&question->cli->out, _("  the household is called so by %s\n"), org);
        vs_json_given_by(item, "household_by", question->store, row.household_org);
    }
}

/* One case: its label, the answer in words, the answer as a document. A case that was not known at
 * --known-at is left out. */
static enum vs_code
ask_one(struct vs_question *question, struct vs_json *list, size_t *shown, struct vs_err *err)
{
    struct vs_cli *cli = question->cli;
    struct vs_err why = {0};
    struct vs_json *item, *answer;
    char label[VS_LABEL_LEN];
    enum vs_code code = vs_question_ask(question, &why);

    if (code == VS_E_NOT_FOUND && question->known_at != VS_INSTANT_NEVER) {
        return VS_OK;
    }
    if (code != VS_OK) {
        *err = why;
        return code;
    }
    vs_label_case(label, question->store, question->case_leaf);
    vs_print(&cli->out, "%s", (*shown)++ > 0 ? "\n" : "");
    vs_print_style(&cli->out, VS_STYLE_STRONG, "%s %s\n", _("Case"), label);
    item = vs_json_new_object();
    tell_whose(question, item);
    vs_question_print(question);
    answer = vs_json_new_object();
    vs_json_case(item, question->store, question->case_leaf);
    vs_question_json(answer, question);
    vs_json_set(item, "answer", answer);
    if (vs_opt_given(&cli->args, "explain")) {
        code = vs_question_explain(question, item, err);
    }
    vs_json_add(list, item);
    cli->exit = graver(cli->exit, vs_question_exit(question));
    return code;
}

static enum vs_code
ask_all(struct vs_cli *cli, struct vs_store *store, struct vs_str label, vs_instant at,
        vs_instant known_at, struct vs_err *err)
{
    int64_t ids[VS_HOUSEHOLD_MAX];
    struct vs_json *list = vs_json_new_array(), *doc;
    size_t count = 0, more = 0, shown = 0;
    enum vs_code code = vs_household_cases(ids, &count, &more, store, label, err);

    for (size_t i = 0; i < count && code == VS_OK; i++) {
        struct vs_question question = {.cli = cli,
                                       .store = store,
                                       .case_leaf = ids[i],
                                       .at = at,
                                       .known_at = known_at,
                                       .now = cli->env->now(cli->env->payload)};

        code = ask_one(&question, list, &shown, err);
        vs_question_release(&question);
    }
    if (code == VS_OK && shown == 0) {
        cli->hint = _("vs open --household LABEL gives a case its label; vs list shows all cases");
        code = vs_fail(err, VS_E_NOT_FOUND, label.p, "%s", _("no case has this household"));
    }
    if (code != VS_OK) {
        vs_json_free(list);
        return code;
    }
    doc = vs_out_document("vs.who/1");
    vs_json_set_str(doc, "household", label);
    vs_json_set(doc, "cases", list);
    if (more > 0) {
        vs_json_set_int(doc, "left_out", (int64_t)more);
    }
    vs_household_more(cli, more);
    return vs_out_json(&cli->out, doc, err);
}

enum vs_code
vs_who_household(struct vs_cli *cli, struct vs_err *err)
{
    vs_instant now = cli->env->now(cli->env->payload), at = now, known_at = VS_INSTANT_NEVER;
    struct vs_store *store = NULL;
    struct vs_str label = {NULL, 0};
    enum vs_code code = VS_OK;

    if (cli->args.count > 0) {
        cli->hint = "vs who --household LABEL";
        code =
            vs_fail(err, VS_E_USAGE, cli->args.pos[0], "%s", _("a case, or a household: not both"));
    }
    if (code == VS_OK) {
        code = vs_doing_label(&label, cli, "household", err);
    }
    if (code == VS_OK) {
        code = vs_when_question(&at, cli, "at", now, err);
    }
    if (code == VS_OK) {
        code = vs_when_known(&known_at, cli, err);
    }
    if (code == VS_OK) {
        code = vs_session_open(&store, cli, false, err);
    }
    if (code == VS_OK) {
        code = ask_all(cli, store, label, at, known_at, err);
    }
    vs_store_close(store);
    return code;
}
