/* What a sync found, in words and in JSON. */
#include "cli/sync_text.h"

#include <stdlib.h>
#include <string.h>

#include "cli/answer.h"
#include "cli/device.h"
#include "cli/events.h"
#include "cli/i18n.h"
#include "cli/session.h"
#include "cli/text.h"
#include "cli/when.h"
#include "core/base/mem.h"
#include "core/ledger/cases.h"

/* " (2 leaves of machine 1a2b3c4d5e6f are missing)" and the end of the line. */
static void
print_detail(struct vs_out *out, const char *detail)
{
    struct vs_buf plain;

    vs_buf_init(&plain, VS_PRINT_MAX);
    vs_plain(&plain, vs_str(detail), true);
    vs_print(out, "%s%.*s%s\n", plain.len > 0 ? " (" : "", (int)plain.len,
             plain.len > 0 ? (const char *)plain.p : "", plain.len > 0 ? ")" : "");
    vs_buf_release(&plain);
}

static void
tell_host(struct vs_out *out, struct vs_json *list, const struct vs_sync_host *host, bool dry_run)
{
    struct vs_json *doc = vs_json_new_object();

    vs_json_set_text(doc, "name", host->name);
    vs_json_set_text(doc, "code", vs_code_name(host->code));
    vs_json_set_int(doc, "received", (int64_t)host->received);
    vs_json_set_int(doc, "sent", (int64_t)host->sent);
    vs_json_set_bool(doc, "pushed", host->pushed);
    vs_json_set_bool(doc, "mended", host->mended);
    vs_json_set_int(doc, "foreign", (int64_t)host->foreign);
    if (host->code == VS_OK) {
        vs_print(out,
                 dry_run ? _("%s: would receive %llu, would send %llu\n")
                         : _("%s: %llu received, %llu sent\n"),
                 host->name, (unsigned long long)host->received, (unsigned long long)host->sent);
        if (host->mended) {
            vs_json_set_text(doc, "detail", host->why.detail);
            vs_print_style(out, VS_STYLE_WARN, "  %s",
                           _("what this machine wrote there was damaged, and is written again"));
            print_detail(out, host->why.detail);
        }
    } else {
        const struct vs_text *text = vs_text_of(host->code);

        vs_json_set_text(doc, "detail", host->why.detail);
        vs_print_style(out, VS_STYLE_BAD, "%s: %s", host->name, _(text->because));
        print_detail(out, host->why.detail);
        vs_print(out, "  %s%s\n", _("try: "), _(text->hint));
    }
    if (host->foreign > 0) {
        vs_print(out,
                 P_("  %zu branch there is not one of vs; it was left alone\n",
                    "  %zu branches there are not of vs; they were left alone\n", host->foreign),
                 host->foreign);
    }
    vs_json_add(list, doc);
}

/* `leaves`: what the machines of its organisation brought together, told with the last of them;
 * 0 with the others. */
static void
tell_feed(struct vs_out *out, struct vs_store *store, struct vs_json *list,
          const struct vs_sync_feed *feed, uint64_t leaves)
{
    struct vs_json *doc = vs_json_new_object();
    struct vs_org_row org;
    char name[VS_LABEL_LEN];

    vs_json_set_text(doc, "feed", feed->branch);
    vs_json_set_text(doc, "remote", feed->host);
    vs_json_set_int(doc, "received", (int64_t)feed->leaves);
    vs_json_set_text(doc, "code", vs_code_name(feed->refused));
    (void)snprintf(name, sizeof name, "%.8s", feed->branch);
    if (feed->org != 0 && vs_org_by_id(store->ledger, &org, feed->org, NULL) == VS_OK) {
        vs_json_set_hash(doc, "org", &org.org);
        vs_json_set_text(doc, "name", org.name);
        vs_label_org(name, store, &org.org);
    }
    if (leaves > 0) {
        vs_print(out, P_("  from %s: %llu entry\n", "  from %s: %llu entries\n", leaves), name,
                 (unsigned long long)leaves);
    }
    if (feed->refused != VS_OK) {
        const struct vs_text *text = vs_text_of(feed->refused);

        vs_json_set_text(doc, "detail", feed->why.detail);
        vs_print_style(out, VS_STYLE_BAD, _("  refused from %s: %s"), name, _(text->because));
        print_detail(out, feed->why.detail);
        vs_print(out, "    %s\n", _("what was good before is kept"));
        vs_print(out, "    %s%s\n", _("try: "), _(text->hint));
    }
    vs_json_add(list, doc);
}

