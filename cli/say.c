/*
 * The words for stable names: certainties, events, reasons, findings, conventions.
 */
#include <stdlib.h>
#include <string.h>

#include "cli/answer.h"
#include "cli/i18n.h"
#include "cli/when.h"
#include "core/base/mem.h"

struct words {
    const char *name;
    const char *text; /* msgid */
};

static const char *
find(const struct words *table, const char *name)
{
    for (; table->name; table++) {
        if (strcmp(table->name, name) == 0) {
            return _(table->text);
        }
    }
    return NULL;
}

const char *
vs_say_certainty(enum vs_certainty certainty)
{
    switch (certainty) {
    case VS_CONTESTED:
        return _("contested");
    case VS_UNDETERMINED:
        return _("undetermined");
    case VS_DISPUTED:
        return _("disputed");
    case VS_UNCONFIRMED:
        return _("unconfirmed");
    case VS_CERTAIN:
        return _("certain");
    }
    return "?";
}

static const struct words event_words[] = {
    {"case.open", N_("case opened")},
    {"handover.offer", N_("handover")},
    {"handover.accept", N_("acceptance")},
    {"pickup", N_("picked up")},
    {"handover.refuse", N_("refusal")},
    {"handover.withdraw", N_("handover withdrawn")},
    {"waitlist.start", N_("put on the waiting list")},
    {"waitlist.end", N_("taken off the waiting list")},
    {"escalate", N_("escalation")},
    {"settle", N_("settlement")},
    {"close", N_("case closed")},
    {"reopen", N_("case reopened")},
    {"party.add", N_("party added")},
    {"party.remove", N_("party removed")},
    {"assess", N_("safety assessment")},
    {"trajectory.start", N_("trajectory begun")},
    {"trajectory.end", N_("trajectory ended")},
    {"join", N_("working along")},
    {"contact", N_("contact")},
    {"monitoring.start", N_("monitoring begun")},
    {"monitoring.end", N_("monitoring ended")},
    {"escalate.answer", N_("answer to the escalation")},
    {"note", N_("note recorded")}, /* a word of its own: "note" is a label of answers */
    {"ack", N_("received")},
    {"introduce", N_("organisation introduced")},
    {"rekey", N_("keys changed")},
    {"epoch.open", N_("new keys in use")},
    {"erased", N_("content erased")},
    {"newer", N_("something newer than this program")},
    {NULL, NULL},
};

const char *
vs_say_event(const struct vs_event *event)
{
    const char *text;

    if (!event) {
        return _("unreadable");
    }
    if (event->type == VS_EV_OFFER && event->kind == VS_OFFER_RETURN) {
        return _("returned");
    }
    text = find(event_words, vs_event_type_name(event->type));
    return text ? text : event->type_text[0] ? event->type_text : vs_event_type_name(event->type);
}

static const struct words reason_words[] = {
    {"not-first", N_("a case is opened once")},
    {"not-holder", N_("the organisation does not hold this case")},
    {"to-itself", N_("a case is handed over to another organisation")},
    {"offer-open", N_("a handover of this case is open; withdraw it first")},
    {"not-addressed-to-you", N_("this handover is for another organisation")},
    {"moved-on", N_("the case has moved on since")},
    {"overtaken", N_("the one who offered it holds it no longer")},
    {"withdrawn", N_("the handover was withdrawn")},
    {"refused", N_("the handover was refused")},
    {"settled", N_("the handover was settled otherwise")},
    {"accepted", N_("the handover was accepted already")},
    {"moved", N_("the case has moved already; return it or escalate")},
    {"nothing-to-pick-up", N_("there is nothing to pick up")},
    {"not-your-offer", N_("this handover is another organisation's")},
    {"not-waiting", N_("the case is not on the waiting list")},
    {"facts-only", N_("the organisation sees the facts only")},
    {"not-a-party", N_("the organisation is not a party to this case")},
    {"not-your-handover", N_("this handover is between others")},
    {"from-out-of-range", N_("the moment lies outside the case")},
    {"outcome-not-a-party", N_("the outcome is no party to this case")},
    {"nothing-to-settle", N_("there is nothing to settle")},
    {"no-such-proposal", N_("there is no such proposal")},
    {"contested", N_("another organisation holds this case too")},
    {"undetermined", N_("it is not determined who holds this case")},
    {"escalation-open",
     N_("an escalation is open: it ends by a settlement (vs settle), or when its writer accepts "
        "the handover that it is about")},
    {"step-skipped", N_("a step of the ladder was left out")},
    {"not-closed", N_("the case is not closed")},
    {"closed", N_("the case is closed")},
    {"still-needed", N_("it holds the case, or a handover or an escalation waits for it")},
    {"too-many", N_("its organisation has written too many of these in this case")},
    {"over-limit", N_("its device has written more in this case than counts")},
    {"wrong-case", N_("it speaks of another case")},
    {"not-now", N_("this act is not for this moment")},
    {"no-such-offer", N_("there is no such handover in this case")},
    {"in-the-future", N_("it lies in the future")},
    {"no-such-escalation", N_("there is no such escalation in this case")},
    {"not-higher", N_("the escalation that it goes on is at this level or above")},
    {"own-escalation", N_("its organisation wrote the escalation itself")},
    {NULL, NULL},
};

