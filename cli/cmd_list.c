/*
 * Questions about all cases: list, status, due.
 */
#include <string.h>

#include "cli/answer.h"
#include "cli/behind.h"
#include "cli/commands.h"
#include "cli/dues.h"
#include "cli/explain_due.h"
#include "cli/faults.h"
#include "cli/i18n.h"
#include "cli/id.h"
#include "cli/when.h"
#include "core/base/enc.h"
#include "core/record/copy.h"

#define HOLDERS_MAX  64
#define HELD_COUNTED 200 /* of more open cases it is not counted how many are held */

enum vs_due_group { VS_GROUP_NONE, VS_GROUP_PAST, VS_GROUP_AHEAD };

struct listing {
    enum vs_due_group group; /* of the last row that was told */
    struct vs_cli *cli;
    struct vs_store *store;
    vs_instant now;
    struct vs_stale stale;
    struct vs_due_explained *explained; /* with --explain */
    struct vs_json *list; /* with --json; making it for nobody costs as much as the question */
    size_t shown;
    uint64_t held;     /* of the status: cases that are ours */
    size_t skip, most; /* of a list that is looked through */
};

/* What only a command that writes can work out, because there is so much of it: the cases were
 * folded by an older program, or hundreds of them hold acts that were dated ahead. */
static void
tell_stale(struct listing *listing, struct vs_json *doc)
{
    unsigned long long left = (unsigned long long)listing->stale.left;

    if (left == 0) {
        return;
    }
    vs_json_set_int(doc, "not_worked_out", (int64_t)left);
    vs_warn(&listing->cli->out,
            left < VS_STALE_COUNTED
                ? _("%llu cases are not worked out yet: what is shown of them may be old, and what "
                    "is due in them may be missing: vs sync\n")
                : _("%llu cases or more are not worked out yet: what is shown of them may be old, "
                    "and what is due in them may be missing: vs sync\n"),
            left);
}

/* "Oosterhout" or "A, B": who holds it. */
static void
say_holders(struct vs_buf *out, struct vs_store *store, const struct vs_standing *standing)
{
    struct vs_hash orgs[HOLDERS_MAX];
    size_t count = vs_standing_orgs(orgs, HOLDERS_MAX, standing, "holders");
    char name[VS_LABEL_LEN];

    for (size_t i = 0; i < count; i++) {
        vs_label_org(name, store, &orgs[i]);
        vs_buf_addf(out, "%s%s", i > 0 ? ", " : "", name);
    }
}

/* A reference, or the label of a household; whose it is, where it is a partner's. */
static void
label_of(char out[VS_LABEL_LEN], struct vs_store *store, struct vs_str label, int64_t org)
{
    char text[VS_LABEL_LEN];

    (void)snprintf(text, sizeof text, "%.*s", (int)label.len, label.p ? label.p : "");
    vs_label_given(out, store, text, text[0] ? org : 0);
}

static enum vs_code
print_case(struct listing *listing, const struct vs_casefile_row *row,
           const struct vs_standing *standing, struct vs_err *err)
{
    struct vs_out *out = &listing->cli->out;
    bool closed = strcmp(standing->state, "closed") == 0;
    struct vs_buf names;
    char id[VS_ID_LEN_MAX];
    char when[VS_WHEN_LEN];
    char ref[VS_LABEL_LEN];
    enum vs_code code;

    vs_buf_init(&names, VS_PRINT_MAX);
    say_holders(&names, listing->store, standing);
    vs_id_short(id, &row->hash);
    vs_when_text(when, row->opened, VS_WHEN_SHORT);
    label_of(ref, listing->store, row->ref, row->ref_org);
    code = vs_buf_check(&names, "list", err);
    if (code == VS_OK) {
        if (listing->shown == 0) { /* no row: what others read has none but cases */
            vs_note(out, "%-8s  %-16s  %-12s  %s\n", _("case"), _("opened"), _("reference"),
                    _("who holds it"));
        }
        vs_print(out, "%s  %s  %-12s  %s%s(%s", id, when, ref, names.p ? (const char *)names.p : "",
                 names.len > 0 ? " " : "",
                 closed ? _("closed") : vs_say_certainty(vs_standing_certainty(standing)));
        if (standing->known_until != VS_INSTANT_NEVER) {
            vs_when_text(when, standing->known_until, VS_WHEN_SHORT);
            vs_print(out, _(", as known until %s"), when);
        }
        vs_print(out, ")");
        if (row->household.len > 0) {
            label_of(ref, listing->store, row->household, row->household_org);
            vs_print(out, _(", household %s"), ref);
        }
        vs_print(out, "\n");
    }
    vs_buf_release(&names);
    return code;
}

