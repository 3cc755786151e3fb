#include "sync/engine_priv.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/mem.h"
#include "core/ledger/cases.h"
#include "core/ledger/channels.h"
#include "core/log/checkpoint.h"
#include "core/record/casefile.h"
#include "core/record/duty.h"
#include "core/record/finding.h"
#include "core/record/fork.h"
#include "core/record/touched.h"
#include "sync/branch.h"
#include "sync/publish.h"

static void
release_change(struct vs_sync_change *change)
{
    for (size_t i = 0; i < change->stretch_count; i++) {
        vs_free(change->stretches[i].before.orgs);
        vs_free(change->stretches[i].after.orgs);
    }
    vs_free(change->stretches);
    vs_free(change->news);
}

void
vs_sync_result_release(struct vs_sync_result *result)
{
    for (size_t i = 0; i < result->change_count; i++) {
        release_change(&result->changes[i]);
    }
    vs_free(result->hosts);
    vs_free(result->feeds);
    vs_free(result->findings);
    vs_free(result->forks);
    vs_free(result->changes);
    vs_free(result->cases);
    memset(result, 0, sizeof(*result));
}

void
vs_syncing_tell(const struct vs_syncing *s, const char *what, uint64_t count)
{
    if (s->options->progress) {
        s->options->progress(s->options->payload, s->host ? s->host->name : "", what, count);
    }
}

/* Appends one element to an array of the result. NULL when out of memory. */
void *
vs_syncing_more(void *list, size_t *count, size_t size)
{
    char *grown = vs_realloc_array(list, *count + 1, size);

    if (grown) {
        memset(grown + *count * size, 0, size);
        (*count)++;
    }
    return grown;
}

/* --- what is owed ------------------------------------------------------------------------------
 */

#define DAY_SECONDS 86400

/* Time passes: cases whose acts were dated ahead are folded again, and what was due and no longer
 * is goes. That alone is no reason to write more than once a day. */
static enum vs_code
let_time_pass(struct vs_store *store, bool *wrote, struct vs_err *err)
{
    vs_instant now = vs_store_now(store);
    bool more = true;
    enum vs_code code = vs_casefile_let_time_pass(store, err);

    if (code == VS_OK) {
        code = vs_due_has_passed(store->ledger, now - DAY_SECONDS, wrote, err);
    }
    while (code == VS_OK && *wrote && more) {
        code = vs_due_pass(store->ledger, now, &more, err);
    }
    return code;
}

static enum vs_code
duties(struct vs_syncing *s, bool *wrote, struct vs_err *err)
{
    struct vs_store *store = s->store;
    uint64_t before = store->feed.tree.size;
    bool anchored = false, inbox = false, renewed = false, looked = false, passed = false, begun;
    size_t epochs = 0;
    enum vs_code code = vs_devices_enter(store, &begun, err);

    if (code == VS_OK) {
        code = vs_publish_anchor(store, &anchored, err);
    }
    if (code == VS_OK) {
        code = vs_duty_forks(store, &s->out->announced, err);
    }
    if (code == VS_OK) {
        code = vs_duty_epochs(store, &epochs, &looked, err); /* first: acks go under the new key */
    }
    if (code == VS_OK) {
        code = vs_duty_acks(store, &s->out->acks, err);
    }
    if (code == VS_OK) {
        code = vs_duty_renewals(store, &s->out->invitations, &renewed, err);
    }
    if (code == VS_OK) {
        code = vs_duty_inbox(store, &inbox, err);
    }
    if (code == VS_OK) {
        code = vs_duty_cosign(store, &s->out->cosigned, err);
    }
    if (code == VS_OK) {
        code = let_time_pass(store, &passed, err);
    }
    *wrote = passed || anchored || inbox || renewed || looked || s->out->cosigned > 0 ||
             store->feed.tree.size > before || !vs_touched_empty(store->touched);
    return code;
}

/* A closed device owes nobody anything, one that no roster lists has no say yet: time passes for
 * them, and that is all. */
