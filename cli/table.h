/*
 * What the files of the command table (table_*.c, one a family of commands) have in common.
 * table.c puts their rows in the order of help; cli/cmd.h says how to add a command.
 */
#ifndef VS_CLI_TABLE_H
#define VS_CLI_TABLE_H

#include "cli/cmd.h"

/* Rows that stand together in help. */
struct vs_table {
    const struct vs_cmd *rows;
    size_t count;
};
#define VS_TABLE(rows)                                                                             \
    {                                                                                              \
        rows, sizeof rows / sizeof *rows                                                           \
    }

extern const struct vs_table vs_table_case;
extern const struct vs_table vs_table_case_later; /* follows the handover */
extern const struct vs_table vs_table_handover;
extern const struct vs_table vs_table_ask;
extern const struct vs_table vs_table_partner;
extern const struct vs_table vs_table_agreement;
extern const struct vs_table vs_table_ledger;

/* The end of a list of options, and of one of arguments. */
#define VS_NO_OPT                                                                                  \
    {                                                                                              \
        NULL, 0, VS_OPT_FLAG, false, NULL, NULL, NULL, false                                       \
    }
#define VS_NO_ARG                                                                                  \
    {                                                                                              \
        NULL, VS_OPT_TEXT, false, false, NULL                                                      \
    }

/* Arguments of commands in several files. */
extern const struct vs_arg vs_case_args[];
extern const struct vs_arg vs_any_case_args[];
extern const struct vs_arg vs_file_args[];

/* Flags of a question, and of an act in a case. */
#define VS_READS (VS_CMD_LEDGER)
#define VS_ACT   (VS_CMD_LEDGER | VS_CMD_WRITES | VS_CMD_AT | VS_CMD_TEXT | VS_CMD_DRY_RUN)

/* Choices of an assessment, which a handover repeats. */
#define VS_OUTCOMES                                                                                \
    "direct_handover|conditions_service|investigation|child_protection_board|involved_persons|"    \
    "end_of_involvement|certified_institution|care_provider|multidisciplinary_team|other"
#define VS_UNSAFETIES "acute|structural|both|none|unclear"

#endif
