/* Encodings: what decodes encodes to the same text, for each of them; any bytes go out and back. */
#include <string.h>

#include "core/base/enc.h"
#include "core/base/text.h"
#include "tests/fuzz/fuzz.h"

#define BYTES_MAX 4096

static void
check_base64(struct vs_str text)
{
    struct vs_buf bytes, again;

    vs_buf_init(&bytes, BYTES_MAX);
    vs_buf_init(&again, 2 * BYTES_MAX);
    if (vs_base64_decode(&bytes, text, NULL) == VS_OK) {
        vs_base64_add(&again, bytes.p, bytes.len);
        FUZZ_CHECK(vs_str_eq(vs_buf_str(&again), text));
    }
    vs_buf_clear(&bytes);
    vs_buf_clear(&again);
    vs_base64_add(&again, text.p, text.len);
    if (vs_buf_check(&again, "base64", NULL) == VS_OK && text.len <= BYTES_MAX) {
        FUZZ_CHECK(again.len == VS_BASE64_LEN(text.len));
        FUZZ_CHECK(vs_base64_decode(&bytes, vs_buf_str(&again), NULL) == VS_OK);
        FUZZ_CHECK(vs_str_eq(vs_buf_str(&bytes), text));
    }
    vs_buf_release(&bytes);
    vs_buf_release(&again);
}

static void
check_hex_and_hash(struct vs_str text)
{
    char out[2 * 64 + 1], hash_text[VS_HASH_TEXT_LEN + 1];
    uint8_t bytes[64];
    struct vs_hash hash, back;

    if (text.len <= 2 * sizeof(bytes) && vs_unhex(bytes, text.len / 2, text)) {
        vs_hex(out, bytes, text.len / 2);
        FUZZ_CHECK(vs_str_is(text, out));
    }
    if (vs_hash_parse(&hash, text)) {
        vs_hash_text(hash_text, &hash);
        FUZZ_CHECK(vs_str_is(text, hash_text));
    }
    if (text.len >= 32) {
        memcpy(hash.b, text.p, 32);
        vs_hash_text(hash_text, &hash);
        FUZZ_CHECK(vs_hash_parse(&back, vs_str(hash_text)) && vs_hash_eq(&hash, &back));
    }
}

static void
check_decimal(struct vs_str text)
{
    uint64_t value, least;
    char out[32];

    if (vs_decimal(&value, text, UINT64_MAX)) {
        snprintf(out, sizeof(out), "%llu", (unsigned long long)value);
        FUZZ_CHECK(vs_str_is(text, out));
        FUZZ_CHECK(vs_decimal(&least, text, value) && least == value);
        FUZZ_CHECK(value == 0 || !vs_decimal(&least, text, value - 1));
    }
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct vs_str text = {(const char *)data, size};

    check_base64(text);
    check_hex_and_hash(text);
    check_decimal(text);
    for (size_t at = 0; at < size;) {
        size_t before = at;
        int32_t point = vs_text_next(text, &at);

        FUZZ_CHECK(at > before && at <= size && at - before <= 4);
        FUZZ_CHECK(point >= -1 && point <= 0x10ffff);
        FUZZ_CHECK(point != -1 || vs_text_forbidden(point) != NULL);
    }
    return 0;
}
