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
random_move(struct vs_move *move, struct h_random *random)
{
    unsigned kind = h_below(random, 8);

    move->kind = kind < 5    ? VS_MOVE_AFTER_DELAY
                 : kind == 5 ? VS_MOVE_AT_ACCEPTANCE
                 : kind == 6 ? VS_MOVE_AT_PICKUP
                             : VS_MOVE_UNKNOWN;
    move->delay.n = 1 + h_below(random, 3);
    move->delay.unit = h_below(random, 2) ? VS_UNIT_WORKING_DAY : VS_UNIT_DAY;
    if (h_below(random, 8) == 0) {
        move->delay.unit = VS_UNIT_HOUR;
        move->delay.n = 1 + h_below(random, 72);
    }
    move->delay.counting = h_below(random, 4) ? VS_COUNT_WHOLE_DAYS : VS_COUNT_SAME_TIME;
    move->counts_from = h_below(random, 3) ? VS_FROM_SENT : (enum vs_counts_from)h_below(random, 3);
}

/* Texts in force one after the other; each leaves what is under way to the next. */
static void
comes_later(struct h_case *c, struct h_random *random, vs_date day)
{
    vs_date first = 0;

    c->profiles = h_below(random, 3) ? 2 : 3;
    for (unsigned p = 0; p < c->profiles; p++) {
        for (unsigned t = 0; t < H_DIRECTIONS; t++) {
            struct vs_transfer *rule = &c->transfer[p][t];

            rule->version = h_below(random, 6) ? VS_VERSION_NEW_RULE : VS_VERSION_OF_OFFER;
            rule->new_delay = (enum vs_new_delay)h_below(random, 3);
        }
        c->agreement[p].kind = VS_KIND_AGREEMENT;
        c->agreement[p].from.earliest = c->agreement[p].from.latest = first;
        if (p > 0 && h_below(random, 12) == 0) {
            c->agreement[p].from.latest += (vs_date)h_below(random, 5);
        }
        first = (first ? first : day) + (vs_date)h_below(random, 12);
        if (p > 0) {
            /* The third follows the second, or is another that follows the first. */
            c->agreement[p].replaces[0] = h_below(random, 8) == 0 ? VS_STR("another")
                                          : h_below(random, 4)    ? c->agreement[p - 1].id
                                                                  : c->agreement[0].id;
            c->agreement[p].replaces_count = 1;
        }
    }
}

/* Dates that are not known exactly, a text that is none, a profile that is not held, adoptions that
 * come later, a calendar that is not there. */
static void
odd_texts(struct h_case *c, struct h_random *random)
{
    vs_date day = (vs_date)(START / 86400);
    struct h_random apart;

    for (unsigned p = 0; p < H_PROFILES; p++) {
        struct vs_agreement *agreement = &c->agreement[p];

        if (h_below(random, 10) == 0) {
            agreement->from.earliest = day - 5;
            agreement->from.latest = day + (vs_date)h_below(random, 20);
        }
        if (h_below(random, 10) == 0) {
            agreement->until.earliest = agreement->until.latest =
                day + (vs_date)h_below(random, 20);
        }
        if (h_below(random, 20) == 0) {
            agreement->kind = VS_KIND_VISION;
        }
        c->not_held[p] = h_below(random, 20) == 0;
    }
    c->later_from = day + (vs_date)h_below(random, 20);
    for (unsigned org = 0; org < H_ORGS; org++) {
        c->later[org] = h_below(random, 20) == 0;
    }
    if (h_below(random, 10) == 0) {
        c->calendar = NULL;
    }
    apart = *random; /* what is drawn from here on shifts nothing that comes after */
    if (h_below(&apart, 3) == 2) {
        comes_later(c, &apart, day);
    }
    for (unsigned org = 0; org < H_ORGS; org++) {
        c->written[org] =
            h_below(&apart, 12) == 0 ? START + (vs_instant)h_below(&apart, 20 * 86400) : 0;
    }
}

