/*
 * `vs who --explain`: the chain from the opening to the answer, step by step in sentences
 * (core/casework/chain.h). The rules behind it are in explain_rule.c, the document in
 * explain_json.c.
 */
#include <string.h>

#include "cli/device.h"
#include "cli/explain_priv.h"
#include "cli/i18n.h"
#include "cli/id.h"
#include "cli/when.h"
#include "core/base/mem.h"
#include "core/casework/zone.h"
#include "core/ledger/feeds.h"

#define NO_ROW UINT32_MAX

/* --- what is explained ------------------------------------------------------------------------ */

static uint32_t
convention_bits(const struct vs_basis *basis)
{
    for (unsigned i = 0; basis && basis->kind == VS_BASIS_CONVENTION && i < VS_CONVENTIONS; i++) {
        if (vs_str_is(basis->convention, vs_convention_name((enum vs_convention)i))) {
            return 1u << i;
        }
    }
    return 0;
}

enum vs_code
vs_explained_make(struct vs_explained *out, struct vs_question *question, struct vs_err *err)
{
    struct vs_rule_member members[VS_RULE_MEMBERS_MAX];
    enum vs_code code;

    memset(out, 0, sizeof *out);
    out->question = question;
    out->fold = vs_casefile_fold(question->file);
    code = vs_chain_make(&out->chain, out->fold, question->at, err);
    if (code != VS_OK) {
        return code;
    }
    out->row_of = vs_calloc(out->fold->entry_count + 1, sizeof *out->row_of);
    if (!out->row_of) {
        return vs_fail_memory(err);
    }
    memset(out->row_of, 0xff, out->fold->entry_count * sizeof *out->row_of);
    for (size_t i = 0; i < vs_casefile_count(question->file); i++) {
        uint32_t entry = vs_fold_find(out->fold, &vs_casefile_event(question->file, i)->id);

        if (entry != VS_FOLD_NONE) {
            out->row_of[entry] = (uint32_t)i;
        }
    }
    out->conventions = out->chain.conventions;
    for (uint32_t i = 0; i < out->fold->offer_count; i++) {
        const struct vs_fold_offer *offer = &out->fold->offers[i];

        if (vs_explained_counts(out, i) && offer->rule.agreement &&
            offer->rule.delay.unit == VS_UNIT_WORKING_DAY) {
            out->conventions |= convention_bits(&offer->rule.agreement->calendar_basis);
        }
        for (uint32_t k = 0; k < vs_explained_stages(out, i); k++) {
            size_t count = vs_rule_members(members, out->fold, &out->chain, i, k);

            for (size_t m = 0; m < count; m++) {
                out->conventions |= members[m].decided ? convention_bits(members[m].basis) : 0;
            }
        }
    }
    return VS_OK;
}

void
vs_explained_release(struct vs_explained *explained)
{
    vs_chain_release(&explained->chain);
    vs_free(explained->row_of);
    explained->row_of = NULL;
}

const struct vs_casefile_event *
vs_explained_row(const struct vs_explained *explained, uint32_t entry)
{
    return explained->row_of[entry] == NO_ROW
               ? NULL
               : vs_casefile_event(explained->question->file, explained->row_of[entry]);
}

void
vs_explained_device(char out[VS_ID_LEN_MAX], const struct vs_explained *explained,
                    const struct vs_casefile_event *row)
{
    struct vs_feed_row feed;

    out[0] = '\0';
    if (row && vs_feed_by_id(explained->question->store->ledger, &feed, row->feed, NULL) == VS_OK) {
        (void)snprintf(out, VS_ID_LEN_MAX, "%s", vs_device_name(&feed.origin));
    }
}

bool
vs_explained_offer(const struct vs_explained *explained, uint32_t offer)
{
    return explained->fold->entries[explained->fold->offers[offer].event].rec <=
           explained->question->at;
}

