#include "cli/terms.h"

#include "cli/answer_priv.h"
#include "cli/i18n.h"
#include "cli/when.h"
#include "core/casework/due.h"
#include "core/record/rules.h"

static const char *
name_of(const struct vs_due *due, const char *id)
{
    switch (due->kind) {
    case VS_DUE_ASSESSMENT:
        return _("safety assessment");
    case VS_DUE_TRAJECTORY:
        return _("trajectory");
    case VS_DUE_FIRST_CONTACT:
        return _("first contact");
    case VS_DUE_CONTACT:
        return _("contact");
    case VS_DUE_MONITORING:
        return _("monitoring");
    case VS_DUE_FEEDBACK:
        return _("feedback to the reporter");
    case VS_DUE_REFUSE_BY:
        return _("refusal of the handover");
    case VS_DUE_RETURN_BY:
        return _("return of the case");
    case VS_DUE_REPLY:
        return _("answer to the escalation");
    case VS_DUE_TERM:
    case VS_DUE_TRANSFER:
    case VS_DUE_ANSWER:
    case VS_DUE_WAITING:
    case VS_DUE_CONFIRM:
    case VS_DUE_SIGN:
    case VS_DUE_SETTLE:
    case VS_DUE_ESCALATION:
    case VS_DUE_PICK_UP:
    case VS_DUE_STILL_OPEN:
    case VS_DUE_REFUSED:
    case VS_DUE_HAND_ON:
    case VS_DUE_TAKE_UP:
    case VS_DUE_KINDS:
        break;
    }
    return id;
}

static void
say_unknown_start(struct vs_buf *out, const struct vs_due *due)
{
    struct vs_buf length;

    vs_buf_init(&length, VS_PRINT_MAX);
    vs_say_delay(&length, &due->length);
    if (due->start_unknown && vs_buf_check(&length, "show", NULL) == VS_OK) {
        vs_buf_addf(out, _("; %s, and the agreement does not say from when it counts"),
                    (const char *)length.p);
    }
    vs_buf_release(&length);
}

/* "kept, 2026-06-05 12:00", "past". */
static void
say_state(struct vs_buf *out, const struct vs_fold *fold, const struct vs_kept_term *term)
{
    const struct vs_due *due = &term->due;
    char kept[VS_WHEN_LEN];
    char at[VS_WHEN_LEN];

    vs_when_text(kept, due->kept, VS_WHEN_SHORT);
    switch (term->state) {
    case VS_TERM_RUNS:
        vs_buf_add_text(out, term->perhaps ? _("perhaps past") : _("runs"));
        say_unknown_start(out, due);
        return;
    case VS_TERM_PAST:
        vs_buf_add_text(out, _("past, and not kept so far"));
        return;
    case VS_TERM_KEPT:
        vs_buf_addf(out, _("kept, %s"), kept);
        break;
    case VS_TERM_RECORDED_LATE:
        vs_when_text(at, fold->entries[due->kept_by].in->event->at, VS_WHEN_SHORT);
        vs_buf_addf(out, _("kept by what is claimed, %s, but recorded late, %s"), at, kept);
        break;
    case VS_TERM_LATE:
        vs_buf_addf(out, _("late, %s"), kept);
        return;
    case VS_TERM_LAPSED:
        vs_buf_add_text(out, _("fell away before it ended: the case was closed, or handed over, or "
                               "what it came from was withdrawn"));
        return;
    case VS_TERM_UNSEEN:
        vs_buf_add_text(out, _("over; nothing that is recorded shows whether it was kept"));
        return;
    }
    if (term->perhaps && due->start_unknown) {
        vs_buf_add_text(out, _(", unless it counts from the report"));
    } else if (term->perhaps) {
        vs_buf_add_text(out, _(", if the calendar's unknown days are free"));
    }
}

static void
print_term(struct vs_question *question, const struct vs_kept_term *term, const char *id)
{
    const struct vs_due *due = &term->due;
    struct vs_out *out = &question->cli->out;
    bool bad = term->state == VS_TERM_PAST || term->state == VS_TERM_LATE;
    struct vs_buf words;
    char when[VS_WHEN_LEN];
    char until[2 * VS_WHEN_LEN];
    char org[VS_LABEL_LEN];

    vs_buf_init(&words, VS_PRINT_MAX);
    say_state(&words, vs_casefile_fold(question->file), term);
    (void)vs_when_end(when, due->earliest, VS_WHEN_SHORT);
    (void)snprintf(until, sizeof until, _("until %s"), when);
    vs_label_org(org, question->store, &due->org);
    if (vs_buf_check(&words, "show", NULL) == VS_OK) {
        vs_print(out, "  ");
        vs_print_style(out, bad ? VS_STYLE_BAD : VS_STYLE_STRONG, "%s",
                       due->earliest == VS_INSTANT_NEVER ? _("no end known") : until);
        vs_print(out, ": %s, %s", name_of(due, id), org);
        if (due->agreement) {
            vs_print(out, " (%s)", due->nature == VS_STATUTORY ? _("statutory") : _("agreed"));
        }
        vs_print(out, ": %s\n", (const char *)words.p);
    }
    vs_buf_release(&words);
}

