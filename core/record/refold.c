/* Keeping the fold of a case in the derived tables (casefile.h). */
#include "core/record/casefile.h"

#include <stdlib.h>
#include <string.h>

#include "core/base/mem.h"
#include "core/ledger/cases.h"
#include "core/record/refold.h"
#include "core/record/rules.h"

#define DOC_MAX (1u << 20)

/* --- answers over time -------------------------------------------------------------------------
 */

static void
add_hashes(struct vs_json *doc, const char *name, const struct vs_hash *list, size_t count)
{
    struct vs_json *array;

    if (count == 0) {
        return;
    }
    array = vs_json_new_array();
    for (size_t i = 0; i < count; i++) {
        vs_json_add_hash(array, &list[i]);
    }
    vs_json_set(doc, name, array);
}

static struct vs_json *
holders_of(const struct vs_answer *answer)
{
    struct vs_json *array = vs_json_new_array();

    for (size_t i = 0; i < answer->holder_count; i++) {
        struct vs_json *holder = vs_json_new_object();

        vs_json_set_hash(holder, "org", &answer->holders[i].org);
        vs_json_set_int(holder, "since", answer->holders[i].since);
        vs_json_add(array, holder);
    }
    return array;
}

/* What lists show of an answer: who, since when, and what is missing; and until when it is known,
 * if that is not as long as it lasts. Events are named by hash, so that equal states give equal
 * bytes in every ledger. */
static enum vs_code
tenure_doc(struct vs_buf *out, const struct vs_casefile *file, const struct vs_tenure *tenure,
           struct vs_err *err)
{
    const struct vs_fold *fold = vs_casefile_fold(file);
    const struct vs_answer *answer = &tenure->answer;
    vs_instant known_until;
    struct vs_json *doc = vs_json_new_object();
    struct vs_json *because = vs_json_new_array();
    struct vs_json *missing = vs_json_new_array();
    enum vs_code code;

    vs_json_set(doc, "holders", holders_of(answer));
    for (size_t i = 0; i < answer->claim_count; i++) {
        const struct vs_fold_claim *claim = &fold->claims[answer->claims[i]];

        vs_json_add_hash(because, &fold->entries[claim->event].in->id);
    }
    vs_json_set(doc, "because", because);
    add_hashes(doc, "candidates", answer->candidates, answer->candidate_count);
    add_hashes(doc, "last", answer->last, answer->last_count);
    for (size_t i = 0; i < answer->missing_count; i++) {
        vs_json_add_text(missing, answer->missing[i].name);
    }
    vs_json_set(doc, "missing", missing);
    if (vs_casefile_left(&known_until, file) && tenure->until > known_until) {
        vs_json_set_int(doc, "known_until", known_until);
    }
    code = vs_json_write(out, doc, VS_JSON_CONTENT, err);
    vs_json_free(doc);
    return code;
}

enum vs_code
vs_casefile_tenures(const struct vs_casefile *file, bool *open,
                    enum vs_code (*each)(void *payload, const struct vs_tenure_row *row,
                                         struct vs_err *err),
                    void *payload, struct vs_err *err)
{
    struct vs_tenures tenures;
    struct vs_buf doc;
    enum vs_code code = vs_tenures_make(&tenures, vs_casefile_fold(file), err);

    if (code != VS_OK) {
        return code;
    }
    *open = tenures.count > 0 && tenures.rows[tenures.count - 1].answer.state == VS_STATE_OPEN;
    vs_buf_init(&doc, DOC_MAX);
    for (size_t i = 0; code == VS_OK && i < tenures.count; i++) {
        const struct vs_tenure *tenure = &tenures.rows[i];

        vs_buf_clear(&doc);
        code = tenure_doc(&doc, file, tenure, err);
        if (code == VS_OK) {
            struct vs_tenure_row row = {vs_casefile_leaf(file),
                                        tenure->from,
                                        tenure->until,
                                        vs_answer_state_name(tenure->answer.state),
                                        vs_certainty_name(tenure->answer.certainty),
                                        vs_buf_str(&doc)};

            code = each(payload, &row, err);
        }
    }
    vs_buf_release(&doc);
    vs_tenures_release(&tenures);
    return code;
}

static enum vs_code
keep_tenure(void *payload, const struct vs_tenure_row *row, struct vs_err *err)
{
    struct vs_store *store = payload;

    return vs_tenure_insert(store->ledger, row, err);
}