static enum vs_code
only_time(struct vs_syncing *s, bool *wrote, struct vs_err *err)
{
    bool passed = false;
    enum vs_code code = let_time_pass(s->store, &passed, err);

    *wrote = passed || !vs_touched_empty(s->store->touched);
    return code;
}

/* What a device has to say is published while it is one. A closed one shows the roster that closed
 * it, unless it holds more than its closing left it. */
static bool
may_publish(const struct vs_syncing *s)
{
    const struct vs_feed_row *feed = &s->store->feed;

    return s->out->own == VS_OWN_ACTIVE ||
           (s->out->own == VS_OWN_CLOSED && feed->tree.size > 0 && feed->tree.size == feed->closed);
}

static enum vs_code
do_duties(struct vs_syncing *s, struct vs_err *err)
{
    bool wrote = false;
    enum vs_code code = vs_store_begin(s->store, err);

    if (code != VS_OK) {
        return code;
    }
    code = s->out->own == VS_OWN_ACTIVE ? duties(s, &wrote, err) : only_time(s, &wrote, err);
    if (code == VS_OK && wrote) {
        return vs_store_commit(s->store, err);
    }
    vs_store_rollback(s->store);
    return code;
}

/* --- what it changed ---------------------------------------------------------------------------
 */

static bool
copy_answer(struct vs_sync_answer *out, const struct vs_answer *answer)
{
    bool open = answer->certainty == VS_UNDETERMINED;
    size_t count = open ? answer->candidate_count : answer->holder_count;

    out->state = answer->state;
    out->certainty = answer->certainty;
    out->orgs = vs_calloc(count + 1, sizeof(*out->orgs));
    for (size_t i = 0; out->orgs && i < count; i++) {
        out->orgs[out->org_count++] = open ? answer->candidates[i] : answer->holders[i].org;
    }
    return out->orgs;
}

static bool
copy_news(struct vs_sync_change *out, const struct vs_fold *after, const struct vs_change *change)
{
    vs_instant *reach = vs_calloc(change->news_count + 1, sizeof(*reach));

    out->news = reach ? vs_calloc(change->news_count + 1, sizeof(*out->news)) : NULL;
    if (out->news) {
        vs_entries_reach(reach, after, change->news, change->news_count);
    }
    for (size_t i = 0; out->news && i < change->news_count; i++) {
        const struct vs_fold_event *in = after->entries[change->news[i]].in;
        struct vs_sync_news *news = &out->news[out->news_count++];

        news->id = in->id;
        news->org = in->org;
        news->rec = after->entries[change->news[i]].rec;
        news->reaches = reach[i];
        news->type = in->event ? in->event->type : VS_EV_NEWER;
    }
    vs_free(reach);
    return out->news;
}

struct changing {
    struct vs_sync_change change;
    const struct vs_fold *after;
    size_t told; /* stretches of an earlier comparison, in order of time */
    bool failed;
};

static void
add_stretch(struct changing *changing, const struct vs_change *change, vs_instant from,
            vs_instant until)
{
    struct vs_sync_change *out = &changing->change;
    struct vs_sync_stretch *list =
        vs_syncing_more(out->stretches, &out->stretch_count, sizeof(*list));

    if (!list) {
        changing->failed = true;
        return;
    }
    out->stretches = list;
    list += out->stretch_count - 1;
    list->from = from;
    list->until = until;
    if (!copy_answer(&list->before, &change->before) ||
        !copy_answer(&list->after, &change->after) ||
        (!out->news && !copy_news(out, changing->after, change))) {
        changing->failed = true;
    }
}

/* Adds what no stretch of an earlier comparison has told. */
static void
note_stretch(void *payload, const struct vs_change *change)
{
    struct changing *changing = payload;
    vs_instant from = change->from;

    for (size_t i = 0; i < changing->told && from < change->until; i++) {
        vs_instant told_from = changing->change.stretches[i].from;
        vs_instant told_until = changing->change.stretches[i].until;

        if (told_until <= from) {
            continue;
        }
        if (told_from > from) {
            add_stretch(changing, change, from,
                        told_from < change->until ? told_from : change->until);
        }
        from = told_until;
    }
    if (from < change->until) {
        add_stretch(changing, change, from, change->until);
    }
}

