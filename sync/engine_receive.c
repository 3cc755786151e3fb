/* A sync: what comes from the hosts, again as long as more becomes known (engine_priv.h). */
#include "sync/engine_priv.h"

#include <stdio.h>
#include <string.h>

#include "core/base/mem.h"
#include "core/ledger/cases.h"
#include "core/log/checkpoint.h"
#include "core/record/take.h"

#define PASSES_MAX 4 /* a roster on one branch may name a feed on another */

bool
vs_syncing_feed(struct vs_store *store, struct vs_feed_row *out, const char *branch)
{
    struct vs_origin origin;
    struct vs_hash feed;
    char text[VS_ORIGIN_LEN + 1];

    snprintf(text, sizeof(text), "%s%s", VS_ORIGIN_PREFIX, branch);
    if (!vs_origin_parse(&origin, vs_str(text))) {
        return false;
    }
    vs_origin_feed(&feed, &origin);
    return vs_feed_by_hash(store->ledger, out, &feed, NULL) == VS_OK;
}

/* The name under which a branch's last taken version is kept; other for those of nobody known, so
 * that they are read again once somebody turns out to own them. */
static void
record_name(char out[40], const char *branch, bool known)
{
    snprintf(out, 40, "%s%s", known ? "" : "?", branch);
}

bool
vs_syncing_is_taken(struct vs_syncing *s, const char *branch, const char *version, bool known)
{
    char taken[65], name[40];

    record_name(name, branch, known);
    return vs_remote_branch_get(s->store->ledger, taken, s->host->name, name, NULL) == VS_OK &&
           strcmp(taken, version) == 0;
}

enum vs_want
vs_syncing_want(void *payload, const char *branch, const char *version)
{
    struct vs_syncing *s = payload;
    struct vs_feed_row feed;
    bool known = vs_syncing_feed(s->store, &feed, branch);

    if (known && !vs_feed_is_read(feed.own)) {
        return VS_WANT_OWN; /* what is there of ours decides what is pushed */
    }
    if (known && s->resumes) {
        return VS_WANT_WHOLE; /* what stands beside the leaves may be wanting, and the cache be new
                               */
    }
    if (vs_syncing_is_taken(s, branch, version, known)) {
        return VS_WANT_NOTHING;
    }
    if (known) {
        return VS_WANT_WHOLE;
    }
    return s->unknown++ < VS_UNKNOWN_BRANCHES_MAX ? VS_WANT_ROSTER : VS_WANT_NOTHING;
}

/* Only noted: one transaction writes all of a host down. What is interrupted before is looked at
 * again, and nothing comes of it. */
static enum vs_code
set_taken(struct vs_syncing *s, const struct vs_host_branch *branch, bool known, uint64_t shown,
          struct vs_err *err)
{
    struct vs_syncing_taken *list = vs_syncing_more(s->taken, &s->taken_count, sizeof(*list));

    if (!list) {
        return vs_fail_memory(err);
    }
    s->taken = list;
    list[s->taken_count - 1] = (struct vs_syncing_taken){branch, shown, known};
    return VS_OK;
}

/* Of the branches of one list, while it is there. */
static enum vs_code
write_taken(struct vs_syncing *s, struct vs_err *err)
{
    struct vs_ledger *ledger = s->store->ledger;
    enum vs_code code = s->taken_count > 0 ? vs_store_begin(s->store, err) : VS_OK;

    for (size_t i = 0; code == VS_OK && i < s->taken_count; i++) {
        const struct vs_syncing_taken *taken = &s->taken[i];
        char name[40];

        record_name(name, taken->branch->branch, taken->known);
        code = vs_remote_branch_set(ledger, s->host->name, name, taken->branch->version, err);
        if (code == VS_OK && taken->known) {
            code = vs_remote_branch_set_shown(ledger, s->host->name, name, taken->shown, err);
        }
    }
    if (code == VS_OK && s->taken_count > 0) {
        code = vs_store_commit(s->store, err);
    }
    if (code != VS_OK && s->store->open) {
        vs_store_rollback(s->store);
    }
    s->taken_count = 0;
    return code;
}

