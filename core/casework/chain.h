/*
 * The chain from the opening of a case to one answer (schemas/FOLD.md 6): each act that could bear
 * on responsibility and what it did, each move that a rule made without an act, each time in which
 * a rule was missing or an objection stood, and each first sign of a holder that it knew; in the
 * order in which they were recorded. Beside it: what each member of a rule said and whether it
 * decided, which conventions stood in for the texts, what would end a missing rule, and the same
 * case folded by a recorded practice instead of the text.
 *
 * Pure, like the fold that it reads. Nothing here decides: it says what the fold decided.
 */
#ifndef VS_CORE_CASEWORK_CHAIN_H
#define VS_CORE_CASEWORK_CHAIN_H

#include "core/casework/answer.h"

enum vs_step_kind {
    VS_STEP_TEXT,  /* another text takes over an offer under way: rules[stage] of it */
    VS_STEP_LAPSE, /* the delay of an offer was over, and its rule moved the case; or what an
                      acceptance waited for was over (the claim is not by_rule) */
    VS_STEP_ACT,   /* somebody recorded something */
    VS_STEP_SPAN,  /* from here on a rule is missing, or an objection stands */
    VS_STEP_KNEW   /* who became holder by a rule, or by a decision that binds it, shows for the
                      first time that it knows */
};

/* What an act did, as the fold has it. */
enum vs_step_effect {
    VS_EFFECT_HOLDS,      /* its writer takes responsibility, from `from` on */
    VS_EFFECT_NOBODY,     /* opened without taking it on */
    VS_EFFECT_OFFERS,     /* a handover or a return: its rule decides what comes of it */
    VS_EFFECT_MOVES,      /* a signature that moved the offer, at `from` */
    VS_EFFECT_CONFIRMS,   /* an acceptance of what had moved already */
    VS_EFFECT_AWAITS,     /* an acceptance that counts later, by the rule; `from`: then, or never */
    VS_EFFECT_UNDONE,     /* an acceptance of what was withdrawn or settled before it counted */
    VS_EFFECT_ENDS_OFFER, /* a refusal or a withdrawal after which nothing is on offer */
    VS_EFFECT_ENDS_WAIT,
    VS_EFFECT_TOO_LATE, /* it had moved */
    VS_EFFECT_NONE,     /* the rule gives it no effect */
    VS_EFFECT_UNSAID,   /* the rule does not say what it does */
    VS_EFFECT_KEEPS,    /* a waiting list: the giver holds while it lasts */
    VS_EFFECT_STOPS,    /* an escalation: the delay stands still for good */
    VS_EFFECT_RAISED,   /* an escalation that is about no offer */
    VS_EFFECT_CLOSES,
    VS_EFFECT_PROPOSES, /* a settlement that not all have signed */
    VS_EFFECT_SETTLES,  /* one that all have */
    VS_EFFECT_AGREES,
    VS_EFFECT_ANSWERS, /* what answers an escalation */
    VS_EFFECT_VOID,    /* kept and shown, moves nothing: entries[event].reason */
    VS_EFFECT_NEWER,   /* written by a later version */
    VS_EFFECT_UNREADABLE,
    VS_EFFECT_LEFT_OUT, /* cut: written by a closed device, or beyond a fork */
    VS_EFFECT_PENDING,  /* what came before it is not here */
    VS_EFFECT_CROSSED   /* a refusal or a withdrawal that an acceptance did not know, by which it
                           moves later, at `from` */
};

/* Conventions, as bits (1u << VS_CONVENTION_C9). */
enum vs_convention {
    VS_CONVENTION_C1,
    VS_CONVENTION_C1B,
    VS_CONVENTION_C2,
    VS_CONVENTION_C3,
    VS_CONVENTION_C4,
    VS_CONVENTION_C5,
    VS_CONVENTION_C6,
    VS_CONVENTION_C7,
    VS_CONVENTION_C8,
    VS_CONVENTION_C9,
    VS_CONVENTION_C10,
    VS_CONVENTION_C11,
    VS_CONVENTIONS
};
const char *vs_convention_name(enum vs_convention convention); /* "C1", "C1b", ... */

/* Indexes are into the fold's arrays, VS_FOLD_NONE where there is none. */
struct vs_step {
    enum vs_step_kind kind;
    enum vs_step_effect effect; /* of an act */
    uint32_t event; /* the act; of a lapse the offer; of a span the act that caused it */
    uint32_t offer;
    uint32_t claim; /* that it made */
    uint32_t span;
    uint32_t stage;  /* of a text: its index in the offer's rules */
    vs_instant when; /* recorded; of a lapse, a span and a sign of knowledge: their instant */
    vs_instant from; /* from when it had its effect; of what has none `when` */
    bool current;    /* the answer rests on it: its claim is active, its span covers the instant */
    uint32_t conventions;
};

