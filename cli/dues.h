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
    vs_instant known_until; /* when our organisation left the case; VS_INSTANT_NEVER */
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

/* The answer that the ledger keeps for `now`: no need to fold the case again. */
struct vs_standing {
    vs_instant now;
    bool found;
    char state[16];
    char certainty[16];
    vs_instant known_until; /* when our organisation left the case; VS_INSTANT_NEVER */
    struct vs_json *doc;    /* of the tenure, with holders and candidates; NULL if there is none */
};
enum vs_code vs_standing_get(struct vs_standing *out, struct vs_store *store, int64_t case_leaf,
                             vs_instant now, struct vs_err *err) VS_MUST_USE;
void vs_standing_release(struct vs_standing *standing);
enum vs_certainty vs_standing_certainty(const struct vs_standing *standing);

/* The organisations of a list ("holders", "candidates") of that document, at most `max`. */
size_t vs_standing_orgs(struct vs_hash *out, size_t max, const struct vs_standing *standing,
                        const char *list);

/* What is to be done, by whom, appended: "a handover waits for your answer". (say_due.c) */
void vs_say_due(struct vs_buf *out, struct vs_store *store, const struct vs_due_item *item,
                vs_instant now);

/* Whether an item says what one before it in the list said to the same people: people are told
 * once that a case is to be settled, and of one escalation. */
bool vs_due_is_repeated(const struct vs_due_list *list, size_t index, const struct vs_store *store);

#endif
