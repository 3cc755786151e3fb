/*
 * `vs who --explain`, behind the chain: what the rules say and where that stands, what is done in
 * practice, the conventions that stood in, and what is missing. The days are in explain_days.c.
 */
#include <string.h>

#include "cli/agreement_text.h"
#include "cli/common.h"
#include "cli/explain_priv.h"
#include "cli/i18n.h"
#include "cli/id.h"
#include "cli/when.h"

void
vs_explain_heading(struct vs_out *out, const char *text)
{
    vs_print(out, "\n");
    vs_print_style(out, VS_STYLE_STRONG, "%s\n", text);
}

/* --- rules ------------------------------------------------------------------------------------ */

/* What a value of a member says, in a sentence. */
static const struct {
    const char *member, *value, *words;
} member_words[] = {
    {"move", "at_acceptance", N_("Responsibility passes when the receiver accepts.")},
    {"move", "at_pickup", N_("Responsibility passes when the receiver picks the case up.")},
    {"move", "unknown", N_("When responsibility passes is not known.")},
    {"return", "at_acceptance", N_("A return passes responsibility when it is accepted.")},
    {"return", "at_pickup", N_("A return passes responsibility when it is picked up.")},
    {"return", "unknown", N_("When a return passes responsibility is not known.")},
    {"counting", "whole_days",
     N_("The first day does not count, and the delay ends at 24:00 of its last day.")},
    {"counting", "same_time", N_("The delay ends at the same time of day.")},
    {"counts_from", "sent", N_("The delay counts from the handover, as it was recorded.")},
    {"counts_from", "received", N_("The delay counts from the arrival of the handover.")},
    {"counts_from", "unknown", N_("From when the delay counts is not known.")},
    {"waitlist", "none", N_("A waiting list of the receiver changes nothing.")},
    {"waitlist", "giver_holds",
     N_("The giver stays responsible as long as the receiver has the case on its waiting list.")},
    {"waitlist", "unknown", N_("What a waiting list of the receiver does is not known.")},
    {"refusal", "none", N_("A refusal does not stop the handover.")},
    {"refusal", "cancels", N_("A refusal before responsibility passes ends the handover.")},
    {"refusal", "unknown", N_("What a refusal does is not known.")},
    {"dispute", "none", N_("An escalation about the handover does not stop it.")},
    {"dispute", "suspends",
     N_("An escalation about the handover before responsibility passes stops the delay.")},
    {"dispute", "unknown", N_("What a difference of view does to the handover is not known.")},
    {"early_accept", "moves",
     N_("An acceptance before the end of the delay passes responsibility at once.")},
    {"early_accept", "none",
     N_("An acceptance before the end of the delay does not pass responsibility earlier.")},
    {"version", "of_offer", N_("The text of the day of the handover decides to the end.")},
    {"version", "new_rule",
     N_("A new text takes over handovers under way, from its first day on.")},
};

const char *
vs_say_rule(const char *member, const char *value)
{
    for (size_t i = 0; i < sizeof member_words / sizeof *member_words; i++) {
        if (strcmp(member_words[i].member, member) == 0 &&
            strcmp(member_words[i].value, value) == 0) {
            return _(member_words[i].words);
        }
    }
    return NULL;
}

void
vs_explain_member(struct vs_buf *buf, const struct vs_rule_member *member,
                  const struct vs_fold_rule *rule)
{
    const char *words = vs_say_rule(member->name, member->value);
    struct vs_buf delay;

    if (words) {
        vs_buf_add_text(buf, words);
        return;
    }
    vs_buf_init(&delay, VS_PRINT_MAX);
    vs_say_delay(&delay, &rule->delay);
    if (vs_buf_check(&delay, "explain", NULL) == VS_OK) {
        vs_buf_addf(buf,
                    strcmp(member->name, "return") == 0
                        ? _("A return passes responsibility after %s, accepted or not.")
                        : _("Responsibility passes after %s, accepted or not."),
                    (const char *)delay.p);
    }
    vs_buf_release(&delay);
}

