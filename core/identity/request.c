#include "core/identity/request.h"

#include <string.h>

#include "core/base/json.h"
#include "core/log/hash.h"

#define SCHEMA "vs.device-request/1"

/* The canonical bytes, which are what the fingerprint covers. */
static enum vs_code
write_canonical(struct vs_buf *out, const struct vs_device_request *request, struct vs_err *err)
{
    struct vs_json *doc = vs_json_new_object();
    enum vs_code code;

    vs_json_set_hash(doc, "key", &request->key);
    vs_json_set_hash(doc, "org", &request->org);
    vs_json_set_text(doc, "schema", SCHEMA);
    code = vs_json_write(out, doc, VS_JSON_FACTS, err);
    vs_json_free(doc);
    return code;
}

enum vs_code
vs_device_request_write(struct vs_buf *out, const struct vs_device_request *request,
                        struct vs_err *err)
{
    enum vs_code code = write_canonical(out, request, err);

    if (code == VS_OK) {
        vs_buf_add_byte(out, '\n');
        code = vs_buf_check(out, "a device request", err);
    }
    return code;
}

static bool
is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

enum vs_code
vs_device_request_parse(struct vs_device_request *out, struct vs_str bytes, struct vs_err *err)
{
    struct vs_json *doc = NULL;
    enum vs_code code;

    memset(out, 0, sizeof(*out));
    while (bytes.len > 0 && is_blank(bytes.p[bytes.len - 1])) {
        bytes.len--;
    }
    if (bytes.len > VS_DEVICE_REQUEST_MAX) {
        return vs_fail(err, VS_E_TOO_LARGE, "a device request", "more than %d bytes",
                       VS_DEVICE_REQUEST_MAX);
    }
    code = vs_json_parse(&doc, bytes.p, bytes.len, VS_JSON_FACTS, err);
    if (code == VS_E_NO_MEMORY) {
        return code;
    }
    if (code != VS_OK || vs_json_size(doc) != 3 ||
        !vs_str_is(vs_json_get_str(doc, "schema"), SCHEMA) ||
        !vs_json_get_hash(&out->key, doc, "key") || !vs_json_get_hash(&out->org, doc, "org")) {
        code = vs_fail(err, VS_E_REQUEST_FORMAT, "the file", "is not a request of a device");
    } else if (!vs_sign_key_acceptable(&out->key)) {
        code = vs_fail(err, VS_E_WEAK_KEY, "device key", "is not a key that may sign");
    } else {
        vs_origin_from_key(&out->origin, &out->key);
    }
    vs_json_free(doc);
    return code;
}

enum vs_code
vs_device_request_fingerprint(uint8_t out[VS_FINGERPRINT_LEN],
                              const struct vs_device_request *request, struct vs_err *err)
{
    struct vs_buf bytes;
    struct vs_hash hash;
    enum vs_code code;

    vs_buf_init(&bytes, VS_DEVICE_REQUEST_MAX);
    code = write_canonical(&bytes, request, err);
    if (code == VS_OK) {
        VS_SHA256(&hash, VS_STR("vs1 device"), vs_buf_str(&bytes));
        memcpy(out, hash.b, VS_FINGERPRINT_LEN);
    }
    vs_buf_release(&bytes);
    return code;
}
