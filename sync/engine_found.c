/* What a whole sync found that no single branch says: forks, branches that are gone, and what
 * others have seen and no host shows. */
#include "sync/engine_priv.h"

#include <stdio.h>
#include <string.h>

#include "core/ledger/cases.h"
#include "core/ledger/forks.h"

/* --- branches that are gone --------------------------------------------------------------------
 */

struct missing {
    struct vs_syncing *s;
    const struct vs_host_list *list;
};

/* Nothing more is to be had of it: its organisation closed it, and we have all that counts. */
static bool
is_done(const struct vs_feed_row *feed)
{
    return feed->closed != VS_FEED_NOT_CLOSED && feed->closed <= feed->tree.size;
}

static enum vs_code
look_for(void *payload, const char *branch, uint64_t size, struct vs_err *err)
{
    struct missing *missing = payload;
    struct vs_receiving got;
    struct vs_feed_row feed;

    for (size_t i = 0; i < missing->list->count; i++) {
        if (strcmp(missing->list->branches[i].branch, branch) == 0) {
            return VS_OK;
        }
    }
    if (!vs_syncing_feed(missing->s->store, &feed, branch) || feed.own != VS_FEED_FOREIGN ||
        is_done(&feed)) {
        return VS_OK;
    }
    memset(&got, 0, sizeof(got));
    got.org = feed.org;
    got.refused =
        vs_fail(&got.why, VS_E_ROLLED_BACK, feed.origin.text,
                "its branch with %llu leaves was there and is gone", (unsigned long long)size);
    return vs_syncing_note(missing->s, branch, &got, err);
}

enum vs_code
vs_syncing_find_gone(struct vs_syncing *s, struct vs_host *const *hosts, size_t count,
                     struct vs_err *err)
{
    enum vs_code code = VS_OK;

    for (size_t i = 0; code == VS_OK && i < count; i++) {
        struct missing missing = {s, &s->lists[i]};

        s->host = hosts[i];
        s->at = &s->out->hosts[i];
        if (s->at->code == VS_OK) {
            code = vs_remote_branch_each(s->store->ledger, s->host->name, look_for, &missing, err);
        }
    }
    return code;
}

/* --- what is withheld --------------------------------------------------------------------------
 */

struct holding_back {
    struct vs_syncing *s;
    struct vs_host *const *hosts;
    size_t count;
    bool own; /* of the own feed others have seen more than this ledger has */
};

/* The host to name: the first that shows the branch, and any where nobody ever did. */
static bool
choose_host(struct holding_back *at, const char *branch, bool seen)
{
    for (size_t i = 0; i < at->count; i++) {
        for (size_t b = 0; b < at->s->lists[i].count; b++) {
            if (strcmp(at->s->lists[i].branches[b].branch, branch) == 0) {
                at->s->host = at->hosts[i];
                at->s->at = &at->s->out->hosts[i];
                return true;
            }
        }
    }
    for (size_t i = 0; !seen && i < at->count; i++) {
        if (at->s->out->hosts[i].code == VS_OK) {
            at->s->host = at->hosts[i];
            at->s->at = &at->s->out->hosts[i];
            return true;
        }
    }
    return false;
}

static enum vs_code
note_withheld(void *payload, const struct vs_ahead_row *row, struct vs_err *err)
{
    struct holding_back *at = payload;
    struct vs_receiving got;
    struct vs_feed_row feed;
    const char *branch;
    enum vs_code code = vs_feed_by_id(at->s->store->ledger, &feed, row->feed, err);

    if (code != VS_OK) {
        return code;
    }
    at->own = at->own || feed.own == VS_FEED_OWN;
    branch = feed.origin.text + sizeof(VS_ORIGIN_PREFIX) - 1;
    if (feed.own != VS_FEED_FOREIGN || feed.common != VS_FEED_NOT_FORKED || is_done(&feed) ||
        !choose_host(at, branch, feed.tree.size > 0) || vs_syncing_noted(at->s, branch)) {
        return VS_OK;
    }
    memset(&got, 0, sizeof(got));
    got.org = feed.org;
    got.refused = vs_fail(&got.why, VS_E_STALE, feed.origin.text,
                          "others have seen %llu leaves, the host shows no more than %llu",
                          (unsigned long long)row->size, (unsigned long long)feed.tree.size);
    return vs_syncing_note(at->s, branch, &got, err);
}