/* "A (certain)", "A or B (undetermined)", "not open then". */
static void
say_answer(struct vs_buf *out, struct vs_store *store, const struct vs_sync_answer *answer)
{
    if (answer->state == VS_STATE_NO_CASE) {
        vs_buf_add_text(out, _("not open then"));
    } else if (answer->state == VS_STATE_CLOSED) {
        vs_buf_add_text(out, _("closed"));
    } else {
        vs_say_orgs(out, store, answer->orgs, answer->org_count,
                    answer->certainty == VS_UNDETERMINED ? _("or") : _("and"));
        vs_buf_addf(out, "%s(%s)", answer->org_count > 0 ? " " : "",
                    vs_say_certainty(answer->certainty));
    }
}

static struct vs_json *
answer_document(struct vs_store *store, const struct vs_sync_answer *answer)
{
    struct vs_json *doc = vs_json_new_object();
    struct vs_json *orgs = vs_json_new_array();

    for (size_t i = 0; i < answer->org_count; i++) {
        vs_json_add(orgs, vs_json_org(store, &answer->orgs[i]));
    }
    vs_json_set_text(doc, "state", vs_answer_state_name(answer->state));
    vs_json_set_text(doc, "certainty", vs_certainty_name(answer->certainty));
    vs_json_set(doc, answer->certainty == VS_UNDETERMINED ? "candidates" : "holders", orgs);
    return doc;
}

/* "  Thu 9 April 2026 00:00 to Thu 9 April 2026 09:29: was A (certain), is B (unconfirmed)" */
static void
tell_stretch(struct vs_out *out, struct vs_store *store, struct vs_json *list,
             const struct vs_sync_stretch *stretch)
{
    struct vs_json *doc = vs_json_new_object();
    char from[VS_WHEN_LEN];
    char until[VS_WHEN_LEN];
    struct vs_buf line;

    vs_when_text(from, stretch->from, VS_WHEN_FULL);
    vs_when_text(until, stretch->until, VS_WHEN_FULL);
    vs_buf_init(&line, VS_PRINT_MAX);
    if (strcmp(from, until) == 0) { /* shown to the minute, and shorter than one */
        vs_buf_addf(&line,
                    P_("%s, for %lld second: was ", "%s, for %lld seconds: was ",
                       stretch->until - stretch->from),
                    from, (long long)(stretch->until - stretch->from));
    } else {
        vs_buf_addf(&line, _("%s to %s: was "), from, until);
    }
    say_answer(&line, store, &stretch->before);
    vs_buf_add_text(&line, _(", is "));
    say_answer(&line, store, &stretch->after);
    if (vs_buf_check(&line, "change", NULL) == VS_OK) {
        vs_print_style(out, VS_STYLE_WARN, "  %s\n", (const char *)line.p);
    }
    vs_buf_release(&line);
    vs_when_json(doc, "from", stretch->from);
    vs_when_json(doc, "until", stretch->until);
    vs_json_set(doc, "before", answer_document(store, &stretch->before));
    vs_json_set(doc, "after", answer_document(store, &stretch->after));
    vs_json_add(list, doc);
}

/* One new event in words, and where it stands among the others. */
struct told {
    vs_instant rec;
    char words[2 * VS_LABEL_LEN];
};

static int
compare_told(const void *a, const void *b)
{
    const struct told *x = a;
    const struct told *y = b;

    if (x->rec != y->rec) {
        return x->rec < y->rec ? -1 : 1;
    }
    return strcmp(x->words, y->words);
}

