/* An agreement in full sentences (agreement_text.h): the text, who takes part, and the order of the
 * rest. */
#include "cli/agreement_text.h"

#include <string.h>

#include "cli/agreement_tell.h"
#include "cli/answer_priv.h"
#include "cli/i18n.h"

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

void
vs_tell_heading(struct vs_telling *t, const char *text)
{
    vs_print(t->out, "\n");
    vs_print_style(t->out, VS_STYLE_STRONG, "%s\n", text);
}

/* The line that was made, and an empty one to go on with. */
void
vs_tell_line(struct vs_telling *t, const char *first)
{
    if (vs_buf_check(&t->line, "agreement", NULL) == VS_OK && t->line.len > 0) {
        vs_print_clause(t->out, first, (const char *)t->line.p);
    }
    vs_buf_clear(&t->line);
}

void
vs_tell_add(struct vs_telling *t, struct vs_str text)
{
    vs_buf_add_str(&t->line, text);
}

void
vs_tell_prose(struct vs_telling *t, struct vs_prose prose)
{
    vs_buf_add_str(&t->line, vs_say_prose(prose));
}

/* ": vb", ", annex B" behind what a rule rests on; the sources are listed at the end. */
static void
add_place(struct vs_telling *t, const struct vs_basis *basis)
{
    const struct vs_annex *annex =
        basis->annex.len > 0 ? vs_agreement_annex(t->agreement, basis->annex) : NULL;

    if (annex) {
        vs_buf_addf(&t->line, _(", annex %.*s"), (int)annex->title.len, annex->title.p);
    }
    vs_buf_addf(&t->line, _("; source %.*s)"), (int)basis->source.len, basis->source.p);
}

