/* Counting delays and terms: the worked examples of the field, the changes of the clock, days that
 * nobody knows, and the ends of the horizon. */
#include "core/casework/calendar.h"

#include <stdio.h>

#include "core/casework/zone.h"
#include "tests/tap.h"
#include "tests/unit/core_casework/h_shipped.h"

static struct vs_calendar *calendar;

static const char *
local(vs_instant at)
{
    static char text[VS_ZONE_TEXT_LEN + 1];

    if (at == VS_INSTANT_NEVER) {
        return "never";
    }
    vs_zone_text(text, at);
    text[16] = 0; /* to the minute */
    text[10] = ' ';
    return text;
}

#define WD  VS_UNIT_WORKING_DAY
#define C1  VS_COUNT_WHOLE_DAYS
#define C1B VS_COUNT_SAME_TIME

static void
test_table(void)
{
    static const struct {
        const char *from;
        struct vs_delay delay;
        const char *latest, *earliest, *why;
    } rows[] = {
        /* design: the handover of the demonstration, Easter between */
        {"2026-04-02 16:10", {2, WD, C1, VS_AGREED}, "2026-04-09 00:00", NULL, "over Easter"},
        /* fold.md X1 to X4 */
        {"2026-09-30 14:20", {2, WD, C1, VS_AGREED}, "2026-10-03 00:00", NULL, "X1"},
        {"2026-09-17 16:00", {2, WD, C1, VS_AGREED}, "2026-09-22 00:00", NULL, "X2"},
        {"2026-11-03 10:00", {2, WD, C1, VS_AGREED}, "2026-11-06 00:00", NULL, "X3"},
        {"2026-12-23 15:00", {2, WD, C1, VS_AGREED}, "2026-12-29 00:00", NULL, "X4"},
        {"2026-10-06 12:00", {2, WD, C1, VS_AGREED}, "2026-10-09 00:00", NULL, "X7"},
        /* the day of the handover does not count, at whatever hour */
        {"2026-09-30 00:00", {2, WD, C1, VS_AGREED}, "2026-10-03 00:00", NULL, "from midnight"},
        {"2026-09-30 23:59", {2, WD, C1, VS_AGREED}, "2026-10-03 00:00", NULL, "to midnight"},
        {"2026-10-03 12:00", {2, WD, C1, VS_AGREED}, "2026-10-07 00:00", NULL, "on a Saturday"},
        {"2026-10-04 12:00", {1, WD, C1, VS_AGREED}, "2026-10-06 00:00", NULL, "on a Sunday"},
        /* the assessment: 5 working days from receipt on a Sunday night */
        {"2026-10-04 23:30", {5, WD, C1, VS_STATUTORY}, "2026-10-10 00:00", NULL, "assessment"},
        /* C1b: the same clock time; from a free day as C1 */
        {"2026-04-02 16:10", {2, WD, C1B, VS_AGREED}, "2026-04-08 16:10", NULL, "C1b"},
        {"2026-10-03 12:00", {2, WD, C1B, VS_AGREED}, "2026-10-07 00:00", NULL, "C1b, Saturday"},
        /* the worked example of the Algemene termijnenwet: three days in December 2017 */
        {"2017-12-19 10:00",
         {3, VS_UNIT_DAY, C1, VS_STATUTORY},
         "2017-12-23 00:00",
         NULL,
         "from Tuesday through Friday"},
        {"2017-12-20 10:00",
         {3, VS_UNIT_DAY, C1, VS_STATUTORY},
         "2017-12-28 00:00",
         NULL,
         "from Wednesday through Wednesday"},
        {"2017-12-20 10:00",
         {3, VS_UNIT_DAY, C1, VS_AGREED},
         "2017-12-24 00:00",
         NULL,
         "an agreed term is not extended"},
        /* art. 2: three days from a Friday hold one working day, so one more is added */
        {"2026-09-18 10:00",
         {3, VS_UNIT_DAY, C1, VS_STATUTORY},
         "2026-09-23 00:00",
         NULL,
         "art. 2"},
        {"2026-09-18 10:00",
         {2, VS_UNIT_DAY, C1, VS_STATUTORY},
         "2026-09-22 00:00",
         NULL,
         "art. 1 alone: two days from a Friday"},
        /* art. 4: not for more than 90 days or 12 weeks */
        {"2026-06-13 10:00",
         {90, VS_UNIT_DAY, C1, VS_STATUTORY},
         "2026-09-12 00:00",
         NULL,
         "90 days to a Friday"},
        {"2026-06-14 10:00",
         {90, VS_UNIT_DAY, C1, VS_STATUTORY},
         "2026-09-15 00:00",
         NULL,
         "90 days to a Saturday: Monday"},
        {"2026-06-13 10:00",
         {91, VS_UNIT_DAY, C1, VS_STATUTORY},
         "2026-09-13 00:00",
         NULL,
         "91 days to a Saturday: Saturday"},
        {"2026-06-13 10:00",
         {12, VS_UNIT_WEEK, C1, VS_STATUTORY},
         "2026-09-08 00:00",
         NULL,
         "12 weeks to a Saturday: Monday"},
        {"2026-06-13 10:00",
         {13, VS_UNIT_WEEK, C1, VS_STATUTORY},
         "2026-09-13 00:00",
         NULL,
         "13 weeks to a Saturday: Saturday"},
        /* the trajectory: ten weeks, ending on Whit Monday */
        {"2026-03-16 09:00",
         {10, VS_UNIT_WEEK, C1, VS_STATUTORY},
         "2026-05-27 00:00",
         NULL,
         "10 weeks to Whit Monday: Tuesday"},
        {"2026-03-16 09:00",
         {10, VS_UNIT_WEEK, C1, VS_AGREED},
         "2026-05-26 00:00",
         NULL,
         "agreed: Monday"},
        /* clocks */
        {"2026-10-23 12:00",
         {48, VS_UNIT_HOUR, C1, VS_AGREED},
         "2026-10-25 11:00",
         NULL,
         "48 hours over a day of 25"},
        {"2025-03-29 02:30",
         {1, VS_UNIT_DAY, C1B, VS_AGREED},
         "2025-03-30 03:30",
         NULL,
         "a clock time that is skipped"},
        {"2025-10-25 02:30",
         {1, VS_UNIT_DAY, C1B, VS_AGREED},
         "2025-10-26 02:30",
         NULL,
         "a clock time that comes twice"},
        {"2026-10-23 12:00", {1, WD, C1, VS_AGREED}, "2026-10-27 00:00", NULL, "over the change"},
        /* unknown days: free for the latest, working for the earliest end */
        {"2022-05-04 10:00",
         {2, WD, C1, VS_AGREED},
         "2022-05-11 00:00",
         "2022-05-10 00:00",
         "over Friday 6 May 2022"},
        {"2022-05-04 10:00",
         {1, WD, C1, VS_AGREED},
         "2022-05-10 00:00",
         "2022-05-07 00:00",
         "ending with it"},
        {"2022-05-06 10:00",
         {1, WD, C1B, VS_AGREED},
         "2022-05-10 00:00",
         "2022-05-09 10:00",
         "from it by the clock"},
        {"2022-05-06 10:00",
         {1, WD, C1, VS_AGREED},
         "2022-05-10 00:00",
         NULL,
         "from it by whole days: its kind does not matter"},
        {"2022-05-03 10:00",
         {3, VS_UNIT_DAY, C1, VS_STATUTORY},
         "2022-05-10 00:00",
         "2022-05-07 00:00",
         "a statutory term that ends on it"},
        /* the horizon */
        {"2028-12-28 10:00",
         {1, WD, C1, VS_AGREED},
         "2028-12-30 00:00",
         NULL,
         "the last working day"},
        {"2028-12-28 10:00", {2, WD, C1, VS_AGREED}, "never", "2029-01-02 00:00", "one too many"},
        {"2013-12-30 10:00",
         {1, WD, C1, VS_AGREED},
         "never",
         "2014-01-01 00:00",
         "before the horizon"},
        {"2013-12-31 10:00",
         {1, WD, C1, VS_AGREED},
         "2014-01-03 00:00",
         NULL,
         "the first day does not count, so it need not be known"},
        {"2035-01-01 10:00",
         {2, VS_UNIT_DAY, C1, VS_AGREED},
         "2035-01-04 00:00",
         NULL,
         "agreed days need no calendar"},
    };

    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        struct vs_count count;

        OK(vs_calendar_count(&count, calendar, h_at(rows[i].from), rows[i].delay, NULL) == VS_OK,
           "%u %s from %s (%s)", rows[i].delay.n, vs_unit_name(rows[i].delay.unit), rows[i].from,
           rows[i].why);
        IS_TEXT(local(count.latest), rows[i].latest, "the latest end");
        IS_TEXT(local(count.earliest), rows[i].earliest ? rows[i].earliest : rows[i].latest,
                "the earliest end");
        OK((count.missing_count > 0) == (rows[i].earliest != NULL),
           "something is missing exactly where the two differ");
        vs_count_release(&count);
    }
}

