/*
 * Which leaf follows which in a forked feed. A leaf does not say what it follows: that is a matter
 * of the history it stands in, and a device that signed several may have put one leaf into more
 * than one of them. So it follows what stands before it in each, which is the same for every reader
 * that has the same histories, whichever came first. Pure functions.
 */
#ifndef VS_CORE_RECORD_HISTORIES_H
#define VS_CORE_RECORD_HISTORIES_H

#include "core/base/bytes.h"

/* A row of a feed: its leaves from `start` on, those before are the parent's. */
struct vs_history {
    int64_t row;
    int64_t parent; /* 0: none */
    uint64_t start;
};

/* A leaf of one case in a row of a forked feed, and what follows from it. */
struct vs_standing {
    int64_t row;
    struct vs_hash feed;
    uint64_t index;
    struct vs_hash id;
    bool readable; /* a copy in a wrong place is not */
    size_t at;     /* the caller's */
    bool cut;      /* in its row; the result: in every row in which the leaf stands in this place */
    /* results */
    bool used;                   /* of several with one id, the one that counts */
    size_t place;                /* in the sorted list, where those of one place are neighbours */
    uint32_t branch;             /* leaves of one branch follow each other */
    const struct vs_hash *after; /* in the pool; not NULL where used */
    size_t after_count;
};

/* Sorts `list` by (feed, index, id) and fills in the results. *pool is freed with vs_free when they
 * are no longer needed. */
enum vs_code vs_histories(struct vs_standing *list, size_t count, const struct vs_history *rows,
                          size_t row_count, struct vs_hash **pool, struct vs_err *err) VS_MUST_USE;

/* One leaf in one place, of the same or of two histories. */
bool vs_standing_same(const struct vs_standing *a, const struct vs_standing *b);

#endif
