/*
 * Instants for people and from people. People see the local time of the Netherlands
 * (Europe/Amsterdam, casework/zone.h; never the machine's zone), JSON has RFC 3339 in UTC.
 */
#ifndef VS_CLI_WHEN_H
#define VS_CLI_WHEN_H

#include "cli/cmd.h"
#include "core/base/instant.h"

#define VS_WHEN_LEN    64  /* enough for every text below, with its NUL */
#define VS_WHEN_FUTURE 120 /* seconds that an act may lie ahead of the clock */

enum vs_when_form {
    VS_WHEN_FULL,    /* Thu 9 April 2026 00:00 */
    VS_WHEN_NO_YEAR, /* Thu 9 April 00:00 */
    VS_WHEN_CLOCK,   /* 00:00 */
    VS_WHEN_DAY,     /* Thu 9 April 2026 */
    VS_WHEN_SHORT    /* 2026-04-09 00:00: columns of lists, and what --at reads back */
};

/* In the language of vs_i18n_lang; VS_INSTANT_NEVER gives "never". */
void vs_when_text(char out[VS_WHEN_LEN], vs_instant instant, enum vs_when_form form);

/* "Thu 9 April" of a date, with the year if `year`. */
void vs_when_date(char out[VS_WHEN_LEN], vs_date date, bool year);

/* The end of a term, the instant after the last one in time: what ends with a day as that day, not
 * as the midnight after it ("Wed 8 April 2026"; VS_WHEN_SHORT: "2026-04-08"), and true; else as
 * above. */
bool vs_when_end(char out[VS_WHEN_LEN], vs_instant end, enum vs_when_form form);

/* "last_day", if such an end has one. */
void vs_when_json_last_day(struct vs_json *object, vs_instant end);

/* "instant" as RFC 3339 in UTC; VS_INSTANT_NEVER as null, which is left out. */
void vs_when_json(struct vs_json *object, const char *name, vs_instant instant);

/*
 * Reads an instant that a person typed: RFC 3339 with offset, or local `2023-03-09 16:10[:00]`.
 * Errors of casework/zone.h: VS_E_TIME_BARE_DATE, VS_E_TIME_NO_SUCH, VS_E_TIME_TWICE;
 * VS_E_TIME_FORMAT.
 */
enum vs_code vs_when_parse(vs_instant *out, const char *text, struct vs_err *err) VS_MUST_USE;

/* --at of an act: now when not given; VS_E_TIME_FUTURE when more than VS_WHEN_FUTURE ahead. */
enum vs_code vs_when_act(vs_instant *at, vs_instant *now, const struct vs_cli *cli,
                         struct vs_err *err) VS_MUST_USE;

/* --known-at of a question: VS_INSTANT_NEVER when not given; VS_E_TIME_FUTURE: nobody knows what
 * will be known. */
enum vs_code vs_when_known(vs_instant *known_at, const struct vs_cli *cli,
                           struct vs_err *err) VS_MUST_USE;

/* An instant option of a question ("at"): `otherwise` when not given. */
enum vs_code vs_when_question(vs_instant *at, const struct vs_cli *cli, const char *option,
                              vs_instant otherwise, struct vs_err *err) VS_MUST_USE;

#endif
