/*
 * Partners: the own card, organisations, remotes.
 */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cli/commands.h"
#include "cli/faults.h"
#include "cli/compare.h"
#include "cli/i18n.h"
#include "cli/id.h"
#include "cli/session.h"
#include "cli/succession.h"
#include "cli/term.h"
#include "cli/when.h"
#include "core/base/mem.h"
#include "core/record/directory.h"
#include "sync/remote.h"

enum vs_code
vs_cmd_card(struct vs_cli *cli, struct vs_err *err)
{
    struct vs_store *store = NULL;
    struct vs_card card;
    struct vs_buf text;
    struct vs_json *doc = NULL;
    struct vs_json *body = NULL;
    uint8_t fingerprint[VS_FINGERPRINT_LEN];
    char shown[VS_FINGERPRINT_TEXT_LEN + 1];
    enum vs_code code = vs_session_open(&store, cli, false, err);

    memset(&card, 0, sizeof card);
    vs_buf_init(&text, VS_CARD_MAX);
    if (code == VS_OK) {
        code = vs_directory_card(store, &text, err);
    }
    if (code == VS_OK) {
        code = vs_card_parse(&card, vs_buf_str(&text), err);
    }
    if (code == VS_OK) {
        code = vs_card_fingerprint(fingerprint, &card.identity, err);
    }
    if (code == VS_OK) {
        code = vs_json_parse(&body, text.p, text.len, VS_JSON_LOOSE, err);
    }
    if (code == VS_OK) {
        vs_fingerprint_text(shown, fingerprint);
        vs_print(&cli->out, "%s", (const char *)text.p);
        if (text.len > 0 && text.p[text.len - 1] != '\n') {
            vs_print(&cli->out, "\n");
        }
        vs_note(&cli->out, _("fingerprint of %s: %s\n"), card.identity.name, shown);
        vs_note(
            &cli->out, "%s\n",
            _("Whoever has this card can read your directory: give it to partners only, and tell "
              "them the fingerprint by telephone."));
        doc = vs_out_document("vs.own-card/1");
        vs_json_set_hash(doc, "org", &card.identity.org);
        vs_json_set_text(doc, "name", card.identity.name);
        vs_json_set_text(doc, "fingerprint", shown);
        vs_json_set(doc, "card", body);
        body = NULL;
        code = vs_out_json(&cli->out, doc, err);
    }
    vs_json_free(body);
    vs_card_release(&card);
    vs_buf_release(&text);
    vs_store_close(store);
    return code;
}

/* --- organisations ---------------------------------------------------------------------------- */

static enum vs_code
compare_fingerprint(struct vs_cli *cli, const struct vs_card *card, char *shown, struct vs_err *err)
{
    uint8_t fingerprint[VS_FINGERPRINT_LEN];
    char question[800];
    enum vs_code code = vs_card_fingerprint(fingerprint, &card->identity, err);

    if (code != VS_OK) {
        return code;
    }
    vs_fingerprint_text(shown, fingerprint);
    (void)snprintf(
        question, sizeof question,
        _("This card says that it is of %.120s.\n"
          "Its fingerprint is %s.\n"
          "Telephone them, at a number that did not come with the card, and let them read "
          "out their fingerprint.\n"
          "Type the last two groups that they read out: "),
        card->identity.name, shown);
    return vs_compare_fingerprint(cli, fingerprint, question, err);
}

static struct vs_json *
org_document(struct vs_store *store, const struct vs_org_row *row)
{
    struct vs_json *doc = vs_json_org(store, &row->org);

    vs_json_set_bool(doc, "own", row->own);
    vs_json_set_bool(doc, "pinned", row->pinned);
    return doc;
}

