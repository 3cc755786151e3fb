/* What is there to fold, and in which order: limits, chains, causes, tables (FOLD.md 2). */
#include "core/casework/fold_in.h"

#include <stdlib.h>
#include <string.h>

#include "core/base/mem.h"

void
list_add(struct vs_fold_data *d, struct list *list, uint32_t value)
{
    if (list->n == list->cap) {
        uint32_t cap = list->cap ? list->cap * 2 : 4;
        uint32_t *grown = vs_realloc_array(list->v, cap, sizeof(*grown));

        if (!grown) {
            d->failed = VS_E_NO_MEMORY;
            return;
        }
        list->v = grown;
        list->cap = cap;
    }
    list->v[list->n++] = value;
}

static uint32_t
id_place(const struct vs_fold_data *d, const struct vs_hash *id)
{
    return (uint32_t)vs_get_u64(id->b) & d->by_id_mask;
}

uint32_t
fold_find(const struct vs_fold_data *d, const struct vs_hash *id)
{
    for (uint32_t at = id_place(d, id); d->by_id[at] != NONE; at = (at + 1) & d->by_id_mask) {
        if (vs_hash_eq(&d->ev[d->by_id[at]].in->id, id)) {
            return d->by_id[at];
        }
    }
    return NONE;
}

static void
id_put(struct vs_fold_data *d, uint32_t index)
{
    uint32_t at = id_place(d, &d->ev[index].in->id);

    while (d->by_id[at] != NONE) {
        at = (at + 1) & d->by_id_mask;
    }
    d->by_id[at] = index;
}

uint32_t
fold_org(const struct vs_fold_data *d, const struct vs_hash *org)
{
    uint32_t low = 0, high = d->org_n;

    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        int order = vs_hash_cmp(&d->orgs[middle], org);

        if (order == 0) {
            return middle;
        }
        if (order < 0) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return NONE;
}

/* --- what is there ---------------------------------------------------------------------------- */

static int
by_id_cmp(const void *a, const void *b)
{
    return vs_hash_cmp(&((const struct ev *)a)->in->id, &((const struct ev *)b)->in->id);
}

static int
by_feed_cmp(const void *a, const void *b)
{
    const struct vs_fold_event *x = (*(struct ev *const *)a)->in, *y = (*(struct ev *const *)b)->in;
    int order = vs_hash_cmp(&x->feed, &y->feed);

    if (order == 0 && x->branch != y->branch) {
        order = x->branch < y->branch ? -1 : 1;
    }
    if (order == 0 && x->index != y->index) {
        order = x->index < y->index ? -1 : 1;
    }
    return order ? order : vs_hash_cmp(&x->id, &y->id);
}

/* Every event once, by id, and the table to find it. */
static enum vs_code
take_once(struct vs_fold_data *d, const struct vs_fold_event *events, size_t count,
          struct vs_err *err)
{
    uint32_t size = 16;

    d->ev = vs_calloc(count + 1, sizeof(d->ev[0]));
    while (size < 2 * count) {
        size *= 2;
    }
    d->by_id = vs_malloc(size * sizeof(d->by_id[0]));
    if (!d->ev || !d->by_id) {
        return vs_fail_memory(err);
    }
    d->by_id_mask = size - 1;
    for (size_t i = 0; i < count; i++) {
        d->ev[i].in = &events[i];
    }
    if (count > 0) {
        qsort(d->ev, count, sizeof(d->ev[0]), by_id_cmp);
    }
    for (size_t i = 0; i < count; i++) {
        if (d->n == 0 || !vs_hash_eq(&d->ev[d->n - 1].in->id, &d->ev[i].in->id)) {
            d->ev[d->n++] = d->ev[i];
        }
    }
    memset(d->by_id, 0xff, size * sizeof(d->by_id[0]));
    for (uint32_t i = 0; i < d->n; i++) {
        id_put(d, i);
    }
    return VS_OK;
}

static bool
same_feed(const struct ev *a, const struct ev *b)
{
    return vs_hash_eq(&a->in->feed, &b->in->feed);
}

/* The previous leaf of the same feed: of the same branch, or of branch 0 below it. `order` is
 * sorted by feed, branch and index; `at` is a place in it. */
static uint32_t
previous(const struct vs_fold_data *d, struct ev *const *order, uint32_t at)
{
    const struct ev *e = order[at];
    uint32_t i = at;

    if (at > 0 && same_feed(order[at - 1], e) && order[at - 1]->in->branch == e->in->branch) {
        return (uint32_t)(order[at - 1] - d->ev);
    }
    if (e->in->branch == 0 || e->in->after) {
        return NONE;
    }
    while (i > 0 && same_feed(order[i - 1], e)) {
        i--;
        if (order[i]->in->branch == 0 && order[i]->in->index < e->in->index) {
            return (uint32_t)(order[i] - d->ev);
        }
    }
    return NONE;
}

