/*
 * The terms that agreements set (due.h): assessment, trajectory, contacts, monitoring, feedback and
 * whatever else a text names. They never move responsibility.
 */
#include <stdlib.h>
#include <string.h>

#include "core/base/mem.h"
#include "core/casework/due_priv.h"
#include "core/casework/fold_in.h"
#include "core/casework/zone.h"

struct keeping {
    struct vs_due_terms *out;
    const struct vs_fold *fold;
    const struct vs_due_rules *rules;
    const struct vs_due_duty *duty;
    const struct vs_term *term;
    vs_instant now;
    struct vs_due_beginning *acts; /* that keep the term, by time */
    size_t act_count;
};

enum vs_due_kind
vs_due_term_kind(const struct vs_term *term)
{
    static const struct {
        const char *id;
        enum vs_due_kind kind;
    } kinds[] = {{"assessment", VS_DUE_ASSESSMENT},       {"trajectory", VS_DUE_TRAJECTORY},
                 {"first_contact", VS_DUE_FIRST_CONTACT}, {"contact", VS_DUE_CONTACT},
                 {"monitoring", VS_DUE_MONITORING},       {"feedback", VS_DUE_FEEDBACK}};

    for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++) {
        if (vs_str_is(term->id, kinds[i].id)) {
            return kinds[i].kind;
        }
    }
    return VS_DUE_TERM;
}

/* --- whose it is ------------------------------------------------------------------------------ */

static enum vs_in_force
in_force(const struct vs_due_duty *duty, vs_date date)
{
    return duty->since <= date && date < duty->ended ? vs_agreement_in_force(duty->agreement, date)
                                                     : VS_NOT_IN_FORCE;
}

/* Of the agreements that an organisation works under in one role on a day: the one that is surely
 * in force before one that may be, then the one adopted last. */
static bool
applies(const struct keeping *k, vs_date date)
{
    const struct vs_due_duty *mine = k->duty;
    enum vs_in_force force = in_force(mine, date);

    if (force == VS_NOT_IN_FORCE) {
        return false;
    }
    for (size_t i = 0; i < k->rules->count; i++) {
        const struct vs_due_duty *other = &k->rules->duties[i];
        enum vs_in_force its;

        if (other == mine || !vs_hash_eq(&other->org, &mine->org) ||
            !vs_str_eq(other->role, mine->role)) {
            continue;
        }
        its = in_force(other, date);
        if (its > force || (its == force && (other->since > mine->since ||
                                             (other->since == mine->since && other > mine)))) {
            return false;
        }
    }
    return true;
}

/* Whether an organisation has the role of the term under the same agreement. */
static bool
has_role(const struct keeping *k, const struct vs_hash *org, vs_date date)
{
    for (size_t i = 0; i < k->rules->count; i++) {
        const struct vs_due_duty *other = &k->rules->duties[i];

        if (vs_hash_eq(&other->org, org) && other->agreement == k->duty->agreement &&
            vs_str_eq(other->role, k->duty->role) && other->since <= date && date < other->ended) {
            return true;
        }
    }
    return false;
}

/* To assess, to end a trajectory and to tell the reporter is for who received the report, assessed
 * or began the trajectory, in the role of the term; another's report or trajectory gives nobody a
 * term. Nor does an opening that does not say whether it is a report. */
static bool
is_of_writer(const struct keeping *k)
{
    return k->term->end == VS_TERM_ENDS_ASSESS || k->term->end == VS_TERM_ENDS_TRAJECTORY_END ||
           vs_due_term_kind(k->term) == VS_DUE_FEEDBACK ||
           (k->term->start == VS_TERM_FROM_RECEIPT && vs_due_reported(k->fold) < 0);
}

/* The term binds the one of its role that did the act, of an offer one of its two sides, else
 * whoever has the role. Contact is for who receives the case, monitoring for others. */
