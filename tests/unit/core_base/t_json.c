/* Canonical JSON, clause by clause: what is allowed is written and read, all else is refused. */
#include "core/base/enc.h"
#include "core/base/json.h"
#include "core/base/mem.h"
#include "tests/tap.h"

static struct vs_err err;

static enum vs_code
parse(const char *text, size_t len, enum vs_json_form form)
{
    struct vs_json *value = NULL;
    enum vs_code code;

    vs_err_clear(&err);
    code = vs_json_parse(&value, text, len, form, &err);
    if ((code == VS_OK) != (value != NULL) || code != err.code) {
        code = VS_E_INTERNAL;
    }
    vs_json_free(value);
    return code;
}

#define YES(text)                                                                                  \
    OK(parse(text, sizeof(text) - 1, VS_JSON_CONTENT) == VS_OK &&                                  \
           parse(text, sizeof(text) - 1, VS_JSON_FACTS) == VS_OK,                                  \
       "canonical: %s", text)
#define NO(text, code, why)                                                                        \
    OK(parse(text, sizeof(text) - 1, VS_JSON_CONTENT) == (code) &&                                 \
           parse(text, sizeof(text) - 1, VS_JSON_FACTS) == (code),                                 \
       "refused: %s", why)
#define NOT(text, why)    NO(text, VS_E_JSON_NOT_CANONICAL, why)
#define SYNTAX(text, why) NO(text, VS_E_JSON_SYNTAX, why)

static void
test_shape(void)
{
    YES("{}");
    YES("{\"a\":[],\"b\":{},\"c\":true,\"d\":false,\"e\":\"\",\"f\":0}");
    YES("{\"a\":[1,\"x\",[2],{\"b\":3}]}");
    NOT(" {}", "space before");
    NOT("{}\n", "newline after");
    NOT("{\"a\": 1}", "space after the colon");
    NOT("{\"a\":1, \"b\":2}", "space after the comma");
    NOT("{\"a\":[ ]}", "space in an empty array");
    NOT("{\"a\":null}", "null");
    NOT("{\"a\":[null]}", "null in an array");
    SYNTAX("", "nothing");
    SYNTAX("[]", "an array outermost");
    SYNTAX("\"a\"", "a string outermost");
    SYNTAX("1", "a number outermost");
    SYNTAX("{\"a\":1}{}", "something behind the object");
    SYNTAX("{\"a\":1,}", "comma at the end");
    SYNTAX("{'a':1}", "single quotes");
    SYNTAX("{\"a\":1", "an open end");
    SYNTAX("{\"a\":True}", "a word that is none");
    SYNTAX("\xef\xbb\xbf{}", "byte order mark");
    SYNTAX("{}\0", "a NUL byte behind the object");
}

static void
test_depth(void)
{
    static char text[200000];

    YES("{\"a\":[[[[[[[]]]]]]]}");
    YES("{\"a\":[[[[[[{}]]]]]]}");
    SYNTAX("{\"a\":[[[[[[[[]]]]]]]]}", "nine levels of arrays");
    SYNTAX("{\"a\":{\"a\":{\"a\":{\"a\":{\"a\":{\"a\":{\"a\":{\"a\":{}}}}}}}}}", "nine objects");
    YES("{\"a\":\"[[[[[[[[[[[[[[[[[[[[{{{{{{{{{{{\"}");
    OK(parse("{\"a\":\"\\\"[[[[[[[[[[[[[[[[[[[[{{{{{{{{{{{\"}", 41, VS_JSON_CONTENT) == VS_OK,
       "brackets in a string with an escaped quote do not nest");
    memset(text, '[', sizeof(text));
    memcpy(text, "{\"a\":", 5);
    for (int form = VS_JSON_FACTS; form <= VS_JSON_LOOSE; form++) {
        OK(parse(text, sizeof(text), (enum vs_json_form)form) == VS_E_JSON_SYNTAX,
           "200,000 levels are refused, form %d", form);
    }
    for (size_t i = 0; i + 5 <= sizeof(text); i += 5) {
        memcpy(text + i, "{\"a\":", 5);
    }
    OK(parse(text, sizeof(text), VS_JSON_LOOSE) == VS_E_JSON_SYNTAX, "and 40,000 objects too");
}

