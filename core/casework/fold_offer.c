/* What becomes of one offer in a view: when it moves, ends, is missing a rule or is disputed
 * (FOLD.md 3 to 5). */
#include "core/casework/fold_in.h"

#include <stddef.h>
#include <string.h>

#include "core/base/mem.h"

static bool
is_accept(const struct ev *e)
{
    return e->e->type == VS_EV_ACCEPT || e->e->type == VS_EV_PICKUP;
}

/* The n-th event about the offer that the view holds; `at` walks over all of them. */
static const struct ev *
next_rel(const struct vs_fold_data *d, const struct view *view, const struct obj *obj, uint32_t *at)
{
    while (*at < obj->rel.n) {
        const struct ev *e = &d->ev[obj->rel.v[(*at)++]];

        if (in_view(view, e)) {
            return e;
        }
    }
    return NULL;
}

static uint32_t
index_of(const struct vs_fold_data *d, const struct ev *e)
{
    return (uint32_t)(e - d->ev);
}

/* The least recorded instant at which the addressee showed that it had the offer. */
static vs_instant
delivery(const struct vs_fold_data *d, const struct view *view, const struct obj *obj)
{
    const struct ev *offer = &d->ev[obj->ev];
    vs_instant first = NEVER;

    for (uint32_t c = 0; c < d->chain_n; c++) {
        const struct chain *chain = &d->chains[c];
        uint32_t low = 0, high = view->vc[c] < chain->n ? view->vc[c] : chain->n;
        uint32_t end = high;

        if (chain->org != obj->to_org) {
            continue;
        }
        while (low < high) {
            uint32_t middle = low + (high - low) / 2;

            if (knows(&d->ev[chain->v[middle]], offer)) {
                high = middle;
            } else {
                low = middle + 1;
            }
        }
        for (; low < end; low++) {
            const struct ev *e = &d->ev[chain->v[low]];

            if (e->valid && e->e->type != VS_EV_ACK && in_view(view, e)) {
                first = least(first, e->rec);
                break;
            }
        }
    }
    for (uint32_t node = offer->acks; node != NONE; node = d->ack_next[node]) {
        const struct ev *e = &d->ev[d->ack_ev[node]];

        if (e->valid && e->org == obj->to_org && in_view(view, e)) {
            first = least(first, e->rec);
        }
    }
    return first;
}

static void
make_waits(const struct vs_fold_data *d, const struct view *view, const struct obj *obj,
           struct calc *out)
{
    const struct ev *e;

    for (uint32_t at = 0; (e = next_rel(d, view, obj, &at)) != NULL;) {
        if (e->e->type == VS_EV_WAIT_START && out->wait_n < WAITS_MAX) {
            out->waits[out->wait_n++] = (struct wait){index_of(d, e), e->rec, NEVER, e->open_then};
        }
    }
    for (uint32_t at = 0; out->wait_n > 0 && (e = next_rel(d, view, obj, &at)) != NULL;) {
        bool pickup = e->e->type == VS_EV_PICKUP;

        for (uint32_t i = 0; (pickup || e->e->type == VS_EV_WAIT_END) && i < out->wait_n; i++) {
            struct wait *wait = &out->waits[i];
            const struct ev *start = &d->ev[wait->ev];

            if (pickup ? !knows(start, e) : knows(e, start)) {
                wait->until = least(wait->until, most(e->eff, start->rec));
            }
        }
    }
}

/* Where a delay ends that stands still while the addressee waits. Each round takes one wait. */
static vs_instant
moved_by_waits(const struct calc *calc, vs_instant end)
{
    bool changed = end != NEVER;

    while (changed && end != NEVER) {
        changed = false;
        for (uint32_t i = 0; i < calc->wait_n; i++) {
            const struct wait *wait = &calc->waits[i];

            if (wait->counts && wait->from < end && wait->until > end) {
                end = wait->until;
                changed = true;
            }
        }
    }
    return end;
}

