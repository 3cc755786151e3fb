/* The text of a recovery code (keyfile.h; VAULT.md 2). */
#include "core/vault/keyfile.h"

#include <string.h>

#include <sodium.h>

/*
 * The recovery code: 160 random bits in 32 characters of Crockford's base32 and a check of 15 bits
 * in three more, in groups of five: XXXXX-XXXXX-XXXXX-XXXXX-XXXXX-XXXXX-XXXXX.
 */

#define DATA_CHARS  32
#define CHECK_CHARS 3
#define CHARS       (DATA_CHARS + CHECK_CHARS)
#define GROUP       5
#define TYPED_MAX   256 /* characters read, with what is skipped */

_Static_assert(VS_RECOVERY_TEXT_LEN == CHARS + CHARS / GROUP - 1, "length of the text");

static const char alphabet[] = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

static unsigned
check_of(const uint8_t bytes[VS_RECOVERY_BYTES])
{
    static const char label[16] = "vs1 check";
    uint8_t hash[32], message[sizeof(label) + VS_RECOVERY_BYTES];
    unsigned check;

    memcpy(message, label, sizeof(label));
    memcpy(message + sizeof(label), bytes, VS_RECOVERY_BYTES);
    crypto_generichash(hash, sizeof(hash), message, sizeof(message), NULL, 0);
    check = (unsigned)vs_get_u16(hash) >> 1;
    vs_wipe(message, sizeof(message));
    vs_wipe(hash, sizeof(hash));
    return check;
}

/* Five bits of `bytes`, the first character holding the highest. */
static unsigned
five_bits(const uint8_t *bytes, size_t index)
{
    unsigned bits = 0;
    size_t i;

    for (i = index * 5; i < index * 5 + 5; i++) {
        bits = bits << 1 | ((unsigned)bytes[i / 8] >> (7 - i % 8) & 1u);
    }
    return bits;
}

void
vs_recovery_make(char out[VS_RECOVERY_TEXT_LEN + 1], const struct vs_env *env)
{
    uint8_t bytes[VS_RECOVERY_BYTES];
    unsigned check;
    size_t i, at = 0;

    env->random(env->payload, bytes, sizeof(bytes));
    check = check_of(bytes);
    for (i = 0; i < CHARS; i++) {
        unsigned bits = i < DATA_CHARS ? five_bits(bytes, i) : check >> (5 * (CHARS - 1 - i)) & 31u;

        if (i > 0 && i % GROUP == 0) {
            out[at++] = '-';
        }
        out[at++] = alphabet[bits];
    }
    out[at] = 0;
    vs_wipe(bytes, sizeof(bytes));
}

/* The value of a character as typed; -1 = none, -2 = to be skipped. */
static int
value_of(char c)
{
    const char *found;

    if (c >= 'a' && c <= 'z') {
        c = (char)(c - 'a' + 'A');
    }
    switch (c) {
    case '-':
    case ' ':
    case '\t':
    case '\n':
    case '\r':
        return -2;
    case 'O':
        return 0;
    case 'I':
    case 'L':
        return 1;
    default:
        found = c ? strchr(alphabet, c) : NULL;
        return found ? (int)(found - alphabet) : -1;
    }
}

enum vs_code
vs_recovery_parse(uint8_t out[VS_RECOVERY_BYTES], struct vs_str text, struct vs_err *err)
{
    uint8_t values[CHARS];
    size_t i, bit, count = 0;
    unsigned check = 0;
    enum vs_code code = VS_OK;

    memset(out, 0, VS_RECOVERY_BYTES);
    for (i = 0; i < text.len && i < TYPED_MAX && code == VS_OK; i++) {
        int value = value_of(text.p[i]);

        if (value == -2) {
            continue;
        }
        if (value < 0 || count == CHARS) {
            code = VS_E_INVALID;
        } else {
            values[count++] = (uint8_t)value;
        }
    }
    if (code != VS_OK || count != CHARS || text.len > TYPED_MAX) {
        code = vs_fail(err, VS_E_INVALID, "recovery code", "has %d letters and digits", CHARS);
        goto out;
    }
    for (i = 0; i < DATA_CHARS; i++) {
        for (bit = 0; bit < 5; bit++) {
            unsigned set = (unsigned)values[i] >> (4 - bit) & 1u;
            size_t at = i * 5 + bit;

            out[at / 8] = (uint8_t)(out[at / 8] | set << (7 - at % 8));
        }
    }
    for (i = DATA_CHARS; i < CHARS; i++) {
        check = check << 5 | values[i];
    }
    if (check != check_of(out)) {
        vs_wipe(out, VS_RECOVERY_BYTES);
        code = vs_fail(err, VS_E_INVALID, "recovery code", "was not typed right");
    }
out:
    vs_wipe(values, sizeof(values));
    return code;
}
