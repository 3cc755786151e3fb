/*
 * Questions about one case: who, show, log.
 */
#include <stdlib.h>
#include <string.h>

#include "cli/answer_priv.h"
#include "cli/answer_priv.h"
#include "cli/commands.h"
#include "cli/events.h"
#include "cli/household.h"
#include "cli/i18n.h"
#include "cli/id.h"
#include "cli/offer.h"
#include "cli/terms.h"
#include "cli/when.h"
#include "core/base/mem.h"

enum vs_code
vs_cmd_who(struct vs_cli *cli, struct vs_err *err)
{
    struct vs_question question = {.cli = cli};
    struct vs_json *doc = NULL;
    enum vs_code code;

    if (vs_opt_given(&cli->args, "household")) {
        return vs_who_household(cli, err);
    }
    if (cli->args.count == 0) {
        cli->hint = "vs who CASE; vs who --household LABEL";
        return vs_fail(err, VS_E_USAGE, NULL, "%s", _("which case?"));
    }
    question.now = cli->env->now(cli->env->payload);
    code = vs_when_question(&question.at, cli, "at", question.now, err);
    if (code == VS_OK) {
        code = vs_when_known(&question.known_at, cli, err);
    }
    if (code == VS_OK) {
        code = vs_session_open(&question.store, cli, false, err);
    }
    if (code == VS_OK) {
        code = vs_session_case(&question.case_leaf, question.store, cli, err);
    }
    if (code == VS_OK) {
        code = vs_question_ask(&question, err);
        if (code == VS_E_NOT_FOUND && vs_opt_given(&cli->args, "known-at")) {
            cli->hint = _("a later --known-at; vs log CASE shows what there is");
        }
    }
    if (code == VS_OK) {
        vs_question_print(&question);
        doc = vs_out_document("vs.who/1");
        vs_json_case(doc, question.store, question.case_leaf);
        vs_question_json(doc, &question);
        if (vs_opt_given(&cli->args, "explain")) {
            code = vs_question_explain(&question, doc, err);
        }
        if (code == VS_OK) {
            code = vs_out_json(&cli->out, doc, err);
        } else {
            vs_json_free(doc);
        }
        cli->exit = vs_question_exit(&question);
    }
    vs_question_release(&question);
    vs_store_close(question.store);
    return code;
}

/* What every question about a whole case begins with. */
static enum vs_code
load(struct vs_question *question, struct vs_cli *cli, struct vs_err *err)
{
    enum vs_code code;

    question->cli = cli;
    question->now = cli->env->now(cli->env->payload);
    question->at = question->now;
    question->known_at = VS_INSTANT_NEVER;
    code = vs_session_open(&question->store, cli, false, err);
    if (code == VS_OK) {
        code = vs_session_case(&question->case_leaf, question->store, cli, err);
    }
    if (code == VS_OK) {
        code = vs_question_ask(question, err);
    }
    return code;
}

/* "A", "A and B". */
static void
print_holders(const struct vs_question *question, const struct vs_answer *answer)
{
    struct vs_hash orgs[64];
    struct vs_buf names;
    size_t count = 0;

    for (size_t i = 0; i < answer->holder_count && count < sizeof orgs / sizeof *orgs; i++) {
        orgs[count++] = answer->holders[i].org;
    }
    vs_buf_init(&names, VS_PRINT_MAX);
    vs_say_orgs(&names, question->store, orgs, count, _("and"));
    if (count > 0 && vs_buf_check(&names, "show", NULL) == VS_OK) {
        vs_print(&question->cli->out, "%s", (const char *)names.p);
    }
    vs_buf_release(&names);
}

