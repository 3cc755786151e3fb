/* Checkpoint files: schemas/vectors/checkpoints.json. */
#include "core/log/checkpoint.h"
#include "tests/tap.h"
#include "tests/vectors/core_log/h_vectors.h"

static struct vs_checkpoint_file file;

static enum vs_code
read_file(vs_instant *heartbeat, const struct vs_json *v)
{
    struct vs_str bytes = vector_bytes(v, "file", 0);
    struct vs_hash key = vector_hash(v, "device_key");
    enum vs_code code = vs_checkpoint_parse(&file, bytes.p, bytes.len, NULL);

    return code == VS_OK ? vs_checkpoint_verify(heartbeat, &file, &key, NULL) : code;
}

static void
positive(const struct vs_json *v, const char *name)
{
    vs_instant heartbeat;
    struct vs_hash feed;
    const struct vs_json *list = vs_json_get(v, "cosigned");

    if (!OK(read_file(&heartbeat, v) == VS_OK, "%s: good", name)) {
        return;
    }
    vs_origin_feed(&feed, &file.checkpoint.origin);
    IS_TEXT(file.checkpoint.origin.text, vector_text(v, "origin").p, "%s: origin", name);
    OK(vector_is(v, "feed", feed.b, 32), "%s: feed", name);
    IS_INT(file.checkpoint.size, vector_int(v, "size"), "%s: size", name);
    OK(vector_is(v, "root", file.checkpoint.root.b, 32), "%s: root", name);
    IS_INT(heartbeat,
           vector_has(v, "heartbeat") ? (vs_instant)vector_int(v, "heartbeat") : VS_INSTANT_NEVER,
           "%s: heartbeat", name);
    for (size_t i = 0; i < vs_json_size(list); i++) {
        const struct vs_json *c = vs_json_at(list, i);
        struct vs_hash key = vector_hash(c, "key");
        vs_instant time = 0;

        OK(vs_checkpoint_cosigned(&time, &file, &key, NULL) == VS_OK, "%s: cosigned", name);
        IS_INT(time, vector_int(c, "time"), "%s: at", name);
    }
}

static void
negative(const struct vs_json *v, const char *name, const char *reason)
{
    IS_TEXT(vs_code_name(read_file(NULL, v)), reason, "%s", name);
}

int
main(void)
{
    vectors_each("checkpoints", positive, negative);
    return tap_done();
}
