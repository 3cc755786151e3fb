/*
 * Golden vectors of the fold (schemas/vectors/fold.json): events as facts, and the whole state and
 * all tenures that follow. With "--make" it prints the file instead, from the plays below.
 */
#include <stdlib.h>

#include "core/base/enc.h"
#include "core/base/mem.h"
#include "tests/tap.h"
#include "tests/unit/core_casework/h_case.h"
#include "tests/unit/core_casework/h_fold_json.h"
#include "tests/unit/core_casework/h_shipped.h"

static struct h_case c;
static struct vs_calendar *calendar;
static struct vs_agreement *agreement;

#define T(text) h_at(text)

/* --- the plays ---------------------------------------------------------------------------------
 */

static void
begin(void)
{
    h_case_init(&c, calendar);
    c.agreement[0] = *agreement;
}

static void
silence(void)
{
    uint32_t offer;

    h_open(&c, A1, T("2026-09-28 11:00"));
    offer = h_offer(&c, A1, B, T("2026-09-30 14:20"));
    h_tell_all(&c);
    h_ack(&c, B1, offer, T("2026-10-05 03:10"));
}

static void
over_easter(void)
{
    uint32_t offer;

    h_open(&c, A1, T("2026-04-02 16:10"));
    offer = h_offer(&c, A1, B, T("2026-04-02 16:20"));
    h_tell_all(&c);
    h_ack(&c, B1, offer, T("2026-04-02 16:30"));
    h_re(&c, B1, VS_EV_WAIT_START, offer, T("2026-04-03 09:00"));
}

static void
back_dated(void)
{
    uint32_t offer;

    h_open(&c, A1, T("2026-09-01 09:00"));
    offer = h_offer(&c, A1, B, T("2026-09-17 16:00"));
    c.event[offer].at = T("2026-09-07 09:00");
    h_tell_all(&c);
    h_re_late(&c, B1, VS_EV_ACCEPT, offer, T("2026-09-14 10:00"), T("2026-09-18 12:00"));
}

static void
two_laptops(void)
{
    uint32_t to_b, p;

    h_open(&c, A1, T("2026-11-02 09:00"));
    h_tell(&c, A1, A2);
    to_b = h_offer(&c, A1, B, T("2026-11-03 10:00"));
    h_offer(&c, A2, C, T("2026-11-03 11:00"));
    h_tell(&c, A1, B1);
    h_re(&c, B1, VS_EV_ACCEPT, to_b, T("2026-11-04 09:00"));
    h_tell_all(&c);
    p = h_settle(&c, B1, B, T("2026-11-06 00:00"), T("2026-11-06 10:00"));
    h_tell_all(&c);
    h_agree(&c, C1, p, T("2026-11-06 11:30"));
}

static void
refused(void)
{
    uint32_t offer;

    h_open(&c, A1, T("2026-12-21 09:00"));
    offer = h_offer(&c, A1, B, T("2026-12-23 15:00"));
    h_tell_all(&c);
    h_re(&c, B1, VS_EV_REFUSE, offer, T("2026-12-28 16:00"));
    h_re_late(&c, B2, VS_EV_REFUSE, offer, T("2026-12-28 16:30"), T("2026-12-29 09:00"));
}

static void
closed_against_objection(void)
{
    uint32_t p;

    h_open(&c, A1, T("2027-02-01 09:00"));
    h_tell_all(&c);
    h_plain(&c, A1, VS_EV_CLOSE, T("2027-02-10 17:00"));
    h_escalate(&c, B1, VS_FOLD_NONE, T("2027-02-10 18:00"));
    h_tell_all(&c);
    p = h_settle(&c, A1, -1, T("2027-02-12 10:00"), T("2027-02-12 10:30"));
    h_tell_all(&c);
    h_agree(&c, B1, p, T("2027-02-12 11:00"));
}

