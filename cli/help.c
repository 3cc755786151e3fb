#include "cli/help.h"

#include <string.h>

#include "cli/i18n.h"
#include "cli/text.h"

static const char *const group_titles[VS_GROUP_COUNT] = {
    [VS_GROUP_WORK] = N_("Work on cases"), [VS_GROUP_LOOK] = N_("Ask"),
    [VS_GROUP_SHARE] = N_("Partners"),     [VS_GROUP_ADMIN] = N_("This ledger"),
    [VS_GROUP_HELP] = N_("Help"),
};

/* "  name, alias      summary", the summary wrapped in its column. */
static void
print_row(struct vs_out *out, const char *name, const char *text, unsigned column)
{
    char first[80];
    int pad = (int)column - 2 - (int)vs_columns(vs_str(name));

    if (pad < 1) {
        vs_print(out, "  %s\n", name);
        (void)snprintf(first, sizeof first, "%*s", (int)column, "");
    } else {
        (void)snprintf(first, sizeof first, "  %s%*s", name, pad, "");
    }
    vs_print_wrapped(out, first, text);
}

static void
print_command(struct vs_out *out, const struct vs_cmd *cmd)
{
    char names[80];

    (void)snprintf(names, sizeof names, "%s%s%s", cmd->name, cmd->dutch ? ", " : "",
                   cmd->dutch ? cmd->dutch : "");
    print_row(out, names, _(cmd->summary), 26);
}

/* "one of: a, b, c" under the help of an option. */
static void
print_choices(struct vs_out *out, const char *choices)
{
    char first[80];
    struct vs_buf list;

    vs_buf_init(&list, 4096);
    for (; *choices; choices++) {
        vs_buf_add_text(&list, *choices == '|' ? ", " : "");
        if (*choices != '|') {
            vs_buf_add_byte(&list, (uint8_t)*choices);
        }
    }
    if (vs_buf_check(&list, "help", NULL) == VS_OK) {
        (void)snprintf(first, sizeof first, "%26s%s ", "", _("one of:"));
        vs_print_wrapped(out, first, (const char *)list.p);
    }
    vs_buf_release(&list);
}

static void
print_option(struct vs_out *out, const struct vs_opt *opt)
{
    char names[80];
    char letter[6] = "";

    if (opt->letter) {
        (void)snprintf(letter, sizeof letter, "-%c, ", opt->letter);
    }
    (void)snprintf(names, sizeof names, "%s--%s%s%s", letter, opt->name, opt->value ? " " : "",
                   opt->value ? opt->value : "");
    print_row(out, names, _(opt->help), 26);
    if (opt->choices) {
        print_choices(out, opt->choices);
    }
}

static void
print_globals(struct vs_out *out)
{
    vs_print(out, "\n");
    vs_print_style(out, VS_STYLE_STRONG, "%s\n", _("Options of every command"));
    for (const struct vs_opt *opt = vs_opt_global; opt->name; opt++) {
        print_option(out, opt);
    }
}

void
vs_help_overview(struct vs_out *out)
{
    const char *name;
    const char *title;

    vs_print(out, "%s\n\n", _("usage: vs COMMAND [options]"));
    vs_print_wrapped(out, "",
                     _("Keeps track of which organisation is responsible for the safety of a "
                       "household, since when, by which agreement, and proves it."));
    for (int group = 0; group < VS_GROUP_COUNT; group++) {
        bool titled = false;

        for (size_t i = 0; i < vs_cmd_count(); i++) {
            if ((int)vs_cmd_at(i)->group != group || vs_cmd_at(i)->flags & VS_CMD_HIDDEN) {
                continue;
            }
            if (!titled) {
                vs_print(out, "\n");
                vs_print_style(out, VS_STYLE_STRONG, "%s\n", _(group_titles[group]));
                titled = true;
            }
            print_command(out, vs_cmd_at(i));
        }
    }
    vs_print(out, "\n");
    vs_print_style(out, VS_STYLE_STRONG, "%s\n", _("Topics (vs help TOPIC)"));
    for (size_t n = 0; vs_help_topic_at(n, &name, &title); n++) {
        print_row(out, name, _(title), 26);
    }
    print_globals(out);
}

static void
print_examples(struct vs_out *out, const char *lines)
{
    vs_print(out, "\n");
    vs_print_style(out, VS_STYLE_STRONG, "%s\n", _("Examples"));
    while (*lines) {
        size_t len = strcspn(lines, "\n");

        vs_print(out, "  %.*s\n", (int)len, lines);
        lines += len + (lines[len] == '\n');
    }
}

