/*
 * Small files written so that a crash leaves the old one or the new one, never half of one.
 */
#ifndef VS_CORE_VAULT_FILE_H
#define VS_CORE_VAULT_FILE_H

#include "core/base/bytes.h"

/*
 * Replaces (or makes) `path` with mode 0600: a temporary file beside it, synced, renamed over it,
 * the folder synced. With `keep` not NULL what stood there (at most VS_FILE_KEEP_MAX bytes) is
 * first copied to that path, in the same way. The temporary name is `path`.new, so that two writers
 * of one path must exclude each other.
 */
#define VS_FILE_KEEP_MAX 65536

enum vs_code vs_file_replace(const char *path, const char *keep, const void *bytes, size_t len,
                             struct vs_err *err) VS_MUST_USE;

/* Makes `path` with mode 0600, synced with its folder; VS_E_EXISTS when something is there. */
enum vs_code vs_file_create(const char *path, const void *bytes, size_t len,
                            struct vs_err *err) VS_MUST_USE;

/* Writes `len` bytes over the start of `path` in place and syncs them; makes the file (0600) if it
 * is not there. For one block whose change a disk writes at once. */
enum vs_code vs_file_overwrite(const char *path, const void *bytes, size_t len,
                               struct vs_err *err) VS_MUST_USE;

/* Appends the whole of a regular file to `out`, whose ceiling is the limit. VS_E_NOT_FOUND;
 * VS_E_INVALID for what is no regular file or is a symbolic link. */
enum vs_code vs_file_read(struct vs_buf *out, const char *path, struct vs_err *err) VS_MUST_USE;

/* Makes the names in the folder `path` durable. */
enum vs_code vs_file_sync_folder(const char *path, struct vs_err *err) VS_MUST_USE;

/* The folder part of a path as a new string ("." if there is none); NULL when out of memory. */
char *vs_file_folder(const char *path);

/* Tests only: the n-th system call of this file from now on (1 = the next) fails with `errnum`,
 * and all after it; 0 = never. */
void vs_file_fail_at(unsigned long n, int errnum);

#endif
