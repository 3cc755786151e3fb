/*
 * Secrets that live longer than a function: locked, guarded memory that is wiped when freed
 * (libsodium's sodium_malloc). Short-lived copies on the stack are wiped with vs_wipe by who made
 * them.
 */
#ifndef VS_CORE_BASE_SECRET_H
#define VS_CORE_BASE_SECRET_H

#include "core/base/bytes.h"

struct vs_secret {
    uint8_t *p; /* NULL = none */
    size_t len;
};

/* `len` zero bytes in locked memory; VS_E_NO_MEMORY. Release with vs_secret_release. */
enum vs_code vs_secret_init(struct vs_secret *secret, size_t len, struct vs_err *err) VS_MUST_USE;

/* As above, filled with a copy of `bytes`. */
enum vs_code vs_secret_copy(struct vs_secret *secret, const void *bytes, size_t len,
                            struct vs_err *err) VS_MUST_USE;

/* Wipes and frees; the secret is empty afterwards. Accepts an empty secret. */
void vs_secret_release(struct vs_secret *secret);

/* Overwrites with zeros in a way that the compiler does not remove. */
void vs_wipe(void *p, size_t len);

/* Constant-time comparison of equal lengths. */
bool vs_same(const void *a, const void *b, size_t len);

/* Once per process, before anything else of this program: starts libsodium, forbids core dumps. */
enum vs_code vs_process_harden(struct vs_err *err) VS_MUST_USE;

#endif
