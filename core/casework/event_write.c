/* The facts of an event as canonical JSON (event.h; FORMAT.md 9). */
#include "core/casework/event.h"

#include <string.h>

#include "core/base/enc.h"
#include "core/base/mem.h"
#include "core/casework/event_form.h"

static const void *
field(const struct vs_event *event, size_t offset)
{
    return (const char *)event + offset;
}

static void
set_instant(struct vs_json *doc, const char *name, vs_instant instant)
{
    char text[VS_INSTANT_TEXT_LEN + 1] = "";

    if (instant >= 0 && instant <= VS_INSTANT_MAX) {
        vs_instant_text(text, instant);
    }
    vs_json_set_text(doc, name, text);
}

static void
set_word(struct vs_json *doc, const char *name, enum vs_word_list list, unsigned value)
{
    const char *text = vs_word(list, value);

    vs_json_set_text(doc, name, text ? text : "");
}

static void
set_hashes(struct vs_json *doc, const char *name, const struct vs_hash *set, size_t count,
           size_t max)
{
    struct vs_json *array = vs_json_new_array();

    for (size_t i = 0; i < count && i <= max; i++) {
        vs_json_add_hash(array, &set[i]);
    }
    vs_json_set(doc, name, array);
}

static void
set_parties(struct vs_json *doc, const struct vs_event *event)
{
    struct vs_json *array = vs_json_new_array();

    for (size_t i = 0; i < event->party_count && i <= VS_EVENT_PARTIES_MAX; i++) {
        struct vs_json *party = vs_json_new_object();

        vs_json_set_hash(party, "org", &event->parties[i].org);
        set_word(party, "role", VS_WORDS_ROLE, event->parties[i].role);
        vs_json_add(array, party);
    }
    vs_json_set(doc, "parties", array);
}

static void
set_under(struct vs_json *doc, const struct vs_event *event)
{
    struct vs_json *array;

    if (event->under_count == 0) {
        return;
    }
    array = vs_json_new_array();
    for (size_t i = 0; i < event->under_count && i <= VS_EVENT_UNDER_MAX; i++) {
        struct vs_json *entry = vs_json_new_object();

        vs_json_set_hash(entry, "giver", &event->under[i].giver_adoption);
        vs_json_set_hash(entry, "hash", &event->under[i].profile_hash);
        vs_json_set_text(entry, "profile", event->under[i].profile);
        vs_json_set_hash(entry, "receiver", &event->under[i].receiver_adoption);
        vs_json_add(array, entry);
    }
    vs_json_set(doc, "under", array);
}

static void
set_identity(struct vs_json *doc, const struct vs_event *event)
{
    static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    struct vs_buf text;
    uint32_t bits = 0;
    unsigned have = 0;

    vs_buf_init(&text, (VS_EVENT_IDENTITY_MAX + 1) * 4 / 3 + 4);
    for (size_t i = 0; i < event->identity_len && i <= VS_EVENT_IDENTITY_MAX; i++) {
        bits = (bits << 8 | event->identity[i]) & 0xffffff;
        for (have += 8; have >= 6; have -= 6) {
            vs_buf_add_byte(&text, (uint8_t)digits[bits >> (have - 6) & 63]);
        }
    }
    if (have > 0) {
        vs_buf_add_byte(&text, (uint8_t)digits[bits << (6 - have) & 63]);
    }
    vs_json_set(doc, "identity",
                text.failed == VS_OK ? vs_json_new_string(vs_buf_str(&text)) : NULL);
    vs_buf_release(&text);
}

/* What may be left out, if it was said. */
static void
set_said(struct vs_json *doc, const struct vs_member *member, const struct vs_event *event)
{
    unsigned word;
    enum vs_flag said;
    bool there;
    vs_instant instant;
    vs_date date;
    char text[VS_DATE_TEXT_LEN + 1];

    if (member->kind == VS_MEMBER_SAID_WORD) {
        memcpy(&word, field(event, member->at), sizeof(word));
        if (word > 0) {
            set_word(doc, member->name, member->list, word - 1);
        }
        return;
    }
    if (member->kind == VS_MEMBER_SAID) {
        memcpy(&said, field(event, member->at), sizeof(said));
        if (said != VS_FLAG_UNSAID) {
            vs_json_set_bool(doc, member->name, said == VS_FLAG_YES);
        }
        return;
    }
    memcpy(&there, field(event, member->count), sizeof(there));
    if (!there) {
        return;
    }
    if (member->kind == VS_MEMBER_SAID_INSTANT) {
        memcpy(&instant, field(event, member->at), sizeof(instant));
        set_instant(doc, member->name, instant);
    } else if (member->kind == VS_MEMBER_SAID_DATE) {
        memcpy(&date, field(event, member->at), sizeof(date));
        vs_date_text(text, date);
        vs_json_set_text(doc, member->name, text);
    } else if (member->kind == VS_MEMBER_MONITOR && event->monitor_nobody) {
        vs_json_set_text(doc, member->name, "nobody");
    } else {
        vs_json_set_hash(doc, member->name, field(event, member->at));
    }
}

