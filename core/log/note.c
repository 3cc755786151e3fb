#include "core/log/note.h"

#include <string.h>

#include "core/base/enc.h"
#include "core/log/cosignature.h"
#include "core/log/hash.h"

#define LINE_START "\xe2\x80\x94 " /* an em dash and a space */

static enum vs_code
malformed(struct vs_err *err, const char *detail)
{
    return vs_fail(err, VS_E_NOTE_FORMAT, "signed note", "%s", detail);
}

/*
 * Decodes one UTF-8 sequence (RFC 3629) and gives its length; 0 if it is not well formed. Overlong
 * forms, surrogates and values beyond U+10FFFF are not.
 */
static size_t
decode_utf8(uint32_t *out, const uint8_t *p, size_t len)
{
    static const uint32_t least[] = {0, 0, 0x80, 0x800, 0x10000};
    size_t n = p[0] < 0x80               ? 1
               : (p[0] & 0xe0U) == 0xc0U ? 2
               : (p[0] & 0xf0U) == 0xe0U ? 3
               : (p[0] & 0xf8U) == 0xf0U ? 4
                                         : 0;
    uint32_t c;

    if (n == 0 || n > len) {
        return 0;
    }
    c = n == 1 ? p[0] : p[0] & (0x7fU >> n);
    for (size_t i = 1; i < n; i++) {
        if ((p[i] & 0xc0U) != 0x80U) {
            return 0;
        }
        c = c << 6 | (p[i] & 0x3fU);
    }
    if (c < least[n] || c > 0x10ffff || (c >= 0xd800 && c <= 0xdfff)) {
        return 0;
    }
    *out = c;
    return n;
}

/* Unicode's White_Space property. */
static bool
is_space(uint32_t c)
{
    return (c >= 0x09 && c <= 0x0d) || c == 0x20 || c == 0x85 || c == 0xa0 || c == 0x1680 ||
           (c >= 0x2000 && c <= 0x200a) || c == 0x2028 || c == 0x2029 || c == 0x202f ||
           c == 0x205f || c == 0x3000;
}

/* UTF-8 without control characters below U+0020 other than LF. */
static bool
is_note_text(const uint8_t *p, size_t len)
{
    for (size_t i = 0; i < len;) {
        uint32_t c = p[i];
        size_t n = c < 0x80 ? 1 : decode_utf8(&c, p + i, len - i);

        if (n == 0 || (c < 0x20 && c != '\n')) {
            return false;
        }
        i += n;
    }
    return true;
}

bool
vs_note_name_ok(struct vs_str name)
{
    const uint8_t *p = (const uint8_t *)name.p;

    if (name.len == 0 || name.len > VS_NOTE_NAME_MAX) {
        return false;
    }
    for (size_t i = 0; i < name.len;) {
        uint32_t c;
        size_t n = decode_utf8(&c, p + i, name.len - i);

        if (n == 0 || c < 0x20 || c == '+' || is_space(c)) {
            return false;
        }
        i += n;
    }
    return true;
}

void
vs_note_key_init(struct vs_note_key *out, struct vs_str name, enum vs_note_type type,
                 const struct vs_hash *key)
{
    const uint8_t type_byte = (uint8_t)type;
    struct vs_hash id;

    VS_SHA256(&id, name, VS_STR("\n"), vs_part(&type_byte, 1), vs_part_hash(key));
    out->name = name;
    out->type = type;
    out->key = *key;
    memcpy(out->id, id.b, sizeof(out->id));
}

void
vs_note_vkey_add(struct vs_buf *out, const struct vs_note_key *key)
{
    uint8_t typed[1 + 32];
    char id[2 * VS_NOTE_ID_LEN + 1];

    typed[0] = (uint8_t)key->type;
    memcpy(typed + 1, key->key.b, 32);
    vs_hex(id, key->id, sizeof(key->id));
    vs_buf_add_str(out, key->name);
    vs_buf_addf(out, "+%s+", id);
    vs_base64_add(out, typed, sizeof(typed));
}

