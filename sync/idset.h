/* A set of object ids, for walks that must not do a thing twice. */
#ifndef VS_SYNC_IDSET_H
#define VS_SYNC_IDSET_H

#include "sync/gitobj.h"

struct vs_idset {
    struct vs_git_id *slots;
    bool *used;
    size_t room; /* a power of two, or 0 */
    size_t count;
};

void vs_idset_release(struct vs_idset *set); /* accepts a zeroed set and leaves one */

/* *added tells whether the id was new. VS_E_NO_MEMORY. */
enum vs_code vs_idset_add(bool *added, struct vs_idset *set, const struct vs_git_id *id,
                          struct vs_err *err) VS_MUST_USE;

#endif
