/*
 * The inside of the fold. Internal to core/casework.
 *
 * Events lie in one array, sorted by (number of causes, id), so that causes come first. The leaves
 * of one feed (and branch) form a chain; each has its predecessor as a cause, so that a past is one
 * number a chain: how many of its leaves belong to it. That row of numbers (`vc`) stands in for the
 * bit set of the past, at a fraction of its size.
 *
 * Events that make a claim or have a duration are objects and have a slot. A view is the state of
 * a set of events closed under causes; it grows event by event, in any order that respects causes,
 * with the same result. Each event is judged in the view of its own past. While the history is a
 * line one view serves all; beside it every chain keeps one of its own, which only ever grows.
 */
#ifndef VS_CORE_CASEWORK_FOLD_IN_H
#define VS_CORE_CASEWORK_FOLD_IN_H

#include "core/casework/fold.h"

#define NONE  VS_FOLD_NONE
#define NEVER VS_INSTANT_NEVER

struct ev {
    const struct vs_fold_event *in;
    const struct vs_event *e; /* NULL: unreadable */
    uint32_t *vc;
    uint32_t org, chain, pos;
    uint32_t causes;
    uint32_t slot; /* NONE */
    uint32_t re;   /* event that it answers, agrees to or is about, if it lies in its past; NONE */
    uint32_t acks; /* head of the list of acks that name it as opened; NONE */
    vs_instant rec, eff;
    bool valid, judged, left_out;
    bool over;      /* beyond the limits of what is folded */
    bool over_told; /* the one that says so of its feed */
    bool newer;     /* not judged, but written by a full party */
    bool open_then; /* the offer it is about was open in its writer's view */
    const char *reason;
};

struct list {
    uint32_t *v;
    uint32_t n, cap;
};

/* The text that decides about an offer for a while, and the ends of its delay. */
struct stage {
    struct vs_fold_rule rule;
    enum vs_new_delay counted_anew;        /* from when the delay counts of a text that took over */
    vs_instant sent_latest, sent_earliest; /* counted from the offer's recorded instant */
    vs_instant counted, counted_latest, counted_earliest; /* the last count from a delivery */
};
#define STAGES_MAX VS_EVENT_UNDER_MAX /* each but the first is another entry of `under` */

/* An object: what is fixed about it when it is judged, and who refers to it. */
struct obj {
    uint32_t ev;
    struct list sources; /* slots whose claims it ends */
    struct list kills;   /* settlement: slots of the offers open in its view */
    struct list signers; /* settlement: organisations */
    struct list bound;   /* settlement: organisations that a decision binds, if they sign or not */
    uint32_t decision;   /* settlement: the event that binds them; meaningful with `bound` */
    struct list rel;     /* offer: answers and escalations about it; settlement: agreements */
    struct list enders;  /* slots that end this claim */
    struct list killers; /* offer: settlements in whose view it was open */
    struct list conc;    /* closing: offers from its sources, escalations, that it did not know */
    uint32_t from_org, to_org; /* offer */
    struct stage first;        /* offer: its rule */
    struct stage *later;       /* offer: those that may take over, one after the other; owned */
    uint32_t later_n;
};

static inline struct stage *
stage_of(struct obj *obj, uint32_t k)
{
    return k == 0 ? &obj->first : &obj->later[k - 1];
}

static inline const struct vs_fold_rule *
rule_of(const struct obj *obj, uint32_t k)
{
    return k == 0 ? &obj->first.rule : &obj->later[k - 1].rule;
}

/* The state of one object in one view. */
struct st {
    bool in;
    bool in_live, in_open, in_spans;
    bool ended;            /* offer: withdrawn, refused with effect, or settled */
    bool effective;        /* settlement */
    vs_instant start, end; /* of its claim; of an escalation its duration */
    vs_instant last;       /* of a withdrawal's claim: ended by its own offer then; of a move by the
                              rule: by a settlement that thought it open; NEVER */
    vs_instant endval;     /* when it ends its sources */
    vs_instant over;       /* offer */
    vs_instant span_until; /* offer: end of the last missing-rule span */
    vs_instant delivered;  /* offer: as far as this view knows, where a delay wants it */
};

struct padd {
    uint32_t ev, org;
    bool full;
};

struct view {
    uint32_t *vc;
    bool final; /* leaves out what is left out */
    bool dirty; /* closings have to be looked at again */
    struct st *st;
    struct list all;         /* slots in the view */
    struct list live;        /* slots of claims that may be active now or later */
    struct list open;        /* slots of offers that may be open */
    struct list spans;       /* slots of offers with a missing-rule span */
    struct list by_delivery; /* slots of offers with a delay that counts from delivery */
    struct list escs, closings, settles;
    struct list newer; /* events that are newer than the program, of full parties */
    struct padd *adds;
    uint32_t add_n, add_cap;
    uint32_t *full, *facts; /* number of living adds an organisation */
    uint32_t *proposals;    /* of settlements, valid or void, an organisation */
    uint64_t used;          /* for the choice of the view to give up */
};