static enum vs_code
keep_tenures(struct vs_store *store, const struct vs_casefile *file, bool *open, struct vs_err *err)
{
    enum vs_code code = vs_tenure_clear(store->ledger, vs_casefile_leaf(file), err);

    return code == VS_OK ? vs_casefile_tenures(file, open, keep_tenure, store, err) : code;
}

/* --- what is due -------------------------------------------------------------------------------
 */

/* Whether we were shown the facts of the case and nothing else: we sign no settlement of it. */
static bool
sees_facts_only(const struct vs_store *store, const struct vs_fold *fold)
{
    enum vs_party_role role;

    return vs_fold_party_role(&role, fold, &store->self.org) && role == VS_PARTY_FACTS;
}

/* What a row says beyond its columns; equal rows give equal bytes in every ledger. */
static enum vs_code
due_doc(struct vs_buf *out, const struct vs_store *store, const struct vs_casefile *file,
        const struct vs_due *due, struct vs_err *err)
{
    const struct vs_fold *fold = vs_casefile_fold(file);
    struct vs_json *doc = vs_json_new_object();
    vs_instant known_until;
    enum vs_code code;

    if (!vs_hash_is_zero(&due->other)) {
        vs_json_set_hash(doc, "other", &due->other);
    }
    if (due->when != due->earliest) {
        vs_json_set_int(doc, "latest", due->when == VS_INSTANT_NEVER ? 0 : due->when);
    }
    if (due->missing != VS_DATE_NEVER) {
        vs_json_set_int(doc, "missing", due->missing);
        if (due->calendar) {
            vs_json_set_str(doc, "calendar", due->calendar->id);
        }
    }
    if (due->kind == VS_DUE_SETTLE && sees_facts_only(store, fold)) {
        vs_json_set_bool(doc, "facts_only", true);
    }
    if (due->kind == VS_DUE_REFUSED && due->offer != VS_FOLD_NONE) {
        vs_json_set_int(doc, "refusal", fold->offers[due->offer].rule.refusal);
    }
    if (due->agreement) {
        vs_json_set_str(doc, "agreement", due->agreement->id);
        vs_json_set_bool(doc, "statutory", due->nature == VS_STATUTORY);
    }
    if (due->term.len > 0) {
        vs_json_set_str(doc, "term", due->term);
    }
    if (due->unseen) {
        vs_json_set_bool(doc, "unseen", true);
    }
    if (due->answered) {
        vs_json_set_bool(doc, "answered", true);
    }
    if (due->start_unknown) {
        vs_json_set_int(doc, "length", due->length.n);
        vs_json_set_int(doc, "unit", due->length.unit);
    }
    if (vs_casefile_left(&known_until, file)) {
        vs_json_set_int(doc, "known_until", known_until);
    }
    code = vs_json_write(out, doc, VS_JSON_CONTENT, err);
    vs_json_free(doc);
    return code;
}

/* The part of the status in which a row stands. */
static enum vs_due_part
part_of(const struct vs_store *store, const struct vs_due *due)
{
    if (due->kind == VS_DUE_CONFIRM || due->kind == VS_DUE_SETTLE || due->kind == VS_DUE_PICK_UP) {
        return VS_DUE_LOOK;
    }
    if (due->kind == VS_DUE_ESCALATION && vs_hash_eq(&due->org, &due->other) && !due->answered) {
        return VS_DUE_OTHERS; /* who escalated waits for the others */
    }
    return vs_hash_eq(&due->org, &store->self.org) ? VS_DUE_OURS : VS_DUE_OTHERS;
}

enum vs_code
vs_casefile_due_row(struct vs_due_row *row, struct vs_buf *doc, struct vs_store *store,
                    const struct vs_casefile *file, const struct vs_due *due, vs_instant now,
                    struct vs_err *err)
{
    struct vs_org_row org;
    enum vs_code code;

    memset(row, 0, sizeof(*row));
    vs_buf_clear(doc);
    code = due_doc(doc, store, file, due, err);
    if (code == VS_OK) {
        code = vs_org_by_hash(store->ledger, &org, &due->org, err);
        row->org = code == VS_OK ? org.id : 0;
        code = code == VS_E_NOT_FOUND ? VS_OK : code;
    }
    row->case_leaf = vs_casefile_leaf(file);
    row->at = due->earliest;
    row->since = due->since;
    row->from = due->from <= now ? 0 : due->from;
    row->until = due->until;
    row->part = part_of(store, due);
    row->kind = vs_due_kind_name(due->kind);
    row->lead = due->lead;
    row->told = due->told;
    if (due->event != VS_FOLD_NONE) {
        row->event = vs_casefile_fold(file)->entries[due->event].in->id;
    }
    row->doc = vs_buf_str(doc);
    row->asks = vs_due_asks(due);
    return code;
}