static struct vs_json *
case_json(const struct listing *listing, const struct vs_casefile_row *row,
          const struct vs_standing *standing)
{
    struct vs_hash orgs[HOLDERS_MAX];
    size_t count = vs_standing_orgs(orgs, HOLDERS_MAX, standing, "holders");
    struct vs_json *doc = vs_json_new_object();
    struct vs_json *holders = vs_json_new_array();

    for (size_t i = 0; i < count; i++) {
        vs_json_add(holders, vs_json_org(listing->store, &orgs[i]));
    }
    vs_json_set_hash(doc, "case", &row->hash);
    if (row->ref.len > 0) {
        vs_json_set_str(doc, "ref", row->ref);
        vs_json_given_by(doc, "ref_by", listing->store, row->ref_org);
    }
    if (row->household.len > 0) {
        vs_json_set_str(doc, "household", row->household);
        vs_json_given_by(doc, "household_by", listing->store, row->household_org);
    }
    vs_when_json(doc, "opened", row->opened);
    vs_when_json(doc, "changed", row->changed);
    vs_json_set_int(doc, "events", row->events);
    vs_json_set_int(doc, "pending", row->pending);
    vs_json_set_text(doc, "state", standing->state);
    vs_json_set_text(doc, "certainty", standing->certainty);
    vs_json_set(doc, "holders", holders);
    vs_when_json(doc, "known_until", standing->known_until);
    return doc;
}

static enum vs_code
list_case(void *payload, const struct vs_casefile_row *row, struct vs_err *err)
{
    struct listing *listing = payload;
    struct vs_out *out = &listing->cli->out;
    struct vs_standing standing;
    enum vs_code code = vs_standing_get(&standing, listing->store, row->id,
                                        vs_stale_has(&listing->stale, row->id), listing->now, err);

    if (code == VS_OK && out->json) {
        vs_json_add(listing->list, case_json(listing, row, &standing));
    } else if (code == VS_OK) {
        code = print_case(listing, row, &standing, err);
    }
    listing->shown += code == VS_OK ? 1 : 0;
    vs_standing_release(&standing);
    return code;
}

/* One of those that are looked through and wanted. */
static enum vs_code
list_found(struct listing *listing, const struct vs_casefile_row *row, struct vs_err *err)
{
    if (listing->skip > 0) {
        listing->skip--;
        return VS_OK;
    }
    return list_case(listing, row, err);
}

/* Whether our organisation holds it, alone or not. */
static enum vs_code
is_held(bool *held, const struct listing *listing, const struct vs_casefile_row *row,
        struct vs_err *err)
{
    struct vs_hash orgs[HOLDERS_MAX];
    struct vs_standing standing;
    enum vs_code code;

    *held = false;
    code = vs_standing_get(&standing, listing->store, row->id,
                           vs_stale_has(&listing->stale, row->id), listing->now, err);
    if (code == VS_OK) {
        size_t count = vs_standing_orgs(orgs, HOLDERS_MAX, &standing, "holders");

        for (size_t i = 0; i < count; i++) {
            *held |= vs_hash_eq(&orgs[i], &listing->store->self.org);
        }
    }
    vs_standing_release(&standing);
    return code;
}

