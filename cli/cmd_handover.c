/*
 * From one organisation to the other: handover, return, accept, refuse, withdraw, waitlist.
 */
#include <string.h>

#include "cli/act.h"
#include "cli/commands.h"
#include "cli/i18n.h"
#include "cli/when.h"

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

/* A handover, or one that gives back. */
static enum vs_code
offer_case(struct vs_cli *cli, enum vs_offer_kind kind, struct vs_err *err)
{
    const char *named = vs_opt_value(&cli->args, "to");
    struct vs_doing doing;
    struct vs_act_offer offer = {.kind = kind};
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
        offer.to = to.id;
        offer.at = doing.at;
        offer.mode = vs_doing_word(cli, "mode", VS_WORDS_MODE, 0);
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
    }
    if (code == VS_OK && rules == 0) {
        vs_warn(&cli->out, "%s\n",
                _("no agreement that both adopted: it moves only when they accept it"));
    }
    if (code == VS_OK && !cli->dry_run) {
        vs_note(&cli->out, "%s\n", _("next: vs sync"));
    }
    vs_doing_end(&doing);
    return code;
}

enum vs_code
vs_cmd_handover(struct vs_cli *cli, struct vs_err *err)
{
    return offer_case(cli, VS_OFFER_HANDOVER, err);
}

enum vs_code
vs_cmd_return(struct vs_cli *cli, struct vs_err *err)
{
    return offer_case(cli, VS_OFFER_RETURN, err);
}

/* Open for us, or moved to us and not signed for. */
static bool
can_accept(const struct vs_doing *doing, const struct vs_fold *fold, uint32_t index)
{
    const struct vs_fold_offer *offer = &fold->offers[index];
    enum vs_offer_state state = vs_fold_offer_state(offer, doing->now);

    return vs_hash_eq(&offer->to_org, &doing->store->self.org) &&
           (state == VS_OFFER_OPEN ||
            (state == VS_OFFER_MOVED && offer->signed_at == VS_INSTANT_NEVER));
}

static bool
is_open_for_us(const struct vs_doing *doing, const struct vs_fold *fold, uint32_t index)
{
    const struct vs_fold_offer *offer = &fold->offers[index];

    return vs_hash_eq(&offer->to_org, &doing->store->self.org) &&
           vs_fold_offer_state(offer, doing->now) == VS_OFFER_OPEN;
}

/* Open for us, or moved to us. */
static bool
can_wait(const struct vs_doing *doing, const struct vs_fold *fold, uint32_t index)
{
    const struct vs_fold_offer *offer = &fold->offers[index];
    enum vs_offer_state state = vs_fold_offer_state(offer, doing->now);

    return vs_hash_eq(&offer->to_org, &doing->store->self.org) &&
           (state == VS_OFFER_OPEN || state == VS_OFFER_MOVED) && !offer->has_end;
}

static bool
is_open_of_ours(const struct vs_doing *doing, const struct vs_fold *fold, uint32_t index)
{
    const struct vs_fold_offer *offer = &fold->offers[index];

    return vs_hash_eq(&offer->from_org, &doing->store->self.org) &&
           vs_fold_offer_state(offer, doing->now) == VS_OFFER_OPEN;
}

static bool
is_waiting(const struct vs_doing *doing, const struct vs_fold *fold, uint32_t index)
{
    for (size_t i = 0; i < fold->wait_count; i++) {
        const struct vs_fold_wait *wait = &fold->waits[i];

        if (wait->offer == index && wait->until == VS_INSTANT_NEVER &&
            vs_hash_eq(&fold->offers[index].to_org, &doing->store->self.org)) {
            return true;
        }
    }
    return false;
}

/* A second refusal would say nothing that the first one did not. */
static enum vs_code
check_not_refused(const struct vs_doing *doing, const struct vs_hash *re, struct vs_err *err)
{
    const struct vs_fold *fold = vs_casefile_fold(doing->file);
    char when[VS_WHEN_LEN];

    for (size_t i = 0; i < fold->offer_count; i++) {
        const struct vs_fold_offer *offer = &fold->offers[i];

        if (vs_hash_eq(&fold->entries[offer->event].in->id, re) &&
            vs_hash_eq(&offer->to_org, &doing->store->self.org) &&
            vs_objected(fold, offer, doing->now)) {
            vs_when_text(when, fold->entries[offer->objected_by].rec, VS_WHEN_FULL);
            doing->cli->hint = _("vs settle CASE, together with them; or vs accept CASE after all");
            return vs_fail(err, VS_E_NOTHING_OPEN, NULL,
                           _("your organisation refused this handover %s already; %s"), when,
                           vs_say_objection(offer));
        }
    }
    return VS_OK;
}

