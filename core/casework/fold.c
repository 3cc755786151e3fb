#include "core/casework/fold.h"

#include <stdlib.h>
#include <string.h>

#include "core/base/mem.h"
#include "core/casework/fold_in.h"

enum vs_code
vs_fold_make(struct vs_fold **out, const struct vs_hash *case_id,
             const struct vs_fold_event *events, size_t count, const struct vs_fold_source *source,
             struct vs_err *err)
{
    struct vs_fold *fold = vs_calloc(1, sizeof(*fold));
    struct vs_fold_data *d = vs_calloc(1, sizeof(*d));
    enum vs_code code;

    *out = NULL;
    if (!fold || !d) {
        vs_free(fold);
        vs_free(d);
        return vs_fail_memory(err);
    }
    fold->data = d;
    fold->case_id = d->case_id = *case_id;
    d->opening = NONE;
    d->source_copy = *source;
    d->source = &d->source_copy;
    code = fold_intake(fold, events, count, err);
    for (uint32_t i = 0; code == VS_OK && i < d->n; i++) {
        judge(d, i);
        if (d->failed != VS_OK) {
            code = vs_fail_memory(err);
        }
    }
    if (code == VS_OK) {
        code = fold_result(fold, err);
    }
    if (code == VS_OK) {
        *out = fold;
    } else {
        vs_fold_free(fold);
    }
    return code;
}

static void
free_objects(struct vs_fold_data *d)
{
    for (uint32_t i = 0; d->obj && i < d->obj_n; i++) {
        vs_free(d->obj[i].sources.v);
        vs_free(d->obj[i].kills.v);
        vs_free(d->obj[i].signers.v);
        vs_free(d->obj[i].bound.v);
        vs_free(d->obj[i].rel.v);
        vs_free(d->obj[i].enders.v);
        vs_free(d->obj[i].killers.v);
        vs_free(d->obj[i].conc.v);
        vs_free(d->obj[i].later);
    }
    vs_free(d->obj);
}

static void
free_data(struct vs_fold_data *d)
{
    for (uint32_t c = 0; d->views && c < d->chain_n; c++) {
        view_free(d->views[c]);
    }
    vs_free(d->views);
    view_free(d->main);
    view_free(d->final);
    free_objects(d);
    if (d->chains && d->chain_n > 0) {
        vs_free(d->chains[0].first_at); /* one piece for all */
    }
    vs_free(d->chains);
    vs_free(d->chain_pool);
    vs_free(d->ev);
    vs_free(d->vc_rows);
    vs_free(d->orgs);
    vs_free(d->by_id);
    vs_free(d->ack_ev);
    vs_free(d->ack_next);
    vs_free(d->over_told.v);
    vs_free(d->closings.v);
    vs_free(d->marks.v);
    vs_free(d->hash_pool);
    vs_free(d->index_pool);
    vs_free(d->rule_pool);
    vs_free(d->claim_of);
    vs_free(d);
}

void
vs_fold_free(struct vs_fold *fold)
{
    if (!fold) {
        return;
    }
    free_data(fold->data);
    vs_free(fold->entries);
    vs_free(fold->claims);
    vs_free(fold->offers);
    vs_free(fold->waits);
    vs_free(fold->spans);
    vs_free(fold->escalations);
    vs_free(fold->settlements);
    vs_free(fold->parties);
    vs_free(fold->findings);
    vs_free(fold->boundaries);
    vs_free(fold);
}

