/*
 * A level of the escalation ladder at which one side decides (FOLD.md 4, "Decided"). A offers to B
 * on Wednesday 30 September 2026; it moves at Saturday 3 October 00:00; B escalates on Monday 5
 * October at level 2, at which VT (A) decides; B has nothing to answer, being the one who
 * escalated.
 */
#include <string.h>

#include "core/casework/zone.h"
#include "tests/tap.h"
#include "tests/unit/core_casework/h_case.h"
#include "tests/unit/core_casework/h_shipped.h"

#define T(text) h_at(text)

static struct vs_calendar *calendar;
static struct h_case c;
static uint32_t offer, escalation;

static struct vs_level *
level(unsigned n)
{
    return &c.level[0][n - 1];
}

static void
begin(void)
{
    h_case_init(&c, calendar);
    level(2)->decides = VS_DECIDES_ROLE;
    level(2)->decider = VS_STR("vt");
    level(2)->answered_by = VS_ANSWERED_BOTH;
    level(2)->answer.kind = VS_LIMIT_UNKNOWN;
}

static void
escalate(unsigned device, unsigned n)
{
    h_open(&c, A1, T("2026-09-28 11:00"));
    offer = h_offer(&c, A1, B, T("2026-09-30 14:20"));
    h_tell_all(&c);
    escalation = h_escalate(&c, device, offer, T("2026-10-05 09:00"));
    c.event[escalation].level = n;
    h_tell_all(&c);
}

static uint32_t
answer(unsigned device, enum vs_reply reply, vs_instant at)
{
    struct vs_event *event = h_begin(&c, device, VS_EV_ESCALATE_ANSWER, at, at);

    event->has_re = true;
    event->re = c.in[escalation].id;
    event->reply = reply;
    return h_end(&c);
}

/* Its decision, at ten, which everybody then knows. */
static void
decide(unsigned device)
{
    answer(device, VS_REPLY_DECISION, T("2026-10-05 10:00"));
    h_tell_all(&c);
}

/* A proposal that names the escalation. */
static uint32_t
settle(unsigned device, int outcome, const char *from, const char *at)
{
    uint32_t p = h_settle(&c, device, outcome, T(from), T(at));

    c.event[p].resolves = c.more[p];
    c.event[p].resolves[c.event[p].resolve_count++] = c.in[escalation].id;
    return p;
}

/* Who has signed what binds: "effective", or who has to sign still: "waits for A,B". */
static const char *
how(uint32_t p)
{
    static char out[40];
    struct vs_fold *fold = h_fold(&c);

    snprintf(out, sizeof(out), "%s", h_verdict(fold, &c, p));
    for (size_t i = 0; i < fold->settlement_count; i++) {
        const struct vs_fold_settlement *s = &fold->settlements[i];

        if (s->event != vs_fold_find(fold, &c.in[p].id)) {
            continue;
        }
        snprintf(out, sizeof(out), "%s", s->effective ? "effective" : "waits for ");
        for (size_t k = 0; k < s->unsigned_count; k++) {
            size_t len = strlen(out);

            snprintf(out + len, sizeof(out) - len, "%s%c", k ? "," : "",
                     'A' + s->unsigned_by[k].b[1]);
        }
    }
    vs_fold_free(fold);
    return out;
}

/* A ladder is for what the text says that it is for; who leaves out a step is found. */
static void
ladders(void)
{
    struct vs_fold *fold;
    uint32_t p;

    begin();
    c.agreement[0].escalation_about = 1u << 1; /* not picked up */
    escalate(B1, 2);
    decide(A1);
    p = settle(A1, B, "2026-10-05 10:00", "2026-10-05 10:05");
    IS_TEXT(how(p), "waits for B", "nobody decides about what the ladder is not for");
    fold = h_fold(&c);
    OK(!h_finding(fold, "step-skipped", T("2026-10-05 09:00")), "nor does it have steps for that");
    vs_fold_free(fold);

    begin();
    escalate(B1, 2);
    fold = h_fold(&c);
    OK(h_finding(fold, "step-skipped", T("2026-10-05 09:00")), "level 2 without level 1");
    vs_fold_free(fold);

    begin();
    escalate(B1, 1);
    fold = h_fold(&c);
    OK(!h_finding(fold, "step-skipped", T("2026-10-05 09:00")), "nothing lies below level 1");
    vs_fold_free(fold);
    p = h_escalate(&c, A2, offer, T("2026-10-05 11:00"));
    c.event[p].level = 2;
    fold = h_fold(&c);
    OK(!h_finding(fold, "step-skipped", T("2026-10-05 11:00")), "whoever took the step below");
    vs_fold_free(fold);
    p = h_escalate(&c, A2, offer, T("2026-10-05 12:00"));
    c.event[p].level = 4;
    fold = h_fold(&c);
    OK(h_finding(fold, "step-skipped", T("2026-10-05 12:00")), "level 3 is left out");
    IS_INT(vs_fold_step_skipped(fold, &c.agreement[0], vs_fold_find(fold, &c.in[offer].id), 4,
                                VS_FOLD_NONE),
           3, "and is named");
    vs_fold_free(fold);
}

