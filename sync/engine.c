#include "sync/engine.h"

#include <stdio.h>
#include <string.h>

#include "core/base/mem.h"
#include "core/ledger/cases.h"
#include "core/log/checkpoint.h"
#include "core/record/casefile.h"
#include "core/record/duty.h"
#include "core/record/take.h"
#include "core/record/touched.h"
#include "sync/branch.h"
#include "sync/publish.h"

#define PASSES_MAX 4 /* a roster on one branch may name a feed on another */

/* One sync while it runs. */
struct syncing {
    struct vs_store *store;
    struct vs_sync_result *out;
    const struct vs_sync_options *options;
    struct vs_host *host;
    struct vs_sync_host *at; /* its entry in the result */
    int64_t *renew;          /* organisations whose keys or devices changed */
    size_t renew_count;
    size_t unknown; /* branches that no roster lists, looked at so far */
};

void
vs_sync_result_release(struct vs_sync_result *result)
{
    vs_free(result->hosts);
    vs_free(result->feeds);
    vs_free(result->changes);
    vs_free(result->cases);
    memset(result, 0, sizeof(*result));
}

static void
tell(const struct syncing *s, const char *what, uint64_t count)
{
    if (s->options->progress) {
        s->options->progress(s->options->payload, s->host ? s->host->name : "", what, count);
    }
}

/* Appends one element to an array of the result. NULL when out of memory. */
static void *
more(void *list, size_t *count, size_t size)
{
    char *grown = vs_realloc_array(list, *count + 1, size);

    if (grown) {
        memset(grown + *count * size, 0, size);
        (*count)++;
    }
    return grown;
}

/* --- receiving ---------------------------------------------------------------------------------
 */

static bool
feed_of_branch(struct vs_store *store, struct vs_feed_row *out, const char *branch)
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

static bool
is_taken(struct syncing *s, const char *branch, const char *version, bool known)
{
    char taken[65], name[40];

    record_name(name, branch, known);
    return vs_remote_branch_get(s->store->ledger, taken, s->host->name, name, NULL) == VS_OK &&
           strcmp(taken, version) == 0;
}

static bool
want(void *payload, const char *branch, const char *version)
{
    struct syncing *s = payload;
    struct vs_feed_row feed;
    bool known = feed_of_branch(s->store, &feed, branch);

    if (known && feed.own != VS_FEED_FOREIGN) {
        return true; /* what is there of ours decides what is pushed */
    }
    if (is_taken(s, branch, version, known)) {
        return false;
    }
    return known || s->unknown++ < VS_UNKNOWN_BRANCHES_MAX;
}

static enum vs_code
set_taken(struct syncing *s, const char *branch, const char *version, bool known,
          struct vs_err *err)
{
    char name[40];
    enum vs_code code = vs_store_begin(s->store, err);

    if (code != VS_OK) {
        return code;
    }
    record_name(name, branch, known);
    code = vs_remote_branch_set(s->store->ledger, s->host->name, name, version, err);
    if (code == VS_OK) {
        code = vs_store_commit(s->store, err);
    }
    if (code != VS_OK) {
        vs_store_rollback(s->store);
    }
    return code;
}

static enum vs_code
note_renewal(struct syncing *s, int64_t org, struct vs_err *err)
{
    int64_t *list;

    for (size_t i = 0; i < s->renew_count; i++) {
        if (s->renew[i] == org) {
            return VS_OK;
        }
    }
    list = more(s->renew, &s->renew_count, sizeof(*list));
    if (!list) {
        return vs_fail_memory(err);
    }
    s->renew = list;
    list[s->renew_count - 1] = org;
    return VS_OK;
}

/* Puts down what a branch brought, or why it was refused. */
static enum vs_code
note_feed(struct syncing *s, const char *branch, const struct vs_receiving *got, struct vs_err *err)
{
    struct vs_sync_feed *list;
    struct vs_sync_feed *feed;

    s->out->received += got->leaves;
    s->at->received += got->leaves;
    s->out->cosignatures += got->cosignatures;
    if (got->leaves == 0 && got->refused == VS_OK) {
        return VS_OK;
    }
    list = more(s->out->feeds, &s->out->feed_count, sizeof(*list));
    if (!list) {
        return vs_fail_memory(err);
    }
    s->out->feeds = list;
    feed = &list[s->out->feed_count - 1];
    snprintf(feed->branch, sizeof(feed->branch), "%s", branch);
    snprintf(feed->host, sizeof(feed->host), "%s", s->host->name);
    feed->org = got->org;
    feed->leaves = got->leaves;
    feed->refused = got->refused;
    feed->why = got->why;
    return VS_OK;
}

