#include "core/identity/directory.h"

#include <string.h>

#include "core/base/json.h"
#include "core/identity/inbox.h"
#include "core/identity/roster.h"
#include "core/log/hash.h"

/* Members of all types: v, type, made; `was` and x_... may be there. */
static const struct type {
    const char *name;
    const char *content; /* value of the member `content`, or NULL */
    const char *members[4];
} types[] = {
    [VS_DIR_ROSTER] = {"roster", "bytes", {"generation", "version", "roster", NULL}},
    [VS_DIR_INBOX] = {"inbox", NULL, {"key", "until", NULL, NULL}},
    [VS_DIR_ADOPT] = {"adopt", "json", {"profile", "profile_hash", "role", "from"}},
    [VS_DIR_ADOPT_END] = {"adopt.end", NULL, {"adoption", "end", NULL, NULL}},
    [VS_DIR_FORK] = {"fork", "bytes", {"feed", "size", "root", "evidence"}},
    [VS_DIR_CALENDAR] = {"calendar", "json", {"calendar", "edition", "calendar_hash", NULL}},
    [VS_DIR_SUCCEED] = {"succeed", NULL, {"org", "side", "from", NULL}},
};
enum { TYPE_COUNT = sizeof(types) / sizeof(types[0]), MEMBERS_MAX = 4 };

static enum vs_code
bad(struct vs_err *err, const char *what)
{
    return vs_fail(err, VS_E_JSON_SCHEMA, "directory leaf", "%s", what);
}

