/*
 * The canonical form has its own writer here. Reading is the library's parser plus that writer:
 * what the writer would not have given byte for byte is refused, so reader and writer cannot
 * disagree.
 *
 * "Could not be made" is a value of its own, `lost`, which goes into the container in the place of
 * what is missing and which no printer accepts. Where even that needs memory that is not there, it
 * takes the place of a member that is already in the container, or one of a few spare blocks.
 */
#include "core/base/json.h"

#include <assert.h>
#include <stdalign.h>
#include <string.h>

#include <jansson.h>

#include "core/base/enc.h"
#include "core/base/json_plain.h"
#include "core/base/mem.h"
#include "core/base/text.h"

#define PRINT_DEPTH_MAX 32

/* A constant of the library's own kind: this count of references says that it is never freed. */
static json_t lost = {JSON_NULL, (size_t)-1};

/* --- memory ------------------------------------------------------------------------------------
 */

/* Room for the one member of an empty object that is marked as lost when memory has run out. */
#define SPARE_SIZE 128
static struct {
    alignas(max_align_t) char b[SPARE_SIZE];
    bool used;
} spare[16];

static bool failed;  /* an allocation of the library has failed; it does not always say so itself */
static bool marking; /* the spare blocks may be used now */
static bool hopeless; /* they were not enough: nothing is written by this process any more */

static void *
take_spare(size_t size)
{
    for (size_t i = 0; i < sizeof(spare) / sizeof(spare[0]) && size <= SPARE_SIZE; i++) {
        if (!spare[i].used) {
            spare[i].used = true;
            return spare[i].b;
        }
    }
    hopeless = true;
    return NULL;
}

static void *
library_malloc(size_t size)
{
    void *p = vs_malloc(size);

    if (!p) {
        failed = true;
        p = marking ? take_spare(size) : NULL;
    }
    return p;
}

static void
library_free(void *p)
{
    uintptr_t at = (uintptr_t)p - (uintptr_t)spare;

    if (at < sizeof(spare)) {
        spare[at / sizeof(spare[0])].used = false;
        return;
    }
    vs_free(p);
}

/* Before anything can have been allocated by the library, which would be freed the wrong way. */
__attribute__((constructor)) static void
route_memory(void)
{
    json_set_alloc_funcs(library_malloc, library_free);
}

static void
mark_lost(json_t *container)
{
    void *first = json_object_iter(container);

    if (json_is_array(container)) {
        json_array_set_new(container, 0, &lost); /* an array that could not grow is not empty */
    } else if (first) {
        json_object_iter_set_new(container, first, &lost);
    } else {
        marking = true;
        json_object_set_new_nocheck(container, "", &lost);
        marking = false;
    }
}

/* --- walking without recursion ------------------------------------------------------------------
 */

struct member {
    const char *name;
    const json_t *value;
};

/* One container that is being walked. `sorted` is NULL where the order of the source will do. */
struct frame {
    json_t *value;
    void *iter;
    struct member *sorted;
    size_t next;
};

static void
frame_open(struct frame *frame, const json_t *value)
{
    /* The library's iterators take no const, and change nothing. */
    frame->value = (json_t *)(uintptr_t)value;
    frame->iter = json_object_iter(frame->value);
    frame->sorted = NULL;
    frame->next = 0;
}

/* The next member (with its name) or element (name NULL); false at the end. */
static bool
frame_next(struct frame *frame, struct member *out)
{
    size_t i = frame->next++;

    if (json_is_array(frame->value)) {
        out->name = NULL;
        out->value = json_array_get(frame->value, i);
        return out->value != NULL;
    }
    if (i >= json_object_size(frame->value)) {
        return false;
    }
    if (frame->sorted) {
        *out = frame->sorted[i];
        return true;
    }
    out->name = json_object_iter_key(frame->iter);
    out->value = json_object_iter_value(frame->iter);
    frame->iter = json_object_iter_next(frame->value, frame->iter);
    return true;
}

/* --- the canonical writer -----------------------------------------------------------------------
 */

/* Writes to `out`, or, if that is NULL, compares with the `len` bytes at `source`. */
struct writer {
    struct vs_buf *out;
    const char *source;
    size_t len;
    size_t at;
    bool differs; /* at `at`, which does not move any more */
    enum vs_json_form form;
    struct vs_err *err;
};

