/* The sealed write-ahead log (vfs.h; VAULT.md 5). */
#include "core/vault/vfs.h"

#include <string.h>

/*
 * The WAL. SQLite's offset 32 + i * (24 + page) is 72 + i * (64 + page) on disk. SQLite writes the
 * header of a frame and then its page; we keep the header until the page comes and write both at
 * once. A header alone (SQLite rewriting checksums after a spill) goes out at the next other call.
 */

static sqlite3_int64
record_at(uint32_t frame)
{
    return VS_WAL_HEADER_DISK + (sqlite3_int64)frame * VS_WAL_RECORD_DISK;
}

/* The frame that an offset beyond the WAL header lies in, and the offset within it. */
static bool
split(uint32_t *frame, int *within, sqlite3_int64 offset)
{
    sqlite3_int64 index = (offset - VS_WAL_HEADER) / VS_WAL_RECORD;

    if (offset < VS_WAL_HEADER || index > UINT32_MAX - 1) {
        return false;
    }
    *frame = (uint32_t)index;
    *within = (int)((offset - VS_WAL_HEADER) % VS_WAL_RECORD);
    return true;
}

static struct vs_place
header_place(void)
{
    return (struct vs_place){VS_ROLE_WAL_HEADER, 0, 0};
}

static struct vs_place
frame_place(uint32_t frame)
{
    return (struct vs_place){VS_ROLE_WAL_FRAME, 0, frame};
}

static struct vs_place
page_place(uint32_t page, uint32_t frame)
{
    return (struct vs_place){VS_ROLE_WAL_PAGE, page, frame};
}

static int
base_read(struct vs_vfs_file *file, void *out, int amount, sqlite3_int64 offset)
{
    return file->base->pMethods->xRead(file->base, out, amount, offset);
}

static int
base_write(struct vs_vfs_file *file, const void *bytes, int amount, sqlite3_int64 offset)
{
    return file->base->pMethods->xWrite(file->base, bytes, amount, offset);
}

int
vs_wal_flush(struct vs_vfs_file *file)
{
    if (!file->has_pending) {
        return SQLITE_OK;
    }
    vs_bytes_seal(file->disk, file->vfs->keys, frame_place(file->pending_frame), NULL,
                  file->pending, VS_WAL_FRAME);
    file->has_pending = false;
    return base_write(file, file->disk, VS_WAL_FRAME_DISK, record_at(file->pending_frame));
}

/* Part of the WAL header or of a frame header. What does not open reads as zeros: the end of the
 * WAL after a crash, where SQLite finds that salts and checksums do not fit, and stops. */
static int
read_header(struct vs_vfs_file *file, uint8_t *out, int amount, int within, struct vs_place place,
            size_t len, sqlite3_int64 at)
{
    uint8_t header[VS_WAL_HEADER];
    int rc = base_read(file, file->disk, (int)len + VS_SEAL_OVERHEAD, at);

    if (rc != SQLITE_OK) {
        return rc; /* a short read too: SQLite asks for nothing beyond the size it was told */
    }
    if (!vs_bytes_open(header, file->vfs->keys, place, NULL, file->disk, len)) {
        memset(header, 0, sizeof(header));
    }
    memcpy(out, header + within, (size_t)amount);
    return SQLITE_OK;
}

/* Header and page at once: recovery, and SQLite computing checksums again. */
static int
read_record(struct vs_vfs_file *file, uint8_t *out, uint32_t frame)
{
    int rc = base_read(file, file->disk, VS_WAL_RECORD_DISK, record_at(frame));

    if (rc != SQLITE_OK) {
        return rc;
    }
    if (!vs_bytes_open(out, file->vfs->keys, frame_place(frame), NULL, file->disk, VS_WAL_FRAME) ||
        !vs_page_open(file->plain, file->vfs->keys, page_place(vs_get_u32(out), frame),
                      file->disk + VS_WAL_FRAME_DISK)) {
        memset(out, 0, VS_WAL_RECORD);
        return SQLITE_OK;
    }
    memcpy(out + VS_WAL_FRAME, file->plain, VS_PAGE_BYTES);
    return SQLITE_OK;
}

/* A page that SQLite's index says is there: here a failure is damage. */
static int
read_page(struct vs_vfs_file *file, uint8_t *out, uint32_t frame)
{
    uint8_t header[VS_WAL_FRAME];
    uint32_t page;
    int rc = base_read(file, file->disk, VS_WAL_RECORD_DISK, record_at(frame));

    if (rc == SQLITE_IOERR_SHORT_READ) {
        return vs_vfs_refuse(file->vfs, SQLITE_IOERR_DATA, "the WAL ends too early", 0);
    }
    if (rc != SQLITE_OK) {
        return rc;
    }
    if (!vs_bytes_open(header, file->vfs->keys, frame_place(frame), NULL, file->disk,
                       VS_WAL_FRAME)) {
        return vs_vfs_refuse(file->vfs, SQLITE_IOERR_DATA, "a WAL header does not open", 0);
    }
    page = vs_get_u32(header);
    if (!vs_page_open(out, file->vfs->keys, page_place(page, frame),
                      file->disk + VS_WAL_FRAME_DISK)) {
        return vs_vfs_refuse(file->vfs, SQLITE_IOERR_DATA, "a page in the WAL does not open", page);
    }
    return SQLITE_OK;
}

