/* The worked examples of the fold, with exact instants (schemas/FOLD.md, 3 to 6). */
#include "tests/tap.h"
#include "tests/unit/core_casework/h_case.h"
#include "tests/unit/core_casework/h_shipped.h"

static struct vs_calendar *calendar;
static struct h_case c;

#define T(text) h_at(text)
#define WHO(when, want)                                                                            \
    IS_TEXT(h_at_all(&c, (when)), want, "%s: at %s %s", name, vs_when(when), want)

static const char *
vs_when(vs_instant at)
{
    static char text[VS_INSTANT_TEXT_LEN + 1];

    vs_instant_text(text, at);
    return text;
}

static void
silence(void)
{
    const char *name = "X1";
    struct vs_fold *fold;
    uint32_t offer;

    h_case_init(&c, calendar);
    h_open(&c, A1, T("2026-09-28 11:00"));
    offer = h_offer(&c, A1, B, T("2026-09-30 14:20"));
    h_tell_all(&c);
    h_ack(&c, B1, offer, T("2026-10-05 03:10"));
    fold = h_fold(&c);
    IS_INT(fold->offers[0].lapse, T("2026-10-03 00:00"), "moves when Friday has ended");
    vs_fold_free(fold);
    WHO(T("2026-09-28 10:59"), "none");
    WHO(T("2026-09-28 11:00"), "A certain");
    WHO(T("2026-10-02 18:00"), "A certain");
    WHO(T("2026-10-03 00:00") - 1, "A certain");
    WHO(T("2026-10-03 00:00"), "B unconfirmed");
    WHO(T("2026-10-05 03:10") - 1, "B unconfirmed");
    WHO(T("2026-10-05 03:10"), "B certain");
}

static unsigned changes;
static vs_instant change_from, change_until;

static void
count_change(void *payload, const struct vs_change *change)
{
    (void)payload;
    if (changes++ == 0) {
        change_from = change->from;
    }
    change_until = change->until;
}

static void
report(const struct vs_fold *before, const struct vs_fold *after, vs_instant known_at)
{
    changes = 0;
    OK(vs_answer_changes(before, after, known_at, count_change, NULL, NULL) == VS_OK,
       "changes are computed");
}

static void
back_dated(void)
{
    const char *name = "X2";
    struct vs_fold *before, *after;
    uint32_t offer, accept;

    h_case_init(&c, calendar);
    h_open(&c, A1, T("2026-09-01 09:00"));
    offer = h_offer(&c, A1, B, 0);
    c.event[offer].at = T("2026-09-07 09:00");
    c.event[offer].made = T("2026-09-17 16:00");
    WHO(T("2026-09-15 12:00"), "A certain");
    WHO(T("2026-09-22 00:00") - 1, "A certain");
    WHO(T("2026-09-22 00:00"), "B unconfirmed");
    h_tell_all(&c);
    accept = h_re_late(&c, B1, VS_EV_ACCEPT, offer, T("2026-09-14 10:00"), T("2026-09-18 12:00"));
    WHO(T("2026-09-14 10:00") - 1, "A certain");
    WHO(T("2026-09-14 10:00"), "B certain");
    before = h_fold_without(&c, accept);
    after = h_fold(&c);
    report(before, after, T("2026-09-18 12:00"));
    IS_INT(changes, 1, "one stretch changed");
    IS_INT(change_from, T("2026-09-14 10:00"), "from the instant that both signed");
    IS_INT(change_until, T("2026-09-18 12:00"), "until the sync");
    vs_fold_free(before);
    vs_fold_free(after);
}

