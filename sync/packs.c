#include "sync/packs.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/base/mem.h"
#include "sync/folder.h"

struct vs_pack_seen {
    ino_t inode;
    int64_t at;
};

static bool
is_pack(const char *name)
{
    size_t len = strlen(name);

    return strncmp(name, "pack-", 5) == 0 && len > 10 && strcmp(name + len - 5, ".pack") == 0;
}

/* Files in it are changed and removed: a link that was laid there meanwhile is not followed. */
static DIR *
open_packs(const char *path)
{
    int fd = vs_folder_open_below(path, "objects", "pack");
    DIR *folder = fd < 0 ? NULL : fdopendir(fd);

    if (fd >= 0 && !folder) {
        (void)close(fd);
    }
    return folder;
}

void
vs_packs_release(struct vs_packs *packs)
{
    vs_free(packs->items);
    memset(packs, 0, sizeof(*packs));
}

enum vs_code
vs_packs_look(struct vs_packs *out, const char *path, struct vs_err *err)
{
    DIR *folder = open_packs(path);
    enum vs_code code = VS_OK;

    memset(out, 0, sizeof(*out));
    for (struct dirent *entry = folder ? readdir(folder) : NULL; entry && code == VS_OK;
         entry = readdir(folder)) {
        struct vs_pack_seen *more;
        struct stat info;

        if (!is_pack(entry->d_name) ||
            fstatat(dirfd(folder), entry->d_name, &info, AT_SYMLINK_NOFOLLOW) < 0) {
            continue;
        }
        more = vs_realloc_array(out->items, out->count + 1, sizeof(*more));
        if (more) {
            out->items = more;
            more[out->count++] = (struct vs_pack_seen){info.st_ino, info.st_mtime};
            out->newest = info.st_mtime > out->newest ? info.st_mtime : out->newest;
        } else {
            code = vs_fail_memory(err);
        }
    }
    if (folder) {
        (void)closedir(folder);
    }
    return code;
}

/* One of the same name that took another's place is new too. */
static bool
was_there(const struct vs_packs *before, const struct stat *info)
{
    for (size_t i = 0; i < before->count; i++) {
        if (before->items[i].inode == info->st_ino && before->items[i].at == info->st_mtime) {
            return true;
        }
    }
    return false;
}

void
vs_packs_prefer_new(const struct vs_packs *before, const char *path)
{
    DIR *folder = open_packs(path);
    /* One that says to be of the end of time has none after it. */
    int64_t newer = before->newest < INT64_MAX ? before->newest + 1 : INT64_MAX;

    for (struct dirent *entry = folder ? readdir(folder) : NULL; entry; entry = readdir(folder)) {
        struct stat info;

        if (is_pack(entry->d_name) &&
            fstatat(dirfd(folder), entry->d_name, &info, AT_SYMLINK_NOFOLLOW) == 0 &&
            !was_there(before, &info) && info.st_mtime <= before->newest) {
            const struct timespec times[2] = {{.tv_nsec = UTIME_OMIT}, {.tv_sec = (time_t)newer}};

            /* Where that may not be done, the clock decides. */
            (void)utimensat(dirfd(folder), entry->d_name, times, AT_SYMLINK_NOFOLLOW);
        }
    }
    if (folder) {
        (void)unlinkat(dirfd(folder), "multi-pack-index", 0);
        (void)closedir(folder);
    }
}
