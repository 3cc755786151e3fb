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

/* The ends of the delays of all texts that decide or may take over. */
struct delays {
    vs_instant latest[STAGES_MAX], earliest[STAGES_MAX]; /* D, E of each */
    vs_instant moved_latest[STAGES_MAX], moved_earliest[STAGES_MAX];
    vs_instant wait_latest[STAGES_MAX];
};

static void
count_stage(struct vs_fold_data *d, struct stage *stage, const struct calc *calc,
            vs_instant *latest, vs_instant *earliest)
{
    *latest = *earliest = NEVER;
    if (stage->rule.kind != VS_RULE_AFTER_DELAY) {
        return;
    }
    if (stage->rule.counts_from == VS_FROM_SENT) {
        *latest = stage->sent_latest;
        *earliest = stage->sent_earliest;
        return;
    }
    if (calc->delivered != NEVER && stage->counted != calc->delivered) {
        rule_count(d, stage, calc->delivered, &stage->counted_latest, &stage->counted_earliest);
        stage->counted = calc->delivered;
    }
    if (calc->delivered != NEVER) {
        *latest = stage->counted_latest;
        *earliest = stage->counted_earliest;
    }
    if (stage->rule.counts_from == VS_FROM_UNKNOWN) {
        *earliest = stage->sent_earliest;
    }
}

static void
count_delays(struct vs_fold_data *d, struct obj *obj, const struct calc *calc, struct delays *out)
{
    for (uint32_t k = 0; k <= obj->later_n; k++) {
        struct stage *stage = stage_of(obj, k);
        bool holds = stage->rule.waitlist == VS_WAITLIST_GIVER_HOLDS;

        count_stage(d, stage, calc, &out->latest[k], &out->earliest[k]);
        out->wait_latest[k] = moved_by_waits(calc, out->latest[k]);
        out->moved_latest[k] = holds ? out->wait_latest[k] : out->latest[k];
        out->moved_earliest[k] = holds ? moved_by_waits(calc, out->earliest[k]) : out->earliest[k];
        if (stage->rule.waitlist == VS_WAITLIST_NONE) {
            out->wait_latest[k] = out->latest[k];
        }
    }
}

/* The first of `count` texts whose delay ends before the next one takes over, or the last. */
static uint32_t
deciding(const struct obj *obj, const vs_instant *ends, uint32_t count)
{
    uint32_t k = 0;

    while (k + 1 < count && ends[k] > rule_of(obj, k + 1)->from) {
        k++;
    }
    return k;
}

static void
choose_delay(const struct vs_fold_data *d, const struct obj *obj, const struct delays *delays,
             struct calc *out)
{
    uint32_t late = deciding(obj, delays->moved_latest, out->stage_n);
    uint32_t early = deciding(obj, delays->moved_earliest, out->stage_n);
    const struct vs_fold_rule *rule = rule_of(obj, late);

    memcpy(out->ends, delays->latest, ((size_t)obj->later_n + 1) * sizeof(out->ends[0]));
    out->latest = delays->latest[late];
    out->moved_latest = delays->moved_latest[late];
    out->early_stage = early;
    out->earliest = delays->earliest[early];
    out->moved_earliest = delays->moved_earliest[early];
    out->wait_latest = delays->wait_latest[deciding(obj, delays->wait_latest, obj->later_n + 1)];
    out->counted_from = NEVER;
    if (rule->kind == VS_RULE_AFTER_DELAY) {
        out->counted_from = rule->counts_from == VS_FROM_SENT ? d->ev[obj->ev].rec : out->delivered;
    }
    if (late > 0 && obj->later[late - 1].counted_anew == VS_NEW_DELAY_FIRST_DAY) {
        out->counted_from = most(out->counted_from, rule->from);
    }
}

/* Which of the texts that have decided was there at an instant. */
static uint32_t
stage_at(const struct obj *obj, const struct calc *calc, vs_instant at)
{
    uint32_t k = calc->stage_n - 1;

    while (k > 0 && rule_of(obj, k)->from > at) {
        k--;
    }
    return k;
}

static const struct vs_fold_rule *
rule_at(const struct obj *obj, const struct calc *calc, vs_instant at)
{
    return rule_of(obj, stage_at(obj, calc, at));
}

const struct vs_fold_rule *
offer_rule_at(const struct obj *obj, const struct calc *calc, vs_instant at)
{
    return rule_at(obj, calc, at);
}

/* Until when the k-th text decides. */
static vs_instant
until_next(const struct obj *obj, const struct calc *calc, uint32_t k)
{
    return k + 1 < calc->stage_n ? rule_of(obj, k + 1)->from : NEVER;
}

