/*
 * JSON: whatever a canonical form accepts is what it writes; facts are a part of content, and
 * content of ordinary JSON; what is printed is read back and printed the same.
 */
#include "core/base/json.h"
#include "tests/fuzz/fuzz.h"

#define CEILING (64 * 1024 * 1024)

/* `value` in `form` gives exactly these bytes. */
static void
check_bytes(const struct vs_json *value, enum vs_json_form form, const uint8_t *data, size_t size)
{
    struct vs_buf out;

    vs_buf_init(&out, CEILING);
    FUZZ_CHECK(vs_json_write(&out, value, form, NULL) == VS_OK);
    FUZZ_CHECK(vs_str_eq(vs_buf_str(&out), (struct vs_str){(const char *)data, size}));
    vs_buf_release(&out);
}

/* Ordinary JSON that has a canonical form at all: that form is accepted. */
static void
check_written(const struct vs_json *value, enum vs_json_form form)
{
    struct vs_json *back = NULL;
    struct vs_buf out;

    vs_buf_init(&out, CEILING);
    if (vs_json_write(&out, value, form, NULL) == VS_OK) {
        FUZZ_CHECK(vs_json_parse(&back, out.p, out.len, form, NULL) == VS_OK);
        check_bytes(back, form, out.p, out.len);
        vs_json_free(back);
    }
    vs_buf_release(&out);
}

static void
check_printed(const struct vs_json *value)
{
    struct vs_json *back = NULL;
    struct vs_buf first, second;

    vs_buf_init(&first, CEILING);
    vs_buf_init(&second, CEILING);
    FUZZ_CHECK(vs_json_print(&first, value, 2, NULL) == VS_OK);
    FUZZ_CHECK(vs_json_parse(&back, first.p, first.len, VS_JSON_LOOSE, NULL) == VS_OK);
    FUZZ_CHECK(vs_json_print(&second, back, 2, NULL) == VS_OK);
    FUZZ_CHECK(vs_str_eq(vs_buf_str(&first), vs_buf_str(&second)));
    vs_json_free(back);
    vs_buf_release(&first);
    vs_buf_release(&second);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct vs_json *facts = NULL, *content = NULL, *loose = NULL;
    bool is_facts = vs_json_parse(&facts, data, size, VS_JSON_FACTS, NULL) == VS_OK;
    bool is_content = vs_json_parse(&content, data, size, VS_JSON_CONTENT, NULL) == VS_OK;
    bool is_loose = vs_json_parse(&loose, data, size, VS_JSON_LOOSE, NULL) == VS_OK;

    FUZZ_CHECK(!is_facts || is_content);
    FUZZ_CHECK(!is_content || is_loose);
    FUZZ_CHECK(is_facts == (facts != NULL) && is_content == (content != NULL) &&
               is_loose == (loose != NULL));
    if (is_facts) {
        check_bytes(facts, VS_JSON_FACTS, data, size);
    }
    if (is_content) {
        check_bytes(content, VS_JSON_CONTENT, data, size);
        check_bytes(loose, VS_JSON_CONTENT, data, size); /* by another parser */
    }
    if (is_loose) {
        check_written(loose, VS_JSON_FACTS);
        check_written(loose, VS_JSON_CONTENT);
        check_printed(loose);
    }
    vs_json_free(facts);
    vs_json_free(content);
    vs_json_free(loose);
    return 0;
}
