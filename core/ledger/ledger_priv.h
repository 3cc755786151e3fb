/* What the files of core/ledger share about the handle. */
#ifndef VS_CORE_LEDGER_LEDGER_PRIV_H
#define VS_CORE_LEDGER_LEDGER_PRIV_H

#include <sqlite3.h>

#include "core/ledger/ledger.h"
#include "core/vault/vault.h"

/* A power of two, well above the number of different statements in this folder. */
#define VS_LEDGER_STATEMENTS 256

struct vs_ledger_statement {
    const char *sql;
    sqlite3_stmt *statement;
    bool busy;
};

struct vs_ledger {
    struct vs_vault *vault; /* borrowed */
    sqlite3 *db;
    bool in_transaction;
    struct vs_ledger_statement kept[VS_LEDGER_STATEMENTS];
};

#endif
