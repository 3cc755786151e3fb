/*
 * Questions about all cases: list, status, due.
 */
#include <string.h>

#include "cli/answer.h"
#include "cli/commands.h"
#include "cli/dues.h"
#include "cli/faults.h"
#include "cli/i18n.h"
#include "cli/id.h"
#include "cli/when.h"
#include "core/base/enc.h"

struct listing {
    struct vs_cli *cli;
    struct vs_store *store;
    vs_instant now;
    struct vs_json *list;
    size_t shown;
};

/* "Oosterhout" or "A, B": who holds it by the kept answer. */
static void
add_holders(struct vs_buf *out, struct vs_store *store, const struct vs_standing *standing,
            struct vs_json *list)
{
    struct vs_hash orgs[64];
    size_t count = vs_standing_orgs(orgs, sizeof orgs / sizeof *orgs, standing, "holders");
    char name[VS_LABEL_LEN];

    for (size_t i = 0; i < count; i++) {
        vs_label_org(name, store, &orgs[i]);
        vs_buf_addf(out, "%s%s", i > 0 ? ", " : "", name);
        vs_json_add(list, vs_json_org(store, &orgs[i]));
    }
}

static enum vs_code
list_case(void *payload, const struct vs_casefile_row *row, struct vs_err *err)
{
    struct listing *listing = payload;
    struct vs_standing standing;
    struct vs_json *doc = vs_json_new_object();
    struct vs_json *holders = vs_json_new_array();
    struct vs_buf names;
    char id[VS_ID_LEN_MAX];
    char when[VS_WHEN_LEN];
    char ref[VS_LABEL_LEN];
    bool closed;
    enum vs_code code = vs_standing_get(&standing, listing->store, row->id, listing->now, err);

    vs_buf_init(&names, VS_PRINT_MAX);
    add_holders(&names, listing->store, &standing, holders);
    vs_id_short(id, &row->hash);
    vs_when_text(when, row->opened, VS_WHEN_SHORT);
    (void)snprintf(ref, sizeof ref, "%.*s", (int)row->ref.len, row->ref.p ? row->ref.p : "");
    vs_one_line(ref);
    closed = strcmp(standing.state, "closed") == 0;
    if (code == VS_OK) {
        code = vs_buf_check(&names, "list", err);
    }
    if (code == VS_OK) {
        listing->shown++;
        vs_print(&listing->cli->out, "%s  %s  %-12s  %s%s(%s", id, when, ref,
                 names.p ? (const char *)names.p : "", names.len > 0 ? " " : "",
                 closed ? _("closed") : vs_say_certainty(vs_standing_certainty(&standing)));
        if (standing.known_until != VS_INSTANT_NEVER) {
            vs_when_text(when, standing.known_until, VS_WHEN_SHORT);
            vs_print(&listing->cli->out, _(", as known until %s"), when);
        }
        vs_print(&listing->cli->out, ")\n");
    }
    vs_json_set_hash(doc, "case", &row->hash);
    if (row->ref.len > 0) {
        vs_json_set_str(doc, "ref", row->ref);
    }
    vs_when_json(doc, "opened", row->opened);
    vs_when_json(doc, "changed", row->changed);
    vs_json_set_int(doc, "events", row->events);
    vs_json_set_int(doc, "pending", row->pending);
    vs_json_set_text(doc, "state", standing.state);
    vs_json_set_text(doc, "certainty", standing.certainty);
    vs_json_set(doc, "holders", holders);
    vs_when_json(doc, "known_until", standing.known_until);
    vs_json_add(listing->list, doc);
    vs_standing_release(&standing);
    vs_buf_release(&names);
    return code;
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
    code = vs_casefile_totals(listing.store->ledger, &all, &open, err);
    if (code == VS_OK) {
        code = vs_casefile_list(listing.store->ledger, vs_opt_given(&cli->args, "all"),
                                (int64_t)vs_opt_number(&cli->args, "skip", 0),
                                (int64_t)vs_opt_number(&cli->args, "most", 100), list_case,
                                &listing, err);
    }
    doc = vs_out_document("vs.list/1");
    vs_json_set_int(doc, "open", open);
    vs_json_set_int(doc, "all", all);
    vs_json_set(doc, "cases", listing.list);
    if (code == VS_OK) {
        vs_note(&cli->out, _("%zu shown; %lld open, %lld in all\n"), listing.shown, (long long)open,
                (long long)all);
        if (listing.shown == 0 && all > 0 && !vs_opt_given(&cli->args, "all")) {
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
print_due(struct listing *listing, const struct vs_due_item *item, bool overdue)
{
    struct vs_out *out = &listing->cli->out;
    struct vs_buf words;
    char label[VS_LABEL_LEN];
    char when[VS_WHEN_LEN] = "";

    vs_label_case(label, listing->store, item->case_leaf);
    if (item->at != VS_INSTANT_NEVER) {
        vs_when_text(when, item->at, VS_WHEN_FULL);
    }
    vs_print(out, "  ");
    vs_print_style(out, overdue ? VS_STYLE_BAD : VS_STYLE_STRONG, "%-27s",
                   when[0] ? when : _("no term"));
    vs_buf_init(&words, VS_PRINT_MAX);
    vs_say_due(&words, listing->store, item, listing->now);
    if (vs_buf_check(&words, "due", NULL) == VS_OK) {
        vs_print(out, "  %s: %s%s", label, words.p ? (const char *)words.p : item->kind,
                 overdue ? _(", past") : "");
        if (item->known_until != VS_INSTANT_NEVER) {
            vs_when_text(when, item->known_until, VS_WHEN_SHORT);
            vs_print(out, _(", as known until %s"), when);
        }
        vs_print(out, "\n");
    }
    vs_buf_release(&words);
}

static void
tell_due(struct listing *listing, const struct vs_due_list *list, size_t index)
{
    const struct vs_due_item *item = &list->items[index];
    struct vs_json *doc = vs_json_new_object();
    bool overdue = item->at != VS_INSTANT_NEVER && item->at <= listing->now;
    struct vs_org_row org;

    vs_json_case(doc, listing->store, item->case_leaf);
    vs_json_set_text(doc, "kind", item->kind);
    if (item->org != 0 && vs_org_by_id(listing->store->ledger, &org, item->org, NULL) == VS_OK) {
        vs_json_set(doc, "by", vs_json_org(listing->store, &org.org));
    }
    listing->shown++;
    if (!vs_due_is_repeated(list, index, listing->store)) {
        print_due(listing, item, overdue);
    }
    vs_when_json(doc, "known_until", item->known_until);
    vs_when_json(doc, "when", item->at);
    vs_json_set_bool(doc, "overdue", overdue);
    if (item->has_event) {
        vs_json_set_hash(doc, "event", &item->event);
    }
    vs_json_add(listing->list, doc);
}

enum vs_code
vs_cmd_due(struct vs_cli *cli, struct vs_err *err)
{
    struct listing listing = {.cli = cli, .now = cli->env->now(cli->env->payload)};
    struct vs_due_list due = {NULL, 0, 0};
    struct vs_json *doc;
    size_t most = (size_t)vs_opt_number(&cli->args, "most", 100);
    int64_t case_leaf = 0;
    enum vs_code code = vs_session_open(&listing.store, cli, false, err);

    if (code == VS_OK && cli->args.count > 0) {
        code = vs_session_case(&case_leaf, listing.store, cli, err);
    }
    if (code == VS_OK) {
        code = vs_due_list_make(&due, listing.store, listing.now, case_leaf,
                                vs_opt_given(&cli->args, "mine") ? listing.store->self.id : 0, err);
    }
    if (code == VS_OK) {
        doc = vs_out_document("vs.due/1");
        listing.list = vs_json_new_array();
        for (size_t i = 0; i < due.count && i < most; i++) {
            tell_due(&listing, &due, i);
        }
        if (due.count == 0) {
            vs_print(&cli->out, "%s\n", _("nothing is due"));
        } else if (due.count > most) {
            vs_note(&cli->out, _("%zu more: --most\n"), due.count - most + due.cut);
        }
        vs_json_set_int(doc, "all", (int64_t)(due.count + due.cut));
        vs_json_set(doc, "due", listing.list);
        if (code == VS_OK) {
            code = vs_out_json(&cli->out, doc, err);
        } else {
            vs_json_free(doc);
        }
    }
    vs_due_list_release(&due);
    vs_store_close(listing.store);
    return code;
}

/* What is due in three groups: what nobody may know of, what is ours, the rest. */
static int
group_of(const struct vs_due_item *item, const struct vs_store *store)
{
    if (strcmp(item->kind, vs_due_kind_name(VS_DUE_CONFIRM)) == 0 ||
        strcmp(item->kind, vs_due_kind_name(VS_DUE_SETTLE)) == 0 ||
        strcmp(item->kind, vs_due_kind_name(VS_DUE_PICK_UP)) == 0) {
        return 0;
    }
    return item->org == store->self.id ? 1 : 2;
}

static void
tell_group(struct listing *listing, const struct vs_due_list *due, int group, const char *title)
{
    bool titled = false;

    for (size_t i = 0; i < due->count; i++) {
        if (group_of(&due->items[i], listing->store) != group) {
            continue;
        }
        if (!titled && !vs_due_is_repeated(due, i, listing->store)) {
            vs_print(&listing->cli->out, "\n");
            vs_print_style(&listing->cli->out, VS_STYLE_STRONG, "%s\n", title);
            titled = true;
        }
        tell_due(listing, due, i);
    }
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

enum vs_code
vs_cmd_status(struct vs_cli *cli, struct vs_err *err)
{
    struct listing listing = {.cli = cli, .now = cli->env->now(cli->env->payload)};
    struct vs_due_list due = {NULL, 0, 0};
    struct vs_json *forks;
    struct vs_json *doc;
    int64_t all = 0;
    int64_t open = 0;
    enum vs_code code = vs_session_open(&listing.store, cli, false, err);

    if (code == VS_OK) {
        code = vs_casefile_totals(listing.store->ledger, &all, &open, err);
    }
    if (code == VS_OK) {
        code = vs_due_list_make(&due, listing.store, listing.now, 0, 0, err);
    }
    if (code == VS_OK) {
        tell_mark(cli, listing.store);
        vs_print(&cli->out, "%s: ", listing.store->self.name);
        vs_print(&cli->out, P_("%lld open case\n", "%lld open cases\n", open), (long long)open);
        listing.list = vs_json_new_array();
        tell_group(&listing, &due, 0,
                   _("Look first: somebody holds a case and may not know, or nobody is sure"));
        tell_group(&listing, &due, 1, _("For you"));
        tell_group(&listing, &due, 2, _("For others"));
        if (listing.shown == 0) {
            vs_print(&cli->out, "%s\n", _("nothing needs you"));
        }
        forks = vs_json_new_array();
        code = vs_tell_forks(&cli->out, listing.store, forks, err);
        doc = vs_out_document("vs.status/1");
        vs_json_set(doc, "forks", forks);
        vs_json_set(doc, "self", vs_json_org(listing.store, &listing.store->self.org));
        vs_json_set_int(doc, "open", open);
        vs_json_set_int(doc, "all", all);
        vs_json_set(doc, "due", listing.list);
        code = vs_out_json(&cli->out, doc, err);
    }
    vs_due_list_release(&due);
    vs_store_close(listing.store);
    return code;
}
