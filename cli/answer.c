/*
 * The answer to `vs who` in words. The document is made in answer_json.c.
 */
#include "cli/answer.h"

#include <string.h>

#include "cli/answer_priv.h"
#include "cli/behind.h"
#include "cli/i18n.h"
#include "cli/id.h"
#include "cli/succession.h"
#include "cli/when.h"

enum vs_code
vs_question_ask(struct vs_question *question, struct vs_err *err)
{
    enum vs_code code = VS_OK;

    memset(&question->answer, 0, sizeof question->answer);
    if (!question->file) {
        code = vs_casefile_load(&question->file, question->store, question->case_leaf,
                                question->known_at, err);
    }
    if (code == VS_OK) {
        code = vs_answer_at(&question->answer, vs_casefile_fold(question->file), question->at, err);
    }
    return code;
}

void
vs_question_release(struct vs_question *question)
{
    vs_answer_release(&question->answer);
    vs_casefile_free(question->file);
    question->file = NULL;
}

bool
vs_question_incomplete(const struct vs_question *question)
{
    const struct vs_fold *fold = vs_casefile_fold(question->file);

    for (size_t i = 0; i < fold->entry_count; i++) {
        const struct vs_fold_entry *entry = &fold->entries[i];

        if ((entry->state == VS_ENTRY_PENDING && !entry->reason) ||
            entry->state == VS_ENTRY_UNREADABLE) {
            return true;
        }
    }
    return false;
}

bool
vs_question_left(vs_instant *until, const struct vs_question *question)
{
    return vs_casefile_left(until, question->file) && question->at >= *until;
}

bool
vs_question_facts_only(const struct vs_question *question)
{
    enum vs_party_role role = VS_PARTY_FULL;

    return vs_fold_party_role(&role, vs_casefile_fold(question->file),
                              &question->store->self.org) &&
           role == VS_PARTY_FACTS;
}

vs_instant
vs_question_known(const struct vs_question *question)
{
    return question->known_at < question->now ? question->known_at : question->now;
}

bool
vs_question_projects(const struct vs_question *question)
{
    return question->at > vs_question_known(question);
}

enum vs_exit
vs_question_exit(const struct vs_question *question)
{
    vs_instant until;

    if (question->answer.certainty < VS_UNCONFIRMED && question->answer.state != VS_STATE_NO_CASE) {
        return VS_EXIT_DECIDE;
    }
    return vs_question_incomplete(question) || vs_question_left(&until, question) ||
                   vs_question_behind(question)
               ? VS_EXIT_INCOMPLETE
               : VS_EXIT_OK;
}

static const char *
certainty_words(enum vs_certainty certainty)
{
    switch (certainty) {
    case VS_CONTESTED:
        return _("contested: more than one holds it by acts of their own; people settle it");
    case VS_DISPUTED:
        return _("disputed: there is an objection whose effect the agreement does not state");
    case VS_UNCONFIRMED:
        return _("unconfirmed: nothing shows yet that it knows");
    case VS_UNDETERMINED:
    case VS_CERTAIN:
        break;
    }
    return vs_say_certainty(certainty);
}

/* The instant since which only closings are active; VS_INSTANT_NEVER. */
static vs_instant
closed_since(const struct vs_question *question)
{
    const struct vs_fold *fold = vs_casefile_fold(question->file);
    vs_instant since = VS_INSTANT_NEVER;

    for (size_t i = 0; i < question->answer.claim_count; i++) {
        const struct vs_fold_claim *claim = &fold->claims[question->answer.claims[i]];

        if (claim->holder == VS_HOLDER_CLOSED && claim->start < since) {
            since = claim->start;
        }
    }
    return since;
}

static const struct vs_answer_holder *
holder_of(const struct vs_answer *answer, const struct vs_hash *org)
{
    for (size_t i = 0; i < answer->holder_count; i++) {
        if (vs_hash_eq(&answer->holders[i].org, org)) {
            return &answer->holders[i];
        }
    }
    return NULL;
}

static int
compare_holders(const struct vs_answer_holder *a, const struct vs_answer_holder *b)
{
    if (a->since != b->since) {
        return a->since < b->since ? -1 : 1;
    }
    return vs_hash_cmp(&a->org, &b->org);
}

/* The holders as people read them, from the one that has held it longest: the one behind `before`,
 * or the first. There is one as long as not all have been given. */
static const struct vs_answer_holder *
next_holder(const struct vs_answer *answer, const struct vs_hash *before)
{
    const struct vs_answer_holder *last = before ? holder_of(answer, before) : NULL;
    const struct vs_answer_holder *next = NULL;

    for (size_t i = 0; i < answer->holder_count; i++) {
        const struct vs_answer_holder *holder = &answer->holders[i];

        if ((!last || compare_holders(holder, last) > 0) &&
            (!next || compare_holders(holder, next) < 0)) {
            next = holder;
        }
    }
    return next;
}

