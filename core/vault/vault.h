/*
 * The vault: the one way to make or open an encrypted ledger. schemas/VAULT.md is the layout on
 * disk. A ledger is a folder (0700) with
 *
 *   ledger.db, ledger.db-wal   SQLite pages and WAL frames, each sealed by the VFS (vfs.h)
 *   ledger.db-shm              SQLite's index of the WAL, while the ledger is open
 *   ledger.key                 the data key, wrapped once for each way to open it (keyfile.h)
 *   ledger.mark                the head mark (mark.h)
 *
 * What keeps the data whole is decided here and nowhere else: WAL with synchronous=FULL, no journal
 * and no temporary file on disk, no cache spill (SQLite 3.40.1 can lose a committed transaction on
 * recovery with it), foreign keys on, one database and no ATTACH. Statements of the ledger follow
 * two rules: at most about 1,000 rows a transaction, since its dirty pages stay in memory, and
 * after a failed statement the whole transaction is rolled back (never ROLLBACK TO).
 *
 * A vault belongs to one thread and does not survive fork.
 */
#ifndef VS_CORE_VAULT_VAULT_H
#define VS_CORE_VAULT_VAULT_H

#include "core/base/bytes.h"
#include "core/base/env.h"
#include "core/base/secret.h"
#include "core/vault/keyfile.h"
#include "core/vault/small.h"

struct sqlite3;
struct vs_vault;

enum vs_vault_mode {
    VS_VAULT_READ, /* statements that write are refused (query_only) */
    VS_VAULT_WRITE
};

/*
 * Whoever may read the folder and not write in it cannot take part in SQLite's locks, and reads the
 * database at rest: VS_E_LOCKED when the newest changes are not in it yet (a WAL is there). What
 * was read counts only if nobody wrote meanwhile; this says so (VS_E_LOCKED if somebody did).
 * Others are always undisturbed.
 */
struct vs_vault;
enum vs_code vs_vault_undisturbed(const struct vs_vault *vault, struct vs_err *err) VS_MUST_USE;

/*
 * Makes the folder `dir` (0700; an existing one is used if no ledger is in it) and in it an empty
 * ledger that `key` opens, and leaves it open for writing. A key file that does not exist is not
 * made here (vs_key_file_make). `recovery` receives the recovery code, to be shown once and wiped.
 * VS_E_EXISTS when ledger.key or ledger.db is there already. What a failure leaves behind is
 * removed, a killed process leaves a ledger.db without ledger.key, which holds nothing.
 */
enum vs_code vs_vault_create(struct vs_vault **out, char recovery[VS_RECOVERY_TEXT_LEN + 1],
                             const char *dir, const struct vs_key_source *key,
                             enum vs_key_cost cost, const struct vs_env *env,
                             struct vs_err *err) VS_MUST_USE;

/*
 * Opens the ledger in `dir`. VS_E_NO_LEDGER: nothing there. VS_E_WRONG_KEY: no slot opens under
 * `key`. VS_E_KEY_FILE: ledger.key or the key file is missing, malformed or readable by others.
 * VS_E_TAMPERED: the database is not what was written (or belongs to another ledger.key).
 * VS_E_LOCKED: another process kept it locked for 10 seconds. `env` must outlive the vault.
 */
enum vs_code vs_vault_open(struct vs_vault **out, const char *dir, const struct vs_key_source *key,
                           enum vs_vault_mode mode, const struct vs_env *env,
                           struct vs_err *err) VS_MUST_USE;

/* Rolls back an open transaction, closes, wipes keys. Accepts NULL. Statements must be finalized
 * before; one that is not is finalized here. */
void vs_vault_close(struct vs_vault *vault);

/* Borrowed: the connection, and the folder as an absolute path without symbolic links. */
struct sqlite3 *vs_vault_db(const struct vs_vault *vault);
const char *vs_vault_dir(const struct vs_vault *vault);

/*
 * Turns the connection's last error into ours and returns the code: VS_E_LOCKED (busy),
 * VS_E_NO_SPACE, VS_E_NO_MEMORY, VS_E_TAMPERED (a page did not open under its key, or SQLite found
 * the file malformed; the detail names the page), VS_E_IO, else VS_E_SQL with SQLite's own words.
 * `what` is the subject. SQLite's words may quote the statement: values are always bound, never
 * spelt in it.
 */