struct chain {
    uint32_t *v; /* events in order */
    uint32_t n;
    uint32_t org;
    vs_instant *first_at; /* least `at` of the events from here on that are no acks */
};

struct vs_fold_data {
    const struct vs_fold_source *source;
    struct vs_fold_source source_copy;
    struct ev *ev; /* one more than n: the place of an event that is only proposed */
    struct vs_hash case_id;
    uint32_t opening;            /* NONE */
    bool too_large;              /* only the opener's feed is folded */
    struct list over_told;       /* entries that say whose events are over the limits */
    struct list closings, marks; /* slots of all closings; of all offers and escalations */
    uint32_t n;                  /* folded events; pending ones are not here */
    uint32_t judged;
    uint32_t *vc_rows;
    struct chain *chains;
    uint32_t chain_n;
    struct vs_hash *orgs;
    uint32_t org_n;
    uint32_t *by_id; /* hash table of events, NONE = free */
    uint32_t by_id_mask;
    struct obj *obj;
    uint32_t obj_n;
    uint32_t *ack_ev, *ack_next; /* nodes of the lists of acks */
    uint32_t ack_n, ack_cap;
    struct view *main;   /* everything judged so far */
    struct view **views; /* one a chain, NULL where there is none */
    uint32_t view_n, view_max;
    uint64_t clock; /* counts uses of views */
    struct view *final;
    uint32_t *claim_of; /* by slot: index into the result's claims, NONE */
    bool any_conc;
    struct vs_hash *hash_pool; /* signers of the output */
    uint32_t *chain_pool;
    uint32_t *index_pool;           /* sources of the output */
    struct vs_fold_rule *rule_pool; /* rules of the offers of the output */
    enum vs_code failed;            /* sticky: out of memory */
};

/* What the events say about one offer, in one view. */
struct wait {
    uint32_t ev;
    vs_instant from, until;
    bool counts;
};
#define WAITS_MAX 64u
struct calc {
    uint32_t stage_n; /* how many texts have decided; the others did not take over */
    vs_instant delivered, counted_from;
    vs_instant latest, earliest; /* D, E */
    vs_instant moved_latest;     /* D, moved to the end of waiting */
    vs_instant moved_earliest;   /* E likewise */
    vs_instant wait_latest;      /* D likewise, if waiting had the effect that is unknown */
    uint32_t early_stage;        /* of which E is the end */
    vs_instant ends[STAGES_MAX]; /* of the delay of each stage, as D */
    vs_instant lapse, signed_at, start, over;
    uint32_t signed_by;
    uint32_t withdrawn_by, refused_by, settled_by, objected_by;
    vs_instant withdrawn, killed; /* the earliest; NEVER */
    bool ended;
    bool unaware; /* an acceptance that moves it knows of no wait */
    struct wait waits[WAITS_MAX];
    uint32_t wait_n;
};

struct span {
    enum vs_span_kind kind;
    const char *missing;
    vs_instant from, until;
    uint32_t ev;    /* what caused it */
    uint32_t claim; /* slot; NONE for MISSING */
};
struct spans {
    struct span *v; /* owned; vs_free */
    uint32_t n, cap;
};

/* fold_order.c */
enum vs_code fold_intake(struct vs_fold *fold, const struct vs_fold_event *events, size_t count,
                         struct vs_err *err);
uint32_t fold_find(const struct vs_fold_data *d, const struct vs_hash *id);
uint32_t fold_org(const struct vs_fold_data *d, const struct vs_hash *org);
void list_add(struct vs_fold_data *d, struct list *list, uint32_t value);

/* True if x lies in the past of y. */
static inline bool
knows(const struct ev *y, const struct ev *x)
{
    return y->vc[x->chain] > x->pos;
}

static inline bool
in_view(const struct view *view, const struct ev *x)
{
    return x->pos < view->vc[x->chain] && !(view->final && x->left_out);
}

static inline vs_instant
least(vs_instant a, vs_instant b)
{
    return a < b ? a : b;
}

static inline vs_instant
most(vs_instant a, vs_instant b)
{
    return a > b ? a : b;
}

static inline const struct ev *
claim_ev(const struct vs_fold_data *d, uint32_t slot)
{
    return &d->ev[d->obj[slot].ev];
}

static inline bool
in_list(const struct list *list, uint32_t value)
{
    for (uint32_t i = 0; i < list->n; i++) {
        if (list->v[i] == value) {
            return true;
        }
    }
    return false;
}

