#include "core/identity/inbox.h"

#include <string.h>

#include <sodium.h>

enum vs_code
vs_inbox_init(struct vs_inbox *out, const uint8_t ikm[VS_X25519_LEN], struct vs_err *err)
{
    enum vs_code code;

    memset(out, 0, sizeof(*out));
    code = vs_secret_init(&out->sk, VS_X25519_LEN, err);
    if (code == VS_OK) {
        vs_hpke_derive(out->sk.p, &out->pk, ikm);
    }
    return code;
}

enum vs_code
vs_inbox_load(struct vs_inbox *out, const uint8_t sk[VS_X25519_LEN], struct vs_err *err)
{
    enum vs_code code;

    memset(out, 0, sizeof(*out));
    code = vs_secret_copy(&out->sk, sk, VS_X25519_LEN, err);
    if (code == VS_OK) {
        (void)crypto_scalarmult_base(out->pk.b, sk);
    }
    return code;
}

void
vs_inbox_release(struct vs_inbox *inbox)
{
    vs_secret_release(&inbox->sk);
}

bool
vs_inbox_key_is_sound(const struct vs_hash *pk)
{
    /* X25519 clears the low bits of any scalar, so that a point of small order gives zero, which
     * libsodium reports. The scalar itself does not matter. */
    static const uint8_t scalar[crypto_scalarmult_SCALARBYTES] = {8};
    uint8_t shared[crypto_scalarmult_BYTES];

    return crypto_scalarmult(shared, scalar, pk->b) == 0;
}

enum vs_code
vs_inbox_choose(struct vs_inbox_announced *out, size_t *count, size_t max,
                const struct vs_roster_view *view, const struct vs_inbox_announced *announced,
                size_t announced_count, struct vs_err *err)
{
    *count = 0;
    for (size_t d = 0; d < view->device_count; d++) {
        const struct vs_inbox_announced *newest = NULL;

        if (view->devices[d].state != VS_DEVICE_ACTIVE) {
            continue;
        }
        for (size_t i = 0; i < announced_count; i++) {
            const struct vs_inbox_announced *a = &announced[i];

            if (vs_hash_eq(&a->feed, &view->devices[d].feed) && vs_inbox_key_is_sound(&a->key) &&
                (!newest || a->index > newest->index)) {
                newest = a;
            }
        }
        if (!newest) {
            continue;
        }
        if (*count == max) {
            return vs_fail(err, VS_E_TOO_LARGE, "inbox keys", "more than %zu", max);
        }
        out[(*count)++] = *newest;
    }
    if (*count == 0) {
        return vs_fail(err, VS_E_NO_INBOX_KEY, NULL, "no active device has announced an inbox key");
    }
    return VS_OK;
}
