/*
 * The answer to `vs who` in words. The document is made in answer_json.c.
 */
#include "cli/answer.h"

#include <string.h>

#include "cli/answer_priv.h"
#include "cli/i18n.h"
#include "cli/id.h"
#include "cli/succession.h"
#include "cli/when.h"
#include "core/casework/zone.h"
#include "core/record/directory.h"

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
vs_question_projects(const struct vs_question *question)
{
    vs_instant known = question->known_at < question->now ? question->known_at : question->now;

    return question->at > known;
}

enum vs_exit
vs_question_exit(const struct vs_question *question)
{
    vs_instant until;

    if (question->answer.certainty < VS_UNCONFIRMED && question->answer.state != VS_STATE_NO_CASE) {
        return VS_EXIT_DECIDE;
    }
    return vs_question_incomplete(question) || vs_question_left(&until, question)
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
}

/* --- why ------------------------------------------------------------------------------------- */

/* An instant within a sentence about `near`: without the year when that is the same. */
static void
say_when(char out[VS_WHEN_LEN], vs_instant instant, vs_instant near)
{
    int year = 0;
    int near_year = 0;
    int month;
    int day;

    if (instant >= 0 && instant <= VS_INSTANT_MAX && near >= 0 && near <= VS_INSTANT_MAX) {
        vs_date_parts(vs_zone_date(instant), &year, &month, &day);
        vs_date_parts(vs_zone_date(near), &near_year, &month, &day);
    }
    vs_when_text(out, instant, year == near_year ? VS_WHEN_NO_YEAR : VS_WHEN_FULL);
}

/* As say_when, but only the clock on the same day. */
static void
say_when_after(char out[VS_WHEN_LEN], vs_instant instant, vs_instant before)
{
    if (instant >= 0 && instant <= VS_INSTANT_MAX &&
        vs_zone_date(instant) == vs_zone_date(before)) {
        vs_when_text(out, instant, VS_WHEN_CLOCK);
    } else {
        say_when(out, instant, before);
    }
}

static bool
is_weekend(const struct vs_day *day)
{
    return vs_str_is(day->reason, "saturday") || vs_str_is(day->reason, "sunday");
}

static void
add_day(struct vs_buf *buf, vs_date date, bool month)
{
    char text[VS_WHEN_LEN];

    vs_when_date(text, date, false);
    if (!month) {
        char *space = strrchr(text, ' ');

        if (space) {
            *space = '\0';
        }
    }
    vs_buf_add_text(buf, text);
}

static int
month_of(vs_date date)
{
    int year;
    int month = 0;
    int day;

    vs_date_parts(date, &year, &month, &day);
    return month;
}

/* "Tue 7, Wed 8 April": the month where it changes and at the end. */
static void
add_counted(struct vs_buf *buf, const struct vs_count *count)
{
    const struct vs_day *before = NULL;

    for (size_t i = 0; i < count->day_count; i++) {
        if (!count->days[i].counted) {
            continue;
        }
        if (before) {
            add_day(buf, before->date, month_of(before->date) != month_of(count->days[i].date));
            vs_buf_add_text(buf, ", ");
        }
        before = &count->days[i];
    }
    if (before) {
        add_day(buf, before->date, true);
    }
}

/* "Fri 3 Good Friday, weekend, Mon 6 Easter Monday"; nothing when none was skipped. */
static void
add_skipped(struct vs_buf *buf, const struct vs_count *count, const struct vs_calendar *calendar)
{
    const char *language = vs_i18n_lang() == VS_LANG_NL ? "nl" : "en";
    bool any = false;
    bool in_weekend = false;

    for (size_t i = 0; i < count->day_count; i++) {
        const struct vs_day *day = &count->days[i];
        struct vs_str name = {NULL, 0};

        if (day->counted || day->kind == VS_DAY_WORKING) {
            in_weekend = false;
            continue;
        }
        if (is_weekend(day)) {
            if (!in_weekend) {
                vs_buf_addf(buf, "%s%s", any ? ", " : "", _("weekend"));
            }
            any = in_weekend = true;
            continue;
        }
        in_weekend = false;
        vs_buf_add_text(buf, any ? ", " : "");
        add_day(buf, day->date, month_of(day->date) != month_of(count->last_day));
        name = calendar ? vs_calendar_reason_name(calendar, day->reason, language) : name;
        vs_buf_add_text(buf, " ");
        if (name.len > 0) {
            vs_buf_add_str(buf, name);
        } else if (day->kind == VS_DAY_UNKNOWN) {
            vs_buf_add_text(buf, _("not known whether free"));
        } else if (day->kind == VS_DAY_BEYOND) {
            vs_buf_add_text(buf, _("beyond the calendar"));
        } else {
            vs_buf_add_text(buf, _("free by decree"));
        }
        any = true;
    }
}