/* --- limits ------------------------------------------------------------------------------------
 */

/* What one organisation adds to the size of a case; at first, what one history of its does. */
struct share {
    const struct vs_hash *org;
    uint32_t events, histories;
    uint32_t last; /* place in `order` of the last event that counts of its longest history */
};

static int
share_cmp(const void *a, const void *b)
{
    const struct share *x = a, *y = b;
    int by_org = vs_hash_cmp(x->org, y->org);

    if (by_org != 0) {
        return by_org;
    }
    if (x->events != y->events) {
        return x->events > y->events ? -1 : 1;
    }
    return x->last < y->last ? -1 : x->last > y->last;
}

/* The place in `order` of the event by which the organisation is named that made the case too
 * large: many devices with little each weigh as much as few with much. */
static enum vs_code
find_heaviest(const struct vs_fold_data *d, struct ev *const *order, uint32_t kept, uint32_t *found,
              struct vs_err *err)
{
    struct share *shares = vs_calloc(d->chain_n, sizeof(*shares));
    uint64_t most = 0;

    if (!shares) {
        return vs_fail_memory(err);
    }
    for (uint32_t i = 0; i < d->n; i++) {
        struct share *share = &shares[order[i]->chain];

        share->org = &order[i]->in->org;
        share->histories = 1;
        share->events += !order[i]->over;
        share->last = order[i]->over ? share->last : i;
    }
    qsort(shares, d->chain_n, sizeof(*shares), share_cmp);
    for (uint32_t i = 0, at = 0; i < d->chain_n; i++) {
        uint64_t weight;

        if (i > 0 && vs_hash_eq(shares[i].org, shares[at].org)) {
            shares[at].events += shares[i].events;
            shares[at].histories++;
        } else {
            at = i;
        }
        weight = (uint64_t)shares[at].events * d->chain_n + (uint64_t)shares[at].histories * kept;
        if (weight > most) {
            most = weight;
            *found = shares[at].last;
        }
    }
    vs_free(shares);
    return VS_OK;
}

/* Leaves out of the fold what is more than a program can be asked to fold (FOLD.md 2.1). `order` is
 * sorted by feed, branch and index. */
static enum vs_code
apply_limits(struct vs_fold_data *d, struct ev *const *order, struct vs_err *err)
{
    uint32_t opener = NONE, at = 0, kept = 0, heaviest = 0;
    enum vs_code code;

    for (uint32_t i = 0; i < d->n; i++) {
        at = i > 0 && order[i]->chain == order[i - 1]->chain ? at + 1 : 0;
        order[i]->over = at >= VS_FOLD_FEED_MAX;
        order[i]->over_told = at == VS_FOLD_FEED_MAX;
        kept += !order[i]->over;
        if (vs_hash_eq(&order[i]->in->id, &d->case_id)) {
            opener = order[i]->chain;
        }
    }
    d->too_large =
        kept > VS_FOLD_EVENTS_MAX || ((uint64_t)kept + 2) * d->chain_n > VS_FOLD_PASTS_MAX;
    if (!d->too_large) {
        return VS_OK;
    }
    code = find_heaviest(d, order, kept, &heaviest, err);
    order[heaviest]->over_told = true;
    for (uint32_t i = 0; i < d->n; i++) { /* one chain is left */
        d->ev[i].over |= d->ev[i].chain != opener;
        d->ev[i].chain = 0;
    }
    d->chain_n = 1;
    return code;
}

/* --- chains ------------------------------------------------------------------------------------
 */

static enum vs_code
make_chains(struct vs_fold_data *d, uint32_t *prev, struct vs_err *err)
{
    struct ev **order = vs_calloc(d->n, sizeof(struct ev *));
    enum vs_code code;

    if (!order) {
        return vs_fail_memory(err);
    }
    for (uint32_t i = 0; i < d->n; i++) {
        order[i] = &d->ev[i];
    }
    if (d->n > 0) {
        qsort(order, d->n, sizeof(struct ev *), by_feed_cmp);
    }
    d->chain_n = 0;
    for (uint32_t i = 0; i < d->n; i++) {
        if (i > 0 && !(same_feed(order[i - 1], order[i]) &&
                       order[i - 1]->in->branch == order[i]->in->branch)) {
            d->chain_n++;
        }
        order[i]->chain = d->chain_n;
        prev[order[i] - d->ev] = previous(d, order, i);
    }
    d->chain_n += d->n > 0;
    code = apply_limits(d, order, err);
    vs_free(order);
    return code;
}

