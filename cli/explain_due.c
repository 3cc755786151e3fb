#include "cli/explain_due.h"

#include <string.h>

#include "cli/agreement_text.h"
#include "cli/explain_priv.h"
#include "cli/i18n.h"
#include "core/base/mem.h"
#include "core/record/refold.h"

struct vs_due_explained {
    struct vs_question question;
    struct vs_explained explained;
    struct vs_dues dues;
    uint32_t conventions;            /* of what was explained so far */
    const struct vs_agreement *told; /* whose title was said last, and its calendar if it counts */
    const struct vs_agreement *told_calendar;
};

enum vs_code
vs_due_explained_make(struct vs_due_explained **out, struct vs_cli *cli, struct vs_store *store,
                      int64_t case_leaf, vs_instant now, struct vs_err *err)
{
    struct vs_due_explained *made = vs_calloc(1, sizeof *made);
    enum vs_code code;

    *out = made;
    if (!made) {
        return vs_fail_memory(err);
    }
    made->question = (struct vs_question){.cli = cli,
                                          .store = store,
                                          .case_leaf = case_leaf,
                                          .at = now,
                                          .known_at = VS_INSTANT_NEVER,
                                          .now = now};
    code = vs_question_ask(&made->question, err);
    if (code == VS_OK) {
        code = vs_explained_make(&made->explained, &made->question, err);
    }
    return code == VS_OK ? vs_casefile_dues(&made->dues, store, made->question.file, now, err)
                         : code;
}

void
vs_due_explained_free(struct vs_due_explained *explained)
{
    if (explained) {
        vs_dues_release(&explained->dues);
        vs_explained_release(&explained->explained);
        vs_question_release(&explained->question);
        vs_free(explained);
    }
}

static const struct vs_due *
row_of(const struct vs_due_explained *explained, const struct vs_due_item *item)
{
    return item->again && item->n >= 0 && (size_t)item->n < explained->dues.count
               ? &explained->dues.rows[item->n]
               : NULL;
}

/* --- what the text says ----------------------------------------------------------------------- */

/* A member of an agreement that a term rests on. */
struct ground {
    const char *member, *value;   /* value: NULL where it is a delay */
    const struct vs_basis *basis; /* NULL: it follows from what the term is */
    struct vs_buf words;
};

struct grounds {
    struct vs_due_explained *explained;
    const struct vs_agreement *agreement;
    struct vs_json *list; /* for a document; else it is printed */
    uint32_t conventions;
    struct ground at; /* the one that is being said */
};

/* The words were added to grounds->at.words. */
static void
add_ground(struct grounds *grounds, const char *member, const char *value,
           const struct vs_basis *basis)
{
    grounds->conventions |= vs_convention_bit(basis);
    if (grounds->list) {
        struct vs_json *doc = vs_json_new_object();

        vs_json_set_text(doc, "member", member);
        if (value) {
            vs_json_set_text(doc, "value", value);
        }
        if (basis) {
            vs_json_basis(doc, grounds->agreement, basis);
        }
        vs_json_add(grounds->list, doc);
        vs_buf_clear(&grounds->at.words);
    } else {
        vs_explain_ground(&grounds->explained->question.cli->out, &grounds->at.words,
                          grounds->agreement, basis);
    }
}

static void
add_said(struct grounds *grounds, const char *words, const char *member, const char *value,
         const struct vs_basis *basis)
{
    vs_buf_add_text(&grounds->at.words, words);
    add_ground(grounds, member, value, basis);
}

static void
add_calendar(struct grounds *grounds)
{
    struct vs_str calendar = grounds->agreement->calendar;
    char id[VS_PROFILE_ID_MAX + 1];

    if (!grounds->list && grounds->explained->told_calendar == grounds->agreement) {
        return; /* the same for all that it counts: people read it once */
    }
    grounds->explained->told_calendar = grounds->agreement;
    (void)snprintf(id, sizeof id, "%.*s", (int)calendar.len, calendar.p ? calendar.p : "");
    vs_say_calendar(&grounds->at.words, grounds->agreement);
    add_ground(grounds, "calendar", id, &grounds->agreement->calendar_basis);
}

