/* One case: folded again from its events, and compared with all that is kept of it. */
#include <stdlib.h>
#include <string.h>

#include "core/audit/audit_priv.h"
#include "core/base/json.h"
#include "core/base/mem.h"
#include "core/ledger/cases.h"
#include "core/record/casefile.h"
#include "core/record/parties.h"
#include "core/record/refold.h"

#define LINES_MAX ((size_t)1 << 30) /* of the answers of one case as text */

struct checking {
    struct vs_auditing *a;
    const struct vs_casefile *file;
    struct vs_audit_place place;
    bool has_row;
    struct vs_casefile_row row; /* as stored */
    struct vs_buf ref, household;
    struct vs_hash *parties; /* sorted, each once */
    size_t party_count;
    struct vs_hash *erased; /* contents that somebody announced to have destroyed */
    size_t erased_count;
    struct vs_acks acks; /* of our organisation */
};

static enum vs_code
keep_row(void *payload, const struct vs_casefile_row *row, struct vs_err *err)
{
    struct checking *c = payload;

    c->has_row = true;
    c->row = *row;
    vs_buf_add_str(&c->ref, row->ref);
    c->row.ref = row->ref.p ? vs_buf_str(&c->ref) : row->ref;
    vs_buf_add_str(&c->household, row->household);
    c->row.household = row->household.p ? vs_buf_str(&c->household) : row->household;
    if (vs_buf_check(&c->household, "a household", err) != VS_OK) {
        return VS_E_NO_MEMORY;
    }
    return vs_buf_check(&c->ref, "a reference", err);
}

static enum vs_code
differs(struct checking *c, enum vs_finding_kind kind, const char *words, struct vs_err *err)
{
    return vs_audit_found(c->a, kind, &c->place, err, "%s", words);
}

/* --- the row of the case -----------------------------------------------------------------------
 */

static bool
same_ref(struct vs_str a, struct vs_str b)
{
    return !a.p == !b.p && vs_str_eq(a, b);
}

static enum vs_code
check_row(struct checking *c, bool open, struct vs_err *err)
{
    const struct vs_casefile_row *stored = &c->row;
    struct vs_casefile_row made;
    struct vs_json *docs[2] = {NULL, NULL};
    enum vs_code code = vs_casefile_row_make(&made, docs, c->a->store, c->file, err);

    if (code == VS_OK && !c->has_row) {
        code = differs(c, VS_FOUND_CASE, "it has events, and is missing in the list of cases", err);
    } else if (code == VS_OK &&
               (!vs_hash_eq(&stored->hash, &made.hash) || !same_ref(stored->ref, made.ref) ||
                !same_ref(stored->household, made.household) || stored->ref_org != made.ref_org ||
                stored->household_org != made.household_org)) {
        code = differs(c, VS_FOUND_CASE, "its id, reference or household is kept otherwise", err);
    } else if (code == VS_OK && (stored->opened != made.opened || stored->changed != made.changed ||
                                 stored->open != open)) {
        code = differs(c, VS_FOUND_CASE, "when it was opened, changed or closed is kept otherwise",
                       err);
    } else if (code == VS_OK &&
               (stored->events != made.events || stored->pending != made.pending)) {
        code = differs(c, VS_FOUND_CASE, "the number of its events is kept otherwise", err);
    }
    vs_json_free(docs[0]);
    vs_json_free(docs[1]);
    return code;
}

/* --- answers over time -------------------------------------------------------------------------
 */

struct lines {
    struct vs_buf text;
    uint64_t count;
};

static enum vs_code
add_line(void *payload, const struct vs_tenure_row *row, struct vs_err *err)
{
    struct lines *lines = payload;

    vs_buf_addf(&lines->text, "%lld %lld %s %s %zu:", (long long)row->since, (long long)row->until,
                row->state, row->certainty, row->doc.len);
    vs_buf_add_str(&lines->text, row->doc);
    vs_buf_add_byte(&lines->text, '\n');
    lines->count++;
    return vs_buf_check(&lines->text, "the answers", err);
}

static enum vs_code
check_tenures(struct checking *c, bool *open, struct vs_err *err)
{
    struct lines made = {{0}, 0}, stored = {{0}, 0};
    enum vs_code code;

    vs_buf_init(&made.text, LINES_MAX);
    vs_buf_init(&stored.text, LINES_MAX);
    code = vs_casefile_tenures(c->file, open, add_line, &made, err);
    if (code == VS_OK) {
        code = vs_tenure_each(c->a->ledger, vs_casefile_leaf(c->file), add_line, &stored, err);
    }
    if (code == VS_OK) {
        c->a->out->tenures += made.count;
        c->a->counted[VS_COUNT_TENURE] += stored.count;
        if (!vs_str_eq(vs_buf_str(&made.text), vs_buf_str(&stored.text))) {
            code = differs(c, VS_FOUND_TENURE,
                           "who held it when is kept otherwise than its events "
                           "say",
                           err);
        }
    }
    vs_buf_release(&made.text);
    vs_buf_release(&stored.text);
    return code;
}

/* --- parties -----------------------------------------------------------------------------------
 */

