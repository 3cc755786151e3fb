/* A view: what holds in a set of events, of a past or of everything (FOLD.md 2 and 4). */
#include "core/casework/fold_in.h"

#include <stdlib.h>
#include <string.h>

#include "core/base/mem.h"

#define VIEW_BYTES_MAX ((size_t)256 << 20) /* all views of one fold; two are always kept */

struct view *
view_new(struct vs_fold_data *d, bool final)
{
    struct view *view = vs_calloc(1, sizeof(*view));

    if (view) {
        view->vc = vs_calloc(d->chain_n, sizeof(view->vc[0]));
        view->st = vs_calloc((size_t)d->obj_n + 1, sizeof(view->st[0]));
        view->full = vs_calloc(d->org_n, sizeof(view->full[0]));
        view->facts = vs_calloc(d->org_n, sizeof(view->facts[0]));
        view->proposals = vs_calloc(d->org_n, sizeof(view->proposals[0]));
        view->final = final;
        if (!view->vc || !view->st || !view->full || !view->facts || !view->proposals) {
            view_free(view);
            view = NULL;
        }
    }
    if (!view) {
        d->failed = VS_E_NO_MEMORY;
        return NULL;
    }
    for (uint32_t i = 0; i <= d->obj_n; i++) {
        view->st[i].start = view->st[i].end = view->st[i].endval = view->st[i].over = NEVER;
        view->st[i].last = view->st[i].delivered = NEVER;
    }
    return view;
}

void
view_free(struct view *view)
{
    if (!view) {
        return;
    }
    vs_free(view->vc);
    vs_free(view->st);
    vs_free(view->full);
    vs_free(view->facts);
    vs_free(view->proposals);
    vs_free(view->all.v);
    vs_free(view->live.v);
    vs_free(view->open.v);
    vs_free(view->spans.v);
    vs_free(view->by_delivery.v);
    vs_free(view->escs.v);
    vs_free(view->closings.v);
    vs_free(view->settles.v);
    vs_free(view->newer.v);
    vs_free(view->adds);
    vs_free(view);
}

/* --- parties ---------------------------------------------------------------------------------- */

static void
party_put(struct vs_fold_data *d, struct view *view, uint32_t ev, uint32_t org, bool full)
{
    if (org == NONE) {
        return;
    }
    if (view->add_n == view->add_cap) {
        uint32_t cap = view->add_cap ? view->add_cap * 2 : 8;
        struct padd *grown = vs_realloc_array(view->adds, cap, sizeof(*grown));

        if (!grown) {
            d->failed = VS_E_NO_MEMORY;
            return;
        }
        view->adds = grown;
        view->add_cap = cap;
    }
    view->adds[view->add_n++] = (struct padd){ev, org, full};
    if (full) {
        view->full[org]++;
    } else {
        view->facts[org]++;
    }
}

/* What is taken away never comes back in this view. */
static void
party_drop(struct vs_fold_data *d, struct view *view, const struct ev *removal)
{
    uint32_t org = fold_org(d, &removal->e->party.org), kept = 0;

    for (uint32_t i = 0; i < view->add_n; i++) {
        const struct padd *add = &view->adds[i];

        if (add->org != org || !knows(removal, &d->ev[add->ev])) {
            view->adds[kept++] = *add;
        } else if (add->full) {
            view->full[org]--;
        } else {
            view->facts[org]--;
        }
    }
    view->add_n = kept;
}

static void
party_acts(struct vs_fold_data *d, struct view *view, uint32_t x)
{
    const struct ev *e = &d->ev[x];

    switch ((unsigned)e->e->type) {
    case VS_EV_OPEN:
        party_put(d, view, x, e->org, true);
        for (size_t i = 0; i < e->e->party_count; i++) {
            party_put(d, view, x, fold_org(d, &e->e->parties[i].org),
                      e->e->parties[i].role == VS_PARTY_FULL);
        }
        break;
    case VS_EV_OFFER:
        party_put(d, view, x, e->org, true);
        party_put(d, view, x, fold_org(d, &e->e->to), true);
        break;
    case VS_EV_ESCALATE:
    case VS_EV_ACCEPT:
    case VS_EV_PICKUP:
    case VS_EV_REOPEN:
    case VS_EV_SETTLE:
        party_put(d, view, x, e->org, true);
        break;
    case VS_EV_PARTY_ADD:
        party_put(d, view, x, fold_org(d, &e->e->party.org), e->e->party.role == VS_PARTY_FULL);
        break;
    case VS_EV_PARTY_REMOVE:
        party_drop(d, view, e);
        break;
    default:
        break;
    }
}

