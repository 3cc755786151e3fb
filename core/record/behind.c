#include "core/record/behind.h"

#include <stdio.h>
#include <string.h>

#include "core/base/mem.h"
#include "core/ledger/forks.h"

struct largest {
    int64_t feed;
    uint64_t size;
};

struct collecting {
    vs_instant known_at;
    struct largest *list; /* by feed */
    size_t count;
};

/* They come by feed, then size: the last of a feed is the largest. */
static enum vs_code
collect(void *payload, const struct vs_ahead_row *row, struct vs_err *err)
{
    struct collecting *c = payload;

    if (row->received > c->known_at) {
        return VS_OK;
    }
    if (c->count == 0 || c->list[c->count - 1].feed != row->feed) {
        struct largest *list = vs_realloc_array(c->list, c->count + 1, sizeof(*list));

        if (!list) {
            return vs_fail_memory(err);
        }
        c->list = list;
        c->list[c->count++].feed = row->feed;
    }
    c->list[c->count - 1].size = row->size;
    return VS_OK;
}

static enum vs_code
look_at(bool *is, struct vs_behind *out, struct vs_ledger *ledger, const struct largest *largest,
        struct vs_err *err)
{
    struct vs_feed_row feed;
    enum vs_code code = vs_feed_by_id(ledger, &feed, largest->feed, err);

    *is = false;
    if (code != VS_OK || largest->size <= feed.tree.size || feed.tree.size >= feed.closed) {
        return code;
    }
    code = vs_org_by_id(ledger, &out->org, feed.org, err);
    if (code == VS_E_NOT_FOUND) { /* of nobody known */
        return VS_OK;
    }
    (void)snprintf(out->branch, sizeof(out->branch), "%.32s",
                   feed.origin.text + sizeof(VS_ORIGIN_PREFIX) - 1);
    out->here = feed.tree.size;
    out->seen = largest->size;
    *is = code == VS_OK;
    return code;
}

enum vs_code
vs_behind_each(struct vs_ledger *ledger, vs_instant known_at,
               enum vs_code (*each)(void *payload, const struct vs_behind *behind,
                                    struct vs_err *err),
               void *payload, struct vs_err *err)
{
    struct collecting c = {.known_at = known_at};
    struct vs_behind behind;
    enum vs_code code = vs_ahead_each(ledger, 0, collect, &c, err);
    bool is;

    for (size_t i = 0; code == VS_OK && i < c.count; i++) {
        memset(&behind, 0, sizeof(behind));
        code = look_at(&is, &behind, ledger, &c.list[i], err);
        if (code == VS_OK && is) {
            code = each(payload, &behind, err);
        }
    }
    vs_free(c.list);
    return code;
}
