/* What a value is, and what stands in it (json.h). */
#include "core/base/json.h"

#include <jansson.h>

#include "core/base/enc.h"

enum vs_json_kind
vs_json_kind(const struct vs_json *value)
{
    const json_t *v = (const json_t *)value;

    if (!v) {
        return VS_JSON_NULL;
    }
    switch (json_typeof(v)) {
    case JSON_OBJECT:
        return VS_JSON_OBJECT;
    case JSON_ARRAY:
        return VS_JSON_ARRAY;
    case JSON_STRING:
        return VS_JSON_STRING;
    case JSON_INTEGER:
        return VS_JSON_INT;
    case JSON_REAL:
        return VS_JSON_REAL;
    case JSON_TRUE:
    case JSON_FALSE:
        return VS_JSON_BOOL;
    case JSON_NULL:
        break;
    }
    return VS_JSON_NULL;
}

size_t
vs_json_size(const struct vs_json *value)
{
    const json_t *v = (const json_t *)value;

    return json_is_array(v) ? json_array_size(v) : json_object_size(v);
}

struct vs_json *
vs_json_get(const struct vs_json *object, const char *name)
{
    return (struct vs_json *)json_object_get((const json_t *)object, name);
}

struct vs_json *
vs_json_at(const struct vs_json *array, size_t index)
{
    return (struct vs_json *)json_array_get((const json_t *)array, index);
}

struct vs_str
vs_json_str(const struct vs_json *value)
{
    const json_t *v = (const json_t *)value;

    return (struct vs_str){json_string_value(v), json_string_length(v)};
}

int64_t
vs_json_int(const struct vs_json *value, int64_t otherwise)
{
    const json_t *v = (const json_t *)value;

    return json_is_integer(v) ? json_integer_value(v) : otherwise;
}

bool
vs_json_bool(const struct vs_json *value, bool otherwise)
{
    const json_t *v = (const json_t *)value;

    return json_is_boolean(v) ? json_is_true(v) : otherwise;
}

struct vs_str
vs_json_get_str(const struct vs_json *object, const char *name)
{
    return vs_json_str(vs_json_get(object, name));
}

bool
vs_json_get_hash(struct vs_hash *out, const struct vs_json *object, const char *name)
{
    return vs_hash_parse(out, vs_json_get_str(object, name));
}
