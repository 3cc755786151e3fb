/* The rule of an offer, and the delays counted from it (FOLD.md 3). */
#include "core/casework/fold_in.h"

#include <string.h>

#include "core/base/mem.h"
#include "core/casework/zone.h"

/* One entry of `under`, looked at. */
struct candidate {
    enum vs_in_force in_force;
    const struct vs_agreement *agreement;
    struct vs_fold_rule rule;
};

static void
acceptance_only(struct vs_fold_rule *rule, enum vs_rule_why why)
{
    rule->kind = VS_RULE_ACCEPTANCE_ONLY;
    rule->why = why;
    rule->counts_from = VS_FROM_SENT;
    rule->waitlist = VS_WAITLIST_NONE;
    rule->refusal = VS_REFUSAL_CANCELS;
    rule->dispute = VS_DISPUTE_NONE;
    rule->early_accept = VS_EARLY_MOVES;
}

static void
rule_of_text(struct vs_fold_rule *rule, const struct vs_agreement *agreement, struct vs_str giver,
             struct vs_str receiver, bool is_return)
{
    const struct vs_transfer *transfer =
        vs_agreement_transfer(agreement, giver, receiver, is_return);
    const struct vs_move *move;

    memset(rule, 0, sizeof(*rule));
    rule->agreement = agreement;
    rule->transfer = transfer;
    rule->giver_role = giver;
    rule->receiver_role = receiver;
    if (!transfer) {
        acceptance_only(rule, VS_WHY_DIRECTION);
        return;
    }
    move = is_return ? &transfer->giving_back : &transfer->move;
    if (is_return && move->kind == VS_MOVE_UNKNOWN) {
        acceptance_only(rule, VS_WHY_RETURN);
        rule->return_unknown = true;
        return;
    }
    switch (move->kind) {
    case VS_MOVE_AFTER_DELAY:
        rule->kind = VS_RULE_AFTER_DELAY;
        rule->delay = move->delay;
        rule->counts_from = move->counts_from;
        break;
    case VS_MOVE_AT_ACCEPTANCE:
        rule->kind = VS_RULE_AT_ACCEPTANCE;
        break;
    case VS_MOVE_AT_PICKUP:
        rule->kind = VS_RULE_AT_PICKUP;
        break;
    case VS_MOVE_UNKNOWN:
        rule->kind = VS_RULE_UNKNOWN;
        break;
    }
    rule->why = rule->kind == VS_RULE_UNKNOWN ? VS_WHY_SILENT : VS_WHY_AGREED;
    rule->waitlist = transfer->waitlist;
    rule->refusal = transfer->refusal;
    rule->dispute = transfer->dispute;
    rule->early_accept = transfer->early_accept;
}

/* The first day on which an adoption of this organisation no longer counts for an offer: by the
 * ends of it that stand, in one feed of the organisation, before the offer or before an event in
 * its past. Those the giver could read when it signed, and they are there for every reader. Nobody
 * relieves itself by another history of its own: of the giver one end that stands in any of them
 * counts, which leaves it the responsibility, of the addressee one that stands in each. */
static vs_date
ended_for(struct vs_fold_data *d, const struct vs_hash *leaf, const struct vs_hash *org,
          const struct ev *offer)
{
    uint32_t owner = fold_org(d, org);
    vs_date first = VS_DATE_NEVER;

    for (uint32_t c = 0; d->source->ended && owner != NONE && c < d->chain_n; c++) {
        const struct chain *chain = &d->chains[c];
        const struct vs_fold_event *last = NULL;
        vs_date day;

        if (c == offer->chain) {
            last = offer->in;
        } else if (offer->vc[c] > 0) {
            last = d->ev[chain->v[offer->vc[c] - 1]].in;
        }
        if (chain->org != owner || !last) {
            continue;
        }
        day = d->source->ended(d->source->payload, leaf, last, !vs_hash_eq(org, &offer->in->org));
        first = day < first ? day : first;
    }
    return first;
}

