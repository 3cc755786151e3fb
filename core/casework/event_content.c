/* The form of the content of an event (event.h; schemas/content). */
#include "core/casework/event.h"
#include "core/casework/shape.h"

/* schemas/content: an own reference, a label of the household and words where an organisation takes
 * a case into its own files, words alone elsewhere. */
static const struct vs_shape ref = {.kind = VS_SHAPE_TEXT, .min = 1, .max = 64};
static const struct vs_shape text = {.kind = VS_SHAPE_TEXT, .min = 1, .max = 200000};

static const struct vs_shape_member filed_members[] = {
    {"household", false, &ref}, {"ref", false, &ref}, {"text", false, &text}, {NULL, false, NULL}};
static const struct vs_shape_member text_members[] = {{"text", true, &text}, {NULL, false, NULL}};

static const struct vs_shape filed = {.kind = VS_SHAPE_OBJECT, .members = filed_members};
static const struct vs_shape plain = {.kind = VS_SHAPE_OBJECT, .members = text_members};

enum vs_code
vs_event_content_check(enum vs_event_type type, const void *bytes, size_t len, struct vs_err *err)
{
    bool takes_in = type == VS_EV_OPEN || type == VS_EV_OFFER || type == VS_EV_ACCEPT ||
                    type == VS_EV_PICKUP || type == VS_EV_REOPEN;
    struct vs_json *doc = NULL;
    enum vs_code code = vs_json_parse(&doc, bytes, len, VS_JSON_CONTENT, err);

    if (code == VS_OK) {
        code = vs_shape_check(doc, takes_in ? &filed : &plain, VS_E_EVENT_FORMAT, err);
    }
    vs_json_free(doc);
    return code;
}
