#include "tests/unit/core_casework/h_shipped.h"

#include <stdio.h>
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

static int
set_member(void *payload, const char *name, const struct vs_json *value)
{
    vs_json_set(payload, name, vs_json_copy(value));
    return 0;
}

struct vs_agreement *
h_variant(const struct vs_agreement *base, const struct vs_json *members,
          const struct vs_json *direction)
{
    struct vs_json *doc = vs_json_copy(base->doc);
    struct vs_agreement *made = NULL;
    struct vs_err err = {0};
    struct vs_buf text;

    vs_json_each(members, set_member, doc);
    vs_json_each(direction, set_member, vs_json_at(vs_json_get(doc, "transfer"), 0));
    vs_buf_init(&text, VS_AGREEMENT_BYTES_MAX);
    if (vs_json_print(&text, doc, 0, &err) != VS_OK ||
        vs_agreement_load(&made, text.p, text.len, &err) != VS_OK) {
        printf("# a variant of %.*s: %s: %s\n", (int)base->id.len, base->id.p, err.subject,
               err.detail);
    }
    vs_buf_release(&text);
    vs_json_free(doc);
    return made;
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
