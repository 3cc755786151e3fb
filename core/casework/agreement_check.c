/* What a profile leaves open, in plain words (agreement.h, agreement_open.def). */
#include "core/casework/agreement_priv.h"

#include <stdarg.h>
#include <stdio.h>

#define N_(text) text

static const struct {
    const char *open, *convention;
} words[VS_OPEN_COUNT] = {
#define VS_OPEN(NAME, open, convention) [VS_OPEN_##NAME] = {open, convention},
#include "core/casework/agreement_open.def"
#undef VS_OPEN
};

struct asking {
    const struct vs_agreement *agreement;
    void (*each)(void *payload, const struct vs_open_question *question);
    void *payload;
    struct vs_prose about; /* what the questions are about at the moment */
    const struct vs_term *term;
    unsigned level;
    char text[100]; /* holds `about` where it is composed of two ids */
};

/* What has no language, or is in that of the text. */
static void
set_about(struct asking *a, struct vs_str about)
{
    a->about = (struct vs_prose){about, about};
}

__attribute__((format(printf, 2, 3))) static void
compose(struct asking *a, const char *format, ...)
{
    va_list args;

    va_start(args, format);
    vsnprintf(a->text, sizeof(a->text), format, args);
    va_end(args);
    set_about(a, vs_str(a->text));
}

__attribute__((format(printf, 4, 0))) static void
tell(const struct asking *a, enum vs_open what, struct vs_str convention, const char *format,
     va_list args)
{
    char path[80];
    struct vs_open_question question = {
        .what = what,
        .path = path,
        .about = a->about,
        .term = a->term,
        .level = a->level,
        .words = convention.len > 0 ? words[what].convention : words[what].open,
        .convention = convention,
    };

    vsnprintf(path, sizeof(path), format, args);
    a->each(a->payload, &question);
}

__attribute__((format(printf, 3, 4))) static void
ask(const struct asking *a, enum vs_open what, const char *path, ...)
{
    va_list args;

    va_start(args, path);
    tell(a, what, VS_STR(""), path, args);
    va_end(args);
}

/* One rule: open if its value is unknown, ours if a convention stands in for the text. */
__attribute__((format(printf, 4, 5))) static void
ask_rule(const struct asking *a, enum vs_open what, const struct vs_basis *basis, const char *path,
         ...)
{
    va_list args;

    va_start(args, path);
    if (basis->kind == VS_BASIS_UNKNOWN) {
        tell(a, what, VS_STR(""), path, args);
    } else if (basis->kind == VS_BASIS_CONVENTION) {
        tell(a, what, basis->convention, path, args);
    }
    va_end(args);
}

/* --- the text and who is bound by it ------------------------------------------------------------
 */

static void
ask_annexes(struct asking *a)
{
    for (size_t i = 0; i < a->agreement->annex_count; i++) {
        const struct vs_annex *annex = &a->agreement->annexes[i];

        set_about(a, annex->title);
        if (annex->decided_by.nl.len == 0) {
            ask(a, VS_OPEN_ANNEX_DECIDER, "annexes[%zu].decided_by", i);
        }
        if (annex->from.earliest != annex->from.latest) {
            ask(a, VS_OPEN_ANNEX_DATE, "annexes[%zu].in_force", i);
        }
    }
    set_about(a, VS_STR(""));
}

static void
ask_members(struct asking *a)
{
    const struct vs_json *list = vs_json_get(a->agreement->doc, "organisations");

    for (size_t i = 0; i < vs_json_size(list); i++) {
        const struct vs_json *members = vs_json_get(vs_json_at(list, i), "members");
        struct vs_str role = a->agreement->roles[i].role;
        bool named = true;

        set_about(a, role);
        if (!vs_json_bool(vs_json_get(vs_json_at(list, i), "members_complete"), false)) {
            ask(a, VS_OPEN_MEMBERS, "organisations[%zu].members", i);
        }
        for (size_t j = 0; j < vs_json_size(members); j++) {
            named = named && vs_json_get(vs_json_at(members, j), "organisation");
        }
        if (!named) {
            ask(a, VS_OPEN_MEMBER_ORGANISATION, "organisations[%zu].members", i);
        }
    }
    set_about(a, VS_STR(""));
}