/* --- claims ----------------------------------------------------------------------------------- */

static void
make_live(struct vs_fold_data *d, struct view *view, uint32_t slot)
{
    struct st *st = &view->st[slot];

    if (!st->in_live && st->start != NEVER && d->ev[d->obj[slot].ev].e->type != VS_EV_ESCALATE) {
        st->in_live = true;
        list_add(d, &view->live, slot);
    }
}

/* The end of a claim from all that end it in this view. */
static void
renew_end(const struct vs_fold_data *d, struct view *view, uint32_t slot)
{
    const struct obj *obj = &d->obj[slot];
    struct st *st = &view->st[slot];

    st->end = st->last;
    for (uint32_t k = 0; k < obj->enders.n; k++) {
        st->end = least(st->end, view->st[obj->enders.v[k]].endval); /* never, where it is not in */
    }
}

/* Object t now ends its sources at `value`. */
static void
set_endval(struct vs_fold_data *d, struct view *view, uint32_t t, vs_instant value)
{
    const struct obj *obj = &d->obj[t];
    vs_instant before = view->st[t].endval;

    if (before == value) {
        return;
    }
    view->st[t].endval = value;
    for (uint32_t i = 0; i < obj->sources.n; i++) {
        uint32_t s = obj->sources.v[i];
        struct st *st = &view->st[s];

        if (value <= st->end) {
            st->end = value;
        } else if (before == st->end) {
            renew_end(d, view, s);
            make_live(d, view, s);
        }
    }
}

static void
set_claim(struct vs_fold_data *d, struct view *view, uint32_t slot, vs_instant start)
{
    view->st[slot].start = start;
    make_live(d, view, slot);
}

/* Something has changed that closings may wait for. */
static void
touch_closings(const struct vs_fold_data *d, struct view *view)
{
    view->dirty |= d->any_conc;
}

/* --- offers ----------------------------------------------------------------------------------- */

/* The claims of those who withdrew when the delay had passed and they could not know it. An
 * acceptance that does not know the withdrawal ends the claim: the offer that both signed has
 * moved.
 */
static void
withdrawn_claims(struct vs_fold_data *d, struct view *view, const struct obj *obj,
                 const struct calc *calc)
{
    for (uint32_t i = 0; i < obj->rel.n; i++) {
        const struct ev *e = &d->ev[obj->rel.v[i]];
        vs_instant until = NEVER;
        bool claims;

        if (e->e->type != VS_EV_WITHDRAW || !in_view(view, e)) {
            continue;
        }
        claims = e->rec >= calc->lapse; /* and so at or after the start of the offer's own */
        if (claims) {
            until = offer_signed_beside(d, view, obj, calc, e);
            claims = until > e->rec;
        }
        view->st[e->slot].last = claims ? until : NEVER;
        renew_end(d, view, e->slot);
        set_claim(d, view, e->slot, claims ? e->rec : NEVER);
    }
}

/* An escalation ends when its writer accepts the offer knowing it, or by a settlement. What is
 * accepted knowing it always comes after it. */
static void
end_escalations(struct vs_fold_data *d, struct view *view, const struct obj *obj,
                const struct ev *accept)
{
    for (uint32_t i = 0; i < obj->rel.n; i++) {
        const struct ev *esc = &d->ev[obj->rel.v[i]];

        if (esc->e->type == VS_EV_ESCALATE && esc->org == accept->org && in_view(view, esc) &&
            knows(accept, esc)) {
            view->st[esc->slot].end = least(view->st[esc->slot].end, most(accept->eff, esc->rec));
        }
    }
}

static void
update_offer(struct vs_fold_data *d, struct view *view, uint32_t slot)
{
    struct obj *obj = &d->obj[slot];
    struct st *st = &view->st[slot];
    struct spans missing = {NULL, 0, 0};
    struct calc calc;

    offer_calc(d, view, obj, &calc);
    st->over = calc.over;
    st->ended = calc.ended;
    st->delivered = calc.delivered;
    st->last = calc.lapse < calc.signed_at && calc.killed != NEVER ? calc.killed : NEVER;
    renew_end(d, view, slot);
    set_claim(d, view, slot, calc.start);
    set_endval(d, view, slot, calc.start);
    withdrawn_claims(d, view, obj, &calc);
    offer_missing(d, obj, &calc, &missing);
    st->span_until = 0;
    for (uint32_t i = 0; i < missing.n; i++) {
        st->span_until = most(st->span_until, missing.v[i].until);
    }
    if (missing.n > 0 && !st->in_spans) {
        st->in_spans = true;
        list_add(d, &view->spans, slot);
    }
    vs_free(missing.v);
    if (!st->in_open && !st->ended) {
        st->in_open = true;
        list_add(d, &view->open, slot);
    }
    touch_closings(d, view);
}

