/*
 * A laboratory for the vault: scratch folders, a seeded environment, ledgers with a history whose
 * every state is known, and a base VFS that records what reaches the disk, makes calls fail, and
 * can leave out syncs.
 */
#ifndef VS_TESTS_CORE_VAULT_H_LAB_H
#define VS_TESTS_CORE_VAULT_H_LAB_H

#include <sqlite3.h>

#include "core/vault/mark.h"
#include "core/vault/vault.h"
#include "tests/tap.h"

#define LAB_PATH 256

/* A scratch folder, removed by lab_end. `root` holds the key file `key` and what tests put there.
 */
struct lab {
    char root[LAB_PATH];
    char key_path[LAB_PATH];
    struct vs_key_source key;
    struct vs_env env;
    unsigned char seed[32];
    uint64_t drawn;
};

/* Starts libsodium and the lab VFS. `seed` drives env and lab_below. Exits on failure. */
void lab_start(struct lab *lab, uint64_t seed);
void lab_end(struct lab *lab);

/* The same, deterministic numbers below `limit` (> 0) from the seed. */
uint32_t lab_below(struct lab *lab, uint32_t limit);

/* Rounds for a test: `normal`, fewer in the sanitizer build, more with VS_TEST_ROUNDS=<factor>. */
int lab_rounds(int normal);

/* root/name, in static memory; at most 64 names a program. */
const char *lab_path(const struct lab *lab, const char *name);

/* Make and open the ledger root/name under the lab's key file; exit on failure. */
struct vs_vault *lab_create(struct lab *lab, const char *name);
struct vs_vault *lab_open(struct lab *lab, const char *name);

/* SQL that must work; SQL whose result code counts; the first column of the first row. */
void lab_sql(struct vs_vault *vault, const char *format, ...) __attribute__((format(printf, 2, 3)));
int lab_try(struct vs_vault *vault, const char *format, ...) __attribute__((format(printf, 2, 3)));
int64_t lab_int(struct vs_vault *vault, const char *sql);

/* Whole files in memory: {NULL, 0} for none. Freed with free. */
struct lab_bytes {
    unsigned char *p;
    size_t len;
};
struct lab_bytes lab_read_file(const char *path);
void lab_write_file(const char *path, const void *bytes, size_t len);
void lab_remove(const char *path); /* a file or a whole folder */
void lab_copy_folder(const char *from, const char *to);

/*
 * A history: transaction i (1, 2, ...) changes some rows by the seed, and puts (i, digest of all
 * rows) in the table `log`. lab_history_check opens nothing: it looks whether the database is one
 * of the states of that history, and which; -1 if it is none (with a diagnostic), -2 if
 * it is, but SQLite's integrity check met a page that it could not read.
 */
void lab_history_start(struct vs_vault *vault);
int lab_history_step(struct lab *lab, struct vs_vault *vault, int i, int rows, bool with_mark);
int lab_history_check(struct vs_vault *vault);
enum vs_code lab_head(struct vs_hash *out, struct vs_vault *vault, void *payload,
                      struct vs_err *err);

/* --- the VFS "lab" below the vault's ------------------------------------------------------- */

enum lab_op_kind { LAB_WRITE, LAB_TRUNCATE, LAB_SYNC, LAB_ACK };
enum lab_file { LAB_DB, LAB_WAL, LAB_MARK, LAB_FILES };

struct lab_op {
    enum lab_op_kind kind;
    enum lab_file file;
    int64_t at; /* offset, new size, or the number of the acknowledged transaction */
    unsigned char *bytes;
    int len;
};

struct lab_log {
    struct lab_op *ops;
    size_t count;
    size_t cap;
};

/* Records into `log` from now on (NULL = stop). */
void lab_record(struct lab_log *log);
void lab_record_ack(int64_t number);
void lab_record_mark(const unsigned char *bytes, int len); /* written and synced */
void lab_log_release(struct lab_log *log);

enum lab_fault {
    LAB_READ_SHORT,
    LAB_READ_EIO,
    LAB_WRITE_EIO,
    LAB_WRITE_FULL,
    LAB_SYNC_EIO,
    LAB_TRUNCATE_EIO,
    LAB_FAULTS
};

/* The n-th call of the fault's kind fails (1 = the next; 0 = none), with `for_ever` all after. */
void lab_fail_at(enum lab_fault fault, long n, bool for_ever);
bool lab_failed(void); /* whether it came to that */

void lab_skip_syncs(bool skip);

#endif