static void
ask_text(struct asking *a)
{
    const struct vs_agreement *agreement = a->agreement;

    if (agreement->from.earliest != agreement->from.latest) {
        ask(a, VS_OPEN_FROM, "in_force.from");
    }
    if (agreement->until.earliest != agreement->until.latest) {
        ask(a, VS_OPEN_UNTIL, "in_force.until");
    }
    ask_rule(a, VS_OPEN_ADOPTION, &agreement->adoption_basis, "adoption");
    ask_annexes(a);
    ask_members(a);
}

/* --- a direction --------------------------------------------------------------------------------
 */

static void
ask_move(const struct asking *a, enum vs_open what, const struct vs_move *move, size_t i,
         const char *member)
{
    ask_rule(a, what, &move->basis, "transfer[%zu].%s", i, member);
    if (move->kind == VS_MOVE_AFTER_DELAY) {
        ask_rule(a, VS_OPEN_COUNTING, &move->counting_basis, "transfer[%zu].%s.counting", i,
                 member);
        ask_rule(a, VS_OPEN_COUNTS_FROM, &move->counts_from_basis, "transfer[%zu].%s.counts_from",
                 i, member);
    }
}

static void
ask_limit(const struct asking *a, enum vs_open what, const struct vs_limit *limit, const char *path)
{
    ask_rule(a, what, &limit->basis, "%s", path);
    if (limit->kind == VS_LIMIT_DELAY) {
        ask_rule(a, VS_OPEN_TERM_COUNTING, &limit->counting_basis, "%s.counting", path);
    }
}

static void
ask_transfer(struct asking *a, const struct vs_transfer *t, size_t i)
{
    char path[60];

    compose(a, "%.*s -> %.*s", (int)t->from.len, t->from.p, (int)t->to.len, t->to.p);
    ask_move(a, VS_OPEN_MOVE, &t->move, i, "move");
    ask_rule(a, VS_OPEN_WAITLIST, &t->waitlist_basis, "transfer[%zu].waitlist", i);
    if (!vs_refusal_only_ends(t)) {
        ask_rule(a, VS_OPEN_REFUSAL, &t->refusal_basis, "transfer[%zu].refusal", i);
    }
    ask_rule(a, VS_OPEN_DISPUTE, &t->dispute_basis, "transfer[%zu].dispute", i);
    if (t->move.kind == VS_MOVE_AFTER_DELAY) {
        ask_rule(a, VS_OPEN_EARLY_ACCEPT, &t->early_accept_basis, "transfer[%zu].early_accept", i);
    }
    ask_move(a, VS_OPEN_RETURN, &t->giving_back, i, "return");
    ask_rule(a, VS_OPEN_VERSION, &t->version_basis, "transfer[%zu].version", i);
    if (t->version == VS_VERSION_NEW_RULE) {
        ask_rule(a, VS_OPEN_NEW_DELAY, &t->new_delay_basis, "transfer[%zu].version.delay", i);
    }
    snprintf(path, sizeof(path), "transfer[%zu].refusal_term", i);
    ask_limit(a, VS_OPEN_REFUSAL_TERM, &t->refusal_term, path);
    snprintf(path, sizeof(path), "transfer[%zu].return_term", i);
    ask_limit(a, VS_OPEN_RETURN_TERM, &t->return_term, path);
}

static void
ask_transfers(struct asking *a)
{
    const struct vs_agreement *agreement = a->agreement;

    ask_rule(a, VS_OPEN_CALENDAR, &agreement->calendar_basis, "calendar");
    if (agreement->transfer_count == 0) {
        ask(a, VS_OPEN_MOVE, "transfer");
    }
    for (size_t i = 0; i < agreement->transfer_count; i++) {
        ask_transfer(a, &agreement->transfers[i], i);
    }
    for (size_t i = 0; i < agreement->transfer_count; i++) {
        const struct vs_transfer *t = &agreement->transfers[i];
        struct vs_basis none = {.kind = VS_BASIS_CONVENTION, .convention = VS_STR("C11")};

        /* That one role cannot hand over to itself by a rule needs no saying. */
        if (!vs_str_eq(t->from, t->to) &&
            !vs_agreement_transfer(agreement, t->to, t->from, false)) {
            compose(a, "%.*s -> %.*s", (int)t->to.len, t->to.p, (int)t->from.len, t->from.p);
            ask_rule(a, VS_OPEN_OTHER_WAY, &none, "transfer");
        }
    }
    set_about(a, VS_STR(""));
}