static int
by_from(const void *a, const void *b)
{
    const struct vs_sync_stretch *x = a, *y = b;

    return x->from < y->from ? -1 : x->from > y->from;
}

/* Takes over what `change` owns. */
static enum vs_code
add_change(struct vs_syncing *s, struct vs_sync_change *change, struct vs_err *err)
{
    struct vs_sync_change *list =
        vs_syncing_more(s->out->changes, &s->out->change_count, sizeof(*list));

    if (!list) {
        return vs_fail_memory(err);
    }
    s->out->changes = list;
    list[s->out->change_count - 1] = *change;
    memset(change, 0, sizeof(*change));
    return VS_OK;
}

/* Notes where the answers up to `known_at` differ from what was known of the case then. */
static enum vs_code
compare(struct vs_syncing *s, struct changing *changing, const struct vs_casefile *after,
        vs_instant known_at, struct vs_err *err)
{
    struct vs_casefile *before;
    enum vs_code code = VS_OK;

    if (!vs_casefile_was_known(after, known_at)) {
        return VS_OK;
    }
    code = vs_casefile_load(&before, s->store, changing->change.case_leaf, known_at, err);
    if (code != VS_OK) {
        return code == VS_E_NOT_FOUND ? VS_OK : code; /* a case that was not known before */
    }
    changing->told = changing->change.stretch_count;
    code = vs_answer_changes(vs_casefile_fold(before), changing->after, known_at, note_stretch,
                             changing, err);
    vs_casefile_free(before);
    return code == VS_OK && changing->failed ? vs_fail_memory(err) : code;
}

/* Compares the answers before and after this sync; L9: none may change unreported. After an
 * interrupted one "before" is twofold: what was known before that one, whose report was never made,
 * and what was known just before this one, which could be asked for in between. */
static enum vs_code
report_case(struct vs_syncing *s, int64_t case_leaf, struct vs_err *err)
{
    struct vs_casefile *after;
    struct changing changing;
    struct vs_sync_change *change = &changing.change;
    enum vs_code code = vs_casefile_load(&after, s->store, case_leaf, VS_INSTANT_NEVER, err);

    if (code != VS_OK) {
        return code == VS_E_NOT_FOUND ? VS_OK : code;
    }
    memset(&changing, 0, sizeof(changing));
    change->case_leaf = case_leaf;
    changing.after = vs_casefile_fold(after);
    code = compare(s, &changing, after, s->known_at, err);
    if (code == VS_OK && s->resumes) {
        code = compare(s, &changing, after, s->begun_at, err);
    }
    if (code == VS_OK && change->stretch_count > 0) {
        qsort(change->stretches, change->stretch_count, sizeof(*change->stretches), by_from);
        code = add_change(s, change, err);
    }
    release_change(change);
    vs_casefile_free(after);
    return code;
}

struct news {
    struct vs_syncing *s;
    struct vs_touched *changed;
};

/* A case that was folded again after the instant from which a sync that was interrupted counted its
 * news: of what that one took nothing may go unreported, be it of the case or what an offer in it
 * refers to. */
static enum vs_code
add_if_news(void *payload, const struct vs_casefile_row *row, struct vs_err *err)
{
    struct news *news = payload;

    return row->seen <= news->s->known_at || vs_touched_add(news->changed, row->id)
               ? VS_OK
               : vs_fail_memory(err);
}

