/*
 * The golden histories of every shipped agreement (schemas/vectors/regimes): timelines worked out
 * by hand from the sources, against the program's fold. That each expectation rests on something is
 * checked by tests/interop/regimes.mjs, which runs the same files against the second fold.
 */
#include "core/casework/chain.h"
#include "tests/tap.h"
#include "tests/unit/core_casework/h_shipped.h"
#include "tests/vectors.h"
#include "tests/vectors/core_casework/h_regime.h"

static struct h_regime r;

/* Prints what differs, one line each. */
static bool
same(struct vs_buf *got, struct vs_buf *want, const char *name)
{
    bool good = OK(vs_str_eq(vs_buf_str(got), vs_buf_str(want)), "%s", name);

    for (const char *text = good ? NULL : (const char *)got->p; text && *text;) {
        size_t len = strcspn(text, "\n");

        printf("# got  %.*s\n", (int)len, text);
        text += len + (text[len] == '\n');
    }
    for (const char *text = good ? NULL : (const char *)want->p; text && *text;) {
        size_t len = strcspn(text, "\n");

        printf("# want %.*s\n", (int)len, text);
        text += len + (text[len] == '\n');
    }
    vs_buf_clear(got);
    vs_buf_clear(want);
    return good;
}

static int
add_verdict(void *payload, const char *name, const struct vs_json *value)
{
    struct vs_buf *out = payload;

    vs_buf_add_text(out, name);
    vs_buf_add_text(out, " ");
    vs_buf_add_str(out, vs_json_str(value));
    vs_buf_add_text(out, "\n");
    return 0;
}

/* The lines of `findings`, sorted. */
static void
want_findings(struct vs_buf *out, const struct vs_json *list)
{
    char lines[32][120], at[VS_INSTANT_TEXT_LEN + 1];
    size_t n = vs_json_size(list);

    for (size_t i = 0; i < n && i < 32; i++) {
        const struct vs_json *f = vs_json_at(list, i);
        struct vs_str name = vs_json_get_str(f, "name"), event = vs_json_get_str(f, "event");

        vs_instant_text(at, h_regime_time(vs_json_get_str(f, "from")));
        snprintf(lines[i], sizeof(lines[i]), "%.*s %.*s %s", (int)name.len, name.p, (int)event.len,
                 event.p, at);
    }
    qsort(lines, n, sizeof(lines[0]), (int (*)(const void *, const void *))strcmp);
    for (size_t i = 0; i < n; i++) {
        vs_buf_add_text(out, lines[i]);
        vs_buf_add_text(out, "\n");
    }
}

/* As the program shows it beside the answer by the text: the last practice of the list, with those
 * above it that belong to it. */
static void
beside(const struct vs_fold *formal, const struct vs_json *history, struct vs_buf *got,
       struct vs_buf *want)
{
    const struct vs_json *list = vs_json_get(history, "practices");
    size_t last = (size_t)vs_json_int(vs_json_at(list, vs_json_size(list) - 1), 0);
    const struct vs_agreement *agreement = &r.agreement[0];
    const struct vs_practice *practice = &agreement->practices[last];
    struct vs_practised practised;
    struct vs_fold *fold = NULL;

    OK(vs_practice_touches(formal, agreement, practice), "the practice is about this handover");
    if (OK(vs_fold_practised(&fold, &practised, formal, agreement, practice, NULL) == VS_OK,
           "folded beside the text")) {
        h_regime_timeline(got, fold);
        h_regime_expected(want, vs_json_get(history, "by_practice"));
        same(got, want, "the same, beside the text");
        vs_fold_free(fold);
        vs_practised_release(&practised);
    }
}

/* The same history with what is practised in the place of the text. */
static void
by_practice(const struct vs_json *history, struct vs_buf *got, struct vs_buf *want,
            const char *name)
{
    struct vs_agreement *first = &r.agreement[0], plain = *first;
    const struct vs_json *list = vs_json_get(history, "practices");
    struct vs_transfer transfers[16], changed;
    struct vs_fold *fold;

    if (!OK(plain.transfer_count <= 16 && vs_json_size(list) > 0, "%s: its practice", name)) {
        return;
    }
    for (size_t i = 0; i < plain.transfer_count; i++) {
        transfers[i] = plain.transfers[i];
    }
    for (size_t k = 0; k < vs_json_size(list); k++) {
        size_t number = (size_t)vs_json_int(vs_json_at(list, k), 0), directions = 0;

        for (size_t i = 0; i < plain.transfer_count && number < plain.practice_count; i++) {
            if (vs_practice_apply(&changed, &transfers[i], &plain.practices[number])) {
                transfers[i] = changed;
                directions++;
            }
        }
        IS_INT(directions, 1, "practice %zu departs from one direction", number);
    }
    first->transfers = transfers;
    fold = h_regime_fold(&r);
    h_regime_timeline(got, fold);
    h_regime_expected(want, vs_json_get(history, "by_practice"));
    same(got, want, name);
    vs_fold_free(fold);
    *first = plain;
}