void
vs_question_line(struct vs_buf *out, struct vs_question *question)
{
    const struct vs_answer *answer = &question->answer;
    char when[VS_WHEN_LEN];
    char name[VS_LABEL_LEN];

    if (answer->state == VS_STATE_NO_CASE) {
        vs_buf_add_text(out, _("not open then"));
    } else if (answer->state == VS_STATE_CLOSED) {
        vs_when_text(when, closed_since(question), VS_WHEN_FULL);
        vs_buf_addf(out, _("closed since %s"), when);
        if (answer->certainty != VS_CERTAIN) {
            vs_buf_addf(out, " (%s)", vs_say_certainty(answer->certainty));
        }
    } else if (answer->certainty == VS_UNDETERMINED) {
        const char *beyond = vs_question_beyond(question);

        if (answer->candidate_count == 0) {
            vs_buf_add_text(out, beyond ? vs_say_missing(beyond) : _("nobody so far"));
        }
        vs_say_orgs(out, question->store, answer->candidates, answer->candidate_count, _("or"));
        vs_buf_addf(out, " (%s)", vs_say_certainty(answer->certainty));
    } else {
        struct vs_hash before;

        for (size_t i = 0; i < answer->holder_count; i++) {
            const struct vs_answer_holder *holder = next_holder(answer, i > 0 ? &before : NULL);

            before = holder->org;
            vs_label_org(name, question->store, &holder->org);
            vs_when_text(when, holder->since, VS_WHEN_FULL);
            vs_buf_add_text(out, i > 0 ? "; " : "");
            vs_buf_addf(out, _("%s since %s"), name, when);
        }
        vs_buf_addf(out, " (%s)", vs_say_certainty(answer->certainty));
    }
    if (vs_question_behind(question)) {
        vs_buf_add_text(out, _("; more was recorded than is here: vs who"));
    }
}

void
vs_answer_label(struct vs_out *out, const char *label, const char *text)
{
    char first[60];
    int pad = 9 - (int)vs_columns(vs_str(label));

    (void)snprintf(first, sizeof first, "  %s%*s", label, pad > 2 ? pad : 2, "");
    vs_print_clause(out, first, text);
}

void
vs_answer_labelf(struct vs_out *out, const char *label, const char *format, ...)
{
    char text[1024];
    va_list args;

    va_start(args, format);
    (void)vsnprintf(text, sizeof text, format, args);
    va_end(args);
    vs_answer_label(out, label, text);
}

/* Each rule once, of however many acts it is asked. */
static void
each_missing(struct vs_question *question, void (*print)(struct vs_out *out, const char *text))
{
    const struct vs_answer *answer = &question->answer;
    struct vs_buf buf;

    vs_buf_init(&buf, VS_PRINT_MAX);
    for (size_t i = 0; i < answer->missing_count; i++) {
        const char *name = answer->missing[i].name;
        size_t first = 0;

        while (strcmp(answer->missing[first].name, name) != 0) {
            first++;
        }
        if (first != i) {
            continue;
        }
        vs_buf_clear(&buf);
        vs_say_gap(&buf, question->store, vs_casefile_fold(question->file), name,
                   answer->missing[i].span);
        vs_buf_addf(&buf, " (%s)", name);
        if (vs_buf_check(&buf, "answer", NULL) == VS_OK) {
            print(&question->cli->out, (const char *)buf.p);
        }
    }
    vs_buf_release(&buf);
}

static void
print_gap(struct vs_out *out, const char *text)
{
    vs_answer_label(out, _("missing"), text);
}

static void
print_gap_of_act(struct vs_out *out, const char *text)
{
    vs_print(out, "  %-8s %s\n", _("missing:"), text);
}

void
vs_question_print_missing(struct vs_question *question)
{
    if (question->answer.state != VS_STATE_NO_CASE) {
        each_missing(question, print_gap_of_act);
    }
}

static void
print_undetermined(struct vs_question *question)
{
    const struct vs_answer *answer = &question->answer;
    struct vs_buf buf;

    vs_buf_init(&buf, VS_PRINT_MAX);
    if (answer->candidate_count > 0) {
        vs_say_orgs(&buf, question->store, answer->candidates, answer->candidate_count, _("or"));
    } else {
        const char *beyond = vs_question_beyond(question);

        vs_buf_add_text(&buf, vs_say_missing(beyond ? beyond : "not-taken-up"));
    }
    if (vs_buf_check(&buf, "answer", NULL) == VS_OK) {
        vs_print_style(&question->cli->out, VS_STYLE_BAD, _("Undetermined: %s.\n"),
                       (const char *)buf.p);
    }
    if (answer->last_count > 0) {
        vs_buf_clear(&buf);
        vs_say_orgs(&buf, question->store, answer->last, answer->last_count, _("and"));
        if (vs_buf_check(&buf, "answer", NULL) == VS_OK) {
            vs_answer_label(&question->cli->out, _("last"), (const char *)buf.p);
        }
    }
    vs_buf_release(&buf);
}