static void
put(struct writer *w, const char *bytes, size_t len)
{
    if (w->out) {
        vs_buf_add(w->out, bytes, len);
        return;
    }
    if (!w->differs && len <= w->len - w->at && memcmp(w->source + w->at, bytes, len) == 0) {
        w->at += len;
        return;
    }
    w->differs = true;
}

static enum vs_code
not_canonical(struct writer *w, const char *name, const char *why)
{
    return vs_fail(w->err, VS_E_JSON_NOT_CANONICAL, name ? name : "JSON", "%s", why);
}

static enum vs_code
write_string(struct writer *w, const char *name, const json_t *value)
{
    const char *text = json_string_value(value);
    size_t len = json_string_length(value);
    size_t done = 0, at = 0;

    put(w, "\"", 1);
    while (at < len) {
        unsigned char c = (unsigned char)text[at];
        bool escaped = c == '"' || c == '\\' || c == '\n' || c == '\t';

        if (w->form == VS_JSON_FACTS && (c < 0x20 || c > 0x7e || escaped)) {
            return not_canonical(w, name,
                                 "text of a fact beyond printable ASCII without \" and \\");
        }
        if (escaped) {
            char pair[2] = {'\\', c == '\n' ? 'n' : c == '\t' ? 't' : (char)c};

            put(w, text + done, at - done);
            put(w, pair, 2);
            done = ++at;
        } else if (c >= 0x20 && c < 0x7f) {
            at++;
        } else {
            const char *why = vs_text_forbidden(vs_text_next((struct vs_str){text, len}, &at));

            if (why) {
                return not_canonical(w, name, why);
            }
        }
    }
    put(w, text + done, len - done);
    put(w, "\"", 1);
    return VS_OK;
}

static enum vs_code
write_int(struct writer *w, const char *name, json_int_t value)
{
    char text[24];
    size_t at = sizeof(text);

    if (value < 0 || value > VS_JSON_INT_MAX) {
        return not_canonical(w, name, "integer outside 0 to 9007199254740991");
    }
    do {
        text[--at] = (char)('0' + value % 10);
        value /= 10;
    } while (value != 0);
    put(w, text + at, sizeof(text) - at);
    return VS_OK;
}

static enum vs_code
write_scalar(struct writer *w, const char *name, const json_t *value)
{
    if (json_is_string(value)) {
        return write_string(w, name, value);
    }
    if (json_is_integer(value)) {
        return write_int(w, name, json_integer_value(value));
    }
    if (json_is_true(value)) {
        put(w, "true", 4);
        return VS_OK;
    }
    if (json_is_false(value)) {
        put(w, "false", 5);
        return VS_OK;
    }
    if (value == &lost) {
        return vs_fail_memory(w->err);
    }
    return not_canonical(w, name, json_is_null(value) ? "null" : "number that is no plain integer");
}

/* [a-z][a-z0-9_]{0,31} */
static bool
is_name(const char *name)
{
    size_t len = 0;

    if (name[0] < 'a' || name[0] > 'z') {
        return false;
    }
    while ((name[len] >= 'a' && name[len] <= 'z') || (name[len] >= '0' && name[len] <= '9') ||
           name[len] == '_') {
        len++;
    }
    return name[len] == '\0' && len <= 32;
}

static int
compare_members(const void *a, const void *b)
{
    return strcmp(((const struct member *)a)->name, ((const struct member *)b)->name);
}

/* Sorts the members of an object that are not in order. */
static enum vs_code
sort_members(struct writer *w, struct frame *frame)
{
    size_t count = json_object_size(frame->value);
    struct member *sorted = vs_realloc_array(NULL, count, sizeof(*sorted));
    void *iter = json_object_iter(frame->value);

    if (!sorted) {
        return vs_fail_memory(w->err);
    }
    for (size_t i = 0; i < count; i++) {
        sorted[i].name = json_object_iter_key(iter);
        sorted[i].value = json_object_iter_value(iter);
        iter = json_object_iter_next(frame->value, iter);
    }
    qsort(sorted, count, sizeof(*sorted), compare_members);
    frame->sorted = sorted;
    return VS_OK;
}