/* Whether the change can come from it: it reaches back before the end of what changed. */
static bool
bears(const struct vs_sync_news *news, const struct vs_sync_change *change)
{
    return news->reaches < change->stretches[change->stretch_count - 1].until;
}

/* Whether people are told of it: acts of others that the change can come from; acks and the like
 * where there is nothing else. */
static bool
is_worth_telling(const struct vs_sync_news *news, const struct vs_sync_change *change,
                 const struct vs_store *store, bool plumbing)
{
    return !vs_hash_eq(&news->org, &store->self.org) && bears(news, change) &&
           (plumbing || !vs_event_is_plumbing(news->type));
}

/* "  new about that time: escalation (A), handover withdrawn (A)" */
static void
print_news(struct vs_out *out, struct vs_store *store, const struct vs_sync_change *change)
{
    struct told *told = vs_calloc(change->news_count + 1, sizeof *told);
    struct vs_buf line;
    size_t count = 0;
    bool plumbing = true;

    for (size_t i = 0; i < change->news_count; i++) {
        plumbing = plumbing && !is_worth_telling(&change->news[i], change, store, false);
    }
    for (size_t i = 0; told && i < change->news_count; i++) {
        struct vs_event event = {.type = change->news[i].type};
        char name[VS_LABEL_LEN];

        if (is_worth_telling(&change->news[i], change, store, plumbing)) {
            vs_label_org(name, store, &change->news[i].org);
            (void)snprintf(told[count].words, sizeof told[count].words, "%.200s (%.200s)",
                           vs_say_event(&event), name);
            told[count++].rec = change->news[i].rec;
        }
    }
    vs_buf_init(&line, VS_PRINT_MAX);
    if (count > 1) {
        qsort(told, count, sizeof *told, compare_told);
    }
    for (size_t i = 0; i < count; i++) {
        vs_buf_addf(&line, "%s%s", i > 0 ? ", " : "", told[i].words);
    }
    if (vs_buf_check(&line, "change", NULL) == VS_OK && line.len > 0) {
        vs_print(out, "  %s %s\n", _("new about that time:"), (const char *)line.p);
    }
    vs_buf_release(&line);
    vs_free(told);
}

static void
tell_news(struct vs_out *out, struct vs_store *store, struct vs_json *list,
          const struct vs_sync_change *change)
{
    for (size_t i = 0; i < change->news_count; i++) {
        const struct vs_sync_news *news = &change->news[i];
        struct vs_json *doc = vs_json_new_object();

        vs_json_set_hash(doc, "event", &news->id);
        vs_json_set_text(doc, "type", vs_event_type_name(news->type));
        vs_json_set(doc, "by", vs_json_org(store, &news->org));
        vs_json_set_bool(doc, "bears", bears(news, change));
        vs_json_add(list, doc);
    }
    print_news(out, store, change);
}

static void
tell_change(struct vs_out *out, struct vs_store *store, struct vs_json *list,
            const struct vs_sync_change *change)
{
    struct vs_json *doc = vs_json_new_object();
    struct vs_json *spans = vs_json_new_array();
    struct vs_json *news = vs_json_new_array();
    char label[VS_LABEL_LEN];

    vs_label_case(label, store, change->case_leaf);
    vs_print_style(out, VS_STYLE_WARN,
                   _("the answer about %s changed for a time that has passed:\n"), label);
    for (size_t i = 0; i < change->stretch_count; i++) {
        tell_stretch(out, store, spans, &change->stretches[i]);
    }
    tell_news(out, store, news, change);
    vs_json_case(doc, store, change->case_leaf);
    vs_json_set_int(doc, "stretches", (int64_t)change->stretch_count);
    vs_when_json(doc, "from", change->stretches[0].from);
    vs_when_json(doc, "until", change->stretches[change->stretch_count - 1].until);
    vs_json_set(doc, "spans", spans);
    vs_json_set(doc, "events", news);
    vs_json_add(list, doc);
}

