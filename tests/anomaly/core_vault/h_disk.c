#include "tests/anomaly/core_vault/h_lab.h"

#include <stdlib.h>

/* The VFS "lab": the unix VFS with a recorder, faults, and syncs that can be left out. */

struct lab_disk_file {
    sqlite3_file file;
    enum lab_file which;
};

static struct {
    sqlite3_vfs vfs;
    sqlite3_vfs *unix_vfs;
    struct lab_log *log;
    enum lab_fault fault;
    long countdown;
    bool for_ever;
    bool failed;
    bool skip_syncs;
} disk;

void lab_vfs_register(void);

void
lab_record(struct lab_log *log)
{
    disk.log = log;
}

static void
note(enum lab_op_kind kind, enum lab_file file, int64_t at, const void *bytes, int len)
{
    struct lab_log *log = disk.log;
    struct lab_op *op;

    if (!log) {
        return;
    }
    if (log->count == log->cap) {
        log->cap = log->cap ? log->cap * 2 : 1024;
        log->ops = realloc(log->ops, log->cap * sizeof(*log->ops));
    }
    op = &log->ops[log->count++];
    *op = (struct lab_op){kind, file, at, NULL, len};
    if (len) {
        op->bytes = malloc((size_t)len);
        memcpy(op->bytes, bytes, (size_t)len);
    }
}

void
lab_record_ack(int64_t number)
{
    note(LAB_ACK, LAB_DB, number, NULL, 0);
}

void
lab_record_mark(const unsigned char *bytes, int len)
{
    note(LAB_WRITE, LAB_MARK, 0, bytes, len);
    note(LAB_SYNC, LAB_MARK, 0, NULL, 0);
}

void
lab_log_release(struct lab_log *log)
{
    size_t i;

    for (i = 0; i < log->count; i++) {
        free(log->ops[i].bytes);
    }
    free(log->ops);
    memset(log, 0, sizeof(*log));
}

void
lab_fail_at(enum lab_fault fault, long n, bool for_ever)
{
    disk.fault = fault;
    disk.countdown = n;
    disk.for_ever = for_ever;
    disk.failed = false;
}

bool
lab_failed(void)
{
    return disk.failed;
}

void
lab_skip_syncs(bool skip)
{
    disk.skip_syncs = skip;
}

static bool
fails(enum lab_fault fault)
{
    if (disk.fault != fault || disk.countdown <= 0) {
        return false;
    }
    if (disk.countdown > 1) {
        disk.countdown--;
        return false;
    }
    disk.failed = true;
    if (!disk.for_ever) {
        disk.countdown = 0;
    }
    return true;
}

static sqlite3_file *
below(sqlite3_file *file)
{
    return (sqlite3_file *)((struct lab_disk_file *)file + 1);
}

static enum lab_file
which(sqlite3_file *file)
{
    return ((struct lab_disk_file *)file)->which;
}

static int
disk_close(sqlite3_file *file)
{
    return below(file)->pMethods->xClose(below(file));
}

static int
disk_read(sqlite3_file *file, void *out, int len, sqlite3_int64 at)
{
    if (fails(LAB_READ_EIO)) {
        return SQLITE_IOERR_READ;
    }
    if (fails(LAB_READ_SHORT)) {
        int rc = below(file)->pMethods->xRead(below(file), out, len, at);

        memset((char *)out + len / 2, 0, (size_t)(len - len / 2));
        return rc == SQLITE_OK ? SQLITE_IOERR_SHORT_READ : rc;
    }
    return below(file)->pMethods->xRead(below(file), out, len, at);
}

static int
disk_write(sqlite3_file *file, const void *bytes, int len, sqlite3_int64 at)
{
    bool full = fails(LAB_WRITE_FULL);

    if (full || fails(LAB_WRITE_EIO)) {
        /* Half of it arrived. */
        below(file)->pMethods->xWrite(below(file), bytes, len / 2, at);
        return full ? SQLITE_FULL : SQLITE_IOERR_WRITE;
    }
    note(LAB_WRITE, which(file), at, bytes, len);
    return below(file)->pMethods->xWrite(below(file), bytes, len, at);
}

