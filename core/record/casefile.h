/* A case in memory: its events, what they name, and their fold. */
#ifndef VS_CORE_RECORD_CASEFILE_H
#define VS_CORE_RECORD_CASEFILE_H

#include "core/casework/answer.h"
#include "core/casework/fold.h"
#include "core/ledger/events.h"
#include "core/record/store.h"

struct vs_casefile;

/*
 * Loads and folds a case as it was known at `known_at`: by what could be read by then
 * (VS_INSTANT_NEVER: all). VS_E_NOT_FOUND: no such case, or nothing of it was known then. *out is
 * the caller's.
 */
enum vs_code vs_casefile_load(struct vs_casefile **out, struct vs_store *store, int64_t case_leaf,
                              vs_instant known_at, struct vs_err *err) VS_MUST_USE;
/* The same by another clock: an event made more than ten minutes ahead of it waits. */
enum vs_code vs_casefile_load_by(struct vs_casefile **out, struct vs_store *store,
                                 int64_t case_leaf, vs_instant known_at, vs_instant clock,
                                 struct vs_err *err) VS_MUST_USE;
void vs_casefile_free(struct vs_casefile *file); /* accepts NULL */

/*
 * From share to share_end a case that was loaded as it is known now is given again as long as
 * nothing of it changed (vs_store_touch): loading and folding is most of what a sync does. For
 * stretches in which nothing of others is taken, since that may change what a case refers to; an
 * own entry of the directory makes everything forgotten. Without memory for it nothing is shared.
 */
void vs_casefile_share(struct vs_store *store);
void vs_casefile_share_end(struct vs_store *store);
void vs_casefile_forget(struct vs_store *store, int64_t case_leaf); /* 0: all */

/* Of the store: a transaction begins at, or ended with, this head of the ledger. What another
 * process wrote in between makes everything forgotten. */
void vs_casefile_share_check(struct vs_store *store, const struct vs_hash *head);
void vs_casefile_share_keep(struct vs_store *store, const struct vs_hash *head);

/* Whether its opening was received by then: until it is, nothing of a case can be read (FORMAT.md
 * 7.4) or answered, whatever else lies here. True also where only loading it can tell. */
bool vs_casefile_was_known(const struct vs_casefile *file, vs_instant known_at);

const struct vs_fold *vs_casefile_fold(const struct vs_casefile *file);
const struct vs_hash *vs_casefile_id(const struct vs_casefile *file);
int64_t vs_casefile_leaf(const struct vs_casefile *file); /* row of its case.open */

/* Our organisation was a party and is one no more, or lacks a key of the case: what stands here is
 * what was known `until` then. */
bool vs_casefile_left(vs_instant *until, const struct vs_casefile *file);
/* If that is since a key is lacking: the organisation whose rekey counts us among those that have
 * it. NULL: it is not. */
const struct vs_hash *vs_casefile_lacks_key(const struct vs_casefile *file);

/* Of an entry that waits: does it rest on something that is not here at all? Else what it waits for
 * is dated ahead, or waits itself. */
bool vs_casefile_lacks_cause(const struct vs_fold *fold, const struct vs_fold_entry *entry);

/* The events with what surrounds the facts. Index i is that of the fold's input. */
struct vs_casefile_event {
    const struct vs_event *event; /* NULL when unreadable */
    struct vs_hash id;
    int64_t leaf;
    int64_t org; /* row of the writer's organisation */
    int64_t feed;
    int64_t channel;     /* the epoch */
    vs_instant received; /* its leaf and the key that opens it, the later of the two */
    enum vs_event_state state;
    enum vs_text_state text_state;
    struct vs_str text; /* opened content: canonical JSON of schemas/content */
};
size_t vs_casefile_count(const struct vs_casefile *file);
const struct vs_casefile_event *vs_casefile_event(const struct vs_casefile *file, size_t index);

/* How many things that its offers name are not here, and their hashes: the leaves of adoptions,
 * agreements, calendars. */
size_t vs_casefile_waits(const struct vs_casefile *file, const struct vs_hash **list);

/* As stored: what our organisation's acks said of the event when the case was last kept. */
enum vs_acked vs_casefile_acked(const struct vs_casefile *file, size_t index);
enum vs_code vs_casefile_set_acked(struct vs_casefile *file, size_t index, enum vs_acked acked,
                                   struct vs_err *err) VS_MUST_USE;

/* The most that an honest ack of this event can say. */
enum vs_acked vs_casefile_may_ack(const struct vs_casefile_event *event);

#define VS_AHEAD_SECONDS                                                                           \
    600 /* made further ahead of our clock than this, an event waits (FOLD.md) */

/* By our clock an event counts from this instant on: ten minutes before it says it was made. */
vs_instant vs_casefile_counts_from(const struct vs_event *event);

/* Folds a case again and keeps the result in the derived tables. Inside a transaction. */
enum vs_code vs_casefile_refold(struct vs_store *store, int64_t case_leaf,
                                struct vs_err *err) VS_MUST_USE;

/* Touches the cases that wait for this leaf or text, which has come, by whomever. */
enum vs_code vs_casefile_arrived(struct vs_store *store, const struct vs_hash *hash,
                                 struct vs_err *err) VS_MUST_USE;

/* Touches the cases with acts that were dated ahead of our clock when they were folded, and by now
 * are not. */
enum vs_code vs_casefile_let_time_pass(struct vs_store *store, struct vs_err *err) VS_MUST_USE;

/*
 * Finds a case by its reference, by prefix of its id in hex (>= 4 digits) or by its whole id in
 * base64url. A whole id means that case, whatever others are called; a reference that a partner
 * chose and that an id begins with is ambiguous, one of our own is meant. VS_E_NOT_FOUND,
 * VS_E_AMBIGUOUS.
 */
enum vs_code vs_casefile_find(struct vs_store *store, int64_t *case_leaf, const char *name,
                              struct vs_err *err) VS_MUST_USE;

#endif