/* The exit codes that this command can end with. */
static void
print_exits(struct vs_out *out, const struct vs_cmd *cmd)
{
    char number[8];

    vs_print(out, "\n");
    vs_print_style(out, VS_STYLE_STRONG, "%s\n", _("Exit codes"));
    for (size_t n = 0; n < vs_exit_count(); n++) {
        int code = 0;
        const char *name;
        const char *meaning;

        vs_exit_row(n, &code, &name, &meaning);
        if ((code >= 10 && code < 30 && !(cmd->flags & VS_CMD_LEDGER)) ||
            ((code == VS_EXIT_DECIDE || code == VS_EXIT_INCOMPLETE) &&
             !(cmd->flags & (VS_CMD_ANSWERS | VS_CMD_NETWORK))) ||
            ((code == VS_EXIT_UNREACHABLE || code == VS_EXIT_REFUSED || code == VS_EXIT_PARTLY ||
              code == VS_EXIT_FORKED) &&
             !(cmd->flags & VS_CMD_NETWORK))) {
            continue;
        }
        (void)snprintf(number, sizeof number, "%d", code);
        print_row(out, number, _(meaning), 8);
    }
}

/* A line of a usage ends between two items, never between an option and its value: the spaces at
 * which one ends become newlines. All of it is ASCII. */
static void
wrap_usage(char *usage, unsigned columns)
{
    size_t line = 0; /* where this one begins */
    size_t item = 0; /* the space before the last item that may begin a line */
    unsigned depth = 0;
    bool option = false; /* a required one, whose value follows */

    for (size_t i = 0;; i++) {
        if (usage[i] == ' ' && depth == 0) {
            bool value = option && usage[i + 1] != '-' && usage[i + 1] != '[';

            option = usage[i + 1] == '-';
            if (value) {
                continue;
            }
        }
        if ((usage[i] == ' ' || usage[i] == '\0') && depth == 0) {
            if (i - line > columns && item > line) {
                usage[item] = '\n';
                line = item + 1;
            }
            item = i;
        }
        if (usage[i] == '\0') {
            return;
        }
        depth += usage[i] == '[' || usage[i] == '{';
        depth -= usage[i] == ']' || usage[i] == '}';
    }
}

void
vs_help_command(struct vs_out *out, const struct vs_cmd *cmd, bool brief)
{
    struct vs_buf usage;
    const struct vs_opt *opt;

    vs_buf_init(&usage, 4096);
    vs_cmd_usage(&usage, cmd);
    if (vs_buf_check(&usage, "usage", NULL) == VS_OK) {
        char first[64];
        unsigned indent;

        (void)snprintf(first, sizeof first, "%s vs ", _("usage:"));
        indent = vs_columns(vs_str(first));
        wrap_usage((char *)usage.p, out->width > indent + 20 ? out->width - indent : 20);
        vs_print_wrapped(out, first, (const char *)usage.p);
    }
    vs_buf_release(&usage);
    if (cmd->dutch) {
        vs_print(out, "%s vs %s\n", _("also:"), cmd->dutch);
    }
    vs_print(out, "\n");
    vs_print_wrapped(out, "", _(cmd->summary));
    if (cmd->details && !brief) {
        vs_print(out, "\n");
        vs_print_wrapped(out, "", _(cmd->details));
    }
    if (vs_cmd_opt_at(cmd, 0)) {
        vs_print(out, "\n");
        vs_print_style(out, VS_STYLE_STRONG, "%s\n", _("Options"));
    }
    for (size_t n = 0; (opt = vs_cmd_opt_at(cmd, n)) != NULL; n++) {
        print_option(out, opt);
    }
    if (cmd->example) {
        print_examples(out, cmd->example);
    }
    if (!brief) {
        print_globals(out);
        print_exits(out, cmd);
    }
}

void
vs_help_noun(struct vs_out *out, const char *noun)
{
    size_t len = strlen(noun);

    vs_print(out, "%s vs %s %s\n\n", _("usage:"), noun, _("VERB [options]"));
    for (size_t i = 0; i < vs_cmd_count(); i++) {
        if (strncmp(vs_cmd_at(i)->name, noun, len) == 0 && vs_cmd_at(i)->name[len] == ' ') {
            print_command(out, vs_cmd_at(i));
        }
    }
}
