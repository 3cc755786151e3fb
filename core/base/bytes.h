/*
 * Bytes: borrowed views, bounded growable buffers, 32-byte values, big-endian integers.
 */
#ifndef VS_CORE_BASE_BYTES_H
#define VS_CORE_BASE_BYTES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/base/err.h"

/* A borrowed run of bytes or text; not terminated, owned by somebody else. */
struct vs_str {
    const char *p;
    size_t len;
};

#define VS_STR(literal) ((struct vs_str){(literal), sizeof(literal) - 1})
struct vs_str vs_str(const char *text);
bool vs_str_eq(struct vs_str a, struct vs_str b);
bool vs_str_is(struct vs_str a, const char *text);
bool vs_str_starts(struct vs_str a, const char *prefix);

/*
 * A growable buffer with a ceiling, fixed when it is made. Adding never fails visibly: a buffer
 * that ran out of memory or passed its ceiling remembers that, ignores what follows, and says so
 * when vs_buf_check is called, which every user does before using the bytes. `p` is always followed
 * by a NUL byte that does not count in `len`.
 */
struct vs_buf {
    uint8_t *p;
    size_t len;
    size_t cap;
    size_t max;
    enum vs_code failed;
};

/* An empty buffer that may grow to `max` bytes; allocates nothing yet. */
void vs_buf_init(struct vs_buf *buf, size_t max);
void vs_buf_release(struct vs_buf *buf);
void vs_buf_clear(struct vs_buf *buf); /* keeps the memory, forgets bytes and failure */

void vs_buf_add(struct vs_buf *buf, const void *bytes, size_t len);
void vs_buf_add_text(struct vs_buf *buf, const char *text);
void vs_buf_add_str(struct vs_buf *buf, struct vs_str text);
void vs_buf_add_byte(struct vs_buf *buf, uint8_t byte);
void vs_buf_add_zeros(struct vs_buf *buf, size_t count);
void vs_buf_add_u16(struct vs_buf *buf, uint16_t value); /* big-endian, as all integers here */
void vs_buf_add_u32(struct vs_buf *buf, uint32_t value);
void vs_buf_add_u64(struct vs_buf *buf, uint64_t value);
void vs_buf_addf(struct vs_buf *buf, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* VS_OK, or VS_E_NO_MEMORY / VS_E_TOO_LARGE with `what` as the subject. */
enum vs_code vs_buf_check(const struct vs_buf *buf, const char *what,
                          struct vs_err *err) VS_MUST_USE;

/* Gives the bytes away (caller frees with vs_free) and leaves the buffer empty. NULL if it failed.
 */
uint8_t *vs_buf_take(struct vs_buf *buf, size_t *len);

struct vs_str vs_buf_str(const struct vs_buf *buf);

/* A SHA-256 value, a leaf hash, an organisation's id, a public key: 32 bytes compared as bytes. */
struct vs_hash {
    uint8_t b[32];
};

bool vs_hash_eq(const struct vs_hash *a, const struct vs_hash *b);
int vs_hash_cmp(const struct vs_hash *a, const struct vs_hash *b);
int vs_hash_cmp_qsort(const void *a, const void *b);
bool vs_hash_is_zero(const struct vs_hash *a);

void vs_put_u16(uint8_t *at, uint16_t value);
void vs_put_u32(uint8_t *at, uint32_t value);
void vs_put_u64(uint8_t *at, uint64_t value);
uint16_t vs_get_u16(const uint8_t *at);
uint32_t vs_get_u32(const uint8_t *at);
uint64_t vs_get_u64(const uint8_t *at);

#endif
