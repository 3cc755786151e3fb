#include "core/base/json_plain.h"

#include <string.h>

#include "core/base/mem.h"

#define NAME_MAX_LEN  32
#define DIGITS_MAX    16 /* of 2^53 - 1 */
#define UNESCAPED_MAX (1024 * 1024)

struct level {
    struct vs_json *container; /* owned until it is closed and goes into the one around it */
    bool is_object;
    bool begun;                  /* has a member already */
    char name[NAME_MAX_LEN + 1]; /* of the member that is being read */
};

struct reader {
    const char *p;
    const char *end;
    struct level levels[VS_JSON_DEPTH_MAX];
    size_t depth;
};

/* Takes `c` if it comes next. */
static bool
take(struct reader *r, char c)
{
    if (r->p == r->end || *r->p != c) {
        return false;
    }
    r->p++;
    return true;
}

static bool
take_word(struct reader *r, struct vs_str word)
{
    if ((size_t)(r->end - r->p) < word.len || memcmp(r->p, word.p, word.len) != 0) {
        return false;
    }
    r->p += word.len;
    return true;
}

/* A member's name with its quotes and the colon. */
static bool
take_name(struct reader *r, char name[NAME_MAX_LEN + 1])
{
    size_t len = 0;

    if (!take(r, '"')) {
        return false;
    }
    while (r->p < r->end &&
           ((*r->p >= 'a' && *r->p <= 'z') || *r->p == '_' || (*r->p >= '0' && *r->p <= '9'))) {
        if (len == NAME_MAX_LEN) {
            return false;
        }
        name[len++] = *r->p++;
    }
    name[len] = '\0';
    return take(r, '"') && take(r, ':');
}

/* The text between r->p and `stop`, which has escapes, without them. */
static struct vs_json *
unescaped(struct reader *r, const char *stop)
{
    struct vs_json *value = NULL;
    struct vs_buf buf;

    vs_buf_init(&buf, UNESCAPED_MAX);
    while (r->p < stop) {
        const char *escape = memchr(r->p, '\\', (size_t)(stop - r->p));
        char c;

        if (!escape) {
            break;
        }
        vs_buf_add(&buf, r->p, (size_t)(escape - r->p));
        c = escape[1]; /* there is one: an escape never ends a string */
        if (c != '"' && c != '\\' && c != 'n' && c != 't') {
            goto out;
        }
        vs_buf_add_byte(&buf, (uint8_t)(c == 'n' ? '\n' : c == 't' ? '\t' : c));
        r->p = escape + 2;
    }
    vs_buf_add(&buf, r->p, (size_t)(stop - r->p));
    if (vs_buf_check(&buf, "text", NULL) == VS_OK) {
        value = vs_json_new_string(vs_buf_str(&buf));
    }
out:
    vs_buf_release(&buf);
    return value;
}

/* A string behind its first quote. */
static struct vs_json *
read_string(struct reader *r)
{
    const char *stop = r->p;
    struct vs_json *value;
    bool escapes = false;

    while (stop < r->end && *stop != '"') {
        if (*stop == '\\') {
            escapes = true;
            stop++;
        }
        stop++;
    }
    if (stop >= r->end) {
        return NULL;
    }
    value = escapes ? unescaped(r, stop)
                    : vs_json_new_string((struct vs_str){r->p, (size_t)(stop - r->p)});
    r->p = stop + 1;
    return value;
}

static struct vs_json *
read_int(struct reader *r)
{
    int64_t value = 0;
    int count = 0;

    while (r->p < r->end && *r->p >= '0' && *r->p <= '9' && count++ < DIGITS_MAX) {
        value = value * 10 + (*r->p++ - '0');
    }
    return vs_json_new_int(value);
}

static struct vs_json *
read_scalar(struct reader *r)
{
    if (take(r, '"')) {
        return read_string(r);
    }
    if (r->p < r->end && *r->p >= '0' && *r->p <= '9') {
        return read_int(r);
    }
    if (take_word(r, VS_STR("true"))) {
        return vs_json_new_bool(true);
    }
    if (take_word(r, VS_STR("false"))) {
        return vs_json_new_bool(false);
    }
    return NULL;
}

/* Begins a container if one begins here; false if it is one too many or could not be made. */
static bool
begin(struct reader *r, bool is_object)
{
    struct level *level = &r->levels[r->depth];

    if (r->depth == VS_JSON_DEPTH_MAX) {
        return false;
    }
    level->container = is_object ? vs_json_new_object() : vs_json_new_array();
    level->is_object = is_object;
    level->begun = false;
    r->depth += level->container != NULL;
    return level->container != NULL;
}

/* Puts `value`, which it takes, where the innermost open container wants it. */
static void
put(struct reader *r, struct vs_json *value)
{
    struct level *level = &r->levels[r->depth - 1];

    if (level->is_object) {
        vs_json_set(level->container, level->name, value);
    } else {
        vs_json_add(level->container, value);
    }
}

/* One step: the end of a container, or a member or element, of which a container only begins. */
static bool
step(struct reader *r)
{
    struct level *level = &r->levels[r->depth - 1];
    struct vs_json *value;

    if (take(r, level->is_object ? '}' : ']')) {
        r->depth--;
        if (r->depth > 0) {
            put(r, level->container);
        }
        return true;
    }
    if ((level->begun && !take(r, ',')) || (level->is_object && !take_name(r, level->name))) {
        return false;
    }
    level->begun = true;
    if (take(r, '{')) {
        return begin(r, true);
    }
    if (take(r, '[')) {
        return begin(r, false);
    }
    value = read_scalar(r);
    if (value) {
        put(r, value);
    }
    return value != NULL;
}

struct vs_json *
vs_json_read_plain(const char *text, size_t len)
{
    struct reader r = {.p = text, .end = len > 0 ? text + len : text};
    bool good = len > 0 && take(&r, '{') && begin(&r, true);

    while (good && r.depth > 0) {
        good = step(&r); /* each takes a byte or fails, so there are at most len of them */
    }
    if (good && r.p == r.end) {
        return r.levels[0].container;
    }
    if (good) {
        r.depth = 1; /* closed, but something follows */
    }
    while (r.depth > 0) {
        vs_json_free(r.levels[--r.depth].container);
    }
    return NULL;
}