/* A branch may be read twice, when another one made more of it readable. */
static struct vs_sync_feed *
noted_feed(struct vs_syncing *s, const char *branch)
{
    for (size_t i = 0; i < s->out->feed_count; i++) {
        if (strcmp(s->out->feeds[i].branch, branch) == 0 &&
            strcmp(s->out->feeds[i].host, s->host->name) == 0) {
            return &s->out->feeds[i];
        }
    }
    return NULL;
}

bool
vs_syncing_noted(struct vs_syncing *s, const char *branch)
{
    const struct vs_sync_feed *feed = noted_feed(s, branch);

    return feed &&
           feed->refused != VS_OK; /* what came from it does not hide that more is held back */
}

/* Puts down what a branch brought, or why it was refused. */
enum vs_code
vs_syncing_note(struct vs_syncing *s, const char *branch, const struct vs_receiving *got,
                struct vs_err *err)
{
    struct vs_sync_feed *list;
    struct vs_sync_feed *feed;

    s->out->received += got->leaves;
    s->at->received += got->leaves;
    if (got->leaves == 0 && got->refused == VS_OK) {
        return VS_OK;
    }
    feed = noted_feed(s, branch);
    if (!feed) {
        list = vs_syncing_more(s->out->feeds, &s->out->feed_count, sizeof(*list));
        if (!list) {
            return vs_fail_memory(err);
        }
        s->out->feeds = list;
        feed = &list[s->out->feed_count - 1];
    }
    snprintf(feed->branch, sizeof(feed->branch), "%s", branch);
    snprintf(feed->host, sizeof(feed->host), "%s", s->host->name);
    feed->org = got->org;
    feed->leaves += got->leaves;
    feed->refused = got->refused;
    feed->why = got->why;
    return VS_OK;
}

/* A host that showed more of a branch itself was set back; one that never did lags. */
static enum vs_code
tell_set_back(struct vs_syncing *s, const char *branch, struct vs_receiving *got,
              struct vs_err *err)
{
    uint64_t before = 0;
    enum vs_code code =
        vs_remote_branch_shown(s->store->ledger, &before, s->host->name, branch, err);

    if (code == VS_OK && before > got->shown) {
        got->refused = vs_fail(&got->why, VS_E_ROLLED_BACK, branch,
                               "it showed %llu leaves, and shows %llu now",
                               (unsigned long long)before, (unsigned long long)got->shown);
    }
    return code;
}

static enum vs_code
receive_known(struct vs_syncing *s, const struct vs_host_branch *branch, struct vs_tree *tree,
              bool *again, struct vs_err *err)
{
    struct vs_receiving got;
    enum vs_code code;

    vs_syncing_tell(s, "receiving", s->out->received);
    code = vs_receive_branch(&got, s->store, branch->branch, tree, &s->options->limits, err);
    *again = *again || got.roster;
    if (code == VS_OK && got.refused == VS_E_STALE) {
        code = tell_set_back(s, branch->branch, &got, err);
    }
    if (code == VS_OK) {
        code = vs_syncing_note(s, branch->branch, &got, err);
    }
    if (code == VS_OK && got.refused == VS_OK) {
        code = set_taken(s, branch, true, got.shown, err);
    }
    return code;
}

/* One branch; *again when it named feeds that were not known before. */
static enum vs_code
receive_branch(struct vs_syncing *s, const struct vs_host_branch *branch, bool *looked, bool *again,
               struct vs_err *err)
{
    struct vs_tree *tree = NULL;
    struct vs_receiving got;
    struct vs_feed_row feed;
    bool known = vs_syncing_feed(s->store, &feed, branch->branch);
    enum vs_code code;

