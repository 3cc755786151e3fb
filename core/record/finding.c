#include "core/record/finding.h"

enum vs_code
vs_found(struct vs_store *store, int64_t leaf, const char *kind, struct vs_err *err)
{
    struct vs_feed_row feed;
    enum vs_code code = vs_feed_by_id(store->ledger, &feed, VS_LEAF_FEED(leaf), err);

    if (code != VS_OK || feed.own != VS_FEED_FOREIGN) {
        return code;
    }
    return vs_finding_insert(store->ledger, leaf, kind, vs_store_now(store), err);
}
