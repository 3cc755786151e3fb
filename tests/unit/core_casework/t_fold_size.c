/* Long histories cost no more than their length: 100,000 events in a line, two organisations that
 * write 2,000 events each without knowing of the other, and members who write the same act as often
 * as they can, on one device or on several that keep silent to each other. A blow-up shows as a
 * test that never ends; nothing here looks at a clock. */
#include <stdlib.h>

#include "core/base/mem.h"
#include "core/casework/chain.h"
#include "tests/tap.h"
#include "tests/unit/core_casework/h_case.h"
#include "tests/unit/core_casework/h_shipped.h"

static struct h_case c; /* for its rules */

struct line {
    struct vs_event *event;
    struct vs_fold_event *in;
    struct vs_hash *heads;
    size_t n, cap;
    vs_instant now;
};

static struct vs_event *
put(struct line *line, unsigned org, enum vs_event_type type, const struct vs_hash *head)
{
    size_t i = line->n++;
    struct vs_event *event = &line->event[i];
    uint64_t state = i + 1;

    for (unsigned k = 0; k < 4; k++) {
        state = state * 6364136223846793005u + 1442695040888963407u;
        vs_put_u64(&line->in[i].id.b[8 * k], state ^ (state >> 29));
    }
    line->in[i].org = h_org(org);
    line->in[i].feed = h_org(org + 10 * (unsigned)(i / VS_FOLD_FEED_MAX));
    line->in[i].index = i;
    line->in[i].event = event;
    event->type = type;
    event->takes = true;
    event->at = event->made = line->now += 60;
    event->to = h_org(1 - org);
    if (i > 0) {
        event->case_id = line->in[0].id;
        line->heads[i] = *head;
        event->heads = &line->heads[i];
        event->head_count = 1;
    }
    return event;
}

static void
init(struct line *line, size_t n)
{
    line->event = vs_calloc(n, sizeof(*line->event));
    line->in = vs_calloc(n, sizeof(*line->in));
    line->heads = vs_calloc(n, sizeof(*line->heads));
    line->n = 0;
    line->now = 1790000000;
}

static void
release(struct line *line)
{
    vs_free(line->event);
    vs_free(line->in);
    vs_free(line->heads);
}

static void
fold(struct line *line, uint32_t valid, const char *who)
{
    struct vs_fold *fold = NULL;
    struct vs_tenures rows;
    struct vs_chain chain;
    uint32_t count = 0;

    if (!OK(vs_fold_make(&fold, &line->in[0].id, line->in, line->n, &c.source, NULL) == VS_OK,
            "%zu events are folded", line->n)) {
        return;
    }
    for (size_t i = 0; i < fold->entry_count; i++) {
        count += fold->entries[i].state == VS_ENTRY_VALID;
    }
    IS_INT(count, valid, "all of them valid");
    IS_TEXT(h_who(fold, line->now), who, "and the answer is %s", who);
    OK(vs_tenures_make(&rows, fold, NULL) == VS_OK && rows.count > 0, "there are tenures");
    OK(vs_chain_make(&chain, fold, line->now, NULL) == VS_OK && chain.step_count > 0,
       "and a chain to the answer");
    vs_chain_release(&chain);
    vs_tenures_release(&rows);
    vs_fold_free(fold);
}

#if defined(__SANITIZE_ADDRESS__)
#define FLOOD 4000
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define FLOOD 4000
#endif
#endif
#ifndef FLOOD
#define FLOOD 8000
#endif

/* One act again and again, or two in turn, about the one offer of the case (`about`). */
struct flood {
    const char *name;
    unsigned org;
    enum vs_event_type type, then;
    bool about;
    uint32_t valid, valid_8; /* of FLOOD events on one device, on eight; 0: all of them */
};

static const struct flood floods[] = {
    {"escalations", B, VS_EV_ESCALATE, VS_EV_ESCALATE, false, 3 + 256, 3 + 8 * 256},
    {"escalations about it", B, VS_EV_ESCALATE, VS_EV_ESCALATE, true, 3 + 32, 3 + 8 * 32},
    {"waiting", B, VS_EV_WAIT_START, VS_EV_WAIT_START, true, 3 + 32, 3 + 8 * 32},
    {"waiting on and off", B, VS_EV_WAIT_START, VS_EV_WAIT_END, true, 3 + 64, 3 + 8 * 64},
    {"acceptances", B, VS_EV_ACCEPT, VS_EV_ACCEPT, true, 3 + 32, 3 + 8 * 32},
    {"refusals", B, VS_EV_REFUSE, VS_EV_REFUSE, true, 3 + 1, 3 + 8 * 1},
    {"proposals that change nothing", B, VS_EV_SETTLE, VS_EV_SETTLE, false, 3 + 256, 3 + 8 * 256},
    {"acks", B, VS_EV_ACK, VS_EV_ACK, false, 0, 0},
    {"parties come and go", A, VS_EV_PARTY_ADD, VS_EV_PARTY_REMOVE, false, 0, 0},
    {"closings that are void", B, VS_EV_CLOSE, VS_EV_CLOSE, false, 3, 3},
};

