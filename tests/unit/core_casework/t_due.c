/* What is due, what may be written, and the small questions that a fold answers. */
#include <stdlib.h>

#include "core/casework/due.h"
#include "tests/tap.h"
#include "tests/unit/core_casework/h_case.h"
#include "tests/unit/core_casework/h_shipped.h"

static struct h_case c;
static struct vs_calendar *calendar;
static struct vs_agreement *agreement;
static vs_instant asked_at;

/* The row of this kind that stands at the instant at which the rows were made. */
static const struct vs_due *
find(const struct vs_dues *dues, enum vs_due_kind kind, unsigned org)
{
    struct vs_hash id = h_org(org);

    for (size_t i = 0; i < dues->count; i++) {
        if (dues->rows[i].kind == kind && vs_hash_eq(&dues->rows[i].org, &id) &&
            dues->rows[i].from <= asked_at) {
            return &dues->rows[i];
        }
    }
    return NULL;
}

static struct vs_dues
dues_at(const char *when)
{
    struct vs_due_duty duty = {.org = h_org(A),
                               .role = VS_STR("vt"),
                               .agreement = agreement,
                               .calendar = calendar,
                               .since = vs_date_from(2022, 4, 1),
                               .ended = VS_DATE_NEVER};
    struct vs_due_rules rules = {h_org(A), &duty, 1};
    struct vs_fold *fold = h_fold(&c);
    struct vs_dues dues;

    asked_at = h_at(when);
    if (vs_dues_make(&dues, fold, asked_at, &rules, NULL) != VS_OK) {
        exit(2);
    }
    vs_fold_free(fold);
    return dues;
}

static void
test_dues(void)
{
    struct vs_dues dues;
    const struct vs_due *due;
    uint32_t offer;

    h_case_init(&c, calendar);
    h_open(&c, A1, h_at("2026-04-02 16:10"));
    h_tell_all(&c);
    dues = dues_at("2026-04-02 17:00");
    due = find(&dues, VS_DUE_ASSESSMENT, A);
    IS_INT(due ? due->when : 0, h_at("2026-04-14 00:00"),
           "five working days for the assessment, over Easter");
    OK(due && due->when > asked_at, "not yet overdue");
    vs_dues_release(&dues);
    dues = dues_at("2026-04-14 00:00");
    due = find(&dues, VS_DUE_ASSESSMENT, A);
    OK(due && due->when <= asked_at, "overdue when they have passed");
    vs_dues_release(&dues);

    h_plain(&c, A1, VS_EV_ASSESS, h_at("2026-04-02 17:00"));
    offer = h_offer(&c, A1, B, h_at("2026-04-02 17:10"));
    h_tell_all(&c);
    dues = dues_at("2026-04-03 09:00");
    OK(!find(&dues, VS_DUE_ASSESSMENT, A), "assessed");
    due = find(&dues, VS_DUE_TRANSFER, B);
    IS_INT(due ? due->when : 0, h_at("2026-04-09 00:00"), "it moves after two working days");
    OK(find(&dues, VS_DUE_ANSWER, B) != NULL, "and waits for an answer until then");
    vs_dues_release(&dues);

    h_re(&c, B1, VS_EV_WAIT_START, offer, h_at("2026-04-03 10:00"));
    dues = dues_at("2026-04-03 11:00");
    due = find(&dues, VS_DUE_WAITING, B);
    IS_INT(due ? due->since : 0, h_at("2026-04-03 10:00"), "B has it on its list since then");
    vs_dues_release(&dues);
    dues = dues_at("2026-04-09 00:00");
    OK(!find(&dues, VS_DUE_ANSWER, B) && !find(&dues, VS_DUE_TRANSFER, B),
       "moved, nothing to wait for");
    OK(!find(&dues, VS_DUE_CONFIRM, B), "and B knows, for it put it on its list");
    vs_dues_release(&dues);

    h_case_init(&c, calendar);
    h_open(&c, A1, h_at("2026-04-02 16:10"));
    h_tell_all(&c);
    h_offer(&c, A1, B, h_at("2026-04-02 17:10"));
    dues = dues_at("2026-04-09 00:00");
    OK(find(&dues, VS_DUE_CONFIRM, B) != NULL, "B holds and nothing shows that it knows");
    vs_dues_release(&dues);
    h_offer(&c, A2, C, h_at("2026-04-02 17:30"));
    dues = dues_at("2026-04-09 00:00");
    OK(find(&dues, VS_DUE_SETTLE, B) && find(&dues, VS_DUE_SETTLE, C), "both have to settle it");
    vs_dues_release(&dues);
    h_tell_all(&c);
    h_settle(&c, B1, B, h_at("2026-04-09 00:00"), h_at("2026-04-09 10:00"));
    dues = dues_at("2026-04-09 11:00");
    OK(find(&dues, VS_DUE_SIGN, C) && !find(&dues, VS_DUE_SIGN, B), "C has to sign");
    vs_dues_release(&dues);

    h_case_init(&c, calendar);
    h_open(&c, A1, h_at("2026-04-02 16:10"));
    h_tell_all(&c);
    offer = h_offer(&c, A1, B, h_at("2026-04-02 17:10"));
    h_tell_all(&c);
    h_re(&c, B1, VS_EV_REFUSE, offer, h_at("2026-04-03 10:00"));
    dues = dues_at("2026-04-03 11:00");
    due = find(&dues, VS_DUE_REFUSED, A);
    IS_INT(due ? due->since : 0, h_at("2026-04-03 10:00"), "A hears that B refused");
    OK(!find(&dues, VS_DUE_ANSWER, B), "of whom no answer is asked any more");
    OK(find(&dues, VS_DUE_TRANSFER, B) != NULL, "and to whom it moves all the same");
    vs_dues_release(&dues);
    dues = dues_at("2026-04-03 09:59");
    OK(find(&dues, VS_DUE_ANSWER, B) && !find(&dues, VS_DUE_REFUSED, A), "not before it did");
    vs_dues_release(&dues);
}

