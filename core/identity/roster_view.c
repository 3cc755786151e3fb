/* What follows from a set of rosters: the rules of FORMAT.md, section 8, as a function of the set.
 */
#include "core/identity/roster.h"

#include <stdlib.h>
#include <string.h>

#include "core/base/mem.h"
#include "core/identity/root.h"

/* The set under judgement. `use[i]`: rosters[i] counts. */
struct judged {
    const struct vs_roster *const *rosters;
    size_t count;
    bool *use;
    unsigned findings;
};

static bool
newer_than(const struct vs_roster *r, uint64_t generation, uint64_t version)
{
    return r->generation > generation || (r->generation == generation && r->version > version);
}

/* Marks the rosters of one generation that its root key signed. False if there are none. */
static bool
take_generation(struct judged *j, uint64_t generation, const struct vs_hash *org,
                const struct vs_hash *root_hash, const struct vs_hash *pinned_next)
{
    bool any = false;

    for (size_t i = 0; i < j->count; i++) {
        const struct vs_roster *r = j->rosters[i];
        struct vs_hash hash;

        if (r->generation != generation || r->newer || !vs_hash_eq(&r->org, org)) {
            continue;
        }
        vs_root_hash(&hash, &r->root);
        if (!vs_hash_eq(&hash, root_hash) || (pinned_next && !vs_hash_eq(&r->next, pinned_next))) {
            continue;
        }
        j->use[i] = true;
        any = true;
    }
    return any;
}

/* The version of the earlier generation that a roster stands on; 0 in the first generation. */
static uint64_t
base_version(const struct vs_roster *r)
{
    return r->previous_count > 0 && r->previous[0].generation < r->generation
               ? r->previous[0].version
               : 0;
}

static bool
names(const struct vs_roster *r, const struct vs_roster *other)
{
    for (size_t i = 0; i < r->previous_count; i++) {
        if (vs_hash_eq(&r->previous[i].hash, &other->hash)) {
            return true;
        }
    }
    return false;
}

/* Do two rosters of one generation stand on the same rosters of the one before? */
static bool
same_base(const struct vs_roster *a, const struct vs_roster *b)
{
    for (size_t i = 0;; i++) {
        bool in_a = i < a->previous_count && a->previous[i].generation < a->generation;
        bool in_b = i < b->previous_count && b->previous[i].generation < b->generation;

        if (!in_a || !in_b) {
            return in_a == in_b;
        }
        if (!vs_hash_eq(&a->previous[i].hash, &b->previous[i].hash)) {
            return false;
        }
    }
}

/* The value of `next` of a generation; false when its rosters do not agree about it. Of several
 * values the smallest is given, so that the answer does not depend on an order. */
static bool
agree(struct judged *j, uint64_t generation, struct vs_hash *next)
{
    const struct vs_roster *first = NULL;
    bool same = true;

    for (size_t i = 0; i < j->count; i++) {
        const struct vs_roster *r = j->rosters[i];

        if (!j->use[i] || r->generation != generation) {
            continue;
        }
        if (!first) {
            first = r;
            *next = r->next;
        }
        same = same && vs_hash_eq(&r->next, &first->next);
        if (!same_base(r, first)) {
            j->findings |= VS_ROSTER_BASE_CHANGED;
        }
        if (vs_hash_cmp(&r->next, next) < 0) {
            *next = r->next;
        }
    }
    return same;
}

/*
 * Of the generation before `generation`, what lies above the place where that one stands is void.
 * Where its rosters disagree (a finding already), the lowest place counts, and at that version the
 * rosters that any of them names.
 */