/* When events that are dated ahead of our clock begin to count. */
static vs_instant
next_ahead(const struct vs_casefile *file, vs_instant now)
{
    vs_instant next = VS_INSTANT_NEVER;

    for (size_t i = 0; i < vs_casefile_count(file); i++) {
        const struct vs_event *event = vs_casefile_event(file, i)->event;
        vs_instant counts = event ? vs_casefile_counts_from(event) : now;

        if (counts > now && counts < next) {
            next = counts;
        }
    }
    return next;
}

enum vs_code
vs_casefile_dues(struct vs_dues *out, struct vs_store *store, const struct vs_casefile *file,
                 vs_instant now, struct vs_err *err)
{
    const struct vs_due_rules *rules;
    enum vs_code code = vs_rules_due(store, &rules, err);

    memset(out, 0, sizeof(*out));
    return code == VS_OK ? vs_dues_make(out, vs_casefile_fold(file), now, rules, err) : code;
}

static enum vs_code
keep_dues(struct vs_store *store, int64_t case_leaf, const struct vs_casefile *file, vs_instant now,
          vs_instant *next, struct vs_err *err)
{
    struct vs_dues dues;
    struct vs_buf doc;
    enum vs_code code = vs_casefile_dues(&dues, store, file, now, err);

    if (code != VS_OK) {
        return code;
    }
    vs_buf_init(&doc, DOC_MAX);
    *next = next_ahead(file, now);
    *next = dues.known_until < *next ? dues.known_until : *next;
    code = vs_due_clear(store->ledger, case_leaf, err);
    for (size_t i = 0; code == VS_OK && i < dues.count; i++) {
        struct vs_due_row row;

        code = vs_casefile_due_row(&row, &doc, store, file, &dues.rows[i], now, err);
        row.n = (int64_t)i;
        if (code == VS_OK) {
            code = vs_due_insert(store->ledger, &row, err);
        }
    }
    vs_buf_release(&doc);
    vs_dues_release(&dues);
    return code;
}

/* --- acknowledgements --------------------------------------------------------------------------
 */

static int
by_id(const void *a, const void *b)
{
    const struct vs_said *x = a, *y = b;
    int order = vs_hash_cmp(&x->id, &y->id);

    return order ? order : (int)x->says - (int)y->says;
}

static void
add_said(struct vs_acks *acks, const struct vs_hash *ids, size_t count, enum vs_acked says)
{
    for (size_t i = 0; i < count; i++) {
        acks->said[acks->count].id = ids[i];
        acks->said[acks->count++].says = says;
    }
}

enum vs_code
vs_acks_make(struct vs_acks *out, const struct vs_store *store, const struct vs_casefile *file,
             struct vs_err *err)
{
    size_t room = 0;

    out->count = 0;
    for (int pass = 0; pass < 2; pass++) {
        for (size_t i = 0; i < vs_casefile_count(file); i++) {
            const struct vs_casefile_event *at = vs_casefile_event(file, i);
            const struct vs_event *ack = at->event;

            if (!ack || ack->type != VS_EV_ACK || at->org != store->self.id) {
                continue;
            }
            if (pass == 0) {
                room += ack->opened_count + ack->facts_only_count + ack->unreadable_count;
                continue;
            }
            add_said(out, ack->opened, ack->opened_count, VS_ACK_OPENED);
            add_said(out, ack->facts_only, ack->facts_only_count, VS_ACK_FACTS);
            add_said(out, ack->unreadable, ack->unreadable_count, VS_ACK_UNREADABLE);
        }
        if (pass == 0) {
            out->said = vs_calloc(room + 1, sizeof(*out->said));
            if (!out->said) {
                return vs_fail_memory(err);
            }
        }
    }
    qsort(out->said, out->count, sizeof(*out->said), by_id);
    return VS_OK;
}

void
vs_acks_release(struct vs_acks *acks)
{
    vs_free(acks->said);
}

