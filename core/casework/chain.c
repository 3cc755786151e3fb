/* The chain from the opening to an answer: which acts, moves and gaps, and what each did. */
#include "core/casework/chain.h"

#include <stdlib.h>
#include <string.h>

#include "core/base/mem.h"
#include "core/casework/fold_in.h"

#define CLAIMED_LATE 60 /* seconds between at and rec from which people see two instants */

struct maker {
    const struct vs_fold *fold;
    vs_instant at;
    struct vs_chain *out;
    size_t cap;
    uint32_t *of; /* by entry: its index among the offers, the waits or the settlements; NONE */
    bool failed;
};

static struct vs_step *
add(struct maker *m, enum vs_step_kind kind, uint32_t event, vs_instant when)
{
    struct vs_step *step;

    if (m->out->step_count == m->cap) {
        size_t cap = m->cap ? m->cap * 2 : 32;
        struct vs_step *grown = vs_realloc_array(m->out->steps, cap, sizeof(*grown));

        if (!grown) {
            m->failed = true;
            return NULL;
        }
        m->out->steps = grown;
        m->cap = cap;
    }
    step = &m->out->steps[m->out->step_count++];
    *step = (struct vs_step){.kind = kind,
                             .event = event,
                             .offer = NONE,
                             .claim = NONE,
                             .span = NONE,
                             .stage = 0,
                             .when = when,
                             .from = when};
    return step;
}

static uint32_t
bit(enum vs_convention convention)
{
    return 1u << convention;
}

const char *
vs_convention_name(enum vs_convention convention)
{
    static const char *const names[] = {"C1", "C1b", "C2", "C3", "C4",  "C5",
                                        "C6", "C7",  "C8", "C9", "C10", "C11"};

    return names[convention];
}

/* The convention on which a value rests, as a bit; none where a text or practice says it. */
static uint32_t
of_basis(const struct vs_basis *basis)
{
    for (unsigned i = 0; basis->kind == VS_BASIS_CONVENTION && i < VS_CONVENTIONS; i++) {
        if (vs_str_is(basis->convention, vs_convention_name((enum vs_convention)i))) {
            return 1u << i;
        }
    }
    return 0;
}

/* --- finding what belongs to an act ----------------------------------------------------------- */

static uint32_t
offer_of(const struct maker *m, uint32_t event)
{
    const struct vs_event *e = event == NONE ? NULL : m->fold->entries[event].in->event;

    return e && e->type == VS_EV_OFFER ? m->of[event] : NONE;
}

/* The offer that an act answers, or is about; of an answer that of the escalation. */
static uint32_t
offer_about(const struct maker *m, const struct vs_event *event)
{
    uint32_t re = event->has_re ? vs_fold_find(m->fold, &event->re) : NONE;
    const struct vs_event *other = re == NONE ? NULL : m->fold->entries[re].in->event;

    if (event->type == VS_EV_ESCALATE_ANSWER) {
        re = other && other->has_re ? vs_fold_find(m->fold, &other->re) : NONE;
    }
    return offer_of(m, re);
}

/* The claim that an event made, if it stands. */
static uint32_t
claim_by(const struct vs_fold *fold, uint32_t event)
{
    uint32_t slot = event < fold->data->n ? fold->data->ev[event].slot : NONE;

    return slot == NONE ? NONE : fold->data->claim_of[slot];
}

