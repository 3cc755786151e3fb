#include "cli/id.h"

#include <string.h>

#include "core/base/enc.h"

void
vs_id_short(char out[VS_ID_LEN_MAX], const struct vs_hash *id)
{
    vs_hex(out, id->b, VS_ID_SHOWN / 2);
}

bool
vs_id_parse(struct vs_id_range *out, struct vs_str text)
{
    struct vs_hash whole;

    if (text.len == VS_HASH_TEXT_LEN && vs_hash_parse(&whole, text)) {
        out->low = out->high = whole;
        out->whole = true;
        return true;
    }
    if (text.len < VS_ID_MIN || text.len > 2 * sizeof out->low.b) {
        return false;
    }
    memset(&out->low, 0, sizeof out->low);
    memset(&out->high, 0xff, sizeof out->high);
    for (size_t i = 0; i < text.len; i++) {
        char c = text.p[i];
        unsigned digit;
        unsigned shift = i % 2 ? 0 : 4;

        if (c >= '0' && c <= '9') {
            digit = (unsigned)(c - '0');
        } else if (c >= 'a' && c <= 'f') {
            digit = (unsigned)(c - 'a') + 10;
        } else if (c >= 'A' && c <= 'F') {
            digit = (unsigned)(c - 'A') + 10;
        } else {
            return false;
        }
        out->low.b[i / 2] = (uint8_t)(out->low.b[i / 2] | digit << shift);
        out->high.b[i / 2] = (uint8_t)((out->high.b[i / 2] & ~(0xfU << shift)) | digit << shift);
    }
    out->whole = text.len == 2 * sizeof out->low.b;
    return true;
}

bool
vs_id_in(const struct vs_id_range *range, const struct vs_hash *id)
{
    return vs_hash_cmp(&range->low, id) <= 0 && vs_hash_cmp(id, &range->high) <= 0;
}
