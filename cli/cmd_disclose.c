/*
 * Showing a case to those who take no part in it: disclose.
 */
#include <string.h>

#include "cli/act.h"
#include "cli/answer.h"
#include "cli/commands.h"
#include "cli/i18n.h"
#include "core/casework/zone.h"
#include "core/record/rules.h"

struct disclosing {
    struct vs_doing doing; /* first: vs_doing.tell gets it */
    struct vs_org_row to;
    enum vs_party_role role;
    bool auditor;
};

static void
tell(struct vs_json *doc, const struct vs_doing *doing)
{
    const struct disclosing *d = (const struct disclosing *)doing;

    vs_json_set(doc, "to", vs_json_org(doing->store, &d->to.org));
    vs_json_set_text(doc, "sees", vs_word(VS_WORDS_ROLE, d->role));
    vs_json_set_bool(doc, "auditor", d->auditor);
}

/* Who can show it: whoever holds it, or may hold it. */
static void
hint_holders(const struct vs_doing *doing)
{
    static char hint[400]; /* read when the failure is printed, at the end of the program */
    struct vs_answer answer;
    struct vs_buf names;

    if (vs_answer_at(&answer, vs_casefile_fold(doing->file), doing->now, NULL) != VS_OK) {
        return;
    }
    vs_buf_init(&names, VS_PRINT_MAX);
    vs_say_orgs(&names, doing->store,
                answer.holder_count > 0 ? &answer.holders[0].org : answer.candidates,
                answer.holder_count > 0 ? 1 : answer.candidate_count, _("or"));
    if (names.len > 0 && vs_buf_check(&names, "answer", NULL) == VS_OK) {
        (void)snprintf(hint, sizeof hint, _("ask %s to do it, which can"), (const char *)names.p);
        doing->cli->hint = hint;
    }
    vs_buf_release(&names);
    vs_answer_release(&answer);
}

static enum vs_code
disclose(struct disclosing *d, struct vs_hash *id, struct vs_err *err)
{
    struct vs_doing *doing = &d->doing;
    struct vs_act_disclosure to = {.org = d->to.id, .role = d->role, .at = doing->at};
    enum vs_code code =
        vs_rules_is_auditor(doing->store, &d->auditor, d->to.id, vs_zone_date(doing->now), err);

    if (code == VS_OK) {
        code = vs_act_disclose(doing->store, id, doing->case_leaf, &to, &doing->act_text, err);
    }
    if (code == VS_E_EXISTS) {
        doing->cli->hint = "vs show CASE";
    } else if (code == VS_E_NOT_AUTHORISED) {
        hint_holders(doing);
    }
    return code;
}

enum vs_code
vs_cmd_disclose(struct vs_cli *cli, struct vs_err *err)
{
    struct disclosing d = {.role = VS_PARTY_FACTS};
    bool full = vs_opt_given(&cli->args, "full");
    struct vs_hash id;
    char name[VS_LABEL_LEN] = "";
    char words[VS_LABEL_LEN + 64];
    enum vs_code code;

    if (full == vs_opt_given(&cli->args, "facts")) {
        return vs_fail(err, VS_E_USAGE, full ? "--full" : NULL, "%s",
                       _("say what it may see: --facts, or --full with names and words"));
    }
    code = vs_doing_begin(&d.doing, cli, false, VS_DOING_TEXT, _("Why is it disclosed?"), err);
    d.doing.tell = tell;
    d.role = full ? VS_PARTY_FULL : VS_PARTY_FACTS;
    if (code == VS_OK) {
        code = vs_session_org(&d.to, d.doing.store, cli, vs_opt_value(&cli->args, "to"), err);
    }
    if (code == VS_OK) {
        code = disclose(&d, &id, err);
    }
    if (code == VS_OK) {
        vs_label_org(name, d.doing.store, &d.to.org);
        (void)snprintf(words, sizeof words,
                       full ? _("disclosed whole to %s") : _("the facts disclosed to %s"), name);
        code = vs_doing_done(&d.doing, &id, "party.add", words, err);
    }
    if (code == VS_OK) {
        vs_warn_unconfirmed(cli, &d.to);
    }
    if (code == VS_OK && !full && !d.auditor) {
        vs_warn(&cli->out,
                _("no agreement that both adopted makes %s an auditor: that it may see this is "
                  "your own decision\n"),
                name);
    }
    if (code == VS_OK && full && d.auditor) {
        vs_warn(&cli->out,
                _("the agreement lets %s, an auditor, see the facts and neither names nor words: "
                  "that it may see more is your own decision\n"),
                name);
    }
    if (code == VS_OK && full) {
        vs_note(&cli->out,
                _("%s reads the whole case from now on, names and words too; that cannot be taken "
                  "back\n"),
                name);
    }
    if (code == VS_OK && !cli->dry_run) {
        vs_note(&cli->out, "%s\n", _("next: vs sync"));
    }
    vs_doing_end(&d.doing);
    return code;
}
