/*
 * Answers from a fold: who held responsibility at an instant, how certain that is, and why; the
 * tenures over all time; what changed between two states of knowledge.
 */
#ifndef VS_CORE_CASEWORK_ANSWER_H
#define VS_CORE_CASEWORK_ANSWER_H

#include "core/casework/fold.h"

enum vs_answer_state { VS_STATE_NO_CASE, VS_STATE_OPEN, VS_STATE_CLOSED };

/* The first that applies, in this order. */
enum vs_certainty {
    VS_CONTESTED,
    VS_UNDETERMINED,
    VS_DISPUTED,
    VS_UNCONFIRMED, /* a holder holds through another's act and nothing shows that it knew */
    VS_CERTAIN
};

/* One organisation that holds. Its claims are `claims[first_claim ..]` of the answer. */
struct vs_answer_holder {
    struct vs_hash org;
    vs_instant since; /* of the earliest active claim, extended back over its own earlier claims
                         without a gap */
    vs_instant knew;  /* from when it showed that it knew; VS_INSTANT_NEVER */
    bool confirmed;
    size_t first_claim, claim_count;
};

struct vs_answer_missing {
    const char *name; /* as in vs_fold_span.missing; "not-taken-up" where nobody took the case */
    uint32_t span;    /* index into the fold's spans, VS_FOLD_NONE for "not-taken-up" */
};

struct vs_answer {
    vs_instant at;
    enum vs_answer_state state;
    enum vs_certainty certainty;
    struct vs_answer_holder *holders; /* empty when closed or undetermined; sorted by org */
    size_t holder_count;
    uint32_t *claims; /* indexes into the fold's claims, grouped by holder; a closing, if the
                         answer is contested with one, stands behind the holders' */
    size_t claim_count;
    bool contested_by_closing;
    struct vs_hash *candidates; /* undetermined: who may hold, sorted */
    size_t candidate_count;
    struct vs_hash *last; /* undetermined: who holds by the claims, sorted */
    size_t last_count;
    struct vs_answer_missing *missing; /* of this certainty and of the later ones */
    size_t missing_count;
    uint32_t *findings; /* indexes into the fold's findings that speak about `at` */
    size_t finding_count;
};

/* The answer at an instant. Owned by the caller: vs_answer_release. VS_E_NO_MEMORY. */
enum vs_code vs_answer_at(struct vs_answer *out, const struct vs_fold *fold, vs_instant at,
                          struct vs_err *err) VS_MUST_USE;
void vs_answer_release(struct vs_answer *answer);

/* True if both say the same to who asks: state, certainty, holders, candidates, last and the names
 * of what is missing, as a set. Not since, causes and findings. */
bool vs_answer_same(const struct vs_answer *a, const struct vs_answer *b);

/* One row of the tenures: the answer that holds throughout [from, until). */
struct vs_tenure {
    vs_instant from, until;
    struct vs_answer answer; /* at `from` */
};
struct vs_tenures {
    struct vs_tenure *rows;
    size_t count;
};

/* Every answer there is, without gaps from the opening on; neighbours with the same answer and the
 * same claims are one row. The rows' answers carry no findings. */
enum vs_code vs_tenures_make(struct vs_tenures *out, const struct vs_fold *fold,
                             struct vs_err *err) VS_MUST_USE;
void vs_tenures_release(struct vs_tenures *tenures);

/*
 * The change of answer: `before` is a fold of what was known until `known_at`, `after` of a set
 * that includes it. Every stretch before `known_at` where the two answer differently is given to
 * `each`, in order. `news` are entries of `after` that `before` did not have.
 */
struct vs_change {
    vs_instant from, until;
    struct vs_answer before, after; /* borrowed: released after the call */
    const uint32_t *news;
    size_t news_count;
};
enum vs_code vs_answer_changes(const struct vs_fold *before, const struct vs_fold *after,
                               vs_instant known_at,
                               void (*each)(void *payload, const struct vs_change *change),
                               void *payload, struct vs_err *err) VS_MUST_USE;

/*
 * For each of these entries an instant before which it changes no answer (FOLD.md L8), for who
 * tells of a change what it can come from. 0 where that is not told here: of a settlement, which
 * may reach back; of what cannot be read or judged; where leaves are cut, which any act of another
 * may bring back.
 */
void vs_entries_reach(vs_instant *out, const struct vs_fold *fold, const uint32_t *entries,
                      size_t count);

const char *vs_answer_state_name(enum vs_answer_state state); /* "no-case", "open", "closed" */
const char *vs_certainty_name(enum vs_certainty certainty);   /* "contested", ... */

#endif