/* A refusal that ends the offer leaves the case with its giver, who has to go on. */
static void
test_hand_on(void)
{
    struct vs_dues dues;
    const struct vs_due *due;
    uint32_t offer, refusal;

    h_case_init(&c, calendar);
    h_rule(&c)->refusal = VS_REFUSAL_CANCELS;
    h_open(&c, A1, h_at("2026-04-02 16:10"));
    h_tell_all(&c);
    offer = h_offer(&c, A1, B, h_at("2026-04-02 17:10"));
    h_tell_all(&c);
    refusal = h_re(&c, B1, VS_EV_REFUSE, offer, h_at("2026-04-03 10:00"));
    h_plain(&c, A1, VS_EV_NOTE, h_at("2026-04-03 10:30"));
    dues = dues_at("2026-04-03 11:00");
    due = find(&dues, VS_DUE_HAND_ON, A);
    OK(due && due->when == VS_INSTANT_NEVER,
       "A still has to do something about it: its note did not know");
    IS_INT(due ? due->since : 0, h_at("2026-04-03 10:00"), "since the refusal");
    OK(!find(&dues, VS_DUE_REFUSED, A) && !find(&dues, VS_DUE_ANSWER, B), "nothing else is asked");
    vs_dues_release(&dues);
    h_tell_all(&c);
    h_ack(&c, A1, refusal, h_at("2026-04-03 12:00"));
    dues = dues_at("2026-04-03 12:00");
    OK(find(&dues, VS_DUE_HAND_ON, A) != NULL, "receiving it is no act");
    vs_dues_release(&dues);
    h_offer(&c, A1, C, h_at("2026-04-03 13:00"));
    dues = dues_at("2026-04-03 12:59");
    OK(find(&dues, VS_DUE_HAND_ON, A) != NULL, "until A acts");
    vs_dues_release(&dues);
    dues = dues_at("2026-04-03 13:00");
    OK(!find(&dues, VS_DUE_HAND_ON, A), "handed over anew");
    OK(find(&dues, VS_DUE_ANSWER, C) != NULL, "to C");
    vs_dues_release(&dues);

    h_case_init(&c, calendar);
    h_rule(&c)->refusal = VS_REFUSAL_CANCELS;
    h_open(&c, A1, h_at("2026-04-02 16:10"));
    h_tell_all(&c);
    offer = h_offer(&c, A1, B, h_at("2026-04-02 17:10"));
    h_tell_all(&c);
    h_re(&c, B1, VS_EV_REFUSE, offer, h_at("2026-04-03 10:00"));
    h_re(&c, B2, VS_EV_ACCEPT, offer, h_at("2026-04-03 11:00"));
    dues = dues_at("2026-04-03 12:00");
    OK(!find(&dues, VS_DUE_HAND_ON, A), "not where another device accepted it");
    vs_dues_release(&dues);
}

