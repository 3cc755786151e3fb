#include "tests/prop/core_casework/h_history.h"

#include <string.h>

#define START 1790000000 /* 21 September 2026 */

uint64_t
h_next(struct h_random *random)
{
    uint64_t z = (random->state += 0x9e3779b97f4a7c15u);

    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
    return z ^ (z >> 31);
}

unsigned
h_below(struct h_random *random, unsigned bound)
{
    return (unsigned)(h_next(random) % bound);
}

static void
random_rules(struct h_case *c, struct h_random *random)
{
    for (unsigned p = 0; p < H_PROFILES; p++) {
        c->agreement[p].transfer_count = 1 + h_below(random, 2);
        for (unsigned t = 0; t < 2; t++) {
            struct vs_transfer *rule = &c->transfer[p][t];
            unsigned kind = h_below(random, 8);

            rule->move.kind = kind < 5    ? VS_MOVE_AFTER_DELAY
                              : kind == 5 ? VS_MOVE_AT_ACCEPTANCE
                              : kind == 6 ? VS_MOVE_AT_PICKUP
                                          : VS_MOVE_UNKNOWN;
            rule->move.delay.n = 1 + h_below(random, 3);
            rule->move.delay.unit = h_below(random, 2) ? VS_UNIT_WORKING_DAY : VS_UNIT_DAY;
            rule->move.counts_from =
                h_below(random, 3)
                    ? VS_FROM_SENT
                    : (enum vs_counts_from)(1 - h_below(random, 2) + (h_below(random, 2) ? 1 : 0));
            rule->waitlist = (enum vs_waitlist_effect)h_below(random, 3);
            rule->refusal = (enum vs_refusal_effect)h_below(random, 3);
            rule->dispute = (enum vs_dispute_effect)h_below(random, 3);
            rule->early_accept = h_below(random, 5) ? VS_EARLY_MOVES : VS_EARLY_NONE;
            rule->giving_back.kind = h_below(random, 2) ? VS_MOVE_UNKNOWN : VS_MOVE_AT_ACCEPTANCE;
        }
    }
    c->profiles = h_below(random, 6) == 0 ? 2 : h_below(random, 12) == 0 ? 0 : 1;
}

/* The number of a random earlier event of the type, UINT32_MAX. */
static uint32_t
any_of(const struct h_case *c, struct h_random *random, enum vs_event_type type)
{
    uint32_t found[H_EVENTS], n = 0;

    for (uint32_t i = 0; i < c->n; i++) {
        if (c->event[i].type == type) {
            found[n++] = i;
        }
    }
    /* The newest are the ones that people act on. */
    return n == 0 ? UINT32_MAX : found[n - 1 - h_below(random, n < 3 ? n : 3)];
}

static void
fill(struct h_case *c, struct h_random *random, struct vs_event *event)
{
    static const enum vs_event_type reasons[] = {VS_EV_OFFER, VS_EV_SETTLE};
    uint32_t re = any_of(c, random, reasons[0]);

    switch ((unsigned)event->type) {
    case VS_EV_PICKUP:
    case VS_EV_ESCALATE:
        event->has_re = re != UINT32_MAX && h_below(random, 4) > 0;
        event->level = 1;
        event->reason = h_below(random, 2);
        break;
    case VS_EV_ACCEPT:
    case VS_EV_REFUSE:
    case VS_EV_WITHDRAW:
    case VS_EV_WAIT_START:
    case VS_EV_WAIT_END:
        event->has_re = re != UINT32_MAX;
        break;
    case VS_EV_SETTLE:
        re = any_of(c, random, VS_EV_SETTLE);
        if (re != UINT32_MAX && h_below(random, 3) > 0) {
            event->is_agreement = true;
            event->agrees = c->event[re].is_agreement ? c->event[re].agrees : c->in[re].id;
        } else {
            event->outcome_closed = h_below(random, 4) == 0;
            event->outcome = h_org(h_below(random, 3));
            event->from = event->made - (vs_instant)h_below(random, 3 * 86400);
        }
        break;
    case VS_EV_PARTY_ADD:
    case VS_EV_PARTY_REMOVE:
        event->party.org = h_org(h_below(random, H_ORGS));
        event->party.role = h_below(random, 2) ? VS_PARTY_FULL : VS_PARTY_FACTS;
        break;
    case VS_EV_ACK:
        event->opened = c->more[c->n];
        event->opened[event->opened_count++] = c->in[c->n - 1 - h_below(random, c->n)].id;
        break;
    default:
        break;
    }
    if (event->has_re) {
        event->re = c->in[re].id;
    }
}

static enum vs_event_type
random_type(struct h_random *random)
{
    static const enum vs_event_type types[] = {
        VS_EV_OFFER,           VS_EV_OFFER,        VS_EV_OFFER,    VS_EV_ACCEPT,
        VS_EV_ACCEPT,          VS_EV_ACCEPT,       VS_EV_PICKUP,   VS_EV_REFUSE,
        VS_EV_REFUSE,          VS_EV_WITHDRAW,     VS_EV_WITHDRAW, VS_EV_WAIT_START,
        VS_EV_WAIT_END,        VS_EV_ESCALATE,     VS_EV_SETTLE,   VS_EV_SETTLE,
        VS_EV_SETTLE,          VS_EV_CLOSE,        VS_EV_CLOSE,    VS_EV_REOPEN,
        VS_EV_PARTY_ADD,       VS_EV_PARTY_REMOVE, VS_EV_ASSESS,   VS_EV_NOTE,
        VS_EV_CONTACT,         VS_EV_ACK,          VS_EV_ACK,      VS_EV_JOIN,
        VS_EV_TRAJECTORY_START};

    return types[h_below(random, sizeof(types) / sizeof(types[0]))];
}