enum vs_code
vs_cmd_org_add(struct vs_cli *cli, struct vs_err *err)
{
    struct vs_store *store = NULL;
    struct vs_card card;
    struct vs_org_row row;
    struct vs_buf text;
    struct vs_json *doc = NULL;
    const char *alias = vs_opt_value(&cli->args, "as");
    char shown[VS_FINGERPRINT_TEXT_LEN + 1] = "";
    enum vs_code code;

    memset(&card, 0, sizeof card);
    memset(&row, 0, sizeof row);
    vs_buf_init(&text, VS_CARD_MAX);
    code = vs_read_file(&text, cli->args.pos[0], VS_CARD_MAX, err);
    if (code == VS_OK) {
        code = vs_card_parse(&card, vs_buf_str(&text), err);
    }
    if (code == VS_OK) {
        code = compare_fingerprint(cli, &card, shown, err);
    }
    if (code == VS_OK) {
        code = vs_session_begin(&store, cli, err);
    }
    if (code == VS_OK) {
        code = vs_directory_pin(store, &card, alias, &row, err);
    }
    if (code == VS_OK) {
        code = vs_store_commit(store, err);
    }
    if (code == VS_OK) {
        vs_print(&cli->out, _("%s is known as %s\n"), card.identity.name, alias);
        doc = vs_out_document("vs.org/1");
        vs_json_set(doc, "organisation", org_document(store, &row));
        vs_json_set_text(doc, "fingerprint", shown);
        code = vs_out_json(&cli->out, doc, err);
    }
    if (store && store->open) {
        vs_store_rollback(store);
    }
    vs_store_close(store);
    vs_card_release(&card);
    vs_buf_release(&text);
    return code;
}

struct orgs {
    struct vs_cli *cli;
    struct vs_store *store;
    struct vs_json *list;
};

static enum vs_code
list_org(void *payload, const struct vs_org_row *row, struct vs_err *err)
{
    struct orgs *orgs = payload;
    char id[VS_ID_LEN_MAX];

    (void)err;
    vs_id_short(id, &row->org);
    vs_print(&orgs->cli->out, "  %s  %-20s  %s%s\n", id,
             row->own        ? "me"
             : row->alias[0] ? row->alias
                             : "-",
             row->name, row->own || row->pinned ? "" : _(" (introduced by others, no card)"));
    vs_json_add(orgs->list, org_document(orgs->store, row));
    return VS_OK;
}

enum vs_code
vs_cmd_org_list(struct vs_cli *cli, struct vs_err *err)
{
    struct orgs orgs = {cli, NULL, NULL};
    struct vs_json *doc;
    enum vs_code code = vs_session_open(&orgs.store, cli, false, err);

    if (code == VS_OK) {
        orgs.list = vs_json_new_array();
        code = vs_org_each(orgs.store->ledger, list_org, &orgs, err);
        doc = vs_out_document("vs.orgs/1");
        vs_json_set(doc, "organisations", orgs.list);
        if (code == VS_OK) {
            code = vs_out_json(&cli->out, doc, err);
        } else {
            vs_json_free(doc);
        }
    }
    vs_store_close(orgs.store);
    return code;
}

static enum vs_code
list_org_adoption(void *payload, const struct vs_adoption_row *row, struct vs_err *err)
{
    struct orgs *orgs = payload;
    struct vs_json *doc = vs_json_new_object();
    char from[VS_DATE_TEXT_LEN + 1];

    (void)err;
    vs_date_text(from, row->since);
    vs_print(&orgs->cli->out, "  %-14s %s, %s, %s%s\n", _("adopted"), row->name, row->role, from,
             row->ended == VS_DATE_NEVER ? "" : _(" (ended)"));
    vs_json_set_text(doc, "agreement", row->name);
    vs_json_set_text(doc, "role", row->role);
    vs_json_set_text(doc, "from", from);
    vs_json_add(orgs->list, doc);
    return VS_OK;
}

static enum vs_code
org_fingerprint(char out[VS_FINGERPRINT_TEXT_LEN + 1], struct vs_store *store, int64_t org,
                struct vs_err *err)
{
    struct vs_card_identity identity;
    struct vs_json *value = NULL;
    struct vs_buf bytes;
    uint8_t fingerprint[VS_FINGERPRINT_LEN];
    enum vs_code code;

    vs_buf_init(&bytes, VS_CARD_MAX);
    code = vs_org_identity(store->ledger, &bytes, org, err);
    if (code == VS_OK) {
        code = vs_json_parse(&value, bytes.p, bytes.len, VS_JSON_CONTENT, err);
    }
    if (code == VS_OK) {
        code = vs_card_identity_read(&identity, value, err);
    }
    if (code == VS_OK) {
        code = vs_card_fingerprint(fingerprint, &identity, err);
    }
    if (code == VS_OK) {
        vs_fingerprint_text(out, fingerprint);
    }
    vs_json_free(value);
    vs_buf_release(&bytes);
    return code;
}