int
vs_wal_read(struct vs_vfs_file *file, uint8_t *out, int amount, sqlite3_int64 offset)
{
    uint32_t frame;
    int within, rc = vs_wal_flush(file);

    if (rc != SQLITE_OK) {
        return rc;
    }
    if (offset >= 0 && offset + amount <= VS_WAL_HEADER) {
        return read_header(file, out, amount, (int)offset, header_place(), VS_WAL_HEADER, 0);
    }
    if (split(&frame, &within, offset)) {
        if (within == 0 && amount == VS_WAL_RECORD) {
            return read_record(file, out, frame);
        }
        if (within == VS_WAL_FRAME && amount == VS_PAGE_BYTES) {
            return read_page(file, out, frame);
        }
        if (within + amount <= VS_WAL_FRAME) {
            return read_header(file, out, amount, within, frame_place(frame), VS_WAL_FRAME,
                               record_at(frame));
        }
    }
    return vs_vfs_refuse(file->vfs, SQLITE_IOERR_READ, "a read that the WAL does not know", 0);
}

/* A page over one that is there, its header unchanged: its number is in the header on disk. */
static int
overwrite_page(struct vs_vfs_file *file, const uint8_t *bytes, uint32_t frame)
{
    uint8_t header[VS_WAL_FRAME];
    int rc = base_read(file, file->disk, VS_WAL_FRAME_DISK, record_at(frame));

    if (rc != SQLITE_OK) {
        return rc == SQLITE_IOERR_SHORT_READ ? SQLITE_IOERR_WRITE : rc;
    }
    if (!vs_bytes_open(header, file->vfs->keys, frame_place(frame), NULL, file->disk,
                       VS_WAL_FRAME)) {
        return vs_vfs_refuse(file->vfs, SQLITE_IOERR_DATA, "a WAL header does not open", 0);
    }
    vs_page_seal(file->disk, file->vfs->keys, page_place(vs_get_u32(header), frame), bytes);
    return base_write(file, file->disk, VS_PAGE_BYTES, record_at(frame) + VS_WAL_FRAME_DISK);
}

static int
write_page(struct vs_vfs_file *file, const uint8_t *bytes, uint32_t frame)
{
    static const uint8_t zeros[VS_PAGE_RESERVE];
    int rc;

    if (memcmp(bytes + VS_PAGE_CONTENT, zeros, sizeof(zeros)) != 0) {
        return vs_vfs_refuse(file->vfs, SQLITE_IOERR_WRITE, "a page uses its reserved bytes", 0);
    }
    if (!file->has_pending || file->pending_frame != frame) {
        rc = vs_wal_flush(file);
        return rc == SQLITE_OK ? overwrite_page(file, bytes, frame) : rc;
    }
    file->has_pending = false;
    vs_bytes_seal(file->disk, file->vfs->keys, frame_place(frame), NULL, file->pending,
                  VS_WAL_FRAME);
    vs_page_seal(file->disk + VS_WAL_FRAME_DISK, file->vfs->keys,
                 page_place(vs_get_u32(file->pending), frame), bytes);
    return base_write(file, file->disk, VS_WAL_RECORD_DISK, record_at(frame));
}

int
vs_wal_write(struct vs_vfs_file *file, const uint8_t *bytes, int amount, sqlite3_int64 offset)
{
    uint32_t frame;
    int within, rc;

    if (offset == 0 && amount == VS_WAL_HEADER) {
        rc = vs_wal_flush(file);
        if (rc != SQLITE_OK) {
            return rc;
        }
        vs_bytes_seal(file->disk, file->vfs->keys, header_place(), NULL, bytes, VS_WAL_HEADER);
        return base_write(file, file->disk, VS_WAL_HEADER_DISK, 0);
    }
    if (split(&frame, &within, offset)) {
        if (within == VS_WAL_FRAME && amount == VS_PAGE_BYTES) {
            return write_page(file, bytes, frame);
        }
        if (within == 0 && amount == VS_WAL_FRAME) {
            rc = vs_wal_flush(file);
            if (rc == SQLITE_OK) {
                memcpy(file->pending, bytes, VS_WAL_FRAME);
                file->pending_frame = frame;
                file->has_pending = true;
            }
            return rc;
        }
    }
    return vs_vfs_refuse(file->vfs, SQLITE_IOERR_WRITE, "a write that the WAL does not know", 0);
}

int
vs_wal_truncate(struct vs_vfs_file *file, sqlite3_int64 size)
{
    sqlite3_int64 disk = 0;
    uint32_t frame;
    int within, rc = vs_wal_flush(file);

    if (rc != SQLITE_OK) {
        return rc;
    }
    if (size > 0) {
        if (!split(&frame, &within, size)) {
            return vs_vfs_refuse(file->vfs, SQLITE_IOERR_TRUNCATE, "a WAL cut in its header", 0);
        }
        disk = record_at(within == 0 ? frame : frame + 1);
    }
    return file->base->pMethods->xTruncate(file->base, disk);
}

int
vs_wal_size(struct vs_vfs_file *file, sqlite3_int64 *size)
{
    sqlite3_int64 disk = 0;
    int rc = vs_wal_flush(file);

    if (rc == SQLITE_OK) {
        rc = file->base->pMethods->xFileSize(file->base, &disk);
    }
    if (rc != SQLITE_OK) {
        return rc;
    }
    /* A record that is not whole does not count: recovery would stop there in any case. */
    *size = disk < VS_WAL_HEADER_DISK
                ? 0
                : VS_WAL_HEADER + (disk - VS_WAL_HEADER_DISK) / VS_WAL_RECORD_DISK * VS_WAL_RECORD;
    return SQLITE_OK;
}
