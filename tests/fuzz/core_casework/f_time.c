/* What people type as a time: what is taken is written and read back as the same instant. */
#include "core/casework/zone.h"
#include "tests/fuzz/fuzz.h"

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct vs_str text = {(const char *)data, size};
    char written[VS_ZONE_TEXT_LEN + 1];
    vs_instant at = -1, back = -1;
    struct vs_err err = {0};

    if (vs_zone_parse(&at, text, &err) != VS_OK) {
        FUZZ_CHECK(at == -1 && err.code != VS_OK && err.detail[0]);
        return 0;
    }
    FUZZ_CHECK(at >= 0 && at <= VS_INSTANT_MAX);
    /* The last hour of the year 9999 in UTC has no local text. */
    if (at <= VS_INSTANT_MAX - 3600) {
        vs_zone_text(written, at);
        FUZZ_CHECK(vs_zone_parse(&back, vs_str(written), NULL) == VS_OK && back == at);
        FUZZ_CHECK(vs_zone_midnight(vs_zone_date(at)) <= at);
    }
    return 0;
}
