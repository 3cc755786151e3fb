/*
 * The answer to `vs who` as a document (schemas/output/who.schema.json).
 */
#include "cli/answer.h"

#include "cli/answer_priv.h"
#include "cli/behind.h"
#include "cli/common.h"
#include "cli/succession.h"
#include "cli/when.h"
#include "core/base/enc.h"

static const char *
rule_word(const struct vs_fold_claim *claim, const struct vs_fold *fold)
{
    if (claim->kind != VS_CLAIM_MOVED) {
        return NULL;
    }
    return claim->by_rule ? vs_rule_kind_name(fold->offers[claim->offer].rule.kind) : "acceptance";
}

static struct vs_json *
days_document(const struct vs_fold *fold, const struct vs_fold_offer *offer)
{
    struct vs_json *doc = vs_json_new_object();
    struct vs_json *counted = vs_json_new_array();
    struct vs_json *skipped = vs_json_new_array();
    struct vs_count count;
    char date[VS_DATE_TEXT_LEN + 1];

    if (vs_fold_offer_count(&count, fold, offer, NULL) == VS_OK) {
        for (size_t i = 0; i < count.day_count; i++) {
            const struct vs_day *day = &count.days[i];

            vs_date_text(date, day->date);
            if (day->counted) {
                vs_json_add_text(counted, date);
            } else if (day->kind != VS_DAY_WORKING) {
                struct vs_json *free_day = vs_json_new_object();

                vs_json_set_text(free_day, "date", date);
                vs_json_set_str(free_day, "reason", day->reason);
                vs_json_add(skipped, free_day);
            }
        }
        vs_count_release(&count);
    }
    vs_json_set(doc, "counted", counted);
    vs_json_set(doc, "skipped", skipped);
    return doc;
}

/* The decision on which a settlement rests, and whom it binds without a signature. */
static void
set_decision(struct vs_json *doc, const struct vs_fold *fold, const struct vs_fold_claim *claim)
{
    const struct vs_fold_settlement *settlement = vs_settlement_of(fold, claim->event);
    struct vs_json *bound;

    if (!settlement || settlement->decision == VS_FOLD_NONE) {
        return;
    }
    bound = vs_json_new_array();
    for (size_t i = 0; i < settlement->bound_count; i++) {
        char text[VS_HASH_TEXT_LEN + 1];

        vs_hash_text(text, &settlement->bound[i]);
        vs_json_add_text(bound, text);
    }
    vs_json_set_hash(doc, "decision", &fold->entries[settlement->decision].in->id);
    vs_json_set(doc, "bound", bound);
}

/* One cause of a claim: the act, and under which rule it had its effect. */
static struct vs_json *
because_document(const struct vs_fold *fold, const struct vs_fold_claim *claim)
{
    struct vs_json *doc = vs_json_new_object();
    const struct vs_fold_entry *entry = &fold->entries[claim->event];
    const char *rule = rule_word(claim, fold);

    vs_json_set_text(doc, "kind", vs_claim_kind_name(claim->kind));
    vs_json_set_hash(doc, "event", &entry->in->id);
    vs_json_set_hash(doc, "by", &entry->in->org);
    vs_when_json(doc, "recorded", entry->rec);
    vs_when_json(doc, "since", claim->start);
    if (claim->kind == VS_CLAIM_SETTLED) {
        set_decision(doc, fold, claim);
    }
    if (rule) {
        const struct vs_fold_offer *offer = &fold->offers[claim->offer];

        vs_json_set_text(doc, "rule", rule);
        vs_json_set_text(doc, "why", vs_rule_why_name(offer->rule.why));
        if (claim->signed_by != VS_FOLD_NONE) {
            vs_json_set_hash(doc, "signed_by", &fold->entries[claim->signed_by].in->id);
        }
        vs_when_json(doc, "delivered", offer->delivered);
        if (claim->by_rule) {
            vs_json_set(doc, "days", days_document(fold, offer));
        }
        if (offer->rule.agreement) {
            vs_json_set_str(doc, "agreement", offer->rule.agreement->id);
        }
        if (offer->rule.transfer) {
            const struct vs_basis *basis = &offer->rule.transfer->move.basis;

            vs_json_set_text(doc, "basis", vs_basis_name(basis->kind));
            if (basis->source.len > 0) {
                vs_json_set_str(doc, "source", basis->source);
            }
        } else {
            vs_json_set_text(doc, "basis", "convention");
        }
    }
    return doc;
}

