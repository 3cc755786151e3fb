#include "tests/unit/core_casework/h_fold_json.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/enc.h"

static struct vs_json *
instant_json(vs_instant at)
{
    char text[VS_INSTANT_TEXT_LEN + 1] = "never";

    if (at != VS_INSTANT_NEVER) {
        vs_instant_text(text, at);
    }
    return vs_json_new_string(vs_str(text));
}

static struct vs_json *
hash_list(const struct vs_hash *first, size_t count, size_t stride)
{
    struct vs_json *list = vs_json_new_array();

    for (size_t i = 0; i < count; i++) {
        vs_json_add_hash(list,
                         (const struct vs_hash *)(const void *)((const char *)first + i * stride));
    }
    return list;
}

struct vs_json *
h_tenures_json(const struct vs_fold *fold)
{
    struct vs_json *list = vs_json_new_array();
    struct vs_tenures rows;

    if (vs_tenures_make(&rows, fold, NULL) != VS_OK) {
        exit(2);
    }
    for (size_t i = 0; i < rows.count; i++) {
        const struct vs_answer *a = &rows.rows[i].answer;
        struct vs_json *row = vs_json_new_object(), *missing = vs_json_new_array();

        for (size_t k = 0; k < a->missing_count; k++) {
            vs_json_add_text(missing, a->missing[k].name);
        }
        vs_json_set(row, "from", instant_json(rows.rows[i].from));
        vs_json_set(row, "until", instant_json(rows.rows[i].until));
        vs_json_set_text(row, "state", vs_answer_state_name(a->state));
        vs_json_set_text(row, "certainty", vs_certainty_name(a->certainty));
        vs_json_set(row, "holders",
                    hash_list(&a->holders[0].org, a->holder_count, sizeof(a->holders[0])));
        vs_json_set(row, "candidates",
                    hash_list(a->candidates, a->candidate_count, sizeof(struct vs_hash)));
        vs_json_set(row, "last", hash_list(a->last, a->last_count, sizeof(struct vs_hash)));
        vs_json_set(row, "missing", missing);
        vs_json_add(list, row);
    }
    vs_tenures_release(&rows);
    return list;
}

/* Facts of a kind that the program reads and never writes: `members` beside what all events have.
 */
static struct vs_json *
strange_facts(const struct vs_event *event)
{
    struct vs_json *doc = vs_json_new_object();

    if (event->type == VS_EV_NOTE_OTHER) {
        /* that of a later version is not read */
        vs_json_set(doc, "at", instant_json(event->v == 1 ? event->at : 0));
    }
    vs_json_set_hash(doc, "case", &event->case_id);
    vs_json_set(doc, "heads", hash_list(event->heads, event->head_count, sizeof(event->heads[0])));
    vs_json_set(doc, "made", instant_json(event->made));
    vs_json_set_text(doc, "type", event->type_text);
    vs_json_set_int(doc, "v", (int64_t)event->v);
    return doc;
}

void
h_facts(struct vs_buf *out, const struct vs_event *event)
{
    struct vs_err err = {0};
    struct vs_json *doc;

    if (event->type == VS_EV_NEWER || event->type == VS_EV_NOTE_OTHER) {
        doc = strange_facts(event);
        if (vs_json_write(out, doc, VS_JSON_FACTS, &err) != VS_OK) {
            exit(2);
        }
        vs_json_free(doc);
    } else if (vs_event_write(out, event, &err) != VS_OK) {
        fprintf(stderr, "%s: %s %s\n", event->type_text, err.subject, err.detail);
        exit(2);
    }
}

struct vs_json *
h_events_json(const struct h_case *c)
{
    struct vs_json *list = vs_json_new_array();

    for (uint32_t i = 0; i < c->n; i++) {
        const struct vs_fold_event *in = &c->in[i];
        struct vs_json *event = vs_json_new_object();
        struct vs_buf facts;
        char hex[2 * 4096];

        vs_json_set_hash(event, "id", &in->id);
        vs_json_set_hash(event, "org", &in->org);
        vs_json_set_hash(event, "feed", &in->feed);
        vs_json_set_int(event, "index", (int64_t)in->index);
        if (in->branch > 0) {
            vs_json_set_int(event, "branch", in->branch);
        }
        if (in->cut) {
            vs_json_set_bool(event, "cut", true);
        }
        if (in->ahead) {
            vs_json_set_bool(event, "ahead", true);
        }
        if (in->event) {
            vs_buf_init(&facts, sizeof(hex) / 2);
            h_facts(&facts, in->event);
            vs_hex(hex, facts.p, facts.len);
            vs_json_set_text(event, "facts", hex);
            vs_buf_release(&facts);
        }
        vs_json_add(list, event);
    }
    return list;
}

struct vs_json *
h_dump_json(const struct vs_fold *fold)
{
    struct vs_json *lines = vs_json_new_array();
    struct vs_buf dump;

    vs_buf_init(&dump, 1u << 20);
    vs_fold_dump(&dump, fold);
    for (const char *line = (const char *)dump.p; *line;) {
        size_t len = strcspn(line, "\n");

        vs_json_add(lines, vs_json_new_string((struct vs_str){line, len}));
        line += len + (line[len] == '\n');
    }
    vs_buf_release(&dump);
    return lines;
}
