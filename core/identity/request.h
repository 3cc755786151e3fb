/*
 * A device request (vs.device-request/1): what a new machine hands to whoever holds the root key,
 * so that the next roster lists it (FORMAT.md, 8.8). Canonical JSON {key, org, schema}. Nobody
 * vouches for it: people compare its fingerprint before the root signs.
 */
#ifndef VS_CORE_IDENTITY_REQUEST_H
#define VS_CORE_IDENTITY_REQUEST_H

#include "core/identity/card.h"

#define VS_DEVICE_REQUEST_MAX 4096 /* bytes */

struct vs_device_request {
    struct vs_hash org;      /* of which it wants to be a device */
    struct vs_hash key;      /* its public key */
    struct vs_origin origin; /* from the key; not written */
};

/* Appends the document and a line feed. */
enum vs_code vs_device_request_write(struct vs_buf *out, const struct vs_device_request *request,
                                     struct vs_err *err) VS_MUST_USE;

/* Strict; white space at the end is forgiven. VS_E_REQUEST_FORMAT, VS_E_WEAK_KEY, VS_E_TOO_LARGE.
 */
enum vs_code vs_device_request_parse(struct vs_device_request *out, struct vs_str bytes,
                                     struct vs_err *err) VS_MUST_USE;

/* SHA-256("vs1 device" || canonical JSON)[0:16]; compared with vs_fingerprint_is and _ends. */
enum vs_code vs_device_request_fingerprint(uint8_t out[VS_FINGERPRINT_LEN],
                                           const struct vs_device_request *request,
                                           struct vs_err *err) VS_MUST_USE;

#endif