/* What acts about an offer have asked the rule that was in force for it then. */
enum vs_asked {
    VS_ASKED_WAITLIST = 1 << 0,
    VS_ASKED_REFUSAL = 1 << 1,
    VS_ASKED_DISPUTE = 1 << 2,
    VS_ASKED_ACCEPT = 1 << 3
};

struct vs_chain {
    vs_instant at;
    struct vs_step *steps;
    size_t step_count;
    size_t others; /* acts until then that move nothing by their kind: notes, contacts, ... */
    uint32_t conventions; /* of all steps */
    uint8_t *asked;       /* bits of enum vs_asked, by stage of offers, for vs_rule_members */
    uint32_t *stages;     /* by offer: where those of its first stage stand in `asked` */
};

/* The chain to the answer about `at`. Owned by the caller: vs_chain_release. VS_E_NO_MEMORY. */
enum vs_code vs_chain_make(struct vs_chain *out, const struct vs_fold *fold, vs_instant at,
                           struct vs_err *err) VS_MUST_USE;
void vs_chain_release(struct vs_chain *chain);

const char *vs_step_kind_name(enum vs_step_kind kind);       /* "text", "lapse", ... */
const char *vs_step_effect_name(enum vs_step_effect effect); /* "holds", "moves", ... */

/* --- the rule of an offer, member by member --------------------------------------------------- */

#define VS_RULE_MEMBERS_MAX 9
struct vs_rule_member {
    const char *name;  /* "move", "counting", "counts_from", "waitlist", "refusal", ... */
    const char *value; /* as in the profile: "after_delay", "giver_holds", ... */
    const struct vs_basis *basis; /* borrowed from the profile; NULL: no text says it */
    bool decided; /* something happened, or did not, because of it, as far as is recorded by then */
};

/* The members that mean something for this offer under this one of its rules (both indexes), in the
 * order of the profile; gives their number. None where no one text decides (transfer is NULL). */
size_t vs_rule_members(struct vs_rule_member out[VS_RULE_MEMBERS_MAX], const struct vs_fold *fold,
                       const struct vs_chain *chain, uint32_t offer, uint32_t stage);

/* The stage in force for the offer at an instant: the last of its rules that had taken over. */
uint32_t vs_offer_stage(const struct vs_fold_offer *offer, vs_instant at);

/* --- what would end it ------------------------------------------------------------------------ */

/* Ways out of what is missing, as bits. */
enum vs_way_out {
    VS_OUT_ACCEPT = 1 << 0,   /* the addressee accepts or picks up */
    VS_OUT_WITHDRAW = 1 << 1, /* the giver withdraws */
    VS_OUT_SETTLE = 1 << 2,   /* all concerned sign one outcome */
    VS_OUT_TIME = 1 << 3,     /* it passes by itself, at the end of the span */
    VS_OUT_SYNC = 1 << 4,     /* what the offer names is not here yet */
    VS_OUT_PROGRAM = 1 << 5,  /* a newer program reads it */
    VS_OUT_PICK_UP = 1 << 6,  /* somebody takes the case up */
    VS_OUT_TEXT = 1 << 7      /* the text says it: for later handovers */
};
unsigned vs_missing_ways_out(const struct vs_fold *fold, const struct vs_answer_missing *missing);
const char *vs_way_out_name(enum vs_way_out way); /* "accept", "withdraw", ... */

/* --- practice beside the text ----------------------------------------------------------------- */

/* True if an offer of the case stands on this text alone, on a day on which the practice was known
 * to be followed (or may have been), in the direction that it is about. */
bool vs_practice_touches(const struct vs_fold *fold, const struct vs_agreement *agreement,
                         const struct vs_practice *practice);

/*
 * The same events folded with the value that is practised, for the offers that vs_practice_touches
 * means. What one organisation does belongs together: the practices above this one of the same
 * `who` whose dates include its own are followed too. What the first fold was made of must still be
 * there. *out is the caller's (vs_fold_free); it must not outlive `fold` or `practised`, which
 * keeps the changed text: vs_practised_release after vs_fold_free. VS_E_NO_MEMORY.
 */
struct vs_practised {
    const struct vs_fold *fold;
    const struct vs_agreement *agreement;
    const struct vs_practice *practice;
    struct vs_agreement changed;
    struct vs_transfer *transfers;
    struct vs_fold_event *events;
    bool within; /* the offer that is looked at lies within the dates of the practice */
};
enum vs_code vs_fold_practised(struct vs_fold **out, struct vs_practised *practised,
                               const struct vs_fold *fold, const struct vs_agreement *agreement,
                               const struct vs_practice *practice, struct vs_err *err) VS_MUST_USE;
void vs_practised_release(struct vs_practised *practised);

#endif
