/* Cases as folded: their answers over time, and what is due. Remotes and what they held last. */
#ifndef VS_CORE_LEDGER_CASES_H
#define VS_CORE_LEDGER_CASES_H

#include "core/base/instant.h"
#include "core/ledger/ledger.h"

struct vs_casefile_row {
    int64_t id; /* row id of the case.open leaf */
    struct vs_hash hash;
    struct vs_str ref;       /* own, else the opener's; p NULL = none or not disclosed */
    struct vs_str household; /* own label of the household, else the opener's; likewise */
    vs_instant opened;
    vs_instant changed;
    int64_t events;
    bool open;
    int64_t pending;
    vs_instant seen;                /* it was folded then */
    vs_instant next;                /* and has to be folded again then: an event was dated ahead */
    int64_t ref_org, household_org; /* whose `ref` and `household` are; 0: ours, or none */
};
enum vs_code vs_casefile_set(struct vs_ledger *ledger, const struct vs_casefile_row *row,
                             struct vs_err *err) VS_MUST_USE;
typedef enum vs_code (*vs_casefile_each)(void *payload, const struct vs_casefile_row *row,
                                         struct vs_err *err);
/* Newest change first; `all` includes closed cases. Rows [skip, skip + most). */
enum vs_code vs_casefile_list(struct vs_ledger *ledger, bool all, int64_t skip, int64_t most,
                              vs_casefile_each each, void *payload, struct vs_err *err) VS_MUST_USE;
enum vs_code vs_casefile_one(struct vs_ledger *ledger, int64_t id, vs_casefile_each each,
                             void *payload, struct vs_err *err) VS_MUST_USE;
/* How many cases have to be folded again by `now`; counting ends at `most`. */
enum vs_code vs_casefile_count_stale(struct vs_ledger *ledger, int64_t *count, vs_instant now,
                                     int64_t most, struct vs_err *err) VS_MUST_USE;
/* These cases, in no order; `each` gets the row id. */
enum vs_code vs_casefile_each_stale(struct vs_ledger *ledger, vs_instant now,
                                    enum vs_code (*each)(void *payload, int64_t id,
                                                         struct vs_err *err),
                                    void *payload, struct vs_err *err) VS_MUST_USE;
/* Cases with an event made at `since` or later. */
enum vs_code vs_casefile_each_changed(struct vs_ledger *ledger, vs_instant since,
                                      enum vs_code (*each)(void *payload, int64_t id,
                                                           struct vs_err *err),
                                      void *payload, struct vs_err *err) VS_MUST_USE;
enum vs_code vs_casefile_totals(struct vs_ledger *ledger, int64_t *all, int64_t *open,
                                struct vs_err *err) VS_MUST_USE;
/* Cases of the household of this label, the oldest opening first, closed ones too. */
enum vs_code vs_casefile_by_household(struct vs_ledger *ledger, struct vs_str household,
                                      vs_casefile_each each, void *payload,
                                      struct vs_err *err) VS_MUST_USE;
/* Cases in which somebody, ourselves or not, began to monitor: newest change first, closed ones
 * too. */
enum vs_code vs_casefile_monitored(struct vs_ledger *ledger, vs_casefile_each each, void *payload,
                                   struct vs_err *err) VS_MUST_USE;
/* Cases with this reference (of a partner only where none is called so by ourselves), or whose id
 * begins with these bytes: at most two. */
enum vs_code vs_casefile_by_ref(struct vs_ledger *ledger, int64_t ids[2], size_t *count,
                                struct vs_str ref, struct vs_err *err) VS_MUST_USE;
enum vs_code vs_casefile_by_prefix(struct vs_ledger *ledger, int64_t ids[2], size_t *count,
                                   const uint8_t prefix[32], const uint8_t limit[32],
                                   struct vs_err *err) VS_MUST_USE;

/* What a case waits for: hashes of what its offers name and what is not here. */
enum vs_code vs_waiting_clear(struct vs_ledger *ledger, int64_t case_leaf,
                              struct vs_err *err) VS_MUST_USE;
enum vs_code vs_waiting_insert(struct vs_ledger *ledger, int64_t case_leaf,
                               const struct vs_hash *hash, struct vs_err *err) VS_MUST_USE;
enum vs_code vs_waiting_each(struct vs_ledger *ledger, const struct vs_hash *hash,
                             enum vs_code (*each)(void *payload, int64_t id, struct vs_err *err),
                             void *payload, struct vs_err *err) VS_MUST_USE;

/* Answers over time. */
struct vs_tenure_row {
    int64_t case_leaf;
    vs_instant since;
    vs_instant until; /* VS_INSTANT_NEVER: from then on */
    const char *state;
    const char *certainty;
    struct vs_str doc;
};
enum vs_code vs_tenure_clear(struct vs_ledger *ledger, int64_t case_leaf,
                             struct vs_err *err) VS_MUST_USE;
enum vs_code vs_tenure_insert(struct vs_ledger *ledger, const struct vs_tenure_row *row,
                              struct vs_err *err) VS_MUST_USE;
enum vs_code vs_tenure_each(struct vs_ledger *ledger, int64_t case_leaf,
                            enum vs_code (*each)(void *payload, const struct vs_tenure_row *row,
                                                 struct vs_err *err),
                            void *payload, struct vs_err *err) VS_MUST_USE;

