/*
 * help, version, and the answers to the completion scripts.
 */
#include <string.h>

#include "cli/commands.h"
#include "cli/help.h"
#include "cli/i18n.h"
#include "cli/version.h"

static struct vs_json *
option_document(const struct vs_opt *opt)
{
    struct vs_json *doc = vs_json_new_object();
    char letter[2] = {opt->letter, '\0'};

    vs_json_set_text(doc, "name", opt->name);
    if (opt->letter) {
        vs_json_set_text(doc, "letter", letter);
    }
    if (opt->value) {
        vs_json_set_text(doc, "value", opt->value);
    }
    if (opt->choices) {
        vs_json_set_text(doc, "choices", opt->choices);
    }
    vs_json_set_bool(doc, "required", opt->required);
    vs_json_set_text(doc, "help", opt->help);
    return doc;
}

static struct vs_json *
command_document(const struct vs_cmd *cmd)
{
    static const char *const groups[VS_GROUP_COUNT] = {
        [VS_GROUP_WORK] = "work",   [VS_GROUP_LOOK] = "look", [VS_GROUP_SHARE] = "share",
        [VS_GROUP_ADMIN] = "admin", [VS_GROUP_HELP] = "help",
    };
    struct vs_json *doc = vs_json_new_object();
    struct vs_json *opts = vs_json_new_array();
    const struct vs_opt *opt;
    struct vs_buf usage;

    vs_json_set_text(doc, "name", cmd->name);
    if (cmd->dutch) {
        vs_json_set_text(doc, "dutch", cmd->dutch);
    }
    vs_json_set_text(doc, "group", groups[cmd->group]);
    vs_json_set_text(doc, "summary", cmd->summary);
    vs_buf_init(&usage, 4096);
    vs_cmd_usage(&usage, cmd);
    vs_json_set_str(doc, "usage", vs_buf_str(&usage));
    vs_buf_release(&usage);
    if (cmd->schema) {
        vs_json_set_text(doc, "schema", cmd->schema);
    }
    for (size_t n = 0; (opt = vs_cmd_opt_at(cmd, n)) != NULL; n++) {
        vs_json_add(opts, option_document(opt));
    }
    vs_json_set(doc, "options", opts);
    return doc;
}

/* The document of `vs help --json`: of one command, or of all when `only` is NULL. */
static enum vs_code
help_json(struct vs_out *out, const struct vs_cmd *only, struct vs_err *err)
{
    struct vs_json *doc = vs_out_document("vs.help/1");
    struct vs_json *commands = vs_json_new_array();
    struct vs_json *options = vs_json_new_array();
    struct vs_json *topics = vs_json_new_array();
    const char *name;
    const char *title;

    for (size_t i = 0; i < vs_cmd_count(); i++) {
        if ((!only && !(vs_cmd_at(i)->flags & VS_CMD_HIDDEN)) || only == vs_cmd_at(i)) {
            vs_json_add(commands, command_document(vs_cmd_at(i)));
        }
    }
    for (const struct vs_opt *opt = vs_opt_global; opt->name; opt++) {
        vs_json_add(options, option_document(opt));
    }
    for (size_t n = 0; vs_help_topic_at(n, &name, &title); n++) {
        vs_json_add_text(topics, name);
    }
    vs_json_set(doc, "commands", commands);
    vs_json_set(doc, "options", options);
    vs_json_set(doc, "topics", topics);
    return vs_out_json(out, doc, err);
}

enum vs_code
vs_cmd_help(struct vs_cli *cli, struct vs_err *err)
{
    const struct vs_cmd *cmd = NULL;
    size_t used = 0;

    if (cli->args.count > 0) {
        cmd = vs_cmd_find(cli->args.pos, cli->args.count, &used);
        if (!cmd && !(cli->args.count == 1 && vs_cmd_is_noun(cli->args.pos[0])) &&
            !vs_help_topic(&cli->out, cli->args.pos[0])) {
            cli->hint = "vs help";
            return vs_fail(err, VS_E_NOT_FOUND, cli->args.pos[0], "%s",
                           _("there is no such command or topic"));
        }
    }
    if (cmd) {
        vs_help_command(&cli->out, cmd, false);
    } else if (cli->args.count == 0) {
        vs_help_overview(&cli->out);
    } else if (vs_cmd_is_noun(cli->args.pos[0])) {
        vs_help_noun(&cli->out, cli->args.pos[0]);
    }
    return cli->out.json ? help_json(&cli->out, cmd, err) : VS_OK;
}

