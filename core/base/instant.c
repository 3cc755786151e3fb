#include "core/base/instant.h"

#include <string.h>

#define DAY_SECONDS 86400
#define YEAR_MIN    1600
#define YEAR_MAX    9999

/* Days from 0000-03-01 to 1970-01-01. Years are counted from 1 March, so that the leap day is last.
 */
#define EPOCH_DAYS 719468

/* Days from 0000-03-01 to 1 March of `year`, which is not negative. */
static int64_t
days_to_march(int64_t year)
{
    return 365 * year + year / 4 - year / 100 + year / 400;
}

/* Days from 1 March to the first of the month that lies `months` (0 to 11) after March. */
static int
days_to_month(int months)
{
    return (153 * months + 2) / 5;
}

static bool
is_leap(int year)
{
    return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
}

bool
vs_date_is_real(int year, int month, int day)
{
    static const int lengths[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};

    if (year < YEAR_MIN || year > YEAR_MAX || month < 1 || month > 12 || day < 1) {
        return false;
    }
    return day <= lengths[month - 1] + (month == 2 && is_leap(year));
}

vs_date
vs_date_from(int year, int month, int day)
{
    int64_t y = month > 2 ? year : year - 1;
    int months = (month + 9) % 12;

    return (vs_date)(days_to_march(y) + days_to_month(months) + day - 1 - EPOCH_DAYS);
}

void
vs_date_parts(vs_date date, int *year, int *month, int *day)
{
    int64_t days = (int64_t)date + EPOCH_DAYS;
    int64_t y = days * 400 / 146097; /* 400 years are 146,097 days; off by one year at most */
    int months, rest;

    if (days_to_march(y) > days) {
        y--;
    } else if (days_to_march(y + 1) <= days) {
        y++;
    }
    rest = (int)(days - days_to_march(y));
    months = (5 * rest + 2) / 153;
    *day = rest - days_to_month(months) + 1;
    *month = months < 10 ? months + 3 : months - 9;
    *year = (int)y + (months >= 10);
}

int
vs_date_weekday(vs_date date)
{
    int day = (int)(((int64_t)date + 3) % 7); /* 1970-01-01 was a Thursday */

    return (day < 0 ? day + 7 : day) + 1;
}

/* `count` decimal digits, or -1. */
static int
digits(const char *text, size_t count)
{
    int value = 0;

    for (size_t i = 0; i < count; i++) {
        if (text[i] < '0' || text[i] > '9') {
            return -1;
        }
        value = value * 10 + (text[i] - '0');
    }
    return value;
}

static void
put_digits(char *out, int value, size_t count)
{
    for (size_t i = count; i > 0; i--) {
        out[i - 1] = (char)('0' + value % 10);
        value /= 10;
    }
}

bool
vs_date_parse(vs_date *out, struct vs_str text)
{
    int year, month, day;

    if (text.len != VS_DATE_TEXT_LEN || text.p[4] != '-' || text.p[7] != '-') {
        return false;
    }
    year = digits(text.p, 4);
    month = digits(text.p + 5, 2);
    day = digits(text.p + 8, 2);
    if (!vs_date_is_real(year, month, day)) {
        return false;
    }
    *out = vs_date_from(year, month, day);
    return true;
}

void
vs_date_text(char out[VS_DATE_TEXT_LEN + 1], vs_date date)
{
    int year, month, day;

    memcpy(out, "####-##-##", VS_DATE_TEXT_LEN + 1);
    if (date < vs_date_from(YEAR_MIN, 1, 1) || date > vs_date_from(YEAR_MAX, 12, 31)) {
        return;
    }
    vs_date_parts(date, &year, &month, &day);
    put_digits(out, year, 4);
    put_digits(out + 5, month, 2);
    put_digits(out + 8, day, 2);
}

bool
vs_instant_parse(vs_instant *out, struct vs_str text)
{
    vs_date date;
    int hour, minute, second;

    if (text.len != VS_INSTANT_TEXT_LEN || text.p[10] != 'T' || text.p[13] != ':' ||
        text.p[16] != ':' || text.p[19] != 'Z') {
        return false;
    }
    hour = digits(text.p + 11, 2);
    minute = digits(text.p + 14, 2);
    second = digits(text.p + 17, 2);
    if (!vs_date_parse(&date, (struct vs_str){text.p, VS_DATE_TEXT_LEN}) || date < 0 || hour < 0 ||
        hour > 23 || minute < 0 || minute > 59 || second < 0 || second > 59) {
        return false;
    }
    *out = (vs_instant)date * DAY_SECONDS + hour * 3600 + minute * 60 + second;
    return true;
}

void
vs_instant_text(char out[VS_INSTANT_TEXT_LEN + 1], vs_instant instant)
{
    int second;

    memcpy(out, "####-##-##T##:##:##Z", VS_INSTANT_TEXT_LEN + 1);
    if (instant < 0 || instant > VS_INSTANT_MAX) {
        return;
    }
    vs_date_text(out, (vs_date)(instant / DAY_SECONDS));
    out[VS_DATE_TEXT_LEN] = 'T';
    second = (int)(instant % DAY_SECONDS);
    put_digits(out + 11, second / 3600, 2);
    put_digits(out + 14, second / 60 % 60, 2);
    put_digits(out + 17, second % 60, 2);
}
