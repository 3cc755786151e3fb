/* The chain to an answer: which acts, moves and gaps it names, what each did, the conventions, what
 * of a rule decided, the ways out, and the fold by a recorded practice (chain.h). */
#include <stdio.h>
#include <string.h>

#include "core/casework/chain.h"
#include "tests/tap.h"
#include "tests/unit/core_casework/h_case.h"
#include "tests/unit/core_casework/h_shipped.h"

static struct vs_calendar *calendar;
static struct h_case c;

#define T(text) h_at(text)

static size_t
end(char *out, size_t size)
{
    size_t used = strlen(out);

    return used < size - 1 ? used : size - 1;
}

/* "case.open holds C5; handover.offer offers; lapse* C1,C9; knew*": a star where the answer rests
 * on it. */
static const char *
chain_at(vs_instant at)
{
    static char text[2048];
    struct vs_fold *fold = h_fold(&c);
    struct vs_chain chain;

    text[0] = '\0';
    if (vs_chain_make(&chain, fold, at, NULL) != VS_OK) {
        return "failed";
    }
    for (size_t i = 0; i < chain.step_count; i++) {
        const struct vs_step *step = &chain.steps[i];
        const struct vs_event *event = fold->entries[step->event].in->event;
        const char *comma = " ";

        snprintf(text + end(text, sizeof text), sizeof text - end(text, sizeof text), "%s%s %s%s",
                 i > 0 ? "; " : "",
                 step->kind == VS_STEP_ACT    ? vs_event_type_name(event->type)
                 : step->kind == VS_STEP_SPAN ? fold->spans[step->span].missing
                                              : vs_step_kind_name(step->kind),
                 step->kind == VS_STEP_ACT ? vs_step_effect_name(step->effect) : "",
                 step->current ? "*" : "");
        for (unsigned k = 0; k < VS_CONVENTIONS; k++) {
            if (step->conventions & 1u << k) {
                snprintf(text + end(text, sizeof text), sizeof text - end(text, sizeof text),
                         "%s%s", comma, vs_convention_name((enum vs_convention)k));
                comma = ",";
            }
        }
    }
    vs_chain_release(&chain);
    vs_fold_free(fold);
    return text;
}

#define CHAIN(when, want) IS_TEXT(chain_at(T(when)), want, "%s: at %s", name, when)

/* "move=after_delay! counting=whole_days! waitlist=none": a mark where it decided. */
static const char *
members_at(vs_instant at)
{
    static char text[512];
    struct vs_rule_member members[VS_RULE_MEMBERS_MAX];
    struct vs_fold *fold = h_fold(&c);
    struct vs_chain chain;
    size_t count;

    text[0] = '\0';
    if (vs_chain_make(&chain, fold, at, NULL) != VS_OK) {
        return "failed";
    }
    count = vs_rule_members(members, fold, &chain, 0, 0);
    vs_chain_release(&chain);
    for (size_t i = 0; i < count; i++) {
        if (members[i].decided) {
            snprintf(text + end(text, sizeof text), sizeof text - end(text, sizeof text), "%s%s=%s",
                     text[0] ? " " : "", members[i].name, members[i].value);
        }
    }
    vs_fold_free(fold);
    return text;
}

static unsigned
ways_at(vs_instant at)
{
    struct vs_fold *fold = h_fold(&c);
    struct vs_answer answer;
    unsigned ways = 0;

    if (vs_answer_at(&answer, fold, at, NULL) == VS_OK) {
        for (size_t i = 0; i < answer.missing_count; i++) {
            ways |= vs_missing_ways_out(fold, &answer.missing[i]);
        }
        vs_answer_release(&answer);
    }
    vs_fold_free(fold);
    return ways;
}