static void
two_laptops(void)
{
    const char *name = "X3";
    struct vs_fold *fold;
    uint32_t to_b, p;

    h_case_init(&c, calendar);
    h_open(&c, A1, T("2026-11-02 09:00"));
    h_tell(&c, A1, A2);
    to_b = h_offer(&c, A1, B, T("2026-11-03 10:00"));
    h_offer(&c, A2, C, T("2026-11-03 11:00"));
    h_tell(&c, A1, B1);
    h_re(&c, B1, VS_EV_ACCEPT, to_b, T("2026-11-04 09:00"));
    h_tell_all(&c);
    WHO(T("2026-11-04 09:00"), "B certain");
    fold = h_fold(&c);
    OK(h_finding(fold, "offer-still-open", T("2026-11-04 10:00")), "the other offer is a finding");
    OK(!h_finding(fold, "offer-still-open", T("2026-11-04 08:00")), "but not before");
    vs_fold_free(fold);
    WHO(T("2026-11-06 00:00"), "B,C contested");
    p = h_settle(&c, B1, B, T("2026-11-06 00:00"), T("2026-11-06 10:00"));
    h_tell_all(&c);
    WHO(T("2026-11-06 10:30"), "B,C contested");
    fold = h_fold(&c);
    OK(h_finding(fold, "settlement-waits", T("2026-11-06 10:30")), "waits for C");
    IS_INT(fold->settlements[0].unsigned_count, 1, "for C alone");
    vs_fold_free(fold);
    h_agree(&c, C1, p, T("2026-11-06 11:30"));
    WHO(T("2026-11-06 10:30"), "B certain");
    WHO(T("2026-11-06 00:00"), "B certain");
}

static void
refused_in_time(void)
{
    static const struct {
        enum vs_refusal_effect effect;
        const char *after;
    } cases[] = {{VS_REFUSAL_UNKNOWN, "B disputed"},
                 {VS_REFUSAL_CANCELS, "A unconfirmed"},
                 {VS_REFUSAL_NONE, "B certain"}};
    const char *name = "X4";
    struct vs_fold *fold;
    uint32_t offer, refusal;

    for (size_t i = 0; i < 3; i++) {
        h_case_init(&c, calendar);
        h_rule(&c)->refusal = cases[i].effect;
        h_open(&c, A1, T("2026-12-21 09:00"));
        offer = h_offer(&c, A1, B, T("2026-12-23 15:00"));
        h_tell_all(&c);
        h_re(&c, B1, VS_EV_REFUSE, offer, T("2026-12-28 16:00"));
        WHO(T("2026-12-29 00:00") - 1, "A certain");
        WHO(T("2026-12-29 00:00"), cases[i].after);
    }
    h_tell_all(&c);
    h_rule(&c)->refusal = VS_REFUSAL_CANCELS;
    refusal = h_ack(&c, A1, 2, T("2026-12-30 03:00"));
    WHO(T("2026-12-30 03:00") - 1, "A unconfirmed");
    WHO(T("2026-12-30 03:00"), "A certain");

    h_case_init(&c, calendar);
    h_open(&c, A1, T("2026-12-21 09:00"));
    offer = h_offer(&c, A1, B, T("2026-12-23 15:00"));
    h_tell_all(&c);
    refusal = h_re_late(&c, B1, VS_EV_REFUSE, offer, T("2026-12-28 16:00"), T("2026-12-29 09:00"));
    fold = h_fold(&c);
    IS_TEXT(h_verdict(fold, &c, refusal), "moved", "too late, whatever it claims");
    vs_fold_free(fold);
}

static void
closed_against_objection(void)
{
    const char *name = "X5";
    struct vs_fold *before, *after;
    uint32_t esc, p;

    h_case_init(&c, calendar);
    h_open(&c, A1, T("2027-02-01 09:00"));
    h_tell_all(&c);
    h_plain(&c, A1, VS_EV_CLOSE, T("2027-02-10 17:00"));
    esc = h_escalate(&c, B1, VS_FOLD_NONE, T("2027-02-10 18:00"));
    before = h_fold_without(&c, esc);
    after = h_fold(&c);
    IS_TEXT(h_who(before, T("2027-02-11 12:00")), "closed certain", "before B's leaf arrives");
    IS_TEXT(h_who(after, T("2027-02-11 12:00")), "A,x contested", "after");
    report(before, after, T("2027-02-11 13:00"));
    IS_INT(change_from, T("2027-02-10 17:00"), "the stretch from the closing is reported");
    vs_fold_free(before);
    vs_fold_free(after);
    h_tell_all(&c);
    p = h_settle(&c, A1, -1, T("2027-02-12 10:00"), T("2027-02-12 10:30"));
    h_tell_all(&c);
    h_agree(&c, B1, p, T("2027-02-12 11:00"));
    WHO(T("2027-02-12 10:00"), "closed certain");
    WHO(T("2027-02-11 12:00"), "A,x contested");
}

