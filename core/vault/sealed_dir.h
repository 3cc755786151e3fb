/*
 * A folder of small secrets that opens by itself: `slots.key` (laid out as ledger.key, with a data
 * key of its own) and beside it one sealed file a secret. It may lie on a stick, far from any
 * ledger: whoever has the passphrase, key file or recovery code of one of its slots can open it
 * (schemas/VAULT.md).
 */
#ifndef VS_CORE_VAULT_SEALED_DIR_H
#define VS_CORE_VAULT_SEALED_DIR_H

#include "core/vault/keyfile.h"
#include "core/vault/page.h"

#define VS_SEALED_DIR_SLOTS "slots.key"

struct vs_sealed_dir;

/*
 * Makes `dir` (0700; an existing one is used) with a slot for each of `keys`. VS_E_EXISTS when it
 * has slots already. `env` must outlive it.
 */
enum vs_code vs_sealed_dir_make(struct vs_sealed_dir **out, const char *dir,
                                const struct vs_key_source *keys, size_t count,
                                enum vs_key_cost cost, const struct vs_env *env,
                                struct vs_err *err) VS_MUST_USE;

/* VS_E_NOT_FOUND: no such folder, or one without slots; VS_E_WRONG_KEY; VS_E_KEY_FILE. */
enum vs_code vs_sealed_dir_open(struct vs_sealed_dir **out, const char *dir,
                                const struct vs_key_source *key, const struct vs_env *env,
                                struct vs_err *err) VS_MUST_USE;

/* With the data key itself. VS_E_WRONG_KEY: it is another folder's. */
enum vs_code vs_sealed_dir_open_with(struct vs_sealed_dir **out, const char *dir,
                                     const uint8_t dek[VS_DEK_BYTES], const struct vs_env *env,
                                     struct vs_err *err) VS_MUST_USE;

void vs_sealed_dir_close(struct vs_sealed_dir *dir); /* accepts NULL */

/* Another passphrase or key file for the folder, as vs_vault_change_key. */
enum vs_code vs_sealed_dir_change_key(const struct vs_sealed_dir *dir, unsigned *removed,
                                      const struct vs_key_source *key, unsigned gone,
                                      enum vs_key_cost cost, const struct vs_env *env,
                                      struct vs_err *err) VS_MUST_USE;

/* Borrowed. */
const uint8_t *vs_sealed_dir_dek(const struct vs_sealed_dir *dir); /* VS_DEK_BYTES */

/* Writes a secret, or writes it anew, so that a crash leaves the old one or the new one. */
enum vs_code vs_sealed_dir_put(const struct vs_sealed_dir *dir, const char *name,
                               const struct vs_secret *secret, struct vs_err *err) VS_MUST_USE;

/* Caller releases. VS_E_NOT_FOUND, VS_E_TAMPERED. */
enum vs_code vs_sealed_dir_get(struct vs_secret *out, const struct vs_sealed_dir *dir,
                               const char *name, struct vs_err *err) VS_MUST_USE;

#endif
