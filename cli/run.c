/*
 * From argv to an exit code: finds the command, parses its options, runs it, says what failed.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>

#include "cli/cmd.h"
#include "cli/help.h"
#include "cli/i18n.h"
#include "cli/session.h"
#include "cli/text.h"

#define OPTS_MAX 24

/* --lang and --json decide how an error of parsing itself is told, so they are looked for first. */
static void
look_ahead(struct vs_cli *cli, int argc, const char *const *argv)
{
    const char *lang = NULL;

    for (int i = 1; i < argc && strcmp(argv[i], "--") != 0; i++) {
        if (strcmp(argv[i], "--json") == 0) {
            cli->out.json = true;
        } else if (strncmp(argv[i], "--lang=", 7) == 0) {
            lang = argv[i] + 7;
        } else if (strcmp(argv[i], "--lang") == 0 && i + 1 < argc) {
            lang = argv[i + 1];
        }
    }
    /* What programs read does not depend on the language of the person who runs them. */
    vs_i18n_init(cli->out.json ? "en" : lang);
}

static const char *
from_environment(const char *name)
{
    const char *value = getenv(name);

    return value && *value ? value : NULL;
}

/* The options of one command as one table. */
static void
merge_options(struct vs_opt out[OPTS_MAX + 1], const struct vs_cmd *cmd)
{
    const struct vs_opt *opt;

    memset(out, 0, (OPTS_MAX + 1) * sizeof *out);
    for (size_t n = 0; n < OPTS_MAX && (opt = vs_cmd_opt_at(cmd, n)) != NULL; n++) {
        out[n] = *opt;
    }
}

/* $XDG_DATA_HOME/vs, else ~/.local/share/vs; the XDG rules ask for absolute paths. */
static const char *
default_folder(char *out, size_t size)
{
    const char *data = from_environment("XDG_DATA_HOME");
    const char *home = from_environment("HOME");
    int len;

    if (data && data[0] == '/') {
        len = snprintf(out, size, "%s/vs", data);
    } else if (home) {
        len = snprintf(out, size, "%s/.local/share/vs", home);
    } else {
        return NULL;
    }
    return len > 0 && (size_t)len < size ? out : NULL;
}

static void
take_globals(struct vs_cli *cli)
{
    const char *folder = vs_opt_value(&cli->args, "ledger");
    const char *key = vs_opt_value(&cli->args, "key-file");

    cli->out.json = vs_opt_given(&cli->args, "json");
    cli->out.quiet = vs_opt_given(&cli->args, "quiet");
    cli->no_input = vs_opt_given(&cli->args, "no-input");
    cli->dry_run = vs_opt_given(&cli->args, "dry-run");
    cli->ledger_dir = folder ? folder : from_environment("VS_LEDGER");
    if (!cli->ledger_dir) {
        cli->ledger_dir = default_folder(cli->ledger_default, sizeof cli->ledger_default);
    }
    cli->key_file = key ? key : from_environment("VS_KEY_FILE");
}

static bool
asks_briefly(int argc, const char *const *argv)
{
    for (int i = 1; i < argc; i++) {
        if (strcmp(argv[i], "--help") == 0) {
            return false;
        }
    }
    return true;
}

static bool
asks_for_help(int argc, const char *const *argv)
{
    for (int i = 1; i < argc; i++) {
        if (strcmp(argv[i], "--help") == 0 || strcmp(argv[i], "-h") == 0) {
            return true;
        }
    }
    return false;
}

/* A word that names no command: says which ones may have been meant. */
static enum vs_code
unknown_command(char *hint, size_t size, const char *const *words, size_t count, struct vs_err *err)
{
    const struct vs_cmd *near[3];
    size_t found;
    size_t len = 0;

    if (vs_cmd_is_noun(words[0])) {
        (void)snprintf(hint, size, "vs help %.40s", words[0]);
        return count > 1 ? vs_fail(err, VS_E_USAGE, words[1], _("'%s' has no such verb"), words[0])
                         : vs_fail(err, VS_E_USAGE, words[0], "%s", _("a verb must follow"));
    }
    found = vs_cmd_suggest(near, 3, words[0]);
    for (size_t i = 0; i < found && len < size; i++) {
        int more = snprintf(hint + len, size - len, "%svs %s", i > 0 ? ", " : "", near[i]->name);

        len += more > 0 ? (size_t)more : 0;
    }
    if (found == 0) {
        (void)snprintf(hint, size, "vs help");
    }
    return vs_fail(err, VS_E_USAGE, words[0], "%s", _("there is no such command"));
}

/* Standard output that cannot be written is found out before anything is changed. */
static enum vs_code
check_results(const struct vs_out *out, struct vs_err *err)
{
    int fd = fileno(out->results);
    int flags = fd < 0 ? O_WRONLY : fcntl(fd, F_GETFL);

    if (flags == -1 || (flags & O_ACCMODE) == O_RDONLY) {
        return vs_fail_errno(err, EBADF, NULL, _("standard output is closed"));
    }
    return VS_OK;
}

