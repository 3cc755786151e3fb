/*
 * The shape of a JSON document as a table, and a check against it: the C side of a JSON Schema.
 * Everything that a table does not name is refused. A test holds each table to its schema.
 */
#ifndef VS_CORE_CASEWORK_SHAPE_H
#define VS_CORE_CASEWORK_SHAPE_H

#include "core/base/json.h"

enum vs_shape_kind {
    VS_SHAPE_OBJECT, /* members */
    VS_SHAPE_CHOICE, /* an object whose member `tag` says which of `choices` it is */
    VS_SHAPE_ARRAY,  /* min..max times `element`; `distinct`: texts without repeats */
    VS_SHAPE_TEXT,  /* min..max code points that canonical content allows (protocol: no controls) */
    VS_SHAPE_PROSE, /* a TEXT, or an object of `members`: one in each language */
    VS_SHAPE_WORD,  /* one of `words` */
    VS_SHAPE_NAME,  /* min..max of a-z, 0-9, '-', '_'; first a letter or digit */
    VS_SHAPE_SLUG,  /* a NAME without '_' */
    VS_SHAPE_DATE,  /* YYYY-MM-DD, a real date of the years 1970 to 2099 */
    VS_SHAPE_INT,   /* min..max */
    VS_SHAPE_BOOL
};

struct vs_shape;

struct vs_shape_member {
    const char *name;
    bool required;
    const struct vs_shape *shape;
};

struct vs_shape_choice {
    const char *word;             /* the value of `tag` */
    const struct vs_shape *shape; /* an OBJECT that has `tag` as a member too */
};

struct vs_shape {
    enum vs_shape_kind kind;
    int64_t min, max;
    bool distinct;
    const char *const *words;              /* ends with NULL */
    const struct vs_shape *element;        /* of an array */
    const struct vs_shape_member *members; /* ends with a NULL name */
    const char *tag;
    const struct vs_shape_choice *choices; /* ends with a NULL word */
};

/*
 * VS_OK if `value` has the shape; else `code`, with the path of the member as the subject
 * ("transfer[0].move.n", "(document)" for the whole) and what would be right as the detail.
 * Nesting deeper than VS_JSON_DEPTH_MAX is refused.
 */
enum vs_code vs_shape_check(const struct vs_json *value, const struct vs_shape *shape,
                            enum vs_code code, struct vs_err *err) VS_MUST_USE;

/*
 * Calls `visit` for every object in a value that has passed vs_shape_check, outermost first, in the
 * order of the table; stops at the first that fails. `path` is "(document)" for the outermost.
 */
enum vs_code vs_shape_visit(const struct vs_json *value, const struct vs_shape *shape,
                            enum vs_code (*visit)(void *payload, const char *path,
                                                  const struct vs_json *object),
                            void *payload, struct vs_err *err) VS_MUST_USE;

/* The index of `text` among `words`, which end with NULL; `otherwise` if it is none of them. */
int vs_shape_word(const char *const *words, struct vs_str text, int otherwise);

/* True if `text` (UTF-8) holds only characters that canonical content allows. */
bool vs_shape_text_ok(struct vs_str text, size_t *code_points);

#endif