/* Forgets some of the heads; the past follows from what is left and from the own feed. */
static void
forget_heads(struct h_case *c, struct h_random *random, struct vs_event *event)
{
    uint64_t *past = c->past[c->n];
    size_t kept = 0;

    for (size_t i = 0; i < event->head_count; i++) {
        if (h_below(random, 2)) {
            event->heads[kept++] = event->heads[i];
        }
    }
    event->head_count = kept;
    memset(past, 0, sizeof(c->past[0]));
    for (uint32_t i = 0; i < c->n; i++) {
        bool cause = vs_hash_eq(&c->in[i].feed, &c->in[c->n].feed);

        for (size_t k = 0; k < event->head_count; k++) {
            cause |= vs_hash_eq(&event->heads[k], &c->in[i].id);
        }
        for (unsigned w = 0; cause && w < H_WORDS; w++) {
            past[w] |= c->past[i][w];
        }
        if (cause) {
            past[i / 64] |= (uint64_t)1 << (i % 64);
        }
    }
}

static void
one_event(struct h_case *c, struct h_random *random, vs_instant now, enum h_manners manners)
{
    unsigned org = h_below(random, 8) ? h_below(random, 3) : h_below(random, H_ORGS);
    unsigned device = org * 4 + h_below(random, 2);
    enum vs_event_type type = random_type(random);
    uint32_t offer = any_of(c, random, VS_EV_OFFER);
    vs_instant at = now, made = now;
    struct vs_event *event;

    /* Answers mostly come from the one who was asked, by a device that has read the offer. */
    if (offer != UINT32_MAX &&
        (type == VS_EV_ACCEPT || type == VS_EV_REFUSE || type == VS_EV_WAIT_START ||
         type == VS_EV_PICKUP) &&
        h_below(random, 4)) {
        device = c->event[offer].to.b[1] * 4u + h_below(random, 2);
        if (h_below(random, 4)) {
            h_tell(c, c->in[offer].feed.b[1], device);
        }
    }
    if (type == VS_EV_WITHDRAW && offer != UINT32_MAX && h_below(random, 4)) {
        device = c->in[offer].feed.b[1];
    }
    if (type != VS_EV_ACK && h_below(random, 4) == 0) {
        at -= (vs_instant)h_below(random, 4 * 86400);
    }
    if (manners >= H_DISHONEST && h_below(random, 8) == 0) {
        made += (vs_instant)h_below(random, 6 * 86400) - 5 * 86400;
        at = h_below(random, 3) ? made : at;
    }
    if (type == VS_EV_OFFER) {
        unsigned to = h_below(random, 3);

        if (h_below(random, 5) == 0) {
            h_return(c, device, to, made);
        } else {
            h_offer(c, device, to, made);
        }
        c->event[c->n - 1].at = at;
        return;
    }
    event = h_begin(c, device, type, at, made);
    fill(c, random, event);
    if (manners >= H_DISHONEST && h_below(random, 10) == 0) {
        forget_heads(c, random, event);
    }
    h_end(c);
}

/* A closed feed, an event of a later version, a leaf that could not be opened. */
static void
spoil(struct h_case *c, struct h_random *random)
{
    unsigned device = h_below(random, 3) * 4;
    uint64_t from = 1 + h_below(random, 3);

    for (uint32_t i = 1; i < c->n; i++) {
        if (c->in[i].feed.b[1] == device && c->in[i].index >= from) {
            c->in[i].cut = true;
        }
        if (h_below(random, 20) == 0) {
            c->event[i].type = VS_EV_NEWER;
            c->event[i].is_agreement = false;
        } else if (h_below(random, 40) == 0) {
            c->in[i].event = NULL;
        }
    }
}

void
h_history(struct h_case *c, struct vs_calendar *calendar, struct h_random *random, unsigned events,
          enum h_manners manners)
{
    vs_instant now = START;

    h_case_init(c, calendar);
    c->seed = h_next(random);
    random_rules(c, random);
    h_open(c, h_below(random, 2) ? A1 : B1, now);
    c->event[0].takes = h_below(random, 10) != 0;
    h_tell_all(c);
    while (c->n < events) {
        now += h_below(random, 3) ? h_below(random, 6 * 3600) : h_below(random, 3 * 86400);
        one_event(c, random, now, manners);
        if (manners == H_LINE || h_below(random, 6) == 0) {
            h_tell_all(c);
        } else if (h_below(random, 2)) {
            h_tell(c, h_below(random, H_DEVICES), h_below(random, H_DEVICES));
        }
    }
    if (manners == H_SPOILED) {
        spoil(c, random);
    }
}

size_t
h_part(const struct h_case *c, struct h_random *random, struct vs_fold_event *out,
       unsigned out_of_ten)
{
    bool in[H_EVENTS];
    size_t n = 0;

    for (uint32_t i = 0; i < c->n; i++) {
        in[i] = i == 0 || h_below(random, 10) < out_of_ten;
        for (uint32_t k = 0; k < i && in[i]; k++) {
            in[i] = in[k] || !h_knows(c, i, k);
        }
        if (in[i]) {
            out[n++] = c->in[i];
        }
    }
    return n;
}

void
h_shuffle(struct h_random *random, struct vs_fold_event *events, size_t count)
{
    for (size_t i = count; i > 1; i--) {
        size_t k = h_below(random, (unsigned)i);
        struct vs_fold_event swap = events[i - 1];

        events[i - 1] = events[k];
        events[k] = swap;
    }
}
