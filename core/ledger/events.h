/* Opened leaves: the events of cases and directories. */
#ifndef VS_CORE_LEDGER_EVENTS_H
#define VS_CORE_LEDGER_EVENTS_H

#include "core/base/instant.h"
#include "core/ledger/ledger.h"

enum vs_event_state {
    VS_EVENT_OPENED = 1,
    VS_EVENT_UNOPENABLE = 2, /* it belongs, but does not open or is no event: a finding */
    VS_EVENT_NEWER = 3       /* of a later version of the format */
};

enum vs_text_state {
    VS_TEXT_NONE = 0,
    VS_TEXT_PRESENT = 1,
    VS_TEXT_ABSENT = 2, /* not on any branch seen so far: erased or withheld */
    VS_TEXT_WRONG = 3,  /* not what the leaf promises */
    VS_TEXT_SEALED = 4  /* not disclosed to us */
};

/* Whether and how our organisation acknowledged another's event. */
enum vs_acked {
    VS_ACK_NEVER = -1, /* needs none */
    VS_ACK_OWED = 0,
    VS_ACK_OPENED = 1,
    VS_ACK_FACTS = 2,
    VS_ACK_UNREADABLE = 3
};

struct vs_event_row {
    int64_t leaf;
    struct vs_hash hash;
    vs_instant received;
    int64_t channel;
    int64_t case_leaf; /* 0 in a directory channel */
    enum vs_event_state state;
    struct vs_str type; /* empty when it did not open */
    vs_instant made;    /* 0 when it did not open */
    struct vs_str facts;
    enum vs_text_state text_state;
    struct vs_str text;
    enum vs_acked acked;
};

/* row->hash and row->received are not stored: they are the leaf's. */
enum vs_code vs_event_insert(struct vs_ledger *ledger, const struct vs_event_row *row,
                             struct vs_err *err) VS_MUST_USE;

typedef enum vs_code (*vs_event_each)(void *payload, const struct vs_event_row *row,
                                      struct vs_err *err);

/* Of a case, by leaf; views live until `each` returns. */
enum vs_code vs_event_each_of_case(struct vs_ledger *ledger, int64_t case_leaf, vs_event_each each,
                                   void *payload, struct vs_err *err) VS_MUST_USE;
/* Leaves with a row id in [from, to), ascending. */
enum vs_code vs_event_each_in(struct vs_ledger *ledger, int64_t from, int64_t to,
                              vs_event_each each, void *payload, struct vs_err *err) VS_MUST_USE;
/* The row of one leaf; `each` is called once. VS_E_NOT_FOUND if the leaf is in no channel. */
enum vs_code vs_event_one(struct vs_ledger *ledger, int64_t leaf, vs_event_each each, void *payload,
                          struct vs_err *err) VS_MUST_USE;

/* How many leaves with a row in [from, to) belong to a channel. */
enum vs_code vs_event_count(struct vs_ledger *ledger, uint64_t *count, int64_t channel,
                            int64_t from, int64_t to, struct vs_err *err) VS_MUST_USE;
/* The last leaf of a feed in a channel; -1 when there is none. */
enum vs_code vs_event_last(struct vs_ledger *ledger, int64_t *leaf, int64_t channel, int64_t feed,
                           struct vs_err *err) VS_MUST_USE;

/* Content became known, or turned out wrong. */
enum vs_code vs_event_set_text(struct vs_ledger *ledger, int64_t leaf, enum vs_text_state state,
                               struct vs_str text, struct vs_err *err) VS_MUST_USE;
/* The content key of a channel has come: what was sealed is absent until it is read. */
enum vs_code vs_event_unseal(struct vs_ledger *ledger, int64_t case_leaf, int64_t channel,
                             struct vs_err *err) VS_MUST_USE;
/* Has a feed events whose content is absent? */
enum vs_code vs_event_any_absent(struct vs_ledger *ledger, bool *any, int64_t feed,
                                 struct vs_err *err) VS_MUST_USE;
/* Events of a feed (0 = all) whose content is absent; `each` gets the leaf's row id. */
enum vs_code vs_event_each_absent(struct vs_ledger *ledger, int64_t feed,
                                  enum vs_code (*each)(void *payload, int64_t leaf,
                                                       struct vs_err *err),
                                  void *payload, struct vs_err *err) VS_MUST_USE;

/* Acknowledgements owed. */
enum vs_code vs_event_set_acked(struct vs_ledger *ledger, int64_t leaf, enum vs_acked acked,
                                struct vs_err *err) VS_MUST_USE;
/* By case, then leaf. */
enum vs_code vs_event_each_owed(struct vs_ledger *ledger, vs_event_each each, void *payload,
                                struct vs_err *err) VS_MUST_USE;

/* Organisations that events of a case name as parties. */
enum vs_code vs_party_insert(struct vs_ledger *ledger, int64_t case_leaf, const struct vs_hash *org,
                             bool *added, struct vs_err *err) VS_MUST_USE;
enum vs_code vs_party_each(struct vs_ledger *ledger, int64_t case_leaf,
                           enum vs_code (*each)(void *payload, const struct vs_hash *org,
                                                struct vs_err *err),
                           void *payload, struct vs_err *err) VS_MUST_USE;

/* The latest instant among the entries of a feed row that opened, of index `from` on and below
 * `to`, and the index of the first that has it; *made is 0 if there is none. */
enum vs_code vs_event_latest_made(struct vs_ledger *ledger, vs_instant *made, uint64_t *index,
                                  int64_t feed, uint64_t from, uint64_t to,
                                  struct vs_err *err) VS_MUST_USE;

/* What a feed row holds that is dated after an instant, case by case, and what its directory says
 * that others rest on (adoptions, their ends, calendars) as one. */
struct vs_event_later {
    int64_t case_leaf; /* 0: the directory */
    vs_instant made;   /* the latest */
    uint64_t count;
};
/* The latest first. */
enum vs_code vs_event_each_later(struct vs_ledger *ledger, int64_t feed, vs_instant after,
                                 enum vs_code (*each)(void *payload,
                                                      const struct vs_event_later *later,
                                                      struct vs_err *err),
                                 void *payload, struct vs_err *err) VS_MUST_USE;

/* When the newest entry of a feed that opened was made; 0: there is none. */
enum vs_code vs_event_newest_made(struct vs_ledger *ledger, vs_instant *made, int64_t feed,
                                  struct vs_err *err) VS_MUST_USE;

#endif
