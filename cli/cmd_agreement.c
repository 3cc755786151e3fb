/*
 * Agreements: list, show, check, adopt.
 */

#include "cli/agreement_load.h"
#include "cli/agreement_text.h"
#include "cli/claims.h"
#include "cli/commands.h"
#include "cli/common.h"
#include "cli/i18n.h"
#include "cli/id.h"
#include "cli/session.h"
#include "cli/when.h"
#include "core/casework/zone.h"
#include "core/record/directory.h"
#include "core/record/rules.h"

static const char *
say_kind(enum vs_agreement_kind kind)
{
    switch (kind) {
    case VS_KIND_VISION:
        return _("vision");
    case VS_KIND_COVENANT:
        return _("covenant");
    case VS_KIND_AGREEMENT:
        break;
    }
    return _("agreement");
}

/* --- list ------------------------------------------------------------------------------------- */

static void
set_range(struct vs_json *doc, const char *name, const struct vs_date_range *range)
{
    struct vs_json *object = vs_json_new_object();
    char text[VS_DATE_TEXT_LEN + 1];

    if (range->earliest != INT32_MIN && range->earliest != VS_DATE_NEVER) {
        vs_date_text(text, range->earliest);
        vs_json_set_text(object, "earliest", text);
    }
    if (range->latest != INT32_MIN && range->latest != VS_DATE_NEVER) {
        vs_date_text(text, range->latest);
        vs_json_set_text(object, "latest", text);
    }
    vs_json_set(doc, name, object);
}

static struct vs_json *
agreement_document(const struct vs_agreement *agreement)
{
    struct vs_json *doc = vs_json_new_object();
    struct vs_json *roles = vs_json_new_array();

    vs_json_set_str(doc, "id", agreement->id);
    vs_json_set_hash(doc, "hash", &agreement->hash);
    vs_json_set_str(doc, "title", agreement->title);
    vs_json_set_text(doc, "kind", vs_agreement_kind_name(agreement->kind));
    vs_json_set_str(doc, "region", agreement->region);
    set_range(doc, "from", &agreement->from);
    set_range(doc, "until", &agreement->until);
    for (size_t i = 0; i < agreement->role_count; i++) {
        vs_json_add(roles, vs_json_new_string(agreement->roles[i].role));
    }
    vs_json_set(doc, "roles", roles);
    return doc;
}

struct adoptions {
    struct vs_cli *cli;
    struct vs_store *store;
    struct vs_json *list;
    size_t count;
};

static enum vs_code
list_adoption(void *payload, const struct vs_adoption_row *row, struct vs_err *err)
{
    struct adoptions *adoptions = payload;
    struct vs_json *doc = vs_json_new_object();
    struct vs_org_row org;
    char name[VS_LABEL_LEN];
    char date[VS_DATE_TEXT_LEN + 1];
    char id[VS_ID_LEN_MAX];

    (void)err;
    if (adoptions->count++ == 0) {
        vs_print(&adoptions->cli->out, "\n");
        vs_print_style(&adoptions->cli->out, VS_STYLE_STRONG, "%s\n", _("Adopted"));
    }
    vs_label_org_row(name, adoptions->store, row->org);
    vs_date_text(date, row->since);
    vs_id_short(id, &row->profile);
    vs_print(&adoptions->cli->out, _("  %s (%s) by %s as %s from %s"), row->name, id, name,
             row->role, date);
    vs_json_set_hash(doc, "adoption", &row->hash);
    if (vs_org_by_id(adoptions->store->ledger, &org, row->org, NULL) == VS_OK) {
        vs_json_set_hash(doc, "org", &org.org);
        vs_json_set_text(doc, "name", org.name);
    }
    vs_json_set_text(doc, "agreement", row->name);
    vs_json_set_hash(doc, "hash", &row->profile);
    vs_json_set_text(doc, "role", row->role);
    vs_json_set_text(doc, "from", date);
    if (row->ended != VS_DATE_NEVER) {
        vs_date_text(date, row->ended);
        vs_print(&adoptions->cli->out, _(", ended %s"), date);
        vs_json_set_text(doc, "ended", date);
    }
    vs_print(&adoptions->cli->out, "\n");
    vs_json_add(adoptions->list, doc);
    return VS_OK;
}