static void
count_delay(struct vs_fold_data *d, struct obj *obj, struct calc *out)
{
    const struct ev *offer = &d->ev[obj->ev];

    out->latest = out->earliest = out->counted_from = NEVER;
    if (obj->rule.kind != VS_RULE_AFTER_DELAY) {
        return;
    }
    if (obj->rule.counts_from == VS_FROM_SENT) {
        out->counted_from = offer->rec;
        out->latest = obj->sent_latest;
        out->earliest = obj->sent_earliest;
        return;
    }
    out->counted_from = out->delivered;
    if (out->delivered != NEVER && obj->counted != out->delivered) {
        rule_count(d, obj, out->delivered, &obj->counted_latest, &obj->counted_earliest);
        obj->counted = out->delivered;
    }
    if (out->delivered != NEVER) {
        out->latest = obj->counted_latest;
        out->earliest = obj->counted_earliest;
    }
    if (obj->rule.counts_from == VS_FROM_UNKNOWN) {
        out->earliest = obj->sent_earliest;
    }
}

/* Withdrawals, refusals and settlements: what ended the offer, and whether they stop the delay. */
static bool
make_endings(const struct vs_fold_data *d, const struct view *view, const struct obj *obj,
             struct calc *out)
{
    const struct vs_fold_rule *rule = &obj->rule;
    bool delay = rule->kind == VS_RULE_AFTER_DELAY, stopped = false;
    const struct ev *e;

    for (uint32_t at = 0; (e = next_rel(d, view, obj, &at)) != NULL;) {
        bool in_time = e->rec < out->moved_latest;

        if (e->e->type == VS_EV_WITHDRAW) {
            stopped |= in_time;
            if (e->rec < out->withdrawn) {
                out->withdrawn = e->rec;
                out->withdrawn_by = index_of(d, e);
            }
        } else if (e->e->type == VS_EV_REFUSE) {
            bool ends = delay || rule->kind == VS_RULE_UNKNOWN
                            ? rule->refusal == VS_REFUSAL_CANCELS && (!delay || in_time)
                            : true;

            stopped |= ends && delay;
            if (ends && (out->refused_by == NONE || e->rec < d->ev[out->refused_by].rec)) {
                out->refused_by = index_of(d, e);
            }
            if (!ends && in_time &&
                (out->objected_by == NONE || e->rec < d->ev[out->objected_by].rec)) {
                out->objected_by = index_of(d, e);
            }
        } else if (e->e->type == VS_EV_ESCALATE) {
            stopped |= in_time && e->open_then && rule->dispute == VS_DISPUTE_SUSPENDS;
        }
    }
    for (uint32_t i = 0; i < obj->killers.n; i++) {
        const struct obj *killer = &d->obj[obj->killers.v[i]];
        const struct st *st = &view->st[obj->killers.v[i]];

        if (st->in && st->effective) {
            stopped = true;
            if (d->ev[killer->ev].e->from < out->killed) {
                out->killed = d->ev[killer->ev].e->from;
                out->settled_by = killer->ev;
            }
        }
    }
    return stopped;
}

/* When an acceptance moves: at its instant, or later where the rule makes it wait. */
static vs_instant
accept_moves(const struct vs_fold_data *d, const struct view *view, const struct obj *obj,
             const struct calc *calc, const struct ev *accept)
{
    vs_instant at = accept->eff;

    if (accept->e->type == VS_EV_PICKUP) {
        return at;
    }
    if (obj->rule.kind == VS_RULE_AT_PICKUP) {
        return NEVER;
    }
    for (uint32_t i = 0; obj->rule.waitlist == VS_WAITLIST_GIVER_HOLDS && i < calc->wait_n; i++) {
        const struct ev *start = &d->ev[calc->waits[i].ev], *end;
        bool ended = false;

        if (!calc->waits[i].counts || !knows(accept, start)) {
            continue;
        }
        for (uint32_t k = 0; !ended && (end = next_rel(d, view, obj, &k)) != NULL;) {
            ended = (end->e->type == VS_EV_WAIT_END || end->e->type == VS_EV_PICKUP) &&
                    knows(accept, end) && knows(end, start);
        }
        if (!ended) {
            at = most(at, calc->waits[i].until);
        }
    }
    if (obj->rule.early_accept == VS_EARLY_NONE && obj->rule.kind == VS_RULE_AFTER_DELAY) {
        at = most(at, calc->latest);
    }
    /* One that still waits is undone by a withdrawal or a settlement: nothing had moved yet. */
    if (at > accept->eff && (calc->withdrawn < at || calc->killed < at)) {
        return NEVER;
    }
    return at;
}

