/*
 * Who vouches for the events of a case, and when they were written (FORMAT.md 5.4).
 *
 * Cosignatures bound the time of a leaf from both sides. A line counts only as far as one trusts
 * its signer not to help the author, so lines by the author's own organisation never count, neither
 * on its own log nor on that of another whose event has the leaf in its past.
 */
#ifndef VS_CORE_AUDIT_VOUCH_H
#define VS_CORE_AUDIT_VOUCH_H

#include "core/log/dating.h"
#include "core/record/casefile.h"

struct vs_time_bound {
    vs_instant at;     /* VS_INSTANT_NEVER: nothing bounds it */
    struct vs_hash by; /* the organisation whose cosignature it is */
};

struct vs_vouched {
    size_t event; /* index into the case file */
    struct vs_time_bound after, before;
    struct vs_dating earlier; /* it is dated back before this leaf of its log; made 0: it is not */
    struct vs_hash through; /* the event of another organisation that `before` comes from; zeros: it
                               lies under a checkpoint of its own log */
    /* Organisations, sorted: those that cosigned a checkpoint over it, and those of which an event
     * has it in its past: they had it when they wrote that. Never its own. */
    struct vs_hash *cosigned, *known;
    size_t cosigned_count, known_count;
};

struct vs_vouching {
    struct vs_vouched *list; /* by number of causes, then id */
    size_t count;
};

/* Every signature that bounds anything is verified again, and its tree compared with ours; what
 * does not hold is passed over here and a finding of vs_audit. */
enum vs_code vs_vouch(struct vs_vouching *out, struct vs_store *store,
                      const struct vs_casefile *file, struct vs_err *err) VS_MUST_USE;
void vs_vouching_release(struct vs_vouching *out);

#endif