/* Begins a container: its bracket, and for an object the check of all names and their order. */
static enum vs_code
enter(struct writer *w, struct frame *frame, const json_t *value)
{
    const char *before = "";
    bool in_order = true;

    frame_open(frame, value);
    if (json_is_array(value)) {
        put(w, "[", 1);
        return VS_OK;
    }
    put(w, "{", 1);
    for (void *i = frame->iter; i; i = json_object_iter_next(frame->value, i)) {
        const char *name = json_object_iter_key(i);

        if (json_object_iter_value(i) == &lost) {
            return vs_fail_memory(w->err);
        }
        if (!is_name(name)) {
            return not_canonical(w, NULL, "member name that is not [a-z][a-z0-9_]{0,31}");
        }
        in_order = in_order && strcmp(before, name) < 0;
        before = name;
    }
    if (in_order) {
        return VS_OK;
    }
    return w->out ? sort_members(w, frame)
                  : not_canonical(w, before, "members are not in the order of their names");
}

static enum vs_code
write_document(struct writer *w, const json_t *root)
{
    struct frame stack[VS_JSON_DEPTH_MAX];
    size_t depth = 1;
    enum vs_code code;

    if (!json_is_object(root)) {
        return root ? not_canonical(w, NULL, "the outermost value is not an object")
                    : vs_fail_memory(w->err);
    }
    code = enter(w, &stack[0], root);
    while (code == VS_OK && depth > 0) {
        struct frame *top = &stack[depth - 1];
        struct member member;

        if (!frame_next(top, &member)) {
            put(w, json_is_array(top->value) ? "]" : "}", 1);
            vs_free(top->sorted);
            depth--;
            continue;
        }
        if (top->next > 1) {
            put(w, ",", 1);
        }
        if (member.name) {
            put(w, "\"", 1);
            put(w, member.name, strlen(member.name));
            put(w, "\":", 2);
        }
        if (!json_is_object(member.value) && !json_is_array(member.value)) {
            code = write_scalar(w, member.name, member.value);
        } else if (depth == VS_JSON_DEPTH_MAX) {
            code = not_canonical(w, member.name, "more than 8 levels deep");
        } else {
            code = enter(w, &stack[depth++], member.value);
        }
    }
    while (depth > 0) {
        vs_free(stack[--depth].sorted);
    }
    return code;
}

enum vs_code
vs_json_write(struct vs_buf *out, const struct vs_json *value, enum vs_json_form form,
              struct vs_err *err)
{
    struct writer w = {.out = out, .form = form, .err = err};
    enum vs_code code = hopeless ? vs_fail_memory(err) : write_document(&w, (const json_t *)value);

    return code == VS_OK ? vs_buf_check(out, "JSON", err) : code;
}

/* --- parsing ------------------------------------------------------------------------------------
 */

/* False if brackets outside strings nest deeper than allowed. The library's parser calls itself. */
static bool
shallow(const char *text, size_t len)
{
    size_t depth = 0;
    bool in_string = false;

    for (size_t i = 0; i < len; i++) {
        char c = text[i];

        if (c == '"') {
            in_string = !in_string;
        } else if (in_string) {
            i += c == '\\';
        } else if (c == '{' || c == '[') {
            if (++depth > VS_JSON_DEPTH_MAX) {
                return false;
            }
        } else if ((c == '}' || c == ']') && depth > 0) {
            depth--;
        }
    }
    return true;
}

/* Why the library's parser refused, in words that say what to look for. */
static const char *
syntax_words(enum json_error_code why)
{
    switch ((int)why) {
    case json_error_invalid_utf8:
        return "the text there is not UTF-8";
    case json_error_premature_end_of_input:
        return "it ends too early: a bracket, a brace or a quote is not closed";
    case json_error_end_of_input_expected:
        return "something follows after its end";
    case json_error_duplicate_key:
        return "the name of a member stands there twice";
    case json_error_null_character:
    case json_error_null_byte_in_key:
        return "a string there has a zero character";
    case json_error_numeric_overflow:
        return "the number there is too large";
    default:
        return "what stands there cannot come next: often a comma, a colon or a quote is missing "
               "before it, or is one too many";
    }
}

/* With the name that stands twice, which the library gives as "... near '"name"'". Nothing else of
 * the input goes into an error. */
