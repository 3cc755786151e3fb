#include "tests/vectors/core_casework/h_plays.h"

#include "tests/unit/core_casework/h_shipped.h"

#define T(text) h_at(text)

static void
silence(struct h_case *c)
{
    uint32_t offer;

    h_open(c, A1, T("2026-09-28 11:00"));
    offer = h_offer(c, A1, B, T("2026-09-30 14:20"));
    h_tell_all(c);
    h_ack(c, B1, offer, T("2026-10-05 03:10"));
}

static void
over_easter(struct h_case *c)
{
    uint32_t offer;

    h_open(c, A1, T("2026-04-02 16:10"));
    offer = h_offer(c, A1, B, T("2026-04-02 16:20"));
    h_tell_all(c);
    h_ack(c, B1, offer, T("2026-04-02 16:30"));
    h_re(c, B1, VS_EV_WAIT_START, offer, T("2026-04-03 09:00"));
}

static void
back_dated(struct h_case *c)
{
    uint32_t offer;

    h_open(c, A1, T("2026-09-01 09:00"));
    offer = h_offer(c, A1, B, T("2026-09-17 16:00"));
    c->event[offer].at = T("2026-09-07 09:00");
    h_tell_all(c);
    h_re_late(c, B1, VS_EV_ACCEPT, offer, T("2026-09-14 10:00"), T("2026-09-18 12:00"));
}

static void
two_laptops(struct h_case *c)
{
    uint32_t to_b, p;

    h_open(c, A1, T("2026-11-02 09:00"));
    h_tell(c, A1, A2);
    to_b = h_offer(c, A1, B, T("2026-11-03 10:00"));
    h_offer(c, A2, C, T("2026-11-03 11:00"));
    h_tell(c, A1, B1);
    h_re(c, B1, VS_EV_ACCEPT, to_b, T("2026-11-04 09:00"));
    h_tell_all(c);
    p = h_settle(c, B1, B, T("2026-11-06 00:00"), T("2026-11-06 10:00"));
    h_tell_all(c);
    h_agree(c, C1, p, T("2026-11-06 11:30"));
}

static void
refused(struct h_case *c)
{
    uint32_t offer;

    h_open(c, A1, T("2026-12-21 09:00"));
    offer = h_offer(c, A1, B, T("2026-12-23 15:00"));
    h_tell_all(c);
    h_re(c, B1, VS_EV_REFUSE, offer, T("2026-12-28 16:00"));
    h_re_late(c, B2, VS_EV_REFUSE, offer, T("2026-12-28 16:30"), T("2026-12-29 09:00"));
}

static void
closed_against_objection(struct h_case *c)
{
    uint32_t p;

    h_open(c, A1, T("2027-02-01 09:00"));
    h_tell_all(c);
    h_plain(c, A1, VS_EV_CLOSE, T("2027-02-10 17:00"));
    h_escalate(c, B1, VS_FOLD_NONE, T("2027-02-10 18:00"));
    h_tell_all(c);
    p = h_settle(c, A1, -1, T("2027-02-12 10:00"), T("2027-02-12 10:30"));
    h_tell_all(c);
    h_agree(c, B1, p, T("2027-02-12 11:00"));
}

static void
outran(struct h_case *c)
{
    uint32_t first, second;

    h_open(c, A1, T("2026-10-05 09:00"));
    first = h_offer(c, A1, B, T("2026-10-06 10:00"));
    h_tell_all(c);
    h_ack(c, B1, first, T("2026-10-07 03:00"));
    h_re(c, A1, VS_EV_WITHDRAW, first, T("2026-10-08 10:00"));
    second = h_offer(c, B1, C, T("2026-10-12 10:00"));
    h_tell(c, B1, C1);
    h_re(c, C1, VS_EV_ACCEPT, second, T("2026-10-12 15:00"));
}

static void
nobody(struct h_case *c)
{
    h_open(c, A1, T("2026-10-05 09:00"));
    c->event[0].takes = false;
    h_tell_all(c);
    h_plain(c, C1, VS_EV_PICKUP, T("2026-10-05 11:00"));
    h_plain(c, A1, VS_EV_CLOSE, T("2026-10-05 12:00"));
}

/* Two working days from the receipt would end on Saturday 3 October at 00:00; from Thursday the new
 * text counts five, to Wednesday the 7th. Under the old text the refusal would have ended it. */
