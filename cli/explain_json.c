/*
 * What `vs who --explain --json` adds: the member "explain" (schemas/output/who.schema.json).
 */
#include "cli/explain_priv.h"
#include "cli/when.h"

static void
set_event(struct vs_json *doc, const char *name, const struct vs_explained *explained,
          uint32_t entry)
{
    if (entry != VS_FOLD_NONE) {
        vs_json_set_hash(doc, name, &explained->fold->entries[entry].in->id);
    }
}

struct vs_json *
vs_json_conventions(uint32_t bits)
{
    struct vs_json *list = vs_json_new_array();

    for (unsigned i = 0; i < VS_CONVENTIONS; i++) {
        if (bits & 1u << i) {
            vs_json_add_text(list, vs_convention_name((enum vs_convention)i));
        }
    }
    return list;
}

/* --- steps ------------------------------------------------------------------------------------ */

static void
set_act(struct vs_json *doc, const struct vs_explained *explained, const struct vs_step *step)
{
    const struct vs_fold_entry *entry = &explained->fold->entries[step->event];
    const struct vs_casefile_event *row = vs_explained_row(explained, step->event);
    const struct vs_event *event = entry->in->event;
    char device[VS_ID_LEN_MAX];

    vs_json_set_text(doc, "effect", vs_step_effect_name(step->effect));
    vs_json_set(doc, "by", vs_json_org(explained->question->store, &entry->in->org));
    vs_explained_device(device, explained, row);
    if (device[0]) {
        vs_json_set_text(doc, "device", device);
    }
    if (event) {
        vs_json_set_text(doc, "type",
                         event->type_text[0] ? event->type_text : vs_event_type_name(event->type));
        vs_when_json(doc, "at", event->at);
        vs_when_json(doc, "made", event->made);
    }
    vs_when_json(doc, "recorded", step->when);
    if (row) {
        vs_when_json(doc, "received", row->received);
    }
    if (entry->reason) {
        vs_json_set_text(doc, "reason", entry->reason);
    }
}

static struct vs_json *
step_document(const struct vs_explained *explained, const struct vs_step *step)
{
    const struct vs_fold *fold = explained->fold;
    struct vs_json *doc = vs_json_new_object();

    vs_json_set_text(doc, "kind", vs_step_kind_name(step->kind));
    set_event(doc, "event", explained, step->event);
    if (step->kind == VS_STEP_ACT) {
        set_act(doc, explained, step);
    }
    if (step->offer != VS_FOLD_NONE) {
        set_event(doc, "offer", explained, fold->offers[step->offer].event);
    }
    vs_when_json(doc, "from", step->from);
    if (step->kind == VS_STEP_SPAN) {
        const struct vs_fold_span *span = &fold->spans[step->span];

        vs_json_set_text(doc, "span", vs_span_kind_name(span->kind));
        if (span->missing && span->missing[0]) {
            vs_json_set_text(doc, "missing", span->missing);
        }
        vs_when_json(doc, "until", span->until);
    }
    if (step->claim != VS_FOLD_NONE && fold->claims[step->claim].holder == VS_HOLDER_ORG) {
        vs_json_set(doc, "holder",
                    vs_json_org(explained->question->store, &fold->claims[step->claim].org));
    }
    vs_json_set_bool(doc, "current", step->current);
    vs_json_set(doc, "conventions", vs_json_conventions(step->conventions));
    return doc;
}

/* --- rules ------------------------------------------------------------------------------------ */

void
vs_json_basis(struct vs_json *doc, const struct vs_agreement *agreement,
              const struct vs_basis *basis)
{
    struct vs_source source = vs_agreement_source(agreement, basis->source);

    vs_json_set_text(doc, "basis", vs_basis_name(basis->kind));
    if (basis->convention.len > 0) {
        vs_json_set_str(doc, "convention", basis->convention);
    }
    if (source.id.len > 0) {
        struct vs_json *object = vs_json_new_object();

        vs_json_set_str(object, "id", source.id);
        vs_json_set_str(object, "title", vs_say_prose(source.title));
        if (source.by.len > 0) {
            vs_json_set_str(object, "by", source.by);
        }
        if (source.address.len > 0) {
            vs_json_set_str(object, "address", source.address);
        }
        vs_json_set(doc, "source", object);
    }
    if (basis->article.len > 0) {
        vs_json_set_str(doc, "article", basis->article);
    }
    if (basis->annex.len > 0) {
        vs_json_set_str(doc, "annex", basis->annex);
    }
    if (basis->note.en.len > 0) {
        vs_json_set_str(doc, "note", vs_say_prose(basis->note));
    }
}

