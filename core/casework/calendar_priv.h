/* The inside of a calendar, for calendar.c and calendar_count.c only. */
#ifndef VS_CORE_CASEWORK_CALENDAR_PRIV_H
#define VS_CORE_CASEWORK_CALENDAR_PRIV_H

#include "core/casework/calendar.h"

struct special_day {
    vs_date date;
    enum vs_day_kind kind; /* free or unknown */
    bool to_verify;
    size_t order; /* its place in the file: of two on one date the first counts */
    struct vs_str reason, source;
};

struct vs_calendar_data {
    struct vs_json *doc;
    struct vs_buf canonical;
    struct {
        struct vs_str reason, source; /* empty: a working day */
    } weekday[8];                     /* by ISO weekday, 1 = Monday */
    struct special_day *special;      /* sorted by date, one a date */
    size_t special_count, special_cap;
    bool end_on_working_day;   /* article 1 */
    uint32_t two_working_days; /* article 2: for terms of so many days or more; 0 = no such rule */
    uint32_t limit_days;       /* article 4; 0 = no limit */
    uint32_t limit_weeks;
};

/* The shape of a file, and the names of the formulas in the order of enum vs_formula. */
struct vs_shape;
extern const struct vs_shape vs_calendar_shape;
extern const char *const vs_calendar_formulas[];
enum vs_formula {
    VS_FORMULA_FIXED,
    VS_FORMULA_BEFORE_EASTER,
    VS_FORMULA_AFTER_EASTER,
    VS_FORMULA_KINGS_DAY
};

#endif
