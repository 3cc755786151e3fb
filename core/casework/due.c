/* What is due of a case, by when and for whom, from its fold (answer.h). */
#include "core/casework/answer.h"

#include <stdlib.h>
#include <string.h>

#include "core/base/mem.h"
#include "core/casework/fold_in.h"

struct dues_maker {
    struct vs_dues *out;
    const struct vs_fold *fold;
    vs_instant now;
    size_t cap;
    bool failed;
};

static void
due(struct dues_maker *m, struct vs_due row)
{
    if (m->out->count == m->cap) {
        size_t cap = m->cap ? m->cap * 2 : 8;
        struct vs_due *grown = vs_realloc_array(m->out->rows, cap, sizeof(*grown));

        if (!grown) {
            m->failed = true;
            return;
        }
        m->out->rows = grown;
        m->cap = cap;
    }
    row.overdue = row.when <= m->now;
    m->out->rows[m->out->count++] = row;
}

static void
dues_of_offers(struct dues_maker *m)
{
    const struct vs_fold *fold = m->fold;

    for (uint32_t i = 0; i < fold->offer_count; i++) {
        const struct vs_fold_offer *offer = &fold->offers[i];
        vs_instant rec = fold->entries[offer->event].rec;
        struct vs_due row = {VS_DUE_ANSWER, offer->to_org, offer->from_org, rec,
                             offer->start,  false,         offer->event,    i};
        struct vs_due transfer = row;
        bool held = false;

        if (vs_fold_offer_state(offer, m->now) != VS_OFFER_OPEN || rec > m->now) {
            continue;
        }
        for (size_t k = 0; k < offer->source_count; k++) {
            uint32_t claim = fold->data->claim_of[fold->data->ev[offer->sources[k]].slot];

            held |= claim != NONE && fold->claims[claim].start <= m->now &&
                    m->now < fold->claims[claim].end;
        }
        if (!held) {
            row.kind = VS_DUE_STILL_OPEN;
        } else if (offer->objected_by != NONE && fold->entries[offer->objected_by].rec <= m->now) {
            row.kind = VS_DUE_REFUSED; /* it has answered: the giver is to know */
            row.since = fold->entries[offer->objected_by].rec;
            row.event = offer->objected_by;
        }
        if (row.kind != VS_DUE_ANSWER) {
            row.org = offer->from_org;
            row.other = offer->to_org;
        }
        due(m, row);
        if (offer->start != NEVER) {
            transfer.kind = VS_DUE_TRANSFER;
            due(m, transfer);
        }
    }
    for (uint32_t i = 0; i < fold->wait_count; i++) {
        const struct vs_fold_wait *wait = &fold->waits[i];
        const struct vs_fold_offer *offer = &fold->offers[wait->offer];

        if (wait->from <= m->now && m->now < wait->until) {
            due(m, (struct vs_due){VS_DUE_WAITING, offer->to_org, offer->from_org, wait->from,
                                   NEVER, false, wait->start_event, wait->offer});
        }
    }
}

static void
dues_of_answer(struct dues_maker *m, const struct vs_answer *answer)
{
    const struct vs_fold *fold = m->fold;

    for (size_t i = 0; i < answer->holder_count; i++) {
        const struct vs_answer_holder *holder = &answer->holders[i];
        uint32_t claim = answer->claims[holder->first_claim];

        if (!holder->confirmed) {
            due(m, (struct vs_due){VS_DUE_CONFIRM,
                                   holder->org,
                                   {{0}},
                                   holder->since,
                                   NEVER,
                                   false,
                                   fold->claims[claim].event,
                                   NONE});
        }
        if (answer->certainty == VS_CONTESTED || answer->certainty == VS_DISPUTED) {
            due(m, (struct vs_due){VS_DUE_SETTLE,
                                   holder->org,
                                   {{0}},
                                   holder->since,
                                   NEVER,
                                   false,
                                   fold->claims[claim].event,
                                   NONE});
        }
    }
    for (size_t i = 0; i < answer->candidate_count; i++) {
        due(m, (struct vs_due){
                   VS_DUE_SETTLE, answer->candidates[i], {{0}}, m->now, NEVER, false, NONE, NONE});
    }
    if (answer->certainty == VS_UNDETERMINED && answer->missing_count > 0 &&
        answer->missing[0].span == NONE && answer->claim_count > 0) {
        uint32_t claim = answer->claims[0];

        for (size_t i = 0; i < fold->party_count; i++) {
            if (fold->parties[i].role == VS_PARTY_FULL) {
                due(m, (struct vs_due){VS_DUE_PICK_UP,
                                       fold->parties[i].org,
                                       {{0}},
                                       fold->claims[claim].start,
                                       NEVER,
                                       false,
                                       fold->claims[claim].event,
                                       NONE});
            }
        }
    }
}