static void
test_names(void)
{
    char text[16] = "{\"a?\":1}";
    int bad = 0;

    YES("{\"a\":1,\"a0\":1,\"a_\":1,\"aa\":1}");
    YES("{\"abcdefghijklmnopqrstuvwxyz012345\":1}");
    NOT("{\"abcdefghijklmnopqrstuvwxyz0123456\":1}", "a name of 33 characters");
    NOT("{\"\":1}", "an empty name");
    NOT("{\"_a\":1}", "a name that begins with _");
    NOT("{\"0a\":1}", "a name that begins with a digit");
    NOT("{\"\\u0061\":1}", "an escape in a name");
    NOT("{\"caf\xc3\xa9\":1}", "a name beyond ASCII");
    NOT("{\"a\\u0000\":1}", "a NUL in a name");
    for (int c = 1; c < 256; c++) {
        bool good = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_';

        text[3] = (char)c;
        bad += (parse(text, 8, VS_JSON_FACTS) == VS_OK) != good;
    }
    IS_INT(bad, 0, "every byte as second character of a name");
    NOT("{\"b\":1,\"a\":2}", "names out of order");
    NOT("{\"a_\":1,\"a0\":2}", "digits come before _");
    NOT("{\"x\":{\"b\":1,\"a\":2}}", "names out of order, inside");
    SYNTAX("{\"a\":1,\"a\":1}", "a name twice");
    SYNTAX("{\"x\":[{\"a\":1,\"\\u0061\":1}]}", "a name twice, once escaped");
}

static void
test_integers(void)
{
    YES("{\"a\":9007199254740991}");
    NOT("{\"a\":9007199254740992}", "2^53");
    NOT("{\"a\":9223372036854775807}", "2^63 - 1");
    NOT("{\"a\":9223372036854775808}", "2^63");
    NOT("{\"a\":18446744073709551616}", "2^64");
    NOT("{\"a\":1e999}", "a number beyond all");
    NOT("{\"a\":-1}", "a negative number");
    NOT("{\"a\":-0}", "minus zero");
    NOT("{\"a\":1.0}", "a fraction");
    NOT("{\"a\":1e1}", "an exponent");
    SYNTAX("{\"a\":01}", "a leading zero");
    SYNTAX("{\"a\":+1}", "a plus sign");
    SYNTAX("{\"a\":0x1}", "hexadecimal");
}

/* By the words of the format, not by the code under test. */
static bool
allowed(unsigned point)
{
    if (point < 0x20) {
        return point == 0x0a || point == 0x09;
    }
    return !((point >= 0x7f && point <= 0x9f) || (point >= 0xd800 && point <= 0xdfff) ||
             (point >= 0xfdd0 && point <= 0xfdef) || point % 0x10000 >= 0xfffe || point == 0xfeff ||
             point == 0x61c || point == 0x200e || point == 0x200f ||
             (point >= 0x202a && point <= 0x202e) || (point >= 0x2066 && point <= 0x2069));
}