/* Who refuses must not think that it is done with the case where it is not. */
static void
tell_effect(const struct vs_doing *doing, const struct vs_hash *re)
{
    const struct vs_fold *fold = vs_casefile_fold(doing->file);

    for (size_t i = 0; i < fold->offer_count; i++) {
        const struct vs_fold_offer *offer = &fold->offers[i];
        bool moves = offer->rule.kind == VS_RULE_AFTER_DELAY || offer->rule.kind == VS_RULE_UNKNOWN;

        if (moves && offer->rule.refusal != VS_REFUSAL_CANCELS &&
            vs_hash_eq(&fold->entries[offer->event].in->id, re)) {
            vs_note(&doing->cli->out,
                    _("a refusal does not end this handover: %s; telephone, then vs settle\n"),
                    vs_say_objection(offer));
        }
    }
}

/* Records an answer to one offer. */
static enum vs_code
answer_offer(struct vs_cli *cli, struct vs_event *draft, vs_offer_fits fits, const char *none,
             const char *words, struct vs_err *err)
{
    struct vs_doing doing;
    struct vs_hash id;
    enum vs_code code = vs_doing_begin(&doing, cli, false, VS_DOING_TEXT, words, err);

    if (code == VS_OK) {
        code = vs_doing_offer(&draft->re, &doing, "offer", fits, none, err);
        draft->has_re = true;
        if (code == VS_E_NOTHING_OPEN && draft->type == VS_EV_PICKUP) {
            /* A case that nobody took up needs no offer. */
            draft->has_re = false;
            code = VS_OK;
        }
    }
    if (code == VS_OK && draft->type == VS_EV_REFUSE) {
        code = check_not_refused(&doing, &draft->re, err);
    }
    if (code == VS_OK) {
        code = vs_doing_record(&doing, &id, draft, err);
    }
    if (code == VS_OK) {
        code = vs_doing_done(&doing, &id, vs_event_type_name(draft->type), words, err);
    }
    if (code == VS_OK && draft->type == VS_EV_REFUSE) {
        tell_effect(&doing, &draft->re);
    }
    if (code == VS_OK && !cli->dry_run) {
        vs_note(&cli->out, "%s\n", _("next: vs sync"));
    }
    vs_doing_end(&doing);
    return code;
}

enum vs_code
vs_cmd_accept(struct vs_cli *cli, struct vs_err *err)
{
    bool pick_up = vs_opt_given(&cli->args, "pick-up");
    struct vs_event draft = {.type = pick_up ? VS_EV_PICKUP : VS_EV_ACCEPT};

    return answer_offer(cli, &draft, can_accept,
                        _("no handover of this case waits for your acceptance"),
                        pick_up ? _("accepted and picked up") : _("accepted"), err);
}

enum vs_code
vs_cmd_refuse(struct vs_cli *cli, struct vs_err *err)
{
    struct vs_event draft = {.type = VS_EV_REFUSE};

    draft.reason = vs_doing_word(cli, "reason", VS_WORDS_REFUSE, 0);
    return answer_offer(cli, &draft, is_open_for_us,
                        _("no handover of this case waits for your answer"), _("refused"), err);
}

enum vs_code
vs_cmd_withdraw(struct vs_cli *cli, struct vs_err *err)
{
    struct vs_event draft = {.type = VS_EV_WITHDRAW};

    return answer_offer(cli, &draft, is_open_of_ours,
                        _("no handover of yours of this case is open"), _("handover withdrawn"),
                        err);
}

enum vs_code
vs_cmd_waitlist(struct vs_cli *cli, struct vs_err *err)
{
    bool start = strcmp(cli->args.pos[1], "start") == 0;
    struct vs_event draft = {.type = start ? VS_EV_WAIT_START : VS_EV_WAIT_END};

    return answer_offer(cli, &draft, start ? can_wait : is_waiting,
                        start ? _("no handover of this case waits for your answer")
                              : _("this case is not on your waiting list"),
                        start ? _("put on the waiting list") : _("taken off the waiting list"),
                        err);
}
