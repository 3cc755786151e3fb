#include "core/vault/vfs.h"

#include <stdio.h>
#include <string.h>

#include "core/base/mem.h"

int
vs_vfs_refuse(struct vs_vfs *vfs, int rc, const char *why, uint32_t page)
{
    vfs->fault.why = why;
    vfs->fault.rc = rc;
    vfs->fault.page = page;
    return rc;
}

static struct vs_vfs_file *
ours(sqlite3_file *file)
{
    return (struct vs_vfs_file *)file;
}

static struct vs_place
page_place(uint32_t page)
{
    return (struct vs_place){VS_ROLE_PAGE, page, 0};
}

static int
file_close(sqlite3_file *sqlite)
{
    struct vs_vfs_file *file = ours(sqlite);
    int rc = SQLITE_OK;

    if (file->is_wal) {
        rc = vs_wal_flush(file);
    } else {
        file->vfs->main = NULL;
    }
    if (file->plain) {
        vs_wipe(file->plain, VS_PAGE_BYTES);
    }
    vs_free(file->plain);
    vs_free(file->disk);
    if (file->base->pMethods) {
        int closed = file->base->pMethods->xClose(file->base);

        rc = rc == SQLITE_OK ? closed : rc;
    }
    return rc;
}

/*
 * The start of the database, which SQLite reads before it looks at the WAL. If page 1 does not
 * open, the crash of a checkpoint may have torn it while the WAL has it whole: then SQLite gets
 * what it needs to go on (it reads page 1 again, through the WAL) and nothing else.
 */
static int
read_start(struct vs_vfs_file *file, uint8_t *out, int amount)
{
    static const char magic[VS_FILE_ID_BYTES] = "SQLite format 3";
    static const uint8_t constants[] = {
        VS_PAGE_BYTES >> 8, VS_PAGE_BYTES & 0xff, 2, 2, VS_PAGE_RESERVE, 64, 32, 32};
    struct vs_vfs *vfs = file->vfs;
    int rc = file->base->pMethods->xRead(file->base, file->disk, VS_PAGE_BYTES, 0);

    memset(out, 0, (size_t)amount);
    if (rc == SQLITE_IOERR_SHORT_READ && !vfs->creating) {
        return vs_vfs_refuse(vfs, SQLITE_IOERR_DATA, "the file is shorter than a page", 0);
    }
    if (rc != SQLITE_OK) {
        return rc;
    }
    if (vs_page_open(file->plain, vfs->keys, page_place(1), file->disk)) {
        memcpy(out, file->plain, (size_t)amount);
        return SQLITE_OK;
    }
    if (memcmp(file->disk, vfs->keys->id, VS_FILE_ID_BYTES) != 0) {
        return vs_vfs_refuse(vfs, SQLITE_IOERR_DATA, "the file belongs to another ledger.key", 1);
    }
    if (memcmp(file->disk + VS_FILE_ID_BYTES, constants, sizeof(constants)) != 0) {
        return vs_vfs_refuse(vfs, SQLITE_IOERR_DATA, "the clear part of page 1 is damaged", 1);
    }
    memcpy(out, magic, sizeof(magic));
    memcpy(out + VS_FILE_ID_BYTES, constants, sizeof(constants));
    vs_vfs_refuse(vfs, SQLITE_OK, "page 1 does not open", 1);
    return SQLITE_OK;
}