static enum vs_code
run_command(struct vs_cli *cli, struct vs_err *err)
{
    enum vs_code code = check_results(&cli->out, err);
    enum vs_code flushed;

    if (cli->cmd->group == VS_GROUP_WORK || cli->cmd->group == VS_GROUP_LOOK ||
        cli->cmd->flags & (VS_CMD_NETWORK | VS_CMD_WRAPS)) {
        vs_out_wrap(&cli->out);
    }
    if (code == VS_OK) {
        code = cli->cmd->run(cli, err);
    }
    if (code == VS_OK && cli->cmd->group == VS_GROUP_LOOK && cli->out.marked_count > 0) {
        vs_note(&cli->out, "%s\n",
                _("not confirmed: a partner named it, and its card was not compared here: vs org "
                  "add CARD --as NAME"));
    }
    flushed = vs_out_finish(&cli->out, code == VS_OK ? err : NULL);
    return code == VS_OK ? flushed : code;
}

/*
 * `vs` alone: where there is a ledger its status and how to go on, else help. It asks nothing, also
 * not for a passphrase.
 */
static enum vs_code
run_alone(struct vs_cli *cli, const char **cannot, struct vs_err *err)
{
    static const char *const words[] = {"status", "help"};
    bool ledger = vs_session_there(cli);
    size_t used;
    enum vs_code code;

    cli->cmd = vs_cmd_find(&words[ledger ? 0 : 1], 1, &used);
    *cannot = _(cli->cmd->cannot);
    cli->no_input = true;
    if (ledger && !cli->key_file && !cli->out.json) {
        vs_print(&cli->out, _("There is a ledger in %s; its passphrase opens it: vs status\n"),
                 cli->ledger_dir);
        code = vs_out_finish(&cli->out, err);
    } else {
        code = run_command(cli, err);
    }
    if (code == VS_OK && ledger) {
        vs_note(&cli->out, "\n%s\n",
                _("vs help lists the commands; vs help COMMAND explains one."));
    }
    return code;
}

/* Help without a command. */
static enum vs_code
show_overview(struct vs_cli *cli, struct vs_err *err)
{
    vs_help_overview(&cli->out);
    return vs_out_finish(&cli->out, err);
}

/* How the case was named that the command is about; NULL if it is about none. */
static const char *
typed_case(const struct vs_cli *cli)
{
    const struct vs_arg *first = cli->cmd ? cli->cmd->args : NULL;

    return first && first->kind == VS_OPT_CASE && cli->args.count > 0 ? cli->args.pos[0] : NULL;
}

int
vs_cli_run(int argc, const char *const *argv, const struct vs_env *env, FILE *results, FILE *notes)
{
    struct vs_cli cli = {.env = env, .exit = VS_EXIT_OK};
    struct vs_opt opts[OPTS_MAX + 1];
    struct vs_err err = {0};
    const char *words[2] = {NULL, NULL};
    const char *cannot = NULL;
    char hint[160] = "";
    size_t count = 0;
    size_t used = 0;
    enum vs_code code;

    vs_out_init(&cli.out, results, notes);
    look_ahead(&cli, argc, argv);
    cannot = _("cannot run this command");
    code = vs_opt_words(words, &count, 2, argc, argv, vs_cmd_any_opt, &err);
    if (code == VS_OK && count > 0) {
        cli.cmd = vs_cmd_find(words, count, &used);
        if (!cli.cmd && count == 1 && vs_cmd_is_noun(words[0]) && asks_for_help(argc, argv)) {
            vs_help_noun(&cli.out, words[0]);
            code = vs_out_finish(&cli.out, &err);
            return (int)vs_text_exit(code);
        }
        if (!cli.cmd) {
            code = unknown_command(hint, sizeof hint, words, count, &err);
        } else {
            cannot = _(cli.cmd->cannot);
            merge_options(opts, cli.cmd);
            (void)snprintf(hint, sizeof hint, "vs help %s", cli.cmd->name);
        }
    }
    if (code == VS_OK) {
        code = vs_opt_parse(&cli.args, argc, argv, used, cli.cmd ? opts : NULL,
                            cli.cmd ? cli.cmd->args : NULL, &err);
    }
    if (code != VS_OK) {
        vs_text_error(&cli.out, cannot, &err, hint[0] ? hint : NULL, NULL);
        return (int)vs_text_exit(code);
    }
    take_globals(&cli);
    if (!cli.cmd) {
        code = check_results(&cli.out, &err);
        if (code == VS_OK) {
            code = vs_opt_given(&cli.args, "help") ? show_overview(&cli, &err)
                                                   : run_alone(&cli, &cannot, &err);
        }
    } else if (vs_opt_given(&cli.args, "help")) {
        vs_help_command(&cli.out, cli.cmd, asks_briefly(argc, argv));
        code = vs_out_finish(&cli.out, &err);
    } else {
        code = run_command(&cli, &err);
    }
    if (code == VS_E_TIME_TOO_EARLY && !cli.hint && !vs_opt_given(&cli.args, "at")) {
        cli.hint = _("the clock of this machine is behind what was recorded before: set it right, "
                     "and type the same again");
    }
    if ((code == VS_E_USAGE || code == VS_E_NEEDS_INPUT) && !cli.hint && cli.cmd) {
        cli.hint = hint; /* vs help and the name of the command */
    }
    if (code != VS_OK) {
        vs_text_error(&cli.out, cannot, &err, cli.hint && *cli.hint ? cli.hint : NULL,
                      typed_case(&cli));
        return (int)vs_text_exit(code);
    }
    return (int)cli.exit;
}
