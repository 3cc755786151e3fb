#include "core/casework/shape.h"

#include <stdio.h>
#include <string.h>

#include "core/base/instant.h"
#include "core/base/text.h"

#define PATH_MAX_LEN 140
#define FIRST_DATE   "1970-01-01"
#define LAST_DATE    "2099-12-31"

struct frame {
    const struct vs_json *value;
    const struct vs_shape *shape;
    size_t next; /* the member or element to look at next */
    size_t path; /* length of the path up to here */
};

struct check {
    struct frame frames[VS_JSON_DEPTH_MAX + 1];
    size_t depth;
    char path[PATH_MAX_LEN + 40];
    enum vs_code code;
    struct vs_err *err;
    enum vs_code (*visit)(void *payload, const char *path, const struct vs_json *object);
    void *payload;
};

int
vs_shape_word(const char *const *words, struct vs_str text, int otherwise)
{
    for (int i = 0; words[i]; i++) {
        if (text.p && vs_str_is(text, words[i])) {
            return i;
        }
    }
    return otherwise;
}

bool
vs_shape_text_ok(struct vs_str text, size_t *code_points)
{
    size_t count = 0;

    for (size_t at = 0; at < text.len; count++) {
        if (vs_text_forbidden(vs_text_next(text, &at))) {
            return false;
        }
    }
    if (code_points) {
        *code_points = count;
    }
    return true;
}

/* Adds ".name" or "[index]" to the path; a path too long for its place is cut. */
static size_t
path_add(struct check *c, size_t len, const char *name, size_t index)
{
    int added;

    if (len >= PATH_MAX_LEN) {
        return len;
    }
    if (name) {
        added = snprintf(c->path + len, sizeof(c->path) - len, "%s%.36s", len ? "." : "", name);
    } else {
        added = snprintf(c->path + len, sizeof(c->path) - len, "[%zu]", index);
    }
    return len + (size_t)added;
}

static enum vs_code
wrong(struct check *c, size_t path, const char *expected)
{
    c->path[path] = 0;
    return vs_fail(c->err, c->code, path ? c->path : "(document)", "%s", expected);
}

/* Starts or goes on with "must be one of: a, b, c", cut where it becomes too long. */
static size_t
list_word(char text[280], size_t len, const char *word)
{
    int added = snprintf(text + len, 280 - len, "%s%s", len ? ", " : "must be one of: ", word);

    return added < 0 || (size_t)added >= 280 - len ? 279 : len + (size_t)added;
}

static enum vs_code
wrong_word(struct check *c, size_t path, const char *const *words)
{
    char text[280] = "";
    size_t len = 0;

    for (; *words; words++) {
        len = list_word(text, len, *words);
    }
    return wrong(c, path, text);
}

static enum vs_code
wrong_choice(struct check *c, size_t path, const struct vs_shape_choice *choice)
{
    char text[280] = "";
    size_t len = 0;

    for (; choice->word; choice++) {
        len = list_word(text, len, choice->word);
    }
    return wrong(c, path, text);
}

static enum vs_code
check_name(struct check *c, size_t path, const struct vs_shape *shape, struct vs_str text)
{
    char expected[120];
    bool good = text.p && text.len >= (size_t)shape->min && text.len <= (size_t)shape->max &&
                text.p[0] != '-' && text.p[0] != '_';

    for (size_t i = 0; good && i < text.len; i++) {
        char ch = text.p[i];

        good = (ch >= 'a' && ch <= 'z') || (ch >= '0' && ch <= '9') || ch == '-' ||
               (ch == '_' && shape->kind == VS_SHAPE_NAME);
    }
    if (good) {
        return VS_OK;
    }
    snprintf(expected, sizeof(expected),
             "must be %d to %d of a-z, 0-9%s, beginning with a letter or digit", (int)shape->min,
             (int)shape->max, shape->kind == VS_SHAPE_NAME ? ", '-' and '_'" : " and '-'");
    return wrong(c, path, expected);
}