static int
main_read(struct vs_vfs_file *file, uint8_t *out, int amount, sqlite3_int64 offset)
{
    struct vs_vfs *vfs = file->vfs;
    uint32_t page = (uint32_t)(offset / VS_PAGE_BYTES) + 1;
    int rc;

    if (offset == 0 && amount == 100) {
        return read_start(file, out, amount);
    }
    if (amount == 16 && offset == 24) {
        rc = file->base->pMethods->xRead(file->base, file->disk, VS_PAGE_BYTES, 0);
        if (rc == SQLITE_OK && !vs_page_open(file->plain, vfs->keys, page_place(1), file->disk)) {
            return vs_vfs_refuse(vfs, SQLITE_IOERR_DATA, "a page does not open", 1);
        }
        if (rc == SQLITE_OK) {
            memcpy(out, file->plain + offset, (size_t)amount);
        } else {
            memset(out, 0, (size_t)amount);
        }
        return rc;
    }
    if (amount != VS_PAGE_BYTES || offset % VS_PAGE_BYTES != 0 ||
        offset / VS_PAGE_BYTES >= UINT32_MAX) {
        return vs_vfs_refuse(vfs, SQLITE_IOERR_READ, "a read that is no page", 0);
    }
    rc = file->base->pMethods->xRead(file->base, file->disk, VS_PAGE_BYTES, offset);
    if (rc == SQLITE_IOERR_SHORT_READ) {
        /* SQLite would take the missing page for zeros; it never asks for one that was not
         * written. */
        return vs_vfs_refuse(vfs, SQLITE_IOERR_DATA, "the file ends before a page", page);
    }
    if (rc != SQLITE_OK) {
        return rc;
    }
    if (!vs_page_open(out, vfs->keys, page_place(page), file->disk)) {
        return vs_vfs_refuse(vfs, SQLITE_IOERR_DATA, "a page does not open", page);
    }
    return SQLITE_OK;
}

static int
main_write(struct vs_vfs_file *file, const uint8_t *bytes, int amount, sqlite3_int64 offset)
{
    static const char magic[VS_FILE_ID_BYTES] = "SQLite format 3";
    static const uint8_t zeros[VS_PAGE_RESERVE];
    struct vs_vfs *vfs = file->vfs;
    uint32_t page = (uint32_t)(offset / VS_PAGE_BYTES) + 1;

    if (amount != VS_PAGE_BYTES || offset % VS_PAGE_BYTES != 0 ||
        offset / VS_PAGE_BYTES >= UINT32_MAX) {
        return vs_vfs_refuse(vfs, SQLITE_IOERR_WRITE, "a write that is no page", 0);
    }
    if (memcmp(bytes + VS_PAGE_CONTENT, zeros, sizeof(zeros)) != 0) {
        return vs_vfs_refuse(vfs, SQLITE_IOERR_WRITE, "a page uses its reserved bytes", page);
    }
    if (page == 1 && (memcmp(bytes, magic, sizeof(magic)) != 0 ||
                      vs_get_u16(bytes + 16) != VS_PAGE_BYTES || bytes[20] != VS_PAGE_RESERVE)) {
        return vs_vfs_refuse(vfs, SQLITE_IOERR_WRITE, "page 1 has another page size or reserve", 1);
    }
    vs_page_seal(file->disk, vfs->keys, page_place(page), bytes);
    return file->base->pMethods->xWrite(file->base, file->disk, VS_PAGE_BYTES, offset);
}

static int
file_read(sqlite3_file *sqlite, void *out, int amount, sqlite3_int64 offset)
{
    struct vs_vfs_file *file = ours(sqlite);

    return file->is_wal ? vs_wal_read(file, out, amount, offset)
                        : main_read(file, out, amount, offset);
}

static int
file_write(sqlite3_file *sqlite, const void *bytes, int amount, sqlite3_int64 offset)
{
    struct vs_vfs_file *file = ours(sqlite);

    return file->is_wal ? vs_wal_write(file, bytes, amount, offset)
                        : main_write(file, bytes, amount, offset);
}

static int
file_truncate(sqlite3_file *sqlite, sqlite3_int64 size)
{
    struct vs_vfs_file *file = ours(sqlite);

    if (file->is_wal) {
        return vs_wal_truncate(file, size);
    }
    if (size % VS_PAGE_BYTES != 0) {
        return vs_vfs_refuse(file->vfs, SQLITE_IOERR_TRUNCATE, "a cut within a page", 0);
    }
    return file->base->pMethods->xTruncate(file->base, size);
}

static int
file_sync(sqlite3_file *sqlite, int flags)
{
    struct vs_vfs_file *file = ours(sqlite);
    int rc = file->is_wal ? vs_wal_flush(file) : SQLITE_OK;

    return rc == SQLITE_OK ? file->base->pMethods->xSync(file->base, flags) : rc;
}

static int
file_size(sqlite3_file *sqlite, sqlite3_int64 *size)
{
    struct vs_vfs_file *file = ours(sqlite);

    return file->is_wal ? vs_wal_size(file, size)
                        : file->base->pMethods->xFileSize(file->base, size);
}