static void
show_tenures(struct vs_question *question, struct vs_json *doc)
{
    struct vs_json *list = vs_json_new_array();
    struct vs_tenures tenures = {NULL, 0};
    struct vs_out *out = &question->cli->out;
    vs_instant known_until = VS_INSTANT_NEVER;
    bool left = vs_casefile_left(&known_until, question->file);

    if (vs_tenures_make(&tenures, vs_casefile_fold(question->file), NULL) != VS_OK) {
        vs_json_set(doc, "tenures", list);
        return;
    }
    vs_print(out, "\n");
    vs_print_style(out, VS_STYLE_STRONG, "%s\n", _("Who held it"));
    for (size_t i = 0; i < tenures.count; i++) {
        const struct vs_tenure *row = &tenures.rows[i];
        struct vs_json *item = vs_json_new_object();
        struct vs_json *holders = vs_json_new_array();
        char from[VS_WHEN_LEN];
        char until[VS_WHEN_LEN];
        char limit[VS_WHEN_LEN + 64] = "";

        vs_when_text(from, row->from, VS_WHEN_SHORT);
        vs_when_text(until, row->until, VS_WHEN_SHORT);
        if (row->until == VS_INSTANT_NEVER) {
            vs_print(out, _("  from %s: "), from);
        } else {
            vs_print(out, _("  from %s until %s: "), from, until);
        }
        vs_when_json(item, "from", row->from);
        vs_when_json(item, "until", row->until);
        vs_json_set_text(item, "state", vs_answer_state_name(row->answer.state));
        vs_json_set_text(item, "certainty", vs_certainty_name(row->answer.certainty));
        for (size_t h = 0; h < row->answer.holder_count; h++) {
            vs_json_add(holders, vs_json_org(question->store, &row->answer.holders[h].org));
        }
        print_holders(question, &row->answer);
        if (left && row->until > known_until) {
            vs_when_text(until, known_until, VS_WHEN_SHORT);
            (void)snprintf(limit, sizeof limit, _(", as known until %s"), until);
        }
        vs_json_set(item, "holders", holders);
        if (row->answer.state == VS_STATE_CLOSED) {
            vs_print(out, "%s%s\n", _("closed"), limit);
        } else {
            vs_print(out, "%s(%s)%s%s\n", row->answer.holder_count > 0 ? " " : "",
                     vs_say_certainty(row->answer.certainty),
                     row->from > question->now ? _(", if nothing else is recorded") : "", limit);
        }
        vs_json_add(list, item);
    }
    vs_json_set(doc, "tenures", list);
    vs_tenures_release(&tenures);
}

static void
show_offers(struct vs_question *question, struct vs_json *doc)
{
    const struct vs_fold *fold = vs_casefile_fold(question->file);
    struct vs_out *out = &question->cli->out;
    struct vs_json *list = vs_json_new_array();

    if (fold->offer_count > 0) {
        vs_print(out, "\n");
        vs_print_style(out, VS_STYLE_STRONG, "%s\n", _("Handovers"));
    }
    for (size_t i = 0; i < fold->offer_count; i++) {
        const struct vs_fold_offer *offer = &fold->offers[i];
        const struct vs_fold_entry *entry = &fold->entries[offer->event];
        enum vs_offer_state state = vs_fold_offer_state(offer, question->now);
        struct vs_json *item = vs_json_new_object();
        char when[VS_WHEN_LEN];
        char id[VS_ID_LEN_MAX];
        char from[VS_LABEL_LEN];
        char to[VS_LABEL_LEN];

        vs_id_short(id, &entry->in->id);
        vs_when_text(when, entry->rec, VS_WHEN_SHORT);
        vs_label_org(from, question->store, &offer->from_org);
        vs_label_org(to, question->store, &offer->to_org);
        vs_print(out, _("  %s  %s  %s to %s: "), when, id, from, to);
        vs_print(out, "%s", vs_say_offer(state));
        if (offer->start != VS_INSTANT_NEVER) {
            vs_when_text(when, offer->start, VS_WHEN_SHORT);
            vs_print(out, state == VS_OFFER_OPEN ? _(", moves %s") : ", %s", when);
        }
        if (vs_objected(fold, offer, question->now)) {
            vs_when_text(when, fold->entries[offer->objected_by].rec, VS_WHEN_SHORT);
            vs_print(out, _("; refused %s: %s"), when, vs_say_objection(offer));
        }
        vs_offer_show_lacks(question, item, offer);
        vs_print(out, "\n");
        vs_json_set_hash(item, "event", &entry->in->id);
        vs_json_set(item, "from", vs_json_org(question->store, &offer->from_org));
        vs_json_set(item, "to", vs_json_org(question->store, &offer->to_org));
        vs_json_set_text(item, "state", vs_offer_state_name(state));
        vs_json_set_text(item, "rule", vs_rule_kind_name(offer->rule.kind));
        vs_json_set_text(item, "why", vs_rule_why_name(offer->rule.why));
        vs_when_json(item, "recorded", entry->rec);
        vs_when_json(item, "delivered", offer->delivered);
        vs_when_json(item, "moves", offer->start);
        vs_when_json(item, "over", offer->over);
        vs_json_refusal(item, fold, offer, question->now);
        vs_json_add(list, item);
    }
    vs_json_set(doc, "offers", list);
}

