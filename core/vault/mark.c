#include "core/vault/mark.h"

#include <string.h>

#include "core/vault/file.h"
#include "core/vault/vault_priv.h"

/*
 * 4096 bytes: "vs1 mark", nonce, sealed {before, after}, tag, zeros. What changes lies within the
 * first 512 bytes, the smallest unit that a disk writes at once, so that a write cut by a crash
 * leaves the old mark or the new one.
 */
#define BLOCK       4096
#define MAGIC_BYTES 8
#define HEADS_BYTES 64
#define MARK_BYTES  (MAGIC_BYTES + HEADS_BYTES + VS_SEAL_OVERHEAD)

static const char magic[MAGIC_BYTES] = {'v', 's', '1', ' ', 'm', 'a', 'r', 'k'};

static const struct vs_place place = {VS_ROLE_MARK, 0, 0};

enum vs_code
vs_mark_write(const struct vs_vault *vault, const struct vs_mark *mark, struct vs_err *err)
{
    uint8_t block[BLOCK] = {0}, heads[HEADS_BYTES];

    memcpy(heads, mark->before.b, 32);
    memcpy(heads + 32, mark->after.b, 32);
    memcpy(block, magic, sizeof(magic));
    vs_bytes_seal(block + MAGIC_BYTES, &vault->keys, place, NULL, heads, sizeof(heads));
    return vs_file_overwrite(vault->mark_path, block, sizeof(block), err);
}

enum vs_code
vs_mark_read(struct vs_mark *out, bool *found, const struct vs_vault *vault, struct vs_err *err)
{
    static const uint8_t zeros[BLOCK];
    uint8_t heads[HEADS_BYTES];
    struct vs_buf block;
    enum vs_code code;

    *found = false;
    vs_buf_init(&block, BLOCK);
    code = vs_file_read(&block, vault->mark_path, err);
    if (code == VS_E_NOT_FOUND || code == VS_E_TOO_LARGE || code == VS_E_INVALID) {
        code = VS_OK;
    } else if (code == VS_OK) {
        *found =
            block.len == BLOCK && memcmp(block.p, magic, sizeof(magic)) == 0 &&
            vs_bytes_open(heads, &vault->keys, place, NULL, block.p + MAGIC_BYTES, sizeof(heads)) &&
            memcmp(block.p + MARK_BYTES, zeros, BLOCK - MARK_BYTES) == 0;
        if (*found) {
            memcpy(out->before.b, heads, 32);
            memcpy(out->after.b, heads + 32, 32);
        } else {
            vs_fail(err, VS_OK, vault->mark_path, "was not written by this ledger");
        }
    }
    if (code == VS_OK && err) {
        err->code = VS_OK;
    }
    vs_buf_release(&block);
    return code;
}

enum vs_mark_state
vs_mark_state(const struct vs_mark *mark, const struct vs_hash *head)
{
    if (vs_hash_eq(&mark->after, head)) {
        return VS_MARK_FINE;
    }
    return vs_hash_eq(&mark->before, head) ? VS_MARK_INCOMPLETE : VS_MARK_WRONG;
}

/* One comparison: the mark is read first, so that a writer between the two makes the head newer. */
static enum vs_code
compare(enum vs_mark_state *out, struct vs_mark *mark, struct vs_vault *vault,
        enum vs_code (*head)(struct vs_hash *, struct vs_vault *, void *, struct vs_err *),
        void *payload, struct vs_err *err)
{
    struct vs_hash now;
    bool found = false;
    enum vs_code code = vs_mark_read(mark, &found, vault, err);

    *out = VS_MARK_LOST;
    if (code == VS_OK && found) {
        code = head(&now, vault, payload, err);
        if (code == VS_OK) {
            *out = vs_mark_state(mark, &now);
        }
    }
    return code;
}

/* The last word: under the write lock nobody can be between mark and commit. A vault that is open
 * for reading may take it for this. */
static enum vs_code
compare_locked(enum vs_mark_state *out, struct vs_mark *mark, struct vs_vault *vault,
               enum vs_code (*head)(struct vs_hash *, struct vs_vault *, void *, struct vs_err *),
               void *payload, struct vs_err *err)
{
    bool reading = vault->mode == VS_VAULT_READ;
    enum vs_code code = reading ? vs_vault_run(vault, "PRAGMA query_only=OFF", err) : VS_OK;
    enum vs_code end;

    if (code == VS_OK) {
        code = vs_vault_run(vault, "BEGIN IMMEDIATE", err);
    }
    if (code == VS_OK) {
        code = compare(out, mark, vault, head, payload, err);
        end = vs_vault_run(vault, "ROLLBACK", code == VS_OK ? err : NULL);
        code = code == VS_OK ? end : code;
    }
    if (reading) {
        end = vs_vault_run(vault, "PRAGMA query_only=ON", code == VS_OK ? err : NULL);
        code = code == VS_OK ? end : code;
    }
    return code;
}

enum vs_code
vs_mark_check(enum vs_mark_state *out, struct vs_vault *vault,
              enum vs_code (*head)(struct vs_hash *out, struct vs_vault *vault, void *payload,
                                   struct vs_err *err),
              void *payload, struct vs_err *err)
{
    struct vs_mark mark;
    enum vs_code code = compare(out, &mark, vault, head, payload, err);

    if (code == VS_OK && (*out == VS_MARK_WRONG || *out == VS_MARK_INCOMPLETE)) {
        code = compare_locked(out, &mark, vault, head, payload, err);
    }
    if (code == VS_OK && *out == VS_MARK_WRONG) {
        code = vs_fail(err, VS_E_HEAD_MARK, vault->db_path,
                       "is not where this ledger last wrote it; it was put back or cut");
    }
    return code;
}
