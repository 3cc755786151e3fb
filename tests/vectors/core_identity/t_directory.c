/* The golden vectors of the facts of directory leaves (FORMAT.md 8). */
#include "tests/vectors.h"

#include "core/identity/directory.h"

static const char *const type_names[] = {
    [VS_DIR_ROSTER] = "roster",       [VS_DIR_INBOX] = "inbox",    [VS_DIR_ADOPT] = "adopt",
    [VS_DIR_ADOPT_END] = "adopt.end", [VS_DIR_FORK] = "fork",      [VS_DIR_CALENDAR] = "calendar",
    [VS_DIR_SUCCEED] = "succeed",     [VS_DIR_UNKNOWN] = "unknown"};

int
main(void)
{
    struct vs_json *file = vectors_load("directory");
    const struct vs_json *positive = vs_json_get(file, "positive");
    const struct vs_json *negative = vs_json_get(file, "negative");
    struct vs_buf facts, again;
    struct vs_directory leaf;

    vs_buf_init(&facts, 1 << 16);
    vs_buf_init(&again, 1 << 16);
    for (size_t i = 0; i < vs_json_size(positive); i++) {
        const struct vs_json *vector = vs_json_at(positive, i);
        const char *name = vectors_text(vector, "name");

        OK(vectors_bytes(&facts, vector, "facts") &&
               vs_directory_parse(&leaf, vs_buf_str(&facts), NULL) == VS_OK,
           "%s: is accepted", name);
        IS_TEXT(type_names[leaf.type], vectors_text(vector, "type"), "its type");
        vs_buf_clear(&again);
        if (leaf.type == VS_DIR_UNKNOWN) {
            IS_INT(vs_directory_write(&again, &leaf, NULL), VS_E_INVALID, "is not written");
        } else if (!strstr((const char *)facts.p, "x_")) {
            OK(vs_directory_write(&again, &leaf, NULL) == VS_OK &&
                   vs_str_eq(vs_buf_str(&facts), vs_buf_str(&again)),
               "%s: is written as it came", name);
        }
    }
    for (size_t i = 0; i < vs_json_size(negative); i++) {
        const struct vs_json *vector = vs_json_at(negative, i);

        (void)vectors_bytes(&facts, vector, "facts");
        IS_TEXT(vs_code_name(vs_directory_parse(&leaf, vs_buf_str(&facts), NULL)),
                vectors_text(vector, "reason"), "%s", vectors_text(vector, "name"));
    }
    OK(vs_json_size(positive) >= 11 && vs_json_size(negative) >= 40, "there are vectors");
    vs_buf_release(&facts);
    vs_buf_release(&again);
    vs_json_free(file);
    return tap_done();
}
