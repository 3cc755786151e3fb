#include "core/record/share.h"

#include "core/base/mem.h"

/* Direct mapped: a case that falls on the place of another takes it. */
#define PLACES     4096
#define EVENTS_MAX 40000 /* of all of them: some 60 MB */

struct vs_sharing {
    struct vs_casefile *places[PLACES];
    size_t events;
    struct vs_hash head; /* of the ledger that they were loaded from */
    bool has_head;
};

static struct vs_casefile **
place_of(struct vs_sharing *sharing, int64_t case_leaf)
{
    return &sharing->places[(uint64_t)case_leaf * 0x9e3779b97f4a7c15ULL >> 52];
}

static void
drop(struct vs_sharing *sharing, struct vs_casefile **place)
{
    if (*place) {
        sharing->events -= vs_casefile_count(*place);
        vs_casefile_free(*place);
        *place = NULL;
    }
}

void
vs_casefile_share(struct vs_store *store)
{
    if (!store->sharing) {
        store->sharing = vs_calloc(1, sizeof(*store->sharing));
    }
}

void
vs_casefile_share_end(struct vs_store *store)
{
    vs_casefile_forget(store, 0);
    vs_free(store->sharing);
    store->sharing = NULL;
}

void
vs_casefile_forget(struct vs_store *store, int64_t case_leaf)
{
    struct vs_casefile **place;

    if (!store->sharing) {
        return;
    }
    if (case_leaf != 0) {
        place = place_of(store->sharing, case_leaf);
        if (*place && vs_casefile_leaf(*place) == case_leaf) {
            drop(store->sharing, place);
        }
        return;
    }
    for (size_t i = 0; i < PLACES; i++) {
        drop(store->sharing, &store->sharing->places[i]);
    }
}

void
vs_casefile_share_check(struct vs_store *store, const struct vs_hash *head)
{
    if (store->sharing && !(store->sharing->has_head && vs_hash_eq(&store->sharing->head, head))) {
        vs_casefile_forget(store, 0);
    }
}

void
vs_casefile_share_keep(struct vs_store *store, const struct vs_hash *head)
{
    if (store->sharing) {
        store->sharing->head = *head;
        store->sharing->has_head = true;
    }
}

struct vs_casefile *
vs_share_find(struct vs_store *store, int64_t case_leaf, vs_instant clock)
{
    struct vs_casefile *file = store->sharing ? *place_of(store->sharing, case_leaf) : NULL;

    if (!file || vs_casefile_leaf(file) != case_leaf || !vs_casefile_holds_at(file, clock)) {
        return NULL;
    }
    vs_casefile_hold(file);
    return file;
}

void
vs_share_put(struct vs_store *store, struct vs_casefile *file)
{
    struct vs_sharing *sharing = store->sharing;
    struct vs_casefile **place;

    if (!sharing || vs_casefile_count(file) > EVENTS_MAX) {
        return;
    }
    if (sharing->events + vs_casefile_count(file) > EVENTS_MAX) {
        vs_casefile_forget(store, 0);
    }
    place = place_of(sharing, vs_casefile_leaf(file));
    drop(sharing, place);
    vs_casefile_hold(file);
    *place = file;
    sharing->events += vs_casefile_count(file);
}