static int
file_lock(sqlite3_file *sqlite, int level)
{
    return ours(sqlite)->base->pMethods->xLock(ours(sqlite)->base, level);
}

static int
file_unlock(sqlite3_file *sqlite, int level)
{
    return ours(sqlite)->base->pMethods->xUnlock(ours(sqlite)->base, level);
}

static int
file_check_reserved(sqlite3_file *sqlite, int *held)
{
    return ours(sqlite)->base->pMethods->xCheckReservedLock(ours(sqlite)->base, held);
}

/* Pragmas that would change what the vault rests on, with the values that do no harm. */
static const struct {
    const char *name;
    const char *harmless[4];
} pragmas[] = {
    {"journal_mode", {"wal"}},
    {"synchronous", {"full", "extra", "2", "3"}},
    {"cache_spill", {"off", "0", "false", "no"}},
    {"secure_delete", {"on", "1", "true", "yes"}},
    {"temp_store", {"memory", "2"}},
    {"trusted_schema", {"off", "0", "false", "no"}},
    {"mmap_size", {"0"}},
    {"locking_mode", {"normal"}},
    {"page_size", {"4096"}},
    {"temp_store_directory", {NULL}},
    {"data_store_directory", {NULL}},
    {"writable_schema", {"off", "0", "false", "no"}},
    {"key", {NULL}},
    {"hexkey", {NULL}},
    {"rekey", {NULL}},
    {"hexrekey", {NULL}},
};

static int
check_pragma(const struct vs_vfs *vfs, char **arg)
{
    size_t i, j;

    if (!vfs->guarded || !arg[2]) {
        return SQLITE_NOTFOUND;
    }
    for (i = 0; i < sizeof(pragmas) / sizeof(pragmas[0]); i++) {
        if (sqlite3_stricmp(arg[1], pragmas[i].name) != 0) {
            continue;
        }
        for (j = 0; j < 4 && pragmas[i].harmless[j]; j++) {
            if (sqlite3_stricmp(arg[2], pragmas[i].harmless[j]) == 0) {
                return SQLITE_NOTFOUND;
            }
        }
        arg[0] = sqlite3_mprintf("the vault does not allow this value of %s", pragmas[i].name);
        return SQLITE_ERROR;
    }
    return SQLITE_NOTFOUND;
}

static int
file_control(sqlite3_file *sqlite, int op, void *arg)
{
    struct vs_vfs_file *file = ours(sqlite);

    switch (op) {
    case SQLITE_FCNTL_PRAGMA:
        return check_pragma(file->vfs, arg);
    case SQLITE_FCNTL_SIZE_HINT: /* counts in SQLite's offsets, which are not the disk's */
    case SQLITE_FCNTL_CHUNK_SIZE:
        return SQLITE_OK;
    case SQLITE_FCNTL_POWERSAFE_OVERWRITE:
        *(int *)arg = 1;
        return SQLITE_OK;
    case SQLITE_FCNTL_MMAP_SIZE:
        *(sqlite3_int64 *)arg = 0;
        return SQLITE_OK;
    default:
        return file->base->pMethods->xFileControl(file->base, op, arg);
    }
}

static int
file_sector_size(sqlite3_file *sqlite)
{
    return ours(sqlite)->base->pMethods->xSectorSize(ours(sqlite)->base);
}

/* Powersafe overwrite always: without it SQLite pads commits with writes that are no frames. */
static int
file_characteristics(sqlite3_file *sqlite)
{
    int base = ours(sqlite)->base->pMethods->xDeviceCharacteristics(ours(sqlite)->base);

    return (base & SQLITE_IOCAP_UNDELETABLE_WHEN_OPEN) | SQLITE_IOCAP_POWERSAFE_OVERWRITE |
           (ours(sqlite)->vfs->at_rest ? SQLITE_IOCAP_IMMUTABLE : 0);
}

static int
file_shm_map(sqlite3_file *sqlite, int region, int size, int extend, void volatile **out)
{
    return ours(sqlite)->base->pMethods->xShmMap(ours(sqlite)->base, region, size, extend, out);
}

