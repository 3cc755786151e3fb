/*
 * What is due, page by page: the rows that the ledger keeps, which say themselves from when until
 * when they stand. Only cases with an act that was dated ahead and counts by now are folded again.
 */
#ifndef VS_CLI_DUES_H
#define VS_CLI_DUES_H

#include "cli/session.h"
#include "core/casework/due.h"
#include "core/ledger/cases.h"

struct vs_due_item {
    int64_t case_leaf;
    int64_t n;             /* its place among those of the case */
    enum vs_due_kind kind; /* VS_DUE_KINDS: one that this program does not know */
    vs_instant at;         /* VS_INSTANT_NEVER = no term */
    vs_instant latest;     /* the same, unless days are in it that the calendar does not know */
    vs_date missing;       /* the first of these days; VS_DATE_NEVER */
    vs_instant since;      /* when it began */
    int64_t org;           /* row; 0 = anybody */
    bool has_other;
    struct vs_hash other; /* the other side */
    bool has_event;
    struct vs_hash event;
    bool told;              /* another item says the same to people */
    vs_instant known_until; /* when our organisation left the case; VS_INSTANT_NEVER */
    bool facts_only;        /* of VS_DUE_SETTLE: we see facts only, and sign nothing */
    int refusal;            /* of VS_DUE_REFUSED: enum vs_refusal_effect */
    bool has_term;          /* a term of an agreement */
    char agreement[100];    /* its id */
    char term[100];         /* the term's, or empty */
    bool statutory;         /* else agreed */
    bool unseen;            /* nothing that is recorded shows whether it was kept */
};

/* Overdue: whatever the calendar does not know; perhaps: it depends on that. */
bool vs_due_is_overdue(const struct vs_due_item *item, vs_instant now);
bool vs_due_may_be_overdue(const struct vs_due_item *item, vs_instant now);

struct vs_due_list {
    struct vs_due_item *items; /* overdue ones first, by instant, then by when they began */
    size_t count, room;
    uint64_t all;   /* how many there are, shown or not */
    uint64_t stale; /* cases that have to be folded again and were not, for there are too many */
};

/* Rows [skip, skip + most) of what a query asks for. Release also after a failure. */
enum vs_code vs_due_list_make(struct vs_due_list *out, struct vs_store *store,
                              const struct vs_due_query *query, size_t skip, size_t most,
                              struct vs_err *err) VS_MUST_USE;
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

#endif