/* Who has accepted is asked for nothing more, but where only a pick-up moves the case. */
static void
test_accepted(void)
{
    static const struct {
        enum vs_move_kind move;
        bool early_none, answer, take_up;
        const char *what;
    } cases[] = {
        {VS_MOVE_AT_PICKUP, false, false, true, "at a pick-up that is asked for"},
        {VS_MOVE_AFTER_DELAY, true, false, false, "an acceptance that moves nothing early"},
    };
    struct vs_dues dues;
    uint32_t offer;

    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        h_case_init(&c, calendar);
        h_rule(&c)->move.kind = cases[i].move;
        h_rule(&c)->early_accept = cases[i].early_none ? VS_EARLY_NONE : VS_EARLY_MOVES;
        h_open(&c, A1, h_at("2026-04-02 16:10"));
        h_tell_all(&c);
        offer = h_offer(&c, A1, B, h_at("2026-04-02 17:10"));
        h_tell_all(&c);
        h_re(&c, B1, VS_EV_ACCEPT, offer, h_at("2026-04-03 10:00"));
        dues = dues_at("2026-04-03 09:00");
        OK(find(&dues, VS_DUE_ANSWER, B) != NULL, "until it does: %s", cases[i].what);
        vs_dues_release(&dues);
        dues = dues_at("2026-04-03 11:00");
        OK(!find(&dues, VS_DUE_ANSWER, B), "no answer is asked: %s", cases[i].what);
        OK(!find(&dues, VS_DUE_TAKE_UP, B) == !cases[i].take_up, "%s", cases[i].what);
        vs_dues_release(&dues);
    }
}

static const char *
asked(struct vs_fold *fold, unsigned org, enum vs_event_type type, uint32_t re, vs_instant made)
{
    struct vs_event event = {.type = type, .v = 1, .at = made, .made = made, .takes = true};
    struct vs_hash id = h_org(org);
    const char *reason = NULL;

    event.case_id = c.in[0].id;
    event.level = 1;
    event.to = h_org(C);
    event.party = (struct vs_event_party){h_org(D), VS_PARTY_FULL};
    event.has_re = re != VS_FOLD_NONE;
    if (event.has_re) {
        event.re = c.in[re].id;
    }
    if (vs_authority_check(&reason, fold, &event, &id, NULL) != VS_OK) {
        exit(2);
    }
    return reason ? reason : "valid";
}

static void
test_authority(void)
{
    vs_instant now = h_at("2026-04-02 18:00");
    struct vs_fold *fold;
    struct vs_hash heads[4];
    uint32_t offer;

    h_case_init(&c, calendar);
    h_open(&c, A1, h_at("2026-04-02 16:10"));
    h_tell_all(&c);
    offer = h_offer(&c, A1, B, h_at("2026-04-02 17:10"));
    h_tell_all(&c);
    h_plain(&c, C1, VS_EV_NOTE, h_at("2026-04-02 17:20"));
    fold = h_fold(&c);
    IS_TEXT(asked(fold, B, VS_EV_ACCEPT, offer, now), "valid", "B may accept");
    IS_TEXT(asked(fold, B, VS_EV_ACCEPT, offer, now), "valid", "asking changes nothing");
    IS_TEXT(asked(fold, C, VS_EV_ACCEPT, offer, now), "not-addressed-to-you", "C may not");
    IS_TEXT(asked(fold, B, VS_EV_WITHDRAW, offer, now), "not-your-offer", "B may not withdraw it");
    IS_TEXT(asked(fold, A, VS_EV_OFFER, VS_FOLD_NONE, now), "offer-open", "A has offered it");
    IS_TEXT(asked(fold, B, VS_EV_OFFER, VS_FOLD_NONE, now), "not-holder", "B has nothing to offer");
    IS_TEXT(asked(fold, A, VS_EV_CLOSE, VS_FOLD_NONE, now), "offer-open", "nor close it");
    IS_TEXT(asked(fold, A, VS_EV_REOPEN, VS_FOLD_NONE, now), "not-closed", "it is open");
    IS_TEXT(asked(fold, D, VS_EV_NOTE, VS_FOLD_NONE, now), "not-a-party", "D is none");
    IS_TEXT(asked(fold, B, VS_EV_REFUSE, offer, h_at("2026-04-09 00:00")), "moved", "too late");
    IS_TEXT(asked(fold, B, VS_EV_ACCEPT, VS_FOLD_NONE, now), "no-such-offer", "no offer named");
    IS_INT(vs_fold_heads(fold, heads, 4), 1, "one event that no other knows");
    OK(vs_hash_eq(&heads[0], &c.in[2].id), "the note");
    OK(vs_fold_knows(fold, 1, 0) && !vs_fold_knows(fold, 0, 1), "the offer knows the opening");
    for (unsigned i = 0; vs_authority_reason(i); i++) {
        OK(strlen(vs_authority_reason(i)) > 3, "reason %s", vs_authority_reason(i));
    }
    vs_fold_free(fold);
}