struct vs_json *
vs_json_agreement(const struct vs_agreement *agreement)
{
    struct vs_json *doc = vs_json_new_object();

    vs_json_set_str(doc, "id", agreement->id);
    vs_json_set_hash(doc, "hash", &agreement->hash);
    vs_json_set_str(doc, "title", agreement->title);
    return doc;
}

static struct vs_json *
members_document(const struct vs_explained *explained, uint32_t offer, uint32_t stage)
{
    struct vs_rule_member members[VS_RULE_MEMBERS_MAX];
    size_t count = vs_rule_members(members, explained->fold, &explained->chain, offer, stage);
    struct vs_json *list = vs_json_new_array();

    for (size_t i = 0; i < count; i++) {
        struct vs_json *doc = vs_json_new_object();

        vs_json_set_text(doc, "member", members[i].name);
        vs_json_set_text(doc, "value", members[i].value);
        vs_json_set_bool(doc, "decided", members[i].decided);
        vs_json_basis(doc, explained->fold->offers[offer].rules[stage].agreement, members[i].basis);
        vs_json_add(list, doc);
    }
    return list;
}

static struct vs_json *
rule_document(const struct vs_explained *explained, uint32_t offer, uint32_t stage)
{
    const struct vs_fold_rule *rule = &explained->fold->offers[offer].rules[stage];
    struct vs_json *doc = vs_json_new_object();

    vs_json_set_text(doc, "rule", vs_rule_kind_name(rule->kind));
    vs_json_set_text(doc, "why", vs_rule_why_name(rule->why));
    if (rule->kind == VS_RULE_AFTER_DELAY) {
        vs_json_set_int(doc, "n", rule->delay.n);
        vs_json_set_text(doc, "unit", vs_unit_name(rule->delay.unit));
    }
    if (rule->agreement) {
        vs_json_set(doc, "agreement", vs_json_agreement(rule->agreement));
    }
    if (stage > 0) {
        vs_when_json(doc, "since", rule->from);
    }
    vs_json_set(doc, "members", members_document(explained, offer, stage));
    return doc;
}

/* --- days ------------------------------------------------------------------------------------- */

static struct vs_json *
day_document(const struct vs_day *day)
{
    struct vs_json *doc = vs_json_new_object();
    char date[VS_DATE_TEXT_LEN + 1];

    vs_date_text(date, day->date);
    vs_json_set_text(doc, "date", date);
    vs_json_set_text(doc, "kind", vs_day_kind_name(day->kind));
    vs_json_set_bool(doc, "counted", day->counted);
    if (day->reason.len > 0) {
        vs_json_set_str(doc, "reason", day->reason);
    }
    if (day->source.len > 0) {
        vs_json_set_str(doc, "source", day->source);
    }
    if (day->to_verify) {
        vs_json_set_bool(doc, "to_verify", true);
    }
    return doc;
}

struct vs_json *
vs_json_count(const struct vs_counted *counted, const struct vs_count *count)
{
    struct vs_json *doc = vs_json_new_object();
    struct vs_json *days = vs_json_new_array();
    struct vs_json *missing = vs_json_new_array();
    char date[VS_DATE_TEXT_LEN + 1];

    vs_when_json(doc, "from", counted->from);
    vs_when_json(doc, "ends", counted->latest);
    vs_when_json(doc, "at_least", counted->earliest);
    if (counted->calendar) {
        struct vs_json *calendar = vs_json_new_object();

        vs_json_set_str(calendar, "id", counted->calendar->id);
        vs_json_set_str(calendar, "edition", counted->calendar->edition);
        vs_json_set_hash(calendar, "hash", &counted->calendar->hash);
        vs_json_set(doc, "calendar", calendar);
    }
    for (size_t i = 0; i < count->day_count; i++) {
        vs_json_add(days, day_document(&count->days[i]));
    }
    for (size_t i = 0; i < count->missing_count; i++) {
        vs_date_text(date, count->missing[i]);
        vs_json_add_text(missing, date);
    }
    vs_json_set(doc, "days", days);
    vs_json_set(doc, "missing", missing);
    return doc;
}

/* The count of the delay; NULL where nothing is counted. */
static struct vs_json *
count_document(const struct vs_explained *explained, const struct vs_fold_offer *offer)
{
    struct vs_counted counted = vs_counted_offer(offer);
    struct vs_json *doc;
    struct vs_count count;

    if (vs_fold_offer_count(&count, explained->fold, offer, NULL) != VS_OK) {
        return NULL;
    }
    doc = vs_json_count(&counted, &count);
    vs_count_release(&count);
    return doc;
}

