/* The rules of an agreement in full sentences: each direction, the handover, the terms, the ladder.
 */
#include "cli/agreement_tell.h"

#include <string.h>

#include "cli/answer_priv.h"
#include "cli/i18n.h"
#include "core/casework/chain.h"

/* --- a direction -------------------------------------------------------------------------------
 */

static void
tell_move(struct vs_telling *t, const char *member, const struct vs_move *move)
{
    const char *words = vs_say_rule(member, vs_move_name(move->kind));
    char delay[60];

    if (words) {
        vs_tell(t, words, &move->basis);
        return;
    }
    vs_buf_addf(&t->line,
                strcmp(member, "return") == 0
                    ? _("A return passes responsibility after %s, accepted or not.")
                    : _("Responsibility passes after %s, accepted or not."),
                vs_tell_delay(delay, &move->delay));
    vs_tell_rule(t, &move->basis);
    t->inner = true;
    vs_tell(t, vs_say_rule("counting", vs_counting_name(move->delay.counting)),
            &move->counting_basis);
    vs_tell(t, vs_say_rule("counts_from", vs_counts_from_name(move->counts_from)),
            &move->counts_from_basis);
    t->inner = false;
}

/* "A return is to be given within 1 week." */
static void
say_within(struct vs_buf *out, const char *within, const struct vs_delay *delay)
{
    char text[60];

    vs_buf_addf(out, "%s %s%s.", within, vs_tell_delay(text, delay),
                delay->nature == VS_STATUTORY ? _(" (statutory)") : "");
}

void
vs_say_refuse_within(struct vs_buf *out, const struct vs_delay *delay)
{
    say_within(out, _("A refusal is to be given within"), delay);
}

void
vs_say_return_within(struct vs_buf *out, const struct vs_delay *delay)
{
    say_within(out, _("A return is to be given within"), delay);
}

void
vs_say_answer_within(struct vs_buf *out, const struct vs_delay *delay)
{
    say_within(out, _("It is to be answered within"), delay);
}

/* One of three sentences; the third holds a delay. */
static void
vs_tell_limit(struct vs_telling *t, const char *unknown, const char *none,
              void (*within)(struct vs_buf *out, const struct vs_delay *delay),
              const struct vs_limit *limit)
{
    switch (limit->kind) {
    case VS_LIMIT_UNKNOWN:
        vs_buf_add_text(&t->line, unknown);
        break;
    case VS_LIMIT_NONE:
        vs_buf_add_text(&t->line, none);
        break;
    case VS_LIMIT_DELAY:
        within(&t->line, &limit->delay);
        break;
    }
    vs_tell_rule(t, &limit->basis);
}

void
vs_tell_transfer(struct vs_telling *t, const struct vs_transfer *rule)
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
    vs_tell_heading(t, title);
    tell_move(t, "move", &rule->move);
    if (rule->move.kind == VS_MOVE_AFTER_DELAY) {
        vs_tell(t, vs_say_rule("early_accept", vs_early_accept_name(rule->early_accept)),
                &rule->early_accept_basis);
    }
    vs_tell(t, vs_say_rule("waitlist", vs_waitlist_name(rule->waitlist)), &rule->waitlist_basis);
    vs_tell(t, vs_say_rule("refusal", vs_refusal_name(rule->refusal)), &rule->refusal_basis);
    vs_tell_limit(t, _("Within how long a refusal is to be given is not known."),
                  _("A refusal may be given at any time."), vs_say_refuse_within,
                  &rule->refusal_term);
    vs_tell(t, vs_say_rule("dispute", vs_dispute_name(rule->dispute)), &rule->dispute_basis);
    tell_move(t, "return", &rule->giving_back);
    vs_tell_limit(t, _("Within how long a return is to be given is not known."),
                  _("A return may be given at any time."), vs_say_return_within,
                  &rule->return_term);
    vs_tell(t, vs_say_rule("version", vs_version_rule_name(rule->version)), &rule->version_basis);
    if (rule->version == VS_VERSION_NEW_RULE) {
        t->inner = true;
        vs_tell(t, _(new_delay[rule->new_delay]), &rule->new_delay_basis);
        t->inner = false;
    }
}

/* --- what a handover has to be like ------------------------------------------------------------
 */

/* "structural unsafety", after a comma unless it is the first, appended. */
static void
add_one(struct vs_telling *t, const char **comma, enum vs_word_list list, const char *name)
{
    int value = vs_word_find(list, vs_str(name));

    vs_buf_addf(&t->line, "%s%s", *comma, value < 0 ? name : vs_say_word(list, (unsigned)value));
    *comma = ", ";
}

static void
add_condition(struct vs_telling *t, const struct vs_mode_case *mode)
{
    const char *comma = "";

    if (!mode->after && !mode->unsafety) {
        return;
    }
    vs_buf_add_text(&t->line, " [");
    for (unsigned i = 0; i < VS_AFTER_COUNT; i++) {
        if (mode->after & 1u << i) {
            add_one(t, &comma, VS_WORDS_ASSESS, vs_after_name((enum vs_after)i));
        }
    }
    comma = mode->after ? "; " : "";
    for (unsigned i = 0; i < VS_UNSAFETY_COUNT; i++) {
        if (mode->unsafety & 1u << i) {
            add_one(t, &comma, VS_WORDS_UNSAFETY, vs_unsafety_name((enum vs_unsafety)i));
        }
    }
    vs_buf_add_text(&t->line, "]");
}

