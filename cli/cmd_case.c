/*
 * A case from its opening to its closing: open, note, assess, close.
 */
#include <string.h>

#include "cli/act.h"
#include "cli/commands.h"
#include "cli/i18n.h"

enum vs_code
vs_cmd_open(struct vs_cli *cli, struct vs_err *err)
{
    struct vs_doing doing;
    struct vs_hash id;
    bool takes = !vs_opt_given(&cli->args, "for-others");
    const char *ref = vs_opt_value(&cli->args, "ref");
    enum vs_code code =
        vs_doing_begin(&doing, cli, true, VS_DOING_TEXT, _("What was reported?"), err);

    if (code == VS_OK && ref) {
        int64_t other[2];
        size_t count = 0;

        code = vs_casefile_by_ref(doing.store->ledger, other, &count, vs_str(ref), err);
        if (code == VS_OK && count > 0) {
            cli->hint = _("vs show REFERENCE, if it is that case; or open it under another --ref");
            code = vs_fail(err, VS_E_EXISTS, ref, "%s", _("a case has this reference"));
        }
    }
    if (code == VS_OK) {
        code =
            vs_act_open(doing.store, &doing.case_leaf, &id, doing.at, takes, &doing.act_text, err);
    }
    if (code == VS_OK) {
        code = vs_doing_done(&doing, &id, "case.open", _("case opened"), err);
    }
    vs_doing_end(&doing);
    return code;
}

enum vs_code
vs_cmd_note(struct vs_cli *cli, struct vs_err *err)
{
    struct vs_doing doing;
    struct vs_event draft = {.type = VS_EV_NOTE};
    struct vs_hash id;
    enum vs_code code =
        vs_doing_begin(&doing, cli, false, VS_DOING_TEXT_REQUIRED, _("The note:"), err);

    if (code == VS_OK) {
        code = vs_doing_record(&doing, &id, &draft, err);
    }
    if (code == VS_OK) {
        code = vs_doing_done(&doing, &id, "note", _("note recorded"), err);
    }
    vs_doing_end(&doing);
    return code;
}

enum vs_code
vs_cmd_assess(struct vs_cli *cli, struct vs_err *err)
{
    struct vs_doing doing;
    struct vs_event draft = {.type = VS_EV_ASSESS};
    struct vs_hash id;
    enum vs_code code =
        vs_doing_begin(&doing, cli, false, VS_DOING_TEXT, _("About the assessment:"), err);

    draft.outcome_word = vs_doing_word(cli, "outcome", VS_WORDS_ASSESS, 0);
    if (code == VS_OK) {
        code = vs_doing_record(&doing, &id, &draft, err);
    }
    if (code == VS_OK) {
        code = vs_doing_done(&doing, &id, "assess", _("safety assessment recorded"), err);
    }
    vs_doing_end(&doing);
    return code;
}

enum vs_code
vs_cmd_close(struct vs_cli *cli, struct vs_err *err)
{
    struct vs_doing doing;
    struct vs_event draft = {.type = VS_EV_CLOSE};
    struct vs_hash id;
    enum vs_code code =
        vs_doing_begin(&doing, cli, false, VS_DOING_TEXT, _("Why is it closed?"), err);

    draft.reason = vs_doing_word(cli, "reason", VS_WORDS_CLOSE, 0);
    if (code == VS_OK) {
        code = vs_doing_record(&doing, &id, &draft, err);
    }
    if (code == VS_OK) {
        code = vs_doing_done(&doing, &id, "close", _("case closed"), err);
    }
    vs_doing_end(&doing);
    return code;
}
