/*
 * Laws of local time and of counting, over random instants and random calendars. The seed is
 * printed; SEED=n runs another one.
 */
#include <stdlib.h>

#include "core/base/mem.h"
#include "core/casework/agreement.h"
#include "core/casework/zone.h"
#include "tests/tap.h"

#define ROUNDS 20000

static uint64_t state;

/* splitmix64 */
static uint64_t
random64(void)
{
    uint64_t z = state += 0x9e3779b97f4a7c15u;

    z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9u;
    z = (z ^ z >> 27) * 0x94d049bb133111ebu;
    return z ^ z >> 31;
}

static uint64_t
random_below(uint64_t n)
{
    return random64() % n;
}

/* Within the years 2013 to 2030, often close to a change of the clock or to midnight. */
static vs_instant
random_instant(void)
{
    vs_instant from = (vs_instant)vs_date_from(2013, 1, 1) * 86400;
    vs_instant at = from + (vs_instant)random_below(18ull * 365 * 86400);
    int year = 2013 + (int)random_below(18);

    switch (random_below(4)) {
    case 0:
        return (vs_instant)vs_date_from(year, random_below(2) ? 3 : 10, 31) * 86400 -
               (vs_instant)random_below(7 * 86400);
    case 1:
        return vs_zone_midnight(vs_zone_date(at)) + (vs_instant)random_below(3) - 1;
    default:
        return at;
    }
}

static struct vs_delay
random_delay(void)
{
    return (struct vs_delay){.n = 1 + (uint32_t)random_below(random_below(4) ? 12 : VS_DELAY_MAX),
                             .unit = (enum vs_unit)random_below(4),
                             .counting = (enum vs_counting)random_below(2),
                             .nature = (enum vs_nature)random_below(2)};
}

/* --- local time ------------------------------------------------------------------------------ */

static void
test_zone(void)
{
    int bad_date = 0, bad_back = 0, bad_text = 0, bad_order = 0, bad_midnight = 0;

    for (int i = 0; i < ROUNDS; i++) {
        vs_instant at = random_instant(), found[2], parsed = -1;
        vs_date date = vs_zone_date(at);
        unsigned count = vs_zone_instants(found, date, vs_zone_clock(at));
        char text[VS_ZONE_TEXT_LEN + 1];
        enum vs_code rc;

        bad_date += at < vs_zone_midnight(date) || at >= vs_zone_midnight(date + 1);
        bad_back +=
            !((count == 1 && found[0] == at) ||
              (count == 2 && found[1] == found[0] + 3600 && (found[0] == at || found[1] == at)));
        vs_zone_text(text, at);
        rc = vs_zone_parse(&parsed, vs_str(text), NULL);
        bad_text += rc != VS_OK || parsed != at;
        text[19] = 0; /* without its offset */
        rc = vs_zone_parse(&parsed, vs_str(text), NULL);
        bad_text += count == 1 ? rc != VS_OK || parsed != at : rc != VS_E_TIME_TWICE;
        bad_order += vs_zone_date(at + 1) < date;
        bad_midnight += vs_zone_date(vs_zone_midnight(date)) != date ||
                        vs_zone_clock(vs_zone_midnight(date)) != 0 ||
                        vs_zone_date(vs_zone_midnight(date) - 1) != date - 1;
    }
    IS_INT(bad_date, 0, "an instant lies between the midnights of its date");
    IS_INT(bad_back, 0, "date and clock lead back to the instant, or to both of a repeated hour");
    IS_INT(bad_text, 0, "what is written is read back");
    IS_INT(bad_order, 0, "local dates never go back");
    IS_INT(bad_midnight, 0, "every date has one first instant, across both changes");
}

static void
test_days_of_a_year(void)
{
    int bad = 0;

    for (int year = 1996; year < 2100; year++) {
        int short_days = 0, long_days = 0;

        for (vs_date d = vs_date_from(year, 1, 1); d <= vs_date_from(year, 12, 31); d++) {
            vs_instant length = vs_zone_midnight(d + 1) - vs_zone_midnight(d);

            short_days += length == 23 * 3600;
            long_days += length == 25 * 3600;
            bad += length != 86400 && vs_date_weekday(d) != 7;
        }
        bad += short_days != 1 || long_days != 1;
    }
    IS_INT(bad, 0, "every year has one Sunday of 23 hours and one of 25");
}