static void
moved_in_silence(void)
{
    const char *name = "silence";
    struct vs_transfer *rule;
    uint32_t offer;

    h_case_init(&c, calendar);
    rule = h_rule(&c);
    rule->move.counts_from_basis =
        (struct vs_basis){.kind = VS_BASIS_CONVENTION, .convention = vs_str("C9")};
    rule->move.counting_basis =
        (struct vs_basis){.kind = VS_BASIS_CONVENTION, .convention = vs_str("C1")};
    h_open(&c, A1, T("2026-09-28 11:00"));
    h_plain(&c, A1, VS_EV_NOTE, T("2026-09-29 11:00"));
    offer = h_offer(&c, A1, B, T("2026-09-30 14:20"));
    h_tell_all(&c);
    h_ack(&c, B1, offer, T("2026-10-05 03:10"));
    CHAIN("2026-09-28 10:59", "");
    CHAIN("2026-09-28 11:00", "case.open holds* C5");
    CHAIN("2026-10-02 23:59", "case.open holds* C5; handover.offer offers");
    CHAIN("2026-10-03 00:00", "case.open holds C5; handover.offer offers; lapse * C1,C9");
    CHAIN("2026-10-06 00:00", "case.open holds C5; handover.offer offers; lapse * C1,C9; knew *");
    IS_TEXT(members_at(T("2026-10-06 00:00")),
            "move=after_delay counting=whole_days counts_from=sent", "what of the rule decided");
    {
        struct vs_fold *fold = h_fold(&c);
        struct vs_chain chain;

        OK(vs_chain_make(&chain, fold, T("2026-10-06 00:00"), NULL) == VS_OK && chain.others == 1,
           "the note is counted, not told");
        IS_INT(chain.steps[2].from, T("2026-10-03 00:00"), "the lapse has its instant");
        vs_chain_release(&chain);
        vs_fold_free(fold);
    }
}

static void
signed_early_and_late(void)
{
    const char *name = "early";
    uint32_t offer;

    h_case_init(&c, calendar);
    h_rule(&c)->early_accept_basis =
        (struct vs_basis){.kind = VS_BASIS_CONVENTION, .convention = vs_str("C10")};
    h_open(&c, A1, T("2026-09-28 11:00"));
    offer = h_offer(&c, A1, B, T("2026-09-30 14:20"));
    h_tell_all(&c);
    h_re_late(&c, B1, VS_EV_ACCEPT, offer, T("2026-10-01 09:00"), T("2026-10-01 10:00"));
    CHAIN("2026-10-01 08:59", "case.open holds* C5; handover.offer offers");
    CHAIN("2026-10-01 09:30",
          "case.open holds C5; handover.offer offers; handover.accept moves* C8,C10");
    IS_TEXT(members_at(T("2026-10-02 00:00")), "move=after_delay early_accept=moves",
            "the early acceptance decided, not the counting");

    name = "not early";
    h_rule(&c)->early_accept = VS_EARLY_NONE;
    CHAIN("2026-10-02 00:00",
          "case.open holds* C5; handover.offer offers; handover.accept awaits C8");
    CHAIN("2026-10-03 00:00",
          "case.open holds C5; handover.offer offers; handover.accept awaits C8; lapse *");

    name = "confirmed";
    h_case_init(&c, calendar);
    h_open(&c, A1, T("2026-09-28 11:00"));
    offer = h_offer(&c, A1, B, T("2026-09-30 14:20"));
    h_tell_all(&c);
    h_re(&c, B1, VS_EV_ACCEPT, offer, T("2026-10-05 09:00"));
    CHAIN("2026-10-05 09:00",
          "case.open holds C5; handover.offer offers; lapse *; handover.accept confirms; knew *");
}