static enum vs_code
list_shipped(struct vs_cli *cli, struct vs_json *list, struct vs_err *err)
{
    vs_date today = vs_zone_date(cli->env->now(cli->env->payload));
    struct vs_str bytes;
    enum vs_code code = VS_OK;

    for (size_t i = 0; code == VS_OK && vs_shipped_agreement(&bytes, i); i++) {
        struct vs_agreement *agreement = NULL;
        char from[VS_RANGE_LEN];
        char until[VS_RANGE_LEN];

        code = vs_agreement_from(&agreement, bytes, err);
        if (code == VS_OK) {
            struct vs_json *doc = agreement_document(agreement);
            enum vs_in_force now = vs_agreement_in_force(agreement, today);

            vs_range_text(from, &agreement->from);
            vs_range_text(until, &agreement->until);
            vs_print(&cli->out, "  %-22.*s %-10s %-24s %-12s %s\n", (int)agreement->id.len,
                     agreement->id.p, say_kind(agreement->kind), from, until,
                     now == VS_SURELY_IN_FORCE     ? _("in force")
                     : now == VS_POSSIBLY_IN_FORCE ? _("possibly in force")
                                                   : _("not in force"));
            vs_json_set_text(doc, "in_force", vs_in_force_name(now));
            vs_json_add(list, doc);
        }
        vs_agreement_free(agreement);
    }
    return code;
}

enum vs_code
vs_cmd_agreement_list(struct vs_cli *cli, struct vs_err *err)
{
    struct adoptions adoptions = {cli, NULL, vs_json_new_array(), 0};
    struct vs_json *shipped = vs_json_new_array();
    struct vs_json *doc;
    enum vs_code code;

    vs_print_style(&cli->out, VS_STYLE_STRONG, "%s\n", _("Agreements that came with vs"));
    code = list_shipped(cli, shipped, err);
    if (code == VS_OK && vs_session_there(cli)) {
        code = vs_session_open(&adoptions.store, cli, false, err);
        if (code == VS_OK) {
            code = vs_adoption_each(adoptions.store->ledger, 0, list_adoption, &adoptions, err);
        }
    }
    doc = vs_out_document("vs.agreements/1");
    vs_json_set(doc, "agreements", shipped);
    vs_json_set(doc, "adoptions", adoptions.list);
    if (code == VS_OK) {
        code = vs_out_json(&cli->out, doc, err);
    } else {
        vs_json_free(doc);
    }
    vs_store_close(adoptions.store);
    return code;
}

/* --- show --------------------------------------------------------------------------- */

static void
print_header(struct vs_out *out, const struct vs_agreement *agreement)
{
    char from[VS_RANGE_LEN];
    char until[VS_RANGE_LEN];
    char id[VS_ID_LEN_MAX];

    vs_range_text(from, &agreement->from);
    vs_range_text(until, &agreement->until);
    vs_id_short(id, &agreement->hash);
    vs_print_style(out, VS_STYLE_STRONG, "%.*s\n", (int)agreement->title.len, agreement->title.p);
    vs_print(out, "  %-14s %.*s  (%s)\n", "id", (int)agreement->id.len, agreement->id.p, id);
    vs_print(out, "  %-14s %s\n", _("kind"), say_kind(agreement->kind));
    vs_print(out, "  %-14s %.*s\n", _("region"), (int)agreement->region.len, agreement->region.p);
    vs_print(out, "  %-14s %s\n", _("from"), from);
    vs_print(out, "  %-14s %s\n", _("until"), until);
    for (size_t i = 0; i < agreement->role_count; i++) {
        vs_print(out, "  %-14s %.*s: %.*s\n", i == 0 ? _("roles") : "",
                 (int)agreement->roles[i].role.len, agreement->roles[i].role.p,
                 (int)agreement->roles[i].name.len, agreement->roles[i].name.p);
    }
}

