/*
 * The functions behind the command table, by file. Each does its work and fills cli->exit; see
 * cli/cmd.h for what a command may rely on.
 */
#ifndef VS_CLI_COMMANDS_H
#define VS_CLI_COMMANDS_H

#include "cli/cmd.h"

/* cmd_help.c */
enum vs_code vs_cmd_help(struct vs_cli *cli, struct vs_err *err) VS_MUST_USE;
enum vs_code vs_cmd_version(struct vs_cli *cli, struct vs_err *err) VS_MUST_USE;
enum vs_code vs_cmd_complete(struct vs_cli *cli, struct vs_err *err) VS_MUST_USE;

#endif
