/* An agreement in full sentences (agreement_text.h). */
#include "cli/agreement_text.h"

#include <string.h>

#include "cli/answer_priv.h"
#include "cli/i18n.h"
#include "core/casework/chain.h"

#define INDENT "    "

struct telling {
    struct vs_out *out;
    const struct vs_agreement *agreement;
    bool inner; /* rules of one thing, below it */
    struct vs_buf line;
};

void
vs_range_text(char out[VS_RANGE_LEN], const struct vs_date_range *range)
{
    char first[VS_DATE_TEXT_LEN + 1] = "?";
    char last[VS_DATE_TEXT_LEN + 1] = "?";

    if (range->earliest != INT32_MIN && range->earliest != VS_DATE_NEVER) {
        vs_date_text(first, range->earliest);
    }
    if (range->latest != INT32_MIN && range->latest != VS_DATE_NEVER) {
        vs_date_text(last, range->latest);
    }
    if (range->earliest == VS_DATE_NEVER) {
        (void)snprintf(out, VS_RANGE_LEN, "-");
    } else if (range->earliest == range->latest) {
        (void)snprintf(out, VS_RANGE_LEN, "%s", first);
    } else {
        (void)snprintf(out, VS_RANGE_LEN, "%s..%s", first, last);
    }
}

/* --- lines ------------------------------------------------------------------------------------ */

static void
heading(struct telling *t, const char *text)
{
    vs_print(t->out, "\n");
    vs_print_style(t->out, VS_STYLE_STRONG, "%s\n", text);
}

/* The line that was made, and an empty one to go on with. */
static void
flush(struct telling *t, const char *first)
{
    if (vs_buf_check(&t->line, "agreement", NULL) == VS_OK && t->line.len > 0) {
        vs_print_clause(t->out, first, (const char *)t->line.p);
    }
    vs_buf_clear(&t->line);
}

static void
add(struct telling *t, struct vs_str text)
{
    vs_buf_add_str(&t->line, text);
}

/* ": vb", ", annex B" behind what a rule rests on; the sources are listed at the end. */
static void
add_place(struct telling *t, const struct vs_basis *basis)
{
    const struct vs_annex *annex =
        basis->annex.len > 0 ? vs_agreement_annex(t->agreement, basis->annex) : NULL;

    if (annex) {
        vs_buf_addf(&t->line, _(", annex %.*s"), (int)annex->title.len, annex->title.p);
    }
    vs_buf_addf(&t->line, _("; source %.*s)"), (int)basis->source.len, basis->source.p);
}

/* The line that was made is a rule: behind it stands what it rests on, below it the note. */
static void
flush_rule(struct telling *t, const struct vs_basis *basis)
{
    switch (basis->kind) {
    case VS_BASIS_AGREEMENT:
        vs_buf_addf(&t->line, _(" (the text%s"), basis->article.len > 0 ? ", " : "");
        add(t, basis->article);
        add_place(t, basis);
        break;
    case VS_BASIS_PRACTICE:
        vs_buf_add_text(&t->line, _(" (practice"));
        add_place(t, basis);
        break;
    case VS_BASIS_CONVENTION:
        vs_buf_addf(&t->line, _(" (convention %.*s)"), (int)basis->convention.len,
                    basis->convention.p);
        break;
    case VS_BASIS_UNKNOWN:
        break;
    }
    flush(t, t->inner ? INDENT "- " : "  - ");
    add(t, basis->note);
    flush(t, t->inner ? INDENT "  " : INDENT);
}

static void
tell(struct telling *t, const char *words, const struct vs_basis *basis)
{
    vs_buf_add_text(&t->line, words);
    flush_rule(t, basis);
}

static const char *
delay_text(char out[60], const struct vs_delay *delay)
{
    struct vs_buf buf;

    vs_buf_init(&buf, 60);
    vs_say_delay(&buf, delay);
    (void)snprintf(out, 60, "%.*s", (int)buf.len, buf.p ? (const char *)buf.p : "");
    vs_buf_release(&buf);
    return out;
}

