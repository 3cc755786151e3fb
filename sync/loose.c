#include "sync/loose.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>

/* What an object may have at most, with the line before it that says its kind and length. What is
 * longer is refused by its length, not read. */
#define LONGEST (VS_GIT_OBJECT_MAX + 64u)

/* Inflates what is in the file and forgets it. */
static bool
ends_well(int fd, z_stream *stream)
{
    unsigned char in[16384], out[16384];
    int rc = Z_OK;

    while (rc == Z_OK && stream->total_out <= LONGEST) {
        ssize_t got = read(fd, in, sizeof(in));

        if (got <= 0) {
            return false;
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
    return rc == Z_STREAM_END || stream->total_out > LONGEST;
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
    z_stream stream;
    bool well;
    int fd;

    if (snprintf(path, sizeof(path), "%s/%.2s/%s", objects, id, id + 2) >= (int)sizeof(path)) {
        return true;
    }
    fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOFOLLOW);
    if (fd < 0) {
        return errno != ELOOP; /* a link may lead anywhere */
    }
    memset(&stream, 0, sizeof(stream));
    well = inflateInit(&stream) == Z_OK;
    if (well) {
        well = ends_well(fd, &stream);
        (void)inflateEnd(&stream);
    }
    (void)close(fd);
    return well;
}
