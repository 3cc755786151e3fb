#include "cli/succession.h"

#include <string.h>

#include "cli/answer_priv.h"
#include "cli/commands.h"
#include "cli/i18n.h"
#include "cli/when.h"
#include "core/casework/zone.h"
#include "core/record/succession.h"

struct telling {
    struct vs_out *out;
    struct vs_store *store;
    const char *label; /* of each line of an answer; NULL elsewhere */
    struct vs_json *list;
};

/* "A succeeds B from Fri 1 January 2027", or who of the two has said so. */
static void
print(const struct telling *telling, const struct vs_succession *succession)
{
    char before[VS_LABEL_LEN];
    char after[VS_LABEL_LEN];
    char when[VS_WHEN_LEN];
    char text[3 * VS_LABEL_LEN + 256];

    vs_label_org(before, telling->store, &succession->before);
    vs_label_org(after, telling->store, &succession->after);
    vs_when_date(when, vs_succession_since(succession), true);
    if (vs_succession_counts(succession)) {
        (void)snprintf(text, sizeof text, _("%s succeeds %s from %s"), after, before, when);
    } else {
        (void)snprintf(text, sizeof text,
                       _("%s is to succeed %s from %s, says %s; that %s said so is not known here"),
                       after, before, when, succession->said_before ? before : after,
                       succession->said_before ? after : before);
    }
    if (telling->label) {
        vs_answer_label(telling->out, telling->label, text);
    } else {
        vs_print(telling->out, "  %s\n", text);
    }
}

static struct vs_json *
document(const struct telling *telling, const struct vs_succession *succession)
{
    struct vs_json *doc = vs_json_new_object();
    char date[VS_DATE_TEXT_LEN + 1];

    vs_json_set(doc, "predecessor", vs_json_org(telling->store, &succession->before));
    vs_json_set(doc, "successor", vs_json_org(telling->store, &succession->after));
    vs_date_text(date, vs_succession_since(succession));
    vs_json_set_text(doc, "from", date);
    vs_json_set_bool(doc, "counts", vs_succession_counts(succession));
    vs_json_set_text(doc, "said_by",
                     vs_succession_counts(succession) ? "both"
                     : succession->said_before        ? "predecessor"
                                                      : "successor");
    return doc;
}

static enum vs_code
tell(void *payload, const struct vs_succession *succession, struct vs_err *err)
{
    struct telling *telling = payload;

    (void)err;
    if (telling->out) {
        print(telling, succession);
    }
    vs_json_add(telling->list, document(telling, succession));
    return VS_OK;
}

struct vs_json *
vs_tell_successions(struct vs_out *out, struct vs_store *store, const struct vs_hash *org,
                    const char *label)
{
    struct telling telling = {out, store, label, vs_json_new_array()};
    struct vs_err err = {0};

    /* It stands beside an answer; what cannot be read of it is not what was asked. */
    if (vs_succession_list(store, org, tell, &telling, &err) != VS_OK && out) {
        vs_warn(out, "%s\n", err.detail);
    }
    return telling.list;
}

void
vs_question_successions(struct vs_question *question, struct vs_json *doc)
{
    const struct vs_answer *answer = &question->answer;
    struct vs_json *all = vs_json_new_array();

    for (size_t i = 0; i < answer->holder_count; i++) {
        struct vs_json *list = vs_tell_successions(
            doc ? NULL : &question->cli->out, question->store, &answer->holders[i].org, _("note"));

        for (size_t k = 0; doc && k < vs_json_size(list); k++) {
            vs_json_add(all, vs_json_copy(vs_json_at(list, k)));
        }
        vs_json_free(list);
    }
    if (doc && vs_json_size(all) > 0) {
        vs_json_set(doc, "successions", all);
    } else {
        vs_json_free(all);
    }
}

struct receiving {
    struct vs_cli *cli;
    struct vs_store *store;
    const struct vs_hash *org;
};