static int
file_shm_lock(sqlite3_file *sqlite, int offset, int count, int flags)
{
    return ours(sqlite)->base->pMethods->xShmLock(ours(sqlite)->base, offset, count, flags);
}

static void
file_shm_barrier(sqlite3_file *sqlite)
{
    ours(sqlite)->base->pMethods->xShmBarrier(ours(sqlite)->base);
}

static int
file_shm_unmap(sqlite3_file *sqlite, int delete_it)
{
    return ours(sqlite)->base->pMethods->xShmUnmap(ours(sqlite)->base, delete_it);
}

/* Version 2: shared memory for the WAL's index, but no xFetch, hence no memory mapping. */
static const sqlite3_io_methods methods = {
    .iVersion = 2,
    .xClose = file_close,
    .xRead = file_read,
    .xWrite = file_write,
    .xTruncate = file_truncate,
    .xSync = file_sync,
    .xFileSize = file_size,
    .xLock = file_lock,
    .xUnlock = file_unlock,
    .xCheckReservedLock = file_check_reserved,
    .xFileControl = file_control,
    .xSectorSize = file_sector_size,
    .xDeviceCharacteristics = file_characteristics,
    .xShmMap = file_shm_map,
    .xShmLock = file_shm_lock,
    .xShmBarrier = file_shm_barrier,
    .xShmUnmap = file_shm_unmap,
};

static struct vs_vfs *
vfs_of(sqlite3_vfs *sqlite)
{
    return sqlite->pAppData;
}

static int
vfs_open(sqlite3_vfs *sqlite, sqlite3_filename name, sqlite3_file *out, int flags, int *out_flags)
{
    struct vs_vfs *vfs = vfs_of(sqlite);
    struct vs_vfs_file *file = ours(out);
    bool is_wal = (flags & SQLITE_OPEN_WAL) != 0;
    int rc;

    memset(file, 0, sizeof(*file));
    if (!name || (!is_wal &&
                  (!(flags & SQLITE_OPEN_MAIN_DB) || strcmp(name, vfs->path) != 0 || vfs->main))) {
        return vs_vfs_refuse(vfs, SQLITE_CANTOPEN, "the vault opens no other file", 0);
    }
    file->vfs = vfs;
    file->is_wal = is_wal;
    file->base = (sqlite3_file *)(file + 1);
    memset(file->base, 0, (size_t)vfs->base->szOsFile);
    file->disk = vs_malloc(VS_WAL_RECORD_DISK);
    file->plain = vs_malloc(VS_PAGE_BYTES);
    rc = file->disk && file->plain ? vfs->base->xOpen(vfs->base, name, file->base, flags, out_flags)
                                   : SQLITE_NOMEM;
    if (rc != SQLITE_OK) {
        if (file->base->pMethods) {
            file->base->pMethods->xClose(file->base);
        }
        vs_free(file->disk);
        vs_free(file->plain);
        return rc;
    }
    if (!is_wal) {
        vfs->main = file->base;
    }
    file->file.pMethods = &methods;
    return SQLITE_OK;
}

static int
vfs_delete(sqlite3_vfs *sqlite, const char *name, int sync_folder)
{
    struct vs_vfs *vfs = vfs_of(sqlite);

    return vfs->base->xDelete(vfs->base, name, sync_folder);
}

/* A journal lying beside the database is never played back: for SQLite it does not exist. */
static int
vfs_access(sqlite3_vfs *sqlite, const char *name, int flags, int *out)
{
    static const char journal[] = "-journal";
    struct vs_vfs *vfs = vfs_of(sqlite);
    size_t len = strlen(name);

    if (len >= sizeof(journal) - 1 && strcmp(name + len - (sizeof(journal) - 1), journal) == 0) {
        *out = 0;
        return SQLITE_OK;
    }
    return vfs->base->xAccess(vfs->base, name, flags, out);
}

static int
vfs_full_pathname(sqlite3_vfs *sqlite, const char *name, int size, char *out)
{
    struct vs_vfs *vfs = vfs_of(sqlite);

    return vfs->base->xFullPathname(vfs->base, name, size, out);
}

/* No loadable extensions. */
static void *
vfs_dl_open(sqlite3_vfs *sqlite, const char *name)
{
    (void)sqlite;
    (void)name;
    return NULL;
}

