/* The C side of schemas/calendar.schema.json; a test holds the two together. */
#include "core/casework/calendar_priv.h"

#include "core/casework/shape.h"
#include "core/casework/zone.h"

#define NAME_40                                                                                    \
    {                                                                                              \
        .kind = VS_SHAPE_NAME, .min = 1, .max = 40                                                 \
    }
#define TEXT(n)                                                                                    \
    {                                                                                              \
        .kind = VS_SHAPE_TEXT, .min = 1, .max = (n)                                                \
    }
#define INT(a, b)                                                                                  \
    {                                                                                              \
        .kind = VS_SHAPE_INT, .min = (a), .max = (b)                                               \
    }

static const char *const schema_words[] = {"vs.calendar/1", NULL};
static const char *const zone_words[] = {VS_ZONE_NAME, NULL};
static const char *const zone_rule_words[] = {"eu-summer-time", NULL};
static const char *const why_words[] = {"friday-after-holiday", "monday-before-holiday", "other",
                                        NULL};
const char *const vs_calendar_formulas[] = {"fixed", "before_easter", "after_easter", "kings_day",
                                            NULL};

static const struct vs_shape schema_shape = {.kind = VS_SHAPE_WORD, .words = schema_words};
static const struct vs_shape name_shape = NAME_40;
static const struct vs_shape text_200 = TEXT(200);
static const struct vs_shape text_400 = TEXT(400);
static const struct vs_shape date_shape = {.kind = VS_SHAPE_DATE};
static const struct vs_shape bool_shape = {.kind = VS_SHAPE_BOOL};
static const struct vs_shape weekday_shape = INT(1, 7);
static const struct vs_shape month_shape = INT(1, 12);
static const struct vs_shape day_shape = INT(1, 31);
static const struct vs_shape easter_shape = INT(1, 100);
static const struct vs_shape year_shape = INT(1996, 2099);
static const struct vs_shape from_days_shape = INT(1, 366);
static const struct vs_shape limit_shape = INT(1, 3660);
static const struct vs_shape formula_shape = {.kind = VS_SHAPE_WORD, .words = vs_calendar_formulas};
static const struct vs_shape zone_name_shape = {.kind = VS_SHAPE_WORD, .words = zone_words};
static const struct vs_shape zone_rule_shape = {.kind = VS_SHAPE_WORD, .words = zone_rule_words};
static const struct vs_shape why_shape = {.kind = VS_SHAPE_WORD, .words = why_words};

static const struct vs_shape_member words_members[] = {
    {"nl", true, &text_200}, {"en", true, &text_200}, {NULL, false, NULL}};
static const struct vs_shape words_shape = {.kind = VS_SHAPE_OBJECT, .members = words_members};

static const struct vs_shape_member horizon_members[] = {
    {"from", true, &date_shape}, {"to", true, &date_shape}, {NULL, false, NULL}};
static const struct vs_shape horizon_shape = {.kind = VS_SHAPE_OBJECT, .members = horizon_members};

static const struct vs_shape_member zone_members[] = {{"name", true, &zone_name_shape},
                                                      {"rule", true, &zone_rule_shape},
                                                      {"since", true, &year_shape},
                                                      {NULL, false, NULL}};
static const struct vs_shape zone_shape = {.kind = VS_SHAPE_OBJECT, .members = zone_members};

static const struct vs_shape_member weekend_members[] = {{"id", true, &name_shape},
                                                         {"weekday", true, &weekday_shape},
                                                         {"name", true, &words_shape},
                                                         {"source", true, &name_shape},
                                                         {NULL, false, NULL}};
static const struct vs_shape weekend_day = {.kind = VS_SHAPE_OBJECT, .members = weekend_members};
static const struct vs_shape weekend_shape = {
    .kind = VS_SHAPE_ARRAY, .min = 0, .max = 6, .element = &weekend_day};

#define FORMULA_MEMBERS                                                                            \
    {"id", true, &name_shape}, {"formula", true, &formula_shape}, {"name", true, &words_shape},    \
    {                                                                                              \
        "source", true, &name_shape                                                                \
    }
static const struct vs_shape_member fixed_members[] = {
    FORMULA_MEMBERS, {"month", true, &month_shape}, {"day", true, &day_shape}, {NULL, false, NULL}};
static const struct vs_shape_member easter_members[] = {
    FORMULA_MEMBERS, {"days", true, &easter_shape}, {NULL, false, NULL}};
