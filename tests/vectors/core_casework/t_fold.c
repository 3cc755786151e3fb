/*
 * Golden vectors of the fold (schemas/vectors/fold.json): events as facts, and the whole state and
 * all tenures that follow. With "--make" it prints the file instead, from the plays of h_plays.c.
 */
#include <stdlib.h>

#include "core/base/enc.h"
#include "core/base/mem.h"
#include "tests/tap.h"
#include "tests/unit/core_casework/h_case.h"
#include "tests/unit/core_casework/h_fold_json.h"
#include "tests/unit/core_casework/h_shipped.h"
#include "tests/vectors/core_casework/h_plays.h"

static struct h_case c;
static struct vs_calendar *calendar;

#define T(text) h_at(text)

/* --- the texts and their adoptions -------------------------------------------------------------
 *
 * A text is a shipped profile, or a variant of one as in vectors/regimes: `members` in the place of
 * its own, `direction` in that of its first direction. The hash is made up.
 */

#define TEXTS     2
#define ADOPTIONS (2 * H_ORGS)

static const char *const shipped_text = "west-brabant-2022", *const example = "voorbeeld";
/* Takes over from it on 1 October 2026: five working days from the handover, and a refusal does
 * nothing. */
static const char *const next_members =
    "{\"id\":\"voorbeeld-oktober\",\"replaces\":[\"voorbeeld\"],"
    "\"in_force\":{\"from\":{\"on\":\"2026-10-01\",\"basis\":\"agreement\","
    "\"source\":\"s-voorbeeld\"}},"
    "\"annexes\":[{\"id\":\"overdrachtsprotocol\",\"title\":\"Overdrachtsprotocol (hoofdstuk 4)\","
    "\"version\":\"3\",\"source\":\"s-voorbeeld\"},{\"id\":\"escalatieladder\","
    "\"title\":\"Escalatieladder (hoofdstuk 6)\",\"version\":\"2\",\"source\":\"s-voorbeeld\"}]}";
static const char *const next_direction =
    "{\"move\":{\"value\":\"after_delay\",\"n\":5,\"unit\":\"working_day\","
    "\"counting\":{\"value\":\"whole_days\",\"basis\":\"agreement\",\"source\":\"s-voorbeeld\"},"
    "\"counts_from\":{\"value\":\"received\",\"basis\":\"agreement\",\"source\":\"s-voorbeeld\"},"
    "\"basis\":\"agreement\",\"source\":\"s-voorbeeld\"},"
    "\"refusal\":{\"value\":\"none\",\"basis\":\"agreement\",\"source\":\"s-voorbeeld\"}}";

static struct vs_agreement *texts[TEXTS];
static struct adoption {
    struct vs_hash leaf;
    struct vs_fold_adoption is;
    /* Its end: the first day, and the place of the leaf that says so. */
    vs_date end;
    struct vs_hash end_feed;
    uint64_t end_index;
} adoptions[ADOPTIONS];
static size_t adoption_count;

static enum vs_held
give_adoption(void *payload, struct vs_fold_adoption *out, const struct vs_hash *leaf,
              const struct vs_fold_event *offer)
{
    (void)payload;
    (void)offer;
    for (size_t i = 0; i < adoption_count; i++) {
        const struct adoption *a = &adoptions[i];

        if (vs_hash_eq(&a->leaf, leaf)) {
            *out = a->is;
            return VS_HELD;
        }
    }
    return VS_NO_SUCH;
}

static vs_date
give_end(void *payload, const struct vs_hash *leaf, const struct vs_fold_event *event,
         bool everywhere)
{
    vs_date first = VS_DATE_NEVER;

    (void)payload;
    (void)everywhere; /* no leaf stands in two histories here */
    for (size_t i = 0; i < adoption_count; i++) {
        const struct adoption *a = &adoptions[i];

        if (vs_hash_eq(&a->leaf, leaf) && a->end > 0 && vs_hash_eq(&a->end_feed, &event->feed) &&
            a->end_index < event->index) {
            first = a->end;
        }
    }
    return first;
}