static void
add_source(struct vs_buf *buf, const struct vs_agreement *agreement, const struct vs_basis *basis)
{
    struct vs_source source = vs_agreement_source(agreement, basis->source);
    struct vs_str title = vs_say_prose(source.title);
    struct vs_str decider;
    const struct vs_annex *annex =
        basis->annex.len > 0 ? vs_agreement_annex(agreement, basis->annex) : NULL;

    if (basis->article.len > 0) {
        vs_buf_addf(buf, " %.*s,", (int)basis->article.len, basis->article.p);
    }
    if (title.len > 0) {
        vs_buf_addf(buf, " %.*s", (int)title.len, title.p);
    }
    if (source.by.len > 0) {
        vs_buf_addf(buf, ", %.*s", (int)source.by.len, source.by.p);
    }
    if (annex) {
        vs_buf_addf(buf, _("; it stands in the annex %.*s"), (int)annex->title.len, annex->title.p);
        if (annex->version.len > 0) {
            vs_buf_addf(buf, _(", version %.*s"), (int)annex->version.len, annex->version.p);
        }
        decider = vs_say_prose(annex->decided_by);
        if (decider.len > 0) {
            vs_buf_addf(buf, _(", which %.*s decides on"), (int)decider.len, decider.p);
        }
    }
    vs_buf_add_text(buf, ".");
}

void
vs_explain_basis(struct vs_buf *buf, const struct vs_agreement *agreement,
                 const struct vs_basis *basis)
{
    switch (basis->kind) {
    case VS_BASIS_AGREEMENT:
        vs_buf_add_text(buf, _("The agreement says so:"));
        add_source(buf, agreement, basis);
        break;
    case VS_BASIS_PRACTICE:
        vs_buf_add_text(buf, _("It is done so, the text does not say it:"));
        add_source(buf, agreement, basis);
        break;
    case VS_BASIS_CONVENTION:
        vs_buf_addf(buf,
                    _("The text as it is known does not say it; a convention stands in (%.*s)."),
                    (int)basis->convention.len, basis->convention.p);
        break;
    case VS_BASIS_UNKNOWN:
        vs_buf_add_text(buf, _("The text as it is known does not say it."));
        break;
    }
    if (basis->note.nl.len > 0) {
        vs_buf_add_text(buf, " ");
        vs_buf_add_str(buf, vs_say_prose(basis->note));
    }
}

void
vs_explain_ground(struct vs_out *out, struct vs_buf *words, const struct vs_agreement *agreement,
                  const struct vs_basis *basis)
{
    vs_explain_line(out, "   - ", words);
    if (basis) {
        vs_explain_basis(words, agreement, basis);
        vs_explain_line(out, INDENT, words);
    }
}

void
vs_say_calendar(struct vs_buf *buf, const struct vs_agreement *agreement)
{
    vs_buf_addf(buf, _("Working days are those of the calendar %.*s."),
                (int)agreement->calendar.len, agreement->calendar.p ? agreement->calendar.p : "");
}

/* The level of the ladder at which somebody decided about the handover, if that was settled so. */
static void
print_decision(struct vs_explained *explained, uint32_t offer, const struct vs_fold_rule *rule)
{
    const struct vs_fold *fold = explained->fold;
    struct vs_out *out = &explained->question->cli->out;
    struct vs_buf buf;

    vs_buf_init(&buf, VS_PRINT_MAX);
    for (size_t i = 0; i < explained->chain.step_count; i++) {
        const struct vs_step *step = &explained->chain.steps[i];
        const struct vs_fold_settlement *settlement =
            step->kind == VS_STEP_ACT && step->effect == VS_EFFECT_SETTLES
                ? vs_settlement_of(fold, step->event)
                : NULL;
        const struct vs_event *event = settlement && settlement->decision != VS_FOLD_NONE
                                           ? fold->entries[settlement->decision].in->event
                                           : NULL;
        uint32_t escalation = event ? vs_fold_find(fold, &event->re) : VS_FOLD_NONE;
        const struct vs_event *asked =
            escalation == VS_FOLD_NONE ? NULL : fold->entries[escalation].in->event;
        const struct vs_level *level =
            asked && asked->has_re &&
                    vs_hash_eq(&asked->re, &fold->entries[fold->offers[offer].event].in->id)
                ? vs_agreement_level(rule->agreement, asked->level)
                : NULL;
        struct vs_str words;

        if (!level) {
            continue;
        }
        vs_say_decision(&buf, explained->question->store, fold, settlement, true);
        words = vs_say_prose(level->decides_text);
        if (words.len > 0) {
            vs_buf_addf(&buf, " (%.*s)", (int)words.len, words.p);
        }
        vs_buf_add_text(&buf, ".");
        vs_explain_ground(out, &buf, rule->agreement, &level->decides_basis);
    }
    vs_buf_release(&buf);
}