enum vs_code
vs_note_vkey_parse(struct vs_note_key *out, struct vs_str text, struct vs_err *err)
{
    const char *plus = text.len ? memchr(text.p, '+', text.len) : NULL;
    struct vs_str name, key;
    uint8_t id[VS_NOTE_ID_LEN], typed[1 + 32];
    struct vs_hash public_key;
    size_t len;

    if (!plus) {
        return malformed(err, "a verifier key without '+'");
    }
    name = (struct vs_str){text.p, (size_t)(plus - text.p)};
    key = (struct vs_str){plus + 1, text.len - name.len - 1};
    if (!vs_note_name_ok(name) || key.len < 9 || key.p[8] != '+' ||
        !vs_unhex(id, sizeof(id), (struct vs_str){key.p, 8})) {
        return malformed(err, "a verifier key with a bad name or id");
    }
    key = (struct vs_str){key.p + 9, key.len - 9};
    if (!vs_base64_read(typed, sizeof(typed), &len, key) || len != sizeof(typed) ||
        (typed[0] != VS_NOTE_ED25519 && typed[0] != VS_NOTE_COSIGNATURE)) {
        return malformed(err, "a verifier key of unknown type");
    }
    memcpy(public_key.b, typed + 1, 32);
    if (!vs_sign_key_acceptable(&public_key)) {
        return vs_fail(err, VS_E_WEAK_KEY, "verifier key", "not a sound Ed25519 key");
    }
    vs_note_key_init(out, name, (enum vs_note_type)typed[0], &public_key);
    if (memcmp(out->id, id, sizeof(id)) != 0) {
        return malformed(err, "a verifier key whose id is not that of its key");
    }
    return VS_OK;
}

/* One signature line without its LF. */
static bool
parse_line(struct vs_note_line *out, struct vs_str line)
{
    struct vs_str rest, base64;
    uint8_t bytes[VS_NOTE_ID_LEN + VS_COSIGNATURE_LEN];
    const char *space;
    size_t len;

    if (!vs_str_starts(line, LINE_START)) {
        return false;
    }
    rest = (struct vs_str){line.p + strlen(LINE_START), line.len - strlen(LINE_START)};
    space = memchr(rest.p, ' ', rest.len);
    if (!space) {
        return false;
    }
    out->name = (struct vs_str){rest.p, (size_t)(space - rest.p)};
    base64 = (struct vs_str){space + 1, rest.len - out->name.len - 1};
    memset(bytes, 0, sizeof(bytes));
    if (!vs_note_name_ok(out->name) || !vs_base64_read(bytes, sizeof(bytes), &len, base64) ||
        len <= VS_NOTE_ID_LEN) {
        return false;
    }
    memcpy(out->id, bytes, VS_NOTE_ID_LEN);
    memcpy(out->signature, bytes + VS_NOTE_ID_LEN, VS_COSIGNATURE_LEN);
    out->signature_len = len - VS_NOTE_ID_LEN;
    return true;
}

/* The offset just behind the text, which is that of the last empty line; 0 if there is none. */
static size_t
end_of_text(const char *p, size_t len)
{
    for (size_t i = len; i-- > 1;) {
        if (p[i] == '\n' && p[i - 1] == '\n') {
            return i;
        }
    }
    return 0;
}

enum vs_code
vs_note_parse(struct vs_note *out, const void *bytes, size_t len, size_t max, struct vs_err *err)
{
    const char *p = bytes;
    size_t at;

    out->count = 0;
    if (len > max) {
        return vs_fail(err, VS_E_TOO_LARGE, "signed note", "%zu bytes, more than %zu", len, max);
    }
    at = end_of_text(p, len);
    if (at == 0 || at + 1 == len || p[len - 1] != '\n') {
        return malformed(err, "no text and signature lines with an empty line between");
    }
    if (!is_note_text(bytes, len)) {
        return malformed(err, "a control character, or not UTF-8");
    }
    out->text = (struct vs_str){p, at};
    at++;
    while (at < len) {
        const char *end = memchr(p + at, '\n', len - at);
        size_t line_len = (size_t)(end - (p + at));
        struct vs_note_line *line = &out->lines[out->count];

        if (out->count == VS_NOTE_LINES_MAX) {
            return malformed(err, "more than 64 signature lines");
        }
        if (!parse_line(line, (struct vs_str){p + at, line_len})) {
            return malformed(err, "a signature line that is none");
        }
        line->whole = (struct vs_str){p + at, line_len + 1};
        out->count++;
        at += line_len + 1;
    }
    return VS_OK;
}

