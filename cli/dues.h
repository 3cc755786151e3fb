/*
 * What is due, as it stands now: the rows that the ledger keeps, and, for cases where time has
 * passed over them, the rows computed again.
 */
#ifndef VS_CLI_DUES_H
#define VS_CLI_DUES_H

#include "cli/session.h"

struct vs_due_item {
    int64_t case_leaf;
    vs_instant at; /* VS_INSTANT_NEVER = no term */
    char kind[24];
    int64_t org; /* row; 0 = anybody */
    bool has_event;
    struct vs_hash event;
};

#define VS_DUE_ITEMS_MAX 100000 /* more are left out, and counted in `cut` */

struct vs_due_list {
    struct vs_due_item *items; /* by instant, then case */
    size_t count;
    size_t cut;
};

/* Of one case, or of all (0); of one organisation, or of all (0). Release also after a failure. */
enum vs_code vs_due_list_make(struct vs_due_list *out, struct vs_store *store, vs_instant now,
                              int64_t case_leaf, int64_t org, struct vs_err *err) VS_MUST_USE;
void vs_due_list_release(struct vs_due_list *list);

#endif