const char *
vs_say_reason(const char *reason)
{
    const char *text = find(reason_words, reason);

    return text ? text : reason;
}

static const struct words finding_words[] = {
    {"void", N_("an act without effect")},
    {"settlement-waits", N_("a settlement waits for signatures")},
    {"recorded-late", N_("recorded later than it happened")},
    {"ack-of-unknown", N_("acknowledges something that its writer does not show to have")},
    {"closed-unknowing", N_("closed without knowing of an act of another")},
    {"accepted-while-waiting", N_("accepted while on the waiting list")},
    {"withdrawn-too-late", N_("withdrawn after it had moved")},
    {"offer-still-open", N_("a handover is still open although the case has moved")},
    {"no-common-agreement",
     N_("no agreement that both adopted: only an acceptance moves the case")},
    {"waiting", N_("on the waiting list")},
    {"refused-too-late", N_("refused after it had moved")},
    {"agreement-not-held", N_("the agreement that it names is not known here yet")},
    {"escalation-open", N_("an escalation is open")},
    {"left-out", N_("written by a device after it was closed, and not counted")},
    {"closed-feed", N_("written by a device after it was closed")},
    {"newer-format", N_("something newer than this program")},
    {"over-limit", N_("a device has written more in this case than counts")},
    {"projection", N_("if nothing else is recorded")},
    {"pending", N_("something is known of that has not arrived")},
    {"unreadable", N_("something is there that cannot be read")},
    {"left",
     N_("your organisation is no longer a party: what was recorded since then is not shown to it")},
    {"no-key", N_("keys of this case that your organisation is to have have not come: what was "
                  "recorded under them cannot be read here")},
    {NULL, NULL},
};

const char *
vs_say_finding_of(const struct vs_fold *fold, const struct vs_fold_finding *finding)
{
    if (finding->event != VS_FOLD_NONE && fold->entries[finding->event].in->forked) {
        if (strcmp(finding->name, "left-out") == 0) {
            return _("written by a device that signed two different logs, after they parted, and "
                     "not counted");
        }
        if (strcmp(finding->name, "closed-feed") == 0) {
            return _("written by a device that signed two different logs, after they parted");
        }
    }
    return vs_say_finding(finding->name);
}

const char *
vs_say_finding(const char *finding)
{
    const char *text = find(finding_words, finding);

    return text ? text : finding;
}

static const struct words found_words[] = {
    {"unopenable", N_("an entry that cannot be read")},
    {"false-content", N_("words that are not what the entry promises")},
    {"wrong-content", N_("words that are not those that were signed")},
    {"false-invitation", N_("a key that is not what it says it is")},
    {"too-many-invitations", N_("more invitations than may wait")},
    {"false-introduction", N_("an introduction that is none, or of which the card says otherwise")},
    {"contradicting-introduction",
     N_("an organisation introduced otherwise than by somebody else: compare it with its card")},
    {"too-many-introductions", N_("more organisations introduced than one may introduce")},
    {"false-fork", N_("a fork that it announces and does not prove")},
    {"claimed-device", N_("a device of another organisation claimed as its own")},
    {NULL, NULL},
};

const char *
vs_say_found(const char *kind)
{
    const char *text = find(found_words, kind);

    return text ? text : kind;
}

