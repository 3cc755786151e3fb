#include "core/record/roots.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/base/mem.h"
#include "core/identity/root.h"
#include "core/vault/file.h"
#include "core/vault/sealed_dir.h"

#define ROOT_KEY  "root.key"
#define NEXT_KEY  "next.key"
#define AFTER_KEY "after.key"

/* How the ledger remembers to open the folder: its data key. Whoever opens the ledger could open
 * the folder beside it before there were slots, too. */
#define REMEMBERED "root folder"

enum { ROOT, NEXT, AFTER, COUNT };
static const char *const names[COUNT] = {ROOT_KEY, NEXT_KEY, AFTER_KEY};

struct vs_roots {
    struct vs_sealed_dir *sealed; /* NULL: a folder of before, which the ledger itself opens */
    char path[4096];
    bool has[COUNT];
    struct vs_secret seeds[COUNT];
    struct vs_signer signers[COUNT];
};

static enum vs_code
folder_of(char out[4096], const struct vs_store *store, const char *dir, struct vs_err *err)
{
    int len = dir ? snprintf(out, 4096, "%s", dir)
                  : snprintf(out, 4096, "%s/root", vs_vault_dir(store->vault));

    return len < 4096 ? VS_OK : vs_fail(err, VS_E_TOO_LARGE, dir, "the path is too long");
}

enum vs_code
vs_roots_are_absent(const char *dir, struct vs_err *err)
{
    static const char *const taken[] = {ROOT_KEY, NEXT_KEY, VS_SEALED_DIR_SLOTS};
    char path[4200];

    for (size_t i = 0; dir && i < sizeof(taken) / sizeof(taken[0]); i++) {
        snprintf(path, sizeof(path), "%s/%s", dir, taken[i]);
        if (access(path, F_OK) == 0) {
            return vs_fail(err, VS_E_EXISTS, path, "there are root keys already");
        }
    }
    return VS_OK;
}

static enum vs_code
remember(const struct vs_store *store, const struct vs_sealed_dir *sealed, struct vs_err *err)
{
    return vs_ledger_meta_set(store->ledger, REMEMBERED, vs_sealed_dir_dek(sealed), VS_DEK_BYTES,
                              err);
}

enum vs_code
vs_roots_make(const struct vs_store *store, const char *dir, const struct vs_secret *root_seed,
              const struct vs_secret *next_seed, const struct vs_key_source *keys, size_t count,
              enum vs_key_cost cost, struct vs_err *err)
{
    struct vs_sealed_dir *sealed = NULL;
    char path[4096];
    enum vs_code code = folder_of(path, store, dir, err);

    if (code == VS_OK) {
        code = vs_roots_are_absent(path, err);
    }
    if (code == VS_OK) {
        code = vs_sealed_dir_make(&sealed, path, keys, count, cost, store->env, err);
    }
    if (code == VS_OK) {
        code = vs_sealed_dir_put(sealed, ROOT_KEY, root_seed, err);
    }
    if (code == VS_OK) {
        code = vs_sealed_dir_put(sealed, NEXT_KEY, next_seed, err);
    }
    if (code == VS_OK) {
        code = remember(store, sealed, err);
    }
    vs_sealed_dir_close(sealed);
    return code;
}

/* --- opening -----------------------------------------------------------------------------------
 */

static void
forget_key(struct vs_roots *roots, unsigned which)
{
    vs_secret_release(&roots->seeds[which]);
    vs_signer_release(&roots->signers[which]);
    roots->has[which] = false;
}

void
vs_roots_close(struct vs_roots *roots)
{
    if (!roots) {
        return;
    }
    for (unsigned i = 0; i < COUNT; i++) {
        forget_key(roots, i);
    }
    vs_sealed_dir_close(roots->sealed);
    vs_free(roots);
}

/* With the data key that the ledger remembers. VS_E_WRONG_KEY, too, when it remembers none. */
static enum vs_code
open_remembered(struct vs_roots *roots, const struct vs_store *store, struct vs_err *err)
{
    struct vs_buf dek;
    enum vs_code code;

    vs_buf_init(&dek, VS_DEK_BYTES);
    code = vs_ledger_meta_get(store->ledger, &dek, REMEMBERED, err);
    if (code == VS_OK && dek.len == VS_DEK_BYTES) {
        code = vs_sealed_dir_open_with(&roots->sealed, roots->path, dek.p, store->env, err);
    } else if (code == VS_OK || code == VS_E_NOT_FOUND) {
        code = vs_fail(err, VS_E_WRONG_KEY, roots->path, "this ledger has not opened it before");
    }
    if (dek.p) {
        vs_wipe(dek.p, dek.cap);
    }
    vs_buf_release(&dek);
    return code;
}

static bool
is_in(const char *dir, const char *name)
{
    char path[4200];

    return snprintf(path, sizeof(path), "%s/%s", dir, name) < (int)sizeof(path) &&
           access(path, F_OK) == 0;
}

