#include "cli/ladder.h"

#include "cli/i18n.h"

/* The offer of an entry, NULL. */
static const struct vs_fold_offer *
offer_of(const struct vs_fold *fold, uint32_t event)
{
    for (size_t i = 0; event != VS_FOLD_NONE && i < fold->offer_count; i++) {
        if (fold->offers[i].event == event) {
            return &fold->offers[i];
        }
    }
    return NULL;
}

/* --- the step --------------------------------------------------------------------------------- */

static unsigned
top_of(const struct vs_agreement *ladder)
{
    unsigned top = 0;

    for (size_t i = 0; i < ladder->level_count; i++) {
        top = ladder->levels[i].level > top ? ladder->levels[i].level : top;
    }
    return top;
}

static enum vs_code
check_skipped(const struct vs_doing *doing, const struct vs_agreement *ladder, unsigned level,
              unsigned step, struct vs_err *err)
{
    if (!vs_opt_given(&doing->cli->args, "skip-steps")) {
        doing->cli->hint = _("escalate at that level first (--level); --skip-steps, if it is meant "
                             "to be left out");
        return vs_fail(err, VS_E_NOT_AUTHORISED, "--level",
                       _("by the ladder of %.*s level %u comes before level %u, and nobody has "
                         "escalated there"),
                       (int)ladder->id.len, ladder->id.p, step, level);
    }
    vs_note(&doing->cli->out, _("left out: level %u of the ladder of %.*s\n"), step,
            (int)ladder->id.len, ladder->id.p);
    return VS_OK;
}

enum vs_code
vs_ladder_check(const struct vs_doing *doing, const struct vs_event *draft, unsigned above,
                struct vs_err *err)
{
    const struct vs_fold *fold = vs_casefile_fold(doing->file);
    uint32_t event = draft->has_re ? vs_fold_find(fold, &draft->re) : VS_FOLD_NONE;
    const struct vs_fold_offer *offer = offer_of(fold, event);
    const struct vs_agreement *ladder =
        offer ? vs_fold_rule_ladder(vs_fold_offer_rule(offer, doing->now), draft->reason) : NULL;
    unsigned step;

    if (!ladder) {
        return VS_OK;
    }
    if (draft->level > top_of(ladder)) {
        doing->cli->hint =
            _("vs settle CASE: who holds it and from when; vs escalate CASE --answer "
              "decision, if it was decided");
        return vs_fail(err, VS_E_NOT_AUTHORISED, "--level",
                       _("the ladder of %.*s ends at level %u"), (int)ladder->id.len, ladder->id.p,
                       top_of(ladder));
    }
    step = vs_fold_step_skipped(fold, ladder, event, draft->level, VS_FOLD_NONE);
    /* What was left out below the step that it goes on from was agreed to then. */
    return step > above ? check_skipped(doing, ladder, draft->level, step, err) : VS_OK;
}

/* --- who decides ------------------------------------------------------------------------------ */

/* The organisation that the level lets decide, NULL: neither of the two, or it cannot be told. */
static const struct vs_hash *
decider_of(const struct vs_fold_offer *offer, const struct vs_fold_rule *rule,
           const struct vs_level *level)
{
    bool giver = level->decides == VS_DECIDES_GIVER;
    bool receiver = level->decides == VS_DECIDES_RECEIVER;

    if (level->decides == VS_DECIDES_ROLE) {
        giver = vs_str_eq(rule->giver_role, level->decider);
        receiver = vs_str_eq(rule->receiver_role, level->decider);
    }
    if (giver == receiver) {
        return NULL;
    }
    return giver ? &offer->from_org : &offer->to_org;
}

static void
say_nobody(const struct vs_doing *doing, const struct vs_agreement *ladder,
           const struct vs_level *level)
{
    struct vs_out *out = &doing->cli->out;

    if (!ladder) {
        vs_warn(
            out, "%s\n",
            _("this decision binds nobody: no ladder of an agreement that both adopted is about "
              "this escalation. What follows from it is settled by all (vs settle)"));
    } else if (!level) {
        vs_warn(out,
                _("this decision binds nobody: the ladder of %.*s has no such level. What follows "
                  "from it is settled by all (vs settle)\n"),
                (int)ladder->id.len, ladder->id.p);
    } else if (level->decides == VS_DECIDES_ROLE) {
        vs_warn(
            out,
            _("this decision binds nobody: by %.*s \"%.*s\" decides at level %u, which does not "
              "tell one of the two sides. What follows from it is settled by all (vs settle)\n"),
            (int)ladder->id.len, ladder->id.p, (int)level->decider.len, level->decider.p,
            level->level);
    } else {
        vs_warn(
            out,
            level->decides == VS_DECIDES_NOBODY
                ? _("this decision binds nobody: by %.*s nobody decides alone at level %u. What "
                    "follows from it is settled by all (vs settle)\n")
                : _("this decision binds nobody: %.*s does not say who decides at level %u. What "
                    "follows from it is settled by all (vs settle)\n"),
            (int)ladder->id.len, ladder->id.p, level->level);
    }
}

enum vs_code
vs_ladder_check_decision(const struct vs_doing *doing, const struct vs_fold_escalation *escalation,
                         struct vs_err *err)
{
    const struct vs_fold *fold = vs_casefile_fold(doing->file);
    const struct vs_event *event = fold->entries[escalation->event].in->event;
    const struct vs_fold_offer *offer = offer_of(fold, escalation->about);
    const struct vs_fold_rule *rule = offer ? vs_fold_offer_rule(offer, escalation->from) : NULL;
    const struct vs_agreement *ladder = rule ? vs_fold_rule_ladder(rule, event->reason) : NULL;
    const struct vs_level *level = ladder ? vs_agreement_level(ladder, event->level) : NULL;
    const struct vs_hash *decider = level ? decider_of(offer, rule, level) : NULL;
    char name[VS_LABEL_LEN];

    if (!decider) {
        say_nobody(doing, ladder, level);
        return VS_OK;
    }
    if (vs_hash_eq(decider, &doing->store->self.org)) {
        return VS_OK;
    }
    vs_label_org(name, doing->store, decider);
    if (!vs_opt_given(&doing->cli->args, "not-binding")) {
        doing->cli->hint = _("--answer agree or disagree says what you find; --not-binding records "
                             "the decision all the same");
        return vs_fail(err, VS_E_NOT_AUTHORISED, "--answer",
                       _("by %.*s %s decides at level %u: a decision of yours binds nobody"),
                       (int)ladder->id.len, ladder->id.p, name, level->level);
    }
    vs_warn(&doing->cli->out, _("this decision binds nobody: by %.*s %s decides at level %u\n"),
            (int)ladder->id.len, ladder->id.p, name, level->level);
    return VS_OK;
}