void
offer_calc(struct vs_fold_data *d, const struct view *view, struct obj *obj, struct calc *out)
{
    const struct vs_fold_rule *rule = &obj->rule;
    const struct ev *e;
    bool stopped;

    memset(out, 0, offsetof(struct calc, waits));
    out->wait_n = 0;
    out->signed_by = out->withdrawn_by = out->refused_by = out->settled_by = NONE;
    out->objected_by = NONE;
    out->withdrawn = out->killed = out->signed_at = out->delivered = NEVER;
    if (view->final || (rule->kind == VS_RULE_AFTER_DELAY && rule->counts_from != VS_FROM_SENT)) {
        out->delivered = delivery(d, view, obj);
    }
    make_waits(d, view, obj, out);
    count_delay(d, obj, out);
    out->wait_latest = moved_by_waits(out, out->latest);
    out->moved_latest = rule->waitlist == VS_WAITLIST_GIVER_HOLDS ? out->wait_latest : out->latest;
    out->moved_earliest = rule->waitlist == VS_WAITLIST_GIVER_HOLDS
                              ? moved_by_waits(out, out->earliest)
                              : out->earliest;
    stopped = make_endings(d, view, obj, out);
    out->lapse = stopped ? NEVER : out->moved_latest;
    for (uint32_t at = 0; (e = next_rel(d, view, obj, &at)) != NULL;) {
        vs_instant moves = is_accept(e) ? accept_moves(d, view, obj, out, e) : NEVER;

        if (moves < out->signed_at) {
            out->signed_at = moves;
            out->signed_by = index_of(d, e);
        }
    }
    out->start = least(out->signed_at, out->lapse);
    out->over = least(least(out->start, out->withdrawn), out->killed);
    if (out->refused_by != NONE) {
        out->over = least(out->over, d->ev[out->refused_by].rec);
    }
    out->ended = out->withdrawn != NEVER || out->refused_by != NONE || out->killed != NEVER;
}

/* The least instant at which an acceptance moves the offer that does not know the withdrawal: both
 * sides have signed for that move. NEVER if there is none. */
vs_instant
offer_signed_beside(const struct vs_fold_data *d, const struct view *view, const struct obj *obj,
                    const struct calc *calc, const struct ev *withdrawal)
{
    vs_instant first = NEVER;
    const struct ev *e;

    for (uint32_t at = 0; (e = next_rel(d, view, obj, &at)) != NULL;) {
        if (is_accept(e) && !knows(e, withdrawal)) {
            first = least(first, accept_moves(d, view, obj, calc, e));
        }
    }
    return first;
}

/* --- spans ------------------------------------------------------------------------------------ */

static void
span_add(struct vs_fold_data *d, struct spans *out, enum vs_span_kind kind, const char *missing,
         vs_instant from, vs_instant until, uint32_t ev, uint32_t claim)
{
    if (from >= until) {
        return;
    }
    if (out->n == out->cap) {
        uint32_t cap = out->cap ? out->cap * 2 : 8;
        struct span *grown = vs_realloc_array(out->v, cap, sizeof(*grown));

        if (!grown) {
            d->failed = VS_E_NO_MEMORY;
            return;
        }
        out->v = grown;
        out->cap = cap;
    }
    out->v[out->n++] = (struct span){kind, missing, from, until, ev, claim};
}

