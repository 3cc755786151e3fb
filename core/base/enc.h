/*
 * Encodings, all strict: what the writer would not have written is refused, so that every value has
 * exactly one text. RFC 4648: hex in lower case (section 8), base64 with padding (section 4),
 * base64url without padding (section 5), in both spare bits must be zero.
 */
#ifndef VS_CORE_BASE_ENC_H
#define VS_CORE_BASE_ENC_H

#include "core/base/bytes.h"

#define VS_HASH_TEXT_LEN   43                    /* base64url of 32 bytes */
#define VS_BASE64_LEN(len) (((len) + 2) / 3 * 4) /* with padding */

/* Writes 2 * len characters and a NUL to `out`. */
void vs_hex(char *out, const void *bytes, size_t len);

/* Exactly `len` bytes from exactly 2 * len lower-case digits; false otherwise. */
bool vs_unhex(uint8_t *out, size_t len, struct vs_str text);

/* Appends base64 with padding. */
void vs_base64_add(struct vs_buf *out, const void *bytes, size_t len);

/* Writes VS_BASE64_LEN(len) characters and a NUL to `out`. */
void vs_base64_write(char *out, const void *bytes, size_t len);

/* Appends the decoded bytes of one base64 text; VS_E_ENCODING if it is not strict. */
enum vs_code vs_base64_decode(struct vs_buf *out, struct vs_str text,
                              struct vs_err *err) VS_MUST_USE;

/* The same without a buffer: writes the first `max` decoded bytes, gives the length of all in *len;
 * false if the text is not strict. */
bool vs_base64_read(uint8_t *out, size_t max, size_t *len, struct vs_str text);

/* 43 characters and a NUL. */
void vs_hash_text(char out[VS_HASH_TEXT_LEN + 1], const struct vs_hash *hash);

/* False unless `text` is the one spelling of 32 bytes. */
bool vs_hash_parse(struct vs_hash *out, struct vs_str text);

/* A decimal without leading zero, sign or space, at most `max`; false otherwise. */
bool vs_decimal(uint64_t *out, struct vs_str text, uint64_t max);

#endif
