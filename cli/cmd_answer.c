/*
 * What the receiver of a handover answers, and what its giver takes back: accept, refuse, withdraw,
 * waitlist.
 */
#include <string.h>

#include "cli/act.h"
#include "cli/bulk.h"
#include "cli/commands.h"
#include "cli/i18n.h"
#include "cli/when.h"

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

/* The offer moved to us, and we hold the case by it still. */
static bool
holds_by(const struct vs_doing *doing, const struct vs_fold *fold, uint32_t index)
{
    for (size_t i = 0; i < fold->claim_count; i++) {
        const struct vs_fold_claim *claim = &fold->claims[i];

        if (claim->kind == VS_CLAIM_MOVED && claim->offer == index && claim->start <= doing->now &&
            doing->now < claim->end) {
            return vs_hash_eq(&claim->org, &doing->store->self.org);
        }
    }
    return false;
}

/* An objection stands that an acceptance of ours would end: a dispute about what we hold by the
 * offer, or an escalation of our own about it. */
static bool
objection_stands(const struct vs_doing *doing, const struct vs_fold *fold, uint32_t index)
{
    for (size_t i = 0; i < fold->span_count; i++) {
        const struct vs_fold_span *span = &fold->spans[i];

        if (span->kind == VS_SPAN_DISPUTE && span->offer == index && span->from <= doing->now &&
            doing->now < span->until && strcmp(span->missing, "closed-feed") != 0) {
            return true;
        }
    }
    for (size_t i = 0; i < fold->escalation_count; i++) {
        const struct vs_fold_escalation *esc = &fold->escalations[i];

        if (esc->about == fold->offers[index].event && esc->from <= doing->now &&
            doing->now < esc->until && vs_hash_eq(&esc->org, &doing->store->self.org)) {
            return true;
        }
    }
    return false;
}

/* Open for us; or moved to us, and not signed for or objected to. */
static bool
can_accept(const struct vs_doing *doing, const struct vs_fold *fold, uint32_t index)
{
    const struct vs_fold_offer *offer = &fold->offers[index];

    if (!vs_hash_eq(&offer->to_org, &doing->store->self.org)) {
        return false;
    }
    return vs_fold_offer_state(offer, doing->now) == VS_OFFER_OPEN ||
           (holds_by(doing, fold, index) &&
            (offer->signed_at == VS_INSTANT_NEVER || objection_stands(doing, fold, index)));
}

/* The pickup of an offer, which is recorded once; VS_FOLD_NONE. */
static uint32_t
pickup_of(const struct vs_fold *fold, const struct vs_fold_offer *offer)
{
    const struct vs_hash *id = &fold->entries[offer->event].in->id;

    for (uint32_t i = 0; i < fold->entry_count; i++) {
        const struct vs_event *event = fold->entries[i].in->event;

        if (fold->entries[i].state == VS_ENTRY_VALID && event && event->type == VS_EV_PICKUP &&
            event->has_re && vs_hash_eq(&event->re, id)) {
            return i;
        }
    }
    return VS_FOLD_NONE;
}