static void
waiting_list(void)
{
    const char *name = "X6";
    uint32_t offer, wait;

    h_case_init(&c, calendar);
    h_rule(&c)->move.kind = VS_MOVE_UNKNOWN;
    h_rule(&c)->waitlist = VS_WAITLIST_GIVER_HOLDS;
    h_open(&c, A1, T("2026-10-12 09:00"));
    offer = h_offer(&c, A1, B, T("2026-10-14 13:00"));
    h_tell_all(&c);
    wait = h_re_late(&c, B1, VS_EV_WAIT_START, offer, T("2026-10-14 14:00"), T("2026-10-16 11:00"));
    h_tell_all(&c);
    h_ack(&c, A1, wait, T("2026-10-17 03:00"));
    h_re(&c, B1, VS_EV_PICKUP, offer, T("2026-11-09 09:00"));
    WHO(T("2026-10-15 12:00"), "undetermined A,B missing transfer");
    WHO(T("2026-10-16 11:00") - 1, "undetermined A,B missing transfer");
    WHO(T("2026-10-16 11:00"), "A unconfirmed");
    WHO(T("2026-10-17 03:00"), "A certain");
    WHO(T("2026-11-09 09:00") - 1, "A certain");
    WHO(T("2026-11-09 09:00"), "B certain");
}

static void
outran(void)
{
    const char *name = "X7";
    struct vs_fold *fold;
    uint32_t first, second, withdrawal;

    h_case_init(&c, calendar);
    h_open(&c, A1, T("2026-10-05 09:00"));
    first = h_offer(&c, A1, B, T("2026-10-06 10:00"));
    h_tell_all(&c);
    h_ack(&c, B1, first, T("2026-10-07 03:00"));
    withdrawal = h_re(&c, A1, VS_EV_WITHDRAW, first, T("2026-10-08 10:00"));
    second = h_offer(&c, B1, C, T("2026-10-12 10:00"));
    h_tell(&c, B1, C1);
    h_re(&c, C1, VS_EV_ACCEPT, second, T("2026-10-12 15:00"));
    fold = h_fold_without(&c, withdrawal);
    IS_TEXT(h_who(fold, T("2026-10-10 12:00")), "B certain", "X7: moved on Friday");
    IS_TEXT(h_who(fold, T("2026-10-12 15:00")), "C certain", "X7: and on Monday");
    vs_fold_free(fold);
    WHO(T("2026-10-10 12:00"), "A certain");
    WHO(T("2026-10-12 15:00"), "A,C contested");
    fold = h_fold(&c);
    IS_TEXT(h_verdict(fold, &c, second), "valid", "B's offer stays valid");
    vs_fold_free(fold);
}

/* An acceptance from a device that was closed below it: the team holds, disputed, until one of its
 * other devices escalates and settles. */
static void
disowned(void)
{
    const char *name = "disowned";
    struct vs_fold *fold;
    uint32_t offer, accept, p;

    h_case_init(&c, calendar);
    h_open(&c, A1, T("2026-09-28 11:00"));
    offer = h_offer(&c, A1, B, T("2026-09-28 12:00"));
    h_tell_all(&c);
    accept = h_re(&c, B2, VS_EV_ACCEPT, offer, T("2026-09-28 14:00"));
    c.in[accept].cut = true;
    fold = h_fold(&c);
    IS_TEXT(h_verdict(fold, &c, accept), "left-out", "nobody knows it: it is left out");
    IS_TEXT(h_who(fold, T("2026-09-28 15:00")), "A certain", "and the giver holds");
    vs_fold_free(fold);
    h_tell(&c, B2, A1);
    h_plain(&c, A1, VS_EV_NOTE, T("2026-09-28 16:00"));
    h_tell_all(&c);
    WHO(T("2026-09-28 15:00"), "B disputed");
    p = h_settle(&c, B1, B, T("2026-09-28 16:30"), T("2026-09-28 17:00"));
    fold = h_fold(&c);
    IS_TEXT(h_verdict(fold, &c, p), "nothing-to-settle", "a verdict takes no notice of cuts");
    vs_fold_free(fold);
    h_escalate(&c, B1, VS_FOLD_NONE, T("2026-09-28 18:00"));
    h_settle(&c, B1, B, T("2026-09-28 18:00"), T("2026-09-28 18:30"));
    WHO(T("2026-09-28 18:00") - 1, "B disputed");
    WHO(T("2026-09-28 18:00"), "B certain");

    /* A closing that was settled by such a device: closed, but disputed. */
    h_case_init(&c, calendar);
    h_open(&c, A1, T("2026-09-28 11:00"));
    h_tell_all(&c);
    p = h_settle(&c, A2, -1, T("2026-09-28 12:00"), T("2026-09-28 12:00"));
    c.in[p].cut = true;
    h_tell_all(&c);
    h_plain(&c, B1, VS_EV_NOTE, T("2026-09-28 13:00"));
    WHO(T("2026-09-28 12:00"), "closed disputed");
}