/* Who held last may let others read along once a case is closed, but not beside another's claim;
 * the claims stand in either order. */
static void
test_last_holder(void)
{
    for (uint64_t seed = 1; seed <= 8; seed++) {
        struct vs_fold *fold;
        uint32_t offer;

        h_case_init(&c, calendar);
        c.seed = seed;
        h_open(&c, A1, h_at("2026-04-02 16:10"));
        h_tell_all(&c);
        offer = h_offer(&c, A1, B, h_at("2026-04-02 17:10"));
        h_plain(&c, A2, VS_EV_CLOSE, h_at("2026-04-02 17:20"));
        fold = h_fold_without(&c, offer);
        IS_TEXT(asked(fold, A, VS_EV_PARTY_ADD, VS_FOLD_NONE, h_at("2026-04-02 19:00")), "valid",
                "A held last");
        vs_fold_free(fold);
        h_tell(&c, A1, B1);
        h_re(&c, B1, VS_EV_ACCEPT, offer, h_at("2026-04-02 18:00"));
        fold = h_fold(&c);
        IS_TEXT(asked(fold, C, VS_EV_PARTY_ADD, VS_FOLD_NONE, h_at("2026-04-02 19:00")),
                "not-holder", "C never did");
        IS_TEXT(asked(fold, A, VS_EV_PARTY_ADD, VS_FOLD_NONE, h_at("2026-04-02 19:00")),
                "not-holder", "and beside B's claim A is no longer asked");
        vs_fold_free(fold);
    }
}

static void
test_pending(void)
{
    struct vs_fold *fold = NULL;
    uint32_t offer;

    h_case_init(&c, calendar);
    h_open(&c, A1, h_at("2026-04-02 16:10"));
    h_tell_all(&c);
    offer = h_offer(&c, A1, B, h_at("2026-04-02 17:10"));
    h_tell_all(&c);
    h_re(&c, B1, VS_EV_ACCEPT, offer, h_at("2026-04-02 18:00"));
    /* The offer has not arrived: who answers it waits. */
    c.in[1] = c.in[2];
    OK(vs_fold_make(&fold, &c.in[0].id, c.in, 2, &c.source, NULL) == VS_OK, "folded");
    IS_INT(fold->entries[1].state, VS_ENTRY_PENDING, "an event whose cause is missing waits");
    IS_INT(fold->claim_count, 1, "outside the fold");
    IS_INT(vs_fold_find(fold, &c.in[2].id), 1, "and is found all the same");
    vs_fold_free(fold);
    c.in[0].ahead = true;
    OK(vs_fold_make(&fold, &c.in[0].id, c.in, 1, &c.source, NULL) == VS_OK &&
           fold->entries[0].state == VS_ENTRY_PENDING,
       "so does one ahead of the clock");
    vs_fold_free(fold);
    OK(vs_fold_make(&fold, &c.in[0].id, NULL, 0, &c.source, NULL) == VS_OK,
       "nothing is folded too");
    IS_TEXT(h_who(fold, 1), "none", "no case");
    vs_fold_free(fold);
}

static void
test_cut(void)
{
    struct vs_fold *fold;
    uint32_t offer, accept;

    h_case_init(&c, calendar);
    h_open(&c, A1, h_at("2026-04-02 16:10"));
    h_tell_all(&c);
    offer = h_offer(&c, A1, B, h_at("2026-04-02 17:10"));
    h_tell_all(&c);
    accept = h_re(&c, B1, VS_EV_ACCEPT, offer, h_at("2026-04-02 18:00"));
    c.in[accept].cut = true;
    fold = h_fold(&c);
    IS_TEXT(h_verdict(fold, &c, accept), "left-out", "a cut leaf that nobody knows is left out");
    IS_TEXT(h_who(fold, h_at("2026-04-02 19:00")), "A certain", "and moves nothing");
    vs_fold_free(fold);
    h_tell_all(&c);
    h_ack(&c, A1, accept, h_at("2026-04-02 20:00"));
    fold = h_fold(&c);
    IS_TEXT(h_verdict(fold, &c, accept), "valid", "one that another organisation knows is folded");
    IS_TEXT(h_who(fold, h_at("2026-04-02 19:00")), "B disputed", "but disputed");
    vs_fold_free(fold);
}