/* What one direction of a text says, of however many handovers and returns it decided. */
struct told_text {
    const struct vs_transfer *transfer;
    const struct vs_fold_rule *rule; /* the first that was found */
    struct {
        struct vs_rule_member member;
        const struct vs_fold_rule *rule;
    } members[2 * VS_RULE_MEMBERS_MAX];
    size_t count;
    uint32_t offers, first; /* how many it decided; the first */
    bool counts;            /* working days */
    struct vs_buf handovers;
};

static void
add_member(struct told_text *text, const struct vs_rule_member *member,
           const struct vs_fold_rule *rule)
{
    for (size_t i = 0; i < text->count; i++) {
        if (strcmp(text->members[i].member.name, member->name) == 0 &&
            strcmp(text->members[i].member.value, member->value) == 0) {
            return;
        }
    }
    if (member->decided && text->count < sizeof text->members / sizeof *text->members) {
        text->members[text->count].member = *member;
        text->members[text->count++].rule = rule;
    }
}

/* What this text decided about one handover; false: nothing. */
static bool
add_offer(struct told_text *text, const struct vs_explained *explained, uint32_t offer)
{
    const struct vs_fold *fold = explained->fold;
    uint32_t stages = vs_explained_stages(explained, offer);
    bool found = false;

    for (uint32_t k = 0; k < stages; k++) {
        const struct vs_fold_rule *rule = &fold->offers[offer].rules[k];
        struct vs_rule_member members[VS_RULE_MEMBERS_MAX];
        size_t count;

        if (!rule->agreement || rule->transfer != text->transfer) {
            continue;
        }
        found = true;
        text->rule = text->rule ? text->rule : rule;
        count = vs_rule_members(members, fold, &explained->chain, offer, k);
        for (size_t m = 0; m < count; m++) {
            add_member(text, &members[m], rule);
        }
        text->counts |= vs_explained_counts(explained, offer) && k + 1 == stages &&
                        rule->delay.unit == VS_UNIT_WORKING_DAY;
    }
    return found;
}

static void
print_text(struct vs_explained *explained, struct told_text *text)
{
    struct vs_out *out = &explained->question->cli->out;
    const struct vs_agreement *agreement = text->rule->agreement;
    struct vs_buf buf;
    char title[VS_PROFILE_ID_MAX + 64];

    (void)snprintf(title, sizeof title, _("What %.*s says"), (int)agreement->id.len,
                   agreement->id.p);
    vs_explain_heading(out, title);
    vs_buf_init(&buf, VS_PRINT_MAX);
    vs_buf_add_str(&buf, agreement->title);
    vs_explain_line(out, INDENT, &buf);
    if (text->offers > 1 && vs_buf_check(&text->handovers, "explain", NULL) == VS_OK) {
        vs_buf_addf(&buf, _("It decided about these handovers: %s."),
                    (const char *)text->handovers.p);
        vs_explain_line(out, INDENT, &buf);
    }
    for (size_t i = 0; i < text->count; i++) {
        vs_explain_member(&buf, &text->members[i].member, text->members[i].rule);
        vs_explain_ground(out, &buf, agreement, text->members[i].member.basis);
    }
    for (uint32_t i = text->first; i < explained->fold->offer_count; i++) {
        for (uint32_t k = 0; k < vs_explained_stages(explained, i); k++) {
            const struct vs_fold_rule *rule = &explained->fold->offers[i].rules[k];

            if (rule->agreement && rule->transfer == text->transfer) {
                print_decision(explained, i, rule);
            }
        }
    }
    if (text->counts) {
        vs_say_calendar(&buf, agreement);
        vs_explain_ground(out, &buf, agreement, &agreement->calendar_basis);
    }
    vs_buf_release(&buf);
}

/* Whether an earlier handover, or this one before, stood on the same direction of the same text. */
static bool
is_told(const struct vs_explained *explained, uint32_t offer, uint32_t stage)
{
    const struct vs_fold *fold = explained->fold;

    for (uint32_t i = 0; i <= offer; i++) {
        uint32_t stages = i < offer ? vs_explained_stages(explained, i) : stage;

        for (uint32_t k = 0; k < stages; k++) {
            if (fold->offers[i].rules[k].transfer == fold->offers[offer].rules[stage].transfer) {
                return true;
            }
        }
    }
    return false;
}