/* Something newer than this program: undetermined from then on, also where the case is closed. */
static void
newer(void)
{
    const char *name = "newer";
    uint32_t x;

    h_case_init(&c, calendar);
    h_open(&c, A1, T("2026-09-28 11:00"));
    h_plain(&c, A1, VS_EV_CLOSE, T("2026-09-29 11:00"));
    h_tell_all(&c);
    x = h_plain(&c, B1, VS_EV_NOTE, T("2026-09-30 11:00"));
    WHO(T("2026-09-30 11:00"), "closed certain");
    c.event[x].type = VS_EV_NEWER;
    WHO(T("2026-09-30 11:00") - 1, "closed certain");
    WHO(T("2026-09-30 11:00"), "closed undetermined");
    x = h_plain(&c, D1, VS_EV_NOTE, T("2026-09-30 12:00"));
    c.event[x].type = VS_EV_NEWER;
    c.in[x - 1].event = NULL;
    WHO(T("2026-09-30 12:00"), "closed certain"); /* by no party, and what cannot be read */
}

/* Who accepts knowing that its waiting is over may name an earlier instant; who still waits, or
 * knows of an end of another wait only, moves it when that is over. */
static void
waited(void)
{
    const char *name = "waited";
    uint32_t offer;

    for (unsigned still = 0; still < 2; still++) {
        h_case_init(&c, calendar);
        h_rule(&c)->waitlist = VS_WAITLIST_GIVER_HOLDS;
        h_open(&c, A1, T("2026-09-28 11:00"));
        offer = h_offer(&c, A1, B, T("2026-09-28 12:00"));
        h_tell_all(&c);
        h_re(&c, B1, VS_EV_WAIT_START, offer, T("2026-09-28 13:00"));
        h_re(&c, B1, VS_EV_WAIT_END, offer, T("2026-09-29 13:00"));
        if (still) {
            h_re(&c, B1, VS_EV_WAIT_START, offer, T("2026-09-29 13:30"));
        }
        h_re_late(&c, B1, VS_EV_ACCEPT, offer, T("2026-09-29 09:00"), T("2026-09-29 14:00"));
        WHO(T("2026-09-29 09:00") - 1, "A certain");
        WHO(T("2026-09-29 09:00"), still ? "A certain" : "B certain");
        WHO(T("2026-09-29 14:00"), still ? "A certain" : "B certain");
        h_re(&c, B1, VS_EV_WAIT_END, offer, T("2026-09-30 09:00"));
        WHO(T("2026-09-30 09:00"), "B certain");
    }
}

/* A return under a rule of its own: what the direction says of waiting and disputes holds. */
static void
returned(void)
{
    const char *name = "return";
    uint32_t offer, back;

    h_case_init(&c, calendar);
    h_rule(&c)->giving_back.kind = VS_MOVE_AT_ACCEPTANCE;
    h_rule(&c)->waitlist = VS_WAITLIST_GIVER_HOLDS;
    h_open(&c, A1, T("2026-09-28 11:00"));
    offer = h_offer(&c, A1, B, T("2026-09-28 12:00"));
    h_tell_all(&c);
    h_re(&c, B1, VS_EV_ACCEPT, offer, T("2026-09-28 13:00"));
    back = h_return(&c, B1, A, T("2026-09-29 09:00"));
    h_tell_all(&c);
    h_re(&c, A1, VS_EV_WAIT_START, back, T("2026-09-29 10:00"));
    h_re(&c, A1, VS_EV_ACCEPT, back, T("2026-09-29 11:00"));
    WHO(T("2026-09-29 11:00"), "B certain");
    h_re(&c, A1, VS_EV_WAIT_END, back, T("2026-09-30 09:00"));
    WHO(T("2026-09-30 09:00") - 1, "B certain");
    WHO(T("2026-09-30 09:00"), "A certain");
}

