#include "cli/bulk.h"

#include <string.h>

#include "cli/answer.h"
#include "cli/i18n.h"
#include "cli/term.h"
#include "cli/text.h"
#include "cli/when.h"
#include "core/base/mem.h"

struct ids {
    int64_t *v;
    size_t count, cap;
};

static enum vs_code
add_id(void *payload, const struct vs_casefile_row *row, struct vs_err *err)
{
    struct ids *ids = payload;

    if (ids->count == ids->cap) {
        size_t cap = ids->cap ? ids->cap * 2 : 64;
        int64_t *grown = vs_realloc_array(ids->v, cap, sizeof *grown);

        if (!grown) {
            return vs_fail_memory(err);
        }
        ids->v = grown;
        ids->cap = cap;
    }
    ids->v[ids->count++] = row->id;
    return VS_OK;
}

static bool
is_of_the_case(enum vs_code code)
{
    return code == VS_E_NOT_AUTHORISED || code == VS_E_INCOMPLETE || code == VS_E_TIME_TOO_EARLY;
}

static void
tell_failed(struct vs_bulk *bulk, int64_t case_leaf, enum vs_code code, const struct vs_err *why)
{
    struct vs_json *item = vs_json_new_object();
    char label[VS_LABEL_LEN];

    bulk->failed++;
    bulk->lacking |= code == VS_E_INCOMPLETE;
    vs_label_case(label, bulk->store, case_leaf);
    vs_warn(&bulk->cli->out, "%s: %s%s%s\n", label, why->subject, why->subject[0] ? ": " : "",
            why->detail);
    vs_json_case(item, bulk->store, case_leaf);
    vs_json_set_text(item, "code", vs_code_name(code));
    vs_json_set_text(item, "detail", why->detail);
    vs_json_add(bulk->failed_list, item);
}

static void
tell_skipped(struct vs_bulk *bulk, int64_t case_leaf)
{
    struct vs_json *item = vs_json_new_object();
    char label[VS_LABEL_LEN];

    bulk->skipped++;
    vs_label_case(label, bulk->store, case_leaf);
    vs_print(&bulk->cli->out, _("%s: skipped; %s\n"), label, bulk->why);
    vs_json_case(item, bulk->store, case_leaf);
    vs_json_set_text(item, "detail", bulk->why);
    vs_json_add(bulk->skipped_list, item);
}

/* What would come of it: asked while it is done, before it is taken back. */
static void
tell_would(struct vs_bulk *bulk, int64_t case_leaf)
{
    struct vs_question question = {.cli = bulk->cli,
                                   .store = bulk->store,
                                   .case_leaf = case_leaf,
                                   .at = bulk->now,
                                   .known_at = VS_INSTANT_NEVER,
                                   .now = bulk->now};
    struct vs_buf line;
    char label[VS_LABEL_LEN];

    vs_buf_init(&line, VS_PRINT_MAX);
    if (vs_question_ask(&question, NULL) == VS_OK) {
        vs_question_line(&line, &question);
    }
    if (vs_buf_check(&line, "answer", NULL) == VS_OK) {
        vs_label_case(label, bulk->store, case_leaf);
        vs_print(&bulk->cli->out, "%s: %s\n", label, (const char *)line.p);
        vs_question_print_next(&question, _("then:"), false);
    }
    vs_buf_release(&line);
    vs_question_release(&question);
}

static void
tell_done(struct vs_bulk *bulk, int64_t case_leaf, const struct vs_hash *id)
{
    struct vs_json *item = vs_json_new_object();

    bulk->done++;
    vs_json_case(item, bulk->store, case_leaf);
    vs_json_set_hash(item, "event", id);
    vs_json_add(bulk->done_list, item);
}

/* One case: does nothing where the act does not fit. */
static enum vs_code
one(struct vs_bulk *bulk, int64_t case_leaf, vs_bulk_fits fits, vs_bulk_act act, struct vs_err *err)
{
    struct vs_casefile *file = NULL;
    struct vs_err why = {0};
    struct vs_hash id;
    enum vs_bulk_fit fit = VS_BULK_OTHER;
    enum vs_code code = vs_store_begin(bulk->store, err);

    if (code != VS_OK) {
        return code;
    }
    code = vs_casefile_load(&file, bulk->store, case_leaf, VS_INSTANT_NEVER, err);
    if (code == VS_OK) {
        fit = fits(bulk, file);
        code = fit == VS_BULK_FITS ? act(bulk, &id, file, &why) : VS_OK;
        if (code != VS_OK && !is_of_the_case(code) && err) {
            *err = why;
        }
    }
    vs_casefile_free(file);
    if (code == VS_OK && fit == VS_BULK_FITS && bulk->cli->dry_run) {
        tell_would(bulk, case_leaf);
    }
    if (code == VS_OK && fit == VS_BULK_FITS && !bulk->cli->dry_run) {
        code = vs_store_commit(bulk->store, err);
    } else {
        vs_store_rollback(bulk->store);
    }
    if (code == VS_OK && fit == VS_BULK_SKIP) {
        tell_skipped(bulk, case_leaf);
    } else if (code == VS_OK && fit == VS_BULK_FITS) {
        tell_done(bulk, case_leaf, &id);
    } else if (is_of_the_case(code)) {
        tell_failed(bulk, case_leaf, code, &why);
        code = VS_OK;
    }
    return code;
}