static void
count_change(void *payload, const struct vs_change *change)
{
    unsigned *count = payload;

    (void)change;
    (*count)++;
}

/* A second event that is newer says nothing more about who holds. */
static void
test_newer_again(void)
{
    struct vs_fold *before, *after;
    struct vs_answer one, two;
    vs_instant later = h_at("2026-04-02 20:00");
    unsigned changes = 0;
    uint32_t x;

    h_case_init(&c, calendar);
    h_open(&c, A1, h_at("2026-04-02 16:10"));
    h_tell_all(&c);
    x = h_plain(&c, B1, VS_EV_NOTE, h_at("2026-04-02 18:00"));
    c.event[x].type = VS_EV_NEWER;
    before = h_fold(&c);
    x = h_plain(&c, B1, VS_EV_NOTE, h_at("2026-04-02 19:00"));
    c.event[x].type = VS_EV_NEWER;
    after = h_fold(&c);
    IS_INT(vs_answer_at(&one, before, later, NULL), VS_OK, "one newer event");
    IS_INT(vs_answer_at(&two, after, later, NULL), VS_OK, "two of them");
    OK(one.missing_count == 1 && two.missing_count == 1, "what is missing is named once");
    OK(vs_answer_same(&one, &two), "the answer is the same");
    IS_INT(vs_answer_changes(before, after, later, count_change, &changes, NULL), VS_OK,
           "what changed");
    IS_INT(changes, 0, "nothing changed");
    vs_answer_release(&one);
    vs_answer_release(&two);
    vs_fold_free(before);
    vs_fold_free(after);
}

static void
test_newer(void)
{
    struct vs_fold *fold;
    uint32_t x;

    h_case_init(&c, calendar);
    h_open(&c, A1, h_at("2026-04-02 16:10"));
    h_tell_all(&c);
    x = h_plain(&c, B1, VS_EV_NOTE, h_at("2026-04-02 18:00"));
    c.event[x].type = VS_EV_NEWER;
    fold = h_fold(&c);
    IS_TEXT(h_who(fold, h_at("2026-04-02 17:59")), "A certain", "before a newer event");
    IS_TEXT(h_who(fold, h_at("2026-04-02 18:00")), "undetermined  missing newer-format",
            "after it");
    vs_fold_free(fold);
    c.in[x].org = h_org(E);
    fold = h_fold(&c);
    IS_TEXT(h_who(fold, h_at("2026-04-02 18:00")), "A certain", "of one who is no party");
    vs_fold_free(fold);
}

/* A settlement that knows it ends what a newer event leaves open, from its beginning on; one that
 * does not know it ends nothing. */
static void
test_newer_settled(void)
{
    struct vs_fold *fold;
    uint32_t x, unknowing, p;

    h_case_init(&c, calendar);
    h_open(&c, A1, h_at("2026-04-02 16:10"));
    h_tell_all(&c);
    x = h_plain(&c, B1, VS_EV_NOTE, h_at("2026-04-02 18:00"));
    c.event[x].type = VS_EV_NEWER;
    unknowing = h_settle(&c, A2, A, h_at("2026-04-02 18:30"), h_at("2026-04-02 18:30"));
    h_tell_all(&c);
    p = h_settle(&c, A1, A, h_at("2026-04-02 19:00"), h_at("2026-04-02 20:00"));
    fold = h_fold(&c);
    IS_TEXT(h_verdict(fold, &c, unknowing), "nothing-to-settle", "by one who does not know it");
    IS_TEXT(h_verdict(fold, &c, p), "valid", "by one who does");
    IS_TEXT(h_who(fold, h_at("2026-04-02 18:59")), "undetermined  missing newer-format",
            "until the settlement begins");
    IS_TEXT(h_who(fold, h_at("2026-04-02 19:00")), "A certain", "and from then on settled");
    OK(h_finding(fold, "newer-format", h_at("2026-04-02 21:00")), "it is still named");
    vs_fold_free(fold);
}