static enum vs_code
add_hash(struct vs_hash **list, size_t *count, const struct vs_hash *hash, struct vs_err *err)
{
    struct vs_hash *more;

    for (size_t i = 0; i < *count; i++) {
        if (vs_hash_eq(&(*list)[i], hash)) {
            return VS_OK;
        }
    }
    more = vs_realloc_array(*list, *count + 1, sizeof(*more));
    if (!more) {
        return vs_fail_memory(err);
    }
    *list = more;
    more[(*count)++] = *hash;
    return VS_OK;
}

static enum vs_code
add_party(void *payload, const struct vs_hash *org, struct vs_err *err)
{
    struct checking *c = payload;

    return add_hash(&c->parties, &c->party_count, org, err);
}

/* Of every event that opened, also of feeds that are not used: naming counts all the same. */
static enum vs_code
name_parties(void *payload, const struct vs_event_row *row, struct vs_err *err)
{
    struct checking *c = payload;
    struct vs_event event;
    struct vs_feed_row feed;
    const struct vs_audit_org *org;
    enum vs_code code = vs_event_parse(&event, row->facts.p, row->facts.len, err);

    if (code != VS_OK) {
        return code == VS_E_NO_MEMORY ? code : VS_OK;
    }
    code = vs_feed_by_id(c->a->ledger, &feed, VS_LEAF_FEED(row->leaf), err);
    org = code == VS_OK ? vs_audit_org_by_id(c->a, feed.org) : NULL;
    if (org) {
        code = add_party(c, &org->row.org, err);
    }
    if (code == VS_OK) {
        code = vs_parties_each(&event, add_party, c, err);
    }
    vs_event_release(&event);
    return code;
}

struct stored_parties {
    struct vs_hash *list;
    size_t count;
};

static enum vs_code
add_stored(void *payload, const struct vs_hash *org, struct vs_err *err)
{
    struct stored_parties *stored = payload;

    return add_hash(&stored->list, &stored->count, org, err);
}

static enum vs_code
tell_missing(struct checking *c, const struct vs_hash *party, struct vs_err *err)
{
    struct vs_audit_place place = c->place;
    size_t before = c->a->missing_count;
    enum vs_code code;

    for (size_t i = 0; i < c->a->org_count; i++) {
        if (vs_hash_eq(&c->a->orgs[i].row.org, party)) {
            return VS_OK;
        }
    }
    place.org_hash = party;
    code = add_hash(&c->a->missing, &c->a->missing_count, party, err);
    if (code == VS_OK && c->a->missing_count > before) {
        code = vs_audit_found(c->a, VS_FOUND_PARTY_MISSING, &place, err,
                              "it is a party of the case, and nobody introduced it");
    }
    return code;
}

static enum vs_code
check_parties(struct checking *c, struct vs_err *err)
{
    struct stored_parties stored = {NULL, 0};
    int64_t case_leaf = vs_casefile_leaf(c->file);
    enum vs_code code = vs_event_each_of_case(c->a->ledger, case_leaf, name_parties, c, err);

    if (code == VS_OK) {
        code = vs_party_each(c->a->ledger, case_leaf, add_stored, &stored, err);
    }
    if (code == VS_OK) {
        c->a->counted[VS_COUNT_PARTY] += stored.count;
        qsort(c->parties, c->party_count, sizeof(*c->parties), vs_hash_cmp_qsort);
        qsort(stored.list, stored.count, sizeof(*stored.list), vs_hash_cmp_qsort);
        if (stored.count != c->party_count ||
            memcmp(stored.list, c->parties, stored.count * sizeof(*stored.list)) != 0) {
            code = differs(c, VS_FOUND_PARTY, "whom its events name is kept otherwise", err);
        }
    }
    for (size_t i = 0; code == VS_OK && i < c->party_count; i++) {
        code = tell_missing(c, &c->parties[i], err);
    }
    vs_free(stored.list);
    return code;
}

/* --- events ------------------------------------------------------------------------------------
 */

static enum vs_code
note_erased(struct checking *c, struct vs_err *err)
{
    enum vs_code code = VS_OK;

    for (size_t i = 0; i < vs_casefile_count(c->file); i++) {
        const struct vs_event *event = vs_casefile_event(c->file, i)->event;

        for (size_t l = 0;
             code == VS_OK && event && event->type == VS_EV_ERASED && l < event->leaf_count; l++) {
            code = add_hash(&c->erased, &c->erased_count, &event->leaves[l], err);
        }
    }
    return code;
}

static bool
is_erased(const struct checking *c, const struct vs_hash *id)
{
    for (size_t i = 0; i < c->erased_count; i++) {
        if (vs_hash_eq(&c->erased[i], id)) {
            return true;
        }
    }
    return false;
}

static enum vs_code
place_of(struct vs_audit_place *place, struct vs_feed_row *feed, const struct checking *c,
         const struct vs_casefile_event *event, struct vs_err *err)
{
    enum vs_code code = vs_feed_by_id(c->a->ledger, feed, event->feed, err);

    *place = c->place;
    place->feed = feed;
    place->leaf = event->leaf;
    place->event = &event->id;
    return code;
}

