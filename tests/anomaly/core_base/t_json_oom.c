/*
 * Every allocation in turn fails: the document comes out whole or not at all, nothing is lost. The
 * build with the address sanitizer, which looks for leaks at the end, makes this test complete.
 */
#include "core/base/json.h"
#include "core/base/mem.h"
#include "tests/tap.h"

static const char text[] =
    "{\"a\":[\"01234567890123456789\",1,2,3,4,5,6,7,8,9,10,11,12],\"b\":{\"c\":true,\"d\":4711},"
    "\"e\":\"line\\nand a text that is long enough for the parser to take more memory\","
    "\"f\":1,\"g\":2,\"h\":3,\"i\":4,\"j\":5,\"k\":6,\"l\":7,\"m\":8,\"n\":1234567890123}";

/* Builds the document above, in another order. */
static struct vs_json *
build(void)
{
    struct vs_json *object = vs_json_new_object();
    struct vs_json *array = vs_json_new_array();
    struct vs_json *inner = vs_json_new_object();

    vs_json_set_int(object, "n", 1234567890123);
    for (int i = 0; i < 8; i++) {
        char name[2] = {(char)('m' - i), 0};

        vs_json_set_int(object, name, 8 - i);
    }
    vs_json_set_text(object, "e",
                     "line\nand a text that is long enough for the parser to take more memory");
    vs_json_add_text(array, "01234567890123456789");
    for (int i = 1; i <= 12; i++) {
        vs_json_add(array, vs_json_new_int(i));
    }
    vs_json_set_int(inner, "d", 4711);
    vs_json_set_bool(inner, "c", true);
    vs_json_set(object, "b", inner);
    vs_json_set(object, "a", array);
    return object;
}

enum { BUILD, BUILD_THEN_MEMORY_AGAIN, PARSE, PARSE_LOOSE, COPY, PRINT, WAYS };

/* One try with the n-th allocation failing; the code, and in `out` what was written. */
static enum vs_code
attempt(struct vs_buf *out, int way, unsigned long n)
{
    struct vs_json *value = NULL, *from = NULL;
    enum vs_code code = VS_OK;

    vs_buf_clear(out);
    switch (way) {
    case BUILD:
    case BUILD_THEN_MEMORY_AGAIN:
        vs_mem_fail_at(n);
        value = build();
        break;
    case PARSE:
    case PARSE_LOOSE:
        vs_mem_fail_at(n);
        code = vs_json_parse(&value, text, sizeof(text) - 1,
                             way == PARSE ? VS_JSON_CONTENT : VS_JSON_LOOSE, NULL);
        break;
    default:
        from = build();
        vs_mem_fail_at(n);
        value = vs_json_copy(from);
        break;
    }
    if (way == BUILD_THEN_MEMORY_AGAIN) {
        vs_mem_fail_at(0);
    }
    if (code == VS_OK && way == PRINT) {
        code = vs_json_print(out, value, 2, NULL);
    } else if (code == VS_OK) {
        code = vs_json_write(out, value, VS_JSON_CONTENT, NULL);
    }
    vs_mem_fail_at(0);
    vs_json_free(value);
    vs_json_free(from);
    return code;
}

int
main(void)
{
    static const char *const names[] = {"building",
                                        "building, with memory for the writer",
                                        "parsing canonical JSON",
                                        "parsing ordinary JSON",
                                        "copying",
                                        "printing"};
    struct vs_buf out;

    vs_buf_init(&out, 4096);
    vs_buf_add_zeros(&out, 4000); /* its own growth is another test's subject */
    for (int way = 0; way < WAYS; way++) {
        unsigned long n = 0, wrong = 0;
        enum vs_code code;

        do {
            code = attempt(&out, way, ++n);
            wrong += code != VS_OK && code != VS_E_NO_MEMORY;
        } while (code != VS_OK && n < 10000);
        OK(code == VS_OK && n > 5, "%s works once %lu allocations do", names[way], n - 1);
        IS_INT(wrong, 0, "and before that always says that memory is short");
        if (way != PRINT) {
            IS_TEXT((char *)out.p, text, "the document is whole");
        }
    }
    vs_buf_release(&out);
    return tap_done();
}
