#include "core/base/enc.h"

#include <string.h>

static const char hex_digits[] = "0123456789abcdef";
static const char standard[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
static const char url_safe[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

void
vs_hex(char *out, const void *bytes, size_t len)
{
    const uint8_t *b = bytes;

    for (size_t i = 0; i < len; i++) {
        *out++ = hex_digits[b[i] >> 4];
        *out++ = hex_digits[b[i] & 15];
    }
    *out = '\0';
}

static int
value_of_hex(char c)
{
    return c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* The value of a digit in one of the alphabets of base64, or -1. */
static int
value_of(const char *alphabet, char c)
{
    /* One more than the value in either alphabet; 0 is none. Hashes are read by the thousand. */
    static const uint8_t values[256] = {
        ['A'] = 1,  ['B'] = 2,  ['C'] = 3,  ['D'] = 4,  ['E'] = 5,  ['F'] = 6,  ['G'] = 7,
        ['H'] = 8,  ['I'] = 9,  ['J'] = 10, ['K'] = 11, ['L'] = 12, ['M'] = 13, ['N'] = 14,
        ['O'] = 15, ['P'] = 16, ['Q'] = 17, ['R'] = 18, ['S'] = 19, ['T'] = 20, ['U'] = 21,
        ['V'] = 22, ['W'] = 23, ['X'] = 24, ['Y'] = 25, ['Z'] = 26, ['a'] = 27, ['b'] = 28,
        ['c'] = 29, ['d'] = 30, ['e'] = 31, ['f'] = 32, ['g'] = 33, ['h'] = 34, ['i'] = 35,
        ['j'] = 36, ['k'] = 37, ['l'] = 38, ['m'] = 39, ['n'] = 40, ['o'] = 41, ['p'] = 42,
        ['q'] = 43, ['r'] = 44, ['s'] = 45, ['t'] = 46, ['u'] = 47, ['v'] = 48, ['w'] = 49,
        ['x'] = 50, ['y'] = 51, ['z'] = 52, ['0'] = 53, ['1'] = 54, ['2'] = 55, ['3'] = 56,
        ['4'] = 57, ['5'] = 58, ['6'] = 59, ['7'] = 60, ['8'] = 61, ['9'] = 62, ['+'] = 63,
        ['-'] = 63, ['/'] = 64, ['_'] = 64};
    int value = values[(uint8_t)c] - 1;

    return value >= 0 && alphabet[value] == c ? value : -1;
}

bool
vs_unhex(uint8_t *out, size_t len, struct vs_str text)
{
    if (text.len != 2 * len) {
        return false;
    }
    for (size_t i = 0; i < len; i++) {
        int high = value_of_hex(text.p[2 * i]);
        int low = value_of_hex(text.p[2 * i + 1]);

        if (high < 0 || low < 0) {
            return false;
        }
        out[i] = (uint8_t)(high << 4 | low);
    }
    return true;
}

/* Four digits for up to three bytes; unused digits are not written. */
static size_t
encode_group(char out[4], const char *alphabet, const uint8_t *b, size_t n)
{
    uint32_t bits = (uint32_t)b[0] << 16;

    if (n > 1) {
        bits |= (uint32_t)b[1] << 8;
    }
    if (n > 2) {
        bits |= b[2];
    }
    for (size_t i = 0; i <= n; i++) {
        out[i] = alphabet[bits >> (18 - 6 * i) & 63];
    }
    return n + 1;
}

/* The n - 1 bytes of n digits (2 to 4); false on a foreign character or non-zero spare bits. */
static bool
decode_group(uint8_t out[3], const char *alphabet, const char *text, size_t n)
{
    uint32_t bits = 0;

    for (size_t i = 0; i < n; i++) {
        int v = value_of(alphabet, text[i]);

        if (v < 0) {
            return false;
        }
        bits |= (uint32_t)v << (18 - 6 * i);
    }
    if (n < 4 && (bits & (0xffffffU >> (8 * (n - 1)))) != 0) {
        return false;
    }
    for (size_t i = 0; i + 1 < n; i++) {
        out[i] = (uint8_t)(bits >> (16 - 8 * i));
    }
    return true;
}

void
vs_base64_add(struct vs_buf *out, const void *bytes, size_t len)
{
    const uint8_t *b = bytes;

    for (size_t i = 0; i < len; i += 3) {
        char digits[4] = {'=', '=', '=', '='};

        encode_group(digits, standard, b + i, len - i < 3 ? len - i : 3);
        vs_buf_add(out, digits, 4);
    }
}

void
vs_base64_write(char *out, const void *bytes, size_t len)
{
    const uint8_t *b = bytes;

    for (size_t i = 0; i < len; i += 3) {
        memcpy(out, "====", 4);
        encode_group(out, standard, b + i, len - i < 3 ? len - i : 3);
        out += 4;
    }
    *out = '\0';
}

enum vs_code
vs_base64_decode(struct vs_buf *out, struct vs_str text, struct vs_err *err)
{
    if (text.len % 4 != 0) {
        return vs_fail(err, VS_E_ENCODING, "base64", "length is not a multiple of four");
    }
    for (size_t i = 0; i < text.len; i += 4) {
        uint8_t group[3];
        size_t n = 4;

        if (i + 4 == text.len) {
            while (n > 2 && text.p[i + n - 1] == '=') {
                n--;
            }
        }
        if (!decode_group(group, standard, text.p + i, n)) {
            return vs_fail(err, VS_E_ENCODING, "base64", "not strict base64 at character %zu", i);
        }
        vs_buf_add(out, group, n - 1);
    }
    return vs_buf_check(out, "base64", err);
}

bool
vs_base64_read(uint8_t *out, size_t max, size_t *len, struct vs_str text)
{
    size_t done = 0;

    if (text.len % 4 != 0) {
        return false;
    }
    for (size_t i = 0; i < text.len; i += 4) {
        uint8_t group[3];
        size_t n = 4;

        while (i + 4 == text.len && n > 2 && text.p[i + n - 1] == '=') {
            n--;
        }
        if (!decode_group(group, standard, text.p + i, n)) {
            return false;
        }
        for (size_t k = 0; k + 1 < n; k++, done++) {
            if (done < max) {
                out[done] = group[k];
            }
        }
    }
    *len = done;
    return true;
}

void
vs_hash_text(char out[VS_HASH_TEXT_LEN + 1], const struct vs_hash *hash)
{
    char *at = out;

    for (size_t i = 0; i < sizeof(hash->b); i += 3) {
        size_t left = sizeof(hash->b) - i;

        at += encode_group(at, url_safe, hash->b + i, left < 3 ? left : 3);
    }
    *at = '\0';
}

bool
vs_hash_parse(struct vs_hash *out, struct vs_str text)
{
    struct vs_hash hash;

    if (text.len != VS_HASH_TEXT_LEN) {
        return false;
    }
    for (size_t i = 0; i < 10; i++) {
        if (!decode_group(hash.b + 3 * i, url_safe, text.p + 4 * i, 4)) {
            return false;
        }
    }
    {
        uint8_t last[3];

        if (!decode_group(last, url_safe, text.p + 40, 3)) {
            return false;
        }
        hash.b[30] = last[0];
        hash.b[31] = last[1];
    }
    *out = hash;
    return true;
}

bool
vs_decimal(uint64_t *out, struct vs_str text, uint64_t max)
{
    uint64_t value = 0;

    if (text.len == 0 || text.len > 20 || (text.p[0] == '0' && text.len > 1)) {
        return false;
    }
    for (size_t i = 0; i < text.len; i++) {
        unsigned digit = (unsigned)(text.p[i] - '0');

        if (digit > 9 || digit > max || value > (max - digit) / 10) {
            return false;
        }
        value = value * 10 + digit;
    }
    *out = value;
    return value <= max;
}