/* By entry: where it stands among the offers, the waits or the settlements. */
static void
index_entries(struct maker *m)
{
    m->of = vs_realloc_array(NULL, m->fold->entry_count + 1, sizeof(m->of[0]));
    m->out->stages = vs_calloc(m->fold->offer_count + 1, sizeof(m->out->stages[0]));
    for (uint32_t i = 0; m->out->stages && i < m->fold->offer_count; i++) {
        m->out->stages[i + 1] = m->out->stages[i] + (uint32_t)m->fold->offers[i].rule_count;
    }
    if (m->out->stages) {
        m->out->asked = vs_calloc((size_t)m->out->stages[m->fold->offer_count] + 1, 1);
    }
    if (!m->of || !m->out->asked) {
        m->failed = true;
        return;
    }
    for (uint32_t i = 0; i < m->fold->entry_count; i++) {
        m->of[i] = NONE;
    }
    for (uint32_t i = 0; i < m->fold->offer_count; i++) {
        m->of[m->fold->offers[i].event] = i;
    }
    for (uint32_t i = 0; i < m->fold->wait_count; i++) {
        m->of[m->fold->waits[i].start_event] = i;
    }
    for (uint32_t i = 0; i < m->fold->settlement_count; i++) {
        m->of[m->fold->settlements[i].event] = i;
    }
}

static bool
is_active(const struct maker *m, uint32_t claim)
{
    return claim != NONE && m->fold->claims[claim].start <= m->at &&
           m->at < m->fold->claims[claim].end;
}

/* --- what an act did -------------------------------------------------------------------------- */

/* The claim that the act itself makes, if any; true if it does. */
static bool
claims(struct maker *m, struct vs_step *step, enum vs_step_effect effect)
{
    step->claim = claim_by(m->fold, step->event);
    step->effect = effect;
    if (step->claim == NONE) {
        return false;
    }
    step->from = m->fold->claims[step->claim].start;
    step->current = is_active(m, step->claim);
    return true;
}

/* Whether the organisation hands over in this case in the role of Veilig Thuis. */
static bool
acts_as_vt(const struct vs_fold *fold, const struct vs_hash *org)
{
    for (size_t i = 0; i < fold->offer_count; i++) {
        const struct vs_transfer *transfer = fold->offers[i].rule.transfer;

        if (transfer && vs_hash_eq(&fold->offers[i].from_org, org) &&
            vs_str_is(transfer->from, "vt")) {
            return true;
        }
    }
    return false;
}

static void
opened(struct maker *m, struct vs_step *step, const struct vs_fold_entry *entry)
{
    const struct vs_event *event = entry->in->event;
    const char *origin = vs_word_said(VS_WORDS_ORIGIN, event->origin);
    bool report = origin ? strstr(origin, "report") != NULL : acts_as_vt(m->fold, &entry->in->org);

    (void)claims(m, step, event->takes ? VS_EFFECT_HOLDS : VS_EFFECT_NOBODY);
    if (event->takes && report) {
        step->conventions |= bit(VS_CONVENTION_C5);
    }
}

uint32_t
vs_offer_stage(const struct vs_fold_offer *offer, vs_instant at)
{
    uint32_t stage = 0;

    while (stage + 1 < offer->rule_count && offer->rules[stage + 1].from <= at) {
        stage++;
    }
    return stage;
}

/* What decided about the offer when the act was recorded. */
static const struct vs_fold_rule *
rule_then(const struct maker *m, const struct vs_step *step)
{
    const struct vs_fold_offer *offer = &m->fold->offers[step->offer];

    return &offer->rules[vs_offer_stage(offer, step->when)];
}

static void
offered(struct maker *m, struct vs_step *step)
{
    const struct vs_fold_rule *rule = rule_then(m, step);

    step->effect = VS_EFFECT_OFFERS;
    if (m->fold->entries[step->event].in->event->under_count > 1) {
        step->conventions |= bit(VS_CONVENTION_C2);
    }
    if (rule->why == VS_WHY_DIRECTION || rule->why == VS_WHY_RETURN) {
        step->conventions |= bit(VS_CONVENTION_C11);
    } else if (rule->why == VS_WHY_NO_AGREEMENT) {
        step->conventions |= bit(VS_CONVENTION_C3);
    }
}

