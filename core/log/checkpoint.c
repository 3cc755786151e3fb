#include "core/log/checkpoint.h"

#include <stdio.h>
#include <string.h>

#include "core/base/enc.h"
#include "core/log/cosignature.h"
#include "core/log/hash.h"

_Static_assert(sizeof(VS_ORIGIN_PREFIX) - 1 + 32 == VS_ORIGIN_LEN, "prefix and 32 digits");
_Static_assert(sizeof(VS_BRANCH_PREFIX) - 1 + 32 == VS_BRANCH_LEN, "prefix and 32 digits");
_Static_assert(VS_ORIGIN_LEN + 20 + VS_BASE64_LEN(32) + 3 == VS_CHECKPOINT_BODY_MAX, "any size");

struct vs_str
vs_origin_str(const struct vs_origin *origin)
{
    return (struct vs_str){origin->text, VS_ORIGIN_LEN};
}

void
vs_origin_from_key(struct vs_origin *out, const struct vs_hash *device_key)
{
    struct vs_hash hash;

    vs_sha256(&hash, device_key->b, sizeof(device_key->b));
    memcpy(out->text, VS_ORIGIN_PREFIX, sizeof(VS_ORIGIN_PREFIX) - 1);
    vs_hex(out->text + sizeof(VS_ORIGIN_PREFIX) - 1, hash.b, 16);
}

/* `prefix` and exactly 32 lower-case hex digits. */
static bool
is_prefix_and_digits(struct vs_str text, const char *prefix)
{
    size_t len = strlen(prefix);
    uint8_t digits[16];

    return text.len == len + 32 && vs_str_starts(text, prefix) &&
           vs_unhex(digits, sizeof(digits), (struct vs_str){text.p + len, 32});
}

bool
vs_origin_parse(struct vs_origin *out, struct vs_str text)
{
    if (!is_prefix_and_digits(text, VS_ORIGIN_PREFIX)) {
        return false;
    }
    memcpy(out->text, text.p, VS_ORIGIN_LEN);
    out->text[VS_ORIGIN_LEN] = '\0';
    return true;
}

void
vs_origin_feed(struct vs_hash *out, const struct vs_origin *origin)
{
    vs_sha256(out, origin->text, VS_ORIGIN_LEN);
}

void
vs_origin_branch(char out[VS_BRANCH_LEN + 1], const struct vs_origin *origin)
{
    snprintf(out, VS_BRANCH_LEN + 1, "%s%s", VS_BRANCH_PREFIX,
             origin->text + sizeof(VS_ORIGIN_PREFIX) - 1);
}

bool
vs_origin_from_branch(struct vs_origin *out, struct vs_str branch)
{
    if (!is_prefix_and_digits(branch, VS_BRANCH_PREFIX)) {
        return false;
    }
    memcpy(out->text, VS_ORIGIN_PREFIX, sizeof(VS_ORIGIN_PREFIX) - 1);
    memcpy(out->text + sizeof(VS_ORIGIN_PREFIX) - 1, branch.p + sizeof(VS_BRANCH_PREFIX) - 1, 32);
    out->text[VS_ORIGIN_LEN] = '\0';
    return true;
}

bool
vs_checkpoint_eq(const struct vs_checkpoint *a, const struct vs_checkpoint *b)
{
    return memcmp(a->origin.text, b->origin.text, VS_ORIGIN_LEN) == 0 && a->size == b->size &&
           vs_hash_eq(&a->root, &b->root);
}

size_t
vs_checkpoint_body(char out[VS_CHECKPOINT_BODY_MAX + 1], const struct vs_checkpoint *checkpoint)
{
    int len = snprintf(out, VS_CHECKPOINT_BODY_MAX + 1, "%s\n%llu\n", checkpoint->origin.text,
                       (unsigned long long)checkpoint->size);
    char *at = out + len;

    vs_base64_write(at, checkpoint->root.b, sizeof(checkpoint->root.b));
    at += VS_BASE64_LEN(sizeof(checkpoint->root.b));
    *at++ = '\n';
    *at = '\0';
    return (size_t)(at - out);
}

static enum vs_code
malformed(struct vs_err *err, const char *detail)
{
    return vs_fail(err, VS_E_CHECKPOINT_FORMAT, "checkpoint", "%s", detail);
}

/* Takes the next line off `rest`, without its LF; false if there is none. */
static bool
take_line(struct vs_str *line, struct vs_str *rest)
{
    const char *end = rest->len ? memchr(rest->p, '\n', rest->len) : NULL;

    if (!end) {
        return false;
    }
    *line = (struct vs_str){rest->p, (size_t)(end - rest->p)};
    *rest = (struct vs_str){end + 1, rest->len - line->len - 1};
    return true;
}

