/*
 * What is due, in words (dues.h).
 */
#include <string.h>

#include "cli/answer.h"
#include "cli/answer_priv.h"
#include "cli/dues.h"
#include "cli/i18n.h"
#include "cli/when.h"
#include "core/ledger/events.h"

#define ORGS_MAX 64

/* --- the act behind it ------------------------------------------------------------------------ */

struct act {
    struct vs_event event;
    bool found;
};

static enum vs_code
parse_act(void *payload, const struct vs_event_row *row, struct vs_err *err)
{
    struct act *act = payload;

    act->found = vs_event_parse(&act->event, row->facts.p, row->facts.len, NULL) == VS_OK;
    (void)err;
    return VS_OK;
}

/* The act that an item is about; false if it cannot be found, and then people get the plain words.
 * Release with vs_event_release. */
static bool
find_act(struct act *act, struct vs_store *store, const struct vs_due_item *item)
{
    int64_t leaf = 0;

    act->found = false;
    return item->has_event && vs_leaf_find(store->ledger, &leaf, &item->event, NULL) == VS_OK &&
           vs_event_one(store->ledger, leaf, parse_act, act, NULL) == VS_OK && act->found;
}

/* --- what people settle ----------------------------------------------------------------------- */

/* To an auditor, who signs nothing: what there is to settle, and whose it is. */
static void
say_settle_of_others(struct vs_buf *out, const char *names, enum vs_certainty certainty, bool both)
{
    if (both) {
        vs_buf_addf(out, _("%s hold it at once: it is for the parties to settle"), names);
    } else if (certainty == VS_CONTESTED) {
        vs_buf_addf(out, _("%s holds it, and it is closed too: it is for the parties to settle"),
                    names);
    } else if (certainty == VS_UNDETERMINED) {
        vs_buf_addf(out,
                    _("the agreement does not say whether %s holds it: it is for the parties to "
                      "settle"),
                    names);
    } else {
        vs_buf_addf(out, _("%s holds it, and that is disputed: it is for the parties to settle"),
                    names);
    }
}

/* "A and B both hold it: settle who does, and from when (vs settle)" */
static void
say_settle(struct vs_buf *out, struct vs_store *store, const struct vs_due_item *item,
           vs_instant now)
{
    struct vs_hash orgs[ORGS_MAX];
    struct vs_standing standing;
    struct vs_buf names;
    enum vs_certainty certainty = VS_UNDETERMINED;
    bool both = false;
    size_t count = 0;

    vs_buf_init(&names, VS_PRINT_MAX);
    if (vs_standing_get(&standing, store, item->case_leaf, item->again, now, NULL) == VS_OK &&
        standing.found) {
        certainty = vs_standing_certainty(&standing);
        count = vs_standing_orgs(orgs, ORGS_MAX, &standing,
                                 certainty == VS_UNDETERMINED ? "candidates" : "holders");
        both = certainty == VS_CONTESTED && count > 1;
        vs_say_orgs(&names, store, orgs, count, certainty == VS_UNDETERMINED ? _("or") : _("and"));
    }
    vs_standing_release(&standing);
    if (count == 0 || vs_buf_check(&names, "due", NULL) != VS_OK) {
        vs_buf_add_text(out, _("people must settle who holds it"));
    } else if (item->facts_only) {
        say_settle_of_others(out, (const char *)names.p, certainty, both);
    } else if (both) {
        vs_buf_addf(out, _("%s hold it at once: settle who does, and from when (vs settle)"),
                    (const char *)names.p);
    } else if (certainty == VS_CONTESTED) {
        vs_buf_addf(out, _("%s holds it, and it is closed too: settle which (vs settle)"),
                    (const char *)names.p);
    } else if (certainty == VS_UNDETERMINED) {
        vs_buf_addf(out,
                    _("the agreement does not say whether %s holds it: vs accept, if the receiver "
                      "takes it; else vs settle (vs who CASE)"),
                    (const char *)names.p);
    } else {
        vs_buf_addf(out, _("%s holds it, and that is disputed: vs who CASE says what ends it"),
                    (const char *)names.p);
    }
    vs_buf_release(&names);
}

static void
say_sign(struct vs_buf *out, struct vs_store *store, const struct vs_due_item *item,
         const char *org, bool ours)
{
    struct act act;

    if (ours) {
        vs_buf_add_text(out, _("your signature is asked"));
    } else {
        vs_buf_addf(out, _("the signature of %s is asked"), org);
    }
    if (find_act(&act, store, item)) {
        vs_buf_add_text(out, ": ");
        vs_say_proposal(out, store, &act.event);
        vs_event_release(&act.event);
    }
    vs_buf_add_text(out, ours ? " (vs settle --agree)" : "");
}