static void
outran(void)
{
    uint32_t first, second;

    h_open(&c, A1, T("2026-10-05 09:00"));
    first = h_offer(&c, A1, B, T("2026-10-06 10:00"));
    h_tell_all(&c);
    h_ack(&c, B1, first, T("2026-10-07 03:00"));
    h_re(&c, A1, VS_EV_WITHDRAW, first, T("2026-10-08 10:00"));
    second = h_offer(&c, B1, C, T("2026-10-12 10:00"));
    h_tell(&c, B1, C1);
    h_re(&c, C1, VS_EV_ACCEPT, second, T("2026-10-12 15:00"));
}

static void
nobody(void)
{
    h_open(&c, A1, T("2026-10-05 09:00"));
    c.event[0].takes = false;
    h_tell_all(&c);
    h_plain(&c, C1, VS_EV_PICKUP, T("2026-10-05 11:00"));
    h_plain(&c, A1, VS_EV_CLOSE, T("2026-10-05 12:00"));
}

static const struct {
    const char *name;
    void (*play)(void);
} plays[] = {{"silence, then a first sign", silence},
             {"working days over Easter, on a waiting list without effect", over_easter},
             {"recorded late, and accepted with an earlier instant", back_dated},
             {"two devices of the giver, settled", two_laptops},
             {"refused in time and too late, the effect not being known", refused},
             {"closed against an objection, settled", closed_against_objection},
             {"a chain that outran a withdrawal", outran},
             {"taken up by another than the one who opened", nobody}};

/* --- the file ----------------------------------------------------------------------------------
 */

static int
make(void)
{
    struct vs_json *doc = vs_json_new_object(), *positive = vs_json_new_array();
    struct vs_json *adoptions = vs_json_new_array();
    struct vs_buf out;

    for (unsigned org = A; org <= C; org++) {
        struct vs_hash leaf = {{0xAD, (uint8_t)org}};
        struct vs_hash profile = {{0xA6}}, id = h_org(org);
        struct vs_json *adoption = vs_json_new_object();

        vs_json_set_hash(adoption, "leaf", &leaf);
        vs_json_set_hash(adoption, "org", &id);
        vs_json_set_hash(adoption, "profile", &profile);
        vs_json_set_text(adoption, "role", org == A ? "vt" : "local_team");
        vs_json_set_text(adoption, "from", "1970-01-01");
        vs_json_add(adoptions, adoption);
    }
    for (size_t i = 0; i < sizeof(plays) / sizeof(plays[0]); i++) {
        struct vs_json *vector = vs_json_new_object();
        struct vs_fold *fold;

        begin();
        c.seed = 100 + i;
        plays[i].play();
        fold = h_fold(&c);
        vs_json_set_text(vector, "name", plays[i].name);
        vs_json_set_hash(vector, "case", &c.in[0].id);
        vs_json_set(vector, "events", h_events_json(&c));
        vs_json_set(vector, "tenures", h_tenures_json(fold));
        vs_json_set(vector, "dump", h_dump_json(fold));
        vs_json_add(positive, vector);
        vs_fold_free(fold);
    }
    vs_json_set_text(doc, "schema", "vs.vectors/1");
    vs_json_set_text(doc, "topic", "fold");
    vs_json_set_text(doc, "agreement", "agreements/west-brabant-2022.json");
    vs_json_set_text(doc, "calendar", "calendars/nl-atw-2026-1.json");
    vs_json_set(doc, "adoptions", adoptions);
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
replay(const struct vs_json *vector)
{
    struct vs_str name = vs_json_get_str(vector, "name");
    struct vs_fold *fold = NULL;
    struct vs_json *got;
    struct vs_hash id;
    size_t n;

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
    agreement = h_shipped_agreement("west-brabant-2022");
    if (!calendar || !agreement) {
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

        OK(vs_json_size(positive) >= 8, "there are enough");
        for (size_t i = 0; i < vs_json_size(positive); i++) {
            replay(vs_json_at(positive, i));
        }
    }
    vs_json_free(doc);
    vs_calendar_free(calendar);
    vs_agreement_free(agreement);
    return tap_done();
}
