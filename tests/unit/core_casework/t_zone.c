/* Dutch local time by rule: the changes of 2024 to 2026, their gaps and repeats, and what people
 * type. Dates of the changes from a printed calendar: last Sundays of March and October. */
#include "core/casework/zone.h"
#include "tests/tap.h"

static vs_instant
utc(const char *text)
{
    vs_instant at = -1;

    OK(vs_instant_parse(&at, vs_str(text)), "%s is an instant", text);
    return at;
}

static void
test_offsets(void)
{
    static const struct {
        const char *at, *local;
    } rows[] = {
        {"2024-03-31T00:59:59Z", "2024-03-31T01:59:59+01:00"},
        {"2024-03-31T01:00:00Z", "2024-03-31T03:00:00+02:00"},
        {"2024-10-27T00:59:59Z", "2024-10-27T02:59:59+02:00"},
        {"2024-10-27T01:00:00Z", "2024-10-27T02:00:00+01:00"},
        {"2025-03-30T00:59:59Z", "2025-03-30T01:59:59+01:00"},
        {"2025-03-30T01:00:00Z", "2025-03-30T03:00:00+02:00"},
        {"2025-10-26T00:30:00Z", "2025-10-26T02:30:00+02:00"},
        {"2025-10-26T01:30:00Z", "2025-10-26T02:30:00+01:00"},
        {"2026-03-29T01:00:00Z", "2026-03-29T03:00:00+02:00"},
        {"2026-10-25T01:00:00Z", "2026-10-25T02:00:00+01:00"},
        {"2026-04-02T14:10:00Z", "2026-04-02T16:10:00+02:00"},
        {"2026-04-08T22:00:00Z", "2026-04-09T00:00:00+02:00"},
        {"2026-12-31T22:59:59Z", "2026-12-31T23:59:59+01:00"},
        {"2026-12-31T23:00:00Z", "2027-01-01T00:00:00+01:00"},
        {"1996-03-31T01:00:00Z", "1996-03-31T03:00:00+02:00"},
        {"1996-10-27T00:59:59Z", "1996-10-27T02:59:59+02:00"},
        {"1995-07-01T12:00:00Z", "1995-07-01T13:00:00+01:00"},
        {"1970-01-01T00:00:00Z", "1970-01-01T01:00:00+01:00"},
        {"9999-12-31T22:59:59Z", "9999-12-31T23:59:59+01:00"},
        {"9999-12-31T23:59:59Z", "9999-12-31T23:59:59+01:00"},
    };
    char text[VS_ZONE_TEXT_LEN + 1];

    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        vs_zone_text(text, utc(rows[i].at));
        IS_TEXT(text, rows[i].local, "local time of %s", rows[i].at);
    }
}

static void
test_instants(void)
{
    vs_instant at[2];

    IS_INT(vs_zone_instants(at, vs_date_from(2025, 3, 30), 2 * 3600 + 1800), 0,
           "2025-03-30 02:30 does not exist");
    IS_INT(vs_zone_instants(at, vs_date_from(2025, 3, 30), 2 * 3600), 0, "nor does 02:00");
    IS_INT(vs_zone_instants(at, vs_date_from(2025, 3, 30), 3 * 3600), 1, "03:00 does");
    IS_INT(vs_zone_instants(at, vs_date_from(2025, 3, 30), 7199), 1, "so does 01:59:59");
    IS_INT(vs_zone_instants(at, vs_date_from(2025, 10, 26), 2 * 3600 + 1800), 2,
           "2025-10-26 02:30 exists twice");
    OK(at[0] == utc("2025-10-26T00:30:00Z") && at[1] == utc("2025-10-26T01:30:00Z"),
       "the earlier first");
    IS_INT(vs_zone_instants(at, vs_date_from(2025, 10, 26), 3 * 3600), 1, "03:00 exists once");
    IS_INT(vs_zone_instants(at, 0, 0), 0, "1970-01-01 00:00 is before every instant");
    IS_INT(vs_zone_instants(at, 20000, 86400), 0, "a day has 86400 seconds on the clock");
    IS_INT(vs_zone_instants(at, 20000, -1), 0, "and none before the first");
    IS_INT(vs_zone_midnight(vs_date_from(2026, 4, 9)), utc("2026-04-08T22:00:00Z"),
           "midnight in summer");
    IS_INT(vs_zone_midnight(vs_date_from(2025, 10, 26)), utc("2025-10-25T22:00:00Z"),
           "midnight before the change to winter");
    IS_INT(vs_zone_midnight(vs_date_from(2025, 10, 27)), utc("2025-10-26T23:00:00Z"),
           "and after it: that day has 25 hours");
    IS_INT(vs_zone_midnight(VS_DATE_NEVER), VS_INSTANT_NEVER, "never has no midnight");
    IS_INT(vs_zone_midnight(INT32_MIN), 0, "nor has a day before all instants");
}