static struct vs_hash
text_hash(size_t n)
{
    return (struct vs_hash){{0xA6, (uint8_t)n}};
}

/* The text that a vector names. */
static struct vs_agreement *
text_of(const struct vs_json *named)
{
    char id[80];
    struct vs_str of = vs_json_get_str(named, "of");
    struct vs_agreement *base, *out;

    snprintf(id, sizeof(id), "%.*s", (int)of.len, of.p ? of.p : "");
    base = h_shipped_agreement(id);
    if (!base || !vs_json_get(named, "members")) {
        return base;
    }
    out = h_variant(base, vs_json_get(named, "members"), vs_json_get(named, "direction"));
    vs_agreement_free(base);
    return out;
}

static void
forget_texts(void)
{
    for (size_t i = 0; i < TEXTS; i++) {
        vs_agreement_free(texts[i]);
        texts[i] = NULL;
    }
    adoption_count = 0;
}

/* The texts and adoptions of a vector, or of the whole file. */
static bool
read_texts(const struct vs_json *from)
{
    const struct vs_json *named = vs_json_get(from, "agreements");
    const struct vs_json *list = vs_json_get(from, "adoptions");

    forget_texts();
    for (size_t i = 0; i < vs_json_size(named) && i < TEXTS; i++) {
        texts[i] = text_of(vs_json_at(named, i));
        if (!texts[i]) {
            return false;
        }
    }
    for (size_t i = 0; i < vs_json_size(list) && i < ADOPTIONS; i++) {
        const struct vs_json *row = vs_json_at(list, i), *end = vs_json_get(row, "end");
        struct adoption *a = &adoptions[adoption_count++];

        memset(a, 0, sizeof(*a));
        a->is.role = vs_json_get_str(row, "role");
        if (!vs_json_get_hash(&a->leaf, row, "leaf") || !vs_json_get_hash(&a->is.org, row, "org") ||
            !vs_json_get_hash(&a->is.profile, row, "profile") ||
            !vs_date_parse(&a->is.from, vs_json_get_str(row, "from"))) {
            return false;
        }
        if (vs_json_get(row, "made") &&
            !vs_instant_parse(&a->is.made, vs_json_get_str(row, "made"))) {
            return false;
        }
        if (end) {
            a->end_index = (uint64_t)vs_json_int(vs_json_get(end, "index"), 0);
            if (!vs_date_parse(&a->end, vs_json_get_str(end, "from")) ||
                !vs_json_get_hash(&a->end_feed, end, "feed")) {
                return false;
            }
        }
    }
    return vs_json_size(named) > 0;
}

static struct vs_json *
text_json(const char *of, const char *members, const char *direction, size_t n)
{
    struct vs_json *out = vs_json_new_object(), *part = NULL;
    struct vs_hash hash = text_hash(n);

    vs_json_set_hash(out, "hash", &hash);
    vs_json_set_text(out, "of", of);
    if (members && vs_json_parse(&part, members, strlen(members), VS_JSON_LOOSE, NULL) == VS_OK) {
        vs_json_set(out, "members", part);
    }
    if (direction &&
        vs_json_parse(&part, direction, strlen(direction), VS_JSON_LOOSE, NULL) == VS_OK) {
        vs_json_set(out, "direction", part);
    }
    return out;
}

/* Who adopted the first so many texts. */
static struct vs_json *
adoptions_json(unsigned count)
{
    struct vs_json *list = vs_json_new_array();

    for (unsigned n = 0; n < count; n++) {
        for (unsigned org = A; org <= C; org++) {
            struct vs_hash leaf = {{0xAD, (uint8_t)org, (uint8_t)n}};
            struct vs_hash profile = text_hash(n), id = h_org(org);
            struct vs_json *adoption = vs_json_new_object();

            vs_json_set_hash(adoption, "leaf", &leaf);
            vs_json_set_hash(adoption, "org", &id);
            vs_json_set_hash(adoption, "profile", &profile);
            vs_json_set_text(adoption, "role", org == A ? "vt" : "local_team");
            vs_json_set_text(adoption, "from", "1970-01-01");
            vs_json_add(list, adoption);
        }
    }
    return list;
}

