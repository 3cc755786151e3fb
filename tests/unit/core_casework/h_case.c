#include "tests/unit/core_casework/h_case.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void
die(const char *what)
{
    printf("Bail out! %s\n", what);
    exit(2);
}

static struct vs_hash
marked(unsigned char kind, unsigned a, unsigned b)
{
    struct vs_hash h;

    memset(&h, 0, sizeof(h));
    h.b[0] = kind;
    h.b[1] = (unsigned char)a;
    h.b[2] = (unsigned char)b;
    return h;
}

struct vs_hash
h_org(unsigned org)
{
    return marked(0x10, org, 0);
}

static struct vs_hash
feed_of(const struct h_case *c, unsigned device)
{
    return marked(0xFE, c->twin_of[device] ? c->twin_of[device] - 1 : device, 0);
}

void
h_ends(struct h_case *c, unsigned device, vs_date day)
{
    c->end[device / 4] = (struct h_end){feed_of(c, device), c->index[device], day};
}

static enum vs_held
give_agreement(void *payload, const struct vs_agreement **out, const struct vs_hash *hash)
{
    struct h_case *c = payload;

    if (hash->b[0] != 0xA6 || hash->b[1] >= H_PROFILES) {
        return VS_NO_SUCH;
    }
    *out = &c->agreement[hash->b[1]];
    return c->not_held[hash->b[1]] ? VS_NOT_HELD : VS_HELD;
}

static enum vs_held
give_calendar(void *payload, const struct vs_calendar **out, const struct vs_hash *hash,
              const struct vs_fold_event *offer, vs_instant rec)
{
    struct h_case *c = payload;

    (void)offer;
    (void)rec;
    *out = c->calendar;
    return hash->b[0] == 0xCA && c->calendar ? VS_HELD : VS_NO_SUCH;
}

static enum vs_held
give_adoption(void *payload, struct vs_fold_adoption *out, const struct vs_hash *leaf,
              const struct vs_fold_event *offer)
{
    const struct h_case *c = payload;

    (void)offer;
    if (leaf->b[0] != 0xAD || leaf->b[1] >= H_ORGS) {
        return VS_NO_SUCH;
    }
    out->org = h_org(leaf->b[1]);
    out->profile = marked(0xA6, leaf->b[2], 0);
    out->role = vs_str(leaf->b[1] == A ? "vt" : "local_team");
    out->from = c->later[leaf->b[1]] ? c->later_from : 0;
    out->made = c->written[leaf->b[1]];
    return VS_HELD;
}

static vs_date
give_end(void *payload, const struct vs_hash *leaf, const struct vs_fold_event *event,
         bool everywhere)
{
    const struct h_case *c = payload;
    const struct h_end *end = &c->end[leaf->b[1]];

    (void)everywhere; /* no leaf stands in two histories here */
    return end->day > 0 && vs_hash_eq(&event->feed, &end->feed) && event->index >= end->before
               ? end->day
               : VS_DATE_NEVER;
}

void
h_case_init(struct h_case *c, struct vs_calendar *calendar)
{
    memset(c, 0, sizeof(*c));
    c->calendar = calendar;
    c->seed = 1;
    c->profiles = 1;
    for (unsigned p = 0; p < H_PROFILES; p++) {
        for (unsigned t = 0; t < H_DIRECTIONS; t++) {
            struct vs_transfer *transfer = &c->transfer[p][t];

            transfer->from = vs_str(t == 0 ? "vt" : "local_team");
            transfer->to = vs_str(t == 2 ? "vt" : "local_team");
            transfer->move.kind = VS_MOVE_AFTER_DELAY;
            transfer->move.delay =
                (struct vs_delay){2, VS_UNIT_WORKING_DAY, VS_COUNT_WHOLE_DAYS, VS_AGREED};
            transfer->move.counts_from = VS_FROM_SENT;
            transfer->waitlist = VS_WAITLIST_NONE;
        }
        for (unsigned l = 0; l < H_LEVELS; l++) {
            c->level[p][l].level = l + 1;
            c->level[p][l].decides = VS_DECIDES_NOBODY;
        }
        c->agreement[p].escalation_known = true;
        c->agreement[p].levels = c->level[p];
        c->agreement[p].level_count = H_LEVELS;
        c->agreement[p].id = vs_str(p == 0 ? "test" : p == 1 ? "second" : "third");
        c->agreement[p].kind = VS_KIND_AGREEMENT;
        c->agreement[p].until =
            (struct vs_date_range){.earliest = VS_DATE_NEVER, .latest = VS_DATE_NEVER};
        c->agreement[p].transfers = c->transfer[p];
        c->agreement[p].transfer_count = 1;
        c->agreement[p].hash = marked(0xA6, p, 0);
    }
    c->source = (struct vs_fold_source){c, give_agreement, give_calendar, give_adoption, give_end};
}