static void
show_parties(struct vs_question *question, struct vs_json *doc)
{
    static const enum vs_party_role roles[] = {VS_PARTY_FULL, VS_PARTY_FACTS};
    const struct vs_fold *fold = vs_casefile_fold(question->file);
    struct vs_json *list = vs_json_new_array();
    struct vs_hash *orgs = vs_calloc(fold->party_count + 1, sizeof *orgs);
    struct vs_buf line;

    for (size_t i = 0; i < fold->party_count; i++) {
        struct vs_json *item = vs_json_org(question->store, &fold->parties[i].org);

        vs_json_set_text(item, "sees", vs_word(VS_WORDS_ROLE, fold->parties[i].role));
        vs_json_add(list, item);
    }
    vs_json_set(doc, "parties", list);
    vs_buf_init(&line, VS_PRINT_MAX);
    for (size_t r = 0; orgs && r < sizeof roles / sizeof *roles; r++) {
        size_t count = 0;

        for (size_t i = 0; i < fold->party_count; i++) {
            if (fold->parties[i].role == roles[r]) {
                orgs[count++] = fold->parties[i].org;
            }
        }
        if (count > 0 && roles[r] == VS_PARTY_FACTS) {
            vs_buf_addf(&line, "; %s: ", vs_say_word(VS_WORDS_ROLE, VS_PARTY_FACTS));
        }
        vs_say_orgs(&line, question->store, orgs, count, _("and"));
    }
    if (vs_buf_check(&line, "show", NULL) == VS_OK && line.len > 0) {
        vs_print(&question->cli->out, "\n%s %s\n", _("Parties:"), (const char *)line.p);
    }
    vs_buf_release(&line);
    vs_free(orgs);
}

/* An event and where it stands: its index among the entries of the fold, VS_FOLD_NONE. */
struct placed {
    const struct vs_casefile_event *row;
    vs_instant rec;
    uint32_t entry;
    bool waits; /* its causes are not all here */
};

/*
 * Causes before effects, oldest first: by the recorded instant, which never lies before that of a
 * cause, then in the order of the fold. The same for everybody who has the same events.
 */
static int
compare_placed(const void *a, const void *b)
{
    const struct placed *x = a;
    const struct placed *y = b;

    if (x->waits != y->waits) {
        return x->waits ? 1 : -1;
    }
    if (x->rec != y->rec) {
        return x->rec < y->rec ? -1 : 1;
    }
    if (x->entry != y->entry) {
        return x->entry < y->entry ? -1 : 1;
    }
    return vs_hash_cmp(&x->row->id, &y->row->id);
}

static void
place(struct placed *out, const struct vs_question *question, size_t index)
{
    const struct vs_fold *fold = vs_casefile_fold(question->file);

    out->row = vs_casefile_event(question->file, index);
    out->entry = vs_fold_find(fold, &out->row->id);
    out->waits = out->entry == VS_FOLD_NONE || fold->entries[out->entry].state == VS_ENTRY_PENDING;
    out->rec = !out->waits       ? fold->entries[out->entry].rec
               : out->row->event ? out->row->event->made
                                 : out->row->received;
}

static enum vs_code
show_events(struct vs_question *question, struct vs_json *doc, bool content, bool all,
            struct vs_err *err)
{
    size_t count = vs_casefile_count(question->file);
    struct placed *rows = vs_calloc(count ? count : 1, sizeof *rows);
    struct vs_json *list;

    if (!rows) {
        return vs_fail_memory(err);
    }
    for (size_t i = 0; i < count; i++) {
        place(&rows[i], question, i);
    }
    if (count > 0) {
        qsort(rows, count, sizeof *rows, compare_placed);
    }
    list = vs_json_new_array();
    for (size_t i = 0; i < count; i++) {
        const struct vs_casefile_event *row = rows[i].row;

        if (all || !row->event || !vs_event_is_plumbing(row->event->type)) {
            vs_event_print(question, row, content);
        }
        vs_json_add(list, vs_event_json(question, row, content));
    }
    vs_json_set(doc, "events", list);
    vs_free(rows);
    return VS_OK;
}

