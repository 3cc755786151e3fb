/*
 * The command table: the families of commands in the order of help; the verbs of a noun stand
 * together. Each family is a file, table_*.c.
 */
#include "cli/table.h"

#include "cli/commands.h"
#include "cli/i18n.h"

const struct vs_arg vs_case_args[] = {
    {"CASE", VS_OPT_CASE, false, false, NULL},
    VS_NO_ARG,
};
const struct vs_arg vs_any_case_args[] = {
    {"CASE", VS_OPT_CASE, true, false, NULL},
    VS_NO_ARG,
};
const struct vs_arg vs_file_args[] = {
    {"FILE", VS_OPT_PATH, false, false, NULL},
    VS_NO_ARG,
};
static const struct vs_arg help_args[] = {
    {"TOPIC", VS_OPT_TEXT, true, true, NULL},
    VS_NO_ARG,
};
static const struct vs_arg complete_args[] = {
    {"WORD", VS_OPT_TEXT, true, true, NULL},
    VS_NO_ARG,
};

static const struct vs_cmd help_rows[] = {
    {
        .name = "help",
        .dutch = "hulp",
        .group = VS_GROUP_HELP,
        .summary = N_("explain a command or a topic"),
        .cannot = N_("cannot show this help"),
        .example = "vs help who\nvs help exit-codes",
        .schema = "vs.help/1",
        .args = help_args,
        .run = vs_cmd_help,
    },
    {
        .name = "version",
        .group = VS_GROUP_HELP,
        .summary = N_("print the version of the program and of its format"),
        .cannot = N_("cannot print the version"),
        .example = "vs version",
        .schema = "vs.version/1",
        .run = vs_cmd_version,
    },
    {
        .name = "__complete",
        .group = VS_GROUP_HELP,
        .flags = VS_CMD_HIDDEN,
        .summary = N_("print what may follow on a command line"),
        .cannot = N_("cannot complete this"),
        .example = "vs __complete -- ver",
        .args = complete_args,
        .run = vs_cmd_complete,
    },
};
static const struct vs_table vs_table_help = VS_TABLE(help_rows);

static const struct vs_table *const families[] = {
    &vs_table_case,    &vs_table_handover,  &vs_table_case_later, &vs_table_ask,
    &vs_table_partner, &vs_table_agreement, &vs_table_ledger,     &vs_table_help,
};

const struct vs_cmd *
vs_cmd_at(size_t n)
{
    for (size_t i = 0; i < sizeof families / sizeof *families; i++) {
        if (n < families[i]->count) {
            return &families[i]->rows[n];
        }
        n -= families[i]->count;
    }
    return NULL;
}

size_t
vs_cmd_count(void)
{
    size_t count = 0;

    for (size_t i = 0; i < sizeof families / sizeof *families; i++) {
        count += families[i]->count;
    }
    return count;
}