/* "from 2020-01-01 until 2021-12-31 ", appended; nothing where no date is known. */
static void
add_period(struct telling *t, const struct vs_date_range *from, const struct vs_date_range *until)
{
    char date[VS_RANGE_LEN];

    if (from->earliest != INT32_MIN || from->latest != VS_DATE_NEVER) {
        vs_range_text(date, from);
        vs_buf_addf(&t->line, _(", from %s"), date);
    }
    if (until->earliest != VS_DATE_NEVER) {
        vs_range_text(date, until);
        vs_buf_addf(&t->line, _(", until %s"), date);
    }
}

/* --- the text and who is bound by it -----------------------------------------------------------
 */

static void
tell_text(struct telling *t)
{
    static const char *const adoption[] = {
        N_("Whether each member adopts the text for itself is not known."),
        N_("Each member adopts the text for itself."),
        N_("The members adopt the text together."),
    };
    const struct vs_agreement *a = t->agreement;
    const struct vs_json *decisions = vs_json_get(a->doc, "decisions");

    heading(t, _("The text"));
    if (a->until.earliest == VS_DATE_NEVER) {
        tell(t, _("No last day in force is stated."), &a->until.basis);
    }
    for (size_t i = 0; i < a->replaces_count; i++) {
        vs_buf_addf(&t->line, _("It ends %.*s."), (int)a->replaces[i].len, a->replaces[i].p);
        flush(t, "  - ");
    }
    tell(t, _(adoption[a->adoption]), &a->adoption_basis);
    for (size_t i = 0; i < vs_json_size(decisions); i++) {
        const struct vs_json *decision = vs_json_at(decisions, i);

        add(t, vs_json_get_str(decision, "by"));
        vs_buf_add_text(&t->line, ": ");
        add(t, vs_json_get_str(decision, "what"));
        if (vs_json_get(decision, "on")) {
            vs_buf_add_text(&t->line, " (");
            add(t, vs_json_get_str(decision, "on"));
            vs_buf_add_text(&t->line, ")");
        }
        flush(t, "  - ");
    }
    for (size_t i = 0; i < a->annex_count; i++) {
        const struct vs_annex *annex = &a->annexes[i];

        vs_buf_addf(&t->line, _("Annex: %.*s"), (int)annex->title.len, annex->title.p);
        if (annex->version.len > 0) {
            vs_buf_addf(&t->line, _(", version %.*s"), (int)annex->version.len, annex->version.p);
        }
        add_period(t, &annex->from, &annex->until);
        if (annex->decided_by.len > 0) {
            vs_buf_addf(&t->line, _(", which %.*s decides on"), (int)annex->decided_by.len,
                        annex->decided_by.p);
        }
        vs_buf_add_text(&t->line, ".");
        flush(t, "  - ");
    }
}

static void
tell_members(struct telling *t)
{
    const struct vs_json *list = vs_json_get(t->agreement->doc, "organisations");

    heading(t, _("Who takes part"));
    for (size_t i = 0; i < t->agreement->role_count; i++) {
        const struct vs_agreement_role *role = &t->agreement->roles[i];
        struct vs_member member;

        vs_buf_addf(&t->line, "%.*s: %.*s", (int)role->role.len, role->role.p, (int)role->name.len,
                    role->name.p);
        flush(t, "  - ");
        for (size_t j = 0; vs_agreement_member(&member, t->agreement, role->role, j); j++) {
            add(t, member.municipality);
            vs_buf_add_text(&t->line,
                            member.municipality.len > 0 && member.organisation.len > 0 ? ": " : "");
            add(t, member.organisation);
            add_period(t, &member.from, &member.until);
            flush(t, INDENT);
        }
        if (!vs_json_bool(vs_json_get(vs_json_at(list, i), "members_complete"), false)) {
            vs_buf_add_text(&t->line, _("Not all of them are known."));
            flush(t, INDENT);
        }
    }
}

/* --- a direction -------------------------------------------------------------------------------
 */

static void
tell_move(struct telling *t, const char *member, const struct vs_move *move)
{
    const char *words = vs_say_rule(member, vs_move_name(move->kind));
    char delay[60];

    if (words) {
        tell(t, words, &move->basis);
        return;
    }
    vs_buf_addf(&t->line,
                strcmp(member, "return") == 0
                    ? _("A return passes responsibility after %s, accepted or not.")
                    : _("Responsibility passes after %s, accepted or not."),
                delay_text(delay, &move->delay));
    flush_rule(t, &move->basis);
    t->inner = true;
    tell(t, vs_say_rule("counting", vs_counting_name(move->delay.counting)), &move->counting_basis);
    tell(t, vs_say_rule("counts_from", vs_counts_from_name(move->counts_from)),
         &move->counts_from_basis);
    t->inner = false;
}