/* A fork is told once, however it came to light. */
static void
tell_fork(struct vs_out *out, struct vs_store *store, struct vs_json *list,
          const struct vs_sync_fork *fork)
{
    struct vs_json *doc = vs_json_new_object();
    struct vs_org_row org;
    char name[VS_LABEL_LEN];

    (void)snprintf(name, sizeof name, "%.8s", fork->branch);
    vs_json_set_text(doc, "feed", fork->branch);
    if (vs_org_by_id(store->ledger, &org, fork->org, NULL) == VS_OK) {
        vs_json_set_hash(doc, "org", &org.org);
        vs_json_set_text(doc, "name", org.name);
        vs_label_org(name, store, &org.org);
    }
    vs_json_set_bool(doc, "own", fork->own);
    vs_json_set_int(doc, "common", (int64_t)fork->common);
    if (fork->own) {
        vs_print_style(
            out, VS_STYLE_BAD, "%s\n",
            _("this device has signed two different logs: a copy of this ledger was used "
              "too"));
        vs_print(out, "  %s\n",
                 _("both are kept as proof, here and by partners; entries from there on count only "
                   "as far as a partner knows them"));
        vs_print(
            out, "  %s%s\n", _("try: "),
            _("go on with one copy only, make a new device and close this one: vs help devices"));
    } else {
        vs_print_style(out, VS_STYLE_BAD, _("a device of %s has signed two different logs"), name);
        vs_print(out, "\n  %s\n",
                 _("both are kept as proof and shown to your partners; entries from there on count "
                   "only as far as another organisation knows them"));
        vs_print(out, "  %s%s\n", _("try: "),
                 _("call them; vs org show PARTNER tells what is proven"));
    }
    vs_json_add(list, doc);
}

static enum vs_code
count_partner(void *payload, const struct vs_org_row *row, struct vs_err *err)
{
    size_t *count = payload;

    (void)err;
    *count += !row->own && row->pinned ? 1 : 0;
    return VS_OK;
}

/* "In sync with hub: 3 received, 2 sent, nothing refused. 1 case needs you: vs status" */
static void
tell_summary(struct vs_cli *cli, struct vs_store *store, struct vs_json *doc,
             const struct vs_sync_result *result)
{
    struct vs_out *out = &cli->out;
    int64_t needed = 0;
    int64_t overdue = 0;
    size_t refused = 0;
    size_t reached = 0;
    size_t partners = 0;

    for (size_t i = 0; i < result->feed_count; i++) {
        refused += result->feeds[i].refused != VS_OK ? 1 : 0;
    }
    for (size_t i = 0; i < result->host_count; i++) {
        reached += result->hosts[i].code == VS_OK ? 1 : 0;
    }
    if (vs_due_needs(store->ledger, &needed, &overdue, store->self.id, vs_store_now(store), NULL) !=
        VS_OK) {
        needed = overdue = 0;
    }
    vs_json_set_int(doc, "received", (int64_t)result->received);
    vs_json_set_int(doc, "sent", (int64_t)result->sent);
    vs_json_set_int(doc, "refused", (int64_t)refused);
    vs_json_set_int(doc, "cosignatures", (int64_t)result->cosignatures);
    vs_json_set_int(doc, "acks", (int64_t)result->acks);
    vs_json_set_int(doc, "needs_you", needed);
    vs_json_set_int(doc, "overdue", overdue);
    if (reached == 0 || cli->dry_run) {
        return;
    }
    vs_print(out, "%s ", _("In sync with"));
    for (size_t i = 0, n = 0; i < result->host_count; i++) {
        if (result->hosts[i].code == VS_OK) {
            vs_print(out, "%s%s", n++ > 0 ? ", " : "", result->hosts[i].name);
        }
    }
    if (result->received == 0 && result->sent == 0 && refused == 0) {
        vs_print(out, ": %s.", _("nothing new"));
    } else {
        vs_print(out, _(": %llu received, %llu sent, "), (unsigned long long)result->received,
                 (unsigned long long)result->sent);
        if (refused == 0) {
            vs_print(out, "%s.", _("nothing refused"));
        } else {
            vs_print(out, P_("%zu log refused.", "%zu logs refused.", refused), refused);
        }
    }
    if (needed > 0 && overdue == 0) {
        vs_print(out,
                 P_(" %lld case needs you: vs status", " %lld cases need you: vs status", needed),
                 (long long)needed);
    } else if (needed > 0) {
        vs_print(out,
                 P_(" %lld case needs you (overdue: %lld): vs status",
                    " %lld cases need you (overdue: %lld): vs status", needed),
                 (long long)needed, (long long)overdue);
    }
    vs_print(out, "\n");
    if (vs_org_each(store->ledger, count_partner, &partners, NULL) == VS_OK && partners == 0) {
        vs_note(out, "%s\n", _("no partners: vs org add FILE --as ALIAS"));
    }
}

