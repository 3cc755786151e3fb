/*
 * The terms of agreements as what is due (due.h): where each begins, by whom it is kept, whom it
 * binds, and what an end that cannot be told looks like. Under the invented example, which has them
 * all: assessment 5 working days from receipt, trajectory 10 weeks from the assessment, first
 * contact 5 working days and contact every 4 weeks from the transfer, monitoring every 13 weeks by
 * vt, feedback 5 working days from the assessment.
 */
#include <stdio.h>
#include <stdlib.h>

#include "core/casework/due.h"
#include "tests/tap.h"
#include "tests/unit/core_casework/h_case.h"
#include "tests/unit/core_casework/h_shipped.h"

static struct h_case c;
static struct vs_calendar *calendar;
static struct vs_agreement *example, *other,
    *silent; /* silent: not from when its ten weeks count */
static struct vs_due_duty duties[4];
static size_t duty_count;
static struct vs_dues dues;
static vs_instant asked_at;

static void
duty(unsigned org, const char *role, const struct vs_agreement *agreement, const char *since)
{
    duties[duty_count++] = (struct vs_due_duty){h_org(org), vs_str(role),  agreement,
                                                calendar,   h_date(since), VS_DATE_NEVER};
}

static void
begin(void)
{
    h_case_init(&c, calendar);
    duty_count = 0;
    duty(A, "vt", example, "2026-01-01");
    duty(B, "local_team", example, "2026-01-01");
}

static void
ask(const char *when)
{
    struct vs_due_rules rules = {h_org(A), duties, duty_count};
    struct vs_fold *fold = h_fold(&c);

    vs_dues_release(&dues);
    asked_at = h_at(when);
    if (vs_dues_make(&dues, fold, asked_at, &rules, NULL) != VS_OK) {
        exit(2);
    }
    vs_fold_free(fold);
}

static const struct vs_due *
find(enum vs_due_kind kind, unsigned org)
{
    struct vs_hash id = h_org(org);

    for (size_t i = 0; i < dues.count; i++) {
        if (dues.rows[i].kind == kind && vs_hash_eq(&dues.rows[i].org, &id) &&
            dues.rows[i].from <= asked_at && asked_at < dues.rows[i].until) {
            return &dues.rows[i];
        }
    }
    return NULL;
}

/* The term of this kind ends then for `org`; "" = there is none. */
static void
ends(enum vs_due_kind kind, unsigned org, const char *when, const char *what)
{
    const struct vs_due *row = find(kind, org);

    IS_INT(row ? row->when : 0, when[0] ? h_at(when) : 0, "%s", what);
}

/* The state of the last term of this kind; "none". */
static void
kept(enum vs_due_kind kind, unsigned org, const char *when, const char *state, const char *what)
{
    struct vs_due_rules rules = {h_org(A), duties, duty_count};
    struct vs_fold *fold = h_fold(&c);
    struct vs_kept_terms terms;
    struct vs_hash id = h_org(org);
    char found[40] = "none";

    if (vs_kept_terms_make(&terms, fold, h_at(when), &rules, NULL) != VS_OK) {
        exit(2);
    }
    for (size_t i = 0; i < terms.count; i++) {
        if (terms.rows[i].due.kind == kind && vs_hash_eq(&terms.rows[i].due.org, &id)) {
            (void)snprintf(found, sizeof(found), "%s%s", vs_term_state_name(terms.rows[i].state),
                           terms.rows[i].perhaps ? " perhaps" : "");
        }
    }
    IS_TEXT(found, state, "%s", what);
    vs_kept_terms_release(&terms);
    vs_fold_free(fold);
}

static uint32_t
contact(unsigned device, unsigned kind, const char *at, const char *made)
{
    struct vs_event *event = h_begin(&c, device, VS_EV_CONTACT, h_at(at), h_at(made));

    event->contact = kind;
    return h_end(&c);
}