/* Where only a signature moves an offer, a refusal ends it whatever else is said of one. */
static bool
refusal_ends(const struct vs_fold_rule *rule, bool in_time)
{
    bool delay = rule->kind == VS_RULE_AFTER_DELAY;

    return delay || rule->kind == VS_RULE_UNKNOWN
               ? rule->refusal == VS_REFUSAL_CANCELS && (!delay || in_time)
               : true;
}

/* Withdrawals, refusals and settlements: what ended the offer, and whether they stop the delay.
 * Each has the effect that the text of its own instant gives it. */
static bool
make_endings(const struct vs_fold_data *d, const struct view *view, const struct obj *obj,
             struct calc *out)
{
    bool stopped = false;
    const struct ev *e;

    for (uint32_t at = 0; (e = next_rel(d, view, obj, &at)) != NULL;) {
        const struct vs_fold_rule *rule = rule_at(obj, out, e->rec);
        bool in_time = e->rec < out->moved_latest;

        if (e->e->type == VS_EV_WITHDRAW) {
            stopped |= in_time;
            if (e->rec < out->withdrawn) {
                out->withdrawn = e->rec;
                out->withdrawn_by = index_of(d, e);
            }
        } else if (e->e->type == VS_EV_REFUSE) {
            bool ends = refusal_ends(rule, in_time);

            stopped |= ends && in_time;
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
            stopped |= d->ev[killer->ev].e->from <= out->moved_latest;
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
    uint32_t stage = stage_at(obj, calc, at);
    const struct vs_fold_rule *rule = rule_of(obj, stage);

    if (accept->e->type == VS_EV_PICKUP) {
        return at;
    }
    if (rule->kind == VS_RULE_AT_PICKUP) {
        return NEVER;
    }
    for (uint32_t i = 0; rule->waitlist == VS_WAITLIST_GIVER_HOLDS && i < calc->wait_n; i++) {
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
    if (rule->early_accept == VS_EARLY_NONE && rule->kind == VS_RULE_AFTER_DELAY) {
        at = most(at, calc->ends[stage]);
    }
    /* One that still waits is undone by a withdrawal or a settlement: nothing had moved yet. */
    if (at > accept->eff && (calc->withdrawn < at || calc->killed < at)) {
        return NEVER;
    }
    return at;
}

/* An acceptance moves it at the least instant so far. Of several one that is not cut is named. */
static void
moved_by(const struct vs_fold_data *d, struct calc *out, const struct ev *accept, vs_instant at)
{
    bool unaware = true;

    for (uint32_t i = 0; i < out->wait_n; i++) {
        unaware &= !knows(accept, &d->ev[out->waits[i].ev]);
    }
    if (at < out->signed_at || (d->ev[out->signed_by].in->cut && !accept->in->cut)) {
        out->signed_by = index_of(d, accept);
    }
    out->unaware = unaware || (at == out->signed_at && out->unaware);
    out->signed_at = at;
}

/* What becomes of it under the first calc->stage_n texts. */
static void
calc_course(struct vs_fold_data *d, const struct view *view, const struct obj *obj,
            const struct delays *delays, struct calc *out)
{
    const struct ev *e;
    bool stopped;

    out->signed_by = out->withdrawn_by = out->refused_by = out->settled_by = NONE;
    out->objected_by = NONE;
    out->withdrawn = out->killed = out->signed_at = NEVER;
    out->unaware = false;
    choose_delay(d, obj, delays, out);
    stopped = make_endings(d, view, obj, out);
    out->lapse = stopped ? NEVER : out->moved_latest;
    for (uint32_t at = 0; (e = next_rel(d, view, obj, &at)) != NULL;) {
        vs_instant moves = is_accept(e) ? accept_moves(d, view, obj, out, e) : NEVER;

        if (moves != NEVER && moves <= out->signed_at) {
            moved_by(d, out, e, moves);
        }
    }
    out->start = least(out->signed_at, out->lapse);
    out->over = least(least(out->start, out->withdrawn), out->killed);
    if (out->refused_by != NONE) {
        out->over = least(out->over, d->ev[out->refused_by].rec);
    }
    out->ended = out->withdrawn != NEVER || out->refused_by != NONE || out->killed != NEVER;
}

void
offer_calc(struct vs_fold_data *d, const struct view *view, struct obj *obj, struct calc *out)
{
    struct delays delays;

    memset(out, 0, offsetof(struct calc, waits));
    out->wait_n = 0;
    out->stage_n = 1;
    out->delivered = NEVER;
    if (view->final || rule_wants_delivery(obj)) {
        out->delivered = delivery(d, view, obj);
    }
    make_waits(d, view, obj, out);
    count_delays(d, obj, out, &delays);
    calc_course(d, view, obj, &delays, out);
    /* What has neither moved nor ended when the next text takes over goes on under that. */
    while (out->stage_n <= obj->later_n && out->over > rule_of(obj, out->stage_n)->from) {
        out->stage_n++;
        calc_course(d, view, obj, &delays, out);
    }
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

/* What is missing where a text does not say when responsibility passes, or none can be told to
 * have taken over. */
static const char *
unknown_name(const struct vs_fold_rule *rule)
{
    return rule->from > 0 && rule->why != VS_WHY_SILENT ? "version" : "transfer";
}

/* [from, until) without the waits that leave it with the giver. */
static void
unknown_minus_waits(struct vs_fold_data *d, const struct obj *obj, const struct calc *calc,
                    uint32_t k, vs_instant from, vs_instant until, struct spans *out)
{
    const struct vs_fold_rule *rule = rule_of(obj, k);
    vs_instant at = from;

    while (at < until) {
        vs_instant next = until, skip = at;

        for (uint32_t i = 0; rule->waitlist == VS_WAITLIST_GIVER_HOLDS && i < calc->wait_n; i++) {
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
            span_add(d, out, VS_SPAN_MISSING, unknown_name(rule), at, next, obj->ev, NONE);
            at = next;
        }
    }
}

/* The first instant from the k-th text on at which the giver holds because the addressee waits, or
 * another text decides that says nothing; NEVER. */
static vs_instant
known_again(const struct obj *obj, const struct calc *calc, uint32_t k)
{
    vs_instant first = NEVER;

    for (; k < calc->stage_n && first == NEVER; k++) {
        const struct vs_fold_rule *rule = rule_of(obj, k);

        first = rule->kind == VS_RULE_UNKNOWN ? rule->from : NEVER;
        for (uint32_t i = 0; rule->waitlist == VS_WAITLIST_GIVER_HOLDS && i < calc->wait_n; i++) {
            vs_instant from = most(calc->waits[i].from, rule->from);

            if (calc->waits[i].counts && calc->waits[i].until > from &&
                from < until_next(obj, calc, k)) {
                first = least(first, from);
            }
        }
    }
    return first;
}

/* The k-th text does not say when responsibility passes, so that nobody can tell whether it had
 * passed when the next one took over, unless the giver held then because the addressee waited. */
static void
unknown_before(struct vs_fold_data *d, const struct obj *obj, const struct calc *calc, uint32_t k,
               struct spans *out)
{
    vs_instant next = until_next(obj, calc, k);
    bool waited = false;

    if (next == NEVER) {
        return;
    }
    for (uint32_t i = 0; rule_of(obj, k)->waitlist == VS_WAITLIST_GIVER_HOLDS && i < calc->wait_n;
         i++) {
        waited |=
            calc->waits[i].counts && calc->waits[i].from < next && calc->waits[i].until >= next;
    }
    if (!waited) {
        span_add(d, out, VS_SPAN_MISSING, unknown_name(rule_of(obj, k)), next,
                 least(calc->over, known_again(obj, calc, k + 1)), obj->ev, NONE);
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
    if (calc->unaware) {
        until = least(until, calc->signed_at);
    }
    span_add(d, out, VS_SPAN_MISSING, "waitlist", calc->lapse, until, obj->ev, NONE);
}

/* The delay may have ended already: what would tell. */
static const char *
delay_name(const struct obj *obj, const struct calc *calc)
{
    uint32_t k = calc->early_stage;

    if (k > 0 && obj->later[k - 1].counted_anew == VS_NEW_DELAY_UNKNOWN) {
        return "version";
    }
    return rule_of(obj, k)->counts_from == VS_FROM_UNKNOWN ? "counts_from" : "calendar";
}

void
offer_missing(struct vs_fold_data *d, const struct obj *obj, const struct calc *calc,
              struct spans *out)
{
    const struct ev *offer = &d->ev[obj->ev];
    bool waits = false;

    for (uint32_t k = 0; k < calc->stage_n; k++) {
        const struct vs_fold_rule *rule = rule_of(obj, k);

        if (rule->kind == VS_RULE_UNKNOWN) {
            unknown_minus_waits(d, obj, calc, k, most(offer->rec, rule->from),
                                least(calc->over, until_next(obj, calc, k)), out);
            unknown_before(d, obj, calc, k, out);
        }
        waits |= rule->kind == VS_RULE_AFTER_DELAY && rule->waitlist == VS_WAITLIST_UNKNOWN;
    }
    if (calc->moved_earliest < calc->moved_latest) {
        span_add(d, out, VS_SPAN_MISSING, delay_name(obj, calc), calc->moved_earliest,
                 least(calc->moved_latest, calc->over), obj->ev, NONE);
    }
    if (waits) {
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

/* From when an acceptance counts that did not know x, nor x it; NEVER if there is none. */
static vs_instant
accepted_beside(const struct vs_fold_data *d, const struct view *view, const struct obj *obj,
                const struct ev *x)
{
    vs_instant first = NEVER;
    const struct ev *e;

    for (uint32_t at = 0; (e = next_rel(d, view, obj, &at)) != NULL;) {
        if (is_accept(e) && !knows(e, x) && !knows(x, e)) {
            first = least(first, e->eff);
        }
    }
    return first;
}

void
offer_disputes(struct vs_fold_data *d, const struct view *view, const struct obj *obj,
               const struct calc *calc, struct spans *out)
{
    uint32_t slot = d->ev[obj->ev].slot;
    const struct ev *e;

    for (uint32_t k = 0; k < calc->stage_n; k++) {
        const struct vs_fold_rule *rule = rule_of(obj, k);

        for (uint32_t i = 0; rule->return_unknown && i < obj->sources.n; i++) {
            span_add(d, out, VS_SPAN_DISPUTE, "return", most(d->ev[obj->ev].rec, rule->from),
                     least(calc->over, until_next(obj, calc, k)), obj->ev, obj->sources.v[i]);
        }
    }
    if (calc->start == NEVER) {
        return;
    }
    for (uint32_t at = 0; (e = next_rel(d, view, obj, &at)) != NULL;) {
        vs_instant until = accepted_knowing(d, view, obj, e, e->org);
        const struct vs_fold_rule *rule = rule_at(obj, calc, e->rec);

        if (e->e->type == VS_EV_REFUSE) {
            if (calc->lapse != NEVER && rule->refusal == VS_REFUSAL_UNKNOWN &&
                e->rec < calc->moved_latest) {
                span_add(d, out, VS_SPAN_DISPUTE, "refusal", calc->lapse, until, index_of(d, e),
                         slot);
            }
            span_add(d, out, VS_SPAN_DISPUTE, "acceptance",
                     most(most(calc->start, e->rec), accepted_beside(d, view, obj, e)), until,
                     index_of(d, e), slot);
        } else if (e->e->type == VS_EV_ESCALATE && e->e->reason == VS_ESCALATE_DIFFERENCE_OF_VIEW &&
                   rule->dispute == VS_DISPUTE_UNKNOWN) {
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

/* A wait that counts, as long as the k-th text leaves it with the giver: under a delay from when
 * that would have ended. */
static void
kept_by_wait(struct vs_fold_data *d, const struct obj *obj, const struct calc *calc, uint32_t k,
             const struct wait *wait, struct spans *out)
{
    const struct vs_fold_rule *rule = rule_of(obj, k);
    vs_instant from = most(wait->from, rule->from);

    if (rule->kind == VS_RULE_AFTER_DELAY) {
        if (wait->from >= moved_by_waits(calc, calc->ends[k])) {
            return;
        }
        from = most(from, calc->ends[k]);
    }
    kept_add(d, obj, calc, from, least(wait->until, until_next(obj, calc, k)), wait->ev, out);
}

static bool
moves_unsigned(const struct vs_fold_rule *rule)
{
    return rule->kind == VS_RULE_AFTER_DELAY || rule->kind == VS_RULE_UNKNOWN;
}

void
offer_kept(struct vs_fold_data *d, const struct view *view, const struct obj *obj,
           const struct calc *calc, struct spans *out)
{
    const struct ev *e;

    for (uint32_t k = 0; k < calc->stage_n; k++) {
        const struct vs_fold_rule *rule = rule_of(obj, k);

        for (uint32_t i = 0;
             moves_unsigned(rule) && rule->waitlist == VS_WAITLIST_GIVER_HOLDS && i < calc->wait_n;
             i++) {
            if (calc->waits[i].counts) {
                kept_by_wait(d, obj, calc, k, &calc->waits[i], out);
            }
        }
    }
    for (uint32_t at = 0; (e = next_rel(d, view, obj, &at)) != NULL;) {
        const struct vs_fold_rule *rule = rule_at(obj, calc, e->rec);
        bool in_time = e->rec < calc->moved_latest, delay = rule->kind == VS_RULE_AFTER_DELAY;

        if (e->e->type == VS_EV_REFUSE && moves_unsigned(rule) &&
            rule->refusal == VS_REFUSAL_CANCELS && (in_time || !delay)) {
            kept_add(d, obj, calc, delay ? most(calc->latest, e->rec) : e->rec, NEVER,
                     index_of(d, e), out);
        } else if (e->e->type == VS_EV_ESCALATE && e->org == obj->to_org && in_time &&
                   e->open_then && rule->dispute == VS_DISPUTE_SUSPENDS) {
            kept_add(d, obj, calc, most(calc->latest, e->rec), NEVER, index_of(d, e), out);
        }
    }
}