/* One of three sentences; the third holds a delay. */
static void
tell_limit(struct telling *t, const char *unknown, const char *none, const char *within,
           const struct vs_limit *limit)
{
    char delay[60];

    switch (limit->kind) {
    case VS_LIMIT_UNKNOWN:
        vs_buf_add_text(&t->line, unknown);
        break;
    case VS_LIMIT_NONE:
        vs_buf_add_text(&t->line, none);
        break;
    case VS_LIMIT_DELAY:
        vs_buf_add_text(&t->line, within);
        vs_buf_addf(&t->line, " %s", delay_text(delay, &limit->delay));
        if (limit->delay.nature == VS_STATUTORY) {
            vs_buf_add_text(&t->line, _(" (statutory)"));
        }
        vs_buf_add_text(&t->line, ".");
        break;
    }
    flush_rule(t, &limit->basis);
}

static void
tell_transfer(struct telling *t, const struct vs_transfer *rule)
{
    static const char *const new_delay[] = {
        N_("From when the delay of the new text counts for a running case is not known."),
        N_("The delay of the new text counts from the handover, but moves nothing before the first "
           "day of that text."),
        N_("The delay of the new text counts from the first day of that text."),
    };
    char title[100];

    (void)snprintf(title, sizeof title, "%.*s -> %.*s", (int)rule->from.len, rule->from.p,
                   (int)rule->to.len, rule->to.p);
    heading(t, title);
    tell_move(t, "move", &rule->move);
    if (rule->move.kind == VS_MOVE_AFTER_DELAY) {
        tell(t, vs_say_rule("early_accept", vs_early_accept_name(rule->early_accept)),
             &rule->early_accept_basis);
    }
    tell(t, vs_say_rule("waitlist", vs_waitlist_name(rule->waitlist)), &rule->waitlist_basis);
    tell(t, vs_say_rule("refusal", vs_refusal_name(rule->refusal)), &rule->refusal_basis);
    tell_limit(t, _("Within how long a refusal is to be given is not known."),
               _("A refusal may be given at any time."), _("A refusal is to be given within"),
               &rule->refusal_term);
    tell(t, vs_say_rule("dispute", vs_dispute_name(rule->dispute)), &rule->dispute_basis);
    tell_move(t, "return", &rule->giving_back);
    tell_limit(t, _("Within how long a return is to be given is not known."),
               _("A return may be given at any time."), _("A return is to be given within"),
               &rule->return_term);
    tell(t, vs_say_rule("version", vs_version_rule_name(rule->version)), &rule->version_basis);
    if (rule->version == VS_VERSION_NEW_RULE) {
        t->inner = true;
        tell(t, _(new_delay[rule->new_delay]), &rule->new_delay_basis);
        t->inner = false;
    }
}

/* --- what a handover has to be like ------------------------------------------------------------
 */

static void
add_condition(struct telling *t, const struct vs_mode_case *mode)
{
    const char *comma = "";

    if (!mode->after && !mode->unsafety) {
        return;
    }
    vs_buf_add_text(&t->line, " [");
    for (unsigned i = 0; i < VS_AFTER_COUNT; i++) {
        if (mode->after & 1u << i) {
            vs_buf_addf(&t->line, "%s%s", comma, vs_after_name((enum vs_after)i));
            comma = ", ";
        }
    }
    comma = mode->after ? "; " : "";
    for (unsigned i = 0; i < VS_UNSAFETY_COUNT; i++) {
        if (mode->unsafety & 1u << i) {
            vs_buf_addf(&t->line, "%s%s", comma, vs_unsafety_name((enum vs_unsafety)i));
            comma = ", ";
        }
    }
    vs_buf_add_text(&t->line, "]");
}

