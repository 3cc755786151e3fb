/* Judges the events one after the other, and enters what is valid where later ones look for it. */
#include "core/casework/authority.h"

#include <string.h>

#include "core/base/mem.h"
#include "core/casework/fold_in.h"

/* What an event says it answers, if it lies in its past. */
static void
find_re(struct vs_fold_data *d, struct ev *e)
{
    const struct vs_hash *re = NULL;
    uint32_t found;

    if (e->e->has_re) {
        re = &e->e->re;
    } else if (e->e->is_agreement) {
        re = &e->e->agrees;
    }
    if (!re) {
        return;
    }
    found = fold_find(d, re);
    if (found != NONE && knows(e, &d->ev[found])) {
        e->re = found;
    }
}

/* What is no ack opens nothing. */
static void
note_acks(struct vs_fold_data *d, uint32_t x)
{
    const struct ev *e = &d->ev[x];

    for (size_t i = 0; i < e->e->opened_count; i++) {
        uint32_t named = fold_find(d, &e->e->opened[i]);

        if (named == NONE || !knows(e, &d->ev[named])) {
            continue;
        }
        if (d->ack_n == d->ack_cap) {
            uint32_t cap = d->ack_cap ? d->ack_cap * 2 : 64;
            uint32_t *evs = vs_realloc_array(d->ack_ev, cap, sizeof(uint32_t));
            uint32_t *next;

            d->ack_ev = evs ? evs : d->ack_ev;
            next = evs ? vs_realloc_array(d->ack_next, cap, sizeof(uint32_t)) : NULL;
            if (!next) {
                d->failed = VS_E_NO_MEMORY;
                return;
            }
            d->ack_next = next;
            d->ack_cap = cap;
        }
        d->ack_ev[d->ack_n] = x;
        d->ack_next[d->ack_n] = d->ev[named].acks;
        d->ev[named].acks = d->ack_n++;
    }
}

/* Closings and what they did not know of. */
static void
note_concurrent(struct vs_fold_data *d, const struct ev *e, bool linear)
{
    bool closing = e->e->type == VS_EV_CLOSE;
    bool mark = e->e->type == VS_EV_OFFER || e->e->type == VS_EV_ESCALATE;
    const struct list *others = closing ? &d->marks : &d->closings;

    if (!closing && !mark) {
        return;
    }
    for (uint32_t i = 0; !linear && i < others->n; i++) {
        uint32_t c = closing ? e->slot : others->v[i], m = closing ? others->v[i] : e->slot;

        if (!knows(e, claim_ev(d, others->v[i])) &&
            (claim_ev(d, m)->e->type == VS_EV_ESCALATE ||
             lists_meet(&d->obj[m].sources, &d->obj[c].sources))) {
            list_add(d, &d->obj[c].conc, m);
            d->any_conc = true;
        }
    }
    list_add(d, closing ? &d->closings : &d->marks, e->slot);
}

static void
enter(struct vs_fold_data *d, uint32_t x, bool linear)
{
    struct ev *e = &d->ev[x];

    if (e->e->type == VS_EV_OPEN) {
        d->opening = x;
    }
    if (e->re != NONE && d->ev[e->re].slot != NONE) {
        list_add(d, &d->obj[d->ev[e->re].slot].rel, x);
    }
    if (e->slot == NONE) {
        return;
    }
    for (uint32_t i = 0; i < d->obj[e->slot].sources.n; i++) {
        list_add(d, &d->obj[d->obj[e->slot].sources.v[i]].enders, e->slot);
    }
    for (uint32_t i = 0; i < d->obj[e->slot].kills.n; i++) {
        list_add(d, &d->obj[d->obj[e->slot].kills.v[i]].killers, e->slot);
    }
    if (e->e->type == VS_EV_OFFER) {
        rule_make(d, &d->obj[e->slot]);
    }
    note_concurrent(d, e, linear);
}

void
judge(struct vs_fold_data *d, uint32_t x)
{
    struct ev *e = &d->ev[x];
    bool linear = e->causes == d->judged;
    struct view *view;

    e->eff = e->rec;
    if (e->e) {
        view = view_of_past(d, e);
        if (!view) {
            return;
        }
        find_re(d, e);
        if (e->e->type == VS_EV_NEWER) {
            e->newer = e->org != NONE && view->full[e->org] > 0;
        } else {
            e->reason = judge_in(d, view, x);
            e->judged = true;
            e->valid = !e->reason;
            note_acks(d, x);
        }
        if (e->valid) {
            enter(d, x, linear);
        }
    }
    d->judged++;
}

enum vs_code
vs_authority_check(const char **reason, const struct vs_fold *fold, const struct vs_event *event,
                   const struct vs_hash *org, struct vs_err *err)
{
    struct vs_fold_data *d = fold->data;
    struct vs_fold_event in = {.id = d->case_id, .event = event, .org = *org}; /* of an opening */
    struct ev *e = &d->ev[d->n];
    struct obj *obj = &d->obj[d->obj_n];
    struct view *view;

    *reason = NULL;
    if (event->type == VS_EV_NEWER || event->type == VS_EVENT_TYPE_COUNT) {
        return vs_fail(err, VS_E_INVALID, "type", "cannot be judged");
    }
    e->in = &in;
    e->e = event;
    e->org = fold_org(d, org);
    e->chain = 0;
    e->causes = d->n;
    e->re = NONE;
    e->slot = d->obj_n;
    e->rec = event->made;
    for (uint32_t c = 0; c < d->chain_n; c++) {
        e->vc[c] = d->chains[c].n;
        if (d->chains[c].n > 0) { /* not all of that feed waits */
            e->rec = most(e->rec, d->ev[d->chains[c].v[d->chains[c].n - 1]].rec);
        }
    }
    find_re(d, e);
    view = view_of_past(d, e);
    if (view) {
        *reason = judge_in(d, view, d->n);
    }
    e->in = NULL;
    e->e = NULL;
    vs_free(obj->sources.v);
    vs_free(obj->kills.v);
    vs_free(obj->signers.v);
    vs_free(obj->bound.v);
    memset(&obj->sources, 0, sizeof(obj->sources));
    memset(&obj->kills, 0, sizeof(obj->kills));
    memset(&obj->signers, 0, sizeof(obj->signers));
    memset(&obj->bound, 0, sizeof(obj->bound));
    if (d->failed != VS_OK) {
        d->failed = VS_OK;
        return vs_fail_memory(err);
    }
    return VS_OK;
}
