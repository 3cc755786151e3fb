/*
 * The keys of a channel and the tags by which its leaves are recognised (FORMAT.md, section 6).
 *
 *     Kc                             random, one a case and epoch; of a directory the key Kd
 *     Kf      = HMAC(Kc, "vs1 facts")
 *     channel = HMAC(Kf, "vs1 channel")
 *     tag     = HMAC(Kf, "vs1 tag" || feed || u64 n)[0:16]
 *
 * n is the number of leaves of the same feed, before this one, that belong to the channel. HMAC is
 * HMAC-SHA-256 (RFC 2104). Keys are 32 bytes that the caller keeps in locked memory.
 */
#ifndef VS_CORE_SEAL_TAG_H
#define VS_CORE_SEAL_TAG_H

#include "core/base/bytes.h"

#define VS_KEY_LEN 32 /* Kc, Kf, an entry key, an X25519 key */
#define VS_TAG_LEN 16

/* The facts key that follows from a content key. `kf` may not overlap `kc`. */
void vs_facts_key(uint8_t kf[VS_KEY_LEN], const uint8_t kc[VS_KEY_LEN]);

/* The public name of the channel that a facts key opens. */
void vs_channel_id(struct vs_hash *out, const uint8_t kf[VS_KEY_LEN]);

/* The tag of leaf number n (from 0) of `feed` in the channel of `kf`. */
void vs_tag(uint8_t out[VS_TAG_LEN], const uint8_t kf[VS_KEY_LEN], const struct vs_hash *feed,
            uint64_t n);

#endif
