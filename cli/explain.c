/*
 * `vs who --explain`: the chain from the opening to the answer, step by step in sentences
 * (core/casework/chain.h). The rules behind it are in explain_rule.c, the document in
 * explain_json.c.
 */
#include <string.h>

#include "cli/device.h"
#include "cli/explain_priv.h"
#include "cli/i18n.h"
#include "cli/id.h"
#include "cli/when.h"
#include "core/base/mem.h"
#include "core/casework/zone.h"
#include "core/ledger/feeds.h"

#define NO_ROW UINT32_MAX

/* --- what is explained ------------------------------------------------------------------------ */

uint32_t
vs_convention_bit(const struct vs_basis *basis)
{
    for (unsigned i = 0; basis && basis->kind == VS_BASIS_CONVENTION && i < VS_CONVENTIONS; i++) {
        if (vs_str_is(basis->convention, vs_convention_name((enum vs_convention)i))) {
            return 1u << i;
        }
    }
    return 0;
}

enum vs_code
vs_explained_make(struct vs_explained *out, struct vs_question *question, struct vs_err *err)
{
    struct vs_rule_member members[VS_RULE_MEMBERS_MAX];
    enum vs_code code;

    memset(out, 0, sizeof *out);
    out->question = question;
    out->fold = vs_casefile_fold(question->file);
    code = vs_chain_make(&out->chain, out->fold, question->at, err);
    if (code != VS_OK) {
        return code;
    }
    out->row_of = vs_calloc(out->fold->entry_count + 1, sizeof *out->row_of);
    if (!out->row_of) {
        return vs_fail_memory(err);
    }
    memset(out->row_of, 0xff, out->fold->entry_count * sizeof *out->row_of);
    for (size_t i = 0; i < vs_casefile_count(question->file); i++) {
        uint32_t entry = vs_fold_find(out->fold, &vs_casefile_event(question->file, i)->id);

        if (entry != VS_FOLD_NONE) {
            out->row_of[entry] = (uint32_t)i;
        }
    }
    out->conventions = out->chain.conventions;
    for (uint32_t i = 0; i < out->fold->offer_count; i++) {
        const struct vs_fold_offer *offer = &out->fold->offers[i];

        if (vs_explained_counts(out, i) && offer->rule.agreement &&
            offer->rule.delay.unit == VS_UNIT_WORKING_DAY) {
            out->conventions |= vs_convention_bit(&offer->rule.agreement->calendar_basis);
        }
        for (uint32_t k = 0; k < vs_explained_stages(out, i); k++) {
            size_t count = vs_rule_members(members, out->fold, &out->chain, i, k);

            for (size_t m = 0; m < count; m++) {
                out->conventions |= members[m].decided ? vs_convention_bit(members[m].basis) : 0;
            }
        }
    }
    return VS_OK;
}

void
vs_explained_release(struct vs_explained *explained)
{
    vs_chain_release(&explained->chain);
    vs_free(explained->row_of);
    explained->row_of = NULL;
}

const struct vs_casefile_event *
vs_explained_row(const struct vs_explained *explained, uint32_t entry)
{
    return explained->row_of[entry] == NO_ROW
               ? NULL
               : vs_casefile_event(explained->question->file, explained->row_of[entry]);
}

void
vs_explained_device(char out[VS_ID_LEN_MAX], const struct vs_explained *explained,
                    const struct vs_casefile_event *row)
{
    struct vs_feed_row feed;

    out[0] = '\0';
    if (row && vs_feed_by_id(explained->question->store->ledger, &feed, row->feed, NULL) == VS_OK) {
        (void)snprintf(out, VS_ID_LEN_MAX, "%s", vs_device_name(&feed.origin));
    }
}

bool
vs_explained_offer(const struct vs_explained *explained, uint32_t offer)
{
    return explained->fold->entries[explained->fold->offers[offer].event].rec <=
           explained->question->at;
}

uint32_t
vs_explained_stages(const struct vs_explained *explained, uint32_t index)
{
    const struct vs_fold_offer *offer = &explained->fold->offers[index];

    return vs_explained_offer(explained, index) ? vs_offer_stage(offer, explained->question->at) + 1
                                                : 0;
}

bool
vs_explained_counts(const struct vs_explained *explained, uint32_t index)
{
    const struct vs_fold_offer *offer = &explained->fold->offers[index];

    return vs_explained_offer(explained, index) && offer->rule.kind == VS_RULE_AFTER_DELAY &&
           !(offer->signed_at < offer->latest && offer->signed_at <= explained->question->at);
}