/* An acceptance or a pickup of an offer. */
static void
accepted(struct maker *m, struct vs_step *step)
{
    const struct vs_fold_offer *offer = &m->fold->offers[step->offer];
    vs_instant eff = m->fold->entries[step->event].eff;
    const struct vs_fold_rule *rule = &offer->rules[vs_offer_stage(offer, eff)];
    uint32_t claim = claim_by(m->fold, offer->event);

    step->from = eff;
    if (claim != NONE && m->fold->claims[claim].signed_by == step->event && offer->start <= eff) {
        step->effect = VS_EFFECT_MOVES;
        step->claim = claim;
        step->from = offer->start;
        step->current = is_active(m, claim);
        if (rule->kind == VS_RULE_UNKNOWN) {
            step->conventions |= bit(VS_CONVENTION_C3);
        } else if (rule->kind == VS_RULE_AFTER_DELAY && rule->transfer &&
                   offer->start < offer->latest) {
            step->conventions |= of_basis(&rule->transfer->early_accept_basis);
        }
    } else if (offer->start != NEVER && offer->start <= eff) {
        step->effect = VS_EFFECT_CONFIRMS;
    } else if (offer->start == NEVER && offer->has_end) {
        step->effect = VS_EFFECT_UNDONE;
    } else {
        step->effect = VS_EFFECT_AWAITS;
        step->from = offer->start;
    }
}

static bool
refusals_end(const struct vs_fold_rule *rule)
{
    return (rule->kind != VS_RULE_AFTER_DELAY && rule->kind != VS_RULE_UNKNOWN) ||
           rule->refusal == VS_REFUSAL_CANCELS;
}

/* What ends an offer does so, unless it moved later: by an acceptance that did not know of it. */
static void
ends_unless_crossed(struct vs_step *step, const struct vs_fold_offer *offer)
{
    step->effect = offer->start == NEVER ? VS_EFFECT_ENDS_OFFER : VS_EFFECT_CROSSED;
    if (offer->start != NEVER) {
        step->from = offer->start;
    }
}

static void
refused(struct maker *m, struct vs_step *step)
{
    const struct vs_fold_offer *offer = &m->fold->offers[step->offer];

    if (offer->start <= step->when) {
        step->effect = VS_EFFECT_TOO_LATE;
    } else if (refusals_end(rule_then(m, step))) {
        ends_unless_crossed(step, offer);
    } else if (rule_then(m, step)->refusal == VS_REFUSAL_NONE) {
        step->effect = VS_EFFECT_NONE;
    } else {
        step->effect = VS_EFFECT_UNSAID;
        step->conventions |= bit(VS_CONVENTION_C4);
    }
}

static void
withdrawn(struct maker *m, struct vs_step *step)
{
    const struct vs_fold_offer *offer = &m->fold->offers[step->offer];

    if (claims(m, step, VS_EFFECT_HOLDS)) {
        return;
    }
    if (offer->start <= step->when) {
        step->effect = VS_EFFECT_TOO_LATE;
    } else {
        ends_unless_crossed(step, offer);
    }
}

static void
waits(struct maker *m, struct vs_step *step)
{
    const struct vs_fold_wait *wait =
        m->of[step->event] == NONE ? NULL : &m->fold->waits[m->of[step->event]];
    const struct vs_fold_rule *rule = rule_then(m, step);

    if (rule->waitlist == VS_WAITLIST_UNKNOWN) {
        step->effect = VS_EFFECT_UNSAID;
    } else if (rule->waitlist == VS_WAITLIST_GIVER_HOLDS && wait && wait->counts) {
        step->effect = VS_EFFECT_KEEPS;
    } else {
        step->effect = VS_EFFECT_NONE;
    }
}

