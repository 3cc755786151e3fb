/* What is wanted of a branch. */
#ifndef VS_SYNC_WANT_H
#define VS_SYNC_WANT_H

#include <stdbool.h>

enum vs_want {
    VS_WANT_NOTHING,
    VS_WANT_WHOLE,
    VS_WANT_ROSTER, /* its rosters at least: it is of nobody known */
    VS_WANT_OWN,    /* the whole, and we wrote it: is it whole where it lies? */
};

static inline bool
vs_want_is_whole(enum vs_want want)
{
    return want == VS_WANT_WHOLE || want == VS_WANT_OWN;
}

#endif