static void
test_holder(void)
{
    uint32_t assessed;

    begin();
    h_open(&c, A1, h_at("2026-06-01 10:00")); /* a Monday */
    h_tell_all(&c);
    ask("2026-06-02 09:00");
    ends(VS_DUE_ASSESSMENT, A, "2026-06-09 00:00", "five working days from the report");
    OK(find(VS_DUE_ASSESSMENT, A)->nature == VS_STATUTORY, "a statutory term");
    ends(VS_DUE_TRAJECTORY, A, "", "no trajectory before the assessment");
    assessed = h_plain(&c, A1, VS_EV_ASSESS, h_at("2026-06-05 12:00"));
    c.event[assessed].outcome_word =
        (unsigned)vs_word_find(VS_WORDS_ASSESS, vs_str("investigation"));
    ask("2026-06-05 11:00");
    ends(VS_DUE_ASSESSMENT, A, "2026-06-09 00:00", "until it is recorded it is due");
    IS_INT(find(VS_DUE_ASSESSMENT, A)->until, h_at("2026-06-05 12:00"), "and says until when");
    ask("2026-06-05 12:00");
    ends(VS_DUE_ASSESSMENT, A, "", "assessed");
    ends(VS_DUE_TRAJECTORY, A, "2026-08-15 00:00", "ten weeks from the assessment, to a Friday");
    ends(VS_DUE_FEEDBACK, A, "2026-06-13 00:00", "feedback in five working days");
    OK(find(VS_DUE_FEEDBACK, A)->unseen, "of which nothing shows whether it was given");
    OK(find(VS_DUE_FEEDBACK, A)->nature == VS_AGREED, "an agreed term");
    ask("2026-06-13 00:00");
    ends(VS_DUE_FEEDBACK, A, "", "so that it is not said to be overdue");
    ask("2026-08-15 00:00");
    ends(VS_DUE_TRAJECTORY, A, "2026-08-15 00:00", "an overrun trajectory stays due");
    h_plain(&c, A1, VS_EV_CLOSE, h_at("2026-08-20 10:00"));
    ask("2026-08-20 10:00");
    IS_INT(dues.count, 0, "nothing is due of a closed case");
}

static void
test_receiver(void)
{
    begin();
    h_open(&c, A1, h_at("2026-06-01 10:00"));
    h_plain(&c, A1, VS_EV_ASSESS, h_at("2026-06-01 12:00"));
    h_tell_all(&c);
    ask("2026-06-01 12:00");
    ends(VS_DUE_TRAJECTORY, A, "", "a direct handover begins no trajectory");
    h_offer(&c, A1, B, h_at("2026-06-01 14:00")); /* moves on Thursday 4 June 00:00 */
    h_tell_all(&c);
    ask("2026-06-02 09:00");
    ends(VS_DUE_FIRST_CONTACT, B, "", "no contact is due before the transfer");
    for (size_t i = 0; i < dues.count; i++) {
        if (dues.rows[i].kind == VS_DUE_FIRST_CONTACT) {
            IS_INT(dues.rows[i].from, h_at("2026-06-04 00:00"), "but it is known when it will be");
        }
    }
    ask("2026-06-04 00:00");
    ends(VS_DUE_TRAJECTORY, A, "", "who hands over has no trajectory to end any more");
    ends(VS_DUE_FEEDBACK, A, "2026-06-09 00:00", "but the reporter is still to be told");
    ends(VS_DUE_FIRST_CONTACT, B, "2026-06-12 00:00", "first contact in five working days");
    ends(VS_DUE_CONTACT, B, "2026-07-03 00:00", "contact every four weeks");
    ends(VS_DUE_MONITORING, A, "2026-09-04 00:00", "monitoring by vt every thirteen");
    contact(B1, 1, "2026-06-08 15:00", "2026-06-09 09:00");
    ask("2026-06-08 23:00");
    ends(VS_DUE_FIRST_CONTACT, B, "2026-06-12 00:00", "a contact counts when it is recorded");
    ask("2026-06-09 09:00");
    ends(VS_DUE_FIRST_CONTACT, B, "", "then it was made");
    ends(VS_DUE_CONTACT, B, "2026-07-07 00:00", "and the next one counts from when it was");
    contact(A1, 3, "2026-08-03 11:00", "2026-08-03 11:00");
    ask("2026-08-03 12:00");
    ends(VS_DUE_MONITORING, A, "2026-11-03 00:00", "the interval of monitoring begins again");
    ends(VS_DUE_CONTACT, B, "2026-07-07 00:00", "another's contact keeps no term of this one");
    h_tell_all(&c);
    h_plain(&c, B1, VS_EV_CLOSE, h_at("2026-08-04 10:00"));
    ask("2026-08-04 10:00");
    IS_INT(dues.count, 0, "closed, and nobody goes on monitoring");
    h_tell_all(&c);
    h_plain(&c, A1, VS_EV_MONITORING_START, h_at("2026-08-05 10:00"));
    ask("2026-08-05 10:00");
    ends(VS_DUE_MONITORING, A, "2026-11-05 00:00", "who begins monitoring a closed case owes it");
    h_plain(&c, A1, VS_EV_MONITORING_END, h_at("2026-09-01 10:00"));
    ask("2026-09-01 10:00");
    IS_INT(dues.count, 0, "until it ends it");
}