static void
new_text(struct h_case *c)
{
    uint32_t offer;

    h_open(c, A1, T("2026-09-28 11:00"));
    offer = h_offer(c, A1, B, T("2026-09-30 14:20"));
    h_tell_all(c);
    h_ack(c, B1, offer, T("2026-09-30 15:00"));
    h_tell_all(c);
    h_re(c, B1, VS_EV_REFUSE, offer, T("2026-10-01 09:00"));
}

/* Both adopted the old text and the new one, which has ended it by the day of the handover. */
static void
under_new_text(struct h_case *c)
{
    uint32_t offer;

    h_open(c, A1, T("2026-10-01 11:00"));
    offer = h_offer(c, A1, B, T("2026-10-02 14:20"));
    h_tell_all(c);
    h_ack(c, B1, offer, T("2026-10-02 15:00"));
}

/* Refused on the last day of the old text. */
static void
before_new_text(struct h_case *c)
{
    uint32_t offer;

    h_open(c, A1, T("2026-09-28 11:00"));
    offer = h_offer(c, A1, B, T("2026-09-30 14:20"));
    h_tell_all(c);
    h_re(c, B1, VS_EV_REFUSE, offer, T("2026-09-30 16:00"));
}

static uint32_t
escalate(struct h_case *c, unsigned device, uint32_t offer, unsigned level, uint32_t lower,
         vs_instant at)
{
    uint32_t x = h_escalate(c, device, offer, at);

    c->event[x].level = level;
    if (lower != VS_FOLD_NONE) {
        c->event[x].has_next_of = true;
        c->event[x].next_of = c->in[lower].id;
    }
    return x;
}

static void
answer(struct h_case *c, unsigned device, uint32_t escalation, enum vs_reply reply, vs_instant at)
{
    struct vs_event *event = h_begin(c, device, VS_EV_ESCALATE_ANSWER, at, at);

    event->has_re = true;
    event->re = c->in[escalation].id;
    event->reply = reply;
    h_end(c);
}

/* B objects in time, so that A goes on holding; up the ladder; the director of A decides. */
static void
decided_at(struct h_case *c, unsigned level)
{
    uint32_t offer, x, p;

    h_open(c, A1, T("2026-09-21 11:00"));
    offer = h_offer(c, A1, B, T("2026-09-21 14:20"));
    h_tell_all(c);
    x = escalate(c, B1, offer, 1, VS_FOLD_NONE, T("2026-09-22 09:00"));
    h_tell_all(c);
    for (unsigned next = 2; next <= level; next++) {
        x = escalate(c, B1, offer, next, x, T("2026-09-23 09:00") + 3600 * next);
        h_tell_all(c);
    }
    answer(c, A1, x, VS_REPLY_DECISION, T("2026-09-25 10:00"));
    p = h_settle(c, A1, B, T("2026-09-25 12:00"), T("2026-09-25 12:00"));
    c->event[p].resolves = c->more[p];
    c->event[p].resolves[c->event[p].resolve_count++] = c->in[x].id;
    h_tell_all(c);
    h_plain(c, B1, VS_EV_NOTE, T("2026-09-28 09:00"));
}

static void
decided(struct h_case *c)
{
    decided_at(c, 4);
}

static void
decided_too_low(struct h_case *c)
{
    decided_at(c, 3);
}

/* A2 does not have A's end of its adoption in its own feed: under its offer the text counts. */
static void
ended_elsewhere(struct h_case *c)
{
    uint32_t offer;

    h_open(c, A1, T("2026-09-28 11:00"));
    c->index[A1]++; /* the end */
    h_tell(c, A1, A2);
    offer = h_offer(c, A2, B, T("2026-09-30 14:20"));
    h_tell_all(c);
    h_ack(c, B1, offer, T("2026-09-30 15:00"));
}

/* A1 has: no agreement. */
static void
ended(struct h_case *c)
{
    uint32_t offer;

    h_open(c, A1, T("2026-09-28 11:00"));
    c->index[A1]++;
    offer = h_offer(c, A1, B, T("2026-09-30 14:20"));
    h_tell_all(c);
    h_ack(c, B1, offer, T("2026-09-30 15:00"));
    h_re(c, B1, VS_EV_ACCEPT, offer, T("2026-10-07 10:00"));
}

