#include "core/audit/vouch.h"

#include <stdlib.h>
#include <string.h>

#include "core/base/mem.h"
#include "core/log/cosignature.h"
#include "core/log/hash.h"
#include "core/log/leaf.h"

/* --- lines over the logs that write in the case ------------------------------------------------
 */

struct line {
    uint64_t size;
    vs_instant time;
    size_t org; /* index into orgs */
};

struct log {
    struct vs_feed_row row;
    size_t org;
    struct line *lines; /* by size */
    size_t line_count, room;
    struct vs_dating dating; /* of the leaves below index `dated` */
    uint64_t dated;
};

struct vouching {
    struct vs_store *store;
    const struct vs_casefile *file;
    struct vs_hash *orgs; /* whose lines or events there are */
    size_t org_count;
    struct log *logs;
    size_t log_count;
    struct vs_checkpoint_file *scratch;
    /* of the event that stands at a place in the order of causes */
    size_t *events; /* index into the case file */
    size_t *places; /* the reverse; SIZE_MAX: waits */
    size_t count;
};

static enum vs_code
org_at(struct vouching *v, size_t *out, const struct vs_hash *org, struct vs_err *err)
{
    struct vs_hash *list;

    for (*out = 0; *out < v->org_count; ++*out) {
        if (vs_hash_eq(&v->orgs[*out], org)) {
            return VS_OK;
        }
    }
    list = vs_realloc_array(v->orgs, v->org_count + 1, sizeof(*list));
    if (!list) {
        return vs_fail_memory(err);
    }
    v->orgs = list;
    list[v->org_count++] = *org;
    return VS_OK;
}

static enum vs_code
org_of_row(struct vouching *v, size_t *out, int64_t row, struct vs_err *err)
{
    struct vs_org_row org;
    enum vs_code code = vs_org_by_id(v->store->ledger, &org, row, err);

    return code == VS_OK ? org_at(v, out, &org.org, err) : code;
}

static enum vs_code
add_line(struct log *log, uint64_t size, vs_instant time, size_t org, struct vs_err *err)
{
    if (log->line_count == log->room) {
        size_t room = log->room ? 2 * log->room : 16;
        struct line *list = vs_realloc_array(log->lines, room, sizeof(*list));

        if (!list) {
            return vs_fail_memory(err);
        }
        log->lines = list;
        log->room = room;
    }
    log->lines[log->line_count++] = (struct line){size, time, org};
    return VS_OK;
}

struct reading {
    struct vouching *v;
    struct log *log;
};

static enum vs_code
read_cosignature(void *payload, const struct vs_cosignature_row *row, struct vs_err *err)
{
    struct reading *at = payload;
    struct vs_stored_tree stored = {.ledger = at->v->store->ledger, .feed = at->log->row.id};
    struct vs_checkpoint checkpoint = {at->log->row.origin, row->size, row->root};
    char body[VS_CHECKPOINT_BODY_MAX + 1];
    size_t len = vs_checkpoint_body(body, &checkpoint), org;
    struct vs_feed_row signer;
    struct vs_hash root;
    vs_instant time;
    enum vs_code code = vs_feed_by_id(at->v->store->ledger, &signer, row->signer, err);

    if (code != VS_OK || signer.org == at->log->row.org || row->size > at->log->row.tree.size ||
        !vs_cosignature_verify(&time, row->line, &signer.key, (struct vs_str){body, len})) {
        return code;
    }
    code = vs_stored_tree_root(&root, &stored, row->size, err);
    if (code != VS_OK || !vs_hash_eq(&root, &row->root)) {
        return code;
    }
    code = org_of_row(at->v, &org, signer.org, err);
    return code == VS_OK ? add_line(at->log, row->size, time, org, err) : code;
}