static void
test_offer(void)
{
    struct vs_event *event;
    uint32_t offer;

    begin();
    h_rule(&c)->refusal_term = (struct vs_limit){
        .kind = VS_LIMIT_DELAY, .delay = {1, VS_UNIT_WORKING_DAY, VS_COUNT_WHOLE_DAYS, VS_AGREED}};
    h_rule(&c)->return_term = (struct vs_limit){
        .kind = VS_LIMIT_DELAY, .delay = {1, VS_UNIT_WEEK, VS_COUNT_WHOLE_DAYS, VS_AGREED}};
    h_open(&c, A1, h_at("2026-06-01 10:00"));
    h_plain(&c, A1, VS_EV_ASSESS, h_at("2026-06-01 12:00"));
    h_tell_all(&c);
    event = h_begin(&c, A1, VS_EV_OFFER, h_at("2026-06-01 14:00"), h_at("2026-06-01 14:00"));
    h_fill_offer(&c, A1, B, VS_OFFER_HANDOVER);
    event->has_first_contact = true;
    event->first_contact = h_date("2026-06-03");
    offer = h_end(&c);
    h_tell_all(&c);
    ask("2026-06-02 09:00");
    ends(VS_DUE_REFUSE_BY, B, "2026-06-03 00:00", "a refusal is to be given in one working day");
    ends(VS_DUE_FIRST_CONTACT, B, "2026-06-04 00:00", "first contact on the day that was asked");
    ask("2026-06-03 00:00");
    ends(VS_DUE_REFUSE_BY, B, "", "when it has passed nobody is told to refuse");
    ask("2026-06-04 00:00");
    ends(VS_DUE_RETURN_BY, B, "2026-06-12 00:00", "a return in a week from the transfer");
    h_return(&c, B1, A, h_at("2026-06-05 10:00"));
    ask("2026-06-05 10:00");
    ends(VS_DUE_RETURN_BY, B, "", "it was offered back");
    h_undo(&c);

    begin();
    h_rule(&c)->refusal_term.kind = VS_LIMIT_NONE;
    h_open(&c, A1, h_at("2026-06-01 10:00"));
    h_tell_all(&c);
    offer = h_offer(&c, A1, B, h_at("2026-06-01 14:00"));
    h_tell_all(&c);
    ask("2026-06-02 09:00");
    ends(VS_DUE_REFUSE_BY, B, "", "no term for it");
    h_re(&c, A1, VS_EV_WITHDRAW, offer, h_at("2026-06-02 10:00"));
    ask("2026-06-02 10:00");
    ends(VS_DUE_FIRST_CONTACT, B, "", "withdrawn, nothing is asked");
}

/* A text that takes over while they run changes neither by when a refusal is to be given nor by
 * when an escalation is to be answered: both began under the first. */
static void
test_taken_over(void)
{
    static struct vs_level second_ladder;
    uint32_t offer;

    begin();
    c.profiles = 2;
    c.agreement[1].replaces[0] = c.agreement[0].id;
    c.agreement[1].replaces_count = 1;
    c.agreement[1].from.earliest = c.agreement[1].from.latest = h_date("2026-06-03");
    c.transfer[0][0].version = VS_VERSION_NEW_RULE;
    c.transfer[0][0].new_delay = VS_NEW_DELAY_FIRST_DAY;
    c.transfer[0][0].move.delay.n = 10;
    c.transfer[1][0].move.delay.n = 10;
    for (unsigned p = 0; p < 2; p++) {
        c.transfer[p][0].refusal_term = (struct vs_limit){
            .kind = VS_LIMIT_DELAY,
            .delay = {3 + p, VS_UNIT_WORKING_DAY, VS_COUNT_WHOLE_DAYS, VS_AGREED}};
    }
    c.agreement[0].levels = example->levels;
    c.agreement[0].level_count = example->level_count;
    second_ladder = example->levels[0];
    second_ladder.answer.delay.n = 5;
    c.agreement[1].levels = &second_ladder;
    c.agreement[1].level_count = 1;
    h_open(&c, A1, h_at("2026-06-01 10:00"));
    h_tell_all(&c);
    offer = h_offer(&c, A1, B, h_at("2026-06-01 14:00"));
    h_tell_all(&c);
    h_escalate(&c, B1, offer, h_at("2026-06-02 10:00"));
    h_tell_all(&c);
    ask("2026-06-03 10:00");
    ends(VS_DUE_REFUSE_BY, B, "2026-06-05 00:00", "a refusal by the text of the handover");
    ends(VS_DUE_REPLY, A, "2026-06-04 00:00", "an answer by the text of the escalation");
}

/* A giver that asks for a contact before the handover puts nothing overdue before the receiver. */
static void
test_asked_before(void)
{
    static const struct {
        const char *day, *due;
    } cases[] = {{"1970-01-01", ""}, {"2026-05-31", ""}, {"2026-06-01", "2026-06-02 00:00"}};

    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        struct vs_event *event;

        begin();
        h_open(&c, A1, h_at("2026-06-01 10:00"));
        event = h_begin(&c, A1, VS_EV_OFFER, h_at("2026-06-01 14:00"), h_at("2026-06-01 14:00"));
        h_fill_offer(&c, A1, B, VS_OFFER_HANDOVER);
        event->has_first_contact = true;
        event->first_contact = h_date(cases[i].day);
        h_end(&c);
        h_tell_all(&c);
        ask("2026-06-02 09:00");
        ends(VS_DUE_FIRST_CONTACT, B, cases[i].due, cases[i].day);
    }
}