static void
say_escalation(struct vs_buf *out, struct vs_store *store, const struct vs_due_item *item,
               bool ours)
{
    bool written = item->has_other && vs_hash_eq(&item->other, &store->self.org);
    char writer[VS_LABEL_LEN];
    struct act act;

    if (written && item->answered) {
        vs_buf_add_text(out, _("your escalation was answered, and is still open: take it a step "
                               "up, or settle it"));
    } else if (written) {
        vs_buf_add_text(out, _("your escalation is open, and waits for the others"));
    } else if (item->has_other) {
        vs_label_org(writer, store, &item->other);
        vs_buf_addf(out,
                    item->answered ? _("an escalation of %s was answered, and waits for it")
                                   : _("an escalation of %s is open"),
                    writer);
    } else {
        vs_buf_add_text(out, _("an escalation is open"));
    }
    if (find_act(&act, store, item)) {
        vs_buf_addf(out, _(" (%s, level %u)"), vs_say_word(VS_WORDS_ESCALATE, act.event.reason),
                    (unsigned)act.event.level);
        vs_event_release(&act.event);
    }
    vs_buf_add_text(out, written ? " (vs escalate --next, vs settle)"
                         : ours  ? " (vs escalate --answer, vs settle)"
                                 : "");
}

/* --- what was refused without ending ---------------------------------------------------------- */

/* "B refused your handover; the agreement does not say what that does: vs settle, or vs withdraw".
 */
static void
say_refused(struct vs_buf *out, struct vs_store *store, const struct vs_due_item *item,
            const char *org, bool ours)
{
    const char *effect = vs_say_refusal((enum vs_refusal_effect)item->refusal);
    char other[VS_LABEL_LEN];

    if (!item->has_other) {
        vs_buf_add_text(out, _("a handover was refused, and that does not end it: vs show CASE"));
        return;
    }
    vs_label_org(other, store, &item->other);
    if (ours) {
        vs_buf_addf(out, _("%s refused your handover; %s: vs settle, or vs withdraw"), other,
                    effect);
    } else {
        vs_buf_addf(out, _("%s refused the handover of %s; %s"), other, org, effect);
    }
}

/* A refusal that ended the handover: who gave it holds the case, and has to go on. */
static void
say_hand_on(struct vs_buf *out, struct vs_store *store, const struct vs_due_item *item,
            const char *org, bool ours)
{
    char other[VS_LABEL_LEN] = "?";

    if (item->has_other) {
        vs_label_org(other, store, &item->other);
    }
    if (ours) {
        vs_buf_addf(out,
                    _("%s refused your handover, and you still hold it: go on with it, or hand it "
                      "over anew (vs handover)"),
                    other);
    } else {
        vs_buf_addf(out, _("%s refused the handover of %s, who still holds it"), other, org);
    }
}

/* " (disputed)": what the answer will be when it has moved, where that is not plainly the one to
 * whom it moves. */
static void
say_then(struct vs_buf *out, struct vs_store *store, const struct vs_due_item *item)
{
    struct vs_standing then;

    if (vs_standing_get(&then, store, item->case_leaf, item->again, item->at, NULL) == VS_OK &&
        then.found && vs_standing_certainty(&then) < VS_UNCONFIRMED) {
        vs_buf_addf(out, " (%s)", vs_say_certainty(vs_standing_certainty(&then)));
    }
    vs_standing_release(&then);
}

/* --- the rest --------------------------------------------------------------------------------- */

/* Without the organisation: who has to act is said behind it. */
static const char *
plain_words(enum vs_due_kind kind)
{
    switch (kind) {
    case VS_DUE_ASSESSMENT:
        return _("the term of the safety assessment ends");
    case VS_DUE_TRAJECTORY:
        return _("the term of the trajectory ends");
    case VS_DUE_PICK_UP:
        return _("nobody has taken it up");
    case VS_DUE_STILL_OPEN:
        return _("a handover is still open although the case has moved; withdraw it");
    case VS_DUE_FIRST_CONTACT:
        return _("the first contact with the household is due");
    case VS_DUE_CONTACT:
        return _("contact with the household is due");
    case VS_DUE_MONITORING:
        return _("monitoring is due");
    case VS_DUE_FEEDBACK:
        return _("feedback to the reporter is due");
    case VS_DUE_REFUSE_BY:
        return _("the term in which the handover may be refused ends");
    case VS_DUE_RETURN_BY:
        return _("the term in which the case may be returned ends");
    case VS_DUE_TERM:
    case VS_DUE_TRANSFER:
    case VS_DUE_ANSWER:
    case VS_DUE_WAITING:
    case VS_DUE_CONFIRM:
    case VS_DUE_SIGN:
    case VS_DUE_SETTLE:
    case VS_DUE_ESCALATION:
    case VS_DUE_REFUSED:
    case VS_DUE_REPLY:
    case VS_DUE_HAND_ON:
    case VS_DUE_TAKE_UP:
    case VS_DUE_KINDS:
        break;
    }
    return "?";
}

