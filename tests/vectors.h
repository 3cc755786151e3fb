/*
 * Golden vectors: schemas/vectors/<topic>.json, read by the tests in tests/vectors. Programs run in
 * the root of the repository.
 */
#ifndef VS_TESTS_VECTORS_H
#define VS_TESTS_VECTORS_H

#include <stdlib.h>

#include "core/base/enc.h"
#include "core/base/json.h"
#include "core/base/mem.h"
#include "tests/tap.h"

/* The file, or the end of the test. Free with vs_json_free. */
__attribute__((unused)) static struct vs_json *
vectors_load(const char *topic)
{
    struct vs_json *value = NULL;
    struct vs_err err = {0};
    struct vs_buf buf;
    char path[200], part[4096];
    size_t got;
    FILE *file;

    snprintf(path, sizeof(path), "schemas/vectors/%s.json", topic);
    file = fopen(path, "rb");
    if (!file) {
        printf("Bail out! %s cannot be read\n", path);
        exit(1);
    }
    vs_buf_init(&buf, VS_JSON_BYTES_MAX);
    while ((got = fread(part, 1, sizeof(part), file)) > 0) {
        vs_buf_add(&buf, part, got);
    }
    fclose(file);
    if (vs_buf_check(&buf, path, &err) != VS_OK ||
        vs_json_parse(&value, buf.p, buf.len, VS_JSON_LOOSE, &err) != VS_OK ||
        !vs_str_is(vs_json_get_str(value, "schema"), "vs.vectors/1") ||
        !vs_str_is(vs_json_get_str(value, "topic"), topic)) {
        printf("Bail out! %s: %s: %s\n", path, err.subject, err.detail);
        exit(1);
    }
    vs_buf_release(&buf);
    return value;
}

/* The bytes of a hex member of a vector, appended to `out` after it was cleared; false if none. */
__attribute__((unused)) static bool
vectors_bytes(struct vs_buf *out, const struct vs_json *vector, const char *name)
{
    struct vs_str hex = vs_json_get_str(vector, name);
    size_t len = hex.len / 2;

    vs_buf_clear(out);
    vs_buf_add_zeros(out, len);
    return hex.p && vs_buf_check(out, name, NULL) == VS_OK && vs_unhex(out->p, len, hex);
}

/* A text member as a C string that lives as long as the vector; "" if there is none. */
__attribute__((unused)) static const char *
vectors_text(const struct vs_json *vector, const char *name)
{
    struct vs_str text = vs_json_get_str(vector, name);

    return text.p ? text.p : "";
}

#endif
