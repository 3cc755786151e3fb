/* SHA-256 and SHA-512 of RFC 6234, HMAC of RFC 4231 (with keys of 32 bytes), whole, in parts and
 * streaming. */
#include "core/base/enc.h"
#include "core/base/secret.h"
#include "core/log/hash.h"
#include "tests/tap.h"

static void
is_hex(const void *bytes, size_t len, const char *want, const char *name)
{
    char text[2 * VS_SHA512_LEN + 1];

    vs_hex(text, bytes, len);
    IS_TEXT(text, want, "%s", name);
}

static void
test_sha(void)
{
    static const char abc[] = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
    struct vs_hash hash;
    struct vs_sha256 sha, copy;
    struct vs_sha512 wide;
    uint8_t out[VS_SHA512_LEN];

    vs_sha256(&hash, "abc", 3);
    is_hex(hash.b, 32, abc, "SHA-256");
    VS_SHA256(&hash, VS_STR("a"), VS_STR(""), VS_STR("bc"));
    is_hex(hash.b, 32, abc, "SHA-256 of parts");
    vs_sha256_init(&sha);
    vs_sha256_add(&sha, "ab", 2);
    copy = sha;
    vs_sha256_add(&sha, "x", 1);
    vs_sha256_add(&copy, "c", 1);
    vs_sha256_final(&hash, &copy);
    is_hex(hash.b, 32, abc, "a copied state goes on by itself");
    vs_sha512(out, "abc", 3);
    is_hex(out, sizeof(out),
           "ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a"
           "2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f",
           "SHA-512");
    vs_sha512_init(&wide);
    vs_sha512_add(&wide, "a", 1);
    vs_sha512_add(&wide, "bc", 2);
    memset(out, 0, sizeof(out));
    vs_sha512_final(out, &wide);
    OK(out[0] == 0xdd && out[63] == 0x9f, "SHA-512 streaming");
}

static void
test_hmac(void)
{
    /* RFC 4231, case 1, has a key of 20 bytes; zeros to 32 bytes are the same key (RFC 2104). */
    static const char want[] = "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7";
    uint8_t key[VS_HMAC_KEY_LEN] = {0};
    struct vs_hash hash;
    struct vs_hmac keyed, copy;

    memset(key, 0x0b, 20);
    VS_HMAC(&hash, key, VS_STR("Hi There"));
    is_hex(hash.b, 32, want, "HMAC-SHA-256");
    VS_HMAC(&hash, key, VS_STR("Hi"), VS_STR(" "), VS_STR("There"));
    is_hex(hash.b, 32, want, "HMAC of parts");
    vs_hmac_init(&keyed, key);
    copy = keyed;
    vs_hmac_add(&keyed, "Hi", 2);
    vs_hmac_add(&keyed, " There", 6);
    vs_hmac_final(&hash, &keyed);
    is_hex(hash.b, 32, want, "HMAC streaming");
    vs_hmac_add(&copy, "Hi There", 8);
    vs_hmac_final(&hash, &copy);
    is_hex(hash.b, 32, want, "a keyed state serves twice");
}

int
main(void)
{
    if (vs_process_harden(NULL) != VS_OK) {
        return 1;
    }
    test_sha();
    test_hmac();
    return tap_done();
}
