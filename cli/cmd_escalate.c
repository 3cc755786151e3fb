/*
 * When organisations differ: put it before those who can decide it, level by level, and answer.
 */
#include <string.h>

#include "cli/act.h"
#include "cli/commands.h"
#include "cli/i18n.h"
#include "cli/id.h"
#include "cli/ladder.h"
#include "cli/when.h"
#include "core/casework/zone.h"
#include "core/record/rules.h"

static bool
holds_now(const struct vs_fold *fold, uint32_t offer, vs_instant now)
{
    for (size_t i = 0; i < fold->claim_count; i++) {
        const struct vs_fold_claim *claim = &fold->claims[i];

        if (claim->offer == offer && claim->start <= now && now < claim->end) {
            return true;
        }
    }
    return false;
}

/* A handover of ours or to us that is open, or by which the case is held now. */
static bool
matters_to_us(const struct vs_doing *doing, const struct vs_fold *fold, uint32_t index)
{
    const struct vs_fold_offer *offer = &fold->offers[index];
    const struct vs_hash *self = &doing->store->self.org;

    return (vs_hash_eq(&offer->from_org, self) || vs_hash_eq(&offer->to_org, self)) &&
           (vs_fold_offer_state(offer, doing->now) == VS_OFFER_OPEN ||
            holds_now(fold, index, doing->now));
}

/* The last handover of ours or to us, when a refusal ended it: what people then differ about. */
static bool
find_refused(struct vs_hash *out, const struct vs_doing *doing)
{
    const struct vs_fold *fold = vs_casefile_fold(doing->file);
    const struct vs_hash *self = &doing->store->self.org;
    const struct vs_fold_offer *last = NULL;

    for (size_t i = 0; i < fold->offer_count; i++) {
        const struct vs_fold_offer *offer = &fold->offers[i];

        if ((vs_hash_eq(&offer->from_org, self) || vs_hash_eq(&offer->to_org, self)) &&
            (!last || fold->entries[offer->event].rec >= fold->entries[last->event].rec)) {
            last = offer;
        }
    }
    if (!last || vs_fold_offer_state(last, doing->now) != VS_OFFER_REFUSED) {
        return false;
    }
    *out = fold->entries[last->event].in->id;
    return true;
}

/* What the escalation is about: as --about says, else the one handover that matters, else the last
 * one if it was refused, else the case as a whole. */
static enum vs_code
find_about(struct vs_event *draft, const struct vs_doing *doing, struct vs_err *err)
{
    const char *typed = vs_opt_value(&doing->cli->args, "about");
    enum vs_code code;

    if (typed && strcmp(typed, "case") == 0) {
        return VS_OK;
    }
    code = vs_doing_offer(&draft->re, doing, "about", matters_to_us,
                          _("this case has no such handover"), err);
    if (code == VS_E_NOTHING_OPEN) {
        draft->has_re = find_refused(&draft->re, doing);
        return VS_OK;
    }
    draft->has_re = code == VS_OK;
    return code;
}

/* "escalated at level 1 (difference of view), about the handover of A to B of 2026-04-02 16:40" */
static void
say_escalated(char *out, size_t size, const struct vs_doing *doing, const struct vs_event *draft)
{
    const struct vs_fold *fold = vs_casefile_fold(doing->file);
    uint32_t event = draft->has_re ? vs_fold_find(fold, &draft->re) : VS_FOLD_NONE;
    char from[VS_LABEL_LEN];
    char to[VS_LABEL_LEN];
    char when[VS_WHEN_LEN];
    int len = snprintf(out, size, _("escalated at level %u (%s)"), draft->level,
                       vs_say_word(VS_WORDS_ESCALATE, draft->reason));

    if (event == VS_FOLD_NONE || len < 0 || (size_t)len >= size) {
        return;
    }
    vs_label_org(from, doing->store, &fold->entries[event].in->org);
    vs_label_org(to, doing->store, &fold->entries[event].in->event->to);
    vs_when_text(when, fold->entries[event].rec, VS_WHEN_SHORT);
    (void)snprintf(out + len, size - (size_t)len, _(", about the handover of %s to %s of %s"), from,
                   to, when);
}

/* --- the escalation that this one goes on from, or answers --------------------------------------
 */

static unsigned
level_of(const struct vs_fold *fold, size_t i)
{
    return fold->entries[fold->escalations[i].event].in->event->level;
}

