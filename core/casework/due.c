/* What is due of a case at an instant, from its fold; over time in due_spans.c, terms in
 * due_terms.c. */
#include <string.h>

#include "core/base/mem.h"
#include "core/casework/due_priv.h"
#include "core/casework/fold_in.h"

struct making {
    struct vs_due_list *out;
    const struct vs_fold *fold;
    vs_instant now;
};

void
vs_due_add(struct vs_due_list *list, struct vs_due row)
{
    if (list->count == list->room) {
        size_t room = list->room ? 2 * list->room : 8;
        struct vs_due *grown = vs_realloc_array(list->rows, room, sizeof(*grown));

        if (!grown) {
            list->failed = true;
            return;
        }
        list->rows = grown;
        list->room = room;
    }
    list->rows[list->count++] = row;
}

/* A row that has no end in time, or that of the offer. */
static void
due(struct making *m, enum vs_due_kind kind, const struct vs_hash *org, const struct vs_hash *other,
    vs_instant since, vs_instant when, uint32_t event, uint32_t offer)
{
    struct vs_due row = {.kind = kind,
                         .org = *org,
                         .since = since,
                         .when = when,
                         .earliest = when,
                         .missing = VS_DATE_NEVER,
                         .event = event,
                         .offer = offer,
                         .kept = NEVER,
                         .kept_by = NONE,
                         .until = NEVER};

    if (other) {
        row.other = *other;
    }
    vs_due_add(m->out, row);
}

static bool
is_held(const struct vs_fold *fold, const struct vs_fold_offer *offer, vs_instant now)
{
    for (size_t k = 0; k < offer->source_count; k++) {
        uint32_t claim = fold->data->claim_of[fold->data->ev[offer->sources[k]].slot];

        if (claim != NONE && fold->claims[claim].start <= now && now < fold->claims[claim].end) {
            return true;
        }
    }
    return false;
}

/* Whether the organisation has done something about it since it knows of it: more than receiving,
 * and whatever the program does by itself. */
static bool
has_acted(const struct vs_fold *fold, const struct vs_hash *org, uint32_t knowing, vs_instant now)
{
    for (uint32_t i = 0; i < fold->data->n; i++) {
        const struct vs_fold_entry *entry = &fold->entries[i];

        if (entry->state == VS_ENTRY_VALID && entry->rec <= now &&
            vs_hash_eq(&entry->in->org, org) && !vs_event_is_plumbing(entry->in->event->type) &&
            vs_fold_knows(fold, i, knowing)) {
            return true;
        }
    }
    return false;
}

static void
dues_of_refused(struct making *m, uint32_t i)
{
    const struct vs_fold *fold = m->fold;
    const struct vs_fold_offer *offer = &fold->offers[i];

    if (is_held(fold, offer, m->now) &&
        !has_acted(fold, &offer->from_org, offer->refused_by, m->now)) {
        due(m, VS_DUE_HAND_ON, &offer->from_org, &offer->to_org,
            fold->entries[offer->refused_by].rec, NEVER, offer->refused_by, i);
    }
}

/* Whether the addressee has accepted the offer, whatever that does by its rule. */
static bool
has_accepted(const struct vs_fold *fold, const struct vs_fold_offer *offer, vs_instant now)
{
    const struct list *rel = &fold->data->obj[fold->data->ev[offer->event].slot].rel;

    for (uint32_t i = 0; i < rel->n; i++) {
        const struct vs_fold_entry *entry = &fold->entries[rel->v[i]];

        if (entry->state == VS_ENTRY_VALID && entry->in->event->type == VS_EV_ACCEPT &&
            entry->rec <= now) {
            return true;
        }
    }
    return false;
}

/* Who has accepted is asked for no answer; but where only a pick-up moves it, for that. */
static void
dues_of_answer_to(struct making *m, uint32_t i)
{
    const struct vs_fold *fold = m->fold;
    const struct vs_fold_offer *offer = &fold->offers[i];
    vs_instant rec = fold->entries[offer->event].rec;

    if (!has_accepted(fold, offer, m->now)) {
        due(m, VS_DUE_ANSWER, &offer->to_org, &offer->from_org, rec, offer->start, offer->event, i);
    } else if (vs_fold_offer_rule(offer, m->now)->kind == VS_RULE_AT_PICKUP) {
        due(m, VS_DUE_TAKE_UP, &offer->to_org, &offer->from_org, rec, offer->start, offer->event,
            i);
    }
}

/* The first day of its delay of which the calendar does not know whether it is a working day. */
static vs_date
first_unknown(const struct vs_fold *fold, const struct vs_fold_offer *offer)
{
    vs_date first = VS_DATE_NEVER;
    struct vs_count count;

    if (vs_fold_offer_count(&count, fold, offer, NULL) == VS_OK) {
        first = count.missing_count > 0 ? count.missing[0] : VS_DATE_NEVER;
        vs_count_release(&count);
    }
    return first;
}