static enum vs_code
list_held(void *payload, const struct vs_casefile_row *row, struct vs_err *err)
{
    struct listing *listing = payload;
    bool ours = false;
    enum vs_code code;

    if (listing->shown == listing->most) {
        return VS_OK;
    }
    code = is_held(&ours, listing, row, err);
    return code == VS_OK && ours ? list_found(listing, row, err) : code;
}

/* One that our organisation monitors, open or not, whoever holds it. */
static enum vs_code
list_monitored(void *payload, const struct vs_casefile_row *row, struct vs_err *err)
{
    struct listing *listing = payload;
    struct vs_casefile *file = NULL;
    bool ours = false;
    enum vs_code code = VS_OK;

    if (listing->shown == listing->most) {
        return VS_OK;
    }
    code = vs_casefile_load(&file, listing->store, row->id, VS_INSTANT_NEVER, err);
    if (code == VS_OK) {
        ours = vs_monitors(vs_casefile_fold(file), &listing->store->self.org, listing->now);
    }
    vs_casefile_free(file);
    return code == VS_OK && ours ? list_found(listing, row, err) : code;
}

/* The cases that are asked for, each to list_case. */
static enum vs_code
list_cases(struct listing *listing, struct vs_err *err)
{
    const struct vs_cli *cli = listing->cli;
    struct vs_ledger *ledger = listing->store->ledger;
    const char *household = vs_opt_value(&cli->args, "household");

    listing->skip = (size_t)vs_opt_number(&cli->args, "skip", 0);
    listing->most = (size_t)vs_opt_number(&cli->args, "most", 100);
    if (vs_opt_given(&cli->args, "monitored") || vs_opt_given(&cli->args, "held")) {
        bool held = vs_opt_given(&cli->args, "held");

        if (household || vs_opt_given(&cli->args, "all") ||
            (held && vs_opt_given(&cli->args, "monitored"))) {
            return vs_fail(err, VS_E_USAGE, held ? "--held" : "--monitored", "%s",
                           _("it is a list of its own: without --household, --all and the like"));
        }
        return held ? vs_casefile_list(ledger, false, 0, INT64_MAX, list_held, listing, err)
                    : vs_casefile_monitored(ledger, list_monitored, listing, err);
    }
    return household
               ? vs_casefile_by_household(ledger, vs_str(household), list_case, listing, err)
               : vs_casefile_list(ledger, vs_opt_given(&cli->args, "all"), (int64_t)listing->skip,
                                  (int64_t)listing->most, list_case, listing, err);
}

enum vs_code
vs_cmd_list(struct vs_cli *cli, struct vs_err *err)
{
    struct listing listing = {.cli = cli, .now = cli->env->now(cli->env->payload)};
    int64_t all = 0;
    int64_t open = 0;
    struct vs_json *doc;
    enum vs_code code = vs_session_open(&listing.store, cli, false, err);

    if (code != VS_OK) {
        return code;
    }
    listing.list = vs_json_new_array();
    doc = vs_out_document("vs.list/1");
    code = vs_casefile_totals(listing.store->ledger, &all, &open, err);
    if (code == VS_OK) {
        code = vs_stale_find(&listing.stale, listing.store, listing.now, 0, err);
    }
    if (code == VS_OK) {
        code = list_cases(&listing, err);
    }
    vs_json_set_int(doc, "open", open);
    vs_json_set_int(doc, "all", all);
    vs_json_set(doc, "cases", listing.list);
    if (code == VS_OK) {
        code = vs_tell_behind(&cli->out, listing.store, doc, err);
    }
    if (code == VS_OK) {
        tell_stale(&listing, doc);
        bool part = vs_opt_given(&cli->args, "household") || vs_opt_given(&cli->args, "held") ||
                    vs_opt_given(&cli->args, "monitored");

        if (part) { /* the totals are of all that we see */
            vs_note(&cli->out, _("%zu shown\n"), listing.shown);
        } else {
            vs_note(&cli->out, _("%zu shown; %lld open, %lld in all\n"), listing.shown,
                    (long long)open, (long long)all);
        }
        if (listing.shown == 0 && all > 0 && !part && !vs_opt_given(&cli->args, "all")) {
            vs_note(&cli->out, "%s\n", _("closed ones too: vs list --all"));
        }
        code = vs_out_json(&cli->out, doc, err);
    } else {
        vs_json_free(doc);
    }
    vs_store_close(listing.store);
    return code;
}

