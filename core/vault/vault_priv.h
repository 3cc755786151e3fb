/* What the files of the vault share about an open one. */
#ifndef VS_CORE_VAULT_VAULT_PRIV_H
#define VS_CORE_VAULT_VAULT_PRIV_H

#include "core/vault/vault.h"
#include "core/vault/vfs.h"

struct vs_vault {
    sqlite3 *db;
    char *dir;
    char *db_path;
    char *key_path;
    char *old_path; /* the previous ledger.key */
    char *mark_path;
    const struct vs_env *env;
    enum vs_vault_mode mode;
    struct vs_secret dek;
    struct vs_page_keys keys;
    struct vs_vfs vfs;
    int64_t rest_size, rest_time, rest_ns; /* of a database that is read at rest */
};

#define VS_VAULT_WAIT_MS 10000

/* Milliseconds that this process waits for locks (vs_vault_test_tune). */
int vs_vault_wait_ms(void);

/* `dir`/`name` as a new string; NULL when out of memory. */
char *vs_vault_path(const char *dir, const char *name);

/* Reads ledger.key. VS_E_NO_LEDGER, VS_E_KEY_FILE. */
enum vs_code vs_vault_read_key(struct vs_keyfile *out, const struct vs_vault *vault,
                               struct vs_err *err) VS_MUST_USE;

/* Runs one statement without rows of interest; the error as vs_vault_fail gives it. */
enum vs_code vs_vault_run(const struct vs_vault *vault, const char *sql,
                          struct vs_err *err) VS_MUST_USE;

#endif
