/*
 * From one organisation to the other: handover, return. The answers are in cmd_answer.c.
 */
#include <string.h>

#include "cli/act.h"
#include "cli/bulk.h"
#include "cli/commands.h"
#include "cli/common.h"
#include "cli/i18n.h"
#include "cli/offer.h"
#include "cli/one_sided.h"
#include "cli/succession.h"
#include "cli/terms.h"
#include "cli/when.h"
#include "core/casework/zone.h"

/* Who handed us what we hold now: to whom it goes back. */
static enum vs_code
find_giver(struct vs_org_row *out, const struct vs_doing *doing, struct vs_err *err)
{
    const struct vs_fold *fold = vs_casefile_fold(doing->file);
    const struct vs_hash *giver = NULL;

    for (size_t i = 0; i < fold->claim_count; i++) {
        const struct vs_fold_claim *claim = &fold->claims[i];

        if (claim->kind == VS_CLAIM_MOVED && claim->start <= doing->now &&
            doing->now < claim->end && vs_hash_eq(&claim->org, &doing->store->self.org)) {
            giver = &fold->offers[claim->offer].from_org;
        }
    }
    if (!giver) {
        doing->cli->hint =
            _("vs return CASE --to ORG, if your organisation holds it; vs show CASE");
        return vs_fail(err, VS_E_NOTHING_OPEN, doing->cli->args.pos[0], "%s",
                       _("your organisation does not hold it by a handover that could go back"));
    }
    return vs_org_by_hash(doing->store->ledger, out, giver, err);
}

/* A case goes back to one that held it before; to anybody else it is handed over. */
static enum vs_code
check_held_before(const struct vs_doing *doing, const struct vs_org_row *to, struct vs_err *err)
{
    const struct vs_fold *fold = vs_casefile_fold(doing->file);

    for (size_t i = 0; i < fold->claim_count; i++) {
        const struct vs_fold_claim *claim = &fold->claims[i];

        if (claim->holder == VS_HOLDER_ORG && claim->start <= doing->now &&
            claim->start < claim->end && vs_hash_eq(&claim->org, &to->org)) {
            return VS_OK;
        }
    }
    doing->cli->hint = "vs handover CASE --to ORG";
    return vs_fail(err, VS_E_NOT_AUTHORISED, to->name, "%s",
                   _("it never held this case, so it cannot go back to it"));
}

/* What it tells, as the agreement asks for it. */
static enum vs_code
check_told(struct vs_event *told, const struct vs_doing *doing, const struct vs_act_offer *offer,
           struct vs_err *err)
{
    struct vs_handover_content content = {doing->act_text.text.p ? VS_FLAG_YES : VS_FLAG_NO,
                                          doing->act_text.ref.p ? VS_FLAG_YES : VS_FLAG_NO};

    vs_offer_assessed(told, vs_casefile_fold(doing->file), &doing->store->self.org);
    return vs_offer_check(doing->cli, doing->store, offer, told, content, err);
}

static void
warn_one_sided(void *out, const char *sentence)
{
    vs_warn(out, "%s\n", sentence);
}

/* Who is to monitor a case has to see it, and only as long as we hold it can we show it. Ourselves
 * we remind: nobody else begins it for us. `fold` NULL: of many cases. */
static void
tell_monitor(struct vs_cli *cli, struct vs_store *store, const struct vs_fold *fold,
             const struct vs_event *told, const struct vs_org_row *to)
{
    enum vs_party_role role;
    char name[VS_LABEL_LEN];

    if (!told->has_monitor || told->monitor_nobody || vs_hash_eq(&told->monitor, &to->org)) {
        return;
    }
    vs_label_org(name, store, &told->monitor);
    if (vs_hash_eq(&told->monitor, &store->self.org)) {
        vs_note(&cli->out, "%s\n",
                _("next, once it has moved: vs monitor CASE start, since your organisation is to "
                  "monitor"));
    } else if (!fold || !vs_fold_party_role(&role, fold, &told->monitor)) {
        vs_warn(&cli->out,
                fold ? _("%s, which is to monitor, does not see this case: vs disclose CASE --to "
                         "ORG --full, before it has moved; after that only who holds it can\n")
                     : _("%s, which is to monitor, has to see each of these cases: vs disclose "
                         "CASE --to ORG --full, before it has moved; after that only who holds it "
                         "can\n"),
                name);
    }
}