/* --- due and status --------------------------------------------------------------------------- */

static void
print_due(struct listing *listing, const struct vs_due_item *item)
{
    struct vs_out *out = &listing->cli->out;
    bool overdue = vs_due_is_overdue(item, listing->now);
    bool perhaps = !overdue && vs_due_may_be_overdue(item, listing->now);
    struct vs_buf words;
    char label[VS_LABEL_LEN];
    char when[VS_WHEN_LEN] = "";

    vs_label_case(label, listing->store, item->case_leaf);
    if (item->at != VS_INSTANT_NEVER && vs_due_is_term(item)) {
        (void)vs_when_end(when, item->at, VS_WHEN_FULL);
    } else if (item->at != VS_INSTANT_NEVER) {
        vs_when_text(when, item->at, VS_WHEN_FULL);
    }
    vs_print(out, "  ");
    vs_print_style(out, overdue || perhaps ? VS_STYLE_BAD : VS_STYLE_STRONG, "%-27s",
                   when[0] ? when : _("no term"));
    vs_buf_init(&words, VS_PRINT_MAX);
    vs_say_due(&words, listing->store, item, listing->now);
    if (vs_buf_check(&words, "due", NULL) == VS_OK) {
        vs_print(out, "  ");
        if (overdue || perhaps) {
            vs_print_style(out, VS_STYLE_BAD, "%s", overdue ? _("past") : _("perhaps past"));
            vs_print(out, ", ");
        }
        vs_print(out, "%s: %s", label,
                 words.p ? (const char *)words.p : vs_due_kind_name(item->kind));
        if (item->known_until != VS_INSTANT_NEVER) {
            vs_when_text(when, item->known_until, VS_WHEN_SHORT);
            vs_print(out, _(", as known until %s"), when);
        }
        vs_print(out, "\n");
    }
    vs_buf_release(&words);
}

static struct vs_json *
due_json(const struct listing *listing, const struct vs_due_item *item)
{
    struct vs_json *doc = vs_json_new_object();
    struct vs_org_row org;
    char day[VS_DATE_TEXT_LEN + 1];

    vs_json_case(doc, listing->store, item->case_leaf);
    vs_json_set_text(doc, "kind",
                     item->kind < VS_DUE_KINDS ? vs_due_kind_name(item->kind) : "unknown");
    if (item->org != 0 && vs_org_by_id(listing->store->ledger, &org, item->org, NULL) == VS_OK) {
        vs_json_set(doc, "by", vs_json_org(listing->store, &org.org));
    }
    if (item->has_other) {
        vs_json_set(doc, "other", vs_json_org(listing->store, &item->other));
    }
    vs_when_json(doc, "known_until", item->known_until);
    vs_when_json(doc, "since", item->since);
    vs_when_json(doc, "when", item->at);
    if (vs_due_is_term(item)) {
        vs_when_json_last_day(doc, item->at);
    }
    if (item->latest != item->at) {
        vs_json_set_bool(doc, "uncertain", true);
        vs_when_json(doc, "latest", item->latest);
    }
    if (item->missing != VS_DATE_NEVER) {
        vs_date_text(day, item->missing);
        vs_json_set_text(doc, "unknown_day", day);
        if (item->calendar[0]) {
            vs_json_set_text(doc, "calendar", item->calendar);
        }
    }
    vs_json_set_bool(doc, "overdue", vs_due_is_overdue(item, listing->now));
    if (item->has_event) {
        vs_json_set_hash(doc, "event", &item->event);
    }
    if (item->has_term) {
        vs_json_set_text(doc, "agreement", item->agreement);
        vs_json_set_text(doc, "nature", item->statutory ? "statutory" : "agreed");
    }
    if (item->term[0]) {
        vs_json_set_text(doc, "term", item->term);
    }
    if (item->unseen) {
        vs_json_set_bool(doc, "unseen", true);
    }
    if (item->answered) {
        vs_json_set_bool(doc, "answered", true);
    }
    if (item->start_unknown) {
        vs_json_set_bool(doc, "start_unknown", true);
    }
    return doc;
}