static void
binding(void)
{
    struct vs_fold *fold;
    uint32_t p, again;

    begin();
    escalate(B1, 2);
    decide(A1);
    p = settle(A1, B, "2026-10-05 10:00", "2026-10-05 10:05");
    IS_TEXT(how(p), "effective", "A decides that B has it: B need not sign");
    fold = h_fold(&c);
    IS_TEXT(h_who(fold, T("2026-10-05 09:59")), "B disputed", "disputed until then");
    IS_TEXT(h_who(fold, T("2026-10-05 10:00")), "B unconfirmed", "B holds, and may not know it");
    IS_INT(fold->settlements[0].bound_count, 1, "one is bound without a signature");
    OK(fold->claims[fold->claim_count - 1].by_decision, "which is said of the claim");
    vs_fold_free(fold);
    h_tell_all(&c);
    h_plain(&c, B1, VS_EV_NOTE, T("2026-10-06 09:00"));
    IS_TEXT(h_at_all(&c, T("2026-10-06 08:59")), "B unconfirmed", "until it shows that it knows");
    IS_TEXT(h_at_all(&c, T("2026-10-06 09:00")), "B certain", "from then on");
    h_agree(&c, B1, p, T("2026-10-06 10:00"));
    IS_TEXT(h_at_all(&c, T("2026-10-05 10:00")), "B certain", "or it signs all the same");

    begin();
    escalate(B1, 2);
    decide(A1);
    p = settle(A1, A, "2026-10-05 10:00", "2026-10-05 10:05");
    IS_TEXT(how(p), "effective", "A decides that it takes it back");
    IS_TEXT(h_at_all(&c, T("2026-10-05 10:00")), "A certain", "A holds, who signed; B is relieved");
    IS_TEXT(h_at_all(&c, T("2026-10-05 09:00")), "B disputed", "and before as it was");

    /* Proposed by the other side, and agreed to by who decides. */
    begin();
    escalate(B1, 2);
    decide(A1);
    p = settle(B1, A, "2026-10-05 10:00", "2026-10-05 10:05");
    IS_TEXT(how(p), "waits for A", "who decides has to sign");
    h_tell_all(&c);
    again = h_agree(&c, A1, p, T("2026-10-05 11:00"));
    IS_TEXT(how(p), "effective", "and then has");
    OK(again > p, "by an agreement");
}

/* What keeps a decision from binding, one thing at a time. */
enum fault {
    NOTHING_DECIDED,
    DECIDED_BY_ANOTHER,
    NOBODY_DECIDES,
    NO_SUCH_LEVEL,
    NEITHER_HAS_ROLE,
    BOTH_HAVE_ROLE,
    UNKNOWN_LADDER,
    ADOPTED_LATER,
    PERHAPS_IN_FORCE,
    NOT_NAMED,
    THIRD_OUTCOME,
    CLOSED,
    FROM_BEFORE,
    UNKNOWN_DECISION,
    ABOUT_THE_CASE,
    FAULTS
};

static const char *const faults[FAULTS] = {
    [NOTHING_DECIDED] = "nothing was decided",
    [DECIDED_BY_ANOTHER] = "decided by who does not decide at that level",
    [NOBODY_DECIDES] = "a level at which nobody decides",
    [NO_SUCH_LEVEL] = "a level that the ladder does not have",
    [NEITHER_HAS_ROLE] = "a role that neither has",
    [BOTH_HAVE_ROLE] = "a role that both have",
    [UNKNOWN_LADDER] = "a ladder of which nothing is known",
    [ADOPTED_LATER] = "a text that B has not adopted in time",
    [PERHAPS_IN_FORCE] = "a text that may not be in force yet",
    [NOT_NAMED] = "a settlement that does not name the escalation",
    [THIRD_OUTCOME] = "an outcome that is neither side",
    [CLOSED] = "the case closed",
    [FROM_BEFORE] = "from before the handover",
    [UNKNOWN_DECISION] = "decided by a device that the proposal does not know",
    [ABOUT_THE_CASE] = "an escalation about the case",
};

/* Between two local teams. */
static uint32_t
between_equals(void)
{
    level(2)->decider = VS_STR("local_team");
    c.agreement[0].transfer_count = 2;
    h_open(&c, C1, T("2026-09-28 11:00"));
    offer = h_offer(&c, C1, B, T("2026-09-30 14:20"));
    h_tell_all(&c);
    escalation = h_escalate(&c, B1, offer, T("2026-10-05 09:00"));
    c.event[escalation].level = 2;
    h_tell_all(&c);
    decide(C1);
    return settle(C1, C, "2026-10-05 10:00", "2026-10-05 10:05");
}

