/*
 * The fold: from a set of events of one case to who held responsibility (schemas/FOLD.md). A pure
 * function: the same set with the same agreements and calendars gives the same bytes
 * (vs_fold_dump), whatever the order and the repetition of the input. No clock, no I/O, no
 * settings.
 *
 * What was known at an instant is the fold of a part of the events: the caller passes only those.
 */
#ifndef VS_CORE_CASEWORK_FOLD_H
#define VS_CORE_CASEWORK_FOLD_H

#include "core/casework/agreement.h"
#include "core/casework/event.h"

/* What is folded of a case (FOLD.md 2.1): of one history of a feed so many events; and of all of
 * them together so many, with so many numbers for their pasts, or the opener's feed alone. */
#define VS_FOLD_FEED_MAX   8192u
#define VS_FOLD_EVENTS_MAX 131072u
#define VS_FOLD_PASTS_MAX  (1u << 25)
#define VS_FOLD_NONE       UINT32_MAX /* "no event", in indexes into `entries` */

/* One leaf of the case's channels, as the caller has it. */
struct vs_fold_event {
    struct vs_hash id;   /* leaf hash */
    struct vs_hash org;  /* the organisation of the feed */
    struct vs_hash feed; /* feed id; any value that is the same for the leaves of one feed */
    uint64_t index;      /* of the leaf in its feed: the leaf of the same feed and branch with the
                            greatest smaller index is a cause, listed or not */
    uint32_t branch;     /* 0; in a forked feed leaves of which neither follows the other have
                            different ones. Without `after` a branch follows branch 0 below it */
    const struct vs_hash *after; /* not NULL: the leaves of this feed and case that this one
                                    follows, one for each history it stands in; then nothing else is
                                    taken from index and branch but the order within the branch */
    size_t after_count;
    const struct vs_event *event; /* NULL: belongs to the case but could not be opened or read */
    bool cut;    /* at or after the closing of its feed, or beyond the common prefix of a fork */
    bool forked; /* cut by a fork, and not written after a closing: for who shows it, the fold does
                    not look at it */
    bool ahead;  /* made more than ten minutes ahead of the reader's clock: waits */
};

enum vs_held { VS_HELD, VS_NOT_HELD, VS_NO_SUCH };

struct vs_fold_adoption {
    struct vs_hash org, profile;
    struct vs_str role; /* borrowed; as long as the fold lives */
    vs_date from;       /* adopted from this day on */
    vs_instant made;    /* of its leaf, as that says; the fold sets 0 before it asks */
};

/*
 * What offers name by hash. VS_NOT_HELD: this reader does not have it yet, the rule of the offer is
 * unknown to it. VS_NO_SUCH: this reader knows that there is no such thing; the entry counts as not
 * written. What is given lives as long as the fold.
 */
struct vs_fold_source {
    void *payload;
    enum vs_held (*agreement)(void *payload, const struct vs_agreement **out,
                              const struct vs_hash *hash);
    /* VS_HELD only if days of this offer, recorded at `rec`, may be counted by it: it came with the
     * program, or the addressee had published it by then. */
    enum vs_held (*calendar)(void *payload, const struct vs_calendar **out,
                             const struct vs_hash *hash, const struct vs_fold_event *offer,
                             vs_instant rec);
    enum vs_held (*adoption)(void *payload, struct vs_fold_adoption *out,
                             const struct vs_hash *leaf, const struct vs_fold_event *offer);
    /* The first day on which an adoption that is held no longer counts, by the ends of it that
     * stand before `event` in the history of its feed; VS_DATE_NEVER: none does. The event is of
     * the organisation that adopted; where it stands in several histories, an end counts that is
     * in one of them, or `everywhere`: in each. May be NULL: nothing ever ends. */
    vs_date (*ended)(void *payload, const struct vs_hash *leaf, const struct vs_fold_event *event,
                     bool everywhere);
};

enum vs_entry_state {
    VS_ENTRY_VALID,
    VS_ENTRY_VOID,       /* kept and shown, moves nothing */
    VS_ENTRY_PENDING,    /* a cause is missing, or it is ahead of the clock, or (reason
                            "over-limit") its feed wrote too much: not in the fold */
    VS_ENTRY_UNJUDGED,   /* newer than this program */
    VS_ENTRY_UNREADABLE, /* only its place in the feed is known */
    VS_ENTRY_LEFT_OUT    /* cut, and no uncut event of another organisation knows it */
};