/* Over the rows of a list that are past, and over those that come after them. */
static void
tell_heading(struct listing *listing, const struct vs_due_item *item)
{
    enum vs_due_group group =
        vs_due_may_be_overdue(item, listing->now) ? VS_GROUP_PAST : VS_GROUP_AHEAD;

    if (item->told || group == listing->group) {
        return;
    }
    if (group == VS_GROUP_PAST) {
        vs_print_style(&listing->cli->out, VS_STYLE_BAD, "%s\n", _("Overdue"));
    } else if (listing->group == VS_GROUP_PAST) {
        vs_print_style(&listing->cli->out, VS_STYLE_STRONG, "%s\n", _("Not overdue"));
    }
    listing->group = group;
}

static void
tell_due(struct listing *listing, const struct vs_due_item *item)
{
    tell_heading(listing, item);
    if (listing->cli->out.json) {
        struct vs_json *doc = due_json(listing, item);

        if (listing->explained) {
            vs_json_set(doc, "explain", vs_due_explain_json(listing->explained, item));
        }
        vs_json_add(listing->list, doc);
    } else if (!item->told) {
        print_due(listing, item);
        if (listing->explained) {
            vs_due_explain(listing->explained, item);
        }
    }
    listing->shown++;
}

/* Whose: everybody's, ours (--mine), or one partner's (--by). */
static enum vs_code
whose(struct vs_due_query *query, struct vs_store *store, struct vs_cli *cli, struct vs_err *err)
{
    struct vs_org_row org;
    enum vs_code code = VS_OK;

    if (vs_opt_given(&cli->args, "by")) {
        code = vs_session_org(&org, store, cli, vs_opt_value(&cli->args, "by"), err);
        query->org = code == VS_OK ? org.id : 0;
    } else if (vs_opt_given(&cli->args, "mine")) {
        query->org = store->self.id;
    }
    return code;
}

/* What is due in one case is folded for the question itself, and explained by that fold. */
static enum vs_code
explain(struct listing *listing, int64_t case_leaf, struct vs_err *err)
{
    enum vs_code code;

    if (case_leaf == 0) {
        listing->cli->hint = "vs due CASE --explain";
        return vs_fail(err, VS_E_USAGE, "--explain", "%s", _("of which case?"));
    }
    code = vs_stale_add(&listing->stale, case_leaf, err);
    return code == VS_OK ? vs_due_explained_make(&listing->explained, listing->cli, listing->store,
                                                 case_leaf, listing->now, err)
                         : code;
}

