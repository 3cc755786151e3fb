/*
 * What only a verification asks of the ledger: rows as they stand, side by side, also those that
 * should not be there. Nothing here writes.
 */
#ifndef VS_CORE_LEDGER_VERIFY_H
#define VS_CORE_LEDGER_VERIFY_H

#include "core/ledger/cases.h"
#include "core/ledger/channels.h"
#include "core/ledger/events.h"
#include "core/ledger/feeds.h"

/* Tables whose rows a verification accounts for, one by one. */
enum vs_counted {
    VS_COUNT_LEAF,
    VS_COUNT_NODE,
    VS_COUNT_CONTENT,
    VS_COUNT_CHANNEL,
    VS_COUNT_EXPECTED,
    VS_COUNT_UNMATCHED,
    VS_COUNT_EVENT,
    VS_COUNT_ANNOUNCED,
    VS_COUNT_ADOPTION,
    VS_COUNT_ADOPTION_END,
    VS_COUNT_CALENDAR,
    VS_COUNT_SUCCESSION,
    VS_COUNT_CASEFILE,
    VS_COUNT_PARTY,
    VS_COUNT_TENURE,
    VS_COUNTED
};
const char *vs_counted_name(enum vs_counted table); /* the table's name */
enum vs_code vs_verify_count(struct vs_ledger *ledger, uint64_t *rows, enum vs_counted table,
                             struct vs_err *err) VS_MUST_USE;

/* Reads every page of the database and holds it to SQLite's own rules; *good is false with the
 * first thing that is wrong in `words`. A page that does not open is VS_E_TAMPERED. */
enum vs_code vs_verify_pages(struct vs_ledger *ledger, bool *good, char words[200],
                             struct vs_err *err) VS_MUST_USE;

/* Row ids of all feeds or, with `case_leaf` not 0, of the feeds of the organisations that the case
 * names and of those that hold events of it. Appended to an array that the caller frees. */
enum vs_code vs_verify_feeds(struct vs_ledger *ledger, int64_t **ids, size_t *count,
                             int64_t case_leaf, struct vs_err *err) VS_MUST_USE;

/* The column `size` of a feed, beside its tree. */
enum vs_code vs_verify_feed_size(struct vs_ledger *ledger, uint64_t *size, int64_t feed,
                                 struct vs_err *err) VS_MUST_USE;

/* A leaf with what is stored about it: `event` is valid if has_event, `cipher.p` NULL if none. */
struct vs_leaf_and_event {
    int64_t id;
    struct vs_hash hash;
    struct vs_str raw;
    struct vs_str cipher;
    bool has_event;
    struct vs_event_row event;
};
/* The leaves with row ids in [from, to), by row id. */
enum vs_code vs_verify_leaves(struct vs_ledger *ledger, int64_t from, int64_t to,
                              enum vs_code (*each)(void *payload,
                                                   const struct vs_leaf_and_event *leaf,
                                                   struct vs_err *err),
                              void *payload, struct vs_err *err) VS_MUST_USE;

/* A stored node; VS_E_NOT_FOUND. */
enum vs_code vs_verify_node(struct vs_ledger *ledger, struct vs_hash *out, int64_t feed,
                            unsigned level, uint64_t n, struct vs_err *err) VS_MUST_USE;

/* Rosters of an organisation as filed. */
struct vs_roster_row {
    uint64_t generation, version;
    struct vs_hash hash;
    struct vs_str note;
};
enum vs_code vs_verify_rosters(struct vs_ledger *ledger, int64_t org,
                               enum vs_code (*each)(void *payload, const struct vs_roster_row *row,
                                                    struct vs_err *err),
                               void *payload, struct vs_err *err) VS_MUST_USE;

/* Inbox key and adoption as derived from a directory leaf; VS_E_NOT_FOUND. */
enum vs_code vs_verify_announced(struct vs_ledger *ledger, struct vs_hash *key, vs_instant *until,
                                 int64_t feed, int64_t leaf, struct vs_err *err) VS_MUST_USE;
enum vs_code vs_verify_adoption_end(struct vs_ledger *ledger, struct vs_hash *adoption,
                                    int64_t *org, vs_date *ended, int64_t leaf,
                                    struct vs_err *err) VS_MUST_USE;

/* Cases that have a channel or a row, by id. */
enum vs_code vs_verify_cases(struct vs_ledger *ledger,
                             enum vs_code (*each)(void *payload, int64_t case_leaf,
                                                  struct vs_err *err),
                             void *payload, struct vs_err *err) VS_MUST_USE;

#endif