static void
void_above_base(struct judged *j, uint64_t generation)
{
    uint64_t base = UINT64_MAX;

    for (size_t i = 0; i < j->count; i++) {
        const struct vs_roster *r = j->rosters[i];

        if (j->use[i] && r->generation == generation && base_version(r) < base) {
            base = base_version(r);
        }
    }
    for (size_t i = 0; i < j->count; i++) {
        const struct vs_roster *r = j->rosters[i];
        bool named = false;

        if (!j->use[i] || r->generation + 1 != generation || r->version < base) {
            continue;
        }
        for (size_t k = 0; k < j->count && !named; k++) {
            named = j->use[k] && j->rosters[k]->generation == generation && names(j->rosters[k], r);
        }
        j->use[i] = named && r->version == base;
    }
}

/* Follows the root keys from the pin on; which rosters count. */
static void
take_all(struct judged *j, struct vs_roster_view *out, const struct vs_pin *pin)
{
    struct vs_hash root_hash = out->org;

    /* Each turn takes the rosters of one generation at least, so there are at most `count`. */
    for (uint64_t g = 1; g <= j->count; g++) {
        if (!take_generation(j, g, &out->org, &root_hash, g == 1 ? &pin->next : NULL)) {
            break;
        }
        out->generation = g;
        if (g > 1) {
            void_above_base(j, g);
        }
        if (!agree(j, g, &out->next)) {
            j->findings |= VS_ROSTER_NEXT_CHANGED;
            break;
        }
        root_hash = out->next;
    }
}

/* Is it the first roster in the set with its hash? */
static bool
first_of_its_kind(const struct judged *j, size_t i)
{
    for (size_t k = 0; k < i; k++) {
        if (j->use[k] && vs_hash_eq(&j->rosters[k]->hash, &j->rosters[i]->hash)) {
            return false;
        }
    }
    return true;
}

static int
ref_cmp(const void *a, const void *b)
{
    const struct vs_roster_ref *x = a, *y = b;

    return vs_hash_cmp(&x->hash, &y->hash);
}

/* Rank, heads, base and root key of the highest roster. */
static enum vs_code
take_heads(const struct judged *j, struct vs_roster_view *out, struct vs_err *err)
{
    const struct vs_roster *least = NULL;

    for (size_t i = 0; i < j->count; i++) {
        if (j->use[i] && j->rosters[i]->generation == out->generation &&
            j->rosters[i]->version > out->version) {
            out->version = j->rosters[i]->version;
        }
    }
    out->heads = vs_calloc(j->count, sizeof(*out->heads));
    out->base = vs_calloc(VS_ROSTER_PREVIOUS_MAX, sizeof(*out->base));
    if (!out->heads || !out->base) {
        return vs_fail_memory(err);
    }
    for (size_t i = 0; i < j->count; i++) {
        const struct vs_roster *r = j->rosters[i];

        if (!j->use[i] || r->generation != out->generation || r->version != out->version ||
            !first_of_its_kind(j, i)) {
            continue;
        }
        out->root = r->root;
        out->heads[out->head_count++] = (struct vs_roster_ref){r->generation, r->version, r->hash};
        if (!least || vs_hash_cmp(&r->hash, &least->hash) < 0) {
            least = r;
        }
    }
    /* Heads that stand on different bases are a finding; the next version has to choose one. */
    for (size_t k = 0; least && k < least->previous_count; k++) {
        if (least->previous[k].generation < least->generation) {
            out->base[out->base_count++] = least->previous[k];
        }
    }
    qsort(out->heads, out->head_count, sizeof(*out->heads), ref_cmp);
    return VS_OK;
}

/* Two rosters of one rank: settled when one of the next version names both. */
static bool
is_settled(const struct judged *j, const struct vs_roster *a, const struct vs_roster *b)
{
    bool seen = false;

    for (size_t i = 0; i < j->count; i++) {
        const struct vs_roster *r = j->rosters[i];

        if (!j->use[i] || !newer_than(r, a->generation, a->version)) {
            continue;
        }
        if (names(r, a) && names(r, b)) {
            return true;
        }
        seen = seen || (r->generation == a->generation && r->version == a->version + 1) ||
               (r->generation == a->generation + 1 && base_version(r) == a->version);
    }
    /* The next version is not at hand, but a later one is: it outranks both. */
    return !seen;
}

