/* Names of files on a branch as in schemas/vectors/tile-paths.json. */
#include "core/log/hash.h"
#include "core/log/tile.h"
#include "tests/tap.h"
#include "tests/vectors/core_log/h_vectors.h"

static void
test_files(const struct vs_json *v, const char *name)
{
    struct vs_tile_walk walk;
    struct vs_tile tile;
    struct vs_sha256 sha;
    struct vs_hash hash;
    uint64_t count = 0;

    vs_sha256_init(&sha);
    vs_tile_walk_init(&walk, 0, vector_int(v, "size"), true);
    while (vs_tile_walk_next(&tile, &walk)) {
        struct vs_path path;

        vs_tile_path(&path, &tile);
        vs_sha256_add(&sha, path.text, strlen(path.text));
        vs_sha256_add(&sha, "\n", 1);
        count++;
    }
    vs_sha256_final(&hash, &sha);
    OK(vector_is(v, "sha256", hash.b, 32), "%s", name);
    IS_INT(count, vector_int(v, "count"), "%s: so many", name);
}

static void
positive(const struct vs_json *v, const char *name)
{
    struct vs_str kind = vector_text(v, "kind");
    struct vs_path path;

    if (vs_str_is(kind, "files")) {
        test_files(v, name);
        return;
    }
    if (vs_str_is(kind, "number")) {
        vs_tile_number(&path, vector_int(v, "number"));
    } else if (vs_str_is(kind, "open")) {
        vs_tile_open_leaf_path(&path, vector_int(v, "index"));
    } else if (vs_str_is(kind, "content")) {
        vs_tile_content_path(&path, vector_int(v, "index"));
    } else {
        int64_t level = (int64_t)vector_int(v, "level");
        struct vs_tile tile = {level < 0 ? VS_TILE_ENTRIES : (unsigned)level,
                               vector_int(v, "number"), (unsigned)vector_int(v, "width")};
        struct vs_tile parsed;

        vs_tile_path(&path, &tile);
        OK(vs_tile_path_parse(&parsed, vector_text(v, "path")) && parsed.level == tile.level &&
               parsed.number == tile.number && parsed.width == tile.width,
           "%s, read", name);
    }
    IS_TEXT(path.text, vector_text(v, "path").p, "%s", name);
}

static void
negative(const struct vs_json *v, const char *name, const char *reason)
{
    struct vs_tile tile;

    (void)reason;
    OK(!vs_tile_path_parse(&tile, vector_text(v, "path")), "%s", name);
}

int
main(void)
{
    vectors_each("tile-paths", positive, negative);
    return tap_done();
}
