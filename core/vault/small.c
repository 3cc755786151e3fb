#include "core/vault/small.h"

#include <string.h>

/* "vs1small", nonce, ciphertext, tag; the name is associated data. */
#define MAGIC        "vs1small"
#define MAGIC_LEN    8
#define NAME_LEN_MAX 256
#define EXTRA        (MAGIC_LEN + VS_SEAL_OVERHEAD)

_Static_assert(EXTRA == VS_SMALL_GROW, "growth of a small blob");

static const struct vs_place place = {VS_ROLE_SMALL, 0, 0};

enum vs_code
vs_small_seal(struct vs_buf *out, const struct vs_page_keys *keys, const char *name,
              const void *bytes, size_t len, struct vs_err *err)
{
    size_t at = out->len;
    enum vs_code code;

    if (len > VS_SMALL_MAX || strlen(name) > NAME_LEN_MAX) {
        return vs_fail(err, VS_E_TOO_LARGE, name, "is more than can be sealed at once");
    }
    vs_buf_add(out, MAGIC, MAGIC_LEN);
    vs_buf_add_zeros(out, len + VS_SEAL_OVERHEAD);
    code = vs_buf_check(out, name, err);
    if (code == VS_OK) {
        vs_bytes_seal(out->p + at + MAGIC_LEN, keys, place, name, bytes, len);
    }
    return code;
}

enum vs_code
vs_small_open(struct vs_secret *out, const struct vs_page_keys *keys, const char *name,
              const void *sealed, size_t len, struct vs_err *err)
{
    const uint8_t *from = sealed;
    enum vs_code code;

    if (len < EXTRA || len > VS_SMALL_MAX + EXTRA || strlen(name) > NAME_LEN_MAX ||
        memcmp(from, MAGIC, MAGIC_LEN) != 0) {
        return vs_fail(err, VS_E_TAMPERED, name, "is not a sealed file");
    }
    code = vs_secret_init(out, len - EXTRA, err);
    if (code == VS_OK && !vs_bytes_open(out->p, keys, place, name, from + MAGIC_LEN, len - EXTRA)) {
        vs_secret_release(out);
        code = vs_fail(err, VS_E_TAMPERED, name, "was not sealed by this ledger, or was changed");
    }
    return code;
}
