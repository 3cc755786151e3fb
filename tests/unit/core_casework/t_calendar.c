/* The days of nl-atw, against tables made by hand from printed calendars, and what a calendar file
 * must not say. */
#include "core/casework/calendar.h"

#include <stdio.h>
#include <stdlib.h>

#include "tests/tap.h"
#include "tests/unit/core_casework/h_shipped.h"

static void
test_easter(void)
{
    /* Published tables of Easter Sunday; 1818 and 2038 are the earliest and the latest there can
     * be, 1954, 1981, 2049 and 2076 are where shortened rules fail. */
    static const char *const sundays[] = {
        "1818-03-22", "1943-04-25", "1954-04-18", "1961-04-02", "1981-04-19", "2000-04-23",
        "2008-03-23", "2011-04-24", "2014-04-20", "2015-04-05", "2016-03-27", "2017-04-16",
        "2018-04-01", "2019-04-21", "2020-04-12", "2021-04-04", "2022-04-17", "2023-04-09",
        "2024-03-31", "2025-04-20", "2026-04-05", "2027-03-28", "2028-04-16", "2029-04-01",
        "2030-04-21", "2038-04-25", "2049-04-18", "2076-04-19", "2100-03-28"};

    for (size_t i = 0; i < sizeof(sundays) / sizeof(sundays[0]); i++) {
        char text[VS_DATE_TEXT_LEN + 1];

        vs_date_text(text, vs_easter(atoi(sundays[i])));
        IS_TEXT(text, sundays[i], "Easter of %d", atoi(sundays[i]));
    }
}

/* Every weekday of a year that is not a working day. */
static const struct {
    const char *date, *reason;
} golden[] = {
    {"2014-01-01", "new-years-day"},
    {"2014-04-18", "good-friday"},
    {"2014-04-21", "easter-monday"},
    {"2014-05-05", "liberation-day"},
    {"2014-05-29", "ascension-day"},
    {"2014-05-30", "unknown"},
    {"2014-06-09", "whit-monday"},
    {"2014-12-25", "christmas-day"},
    {"2014-12-26", "second-christmas-day"},
    /* 2016: Ascension Day is Liberation Day too, which the file names first. */
    {"2016-01-01", "new-years-day"},
    {"2016-03-25", "good-friday"},
    {"2016-03-28", "easter-monday"},
    {"2016-04-27", "kings-day"},
    {"2016-05-05", "liberation-day"},
    {"2016-05-06", "unknown"},
    {"2016-05-16", "whit-monday"},
    {"2016-12-26", "second-christmas-day"},
    {"2018-01-01", "new-years-day"},
    {"2018-03-30", "good-friday"},
    {"2018-04-02", "easter-monday"},
    {"2018-04-27", "kings-day"},
    {"2018-05-10", "ascension-day"},
    {"2018-05-11", "decree"},
    {"2018-05-21", "whit-monday"},
    {"2018-12-24", "decree"},
    {"2018-12-25", "christmas-day"},
    {"2018-12-26", "second-christmas-day"},
    {"2018-12-31", "decree"},
    {"2022-04-15", "good-friday"},
    {"2022-04-18", "easter-monday"},
    {"2022-04-27", "kings-day"},
    {"2022-05-05", "liberation-day"},
    {"2022-05-06", "unknown"},
    {"2022-05-26", "ascension-day"},
    {"2022-05-27", "decree"},
    {"2022-06-06", "whit-monday"},
    {"2022-12-26", "second-christmas-day"},
    /* 2025: 27 April is a Sunday, King's Day is Saturday the 26th. */
    {"2025-01-01", "new-years-day"},
    {"2025-04-18", "good-friday"},
    {"2025-04-21", "easter-monday"},
    {"2025-05-05", "liberation-day"},
    {"2025-05-29", "ascension-day"},
    {"2025-05-30", "decree"},
    {"2025-06-09", "whit-monday"},
    {"2025-12-25", "christmas-day"},
    {"2025-12-26", "second-christmas-day"},
    {"2026-01-01", "new-years-day"},
    {"2026-01-02", "decree"},
    {"2026-04-03", "good-friday"},
    {"2026-04-06", "easter-monday"},
    {"2026-04-27", "kings-day"},
    {"2026-05-05", "liberation-day"},
    {"2026-05-14", "ascension-day"},
    {"2026-05-15", "decree"},
    {"2026-05-25", "whit-monday"},
    {"2026-12-25", "christmas-day"},
    {"2027-01-01", "new-years-day"},
    {"2027-03-26", "good-friday"},
    {"2027-03-29", "easter-monday"},
    {"2027-04-27", "kings-day"},
    {"2027-05-05", "liberation-day"},
    {"2027-05-06", "ascension-day"},
    {"2027-05-07", "decree"},
    {"2027-05-17", "whit-monday"},
    {"2028-04-14", "good-friday"},
    {"2028-04-17", "easter-monday"},
    {"2028-04-27", "kings-day"},
    {"2028-04-28", "decree"},
    {"2028-05-05", "liberation-day"},
    {"2028-05-25", "ascension-day"},
    {"2028-05-26", "decree"},
    {"2028-06-05", "whit-monday"},
    {"2028-12-25", "christmas-day"},
    {"2028-12-26", "second-christmas-day"},
};