static enum vs_code
open_folder(struct vs_roots *roots, const struct vs_store *store, const struct vs_key_source *key,
            struct vs_err *err)
{
    enum vs_code code;

    if (!is_in(roots->path, ROOT_KEY) && !is_in(roots->path, NEXT_KEY)) {
        return vs_fail(err, VS_E_NO_ROOT, roots->path, "there is no root key in this folder");
    }
    if (!is_in(roots->path, VS_SEALED_DIR_SLOTS)) {
        return VS_OK; /* of before */
    }
    code = open_remembered(roots, store, err);
    if (code == VS_E_WRONG_KEY && key) {
        code = vs_sealed_dir_open(&roots->sealed, roots->path, key, store->env, err);
    }
    return code;
}

static enum vs_code
read_key(struct vs_roots *roots, unsigned which, const struct vs_store *store, struct vs_err *err)
{
    struct vs_buf sealed;
    char path[4200];
    enum vs_code code;

    if (roots->sealed) {
        code = vs_sealed_dir_get(&roots->seeds[which], roots->sealed, names[which], err);
    } else {
        vs_buf_init(&sealed, 1024);
        snprintf(path, sizeof(path), "%s/%s", roots->path, names[which]);
        code = vs_file_read(&sealed, path, err);
        if (code == VS_OK) {
            code = vs_vault_open_small(&roots->seeds[which], store->vault, names[which], sealed.p,
                                       sealed.len, err);
            if (code == VS_E_TAMPERED) {
                code = vs_fail(err, VS_E_WRONG_KEY, path,
                               "only the ledger that made this root folder opens it");
            }
        }
        vs_buf_release(&sealed);
    }
    if (code == VS_E_NOT_FOUND) {
        return VS_OK;
    }
    if (code == VS_OK) {
        code = vs_signer_init(&roots->signers[which], &roots->seeds[which], err);
    }
    roots->has[which] = code == VS_OK;
    return code;
}

enum vs_code
vs_roots_open(struct vs_roots **out, const struct vs_store *store, const char *dir,
              const struct vs_key_source *key, struct vs_err *err)
{
    struct vs_roots *roots = vs_calloc(1, sizeof(*roots));
    enum vs_code code = roots ? folder_of(roots->path, store, dir, err) : vs_fail_memory(err);

    *out = NULL;
    if (code == VS_OK) {
        code = open_folder(roots, store, key, err);
    }
    for (unsigned i = 0; code == VS_OK && i < COUNT; i++) {
        code = read_key(roots, i, store, err);
    }
    if (code != VS_OK) {
        vs_roots_close(roots);
        return code;
    }
    *out = roots;
    return VS_OK;
}

const char *
vs_roots_path(const struct vs_roots *roots)
{
    return roots->path;
}

enum vs_code
vs_roots_change_key(const struct vs_roots *roots, const struct vs_store *store,
                    const struct vs_key_source *key, unsigned gone, enum vs_key_cost cost,
                    struct vs_err *err)
{
    unsigned removed;

    return roots->sealed
               ? vs_sealed_dir_change_key(roots->sealed, &removed, key, gone, cost, store->env, err)
               : VS_OK;
}

/* --- which key is which ------------------------------------------------------------------------
 */

static int
find_signer(const struct vs_roots *roots, const struct vs_hash *public_key)
{
    for (int i = 0; i < COUNT; i++) {
        if (roots->has[i] && vs_hash_eq(&roots->signers[i].public_key, public_key)) {
            return i;
        }
    }
    return -1;
}

static int
find_next(const struct vs_roots *roots, const struct vs_hash *next)
{
    for (int i = 0; i < COUNT; i++) {
        struct vs_hash hash;

        if (roots->has[i]) {
            vs_root_hash(&hash, &roots->signers[i].public_key);
            if (vs_hash_eq(&hash, next)) {
                return i;
            }
        }
    }
    return -1;
}

enum vs_code
vs_roots_signer(const struct vs_signer **out, const struct vs_roots *roots,
                const struct vs_roster_view *view, struct vs_err *err)
{
    int at = find_signer(roots, &view->root);

    if (at < 0) {
        return vs_fail(err, VS_E_WRONG_KEY, roots->path,
                       "the root key of this organisation is not in this folder");
    }
    *out = &roots->signers[at];
    return VS_OK;
}

/* A folder of before gets slots only from somebody with a passphrase: it stays as it is. */
static enum vs_code
put_key(const struct vs_roots *roots, const struct vs_store *store, const char *name, int which,
        struct vs_err *err)
{
    const struct vs_secret *seed = &roots->seeds[which];
    struct vs_buf sealed;
    char path[4200];
    enum vs_code code;

