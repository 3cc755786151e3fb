/*
 * A life: a plan carried out, with the laws of fold.md held to at every step and at the end.
 */
#ifndef VS_TESTS_SIM_H_LIFE_H
#define VS_TESTS_SIM_H_LIFE_H

#include "tests/sim/sync/h_plan.h"

#define H_CASES_MAX    4
#define H_VERDICTS_MAX 4096 /* a power of two */

/* What happened in many lives, so that a test sees that something did. */
struct h_counts {
    unsigned long acts[VS_EVENT_TYPE_COUNT];
    unsigned long lives, cases, copies, events, syncs, stale, broken, refused, changes, tampered,
        rebuilt, verified, forks, forks_seen, pending, voids, unreadable;
    unsigned long adopted, ended, calendars, decisions;
    unsigned long counted, bound; /* offers under such a calendar, settlements by a decision */
    unsigned long lies[16];
};

/* How an event was judged: the same for everybody and for ever. */
struct h_verdict {
    struct vs_hash id;
    bool known, authorised;
    const char *reason;
    vs_instant rec, eff;
};

struct h_life {
    const struct h_plan *plan;
    struct h_world world;
    uint64_t random; /* of the step under way */
    struct vs_hash cases[H_CASES_MAX];
    unsigned case_count;
    struct h_org twin;     /* a copy of the liar's ledger that goes on by itself, from a fork on */
    struct h_org *twin_of; /* NULL: nothing is forked */
    bool tampered;         /* a host has changed something since it was last put right */
    struct vs_hash resolves[VS_EVENT_RESOLVES_MAX]; /* of the event drawn last */
    uint64_t sent;                                  /* leaves, by all together */
    struct h_counts *counts;
    struct h_verdict verdicts[H_VERDICTS_MAX];
    FILE *words;     /* what happens, in words; NULL: silence */
    const char *law; /* the first law that was broken, in a few stable words; NULL: none */
    char what[400];
};

/* Carries out a plan from beginning to end. False when a law was broken: life->law, life->what. */
bool h_life_run(struct h_life *life, const struct h_plan *plan, struct h_counts *counts,
                FILE *words);

/* For the parts of a life (h_act.c, h_liar.c, h_end.c). */
uint64_t h_draw(struct h_life *life, uint64_t limit);
void h_say(struct h_life *life, const struct h_org *org, const char *form, ...)
    __attribute__((format(printf, 3, 4)));
void h_broken(struct h_life *life, const char *law, const char *form, ...)
    __attribute__((format(printf, 3, 4)));
bool h_is_liar(const struct h_life *life, const struct h_org *org);

/* A case that the organisation has, with its number; NULL: it has none. */
struct vs_casefile *h_any_case(struct h_life *life, struct h_org *org, unsigned *number);

/* The laws that one fold can be held to, and that verdicts never change. */
void h_check_case(struct h_life *life, struct h_org *org, unsigned number);

/* A ledger derived again, at any time, is what it was. */
void h_check_rebuild(struct h_life *life, struct h_org *org);

void h_act_step(struct h_life *life, struct h_org *org);
/* Draws an event of any kind; whether it is allowed is another matter. */
void h_draw_event(struct h_life *life, struct vs_event *draft, const struct vs_fold *fold,
                  vs_instant now);
/* Draws the next act towards a decision in a handover of `us`. False: there is none to do. */
bool h_draw_decision(struct h_life *life, struct vs_event *draft, const struct vs_fold *fold,
                     const struct vs_hash *us, vs_instant now);
/* The escalations that are open are those that a proposal resolves. */
void h_draw_resolved(struct h_life *life, struct vs_event *draft, const struct vs_fold *fold);
void h_lie_step(struct h_life *life, struct h_org *org);
void h_host_step(struct h_life *life);
void h_adopt_step(struct h_life *life, struct h_org *org);
/* After a fork: the first history is shown to the first host, the other to the second. */
void h_sync_step(struct h_life *life, struct h_org *org, unsigned mask, bool disturbed, bool check);

/* Everybody syncs until nothing moves; then all of them must agree. */
void h_life_end(struct h_life *life);

#endif