enum vs_code
vs_cmd_org_show(struct vs_cli *cli, struct vs_err *err)
{
    struct orgs orgs = {cli, NULL, NULL};
    struct vs_org_row row;
    struct vs_inbox_announced keys[VS_DIRECTORY_KEYS_MAX];
    struct vs_json *findings, *successions;
    struct vs_json *doc;
    char fingerprint[VS_FINGERPRINT_TEXT_LEN + 1] = "";
    char id[VS_ID_LEN_MAX];
    size_t count = 0;
    bool reachable;
    enum vs_code code = vs_session_open(&orgs.store, cli, false, err);

    if (code == VS_OK) {
        code = vs_session_org(&row, orgs.store, cli, cli->args.pos[0], err);
    }
    if (code == VS_OK) {
        code = org_fingerprint(fingerprint, orgs.store, row.id, err);
    }
    if (code != VS_OK) {
        vs_store_close(orgs.store);
        return code;
    }
    reachable = vs_directory_keys(orgs.store, keys, &count, row.id, NULL) == VS_OK;
    vs_id_short(id, &row.org);
    vs_print_style(&cli->out, VS_STYLE_STRONG, "%s\n", row.name);
    vs_print(&cli->out, "  %-14s %s\n", _("id"), id);
    if (row.own || row.pinned) {
        vs_print(&cli->out, "  %-14s %s\n", _("alias"), row.own ? "me" : row.alias);
    } else {
        vs_print(&cli->out, "  %-14s %s\n", _("not confirmed"),
                 _("a partner introduced it; its card was not compared here: vs org add CARD --as "
                   "NAME"));
    }
    vs_print(&cli->out, "  %-14s %s\n", _("fingerprint"), fingerprint);
    vs_print(&cli->out, "  %-14s %zu\n", _("devices"), count);
    if (!reachable && !row.own) {
        vs_print(&cli->out, "  %-14s %s\n", "", _("no key to send cases to yet: vs sync"));
    }
    orgs.list = vs_json_new_array();
    code = vs_adoption_each(orgs.store->ledger, row.id, list_org_adoption, &orgs, err);
    successions = vs_tell_successions(&cli->out, orgs.store, &row.org, NULL);
    findings = vs_json_new_array();
    if (code == VS_OK) {
        code = vs_tell_faults(&cli->out, orgs.store, row.id, findings, err);
    }
    doc = vs_out_document("vs.org/1");
    vs_json_set(doc, "organisation", org_document(orgs.store, &row));
    vs_json_set_text(doc, "fingerprint", fingerprint);
    vs_json_set_bool(doc, "reachable", reachable);
    vs_json_set(doc, "adoptions", orgs.list);
    vs_json_set(doc, "findings", findings);
    vs_json_set(doc, "successions", successions);
    if (code == VS_OK) {
        code = vs_out_json(&cli->out, doc, err);
    } else {
        vs_json_free(doc);
    }
    vs_store_close(orgs.store);
    return code;
}

/* --- remotes ---------------------------------------------------------------------------------- */

struct remotes {
    struct vs_cli *cli;
    struct vs_json *list;
    bool print;
};

static enum vs_code
list_remote(void *payload, const struct vs_remote_row *row, struct vs_err *err)
{
    struct remotes *remotes = payload;
    struct vs_json *doc = vs_json_new_object();

    (void)err;
    vs_json_set_text(doc, "name", row->name);
    vs_json_set_text(doc, "url", row->url);
    vs_json_add(remotes->list, doc);
    if (remotes->print) {
        vs_print(&remotes->cli->out, "  %-16s %s\n", row->name, row->url);
    }
    return VS_OK;
}

/* Every command about remotes ends by telling which there are now. */
static enum vs_code
tell_remotes(struct vs_cli *cli, struct vs_store *store, bool print, struct vs_err *err)
{
    struct remotes remotes = {cli, vs_json_new_array(), print};
    struct vs_json *doc = vs_out_document("vs.remotes/1");
    enum vs_code code = vs_remote_each(store->ledger, list_remote, &remotes, err);

    vs_json_set(doc, "remotes", remotes.list);
    if (code != VS_OK) {
        vs_json_free(doc);
        return code;
    }
    return vs_out_json(&cli->out, doc, err);
}

enum vs_code
vs_cmd_remote_list(struct vs_cli *cli, struct vs_err *err)
{
    struct vs_store *store = NULL;
    enum vs_code code = vs_session_open(&store, cli, false, err);

    if (code == VS_OK) {
        code = tell_remotes(cli, store, true, err);
    }
    vs_store_close(store);
    return code;
}