/* So many escalations are told of, and `event` is one of them. */
static void
open_at(size_t count, uint32_t event, const char *what)
{
    struct vs_hash a = h_org(A);
    size_t seen = 0;
    bool found = event == VS_FOLD_NONE;

    for (size_t i = 0; i < dues.count; i++) {
        if (dues.rows[i].kind == VS_DUE_ESCALATION && vs_hash_eq(&dues.rows[i].org, &a) &&
            dues.rows[i].from <= asked_at && asked_at < dues.rows[i].until) {
            seen++;
            found = found || dues.rows[i].event == event;
        }
    }
    OK(found && seen == count, "%s", what);
}

static void
test_escalation(void)
{
    struct vs_event *event;
    uint32_t offer, first, second;

    begin();
    c.agreement[0].levels = example->levels;
    c.agreement[0].level_count = example->level_count;
    h_open(&c, A1, h_at("2026-06-01 10:00"));
    h_tell_all(&c);
    offer = h_offer(&c, A1, B, h_at("2026-06-01 14:00"));
    h_tell_all(&c);
    first = h_escalate(&c, B1, offer, h_at("2026-06-02 10:00"));
    h_tell_all(&c);
    ask("2026-06-02 11:00");
    ends(VS_DUE_REPLY, A, "2026-06-04 00:00", "level 1: an answer in one working day");
    ends(VS_DUE_REPLY, B, "", "who escalates answers nobody");
    OK(find(VS_DUE_ESCALATION, B) && find(VS_DUE_ESCALATION, B)->told, "the reader is told of it");
    OK(find(VS_DUE_ESCALATION, A) && !find(VS_DUE_ESCALATION, A)->told, "once, in its own row");
    event =
        h_begin(&c, A1, VS_EV_ESCALATE_ANSWER, h_at("2026-06-03 09:00"), h_at("2026-06-03 09:00"));
    event->has_re = true;
    event->re = c.in[first].id;
    event->reply = VS_REPLY_DISAGREE;
    h_end(&c);
    ask("2026-06-03 08:59");
    OK(find(VS_DUE_ESCALATION, B) && !find(VS_DUE_ESCALATION, B)->answered,
       "until then its writer waits for the others");
    OK(vs_due_asks(find(VS_DUE_ESCALATION, B)) == VS_INSTANT_NEVER, "and is asked for nothing");
    ask("2026-06-03 09:00");
    ends(VS_DUE_REPLY, A, "", "answered");
    OK(!find(VS_DUE_ESCALATION, A), "who has answered it has nothing more to do about it");
    OK(find(VS_DUE_ESCALATION, B) && find(VS_DUE_ESCALATION, B)->answered &&
           !find(VS_DUE_ESCALATION, B)->told,
       "its writer goes on");
    OK(vs_due_asks(find(VS_DUE_ESCALATION, B)) <= asked_at, "and is asked to");
    h_tell_all(&c);
    event = h_begin(&c, B1, VS_EV_ESCALATE, h_at("2026-06-05 09:00"), h_at("2026-06-05 09:00"));
    event->has_re = true;
    event->re = c.in[offer].id;
    event->level = 2;
    event->has_next_of = true;
    event->next_of = c.in[first].id;
    second = h_end(&c);
    ask("2026-06-05 10:00");
    ends(VS_DUE_REPLY, A, "2026-06-10 00:00", "level 2: two working days, over the weekend");
    OK(find(VS_DUE_REPLY, A) && find(VS_DUE_REPLY, A)->event == second, "for that one");
    open_at(1, second, "only the highest step of the ladder stands");
    h_tell_all(&c);
    h_escalate(&c, A1, offer, h_at("2026-06-05 11:00"));
    ask("2026-06-05 12:00");
    open_at(2, second, "beside one that goes its own way");
    h_re(&c, B1, VS_EV_ACCEPT, offer, h_at("2026-06-06 10:00"));
    ask("2026-06-06 10:00");
    open_at(1, VS_FOLD_NONE, "an acceptance ends those of its writer");
}

static void
answer(unsigned device, uint32_t escalation, unsigned reply, const char *at)
{
    struct vs_event *event = h_begin(&c, device, VS_EV_ESCALATE_ANSWER, h_at(at), h_at(at));

    event->has_re = true;
    event->re = c.in[escalation].id;
    event->reply = reply;
    h_end(&c);
    h_tell_all(&c);
}

