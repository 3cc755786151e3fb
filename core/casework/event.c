#include "core/casework/event.h"

#include <stdlib.h>
#include <string.h>

#include "core/base/enc.h"
#include "core/base/mem.h"
#include "core/casework/event_form.h"

static enum vs_code
bad(struct vs_err *err, const char *member, const char *what)
{
    return vs_fail(err, VS_E_EVENT_FORMAT, member, "%s", what);
}

static int
party_cmp_qsort(const void *a, const void *b)
{
    return vs_hash_cmp(&((const struct vs_event_party *)a)->org,
                       &((const struct vs_event_party *)b)->org);
}

size_t
vs_event_sort_set(struct vs_hash *set, size_t count)
{
    size_t kept = 0;

    if (count > 0) {
        qsort(set, count, sizeof(set[0]), vs_hash_cmp_qsort);
    }
    for (size_t i = 0; i < count; i++) {
        if (kept == 0 || !vs_hash_eq(&set[kept - 1], &set[i])) {
            set[kept++] = set[i];
        }
    }
    return kept;
}

size_t
vs_event_sort_parties(struct vs_event_party *parties, size_t count)
{
    size_t kept = 0;

    if (count > 0) {
        qsort(parties, count, sizeof(parties[0]), party_cmp_qsort);
    }
    for (size_t i = 0; i < count; i++) {
        if (kept > 0 && vs_hash_eq(&parties[kept - 1].org, &parties[i].org)) {
            if (parties[i].role > parties[kept - 1].role) {
                parties[kept - 1].role = parties[i].role;
            }
        } else {
            parties[kept++] = parties[i];
        }
    }
    return kept;
}

/* --- members ---------------------------------------------------------------------------------- */

static void *
field(struct vs_event *event, size_t offset)
{
    return (char *)event + offset;
}

static enum vs_code
read_hash(struct vs_hash *out, const struct vs_json *value, const char *name, struct vs_err *err)
{
    struct vs_str text = vs_json_str(value);

    return text.p && vs_hash_parse(out, text) ? VS_OK : bad(err, name, "no hash");
}

static enum vs_code
read_set(struct vs_hash **out, size_t *count, const struct vs_json *value, const char *name,
         size_t min, size_t max, struct vs_err *err)
{
    size_t size = vs_json_size(value);
    struct vs_hash *set;

    if (vs_json_kind(value) != VS_JSON_ARRAY || size < min || size > max) {
        return bad(err, name, "no set, or of a size that is not allowed");
    }
    set = vs_calloc(size, sizeof(*set));
    if (!set) {
        return vs_fail_memory(err);
    }
    *out = set;
    *count = size;
    for (size_t i = 0; i < size; i++) {
        struct vs_str text = vs_json_str(vs_json_at(value, i));

        if (!text.p || !vs_hash_parse(&set[i], text)) {
            return bad(err, name, "an element is no hash");
        }
        if (i > 0 && vs_hash_cmp(&set[i - 1], &set[i]) >= 0) {
            return bad(err, name, "the set is not sorted, or repeats an element");
        }
    }
    return VS_OK;
}

static enum vs_code
read_word(unsigned *out, const struct vs_json *value, enum vs_word_list list, const char *name,
          struct vs_err *err)
{
    struct vs_str text = vs_json_str(value);
    int found = text.p ? vs_word_find(list, text) : -1;

    if (found < 0) {
        return bad(err, name, "not one of the values of its list");
    }
    *out = (unsigned)found;
    return VS_OK;
}

static enum vs_code
read_instant(vs_instant *out, const struct vs_json *value, const char *name, struct vs_err *err)
{
    struct vs_str text = vs_json_str(value);

    return text.p && vs_instant_parse(out, text) ? VS_OK : bad(err, name, "no instant");
}

