/* Calendars that say absurd things, and too many of them. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/enc.h"
#include "core/base/json.h"
#include "core/casework/calendar.h"
#include "core/log/hash.h"
#include "tests/cli/liar/liar.h"

/* A calendar under its right hash, whatever its text says of itself. */
static void
say_calendar(struct vs_str text, const char *edition)
{
    char facts[600], at[VS_INSTANT_TEXT_LEN + 1], hash[VS_HASH_TEXT_LEN + 1];
    struct vs_hash is;

    vs_sha256(&is, text.p, text.len);
    vs_instant_text(at, now);
    vs_hash_text(hash, &is);
    snprintf(facts, sizeof facts,
             "{\"calendar\":\"nl-atw\",\"calendar_hash\":\"%s\",\"content\":\"json\","
             "\"edition\":\"%s\",\"made\":\"%s\",\"type\":\"calendar\",\"v\":1}",
             hash, edition, at);
    say_directory(facts, text);
}

/* A calendar called nl-atw, with what `value` has as "is" in the place of this member; canonical.
 */
static struct vs_buf
days_of(const char *edition, const char *name, const char *value)
{
    struct vs_json *doc = NULL, *part = NULL;
    struct vs_buf text;
    struct vs_str shipped;

    if (!vs_shipped_calendar(&shipped, 0)) {
        exit(2);
    }
    MUST(vs_json_parse(&doc, shipped.p, shipped.len, VS_JSON_LOOSE, &err));
    vs_json_set_text(doc, "edition", edition);
    if (name) {
        MUST(vs_json_parse(&part, value, strlen(value), VS_JSON_LOOSE, &err));
        vs_json_set(doc, name, vs_json_copy(vs_json_get(part, "is")));
        vs_json_free(part);
    }
    vs_buf_init(&text, VS_CALENDAR_BYTES_MAX);
    MUST(vs_json_write(&text, doc, VS_JSON_CONTENT, &err));
    vs_json_free(doc);
    return text;
}

/* Horizons that end before they begin, and a text that is none at all. */
static void
calendar_absurd(void)
{
    struct vs_buf text =
        days_of("2099-2", "horizon", "{\"is\":{\"from\":\"2099-01-01\",\"to\":\"1970-01-01\"}}");

    say_calendar(vs_buf_str(&text), "2099-2");
    say_calendar(no_rules, "2099-3");
    vs_buf_release(&text);
}

static void
calendar_many(void)
{
    char edition[20];

    for (int i = 0; i < 40; i++) {
        snprintf(edition, sizeof edition, "3000-%d", i);
        struct vs_buf text = days_of(edition, NULL, NULL);

        say_calendar(vs_buf_str(&text), edition);
        vs_buf_release(&text);
    }
}

const struct liar_lie liar_calendar[] = {
    {"calendar-absurd", calendar_absurd},
    {"calendar-many", calendar_many},
    {NULL, NULL},
};
