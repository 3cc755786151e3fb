/*
 * L12: where every event knows all before it, the fold is a plain state machine that reads the
 * events in order. The machine here is written apart from the fold and knows nothing of claims,
 * views or pasts.
 */
#include <stdlib.h>

#include "tests/prop/core_casework/h_history.h"
#include "tests/tap.h"
#include "tests/unit/core_casework/h_shipped.h"

static struct h_case c;
static struct vs_calendar *calendar;

struct machine {
    unsigned holder;
    bool closed;
    bool offered; /* an offer is open */
    unsigned giver, addressee;
    uint32_t offer;    /* its number */
    uint32_t moved_by; /* the offer by which the holder holds, UINT32_MAX */
    vs_instant lapse;  /* of the open offer, as long as nobody waits */
    bool waiting;      /* the addressee has it on its waiting list, and that holds the lapse up */
    bool accepted;     /* ... and has accepted: it moves when the waiting ends */
    bool ever_waited;  /* there was a start of waiting for the newest offer, whatever it did */
    bool refusal_cancels, giver_holds;
};

static void
move(struct machine *m)
{
    m->holder = m->addressee;
    m->moved_by = m->offer;
    m->offered = m->waiting = m->accepted = false;
}

static void
pass_time(struct machine *m, vs_instant now)
{
    if (m->offered && !m->waiting && m->lapse <= now) {
        move(m);
    }
}

static vs_instant
lapse_of(vs_instant sent)
{
    struct vs_count count;
    vs_instant lapse;

    if (vs_calendar_count(&count, calendar, sent, h_rule(&c)->move.delay, NULL) != VS_OK) {
        exit(2);
    }
    lapse = count.latest;
    vs_count_release(&count);
    return lapse;
}

/* Reads one event; true if it was allowed. */
static bool
step(struct machine *m, uint32_t x, unsigned org, uint32_t re)
{
    const struct vs_event *event = &c.event[x];
    bool current;

    pass_time(m, event->made);
    current = m->offered && re == m->offer;
    switch ((unsigned)event->type) {
    case VS_EV_OFFER:
        if (m->closed || m->holder != org || event->to.b[1] == org || m->offered) {
            return false;
        }
        m->offered = true;
        m->giver = org;
        m->addressee = event->to.b[1];
        m->offer = x;
        m->lapse = lapse_of(event->made);
        m->ever_waited = false;
        return true;
    case VS_EV_ACCEPT:
    case VS_EV_PICKUP:
        if (current && m->addressee == org && m->waiting && event->type == VS_EV_ACCEPT) {
            m->accepted = true;
            return true;
        }
        if (current && m->addressee == org) {
            move(m);
            return true;
        }
        return !m->closed && m->moved_by == re && m->holder == org && re != UINT32_MAX;
    case VS_EV_WAIT_START:
        if (current && m->addressee == org) {
            m->waiting |= m->giver_holds;
            m->ever_waited = true;
            return true;
        }
        current = !m->closed && m->moved_by == re && m->holder == org && re != UINT32_MAX;
        m->ever_waited |= current;
        return current;
    case VS_EV_WAIT_END:
        if (!m->ever_waited || m->addressee != org || re != m->offer) {
            return false;
        }
        if (current && m->waiting) {
            m->waiting = false;
            if (m->accepted || m->lapse <= event->made) {
                move(m);
            }
        }
        return true;
    case VS_EV_REFUSE:
        if (!current || m->addressee != org || m->accepted) {
            return false;
        }
        m->offered = !m->refusal_cancels;
        m->waiting = m->waiting && m->offered;
        return true;
    case VS_EV_WITHDRAW:
        if (!current || m->giver != org) {
            return false;
        }
        m->offered = m->waiting = m->accepted = false;
        return true;
    case VS_EV_CLOSE:
        if (m->closed || m->holder != org || m->offered) {
            return false;
        }
        m->closed = true;
        return true;
    case VS_EV_REOPEN:
        if (!m->closed) {
            return false;
        }
        m->closed = false;
        m->holder = org;
        m->moved_by = UINT32_MAX;
        return true;
    default:
        return true;
    }
}