static const char *
golden_reason(const char *date)
{
    for (size_t i = 0; i < sizeof(golden) / sizeof(golden[0]); i++) {
        if (strcmp(golden[i].date, date) == 0) {
            return golden[i].reason;
        }
    }
    return "";
}

static void
test_golden_years(const struct vs_calendar *calendar)
{
    static const int years[] = {2014, 2016, 2018, 2022, 2025, 2026, 2027, 2028};

    for (size_t y = 0; y < sizeof(years) / sizeof(years[0]); y++) {
        int wrong = 0, free_days = 0;

        for (vs_date d = vs_date_from(years[y], 1, 1); d <= vs_date_from(years[y], 12, 31); d++) {
            struct vs_day day = vs_calendar_day(calendar, d);
            int weekday = vs_date_weekday(d);
            char text[VS_DATE_TEXT_LEN + 1];
            const char *reason;
            enum vs_day_kind kind;

            vs_date_text(text, d);
            reason = weekday == 6 ? "saturday" : weekday == 7 ? "sunday" : golden_reason(text);
            kind = strcmp(reason, "unknown") == 0 ? VS_DAY_UNKNOWN
                   : reason[0]                    ? VS_DAY_FREE
                                                  : VS_DAY_WORKING;
            free_days += weekday < 6 && kind != VS_DAY_WORKING;
            if (day.kind != kind || !vs_str_is(day.reason, reason)) {
                printf("# %s is %s \"%.*s\", the table says \"%s\"\n", text,
                       vs_day_kind_name(day.kind), (int)day.reason.len, day.reason.p, reason);
                wrong++;
            }
        }
        IS_INT(wrong, 0, "every day of %d is as in the table (%d weekdays off)", years[y],
               free_days);
    }
}

static void
test_listed(const struct vs_calendar *calendar)
{
    static const char *const unknown[] = {"2014-05-30", "2015-01-02", "2015-05-04", "2015-05-15",
                                          "2016-05-06", "2020-05-04", "2020-05-22", "2021-04-26",
                                          "2021-05-14", "2022-05-06"};
    static const char *const decrees[] = {
        "2017-04-28", "2017-05-26", "2018-05-11", "2018-12-24", "2018-12-31", "2019-05-31",
        "2019-12-27", "2022-05-27", "2023-04-28", "2023-05-19", "2024-05-10", "2024-12-27",
        "2025-05-30", "2026-01-02", "2026-05-15", "2027-05-07", "2028-04-28", "2028-05-26"};
    size_t listed = 0;

    for (size_t i = 0; i < sizeof(unknown) / sizeof(unknown[0]); i++) {
        OK(vs_calendar_day(calendar, h_date(unknown[i])).kind == VS_DAY_UNKNOWN, "unknown: %s",
           unknown[i]);
    }
    for (size_t i = 0; i < sizeof(decrees) / sizeof(decrees[0]); i++) {
        struct vs_day day = vs_calendar_day(calendar, h_date(decrees[i]));

        OK(day.kind == VS_DAY_FREE && vs_str_is(day.reason, "decree") && day.source.len > 0 &&
               vs_calendar_source(calendar, day.source).len > 0,
           "free by decree, with its source: %s", decrees[i]);
        OK(day.to_verify == (strcmp(decrees[i], "2022-05-27") == 0),
           "and only the day of one law firm's page is to be verified");
    }
    for (vs_date d = calendar->from; d <= calendar->to; d++) {
        struct vs_day day = vs_calendar_day(calendar, d);

        listed += vs_str_is(day.reason, "decree") || day.kind == VS_DAY_UNKNOWN;
    }
    IS_INT(listed, 28, "no other day is listed");
    /* A rule of thumb would make these free; the decrees do not. */
    OK(vs_calendar_day(calendar, h_date("2026-05-04")).kind == VS_DAY_WORKING &&
           vs_calendar_day(calendar, h_date("2027-04-26")).kind == VS_DAY_WORKING,
       "a Monday before a Tuesday holiday is a working day unless a decree says otherwise");
}

