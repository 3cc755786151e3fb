#include "core/log/tile.h"

#include <stdio.h>
#include <string.h>

#include "core/base/enc.h"

/* Writes the number in groups of three digits at `at`, which has room for seven groups. */
static size_t
number_text(char *at, uint64_t number)
{
    unsigned groups[7];
    size_t count = 0, len = 0;

    do {
        groups[count++] = (unsigned)(number % 1000);
        number /= 1000;
    } while (number != 0);
    while (count-- > 0) {
        if (count != 0) {
            at[len++] = 'x';
        }
        at[len++] = (char)('0' + groups[count] / 100);
        at[len++] = (char)('0' + groups[count] / 10 % 10);
        at[len++] = (char)('0' + groups[count] % 10);
        if (count != 0) {
            at[len++] = '/';
        }
    }
    at[len] = '\0';
    return len;
}

void
vs_tile_number(struct vs_path *out, uint64_t number)
{
    number_text(out->text, number);
}

/* Room for the longest: tile/entries/, seven groups of a 64-bit number, .p/255. */
_Static_assert(13 + 6 * 5 + 3 + 6 < sizeof(struct vs_path), "every path fits");

/* `prefix`, then the number; returns where the path goes on. */
static char *
start_path(struct vs_path *out, const char *prefix, uint64_t number)
{
    size_t len = strlen(prefix);

    memcpy(out->text, prefix, len);
    return out->text + len + number_text(out->text + len, number);
}

void
vs_tile_path(struct vs_path *out, const struct vs_tile *tile)
{
    char prefix[] = "tile/entries/";
    char *at;

    if (tile->level != VS_TILE_ENTRIES) {
        snprintf(prefix, sizeof(prefix), "tile/%u/", tile->level % 64);
    }
    at = start_path(out, prefix, tile->number);
    if (tile->width != VS_TILE_WIDTH) {
        snprintf(at, sizeof(".p/255"), ".p/%u", tile->width % VS_TILE_WIDTH);
    }
}

void
vs_tile_open_leaf_path(struct vs_path *out, uint64_t index)
{
    static const char hex[] = "0123456789abcdef";
    char *at = start_path(out, "tile/entries/", index / VS_TILE_WIDTH);

    memcpy(at, ".p/", 3);
    at[3] = hex[index >> 4 & 15];
    at[4] = '/';
    at[5] = hex[index & 15];
    at[6] = '\0';
}

void
vs_tile_content_path(struct vs_path *out, uint64_t index)
{
    start_path(out, "content/", index);
}

/* Takes everything up to the next `end` (or the end of the text) off `rest`. */
static struct vs_str
take(struct vs_str *rest, char end)
{
    const char *at = rest->len ? memchr(rest->p, end, rest->len) : NULL;
    struct vs_str part = {rest->p, at ? (size_t)(at - rest->p) : rest->len};
    size_t taken = part.len + (at ? 1 : 0);

    rest->p += taken;
    rest->len -= taken;
    return part;
}

bool
vs_tile_path_parse(struct vs_tile *out, struct vs_str path)
{
    struct vs_str rest = path, part;
    struct vs_tile tile = {0, 0, VS_TILE_WIDTH};
    struct vs_path again;
    uint64_t value;

    if (path.len >= sizeof(again.text) || !vs_str_is(take(&rest, '/'), "tile")) {
        return false;
    }
    part = take(&rest, '/');
    if (vs_str_is(part, "entries")) {
        tile.level = VS_TILE_ENTRIES;
    } else if (vs_decimal(&value, part, VS_TILE_LEVELS - 1)) {
        tile.level = (unsigned)value;
    } else {
        return false;
    }
    /* Reads loosely, then compares with what the writer would write. */
    for (;;) {
        part = take(&rest, '/');
        if (part.len > 0 && part.p[0] == 'x') {
            part = (struct vs_str){part.p + 1, part.len - 1};
        }
        if (part.len < 3) {
            return false;
        }
        for (size_t i = 0; i < 3; i++) {
            unsigned digit = (unsigned)(part.p[i] - '0');

            if (digit > 9 || tile.number > VS_TREE_SIZE_MAX) {
                return false;
            }
            tile.number = tile.number * 10 + digit;
        }
        if (part.len > 3 || rest.len == 0) {
            break;
        }
    }
    if (part.len > 3) {
        if (!vs_decimal(&value, rest, VS_TILE_WIDTH - 1) || value == 0) {
            return false;
        }
        tile.width = (unsigned)value;
    }
    vs_tile_path(&again, &tile);
    if (tile.number > VS_TREE_SIZE_MAX || !vs_str_is(path, again.text)) {
        return false;
    }
    *out = tile;
    return true;
}

/* Bundles are cut as tiles of level 0 are. */
static unsigned
shift_of(unsigned level)
{
    return level == VS_TILE_ENTRIES ? 0 : 8 * level;
}

uint64_t
vs_tile_full(unsigned level, uint64_t size)
{
    return size >> shift_of(level) >> 8;
}

unsigned
vs_tile_partial(unsigned level, uint64_t size)
{
    return (unsigned)(size >> shift_of(level)) % VS_TILE_WIDTH;
}

void
vs_tile_walk_init(struct vs_tile_walk *walk, uint64_t from, uint64_t to, bool strict)
{
    walk->from = from;
    walk->to = to;
    walk->level = VS_TILE_ENTRIES;
    walk->number = vs_tile_full(VS_TILE_ENTRIES, from);
    walk->strict = strict;
}

bool
vs_tile_walk_next(struct vs_tile *out, struct vs_tile_walk *walk)
{
    while (walk->level == VS_TILE_ENTRIES || walk->level < VS_TILE_LEVELS) {
        uint64_t full = vs_tile_full(walk->level, walk->to);
        unsigned partial = vs_tile_partial(walk->level, walk->to);
        bool had_partial = vs_tile_full(walk->level, walk->from) == full &&
                           vs_tile_partial(walk->level, walk->from) == partial;

        out->level = walk->level;
        out->number = walk->number++;
        if (out->number < full) {
            out->width = VS_TILE_WIDTH;
            return true;
        }
        if (out->number == full && walk->strict && partial != 0 && !had_partial) {
            out->width = partial;
            return true;
        }
        walk->level = walk->level == VS_TILE_ENTRIES ? 0 : walk->level + 1;
        walk->number = vs_tile_full(walk->level, walk->from);
    }
    return false;
}

void
vs_bundle_add(struct vs_buf *out, const void *leaf, size_t len)
{
    vs_buf_add_u16(out, (uint16_t)len);
    vs_buf_add(out, leaf, len);
}

enum vs_code
vs_bundle_split(struct vs_str *leaves, unsigned count, const void *bytes, size_t len,
                struct vs_err *err)
{
    const uint8_t *p = bytes;
    size_t at = 0;

    for (unsigned i = 0; i < count; i++) {
        size_t leaf_len;

        if (len - at < 2 || len - at - 2 < vs_get_u16(p + at)) {
            return vs_fail(err, VS_E_REMOTE_CONTENT, "bundle", "cut short in leaf %u", i);
        }
        leaf_len = vs_get_u16(p + at);
        leaves[i] = (struct vs_str){(const char *)p + at + 2, leaf_len};
        at += 2 + leaf_len;
    }
    if (at != len) {
        return vs_fail(err, VS_E_REMOTE_CONTENT, "bundle", "%zu bytes after the last leaf",
                       len - at);
    }
    return VS_OK;
}