static enum vs_code
check_text(struct check *c, size_t path, const struct vs_shape *shape, struct vs_str text)
{
    char expected[240];
    size_t count = 0;

    if (text.p && vs_shape_text_ok(text, &count) && count >= (size_t)shape->min &&
        count <= (size_t)shape->max) {
        return VS_OK;
    }
    snprintf(expected, sizeof(expected),
             "must be a text of %d to %d characters without control characters other than newline "
             "and tab%s",
             (int)shape->min, (int)shape->max,
             shape->kind == VS_SHAPE_PROSE
                 ? ", or an object with one in each language: \"nl\" and \"en\""
                 : "");
    return wrong(c, path, expected);
}

static enum vs_code
check_date(struct check *c, size_t path, struct vs_str text)
{
    vs_date date;

    /* Both limits and the text have ten characters: the order of bytes is the order of dates. */
    if (text.p && vs_date_parse(&date, text) && memcmp(text.p, FIRST_DATE, 10) >= 0 &&
        memcmp(text.p, LAST_DATE, 10) <= 0) {
        return VS_OK;
    }
    return wrong(c, path, "must be a real date YYYY-MM-DD from " FIRST_DATE " to " LAST_DATE);
}

static enum vs_code
check_int(struct check *c, size_t path, const struct vs_shape *shape, const struct vs_json *value)
{
    char expected[80];
    int64_t n = vs_json_int(value, -1);

    if (vs_json_kind(value) == VS_JSON_INT && n >= shape->min && n <= shape->max) {
        return VS_OK;
    }
    snprintf(expected, sizeof(expected), "must be a whole number from %lld to %lld",
             (long long)shape->min, (long long)shape->max);
    return wrong(c, path, expected);
}

/* Elements that are texts, each once. Arrays are short by their own limit. */
static enum vs_code
check_distinct(struct check *c, size_t path, const struct vs_json *array)
{
    size_t size = vs_json_size(array);

    for (size_t i = 1; i < size; i++) {
        for (size_t j = 0; j < i; j++) {
            struct vs_str a = vs_json_str(vs_json_at(array, i));

            if (a.p && vs_str_eq(a, vs_json_str(vs_json_at(array, j)))) {
                return wrong(c, path_add(c, path, NULL, i), "is a repeat; name each once");
            }
        }
    }
    return VS_OK;
}

struct known {
    const struct vs_shape *shape;
    const char *stranger;
};

static int
each_known(void *payload, const char *name, const struct vs_json *value)
{
    struct known *k = payload;

    (void)value;
    for (const struct vs_shape_member *m = k->shape->members; m->name; m++) {
        if (strcmp(m->name, name) == 0) {
            return 0;
        }
    }
    k->stranger = name;
    return 1;
}

static enum vs_code
push(struct check *c, size_t path, const struct vs_shape *shape, const struct vs_json *value)
{
    if (c->depth == sizeof(c->frames) / sizeof(c->frames[0])) {
        return wrong(c, path, "is nested too deeply");
    }
    c->frames[c->depth++] = (struct frame){value, shape, 0, path};
    return VS_OK;
}

static enum vs_code
enter_object(struct check *c, size_t path, const struct vs_shape *shape,
             const struct vs_json *value)
{
    struct known known = {shape, NULL};

    if (vs_json_kind(value) != VS_JSON_OBJECT) {
        return wrong(c, path, "must be an object");
    }
    if (vs_json_each(value, each_known, &known) != 0) {
        return wrong(c, path_add(c, path, known.stranger, 0),
                     "is not a member that the format knows");
    }
    if (c->visit) {
        enum vs_code rc;

        c->path[path] = 0;
        rc = c->visit(c->payload, path ? c->path : "(document)", value);
        if (rc != VS_OK) {
            return rc;
        }
    }
    return push(c, path, shape, value);
}

static enum vs_code
enter_choice(struct check *c, size_t path, const struct vs_shape *shape,
             const struct vs_json *value)
{
    struct vs_str tag;

    if (vs_json_kind(value) != VS_JSON_OBJECT) {
        return wrong(c, path, "must be an object");
    }
    tag = vs_json_get_str(value, shape->tag);
    for (const struct vs_shape_choice *choice = shape->choices; choice->word; choice++) {
        if (tag.p && vs_str_is(tag, choice->word)) {
            return enter_object(c, path, choice->shape, value);
        }
    }
    return wrong_choice(c, path_add(c, path, shape->tag, 0), shape->choices);
}

