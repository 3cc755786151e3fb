/* Shared by the files that work out what is due (due.h). */
#ifndef VS_CORE_CASEWORK_DUE_PRIV_H
#define VS_CORE_CASEWORK_DUE_PRIV_H

#include "core/casework/due.h"

/* Rows in the making. After a failed allocation `failed` is set and nothing is added. */
struct vs_due_list {
    struct vs_due *rows;
    size_t count, room;
    bool failed;
};
void vs_due_add(struct vs_due_list *list, struct vs_due row);

/* What stands at one instant, but for the terms: rows with from, until, lead and told unset. */
enum vs_code vs_due_at(struct vs_due_list *out, const struct vs_fold *fold, vs_instant at,
                       struct vs_err *err) VS_MUST_USE;

/* --- terms ------------------------------------------------------------------------------------ */

/* As long as what a term stands, within its span. */
enum vs_due_stand {
    VS_STANDS,           /* closed or not */
    VS_STANDS_OPEN,      /* while the case is open */
    VS_STANDS_HELD,      /* while its organisation holds the case */
    VS_STANDS_MONITORED, /* while the case is open, or its organisation goes on monitoring */
};
struct vs_due_term {
    struct vs_due row; /* from and until: from where it began until it was kept */
    enum vs_due_stand stand;
};
struct vs_due_terms {
    struct vs_due_term *list;
    size_t count, room;
};

/* What the agreements set (due_terms.c), and what offers and escalations do (due_limits.c); nothing
 * that had ended by `now`. The list is the caller's, also after a failure. */
enum vs_code vs_due_terms_make(struct vs_due_terms *out, const struct vs_fold *fold, vs_instant now,
                               const struct vs_due_rules *rules, struct vs_err *err) VS_MUST_USE;
enum vs_code vs_due_limits_make(struct vs_due_terms *out, const struct vs_fold *fold,
                                vs_instant now, struct vs_err *err) VS_MUST_USE;

/* Counts `delay` from row->since and adds the row, unless it has ended by `now`. A calendar that is
 * needed and not here: no end can be told, and the row says so (when = earliest = never). */
enum vs_code vs_due_term_add(struct vs_due_terms *out, struct vs_due row, enum vs_due_stand stand,
                             const struct vs_delay *delay, const struct vs_calendar *calendar,
                             vs_instant now, struct vs_err *err) VS_MUST_USE;

/* Whether it is an act of this type, and a valid one. */
static inline bool
vs_due_is(const struct vs_fold_entry *entry, enum vs_event_type type)
{
    return entry->state == VS_ENTRY_VALID && entry->in->event->type == type;
}

/* Where a term begins: an instant, by an act of `writer`, about an offer or not; where the case
 * goes to somebody, to whom. */
struct vs_due_beginning {
    vs_instant at;
    vs_instant first; /* the earliest instant from which it may count: `at`, unless unsaid */
    const struct vs_hash *writer, *receiver; /* receiver: NULL */
    uint32_t event, offer;
    bool unsaid; /* the text does not say from when the term counts */
};

/* Where a term may begin in a case, whoever it binds, in no order. `list` has room for every entry
 * and every offer. (due_begins.c) */
size_t vs_due_beginnings(struct vs_due_beginning *list, const struct vs_fold *fold,
                         const struct vs_term *term);

/* Whether the case began with a report: -1 does not say. */
int vs_due_reported(const struct vs_fold *fold);

enum vs_due_kind vs_due_term_kind(const struct vs_term *term);

/* Whether it does at an instant. (due_spans.c) */
bool vs_due_stands(const struct vs_fold *fold, const struct vs_due_term *term, vs_instant at);

#endif