static uint32_t
with_fault(enum fault fault)
{
    int outcome = fault == THIRD_OUTCOME ? C : fault == CLOSED ? -1 : A;
    uint32_t p;

    begin();
    if (fault == BOTH_HAVE_ROLE) {
        return between_equals();
    } else if (fault == NOBODY_DECIDES) {
        level(2)->decides = VS_DECIDES_NOBODY;
    } else if (fault == NEITHER_HAS_ROLE) {
        level(2)->decider = VS_STR("steering_group");
    } else if (fault == UNKNOWN_LADDER) {
        c.agreement[0].level_count = 0;
    } else if (fault == ADOPTED_LATER) {
        c.later[B] = true;
        c.later_from = vs_zone_date(T("2026-10-02 12:00"));
    } else if (fault == PERHAPS_IN_FORCE) {
        c.agreement[0].from.earliest = vs_zone_date(T("2026-09-01 12:00"));
        c.agreement[0].from.latest = vs_zone_date(T("2026-12-01 12:00"));
    }
    escalate(B1, fault == NO_SUCH_LEVEL ? 4 : 2);
    if (fault == ABOUT_THE_CASE) {
        c.event[escalation].has_re = false;
    }
    if (fault == UNKNOWN_DECISION) {
        answer(A2, VS_REPLY_DECISION, T("2026-10-05 10:00"));
    } else if (fault != NOTHING_DECIDED) {
        decide(fault == DECIDED_BY_ANOTHER ? B1 : A1);
    }
    p = settle(A1, outcome, fault == FROM_BEFORE ? "2026-09-30 14:00" : "2026-10-05 10:00",
               "2026-10-05 10:05");
    if (fault == NOT_NAMED) {
        c.event[p].resolve_count = 0;
    }
    return p;
}

static void
not_binding(void)
{
    for (enum fault fault = 0; fault < FAULTS; fault++) {
        IS_TEXT(how(with_fault(fault)), fault == THIRD_OUTCOME ? "waits for B,C" : "waits for B",
                "%s", faults[fault]);
    }
}

/* Somebody else is never bound: C has it from B, and has to sign. */
static void
third_party(void)
{
    uint32_t p, on;

    begin();
    c.agreement[0].transfer_count = 2;
    escalate(B1, 2);
    on = h_offer(&c, B1, C, T("2026-10-05 09:30"));
    h_tell_all(&c);
    h_re(&c, C1, VS_EV_ACCEPT, on, T("2026-10-05 09:40"));
    h_tell_all(&c);
    decide(A1);
    p = settle(A1, A, "2026-10-05 10:00", "2026-10-05 10:05");
    IS_TEXT(how(p), "waits for C", "who holds it by now has to sign, who handed it on not");
    IS_TEXT(h_at_all(&c, T("2026-10-06 10:00")), "C certain", "and holds until it does");
    h_tell_all(&c);
    h_agree(&c, C1, p, T("2026-10-06 11:00"));
    IS_TEXT(how(p), "effective", "then it is settled");

    /* Another handover of B that is open: B has to sign for that one. */
    begin();
    c.agreement[0].transfer_count = 2;
    escalate(B1, 2);
    h_offer(&c, B1, C, T("2026-10-05 09:30"));
    h_tell_all(&c);
    decide(A1);
    p = settle(A1, A, "2026-10-05 10:00", "2026-10-05 10:05");
    IS_TEXT(how(p), "waits for B,C", "both sides of another handover that is open have to sign");
}

