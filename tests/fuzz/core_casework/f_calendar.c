/* Calendars: what loads has canonical bytes that load to the same bytes, and counts in order. */
#include "core/casework/calendar.h"
#include "tests/fuzz/fuzz.h"

static void
count(const struct vs_calendar *calendar, vs_instant from, struct vs_delay delay)
{
    struct vs_count c;

    FUZZ_CHECK(vs_calendar_count(&c, calendar, from, delay, NULL) == VS_OK);
    FUZZ_CHECK(c.earliest <= c.latest && c.earliest > from);
    FUZZ_CHECK(c.day_count <= VS_COUNT_DAYS_MAX);
    FUZZ_CHECK((c.last_day == VS_DATE_NEVER) == (c.latest == VS_INSTANT_NEVER));
    vs_count_release(&c);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct vs_calendar *calendar = NULL, *again = NULL;
    struct vs_err err = {0};

    if (vs_calendar_load(&calendar, data, size, &err) != VS_OK) {
        FUZZ_CHECK(!calendar && err.subject[0] && err.detail[0]);
        return 0;
    }
    FUZZ_CHECK(vs_calendar_load(&again, calendar->canonical.p, calendar->canonical.len, NULL) ==
               VS_OK);
    FUZZ_CHECK(vs_str_eq(calendar->canonical, again->canonical));
    for (unsigned i = 0; i < 16; i++) {
        vs_instant from = (vs_instant)(calendar->from + (vs_date)i * 31) * 86400 + 7 * 3600;

        count(calendar, from,
              (struct vs_delay){.n = 1 + i * 24,
                                .unit = (enum vs_unit)(i % 4),
                                .counting = (enum vs_counting)(i / 4 % 2),
                                .nature = (enum vs_nature)(i / 8)});
        count(calendar, from, (struct vs_delay){.n = 1 + i});
    }
    vs_calendar_free(again);
    vs_calendar_free(calendar);
    return 0;
}
