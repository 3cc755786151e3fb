/* What an agreement says that the program only shows: practice, keeping, reporting, auditors,
 * sources. */
#include "cli/agreement_tell.h"

#include <string.h>

#include "cli/answer_priv.h"
#include "cli/i18n.h"
#include "core/casework/chain.h"

/* What the practice says instead of the text. */
static void
add_departure(struct vs_telling *t, const struct vs_practice *practice)
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
                    vs_tell_delay(delay, &practice->move.delay));
    }
}

static void
tell_practice(struct vs_telling *t)
{
    const struct vs_agreement *a = t->agreement;

    if (a->practice_count == 0) {
        return;
    }
    vs_tell_heading(t, _("What is done, beside the text"));
    for (size_t i = 0; i < a->practice_count; i++) {
        const struct vs_practice *practice = &a->practices[i];

        if (practice->who.len > 0) {
            vs_buf_addf(&t->line, "%.*s: ", (int)practice->who.len, practice->who.p);
        }
        vs_tell_prose(t, practice->note);
        vs_tell_period(t, &practice->from, &practice->until);
        vs_buf_addf(&t->line, _(" (source %.*s)"), (int)practice->source.len, practice->source.p);
        vs_tell_line(t, "  - ");
        if (practice->departs) {
            add_departure(t, practice);
            vs_tell_line(t, INDENT);
        }
    }
}

struct vs_str
vs_tell_kept(struct vs_prose of)
{
    bool word = vs_str_eq(of.nl, of.en);

    return word && vs_str_is(of.en, "case")  ? vs_str(_("the case"))
           : word && vs_str_is(of.en, "log") ? vs_str(_("the log"))
                                             : vs_say_prose(of);
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
tell_retention(struct vs_telling *t)
{
    const struct vs_json *list = vs_json_get(t->agreement->doc, "retention");

    if (vs_json_size(list) > 0) {
        vs_tell_heading(t, _("How long it is kept"));
    }
    for (size_t i = 0; i < vs_json_size(list); i++) {
        const struct vs_json *entry = vs_json_at(list, i);
        unsigned long n = (unsigned long)vs_json_int(vs_json_get(entry, "n"), 0);
        struct vs_str limit = vs_json_get_str(entry, "limit");
        struct vs_basis basis = vs_agreement_basis(entry);

        vs_tell_add(t, vs_tell_kept(vs_agreement_prose(entry, "of")));
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
        vs_tell_rule(t, &basis);
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

void
vs_tell_others(struct vs_telling *t)
{
    const struct vs_json *reporting = vs_json_get(t->agreement->doc, "reporting");

    if (vs_json_size(reporting) > 0) {
        vs_tell_heading(t, _("What is reported and evaluated"));
    }
    for (size_t i = 0; i < vs_json_size(reporting); i++) {
        struct vs_basis basis = vs_agreement_basis(vs_json_at(reporting, i));

        vs_tell_prose(t, vs_agreement_prose(vs_json_at(reporting, i), "what"));
        vs_buf_addf(&t->line, " [%s]",
                    say_every(vs_json_get_str(vs_json_at(reporting, i), "every")));
        vs_tell_rule(t, &basis);
    }
    tell_practice(t);
    tell_retention(t);
    if (t->agreement->auditor_count > 0) {
        vs_tell_heading(t, _("Who may look at cases without a part in them"));
    }
    for (size_t i = 0; i < t->agreement->auditor_count; i++) {
        const struct vs_auditor *auditor = &t->agreement->auditors[i];

        vs_buf_addf(&t->line, _("%.*s, as %.*s: the facts."), (int)auditor->name.len,
                    auditor->name.p, (int)auditor->role.len, auditor->role.p);
        vs_tell_rule(t, &auditor->basis);
    }
}

void
vs_tell_sources(struct vs_telling *t)
{
    const struct vs_json *list = vs_json_get(t->agreement->doc, "sources");

    if (vs_json_size(list) > 0) {
        vs_tell_heading(t, _("Sources"));
    }
    for (size_t i = 0; i < vs_json_size(list); i++) {
        const struct vs_json *source = vs_json_at(list, i);
        struct vs_str by = vs_json_get_str(source, "by");
        struct vs_str address = vs_json_get_str(source, "address");

        vs_tell_add(t, vs_json_get_str(source, "id"));
        vs_buf_add_text(&t->line, ": ");
        vs_tell_prose(t, vs_agreement_prose(source, "title"));
        vs_buf_add_text(&t->line, by.len > 0 ? ", " : "");
        vs_tell_add(t, by);
        vs_buf_add_text(&t->line, address.len > 0 ? ", " : "");
        vs_tell_add(t, address);
        vs_tell_line(t, "  - ");
    }
}
