/*
 * Help: the list of commands, a page a command, topics. All of it from the command table.
 */
#ifndef VS_CLI_HELP_H
#define VS_CLI_HELP_H

#include "cli/cmd.h"

/* `vs help`, `vs --help`. */
void vs_help_overview(struct vs_out *out);

/* `vs help COMMAND` and `--help` (brief = false); `-h` gives the short page (brief = true). */
void vs_help_command(struct vs_out *out, const struct vs_cmd *cmd, bool brief);

/* The verbs of a noun: `vs help org`. */
void vs_help_noun(struct vs_out *out, const char *noun);

/* The topics: name and title (msgid) of the n-th; false behind the last. */
bool vs_help_topic_at(size_t n, const char **name, const char **title);

/* Prints a topic; false when there is none of that name. */
bool vs_help_topic(struct vs_out *out, const char *name);

#endif
