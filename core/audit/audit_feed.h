/* One feed while it is looked at: for audit_feed.c and audit_leaf.c. */
#ifndef VS_CORE_AUDIT_AUDIT_FEED_H
#define VS_CORE_AUDIT_AUDIT_FEED_H

#include "core/audit/audit_priv.h"
#include "core/log/checkpoint.h"
#include "core/log/dating.h"

struct vs_audit_feed {
    struct vs_auditing *a;
    struct vs_feed_row row;
    const struct vs_audit_org *org;        /* NULL: not in the ledger */
    const struct vs_roster_device *device; /* as its rosters say; NULL: not listed */
    bool unlisted;         /* not listed, and written by this ledger: it waits for a roster */
    struct vs_merkle tree; /* of the leaves so far, hashed anew */
    struct vs_audit_points points;
    struct vs_audit_walks walks;
    struct vs_buf file; /* the newest checkpoint */
    struct vs_checkpoint_file *parsed;
    bool had_file, has_file; /* there is one; and it is good */
    struct vs_checkpoint_file *scratch;
    struct vs_buf room, text;
    bool gaps;               /* leaves are missing: no root can be computed */
    uint64_t next;           /* index that the next leaf should have */
    uint64_t behind;         /* the largest size that FEED_BEHIND was told of */
    bool claimed;            /* leaf 0 is a roster of the organisation that lists the feed */
    struct vs_hash anchor;   /* the last that was looked at */
    struct vs_dating dating; /* the latest instant that its leaves gave */
};

/* A leaf that this history has from another one, where it is checked: goes into the tree and is
 * counted in its channel, no more. */
enum vs_code vs_audit_leaf_inherited(void *payload, const struct vs_leaf_and_event *leaf,
                                     struct vs_err *err) VS_MUST_USE;

/* Checks one leaf; payload is the struct above. */
enum vs_code vs_audit_leaf(void *payload, const struct vs_leaf_and_event *leaf,
                           struct vs_err *err) VS_MUST_USE;

/* Whether such a leaf says when it was recorded. */
bool vs_audit_gives_time(enum vs_event_state state, vs_instant made);

/* Looks whether the leaf at this place, the next that gives a time, is dated back. `facts` are its
 * own. */
enum vs_code vs_audit_time(struct vs_audit_feed *f, const struct vs_audit_place *at,
                           vs_instant made, struct vs_str facts, struct vs_err *err) VS_MUST_USE;

#endif