static enum vs_code
report(struct vs_syncing *s, struct vs_touched *changed, struct vs_err *err)
{
    struct news news = {s, changed};
    enum vs_code code = VS_OK;
    int64_t case_leaf;

    if (s->resumes) {
        code = vs_casefile_list(s->store->ledger, true, 0, INT64_MAX, add_if_news, &news, err);
    }
    while (code == VS_OK && vs_touched_pop(changed, &case_leaf)) {
        struct vs_channel_row channel;
        int64_t *list;

        code = vs_channel_by_id(s->store->ledger, &channel, case_leaf, err);
        vs_wipe(&channel, sizeof(channel));
        if (code == VS_E_NOT_FOUND) { /* read with a key that turned out not to be for us */
            code = VS_OK;
            continue;
        }
        if (code != VS_OK) {
            return code;
        }
        list = vs_syncing_more(s->out->cases, &s->out->case_count, sizeof(*list));

        if (!list) {
            return vs_fail_memory(err);
        }
        s->out->cases = list;
        list[s->out->case_count - 1] = case_leaf;
        code = report_case(s, case_leaf, err);
    }
    return code;
}

/* --- what was found ----------------------------------------------------------------------------
 */

static enum vs_code
add_finding(void *payload, const struct vs_finding_row *row, struct vs_err *err)
{
    struct vs_syncing *s = payload;
    struct vs_sync_finding *list;
    struct vs_feed_row feed;
    enum vs_code code = vs_feed_by_id(s->store->ledger, &feed, row->feed, err);

    if (code != VS_OK) {
        return code == VS_E_NOT_FOUND ? VS_OK : code;
    }
    list = vs_syncing_more(s->out->findings, &s->out->finding_count, sizeof(*list));
    if (!list) {
        return vs_fail_memory(err);
    }
    s->out->findings = list;
    list += s->out->finding_count - 1;
    list->org = feed.org;
    list->count = row->count;
    snprintf(list->kind, sizeof(list->kind), "%s", row->kind);
    snprintf(list->branch, sizeof(list->branch), "%.32s",
             feed.origin.text + strlen(VS_ORIGIN_PREFIX));
    return VS_OK;
}

static enum vs_code
tell_findings(struct vs_syncing *s, struct vs_err *err)
{
    enum vs_code code = vs_finding_each(s->store->ledger, true, add_finding, s, err);

    if (code != VS_OK || s->out->finding_count == 0) {
        return code;
    }
    code = vs_store_begin(s->store, err);
    if (code == VS_OK) {
        code = vs_finding_set_told(s->store->ledger, err);
    }
    if (code == VS_OK) {
        return vs_store_commit(s->store, err);
    }
    vs_store_rollback(s->store);
    return code;
}

/* --- a whole sync ------------------------------------------------------------------------------
 */

