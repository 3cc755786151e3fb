/* The tags that a feed may carry next, by tag (audit_priv.h; FORMAT.md 6.2). */
#include <string.h>

#include "core/audit/audit_priv.h"
#include "core/base/mem.h"

#define NONE UINT32_MAX

enum vs_code
vs_audit_walks_add(struct vs_audit_walks *walks, struct vs_audit_key *key,
                   const struct vs_hash *feed, struct vs_err *err)
{
    struct vs_audit_walk *walk;

    if (walks->count == walks->room) {
        size_t room = walks->room ? 2 * walks->room : 16;
        struct vs_audit_walk *list = vs_realloc_array(walks->list, room, sizeof(*list));

        if (!list) {
            return vs_fail_memory(err);
        }
        walks->list = list;
        walks->room = room;
    }
    walk = &walks->list[walks->count++];
    walk->key = key;
    walk->n = 0;
    vs_tag(walk->tag, key->channel.kf, feed, 0);
    return VS_OK;
}

/* Tags are bits of an HMAC: any of them spread well. */
static size_t
bucket_of(const struct vs_audit_walks *walks, const uint8_t tag[VS_TAG_LEN])
{
    return (size_t)vs_get_u64(tag) & (walks->bucket_count - 1);
}

static void
link_in(struct vs_audit_walks *walks, size_t at)
{
    size_t bucket = bucket_of(walks, walks->list[at].tag);

    walks->list[at].chained = walks->buckets[bucket];
    walks->buckets[bucket] = (uint32_t)at;
}

enum vs_code
vs_audit_walks_index(struct vs_audit_walks *walks, struct vs_err *err)
{
    walks->bucket_count = 16;
    while (walks->bucket_count < 2 * walks->count) {
        walks->bucket_count *= 2;
    }
    walks->buckets = vs_calloc(walks->bucket_count, sizeof(*walks->buckets));
    if (!walks->buckets) {
        return vs_fail_memory(err);
    }
    for (size_t i = 0; i < walks->bucket_count; i++) {
        walks->buckets[i] = NONE;
    }
    for (size_t i = 0; i < walks->count; i++) {
        link_in(walks, i);
    }
    return VS_OK;
}

struct vs_audit_walk *
vs_audit_walks_find(const struct vs_audit_walks *walks, const uint8_t tag[VS_TAG_LEN])
{
    uint32_t at = walks->buckets[bucket_of(walks, tag)];

    while (at != NONE && memcmp(walks->list[at].tag, tag, VS_TAG_LEN) != 0) {
        at = walks->list[at].chained;
    }
    return at == NONE ? NULL : &walks->list[at];
}

void
vs_audit_walks_advance(struct vs_audit_walks *walks, struct vs_audit_walk *walk,
                       const struct vs_hash *feed)
{
    size_t at = (size_t)(walk - walks->list);
    uint32_t *link = &walks->buckets[bucket_of(walks, walk->tag)];

    while (*link != at) {
        link = &walks->list[*link].chained;
    }
    *link = walk->chained;
    walk->n++;
    vs_tag(walk->tag, walk->key->channel.kf, feed, walk->n);
    link_in(walks, at);
}

void
vs_audit_walks_release(struct vs_audit_walks *walks)
{
    vs_free(walks->list);
    vs_free(walks->buckets);
}
