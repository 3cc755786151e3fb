/*
 * The keys of a channel and the tags by which its leaves are recognised (FORMAT.md, section 6).
 *
 *     Kc                             random, one a case and epoch; of a directory the key Kd
 *     Kr      = HMAC(Kc, "vs1 reading")
 *     Kf      = HMAC(Kr, "vs1 facts" || feed || u64 index)  place of the channel's first leaf
 *     Kf      = HMAC(Kd, "vs1 directory" || org)             of a directory
 *     channel = HMAC(Kr, "vs1 channel")
 *     tag     = HMAC(Kf, "vs1 tag" || feed || u64 n)[0:16]
 *
 * n is the number of leaves of the same feed, before this one, that belong to the channel. Kf holds
 * the place where the channel begins, so that whoever knows a key cannot begin another channel that
 * would be taken for the first: no two channels have one Kf. HMAC is
 * HMAC-SHA-256 (RFC 2104). Keys are 32 bytes that the caller keeps in locked memory.
 */
#ifndef VS_CORE_SEAL_TAG_H
#define VS_CORE_SEAL_TAG_H

#include "core/base/bytes.h"

#define VS_KEY_LEN 32 /* Kc, Kr, Kf, an entry key, an X25519 key */
#define VS_TAG_LEN 16

/* The reading key that follows from a content key: what is given to whom may read facts alone. */
void vs_reading_key(uint8_t kr[VS_KEY_LEN], const uint8_t kc[VS_KEY_LEN]);

/* The facts key of the channel whose first leaf is number `index` of `feed`. */
void vs_facts_key(uint8_t kf[VS_KEY_LEN], const uint8_t kr[VS_KEY_LEN], const struct vs_hash *feed,
                  uint64_t index);

/* The facts key of an organisation's directory. */
void vs_directory_key(uint8_t kf[VS_KEY_LEN], const uint8_t kd[VS_KEY_LEN],
                      const struct vs_hash *org);

/* The public name of a reading key, by which a rekey announces it. */
void vs_channel_name(struct vs_hash *out, const uint8_t kr[VS_KEY_LEN]);

/* The tag of leaf number n (from 0) of `feed` in the channel of `kf`. */
void vs_tag(uint8_t out[VS_TAG_LEN], const uint8_t kf[VS_KEY_LEN], const struct vs_hash *feed,
            uint64_t n);

#endif