static void
dues_of_disagreement(struct dues_maker *m)
{
    const struct vs_fold *fold = m->fold;

    for (size_t i = 0; i < fold->settlement_count; i++) {
        const struct vs_fold_settlement *s = &fold->settlements[i];
        const struct vs_fold_entry *entry = &fold->entries[s->event];

        for (size_t k = 0; vs_fold_settlement_waits(fold, s) && k < s->unsigned_count; k++) {
            due(m, (struct vs_due){VS_DUE_SIGN, s->unsigned_by[k], entry->in->org, entry->rec,
                                   NEVER, false, s->event, NONE});
        }
    }
    for (size_t i = 0; i < fold->escalation_count; i++) {
        const struct vs_fold_escalation *esc = &fold->escalations[i];

        if (esc->from > m->now || esc->until <= m->now) {
            continue;
        }
        for (size_t k = 0; k < fold->party_count; k++) {
            if (fold->parties[k].role == VS_PARTY_FULL) {
                due(m, (struct vs_due){VS_DUE_ESCALATION, fold->parties[k].org, esc->org, esc->from,
                                       NEVER, false, esc->event, NONE});
            }
        }
    }
}

/* A valid event of the type after which the term runs, and whether one that ends it followed. */
static uint32_t
find_event(const struct vs_fold *fold, const struct vs_hash *org, enum vs_event_type type,
           uint32_t from)
{
    for (uint32_t i = from; i < fold->data->n; i++) {
        const struct vs_fold_entry *entry = &fold->entries[i];

        if (entry->state == VS_ENTRY_VALID && entry->in->event->type == type &&
            vs_hash_eq(&entry->in->org, org)) {
            return i;
        }
    }
    return NONE;
}

static enum vs_code
one_term(struct dues_maker *m, const struct vs_answer_holder *holder,
         const struct vs_agreement *terms, const struct vs_calendar *calendar, struct vs_str role,
         const char *id, struct vs_err *err)
{
    const struct vs_fold *fold = m->fold;
    const struct vs_term *term = vs_agreement_term(terms, id, role);
    bool assessment = strcmp(id, "assessment") == 0;
    uint32_t start, end;
    struct vs_count count;
    vs_instant from;
    enum vs_code code;

    if (!term || !term->known || fold->data->opening == NONE ||
        (term->start == VS_TERM_FROM_RECEIPT &&
         !vs_hash_eq(&holder->org, &fold->entries[fold->data->opening].in->org))) {
        return VS_OK;
    }
    start = term->start == VS_TERM_FROM_RECEIPT ? fold->data->opening
            : term->start == VS_TERM_FROM_ASSESSMENT
                ? find_event(fold, &holder->org, VS_EV_ASSESS, 0)
                : find_event(fold, &holder->org, VS_EV_TRAJECTORY_START, 0);
    if (term->start == VS_TERM_FROM_UNKNOWN || start == NONE) {
        return VS_OK;
    }
    end = find_event(fold, &holder->org, assessment ? VS_EV_ASSESS : VS_EV_TRAJECTORY_END, start);
    if (end != NONE) {
        return VS_OK;
    }
    from = fold->entries[start].in->event->at;
    code = vs_term_deadline(&count, term, calendar, from, err);
    if (code == VS_OK) {
        due(m, (struct vs_due){assessment ? VS_DUE_ASSESSMENT : VS_DUE_TRAJECTORY,
                               holder->org,
                               {{0}},
                               from,
                               count.latest,
                               false,
                               start,
                               NONE});
        vs_count_release(&count);
    }
    return code;
}

static int
due_cmp(const void *a, const void *b)
{
    const struct vs_due *x = a, *y = b;

    if (x->when != y->when) {
        return x->when < y->when ? -1 : 1;
    }
    if (x->kind != y->kind) {
        return x->kind < y->kind ? -1 : 1;
    }
    if (!vs_hash_eq(&x->org, &y->org)) {
        return vs_hash_cmp(&x->org, &y->org);
    }
    return x->event < y->event ? -1 : x->event > y->event;
}

enum vs_code
vs_dues_make(struct vs_dues *out, const struct vs_fold *fold, vs_instant now,
             const struct vs_agreement *terms, const struct vs_calendar *calendar,
             struct vs_str role, struct vs_err *err)
{
    struct dues_maker m = {out, fold, now, 0, false};
    struct vs_answer answer;
    enum vs_code code;

    memset(out, 0, sizeof(*out));
    code = vs_answer_at(&answer, fold, now, err);
    if (code != VS_OK) {
        return code;
    }
    dues_of_offers(&m);
    dues_of_answer(&m, &answer);
    dues_of_disagreement(&m);
    for (size_t i = 0; terms && calendar && i < answer.holder_count && code == VS_OK; i++) {
        code = one_term(&m, &answer.holders[i], terms, calendar, role, "assessment", err);
        if (code == VS_OK) {
            code = one_term(&m, &answer.holders[i], terms, calendar, role, "trajectory", err);
        }
    }
    vs_answer_release(&answer);
    if (code == VS_OK && m.failed) {
        code = vs_fail_memory(err);
    }
    if (code != VS_OK) {
        vs_dues_release(out);
    } else if (out->count > 0) {
        qsort(out->rows, out->count, sizeof(out->rows[0]), due_cmp);
    }
    return code;
}

void
vs_dues_release(struct vs_dues *dues)
{
    if (dues) {
        vs_free(dues->rows);
        dues->rows = NULL;
        dues->count = 0;
    }
}

const char *
vs_due_kind_name(enum vs_due_kind kind)
{
    static const char *const names[] = {"transfer",   "answer",  "assessment", "trajectory",
                                        "waiting",    "confirm", "sign",       "settle",
                                        "escalation", "pick-up", "still-open", "refused"};

    return names[kind];
}
