/* Replays schemas/vectors/counting.json: local time, the days of nl-atw, counts. The file comes
 * from an independent implementation (tests/interop/counting.mjs); so do its hashes, which that
 * test compares with the canonical bytes that the program writes. */
#include <stdlib.h>

#include "core/base/mem.h"
#include "core/casework/agreement.h"
#include "core/casework/zone.h"
#include "tests/tap.h"

static struct vs_calendar *calendar;

static struct vs_json *
read_vectors(const char *path)
{
    struct vs_json *doc = NULL;
    struct vs_buf buf;
    char block[4096];
    FILE *file = fopen(path, "rb");
    size_t got;

    vs_buf_init(&buf, 1024 * 1024);
    while (file && (got = fread(block, 1, sizeof(block), file)) > 0) {
        vs_buf_add(&buf, block, got);
    }
    if (file) {
        fclose(file);
        (void)!vs_json_parse(&doc, buf.p, buf.len, VS_JSON_LOOSE, NULL);
    }
    vs_buf_release(&buf);
    return doc;
}

/* A member that must be there. */
static const struct vs_json *
get(const struct vs_json *v, const char *name)
{
    const struct vs_json *value = vs_json_get(v, name);

    if (!value) {
        printf("Bail out! a vector without \"%s\"\n", name);
        exit(1);
    }
    return value;
}

static vs_instant
instant(const struct vs_json *text)
{
    vs_instant at = -1;

    if (vs_str_is(vs_json_str(text), "never")) {
        return VS_INSTANT_NEVER;
    }
    if (!vs_instant_parse(&at, vs_json_str(text))) {
        printf("Bail out! no instant in a vector\n");
        exit(1);
    }
    return at;
}

static vs_date
date(const struct vs_json *text)
{
    vs_date d = 0;

    if (!vs_date_parse(&d, vs_json_str(text))) {
        printf("Bail out! no date in a vector\n");
        exit(1);
    }
    return d;
}

static bool
local(const struct vs_json *v)
{
    vs_instant at = instant(get(v, "at"));

    return vs_zone_date(at) == date(get(v, "date")) &&
           vs_zone_clock(at) == vs_json_int(get(v, "clock"), -1) &&
           vs_zone_offset(at) == vs_json_int(get(v, "offset"), -1);
}

static bool
instants(const struct vs_json *v)
{
    const struct vs_json *want = get(v, "at");
    vs_instant got[2];
    unsigned count =
        vs_zone_instants(got, date(get(v, "date")), (int32_t)vs_json_int(get(v, "clock"), -1));
    bool same = count == vs_json_size(want);

    for (unsigned i = 0; same && i < count; i++) {
        same = got[i] == instant(vs_json_at(want, i));
    }
    return same;
}

static bool
year(const struct vs_json *v)
{
    const struct vs_json *off = get(v, "weekdays_off");
    int y = (int)vs_json_int(get(v, "year"), 0);
    size_t next = 0;
    bool same = true;

    for (vs_date d = vs_date_from(y, 1, 1); d <= vs_date_from(y, 12, 31); d++) {
        struct vs_day day = vs_calendar_day(calendar, d);

        if (day.kind == VS_DAY_WORKING || vs_date_weekday(d) >= 6) {
            continue;
        }
        same = same && next < vs_json_size(off) &&
               d == date(vs_json_at(vs_json_at(off, next), 0)) &&
               vs_str_eq(day.reason, vs_json_str(vs_json_at(vs_json_at(off, next), 1)));
        next++;
    }
    return same && next == vs_json_size(off);
}

static bool
count(const struct vs_json *v)
{
    struct vs_delay delay = {.n = (uint32_t)vs_json_int(get(v, "n"), 0)};
    struct vs_str unit = vs_json_str(get(v, "unit"));
    struct vs_count got;
    bool same;

    for (enum vs_unit u = VS_UNIT_WORKING_DAY; u <= VS_UNIT_HOUR; u++) {
        if (vs_str_is(unit, vs_unit_name(u))) {
            delay.unit = u;
        }
    }
    if (vs_str_is(vs_json_str(get(v, "counting")), "same_time")) {
        delay.counting = VS_COUNT_SAME_TIME;
    }
    if (vs_str_is(vs_json_str(get(v, "nature")), "statutory")) {
        delay.nature = VS_STATUTORY;
    }
    if (vs_calendar_count(&got, calendar, instant(get(v, "from")), delay, NULL) != VS_OK) {
        return false;
    }
    same = got.latest == instant(get(v, "latest")) && got.earliest == instant(get(v, "earliest"));
    vs_count_release(&got);
    return same;
}

static void
positive(const struct vs_json *v, size_t index)
{
    static const struct {
        const char *what;
        bool (*check)(const struct vs_json *v);
    } checks[] = {{"local", local}, {"instants", instants}, {"year", year}, {"count", count}};
    struct vs_str what = vs_json_str(get(v, "what"));

    if (vs_str_is(what, "hash")) {
        return;
    }
    for (size_t i = 0; i < sizeof(checks) / sizeof(checks[0]); i++) {
        if (vs_str_is(what, checks[i].what)) {
            OK(checks[i].check(v), "positive %zu: %s", index, checks[i].what);
            return;
        }
    }
    OK(false, "positive %zu: of a kind that the test knows", index);
}

int
main(void)
{
    struct vs_json *doc = read_vectors("schemas/vectors/counting.json");
    const struct vs_json *good = vs_json_get(doc, "positive"), *bad = vs_json_get(doc, "negative");
    struct vs_str bytes;

    OK(doc && vs_json_size(good) > 200 && vs_json_size(bad) > 5, "the vectors are there");
    if (OK(vs_shipped_calendar(&bytes, 0) &&
               vs_calendar_load(&calendar, bytes.p, bytes.len, NULL) == VS_OK,
           "nl-atw 2026-1 loads")) {
        for (size_t i = 0; i < vs_json_size(good); i++) {
            positive(vs_json_at(good, i), i);
        }
    }
    for (size_t i = 0; i < vs_json_size(bad); i++) {
        struct vs_str text = vs_json_str(get(vs_json_at(bad, i), "text"));
        struct vs_str reason = vs_json_str(get(vs_json_at(bad, i), "reason"));
        vs_instant at;

        OK(vs_str_is(reason, vs_code_name(vs_zone_parse(&at, text, NULL))), "negative: %.*s (%.*s)",
           (int)text.len, text.p, (int)reason.len, reason.p);
    }
    vs_calendar_free(calendar);
    vs_json_free(doc);
    return tap_done();
}