static enum vs_code
refused(const json_error_t *error, enum vs_json_form form, struct vs_err *err)
{
    enum json_error_code why = json_error_code(error);
    const char *name = strstr(error->text, " near '\"");
    enum vs_code code = VS_E_JSON_SYNTAX;
    char place[sizeof(err->subject)];
    int len;

    if (form != VS_JSON_LOOSE &&
        (why == json_error_null_character || why == json_error_null_byte_in_key ||
         why == json_error_numeric_overflow)) {
        code = VS_E_JSON_NOT_CANONICAL; /* JSON, but with a value that the form does not have */
    }
    len = snprintf(place, sizeof(place), "line %d, column %d", error->line, error->column);
    if (why == json_error_duplicate_key && name) {
        name += strlen(" near '\"");
        snprintf(place + len, sizeof(place) - (size_t)len, ", %.*s", (int)strcspn(name, "\"\\"),
                 name);
    }
    return vs_fail(err, code, place, "%s", syntax_words(why));
}

/* Whether these bytes are what the writer gives for `root`, and if not, why. */
static enum vs_code
check_canonical(const json_t *root, const void *bytes, size_t len, enum vs_json_form form,
                struct vs_err *err)
{
    struct writer w = {.source = bytes, .len = len, .form = form, .err = err};
    enum vs_code code = write_document(&w, root);

    if (code == VS_OK && (w.differs || w.at != len)) {
        return vs_fail(err, VS_E_JSON_NOT_CANONICAL, "JSON",
                       "differs from the canonical form after %zu bytes", w.at);
    }
    return code;
}

static enum vs_code
parse_by_library(json_t **out, const void *bytes, size_t len, enum vs_json_form form,
                 struct vs_err *err)
{
    json_error_t error;
    enum vs_code code;

    if (!shallow(bytes, len)) {
        return vs_fail(err, VS_E_JSON_SYNTAX, "JSON", "more than 8 levels deep");
    }
    failed = false;
    *out = json_loadb(len ? bytes : "", len, JSON_REJECT_DUPLICATES, &error);
    if (failed) {
        code = vs_fail_memory(err);
    } else if (!*out) {
        return refused(&error, form, err);
    } else if (!json_is_object(*out)) {
        code = vs_fail(err, VS_E_JSON_SYNTAX, "JSON", "the outermost value is not an object");
    } else {
        code = form == VS_JSON_LOOSE ? VS_OK : check_canonical(*out, bytes, len, form, err);
    }
    if (code != VS_OK) {
        json_decref(*out);
        *out = NULL;
    }
    return code;
}

enum vs_code
vs_json_parse(struct vs_json **out, const void *bytes, size_t len, enum vs_json_form form,
              struct vs_err *err)
{
    struct vs_json *plain = NULL;
    json_t *root = NULL;
    enum vs_code code;

    *out = NULL;
    if (len > VS_JSON_BYTES_MAX) {
        return vs_fail(err, VS_E_TOO_LARGE, "JSON", "more than %d bytes", VS_JSON_BYTES_MAX);
    }
    if (form != VS_JSON_LOOSE) {
        plain = vs_json_read_plain(bytes, len);
    }
    if (plain && check_canonical((const json_t *)plain, bytes, len, form, NULL) == VS_OK) {
        *out = plain;
        return VS_OK;
    }
    /* Whatever is not plainly canonical gets its verdict, and its reason, from the library. */
    vs_json_free(plain);
    code = parse_by_library(&root, bytes, len, form, err);
    *out = (struct vs_json *)root;
    return code;
}

/* --- printing for people and programs -----------------------------------------------------------
 */

/* What the library's printer, which calls itself, may not see: lost values and endless depth. */
static enum vs_code
check_printable(const json_t *root, struct vs_err *err)
{
    struct frame stack[PRINT_DEPTH_MAX];
    size_t depth = 1;

    if (!root || root == &lost || hopeless) {
        return vs_fail_memory(err);
    }
    frame_open(&stack[0], root);
    while (depth > 0) {
        struct member member;

        if (!frame_next(&stack[depth - 1], &member)) {
            depth--;
        } else if (member.value == &lost) {
            return vs_fail_memory(err);
        } else if (json_is_object(member.value) || json_is_array(member.value)) {
            if (depth == PRINT_DEPTH_MAX) {
                return vs_fail(err, VS_E_INVALID, member.name, "JSON too deep to print");
            }
            frame_open(&stack[depth++], member.value);
        }
    }
    return VS_OK;
}

