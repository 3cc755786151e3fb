/*
 * What is due, page by page: the rows that the ledger keeps, which say themselves from when until
 * when they stand. Cases that have to be folded again (casefile.next) are, by the question itself,
 * if they are no more than a page; if there are more, what is kept of them is shown, and how many
 * they are is said.
 */
#ifndef VS_CLI_DUES_H
#define VS_CLI_DUES_H

#include "cli/session.h"
#include "core/casework/due.h"
#include "core/ledger/cases.h"

#define VS_STALE_MAX     100  /* cases that a question folds again */
#define VS_STALE_COUNTED 1000 /* more are not counted */

/* The cases that have to be folded again, as one question sees them. */
struct vs_stale {
    vs_instant now;
    int64_t cases[VS_STALE_MAX]; /* these it folds; ascending */
    size_t count;
    uint64_t left; /* that it does not fold; VS_STALE_COUNTED: so many or more */
    /* what is due in those that it folds, in no order */
    struct vs_due_item *items;
    size_t item_count, item_room;
};

/* Of all cases, or of one (`case_leaf` not 0), which is folded in any case. */
enum vs_code vs_stale_find(struct vs_stale *out, struct vs_store *store, vs_instant now,
                           int64_t case_leaf, struct vs_err *err) VS_MUST_USE;
/* Folds them, for lists of what is due. */
enum vs_code vs_stale_fold(struct vs_stale *stale, struct vs_store *store,
                           struct vs_err *err) VS_MUST_USE;
/* One more that is to be folded, stale or not: after this of one case (`case_leaf`). */
enum vs_code vs_stale_add(struct vs_stale *stale, int64_t case_leaf,
                          struct vs_err *err) VS_MUST_USE;
bool vs_stale_has(const struct vs_stale *stale, int64_t case_leaf);
void vs_stale_release(struct vs_stale *stale); /* also after a failure, and of zeros */

struct vs_due_item {
    int64_t case_leaf;
    int64_t n;             /* its place among those of the case */
    enum vs_due_part part; /* of the status */
    bool again;            /* its case was folded again */
    enum vs_due_kind kind; /* VS_DUE_KINDS: one that this program does not know */
    vs_instant at;         /* VS_INSTANT_NEVER = no term */
    vs_instant latest;     /* the same, unless days are in it that the calendar does not know */
    vs_date missing;       /* the first of these days; VS_DATE_NEVER */
    char calendar[100];    /* which does not know it: its id, or empty */
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
    bool answered;          /* of an escalation of `org`: the others have answered it */
    bool unseen;            /* nothing that is recorded shows whether it was kept */
    bool start_unknown;     /* the agreement does not say from when it counts: `at` if from the
                               report, `latest` from where it began */
    struct vs_delay length; /* if start_unknown: n and unit */
};

/* Whether `at` is the end of a term, and not an instant at which something happens of itself. */
bool vs_due_is_term(const struct vs_due_item *item);

/* Overdue: whatever the calendar does not know; perhaps: it depends on that. */
bool vs_due_is_overdue(const struct vs_due_item *item, vs_instant now);
bool vs_due_may_be_overdue(const struct vs_due_item *item, vs_instant now);

struct vs_due_list {
    struct vs_due_item *items; /* overdue ones first, by instant, then by when they began */
    size_t count, room;
    uint64_t all; /* how many there are, shown or not */
};

/* Rows [skip, skip + most) of what a query asks for, by what was folded again for its instant.
 * Release also after a failure. */
enum vs_code vs_due_list_make(struct vs_due_list *out, struct vs_store *store,
                              const struct vs_due_query *query, const struct vs_stale *stale,
                              size_t skip, size_t most, struct vs_err *err) VS_MUST_USE;
void vs_due_list_release(struct vs_due_list *list);

/* The answer for `now`: the one that the ledger keeps, or, with `again`, that of a new fold. */
struct vs_standing {
    vs_instant now;
    bool found;
    char state[16];
    char certainty[16];
    vs_instant known_until; /* when our organisation left the case; VS_INSTANT_NEVER */
    struct vs_json *doc;    /* of the tenure, with holders and candidates; NULL if there is none */
};
enum vs_code vs_standing_get(struct vs_standing *out, struct vs_store *store, int64_t case_leaf,
                             bool again, vs_instant now, struct vs_err *err) VS_MUST_USE;
void vs_standing_release(struct vs_standing *standing);
enum vs_certainty vs_standing_certainty(const struct vs_standing *standing);

/* The organisations of a list ("holders", "candidates") of that document, at most `max`. */
size_t vs_standing_orgs(struct vs_hash *out, size_t max, const struct vs_standing *standing,
                        const char *list);

/* What is to be done, by whom, appended: "a handover waits for your answer". (say_due.c) */
void vs_say_due(struct vs_buf *out, struct vs_store *store, const struct vs_due_item *item,
                vs_instant now);

#endif