static enum vs_code
receive_known(struct syncing *s, const struct vs_host_branch *branch, struct vs_tree *tree,
              struct vs_err *err)
{
    struct vs_receiving got;
    enum vs_code code;

    tell(s, "receiving", s->out->received);
    code = vs_receive_branch(&got, s->store, branch->branch, tree, &s->options->limits, err);
    if (code == VS_OK) {
        code = note_feed(s, branch->branch, &got, err);
    }
    if (code == VS_OK && got.org && (got.leaves > 0 || got.keys)) {
        code = note_renewal(s, got.org, err);
    }
    if (code == VS_OK && got.refused == VS_OK) {
        code = set_taken(s, branch->branch, branch->version, true, err);
    }
    return code;
}

/* One branch; *again when it named feeds that were not known before. */
static enum vs_code
receive_branch(struct syncing *s, const struct vs_host_branch *branch, bool *again,
               struct vs_err *err)
{
    struct vs_tree *tree = NULL;
    struct vs_receiving got;
    struct vs_feed_row feed;
    bool known = feed_of_branch(s->store, &feed, branch->branch);
    enum vs_code code;

    if ((known && feed.own != VS_FEED_FOREIGN) ||
        is_taken(s, branch->branch, branch->version, known)) {
        return VS_OK;
    }
    memset(&got, 0, sizeof(got));
    if (branch->code != VS_OK) {
        got.org = known ? feed.org : 0;
        got.refused = branch->code;
        vs_fail(&got.why, branch->code, branch->branch, "%s", branch->detail);
        return known ? note_feed(s, branch->branch, &got, err) : VS_OK;
    }
    code = s->host->tree(s->host, &tree, branch->branch, err);
    if (code == VS_E_NOT_FOUND) {
        return VS_OK; /* beyond the number of unknown branches that are looked at */
    }
    if (code == VS_OK && known) {
        code = receive_known(s, branch, tree, err);
    } else if (code == VS_OK) {
        code = vs_receive_roster(&got, s->store, tree, err);
        *again = *again || got.roster;
        if (code == VS_OK && !got.roster) {
            code = set_taken(s, branch->branch, branch->version, false, err);
        }
    } else if (!vs_receive_is_ours(code)) {
        code = VS_OK;
    }
    vs_tree_close(tree);
    return code;
}

static enum vs_code
receive_host(struct syncing *s, const struct vs_host_list *list, struct vs_err *err)
{
    enum vs_code code = VS_OK;
    bool again = true;

    for (unsigned pass = 0; code == VS_OK && again && pass < PASSES_MAX; pass++) {
        again = false;
        for (size_t i = 0; code == VS_OK && i < list->count; i++) {
            code = receive_branch(s, &list->branches[i], &again, err);
        }
    }
    return code;
}

/* Contents of leaves that became readable, from whatever this host shows now. */
static enum vs_code
receive_contents(struct syncing *s, const struct vs_host_list *list, struct vs_err *err)
{
    enum vs_code code = VS_OK;

    for (size_t i = 0; code == VS_OK && i < list->count; i++) {
        struct vs_tree *tree = NULL;
        struct vs_feed_row feed;
        size_t taken = 0;

        if (!feed_of_branch(s->store, &feed, list->branches[i].branch) ||
            feed.own != VS_FEED_FOREIGN ||
            s->host->tree(s->host, &tree, list->branches[i].branch, NULL) != VS_OK) {
            continue;
        }
        code = vs_receive_contents(&taken, s->store, list->branches[i].branch, tree, err);
        s->out->contents += taken;
        vs_tree_close(tree);
    }
    return code;
}

static enum vs_code
open_invitations(struct syncing *s, struct vs_err *err)
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

/* --- what is owed ------------------------------------------------------------------------------
 */

static enum vs_code
touch_stale(void *payload, int64_t id, struct vs_err *err)
{
    return vs_store_touch(payload, id, err);
}

static enum vs_code
duties(struct syncing *s, bool *wrote, struct vs_err *err)
{
    struct vs_store *store = s->store;
    uint64_t before = store->feed.tree.size;
    bool anchored = false, inbox = false;
    enum vs_code code = vs_publish_anchor(store, &anchored, err);

    if (code == VS_OK) {
        code = vs_duty_acks(store, &s->out->acks, err);
    }
    for (size_t i = 0; code == VS_OK && i < s->renew_count; i++) {
        size_t written = 0;

        code = vs_duty_invitations(store, s->renew[i], &written, err);
        s->out->invitations += written;
    }
    if (code == VS_OK) {
        code = vs_duty_inbox(store, &inbox, err);
    }
    if (code == VS_OK) {
        code = vs_duty_cosign(store, &s->out->cosigned, err);
    }
    if (code == VS_OK) {
        code = vs_casefile_each_stale(store->ledger, vs_store_now(store), touch_stale, store, err);
    }
    *wrote = anchored || inbox || s->out->cosigned > 0 || store->feed.tree.size > before ||
             !vs_touched_empty(store->touched);
    return code;
}