/* {"a":"<the code point as it is written>"}; the length. */
static size_t
with_point(char out[32], unsigned point)
{
    unsigned char *at = (unsigned char *)out + 6;

    memcpy(out, "{\"a\":\"", 6);
    if (point == '\n' || point == '\t' || point == '"' || point == '\\') {
        *at++ = '\\';
        *at++ = point == '\n' ? 'n' : point == '\t' ? 't' : (unsigned char)point;
    } else if (point < 0x80) {
        *at++ = (unsigned char)point;
    } else if (point < 0x800) {
        *at++ = (unsigned char)(0xc0 | point >> 6);
        *at++ = (unsigned char)(0x80 | (point & 63));
    } else if (point < 0x10000) {
        *at++ = (unsigned char)(0xe0 | point >> 12);
        *at++ = (unsigned char)(0x80 | (point >> 6 & 63));
        *at++ = (unsigned char)(0x80 | (point & 63));
    } else {
        *at++ = (unsigned char)(0xf0 | point >> 18);
        *at++ = (unsigned char)(0x80 | (point >> 12 & 63));
        *at++ = (unsigned char)(0x80 | (point >> 6 & 63));
        *at++ = (unsigned char)(0x80 | (point & 63));
    }
    memcpy(at, "\"}", 2);
    return (size_t)((char *)at - out) + 2;
}

static void
test_every_code_point(void)
{
    int content = 0, facts = 0, read = 0;
    char text[32];

    for (unsigned point = 0; point <= 0x10ffff; point++) {
        size_t len = with_point(text, point);
        struct vs_json *value = NULL;
        bool good = vs_json_parse(&value, text, len, VS_JSON_CONTENT, NULL) == VS_OK;

        content += good != allowed(point);
        read += good && vs_json_get_str(value, "a").len != len - 8 - (text[6] == '\\');
        vs_json_free(value);
        good = parse(text, len, VS_JSON_FACTS) == VS_OK;
        facts += good != (point >= 0x20 && point <= 0x7e && point != '"' && point != '\\');
    }
    IS_INT(content, 0, "content takes exactly the allowed code points");
    IS_INT(read, 0, "and reads them as they are");
    IS_INT(facts, 0, "facts take exactly printable ASCII without quote and backslash");
}

static void
test_malformed_utf8(void)
{
    static const char *const bad[] = {
        "\x80",
        "\xbf",
        "\xc0\x80",
        "\xc1\xbf",
        "\xc2",
        "\xc2\x20",
        "\xe0\x80\x80",
        "\xe0\x9f\xbf",
        "\xe2\x82",
        "\xed\xa0\x80",
        "\xed\xbf\xbf",
        "\xf0\x80\x80\x80",
        "\xf0\x8f\xbf\xbf",
        "\xf0\x9f\x98",
        "\xf4\x90\x80\x80",
        "\xf5\x80\x80\x80",
        "\xff",
    };
    struct vs_buf buf;

    vs_buf_init(&buf, 100);
    for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
        struct vs_json *object = vs_json_new_object();

        vs_buf_clear(&buf);
        vs_buf_addf(&buf, "{\"a\":\"%s\"}", bad[i]);
        OK(parse((char *)buf.p, buf.len, VS_JSON_CONTENT) == VS_E_JSON_SYNTAX &&
               parse((char *)buf.p, buf.len, VS_JSON_LOOSE) == VS_E_JSON_SYNTAX,
           "malformed UTF-8 is not read, case %zu", i);
        vs_json_set_text(object, "a", bad[i]);
        vs_buf_clear(&buf);
        OK(vs_json_write(&buf, object, VS_JSON_CONTENT, NULL) == VS_E_JSON_NOT_CANONICAL,
           "nor written");
        vs_buf_clear(&buf);
        OK(vs_json_print(&buf, object, 0, NULL) == VS_E_ENCODING, "nor printed");
        vs_json_free(object);
    }
    vs_buf_release(&buf);
}

