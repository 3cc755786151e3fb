/*
 * The ledger: everything that an installation has received, made and concluded, in one SQLite
 * database that the vault encrypts. This folder holds SQL and nothing but SQL; what a leaf means is
 * decided in core/record.
 *
 * Tables and their two parts, truth and derived, are described in schemas/ledger/ledger.sql.
 */
#ifndef VS_CORE_LEDGER_LEDGER_H
#define VS_CORE_LEDGER_LEDGER_H

#include "core/base/bytes.h"

struct vs_vault;
struct vs_ledger;

/* The ledger in an open vault, which must outlive it. Checks that its schema is not newer than this
 * program (VS_E_SQL) and, with `write`, applies the migrations. VS_E_NO_LEDGER: a vault in which no
 * ledger was made, to a reader. */
enum vs_code vs_ledger_open(struct vs_ledger **out, struct vs_vault *vault, bool write,
                            struct vs_err *err) VS_MUST_USE;

/* Whether an older program wrote it, so that migrations wait: nothing else may be read of it. */
enum vs_code vs_ledger_behind(struct vs_ledger *ledger, bool *behind,
                              struct vs_err *err) VS_MUST_USE;

/* Whether this opening brought up to date what an older program wrote. */
bool vs_ledger_migrated(const struct vs_ledger *ledger);

/* Rolls back what is open. Accepts NULL. */
void vs_ledger_close(struct vs_ledger *ledger);

/* One transaction at a time: begin takes the write lock (VS_E_LOCKED after the busy timeout);
 * vs_ledger_snapshot begins a read transaction, ended by either of the last two. */
enum vs_code vs_ledger_begin(struct vs_ledger *ledger, struct vs_err *err) VS_MUST_USE;
enum vs_code vs_ledger_snapshot(struct vs_ledger *ledger, struct vs_err *err) VS_MUST_USE;
enum vs_code vs_ledger_commit(struct vs_ledger *ledger, struct vs_err *err) VS_MUST_USE;
void vs_ledger_rollback(struct vs_ledger *ledger);

/* From here on, until false: what is read between two transactions is read in one state of the
 * ledger, as it is at the first of these readings, and without a lock taken and given back for each
 * of them. Not while one waits for somebody else: what another process writes cannot be put where
 * it belongs until then. Reading, beginning and ending are as ever. */
void vs_ledger_hold(struct vs_ledger *ledger, bool on);

/* Inside a transaction: what is written from here on is on trial until it is kept or undone, and
 * then the trial is over. One at a time. What callers hold in memory is theirs to set right. */
enum vs_code vs_ledger_try(struct vs_ledger *ledger, struct vs_err *err) VS_MUST_USE;
enum vs_code vs_ledger_try_keep(struct vs_ledger *ledger, struct vs_err *err) VS_MUST_USE;
enum vs_code vs_ledger_try_undo(struct vs_ledger *ledger, struct vs_err *err) VS_MUST_USE;

/* Named values of the installation. VS_E_NOT_FOUND when there is none. */
enum vs_code vs_ledger_meta_get(struct vs_ledger *ledger, struct vs_buf *out, const char *name,
                                struct vs_err *err) VS_MUST_USE;
enum vs_code vs_ledger_meta_set(struct vs_ledger *ledger, const char *name, const void *value,
                                size_t len, struct vs_err *err) VS_MUST_USE;

/* Empties every derived table. Inside a transaction. */
enum vs_code vs_ledger_clear_derived(struct vs_ledger *ledger, struct vs_err *err) VS_MUST_USE;

/* Every row of every derived table as text, in a fixed order, piece by piece: equal states, equal
 * bytes. One piece is never more than a row; a ledger of a lifetime is more than memory should
 * hold. */
enum vs_code vs_ledger_dump_each(struct vs_ledger *ledger,
                                 enum vs_code (*each)(void *payload, struct vs_str piece,
                                                      struct vs_err *err),
                                 void *payload, struct vs_err *err) VS_MUST_USE;

/* The same, appended. */
enum vs_code vs_ledger_dump_derived(struct vs_ledger *ledger, struct vs_buf *out,
                                    struct vs_err *err) VS_MUST_USE;

#endif