static void
find_conflicts(struct judged *j, const struct vs_roster_view *out)
{
    for (size_t i = 0; i < j->count; i++) {
        const struct vs_roster *a = j->rosters[i];

        /* The first one is enough, and bounds the work for a set that is full of them. */
        for (size_t k = 0; j->use[i] && k < i && !(j->findings & VS_ROSTER_CONFLICT); k++) {
            const struct vs_roster *b = j->rosters[k];

            if (!j->use[k] || vs_roster_rank_cmp(a, b) != 0 || vs_hash_eq(&a->hash, &b->hash)) {
                continue;
            }
            if ((a->generation == out->generation && a->version == out->version) ||
                !is_settled(j, a, b)) {
                j->findings |= VS_ROSTER_CONFLICT;
            }
        }
    }
}

/* --- devices ---------------------------------------------------------------------------------- */

static int
device_cmp(const void *a, const void *b)
{
    const struct vs_roster_device *x = a, *y = b;

    return strcmp(x->origin.text, y->origin.text);
}

static const struct vs_roster_device *
device_in(const struct vs_roster *r, const struct vs_roster_device *device)
{
    return r->device_count == 0
               ? NULL
               : bsearch(device, r->devices, r->device_count, sizeof(*device), device_cmp);
}

/* Adds the devices of a roster that `out` does not have; both are sorted. */
static enum vs_code
merge_devices(struct vs_roster_view *out, const struct vs_roster *r, struct vs_err *err)
{
    size_t known = out->device_count;

    for (size_t i = 0; i < r->device_count; i++) {
        if (known > 0 &&
            bsearch(&r->devices[i], out->devices, known, sizeof(*out->devices), device_cmp)) {
            continue;
        }
        if (out->device_count == VS_ROSTER_DEVICES_MAX) {
            return vs_fail(err, VS_E_TOO_LARGE, "rosters", "more than %d devices",
                           VS_ROSTER_DEVICES_MAX);
        }
        out->devices[out->device_count++] = r->devices[i];
    }
    qsort(out->devices, out->device_count, sizeof(*out->devices), device_cmp);
    return VS_OK;
}

/* Does this closing go before the one that was found first? By rank, then size, then root. */
static bool
closes_before(const struct vs_roster *r, const struct vs_roster_device *d,
              const struct vs_roster *best, const struct vs_roster_device *best_device)
{
    int rank = best ? vs_roster_rank_cmp(r, best) : -1;

    if (rank != 0) {
        return rank < 0;
    }
    if (d->size != best_device->size) {
        return d->size < best_device->size;
    }
    return vs_hash_cmp(&d->root, &best_device->root) < 0;
}

/* The state of one device: closed if closed anywhere, active if active in every head. */
static void
judge_device(struct judged *j, const struct vs_roster_view *out, struct vs_roster_device *device)
{
    const struct vs_roster *closer = NULL;
    const struct vs_roster_device *closing = NULL;
    const struct vs_roster *last_active = NULL;
    bool in_heads = true, below = false;

    for (size_t i = 0; i < j->count; i++) {
        const struct vs_roster *r = j->rosters[i];
        const struct vs_roster_device *d;
        bool head;

        if (!j->use[i]) {
            continue;
        }
        d = device_in(r, device);
        head = r->generation == out->generation && r->version == out->version;
        in_heads = in_heads && (!head || d);
        below = below || (!head && d);
        if (d && d->state == VS_DEVICE_ACTIVE &&
            (!last_active || vs_roster_rank_cmp(r, last_active) > 0)) {
            last_active = r;
        }
        if (!d || d->state != VS_DEVICE_CLOSED) {
            continue;
        }
        if (closing && (closing->size != d->size || !vs_hash_eq(&closing->root, &d->root))) {
            j->findings |= VS_ROSTER_CLOSED_TWICE;
        }
        if (closes_before(r, d, closer, closing)) {
            closer = r;
            closing = d;
        }
    }
    if (!in_heads && below) {
        j->findings |= VS_ROSTER_DROPPED;
    }
    if (closing) {
        device->state = VS_DEVICE_CLOSED;
        device->size = closing->size;
        device->root = closing->root;
        if (last_active && vs_roster_rank_cmp(last_active, closer) > 0) {
            j->findings |= VS_ROSTER_REOPENED;
        }
    } else {
        device->state = in_heads ? VS_DEVICE_ACTIVE : VS_DEVICE_DISPUTED;
    }
}