/* --- the order of causes ---------------------------------------------------------------------- */

struct edges {
    uint32_t *first; /* by cause: range in `to` */
    uint32_t *to;
    uint32_t *missing; /* by event: causes not yet placed */
};

static bool
waits_for_ever(const struct vs_fold_data *d, const struct ev *e)
{
    if (e->in->ahead || e->over) {
        return true;
    }
    for (size_t i = 0; e->e && i < e->e->head_count; i++) {
        if (fold_find(d, &e->e->heads[i]) == NONE) {
            return true;
        }
    }
    return false;
}

/* The h-th of the causes that event i names or follows, which need not be there; they are as many
 * as cause_count says. */
static uint32_t
cause_of(const struct vs_fold_data *d, const uint32_t *prev, uint32_t i, size_t h)
{
    const struct ev *e = &d->ev[i];
    size_t heads = e->e ? e->e->head_count : 0;

    if (h < heads) {
        return fold_find(d, &e->e->heads[h]);
    }
    return h == heads ? prev[i] : fold_find(d, &e->in->after[h - heads - 1]);
}

static size_t
cause_count(const struct ev *e)
{
    return (e->e ? e->e->head_count : 0) + 1 + (e->in->after ? e->in->after_count : 0);
}

/* Calls for each cause of event i that is there: first with counts, then with places. */
static void
count_edges(const struct vs_fold_data *d, const uint32_t *prev, struct edges *edges, bool place,
            uint32_t *fill)
{
    for (uint32_t i = 0; i < d->n; i++) {
        size_t causes = cause_count(&d->ev[i]);

        for (size_t h = 0; h < causes; h++) {
            uint32_t cause = cause_of(d, prev, i, h);

            if (cause == NONE) {
                continue;
            }
            if (place) {
                edges->to[fill[cause]++] = i;
                edges->missing[i]++;
            } else {
                edges->first[cause + 1]++;
            }
        }
    }
}

/* Places events in an order that respects causes; gives how many could be placed. */
static uint32_t
place_all(struct vs_fold_data *d, const struct edges *edges, uint32_t *queue)
{
    uint32_t head = 0, tail = 0;

    for (uint32_t i = 0; i < d->n; i++) {
        if (edges->missing[i] == 0 && !waits_for_ever(d, &d->ev[i])) {
            queue[tail++] = i;
        }
    }
    while (head < tail) {
        uint32_t i = queue[head++];

        for (uint32_t k = edges->first[i]; k < edges->first[i + 1]; k++) {
            uint32_t to = edges->to[k];

            if (--edges->missing[to] == 0 && !waits_for_ever(d, &d->ev[to])) {
                queue[tail++] = to;
            }
        }
    }
    return tail;
}

/* The past of one event from those of its causes, and its recorded instant. */
static void
fill_past(struct vs_fold_data *d, const uint32_t *prev, uint32_t i)
{
    struct ev *e = &d->ev[i];
    size_t causes = cause_count(e);

    e->rec = e->e ? e->e->made : 0;
    for (size_t h = 0; h < causes; h++) {
        uint32_t cause = cause_of(d, prev, i, h);
        const struct ev *c;

        if (cause == NONE) {
            continue;
        }
        c = &d->ev[cause];
        for (uint32_t k = 0; k < d->chain_n; k++) {
            if (c->vc[k] > e->vc[k]) {
                e->vc[k] = c->vc[k];
            }
        }
        if (e->vc[c->chain] <= c->pos) {
            e->vc[c->chain] = c->pos + 1;
        }
        e->rec = most(e->rec, c->rec);
    }
    e->pos = e->vc[e->chain];
    for (uint32_t k = 0; k < d->chain_n; k++) {
        e->causes += e->vc[k];
    }
}

static int
by_causes_cmp(const void *a, const void *b)
{
    const struct ev *x = a, *y = b;

    if (!x->vc != !y->vc) {
        return x->vc ? -1 : 1;
    }
    if (x->causes != y->causes) {
        return x->causes < y->causes ? -1 : 1;
    }
    return vs_hash_cmp(&x->in->id, &y->in->id);
}