static void
test_escapes(void)
{
    OK(parse("{\"a\":\"\\\"\\\\\\n\\t\"}", 16, VS_JSON_CONTENT) == VS_OK, "the four escapes");
    NOT("{\"a\":\"\\/\"}", "an escaped slash");
    NOT("{\"a\":\"\\b\"}", "an escaped backspace");
    NOT("{\"a\":\"\\f\"}", "an escaped form feed");
    NOT("{\"a\":\"\\r\"}", "an escaped carriage return");
    NOT("{\"a\":\"\\u0041\"}", "an escaped letter");
    NOT("{\"a\":\"\\u000a\"}", "a newline by its number");
    NOT("{\"a\":\"\\ud83d\\ude00\"}", "an escaped pair");
    NOT("{\"a\":\"\\u0000\"}", "an escaped NUL");
    SYNTAX("{\"a\":\"\\ud83d\"}", "half a pair");
    SYNTAX("{\"a\":\"\\ude00\\ud83d\"}", "a pair the wrong way round");
    SYNTAX("{\"a\":\"\\x41\"}", "an escape that is none");
    SYNTAX("{\"a\":\"\n\"}", "a bare newline");
    SYNTAX("{\"a\":\"\0\"}", "a bare NUL");
}

static void
test_writer(void)
{
    struct vs_json *object = vs_json_new_object(), *array = vs_json_new_array(), *copy;
    struct vs_hash hash, back;
    struct vs_buf buf;

    memset(hash.b, 0xa5, sizeof(hash.b));
    vs_buf_init(&buf, 1000);
    vs_json_set_int(object, "z", 5);
    vs_json_set_bool(object, "b", true);
    vs_json_set_text(object, "a_b", "x");
    vs_json_set_str(object, "a0", VS_STR("line\nand\ttab \"\\"));
    vs_json_add_text(array, "two");
    vs_json_add_hash(array, &hash);
    vs_json_add(array, vs_json_new_bool(false));
    vs_json_set(object, "list", array);
    vs_json_set_hash(object, "hash", &hash);
    vs_json_set_int(object, "z", 7);
    OK(vs_json_write(&buf, object, VS_JSON_CONTENT, NULL) == VS_OK, "an object is written");
    IS_TEXT((char *)buf.p,
            "{\"a0\":\"line\\nand\\ttab \\\"\\\\\",\"a_b\":\"x\",\"b\":true,"
            "\"hash\":\"paWlpaWlpaWlpaWlpaWlpaWlpaWlpaWlpaWlpaWlpaU\","
            "\"list\":[\"two\",\"paWlpaWlpaWlpaWlpaWlpaWlpaWlpaWlpaWlpaWlpaU\",false],\"z\":7}",
            "sorted, escaped, the last value of a name");
    OK(vs_json_write(&buf, object, VS_JSON_FACTS, &err) == VS_E_JSON_NOT_CANONICAL,
       "as facts it has a text too free");
    IS_TEXT(err.subject, "a0", "and the error names the member");
    OK(vs_json_get_hash(&back, object, "hash") && vs_hash_eq(&back, &hash), "a hash comes back");
    copy = vs_json_copy(object);
    vs_json_set_int(object, "z", 8);
    IS_INT(vs_json_int(vs_json_get(copy, "z"), 0), 7, "a copy stays as it was");
    vs_json_free(object);
    vs_json_free(copy);

    object = vs_json_new_object();
    vs_json_set_int(object, "a", -1);
    OK(vs_json_write(&buf, object, VS_JSON_CONTENT, NULL) == VS_E_JSON_NOT_CANONICAL, "-1");
    vs_json_set_int(object, "a", VS_JSON_INT_MAX + 1);
    OK(vs_json_write(&buf, object, VS_JSON_CONTENT, NULL) == VS_E_JSON_NOT_CANONICAL, "2^53");
    vs_json_set_int(object, "a", 1);
    vs_json_set_int(object, "Bad", 1);
    OK(vs_json_write(&buf, object, VS_JSON_CONTENT, NULL) == VS_E_JSON_NOT_CANONICAL, "a name");
    vs_json_free(object);
    array = vs_json_new_array();
    OK(vs_json_write(&buf, array, VS_JSON_CONTENT, NULL) == VS_E_JSON_NOT_CANONICAL, "an array");
    vs_json_free(array);

    object = vs_json_new_object();
    for (int i = 1; i < 9; i++) {
        struct vs_json *outer = vs_json_new_object();

        OK(vs_json_write(&buf, object, VS_JSON_CONTENT, NULL) == VS_OK, "%d levels", i);
        vs_json_set(outer, "a", object);
        object = outer;
    }
    OK(vs_json_write(&buf, object, VS_JSON_CONTENT, NULL) == VS_E_JSON_NOT_CANONICAL, "nine");
    vs_json_free(object);
    vs_buf_release(&buf);

    object = vs_json_new_object();
    vs_json_set_text(object, "a", "0123456789");
    vs_buf_init(&buf, 10);
    OK(vs_json_write(&buf, object, VS_JSON_FACTS, NULL) == VS_E_TOO_LARGE, "the buffer is full");
    vs_buf_release(&buf);
    vs_json_free(object);
}