enum vs_code
vs_cmd_show(struct vs_cli *cli, struct vs_err *err)
{
    struct vs_question question = {0};
    struct vs_json *doc = NULL;
    struct vs_json *answer = NULL;
    char label[VS_LABEL_LEN];
    enum vs_code code = load(&question, cli, err);

    if (code == VS_OK) {
        vs_label_case(label, question.store, question.case_leaf);
        vs_print_style(&cli->out, VS_STYLE_STRONG, "%s %s\n", _("Case"), label);
        if (vs_question_facts_only(&question)) {
            vs_print(&cli->out, "%s %s\n", _("Reference:"), vs_say_text_state(VS_TEXT_SEALED));
        }
        vs_question_print(&question);
        doc = vs_out_document("vs.case/1");
        vs_json_case(doc, question.store, question.case_leaf);
        answer = vs_json_new_object();
        vs_question_json(answer, &question);
        vs_json_set(doc, "answer", answer);
        show_parties(&question, doc);
        show_tenures(&question, doc);
        show_offers(&question, doc);
        code = vs_show_terms(&question, doc, err);
        vs_print(&cli->out, "\n");
        vs_print_style(&cli->out, VS_STYLE_STRONG, "%s\n", _("What happened"));
        if (code == VS_OK) {
            code = show_events(&question, doc, true, false, err);
        }
        if (code == VS_OK) {
            code = vs_out_json(&cli->out, doc, err);
        } else {
            vs_json_free(doc);
        }
        cli->exit = vs_question_exit(&question);
    }
    vs_question_release(&question);
    vs_store_close(question.store);
    return code;
}

/* --- log -------------------------------------------------------------------------------------- */

struct listing {
    struct vs_cli *cli;
    struct vs_store *store;
    struct vs_json *list;
    size_t shown, most;
};

/* Every case, newest change first, with its events: `vs log` without a case. */
static enum vs_code
log_case(void *payload, const struct vs_casefile_row *row, struct vs_err *err)
{
    struct listing *listing = payload;
    struct vs_question question = {
        .cli = listing->cli,
        .store = listing->store,
        .case_leaf = row->id,
        .known_at = VS_INSTANT_NEVER,
        .now = listing->cli->env->now(listing->cli->env->payload),
    };
    struct vs_json *doc = vs_json_new_object();
    char label[VS_LABEL_LEN];
    char when[VS_WHEN_LEN];
    vs_instant until;
    enum vs_code code;

    question.at = question.now;
    code = vs_question_ask(&question, err);
    if (code == VS_OK) {
        vs_label_case(label, listing->store, row->id);
        vs_print(&listing->cli->out, "%s", listing->shown++ > 0 ? "\n" : "");
        vs_print_style(&listing->cli->out, VS_STYLE_STRONG, "%s %s\n", _("Case"), label);
        if (vs_casefile_left(&until, question.file)) {
            vs_when_text(when, until, VS_WHEN_FULL);
            vs_print_left(&question, when);
            vs_when_json(doc, "known_until", until);
        }
        vs_json_case(doc, listing->store, row->id);
        code = show_events(&question, doc, false, true, err);
    }
    vs_json_add(listing->list, doc);
    vs_question_release(&question);
    return code;
}

enum vs_code
vs_cmd_log(struct vs_cli *cli, struct vs_err *err)
{
    struct vs_store *store = NULL;
    struct listing listing = {.cli = cli, .list = NULL};
    struct vs_casefile_row row;
    char ref[VS_LABEL_LEN];
    struct vs_json *doc;
    int64_t case_leaf = 0;
    enum vs_code code = vs_session_open(&store, cli, false, err);

    listing.store = store;
    if (code == VS_OK && cli->args.count > 0) {
        code = vs_session_case(&case_leaf, store, cli, err);
        if (code == VS_OK) {
            code = vs_session_case_row(&row, ref, store, case_leaf, err);
        }
    }
    if (code != VS_OK) {
        vs_store_close(store);
        return code;
    }
    listing.list = vs_json_new_array();
    if (case_leaf != 0) {
        code = log_case(&listing, &row, err);
    } else {
        code =
            vs_casefile_list(store->ledger, true, 0, (int64_t)vs_opt_number(&cli->args, "most", 20),
                             log_case, &listing, err);
    }
    doc = vs_out_document("vs.log/1");
    vs_json_set(doc, "cases", listing.list);
    if (code == VS_OK) {
        code = vs_out_json(&cli->out, doc, err);
    } else {
        vs_json_free(doc);
    }
    vs_store_close(store);
    return code;
}
