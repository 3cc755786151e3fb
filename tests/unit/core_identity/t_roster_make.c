/* Making rosters: the life of an organisation from its first device to its third root key. */
#include <sodium.h>

#include "core/identity/device.h"
#include "core/identity/root.h"
#include "core/identity/roster.h"
#include "core/log/hash.h"
#include "tests/tap.h"

enum { ROOTS = 3, DEVICES = 4, ROSTERS_MAX = 16 };

static struct vs_signer roots[ROOTS];
static struct vs_hash root_hash[ROOTS];
static struct vs_device devices[DEVICES];
static struct vs_roster rosters[ROSTERS_MAX];
static const struct vs_roster *set[ROSTERS_MAX];
static size_t count;
static struct vs_buf note;

static void
start(void)
{
    for (uint8_t i = 0; i < ROOTS + DEVICES; i++) {
        uint8_t bytes[VS_SEED_LEN] = {(uint8_t)(i + 1)};
        struct vs_secret seed = {NULL, 0};

        OK(vs_secret_copy(&seed, bytes, sizeof(bytes), NULL) == VS_OK &&
               (i < ROOTS ? vs_signer_init(&roots[i], &seed, NULL)
                          : vs_device_init(&devices[i - ROOTS], &seed, NULL)) == VS_OK,
           "key %d", i);
        if (i < ROOTS) {
            vs_root_hash(&root_hash[i], &roots[i].public_key);
        }
        vs_secret_release(&seed);
    }
    vs_buf_init(&note, VS_ROSTER_MAX);
}

/* Takes the note in `note` into the set. */
static void
take(void)
{
    set[count] = &rosters[count];
    OK(vs_roster_parse(&rosters[count], vs_buf_str(&note), NULL) == VS_OK, "the note parses");
    count++;
}

static void
judge(struct vs_roster_view *view)
{
    struct vs_pin pin = {roots[0].public_key, root_hash[1]};

    OK(vs_roster_resolve(view, &pin, set, count, NULL) == VS_OK, "the set is judged");
}

/* The next roster of a view, taken into the set if it could be made. */
static enum vs_code
follow(const struct vs_roster_view *view, const struct vs_signer *root,
       const struct vs_roster_change *change)
{
    enum vs_code code;

    vs_buf_clear(&note);
    code = vs_roster_next(&note, view, root, change, NULL);
    if (code == VS_OK) {
        take();
    }
    return code;
}

static void
test_refusals(const struct vs_roster_view *view)
{
    struct vs_roster_view empty = {.generation = 0};
    struct vs_roster_device stranger = {.origin = devices[3].origin};
    struct vs_hash weak = {{0}};
    struct vs_roster_change same = {.add = &devices[0].signer.public_key, .add_count = 1};
    struct vs_roster_change bad = {.add = &weak, .add_count = 1};
    struct vs_roster_change close = {.close = &stranger, .close_count = 1};
    struct vs_roster_change none = {.add = NULL};
    struct vs_roster_change rotate = {.new_next = &root_hash[2]};

    IS_INT(follow(&empty, &roots[0], &none), VS_E_INVALID, "nothing follows nothing");
    IS_INT(follow(view, &roots[1], &none), VS_E_WRONG_KEY, "another root cannot go on");
    IS_INT(follow(view, &roots[2], &rotate), VS_E_WRONG_KEY, "nor can any root open a generation");
    IS_INT(follow(view, &roots[0], &rotate), VS_E_WRONG_KEY, "nor the old one");
    IS_INT(follow(view, &roots[0], &same), VS_E_EXISTS, "a device comes once");
    IS_INT(follow(view, &roots[0], &bad), VS_E_WEAK_KEY, "a weak key never comes");
    IS_INT(follow(view, &roots[0], &close), VS_E_INVALID, "a stranger cannot be closed");
}

