/*
 * Proof that a device equivocated: two checkpoints signed by its one key that cannot be of one
 * append-only tree. Pure functions; who is asked, and what follows, is decided elsewhere.
 */
#ifndef VS_CORE_LOG_FORKPROOF_H
#define VS_CORE_LOG_FORKPROOF_H

#include "core/log/checkpoint.h"
#include "core/log/proof.h"

/*
 * Evidence. If both sizes are the same, the checkpoints alone decide. Otherwise `longer_prefix` is
 * the root that the longer tree had at the shorter one's size, and `proof` the consistency proof
 * from (shorter size, longer_prefix) to the longer checkpoint: the longer tree's own words about
 * its past, which the shorter checkpoint contradicts.
 */
struct vs_forkproof {
    struct vs_str a; /* checkpoint files as received, in any order */
    struct vs_str b;
    struct vs_hash longer_prefix; /* unused when the sizes are equal */
    struct vs_proof proof;        /* empty when the sizes are equal */
};

/* What two verified checkpoints of one device say about each other without further evidence. */
enum vs_fork_verdict {
    VS_FORK_SAME,     /* size and root are the same */
    VS_FORK_PROVEN,   /* one size, two roots */
    VS_FORK_UNDECIDED /* two sizes: a consistency proof must decide */
};
enum vs_fork_verdict vs_fork_compare(const struct vs_checkpoint *a, const struct vs_checkpoint *b);

/*
 * VS_OK iff the evidence proves that the holder of `device_key` forked its feed; the two
 * checkpoints are then given (may be NULL), the smaller one first. VS_E_PROOF: both are signed but
 * nothing is proven. VS_E_NOTE_*, VS_E_CHECKPOINT_FORMAT: a file is not a checkpoint of this
 * device.
 */
enum vs_code vs_forkproof_check(struct vs_checkpoint pair[2], const struct vs_forkproof *evidence,
                                const struct vs_hash *device_key, struct vs_err *err) VS_MUST_USE;

/*
 * Evidence as bytes, the content of a `fork` event: u32 length || file a, u32 length || file b,
 * and for unequal sizes (when there are hashes in the proof) 32 bytes longer_prefix, u16 number of
 * hashes, hashes. Parsing is strict (VS_E_ENCODING) and bounded; the files view `bytes`.
 */
#define VS_FORKPROOF_MAX (2 * (4 + VS_CHECKPOINT_FILE_MAX) + 32 + 2 + 32 * VS_PROOF_MAX)
void vs_forkproof_write(struct vs_buf *out, const struct vs_forkproof *evidence);
enum vs_code vs_forkproof_parse(struct vs_forkproof *out, const void *bytes, size_t len,
                                struct vs_err *err) VS_MUST_USE;

#endif