/* `out` gets the texts that an offer names, of all of them or with the one that takes over. */
static void
set_texts(struct vs_json *out, const char *first, bool and_next)
{
    struct vs_json *named = vs_json_new_array();

    vs_json_add(named, text_json(first, NULL, NULL, 0));
    if (and_next) {
        vs_json_add(named, text_json(first, next_members, next_direction, 1));
    }
    vs_json_set(out, "agreements", named);
    vs_json_set(out, "adoptions", adoptions_json(and_next ? 2 : 1));
}

static void
begin(void)
{
    h_case_init(&c, calendar);
    c.profiles = 0;
    for (size_t i = 0; i < TEXTS && texts[i]; i++) {
        c.agreement[i] = *texts[i];
        c.profiles++;
    }
    c.source.adoption = give_adoption;
    c.source.ended = give_end;
}

/* --- the file ----------------------------------------------------------------------------------
 */

/* The adoption of the first text by the organisation of the device ends on 29 September 2026. */
static void
end_adoption(struct vs_json *vector, enum h_device device, int index)
{
    struct vs_json *list = vs_json_get(vector, "adoptions"), *end = vs_json_new_object();
    struct vs_hash feed = {{0xFE, (uint8_t)device}}, org = h_org(device / 4), by;
    size_t i = 0;

    while (vs_json_get_hash(&by, vs_json_at(list, i), "org") && !vs_hash_eq(&by, &org)) {
        i++;
    }

    vs_json_set_text(end, "from", "2026-09-29");
    vs_json_set_hash(end, "feed", &feed);
    vs_json_set_int(end, "index", index);
    vs_json_set(vs_json_at(list, i), "end", end);
}

/* The second organisation adopted the last text only when the handover was there. */
static void
adopt_late(struct vs_json *vector)
{
    struct vs_json *list = vs_json_get(vector, "adoptions");

    vs_json_set_text(vs_json_at(list, vs_json_size(list) - (C + 1) + B), "made",
                     "2026-10-03T08:00:00Z");
}

static int
make(void)
{
    struct vs_json *doc = vs_json_new_object(), *positive = vs_json_new_array();
    struct vs_buf out;

    set_texts(doc, shipped_text, false);
    for (size_t i = 0; i < h_play_count; i++) {
        struct vs_json *vector = vs_json_new_object();
        struct vs_fold *fold;

        if (h_plays[i].texts != SHIPPED) {
            set_texts(vector, example, h_plays[i].texts >= EXAMPLE_AND_NEXT);
        }
        if (h_plays[i].ends_at > 0) {
            end_adoption(vector, h_plays[i].ends_on, h_plays[i].ends_at);
        }
        if (h_plays[i].texts == EXAMPLE_AND_LATE) {
            adopt_late(vector);
        }
        if (!read_texts(h_plays[i].texts != SHIPPED ? vector : doc)) {
            return 2;
        }
        begin();
        c.seed = 100 + i;
        h_plays[i].play(&c);
        fold = h_fold(&c);
        vs_json_set_text(vector, "name", h_plays[i].name);
        vs_json_set_hash(vector, "case", &c.in[0].id);
        vs_json_set(vector, "events", h_events_json(&c));
        vs_json_set(vector, "tenures", h_tenures_json(fold));
        vs_json_set(vector, "dump", h_dump_json(fold));
        vs_json_add(positive, vector);
        vs_fold_free(fold);
    }
    vs_json_set_text(doc, "schema", "vs.vectors/1");
    vs_json_set_text(doc, "topic", "fold");
    vs_json_set_text(doc, "calendar", "calendars/nl-atw-2026-1.json");
    vs_json_set(doc, "positive", positive);
    vs_json_set(doc, "negative", vs_json_new_array());
    vs_buf_init(&out, 8u << 20);
    if (vs_json_print(&out, doc, 1, NULL) != VS_OK) {
        return 2;
    }
    fwrite(out.p, 1, out.len, stdout);
    vs_buf_release(&out);
    vs_json_free(doc);
    return 0;
}