static void
test_life(void)
{
    struct vs_roster_change add = {.add = &devices[1].signer.public_key, .add_count = 1};
    struct vs_roster_device closing = {.origin = devices[0].origin, .size = 9, .root = {{1, 2, 3}}};
    struct vs_roster_change close = {.close = &closing, .close_count = 1};
    struct vs_roster_change rotate = {.new_next = &root_hash[2]};
    struct vs_roster_change third = {.add = &devices[2].signer.public_key, .add_count = 1};
    struct vs_roster_view view;
    struct vs_hash other = {{9}};

    OK(vs_roster_first(&note, &roots[0], &root_hash[1], &devices[0].signer.public_key, NULL) ==
           VS_OK,
       "the first roster");
    take();
    judge(&view);
    OK(view.generation == 1 && view.version == 1 && view.device_count == 1 && view.findings == 0,
       "has one device");
    test_refusals(&view);
    IS_INT(follow(&view, &roots[0], &add), VS_OK, "a second device");
    vs_roster_view_release(&view);
    judge(&view);
    IS_INT(view.device_count, 2, "is there");
    IS_INT(follow(&view, &roots[0], &close), VS_OK, "the first is closed");
    IS_INT(follow(&view, &roots[1], &rotate), VS_OK, "the next root, on version 2 only");
    vs_roster_view_release(&view);

    judge(&view);
    OK(view.generation == 2 && view.version == 1 && vs_hash_eq(&view.root, &roots[1].public_key) &&
           vs_hash_eq(&view.next, &root_hash[2]),
       "opens a generation");
    IS_INT(view.findings, VS_ROSTER_FOREIGN, "the closing that it did not know is void");
    OK(!view.accepted[2] && view.accepted[3] && view.base_count == 1, "and not accepted");
    IS_INT(view.devices[0].state + view.devices[1].state, 0, "both devices are active again");
    IS_INT(follow(&view, &roots[1], &close), VS_OK, "it closes the device itself");
    vs_roster_view_release(&view);

    judge(&view);
    IS_INT(follow(&view, &roots[1], &close), VS_E_EXISTS, "a closing is final");
    IS_INT(follow(&view, &roots[1], &third), VS_OK, "a third device");
    {
        const struct vs_roster_device *d = vs_roster_view_feed(&view, &devices[0].feed);

        IS_INT(vs_roster_closing(d, 8, NULL), VS_CLOSING_SHORT, "a feed that is shorter");
        IS_INT(vs_roster_closing(d, 12, &closing.root), VS_CLOSING_FITS, "one that fits");
        IS_INT(vs_roster_closing(d, 9, &other), VS_CLOSING_MISMATCH, "one that does not");
        d = vs_roster_view_feed(&view, &devices[1].feed);
        IS_INT(vs_roster_closing(d, 9, &other), VS_CLOSING_NONE, "one that is open");
        OK(!vs_roster_view_feed(&view, &devices[3].feed), "one that is not listed");
    }
    vs_roster_view_release(&view);
    judge(&view);
    OK(view.version == 3 && view.device_count == 3 && view.base_count == 1, "the base is kept");
    vs_roster_view_release(&view);
}

/* Two copies of the root stick: two third devices at the same rank, and the version that ends it.
 */
static void
test_conflict(void)
{
    struct vs_roster_change one = {.add = &devices[1].signer.public_key, .add_count = 1};
    struct vs_roster_change two = {.add = &devices[2].signer.public_key, .add_count = 1};
    struct vs_roster_change none = {.add = NULL}, settle;
    struct vs_roster_device closing = {.origin = devices[2].origin};
    struct vs_roster_view view;

    for (size_t i = 0; i < count; i++) {
        vs_roster_release(&rosters[i]);
    }
    count = 0;
    vs_buf_clear(&note);
    OK(vs_roster_first(&note, &roots[0], &root_hash[1], &devices[0].signer.public_key, NULL) ==
           VS_OK,
       "a first roster");
    take();
    judge(&view);
    OK(follow(&view, &roots[0], &one) == VS_OK && follow(&view, &roots[0], &two) == VS_OK,
       "two second ones");
    vs_roster_view_release(&view);
    judge(&view);
    OK(view.head_count == 2 && (view.findings & VS_ROSTER_CONFLICT), "are a conflict");
    IS_INT(follow(&view, &roots[0], &none), VS_E_DEVICE_DISPUTED, "which must be decided");
    settle = (struct vs_roster_change){&devices[1].signer.public_key, 1, &closing, 1, NULL};
    IS_INT(follow(&view, &roots[0], &settle), VS_OK, "one stays, one is closed");
    vs_roster_view_release(&view);
    judge(&view);
    IS_INT(view.findings, 0, "and it is over");
    IS_INT(vs_roster_view_feed(&view, &devices[1].feed)->state, VS_DEVICE_ACTIVE, "one active");
    IS_INT(vs_roster_view_feed(&view, &devices[2].feed)->state, VS_DEVICE_CLOSED, "one closed");
    vs_roster_view_release(&view);
}

int
main(void)
{
    OK(sodium_init() >= 0, "libsodium starts");
    start();
    test_life();
    test_conflict();
    for (size_t i = 0; i < count; i++) {
        vs_roster_release(&rosters[i]);
    }
    for (size_t i = 0; i < ROOTS; i++) {
        vs_signer_release(&roots[i]);
    }
    for (size_t i = 0; i < DEVICES; i++) {
        vs_device_release(&devices[i]);
    }
    vs_buf_release(&note);
    return tap_done();
}
