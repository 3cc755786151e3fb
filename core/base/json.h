/*
 * JSON: the canonical form in which facts and content are signed (FORMAT.md, "Canonical JSON"), and
 * ordinary JSON for agreements, calendars and `--json` output.
 *
 * A value is a `struct vs_json *`, reference counted by the JSON library behind json.c (the only
 * file that may include it). Values obtained from a container are borrowed; values made by
 * vs_json_new_* or parsed are owned and go with vs_json_free. The vs_json_set_* and vs_json_add_*
 * functions take what they are given; like buffers they fail silently on lack of memory and the
 * printer reports it, so that building a document reads as a list of its members.
 */
#ifndef VS_CORE_BASE_JSON_H
#define VS_CORE_BASE_JSON_H

#include "core/base/bytes.h"

struct vs_json;

/* The largest integer of canonical JSON: 2^53 - 1. */
#define VS_JSON_INT_MAX   9007199254740991LL
#define VS_JSON_DEPTH_MAX 8                  /* the outermost object is the first level */
#define VS_JSON_BYTES_MAX (16 * 1024 * 1024) /* the longest text that is parsed at all */

enum vs_json_form {
    VS_JSON_FACTS,   /* canonical; strings printable ASCII without '"' and '\' */
    VS_JSON_CONTENT, /* canonical; strings any text that FORMAT.md allows */
    VS_JSON_LOOSE    /* ordinary JSON from a file of ours or a user's; duplicates are refused */
};

/*
 * Parses `len` bytes. For the canonical forms the bytes must be exactly what vs_json_write gives
 * for the value (VS_E_JSON_NOT_CANONICAL with the reason), for all forms the outermost value must
 * be an object and the depth at most VS_JSON_DEPTH_MAX (VS_E_JSON_SYNTAX). The error never holds
 * words of the input but a well-formed member name. Arrays that are sets are checked by who knows
 * the schema. VS_E_TOO_LARGE, VS_E_NO_MEMORY. *out is owned by the caller, NULL on failure.
 */
enum vs_code vs_json_parse(struct vs_json **out, const void *bytes, size_t len,
                           enum vs_json_form form, struct vs_err *err) VS_MUST_USE;

/*
 * Appends the canonical bytes of `value`, checked against `form` (never VS_JSON_LOOSE).
 * VS_E_NO_MEMORY if `value` or anything in it could not be made, VS_E_JSON_NOT_CANONICAL if the
 * form does not have such a value; then `out` may have some of the bytes.
 */
enum vs_code vs_json_write(struct vs_buf *out, const struct vs_json *value, enum vs_json_form form,
                           struct vs_err *err) VS_MUST_USE;

/* Appends the value for people and programs to read: members in the order set, `indent` spaces a
 * level (0 = one line), no newline at the end. For --json and for files that a person edits; never
 * for what is signed. VS_E_NO_MEMORY as above, VS_E_ENCODING for a text that is not UTF-8,
 * VS_E_INVALID for more than 32 levels. */
enum vs_code vs_json_print(struct vs_buf *out, const struct vs_json *value, unsigned indent,
                           struct vs_err *err) VS_MUST_USE;

void vs_json_free(struct vs_json *value);
struct vs_json *vs_json_copy(const struct vs_json *value); /* deep; NULL when out of memory */

/* Making. All may return NULL when out of memory; every function below accepts NULL as a value
 * that "could not be made" and hands the failure on to vs_json_write / vs_json_print. */
struct vs_json *vs_json_new_object(void);
struct vs_json *vs_json_new_array(void);
struct vs_json *vs_json_new_string(struct vs_str text);
struct vs_json *vs_json_new_int(int64_t value);
struct vs_json *vs_json_new_bool(bool value);

void vs_json_set(struct vs_json *object, const char *name, struct vs_json *value);
void vs_json_set_text(struct vs_json *object, const char *name, const char *text);
void vs_json_set_str(struct vs_json *object, const char *name, struct vs_str text);
void vs_json_set_int(struct vs_json *object, const char *name, int64_t value);
void vs_json_set_bool(struct vs_json *object, const char *name, bool value);
void vs_json_set_hash(struct vs_json *object, const char *name, const struct vs_hash *hash);
void vs_json_add(struct vs_json *array, struct vs_json *value);
void vs_json_add_hash(struct vs_json *array, const struct vs_hash *hash);
void vs_json_add_text(struct vs_json *array, const char *text);

/* Reading. A member that is missing or of another kind gives the stated default. */
enum vs_json_kind {
    VS_JSON_OBJECT,
    VS_JSON_ARRAY,
    VS_JSON_STRING,
    VS_JSON_INT,
    VS_JSON_BOOL,
    VS_JSON_NULL,
    VS_JSON_REAL
};
enum vs_json_kind vs_json_kind(const struct vs_json *value);
size_t vs_json_size(const struct vs_json *value); /* members or elements; else 0 */
struct vs_json *vs_json_get(const struct vs_json *object, const char *name); /* NULL */
struct vs_json *vs_json_at(const struct vs_json *array, size_t index);       /* NULL */
struct vs_str vs_json_str(const struct vs_json *value); /* {NULL, 0} if no string */
int64_t vs_json_int(const struct vs_json *value, int64_t otherwise);
bool vs_json_bool(const struct vs_json *value, bool otherwise);
struct vs_str vs_json_get_str(const struct vs_json *object, const char *name); /* {NULL, 0} */
bool vs_json_get_hash(struct vs_hash *out, const struct vs_json *object, const char *name);

/* Calls `each` for every member in the order of the source; stops and returns its first non-zero.
 */
int vs_json_each(const struct vs_json *object,
                 int (*each)(void *payload, const char *name, const struct vs_json *value),
                 void *payload);

#endif
