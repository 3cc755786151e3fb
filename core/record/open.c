#include "core/record/open.h"

#include <string.h>

#include "core/ledger/feeds.h"
#include "core/seal/entry.h"

void
vs_opened_release(struct vs_opened *opened)
{
    if (opened->has_event) {
        vs_event_release(&opened->event);
        opened->has_event = false;
    }
}

static const char *
directory_type_name(enum vs_directory_type type)
{
    switch (type) {
    case VS_DIR_ROSTER:
        return "roster";
    case VS_DIR_INBOX:
        return "inbox";
    case VS_DIR_ADOPT:
        return "adopt";
    case VS_DIR_ADOPT_END:
        return "adopt.end";
    case VS_DIR_FORK:
        return "fork";
    case VS_DIR_CALENDAR:
        return "calendar";
    case VS_DIR_SUCCEED:
        return "succeed";
    case VS_DIR_UNKNOWN:
        break;
    }
    return "newer";
}

static enum vs_code
read_directory(struct vs_opened *out, struct vs_err *err)
{
    enum vs_code code = vs_directory_parse(&out->entry, out->facts, err);

    if (code == VS_E_NO_MEMORY) {
        return code;
    }
    if (code != VS_OK) {
        out->state = VS_EVENT_UNOPENABLE;
        return VS_OK;
    }
    out->state = out->entry.type == VS_DIR_UNKNOWN ? VS_EVENT_NEWER : VS_EVENT_OPENED;
    out->type = vs_str(directory_type_name(out->entry.type));
    out->made = out->entry.made;
    return VS_OK;
}

/* An event must name the case in whose channel it stands; only the first leaf opens it. */
static bool
names_its_case(const struct vs_opened *opened, const struct vs_open_at *at)
{
    if (opened->event.type == VS_EV_OPEN) {
        return at->id == at->channel->case_leaf;
    }
    return at->id != at->channel->case_leaf && vs_hash_eq(&opened->event.case_id, at->case_hash);
}

static enum vs_code
read_event(struct vs_opened *out, const struct vs_open_at *at, struct vs_err *err)
{
    enum vs_code code = vs_event_parse(&out->event, out->facts.p, out->facts.len, err);

    if (code == VS_E_NO_MEMORY) {
        return code;
    }
    if (code != VS_OK) {
        out->state = VS_EVENT_UNOPENABLE;
        return VS_OK;
    }
    out->has_event = true;
    out->state = out->event.type == VS_EV_NEWER ? VS_EVENT_NEWER : VS_EVENT_OPENED;
    out->type = vs_str(out->event.type_text);
    out->made = out->event.made;
    if (!names_its_case(out, at)) {
        out->state = VS_EVENT_UNOPENABLE;
    }
    return VS_OK;
}

enum vs_code
vs_open_leaf(struct vs_opened *out, struct vs_leaf *leaf, struct vs_buf *room,
             const struct vs_open_at *at, struct vs_str raw, struct vs_err *err)
{
    enum vs_code code = vs_leaf_parse(leaf, raw.p, raw.len, err);

    memset(out, 0, sizeof(*out));
    out->state = VS_EVENT_UNOPENABLE;
    out->type = out->facts = VS_STR("");
    if (code == VS_OK) {
        code = vs_leaf_check_place(leaf, at->feed, VS_LEAF_INDEX(at->id), err);
    }
    if (code == VS_OK && leaf->opaque) {
        out->state = VS_EVENT_NEWER;
        return VS_OK;
    }
    if (code == VS_OK) {
        code = vs_facts_open(&out->facts, room, at->channel->kf, leaf, err);
    }
    if (code == VS_E_NO_MEMORY) {
        return code;
    }
    if (code != VS_OK) {
        out->facts = VS_STR("");
        leaf->content_len = 0;
        return VS_OK;
    }
    return at->channel->kind == VS_CHANNEL_DIRECTORY ? read_directory(out, err)
                                                     : read_event(out, at, err);
}

enum vs_code
vs_open_words(const struct vs_event *event, struct vs_str text, struct vs_err *err)
{
    if (event->content != VS_CONTENT_JSON || event->type == VS_EV_NOTE_OTHER) {
        return VS_OK;
    }
    return vs_event_content_check(event->type, text.p, text.len, err);
}
