/* Golden vectors of the facts of case events (schemas/vectors/events.json). */
#include "core/base/enc.h"
#include "core/casework/event.h"
#include "tests/tap.h"

static char text[1u << 20];
static uint8_t facts[VS_FACTS_BYTES_MAX];

static size_t
facts_of(const struct vs_json *vector)
{
    struct vs_str hex = vs_json_get_str(vector, "facts");

    return hex.len / 2 <= sizeof(facts) && vs_unhex(facts, hex.len / 2, hex) ? hex.len / 2 : 0;
}

static void
positive(const struct vs_json *vector)
{
    struct vs_str name = vs_json_get_str(vector, "name");
    size_t len = facts_of(vector);
    struct vs_event event;
    struct vs_err err = {0};
    struct vs_buf back;

    vs_buf_init(&back, VS_FACTS_BYTES_MAX);
    if (!OK(len > 0 && vs_event_parse(&event, facts, len, &err) == VS_OK, "%.*s %s", (int)name.len,
            name.p, err.subject)) {
        return;
    }
    OK(event.type != VS_EV_NEWER && vs_str_is(vs_json_get_str(vector, "type"), event.type_text),
       "is of its type");
    /* Members to ignore are not written, so that such an event is not its own image. */
    if (event.type != VS_EV_NOTE_OTHER && !memmem(facts, len, "\"x_", 3)) {
        OK(vs_event_write(&back, &event, NULL) == VS_OK &&
               vs_str_eq(vs_buf_str(&back), (struct vs_str){(const char *)facts, len}),
           "and is written so");
    }
    vs_event_release(&event);
    vs_buf_release(&back);
}

int
main(void)
{
    FILE *f = fopen("schemas/vectors/events.json", "r");
    size_t len = f ? fread(text, 1, sizeof(text), f) : 0;
    struct vs_json *doc = NULL, *list;
    struct vs_event event;

    if (f) {
        fclose(f);
    }
    if (!OK(vs_json_parse(&doc, text, len, VS_JSON_LOOSE, NULL) == VS_OK, "the vectors")) {
        return tap_done();
    }
    list = vs_json_get(doc, "positive");
    OK(vs_json_size(list) > 30, "there are enough");
    for (size_t i = 0; i < vs_json_size(list); i++) {
        positive(vs_json_at(list, i));
    }
    list = vs_json_get(doc, "newer");
    for (size_t i = 0; i < vs_json_size(list); i++) {
        len = facts_of(vs_json_at(list, i));
        OK(len > 0 && vs_event_parse(&event, facts, len, NULL) == VS_OK &&
               event.type == VS_EV_NEWER,
           "newer: %s", vs_json_get_str(vs_json_at(list, i), "name").p);
        vs_event_release(&event);
    }
    list = vs_json_get(doc, "negative");
    for (size_t i = 0; i < vs_json_size(list); i++) {
        const struct vs_json *vector = vs_json_at(list, i);

        len = facts_of(vector);
        OK(len > 0 && vs_str_is(vs_json_get_str(vector, "reason"),
                                vs_code_name(vs_event_parse(&event, facts, len, NULL))),
           "refused: %s", vs_json_get_str(vector, "name").p);
    }
    vs_json_free(doc);
    return tap_done();
}
