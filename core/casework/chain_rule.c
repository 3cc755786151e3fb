/* What the rule of an offer says, member by member; the ways out of what is missing; and the fold
 * by a recorded practice (chain.h). */
#include "core/casework/chain.h"

#include <string.h>

#include "core/base/mem.h"
#include "core/casework/fold_in.h"
#include "core/casework/zone.h"

/* --- members ---------------------------------------------------------------------------------- */

static void
add(struct vs_rule_member *out, size_t *count, const char *name, const char *value,
    const struct vs_basis *basis, bool decided)
{
    out[(*count)++] = (struct vs_rule_member){name, value, basis, decided};
}

size_t
vs_rule_members(struct vs_rule_member out[VS_RULE_MEMBERS_MAX], const struct vs_fold *fold,
                const struct vs_chain *chain, uint32_t index, uint32_t stage)
{
    const struct vs_fold_offer *offer = &fold->offers[index];
    const struct vs_fold_rule *rule = &offer->rules[stage];
    const struct vs_transfer *transfer = rule->transfer;
    const struct vs_event *event = fold->entries[offer->event].in->event;
    bool is_return = event && event->kind == VS_OFFER_RETURN;
    unsigned asked = chain->asked[chain->stages[index] + stage];
    bool taken_over = stage + 1 < offer->rule_count && offer->rules[stage + 1].from <= chain->at;
    vs_instant at = chain->at;
    const struct vs_move *move;
    bool delay, early;
    size_t count = 0;

    if (!transfer) {
        return 0;
    }
    move = is_return ? &transfer->giving_back : &transfer->move;
    delay = move->kind == VS_MOVE_AFTER_DELAY;
    early = delay && offer->signed_at != NEVER && offer->signed_at <= at &&
            offer->signed_at < offer->latest;
    add(out, &count, is_return ? "return" : "move", vs_move_name(move->kind), &move->basis,
        !taken_over);
    if (delay) {
        add(out, &count, "counting", vs_counting_name(move->delay.counting), &move->counting_basis,
            !early && !taken_over);
        add(out, &count, "counts_from", vs_counts_from_name(move->counts_from),
            &move->counts_from_basis, !early && !taken_over);
    }
    add(out, &count, "waitlist", vs_waitlist_name(transfer->waitlist), &transfer->waitlist_basis,
        asked & VS_ASKED_WAITLIST);
    add(out, &count, "refusal", vs_refusal_name(transfer->refusal), &transfer->refusal_basis,
        asked & VS_ASKED_REFUSAL);
    add(out, &count, "dispute", vs_dispute_name(transfer->dispute), &transfer->dispute_basis,
        asked & VS_ASKED_DISPUTE);
    if (delay) {
        add(out, &count, "early_accept", vs_early_accept_name(transfer->early_accept),
            &transfer->early_accept_basis,
            (early && !taken_over) ||
                (transfer->early_accept == VS_EARLY_NONE && asked & VS_ASKED_ACCEPT));
    }
    add(out, &count, "version", vs_version_rule_name(transfer->version), &transfer->version_basis,
        taken_over);
    return count;
}

/* --- ways out --------------------------------------------------------------------------------- */

static const struct {
    const char *missing;
    unsigned ways;
} ways_out[] = {
    {"transfer", VS_OUT_ACCEPT | VS_OUT_WITHDRAW | VS_OUT_SETTLE | VS_OUT_TEXT},
    {"counts_from", VS_OUT_ACCEPT | VS_OUT_SETTLE | VS_OUT_TEXT},
    {"calendar", VS_OUT_ACCEPT | VS_OUT_SETTLE},
    {"version", VS_OUT_ACCEPT | VS_OUT_SETTLE | VS_OUT_TEXT},
    {"waitlist", VS_OUT_ACCEPT | VS_OUT_SETTLE | VS_OUT_TEXT},
    {"refusal", VS_OUT_ACCEPT | VS_OUT_SETTLE | VS_OUT_TEXT},
    {"dispute", VS_OUT_ACCEPT | VS_OUT_SETTLE | VS_OUT_TEXT},
    {"return", VS_OUT_ACCEPT | VS_OUT_WITHDRAW | VS_OUT_SETTLE | VS_OUT_TEXT},
    {"acceptance", VS_OUT_ACCEPT | VS_OUT_SETTLE},
    {"closed-feed", VS_OUT_SETTLE},
    {"newer-format", VS_OUT_PROGRAM | VS_OUT_SETTLE},
    {"too-large", 0},
    {"not-taken-up", VS_OUT_PICK_UP},
};

unsigned
vs_missing_ways_out(const struct vs_fold *fold, const struct vs_answer_missing *missing)
{
    const struct vs_fold_span *span = missing->span == NONE ? NULL : &fold->spans[missing->span];
    unsigned ways = 0;

    for (size_t i = 0; i < sizeof(ways_out) / sizeof(ways_out[0]); i++) {
        if (strcmp(ways_out[i].missing, missing->name) == 0) {
            ways = ways_out[i].ways;
        }
    }
    /* An escalation is done with by an acceptance of its own writer, and only a receiver accepts.
     */
    if (span && span->kind == VS_SPAN_DISPUTE && strcmp(missing->name, "dispute") == 0 &&
        span->claim != NONE &&
        !vs_hash_eq(&fold->entries[span->event].in->org, &fold->claims[span->claim].org)) {
        ways &= ~(unsigned)VS_OUT_ACCEPT;
    }
    if (span && span->kind == VS_SPAN_MISSING && span->until != NEVER) {
        ways |= VS_OUT_TIME;
    }
    if (span && span->offer != NONE && fold->offers[span->offer].rule.why == VS_WHY_NOT_HELD) {
        ways = (ways & ~(unsigned)VS_OUT_TEXT) | VS_OUT_SYNC;
    }
    return ways;
}