static enum vs_code
do_duties(struct syncing *s, struct vs_err *err)
{
    bool wrote = false;
    enum vs_code code = vs_store_begin(s->store, err);

    if (code != VS_OK) {
        return code;
    }
    code = duties(s, &wrote, err);
    if (code == VS_OK && wrote) {
        return vs_store_commit(s->store, err);
    }
    vs_store_rollback(s->store);
    return code;
}

/* --- publishing --------------------------------------------------------------------------------
 */

/* What of ours a host has, so that a sync with nothing new need not look: our leaves, the
 * cosignatures given so far, and when the last sign of life was. */
struct pushed {
    uint64_t size, cosigned;
    vs_instant at;
};

static enum vs_code
pushed_get(struct syncing *s, struct pushed *out, struct vs_err *err)
{
    char name[64];
    struct vs_buf buf;
    enum vs_code code;

    memset(out, 0, sizeof(*out));
    vs_buf_init(&buf, 24);
    snprintf(name, sizeof(name), "pushed:%s", s->host->name);
    code = vs_ledger_meta_get(s->store->ledger, &buf, name, err);
    if (code == VS_OK && buf.len == 24) {
        out->size = vs_get_u64(buf.p);
        out->cosigned = vs_get_u64(buf.p + 8);
        out->at = (vs_instant)vs_get_u64(buf.p + 16);
    }
    vs_buf_release(&buf);
    return code == VS_E_NOT_FOUND ? VS_OK : code;
}

/* After a push: the branch is as we left it. */
static enum vs_code
pushed_set(struct syncing *s, const char *branch, const char *version, struct vs_err *err)
{
    uint64_t cosigned;
    uint8_t bytes[24];
    char name[64];
    enum vs_code code = vs_store_begin(s->store, err);

    if (code != VS_OK) {
        return code;
    }
    code = vs_duty_cosigned(s->store, &cosigned, err);
    vs_put_u64(bytes, s->store->feed.tree.size);
    vs_put_u64(bytes + 8, cosigned);
    vs_put_u64(bytes + 16, (uint64_t)vs_store_now(s->store));
    snprintf(name, sizeof(name), "pushed:%s", s->host->name);
    if (code == VS_OK) {
        code = vs_ledger_meta_set(s->store->ledger, name, bytes, sizeof(bytes), err);
    }
    if (code == VS_OK) {
        code = vs_remote_branch_set(s->store->ledger, s->host->name, branch, version, err);
    }
    if (code == VS_OK) {
        code = vs_store_commit(s->store, err);
    }
    if (code != VS_OK) {
        vs_store_rollback(s->store);
    }
    return code;
}

/* True when the branch on the host is the one that we left there and we have nothing to add. */
static bool
is_at_rest(struct syncing *s, const struct vs_host_list *list, const char *branch)
{
    struct pushed pushed;
    uint64_t cosigned = 0;

    if (pushed_get(s, &pushed, NULL) != VS_OK || pushed.at == 0 ||
        vs_duty_cosigned(s->store, &cosigned, NULL) != VS_OK) {
        return false;
    }
    for (size_t i = 0; i < list->count; i++) {
        if (strcmp(list->branches[i].branch, branch) == 0) {
            return is_taken(s, branch, list->branches[i].version, true) &&
                   pushed.size == s->store->feed.tree.size && pushed.cosigned == cosigned &&
                   vs_store_now(s->store) - pushed.at <= VS_HEARTBEAT_SECONDS;
        }
    }
    return false;
}