static struct vs_json *
holder_document(const struct vs_question *question, const struct vs_answer_holder *holder)
{
    const struct vs_fold *fold = vs_casefile_fold(question->file);
    struct vs_json *doc = vs_json_org(question->store, &holder->org);
    struct vs_json *because = vs_json_new_array();
    enum vs_certainty before;
    vs_instant since;

    vs_when_json(doc, "since", holder->since);
    if (vs_answer_sure_since(&since, &before, question, holder)) {
        struct vs_json *sure = vs_json_new_object();

        vs_when_json(sure, "since", since);
        vs_json_set_text(sure, "before", vs_certainty_name(before));
        vs_json_set(doc, "certainty_since", sure);
    }
    for (size_t i = 0; i < holder->claim_count; i++) {
        uint32_t claim = question->answer.claims[holder->first_claim + i];

        vs_json_add(because, because_document(fold, &fold->claims[claim]));
    }
    vs_json_set(doc, "because", because);
    vs_json_set_bool(doc, "confirmed", holder->confirmed);
    vs_when_json(doc, "knew", holder->knew);
    return doc;
}

static struct vs_json *
orgs_document(struct vs_store *store, const struct vs_hash *orgs, size_t count)
{
    struct vs_json *doc = vs_json_new_array();

    for (size_t i = 0; i < count; i++) {
        vs_json_add(doc, vs_json_org(store, &orgs[i]));
    }
    return doc;
}

/* "transfer", or "calendar 2027-05-05" for each day that is not known. */
static void
add_missing(struct vs_json *list, const struct vs_fold *fold,
            const struct vs_answer_missing *missing)
{
    const struct vs_fold_span *span =
        missing->span == VS_FOLD_NONE ? NULL : &fold->spans[missing->span];
    struct vs_count count;
    char date[VS_DATE_TEXT_LEN + 1];
    char text[32];

    if (vs_str_is(vs_str(missing->name), "calendar") && span && span->offer != VS_FOLD_NONE &&
        vs_fold_offer_count(&count, fold, &fold->offers[span->offer], NULL) == VS_OK) {
        for (size_t i = 0; i < count.missing_count; i++) {
            vs_date_text(date, count.missing[i]);
            (void)snprintf(text, sizeof text, "calendar %s", date);
            vs_json_add_text(list, text);
        }
        vs_count_release(&count);
    } else {
        vs_json_add_text(list, missing->name);
    }
}

static void
add_finding(struct vs_json *list, const struct vs_fold *fold, const struct vs_fold_finding *finding)
{
    struct vs_json *doc = vs_json_new_object();

    vs_json_set_text(doc, "name", finding->name);
    if (finding->event != VS_FOLD_NONE) {
        vs_json_set_hash(doc, "event", &fold->entries[finding->event].in->id);
        if (fold->entries[finding->event].reason) {
            vs_json_set_text(doc, "reason", fold->entries[finding->event].reason);
        }
    }
    if (finding->other != VS_FOLD_NONE) {
        vs_json_set_hash(doc, "other", &fold->entries[finding->other].in->id);
    }
    vs_when_json(doc, "from", finding->from);
    vs_when_json(doc, "until", finding->until);
    vs_json_add(list, doc);
}

static void
add_named(struct vs_json *list, const char *name)
{
    struct vs_json *doc = vs_json_new_object();

    vs_json_set_text(doc, "name", name);
    vs_json_add(list, doc);
}

/* Several agreements that do not say the same. */
static void
set_rests_on(struct vs_json *doc, const struct vs_question *question,
             const struct vs_fold_offer *offer)
{
    const struct vs_agreement *texts[VS_EVENT_UNDER_MAX];
    const struct vs_fold *fold = vs_casefile_fold(question->file);
    size_t count = offer->rule.differ ? vs_common_texts(texts, question->store, fold, offer) : 0;
    struct vs_json *list = count > 0 ? vs_json_new_array() : NULL;

    for (size_t i = 0; i < count; i++) {
        struct vs_json *object = vs_json_new_object();

        vs_json_set_str(object, "id", texts[i]->id);
        vs_json_set_hash(object, "hash", &texts[i]->hash);
        vs_json_add(list, object);
    }
    if (list) {
        vs_json_set(doc, "rests_on", list);
    }
}

/* The agreement and the calendar under which the first holder came to hold it, or on which the
 * offer stands that leaves it undetermined. */