static void
tell_handover(struct telling *t)
{
    const struct vs_agreement *a = t->agreement;

    heading(t, _("The handover"));
    tell(t,
         a->modes_known ? _("Which case is handed over in which way:")
                        : _("Which case is handed over in which way is not known."),
         &a->modes_basis);
    for (size_t i = 0; i < a->mode_count; i++) {
        add(t, a->modes[i].when);
        vs_buf_addf(&t->line, ": %s", vs_say_word(VS_WORDS_MODE, a->modes[i].mode));
        add_condition(t, &a->modes[i]);
        flush(t, INDENT "- ");
    }
    if (a->contents_known) {
        vs_buf_add_text(&t->line, _("A handover has to hold:"));
        for (size_t i = 0; i < a->field_count; i++) {
            vs_buf_addf(&t->line, "%s %s", i > 0 ? "," : "", vs_field_name(a->fields[i]));
        }
        vs_buf_add_text(&t->line, ".");
        flush_rule(t, &a->contents_basis);
    } else {
        tell(t, _("What a handover has to hold is not known."), &a->contents_basis);
    }
    switch (a->monitoring) {
    case VS_MONITORING_UNKNOWN:
        vs_buf_add_text(&t->line, _("Who monitors after a handover is not known."));
        break;
    case VS_MONITORING_NOBODY:
        vs_buf_add_text(&t->line, _("Nobody monitors after a handover."));
        break;
    case VS_MONITORING_ROLE:
        vs_buf_addf(&t->line, _("After a handover %.*s monitors."), (int)a->monitor.len,
                    a->monitor.p);
        break;
    }
    flush_rule(t, &a->monitoring_basis);
}

/* --- terms -------------------------------------------------------------------------------------
 */

static void
tell_term(struct telling *t, const struct vs_term *term)
{
    static const char *const starts[] = {
        N_("From when it counts is not known."),
        N_("It counts from the report."),
        N_("It counts from the decision after the assessment."),
        N_("It counts from the start of the trajectory."),
        N_("It counts from the handover."),
        N_("It counts from the moment at which responsibility passed."),
        N_("It counts from the acceptance."),
        N_("It counts from the escalation."),
        N_("It counts from the closing of the case."),
    };
    static const char *const ends[] = {
        N_("What fulfils it is not known."),
        N_("The assessment fulfils it."),
        N_("The end of the trajectory fulfils it."),
        N_("A contact with the household fulfils it."),
        N_("Monitoring fulfils it."),
        N_("An acceptance fulfils it."),
        N_("A handover fulfils it."),
        N_("The closing of the case fulfils it."),
        N_("Nothing that the log records fulfils it."),
    };
    char delay[60];

    vs_buf_addf(&t->line, "%.*s (%.*s): ", (int)term->id.len, term->id.p, (int)term->role.len,
                term->role.p);
    if (term->known) {
        vs_buf_addf(&t->line, term->repeats ? _("every %s") : "%s",
                    delay_text(delay, &term->delay));
        vs_buf_add_text(&t->line, term->delay.nature == VS_STATUTORY ? _(" (statutory)") : "");
    } else {
        vs_buf_add_text(&t->line, _("how long is not known"));
    }
    vs_buf_add_text(&t->line, ".");
    flush_rule(t, &term->basis);
    t->inner = true;
    tell(t, _(starts[term->start]), &term->start_basis);
    tell(t, _(ends[term->end]), &term->end_basis);
    t->inner = false;
}

/* --- the ladder --------------------------------------------------------------------------------
 */

static void
add_decider(struct telling *t, const struct vs_level *level)
{
    switch (level->decides) {
    case VS_DECIDES_UNKNOWN:
        vs_buf_add_text(&t->line, _("Who may decide is not known."));
        break;
    case VS_DECIDES_NOBODY:
        vs_buf_add_text(&t->line,
                        _("Nobody decides alone: both agree, or the next step is taken."));
        break;
    case VS_DECIDES_GIVER:
        vs_buf_add_text(&t->line, _("The giver may decide."));
        break;
    case VS_DECIDES_RECEIVER:
        vs_buf_add_text(&t->line, _("The receiver may decide."));
        break;
    case VS_DECIDES_ROLE:
        vs_buf_addf(&t->line, _("%.*s may decide."), (int)level->decider.len, level->decider.p);
        break;
    }
    if (level->decides_text.len > 0) {
        vs_buf_addf(&t->line, " (%.*s)", (int)level->decides_text.len, level->decides_text.p);
    }
    flush_rule(t, &level->decides_basis);
}