static enum vs_code
tell_event(struct checking *c, enum vs_finding_kind kind, const struct vs_casefile_event *event,
           const char *words, struct vs_err *err)
{
    struct vs_audit_place place;
    struct vs_feed_row feed;
    enum vs_code code = place_of(&place, &feed, c, event, err);

    return code == VS_OK ? vs_audit_found(c->a, kind, &place, err, "%s", words) : code;
}

static enum vs_code
check_event(struct checking *c, size_t index, struct vs_err *err)
{
    const struct vs_casefile_event *event = vs_casefile_event(c->file, index);
    enum vs_acked acked = vs_casefile_acked(c->file, index);
    enum vs_code code = VS_OK;

    if (acked != VS_ACK_NEVER && acked != vs_acks_of(&c->acks, event)) {
        code = tell_event(c, VS_FOUND_ACKED, event,
                          "what our acknowledgements say of it is kept otherwise", err);
    }
    if (code == VS_OK && event->text_state == VS_TEXT_ABSENT) {
        if (is_erased(c, &event->id)) {
            c->a->out->erased++;
        } else {
            code = tell_event(c, VS_FOUND_CONTENT_ABSENT, event,
                              "its content is not here: withheld, or erased", err);
        }
    }
    return code;
}

static enum vs_code
check_entries(struct checking *c, struct vs_err *err)
{
    const struct vs_fold *fold = vs_casefile_fold(c->file);
    enum vs_code code = VS_OK;

    for (size_t i = 0; code == VS_OK && i < fold->entry_count; i++) {
        const struct vs_fold_entry *entry = &fold->entries[i];

        if (entry->state != VS_ENTRY_PENDING || entry->reason) {
            continue;
        }
        for (size_t e = 0; code == VS_OK && e < vs_casefile_count(c->file); e++) {
            const struct vs_casefile_event *event = vs_casefile_event(c->file, e);

            if (vs_hash_eq(&event->id, &entry->in->id)) {
                code = tell_event(c, VS_FOUND_EVENT_PENDING, event,
                                  entry->in->ahead ? "it is dated in the future, and waits"
                                  : vs_casefile_lacks_cause(fold, entry)
                                      ? "it waits for another that is not here"
                                      : "it waits for one that is dated in the future",
                                  err);
                break;
            }
        }
    }
    return code;
}

/* --- the whole ---------------------------------------------------------------------------------
 */

static enum vs_code
check(struct checking *c, struct vs_err *err)
{
    bool open = false;
    enum vs_code code = check_tenures(c, &open, err);

    if (code == VS_OK) {
        code = check_row(c, open, err);
    }
    if (code == VS_OK) {
        code = check_parties(c, err);
    }
    if (code == VS_OK) {
        code = note_erased(c, err);
    }
    if (code == VS_OK) {
        code = vs_acks_make(&c->acks, c->a->store, c->file, err);
    }
    for (size_t i = 0; code == VS_OK && i < vs_casefile_count(c->file); i++) {
        code = check_event(c, i, err);
    }
    return code == VS_OK ? check_entries(c, err) : code;
}

enum vs_code
vs_audit_case(struct vs_auditing *a, int64_t case_leaf, struct vs_err *err)
{
    struct vs_casefile *file = NULL;
    struct vs_hash id = {{0}};
    struct vs_err why = {0};
    struct checking c;
    enum vs_code code;

    memset(&c, 0, sizeof(c));
    c.a = a;
    vs_buf_init(&c.ref, 4096);
    vs_buf_init(&c.household, 4096);
    code = vs_leaf_get_hash(a->ledger, &id, case_leaf, &why);
    c.place.case_id = &id;
    if (code == VS_OK || code == VS_E_NOT_FOUND) {
        code = vs_casefile_one(a->ledger, case_leaf, keep_row, &c, &why);
    }
    if (code == VS_E_NOT_FOUND) {
        code = VS_OK;
    }
    /* The fold that is kept was made by the clock of that moment. */
    if (code == VS_OK) {
        code = vs_casefile_load_by(&file, a->store, case_leaf, VS_INSTANT_NEVER,
                                   c.has_row ? c.row.seen : vs_store_now(a->store), &why);
    }
    c.file = file;
    if (vs_audit_is_trouble(code)) {
        code = vs_audit_trouble(err, &why, code);
    } else if (code == VS_OK) {
        a->out->cases++;
        a->counted[VS_COUNT_CASEFILE] += c.has_row;
        code = check(&c, err);
    } else if (c.has_row || code != VS_E_NOT_FOUND) {
        code = vs_audit_found(a, VS_FOUND_CASE, &c.place, err,
                              "it cannot be computed from its events: %s", why.detail);
    } else {
        code = VS_OK; /* nothing of it counts yet, and nothing is kept */
    }
    vs_casefile_free(file);
    vs_buf_release(&c.ref);
    vs_buf_release(&c.household);
    vs_free(c.parties);
    vs_free(c.erased);
    vs_acks_release(&c.acks);
    return code;
}