static enum vs_code
publish_once(struct syncing *s, const char *branch, struct vs_err *err)
{
    char version[VS_HOST_VERSION_LEN + 1];
    struct vs_publishing publishing;
    struct vs_changes changes;
    struct vs_tree *tree = NULL;
    enum vs_code code = s->host->tree(s->host, &tree, branch, err);

    if (code != VS_OK && code != VS_E_NOT_FOUND) {
        return code;
    }
    s->host->changes(s->host, &changes);
    code = vs_publish_prepare(&publishing, &changes, s->store, tree, err);
    if (code == VS_OK && publishing.needed) {
        tell(s, "sending", publishing.to - publishing.from);
        code = vs_publish_release(s->store, &publishing, err);
        if (code == VS_OK) {
            code = s->host->publish(s->host, version, branch, &changes,
                                    vs_buf_str(&publishing.file), vs_store_now(s->store), err);
        }
        if (code == VS_OK) {
            s->at->pushed = true;
            s->at->sent = publishing.to - publishing.from;
            s->out->sent += s->at->sent;
            code = vs_publish_done(s->store, err);
        }
        if (code == VS_OK) {
            code = pushed_set(s, branch, version, err);
        }
    }
    vs_publishing_release(&publishing);
    vs_changes_release(&changes);
    vs_tree_close(tree);
    return code;
}

static bool
want_own(void *payload, const char *branch, const char *version)
{
    (void)version;
    return strcmp(payload, branch) == 0;
}

static enum vs_code
publish(struct syncing *s, const struct vs_host_list *list, struct vs_err *err)
{
    char branch[33];
    enum vs_code code;

    snprintf(branch, sizeof(branch), "%s",
             s->store->feed.origin.text + sizeof(VS_ORIGIN_PREFIX) - 1);
    if (is_at_rest(s, list, branch)) {
        return VS_OK;
    }
    code = publish_once(s, branch, err);
    if (code == VS_E_REMOTE_MOVED) {
        /* Somebody pushed between our look and our push: look again, once. */
        struct vs_host_list again;

        code = s->host->fetch(s->host, &again, want_own, branch, err);
        vs_free(again.branches);
        if (code == VS_OK) {
            code = publish_once(s, branch, err);
        }
    }
    return code;
}

/* --- what it changed ---------------------------------------------------------------------------
 */

struct stretches {
    struct vs_sync_change change;
};

static void
count_stretch(void *payload, const struct vs_change *change)
{
    struct stretches *stretches = payload;

    if (stretches->change.stretches++ == 0) {
        stretches->change.from = change->from;
    }
    stretches->change.until = change->until;
}

/* Compares the answers before and after this sync; L9: none may change unreported. */
static enum vs_code
report_case(struct syncing *s, int64_t case_leaf, vs_instant known_at, struct vs_err *err)
{
    struct vs_casefile *before = NULL, *after = NULL;
    struct stretches stretches;
    enum vs_code code = vs_casefile_load(&after, s->store, case_leaf, VS_INSTANT_NEVER, err);

    memset(&stretches, 0, sizeof(stretches));
    if (code == VS_OK) {
        code = vs_casefile_load(&before, s->store, case_leaf, known_at, err);
    }
    if (code == VS_OK) {
        code = vs_answer_changes(vs_casefile_fold(before), vs_casefile_fold(after), known_at,
                                 count_stretch, &stretches, err);
    } else if (code == VS_E_NOT_FOUND) {
        code = VS_OK; /* a case that was not known before */
    }
    if (code == VS_OK && stretches.change.stretches > 0) {
        struct vs_sync_change *list = more(s->out->changes, &s->out->change_count, sizeof(*list));

        code = list ? VS_OK : vs_fail_memory(err);
        if (list) {
            s->out->changes = list;
            stretches.change.case_leaf = case_leaf;
            list[s->out->change_count - 1] = stretches.change;
        }
    }
    vs_casefile_free(before);
    vs_casefile_free(after);
    return code;
}

static enum vs_code
report(struct syncing *s, struct vs_touched *changed, vs_instant known_at, struct vs_err *err)
{
    enum vs_code code = VS_OK;
    int64_t case_leaf;

    while (code == VS_OK && vs_touched_pop(changed, &case_leaf)) {
        int64_t *list = more(s->out->cases, &s->out->case_count, sizeof(*list));

        if (!list) {
            return vs_fail_memory(err);
        }
        s->out->cases = list;
        list[s->out->case_count - 1] = case_leaf;
        code = report_case(s, case_leaf, known_at, err);
    }
    return code;
}

/* --- a whole sync ------------------------------------------------------------------------------
 */

/* A host that cannot be used is noted; only trouble of our own goes up. */
static enum vs_code
host_trouble(struct syncing *s, enum vs_code code, struct vs_err *why, struct vs_err *err)
{
    if (code == VS_OK) {
        return VS_OK;
    }
    if (vs_receive_is_ours(code)) {
        if (err) {
            *err = *why;
        }
        return code;
    }
    s->at->code = code;
    s->at->why = *why;
    return VS_OK;
}

