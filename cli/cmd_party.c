/*
 * Who takes part in a case: party remove.
 */
#include <string.h>

#include "cli/act.h"
#include "cli/commands.h"
#include "cli/i18n.h"

static enum vs_code
remove_party(struct vs_doing *doing, struct vs_hash *id, const struct vs_org_row *party,
             struct vs_err *err)
{
    enum vs_party_role role;

    if (!vs_fold_party_role(&role, vs_casefile_fold(doing->file), &party->org)) {
        doing->cli->hint = "vs show CASE";
        return vs_fail(err, VS_E_NOTHING_OPEN, party->name, "%s",
                       _("the organisation is not a party to this case"));
    }
    return vs_act_remove(doing->store, id, doing->case_leaf, &party->org, doing->at,
                         &doing->act_text, err);
}

enum vs_code
vs_cmd_party_remove(struct vs_cli *cli, struct vs_err *err)
{
    struct vs_doing doing;
    struct vs_org_row party;
    struct vs_hash id;
    char name[VS_LABEL_LEN];
    char words[VS_LABEL_LEN + 128];
    bool self = false;
    enum vs_code code =
        vs_doing_begin(&doing, cli, false, VS_DOING_TEXT, _("Why does it leave?"), err);

    memset(&party, 0, sizeof party);
    if (code == VS_OK) {
        code = vs_session_org(&party, doing.store, cli, vs_opt_value(&cli->args, "party"), err);
    }
    if (code == VS_OK) {
        self = party.id == doing.store->self.id;
        code = remove_party(&doing, &id, &party, err);
    }
    if (code == VS_OK) {
        vs_label_org(name, doing.store, &party.org);
        (void)snprintf(words, sizeof words,
                       self ? _("%s left the case; whoever holds it makes new keys")
                            : _("%s removed; those who stay have new keys"),
                       name);
        code = vs_doing_done(&doing, &id, "party.remove", words, err);
    }
    if (code == VS_OK) {
        vs_note(&cli->out, "%s\n",
                _("what was recorded before, and until all have heard of it, stays readable to "
                  "those who left"));
    }
    if (code == VS_OK && !cli->dry_run) {
        vs_note(&cli->out, "%s\n", _("next: vs sync"));
    }
    vs_doing_end(&doing);
    return code;
}
