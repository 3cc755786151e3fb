/* The golden vectors of canonical JSON (FORMAT.md 2). */
#include "tests/vectors.h"

static enum vs_json_form
form_of(const struct vs_json *vector)
{
    return strcmp(vectors_text(vector, "form"), "facts") == 0 ? VS_JSON_FACTS : VS_JSON_CONTENT;
}

int
main(void)
{
    struct vs_json *file = vectors_load("canonical-json"), *value = NULL;
    const struct vs_json *positive = vs_json_get(file, "positive");
    const struct vs_json *negative = vs_json_get(file, "negative");
    struct vs_buf bytes, again;

    vs_buf_init(&bytes, 1 << 20);
    vs_buf_init(&again, 1 << 20);
    for (size_t i = 0; i < vs_json_size(positive); i++) {
        const struct vs_json *vector = vs_json_at(positive, i);

        vs_buf_clear(&again);
        OK(vectors_bytes(&bytes, vector, "bytes") &&
               vs_json_parse(&value, bytes.p, bytes.len, form_of(vector), NULL) == VS_OK &&
               vs_json_write(&again, value, form_of(vector), NULL) == VS_OK &&
               vs_str_eq(vs_buf_str(&bytes), vs_buf_str(&again)),
           "%s: %s", vectors_text(vector, "form"), vectors_text(vector, "name"));
        vs_json_free(value);
    }
    for (size_t i = 0; i < vs_json_size(negative); i++) {
        const struct vs_json *vector = vs_json_at(negative, i);

        OK(vectors_bytes(&bytes, vector, "bytes"), "%s: %s", vectors_text(vector, "form"),
           vectors_text(vector, "name"));
        IS_TEXT(vs_code_name(vs_json_parse(&value, bytes.p, bytes.len, form_of(vector), NULL)),
                vectors_text(vector, "reason"), "is rejected");
        vs_json_free(value);
    }
    OK(vs_json_size(positive) > 20 && vs_json_size(negative) > 100, "there are vectors");
    vs_buf_release(&bytes);
    vs_buf_release(&again);
    vs_json_free(file);
    return tap_done();
}
