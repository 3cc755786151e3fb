/*
 * SSH signatures in the namespace "git" by a device key (OpenSSH PROTOCOL.sshsig), so that
 * `git verify-commit` and `ssh-keygen -Y verify` check our commits.
 */
#ifndef VS_CORE_IDENTITY_SSHSIG_H
#define VS_CORE_IDENTITY_SSHSIG_H

#include "core/base/bytes.h"
#include "core/log/checkpoint.h"

/* Appends the armor of a signature over `payload` (the unsigned commit object), without a line feed
 * at its end, as the header `gpgsig` wants it. */
enum vs_code vs_sshsig_sign(struct vs_buf *armor, const struct vs_signer *signer,
                            struct vs_str payload, struct vs_err *err) VS_MUST_USE;

/* Is `armor` (with or without a final line feed) such a signature by `key`? VS_E_NOTE_SIGNATURE,
 * VS_E_ENCODING. */
enum vs_code vs_sshsig_verify(struct vs_str armor, const struct vs_hash *key, struct vs_str payload,
                              struct vs_err *err) VS_MUST_USE;

/* Appends one line of an allowed_signers file: <principal> namespaces="git" ssh-ed25519 <b64>. The
 * principal of a device is "<32 hex>@vs.invalid". */
void vs_sshsig_allowed_signer(struct vs_buf *out, const struct vs_origin *origin,
                              const struct vs_hash *key);

#endif