static void
dues_of_offer(struct making *m, uint32_t i)
{
    const struct vs_fold *fold = m->fold;
    const struct vs_fold_offer *offer = &fold->offers[i];
    const struct vs_hash *giver = &offer->from_org, *to = &offer->to_org;
    vs_instant rec = fold->entries[offer->event].rec;
    bool objected = offer->objected_by != NONE && fold->entries[offer->objected_by].rec <= m->now;

    if (vs_fold_offer_state(offer, m->now) == VS_OFFER_REFUSED) {
        dues_of_refused(m, i);
    }
    if (vs_fold_offer_state(offer, m->now) != VS_OFFER_OPEN || rec > m->now) {
        return;
    }
    if (!is_held(fold, offer, m->now)) {
        due(m, VS_DUE_STILL_OPEN, giver, to, rec, offer->start, offer->event, i);
    } else if (objected) { /* it has answered: the giver is to know */
        due(m, VS_DUE_REFUSED, giver, to, fold->entries[offer->objected_by].rec, offer->start,
            offer->objected_by, i);
    } else {
        dues_of_answer_to(m, i);
    }
    if (offer->start != NEVER) {
        due(m, VS_DUE_TRANSFER, to, giver, rec, offer->start, offer->event, i);
    } else if (offer->rule.kind == VS_RULE_AFTER_DELAY && offer->latest == NEVER &&
               offer->earliest != NEVER) { /* the calendar ends before the delay does */
        struct vs_due row = {.kind = VS_DUE_TRANSFER,
                             .org = *to,
                             .other = *giver,
                             .since = rec,
                             .when = NEVER,
                             .earliest = offer->earliest,
                             .missing = VS_DATE_NEVER,
                             .event = offer->event,
                             .offer = i,
                             .kept = NEVER,
                             .kept_by = NONE,
                             .until = NEVER};

        row.calendar = offer->rule.calendar;
        if (row.calendar) {
            row.missing = first_unknown(fold, offer);
        }
        vs_due_add(m->out, row);
    }
}

static void
dues_of_offers(struct making *m)
{
    const struct vs_fold *fold = m->fold;

    for (uint32_t i = 0; i < fold->offer_count; i++) {
        dues_of_offer(m, i);
    }
    for (uint32_t i = 0; i < fold->wait_count; i++) {
        const struct vs_fold_wait *wait = &fold->waits[i];
        const struct vs_fold_offer *offer = &fold->offers[wait->offer];

        if (wait->told <= m->now && m->now < wait->over) {
            due(m, VS_DUE_WAITING, &offer->to_org, &offer->from_org, wait->from, NEVER,
                wait->start_event, wait->offer);
        }
    }
}

/* From when it is undetermined by the first of its missing rules. */
static vs_instant
missing_since(const struct making *m, const struct vs_answer *answer)
{
    uint32_t span = answer->missing_count > 0 ? answer->missing[0].span : NONE;

    return span != NONE ? m->fold->spans[span].from : m->now;
}

static void
dues_of_answer(struct making *m, const struct vs_answer *answer)
{
    const struct vs_fold *fold = m->fold;

    for (size_t i = 0; i < answer->holder_count; i++) {
        const struct vs_answer_holder *holder = &answer->holders[i];
        uint32_t event = fold->claims[answer->claims[holder->first_claim]].event;

        if (!holder->confirmed) {
            due(m, VS_DUE_CONFIRM, &holder->org, NULL, holder->since, NEVER, event, NONE);
        }
        if (answer->certainty == VS_CONTESTED || answer->certainty == VS_DISPUTED) {
            due(m, VS_DUE_SETTLE, &holder->org, NULL, holder->since, NEVER, event, NONE);
        }
    }
    for (size_t i = 0; i < answer->candidate_count; i++) {
        due(m, VS_DUE_SETTLE, &answer->candidates[i], NULL, missing_since(m, answer), NEVER, NONE,
            NONE);
    }
    if (answer->certainty == VS_UNDETERMINED && answer->missing_count > 0 &&
        answer->missing[0].span == NONE && answer->claim_count > 0) {
        const struct vs_fold_claim *claim = &fold->claims[answer->claims[0]];

        for (size_t i = 0; i < fold->party_count; i++) {
            if (fold->parties[i].role == VS_PARTY_FULL) {
                due(m, VS_DUE_PICK_UP, &fold->parties[i].org, NULL, claim->start, NEVER,
                    claim->event, NONE);
            }
        }
    }
}

