/* What an act did, in a sentence of `vs who --explain` (explain_priv.h). */
#include <string.h>

#include "cli/explain_priv.h"
#include "cli/i18n.h"
#include "cli/when.h"
#include "core/casework/zone.h"
#include "core/ledger/orgs.h"

/* By what the case moves, as the offer stands. */
void
vs_say_offer_rule(const struct vs_sentence *s)
{
    const struct vs_fold_rule *rule = &s->offer->rules[s->step->stage];
    struct vs_str id =
        rule->agreement ? rule->agreement->id : vs_str(_("the agreements that it names"));
    char text[VS_PROFILE_ID_MAX + 64];
    struct vs_buf delay;

    (void)snprintf(text, sizeof text, "%.*s", (int)id.len, id.p);
    switch (rule->kind) {
    case VS_RULE_AFTER_DELAY:
        vs_buf_init(&delay, VS_PRINT_MAX);
        vs_say_delay(&delay, &rule->delay);
        if (vs_buf_check(&delay, "explain", NULL) == VS_OK) {
            vs_buf_addf(s->out, _(" By %s responsibility passes after %s, accepted or not."), text,
                        (const char *)delay.p);
        }
        vs_buf_release(&delay);
        break;
    case VS_RULE_AT_ACCEPTANCE:
        vs_buf_addf(s->out, _(" By %s responsibility passes when %s accepts."), text, s->receiver);
        break;
    case VS_RULE_AT_PICKUP:
        vs_buf_addf(s->out, _(" By %s responsibility passes when %s picks it up."), text,
                    s->receiver);
        break;
    case VS_RULE_UNKNOWN:
        if (rule->why == VS_WHY_NOT_HELD) {
            vs_buf_add_text(s->out,
                            _(" The agreement that it stands on is not here yet, so that it "
                              "is not known here when responsibility passes."));
        } else if (rule->why == VS_WHY_DISAGREE) {
            vs_buf_add_text(s->out, _(" The agreements that it stands on do not agree about when "
                                      "responsibility passes."));
        } else {
            vs_buf_addf(s->out, _(" %s does not say when responsibility passes."), text);
        }
        break;
    case VS_RULE_ACCEPTANCE_ONLY:
        if (rule->why == VS_WHY_NO_AGREEMENT) {
            vs_buf_addf(s->out,
                        _(" No agreement that both adopted was in force on that day: only an "
                          "acceptance by %s moves it."),
                        s->receiver);
        } else {
            vs_buf_addf(s->out,
                        rule->why == VS_WHY_RETURN
                            ? _(" %s has no rule for a return: only an acceptance by %s moves it.")
                            : _(" %s does not regulate this direction: only an acceptance by %s "
                                "moves it."),
                        text, s->receiver);
        }
        break;
    }
}

/* An adoption that had ended by the day of the handover, of which nothing that it rests on told
 * (FOLD.md 3). */
static void
say_ended(const struct vs_sentence *s)
{
    const struct vs_fold_rule *rule = &s->offer->rules[0];
    struct vs_store *store = s->explained->question->store;

    for (size_t i = 0; i < s->event->under_count && rule->agreement; i++) {
        const struct vs_event_under *under = &s->event->under[i];
        const struct vs_hash *adoption[] = {&under->giver_adoption, &under->receiver_adoption};

        for (size_t k = 0; k < 2 && (rule->candidates >> i & 1); k++) {
            struct vs_adoption_row row;
            char when[VS_WHEN_LEN];

            if (vs_adoption_by_hash(store->ledger, &row, adoption[k], NULL) == VS_OK &&
                row.ended <= vs_zone_date(s->entry->rec)) {
                vs_when_date(when, row.ended, true);
                vs_buf_addf(s->out,
                            _(" %s had ended its adoption from %s on; nothing that the handover "
                              "rests on told of that, so that the agreement decides about it "
                              "still."),
                            k == 0 ? s->giver : s->receiver, when);
            }
        }
    }
}

static void
say_offer(const struct vs_sentence *s)
{
    char when[VS_WHEN_LEN];

    vs_buf_addf(s->out,
                s->event->kind == VS_OFFER_RETURN ? _("%s returned the case to %s (%s).")
                                                  : _("%s handed the case over to %s (%s)."),
                s->by, s->receiver, vs_say_word(VS_WORDS_MODE, s->event->mode));
    if (s->event->relocates == VS_FLAG_YES) {
        vs_buf_addf(s->out, _(" The household moves to the region of %s."), s->receiver);
    }
    if (s->offer->delivered <= s->explained->question->at) {
        vs_when_text(when, s->offer->delivered, VS_WHEN_FULL);
        vs_buf_addf(s->out, _(" %s showed that it had received it %s."), s->receiver, when);
    } else {
        vs_buf_addf(s->out, _(" Nothing shows by then that %s had received it."), s->receiver);
    }
    vs_say_offer_rule(s);
    say_ended(s);
}