struct vs_transfer *
h_rule(struct h_case *c)
{
    return &c->transfer[0][0];
}

static uint64_t
mix(uint64_t *state)
{
    uint64_t z = (*state += 0x9e3779b97f4a7c15u);

    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
    return z ^ (z >> 31);
}

static bool
bit(const uint64_t *set, uint32_t i)
{
    return set[i / 64] >> (i % 64) & 1;
}

bool
h_knows(const struct h_case *c, uint32_t y, uint32_t x)
{
    return bit(c->past[y], x);
}

/* The newest of what is known: nothing else that is known has it in its past. */
static void
make_heads(struct h_case *c, unsigned device)
{
    uint64_t covered[H_WORDS] = {0};
    struct vs_event *event = &c->event[c->n];

    event->heads = c->heads[c->n];
    for (uint32_t i = 0; i < c->n; i++) {
        for (unsigned w = 0; bit(c->known[device], i) && w < H_WORDS; w++) {
            covered[w] |= c->past[i][w];
        }
    }
    for (uint32_t i = c->n; i-- > 0 && event->head_count < VS_EVENT_HEADS_MAX;) {
        if (bit(c->known[device], i) && !bit(covered, i)) {
            event->heads[event->head_count++] = c->in[i].id;
        }
    }
    event->head_count = vs_event_sort_set(event->heads, event->head_count);
}

struct vs_event *
h_begin(struct h_case *c, unsigned device, enum vs_event_type type, vs_instant at, vs_instant made)
{
    struct vs_event *event = &c->event[c->n];
    struct vs_fold_event *in = &c->in[c->n];
    uint64_t state = c->seed * 1000003u + c->n;

    if (c->n == H_EVENTS) {
        die("too many events in a test case");
    }
    memset(event, 0, sizeof(*event));
    event->type = type;
    snprintf(event->type_text, sizeof(event->type_text), "%s", vs_event_type_name(type));
    event->v = 1;
    event->takes = true;
    event->at = at;
    event->made = made;
    if (c->n > 0) {
        event->case_id = c->in[0].id;
    }
    memset(in, 0, sizeof(*in));
    for (unsigned i = 0; i < 4; i++) {
        vs_put_u64(&in->id.b[8 * i], mix(&state));
    }
    in->org = h_org(device / 4);
    in->feed = feed_of(c, device);
    in->branch = c->twin_of[device] ? 1 : 0;
    in->index = c->index[device]++;
    c->by[c->n] = device;
    in->event = event;
    memcpy(c->past[c->n], c->known[device], sizeof(c->past[0]));
    make_heads(c, device);
    return event;
}

uint32_t
h_end(struct h_case *c)
{
    uint32_t i = c->n++;
    unsigned device = c->by[i];

    c->known[device][i / 64] |= (uint64_t)1 << (i % 64);
    return i;
}

void
h_undo(struct h_case *c)
{
    c->index[c->by[c->n]]--;
}

uint32_t
h_open(struct h_case *c, unsigned device, vs_instant at)
{
    struct vs_event *event = h_begin(c, device, VS_EV_OPEN, at, at);

    event->parties = c->parties[c->n];
    for (unsigned org = 0; org < 3; org++) {
        event->parties[event->party_count++] = (struct vs_event_party){h_org(org), VS_PARTY_FULL};
    }
    return h_end(c);
}

void
h_fill_offer(struct h_case *c, unsigned device, unsigned to, enum vs_offer_kind kind)
{
    struct vs_event *event = &c->event[c->n];

    event->to = h_org(to);
    event->kind = kind;
    event->has_calendar = true;
    event->calendar = marked(0xCA, 0, 0);
    event->under = c->under[c->n];
    for (unsigned p = 0; p < c->profiles; p++) {
        event->under[event->under_count++] = (struct vs_event_under){
            "test", marked(0xA6, p, 0), marked(0xAD, device / 4, p), marked(0xAD, to, p)};
    }
}