struct showing {
    struct vs_cli *cli;
    struct vs_store *store;
    struct vs_agreement *agreement;
    size_t adopted;
    struct vs_json *list;
};

static enum vs_code
show_adoption(void *payload, const struct vs_adoption_row *row, struct vs_err *err)
{
    struct showing *showing = payload;
    struct vs_out *out = &showing->cli->out;
    struct vs_json *doc = vs_json_new_object();
    char name[VS_LABEL_LEN];
    char date[VS_DATE_TEXT_LEN + 1];
    char id[VS_ID_LEN_MAX];
    struct vs_org_row org;

    (void)err;
    vs_label_org_row(name, showing->store, row->org);
    if (!vs_hash_eq(&row->profile, &showing->agreement->hash)) {
        vs_json_free(doc);
        if (vs_str_is(showing->agreement->id, row->name)) {
            vs_id_short(id, &row->profile);
            vs_print(out, _("  %-14s %s adopted another text of this id (%s)\n"), "", name, id);
        }
        return VS_OK;
    }
    vs_date_text(date, row->since);
    vs_print(out, "  %-14s ", showing->adopted++ == 0 ? _("adopted") : "");
    vs_print(out, _("%s as %s from %s"), name, row->role, date);
    vs_json_set_hash(doc, "adoption", &row->hash);
    if (vs_org_by_id(showing->store->ledger, &org, row->org, NULL) == VS_OK) {
        vs_json_set_hash(doc, "org", &org.org);
        vs_json_set_text(doc, "name", org.name);
    }
    vs_json_set_text(doc, "role", row->role);
    vs_json_set_text(doc, "from", date);
    if (row->ended != VS_DATE_NEVER) {
        vs_date_text(date, row->ended);
        vs_print(out, _(", ended %s"), date);
        vs_json_set_text(doc, "ended", date);
    }
    vs_print(out, "\n");
    vs_json_add(showing->list, doc);
    return VS_OK;
}

/* The profile as a file to begin from, laid out for reading. */
static enum vs_code
print_profile(struct vs_out *out, const struct vs_agreement *agreement, struct vs_err *err)
{
    struct vs_buf text;
    enum vs_code code;

    vs_buf_init(&text, VS_PRINT_MAX);
    code = vs_json_print(&text, agreement->doc, 2, err);
    if (code == VS_OK) {
        code = vs_buf_check(&text, "agreement", err);
    }
    if (code == VS_OK) {
        vs_print(out, "%s\n", (const char *)text.p);
    }
    vs_buf_release(&text);
    return code;
}

enum vs_code
vs_cmd_agreement_show(struct vs_cli *cli, struct vs_err *err)
{
    struct showing showing = {.cli = cli};
    struct vs_agreement *agreement = NULL;
    struct vs_json *claims = vs_json_new_array();
    struct vs_json *doc = NULL;
    bool profile = vs_opt_given(&cli->args, "profile");
    enum vs_code code = VS_OK;

    if (vs_session_there(cli)) {
        code = vs_session_open(&showing.store, cli, false, err);
    }
    if (code == VS_OK) {
        code = vs_agreement_named(&showing.agreement, cli, showing.store, cli->args.pos[0], err);
    }
    agreement = showing.agreement;
    if (code == VS_OK && profile && !cli->out.json) {
        code = print_profile(&cli->out, agreement, err);
        goto out;
    }
    if (code == VS_OK) {
        showing.list = vs_json_new_array();
        print_header(&cli->out, agreement);
        if (showing.store) {
            code = vs_adoption_each(showing.store->ledger, 0, show_adoption, &showing, err);
        }
        if (code == VS_OK && showing.store) {
            struct vs_claims_telling telling = {&cli->out, showing.store, claims};

            code = vs_role_claims(showing.store, agreement,
                                  vs_zone_date(cli->env->now(cli->env->payload)), vs_claims_warn,
                                  &telling, err);
        }
    }
    if (code == VS_OK) {
        vs_agreement_print(&cli->out, agreement);
        doc = vs_out_document("vs.agreement-shown/1");
        vs_json_set_hash(doc, "hash", &agreement->hash);
        vs_json_set(doc, "agreement", vs_json_copy(agreement->doc));
        vs_json_set(doc, "adoptions", showing.list);
        vs_json_set(doc, "claims", claims);
        showing.list = claims = NULL;
        vs_json_set(doc, "open", vs_agreement_print_open(&cli->out, agreement));
        code = vs_out_json(&cli->out, doc, err);
    }
out:
    vs_json_free(showing.list);
    vs_json_free(claims);
    vs_agreement_free(agreement);
    vs_store_close(showing.store);
    return code;
}