/* Whether the acceptance, made in the knowledge of an objection, has done with it. */
static bool
ends_dispute(const struct vs_sentence *s)
{
    const struct vs_fold *fold = s->explained->fold;

    for (size_t i = 0; i < fold->span_count; i++) {
        const struct vs_fold_span *span = &fold->spans[i];

        if (span->kind == VS_SPAN_DISPUTE && span->until == s->entry->eff &&
            span->claim != VS_FOLD_NONE && fold->claims[span->claim].event == s->offer->event) {
            return true;
        }
    }
    return false;
}

/* What else an acceptance ends: the waiting list, and the objections of its writer. */
static void
say_ends(const struct vs_sentence *s)
{
    const struct vs_fold *fold = s->explained->fold;
    char id[VS_ID_LEN_MAX];

    for (size_t i = 0; i < fold->wait_count && s->event->type == VS_EV_PICKUP; i++) {
        const struct vs_fold_wait *wait = &fold->waits[i];

        if (wait->offer == s->step->offer && wait->until == s->entry->eff &&
            vs_fold_knows(fold, s->step->event, wait->start_event)) {
            vs_buf_add_text(s->out, _(" That ended the waiting list."));
            break;
        }
    }
    for (size_t i = 0; i < fold->escalation_count; i++) {
        if (fold->escalations[i].ended_by == s->step->event) {
            vs_id_short(id, &fold->entries[fold->escalations[i].event].in->id);
            vs_buf_addf(s->out, _(" That ended its escalation %s."), id);
        }
    }
}

static void
say_acceptance(const struct vs_sentence *s)
{
    bool pickup = s->event->type == VS_EV_PICKUP;

    switch ((unsigned)s->step->effect) {
    case VS_EFFECT_MOVES:
        vs_buf_addf(s->out,
                    pickup ? _("%s picked the case up. Responsibility passed to it by this "
                               "signature, from %s on.")
                           : _("%s accepted the handover. Responsibility passed to it by this "
                               "signature, from %s on."),
                    s->by, s->from);
        break;
    case VS_EFFECT_CONFIRMS:
        vs_buf_addf(s->out,
                    pickup ? _("%s picked up the case, which had passed to it already: it shows "
                               "that it knows.")
                           : _("%s confirmed the handover that had passed to it already: it shows "
                               "that it knows."),
                    s->by);
        if (ends_dispute(s)) {
            vs_buf_add_text(s->out, _(" It knew of the objection: nothing is disputed any more."));
        }
        break;
    case VS_EFFECT_UNDONE:
        vs_buf_addf(s->out, _("%s accepted the handover, which had ended before that counted."),
                    s->by);
        break;
    default:
        if (s->step->from == VS_INSTANT_NEVER) {
            vs_buf_addf(s->out,
                        _("%s accepted the handover. By the agreement that does not count as long "
                          "as the case waits."),
                        s->by);
        } else {
            vs_buf_addf(s->out,
                        _("%s accepted the handover. By the agreement that counts from %s on."),
                        s->by, s->from);
        }
        break;
    }
    say_ends(s);
}

static void
say_refusal(const struct vs_sentence *s)
{
    switch ((unsigned)s->step->effect) {
    case VS_EFFECT_ENDS_OFFER:
        vs_buf_addf(s->out, _("%s refused the handover (%s). That ended it, and nothing moved."),
                    s->by, vs_say_word(VS_WORDS_REFUSE, s->event->reason));
        break;
    case VS_EFFECT_CROSSED:
        vs_buf_addf(s->out,
                    _("%s refused the handover (%s). Its own acceptance, which had not heard of "
                      "that, moved it from %s on."),
                    s->by, vs_say_word(VS_WORDS_REFUSE, s->event->reason), s->from);
        break;
    case VS_EFFECT_TOO_LATE:
        vs_buf_addf(s->out,
                    _("%s refused the handover (%s) after responsibility had passed to it. That "
                      "moved nothing."),
                    s->by, vs_say_word(VS_WORDS_REFUSE, s->event->reason));
        break;
    case VS_EFFECT_NONE:
        vs_buf_addf(s->out,
                    _("%s refused the handover (%s). By the agreement a refusal does not stop it."),
                    s->by, vs_say_word(VS_WORDS_REFUSE, s->event->reason));
        break;
    default:
        vs_buf_addf(s->out, _("%s refused the handover (%s). What a refusal does is not known."),
                    s->by, vs_say_word(VS_WORDS_REFUSE, s->event->reason));
        break;
    }
}