/* The line that was made is a rule: behind it stands what it rests on, below it the note. */
void
vs_tell_rule(struct vs_telling *t, const struct vs_basis *basis)
{
    switch (basis->kind) {
    case VS_BASIS_AGREEMENT:
        vs_buf_addf(&t->line, _(" (the text%s"), basis->article.len > 0 ? ", " : "");
        vs_tell_add(t, basis->article);
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
    vs_tell_line(t, t->inner ? INDENT "- " : "  - ");
    vs_tell_prose(t, basis->note);
    vs_tell_line(t, t->inner ? INDENT "  " : INDENT);
}

void
vs_tell(struct vs_telling *t, const char *words, const struct vs_basis *basis)
{
    vs_buf_add_text(&t->line, words);
    vs_tell_rule(t, basis);
}

const char *
vs_tell_delay(char out[60], const struct vs_delay *delay)
{
    struct vs_buf buf;

    vs_buf_init(&buf, 60);
    vs_say_delay(&buf, delay);
    (void)snprintf(out, 60, "%.*s", (int)buf.len, buf.p ? (const char *)buf.p : "");
    vs_buf_release(&buf);
    return out;
}

/* "from 2020-01-01 until 2021-12-31 ", appended; nothing where no date is known. */
void
vs_tell_period(struct vs_telling *t, const struct vs_date_range *from,
               const struct vs_date_range *until)
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
tell_text(struct vs_telling *t)
{
    static const char *const adoption[] = {
        N_("Whether each member adopts the text for itself is not known."),
        N_("Each member adopts the text for itself."),
        N_("The members adopt the text together."),
    };
    const struct vs_agreement *a = t->agreement;
    const struct vs_json *decisions = vs_json_get(a->doc, "decisions");

    vs_tell_heading(t, _("The text"));
    if (a->until.earliest == VS_DATE_NEVER) {
        vs_tell(t, _("No last day in force is stated."), &a->until.basis);
    }
    for (size_t i = 0; i < a->replaces_count; i++) {
        vs_buf_addf(&t->line, _("It ends %.*s."), (int)a->replaces[i].len, a->replaces[i].p);
        vs_tell_line(t, "  - ");
    }
    vs_tell(t, _(adoption[a->adoption]), &a->adoption_basis);
    for (size_t i = 0; i < vs_json_size(decisions); i++) {
        const struct vs_json *decision = vs_json_at(decisions, i);

        vs_tell_prose(t, vs_agreement_prose(decision, "by"));
        vs_buf_add_text(&t->line, ": ");
        vs_tell_prose(t, vs_agreement_prose(decision, "what"));
        if (vs_json_get(decision, "on")) {
            vs_buf_add_text(&t->line, " (");
            vs_tell_add(t, vs_json_get_str(decision, "on"));
            vs_buf_add_text(&t->line, ")");
        }
        vs_tell_line(t, "  - ");
    }
    for (size_t i = 0; i < a->annex_count; i++) {
        const struct vs_annex *annex = &a->annexes[i];
        struct vs_str decider = vs_say_prose(annex->decided_by);

        vs_buf_addf(&t->line, _("Annex: %.*s"), (int)annex->title.len, annex->title.p);
        if (annex->version.len > 0) {
            vs_buf_addf(&t->line, _(", version %.*s"), (int)annex->version.len, annex->version.p);
        }
        vs_tell_period(t, &annex->from, &annex->until);
        if (decider.len > 0) {
            vs_buf_addf(&t->line, _(", which %.*s decides on"), (int)decider.len, decider.p);
        }
        vs_buf_add_text(&t->line, ".");
        vs_tell_line(t, "  - ");
    }
}

static void
tell_members(struct vs_telling *t)
{
    const struct vs_json *list = vs_json_get(t->agreement->doc, "organisations");

    vs_tell_heading(t, _("Who takes part"));
    for (size_t i = 0; i < t->agreement->role_count; i++) {
        const struct vs_agreement_role *role = &t->agreement->roles[i];
        struct vs_member member;

        vs_buf_addf(&t->line, "%.*s: %.*s", (int)role->role.len, role->role.p, (int)role->name.len,
                    role->name.p);
        vs_tell_line(t, "  - ");
        for (size_t j = 0; vs_agreement_member(&member, t->agreement, role->role, j); j++) {
            if (member.municipality.len == 0 && vs_str_eq(member.organisation, role->name) &&
                member.from.earliest == INT32_MIN && member.until.earliest == VS_DATE_NEVER) {
                continue; /* said in the line before */
            }
            vs_tell_add(t, member.municipality);
            vs_buf_add_text(&t->line,
                            member.municipality.len > 0 && member.organisation.len > 0 ? ": " : "");
            vs_tell_add(t, member.organisation);
            vs_tell_period(t, &member.from, &member.until);
            vs_tell_line(t, INDENT);
        }
        if (!vs_json_bool(vs_json_get(vs_json_at(list, i), "members_complete"), false)) {
            vs_buf_add_text(&t->line, _("Not all of them are known."));
            vs_tell_line(t, INDENT);
        }
    }
}

void
vs_agreement_print(struct vs_out *out, const struct vs_agreement *agreement)
{
    struct vs_telling t = {.out = out, .agreement = agreement};

    vs_buf_init(&t.line, VS_PRINT_MAX);
    tell_text(&t);
    tell_members(&t);
    for (size_t i = 0; i < agreement->transfer_count; i++) {
        vs_tell_transfer(&t, &agreement->transfers[i]);
    }
    if (agreement->transfer_count > 0 && agreement->calendar.len > 0) {
        vs_tell_heading(&t, _("Counting"));
        vs_buf_addf(&t.line, _("Working days are those of the calendar %.*s."),
                    (int)agreement->calendar.len, agreement->calendar.p);
        vs_tell_rule(&t, &agreement->calendar_basis);
    }
    if (agreement->kind == VS_KIND_AGREEMENT) {
        vs_tell_handover(&t);
        vs_tell_terms(&t);
    }
    if (agreement->kind == VS_KIND_AGREEMENT || agreement->level_count > 0) {
        vs_tell_escalation(&t);
    }
    vs_tell_others(&t);
    vs_tell_sources(&t);
    vs_buf_release(&t.line);
}
