/*
 * The days of a delay in words: which counted, which were skipped and why, of which nobody knows.
 */
#include "cli/answer_priv.h"

#include <string.h>

#include "cli/common.h"
#include "cli/i18n.h"
#include "cli/when.h"
#include "core/casework/zone.h"

static bool
is_weekend(const struct vs_day *day)
{
    return vs_str_is(day->reason, "saturday") || vs_str_is(day->reason, "sunday");
}

static void
add_day(struct vs_buf *buf, vs_date date, bool month)
{
    char text[VS_WHEN_LEN];

    vs_when_date(text, date, false);
    if (!month) {
        char *space = strrchr(text, ' ');

        if (space) {
            *space = '\0';
        }
    }
    vs_buf_add_text(buf, text);
}

static int
month_of(vs_date date)
{
    int year;
    int month = 0;
    int day;

    vs_date_parts(date, &year, &month, &day);
    return month;
}

/* "Tue 7, Wed 8 April": the month where it changes and at the end. */
static void
add_counted(struct vs_buf *buf, const struct vs_count *count)
{
    const struct vs_day *before = NULL;

    for (size_t i = 0; i < count->day_count; i++) {
        if (!count->days[i].counted) {
            continue;
        }
        if (before) {
            add_day(buf, before->date, month_of(before->date) != month_of(count->days[i].date));
            vs_buf_add_text(buf, ", ");
        }
        before = &count->days[i];
    }
    if (before) {
        add_day(buf, before->date, true);
    }
}

/* "Fri 3 Good Friday, weekend, Mon 6 Easter Monday"; nothing when none was skipped. */
static void
add_skipped(struct vs_buf *buf, const struct vs_count *count, const struct vs_calendar *calendar)
{
    const char *language = vs_i18n_lang() == VS_LANG_NL ? "nl" : "en";
    bool any = false;
    bool in_weekend = false;

    for (size_t i = 0; i < count->day_count; i++) {
        const struct vs_day *day = &count->days[i];
        struct vs_str name = {NULL, 0};

        if (day->counted || day->kind == VS_DAY_WORKING) {
            in_weekend = false;
            continue;
        }
        if (is_weekend(day)) {
            if (!in_weekend) {
                vs_buf_addf(buf, "%s%s", any ? ", " : "", _("weekend"));
            }
            any = in_weekend = true;
            continue;
        }
        in_weekend = false;
        vs_buf_add_text(buf, any ? ", " : "");
        add_day(buf, day->date, month_of(day->date) != month_of(count->last_day));
        name = calendar ? vs_calendar_reason_name(calendar, day->reason, language) : name;
        vs_buf_add_text(buf, " ");
        if (name.len > 0) {
            vs_buf_add_str(buf, name);
        } else if (day->kind == VS_DAY_UNKNOWN) {
            vs_buf_add_text(buf, _("not known whether free"));
        } else if (day->kind == VS_DAY_BEYOND) {
            vs_buf_add_text(buf, _("beyond the calendar"));
        } else {
            vs_buf_add_text(buf, _("free by decree"));
        }
        any = true;
    }
}

void
vs_say_delay(struct vs_buf *buf, const struct vs_delay *delay)
{
    switch (delay->unit) {
    case VS_UNIT_WORKING_DAY:
        vs_buf_addf(buf, P_("%u working day", "%u working days", delay->n), delay->n);
        break;
    case VS_UNIT_DAY:
        vs_buf_addf(buf, P_("%u day", "%u days", delay->n), delay->n);
        break;
    case VS_UNIT_WEEK:
        vs_buf_addf(buf, P_("%u week", "%u weeks", delay->n), delay->n);
        break;
    case VS_UNIT_HOUR:
        vs_buf_addf(buf, P_("%u hour", "%u hours", delay->n), delay->n);
        break;
    }
}

