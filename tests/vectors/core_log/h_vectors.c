#include "tests/vectors/core_log/h_vectors.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/enc.h"
#include "core/base/secret.h"

static uint8_t file_bytes[1 << 20];
static uint8_t slots[4][1 << 17];

static void
die(const char *what, const char *detail)
{
    printf("Bail out! %s: %s\n", what, detail);
    exit(1);
}

struct vs_str
vector_text(const struct vs_json *v, const char *member)
{
    struct vs_str text = vs_json_get_str(v, member);

    if (!text.p) {
        die("no text", member);
    }
    return text;
}

uint64_t
vector_int(const struct vs_json *v, const char *member)
{
    const struct vs_json *value = vs_json_get(v, member);

    if (!value || vs_json_kind(value) != VS_JSON_INT) {
        die("no integer", member);
    }
    return (uint64_t)vs_json_int(value, 0);
}

bool
vector_has(const struct vs_json *v, const char *member)
{
    return vs_json_get(v, member) != NULL;
}

struct vs_str
vector_bytes(const struct vs_json *v, const char *member, unsigned slot)
{
    struct vs_str text = vector_text(v, member);

    if (text.len / 2 > sizeof(slots[0]) || !vs_unhex(slots[slot], text.len / 2, text)) {
        die("no hex", member);
    }
    return (struct vs_str){(const char *)slots[slot], text.len / 2};
}

struct vs_hash
vector_hash(const struct vs_json *v, const char *member)
{
    struct vs_hash hash;

    if (!vs_unhex(hash.b, sizeof(hash.b), vector_text(v, member))) {
        die("no 32 bytes", member);
    }
    return hash;
}

bool
vector_is(const struct vs_json *v, const char *member, const void *bytes, size_t len)
{
    struct vs_str want = vector_bytes(v, member, 3);

    return want.len == len && (len == 0 || memcmp(want.p, bytes, len) == 0);
}

void
vectors_each(const char *topic, void (*positive)(const struct vs_json *v, const char *name),
             void (*negative)(const struct vs_json *v, const char *name, const char *reason))
{
    char path[128];
    struct vs_json *all = NULL;
    struct vs_err err;
    const struct vs_json *list;
    FILE *file;
    size_t len;

    if (vs_process_harden(&err) != VS_OK) {
        die("libsodium", err.detail);
    }
    snprintf(path, sizeof(path), "schemas/vectors/%s.json", topic);
    file = fopen(path, "rb");
    if (!file) {
        die("cannot open", path);
    }
    len = fread(file_bytes, 1, sizeof(file_bytes), file);
    fclose(file);
    if (vs_json_parse(&all, file_bytes, len, VS_JSON_LOOSE, &err) != VS_OK) {
        die(path, err.detail);
    }
    list = vs_json_get(all, "positive");
    if (vs_json_size(list) == 0) {
        die("no positive vectors", topic);
    }
    for (size_t i = 0; i < vs_json_size(list); i++) {
        const struct vs_json *v = vs_json_at(list, i);

        positive(v, vector_text(v, "name").p);
    }
    list = vs_json_get(all, "negative");
    if (vs_json_size(list) == 0) {
        die("no negative vectors", topic);
    }
    for (size_t i = 0; i < vs_json_size(list); i++) {
        const struct vs_json *v = vs_json_at(list, i);

        negative(v, vector_text(v, "name").p, vector_text(v, "reason").p);
    }
    vs_json_free(all);
}