void
vs_say_delay(struct vs_buf *buf, const struct vs_delay *delay)
{
    switch (delay->unit) {
    case VS_UNIT_WORKING_DAY:
        vs_buf_addf(buf, P_("%u working day", "%u working days", delay->n), delay->n);
        break;
    case VS_UNIT_DAY:
        vs_buf_addf(buf, P_("%u day", "%u days", delay->n), delay->n);
        break;
    case VS_UNIT_WEEK:
        vs_buf_addf(buf, P_("%u week", "%u weeks", delay->n), delay->n);
        break;
    case VS_UNIT_HOUR:
        vs_buf_addf(buf, P_("%u hour", "%u hours", delay->n), delay->n);
        break;
    }
}

/* ": Tue 7, Wed 8 April (skipped: ...)" behind the delay; nothing where days do not count. */
static void
add_days(struct vs_buf *buf, const struct vs_fold *fold, const struct vs_fold_offer *offer)
{
    struct vs_count count;
    struct vs_buf skipped;

    if (vs_fold_offer_count(&count, fold, offer, NULL) != VS_OK) {
        return;
    }
    if (offer->rule.delay.unit == VS_UNIT_WORKING_DAY && count.day_count > 0) {
        vs_buf_add_text(buf, ": ");
        add_counted(buf, &count);
        vs_buf_init(&skipped, VS_PRINT_MAX);
        add_skipped(&skipped, &count, offer->rule.calendar);
        if (skipped.len > 0) {
            vs_buf_addf(buf, " (%s ", _("skipped:"));
            vs_buf_add_str(buf, vs_buf_str(&skipped));
            vs_buf_add_text(buf, ")");
        }
        vs_buf_release(&skipped);
    }
    vs_count_release(&count);
}

/* "2 working days passed: Tue 7, Wed 8 April (skipped: ...)" */
static void
add_passed(struct vs_buf *buf, const struct vs_fold *fold, const struct vs_fold_offer *offer)
{
    vs_say_delay(buf, &offer->rule.delay);
    vs_buf_addf(buf, " %s", _("passed"));
    add_days(buf, fold, offer);
}

/* How a completed handover came about. */
static void
add_moved(struct vs_buf *buf, const struct vs_question *question, const struct vs_fold_claim *claim)
{
    const struct vs_fold *fold = vs_casefile_fold(question->file);
    const struct vs_fold_offer *offer = &fold->offers[claim->offer];
    vs_instant sent = fold->entries[offer->event].rec;
    const struct vs_event *event = fold->entries[offer->event].in->event;
    char giver[VS_LABEL_LEN];
    char when[VS_WHEN_LEN];
    bool returned = event && event->kind == VS_OFFER_RETURN;

    vs_label_org(giver, question->store, &offer->from_org);
    say_when(when, sent, claim->start);
    vs_buf_addf(buf, returned ? _("returned %s by %s") : _("handed over %s by %s"), when, giver);
    if (offer->delivered != VS_INSTANT_NEVER) {
        say_when_after(when, offer->delivered, sent);
        vs_buf_addf(buf, _(", received %s"), when);
    } else {
        vs_buf_add_text(buf, _(", not shown to be received"));
    }
    vs_buf_add_text(buf, ";\n");
    if (claim->by_rule) {
        add_passed(buf, fold, offer);
    } else {
        say_when(when, claim->start, sent);
        /* Under this rule an acceptance alone moves nothing. */
        vs_buf_addf(buf,
                    offer->rule.kind == VS_RULE_AT_PICKUP ? _("picked up %s") : _("accepted %s"),
                    when);
    }
}

static void
add_signer(struct vs_hash orgs[64], size_t *count, const struct vs_hash *org)
{
    for (size_t i = 0; i < *count; i++) {
        if (vs_hash_eq(&orgs[i], org)) {
            return;
        }
    }
    if (*count < 64) {
        orgs[(*count)++] = *org;
    }
}