/* [a-z0-9][a-z0-9._-]*, as ids of agreements and roles are spelled. */
static bool
is_id(struct vs_str text)
{
    if (text.len == 0 || text.len > VS_DIRECTORY_ID_MAX) {
        return false;
    }
    for (size_t i = 0; i < text.len; i++) {
        char c = text.p[i];

        if (!((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') ||
              (i > 0 && (c == '.' || c == '_' || c == '-')))) {
            return false;
        }
    }
    return true;
}

/* --- reading ---------------------------------------------------------------------------------- */

/* Is this member one that the type has? */
struct search {
    const struct type *type;
    bool foreign;
};

static int
check_member(void *payload, const char *name, const struct vs_json *value)
{
    static const char *const common[] = {"v", "type", "made", "was"};
    struct search *search = payload;
    bool known = strncmp(name, "x_", 2) == 0;

    (void)value;
    for (size_t i = 0; i < sizeof(common) / sizeof(common[0]); i++) {
        known = known || strcmp(name, common[i]) == 0;
    }
    for (size_t i = 0; i < MEMBERS_MAX; i++) {
        known = known || (search->type->members[i] && strcmp(name, search->type->members[i]) == 0);
    }
    known = known || (search->type->content && strcmp(name, "content") == 0);
    search->foreign = search->foreign || !known;
    return 0;
}

static bool
get_instant(vs_instant *out, const struct vs_json *object, const char *name)
{
    return vs_instant_parse(out, vs_json_get_str(object, name));
}

static bool
get_date(vs_date *out, const struct vs_json *object, const char *name)
{
    return vs_date_parse(out, vs_json_get_str(object, name));
}

static bool
get_count(uint64_t *out, const struct vs_json *object, const char *name, int64_t least,
          int64_t greatest)
{
    int64_t value = vs_json_int(vs_json_get(object, name), -1);

    *out = value < 0 ? 0 : (uint64_t)value;
    return value >= least && value <= greatest;
}

static bool
get_id(char out[VS_DIRECTORY_ID_MAX + 1], const struct vs_json *object, const char *name)
{
    struct vs_str text = vs_json_get_str(object, name);

    if (!text.p || !is_id(text)) {
        return false;
    }
    memcpy(out, text.p, text.len);
    out[text.len] = '\0';
    return true;
}

/* What the other organisation is to the writer. */
static bool
get_side(bool *other_before, const struct vs_json *object)
{
    struct vs_str side = vs_json_get_str(object, "side");

    *other_before = vs_str_is(side, "predecessor");
    return *other_before || vs_str_is(side, "successor");
}

/* The members of the type. */
static bool
read_members(struct vs_directory *out, const struct vs_json *o)
{
    switch (out->type) {
    case VS_DIR_ROSTER:
        return get_count(&out->generation, o, "generation", 1, INT32_MAX) &&
               get_count(&out->version, o, "version", 1, INT32_MAX) &&
               vs_json_get_hash(&out->roster, o, "roster");
    case VS_DIR_INBOX:
        return vs_json_get_hash(&out->key, o, "key") && vs_inbox_key_is_sound(&out->key) &&
               get_instant(&out->until, o, "until");
    case VS_DIR_ADOPT:
        return get_id(out->profile, o, "profile") && get_id(out->role, o, "role") &&
               vs_json_get_hash(&out->profile_hash, o, "profile_hash") &&
               get_date(&out->from, o, "from");
    case VS_DIR_ADOPT_END:
        return vs_json_get_hash(&out->adoption, o, "adoption") && get_date(&out->end, o, "end");
    case VS_DIR_FORK:
        return vs_json_get_hash(&out->feed, o, "feed") &&
               get_count(&out->size, o, "size", 0, (int64_t)VS_TREE_SIZE_MAX) &&
               vs_json_get_hash(&out->root, o, "root") &&
               vs_json_get_hash(&out->evidence, o, "evidence");
    case VS_DIR_CALENDAR:
        return get_id(out->calendar, o, "calendar") && get_id(out->edition, o, "edition") &&
               vs_json_get_hash(&out->calendar_hash, o, "calendar_hash");
    case VS_DIR_SUCCEED:
        return vs_json_get_hash(&out->other, o, "org") && get_side(&out->other_before, o) &&
               get_date(&out->from, o, "from");
    case VS_DIR_UNKNOWN:
        break;
    }
    return false;
}

static enum vs_code
read_facts(struct vs_directory *out, const struct vs_json *o, struct vs_err *err)
{
    const struct vs_json *type = vs_json_get(o, "type"), *version = vs_json_get(o, "v");
    struct search search = {NULL, false};
    struct vs_str name = vs_json_str(type), content;

    if (!version || vs_json_kind(version) != VS_JSON_INT || !name.p ||
        !get_instant(&out->made, o, "made")) {
        return bad(err, "v, type or made is missing or malformed");
    }
    out->type = VS_DIR_UNKNOWN;
    for (size_t i = 0; i < TYPE_COUNT && vs_json_int(version, 0) == 1; i++) {
        if (vs_str_is(name, types[i].name)) {
            out->type = (enum vs_directory_type)i;
            search.type = &types[i];
        }
    }
    if (!search.type) {
        return VS_OK;
    }
    (void)vs_json_each(o, check_member, &search);
    if (search.foreign) {
        out->type = VS_DIR_UNKNOWN;
        return VS_OK;
    }
    content = vs_json_get_str(o, "content");
    if (search.type->content && !vs_str_is(content, search.type->content)) {
        return bad(err, "content is missing or of another kind");
    }
    out->has_was = vs_json_get(o, "was") != NULL;
    if (out->has_was && !vs_json_get_hash(&out->was, o, "was")) {
        return bad(err, "was is malformed");
    }
    return read_members(out, o) ? VS_OK : bad(err, "a member is missing or malformed");
}

enum vs_code
vs_directory_parse(struct vs_directory *out, struct vs_str facts, struct vs_err *err)
{
    struct vs_json *object = NULL;
    enum vs_code code;

    memset(out, 0, sizeof(*out));
    out->type = VS_DIR_UNKNOWN;
    code = vs_json_parse(&object, facts.p, facts.len, VS_JSON_FACTS, err);
    if (code == VS_OK) {
        code = read_facts(out, object, err);
    }
    vs_json_free(object);
    return code;
}

/* --- writing ---------------------------------------------------------------------------------- */

static void
set_instant(struct vs_json *object, const char *name, vs_instant instant)
{
    char text[VS_INSTANT_TEXT_LEN + 1];

    vs_instant_text(text, instant);
    vs_json_set_text(object, name, text);
}

static void
set_date(struct vs_json *object, const char *name, vs_date date)
{
    char text[VS_DATE_TEXT_LEN + 1];

    vs_date_text(text, date);
    vs_json_set_text(object, name, text);
}

static void
set_members(struct vs_json *o, const struct vs_directory *in)
{
    switch (in->type) {
    case VS_DIR_ROSTER:
        vs_json_set_int(o, "generation", (int64_t)in->generation);
        vs_json_set_int(o, "version", (int64_t)in->version);
        vs_json_set_hash(o, "roster", &in->roster);
        break;
    case VS_DIR_INBOX:
        vs_json_set_hash(o, "key", &in->key);
        set_instant(o, "until", in->until);
        break;
    case VS_DIR_ADOPT:
        vs_json_set_text(o, "profile", in->profile);
        vs_json_set_hash(o, "profile_hash", &in->profile_hash);
        vs_json_set_text(o, "role", in->role);
        set_date(o, "from", in->from);
        break;
    case VS_DIR_ADOPT_END:
        vs_json_set_hash(o, "adoption", &in->adoption);
        set_date(o, "end", in->end);
        break;
    case VS_DIR_FORK:
        vs_json_set_hash(o, "feed", &in->feed);
        vs_json_set_int(o, "size", (int64_t)in->size);
        vs_json_set_hash(o, "root", &in->root);
        vs_json_set_hash(o, "evidence", &in->evidence);
        break;
    case VS_DIR_CALENDAR:
        vs_json_set_text(o, "calendar", in->calendar);
        vs_json_set_text(o, "edition", in->edition);
        vs_json_set_hash(o, "calendar_hash", &in->calendar_hash);
        break;
    case VS_DIR_SUCCEED:
        vs_json_set_hash(o, "org", &in->other);
        vs_json_set_text(o, "side", in->other_before ? "predecessor" : "successor");
        set_date(o, "from", in->from);
        break;
    case VS_DIR_UNKNOWN:
        break;
    }
}

enum vs_code
vs_directory_write(struct vs_buf *facts, const struct vs_directory *in, struct vs_err *err)
{
    struct vs_json *object;
    struct vs_directory back;
    size_t start = facts->len;
    enum vs_code code;

    if ((unsigned)in->type >= TYPE_COUNT) {
        return vs_fail(err, VS_E_INVALID, "directory leaf", "has no type");
    }
    object = vs_json_new_object();
    vs_json_set_int(object, "v", 1);
    vs_json_set_text(object, "type", types[in->type].name);
    set_instant(object, "made", in->made);
    if (in->has_was) {
        vs_json_set_hash(object, "was", &in->was);
    }
    if (types[in->type].content) {
        vs_json_set_text(object, "content", types[in->type].content);
    }
    set_members(object, in);
    code = object ? vs_json_write(facts, object, VS_JSON_FACTS, err) : vs_fail_memory(err);
    vs_json_free(object);
    if (code == VS_OK) {
        code = vs_buf_check(facts, "directory leaf", err);
    }
    if (code != VS_OK) {
        return code;
    }
    /* What we write is what we accept. */
    code = vs_directory_parse(
        &back, (struct vs_str){(const char *)facts->p + start, facts->len - start}, err);
    if (code == VS_E_JSON_SCHEMA || code == VS_E_JSON_NOT_CANONICAL) {
        return vs_fail(err, VS_E_INVALID, "directory leaf", "a value is out of range");
    }
    return code;
}

static enum vs_code
check_content(const struct vs_directory *in, struct vs_str content, bool kept, struct vs_err *err)
{
    const struct vs_hash *want = in->type == VS_DIR_ADOPT      ? &in->profile_hash
                                 : in->type == VS_DIR_FORK     ? &in->evidence
                                 : in->type == VS_DIR_CALENDAR ? &in->calendar_hash
                                                               : NULL;
    struct vs_roster roster;
    struct vs_hash hash;
    enum vs_code code = VS_OK;
    bool fits;

    if (want) {
        vs_sha256(&hash, content.p, content.len);
        fits = vs_hash_eq(&hash, want);
    } else if (in->type == VS_DIR_ROSTER) {
        code = kept ? vs_roster_parse_kept(&roster, content, err)
                    : vs_roster_parse(&roster, content, err);
        fits =
            code != VS_OK || (vs_hash_eq(&roster.hash, &in->roster) &&
                              roster.generation == in->generation && roster.version == in->version);
        vs_roster_release(&roster);
    } else {
        fits = content.len == 0;
    }
    return fits ? code
                : vs_fail(err, VS_E_CONTENT_HASH, "directory leaf",
                          "the content is not what the facts promise");
}

enum vs_code
vs_directory_content_check(const struct vs_directory *in, struct vs_str content, struct vs_err *err)
{
    return check_content(in, content, false, err);
}

enum vs_code
vs_directory_content_check_kept(const struct vs_directory *in, struct vs_str content,
                                struct vs_err *err)
{
    return check_content(in, content, true, err);
}