enum vs_code
vs_checkpoint_body_parse(struct vs_checkpoint *out, struct vs_str text, struct vs_err *err)
{
    struct vs_str origin, size, root;
    size_t len;

    if (!take_line(&origin, &text) || !take_line(&size, &text) || !take_line(&root, &text)) {
        return malformed(err, "fewer than three lines");
    }
    if (text.len != 0) {
        return malformed(err, "more than three lines");
    }
    if (!vs_origin_parse(&out->origin, origin)) {
        return malformed(err, "the origin is not vs.invalid/f/ and 32 hex digits");
    }
    if (!vs_decimal(&out->size, size, VS_TREE_SIZE_MAX)) {
        return malformed(err, "the size is not a decimal number up to 2^40");
    }
    if (!vs_base64_read(out->root.b, 32, &len, root) || len != 32) {
        return malformed(err, "the root is not 32 bytes in base64");
    }
    if (out->size == 0) {
        struct vs_hash empty;

        vs_merkle_empty_root(&empty);
        if (!vs_hash_eq(&out->root, &empty)) {
            return malformed(err, "size 0 with a root other than the empty tree's");
        }
    }
    return VS_OK;
}

void
vs_checkpoint_note_key(struct vs_note_key *out, struct vs_origin *origin,
                       const struct vs_hash *device_key, enum vs_note_type type)
{
    vs_origin_from_key(origin, device_key);
    vs_note_key_init(out, vs_origin_str(origin), type, device_key);
}

enum vs_code
vs_checkpoint_cosign(struct vs_buf *out, const struct vs_checkpoint *checkpoint,
                     const struct vs_signer *signer, vs_instant time, struct vs_err *err)
{
    char body[VS_CHECKPOINT_BODY_MAX + 1];
    size_t len = vs_checkpoint_body(body, checkpoint);
    uint8_t signature[VS_COSIGNATURE_LEN];
    struct vs_origin origin;
    struct vs_note_key key;
    enum vs_code code =
        vs_cosignature_sign(signature, signer, time, (struct vs_str){body, len}, err);

    if (code == VS_OK) {
        vs_checkpoint_note_key(&key, &origin, &signer->public_key, VS_NOTE_COSIGNATURE);
        vs_note_line_add(out, &key, signature, sizeof(signature));
        code = vs_buf_check(out, "checkpoint", err);
    }
    return code;
}

enum vs_code
vs_checkpoint_sign(struct vs_buf *out, const struct vs_checkpoint *checkpoint,
                   const struct vs_signer *signer, vs_instant heartbeat, struct vs_err *err)
{
    char body[VS_CHECKPOINT_BODY_MAX + 1];
    struct vs_origin origin;
    size_t len;

    vs_origin_from_key(&origin, &signer->public_key);
    if (memcmp(origin.text, checkpoint->origin.text, VS_ORIGIN_LEN) != 0) {
        return vs_fail(err, VS_E_INVALID, "checkpoint", "the origin is not the signing key's");
    }
    len = vs_checkpoint_body(body, checkpoint);
    vs_note_sign(out, (struct vs_str){body, len}, vs_origin_str(&origin), signer);
    if (heartbeat != VS_INSTANT_NEVER) {
        return vs_checkpoint_cosign(out, checkpoint, signer, heartbeat, err);
    }
    return vs_buf_check(out, "checkpoint", err);
}

enum vs_code
vs_checkpoint_parse(struct vs_checkpoint_file *out, const void *bytes, size_t len,
                    struct vs_err *err)
{
    enum vs_code code = vs_note_parse(&out->note, bytes, len, VS_CHECKPOINT_FILE_MAX, err);

    return code == VS_OK ? vs_checkpoint_body_parse(&out->checkpoint, out->note.text, err) : code;
}

/* The lines of one key in a file, all of them good. */
struct lines {
    size_t found;
    vs_instant earliest;
    vs_instant latest;
    struct vs_str earliest_line;
};