static bool
is_bound(const struct keeping *k, const struct vs_due_beginning *b)
{
    vs_date date = vs_zone_date(b->at);

    if (!applies(k, date)) {
        return false;
    }
    if (vs_due_term_kind(k->term) == VS_DUE_FEEDBACK && vs_due_reported(k->fold) == 0) {
        return false; /* nobody reported */
    }
    if (b->receiver && k->term->end == VS_TERM_ENDS_CONTACT) {
        return vs_hash_eq(b->receiver, &k->duty->org);
    }
    if (b->receiver && k->term->end == VS_TERM_ENDS_MONITORING &&
        vs_hash_eq(b->receiver, &k->duty->org)) {
        return false;
    }
    if (b->offer != NONE) {
        const struct vs_fold_offer *offer = &k->fold->offers[b->offer];

        return vs_hash_eq(&offer->from_org, &k->duty->org) ||
               vs_hash_eq(&offer->to_org, &k->duty->org);
    }
    return vs_hash_eq(b->writer, &k->duty->org) ||
           (!is_of_writer(k) && !has_role(k, b->writer, date));
}

/* --- how it ends ------------------------------------------------------------------------------ */

static int
by_instant(const void *a, const void *b)
{
    const struct vs_due_beginning *x = a, *y = b;

    if (x->at != y->at) {
        return x->at < y->at ? -1 : 1;
    }
    return (x->event > y->event) - (x->event < y->event);
}

static bool
keeps(const struct keeping *k, const struct vs_event *event)
{
    switch (k->term->end) {
    case VS_TERM_ENDS_ASSESS:
        return event->type == VS_EV_ASSESS;
    case VS_TERM_ENDS_TRAJECTORY_END:
        return event->type == VS_EV_TRAJECTORY_END;
    case VS_TERM_ENDS_CONTACT:
        return event->type == VS_EV_CONTACT;
    case VS_TERM_ENDS_MONITORING:
        return event->type == VS_EV_MONITORING_START || event->type == VS_EV_MONITORING_END ||
               (event->type == VS_EV_CONTACT && event->contact > 0 &&
                strcmp(vs_word(VS_WORDS_CONTACT, event->contact - 1), "monitoring") == 0);
    case VS_TERM_ENDS_ACCEPT:
        return event->type == VS_EV_ACCEPT || event->type == VS_EV_PICKUP;
    case VS_TERM_ENDS_HANDOVER:
        return event->type == VS_EV_OFFER;
    case VS_TERM_ENDS_CLOSING:
        return event->type == VS_EV_CLOSE;
    case VS_TERM_ENDS_UNKNOWN:
    case VS_TERM_ENDS_NOTHING:
        break;
    }
    return false;
}

/* The acts of the organisation that keep the term, by the time that they claim. */
static size_t
find_acts(const struct keeping *k, struct vs_due_beginning *acts)
{
    size_t count = 0;

    for (uint32_t i = 0; i < k->fold->data->n; i++) {
        const struct vs_fold_entry *entry = &k->fold->entries[i];

        if (entry->state == VS_ENTRY_VALID && vs_hash_eq(&entry->in->org, &k->duty->org) &&
            keeps(k, entry->in->event)) {
            acts[count++] = (struct vs_due_beginning){
                entry->in->event->at, entry->in->event->at, &entry->in->org, NULL, i, NONE, false};
        }
    }
    if (count > 0) {
        qsort(acts, count, sizeof(*acts), by_instant);
    }
    return count;
}

