/* What a profile says, asked for (agreement.h). */
#include "core/casework/agreement.h"

#include <string.h>

#include "core/casework/agreement_priv.h"

struct vs_source
vs_agreement_source(const struct vs_agreement *agreement, struct vs_str id)
{
    const struct vs_json *list = vs_json_get(agreement->doc, "sources");

    for (size_t i = 0; i < vs_json_size(list); i++) {
        const struct vs_json *source = vs_json_at(list, i);

        if (vs_str_eq(vs_json_get_str(source, "id"), id)) {
            return (struct vs_source){
                vs_json_get_str(source, "id"), vs_agreement_prose(source, "title"),
                vs_json_get_str(source, "by"), vs_json_get_str(source, "address")};
        }
    }
    return (struct vs_source){0};
}

static enum vs_in_force
in_force(const struct vs_date_range *from, const struct vs_date_range *until, vs_date date)
{
    if (date < from->earliest || date > until->latest) {
        return VS_NOT_IN_FORCE;
    }
    return date >= from->latest && date <= until->earliest ? VS_SURELY_IN_FORCE
                                                           : VS_POSSIBLY_IN_FORCE;
}

enum vs_in_force
vs_agreement_in_force(const struct vs_agreement *agreement, vs_date date)
{
    return in_force(&agreement->from, &agreement->until, date);
}

enum vs_in_force
vs_agreement_rule_in_force(const struct vs_agreement *agreement, const struct vs_basis *basis,
                           vs_date date)
{
    const struct vs_annex *annex =
        basis->annex.len > 0 ? vs_agreement_annex(agreement, basis->annex) : NULL;

    struct vs_date_range always = {.earliest = INT32_MIN, .latest = INT32_MIN};

    if (!annex) {
        return VS_SURELY_IN_FORCE;
    }
    return in_force(vs_annex_is_dated(annex) ? &annex->from : &always, &annex->until, date);
}

bool
vs_agreement_has_role(const struct vs_agreement *agreement, struct vs_str role)
{
    for (size_t i = 0; i < agreement->role_count; i++) {
        if (vs_str_eq(agreement->roles[i].role, role)) {
            return true;
        }
    }
    return false;
}

bool
vs_agreement_is_auditor(const struct vs_agreement *agreement, struct vs_str role)
{
    for (size_t i = 0; i < agreement->auditor_count; i++) {
        if (vs_str_eq(agreement->auditors[i].role, role)) {
            return true;
        }
    }
    return false;
}

bool
vs_refusal_only_ends(const struct vs_transfer *transfer)
{
    return (transfer->move.kind == VS_MOVE_AT_ACCEPTANCE ||
            transfer->move.kind == VS_MOVE_AT_PICKUP) &&
           transfer->giving_back.kind != VS_MOVE_AFTER_DELAY;
}

bool
vs_agreement_replaces(const struct vs_agreement *agreement, const struct vs_agreement *old)
{
    for (size_t i = 0; i < agreement->replaces_count; i++) {
        if (vs_str_eq(agreement->replaces[i], old->id)) {
            return true;
        }
    }
    return false;
}

static bool
has_ended(const struct vs_agreement *old, const struct vs_agreement *by, vs_date day)
{
    return vs_agreement_replaces(by, old) && !vs_agreement_replaces(old, by) &&
           vs_agreement_in_force(by, day) == VS_SURELY_IN_FORCE;
}

uint32_t
vs_agreements_left(const struct vs_agreement *const *list, uint32_t bits, vs_date day)
{
    uint32_t left = bits;

    for (unsigned i = 0; i < 32; i++) {
        for (unsigned k = 0; (bits >> i & 1) && k < 32; k++) {
            if ((bits >> k & 1) && k != i && has_ended(list[i], list[k], day)) {
                left &= ~(1u << i);
            }
        }
    }
    return left ? left : bits;
}

bool
vs_agreement_overlap(vs_date *day, const struct vs_agreement *a, const struct vs_agreement *b)
{
    vs_date first = a->from.latest > b->from.latest ? a->from.latest : b->from.latest;
    vs_date last = a->until.earliest < b->until.earliest ? a->until.earliest : b->until.earliest;

    if (a->kind != VS_KIND_AGREEMENT || b->kind != VS_KIND_AGREEMENT ||
        !vs_str_eq(a->region, b->region) ||
        (vs_str_eq(a->id, b->id) && vs_str_eq(a->canonical, b->canonical)) ||
        vs_agreement_replaces(a, b) != vs_agreement_replaces(b, a) || first > last ||
        first == VS_DATE_NEVER) {
        return false;
    }
    *day = first;
    return true;
}

bool
vs_agreement_member(struct vs_member *member, const struct vs_agreement *agreement,
                    struct vs_str role, size_t index)
{
    const struct vs_json *list = vs_json_get(agreement->doc, "organisations");
    const struct vs_json *entry = NULL;

    for (size_t i = 0; i < vs_json_size(list) && !entry; i++) {
        if (vs_str_eq(vs_json_get_str(vs_json_at(list, i), "role"), role)) {
            entry = vs_json_at(vs_json_get(vs_json_at(list, i), "members"), index);
        }
    }
    if (!entry) {
        return false;
    }
    member->municipality = vs_json_get_str(entry, "municipality");
    member->organisation = vs_json_get_str(entry, "organisation");
    member->code = vs_json_get_str(entry, "code");
    member->source = vs_json_get_str(entry, "source");
    member->note = vs_agreement_prose(entry, "note");
    vs_agreement_read_period(&member->from, &member->until, entry);
    return true;
}

