/*
 * Histories for tests of the fold: organisations with up to four devices each, every device with
 * its own knowledge, events written with the heads that follow from it.
 */
#ifndef VS_TESTS_UNIT_CORE_CASEWORK_H_CASE_H
#define VS_TESTS_UNIT_CORE_CASEWORK_H_CASE_H

#include "core/casework/answer.h"
#include "core/casework/authority.h"

#define H_EVENTS     640
#define H_WORDS      (H_EVENTS / 64)
#define H_ORGS       5
#define H_DEVICES    (H_ORGS * 4)
#define H_PROFILES   3
#define H_DIRECTIONS 3
#define H_LEVELS     3

enum h_org { A, B, C, D, E };
/* The first and the second device of an organisation. */
enum h_device { A1 = 0, A2, B1 = 4, B2, C1 = 8, C2, D1 = 12, E1 = 16 };

/* An adoption ends on `day`; that stands before leaf `before` of the feed. */
struct h_end {
    struct vs_hash feed;
    uint64_t before;
    vs_date day;
};

struct h_case {
    struct vs_event event[H_EVENTS];
    struct vs_fold_event in[H_EVENTS];
    uint64_t past[H_EVENTS][H_WORDS];
    struct vs_hash heads[H_EVENTS][VS_EVENT_HEADS_MAX];
    struct vs_hash more[H_EVENTS][8]; /* room for one set of the event */
    struct vs_event_party parties[H_EVENTS][H_ORGS];
    struct vs_event_under under[H_EVENTS][H_PROFILES];
    uint32_t n;
    unsigned by[H_EVENTS];         /* the device that wrote it */
    unsigned twin_of[H_DEVICES];   /* 1 + the device whose feed it forks; 0: a feed of its own */
    uint64_t forked_at[H_DEVICES]; /* of a device with a twin: index of the first leaf beyond the
                                      common prefix; 0: it has none */
    uint64_t known[H_DEVICES][H_WORDS];
    uint64_t index[H_DEVICES];
    uint64_t seed;
    struct vs_agreement agreement[H_PROFILES];
    /* vt to local_team, local_team to local_team, local_team to vt */
    struct vs_transfer transfer[H_PROFILES][H_DIRECTIONS];
    struct vs_level level[H_PROFILES][H_LEVELS]; /* nobody decides, unless a test says so */
    unsigned profiles;                           /* how many an offer names */
    bool not_held[H_PROFILES];                   /* this reader does not have the profile */
    bool later[H_ORGS];                          /* adopted only from the date `later_from` on */
    vs_date later_from;
    vs_instant written[H_ORGS];   /* when its adoptions were; 0: before everything */
    struct h_end end[H_ORGS];     /* of its adoptions; day 0: none */
    struct vs_calendar *calendar; /* not owned */
    struct vs_fold_source source;
};

/* A case with one profile in force for ever: after 2 working days from sending, waiting list none,
 * refusal and dispute unknown; A is vt, the others are local teams. */
void h_case_init(struct h_case *c, struct vs_calendar *calendar);
struct vs_transfer *h_rule(struct h_case *c); /* of the first profile, vt to local_team */

struct vs_hash h_org(unsigned org);

/* The organisation ends its adoptions from `day` on: the device writes that now, after what it has
 * written in the case. */
void h_ends(struct h_case *c, unsigned device, vs_date day);

/* An event of a device, with what it knows as its past; the caller fills in what the type needs,
 * then h_end records it, gives its number and lets the device know it. */
struct vs_event *h_begin(struct h_case *c, unsigned device, enum vs_event_type type, vs_instant at,
                         vs_instant made);
void h_fill_offer(struct h_case *c, unsigned device, unsigned to, enum vs_offer_kind kind);
uint32_t h_end(struct h_case *c);
void h_undo(struct h_case *c); /* instead of h_end: it was never written */

uint32_t h_open(struct h_case *c, unsigned device, vs_instant at);
uint32_t h_offer(struct h_case *c, unsigned device, unsigned to, vs_instant at);
uint32_t h_return(struct h_case *c, unsigned device, unsigned to, vs_instant at);
/* accept, pickup, refuse, withdraw, waitlist.*; `re` is the number of the offer. */
uint32_t h_re(struct h_case *c, unsigned device, enum vs_event_type type, uint32_t re,
              vs_instant at);
uint32_t h_re_late(struct h_case *c, unsigned device, enum vs_event_type type, uint32_t re,
                   vs_instant at, vs_instant made);
uint32_t h_escalate(struct h_case *c, unsigned device, uint32_t about, vs_instant at);
uint32_t h_plain(struct h_case *c, unsigned device, enum vs_event_type type, vs_instant at);
uint32_t h_settle(struct h_case *c, unsigned device, int outcome_or_closed, vs_instant from,
                  vs_instant at); /* outcome -1: closed */
uint32_t h_agree(struct h_case *c, unsigned device, uint32_t proposal, vs_instant at);
uint32_t h_party(struct h_case *c, unsigned device, enum vs_event_type type, unsigned org,
                 enum vs_party_role role, vs_instant at);
/* An ack of everything that the device knows and has not acked (at most 8). */
uint32_t h_ack(struct h_case *c, unsigned device, uint32_t opened, vs_instant at);

/* From here on there are two versions of the device's feed; `twin` (a device of the same
 * organisation that has written nothing) writes the second. */
void h_fork(struct h_case *c, unsigned device, unsigned twin);

/* True if event x is an earlier leaf of the feed, and the branch, of what `device` writes at
 * `index`. */
bool h_same_chain(const struct h_case *c, unsigned device, uint64_t index, uint32_t x);

/* `to` learns all that `from` knows; everybody learns everything. */
void h_tell(struct h_case *c, unsigned from, unsigned to);
void h_tell_all(struct h_case *c);
bool h_knows(const struct h_case *c, uint32_t y, uint32_t x);

/* Folds; dies on failure. `without` < n leaves out that event and all that know it. */
struct vs_fold *h_fold(struct h_case *c);
struct vs_fold *h_fold_without(struct h_case *c, uint32_t without);
struct vs_fold *h_fold_known(struct h_case *c, unsigned device); /* what this device knows */

/* "B certain", "A,B contested", "closed certain", "A,x contested" (x = a closing), "undetermined
 * A,B missing transfer", "none": a static buffer. */
const char *h_who(const struct vs_fold *fold, vs_instant at);
/* The same of the fold of everything. */
const char *h_at_all(struct h_case *c, vs_instant at);
/* "valid" or the reason. */
const char *h_verdict(const struct vs_fold *fold, const struct h_case *c, uint32_t event);
bool h_finding(const struct vs_fold *fold, const char *name, vs_instant at);

#endif