/* A host that cannot be used is noted; only trouble of our own goes up. */
static enum vs_code
host_trouble(struct vs_syncing *s, enum vs_code code, struct vs_err *why, struct vs_err *err)
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
plan_host(struct vs_syncing *s, const struct vs_host_list *list)
{
    /* A dry run fetches into the cache and stops: what would be taken is what is not taken yet. */
    for (size_t i = 0; i < list->count; i++) {
        struct vs_checkpoint_file *parsed = vs_malloc(sizeof(*parsed));
        struct vs_tree *tree = NULL;
        struct vs_feed_row feed;
        struct vs_buf file;

        vs_buf_init(&file, VS_CHECKPOINT_FILE_MAX);
        if (parsed && vs_syncing_feed(s->store, &feed, list->branches[i].branch) &&
            s->host->tree(s->host, &tree, list->branches[i].branch, NULL) == VS_OK &&
            vs_branch_read_checkpoint(tree, &file, NULL) == VS_OK &&
            vs_checkpoint_parse(parsed, file.p, file.len, NULL) == VS_OK) {
            uint64_t shown = parsed->checkpoint.size;

            if (feed.own != VS_FEED_OWN && shown > feed.tree.size) {
                s->at->received += shown - feed.tree.size;
            } else if (feed.own == VS_FEED_OWN && shown < feed.tree.size) {
                s->at->sent = feed.tree.size - shown;
            }
            if (feed.own == VS_FEED_OWN && list->branches[i].code == VS_OK) {
                s->at->pushed = true; /* our branch was seen there, and is whole */
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

/* --- under way ---------------------------------------------------------------------------------
 *
 * From the first thing that a sync keeps until its report is made the ledger says "under way
 * since", so that the next sync does what an interrupted one still owed.
 */

#define UNDER_WAY "sync"

static enum vs_code
load_under_way(struct vs_syncing *s, struct vs_err *err)
{
    struct vs_buf buf;
    enum vs_code code;

    vs_buf_init(&buf, 8);
    code = vs_ledger_meta_get(s->store->ledger, &buf, UNDER_WAY, err);
    s->begun_at = vs_store_now(s->store) - 1;
    s->known_at = s->begun_at;
    if (code == VS_OK && buf.len == 8 && vs_get_u64(buf.p) != 0) {
        s->resumes = true;
        s->known_at = (vs_instant)vs_get_u64(buf.p);
    }
    vs_buf_release(&buf);
    return code == VS_E_NOT_FOUND ? VS_OK : code;
}

static enum vs_code
set_under_way(struct vs_syncing *s, vs_instant since, struct vs_err *err)
{
    uint8_t bytes[8];
    enum vs_code code = vs_store_begin(s->store, err);

    if (code != VS_OK) {
        return code;
    }
    vs_put_u64(bytes, (uint64_t)since);
    code = vs_ledger_meta_set(s->store->ledger, UNDER_WAY, bytes, sizeof(bytes), err);
    if (code == VS_OK) {
        code = vs_store_commit(s->store, err);
    }
    if (code != VS_OK) {
        vs_store_rollback(s->store);
    }
    return code;
}

static enum vs_code
fetch_all(struct vs_syncing *s, struct vs_host *const *hosts, size_t count, struct vs_err *err)
{
    enum vs_code code = VS_OK;

    for (size_t i = 0; code == VS_OK && i < count; i++) {
        struct vs_err why = {0};

        s->host = hosts[i];
        s->at = &s->out->hosts[i];
        snprintf(s->at->name, sizeof(s->at->name), "%s", hosts[i]->name);
        vs_syncing_tell(s, "looking", 0);
        code = hosts[i]->fetch(hosts[i], &s->lists[i], vs_syncing_want, s, &why);
        s->at->foreign = s->lists[i].foreign;
        code = host_trouble(s, code, &why, err);
        if (code == VS_OK) {
            s->looked[i] = vs_calloc(s->lists[i].count + 1, sizeof(**s->looked));
            code = s->looked[i] ? VS_OK : vs_fail_memory(err);
        }
    }
    return code;
}

static enum vs_code
publish_all(struct vs_syncing *s, struct vs_host *const *hosts, size_t count, struct vs_err *err)
{
    enum vs_code code = VS_OK;

    for (size_t i = 0; code == VS_OK && i < count; i++) {
        struct vs_err why = {0};

        s->host = hosts[i];
        s->at = &s->out->hosts[i];
        if (s->at->code != VS_OK) {
            continue;
        }
        code = vs_syncing_publish(s, &s->lists[i], &why);
        if (code == VS_E_COPY) {
            if (err) {
                *err = why;
            }
            return code;
        }
        code = host_trouble(s, code, &why, err);
    }
    return code;
}

/* What no branch says by itself. If others have more of our own feed than we do, this ledger is a
 * copy that was put back, whatever the hosts show: nothing is published now, and the next sync goes
 * on as a device of its own. */
static enum vs_code
find_what_is_hidden(struct vs_syncing *s, struct vs_host *const *hosts, size_t count,
                    struct vs_err *err)
{
    bool own = false;
    enum vs_code code = vs_syncing_find_gone(s, hosts, count, err);

    if (code == VS_OK) {
        code = vs_syncing_find_withheld(s, hosts, count, &own, err);
    }
    if (code == VS_OK && own) {
        code = vs_syncing_report_forks(s, err);
        return code == VS_OK ? vs_syncing_is_behind(s, err) : code;
    }
    return code;
}

static enum vs_code
run(struct vs_syncing *s, struct vs_host *const *hosts, size_t count, struct vs_touched *changed,
    struct vs_err *err)
{
    struct vs_err why = {0};
    bool news = false, complete;
    enum vs_code shown, copy;
    enum vs_code code = fetch_all(s, hosts, count, err);

    for (size_t i = 0; code == VS_OK && s->options->dry_run && i < count; i++) {
        s->host = hosts[i];
        s->at = &s->out->hosts[i];
        code = plan_host(s, &s->lists[i]);
    }
    if (code != VS_OK || s->options->dry_run) {
        return code;
    }
    vs_ledger_hold(s->store->ledger, true);
    shown = vs_syncing_check_own(s, hosts, count, &why);
    copy = shown == VS_OK ? vs_syncing_is_behind(s, &why) : shown;
    if (copy != VS_OK && copy != VS_E_COPY) {
        return host_trouble(s, copy, &why, err);
    }
    if (copy == VS_E_COPY) {
        code = vs_syncing_become_new(s, err);
    }
    if (code == VS_OK) {
        /* What only a partner has seen no host shows: what it has of the old feed is not known. */
        code = vs_syncing_settle(s, hosts, count, shown == VS_E_COPY, err);
    }
    news = s->resumes || vs_syncing_has_news(s, hosts, count);
    if (code == VS_OK && news && !s->resumes) {
        code = set_under_way(s, s->known_at, err);
    }
    if (news && code == VS_OK) {
        code = vs_syncing_receive(s, hosts, count, err);
    }
    if (code == VS_OK) {
        code = find_what_is_hidden(s, hosts, count, err);
    }
    if (code == VS_OK) {
        code = vs_devices_own_state(s->store, &s->out->own, err);
    }
    if (code == VS_OK) { /* from here on nothing of others is taken */
        vs_casefile_share(s->store);
        code = do_duties(s, err);
    }
    if (code == VS_OK && may_publish(s)) {
        vs_ledger_hold(s->store->ledger, false); /* hosts are waited for */
        code = publish_all(s, hosts, count, err);
        vs_ledger_hold(s->store->ledger, true);
    }
    if (code == VS_OK && s->out->own == VS_OWN_ACTIVE) {
        code = vs_syncing_is_complete(s, &complete, count, err);
        if (code == VS_OK && complete) {
            code = vs_duty_old_keys(s->store, &s->out->keys_destroyed, err);
        }
    }
    if (code == VS_OK) {
        code = vs_syncing_report_forks(s, err);
    }
    if (code == VS_OK) {
        code = report(s, changed, err);
    }
    if (code == VS_OK) {
        code = tell_findings(s, err);
    }
    return code == VS_OK && news && !s->unread ? set_under_way(s, 0, err) : code;
}

enum vs_code
vs_sync_run(struct vs_sync_result *out, struct vs_store *store, struct vs_host *const *hosts,
            size_t count, const struct vs_sync_options *options, struct vs_err *err)
{
    struct vs_touched *changed = vs_touched_new();
    struct vs_syncing s;
    enum vs_code code;

    memset(out, 0, sizeof(*out));
    memset(&s, 0, sizeof(s));
    s.store = store;
    s.out = out;
    s.options = options;
    s.lists = vs_calloc(count + 1, sizeof(*s.lists));
    s.looked = vs_calloc(count + 1, sizeof(*s.looked));
    out->hosts = vs_calloc(count + 1, sizeof(*out->hosts));
    out->host_count = out->hosts ? count : 0;
    if (!changed || !s.lists || !s.looked || !out->hosts) {
        code = vs_fail_memory(err);
        goto out;
    }
    code = load_under_way(&s, err);
    if (code == VS_OK) {
        store->changed = changed;
        code = run(&s, hosts, count, changed, err);
        vs_ledger_hold(store->ledger, false);
        vs_casefile_share_end(store);
        store->changed = NULL;
    }
out:
    for (size_t i = 0; i < count; i++) {
        if (s.lists) {
            vs_free(s.lists[i].branches);
        }
        if (s.looked) {
            vs_free(s.looked[i]);
        }
    }
    vs_free(s.lists);
    vs_free(s.looked);
    vs_free(s.taken);
    vs_touched_free(changed);
    return code;
}