static int
print_some(const char *bytes, size_t len, void *payload)
{
    vs_buf_add(payload, bytes, len);
    return 0;
}

enum vs_code
vs_json_print(struct vs_buf *out, const struct vs_json *value, unsigned indent, struct vs_err *err)
{
    size_t flags = JSON_ENCODE_ANY | (indent ? JSON_INDENT(indent) : 0);
    enum vs_code code = check_printable((const json_t *)value, err);

    if (code != VS_OK) {
        return code;
    }
    failed = false;
    if (json_dump_callback((const json_t *)value, print_some, out, flags) != 0) {
        return failed ? vs_fail_memory(err)
                      : vs_fail(err, VS_E_ENCODING, "JSON", "text that is not well-formed UTF-8");
    }
    return vs_buf_check(out, "JSON", err);
}

/* --- making -------------------------------------------------------------------------------------
 */

void
vs_json_free(struct vs_json *value)
{
    json_decref((json_t *)value);
}

struct vs_json *
vs_json_copy(const struct vs_json *value)
{
    return (struct vs_json *)json_deep_copy((const json_t *)value);
}

struct vs_json *
vs_json_new_object(void)
{
    return (struct vs_json *)json_object();
}

struct vs_json *
vs_json_new_array(void)
{
    return (struct vs_json *)json_array();
}

struct vs_json *
vs_json_new_string(struct vs_str text)
{
    /* Not checked here: the writer and the printer say what is wrong with a text. */
    return (struct vs_json *)json_stringn_nocheck(text.p ? text.p : "", text.len);
}

struct vs_json *
vs_json_new_int(int64_t value)
{
    return (struct vs_json *)json_integer(value);
}

struct vs_json *
vs_json_new_bool(bool value)
{
    return (struct vs_json *)json_boolean(value);
}

void
vs_json_set(struct vs_json *object, const char *name, struct vs_json *value)
{
    json_t *container = (json_t *)object;

    assert(!container || json_is_object(container));
    if (!container) {
        vs_json_free(value);
    } else if (json_object_set_new_nocheck(container, name, value ? (json_t *)value : &lost) != 0) {
        mark_lost(container);
    }
}

void
vs_json_set_text(struct vs_json *object, const char *name, const char *text)
{
    vs_json_set(object, name, vs_json_new_string(vs_str(text)));
}

void
vs_json_set_str(struct vs_json *object, const char *name, struct vs_str text)
{
    vs_json_set(object, name, vs_json_new_string(text));
}

void
vs_json_set_int(struct vs_json *object, const char *name, int64_t value)
{
    vs_json_set(object, name, vs_json_new_int(value));
}

void
vs_json_set_bool(struct vs_json *object, const char *name, bool value)
{
    vs_json_set(object, name, vs_json_new_bool(value));
}

void
vs_json_set_hash(struct vs_json *object, const char *name, const struct vs_hash *hash)
{
    char text[VS_HASH_TEXT_LEN + 1];

    vs_hash_text(text, hash);
    vs_json_set_text(object, name, text);
}

void
vs_json_add(struct vs_json *array, struct vs_json *value)
{
    json_t *container = (json_t *)array;

    assert(!container || json_is_array(container));
    if (!container) {
        vs_json_free(value);
    } else if (json_array_append_new(container, value ? (json_t *)value : &lost) != 0) {
        mark_lost(container);
    }
}

void
vs_json_add_hash(struct vs_json *array, const struct vs_hash *hash)
{
    char text[VS_HASH_TEXT_LEN + 1];

    vs_hash_text(text, hash);
    vs_json_add_text(array, text);
}

void
vs_json_add_text(struct vs_json *array, const char *text)
{
    vs_json_add(array, vs_json_new_string(vs_str(text)));
}

/* --- visiting ------------------------------------------------------------------------------------
 */

int
vs_json_each(const struct vs_json *object,
             int (*each)(void *payload, const char *name, const struct vs_json *value),
             void *payload)
{
    struct frame frame;
    struct member member;

    if (!json_is_object((const json_t *)object)) {
        return 0;
    }
    frame_open(&frame, (const json_t *)object);
    while (frame_next(&frame, &member)) {
        int result = each(payload, member.name, (const struct vs_json *)member.value);

        if (result != 0) {
            return result;
        }
    }
    return 0;
}
