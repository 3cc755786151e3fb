/*
 * Laws of judging rosters, over random histories in which several copies of every root key write at
 * once: order and repetition do not matter; whatever the set, an active device is listed in every
 * head and closed in none that counts; a roster counts only if its root was announced; and in the
 * same generations, more rosters never make a closed device anything else. The seed is printed and
 * may be given as argument.
 */
#include <stdlib.h>

#include <sodium.h>

#include "core/identity/root.h"
#include "core/identity/roster.h"
#include "tests/tap.h"

enum { ROOTS = 4, DEVICES = 6, SET_MAX = 14, RUNS = 150 };

static struct vs_signer roots[ROOTS];
static struct vs_hash hashes[ROOTS + 1], keys[DEVICES];
static struct vs_roster rosters[SET_MAX];
static size_t count;
static uint64_t state;

/* splitmix64 */
static uint64_t
next(void)
{
    uint64_t z = (state += 0x9e3779b97f4a7c15ULL);

    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9ULL;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebULL;
    return z ^ (z >> 31);
}

static unsigned
below(unsigned limit)
{
    return (unsigned)(next() % limit);
}

static bool
start(void)
{
    bool ok = sodium_init() >= 0;

    for (uint8_t i = 0; ok && i < ROOTS + DEVICES; i++) {
        uint8_t bytes[VS_SEED_LEN] = {(uint8_t)(i + 1)};
        struct vs_secret seed = {NULL, 0};
        struct vs_signer device;

        ok = vs_secret_copy(&seed, bytes, sizeof(bytes), NULL) == VS_OK;
        if (ok && i < ROOTS) {
            ok = vs_signer_init(&roots[i], &seed, NULL) == VS_OK;
            vs_root_hash(&hashes[i], &roots[i].public_key);
        } else if (ok) {
            ok = vs_signer_init(&device, &seed, NULL) == VS_OK;
            keys[i - ROOTS] = device.public_key;
            vs_signer_release(&device);
        }
        vs_secret_release(&seed);
    }
    hashes[ROOTS].b[0] = 1;
    return ok;
}

static enum vs_code
judge(struct vs_roster_view *view, const struct vs_roster *const *set, size_t n)
{
    struct vs_pin pin = {roots[0].public_key, hashes[1]};

    return vs_roster_resolve(view, &pin, set, n, NULL);
}

/* One roster more, following the view of some random part of what there is. */
static void
grow(void)
{
    const struct vs_roster *set[SET_MAX];
    struct vs_roster_device closing[1];
    struct vs_roster_change change = {.add = NULL};
    struct vs_roster_view view;
    struct vs_hash added[DEVICES];
    struct vs_buf note;
    size_t n = 0;

    for (size_t i = 0; i < count; i++) {
        if (i == 0 || below(3) > 0) {
            set[n++] = &rosters[i];
        }
    }
    vs_buf_init(&note, VS_ROSTER_MAX);
    if (judge(&view, set, n) == VS_OK && view.generation > 0 && view.generation < ROOTS) {
        size_t root = (size_t)view.generation - 1;
        const struct vs_roster_device *d = &view.devices[below((unsigned)view.device_count)];

        change.add = added;
        for (size_t i = 0; i < view.device_count; i++) {
            if (view.devices[i].state == VS_DEVICE_DISPUTED) {
                added[change.add_count++] = view.devices[i].key;
            }
        }
        if (change.add_count == 0 && below(2)) {
            added[change.add_count++] = keys[below(DEVICES)];
        }
        if (below(2) && d->state == VS_DEVICE_ACTIVE) {
            closing[0] = *d;
            closing[0].size = below(20);
            change.close = closing;
            change.close_count = 1;
        }
        if (below(4) == 0) {
            change.new_next = &hashes[root + 2];
            root++;
        }
        /* A device that is there already: the change is refused, and nothing grows. */
        if (vs_roster_next(&note, &view, &roots[root], &change, NULL) == VS_OK &&
            vs_roster_parse(&rosters[count], vs_buf_str(&note), NULL) == VS_OK) {
            count++;
        }
    }
    vs_roster_view_release(&view);
    vs_buf_release(&note);
}

static bool
same_view(const struct vs_roster_view *a, const struct vs_roster_view *b)
{
    bool same = a->generation == b->generation && a->version == b->version &&
                a->findings == b->findings && vs_hash_eq(&a->root, &b->root) &&
                vs_hash_eq(&a->next, &b->next) && a->device_count == b->device_count &&
                a->head_count == b->head_count && a->base_count == b->base_count;

    for (size_t i = 0; same && i < a->device_count; i++) {
        const struct vs_roster_device *x = &a->devices[i], *y = &b->devices[i];

        same = vs_hash_eq(&x->key, &y->key) && x->state == y->state &&
               (x->state != VS_DEVICE_CLOSED ||
                (x->size == y->size && vs_hash_eq(&x->root, &y->root)));
    }
    for (size_t i = 0; same && i < a->head_count; i++) {
        same = vs_hash_eq(&a->heads[i].hash, &b->heads[i].hash);
    }
    return same;
}