static int
note_name(void *payload, const char *name, const struct vs_json *value)
{
    vs_buf_addf(payload, "%s%lld ", name, (long long)vs_json_int(value, -1));
    return strcmp(name, "stop") == 0 ? 42 : 0;
}

static void
test_reading(void)
{
    static const char text[] = "{ \"s\": \"x\\u0041\", \"n\": null, \"r\": 1.5, \"t\": true,\n"
                               "  \"o\": {}, \"l\": [3, 4], \"stop\": 9, \"Z\": -2 }";
    struct vs_json *value = NULL;
    struct vs_hash hash;
    struct vs_buf buf;

    vs_buf_init(&buf, 1000);
    OK(vs_json_parse(&value, text, sizeof(text) - 1, VS_JSON_LOOSE, NULL) == VS_OK, "ordinary");
    OK(vs_str_is(vs_json_get_str(value, "s"), "xA"), "a string");
    OK(vs_json_get_str(value, "n").p == NULL && vs_json_get_str(value, "no").p == NULL, "none");
    OK(vs_json_kind(vs_json_get(value, "n")) == VS_JSON_NULL, "null");
    OK(vs_json_kind(vs_json_get(value, "r")) == VS_JSON_REAL, "real");
    OK(vs_json_kind(vs_json_get(value, "t")) == VS_JSON_BOOL, "bool");
    OK(vs_json_kind(vs_json_get(value, "o")) == VS_JSON_OBJECT, "object");
    OK(vs_json_kind(vs_json_get(value, "l")) == VS_JSON_ARRAY, "array");
    OK(vs_json_kind(vs_json_get(value, "s")) == VS_JSON_STRING, "string");
    OK(vs_json_kind(vs_json_get(value, "Z")) == VS_JSON_INT, "int");
    OK(vs_json_kind(NULL) == VS_JSON_NULL, "nothing is null");
    IS_INT(vs_json_int(vs_json_get(value, "Z"), 0), -2, "an integer");
    IS_INT(vs_json_int(vs_json_get(value, "s"), 77), 77, "otherwise the default");
    OK(vs_json_bool(vs_json_get(value, "t"), false), "a bool");
    OK(vs_json_bool(vs_json_get(value, "no"), true), "otherwise the default");
    IS_INT(vs_json_size(value), 8, "members");
    IS_INT(vs_json_size(vs_json_get(value, "l")), 2, "elements");
    IS_INT(vs_json_size(vs_json_get(value, "s")), 0, "a string has neither");
    IS_INT(vs_json_int(vs_json_at(vs_json_get(value, "l"), 1), 0), 4, "an element");
    OK(vs_json_at(vs_json_get(value, "l"), 2) == NULL, "none behind the last");
    OK(!vs_json_get_hash(&hash, value, "s"), "no hash");
    IS_INT(vs_json_each(value, note_name, &buf), 42, "members are visited until one says stop");
    IS_TEXT((char *)buf.p, "s-1 n-1 r-1 t-1 o-1 l-1 stop9 ", "in the order of the source");
    vs_buf_clear(&buf);
    OK(vs_json_print(&buf, value, 0, NULL) == VS_OK, "it can be printed, null and all");
    IS_TEXT((char *)buf.p,
            "{\"s\": \"xA\", \"n\": null, \"r\": 1.5, \"t\": true, \"o\": {}, \"l\": [3, 4], "
            "\"stop\": 9, \"Z\": -2}",
            "on one line");
    OK(vs_json_write(&buf, value, VS_JSON_CONTENT, NULL) == VS_E_JSON_NOT_CANONICAL,
       "but is not canonical");
    vs_json_free(value);
    SYNTAX("{\"a\":1,\"a\":2}", "duplicates");
    OK(parse("{\"a\":1,\"a\":2}", 13, VS_JSON_LOOSE) == VS_E_JSON_SYNTAX, "in ordinary JSON too");
    IS_TEXT(err.subject, "line 1, column 10, a", "the error names the member");
    IS_TEXT(err.detail, "the name of a member stands there twice", "and says what is wrong");
    OK(parse("{\"secret\": }", 12, VS_JSON_LOOSE) == VS_E_JSON_SYNTAX, "no value");
    OK(!strstr(err.subject, "secret") && !strstr(err.detail, "secret"),
       "the error does not quote the input");
    OK(parse("{\"a\":", 5, VS_JSON_LOOSE) == VS_E_JSON_SYNTAX, "cut off");
    IS_TEXT(err.detail, "it ends too early: a bracket, a brace or a quote is not closed",
            "the error says that it ends too early");
    vs_buf_release(&buf);
}