static enum vs_code
log_of(struct vouching *v, size_t *out, int64_t feed, struct vs_err *err)
{
    struct reading at = {v, NULL};
    struct log *list;
    enum vs_code code;

    for (*out = 0; *out < v->log_count; ++*out) {
        if (v->logs[*out].row.id == feed) {
            return VS_OK;
        }
    }
    list = vs_realloc_array(v->logs, v->log_count + 1, sizeof(*list));
    if (!list) {
        return vs_fail_memory(err);
    }
    v->logs = list;
    at.log = &list[v->log_count];
    memset(at.log, 0, sizeof(*at.log));
    code = vs_feed_by_id(v->store->ledger, &at.log->row, feed, err);
    if (code == VS_OK) {
        v->log_count++;
        code = org_of_row(v, &at.log->org, at.log->row.org, err);
    }
    return code == VS_OK
               ? vs_cosignature_each(v->store->ledger, feed, 1, read_cosignature, &at, err)
               : code;
}

/* --- the order in time -------------------------------------------------------------------------
 */

/* The leaves from `log->dated` up to `to` that lie in this row. */
static enum vs_code
date_to(struct log *log, struct vs_store *store, int64_t row, uint64_t to, struct vs_err *err)
{
    struct vs_dating latest;
    enum vs_code code;

    if (to <= log->dated) {
        return VS_OK;
    }
    code =
        vs_event_latest_made(store->ledger, &latest.made, &latest.leaf, row, log->dated, to, err);
    log->dated = to;
    if (latest.made > log->dating.made) {
        log->dating = latest;
    }
    return code;
}

/* Each leaf of a log is looked at once: its events come in the order of their indices. The first
 * leaves of a history may lie in the rows of those that it branched off from. */
static enum vs_code
look_at_date(struct vs_dating *earlier, struct log *log, struct vs_store *store, uint64_t index,
             vs_instant made, struct vs_err *err)
{
    struct vs_feed_row line[VS_FEED_VERSIONS_MAX];
    size_t count = 0;
    enum vs_code code = VS_OK;

    line[count++] = log->row;
    while (code == VS_OK && log->dated == 0 && line[count - 1].parent != 0 &&
           count < VS_FEED_VERSIONS_MAX) {
        code = vs_feed_by_id(store->ledger, &line[count], line[count - 1].parent, err);
        count += code == VS_OK;
    }
    while (code == VS_OK && count-- > 1) {
        code = date_to(log, store, line[count].id, line[count - 1].start, err);
    }
    if (code == VS_OK) {
        code = date_to(log, store, log->row.id, index, err);
    }
    if (code == VS_OK && vs_dating_is_back(&log->dating, made)) {
        *earlier = log->dating;
    }
    return code;
}

/* --- what an event lies under ------------------------------------------------------------------
 */

/* The lines of the anchor that the leaf names: it was made after the latest of them. */
static enum vs_code
read_anchor(struct vouching *v, struct vs_time_bound *after, const struct log *log, int64_t leaf_id,
            struct vs_err *err)
{
    struct vs_stored_tree stored = {.ledger = v->store->ledger, .feed = log->row.id};
    struct vs_buf raw, file;
    struct vs_leaf leaf;
    enum vs_code code;

    vs_buf_init(&raw, VS_LEAF_MAX);
    vs_buf_init(&file, VS_ANCHOR_FILE_MAX);
    code = vs_leaf_get(v->store->ledger, &raw, NULL, NULL, leaf_id, err);
    if (code != VS_OK || vs_leaf_parse(&leaf, raw.p, raw.len, NULL) != VS_OK || leaf.opaque ||
        vs_hash_is_zero(leaf.anchor)) {
        goto out;
    }
    code = vs_anchor_get(v->store->ledger, &file, leaf.anchor, err);
    if (code == VS_OK) {
        code = vs_checkpoint_anchor(v->scratch, leaf.anchor, leaf.index, file.p, file.len,
                                    &log->row.key, vs_stored_tree_root, &stored, err);
    }
    for (size_t i = 0; code == VS_OK && i < v->scratch->note.count; i++) {
        struct vs_feed_row signer;
        struct vs_origin origin;
        struct vs_org_row org;
        struct vs_hash feed;
        vs_instant time;

        if (!vs_origin_parse(&origin, v->scratch->note.lines[i].name)) {
            continue;
        }
        vs_origin_feed(&feed, &origin);
        code = vs_feed_by_hash(v->store->ledger, &signer, &feed, err);
        if (code == VS_E_NOT_FOUND) {
            code = VS_OK;
            continue;
        }
        if (code == VS_OK && signer.org != log->row.org &&
            vs_checkpoint_cosigned(&time, v->scratch, &signer.key, NULL) == VS_OK &&
            (after->at == VS_INSTANT_NEVER || time > after->at)) {
            code = vs_org_by_id(v->store->ledger, &org, signer.org, err);
            after->at = time;
            after->by = org.org;
        }
    }
    code = code == VS_E_NOT_FOUND || code == VS_E_ANCHOR ? VS_OK : code;
out:
    vs_buf_release(&raw);
    vs_buf_release(&file);
    return code;
}