void
vs_tell_handover(struct vs_telling *t)
{
    const struct vs_agreement *a = t->agreement;

    vs_tell_heading(t, _("The handover"));
    vs_tell(t,
            a->modes_known ? _("Which case is handed over in which way:")
                           : _("Which case is handed over in which way is not known."),
            &a->modes_basis);
    for (size_t i = 0; i < a->mode_count; i++) {
        vs_tell_prose(t, a->modes[i].when);
        vs_buf_addf(&t->line, ": %s", vs_say_word(VS_WORDS_MODE, a->modes[i].mode));
        add_condition(t, &a->modes[i]);
        vs_tell_line(t, INDENT "- ");
    }
    if (a->contents_known) {
        vs_buf_add_text(&t->line, _("A handover has to hold:"));
        for (size_t i = 0; i < a->field_count; i++) {
            vs_buf_addf(&t->line, "%s %s", i > 0 ? "," : "", vs_say_field(a->fields[i]));
        }
        vs_buf_add_text(&t->line, ".");
        vs_tell_rule(t, &a->contents_basis);
    } else {
        vs_tell(t, _("What a handover has to hold is not known."), &a->contents_basis);
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
    vs_tell_rule(t, &a->monitoring_basis);
}

/* --- terms -------------------------------------------------------------------------------------
 */

struct vs_str
vs_tell_term_name(struct vs_str id)
{
    static const struct {
        const char *id, *words;
    } names[] = {
        {"assessment", N_("safety assessment")}, {"trajectory", N_("trajectory")},
        {"first_contact", N_("first contact")},  {"contact", N_("contact")},
        {"monitoring", N_("monitoring")},        {"feedback", N_("feedback to the reporter")},
    };

    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        if (vs_str_is(id, names[i].id)) {
            return vs_str(_(names[i].words));
        }
    }
    return id;
}

const char *
vs_say_term_start(enum vs_term_start start)
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

    return _(starts[start]);
}

const char *
vs_say_term_end(enum vs_term_end end)
{
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

    return _(ends[end]);
}

void
vs_say_term(struct vs_buf *out, const struct vs_term *term)
{
    struct vs_str name = vs_tell_term_name(term->id);
    char delay[60];

    vs_buf_addf(out, "%.*s (%.*s): ", (int)name.len, name.p, (int)term->role.len, term->role.p);
    if (term->known) {
        vs_buf_addf(out, term->repeats ? _("every %s") : "%s", vs_tell_delay(delay, &term->delay));
        vs_buf_add_text(out, term->delay.nature == VS_STATUTORY ? _(" (statutory)") : "");
    } else {
        vs_buf_add_text(out, _("how long is not known"));
    }
    vs_buf_add_text(out, ".");
}

static void
tell_term(struct vs_telling *t, const struct vs_term *term)
{
    vs_say_term(&t->line, term);
    vs_tell_rule(t, &term->basis);
    t->inner = true;
    vs_tell(t, vs_say_term_start(term->start), &term->start_basis);
    vs_tell(t, vs_say_term_end(term->end), &term->end_basis);
    t->inner = false;
}

void
vs_tell_terms(struct vs_telling *t)
{
    if (t->agreement->term_count > 0) {
        vs_tell_heading(t, _("Terms"));
    }
    for (size_t i = 0; i < t->agreement->term_count; i++) {
        tell_term(t, &t->agreement->terms[i]);
    }
}

/* --- the ladder --------------------------------------------------------------------------------
 */

static void
add_decider(struct vs_telling *t, const struct vs_level *level)
{
    struct vs_str words = vs_say_prose(level->decides_text);

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
    if (words.len > 0) {
        vs_buf_addf(&t->line, " (%.*s)", (int)words.len, words.p);
    }
    vs_tell_rule(t, &level->decides_basis);
}

const char *
vs_say_answered_by(enum vs_answered_by by)
{
    static const char *const answers[] = {
        N_("Who has to answer is not known."),
        N_("The giver has to answer."),
        N_("The receiver has to answer."),
        N_("Both have to answer."),
    };

    return _(answers[by]);
}

static void
tell_level(struct vs_telling *t, const struct vs_level *level)
{
    static const char *const during[] = {
        N_("Who is responsible while it is open is not known."),
        N_("Who is responsible does not change while it is open."),
        N_("The giver is responsible while it is open."),
        N_("The receiver is responsible while it is open."),
    };
    struct vs_str nobody = vs_str(_("not known"));
    struct vs_str giver = level->giver.nl.len > 0 ? vs_say_prose(level->giver) : nobody;
    struct vs_str receiver = level->receiver.nl.len > 0 ? vs_say_prose(level->receiver) : nobody;

    vs_buf_addf(&t->line, _("Level %u. For the giver: %.*s. For the receiver: %.*s."),
                (unsigned)level->level, (int)giver.len, giver.p, (int)receiver.len, receiver.p);
    vs_tell_rule(t, &level->basis);
    t->inner = true;
    vs_tell_limit(t, _("Within how long it is to be answered is not known."),
                  _("There is no term for the answer."), vs_say_answer_within, &level->answer);
    vs_tell(t, vs_say_answered_by(level->answered_by), &level->answered_by_basis);
    add_decider(t, level);
    vs_tell(t, _(during[level->during]), &level->during_basis);
    t->inner = false;
}

void
vs_tell_escalation(struct vs_telling *t)
{
    const struct vs_agreement *a = t->agreement;

    vs_tell_heading(t, _("Escalation"));
    vs_tell(t,
            !a->escalation_known  ? _("By which steps a case is escalated is not known.")
            : a->level_count == 0 ? _("There is no ladder of escalation.")
                                  : _("A case is escalated step by step:"),
            &a->escalation_basis);
    for (size_t i = 0; i < a->level_count; i++) {
        tell_level(t, &a->levels[i]);
    }
}
