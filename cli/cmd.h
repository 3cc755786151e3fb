/*
 * Commands. One table (cli/table.c, its rows in cli/table_*.c) feeds parsing, help, completion, and
 * the checks of the man page and of the JSON schemas.
 *
 * HOW TO ADD A COMMAND
 *   1. Write `enum vs_code vs_cmd_<name>(struct vs_cli *cli, struct vs_err *err)` in
 *      cli/cmd_<group>.c and declare it in cli/commands.h.
 *   2. Add its row to cli/table_<family>.c, with options, arguments, summary and an example.
 *      (tests/unit/cli/t_cmd.c fails when a row is incomplete, when an alias collides, or when an
 *      option is a flag in one command and takes a value in another.)
 *   3. Describe it in cli/man/vs.1. (tests/cli/man.t compares commands and options both ways.)
 *   4. Run `make po` and translate the new texts in cli/po/nl.po. (tests/cli/po.t)
 *   5. Write schemas/output/<what>.schema.json for its --json document, and name the schema in the
 *      row. (tests/cli/schemas.t fails when a schema that a row names is missing.)
 *   6. Write tests/cli/<name>.t, with one failure for every reason that the command can give.
 */
#ifndef VS_CLI_CMD_H
#define VS_CLI_CMD_H

#include "cli/exit.h"
#include "cli/opt.h"
#include "cli/out.h"
#include "core/base/env.h"

enum vs_cmd_group {
    VS_GROUP_WORK,  /* daily work on cases */
    VS_GROUP_LOOK,  /* questions */
    VS_GROUP_SHARE, /* partners and remotes */
    VS_GROUP_ADMIN, /* this ledger */
    VS_GROUP_HELP,
    VS_GROUP_COUNT
};

enum vs_cmd_flag {
    VS_CMD_LEDGER = 1U << 0,  /* needs an existing ledger */
    VS_CMD_WRITES = 1U << 1,  /* changes the ledger */
    VS_CMD_NETWORK = 1U << 2, /* talks to a remote */
    VS_CMD_DRY_RUN = 1U << 3, /* accepts -n/--dry-run */
    VS_CMD_AT = 1U << 4,      /* accepts --at */
    VS_CMD_TEXT = 1U << 5,    /* accepts --text FILE */
    VS_CMD_HIDDEN = 1U << 6,  /* not listed: completion scripts */
    VS_CMD_ANSWERS = 1U << 7, /* exits 21 or 23 because of its answer */
    VS_CMD_WRAPS = 1U << 8    /* its long lines go on below, though it is no daily work */
};

struct vs_cli;

struct vs_cmd {
    const char *name;  /* "handover", "org add" */
    const char *dutch; /* another name for it, or NULL */
    enum vs_cmd_group group;
    unsigned flags;      /* enum vs_cmd_flag */
    const char *summary; /* msgid: imperative, no final stop */
    const char *cannot;  /* msgid: first line of its errors, "cannot hand the case over" */
    const char *details; /* msgid: paragraphs for `vs help COMMAND`; may be NULL */
    const char *example; /* lines of examples, not translated */
    const char *schema;  /* of its --json document, "vs.who/1" */
    const struct vs_arg *args;
    const struct vs_opt *opts;
    enum vs_code (*run)(struct vs_cli *cli, struct vs_err *err);
};

/* Everything that a command has at hand. */
struct vs_cli {
    const struct vs_env *env;
    const struct vs_cmd *cmd;
    struct vs_args args;
    struct vs_out out;
    bool no_input;
    bool dry_run;
    const char *ledger_dir; /* --ledger, VS_LEDGER, or the XDG data folder; NULL = none of these */
    char ledger_default[4096];
    const char *key_file; /* --key-file or VS_KEY_FILE; NULL = a passphrase; borrowed */
    enum vs_exit exit;    /* of a command that succeeded: set by `who`, `show`, `sync` */
    const char *hint;     /* translated; replaces the table's hint when the command fails */
};

/* The rows, in the order of help; NULL behind the last. */
const struct vs_cmd *vs_cmd_at(size_t n);
size_t vs_cmd_count(void);

/* The options of a command beyond vs_opt_global: its own, then --at, --text, -n as its flags say.
 * Calls `each` for each of them. */
const struct vs_opt *vs_cmd_opt_at(const struct vs_cmd *cmd, size_t n);

/*
 * The command that the words name: one or two words, English or Dutch. *used is how many words its
 * name took. NULL when there is none.
 */
const struct vs_cmd *vs_cmd_find(const char *const *words, size_t count, size_t *used);

/* The nearest command names to a word that names none, at most `max`; gives their number. */
size_t vs_cmd_suggest(const struct vs_cmd **out, size_t max, const char *word);

/* Whether a word begins commands of two words ("org"). */
bool vs_cmd_is_noun(const char *word);

/* An option of any command or of all; what a name means is the same everywhere. */
const struct vs_opt *vs_cmd_any_opt(const char *name, size_t len, char letter);

/* "handover CASE --to ORG [--mode MODE]", without the options of all commands. */
void vs_cmd_usage(struct vs_buf *buf, const struct vs_cmd *cmd);

/* The whole program: parses, runs, reports. Gives the exit code. Never calls exit. */
int vs_cli_run(int argc, const char *const *argv, const struct vs_env *env, FILE *results,
               FILE *notes);

#endif