/* What was not written yet when the offer was is no ground of it, whatever day it names: nobody
 * hands over under it into the past. */
static enum vs_held
written_before(struct vs_fold_data *d, struct vs_fold_adoption *out, const struct vs_hash *leaf,
               const struct ev *offer)
{
    enum vs_held held;

    memset(out, 0, sizeof(*out));
    held = d->source->adoption(d->source->payload, out, leaf, offer->in);
    return held == VS_HELD && out->made > offer->rec ? VS_NO_SUCH : held;
}

static enum vs_held
one_adoption(struct vs_fold_data *d, struct vs_fold_adoption *out, const struct vs_hash *leaf,
             const struct ev *offer, const struct vs_hash *org, const struct vs_hash *profile,
             vs_date date)
{
    enum vs_held held = written_before(d, out, leaf, offer);

    if (held != VS_HELD) {
        return held;
    }
    return vs_hash_eq(&out->org, org) && vs_hash_eq(&out->profile, profile) && out->from <= date &&
                   ended_for(d, leaf, org, offer) > date
               ? VS_HELD
               : VS_NO_SUCH;
}

/* VS_HELD: usable and in force, surely or possibly. */
static enum vs_held
one_candidate(struct vs_fold_data *d, struct candidate *out, const struct ev *offer,
              const struct vs_event_under *under, vs_date date)
{
    struct vs_fold_adoption giver, receiver;
    enum vs_held by_giver = one_adoption(d, &giver, &under->giver_adoption, offer, &offer->in->org,
                                         &under->profile_hash, date);
    enum vs_held by_receiver = one_adoption(d, &receiver, &under->receiver_adoption, offer,
                                            &offer->e->to, &under->profile_hash, date);
    enum vs_held text =
        d->source->agreement(d->source->payload, &out->agreement, &under->profile_hash);

    if (by_giver == VS_NO_SUCH || by_receiver == VS_NO_SUCH || text == VS_NO_SUCH) {
        return VS_NO_SUCH;
    }
    if (text == VS_HELD) {
        out->in_force = vs_agreement_in_force(out->agreement, date);
        if (out->agreement->kind != VS_KIND_AGREEMENT || out->in_force == VS_NOT_IN_FORCE) {
            return VS_NO_SUCH;
        }
    }
    if (by_giver != VS_HELD || by_receiver != VS_HELD || text != VS_HELD) {
        return VS_NOT_HELD;
    }
    rule_of_text(&out->rule, out->agreement, giver.role, receiver.role,
                 offer->e->kind == VS_OFFER_RETURN);
    return VS_HELD;
}

static bool
same_move(const struct vs_fold_rule *a, const struct vs_fold_rule *b)
{
    return a->kind == b->kind &&
           (a->kind != VS_RULE_AFTER_DELAY ||
            (a->delay.n == b->delay.n && a->delay.unit == b->delay.unit &&
             a->delay.counting == b->delay.counting && a->delay.nature == b->delay.nature &&
             a->counts_from == b->counts_from));
}

static unsigned
differences(const struct vs_fold_rule *a, const struct vs_fold_rule *b)
{
    bool move = !same_move(a, b) || a->early_accept != b->early_accept;

    return (move ? VS_PART_MOVE : 0u) | (a->waitlist != b->waitlist ? VS_PART_WAITLIST : 0u) |
           (a->refusal != b->refusal ? VS_PART_REFUSAL : 0u) |
           (a->dispute != b->dispute ? VS_PART_DISPUTE : 0u) |
           (a->return_unknown != b->return_unknown ? VS_PART_RETURN : 0u);
}

unsigned
vs_fold_rules_differ(const struct vs_rule_text *a, const struct vs_rule_text *b, bool is_return)
{
    struct vs_fold_rule one, other;

    rule_of_text(&one, a->agreement, a->giver_role, a->receiver_role, is_return);
    rule_of_text(&other, b->agreement, b->giver_role, b->receiver_role, is_return);
    return differences(&one, &other);
}