/* The receiver ended its adoption and refused after that; who knows the refusal could read it. */
static void
left(struct h_case *c)
{
    uint32_t offer;

    h_open(c, A1, T("2026-09-28 11:00"));
    offer = h_offer(c, A1, B, T("2026-09-28 14:20"));
    h_tell_all(c);
    h_ack(c, B1, offer, T("2026-09-28 15:00"));
    c->index[B1]++;
    h_re(c, B1, VS_EV_REFUSE, offer, T("2026-09-29 15:00"));
    h_tell_all(c);
    offer = h_offer(c, A1, B, T("2026-09-30 14:20"));
    h_tell_all(c);
    h_ack(c, B1, offer, T("2026-09-30 15:00"));
}

/* The same, but what the giver knows of it stands before the end. */
static void
left_unseen(struct h_case *c)
{
    uint32_t offer;

    h_open(c, A1, T("2026-09-28 11:00"));
    offer = h_offer(c, A1, B, T("2026-09-28 14:20"));
    h_tell_all(c);
    h_re(c, B1, VS_EV_REFUSE, offer, T("2026-09-29 15:00"));
    h_tell_all(c);
    c->index[B1]++;
    offer = h_offer(c, A1, B, T("2026-09-30 14:20"));
    h_tell_all(c);
    h_ack(c, B1, offer, T("2026-09-30 15:00"));
}

/* On a waiting list, of which each time nothing says that the wait ended: refused; withdrawn; moved
 * and handed on; closed. */
static void
waits_no_more(struct h_case *c)
{
    uint32_t offer;

    h_open(c, A1, T("2026-09-21 11:00"));
    for (unsigned i = 0; i < 2; i++) {
        vs_instant day = T("2026-09-21 14:00") + 7 * 86400 * (vs_instant)i;

        offer = h_offer(c, A1, B, day);
        h_tell_all(c);
        h_re(c, B1, VS_EV_WAIT_START, offer, day + 3600);
        h_tell_all(c);
        h_re(c, i ? A1 : B1, i ? VS_EV_WITHDRAW : VS_EV_REFUSE, offer, day + 7200);
        h_tell_all(c);
    }
    offer = h_offer(c, A1, B, T("2026-10-05 14:00"));
    h_tell_all(c);
    h_re(c, B1, VS_EV_WAIT_START, offer, T("2026-10-05 15:00"));
    offer = h_offer(c, B1, C, T("2026-10-12 15:00"));
    h_tell_all(c);
    h_re(c, C1, VS_EV_ACCEPT, offer, T("2026-10-13 09:00"));
    h_re(c, C1, VS_EV_WAIT_START, offer, T("2026-10-13 10:00"));
    h_plain(c, C1, VS_EV_CLOSE, T("2026-10-15 09:00"));
}

/* Two devices of A offer the case; C waits for what went to B. */
static void
waits_in_vain(struct h_case *c)
{
    uint32_t to_b, to_c;

    h_open(c, A1, T("2026-11-02 09:00"));
    h_tell(c, A1, A2);
    to_b = h_offer(c, A1, B, T("2026-11-03 10:00"));
    h_begin(c, A2, VS_EV_OFFER, T("2026-11-03 11:00"), T("2026-11-03 11:00"));
    h_fill_offer(c, A2, C, VS_OFFER_HANDOVER);
    c->event[c->n].under_count = 0;
    c->event[c->n].has_calendar = false;
    to_c = h_end(c);
    h_tell(c, A2, C1);
    h_re(c, C1, VS_EV_WAIT_START, to_c, T("2026-11-03 12:00"));
    h_tell(c, A1, B1);
    h_re(c, B1, VS_EV_ACCEPT, to_b, T("2026-11-04 09:00"));
}

/* B goes to the second step at once, and later to the first; to the third knowing the second. */
static void
skipped(struct h_case *c)
{
    uint32_t offer, x;

    h_open(c, A1, T("2026-09-21 11:00"));
    offer = h_offer(c, A1, B, T("2026-09-21 14:20"));
    h_tell_all(c);
    x = escalate(c, B1, offer, 2, VS_FOLD_NONE, T("2026-09-22 09:00"));
    h_tell_all(c);
    escalate(c, A1, offer, 1, VS_FOLD_NONE, T("2026-09-22 10:00"));
    h_tell_all(c);
    escalate(c, B1, offer, 3, x, T("2026-09-22 11:00"));
    h_tell_all(c);
    h_re(c, B1, VS_EV_ACCEPT, offer, T("2026-09-23 09:00"));
}