/* Whether one of this id came with vs. One that cannot be read is none. */
static bool
calendar_shipped(struct vs_str id)
{
    struct vs_str bytes;
    bool found = false;

    for (size_t i = 0; !found && vs_shipped_calendar(&bytes, i); i++) {
        struct vs_calendar *calendar;

        if (vs_calendar_load(&calendar, bytes.p, bytes.len, NULL) == VS_OK) {
            found = vs_str_eq(calendar->id, id);
            vs_calendar_free(calendar);
        }
    }
    return found;
}

/* Days are counted by nothing as long as the calendar of the text is not here. `store`: NULL where
 * there is no ledger. */
static void
warn_calendar(struct vs_cli *cli, struct vs_store *store, const struct vs_agreement *agreement)
{
    const struct vs_calendar *calendar;
    struct vs_str id = agreement->calendar;

    if (id.len == 0) {
        return;
    }
    if (!store && !calendar_shipped(id)) {
        vs_warn(&cli->out,
                _("it counts by the calendar %.*s, which did not come with vs: who adopts the text "
                  "adds it first: vs calendar add\n"),
                (int)id.len, id.p);
    }
    if (store && vs_rules_newest_calendar(store, &calendar, id, NULL, NULL) == VS_E_NOT_FOUND) {
        vs_warn(&cli->out,
                _("it counts by the calendar %.*s, which your organisation has not added: vs "
                  "calendar add\n"),
                (int)id.len, id.p);
    }
}

/* --- check ------------------------------------------------------------------------------------ */

static enum vs_code
refuse_overlap(const struct vs_agreement *agreement, const struct vs_agreement *other,
               struct vs_err *err)
{
    char date[VS_DATE_TEXT_LEN + 1];
    vs_date day;

    if (vs_str_eq(agreement->id, other->id) && !vs_str_eq(agreement->canonical, other->canonical)) {
        return vs_fail(err, VS_E_AGREEMENT_MEANING, "id", "%s",
                       _("is the id of another text, which came with vs or is adopted: a text that "
                         "changes gets an id of its own, and names the old one in \"replaces\""));
    }
    if (!vs_agreement_overlap(&day, agreement, other)) {
        return VS_OK;
    }
    vs_date_text(date, day);
    if (vs_agreement_replaces(agreement, other)) {
        return vs_fail(err, VS_E_AGREEMENT_MEANING, "replaces",
                       _("names %.*s, which names this text in its own \"replaces\": two texts "
                         "cannot end each other"),
                       (int)other->id.len, other->id.p);
    }
    return vs_fail(
        err, VS_E_AGREEMENT_MEANING,
        agreement->from.latest >= other->from.latest ? "in_force.from" : "in_force.until",
        _("overlaps %.*s, another text of the same region in force on %s: one has to end "
          "before the other begins, or to name it in \"replaces\""),
        (int)other->id.len, other->id.p, date);
}

static enum vs_code
compare_shipped(const struct vs_agreement *agreement, struct vs_err *err)
{
    struct vs_str bytes;
    enum vs_code code = VS_OK;

    for (size_t i = 0; code == VS_OK && vs_shipped_agreement(&bytes, i); i++) {
        struct vs_agreement *other = NULL;

        code = vs_agreement_from(&other, bytes, err);
        if (code == VS_OK) {
            code = refuse_overlap(agreement, other, err);
        }
        vs_agreement_free(other);
    }
    return code;
}

struct comparison {
    struct vs_cli *cli;
    struct vs_store *store;
    const struct vs_agreement *agreement;
};