    if (roots->sealed) {
        return vs_sealed_dir_put(roots->sealed, name, seed, err);
    }
    vs_buf_init(&sealed, 1024);
    snprintf(path, sizeof(path), "%s/%s", roots->path, name);
    code = vs_vault_seal_small(&sealed, store->vault, name, seed->p, seed->len, err);
    if (code == VS_OK) {
        code = vs_file_replace(path, NULL, sealed.p, sealed.len, err);
    }
    vs_buf_release(&sealed);
    return code;
}

/* Is this key neither the root nor the next: left by a change that did not come to its end? */
static bool
is_spare(const struct vs_roots *roots, int which, const struct vs_roster_view *view)
{
    struct vs_hash hash;

    vs_root_hash(&hash, &roots->signers[which].public_key);
    return !vs_hash_eq(&roots->signers[which].public_key, &view->root) &&
           !vs_hash_eq(&hash, &view->next);
}

/* The successor of the next key, under `after.key`; made now, unless it is there. The folder is
 * tidy. */
static enum vs_code
find_or_make_spare(struct vs_roots *roots, const struct vs_store *store,
                   const struct vs_roster_view *view, struct vs_err *err)
{
    enum vs_code code;

    if (roots->has[AFTER] && is_spare(roots, AFTER, view)) {
        return VS_OK;
    }
    forget_key(roots, AFTER);
    code = vs_secret_init(&roots->seeds[AFTER], VS_SEED_LEN, err);
    if (code == VS_OK) {
        store->env->random(store->env->payload, roots->seeds[AFTER].p, VS_SEED_LEN);
        code = vs_signer_init(&roots->signers[AFTER], &roots->seeds[AFTER], err);
    }
    roots->has[AFTER] = code == VS_OK;
    return code;
}

/* Puts root and next under their names. The root first: what it overwrites is of a generation that
 * is over, and at no moment is one of the two missing. */
static enum vs_code
tidy(struct vs_roots *roots, const struct vs_store *store, const struct vs_roster_view *view,
     struct vs_err *err)
{
    int root = find_signer(roots, &view->root), next = find_next(roots, &view->next);
    char path[4200];
    enum vs_code code = VS_OK;

    if (root < 0 || next < 0 ||
        (root == ROOT && next == NEXT && (!roots->has[AFTER] || is_spare(roots, AFTER, view)))) {
        return VS_OK;
    }
    if (root != ROOT) {
        code = put_key(roots, store, ROOT_KEY, root, err);
    }
    if (code == VS_OK && next != NEXT) {
        code = put_key(roots, store, NEXT_KEY, next, err);
    }
    snprintf(path, sizeof(path), "%s/%s", roots->path, AFTER_KEY);
    if (code == VS_OK && unlink(path) != 0 && errno != ENOENT) {
        code = vs_fail_errno(err, errno, path, "could not be removed");
    }
    for (unsigned i = 0; code == VS_OK && i < COUNT; i++) {
        forget_key(roots, i);
        code = read_key(roots, i, store, err);
    }
    return code;
}

enum vs_code
vs_roots_successor(const struct vs_signer **out, struct vs_hash *new_next, struct vs_roots *roots,
                   const struct vs_store *store, const struct vs_roster_view *view,
                   struct vs_err *err)
{
    enum vs_code code = tidy(roots, store, view, err);
    int next = find_next(roots, &view->next);

    if (code == VS_OK && next < 0) {
        return vs_fail(err, VS_E_WRONG_KEY, roots->path,
                       "the next root key of this organisation is not in this folder");
    }
    if (code == VS_OK) {
        code = find_or_make_spare(roots, store, view, err);
    }
    if (code == VS_OK) {
        code = put_key(roots, store, AFTER_KEY, AFTER, err);
    }
    if (code == VS_OK) {
        vs_root_hash(new_next, &roots->signers[AFTER].public_key);
        *out = &roots->signers[next];
    }
    return code;
}

enum vs_code
vs_roots_settle(struct vs_roots *roots, struct vs_store *store, const struct vs_roster_view *view,
                struct vs_err *err)
{
    enum vs_code code = tidy(roots, store, view, err);

    if (code == VS_OK && roots->sealed) {
        code = vs_store_begin(store, err);
        if (code == VS_OK) {
            code = remember(store, roots->sealed, err);
            if (code == VS_OK) {
                code = vs_store_commit(store, err);
            } else {
                vs_store_rollback(store);
            }
        }
    }
    return code;
}

enum vs_code
vs_store_root(struct vs_signer *out, const struct vs_store *store, const char *root_dir,
              struct vs_err *err)
{
    struct vs_roots *roots = NULL;
    enum vs_code code = vs_roots_open(&roots, store, root_dir, NULL, err);

    memset(out, 0, sizeof(*out));
    if (code == VS_OK) {
        code = roots->has[ROOT] ? vs_signer_init(out, &roots->seeds[ROOT], err)
                                : vs_fail(err, VS_E_NO_ROOT, roots->path, "there is no root key");
    }
    vs_roots_close(roots);
    return code;
}
