/*
 * Copies of the ledger that are meant: backup, restore.
 */
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cli/commands.h"
#include "cli/device.h"
#include "cli/i18n.h"
#include "cli/session.h"
#include "core/record/copy.h"
#include "core/vault/vault.h"

enum vs_code
vs_cmd_backup(struct vs_cli *cli, struct vs_err *err)
{
    const char *path = cli->args.pos[0];
    struct vs_store *store = NULL;
    struct vs_secret held = {NULL, 0};
    struct vs_key_source key;
    struct stat about;
    const char *dir = NULL;
    struct vs_json *doc;
    enum vs_code code = vs_session_dir(&dir, cli, err);

    if (code == VS_OK && !vs_session_there(cli)) {
        code = vs_fail(err, VS_E_NO_LEDGER, dir, "%s", "");
    }
    /* A copy needs a read of its own, without the snapshot of other questions. */
    if (code == VS_OK) {
        code = vs_session_key(&key, &held, cli, false, err);
    }
    if (code == VS_OK) {
        code = vs_store_open(&store, dir, &key, true, cli->env, err);
    }
    if (code == VS_OK) {
        code = vs_vault_backup_file(store->vault, path, err);
        if (code == VS_E_IO || code == VS_E_EXISTS) {
            cli->hint = _("name a file that is not there yet, in a folder that can be written");
        }
    }
    if (code == VS_OK) {
        doc = vs_out_document("vs.backup/1");
        vs_json_set_text(doc, "file", path);
        vs_json_set_int(doc, "bytes", stat(path, &about) == 0 ? (int64_t)about.st_size : 0);
        vs_print(&cli->out, _("The ledger of %s is copied to %s.\n"), store->self.name, path);
        vs_note(&cli->out, "%s\n",
                _("It opens with what opens the ledger now. The root key is not in it."));
        code = vs_out_json(&cli->out, doc, err);
    }
    vs_store_close(store);
    vs_secret_release(&held);
    return code;
}

enum vs_code
vs_cmd_restore(struct vs_cli *cli, struct vs_err *err)
{
    char fingerprint[VS_FINGERPRINT_TEXT_LEN + 1] = "";
    struct vs_secret held = {NULL, 0};
    struct vs_store *store = NULL;
    struct vs_feed_row former;
    struct vs_key_source key;
    const char *dir = NULL;
    struct vs_json *doc;
    enum vs_code code = vs_session_dir(&dir, cli, err);

    if (code == VS_OK && vs_session_there(cli)) {
        code = vs_fail(err, VS_E_EXISTS, dir, "%s", _("there is a ledger in this folder"));
        cli->hint = _("restore into another folder: --ledger DIR");
    }
    if (code == VS_OK && access(cli->args.pos[0], F_OK) != 0) {
        code = vs_fail(err, VS_E_NOT_FOUND, cli->args.pos[0], "%s", _("there is no such file"));
    }
    if (code == VS_OK) {
        code = vs_session_key(&key, &held, cli, false, err);
    }
    if (code == VS_OK) {
        code = vs_copy_restore(&store, cli->args.pos[0], dir, &key, cli->env, err);
    }
    if (code == VS_OK) {
        code = vs_device_fingerprint(fingerprint, store, err);
    }
    if (code == VS_OK) {
        bool waits = vs_copy_unsettled(store, &former, NULL) == VS_OK;

        doc = vs_out_document("vs.restore/1");
        vs_json_set_text(doc, "ledger", dir);
        vs_json_set_hash(doc, "org", &store->self.org);
        vs_json_set_text(doc, "device", vs_device_name(&store->feed.origin));
        vs_json_set_text(doc, "fingerprint", fingerprint);
        vs_json_set_bool(doc, "sync_first", waits);
        vs_print(&cli->out, _("The ledger of %s is restored in %s, as a new device.\n"),
                 store->self.name, dir);
        vs_print(&cli->out, "  %-14s %s\n", _("fingerprint"), fingerprint);
        if (waits) {
            vs_note(&cli->out, "%s\n",
                    _("vs sync first: what was recorded before the backup and not sent is sorted "
                      "out then."));
        }
        vs_device_tell_unlisted(&cli->out);
        code = vs_out_json(&cli->out, doc, err);
    }
    vs_store_close(store);
    vs_secret_release(&held);
    return code;
}