/* What this machine is to its organisation, where that is not as it should be. */
static void
tell_own(struct vs_cli *cli, struct vs_json *doc, const struct vs_sync_result *result)
{
    struct vs_out *out = &cli->out;
    struct vs_json *own = vs_json_new_object();

    vs_json_set_text(own, "state", vs_own_state_name(result->own));
    vs_json_set_bool(own, "copied", result->copied);
    vs_json_set_bool(own, "unsettled", result->unsettled);
    vs_json_set_int(own, "recorded_again", (int64_t)result->again);
    vs_json_set(doc, "device", own);
    if (cli->dry_run) {
        return;
    }
    if (result->copied) {
        vs_print_style(out, VS_STYLE_WARN, "%s\n",
                       _("This ledger is a copy of one that went on elsewhere: it is a new device "
                         "from now on."));
    }
    if (result->again > 0) {
        vs_print(out,
                 P_("%zu entry that only this copy had is recorded again.\n",
                    "%zu entries that only this copy had are recorded again.\n", result->again),
                 result->again);
    }
    if (result->unsettled) {
        vs_print_style(out, VS_STYLE_WARN, "%s\n",
                       _("This copy has to reach every remote once before it records anything."));
    } else if (result->own == VS_OWN_UNLISTED) {
        vs_print_style(out, VS_STYLE_WARN, "%s\n",
                       _("No roster of your organisation lists this machine yet: nothing was "
                         "sent."));
        vs_device_tell_unlisted(out);
    } else if (result->own == VS_OWN_CLOSED) {
        vs_print_style(out, VS_STYLE_WARN, "%s\n",
                       _("This machine was closed as a device of your organisation: it reads, and "
                         "records nothing more."));
    }
}

enum vs_exit
vs_sync_exit(const struct vs_sync_result *result)
{
    static const enum vs_exit order[] = {VS_EXIT_FORKED, VS_EXIT_TAMPERED, VS_EXIT_INCOMPLETE,
                                         VS_EXIT_REFUSED};
    bool found[256] = {false};
    size_t failed = 0;
    size_t other = 0;

    found[VS_EXIT_FORKED] = result->fork_count > 0;
    for (size_t i = 0; i < result->host_count; i++) {
        enum vs_exit exit = vs_text_exit(result->hosts[i].code);

        found[exit] = true;
        failed += exit != VS_EXIT_OK ? 1 : 0;
    }
    for (size_t i = 0; i < result->feed_count; i++) {
        enum vs_exit exit = vs_text_exit(result->feeds[i].refused);

        found[exit] = true;
        other += exit != VS_EXIT_OK ? 1 : 0;
    }
    for (size_t i = 0; i < sizeof order / sizeof *order; i++) {
        if (found[order[i]]) {
            return order[i];
        }
    }
    if (failed > 0 && failed == result->host_count) {
        return found[VS_EXIT_UNREACHABLE] ? VS_EXIT_UNREACHABLE : VS_EXIT_FAILED;
    }
    other += result->unsettled || result->own == VS_OWN_UNLISTED ? 1 : 0;
    return failed + other > 0 ? VS_EXIT_PARTLY : VS_EXIT_OK;
}