/* Everybody who signed: who proposed it, and who agreed. */
static size_t
find_signers(struct vs_hash orgs[64], const struct vs_fold *fold, uint32_t proposal)
{
    const struct vs_fold_entry *proposed = &fold->entries[proposal];
    size_t count = 0;

    add_signer(orgs, &count, &proposed->in->org);
    for (size_t i = 0; i < fold->entry_count; i++) {
        const struct vs_fold_entry *entry = &fold->entries[i];
        const struct vs_event *event = entry->in->event;

        if (entry->state == VS_ENTRY_VALID && event && event->type == VS_EV_SETTLE &&
            event->is_agreement && vs_hash_eq(&event->agrees, &proposed->in->id)) {
            add_signer(orgs, &count, &entry->in->org);
        }
    }
    return count;
}

const struct vs_fold_settlement *
vs_settlement_of(const struct vs_fold *fold, uint32_t proposal)
{
    for (size_t i = 0; i < fold->settlement_count; i++) {
        if (fold->settlements[i].event == proposal) {
            return &fold->settlements[i];
        }
    }
    return NULL;
}

void
vs_say_decision(struct vs_buf *out, struct vs_store *store, const struct vs_fold *fold,
                const struct vs_fold_settlement *settlement)
{
    const struct vs_fold_entry *decision = &fold->entries[settlement->decision];
    const struct vs_event *event = decision->in->event;
    uint32_t escalation = event ? vs_fold_find(fold, &event->re) : VS_FOLD_NONE;
    unsigned level = escalation != VS_FOLD_NONE && fold->entries[escalation].in->event
                         ? fold->entries[escalation].in->event->level
                         : 0;
    char by[VS_LABEL_LEN];

    vs_label_org(by, store, &decision->in->org);
    vs_buf_addf(out, _("By the agreement %s decides at level %u"), by, level);
    if (settlement->bound_count > 0) {
        vs_buf_add_text(out, _(", and that binds "));
        vs_say_orgs(out, store, settlement->bound, settlement->bound_count, _("and"));
    }
}

/* "settled together, proposed Mon 20 April 2026 09:00, signed by A and B" */
static void
add_settled(struct vs_buf *buf, const struct vs_question *question,
            const struct vs_fold_claim *claim, const char *when)
{
    const struct vs_fold *fold = vs_casefile_fold(question->file);
    const struct vs_fold_settlement *settlement = vs_settlement_of(fold, claim->event);
    struct vs_hash orgs[64];
    size_t count = find_signers(orgs, fold, claim->event);
    char name[VS_LABEL_LEN];

    if (count == 1) {
        vs_label_org(name, question->store, &orgs[0]);
        vs_buf_addf(buf, _("settled, proposed %s and signed by %s alone"), when, name);
    } else {
        vs_buf_addf(buf, _("settled together, proposed %s, signed by "), when);
        vs_say_orgs(buf, question->store, orgs, count, _("and"));
    }
    if (settlement && settlement->decision != VS_FOLD_NONE) {
        vs_buf_add_text(buf, ";\n");
        vs_say_decision(buf, question->store, fold, settlement);
    }
}

/* Why this claim is there, as lines of text. */
static void
add_because(struct vs_buf *buf, const struct vs_question *question,
            const struct vs_fold_claim *claim)
{
    const struct vs_fold *fold = vs_casefile_fold(question->file);
    const struct vs_fold_entry *entry = &fold->entries[claim->event];
    char when[VS_WHEN_LEN];
    char by[VS_LABEL_LEN];

    vs_when_text(when, entry->in->event ? entry->in->event->at : entry->rec, VS_WHEN_FULL);
    switch (claim->kind) {
    case VS_CLAIM_OPENED:
        vs_buf_addf(buf, _("opened the case %s"), when);
        break;
    case VS_CLAIM_MOVED:
        add_moved(buf, question, claim);
        break;
    case VS_CLAIM_TAKEN_UP:
        vs_buf_addf(buf, _("took the case up %s"), when);
        break;
    case VS_CLAIM_WITHDRAWN:
        vs_buf_addf(buf, _("withdrew its handover %s"), when);
        break;
    case VS_CLAIM_CLOSED:
        vs_label_org(by, question->store, &claim->org);
        vs_buf_addf(buf, _("%s closed the case %s"), by, when);
        break;
    case VS_CLAIM_REOPENED:
        vs_buf_addf(buf, _("reopened the case %s"), when);
        break;
    case VS_CLAIM_SETTLED:
        add_settled(buf, question, claim, when);
        break;
    }
}