static enum vs_code
order_events(struct vs_fold_data *d, uint32_t *placed, struct vs_err *err)
{
    uint32_t *prev = vs_malloc(d->n * sizeof(uint32_t));
    uint32_t *queue = vs_malloc(d->n * sizeof(uint32_t));
    uint32_t *fill = vs_malloc(d->n * sizeof(uint32_t));
    struct edges edges = {vs_calloc((size_t)d->n + 1, sizeof(uint32_t)), NULL,
                          vs_calloc(d->n, sizeof(uint32_t))};
    enum vs_code code = VS_OK;

    if (!prev || !queue || !fill || !edges.first || !edges.missing) {
        code = vs_fail_memory(err);
        goto out;
    }
    code = make_chains(d, prev, err);
    if (code != VS_OK) {
        goto out;
    }
    count_edges(d, prev, &edges, false, NULL);
    for (uint32_t i = 0; i < d->n; i++) {
        edges.first[i + 1] += edges.first[i];
        fill[i] = edges.first[i];
    }
    edges.to = vs_malloc((size_t)edges.first[d->n] * sizeof(uint32_t));
    if (!edges.to) {
        code = vs_fail_memory(err);
        goto out;
    }
    count_edges(d, prev, &edges, true, fill);
    *placed = place_all(d, &edges, queue);
    d->vc_rows = vs_calloc((size_t)(*placed + 2) * d->chain_n, sizeof(uint32_t));
    if (!d->vc_rows) {
        code = vs_fail_memory(err);
        goto out;
    }
    for (uint32_t k = 0; k < *placed; k++) {
        d->ev[queue[k]].vc = &d->vc_rows[(size_t)k * d->chain_n];
        fill_past(d, prev, queue[k]);
    }
out:
    vs_free(prev);
    vs_free(queue);
    vs_free(fill);
    vs_free(edges.first);
    vs_free(edges.to);
    vs_free(edges.missing);
    return code;
}

/* --- tables ----------------------------------------------------------------------------------- */

static size_t
named_orgs(const struct ev *e, struct vs_hash *out)
{
    size_t n = 0;

    out[n++] = e->in->org;
    if (e->e && e->e->type == VS_EV_OFFER) {
        out[n++] = e->e->to;
    } else if (e->e && e->e->type == VS_EV_SETTLE) {
        out[n++] = e->e->outcome;
    } else if (e->e && (e->e->type == VS_EV_PARTY_ADD || e->e->type == VS_EV_PARTY_REMOVE)) {
        out[n++] = e->e->party.org;
    } else if (e->e && e->e->type == VS_EV_OPEN) {
        for (size_t i = 0; i < e->e->party_count && i < VS_EVENT_PARTIES_MAX; i++) {
            out[n++] = e->e->parties[i].org;
        }
    }
    return n;
}

static enum vs_code
name_orgs(struct vs_fold_data *d, struct vs_err *err)
{
    struct vs_hash some[VS_EVENT_PARTIES_MAX + 1];
    size_t cap = 0, n = 0;

    for (uint32_t i = 0; i < d->n; i++) {
        size_t more = named_orgs(&d->ev[i], some);

        if (n + more > cap) {
            struct vs_hash *grown;

            /* Repeats are dropped before more room is asked for. */
            if (n > 0) {
                qsort(d->orgs, n, sizeof(d->orgs[0]), vs_hash_cmp_qsort);
            }
            d->org_n = 0;
            for (size_t k = 0; k < n; k++) {
                if (d->org_n == 0 || !vs_hash_eq(&d->orgs[d->org_n - 1], &d->orgs[k])) {
                    d->orgs[d->org_n++] = d->orgs[k];
                }
            }
            n = d->org_n;
            if (n + more > cap / 2) {
                cap = (n + more) * 4;
                grown = vs_realloc_array(d->orgs, cap, sizeof(d->orgs[0]));
                if (!grown) {
                    return vs_fail_memory(err);
                }
                d->orgs = grown;
            }
        }
        memcpy(&d->orgs[n], some, more * sizeof(some[0]));
        n += more;
    }
    d->org_n = 0;
    if (n > 0) {
        qsort(d->orgs, n, sizeof(d->orgs[0]), vs_hash_cmp_qsort);
    }
    for (size_t k = 0; k < n; k++) {
        if (d->org_n == 0 || !vs_hash_eq(&d->orgs[d->org_n - 1], &d->orgs[k])) {
            d->orgs[d->org_n++] = d->orgs[k];
        }
    }
    for (uint32_t i = 0; i < d->n; i++) {
        d->ev[i].org = fold_org(d, &d->ev[i].in->org);
    }
    return VS_OK;
}