static void
test_lost_values(void)
{
    struct vs_json *object = vs_json_new_object(), *array;
    struct vs_buf buf;

    vs_buf_init(&buf, 1000);
    vs_json_set(object, "a", NULL);
    OK(vs_json_write(&buf, object, VS_JSON_FACTS, NULL) == VS_E_NO_MEMORY, "a lost member");
    OK(vs_json_print(&buf, object, 0, NULL) == VS_E_NO_MEMORY, "is not printed either");
    array = vs_json_new_array();
    vs_json_add(array, object);
    object = vs_json_new_object();
    vs_json_set(object, "list", array);
    OK(vs_json_write(&buf, object, VS_JSON_FACTS, NULL) == VS_E_NO_MEMORY, "deep inside");
    OK(vs_json_print(&buf, object, 2, NULL) == VS_E_NO_MEMORY, "for the printer too");
    vs_json_free(object);
    array = vs_json_new_array();
    vs_json_add(array, NULL);
    OK(vs_json_print(&buf, array, 0, NULL) == VS_E_NO_MEMORY, "a lost element");
    vs_json_free(array);
    vs_json_set(NULL, "a", vs_json_new_int(1));
    vs_json_add(NULL, vs_json_new_int(1));
    OK(vs_json_write(&buf, NULL, VS_JSON_FACTS, NULL) == VS_E_NO_MEMORY, "a lost document");
    OK(vs_json_print(&buf, NULL, 0, NULL) == VS_E_NO_MEMORY, "a lost document, printed");

    for (int i = 0; i < 40; i++) {
        object = vs_json_new_object();
        vs_mem_fail_at(1);
        vs_json_set_int(object, "a", 1);
        vs_mem_fail_at(0);
        if (vs_json_write(&buf, object, VS_JSON_FACTS, NULL) != VS_E_NO_MEMORY) {
            break;
        }
        vs_json_free(object);
        object = NULL;
    }
    OK(object == NULL, "an empty object that could not take its member is lost, time after time");
    vs_json_free(object);
    object = vs_json_new_object();
    vs_buf_clear(&buf);
    OK(vs_json_write(&buf, object, VS_JSON_FACTS, NULL) == VS_OK, "and no other one is");
    vs_json_free(object);
    vs_buf_release(&buf);
}

int
main(void)
{
    test_shape();
    test_depth();
    test_names();
    test_integers();
    test_every_code_point();
    test_malformed_utf8();
    test_escapes();
    test_writer();
    test_reading();
    test_lost_values();
    return tap_done();
}