/* Open for us, or moved to us, accepted or not; and the work has not begun, or waits again. */
static bool
can_pick_up(const struct vs_doing *doing, const struct vs_fold *fold, uint32_t index)
{
    const struct vs_fold_offer *offer = &fold->offers[index];

    return can_accept(doing, fold, index) ||
           (holds_by(doing, fold, index) &&
            (pickup_of(fold, offer) == VS_FOLD_NONE || is_waiting(doing, fold, index)));
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

/* What passed to us is not refused any more: it says when that was, and what can be done. */
static enum vs_code
tell_passed(const struct vs_doing *doing, enum vs_code code, struct vs_err *err)
{
    const struct vs_fold *fold = vs_casefile_fold(doing->file);
    char when[VS_WHEN_LEN];

    for (uint32_t i = 0; i < fold->offer_count; i++) {
        if (holds_by(doing, fold, i)) {
            vs_when_text(when, fold->offers[i].start, VS_WHEN_FULL);
            doing->cli->hint = _("vs return CASE offers it back; vs escalate CASE puts the "
                                 "difference before those who decide");
            return vs_fail(err, VS_E_NOTHING_OPEN, NULL,
                           _("it passed to your organisation %s: it is too late to refuse it"),
                           when);
        }
    }
    return code;
}

/* What was picked up is at work already. */
static enum vs_code
check_not_picked_up(const struct vs_doing *doing, struct vs_err *err)
{
    const struct vs_fold *fold = vs_casefile_fold(doing->file);
    char when[VS_WHEN_LEN];

    for (uint32_t i = 0; i < fold->offer_count; i++) {
        uint32_t pickup = pickup_of(fold, &fold->offers[i]);

        if (pickup != VS_FOLD_NONE && holds_by(doing, fold, i)) {
            vs_when_text(when, fold->entries[pickup].in->event->at, VS_WHEN_FULL);
            doing->cli->hint = "vs show CASE";
            return vs_fail(err, VS_E_NOTHING_OPEN, NULL,
                           _("your organisation picked this handover up %s already"), when);
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

/* A second wait would say nothing that the first one did not. */
static enum vs_code
check_not_waiting(const struct vs_doing *doing, const struct vs_hash *re, struct vs_err *err)
{
    const struct vs_fold *fold = vs_casefile_fold(doing->file);
    char when[VS_WHEN_LEN];

    for (size_t i = 0; i < fold->wait_count; i++) {
        const struct vs_fold_wait *wait = &fold->waits[i];

        if (vs_hash_eq(&fold->entries[fold->offers[wait->offer].event].in->id, re) &&
            wait->from <= doing->now && doing->now < wait->over) {
            vs_when_text(when, wait->from, VS_WHEN_FULL);
            doing->cli->hint =
                _("vs waitlist CASE end when it waits no more; vs accept CASE --pick-up begins");
            return vs_fail(err, VS_E_NOTHING_OPEN, NULL,
                           _("this case is on your waiting list already, since %s"), when);
        }
    }
    return VS_OK;
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
            code = check_not_picked_up(&doing, err);
        }
    }
    if (code == VS_E_NOTHING_OPEN && draft->type == VS_EV_REFUSE) {
        code = tell_passed(&doing, code, err);
    }
    if (code == VS_OK && draft->type == VS_EV_REFUSE) {
        code = check_not_refused(&doing, &draft->re, err);
    } else if (code == VS_OK && draft->type == VS_EV_WAIT_START) {
        code = check_not_waiting(&doing, &draft->re, err);
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

/* --- many cases at once ----------------------------------------------------------------------- */

/* A handover of the other organisation that this act would answer; VS_FOLD_NONE. */
static uint32_t
offer_from(const struct vs_bulk *bulk, const struct vs_casefile *file)
{
    const struct vs_event *draft = bulk->payload;
    const struct vs_fold *fold = vs_casefile_fold(file);
    struct vs_doing doing = {.store = bulk->store, .now = bulk->now};

    for (uint32_t i = 0; i < fold->offer_count; i++) {
        if (vs_hash_eq(&fold->offers[i].from_org, &bulk->other.org) &&
            (draft->type == VS_EV_PICKUP ? can_pick_up : can_accept)(&doing, fold, i)) {
            return i;
        }
    }
    return VS_FOLD_NONE;
}

static enum vs_bulk_fit
takes_over(struct vs_bulk *bulk, const struct vs_casefile *file)
{
    return offer_from(bulk, file) == VS_FOLD_NONE ? VS_BULK_OTHER : VS_BULK_FITS;
}

static enum vs_code
take_over(struct vs_bulk *bulk, struct vs_hash *id, const struct vs_casefile *file,
          struct vs_err *err)
{
    const struct vs_fold *fold = vs_casefile_fold(file);
    struct vs_event draft = *(const struct vs_event *)bulk->payload;

    draft.at = bulk->at;
    draft.has_re = true;
    draft.re = fold->entries[fold->offers[offer_from(bulk, file)].event].in->id;
    return vs_act(bulk->store, id, vs_casefile_leaf(file), &draft, NULL, err);
}

static enum vs_code
accept_all(struct vs_cli *cli, struct vs_event *draft, struct vs_err *err)
{
    struct vs_bulk bulk;
    char name[VS_LABEL_LEN];
    char words[VS_LABEL_LEN + 64];
    char none[VS_LABEL_LEN + 128];
    enum vs_code code = vs_bulk_begin(&bulk, cli, "from", err);

    if (code == VS_OK) {
        vs_label_org(name, bulk.store, &bulk.other.org);
        (void)snprintf(words, sizeof words, _("accepted from %s"), name);
        bulk.type = vs_event_type_name(draft->type);
        bulk.words = words;
        (void)snprintf(none, sizeof none,
                       draft->type == VS_EV_PICKUP
                           ? _("no handover of %s waits to be picked up")
                           : _("no handover of %s waits for your acceptance"),
                       name);
        bulk.none = none;
        bulk.payload = draft;
        code = vs_bulk_run(&bulk, takes_over, take_over, err);
    }
    vs_store_close(bulk.store);
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
    return answer_offer(cli, &draft, pick_up ? can_pick_up : can_accept,
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