/* A handover, or one that gives back. */
static enum vs_code
offer_case(struct vs_cli *cli, enum vs_offer_kind kind, struct vs_err *err)
{
    const char *named = vs_opt_value(&cli->args, "to");
    struct vs_doing doing;
    struct vs_act_offer offer = {.kind = kind};
    struct vs_hash only[VS_EVENT_UNDER_MAX];
    struct vs_event told;
    struct vs_org_row to;
    struct vs_hash id;
    size_t rules = 0;
    char name[VS_LABEL_LEN];
    char words[VS_LABEL_LEN + 64];
    enum vs_code code =
        vs_doing_begin(&doing, cli, false, VS_DOING_TEXT, _("For the receiver:"), err);

    memset(&to, 0, sizeof to);
    if (code == VS_OK) {
        code = named ? vs_session_org(&to, doing.store, cli, named, err)
                     : find_giver(&to, &doing, err);
    }
    if (code == VS_OK && kind == VS_OFFER_RETURN) {
        code = check_held_before(&doing, &to, err);
    }
    if (code == VS_OK) {
        code = vs_offer_told(&told, cli, doing.store, err);
    }
    if (code == VS_OK) {
        offer.to = to.id;
        code = vs_common_named(&offer, only, cli, doing.store, err);
    }
    if (code == VS_OK && kind == VS_OFFER_HANDOVER) {
        code = check_told(&told, &doing, &offer, err);
    }
    if (code == VS_OK) {
        offer.at = doing.at;
        offer.mode = told.mode;
        offer.told = &told;
        code =
            vs_act_offer(doing.store, &id, &rules, doing.case_leaf, &offer, &doing.act_text, err);
    }
    if (code == VS_OK) {
        vs_label_org(name, doing.store, &to.org);
        (void)snprintf(words, sizeof words,
                       kind == VS_OFFER_RETURN ? _("offered back to %s") : _("handed over to %s"),
                       name);
        code = vs_doing_done(&doing, &id, "handover.offer", words, err);
    }
    if (code == VS_OK) {
        vs_warn_unconfirmed(cli, &to);
        vs_warn_succeeded(cli, doing.store, &to.org);
        vs_common_warn(cli, doing.store, &offer);
        tell_monitor(cli, doing.store, vs_casefile_fold(doing.file), &told, &to);
        vs_warn_unassessed(cli, doing.store, vs_casefile_fold(doing.file), doing.now);
    }
    if (code == VS_OK && rules == 0) {
        vs_warn(&cli->out, "%s\n",
                _("no agreement that both adopted: it moves only when they accept it"));
        vs_one_sided(doing.store, &doing.store->self.org, &to.org, vs_zone_date(doing.now),
                     warn_one_sided, &cli->out);
    }
    if (code == VS_OK && !cli->dry_run) {
        vs_note(&cli->out, "%s\n", _("next: vs sync"));
    }
    vs_doing_end(&doing);
    return code;
}

/* --- many cases at once ----------------------------------------------------------------------- */