static uint32_t
offer(struct h_case *c, unsigned device, unsigned to, enum vs_offer_kind kind, vs_instant at)
{
    h_begin(c, device, VS_EV_OFFER, at, at);
    h_fill_offer(c, device, to, kind);
    return h_end(c);
}

uint32_t
h_offer(struct h_case *c, unsigned device, unsigned to, vs_instant at)
{
    return offer(c, device, to, VS_OFFER_HANDOVER, at);
}

uint32_t
h_return(struct h_case *c, unsigned device, unsigned to, vs_instant at)
{
    return offer(c, device, to, VS_OFFER_RETURN, at);
}

uint32_t
h_re_late(struct h_case *c, unsigned device, enum vs_event_type type, uint32_t re, vs_instant at,
          vs_instant made)
{
    struct vs_event *event = h_begin(c, device, type, at, made);

    event->has_re = true;
    event->re = c->in[re].id;
    return h_end(c);
}

uint32_t
h_re(struct h_case *c, unsigned device, enum vs_event_type type, uint32_t re, vs_instant at)
{
    return h_re_late(c, device, type, re, at, at);
}

uint32_t
h_escalate(struct h_case *c, unsigned device, uint32_t about, vs_instant at)
{
    struct vs_event *event = h_begin(c, device, VS_EV_ESCALATE, at, at);

    event->level = 1;
    event->reason = VS_ESCALATE_DIFFERENCE_OF_VIEW;
    if (about != VS_FOLD_NONE) {
        event->has_re = true;
        event->re = c->in[about].id;
    }
    return h_end(c);
}

uint32_t
h_plain(struct h_case *c, unsigned device, enum vs_event_type type, vs_instant at)
{
    h_begin(c, device, type, at, at);
    return h_end(c);
}

uint32_t
h_settle(struct h_case *c, unsigned device, int outcome_or_closed, vs_instant from, vs_instant at)
{
    struct vs_event *event = h_begin(c, device, VS_EV_SETTLE, at, at);

    event->outcome_closed = outcome_or_closed < 0;
    if (outcome_or_closed >= 0) {
        event->outcome = h_org((unsigned)outcome_or_closed);
    }
    event->from = from;
    return h_end(c);
}

uint32_t
h_agree(struct h_case *c, unsigned device, uint32_t proposal, vs_instant at)
{
    struct vs_event *event = h_begin(c, device, VS_EV_SETTLE, at, at);

    event->is_agreement = true;
    event->agrees = c->in[proposal].id;
    return h_end(c);
}

uint32_t
h_party(struct h_case *c, unsigned device, enum vs_event_type type, unsigned org,
        enum vs_party_role role, vs_instant at)
{
    struct vs_event *event = h_begin(c, device, type, at, at);

    event->party = (struct vs_event_party){h_org(org), role};
    return h_end(c);
}

uint32_t
h_ack(struct h_case *c, unsigned device, uint32_t opened, vs_instant at)
{
    struct vs_event *event = h_begin(c, device, VS_EV_ACK, at, at);

    event->opened = c->more[c->n];
    event->opened[event->opened_count++] = c->in[opened].id;
    return h_end(c);
}

void
h_fork(struct h_case *c, unsigned device, unsigned twin)
{
    c->twin_of[twin] = device + 1;
    c->index[twin] = c->forked_at[device] = c->index[device];
    memcpy(c->known[twin], c->known[device], sizeof(c->known[0]));
}

bool
h_same_chain(const struct h_case *c, unsigned device, uint64_t index, uint32_t x)
{
    unsigned origin = c->twin_of[device] ? c->twin_of[device] - 1 : device;

    return c->in[x].index < index &&
           (c->by[x] == device || (c->by[x] == origin && c->in[x].index < c->forked_at[origin]));
}

void
h_tell(struct h_case *c, unsigned from, unsigned to)
{
    for (unsigned w = 0; w < H_WORDS; w++) {
        c->known[to][w] |= c->known[from][w];
    }
}

void
h_tell_all(struct h_case *c)
{
    uint64_t all[H_WORDS] = {0};

    for (unsigned d = 0; d < H_DEVICES; d++) {
        for (unsigned w = 0; w < H_WORDS; w++) {
            all[w] |= c->known[d][w];
        }
    }
    for (unsigned d = 0; d < H_DEVICES; d++) {
        memcpy(c->known[d], all, sizeof(all));
    }
}