enum vs_code
vs_explained_practice(struct vs_explained *explained,
                      void (*each)(void *payload, const struct vs_by_practice *found),
                      void *payload, struct vs_err *err)
{
    const struct vs_fold *fold = explained->fold;
    enum vs_code code = VS_OK;

    for (uint32_t i = 0; code == VS_OK && i < fold->offer_count; i++) {
        const struct vs_agreement *agreement = fold->offers[i].rule.agreement;
        bool seen = !agreement || !vs_explained_offer(explained, i);

        for (uint32_t before = 0; !seen && before < i; before++) {
            seen = fold->offers[before].rule.agreement == agreement &&
                   vs_explained_offer(explained, before);
        }
        for (size_t p = 0; !seen && code == VS_OK && p < agreement->practice_count; p++) {
            struct vs_by_practice found = {agreement, &agreement->practices[p], NULL, NULL, false};
            struct vs_practised practised;
            struct vs_fold *by = NULL;
            struct vs_answer answer;

            if (!vs_practice_touches(fold, agreement, found.practice)) {
                continue;
            }
            code = vs_fold_practised(&by, &practised, fold, agreement, found.practice, err);
            if (code != VS_OK) {
                break;
            }
            code = vs_answer_at(&answer, by, explained->question->at, err);
            if (code == VS_OK) {
                found.fold = by;
                found.answer = &answer;
                found.differs = !vs_answer_same(&answer, &explained->question->answer);
                each(payload, &found);
                vs_answer_release(&answer);
            }
            vs_fold_free(by);
            vs_practised_release(&practised);
        }
    }
    return code;
}

void
vs_explain_line(struct vs_out *out, const char *first, struct vs_buf *text)
{
    if (vs_buf_check(text, "explain", NULL) == VS_OK && text->len > 0) {
        vs_print_clause(out, first, (const char *)text->p);
    }
    vs_buf_clear(text);
}

/* --- the steps -------------------------------------------------------------------------------- */

static void
print_step(const struct vs_explained *explained, const struct vs_step *step, size_t number)
{
    struct vs_out *out = &explained->question->cli->out;
    struct vs_store *store = explained->question->store;
    struct vs_buf text;
    struct vs_sentence s = {.explained = explained, .step = step, .out = &text};
    char when[VS_WHEN_LEN];
    vs_instant at = step->when;

    s.entry = &explained->fold->entries[step->event];
    s.event = s.entry->in->event;
    s.offer = step->offer == VS_FOLD_NONE ? NULL : &explained->fold->offers[step->offer];
    vs_label_org(s.by, store, &s.entry->in->org);
    if (s.offer) {
        vs_label_org(s.giver, store, &s.offer->from_org);
        vs_label_org(s.receiver, store, &s.offer->to_org);
    }
    vs_when_text(s.from, step->from, VS_WHEN_FULL);
    s.ahead = step->when > vs_question_known(explained->question);
    if (step->kind == VS_STEP_ACT && s.event) {
        at = s.event->at;
    }
    vs_when_text(when, at, VS_WHEN_FULL);
    vs_print(out, "%3zu. %s\n", number, when);
    vs_buf_init(&text, VS_PRINT_MAX);
    vs_say_step(&s);
    vs_explain_line(out, "     ", &text);
    if (step->kind == VS_STEP_ACT) {
        vs_say_evidence(&s);
        vs_say_claimed(&s);
        vs_explain_line(out, "     ", &text);
    }
    vs_buf_release(&text);
}

/* "The answer rests on steps 3 and 5." */
static void
print_grounds(const struct vs_explained *explained)
{
    size_t count = 0, said = 0;
    struct vs_buf text;

    for (size_t i = 0; i < explained->chain.step_count; i++) {
        count += explained->chain.steps[i].current;
    }
    vs_buf_init(&text, VS_PRINT_MAX);
    for (size_t i = 0; i < explained->chain.step_count; i++) {
        if (explained->chain.steps[i].current) {
            vs_buf_add_text(&text, said == 0 ? "" : said + 1 < count ? ", " : _(" and "));
            vs_buf_addf(&text, "%zu", i + 1);
            said++;
        }
    }
    if (count > 0 && vs_buf_check(&text, "explain", NULL) == VS_OK) {
        vs_print(&explained->question->cli->out,
                 P_("     The answer rests on step %s.\n", "     The answer rests on steps %s.\n",
                    count),
                 (const char *)text.p);
    }
    vs_buf_release(&text);
}

static void
print(struct vs_explained *explained)
{
    struct vs_out *out = &explained->question->cli->out;

    vs_print(out, "\n");
    vs_print_style(out, VS_STYLE_STRONG, "%s\n", _("From the opening to this answer"));
    for (size_t i = 0; i < explained->chain.step_count; i++) {
        print_step(explained, &explained->chain.steps[i], i + 1);
    }
    print_grounds(explained);
    if (explained->chain.others > 0) {
        vs_print(out,
                 P_("     %zu other act moved nothing by its kind; vs show has it.\n",
                    "     %zu other acts moved nothing by their kind; vs show has them.\n",
                    explained->chain.others),
                 explained->chain.others);
    }
    vs_explain_days(explained);
    vs_explain_rules(explained);
    vs_explain_practice(explained);
    vs_explain_conventions(out, explained->conventions);
    vs_explain_missing(explained);
}

enum vs_code
vs_question_explain(struct vs_question *question, struct vs_json *doc, struct vs_err *err)
{
    struct vs_explained explained;
    enum vs_code code = vs_explained_make(&explained, question, err);

    if (code == VS_OK && question->cli->out.json) {
        code = vs_explain_json(doc, &explained, err);
    } else if (code == VS_OK && question->answer.state != VS_STATE_NO_CASE) {
        print(&explained);
    }
    vs_explained_release(&explained);
    return code;
}