static void
add_counting(struct grounds *grounds, const struct vs_delay *delay, const struct vs_basis *basis)
{
    const char *counting = vs_counting_name(delay->counting);

    if (delay->unit == VS_UNIT_HOUR) {
        return;
    }
    add_said(grounds, vs_say_rule("counting", counting), "counting", counting, basis);
    if (delay->unit == VS_UNIT_WORKING_DAY || delay->nature == VS_STATUTORY) {
        add_calendar(grounds);
    }
}

static void
add_term(struct grounds *grounds, const struct vs_term *term)
{
    vs_say_term(&grounds->at.words, term);
    add_ground(grounds, "length", NULL, &term->basis);
    add_said(grounds, vs_say_term_start(term->start), "start", vs_term_start_name(term->start),
             &term->start_basis);
    add_counting(grounds, &term->delay, &term->counting_basis);
    add_said(grounds, vs_say_term_end(term->end), "end", vs_term_end_name(term->end),
             &term->end_basis);
}

static void
add_limit(struct grounds *grounds, const struct vs_due *row)
{
    enum vs_term_start start = VS_TERM_FROM_HANDOVER;

    if (row->kind == VS_DUE_REPLY) {
        vs_say_answer_within(&grounds->at.words, &row->limit->delay);
        add_ground(grounds, "answer", NULL, &row->limit->basis);
        add_said(grounds, vs_say_answered_by(row->level->answered_by), "answered_by",
                 vs_answered_by_name(row->level->answered_by), &row->level->answered_by_basis);
        start = VS_TERM_FROM_ESCALATION;
    } else if (row->kind == VS_DUE_RETURN_BY) {
        vs_say_return_within(&grounds->at.words, &row->limit->delay);
        add_ground(grounds, "return_term", NULL, &row->limit->basis);
        start = VS_TERM_FROM_TRANSFER;
    } else {
        vs_say_refuse_within(&grounds->at.words, &row->limit->delay);
        add_ground(grounds, "refusal_term", NULL, &row->limit->basis);
    }
    add_said(grounds, vs_say_term_start(start), "start", vs_term_start_name(start), NULL);
    add_counting(grounds, &row->limit->delay, &row->limit->counting_basis);
}

/* What decides about the handover that is under way. */
static void
add_handover(struct grounds *grounds, uint32_t offer, uint32_t stage)
{
    const struct vs_explained *explained = &grounds->explained->explained;
    const struct vs_fold_rule *rule = &explained->fold->offers[offer].rules[stage];
    struct vs_rule_member members[VS_RULE_MEMBERS_MAX];
    size_t count = vs_rule_members(members, explained->fold, &explained->chain, offer, stage);

    for (size_t i = 0; i < count; i++) {
        if (members[i].decided) {
            vs_explain_member(&grounds->at.words, &members[i], rule);
            add_ground(grounds, members[i].name, members[i].value, members[i].basis);
        }
    }
    if (rule->delay.unit == VS_UNIT_WORKING_DAY) {
        add_calendar(grounds);
    }
}

/* The rule by which an offer moves by itself, and its stage; NULL if this row is about no such. */
static const struct vs_fold_rule *
moving_rule(const struct vs_due_explained *explained, const struct vs_due *row, uint32_t *stage)
{
    const struct vs_fold_offer *offer;

    if (row->kind != VS_DUE_TRANSFER) {
        return NULL;
    }
    offer = &explained->explained.fold->offers[row->offer];
    *stage = vs_offer_stage(offer, explained->question.now);
    return &offer->rules[*stage];
}

static const struct vs_agreement *
agreement_of(const struct vs_due_explained *explained, const struct vs_due *row)
{
    uint32_t stage;
    const struct vs_fold_rule *rule = moving_rule(explained, row, &stage);

    return rule ? rule->agreement : row->agreement;
}

static uint32_t
add_grounds(struct vs_due_explained *explained, const struct vs_due *row, struct vs_json *list)
{
    struct grounds grounds = {
        .explained = explained, .agreement = agreement_of(explained, row), .list = list};
    uint32_t stage = 0;

    vs_buf_init(&grounds.at.words, VS_PRINT_MAX);
    if (row->set_by) {
        add_term(&grounds, row->set_by);
    } else if (row->limit) {
        add_limit(&grounds, row);
    } else if (moving_rule(explained, row, &stage) && grounds.agreement) {
        add_handover(&grounds, row->offer, stage);
    }
    vs_buf_release(&grounds.at.words);
    explained->conventions |= grounds.conventions;
    return grounds.conventions;
}