/* Whether it may be meant: open, or named; not our own where we agree or disagree. */
static bool
may_be_meant(const struct vs_doing *doing, size_t i, const struct vs_id_range *named, bool others)
{
    const struct vs_fold *fold = vs_casefile_fold(doing->file);
    const struct vs_fold_escalation *esc = &fold->escalations[i];

    if (named) {
        return vs_id_in(named, &fold->entries[esc->event].in->id);
    }
    return esc->until > doing->now && !(others && vs_hash_eq(&esc->org, &doing->store->self.org));
}

/* Which of two that could be meant is: the one about a handover that matters to us, then that of
 * the higher level. */
static unsigned
rank_of(const struct vs_doing *doing, size_t i)
{
    const struct vs_fold *fold = vs_casefile_fold(doing->file);
    unsigned rank = level_of(fold, i);

    for (uint32_t o = 0; o < fold->offer_count; o++) {
        if (fold->offers[o].event == fold->escalations[i].about && matters_to_us(doing, fold, o)) {
            rank += VS_EVENT_LEVEL_MAX;
        }
    }
    return rank;
}

/* That of --escalation ID; else the open one that ranks highest. VS_E_NOT_FOUND, VS_E_NOTHING_OPEN,
 * VS_E_AMBIGUOUS. */
static enum vs_code
find_escalation(size_t *out, const struct vs_doing *doing, bool others, struct vs_err *err)
{
    const struct vs_fold *fold = vs_casefile_fold(doing->file);
    const char *typed = vs_opt_value(&doing->cli->args, "escalation");
    struct vs_id_range range;
    size_t found = 0;

    if (typed && !vs_id_parse(&range, vs_str(typed))) {
        return vs_fail(err, VS_E_INVALID, typed, "%s", _("this cannot be the id of an escalation"));
    }
    for (size_t i = 0; i < fold->escalation_count; i++) {
        if (!may_be_meant(doing, i, typed ? &range : NULL, others)) {
            continue;
        }
        if (found == 0 || (!typed && rank_of(doing, i) > rank_of(doing, *out))) {
            *out = i;
            found = 1;
        } else if (typed || rank_of(doing, i) == rank_of(doing, *out)) {
            found++;
        }
    }
    if (found == 0) {
        doing->cli->hint = "vs show CASE";
        return typed ? vs_fail(err, VS_E_NOT_FOUND, typed, "%s",
                               _("this case has no such escalation"))
                     : vs_fail(err, VS_E_NOTHING_OPEN, doing->cli->args.pos[0], "%s",
                               others ? _("no escalation of another organisation is open")
                                      : _("no escalation is open"));
    }
    if (found > 1) {
        doing->cli->hint = _("name the one that is meant: --escalation ID (vs log CASE)");
        return vs_fail(err, VS_E_AMBIGUOUS, typed, _("%zu escalations could be meant"), found);
    }
    return VS_OK;
}

/* --- what the agreement says of the level -------------------------------------------------------
 */

static void
say_level_of(const struct vs_doing *doing, const struct vs_agreement *agreement, unsigned number)
{
    const struct vs_level *level = vs_agreement_level(agreement, number);
    struct vs_out *out = &doing->cli->out;
    struct vs_str giver, receiver, decides;

    if (!agreement->escalation_known || agreement->level_count == 0) {
        vs_note(out, _("%.*s does not say which steps an escalation takes\n"),
                (int)agreement->id.len, agreement->id.p);
        return;
    }
    if (!level) {
        vs_warn(out, _("the ladder of %.*s has no level %u\n"), (int)agreement->id.len,
                agreement->id.p, number);
        return;
    }
    giver = vs_say_prose(level->giver);
    receiver = vs_say_prose(level->receiver);
    decides = vs_say_prose(level->decides_text);
    if (giver.len > 0 && receiver.len > 0) {
        vs_print(out, _("  by %.*s: %.*s for who handed over, %.*s for who received\n"),
                 (int)agreement->id.len, agreement->id.p, (int)giver.len, giver.p,
                 (int)receiver.len, receiver.p);
    }
    if (decides.len > 0) {
        vs_print(out, _("  at this level decides: %.*s\n"), (int)decides.len, decides.p);
    }
}