static void
escalated(struct maker *m, struct vs_step *step)
{
    const struct vs_fold_offer *offer;
    const struct vs_fold_rule *rule;
    bool view = m->fold->entries[step->event].in->event->reason == VS_ESCALATE_DIFFERENCE_OF_VIEW;

    if (step->offer == NONE) {
        step->effect = VS_EFFECT_RAISED;
        return;
    }
    offer = &m->fold->offers[step->offer];
    rule = rule_then(m, step);
    if ((offer->start <= step->when && rule->dispute != VS_DISPUTE_UNKNOWN) ||
        vs_fold_offer_state(offer, step->when) >= VS_OFFER_WITHDRAWN) { /* over before */
        step->effect = VS_EFFECT_NONE;
    } else if (rule->kind == VS_RULE_AFTER_DELAY && rule->dispute == VS_DISPUTE_SUSPENDS &&
               m->fold->data->ev[step->event].open_then) {
        step->effect = VS_EFFECT_STOPS;
    } else if (rule->dispute == VS_DISPUTE_UNKNOWN && view) {
        step->effect = VS_EFFECT_UNSAID;
        step->conventions |= bit(VS_CONVENTION_C4);
    } else {
        step->effect = VS_EFFECT_NONE;
    }
}

static void
settled(struct maker *m, struct vs_step *step, const struct vs_event *event)
{
    const struct vs_fold_settlement *settlement;

    if (event->is_agreement) {
        step->effect = VS_EFFECT_AGREES;
        return;
    }
    settlement = m->of[step->event] == NONE ? NULL : &m->fold->settlements[m->of[step->event]];
    if (settlement && settlement->effective) {
        (void)claims(m, step, VS_EFFECT_SETTLES);
    } else {
        step->effect = VS_EFFECT_PROPOSES;
        step->from = event->from;
    }
}

/* A claimed instant that is not the recorded one: which of the two counts is a convention. */
static void
claimed_time(struct vs_step *step, const struct vs_fold_entry *entry)
{
    vs_instant at = entry->in->event->at;

    if (at + CLAIMED_LATE <= entry->rec) {
        step->conventions |= bit(VS_CONVENTION_C8);
    }
}

/* What the act asks the rule of the offer that it is about. */
static void
asks(struct maker *m, const struct vs_step *step, enum vs_event_type type)
{
    uint8_t bits = type == VS_EV_WAIT_START ? VS_ASKED_WAITLIST
                   : type == VS_EV_REFUSE   ? VS_ASKED_REFUSAL
                   : type == VS_EV_ESCALATE ? VS_ASKED_DISPUTE
                   : type == VS_EV_ACCEPT   ? VS_ASKED_ACCEPT
                                            : 0;

    /* An escalation for another reason asks nothing of a rule that does not say what any does. */
    if (type == VS_EV_ESCALATE && step->effect == VS_EFFECT_NONE && step->offer != NONE &&
        rule_then(m, step)->dispute == VS_DISPUTE_UNKNOWN) {
        bits = 0;
    }
    if (step->offer != NONE) {
        uint32_t stage = vs_offer_stage(&m->fold->offers[step->offer], step->when);

        m->out->asked[m->out->stages[step->offer] + stage] |= bits;
    }
}

static void
judge_act(struct maker *m, struct vs_step *step, const struct vs_fold_entry *entry)
{
    const struct vs_event *event = entry->in->event;

    switch ((unsigned)event->type) {
    case VS_EV_OPEN:
        opened(m, step, entry);
        break;
    case VS_EV_OFFER:
        offered(m, step);
        break;
    case VS_EV_ACCEPT:
        accepted(m, step);
        break;
    case VS_EV_PICKUP:
        if (step->offer == NONE) {
            (void)claims(m, step, VS_EFFECT_HOLDS);
        } else {
            accepted(m, step);
        }
        break;
    case VS_EV_REFUSE:
        refused(m, step);
        break;
    case VS_EV_WITHDRAW:
        withdrawn(m, step);
        break;
    case VS_EV_WAIT_START:
        waits(m, step);
        break;
    case VS_EV_WAIT_END:
        step->effect = VS_EFFECT_ENDS_WAIT;
        break;
    case VS_EV_ESCALATE:
        escalated(m, step);
        break;
    case VS_EV_SETTLE:
        settled(m, step, event);
        break;
    case VS_EV_ESCALATE_ANSWER:
        step->effect = VS_EFFECT_ANSWERS;
        break;
    case VS_EV_CLOSE:
        (void)claims(m, step, VS_EFFECT_CLOSES);
        break;
    default: /* reopen */
        (void)claims(m, step, VS_EFFECT_HOLDS);
        break;
    }
    claimed_time(step, entry);
}

