#include "core/vault/sealed_dir.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/base/mem.h"
#include "core/vault/file.h"
#include "core/vault/small.h"

#define PATH_LEN_MAX 4200

struct vs_sealed_dir {
    char path[PATH_LEN_MAX - 64];
    struct vs_secret dek;
    struct vs_page_keys keys;
};

static enum vs_code
path_of(char out[PATH_LEN_MAX], const char *dir, const char *name, struct vs_err *err)
{
    return snprintf(out, PATH_LEN_MAX, "%s/%s", dir, name) < PATH_LEN_MAX
               ? VS_OK
               : vs_fail(err, VS_E_TOO_LARGE, dir, "the path is too long");
}

void
vs_sealed_dir_close(struct vs_sealed_dir *dir)
{
    if (dir) {
        vs_page_keys_release(&dir->keys);
        vs_secret_release(&dir->dek);
        vs_free(dir);
    }
}

const uint8_t *
vs_sealed_dir_dek(const struct vs_sealed_dir *dir)
{
    return dir->dek.p;
}

static enum vs_code
new_dir(struct vs_sealed_dir **out, const char *path, struct vs_err *err)
{
    struct vs_sealed_dir *dir = vs_calloc(1, sizeof(*dir));

    *out = dir;
    if (!dir) {
        return vs_fail_memory(err);
    }
    return snprintf(dir->path, sizeof(dir->path), "%s", path) < (int)sizeof(dir->path)
               ? VS_OK
               : vs_fail(err, VS_E_TOO_LARGE, path, "the path is too long");
}

static enum vs_code
read_slots(struct vs_keyfile *out, const char *dir, struct vs_err *err)
{
    char path[PATH_LEN_MAX];
    struct vs_buf bytes;
    enum vs_code code = path_of(path, dir, VS_SEALED_DIR_SLOTS, err);

    vs_buf_init(&bytes, VS_KEY_BYTES);
    if (code == VS_OK) {
        code = vs_file_read(&bytes, path, err);
    }
    if (code == VS_OK) {
        code = vs_keyfile_parse(out, bytes.p, bytes.len, err);
    } else if (code == VS_E_TOO_LARGE || code == VS_E_INVALID) {
        code = vs_fail(err, VS_E_KEY_FILE, path, "is not a key file");
    }
    vs_buf_release(&bytes);
    return code;
}

enum vs_code
vs_sealed_dir_make(struct vs_sealed_dir **out, const char *path, const struct vs_key_source *keys,
                   size_t count, enum vs_key_cost cost, const struct vs_env *env,
                   struct vs_err *err)
{
    char slots[PATH_LEN_MAX];
    struct vs_sealed_dir *dir = NULL;
    struct vs_keyfile keyfile;
    bool made = false;
    enum vs_code code = new_dir(&dir, path, err);

    *out = NULL;
    if (code == VS_OK) {
        code = vs_secret_init(&dir->dek, VS_DEK_BYTES, err);
    }
    if (code == VS_OK) {
        env->random(env->payload, dir->dek.p, VS_DEK_BYTES);
        vs_keyfile_init(&keyfile, dir->dek.p, env);
    }
    for (size_t i = 0; code == VS_OK && i < count; i++) {
        code = vs_keyfile_set_slot(&keyfile, VS_KEY_SLOTS, dir->dek.p, &keys[i], cost, env, err);
    }
    if (code == VS_OK) {
        code = vs_page_keys_init(&dir->keys, dir->dek.p, vs_keyfile_id(&keyfile), env, err);
    }
    if (code == VS_OK) {
        made = mkdir(path, 0700) == 0;
        if (!made && errno != EEXIST) {
            code = vs_fail_errno(err, errno, path, "could not be made");
        }
    }
    if (code == VS_OK) {
        code = path_of(slots, path, VS_SEALED_DIR_SLOTS, err);
    }
    if (code == VS_OK) {
        code = vs_file_create(slots, keyfile.bytes, sizeof(keyfile.bytes), err);
    }
    if (code != VS_OK) {
        if (made) {
            (void)rmdir(path);
        }
        vs_sealed_dir_close(dir);
        return code;
    }
    *out = dir;
    return VS_OK;
}

