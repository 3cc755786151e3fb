/* A step of `vs who --explain` in words: the moves without an act, and the evidence of one
 * (explain_priv.h). */
#include <string.h>

#include "cli/explain_priv.h"
#include "cli/i18n.h"
#include "cli/when.h"

/* --- the evidence of an act ------------------------------------------------------------------- */

static bool
same_minute(vs_instant a, vs_instant b)
{
    return a / 60 == b / 60;
}

/* "Act 77e0c2d1, signed by machine 3f2a91c0d5e8; recorded ...; received here ..." */
void
vs_say_evidence(const struct vs_sentence *s)
{
    const struct vs_casefile_event *row = vs_explained_row(s->explained, s->step->event);
    vs_instant made = s->event ? s->event->made : s->step->when;
    char device[VS_ID_LEN_MAX];
    char id[VS_ID_LEN_MAX];
    char when[VS_WHEN_LEN];

    vs_id_short(id, &s->entry->in->id);
    vs_explained_device(device, s->explained, row);
    vs_buf_addf(s->out, _("Act %s"), id);
    if (s->offer && s->offer->event != s->step->event && s->explained->fold->offer_count > 1) {
        vs_id_short(id, &s->explained->fold->entries[s->offer->event].in->id);
        vs_buf_addf(s->out, _(", about the handover %s"), id);
    }
    if (device[0]) {
        vs_buf_addf(s->out, _(", signed by machine %.12s"), device);
    }
    if (s->event && !same_minute(made, s->event->at)) {
        vs_when_text(when, made, VS_WHEN_FULL);
        vs_buf_addf(s->out, _(", recorded %s"), when);
    }
    if (row && !same_minute(row->received, made)) {
        vs_when_text(when, row->received, VS_WHEN_FULL);
        vs_buf_addf(s->out, _(", received here %s"), when);
    }
    vs_buf_add_text(s->out, ".");
}

/* Which of the two instants counts, where they differ. */
void
vs_say_claimed(const struct vs_sentence *s)
{
    char when[VS_WHEN_LEN];

    if (!(s->step->conventions & 1u << VS_CONVENTION_C8)) {
        return;
    }
    vs_when_text(when, s->entry->eff, VS_WHEN_FULL);
    vs_buf_addf(s->out,
                s->entry->eff < s->entry->rec
                    ? _(" It counts from %s, as its writer says: a claimed time works against the "
                        "one who claims it (C8).")
                    : _(" It counts from %s, when it was recorded: a claimed time relieves nobody "
                        "(C8)."),
                when);
}

/* --- steps without an act --------------------------------------------------------------------- */

static void
say_lapse(const struct vs_sentence *s)
{
    struct vs_buf delay;

    if (!s->explained->fold->claims[s->step->claim].by_rule) {
        vs_buf_addf(s->out,
                    s->ahead ? _("What the acceptance has to wait for will be over. "
                                 "Responsibility will pass from %s to %s, as both have signed, if "
                                 "nothing else is recorded.")
                             : _("What the acceptance had to wait for was over. Responsibility "
                                 "passed from %s to %s, as both had signed."),
                    s->giver, s->receiver);
        return;
    }

    vs_buf_init(&delay, VS_PRINT_MAX);
    vs_say_delay(&delay, &s->offer->rule.delay);
    if (vs_buf_check(&delay, "explain", NULL) == VS_OK) {
        vs_buf_addf(s->out,
                    s->ahead ? _("The delay of %s will be over. Responsibility will pass from %s "
                                 "to %s by the rule that both adopted, if nothing else is "
                                 "recorded; no act is needed.")
                             : _("The delay of %s was over. Responsibility passed from %s to %s by "
                                 "the rule that both adopted; no act was needed."),
                    (const char *)delay.p, s->giver, s->receiver);
    }
    vs_buf_release(&delay);
}

static void
say_span(const struct vs_sentence *s)
{
    const struct vs_fold_span *span = &s->explained->fold->spans[s->step->span];
    char until[VS_WHEN_LEN];
    char holder[VS_LABEL_LEN];

    vs_when_text(until, span->until, VS_WHEN_FULL);
    switch (span->kind) {
    case VS_SPAN_MISSING:
        if (span->until == VS_INSTANT_NEVER) {
            vs_buf_addf(s->out, _("From here on it is not determined whether %s or %s holds it."),
                        s->giver, s->receiver);
        } else {
            vs_buf_addf(s->out,
                        _("From here until %s it is not determined whether %s or %s holds it."),
                        until, s->giver, s->receiver);
        }
        vs_buf_add_text(s->out, _(" It is not known "));
        vs_say_gap(s->out, s->explained->question->store, s->explained->fold, span->missing,
                   s->step->span);
        vs_buf_add_text(s->out, ".");
        break;
    case VS_SPAN_DISPUTE:
        if (span->until == VS_INSTANT_NEVER) {
            vs_buf_add_text(s->out, _("From here on the answer is disputed."));
        } else {
            vs_buf_addf(s->out, _("From here until %s the answer is disputed."), until);
        }
        vs_buf_addf(s->out, _(" It is not known %s. The answer is the one without the objection."),
                    vs_say_missing_of(s->explained->fold, span->missing, s->step->span));
        break;
    case VS_SPAN_KEPT:
        vs_label_org(holder, s->explained->question->store,
                     &s->explained->fold->claims[span->claim].org);
        vs_buf_addf(s->out,
                    _("%s still holds the case because of what the other did, and nothing shows "
                      "yet that it knows."),
                    holder);
        break;
    case VS_SPAN_NEWER:
        vs_buf_add_text(s->out,
                        _("From here on nothing is determined: something that is newer than "
                          "this program counts."));
        break;
    case VS_SPAN_LARGE:
        vs_buf_add_text(s->out, _("Nothing is determined: more was written in this case than a "
                                  "program can weigh."));
        break;
    }
}

void
vs_say_step(const struct vs_sentence *s)
{
    char holder[VS_LABEL_LEN];

    switch (s->step->kind) {
    case VS_STEP_TEXT:
        vs_buf_add_text(s->out,
                        s->ahead ? _("From here on another text will decide about the handover, "
                                     "if it has neither moved nor ended by then.")
                                 : _("From here on another text decides about the handover, which "
                                     "had neither moved nor ended."));
        vs_say_offer_rule(s);
        break;
    case VS_STEP_ACT:
        vs_say_act(s);
        break;
    case VS_STEP_LAPSE:
        say_lapse(s);
        break;
    case VS_STEP_KNEW:
        vs_label_org(holder, s->explained->question->store,
                     &s->explained->fold->claims[s->step->claim].org);
        vs_buf_addf(s->out,
                    _("%s showed for the first time that it knew of it. Until then the answer is "
                      "unconfirmed."),
                    holder);
        break;
    case VS_STEP_SPAN:
        say_span(s);
        if (s->ahead) {
            vs_buf_add_text(s->out, _(" So it will be if nothing else is recorded."));
        }
        break;
    }
}
