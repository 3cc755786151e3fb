/* Encodings accept exactly what they write. Texts from RFC 4648 section 10 and by hand. */
#include "core/base/enc.h"
#include "tests/tap.h"

static void
test_base64(void)
{
    static const struct {
        const char *plain, *text;
    } pairs[] = {{"", ""},
                 {"f", "Zg=="},
                 {"fo", "Zm8="},
                 {"foo", "Zm9v"},
                 {"foob", "Zm9vYg=="},
                 {"fooba", "Zm9vYmE="},
                 {"foobar", "Zm9vYmFy"}};
    static const char *const bad[] = {
        "Zg", "Zg=", "Zh==", "Zm9=", "Z===", "====", "Zm9v\n", "Zg==Zg==", "Zm-v"};
    struct vs_buf buf;

    vs_buf_init(&buf, 100);
    for (size_t i = 0; i < sizeof(pairs) / sizeof(pairs[0]); i++) {
        vs_buf_clear(&buf);
        vs_base64_add(&buf, pairs[i].plain, strlen(pairs[i].plain));
        OK(vs_str_is(vs_buf_str(&buf), pairs[i].text), "base64 of \"%s\"", pairs[i].plain);
        vs_buf_clear(&buf);
        OK(vs_base64_decode(&buf, vs_str(pairs[i].text), NULL) == VS_OK &&
               vs_str_is(vs_buf_str(&buf), pairs[i].plain),
           "and back");
        char text[9];
        uint8_t two[2] = {'-', '-'};
        size_t len = 99;

        vs_base64_write(text, pairs[i].plain, strlen(pairs[i].plain));
        IS_TEXT(text, pairs[i].text, "the same without a buffer");
        OK(vs_base64_read(two, sizeof(two), &len, vs_str(text)) && len == strlen(pairs[i].plain) &&
               memcmp(two, pairs[i].plain, len < 2 ? len : 2) == 0,
           "and its first two bytes back");
    }
    for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
        vs_buf_clear(&buf);
        OK(vs_base64_decode(&buf, vs_str(bad[i]), NULL) == VS_E_ENCODING, "refused: case %zu", i);
        uint8_t two[2];
        size_t len;

        OK(!vs_base64_read(two, sizeof(two), &len, vs_str(bad[i])), "the same without a buffer");
    }
    vs_buf_release(&buf);
}

static void
test_hash(void)
{
    struct vs_hash h, back;
    char text[VS_HASH_TEXT_LEN + 1];

    for (size_t i = 0; i < 32; i++) {
        h.b[i] = (uint8_t)(i * 9 + 1);
    }
    vs_hash_text(text, &h);
    IS_INT(strlen(text), 43, "32 bytes are 43 characters");
    OK(vs_hash_parse(&back, vs_str(text)) && vs_hash_eq(&h, &back), "and come back");
    text[42]++;
    OK(!vs_hash_parse(&back, vs_str(text)), "spare bits must be zero");
    OK(!vs_hash_parse(&back, VS_STR("short")), "other lengths are refused");
}

static void
test_hex_and_decimal(void)
{
    uint8_t b[2];
    char text[5];
    uint64_t n;

    vs_hex(text, "\x0f\xa0", 2);
    IS_TEXT(text, "0fa0", "hex is lower case");
    OK(vs_unhex(b, 2, VS_STR("0fa0")) && b[0] == 15 && b[1] == 160, "and comes back");
    OK(!vs_unhex(b, 2, VS_STR("0FA0")) && !vs_unhex(b, 2, VS_STR("0fa")),
       "upper case and odd lengths are refused");
    OK(vs_decimal(&n, VS_STR("18446744073709551615"), UINT64_MAX) && n == UINT64_MAX,
       "the largest decimal");
    OK(!vs_decimal(&n, VS_STR("18446744073709551616"), UINT64_MAX), "one more is refused");
    OK(!vs_decimal(&n, VS_STR("01"), 9) && !vs_decimal(&n, VS_STR(""), 9) &&
           !vs_decimal(&n, VS_STR("+1"), 9),
       "leading zero, nothing, a sign are refused");
    OK(vs_decimal(&n, VS_STR("0"), 9) && n == 0, "zero is zero");
    OK(!vs_decimal(&n, VS_STR("10"), 9), "more than the maximum is refused");
}

int
main(void)
{
    test_base64();
    test_hash();
    test_hex_and_decimal();
    return tap_done();
}