static enum vs_code
enter_array(struct check *c, size_t path, const struct vs_shape *shape, const struct vs_json *value)
{
    size_t size = vs_json_size(value);
    char expected[80];

    if (vs_json_kind(value) != VS_JSON_ARRAY || size < (size_t)shape->min ||
        size > (size_t)shape->max) {
        snprintf(expected, sizeof(expected), "must be a list of %lld to %lld",
                 (long long)shape->min, (long long)shape->max);
        return wrong(c, path, expected);
    }
    return push(c, path, shape, value);
}

/* Checks a plain value, or enters one that has parts. */
static enum vs_code
enter(struct check *c, size_t path, const struct vs_shape *shape, const struct vs_json *value)
{
    switch (shape->kind) {
    case VS_SHAPE_OBJECT:
        return enter_object(c, path, shape, value);
    case VS_SHAPE_CHOICE:
        return enter_choice(c, path, shape, value);
    case VS_SHAPE_ARRAY:
        return enter_array(c, path, shape, value);
    case VS_SHAPE_PROSE:
        if (vs_json_kind(value) == VS_JSON_OBJECT) {
            return enter_object(c, path, shape, value);
        }
        return check_text(c, path, shape, vs_json_str(value));
    case VS_SHAPE_TEXT:
        return check_text(c, path, shape, vs_json_str(value));
    case VS_SHAPE_WORD:
        return vs_shape_word(shape->words, vs_json_str(value), -1) >= 0
                   ? VS_OK
                   : wrong_word(c, path, shape->words);
    case VS_SHAPE_NAME:
    case VS_SHAPE_SLUG:
        return check_name(c, path, shape, vs_json_str(value));
    case VS_SHAPE_DATE:
        return check_date(c, path, vs_json_str(value));
    case VS_SHAPE_INT:
        return check_int(c, path, shape, value);
    case VS_SHAPE_BOOL:
        return vs_json_kind(value) == VS_JSON_BOOL ? VS_OK
                                                   : wrong(c, path, "must be true or false");
    }
    return wrong(c, path, "has a shape that the check does not know");
}

/* Looks at the next part of the innermost frame, or leaves it. */
static enum vs_code
step(struct check *c)
{
    struct frame *f = &c->frames[c->depth - 1];

    if (f->shape->kind == VS_SHAPE_ARRAY) {
        if (f->next == vs_json_size(f->value)) {
            size_t path = f->path;
            const struct vs_json *array = f->value;
            bool distinct = f->shape->distinct;

            c->depth--;
            return distinct ? check_distinct(c, path, array) : VS_OK;
        }
        f->next++;
        return enter(c, path_add(c, f->path, NULL, f->next - 1), f->shape->element,
                     vs_json_at(f->value, f->next - 1));
    } else {
        const struct vs_shape_member *member = &f->shape->members[f->next];
        const struct vs_json *value;
        size_t path;

        if (!member->name) {
            c->depth--;
            return VS_OK;
        }
        f->next++;
        path = path_add(c, f->path, member->name, 0);
        value = vs_json_get(f->value, member->name);
        if (!value) {
            return member->required ? wrong(c, path, "is missing") : VS_OK;
        }
        return enter(c, path, member->shape, value);
    }
}

static enum vs_code
run(struct check *c, const struct vs_json *value, const struct vs_shape *shape)
{
    enum vs_code rc = enter(c, 0, shape, value);

    /* Ends because each step leaves a frame or takes one of finitely many parts. */
    while (rc == VS_OK && c->depth > 0) {
        rc = step(c);
    }
    return rc;
}

enum vs_code
vs_shape_check(const struct vs_json *value, const struct vs_shape *shape, enum vs_code code,
               struct vs_err *err)
{
    struct check c = {.code = code, .err = err};

    return run(&c, value, shape);
}

enum vs_code
vs_shape_visit(const struct vs_json *value, const struct vs_shape *shape,
               enum vs_code (*visit)(void *payload, const char *path, const struct vs_json *object),
               void *payload, struct vs_err *err)
{
    struct check c = {.code = VS_E_INTERNAL, .err = err, .visit = visit, .payload = payload};

    return run(&c, value, shape);
}