/* Before whom an escalation stands at an instant, and (!) whose turn it is: "A, B!". */
static void
turn_of(const char *at, const char *want, const char *what)
{
    char got[64] = "";

    ask(at);
    for (unsigned org = A; org <= D; org++) {
        const struct vs_due *row = find(VS_DUE_ESCALATION, org);

        if (row) {
            (void)snprintf(got + strlen(got), sizeof got - strlen(got), "%s%c%s",
                           got[0] ? ", " : "", 'A' + (int)(org - A), row->answered ? "!" : "");
        }
    }
    IS_TEXT(got, want, "%s", what);
}

/* Who goes on with an escalation, between two sides of a handover and a third party. */
static void
test_turns(void)
{
    uint32_t offer, escalation;

    begin();
    h_open(&c, A1, h_at("2026-06-01 10:00"));
    h_party(&c, A1, VS_EV_PARTY_ADD, C, VS_PARTY_FULL, h_at("2026-06-01 10:30"));
    h_tell_all(&c);
    offer = h_offer(&c, A1, B, h_at("2026-06-01 14:00"));
    h_tell_all(&c);

    /* About the handover: its other side has to answer; a third party may. */
    escalation = h_escalate(&c, B1, offer, h_at("2026-06-02 10:00"));
    h_tell_all(&c);
    turn_of("2026-06-02 10:00", "A, B, C", "all are told of it");
    answer(C1, escalation, VS_REPLY_AGREE, "2026-06-02 11:00");
    turn_of("2026-06-02 11:00", "A, B", "one who is no side of it has answered: the side has not");
    answer(A1, escalation, VS_REPLY_DISAGREE, "2026-06-02 12:00");
    turn_of("2026-06-02 12:00", "B!", "the other side has: its writer goes on");
    turn_of("2026-06-02 11:59", "A, B", "not before that");
    h_settle(&c, B1, B, h_at("2026-06-02 13:00"), h_at("2026-06-02 13:00"));
    turn_of("2026-06-02 13:00", "B", "it proposed a settlement, and waits for the others");
    OK(find(VS_DUE_SIGN, A), "who are asked to sign");

    /* About the case as a whole: whoever answers first. A decision has to be settled by who says
     * it. */
    begin();
    h_open(&c, A1, h_at("2026-06-01 10:00"));
    h_party(&c, A1, VS_EV_PARTY_ADD, B, VS_PARTY_FULL, h_at("2026-06-01 10:30"));
    h_party(&c, A1, VS_EV_PARTY_ADD, C, VS_PARTY_FULL, h_at("2026-06-01 10:40"));
    h_tell_all(&c);
    escalation = h_escalate(&c, B1, VS_FOLD_NONE, h_at("2026-06-02 10:00"));
    h_tell_all(&c);
    answer(A1, escalation, VS_REPLY_DECISION, "2026-06-02 11:00");
    turn_of("2026-06-02 11:00", "A, B!, C", "who decided settles it; who has not answered may");
    h_settle(&c, A1, A, h_at("2026-06-02 12:00"), h_at("2026-06-02 12:00"));
    turn_of("2026-06-02 12:00", "B!, C", "it has proposed the settlement");

    /* A side that has left the case is asked for nothing: who waited for it would wait for ever. */
    begin();
    h_open(&c, A1, h_at("2026-06-01 10:00"));
    h_party(&c, A1, VS_EV_PARTY_ADD, C, VS_PARTY_FULL, h_at("2026-06-01 10:30"));
    h_tell_all(&c);
    offer = h_offer(&c, A1, B, h_at("2026-06-01 14:00"));
    h_tell_all(&c);
    h_re(&c, A1, VS_EV_WITHDRAW, offer, h_at("2026-06-01 15:00"));
    h_party(&c, A1, VS_EV_PARTY_REMOVE, B, VS_PARTY_FULL, h_at("2026-06-01 16:00"));
    h_tell_all(&c);
    escalation = h_escalate(&c, A1, offer, h_at("2026-06-02 10:00"));
    h_tell_all(&c);
    turn_of("2026-06-02 10:00", "A, C", "the other side has left the case");
    answer(C1, escalation, VS_REPLY_DISAGREE, "2026-06-02 11:00");
    turn_of("2026-06-02 11:00", "A!", "who is left has answered: nobody is waited for any more");
}

/* A ladder that is not for the reason of the escalation. */
static void
test_other_reason(void)
{
    int reason = vs_word_find(VS_WORDS_ESCALATE, VS_STR("unsafe"));

    for (int fits = 0; fits < 2; fits++) {
        uint32_t offer, x;

        begin();
        c.agreement[0].levels = example->levels;
        c.agreement[0].level_count = example->level_count;
        c.agreement[0].escalation_about = example->escalation_about;
        h_open(&c, A1, h_at("2026-06-01 10:00"));
        h_tell_all(&c);
        offer = h_offer(&c, A1, B, h_at("2026-06-01 14:00"));
        h_tell_all(&c);
        x = h_escalate(&c, B1, offer, h_at("2026-06-02 10:00"));
        c.event[x].reason = fits ? c.event[x].reason : (unsigned)reason;
        ask("2026-06-02 11:00");
        ends(VS_DUE_REPLY, A, fits ? "2026-06-04 00:00" : "",
             fits ? "for its reason there is a ladder" : "for another one nothing asks an answer");
    }
}