/* Every event of the input once, sorted by (number of causes, id); pending ones last, by id. */
struct vs_fold_entry {
    const struct vs_fold_event *in; /* the caller's */
    enum vs_entry_state state;
    bool authorised;    /* had the authority in its own past, folded or left out */
    bool cut;           /* cut, folded or not */
    const char *reason; /* stable string of why void, or "over-limit"; NULL otherwise */
    uint32_t causes;    /* number of events in its past */
    vs_instant rec;     /* recorded no earlier than what it answers */
    vs_instant eff;     /* when the act counts */
};

enum vs_holder_kind { VS_HOLDER_ORG, VS_HOLDER_CLOSED, VS_HOLDER_NOBODY };
enum vs_claim_kind {
    VS_CLAIM_OPENED,
    VS_CLAIM_MOVED,     /* a completed transfer */
    VS_CLAIM_TAKEN_UP,  /* a pickup of what nobody held */
    VS_CLAIM_WITHDRAWN, /* withdrew where it could not know that the delay had passed */
    VS_CLAIM_CLOSED,
    VS_CLAIM_REOPENED,
    VS_CLAIM_SETTLED
};

struct vs_fold_claim {
    enum vs_claim_kind kind;
    uint32_t event; /* entry: opening, offer, pickup, withdrawal, closing, reopening, proposal */
    enum vs_holder_kind holder;
    struct vs_hash org;    /* the holder; of a closing its writer */
    vs_instant start, end; /* [start, end); end VS_INSTANT_NEVER: nothing ends it. end <= start: it
                              was never active */
    uint32_t ended_by;     /* entry of what ends it, VS_FOLD_NONE */
    bool by_rule;          /* moved by the lapse of a delay, not by a signature of the holder */
    bool by_decision;      /* settled by a decision that binds the holder, who has not signed */
    uint32_t signed_by;    /* entry of the acceptance or pickup that moved it, VS_FOLD_NONE */
    vs_instant knew;       /* from when the holder showed that it knew; VS_INSTANT_NEVER */
    uint32_t offer;        /* index into `offers` for MOVED, else VS_FOLD_NONE */
};

/* What decides about one offer (fixed when it is signed). */
enum vs_rule_kind {
    VS_RULE_ACCEPTANCE_ONLY,
    VS_RULE_AFTER_DELAY,
    VS_RULE_AT_ACCEPTANCE,
    VS_RULE_AT_PICKUP,
    VS_RULE_UNKNOWN
};
enum vs_rule_why {
    VS_WHY_AGREED,       /* the text of the one agreement that applies */
    VS_WHY_NO_AGREEMENT, /* nothing usable in force: finding no-common-agreement */
    VS_WHY_DIRECTION,    /* the agreement does not regulate this direction (C11) */
    VS_WHY_RETURN,       /* a return without a rule of its own (C11) */
    VS_WHY_SEVERAL,      /* several candidates that say the same, or only possibly in force */
    VS_WHY_DISAGREE,     /* several candidates that differ: unknown */
    VS_WHY_NOT_HELD,     /* named by the offer, not held by this reader: unknown */
    VS_WHY_SILENT        /* the text does not say: unknown */
};
/* What a rule says, as bits: in which of these two texts differ about one handover. */
enum vs_rule_part {
    VS_PART_MOVE = 1, /* when responsibility passes, an early acceptance included */
    VS_PART_WAITLIST = 2,
    VS_PART_REFUSAL = 4,
    VS_PART_DISPUTE = 8,
    VS_PART_RETURN = 16 /* whether there is a rule for one */
};
struct vs_fold_rule {
    enum vs_rule_kind kind;
    enum vs_rule_why why;
    struct vs_delay delay;
    enum vs_counts_from counts_from;
    enum vs_waitlist_effect waitlist;
    enum vs_refusal_effect refusal;
    enum vs_dispute_effect dispute;
    enum vs_early_accept early_accept;
    bool return_unknown; /* a return whose effect the agreement does not state */
    vs_instant from; /* of a text that took over: from when it decides; of the first: 0, always */
    uint32_t candidates; /* bits: which entries of `under` were usable and in force */
    unsigned differ;     /* VS_PART_...: in what these do not say the same, so that it is unknown */
    /* borrowed from the profile, for showing; NULL unless exactly one candidate */
    const struct vs_agreement *agreement;
    const struct vs_transfer *transfer;      /* NULL: direction not regulated */
    struct vs_str giver_role, receiver_role; /* by the adoptions; with `agreement` */
    bool sure;                               /* that agreement is surely in force */
    const struct vs_calendar *calendar;      /* NULL: none named or not held */
};

enum vs_offer_state {
    VS_OFFER_OPEN, /* as far as the events go; the delay may run */
    VS_OFFER_MOVED,
    VS_OFFER_WITHDRAWN,
    VS_OFFER_REFUSED,
    VS_OFFER_SETTLED
};

