/*
 * Whether the leaves of a log are dated in the order in which they stand (FORMAT.md 5.4). A leaf
 * that says to be recorded before an earlier one shows that its device's clock was set back, or was
 * wrong before: whichever it was, its word about that time is worth less.
 */
#ifndef VS_CORE_LOG_DATING_H
#define VS_CORE_LOG_DATING_H

#include "core/base/instant.h"

/* A leaf may be dated so many seconds before an earlier one and nothing is said: what readers allow
 * a clock to be ahead (FOLD.md 1). */
#define VS_DATING_SLACK 600

/* The latest instant among the leaves so far; starts as zeros. */
struct vs_dating {
    vs_instant made; /* 0: of none */
    uint64_t leaf;
};

/*
 * The next leaf whose instant is known, in the order of their indices. True if it is dated back:
 * then *earlier is the one that it is dated before, and those that follow are compared with this
 * leaf, so that one step back is told of once.
 */
bool vs_dating_next(struct vs_dating *earlier, struct vs_dating *latest, uint64_t leaf,
                    vs_instant made);

/* The same for one leaf, compared with all that stand before it: nothing is begun anew. */
bool vs_dating_is_back(const struct vs_dating *latest, vs_instant made);

#endif