uint32_t
vs_explained_stages(const struct vs_explained *explained, uint32_t index)
{
    const struct vs_fold_offer *offer = &explained->fold->offers[index];

    return vs_explained_offer(explained, index) ? vs_offer_stage(offer, explained->question->at) + 1
                                                : 0;
}

bool
vs_explained_counts(const struct vs_explained *explained, uint32_t index)
{
    const struct vs_fold_offer *offer = &explained->fold->offers[index];

    return vs_explained_offer(explained, index) && offer->rule.kind == VS_RULE_AFTER_DELAY &&
           !(offer->signed_at < offer->latest && offer->signed_at <= explained->question->at);
}

enum vs_code
vs_explained_practice(struct vs_explained *explained,
                      void (*each)(void *payload, const struct vs_by_practice *found),
                      void *payload, struct vs_err *err)
{
    const struct vs_fold *fold = explained->fold;
    enum vs_code code = VS_OK;

    for (uint32_t i = 0; code == VS_OK && i < fold->offer_count; i++) {
        const struct vs_agreement *agreement = fold->offers[i].rule.agreement;
        bool seen = !agreement || !vs_explained_offer(explained, i);

        for (uint32_t before = 0; !seen && before < i; before++) {
            seen = fold->offers[before].rule.agreement == agreement &&
                   vs_explained_offer(explained, before);
        }
        for (size_t p = 0; !seen && code == VS_OK && p < agreement->practice_count; p++) {
            struct vs_by_practice found = {agreement, &agreement->practices[p], NULL, NULL, false};
            struct vs_practised practised;
            struct vs_fold *by = NULL;
            struct vs_answer answer;

            if (!vs_practice_touches(fold, agreement, found.practice)) {
                continue;
            }
            code = vs_fold_practised(&by, &practised, fold, agreement, found.practice, err);
            if (code != VS_OK) {
                break;
            }
            code = vs_answer_at(&answer, by, explained->question->at, err);
            if (code == VS_OK) {
                found.fold = by;
                found.answer = &answer;
                found.differs = !vs_answer_same(&answer, &explained->question->answer);
                each(payload, &found);
                vs_answer_release(&answer);
            }
            vs_fold_free(by);
            vs_practised_release(&practised);
        }
    }
    return code;
}

void
vs_explain_line(struct vs_out *out, const char *first, struct vs_buf *text)
{
    if (vs_buf_check(text, "explain", NULL) == VS_OK && text->len > 0) {
        vs_print_clause(out, first, (const char *)text->p);
    }
    vs_buf_clear(text);
}

/* --- what an act did, in a sentence ----------------------------------------------------------- */

struct sentence {
    const struct vs_explained *explained;
    const struct vs_step *step;
    const struct vs_fold_entry *entry;
    const struct vs_event *event; /* NULL: cannot be read */
    const struct vs_fold_offer *offer;
    char by[VS_LABEL_LEN];
    char giver[VS_LABEL_LEN];
    char receiver[VS_LABEL_LEN];
    char from[VS_WHEN_LEN];
    struct vs_buf *out;
};

/* By what the case moves, as the offer stands. */
static void
say_rule(const struct sentence *s)
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

static void
say_offer(const struct sentence *s)
{
    char when[VS_WHEN_LEN];

    vs_buf_addf(s->out,
                s->event->kind == VS_OFFER_RETURN ? _("%s returned the case to %s (%s).")
                                                  : _("%s handed the case over to %s (%s)."),
                s->by, s->receiver, vs_say_word(VS_WORDS_MODE, s->event->mode));
    if (s->offer->delivered <= s->explained->question->at) {
        vs_when_text(when, s->offer->delivered, VS_WHEN_FULL);
        vs_buf_addf(s->out, _(" %s showed that it had received it %s."), s->receiver, when);
    } else {
        vs_buf_addf(s->out, _(" Nothing shows by then that %s had received it."), s->receiver);
    }
    say_rule(s);
}