bool
vs_answer_sure_since(vs_instant *since, enum vs_certainty *before,
                     const struct vs_question *question, const struct vs_answer_holder *holder)
{
    const struct vs_fold *fold = vs_casefile_fold(question->file);
    enum vs_certainty now = question->answer.certainty;

    *since = holder->since;
    *before = now;
    for (size_t i = fold->boundary_count; i-- > 0 && *before == now;) {
        struct vs_answer then;

        if (fold->boundaries[i] > question->at || fold->boundaries[i] < holder->since) {
            continue;
        }
        if (vs_answer_at(&then, fold, fold->boundaries[i], NULL) == VS_OK) {
            if (then.certainty == now) {
                *since = fold->boundaries[i];
            }
            *before = then.certainty;
            vs_answer_release(&then);
        }
    }
    return *before != now && *since != holder->since;
}

/* "certain since Mon 24 August 2026 09:00; before that unconfirmed", or only the certainty. */
static const char *
certainty_since(char *out, size_t size, const struct vs_question *question,
                const struct vs_answer_holder *holder)
{
    enum vs_certainty now = question->answer.certainty, before;
    vs_instant since;
    char when[VS_WHEN_LEN];

    if (!vs_answer_sure_since(&since, &before, question, holder)) {
        return certainty_words(now);
    }
    vs_when_text(when, since, VS_WHEN_FULL);
    (void)snprintf(out, size,
                   now == VS_CERTAIN ? _("%s since %s; before that %s")
                                     : _("%s; so since %s, before that %s"),
                   certainty_words(now), when, vs_say_certainty(before));
    return out;
}

static void
print_holders(struct vs_question *question)
{
    const struct vs_fold *fold = vs_casefile_fold(question->file);
    const struct vs_answer *answer = &question->answer;
    enum vs_style style = answer->certainty == VS_CERTAIN       ? VS_STYLE_GOOD
                          : answer->certainty == VS_UNCONFIRMED ? VS_STYLE_WARN
                                                                : VS_STYLE_BAD;
    struct vs_hash before;
    char name[VS_LABEL_LEN];
    char when[VS_WHEN_LEN];
    char sure[512];

    for (size_t i = 0; i < answer->holder_count; i++) {
        const struct vs_answer_holder *holder = next_holder(answer, i > 0 ? &before : NULL);

        before = holder->org;
        vs_label_org(name, question->store, &holder->org);
        vs_when_text(when, holder->since, VS_WHEN_FULL);
        vs_print_style(&question->cli->out, style,
                       holder->since > vs_question_known(question)
                           ? _("%s will hold responsibility from %s on (%s).\n")
                           : _("%s holds responsibility since %s (%s).\n"),
                       name, when, certainty_since(sure, sizeof sure, question, holder));
        for (size_t c = 0; c < holder->claim_count; c++) {
            vs_answer_claim(question, &fold->claims[answer->claims[holder->first_claim + c]]);
        }
        vs_answer_held_before(question, holder);
    }
    if (answer->contested_by_closing) {
        vs_when_text(when, closed_since(question), VS_WHEN_FULL);
        vs_print_style(&question->cli->out, style, _("Closed too, since %s.\n"), when);
    }
}

/* The claims are closings, and acts after which nobody holds. */
bool
vs_monitors(const struct vs_fold *fold, const struct vs_hash *org, vs_instant at)
{
    vs_instant newest = -1;
    bool monitors = false;

    for (size_t i = 0; i < fold->entry_count; i++) {
        const struct vs_fold_entry *entry = &fold->entries[i];
        const struct vs_event *event = entry->in->event;

        if (entry->state == VS_ENTRY_VALID && event && vs_hash_eq(&entry->in->org, org) &&
            (event->type == VS_EV_MONITORING_START || event->type == VS_EV_MONITORING_END) &&
            entry->rec <= at && entry->rec >= newest) {
            newest = entry->rec;
            monitors = event->type == VS_EV_MONITORING_START;
        }
    }
    return monitors;
}

/* "with the persons involved": with which outcome, where a closing gives one. */
static void
print_outcome(struct vs_question *question)
{
    const struct vs_fold *fold = vs_casefile_fold(question->file);
    const struct vs_answer *answer = &question->answer;

    for (size_t i = 0; i < answer->claim_count; i++) {
        const struct vs_fold_claim *claim = &fold->claims[answer->claims[i]];
        const struct vs_event *event = fold->entries[claim->event].in->event;

        if (event->type == VS_EV_CLOSE) {
            vs_print(&question->cli->out, "  %-8s %s\n", _("reason"),
                     vs_say_word(VS_WORDS_CLOSE, event->reason));
        }
    }
}

