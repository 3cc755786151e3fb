#include "core/log/forkproof.h"

#include <string.h>

#include "core/log/hash.h"

enum vs_fork_verdict
vs_fork_compare(const struct vs_checkpoint *a, const struct vs_checkpoint *b)
{
    if (a->size != b->size) {
        return VS_FORK_UNDECIDED;
    }
    return vs_hash_eq(&a->root, &b->root) ? VS_FORK_SAME : VS_FORK_PROVEN;
}

static enum vs_code
signed_checkpoint(struct vs_checkpoint *out, struct vs_str file, const struct vs_hash *device_key,
                  struct vs_err *err)
{
    struct vs_checkpoint_file parsed;
    enum vs_code code = vs_checkpoint_parse(&parsed, file.p, file.len, err);

    if (code == VS_OK) {
        code = vs_checkpoint_verify(NULL, &parsed, device_key, err);
    }
    if (code == VS_OK) {
        *out = parsed.checkpoint;
    }
    return code;
}

static enum vs_code
not_proven(struct vs_err *err, const char *detail)
{
    return vs_fail(err, VS_E_PROOF, "fork proof", "%s", detail);
}

enum vs_code
vs_forkproof_check(struct vs_checkpoint pair[2], const struct vs_forkproof *evidence,
                   const struct vs_hash *device_key, struct vs_err *err)
{
    struct vs_checkpoint a, b;
    enum vs_code code = signed_checkpoint(&a, evidence->a, device_key, err);

    if (code == VS_OK) {
        code = signed_checkpoint(&b, evidence->b, device_key, err);
    }
    if (code != VS_OK) {
        return code;
    }
    if (a.size > b.size) {
        struct vs_checkpoint longer = a;

        a = b;
        b = longer;
    }
    switch (vs_fork_compare(&a, &b)) {
    case VS_FORK_SAME:
        return not_proven(err, "both checkpoints say the same");
    case VS_FORK_PROVEN:
        if (evidence->proof.count != 0) {
            return not_proven(err, "a consistency proof between trees of one size");
        }
        break;
    case VS_FORK_UNDECIDED:
        if (vs_hash_eq(&evidence->longer_prefix, &a.root)) {
            return not_proven(err, "the longer tree continues the shorter");
        }
        code = vs_proof_check_consistency(&evidence->proof, a.size, &evidence->longer_prefix,
                                          b.size, &b.root, err);
        break;
    }
    if (code == VS_OK && pair) {
        pair[0] = a;
        pair[1] = b;
    }
    return code;
}

void
vs_forkproof_write(struct vs_buf *out, const struct vs_forkproof *evidence)
{
    vs_buf_add_u32(out, (uint32_t)evidence->a.len);
    vs_buf_add_str(out, evidence->a);
    vs_buf_add_u32(out, (uint32_t)evidence->b.len);
    vs_buf_add_str(out, evidence->b);
    if (evidence->proof.count == 0) {
        return;
    }
    vs_buf_add(out, evidence->longer_prefix.b, sizeof(evidence->longer_prefix.b));
    vs_buf_add_u16(out, (uint16_t)evidence->proof.count);
    for (size_t i = 0; i < evidence->proof.count; i++) {
        vs_buf_add(out, evidence->proof.hashes[i].b, sizeof(evidence->proof.hashes[i].b));
    }
}

/* Takes u32 length and so many bytes off `rest`. */
static bool
take_file(struct vs_str *out, struct vs_str *rest)
{
    uint32_t len;

    if (rest->len < 4) {
        return false;
    }
    len = vs_get_u32((const uint8_t *)rest->p);
    if (len > VS_CHECKPOINT_FILE_MAX || len > rest->len - 4) {
        return false;
    }
    *out = (struct vs_str){rest->p + 4, len};
    *rest = (struct vs_str){rest->p + 4 + len, rest->len - 4 - len};
    return true;
}

enum vs_code
vs_forkproof_parse(struct vs_forkproof *out, const void *bytes, size_t len, struct vs_err *err)
{
    struct vs_str rest = {bytes, len};
    const uint8_t *p;

    memset(&out->longer_prefix, 0, sizeof(out->longer_prefix));
    out->proof.count = 0;
    if (!take_file(&out->a, &rest) || !take_file(&out->b, &rest)) {
        return vs_fail(err, VS_E_ENCODING, "fork proof", "does not hold two checkpoints");
    }
    if (rest.len == 0) {
        return VS_OK;
    }
    p = (const uint8_t *)rest.p;
    if (rest.len < 34 || vs_get_u16(p + 32) == 0 || vs_get_u16(p + 32) > VS_PROOF_MAX ||
        rest.len != 34 + 32 * (size_t)vs_get_u16(p + 32)) {
        return vs_fail(err, VS_E_ENCODING, "fork proof", "its consistency proof is misshapen");
    }
    memcpy(out->longer_prefix.b, p, 32);
    out->proof.count = vs_get_u16(p + 32);
    memcpy(out->proof.hashes, p + 34, 32 * out->proof.count);
    return VS_OK;
}
