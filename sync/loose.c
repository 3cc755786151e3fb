#include "sync/loose.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>

#include "sync/folder.h"

/* What an object may have at most, with the line before it that says its kind and length. What is
 * longer is refused by its length, not read. */
#define LONGEST (VS_GIT_OBJECT_MAX + 64u)

enum ending { ENDS_WELL, TOO_LONG, ENDS_BADLY, NOT_READ };

/* Inflates what is in the file and forgets it. */
static enum ending
inflate_all(int fd, z_stream *stream)
{
    unsigned char in[16384], out[16384];
    int rc = Z_OK;

    while (rc == Z_OK && stream->total_out <= LONGEST) {
        ssize_t got = read(fd, in, sizeof(in));

        if (got <= 0) {
            return got < 0 ? NOT_READ : ENDS_BADLY;
        }
        stream->next_in = in;
        stream->avail_in = (uInt)got;
        do {
            stream->next_out = out;
            stream->avail_out = sizeof(out);
            rc = inflate(stream, Z_NO_FLUSH);
        } while (rc == Z_OK && (stream->avail_in > 0 || stream->avail_out == 0) &&
                 stream->total_out <= LONGEST);
        if (rc == Z_BUF_ERROR) {
            rc = Z_OK; /* more is needed, and asked for */
        }
    }
    if (stream->total_out > LONGEST) {
        return TOO_LONG;
    }
    if (rc == Z_STREAM_END) {
        return ENDS_WELL;
    }
    return rc == Z_MEM_ERROR ? NOT_READ : ENDS_BADLY;
}

static enum ending
ending_of(int fd)
{
    z_stream stream;
    enum ending ending;

    memset(&stream, 0, sizeof(stream));
    if (inflateInit(&stream) != Z_OK) {
        return NOT_READ;
    }
    ending = inflate_all(fd, &stream);
    (void)inflateEnd(&stream);
    return ending;
}

int64_t
vs_loose_size(const char *objects, const char *id)
{
    char path[4400];
    struct stat info;

    return snprintf(path, sizeof(path), "%s/%.2s/%s", objects, id, id + 2) < (int)sizeof(path) &&
                   lstat(path, &info) == 0
               ? (int64_t)info.st_size
               : -1;
}

bool
vs_loose_ends_well(const char *objects, const char *id)
{
    char path[4400];
    enum ending ending;
    int fd;

    if (snprintf(path, sizeof(path), "%s/%.2s/%s", objects, id, id + 2) >= (int)sizeof(path)) {
        return true;
    }
    fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOFOLLOW);
    if (fd < 0) {
        return errno != ELOOP; /* a link may lead anywhere */
    }
    ending = ending_of(fd);
    (void)close(fd);
    return ending == ENDS_WELL || ending == TOO_LONG;
}

static bool
is_useless(int folder, const char *name)
{
    int fd = openat(folder, name, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOFOLLOW);
    struct stat info;
    enum ending ending = ENDS_BADLY; /* of what is no file */

    if (fd < 0) {
        return errno == ELOOP;
    }
    if (fstat(fd, &info) < 0 || S_ISREG(info.st_mode)) {
        ending = ending_of(fd);
    }
    (void)close(fd);
    return ending == ENDS_BADLY || ending == TOO_LONG;
}

void
vs_loose_remove_damaged(const char *path, const char *id)
{
    char first[3];
    int folder;

    (void)snprintf(first, sizeof(first), "%.2s", id);
    folder = vs_folder_open_below(path, "objects", first);
    if (folder >= 0) {
        if (is_useless(folder, id + 2)) {
            (void)unlinkat(folder, id + 2, 0); /* where it may not be, it does no harm */
        }
        (void)close(folder);
    }
}
