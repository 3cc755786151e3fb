/*
 * Until when an offer is to be refused, a case returned, an escalation answered, and when the first
 * contact is asked for: what follows from an offer and the agreement that it stands on (due.h).
 */
#include <string.h>

#include "core/base/mem.h"
#include "core/casework/due_priv.h"
#include "core/casework/fold_in.h"
#include "core/casework/zone.h"

struct limiting {
    struct vs_due_terms *out;
    const struct vs_fold *fold;
    vs_instant now;
};

/* Counts from where the term began; where the text does not say from when, the earliest end counts
 * from the earliest instant that it may. */
static enum vs_code
count_ends(struct vs_due *row, const struct vs_delay *delay, const struct vs_calendar *calendar,
           struct vs_err *err)
{
    struct vs_count count;
    enum vs_code code = vs_calendar_count(&count, calendar, row->since, *delay, err);

    if (code != VS_OK) {
        return code;
    }
    row->when = count.latest;
    row->earliest = count.earliest;
    row->missing = count.missing_count > 0 ? count.missing[0] : VS_DATE_NEVER;
    row->nature = delay->nature;
    vs_count_release(&count);
    if (row->start_unknown && row->first < row->since) {
        code = vs_calendar_count(&count, calendar, row->first, *delay, err);
        if (code == VS_OK) {
            row->earliest = least(row->earliest, count.earliest);
            vs_count_release(&count);
        }
    }
    return code;
}

enum vs_code
vs_due_term_add(struct vs_due_terms *out, struct vs_due row, enum vs_due_stand stand,
                const struct vs_delay *delay, const struct vs_calendar *calendar, vs_instant now,
                struct vs_err *err)
{
    enum vs_code code;

    if (row.until <= now) {
        return VS_OK;
    }
    row.missing = VS_DATE_NEVER;
    if (delay) {
        row.length = *delay;
        row.calendar = calendar;
        code = count_ends(&row, delay, calendar, err);
        if (code == VS_E_INVALID && !calendar) {
            row.when = row.earliest = NEVER;
            row.nature = delay->nature;
        } else if (code != VS_OK) {
            return code;
        }
    }
    if (row.unseen && row.when < row.until) {
        row.until = row.when;
    }
    if (row.until <= now || row.until <= row.from) {
        return VS_OK;
    }
    if (out->count == out->room) {
        size_t room = out->room ? 2 * out->room : 8;
        struct vs_due_term *grown = vs_realloc_array(out->list, room, sizeof(*grown));

        if (!grown) {
            return vs_fail_memory(err);
        }
        out->list = grown;
        out->room = room;
    }
    out->list[out->count].row = row;
    out->list[out->count++].stand = stand;
    return VS_OK;
}

static void
keep_by(struct vs_due *row, uint32_t entry, vs_instant rec)
{
    if (rec < row->kept) {
        row->kept = rec;
        row->kept_by = entry;
    }
}

/* The act of `org` about `re` that was recorded first keeps the row. */
static void
keep_by_act(struct vs_due *row, const struct vs_fold *fold, enum vs_event_type type,
            const struct vs_hash *org, const struct vs_hash *re)
{
    for (uint32_t i = 0; i < fold->data->n; i++) {
        const struct vs_fold_entry *entry = &fold->entries[i];

        if (vs_due_is(entry, type) && entry->in->event->has_re &&
            vs_hash_eq(&entry->in->event->re, re) && vs_hash_eq(&entry->in->org, org)) {
            keep_by(row, i, entry->rec);
        }
    }
    row->until = least(row->until, row->kept);
}

/* --- offers ----------------------------------------------------------------------------------- */

/* A term goes by the text that decided about the offer when it began. */
static const struct vs_fold_rule *
rule_at(const struct vs_fold_offer *offer, vs_instant at)
{
    size_t i = offer->rule_count;

    while (i > 1 && offer->rules[i - 1].from > at) {
        i--;
    }
    return &offer->rules[i - 1];
}

/* What is asked of the receiver of an offer from a moment on; nothing has kept it. */
static struct vs_due
receiver_row(const struct limiting *l, uint32_t i, enum vs_due_kind kind, vs_instant from)
{
    const struct vs_fold_offer *offer = &l->fold->offers[i];

    return (struct vs_due){.kind = kind,
                           .kept = NEVER,
                           .kept_by = NONE,
                           .org = offer->to_org,
                           .other = offer->from_org,
                           .since = from,
                           .from = from,
                           .event = offer->event,
                           .offer = i};
}