static void
set_rule(struct vs_json *doc, const struct vs_question *question)
{
    const struct vs_fold *fold = vs_casefile_fold(question->file);
    const struct vs_answer *answer = &question->answer;
    uint32_t offer = VS_FOLD_NONE;

    for (size_t i = 0; i < answer->claim_count && offer == VS_FOLD_NONE; i++) {
        offer = fold->claims[answer->claims[i]].offer;
    }
    for (size_t i = 0; i < answer->missing_count && offer == VS_FOLD_NONE; i++) {
        if (answer->missing[i].span != VS_FOLD_NONE) {
            offer = fold->spans[answer->missing[i].span].offer;
        }
    }
    if (offer == VS_FOLD_NONE) {
        return;
    }
    const struct vs_agreement *agreement = fold->offers[offer].rule.agreement;
    const struct vs_calendar *calendar = fold->offers[offer].rule.calendar;

    if (agreement) {
        struct vs_json *object = vs_json_new_object();

        vs_json_set_str(object, "id", agreement->id);
        vs_json_set_hash(object, "hash", &agreement->hash);
        vs_json_set(doc, "agreement", object);
    }
    set_rests_on(doc, question, &fold->offers[offer]);
    if (calendar) {
        struct vs_json *object = vs_json_new_object();

        vs_json_set_str(object, "id", calendar->id);
        vs_json_set_str(object, "edition", calendar->edition);
        vs_json_set_hash(object, "hash", &calendar->hash);
        vs_json_set(doc, "calendar", object);
    }
}

/* --- what is under way ------------------------------------------------------------------------ */

void
vs_json_refusal(struct vs_json *doc, const struct vs_fold *fold, const struct vs_fold_offer *offer,
                vs_instant at)
{
    struct vs_json *refusal;

    if (vs_objected(fold, offer, at)) {
        refusal = vs_json_new_object();
        vs_json_set_hash(refusal, "event", &fold->entries[offer->objected_by].in->id);
        vs_when_json(refusal, "recorded", fold->entries[offer->objected_by].rec);
        vs_json_set_text(refusal, "effect", vs_refusal_name(offer->rule.refusal));
        vs_json_set(doc, "refusal", refusal);
    }
}

/* A handover that is open at the instant of the question. */
static struct vs_json *
handover_document(const struct vs_question *question, const struct vs_fold_offer *offer)
{
    const struct vs_fold *fold = vs_casefile_fold(question->file);
    const struct vs_fold_entry *entry = &fold->entries[offer->event];
    struct vs_json *doc = vs_json_new_object();
    struct vs_answer then;

    vs_json_set_hash(doc, "event", &entry->in->id);
    vs_json_set_text(doc, "kind", vs_word(VS_WORDS_OFFER_KIND, entry->in->event->kind));
    vs_json_set(doc, "from", vs_json_org(question->store, &offer->from_org));
    vs_json_set(doc, "to", vs_json_org(question->store, &offer->to_org));
    vs_when_json(doc, "recorded", entry->rec);
    vs_when_json(doc, "delivered", offer->delivered);
    vs_when_json(doc, "moves", offer->start);
    vs_json_set_text(doc, "rule", vs_rule_kind_name(offer->rule.kind));
    vs_json_refusal(doc, fold, offer, question->at);
    if (offer->start != VS_INSTANT_NEVER &&
        vs_answer_at(&then, fold, offer->start, NULL) == VS_OK) {
        vs_json_set_text(doc, "certainty", vs_certainty_name(then.certainty));
        vs_answer_release(&then);
    }
    return doc;
}

static struct vs_json *
settlement_document(const struct vs_question *question, const struct vs_fold_settlement *settlement)
{
    const struct vs_fold_entry *entry =
        &vs_casefile_fold(question->file)->entries[settlement->event];
    const struct vs_event *event = entry->in->event;
    struct vs_json *doc = vs_json_new_object();

    vs_json_set_hash(doc, "event", &entry->in->id);
    vs_json_set(doc, "by", vs_json_org(question->store, &entry->in->org));
    vs_when_json(doc, "recorded", entry->rec);
    vs_json_set_bool(doc, "closed", event->outcome_closed);
    if (!event->outcome_closed) {
        vs_json_set(doc, "outcome", vs_json_org(question->store, &event->outcome));
    }
    vs_when_json(doc, "from", event->from);
    vs_json_set(doc, "signers",
                orgs_document(question->store, settlement->signers, settlement->signer_count));
    vs_json_set(
        doc, "waits_for",
        orgs_document(question->store, settlement->unsigned_by, settlement->unsigned_count));
    return doc;
}