/* --- how it was counted ----------------------------------------------------------------------- */

/* Calls `each` with every count of the row: of a handover its delay; of a term from where it
 * began, and before that from the earliest that it may, where the text does not say. False: its
 * end cannot be counted here. */
static bool
each_count(const struct vs_due_explained *explained, const struct vs_due *row,
           void (*each)(void *payload, const struct vs_counted *counted,
                        const struct vs_count *count),
           void *payload)
{
    vs_instant from[] = {row->first, row->since};
    const struct vs_fold *fold = explained->explained.fold;
    struct vs_count count;
    uint32_t stage;

    if (moving_rule(explained, row, &stage)) {
        const struct vs_fold_offer *offer = &fold->offers[row->offer];
        struct vs_counted counted = vs_counted_offer(offer);

        if (vs_explained_counts(&explained->explained, row->offer) &&
            vs_fold_offer_count(&count, fold, offer, NULL) == VS_OK) {
            each(payload, &counted, &count);
            vs_count_release(&count);
        }
        return true;
    }
    for (size_t i = row->start_unknown && row->first < row->since ? 0 : 1;
         row->length.n > 0 && i < sizeof from / sizeof *from; i++) {
        struct vs_counted counted = {row->length, row->calendar, from[i], 0, 0, false, true};

        if (vs_calendar_count(&count, row->calendar, from[i], row->length, NULL) != VS_OK) {
            return false;
        }
        counted.latest = count.latest;
        counted.earliest = count.earliest;
        each(payload, &counted, &count);
        vs_count_release(&count);
    }
    return true;
}

static void
print_count(void *payload, const struct vs_counted *counted, const struct vs_count *count)
{
    vs_explain_count(payload, counted, count);
}

static void
add_count(void *payload, const struct vs_counted *counted, const struct vs_count *count)
{
    vs_json_add(payload, vs_json_count(counted, count));
}

/* --- for people ------------------------------------------------------------------------------- */

/* "It began Mon 1 June 2026 10:00, with act 77e0c2d1 of Veilig Thuis (opened)." */
static void
print_beginning(const struct vs_due_explained *explained, const struct vs_due *row)
{
    char when[VS_WHEN_LEN];
    char id[VS_ID_LEN_MAX];
    char org[VS_LABEL_LEN];
    struct vs_buf buf;

    vs_buf_init(&buf, VS_PRINT_MAX);
    vs_when_text(when, row->since, VS_WHEN_FULL);
    if (row->event == VS_FOLD_NONE) {
        vs_buf_addf(&buf, _("It began %s."), when);
    } else {
        const struct vs_fold_entry *entry = &explained->explained.fold->entries[row->event];

        vs_id_short(id, &entry->in->id);
        vs_label_org(org, explained->question.store, &entry->in->org);
        vs_buf_addf(&buf, _("It began %s, with act %s of %s (%s)."), when, id, org,
                    vs_say_event(entry->in->event));
    }
    vs_explain_line(&explained->question.cli->out, INDENT, &buf);
    vs_buf_release(&buf);
}

/* Which text, and how it comes to bind this organisation. */
static void
print_agreement(struct vs_due_explained *explained, const struct vs_due *row,
                const struct vs_agreement *agreement)
{
    struct vs_out *out = &explained->question.cli->out;
    char org[VS_LABEL_LEN];
    struct vs_buf buf;

    vs_buf_init(&buf, VS_PRINT_MAX);
    if (row->set_by) {
        vs_label_org(org, explained->question.store, &row->org);
        vs_buf_addf(&buf, _("By %.*s, under which %s has the role %.*s."), (int)agreement->id.len,
                    agreement->id.p, org, (int)row->set_by->role.len, row->set_by->role.p);
    } else {
        vs_buf_addf(&buf, _("By %.*s, on which the handover stands."), (int)agreement->id.len,
                    agreement->id.p);
    }
    vs_explain_line(out, INDENT, &buf);
    if (explained->told != agreement) {
        vs_buf_add_str(&buf, agreement->title);
        vs_explain_line(out, INDENT, &buf);
        explained->told = agreement;
    }
    vs_buf_release(&buf);
}