/* [from, until) without the waits that leave it with the giver. */
static void
unknown_minus_waits(struct vs_fold_data *d, const struct obj *obj, const struct calc *calc,
                    vs_instant from, vs_instant until, struct spans *out)
{
    vs_instant at = from;

    while (at < until) {
        vs_instant next = until, skip = at;

        for (uint32_t i = 0; obj->rule.waitlist == VS_WAITLIST_GIVER_HOLDS && i < calc->wait_n;
             i++) {
            const struct wait *wait = &calc->waits[i];

            if (!wait->counts) {
                continue;
            }
            if (wait->from <= at && wait->until > at) {
                skip = most(skip, wait->until);
            } else if (wait->from > at) {
                next = least(next, wait->from);
            }
        }
        if (skip > at) {
            at = skip;
        } else {
            span_add(d, out, VS_SPAN_MISSING, "transfer", at, next, obj->ev, NONE);
            at = next;
        }
    }
}

/* Waiting under a rule that does not say what waiting does: from the lapse on, unless the
 * addressee took responsibility without knowing of its list. */
static void
unknown_waits(struct vs_fold_data *d, const struct obj *obj, const struct calc *calc,
              struct spans *out)
{
    vs_instant until = calc->wait_latest;

    if (calc->lapse == NEVER || until <= calc->lapse) {
        return;
    }
    if (calc->signed_by != NONE) {
        bool knew = false;

        for (uint32_t i = 0; i < calc->wait_n; i++) {
            knew |= knows(&d->ev[calc->signed_by], &d->ev[calc->waits[i].ev]);
        }
        until = knew ? until : least(until, calc->signed_at);
    }
    span_add(d, out, VS_SPAN_MISSING, "waitlist", calc->lapse, until, obj->ev, NONE);
}

void
offer_missing(struct vs_fold_data *d, const struct obj *obj, const struct calc *calc,
              struct spans *out)
{
    const struct ev *offer = &d->ev[obj->ev];

    if (obj->rule.kind == VS_RULE_UNKNOWN) {
        unknown_minus_waits(d, obj, calc, offer->rec, calc->over, out);
        return;
    }
    if (obj->rule.takes_over < calc->over) {
        span_add(d, out, VS_SPAN_MISSING, "version", obj->rule.takes_over,
                 least(calc->signed_at, calc->killed), obj->ev, NONE);
    }
    if (obj->rule.kind != VS_RULE_AFTER_DELAY) {
        return;
    }
    if (calc->moved_earliest < calc->moved_latest) {
        bool from_unknown = obj->rule.counts_from == VS_FROM_UNKNOWN;

        span_add(d, out, VS_SPAN_MISSING, from_unknown ? "counts_from" : "calendar",
                 calc->moved_earliest, least(calc->moved_latest, calc->over), obj->ev, NONE);
    }
    if (obj->rule.waitlist == VS_WAITLIST_UNKNOWN) {
        unknown_waits(d, obj, calc, out);
    }
}

/* From when an acceptance by `org` that knows x counts: whoever takes it on in the knowledge of an
 * objection has done with it. NEVER if there is none. */
static vs_instant
accepted_knowing(const struct vs_fold_data *d, const struct view *view, const struct obj *obj,
                 const struct ev *x, uint32_t org)
{
    vs_instant first = NEVER;
    const struct ev *e;

    for (uint32_t at = 0; (e = next_rel(d, view, obj, &at)) != NULL;) {
        if (is_accept(e) && e->org == org && knows(e, x)) {
            first = least(first, e->eff);
        }
    }
    return first;
}

static bool
accepted_beside(const struct vs_fold_data *d, const struct view *view, const struct obj *obj,
                const struct ev *x)
{
    const struct ev *e;

    for (uint32_t at = 0; (e = next_rel(d, view, obj, &at)) != NULL;) {
        if (is_accept(e) && !knows(e, x) && !knows(x, e)) {
            return true;
        }
    }
    return false;
}

