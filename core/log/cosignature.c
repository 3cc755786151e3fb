#include "core/log/cosignature.h"

#include <stdio.h>
#include <string.h>

/* Longest message: the two lines with the latest time, and a body. */
enum { MESSAGE_MAX = 15 + 5 + 12 + 1 + VS_CHECKPOINT_BODY_MAX + 1 };

/* The message, or 0 if text or time is out of range. */
static size_t
message_of(char out[MESSAGE_MAX], vs_instant time, struct vs_str text)
{
    int head;

    if (time < 0 || time > VS_INSTANT_MAX || text.len > VS_CHECKPOINT_BODY_MAX) {
        return 0;
    }
    head = snprintf(out, MESSAGE_MAX, "cosignature/v1\ntime %lld\n", (long long)time);
    memcpy(out + head, text.p, text.len);
    return (size_t)head + text.len;
}

enum vs_code
vs_cosignature_sign(uint8_t out[VS_COSIGNATURE_LEN], const struct vs_signer *signer,
                    vs_instant time, struct vs_str text, struct vs_err *err)
{
    char message[MESSAGE_MAX];
    size_t len = message_of(message, time, text);

    if (len == 0) {
        return vs_fail(err, VS_E_INVALID, "cosignature", "time or text out of range");
    }
    vs_put_u64(out, (uint64_t)time);
    vs_sign(out + 8, signer, message, len);
    return VS_OK;
}

bool
vs_cosignature_verify(vs_instant *time, const uint8_t signature[VS_COSIGNATURE_LEN],
                      const struct vs_hash *key, struct vs_str text)
{
    char message[MESSAGE_MAX];
    uint64_t claimed = vs_get_u64(signature);
    size_t len = claimed > VS_INSTANT_MAX ? 0 : message_of(message, (vs_instant)claimed, text);

    if (len == 0 || !vs_sign_verify(signature + 8, key, message, len)) {
        return false;
    }
    *time = (vs_instant)claimed;
    return true;
}