enum vs_code vs_vault_fail(struct vs_err *err, const struct vs_vault *vault, const char *what);

/* The slots of ledger.key: which ways there are to open it. */
enum vs_code vs_vault_slots(struct vs_key_slot_info out[VS_KEY_SLOTS], const struct vs_vault *vault,
                            struct vs_err *err) VS_MUST_USE;

/* Adds a way to open. The file is replaced atomically, the previous one kept as ledger.key.old.
 * VS_E_TOO_LARGE when all slots are taken. */
enum vs_code vs_vault_add_slot(const struct vs_vault *vault, const struct vs_key_source *key,
                               enum vs_key_cost cost, struct vs_err *err) VS_MUST_USE;

/* Adds a recovery code (earlier ones go on to work until their slot is removed). */
enum vs_code vs_vault_add_recovery(char recovery[VS_RECOVERY_TEXT_LEN + 1],
                                   const struct vs_vault *vault, struct vs_err *err) VS_MUST_USE;

/*
 * Another passphrase or key file: `key` gets a slot, and those of the kinds in `gone` (1u << enum
 * vs_key_kind) go, at once: killed at any moment there is either what was or what is to be. The
 * former ways are in neither ledger.key nor ledger.key.old then. *removed: how many there were.
 * Whoever saw the data key through one still has it: only a new ledger helps against that.
 */
enum vs_code vs_vault_change_key(const struct vs_vault *vault, unsigned *removed,
                                 const struct vs_key_source *key, unsigned gone,
                                 enum vs_key_cost cost, struct vs_err *err) VS_MUST_USE;

/*
 * vs_small_seal and vs_small_open under a key that derives from this ledger's: how the root keys
 * were kept before their folder had slots of its own (sealed_dir.h).
 */
enum vs_code vs_vault_seal_small(struct vs_buf *out, const struct vs_vault *vault, const char *name,
                                 const void *bytes, size_t len, struct vs_err *err) VS_MUST_USE;

enum vs_code vs_vault_open_small(struct vs_secret *out, const struct vs_vault *vault,
                                 const char *name, const void *sealed, size_t len,
                                 struct vs_err *err) VS_MUST_USE;

/* VACUUM, which needs an ATTACH that is otherwise closed. Memory: about the size of the ledger. */
enum vs_code vs_vault_vacuum(struct vs_vault *vault, struct vs_err *err) VS_MUST_USE;

/*
 * Copies ledger.db as it is on disk, encrypted, in a checkpointed state, with ledger.key, into the
 * new folder `target` (0700). Other processes go on reading and writing meanwhile. The copy has no
 * head mark: who restores it must decide that it is a copy (protocol: released checkpoints).
 * VS_E_EXISTS when `target` exists; VS_E_LOCKED when others never let the WAL run empty.
 */
enum vs_code vs_vault_backup_copy(struct vs_vault *vault, const char *target,
                                  struct vs_err *err) VS_MUST_USE;

/*
 * The same copy in one new file `path`, under a MAC. Written beside it as `path`.part and renamed.
 * VS_E_EXISTS, VS_E_LOCKED.
 */
enum vs_code vs_vault_backup_file(struct vs_vault *vault, const char *path,
                                  struct vs_err *err) VS_MUST_USE;

/* Unpacks such a file into the empty folder `dir`. VS_E_INVALID: no backup; VS_E_WRONG_KEY;
 * VS_E_TAMPERED: cut off, or not as it was written (the folder then holds no ledger). */
enum vs_code vs_vault_unpack_backup(const char *path, const char *dir,
                                    const struct vs_key_source *key, const struct vs_env *env,
                                    struct vs_err *err) VS_MUST_USE;

/* Tests only: the name of the VFS below ours (NULL = "unix"), how long to wait for a lock in
 * milliseconds (0 = 10,000), and whether SQLite may spill its cache. Process-wide. */
void vs_vault_test_tune(const char *base_vfs, int busy_ms, bool spill);

#endif
