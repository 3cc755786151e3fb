#include "core/casework/zone.h"

#include <stdio.h>

#define DAY          86400
#define HOUR         3600
#define WINTER       HOUR
#define SUMMER       (2 * HOUR)
#define CHANGE_UTC   HOUR /* both changes are at 01:00 UTC */
#define FIRST_YEAR   1996
#define LAST_INSTANT (VS_INSTANT_MAX - WINTER) /* the last one whose local year has four digits */

static vs_instant
clamp(vs_instant at)
{
    if (at < 0) {
        return 0;
    }
    return at > LAST_INSTANT ? LAST_INSTANT : at;
}

/* The last Sunday of a month of 31 days. */
static vs_date
last_sunday(int year, int month)
{
    vs_date last = vs_date_from(year, month, 31);

    return last - vs_date_weekday(last) % 7;
}

int32_t
vs_zone_offset(vs_instant at)
{
    int year, month, day;
    vs_instant begin, end;

    at = clamp(at);
    vs_date_parts((vs_date)(at / DAY), &year, &month, &day);
    if (year < FIRST_YEAR) {
        return WINTER;
    }
    begin = (vs_instant)last_sunday(year, 3) * DAY + CHANGE_UTC;
    end = (vs_instant)last_sunday(year, 10) * DAY + CHANGE_UTC;
    return at >= begin && at < end ? SUMMER : WINTER;
}

vs_date
vs_zone_date(vs_instant at)
{
    at = clamp(at);
    return (vs_date)((at + vs_zone_offset(at)) / DAY);
}

int32_t
vs_zone_clock(vs_instant at)
{
    at = clamp(at);
    return (int32_t)((at + vs_zone_offset(at)) % DAY);
}

unsigned
vs_zone_instants(vs_instant out[2], vs_date date, int32_t clock)
{
    static const int32_t offsets[] = {SUMMER, WINTER};
    unsigned found = 0;

    if (clock < 0 || clock >= DAY) {
        return 0;
    }
    for (size_t i = 0; i < 2; i++) {
        vs_instant at = (vs_instant)date * DAY + clock - offsets[i];

        if (at >= 0 && at <= LAST_INSTANT && vs_zone_offset(at) == offsets[i]) {
            out[found++] = at;
        }
    }
    return found;
}

vs_instant
vs_zone_midnight(vs_date date)
{
    vs_instant at[2];

    if (vs_zone_instants(at, date, 0) != 0) {
        return at[0];
    }
    return date <= 0 ? 0 : VS_INSTANT_NEVER;
}

/* Two digits at `p`, at most `max`. */
static bool
two_digits(int32_t *out, const char *p, int32_t max)
{
    if (p[0] < '0' || p[0] > '9' || p[1] < '0' || p[1] > '9') {
        return false;
    }
    *out = (p[0] - '0') * 10 + (p[1] - '0');
    return *out <= max;
}

/* The clock part "HH:MM[:SS]" at the head of `text`, which it shortens by what it read. */
static bool
parse_clock(int32_t *clock, struct vs_str *text)
{
    int32_t hours, minutes, seconds = 0;
    size_t used = 5;

    if (text->len < 5 || text->p[2] != ':' || !two_digits(&hours, text->p, 23) ||
        !two_digits(&minutes, text->p + 3, 59)) {
        return false;
    }
    if (text->len > 5 && text->p[5] == ':') {
        if (text->len < 8 || !two_digits(&seconds, text->p + 6, 59)) {
            return false;
        }
        used = 8;
    }
    *clock = hours * HOUR + minutes * 60 + seconds;
    text->p += used;
    text->len -= used;
    return true;
}