/* A waiting span of the addressee. */
struct vs_fold_wait {
    uint32_t offer; /* index into `offers` */
    uint32_t start_event;
    vs_instant from, until; /* until VS_INSTANT_NEVER: nothing says that the wait has ended */
    vs_instant over; /* from when nothing waits: it has ended, or there is nothing to wait for
                        any more (finding `waiting`) */
    vs_instant told; /* from when this wait is the one that is told: no other of the same offer that
                        began before it goes on */
    bool counts;     /* the offer was open in the view of who recorded it */
};

struct vs_fold_offer {
    uint32_t event; /* entry */
    struct vs_hash from_org, to_org;
    struct vs_fold_rule rule;         /* that decides; where others took over, the last of them */
    const struct vs_fold_rule *rules; /* all that did, one after the other; the last is `rule` */
    size_t rule_count;
    const uint32_t *sources; /* entries whose claims it ends when it moves */
    size_t source_count;
    vs_instant counted_from; /* where the delay begins; VS_INSTANT_NEVER: not delivered */
    vs_instant delivered;    /* VS_INSTANT_NEVER */
    vs_instant latest;       /* D: end of the delay, VS_INSTANT_NEVER */
    vs_instant earliest;     /* E: end if unknown days were working days */
    vs_instant lapse;        /* the move by the rule; VS_INSTANT_NEVER: stopped, or no such rule */
    vs_instant signed_at;    /* the move by signature */
    vs_instant start;        /* of the claim: the earlier of the two; VS_INSTANT_NEVER */
    vs_instant over;         /* from when it is no longer on offer */
    bool has_end; /* withdrawn, refused with effect, or settled; with start finite it moved */
    uint32_t withdrawn_by, refused_by, settled_by; /* entries of what ended it, VS_FOLD_NONE */
    uint32_t objected_by; /* entry of the first refusal in time that does not end it, since the rule
                             gives a refusal no effect or does not state one; VS_FOLD_NONE */
};

enum vs_span_kind {
    VS_SPAN_MISSING, /* two completions of a missing rule give different holders */
    VS_SPAN_DISPUTE, /* the base rule answers, an objection of unknown effect stands */
    VS_SPAN_KEPT,    /* the giver still holds because of an act of the other side */
    VS_SPAN_NEWER,   /* something newer than this program counts, until it is settled */
    VS_SPAN_LARGE    /* there is more than a program folds */
};
struct vs_fold_span {
    enum vs_span_kind kind;
    vs_instant from, until;
    const char *missing; /* "transfer", "counts_from", "calendar", "waitlist", "version", "refusal",
                            "dispute", "return", "acceptance", "closed-feed", "newer-format",
                            "too-large" */
    uint32_t event;      /* entry of the act that caused it */
    uint32_t offer;      /* index into `offers`, VS_FOLD_NONE */
    uint32_t claim;      /* DISPUTE, KEPT: index into `claims`; the span says something while this
                            claim is active. MISSING: while a source of the offer or its own claim
                            is. VS_FOLD_NONE */
    vs_instant knew;     /* KEPT: from when the giver showed that it knew of the act */
};

struct vs_fold_escalation {
    uint32_t event;
    struct vs_hash org;
    vs_instant from, until; /* until VS_INSTANT_NEVER: open */
    uint32_t about;         /* entry of the offer, VS_FOLD_NONE */
    uint32_t ended_by;      /* settlement or acceptance, VS_FOLD_NONE */
};

struct vs_fold_settlement {
    uint32_t event; /* the proposal */
    bool effective;
    const struct vs_hash *signers; /* who has to sign, sorted; fixed when it was proposed */
    size_t signer_count;
    const struct vs_hash *unsigned_by; /* who has not, sorted */
    size_t unsigned_count;
    const struct vs_hash *bound; /* whom a decision binds that is no signer, sorted */
    size_t bound_count;
    uint32_t decision; /* entry of that decision, VS_FOLD_NONE */
};

struct vs_fold_party {
    struct vs_hash org;
    enum vs_party_role role;
};

struct vs_fold_finding {
    const char *name; /* stable: "void", "settlement-waits", "recorded-late", ... */
    uint32_t event;   /* entry */
    uint32_t other;   /* entry of the other side of the matter, VS_FOLD_NONE */
    vs_instant from, until;
};

struct vs_fold_data; /* of fold.c */

/* The result. Arrays are owned by it and sorted so that the same set gives the same order. */
struct vs_fold {
    struct vs_hash case_id;
    struct vs_fold_entry *entries;
    size_t entry_count;
    struct vs_fold_claim *claims;
    size_t claim_count;
    struct vs_fold_offer *offers;
    size_t offer_count;
    struct vs_fold_wait *waits;
    size_t wait_count;
    struct vs_fold_span *spans;
    size_t span_count;
    struct vs_fold_escalation *escalations;
    size_t escalation_count;
    struct vs_fold_settlement *settlements;
    size_t settlement_count;
    struct vs_fold_party *parties; /* by organisation */
    size_t party_count;
    struct vs_fold_finding *findings;
    size_t finding_count;
    vs_instant *boundaries; /* the answer is constant between two of them */
    size_t boundary_count;
    struct vs_fold_data *data;
};