/* Which agreement a term counts under, and whom it binds. */
static void
test_adoptions(void)
{
    begin();
    duty_count = 0;
    duty(A, "vt", example, "2026-06-15");
    h_open(&c, A1, h_at("2026-06-01 10:00"));
    h_tell_all(&c);
    ask("2026-06-16 09:00");
    ends(VS_DUE_ASSESSMENT, A, "", "adopted after it began");
    duty(A, "vt", other, "2026-01-01");
    ask("2026-06-16 09:00");
    OK(find(VS_DUE_ASSESSMENT, A) && find(VS_DUE_ASSESSMENT, A)->agreement == other,
       "the agreement of the day counts");
    duties[0].since = h_date("2026-05-01");
    ask("2026-06-16 09:00");
    OK(find(VS_DUE_ASSESSMENT, A) && find(VS_DUE_ASSESSMENT, A)->agreement == example,
       "of two, the one adopted last");
    duties[0].ended = h_date("2026-06-01");
    ask("2026-06-16 09:00");
    OK(find(VS_DUE_ASSESSMENT, A) && find(VS_DUE_ASSESSMENT, A)->agreement == other,
       "not one that ended before");
    duty_count = 0;
    duty(B, "vt", example, "2026-01-01");
    ask("2026-06-02 09:00");
    ends(VS_DUE_ASSESSMENT, A, "", "who adopted nothing is bound by nothing");
    ends(VS_DUE_ASSESSMENT, B, "",
         "nor is a party with the role by what another has opened: nobody reported to it");
    duty(A, "vt", example, "2026-01-01");
    ask("2026-06-02 09:00");
    ends(VS_DUE_ASSESSMENT, B, "", "but not beside one that did it itself");
}

static void
origin(uint32_t event, const char *word)
{
    c.event[event].origin = 1 + (unsigned)vs_word_find(VS_WORDS_ORIGIN, vs_str(word));
}

/* A report gives its receiver a term and nobody else; what came into being otherwise gives none
 * that counts from a report. */
static void
test_report(void)
{
    static const struct {
        const char *origin, *assessment, *feedback;
    } cases[] = {{"report", "2026-06-09 00:00", "2026-06-09 00:00"},
                 {"re_report", "2026-06-09 00:00", "2026-06-09 00:00"},
                 {"follow_up_report", "2026-06-09 00:00", "2026-06-09 00:00"},
                 {"own", "", ""},
                 {"relocation", "", ""},
                 {"succession", "", ""}};
    uint32_t assessed;

    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        begin();
        origin(h_open(&c, A1, h_at("2026-06-01 10:00")), cases[i].origin);
        ask("2026-06-01 11:00");
        ends(VS_DUE_ASSESSMENT, A, cases[i].assessment, cases[i].origin);
        h_plain(&c, A1, VS_EV_ASSESS, h_at("2026-06-01 12:00"));
        ask("2026-06-01 13:00");
        ends(VS_DUE_FEEDBACK, A, cases[i].feedback, "and so is feedback to a reporter");
    }

    begin(); /* A team's own case, shown to A: neither its assessment nor its trajectory is A's. */
    duty_count = 0;
    duty(A, "vt", example, "2026-01-01");
    duty(A, "vt", other, "2026-01-02");
    duty(B, "local_team", other, "2026-01-02");
    origin(h_open(&c, B1, h_at("2026-06-01 10:00")), "own");
    assessed = h_plain(&c, B1, VS_EV_ASSESS, h_at("2026-06-02 12:00"));
    c.event[assessed].outcome_word =
        (unsigned)vs_word_find(VS_WORDS_ASSESS, vs_str("investigation"));
    h_plain(&c, B1, VS_EV_TRAJECTORY_START, h_at("2026-06-03 12:00"));
    h_tell_all(&c);
    ask("2026-06-03 13:00");
    IS_INT(dues.count, 0, "a team's own case gives another no term");
    origin(0, "report");
    ask("2026-06-03 13:00");
    IS_INT(dues.count, 0, "nor does a report that was made to the team");
}