/* What two candidates have in common; where they differ it is unknown. */
static void
join(struct vs_fold_rule *rule, const struct vs_fold_rule *other)
{
    rule->differ |= differences(rule, other);
    if (rule->differ & VS_PART_MOVE) {
        rule->kind = VS_RULE_UNKNOWN;
        rule->why = VS_WHY_DISAGREE;
    }
    rule->waitlist = rule->waitlist == other->waitlist ? rule->waitlist : VS_WAITLIST_UNKNOWN;
    rule->refusal = rule->refusal == other->refusal ? rule->refusal : VS_REFUSAL_UNKNOWN;
    rule->dispute = rule->dispute == other->dispute ? rule->dispute : VS_DISPUTE_UNKNOWN;
    rule->return_unknown |= other->return_unknown;
    rule->agreement = NULL;
    rule->transfer = NULL;
}

/* A text that may take over, and the first day on which it may be in force. */
struct successor {
    uint32_t entry; /* of `under` */
    vs_date first;
    bool held; /* the text and both adoptions */
    const struct vs_agreement *text;
    struct vs_fold_adoption giver, receiver;
    vs_date ended; /* the first day on which one of both adoptions no longer counts */
};

/* The days from which and until which an adoption counts, if it is that of this organisation and
 * profile; held or not. False if it is not. */
static bool
adopted_from(struct vs_fold_data *d, enum vs_held *held, struct successor *out,
             struct vs_fold_adoption *adoption, const struct vs_hash *leaf, const struct ev *offer,
             const struct vs_hash *org, const struct vs_hash *profile)
{
    vs_date ended;

    *held = written_before(d, adoption, leaf, offer);
    if (*held != VS_HELD) {
        adoption->from = 0;
        return *held == VS_NOT_HELD;
    }
    ended = ended_for(d, leaf, org, offer);
    out->ended = ended < out->ended ? ended : out->ended;
    return vs_hash_eq(&adoption->org, org) && vs_hash_eq(&adoption->profile, profile);
}

/* Whether an entry is a text that takes over from that of `rule`, which decides from `date` on. A
 * text that is not held may be one, from the day on which both have adopted it. */
static bool
succeeds(struct vs_fold_data *d, struct successor *out, const struct vs_fold_rule *rule,
         const struct ev *offer, uint32_t entry, vs_date date)
{
    const struct vs_event_under *under = &offer->e->under[entry];
    enum vs_held by_giver, by_receiver, text;

    out->entry = entry;
    out->ended = VS_DATE_NEVER;
    if (!adopted_from(d, &by_giver, out, &out->giver, &under->giver_adoption, offer,
                      &offer->in->org, &under->profile_hash) ||
        !adopted_from(d, &by_receiver, out, &out->receiver, &under->receiver_adoption, offer,
                      &offer->e->to, &under->profile_hash)) {
        return false;
    }
    text = d->source->agreement(d->source->payload, &out->text, &under->profile_hash);
    out->held = text == VS_HELD && by_giver == VS_HELD && by_receiver == VS_HELD;
    if (text == VS_HELD) {
        out->first = out->text->from.earliest;
        if (out->text->kind != VS_KIND_AGREEMENT ||
            !vs_agreement_replaces(out->text, rule->agreement) || out->giver.from > out->first ||
            out->receiver.from > out->first) {
            return false;
        }
    } else {
        out->first = out->giver.from > out->receiver.from ? out->giver.from : out->receiver.from;
    }
    return text != VS_NO_SUCH && out->first > date && out->ended > out->first;
}

static void
unknown_rule(struct vs_fold_rule *rule, enum vs_rule_why why)
{
    memset(rule, 0, sizeof(*rule));
    rule->kind = VS_RULE_UNKNOWN;
    rule->why = why;
}