static enum vs_code
warn_ended(void *payload, const struct vs_succession *succession, struct vs_err *err)
{
    const struct receiving *to = payload;
    char before[VS_LABEL_LEN];
    char after[VS_LABEL_LEN];
    char when[VS_WHEN_LEN];

    (void)err;
    if (vs_hash_eq(&succession->before, to->org) && vs_succession_counts(succession)) {
        vs_label_org(before, to->store, &succession->before);
        vs_label_org(after, to->store, &succession->after);
        vs_when_date(when, vs_succession_since(succession), true);
        vs_warn(&to->cli->out,
                _("%s succeeds %s from %s on, as both have signed: if it is for the successor, vs "
                  "withdraw, then vs handover to that one\n"),
                after, before, when);
    }
    return VS_OK;
}

void
vs_warn_succeeded(struct vs_cli *cli, struct vs_store *store, const struct vs_hash *org)
{
    struct receiving to = {cli, store, org};

    if (vs_succession_list(store, org, warn_ended, &to, NULL) != VS_OK) {
        vs_warn(&cli->out, "%s\n", _("who succeeds whom could not be read: vs doctor"));
    }
}

struct reversal {
    struct vs_cli *cli;
    const struct vs_hash *self, *other;
    bool other_before;
};

/* Said by us the other way round before: perhaps by mistake, and it cannot be taken back. */
static enum vs_code
warn_reversed(void *payload, const struct vs_succession *succession, struct vs_err *err)
{
    const struct reversal *now = payload;
    bool ours = now->other_before ? succession->said_before : succession->said_after;
    const struct vs_hash *first = now->other_before ? now->self : now->other;
    const struct vs_hash *second = now->other_before ? now->other : now->self;

    (void)err;
    if (ours && vs_hash_eq(&succession->before, first) && vs_hash_eq(&succession->after, second)) {
        vs_warn(&now->cli->out, "%s\n",
                _("your organisation has said the other way round too; neither counts unless they "
                  "say the same"));
    }
    return VS_OK;
}

/* --- vs org succeed ----------------------------------------------------------------------------
 */

static enum vs_code
find_day(vs_date *out, const struct vs_cli *cli)
{
    const char *date = vs_opt_value(&cli->args, "from");

    *out = vs_zone_date(cli->env->now(cli->env->payload));
    if (date && !vs_date_parse(out, vs_str(date))) {
        return VS_E_INTERNAL; /* the parser of options looked at it */
    }
    return VS_OK;
}

enum vs_code
vs_cmd_org_succeed(struct vs_cli *cli, struct vs_err *err)
{
    const char *as = vs_opt_value(&cli->args, "as");
    bool other_before = !as || strcmp(as, "successor") == 0;
    struct vs_store *store = NULL;
    struct vs_org_row org;
    struct vs_json *doc;
    vs_date since;
    enum vs_code code = find_day(&since, cli);

    if (code == VS_OK) {
        code = vs_session_begin(&store, cli, err);
    }
    if (code == VS_OK) {
        code = vs_session_org(&org, store, cli, cli->args.pos[0], err);
    }
    if (code == VS_OK) {
        code = vs_succession_say(store, org.id, other_before, since, err);
    }
    if (code == VS_OK) {
        code = vs_store_fold(store, err);
    }
    if (code == VS_OK && !cli->dry_run) {
        code = vs_store_commit(store, err);
    }
    if (code == VS_OK) {
        doc = vs_out_document("vs.succession/1");
        vs_json_set_bool(doc, "dry_run", cli->dry_run);
        vs_json_set(doc, "successions",
                    vs_tell_successions(&cli->out, store, &store->self.org, NULL));
        vs_warn_unconfirmed(cli, &org);
        struct reversal now = {cli, &store->self.org, &org.org, other_before};

        code = vs_succession_list(store, &store->self.org, warn_reversed, &now, err);
        vs_note(&cli->out, "%s\n",
                cli->dry_run   ? _("not done: --dry-run")
                : other_before ? _("next: vs sync; they say it too (vs org succeed ORG --as "
                                   "predecessor), hand over (vs handover --all), and you take "
                                   "over: vs accept --all --from ORG")
                               : _("next: vs sync; they say it too (vs org succeed ORG), and you "
                                   "hand over: vs handover --all --to ORG --reason succession"));
        if (code == VS_OK) {
            code = vs_out_json(&cli->out, doc, err);
        } else {
            vs_json_free(doc);
        }
    }
    if (store && store->open) {
        vs_store_rollback(store);
    }
    vs_store_close(store);
    return code;
}
