/*
 * Local time of the Netherlands (Europe/Amsterdam), by rule and never from the machine's time zone
 * data, so that every installation gives the same local date for the same instant.
 *
 * The rule (Directive 2000/84/EC and its forerunners, in force with this end since 1996): UTC+1,
 * and UTC+2 from 01:00 UTC on the last Sunday of March until 01:00 UTC on the last Sunday of
 * October. Before 1996-01-01T00:00:00Z, where summer time ended on other dates, UTC+1 all year is
 * used: no rule of any agreement reaches back so far, and the answer is at least the same
 * everywhere.
 *
 * All functions take instants from 0 to 9999-12-31T22:59:59Z, the last second of the local year
 * 9999; others are moved to the nearest end.
 */
#ifndef VS_CORE_CASEWORK_ZONE_H
#define VS_CORE_CASEWORK_ZONE_H

#include "core/base/instant.h"

#define VS_ZONE_NAME "Europe/Amsterdam"

/* Seconds to add to UTC at this instant: 3600 or 7200. */
int32_t vs_zone_offset(vs_instant at);

/* The local date. */
vs_date vs_zone_date(vs_instant at);

/* Seconds since local midnight as a clock on the wall shows them, 0..86399. */
int32_t vs_zone_clock(vs_instant at);

/*
 * The instants at which a clock showed `clock` seconds (0..86399) on `date`: 0 (skipped in March),
 * 1, or 2 (repeated in October), the earlier first in `out`. 0 too for dates before 1970 or after
 * 9999.
 */
unsigned vs_zone_instants(vs_instant out[2], vs_date date, int32_t clock);

/* The instant at which `date` begins; there is always one, for the change is never at midnight.
 * VS_INSTANT_NEVER for a date that no instant has (VS_DATE_NEVER, after 9999); 0 before 1970. */
vs_instant vs_zone_midnight(vs_date date);

/*
 * A time as a person types it: RFC 3339 with an offset or Z ("2026-04-02T16:10:00+02:00", seconds
 * may be left out, a space may stand for the T), or local "2026-04-02 16:10[:SS]", also with T.
 * Space around it is not taken. Whole seconds only.
 *
 * VS_E_TIME_BARE_DATE  a date alone
 * VS_E_TIME_NO_SUCH    a local time that the change to summer time skipped
 * VS_E_TIME_TWICE      a local time that exists twice; the detail gives both offsets
 * VS_E_INVALID         anything else, before 1970, or after 9999
 */
enum vs_code vs_zone_parse(vs_instant *out, struct vs_str text, struct vs_err *err) VS_MUST_USE;

/* "2026-04-02T16:10:00+02:00": 25 characters and a NUL. */
#define VS_ZONE_TEXT_LEN 25
void vs_zone_text(char out[VS_ZONE_TEXT_LEN + 1], vs_instant at);

#endif