/* The earliest line over the event's own log by an organisation that is neither its author's nor
 * `but`; false if there is none. */
static bool
earliest(struct line *out, const struct log *log, uint64_t index, size_t but)
{
    bool found = false;

    for (size_t i = 0; i < log->line_count; i++) {
        const struct line *line = &log->lines[i];

        if (line->size > index && line->org != but && (!found || line->time < out->time)) {
            *out = *line;
            found = true;
        }
    }
    return found;
}

/* --- causes ------------------------------------------------------------------------------------
 */

struct indexed {
    struct vs_hash id;
    size_t event;
};

static int
by_id(const void *a, const void *b)
{
    return vs_hash_cmp(&((const struct indexed *)a)->id, &((const struct indexed *)b)->id);
}

static size_t
find_event(const struct indexed *list, size_t count, const struct vs_hash *id)
{
    const struct indexed *found = bsearch(id, list, count, sizeof(*list), by_id);

    return found ? found->event : SIZE_MAX;
}

/* Events in the order of the fold, so that causes come first; those that wait are left out. */
static enum vs_code
order_events(struct vouching *v, struct vs_err *err)
{
    const struct vs_fold *fold = vs_casefile_fold(v->file);
    size_t all = vs_casefile_count(v->file);
    struct indexed *list = vs_calloc(all + 1, sizeof(*list));

    v->events = vs_calloc(all + 1, sizeof(*v->events));
    v->places = vs_calloc(all + 1, sizeof(*v->places));
    if (!list || !v->events || !v->places) {
        vs_free(list);
        return vs_fail_memory(err);
    }
    for (size_t i = 0; i < all; i++) {
        list[i] = (struct indexed){vs_casefile_event(v->file, i)->id, i};
        v->places[i] = SIZE_MAX;
    }
    qsort(list, all, sizeof(*list), by_id);
    for (size_t i = 0; i < fold->entry_count; i++) {
        size_t event = find_event(list, all, &fold->entries[i].in->id);

        if (event != SIZE_MAX && fold->entries[i].state != VS_ENTRY_PENDING) {
            v->places[event] = v->count;
            v->events[v->count++] = event;
        }
    }
    vs_free(list);
    return VS_OK;
}

/* Calls `each` for the direct causes of an event, by place: its heads, and the event of the same
 * log before it. */
struct causes {
    size_t *list;  /* places */
    size_t *first; /* of the event at a place; first[count] is the end */
};

static void
causes_release(struct causes *causes)
{
    vs_free(causes->list);
    vs_free(causes->first);
}

static enum vs_code
find_causes(struct causes *out, const struct vouching *v, struct vs_err *err)
{
    struct indexed *list = vs_calloc(v->count + 1, sizeof(*list));
    size_t total = 0, n = 0;

    for (size_t p = 0; p < v->count; p++) {
        const struct vs_event *event = vs_casefile_event(v->file, v->events[p])->event;

        total += 1 + (event ? event->head_count : 0);
    }
    out->list = vs_calloc(total + 1, sizeof(*out->list));
    out->first = vs_calloc(v->count + 1, sizeof(*out->first));
    if (!list || !out->list || !out->first) {
        vs_free(list);
        return vs_fail_memory(err);
    }
    for (size_t p = 0; p < v->count; p++) {
        list[p] = (struct indexed){vs_casefile_event(v->file, v->events[p])->id, p};
    }
    qsort(list, v->count, sizeof(*list), by_id);
    for (size_t p = 0; p < v->count; p++) {
        const struct vs_casefile_event *event = vs_casefile_event(v->file, v->events[p]);
        size_t before = SIZE_MAX;

        out->first[p] = n;
        for (size_t h = 0; event->event && h < event->event->head_count; h++) {
            size_t head = find_event(list, v->count, &event->event->heads[h]);

            if (head != SIZE_MAX && head < p) {
                out->list[n++] = head;
            }
        }
        /* Leaves of one log are ordered by their index, and so are their numbers of causes. */
        for (size_t q = p; q-- > 0 && before == SIZE_MAX;) {
            if (vs_casefile_event(v->file, v->events[q])->feed == event->feed) {
                before = q;
            }
        }
        if (before != SIZE_MAX) {
            out->list[n++] = before;
        }
    }
    out->first[v->count] = n;
    vs_free(list);
    return VS_OK;
}