static enum vs_code
compare_adopted(void *payload, const struct vs_adoption_row *row, struct vs_err *err)
{
    const struct comparison *comparison = payload;
    const struct vs_agreement *other;
    enum vs_code code;

    if (row->ended != VS_DATE_NEVER) {
        return VS_OK;
    }
    code = vs_rules_agreement(comparison->store, &other, &row->profile, err);
    /* One that we cannot read says nothing about ours. */
    if (code != VS_OK) {
        return code == VS_E_NOT_FOUND || vs_rules_no_agreement(code) ? VS_OK : code;
    }
    return refuse_overlap(comparison->agreement, other, err);
}

/* With what came with vs, and with what is adopted and added where there is a ledger. */
static enum vs_code
compare_others(struct vs_cli *cli, const struct vs_agreement *agreement, struct vs_err *err)
{
    struct comparison comparison = {cli, NULL, agreement};
    enum vs_code code = compare_shipped(agreement, err);

    if (code == VS_OK && vs_session_there(cli)) {
        code = vs_session_open(&comparison.store, cli, false, err);
        if (code == VS_OK) {
            code = vs_adoption_each(comparison.store->ledger, 0, compare_adopted, &comparison, err);
        }
    }
    if (code == VS_OK) {
        warn_calendar(cli, comparison.store, agreement);
    }
    vs_store_close(comparison.store);
    return code;
}

enum vs_code
vs_cmd_agreement_check(struct vs_cli *cli, struct vs_err *err)
{
    struct vs_agreement *agreement = NULL;
    struct vs_json *doc = NULL;
    enum vs_code code = vs_agreement_from_file(&agreement, cli->args.pos[0], err);

    if (code == VS_E_AGREEMENT_FORMAT) {
        cli->hint = _("correct it at the place named");
    }
    if (code == VS_OK) {
        code = compare_others(cli, agreement, err);
    }
    if (code == VS_OK) {
        print_header(&cli->out, agreement);
        doc = vs_out_document("vs.agreement-check/1");
        vs_json_set_str(doc, "id", agreement->id);
        vs_json_set_hash(doc, "hash", &agreement->hash);
        vs_json_set(doc, "open", vs_agreement_print_open(&cli->out, agreement));
        vs_print(&cli->out, "\n%s\n", _("well formed; it can be adopted"));
        code = vs_out_json(&cli->out, doc, err);
    }
    vs_agreement_free(agreement);
    return code;
}

/* --- adopt ------------------------------------------------------------------------------------ */

/* A vision or a covenant says what people want, and moves no case. */
static enum vs_code
check_kind(struct vs_cli *cli, const struct vs_agreement *agreement, struct vs_err *err)
{
    char id[80];

    if (agreement->kind == VS_KIND_AGREEMENT) {
        return VS_OK;
    }
    (void)snprintf(id, sizeof id, "%.*s", (int)agreement->id.len, agreement->id.p);
    cli->hint = _("the agreement of your region, which holds beside it: vs agreement list");
    return vs_fail(
        err, VS_E_INVALID, id, "%s",
        agreement->kind == VS_KIND_VISION
            ? _("a vision has no rules by which a case passes: nobody adopts it here")
            : _("a covenant has no rules by which a case passes: nobody adopts it here"));
}

/* The roles that there are, to who named none of them; what to do where it is adopted already. */
static void
hint_roles(struct vs_cli *cli, const struct vs_agreement *agreement, const char *role,
           enum vs_code code)
{
    static char hint[400]; /* read when the failure is printed, at the end of the program */
    size_t len = 0;

    if (code == VS_E_EXISTS) {
        cli->hint = _("vs agreement show ID tells who adopted it, and from when");
    }
    if (code != VS_E_INVALID || vs_agreement_has_role(agreement, vs_str(role))) {
        return;
    }
    for (size_t i = 0; i < agreement->role_count && len < sizeof hint; i++) {
        int more = snprintf(hint + len, sizeof hint - len, "%s--as %.*s", i > 0 ? ", " : "",
                            (int)agreement->roles[i].role.len, agreement->roles[i].role.p);

        len += more > 0 ? (size_t)more : 0;
    }
    if (len > 0) {
        cli->hint = hint;
    }
}

