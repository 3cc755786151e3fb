/*
 * Rows of the command table. Agreements, and the calendars that they count by.
 */
#include "cli/table.h"

#include "cli/commands.h"
#include "cli/i18n.h"

/* clang-format off: one row an option or argument. */
static const struct vs_arg agreement_args[] = {
    {"AGREEMENT", VS_OPT_TEXT, false, false, NULL},
    VS_NO_ARG,
};
static const struct vs_arg calendar_args[] = {
    {"CALENDAR", VS_OPT_TEXT, false, false, NULL},
    VS_NO_ARG,
};
static const struct vs_opt agreement_show_opts[] = {
    {"profile", 0, VS_OPT_FLAG, false, NULL, NULL,
     N_("print the profile itself, as a file to begin from"), false},
    VS_NO_OPT,
};
static const struct vs_opt adopt_opts[] = {
    {"as", 0, VS_OPT_TEXT, false, "ROLE", NULL,
     N_("the role of your organisation in it, such as vt or local_team"), true},
    {"from", 0, VS_OPT_DATE, false, "DATE", NULL, N_("from which day; today if left out"), false},
    VS_NO_OPT,
};
static const struct vs_opt adoption_end_opts[] = {
    {"as", 0, VS_OPT_TEXT, false, "ROLE", NULL, N_("in which role, when it was adopted in several"),
     false},
    {"from", 0, VS_OPT_DATE, false, "DATE", NULL,
     N_("the first day on which it is not adopted any more; today if left out"), false},
    VS_NO_OPT,
};
#define EDITION_OPT                                                                                \
    {                                                                                              \
        "edition", 0, VS_OPT_TEXT, false, "EDITION", NULL,                                         \
            N_("which edition; the newest that is here if left out"), false                        \
    }
static const struct vs_opt calendar_show_opts[] = {
    EDITION_OPT,
    {"year", 0, VS_OPT_NUMBER, false, "YEAR", NULL,
     N_("the days of which year; this year if left out"), false},
    VS_NO_OPT,
};
static const struct vs_opt calendar_add_opts[] = {
    EDITION_OPT,
    VS_NO_OPT,
};
/* clang-format on */

static const struct vs_cmd agreement_rows[] = {
    {
        .name = "agreement list",
        .group = VS_GROUP_SHARE,
        .flags = VS_CMD_WRAPS,
        .summary = N_("list the agreements that came with vs, and who adopted which"),
        .cannot = N_("cannot list the agreements"),
        .example = "vs agreement list",
        .schema = "vs.agreements/1",
        .run = vs_cmd_agreement_list,
    },
    {
        .name = "agreement show",
        .group = VS_GROUP_SHARE,
        .summary = N_("show the rules of an agreement and what it leaves open"),
        .cannot = N_("cannot show the agreement"),
        .details =
            N_("With --profile the text itself is printed, in the format of a profile: save it, "
               "give it an id and a region of your own, and change what your text says "
               "otherwise. The agreement voorbeeld uses everything that there is."),
        .example = "vs agreement show west-brabant-2022\n"
                   "vs agreement show voorbeeld --profile >our-region.json",
        .schema = "vs.agreement-shown/1",
        .args = agreement_args,
        .opts = agreement_show_opts,
        .run = vs_cmd_agreement_show,
    },
    {
        .name = "agreement check",
        .group = VS_GROUP_SHARE,
        .flags = VS_CMD_WRAPS,
        .summary = N_("check an agreement that your region wrote"),
        .cannot = N_("cannot use this agreement"),
        .details = N_(
            "A text that contradicts itself is refused with the place and with what would be "
            "right there; so is one that is in force together with another text of its region that "
            "it does not replace. Then everything is listed that the text leaves open, and where a "
            "convention stands in for it: a list to bring to the table where the text is made."),
        .example = "vs agreement check our-region.json",
        .schema = "vs.agreement-check/1",
        .args = vs_file_args,
        .run = vs_cmd_agreement_check,
    },
    {
        .name = "agreement adopt",
        .group = VS_GROUP_SHARE,
        .flags = VS_CMD_LEDGER | VS_CMD_WRITES | VS_CMD_DRY_RUN,
        .summary = N_("adopt an agreement in a role, and let partners know"),
        .cannot = N_("cannot adopt the agreement"),
        .details = N_(
            "The adoption is signed and carries the whole text, so that partners hold the same. An "
            "agreement counts for a handover when both sides adopted it before. It is named by its "
            "id, if it came with vs or a partner adopted it, or by its file."),
        .example = "vs agreement adopt west-brabant-2022 --as vt --from 2026-01-01\n"
                   "vs agreement adopt ./our-region.json --as local_team",
        .schema = "vs.adoption/1",
        .args = agreement_args,
        .opts = adopt_opts,
        .run = vs_cmd_agreement_adopt,
    },
    {
        .name = "agreement end",
        .group = VS_GROUP_SHARE,
        .flags = VS_CMD_LEDGER | VS_CMD_WRITES | VS_CMD_DRY_RUN,
        .summary = N_("end the adoption of an agreement, and let partners know"),
        .cannot = N_("cannot end the adoption"),
        .details =
            N_("From that day on your organisation hands nothing over under it. What was handed "
               "over before goes on under the text of its day. A new version of a text is adopted "
               "beside the old one, not in its place: each counts on its own days."),
        .example = "vs agreement end west-brabant-2022 --from 2027-01-01",
        .schema = "vs.adoption-end/1",
        .args = agreement_args,
        .opts = adoption_end_opts,
        .run = vs_cmd_agreement_end,
    },
    {
        .name = "calendar list",
        .group = VS_GROUP_SHARE,
        .flags = VS_CMD_WRAPS,
        .summary = N_("list the calendars of working days that are here"),
        .cannot = N_("cannot list the calendars"),
        .example = "vs calendar list",
        .schema = "vs.calendars/1",
        .run = vs_cmd_calendar_list,
    },
    {
        .name = "calendar show",
        .group = VS_GROUP_SHARE,
        .summary = N_("show which days of a year are no working days, and why"),
        .cannot = N_("cannot show the calendar"),
        .example = "vs calendar show nl-atw --year 2026\n"
                   "vs calendar show ./our-days.json",
        .schema = "vs.calendar-shown/1",
        .args = calendar_args,
        .opts = calendar_show_opts,
        .run = vs_cmd_calendar_show,
    },
    {
        .name = "calendar check",
        .group = VS_GROUP_SHARE,
        .summary = N_("check a calendar that your region wrote"),
        .cannot = N_("cannot use this calendar"),
        .example = "vs calendar check our-days.json",
        .schema = "vs.calendar-check/1",
        .args = vs_file_args,
        .run = vs_cmd_calendar_check,
    },
    {
        .name = "calendar add",
        .group = VS_GROUP_SHARE,
        .flags = VS_CMD_LEDGER | VS_CMD_WRITES | VS_CMD_DRY_RUN,
        .summary = N_("count by a calendar of your own, and let partners have it"),
        .cannot = N_("cannot add the calendar"),
        .details = N_(
            "A handover is counted by it where the agreement names its id and both sides have "
            "added "
            "it: from a file, or, once a partner's is here, by its id. An edition never changes; "
            "other days are a new edition."),
        .example = "vs calendar add ./our-days.json\n"
                   "vs calendar add our-days --edition 2026-2",
        .schema = "vs.calendar-added/1",
        .args = calendar_args,
        .opts = calendar_add_opts,
        .run = vs_cmd_calendar_add,
    },
};
const struct vs_table vs_table_agreement = VS_TABLE(agreement_rows);