/* --- bounds ------------------------------------------------------------------------------------
 */

/* The best that anything at or after a place gives to events of one organisation. */
struct best {
    vs_instant time; /* VS_INSTANT_NEVER: nothing */
    size_t by;
    size_t place;
    bool other; /* an event of another organisation is at or after it */
};

static enum vs_code
add_org(struct vs_hash **list, size_t *count, const struct vs_hash *org, struct vs_err *err)
{
    struct vs_hash *more;

    for (size_t i = 0; i < *count; i++) {
        if (vs_hash_eq(&(*list)[i], org)) {
            return VS_OK;
        }
    }
    more = vs_realloc_array(*list, *count + 1, sizeof(*more));
    if (!more) {
        return vs_fail_memory(err);
    }
    *list = more;
    more[(*count)++] = *org;
    qsort(more, *count, sizeof(*more), vs_hash_cmp_qsort);
    return VS_OK;
}

/* For the events of organisation `org`: the earliest line that anything which has them in its past
 * lies under. Walks from the newest event back, so that each place has heard all that follow it. */
static void
spread(struct best *best, const struct vouching *v, const struct causes *causes,
       const size_t *log_at, size_t org)
{
    for (size_t p = 0; p < v->count; p++) {
        best[p] = (struct best){VS_INSTANT_NEVER, 0, 0, false};
    }
    for (size_t p = v->count; p-- > 0;) {
        const struct vs_casefile_event *event = vs_casefile_event(v->file, v->events[p]);
        const struct log *log = &v->logs[log_at[p]];
        struct best up = best[p];
        struct line line;

        if (log->org != org) {
            up.other = true;
            if (earliest(&line, log, VS_LEAF_INDEX(event->leaf), org) &&
                (up.time == VS_INSTANT_NEVER || line.time < up.time)) {
                up.time = line.time;
                up.by = line.org;
                up.place = p;
            }
        }
        for (size_t c = causes->first[p]; c < causes->first[p + 1]; c++) {
            struct best *to = &best[causes->list[c]];

            to->other = to->other || up.other;
            if (up.time != VS_INSTANT_NEVER &&
                (to->time == VS_INSTANT_NEVER || up.time < to->time)) {
                to->time = up.time;
                to->by = up.by;
                to->place = up.place;
            }
        }
    }
}

/* Which organisations come after each place: one more walk for each. */
static enum vs_code
note_known(struct vs_vouching *out, const struct vouching *v, const struct causes *causes,
           const size_t *log_at, size_t org, bool *after, struct vs_err *err)
{
    enum vs_code code = VS_OK;

    memset(after, 0, v->count * sizeof(*after));
    for (size_t p = v->count; code == VS_OK && p-- > 0;) {
        bool has = after[p] || v->logs[log_at[p]].org == org;

        for (size_t c = causes->first[p]; has && c < causes->first[p + 1]; c++) {
            after[causes->list[c]] = true;
        }
        if (after[p] && v->logs[log_at[p]].org != org) {
            code = add_org(&out->list[p].known, &out->list[p].known_count, &v->orgs[org], err);
        }
    }
    return code;
}