/* Two texts of one region at once are not forbidden: whoever named both has a rule where they
 * agree. But nobody should come into it unawares. */
static enum vs_code
warn_overlap(void *payload, const struct vs_adoption_row *row, struct vs_err *err)
{
    const struct comparison *comparison = payload;
    const struct vs_agreement *other;
    char date[VS_DATE_TEXT_LEN + 1];
    vs_date day;

    (void)err;
    if (row->ended == VS_DATE_NEVER &&
        vs_rules_agreement(comparison->store, &other, &row->profile, NULL) == VS_OK &&
        vs_agreement_overlap(&day, comparison->agreement, other)) {
        vs_date_text(date, day);
        vs_warn(&comparison->cli->out,
                _("you adopted %.*s too, of the same region and in force on %s, and neither says "
                  "that it replaces the other: where they differ a handover is undetermined\n"),
                (int)other->id.len, other->id.p, date);
    }
    return VS_OK;
}

enum vs_code
vs_cmd_agreement_adopt(struct vs_cli *cli, struct vs_err *err)
{
    const char *role = vs_opt_value(&cli->args, "as");
    const char *typed = vs_opt_value(&cli->args, "from");
    vs_date from = vs_zone_date(cli->env->now(cli->env->payload));
    struct vs_agreement *agreement = NULL;
    struct vs_store *store = NULL;
    struct vs_json *claims = vs_json_new_array();
    struct vs_hash adoption;
    struct vs_json *doc = NULL;
    char date[VS_DATE_TEXT_LEN + 1];
    enum vs_code code = VS_OK;

    if (typed && !vs_date_parse(&from, vs_str(typed))) {
        code = vs_fail(err, VS_E_USAGE, typed, "%s", _("this is not a date"));
    }
    if (code == VS_OK) {
        code = vs_session_begin(&store, cli, err);
    }
    if (code == VS_OK) {
        code = vs_agreement_named(&agreement, cli, store, cli->args.pos[0], err);
    }
    if (code == VS_OK) {
        code = check_kind(cli, agreement, err);
    }
    if (code == VS_OK) {
        code = vs_directory_adopt(store, agreement, role, from, &adoption, err);
        hint_roles(cli, agreement, role, code);
    }
    if (code == VS_OK) {
        struct comparison comparison = {cli, store, agreement};

        code = vs_adoption_each(store->ledger, store->self.id, warn_overlap, &comparison, err);
    }
    if (code == VS_OK) {
        struct vs_claims_telling telling = {&cli->out, store, claims};

        warn_calendar(cli, store, agreement);
        vs_common_warn_adopted(cli, store, agreement, from);
        code = vs_role_claims(store, agreement, vs_zone_date(cli->env->now(cli->env->payload)),
                              vs_claims_warn, &telling, err);
    }
    if (code == VS_OK && !cli->dry_run) {
        code = vs_store_commit(store, err);
    }
    if (code == VS_OK) {
        vs_date_text(date, from);
        vs_print(&cli->out, _("%.*s adopted as %s from %s"), (int)agreement->id.len,
                 agreement->id.p, role, date);
        vs_print(&cli->out, "%s%s\n", cli->dry_run ? "; " : "",
                 cli->dry_run ? _("not done: --dry-run") : "");
        doc = vs_out_document("vs.adoption/1");
        vs_json_set_hash(doc, "adoption", &adoption);
        vs_json_set_str(doc, "agreement", agreement->id);
        vs_json_set_hash(doc, "hash", &agreement->hash);
        vs_json_set_text(doc, "role", role);
        vs_json_set_text(doc, "from", date);
        vs_json_set(doc, "claims", claims);
        claims = NULL;
        vs_json_set_bool(doc, "dry_run", cli->dry_run);
        code = vs_out_json(&cli->out, doc, err);
    }
    vs_json_free(claims);
    if (store && store->open) {
        vs_store_rollback(store);
    }
    vs_store_close(store);
    vs_agreement_free(agreement);
    return code;
}
