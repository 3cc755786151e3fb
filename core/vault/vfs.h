/*
 * The encrypting SQLite VFS: stock SQLite sees a plain database in WAL mode with 48 reserved zero
 * bytes a page, the disk sees sealed pages and frames only.
 *
 * It is small because it refuses what it does not need: no file but one database and its WAL is
 * ever opened (journals, temporary files, ATTACH of a file: CANTOPEN), no memory mapping, no access
 * but whole pages and the few header reads that SQLite makes. What makes it correct:
 *
 *  - It never writes into SQLite's buffer: the WAL checksum was computed over it before the write.
 *  - A WAL frame that does not open looks like "not written" (zeros) to recovery, since a torn end
 *    is normal after a crash; anywhere else a page that does not open is SQLITE_IOERR_DATA.
 *  - A torn page 1 does not stop the open, since the WAL may hold the good one.
 *  - The headers of the WAL are sealed too: they hold checksums of the plaintext.
 *
 * One VFS is registered per open ledger under a name of its own, never as the default. Internal to
 * core/vault: everybody else opens through vault.h.
 */
#ifndef VS_CORE_VAULT_VFS_H
#define VS_CORE_VAULT_VFS_H

#include "core/vault/page.h"

#include <sqlite3.h>

/* Sizes in SQLite's eyes and on disk. */
#define VS_WAL_HEADER      32
#define VS_WAL_FRAME       24
#define VS_WAL_HEADER_DISK (VS_WAL_HEADER + VS_SEAL_OVERHEAD)
#define VS_WAL_FRAME_DISK  (VS_WAL_FRAME + VS_SEAL_OVERHEAD)
#define VS_WAL_RECORD      (VS_WAL_FRAME + VS_PAGE_BYTES)
#define VS_WAL_RECORD_DISK (VS_WAL_FRAME_DISK + VS_PAGE_BYTES)

/* What went wrong in the last refused access, for the error's detail. */
struct vs_vfs_fault {
    const char *why; /* NULL = nothing; static text */
    int rc;          /* what SQLite was told */
    uint32_t page;   /* 0 = not about a page */
};

struct vs_vfs {
    sqlite3_vfs vfs;
    char name[40];
    sqlite3_vfs *base;
    const struct vs_page_keys *keys;
    const char *path;   /* of the database, absolute */
    bool creating;      /* an empty file is not an error */
    bool guarded;       /* dangerous pragmas are refused */
    bool at_rest;       /* we may not write: neither locks nor a WAL, the file is as it is */
    sqlite3_file *main; /* the open database's file below ours; NULL = none */
    struct vs_vfs_fault fault;
};

/*
 * Registers a VFS above the one called `base` ("unix" if NULL) for the database at `path`. The
 * struct, the path and the keys must stay where they are until vs_vfs_unregister. VS_E_INTERNAL.
 */
enum vs_code vs_vfs_register(struct vs_vfs *vfs, const char *base, const char *path,
                             const struct vs_page_keys *keys, struct vs_err *err) VS_MUST_USE;
void vs_vfs_unregister(struct vs_vfs *vfs);

/* Shared by vfs.c and vfs_wal.c. SQLite allocates szOsFile bytes: this, then the base's file. */
struct vs_vfs_file {
    sqlite3_file file;
    struct vs_vfs *vfs;
    sqlite3_file *base;
    uint8_t *disk;                 /* one record of the WAL as on disk */
    uint8_t *plain;                /* one page opened */
    uint8_t pending[VS_WAL_FRAME]; /* a frame header that waits for its page */
    uint32_t pending_frame;
    bool is_wal;
    bool has_pending;
};

int vs_vfs_refuse(struct vs_vfs *vfs, int rc, const char *why, uint32_t page);

int vs_wal_read(struct vs_vfs_file *file, uint8_t *out, int amount, sqlite3_int64 offset);
int vs_wal_write(struct vs_vfs_file *file, const uint8_t *bytes, int amount, sqlite3_int64 offset);
int vs_wal_truncate(struct vs_vfs_file *file, sqlite3_int64 size);
int vs_wal_size(struct vs_vfs_file *file, sqlite3_int64 *size);
int vs_wal_flush(struct vs_vfs_file *file); /* the pending header, if there is one */

#endif
