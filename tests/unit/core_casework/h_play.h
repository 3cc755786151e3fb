/*
 * Short plays about one case, and what they must come to. A play is a list of words:
 *
 *   A1:accept.p          the first device of A accepts the offer named p; an hour passes before it
 *   A1:offer=p>B         ... offers to B, and the offer is named p
 *   B1:accept.p@-2d      ... claims that it was two days ago; of a settlement: that is its `from`
 *   B1:close!not-holder  ... and this must be void, for this reason; without it, valid
 *   A1>B1  all           B1 learns all that A1 knows; everybody learns everything
 *   +4d  +30m            time passes
 *
 * Verbs: offer return accept pickup refuse withdraw wait unwait esc unsafe settle agree close
 * reopen add read remove ack note contact join assess begin end other none; `>x` settles that it is
 * closed; `esc` is a difference of view, `unsafe` an escalation for another reason; add and read
 * make a full party and one with facts only; begin and end are of a trajectory; `other` is a note
 * of another case; `none` is nobody doing anything.
 *
 * Rules: w=g|u|n waiting list, r=c|n|u refusal, d=s|n|u dispute (n, u, u if nothing is said),
 * cf=r|u where the delay counts from, k=a|p|u at acceptance, at pickup, unknown, early=none,
 * back=a|d a return moves at acceptance, after the delay; two, three: so many directions are
 * regulated; nobody: the case was opened without taking it on; nocal: offers name no calendar.
 */
#ifndef VS_TESTS_UNIT_CORE_CASEWORK_H_PLAY_H
#define VS_TESTS_UNIT_CORE_CASEWORK_H_PLAY_H

#include "tests/tap.h"
#include "tests/unit/core_casework/h_case.h"

struct h_play {
    struct h_case c;
    vs_instant now;
    uint32_t named[128];
    char reasons[H_EVENTS][32]; /* why an event has to be void; "" if it has to be valid */
    uint32_t acts[8];           /* the acts that did not know of each other, as recorded */
    unsigned act_count;
};

/* A opens the case on Monday 21 September 2026 at 10:00; A, B and C are parties and know it. */
void h_play_begin(struct h_play *play, const char *rules, struct vs_calendar *calendar);
void h_play_words(struct h_play *play, const char *words);

/*
 * What must come of it: a list with "; " between
 *
 *   now=A certain        the answer (h_who) when all is written
 *   late=B,C contested   ten days later; first, last: when the first, the last of the acts was
 *                        recorded; p: when the event named p was; D: when the delay of the offer
 *                        named p ends; with an offset (last-12h=...), with a minus alone: the
 *                        second before
 *   escalation-open 2@now    so many findings of this name speak then
 *   party D none         full, facts or none, when all is written
 *   settled s no         yes, no: whether the settlement named s is effective
 *
 */
struct h_said {
    char say[120], got[120];
    const char *want;
};

/* Takes the next of the list and looks what has come of it; false at the end. */
bool h_play_next(struct h_said *said, const struct h_play *play, const struct vs_fold *fold,
                 const char **says);

/* "" if every event is valid, or void for the reason that the play gives: else which is not. */
const char *h_play_wrong(const struct h_play *play, const struct vs_fold *fold);

/* One check for the verdicts and one for each thing that must come of it. */
static inline void
h_play_check(const struct h_play *play, const struct vs_fold *fold, const char *name,
             const char *says)
{
    struct h_said said;

    IS_TEXT(h_play_wrong(play, fold), "", "%s: valid and void as it should be", name);
    while (h_play_next(&said, play, fold, &says)) {
        IS_TEXT(said.got, said.want, "%s: %s", name, said.say);
    }
}

#endif