enum vs_code
vs_cmd_due(struct vs_cli *cli, struct vs_err *err)
{
    struct listing listing = {.cli = cli, .now = cli->env->now(cli->env->payload)};
    struct vs_due_query query = {.now = listing.now};
    struct vs_due_list due = {0};
    struct vs_json *doc;
    size_t skip = (size_t)vs_opt_number(&cli->args, "skip", 0);
    enum vs_code code = vs_session_open(&listing.store, cli, false, err);

    if (code == VS_OK && cli->args.count > 0) {
        code = vs_session_case(&query.case_leaf, listing.store, cli, err);
    }
    if (code == VS_OK) {
        code = whose(&query, listing.store, cli, err);
    }
    if (code == VS_OK) {
        code = vs_stale_find(&listing.stale, listing.store, listing.now, query.case_leaf, err);
    }
    if (code == VS_OK && vs_opt_given(&cli->args, "explain")) {
        code = explain(&listing, query.case_leaf, err);
    }
    if (code == VS_OK) {
        code = vs_stale_fold(&listing.stale, listing.store, err);
    }
    if (code == VS_OK) {
        code = vs_due_list_make(&due, listing.store, &query, &listing.stale, skip,
                                (size_t)vs_opt_number(&cli->args, "most", 100), err);
    }
    if (code == VS_OK) {
        doc = vs_out_document("vs.due/1");
        listing.list = vs_json_new_array();
        tell_stale(&listing, doc);
        for (size_t i = 0; i < due.count; i++) {
            tell_due(&listing, &due.items[i]);
        }
        if (due.all == 0) {
            vs_print(&cli->out, "%s\n", _("nothing is due"));
        } else if (due.all > skip + due.count) {
            vs_note(&cli->out, _("%llu more: --most, --skip\n"),
                    (unsigned long long)(due.all - skip - due.count));
        }
        if (listing.explained) {
            vs_due_explain_end(listing.explained);
        }
        vs_json_set_int(doc, "all", (int64_t)due.all);
        vs_json_set(doc, "due", listing.list);
        code = vs_out_json(&cli->out, doc, err);
    }
    vs_due_explained_free(listing.explained);
    vs_due_list_release(&due);
    vs_stale_release(&listing.stale);
    vs_store_close(listing.store);
    return code;
}

/* One part of the status: what nobody may know of, what is ours, the rest. */
static enum vs_code
tell_part(struct listing *listing, enum vs_due_part part, const char *title, const char *more,
          struct vs_json *counts, struct vs_err *err)
{
    static const char *const names[VS_DUE_PARTS] = {"look_first", "yours", "others"};
    struct vs_due_query query = {.now = listing->now, .by_part = true, .part = part};
    size_t most = (size_t)vs_opt_number(&listing->cli->args, "most", 20);
    struct vs_due_list due = {0};
    bool titled = false;
    enum vs_code code =
        vs_due_list_make(&due, listing->store, &query, &listing->stale, 0, most, err);

    for (size_t i = 0; code == VS_OK && i < due.count; i++) {
        if (!titled && !due.items[i].told) {
            vs_print(&listing->cli->out, "\n");
            vs_print_style(&listing->cli->out, VS_STYLE_STRONG, "%s\n", title);
            titled = true;
        }
        tell_due(listing, &due.items[i]);
    }
    listing->group = VS_GROUP_NONE;
    if (code == VS_OK && due.all > due.count) {
        vs_print(&listing->cli->out, _("  and %llu more: %s\n"),
                 (unsigned long long)(due.all - due.count), more);
    }
    vs_json_set_int(counts, names[part], (int64_t)due.all);
    vs_due_list_release(&due);
    return code;
}

/* A restored copy records nothing before it has met what went on elsewhere. */
static bool
tell_copy(struct vs_cli *cli, struct vs_store *store)
{
    struct vs_feed_row former;

    if (vs_copy_unsettled(store, &former, NULL) != VS_OK) {
        return false;
    }
    vs_warn(&cli->out, "%s\n",
            _("this is a copy of a ledger that has not synced since: what is shown may be old, and "
              "nothing is recorded before vs sync"));
    return true;
}

static void
tell_mark(struct vs_cli *cli, const struct vs_store *store)
{
    if (store->mark == VS_MARK_LOST) {
        vs_warn(&cli->out, "%s\n",
                _("the mark beside the ledger is lost: vs sync, then vs doctor"));
    } else if (store->mark == VS_MARK_INCOMPLETE) {
        vs_warn(&cli->out, "%s\n", _("the last command did not complete; nothing of it was kept"));
    }
}