static void
ask_handover(struct asking *a)
{
    const struct vs_agreement *agreement = a->agreement;

    ask_rule(a, VS_OPEN_MODES, &agreement->modes_basis, "modes");
    for (size_t i = 0; i < agreement->mode_count; i++) {
        const struct vs_mode_case *mode = &agreement->modes[i];

        if (!mode->after && !mode->unsafety) {
            a->about = mode->when;
            ask(a, VS_OPEN_MODE_CONDITION, "modes.cases[%zu]", i);
            set_about(a, VS_STR(""));
        }
    }
    ask_rule(a, VS_OPEN_CONTENTS, &agreement->contents_basis, "contents");
    ask_rule(a, VS_OPEN_MONITORING, &agreement->monitoring_basis, "monitoring");
}

/* --- terms and the ladder -----------------------------------------------------------------------
 */

static bool
has_term(const struct vs_agreement *agreement, const char *id)
{
    for (size_t i = 0; i < agreement->term_count; i++) {
        if (vs_str_is(agreement->terms[i].id, id)) {
            return true;
        }
    }
    return false;
}

static void
ask_terms(struct asking *a)
{
    static const struct {
        const char *id;
        enum vs_open what;
    } expected[] = {{"assessment", VS_OPEN_NO_ASSESSMENT},
                    {"trajectory", VS_OPEN_NO_TRAJECTORY},
                    {"first_contact", VS_OPEN_NO_FIRST_CONTACT},
                    {"contact", VS_OPEN_NO_CONTACT},
                    {"monitoring", VS_OPEN_NO_MONITORING}};

    for (size_t i = 0; i < a->agreement->term_count; i++) {
        const struct vs_term *term = &a->agreement->terms[i];

        a->term = term;
        compose(a, "%.*s (%.*s)", (int)term->id.len, term->id.p, (int)term->role.len, term->role.p);
        ask_rule(a, VS_OPEN_TERM_LENGTH, &term->basis, "terms[%zu].length", i);
        if (term->known) {
            ask_rule(a, VS_OPEN_TERM_COUNTING, &term->counting_basis, "terms[%zu].length.counting",
                     i);
        }
        ask_rule(a, VS_OPEN_TERM_START, &term->start_basis, "terms[%zu].starts", i);
        ask_rule(a, VS_OPEN_TERM_END, &term->end_basis, "terms[%zu].ends", i);
    }
    a->term = NULL;
    set_about(a, VS_STR(""));
    for (size_t i = 0; i < sizeof(expected) / sizeof(expected[0]); i++) {
        if (!has_term(a->agreement, expected[i].id)) {
            ask(a, expected[i].what, "terms");
        }
    }
}

static void
ask_level(struct asking *a, const struct vs_level *level, size_t i)
{
    bool last = i + 1 == a->agreement->level_count;
    char path[70];

    a->level = level->level;
    ask_rule(a, VS_OPEN_LEVEL, &level->basis, "escalation.levels[%zu]", i);
    if (level->giver.nl.len == 0) {
        ask(a, VS_OPEN_LEVEL_GIVER, "escalation.levels[%zu].giver", i);
    }
    if (level->receiver.nl.len == 0) {
        ask(a, VS_OPEN_LEVEL_RECEIVER, "escalation.levels[%zu].receiver", i);
    }
    snprintf(path, sizeof(path), "escalation.levels[%zu].answer", i);
    ask_limit(a, VS_OPEN_ANSWER, &level->answer, path);
    ask_rule(a, VS_OPEN_ANSWERED_BY, &level->answered_by_basis,
             "escalation.levels[%zu].answered_by", i);
    ask_rule(a, last ? VS_OPEN_LAST_DECIDES : VS_OPEN_DECIDES, &level->decides_basis,
             "escalation.levels[%zu].decides", i);
    ask_rule(a, VS_OPEN_HOLDER_DURING, &level->during_basis, "escalation.levels[%zu].holder_during",
             i);
}

