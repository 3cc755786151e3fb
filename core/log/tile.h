/*
 * Tiles, bundles and the names of files on a branch (C2SP tlog-tiles, and where FORMAT.md departs
 * from it). A tile holds 256 hashes of one level; hash level 8 * L of the tree is tile level L.
 *
 *   tile/<L>/<N>             full tile of level L
 *   tile/<L>/<N>.p/<W>       partial tile, W hashes: only in the strict C2SP tree
 *   tile/entries/<N>         full bundle: 256 times u16 length || leaf
 *   tile/entries/<N>.p/<W>   partial bundle: only in the strict C2SP tree
 *   tile/entries/<N>.p/<h>/<l>   one leaf of the open bundle; h and l hex digits of index mod 256
 *   content/<N>              ciphertext of the content of leaf N
 *
 * <N> is written in groups of three digits, all but the last with "x" before: x001/x234/067.
 */
#ifndef VS_CORE_LOG_TILE_H
#define VS_CORE_LOG_TILE_H

#include "core/base/bytes.h"
#include "core/log/limits.h"

/* A path relative to the root of a branch, NUL-terminated; every number fits. */
struct vs_path {
    char text[56];
};

#define VS_TILE_ENTRIES 0xffu /* the "level" of bundles */

/* One tile or bundle: `width` is VS_TILE_WIDTH, or less for a partial one. */
struct vs_tile {
    unsigned level; /* 0 to VS_TILE_LEVELS - 1, or VS_TILE_ENTRIES */
    uint64_t number;
    unsigned width;
};

/* "x001/x234/067". Numbers up to VS_TREE_SIZE_MAX. */
void vs_tile_number(struct vs_path *out, uint64_t number);
void vs_tile_path(struct vs_path *out, const struct vs_tile *tile);
void vs_tile_open_leaf_path(struct vs_path *out, uint64_t index); /* tile/entries/<N>.p/<h>/<l> */
void vs_tile_content_path(struct vs_path *out, uint64_t index);   /* content/<index> */

/* The strict reverse of vs_tile_path: false for every other text. */
bool vs_tile_path_parse(struct vs_tile *out, struct vs_str path);

/* For a tree of `size` leaves: how many full tiles (or bundles) of a level there are, and how many
 * hashes (or leaves) the partial one after them would hold, 0 to 255. */
uint64_t vs_tile_full(unsigned level, uint64_t size);
unsigned vs_tile_partial(unsigned level, uint64_t size);

/*
 * Walks the files that exist for `to` leaves and not yet for `from`, in order of level (bundles
 * first) and number: full ones, and with `strict` the partial ones that the size `to` has too.
 *
 *   vs_tile_walk_init(&walk, from, to, false);
 *   while (vs_tile_walk_next(&tile, &walk)) ...
 */
struct vs_tile_walk {
    uint64_t from, to, number;
    unsigned level;
    bool strict;
};
void vs_tile_walk_init(struct vs_tile_walk *walk, uint64_t from, uint64_t to, bool strict);
bool vs_tile_walk_next(struct vs_tile *out, struct vs_tile_walk *walk);

/* Appends one leaf to a bundle (u16 length || leaf). `len` is at most VS_LEAF_MAX. */
void vs_bundle_add(struct vs_buf *out, const void *leaf, size_t len);

/*
 * Splits the bytes of a bundle into exactly `count` leaves (1 to VS_TILE_WIDTH), views of `bytes`.
 * VS_E_REMOTE_CONTENT if they are cut short or something follows.
 */
enum vs_code vs_bundle_split(struct vs_str *leaves, unsigned count, const void *bytes, size_t len,
                             struct vs_err *err) VS_MUST_USE;

#endif