/* 40 escalations of one writer and 63 parties: what stands before others is bounded. */
static void
test_many_escalations(void)
{
    static struct vs_event_party parties[63];
    size_t of_writer = 0, of_others = 0;
    struct vs_hash writer = h_org(B);
    struct vs_event *opening;
    struct vs_dues dues;
    struct vs_fold *fold;

    h_case_init(&c, calendar);
    opening = h_begin(&c, A1, VS_EV_OPEN, h_at("2026-09-28 11:00"), h_at("2026-09-28 11:00"));
    for (unsigned i = 0; i < 63; i++) {
        parties[i] = (struct vs_event_party){h_org(i), VS_PARTY_FULL};
    }
    opening->parties = parties;
    opening->party_count = 63;
    h_end(&c);
    h_tell_all(&c);
    for (unsigned i = 0; i < 40; i++) {
        h_escalate(&c, B1, VS_FOLD_NONE, h_at("2026-10-01 09:00") + i);
    }
    h_escalate(&c, C1, VS_FOLD_NONE, h_at("2026-10-01 10:00"));
    fold = h_fold(&c);
    IS_INT(vs_dues_make(&dues, fold, h_at("2026-10-02 09:00"), NULL, NULL), VS_OK, "worked out");
    for (size_t i = 0; i < dues.count; i++) {
        bool own =
            vs_hash_eq(&dues.rows[i].org, &writer) && vs_hash_eq(&dues.rows[i].other, &writer);

        of_writer += dues.rows[i].kind == VS_DUE_ESCALATION && own;
        of_others += dues.rows[i].kind == VS_DUE_ESCALATION && !own;
    }
    IS_INT(of_writer, 40, "each stands before its writer");
    IS_INT(of_others, 16 * 62 + 63,
           "of one writer 16 stand before the others, and that of another");
    vs_dues_release(&dues);
    vs_fold_free(fold);
}

/* How many rows of this kind stand. */
static unsigned
count_of(const char *when, enum vs_due_kind kind)
{
    struct vs_dues dues = dues_at(when);
    unsigned count = 0;

    for (size_t i = 0; i < dues.count; i++) {
        count += dues.rows[i].kind == kind && dues.rows[i].from <= asked_at &&
                 asked_at < dues.rows[i].until;
    }
    vs_dues_release(&dues);
    return count;
}

/* Two devices put a case on one waiting list, neither knowing of the other: one row. */
static void
test_two_waits(void)
{
    uint32_t offer;

    h_case_init(&c, calendar);
    h_open(&c, A1, h_at("2026-04-02 16:10"));
    h_tell_all(&c);
    offer = h_offer(&c, A1, B, h_at("2026-04-02 17:10"));
    h_tell_all(&c);
    h_re(&c, B2, VS_EV_WAIT_START, offer, h_at("2026-04-03 11:00"));
    h_re(&c, B1, VS_EV_WAIT_START, offer, h_at("2026-04-03 10:00"));
    IS_INT(count_of("2026-04-03 10:30", VS_DUE_WAITING), 1, "on the waiting list");
    IS_INT(count_of("2026-04-03 12:00", VS_DUE_WAITING), 1, "of another device too: once");
    h_re(&c, B1, VS_EV_WAIT_END, offer, h_at("2026-04-03 13:00"));
    IS_INT(count_of("2026-04-03 13:30", VS_DUE_WAITING), 1, "the wait that nobody ended goes on");
    h_tell_all(&c);
    h_re(&c, B1, VS_EV_WAIT_END, offer, h_at("2026-04-03 14:00"));
    IS_INT(count_of("2026-04-03 14:30", VS_DUE_WAITING), 0, "until it is ended");
}

int
main(void)
{
    calendar = h_shipped_calendar("nl-atw", "2026-1");
    agreement = h_shipped_agreement("west-brabant-2022");
    if (!OK(calendar && agreement, "the rules")) {
        return tap_done();
    }
    test_dues();
    test_hand_on();
    test_accepted();
    test_authority();
    test_last_holder();
    test_pending();
    test_cut();
    test_newer();
    test_newer_again();
    test_newer_settled();
    test_many_escalations();
    test_two_waits();
    vs_calendar_free(calendar);
    vs_agreement_free(agreement);
    return tap_done();
}