/* --- which acts ------------------------------------------------------------------------------- */

/* The kinds of act that can move responsibility, or stop it from moving. */
static bool
bears(enum vs_event_type type)
{
    switch ((unsigned)type) {
    case VS_EV_OPEN:
    case VS_EV_OFFER:
    case VS_EV_ACCEPT:
    case VS_EV_PICKUP:
    case VS_EV_REFUSE:
    case VS_EV_WITHDRAW:
    case VS_EV_WAIT_START:
    case VS_EV_WAIT_END:
    case VS_EV_ESCALATE:
    case VS_EV_ESCALATE_ANSWER:
    case VS_EV_SETTLE:
    case VS_EV_CLOSE:
    case VS_EV_REOPEN:
        return true;
    default:
        return false;
    }
}

/* From when the act can change an answer (FOLD.md 8, L8); an agreement as what it agrees to. */
static vs_instant
counts_from(const struct vs_fold *fold, const struct vs_fold_entry *entry)
{
    const struct vs_event *event = entry->in->event;
    vs_instant from = entry->rec;

    if (entry->state == VS_ENTRY_PENDING) {
        return event ? event->at : NEVER;
    }
    from = least(from, entry->eff);
    if (event && event->type == VS_EV_SETTLE && event->is_agreement) {
        uint32_t proposal = vs_fold_find(fold, &event->agrees);

        if (proposal != NONE) {
            from = least(from, fold->entries[proposal].eff);
        }
    }
    return from;
}

static enum vs_step_effect
state_effect(enum vs_entry_state state)
{
    switch (state) {
    case VS_ENTRY_VOID:
        return VS_EFFECT_VOID;
    case VS_ENTRY_PENDING:
        return VS_EFFECT_PENDING;
    case VS_ENTRY_UNJUDGED:
        return VS_EFFECT_NEWER;
    case VS_ENTRY_UNREADABLE:
        return VS_EFFECT_UNREADABLE;
    case VS_ENTRY_LEFT_OUT:
        return VS_EFFECT_LEFT_OUT;
    case VS_ENTRY_VALID:
        break;
    }
    return VS_EFFECT_NONE;
}

static void
add_act(struct maker *m, uint32_t index)
{
    const struct vs_fold_entry *entry = &m->fold->entries[index];
    const struct vs_event *event = entry->in->event;
    bool judged = entry->state == VS_ENTRY_VALID || entry->state == VS_ENTRY_VOID ||
                  entry->state == VS_ENTRY_LEFT_OUT || entry->state == VS_ENTRY_PENDING;
    struct vs_step *step;

    if (counts_from(m->fold, entry) > m->at || (event && vs_event_is_plumbing(event->type))) {
        return;
    }
    if (judged && event && !bears(event->type)) {
        m->out->others++;
        return;
    }
    step = add(m, VS_STEP_ACT, index,
               entry->state != VS_ENTRY_PENDING ? entry->rec
               : event                          ? event->made
                                                : m->at);
    if (!step) {
        return;
    }
    step->effect = state_effect(entry->state);
    if (event) {
        step->offer = event->type == VS_EV_OFFER ? offer_of(m, index) : offer_about(m, event);
    }
    if (entry->state == VS_ENTRY_VALID && event) {
        if ((event->type == VS_EV_REFUSE || event->type == VS_EV_WITHDRAW ||
             event->type == VS_EV_ACCEPT || event->type == VS_EV_WAIT_START ||
             event->type == VS_EV_OFFER) &&
            step->offer == NONE) {
            return; /* of an offer that is left out */
        }
        judge_act(m, step, entry);
        asks(m, step, event->type);
    }
}

/* --- what no act did -------------------------------------------------------------------------- */

