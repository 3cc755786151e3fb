/*
 * What comes next: where each open handover leads if nothing else is recorded, or what it waits
 * for.
 */
#include "cli/answer_priv.h"

#include "cli/i18n.h"
#include "cli/when.h"

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

/* What came of an offer that was open at the instant of the question. */
static void
add_ended(struct vs_buf *buf, const struct vs_fold_offer *offer, const char *to)
{
    char when[VS_WHEN_LEN];

    vs_when_text(when, offer->over, VS_WHEN_FULL);
    vs_buf_addf(buf,
                offer->settled_by != VS_FOLD_NONE     ? _("offered to %s; settled from %s on")
                : offer->withdrawn_by != VS_FOLD_NONE ? _("offered to %s; withdrawn %s")
                                                      : _("offered to %s, which refused it %s"),
                to, when);
}

/* A delay that its calendar cannot count: the first day that it does not know, and what would. */
static void
add_beyond(struct vs_buf *buf, const struct vs_fold *fold, const struct vs_fold_offer *offer)
{
    const struct vs_calendar *calendar = offer->rule.calendar;
    char when[VS_WHEN_LEN];
    struct vs_count count;

    if (vs_fold_offer_count(&count, fold, offer, NULL) != VS_OK) {
        return;
    }
    vs_when_date(when, vs_count_beyond(&count), true);
    vs_count_release(&count);
    vs_buf_add_text(buf, ";\n");
    vs_say_delay(buf, &offer->rule.delay);
    vs_buf_addf(buf, _(" lead beyond the calendar %.*s: %s is the first day that it does not know"),
                (int)calendar->id.len, calendar->id.p, when);
    vs_buf_addf(buf, "; %s", vs_say_later_edition(true));
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
        } else if (offer->has_end && offer->over != VS_INSTANT_NEVER) {
            add_ended(&buf, offer, to); /* later than what is asked about */
        } else if (vs_objected(fold, offer, question->at)) {
            vs_buf_addf(&buf, _("offered to %s, which refused it"), to);
        } else {
            add_waits(&buf, fold, offer, question->at, to);
        }
        if (rule && by_rule) {
            vs_buf_add_text(&buf, ";\n");
            vs_say_delay(&buf, &offer->rule.delay);
            vs_say_days(&buf, fold, offer);
        } else if (offer->rule.kind == VS_RULE_AFTER_DELAY && offer->rule.calendar &&
                   offer->counted_from != VS_INSTANT_NEVER && offer->latest == VS_INSTANT_NEVER) {
            add_beyond(&buf, fold, offer);
        }
        if (offer->rule.kind == VS_RULE_AFTER_DELAY && !offer->rule.calendar &&
            offer->rule.delay.unit == VS_UNIT_WORKING_DAY) {
            vs_buf_add_text(&buf, ";\n");
            vs_say_delay(&buf, &offer->rule.delay);
            vs_buf_add_text(&buf,
                            _(" are not counted: the handover names no calendar that the receiver "
                              "had added by then, or it is not here (vs calendar list)"));
        }
        if (vs_buf_check(&buf, "answer", NULL) == VS_OK) {
            vs_answer_label(out, label, (const char *)buf.p);
        }
        if (rule) {
            vs_buf_clear(&buf);
            vs_answer_rule(&buf, &offer->rule);
            if (vs_buf_check(&buf, "answer", NULL) == VS_OK) {
                vs_answer_label(out, _("rule"), (const char *)buf.p);
            }
        }
    }
    vs_buf_release(&buf);
}