/* Of each agreement on which the handover stands and that was in force then. */
static void
say_level(const struct vs_doing *doing, const struct vs_event *draft)
{
    const struct vs_fold *fold = vs_casefile_fold(doing->file);
    uint32_t at = draft->has_re ? vs_fold_find(fold, &draft->re) : VS_FOLD_NONE;
    const struct vs_event *offer = at == VS_FOLD_NONE ? NULL : fold->entries[at].in->event;

    if (!offer) {
        vs_note(&doing->cli->out, "%s\n",
                _("it is about the case as a whole: no agreement says which steps that takes"));
    } else if (offer->under_count == 0) {
        vs_note(&doing->cli->out, "%s\n",
                _("no agreement that both adopted says which steps it takes"));
    }
    for (size_t i = 0; offer && i < offer->under_count; i++) {
        const struct vs_agreement *agreement;

        if (vs_rules_agreement(doing->store, &agreement, &offer->under[i].profile_hash, NULL) ==
                VS_OK &&
            vs_agreement_in_force(agreement, vs_zone_date(fold->entries[at].rec)) !=
                VS_NOT_IN_FORCE) {
            say_level_of(doing, agreement, draft->level);
        }
    }
}

/* --- the command -------------------------------------------------------------------------------
 */

/* A level up of one that is open: its reason and what it is about, unless the reason is given. */
static enum vs_code
draft_next(struct vs_event *draft, const struct vs_doing *doing, struct vs_err *err)
{
    const struct vs_fold *fold = vs_casefile_fold(doing->file);
    const struct vs_event *lower;
    size_t found;
    enum vs_code code = find_escalation(&found, doing, false, err);

    if (code != VS_OK) {
        return code;
    }
    lower = fold->entries[fold->escalations[found].event].in->event;
    draft->has_next_of = true;
    draft->next_of = fold->entries[fold->escalations[found].event].in->id;
    draft->has_re = lower->has_re;
    draft->re = lower->re;
    draft->reason = vs_doing_word(doing->cli, "reason", VS_WORDS_ESCALATE, lower->reason);
    draft->level = (unsigned)vs_opt_number(&doing->cli->args, "level", lower->level + 1);
    code = vs_ladder_check(doing, draft, lower->level, err);
    if (code == VS_OK && draft->level > VS_EVENT_LEVEL_MAX) {
        return vs_fail(err, VS_E_INVALID, "--next", _("a level is a number from 1 to %u"),
                       VS_EVENT_LEVEL_MAX);
    }
    return code;
}

static enum vs_code
draft_first(struct vs_event *draft, const struct vs_doing *doing, struct vs_err *err)
{
    enum vs_code code;

    draft->reason = vs_doing_word(doing->cli, "reason", VS_WORDS_ESCALATE, 0);
    draft->level = (unsigned)vs_opt_number(&doing->cli->args, "level", 1);
    if (draft->level < 1 || draft->level > VS_EVENT_LEVEL_MAX) {
        return vs_fail(err, VS_E_INVALID, vs_opt_value(&doing->cli->args, "level"),
                       _("a level is a number from 1 to %u"), VS_EVENT_LEVEL_MAX);
    }
    code = find_about(draft, doing, err);
    return code == VS_OK ? vs_ladder_check(doing, draft, 0, err) : code;
}

/* Which of its options go together. */
static enum vs_code
check_options(struct vs_cli *cli, bool next, bool answers, struct vs_err *err)
{
    bool plain = !next && !answers;

    if (next && answers) {
        return vs_fail(err, VS_E_USAGE, "--next", "%s",
                       _("an escalation is answered, or goes on: not both at once"));
    }
    if (plain && !vs_opt_given(&cli->args, "reason")) {
        cli->hint = "vs escalate CASE --reason REASON; --next; --answer agree|disagree|decision";
        return vs_fail(err, VS_E_USAGE, "--reason", "%s", _("what is it about?"));
    }
    if (plain && vs_opt_given(&cli->args, "escalation")) {
        return vs_fail(err, VS_E_USAGE, "--escalation", "%s",
                       _("it belongs to --next or --answer"));
    }
    if ((!plain && vs_opt_given(&cli->args, "about")) ||
        (answers && (vs_opt_given(&cli->args, "reason") || vs_opt_given(&cli->args, "level")))) {
        return vs_fail(err, VS_E_USAGE, next ? "--next" : "--answer", "%s",
                       _("the escalation says what it is about"));
    }
    if (answers && vs_opt_given(&cli->args, "skip-steps")) {
        return vs_fail(err, VS_E_USAGE, "--skip-steps", "%s", _("an answer takes no step"));
    }
    if (!answers && vs_opt_given(&cli->args, "not-binding")) {
        return vs_fail(err, VS_E_USAGE, "--not-binding", "%s",
                       _("it belongs to --answer decision"));
    }
    return VS_OK;
}

/* The same answer twice says nothing, and who has said what was decided has no view to add: that is
 * for a further escalation. */
