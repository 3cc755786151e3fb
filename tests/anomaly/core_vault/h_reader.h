/*
 * Reads a ledger without the vault's code: from schemas/VAULT.md and libsodium alone, ledger.key
 * and a key file to the data key, ledger.db and its WAL to the database's bytes.
 */
#ifndef VS_TESTS_CORE_VAULT_H_READER_H
#define VS_TESTS_CORE_VAULT_H_READER_H

#include "tests/anomaly/core_vault/h_lab.h"

/* The plain database in its newest committed state: {NULL, 0} when something does not open. */
struct lab_bytes reader_vault(const char *dir, const char *key_path);

/* The same of an ordinary SQLite database in WAL mode. */
struct lab_bytes reader_plain(const char *db_path);

#endif