/* The text says ten weeks, statutory, and not from when. */
static void
test_unknown_start(void)
{
    const struct vs_due *row;

    begin();
    duty_count = 0;
    duty(A, "vt", silent, "2026-01-01");
    origin(h_open(&c, A1, h_at("2026-06-01 10:00")), "report");
    h_plain(&c, A1, VS_EV_ASSESS, h_at("2026-06-02 12:00"));
    ask("2026-06-02 13:00");
    ends(VS_DUE_TRAJECTORY, A, "", "no trajectory, no limit to it");
    h_plain(&c, A1, VS_EV_TRAJECTORY_START, h_at("2026-06-10 12:00"));
    ask("2026-06-10 13:00");
    row = find(VS_DUE_TRAJECTORY, A);
    if (!OK(row && row->start_unknown, "it runs, from a start that is not known")) {
        return;
    }
    IS_INT(row->earliest, h_at("2026-08-11 00:00"), "if from the report, until 10 August");
    IS_INT(row->when, h_at("2026-08-20 00:00"), "if from its start, until 19 August");
    OK(row->length.n == 10 && row->length.unit == VS_UNIT_WEEK && row->nature == VS_STATUTORY,
       "ten weeks, a statutory term");
    OK(row->set_by && row->set_by->start == VS_TERM_FROM_UNKNOWN && row->calendar && !row->limit,
       "which term of the text sets it, and the calendar by which it is counted");
    kept(VS_DUE_TRAJECTORY, A, "2026-08-10 23:00", "runs", "whichever counts");
    kept(VS_DUE_TRAJECTORY, A, "2026-08-11 00:00", "runs perhaps", "past, if from the report");
    kept(VS_DUE_TRAJECTORY, A, "2026-08-20 00:00", "past", "past in any case");
    h_plain(&c, A1, VS_EV_TRAJECTORY_END, h_at("2026-08-12 10:00"));
    ask("2026-08-12 10:00");
    ends(VS_DUE_TRAJECTORY, A, "", "until it ends");
    kept(VS_DUE_TRAJECTORY, A, "2026-08-12 10:00", "kept perhaps", "kept, if from its start");
    origin(0, "own");
    ask("2026-06-10 13:00");
    row = find(VS_DUE_TRAJECTORY, A);
    OK(row && row->start_unknown && row->earliest == row->when,
       "without a report it can only count from its start");
}

static void
hand_over(unsigned from, unsigned to, unsigned org, const char *when)
{
    uint32_t offer = h_offer(&c, from, org, h_at(when));

    h_tell_all(&c);
    h_re(&c, to, VS_EV_ACCEPT, offer, h_at(when) + 60);
    h_tell_all(&c);
}

/* What was missed of a term in law stays before who missed it. */
static void
test_missed(void)
{
    uint32_t assessed;

    begin();
    origin(h_open(&c, A1, h_at("2026-06-01 10:00")), "report"); /* by Tuesday 9 June 00:00 */
    h_tell_all(&c);
    hand_over(A1, B1, B, "2026-06-09 10:00");
    ask("2026-06-09 12:00");
    ends(VS_DUE_ASSESSMENT, A, "2026-06-09 00:00", "handed over after its end: still missed");
    kept(VS_DUE_ASSESSMENT, A, "2026-06-09 12:00", "past", "and so it is told");
    h_tell_all(&c);
    h_plain(&c, B1, VS_EV_CLOSE, h_at("2026-06-20 10:00"));
    ask("2026-06-20 10:00");
    ends(VS_DUE_ASSESSMENT, A, "", "until the case is closed");
    h_undo(&c);

    begin();
    origin(h_open(&c, A1, h_at("2026-06-01 10:00")), "report");
    h_tell_all(&c);
    hand_over(A1, B1, B, "2026-06-04 10:00");
    ask("2026-06-04 12:00");
    ends(VS_DUE_ASSESSMENT, A, "", "handed over before its end it asks nothing any more");
    ask("2026-06-09 00:00");
    ends(VS_DUE_ASSESSMENT, A, "", "nor when it would have ended");
    kept(VS_DUE_ASSESSMENT, A, "2026-06-09 00:00", "lapsed", "it fell away");

    begin();
    assessed = h_open(&c, A1, h_at("2026-06-01 10:00"));
    assessed = h_plain(&c, A1, VS_EV_ASSESS, h_at("2026-06-01 12:00"));
    c.event[assessed].outcome_word =
        (unsigned)vs_word_find(VS_WORDS_ASSESS, vs_str("investigation"));
    h_tell_all(&c);
    hand_over(A1, B1, B, "2026-06-04 10:00");
    h_tell_all(&c);
    hand_over(B1, C1, C, "2026-07-06 10:00");
    ask("2026-07-06 12:00");
    ends(VS_DUE_FIRST_CONTACT, B, "", "an agreed term asks nobody who holds no more");
}