    if ((known && !vs_feed_is_read(feed.own)) ||
        vs_syncing_is_taken(s, branch->branch, branch->version, known)) {
        return VS_OK;
    }
    if (known && branch->in_part) {
        *again = true; /* it became known meanwhile: now all of it is wanted */
        return VS_OK;
    }
    memset(&got, 0, sizeof(got));
    if (branch->code != VS_OK) {
        got.org = known ? feed.org : 0;
        got.refused = branch->code;
        vs_fail(&got.why, branch->code, branch->branch, "%s", branch->detail);
        if (known) {
            return vs_syncing_note(s, branch->branch, &got, err);
        }
        /* Of nobody known, and no use as it is: it is not brought again until it changes. */
        return vs_receive_is_content(branch->code) ? set_taken(s, branch, false, 0, err) : VS_OK;
    }
    code = s->host->tree(s->host, &tree, branch->branch, err);
    if (code == VS_E_NOT_FOUND) {
        return VS_OK; /* beyond the number of unknown branches that are looked at */
    }
    *looked = *looked || code == VS_OK;
    if (code == VS_OK && known) {
        code = receive_known(s, branch, tree, again, err);
    } else if (code == VS_OK) {
        code = vs_receive_roster(&got, s->store, tree, err);
        *again = *again || got.roster;
        if (code == VS_OK && !got.roster) {
            code = set_taken(s, branch, false, 0, err);
        }
    } else if (!vs_receive_is_ours(code)) {
        code = VS_OK;
    }
    vs_tree_close(tree);
    return code;
}

/* A roster made feeds known of whose branches only the roster was brought: the host brings the rest
 * now. Its list may be another by then; what was looked at goes by name. */
static enum vs_code
fetch_again(struct vs_syncing *s, struct vs_host *from, size_t host, struct vs_err *err)
{
    struct vs_host_list list;
    struct vs_err why = {0};
    bool *looked;
    enum vs_code code;

    vs_ledger_hold(s->store->ledger, false);
    code = from->fetch(from, &list, vs_syncing_want, s, &why);
    vs_ledger_hold(s->store->ledger, true);
    if (code != VS_OK) {
        if (vs_receive_is_ours(code) && err) {
            *err = why;
        }
        vs_free(list.branches);
        return vs_receive_is_ours(code) ? code : VS_OK; /* the next sync finds them */
    }
    looked = vs_calloc(list.count + 1, sizeof(*looked));
    if (!looked) {
        vs_free(list.branches);
        return vs_fail_memory(err);
    }
    for (size_t i = 0, was = 0; i < list.count; i++) {
        const struct vs_host_list *before = &s->lists[host];

        while (was < before->count &&
               strcmp(before->branches[was].branch, list.branches[i].branch) < 0) {
            was++;
        }
        looked[i] = was < before->count &&
                    strcmp(before->branches[was].branch, list.branches[i].branch) == 0 &&
                    s->looked[host][was];
    }
    vs_free(s->lists[host].branches);
    vs_free(s->looked[host]);
    s->lists[host] = list;
    s->looked[host] = looked;
    return VS_OK;
}

static enum vs_code
receive_host(struct vs_syncing *s, size_t host, struct vs_err *err)
{
    const struct vs_host_list *list = &s->lists[host];
    enum vs_code code = VS_OK;
    bool again = true;

    for (unsigned pass = 0; code == VS_OK && again && pass < PASSES_MAX; pass++) {
        code = pass > 0 ? fetch_again(s, s->host, host, err) : VS_OK;
        again = false;
        for (size_t i = 0; code == VS_OK && i < list->count; i++) {
            code = receive_branch(s, &list->branches[i], &s->looked[host][i], &again, err);
        }
        if (code == VS_OK) {
            code = write_taken(s, err);
        }
    }
    s->taken_count = 0;
    return code;
}

/* What stands beside the leaves: cosignatures, which need the leaves of whom they speak, and
 * contents, which need the keys that invitations bring. */