/* A folder is kept by its whole path, since vs sync may run anywhere; also one that is not there
 * yet, such as on a stick. */
static enum vs_code
absolute_path(struct vs_remote_row *row, struct vs_err *err)
{
    char *path = realpath(row->url, NULL);
    char *here = path || row->url[0] == '/' ? NULL : realpath(".", NULL);
    char whole[sizeof row->url];
    int len = path   ? snprintf(whole, sizeof whole, "%s", path)
              : here ? snprintf(whole, sizeof whole, "%s/%s", here, row->url)
                     : snprintf(whole, sizeof whole, "%s", row->url);

    free(path);
    free(here);
    if (len < 0 || (size_t)len >= sizeof whole) {
        return vs_fail(err, VS_E_INVALID, row->url, "%s",
                       _("this cannot be the address of a remote"));
    }
    memcpy(row->url, whole, sizeof whole);
    return VS_OK;
}

/* A name is a word of [a-z0-9-], so that it can stand in a path and a sentence. */
static enum vs_code
check_remote(struct vs_remote_row *row, const char *name, const char *url, const char *key,
             struct vs_err *err)
{
    size_t len = strlen(name);
    char *path = NULL;
    bool folder;
    enum vs_code code;

    if (len < 1 || len > 32 || strspn(name, "abcdefghijklmnopqrstuvwxyz0123456789-") != len) {
        return vs_fail(err, VS_E_INVALID, name, "%s",
                       _("a name has 1 to 32 of the characters a-z, 0-9 and -"));
    }
    if (key && (strncmp(key, "SHA256:", 7) != 0 || strlen(key) != 50)) {
        return vs_fail(err, VS_E_INVALID, key, "%s",
                       _("a host key is SHA256: and 43 characters, as ssh-keygen -l shows it"));
    }
    if (strlen(url) >= sizeof row->url) {
        return vs_fail(err, VS_E_INVALID, url, "%s", _("this cannot be the address of a remote"));
    }
    code = vs_remote_path(&path, url, err);
    folder = path && !strstr(url, "://");
    vs_free(path);
    if (code != VS_OK) {
        return code;
    }
    (void)snprintf(row->name, sizeof row->name, "%s", name);
    (void)snprintf(row->url, sizeof row->url, "%s", url);
    return folder ? absolute_path(row, err) : VS_OK;
}

enum vs_code
vs_cmd_remote_add(struct vs_cli *cli, struct vs_err *err)
{
    struct vs_store *store = NULL;
    struct vs_remote_row row = {0};
    const char *key = vs_opt_value(&cli->args, "host-key");
    enum vs_code code = check_remote(&row, cli->args.pos[0], cli->args.pos[1], key, err);

    if (code == VS_OK) {
        code = vs_session_begin(&store, cli, err);
    }
    if (code == VS_OK) {
        code = vs_remote_insert(store->ledger, &row, vs_store_now(store), err);
        if (code == VS_E_EXISTS) {
            cli->hint = _("vs remote list; another name, or vs remote remove NAME first");
        }
    }
    if (code == VS_OK) {
        code = vs_session_set_host_key(store, row.name, key ? key : "", err);
    }
    if (code == VS_OK) {
        code = vs_store_commit(store, err);
    }
    if (code == VS_OK) {
        vs_print(&cli->out, _("remote %s: %s\n"), row.name, row.url);
        code = tell_remotes(cli, store, false, err);
    }
    if (store && store->open) {
        vs_store_rollback(store);
    }
    vs_store_close(store);
    return code;
}

enum vs_code
vs_cmd_remote_remove(struct vs_cli *cli, struct vs_err *err)
{
    struct vs_store *store = NULL;
    enum vs_code code = vs_session_begin(&store, cli, err);

    if (code == VS_OK) {
        code = vs_remote_delete(store->ledger, cli->args.pos[0], err);
        if (code == VS_E_NOT_FOUND) {
            cli->hint = "vs remote list";
        }
    }
    if (code == VS_OK) {
        code = vs_store_commit(store, err);
    }
    if (code == VS_OK) {
        vs_print(&cli->out, _("remote %s removed\n"), cli->args.pos[0]);
        code = tell_remotes(cli, store, false, err);
    }
    if (store && store->open) {
        vs_store_rollback(store);
    }
    vs_store_close(store);
    return code;
}