static enum vs_code
check_not_answered(const struct vs_doing *doing, uint32_t escalation, unsigned reply,
                   struct vs_err *err)
{
    const struct vs_fold *fold = vs_casefile_fold(doing->file);
    const struct vs_hash *id = &fold->entries[escalation].in->id;
    const struct vs_fold_entry *last = NULL;
    char when[VS_WHEN_LEN];

    for (size_t i = 0; i < fold->entry_count; i++) {
        const struct vs_fold_entry *entry = &fold->entries[i];
        const struct vs_event *event = entry->in->event;

        if (entry->state == VS_ENTRY_VALID && event && event->type == VS_EV_ESCALATE_ANSWER &&
            vs_hash_eq(&event->re, id) && vs_hash_eq(&entry->in->org, &doing->store->self.org)) {
            last = entry;
        }
    }
    if (!last || (last->in->event->reply != reply &&
                  last->in->event->reply != (unsigned)VS_REPLY_DECISION)) {
        return VS_OK;
    }
    vs_when_text(when, last->in->event->at, VS_WHEN_FULL);
    doing->cli->hint = _("vs escalate CASE --next takes it a level up; vs settle CASE ends it");
    return vs_fail(err, VS_E_EXISTS, NULL,
                   _("your organisation answered this escalation %s already: %s"), when,
                   vs_say_word(VS_WORDS_REPLY, last->in->event->reply));
}

/* What another party says to an escalation. */
static enum vs_code
answer_escalation(struct vs_doing *doing, struct vs_err *err)
{
    const struct vs_fold *fold = vs_casefile_fold(doing->file);
    struct vs_event draft = {.type = VS_EV_ESCALATE_ANSWER, .has_re = true};
    struct vs_hash id;
    char words[200];
    size_t found;
    enum vs_code code;

    draft.reply = vs_doing_word(doing->cli, "answer", VS_WORDS_REPLY, 0);
    code = find_escalation(&found, doing, draft.reply != VS_REPLY_DECISION, err);
    if (code == VS_OK) {
        code = check_not_answered(doing, fold->escalations[found].event, draft.reply, err);
    }
    if (code == VS_OK && draft.reply == VS_REPLY_DECISION) {
        code = vs_ladder_check_decision(doing, &fold->escalations[found], err);
    }
    if (code == VS_OK) {
        draft.re = fold->entries[fold->escalations[found].event].in->id;
        code = vs_doing_record(doing, &id, &draft, err);
    }
    if (code == VS_OK) {
        (void)snprintf(words, sizeof words, _("answered the escalation at level %u: %s"),
                       level_of(fold, found), vs_say_word(VS_WORDS_REPLY, draft.reply));
        code = vs_doing_done(doing, &id, "escalate.answer", words, err);
    }
    if (code == VS_OK) {
        vs_note(&doing->cli->out, "%s\n",
                _("it stays open until it is settled (vs settle), or its writer accepts"));
    }
    return code;
}

static enum vs_code
escalate(struct vs_doing *doing, bool next, struct vs_err *err)
{
    struct vs_event draft = {.type = VS_EV_ESCALATE};
    struct vs_hash id;
    char words[3 * VS_LABEL_LEN] = "";
    enum vs_code code = next ? draft_next(&draft, doing, err) : draft_first(&draft, doing, err);

    if (code == VS_OK) {
        code = vs_doing_record(doing, &id, &draft, err);
    }
    if (code == VS_OK) {
        say_escalated(words, sizeof words, doing, &draft);
        code = vs_doing_done(doing, &id, "escalate", words, err);
    }
    if (code == VS_OK) {
        say_level(doing, &draft);
    }
    return code;
}

enum vs_code
vs_cmd_escalate(struct vs_cli *cli, struct vs_err *err)
{
    bool next = vs_opt_given(&cli->args, "next"), answers = vs_opt_given(&cli->args, "answer");
    struct vs_doing doing;
    enum vs_code code = check_options(cli, next, answers, err);

    if (code != VS_OK) {
        return code;
    }
    code =
        vs_doing_begin(&doing, cli, false, VS_DOING_TEXT, _("What do you see differently?"), err);
    if (code == VS_OK && vs_doing_closed(&doing)) {
        cli->hint = _("vs reopen CASE, if it should not have been closed; vs settle, to say "
                      "together until when it was held");
        code = vs_fail(err, VS_E_NOT_AUTHORISED, "closed", "the case is closed");
    }
    if (code == VS_OK) {
        code = answers ? answer_escalation(&doing, err) : escalate(&doing, next, err);
    }
    if (code == VS_OK) {
        vs_doing_next(&doing);
    }
    vs_doing_end(&doing);
    return code;
}
