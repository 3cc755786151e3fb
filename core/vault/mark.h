/*
 * The head mark: a sealed block beside the database that says where its history stood, so that a
 * rolled-back or truncated database does not pass for a whole one.
 *
 * A head is 32 bytes that the ledger layer computes from its newest entries. The writer's order is:
 *
 *   BEGIN IMMEDIATE; before = head of the database
 *   ... the statements ...; after = head now
 *   vs_mark_write(before, after)      written and synced while the write lock is held
 *   COMMIT
 *
 * After a crash the database is at `after` or at `before`, both of which are fine. Anything else is
 * VS_E_HEAD_MARK. A mark that is missing or does not open is lost: it is rebuilt (vs_mark_write
 * with before = after) only after a sync confirmed the own branch.
 */
#ifndef VS_CORE_VAULT_MARK_H
#define VS_CORE_VAULT_MARK_H

#include "core/vault/vault.h"

struct vs_mark {
    struct vs_hash before;
    struct vs_hash after;
};

enum vs_mark_state {
    VS_MARK_FINE,       /* at `after` */
    VS_MARK_INCOMPLETE, /* at `before`: the last command did not complete */
    VS_MARK_WRONG,      /* elsewhere: the database was put back, cut, or replaced */
    VS_MARK_LOST        /* no mark, or one that this ledger did not write */
};

/* Writes the mark of this ledger and syncs it. To be called under the database's write lock. */
enum vs_code vs_mark_write(const struct vs_vault *vault, const struct vs_mark *mark,
                           struct vs_err *err) VS_MUST_USE;

/* Reads it; *found is false for a lost mark (with the reason in `err`, code VS_OK). */
enum vs_code vs_mark_read(struct vs_mark *out, bool *found, const struct vs_vault *vault,
                          struct vs_err *err) VS_MUST_USE;

/* How `head` stands to a mark that was found. */
enum vs_mark_state vs_mark_state(const struct vs_mark *mark, const struct vs_hash *head);

/*
 * The check at every open. `head` computes the database's head in a read of its own. If mark
 * and head do not fit at first, which another process between its mark and its commit also causes,
 * they are compared again under the write lock. Returns VS_OK and the state for FINE, INCOMPLETE
 * and LOST; VS_E_HEAD_MARK for WRONG (state is set). Must not be called inside a transaction.
 */
enum vs_code vs_mark_check(enum vs_mark_state *out, struct vs_vault *vault,
                           enum vs_code (*head)(struct vs_hash *out, struct vs_vault *vault,
                                                void *payload, struct vs_err *err),
                           void *payload, struct vs_err *err) VS_MUST_USE;

#endif