/* Rules that count from a delivery: whatever the addressee writes may be an earlier sign of it,
 * also of an offer that has ended by now, which may have moved before. */
static void
update_undelivered(struct vs_fold_data *d, struct view *view, const struct ev *e)
{
    for (uint32_t i = 0; i < view->by_delivery.n; i++) {
        uint32_t slot = view->by_delivery.v[i];
        const struct obj *obj = &d->obj[slot];

        if (obj->to_org == e->org && e->rec < view->st[slot].delivered &&
            knows(e, &d->ev[obj->ev])) {
            update_offer(d, view, slot);
        }
    }
}

/* --- settlements and closings ----------------------------------------------------------------- */

static bool
is_effective(const struct vs_fold_data *d, const struct view *view, const struct obj *obj)
{
    for (uint32_t i = 0; i < obj->signers.n; i++) {
        bool found = d->ev[obj->ev].org == obj->signers.v[i];

        for (uint32_t k = 0; !found && k < obj->rel.n; k++) {
            const struct ev *e = &d->ev[obj->rel.v[k]];

            found = e->org == obj->signers.v[i] && in_view(view, e);
        }
        if (!found) {
            return false;
        }
    }
    return true;
}

static void
update_settlement(struct vs_fold_data *d, struct view *view, uint32_t slot)
{
    const struct obj *obj = &d->obj[slot];
    struct st *st = &view->st[slot];
    const struct ev *p = &d->ev[obj->ev];

    if (st->effective || !is_effective(d, view, obj)) {
        return;
    }
    st->effective = true;
    set_claim(d, view, slot, p->e->from);
    set_endval(d, view, slot, p->e->from);
    for (uint32_t i = 0; i < obj->kills.n; i++) {
        update_offer(d, view, obj->kills.v[i]);
    }
    for (uint32_t i = 0; i < view->escs.n; i++) {
        struct st *esc = &view->st[view->escs.v[i]];

        if (knows(p, &d->ev[d->obj[view->escs.v[i]].ev])) {
            esc->end = least(esc->end, p->e->from);
        }
    }
    touch_closings(d, view);
}

/* A closing does not take effect against what it did not know. */
void
view_flush(struct vs_fold_data *d, struct view *view)
{
    if (!view->dirty) {
        return;
    }
    view->dirty = false;
    for (uint32_t i = 0; i < view->closings.n; i++) {
        const struct obj *obj = &d->obj[view->closings.v[i]];
        vs_instant value = d->ev[obj->ev].rec;

        for (uint32_t k = 0; k < obj->conc.n; k++) {
            const struct st *st = &view->st[obj->conc.v[k]];
            bool offer = d->ev[d->obj[obj->conc.v[k]].ev].e->type == VS_EV_OFFER;

            if (st->in) {
                value = most(value, offer ? st->over : st->end);
            }
        }
        set_endval(d, view, view->closings.v[i], value);
    }
}

/* --- growing ---------------------------------------------------------------------------------- */

static void
add_object(struct vs_fold_data *d, struct view *view, const struct ev *e)
{
    struct st *st = &view->st[e->slot];

    st->in = true;
    list_add(d, &view->all, e->slot);
    switch ((unsigned)e->e->type) {
    case VS_EV_OPEN:
        set_claim(d, view, e->slot, e->eff);
        break;
    case VS_EV_OFFER:
        if (rule_wants_delivery(&d->obj[e->slot])) {
            list_add(d, &view->by_delivery, e->slot);
        }
        update_offer(d, view, e->slot);
        break;
    case VS_EV_PICKUP:
    case VS_EV_REOPEN:
        set_claim(d, view, e->slot, e->eff);
        set_endval(d, view, e->slot, e->eff);
        break;
    case VS_EV_CLOSE:
        list_add(d, &view->closings, e->slot);
        set_claim(d, view, e->slot, e->rec);
        set_endval(d, view, e->slot, e->rec);
        touch_closings(d, view);
        break;
    case VS_EV_ESCALATE:
        st->start = e->rec;
        list_add(d, &view->escs, e->slot);
        touch_closings(d, view);
        break;
    case VS_EV_SETTLE:
        list_add(d, &view->settles, e->slot);
        update_settlement(d, view, e->slot);
        break;
    default:
        break;
    }
}

