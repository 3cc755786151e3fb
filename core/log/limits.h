/*
 * Every ceiling of the log and of the branch, in one place. All but the last group are part of the
 * format (FORMAT.md, "Limits"): what is beyond them is refused by every reader alike.
 */
#ifndef VS_CORE_LOG_LIMITS_H
#define VS_CORE_LOG_LIMITS_H

/* The tree. */
#define VS_TREE_SIZE_MAX (1ULL << 40) /* leaves of one feed */
#define VS_TREE_LEVELS   41           /* levels of complete subtrees: 0 to 40 */
#define VS_PROOF_MAX     63           /* hashes in an inclusion or consistency proof */
#define VS_TILE_WIDTH    256          /* hashes in a full tile, leaves in a full bundle */
#define VS_TILE_BYTES    (VS_TILE_WIDTH * 32)
#define VS_TILE_LEVELS   6 /* levels of tiles for VS_TREE_SIZE_MAX: 0 to 5 (256^5 = 2^40) */

/* Leaves, bytes. */
#define VS_LEAF_MAX        65535
#define VS_BUNDLE_MAX      (VS_TILE_WIDTH * (2 + VS_LEAF_MAX))
#define VS_FACTS_CLASS_MIN 512u
#define VS_FACTS_CLASSES   7 /* 512 to 32768 */
#define VS_FACTS_CLASS_MAX (VS_FACTS_CLASS_MIN << (VS_FACTS_CLASSES - 1))
#define VS_AEAD_TAG_LEN    16 /* what a ciphertext is longer than its plaintext */

/* Content, bytes. */
#define VS_CONTENT_CLASS_MIN 1024u
#define VS_CONTENT_CLASSES   9 /* 1 KiB to 256 KiB */
#define VS_CONTENT_CLASS_MAX (VS_CONTENT_CLASS_MIN << (VS_CONTENT_CLASSES - 1))
#define VS_CONTENT_FILE_MAX  (VS_CONTENT_CLASS_MAX + VS_AEAD_TAG_LEN)

/* Invitations. */
#define VS_BOXES_MAX   16
#define VS_BOX_LEN_MIN 49 /* encapsulated key, one byte, tag */
#define VS_BOX_LEN_MAX ((VS_LEAF_MAX - 132) / VS_BOXES_MAX)

/* Signed notes and checkpoints. */
#define VS_NOTE_LINES_MAX      64  /* signature lines */
#define VS_NOTE_NAME_MAX       255 /* bytes of a key name */
#define VS_CHECKPOINT_FILE_MAX 32768
#define VS_CHECKPOINT_BODY_MAX 112 /* 45 + 20 + 44 characters and three line feeds */
#define VS_COSIGNATURES_MAX    62  /* of others, beside the log line and the heartbeat */

/* Files on a branch, bytes, and entries. */
#define VS_ROSTER_FILE_MAX      262144
#define VS_ANCHOR_FILE_MAX      VS_CHECKPOINT_FILE_MAX
#define VS_UNKNOWN_BRANCHES_MAX 256 /* branches that no roster lists, looked at in one sync */

/* What one sync takes without being told to; not part of the format. */
#define VS_SYNC_LEAVES_MAX  100000ULL
#define VS_SYNC_BYTES_MAX   (256ULL << 20)
#define VS_BATCH_LEAVES_MAX 1000 /* in one ledger transaction */

#endif