/* "west-brabant-2022, transfer after 2 working days, waiting list without effect" */
static void
add_rule(struct vs_buf *buf, const struct vs_fold_rule *rule)
{
    if (rule->agreement) {
        vs_buf_add_str(buf, rule->agreement->id);
        vs_buf_add_text(buf, ", ");
    }
    switch (rule->kind) {
    case VS_RULE_AFTER_DELAY:
        vs_buf_addf(buf, "%s ", _("transfer after"));
        vs_say_delay(buf, &rule->delay);
        break;
    case VS_RULE_AT_ACCEPTANCE:
        vs_buf_add_text(buf, _("transfer at acceptance"));
        break;
    case VS_RULE_AT_PICKUP:
        vs_buf_add_text(buf, _("transfer when it is picked up"));
        break;
    case VS_RULE_UNKNOWN:
        vs_buf_add_text(buf, _("moment of transfer unknown"));
        break;
    case VS_RULE_ACCEPTANCE_ONLY:
        vs_buf_add_text(buf, rule->why == VS_WHY_NO_AGREEMENT
                                 ? _("no agreement that both adopted: only an acceptance moves it")
                                 : _("not regulated: only an acceptance moves it"));
        return;
    }
    switch (rule->waitlist) {
    case VS_WAITLIST_NONE:
        vs_buf_addf(buf, ", %s", _("waiting list without effect"));
        break;
    case VS_WAITLIST_GIVER_HOLDS:
        vs_buf_addf(buf, ", %s", _("the giver holds while it waits"));
        break;
    case VS_WAITLIST_UNKNOWN:
        vs_buf_addf(buf, ", %s", _("effect of a waiting list unknown"));
        break;
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

static void
print_convention(struct vs_out *out, const struct vs_basis *basis, char *said, size_t size)
{
    char name[16];
    char mark[24];
    const char *text;

    if (basis->kind != VS_BASIS_CONVENTION || basis->convention.len >= sizeof name) {
        return;
    }
    (void)snprintf(name, sizeof name, "%.*s", (int)basis->convention.len,
                   basis->convention.p ? basis->convention.p : "");
    (void)snprintf(mark, sizeof mark, " %s ", name);
    text = vs_say_convention(name);
    if (!text || strstr(said, mark)) {
        return;
    }
    strncat(said, mark, size - strlen(said) - 1);
    vs_answer_labelf(out, _("by convention"), "%s (%s)", text, name);
}

/* The conventions that decided a move, each once. */
static void
print_conventions(struct vs_out *out, const struct vs_fold_offer *offer,
                  const struct vs_fold_claim *claim)
{
    const struct vs_transfer *transfer = offer->rule.transfer;
    static const struct vs_basis c11 = {.kind = VS_BASIS_CONVENTION, .convention = {"C11", 3}};
    static const struct vs_basis c3 = {.kind = VS_BASIS_CONVENTION, .convention = {"C3", 2}};
    char said[128] = "";

    if (offer->rule.why == VS_WHY_DIRECTION || offer->rule.why == VS_WHY_RETURN) {
        print_convention(out, &c11, said, sizeof said);
    } else if (offer->rule.kind == VS_RULE_UNKNOWN && !claim->by_rule) {
        print_convention(out, &c3, said, sizeof said);
    }
    if (!transfer) {
        return;
    }
    print_convention(out, &transfer->move.basis, said, sizeof said);
    if (claim->by_rule) {
        print_convention(out, &transfer->move.counting_basis, said, sizeof said);
        print_convention(out, &transfer->move.counts_from_basis, said, sizeof said);
    } else if (offer->rule.kind == VS_RULE_AFTER_DELAY) {
        print_convention(out, &transfer->early_accept_basis, said, sizeof said);
    }
}

static void
print_source(struct vs_out *out, const struct vs_agreement *agreement, struct vs_str id)
{
    struct vs_source source = vs_agreement_source(agreement, id);
    struct vs_buf buf;

    if (source.title.len == 0) {
        return;
    }
    vs_buf_init(&buf, VS_PRINT_MAX);
    vs_buf_add_str(&buf, source.title);
    if (source.by.len > 0) {
        vs_buf_add_text(&buf, ", ");
        vs_buf_add_str(&buf, source.by);
    }
    if (source.address.len > 0) {
        vs_buf_add_text(&buf, "\n");
        vs_buf_add_str(&buf, source.address);
    }
    if (vs_buf_check(&buf, "source", NULL) == VS_OK) {
        vs_answer_label(out, _("source"), (const char *)buf.p);
    }
    vs_buf_release(&buf);
}

static void
print_claim(struct vs_question *question, const struct vs_fold_claim *claim)
{
    const struct vs_fold *fold = vs_casefile_fold(question->file);
    struct vs_out *out = &question->cli->out;
    struct vs_buf buf;

    vs_buf_init(&buf, VS_PRINT_MAX);
    add_because(&buf, question, claim);
    if (vs_buf_check(&buf, "answer", NULL) == VS_OK) {
        vs_answer_label(out, _("because"), (const char *)buf.p);
    }
    if (claim->kind == VS_CLAIM_MOVED) {
        const struct vs_fold_offer *offer = &fold->offers[claim->offer];

        vs_buf_clear(&buf);
        add_rule(&buf, &offer->rule);
        if (vs_buf_check(&buf, "answer", NULL) == VS_OK) {
            vs_answer_label(out, _("rule"), (const char *)buf.p);
        }
        print_conventions(out, offer, claim);
        if (offer->rule.agreement && offer->rule.transfer) {
            print_source(out, offer->rule.agreement, offer->rule.transfer->move.basis.source);
        }
    }
    vs_buf_release(&buf);
}

/* The certainty that the answer has when the offer has moved, as far as is known. */
static const char *
certainty_then(const struct vs_fold *fold, const struct vs_fold_offer *offer)
{
    struct vs_answer then;
    enum vs_certainty certainty = VS_UNDETERMINED;

    if (vs_answer_at(&then, fold, offer->start, NULL) == VS_OK) {
        certainty = then.certainty;
        vs_answer_release(&then);
    }
    return vs_say_certainty(certainty);
}

/* Whether a difference of view about the handover keeps its delay from running at `at`. */
static bool
delay_stopped(const struct vs_fold *fold, const struct vs_fold_offer *offer, vs_instant at)
{
    for (uint32_t i = 0; i < fold->escalation_count; i++) {
        const struct vs_fold_escalation *esc = &fold->escalations[i];

        if (esc->about == offer->event && esc->from <= at && at < esc->until &&
            fold->entries[esc->event].in->event->reason == VS_ESCALATE_DIFFERENCE_OF_VIEW) {
            return true;
        }
    }
    return false;
}

/* What an offer without a move in sight waits for: its rule says, and an answer alone is not always
 * it. */
static void
add_waits(struct vs_buf *buf, const struct vs_fold *fold, const struct vs_fold_offer *offer,
          vs_instant at, const char *to)
{
    const struct vs_fold_rule *rule = &offer->rule;

    if (rule->kind == VS_RULE_AT_PICKUP) {
        vs_buf_addf(buf,
                    _("offered to %s, and passes when it is picked up (vs accept CASE --pick-up)"),
                    to);
    } else if (rule->kind == VS_RULE_AFTER_DELAY && rule->dispute == VS_DISPUTE_SUSPENDS &&
               offer->lapse == VS_INSTANT_NEVER && delay_stopped(fold, offer, at)) {
        vs_buf_addf(buf, _("offered to %s; the escalation keeps the delay from moving it"), to);
    } else if (rule->kind == VS_RULE_AFTER_DELAY && rule->counts_from == VS_FROM_RECEIVED &&
               offer->delivered == VS_INSTANT_NEVER) {
        vs_buf_addf(
            buf,
            _("offered to %s; the delay counts from its arrival there, which nothing shows yet"),
            to);
    } else {
        vs_buf_addf(buf, _("offered to %s, and waits for its answer"), to);
    }
}

void
vs_question_print_next(struct vs_question *question, const char *label, bool rule)
{
    const struct vs_fold *fold = vs_casefile_fold(question->file);
    struct vs_out *out = &question->cli->out;
    char to[VS_LABEL_LEN];
    char when[VS_WHEN_LEN];
    struct vs_buf buf;

    vs_buf_init(&buf, VS_PRINT_MAX);
    for (uint32_t i = 0; i < fold->offer_count; i++) {
        const struct vs_fold_offer *offer = &fold->offers[i];
        bool by_rule = offer->start != VS_INSTANT_NEVER && offer->start == offer->lapse;

        if (fold->entries[offer->event].rec > question->at ||
            vs_fold_offer_state(offer, question->at) != VS_OFFER_OPEN) {
            continue;
        }
        vs_buf_clear(&buf);
        vs_label_org(to, question->store, &offer->to_org);
        vs_when_text(when, offer->start, VS_WHEN_FULL);
        if (offer->start != VS_INSTANT_NEVER) {
            vs_buf_addf(&buf,
                        offer->start > question->now
                            ? _("to %s from %s (%s), if nothing else is recorded")
                            : _("to %s from %s (%s)"),
                        to, when, certainty_then(fold, offer));
        } else if (vs_objected(fold, offer, question->at)) {
            vs_buf_addf(&buf, _("offered to %s, which refused it"), to);
        } else {
            add_waits(&buf, fold, offer, question->at, to);
        }
        if (rule && by_rule) {
            vs_buf_add_text(&buf, ";\n");
            vs_say_delay(&buf, &offer->rule.delay);
            add_days(&buf, fold, offer);
        } else if (rule && offer->rule.kind == VS_RULE_AFTER_DELAY && offer->rule.calendar &&
                   offer->counted_from != VS_INSTANT_NEVER && offer->latest == VS_INSTANT_NEVER) {
            vs_when_date(when, offer->rule.calendar->to, true);
            vs_buf_add_text(&buf, ";\n");
            vs_say_delay(&buf, &offer->rule.delay);
            vs_buf_addf(&buf, _(" lead beyond the calendar %.*s, which ends with %s"),
                        (int)offer->rule.calendar->id.len, offer->rule.calendar->id.p, when);
        }
        if (offer->rule.kind == VS_RULE_AFTER_DELAY && !offer->rule.calendar &&
            offer->rule.delay.unit == VS_UNIT_WORKING_DAY) {
            vs_buf_add_text(&buf, ";\n");
            vs_say_delay(&buf, &offer->rule.delay);
            vs_buf_add_text(&buf, _(" are not counted: the calendar that the handover names is not "
                                    "here, or not both sides have added it (vs calendar list)"));
        }
        if (vs_buf_check(&buf, "answer", NULL) == VS_OK) {
            vs_answer_label(out, label, (const char *)buf.p);
        }
        if (rule) {
            vs_buf_clear(&buf);
            add_rule(&buf, &offer->rule);
            if (vs_buf_check(&buf, "answer", NULL) == VS_OK) {
                vs_answer_label(out, _("rule"), (const char *)buf.p);
            }
        }
    }
    vs_buf_release(&buf);
}

/* "Fri 6 May 2022, Fri 27 May 2022": the days of which a count does not know whether they are free.
 */
static bool
add_unknown_days(struct vs_buf *buf, const struct vs_count *count,
                 const struct vs_calendar *calendar)
{
    char day[VS_WHEN_LEN];
    bool any = false;

    for (size_t i = 0; i < count->missing_count; i++) {
        if (vs_calendar_day(calendar, count->missing[i]).kind == VS_DAY_UNKNOWN) {
            vs_when_date(day, count->missing[i], true);
            vs_buf_addf(buf, "%s%s", any ? ", " : "", day);
            any = true;
        }
    }
    return any;
}

void
vs_say_gap(struct vs_buf *out, const struct vs_fold *fold, const char *missing, uint32_t span)
{
    const struct vs_fold_offer *offer =
        span == VS_FOLD_NONE || fold->spans[span].offer == VS_FOLD_NONE
            ? NULL
            : &fold->offers[fold->spans[span].offer];
    const struct vs_calendar *calendar = offer ? offer->rule.calendar : NULL;
    struct vs_count count;
    struct vs_buf days;
    char last[VS_WHEN_LEN];

    if (strcmp(missing, "calendar") != 0 || !offer) {
        vs_buf_add_text(out, vs_say_missing(missing));
        return;
    }
    if (!calendar) {
        vs_buf_add_text(out, _("by which calendar the days count: the one that the handover names "
                               "is not here, is not that of the agreement, or not both sides have "
                               "added it"));
        return;
    }
    if (vs_fold_offer_count(&count, fold, offer, NULL) != VS_OK) {
        vs_buf_add_text(out, vs_say_missing(missing));
        return;
    }
    vs_buf_init(&days, VS_PRINT_MAX);
    vs_when_date(last, calendar->to, true);
    if (add_unknown_days(&days, &count, calendar) && vs_buf_check(&days, "answer", NULL) == VS_OK) {
        vs_buf_addf(out,
                    P_("whether this day is a working day: %s",
                       "whether these days are working "
                       "days: %s",
                       count.missing_count),
                    (const char *)days.p);
    }
    if (offer->latest == VS_INSTANT_NEVER) {
        vs_buf_addf(out,
                    days.len > 0 ? _("; and how the calendar %.*s goes on after %s")
                                 : _("how the calendar %.*s goes on after %s"),
                    (int)calendar->id.len, calendar->id.p, last);
    }
    vs_buf_release(&days);
    vs_count_release(&count);
}

/* Each rule once, of however many acts it is asked. */
static void
print_missing(struct vs_question *question)
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
        vs_say_gap(&buf, vs_casefile_fold(question->file), name, answer->missing[i].span);
        vs_buf_addf(&buf, " (%s)", name);
        if (vs_buf_check(&buf, "answer", NULL) == VS_OK) {
            vs_answer_label(&question->cli->out, _("missing"), (const char *)buf.p);
        }
    }
    vs_buf_release(&buf);
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

    for (size_t i = 0; i < answer->holder_count; i++) {
        const struct vs_answer_holder *holder = next_holder(answer, i > 0 ? &before : NULL);

        before = holder->org;
        vs_label_org(name, question->store, &holder->org);
        vs_when_text(when, holder->since, VS_WHEN_FULL);
        vs_print_style(&question->cli->out, style, _("%s holds responsibility since %s (%s).\n"),
                       name, when, certainty_words(answer->certainty));
        for (size_t c = 0; c < holder->claim_count; c++) {
            print_claim(question, &fold->claims[answer->claims[holder->first_claim + c]]);
        }
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
            vs_print(&question->cli->out, "  %-8s ", "");
            vs_print(&question->cli->out, _("%s monitors, and does not hold it by that\n"), name);
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
        print_claim(question, &fold->claims[answer->claims[i]]);
    }
    print_outcome(question);
}

