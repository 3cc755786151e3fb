/*
 * The functions behind the command table, by file. Each does its work and fills cli->exit; see
 * cli/cmd.h for what a command may rely on.
 */
#ifndef VS_CLI_COMMANDS_H
#define VS_CLI_COMMANDS_H

#include "cli/cmd.h"

/* cmd_case.c */
enum vs_code vs_cmd_open(struct vs_cli *cli, struct vs_err *err) VS_MUST_USE;
enum vs_code vs_cmd_note(struct vs_cli *cli, struct vs_err *err) VS_MUST_USE;
enum vs_code vs_cmd_assess(struct vs_cli *cli, struct vs_err *err) VS_MUST_USE;
enum vs_code vs_cmd_close(struct vs_cli *cli, struct vs_err *err) VS_MUST_USE;

/* cmd_life.c */
enum vs_code vs_cmd_trajectory(struct vs_cli *cli, struct vs_err *err) VS_MUST_USE;
enum vs_code vs_cmd_join(struct vs_cli *cli, struct vs_err *err) VS_MUST_USE;
enum vs_code vs_cmd_contact(struct vs_cli *cli, struct vs_err *err) VS_MUST_USE;
enum vs_code vs_cmd_monitor(struct vs_cli *cli, struct vs_err *err) VS_MUST_USE;

/* cmd_handover.c */
enum vs_code vs_cmd_handover(struct vs_cli *cli, struct vs_err *err) VS_MUST_USE;
enum vs_code vs_cmd_accept(struct vs_cli *cli, struct vs_err *err) VS_MUST_USE;
enum vs_code vs_cmd_refuse(struct vs_cli *cli, struct vs_err *err) VS_MUST_USE;
enum vs_code vs_cmd_withdraw(struct vs_cli *cli, struct vs_err *err) VS_MUST_USE;
enum vs_code vs_cmd_waitlist(struct vs_cli *cli, struct vs_err *err) VS_MUST_USE;
enum vs_code vs_cmd_return(struct vs_cli *cli, struct vs_err *err) VS_MUST_USE;

/* cmd_escalate.c */
enum vs_code vs_cmd_escalate(struct vs_cli *cli, struct vs_err *err) VS_MUST_USE;

/* cmd_settle.c */
enum vs_code vs_cmd_settle(struct vs_cli *cli, struct vs_err *err) VS_MUST_USE;
enum vs_code vs_cmd_reopen(struct vs_cli *cli, struct vs_err *err) VS_MUST_USE;

/* cmd_disclose.c */
enum vs_code vs_cmd_disclose(struct vs_cli *cli, struct vs_err *err) VS_MUST_USE;

/* cmd_calendar.c */
enum vs_code vs_cmd_calendar_list(struct vs_cli *cli, struct vs_err *err) VS_MUST_USE;
enum vs_code vs_cmd_calendar_show(struct vs_cli *cli, struct vs_err *err) VS_MUST_USE;
enum vs_code vs_cmd_calendar_check(struct vs_cli *cli, struct vs_err *err) VS_MUST_USE;
enum vs_code vs_cmd_calendar_add(struct vs_cli *cli, struct vs_err *err) VS_MUST_USE;

/* cmd_party.c */
enum vs_code vs_cmd_party_remove(struct vs_cli *cli, struct vs_err *err) VS_MUST_USE;

/* cmd_ask.c */
enum vs_code vs_cmd_who(struct vs_cli *cli, struct vs_err *err) VS_MUST_USE;
enum vs_code vs_cmd_show(struct vs_cli *cli, struct vs_err *err) VS_MUST_USE;
enum vs_code vs_cmd_log(struct vs_cli *cli, struct vs_err *err) VS_MUST_USE;