static bool
is_object(const struct vs_event *e)
{
    if (!e) {
        return false;
    }
    return e->type == VS_EV_OPEN || e->type == VS_EV_OFFER || e->type == VS_EV_WITHDRAW ||
           e->type == VS_EV_CLOSE || e->type == VS_EV_REOPEN || e->type == VS_EV_ESCALATE ||
           (e->type == VS_EV_PICKUP && !e->has_re) || (e->type == VS_EV_SETTLE && !e->is_agreement);
}

static enum vs_code
fill_chains(struct vs_fold_data *d, struct vs_err *err)
{
    uint32_t *room;

    d->chains = vs_calloc(d->chain_n, sizeof(d->chains[0]));
    room = vs_malloc(d->n * sizeof(uint32_t));
    if (!d->chains || !room) {
        vs_free(room);
        return vs_fail_memory(err);
    }
    d->chain_pool = room;
    for (uint32_t i = 0; i < d->n; i++) {
        d->chains[d->ev[i].chain].n++;
        d->chains[d->ev[i].chain].org = d->ev[i].org;
    }
    for (uint32_t c = 0; c < d->chain_n; c++) {
        d->chains[c].v = room;
        room += d->chains[c].n;
        d->chains[c].n = 0;
    }
    for (uint32_t i = 0; i < d->n; i++) {
        struct chain *chain = &d->chains[d->ev[i].chain];

        chain->v[chain->n++] = i;
    }
    return VS_OK;
}

static enum vs_code
make_objects(struct vs_fold_data *d, struct vs_err *err)
{
    for (uint32_t i = 0; i < d->n; i++) {
        d->ev[i].slot = is_object(d->ev[i].e) ? d->obj_n++ : NONE;
        d->ev[i].re = d->ev[i].acks = NONE;
    }
    d->ev[d->n].slot = d->ev[d->n].re = d->ev[d->n].acks = NONE;
    d->obj = vs_calloc((size_t)d->obj_n + 1, sizeof(d->obj[0]));
    if (!d->obj) {
        return vs_fail_memory(err);
    }
    for (uint32_t i = 0; i < d->n; i++) {
        if (d->ev[i].slot != NONE) {
            d->obj[d->ev[i].slot].ev = i;
        }
    }
    d->obj[d->obj_n].ev = d->n;
    return VS_OK;
}

static enum vs_code
make_entries(struct vs_fold *fold, uint32_t total, struct vs_err *err)
{
    struct vs_fold_data *d = fold->data;

    fold->entries = vs_calloc(total, sizeof(fold->entries[0]));
    if (!fold->entries) {
        return vs_fail_memory(err);
    }
    fold->entry_count = total;
    for (uint32_t i = 0; i < total; i++) {
        fold->entries[i].in = d->ev[i].in;
        fold->entries[i].cut = d->ev[i].in->cut;
        fold->entries[i].state = VS_ENTRY_PENDING;
        if (d->ev[i].over) {
            fold->entries[i].reason = "over-limit";
            fold->entries[i].rec = d->ev[i].e ? d->ev[i].e->made : 0; /* what it says itself */
        }
        if (d->ev[i].over_told) {
            list_add(d, &d->over_told, i);
        }
    }
    return d->failed == VS_OK ? VS_OK : vs_fail_memory(err);
}

enum vs_code
fold_intake(struct vs_fold *fold, const struct vs_fold_event *events, size_t count,
            struct vs_err *err)
{
    struct vs_fold_data *d = fold->data;
    uint32_t placed = 0, total;
    enum vs_code code;

    code = take_once(d, events, count, err);
    if (code != VS_OK) {
        return code;
    }
    for (uint32_t i = 0; i < d->n; i++) {
        d->ev[i].e = d->ev[i].in->event;
    }
    code = order_events(d, &placed, err);
    if (code != VS_OK) {
        return code;
    }
    total = d->n;
    if (total > 0) {
        qsort(d->ev, total, sizeof(d->ev[0]), by_causes_cmp);
    }
    d->n = placed;
    memset(d->by_id, 0xff, ((size_t)d->by_id_mask + 1) * sizeof(d->by_id[0]));
    for (uint32_t i = 0; i < placed; i++) {
        id_put(d, i);
    }
    code = make_entries(fold, total, err);
    if (code == VS_OK) {
        memset(&d->ev[placed], 0, sizeof(d->ev[0])); /* the place of a proposed event */
        d->ev[placed].vc = d->vc_rows ? &d->vc_rows[(size_t)placed * d->chain_n] : NULL;
        code = name_orgs(d, err);
    }
    if (code == VS_OK) {
        code = fill_chains(d, err);
    }
    return code == VS_OK ? make_objects(d, err) : code;
}
