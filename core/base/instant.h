/*
 * Instants and civil dates. An instant is a count of seconds since 1970-01-01T00:00:00Z without
 * leap seconds (POSIX); a date is a count of days since 1970-01-01 in the proleptic Gregorian
 * calendar. No clock is read here and no time zone is known here (casework/zone.h knows the one we
 * need).
 */
#ifndef VS_CORE_BASE_INSTANT_H
#define VS_CORE_BASE_INSTANT_H

#include "core/base/bytes.h"

typedef int64_t vs_instant;
typedef int32_t vs_date;

#define VS_INSTANT_TEXT_LEN 20             /* 2026-04-02T14:10:00Z */
#define VS_INSTANT_MAX      253402300799LL /* 9999-12-31T23:59:59Z; the least is 0 */
#define VS_INSTANT_NEVER    INT64_MAX      /* "at no time", in computations only; has no text */
#define VS_DATE_NEVER       INT32_MAX
#define VS_DATE_TEXT_LEN    10 /* 2026-04-02 */

/* Exactly `YYYY-MM-DDThh:mm:ssZ`, a real date and time, not before 1970; false otherwise. */
bool vs_instant_parse(vs_instant *out, struct vs_str text);

/* 20 characters and a NUL; number signs for digits unless `instant` is in [0, VS_INSTANT_MAX]. */
void vs_instant_text(char out[VS_INSTANT_TEXT_LEN + 1], vs_instant instant);

/* Exactly `YYYY-MM-DD`, a real date, years 1600 to 9999; false otherwise. */
bool vs_date_parse(vs_date *out, struct vs_str text);

/* 10 characters and a NUL; number signs for digits if the year is not within 1600 to 9999. */
void vs_date_text(char out[VS_DATE_TEXT_LEN + 1], vs_date date);

/* Year, month 1..12, day 1..31 to a date and back. Parts must be a real date (vs_date_is_real:
 * years 1600 to 9999); a date must not lie before year 1. */
bool vs_date_is_real(int year, int month, int day);
vs_date vs_date_from(int year, int month, int day);
void vs_date_parts(vs_date date, int *year, int *month, int *day);

/* 1 = Monday .. 7 = Sunday (ISO 8601). */
int vs_date_weekday(vs_date date);

#endif