static enum vs_code
take_devices(struct judged *j, struct vs_roster_view *out, struct vs_err *err)
{
    size_t room = 0;

    for (size_t i = 0; i < j->count; i++) {
        room += j->use[i] ? j->rosters[i]->device_count : 0;
    }
    room = room < VS_ROSTER_DEVICES_MAX ? room : VS_ROSTER_DEVICES_MAX;
    out->devices = vs_calloc(room ? room : 1, sizeof(*out->devices));
    if (!out->devices) {
        return vs_fail_memory(err);
    }
    for (size_t i = 0; i < j->count; i++) {
        if (j->use[i]) {
            enum vs_code code = merge_devices(out, j->rosters[i], err);

            if (code != VS_OK) {
                return code;
            }
        }
    }
    for (size_t i = 0; i < out->device_count; i++) {
        judge_device(j, out, &out->devices[i]);
    }
    return VS_OK;
}

/* Rosters that do not count, and why that is worth knowing. */
static void
find_foreign(struct judged *j, const struct vs_roster_view *out)
{
    for (size_t i = 0; i < j->count; i++) {
        const struct vs_roster *r = j->rosters[i];

        if (j->use[i]) {
            continue;
        }
        if (r->newer && vs_hash_eq(&r->org, &out->org)) {
            if (newer_than(r, out->generation, out->version)) {
                j->findings |= VS_ROSTER_NEWER;
            }
        } else {
            j->findings |= VS_ROSTER_FOREIGN;
        }
    }
}

enum vs_code
vs_roster_resolve(struct vs_roster_view *out, const struct vs_pin *pin,
                  const struct vs_roster *const *rosters, size_t count, struct vs_err *err)
{
    struct judged j = {.rosters = rosters, .count = count};
    enum vs_code code = VS_OK;

    memset(out, 0, sizeof(*out));
    vs_root_hash(&out->org, &pin->root);
    out->root = pin->root;
    out->next = pin->next;
    if (count > VS_ROSTERS_MAX) {
        return vs_fail(err, VS_E_TOO_LARGE, "rosters", "more than %d", VS_ROSTERS_MAX);
    }
    out->accepted = vs_calloc(count ? count : 1, sizeof(*out->accepted));
    if (!out->accepted) {
        return vs_fail_memory(err);
    }
    j.use = out->accepted;
    take_all(&j, out, pin);
    if (out->generation > 0) {
        code = take_heads(&j, out, err);
        if (code == VS_OK) {
            code = take_devices(&j, out, err);
        }
    }
    find_conflicts(&j, out);
    find_foreign(&j, out);
    out->findings = j.findings;
    return code;
}

void
vs_roster_view_release(struct vs_roster_view *view)
{
    vs_free(view->devices);
    vs_free(view->heads);
    vs_free(view->base);
    vs_free(view->accepted);
    memset(view, 0, sizeof(*view));
}

const struct vs_roster_device *
vs_roster_view_feed(const struct vs_roster_view *view, const struct vs_hash *feed)
{
    for (size_t i = 0; i < view->device_count; i++) {
        if (vs_hash_eq(&view->devices[i].feed, feed)) {
            return &view->devices[i];
        }
    }
    return NULL;
}
