#include "core/casework/calendar.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/mem.h"
#include "core/casework/calendar_priv.h"
#include "core/casework/shape.h"

#define SPECIAL_MAX 16384 /* 130 years, 64 formula days and the listed ones */

/* --- formulas ------------------------------------------------------------------------------------
 */

/* The Gregorian rule in the form that Meeus gives (Astronomical Algorithms, chapter 8). */
vs_date
vs_easter(int year)
{
    int golden = year % 19;
    int century = year / 100, in_century = year % 100;
    int skipped = century / 4, century_rest = century % 4;
    int moon_fix = (century + 8) / 25;
    int moon = (century - moon_fix + 1) / 3;
    int epact = (19 * golden + century - skipped - moon + 15) % 30;
    int weekday = (32 + 2 * century_rest + 2 * (in_century / 4) - epact - in_century % 4) % 7;
    int late = (golden + 11 * epact + 22 * weekday) / 451;
    int day = epact + weekday - 7 * late + 114;

    return vs_date_from(year, day / 31, day % 31 + 1);
}

/* The day on which the sovereign's birthday is celebrated: 27 April since 2014, before that 30
 * April; the Saturday before when that is a Sunday, until 1979 the Monday after. */
static vs_date
kings_day(int year)
{
    vs_date date = vs_date_from(year, 4, year >= 2014 ? 27 : 30);

    if (vs_date_weekday(date) == 7) {
        date += year >= 1980 ? -1 : 1;
    }
    return date;
}

static vs_date
formula_date(const struct vs_json *day, int year)
{
    int32_t days = (int32_t)vs_json_int(vs_json_get(day, "days"), 0);

    switch (
        (enum vs_formula)vs_shape_word(vs_calendar_formulas, vs_json_get_str(day, "formula"), 0)) {
    case VS_FORMULA_BEFORE_EASTER:
        return vs_easter(year) - days;
    case VS_FORMULA_AFTER_EASTER:
        return vs_easter(year) + days;
    case VS_FORMULA_KINGS_DAY:
        return kings_day(year);
    case VS_FORMULA_FIXED:
        break;
    }
    return vs_date_from(year, (int)vs_json_int(vs_json_get(day, "month"), 1),
                        (int)vs_json_int(vs_json_get(day, "day"), 1));
}

/* --- loading -------------------------------------------------------------------------------------
 */

static vs_date
get_date(const struct vs_json *object, const char *name)
{
    vs_date date = 0;

    /* The shape has been checked: it is a date. */
    (void)vs_date_parse(&date, vs_json_get_str(object, name));
    return date;
}

static enum vs_code
add_special(struct vs_calendar *c, struct special_day day, struct vs_err *err)
{
    struct vs_calendar_data *d = c->data;

    if (day.date < c->from || day.date > c->to) {
        return VS_OK;
    }
    if (d->special_count == SPECIAL_MAX) {
        return vs_fail(err, VS_E_TOO_LARGE, "calendar", "more than %d free days", SPECIAL_MAX);
    }
    if (d->special_count == d->special_cap) {
        size_t cap = d->special_cap ? d->special_cap * 2 : 256;
        struct special_day *p = vs_realloc_array(d->special, cap, sizeof(*p));

        if (!p) {
            return vs_fail_memory(err);
        }
        d->special = p;
        d->special_cap = cap;
    }
    day.order = d->special_count;
    d->special[d->special_count++] = day;
    return VS_OK;
}

static int
by_date(const void *a, const void *b)
{
    const struct special_day *x = a, *y = b;

    if (x->date != y->date) {
        return x->date < y->date ? -1 : 1;
    }
    return x->order < y->order ? -1 : x->order > y->order;
}

