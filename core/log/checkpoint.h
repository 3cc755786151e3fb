/*
 * Checkpoints: what a device signs about its feed (C2SP tlog-checkpoint without extension lines).
 *
 *   body = origin LF decimal(size) LF base64(root) LF
 *   file = body, LF, signature lines: the log's own (type 0x01), its heartbeat (own, type 0x04),
 *          cosignatures of others (type 0x04)
 *
 * The origin follows from the key and is the key's name in every line that it signs.
 */
#ifndef VS_CORE_LOG_CHECKPOINT_H
#define VS_CORE_LOG_CHECKPOINT_H

#include "core/base/instant.h"
#include "core/log/merkle.h"
#include "core/log/note.h"

#define VS_ORIGIN_PREFIX "vs.invalid/f/"
#define VS_BRANCH_PREFIX "refs/heads/vs1/"

enum { VS_ORIGIN_LEN = 13 + 32, VS_BRANCH_LEN = 15 + 32 };

/* An origin: always `vs.invalid/f/` and 32 hex digits, NUL-terminated. */
struct vs_origin {
    char text[VS_ORIGIN_LEN + 1];
};

struct vs_str vs_origin_str(const struct vs_origin *origin);

/* "vs.invalid/f/" and the first 32 hex digits of SHA-256(device's public key). */
void vs_origin_from_key(struct vs_origin *out, const struct vs_hash *device_key);
bool vs_origin_parse(struct vs_origin *out, struct vs_str text);

/* SHA-256(origin): the feed's id in leaves, and the name of its folder under witness/. */
void vs_origin_feed(struct vs_hash *out, const struct vs_origin *origin);

/* The reference of the feed's branch, `refs/heads/vs1/<32 hex>`, and back. */
void vs_origin_branch(char out[VS_BRANCH_LEN + 1], const struct vs_origin *origin);
bool vs_origin_from_branch(struct vs_origin *out, struct vs_str branch);

struct vs_checkpoint {
    struct vs_origin origin;
    uint64_t size;
    struct vs_hash root;
};

/* A whole file as parsed: the note's lines view the bytes. */
struct vs_checkpoint_file {
    struct vs_checkpoint checkpoint;
    struct vs_note note;
};

/* Same origin, size and root. */
bool vs_checkpoint_eq(const struct vs_checkpoint *a, const struct vs_checkpoint *b);

/* Writes the body, returns its length; a NUL follows. */
size_t vs_checkpoint_body(char out[VS_CHECKPOINT_BODY_MAX + 1],
                          const struct vs_checkpoint *checkpoint);

/* The strict reverse: VS_E_CHECKPOINT_FORMAT for a bad origin, size (beyond VS_TREE_SIZE_MAX, or
 * with a leading zero) or root, for extension lines, and for size 0 with a root that is not the
 * empty tree's. */
enum vs_code vs_checkpoint_body_parse(struct vs_checkpoint *out, struct vs_str text,
                                      struct vs_err *err) VS_MUST_USE;

/* Appends a whole file with the log line, and the heartbeat if `heartbeat` is not
 * VS_INSTANT_NEVER. The checkpoint's origin must be the signer's (VS_E_INVALID). */
enum vs_code vs_checkpoint_sign(struct vs_buf *out, const struct vs_checkpoint *checkpoint,
                                const struct vs_signer *signer, vs_instant heartbeat,
                                struct vs_err *err) VS_MUST_USE;

/* Parses an untrusted file of at most VS_CHECKPOINT_FILE_MAX bytes: vs_note_parse and
 * vs_checkpoint_body_parse. Verifies no signature. */
enum vs_code vs_checkpoint_parse(struct vs_checkpoint_file *out, const void *bytes, size_t len,
                                 struct vs_err *err) VS_MUST_USE;

/*
 * Verifies that the device signed it: the origin is the key's (VS_E_CHECKPOINT_FORMAT), the log
 * line is there, and every line of this key, heartbeats too, is good (VS_E_NOTE_SIGNATURE).
 * `heartbeat` (may be NULL) receives the latest time of an own 0x04 line, or VS_INSTANT_NEVER.
 */
enum vs_code vs_checkpoint_verify(vs_instant *heartbeat, const struct vs_checkpoint_file *file,
                                  const struct vs_hash *device_key, struct vs_err *err) VS_MUST_USE;

/*
 * The cosignature of another device. VS_OK: its key signed, `*time` is the earliest time of its
 * lines. VS_E_NOT_FOUND: no line of this key. VS_E_NOTE_SIGNATURE: it has a line that is not good,
 * the file must not be used.
 */
enum vs_code vs_checkpoint_cosigned(vs_instant *time, const struct vs_checkpoint_file *file,
                                    const struct vs_hash *cosigner_key,
                                    struct vs_err *err) VS_MUST_USE;

/* As vs_checkpoint_cosigned, and gives the earliest line itself with its LF, a view of the file:
 * what the owner of the feed appends to its own checkpoint of the same body. */
enum vs_code vs_checkpoint_cosignature(struct vs_str *line, vs_instant *time,
                                       const struct vs_checkpoint_file *file,
                                       const struct vs_hash *cosigner_key,
                                       struct vs_err *err) VS_MUST_USE;

/* Appends this signer's 0x04 line over the checkpoint (its own heartbeat, or a peer's). */
enum vs_code vs_checkpoint_cosign(struct vs_buf *out, const struct vs_checkpoint *checkpoint,
                                  const struct vs_signer *signer, vs_instant time,
                                  struct vs_err *err) VS_MUST_USE;

/* The note key of a device: its origin as name, which `origin` holds and must outlive `out`. */
void vs_checkpoint_note_key(struct vs_note_key *out, struct vs_origin *origin,
                            const struct vs_hash *device_key, enum vs_note_type type);

/* Gives the root of the first `size` leaves of the tree that a reader holds. */
typedef enum vs_code (*vs_checkpoint_root_at)(struct vs_hash *out, void *payload, uint64_t size,
                                              struct vs_err *err);

/*
 * The anchor of leaf `index`: `bytes` must hash to `anchor` and be a checkpoint file of this device
 * with size <= index and the root of this tree at that size. VS_OK: `*out` is the parsed file.
 * VS_E_ANCHOR: it does not fit, which is a finding and leaves the leaf without a lower bound, never
 * makes it invalid. Other codes are those of `root_at`.
 */
enum vs_code vs_checkpoint_anchor(struct vs_checkpoint_file *out, const struct vs_hash *anchor,
                                  uint64_t index, const void *bytes, size_t len,
                                  const struct vs_hash *device_key, vs_checkpoint_root_at root_at,
                                  void *payload, struct vs_err *err) VS_MUST_USE;

#endif