static enum vs_code
read_parties(struct vs_event *event, const struct vs_json *value, struct vs_err *err)
{
    size_t size = vs_json_size(value);
    unsigned role = 0;

    if (vs_json_kind(value) != VS_JSON_ARRAY || size < 1 || size > VS_EVENT_PARTIES_MAX) {
        return bad(err, "parties", "no set of 1 to 64 parties");
    }
    event->parties = vs_calloc(size, sizeof(event->parties[0]));
    if (!event->parties) {
        return vs_fail_memory(err);
    }
    event->party_count = size;
    for (size_t i = 0; i < size; i++) {
        const struct vs_json *party = vs_json_at(value, i);

        if (vs_json_kind(party) != VS_JSON_OBJECT || vs_json_size(party) != 2 ||
            !vs_json_get_hash(&event->parties[i].org, party, "org") ||
            read_word(&role, vs_json_get(party, "role"), VS_WORDS_ROLE, "role", NULL) != VS_OK) {
            return bad(err, "parties", "an element is no party");
        }
        event->parties[i].role = role ? VS_PARTY_FULL : VS_PARTY_FACTS;
        if (i > 0 && vs_hash_cmp(&event->parties[i - 1].org, &event->parties[i].org) >= 0) {
            return bad(err, "parties", "the set is not sorted, or repeats an organisation");
        }
    }
    return VS_OK;
}