static uint32_t
lapse_conventions(const struct vs_fold_rule *rule)
{
    uint32_t bits = 0;

    if (rule->transfer) {
        bits = of_basis(&rule->transfer->move.basis) |
               of_basis(&rule->transfer->move.counting_basis) |
               of_basis(&rule->transfer->move.counts_from_basis);
    }
    if (rule->agreement && rule->delay.unit == VS_UNIT_WORKING_DAY) {
        bits |= of_basis(&rule->agreement->calendar_basis);
    }
    return bits;
}

/* Each text that took over an offer under way. */
static void
add_texts(struct maker *m, uint32_t index)
{
    const struct vs_fold_offer *offer = &m->fold->offers[index];

    for (uint32_t k = 1; k < offer->rule_count && offer->rules[k].from <= m->at; k++) {
        struct vs_step *step = add(m, VS_STEP_TEXT, offer->event, offer->rules[k].from);

        if (step) {
            step->offer = index;
            step->stage = k;
        }
    }
}

static void
add_lapse(struct maker *m, uint32_t index)
{
    const struct vs_fold_offer *offer = &m->fold->offers[index];
    uint32_t claim = claim_by(m->fold, offer->event);
    struct vs_step *step;

    if (offer->start > m->at || claim == NONE) {
        return;
    }
    if (!m->fold->claims[claim].by_rule) {
        uint32_t by = m->fold->claims[claim].signed_by;

        if (by == NONE || m->fold->entries[by].eff >= offer->start) {
            return; /* moved by that act itself */
        }
    }
    step = add(m, VS_STEP_LAPSE, offer->event, offer->start);
    if (step) {
        step->offer = index;
        step->claim = claim;
        step->current = is_active(m, claim);
        step->conventions = lapse_conventions(&offer->rule);
    }
    if (!m->fold->claims[claim].by_rule) {
        return;
    }
    if (m->fold->claims[claim].knew > offer->start && m->fold->claims[claim].knew <= m->at) {
        step = add(m, VS_STEP_KNEW, offer->event, m->fold->claims[claim].knew);
        if (step) {
            step->offer = index;
            step->claim = claim;
            step->current = is_active(m, claim);
        }
    }
}

/* The first sign of one that holds by a decision which it has not signed. */
static void
add_knew(struct maker *m, uint32_t index)
{
    const struct vs_fold_claim *claim = &m->fold->claims[index];
    struct vs_step *step;

    if (!claim->by_decision || claim->knew <= claim->start || claim->knew > m->at) {
        return;
    }
    step = add(m, VS_STEP_KNEW, claim->event, claim->knew);
    if (step) {
        step->claim = index;
        step->current = is_active(m, index);
    }
}

static bool
meets(const struct vs_fold *fold, uint32_t claim, vs_instant from, vs_instant until)
{
    return claim != NONE && fold->claims[claim].start < until && from < fold->claims[claim].end &&
           fold->claims[claim].start < fold->claims[claim].end;
}

/* Whether a span says something in [from, until): it does while claims are active. */
static bool
span_speaks(const struct vs_fold *fold, const struct vs_fold_span *span, vs_instant from,
            vs_instant until)
{
    const struct vs_fold_offer *offer;
    bool any;

    if (span->kind == VS_SPAN_NEWER || span->kind == VS_SPAN_LARGE) {
        return true;
    }
    if (span->kind != VS_SPAN_MISSING) {
        return meets(fold, span->claim, from, until);
    }
    offer = &fold->offers[span->offer];
    any = meets(fold, claim_by(fold, offer->event), from, until);
    for (size_t i = 0; !any && i < offer->source_count; i++) {
        any = meets(fold, claim_by(fold, offer->sources[i]), from, until);
    }
    return any;
}

/* A dispute speaks about each source of a return, and these spans follow each other; it is one gap
 * to people. */
static bool
is_told(const struct maker *m, const struct vs_fold_span *span)
{
    const struct vs_step *step =
        m->out->step_count > 0 ? &m->out->steps[m->out->step_count - 1] : NULL;
    const struct vs_fold_span *told =
        step && step->kind == VS_STEP_SPAN ? &m->fold->spans[step->span] : NULL;

    return told && told->kind == span->kind && told->event == span->event &&
           told->from == span->from && strcmp(told->missing, span->missing) == 0;
}