/* We hold it now; one of which a handover of ours is open is skipped. */
static enum vs_bulk_fit
gives_away(struct vs_bulk *bulk, const struct vs_casefile *file)
{
    const struct vs_fold *fold = vs_casefile_fold(file);
    const struct vs_hash *self = &bulk->store->self.org;
    struct vs_answer answer;
    char name[VS_LABEL_LEN];
    char when[VS_WHEN_LEN];
    bool ours = false;

    if (vs_answer_at(&answer, fold, bulk->now, NULL) == VS_OK) {
        for (size_t i = 0; i < answer.claim_count; i++) {
            const struct vs_fold_claim *claim = &fold->claims[answer.claims[i]];

            ours |= claim->holder == VS_HOLDER_ORG && vs_hash_eq(&claim->org, self);
        }
        vs_answer_release(&answer);
    }
    for (size_t i = 0; i < fold->offer_count && ours; i++) {
        const struct vs_fold_offer *offer = &fold->offers[i];

        if (vs_hash_eq(&offer->from_org, self) &&
            vs_fold_offer_state(offer, bulk->now) == VS_OFFER_OPEN) {
            vs_label_org(name, bulk->store, &offer->to_org);
            vs_when_text(when, fold->entries[offer->event].rec, VS_WHEN_FULL);
            (void)snprintf(bulk->why, sizeof bulk->why,
                           _("on offer to %s since %s (vs withdraw CASE ends that)"), name, when);
            return VS_BULK_SKIP;
        }
    }
    return ours ? VS_BULK_FITS : VS_BULK_OTHER;
}

static enum vs_code
give_away(struct vs_bulk *bulk, struct vs_hash *id, const struct vs_casefile *file,
          struct vs_err *err)
{
    struct vs_act_offer offer = *(const struct vs_act_offer *)bulk->payload;
    struct vs_event told = *offer.told;
    struct vs_handover_content content = {VS_FLAG_NO, VS_FLAG_NO};
    size_t rules;
    enum vs_code code;

    offer.told = &told;
    vs_offer_assessed(&told, vs_casefile_fold(file), &bulk->store->self.org);
    code = vs_offer_check(bulk->cli, bulk->store, &offer, &told, content, err);
    return code == VS_OK
               ? vs_act_offer(bulk->store, id, &rules, vs_casefile_leaf(file), &offer, NULL, err)
               : code;
}

static enum vs_code
offer_all(struct vs_cli *cli, struct vs_err *err)
{
    struct vs_act_offer offer = {.kind = VS_OFFER_HANDOVER};
    struct vs_hash named[VS_EVENT_UNDER_MAX];
    struct vs_bulk bulk;
    struct vs_event told;
    char name[VS_LABEL_LEN];
    char words[VS_LABEL_LEN + 64];
    enum vs_code code = vs_bulk_begin(&bulk, cli, "to", err);

    if (code == VS_OK) {
        offer.to = bulk.other.id;
        offer.at = bulk.at;
        code = vs_common_named(&offer, named, cli, bulk.store, err);
    }
    if (code == VS_OK) {
        code = vs_offer_told(&told, cli, bulk.store, err);
        offer.mode = told.mode;
        offer.told = &told;
    }
    if (code == VS_OK) {
        vs_label_org(name, bulk.store, &bulk.other.org);
        (void)snprintf(words, sizeof words, _("handed over to %s"), name);
        bulk.type = vs_event_type_name(VS_EV_OFFER);
        bulk.words = words;
        bulk.none = _("your organisation holds no open case");
        bulk.gives = true;
        bulk.payload = &offer;
        code = vs_bulk_run(&bulk, gives_away, give_away, err);
    }
    if (code == VS_OK) {
        vs_warn_unconfirmed(cli, &bulk.other);
        vs_warn_succeeded(cli, bulk.store, &bulk.other.org);
        vs_common_warn(cli, bulk.store, &offer);
        if (bulk.done > 0) {
            tell_monitor(cli, bulk.store, NULL, &told, &bulk.other);
        }
    }
    vs_store_close(bulk.store);
    return code;
}

enum vs_code
vs_cmd_handover(struct vs_cli *cli, struct vs_err *err)
{
    bool all;
    enum vs_code code = vs_bulk_or_case(&all, cli, err);

    if (code != VS_OK) {
        return code;
    }
    return all ? offer_all(cli, err) : offer_case(cli, VS_OFFER_HANDOVER, err);
}

enum vs_code
vs_cmd_return(struct vs_cli *cli, struct vs_err *err)
{
    return offer_case(cli, VS_OFFER_RETURN, err);
}