static void
tell_level(struct telling *t, const struct vs_level *level)
{
    static const char *const answers[] = {
        N_("Who has to answer is not known."),
        N_("The giver has to answer."),
        N_("The receiver has to answer."),
        N_("Both have to answer."),
    };
    static const char *const during[] = {
        N_("Who is responsible while it is open is not known."),
        N_("Who is responsible does not change while it is open."),
        N_("The giver is responsible while it is open."),
        N_("The receiver is responsible while it is open."),
    };
    struct vs_str nobody = vs_str(_("not known"));
    struct vs_str giver = level->giver.len > 0 ? level->giver : nobody;
    struct vs_str receiver = level->receiver.len > 0 ? level->receiver : nobody;

    vs_buf_addf(&t->line, _("Level %u. For the giver: %.*s. For the receiver: %.*s."),
                (unsigned)level->level, (int)giver.len, giver.p, (int)receiver.len, receiver.p);
    flush_rule(t, &level->basis);
    t->inner = true;
    tell_limit(t, _("Within how long it is to be answered is not known."),
               _("There is no term for the answer."), _("It is to be answered within"),
               &level->answer);
    tell(t, _(answers[level->answered_by]), &level->answered_by_basis);
    add_decider(t, level);
    tell(t, _(during[level->during]), &level->during_basis);
    t->inner = false;
}

static void
tell_escalation(struct telling *t)
{
    const struct vs_agreement *a = t->agreement;

    heading(t, _("Escalation"));
    tell(t,
         !a->escalation_known  ? _("By which steps a case is escalated is not known.")
         : a->level_count == 0 ? _("There is no ladder of escalation.")
                               : _("A case is escalated step by step:"),
         &a->escalation_basis);
    for (size_t i = 0; i < a->level_count; i++) {
        tell_level(t, &a->levels[i]);
    }
}

/* --- what is only shown ------------------------------------------------------------------------
 */

/* What the practice says instead of the text. */
static void
add_departure(struct telling *t, const struct vs_practice *practice)
{
    const char *words =
        vs_say_rule(vs_practice_rule_name(practice->rule), vs_practice_value_name(practice));
    char delay[60];

    vs_buf_addf(&t->line, "%.*s -> %.*s: ", (int)practice->giver.len, practice->giver.p,
                (int)practice->receiver.len, practice->receiver.p);
    if (words) {
        vs_buf_add_text(&t->line, words);
    } else {
        vs_buf_addf(&t->line, _("Responsibility passes after %s, accepted or not."),
                    delay_text(delay, &practice->move.delay));
    }
}

static void
tell_practice(struct telling *t)
{
    const struct vs_agreement *a = t->agreement;

    if (a->practice_count == 0) {
        return;
    }
    heading(t, _("What is done, beside the text"));
    for (size_t i = 0; i < a->practice_count; i++) {
        const struct vs_practice *practice = &a->practices[i];

        if (practice->who.len > 0) {
            vs_buf_addf(&t->line, "%.*s: ", (int)practice->who.len, practice->who.p);
        }
        add(t, practice->note);
        add_period(t, &practice->from, &practice->until);
        vs_buf_addf(&t->line, _(" (source %.*s)"), (int)practice->source.len, practice->source.p);
        flush(t, "  - ");
        if (practice->departs) {
            add_departure(t, practice);
            flush(t, INDENT);
        }
    }
}

static const char *
kept_unit(struct vs_str unit, unsigned long n)
{
    return vs_str_is(unit, "day")     ? P_("day", "days", n)
           : vs_str_is(unit, "week")  ? P_("week", "weeks", n)
           : vs_str_is(unit, "month") ? P_("month", "months", n)
                                      : P_("year", "years", n);
}

static const char *
kept_from(struct vs_str word)
{
    return vs_str_is(word, "received")  ? _(", from the receipt")
           : vs_str_is(word, "written") ? _(", from the writing")
           : vs_str_is(word, "closed")  ? _(", from the closing of the case")
           : vs_str_is(word, "youngest_child_18")
               ? _(", from the day on which the youngest child is 18")
               : _(", from when is not known");
}