/* The days as the explanation prints them: "+2026-04-07" counted, "-2026-04-03 good-friday". */
static void
test_days(void)
{
    static const char want[] = "-03 good-friday\n-04 saturday\n-05 sunday\n-06 easter-monday\n"
                               "+07 \n+08 \n";
    struct vs_count count;
    struct vs_buf got;

    vs_buf_init(&got, 2000);
    OK(vs_calendar_count(&count, calendar, h_at("2026-04-02 16:10"),
                         (struct vs_delay){2, WD, C1, VS_AGREED}, NULL) == VS_OK,
       "two working days over Easter");
    for (size_t i = 0; i < count.day_count; i++) {
        char text[VS_DATE_TEXT_LEN + 1];

        vs_date_text(text, count.days[i].date);
        vs_buf_addf(&got, "%c%s %.*s\n", count.days[i].counted ? '+' : '-', text + 8,
                    (int)count.days[i].reason.len, count.days[i].reason.p);
    }
    IS_TEXT((const char *)got.p, want, "every day is listed with its reason");
    IS_INT(count.last_day, h_date("2026-04-08"), "the last day is Wednesday 8 April");
    vs_count_release(&count);
    vs_buf_release(&got);
}

static void
test_missing(void)
{
    struct vs_count count;

    OK(vs_calendar_count(&count, calendar, h_at("2022-05-03 10:00"),
                         (struct vs_delay){5, WD, C1, VS_AGREED}, NULL) == VS_OK,
       "five working days over 5 and 6 May 2022");
    OK(count.missing_count == 1 && count.missing[0] == h_date("2022-05-06"),
       "the unknown day is named");
    vs_count_release(&count);
    OK(vs_calendar_count(&count, calendar, h_at("2028-12-27 10:00"),
                         (struct vs_delay){3, WD, C1, VS_AGREED}, NULL) == VS_OK,
       "three working days over the end of the horizon");
    OK(count.missing_count == 1 && count.missing[0] == h_date("2029-01-01") &&
           count.last_day == VS_DATE_NEVER,
       "the first day beyond is named");
    vs_count_release(&count);
    OK(vs_calendar_count(&count, calendar, h_at("2017-12-20 10:00"),
                         (struct vs_delay){3, VS_UNIT_DAY, C1, VS_STATUTORY}, NULL) == VS_OK &&
           count.extended_1 && !count.extended_2,
       "the explanation says that article 1 moved the end");
    vs_count_release(&count);
    OK(vs_calendar_count(&count, calendar, h_at("2026-09-18 10:00"),
                         (struct vs_delay){3, VS_UNIT_DAY, C1, VS_STATUTORY}, NULL) == VS_OK &&
           count.extended_2,
       "or article 2");
    vs_count_release(&count);
}

