/*
 * Rows of the command table. Questions about cases.
 */
#include "cli/table.h"

#include "cli/commands.h"
#include "cli/i18n.h"

/* clang-format off: one row an option or argument. */
static const struct vs_opt who_opts[] = {
    {"household", 0, VS_OPT_TEXT, false, "LABEL", NULL,
     N_("instead of CASE: every case of the household"), false},
    {"at", 0, VS_OPT_INSTANT, false, "TIME", NULL,
     N_("at which moment; now if left out (vs help times)"), false},
    {"known-at", 0, VS_OPT_INSTANT, false, "TIME", NULL,
     N_("by what had arrived here at this moment"), false},
    {"explain", 0, VS_OPT_FLAG, false, NULL, NULL, N_("show how the answer came about, act by act"),
     false},
    VS_NO_OPT,
};
static const struct vs_opt log_opts[] = {
    {"most", 0, VS_OPT_NUMBER, false, "N", NULL, N_("show at most so many"), false},
    VS_NO_OPT,
};
static const struct vs_opt list_opts[] = {
    {"household", 0, VS_OPT_TEXT, false, "LABEL", NULL,
     N_("every case of the household, closed ones too"), false},
    {"held", 0, VS_OPT_FLAG, false, NULL, NULL, N_("the cases that your organisation holds"),
     false},
    {"monitored", 0, VS_OPT_FLAG, false, NULL, NULL,
     N_("the cases that your organisation monitors, closed ones too"), false},
    {"all", 0, VS_OPT_FLAG, false, NULL, NULL, N_("closed cases too"), false},
    {"most", 0, VS_OPT_NUMBER, false, "N", NULL, N_("show at most so many"), false},
    {"skip", 0, VS_OPT_NUMBER, false, "N", NULL, N_("leave out the first so many"), false},
    VS_NO_OPT,
};
static const struct vs_opt due_opts[] = {
    {"mine", 0, VS_OPT_FLAG, false, NULL, NULL, N_("only what your organisation has to do"), false},
    {"by", 0, VS_OPT_ORG, false, "ORG", NULL, N_("only what this one has to do"), false},
    {"explain", 0, VS_OPT_FLAG, false, NULL, NULL,
     N_("of one CASE: by which rule and from where each is counted, day by day"), false},
    {"most", 0, VS_OPT_NUMBER, false, "N", NULL, N_("show at most so many"), false},
    {"skip", 0, VS_OPT_NUMBER, false, "N", NULL, N_("leave out the first so many"), false},
    VS_NO_OPT,
};
static const struct vs_opt status_opts[] = {
    {"most", 0, VS_OPT_NUMBER, false, "N", NULL, N_("show at most so many of each part"), false},
    VS_NO_OPT,
};
/* clang-format on */

static const struct vs_cmd ask_rows[] = {
    {
        .name = "status",
        .group = VS_GROUP_LOOK,
        .flags = VS_READS,
        .summary = N_("show what needs attention, and by when"),
        .cannot = N_("cannot show the status"),
        .example = "vs status",
        .schema = "vs.status/1",
        .opts = status_opts,
        .run = vs_cmd_status,
    },
    {
        .name = "who",
        .dutch = "wie",
        .group = VS_GROUP_LOOK,
        .flags = VS_READS | VS_CMD_ANSWERS,
        .summary = N_("say who held responsibility, since when, by which rule"),
        .cannot = N_("cannot say who holds the case"),
        .details = N_(
            "The answer follows from signed acts and from the agreements that they name, and from "
            "nothing else. With --known-at it is given from what had arrived here by then, so "
            "that one can see who could have known what. Later than now it says what holds if "
            "nothing else is recorded. Where partners have signed for more of the log of a party "
            "than is here, a note says so and the exit code is 23."),
        .example = "vs who 2026-0131\n"
                   "vs who 2026-0131 --at '2026-04-08 12:00' --known-at '2026-04-03 09:00'\n"
                   "vs who --household H-17",
        .schema = "vs.who/1",
        .args = vs_any_case_args,
        .opts = who_opts,
        .run = vs_cmd_who,
    },
    {
        .name = "show",
        .dutch = "toon",
        .group = VS_GROUP_LOOK,
        .flags = VS_READS | VS_CMD_ANSWERS,
        .summary = N_("show a case: who holds it, its handovers, what happened"),
        .cannot = N_("cannot show the case"),
        .example = "vs show 2026-0131",
        .schema = "vs.case/1",
        .args = vs_case_args,
        .run = vs_cmd_show,
    },
    {
        .name = "list",
        .dutch = "lijst",
        .group = VS_GROUP_LOOK,
        .flags = VS_READS,
        .summary = N_("list the cases"),
        .cannot = N_("cannot list the cases"),
        .example = "vs list\nvs list --all --most 20",
        .schema = "vs.list/1",
        .opts = list_opts,
        .run = vs_cmd_list,
    },
    {
        .name = "due",
        .dutch = "termijnen",
        .group = VS_GROUP_LOOK,
        .flags = VS_READS,
        .summary = N_("list what is due, by when, and for whom"),
        .cannot = N_("cannot list what is due"),
        .example = "vs due --mine\n"
                   "vs due 2026-0131 --explain",
        .schema = "vs.due/1",
        .args = vs_any_case_args,
        .opts = due_opts,
        .run = vs_cmd_due,
    },
    {
        .name = "log",
        .dutch = "logboek",
        .group = VS_GROUP_LOOK,
        .flags = VS_READS,
        .summary = N_("list the acts of a case, or of the cases that changed last"),
        .cannot = N_("cannot show the log"),
        .example = "vs log 2026-0131",
        .schema = "vs.log/1",
        .args = vs_any_case_args,
        .opts = log_opts,
        .run = vs_cmd_log,
    },
};
const struct vs_table vs_table_ask = VS_TABLE(ask_rows);
