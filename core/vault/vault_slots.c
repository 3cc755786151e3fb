/* Key slots of a ledger that exists, and small files sealed beside it (vault.h; VAULT.md 2 and 6).
 */
#include "core/vault/vault.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/vault/file.h"
#include "core/vault/vault_priv.h"

/* Changes of ledger.key exclude each other by a lock on the folder. -1 with `err` set. */
static int
lock_folder(const struct vs_vault *vault, struct vs_err *err)
{
    int fd = open(vault->dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    int waited = 0;

    if (fd < 0) {
        vs_fail_errno(err, errno, vault->dir, "could not open the folder");
        return -1;
    }
    while (flock(fd, LOCK_EX | LOCK_NB) != 0) {
        if ((errno != EWOULDBLOCK && errno != EINTR) || waited >= vs_vault_wait_ms()) {
            vs_fail(err, VS_E_LOCKED, vault->key_path, "another process is changing it");
            close(fd);
            return -1;
        }
        usleep(20000);
        waited += 20;
    }
    return fd;
}

/* ledger.key as it is now, of this ledger and unchanged by others. */
static enum vs_code
read_authentic(struct vs_keyfile *out, const struct vs_vault *vault, struct vs_err *err)
{
    enum vs_code code = vs_vault_read_key(out, vault, err);

    if (code == VS_OK && !vs_keyfile_authentic(out, vault->dek.p)) {
        code = vs_fail(err, VS_E_KEY_FILE, vault->key_path,
                       "was changed by something that does not have its key");
    }
    return code;
}

enum vs_code
vs_vault_slots(struct vs_key_slot_info out[VS_KEY_SLOTS], const struct vs_vault *vault,
               struct vs_err *err)
{
    struct vs_keyfile keyfile;
    enum vs_code code = read_authentic(&keyfile, vault, err);

    if (code == VS_OK) {
        vs_keyfile_slots(out, &keyfile);
    }
    return code;
}

static enum vs_code
set_slot(const struct vs_vault *vault, unsigned index, const struct vs_key_source *key,
         enum vs_key_cost cost, struct vs_err *err)
{
    struct vs_keyfile keyfile;
    int lock = lock_folder(vault, err);
    enum vs_code code;

    if (lock < 0) {
        return err ? err->code : VS_E_LOCKED;
    }
    code = read_authentic(&keyfile, vault, err);
    if (code == VS_OK) {
        code = vs_keyfile_set_slot(&keyfile, index, vault->dek.p, key, cost, vault->env, err);
    }
    if (code == VS_OK) {
        code = vs_file_replace(vault->key_path, vault->old_path, keyfile.bytes,
                               sizeof(keyfile.bytes), err);
    }
    close(lock);
    return code;
}

enum vs_code
vs_vault_add_slot(const struct vs_vault *vault, const struct vs_key_source *key,
                  enum vs_key_cost cost, struct vs_err *err)
{
    return set_slot(vault, VS_KEY_SLOTS, key, cost, err);
}

enum vs_code
vs_vault_add_recovery(char recovery[VS_RECOVERY_TEXT_LEN + 1], const struct vs_vault *vault,
                      struct vs_err *err)
{
    struct vs_key_source source = {VS_KEY_RECOVERY, {recovery, VS_RECOVERY_TEXT_LEN}};
    enum vs_code code;

    vs_recovery_make(recovery, vault->env);
    code = set_slot(vault, VS_KEY_SLOTS, &source, VS_KEY_COST_MODERATE, err);
    if (code != VS_OK) {
        vs_wipe(recovery, VS_RECOVERY_TEXT_LEN + 1);
    }
    return code;
}

enum vs_code
vs_vault_change_key(const struct vs_vault *vault, unsigned *removed,
                    const struct vs_key_source *key, unsigned gone, enum vs_key_cost cost,
                    struct vs_err *err)
{
    struct vs_keyfile keyfile;
    int lock = lock_folder(vault, err);
    enum vs_code code;

    if (lock < 0) {
        return err ? err->code : VS_E_LOCKED;
    }
    code = read_authentic(&keyfile, vault, err);
    if (code == VS_OK) {
        code = vs_keyfile_change(&keyfile, removed, vault->dek.p, key, gone, cost, vault->env, err);
    }
    /* What is kept of before first: with the last step the former ways are gone everywhere. */
    if (code == VS_OK) {
        code = vs_file_replace(vault->old_path, NULL, keyfile.bytes, sizeof(keyfile.bytes), err);
    }
    if (code == VS_OK) {
        code = vs_file_replace(vault->key_path, NULL, keyfile.bytes, sizeof(keyfile.bytes), err);
    }
    close(lock);
    return code;
}

enum vs_code
vs_vault_seal_small(struct vs_buf *out, const struct vs_vault *vault, const char *name,
                    const void *bytes, size_t len, struct vs_err *err)
{
    return vs_small_seal(out, &vault->keys, name, bytes, len, err);
}

enum vs_code
vs_vault_open_small(struct vs_secret *out, const struct vs_vault *vault, const char *name,
                    const void *sealed, size_t len, struct vs_err *err)
{
    return vs_small_open(out, &vault->keys, name, sealed, len, err);
}
