/*
 * Another passphrase, or another key file, for the ledger: only its slot in ledger.key changes, so
 * that this is done at once whatever the ledger holds (VAULT.md 2).
 */
#include <string.h>
#include <unistd.h>

#include "cli/commands.h"
#include "cli/i18n.h"
#include "cli/session.h"

/* Whether a way to open goes: that of the kind with which it was opened; where it was the recovery
 * code, the passphrase or key file is lost, and every one of those goes. */
static bool
goes(enum vs_key_kind slot, enum vs_key_kind used)
{
    return slot == VS_KEY_PASSPHRASE || slot == VS_KEY_FILE
               ? slot == used || used == VS_KEY_RECOVERY
               : false;
}

/* The new way first, then the former ones: there is one that opens at every instant. */
static enum vs_code
change(const struct vs_vault *vault, const struct vs_key_source *key, enum vs_key_kind used,
       bool *added, unsigned *removed, struct vs_err *err)
{
    struct vs_key_slot_info before[VS_KEY_SLOTS];
    enum vs_code code = vs_vault_slots(before, vault, err);

    *removed = 0;
    if (code == VS_OK) {
        code = vs_vault_add_slot(vault, key, VS_KEY_COST_MODERATE, err);
        *added = code == VS_OK;
    }
    for (unsigned i = 0; code == VS_OK && i < VS_KEY_SLOTS; i++) {
        if (goes(before[i].kind, used)) {
            code = vs_vault_remove_slot(vault, i, err);
            (*removed)++;
        }
    }
    return code;
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

/* What opens it now would go on opening it, whatever is said afterwards. */
static enum vs_code
check_other(const struct vs_key_source *used, const struct vs_key_source *key, struct vs_err *err)
{
    struct vs_secret file[2] = {{NULL, 0}, {NULL, 0}};
    struct vs_str a = used->value, b = key->value;
    enum vs_code code = VS_OK;

    if (used->kind != key->kind) {
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
tell(struct vs_cli *cli, const struct vs_key_source *key, unsigned removed, struct vs_err *err)
{
    struct vs_json *doc = vs_out_document("vs.passphrase/1");
    bool file = key->kind == VS_KEY_FILE;

    vs_json_set_text(doc, "opens_with", file ? "key-file" : "passphrase");
    vs_json_set_int(doc, "removed", removed);
    vs_print(&cli->out, "%s\n",
             file
                 ? _("The ledger opens with the new key file, and no more with what opened it.")
                 : _("The ledger opens with the new passphrase, and no more with what opened it."));
    vs_note(&cli->out, "%s\n",
            _("the recovery code works as before; so does what was used until now for a folder of "
              "root keys and for backups that were made with it"));
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
    unsigned removed = 0;
    bool made = false, added = false;
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
        code = check_other(&used, &key, err);
    }
    if (code == VS_OK) {
        code = change(store->vault, &key, used.kind, &added, &removed, err);
    }
    if (code == VS_OK) {
        code = tell(cli, &key, removed, err);
    }
    if (made && !added) { /* nothing opens with it */
        (void)unlink(key.value.p);
    }
    vs_secret_release(&held);
    vs_secret_release(&former);
    vs_store_close(store);
    return code;
}
