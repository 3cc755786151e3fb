#include "cli/when.h"

#include "cli/i18n.h"
#include "core/casework/zone.h"

/* TRANSLATORS: names of days and months as they stand within a date, such as "Thu 9 April 2026". */
static const char *const days[] = {N_("Mon"), N_("Tue"), N_("Wed"), N_("Thu"),
                                   N_("Fri"), N_("Sat"), N_("Sun")};
static const char *const months[] = {
    N_("January"), N_("February"), N_("March"),     N_("April"),   N_("May"),      N_("June"),
    N_("July"),    N_("August"),   N_("September"), N_("October"), N_("November"), N_("December")};

void
vs_when_date(char out[VS_WHEN_LEN], vs_date date, bool year)
{
    int y = 0;
    int m = 0;
    int d = 0;
    const char *day;

    if (date == VS_DATE_NEVER) {
        (void)snprintf(out, VS_WHEN_LEN, "%s", _("never"));
        return;
    }
    vs_date_parts(date, &y, &m, &d);
    day = _(days[vs_date_weekday(date) - 1]);
    if (year) {
        (void)snprintf(out, VS_WHEN_LEN, "%s %d %s %d", day, d, _(months[m - 1]), y);
    } else {
        (void)snprintf(out, VS_WHEN_LEN, "%s %d %s", day, d, _(months[m - 1]));
    }
}

void
vs_when_text(char out[VS_WHEN_LEN], vs_instant instant, enum vs_when_form form)
{
    char date[VS_WHEN_LEN];
    char plain[VS_DATE_TEXT_LEN + 1];
    int32_t clock;
    int hour;
    int minute;

    if (instant < 0 || instant > VS_INSTANT_MAX) {
        (void)snprintf(out, VS_WHEN_LEN, "%s", _("never"));
        return;
    }
    clock = vs_zone_clock(instant);
    hour = clock / 3600;
    minute = clock / 60 % 60;
    vs_when_date(date, vs_zone_date(instant), form != VS_WHEN_NO_YEAR);
    switch (form) {
    case VS_WHEN_FULL:
    case VS_WHEN_NO_YEAR:
        (void)snprintf(out, VS_WHEN_LEN, "%.48s %02d:%02d", date, hour, minute);
        break;
    case VS_WHEN_CLOCK:
        (void)snprintf(out, VS_WHEN_LEN, "%02d:%02d", hour, minute);
        break;
    case VS_WHEN_DAY:
        (void)snprintf(out, VS_WHEN_LEN, "%s", date);
        break;
    case VS_WHEN_SHORT:
        vs_date_text(plain, vs_zone_date(instant));
        (void)snprintf(out, VS_WHEN_LEN, "%s %02d:%02d", plain, hour, minute);
        break;
    }
}

static bool
ends_with_a_day(vs_instant end)
{
    return end > 0 && end <= VS_INSTANT_MAX && vs_zone_clock(end) == 0;
}

bool
vs_when_end(char out[VS_WHEN_LEN], vs_instant end, enum vs_when_form form)
{
    if (!ends_with_a_day(end)) {
        vs_when_text(out, end, form);
        return false;
    }
    if (form == VS_WHEN_SHORT) {
        vs_date_text(out, vs_zone_date(end) - 1);
    } else {
        vs_when_date(out, vs_zone_date(end) - 1, form != VS_WHEN_NO_YEAR);
    }
    return true;
}

void
vs_when_json_last_day(struct vs_json *object, vs_instant end)
{
    char day[VS_DATE_TEXT_LEN + 1];

    if (ends_with_a_day(end)) {
        vs_date_text(day, vs_zone_date(end) - 1);
        vs_json_set_text(object, "last_day", day);
    }
}

void
vs_when_json(struct vs_json *object, const char *name, vs_instant instant)
{
    char text[VS_INSTANT_TEXT_LEN + 1];

    if (instant < 0 || instant > VS_INSTANT_MAX) {
        return;
    }
    vs_instant_text(text, instant);
    vs_json_set_text(object, name, text);
}

enum vs_code
vs_when_parse(vs_instant *out, const char *text, struct vs_err *err)
{
    enum vs_code code = vs_zone_parse(out, vs_str(text), err);

    /* Typed by a person, so that it is the command that was not understood. */
    return code == VS_E_INVALID          ? vs_fail(err, VS_E_TIME_FORMAT, text, "%s", "")
           : code == VS_E_TIME_BARE_DATE ? vs_fail(err, code, text, "%s", "")
                                         : code;
}

enum vs_code
vs_when_act(vs_instant *at, vs_instant *now, const struct vs_cli *cli, struct vs_err *err)
{
    const char *text = vs_opt_value(&cli->args, "at");
    enum vs_code code;

    *now = cli->env->now(cli->env->payload);
    *at = *now;
    if (!text) {
        return VS_OK;
    }
    code = vs_when_parse(at, text, err);
    if (code == VS_OK && *at > *now + VS_WHEN_FUTURE) {
        code = vs_fail(err, VS_E_TIME_FUTURE, text, _("it is %lld minutes ahead of the clock"),
                       (long long)((*at - *now) / 60));
    }
    /* A clock that runs a little behind another's must not make the act void (`at > made`). */
    if (code == VS_OK && *at > *now) {
        *at = *now;
    }
    return code;
}

enum vs_code
vs_when_known(vs_instant *known_at, const struct vs_cli *cli, struct vs_err *err)
{
    const char *text = vs_opt_value(&cli->args, "known-at");
    vs_instant now = cli->env->now(cli->env->payload);
    enum vs_code code;

    *known_at = VS_INSTANT_NEVER;
    if (!text) {
        return VS_OK;
    }
    code = vs_when_parse(known_at, text, err);
    return code == VS_OK && *known_at > now
               ? vs_fail(err, VS_E_TIME_FUTURE, text, _("it is %lld minutes ahead of the clock"),
                         (long long)((*known_at - now + 59) / 60))
               : code;
}

enum vs_code
vs_when_question(vs_instant *at, const struct vs_cli *cli, const char *option, vs_instant otherwise,
                 struct vs_err *err)
{
    const char *text = vs_opt_value(&cli->args, option);

    *at = otherwise;
    return text ? vs_when_parse(at, text, err) : VS_OK;
}