static void
print_monitors(struct vs_question *question)
{
    const struct vs_fold *fold = vs_casefile_fold(question->file);
    char name[VS_LABEL_LEN];

    for (size_t i = 0; i < fold->party_count; i++) {
        if (vs_monitors(fold, &fold->parties[i].org, question->at)) {
            vs_label_org(name, question->store, &fold->parties[i].org);
            vs_answer_labelf(&question->cli->out, _("note"),
                             holder_of(&question->answer, &fold->parties[i].org)
                                 ? _("%s monitors too")
                                 : _("%s monitors, and does not hold it by that"),
                             name);
        }
    }
}

static void
print_closed(struct vs_question *question)
{
    const struct vs_fold *fold = vs_casefile_fold(question->file);
    const struct vs_answer *answer = &question->answer;
    struct vs_out *out = &question->cli->out;
    char when[VS_WHEN_LEN];

    vs_when_text(when, closed_since(question), VS_WHEN_FULL);
    if (answer->certainty == VS_CERTAIN) {
        vs_print(out, _("Closed since %s; nobody holds responsibility.\n"), when);
    } else { /* somebody may hold: it is not said that nobody does */
        vs_print_style(out, VS_STYLE_BAD, _("Closed since %s (%s).\n"), when,
                       certainty_words(answer->certainty));
    }
    for (size_t i = 0; i < answer->claim_count; i++) {
        vs_answer_claim(question, &fold->claims[answer->claims[i]]);
    }
    print_outcome(question);
}

void
vs_print_left(const struct vs_question *question, const char *when)
{
    const struct vs_hash *by = vs_casefile_lacks_key(question->file);
    struct vs_out *out = &question->cli->out;
    char name[VS_LABEL_LEN];

    if (by) {
        vs_label_org(name, question->store, by);
        vs_print_style(out, VS_STYLE_WARN,
                       _("As known until %s, when %s made new keys of the case that have not come "
                         "here:\n"),
                       when, name);
        return;
    }
    vs_print_style(out, VS_STYLE_WARN,
                   _("As known until %s, when your organisation ceased to be a party:\n"), when);
}

/* What the answer is about, and what it knows, where that is not everything and now. */
static void
print_asked(struct vs_question *question)
{
    struct vs_out *out = &question->cli->out;
    char when[VS_WHEN_LEN];
    vs_instant until;

    vs_when_text(when, question->at, VS_WHEN_FULL);
    if (question->at != question->now || question->known_at < question->now) {
        vs_print(out, _("At %s"), when);
        if (question->known_at < question->now) {
            vs_when_text(when, question->known_at, VS_WHEN_FULL);
            vs_print(out, _(", as known here at %s"), when);
        }
        vs_print(out, ":\n");
    }
    if (vs_question_left(&until, question)) {
        vs_when_text(when, until, VS_WHEN_FULL);
        vs_print_left(question, when);
    }
}

/* A moment is typed to the minute, and the case may have been opened within that minute. */
static void
print_not_open(struct vs_question *question)
{
    const struct vs_fold *fold = vs_casefile_fold(question->file);
    struct vs_out *out = &question->cli->out;
    char when[VS_WHEN_LEN];

    vs_print(out, "%s\n", _("The case was not open then; nobody held responsibility for it."));
    for (size_t i = 0; i < fold->claim_count; i++) {
        const struct vs_fold_claim *claim = &fold->claims[i];

        if (claim->kind == VS_CLAIM_OPENED && claim->start > question->at) {
            vs_when_text(when, claim->start, VS_WHEN_FULL);
            if (claim->start / 60 == question->at / 60) {
                vs_answer_labelf(out, _("note"), _("it was opened %s, at second %d of that minute"),
                                 when, (int)(claim->start % 60));
            } else {
                vs_answer_labelf(out, _("note"), _("it was opened %s"), when);
            }
        }
    }
}

void
vs_question_print(struct vs_question *question)
{
    const struct vs_answer *answer = &question->answer;

    print_asked(question);
    if (answer->state == VS_STATE_NO_CASE) {
        print_not_open(question);
    } else if (answer->state == VS_STATE_CLOSED) {
        print_closed(question);
    } else if (answer->certainty == VS_UNDETERMINED) {
        print_undetermined(question);
    } else {
        print_holders(question);
    }
    vs_question_print_next(question, _("then"), true);
    each_missing(question, print_gap);
    vs_question_print_settle(question);
    vs_question_print_waiting(question, _("waits"));
    vs_question_print_findings(question);
    print_monitors(question);
    vs_question_successions(question, NULL);
}
