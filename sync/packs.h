/*
 * The packs of a repository that is a folder. A reader that needs an object takes it from the pack
 * that is the newest by the time of its file, and from a loose file only when no pack has it; that
 * the one it took is damaged does not make it look on (libgit2 1.5, odb_pack.c; git looks on). So
 * what is to be read in the place of a damaged object has to lie in the newest pack.
 */
#ifndef VS_SYNC_PACKS_H
#define VS_SYNC_PACKS_H

#include <stddef.h>
#include <stdint.h>

#include "core/base/err.h"

struct vs_pack_seen;

struct vs_packs {
    struct vs_pack_seen *items;
    size_t count;
    int64_t newest; /* seconds; 0 = there is none */
};
void vs_packs_release(struct vs_packs *packs);

/* Which packs the repository in the folder `path` has. None, if they cannot be listed. */
enum vs_code vs_packs_look(struct vs_packs *out, const char *path, struct vs_err *err) VS_MUST_USE;

/* Packs that were not there `before` become newer than all that were, whatever clocks say; and an
 * index over many packs, which readers ask first, is removed: whoever made it makes it again. */
void vs_packs_prefer_new(const struct vs_packs *before, const char *path);

#endif