static inline bool
lists_meet(const struct list *a, const struct list *b)
{
    for (uint32_t i = 0; i < a->n; i++) {
        if (in_list(b, a->v[i])) {
            return true;
        }
    }
    return false;
}

/* fold_rule.c: the rule of an offer, and the delays counted from its recorded instant. */
void rule_make(struct vs_fold_data *d, struct obj *obj);
void rule_count(struct vs_fold_data *d, const struct stage *stage, vs_instant from,
                vs_instant *latest, vs_instant *earliest);
/* When a term of the text is over for certain; NEVER. */
vs_instant rule_term_ends(struct vs_fold_data *d, const struct vs_fold_rule *rule,
                          const struct vs_delay *term, vs_instant from);
/* True if a delay of the offer, now or later, counts from its delivery or may do so. */
bool rule_wants_delivery(const struct obj *obj);

/* fold_offer.c */
void offer_calc(struct vs_fold_data *d, const struct view *view, struct obj *obj, struct calc *out);
vs_instant offer_signed_beside(const struct vs_fold_data *d, const struct view *view,
                               const struct obj *obj, const struct calc *calc,
                               const struct ev *withdrawal);
void offer_missing(struct vs_fold_data *d, const struct obj *obj, const struct calc *calc,
                   struct spans *out);
void offer_disputes(struct vs_fold_data *d, const struct view *view, const struct obj *obj,
                    const struct calc *calc, struct spans *out);
void offer_kept(struct vs_fold_data *d, const struct view *view, const struct obj *obj,
                const struct calc *calc, struct spans *out);

/* The rule that decided at an instant. */
const struct vs_fold_rule *offer_rule_at(const struct obj *obj, const struct calc *calc,
                                         vs_instant at);

/* fold_decide.c: the decision on which a proposal rests, about one offer. */
struct ruling {
    uint32_t slot;     /* the offer */
    uint32_t decider;  /* organisation */
    uint32_t decision; /* event */
};
bool decided(struct vs_fold_data *d, const struct view *view, const struct ev *p,
             struct ruling *out);
/* True if the claim of this slot is about the offer: its own, a source, a withdrawal's. */
bool decided_about(const struct vs_fold_data *d, const struct ruling *ruling, uint32_t slot);

/* fold_view.c */
struct view *view_new(struct vs_fold_data *d, bool final);
void view_free(struct view *view);
void view_add(struct vs_fold_data *d, struct view *view, uint32_t x);
/* Makes the view of exactly the past `vc`; owned by d. NULL only when out of memory. */
struct view *view_of_past(struct vs_fold_data *d, const struct ev *e);
/* Brings it to everything judged so far. */
void view_extend(struct vs_fold_data *d, struct view *view, const uint32_t *vc);
/* Slots of the claims active at t; what is left in `out` is for the caller to free. */
void view_front(struct vs_fold_data *d, struct view *view, vs_instant t, struct list *out);
void view_open_offers(struct vs_fold_data *d, struct view *view, vs_instant t, struct list *out);
bool view_open_escalation(struct vs_fold_data *d, struct view *view, vs_instant t,
                          struct list *out);
/* Whether a missing rule leaves it undetermined at some instant of [from, to]; the slots of the
 * offers whose sides are candidates then are added to `offers` (may be NULL). */
bool view_missing(struct vs_fold_data *d, struct view *view, vs_instant from, vs_instant to,
                  struct list *offers);
bool view_disputed(struct vs_fold_data *d, struct view *view, vs_instant from, vs_instant to);
void view_flush(struct vs_fold_data *d, struct view *view);
/* Until when a newer event leaves it undetermined: a settlement that knows it has begun. */
vs_instant view_newer_until(const struct vs_fold_data *d, const struct view *view, uint32_t x);
/* Whether one does so at some instant of [from, to]. */
bool view_newer(const struct vs_fold_data *d, const struct view *view, vs_instant from,
                vs_instant to);

static inline bool
offer_open_at(const struct st *st, vs_instant t)
{
    return !st->ended && st->start > t;
}

/* fold_judge.c */
void judge(struct vs_fold_data *d, uint32_t x);
/* authority.c */
const char *judge_in(struct vs_fold_data *d, struct view *view, uint32_t x);
extern const char *const authority_reasons[];

/* fold_known.c */
void prepare_knowledge(struct vs_fold_data *d);
vs_instant knew(const struct vs_fold_data *d, uint32_t org, uint32_t x);
bool mark_left_out(struct vs_fold_data *d); /* true if any is */

/* fold_result.c */
enum vs_code fold_result(struct vs_fold *fold, struct vs_err *err);

#endif