static struct vs_json *
offers_document(const struct vs_explained *explained)
{
    struct vs_json *list = vs_json_new_array();

    for (uint32_t i = 0; i < explained->fold->offer_count; i++) {
        const struct vs_fold_offer *offer = &explained->fold->offers[i];
        uint32_t stages = vs_explained_stages(explained, i);
        struct vs_json *doc, *count;

        if (stages == 0) {
            continue;
        }
        doc = rule_document(explained, i, stages - 1);
        if (stages > 1) {
            struct vs_json *earlier = vs_json_new_array();

            for (uint32_t k = 0; k + 1 < stages; k++) {
                vs_json_add(earlier, rule_document(explained, i, k));
            }
            vs_json_set(doc, "earlier", earlier);
        }
        set_event(doc, "event", explained, offer->event);
        vs_json_set(doc, "from", vs_json_org(explained->question->store, &offer->from_org));
        vs_json_set(doc, "to", vs_json_org(explained->question->store, &offer->to_org));
        vs_when_json(doc, "delivered", offer->delivered);
        vs_when_json(doc, "moves", offer->start);
        count = count_document(explained, offer);
        if (count) {
            vs_json_set(doc, "count", count);
        }
        vs_json_add(list, doc);
    }
    return list;
}

/* --- practice and ways out -------------------------------------------------------------------- */

struct practice_list {
    struct vs_explained *explained;
    struct vs_json *list;
};

static void
add_practice(void *payload, const struct vs_by_practice *found)
{
    struct practice_list *practices = payload;
    struct vs_json *doc = vs_json_new_object();
    struct vs_json *holders = vs_json_new_array();

    vs_json_set_str(doc, "agreement", found->agreement->id);
    vs_json_set_str(doc, "note", vs_say_prose(found->practice->note));
    if (found->practice->who.len > 0) {
        vs_json_set_str(doc, "who", found->practice->who);
    }
    if (found->practice->source.len > 0) {
        vs_json_set_str(doc, "source", found->practice->source);
    }
    vs_json_set_bool(doc, "differs", found->differs);
    vs_json_set_text(doc, "state", vs_answer_state_name(found->answer->state));
    vs_json_set_text(doc, "certainty", vs_certainty_name(found->answer->certainty));
    for (size_t i = 0; i < found->answer->holder_count; i++) {
        struct vs_json *holder =
            vs_json_org(practices->explained->question->store, &found->answer->holders[i].org);

        vs_when_json(holder, "since", found->answer->holders[i].since);
        vs_json_add(holders, holder);
    }
    vs_json_set(doc, "holders", holders);
    vs_json_add(practices->list, doc);
}

static struct vs_json *
missing_document(const struct vs_explained *explained)
{
    const struct vs_answer *answer = &explained->question->answer;
    struct vs_json *list = vs_json_new_array();

    for (size_t i = 0; i < answer->missing_count; i++) {
        unsigned ways = vs_missing_ways_out(explained->fold, &answer->missing[i]);
        struct vs_json *doc = vs_json_new_object();
        struct vs_json *ends = vs_json_new_array();

        vs_json_set_text(doc, "missing", answer->missing[i].name);
        for (unsigned way = 1; way <= VS_OUT_TEXT; way <<= 1) {
            if (ways & way) {
                vs_json_add_text(ends, vs_way_out_name((enum vs_way_out)way));
            }
        }
        vs_json_set(doc, "ended_by", ends);
        if (answer->missing[i].span != VS_FOLD_NONE) {
            vs_when_json(doc, "until", explained->fold->spans[answer->missing[i].span].until);
        }
        vs_json_add(list, doc);
    }
    return list;
}

enum vs_code
vs_explain_json(struct vs_json *doc, struct vs_explained *explained, struct vs_err *err)
{
    struct vs_json *explain = vs_json_new_object();
    struct vs_json *steps = vs_json_new_array();
    struct practice_list practices = {explained, vs_json_new_array()};
    enum vs_code code = vs_explained_practice(explained, add_practice, &practices, err);

    for (size_t i = 0; i < explained->chain.step_count; i++) {
        vs_json_add(steps, step_document(explained, &explained->chain.steps[i]));
    }
    vs_json_set(explain, "steps", steps);
    vs_json_set_int(explain, "other_acts", (int64_t)explained->chain.others);
    vs_json_set(explain, "offers", offers_document(explained));
    vs_json_set(explain, "practice", practices.list);
    vs_json_set(explain, "conventions", vs_json_conventions(explained->conventions));
    vs_json_set(explain, "missing", missing_document(explained));
    vs_json_set(doc, "explain", explain);
    return code;
}