static bool
is_open(const struct making *m, const struct vs_fold_escalation *esc)
{
    return esc->from <= m->now && m->now < esc->until;
}

/* Marks the entries below an open escalation on its ladder: one step at a time, whoever took it. */
static void
mark_taken_up(const struct making *m, bool *taken)
{
    const struct vs_fold *fold = m->fold;

    for (size_t i = 0; i < fold->escalation_count; i++) {
        uint32_t at = is_open(m, &fold->escalations[i]) ? fold->escalations[i].event : NONE;

        while (at != NONE && fold->entries[at].in->event->has_next_of) {
            at = vs_fold_find(fold, &fold->entries[at].in->event->next_of);
            if (at == NONE || taken[at]) {
                break;
            }
            taken[at] = true;
        }
    }
}

/* Of what one organisation has open beyond this it is asked alone: no case needs as much, and every
 * escalation stands before every party. */
#define ASKED_OF_ONE 16u

static bool
asks_all(const struct making *m, const bool *taken, size_t i)
{
    const struct vs_fold_escalation *escalations = m->fold->escalations;
    unsigned before = 0;

    for (size_t k = 0; k < i && before < ASKED_OF_ONE; k++) {
        before += is_open(m, &escalations[k]) && !taken[escalations[k].event] &&
                  vs_hash_eq(&escalations[k].org, &escalations[i].org);
    }
    return before < ASKED_OF_ONE;
}

/* What an organisation has said of an escalation by now: of an agreement or a disagreement nothing
 * comes but what the others make of it; who says what was decided has to settle it so. */
enum said { SAID_NOTHING, SAID_VIEW, SAID_DECISION };

static enum said
has_said(const struct making *m, const struct vs_fold_escalation *esc, const struct vs_hash *org)
{
    const struct vs_fold *fold = m->fold;
    const struct list *rel = &fold->data->obj[fold->data->ev[esc->event].slot].rel;
    enum said said = SAID_NOTHING;

    for (uint32_t i = 0; i < rel->n; i++) {
        const struct vs_fold_entry *entry = &fold->entries[rel->v[i]];

        if (vs_due_is(entry, VS_EV_ESCALATE_ANSWER) && entry->rec <= m->now &&
            vs_hash_eq(&entry->in->org, org)) {
            said = entry->in->event->reply == VS_REPLY_DECISION || said == SAID_DECISION
                       ? SAID_DECISION
                       : SAID_VIEW;
        }
    }
    return said;
}

/* What a side of the handover that an escalation is about has to say of it: nothing if it is the
 * writer itself, or is no party any more, so that it is asked for nothing. */
enum side { SIDE_NONE, SIDE_OWES, SIDE_SAID };

static enum side
side(const struct making *m, const struct vs_fold_escalation *esc, const struct vs_hash *org)
{
    enum vs_party_role role;

    if (vs_hash_eq(org, &esc->org)) {
        return SIDE_NONE;
    }
    if (has_said(m, esc, org)) {
        return SIDE_SAID;
    }
    return vs_fold_party_role(&role, m->fold, org) && role == VS_PARTY_FULL ? SIDE_OWES : SIDE_NONE;
}

/* Whether all have answered from whom its writer waits for an answer: the sides of the handover
 * that it is about; of one that is about the case as a whole, or of which no other side is left,
 * anybody. */
static bool
is_answered(const struct making *m, const struct vs_fold_escalation *esc)
{
    const struct vs_fold *fold = m->fold;

    for (size_t i = 0; esc->about != NONE && i < fold->offer_count; i++) {
        const struct vs_fold_offer *offer = &fold->offers[i];

        if (offer->event == esc->about) {
            enum side from = side(m, esc, &offer->from_org), to = side(m, esc, &offer->to_org);

            if (from != SIDE_NONE || to != SIDE_NONE) {
                return from != SIDE_OWES && to != SIDE_OWES;
            }
        }
    }
    for (size_t k = 0; k < fold->party_count; k++) {
        if (!vs_hash_eq(&fold->parties[k].org, &esc->org) &&
            has_said(m, esc, &fold->parties[k].org)) {
            return true;
        }
    }
    return false;
}

/* Whether a settlement that it proposed, knowing the escalation, waits for the others. */
static bool
has_proposed(const struct making *m, const struct vs_fold_escalation *esc,
             const struct vs_hash *org)
{
    const struct vs_fold *fold = m->fold;

    for (size_t i = 0; i < fold->settlement_count; i++) {
        const struct vs_fold_settlement *s = &fold->settlements[i];
        const struct vs_fold_entry *entry = &fold->entries[s->event];

        if (entry->rec <= m->now && vs_hash_eq(&entry->in->org, org) &&
            vs_fold_settlement_waits(fold, s) && vs_fold_knows(fold, s->event, esc->event)) {
            return true;
        }
    }
    return false;
}