static enum vs_code
bound_own(struct vs_vouched *at, struct vouching *v, struct log *log, struct vs_err *err)
{
    const struct vs_casefile_event *event = vs_casefile_event(v->file, at->event);
    uint64_t index = VS_LEAF_INDEX(event->leaf);
    struct line line;
    enum vs_code code = read_anchor(v, &at->after, log, event->leaf, err);

    if (earliest(&line, log, index, log->org)) {
        at->before.at = line.time;
        at->before.by = v->orgs[line.org];
    }
    if (code == VS_OK && event->event) {
        code = look_at_date(&at->earlier, log, v->store, index, event->event->made, err);
    }
    for (size_t i = 0; code == VS_OK && i < log->line_count; i++) {
        if (log->lines[i].size > index && log->lines[i].org != log->org) {
            code = add_org(&at->cosigned, &at->cosigned_count, &v->orgs[log->lines[i].org], err);
        }
    }
    return code;
}

static void
bound_by_others(struct vs_vouched *at, const struct vouching *v, const struct best *best)
{
    if (best->time != VS_INSTANT_NEVER &&
        (at->before.at == VS_INSTANT_NEVER || best->time < at->before.at)) {
        at->before.at = best->time;
        at->before.by = v->orgs[best->by];
        at->through = vs_casefile_event(v->file, v->events[best->place])->id;
    }
}

static enum vs_code
make(struct vs_vouching *out, struct vouching *v, struct vs_err *err)
{
    struct causes causes = {NULL, NULL};
    size_t *log_at = vs_calloc(v->count + 1, sizeof(*log_at));
    struct best *best = vs_calloc(v->count + 1, sizeof(*best));
    bool *after = vs_calloc(v->count + 1, sizeof(*after));
    enum vs_code code = log_at && best && after ? VS_OK : vs_fail_memory(err);

    out->list = vs_calloc(v->count + 1, sizeof(*out->list));
    if (code == VS_OK && !out->list) {
        code = vs_fail_memory(err);
    }
    for (size_t p = 0; code == VS_OK && p < v->count; p++) {
        struct vs_vouched *at = &out->list[p];

        out->count = p + 1;
        at->event = v->events[p];
        at->after.at = at->before.at = VS_INSTANT_NEVER;
        code = log_of(v, &log_at[p], vs_casefile_event(v->file, at->event)->feed, err);
        if (code == VS_OK) {
            code = bound_own(at, v, &v->logs[log_at[p]], err);
        }
    }
    if (code == VS_OK) {
        code = find_causes(&causes, v, err);
    }
    for (size_t org = 0; code == VS_OK && org < v->org_count; org++) {
        spread(best, v, &causes, log_at, org);
        for (size_t p = 0; p < v->count; p++) {
            if (v->logs[log_at[p]].org == org) {
                bound_by_others(&out->list[p], v, &best[p]);
            }
        }
        code = note_known(out, v, &causes, log_at, org, after, err);
    }
    causes_release(&causes);
    vs_free(log_at);
    vs_free(best);
    vs_free(after);
    return code;
}

enum vs_code
vs_vouch(struct vs_vouching *out, struct vs_store *store, const struct vs_casefile *file,
         struct vs_err *err)
{
    struct vouching v;
    enum vs_code code;

    memset(out, 0, sizeof(*out));
    memset(&v, 0, sizeof(v));
    v.store = store;
    v.file = file;
    v.scratch = vs_malloc(sizeof(*v.scratch));
    code = v.scratch ? order_events(&v, err) : vs_fail_memory(err);
    if (code == VS_OK) {
        code = make(out, &v, err);
    }
    for (size_t i = 0; i < v.log_count; i++) {
        vs_free(v.logs[i].lines);
    }
    vs_free(v.logs);
    vs_free(v.orgs);
    vs_free(v.events);
    vs_free(v.places);
    vs_free(v.scratch);
    if (code != VS_OK) {
        vs_vouching_release(out);
    }
    return code;
}

void
vs_vouching_release(struct vs_vouching *out)
{
    for (size_t i = 0; i < out->count; i++) {
        vs_free(out->list[i].cosigned);
        vs_free(out->list[i].known);
    }
    vs_free(out->list);
    memset(out, 0, sizeof(*out));
}