static struct vs_json *
term_json(struct vs_question *question, const struct vs_kept_term *term, const char *id)
{
    const struct vs_fold *fold = vs_casefile_fold(question->file);
    const struct vs_due *due = &term->due;
    struct vs_json *item = vs_json_new_object();
    char day[VS_DATE_TEXT_LEN + 1];

    vs_json_set_text(item, "kind", vs_due_kind_name(due->kind));
    vs_json_set(item, "by", vs_json_org(question->store, &due->org));
    vs_json_set_text(item, "state", vs_term_state_name(term->state));
    vs_when_json(item, "since", due->since);
    vs_when_json(item, "when", due->earliest);
    vs_when_json_last_day(item, due->earliest);
    if (due->when != due->earliest) {
        vs_json_set_bool(item, "uncertain", true);
        vs_when_json(item, "latest", due->when);
    }
    if (due->missing != VS_DATE_NEVER) {
        vs_date_text(day, due->missing);
        vs_json_set_text(item, "unknown_day", day);
    }
    if (term->perhaps) {
        vs_json_set_bool(item, "perhaps", true);
    }
    if (due->start_unknown) {
        vs_json_set_bool(item, "start_unknown", true);
    }
    if (due->kept_by != VS_FOLD_NONE && due->kept <= question->now) {
        vs_when_json(item, "kept", due->kept);
        vs_json_set_hash(item, "kept_by", &fold->entries[due->kept_by].in->id);
    }
    vs_json_set_hash(item, "event", &fold->entries[due->event].in->id);
    if (due->agreement) {
        vs_json_set_str(item, "agreement", due->agreement->id);
        vs_json_set_text(item, "nature", due->nature == VS_STATUTORY ? "statutory" : "agreed");
    }
    if (id[0]) {
        vs_json_set_text(item, "term", id);
    }
    return item;
}

enum vs_code
vs_show_terms(struct vs_question *question, struct vs_json *doc, struct vs_err *err)
{
    const struct vs_due_rules *rules;
    struct vs_kept_terms terms = {0};
    struct vs_json *list = vs_json_new_array();
    enum vs_code code = vs_rules_due(question->store, &rules, err);

    if (code == VS_OK) {
        code =
            vs_kept_terms_make(&terms, vs_casefile_fold(question->file), question->now, rules, err);
    }
    if (terms.count > 0) {
        vs_print(&question->cli->out, "\n");
        vs_print_style(&question->cli->out, VS_STYLE_STRONG, "%s\n", _("Terms"));
    }
    for (size_t i = 0; i < terms.count; i++) {
        const struct vs_kept_term *term = &terms.rows[i];
        char id[VS_LABEL_LEN] = "";

        if (term->due.term.len > 0) {
            (void)snprintf(id, sizeof id, "%.*s", (int)term->due.term.len, term->due.term.p);
        }
        print_term(question, term, id);
        vs_json_add(list, term_json(question, term, id));
    }
    vs_json_set(doc, "terms", list);
    vs_kept_terms_release(&terms);
    return code;
}

void
vs_warn_unassessed(struct vs_cli *cli, struct vs_store *store, const struct vs_fold *fold,
                   vs_instant now)
{
    const struct vs_due_rules *rules;
    struct vs_kept_terms terms = {0};
    char when[VS_WHEN_LEN];

    if (vs_rules_due(store, &rules, NULL) != VS_OK ||
        vs_kept_terms_make(&terms, fold, now, rules, NULL) != VS_OK) {
        return;
    }
    for (size_t i = 0; i < terms.count; i++) {
        const struct vs_kept_term *term = &terms.rows[i];

        if (term->due.kind != VS_DUE_ASSESSMENT || !vs_hash_eq(&term->due.org, &store->self.org)) {
            continue;
        }
        (void)vs_when_end(when, term->due.earliest, VS_WHEN_FULL);
        if (term->state == VS_TERM_RUNS) {
            vs_warn(&cli->out,
                    _("no safety assessment is recorded; its term runs until %s, and who does not "
                      "hold the case cannot record one: vs assess\n"),
                    when);
        } else if (term->state == VS_TERM_PAST) {
            vs_warn(&cli->out,
                    _("no safety assessment is recorded; its term ended %s, and who does not hold "
                      "the case cannot record one: vs assess\n"),
                    when);
        }
    }
    vs_kept_terms_release(&terms);
}
