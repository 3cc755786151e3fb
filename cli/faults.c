#include "cli/faults.h"

#include <string.h>

#include "cli/i18n.h"
#include "cli/id.h"
#include "cli/answer.h"
#include "core/ledger/forks.h"
#include "core/ledger/findings.h"
#include "core/record/faults.h"

static const char *const sentences[] = {
    [VS_FAULT_FORKED] =
        N_("a device signed two different logs; what comes after the fork counts only "
           "as far as another organisation knows it"),
    [VS_FAULT_CLOSED_CONTINUED] = N_("a device that was closed wrote on; that is cut"),
    [VS_FAULT_CLOSING_MISMATCH] = N_("a device was closed at another log than the one that it "
                                     "published"),
    [VS_FAULT_ROSTER_CONFLICT] =
        N_("two lists of devices of one rank; their next one must name both"),
    [VS_FAULT_ROSTER_CHANGED] = N_("lists of devices that do not agree about the next root key"),
    [VS_FAULT_REOPENED] = N_("a closed device is called active again; it stays closed"),
    [VS_FAULT_CLOSED_TWICE] = N_("a device was closed at two places"),
    [VS_FAULT_DROPPED] = N_("a device is missing from the newest list of devices"),
};

struct telling {
    struct vs_out *out;
    struct vs_store *store;
    struct vs_json *list;
    int64_t org; /* whose findings are told */
};

/* A device is called by the name of its branch. */
static const char *
branch_of(const struct vs_origin *origin)
{
    return origin->text + sizeof VS_ORIGIN_PREFIX - 1;
}

static enum vs_code
tell_fault(void *payload, const struct vs_fault *fault, struct vs_err *err)
{
    struct telling *telling = payload;
    struct vs_json *doc = vs_json_new_object();

    (void)err;
    vs_json_set_text(doc, "kind", vs_fault_name(fault->kind));
    vs_print(telling->out, "  %-14s ", _("finding"));
    vs_print_style(telling->out, VS_STYLE_BAD, "%s", _(sentences[fault->kind]));
    if (fault->has_feed) {
        vs_json_set_text(doc, "feed", branch_of(&fault->feed));
        vs_json_set_int(doc, "at", (int64_t)fault->at);
        vs_print(telling->out, " (%.8s, %llu)", branch_of(&fault->feed),
                 (unsigned long long)fault->at);
    }
    vs_print(telling->out, "\n");
    vs_json_add(telling->list, doc);
    return VS_OK;
}

/* What syncs found in what its devices wrote: kinds of entries, a line a log and kind. */
static enum vs_code
tell_found(void *payload, const struct vs_finding_row *row, struct vs_err *err)
{
    struct telling *telling = payload;
    struct vs_json *doc;
    struct vs_feed_row feed;
    enum vs_code code = vs_feed_by_id(telling->store->ledger, &feed, row->feed, err);

    if (code != VS_OK || feed.org != telling->org) {
        return code;
    }
    doc = vs_json_new_object();
    vs_json_set_text(doc, "kind", row->kind);
    vs_json_set_text(doc, "feed", branch_of(&feed.origin));
    vs_json_set_int(doc, "count", row->count);
    vs_json_set_int(doc, "last", (int64_t)row->last);
    vs_print(telling->out, "  %-14s ", _("finding"));
    vs_print_style(telling->out, VS_STYLE_BAD, "%s", vs_say_found(row->kind));
    vs_print(telling->out, _(" (%lld; log %.8s, the last is entry %llu)\n"), (long long)row->count,
             branch_of(&feed.origin), (unsigned long long)row->last);
    vs_json_add(telling->list, doc);
    return VS_OK;
}

enum vs_code
vs_tell_faults(struct vs_out *out, struct vs_store *store, int64_t org, struct vs_json *list,
               struct vs_err *err)
{
    struct telling telling = {out, store, list, org};
    enum vs_code code = vs_faults_each(store, org, tell_fault, &telling, err);

    return code == VS_OK ? vs_finding_each(store->ledger, false, tell_found, &telling, err) : code;
}

static enum vs_code
tell_fork(void *payload, const struct vs_feed_row *feed, struct vs_err *err)
{
    struct telling *telling = payload;
    struct vs_json *doc = vs_json_new_object();
    struct vs_org_row org;
    char name[VS_LABEL_LEN];
    char id[VS_ID_LEN_MAX];
    enum vs_code code = vs_org_by_id(telling->store->ledger, &org, feed->org, err);

    if (code != VS_OK) {
        vs_json_free(doc);
        return code;
    }
    vs_label_org(name, telling->store, &org.org);
    vs_json_set_hash(doc, "org", &org.org);
    vs_json_set_text(doc, "name", org.name);
    vs_json_set_text(doc, "feed", branch_of(&feed->origin));
    vs_json_set_bool(doc, "own", feed->own != VS_FEED_FOREIGN);
    vs_json_set_int(doc, "common", (int64_t)feed->common);
    if (feed->own == VS_FEED_FOREIGN) {
        vs_print_style(telling->out, VS_STYLE_BAD,
                       _("a device of %s has signed two different logs"), name);
        vs_id_short(id, &org.org);
        vs_print(telling->out, ": vs org show %s\n", org.alias[0] ? org.alias : id);
    } else {
        vs_print_style(telling->out, VS_STYLE_BAD, "%s\n",
                       _("a device of your own has signed two different logs: go on with one copy, "
                         "and close it (vs help device)"));
    }
    vs_json_add(telling->list, doc);
    return VS_OK;
}

enum vs_code
vs_tell_forks(struct vs_out *out, struct vs_store *store, struct vs_json *list, struct vs_err *err)
{
    struct telling telling = {out, store, list, 0};

    return vs_fork_each(store->ledger, tell_fork, &telling, err);
}