uint32_t
vs_fold_find(const struct vs_fold *fold, const struct vs_hash *id)
{
    uint32_t found = fold_find(fold->data, id);

    size_t low = fold->data->n, high = fold->entry_count;

    /* Pending ones are not in the table; they stand at the end, by id. */
    while (found == NONE && low < high) {
        size_t middle = low + (high - low) / 2;
        int order = vs_hash_cmp(&fold->entries[middle].in->id, id);

        if (order == 0) {
            found = (uint32_t)middle;
        } else if (order < 0) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return found;
}

bool
vs_fold_party_role(enum vs_party_role *role, const struct vs_fold *fold, const struct vs_hash *org)
{
    for (size_t i = 0; i < fold->party_count; i++) {
        if (vs_hash_eq(&fold->parties[i].org, org)) {
            *role = fold->parties[i].role;
            return true;
        }
    }
    return false;
}

static bool
makes_full(const struct vs_fold_entry *entry, const struct vs_hash *org)
{
    const struct vs_event *event = entry->in->event;

    switch ((unsigned)event->type) {
    case VS_EV_OPEN:
        for (size_t i = 0; i < event->party_count; i++) {
            if (vs_hash_eq(&event->parties[i].org, org) &&
                event->parties[i].role == VS_PARTY_FULL) {
                return true;
            }
        }
        return vs_hash_eq(&entry->in->org, org);
    case VS_EV_OFFER:
        return vs_hash_eq(&entry->in->org, org) || vs_hash_eq(&event->to, org);
    case VS_EV_PARTY_ADD:
        return event->party.role == VS_PARTY_FULL && vs_hash_eq(&event->party.org, org);
    default:
        return false;
    }
}

bool
vs_fold_was_full(const struct vs_fold *fold, const struct vs_hash *org)
{
    for (size_t i = 0; i < fold->entry_count; i++) {
        if (fold->entries[i].state == VS_ENTRY_VALID && makes_full(&fold->entries[i], org)) {
            return true;
        }
    }
    return false;
}

static bool
removes(const struct vs_fold_entry *entry, const struct vs_hash *org)
{
    return entry->state == VS_ENTRY_VALID && entry->in->event->type == VS_EV_PARTY_REMOVE &&
           vs_hash_eq(&entry->in->event->party.org, org);
}

bool
vs_fold_left(vs_instant *until, const struct vs_fold *fold, const struct vs_hash *org)
{
    enum vs_party_role role;
    bool left = false;

    if (vs_fold_party_role(&role, fold, org)) {
        return false;
    }
    /* The earliest of those that no later removal answers: between them it may have been back. */
    for (uint32_t i = 0; i < fold->entry_count; i++) {
        bool last = removes(&fold->entries[i], org);

        for (uint32_t k = i + 1; last && k < fold->entry_count; k++) {
            last = !removes(&fold->entries[k], org) || !vs_fold_knows(fold, k, i);
        }
        if (last && (!left || fold->entries[i].rec < *until)) {
            *until = fold->entries[i].rec;
            left = true;
        }
    }
    return left;
}

bool
vs_fold_settlement_waits(const struct vs_fold *fold, const struct vs_fold_settlement *settlement)
{
    bool waits = !settlement->effective;

    for (size_t i = 0; waits && i < fold->settlement_count; i++) {
        const struct vs_fold_settlement *other = &fold->settlements[i];

        waits = !other->effective || !vs_fold_knows(fold, other->event, settlement->event);
    }
    return waits;
}

bool
vs_fold_knows(const struct vs_fold *fold, uint32_t y, uint32_t x)
{
    const struct vs_fold_data *d = fold->data;

    return y < d->n && x < d->n && y != x && knows(&d->ev[y], &d->ev[x]);
}

static const struct ev *
last_not_left_out(const struct vs_fold_data *d, const struct chain *chain)
{
    for (uint32_t k = chain->n; k-- > 0;) {
        if (!d->ev[chain->v[k]].left_out) {
            return &d->ev[chain->v[k]];
        }
    }
    return NULL;
}

size_t
vs_fold_heads(const struct vs_fold *fold, struct vs_hash *out, size_t max)
{
    const struct vs_fold_data *d = fold->data;
    size_t found = 0;

    for (uint32_t i = d->n; i-- > 0 && found < max;) {
        const struct ev *e = &d->ev[i];
        bool known = e->left_out;

        /* Who knew an event knew those before it in its chain, so that the last one that is not
         * left out speaks for all of them. */
        for (uint32_t c = 0; !known && c < d->chain_n; c++) {
            const struct ev *last = last_not_left_out(d, &d->chains[c]);

            known = last && last != e && knows(last, e);
        }
        if (!known) {
            out[found++] = e->in->id;
        }
    }
    return found;
}

enum vs_code
vs_fold_offer_count(struct vs_count *out, const struct vs_fold *fold,
                    const struct vs_fold_offer *offer, struct vs_err *err)
{
    (void)fold;
    memset(out, 0, sizeof(*out));
    if (offer->rule.kind != VS_RULE_AFTER_DELAY || offer->counted_from == NEVER ||
        (!offer->rule.calendar && offer->rule.delay.unit == VS_UNIT_WORKING_DAY)) {
        return vs_fail(err, VS_E_NOT_FOUND, "delay", "nothing is counted");
    }
    return vs_calendar_count(out, offer->rule.calendar, offer->counted_from, offer->rule.delay,
                             err);
}

enum vs_offer_state
vs_fold_offer_state(const struct vs_fold_offer *offer, vs_instant at)
{
    if (offer->start <= at) {
        return VS_OFFER_MOVED;
    }
    if (!offer->has_end || offer->over > at) {
        return VS_OFFER_OPEN;
    }
    if (offer->settled_by != NONE) {
        return VS_OFFER_SETTLED;
    }
    return offer->withdrawn_by != NONE ? VS_OFFER_WITHDRAWN : VS_OFFER_REFUSED;
}

const char *
vs_entry_state_name(enum vs_entry_state state)
{
    static const char *const names[] = {"valid",    "void",       "pending",
                                        "unjudged", "unreadable", "left-out"};

    return names[state];
}

const char *
vs_claim_kind_name(enum vs_claim_kind kind)
{
    static const char *const names[] = {"opened", "moved",    "taken-up", "withdrawn",
                                        "closed", "reopened", "settled"};

    return names[kind];
}

const char *
vs_rule_kind_name(enum vs_rule_kind kind)
{
    static const char *const names[] = {"acceptance_only", "after_delay", "at_acceptance",
                                        "at_pickup", "unknown"};

    return names[kind];
}

const char *
vs_rule_why_name(enum vs_rule_why why)
{
    static const char *const names[] = {"agreed",  "no-agreement", "direction", "return",
                                        "several", "disagree",     "not-held",  "silent"};

    return names[why];
}

const char *
vs_offer_state_name(enum vs_offer_state state)
{
    static const char *const names[] = {"open", "moved", "withdrawn", "refused", "settled"};

    return names[state];
}

const char *
vs_span_kind_name(enum vs_span_kind kind)
{
    static const char *const names[] = {"missing", "dispute", "kept", "newer", "large"};

    return names[kind];
}