/* --- counting -------------------------------------------------------------------------------- */

/* Any weekend of up to six days, some formulas, and random listed days. */
static struct vs_calendar *
random_calendar(void)
{
    static const char *const weekdays[] = {"a", "b", "c", "d", "e", "f", "g"};
    struct vs_calendar *calendar = NULL;
    struct vs_buf buf;
    struct vs_err err;
    const char *comma = "";
    unsigned weekend = (unsigned)random_below(3);

    vs_buf_init(&buf, VS_CALENDAR_BYTES_MAX);
    vs_buf_add_text(
        &buf, "{\"schema\":\"vs.calendar/1\",\"id\":\"r\",\"edition\":\"1\",\"title\":{\"nl\":"
              "\"x\",\"en\":\"x\"},\"horizon\":{\"from\":\"2014-01-01\",\"to\":\"2028-12-31\"},"
              "\"zone\":{\"name\":\"Europe/Amsterdam\",\"rule\":\"eu-summer-time\",\"since\":"
              "1996},\"weekend\":[");
    for (unsigned i = 0; i < weekend; i++) {
        vs_buf_addf(&buf,
                    "%s{\"id\":\"%s\",\"weekday\":%u,\"name\":{\"nl\":\"x\",\"en\":\"x\"},"
                    "\"source\":\"s\"}",
                    comma, weekdays[i], i + 5);
        comma = ",";
    }
    vs_buf_add_text(&buf, "],\"formula_days\":[{\"id\":\"k\",\"formula\":\"kings_day\",\"name\":{"
                          "\"nl\":\"x\",\"en\":\"x\"},\"source\":\"s\"}],\"decree_days\":[],"
                          "\"unknown_days\":[");
    comma = "";
    for (vs_date d = vs_date_from(2014, 1, 2); d < vs_date_from(2028, 12, 31);
         d += 1 + (vs_date)random_below(60)) {
        char text[VS_DATE_TEXT_LEN + 1];
        int weekday = vs_date_weekday(d), year, month, day;

        vs_date_parts(d, &year, &month, &day);
        if ((weekday >= 5 && weekday < 5 + (int)weekend) || month == 4) {
            continue;
        }
        vs_date_text(text, d);
        vs_buf_addf(&buf, "%s{\"date\":\"%s\",\"why\":\"other\"}", comma, text);
        comma = ",";
    }
    vs_buf_add_text(&buf, "],\"statutory\":{\"end_on_working_day\":{\"source\":\"s\"},"
                          "\"two_working_days\":{\"from_days\":3,\"source\":\"s\"},\"limits\":{"
                          "\"days\":90,\"weeks\":12,\"source\":\"s\"}},\"sources\":[{\"id\":\"s\","
                          "\"title\":\"t\"}]}");
    if (vs_calendar_load(&calendar, buf.p, buf.len, &err) != VS_OK) {
        printf("# %s %s\n", err.subject, err.detail);
    }
    vs_buf_release(&buf);
    return calendar;
}

struct result {
    vs_instant latest, earliest;
};

static struct result
count(const struct vs_calendar *calendar, vs_instant from, struct vs_delay delay)
{
    struct vs_count c;
    struct result r;

    if (vs_calendar_count(&c, calendar, from, delay, NULL) != VS_OK) {
        abort();
    }
    r = (struct result){c.latest, c.earliest};
    vs_count_release(&c);
    return r;
}

/* What calendar and clock show, as a number. */
static int64_t
wall(vs_instant at)
{
    return (int64_t)vs_zone_date(at) * 86400 + vs_zone_clock(at);
}