static void
objections(void)
{
    const char *name = "refused";
    uint32_t offer;

    h_case_init(&c, calendar);
    h_open(&c, A1, T("2026-12-21 11:00"));
    offer = h_offer(&c, A1, B, T("2026-12-23 15:00"));
    h_tell_all(&c);
    h_re(&c, B1, VS_EV_REFUSE, offer, T("2026-12-28 16:00"));
    CHAIN("2026-12-28 17:00", "case.open holds* C5; handover.offer offers; "
                              "handover.refuse unsaid C4");
    CHAIN("2026-12-29 00:00", "case.open holds C5; handover.offer offers; "
                              "handover.refuse unsaid C4; lapse *; refusal *");
    IS_INT(ways_at(T("2026-12-29 00:00")), VS_OUT_ACCEPT | VS_OUT_SETTLE | VS_OUT_TEXT,
           "the ways out of a refusal of unknown effect");
    IS_TEXT(members_at(T("2026-12-29 00:00")),
            "move=after_delay counting=whole_days counts_from=sent refusal=unknown",
            "the refusal was asked for");
    h_rule(&c)->refusal = VS_REFUSAL_CANCELS;
    CHAIN("2026-12-29 00:00", "case.open holds* C5; handover.offer offers; "
                              "handover.refuse ends-offer;  *");
    h_rule(&c)->refusal = VS_REFUSAL_NONE;
    CHAIN("2026-12-29 00:00",
          "case.open holds C5; handover.offer offers; handover.refuse none; lapse *");
    h_rule(&c)->refusal = VS_REFUSAL_CANCELS;
    h_rule(&c)->dispute = VS_DISPUTE_UNKNOWN;
    h_tell_all(&c);
    h_escalate(&c, A1, offer, T("2026-12-28 16:00"));
    CHAIN("2026-12-29 00:00", "case.open holds* C5; handover.offer offers; "
                              "handover.refuse ends-offer; escalate none");

    name = "escalated";
    h_case_init(&c, calendar);
    h_open(&c, A1, T("2026-12-21 11:00"));
    offer = h_offer(&c, A1, B, T("2026-12-23 15:00"));
    h_tell_all(&c);
    h_escalate(&c, B1, offer, T("2026-12-24 16:00"));
    h_rule(&c)->dispute = VS_DISPUTE_SUSPENDS;
    CHAIN("2026-12-24 16:00", "case.open holds* C5; handover.offer offers; escalate stops");
    h_rule(&c)->dispute = VS_DISPUTE_UNKNOWN;
    CHAIN("2026-12-29 00:00",
          "case.open holds C5; handover.offer offers; escalate unsaid C4; lapse *; dispute *");

    IS_INT(ways_at(T("2026-12-29 00:00")), VS_OUT_ACCEPT | VS_OUT_SETTLE | VS_OUT_TEXT,
           "the receiver escalated: its acceptance would end it");
    h_case_init(&c, calendar);
    h_open(&c, A1, T("2026-12-21 11:00"));
    offer = h_offer(&c, A1, B, T("2026-12-23 15:00"));
    h_escalate(&c, A1, offer, T("2026-12-24 16:00"));
    IS_INT(ways_at(T("2026-12-29 00:00")), VS_OUT_SETTLE | VS_OUT_TEXT,
           "the giver did: no acceptance ends that");

    name = "withdrawn";
    h_case_init(&c, calendar);
    h_open(&c, A1, T("2026-12-21 11:00"));
    offer = h_offer(&c, A1, B, T("2026-12-23 15:00"));
    h_re(&c, A1, VS_EV_WITHDRAW, offer, T("2026-12-24 16:00"));
    h_tell_all(&c);
    h_re(&c, B1, VS_EV_ACCEPT, offer, T("2026-12-28 16:00"));
    CHAIN("2026-12-29 00:00", "case.open holds* C5; handover.offer offers; "
                              "handover.withdraw ends-offer; handover.accept void");

    name = "crossed";
    h_case_init(&c, calendar);
    h_open(&c, A1, T("2026-12-21 11:00"));
    offer = h_offer(&c, A1, B, T("2026-12-23 15:00"));
    h_tell_all(&c);
    h_re(&c, A1, VS_EV_WITHDRAW, offer, T("2026-12-24 16:00"));
    h_re(&c, B1, VS_EV_ACCEPT, offer, T("2026-12-24 17:00"));
    CHAIN("2026-12-29 00:00", "case.open holds C5; handover.offer offers; "
                              "handover.withdraw crossed; handover.accept moves*");
}