struct vs_fold *
h_fold_without(struct h_case *c, uint32_t without)
{
    static struct vs_fold_event part[H_EVENTS];
    struct vs_fold *fold = NULL;
    struct vs_err err = {0};
    size_t n = 0;

    for (uint32_t i = 0; i < c->n; i++) {
        if (without >= c->n || (i != without && !h_knows(c, i, without))) {
            part[n++] = c->in[i];
        }
    }
    if (without >= c->n) {
        if (vs_fold_make(&fold, &c->in[0].id, c->in, c->n, &c->source, &err) != VS_OK) {
            die(err.detail);
        }
        return fold;
    }
    if (vs_fold_make(&fold, &c->in[0].id, part, n, &c->source, &err) != VS_OK) {
        die(err.detail);
    }
    return fold;
}

struct vs_fold *
h_fold_known(struct h_case *c, unsigned device)
{
    static struct vs_fold_event part[H_EVENTS];
    struct vs_fold *fold = NULL;
    size_t n = 0;

    for (uint32_t i = 0; i < c->n; i++) {
        if (bit(c->known[device], i)) {
            part[n++] = c->in[i];
        }
    }
    if (vs_fold_make(&fold, &c->in[0].id, part, n, &c->source, NULL) != VS_OK) {
        die("no fold of what a device knows");
    }
    return fold;
}

struct vs_fold *
h_fold(struct h_case *c)
{
    return h_fold_without(c, UINT32_MAX);
}

static void
add_orgs(char *text, size_t size, const struct vs_hash *orgs, size_t count, size_t stride)
{
    for (size_t i = 0; i < count; i++) {
        const struct vs_hash *org = (const struct vs_hash *)((const char *)orgs + i * stride);
        size_t used = strlen(text);

        snprintf(text + used, size - used, "%s%c", i > 0 ? "," : "", 'A' + org->b[1]);
    }
}

const char *
h_who(const struct vs_fold *fold, vs_instant at)
{
    static char text[200];
    struct vs_answer answer;
    size_t used;

    if (vs_answer_at(&answer, fold, at, NULL) != VS_OK) {
        die("no answer");
    }
    text[0] = '\0';
    if (answer.state == VS_STATE_NO_CASE) {
        strcpy(text, "none");
    } else if (answer.state == VS_STATE_CLOSED) {
        snprintf(text, sizeof(text), "closed %s", vs_certainty_name(answer.certainty));
    } else if (answer.certainty == VS_UNDETERMINED) {
        strcpy(text, "undetermined ");
        add_orgs(text, sizeof(text), answer.candidates, answer.candidate_count,
                 sizeof(struct vs_hash));
        used = strlen(text);
        snprintf(text + used, sizeof(text) - used, " missing %s", answer.missing[0].name);
    } else {
        add_orgs(text, sizeof(text), &answer.holders[0].org, answer.holder_count,
                 sizeof(struct vs_answer_holder));
        used = strlen(text);
        snprintf(text + used, sizeof(text) - used, "%s %s", answer.contested_by_closing ? ",x" : "",
                 vs_certainty_name(answer.certainty));
    }
    vs_answer_release(&answer);
    return text;
}

const char *
h_at_all(struct h_case *c, vs_instant at)
{
    struct vs_fold *fold = h_fold(c);
    const char *text = h_who(fold, at);

    vs_fold_free(fold);
    return text;
}

const char *
h_verdict(const struct vs_fold *fold, const struct h_case *c, uint32_t event)
{
    uint32_t i = vs_fold_find(fold, &c->in[event].id);

    if (i == VS_FOLD_NONE) {
        return "absent";
    }
    if (fold->entries[i].state == VS_ENTRY_VOID) {
        return fold->entries[i].reason;
    }
    return vs_entry_state_name(fold->entries[i].state);
}

bool
h_finding(const struct vs_fold *fold, const char *name, vs_instant at)
{
    for (size_t i = 0; i < fold->finding_count; i++) {
        if (strcmp(fold->findings[i].name, name) == 0 && fold->findings[i].from <= at &&
            at < fold->findings[i].until) {
            return true;
        }
    }
    return false;
}
