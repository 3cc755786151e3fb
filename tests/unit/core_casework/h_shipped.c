#include "tests/unit/core_casework/h_shipped.h"

#include <stdlib.h>

#include "core/casework/zone.h"

struct vs_calendar *
h_shipped_calendar(const char *id, const char *edition)
{
    struct vs_str bytes;

    for (size_t i = 0; vs_shipped_calendar(&bytes, i); i++) {
        struct vs_calendar *calendar;

        if (vs_calendar_load(&calendar, bytes.p, bytes.len, NULL) != VS_OK) {
            return NULL;
        }
        if (vs_str_is(calendar->id, id) && vs_str_is(calendar->edition, edition)) {
            return calendar;
        }
        vs_calendar_free(calendar);
    }
    return NULL;
}

struct vs_agreement *
h_shipped_agreement(const char *id)
{
    struct vs_str bytes;

    for (size_t i = 0; vs_shipped_agreement(&bytes, i); i++) {
        struct vs_agreement *agreement;

        if (vs_agreement_load(&agreement, bytes.p, bytes.len, NULL) != VS_OK) {
            return NULL;
        }
        if (vs_str_is(agreement->id, id)) {
            return agreement;
        }
        vs_agreement_free(agreement);
    }
    return NULL;
}

vs_date
h_date(const char *text)
{
    vs_date date;

    if (!vs_date_parse(&date, vs_str(text))) {
        abort();
    }
    return date;
}

vs_instant
h_at(const char *text)
{
    vs_instant at;

    if (vs_zone_parse(&at, vs_str(text), NULL) != VS_OK) {
        abort();
    }
    return at;
}