static void
tell_text(struct vs_explained *explained, uint32_t first, const struct vs_transfer *transfer)
{
    struct told_text text = {.transfer = transfer, .first = first};
    char id[VS_ID_LEN_MAX];

    vs_buf_init(&text.handovers, VS_PRINT_MAX);
    for (uint32_t i = first; i < explained->fold->offer_count; i++) {
        if (vs_explained_offer(explained, i) && add_offer(&text, explained, i)) {
            const struct vs_fold_offer *offer = &explained->fold->offers[i];

            vs_id_short(id, &explained->fold->entries[offer->event].in->id);
            vs_buf_addf(&text.handovers, "%s%s", text.offers++ > 0 ? ", " : "", id);
        }
    }
    if (text.rule) {
        print_text(explained, &text);
    }
    vs_buf_release(&text.handovers);
}

/* Each text once for each direction, with what was asked of it. */
void
vs_explain_rules(struct vs_explained *explained)
{
    for (uint32_t i = 0; i < explained->fold->offer_count; i++) {
        for (uint32_t k = 0; k < vs_explained_stages(explained, i); k++) {
            const struct vs_fold_rule *rule = &explained->fold->offers[i].rules[k];

            if (rule->agreement && rule->transfer && !is_told(explained, i, k)) {
                tell_text(explained, i, rule->transfer);
            }
        }
    }
}

/* --- practice --------------------------------------------------------------------------------- */

static void
say_answer(struct vs_buf *buf, struct vs_question *question, const struct vs_fold *fold,
           const struct vs_answer *answer)
{
    struct vs_hash orgs[64];
    size_t count = 0;

    (void)fold;
    for (size_t i = 0; i < answer->holder_count && count < sizeof orgs / sizeof *orgs; i++) {
        orgs[count++] = answer->holders[i].org;
    }
    if (answer->state == VS_STATE_CLOSED) {
        vs_buf_add_text(buf, _("the case was closed"));
    } else if (answer->certainty == VS_UNDETERMINED) {
        vs_buf_add_text(buf, _("it was not determined who held the case"));
    } else {
        char when[VS_WHEN_LEN];

        vs_say_orgs(buf, question->store, orgs, count, _("and"));
        vs_when_text(when, answer->holders[0].since, VS_WHEN_FULL);
        vs_buf_addf(buf, _(" held it since %s"), when);
    }
    if (answer->certainty != VS_UNDETERMINED) {
        vs_buf_addf(buf, " (%s)", vs_say_certainty(answer->certainty));
    }
}

struct practice_text {
    struct vs_explained *explained;
    size_t count;
};

static void
print_practice(void *payload, const struct vs_by_practice *found)
{
    struct practice_text *text = payload;
    struct vs_question *question = text->explained->question;
    struct vs_out *out = &question->cli->out;
    const struct vs_practice *practice = found->practice;
    struct vs_source source = vs_agreement_source(found->agreement, practice->source);
    struct vs_str title = vs_say_prose(source.title);
    struct vs_buf buf;

    if (text->count++ == 0) {
        vs_explain_heading(out, _("By what is done in practice"));
    }
    vs_buf_init(&buf, VS_PRINT_MAX);
    if (practice->who.len > 0) {
        vs_buf_addf(&buf, _("Recorded of %.*s: "), (int)practice->who.len, practice->who.p);
    }
    vs_buf_add_str(&buf, vs_say_prose(practice->note));
    if (title.len > 0) {
        vs_buf_addf(&buf, " (%.*s)", (int)title.len, title.p);
    }
    vs_explain_line(out, INDENT, &buf);
    if (!found->differs) {
        vs_buf_add_text(&buf, _("By that practice the answer is the same."));
    } else {
        vs_buf_add_text(&buf, _("By the text "));
        say_answer(&buf, question, text->explained->fold, &question->answer);
        vs_buf_add_text(&buf, _("; by that practice "));
        say_answer(&buf, question, found->fold, found->answer);
        vs_buf_add_text(&buf, _(". The answer above is the one by the text."));
    }
    vs_explain_line(out, INDENT, &buf);
    vs_buf_release(&buf);
}

void
vs_explain_practice(struct vs_explained *explained)
{
    struct practice_text text = {explained, 0};

    if (vs_explained_practice(explained, print_practice, &text, NULL) != VS_OK) {
        vs_print(&explained->question->cli->out, INDENT "%s\n",
                 _("What is done in practice could not be worked out: there is no memory for it."));
    }
}