/* What the answer is about, and what it knows, where that is not everything and now. */
static void
print_asked(struct vs_question *question)
{
    struct vs_out *out = &question->cli->out;
    char when[VS_WHEN_LEN];
    vs_instant until;

    vs_when_text(when, question->at, VS_WHEN_FULL);
    if (question->at != question->now) {
        vs_print(out, _("At %s"), when);
        if (question->known_at < question->now) {
            vs_when_text(when, question->known_at, VS_WHEN_FULL);
            vs_print(out, _(", as known here at %s"), when);
        }
        vs_print(out, ":\n");
    }
    if (vs_question_left(&until, question)) {
        vs_when_text(when, until, VS_WHEN_FULL);
        vs_print_style(out, VS_STYLE_WARN,
                       _("As known until %s, when your organisation ceased to be a party:\n"),
                       when);
    }
}

void
vs_question_print(struct vs_question *question)
{
    const struct vs_answer *answer = &question->answer;
    struct vs_out *out = &question->cli->out;

    print_asked(question);
    if (answer->state == VS_STATE_NO_CASE) {
        vs_print(out, "%s\n", _("The case was not open then; nobody held responsibility for it."));
    } else if (answer->state == VS_STATE_CLOSED) {
        print_closed(question);
    } else if (answer->certainty == VS_UNDETERMINED) {
        print_undetermined(question);
    } else {
        print_holders(question);
    }
    print_monitors(question);
    vs_question_successions(question, NULL);
    vs_question_print_next(question, _("then"), true);
    print_missing(question);
    vs_question_print_settle(question);
    vs_question_print_waiting(question, _("waits"));
    vs_question_print_findings(question);
}