static void
fill(struct line *line, struct vs_event *event, const struct flood *flood)
{
    event->has_re = flood->about;
    event->re = line->in[2].id;
    event->level = 1;
    event->party = (struct vs_event_party){h_org(C), VS_PARTY_FULL};
    if (event->type == VS_EV_SETTLE) {
        event->outcome = h_org(A);
        event->from = event->made;
    } else if (event->type == VS_EV_ACK) {
        event->opened = &line->in[2].id;
        event->opened_count = 1;
    }
}

static void
flood(const struct flood *flood, unsigned devices, uint32_t valid)
{
    struct vs_fold *fold = NULL;
    struct vs_tenures rows;
    struct line line;
    size_t last[8] = {2, 2, 2, 2, 2, 2, 2, 2};
    uint32_t count = 0;

    init(&line, FLOOD + 3);
    put(&line, A, VS_EV_OPEN, NULL);
    put(&line, A, VS_EV_PARTY_ADD, &line.in[0].id)->party =
        (struct vs_event_party){h_org(B), VS_PARTY_FULL};
    put(&line, A, VS_EV_OFFER, &line.in[1].id);
    for (size_t i = 0; i < FLOOD; i++) {
        unsigned device = (unsigned)(i % devices);
        enum vs_event_type type = i / devices % 2 ? flood->then : flood->type;
        struct vs_event *event = put(&line, flood->org, type, &line.in[last[device]].id);

        last[device] = line.n - 1;
        line.in[last[device]].feed = h_org(100 + device);
        fill(&line, event, flood);
    }
    if (!OK(vs_fold_make(&fold, &line.in[0].id, line.in, line.n, &c.source, NULL) == VS_OK &&
                vs_tenures_make(&rows, fold, NULL) == VS_OK,
            "%u devices and nothing but %s", devices, flood->name)) {
        return;
    }
    for (size_t i = 0; i < fold->entry_count; i++) {
        count += fold->entries[i].state == VS_ENTRY_VALID;
    }
    IS_INT(count, valid ? valid : FLOOD + 3, "so many are valid");
    vs_tenures_release(&rows);
    vs_fold_free(fold);
    release(&line);
}

int
main(void)
{
    struct vs_calendar *calendar = h_shipped_calendar("nl-atw", "2026-1");
    struct line line;

    h_case_init(&c, calendar);

    init(&line, 100000);
    put(&line, A, VS_EV_OPEN, NULL);
    for (size_t i = 1; i < 100000; i++) {
        put(&line, A, VS_EV_NOTE, &line.in[i - 1].id);
    }
    fold(&line, 100000, "A certain");
    release(&line);

    init(&line, 100001);
    put(&line, A, VS_EV_OPEN, NULL);
    for (size_t i = 0; i < 50000; i++) {
        put(&line, i % 2 ? B : A, VS_EV_OFFER, &line.in[2 * i].id);
        put(&line, i % 2 ? A : B, VS_EV_ACCEPT, &line.in[2 * i + 1].id)->re = line.in[2 * i + 1].id;
        line.event[2 * i + 2].has_re = true;
    }
    fold(&line, 100001, "A certain");
    release(&line);

    init(&line, 4002);
    put(&line, A, VS_EV_OPEN, NULL)->party_count = 0;
    put(&line, A, VS_EV_PARTY_ADD, &line.in[0].id)->party =
        (struct vs_event_party){h_org(B), VS_PARTY_FULL};
    for (size_t i = 0; i < 2000; i++) {
        put(&line, A, i % 2 ? VS_EV_WITHDRAW : VS_EV_OFFER, &line.in[i ? 2 * i : 1].id);
        if (i % 2) {
            line.event[2 * i + 2].has_re = true;
            line.event[2 * i + 2].re = line.in[2 * i].id;
        }
        put(&line, B, i % 2 ? VS_EV_NOTE : VS_EV_ESCALATE, &line.in[i ? 2 * i + 1 : 1].id);
    }
    fold(&line, 3258, "A certain"); /* 256 escalations of 1,000: the rest is too many */
    release(&line);

    for (size_t i = 0; i < sizeof(floods) / sizeof(floods[0]); i++) {
        flood(&floods[i], 1, floods[i].valid);
        flood(&floods[i], 8, floods[i].valid_8);
    }
    vs_calendar_free(calendar);
    return tap_done();
}