static struct vs_json *
escalation_document(const struct vs_question *question, const struct vs_fold_escalation *escalation)
{
    const struct vs_fold *fold = vs_casefile_fold(question->file);
    const struct vs_fold_entry *entry = &fold->entries[escalation->event];
    struct vs_json *doc = vs_json_new_object();

    vs_json_set_hash(doc, "event", &entry->in->id);
    vs_json_set(doc, "by", vs_json_org(question->store, &escalation->org));
    vs_when_json(doc, "recorded", entry->rec);
    vs_json_set_text(doc, "reason", vs_word(VS_WORDS_ESCALATE, entry->in->event->reason));
    vs_json_set_int(doc, "level", entry->in->event->level);
    if (escalation->about != VS_FOLD_NONE) {
        vs_json_set_hash(doc, "about", &fold->entries[escalation->about].in->id);
    }
    return doc;
}

/* Handovers, proposals to settle and escalations that are open at the instant of the question. */
static void
set_under_way(struct vs_json *doc, const struct vs_question *question)
{
    const struct vs_fold *fold = vs_casefile_fold(question->file);
    struct vs_json *handovers = vs_json_new_array();
    struct vs_json *settlements = vs_json_new_array();
    struct vs_json *escalations = vs_json_new_array();

    for (size_t i = 0; i < fold->offer_count; i++) {
        if (fold->entries[fold->offers[i].event].rec <= question->at &&
            vs_fold_offer_state(&fold->offers[i], question->at) == VS_OFFER_OPEN) {
            vs_json_add(handovers, handover_document(question, &fold->offers[i]));
        }
    }
    for (size_t i = 0; i < fold->settlement_count; i++) {
        if (fold->entries[fold->settlements[i].event].rec <= question->at &&
            vs_fold_settlement_waits(fold, &fold->settlements[i])) {
            vs_json_add(settlements, settlement_document(question, &fold->settlements[i]));
        }
    }
    for (size_t i = 0; i < fold->escalation_count; i++) {
        if (fold->escalations[i].from <= question->at &&
            question->at < fold->escalations[i].until) {
            vs_json_add(escalations, escalation_document(question, &fold->escalations[i]));
        }
    }
    vs_json_set(doc, "handovers", handovers);
    vs_json_set(doc, "settlements", settlements);
    vs_json_set(doc, "escalations", escalations);
}

/* Who monitors: no holder by that. */
static void
set_monitors(struct vs_json *doc, struct vs_question *question)
{
    const struct vs_fold *fold = vs_casefile_fold(question->file);
    struct vs_json *list = vs_json_new_array();

    for (size_t i = 0; i < fold->party_count; i++) {
        if (vs_monitors(fold, &fold->parties[i].org, question->at)) {
            vs_json_add(list, vs_json_org(question->store, &fold->parties[i].org));
        }
    }
    if (vs_json_size(list) > 0) {
        vs_json_set(doc, "monitors", list);
    } else {
        vs_json_free(list);
    }
}

void
vs_question_json(struct vs_json *doc, struct vs_question *question)
{
    const struct vs_fold *fold = vs_casefile_fold(question->file);
    const struct vs_answer *answer = &question->answer;
    struct vs_json *holders = vs_json_new_array();
    struct vs_json *missing = vs_json_new_array();
    struct vs_json *findings = vs_json_new_array();
    vs_instant until;

    vs_when_json(doc, "at", question->at);
    vs_when_json(doc, "known_at",
                 question->known_at < question->now ? question->known_at : question->now);
    for (size_t i = 0; i < answer->holder_count; i++) {
        vs_json_add(holders, holder_document(question, &answer->holders[i]));
    }
    for (size_t i = 0; i < answer->missing_count; i++) {
        add_missing(missing, fold, &answer->missing[i]);
    }
    for (size_t i = 0; i < answer->finding_count; i++) {
        add_finding(findings, fold, &fold->findings[answer->findings[i]]);
    }
    if (vs_question_projects(question)) {
        add_named(findings, "projection");
    }
    if (vs_question_incomplete(question)) {
        add_named(findings, "pending");
    }
    if (vs_question_left(&until, question)) {
        vs_when_json(doc, "known_until", until);
        add_named(findings, vs_casefile_lacks_key(question->file) ? "no-key" : "left");
    }
    vs_json_set(doc, "holders", holders);
    vs_json_set_text(doc, "state", vs_answer_state_name(answer->state));
    vs_json_set_text(doc, "certainty", vs_certainty_name(answer->certainty));
    vs_json_set(doc, "candidates",
                orgs_document(question->store, answer->candidates, answer->candidate_count));
    vs_json_set(doc, "last", orgs_document(question->store, answer->last, answer->last_count));
    vs_json_set(doc, "missing", missing);
    if (vs_question_behind(question)) {
        add_named(findings, "behind");
        vs_question_json_behind(doc, question);
    }
    vs_json_set(doc, "findings", findings);
    set_under_way(doc, question);
    set_rule(doc, question);
    set_monitors(doc, question);
    vs_question_successions(question, doc);
}
