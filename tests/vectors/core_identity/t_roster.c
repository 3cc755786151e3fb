/* The golden vectors of rosters, single and in sets (FORMAT.md 8). */
#include "tests/vectors.h"

#include "core/identity/roster.h"

enum { SET_MAX = 8 };

static const struct {
    unsigned flag;
    const char *name;
} finding_names[] = {{VS_ROSTER_CONFLICT, "conflict"}, {VS_ROSTER_NEXT_CHANGED, "next-changed"},
                     {VS_ROSTER_REOPENED, "reopened"}, {VS_ROSTER_CLOSED_TWICE, "closed-twice"},
                     {VS_ROSTER_DROPPED, "dropped"},   {VS_ROSTER_NEWER, "newer"},
                     {VS_ROSTER_FOREIGN, "foreign"},   {VS_ROSTER_BASE_CHANGED, "base-changed"}};

static bool
hash_is(const struct vs_json *vector, const char *name, const struct vs_hash *got)
{
    struct vs_hash want;

    return vs_unhex(want.b, 32, vs_json_get_str(vector, name)) && vs_hash_eq(&want, got);
}

static void
check_one(const struct vs_json *vector)
{
    const char *name = vectors_text(vector, "name");
    struct vs_roster roster;
    struct vs_err err = {0};
    struct vs_buf note;

    vs_buf_init(&note, 1 << 20);
    if (!OK(vectors_bytes(&note, vector, "note") &&
                vs_roster_parse(&roster, vs_buf_str(&note), &err) == VS_OK,
            "%s: is accepted", name)) {
        printf("# %s\n", err.detail);
    }
    IS_INT(roster.generation, vs_json_int(vs_json_get(vector, "generation"), -1), "generation");
    IS_INT(roster.version, vs_json_int(vs_json_get(vector, "version"), -1), "version");
    IS_INT(roster.device_count, vs_json_int(vs_json_get(vector, "devices"), -1), "devices");
    IS_INT(roster.previous_count, vs_json_int(vs_json_get(vector, "previous"), -1), "previous");
    IS_INT(roster.newer, vs_json_bool(vs_json_get(vector, "newer"), false), "newer or not");
    OK(hash_is(vector, "org", &roster.org) && hash_is(vector, "root", &roster.root) &&
           hash_is(vector, "next", &roster.next) && hash_is(vector, "hash", &roster.hash),
       "%s: org, root, next, hash", name);
    vs_roster_release(&roster);
    vs_buf_release(&note);
}

static void
check_devices(const struct vs_json *vector, const struct vs_roster_view *view)
{
    static const char *const states[] = {"active", "closed", "disputed"};
    const struct vs_json *want = vs_json_get(vector, "devices");

    IS_INT(view->device_count, vs_json_size(want), "number of devices");
    for (size_t i = 0; i < view->device_count && i < vs_json_size(want); i++) {
        const struct vs_json *w = vs_json_at(want, i);
        const struct vs_roster_device *d = &view->devices[i];

        IS_TEXT(d->origin.text, vectors_text(w, "origin"), "device %zu", i);
        IS_TEXT(states[d->state], vectors_text(w, "state"), "its state");
        OK(d->state != VS_DEVICE_CLOSED ||
               ((int64_t)d->size == vs_json_int(vs_json_get(w, "size"), -1) &&
                hash_is(w, "root", &d->root)),
           "its closing");
        OK(vs_roster_view_feed(view, &d->feed) == d, "is found by its feed");
    }
}

static void
check_findings(const struct vs_json *vector, const struct vs_roster_view *view)
{
    const struct vs_json *want = vs_json_get(vector, "findings");
    unsigned flags = 0;

    for (size_t i = 0; i < vs_json_size(want); i++) {
        for (size_t k = 0; k < sizeof(finding_names) / sizeof(finding_names[0]); k++) {
            if (vs_str_is(vs_json_str(vs_json_at(want, i)), finding_names[k].name)) {
                flags |= finding_names[k].flag;
            }
        }
    }
    IS_INT(view->findings, flags, "%s: findings", vectors_text(vector, "name"));
}

/* The set in its order, turned and reversed: the answer is the same. */
static void
check_set(const struct vs_json *vector)
{
    const struct vs_json *notes = vs_json_get(vector, "rosters");
    const struct vs_json *pinned = vs_json_get(vector, "pin");
    struct vs_roster rosters[SET_MAX];
    const struct vs_roster *order[SET_MAX];
    struct vs_roster_view view;
    struct vs_pin pin;
    struct vs_buf note;
    size_t count = vs_json_size(notes);

    OK(count <= SET_MAX && vs_unhex(pin.root.b, 32, vs_json_get_str(pinned, "root")) &&
           vs_unhex(pin.next.b, 32, vs_json_get_str(pinned, "next")),
       "%s", vectors_text(vector, "name"));
    vs_buf_init(&note, 1 << 20);
    for (size_t i = 0; i < count; i++) {
        struct vs_str hex = vs_json_str(vs_json_at(notes, i));

        vs_buf_clear(&note);
        vs_buf_add_zeros(&note, hex.len / 2);
        OK(vs_unhex(note.p, hex.len / 2, hex) &&
               vs_roster_parse(&rosters[i], vs_buf_str(&note), NULL) == VS_OK,
           "roster %zu parses", i);
    }
    for (size_t turn = 0; turn < 2 * (count ? count : 1); turn++) {
        for (size_t i = 0; i < count; i++) {
            size_t at = (i + turn) % count;

            order[i] = &rosters[turn < count ? at : count - 1 - at];
        }
        OK(vs_roster_resolve(&view, &pin, order, count, NULL) == VS_OK, "order %zu", turn);
        IS_INT(view.generation, vs_json_int(vs_json_get(vector, "generation"), -1), "generation");
        IS_INT(view.version, vs_json_int(vs_json_get(vector, "version"), -1), "version");
        check_devices(vector, &view);
        check_findings(vector, &view);
        vs_roster_view_release(&view);
    }
    for (size_t i = 0; i < count; i++) {
        vs_roster_release(&rosters[i]);
    }
    vs_buf_release(&note);
}

int
main(void)
{
    struct vs_json *file = vectors_load("roster");
    const struct vs_json *positive = vs_json_get(file, "positive");
    const struct vs_json *negative = vs_json_get(file, "negative");
    struct vs_roster roster;
    struct vs_buf note;

    for (size_t i = 0; i < vs_json_size(positive); i++) {
        const struct vs_json *vector = vs_json_at(positive, i);

        if (vs_json_get(vector, "note")) {
            check_one(vector);
        } else {
            check_set(vector);
        }
    }
    vs_buf_init(&note, 1 << 20);
    for (size_t i = 0; i < vs_json_size(negative); i++) {
        const struct vs_json *vector = vs_json_at(negative, i);

        (void)vectors_bytes(&note, vector, "note");
        IS_TEXT(vs_code_name(vs_roster_parse(&roster, vs_buf_str(&note), NULL)),
                vectors_text(vector, "reason"), "%s", vectors_text(vector, "name"));
        vs_roster_release(&roster);
    }
    OK(vs_json_size(positive) >= 24 && vs_json_size(negative) >= 40, "there are vectors");
    vs_buf_release(&note);
    vs_json_free(file);
    return tap_done();
}