/* What is due (schemas/ledger/ledger.sql). */
enum vs_due_part { VS_DUE_LOOK, VS_DUE_OURS, VS_DUE_OTHERS, VS_DUE_PARTS };
struct vs_due_row {
    int64_t case_leaf;
    int64_t n;
    vs_instant at;    /* VS_INSTANT_NEVER: no term */
    vs_instant since; /* when it began */
    vs_instant from;  /* it stands from then; 0: from when the case was folded */
    vs_instant until; /* until then; VS_INSTANT_NEVER: until something is recorded */
    enum vs_due_part part;
    const char *kind;
    int64_t org; /* who has to act; 0 = anybody */
    bool lead;   /* the first of this organisation in the case */
    bool told;   /* another row of the case says the same to people */
    struct vs_hash event;
    struct vs_str doc;
    vs_instant asks; /* from when it asks the organisation for something; VS_INSTANT_NEVER */
};
enum vs_code vs_due_clear(struct vs_ledger *ledger, int64_t case_leaf,
                          struct vs_err *err) VS_MUST_USE;
enum vs_code vs_due_insert(struct vs_ledger *ledger, const struct vs_due_row *row,
                           struct vs_err *err) VS_MUST_USE;

/* Which rows: of one case, or of one organisation, or of one part, or (all zero) everything; those
 * that stand at `now`. */
struct vs_due_query {
    vs_instant now;
    int64_t case_leaf; /* 0: of every case */
    int64_t org;       /* 0: everybody's */
    bool by_part;
    enum vs_due_part part;
};
/* Overdue ones first: by instant, then by when they began, by case and row. Rows [skip, skip +
 * most). */
enum vs_code
vs_due_each(struct vs_ledger *ledger, const struct vs_due_query *query, int64_t skip, int64_t most,
            enum vs_code (*each)(void *payload, const struct vs_due_row *row, struct vs_err *err),
            void *payload, struct vs_err *err) VS_MUST_USE;
/* How many there are, and in how many cases (of one organisation; else each organisation's cases
 * count for themselves). */
enum vs_code vs_due_totals(struct vs_ledger *ledger, int64_t *rows, int64_t *cases,
                           const struct vs_due_query *query, struct vs_err *err) VS_MUST_USE;

/* In how many cases something is asked of an organisation now, and in how many of them a term has
 * passed, as far as the calendar knows its days. */
enum vs_code vs_due_needs(struct vs_ledger *ledger, int64_t *cases, int64_t *overdue, int64_t org,
                          vs_instant now, struct vs_err *err) VS_MUST_USE;

/* Takes out what no longer stands at `now`: at most some thousands of rows, *more: not all. */
enum vs_code vs_due_pass(struct vs_ledger *ledger, vs_instant now, bool *more,
                         struct vs_err *err) VS_MUST_USE;
/* Whether there is something to take out that ended before `instant`. */
enum vs_code vs_due_has_passed(struct vs_ledger *ledger, vs_instant instant, bool *has,
                               struct vs_err *err) VS_MUST_USE;

/* Cases whose keys the next sync has to look at. */
enum vs_code vs_epoch_due_set(struct vs_ledger *ledger, int64_t case_leaf, bool due,
                              struct vs_err *err) VS_MUST_USE;
enum vs_code vs_epoch_due_each(struct vs_ledger *ledger,
                               enum vs_code (*each)(void *payload, int64_t case_leaf,
                                                    struct vs_err *err),
                               void *payload, struct vs_err *err) VS_MUST_USE;

/* Remotes. */
struct vs_remote_row {
    char name[40];
    char url[1024];
};
enum vs_code vs_remote_insert(struct vs_ledger *ledger, const struct vs_remote_row *row,
                              vs_instant now, struct vs_err *err) VS_MUST_USE; /* VS_E_EXISTS */
enum vs_code vs_remote_delete(struct vs_ledger *ledger, const char *name,
                              struct vs_err *err) VS_MUST_USE; /* VS_E_NOT_FOUND */
enum vs_code vs_remote_each(struct vs_ledger *ledger,
                            enum vs_code (*each)(void *payload, const struct vs_remote_row *row,
                                                 struct vs_err *err),
                            void *payload, struct vs_err *err) VS_MUST_USE;
/* The commit (hex) at which a branch of a remote was last taken completely; empty = never. */
enum vs_code vs_remote_branch_get(struct vs_ledger *ledger, char out[65], const char *remote,
                                  const char *branch, struct vs_err *err) VS_MUST_USE;
/* How many leaves a known branch has shown there at most; 0 = none yet. By branch. */
enum vs_code vs_remote_branch_shown(struct vs_ledger *ledger, uint64_t *size, const char *remote,
                                    const char *branch, struct vs_err *err) VS_MUST_USE;
enum vs_code vs_remote_branch_set_shown(struct vs_ledger *ledger, const char *remote,
                                        const char *branch, uint64_t size,
                                        struct vs_err *err) VS_MUST_USE;
enum vs_code vs_remote_branch_each(struct vs_ledger *ledger, const char *remote,
                                   enum vs_code (*each)(void *payload, const char *branch,
                                                        uint64_t size, struct vs_err *err),
                                   void *payload, struct vs_err *err) VS_MUST_USE;
enum vs_code vs_remote_branch_set(struct vs_ledger *ledger, const char *remote, const char *branch,
                                  const char *commit, struct vs_err *err) VS_MUST_USE;

/* Forgets the versions of branches of nobody known (names that begin with '?'): somebody new is
 * known, who may own them. */
enum vs_code vs_remote_branch_forget_unknown(struct vs_ledger *ledger,
                                             struct vs_err *err) VS_MUST_USE;

#endif