/* What no agreement sets. */
static const char *
other_ground(const struct vs_due *row)
{
    switch (row->kind) {
    case VS_DUE_FIRST_CONTACT:
        return _("The giver asked for this day with the handover; no agreement sets it.");
    case VS_DUE_CONFIRM:
    case VS_DUE_SETTLE:
    case VS_DUE_PICK_UP:
        return _("Why it is so: vs who CASE --explain.");
    case VS_DUE_TRANSFER:
        return _("The agreements that the handover names give the same rule.");
    case VS_DUE_ASSESSMENT:
    case VS_DUE_TRAJECTORY:
    case VS_DUE_CONTACT:
    case VS_DUE_MONITORING:
    case VS_DUE_FEEDBACK:
    case VS_DUE_TERM:
    case VS_DUE_REFUSE_BY:
    case VS_DUE_RETURN_BY:
    case VS_DUE_REPLY:
    case VS_DUE_ANSWER:
    case VS_DUE_WAITING:
    case VS_DUE_SIGN:
    case VS_DUE_ESCALATION:
    case VS_DUE_STILL_OPEN:
    case VS_DUE_REFUSED:
    case VS_DUE_HAND_ON:
    case VS_DUE_TAKE_UP:
    case VS_DUE_KINDS:
        break;
    }
    return NULL;
}

static void
print_doubt(struct vs_out *out, const struct vs_due *row)
{
    if (row->start_unknown && row->first < row->since) {
        vs_print_clause(out, INDENT,
                        _("The text does not say from when it counts. These are the ends that it "
                          "may have, counted from the report and from where it began:"));
    } else if (row->start_unknown) {
        vs_print_clause(out, INDENT,
                        _("The text does not say from when it counts. This is its end if it "
                          "counts from where it began:"));
    }
}

void
vs_due_explain(struct vs_due_explained *explained, const struct vs_due_item *item)
{
    struct vs_out *out = &explained->question.cli->out;
    const struct vs_due *row = row_of(explained, item);
    const struct vs_agreement *agreement = row ? agreement_of(explained, row) : NULL;

    if (!row) {
        return;
    }
    print_beginning(explained, row);
    if (agreement) {
        print_agreement(explained, row, agreement);
    } else if (other_ground(row)) {
        vs_print_clause(out, INDENT, other_ground(row));
    }
    (void)add_grounds(explained, row, NULL);
    print_doubt(out, row);
    if (!each_count(explained, row, print_count, out)) {
        vs_print_clause(out, INDENT,
                        _("Its end cannot be counted: the calendar of the agreement is not here."));
    }
}

void
vs_due_explain_end(const struct vs_due_explained *explained)
{
    vs_explain_conventions(&explained->question.cli->out, explained->conventions);
}

/* --- for programs ----------------------------------------------------------------------------- */

struct vs_json *
vs_due_explain_json(struct vs_due_explained *explained, const struct vs_due_item *item)
{
    const struct vs_due *row = row_of(explained, item);
    const struct vs_agreement *agreement = row ? agreement_of(explained, row) : NULL;
    struct vs_json *doc = vs_json_new_object();
    struct vs_json *members = vs_json_new_array();
    struct vs_json *counts = vs_json_new_array();
    uint32_t conventions = 0;

    if (agreement) {
        vs_json_set(doc, "agreement", vs_json_agreement(agreement));
    }
    if (row && row->set_by) {
        vs_json_set_str(doc, "role", row->set_by->role);
    }
    if (row && row->length.n > 0) {
        struct vs_json *length = vs_json_new_object();

        vs_json_set_int(length, "n", row->length.n);
        vs_json_set_text(length, "unit", vs_unit_name(row->length.unit));
        vs_json_set(doc, "length", length);
    }
    if (row) {
        conventions = add_grounds(explained, row, members);
        (void)each_count(explained, row, add_count, counts);
    }
    vs_json_set(doc, "members", members);
    vs_json_set(doc, "counts", counts);
    vs_json_set(doc, "conventions", vs_json_conventions(conventions));
    return doc;
}
