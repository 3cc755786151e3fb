#include "core/identity/sshsig.h"

#include <string.h>

#include "core/base/enc.h"
#include "core/log/hash.h"

#define ARMOR_BEGIN "-----BEGIN SSH SIGNATURE-----\n"
#define ARMOR_END   "-----END SSH SIGNATURE-----"

enum { LINE_LEN = 70, BLOB_MAX = 512, ARMOR_MAX = 1024, PUBLIC_LEN = 51 };

static void
add_string(struct vs_buf *out, struct vs_str text)
{
    vs_buf_add_u32(out, (uint32_t)text.len);
    vs_buf_add_str(out, text);
}

static void
add_public_key(struct vs_buf *out, const struct vs_hash *key)
{
    add_string(out, VS_STR("ssh-ed25519"));
    add_string(out, vs_part_hash(key));
}

/* What every such signature says about itself: namespace, nothing reserved, hash. */
static void
add_terms(struct vs_buf *out)
{
    add_string(out, VS_STR("git"));
    add_string(out, VS_STR(""));
    add_string(out, VS_STR("sha512"));
}

/* The bytes that are signed. */
static enum vs_code
write_message(struct vs_buf *out, struct vs_str payload, struct vs_err *err)
{
    uint8_t hash[VS_SHA512_LEN];

    vs_sha512(hash, payload.p, payload.len);
    vs_buf_add_text(out, "SSHSIG");
    add_terms(out);
    add_string(out, vs_part(hash, sizeof(hash)));
    return vs_buf_check(out, "SSH signature", err);
}

/* The signature blob of PROTOCOL.sshsig. */
static enum vs_code
write_blob(struct vs_buf *out, const struct vs_hash *key, const uint8_t signature[VS_SIGNATURE_LEN],
           struct vs_err *err)
{
    vs_buf_add_text(out, "SSHSIG");
    vs_buf_add_u32(out, 1);
    vs_buf_add_u32(out, PUBLIC_LEN);
    add_public_key(out, key);
    add_terms(out);
    vs_buf_add_u32(out, 4 + 11 + 4 + VS_SIGNATURE_LEN);
    add_string(out, VS_STR("ssh-ed25519"));
    add_string(out, vs_part(signature, VS_SIGNATURE_LEN));
    return vs_buf_check(out, "SSH signature", err);
}

enum vs_code
vs_sshsig_sign(struct vs_buf *armor, const struct vs_signer *signer, struct vs_str payload,
               struct vs_err *err)
{
    struct vs_buf message, blob, text;
    uint8_t signature[VS_SIGNATURE_LEN];
    enum vs_code code;

    vs_buf_init(&message, BLOB_MAX);
    vs_buf_init(&blob, BLOB_MAX);
    vs_buf_init(&text, ARMOR_MAX);
    code = write_message(&message, payload, err);
    if (code != VS_OK) {
        goto out;
    }
    vs_sign(signature, signer, message.p, message.len);
    code = write_blob(&blob, &signer->public_key, signature, err);
    if (code != VS_OK) {
        goto out;
    }
    vs_base64_add(&text, blob.p, blob.len);
    code = vs_buf_check(&text, "SSH signature", err);
    if (code != VS_OK) {
        goto out;
    }
    vs_buf_add_text(armor, ARMOR_BEGIN);
    for (size_t at = 0; at < text.len; at += LINE_LEN) {
        vs_buf_add(armor, text.p + at, text.len - at < LINE_LEN ? text.len - at : LINE_LEN);
        vs_buf_add_byte(armor, '\n');
    }
    vs_buf_add_text(armor, ARMOR_END);
    code = vs_buf_check(armor, "SSH signature", err);
out:
    vs_buf_release(&message);
    vs_buf_release(&blob);
    vs_buf_release(&text);
    return code;
}

/* The blob in an armor: the lines between the two marks, put together and decoded. */
static enum vs_code
read_armor(struct vs_buf *blob, struct vs_str armor, struct vs_err *err)
{
    const size_t head = sizeof(ARMOR_BEGIN) - 1, foot = sizeof(ARMOR_END) - 1;
    struct vs_buf text;
    enum vs_code code;

    if (armor.len > 0 && armor.p[armor.len - 1] == '\n') {
        armor.len--;
    }
    if (armor.len > ARMOR_MAX || armor.len < head + foot ||
        memcmp(armor.p, ARMOR_BEGIN, head) != 0 ||
        memcmp(armor.p + armor.len - foot, ARMOR_END, foot) != 0 ||
        armor.p[armor.len - foot - 1] != '\n') {
        return vs_fail(err, VS_E_ENCODING, "SSH signature", "has no armor");
    }
    vs_buf_init(&text, ARMOR_MAX);
    for (size_t i = head; i < armor.len - foot; i++) {
        if (armor.p[i] != '\n') {
            vs_buf_add_byte(&text, (uint8_t)armor.p[i]);
        }
    }
    code = vs_buf_check(&text, "SSH signature", err);
    if (code == VS_OK) {
        code = vs_base64_decode(blob, vs_buf_str(&text), err);
    }
    vs_buf_release(&text);
    return code;
}

enum vs_code
vs_sshsig_verify(struct vs_str armor, const struct vs_hash *key, struct vs_str payload,
                 struct vs_err *err)
{
    struct vs_buf blob, expected, message;
    uint8_t signature[VS_SIGNATURE_LEN] = {0};
    enum vs_code code;

    vs_buf_init(&blob, BLOB_MAX);
    vs_buf_init(&expected, BLOB_MAX);
    vs_buf_init(&message, BLOB_MAX);
    code = read_armor(&blob, armor, err);
    if (code != VS_OK) {
        goto out;
    }
    /* All but the last 64 bytes must be exactly what we would write for this key. */
    if (blob.len >= VS_SIGNATURE_LEN) {
        memcpy(signature, blob.p + blob.len - VS_SIGNATURE_LEN, VS_SIGNATURE_LEN);
    }
    code = write_blob(&expected, key, signature, err);
    if (code != VS_OK) {
        goto out;
    }
    if (!vs_str_eq(vs_buf_str(&blob), vs_buf_str(&expected))) {
        code = vs_fail(err, VS_E_NOTE_SIGNATURE, "SSH signature",
                       "is by another key, or for another purpose");
        goto out;
    }
    code = write_message(&message, payload, err);
    if (code == VS_OK && !vs_sign_verify(signature, key, message.p, message.len)) {
        code = vs_fail(err, VS_E_NOTE_SIGNATURE, "SSH signature", "does not fit the commit");
    }
out:
    vs_buf_release(&blob);
    vs_buf_release(&expected);
    vs_buf_release(&message);
    return code;
}

void
vs_sshsig_allowed_signer(struct vs_buf *out, const struct vs_origin *origin,
                         const struct vs_hash *key)
{
    struct vs_buf public_key;

    vs_buf_init(&public_key, BLOB_MAX);
    add_public_key(&public_key, key);
    vs_buf_addf(out, "%s@vs.invalid namespaces=\"git\" ssh-ed25519 ",
                origin->text + sizeof(VS_ORIGIN_PREFIX) - 1);
    if (vs_buf_check(&public_key, "SSH key", NULL) == VS_OK) {
        vs_base64_add(out, public_key.p, public_key.len);
    } else {
        out->failed = VS_E_NO_MEMORY; /* sticky, like every failure to add */
    }
    vs_buf_add_byte(out, '\n');
    vs_buf_release(&public_key);
}