/* While it waits for an answer; a refusal that does not end it is an answer too. */
static enum vs_code
refuse_by(struct limiting *l, uint32_t i, const struct vs_fold_rule *rule, struct vs_err *err)
{
    const struct vs_fold_offer *offer = &l->fold->offers[i];
    const struct vs_limit *limit = &rule->transfer->refusal_term;
    const struct vs_fold_entry *entry = &l->fold->entries[offer->event];
    struct vs_due row = receiver_row(l, i, VS_DUE_REFUSE_BY, entry->rec);

    row.agreement = rule->agreement;
    row.limit = limit;
    row.unseen = true;
    row.until = least(offer->start, offer->has_end ? offer->over : NEVER);
    keep_by_act(&row, l->fold, VS_EV_REFUSE, &row.org, &entry->in->id);
    return vs_due_term_add(l->out, row, VS_STANDS, &limit->delay, rule->calendar, l->now, err);
}

/* A return is an offer by the one that received it. */
static void
keep_by_return(struct vs_due *row, const struct vs_fold *fold, const struct vs_fold_offer *offer)
{
    for (size_t i = 0; i < fold->offer_count; i++) {
        const struct vs_fold_offer *other = &fold->offers[i];
        const struct vs_fold_entry *entry = &fold->entries[other->event];

        if (entry->in->event->kind == VS_OFFER_RETURN && entry->rec >= offer->start &&
            vs_hash_eq(&other->from_org, &offer->to_org)) {
            keep_by(row, other->event, entry->rec);
        }
    }
    row->until = least(row->until, row->kept);
}

static enum vs_code
return_by(struct limiting *l, uint32_t i, const struct vs_fold_rule *rule, struct vs_err *err)
{
    const struct vs_fold_offer *offer = &l->fold->offers[i];
    const struct vs_limit *limit = &rule->transfer->return_term;
    struct vs_due row = receiver_row(l, i, VS_DUE_RETURN_BY, offer->start);

    row.agreement = rule->agreement;
    row.limit = limit;
    row.unseen = true;
    row.until = NEVER;
    keep_by_return(&row, l->fold, offer);
    return vs_due_term_add(l->out, row, VS_STANDS_HELD, &limit->delay, rule->calendar, l->now, err);
}

/* The day that the giver asked for. It is over with the day itself. */
static enum vs_code
asked_contact(struct limiting *l, uint32_t i, struct vs_err *err)
{
    const struct vs_fold_offer *offer = &l->fold->offers[i];
    const struct vs_fold_entry *entry = &l->fold->entries[offer->event];
    struct vs_due row = receiver_row(l, i, VS_DUE_FIRST_CONTACT, entry->rec);

    row.when = row.earliest = vs_zone_midnight(entry->in->event->first_contact + 1);
    row.until = offer->start == NEVER && offer->has_end ? offer->over : NEVER;
    for (uint32_t k = 0; k < l->fold->data->n; k++) {
        const struct vs_fold_entry *other = &l->fold->entries[k];

        if (vs_due_is(other, VS_EV_CONTACT) && other->in->event->at >= row.since &&
            vs_hash_eq(&other->in->org, &row.org)) {
            keep_by(&row, k, other->rec);
        }
    }
    row.until = least(row.until, row.kept);
    return vs_due_term_add(l->out, row, VS_STANDS_OPEN, NULL, NULL, l->now, err);
}

static enum vs_code
of_offer(struct limiting *l, uint32_t i, struct vs_err *err)
{
    const struct vs_fold_offer *offer = &l->fold->offers[i];
    const struct vs_event *event = l->fold->entries[offer->event].in->event;
    const struct vs_fold_rule *given = &offer->rules[0], *moved = rule_at(offer, offer->start);
    enum vs_code code = VS_OK;

    if (given->transfer && given->transfer->refusal_term.kind == VS_LIMIT_DELAY) {
        code = refuse_by(l, i, given, err);
    }
    if (code == VS_OK && moved->transfer && moved->transfer->return_term.kind == VS_LIMIT_DELAY &&
        event->kind == VS_OFFER_HANDOVER && offer->start != NEVER) {
        code = return_by(l, i, moved, err);
    }
    /* A day before the handover asks nobody for anything: it would be late from the start. */
    if (code == VS_OK && event->has_first_contact &&
        vs_zone_midnight(event->first_contact + 1) > l->fold->entries[offer->event].rec) {
        code = asked_contact(l, i, err);
    }
    return code;
}