static void
vfs_dl_error(sqlite3_vfs *sqlite, int size, char *out)
{
    (void)sqlite;
    sqlite3_snprintf(size, out, "the vault loads no extensions");
}

static void (*vfs_dl_symbol(sqlite3_vfs *sqlite, void *handle, const char *name))(void)
{
    (void)sqlite;
    (void)handle;
    (void)name;
    return NULL;
}

static void
vfs_dl_close(sqlite3_vfs *sqlite, void *handle)
{
    (void)sqlite;
    (void)handle;
}

static int
vfs_randomness(sqlite3_vfs *sqlite, int len, char *out)
{
    struct vs_vfs *vfs = vfs_of(sqlite);

    vfs->keys->env->random(vfs->keys->env->payload, out, (size_t)len);
    return len;
}

static int
vfs_sleep(sqlite3_vfs *sqlite, int microseconds)
{
    struct vs_vfs *vfs = vfs_of(sqlite);

    return vfs->base->xSleep(vfs->base, microseconds);
}

static int
vfs_current_time(sqlite3_vfs *sqlite, double *out)
{
    struct vs_vfs *vfs = vfs_of(sqlite);

    return vfs->base->xCurrentTime(vfs->base, out);
}

static int
vfs_last_error(sqlite3_vfs *sqlite, int size, char *out)
{
    struct vs_vfs *vfs = vfs_of(sqlite);

    return vfs->base->xGetLastError(vfs->base, size, out);
}

static int
vfs_current_time64(sqlite3_vfs *sqlite, sqlite3_int64 *out)
{
    struct vs_vfs *vfs = vfs_of(sqlite);

    return vfs->base->xCurrentTimeInt64(vfs->base, out);
}

/* The program has one thread, and nobody asks SQLite how much it has allocated: it would take a
 * lock to count each of the thousands of pieces that a command needs. Too late once SQLite is in
 * use. */
static void
set_up_library(void)
{
    static bool done;

    if (!done) {
        done = true;
        (void)sqlite3_config(SQLITE_CONFIG_SINGLETHREAD);
        (void)sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
    }
}

enum vs_code
vs_vfs_register(struct vs_vfs *vfs, const char *base, const char *path,
                const struct vs_page_keys *keys, struct vs_err *err)
{
    set_up_library();
    memset(vfs, 0, sizeof(*vfs));
    vfs->base = sqlite3_vfs_find(base ? base : "unix");
    if (!vfs->base || vfs->base->iVersion < 2) {
        return vs_fail(err, VS_E_INTERNAL, "SQLite", "has no VFS named %s", base ? base : "unix");
    }
    snprintf(vfs->name, sizeof(vfs->name), "vs-vault-%p", (void *)vfs);
    vfs->keys = keys;
    vfs->path = path;
    vfs->vfs = (sqlite3_vfs){
        .iVersion = 2,
        .szOsFile = (int)sizeof(struct vs_vfs_file) + vfs->base->szOsFile,
        .mxPathname = vfs->base->mxPathname,
        .zName = vfs->name,
        .pAppData = vfs,
        .xOpen = vfs_open,
        .xDelete = vfs_delete,
        .xAccess = vfs_access,
        .xFullPathname = vfs_full_pathname,
        .xDlOpen = vfs_dl_open,
        .xDlError = vfs_dl_error,
        .xDlSym = vfs_dl_symbol,
        .xDlClose = vfs_dl_close,
        .xRandomness = vfs_randomness,
        .xSleep = vfs_sleep,
        .xCurrentTime = vfs_current_time,
        .xGetLastError = vfs_last_error,
        .xCurrentTimeInt64 = vfs_current_time64,
    };
    if (sqlite3_vfs_register(&vfs->vfs, 0) != SQLITE_OK) {
        vfs->base = NULL;
        return vs_fail(err, VS_E_INTERNAL, "SQLite", "the VFS could not be registered");
    }
    return VS_OK;
}

void
vs_vfs_unregister(struct vs_vfs *vfs)
{
    if (vfs->base) {
        sqlite3_vfs_unregister(&vfs->vfs);
        vfs->base = NULL;
    }
}
