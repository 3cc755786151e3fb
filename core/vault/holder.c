#include "core/vault/holder.h"

#include <inttypes.h>
#include <stdio.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

/* https://sqlite.org/walformat.html, section 2.3: WAL_WRITE_LOCK is this byte of the shared
 * memory's file. */
#define WRITE_LOCK_BYTE 120

enum { LINE_MAX_BYTES = 160 };

/* proc(5): "1: POSIX  ADVISORY  WRITE 1234 08:01:5678 120 120" */
static long
holder_in(const char *line, const struct stat *about)
{
    unsigned major_number, minor_number;
    uint64_t inode, from, until;
    long pid;

    if (sscanf(line, "%*u: POSIX ADVISORY WRITE %ld %x:%x:%" SCNu64 " %" SCNu64 " %" SCNu64, &pid,
               &major_number, &minor_number, &inode, &from, &until) != 6) {
        return 0; /* of another kind, one that waits, or up to "EOF" */
    }
    return major_number == major(about->st_dev) && minor_number == minor(about->st_dev) &&
                   inode == about->st_ino && from <= WRITE_LOCK_BYTE && until >= WRITE_LOCK_BYTE &&
                   pid != (long)getpid()
               ? pid
               : 0;
}

long
vs_lock_holder(const char *db_path)
{
    char path[4200], line[LINE_MAX_BYTES];
    struct stat about;
    FILE *table;
    long holder = 0;

    if (snprintf(path, sizeof(path), "%s-shm", db_path) >= (int)sizeof(path) ||
        stat(path, &about) != 0) {
        return 0;
    }
    table = fopen("/proc/locks", "re");
    while (table && holder == 0 && fgets(line, sizeof(line), table)) {
        holder = holder_in(line, &about);
    }
    if (table) {
        (void)fclose(table);
    }
    return holder;
}
