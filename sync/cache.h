/*
 * The cache repository as a whole. Every sync leaves a pack or some loose objects in it; now and
 * then it is written anew with one pack a branch. It holds nothing that cannot be fetched or made
 * again, so it may also just be removed.
 */
#ifndef VS_SYNC_CACHE_H
#define VS_SYNC_CACHE_H

#include "sync/git.h"

struct vs_cache_size {
    uint64_t files;
    uint64_t bytes;
    uint64_t torn; /* objects without a byte, references that are not of a reference's length: what
                      a loss of power leaves of a file that was being written */
};

/* Counts the files of the cache at `path`; zeros when there is none. Links are not followed. */
enum vs_code vs_cache_measure(struct vs_cache_size *out, const char *path,
                              struct vs_err *err) VS_MUST_USE;

/* More files than this: time to write it anew. */
#define VS_CACHE_FILES_MAX 4000

/*
 * Writes the cache at `path` anew: every reference with what it needs, and nothing else. A
 * reference that is no longer whole is dropped, and fetched again. The new one is made beside the
 * old one and takes its place by renaming; an interruption leaves the old one, the new one, or
 * none. Nobody may have it open: under the sync lock, before vs_git_open.
 */
enum vs_code vs_cache_rebuild(const char *path, struct vs_err *err) VS_MUST_USE;

/* Reads every object in it: *whole is false when one is not what its name says. As slow as the
 * cache is large; for when something was wrong and it is not clear with whom. */
enum vs_code vs_cache_check(bool *whole, const char *path, struct vs_err *err) VS_MUST_USE;

/* Removes it, with all that is in it. No error if it is not there. */
enum vs_code vs_cache_remove(const char *path, struct vs_err *err) VS_MUST_USE;

#endif
