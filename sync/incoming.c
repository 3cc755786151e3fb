#include "sync/incoming.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "sync/cache.h"

static enum vs_code
path_of(char out[4200], const struct vs_git *cache, const char *name, struct vs_err *err)
{
    int len = snprintf(out, 4200, "%s%s", vs_git_path(cache), name);

    return len > 0 && len < 4200
               ? VS_OK
               : vs_fail(err, VS_E_INVALID, vs_git_path(cache), "the path is too long");
}

enum vs_code
vs_incoming_open(struct vs_incoming *out, const struct vs_git *cache, struct vs_err *err)
{
    char packs[4200];
    enum vs_code code = path_of(out->objects, cache, "incoming", err);

    out->git = NULL;
    if (code == VS_OK) {
        code = path_of(packs, cache, "incoming/pack", err);
    }
    if (code == VS_OK) {
        code = vs_cache_remove(out->objects, err);
    }
    /* The library looks for packs only in a folder that is there when it opens the store. */
    if (code == VS_OK && (mkdir(out->objects, 0700) < 0 || mkdir(packs, 0700) < 0)) {
        code = vs_fail_errno(err, errno, out->objects, "cannot make a folder for what comes in");
    }
    if (code == VS_OK) {
        code = vs_git_open_beside(&out->git, cache, out->objects, err);
    }
    if (code != VS_OK) {
        vs_incoming_close(out);
    }
    return code;
}

void
vs_incoming_close(struct vs_incoming *incoming)
{
    vs_git_close(incoming->git);
    incoming->git = NULL;
    if (incoming->objects[0] && vs_cache_remove(incoming->objects, NULL) != VS_OK) {
        /* The next one removes it. */
        errno = 0;
    }
    incoming->objects[0] = '\0';
}

/* Packs under way, as libgit2 and git name them before they are whole. */
static bool
is_unfinished(const char *name)
{
    return strncmp(name, "pack_git2_", 10) == 0 || strncmp(name, "tmp_", 4) == 0;
}

enum vs_code
vs_incoming_sweep(const struct vs_git *cache, struct vs_err *err)
{
    char path[4200];
    DIR *folder;
    enum vs_code code = path_of(path, cache, "incoming", err);

    if (code == VS_OK && access(path, F_OK) == 0) {
        code = vs_cache_remove(path, err);
    }
    if (code == VS_OK) {
        code = path_of(path, cache, "objects/pack", err);
    }
    folder = code == VS_OK ? opendir(path) : NULL;
    if (folder) {
        for (struct dirent *entry = readdir(folder); entry; entry = readdir(folder)) {
            if (is_unfinished(entry->d_name) && unlinkat(dirfd(folder), entry->d_name, 0) < 0 &&
                errno != ENOENT) {
                code = vs_fail_errno(err, errno, entry->d_name, "cannot remove what is left over");
            }
        }
        closedir(folder);
    }
    return code;
}