static void
waiting(void)
{
    const char *name = "waiting";
    uint32_t offer;

    h_case_init(&c, calendar);
    h_rule(&c)->move.kind = VS_MOVE_UNKNOWN;
    h_rule(&c)->waitlist = VS_WAITLIST_GIVER_HOLDS;
    h_open(&c, A1, T("2026-10-12 09:00"));
    offer = h_offer(&c, A1, B, T("2026-10-14 13:00"));
    h_tell_all(&c);
    CHAIN("2026-10-15 09:00", "case.open holds* C5; handover.offer offers; transfer * C6");
    IS_INT(ways_at(T("2026-10-15 09:00")),
           VS_OUT_ACCEPT | VS_OUT_WITHDRAW | VS_OUT_SETTLE | VS_OUT_TEXT,
           "the ways out of an unknown moment of transfer");
    h_re_late(&c, B1, VS_EV_WAIT_START, offer, T("2026-10-14 14:00"), T("2026-10-16 11:00"));
    CHAIN("2026-10-16 12:00", "case.open holds* C5; handover.offer offers; transfer  C6; "
                              "waitlist.start keeps C8;  *");
    h_rule(&c)->waitlist = VS_WAITLIST_UNKNOWN;
    CHAIN("2026-10-16 12:00", "case.open holds* C5; handover.offer offers; transfer * C6; "
                              "waitlist.start unsaid C8");
    h_rule(&c)->waitlist = VS_WAITLIST_GIVER_HOLDS;
    h_tell_all(&c);
    h_re(&c, B1, VS_EV_PICKUP, offer, T("2026-11-09 09:00"));
    CHAIN("2026-11-09 09:00", "case.open holds C5; handover.offer offers; transfer  C6; "
                              "waitlist.start keeps C8; pickup moves* C3");
    IS_TEXT(members_at(T("2026-11-09 09:00")), "move=unknown waitlist=giver_holds",
            "the waiting list decided");
}

static void
settled_and_closed(void)
{
    const char *name = "settled";
    uint32_t proposal;

    h_case_init(&c, calendar);
    h_open(&c, A1, T("2026-11-02 09:00"));
    h_offer(&c, A1, B, T("2026-11-03 10:00"));
    h_tell_all(&c);
    proposal = h_settle(&c, A1, B, T("2026-11-04 00:00"), T("2026-11-05 10:00"));
    CHAIN("2026-11-04 01:00", "case.open holds* C5; handover.offer offers; settle proposes");
    h_tell_all(&c);
    h_agree(&c, B1, proposal, T("2026-11-05 12:00"));
    CHAIN("2026-11-04 01:00",
          "case.open holds C5; handover.offer offers; settle settles*; settle agrees");
    CHAIN("2026-11-03 23:59", "case.open holds* C5; handover.offer offers");
    h_tell_all(&c);
    h_plain(&c, B1, VS_EV_CLOSE, T("2026-11-10 12:00"));
    CHAIN("2026-11-10 12:00", "case.open holds C5; handover.offer offers; settle settles; "
                              "settle agrees; close closes*");
}