static bool
is_line_of(const struct vs_note_line *line, const struct vs_note_key *key)
{
    return memcmp(line->id, key->id, sizeof(line->id)) == 0 && vs_str_eq(line->name, key->name);
}

bool
vs_note_line_verify(uint64_t *time, const struct vs_note_line *line, const struct vs_note_key *key,
                    struct vs_str text)
{
    vs_instant claimed = 0;
    bool good = false;

    if (!is_line_of(line, key)) {
        return false;
    }
    switch (key->type) {
    case VS_NOTE_ED25519:
        good = line->signature_len == VS_SIGNATURE_LEN &&
               vs_sign_verify(line->signature, &key->key, text.p, text.len);
        break;
    case VS_NOTE_COSIGNATURE:
        good = line->signature_len == VS_COSIGNATURE_LEN &&
               vs_cosignature_verify(&claimed, line->signature, &key->key, text);
        break;
    }
    if (good && time) {
        *time = (uint64_t)claimed;
    }
    return good;
}

const struct vs_note_line *
vs_note_find(const struct vs_note *note, const struct vs_note_key *key)
{
    for (size_t i = 0; i < note->count; i++) {
        if (is_line_of(&note->lines[i], key)) {
            return &note->lines[i];
        }
    }
    return NULL;
}

enum vs_code
vs_note_verify(bool *signed_by, const struct vs_note *note, const struct vs_note_key *keys,
               size_t count, struct vs_err *err)
{
    bool any = false;

    for (size_t k = 0; k < count; k++) {
        bool found = false;

        for (size_t i = 0; i < note->count; i++) {
            if (!is_line_of(&note->lines[i], &keys[k])) {
                continue;
            }
            if (!vs_note_line_verify(NULL, &note->lines[i], &keys[k], note->text)) {
                return vs_fail(
                    err, VS_E_NOTE_SIGNATURE, "signed note", "the signature of %.*s is not good",
                    (int)(keys[k].name.len > 80 ? 80 : keys[k].name.len), keys[k].name.p);
            }
            found = true;
        }
        if (signed_by) {
            signed_by[k] = found;
        }
        any = any || found;
    }
    return any ? VS_OK : vs_fail(err, VS_E_NOTE_SIGNATURE, "signed note", "signed by no known key");
}

void
vs_note_line_add(struct vs_buf *out, const struct vs_note_key *key, const uint8_t *signature,
                 size_t signature_len)
{
    uint8_t bytes[VS_NOTE_ID_LEN + VS_COSIGNATURE_LEN];
    size_t len = signature_len < VS_COSIGNATURE_LEN ? signature_len : VS_COSIGNATURE_LEN;

    memcpy(bytes, key->id, VS_NOTE_ID_LEN);
    memcpy(bytes + VS_NOTE_ID_LEN, signature, len);
    vs_buf_add_text(out, LINE_START);
    vs_buf_add_str(out, key->name);
    vs_buf_add_text(out, " ");
    vs_base64_add(out, bytes, VS_NOTE_ID_LEN + len);
    vs_buf_add_text(out, "\n");
}

void
vs_note_sign(struct vs_buf *out, struct vs_str text, struct vs_str name,
             const struct vs_signer *signer)
{
    struct vs_note_key key;
    uint8_t signature[VS_SIGNATURE_LEN];

    vs_note_key_init(&key, name, VS_NOTE_ED25519, &signer->public_key);
    vs_sign(signature, signer, text.p, text.len);
    vs_buf_add_str(out, text);
    vs_buf_add_text(out, "\n");
    vs_note_line_add(out, &key, signature, sizeof(signature));
}