static void
tell_retention(struct telling *t)
{
    const struct vs_json *list = vs_json_get(t->agreement->doc, "retention");

    if (vs_json_size(list) > 0) {
        heading(t, _("How long it is kept"));
    }
    for (size_t i = 0; i < vs_json_size(list); i++) {
        const struct vs_json *entry = vs_json_at(list, i);
        unsigned long n = (unsigned long)vs_json_int(vs_json_get(entry, "n"), 0);
        struct vs_str limit = vs_json_get_str(entry, "limit");
        struct vs_basis basis = vs_agreement_basis(entry);

        add(t, vs_json_get_str(entry, "of"));
        vs_buf_add_text(&t->line, ": ");
        if (n > 0) {
            vs_buf_addf(&t->line, "%s%lu %s%s",
                        vs_str_is(limit, "minimum")   ? _("at least ")
                        : vs_str_is(limit, "maximum") ? _("at most ")
                                                      : "",
                        n, kept_unit(vs_json_get_str(entry, "unit"), n),
                        kept_from(vs_json_get_str(vs_json_get(entry, "starts"), "value")));
        } else {
            vs_buf_add_text(&t->line, _("how long is not known"));
        }
        vs_buf_add_text(&t->line, ".");
        flush_rule(t, &basis);
    }
}

static const char *
say_every(struct vs_str every)
{
    static const struct {
        const char *name, *words;
    } words[] = {
        {"month", N_("every month")},
        {"quarter", N_("every quarter")},
        {"half_year", N_("twice a year")},
        {"year", N_("every year")},
        {"once", N_("once")},
    };

    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        if (vs_str_is(every, words[i].name)) {
            return _(words[i].words);
        }
    }
    return _("how often is not known");
}

static void
tell_others(struct telling *t)
{
    const struct vs_json *reporting = vs_json_get(t->agreement->doc, "reporting");

    if (vs_json_size(reporting) > 0) {
        heading(t, _("What is reported and evaluated"));
    }
    for (size_t i = 0; i < vs_json_size(reporting); i++) {
        struct vs_basis basis = vs_agreement_basis(vs_json_at(reporting, i));

        add(t, vs_json_get_str(vs_json_at(reporting, i), "what"));
        vs_buf_addf(&t->line, " [%s]",
                    say_every(vs_json_get_str(vs_json_at(reporting, i), "every")));
        flush_rule(t, &basis);
    }
    tell_practice(t);
    tell_retention(t);
    if (t->agreement->auditor_count > 0) {
        heading(t, _("Who may look at cases without a part in them"));
    }
    for (size_t i = 0; i < t->agreement->auditor_count; i++) {
        const struct vs_auditor *auditor = &t->agreement->auditors[i];

        vs_buf_addf(&t->line, _("%.*s, as %.*s: the facts."), (int)auditor->name.len,
                    auditor->name.p, (int)auditor->role.len, auditor->role.p);
        flush_rule(t, &auditor->basis);
    }
}

static void
tell_sources(struct telling *t)
{
    const struct vs_json *list = vs_json_get(t->agreement->doc, "sources");

    if (vs_json_size(list) > 0) {
        heading(t, _("Sources"));
    }
    for (size_t i = 0; i < vs_json_size(list); i++) {
        const struct vs_json *source = vs_json_at(list, i);
        struct vs_str by = vs_json_get_str(source, "by");
        struct vs_str address = vs_json_get_str(source, "address");

        add(t, vs_json_get_str(source, "id"));
        vs_buf_add_text(&t->line, ": ");
        add(t, vs_json_get_str(source, "title"));
        vs_buf_add_text(&t->line, by.len > 0 ? ", " : "");
        add(t, by);
        vs_buf_add_text(&t->line, address.len > 0 ? ", " : "");
        add(t, address);
        flush(t, "  - ");
    }
}