/* The rule that takes over from `stage`, whose text decides from `date` on; false if none does. */
static bool
next_stage(struct vs_fold_data *d, struct stage *out, const struct stage *stage,
           const struct ev *offer, vs_date *date)
{
    const struct vs_fold_rule *rule = &stage->rule;
    bool is_return = offer->e->kind == VS_OFFER_RETURN, not_held = false;
    struct successor found = {0}, one;
    uint32_t bits = 0;

    if (!rule->agreement || !rule->transfer || rule->transfer->version != VS_VERSION_NEW_RULE ||
        (rule->why != VS_WHY_AGREED && rule->why != VS_WHY_SILENT) || !rule->sure) {
        return false;
    }
    for (uint32_t i = 0; i < offer->e->under_count && i < VS_EVENT_UNDER_MAX; i++) {
        if (!succeeds(d, &one, rule, offer, i, *date) || (bits && one.first > found.first)) {
            continue;
        }
        not_held = !one.held || (not_held && one.first == found.first);
        bits = bits && one.first == found.first ? bits | 1u << i : 1u << i;
        found = one;
    }
    if (!bits) {
        return false;
    }
    memset(out, 0, sizeof(*out));
    out->counted_anew = rule->transfer->new_delay;
    if (not_held) {
        unknown_rule(&out->rule, VS_WHY_NOT_HELD);
    } else if (bits != 1u << found.entry ||
               vs_agreement_in_force(found.text, found.first) != VS_SURELY_IN_FORCE) {
        unknown_rule(&out->rule, VS_WHY_SEVERAL);
    } else {
        rule_of_text(&out->rule, found.text, found.giver.role, found.receiver.role, is_return);
        out->rule.sure = true;
    }
    out->rule.candidates = bits;
    out->rule.from = vs_zone_midnight(found.first);
    *date = found.first;
    return true;
}

/* The rule of the offer's own day. */
static void
choose(struct vs_fold_data *d, struct vs_fold_rule *rule, const struct ev *offer, vs_date date)
{
    struct candidate list[VS_EVENT_UNDER_MAX];
    const struct vs_agreement *texts[VS_EVENT_UNDER_MAX];
    bool not_held = false, surely = false;
    uint32_t found = 0, bits = 0;

    memset(rule, 0, sizeof(*rule));
    for (uint32_t i = 0; i < offer->e->under_count && i < VS_EVENT_UNDER_MAX; i++) {
        enum vs_held held = one_candidate(d, &list[i], offer, &offer->e->under[i], date);

        not_held |= held == VS_NOT_HELD;
        texts[i] = held == VS_HELD ? list[i].agreement : NULL;
        bits |= held == VS_HELD ? 1u << i : 0;
    }
    bits = vs_agreements_left(texts, bits, date);
    for (uint32_t i = 0; i < VS_EVENT_UNDER_MAX; i++) {
        if (!(bits >> i & 1)) {
            continue;
        }
        surely = list[i].in_force == VS_SURELY_IN_FORCE;
        if (found++ == 0) {
            *rule = list[i].rule;
        } else {
            join(rule, &list[i].rule);
        }
    }
    rule->candidates = bits;
    if (not_held) {
        unknown_rule(rule, VS_WHY_NOT_HELD);
        rule->candidates = bits;
    } else if (found == 0) {
        acceptance_only(rule, VS_WHY_NO_AGREEMENT);
    } else if ((found > 1 || !surely) && rule->kind != VS_RULE_UNKNOWN) {
        rule->why = VS_WHY_SEVERAL;
    }
    rule->sure = found == 1 && surely && !not_held;
}

