/*
 * Shared by authority*.c only: why an event is void, and what one judgement looks at. The reasons
 * are stable strings, in the log's documents and in --json.
 */
#ifndef VS_CORE_CASEWORK_AUTHORITY_IN_H
#define VS_CORE_CASEWORK_AUTHORITY_IN_H

#include "core/casework/fold_in.h"

#define R_WRONG_CASE     "wrong-case"
#define R_FUTURE         "in-the-future"
#define R_NOT_NOW        "not-now"
#define R_NOT_FIRST      "not-first"
#define R_NOT_PARTY      "not-a-party"
#define R_FACTS_ONLY     "facts-only"
#define R_NOT_HOLDER     "not-holder"
#define R_ITSELF         "to-itself"
#define R_OFFER_OPEN     "offer-open"
#define R_NO_OFFER       "no-such-offer"
#define R_ADDRESSEE      "not-addressed-to-you"
#define R_MOVED_ON       "moved-on"
#define R_OVERTAKEN      "overtaken"
#define R_WITHDRAWN      "withdrawn"
#define R_REFUSED        "refused"
#define R_SETTLED        "settled"
#define R_ACCEPTED       "accepted"
#define R_MOVED          "moved"
#define R_NOTHING        "nothing-to-pick-up"
#define R_NOT_YOURS      "not-your-offer"
#define R_NOT_WAITING    "not-waiting"
#define R_NOT_HANDOVER   "not-your-handover"
#define R_FROM_RANGE     "from-out-of-range"
#define R_OUTCOME        "outcome-not-a-party"
#define R_NOTHING_SETTLE "nothing-to-settle"
#define R_NO_PROPOSAL    "no-such-proposal"
#define R_CONTESTED      "contested"
#define R_UNDETERMINED   "undetermined"
#define R_ESCALATION     "escalation-open"
#define R_NOT_CLOSED     "not-closed"
#define R_NEEDED         "still-needed"
#define R_TOO_MANY       "too-many"
#define R_NO_ESCALATION  "no-such-escalation"
#define R_NOT_HIGHER     "not-higher"
#define R_OWN_ESCALATION "own-escalation"

struct court {
    struct vs_fold_data *d;
    struct view *view;
    struct ev *e;
    struct obj *obj;    /* the event's own, NULL if it is none */
    struct list front;  /* slots of the claims active at rec */
    bool mine, others;  /* the writer is among them; somebody else, a closing or nobody is */
    uint32_t party_org; /* of party.remove */
    bool ruled;         /* the proposal rests on a decision */
    struct ruling ruling;
};

/* authority.c */

/* What a claim says: an organisation, or NONE with *kind closed or nobody. */
uint32_t court_outcome(const struct vs_fold_data *d, uint32_t slot, enum vs_holder_kind *kind);
/* Finds the claims active at rec, and whose they are. */
void court_front(struct court *court);
/* Keeps those of the front that are of this kind (and, for organisations, the writer's). */
void court_sources(struct court *court, enum vs_holder_kind want);
vs_instant court_opening(const struct vs_fold_data *d);

/* authority_offer.c: NULL, or why it is void. */
const char *judge_offer(struct court *court);
const char *judge_accept(struct court *court);
const char *judge_pickup(struct court *court);
const char *judge_refuse(struct court *court);
const char *judge_withdraw(struct court *court);
/* For accept, pickup and waitlist.start: it may still be answered, or has moved to the writer. */
const char *judge_answer(struct court *court);
const char *judge_wait_end(struct court *court);
const char *judge_escalate(struct court *court);
const char *judge_reply(const struct court *court);
/* Whether an offer of the writer is open, from one of these sources (NULL: from any). */
bool court_offer_open(struct court *court, const struct list *sources);

/* authority_settle.c */
const char *judge_settle(struct court *court);

#endif
