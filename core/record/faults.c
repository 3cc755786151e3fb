#include "core/record/faults.h"

#include <string.h>

#include "core/record/directory.h"

static const char *const names[] = {
    [VS_FAULT_FORKED] = "forked",
    [VS_FAULT_CLOSED_CONTINUED] = "closed-continued",
    [VS_FAULT_CLOSING_MISMATCH] = "closing-mismatch",
    [VS_FAULT_ROSTER_CONFLICT] = "roster-conflict",
    [VS_FAULT_ROSTER_CHANGED] = "roster-changed",
    [VS_FAULT_REOPENED] = "reopened",
    [VS_FAULT_CLOSED_TWICE] = "closed-twice",
    [VS_FAULT_DROPPED] = "dropped",
};

static const struct {
    unsigned finding; /* enum vs_roster_finding */
    enum vs_fault_kind kind;
} of_rosters[] = {
    {VS_ROSTER_CONFLICT, VS_FAULT_ROSTER_CONFLICT},
    {VS_ROSTER_NEXT_CHANGED | VS_ROSTER_BASE_CHANGED, VS_FAULT_ROSTER_CHANGED},
    {VS_ROSTER_REOPENED, VS_FAULT_REOPENED},
    {VS_ROSTER_CLOSED_TWICE, VS_FAULT_CLOSED_TWICE},
    {VS_ROSTER_DROPPED, VS_FAULT_DROPPED},
};

const char *
vs_fault_name(enum vs_fault_kind kind)
{
    return names[kind];
}

struct looking {
    struct vs_store *store;
    int64_t org;
    const struct vs_roster_view *view;
    enum vs_code (*each)(void *payload, const struct vs_fault *fault, struct vs_err *err);
    void *payload;
};

static enum vs_code
tell(const struct looking *at, enum vs_fault_kind kind, const struct vs_feed_row *feed,
     uint64_t where, struct vs_err *err)
{
    struct vs_fault fault = {.kind = kind, .at = where};

    if (feed) {
        fault.has_feed = true;
        fault.feed = feed->origin;
    }
    return at->each(at->payload, &fault, err);
}

static enum vs_code
look_at_closing(struct looking *at, const struct vs_feed_row *feed, struct vs_err *err)
{
    const struct vs_roster_device *device = vs_roster_view_feed(at->view, &feed->feed);
    struct vs_stored_tree stored = {.ledger = at->store->ledger, .feed = feed->id};
    struct vs_hash root;
    enum vs_code code = VS_OK;

    if (feed->closed == VS_FEED_NOT_CLOSED || !device || feed->tree.size < device->size) {
        return VS_OK;
    }
    code = vs_stored_tree_root(&root, &stored, device->size, err);
    if (code == VS_OK && vs_roster_closing(device, feed->tree.size, &root) == VS_CLOSING_MISMATCH) {
        code = tell(at, VS_FAULT_CLOSING_MISMATCH, feed, device->size, err);
    }
    if (code == VS_OK && feed->tree.size > feed->closed) {
        code = tell(at, VS_FAULT_CLOSED_CONTINUED, feed, feed->closed, err);
    }
    return code;
}

static enum vs_code
look_at_device(struct looking *at, const struct vs_roster_device *device, bool forks,
               struct vs_err *err)
{
    struct vs_feed_row feed;
    enum vs_code code = vs_feed_by_hash(at->store->ledger, &feed, &device->feed, err);

    if (code != VS_OK || feed.org != at->org) {
        return code == VS_E_NOT_FOUND ? VS_OK : code; /* claimed, and another's */
    }
    if (forks) {
        return feed.common == VS_FEED_NOT_FORKED
                   ? VS_OK
                   : tell(at, VS_FAULT_FORKED, &feed, feed.common, err);
    }
    return look_at_closing(at, &feed, err);
}

enum vs_code
vs_faults_each(struct vs_store *store, int64_t org,
               enum vs_code (*each)(void *payload, const struct vs_fault *fault,
                                    struct vs_err *err),
               void *payload, struct vs_err *err)
{
    struct vs_roster_view view;
    struct looking at = {store, org, &view, each, payload};
    enum vs_code code = vs_directory_view(store, &view, org, err);

    for (int forks = 1; forks >= 0; forks--) {
        for (size_t i = 0; code == VS_OK && i < view.device_count; i++) {
            code = look_at_device(&at, &view.devices[i], forks == 1, err);
        }
    }
    for (size_t i = 0; code == VS_OK && i < sizeof(of_rosters) / sizeof(of_rosters[0]); i++) {
        if (view.findings & of_rosters[i].finding) {
            code = tell(&at, of_rosters[i].kind, NULL, 0, err);
        }
    }
    vs_roster_view_release(&view);
    return code;
}