/* Whoever has to answer is heard before, or has had its time. A escalates: B has to answer. */
static void
heard(void)
{
    static const struct {
        const char *what;
        enum vs_limit_kind term;
        enum vs_answered_by by;
        bool answers;
        const char *decided, *how;
    } cases[] = {
        {"at once, the term not being known", VS_LIMIT_UNKNOWN, VS_ANSWERED_BOTH, false,
         "2026-10-05 09:01", "waits for B"},
        {"after B answered", VS_LIMIT_UNKNOWN, VS_ANSWERED_BOTH, true, "2026-10-05 12:00",
         "effective"},
        {"within the term of two working days", VS_LIMIT_DELAY, VS_ANSWERED_RECEIVER, false,
         "2026-10-07 23:59", "waits for B"},
        {"after it: Tuesday and Wednesday", VS_LIMIT_DELAY, VS_ANSWERED_RECEIVER, false,
         "2026-10-08 00:00", "effective"},
        {"within it, after B answered", VS_LIMIT_DELAY, VS_ANSWERED_RECEIVER, true,
         "2026-10-05 12:00", "effective"},
        {"where the text says that there is no term", VS_LIMIT_NONE, VS_ANSWERED_BOTH, false,
         "2026-10-05 09:01", "waits for B"},
        {"where the text says that there is no term, after B answered", VS_LIMIT_NONE,
         VS_ANSWERED_BOTH, true, "2026-10-05 12:00", "effective"},
        {"on its own escalation, where only the giver answers", VS_LIMIT_UNKNOWN, VS_ANSWERED_GIVER,
         false, "2026-10-05 09:01", "waits for B"},
        {"likewise, after B answered all the same", VS_LIMIT_UNKNOWN, VS_ANSWERED_GIVER, true,
         "2026-10-05 12:00", "effective"},
        {"where nobody knows who answers", VS_LIMIT_UNKNOWN, VS_ANSWERED_UNKNOWN, false,
         "2026-10-05 09:01", "waits for B"},
    };

    for (unsigned i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        vs_instant at = T(cases[i].decided);
        uint32_t p;

        begin();
        level(2)->answer.kind = cases[i].term;
        level(2)->answer.delay =
            (struct vs_delay){2, VS_UNIT_WORKING_DAY, VS_COUNT_WHOLE_DAYS, VS_AGREED};
        level(2)->answered_by = cases[i].by;
        level(2)->decides = VS_DECIDES_GIVER;
        escalate(A1, 2);
        if (cases[i].answers) {
            answer(B1, VS_REPLY_DISAGREE, T("2026-10-05 11:00"));
            h_tell_all(&c);
        }
        answer(A1, VS_REPLY_DECISION, at);
        h_tell_all(&c);
        p = h_settle(&c, A1, A, at, at + 60);
        c.event[p].resolves = c.more[p];
        c.event[p].resolves[c.event[p].resolve_count++] = c.in[escalation].id;
        IS_TEXT(how(p), cases[i].how, "decided %s", cases[i].what);
    }
}

/* Who decides may take the past on itself, and gives it to nobody else: B, which held for a week
 * and decides, is not relieved of that week; A, which decides, may take it back from the handover
 * on. */
static void
the_past(void)
{
    static const struct {
        const char *what, *from, *how;
        int decider, outcome;
    } cases[] = {
        {"B: it was A from the handover on", "2026-09-30 14:20", "waits for A", B, A},
        {"B: it was A from the escalation on", "2026-10-05 09:00", "waits for A", B, A},
        {"B: it was A until the second before", "2026-10-12 08:59", "waits for A", B, A},
        {"B: it is A from the decision on", "2026-10-12 09:00", "effective", B, A},
        {"A: it was B from the handover on", "2026-09-30 14:20", "waits for B", A, B},
        {"A: it was A from the handover on", "2026-09-30 14:20", "effective", A, A},
    };

    for (unsigned i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        unsigned writer = cases[i].decider == A ? A1 : B1;
        uint32_t p;

        begin();
        level(2)->decides = cases[i].decider == A ? VS_DECIDES_GIVER : VS_DECIDES_RECEIVER;
        escalate(cases[i].decider == A ? B1 : A1, 2);
        answer(writer, VS_REPLY_DECISION, T("2026-10-12 09:00"));
        h_tell_all(&c);
        p = settle(writer, cases[i].outcome, cases[i].from, "2026-10-12 10:00");
        IS_TEXT(how(p), cases[i].how, "%s", cases[i].what);
    }
}

/* The receiver decides; an offer that is still open is ended by it. */
static void
receiver_decides(void)
{
    uint32_t p;

    begin();
    level(3)->decides = VS_DECIDES_RECEIVER;
    level(3)->answered_by = VS_ANSWERED_RECEIVER;
    h_rule(&c)->move.kind = VS_MOVE_AT_ACCEPTANCE;
    escalate(A1, 3);
    answer(B1, VS_REPLY_DECISION, T("2026-10-05 10:00"));
    h_tell_all(&c);
    p = settle(B1, A, "2026-10-05 10:00", "2026-10-05 10:05");
    IS_TEXT(how(p), "effective", "B decides that it stays with A");
    IS_TEXT(h_at_all(&c, T("2026-10-05 10:00")), "A unconfirmed", "A keeps it, unconfirmed");
    h_tell_all(&c);
    h_offer(&c, A1, C, T("2026-10-06 09:00"));
    IS_TEXT(h_at_all(&c, T("2026-10-06 10:00")), "A certain",
            "the offer is over: A may offer again");
}

int
main(void)
{
    calendar = h_shipped_calendar("nl-atw", "2026-1");
    if (!OK(calendar != NULL, "the calendar")) {
        return tap_done();
    }
    ladders();
    binding();
    not_binding();
    third_party();
    heard();
    the_past();
    receiver_decides();
    vs_calendar_free(calendar);
    return tap_done();
}