/* The first of them at or after an instant, NULL. */
static const struct vs_due_beginning *
kept_by(const struct keeping *k, vs_instant from)
{
    size_t low = 0, high = k->act_count;

    while (low < high) {
        size_t middle = low + (high - low) / 2;

        if (k->acts[middle].at < from) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low < k->act_count ? &k->acts[low] : NULL;
}

static enum vs_due_stand
stand_of(const struct keeping *k, const struct vs_due_beginning *b)
{
    if (vs_due_term_kind(k->term) == VS_DUE_FEEDBACK) {
        return VS_STANDS; /* owed to the reporter, whoever holds the case by then */
    }
    switch (k->term->start) {
    case VS_TERM_FROM_UNKNOWN:
    case VS_TERM_FROM_RECEIPT:
    case VS_TERM_FROM_ASSESSMENT:
    case VS_TERM_FROM_TRAJECTORY_START:
        if (vs_hash_eq(b->writer, &k->duty->org) && k->term->end != VS_TERM_ENDS_MONITORING) {
            return VS_STANDS_HELD;
        }
        break;
    case VS_TERM_FROM_TRANSFER:
        if (vs_hash_eq(b->receiver, &k->duty->org)) {
            return VS_STANDS_HELD;
        }
        break;
    case VS_TERM_FROM_CLOSING:
        return VS_STANDS;
    case VS_TERM_FROM_HANDOVER:
    case VS_TERM_FROM_ACCEPTANCE:
    case VS_TERM_FROM_ESCALATION:
        break;
    }
    return k->term->end == VS_TERM_ENDS_MONITORING ? VS_STANDS_MONITORED : VS_STANDS_OPEN;
}

/* --- one term --------------------------------------------------------------------------------- */

/* The span from a beginning to the act that keeps it, and, if it repeats, those that follow;
 * *until becomes the instant of the last such act, or NEVER. */
static enum vs_code
run(const struct keeping *k, const struct vs_due_beginning *b, vs_instant *until,
    struct vs_err *err)
{
    struct vs_due row = {.kind = vs_due_term_kind(k->term),
                         .org = k->duty->org,
                         .since = b->at,
                         .event = b->event,
                         .offer = b->offer,
                         .agreement = k->duty->agreement,
                         .start_unknown = b->unsaid,
                         .first = b->first,
                         .term = k->term->id,
                         .set_by = k->term,
                         .from = b->at};
    vs_instant from = b->at;

    row.unseen = k->term->end == VS_TERM_ENDS_UNKNOWN || k->term->end == VS_TERM_ENDS_NOTHING;
    for (;;) {
        const struct vs_due_beginning *kept = kept_by(k, from);
        const struct vs_fold_entry *entry = kept ? &k->fold->entries[kept->event] : NULL;
        enum vs_code code;

        row.until = entry ? entry->rec : NEVER;
        row.kept = row.until;
        row.kept_by = kept ? kept->event : NONE;
        if (b->offer != NONE && k->term->start == VS_TERM_FROM_HANDOVER &&
            k->fold->offers[b->offer].start == NEVER && k->fold->offers[b->offer].has_end &&
            k->fold->offers[b->offer].over < row.until) {
            row.until = k->fold->offers[b->offer].over; /* it came to nothing */
        }
        code = vs_due_term_add(k->out, row, stand_of(k, b), &k->term->delay, k->duty->calendar,
                               k->now, err);
        *until = kept ? kept->at : NEVER;
        if (code != VS_OK || !entry || !k->term->repeats ||
            entry->in->event->type == VS_EV_MONITORING_END) {
            return code;
        }
        row.since = row.first = kept->at;
        row.start_unknown = false; /* the interval counts from the act that kept the last one */
        row.from = entry->rec;
        row.event = kept->event;
        from = kept->at + 1;
    }
}

/* A beginning before the term that runs was kept begins nothing new: the older one ends first. */
static enum vs_code
one_term(struct keeping *k, struct vs_due_beginning *list, struct vs_err *err)
{
    size_t count = vs_due_beginnings(list, k->fold, k->term);
    vs_instant until = INT64_MIN;
    enum vs_code code = VS_OK;

    if (count > 0) {
        k->act_count = find_acts(k, k->acts);
        qsort(list, count, sizeof(*list), by_instant);
    }
    for (size_t i = 0; code == VS_OK && i < count; i++) {
        if (list[i].at > until && is_bound(k, &list[i])) {
            code = run(k, &list[i], &until, err);
        }
    }
    return code;
}

static bool
is_party(const struct vs_fold *fold, const struct vs_hash *org)
{
    enum vs_party_role role;

    return vs_fold_party_role(&role, fold, org) && role == VS_PARTY_FULL;
}

enum vs_code
vs_due_terms_make(struct vs_due_terms *out, const struct vs_fold *fold, vs_instant now,
                  const struct vs_due_rules *rules, struct vs_err *err)
{
    size_t room = (size_t)fold->data->n + fold->offer_count;
    struct vs_due_beginning *list;
    enum vs_code code = VS_OK;

    if (fold->data->opening == NONE || rules->count == 0) {
        return VS_OK;
    }
    list = vs_calloc(2 * room, sizeof(*list)); /* where terms begin, then what keeps them */
    if (!list) {
        return vs_fail_memory(err);
    }
    for (size_t d = 0; d < rules->count; d++) {
        struct keeping k = {out, fold, rules, &rules->duties[d], NULL, now, list + room, 0};

        for (size_t t = 0;
             code == VS_OK && is_party(fold, &k.duty->org) && t < k.duty->agreement->term_count;
             t++) {
            k.term = &k.duty->agreement->terms[t];
            if (k.term->known && vs_str_eq(k.term->role, k.duty->role)) {
                code = one_term(&k, list, err);
            }
        }
    }
    vs_free(list);
    return code;
}