static void
set_word_set(struct vs_json *doc, const struct vs_member *member, const struct vs_event *event)
{
    struct vs_json *array;
    uint32_t set;

    memcpy(&set, field(event, member->at), sizeof(set));
    if (set == 0) {
        return;
    }
    array = vs_json_new_array();
    for (unsigned i = 0; i < 32; i++) {
        const char *text = vs_word(member->list, i);

        if (set >> i & 1) {
            vs_json_add(array, vs_json_new_string(vs_str(text ? text : "")));
        }
    }
    vs_json_set(doc, member->name, array);
}

static void
set_member(struct vs_json *doc, const struct vs_member *member, const struct vs_event *event)
{
    unsigned number;
    vs_instant instant;
    size_t count;

    switch (member->kind) {
    case VS_MEMBER_HASH:
        vs_json_set_hash(doc, member->name, field(event, member->at));
        return;
    case VS_MEMBER_RE:
        if (event->has_re) {
            vs_json_set_hash(doc, member->name, &event->re);
        }
        return;
    case VS_MEMBER_CALENDAR:
        if (event->has_calendar) {
            vs_json_set_hash(doc, member->name, &event->calendar);
        }
        return;
    case VS_MEMBER_SET:
        memcpy(&count, field(event, member->count), sizeof(count));
        if (count > 0 || member->required) {
            struct vs_hash *set;

            memcpy(&set, field(event, member->at), sizeof(set));
            set_hashes(doc, member->name, set, count, member->max);
        }
        return;
    case VS_MEMBER_WORD:
        memcpy(&number, field(event, member->at), sizeof(number));
        set_word(doc, member->name, member->list, number);
        return;
    case VS_MEMBER_ROLE:
        set_word(doc, member->name, VS_WORDS_ROLE, event->party.role);
        return;
    case VS_MEMBER_KIND:
        set_word(doc, member->name, VS_WORDS_OFFER_KIND, event->kind);
        return;
    case VS_MEMBER_INT:
        memcpy(&number, field(event, member->at), sizeof(number));
        vs_json_set_int(doc, member->name, number);
        return;
    case VS_MEMBER_TAKES:
        if (!event->takes) {
            vs_json_set_bool(doc, member->name, false);
        }
        return;
    case VS_MEMBER_PARTIES:
        set_parties(doc, event);
        return;
    case VS_MEMBER_UNDER:
        set_under(doc, event);
        return;
    case VS_MEMBER_INSTANT:
        memcpy(&instant, field(event, member->at), sizeof(instant));
        set_instant(doc, member->name, instant);
        return;
    case VS_MEMBER_OUTCOME:
        if (event->outcome_closed) {
            vs_json_set_text(doc, member->name, "closed");
        } else {
            vs_json_set_hash(doc, member->name, &event->outcome);
        }
        return;
    case VS_MEMBER_IDENTITY:
        set_identity(doc, event);
        return;
    case VS_MEMBER_WORD_SET:
        set_word_set(doc, member, event);
        return;
    case VS_MEMBER_SAID_WORD:
    case VS_MEMBER_SAID:
    case VS_MEMBER_SAID_HASH:
    case VS_MEMBER_SAID_INSTANT:
    case VS_MEMBER_SAID_DATE:
    case VS_MEMBER_MONITOR:
        set_said(doc, member, event);
        return;
    }
}

static void
set_common(struct vs_json *doc, const struct vs_event *event)
{
    vs_json_set_int(doc, "v", 1);
    vs_json_set_text(doc, "type", vs_event_type_name(event->type));
    set_instant(doc, "at", event->at);
    set_instant(doc, "made", event->made);
    if (event->type != VS_EV_OPEN) {
        vs_json_set_hash(doc, "case", &event->case_id);
    }
    if (event->type != VS_EV_OPEN || event->head_count > 0) {
        set_hashes(doc, "heads", event->heads, event->head_count, VS_EVENT_HEADS_MAX);
    }
    if (event->content != VS_CONTENT_NONE) {
        vs_json_set_text(doc, "content", event->content == VS_CONTENT_JSON ? "json" : "bytes");
    }
    if (event->has_was) {
        vs_json_set_hash(doc, "was", &event->was);
    }
}

enum vs_code
vs_event_write(struct vs_buf *out, const struct vs_event *event, struct vs_err *err)
{
    const struct vs_event_form *form = vs_event_form(event->type, event->is_agreement);
    struct vs_json *doc = NULL;
    struct vs_event back;
    size_t before = out->len;
    enum vs_code code;

    if (!form) {
        return vs_fail(err, VS_E_EVENT_FORMAT, "type", "a type that is not written here");
    }
    doc = vs_json_new_object();
    if (!doc) {
        return vs_fail_memory(err);
    }
    set_common(doc, event);
    for (const struct vs_member *member = form->members; member->name; member++) {
        set_member(doc, member, event);
    }
    code = vs_json_write(out, doc, VS_JSON_FACTS, err);
    vs_json_free(doc);
    if (code == VS_OK) {
        code = vs_buf_check(out, "facts", err);
    }
    if (code == VS_OK) {
        /* What a reader would not take is not written. */
        code = vs_event_parse(&back, out->p + before, out->len - before, err);
        if (code == VS_OK) {
            vs_event_release(&back);
        }
    }
    return code;
}
