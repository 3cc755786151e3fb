/*
 * Where what a remote sends over the wire lies until it has been looked at: an object store in the
 * folder `incoming` of the cache, which is gone afterwards, whatever came of it. So neither a
 * transfer that was stopped nor a host that sends what nobody asked for leaves anything on the
 * disk; what is good is copied into the cache, object by object (copy.h).
 */
#ifndef VS_SYNC_INCOMING_H
#define VS_SYNC_INCOMING_H

#include "sync/git.h"

struct vs_incoming {
    struct vs_git *git; /* the cache's references; writes go to `objects` */
    char objects[4200];
};

/* Makes an empty store; one that a killed process left is removed first. */
enum vs_code vs_incoming_open(struct vs_incoming *out, const struct vs_git *cache,
                              struct vs_err *err) VS_MUST_USE;

/* Removes it. Accepts one that is zeroed. */
void vs_incoming_close(struct vs_incoming *incoming);

/* Removes what a killed process left in the cache, here and in the cache's own object store. Under
 * the sync lock only. */
enum vs_code vs_incoming_sweep(const struct vs_git *cache, struct vs_err *err) VS_MUST_USE;

#endif