static const struct words missing_words[] = {
    {"transfer", N_("when responsibility passes")},
    {"counts_from", N_("from when the delay counts")},
    {"calendar", N_("whether a day in between is a working day")},
    {"waitlist", N_("what a waiting list does")},
    {"version", N_("what the new text says of handovers that were under way")},
    {"refusal", N_("what a refusal does")},
    {"dispute", N_("what a difference of view does")},
    {"return", N_("what a return does")},
    {"acceptance", N_("which of acceptance and refusal counts")},
    {"closed-feed", N_("whether an act of a closed device counts")},
    {"newer-format", N_("something newer than this program")},
    {"too-large", N_("more was written in this case than a program can weigh")},
    {"not-taken-up", N_("nobody has taken the case up")},
    {NULL, NULL},
};

const char *
vs_say_missing_of(const struct vs_fold *fold, const char *missing, uint32_t span)
{
    if (span != VS_FOLD_NONE && strcmp(missing, "closed-feed") == 0 &&
        fold->spans[span].event != VS_FOLD_NONE &&
        fold->entries[fold->spans[span].event].in->forked) {
        return _("whether an act counts that its device signed in one of two different logs");
    }
    return vs_say_missing(missing);
}

const char *
vs_say_missing(const char *missing)
{
    const char *text = find(missing_words, missing);

    return text ? text : missing;
}

static const struct words value_words[] = {
    {"facts", N_("facts only")},
    {"full", N_("the whole case")},
    {"handover", N_("handover")},
    {"return", N_("returned")},
    {"written", N_("written")},
    {"telephone", N_("by telephone")},
    {"warm", N_("warm")},
    {"meeting", N_("in a meeting")},
    {"other", N_("other")},
    {"wrong_addressee", N_("wrong addressee")},
    {"no_capacity", N_("no capacity")},
    {"incomplete", N_("incomplete")},
    {"difference_of_view", N_("difference of view")},
    {"moved_away", N_("moved away")},
    {"not_picked_up", N_("not picked up")},
    {"no_contact", N_("no contact")},
    {"unsafe", N_("unsafe")},
    {"safe", N_("safe")},
    {"no_abuse_found", N_("no abuse found")},
    {"involved_persons", N_("with the persons involved")},
    {"held_elsewhere", N_("held elsewhere")},
    {"deceased", N_("deceased")},
    {"new_concerns", N_("new concerns")},
    {"closed_in_error", N_("closed in error")},
    {"direct_handover", N_("direct handover")},
    {"conditions_service", N_("conditions and service")},
    {"investigation", N_("investigation")},
    {"child_protection_board", N_("to the child protection board")},
    {"end_of_involvement", N_("end of involvement")},
    {"certified_institution", N_("certified institution")},
    {"care_provider", N_("care provider")},
    {"multidisciplinary_team", N_("multidisciplinary team")},
    {"acute", N_("acute unsafety")},
    {"structural", N_("structural unsafety")},
    {"both", N_("acute and structural unsafety")},
    {"none", N_("no unsafety found")},
    {"unclear", N_("unsafety unclear")},
    {"report", N_("a report")},
    {"re_report", N_("a new report after an earlier involvement")},
    {"follow_up_report", N_("a new report while an earlier one is dealt with")},
    {"relocation", N_("the household moved")},
    {"succession", N_("succession of an organisation")},
    {"own", N_("own finding")},
    {"handed_over", N_("handed over")},
    {"stopped", N_("stopped")},
    {"first", N_("first contact")},
    {"pilot_light", N_("pilot-light contact")},
    {"monitoring", N_("for monitoring")},
    {"safety", N_("about safety")},
    {"agree", N_("agreed with it")},
    {"disagree", N_("not agreed")},
    {"decision", N_("decided")},
    {"assessment", N_("after the assessment")},
    {"trajectory", N_("after the trajectory")},
    {"expertise", N_("for the expertise")},
    {"request", N_("at its request")},
    {"addiction_care", N_("addiction care")},
    {"child_care", N_("child care")},
    {"debt_help", N_("debt help")},
    {"disability_care", N_("disability care")},
    {"elderly_care", N_("elderly care")},
    {"general_practitioner", N_("general practitioner")},
    {"home_care", N_("home care")},
    {"hospital", N_("hospital")},
    {"lawyer", N_("lawyer")},
    {"local_team", N_("local team")},
    {"mental_health_care", N_("mental health care")},
    {"police", N_("police")},
    {"probation", N_("probation")},
    {"prosecution", N_("public prosecution")},
    {"safety_house", N_("safety house")},
    {"school", N_("school")},
    {"shelter", N_("shelter")},
    {"youth_care", N_("youth care")},
    {"youth_health", N_("youth health care")},
    {NULL, NULL},
};