void
offer_disputes(struct vs_fold_data *d, const struct view *view, const struct obj *obj,
               const struct calc *calc, struct spans *out)
{
    uint32_t slot = d->ev[obj->ev].slot;
    const struct ev *e;

    if (obj->rule.return_unknown) {
        for (uint32_t i = 0; i < obj->sources.n; i++) {
            span_add(d, out, VS_SPAN_DISPUTE, "return", d->ev[obj->ev].rec, calc->over, obj->ev,
                     obj->sources.v[i]);
        }
    }
    if (calc->start == NEVER) {
        return;
    }
    for (uint32_t at = 0; (e = next_rel(d, view, obj, &at)) != NULL;) {
        vs_instant until = accepted_knowing(d, view, obj, e, e->org);

        if (e->e->type == VS_EV_REFUSE) {
            if (obj->rule.kind == VS_RULE_AFTER_DELAY && calc->lapse != NEVER &&
                obj->rule.refusal == VS_REFUSAL_UNKNOWN && e->rec < calc->moved_latest) {
                span_add(d, out, VS_SPAN_DISPUTE, "refusal", calc->lapse, until, index_of(d, e),
                         slot);
            }
            if (accepted_beside(d, view, obj, e)) {
                span_add(d, out, VS_SPAN_DISPUTE, "acceptance", most(calc->start, e->rec), until,
                         index_of(d, e), slot);
            }
        } else if (e->e->type == VS_EV_ESCALATE && e->e->reason == VS_ESCALATE_DIFFERENCE_OF_VIEW &&
                   obj->rule.dispute == VS_DISPUTE_UNKNOWN) {
            span_add(d, out, VS_SPAN_DISPUTE, "dispute", most(calc->start, e->rec), until,
                     index_of(d, e), slot);
        }
    }
}

static void
kept_add(struct vs_fold_data *d, const struct obj *obj, const struct calc *calc, vs_instant from,
         vs_instant until, uint32_t ev, struct spans *out)
{
    until = least(least(until, calc->start), calc->withdrawn);
    for (uint32_t i = 0; i < obj->sources.n; i++) {
        span_add(d, out, VS_SPAN_KEPT, "", from, until, ev, obj->sources.v[i]);
    }
}

void
offer_kept(struct vs_fold_data *d, const struct view *view, const struct obj *obj,
           const struct calc *calc, struct spans *out)
{
    const struct vs_fold_rule *rule = &obj->rule;
    bool delay = rule->kind == VS_RULE_AFTER_DELAY;
    const struct ev *e;

    if (!delay && rule->kind != VS_RULE_UNKNOWN) {
        return;
    }
    for (uint32_t i = 0; rule->waitlist == VS_WAITLIST_GIVER_HOLDS && i < calc->wait_n; i++) {
        const struct wait *wait = &calc->waits[i];

        if (wait->counts && wait->from < calc->moved_latest) {
            kept_add(d, obj, calc, delay ? most(calc->latest, wait->from) : wait->from, wait->until,
                     wait->ev, out);
        }
    }
    for (uint32_t at = 0; (e = next_rel(d, view, obj, &at)) != NULL;) {
        bool in_time = e->rec < calc->moved_latest;

        if (e->e->type == VS_EV_REFUSE && rule->refusal == VS_REFUSAL_CANCELS &&
            (in_time || !delay)) {
            kept_add(d, obj, calc, delay ? most(calc->latest, e->rec) : e->rec, NEVER,
                     index_of(d, e), out);
        } else if (e->e->type == VS_EV_ESCALATE && e->org == obj->to_org && delay && in_time &&
                   e->open_then && rule->dispute == VS_DISPUTE_SUSPENDS) {
            kept_add(d, obj, calc, most(calc->latest, e->rec), NEVER, index_of(d, e), out);
        }
    }
}