/* Ends that the calendar cannot tell. */
static void
test_unknown(void)
{
    const struct vs_due *row;

    begin();
    duty_count = 0;
    duty(A, "vt", other, "2022-04-01");
    h_open(&c, A1, h_at("2022-05-02 10:00")); /* 6 May 2022 is not known */
    h_tell_all(&c);
    ask("2022-05-03 10:00");
    row = find(VS_DUE_ASSESSMENT, A);
    OK(row && row->earliest < row->when, "two ends");
    OK(row && row->missing == h_date("2022-05-06"), "and the day that makes the difference");
    duties[0].calendar = NULL;
    ask("2022-05-03 10:00");
    row = find(VS_DUE_ASSESSMENT, A);
    OK(row && row->when == VS_INSTANT_NEVER && row->earliest == VS_INSTANT_NEVER,
       "without the calendar it is due, nobody knows when");
}

/* --- how they were kept ----------------------------------------------------------------------- */

static void
test_kept(void)
{
    struct vs_event *event;
    uint32_t offer;

    begin();
    h_open(&c, A1, h_at("2026-06-01 10:00")); /* the assessment by Tuesday 9 June 00:00 */
    h_tell_all(&c);
    kept(VS_DUE_ASSESSMENT, A, "2026-06-01 09:00", "none", "nothing before the report");
    kept(VS_DUE_ASSESSMENT, A, "2026-06-05 09:00", "runs", "the term runs");
    kept(VS_DUE_ASSESSMENT, A, "2026-06-09 00:00", "past", "it has passed");
    event = h_begin(&c, A1, VS_EV_ASSESS, h_at("2026-06-08 12:00"), h_at("2026-06-09 09:00"));
    event->outcome_word = (unsigned)vs_word_find(VS_WORDS_ASSESS, VS_STR("investigation"));
    h_end(&c);
    kept(VS_DUE_ASSESSMENT, A, "2026-06-09 08:00", "past", "not recorded yet");
    kept(VS_DUE_ASSESSMENT, A, "2026-06-09 09:00", "recorded-late",
         "in time by its claim, recorded late");
    kept(VS_DUE_FEEDBACK, A, "2026-06-09 09:00", "runs", "feedback runs from what is claimed");
    kept(VS_DUE_FEEDBACK, A, "2026-06-16 00:00", "unseen",
         "and nothing shows whether it was given");
    h_tell_all(&c);
    offer = h_offer(&c, A1, B, h_at("2026-06-10 10:00")); /* moves on Saturday 13 June */
    h_tell_all(&c);
    kept(VS_DUE_TRAJECTORY, A, "2026-06-12 23:00", "runs", "the trajectory of who holds");
    kept(VS_DUE_TRAJECTORY, A, "2026-06-13 00:00", "lapsed", "is over when it holds no more");
    kept(VS_DUE_FIRST_CONTACT, B, "2026-06-13 00:00", "runs", "then the receiver's term begins");
    contact(B1, 1, "2026-06-25 10:00", "2026-06-25 10:00");
    kept(VS_DUE_FIRST_CONTACT, B, "2026-06-25 10:00", "late", "late, by its own claim too");
    kept(VS_DUE_CONTACT, B, "2026-06-25 10:00", "runs", "the interval begins again");
    kept(VS_DUE_MONITORING, A, "2026-12-25 10:00", "past", "nobody monitored");

    begin();
    h_rule(&c)->refusal_term = (struct vs_limit){
        .kind = VS_LIMIT_DELAY, .delay = {1, VS_UNIT_WORKING_DAY, VS_COUNT_WHOLE_DAYS, VS_AGREED}};
    h_open(&c, A1, h_at("2026-06-01 10:00"));
    h_tell_all(&c);
    offer = h_offer(&c, A1, B, h_at("2026-06-01 14:00"));
    h_tell_all(&c);
    kept(VS_DUE_REFUSE_BY, B, "2026-06-03 08:00", "none", "who does not refuse need not say so");
    h_re(&c, B1, VS_EV_REFUSE, offer, h_at("2026-06-03 09:00"));
    kept(VS_DUE_REFUSE_BY, B, "2026-06-03 09:00", "late", "a refusal after its term");
    kept(VS_DUE_ASSESSMENT, A, "2026-06-03 09:00", "runs", "the assessment runs on");
}

int
main(void)
{
    calendar = h_shipped_calendar("nl-atw", "2026-1");
    example = h_shipped_agreement("voorbeeld");
    other = h_shipped_agreement("west-brabant-2022");
    silent = h_shipped_agreement("gelderland-zuid-2020");
    if (!OK(calendar && example && other && silent, "the rules")) {
        return tap_done();
    }
    test_holder();
    test_receiver();
    test_offer();
    test_taken_over();
    test_asked_before();
    test_escalation();
    test_turns();
    test_other_reason();
    test_adoptions();
    test_report();
    test_unknown_start();
    test_missed();
    test_unknown();
    test_kept();
    vs_dues_release(&dues);
    vs_calendar_free(calendar);
    vs_agreement_free(example);
    vs_agreement_free(other);
    vs_agreement_free(silent);
    return tap_done();
}