static void
ask_escalation(struct asking *a)
{
    const struct vs_json *escalation = vs_json_get(a->agreement->doc, "escalation");

    ask_rule(a, VS_OPEN_ESCALATION, &a->agreement->escalation_basis, "escalation");
    if (!vs_str_is(vs_json_get_str(escalation, "value"), "none") &&
        vs_json_size(vs_json_get(escalation, "about")) == 0) {
        ask(a, VS_OPEN_ESCALATION_ABOUT, "escalation.about");
    }
    for (size_t i = 0; i < a->agreement->level_count; i++) {
        ask_level(a, &a->agreement->levels[i], i);
    }
    a->level = 0;
}

/* --- what is only shown -------------------------------------------------------------------------
 */

static void
ask_reporting(struct asking *a)
{
    const struct vs_json *list = vs_json_get(a->agreement->doc, "reporting");

    if (vs_json_size(list) == 0) {
        ask(a, VS_OPEN_REPORTING, "reporting");
    }
    for (size_t i = 0; i < vs_json_size(list); i++) {
        const struct vs_json *entry = vs_json_at(list, i);
        struct vs_basis basis = vs_agreement_basis(entry);

        a->about = vs_agreement_prose(entry, "what");
        ask_rule(a, VS_OPEN_REPORTING, &basis, "reporting[%zu]", i);
        if (vs_str_is(vs_json_get_str(entry, "every"), "unknown")) {
            ask(a, VS_OPEN_REPORTING_EVERY, "reporting[%zu].every", i);
        }
    }
    set_about(a, VS_STR(""));
}

static void
ask_retention(struct asking *a)
{
    const struct vs_json *list = vs_json_get(a->agreement->doc, "retention");
    bool of_case = false, of_log = false;

    for (size_t i = 0; i < vs_json_size(list); i++) {
        const struct vs_json *entry = vs_json_at(list, i);
        struct vs_basis basis = vs_agreement_basis(entry);
        struct vs_basis starts = vs_agreement_basis(vs_json_get(entry, "starts"));
        struct vs_str of = vs_json_get_str(entry, "of");

        of_case = of_case || vs_str_is(of, "case");
        of_log = of_log || vs_str_is(of, "log");
        a->about = vs_agreement_prose(entry, "of");
        ask_rule(a, VS_OPEN_KEPT, &basis, "retention[%zu].value", i);
        if (vs_str_is(vs_json_get_str(entry, "limit"), "unknown")) {
            ask(a, VS_OPEN_KEPT_LIMIT, "retention[%zu].limit", i);
        }
        ask_rule(a, VS_OPEN_KEPT_FROM, &starts, "retention[%zu].starts", i);
    }
    set_about(a, VS_STR(""));
    if (!of_case) {
        ask(a, VS_OPEN_RETENTION_CASE, "retention");
    }
    if (!of_log) {
        ask(a, VS_OPEN_RETENTION_LOG, "retention");
    }
}

static void
ask_auditors(struct asking *a)
{
    if (a->agreement->auditor_count == 0) {
        ask(a, VS_OPEN_AUDITORS, "auditors");
    }
    for (size_t i = 0; i < a->agreement->auditor_count; i++) {
        const struct vs_auditor *auditor = &a->agreement->auditors[i];

        set_about(a, auditor->name);
        ask_rule(a, VS_OPEN_AUDITOR, &auditor->basis, "auditors[%zu]", i);
    }
    set_about(a, VS_STR(""));
}

void
vs_agreement_check(const struct vs_agreement *agreement,
                   void (*each)(void *payload, const struct vs_open_question *question),
                   void *payload)
{
    struct asking a = {.agreement = agreement, .each = each, .payload = payload};

    ask_text(&a);
    /* A vision or a covenant has no rules to be silent about. */
    if (agreement->kind != VS_KIND_AGREEMENT) {
        return;
    }
    ask_transfers(&a);
    ask_handover(&a);
    ask_terms(&a);
    ask_escalation(&a);
    ask_reporting(&a);
    ask_retention(&a);
    ask_auditors(&a);
}