static void
say_wait(const struct vs_sentence *s)
{
    if (s->step->effect == VS_EFFECT_KEEPS) {
        vs_buf_addf(s->out,
                    _("%s put the case on its waiting list. By the agreement %s stays responsible "
                      "as long as it waits."),
                    s->by, s->giver);
    } else if (s->step->effect == VS_EFFECT_UNSAID) {
        vs_buf_addf(
            s->out,
            _("%s put the case on its waiting list. What a waiting list does is not known."),
            s->by);
    } else {
        vs_buf_addf(s->out,
                    _("%s put the case on its waiting list. That changes nothing about who is "
                      "responsible."),
                    s->by);
    }
}

static void
say_escalation(const struct vs_sentence *s)
{
    vs_buf_addf(s->out,
                s->offer ? _("%s escalated at level %u (%s), about the handover.")
                         : _("%s escalated at level %u (%s)."),
                s->by, s->event->level, vs_say_word(VS_WORDS_ESCALATE, s->event->reason));
    if (s->step->effect == VS_EFFECT_STOPS) {
        vs_buf_add_text(s->out, _(" By the agreement that stops the delay of the handover."));
    } else if (s->step->effect == VS_EFFECT_UNSAID) {
        vs_buf_add_text(s->out, _(" What a difference of view does to the handover is not known."));
    } else {
        vs_buf_add_text(s->out, _(" That moved nothing by itself."));
    }
}

/* Who has signed, and who has not. */
static void
say_signers(const struct vs_sentence *s)
{
    const struct vs_fold *fold = s->explained->fold;
    struct vs_buf names;

    for (size_t i = 0; i < fold->settlement_count; i++) {
        const struct vs_fold_settlement *settlement = &fold->settlements[i];
        bool open = settlement->unsigned_count > 0;

        if (settlement->event != s->step->event) {
            continue;
        }
        vs_buf_init(&names, VS_PRINT_MAX);
        vs_say_orgs(&names, s->explained->question->store,
                    open ? settlement->unsigned_by : settlement->signers,
                    open ? settlement->unsigned_count : settlement->signer_count, _("and"));
        if (vs_buf_check(&names, "explain", NULL) == VS_OK) {
            vs_buf_addf(s->out,
                        open ? _(" It waits for the signature of %s, and moves nothing until then.")
                             : _(" All who have to sign it have signed: %s."),
                        (const char *)names.p);
        }
        vs_buf_release(&names);
        if (settlement->decision != VS_FOLD_NONE) {
            vs_buf_add_text(s->out, " ");
            vs_say_decision(s->out, s->explained->question->store, fold, settlement, true);
            vs_buf_add_text(s->out, ".");
        }
    }
}

static void
say_settlement(const struct vs_sentence *s)
{
    char id[VS_ID_LEN_MAX];
    struct vs_buf words;

    if (s->event->is_agreement) {
        vs_id_short(id, &s->event->agrees);
        vs_buf_addf(s->out, _("%s signed the settlement %s."), s->by, id);
        return;
    }
    vs_buf_init(&words, VS_PRINT_MAX);
    vs_say_proposal(&words, s->explained->question->store, s->event);
    if (vs_buf_check(&words, "explain", NULL) == VS_OK) {
        vs_buf_addf(s->out, _("%s proposed a settlement: %s."), s->by, (const char *)words.p);
    }
    vs_buf_release(&words);
    say_signers(s);
}

static void
say_opening(const struct vs_sentence *s)
{
    bool holds = s->step->effect == VS_EFFECT_HOLDS;

    if (vs_word_said(VS_WORDS_ORIGIN, s->event->origin)) {
        vs_buf_addf(s->out,
                    holds ? _("%s opened the case (%s) and took responsibility.")
                          : _("%s opened the case (%s) without taking responsibility: nobody held "
                              "it."),
                    s->by, vs_say_word(VS_WORDS_ORIGIN, s->event->origin - 1));
    } else {
        vs_buf_addf(s->out,
                    holds ? _("%s opened the case and took responsibility.")
                          : _("%s opened the case without taking responsibility: nobody held it."),
                    s->by);
    }
}

/* What a closing did not know of, and what follows from that. */
static void
say_unknown(const struct vs_sentence *s)
{
    const struct vs_fold *fold = s->explained->fold;
    char id[VS_ID_LEN_MAX];

    for (size_t i = 0; i < fold->finding_count; i++) {
        const struct vs_fold_finding *finding = &fold->findings[i];

        if (finding->event == s->step->event && finding->other != VS_FOLD_NONE &&
            strcmp(finding->name, "closed-unknowing") == 0) {
            vs_id_short(id, &fold->entries[finding->other].in->id);
            vs_buf_addf(s->out,
                        _(" It did not know of the act %s (%s): until that has ended, the closing "
                          "ends nothing."),
                        id, vs_say_event(fold->entries[finding->other].in->event));
        }
    }
}