/* --- replay ------------------------------------------------------------------------------------
 */

static bool
same_json(const struct vs_json *a, const struct vs_json *b)
{
    struct vs_buf x, y;
    bool same;

    vs_buf_init(&x, 1u << 20);
    vs_buf_init(&y, 1u << 20);
    same = vs_json_print(&x, a, 0, NULL) == VS_OK && vs_json_print(&y, b, 0, NULL) == VS_OK &&
           vs_str_eq(vs_buf_str(&x), vs_buf_str(&y));
    vs_buf_release(&x);
    vs_buf_release(&y);
    return same;
}

static size_t
read_events(const struct vs_json *list)
{
    size_t n = vs_json_size(list);

    for (size_t i = 0; i < n && i < H_EVENTS; i++) {
        const struct vs_json *event = vs_json_at(list, i);
        struct vs_str hex = vs_json_get_str(event, "facts");
        static uint8_t facts[4096];
        struct vs_err err = {0};

        memset(&c.in[i], 0, sizeof(c.in[i]));
        c.in[i].index = (uint64_t)vs_json_int(vs_json_get(event, "index"), 0);
        if (!vs_json_get_hash(&c.in[i].id, event, "id") ||
            !vs_json_get_hash(&c.in[i].org, event, "org") ||
            !vs_json_get_hash(&c.in[i].feed, event, "feed") || hex.len / 2 > sizeof(facts) ||
            !vs_unhex(facts, hex.len / 2, hex) ||
            vs_event_parse(&c.event[i], facts, hex.len / 2, &err) != VS_OK) {
            OK(false, "event %zu: %s %s", i, err.subject, err.detail);
            return 0;
        }
        c.in[i].event = &c.event[i];
    }
    return n;
}

static void
replay(const struct vs_json *vector, const struct vs_json *doc)
{
    struct vs_str name = vs_json_get_str(vector, "name");
    struct vs_fold *fold = NULL;
    struct vs_json *got;
    struct vs_hash id;
    size_t n;

    if (!OK(read_texts(vs_json_get(vector, "agreements") ? vector : doc), "%.*s: its texts",
            (int)name.len, name.p)) {
        return;
    }
    begin();
    n = read_events(vs_json_get(vector, "events"));
    if (!OK(n > 0 && vs_json_get_hash(&id, vector, "case") &&
                vs_fold_make(&fold, &id, c.in, n, &c.source, NULL) == VS_OK,
            "%.*s: folded", (int)name.len, name.p)) {
        return;
    }
    got = h_tenures_json(fold);
    OK(same_json(got, vs_json_get(vector, "tenures")), "its tenures");
    vs_json_free(got);
    got = h_dump_json(fold);
    OK(same_json(got, vs_json_get(vector, "dump")), "and its whole state");
    vs_json_free(got);
    vs_fold_free(fold);
    for (size_t i = 0; i < n; i++) {
        vs_event_release(&c.event[i]);
    }
}

int
main(int argc, char **argv)
{
    static char text[4u << 20];
    struct vs_json *doc = NULL;
    FILE *f;
    size_t len;

    calendar = h_shipped_calendar("nl-atw", "2026-1");
    if (!calendar) {
        return 2;
    }
    if (argc == 2 && strcmp(argv[1], "--make") == 0) {
        return make();
    }
    f = fopen("schemas/vectors/fold.json", "r");
    len = f ? fread(text, 1, sizeof(text), f) : 0;
    if (f) {
        fclose(f);
    }
    if (OK(vs_json_parse(&doc, text, len, VS_JSON_LOOSE, NULL) == VS_OK, "the vectors")) {
        const struct vs_json *positive = vs_json_get(doc, "positive");

        OK(vs_json_size(positive) >= h_play_count, "there are enough");
        for (size_t i = 0; i < vs_json_size(positive); i++) {
            replay(vs_json_at(positive, i), doc);
        }
    }
    vs_json_free(doc);
    vs_calendar_free(calendar);
    forget_texts();
    return tap_done();
}
