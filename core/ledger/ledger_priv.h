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

/* What hold is on (vs_ledger_hold): none, asked for, or a read transaction is open for it. */
enum vs_ledger_held { VS_LEDGER_FREE, VS_LEDGER_HOLDS, VS_LEDGER_HELD };

struct vs_ledger {
    struct vs_vault *vault; /* borrowed */
    sqlite3 *db;
    bool in_transaction;
    bool migrated;
    enum vs_ledger_held held;
    /* Slots of the statements that run, in the order in which they began: the last one mostly ends
     * first. */
    uint16_t running[VS_LEDGER_STATEMENTS];
    size_t running_count;
    struct vs_ledger_statement kept[VS_LEDGER_STATEMENTS];
};

#endif