const struct vs_annex *
vs_agreement_annex(const struct vs_agreement *agreement, struct vs_str id)
{
    for (size_t i = 0; i < agreement->annex_count; i++) {
        if (vs_str_eq(agreement->annexes[i].id, id)) {
            return &agreement->annexes[i];
        }
    }
    return NULL;
}

bool
vs_annex_is_dated(const struct vs_annex *annex)
{
    return annex->from.earliest != INT32_MIN || annex->from.latest != VS_DATE_NEVER;
}

bool
vs_agreement_escalates(const struct vs_agreement *agreement, unsigned reason)
{
    return agreement->escalation_about == 0 ||
           (reason < 32 && (agreement->escalation_about >> reason & 1u) != 0);
}

const struct vs_level *
vs_agreement_level(const struct vs_agreement *agreement, uint32_t level)
{
    for (size_t i = 0; i < agreement->level_count; i++) {
        if (agreement->levels[i].level == level) {
            return &agreement->levels[i];
        }
    }
    return NULL;
}

const struct vs_mode_case *
vs_agreement_mode(const struct vs_agreement *agreement, unsigned after, unsigned unsafety)
{
    for (size_t i = 0; i < agreement->mode_count; i++) {
        const struct vs_mode_case *mode = &agreement->modes[i];

        if ((mode->after || mode->unsafety) && (!mode->after || mode->after & after) &&
            (!mode->unsafety || mode->unsafety & unsafety)) {
            return mode;
        }
    }
    return NULL;
}

const struct vs_transfer *
vs_agreement_transfer(const struct vs_agreement *agreement, struct vs_str giver,
                      struct vs_str receiver, bool is_return)
{
    struct vs_str from = is_return ? receiver : giver;
    struct vs_str to = is_return ? giver : receiver;

    for (size_t i = 0; i < agreement->transfer_count; i++) {
        if (vs_str_eq(agreement->transfers[i].from, from) &&
            vs_str_eq(agreement->transfers[i].to, to)) {
            return &agreement->transfers[i];
        }
    }
    return NULL;
}

bool
vs_move_same(const struct vs_move *a, const struct vs_move *b)
{
    if (a->kind != b->kind || a->kind != VS_MOVE_AFTER_DELAY) {
        return a->kind == b->kind;
    }
    return a->delay.n == b->delay.n && a->delay.unit == b->delay.unit &&
           (a->delay.counting == b->delay.counting || a->delay.unit == VS_UNIT_HOUR) &&
           a->counts_from == b->counts_from;
}

bool
vs_transfer_same(const struct vs_transfer *a, const struct vs_transfer *b)
{
    return vs_move_same(&a->move, &b->move) && vs_move_same(&a->giving_back, &b->giving_back) &&
           a->waitlist == b->waitlist && a->refusal == b->refusal && a->dispute == b->dispute &&
           a->early_accept == b->early_accept && a->version == b->version &&
           (a->version != VS_VERSION_NEW_RULE || a->new_delay == b->new_delay);
}

bool
vs_practice_apply(struct vs_transfer *out, const struct vs_transfer *transfer,
                  const struct vs_practice *practice)
{
    struct vs_basis basis = {
        .kind = VS_BASIS_PRACTICE, .source = practice->source, .note = practice->note};

    *out = *transfer;
    if (!practice->departs || !vs_str_eq(practice->giver, transfer->from) ||
        !vs_str_eq(practice->receiver, transfer->to)) {
        return false;
    }
    switch (practice->rule) {
    case VS_PRACTICE_WAITLIST:
        out->waitlist = (enum vs_waitlist_effect)practice->value;
        out->waitlist_basis = basis;
        break;
    case VS_PRACTICE_REFUSAL:
        out->refusal = (enum vs_refusal_effect)practice->value;
        out->refusal_basis = basis;
        break;
    case VS_PRACTICE_DISPUTE:
        out->dispute = (enum vs_dispute_effect)practice->value;
        out->dispute_basis = basis;
        break;
    case VS_PRACTICE_EARLY_ACCEPT:
        out->early_accept = (enum vs_early_accept)practice->value;
        out->early_accept_basis = basis;
        break;
    case VS_PRACTICE_MOVE:
        out->move = practice->move;
        out->move.basis = basis;
        break;
    }
    return true;
}

const struct vs_term *
vs_agreement_term(const struct vs_agreement *agreement, const char *id, struct vs_str role)
{
    for (size_t i = 0; i < agreement->term_count; i++) {
        if (vs_str_is(agreement->terms[i].id, id) && vs_str_eq(agreement->terms[i].role, role)) {
            return &agreement->terms[i];
        }
    }
    return NULL;
}

enum vs_code
vs_term_deadline(struct vs_count *out, const struct vs_term *term,
                 const struct vs_calendar *calendar, vs_instant start, struct vs_err *err)
{
    if (!term->known) {
        memset(out, 0, sizeof(*out));
        return vs_fail(err, VS_E_INVALID, "term", "the agreement does not say how long it is");
    }
    return vs_calendar_count(out, calendar, start, term->delay, err);
}