static void
test_horizon(const struct vs_calendar *calendar)
{
    OK(vs_calendar_day(calendar, h_date("2013-12-31")).kind == VS_DAY_BEYOND &&
           vs_calendar_day(calendar, h_date("2029-01-01")).kind == VS_DAY_BEYOND &&
           vs_calendar_day(calendar, INT32_MIN).kind == VS_DAY_BEYOND &&
           vs_calendar_day(calendar, VS_DATE_NEVER).kind == VS_DAY_BEYOND,
       "outside the horizon nothing is said");
    OK(vs_calendar_day(calendar, h_date("2014-01-01")).kind == VS_DAY_FREE &&
           vs_calendar_day(calendar, h_date("2028-12-29")).kind == VS_DAY_WORKING,
       "its first and last days are inside");
    OK(vs_str_is(vs_calendar_reason_name(calendar, VS_STR("good-friday"), "nl"), "Goede Vrijdag") &&
           vs_str_is(vs_calendar_reason_name(calendar, VS_STR("saturday"), "en"), "Saturday") &&
           vs_calendar_reason_name(calendar, VS_STR("decree"), "en").len == 0,
       "reasons have names in both languages");
    OK(vs_calendar_title(calendar, "nl").len > 0 && vs_calendar_title(calendar, "en").len > 0,
       "so has the calendar");
}

static void
test_canonical(const struct vs_calendar *calendar)
{
    struct vs_calendar *again = NULL;

    OK(vs_calendar_load(&again, calendar->canonical.p, calendar->canonical.len, NULL) == VS_OK,
       "the canonical bytes load");
    OK(again && vs_str_eq(again->canonical, calendar->canonical),
       "and are their own canonical bytes");
    vs_calendar_free(again);
}

/* A small calendar with one part replaced. */
struct parts {
    const char *horizon, *weekend, *formula, *decree, *unknown, *statutory, *sources;
};

static enum vs_code
load(const struct parts *p, struct vs_err *err)
{
    struct vs_calendar *calendar;
    struct vs_buf buf;
    enum vs_code rc;

    vs_buf_init(&buf, 20000);
    vs_buf_addf(
        &buf,
        "{\"schema\":\"vs.calendar/1\",\"id\":\"x\",\"edition\":\"1\","
        "\"title\":{\"nl\":\"x\",\"en\":\"x\"},\"horizon\":%s,"
        "\"zone\":{\"name\":\"Europe/Amsterdam\",\"rule\":\"eu-summer-time\",\"since\":1996},"
        "\"weekend\":%s,\"formula_days\":%s,\"decree_days\":%s,\"unknown_days\":%s,"
        "\"statutory\":%s,\"sources\":%s}",
        p->horizon ? p->horizon : "{\"from\":\"2026-01-01\",\"to\":\"2026-12-31\"}",
        p->weekend ? p->weekend : "[]", p->formula ? p->formula : "[]",
        p->decree ? p->decree : "[]", p->unknown ? p->unknown : "[]",
        p->statutory ? p->statutory : "{}",
        p->sources ? p->sources : "[{\"id\":\"s\",\"title\":\"t\"}]");
    rc = vs_calendar_load(&calendar, buf.p, buf.len, err);
    vs_calendar_free(calendar);
    vs_buf_release(&buf);
    return rc;
}

#define DAY_OFF(id, rest)                                                                          \
    "{\"id\":\"" id "\",\"name\":{\"nl\":\"x\",\"en\":\"x\"},\"source\":\"s\"," rest "}"

