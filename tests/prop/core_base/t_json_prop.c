/*
 * Laws of canonical JSON over random values and random damage. The seed is printed; VS_SEED is not
 * read, since the runner takes such settings away: pass a seed as the argument.
 */
#include <stdlib.h>

#include "core/base/json.h"
#include "tests/tap.h"

static uint64_t state;

/* splitmix64 */
static uint64_t
next(void)
{
    uint64_t z = (state += 0x9e3779b97f4a7c15ULL);

    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9ULL;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebULL;
    return z ^ (z >> 31);
}

static unsigned
below(unsigned limit)
{
    return (unsigned)(next() % limit);
}

static struct vs_json *
random_string(enum vs_json_form form)
{
    static const char *const pieces[] = {"a",
                                         "Z",
                                         "0",
                                         " ",
                                         "~",
                                         "\xc2\xa0",
                                         "\t",
                                         "\n",
                                         "\"",
                                         "\\",
                                         "\xc3\xa9",
                                         "\xe2\x82\xac",
                                         "\xf0\x9f\x98\x80",
                                         "\xe2\x80\x8b",
                                         "\xf4\x8f\xbf\xbd"};
    unsigned kinds = form == VS_JSON_FACTS ? 5 : sizeof(pieces) / sizeof(pieces[0]);
    struct vs_json *value;
    struct vs_buf buf;

    vs_buf_init(&buf, 1000);
    for (unsigned left = below(20); left > 0; left--) {
        vs_buf_add_text(&buf, pieces[below(kinds)]);
    }
    value = vs_json_new_string(vs_buf_str(&buf));
    vs_buf_release(&buf);
    return value;
}

static struct vs_json *
random_value(enum vs_json_form form, int depth)
{
    static const char first[] = "abcxyz", rest[] = "abcxyz0189_";
    unsigned kind = below(depth < VS_JSON_DEPTH_MAX ? 6 : 4);
    struct vs_json *value;

    switch (depth == 1 ? 5 : kind) {
    case 0:
        return vs_json_new_bool(below(2));
    case 1:
        return vs_json_new_int((int64_t)(next() >> (11 + below(53))));
    case 2:
    case 3:
        return random_string(form);
    case 4:
        value = vs_json_new_array();
        for (unsigned left = below(5); left > 0; left--) {
            vs_json_add(value, random_value(form, depth + 1));
        }
        return value;
    default:
        break;
    }
    value = vs_json_new_object();
    for (unsigned left = below(7); left > 0; left--) {
        char name[34] = {0};

        name[0] = first[below(sizeof(first) - 1)];
        for (unsigned i = 1, len = below(4) ? 1 + below(3) : 32; i < len; i++) {
            name[i] = rest[below(sizeof(rest) - 1)];
        }
        vs_json_set(value, name, random_value(form, depth + 1));
    }
    return value;
}

/* Changes, takes away, doubles or puts in a few bytes. */
static void
damage(struct vs_buf *out, const struct vs_buf *in)
{
    static const char likely[] = "{}[]\",:\\ \n0123456789.eE+-ntrufalse_\x80\xff\xc2";
    size_t at = below((unsigned)in->len), skip = below(3), put = below(3);

    vs_buf_clear(out);
    vs_buf_add(out, in->p, at);
    for (; put > 0; put--) {
        vs_buf_add_byte(out, below(4) ? (uint8_t)likely[below(sizeof(likely) - 1)]
                                      : (uint8_t)below(256));
    }
    at = at + skip < in->len ? at + skip : in->len;
    vs_buf_add(out, in->p + at, in->len - at);
}

static bool
same(const struct vs_buf *a, const struct vs_buf *b)
{
    return vs_str_eq(vs_buf_str(a), vs_buf_str(b));
}

int
main(int argc, char **argv)
{
    unsigned accepted = 0, refused = 0, wrong = 0, lost = 0;
    struct vs_buf bytes, again, bad;

    state = argc > 1 ? strtoull(argv[1], NULL, 0) : 20260402;
    printf("# seed %llu\n", (unsigned long long)state);
    vs_buf_init(&bytes, 1 << 24);
    vs_buf_init(&again, 1 << 24);
    vs_buf_init(&bad, 1 << 24);
    for (int i = 0; i < 3000; i++) {
        enum vs_json_form form = i % 2 ? VS_JSON_FACTS : VS_JSON_CONTENT;
        struct vs_json *value = random_value(form, 1), *back = NULL;

        vs_buf_clear(&bytes);
        vs_buf_clear(&again);
        if (vs_json_write(&bytes, value, form, NULL) != VS_OK ||
            vs_json_parse(&back, bytes.p, bytes.len, form, NULL) != VS_OK ||
            vs_json_write(&again, back, form, NULL) != VS_OK || !same(&bytes, &again)) {
            printf("# value %d: %.2000s\n", i, bytes.p ? (char *)bytes.p : "");
            lost++;
        }
        vs_json_free(value);
        vs_json_free(back);
        for (int j = 0; j < 20 && bytes.len > 0; j++) {
            damage(&bad, &bytes);
            if (vs_json_parse(&back, bad.p, bad.len, form, NULL) != VS_OK) {
                refused++;
                continue;
            }
            accepted++;
            vs_buf_clear(&again);
            wrong += vs_json_write(&again, back, form, NULL) != VS_OK || !same(&bad, &again);
            vs_json_free(back);
        }
    }
    IS_INT(lost, 0, "what is written is read back and written again as the same bytes");
    IS_INT(wrong, 0, "damaged bytes that are accepted are exactly what would be written");
    OK(accepted > 100 && refused > 10000, "both happened: %u accepted, %u refused", accepted,
       refused);
    vs_buf_release(&bytes);
    vs_buf_release(&again);
    vs_buf_release(&bad);
    return tap_done();
}