enum vs_code
vs_cmd_version(struct vs_cli *cli, struct vs_err *err)
{
    struct vs_json *doc = vs_out_document("vs.version/1");

    vs_json_set_text(doc, "version", VS_VERSION);
    vs_json_set_text(doc, "format", VS_VERSION_FORMAT);
    vs_print(&cli->out, "vs %s (%s %s)\n", VS_VERSION, _("format"), VS_VERSION_FORMAT);
    return vs_out_json(&cli->out, doc, err);
}

static void
offer(struct vs_out *out, const char *candidate, size_t len, const char *begun)
{
    if (strncmp(candidate, begun, strlen(begun)) == 0 && strlen(begun) <= len) {
        vs_print(out, "%.*s\n", (int)len, candidate);
    }
}

static void
offer_choices(struct vs_out *out, const char *choices, const char *begun)
{
    while (choices) {
        const char *bar = strchr(choices, '|');

        offer(out, choices, bar ? (size_t)(bar - choices) : strlen(choices), begun);
        choices = bar ? bar + 1 : NULL;
    }
}

static void
offer_option(struct vs_out *out, const struct vs_opt *opt, const char *begun)
{
    char name[64];
    int len = snprintf(name, sizeof name, "--%s", opt->name);

    offer(out, name, (size_t)len, begun);
}

/* First words, or the verbs of the noun that was typed. */
static void
offer_commands(struct vs_out *out, const char *noun, const char *begun)
{
    char last[64] = "";

    for (size_t i = 0; i < vs_cmd_count(); i++) {
        const struct vs_cmd *cmd = vs_cmd_at(i);
        const char *space = strchr(cmd->name, ' ');
        size_t first = space ? (size_t)(space - cmd->name) : strlen(cmd->name);

        if (cmd->flags & VS_CMD_HIDDEN || first >= sizeof last) {
            continue;
        }
        if (noun) {
            if (space && strlen(noun) == first && strncmp(noun, cmd->name, first) == 0) {
                offer(out, space + 1, strlen(space + 1), begun);
            }
            continue;
        }
        /* The verbs of a noun stand together in the table; the noun is offered once. */
        if (!(strncmp(last, cmd->name, first) == 0 && last[first] == '\0')) {
            offer(out, cmd->name, first, begun);
        }
        memcpy(last, cmd->name, first);
        last[first] = '\0';
        if (cmd->dutch) {
            offer(out, cmd->dutch, strlen(cmd->dutch), begun);
        }
    }
}

static void
offer_topics(struct vs_out *out, const char *begun)
{
    const char *name;
    const char *title;

    for (size_t n = 0; vs_help_topic_at(n, &name, &title); n++) {
        offer(out, name, strlen(name), begun);
    }
}

/*
 * The words of the command line after `vs`, the last one (maybe empty) being typed. Answers from
 * the table alone: it never opens a ledger, and never shows a name.
 */
enum vs_code
vs_cmd_complete(struct vs_cli *cli, struct vs_err *err)
{
    const char *const *words = cli->args.pos;
    size_t count = cli->args.count;
    const char *begun = count > 0 ? words[count - 1] : "";
    const char *before = count > 1 ? words[count - 2] : "";
    const struct vs_cmd *cmd = NULL;
    const struct vs_opt *opt = NULL;
    size_t used = 0;

    (void)err;
    if (count > 1) {
        cmd = vs_cmd_find(words, count - 1, &used);
    }
    if (strncmp(before, "--", 2) == 0) {
        opt = vs_cmd_any_opt(before + 2, strlen(before + 2), 0);
    }
    if (opt && opt->kind != VS_OPT_FLAG) {
        offer_choices(&cli->out, opt->choices, begun);
    } else if (begun[0] == '-') {
        for (size_t n = 0; cmd && (opt = vs_cmd_opt_at(cmd, n)) != NULL; n++) {
            offer_option(&cli->out, opt, begun);
        }
        for (opt = vs_opt_global; opt->name; opt++) {
            offer_option(&cli->out, opt, begun);
        }
    } else if (!cmd) {
        offer_commands(&cli->out, count > 1 && vs_cmd_is_noun(words[0]) ? words[0] : NULL, begun);
    } else if (strcmp(cmd->name, "help") == 0) {
        offer_commands(&cli->out, NULL, begun);
        offer_topics(&cli->out, begun);
    } else if (cmd->args && cmd->args[0].name) {
        size_t n = count - 1 - used;

        for (const struct vs_arg *arg = cmd->args; arg->name; arg++) {
            if (n-- == 0) {
                offer_choices(&cli->out, arg->choices, begun);
                break;
            }
        }
    }
    return VS_OK;
}
