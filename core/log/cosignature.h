/*
 * C2SP cosignatures, type 0x04: "as of this time, this is the largest tree of this origin that I
 * have seen, and it is consistent with all that I saw before".
 *
 *   signature = u64 time || Ed25519 of
 *   message   = "cosignature/v1" LF "time " decimal(time) LF, text of the checkpoint
 *
 * The message does not name the cosigner, so two cosigners must never share a key.
 */
#ifndef VS_CORE_LOG_COSIGNATURE_H
#define VS_CORE_LOG_COSIGNATURE_H

#include "core/base/instant.h"
#include "core/log/note.h"

/* Signs `text`, the body of a checkpoint (at most VS_CHECKPOINT_BODY_MAX bytes; VS_E_INVALID if it
 * is longer or `time` is not within [0, VS_INSTANT_MAX]). */
enum vs_code vs_cosignature_sign(uint8_t out[VS_COSIGNATURE_LEN], const struct vs_signer *signer,
                                 vs_instant time, struct vs_str text,
                                 struct vs_err *err) VS_MUST_USE;

/* True iff `key` signed `text` at `*time`. False also for a time beyond VS_INSTANT_MAX and a text
 * longer than any checkpoint of ours. */
bool vs_cosignature_verify(vs_instant *time, const uint8_t signature[VS_COSIGNATURE_LEN],
                           const struct vs_hash *key, struct vs_str text);

#endif