/* --- conventions ------------------------------------------------------------------------------ */

void
vs_explain_conventions(struct vs_out *out, uint32_t conventions)
{
    bool any = false;

    for (unsigned i = 0; i < VS_CONVENTIONS; i++) {
        const char *name = vs_convention_name((enum vs_convention)i);
        const char *words = vs_say_convention(name);
        char first[16];

        if (!(conventions & 1u << i) || !words) {
            continue;
        }
        if (!any) {
            vs_explain_heading(out, _("By convention, because no text says it"));
        }
        any = true;
        (void)snprintf(first, sizeof first, "%4s ", name);
        vs_print_clause(out, first, words);
    }
}

/* --- what is missing -------------------------------------------------------------------------- */

static const char *
way_words(enum vs_way_out way)
{
    switch (way) {
    case VS_OUT_ACCEPT:
        return N_("The receiver accepts, knowing of it (vs accept).");
    case VS_OUT_WITHDRAW:
        return N_("The giver withdraws (vs withdraw).");
    case VS_OUT_SETTLE:
        return N_("All who are concerned sign one outcome (vs settle).");
    case VS_OUT_TIME:
        break;
    case VS_OUT_SYNC:
        return N_("What the handover stands on arrives here (vs sync).");
    case VS_OUT_PROGRAM:
        return N_("A newer program reads it.");
    case VS_OUT_PICK_UP:
        return N_("Somebody takes the case up (vs pickup).");
    case VS_OUT_TEXT:
        return N_("For later handovers only: a text that says it, adopted by both (vs agreement "
                  "adopt).");
    }
    return "";
}

static void
print_ways(struct vs_explained *explained, const struct vs_answer_missing *missing)
{
    struct vs_out *out = &explained->question->cli->out;
    unsigned ways = vs_missing_ways_out(explained->fold, missing);
    char until[VS_WHEN_LEN] = "";
    bool differ = false;
    struct vs_buf buf;

    if (missing->span != VS_FOLD_NONE) {
        uint32_t offer = explained->fold->spans[missing->span].offer;

        differ = offer != VS_FOLD_NONE &&
                 vs_common_differ(&explained->fold->offers[offer], missing->name);
        vs_when_text(until, explained->fold->spans[missing->span].until, VS_WHEN_FULL);
    }
    vs_print(out, INDENT "%s\n",
             ways ? _("Any of these ends it:") : _("Nothing that people can do here ends it."));
    vs_buf_init(&buf, VS_PRINT_MAX);
    for (unsigned way = 1; way <= VS_OUT_TEXT; way <<= 1) {
        if (!(ways & way)) {
            continue;
        }
        if (way == VS_OUT_TIME) {
            vs_buf_addf(&buf, _("Time passes: until %s."), until);
        } else if (way == VS_OUT_TEXT && differ) {
            vs_buf_add_text(&buf, _("For later handovers only: a handover that rests on one "
                                    "agreement (vs handover --agreement ID), or the end of one of "
                                    "them (vs agreement end ID)."));
        } else {
            vs_buf_add_text(&buf, _(way_words((enum vs_way_out)way)));
        }
        vs_explain_line(out, "   - ", &buf);
    }
    vs_buf_release(&buf);
}

void
vs_explain_missing(struct vs_explained *explained)
{
    struct vs_out *out = &explained->question->cli->out;
    const struct vs_answer *answer = &explained->question->answer;

    for (size_t i = 0; i < answer->missing_count; i++) {
        const char *name = answer->missing[i].name;
        size_t first = 0;
        struct vs_buf buf;

        while (strcmp(answer->missing[first].name, name) != 0) {
            first++;
        }
        if (first == i) {
            vs_buf_init(&buf, VS_PRINT_MAX);
            if (answer->missing[i].span != VS_FOLD_NONE &&
                explained->fold->spans[answer->missing[i].span].kind < VS_SPAN_NEWER) {
                vs_buf_add_text(&buf, _("It is not known "));
            }
            vs_say_gap(&buf, explained->question->store, explained->fold, name,
                       answer->missing[i].span);
            vs_buf_addf(&buf, " (%s).", name);
            vs_explain_heading(out, _("What is missing"));
            vs_explain_line(out, INDENT, &buf);
            vs_buf_release(&buf);
            print_ways(explained, &answer->missing[i]);
        }
    }
}