const char *
vs_say_word(enum vs_word_list list, unsigned value)
{
    const char *word = vs_word(list, value);
    const char *text = word ? find(value_words, word) : NULL;

    return text ? text : word ? word : "?";
}

struct vs_str
vs_say_prose(struct vs_prose prose)
{
    return vs_i18n_lang() == VS_LANG_NL ? prose.nl : prose.en;
}

const char *
vs_say_field(enum vs_field field)
{
    static const struct words field_words[] = {
        {"reason", N_("the reason")},
        {"after", N_("the outcome of the assessment")},
        {"unsafety", N_("how unsafe it is")},
        {"conditions", N_("whether there are safety conditions")},
        {"conditions_digest", N_("the document with the safety conditions")},
        {"monitor", N_("who monitors")},
        {"informed", N_("whether the household was told")},
        {"informed_at", N_("when the household was told")},
        {"others", N_("which other professionals are involved")},
        {"first_contact", N_("by when the first contact is asked for")},
        {"waitlist", N_("whether the receiver has a waiting list")},
        {"text", N_("words")},
        {"ref", N_("a reference")},
        {NULL, NULL},
    };
    const char *text = find(field_words, vs_field_name(field));

    return text ? text : vs_field_name(field);
}

static int
compare_names(const void *a, const void *b)
{
    return strcmp(a, b);
}

void
vs_say_orgs(struct vs_buf *out, struct vs_store *store, const struct vs_hash *orgs, size_t count,
            const char *last_word)
{
    char(*names)[VS_LABEL_LEN] = vs_calloc(count + 1, sizeof *names);

    for (size_t i = 0; names && i < count; i++) {
        vs_label_org(names[i], store, &orgs[i]);
    }
    if (names && count > 1) {
        qsort(names, count, sizeof *names, compare_names);
    }
    for (size_t i = 0; names && i < count; i++) {
        if (i > 0) {
            vs_buf_addf(out, i + 1 < count ? ", " : " %s ", last_word);
        }
        vs_buf_add_text(out, names[i]);
    }
    vs_free(names);
}

void
vs_say_proposal(struct vs_buf *out, struct vs_store *store, const struct vs_event *proposal)
{
    char name[VS_LABEL_LEN];
    char when[VS_WHEN_LEN];

    vs_when_text(when, proposal->from, VS_WHEN_FULL);
    if (proposal->outcome_closed) {
        vs_buf_addf(out, _("closed from %s"), when);
    } else {
        vs_label_org(name, store, &proposal->outcome);
        vs_buf_addf(out, _("%s holds it from %s"), name, when);
    }
}

static const struct words convention_words[] = {
    {"C1", N_("the day of the handover does not count")},
    {"C1b", N_("the delay ends at the same time of day")},
    {"C2", N_("the text in force on the day of the handover decides")},
    {"C3", N_("a signed acceptance moves the case where the text does not say when it moves")},
    {"C4", N_("what the text does not mention does not move the case")},
    {"C5", N_("a report makes Veilig Thuis the holder at once")},
    {"C6", N_("a missing rule is named, not guessed")},
    {"C7", N_("working days are those of the calendar")},
    {"C8", N_("a claimed time works only against the one who claims it")},
    {"C9", N_("the delay counts from the handover as it was recorded")},
    {"C10", N_("an acceptance before the end of the delay moves the case at once")},
    {"C11", N_("what the agreement does not regulate moves only by an acceptance")},
    {NULL, NULL},
};

const char *
vs_say_convention(const char *name)
{
    return find(convention_words, name);
}

bool
vs_objected(const struct vs_fold *fold, const struct vs_fold_offer *offer, vs_instant at)
{
    return offer->objected_by != VS_FOLD_NONE && fold->entries[offer->objected_by].rec <= at;
}

const char *
vs_say_objection(const struct vs_fold_offer *offer)
{
    return vs_say_refusal(offer->rule.refusal);
}

const char *
vs_say_refusal(enum vs_refusal_effect refusal)
{
    return refusal == VS_REFUSAL_NONE ? _("by the agreement that has no effect")
                                      : _("the agreement does not say what that does");
}

const char *
vs_say_offer(enum vs_offer_state state)
{
    switch (state) {
    case VS_OFFER_OPEN:
        return _("open");
    case VS_OFFER_MOVED:
        return _("moved");
    case VS_OFFER_WITHDRAWN:
        return _("withdrawn");
    case VS_OFFER_REFUSED:
        return _("refused");
    case VS_OFFER_SETTLED:
        return _("settled");
    }
    return "?";
}
