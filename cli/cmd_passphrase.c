/*
 * Another passphrase, or another key file, for the ledger and the root keys beside it: only slots
 * in ledger.key and slots.key change, so that this is done at once whatever the ledger holds
 * (VAULT.md 2 and 8).
 */
#include <string.h>
#include <unistd.h>

#include "cli/commands.h"
#include "cli/i18n.h"
#include "cli/session.h"
#include "core/record/roots.h"

/* The ways to open that go: those of the kind with which it was opened; where it was the recovery
 * code, the passphrase or key file is lost, and every one of those goes. */
static unsigned
gone_with(enum vs_key_kind used)
{
    return used == VS_KEY_RECOVERY ? 1u << VS_KEY_PASSPHRASE | 1u << VS_KEY_FILE : 1u << used;
}

/* The folder of root keys: the one that was named, or that beside the ledger if it is there. It is
 * changed first: interrupted after that, the same command does both. */
static enum vs_code
change_roots(struct vs_roots **out, struct vs_store *store, const struct vs_key_source *key,
             const struct vs_key_source *used, struct vs_cli *cli, struct vs_err *err)
{
    const char *dir = vs_opt_value(&cli->args, "root");
    struct vs_roots *roots = NULL;
    enum vs_code code = vs_roots_open(&roots, store, dir, used, err);

    *out = NULL;
    if (code == VS_OK) {
        code = vs_roots_change_key(roots, store, key, gone_with(used->kind), VS_KEY_COST_MODERATE,
                                   err);
    }
    if (code == VS_OK) {
        *out = roots;
        return VS_OK;
    }
    vs_roots_close(roots);
    if (dir || code == VS_E_NO_MEMORY) {
        return code;
    }
    if (code != VS_E_NO_ROOT) {
        vs_warn(&cli->out, "%s\n",
                _("the folder of root keys beside the ledger could not be changed: it opens with "
                  "what opened it until now"));
    }
    return VS_OK;
}

/* The key file of --new-key-file, made if it is not there; else a new passphrase, asked twice. */
static enum vs_code
new_key(struct vs_key_source *key, struct vs_secret *held, bool *made, struct vs_cli *cli,
        struct vs_err *err)
{
    const char *path = vs_opt_value(&cli->args, "new-key-file");
    struct vs_cli asking = *cli;
    enum vs_code code = VS_OK;

    if (path && access(path, F_OK) != 0) {
        code = vs_key_file_make(path, cli->env, err);
        *made = code == VS_OK;
    }
    asking.key_file = path;
    return code == VS_OK ? vs_session_key(key, held, &asking, true, err) : code;
}

/* What opens it now would go on opening it, whatever is said afterwards. With --root it is the
 * folder that is brought in step. */
static enum vs_code
check_other(const struct vs_key_source *used, const struct vs_key_source *key, bool with_root,
            struct vs_err *err)
{
    struct vs_secret file[2] = {{NULL, 0}, {NULL, 0}};
    struct vs_str a = used->value, b = key->value;
    enum vs_code code = VS_OK;

    if (used->kind != key->kind || with_root) {
        return VS_OK;
    }
    if (key->kind == VS_KEY_FILE) { /* the values are paths */
        code = vs_key_file_read(&file[0], used->value.p, err);
        if (code == VS_OK) {
            code = vs_key_file_read(&file[1], key->value.p, err);
        }
        a = (struct vs_str){(const char *)file[0].p, file[0].len};
        b = (struct vs_str){(const char *)file[1].p, file[1].len};
    }
    if (code == VS_OK && a.len == b.len && vs_same(a.p, b.p, a.len)) {
        code = vs_fail(err, VS_E_INVALID, "ledger passphrase", "%s",
                       _("this is what opens the ledger now: give another"));
    }
    vs_secret_release(&file[0]);
    vs_secret_release(&file[1]);
    return code;
}

static enum vs_code
tell(struct vs_cli *cli, const struct vs_key_source *key, unsigned removed,
     const struct vs_roots *roots, struct vs_err *err)
{
    struct vs_json *doc = vs_out_document("vs.passphrase/1");
    bool file = key->kind == VS_KEY_FILE;

    vs_json_set_text(doc, "opens_with", file ? "key-file" : "passphrase");
    vs_json_set_int(doc, "removed", removed);
    vs_json_set_bool(doc, "root", roots != NULL);
    vs_print(&cli->out, "%s\n",
             file
                 ? _("The ledger opens with the new key file, and no more with what opened it.")
                 : _("The ledger opens with the new passphrase, and no more with what opened it."));
    if (roots) {
        vs_print(&cli->out, _("So does the folder of root keys: %s\n"), vs_roots_path(roots));
    }
    vs_note(&cli->out, "%s\n",
            _("the recovery code works as before; backups open with what was used until now"));
    vs_note(&cli->out, "%s\n",
            roots ? _("so does every copy of the root keys elsewhere: vs ledger passphrase --root "
                      "DIR, with the same passphrase or key file, changes one")
                  : _("so does a folder of root keys elsewhere: vs ledger passphrase --root DIR, "
                      "with the same passphrase or key file, changes it"));
    vs_note(&cli->out, "%s\n",
            _("who knew it and has a copy of the ledger can read that copy for ever"));
    return vs_out_json(&cli->out, doc, err);
}

enum vs_code
vs_cmd_ledger_passphrase(struct vs_cli *cli, struct vs_err *err)
{
    struct vs_store *store = NULL;
    struct vs_key_source key = {VS_KEY_NONE, {NULL, 0}};
    struct vs_key_source used = {VS_KEY_NONE, {NULL, 0}};
    struct vs_secret held = {NULL, 0}, former = {NULL, 0};
    struct vs_roots *roots = NULL;
    unsigned removed = 0;
    bool made = false, may_open = false;
    enum vs_code code =
        vs_session_there(cli) ? vs_session_key(&used, &former, cli, false, err) : VS_OK;

    if (code == VS_OK && used.kind == VS_KEY_NONE) {
        code = vs_session_open(&store, cli, false, err); /* says why there is none */
    } else if (code == VS_OK) {
        code = vs_store_open(&store, cli->ledger_dir, &used, false, cli->env, err);
    }
    if (code == VS_OK) {
        code = new_key(&key, &held, &made, cli, err);
    }
    if (code == VS_OK) {
        code = check_other(&used, &key, vs_opt_given(&cli->args, "root"), err);
    }
    if (code == VS_OK) {
        may_open = true;
        code = change_roots(&roots, store, &key, &used, cli, err);
    }
    if (code == VS_OK) {
        code = vs_vault_change_key(store->vault, &removed, &key, gone_with(used.kind),
                                   VS_KEY_COST_MODERATE, err);
    }
    if (code == VS_OK) {
        code = tell(cli, &key, removed, roots, err);
    }
    if (made && !may_open) { /* nothing opens with it */
        (void)unlink(key.value.p);
    }
    vs_roots_close(roots);
    vs_secret_release(&held);
    vs_secret_release(&former);
    vs_store_close(store);
    return code;
}