/* --- escalations ------------------------------------------------------------------------------ */

/* From when another one has taken it up a level. */
static vs_instant
taken_up(const struct vs_fold *fold, const struct vs_hash *escalation)
{
    vs_instant first = NEVER;

    for (uint32_t i = 0; i < fold->data->n; i++) {
        const struct vs_fold_entry *entry = &fold->entries[i];

        if (vs_due_is(entry, VS_EV_ESCALATE) && entry->in->event->has_next_of &&
            vs_hash_eq(&entry->in->event->next_of, escalation)) {
            first = least(first, entry->rec);
        }
    }
    return first;
}

static enum vs_code
reply(struct limiting *l, const struct vs_fold_escalation *esc, const struct vs_fold_offer *offer,
      const struct vs_level *level, const struct vs_hash *org, struct vs_err *err)
{
    const struct vs_fold_rule *rule = rule_at(offer, l->fold->entries[esc->event].rec);
    const struct vs_fold_entry *entry = &l->fold->entries[esc->event];
    struct vs_due row = {.kind = VS_DUE_REPLY,
                         .kept = NEVER,
                         .kept_by = NONE,
                         .org = *org,
                         .other = esc->org,
                         .since = entry->rec,
                         .from = entry->rec,
                         .event = esc->event,
                         .offer = (uint32_t)(offer - l->fold->offers),
                         .agreement = rule->agreement,
                         .limit = &level->answer,
                         .level = level};

    if (vs_hash_eq(org, &esc->org)) {
        return VS_OK; /* nobody answers itself */
    }
    row.until = least(esc->until, taken_up(l->fold, &entry->in->id));
    keep_by_act(&row, l->fold, VS_EV_ESCALATE_ANSWER, org, &entry->in->id);
    return vs_due_term_add(l->out, row, VS_STANDS, &level->answer.delay, rule->calendar, l->now,
                           err);
}

static enum vs_code
of_escalation(struct limiting *l, const struct vs_fold_escalation *esc, struct vs_err *err)
{
    const struct vs_fold *fold = l->fold;
    const struct vs_fold_offer *offer = NULL;
    const struct vs_level *level = NULL;
    enum vs_code code = VS_OK;

    for (size_t i = 0; esc->about != NONE && i < fold->offer_count; i++) {
        offer = fold->offers[i].event == esc->about ? &fold->offers[i] : offer;
    }
    if (offer) {
        const struct vs_fold_rule *rule = rule_at(offer, fold->entries[esc->event].rec);

        const struct vs_event *event = fold->entries[esc->event].in->event;

        /* An escalation for another reason is no step of the ladder. */
        level = rule->agreement && vs_agreement_escalates(rule->agreement, event->reason)
                    ? vs_agreement_level(rule->agreement, event->level)
                    : NULL;
    }
    if (!level || level->answer.kind != VS_LIMIT_DELAY ||
        level->answered_by == VS_ANSWERED_UNKNOWN) {
        return VS_OK;
    }
    if (level->answered_by != VS_ANSWERED_RECEIVER) {
        code = reply(l, esc, offer, level, &offer->from_org, err);
    }
    if (code == VS_OK && level->answered_by != VS_ANSWERED_GIVER) {
        code = reply(l, esc, offer, level, &offer->to_org, err);
    }
    return code;
}

enum vs_code
vs_due_limits_make(struct vs_due_terms *out, const struct vs_fold *fold, vs_instant now,
                   struct vs_err *err)
{
    struct limiting l = {out, fold, now};
    enum vs_code code = VS_OK;

    for (uint32_t i = 0; code == VS_OK && i < fold->offer_count; i++) {
        code = of_offer(&l, i, err);
    }
    for (size_t i = 0; code == VS_OK && i < fold->escalation_count; i++) {
        code = of_escalation(&l, &fold->escalations[i], err);
    }
    return code;
}