static void
test_refused(void)
{
    struct vs_count count;

    IS_INT(vs_calendar_count(&count, calendar, 0, (struct vs_delay){0, WD, C1, VS_AGREED}, NULL),
           VS_E_INVALID, "no delay of nothing");
    IS_INT(vs_calendar_count(&count, calendar, 0,
                             (struct vs_delay){VS_DELAY_MAX + 1, WD, C1, VS_AGREED}, NULL),
           VS_E_INVALID, "nor of more than the ceiling");
    IS_INT(vs_calendar_count(&count, calendar, -1, (struct vs_delay){1, WD, C1, VS_AGREED}, NULL),
           VS_E_INVALID, "nor from before all instants");
    IS_INT(vs_calendar_count(&count, calendar, VS_INSTANT_NEVER,
                             (struct vs_delay){1, WD, C1, VS_AGREED}, NULL),
           VS_E_INVALID, "nor from never");
    OK(vs_calendar_count(&count, calendar, VS_INSTANT_MAX,
                         (struct vs_delay){VS_DELAY_MAX, VS_UNIT_WEEK, C1, VS_AGREED},
                         NULL) == VS_OK &&
           count.latest == VS_INSTANT_NEVER,
       "an end after the year 9999 never comes");
    vs_count_release(&count);
}

/* An offer need not name a calendar, and a reader need not have the one that it names. */
static void
test_no_calendar(void)
{
    struct vs_count count;

    OK(vs_calendar_count(&count, NULL, h_at("2026-04-02 16:10"),
                         (struct vs_delay){2, VS_UNIT_DAY, C1, VS_AGREED}, NULL) == VS_OK &&
           count.latest == h_at("2026-04-05 00:00"),
       "agreed days ask for no calendar");
    vs_count_release(&count);
    OK(vs_calendar_count(&count, NULL, h_at("2026-04-02 16:10"),
                         (struct vs_delay){1, VS_UNIT_WEEK, C1B, VS_AGREED}, NULL) == VS_OK &&
           count.latest == h_at("2026-04-09 16:10"),
       "nor weeks to the hour");
    vs_count_release(&count);
    IS_INT(vs_calendar_count(&count, NULL, h_at("2026-04-02 16:10"),
                             (struct vs_delay){2, WD, C1, VS_AGREED}, NULL),
           VS_E_INVALID, "working days do");
    IS_INT(vs_calendar_count(&count, NULL, h_at("2026-04-02 16:10"),
                             (struct vs_delay){2, VS_UNIT_DAY, C1, VS_STATUTORY}, NULL),
           VS_E_INVALID, "and so do terms in law");
}

int
main(void)
{
    calendar = h_shipped_calendar("nl-atw", "2026-1");
    if (OK(calendar != NULL, "nl-atw 2026-1 loads")) {
        test_table();
        test_days();
        test_missing();
        test_refused();
        test_no_calendar();
    }
    vs_calendar_free(calendar);
    return tap_done();
}