/* cmd_list.c */
enum vs_code vs_cmd_list(struct vs_cli *cli, struct vs_err *err) VS_MUST_USE;
enum vs_code vs_cmd_status(struct vs_cli *cli, struct vs_err *err) VS_MUST_USE;
enum vs_code vs_cmd_due(struct vs_cli *cli, struct vs_err *err) VS_MUST_USE;

/* cmd_agreement.c */
enum vs_code vs_cmd_agreement_list(struct vs_cli *cli, struct vs_err *err) VS_MUST_USE;
enum vs_code vs_cmd_agreement_show(struct vs_cli *cli, struct vs_err *err) VS_MUST_USE;
enum vs_code vs_cmd_agreement_check(struct vs_cli *cli, struct vs_err *err) VS_MUST_USE;
enum vs_code vs_cmd_agreement_adopt(struct vs_cli *cli, struct vs_err *err) VS_MUST_USE;
enum vs_code vs_cmd_agreement_end(struct vs_cli *cli, struct vs_err *err) VS_MUST_USE;

/* cmd_org.c */
enum vs_code vs_cmd_card(struct vs_cli *cli, struct vs_err *err) VS_MUST_USE;
enum vs_code vs_cmd_org_add(struct vs_cli *cli, struct vs_err *err) VS_MUST_USE;
enum vs_code vs_cmd_org_list(struct vs_cli *cli, struct vs_err *err) VS_MUST_USE;
enum vs_code vs_cmd_org_show(struct vs_cli *cli, struct vs_err *err) VS_MUST_USE;
enum vs_code vs_cmd_remote_add(struct vs_cli *cli, struct vs_err *err) VS_MUST_USE;
enum vs_code vs_cmd_remote_list(struct vs_cli *cli, struct vs_err *err) VS_MUST_USE;
enum vs_code vs_cmd_remote_remove(struct vs_cli *cli, struct vs_err *err) VS_MUST_USE;

/* succession.c */
enum vs_code vs_cmd_org_succeed(struct vs_cli *cli, struct vs_err *err) VS_MUST_USE;

/* cmd_device.c */
enum vs_code vs_cmd_device_list(struct vs_cli *cli, struct vs_err *err) VS_MUST_USE;
enum vs_code vs_cmd_device_request(struct vs_cli *cli, struct vs_err *err) VS_MUST_USE;
enum vs_code vs_cmd_device_add(struct vs_cli *cli, struct vs_err *err) VS_MUST_USE;
enum vs_code vs_cmd_device_close(struct vs_cli *cli, struct vs_err *err) VS_MUST_USE;

/* cmd_backup.c */
enum vs_code vs_cmd_backup(struct vs_cli *cli, struct vs_err *err) VS_MUST_USE;
enum vs_code vs_cmd_restore(struct vs_cli *cli, struct vs_err *err) VS_MUST_USE;

/* cmd_sync.c */
enum vs_code vs_cmd_sync(struct vs_cli *cli, struct vs_err *err) VS_MUST_USE;

/* cmd_verify.c */
enum vs_code vs_cmd_verify(struct vs_cli *cli, struct vs_err *err) VS_MUST_USE;

/* cmd_ledger.c */
enum vs_code vs_cmd_init(struct vs_cli *cli, struct vs_err *err) VS_MUST_USE;
enum vs_code vs_cmd_ledger_passphrase(struct vs_cli *cli, struct vs_err *err) VS_MUST_USE;
enum vs_code vs_cmd_ledger_rebuild(struct vs_cli *cli, struct vs_err *err) VS_MUST_USE;
enum vs_code vs_cmd_doctor(struct vs_cli *cli, struct vs_err *err) VS_MUST_USE;

/* cmd_help.c */
enum vs_code vs_cmd_help(struct vs_cli *cli, struct vs_err *err) VS_MUST_USE;
enum vs_code vs_cmd_version(struct vs_cli *cli, struct vs_err *err) VS_MUST_USE;
enum vs_code vs_cmd_complete(struct vs_cli *cli, struct vs_err *err) VS_MUST_USE;

#endif