static void
add_span(struct maker *m, uint32_t index)
{
    const struct vs_fold_span *span = &m->fold->spans[index];
    bool covers =
        span->from <= m->at && m->at < span->until && span_speaks(m->fold, span, m->at, m->at + 1);
    struct vs_step *step;

    /* Kept by the other side's act: a gap only as long as the giver does not know of it. */
    if (span->from > m->at || !span_speaks(m->fold, span, span->from, span->until) ||
        (span->kind == VS_SPAN_KEPT && (!covers || span->knew <= m->at)) || is_told(m, span)) {
        return;
    }
    step = add(m, VS_STEP_SPAN, span->event, span->from);
    if (step) {
        step->offer = span->offer;
        step->span = index;
        step->current = covers;
        step->conventions = span->kind == VS_SPAN_MISSING ? bit(VS_CONVENTION_C6) : 0;
    }
}

/* --- order ------------------------------------------------------------------------------------ */

static int
compare(const void *a, const void *b)
{
    const struct vs_step *x = a, *y = b;
    bool x_waits = x->kind == VS_STEP_ACT && x->effect == VS_EFFECT_PENDING;
    bool y_waits = y->kind == VS_STEP_ACT && y->effect == VS_EFFECT_PENDING;

    if (x_waits != y_waits) {
        return x_waits ? 1 : -1;
    }
    if (x->when != y->when) {
        return x->when < y->when ? -1 : 1;
    }
    if (x->kind != y->kind) {
        return x->kind < y->kind ? -1 : 1;
    }
    if (x->event != y->event) { /* entries stand with causes first */
        return x->event < y->event ? -1 : 1;
    }
    return x->span < y->span ? -1 : x->span > y->span;
}

enum vs_code
vs_chain_make(struct vs_chain *out, const struct vs_fold *fold, vs_instant at, struct vs_err *err)
{
    struct maker m = {.fold = fold, .at = at, .out = out};

    memset(out, 0, sizeof(*out));
    out->at = at;
    index_entries(&m);
    for (uint32_t i = 0; !m.failed && i < fold->entry_count; i++) {
        add_act(&m, i);
    }
    vs_free(m.of);
    for (uint32_t i = 0; !m.failed && i < fold->offer_count; i++) {
        add_texts(&m, i);
        add_lapse(&m, i);
    }
    for (uint32_t i = 0; !m.failed && i < fold->claim_count; i++) {
        add_knew(&m, i);
    }
    for (uint32_t i = 0; !m.failed && i < fold->span_count; i++) {
        add_span(&m, i);
    }
    if (m.failed) {
        vs_chain_release(out);
        return vs_fail_memory(err);
    }
    if (out->step_count > 0) {
        qsort(out->steps, out->step_count, sizeof(out->steps[0]), compare);
    }
    for (size_t i = 0; i < out->step_count; i++) {
        out->conventions |= out->steps[i].conventions;
    }
    return VS_OK;
}

void
vs_chain_release(struct vs_chain *chain)
{
    vs_free(chain->steps);
    vs_free(chain->asked);
    vs_free(chain->stages);
    memset(chain, 0, sizeof(*chain));
}

const char *
vs_step_kind_name(enum vs_step_kind kind)
{
    static const char *const names[] = {"text", "lapse", "act", "span", "knew"};

    return names[kind];
}

const char *
vs_step_effect_name(enum vs_step_effect effect)
{
    static const char *const names[] = {
        "holds",      "nobody",     "offers",   "moves",   "confirms", "awaits",  "undone",
        "ends-offer", "ends-wait",  "too-late", "none",    "unsaid",   "keeps",   "stops",
        "raised",     "closes",     "proposes", "settles", "agrees",   "answers", "void",
        "newer",      "unreadable", "left-out", "pending", "crossed"};

    return names[effect];
}
