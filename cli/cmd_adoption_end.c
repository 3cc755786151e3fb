/* The end of an adoption: handovers from that day on no longer stand on the agreement. */
#include <string.h>

#include "cli/commands.h"
#include "cli/i18n.h"
#include "cli/session.h"
#include "core/base/enc.h"
#include "core/casework/zone.h"
#include "core/record/directory.h"

struct search {
    struct vs_cli *cli;
    const char *named, *role; /* role: NULL = any */
    struct vs_adoption_row found;
    size_t count, ended;
};

/* By its id, or by the beginning of the hash of its text, as vs agreement list shows both. */
static bool
is_named(const struct vs_adoption_row *row, const char *named)
{
    size_t len = strlen(named);
    char hex[2 * sizeof(row->profile.b) + 1];

    vs_hex(hex, row->profile.b, sizeof(row->profile.b));
    return strcmp(row->name, named) == 0 || (len >= 8 && strncmp(hex, named, len) == 0);
}

static enum vs_code
look(void *payload, const struct vs_adoption_row *row, struct vs_err *err)
{
    struct search *search = payload;

    (void)err;
    if (!is_named(row, search->named) || (search->role && strcmp(row->role, search->role) != 0)) {
        return VS_OK;
    }
    if (row->ended != VS_DATE_NEVER) {
        search->ended++;
        return VS_OK;
    }
    search->found = *row;
    search->count++;
    return VS_OK;
}

static enum vs_code
find_adoption(struct search *search, struct vs_store *store, struct vs_err *err)
{
    enum vs_code code = vs_adoption_each(store->ledger, store->self.id, look, search, err);

    if (code != VS_OK) {
        return code;
    }
    if (search->count == 0) {
        search->cli->hint = _("vs agreement list shows what your organisation adopted");
        return vs_fail(err, VS_E_NOT_FOUND, search->named, "%s",
                       search->ended > 0 ? _("your organisation has ended this adoption already")
                                         : _("your organisation has not adopted this"));
    }
    if (search->count > 1) {
        search->cli->hint = _("name one by --as ROLE, or by the hash that vs agreement list shows");
        return vs_fail(err, VS_E_AMBIGUOUS, search->named, "%s",
                       _("your organisation adopted this more than once"));
    }
    return VS_OK;
}

/* What was signed is not taken back: an end in the past would say so of handovers that stand. */
static enum vs_code
end_date(vs_date *out, struct vs_cli *cli, const struct vs_adoption_row *row, struct vs_err *err)
{
    const char *typed = vs_opt_value(&cli->args, "from");
    vs_date today = vs_zone_date(cli->env->now(cli->env->payload));

    *out = today > row->since ? today : row->since;
    if (typed && !vs_date_parse(out, vs_str(typed))) {
        return vs_fail(err, VS_E_USAGE, typed, "%s", _("this is not a date"));
    }
    if (*out < today) {
        cli->hint = _("leave --from out, or name today or a later day");
        return vs_fail(err, VS_E_INVALID, typed, "%s",
                       _("an adoption ends today at the earliest: what was handed over under it "
                         "stands"));
    }
    return VS_OK;
}

enum vs_code
vs_cmd_agreement_end(struct vs_cli *cli, struct vs_err *err)
{
    struct search search = {
        .cli = cli, .named = cli->args.pos[0], .role = vs_opt_value(&cli->args, "as")};
    struct vs_store *store = NULL;
    struct vs_json *doc;
    char date[VS_DATE_TEXT_LEN + 1];
    vs_date end = 0;
    enum vs_code code = vs_session_begin(&store, cli, err);

    if (code == VS_OK) {
        code = find_adoption(&search, store, err);
    }
    if (code == VS_OK) {
        code = end_date(&end, cli, &search.found, err);
    }
    if (code == VS_OK) {
        code = vs_directory_adopt_end(store, &search.found.hash, end, err);
    }
    if (code == VS_OK && !cli->dry_run) {
        code = vs_store_commit(store, err);
    }
    if (code == VS_OK) {
        vs_date_text(date, end);
        vs_print(&cli->out, _("%s as %s: from %s on it is not adopted any more"), search.found.name,
                 search.found.role, date);
        vs_print(&cli->out, "%s%s\n", cli->dry_run ? "; " : "",
                 cli->dry_run ? _("not done: --dry-run") : "");
        vs_note(&cli->out, "%s\n",
                _("handovers before that day go on under it, and so does one that a partner makes "
                  "before it has heard of this; next: vs sync, and tell them"));
        doc = vs_out_document("vs.adoption-end/1");
        vs_json_set_hash(doc, "adoption", &search.found.hash);
        vs_json_set_text(doc, "agreement", search.found.name);
        vs_json_set_hash(doc, "hash", &search.found.profile);
        vs_json_set_text(doc, "role", search.found.role);
        vs_json_set_text(doc, "end", date);
        vs_json_set_bool(doc, "dry_run", cli->dry_run);
        code = vs_out_json(&cli->out, doc, err);
    }
    if (store && store->open) {
        vs_store_rollback(store);
    }
    vs_store_close(store);
    return code;
}
