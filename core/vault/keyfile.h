/*
 * ledger.key: the data key of a ledger (32 random bytes), wrapped once for each way to open it.
 *
 * One slot a way: a passphrase (Argon2id), a key file (32 random bytes kept elsewhere), a recovery
 * code (160 random bits, printed once). Every slot binds the header, so that slots of two ledgers
 * cannot be mixed; a commitment to the data key makes it impossible to build one slot that opens as
 * two keys; and a MAC over the whole file under the data key shows any other change. Layout:
 * schemas/VAULT.md. Costs that the file asks for are bounded before Argon2id runs.
 */
#ifndef VS_CORE_VAULT_KEYFILE_H
#define VS_CORE_VAULT_KEYFILE_H

#include "core/base/bytes.h"
#include "core/base/env.h"
#include "core/base/secret.h"

#define VS_DEK_BYTES         32
#define VS_FILE_ID_BYTES     16
#define VS_KEY_SLOTS         8
#define VS_KEY_BYTES         1120 /* ledger.key, always */
#define VS_PASSPHRASE_MAX    1024 /* bytes */
#define VS_RECOVERY_TEXT_LEN 41   /* seven groups of five, between them '-' */

enum vs_key_kind { VS_KEY_NONE, VS_KEY_PASSPHRASE, VS_KEY_FILE, VS_KEY_RECOVERY };

/* Where a key comes from: the bytes of a passphrase (1 to VS_PASSPHRASE_MAX), the path of a key
 * file, or the text of a recovery code as a person types it. Borrowed; the caller wipes it. */
struct vs_key_source {
    enum vs_key_kind kind;
    struct vs_str value;
};

/* What Argon2id costs for a new passphrase slot: 3 passes over 256 MiB, or 2 over 64 MiB (small
 * machines, tests). Nothing below is written or read. */
enum vs_key_cost { VS_KEY_COST_MODERATE, VS_KEY_COST_INTERACTIVE };

struct vs_key_slot_info {
    enum vs_key_kind kind; /* VS_KEY_NONE = empty */
    unsigned passes;       /* of Argon2id, for a passphrase */
    uint64_t memory_bytes;
};

/* A key file made of 32 bytes of `env->random`, mode 0600, synced. VS_E_EXISTS when `path` exists.
 */
enum vs_code vs_key_file_make(const char *path, const struct vs_env *env,
                              struct vs_err *err) VS_MUST_USE;

/* Reads a key file: a regular file of exactly 32 bytes that nobody but its owner may read or write.
 * VS_E_KEY_FILE otherwise. */
enum vs_code vs_key_file_read(struct vs_secret *out, const char *path,
                              struct vs_err *err) VS_MUST_USE;

/* Below: ledger.key itself, in memory. For vault.c and the tests. */

/* A parsed ledger.key; its bytes are well formed, but nothing is authentic before a slot opened. */
struct vs_keyfile {
    uint8_t bytes[VS_KEY_BYTES];
};

/* A new one without slots, for a new random file id and the data key `dek`. */
void vs_keyfile_init(struct vs_keyfile *key, const uint8_t dek[VS_DEK_BYTES],
                     const struct vs_env *env);

/* Checks form and bounds of every field. VS_E_KEY_FILE. */
enum vs_code vs_keyfile_parse(struct vs_keyfile *out, const void *bytes, size_t len,
                              struct vs_err *err) VS_MUST_USE;

const uint8_t *vs_keyfile_id(const struct vs_keyfile *key); /* VS_FILE_ID_BYTES */
void vs_keyfile_slots(struct vs_key_slot_info out[VS_KEY_SLOTS], const struct vs_keyfile *key);

/* The data key, through the first slot of the source's kind that opens. VS_E_WRONG_KEY when none
 * does, VS_E_KEY_FILE when one does but the file was changed. */
enum vs_code vs_keyfile_unlock(struct vs_secret *dek, const struct vs_keyfile *key,
                               const struct vs_key_source *source, struct vs_err *err) VS_MUST_USE;

/* Fills slot `index` (or the first empty one if VS_KEY_SLOTS) and closes the file under its MAC. */
enum vs_code vs_keyfile_set_slot(struct vs_keyfile *key, unsigned index,
                                 const uint8_t dek[VS_DEK_BYTES],
                                 const struct vs_key_source *source, enum vs_key_cost cost,
                                 const struct vs_env *env, struct vs_err *err) VS_MUST_USE;
enum vs_code vs_keyfile_clear_slot(struct vs_keyfile *key, unsigned index,
                                   const uint8_t dek[VS_DEK_BYTES], struct vs_err *err) VS_MUST_USE;

/* Gives `source` a slot and empties all others of the kinds in `gone` (1u << enum vs_key_kind), so
 * that one file has the new way and no former one. *removed: how many there were. */
enum vs_code vs_keyfile_change(struct vs_keyfile *key, unsigned *removed,
                               const uint8_t dek[VS_DEK_BYTES], const struct vs_key_source *source,
                               unsigned gone, enum vs_key_cost cost, const struct vs_env *env,
                               struct vs_err *err) VS_MUST_USE;

/* Whether the MAC of the whole file fits the data key. */
bool vs_keyfile_authentic(const struct vs_keyfile *key, const uint8_t dek[VS_DEK_BYTES]);

/* Makes the text of a new recovery code: 32 characters of Crockford's base32 and 3 check
 * characters. */
void vs_recovery_make(char out[VS_RECOVERY_TEXT_LEN + 1], const struct vs_env *env);

#define VS_RECOVERY_BYTES 20

/* Reads it as typed: any case, with or without '-' and spaces, O as 0, I and L as 1.
 * VS_E_INVALID when a character or the check is wrong. */
enum vs_code vs_recovery_parse(uint8_t out[VS_RECOVERY_BYTES], struct vs_str text,
                               struct vs_err *err) VS_MUST_USE;

#endif