static void
test_refused(void)
{
    static const struct {
        struct parts parts;
        enum vs_code code;
        const char *path;
    } rows[] = {
        {{0}, VS_OK, ""},
        {{.horizon = "{\"from\":\"2026-12-31\",\"to\":\"2026-01-01\"}"},
         VS_E_CALENDAR_MEANING,
         "horizon.to"},
        {{.horizon = "{\"from\":\"2026-02-30\",\"to\":\"2026-12-31\"}"},
         VS_E_CALENDAR_FORMAT,
         "horizon.from"},
        {{.horizon = "{\"from\":\"2026-01-01\"}"}, VS_E_CALENDAR_FORMAT, "horizon.to"},
        {{.weekend =
              "[" DAY_OFF("saturday", "\"weekday\":6") "," DAY_OFF("sunday", "\"weekday\":6") "]"},
         VS_E_CALENDAR_MEANING,
         "weekend[1].weekday"},
        {{.weekend = "[" DAY_OFF("saturday", "\"weekday\":6") "," DAY_OFF("saturday",
                                                                          "\"weekday\":7") "]"},
         VS_E_CALENDAR_MEANING,
         "weekend[0].id"},
        {{.weekend = "[" DAY_OFF("decree", "\"weekday\":6") "]"},
         VS_E_CALENDAR_MEANING,
         "weekend[0].id"},
        {{.weekend = "[" DAY_OFF("saturday", "\"weekday\":8") "]"},
         VS_E_CALENDAR_FORMAT,
         "weekend[0].weekday"},
        {{.formula = "[" DAY_OFF("x", "\"formula\":\"fixed\",\"month\":2,\"day\":29") "]"},
         VS_E_CALENDAR_MEANING,
         "formula_days[0].day"},
        {{.formula = "[" DAY_OFF("x", "\"formula\":\"fixed\",\"month\":2") "]"},
         VS_E_CALENDAR_FORMAT,
         "formula_days[0].day"},
        {{.formula = "[" DAY_OFF("x", "\"formula\":\"full_moon\"") "]"},
         VS_E_CALENDAR_FORMAT,
         "formula_days[0].formula"},
        {{.formula = "[" DAY_OFF("x", "\"formula\":\"kings_day\",\"day\":1") "]"},
         VS_E_CALENDAR_FORMAT,
         "formula_days[0].day"},
        {{.decree = "[{\"date\":\"2027-01-04\",\"to_verify\":false,\"source\":\"s\"}]"},
         VS_E_CALENDAR_MEANING,
         "decree_days[0].date"},
        {{.decree = "[{\"date\":\"2026-03-05\",\"to_verify\":false,\"source\":\"s\"},"
                    "{\"date\":\"2026-03-04\",\"to_verify\":false,\"source\":\"s\"}]"},
         VS_E_CALENDAR_MEANING,
         "decree_days[1].date"},
        {{.decree = "[{\"date\":\"2026-03-05\",\"to_verify\":false,\"source\":\"none\"}]"},
         VS_E_CALENDAR_MEANING,
         "decree_days[0].source"},
        {{.decree = "[{\"date\":\"2026-03-05\",\"to_verify\":false,\"source\":\"s\"}]",
          .unknown = "[{\"date\":\"2026-03-05\",\"why\":\"other\"}]"},
         VS_E_CALENDAR_MEANING,
         "unknown_days[0].date"},
        {{.unknown = "[{\"date\":\"2026-03-05\",\"why\":\"because\"}]"},
         VS_E_CALENDAR_FORMAT,
         "unknown_days[0].why"},
        {{.statutory = "{\"limits\":{\"days\":90,\"weeks\":12,\"source\":\"none\"}}"},
         VS_E_CALENDAR_MEANING,
         "statutory.limits.source"},
        {{.statutory = "{\"months\":3}"}, VS_E_CALENDAR_FORMAT, "statutory.months"},
        {{.sources = "[]"}, VS_E_CALENDAR_FORMAT, "sources"},
        {{.sources = "[{\"id\":\"s\",\"title\":\"t\"},{\"id\":\"s\",\"title\":\"t\"}]"},
         VS_E_CALENDAR_MEANING,
         "sources[1].id"},
        {{.sources = "[{\"id\":\"s\",\"title\":\"a\\u0007b\"}]"},
         VS_E_CALENDAR_FORMAT,
         "sources[0].title"},
    };
    struct vs_calendar *calendar;
    struct vs_err err;

    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        vs_err_clear(&err);
        IS_INT(load(&rows[i].parts, &err), rows[i].code, "case %zu: %s %s", i,
               vs_code_name(rows[i].code), rows[i].path);
        IS_TEXT(err.subject, rows[i].path, "and it names the member");
        OK(rows[i].code == VS_OK || err.detail[0], "and says what would be right: %s", err.detail);
    }
    IS_INT(vs_calendar_load(&calendar, "{", 1, NULL), VS_E_JSON_SYNTAX, "no JSON");
    OK(!calendar, "and nothing is given back");
    IS_INT(vs_calendar_load(&calendar, "{}", 2, &err), VS_E_CALENDAR_FORMAT, "an empty object");
    IS_TEXT(err.subject, "schema", "lacks its schema");
}

int
main(void)
{
    struct vs_calendar *calendar = h_shipped_calendar("nl-atw", "2026-1");

    test_easter();
    if (OK(calendar != NULL, "nl-atw 2026-1 is shipped and loads")) {
        test_golden_years(calendar);
        test_listed(calendar);
        test_horizon(calendar);
        test_canonical(calendar);
    }
    test_refused();
    vs_calendar_free(calendar);
    return tap_done();
}
