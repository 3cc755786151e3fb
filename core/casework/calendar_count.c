/* Counting over the days of a calendar (calendar.h). */
#include "core/casework/calendar_priv.h"

#include <string.h>

#include "core/base/mem.h"
#include "core/casework/zone.h"

#define WEEK 7

/* How days that nobody knows are taken: an end as late or as early as it can be. */
enum view { LATEST, EARLIEST };

struct walk {
    const struct vs_calendar *calendar;
    enum view view;
    vs_date first; /* the day that does not count */
    vs_date last;
    bool lost; /* left the horizon: there is no latest end */
    bool extended_1, extended_2;
    struct vs_count *record; /* of the latest walk: the days; else NULL */
    struct vs_err *err;
    enum vs_code rc;
};

static bool
works(struct walk *w, vs_date date)
{
    switch (vs_calendar_day(w->calendar, date).kind) {
    case VS_DAY_WORKING:
        return true;
    case VS_DAY_FREE:
        return false;
    case VS_DAY_UNKNOWN:
        return w->view == EARLIEST;
    case VS_DAY_BEYOND:
        break;
    }
    return w->view == EARLIEST;
}

/* Goes one day on; false when there is no going on. */
static bool
step(struct walk *w)
{
    vs_date next = w->last + 1;

    if (w->rc != VS_OK || w->lost) {
        return false;
    }
    if (next - w->first > VS_COUNT_DAYS_MAX ||
        (w->view == LATEST && (next < w->calendar->from || next > w->calendar->to))) {
        w->lost = true;
        return false;
    }
    w->last = next;
    if (w->record) {
        struct vs_count *out = w->record;

        if (out->day_count % 64 == 0) {
            struct vs_day *p = vs_realloc_array(out->days, out->day_count + 64, sizeof(*p));

            if (!p) {
                w->rc = vs_fail_memory(w->err);
                return false;
            }
            out->days = p;
        }
        out->days[out->day_count++] = vs_calendar_day(w->calendar, next);
    }
    return true;
}

static void
mark_counted(struct walk *w)
{
    if (w->record) {
        w->record->days[w->record->day_count - 1].counted = true;
    }
}

static void
walk_working_days(struct walk *w, uint32_t n)
{
    while (n > 0 && step(w)) {
        if (works(w, w->last)) {
            mark_counted(w);
            n--;
        }
    }
}

/* Whether the Algemene termijnenwet looks at a term of this length (article 4). */
static bool
is_extended(const struct vs_calendar_data *d, struct vs_delay delay)
{
    if (delay.nature != VS_STATUTORY || delay.unit == VS_UNIT_HOUR) {
        return false;
    }
    return delay.unit == VS_UNIT_WEEK ? d->limit_weeks == 0 || delay.n <= d->limit_weeks
                                      : d->limit_days == 0 || delay.n <= d->limit_days;
}

static void
walk_extension(struct walk *w, struct vs_delay delay)
{
    const struct vs_calendar_data *d = w->calendar->data;
    uint32_t days = delay.unit == VS_UNIT_WEEK ? delay.n * WEEK : delay.n;
    uint32_t working = 0;

    if (d->two_working_days > 0 && days >= d->two_working_days) {
        for (vs_date date = w->first + 1; date <= w->last && working < 2; date++) {
            working += works(w, date);
        }
        while (working < 2 && step(w)) {
            w->extended_2 = true;
            working += works(w, w->last);
        }
    }
    while (d->end_on_working_day && !works(w, w->last) && step(w)) {
        w->extended_1 = true;
    }
}

static void
walk_term(struct walk *w, struct vs_delay delay)
{
    if (delay.unit == VS_UNIT_WORKING_DAY) {
        walk_working_days(w, delay.n);
    } else {
        uint32_t days = delay.unit == VS_UNIT_WEEK ? delay.n * WEEK : delay.n;

        while (days > 0 && step(w)) {
            mark_counted(w);
            days--;
        }
    }
    if (is_extended(w->calendar->data, delay)) {
        walk_extension(w, delay);
    }
}

/* The first instant after a delay whose last day is w->last. */
static vs_instant
end_of(struct walk *w, struct vs_delay delay, vs_instant from)
{
    vs_instant at[2];
    int32_t clock = vs_zone_clock(from);

    if (w->lost) {
        return VS_INSTANT_NEVER;
    }
    if (delay.counting == VS_COUNT_WHOLE_DAYS ||
        (delay.unit == VS_UNIT_WORKING_DAY && !works(w, w->first))) {
        return vs_zone_midnight(w->last + 1);
    }
    /* A clock time that is skipped that day ends an hour later, one that comes twice at its second
     * time: in doubt a delay is longer, for its end relieves the one who gave. */
    for (int32_t later = 0; later <= 3600; later += 3600) {
        unsigned found = vs_zone_instants(at, w->last, (clock + later) % 86400);

        if (found > 0) {
            return at[found - 1];
        }
    }
    return vs_zone_midnight(w->last + 1);
}

