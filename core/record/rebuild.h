/* Deriving everything again from the truth. */
#ifndef VS_CORE_RECORD_REBUILD_H
#define VS_CORE_RECORD_REBUILD_H

#include "core/record/store.h"

struct vs_rebuilt {
    uint64_t feeds;
    uint64_t leaves;
    uint64_t events;
    uint64_t cases;
    bool same; /* byte for byte what was there before, with the invitations opened that waited, and
                  the acts counted that were dated ahead */
};

/* Derives everything again as part of a change, inside the caller's transaction. */
enum vs_code vs_rebuild_derive(struct vs_store *store, struct vs_err *err) VS_MUST_USE;

/*
 * Empties the derived tables and derives them again from raw leaves, keys and contents, checking
 * every feed's tree against its checkpoint on the way (VS_E_TAMPERED). Invitations that an
 * interrupted sync left waiting are opened first, and what time makes stale is folded again. One
 * transaction of its own: what it changes stays in memory until it ends, since the cache never
 * spills (VAULT.md 5), so that it takes memory as the derived tables take room.
 */
enum vs_code vs_rebuild(struct vs_store *store, struct vs_rebuilt *out,
                        struct vs_err *err) VS_MUST_USE;

#endif