static void
without_agreement(void)
{
    const char *name = "no agreement";
    uint32_t offer;

    h_case_init(&c, calendar);
    c.profiles = 0;
    h_open(&c, A1, T("2026-11-02 09:00"));
    offer = h_offer(&c, A1, B, T("2026-11-03 10:00"));
    h_tell_all(&c);
    h_re(&c, B1, VS_EV_ACCEPT, offer, T("2026-11-04 10:00"));
    CHAIN("2026-11-05 12:00", "case.open holds; handover.offer offers C3; handover.accept moves*");
    IS_TEXT(members_at(T("2026-11-05 12:00")), "", "no text says anything");

    name = "not held";
    h_case_init(&c, calendar);
    c.not_held[0] = true;
    h_open(&c, A1, T("2026-11-02 09:00"));
    h_offer(&c, A1, B, T("2026-11-03 10:00"));
    OK(ways_at(T("2026-11-04 10:00")) & VS_OUT_SYNC, "what the offer names may arrive");
    OK(!(ways_at(T("2026-11-04 10:00")) & VS_OUT_TEXT), "and nothing says that the text is silent");

    name = "not known when it counts";
    h_case_init(&c, calendar);
    h_rule(&c)->move.counts_from = VS_FROM_UNKNOWN;
    h_open(&c, A1, T("2026-11-02 09:00"));
    h_offer(&c, A1, B, T("2026-11-03 10:00"));
    CHAIN("2026-11-06 00:00", "case.open holds* C5; handover.offer offers; counts_from * C6");
    OK(ways_at(T("2026-11-06 00:00")) == (VS_OUT_ACCEPT | VS_OUT_SETTLE | VS_OUT_TEXT),
       "as long as nothing shows that it arrived no time ends it");
}

/* The text is silent about waiting lists, in practice the giver keeps it: two folds. */
static void
by_practice(void)
{
    struct vs_practice practice = {
        .note = {vs_str("de gever houdt de casus zolang die bij de ontvanger wacht"),
                 vs_str("the giver keeps it while the receiver has it waiting")},
        .from = {.earliest = h_date("2026-10-01"), .latest = h_date("2026-10-01")},
        .until = {.earliest = h_date("2026-12-31"), .latest = h_date("2026-12-31")},
        .departs = true,
        .giver = vs_str("vt"),
        .receiver = vs_str("local_team"),
        .rule = VS_PRACTICE_WAITLIST,
        .value = VS_WAITLIST_GIVER_HOLDS};
    struct vs_practised practised;
    struct vs_fold *formal, *real = NULL;
    uint32_t offer;

    h_case_init(&c, calendar);
    h_open(&c, A1, T("2026-10-12 09:00"));
    offer = h_offer(&c, A1, B, T("2026-10-14 13:00"));
    h_tell_all(&c);
    h_re(&c, B1, VS_EV_WAIT_START, offer, T("2026-10-15 11:00"));
    h_tell_all(&c);
    h_plain(&c, A1, VS_EV_NOTE, T("2026-10-15 12:00"));
    formal = h_fold(&c);
    OK(vs_practice_touches(formal, &c.agreement[0], &practice), "the practice is about this offer");
    OK(vs_fold_practised(&real, &practised, formal, &c.agreement[0], &practice, NULL) == VS_OK,
       "folded by the practice");
    IS_TEXT(h_who(formal, T("2026-10-20 00:00")), "B certain", "by the text B holds");
    if (real) {
        IS_TEXT(h_who(real, T("2026-10-20 00:00")), "A certain", "by the practice A does");
        IS_INT(real->entry_count, formal->entry_count, "of the same events");
        vs_fold_free(real);
        vs_practised_release(&practised);
    }
    practice.from.earliest = practice.from.latest = h_date("2026-10-15");
    OK(!vs_practice_touches(formal, &c.agreement[0], &practice), "not before it was followed");
    real = NULL;
    OK(vs_fold_practised(&real, &practised, formal, &c.agreement[0], &practice, NULL) == VS_OK,
       "folded with nothing in it changed");
    if (real) {
        IS_TEXT(h_who(real, T("2026-10-20 00:00")), "B certain", "the text stands");
        vs_fold_free(real);
        vs_practised_release(&practised);
    }
    practice.from.earliest = INT32_MIN;
    practice.receiver = vs_str("vt");
    OK(!vs_practice_touches(formal, &c.agreement[0], &practice), "nor in another direction");
    vs_fold_free(formal);
}

int
main(void)
{
    calendar = h_shipped_calendar("nl-atw", "2026-1");
    if (!OK(calendar != NULL, "the calendar")) {
        return tap_done();
    }
    moved_in_silence();
    signed_early_and_late();
    objections();
    waiting();
    settled_and_closed();
    without_agreement();
    by_practice();
    vs_calendar_free(calendar);
    return tap_done();
}