static enum vs_code
report(struct vs_bulk *bulk, struct vs_err *err)
{
    struct vs_out *out = &bulk->cli->out;
    struct vs_json *doc = vs_out_document("vs.bulk/1");

    vs_json_set_text(doc, "type", bulk->type);
    vs_json_set(doc, bulk->gives ? "to" : "from", vs_json_org(bulk->store, &bulk->other.org));
    vs_when_json(doc, "at", bulk->at);
    vs_json_set_bool(doc, "dry_run", bulk->cli->dry_run);
    vs_json_set(doc, "done", bulk->done_list);
    vs_json_set(doc, "left", bulk->failed_list);
    vs_json_set(doc, "skipped", bulk->skipped_list);
    vs_print(out, P_("%s: %zu case%s", "%s: %zu cases%s", bulk->done), bulk->words, bulk->done,
             bulk->cli->dry_run ? _(" (not done: --dry-run)") : "");
    if (bulk->failed > 0) {
        vs_print(
            out,
            P_("; %zu case was left as it was", "; %zu cases were left as they were", bulk->failed),
            bulk->failed);
        bulk->cli->exit = VS_EXIT_PARTLY;
    }
    if (bulk->skipped > 0) {
        vs_print(out, P_("; %zu case skipped", "; %zu cases skipped", bulk->skipped),
                 bulk->skipped);
    }
    vs_print(out, "\n");
    if (bulk->done + bulk->failed + bulk->skipped == 0) {
        vs_note(out, "%s\n", bulk->none);
    }
    if (bulk->lacking) {
        vs_note(out, "%s\n",
                _("what is said with the command is said of every case; what cannot be said so: "
                  "--incomplete, or one case at a time"));
    }
    if (bulk->done > 0 && !bulk->cli->dry_run) {
        vs_note(out, "%s\n", _("next: vs sync"));
    }
    return vs_out_json(out, doc, err);
}

enum vs_code
vs_bulk_run(struct vs_bulk *bulk, vs_bulk_fits fits, vs_bulk_act act, struct vs_err *err)
{
    struct vs_progress progress;
    struct ids ids = {NULL, 0, 0};
    enum vs_code code =
        vs_casefile_list(bulk->store->ledger, false, 0, INT64_MAX, add_id, &ids, err);

    bulk->done_list = vs_json_new_array();
    bulk->failed_list = vs_json_new_array();
    bulk->skipped_list = vs_json_new_array();
    vs_progress_begin_quiet(&progress, bulk->cli, _("cases"));
    for (size_t i = 0; i < ids.count && code == VS_OK; i++) {
        code = one(bulk, ids.v[i], fits, act, err);
        vs_progress_step(&progress, i + 1, ids.count);
    }
    vs_progress_end(&progress);
    vs_free(ids.v);
    if (code == VS_OK) {
        return report(bulk, err);
    }
    if (bulk->done > 0) {
        vs_warn(&bulk->cli->out,
                P_("%zu case was done before; the same command goes on\n",
                   "%zu cases were done before; the same command goes on\n", bulk->done),
                bulk->done);
    }
    vs_json_free(bulk->done_list);
    vs_json_free(bulk->failed_list);
    vs_json_free(bulk->skipped_list);
    return code;
}

enum vs_code
vs_bulk_or_case(bool *all, struct vs_cli *cli, struct vs_err *err)
{
    *all = vs_opt_given(&cli->args, "all");
    if (*all == (cli->args.count > 0)) {
        return vs_fail(err, VS_E_USAGE, *all ? "--all" : NULL, "%s",
                       *all ? _("a case, or --all: not both") : _("which case?"));
    }
    return VS_OK;
}

enum vs_code
vs_bulk_begin(struct vs_bulk *bulk, struct vs_cli *cli, const char *option, struct vs_err *err)
{
    const char *named = vs_opt_value(&cli->args, option);
    enum vs_code code;

    memset(bulk, 0, sizeof *bulk);
    bulk->cli = cli;
    code = vs_when_act(&bulk->at, &bulk->now, cli, err);
    if (code == VS_OK && !named) {
        code = vs_fail(err, VS_E_USAGE, option, _("with --all, --%s ORG says whose"), option);
    }
    if (code == VS_OK && (vs_opt_given(&cli->args, "text") || vs_opt_given(&cli->args, "edit") ||
                          vs_opt_given(&cli->args, "ref") || vs_opt_given(&cli->args, "offer") ||
                          vs_opt_given(&cli->args, "household"))) {
        code = vs_fail(err, VS_E_USAGE, "--all", "%s",
                       _("words and references belong to one case each"));
    }
    if (code == VS_OK) {
        code = vs_session_open(&bulk->store, cli, true, err);
    }
    return code == VS_OK ? vs_session_org(&bulk->other, bulk->store, cli, named, err) : code;
}
