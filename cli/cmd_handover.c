/*
 * From one organisation to the other: handover, return, accept, refuse, withdraw, waitlist.
 */
#include <string.h>

#include "cli/act.h"
#include "cli/bulk.h"
#include "cli/commands.h"
#include "cli/common.h"
#include "cli/i18n.h"
#include "cli/offer.h"
#include "cli/one_sided.h"
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
    }
    if (code == VS_OK) {
        vs_common_warn(cli, doing.store, &offer);
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

/* We hold it now, and no handover of ours is open. */
static bool
gives_away(const struct vs_bulk *bulk, const struct vs_casefile *file)
{
    const struct vs_fold *fold = vs_casefile_fold(file);
    const struct vs_hash *self = &bulk->store->self.org;
    struct vs_answer answer;
    bool ours = false;

    if (vs_answer_at(&answer, fold, bulk->now, NULL) == VS_OK) {
        for (size_t i = 0; i < answer.claim_count; i++) {
            const struct vs_fold_claim *claim = &fold->claims[answer.claims[i]];

            ours |= claim->holder == VS_HOLDER_ORG && vs_hash_eq(&claim->org, self);
        }
        vs_answer_release(&answer);
    }
    for (size_t i = 0; i < fold->offer_count && ours; i++) {
        ours = !(vs_hash_eq(&fold->offers[i].from_org, self) &&
                 vs_fold_offer_state(&fold->offers[i], bulk->now) == VS_OFFER_OPEN);
    }
    return ours;
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

/* An offer of `other` to us that is open, or has moved and is not signed for. */
static const struct vs_fold_offer *
offer_from(const struct vs_bulk *bulk, const struct vs_casefile *file)
{
    const struct vs_fold *fold = vs_casefile_fold(file);

    for (size_t i = 0; i < fold->offer_count; i++) {
        const struct vs_fold_offer *offer = &fold->offers[i];
        enum vs_offer_state state = vs_fold_offer_state(offer, bulk->now);

        if (vs_hash_eq(&offer->from_org, &bulk->other.org) &&
            vs_hash_eq(&offer->to_org, &bulk->store->self.org) &&
            (state == VS_OFFER_OPEN ||
             (state == VS_OFFER_MOVED && offer->signed_at == VS_INSTANT_NEVER))) {
            return offer;
        }
    }
    return NULL;
}

static bool
takes_over(const struct vs_bulk *bulk, const struct vs_casefile *file)
{
    return offer_from(bulk, file) != NULL;
}

static enum vs_code
take_over(struct vs_bulk *bulk, struct vs_hash *id, const struct vs_casefile *file,
          struct vs_err *err)
{
    struct vs_event draft = *(const struct vs_event *)bulk->payload;

    draft.at = bulk->at;
    draft.has_re = true;
    draft.re = vs_casefile_fold(file)->entries[offer_from(bulk, file)->event].in->id;
    return vs_act(bulk->store, id, vs_casefile_leaf(file), &draft, NULL, err);
}

/* Opens the ledger and finds the other organisation. */
static enum vs_code
begin_many(struct vs_bulk *bulk, struct vs_cli *cli, const char *option, struct vs_err *err)
{
    const char *named = vs_opt_value(&cli->args, option);
    enum vs_code code;

    memset(bulk, 0, sizeof *bulk);
    bulk->cli = cli;
    code = vs_when_act(&bulk->at, &bulk->now, cli, err);
    if (code == VS_OK && !named) {
        code = vs_fail(err, VS_E_USAGE, option, _("with --all, --%s ORG says whose"), option);
    }
    if (code == VS_OK && (vs_opt_given(&cli->args, "text") || vs_opt_given(&cli->args, "edit") ||
                          vs_opt_given(&cli->args, "ref") || vs_opt_given(&cli->args, "offer") ||
                          vs_opt_given(&cli->args, "household"))) {
        code = vs_fail(err, VS_E_USAGE, "--all", "%s",
                       _("words and references belong to one case each"));
    }
    if (code == VS_OK) {
        code = vs_session_open(&bulk->store, cli, true, err);
    }
    return code == VS_OK ? vs_session_org(&bulk->other, bulk->store, cli, named, err) : code;
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
    enum vs_code code = begin_many(&bulk, cli, "to", err);

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
        bulk.gives = true;
        bulk.payload = &offer;
        code = vs_bulk_run(&bulk, gives_away, give_away, err);
    }
    if (code == VS_OK) {
        vs_warn_unconfirmed(cli, &bulk.other);
        vs_common_warn(cli, bulk.store, &offer);
    }
    vs_store_close(bulk.store);
    return code;
}

static enum vs_code
accept_all(struct vs_cli *cli, struct vs_event *draft, struct vs_err *err)
{
    struct vs_bulk bulk;
    char name[VS_LABEL_LEN];
    char words[VS_LABEL_LEN + 64];
    enum vs_code code = begin_many(&bulk, cli, "from", err);

    if (code == VS_OK) {
        vs_label_org(name, bulk.store, &bulk.other.org);
        (void)snprintf(words, sizeof words, _("accepted from %s"), name);
        bulk.type = vs_event_type_name(draft->type);
        bulk.words = words;
        bulk.payload = draft;
        code = vs_bulk_run(&bulk, takes_over, take_over, err);
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
    bool all;
    enum vs_code code = vs_bulk_or_case(&all, cli, err);

    if (code == VS_OK && !all && vs_opt_given(&cli->args, "from")) {
        code = vs_fail(err, VS_E_USAGE, "--from", "%s", _("it belongs to --all"));
    }
    if (code != VS_OK || all) {
        return code == VS_OK ? accept_all(cli, &draft, err) : code;
    }
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