static void
say_plainly(struct vs_buf *out, const struct vs_due_item *item, const char *org, bool ours)
{
    if (item->kind == VS_DUE_TERM) {
        vs_buf_addf(out, _("the term \"%s\" ends"), item->term);
    } else {
        vs_buf_add_text(out, plain_words(item->kind));
    }
    if (!ours && org[0]) {
        vs_buf_addf(out, " (%s)", org);
    }
}

static void
say_to(struct vs_buf *out, const struct vs_due_item *item, const char *org, bool ours)
{
    enum vs_due_kind kind = item->kind;

    if (kind == VS_DUE_TRANSFER && item->latest == VS_INSTANT_NEVER && ours) {
        vs_buf_add_text(
            out, _("from then on it is undetermined whether responsibility has passed to you"));
    } else if (kind == VS_DUE_TRANSFER && item->latest == VS_INSTANT_NEVER) {
        vs_buf_addf(
            out, _("from then on it is undetermined whether responsibility has passed to %s"), org);
    } else if (kind == VS_DUE_TRANSFER && ours) {
        vs_buf_add_text(out, _("responsibility passes to you by the agreement"));
    } else if (kind == VS_DUE_TRANSFER) {
        vs_buf_addf(out, _("responsibility passes to %s by the agreement"), org);
    } else if (kind == VS_DUE_ANSWER && ours) {
        vs_buf_add_text(out, _("a handover waits for your answer"));
    } else if (kind == VS_DUE_ANSWER) {
        vs_buf_addf(out, _("a handover waits for the answer of %s"), org);
    } else if (kind == VS_DUE_TAKE_UP && ours) {
        vs_buf_add_text(out, _("you accepted a handover that passes when you pick it up (vs accept "
                               "CASE --pick-up)"));
    } else if (kind == VS_DUE_TAKE_UP) {
        vs_buf_addf(out, _("%s accepted a handover that passes when it picks it up"), org);
    } else if (kind == VS_DUE_REPLY && ours) {
        vs_buf_add_text(out, _("an escalation waits for your answer"));
    } else if (kind == VS_DUE_REPLY) {
        vs_buf_addf(out, _("an escalation waits for the answer of %s"), org);
    } else if (kind == VS_DUE_WAITING && ours) {
        vs_buf_add_text(out, _("on your waiting list"));
    } else if (kind == VS_DUE_WAITING) {
        vs_buf_addf(out, _("on the waiting list of %s"), org);
    } else if (kind == VS_DUE_CONFIRM && ours) {
        vs_buf_add_text(out, _("you hold it, and nothing shows partners that you know: vs accept"));
    } else if (kind == VS_DUE_CONFIRM) {
        vs_buf_addf(out, _("%s holds it, and nothing shows that it knows; telephone"), org);
    } else {
        say_plainly(out, item, org, ours);
    }
}

/* How long, and that nobody can tell from when; the ends that it may have. */
static void
say_unknown_start(struct vs_buf *out, const struct vs_due_item *item)
{
    struct vs_buf length;
    char latest[VS_WHEN_LEN];

    vs_buf_init(&length, VS_PRINT_MAX);
    vs_say_delay(&length, &item->length);
    if (vs_buf_check(&length, "due", NULL) == VS_OK) {
        vs_buf_addf(out, _("; %s, and the agreement does not say from when it counts"),
                    (const char *)length.p);
    }
    vs_buf_release(&length);
    if (item->at == VS_INSTANT_NEVER) {
        vs_buf_add_text(out, _(": when it ends cannot be told"));
    } else if (item->latest == VS_INSTANT_NEVER) {
        vs_buf_add_text(out, _(": this is its end if it counts from the report"));
    } else if (item->latest != item->at) {
        (void)vs_when_end(latest, item->latest, VS_WHEN_FULL);
        vs_buf_addf(out,
                    _(": this is its end if it counts from the report, %s if from the start of the "
                      "trajectory"),
                    latest);
    } else if (item->kind == VS_DUE_TRAJECTORY) {
        vs_buf_add_text(out, _(": this is its end if it counts from the start of the trajectory"));
    } else {
        vs_buf_add_text(out, _(": this is its end if it counts from the report"));
    }
}