/* C is what B became: B hands it the case, under no text, and C accepts. */
static void
succeeded(struct h_case *c)
{
    uint32_t offer, taken;

    h_open(c, A1, T("2026-09-28 11:00"));
    offer = h_offer(c, A1, B, T("2026-09-28 14:20"));
    h_tell_all(c);
    h_re(c, B1, VS_EV_ACCEPT, offer, T("2026-09-28 15:00"));
    h_tell_all(c);
    h_begin(c, B1, VS_EV_OFFER, T("2026-12-30 10:00"), T("2026-12-30 10:00"));
    h_fill_offer(c, B1, C, VS_OFFER_HANDOVER);
    c->event[c->n].under_count = 0;
    c->event[c->n].has_calendar = false;
    c->event[c->n].why = 1 + (unsigned)vs_word_find(VS_WORDS_HANDOVER, vs_str("succession"));
    taken = h_end(c);
    h_tell_all(c);
    h_re(c, C1, VS_EV_ACCEPT, taken, T("2027-01-04 09:00"));
}

/* Opened for others: who opened it shows it to one that it did not name, which takes it up; then it
 * is not for the opener to show it to anybody. */
static void
shown(struct h_case *c)
{
    h_open(c, A1, T("2026-10-05 09:00"));
    c->event[0].takes = false;
    h_tell_all(c);
    h_party(c, A1, VS_EV_PARTY_ADD, D, VS_PARTY_FULL, T("2026-10-05 10:00"));
    h_tell_all(c);
    h_plain(c, D1, VS_EV_PICKUP, T("2026-10-05 11:00"));
    h_tell_all(c);
    h_party(c, A1, VS_EV_PARTY_ADD, E, VS_PARTY_FULL, T("2026-10-05 12:00"));
}

const struct h_play h_plays[] = {
    {"silence, then a first sign", silence, SHIPPED, 0, A1},
    {"working days over Easter, on a waiting list without effect", over_easter, SHIPPED, 0, A1},
    {"recorded late, and accepted with an earlier instant", back_dated, SHIPPED, 0, A1},
    {"two devices of the giver, settled", two_laptops, SHIPPED, 0, A1},
    {"refused in time and too late, the effect not being known", refused, SHIPPED, 0, A1},
    {"closed against an objection, settled", closed_against_objection, SHIPPED, 0, A1},
    {"a chain that outran a withdrawal", outran, SHIPPED, 0, A1},
    {"taken up by another than the one who opened", nobody, SHIPPED, 0, A1},
    {"a new text takes over while the delay runs", new_text, EXAMPLE_AND_NEXT, 0, A1},
    {"refused before a new text takes over", before_new_text, EXAMPLE_AND_NEXT, 0, A1},
    {"handed over when the new text has ended the old one", under_new_text, EXAMPLE_AND_NEXT, 0,
     A1},
    {"the same, the receiver having adopted the new one only since", under_new_text,
     EXAMPLE_AND_LATE, 0, A1},
    {"decided at the step that decides", decided, EXAMPLE, 0, A1},
    {"decided at a step that does not", decided_too_low, EXAMPLE, 0, A1},
    {"an adoption that ended, in the feed of the offer", ended, EXAMPLE, 1, A1},
    {"the same in another feed of the giver", ended_elsewhere, EXAMPLE, 1, A1},
    {"an adoption that the receiver ended before it refused", left, EXAMPLE, 1, B1},
    {"one that it ended after that", left_unseen, EXAMPLE, 1, B1},
    {"taken over by a successor", succeeded, EXAMPLE, 0, A1},
    {"waits that end with what was waited for", waits_no_more, EXAMPLE, 0, A1},
    {"a wait for what another has", waits_in_vain, EXAMPLE, 0, A1},
    {"a step of the ladder left out", skipped, EXAMPLE, 0, A1},
    {"opened for others, and shown to one of them", shown, SHIPPED, 0, A1}};

const size_t h_play_count = sizeof(h_plays) / sizeof(h_plays[0]);