static void
test_parse_good(void)
{
    static const struct {
        const char *typed, *at;
    } rows[] = {
        {"2026-04-02 16:10", "2026-04-02T14:10:00Z"},
        {"2026-04-02T16:10", "2026-04-02T14:10:00Z"},
        {"2026-04-02 16:10:59", "2026-04-02T14:10:59Z"},
        {"2026-01-02 16:10", "2026-01-02T15:10:00Z"},
        {"2026-04-02T16:10:00+02:00", "2026-04-02T14:10:00Z"},
        {"2026-04-02 16:10+02:00", "2026-04-02T14:10:00Z"},
        {"2026-04-02T16:10:00Z", "2026-04-02T16:10:00Z"},
        {"2026-04-02T16:10:00-05:30", "2026-04-02T21:40:00Z"},
        {"2025-10-26 02:30+02:00", "2025-10-26T00:30:00Z"},
        {"2025-10-26T02:30:00+01:00", "2025-10-26T01:30:00Z"},
        {"2025-10-26 01:59", "2025-10-25T23:59:00Z"},
        {"2025-10-26 03:00", "2025-10-26T02:00:00Z"},
        {"2024-02-29 00:00", "2024-02-28T23:00:00Z"},
    };

    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        vs_instant at = -1;

        OK(vs_zone_parse(&at, vs_str(rows[i].typed), NULL) == VS_OK, "taken: %s", rows[i].typed);
        IS_INT(at, utc(rows[i].at), "and it is %s", rows[i].at);
    }
}

static void
test_parse_bad(void)
{
    static const struct {
        const char *typed;
        enum vs_code code;
    } rows[] = {
        {"2026-04-02", VS_E_TIME_BARE_DATE},
        {"2025-03-30 02:30", VS_E_TIME_NO_SUCH},
        {"2025-03-30T02:00:00", VS_E_TIME_NO_SUCH},
        {"2025-10-26 02:30", VS_E_TIME_TWICE},
        {"2025-10-26T02:00", VS_E_TIME_TWICE},
        {"", VS_E_INVALID},
        {"now", VS_E_INVALID},
        {"16:10", VS_E_INVALID},
        {"2026-02-30", VS_E_INVALID},
        {"2026-02-29 12:00", VS_E_INVALID},
        {"2026-04-02 24:00", VS_E_INVALID},
        {"2026-04-02 12:60", VS_E_INVALID},
        {"2026-04-02 12:00:60", VS_E_INVALID},
        {"2026-04-02 12", VS_E_INVALID},
        {"2026-04-02 12:0", VS_E_INVALID},
        {"2026-04-02 12:00:0", VS_E_INVALID},
        {"2026-04-02 12:00:00.5", VS_E_INVALID},
        {"2026-04-02  12:00", VS_E_INVALID},
        {" 2026-04-02 12:00", VS_E_INVALID},
        {"2026-04-02 12:00 ", VS_E_INVALID},
        {"2026-04-02x12:00", VS_E_INVALID},
        {"2026-04-02 12:00+2:00", VS_E_INVALID},
        {"2026-04-02 12:00+24:00", VS_E_INVALID},
        {"2026-04-02 12:00z", VS_E_INVALID},
        {"2-04-2026 12:00", VS_E_INVALID},
        {"1969-12-31 12:00", VS_E_INVALID},
        {"1970-01-01 00:30", VS_E_INVALID},
        {"1970-01-01T00:00:00+01:00", VS_E_INVALID},
        {"9999-12-31T23:59:59-01:00", VS_E_INVALID},
    };
    struct vs_err err;

    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        vs_instant at = 77;

        IS_INT(vs_zone_parse(&at, vs_str(rows[i].typed), &err), rows[i].code,
               "refused: \"%s\" (%s)", rows[i].typed, vs_code_name(rows[i].code));
        IS_INT(at, 77, "and nothing is given back");
    }
    (void)!vs_zone_parse(&(vs_instant){0}, VS_STR("2025-10-26 02:30"), &err);
    OK(strstr(err.detail, "02:30+02:00") && strstr(err.detail, "02:30+01:00"),
       "a time that exists twice is explained by both ways to write it");
}

int
main(void)
{
    test_offsets();
    test_instants();
    test_parse_good();
    test_parse_bad();
    return tap_done();
}