void
view_add(struct vs_fold_data *d, struct view *view, uint32_t x)
{
    const struct ev *e = &d->ev[x];

    view->vc[e->chain] = e->pos + 1;
    if (view->final && e->left_out) {
        return;
    }
    if (e->judged && e->e->type == VS_EV_SETTLE && !e->e->is_agreement) {
        view->proposals[e->org]++;
    }
    if (e->newer) {
        list_add(d, &view->newer, x);
    }
    if (!e->valid) {
        return;
    }
    party_acts(d, view, x);
    if (e->slot != NONE) {
        add_object(d, view, e);
    }
    if (e->re != NONE && d->ev[e->re].slot != NONE) {
        uint32_t target = d->ev[e->re].slot;

        if (d->ev[e->re].e->type == VS_EV_OFFER && view->st[target].in) {
            if (e->e->type == VS_EV_ACCEPT || e->e->type == VS_EV_PICKUP) {
                end_escalations(d, view, &d->obj[target], e);
            }
            update_offer(d, view, target);
        } else if (e->e->type == VS_EV_SETTLE && view->st[target].in) { /* it agrees */
            update_settlement(d, view, target);
        }
    }
    update_undelivered(d, view, e);
}

static int
by_order(const void *a, const void *b)
{
    uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;

    return x < y ? -1 : x > y;
}

void
view_extend(struct vs_fold_data *d, struct view *view, const uint32_t *vc)
{
    struct list more = {NULL, 0, 0};

    for (uint32_t c = 0; c < d->chain_n; c++) {
        for (uint32_t pos = view->vc[c]; pos < vc[c]; pos++) {
            list_add(d, &more, d->chains[c].v[pos]);
        }
    }
    if (more.n > 1) {
        qsort(more.v, more.n, sizeof(more.v[0]), by_order);
    }
    for (uint32_t i = 0; i < more.n && d->failed == VS_OK; i++) {
        view_add(d, view, more.v[i]);
    }
    vs_free(more.v);
}

/* Gives up the view that was not used for longest, if there are too many. */
static void
make_room(struct vs_fold_data *d)
{
    uint32_t oldest = NONE;

    if (d->view_n < d->view_max) {
        return;
    }
    for (uint32_t c = 0; c < d->chain_n; c++) {
        if (d->views[c] && (oldest == NONE || d->views[c]->used < d->views[oldest]->used)) {
            oldest = c;
        }
    }
    if (oldest != NONE) {
        view_free(d->views[oldest]);
        d->views[oldest] = NULL;
        d->view_n--;
    }
}

struct view *
view_of_past(struct vs_fold_data *d, const struct ev *e)
{
    struct view **own;

    if (!d->main) {
        size_t bytes = ((size_t)d->obj_n + 1) * sizeof(struct st) +
                       ((size_t)d->chain_n + 3 * (size_t)d->org_n) * sizeof(uint32_t) + 256;

        d->main = view_new(d, false);
        d->views = vs_calloc(d->chain_n, sizeof(struct view *));
        if (!d->views || !d->main) {
            d->failed = VS_E_NO_MEMORY;
            return NULL;
        }
        d->view_max = VIEW_BYTES_MAX / bytes > 2 ? (uint32_t)(VIEW_BYTES_MAX / bytes) : 2;
    }
    if (e->causes == d->judged) {
        view_extend(d, d->main, e->vc);
        return d->main;
    }
    own = &d->views[e->chain]; /* of what came before in this chain, so part of this past */
    if (!*own) {
        make_room(d);
        *own = view_new(d, false);
        if (!*own) {
            return NULL;
        }
        d->view_n++;
    }
    (*own)->used = ++d->clock;
    view_extend(d, *own, e->vc);
    return *own;
}

/* --- questions -------------------------------------------------------------------------------- */

void
view_front(struct vs_fold_data *d, struct view *view, vs_instant t, struct list *out)
{
    uint32_t kept = 0;

    view_flush(d, view);
    for (uint32_t i = 0; i < view->live.n; i++) {
        uint32_t slot = view->live.v[i];
        struct st *st = &view->st[slot];

        if (st->start <= t && t < st->end) {
            list_add(d, out, slot);
        }
        if (st->end <= t) {
            st->in_live = false;
        } else {
            view->live.v[kept++] = slot;
        }
    }
    view->live.n = kept;
}