struct named_feed {
    char name[VS_LABEL_LEN];
    const struct vs_sync_feed *feed;
};

static int
compare_feeds(const void *a, const void *b)
{
    const struct named_feed *x = a;
    const struct named_feed *y = b;
    int order = strcmp(x->name, y->name);

    return order != 0 ? order : strcmp(x->feed->branch, y->feed->branch);
}

/* In the order of the names of their organisations. */
static void
tell_feeds(struct vs_out *out, struct vs_store *store, struct vs_json *list,
           const struct vs_sync_result *result)
{
    struct named_feed *feeds = vs_calloc(result->feed_count + 1, sizeof *feeds);
    uint64_t leaves = 0;

    for (size_t i = 0; feeds && i < result->feed_count; i++) {
        feeds[i].feed = &result->feeds[i];
        vs_label_org_row(feeds[i].name, store, result->feeds[i].org);
    }
    if (feeds && result->feed_count > 1) {
        qsort(feeds, result->feed_count, sizeof *feeds, compare_feeds);
    }
    for (size_t i = 0; i < result->feed_count; i++) {
        const struct vs_sync_feed *feed = feeds ? feeds[i].feed : &result->feeds[i];
        bool more = feeds && i + 1 < result->feed_count && feeds[i + 1].feed->org == feed->org &&
                    feed->org != 0;

        leaves += feed->refused == VS_OK ? feed->leaves : 0;
        tell_feed(out, store, list, feed, more ? 0 : leaves);
        leaves = more ? leaves : 0;
    }
    vs_free(feeds);
}

/* "  in what A wrote: an entry that cannot be read (2)": without effect, and people should know. */
static void
tell_finding(struct vs_out *out, struct vs_store *store, struct vs_json *list,
             const struct vs_sync_finding *finding)
{
    struct vs_json *doc = vs_json_new_object();
    struct vs_org_row org;
    char name[VS_LABEL_LEN] = "";

    vs_label_org_row(name, store, finding->org);
    vs_print_style(out, VS_STYLE_WARN, _("  in what %s wrote: %s (%lld)\n"), name,
                   vs_say_found(finding->kind), (long long)finding->count);
    if (vs_org_by_id(store->ledger, &org, finding->org, NULL) == VS_OK) {
        vs_json_set_hash(doc, "org", &org.org);
        vs_json_set_text(doc, "name", org.name);
    }
    vs_json_set_text(doc, "feed", finding->branch);
    vs_json_set_text(doc, "kind", finding->kind);
    vs_json_set_int(doc, "count", finding->count);
    vs_json_add(list, doc);
}

void
vs_sync_tell(struct vs_cli *cli, struct vs_store *store, struct vs_json *doc,
             const struct vs_sync_result *result)
{
    struct vs_json *findings = vs_json_new_array();
    struct vs_json *hosts = vs_json_new_array();
    struct vs_json *feeds = vs_json_new_array();
    struct vs_json *changes = vs_json_new_array();
    struct vs_json *forks = vs_json_new_array();

    vs_json_set_bool(doc, "dry_run", cli->dry_run);
    for (size_t i = 0; i < result->host_count; i++) {
        tell_host(&cli->out, hosts, &result->hosts[i], cli->dry_run);
    }
    tell_feeds(&cli->out, store, feeds, result);
    for (size_t i = 0; i < result->finding_count; i++) {
        tell_finding(&cli->out, store, findings, &result->findings[i]);
    }
    for (size_t i = 0; i < result->change_count; i++) {
        tell_change(&cli->out, store, changes, &result->changes[i]);
    }
    vs_json_set(doc, "remotes", hosts);
    vs_json_set(doc, "feeds", feeds);
    vs_json_set(doc, "findings", findings);
    for (size_t i = 0; i < result->fork_count; i++) {
        tell_fork(&cli->out, store, forks, &result->forks[i]);
    }
    vs_json_set(doc, "forks", forks);
    vs_json_set(doc, "changes", changes);
    tell_own(cli, doc, result);
    tell_summary(cli, store, doc, result);
}