static const struct vs_shape_member kings_members[] = {FORMULA_MEMBERS, {NULL, false, NULL}};
static const struct vs_shape fixed_shape = {.kind = VS_SHAPE_OBJECT, .members = fixed_members};
static const struct vs_shape around_easter = {.kind = VS_SHAPE_OBJECT, .members = easter_members};
static const struct vs_shape kings_shape = {.kind = VS_SHAPE_OBJECT, .members = kings_members};
static const struct vs_shape_choice formula_choices[] = {{"fixed", &fixed_shape},
                                                         {"before_easter", &around_easter},
                                                         {"after_easter", &around_easter},
                                                         {"kings_day", &kings_shape},
                                                         {NULL, NULL}};
static const struct vs_shape formula_day = {
    .kind = VS_SHAPE_CHOICE, .tag = "formula", .choices = formula_choices};
static const struct vs_shape formula_days = {
    .kind = VS_SHAPE_ARRAY, .min = 0, .max = 64, .element = &formula_day};

static const struct vs_shape_member decree_members[] = {{"date", true, &date_shape},
                                                        {"to_verify", true, &bool_shape},
                                                        {"source", true, &name_shape},
                                                        {NULL, false, NULL}};
static const struct vs_shape decree_day = {.kind = VS_SHAPE_OBJECT, .members = decree_members};
static const struct vs_shape decree_days = {
    .kind = VS_SHAPE_ARRAY, .min = 0, .max = 1000, .element = &decree_day};

static const struct vs_shape_member unknown_members[] = {
    {"date", true, &date_shape}, {"why", true, &why_shape}, {NULL, false, NULL}};
static const struct vs_shape unknown_day = {.kind = VS_SHAPE_OBJECT, .members = unknown_members};
static const struct vs_shape unknown_days = {
    .kind = VS_SHAPE_ARRAY, .min = 0, .max = 1000, .element = &unknown_day};

static const struct vs_shape_member end_members[] = {{"source", true, &name_shape},
                                                     {NULL, false, NULL}};
static const struct vs_shape end_shape = {.kind = VS_SHAPE_OBJECT, .members = end_members};
static const struct vs_shape_member two_members[] = {
    {"from_days", true, &from_days_shape}, {"source", true, &name_shape}, {NULL, false, NULL}};
static const struct vs_shape two_shape = {.kind = VS_SHAPE_OBJECT, .members = two_members};
static const struct vs_shape_member limit_members[] = {{"days", true, &limit_shape},
                                                       {"weeks", true, &limit_shape},
                                                       {"source", true, &name_shape},
                                                       {NULL, false, NULL}};
static const struct vs_shape limits_shape = {.kind = VS_SHAPE_OBJECT, .members = limit_members};
static const struct vs_shape_member statutory_members[] = {
    {"end_on_working_day", false, &end_shape},
    {"two_working_days", false, &two_shape},
    {"limits", false, &limits_shape},
    {NULL, false, NULL}};
static const struct vs_shape statutory_shape = {.kind = VS_SHAPE_OBJECT,
                                                .members = statutory_members};

static const struct vs_shape_member source_members[] = {{"id", true, &name_shape},
                                                        {"title", true, &text_400},
                                                        {"address", false, &text_200},
                                                        {NULL, false, NULL}};
static const struct vs_shape source_shape = {.kind = VS_SHAPE_OBJECT, .members = source_members};
static const struct vs_shape sources_shape = {
    .kind = VS_SHAPE_ARRAY, .min = 1, .max = 64, .element = &source_shape};

static const struct vs_shape_member calendar_members[] = {{"schema", true, &schema_shape},
                                                          {"id", true, &name_shape},
                                                          {"edition", true, &name_shape},
                                                          {"title", true, &words_shape},
                                                          {"horizon", true, &horizon_shape},
                                                          {"zone", true, &zone_shape},
                                                          {"weekend", true, &weekend_shape},
                                                          {"formula_days", true, &formula_days},
                                                          {"decree_days", true, &decree_days},
                                                          {"unknown_days", true, &unknown_days},
                                                          {"statutory", true, &statutory_shape},
                                                          {"sources", true, &sources_shape},
                                                          {NULL, false, NULL}};
const struct vs_shape vs_calendar_shape = {.kind = VS_SHAPE_OBJECT, .members = calendar_members};