/* Acts by which their writer takes responsibility, closes, or ends what it offered. */
static void
say_own(const struct vs_sentence *s)
{
    switch ((unsigned)s->event->type) {
    case VS_EV_OPEN:
        say_opening(s);
        break;
    case VS_EV_PICKUP:
        vs_buf_addf(s->out, _("%s took up the case, which nobody held."), s->by);
        break;
    case VS_EV_REOPEN:
        vs_buf_addf(s->out, _("%s reopened the case (%s) and took responsibility."), s->by,
                    vs_say_word(VS_WORDS_REOPEN, s->event->reason));
        break;
    case VS_EV_CLOSE:
        vs_buf_addf(s->out, _("%s closed the case (%s)."), s->by,
                    vs_say_word(VS_WORDS_CLOSE, s->event->reason));
        say_unknown(s);
        break;
    default: /* a withdrawal */
        if (s->step->effect == VS_EFFECT_HOLDS) {
            vs_buf_addf(s->out,
                        _("%s withdrew the handover, and could not know that responsibility had "
                          "passed: it holds it again."),
                        s->by);
        } else if (s->step->effect == VS_EFFECT_TOO_LATE) {
            vs_buf_addf(s->out,
                        _("%s withdrew the handover after responsibility had passed. That moved "
                          "nothing."),
                        s->by);
        } else if (s->step->effect == VS_EFFECT_CROSSED) {
            vs_buf_addf(s->out,
                        _("%s withdrew the handover. %s had not heard of that when it accepted: "
                          "both had signed for it, and it moved from %s on."),
                        s->by, s->receiver, s->from);
        } else {
            vs_buf_addf(s->out, _("%s withdrew the handover. That ended it, and nothing moved."),
                        s->by);
        }
        break;
    }
}

static void
say_uncounted(const struct vs_sentence *s)
{
    const char *what = vs_say_event(s->event);

    switch ((unsigned)s->step->effect) {
    case VS_EFFECT_VOID:
        vs_buf_addf(s->out, _("%s: %s. This has no effect: %s."), s->by, what,
                    vs_say_reason(s->entry->reason ? s->entry->reason : ""));
        break;
    case VS_EFFECT_NEWER:
        vs_buf_addf(s->out,
                    _("%s recorded something that is newer than this program: what it does is not "
                      "known here."),
                    s->by);
        break;
    case VS_EFFECT_UNREADABLE:
        vs_buf_addf(s->out, _("%s recorded something that cannot be read here."), s->by);
        break;
    case VS_EFFECT_LEFT_OUT:
        vs_buf_addf(s->out,
                    s->entry->in->forked
                        ? _("%s: %s. This was written by a machine that signed two different logs, "
                            "after they parted, and does not count.")
                        : _("%s: %s. This was written by a machine after it was closed and does "
                            "not count."),
                    s->by, what);
        break;
    default:
        vs_buf_addf(s->out, _("%s: %s. This does not count yet: what came before it is not here."),
                    s->by, what);
        break;
    }
}

void
vs_say_act(const struct vs_sentence *s)
{
    char id[VS_ID_LEN_MAX];

    if (!s->event || (s->step->effect >= VS_EFFECT_VOID && s->step->effect <= VS_EFFECT_PENDING)) {
        say_uncounted(s);
        return;
    }
    switch ((unsigned)s->event->type) {
    case VS_EV_OFFER:
        if (s->offer) {
            say_offer(s);
        }
        break;
    case VS_EV_ACCEPT:
        say_acceptance(s);
        break;
    case VS_EV_REFUSE:
        say_refusal(s);
        break;
    case VS_EV_WAIT_START:
        say_wait(s);
        break;
    case VS_EV_WAIT_END:
        vs_buf_addf(s->out, _("%s took the case off its waiting list."), s->by);
        break;
    case VS_EV_ESCALATE:
        say_escalation(s);
        break;
    case VS_EV_ESCALATE_ANSWER:
        vs_id_short(id, &s->event->re);
        vs_buf_addf(s->out, _("%s answered the escalation %s (%s)."), s->by, id,
                    vs_say_word(VS_WORDS_REPLY, s->event->reply));
        break;
    case VS_EV_SETTLE:
        say_settlement(s);
        break;
    case VS_EV_PICKUP:
        if (s->step->offer != VS_FOLD_NONE) {
            say_acceptance(s);
            break;
        }
        say_own(s);
        break;
    default:
        say_own(s);
        break;
    }
}
