/* Dates and instants: every day from 1600 to 9999, the texts that are refused, the edges. */
#include "core/base/instant.h"
#include "tests/tap.h"

static void
test_every_day(void)
{
    static const int lengths[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    vs_date date = vs_date_from(1600, 1, 1);
    int weekday = 6; /* 1600-01-01 was a Saturday */
    int wrong = 0, texts = 0;

    for (int year = 1600; year <= 9999; year++) {
        bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;

        for (int month = 1; month <= 12; month++) {
            for (int day = 1; day <= lengths[month - 1] + (leap && month == 2); day++) {
                int y, m, d;

                vs_date_parts(date, &y, &m, &d);
                wrong += y != year || m != month || d != day ||
                         vs_date_from(year, month, day) != date ||
                         vs_date_weekday(date) != weekday || !vs_date_is_real(year, month, day);
                if (date % 31 == 0) {
                    char text[VS_DATE_TEXT_LEN + 1], want[40];
                    vs_date back = 0;

                    vs_date_text(text, date);
                    snprintf(want, sizeof(want), "%04d-%02d-%02d", year, month, day);
                    texts += strcmp(text, want) != 0 || !vs_date_parse(&back, vs_str(text)) ||
                             back != date;
                }
                date++;
                weekday = weekday % 7 + 1;
            }
        }
    }
    IS_INT(wrong, 0, "every date from 1600 to 9999 is the day after the one before");
    IS_INT(texts, 0, "and goes into text and back");
    IS_INT(date - 1, VS_INSTANT_MAX / 86400, "the last is the day of the last instant");
}

static void
test_known(void)
{
    static const struct {
        int year, month, day, date, weekday;
    } known[] = {
        {1970, 1, 1, 0, 4},      {1969, 12, 31, -1, 3},   {2000, 2, 29, 11016, 2},
        {2000, 3, 1, 11017, 3},  {2026, 4, 2, 20545, 4},  {1900, 3, 1, -25508, 4},
        {2024, 2, 29, 19782, 4}, {2038, 1, 19, 24855, 2}, {9999, 12, 31, 2932896, 5},
    };
    int year, month, day;

    for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++) {
        IS_INT(vs_date_from(known[i].year, known[i].month, known[i].day), known[i].date,
               "%04d-%02d-%02d", known[i].year, known[i].month, known[i].day);
        IS_INT(vs_date_weekday(known[i].date), known[i].weekday, "its weekday");
    }
    OK(!vs_date_is_real(2023, 2, 29) && !vs_date_is_real(2100, 2, 29) &&
           vs_date_is_real(2400, 2, 29),
       "leap years");
    OK(!vs_date_is_real(2024, 0, 1) && !vs_date_is_real(2024, 13, 1) &&
           !vs_date_is_real(2024, 1, 0) && !vs_date_is_real(2024, 4, 31) &&
           !vs_date_is_real(1599, 12, 31) && !vs_date_is_real(10000, 1, 1),
       "dates that do not exist");
    vs_date_parts(-719162, &year, &month, &day);
    OK(year == 1 && month == 1 && day == 1, "the first day of year 1 still has its parts");
}

static void
test_date_text(void)
{
    static const char *const bad[] = {
        "",           "2026-04-2",  "2026-4-02",  "2026-04-02 ", " 2026-04-02",
        "2026/04/02", "2026-02-29", "2026-00-10", "2026-13-01",  "2026-01-00",
        "2026-01-32", "1599-12-31", "+026-01-01", "2026-01-0x",  "20260402",
        "2O26-01-01", "-026-01-01", "2026-01--1", "0000-01-01",  "02026-01-01",
    };
    char text[VS_DATE_TEXT_LEN + 1];
    vs_date date = 5;

    for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
        OK(!vs_date_parse(&date, vs_str(bad[i])), "no date: \"%s\"", bad[i]);
    }
    IS_INT(date, 5, "what is refused changes nothing");
    vs_date_text(text, VS_DATE_NEVER);
    IS_TEXT(text, "####-##-##", "never has no text");
    vs_date_text(text, vs_date_from(1600, 1, 1) - 1);
    IS_TEXT(text, "####-##-##", "nor has a date before 1600");
}

static void
test_instant(void)
{
    static const char *const bad[] = {
        "2026-04-02T14:10:00",  "2026-04-02T14:10:00z",  "2026-04-02t14:10:00Z",
        "2026-04-02 14:10:00Z", "2026-04-02T24:00:00Z",  "2026-04-02T14:60:00Z",
        "2026-04-02T14:10:60Z", "2026-04-02T14:10:0Z",   "2026-04-02T14:10:00.0Z",
        "2026-02-30T14:10:00Z", "1969-12-31T23:59:59Z",  "2026-04-02T14:10:00+00:00",
        "2026-04-02T1:10:000Z", "2026-04-02T14-10:00Z",  "2026-04-02T14:10-00Z",
        "2026-04-02T+4:10:00Z", "10000-01-01T00:00:00Z", "",
    };
    static const struct {
        const char *text;
        vs_instant instant;
    } good[] = {
        {"1970-01-01T00:00:00Z", 0},          {"1970-01-01T23:59:59Z", 86399},
        {"2026-04-02T14:10:00Z", 1775139000}, {"2038-01-19T03:14:08Z", 2147483648},
        {"2000-02-29T12:34:56Z", 951827696},  {"9999-12-31T23:59:59Z", VS_INSTANT_MAX},
    };
    char text[VS_INSTANT_TEXT_LEN + 1];
    vs_instant instant = 0;
    int wrong = 0;

    for (size_t i = 0; i < sizeof(good) / sizeof(good[0]); i++) {
        OK(vs_instant_parse(&instant, vs_str(good[i].text)), "%s", good[i].text);
        IS_INT(instant, good[i].instant, "is the right instant");
        vs_instant_text(text, instant);
        IS_TEXT(text, good[i].text, "and goes back");
    }
    for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
        OK(!vs_instant_parse(&instant, vs_str(bad[i])), "no instant: \"%s\"", bad[i]);
    }
    for (vs_instant at = 0; at <= VS_INSTANT_MAX; at += 104729 * 997) {
        vs_instant_text(text, at);
        wrong += !vs_instant_parse(&instant, vs_str(text)) || instant != at;
    }
    IS_INT(wrong, 0, "instants to the year 9999 go into text and back");
    vs_instant_text(text, VS_INSTANT_NEVER);
    IS_TEXT(text, "####-##-##T##:##:##Z", "never has no text");
    vs_instant_text(text, -1);
    IS_TEXT(text, "####-##-##T##:##:##Z", "nor has a time before 1970");
}

int
main(void)
{
    test_every_day();
    test_known();
    test_date_text();
    test_instant();
    return tap_done();
}
