#include "sync/folder.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>
#include <unistd.h>

/* The settings of a repository are some hundred bytes; git reads them without a limit. */
enum { SETTINGS_MAX = 16 * 1024, DEPTH_MAX = 16, PATH_BYTES = 4400 };

static enum vs_code
leads_elsewhere(struct vs_err *err, const char *name, const char *what)
{
    return vs_fail(err, VS_E_REMOTE_CONTENT, name,
                   "%s %s; all that a remote has must lie in its own folder", name, what);
}

/* Where the repository itself is: libgit2 looks for .git first. False when the path is too long. */
static bool
place(char *out, size_t size, const char *path)
{
    struct stat info;
    int len = snprintf(out, size, "%s/.git", path);

    if (len < 0 || (size_t)len >= size) {
        return false;
    }
    if (lstat(out, &info) != 0) {
        out[(size_t)len - strlen("/.git")] = '\0';
    }
    return true;
}

/* --- links ------------------------------------------------------------------------------------ */

static bool
is_link(int folder, const struct dirent *entry)
{
    struct stat info;

    if (entry->d_type != DT_UNKNOWN) {
        return entry->d_type == DT_LNK;
    }
    return fstatat(folder, entry->d_name, &info, AT_SYMLINK_NOFOLLOW) == 0 && S_ISLNK(info.st_mode);
}

static enum vs_code look_through(int parent, const char *name, char *shown, size_t levels,
                                 struct vs_err *err);

static enum vs_code
look_at(int folder, const struct dirent *entry, char *shown, size_t levels, struct vs_err *err)
{
    size_t before = strlen(shown);
    enum vs_code code = VS_OK;
    int len;

    if (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0) {
        return VS_OK;
    }
    len = snprintf(shown + before, PATH_BYTES - before, "/%s", entry->d_name);
    if (len < 0 || (size_t)len >= PATH_BYTES - before) {
        code = vs_fail(err, VS_E_REMOTE_CONTENT, shown, "a name that is too long");
    } else if (is_link(folder, entry)) {
        code = leads_elsewhere(err, shown, "is a symbolic link");
    } else if (levels > 1 && (entry->d_type == DT_DIR || entry->d_type == DT_UNKNOWN)) {
        code = look_through(folder, entry->d_name, shown, levels - 1, err);
    }
    shown[before] = '\0';
    return code;
}

/* Looks for links in a folder, `levels` deep. `shown` is the name of it for messages. */
static enum vs_code
look_through(int parent, const char *name, char *shown, size_t levels, struct vs_err *err)
{
    int fd = openat(parent, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    DIR *folder = fd < 0 ? NULL : fdopendir(fd);
    struct dirent *entry;
    enum vs_code code = VS_OK;

    if (fd >= 0 && !folder) {
        (void)close(fd);
    }
    /* What is not there, or may not be read, is found by who opens the repository. */
    while (folder && code == VS_OK && (entry = readdir(folder)) != NULL) {
        code = look_at(fd, entry, shown, levels, err);
    }
    if (folder) {
        (void)closedir(folder);
    }
    return code;
}

/* --- settings --------------------------------------------------------------------------------- */

static enum vs_code
check_settings(int folder, struct vs_err *err)
{
    char text[SETTINGS_MAX + 1];
    int fd = openat(folder, "config", O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
    struct stat info;
    size_t len = 0;
    ssize_t got = 1;

    if (fd < 0) {
        return errno == ELOOP ? leads_elsewhere(err, "config", "is a symbolic link") : VS_OK;
    }
    if (fstat(fd, &info) == 0 && S_ISREG(info.st_mode)) {
        while (len < sizeof(text) && (got = read(fd, text + len, sizeof(text) - len)) > 0) {
            len += (size_t)got;
        }
    }
    (void)close(fd);
    if (len == sizeof(text)) {
        return vs_fail(err, VS_E_REMOTE_CONTENT, "config", "more than %d bytes of settings",
                       SETTINGS_MAX);
    }
    for (size_t i = 0; i < len; i++) {
        if (text[i] == '[') {
            size_t at = i + 1;

            while (at < len && (text[at] == ' ' || text[at] == '\t')) {
                at++;
            }
            if (len - at >= 7 && strncasecmp(text + at, "include", 7) == 0) {
                return leads_elsewhere(err, "config", "includes other settings");
            }
        }
    }
    return VS_OK;
}

static enum vs_code
check_files(int folder, struct vs_err *err)
{
    static const struct {
        const char *name;
        const char *why; /* NULL: it may be there, but not as a link */
    } files[] = {
        {"HEAD", NULL},
        {"packed-refs", NULL},
        {"refs", NULL},
        {"objects", NULL},
        {"objects/pack", NULL},
        {"objects/info", NULL},
        {"objects/info/alternates", "names other object stores"},
        {"commondir", "names another repository"},
    };
    struct stat info;

    for (size_t i = 0; i < sizeof(files) / sizeof(files[0]); i++) {
        if (fstatat(folder, files[i].name, &info, AT_SYMLINK_NOFOLLOW) != 0) {
            continue;
        }
        if (files[i].why || S_ISLNK(info.st_mode)) {
            return leads_elsewhere(err, files[i].name,
                                   files[i].why ? files[i].why : "is a symbolic link");
        }
    }
    return VS_OK;
}

enum vs_code
vs_folder_check(const char *path, struct vs_err *err)
{
    static const struct {
        const char *name;
        size_t levels;
    } folders[] = {{"objects", 1}, {"objects/pack", 1}, {"refs", DEPTH_MAX}};
    char where[PATH_BYTES], shown[PATH_BYTES];
    enum vs_code code;
    int fd;

    if (!place(where, sizeof(where), path)) {
        return vs_fail(err, VS_E_INVALID, path, "the path is too long");
    }
    /* A link is followed where the user named it, not below. */
    fd = open(where,
              O_RDONLY | O_DIRECTORY | O_CLOEXEC | (strlen(where) > strlen(path) ? O_NOFOLLOW : 0));
    if (fd < 0) {
        return strlen(where) > strlen(path) && (errno == ELOOP || errno == ENOTDIR)
                   ? leads_elsewhere(err, ".git", "is a link to another repository")
                   : VS_OK;
    }
    code = check_files(fd, err);
    if (code == VS_OK) {
        code = check_settings(fd, err);
    }
    for (size_t i = 0; code == VS_OK && i < sizeof(folders) / sizeof(folders[0]); i++) {
        snprintf(shown, sizeof(shown), "%s", folders[i].name);
        code = look_through(fd, folders[i].name, shown, folders[i].levels, err);
    }
    (void)close(fd);
    return code;
}

bool
vs_folder_is(const char *path, const char *opened)
{
    char where[PATH_BYTES];
    char *whole = place(where, sizeof(where), path) ? realpath(where, NULL) : NULL;
    size_t len = whole ? strlen(whole) : 0;
    bool same = whole && strncmp(whole, opened, len) == 0 && strcmp(opened + len, "/") == 0;

    free(whole); /* of the C library, not of vs_malloc */
    return same;
}

int
vs_folder_open_below(const char *path, const char *in, const char *name)
{
    static const int how = O_RDONLY | O_DIRECTORY | O_CLOEXEC;
    int top = open(path, how);
    int middle = top < 0 ? -1 : openat(top, in, how | O_NOFOLLOW);
    int fd = middle < 0 ? -1 : openat(middle, name, how | O_NOFOLLOW);

    if (middle >= 0) {
        (void)close(middle);
    }
    if (top >= 0) {
        (void)close(top);
    }
    return fd;
}