static enum vs_code
receive_beside(struct vs_syncing *s, size_t host, bool all, struct vs_err *err)
{
    const struct vs_host_list *list = &s->lists[host];
    enum vs_code code = VS_OK;

    for (size_t i = 0; code == VS_OK && i < list->count; i++) {
        struct vs_tree *tree = NULL;
        struct vs_feed_row feed;
        uint64_t news = 0;
        size_t taken = 0;

        if (!(all || s->looked[host][i]) ||
            !vs_syncing_feed(s->store, &feed, list->branches[i].branch) ||
            !vs_feed_is_read(feed.own)) {
            continue;
        }
        code = s->host->tree(s->host, &tree, list->branches[i].branch, err);
        if (code == VS_OK && (s->looked[host][i] || s->resumes)) {
            code = vs_receive_cosignatures(&news, s->store, &feed, tree, err);
        }
        if (code == VS_OK) {
            code = vs_receive_contents(&taken, s->store, list->branches[i].branch, tree, err);
        }
        if (code != VS_OK && !vs_receive_is_ours(code)) {
            s->unread = s->unread || !vs_receive_is_content(code);
            code = VS_OK;
        }
        s->out->cosignatures += news;
        s->out->contents += taken;
        vs_tree_close(tree);
    }
    return code;
}

static enum vs_code
open_invitations(struct vs_syncing *s, struct vs_err *err)
{
    enum vs_code code = vs_store_begin(s->store, err);

    if (code == VS_OK) {
        code = vs_take_invitations(s->store, err);
    }
    if (code == VS_OK) {
        code = vs_store_commit(s->store, err);
    }
    if (code != VS_OK) {
        vs_store_rollback(s->store);
    }
    return code;
}

/* Is there a branch of others that we have not taken as it is now? */
bool
vs_syncing_has_news(struct vs_syncing *s, struct vs_host *const *hosts, size_t count)
{
    for (size_t h = 0; h < count; h++) {
        s->host = hosts[h];
        for (size_t i = 0; i < s->lists[h].count; i++) {
            const struct vs_host_branch *branch = &s->lists[h].branches[i];
            struct vs_feed_row feed;
            bool known = vs_syncing_feed(s->store, &feed, branch->branch);

            if (!(known && !vs_feed_is_read(feed.own)) &&
                !vs_syncing_is_taken(s, branch->branch, branch->version, known)) {
                return true;
            }
        }
    }
    return false;
}

/* How many of the branches that the hosts show are of feeds that are known by now. */
static size_t
known_branches(const struct vs_syncing *s, size_t count)
{
    size_t known = 0;

    for (size_t h = 0; h < count; h++) {
        for (size_t i = 0; i < s->lists[h].count; i++) {
            struct vs_feed_row feed;

            known += vs_syncing_feed(s->store, &feed, s->lists[h].branches[i].branch);
        }
    }
    return known;
}

static enum vs_code
count_org(void *payload, const struct vs_org_row *row, struct vs_err *err)
{
    (void)row;
    (void)err;
    ++*(size_t *)payload;
    return VS_OK;
}

/* What an introduction adds to: the organisations that are known, and the branches of theirs that
 * the hosts show. */
static enum vs_code
count_known(size_t *known, const struct vs_syncing *s, size_t count, struct vs_err *err)
{
    *known = known_branches(s, count);
    return vs_org_each(s->store->ledger, count_org, known, err);
}

static enum vs_code
receive_round(struct vs_syncing *s, struct vs_host *const *hosts, size_t count, struct vs_err *err)
{
    enum vs_code code = VS_OK;
    bool all;

    for (size_t i = 0; code == VS_OK && i < count; i++) {
        s->host = hosts[i];
        s->at = &s->out->hosts[i];
        code = receive_host(s, i, err);
    }
    all = s->out->received > 0 || s->resumes;
    if (code == VS_OK && all) {
        code = open_invitations(s, err);
    }
    for (size_t i = 0; code == VS_OK && i < count; i++) {
        s->host = hosts[i];
        code = receive_beside(s, i, all, err);
    }
    return code;
}

/* An introduction makes an organisation known, and its branches may have been passed over until
 * then: as long as there are more of them, all is looked at again. */
enum vs_code
vs_syncing_receive(struct vs_syncing *s, struct vs_host *const *hosts, size_t count,
                   struct vs_err *err)
{
    size_t before = 0, known = 0;
    enum vs_code code = count_known(&known, s, count, err);

    for (unsigned round = 0; code == VS_OK && known > before && round < PASSES_MAX; round++) {
        before = known;
        code = receive_round(s, hosts, count, err);
        if (code == VS_OK) {
            code = count_known(&known, s, count, err);
        }
    }
    return code;
}