/* What our organisation's acks say of an event: the best of them, which is the first by value. */
static enum vs_acked
acked_by_us(const struct vs_acks *acks, const struct vs_hash *id)
{
    size_t low = 0, high = acks->count;

    while (low < high) {
        size_t middle = low + (high - low) / 2;

        if (vs_hash_cmp(&acks->said[middle].id, id) < 0) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low < acks->count && vs_hash_eq(&acks->said[low].id, id) ? acks->said[low].says
                                                                    : VS_ACK_OWED;
}

enum vs_acked
vs_casefile_may_ack(const struct vs_casefile_event *event)
{
    if (event->state != VS_EVENT_OPENED) {
        return VS_ACK_UNREADABLE;
    }
    return event->text_state == VS_TEXT_NONE || event->text_state == VS_TEXT_PRESENT ? VS_ACK_OPENED
                                                                                     : VS_ACK_FACTS;
}

enum vs_acked
vs_acks_of(const struct vs_acks *acks, const struct vs_casefile_event *event)
{
    enum vs_acked now = acked_by_us(acks, &event->id);

    /* An upgrade is a new ack: content came after the facts. */
    return now != VS_ACK_OWED && vs_casefile_may_ack(event) < now ? VS_ACK_OWED : now;
}

static enum vs_code
keep_acked(struct vs_store *store, struct vs_casefile *file, struct vs_err *err)
{
    struct vs_acks acks;
    enum vs_code code = vs_acks_make(&acks, store, file, err);

    for (size_t i = 0; code == VS_OK && i < vs_casefile_count(file); i++) {
        enum vs_acked before = vs_casefile_acked(file, i), now;

        if (before == VS_ACK_NEVER) {
            continue;
        }
        now = vs_acks_of(&acks, vs_casefile_event(file, i));
        if (now != before) {
            code = vs_casefile_set_acked(file, i, now, err);
        }
    }
    vs_acks_release(&acks);
    return code;
}

/* --- the row of the case -----------------------------------------------------------------------
 */

/* A label in the content of an event, {NULL, 0} if it gives none. Owned by *doc. */
static enum vs_code
label_of(struct vs_str *out, const char *name, const struct vs_casefile_event *event,
         struct vs_json **doc, struct vs_err *err)
{
    enum vs_code code;

    *doc = NULL;
    *out = (struct vs_str){NULL, 0};
    if (event->text_state != VS_TEXT_PRESENT || !event->event ||
        event->event->content != VS_CONTENT_JSON) {
        return VS_OK;
    }
    code = vs_json_parse(doc, event->text.p, event->text.len, VS_JSON_CONTENT, err);
    if (code != VS_OK) {
        return code == VS_E_NO_MEMORY ? code : VS_OK;
    }
    *out = vs_json_get_str(*doc, name);
    return VS_OK;
}

/* Our own label ("ref", "household"), from the newest of our events that gives one, since each
 * organisation files a case under its own; without one the opener's, so that people find the case
 * by what they were told; *whose is that one then. Owned by *doc. */
static enum vs_code
find_label(struct vs_str *out, int64_t *whose, const char *name, const struct vs_store *store,
           const struct vs_casefile *file, struct vs_json **doc, struct vs_err *err)
{
    vs_instant newest = -1;
    enum vs_code code = VS_OK;

    *doc = NULL;
    *out = (struct vs_str){NULL, 0};
    for (size_t i = 0; code == VS_OK && i < vs_casefile_count(file); i++) {
        const struct vs_casefile_event *event = vs_casefile_event(file, i);
        bool own = event->org == store->self.id;
        struct vs_json *text;
        struct vs_str found;

        if (!event->event ||
            (own ? event->event->made < newest : event->event->type != VS_EV_OPEN || newest >= 0)) {
            continue;
        }
        code = label_of(&found, name, event, &text, err);
        if (code != VS_OK || !found.p) {
            vs_json_free(text);
            continue;
        }
        vs_json_free(*doc);
        *doc = text;
        *out = found;
        *whose = own ? 0 : event->org;
        newest = own ? event->event->made : newest;
    }
    return code;
}

enum vs_code
vs_casefile_row_make(struct vs_casefile_row *row, struct vs_json *docs[2],
                     const struct vs_store *store, const struct vs_casefile *file,
                     struct vs_err *err)
{
    const struct vs_fold *fold = vs_casefile_fold(file);
    enum vs_code code;

    memset(row, 0, sizeof(*row));
    docs[1] = NULL;
    code = find_label(&row->ref, &row->ref_org, "ref", store, file, &docs[0], err);
    if (code == VS_OK) {
        code = find_label(&row->household, &row->household_org, "household", store, file, &docs[1],
                          err);
    }
    row->id = vs_casefile_leaf(file);
    row->hash = *vs_casefile_id(file);
    row->events = (int64_t)vs_casefile_count(file);
    for (size_t i = 0; i < vs_casefile_count(file); i++) {
        const struct vs_event *event = vs_casefile_event(file, i)->event;

        if (event && event->type == VS_EV_OPEN) {
            row->opened = event->at;
        }
        if (event && event->made > row->changed) {
            row->changed = event->made;
        }
    }
    for (size_t i = 0; i < fold->entry_count; i++) {
        row->pending += fold->entries[i].state == VS_ENTRY_PENDING && !fold->entries[i].reason;
    }
    return code;
}

static enum vs_code
keep_row(struct vs_store *store, const struct vs_casefile *file, bool open, vs_instant now,
         vs_instant next, struct vs_err *err)
{
    struct vs_casefile_row row;
    struct vs_json *docs[2];
    enum vs_code code = vs_casefile_row_make(&row, docs, store, file, err);

    row.open = open;
    row.seen = now;
    row.next = next;
    if (code == VS_OK) {
        code = vs_casefile_set(store->ledger, &row, err);
    }
    vs_json_free(docs[0]);
    vs_json_free(docs[1]);
    return code;
}

static enum vs_code
keep_waits(struct vs_store *store, int64_t case_leaf, const struct vs_casefile *file,
           struct vs_err *err)
{
    const struct vs_hash *list;
    size_t count = vs_casefile_waits(file, &list);
    enum vs_code code = vs_waiting_clear(store->ledger, case_leaf, err);

    for (size_t i = 0; code == VS_OK && i < count; i++) {
        code = vs_waiting_insert(store->ledger, case_leaf, &list[i], err);
    }
    return code;
}

/* Somebody left, or keys were made anew: the next sync looks whether all is as it should be. */
static enum vs_code
keep_epoch_due(struct vs_store *store, int64_t case_leaf, const struct vs_casefile *file,
               struct vs_err *err)
{
    for (size_t i = 0; i < vs_casefile_count(file); i++) {
        const struct vs_event *event = vs_casefile_event(file, i)->event;

        if (event && (event->type == VS_EV_PARTY_REMOVE || event->type == VS_EV_REKEY)) {
            return vs_epoch_due_set(store->ledger, case_leaf, true, err);
        }
    }
    return VS_OK;
}

static enum vs_code
touch_one(void *payload, int64_t id, struct vs_err *err)
{
    return vs_store_touch(payload, id, err);
}

enum vs_code
vs_casefile_arrived(struct vs_store *store, const struct vs_hash *hash, struct vs_err *err)
{
    return vs_waiting_each(store->ledger, hash, touch_one, store, err);
}

enum vs_code
vs_casefile_let_time_pass(struct vs_store *store, struct vs_err *err)
{
    return vs_casefile_each_stale(store->ledger, vs_store_now(store), touch_one, store, err);
}

enum vs_code
vs_casefile_refold(struct vs_store *store, int64_t case_leaf, struct vs_err *err)
{
    vs_instant now = vs_store_now(store), next = VS_INSTANT_NEVER;
    struct vs_casefile *file;
    bool open = false;
    enum vs_code code = vs_casefile_load(&file, store, case_leaf, VS_INSTANT_NEVER, err);

    if (code == VS_E_NOT_FOUND) {
        return VS_OK; /* its feed is not usable yet: nothing of it counts */
    }
    if (code != VS_OK) {
        return code;
    }
    code = keep_tenures(store, file, &open, err);
    if (code == VS_OK) {
        code = keep_dues(store, case_leaf, file, now, &next, err);
    }
    if (code == VS_OK) {
        code = keep_acked(store, file, err);
    }
    if (code == VS_OK) {
        code = keep_row(store, file, open, now, next, err);
    }
    if (code == VS_OK) {
        code = keep_waits(store, case_leaf, file, err);
    }
    if (code == VS_OK) {
        code = keep_epoch_due(store, case_leaf, file, err);
    }
    vs_casefile_free(file);
    return code;
}
