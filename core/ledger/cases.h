/* Cases as folded: their answers over time, and what is due. Remotes and what they held last. */
#ifndef VS_CORE_LEDGER_CASES_H
#define VS_CORE_LEDGER_CASES_H

#include "core/base/instant.h"
#include "core/ledger/ledger.h"

struct vs_casefile_row {
    int64_t id; /* row id of the case.open leaf */
    struct vs_hash hash;
    struct vs_str ref; /* own, else the opener's; p NULL = none or not disclosed */
    vs_instant opened;
    vs_instant changed;
    int64_t events;
    bool open;
    int64_t pending;
    vs_instant seen; /* due rows were computed then */
    vs_instant next; /* and hold until this instant */
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
/* Cases whose due rows no longer hold at `now`; `each` gets the row id. */
enum vs_code vs_casefile_each_stale(struct vs_ledger *ledger, vs_instant now,
                                    enum vs_code (*each)(void *payload, int64_t id,
                                                         struct vs_err *err),
                                    void *payload, struct vs_err *err) VS_MUST_USE;
enum vs_code vs_casefile_totals(struct vs_ledger *ledger, int64_t *all, int64_t *open,
                                struct vs_err *err) VS_MUST_USE;
/* Cases with this own reference, or whose id begins with these bytes: at most two. */
enum vs_code vs_casefile_by_ref(struct vs_ledger *ledger, int64_t ids[2], size_t *count,
                                struct vs_str ref, struct vs_err *err) VS_MUST_USE;
enum vs_code vs_casefile_by_prefix(struct vs_ledger *ledger, int64_t ids[2], size_t *count,
                                   const uint8_t prefix[32], const uint8_t limit[32],
                                   struct vs_err *err) VS_MUST_USE;

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

/* What is due. */
struct vs_due_row {
    int64_t case_leaf;
    int64_t n;
    vs_instant at;
    const char *kind;
    int64_t org; /* who has to act; 0 = anybody */
    struct vs_hash event;
    struct vs_str doc;
};
enum vs_code vs_due_clear(struct vs_ledger *ledger, int64_t case_leaf,
                          struct vs_err *err) VS_MUST_USE;
enum vs_code vs_due_insert(struct vs_ledger *ledger, const struct vs_due_row *row,
                           struct vs_err *err) VS_MUST_USE;
/* By instant, then case. org 0 = everybody's; case_leaf 0 = every case. Rows [skip, skip + most).
 */
enum vs_code
vs_due_each(struct vs_ledger *ledger, int64_t case_leaf, int64_t org, int64_t skip, int64_t most,
            enum vs_code (*each)(void *payload, const struct vs_due_row *row, struct vs_err *err),
            void *payload, struct vs_err *err) VS_MUST_USE;

/* In how many cases something is due for an organisation. */
enum vs_code vs_due_cases(struct vs_ledger *ledger, int64_t *count, int64_t org,
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
