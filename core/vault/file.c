#include "core/vault/file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/base/mem.h"

static unsigned long calls, fail_from;
static int fail_with;

void
vs_file_fail_at(unsigned long n, int errnum)
{
    calls = 0;
    fail_from = n;
    fail_with = errnum;
}

/* True when a test wants this call to fail. */
static bool
fails(void)
{
    calls++;
    if (fail_from != 0 && calls >= fail_from) {
        errno = fail_with;
        return true;
    }
    return false;
}

char *
vs_file_folder(const char *path)
{
    const char *slash = strrchr(path, '/');

    if (!slash) {
        return vs_strdup(".");
    }
    return slash == path ? vs_strdup("/") : vs_strndup(path, (size_t)(slash - path));
}

enum vs_code
vs_file_sync_folder(const char *path, struct vs_err *err)
{
    enum vs_code code = VS_OK;
    int fd = fails() ? -1 : open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

    if (fd < 0) {
        return vs_fail_errno(err, errno, path, "could not open the folder");
    }
    if (fails() || fsync(fd) != 0) {
        code = vs_fail_errno(err, errno, path, "could not sync the folder");
    }
    close(fd);
    return code;
}

static enum vs_code
sync_parent(const char *path, struct vs_err *err)
{
    char *folder = vs_file_folder(path);
    enum vs_code code = folder ? vs_file_sync_folder(folder, err) : vs_fail_memory(err);

    vs_free(folder);
    return code;
}

static enum vs_code
write_all(int fd, const char *path, const uint8_t *bytes, size_t len, struct vs_err *err)
{
    while (len > 0) {
        ssize_t done = fails() ? -1 : write(fd, bytes, len);

        if (done < 0 && errno == EINTR) {
            continue;
        }
        if (done <= 0) {
            return vs_fail_errno(err, done < 0 ? errno : EIO, path, "could not write");
        }
        bytes += done;
        len -= (size_t)done;
    }
    return VS_OK;
}

/* Makes `path`, which may not exist, writes and syncs it; removes it again on failure. */
static enum vs_code
write_new(const char *path, const void *bytes, size_t len, struct vs_err *err)
{
    enum vs_code code;
    int fd = fails() ? -1 : open(path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);

    if (fd < 0) {
        return errno == EEXIST ? vs_fail(err, VS_E_EXISTS, path, "is there already")
                               : vs_fail_errno(err, errno, path, "could not create");
    }
    code = write_all(fd, path, bytes, len, err);
    if (code == VS_OK && (fails() || fsync(fd) != 0)) {
        code = vs_fail_errno(err, errno, path, "could not sync");
    }
    if (close(fd) != 0 && code == VS_OK) {
        code = vs_fail_errno(err, errno, path, "could not close");
    }
    if (code != VS_OK) {
        unlink(path);
    }
    return code;
}

enum vs_code
vs_file_create(const char *path, const void *bytes, size_t len, struct vs_err *err)
{
    enum vs_code code = write_new(path, bytes, len, err);

    if (code == VS_OK) {
        code = sync_parent(path, err);
        if (code != VS_OK) {
            unlink(path);
        }
    }
    return code;
}

enum vs_code
vs_file_overwrite(const char *path, const void *bytes, size_t len, struct vs_err *err)
{
    enum vs_code code;
    int fd = fails() ? -1 : open(path, O_WRONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);

    if (fd < 0) {
        return errno == ENOENT ? vs_file_create(path, bytes, len, err)
                               : vs_fail_errno(err, errno, path, "could not open");
    }
    code = write_all(fd, path, bytes, len, err);
    if (code == VS_OK && (fails() || fdatasync(fd) != 0)) {
        code = vs_fail_errno(err, errno, path, "could not sync");
    }
    close(fd);
    return code;
}

static enum vs_code
replace(const char *path, const void *bytes, size_t len, struct vs_err *err)
{
    struct vs_buf temp;
    const char *name;
    enum vs_code code;

    vs_buf_init(&temp, 8192);
    vs_buf_addf(&temp, "%s.new", path);
    code = vs_buf_check(&temp, path, err);
    if (code != VS_OK) {
        goto out;
    }
    name = (const char *)temp.p;
    /* What a process that died left there. Writers of one file exclude each other by a lock. */
    unlink(name);
    code = write_new(name, bytes, len, err);
    if (code != VS_OK) {
        goto out;
    }
    if (fails() || rename(name, path) != 0) {
        code = vs_fail_errno(err, errno, path, "could not replace");
        unlink(name);
    } else {
        code = sync_parent(path, err);
    }
out:
    vs_buf_release(&temp);
    return code;
}

enum vs_code
vs_file_replace(const char *path, const char *keep, const void *bytes, size_t len,
                struct vs_err *err)
{
    struct vs_buf previous;
    enum vs_code code = VS_OK;

    if (keep) {
        vs_buf_init(&previous, VS_FILE_KEEP_MAX);
        code = vs_file_read(&previous, path, err);
        if (code == VS_OK) {
            code = replace(keep, previous.p, previous.len, err);
        } else if (code == VS_E_NOT_FOUND) {
            code = VS_OK;
        }
        vs_buf_release(&previous);
    }
    return code == VS_OK ? replace(path, bytes, len, err) : code;
}

enum vs_code
vs_file_read(struct vs_buf *out, const char *path, struct vs_err *err)
{
    uint8_t chunk[4096];
    struct stat stat;
    enum vs_code code = VS_OK;
    int fd = fails() ? -1 : open(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);

    if (fd < 0) {
        if (errno == ENOENT) {
            return vs_fail(err, VS_E_NOT_FOUND, path, "is not there");
        }
        return errno == ELOOP ? vs_fail(err, VS_E_INVALID, path, "is a symbolic link")
                              : vs_fail_errno(err, errno, path, "could not open");
    }
    if (fails() || fstat(fd, &stat) != 0) {
        code = vs_fail_errno(err, errno, path, "could not examine");
    } else if (!S_ISREG(stat.st_mode)) {
        code = vs_fail(err, VS_E_INVALID, path, "is not a regular file");
    }
    while (code == VS_OK) {
        ssize_t done = fails() ? -1 : read(fd, chunk, sizeof(chunk));

        if (done < 0 && errno == EINTR) {
            continue;
        }
        if (done < 0) {
            code = vs_fail_errno(err, errno, path, "could not read");
        } else if (done == 0) {
            break;
        } else {
            vs_buf_add(out, chunk, (size_t)done);
            code = vs_buf_check(out, path, err);
        }
    }
    close(fd);
    return code;
}
