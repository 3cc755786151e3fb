/*
 * Working-day calendars as data (schemas/calendars, schema schemas/calendar.schema.json), and the
 * counting of delays and terms.
 *
 * A calendar is one edition of one list of free days: days that a formula gives, days that a decree
 * names, days of which it is not known whether they are free, and a horizon outside which the
 * edition says nothing. An edition never changes once it is released; an offer names id, edition
 * and the hash of the canonical bytes. Every edition ever released is shipped with the program.
 */
#ifndef VS_CORE_CASEWORK_CALENDAR_H
#define VS_CORE_CASEWORK_CALENDAR_H

#include "core/base/instant.h"
#include "core/base/json.h"

#define VS_CALENDAR_BYTES_MAX (256u * 1024) /* a file */
#define VS_DELAY_MAX          366           /* the largest n of a delay or a term */
#define VS_COUNT_DAYS_MAX     4096          /* days that one count walks over */

struct vs_calendar_data; /* of calendar.c */

struct vs_calendar {
    struct vs_str id;        /* "nl-atw" */
    struct vs_str edition;   /* "2026-1" */
    vs_date from, to;        /* the horizon: first and last day that the edition speaks about */
    struct vs_str canonical; /* canonical JSON (VS_JSON_CONTENT); its SHA-256 is the hash */
    struct vs_hash hash;     /* zero until the caller has computed and set it */
    struct vs_calendar_data *data;
};

/*
 * Reads a calendar from JSON, pretty or canonical. *out is owned by the caller.
 * VS_E_JSON_SYNTAX: no JSON. VS_E_CALENDAR_FORMAT: not what calendar.schema.json accepts.
 * VS_E_CALENDAR_MEANING: well formed, but contradicts itself. The subject of the error is the path
 * of the offending member ("decree_days[3].date"), its detail says what would be right.
 */
enum vs_code vs_calendar_load(struct vs_calendar **out, const void *bytes, size_t len,
                              struct vs_err *err) VS_MUST_USE;
void vs_calendar_free(struct vs_calendar *calendar);

/* --- days ----------------------------------------------------------------------------------- */

enum vs_day_kind {
    VS_DAY_WORKING,
    VS_DAY_FREE,
    VS_DAY_UNKNOWN, /* it is not known whether a decree made it free */
    VS_DAY_BEYOND   /* outside the horizon of the edition */
};

struct vs_day {
    vs_date date;
    enum vs_day_kind kind;
    bool counted;   /* in a count: it was one of the n (as `latest` counts) */
    bool to_verify; /* a decree day whose source is not good enough to rely on */
    /* Stable id, borrowed from the calendar: "saturday", "sunday", "good-friday", "easter-monday",
     * "kings-day", ..., "decree" for a free day; "unknown", "beyond"; empty for a working day. The
     * weekend comes first: Christmas Day on a Saturday is "saturday". */
    struct vs_str reason;
    struct vs_str source; /* id of the source in the calendar's file; empty for a working day */
};

struct vs_day vs_calendar_day(const struct vs_calendar *calendar, vs_date date);

/* What people call a reason ("good-friday": "Goede Vrijdag", "Good Friday"), or an empty string for
 * one that has no name in the file ("decree", "unknown", "beyond"). `language`: "nl" or "en". */
struct vs_str vs_calendar_reason_name(const struct vs_calendar *calendar, struct vs_str reason,
                                      const char *language);

/* The calendar's own title, "nl" or "en". */
struct vs_str vs_calendar_title(const struct vs_calendar *calendar, const char *language);

/* The title of a source by its id, or an empty string. */
struct vs_str vs_calendar_source(const struct vs_calendar *calendar, struct vs_str id);

/* Easter Sunday of a year 1583..9999 in the Gregorian calendar. */
vs_date vs_easter(int year);

/* --- counting ------------------------------------------------------------------------------- */

enum vs_unit { VS_UNIT_WORKING_DAY, VS_UNIT_DAY, VS_UNIT_WEEK, VS_UNIT_HOUR };

enum vs_counting {
    VS_COUNT_WHOLE_DAYS, /* C1: the first day does not count; ends at 24:00 of the last one */
    /* C1b: same clock time on the last day; for working days, if the first day was none, as C1. A
     * clock time that the last day skips ends an hour later, one that it has twice at the second.
     */
    VS_COUNT_SAME_TIME
};

/* Statutory terms are extended by the Algemene termijnenwet, agreed ones are not. */
enum vs_nature { VS_AGREED, VS_STATUTORY };

struct vs_delay {
    uint32_t n; /* 1..VS_DELAY_MAX */
    enum vs_unit unit;
    enum vs_counting counting; /* ignored for hours */
    enum vs_nature nature;
};

/*
 * The result of a count. `latest` is the end when unknown days turn out to be free (what the fold
 * calls D), `earliest` when they turn out to be working days (E); equal when no unknown day was
 * crossed. The end is the first instant after the delay: a delay that ends at 24:00 of Wednesday
 * ends at Thursday 00:00 local. A count that leaves the horizon has latest VS_INSTANT_NEVER, and
 * for `earliest` the days outside count as working.
 */
struct vs_count {
    vs_instant latest;
    vs_instant earliest;
    vs_date last_day; /* the day in which `latest` is the end, VS_DATE_NEVER if latest is never */
    struct vs_day
        *days; /* every day after the first up to the last, in order, as `latest` walked */
    size_t day_count;
    vs_date *missing; /* the unknown days that made the difference, and the first beyond */
    size_t missing_count;
    bool extended_1; /* the end was moved by Algemene termijnenwet art. 1 */
    bool extended_2; /* ... by art. 2 */
};

/*
 * Counts `delay` from the instant `from`. Hours, and days and weeks that are agreed, need no
 * calendar (`calendar` may be NULL; VS_E_INVALID where one is needed) and never have anything
 * missing. The caller owns the arrays: vs_count_release. Statutory terms in
 * days or weeks: art. 1 (an end on a Saturday, Sunday or free day moves to the next day that is
 * none), art. 2 (a term of three days or more holds at least two days that are none), art. 4
 * (neither for hours, more than 90 days or more than 12 weeks).
 */
enum vs_code vs_calendar_count(struct vs_count *out, const struct vs_calendar *calendar,
                               vs_instant from, struct vs_delay delay,
                               struct vs_err *err) VS_MUST_USE;
void vs_count_release(struct vs_count *count);

/* The first day outside the horizon that a count came to; VS_DATE_NEVER if it has an end. */
vs_date vs_count_beyond(const struct vs_count *count);

const char *vs_unit_name(enum vs_unit unit);             /* "working_day", ... */
const char *vs_counting_name(enum vs_counting counting); /* "whole_days", "same_time" */
const char *vs_day_kind_name(enum vs_day_kind kind);     /* "working", "free", ... */

/* --- what is shipped ------------------------------------------------------------------------ */

/* Every edition ever released, oldest first: the bytes of its file. False at the end. */
bool vs_shipped_calendar(struct vs_str *bytes, size_t index);

#endif
