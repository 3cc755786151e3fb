/*
 * The laws over triples of acts: in ten situations, under four sets of rules, every three of the
 * acts below, with unequal pasts (which of the three know of which): 5.4 million cases. Each time
 * the test runs it takes one in 499; "t_triples 1" takes all of them (make triples).
 */
#include <stdlib.h>

#include "tests/prop/core_casework/h_laws.h"
#include "tests/prop/core_casework/h_reached.h"
#include "tests/unit/core_casework/h_play.h"
#include "tests/unit/core_casework/h_shipped.h"

static const char *const rules[] = {
    "",                              /* after 2 working days, whatever the addressee does unknown */
    "w=g r=c d=s two",               /* everything that the addressee does stops it */
    "w=u r=n d=n cf=r three back=d", /* counted from receipt, nothing stops it */
    "k=u w=g r=c two back=a",        /* nobody knows when it moves */
};

static const char *const situations[] = {
    "",
    "A1:offer=p>B all",
    "A1:offer=p>B A1>B1",                 /* B's other device and A's do not know */
    "A1:offer=p>B all B1:wait.p all +4d", /* waiting, and the delay has passed */
    "A1:offer=p>B all B1:accept.p all",
    "A1:offer=p>B A2:offer=q>C all +4d", /* siblings, both moved where time moves */
    "A1:offer=p>B all B1:refuse.p all",
    "A1:offer=p>B all B1:esc.p all",
    "A1:offer=p>B A1:withdraw.p A1:close all",
    "A1:esc=e A1:offer=p>B A1:settle=s>C all",
};

static const char *const acts[] = {
    "A1:offer>B",    "A2:offer>C",    "B1:offer>C",    "B2:return>A",   "B1:accept.p",
    "B2:accept.p",   "B1:pickup.p",   "B1:refuse.p",   "B2:refuse.p",   "A1:withdraw.p",
    "A2:withdraw.p", "B1:wait.p",     "B2:unwait.p",   "A2:esc.p",      "B1:esc.p",
    "C1:esc",        "A1:settle=t>A", "B1:settle=u>B", "C1:settle=v>x", "B2:agree.s",
    "C1:agree.s",    "A2:close",      "B1:close",      "C1:reopen",     "A1:reopen",
    "A1:add>D",      "A2:remove>C",   "B1:ack.p",      "C1:accept.q",   "A1:note",
};
#define ACTS       (sizeof(acts) / sizeof(acts[0]))
#define SITUATIONS (sizeof(situations) / sizeof(situations[0]))
#define RULES      (sizeof(rules) / sizeof(rules[0]))
#define PASTS      5
/* Primes: the spread meets every act in every place. */
#if defined(__SANITIZE_ADDRESS__)
#define SPREAD 4999
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define SPREAD 4999
#endif
#endif
#ifndef SPREAD
#define SPREAD 499
#endif

static struct h_play play;
static struct vs_calendar *calendar;

static unsigned
device_of(const char *act)
{
    return (unsigned)(act[0] - 'A') * 4 + (unsigned)(act[1] - '1');
}

/* Who knows of what: nobody; the second of the first; the third of the first; of both, which do not
 * know each other; each of all before it. */
static void
tell(unsigned past, unsigned step, const char *const three[3])
{
    if (step == 1 && (past == 1 || past == 4)) {
        h_tell(&play.c, device_of(three[0]), device_of(three[1]));
    }
    if (step == 2 && (past == 2 || past == 3 || past == 4)) {
        h_tell(&play.c, device_of(three[0]), device_of(three[2]));
    }
    if (step == 2 && (past == 3 || past == 4)) {
        h_tell(&play.c, device_of(three[1]), device_of(three[2]));
    }
}

static void
one(unsigned rule, unsigned situation, const char *const three[3], unsigned past)
{
    struct h_random random = {1};
    struct vs_fold *fold;

    h_play_begin(&play, rules[rule], calendar);
    h_play_words(&play, situations[situation]);
    snprintf(h_where, sizeof(h_where), "[%s] %s, then %s %s %s, past %u", rules[rule],
             situations[situation], three[0], three[1], three[2], past);
    for (unsigned step = 0; step < 3; step++) {
        tell(past, step, three);
        h_play_words(&play, three[step]);
    }
    fold = h_fold(&play.c);
    h_laws(&play.c, &random, fold, true);
    vs_fold_free(fold);
}

int
main(int argc, char **argv)
{
    size_t total = RULES * SITUATIONS * ACTS * ACTS * ACTS * PASTS, done = 0;
    size_t step = argc > 1 ? strtoul(argv[1], NULL, 10) : SPREAD;

    step = step ? step : 1;
    calendar = h_shipped_calendar("nl-atw", "2026-1");
    for (size_t i = 0; i < total; i += step, done++) {
        size_t rest = i / PASTS;
        const char *const three[3] = {acts[rest % ACTS], acts[rest / ACTS % ACTS],
                                      acts[rest / (ACTS * ACTS) % ACTS]};

        rest /= ACTS * ACTS * ACTS;
        one((unsigned)(rest % RULES), (unsigned)(rest / RULES), three, (unsigned)(i % PASTS));
    }
    IS_INT(h_broken, 0, "the laws hold over %zu of %zu triples", done, total);
    if (getenv("SHOW")) {
        h_show_reached();
    }
    vs_calendar_free(calendar);
    return tap_done();
}