void
view_open_offers(struct vs_fold_data *d, struct view *view, vs_instant t, struct list *out)
{
    uint32_t kept = 0;

    for (uint32_t i = 0; i < view->open.n; i++) {
        uint32_t slot = view->open.v[i];
        struct st *st = &view->st[slot];

        if (offer_open_at(st, t)) {
            list_add(d, out, slot);
            view->open.v[kept++] = slot;
        } else {
            st->in_open = false;
        }
    }
    view->open.n = kept;
}

bool
view_open_escalation(struct vs_fold_data *d, struct view *view, vs_instant t, struct list *out)
{
    bool any = false;

    for (uint32_t i = 0; i < view->escs.n; i++) {
        if (view->st[view->escs.v[i]].end > t) {
            any = true;
            if (out) {
                list_add(d, out, view->escs.v[i]);
            }
        }
    }
    return any;
}

/* True if a claim is active at some instant of [from, to]. */
static bool
active_within(const struct st *st, vs_instant from, vs_instant to)
{
    return st->in && st->start <= to && st->end > from && st->start < st->end;
}

static bool
side_active(const struct vs_fold_data *d, const struct view *view, uint32_t slot, vs_instant from,
            vs_instant to)
{
    const struct obj *obj = &d->obj[slot];
    bool any = active_within(&view->st[slot], from, to);

    for (uint32_t i = 0; !any && i < obj->sources.n; i++) {
        any = active_within(&view->st[obj->sources.v[i]], from, to);
    }
    return any;
}

bool
view_missing(struct vs_fold_data *d, struct view *view, vs_instant from, vs_instant to,
             struct list *offers)
{
    bool any = false, now = from == to;
    uint32_t kept = 0, count = now ? view->spans.n : view->all.n;

    view_flush(d, view);
    for (uint32_t i = 0; i < count; i++) {
        uint32_t slot = now ? view->spans.v[i] : view->all.v[i];
        struct obj *obj = &d->obj[slot];
        struct spans spans = {NULL, 0, 0};
        struct calc calc;

        if (d->ev[obj->ev].e->type != VS_EV_OFFER) {
            continue;
        }
        if (now && view->st[slot].span_until <= from) {
            view->st[slot].in_spans = false;
            continue;
        }
        if (now) {
            view->spans.v[kept++] = slot;
        }
        offer_calc(d, view, obj, &calc);
        offer_missing(d, obj, &calc, &spans);
        for (uint32_t k = 0; k < spans.n; k++) {
            vs_instant a = most(from, spans.v[k].from), b = least(to, spans.v[k].until - 1);

            if (a <= b && side_active(d, view, slot, a, b)) {
                any = true;
                if (offers) {
                    list_add(d, offers, slot);
                }
                break;
            }
        }
        vs_free(spans.v);
    }
    if (now) {
        view->spans.n = kept;
    }
    return any;
}

bool
view_disputed(struct vs_fold_data *d, struct view *view, vs_instant from, vs_instant to)
{
    bool any = false;

    view_flush(d, view);
    for (uint32_t i = 0; !any && i < view->all.n; i++) {
        struct obj *obj = &d->obj[view->all.v[i]];
        struct spans spans = {NULL, 0, 0};
        struct calc calc;

        if (d->ev[obj->ev].e->type != VS_EV_OFFER) {
            continue;
        }
        offer_calc(d, view, obj, &calc);
        offer_disputes(d, view, obj, &calc, &spans);
        for (uint32_t k = 0; !any && k < spans.n; k++) {
            vs_instant a = most(from, spans.v[k].from), b = least(to, spans.v[k].until - 1);

            any = a <= b && active_within(&view->st[spans.v[k].claim], a, b);
        }
        vs_free(spans.v);
    }
    return any;
}

vs_instant
view_newer_until(const struct vs_fold_data *d, const struct view *view, uint32_t x)
{
    vs_instant until = NEVER;

    for (uint32_t i = 0; i < view->settles.n; i++) {
        const struct ev *p = claim_ev(d, view->settles.v[i]);

        if (view->st[view->settles.v[i]].effective && knows(p, &d->ev[x])) {
            until = least(until, p->e->from);
        }
    }
    return until;
}

bool
view_newer(const struct vs_fold_data *d, const struct view *view, vs_instant from, vs_instant to)
{
    for (uint32_t i = 0; i < view->newer.n; i++) {
        vs_instant begins = most(from, d->ev[view->newer.v[i]].rec);

        if (begins <= to && begins < view_newer_until(d, view, view->newer.v[i])) {
            return true;
        }
    }
    return false;
}