/*
 * Folds `count` events of the case whose opening has the leaf hash `case_id`. Repeats of one id are
 * taken once. *out is owned by the caller (vs_fold_free); events and what `source` gives must
 * outlive it. VS_E_NO_MEMORY alone: nothing that an event says makes it fail, and no number of
 * events does.
 */
enum vs_code vs_fold_make(struct vs_fold **out, const struct vs_hash *case_id,
                          const struct vs_fold_event *events, size_t count,
                          const struct vs_fold_source *source, struct vs_err *err) VS_MUST_USE;
void vs_fold_free(struct vs_fold *fold);

/* The index of an event's entry, VS_FOLD_NONE. */
uint32_t vs_fold_find(const struct vs_fold *fold, const struct vs_hash *id);

/* What an organisation may see; false if it is no party. */
bool vs_fold_party_role(enum vs_party_role *role, const struct vs_fold *fold,
                        const struct vs_hash *org);

/* True if the organisation was a party and is one no more: what came after `until`, when it was
 * removed, it need not have heard of. */
bool vs_fold_left(vs_instant *until, const struct vs_fold *fold, const struct vs_hash *org);

/* True if a valid event made the organisation a full party, removed since or not. */
bool vs_fold_was_full(const struct vs_fold *fold, const struct vs_hash *org);

/* The rule of the offer that decides at an instant: of the texts that take over, the last by then.
 */
const struct vs_fold_rule *vs_fold_offer_rule(const struct vs_fold_offer *offer, vs_instant at);

/* Its ladder, if it has one for an escalation of this reason: the rule is that of one agreement
 * that is surely in force. NULL. */
const struct vs_agreement *vs_fold_rule_ladder(const struct vs_fold_rule *rule, unsigned reason);

/* The lowest step of that ladder below `level` at which no valid escalation about the offer (its
 * entry) was made that `knowing` knows (an entry; VS_FOLD_NONE: whoever knows all); 0: none. */
unsigned vs_fold_step_skipped(const struct vs_fold *fold, const struct vs_agreement *ladder,
                              uint32_t offer, unsigned level, uint32_t knowing);

/* True if the settlement is not effective, and none that is was proposed knowing it: people are
 * still asked to sign it. */
bool vs_fold_settlement_waits(const struct vs_fold *fold,
                              const struct vs_fold_settlement *settlement);

/* True if entry `x` lies in the past of entry `y`. */
bool vs_fold_knows(const struct vs_fold *fold, uint32_t y, uint32_t x);

/* The events that no other event of the fold has as a cause, newest first, at most `max`: what an
 * own event lists as heads. The caller sorts them. Pending ones are never among them, nor those
 * left out, for which naming them would vouch. */
size_t vs_fold_heads(const struct vs_fold *fold, struct vs_hash *out, size_t max);

/* The working days of an offer's delay, for showing; release with vs_count_release. VS_E_NOT_FOUND
 * if its rule counts nothing or is not known to have begun. */
enum vs_code vs_fold_offer_count(struct vs_count *out, const struct vs_fold *fold,
                                 const struct vs_fold_offer *offer, struct vs_err *err) VS_MUST_USE;

/* A text in the roles in which giver and receiver of a handover adopted it. */
struct vs_rule_text {
    const struct vs_agreement *agreement;
    struct vs_str giver_role, receiver_role;
};
/* VS_PART_...: in what two texts do not say the same of a handover between these roles, or of a
 * return. 0: whoever names both has the rule of either. */
unsigned vs_fold_rules_differ(const struct vs_rule_text *a, const struct vs_rule_text *b,
                              bool is_return);

/* Appends the whole state as canonical text: equal states give equal bytes. */
void vs_fold_dump(struct vs_buf *out, const struct vs_fold *fold);

const char *vs_entry_state_name(enum vs_entry_state state);
const char *vs_claim_kind_name(enum vs_claim_kind kind);
const char *vs_rule_kind_name(enum vs_rule_kind kind);
const char *vs_rule_why_name(enum vs_rule_why why);
const char *vs_offer_state_name(enum vs_offer_state state);
const char *vs_span_kind_name(enum vs_span_kind kind);

/* How the offer stands at an instant. */
enum vs_offer_state vs_fold_offer_state(const struct vs_fold_offer *offer, vs_instant at);

#endif
