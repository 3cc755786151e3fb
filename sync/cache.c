#include "sync/cache.h"

#include <errno.h>
#include <ftw.h>
#include <stdio.h>
#include <string.h>

#include "core/base/mem.h"
#include "sync/copy.h"

enum { OPEN_FOLDERS_MAX = 32 };

enum { REFERENCE_BYTES = 41, LOOSE_PATH = sizeof("/objects/") - 1 + 41 };

/* nftw hands nothing on to what it calls. */
static struct vs_cache_size counted;
static const char *counted_in;

static bool
is_torn(const char *path, off_t size)
{
    const char *file = path + strlen(counted_in);
    size_t len = strlen(file);

    if (len >= 5 && strcmp(file + len - 5, ".lock") == 0) {
        return false; /* of somebody at work, or dead; it is dealt with where it is in the way */
    }
    if (strncmp(file, "/refs/", 6) == 0) {
        return size != REFERENCE_BYTES;
    }
    /* Files that are still being made have other names. */
    return size == 0 && ((strncmp(file, "/objects/", 9) == 0 && len == LOOSE_PATH) ||
                         strncmp(file, "/objects/pack/pack-", 19) == 0);
}

static int
count_file(const char *path, const struct stat *info, int kind, struct FTW *place)
{
    (void)place;
    if (kind == FTW_F) {
        counted.files++;
        counted.bytes += (uint64_t)info->st_size;
        counted.torn += is_torn(path, info->st_size);
    }
    return 0;
}

enum vs_code
vs_cache_measure(struct vs_cache_size *out, const char *path, struct vs_err *err)
{
    memset(&counted, 0, sizeof(counted));
    counted_in = path;
    if (nftw(path, count_file, OPEN_FOLDERS_MAX, FTW_PHYS) < 0 && errno != ENOENT) {
        return vs_fail_errno(err, errno, path, "cannot look through the cache");
    }
    *out = counted;
    return VS_OK;
}

static int
remove_file(const char *path, const struct stat *info, int kind, struct FTW *place)
{
    (void)info;
    (void)kind;
    (void)place;
    return remove(path);
}

enum vs_code
vs_cache_remove(const char *path, struct vs_err *err)
{
    if (nftw(path, remove_file, OPEN_FOLDERS_MAX, FTW_PHYS | FTW_DEPTH) < 0 && errno != ENOENT) {
        return vs_fail_errno(err, errno, path, "cannot remove the cache");
    }
    return VS_OK;
}

struct rebuilding {
    struct vs_git *from;
    struct vs_git *to;
    struct vs_err *err;
};

static enum vs_code
rebuild_ref(void *payload, const char *name, const struct vs_git_id *id)
{
    const struct vs_wire_limits limits = {UINT64_MAX, UINT64_MAX};
    struct rebuilding *rebuild = payload;
    struct vs_wire_count count = {0};
    enum vs_code code =
        vs_copy_commit(rebuild->to, rebuild->from, id, &limits, &count, rebuild->err);

    if (code == VS_E_REMOTE_CONTENT || code == VS_E_NOT_FOUND || code == VS_E_TOO_LARGE) {
        vs_err_clear(rebuild->err);
        return VS_OK;
    }
    if (code == VS_OK) {
        code = vs_git_ref_set(rebuild->to, name, id, NULL, rebuild->err);
    }
    return code;
}

/* A path beside `path`; vs_free. */
static char *
beside(const char *path, const char *suffix)
{
    struct vs_buf text;

    vs_buf_init(&text, 8192);
    vs_buf_add_text(&text, path);
    vs_buf_add_text(&text, suffix);
    return (char *)vs_buf_take(&text, NULL);
}

/* Puts the new folder into the old one's place. */
static enum vs_code
swap_folders(const char *path, const char *fresh, const char *old, struct vs_err *err)
{
    char *kept = beside(path, "/kept");
    char *taken = beside(fresh, "/kept");

    /* What was written to remotes (kept.h) is followed from the references where it is lost. */
    if (kept && taken) {
        (void)rename(kept, taken);
    }
    vs_free(kept);
    vs_free(taken);
    if (rename(path, old) < 0) {
        return vs_fail_errno(err, errno, path, "cannot put the old cache aside");
    }
    if (rename(fresh, path) < 0) {
        return vs_fail_errno(err, errno, fresh, "cannot put the new cache in place");
    }
    return vs_cache_remove(old, err);
}

enum vs_code
vs_cache_rebuild(const char *path, struct vs_err *err)
{
    struct rebuilding rebuild = {.err = err};
    char *fresh = beside(path, ".new");
    char *old = beside(path, ".old");
    enum vs_code code = fresh && old ? VS_OK : vs_fail_memory(err);

    if (code == VS_OK) {
        code = vs_cache_remove(fresh, err);
    }
    if (code == VS_OK) {
        code = vs_cache_remove(old, err);
    }
    if (code == VS_OK) {
        code = vs_git_open(&rebuild.from, path, err);
    }
    if (code == VS_OK) {
        code = vs_git_open(&rebuild.to, fresh, err);
    }
    if (code == VS_OK) {
        code = vs_git_refs(rebuild.from, rebuild_ref, &rebuild, err);
    }
    vs_git_close(rebuild.from);
    vs_git_close(rebuild.to);
    if (code == VS_OK) {
        code = swap_folders(path, fresh, old, err);
    }
    vs_free(fresh);
    vs_free(old);
    return code;
}

enum vs_code
vs_cache_check(bool *whole, const char *path, struct vs_err *err)
{
    struct vs_git *git = NULL;
    enum vs_code code = vs_git_open(&git, path, err);

    *whole = false;
    if (code == VS_OK) {
        code = vs_git_objects_whole(whole, git, err);
    }
    vs_git_close(git);
    return code;
}