static void
check_history(const struct vs_json *history, const char *profile)
{
    struct vs_str text = vs_json_get_str(history, "name");
    const struct vs_json *findings = vs_json_get(history, "findings");
    struct vs_buf got, want;
    struct vs_fold *fold;
    char name[240];

    vs_buf_init(&got, 1u << 20);
    vs_buf_init(&want, 1u << 20);
    snprintf(name, sizeof(name), "%s: %.*s", profile, (int)text.len, text.p);
    r.history = history;
    h_regime_read(&r);
    fold = h_regime_fold(&r);
    h_regime_timeline(&got, fold);
    h_regime_expected(&want, vs_json_get(history, "expected"));
    same(&got, &want, name);
    h_regime_verdicts(&got, fold);
    vs_json_each(vs_json_get(history, "verdicts"), add_verdict, &want);
    same(&got, &want, "what is void, and why");
    if (findings) {
        h_regime_findings(&got, fold);
        want_findings(&want, findings);
        same(&got, &want, "the findings");
    }
    if (vs_json_get(history, "due")) {
        h_regime_due(&got, &r, fold);
        h_regime_due_expected(&want, vs_json_get(history, "due"));
        same(&got, &want, "what is due by the agreement");
    }
    if (vs_json_get(history, "practices")) {
        beside(fold, history, &got, &want);
    }
    vs_fold_free(fold);
    if (vs_json_get(history, "practices")) {
        snprintf(name, sizeof(name), "%s: %.*s, as it is practised", profile, (int)text.len,
                 text.p);
        by_practice(history, &got, &want, name);
    }
    h_regime_release(&r);
    vs_buf_release(&got);
    vs_buf_release(&want);
}

/* A profile that the file names: shipped, or a variant that the file makes of one. NULL: neither.
 */
static struct vs_agreement *
named_profile(const struct vs_json *file, const char *id)
{
    const struct vs_json *variants = vs_json_get(file, "variants"), *variant = NULL;
    struct vs_agreement *base, *made;

    for (size_t i = 0; i < vs_json_size(variants); i++) {
        const struct vs_json *v = vs_json_at(variants, i);

        if (vs_str_is(vs_json_get_str(vs_json_get(v, "members"), "id"), id)) {
            variant = v;
        }
    }
    if (!variant) {
        return h_shipped_agreement(id);
    }
    base = h_shipped_agreement(vectors_text(variant, "of"));
    if (!base) {
        return NULL;
    }
    made = h_variant(base, vs_json_get(variant, "members"), vs_json_get(variant, "direction"));
    vs_agreement_free(base);
    return made;
}

static void
check_file(const char *profile)
{
    struct vs_agreement *held[H_REGIME_PROFILES] = {NULL};
    const struct vs_json *list, *calendar, *own;
    struct vs_json *doc;
    char topic[120], id[80], edition[80];

    snprintf(topic, sizeof(topic), "regimes/%s", profile);
    doc = vectors_load(topic);
    list = vs_json_get(doc, "agreements");
    calendar = vs_json_get(doc, "calendar");
    r.agreement_count = vs_json_size(list);
    snprintf(id, sizeof(id), "%s", vectors_text(calendar, "id"));
    snprintf(edition, sizeof(edition), "%s", vectors_text(calendar, "edition"));
    struct vs_calendar *days = h_shipped_calendar(id, edition);
    r.calendar = days;
    OK(r.agreement_count > 0 && r.agreement_count <= H_REGIME_PROFILES && days, "%s", topic);
    for (size_t i = 0; i < r.agreement_count && i < H_REGIME_PROFILES; i++) {
        struct vs_str name = vs_json_str(vs_json_at(list, i));
        char text[80];

        snprintf(text, sizeof(text), "%.*s", (int)name.len, name.p);
        held[i] = named_profile(doc, text);
        if (!OK(held[i] != NULL, "%s is here", text)) {
            exit(1);
        }
        r.agreement[i] = *held[i];
        r.agreement[i].hash = h_named(name);
    }
    list = vs_json_get(doc, "histories");
    for (size_t i = 0; i < vs_json_size(list); i++) {
        own = vs_json_get(vs_json_at(list, i), "adoptions");
        r.adoptions = own ? own : vs_json_get(doc, "adoptions");
        check_history(vs_json_at(list, i), profile);
    }
    for (size_t i = 0; i < r.agreement_count; i++) {
        vs_agreement_free(held[i]);
    }
    vs_calendar_free(days);
    vs_json_free(doc);
}

int
main(void)
{
    struct vs_str bytes;

    for (size_t i = 0; vs_shipped_agreement(&bytes, i); i++) {
        struct vs_agreement *agreement;
        char profile[80];

        if (!OK(vs_agreement_load(&agreement, bytes.p, bytes.len, NULL) == VS_OK, "profile %zu",
                i)) {
            continue;
        }
        snprintf(profile, sizeof(profile), "%.*s", (int)agreement->id.len, agreement->id.p);
        vs_agreement_free(agreement);
        check_file(profile);
    }
    return tap_done();
}