/* Who may decide, and who has to be heard before. */
static void
random_ladder(struct h_case *c, struct h_random *random, unsigned p)
{
    c->agreement[p].level_count = h_below(random, 8) ? H_LEVELS : h_below(random, H_LEVELS);
    for (unsigned l = 0; l < H_LEVELS; l++) {
        struct vs_level *level = &c->level[p][l];

        level->decides = h_below(random, 4) ? (enum vs_decides)(2 + h_below(random, 3))
                                            : (enum vs_decides)h_below(random, 2);
        level->decider = vs_str(level->decides != VS_DECIDES_ROLE ? ""
                                : h_below(random, 3) == 0         ? "steering_group"
                                : h_below(random, 3)              ? "vt"
                                                                  : "local_team");
        level->answered_by = (enum vs_answered_by)h_below(random, 4);
        level->answer.kind = (enum vs_limit_kind)h_below(random, 3);
        level->answer.delay = (struct vs_delay){1 + h_below(random, 24), VS_UNIT_HOUR,
                                                VS_COUNT_WHOLE_DAYS, VS_AGREED};
        if (h_below(random, 4) == 0) {
            level->answer.delay.n = 1;
            level->answer.delay.unit = VS_UNIT_WORKING_DAY;
        }
    }
}

/* True if all delays of this history count from receipt. */
static bool
random_rules(struct h_case *c, struct h_random *random)
{
    bool received = h_below(random, 6) == 0;

    for (unsigned p = 0; p < H_PROFILES; p++) {
        c->agreement[p].transfer_count = 1 + h_below(random, H_DIRECTIONS);
        for (unsigned t = 0; t < H_DIRECTIONS; t++) {
            struct vs_transfer *rule = &c->transfer[p][t];

            random_move(&rule->move, random);
            random_move(&rule->giving_back, random);
            if (received) {
                rule->move.kind = VS_MOVE_AFTER_DELAY;
                rule->move.counts_from = VS_FROM_RECEIVED;
                if (t == 0) { /* over before the giver has heard that it was received */
                    rule->move.delay = (struct vs_delay){1 + h_below(random, 6), VS_UNIT_HOUR,
                                                         VS_COUNT_WHOLE_DAYS, VS_AGREED};
                }
            }
            rule->waitlist = (enum vs_waitlist_effect)h_below(random, 3);
            rule->refusal = (enum vs_refusal_effect)h_below(random, 3);
            rule->dispute = (enum vs_dispute_effect)h_below(random, 3);
            rule->early_accept = h_below(random, 5) ? VS_EARLY_MOVES : VS_EARLY_NONE;
        }
        random_ladder(c, random, p);
    }
    c->profiles = h_below(random, 12) == 0 ? 0 : h_below(random, 5) ? 1 : 2 + h_below(random, 2);
    if (h_below(random, 5) == 0) {
        comes_later(c, random, (vs_date)(START / 86400));
    }
    if (h_below(random, 3) == 0) {
        odd_texts(c, random);
    }
    return received;
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

/* An escalation about offer `re` or the case, now and then a level above another one (or not above
 * it), which is mostly about the same. */
static void
fill_escalation(struct h_case *c, struct h_random *random, struct vs_event *event, uint32_t re)
{
    uint32_t lower = any_of(c, random, VS_EV_ESCALATE);

    event->level = 1 + (c->n % 5 == 0); /* a step left out */
    event->reason = h_below(random, 2);
    event->has_re = re != UINT32_MAX && h_below(random, 4) > 0;
    if (event->has_re) {
        event->re = c->in[re].id;
    }
    if (lower != UINT32_MAX && h_below(random, 2)) {
        event->has_next_of = true;
        event->next_of = c->in[lower].id;
        event->level = c->event[lower].level % 4 + (h_below(random, 4) > 0);
        event->level += event->level == 0;
        if (h_below(random, 8)) {
            event->has_re = c->event[lower].has_re;
            event->re = c->event[lower].re;
        }
    }
}

/* What the rest of the types carry; nothing of it moves anything. */
static void
fill_rest(struct h_case *c, struct h_random *random, struct vs_event *event)
{
    static uint8_t identity[] = "{}";
    uint32_t about;

    switch ((unsigned)event->type) {
    case VS_EV_ESCALATE_ANSWER:
        about = any_of(c, random, h_below(random, 8) ? VS_EV_ESCALATE : VS_EV_OFFER);
        event->has_re = true;
        event->re = c->in[about == UINT32_MAX ? 0 : about].id;
        event->reply = h_below(random, 3);
        break;
    case VS_EV_INTRODUCE:
        event->content = VS_CONTENT_BYTES;
        event->party.org = h_org(h_below(random, H_ORGS));
        event->identity = identity;
        event->identity_len = 2;
        break;
    case VS_EV_REKEY:
    case VS_EV_EPOCH_OPEN:
        event->epoch = 2;
        event->parties = c->parties[c->n];
        event->parties[event->party_count++] = (struct vs_event_party){h_org(A), VS_PARTY_FULL};
        break;
    case VS_EV_ERASED:
        event->leaves = c->more[c->n];
        event->leaves[event->leaf_count++] = c->in[0].id;
        break;
    case VS_EV_NOTE_OTHER:
        strcpy(event->type_text, "note.other");
        break;
    default:
        break;
    }
}

static void
fill_ack(struct h_case *c, struct h_random *random, struct vs_event *event)
{
    uint32_t offer = any_of(c, random, VS_EV_OFFER);
    uint32_t named = offer != UINT32_MAX && h_below(random, 4) ? offer : h_below(random, c->n);
    unsigned how = h_below(random, 8);

    c->more[c->n][0] = c->in[named].id;
    if (how == 0) {
        event->facts_only = c->more[c->n];
        event->facts_only_count = 1;
    } else if (how == 1) {
        event->unreadable = c->more[c->n];
        event->unreadable_count = 1;
    } else {
        event->opened = c->more[c->n];
        event->opened_count = 1;
    }
}

static void
fill_settle(struct h_case *c, struct h_random *random, struct vs_event *event)
{
    uint32_t p = any_of(c, random, VS_EV_SETTLE);

    if (p != UINT32_MAX && h_below(random, 3) > 0) {
        event->is_agreement = true;
        event->agrees = c->event[p].is_agreement ? c->event[p].agrees : c->in[p].id;
        return;
    }
    for (uint32_t i = c->n; i-- > 0 && event->resolve_count < 2 && h_below(random, 8);) {
        if (c->event[i].type == VS_EV_ESCALATE) {
            event->resolves = c->more[c->n];
            event->resolves[event->resolve_count++] = c->in[i].id;
        }
    }
    event->resolve_count = vs_event_sort_set(event->resolves, event->resolve_count);
    event->outcome_closed = h_below(random, 4) == 0;
    event->outcome = h_org(h_below(random, 12) ? h_below(random, 3) : E);
    event->from = event->made - (vs_instant)h_below(random, 3 * 86400);
    if (h_below(random, 20) == 0) {
        event->from = h_below(random, 2) ? event->made + 3600 : START - 3600;
    }
}

static void
fill(struct h_case *c, struct h_random *random, struct vs_event *event, enum h_manners manners)
{
    uint32_t re = any_of(c, random, VS_EV_OFFER);

    if (manners >= H_DISHONEST && h_below(random, 12) == 0) {
        re = h_below(random, c->n); /* whatever it is */
    }
    switch ((unsigned)event->type) {
    case VS_EV_ESCALATE:
        fill_escalation(c, random, event, re);
        break;
    case VS_EV_PICKUP:
        event->has_re = re != UINT32_MAX && h_below(random, 4) > 0;
        break;
    case VS_EV_ACCEPT:
    case VS_EV_REFUSE:
    case VS_EV_WITHDRAW:
    case VS_EV_WAIT_START:
    case VS_EV_WAIT_END:
        event->has_re = true;
        re = re == UINT32_MAX ? 0 : re;
        break;
    case VS_EV_SETTLE:
        fill_settle(c, random, event);
        break;
    case VS_EV_PARTY_ADD:
    case VS_EV_PARTY_REMOVE:
        event->party.org = h_org(h_below(random, H_ORGS));
        event->party.role = h_below(random, 2) ? VS_PARTY_FULL : VS_PARTY_FACTS;
        break;
    case VS_EV_ACK:
        fill_ack(c, random, event);
        break;
    default:
        fill_rest(c, random, event);
        break;
    }
    if (event->has_re && event->type != VS_EV_ESCALATE_ANSWER && event->type != VS_EV_ESCALATE) {
        event->re = c->in[re].id;
    }
}

/* The types of a quarrel about handovers. */
#define QUARREL                                                                                    \
    (1u << VS_EV_OFFER | 1u << VS_EV_ESCALATE | 1u << VS_EV_ESCALATE_ANSWER | 1u << VS_EV_SETTLE | \
     1u << VS_EV_REFUSE | 1u << VS_EV_ACCEPT | 1u << VS_EV_WITHDRAW)

/* Half of the histories do without some of the types: what is left meets more often. */
static uint32_t
choose_types(struct h_random *random)
{
    return h_below(random, 2) ? UINT32_MAX : (uint32_t)h_next(random) | 1u << VS_EV_OFFER;
}

static enum vs_event_type
random_type(struct h_random *random, uint32_t chosen)
{
    static const enum vs_event_type types[] = {
        VS_EV_OFFER,    VS_EV_OFFER,      VS_EV_OFFER,      VS_EV_OFFER,      VS_EV_OFFER,
        VS_EV_OFFER,    VS_EV_OFFER,      VS_EV_OFFER,      VS_EV_ACCEPT,     VS_EV_ACCEPT,
        VS_EV_ACCEPT,   VS_EV_PICKUP,     VS_EV_REFUSE,     VS_EV_REFUSE,     VS_EV_WITHDRAW,
        VS_EV_WITHDRAW, VS_EV_WITHDRAW,   VS_EV_WAIT_START, VS_EV_WAIT_START, VS_EV_WAIT_END,
        VS_EV_WAIT_END, VS_EV_WAIT_START, VS_EV_WAIT_END,   VS_EV_ESCALATE,   VS_EV_SETTLE,
        VS_EV_SETTLE,   VS_EV_CLOSE,      VS_EV_REOPEN,     VS_EV_PARTY_ADD,  VS_EV_PARTY_REMOVE,
        VS_EV_NOTE,     VS_EV_ACK,        VS_EV_ACK,        VS_EV_ACK};
    static const enum vs_event_type rest[] = {
        VS_EV_ASSESS,           VS_EV_CONTACT,          VS_EV_JOIN,
        VS_EV_TRAJECTORY_START, VS_EV_TRAJECTORY_END,   VS_EV_REKEY,
        VS_EV_ERASED,           VS_EV_INTRODUCE,        VS_EV_EPOCH_OPEN,
        VS_EV_NOTE_OTHER,       VS_EV_MONITORING_START, VS_EV_MONITORING_END,
        VS_EV_ESCALATE_ANSWER,  VS_EV_ESCALATE_ANSWER};

    for (unsigned tries = 0; tries < 40; tries++) {
        enum vs_event_type type = h_below(random, 10)
                                      ? types[h_below(random, sizeof(types) / sizeof(types[0]))]
                                      : rest[h_below(random, sizeof(rest) / sizeof(rest[0]))];

        if (chosen >> type & 1) {
            return type;
        }
    }
    return VS_EV_OFFER;
}

/* Forgets some of the heads; the past follows from what is left and from the own feed. */
static void
forget_heads(struct h_case *c, struct h_random *random, struct vs_event *event)
{
    uint64_t *past = c->past[c->n];
    size_t kept = 0;

    for (size_t i = 0; i < event->head_count; i++) {
        if (h_below(random, 2) || (kept == 0 && i + 1 == event->head_count)) {
            event->heads[kept++] = event->heads[i];
        }
    }
    event->head_count = kept;
    memset(past, 0, sizeof(c->past[0]));
    for (uint32_t i = 0; i < c->n; i++) {
        bool cause = h_same_chain(c, c->by[c->n], c->in[c->n].index, i);

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

/* Another opening, or an event of another case: both are void. */
static void
stray(struct h_case *c, struct h_random *random, struct vs_event *event)
{
    if (h_below(random, 2)) {
        event->case_id = h_org(E);
    } else if (event->type == VS_EV_NOTE) {
        event->type = VS_EV_OPEN;
        event->head_count = 0;
        event->heads = NULL;
        memset(&event->case_id, 0, sizeof(event->case_id));
        strcpy(event->type_text, "case.open");
        event->parties = c->parties[c->n];
        event->parties[event->party_count++] = (struct vs_event_party){h_org(E), VS_PARTY_FULL};
        forget_heads(c, random, event);
    }
}

static unsigned
writer(struct h_case *c, struct h_random *random)
{
    unsigned org = h_below(random, 8) ? h_below(random, 3) : h_below(random, H_ORGS);
    unsigned device = org * 4 + h_below(random, 2);

    /* Where there are two versions of a feed, both go on. */
    return c->forked_at[device] > 0 && h_below(random, 2) ? device + 2 : device;
}

/* Begins and fills an event of the type; the caller ends it or undoes it. */
static struct vs_event *
draft(struct h_case *c, struct h_random *random, unsigned device, enum vs_event_type type,
      vs_instant now, enum h_manners manners)
{
    vs_instant at = now, made = now;
    struct vs_event *event;

    if ((type != VS_EV_ACK || (manners >= H_DISHONEST && h_below(random, 8) == 0)) &&
        h_below(random, 4) == 0) {
        at -= (vs_instant)h_below(random, 4 * 86400);
    }
    if (manners >= H_DISHONEST && h_below(random, 8) == 0) {
        made += (vs_instant)h_below(random, 6 * 86400) - 5 * 86400;
        at = h_below(random, 3) ? made : at;
    }
    event = h_begin(c, device, type, at, made);
    if (type == VS_EV_OFFER) {
        h_fill_offer(c, device, h_below(random, 10) ? h_below(random, 3) : h_below(random, H_ORGS),
                     h_below(random, 5) ? VS_OFFER_HANDOVER : VS_OFFER_RETURN);
        event->has_calendar = h_below(random, 12) > 0;
        /* Somebody else's adoption: the entry counts as not written. */
        if (manners >= H_DISHONEST && event->under_count > 0 && h_below(random, 12) == 0) {
            event->under[0].receiver_adoption.b[1] = (uint8_t)h_below(random, H_ORGS);
        }
    } else {
        fill(c, random, event, manners);
    }
    return event;
}

/* What the device may do as far as it knows; NULL if nothing of what was tried is allowed. */
static struct vs_event *
allowed(struct h_case *c, struct h_random *random, unsigned device, vs_instant now,
        enum h_manners manners, uint32_t chosen)
{
    struct vs_fold *fold = h_fold_known(c, device);
    struct vs_event *event = NULL;

    for (unsigned tries = 0; !event && tries < 12; tries++) {
        const char *reason = NULL;

        event = draft(c, random, device, random_type(random, chosen), now, manners);
        if (vs_authority_check(&reason, fold, event, &c->in[c->n].org, NULL) != VS_OK || reason) {
            h_undo(c);
            event = NULL;
        }
    }
    vs_fold_free(fold);
    return event;
}

/* One side of an offer about which somebody escalated answers, decides, or proposes to settle that;
 * NULL if there is none. */
static struct vs_event *
quarrel(struct h_case *c, struct h_random *random, vs_instant now)
{
    uint32_t x = any_of(c, random, VS_EV_ESCALATE), o = 0;
    unsigned sides[2], device;
    struct vs_event *event;

    if (x == UINT32_MAX || !c->event[x].has_re) {
        return NULL;
    }
    while (o < x && !vs_hash_eq(&c->in[o].id, &c->event[x].re)) {
        o++;
    }
    if (c->event[o].type != VS_EV_OFFER) {
        return NULL;
    }
    sides[0] = c->in[o].org.b[1];
    sides[1] = c->event[o].to.b[1];
    device = sides[h_below(random, 2)] * 4 + h_below(random, 2);
    h_tell(c, c->by[x], device);
    h_tell(c, c->by[c->n - 1], device);
    if (h_below(random, 2)) {
        event = h_begin(c, device, VS_EV_ESCALATE_ANSWER, now, now);
        event->has_re = true;
        event->re = c->in[x].id;
        event->reply = h_below(random, 3) ? VS_REPLY_DECISION : h_below(random, 2);
        return event;
    }
    event = h_begin(c, device, VS_EV_SETTLE, now, now);
    event->outcome = h_org(h_below(random, 8) ? sides[h_below(random, 2)] : C);
    event->from = h_below(random, 8) && c->event[o].made <= now
                      ? now - (vs_instant)h_below(random, (unsigned)(now - c->event[o].made + 1))
                      : now - (vs_instant)h_below(random, 3 * 86400);
    event->resolves = c->more[c->n];
    event->resolves[event->resolve_count++] = c->in[x].id;
    return event;
}

static void
one_event(struct h_case *c, struct h_random *random, vs_instant now, enum h_manners manners,
          uint32_t chosen)
{
    unsigned device = writer(c, random);
    uint32_t offer = any_of(c, random, VS_EV_OFFER);
    struct vs_event *event = NULL;

    /* Mostly it is the turn of the one who was asked, by a device that has read the offer. */
    if (offer != UINT32_MAX && h_below(random, 3) == 0) {
        device = c->event[offer].to.b[1] * 4u + h_below(random, 2);
        if (h_below(random, 4)) {
            h_tell(c, c->by[offer], device);
        }
    }
    if (chosen == QUARREL && h_below(random, 2)) {
        event = quarrel(c, random, now);
    }
    if (!event && h_below(random, manners >= H_DISHONEST ? 4 : 10)) {
        event = allowed(c, random, device, now, manners, chosen);
    }
    if (!event) {
        event = draft(c, random, device, random_type(random, chosen), now, manners);
    }
    if (manners >= H_DISHONEST && h_below(random, 10) == 0) {
        forget_heads(c, random, event);
    }
    if (manners >= H_DISHONEST && h_below(random, 40) == 0) {
        stray(c, random, event);
    }
    h_end(c);
}

/* A closed feed, a fork that was proven, an event of a later version, a leaf that could not be
 * opened, one that is ahead of the clock. */
static void
spoil(struct h_case *c, struct h_random *random)
{
    unsigned device = h_below(random, 3) * 4, proven = h_below(random, 2);
    uint64_t from = 1 + h_below(random, 3);

    for (uint32_t i = 1; i < c->n; i++) {
        unsigned origin = c->in[i].feed.b[1];
        bool beyond = c->forked_at[origin] > 0 && c->in[i].index >= c->forked_at[origin];

        if ((origin == device && c->in[i].index >= from) || (proven && beyond)) {
            c->in[i].cut = true;
        }
        if (h_below(random, 20) == 0 && c->event[i].type != VS_EV_OPEN) {
            c->event[i].type = VS_EV_NEWER;
            c->event[i].at = c->event[i].made;
            c->event[i].is_agreement = c->event[i].has_re = false;
            strcpy(c->event[i].type_text, "handover.later");
        } else if (h_below(random, 40) == 0) {
            c->in[i].event = NULL;
        } else if (c->event[i].type == VS_EV_NOTE_OTHER && i % 2) {
            c->event[i].v = 2;
            c->event[i].at = c->event[i].made;
        }
        c->in[i].ahead = h_below(random, 200) == 0;
    }
}

void
h_history(struct h_case *c, struct vs_calendar *calendar, struct h_random *random, unsigned events,
          enum h_manners manners)
{
    vs_instant now = START;
    uint32_t chosen = choose_types(random);
    unsigned apart = 1; /* how seldom they hear of each other */

    h_case_init(c, calendar);
    c->seed = h_next(random);
    if (random_rules(c, random) && h_below(random, 2)) {
        chosen = 1u << VS_EV_OFFER | 1u << VS_EV_ACCEPT | 1u << VS_EV_WITHDRAW | 1u << VS_EV_ACK |
                 1u << VS_EV_NOTE;
        apart = 5; /* what is received is not heard of in time */
    }
    if (h_below(random, 4) == 0) { /* a quarrel about handovers */
        chosen = QUARREL;
        c->profiles = 1;
    } else if (h_below(random, 6) == 0) { /* waiting lists */
        chosen = 1u << VS_EV_OFFER | 1u << VS_EV_WAIT_START | 1u << VS_EV_WAIT_END |
                 1u << VS_EV_ACCEPT | 1u << VS_EV_PICKUP | 1u << VS_EV_ACK;
        h_rule(c)->waitlist = h_below(random, 3) ? VS_WAITLIST_GIVER_HOLDS : VS_WAITLIST_UNKNOWN;
    }
    h_open(c, h_below(random, 2) ? A1 : B1, now);
    c->event[0].takes = h_below(random, 10) != 0;
    if (h_below(random, 4) == 0) {
        c->event[0].parties[2].role = VS_PARTY_FACTS;
    }
    h_tell_all(c);
    while (c->n < events) {
        unsigned device = h_below(random, 3) * 4 + h_below(random, 2);

        now += h_below(random, 3) ? h_below(random, 6 * 3600) : h_below(random, 3 * 86400);
        one_event(c, random, now, manners, chosen);
        if (manners >= H_DISHONEST && h_below(random, 30) == 0 && c->index[device] > 0 &&
            c->forked_at[device] == 0) {
            h_fork(c, device, device + 2);
        }
        if (manners == H_LINE || h_below(random, 6 * apart) == 0) {
            h_tell_all(c);
        } else if (h_below(random, 1 + apart) == 0) {
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
