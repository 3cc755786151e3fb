#include "core/seal/tag.h"

#include <string.h>

#include "core/base/secret.h"
#include "core/log/hash.h"

void
vs_reading_key(uint8_t kr[VS_KEY_LEN], const uint8_t kc[VS_KEY_LEN])
{
    struct vs_hash mac;

    VS_HMAC(&mac, kc, VS_STR("vs1 reading"));
    memcpy(kr, mac.b, VS_KEY_LEN);
    vs_wipe(&mac, sizeof(mac));
}

void
vs_facts_key(uint8_t kf[VS_KEY_LEN], const uint8_t kr[VS_KEY_LEN], const struct vs_hash *feed,
             uint64_t index)
{
    struct vs_hash mac;
    uint8_t number[8];

    vs_put_u64(number, index);
    VS_HMAC(&mac, kr, VS_STR("vs1 facts"), vs_part_hash(feed), vs_part(number, sizeof(number)));
    memcpy(kf, mac.b, VS_KEY_LEN);
    vs_wipe(&mac, sizeof(mac));
}

void
vs_directory_key(uint8_t kf[VS_KEY_LEN], const uint8_t kd[VS_KEY_LEN], const struct vs_hash *org)
{
    struct vs_hash mac;

    VS_HMAC(&mac, kd, VS_STR("vs1 directory"), vs_part_hash(org));
    memcpy(kf, mac.b, VS_KEY_LEN);
    vs_wipe(&mac, sizeof(mac));
}

void
vs_channel_name(struct vs_hash *out, const uint8_t kr[VS_KEY_LEN])
{
    VS_HMAC(out, kr, VS_STR("vs1 channel"));
}

void
vs_tag(uint8_t out[VS_TAG_LEN], const uint8_t kf[VS_KEY_LEN], const struct vs_hash *feed,
       uint64_t n)
{
    struct vs_hash mac;
    uint8_t number[8];

    vs_put_u64(number, n);
    VS_HMAC(&mac, kf, VS_STR("vs1 tag"), vs_part_hash(feed), vs_part(number, sizeof(number)));
    memcpy(out, mac.b, VS_TAG_LEN);
}