static void
test_monotone(const struct vs_calendar *calendar, const char *name)
{
    int bad_order = 0, bad_from = 0, bad_n = 0, bad_after = 0, bad_statutory = 0;

    for (int i = 0; i < ROUNDS / 8; i++) {
        struct vs_delay delay = random_delay(), more = delay, statutory = delay;
        vs_instant from = random_instant(), later = from + (vs_instant)random_below(4 * 86400);
        struct result a = count(calendar, from, delay), b;

        delay.nature = more.nature = VS_AGREED;
        statutory.nature = VS_STATUTORY;
        more.n = delay.n < VS_DELAY_MAX ? delay.n + 1 : delay.n;
        a = count(calendar, from, delay);
        bad_order += a.earliest > a.latest;
        bad_after += a.earliest <= from;
        b = count(calendar, later, delay);
        /* By the same clock time, 02:50 of a repeated hour is later than its second 02:10. */
        if ((delay.counting == VS_COUNT_SAME_TIME && wall(later) < wall(from)) ||
            /* Before the horizon the end is never; from its first day on it is known. */
            vs_zone_date(from) + 1 < calendar->from) {
            b = a;
        }
        bad_from += b.latest < a.latest || b.earliest < a.earliest;
        b = count(calendar, from, more);
        bad_n += b.latest < a.latest || b.earliest < a.earliest;
        b = count(calendar, from, statutory);
        bad_statutory += b.latest < a.latest || b.earliest < a.earliest || b.earliest > b.latest;
    }
    IS_INT(bad_order, 0, "%s: the earliest end is never after the latest", name);
    IS_INT(bad_after, 0, "%s: an end is after its beginning", name);
    IS_INT(bad_from, 0, "%s: beginning later never ends earlier", name);
    IS_INT(bad_n, 0, "%s: a longer delay never ends earlier", name);
    IS_INT(bad_statutory, 0, "%s: the law only lengthens a term", name);
}

/* The list of days explains the end: n of them counted, each a working day, the last one last. */
static void
test_explained(const struct vs_calendar *calendar, const char *name)
{
    int bad = 0, unknown = 0;

    for (int i = 0; i < ROUNDS / 8; i++) {
        struct vs_delay delay = {.n = 1 + (uint32_t)random_below(10)};
        vs_instant from = random_instant();
        struct vs_count c;
        uint32_t counted = 0;

        if (vs_calendar_count(&c, calendar, from, delay, NULL) != VS_OK) {
            abort();
        }
        for (size_t d = 0; d < c.day_count; d++) {
            bad += c.days[d].date != vs_zone_date(from) + 1 + (vs_date)d;
            bad += c.days[d].counted != (c.days[d].kind == VS_DAY_WORKING);
            counted += c.days[d].counted;
        }
        if (c.latest != VS_INSTANT_NEVER) {
            bad += counted != delay.n || c.day_count == 0 || !c.days[c.day_count - 1].counted;
            bad += vs_zone_midnight(c.last_day + 1) != c.latest;
        } else {
            bad += counted >= delay.n;
        }
        bad += (c.missing_count > 0) != (c.latest != c.earliest);
        for (size_t m = 0; m < c.missing_count; m++) {
            enum vs_day_kind kind = vs_calendar_day(calendar, c.missing[m]).kind;

            bad += kind != VS_DAY_UNKNOWN && kind != VS_DAY_BEYOND;
        }
        unknown += c.missing_count > 0;
        vs_count_release(&c);
    }
    IS_INT(bad, 0, "%s: the days listed are the days counted", name);
    OK(unknown > 0, "%s: some counts met days that nobody knows", name);
}

int
main(void)
{
    const char *seed = getenv("SEED");
    struct vs_calendar *shipped = NULL;
    struct vs_str bytes;

    state = seed ? strtoull(seed, NULL, 10) : 20260402;
    printf("# seed %llu\n", (unsigned long long)state);
    test_zone();
    test_days_of_a_year();
    if (OK(vs_shipped_calendar(&bytes, 0) &&
               vs_calendar_load(&shipped, bytes.p, bytes.len, NULL) == VS_OK,
           "nl-atw loads")) {
        test_monotone(shipped, "nl-atw");
        test_explained(shipped, "nl-atw");
    }
    vs_calendar_free(shipped);
    for (int i = 0; i < 6; i++) {
        struct vs_calendar *calendar = random_calendar();
        char name[32];

        snprintf(name, sizeof(name), "random calendar %d", i);
        if (OK(calendar != NULL, "%s loads", name)) {
            test_monotone(calendar, name);
            test_explained(calendar, name);
        }
        vs_calendar_free(calendar);
    }
    return tap_done();
}