static const struct vs_roster_device *
listed(const struct vs_roster *r, const struct vs_hash *feed)
{
    for (size_t i = 0; i < r->device_count; i++) {
        if (vs_hash_eq(&r->devices[i].feed, feed)) {
            return &r->devices[i];
        }
    }
    return NULL;
}

/* What a state must mean, said again from the rosters themselves. */
static bool
states_hold(const struct vs_roster_view *view)
{
    for (size_t d = 0; d < view->device_count; d++) {
        bool closed = false, in_heads = true;

        for (size_t i = 0; i < count; i++) {
            const struct vs_roster_device *l = listed(&rosters[i], &view->devices[d].feed);

            if (!view->accepted[i]) {
                continue;
            }
            closed = closed || (l && l->state == VS_DEVICE_CLOSED);
            if (rosters[i].generation == view->generation && rosters[i].version == view->version) {
                in_heads = in_heads && l;
            }
        }
        if (view->devices[d].state != (closed     ? VS_DEVICE_CLOSED
                                       : in_heads ? VS_DEVICE_ACTIVE
                                                  : VS_DEVICE_DISPUTED)) {
            return false;
        }
    }
    return true;
}

/* Did the roster's root key have to be the one that an accepted roster announced? */
static bool
roots_hold(const struct vs_roster_view *view)
{
    for (size_t i = 0; i < count; i++) {
        bool announced = rosters[i].generation == 1;

        for (size_t k = 0; k < count && !announced; k++) {
            struct vs_hash hash;

            vs_root_hash(&hash, &rosters[i].root);
            announced = rosters[k].generation + 1 == rosters[i].generation &&
                        vs_hash_eq(&rosters[k].next, &hash);
        }
        if (view->accepted[i] && !announced) {
            return false;
        }
    }
    return true;
}

static bool
closings_last(const struct vs_roster_view *part, const struct vs_roster_view *whole)
{
    if (part->generation != whole->generation) {
        return true; /* a new generation may make closings void */
    }
    for (size_t i = 0; i < part->device_count; i++) {
        const struct vs_roster_device *d = vs_roster_view_feed(whole, &part->devices[i].feed);

        if (part->devices[i].state == VS_DEVICE_CLOSED &&
            (!d || (d->state != VS_DEVICE_CLOSED && part->generation == 1))) {
            return false;
        }
    }
    return true;
}

static bool
run(void)
{
    const struct vs_roster *set[2 * SET_MAX];
    struct vs_roster_view whole, turned, part;
    struct vs_buf note;
    bool good;

    vs_buf_init(&note, VS_ROSTER_MAX);
    good = vs_roster_first(&note, &roots[0], &hashes[1], &keys[0], NULL) == VS_OK &&
           vs_roster_parse(&rosters[0], vs_buf_str(&note), NULL) == VS_OK;
    vs_buf_release(&note);
    count = 1;
    for (int i = 0; good && i < 60 && count < SET_MAX; i++) {
        grow();
    }
    for (size_t i = 0; i < count; i++) {
        set[i] = &rosters[i];
    }
    good = good && judge(&whole, set, count) == VS_OK && states_hold(&whole) && roots_hold(&whole);
    for (int turn = 0; good && turn < 4; turn++) {
        size_t n = count + below((unsigned)count);

        for (size_t i = count; i < n; i++) {
            set[i] = &rosters[below((unsigned)count)];
        }
        for (size_t i = n; i-- > 1;) {
            size_t k = below((unsigned)i + 1);
            const struct vs_roster *r = set[i];

            set[i] = set[k];
            set[k] = r;
        }
        good = judge(&turned, set, n) == VS_OK && same_view(&whole, &turned);
        vs_roster_view_release(&turned);
        for (size_t i = 0; i < count; i++) {
            set[i] = &rosters[i];
        }
    }
    if (good) {
        good =
            judge(&part, set, 1 + below((unsigned)count)) == VS_OK && closings_last(&part, &whole);
        vs_roster_view_release(&part);
    }
    vs_roster_view_release(&whole);
    for (size_t i = 0; i < count; i++) {
        vs_roster_release(&rosters[i]);
    }
    return good;
}

int
main(int argc, char **argv)
{
    int good = 0;
    size_t largest = 0;

    state = argc > 1 ? strtoull(argv[1], NULL, 10) : 20261123;
    printf("# seed %llu\n", (unsigned long long)state);
    OK(start(), "keys");
    for (int i = 0; i < RUNS; i++) {
        uint64_t before = state;

        if (run()) {
            good++;
        } else {
            printf("# run %d fails from seed %llu\n", i, (unsigned long long)before);
        }
        largest = count > largest ? count : largest;
    }
    IS_INT(good, RUNS, "every history keeps the laws");
    OK(largest == SET_MAX, "histories grow to %d rosters", SET_MAX);
    for (size_t i = 0; i < ROOTS; i++) {
        vs_signer_release(&roots[i]);
    }
    return tap_done();
}