const char *
vs_way_out_name(enum vs_way_out way)
{
    static const char *const names[] = {"accept", "withdraw", "settle",  "time",
                                        "sync",   "program",  "pick-up", "text"};
    unsigned n = 0;

    while (way != 1u << n && n < sizeof(names) / sizeof(names[0]) - 1) {
        n++;
    }
    return names[n];
}

/* --- practice --------------------------------------------------------------------------------- */

/* Whether a day may lie within what is known of the dates of a practice. */
static bool
is_within(const struct vs_practice *practice, vs_date date)
{
    return practice->from.earliest <= date && date <= practice->until.latest;
}

static bool
touches(const struct vs_transfer *transfer, const struct vs_practice *practice)
{
    return vs_str_eq(transfer->from, practice->giver) &&
           vs_str_eq(transfer->to, practice->receiver);
}

bool
vs_practice_touches(const struct vs_fold *fold, const struct vs_agreement *agreement,
                    const struct vs_practice *practice)
{
    for (size_t i = 0; practice->departs && i < fold->offer_count; i++) {
        const struct vs_fold_offer *offer = &fold->offers[i];

        if (offer->rule.agreement && offer->rule.transfer &&
            vs_hash_eq(&offer->rule.agreement->hash, &agreement->hash) &&
            touches(offer->rule.transfer, practice) &&
            is_within(practice, vs_zone_date(fold->entries[offer->event].rec))) {
            return true;
        }
    }
    return false;
}

static enum vs_held
practised_adoption(void *payload, struct vs_fold_adoption *out, const struct vs_hash *leaf,
                   const struct vs_fold_event *offer)
{
    struct vs_practised *p = payload;
    const struct vs_fold_source *source = &p->fold->data->source_copy;
    uint32_t entry = vs_fold_find(p->fold, &offer->id);

    /* The fold looks at the adoptions of an offer before it asks for its texts. */
    p->within = entry != NONE && is_within(p->practice, vs_zone_date(p->fold->entries[entry].rec));
    return source->adoption(source->payload, out, leaf, offer);
}

static vs_date
practised_end(void *payload, const struct vs_hash *leaf, const struct vs_fold_event *event,
              bool everywhere)
{
    struct vs_practised *p = payload;
    const struct vs_fold_source *source = &p->fold->data->source_copy;

    return source->ended ? source->ended(source->payload, leaf, event, everywhere) : VS_DATE_NEVER;
}

static enum vs_held
practised_agreement(void *payload, const struct vs_agreement **out, const struct vs_hash *hash)
{
    struct vs_practised *p = payload;
    const struct vs_fold_source *source = &p->fold->data->source_copy;

    if (p->within && vs_hash_eq(hash, &p->agreement->hash)) {
        *out = &p->changed;
        return VS_HELD;
    }
    return source->agreement(source->payload, out, hash);
}

static enum vs_held
practised_calendar(void *payload, const struct vs_calendar **out, const struct vs_hash *hash,
                   const struct vs_fold_event *offer, vs_instant rec)
{
    struct vs_practised *p = payload;
    const struct vs_fold_source *source = &p->fold->data->source_copy;

    return source->calendar(source->payload, out, hash, offer, rec);
}

/* What one organisation does belongs together: the practices above this one of the same `who`,
 * whose dates include its own, are followed too. */
static void
practise(struct vs_transfer *out, const struct vs_transfer *transfer,
         const struct vs_agreement *agreement, const struct vs_practice *practice)
{
    struct vs_transfer before = *transfer;

    for (size_t i = 0; i < agreement->practice_count; i++) {
        const struct vs_practice *other = &agreement->practices[i];

        if (other == practice) {
            break;
        }
        if (vs_str_eq(other->who, practice->who) &&
            other->from.earliest <= practice->from.earliest &&
            practice->until.latest <= other->until.latest) {
            (void)vs_practice_apply(out, &before, other);
            before = *out;
        }
    }
    (void)vs_practice_apply(out, &before, practice);
}

enum vs_code
vs_fold_practised(struct vs_fold **out, struct vs_practised *practised, const struct vs_fold *fold,
                  const struct vs_agreement *agreement, const struct vs_practice *practice,
                  struct vs_err *err)
{
    struct vs_fold_event *events = vs_calloc(fold->entry_count + 1, sizeof(*events));
    struct vs_fold_source source = {practised, practised_agreement, practised_calendar,
                                    practised_adoption, practised_end};
    enum vs_code code;

    *out = NULL;
    memset(practised, 0, sizeof(*practised));
    practised->fold = fold;
    practised->agreement = agreement;
    practised->practice = practice;
    practised->changed = *agreement;
    practised->transfers =
        vs_calloc(agreement->transfer_count + 1, sizeof(practised->transfers[0]));
    practised->events = events;
    if (!events || !practised->transfers) {
        vs_practised_release(practised);
        return vs_fail_memory(err);
    }
    for (size_t i = 0; i < agreement->transfer_count; i++) {
        practise(&practised->transfers[i], &agreement->transfers[i], agreement, practice);
    }
    practised->changed.transfers = practised->transfers;
    for (size_t i = 0; i < fold->entry_count; i++) {
        events[i] = *fold->entries[i].in;
    }
    code = vs_fold_make(out, &fold->case_id, events, fold->entry_count, &source, err);
    if (code != VS_OK) {
        vs_practised_release(practised);
    }
    return code;
}

void
vs_practised_release(struct vs_practised *practised)
{
    vs_free(practised->transfers);
    vs_free(practised->events);
    memset(practised, 0, sizeof(*practised));
}