/* "Since" looks back over claims of one's own; answers differ if another rule is missing. */
static void
since_when(void)
{
    struct vs_answer a, b;
    struct vs_fold *fold;
    uint32_t offer, wait;

    h_case_init(&c, calendar);
    h_open(&c, A1, T("2026-09-28 11:00"));
    h_escalate(&c, A1, VS_FOLD_NONE, T("2026-09-28 12:00"));
    h_settle(&c, A1, A, T("2026-09-28 13:00"), T("2026-09-28 13:00"));
    h_tell_all(&c);
    offer = h_offer(&c, A1, B, T("2026-09-29 09:00"));
    h_tell_all(&c);
    h_re(&c, B1, VS_EV_ACCEPT, offer, T("2026-09-29 10:00"));
    fold = h_fold(&c);
    OK(vs_answer_at(&a, fold, T("2026-09-28 14:00"), NULL) == VS_OK && a.holder_count == 1, "A");
    IS_INT(a.holders[0].since, T("2026-09-28 11:00"),
           "holds since it opened the case, settled or not");
    vs_answer_release(&a);
    OK(vs_answer_at(&a, fold, T("2026-09-29 10:00"), NULL) == VS_OK && a.holder_count == 1, "B");
    IS_INT(a.holders[0].since, T("2026-09-29 10:00"), "holds since it accepted, not longer");
    vs_answer_release(&a);
    vs_fold_free(fold);

    h_case_init(&c, calendar);
    h_rule(&c)->waitlist = VS_WAITLIST_UNKNOWN;
    h_open(&c, A1, T("2026-09-28 11:00"));
    offer = h_offer(&c, A1, B, T("2026-09-28 12:00"));
    h_tell_all(&c);
    wait = h_re(&c, B1, VS_EV_WAIT_START, offer, T("2026-09-28 13:00"));
    fold = h_fold(&c);
    OK(vs_answer_at(&a, fold, T("2026-10-02 09:00"), NULL) == VS_OK, "a waiting list");
    IS_TEXT(a.missing[0].name, "waitlist", "of unknown effect");
    vs_fold_free(fold);
    c.n = wait;
    h_rule(&c)->move.kind = VS_MOVE_UNKNOWN;
    fold = h_fold(&c);
    OK(vs_answer_at(&b, fold, T("2026-10-02 09:00"), NULL) == VS_OK, "a transfer");
    IS_TEXT(b.missing[0].name, "transfer", "that nobody knows");
    OK(!vs_answer_same(&a, &b) && vs_answer_same(&a, &a), "are two answers");
    vs_fold_free(fold);
    vs_answer_release(&a);
    vs_answer_release(&b);
}

/* Counted from receipt, so that the giver cannot know: in time is before the end of the delay. */
static void
to_the_second(void)
{
    static const struct {
        const char *what;
        vs_instant shift;
        const char *who;
    } cases[] = {{"the last second in time", -1, "A certain"},
                 {"the first second too late", 0, "A,B contested"}};
    uint32_t offer;

    for (size_t i = 0; i < 2; i++) {
        const char *name = cases[i].what;

        h_case_init(&c, calendar);
        h_rule(&c)->move.counts_from = VS_FROM_RECEIVED;
        h_open(&c, A1, T("2026-09-28 11:00"));
        offer = h_offer(&c, A1, B, T("2026-09-28 12:00"));
        h_tell_all(&c);
        h_ack(&c, B1, offer, T("2026-09-28 13:00"));
        h_re(&c, A1, VS_EV_WITHDRAW, offer, T("2026-10-01 00:00") + cases[i].shift);
        WHO(T("2026-10-01 00:00"), cases[i].who);
    }
}

int
main(void)
{
    calendar = h_shipped_calendar("nl-atw", "2026-1");
    if (!OK(calendar != NULL, "the calendar")) {
        return tap_done();
    }
    silence();
    back_dated();
    two_laptops();
    refused_in_time();
    closed_against_objection();
    waiting_list();
    outran();
    since_when();
    to_the_second();
    disowned();
    newer();
    waited();
    returned();
    vs_calendar_free(calendar);
    return tap_done();
}