static enum vs_code
add_missing(struct vs_count *out, vs_date date, struct vs_err *err)
{
    vs_date *p = vs_realloc_array(out->missing, out->missing_count + 1, sizeof(*p));

    if (!p) {
        return vs_fail_memory(err);
    }
    out->missing = p;
    p[out->missing_count++] = date;
    return VS_OK;
}

/* The days whose kind would have to be known: the unknown ones on the way (the first day too, where
 * its kind decides about the clock time), and the day at which the horizon was left. */
static enum vs_code
list_missing(struct vs_count *out, const struct walk *w, struct vs_err *err)
{
    enum vs_code rc = VS_OK;

    if (out->latest == out->earliest) {
        return VS_OK;
    }
    for (vs_date date = w->first; rc == VS_OK && date <= w->last; date++) {
        if (vs_calendar_day(w->calendar, date).kind == VS_DAY_UNKNOWN) {
            rc = add_missing(out, date, err);
        }
    }
    if (rc == VS_OK && w->lost) {
        rc = add_missing(out, w->last + 1, err);
    }
    return rc;
}

/* Hours, and agreed days or weeks, ask nothing of the calendar: there need not be one. */
static enum vs_code
count_plain(struct vs_count *out, struct walk *w, struct vs_delay delay, vs_instant from)
{
    if (delay.unit == VS_UNIT_HOUR) {
        out->latest = from + (vs_instant)delay.n * 3600;
        w->last = vs_zone_date(out->latest);
    } else {
        w->last = w->first + (vs_date)(delay.unit == VS_UNIT_WEEK ? delay.n * WEEK : delay.n);
        out->latest = end_of(w, delay, from);
    }
    out->earliest = out->latest;
    out->last_day = w->last;
    return VS_OK;
}

enum vs_code
vs_calendar_count(struct vs_count *out, const struct vs_calendar *calendar, vs_instant from,
                  struct vs_delay delay, struct vs_err *err)
{
    struct walk late = {.calendar = calendar,
                        .view = LATEST,
                        .first = vs_zone_date(from),
                        .last = vs_zone_date(from),
                        .record = out,
                        .err = err};
    struct walk early = late;
    enum vs_code rc;

    memset(out, 0, sizeof(*out));
    if (delay.n < 1 || delay.n > VS_DELAY_MAX || from < 0 || from > VS_INSTANT_MAX) {
        return vs_fail(err, VS_E_INVALID, "delay", "a delay is 1 to %d units from a real instant",
                       VS_DELAY_MAX);
    }
    if (delay.unit == VS_UNIT_HOUR ||
        (delay.unit != VS_UNIT_WORKING_DAY && delay.nature != VS_STATUTORY) ||
        (calendar && delay.unit != VS_UNIT_WORKING_DAY && !is_extended(calendar->data, delay))) {
        return count_plain(out, &late, delay, from);
    }
    if (!calendar) {
        return vs_fail(err, VS_E_INVALID, "calendar", "these days cannot be counted without one");
    }
    early.view = EARLIEST;
    early.record = NULL;
    walk_term(&late, delay);
    walk_term(&early, delay);
    rc = late.rc;
    if (rc == VS_OK) {
        out->latest = end_of(&late, delay, from);
        out->earliest = end_of(&early, delay, from);
        out->last_day = late.lost ? VS_DATE_NEVER : late.last;
        out->extended_1 = late.extended_1;
        out->extended_2 = late.extended_2;
        rc = list_missing(out, &late, err);
    }
    if (rc != VS_OK) {
        vs_count_release(out);
    }
    return rc;
}

vs_date
vs_count_beyond(const struct vs_count *count)
{
    return count->latest == VS_INSTANT_NEVER && count->missing_count > 0
               ? count->missing[count->missing_count - 1]
               : VS_DATE_NEVER;
}

void
vs_count_release(struct vs_count *count)
{
    vs_free(count->days);
    vs_free(count->missing);
    memset(count, 0, sizeof(*count));
}

const char *
vs_unit_name(enum vs_unit unit)
{
    static const char *const names[] = {"working_day", "day", "week", "hour"};

    return names[unit];
}

const char *
vs_counting_name(enum vs_counting counting)
{
    static const char *const names[] = {"whole_days", "same_time"};

    return names[counting];
}