static bool
agrees(const struct machine *m, const struct vs_fold *fold, vs_instant at)
{
    struct vs_answer answer;
    bool same;

    if (vs_answer_at(&answer, fold, at, NULL) != VS_OK) {
        exit(2);
    }
    same = m->closed ? answer.state == VS_STATE_CLOSED
                     : answer.holder_count == 1 && answer.holders[0].org.b[1] == m->holder &&
                           (answer.certainty == VS_CERTAIN || answer.certainty == VS_UNCONFIRMED);
    vs_answer_release(&answer);
    return same;
}

static unsigned
one_line(uint64_t seed)
{
    static const enum vs_event_type types[] = {
        VS_EV_OFFER,      VS_EV_OFFER,      VS_EV_ACCEPT,   VS_EV_ACCEPT, VS_EV_PICKUP,
        VS_EV_REFUSE,     VS_EV_NOTE,       VS_EV_WITHDRAW, VS_EV_CLOSE,  VS_EV_REOPEN,
        VS_EV_WAIT_START, VS_EV_WAIT_START, VS_EV_WAIT_END};
    struct h_random random = {seed};
    struct machine m = {.holder = A, .moved_by = UINT32_MAX};
    vs_instant now = 1790000000;
    bool allowed[64], same[64];
    uint32_t last = UINT32_MAX;
    unsigned wrong = 0;
    struct vs_fold *fold;

    h_case_init(&c, calendar);
    c.seed = seed;
    c.agreement[0].transfer_count = 2; /* and back to A nothing is regulated: by acceptance only */
    m.refusal_cancels = h_below(&random, 2) == 0;
    m.giver_holds = h_below(&random, 2) == 0;
    for (unsigned t = 0; t < 2; t++) {
        c.transfer[0][t].refusal = m.refusal_cancels ? VS_REFUSAL_CANCELS : VS_REFUSAL_NONE;
        c.transfer[0][t].dispute = VS_DISPUTE_NONE;
        c.transfer[0][t].waitlist = m.giver_holds ? VS_WAITLIST_GIVER_HOLDS : VS_WAITLIST_NONE;
    }
    h_open(&c, A1, now);
    while (c.n < 40) {
        unsigned org = h_below(&random, 3), device = org * 4;
        enum vs_event_type type = types[h_below(&random, sizeof(types) / sizeof(types[0]))];
        uint32_t x;

        now += 1 + h_below(&random, 36 * 3600);
        h_tell_all(&c);
        if (type == VS_EV_OFFER) {
            x = h_offer(&c, device, 1 + h_below(&random, 2), now);
            last = x;
        } else if (type == VS_EV_CLOSE || type == VS_EV_REOPEN || type == VS_EV_NOTE ||
                   last == UINT32_MAX) {
            x = h_plain(&c, device, type == VS_EV_CLOSE || type == VS_EV_REOPEN ? type : VS_EV_NOTE,
                        now);
        } else {
            x = h_re(&c, device, type, last, now);
        }
        allowed[x] = step(&m, x, org, last);
        if (type == VS_EV_OFFER && !allowed[x]) {
            last = m.offered ? m.offer : last;
        }
        fold = h_fold(&c);
        same[x] = agrees(&m, fold, now);
        wrong += !same[x] || (strcmp(h_verdict(fold, &c, x), "valid") == 0) != allowed[x];
        vs_fold_free(fold);
    }
    return wrong;
}

int
main(void)
{
    unsigned wrong = 0;

    calendar = h_shipped_calendar("nl-atw", "2026-1");
    for (uint64_t seed = 1; seed <= 400; seed++) {
        unsigned now = one_line(seed);

        if (now > 0 && wrong == 0) {
            printf("# seed %llu: %u events differ\n", (unsigned long long)seed, now);
        }
        wrong += now;
    }
    IS_INT(wrong, 0, "the fold of a line is the plain machine, over 400 lines of 40 events");
    vs_calendar_free(calendar);
    return tap_done();
}