void
vs_agreement_print(struct vs_out *out, const struct vs_agreement *agreement)
{
    struct telling t = {.out = out, .agreement = agreement};

    vs_buf_init(&t.line, VS_PRINT_MAX);
    tell_text(&t);
    tell_members(&t);
    for (size_t i = 0; i < agreement->transfer_count; i++) {
        tell_transfer(&t, &agreement->transfers[i]);
    }
    if (agreement->transfer_count > 0 && agreement->calendar.len > 0) {
        vs_buf_addf(&t.line, _("Working days are those of the calendar %.*s."),
                    (int)agreement->calendar.len, agreement->calendar.p);
        flush_rule(&t, &agreement->calendar_basis);
    }
    if (agreement->kind == VS_KIND_AGREEMENT) {
        tell_handover(&t);
        if (agreement->term_count > 0) {
            heading(&t, _("Terms"));
        }
        for (size_t i = 0; i < agreement->term_count; i++) {
            tell_term(&t, &agreement->terms[i]);
        }
    }
    if (agreement->kind == VS_KIND_AGREEMENT || agreement->level_count > 0) {
        tell_escalation(&t);
    }
    tell_others(&t);
    tell_sources(&t);
    vs_buf_release(&t.line);
}

/* --- what is left open -------------------------------------------------------------------------
 */

struct opening {
    struct telling t;
    struct vs_json *list;
    bool conventions; /* tell those, else what is really open */
    size_t told;
    char about[160]; /* the beginning of what the last one was about, to see whether it is new */
};

static void
set_document(struct vs_json *list, const struct vs_open_question *question)
{
    struct vs_json *doc = vs_json_new_object();

    vs_json_set_text(doc, "path", question->path);
    vs_json_set_text(doc, "words", question->words);
    if (question->level > 0) {
        vs_json_set_int(doc, "level", question->level);
    }
    if (question->about.len > 0) {
        vs_json_set_str(doc, "about", question->about);
    }
    if (question->convention.len > 0) {
        vs_json_set_str(doc, "convention", question->convention);
    }
    vs_json_add(list, doc);
}

static void
tell_question(void *payload, const struct vs_open_question *question)
{
    struct opening *opening = payload;
    struct telling *t = &opening->t;
    char about[sizeof opening->about] = "";

    if (!opening->conventions) {
        set_document(opening->list, question);
    }
    if ((question->convention.len > 0) != opening->conventions) {
        return;
    }
    if (opening->told++ == 0) {
        heading(t, opening->conventions ? _("What a convention fills in for the text")
                                        : _("What the text leaves open"));
    }
    (void)snprintf(about, sizeof about, "%u%.*s", question->level, (int)question->about.len,
                   question->about.p);
    if (strcmp(about, opening->about) != 0) {
        (void)snprintf(opening->about, sizeof opening->about, "%s", about);
        if (question->level > 0) {
            vs_buf_addf(&t->line, _("level %u"), question->level);
        } else {
            add(t, question->about.len > 0 ? question->about : vs_str(_("the text")));
        }
        flush(t, "  ");
    }
    vs_buf_addf(&t->line, "%s", vs_tr(question->words));
    if (opening->conventions) {
        vs_buf_addf(&t->line, " (%.*s)", (int)question->convention.len, question->convention.p);
    }
    vs_buf_addf(&t->line, " [%s]", question->path);
    flush(t, INDENT "- ");
}

/* Each convention that was named, in a sentence. */
static void
tell_convention(void *payload, const struct vs_open_question *question)
{
    uint32_t *told = payload;

    for (unsigned i = 0; i < VS_CONVENTIONS; i++) {
        if (vs_str_is(question->convention, vs_convention_name((enum vs_convention)i))) {
            *told |= 1u << i;
        }
    }
}

struct vs_json *
vs_agreement_print_open(struct vs_out *out, const struct vs_agreement *agreement)
{
    struct opening opening = {.t = {.out = out, .agreement = agreement}};
    uint32_t named = 0;

    opening.list = vs_json_new_array();
    vs_buf_init(&opening.t.line, VS_PRINT_MAX);
    vs_agreement_check(agreement, tell_question, &opening);
    opening.conventions = true;
    opening.told = 0;
    opening.about[0] = 0;
    vs_agreement_check(agreement, tell_question, &opening);
    vs_agreement_check(agreement, tell_convention, &named);
    for (unsigned i = 0; i < VS_CONVENTIONS; i++) {
        const char *name = vs_convention_name((enum vs_convention)i);

        if (named & 1u << i && vs_say_convention(name)) {
            vs_buf_addf(&opening.t.line, "%s: %s", name, vs_say_convention(name));
            flush(&opening.t, "  ");
        }
    }
    vs_buf_release(&opening.t.line);
    return opening.list;
}