static int
disk_truncate(sqlite3_file *file, sqlite3_int64 size)
{
    if (fails(LAB_TRUNCATE_EIO)) {
        return SQLITE_IOERR_TRUNCATE;
    }
    note(LAB_TRUNCATE, which(file), size, NULL, 0);
    return below(file)->pMethods->xTruncate(below(file), size);
}

static int
disk_sync(sqlite3_file *file, int flags)
{
    if (fails(LAB_SYNC_EIO)) {
        return SQLITE_IOERR_FSYNC;
    }
    note(LAB_SYNC, which(file), 0, NULL, 0);
    return disk.skip_syncs ? SQLITE_OK : below(file)->pMethods->xSync(below(file), flags);
}

static int
disk_size(sqlite3_file *file, sqlite3_int64 *size)
{
    return below(file)->pMethods->xFileSize(below(file), size);
}

static int
disk_lock(sqlite3_file *file, int level)
{
    return below(file)->pMethods->xLock(below(file), level);
}

static int
disk_unlock(sqlite3_file *file, int level)
{
    return below(file)->pMethods->xUnlock(below(file), level);
}

static int
disk_check(sqlite3_file *file, int *held)
{
    return below(file)->pMethods->xCheckReservedLock(below(file), held);
}

static int
disk_control(sqlite3_file *file, int op, void *arg)
{
    return below(file)->pMethods->xFileControl(below(file), op, arg);
}

static int
disk_sector(sqlite3_file *file)
{
    return below(file)->pMethods->xSectorSize(below(file));
}

static int
disk_characteristics(sqlite3_file *file)
{
    return below(file)->pMethods->xDeviceCharacteristics(below(file));
}

static int
disk_shm_map(sqlite3_file *file, int region, int size, int extend, void volatile **out)
{
    return below(file)->pMethods->xShmMap(below(file), region, size, extend, out);
}

static int
disk_shm_lock(sqlite3_file *file, int offset, int count, int flags)
{
    return below(file)->pMethods->xShmLock(below(file), offset, count, flags);
}

static void
disk_shm_barrier(sqlite3_file *file)
{
    below(file)->pMethods->xShmBarrier(below(file));
}

static int
disk_shm_unmap(sqlite3_file *file, int delete_it)
{
    return below(file)->pMethods->xShmUnmap(below(file), delete_it);
}

static const sqlite3_io_methods methods = {
    .iVersion = 2,
    .xClose = disk_close,
    .xRead = disk_read,
    .xWrite = disk_write,
    .xTruncate = disk_truncate,
    .xSync = disk_sync,
    .xFileSize = disk_size,
    .xLock = disk_lock,
    .xUnlock = disk_unlock,
    .xCheckReservedLock = disk_check,
    .xFileControl = disk_control,
    .xSectorSize = disk_sector,
    .xDeviceCharacteristics = disk_characteristics,
    .xShmMap = disk_shm_map,
    .xShmLock = disk_shm_lock,
    .xShmBarrier = disk_shm_barrier,
    .xShmUnmap = disk_shm_unmap,
};

static int
disk_open(sqlite3_vfs *vfs, sqlite3_filename name, sqlite3_file *file, int flags, int *out_flags)
{
    struct lab_disk_file *mine = (struct lab_disk_file *)file;
    int rc;

    (void)vfs;
    memset(mine, 0, sizeof(*mine));
    mine->which = flags & SQLITE_OPEN_WAL ? LAB_WAL : LAB_DB;
    rc = disk.unix_vfs->xOpen(disk.unix_vfs, name, below(file), flags, out_flags);
    if (rc == SQLITE_OK) {
        mine->file.pMethods = &methods;
    }
    return rc;
}

void
lab_vfs_register(void)
{
    if (disk.unix_vfs) {
        return;
    }
    disk.unix_vfs = sqlite3_vfs_find("unix");
    disk.vfs = *disk.unix_vfs;
    disk.vfs.zName = "lab";
    disk.vfs.pNext = NULL;
    disk.vfs.szOsFile = (int)sizeof(struct lab_disk_file) + disk.unix_vfs->szOsFile;
    disk.vfs.xOpen = disk_open;
    sqlite3_vfs_register(&disk.vfs, 0);
}
