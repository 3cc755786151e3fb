/* The days of each delay, counted one by one, for `vs who --explain` (explain_priv.h). */
#include "cli/explain_priv.h"
#include "cli/i18n.h"
#include "cli/id.h"
#include "cli/when.h"

static bool
is_weekend(const struct vs_day *day)
{
    return vs_str_is(day->reason, "saturday") || vs_str_is(day->reason, "sunday");
}

/* Days of one kind that follow each other are one line: a weekend, or a run of counted days in a
 * long delay. */
static size_t
run_length(const struct vs_count *count, size_t at, bool is_long)
{
    const struct vs_day *first = &count->days[at];
    size_t n = 1;

    while (at + n < count->day_count) {
        const struct vs_day *day = &count->days[at + n];
        bool counted = is_long && first->counted && day->counted;
        bool weekend = is_weekend(first) && is_weekend(day) && first->counted == day->counted;

        if (!counted && !weekend) {
            break;
        }
        n++;
    }
    return n;
}

/* Why a day was passed over, in words. */
static void
say_skipped(struct vs_buf *buf, const struct vs_day *day, size_t n,
            const struct vs_calendar *calendar)
{
    const char *language = vs_i18n_lang() == VS_LANG_NL ? "nl" : "en";
    struct vs_str name = {NULL, 0};
    struct vs_str source = {NULL, 0};

    if (calendar) {
        name = vs_calendar_reason_name(calendar, day->reason, language);
        source = vs_calendar_source(calendar, day->source);
    }
    switch (day->kind) {
    case VS_DAY_UNKNOWN:
        vs_buf_add_text(buf, _("it is not known whether this day is free; it does not count, so "
                               "that nothing moves too early"));
        return;
    case VS_DAY_BEYOND:
        vs_buf_add_text(buf, _("beyond what the calendar speaks about"));
        return;
    case VS_DAY_WORKING:
    case VS_DAY_FREE:
        break;
    }
    if (n > 1) {
        vs_buf_add_text(buf, _("weekend, skipped"));
    } else if (name.len > 0) {
        vs_buf_addf(buf, _("%.*s, skipped"), (int)name.len, name.p);
    } else {
        vs_buf_add_text(buf, _("free by decree, skipped"));
    }
    for (size_t i = 0; i + 1 < source.len; i++) { /* the article, not what it says beside */
        if (source.p[i] == ':' && source.p[i + 1] == ' ') {
            source.len = i;
        }
    }
    if (source.len > 0) {
        vs_buf_addf(buf, " (%.*s)", (int)source.len, source.p);
    }
    if (day->to_verify) {
        vs_buf_addf(buf, "; %s", _("this source is still to be verified"));
    }
}

static void
say_days(struct vs_buf *buf, const struct vs_day *first, const struct vs_day *last)
{
    char from[VS_WHEN_LEN];
    char to[VS_WHEN_LEN];

    vs_when_date(from, first->date, false);
    vs_when_date(to, last->date, false);
    if (first == last) {
        vs_buf_add_text(buf, from);
    } else {
        vs_buf_addf(buf, _("%s to %s"), from, to);
    }
}

static void
print_days(struct vs_out *out, const struct vs_counted *counted, const struct vs_count *count)
{
    bool working = counted->delay.unit == VS_UNIT_WORKING_DAY;
    bool is_long = counted->delay.n > 10 || counted->delay.unit == VS_UNIT_WEEK;
    struct vs_buf buf;
    unsigned number = 0;

    vs_buf_init(&buf, VS_PRINT_MAX);
    for (size_t i = 0; i < count->day_count;) {
        const struct vs_day *day = &count->days[i];
        size_t n = run_length(count, i, is_long);

        say_days(&buf, day, &count->days[i + n - 1]);
        vs_buf_add_text(&buf, ": ");
        if (!day->counted) {
            say_skipped(&buf, day, n, counted->calendar);
        } else if (n > 1) {
            vs_buf_addf(&buf, working ? _("working days %u to %u") : _("days %u to %u"), number + 1,
                        number + (unsigned)n);
        } else {
            vs_buf_addf(&buf, working ? _("working day %u") : _("day %u"), number + 1);
        }
        number += day->counted ? (unsigned)n : 0;
        vs_explain_line(out, INDENT, &buf);
        i += n;
    }
    vs_buf_release(&buf);
}