static enum vs_code
plan_host(struct syncing *s, const struct vs_host_list *list)
{
    /* A dry run fetches into the cache and stops: what would be taken is what is not taken yet. */
    for (size_t i = 0; i < list->count; i++) {
        struct vs_checkpoint_file *parsed = vs_malloc(sizeof(*parsed));
        struct vs_tree *tree = NULL;
        struct vs_feed_row feed;
        struct vs_buf file;

        vs_buf_init(&file, VS_CHECKPOINT_FILE_MAX);
        if (parsed && feed_of_branch(s->store, &feed, list->branches[i].branch) &&
            s->host->tree(s->host, &tree, list->branches[i].branch, NULL) == VS_OK &&
            vs_branch_read_checkpoint(tree, &file, NULL) == VS_OK &&
            vs_checkpoint_parse(parsed, file.p, file.len, NULL) == VS_OK) {
            uint64_t shown = parsed->checkpoint.size;

            if (feed.own == VS_FEED_FOREIGN && shown > feed.tree.size) {
                s->at->received += shown - feed.tree.size;
            } else if (feed.own == VS_FEED_OWN && shown < feed.tree.size) {
                s->at->sent = feed.tree.size - shown;
            }
            if (feed.own == VS_FEED_OWN) {
                s->at->pushed = true; /* our branch was seen there */
            }
        }
        vs_tree_close(tree);
        vs_buf_release(&file);
        vs_free(parsed);
    }
    if (!s->at->pushed) {
        s->at->sent = s->store->feed.tree.size;
    }
    s->at->pushed = false;
    s->out->received += s->at->received;
    s->out->sent += s->at->sent;
    return VS_OK;
}

static enum vs_code
run(struct syncing *s, struct vs_host *const *hosts, struct vs_host_list *lists, size_t count,
    struct vs_err *err)
{
    struct vs_err why;
    enum vs_code code = VS_OK;

    for (size_t i = 0; code == VS_OK && i < count; i++) {
        s->host = hosts[i];
        s->at = &s->out->hosts[i];
        snprintf(s->at->name, sizeof(s->at->name), "%s", hosts[i]->name);
        tell(s, "looking", 0);
        code = hosts[i]->fetch(hosts[i], &lists[i], want, s, &why);
        s->at->foreign = lists[i].foreign;
        if (code == VS_OK) {
            code = s->options->dry_run ? plan_host(s, &lists[i]) : receive_host(s, &lists[i], &why);
        }
        code = host_trouble(s, code, &why, err);
    }
    if (code != VS_OK || s->options->dry_run) {
        return code;
    }
    if (s->out->received > 0) {
        code = open_invitations(s, err);
        for (size_t i = 0; code == VS_OK && i < count; i++) {
            s->host = hosts[i];
            code = receive_contents(s, &lists[i], err);
        }
    }
    if (code == VS_OK) {
        code = do_duties(s, err);
    }
    for (size_t i = 0; code == VS_OK && i < count; i++) {
        s->host = hosts[i];
        s->at = &s->out->hosts[i];
        if (s->at->code == VS_OK) {
            code = publish(s, &lists[i], &why);
            if (code == VS_E_COPY) {
                if (err) {
                    *err = why;
                }
                return code;
            }
            code = host_trouble(s, code, &why, err);
        }
    }
    return code;
}

enum vs_code
vs_sync_run(struct vs_sync_result *out, struct vs_store *store, struct vs_host *const *hosts,
            size_t count, const struct vs_sync_options *options, struct vs_err *err)
{
    vs_instant known_at = vs_store_now(store) - 1;
    struct vs_touched *changed = vs_touched_new();
    struct vs_host_list *lists = vs_calloc(count + 1, sizeof(*lists));
    struct syncing s;
    enum vs_code code;

    memset(out, 0, sizeof(*out));
    memset(&s, 0, sizeof(s));
    s.store = store;
    s.out = out;
    s.options = options;
    out->hosts = vs_calloc(count + 1, sizeof(*out->hosts));
    out->host_count = count;
    if (!changed || !lists || !out->hosts) {
        code = vs_fail_memory(err);
        goto out;
    }
    store->changed = changed;
    code = run(&s, hosts, lists, count, err);
    store->changed = NULL;
    if (code == VS_OK && !options->dry_run) {
        code = report(&s, changed, known_at, err);
    }
out:
    for (size_t i = 0; lists && i < count; i++) {
        vs_free(lists[i].branches);
    }
    vs_free(lists);
    vs_free(s.renew);
    vs_touched_free(changed);
    return code;
}
