/*
 * Loose objects, each a zlib stream in a file of its own. libgit2 1.5 reads on for ever in one that
 * ends too early (git_zstream_get_output asks again as long as nothing comes), and this is what a
 * loss of power leaves of a file on a stick, and what anybody can lay in a shared folder. So they
 * are looked at before the library reads them.
 */
#ifndef VS_SYNC_LOOSE_H
#define VS_SYNC_LOOSE_H

#include "sync/git.h"

/* False when the object store in the folder `objects` has a loose object `id` (hex) that ends
 * before its stream does, is no stream, or is a link to a file elsewhere. True when it has none:
 * the object is in a pack then, whose length the library knows. */
bool vs_loose_ends_well(const char *objects, const char *id);

/* Removes the file of a loose object `id` (hex) of the repository in the folder `path` that
 * certainly is of no use: it does not end well, is longer than any of ours, or is no file. What
 * could not be read stays: a share that hangs is no reason to remove what others need. */
void vs_loose_remove_damaged(const char *path, const char *id);

/* Bytes of its file; -1 when it has none. */
int64_t vs_loose_size(const char *objects, const char *id);

#endif