void
vs_say_days(struct vs_buf *buf, const struct vs_fold *fold, const struct vs_fold_offer *offer)
{
    struct vs_count count;
    struct vs_buf skipped;

    if (vs_fold_offer_count(&count, fold, offer, NULL) != VS_OK) {
        return;
    }
    if (offer->rule.delay.unit == VS_UNIT_WORKING_DAY && count.day_count > 0) {
        vs_buf_add_text(buf, ": ");
        add_counted(buf, &count);
        vs_buf_init(&skipped, VS_PRINT_MAX);
        add_skipped(&skipped, &count, offer->rule.calendar);
        if (skipped.len > 0) {
            vs_buf_addf(buf, " (%s ", _("skipped:"));
            vs_buf_add_str(buf, vs_buf_str(&skipped));
            vs_buf_add_text(buf, ")");
        }
        vs_buf_release(&skipped);
    }
    vs_count_release(&count);
}

const char *
vs_say_later_edition(bool handover)
{
    return handover ? _("a later edition comes with a newer version of the program, or is added on "
                        "both sides (vs calendar add), and counts for handovers after that")
                    : _("a later edition comes with a newer version of the program, or is added "
                        "(vs calendar add)");
}

/* "Fri 6 May 2022, Fri 27 May 2022": the days of which a count does not know whether they are free.
 */
static bool
add_unknown_days(struct vs_buf *buf, const struct vs_count *count,
                 const struct vs_calendar *calendar)
{
    char day[VS_WHEN_LEN];
    bool any = false;

    for (size_t i = 0; i < count->missing_count; i++) {
        if (vs_calendar_day(calendar, count->missing[i]).kind == VS_DAY_UNKNOWN) {
            vs_when_date(day, count->missing[i], true);
            vs_buf_addf(buf, "%s%s", any ? ", " : "", day);
            any = true;
        }
    }
    return any;
}

void
vs_say_gap(struct vs_buf *out, struct vs_store *store, const struct vs_fold *fold,
           const char *missing, uint32_t span)
{
    const struct vs_fold_offer *offer =
        span == VS_FOLD_NONE || fold->spans[span].offer == VS_FOLD_NONE
            ? NULL
            : &fold->offers[fold->spans[span].offer];
    const struct vs_calendar *calendar = offer ? offer->rule.calendar : NULL;
    struct vs_count count;
    struct vs_buf days;
    char first[VS_WHEN_LEN];

    if (strcmp(missing, "calendar") != 0 || !offer) {
        vs_buf_add_text(out, vs_say_missing_of(fold, missing, span));
        if (offer && vs_common_differ(offer, missing)) {
            vs_common_say(out, store, fold, offer);
        }
        return;
    }
    if (!calendar) {
        vs_buf_add_text(out, _("by which calendar the days count: the handover names none that is "
                               "that of the agreement and that the receiver had added by then, "
                               "or it is not here"));
        return;
    }
    if (vs_fold_offer_count(&count, fold, offer, NULL) != VS_OK) {
        vs_buf_add_text(out, vs_say_missing(missing));
        return;
    }
    vs_buf_init(&days, VS_PRINT_MAX);
    vs_when_date(first, vs_count_beyond(&count), true);
    if (add_unknown_days(&days, &count, calendar) && vs_buf_check(&days, "answer", NULL) == VS_OK) {
        vs_buf_addf(out,
                    P_("whether this day is a working day: %s",
                       "whether these days are working "
                       "days: %s",
                       count.missing_count),
                    (const char *)days.p);
    }
    if (offer->latest == VS_INSTANT_NEVER) {
        vs_buf_addf(out,
                    days.len > 0 ? _("; and which days are working days from %s on, the first day "
                                     "that the calendar %.*s does not know")
                                 : _("which days are working days from %s on, the first day that "
                                     "the calendar %.*s does not know"),
                    first, (int)calendar->id.len, calendar->id.p);
    }
    vs_buf_release(&days);
    vs_count_release(&count);
}
