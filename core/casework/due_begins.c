/*
 * Where the terms that agreements set begin in a case (due.h, AGREEMENTS.md 4b): with the report,
 * with an act, with a handover. Whom they bind is said in due_terms.c.
 */
#include <string.h>

#include "core/casework/due_priv.h"
#include "core/casework/fold_in.h"

/* --- the report ------------------------------------------------------------------------------- */

int
vs_due_reported(const struct vs_fold *fold)
{
    const struct vs_event *opening = fold->entries[fold->data->opening].in->event;
    const char *origin = vs_word_said(VS_WORDS_ORIGIN, opening->origin);

    return !origin ? -1
           : strcmp(origin, "report") == 0 || strcmp(origin, "re_report") == 0 ||
                   strcmp(origin, "follow_up_report") == 0
               ? 1
               : 0;
}

/* --- acts ------------------------------------------------------------------------------------- */

static struct vs_due_beginning
by_act(const struct vs_fold *fold, uint32_t i)
{
    const struct vs_fold_entry *entry = &fold->entries[i];
    vs_instant at = entry->in->event->at;

    return (struct vs_due_beginning){at, at, &entry->in->org, NULL, i, NONE, false};
}

static size_t
begins_with(struct vs_due_beginning *list, const struct vs_fold *fold, enum vs_event_type type)
{
    size_t count = 0;

    for (uint32_t i = 0; i < fold->data->n; i++) {
        const struct vs_fold_entry *entry = &fold->entries[i];

        if (vs_due_is(entry, type) && (type != VS_EV_OPEN || i == fold->data->opening)) {
            list[count++] = by_act(fold, i);
        }
    }
    return count;
}

/* The acceptance of an offer, a pick-up being one: the earliest by the time that it claims. */
static uint32_t
accepted_by(const struct vs_fold *fold, const struct vs_fold_offer *offer)
{
    const struct vs_hash *id = &fold->entries[offer->event].in->id;
    uint32_t first = NONE;

    for (uint32_t i = offer->event + 1; i < fold->data->n; i++) {
        const struct vs_fold_entry *entry = &fold->entries[i];

        if ((vs_due_is(entry, VS_EV_ACCEPT) || vs_due_is(entry, VS_EV_PICKUP)) &&
            entry->in->event->has_re && vs_hash_eq(&entry->in->event->re, id) &&
            (first == NONE || entry->in->event->at < fold->entries[first].in->event->at)) {
            first = i;
        }
    }
    return first;
}

/* Settlements that give the case to one that did not hold it just before. */
static size_t
settled_to(struct vs_due_beginning *list, const struct vs_fold *fold)
{
    size_t count = 0;

    for (size_t i = 0; i < fold->claim_count; i++) {
        const struct vs_fold_claim *claim = &fold->claims[i];
        bool gives = claim->kind == VS_CLAIM_SETTLED && claim->holder == VS_HOLDER_ORG &&
                     claim->start < claim->end;

        for (size_t k = 0; gives && k < fold->claim_count; k++) {
            const struct vs_fold_claim *other = &fold->claims[k];

            gives = other->holder != VS_HOLDER_ORG || !vs_hash_eq(&other->org, &claim->org) ||
                    other->start >= claim->start || other->end < claim->start;
        }
        if (gives) {
            list[count++] = (struct vs_due_beginning){
                claim->start, claim->start, &claim->org, &claim->org, claim->event, NONE, false};
        }
    }
    return count;
}

/* Another decision than that on a trajectory begins none, and limits none. */
static size_t
decided_on(struct vs_due_beginning *list, size_t count, const struct vs_fold *fold)
{
    size_t kept = 0;

    for (size_t i = 0; i < count; i++) {
        const struct vs_event *event = fold->entries[list[i].event].in->event;

        if (vs_word_find(VS_WORDS_SERVICE, vs_str(vs_word(VS_WORDS_ASSESS, event->outcome_word))) >=
            0) {
            list[kept++] = list[i];
        }
    }
    return kept;
}

/* The text gives a length and not from when it counts. The term runs all the same from where there
 * is something to limit; the report is the earliest that any source counts from. */
static size_t
of_unknown_start(struct vs_due_beginning *list, const struct vs_fold *fold,
                 const struct vs_term *term)
{
    const struct vs_fold_entry *opening = &fold->entries[fold->data->opening];
    size_t count = 0;
    int reported = vs_due_reported(fold);

    if (term->end == VS_TERM_ENDS_ASSESS) {
        count = reported != 0 ? begins_with(list, fold, VS_EV_OPEN) : 0;
    } else if (term->end == VS_TERM_ENDS_TRAJECTORY_END) {
        count = begins_with(list, fold, VS_EV_TRAJECTORY_START);
    }
    for (size_t i = 0; i < count; i++) {
        bool counts =
            reported > 0 || (reported < 0 && vs_hash_eq(list[i].writer, &opening->in->org));

        list[i].unsaid = true;
        if (counts && opening->in->event->at < list[i].at) {
            list[i].first = opening->in->event->at;
        }
    }
    return count;
}

/* --- all -------------------------------------------------------------------------------------- */

size_t
vs_due_beginnings(struct vs_due_beginning *list, const struct vs_fold *fold,
                  const struct vs_term *term)
{
    enum vs_term_start start = term->start;
    size_t count = 0;

    switch (start) {
    case VS_TERM_FROM_UNKNOWN:
        return of_unknown_start(list, fold, term);
    case VS_TERM_FROM_RECEIPT:
        return vs_due_reported(fold) != 0 ? begins_with(list, fold, VS_EV_OPEN) : 0;
    case VS_TERM_FROM_ASSESSMENT:
        count = begins_with(list, fold, VS_EV_ASSESS);
        return term->end == VS_TERM_ENDS_TRAJECTORY_END ? decided_on(list, count, fold) : count;
    case VS_TERM_FROM_TRAJECTORY_START:
        return begins_with(list, fold, VS_EV_TRAJECTORY_START);
    case VS_TERM_FROM_ESCALATION:
        return begins_with(list, fold, VS_EV_ESCALATE);
    case VS_TERM_FROM_CLOSING:
        return begins_with(list, fold, VS_EV_CLOSE);
    case VS_TERM_FROM_HANDOVER:
    case VS_TERM_FROM_TRANSFER:
    case VS_TERM_FROM_ACCEPTANCE:
        break;
    }
    count = start == VS_TERM_FROM_TRANSFER ? settled_to(list, fold) : 0;
    for (uint32_t i = 0; i < fold->offer_count; i++) {
        const struct vs_fold_offer *offer = &fold->offers[i];
        struct vs_due_beginning b = {
            offer->start, offer->start, &offer->from_org, &offer->to_org, offer->event, i, false};

        if (start == VS_TERM_FROM_HANDOVER) {
            b.at = fold->entries[offer->event].rec;
        } else if (start == VS_TERM_FROM_ACCEPTANCE) {
            b.event = accepted_by(fold, offer);
            b.at = b.event != NONE ? fold->entries[b.event].in->event->at : NEVER;
        }
        b.first = b.at;
        if (b.at != NEVER) {
            list[count++] = b;
        }
    }
    return count;
}
