#include "core/identity/device.h"

#include <string.h>

enum vs_code
vs_device_init(struct vs_device *out, const struct vs_secret *seed, struct vs_err *err)
{
    enum vs_code code;

    memset(out, 0, sizeof(*out));
    code = vs_signer_init(&out->signer, seed, err);
    if (code != VS_OK) {
        return code;
    }
    vs_origin_from_key(&out->origin, &out->signer.public_key);
    vs_origin_feed(&out->feed, &out->origin);
    return VS_OK;
}

void
vs_device_release(struct vs_device *device)
{
    vs_signer_release(&device->signer);
}