static enum vs_code
verify_lines(struct lines *out, const struct vs_note *note, const struct vs_note_key *key,
             struct vs_err *err)
{
    *out = (struct lines){.earliest = VS_INSTANT_NEVER};
    for (size_t i = 0; i < note->count; i++) {
        const struct vs_note_line *line = &note->lines[i];
        uint64_t claimed;
        vs_instant time;

        if (memcmp(line->id, key->id, sizeof(line->id)) != 0 || !vs_str_eq(line->name, key->name)) {
            continue;
        }
        if (!vs_note_line_verify(&claimed, line, key, note->text)) {
            return vs_fail(err, VS_E_NOTE_SIGNATURE, "checkpoint",
                           "the signature of %.*s is not good", (int)key->name.len, key->name.p);
        }
        time = (vs_instant)claimed;
        if (time < out->earliest) {
            out->earliest = time;
            out->earliest_line = line->whole;
        }
        out->latest = time > out->latest ? time : out->latest;
        out->found++;
    }
    return VS_OK;
}

enum vs_code
vs_checkpoint_verify(vs_instant *heartbeat, const struct vs_checkpoint_file *file,
                     const struct vs_hash *device_key, struct vs_err *err)
{
    struct vs_origin origin;
    struct vs_note_key key;
    struct lines lines;
    enum vs_code code;

    vs_checkpoint_note_key(&key, &origin, device_key, VS_NOTE_ED25519);
    if (memcmp(origin.text, file->checkpoint.origin.text, VS_ORIGIN_LEN) != 0) {
        return malformed(err, "the origin is not that of the device's key");
    }
    code = verify_lines(&lines, &file->note, &key, err);
    if (code == VS_OK && lines.found == 0) {
        return vs_fail(err, VS_E_NOTE_SIGNATURE, "checkpoint", "not signed by its own device");
    }
    if (code == VS_OK) {
        vs_note_key_init(&key, vs_origin_str(&origin), VS_NOTE_COSIGNATURE, device_key);
        code = verify_lines(&lines, &file->note, &key, err);
    }
    if (code == VS_OK && heartbeat) {
        *heartbeat = lines.found ? lines.latest : VS_INSTANT_NEVER;
    }
    return code;
}

enum vs_code
vs_checkpoint_cosignature(struct vs_str *line, vs_instant *time,
                          const struct vs_checkpoint_file *file, const struct vs_hash *cosigner_key,
                          struct vs_err *err)
{
    struct vs_origin origin;
    struct vs_note_key key;
    struct lines lines;
    enum vs_code code;

    vs_checkpoint_note_key(&key, &origin, cosigner_key, VS_NOTE_COSIGNATURE);
    code = verify_lines(&lines, &file->note, &key, err);
    if (code == VS_OK && lines.found == 0) {
        return vs_fail(err, VS_E_NOT_FOUND, "cosignature", "none by %s", origin.text);
    }
    if (code == VS_OK) {
        *line = lines.earliest_line;
        *time = lines.earliest;
    }
    return code;
}

enum vs_code
vs_checkpoint_cosigned(vs_instant *time, const struct vs_checkpoint_file *file,
                       const struct vs_hash *cosigner_key, struct vs_err *err)
{
    struct vs_str line;

    return vs_checkpoint_cosignature(&line, time, file, cosigner_key, err);
}

enum vs_code
vs_checkpoint_anchor(struct vs_checkpoint_file *out, const struct vs_hash *anchor, uint64_t index,
                     const void *bytes, size_t len, const struct vs_hash *device_key,
                     vs_checkpoint_root_at root_at, void *payload, struct vs_err *err)
{
    struct vs_hash hash;
    enum vs_code code;

    if (len > VS_ANCHOR_FILE_MAX) {
        return vs_fail(err, VS_E_ANCHOR, "anchor", "%zu bytes, more than a checkpoint", len);
    }
    vs_sha256(&hash, bytes, len);
    if (!vs_hash_eq(&hash, anchor)) {
        return vs_fail(err, VS_E_ANCHOR, "anchor", "not the bytes that the leaf names");
    }
    if (vs_checkpoint_parse(out, bytes, len, err) != VS_OK ||
        vs_checkpoint_verify(NULL, out, device_key, err) != VS_OK) {
        return vs_fail(err, VS_E_ANCHOR, "anchor", "not a checkpoint of this device");
    }
    if (out->checkpoint.size > index) {
        return vs_fail(err, VS_E_ANCHOR, "anchor", "of size %llu, later than leaf %llu",
                       (unsigned long long)out->checkpoint.size, (unsigned long long)index);
    }
    code = root_at(&hash, payload, out->checkpoint.size, err);
    if (code == VS_OK && !vs_hash_eq(&hash, &out->checkpoint.root)) {
        code = vs_fail(err, VS_E_ANCHOR, "anchor", "its root is not one of this tree");
    }
    return code;
}