static bool
profile_id(char out[VS_PROFILE_ID_MAX + 1], struct vs_str text)
{
    if (!text.p || text.len < 1 || text.len > VS_PROFILE_ID_MAX || text.p[0] == '-') {
        return false;
    }
    for (size_t i = 0; i < text.len; i++) {
        char c = text.p[i];

        if (!((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-')) {
            return false;
        }
    }
    memcpy(out, text.p, text.len);
    out[text.len] = '\0';
    return true;
}

static enum vs_code
read_under(struct vs_event *event, const struct vs_json *value, struct vs_err *err)
{
    size_t size = vs_json_size(value);

    if (vs_json_kind(value) != VS_JSON_ARRAY || size < 1 || size > VS_EVENT_UNDER_MAX) {
        return bad(err, "under", "no set of 1 to 8 agreements");
    }
    event->under = vs_calloc(size, sizeof(event->under[0]));
    if (!event->under) {
        return vs_fail_memory(err);
    }
    event->under_count = size;
    for (size_t i = 0; i < size; i++) {
        const struct vs_json *entry = vs_json_at(value, i);
        struct vs_event_under *under = &event->under[i];

        if (vs_json_kind(entry) != VS_JSON_OBJECT || vs_json_size(entry) != 4 ||
            !vs_json_get_hash(&under->giver_adoption, entry, "giver") ||
            !vs_json_get_hash(&under->profile_hash, entry, "hash") ||
            !profile_id(under->profile, vs_json_get_str(entry, "profile")) ||
            !vs_json_get_hash(&under->receiver_adoption, entry, "receiver")) {
            return bad(err, "under", "an element is not {giver, hash, profile, receiver}");
        }
        if (i > 0 && vs_hash_cmp(&event->under[i - 1].profile_hash, &under->profile_hash) >= 0) {
            return bad(err, "under", "the set is not sorted by hash, or repeats one");
        }
    }
    return VS_OK;
}

static int
base64url_value(char c)
{
    if (c >= 'A' && c <= 'Z') {
        return c - 'A';
    }
    if (c >= 'a' && c <= 'z') {
        return c - 'a' + 26;
    }
    if (c >= '0' && c <= '9') {
        return c - '0' + 52;
    }
    return c == '-' ? 62 : c == '_' ? 63 : -1;
}

static enum vs_code
read_identity(struct vs_event *event, const struct vs_json *value, struct vs_err *err)
{
    struct vs_str text = vs_json_str(value);
    uint32_t bits = 0;
    unsigned have = 0;

    if (!text.p || text.len < 2 || text.len % 4 == 1 ||
        text.len > (VS_EVENT_IDENTITY_MAX * 4 + 2) / 3) {
        return bad(err, "identity", "no base64url of 1 to 4096 bytes");
    }
    event->identity = vs_malloc(text.len);
    if (!event->identity) {
        return vs_fail_memory(err);
    }
    for (size_t i = 0; i < text.len; i++) {
        int digit = base64url_value(text.p[i]);

        if (digit < 0) {
            return bad(err, "identity", "no base64url");
        }
        bits = (bits << 6 | (uint32_t)digit) & 0xffffff;
        have += 6;
        if (have >= 8) {
            have -= 8;
            event->identity[event->identity_len++] = (uint8_t)(bits >> have);
        }
    }
    if ((bits & ((1u << have) - 1)) != 0) {
        return bad(err, "identity", "spare bits are not zero");
    }
    return VS_OK;
}

static enum vs_code
read_outcome(struct vs_event *event, const struct vs_json *value, struct vs_err *err)
{
    struct vs_str text = vs_json_str(value);

    if (text.p && vs_str_is(text, "closed")) {
        event->outcome_closed = true;
        return VS_OK;
    }
    return read_hash(&event->outcome, value, "outcome", err);
}

static enum vs_code
read_int(struct vs_event *event, const struct vs_member *member, const struct vs_json *value,
         struct vs_err *err)
{
    int64_t number = vs_json_int(value, 0);
    uint32_t narrow;

    if (number < member->min || number > member->max) {
        return bad(err, member->name, "no integer within its limits");
    }
    narrow = (uint32_t)number;
    memcpy(field(event, member->at), &narrow, sizeof(narrow));
    return VS_OK;
}

/* What may be left out, and is there. */
static enum vs_code
read_said(struct vs_event *event, const struct vs_member *member, const struct vs_json *value,
          struct vs_err *err)
{
    struct vs_str text = vs_json_str(value);
    bool there = true;
    unsigned word = 0;
    enum vs_flag said;
    enum vs_code code = VS_OK;

    switch ((unsigned)member->kind) {
    case VS_MEMBER_SAID_WORD:
        code = read_word(&word, value, member->list, member->name, err);
        word++;
        memcpy(field(event, member->at), &word, sizeof(word));
        return code;
    case VS_MEMBER_SAID:
        said = vs_json_bool(value, false) ? VS_FLAG_YES : VS_FLAG_NO;
        memcpy(field(event, member->at), &said, sizeof(said));
        return vs_json_kind(value) == VS_JSON_BOOL ? VS_OK : bad(err, member->name, "no boolean");
    case VS_MEMBER_SAID_HASH:
        code = read_hash(field(event, member->at), value, member->name, err);
        break;
    case VS_MEMBER_SAID_INSTANT:
        code = read_instant(field(event, member->at), value, member->name, err);
        break;
    case VS_MEMBER_SAID_DATE:
        if (!text.p || !vs_date_parse(field(event, member->at), text)) {
            code = bad(err, member->name, "no date");
        }
        break;
    default:
        event->monitor_nobody = text.p && vs_str_is(text, "nobody");
        if (!event->monitor_nobody) {
            code = read_hash(&event->monitor, value, member->name, err);
        }
        break;
    }
    memcpy(field(event, member->count), &there, sizeof(there));
    return code;
}

/* A set of words, sorted by their bytes as the list is. */
static enum vs_code
read_word_set(struct vs_event *event, const struct vs_member *member, const struct vs_json *value,
              struct vs_err *err)
{
    size_t size = vs_json_size(value);
    unsigned word = 0, least = 0;
    uint32_t set = 0;
    enum vs_code code = VS_OK;

    if (vs_json_kind(value) != VS_JSON_ARRAY || size < member->min || size > member->max) {
        return bad(err, member->name, "no set, or of a size that is not allowed");
    }
    for (size_t i = 0; i < size && code == VS_OK; i++) {
        code = read_word(&word, vs_json_at(value, i), member->list, member->name, err);
        if (code == VS_OK && word < least) {
            code = bad(err, member->name, "the set is not sorted, or repeats a word");
        }
        least = word + 1;
        set |= 1u << (word & 31);
    }
    memcpy(field(event, member->at), &set, sizeof(set));
    return code;
}

static enum vs_code
read_member(struct vs_event *event, const struct vs_member *member, const struct vs_json *value,
            struct vs_err *err)
{
    unsigned word = 0;
    enum vs_code code;

    switch (member->kind) {
    case VS_MEMBER_HASH:
        return read_hash(field(event, member->at), value, member->name, err);
    case VS_MEMBER_RE:
        event->has_re = true;
        return read_hash(&event->re, value, member->name, err);
    case VS_MEMBER_CALENDAR:
        event->has_calendar = true;
        return read_hash(&event->calendar, value, member->name, err);
    case VS_MEMBER_SET:
        return read_set(field(event, member->at), field(event, member->count), value, member->name,
                        member->min, member->max, err);
    case VS_MEMBER_WORD:
        return read_word(field(event, member->at), value, member->list, member->name, err);
    case VS_MEMBER_ROLE:
        code = read_word(&word, value, VS_WORDS_ROLE, member->name, err);
        event->party.role = word ? VS_PARTY_FULL : VS_PARTY_FACTS;
        return code;
    case VS_MEMBER_KIND:
        code = read_word(&word, value, VS_WORDS_OFFER_KIND, member->name, err);
        event->kind = word ? VS_OFFER_RETURN : VS_OFFER_HANDOVER;
        return code;
    case VS_MEMBER_INT:
        return read_int(event, member, value, err);
    case VS_MEMBER_TAKES:
        event->takes = false;
        return vs_json_kind(value) == VS_JSON_BOOL && !vs_json_bool(value, true)
                   ? VS_OK
                   : bad(err, member->name, "written only when false");
    case VS_MEMBER_PARTIES:
        return read_parties(event, value, err);
    case VS_MEMBER_UNDER:
        return read_under(event, value, err);
    case VS_MEMBER_INSTANT:
        return read_instant(field(event, member->at), value, member->name, err);
    case VS_MEMBER_OUTCOME:
        return read_outcome(event, value, err);
    case VS_MEMBER_IDENTITY:
        return read_identity(event, value, err);
    case VS_MEMBER_WORD_SET:
        return read_word_set(event, member, value, err);
    case VS_MEMBER_SAID_WORD:
    case VS_MEMBER_SAID:
    case VS_MEMBER_SAID_HASH:
    case VS_MEMBER_SAID_INSTANT:
    case VS_MEMBER_SAID_DATE:
    case VS_MEMBER_MONITOR:
        return read_said(event, member, value, err);
    }
    return VS_E_INTERNAL;
}

/* --- the whole -------------------------------------------------------------------------------- */

static const char *const common[] = {"v",     "type",    "case", "at", "made",
                                     "heads", "content", "was",  NULL};

struct unknown {
    const struct vs_event_form *form;
    bool any;
};

static int
look_for_unknown(void *payload, const char *name, const struct vs_json *value)
{
    struct unknown *unknown = payload;

    (void)value;
    if (strncmp(name, "x_", 2) == 0) {
        return 0;
    }
    for (size_t i = 0; common[i]; i++) {
        if (strcmp(name, common[i]) == 0) {
            return 0;
        }
    }
    for (size_t i = 0; unknown->form && unknown->form->members[i].name; i++) {
        if (strcmp(name, unknown->form->members[i].name) == 0) {
            return 0;
        }
    }
    unknown->any = true;
    return 0;
}

/* The version and the type, and whether all of it is known here. */
static enum vs_code
read_type(struct vs_event *event, const struct vs_json *doc, struct vs_err *err)
{
    int64_t v = vs_json_int(vs_json_get(doc, "v"), 0);
    struct vs_str type = vs_json_get_str(doc, "type");
    struct unknown unknown = {NULL, false};

    if (v < 1) {
        return bad(err, "v", "no version");
    }
    if (!type.p || type.len < 1 || type.len >= sizeof(event->type_text) || type.p[0] < 'a' ||
        type.p[0] > 'z') {
        return bad(err, "type", "no type");
    }
    for (size_t i = 0; i < type.len; i++) {
        char c = type.p[i];

        if (!((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '.' || c == '_')) {
            return bad(err, "type", "no type");
        }
    }
    memcpy(event->type_text, type.p, type.len);
    event->v = (uint64_t)v;
    event->type = vs_event_type_find(type);
    if (vs_str_starts(type, "note.") && type.len > 5) {
        event->type = VS_EV_NOTE_OTHER; /* in any version */
    } else if (v != 1 || event->type == VS_EVENT_TYPE_COUNT) {
        event->type = VS_EV_NEWER;
    } else {
        event->is_agreement = event->type == VS_EV_SETTLE && vs_json_get(doc, "agrees");
        unknown.form = vs_event_form(event->type, event->is_agreement);
        vs_json_each(doc, look_for_unknown, &unknown);
        if (unknown.any) {
            event->type = VS_EV_NEWER;
            event->is_agreement = false;
        }
    }
    return VS_OK;
}

/* What every event has. Of one of a later version only its place and its time have to be there. */
static enum vs_code
read_common(struct vs_event *event, const struct vs_json *doc, struct vs_err *err)
{
    const struct vs_json *at = vs_json_get(doc, "at"), *heads = vs_json_get(doc, "heads");
    const struct vs_json *own_case = vs_json_get(doc, "case"), *was = vs_json_get(doc, "was");
    bool newer = event->type == VS_EV_NEWER || event->v != 1;
    bool opening = event->type == VS_EV_OPEN;
    enum vs_code code = read_instant(&event->made, vs_json_get(doc, "made"), "made", err);

    event->at = event->made;
    if (code == VS_OK && !newer) {
        code = read_instant(&event->at, at, "at", err);
    }
    if (code == VS_OK && opening && (own_case || heads)) {
        code = bad(err, own_case ? "case" : "heads", "an opening has none");
    }
    if (code == VS_OK && !opening && (own_case || !newer)) {
        code = read_hash(&event->case_id, own_case, "case", err);
    }
    if (code == VS_OK && !opening && (heads || !newer)) {
        code =
            read_set(&event->heads, &event->head_count, heads, "heads", 1, VS_EVENT_HEADS_MAX, err);
    }
    if (code == VS_OK && was && !newer) {
        event->has_was = true;
        code = read_hash(&event->was, was, "was", err);
    }
    return code;
}

static enum vs_code
read_content(struct vs_event *event, const struct vs_json *doc, enum vs_content_rule rule,
             struct vs_err *err)
{
    const struct vs_json *content = vs_json_get(doc, "content");
    struct vs_str text = vs_json_str(content);

    if (text.p && vs_str_is(text, "json")) {
        event->content = VS_CONTENT_JSON;
    } else if (text.p && vs_str_is(text, "bytes")) {
        event->content = VS_CONTENT_BYTES;
    } else if (content && event->v == 1) {
        return bad(err, "content", "neither json nor bytes");
    }
    if ((rule == VS_CONTENT_NEVER && event->content != VS_CONTENT_NONE) ||
        (rule == VS_CONTENT_ALWAYS_BYTES && event->content != VS_CONTENT_BYTES)) {
        return bad(err, "content", "not what this type has");
    }
    return VS_OK;
}

static enum vs_code
read_own(struct vs_event *event, const struct vs_json *doc, const struct vs_event_form *form,
         struct vs_err *err)
{
    enum vs_code code = VS_OK;

    for (const struct vs_member *member = form->members; member->name && code == VS_OK; member++) {
        const struct vs_json *value = vs_json_get(doc, member->name);

        if (value) {
            code = read_member(event, member, value, err);
        } else if (member->required) {
            code = bad(err, member->name, "missing");
        }
    }
    if (code == VS_OK && event->type == VS_EV_ACK &&
        event->opened_count + event->facts_only_count + event->unreadable_count == 0) {
        code = bad(err, "opened", "an ack names at least one leaf");
    }
    return code;
}

enum vs_code
vs_event_parse(struct vs_event *out, const void *facts, size_t len, struct vs_err *err)
{
    struct vs_json *doc = NULL;
    enum vs_code code;

    memset(out, 0, sizeof(*out));
    out->takes = true;
    if (len > VS_FACTS_BYTES_MAX) {
        return bad(err, "(document)", "larger than facts can be");
    }
    code = vs_json_parse(&doc, facts, len, VS_JSON_FACTS, err);
    if (code == VS_OK) {
        code = read_type(out, doc, err);
    }
    if (code == VS_OK) {
        code = read_common(out, doc, err);
    }
    if (code == VS_OK && out->type != VS_EV_NEWER) {
        const struct vs_event_form *form = vs_event_form(out->type, out->is_agreement);

        code = read_content(out, doc, form ? form->content : VS_CONTENT_ANY, err);
        if (code == VS_OK && form) {
            code = read_own(out, doc, form, err);
        }
    }
    vs_json_free(doc);
    if (code != VS_OK) {
        vs_event_release(out);
    }
    return code;
}

void
vs_event_release(struct vs_event *event)
{
    if (!event) {
        return;
    }
    vs_free(event->heads);
    vs_free(event->parties);
    vs_free(event->under);
    vs_free(event->resolves);
    vs_free(event->identity);
    vs_free(event->opened);
    vs_free(event->facts_only);
    vs_free(event->unreadable);
    vs_free(event->leaves);
    memset(event, 0, sizeof(*event));
}
