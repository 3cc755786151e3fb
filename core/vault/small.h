/*
 * Small secrets in files of their own, sealed under the keys of a ledger or of a sealed folder
 * (schemas/VAULT.md, "Small files").
 */
#ifndef VS_CORE_VAULT_SMALL_H
#define VS_CORE_VAULT_SMALL_H

#include "core/vault/page.h"

#define VS_SMALL_MAX  65536u /* bytes that are sealed at once */
#define VS_SMALL_GROW 48u    /* by how much a sealed blob is longer */

/* Appends the sealed bytes. `name` says what they are: they open only under the same name.
 * VS_E_TOO_LARGE. */
enum vs_code vs_small_seal(struct vs_buf *out, const struct vs_page_keys *keys, const char *name,
                           const void *bytes, size_t len, struct vs_err *err) VS_MUST_USE;

/* The reverse, into locked memory (caller releases). VS_E_TAMPERED: not sealed under these keys and
 * this name, or changed since. */
enum vs_code vs_small_open(struct vs_secret *out, const struct vs_page_keys *keys, const char *name,
                           const void *sealed, size_t len, struct vs_err *err) VS_MUST_USE;

#endif
