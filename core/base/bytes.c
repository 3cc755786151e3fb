#include "core/base/bytes.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "core/base/mem.h"

struct vs_str
vs_str(const char *text)
{
    return (struct vs_str){text, text ? strlen(text) : 0};
}

bool
vs_str_eq(struct vs_str a, struct vs_str b)
{
    return a.len == b.len && (a.len == 0 || memcmp(a.p, b.p, a.len) == 0);
}

bool
vs_str_is(struct vs_str a, const char *text)
{
    return vs_str_eq(a, vs_str(text));
}

bool
vs_str_starts(struct vs_str a, const char *prefix)
{
    size_t len = strlen(prefix);

    return a.len >= len && memcmp(a.p, prefix, len) == 0;
}

void
vs_buf_init(struct vs_buf *buf, size_t max)
{
    memset(buf, 0, sizeof(*buf));
    buf->max = max;
}

void
vs_buf_release(struct vs_buf *buf)
{
    vs_free(buf->p);
    vs_buf_init(buf, buf->max);
}

void
vs_buf_clear(struct vs_buf *buf)
{
    buf->len = 0;
    buf->failed = VS_OK;
    if (buf->p) {
        buf->p[0] = 0;
    }
}

/* Makes room for `more` bytes and the closing NUL; false leaves the buffer failed. */
static bool
reserve(struct vs_buf *buf, size_t more)
{
    size_t cap;
    uint8_t *p;

    if (buf->failed) {
        return false;
    }
    if (more > buf->max - buf->len) {
        buf->failed = VS_E_TOO_LARGE;
        return false;
    }
    if (buf->len + more < buf->cap) {
        return true;
    }
    cap = buf->cap ? buf->cap : 64;
    while (cap <= buf->len + more) {
        cap *= 2;
    }
    p = vs_realloc(buf->p, cap);
    if (!p) {
        buf->failed = VS_E_NO_MEMORY;
        return false;
    }
    buf->p = p;
    buf->cap = cap;
    return true;
}

void
vs_buf_add(struct vs_buf *buf, const void *bytes, size_t len)
{
    if (!reserve(buf, len)) {
        return;
    }
    if (len != 0) {
        memcpy(buf->p + buf->len, bytes, len);
        buf->len += len;
    }
    buf->p[buf->len] = 0;
}

void
vs_buf_add_text(struct vs_buf *buf, const char *text)
{
    vs_buf_add(buf, text, strlen(text));
}

void
vs_buf_add_str(struct vs_buf *buf, struct vs_str text)
{
    vs_buf_add(buf, text.p, text.len);
}

void
vs_buf_add_byte(struct vs_buf *buf, uint8_t byte)
{
    vs_buf_add(buf, &byte, 1);
}

void
vs_buf_add_zeros(struct vs_buf *buf, size_t count)
{
    if (reserve(buf, count)) {
        memset(buf->p + buf->len, 0, count + 1);
        buf->len += count;
    }
}

void
vs_buf_add_u16(struct vs_buf *buf, uint16_t value)
{
    uint8_t b[2];

    vs_put_u16(b, value);
    vs_buf_add(buf, b, sizeof(b));
}

void
vs_buf_add_u32(struct vs_buf *buf, uint32_t value)
{
    uint8_t b[4];

    vs_put_u32(b, value);
    vs_buf_add(buf, b, sizeof(b));
}

void
vs_buf_add_u64(struct vs_buf *buf, uint64_t value)
{
    uint8_t b[8];

    vs_put_u64(b, value);
    vs_buf_add(buf, b, sizeof(b));
}

void
vs_buf_addf(struct vs_buf *buf, const char *format, ...)
{
    va_list args;
    int len;

    va_start(args, format);
    len = vsnprintf(NULL, 0, format, args);
    va_end(args);
    if (len < 0 || !reserve(buf, (size_t)len)) {
        return;
    }
    va_start(args, format);
    vsnprintf((char *)buf->p + buf->len, (size_t)len + 1, format, args);
    va_end(args);
    buf->len += (size_t)len;
}

enum vs_code
vs_buf_check(const struct vs_buf *buf, const char *what, struct vs_err *err)
{
    if (buf->failed == VS_E_NO_MEMORY) {
        return vs_fail_memory(err);
    }
    if (buf->failed) {
        return vs_fail(err, VS_E_TOO_LARGE, what, "more than %zu bytes", buf->max);
    }
    return VS_OK;
}

uint8_t *
vs_buf_take(struct vs_buf *buf, size_t *len)
{
    uint8_t *p;

    if (buf->failed || !reserve(buf, 0)) {
        vs_buf_release(buf);
        return NULL;
    }
    p = buf->p;
    p[buf->len] = 0;
    if (len) {
        *len = buf->len;
    }
    vs_buf_init(buf, buf->max);
    return p;
}

struct vs_str
vs_buf_str(const struct vs_buf *buf)
{
    return (struct vs_str){buf->p ? (const char *)buf->p : "", buf->len};
}

bool
vs_hash_eq(const struct vs_hash *a, const struct vs_hash *b)
{
    return memcmp(a->b, b->b, sizeof(a->b)) == 0;
}

int
vs_hash_cmp(const struct vs_hash *a, const struct vs_hash *b)
{
    return memcmp(a->b, b->b, sizeof(a->b));
}

int
vs_hash_cmp_qsort(const void *a, const void *b)
{
    return vs_hash_cmp(a, b);
}

bool
vs_hash_is_zero(const struct vs_hash *a)
{
    static const struct vs_hash zero;

    return vs_hash_eq(a, &zero);
}

void
vs_put_u16(uint8_t *at, uint16_t value)
{
    at[0] = (uint8_t)(value >> 8);
    at[1] = (uint8_t)value;
}

void
vs_put_u32(uint8_t *at, uint32_t value)
{
    vs_put_u16(at, (uint16_t)(value >> 16));
    vs_put_u16(at + 2, (uint16_t)value);
}

void
vs_put_u64(uint8_t *at, uint64_t value)
{
    vs_put_u32(at, (uint32_t)(value >> 32));
    vs_put_u32(at + 4, (uint32_t)value);
}

uint16_t
vs_get_u16(const uint8_t *at)
{
    return (uint16_t)(at[0] << 8 | at[1]);
}

uint32_t
vs_get_u32(const uint8_t *at)
{
    return (uint32_t)vs_get_u16(at) << 16 | vs_get_u16(at + 2);
}

uint64_t
vs_get_u64(const uint8_t *at)
{
    return (uint64_t)vs_get_u32(at) << 32 | vs_get_u32(at + 4);
}
