/* A ledger in a scratch folder, for the tests of the SQL alone. */
#ifndef VS_TESTS_CORE_LEDGER_H_LEDGER_H
#define VS_TESTS_CORE_LEDGER_H_LEDGER_H

#include "core/ledger/ledger.h"
#include "core/ledger/orgs.h"
#include "core/vault/vault.h"
#include "tests/tap.h"

struct h_ledger {
    char root[256];
    char dir[300];
    char key_path[300];
    struct vs_key_source key;
    struct vs_env env;
    uint64_t seed;
    uint64_t drawn;
    struct vs_vault *vault;
    struct vs_ledger *ledger;
};

/* Makes an empty vault and the ledger in it; exits when that does not work. */
void h_ledger_start(struct h_ledger *h, uint64_t seed);
/* Closes both, and opens the vault alone or with the ledger again. */
void h_ledger_close(struct h_ledger *h);
void h_ledger_open_vault(struct h_ledger *h, enum vs_vault_mode mode);
void h_ledger_reopen(struct h_ledger *h);
void h_ledger_end(struct h_ledger *h); /* removes the folder */

/* SQL of the test's own that must work. */
void h_ledger_sql(struct h_ledger *h, const char *sql);

/* Prints the error and exits unless `code` is VS_OK. */
void h_must(enum vs_code code, const struct vs_err *err, const char *what);

/* Deterministic from the seed. */
void h_ledger_random(struct h_ledger *h, void *out, size_t len);
uint64_t h_ledger_below(struct h_ledger *h, uint64_t limit);
void h_ledger_hash(struct vs_hash *out, uint64_t n);

/* A row for an organisation and for a feed of it. */
struct vs_feed_row;
void h_ledger_org(struct h_ledger *h, struct vs_org_row *out, uint64_t n, const char *alias);
void h_ledger_feed(struct h_ledger *h, struct vs_feed_row *out, int64_t org, uint64_t n);

#endif