/* Whether the acceptance, made in the knowledge of an objection, has done with it. */
static bool
ends_dispute(const struct sentence *s)
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

static void
say_acceptance(const struct sentence *s)
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
                    _("%s confirmed the handover that had passed to it already: it shows that it "
                      "knows."),
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
}

static void
say_refusal(const struct sentence *s)
{
    switch ((unsigned)s->step->effect) {
    case VS_EFFECT_ENDS_OFFER:
        vs_buf_addf(s->out, _("%s refused the handover (%s). That ended it, and nothing moved."),
                    s->by, vs_say_word(VS_WORDS_REFUSE, s->event->reason));
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
say_wait(const struct sentence *s)
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
say_escalation(const struct sentence *s)
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
say_signers(const struct sentence *s)
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
            vs_say_decision(s->out, s->explained->question->store, fold, settlement);
            vs_buf_add_text(s->out, ".");
        }
    }
}

static void
say_settlement(const struct sentence *s)
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
say_opening(const struct sentence *s)
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
say_unknown(const struct sentence *s)
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
say_own(const struct sentence *s)
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
        } else {
            vs_buf_addf(s->out, _("%s withdrew the handover. That ended it, and nothing moved."),
                        s->by);
        }
        break;
    }
}

static void
say_uncounted(const struct sentence *s)
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
        vs_buf_addf(s->out, _("%s: %s. This was written by a closed machine and does not count."),
                    s->by, what);
        break;
    default:
        vs_buf_addf(s->out, _("%s: %s. This does not count yet: what came before it is not here."),
                    s->by, what);
        break;
    }
}