/* It stands before its writer, who waits for the others until they have answered, and before
 * whoever has not answered, or has decided and not proposed a settlement yet. */
static void
dues_of_escalation(struct making *m, const struct vs_fold_escalation *esc, bool all)
{
    const struct vs_fold *fold = m->fold;

    for (size_t k = 0; k < fold->party_count; k++) {
        const struct vs_hash *org = &fold->parties[k].org;
        bool writer = vs_hash_eq(org, &esc->org);
        enum said said;

        if (fold->parties[k].role != VS_PARTY_FULL || (!all && !writer)) {
            continue;
        }
        said = has_said(m, esc, org);
        if (!writer &&
            (said == SAID_VIEW || (said == SAID_DECISION && has_proposed(m, esc, org)))) {
            continue;
        }
        due(m, VS_DUE_ESCALATION, org, &esc->org, esc->from, NEVER, esc->event, NONE);
        if (writer && !m->out->failed) {
            m->out->rows[m->out->count - 1].answered =
                (said == SAID_DECISION || is_answered(m, esc)) && !has_proposed(m, esc, org);
        }
    }
}

static void
dues_of_disagreement(struct making *m, bool *taken)
{
    const struct vs_fold *fold = m->fold;

    for (size_t i = 0; i < fold->settlement_count; i++) {
        const struct vs_fold_settlement *s = &fold->settlements[i];
        const struct vs_fold_entry *entry = &fold->entries[s->event];

        for (size_t k = 0; vs_fold_settlement_waits(fold, s) && k < s->unsigned_count; k++) {
            due(m, VS_DUE_SIGN, &s->unsigned_by[k], &entry->in->org, entry->rec, NEVER, s->event,
                NONE);
        }
    }
    mark_taken_up(m, taken);
    for (size_t i = 0; i < fold->escalation_count; i++) {
        const struct vs_fold_escalation *esc = &fold->escalations[i];

        if (is_open(m, esc) && !taken[esc->event]) {
            dues_of_escalation(m, esc, asks_all(m, taken, i));
        }
    }
}

enum vs_code
vs_due_at(struct vs_due_list *out, const struct vs_fold *fold, vs_instant at, struct vs_err *err)
{
    struct making m = {out, fold, at};
    struct vs_answer answer;
    enum vs_code code = vs_answer_at(&answer, fold, at, err);
    bool *taken;

    if (code != VS_OK) {
        return code;
    }
    taken = vs_calloc((size_t)fold->data->n + 1, sizeof(*taken));
    if (!taken) {
        vs_answer_release(&answer);
        return vs_fail_memory(err);
    }
    dues_of_offers(&m);
    dues_of_answer(&m, &answer);
    dues_of_disagreement(&m, taken);
    vs_free(taken);
    vs_answer_release(&answer);
    return out->failed ? vs_fail_memory(err) : VS_OK;
}

vs_instant
vs_due_asks(const struct vs_due *row)
{
    switch (row->kind) {
    case VS_DUE_ESCALATION:
        if (vs_hash_eq(&row->org, &row->other) && !row->answered) {
            return NEVER; /* it waits for the others */
        }
        break;
    case VS_DUE_ANSWER:
    case VS_DUE_CONFIRM:
    case VS_DUE_SIGN:
    case VS_DUE_SETTLE:
    case VS_DUE_PICK_UP:
    case VS_DUE_STILL_OPEN:
    case VS_DUE_REFUSED:
    case VS_DUE_REPLY:
    case VS_DUE_HAND_ON:
    case VS_DUE_TAKE_UP:
        break;
    case VS_DUE_TRANSFER:
    case VS_DUE_ASSESSMENT:
    case VS_DUE_TRAJECTORY:
    case VS_DUE_WAITING:
    case VS_DUE_FIRST_CONTACT:
    case VS_DUE_CONTACT:
    case VS_DUE_MONITORING:
    case VS_DUE_FEEDBACK:
    case VS_DUE_TERM:
    case VS_DUE_REFUSE_BY:
    case VS_DUE_RETURN_BY:
    case VS_DUE_KINDS:
        return row->earliest;
    }
    return row->from;
}

const char *
vs_due_kind_name(enum vs_due_kind kind)
{
    static const char *const names[] = {
        "answer",        "transfer", "assessment", "trajectory", "waiting",    "confirm",
        "sign",          "settle",   "escalation", "pick-up",    "still-open", "refused",
        "first-contact", "contact",  "monitoring", "feedback",   "term",       "refuse-by",
        "return-by",     "reply",    "hand-on",    "take-up"};

    return names[kind];
}