static enum vs_code
tell_status(struct listing *listing, struct vs_json *counts, struct vs_err *err)
{
    enum vs_code code =
        tell_part(listing, VS_DUE_LOOK,
                  _("Look first: somebody holds a case and may not know, or nobody is sure"),
                  "vs status --most", counts, err);

    if (code == VS_OK) {
        code = tell_part(listing, VS_DUE_OURS, _("For you"), "vs due --mine", counts, err);
    }
    if (code == VS_OK) {
        code = tell_part(listing, VS_DUE_OTHERS, _("For others"), "vs due", counts, err);
    }
    return code;
}

static enum vs_code
count_held(void *payload, const struct vs_casefile_row *row, struct vs_err *err)
{
    struct listing *listing = payload;
    bool ours = false;
    enum vs_code code = is_held(&ours, listing, row, err);

    listing->held += ours;
    return code;
}

/* How many open cases are here, and how many of them are ours; of very many only that some may be,
 * since nothing but looking at each tells. */
static enum vs_code
tell_open(struct listing *listing, struct vs_json *doc, int64_t open, struct vs_err *err)
{
    struct vs_out *out = &listing->cli->out;
    enum vs_code code = VS_OK;

    vs_print(out, "%s: ", listing->store->self.name);
    vs_print(out, P_("%lld open case", "%lld open cases", open), (long long)open);
    if (open > HELD_COUNTED) {
        vs_print(out, "%s", _(", yours and those of others (vs list --held)"));
    } else {
        code =
            vs_casefile_list(listing->store->ledger, false, 0, INT64_MAX, count_held, listing, err);
        vs_json_set_int(doc, "held", (int64_t)listing->held);
        if (open > 0) {
            vs_print(out, _(", %llu held by you"), (unsigned long long)listing->held);
        }
    }
    vs_print(out, "\n");
    return code;
}

enum vs_code
vs_cmd_status(struct vs_cli *cli, struct vs_err *err)
{
    struct listing listing = {.cli = cli, .now = cli->env->now(cli->env->payload)};
    struct vs_json *counts;
    struct vs_json *forks;
    struct vs_json *doc;
    int64_t all = 0;
    int64_t open = 0;
    bool copied = false;
    enum vs_code code = vs_session_open(&listing.store, cli, false, err);

    if (code == VS_OK) {
        code = vs_casefile_totals(listing.store->ledger, &all, &open, err);
    }
    if (code == VS_OK) {
        code = vs_stale_find(&listing.stale, listing.store, listing.now, 0, err);
    }
    if (code == VS_OK) {
        code = vs_stale_fold(&listing.stale, listing.store, err);
    }
    if (code == VS_OK) {
        doc = vs_out_document("vs.status/1");
        tell_stale(&listing, doc);
        tell_mark(cli, listing.store);
        copied = tell_copy(cli, listing.store);
        code = tell_open(&listing, doc, open, err);
        listing.list = vs_json_new_array();
        counts = vs_json_new_object();
        if (code == VS_OK) {
            code = tell_status(&listing, counts, err);
        }
        if (code == VS_OK && listing.shown == 0) {
            vs_print(&cli->out, "%s\n", _("nothing needs you"));
        }
        forks = vs_json_new_array();
        if (code == VS_OK) {
            code = vs_tell_forks(&cli->out, listing.store, forks, err);
        }
        vs_json_set(doc, "forks", forks);
        if (code == VS_OK) {
            code = vs_tell_behind(&cli->out, listing.store, doc, err);
        }
        if (copied) {
            vs_json_set_bool(doc, "unsettled", true);
        }
        vs_json_set(doc, "self", vs_json_org(listing.store, &listing.store->self.org));
        vs_json_set_int(doc, "open", open);
        vs_json_set_int(doc, "all", all);
        vs_json_set(doc, "counts", counts);
        vs_json_set(doc, "due", listing.list);
        if (code == VS_OK) {
            code = vs_out_json(&cli->out, doc, err);
        } else {
            vs_json_free(doc);
        }
    }
    vs_stale_release(&listing.stale);
    vs_store_close(listing.store);
    return code;
}