static void
say_act(const struct sentence *s)
{
    char id[VS_ID_LEN_MAX];

    if (!s->event || s->step->effect >= VS_EFFECT_VOID) {
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

/* --- the evidence of an act ------------------------------------------------------------------- */

static bool
same_minute(vs_instant a, vs_instant b)
{
    return a / 60 == b / 60;
}

/* "Act 77e0c2d1, signed by machine 3f2a91c0d5e8; recorded ...; received here ..." */
static void
say_evidence(const struct sentence *s)
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
static void
say_claimed(const struct sentence *s)
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
say_lapse(const struct sentence *s)
{
    struct vs_buf delay;

    if (!s->explained->fold->claims[s->step->claim].by_rule) {
        vs_buf_addf(s->out,
                    _("What the acceptance had to wait for was over. Responsibility passed from %s "
                      "to %s, as both had signed."),
                    s->giver, s->receiver);
        return;
    }

    vs_buf_init(&delay, VS_PRINT_MAX);
    vs_say_delay(&delay, &s->offer->rule.delay);
    if (vs_buf_check(&delay, "explain", NULL) == VS_OK) {
        vs_buf_addf(s->out,
                    _("The delay of %s was over. Responsibility passed from %s to %s by the rule "
                      "that both adopted; no act was needed."),
                    (const char *)delay.p, s->giver, s->receiver);
    }
    vs_buf_release(&delay);
}

static void
say_span(const struct sentence *s)
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
        vs_say_gap(s->out, s->explained->fold, span->missing, s->step->span);
        vs_buf_add_text(s->out, ".");
        break;
    case VS_SPAN_DISPUTE:
        if (span->until == VS_INSTANT_NEVER) {
            vs_buf_add_text(s->out, _("From here on the answer is disputed."));
        } else {
            vs_buf_addf(s->out, _("From here until %s the answer is disputed."), until);
        }
        vs_buf_addf(s->out, _(" It is not known %s. The answer is the one without the objection."),
                    vs_say_missing(span->missing));
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

static void
say_step(const struct sentence *s)
{
    char holder[VS_LABEL_LEN];

    switch (s->step->kind) {
    case VS_STEP_TEXT:
        vs_buf_add_text(s->out, _("From here on another text decides about the handover, which had "
                                  "neither moved nor ended."));
        say_rule(s);
        break;
    case VS_STEP_ACT:
        say_act(s);
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
        break;
    }
}

static void
print_step(const struct vs_explained *explained, const struct vs_step *step, size_t number)
{
    struct vs_out *out = &explained->question->cli->out;
    struct vs_store *store = explained->question->store;
    struct vs_buf text;
    struct sentence s = {.explained = explained, .step = step, .out = &text};
    char when[VS_WHEN_LEN];
    vs_instant at = step->when;

    s.entry = &explained->fold->entries[step->event];
    s.event = s.entry->in->event;
    s.offer = step->offer == VS_FOLD_NONE ? NULL : &explained->fold->offers[step->offer];
    vs_label_org(s.by, store, &s.entry->in->org);
    if (s.offer) {
        vs_label_org(s.giver, store, &s.offer->from_org);
        vs_label_org(s.receiver, store, &s.offer->to_org);
    }
    vs_when_text(s.from, step->from, VS_WHEN_FULL);
    if (step->kind == VS_STEP_ACT && s.event) {
        at = s.event->at;
    }
    vs_when_text(when, at, VS_WHEN_FULL);
    vs_print(out, "%3zu. %s\n", number, when);
    vs_buf_init(&text, VS_PRINT_MAX);
    say_step(&s);
    vs_explain_line(out, "     ", &text);
    if (step->kind == VS_STEP_ACT) {
        say_evidence(&s);
        say_claimed(&s);
        vs_explain_line(out, "     ", &text);
    }
    vs_buf_release(&text);
}

/* "The answer rests on steps 3 and 5." */
static void
print_grounds(const struct vs_explained *explained)
{
    size_t count = 0, said = 0;
    struct vs_buf text;

    for (size_t i = 0; i < explained->chain.step_count; i++) {
        count += explained->chain.steps[i].current;
    }
    vs_buf_init(&text, VS_PRINT_MAX);
    for (size_t i = 0; i < explained->chain.step_count; i++) {
        if (explained->chain.steps[i].current) {
            vs_buf_add_text(&text, said == 0 ? "" : said + 1 < count ? ", " : _(" and "));
            vs_buf_addf(&text, "%zu", i + 1);
            said++;
        }
    }
    if (count > 0 && vs_buf_check(&text, "explain", NULL) == VS_OK) {
        vs_print(&explained->question->cli->out,
                 P_("     The answer rests on step %s.\n", "     The answer rests on steps %s.\n",
                    count),
                 (const char *)text.p);
    }
    vs_buf_release(&text);
}

static void
print(struct vs_explained *explained)
{
    struct vs_out *out = &explained->question->cli->out;

    vs_print(out, "\n");
    vs_print_style(out, VS_STYLE_STRONG, "%s\n", _("From the opening to this answer"));
    for (size_t i = 0; i < explained->chain.step_count; i++) {
        print_step(explained, &explained->chain.steps[i], i + 1);
    }
    print_grounds(explained);
    if (explained->chain.others > 0) {
        vs_print(out,
                 P_("     %zu other act moved nothing by its kind; vs show has it.\n",
                    "     %zu other acts moved nothing by their kind; vs show has them.\n",
                    explained->chain.others),
                 explained->chain.others);
    }
    vs_explain_days(explained);
    vs_explain_rules(explained);
    vs_explain_practice(explained);
    vs_explain_conventions(explained);
    vs_explain_missing(explained);
}

enum vs_code
vs_question_explain(struct vs_question *question, struct vs_json *doc, struct vs_err *err)
{
    struct vs_explained explained;
    enum vs_code code = vs_explained_make(&explained, question, err);

    if (code == VS_OK && question->cli->out.json) {
        code = vs_explain_json(doc, &explained, err);
    } else if (code == VS_OK && question->answer.state != VS_STATE_NO_CASE) {
        print(&explained);
    }
    vs_explained_release(&explained);
    return code;
}