static void
count(struct vs_fold_data *d, const struct vs_fold_rule *rule, vs_instant from, vs_instant *latest,
      vs_instant *earliest)
{
    struct vs_delay delay = rule->delay;
    struct vs_count count;
    bool guess =
        !rule->calendar && (delay.unit == VS_UNIT_WORKING_DAY || delay.nature == VS_STATUTORY);
    enum vs_code code;

    *latest = *earliest = NEVER;
    if (from == NEVER) {
        return;
    }
    if (guess) {
        /* Without a calendar every day may be free, or none. */
        delay.unit = delay.unit == VS_UNIT_WORKING_DAY ? VS_UNIT_DAY : delay.unit;
        delay.nature = VS_AGREED;
    }
    code = vs_calendar_count(&count, rule->calendar, from, delay, NULL);
    if (code != VS_OK) {
        if (code == VS_E_NO_MEMORY) {
            d->failed = code;
        }
        *earliest = from;
        return;
    }
    *earliest = count.earliest;
    *latest = guess ? NEVER : count.latest;
    vs_count_release(&count);
}

/* A text that took over counts from where the delay began or from its own first day, and moves
 * nothing before that day. */
void
rule_count(struct vs_fold_data *d, const struct stage *stage, vs_instant from, vs_instant *latest,
           vs_instant *earliest)
{
    const struct vs_fold_rule *rule = &stage->rule;
    vs_instant other;

    count(d, rule, stage->counted_anew == VS_NEW_DELAY_FIRST_DAY ? most(from, rule->from) : from,
          latest, earliest);
    if (stage->counted_anew == VS_NEW_DELAY_UNKNOWN && rule->from > 0) {
        count(d, rule, most(from, rule->from), latest, &other);
    }
    *latest = most(*latest, rule->from);
    *earliest = most(*earliest, rule->from);
}

vs_instant
rule_term_ends(struct vs_fold_data *d, const struct vs_fold_rule *rule, const struct vs_delay *term,
               vs_instant from)
{
    struct vs_fold_rule counted = {.delay = *term, .calendar = rule->calendar};
    vs_instant latest, earliest;

    count(d, &counted, from, &latest, &earliest);
    return latest;
}

bool
rule_wants_delivery(const struct obj *obj)
{
    for (uint32_t k = 0; k <= obj->later_n; k++) {
        const struct vs_fold_rule *rule = rule_of(obj, k);

        if (rule->kind == VS_RULE_AFTER_DELAY && rule->counts_from != VS_FROM_SENT) {
            return true;
        }
    }
    return false;
}

static void
finish_stage(struct vs_fold_data *d, struct stage *stage, const struct ev *offer)
{
    struct vs_fold_rule *rule = &stage->rule;
    const struct vs_calendar *calendar = NULL;

    if (offer->e->has_calendar &&
        d->source->calendar(d->source->payload, &calendar, &offer->e->calendar, offer->in,
                            offer->rec) == VS_HELD &&
        !(rule->agreement && rule->agreement->calendar.len > 0 &&
          !vs_str_eq(rule->agreement->calendar, calendar->id))) {
        rule->calendar = calendar;
    }
    stage->sent_latest = stage->sent_earliest = stage->counted = NEVER;
    if (rule->kind == VS_RULE_AFTER_DELAY) {
        rule_count(d, stage, offer->rec, &stage->sent_latest, &stage->sent_earliest);
    }
}

void
rule_make(struct vs_fold_data *d, struct obj *obj)
{
    const struct ev *offer = &d->ev[obj->ev];
    vs_date date = vs_zone_date(offer->rec);
    struct stage next;

    choose(d, &obj->first.rule, offer, date);
    finish_stage(d, &obj->first, offer);
    while (obj->later_n + 1 < STAGES_MAX &&
           next_stage(d, &next, stage_of(obj, obj->later_n), offer, &date)) {
        struct stage *grown =
            vs_realloc_array(obj->later, (size_t)obj->later_n + 1, sizeof(*grown));

        if (!grown) {
            d->failed = VS_E_NO_MEMORY;
            return;
        }
        obj->later = grown;
        finish_stage(d, &next, offer);
        obj->later[obj->later_n++] = next;
    }
}