static const struct special_day *
find_special(const struct vs_calendar *c, vs_date date)
{
    struct special_day key = {.date = date};
    size_t low = 0, high = c->data->special_count;

    while (low < high) {
        size_t middle = low + (high - low) / 2;

        if (by_date(&c->data->special[middle], &key) < 0) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low < c->data->special_count && c->data->special[low].date == date
               ? &c->data->special[low]
               : NULL;
}

/* Puts the days in order, keeping the first of those on one date. */
static void
sort_special(struct vs_calendar_data *d)
{
    size_t kept = 0;

    if (d->special_count == 0) {
        return;
    }
    qsort(d->special, d->special_count, sizeof(d->special[0]), by_date);
    for (size_t i = 0; i < d->special_count; i++) {
        if (i == 0 || d->special[i].date != d->special[kept - 1].date) {
            d->special[kept++] = d->special[i];
        }
    }
    d->special_count = kept;
}

static bool
has_source(const struct vs_json *doc, struct vs_str id)
{
    const struct vs_json *sources = vs_json_get(doc, "sources");

    for (size_t i = 0; i < vs_json_size(sources); i++) {
        if (vs_str_eq(vs_json_get_str(vs_json_at(sources, i), "id"), id)) {
            return true;
        }
    }
    return false;
}

/* The document has the right shape but says something that cannot be. */
__attribute__((format(printf, 3, 4))) static enum vs_code
meaning(struct vs_err *err, const char *expected, const char *path, ...)
{
    char text[80];
    va_list args;

    va_start(args, path);
    vsnprintf(text, sizeof(text), path, args);
    va_end(args);
    return vs_fail(err, VS_E_CALENDAR_MEANING, text, "%s", expected);
}

static enum vs_code
check_source(const struct vs_json *doc, const struct vs_json *holder, const char *path,
             size_t index, struct vs_err *err)
{
    if (has_source(doc, vs_json_get_str(holder, "source"))) {
        return VS_OK;
    }
    return meaning(err, "names no source of the list \"sources\"", "%s[%zu].source", path, index);
}

static enum vs_code
check_sources(const struct vs_json *doc, struct vs_err *err)
{
    static const char *const rules[] = {"end_on_working_day", "two_working_days", "limits"};
    const struct vs_json *sources = vs_json_get(doc, "sources");
    const struct vs_json *statutory = vs_json_get(doc, "statutory");

    for (size_t i = 1; i < vs_json_size(sources); i++) {
        for (size_t j = 0; j < i; j++) {
            if (vs_str_eq(vs_json_get_str(vs_json_at(sources, i), "id"),
                          vs_json_get_str(vs_json_at(sources, j), "id"))) {
                return meaning(err, "is the id of an earlier source", "sources[%zu].id", i);
            }
        }
    }
    for (size_t i = 0; i < sizeof(rules) / sizeof(rules[0]); i++) {
        const struct vs_json *rule = vs_json_get(statutory, rules[i]);

        if (rule && !has_source(doc, vs_json_get_str(rule, "source"))) {
            return meaning(err, "names no source of the list \"sources\"", "statutory.%s.source",
                           rules[i]);
        }
    }
    return VS_OK;
}

/* Ids of free days are what answers show: each means one day, and none means a decree. */
static enum vs_code
check_reason(const struct vs_json *doc, struct vs_str id, const char *path, size_t index,
             struct vs_err *err)
{
    static const char *const lists[] = {"weekend", "formula_days"};
    static const char *const taken[] = {"decree", "unknown", "beyond", "working", NULL};
    size_t uses = 0;

    if (vs_shape_word(taken, id, -1) >= 0) {
        return meaning(err, "must be another id: this one has a meaning of its own", "%s[%zu].id",
                       path, index);
    }
    for (size_t i = 0; i < sizeof(lists) / sizeof(lists[0]); i++) {
        const struct vs_json *list = vs_json_get(doc, lists[i]);

        for (size_t j = 0; j < vs_json_size(list); j++) {
            uses += vs_str_eq(vs_json_get_str(vs_json_at(list, j), "id"), id);
        }
    }
    return uses == 1 ? VS_OK
                     : meaning(err, "is the id of another day too", "%s[%zu].id", path, index);
}

static enum vs_code
read_weekend(struct vs_calendar *c, struct vs_err *err)
{
    const struct vs_json *list = vs_json_get(c->data->doc, "weekend");
    enum vs_code rc = VS_OK;

    for (size_t i = 0; rc == VS_OK && i < vs_json_size(list); i++) {
        const struct vs_json *day = vs_json_at(list, i);
        int64_t weekday = vs_json_int(vs_json_get(day, "weekday"), 1);

        if (c->data->weekday[weekday].reason.p) {
            return meaning(err, "is named twice", "weekend[%zu].weekday", i);
        }
        c->data->weekday[weekday].reason = vs_json_get_str(day, "id");
        c->data->weekday[weekday].source = vs_json_get_str(day, "source");
        rc = check_reason(c->data->doc, vs_json_get_str(day, "id"), "weekend", i, err);
        if (rc == VS_OK) {
            rc = check_source(c->data->doc, day, "weekend", i, err);
        }
    }
    return rc;
}

static enum vs_code
read_formula_day(struct vs_calendar *c, const struct vs_json *day, size_t index, struct vs_err *err)
{
    int first, last, month, in_month;
    enum vs_code rc =
        check_reason(c->data->doc, vs_json_get_str(day, "id"), "formula_days", index, err);

    if (rc == VS_OK) {
        rc = check_source(c->data->doc, day, "formula_days", index, err);
    }
    /* 2001 had no leap day: what is real there is real in every year. */
    if (rc == VS_OK && vs_json_get(day, "month") &&
        !vs_date_is_real(2001, (int)vs_json_int(vs_json_get(day, "month"), 1),
                         (int)vs_json_int(vs_json_get(day, "day"), 1))) {
        rc = meaning(err, "is no day that every year has", "formula_days[%zu].day", index);
    }
    vs_date_parts(c->from, &first, &month, &in_month);
    vs_date_parts(c->to, &last, &month, &in_month);
    /* A day before Easter may lie in the year before: one year more at each end. */
    for (int year = first - 1; rc == VS_OK && year <= last + 1; year++) {
        rc = add_special(c,
                         (struct special_day){.date = formula_date(day, year),
                                              .kind = VS_DAY_FREE,
                                              .reason = vs_json_get_str(day, "id"),
                                              .source = vs_json_get_str(day, "source")},
                         err);
    }
    return rc;
}

/* A listed day must say something that the rest of the file does not say already. */
static enum vs_code
check_listed(const struct vs_calendar *c, const struct vs_json *list, size_t index,
             const char *path, struct vs_err *err)
{
    vs_date date = get_date(vs_json_at(list, index), "date");

    if (date < c->from || date > c->to) {
        return meaning(err, "lies outside the horizon", "%s[%zu].date", path, index);
    }
    if (index > 0 && date <= get_date(vs_json_at(list, index - 1), "date")) {
        return meaning(err, "must be later than the one before it", "%s[%zu].date", path, index);
    }
    if (vs_calendar_day(c, date).kind != VS_DAY_WORKING) {
        return meaning(
            err, "is a free or unknown day already, by the weekend, a formula or another list",
            "%s[%zu].date", path, index);
    }
    return VS_OK;
}

/* One list is checked as a whole against what is known before it, then added. */
static enum vs_code
read_listed(struct vs_calendar *c, const char *path, enum vs_day_kind kind, struct vs_err *err)
{
    const struct vs_json *list = vs_json_get(c->data->doc, path);
    size_t size = vs_json_size(list);
    enum vs_code rc = VS_OK;

    for (size_t i = 0; rc == VS_OK && i < size; i++) {
        rc = check_listed(c, list, i, path, err);
    }
    for (size_t i = 0; rc == VS_OK && i < size; i++) {
        const struct vs_json *day = vs_json_at(list, i);
        struct special_day special = {.date = get_date(day, "date"),
                                      .kind = kind,
                                      .to_verify =
                                          vs_json_bool(vs_json_get(day, "to_verify"), false),
                                      .reason = VS_STR("unknown")};

        if (kind == VS_DAY_FREE) {
            special.reason = VS_STR("decree");
            special.source = vs_json_get_str(day, "source");
            rc = check_source(c->data->doc, day, path, i, err);
        }
        if (rc == VS_OK) {
            rc = add_special(c, special, err);
        }
    }
    sort_special(c->data);
    return rc;
}

static void
read_statutory(struct vs_calendar_data *d)
{
    const struct vs_json *statutory = vs_json_get(d->doc, "statutory");
    const struct vs_json *two = vs_json_get(statutory, "two_working_days");
    const struct vs_json *limits = vs_json_get(statutory, "limits");

    d->end_on_working_day = vs_json_get(statutory, "end_on_working_day") != NULL;
    d->two_working_days = (uint32_t)vs_json_int(vs_json_get(two, "from_days"), 0);
    d->limit_days = (uint32_t)vs_json_int(vs_json_get(limits, "days"), 0);
    d->limit_weeks = (uint32_t)vs_json_int(vs_json_get(limits, "weeks"), 0);
}

/* Fills `c` from a document of the right shape. */
static enum vs_code
read_calendar(struct vs_calendar *c, struct vs_err *err)
{
    const struct vs_json *doc = c->data->doc;
    const struct vs_json *days = vs_json_get(doc, "formula_days");
    enum vs_code rc;

    c->id = vs_json_get_str(doc, "id");
    c->edition = vs_json_get_str(doc, "edition");
    c->from = get_date(vs_json_get(doc, "horizon"), "from");
    c->to = get_date(vs_json_get(doc, "horizon"), "to");
    if (c->from > c->to) {
        return meaning(err, "must not be before horizon.from", "horizon.to");
    }
    read_statutory(c->data);
    rc = check_sources(doc, err);
    if (rc == VS_OK) {
        rc = read_weekend(c, err);
    }
    for (size_t i = 0; rc == VS_OK && i < vs_json_size(days); i++) {
        rc = read_formula_day(c, vs_json_at(days, i), i, err);
    }
    sort_special(c->data);
    if (rc == VS_OK) {
        rc = read_listed(c, "decree_days", VS_DAY_FREE, err);
    }
    if (rc == VS_OK) {
        rc = read_listed(c, "unknown_days", VS_DAY_UNKNOWN, err);
    }
    return rc;
}

enum vs_code
vs_calendar_load(struct vs_calendar **out, const void *bytes, size_t len, struct vs_err *err)
{
    struct vs_calendar *c = NULL;
    enum vs_code rc;

    *out = NULL;
    if (len > VS_CALENDAR_BYTES_MAX) {
        return vs_fail(err, VS_E_TOO_LARGE, "calendar", "more than %u bytes",
                       VS_CALENDAR_BYTES_MAX);
    }
    c = vs_calloc(1, sizeof(*c));
    if (!c) {
        return vs_fail_memory(err);
    }
    c->data = vs_calloc(1, sizeof(*c->data));
    if (!c->data) {
        rc = vs_fail_memory(err);
        goto out;
    }
    vs_buf_init(&c->data->canonical, VS_CALENDAR_BYTES_MAX);
    rc = vs_json_parse(&c->data->doc, bytes, len, VS_JSON_LOOSE, err);
    if (rc == VS_OK) {
        rc = vs_shape_check(c->data->doc, &vs_calendar_shape, VS_E_CALENDAR_FORMAT, err);
    }
    if (rc == VS_OK) {
        rc = read_calendar(c, err);
    }
    if (rc == VS_OK) {
        rc = vs_json_write(&c->data->canonical, c->data->doc, VS_JSON_CONTENT, err);
    }
    if (rc == VS_OK) {
        rc = vs_buf_check(&c->data->canonical, "calendar", err);
        c->canonical = vs_buf_str(&c->data->canonical);
    }
out:
    if (rc != VS_OK) {
        vs_calendar_free(c);
        return rc;
    }
    *out = c;
    return VS_OK;
}

void
vs_calendar_free(struct vs_calendar *calendar)
{
    if (!calendar) {
        return;
    }
    if (calendar->data) {
        vs_json_free(calendar->data->doc);
        vs_buf_release(&calendar->data->canonical);
        vs_free(calendar->data->special);
        vs_free(calendar->data);
    }
    vs_free(calendar);
}

/* --- days ----------------------------------------------------------------------------------------
 */

struct vs_day
vs_calendar_day(const struct vs_calendar *calendar, vs_date date)
{
    struct vs_day day = {.date = date, .kind = VS_DAY_WORKING, .reason = VS_STR("")};
    const struct special_day *special;
    int weekday;

    if (date < calendar->from || date > calendar->to) {
        day.kind = VS_DAY_BEYOND;
        day.reason = VS_STR("beyond");
        return day;
    }
    weekday = vs_date_weekday(date);
    if (calendar->data->weekday[weekday].reason.p) {
        day.kind = VS_DAY_FREE;
        day.reason = calendar->data->weekday[weekday].reason;
        day.source = calendar->data->weekday[weekday].source;
        return day;
    }
    special = find_special(calendar, date);
    if (special) {
        day.kind = special->kind;
        day.to_verify = special->to_verify;
        day.reason = special->reason;
        day.source = special->source;
    }
    return day;
}

struct vs_str
vs_calendar_title(const struct vs_calendar *calendar, const char *language)
{
    return vs_json_get_str(vs_json_get(calendar->data->doc, "title"), language);
}

struct vs_str
vs_calendar_reason_name(const struct vs_calendar *calendar, struct vs_str reason,
                        const char *language)
{
    static const char *const lists[] = {"weekend", "formula_days"};

    for (size_t i = 0; i < sizeof(lists) / sizeof(lists[0]); i++) {
        const struct vs_json *list = vs_json_get(calendar->data->doc, lists[i]);

        for (size_t j = 0; j < vs_json_size(list); j++) {
            const struct vs_json *day = vs_json_at(list, j);

            if (vs_str_eq(vs_json_get_str(day, "id"), reason)) {
                return vs_json_get_str(vs_json_get(day, "name"), language);
            }
        }
    }
    return VS_STR("");
}

struct vs_str
vs_calendar_source(const struct vs_calendar *calendar, struct vs_str id)
{
    const struct vs_json *list = vs_json_get(calendar->data->doc, "sources");

    for (size_t i = 0; i < vs_json_size(list); i++) {
        if (vs_str_eq(vs_json_get_str(vs_json_at(list, i), "id"), id)) {
            return vs_json_get_str(vs_json_at(list, i), "title");
        }
    }
    return VS_STR("");
}

const char *
vs_day_kind_name(enum vs_day_kind kind)
{
    static const char *const names[] = {"working", "free", "unknown", "beyond"};

    return names[kind];
}
