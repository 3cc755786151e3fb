#include "core/identity/root.h"

#include <string.h>

#include "core/base/enc.h"
#include "core/log/hash.h"

static const char name_prefix[] = "vs.invalid/o/";

void
vs_root_hash(struct vs_hash *out, const struct vs_hash *public_key)
{
    vs_sha256(out, public_key->b, sizeof(public_key->b));
}

void
vs_root_name(char out[VS_ROOT_NAME_LEN + 1], const struct vs_hash *org)
{
    memcpy(out, name_prefix, sizeof(name_prefix) - 1);
    vs_hex(out + sizeof(name_prefix) - 1, org->b, 16);
}