/* Which day decides that is not known; and where the calendar ends before, who knows more. */
static void
say_unknown_day(struct vs_buf *out, const struct vs_due_item *item)
{
    bool moves = item->kind == VS_DUE_TRANSFER;
    char latest[VS_WHEN_LEN];
    char day[VS_WHEN_LEN];

    vs_when_date(day, item->missing, true);
    if (item->latest == VS_INSTANT_NEVER) {
        vs_buf_addf(out,
                    moves ? _("; the delay cannot be counted to its end: %s is the first day that "
                              "the calendar %s does not know")
                          : _("; it may end later: %s is the first day that the calendar %s does "
                              "not know"),
                    day, item->calendar);
        vs_buf_addf(out, "; %s", vs_say_later_edition(moves));
    } else if (item->latest != item->at) {
        (void)vs_when_end(latest, item->latest, VS_WHEN_FULL);
        vs_buf_addf(out,
                    _("; it may end as late as %s: %s is the first day of which the calendar %s "
                      "does not know whether it is free"),
                    latest, day, item->calendar);
    }
}

/* Whether somebody else holds the case, for certain or not: not the one whose term it is. */
static bool
is_gone(struct vs_store *store, const struct vs_due_item *item, vs_instant now)
{
    struct vs_hash holders[ORGS_MAX];
    struct vs_standing standing;
    struct vs_org_row org;
    size_t count = 0;
    bool gone;

    if (vs_org_by_id(store->ledger, &org, item->org, NULL) != VS_OK) {
        return false;
    }
    if (vs_standing_get(&standing, store, item->case_leaf, item->again, now, NULL) == VS_OK &&
        standing.found) {
        count = vs_standing_orgs(holders, ORGS_MAX, &standing, "holders");
    }
    vs_standing_release(&standing);
    gone = count > 0;
    for (size_t i = 0; i < count; i++) {
        gone &= !vs_hash_eq(&holders[i], &org.org);
    }
    return gone;
}

/* What kind of term it is, and what is not known of its end. */
static void
say_term(struct vs_buf *out, struct vs_store *store, const struct vs_due_item *item, vs_instant now)
{
    if (item->has_term) {
        vs_buf_add_text(out, item->statutory ? _(", a statutory term") : _(", an agreed term"));
    }
    if (item->start_unknown) {
        say_unknown_start(out, item);
    } else if (item->missing != VS_DATE_NEVER) {
        say_unknown_day(out, item);
    } else if (item->has_term && item->at == VS_INSTANT_NEVER) {
        vs_buf_add_text(out, _("; when cannot be told: the calendar of the agreement is not here"));
    } else if (item->latest != item->at) {
        vs_buf_add_text(out,
                        _("; the delay cannot be counted: its calendar is not here, or was not "
                          "added by the receiver"));
    }
    if (item->kind == VS_DUE_ASSESSMENT && item->latest <= now && is_gone(store, item, now)) {
        vs_buf_add_text(out, _("; only who holds the case records an assessment of it, so this "
                               "stays until the case is closed or comes back"));
    }
    if (item->kind == VS_DUE_REFUSE_BY) {
        vs_buf_add_text(out, _("; no refusal is recorded so far, and none is needed"));
    } else if (item->kind == VS_DUE_RETURN_BY) {
        vs_buf_add_text(out, _("; no return is recorded so far, and none is needed"));
    } else if (item->unseen) {
        vs_buf_add_text(out, _("; nothing that is recorded shows whether it is kept"));
    }
}

void
vs_say_due(struct vs_buf *out, struct vs_store *store, const struct vs_due_item *item,
           vs_instant now)
{
    bool ours = item->org == store->self.id;
    char org[VS_LABEL_LEN] = "";

    if (item->org != 0) {
        vs_label_org_row(org, store, item->org);
    }
    if (item->kind == VS_DUE_SETTLE) {
        say_settle(out, store, item, now);
    } else if (item->kind == VS_DUE_SIGN) {
        say_sign(out, store, item, org, ours);
    } else if (item->kind == VS_DUE_ESCALATION) {
        say_escalation(out, store, item, ours);
    } else if (item->kind == VS_DUE_REFUSED) {
        say_refused(out, store, item, org, ours);
    } else if (item->kind == VS_DUE_HAND_ON) {
        say_hand_on(out, store, item, org, ours);
    } else {
        say_to(out, item, org, ours);
    }
    if (item->kind == VS_DUE_TRANSFER && item->latest == item->at) {
        say_then(out, store, item);
    }
    say_term(out, store, item, now);
}
