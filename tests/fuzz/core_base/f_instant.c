/* Dates and instants: a text that is accepted is the text that is written; any number has a text.
 */
#include <string.h>

#include "core/base/instant.h"
#include "tests/fuzz/fuzz.h"

static void
check_numbers(vs_instant instant)
{
    char text[VS_INSTANT_TEXT_LEN + 1];
    vs_date date = (vs_date)((instant / 86400) % (INT32_MAX / 2));
    vs_instant back;
    int year, month, day, weekday;

    vs_instant_text(text, instant);
    FUZZ_CHECK(strlen(text) == VS_INSTANT_TEXT_LEN);
    if (instant >= 0 && instant <= VS_INSTANT_MAX) {
        FUZZ_CHECK(vs_instant_parse(&back, vs_str(text)) && back == instant);
    } else {
        FUZZ_CHECK(!vs_instant_parse(&back, vs_str(text)));
    }
    weekday = vs_date_weekday(date);
    FUZZ_CHECK(weekday >= 1 && weekday <= 7);
    FUZZ_CHECK(vs_date_weekday(date + 1) == weekday % 7 + 1);
    if (date >= -719162) {
        vs_date_parts(date, &year, &month, &day);
        FUZZ_CHECK(month >= 1 && month <= 12 && day >= 1 && day <= 31);
        FUZZ_CHECK(vs_date_from(year, month, day) == date);
        FUZZ_CHECK(year < 1600 || year > 9999 || vs_date_is_real(year, month, day));
    }
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct vs_str text = {(const char *)data, size};
    char again[VS_INSTANT_TEXT_LEN + 1];
    vs_instant instant;
    vs_date date;

    if (vs_instant_parse(&instant, text)) {
        vs_instant_text(again, instant);
        FUZZ_CHECK(vs_str_is(text, again));
        FUZZ_CHECK(instant >= 0 && instant <= VS_INSTANT_MAX);
    }
    if (vs_date_parse(&date, text)) {
        vs_date_text(again, date);
        FUZZ_CHECK(vs_str_is(text, again));
    }
    if (size >= 8) {
        check_numbers((vs_instant)vs_get_u64(data));
    }
    return 0;
}