/* The end of a term is a day, in which there is still time; that of a delay the instant after it.
 */
static void
say_end(char out[VS_WHEN_LEN], const struct vs_counted *counted, vs_instant end)
{
    if (counted->is_term) {
        (void)vs_when_end(out, end, VS_WHEN_FULL);
    } else {
        vs_when_text(out, end, VS_WHEN_FULL);
    }
}

static void
say_beyond(struct vs_buf *buf, const struct vs_counted *counted, const struct vs_count *count)
{
    char when[VS_WHEN_LEN];

    vs_when_date(when, vs_count_beyond(count), true);
    vs_buf_addf(buf,
                _("No end can be told: %s is the first day that the calendar %.*s does not know; "
                  "%s."),
                when, (int)counted->calendar->id.len, counted->calendar->id.p,
                vs_say_later_edition(!counted->is_term));
}

/* From when it was counted, and when it ended or would end. */
void
vs_explain_count(struct vs_out *out, const struct vs_counted *counted, const struct vs_count *count)
{
    const struct vs_calendar *calendar = counted->calendar;
    char when[VS_WHEN_LEN];
    struct vs_buf buf;

    vs_buf_init(&buf, VS_PRINT_MAX);
    vs_when_text(when, counted->from, VS_WHEN_FULL);
    vs_buf_addf(&buf, _("Counted from %s"), when);
    if (calendar && counted->delay.unit == VS_UNIT_WORKING_DAY) {
        vs_buf_addf(&buf, _(" by the calendar %.*s, edition %.*s"), (int)calendar->id.len,
                    calendar->id.p, (int)calendar->edition.len, calendar->edition.p);
    }
    vs_buf_add_text(&buf, counted->delay.counting == VS_COUNT_WHOLE_DAYS &&
                                  counted->delay.unit != VS_UNIT_HOUR
                              ? _(". The first day does not count.")
                              : _("."));
    vs_explain_line(out, INDENT, &buf);
    print_days(out, counted, count);
    if (counted->latest != VS_INSTANT_NEVER) {
        say_end(when, counted, counted->latest);
        vs_buf_addf(&buf,
                    counted->is_term   ? _("The term ends %s.")
                    : counted->stopped ? _("The delay would have ended %s; it was stopped before "
                                           "that.")
                                       : _("The delay ends %s."),
                    when);
    } else if (calendar) {
        say_beyond(&buf, counted, count);
    }
    if (count->extended_1) {
        vs_buf_add_text(&buf, _(" It is a term of the law, which does not end on a day that is no "
                                "working day."));
    }
    if (count->extended_2) {
        vs_buf_add_text(&buf,
                        _(" It is a term of the law, which holds at least two working days."));
    }
    if (counted->earliest < counted->latest) {
        say_end(when, counted, counted->earliest);
        vs_buf_addf(&buf, _(" If the days that are not known are working days it ends %s."), when);
    }
    vs_explain_line(out, INDENT, &buf);
    vs_buf_release(&buf);
}

struct vs_counted
vs_counted_offer(const struct vs_fold_offer *offer)
{
    return (struct vs_counted){.delay = offer->rule.delay,
                               .calendar = offer->rule.calendar,
                               .from = offer->counted_from,
                               .latest = offer->latest,
                               .earliest = offer->earliest,
                               .stopped = offer->lapse == VS_INSTANT_NEVER};
}

void
vs_explain_days(struct vs_explained *explained)
{
    struct vs_out *out = &explained->question->cli->out;
    char id[VS_ID_LEN_MAX];
    char title[VS_ID_LEN_MAX + 128];

    for (uint32_t i = 0; i < explained->fold->offer_count; i++) {
        const struct vs_fold_offer *offer = &explained->fold->offers[i];
        struct vs_counted counted = vs_counted_offer(offer);
        struct vs_count count;

        if (!vs_explained_counts(explained, i) ||
            vs_fold_offer_count(&count, explained->fold, offer, NULL) != VS_OK) {
            continue;
        }
        vs_id_short(id, &explained->fold->entries[offer->event].in->id);
        (void)snprintf(title, sizeof title, _("The days of the handover %s"), id);
        vs_explain_heading(out, title);
        vs_explain_count(out, &counted, &count);
        vs_count_release(&count);
    }
}