/* "Z" or "+HH:MM", the whole of `text`. */
static bool
parse_offset(int32_t *offset, struct vs_str text)
{
    int32_t hours, minutes;

    if (vs_str_is(text, "Z")) {
        *offset = 0;
        return true;
    }
    if (text.len != 6 || (text.p[0] != '+' && text.p[0] != '-') || text.p[3] != ':' ||
        !two_digits(&hours, text.p + 1, 23) || !two_digits(&minutes, text.p + 4, 59)) {
        return false;
    }
    *offset = (hours * HOUR + minutes * 60) * (text.p[0] == '-' ? -1 : 1);
    return true;
}

static enum vs_code
invalid(struct vs_err *err, const char *subject)
{
    return vs_fail(err, VS_E_INVALID, subject,
                   "a time is written YYYY-MM-DD HH:MM (Dutch time) or YYYY-MM-DDTHH:MM:SS+HH:MM, "
                   "between 1970 and 9999");
}

static enum vs_code
parse_local(vs_instant *out, vs_date date, int32_t clock, const char *subject, struct vs_err *err)
{
    vs_instant at[2];
    int32_t minute = clock / 60;

    switch (vs_zone_instants(at, date, clock)) {
    case 1:
        *out = at[0];
        return VS_OK;
    case 2:
        return vs_fail(err, VS_E_TIME_TWICE, subject,
                       "that night the clock showed %02d:%02d twice: write %02d:%02d+02:00 for the "
                       "first time or %02d:%02d+01:00 for the second",
                       minute / 60, minute % 60, minute / 60, minute % 60, minute / 60,
                       minute % 60);
    default:
        /* Before the first instant or after the last one it is no matter of summer time. */
        if (date <= 0 || vs_zone_midnight(date) == VS_INSTANT_NEVER) {
            return invalid(err, subject);
        }
        return vs_fail(err, VS_E_TIME_NO_SUCH, subject,
                       "that night the clock went from 02:00 to 03:00");
    }
}

enum vs_code
vs_zone_parse(vs_instant *out, struct vs_str text, struct vs_err *err)
{
    char subject[64];
    vs_date date;
    int32_t clock, offset;
    vs_instant at;

    snprintf(subject, sizeof(subject), "%.*s", (int)(text.len < 60 ? text.len : 60),
             text.p ? text.p : "");
    if (text.len < VS_DATE_TEXT_LEN ||
        !vs_date_parse(&date, (struct vs_str){text.p, VS_DATE_TEXT_LEN})) {
        return invalid(err, subject);
    }
    if (text.len == VS_DATE_TEXT_LEN) {
        return vs_fail(err, VS_E_TIME_BARE_DATE, subject,
                       "a date alone does not say when on that day: add a time, as in \"%s 09:00\"",
                       subject);
    }
    if (text.p[VS_DATE_TEXT_LEN] != ' ' && text.p[VS_DATE_TEXT_LEN] != 'T') {
        return invalid(err, subject);
    }
    text.p += VS_DATE_TEXT_LEN + 1;
    text.len -= VS_DATE_TEXT_LEN + 1;
    if (!parse_clock(&clock, &text)) {
        return invalid(err, subject);
    }
    if (text.len == 0) {
        return parse_local(out, date, clock, subject, err);
    }
    if (!parse_offset(&offset, text)) {
        return invalid(err, subject);
    }
    at = (vs_instant)date * DAY + clock - offset;
    if (at < 0 || at > VS_INSTANT_MAX) {
        return invalid(err, subject);
    }
    *out = at;
    return VS_OK;
}

void
vs_zone_text(char out[VS_ZONE_TEXT_LEN + 1], vs_instant at)
{
    char date[VS_DATE_TEXT_LEN + 1];
    unsigned clock = (unsigned)vs_zone_clock(at) % DAY;

    vs_date_text(date, vs_zone_date(at));
    snprintf(out, VS_ZONE_TEXT_LEN + 1, "%sT%02u:%02u:%02u+0%c:00", date, clock / HOUR,
             clock / 60 % 60, clock % 60, vs_zone_offset(at) == SUMMER ? '2' : '1');
}
