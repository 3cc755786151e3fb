/* What commands say about the devices of the own organisation. */
#ifndef VS_CLI_DEVICE_H
#define VS_CLI_DEVICE_H

#include "cli/cmd.h"
#include "core/record/devices.h"

/* The name of a device: the 32 hex digits of its branch. Borrowed. */
const char *vs_device_name(const struct vs_origin *origin);

/* "active", "unlisted", "closed": for --json. */
const char *vs_own_state_name(enum vs_own_state state);

/* The fingerprint of this device's request, as people read it out. */
enum vs_code vs_device_fingerprint(char out[VS_FINGERPRINT_TEXT_LEN + 1],
                                   const struct vs_store *store, struct vs_err *err) VS_MUST_USE;

/* What to do so that a roster lists this device; a remark on stderr. */
void vs_device_tell_unlisted(struct vs_out *out);

#endif