enum vs_code
vs_syncing_find_withheld(struct vs_syncing *s, struct vs_host *const *hosts, size_t count,
                         bool *own, struct vs_err *err)
{
    struct holding_back at = {s, hosts, count, false};
    enum vs_code code = vs_receive_ahead(s->store, note_withheld, &at, err);

    *own = at.own;
    return code;
}

static enum vs_code
is_ahead(void *payload, const struct vs_ahead_row *row, struct vs_err *err)
{
    struct vs_syncing *s = payload;

    if (row->size <= s->store->feed.tree.size) {
        return VS_OK;
    }
    return vs_fail(err, VS_E_COPY, s->store->feed.origin.text,
                   "partners have seen %llu leaves of this device, this ledger has only %llu",
                   (unsigned long long)row->size, (unsigned long long)s->store->feed.tree.size);
}

enum vs_code
vs_syncing_is_behind(struct vs_syncing *s, struct vs_err *err)
{
    return vs_ahead_each(s->store->ledger, s->store->feed.id, is_ahead, s, err);
}

/* --- forks -------------------------------------------------------------------------------------
 */

struct finding {
    struct vs_syncing *s;
    bool untold;
    uint64_t told_prefix, untold_prefix; /* the least of each */
};

static enum vs_code
weigh(void *payload, const struct vs_evidence_row *row, struct vs_err *err)
{
    struct finding *finding = payload;

    (void)err;
    if (!vs_str_is(row->kind, VS_EVIDENCE_FORK)) {
        return VS_OK;
    }
    finding->untold = finding->untold || !row->told;
    if (row->told && row->prefix < finding->told_prefix) {
        finding->told_prefix = row->prefix;
    } else if (!row->told && row->prefix < finding->untold_prefix) {
        finding->untold_prefix = row->prefix;
    }
    return VS_OK;
}

/* A fork is reported once, and once more when it turns out to begin earlier. */
static enum vs_code
look_at_fork(void *payload, const struct vs_feed_row *feed, struct vs_err *err)
{
    struct finding *finding = payload;
    struct vs_syncing *s = finding->s;
    struct vs_sync_fork *list;
    enum vs_code code;

    finding->untold = false;
    finding->told_prefix = finding->untold_prefix = VS_FEED_NOT_FORKED;
    code = vs_evidence_each(s->store->ledger, feed->id, weigh, finding, err);
    if (code != VS_OK || !finding->untold) {
        return code;
    }
    if (finding->untold_prefix < finding->told_prefix) {
        list = vs_syncing_more(s->out->forks, &s->out->fork_count, sizeof(*list));
        if (!list) {
            return vs_fail_memory(err);
        }
        s->out->forks = list;
        list += s->out->fork_count - 1;
        snprintf(list->branch, sizeof(list->branch), "%s",
                 feed->origin.text + sizeof(VS_ORIGIN_PREFIX) - 1);
        list->org = feed->org;
        list->own = feed->own == VS_FEED_OWN;
        list->common = feed->common;
    }
    return vs_evidence_set_told(s->store->ledger, feed->id, err);
}

static enum vs_code
is_untold(void *payload, const struct vs_evidence_row *row, struct vs_err *err)
{
    bool *untold = payload;

    (void)err;
    *untold = *untold || (!row->told && vs_str_is(row->kind, VS_EVIDENCE_FORK));
    return VS_OK;
}

enum vs_code
vs_syncing_report_forks(struct vs_syncing *s, struct vs_err *err)
{
    struct finding finding = {.s = s};
    bool untold = false;
    enum vs_code code = vs_evidence_each(s->store->ledger, 0, is_untold, &untold, err);

    if (code != VS_OK || !untold) {
        return code;
    }
    code = vs_store_begin(s->store, err);
    if (code == VS_OK) {
        code = vs_fork_each(s->store->ledger, look_at_fork, &finding, err);
    }
    if (code == VS_OK) {
        code = vs_store_commit(s->store, err);
    }
    if (code != VS_OK && s->store->open) {
        vs_store_rollback(s->store);
    }
    return code;
}
