/* What is wanted of a branch. */
#ifndef VS_SYNC_WANT_H
#define VS_SYNC_WANT_H

enum vs_want {
    VS_WANT_NOTHING,
    VS_WANT_WHOLE,
    VS_WANT_ROSTER, /* its rosters at least: it is of nobody known */
};

#endif