static enum vs_code
open_dir(struct vs_sealed_dir **out, const char *path, const struct vs_key_source *key,
         const uint8_t *dek, const struct vs_env *env, struct vs_err *err)
{
    struct vs_sealed_dir *dir = NULL;
    struct vs_keyfile keyfile;
    enum vs_code code = new_dir(&dir, path, err);

    *out = NULL;
    if (code == VS_OK) {
        code = read_slots(&keyfile, path, err);
    }
    if (code == VS_OK && dek) {
        code = vs_keyfile_authentic(&keyfile, dek)
                   ? vs_secret_copy(&dir->dek, dek, VS_DEK_BYTES, err)
                   : vs_fail(err, VS_E_WRONG_KEY, path, "is another folder than was opened before");
    } else if (code == VS_OK) {
        code = vs_keyfile_unlock(&dir->dek, &keyfile, key, err);
    }
    if (code == VS_OK) {
        code = vs_page_keys_init(&dir->keys, dir->dek.p, vs_keyfile_id(&keyfile), env, err);
    }
    if (code != VS_OK) {
        vs_sealed_dir_close(dir);
        return code;
    }
    *out = dir;
    return VS_OK;
}

enum vs_code
vs_sealed_dir_open(struct vs_sealed_dir **out, const char *path, const struct vs_key_source *key,
                   const struct vs_env *env, struct vs_err *err)
{
    return open_dir(out, path, key, NULL, env, err);
}

enum vs_code
vs_sealed_dir_open_with(struct vs_sealed_dir **out, const char *path,
                        const uint8_t dek[VS_DEK_BYTES], const struct vs_env *env,
                        struct vs_err *err)
{
    return open_dir(out, path, NULL, dek, env, err);
}

enum vs_code
vs_sealed_dir_change_key(const struct vs_sealed_dir *dir, unsigned *removed,
                         const struct vs_key_source *key, unsigned gone, enum vs_key_cost cost,
                         const struct vs_env *env, struct vs_err *err)
{
    char path[PATH_LEN_MAX];
    struct vs_keyfile keyfile;
    enum vs_code code = read_slots(&keyfile, dir->path, err);

    if (code == VS_OK && !vs_keyfile_authentic(&keyfile, dir->dek.p)) {
        code = vs_fail(err, VS_E_KEY_FILE, dir->path,
                       "was changed by something that does not have its key");
    }
    if (code == VS_OK) {
        code = vs_keyfile_change(&keyfile, removed, dir->dek.p, key, gone, cost, env, err);
    }
    if (code == VS_OK) {
        code = path_of(path, dir->path, VS_SEALED_DIR_SLOTS, err);
    }
    return code == VS_OK ? vs_file_replace(path, NULL, keyfile.bytes, sizeof(keyfile.bytes), err)
                         : code;
}

enum vs_code
vs_sealed_dir_put(const struct vs_sealed_dir *dir, const char *name, const struct vs_secret *secret,
                  struct vs_err *err)
{
    char path[PATH_LEN_MAX];
    struct vs_buf sealed;
    enum vs_code code = path_of(path, dir->path, name, err);

    vs_buf_init(&sealed, VS_SMALL_MAX + VS_SMALL_GROW);
    if (code == VS_OK) {
        code = vs_small_seal(&sealed, &dir->keys, name, secret->p, secret->len, err);
    }
    if (code == VS_OK) {
        code = vs_file_replace(path, NULL, sealed.p, sealed.len, err);
    }
    vs_buf_release(&sealed);
    return code;
}

enum vs_code
vs_sealed_dir_get(struct vs_secret *out, const struct vs_sealed_dir *dir, const char *name,
                  struct vs_err *err)
{
    char path[PATH_LEN_MAX];
    struct vs_buf sealed;
    enum vs_code code = path_of(path, dir->path, name, err);

    vs_buf_init(&sealed, VS_SMALL_MAX + VS_SMALL_GROW);
    if (code == VS_OK) {
        code = vs_file_read(&sealed, path, err);
    }
    if (code == VS_OK) {
        code = vs_small_open(out, &dir->keys, name, sealed.p, sealed.len, err);
    }
    vs_buf_release(&sealed);
    return code;
}
