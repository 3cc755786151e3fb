/*
 * One event of a case in words and as a document (events.h).
 */
#include "cli/events.h"

#include <string.h>

#include "cli/i18n.h"
#include "cli/id.h"
#include "cli/told.h"
#include "cli/when.h"

static const char *
text_state_name(enum vs_text_state state)
{
    switch (state) {
    case VS_TEXT_NONE:
        return "none";
    case VS_TEXT_PRESENT:
        return "present";
    case VS_TEXT_ABSENT:
        return "absent";
    case VS_TEXT_WRONG:
        return "wrong";
    case VS_TEXT_SEALED:
        return "sealed";
    }
    return "none";
}

/* The entry of the fold that judged this event; NULL when it is not there. */
static const struct vs_fold_entry *
entry_of(const struct vs_casefile *file, const struct vs_hash *id)
{
    const struct vs_fold *fold = vs_casefile_fold(file);
    uint32_t entry = vs_fold_find(fold, id);

    return entry == VS_FOLD_NONE ? NULL : &fold->entries[entry];
}

/* The list that a value of this event is from ("written", "safe"); false when it has none. */
static bool
word_of(enum vs_word_list *list, unsigned *value, const struct vs_event *event)
{
    switch (event ? (unsigned)event->type : VS_EV_NEWER) {
    case VS_EV_OFFER:
        *list = VS_WORDS_MODE;
        *value = event->mode;
        return true;
    case VS_EV_REFUSE:
        *list = VS_WORDS_REFUSE;
        break;
    case VS_EV_ESCALATE:
        *list = VS_WORDS_ESCALATE;
        break;
    case VS_EV_CLOSE:
        *list = VS_WORDS_CLOSE;
        break;
    case VS_EV_REOPEN:
        *list = VS_WORDS_REOPEN;
        break;
    case VS_EV_ASSESS:
        *list = VS_WORDS_ASSESS;
        *value = event->outcome_word;
        return true;
    case VS_EV_TRAJECTORY_START:
        *list = VS_WORDS_SERVICE;
        *value = event->service;
        return true;
    case VS_EV_PARTY_ADD:
        *list = VS_WORDS_ROLE;
        *value = event->party.role;
        return true;
    default:
        return false;
    }
    *value = event->reason;
    return true;
}

static bool
has_party(const struct vs_event *event)
{
    return event->type == VS_EV_PARTY_ADD || event->type == VS_EV_PARTY_REMOVE ||
           event->type == VS_EV_INTRODUCE;
}

/* What people should see beside the act itself: it came too late. */
static bool
is_too_late(const struct vs_fold *fold, uint32_t entry)
{
    for (size_t i = 0; i < fold->finding_count; i++) {
        const struct vs_fold_finding *finding = &fold->findings[i];

        if (finding->event == entry && (strcmp(finding->name, "withdrawn-too-late") == 0 ||
                                        strcmp(finding->name, "refused-too-late") == 0)) {
            return true;
        }
    }
    return false;
}

/* The offer that the act is about moved after the act was recorded. */
static bool
moved_after(const struct vs_fold *fold, uint32_t entry)
{
    const struct vs_event *event = fold->entries[entry].in->event;

    for (size_t i = 0; event && event->has_re && i < fold->offer_count; i++) {
        if (vs_hash_eq(&fold->entries[fold->offers[i].event].in->id, &event->re)) {
            return fold->entries[entry].rec < fold->offers[i].start;
        }
    }
    return false;
}

/* The names of the findings about this event. */
static struct vs_json *
findings_of(const struct vs_fold *fold, const struct vs_fold_entry *entry)
{
    struct vs_json *list = vs_json_new_array();

    for (size_t i = 0; entry && i < fold->finding_count; i++) {
        if (&fold->entries[fold->findings[i].event] == entry) {
            vs_json_add_text(list, fold->findings[i].name);
        }
    }
    return list;
}

/* --- as a document ---------------------------------------------------------------------------- */

/* What a settlement says, or to which it agrees. */
static void
set_settlement(struct vs_json *doc, const struct vs_question *question,
               const struct vs_event *event)
{
    if (event->is_agreement) {
        vs_json_set_hash(doc, "agrees", &event->agrees);
        return;
    }
    vs_json_set_bool(doc, "closed", event->outcome_closed);
    if (!event->outcome_closed) {
        vs_json_set(doc, "outcome", vs_json_org(question->store, &event->outcome));
    }
    vs_when_json(doc, "from", event->from);
}

/* What the members of its type add. */
static void
set_members(struct vs_json *doc, const struct vs_question *question, const struct vs_event *event)
{
    if (event->type == VS_EV_OFFER) {
        vs_json_set(doc, "to", vs_json_org(question->store, &event->to));
        vs_json_set_text(doc, "kind", vs_word(VS_WORDS_OFFER_KIND, event->kind));
    }
    if (event->type == VS_EV_ESCALATE) {
        vs_json_set_int(doc, "level", event->level);
    }
    if (event->type == VS_EV_SETTLE) {
        set_settlement(doc, question, event);
    }
    if (has_party(event)) {
        vs_json_set(doc, "party", vs_json_org(question->store, &event->party.org));
    }
    if (event->has_re) {
        vs_json_set_hash(doc, "re", &event->re);
    }
    vs_told_json(doc, question->store, event);
}

struct vs_json *
vs_event_json(const struct vs_question *question, const struct vs_casefile_event *row, bool content)
{
    struct vs_json *doc = vs_json_new_object();
    const struct vs_fold_entry *entry = entry_of(question->file, &row->id);
    enum vs_word_list list = VS_WORDS_MODE;
    struct vs_org_row org;
    unsigned value = 0;

    vs_json_set_hash(doc, "event", &row->id);
    if (row->event) {
        vs_json_set_text(doc, "type",
                         row->event->type_text[0] ? row->event->type_text
                                                  : vs_event_type_name(row->event->type));
        vs_when_json(doc, "at", row->event->at);
        vs_when_json(doc, "made", row->event->made);
    }
    vs_when_json(doc, "received", row->received);
    if (vs_org_by_id(question->store->ledger, &org, row->org, NULL) == VS_OK) {
        vs_json_set(doc, "by", vs_json_org(question->store, &org.org));
    }
    if (word_of(&list, &value, row->event)) {
        vs_json_set_text(doc, "value", vs_word(list, value));
    }
    if (row->event) {
        set_members(doc, question, row->event);
    }
    if (entry) {
        vs_json_set_text(doc, "state", vs_entry_state_name(entry->state));
        vs_when_json(doc, "recorded", entry->rec);
        if (entry->reason) {
            vs_json_set_text(doc, "reason", entry->reason);
        }
    }
    vs_json_set(doc, "findings", findings_of(vs_casefile_fold(question->file), entry));
    vs_json_set_text(doc, "content", text_state_name(row->text_state));
    if (content && row->text.len > 0) {
        struct vs_json *text = NULL;

        if (vs_json_parse(&text, row->text.p, row->text.len, VS_JSON_LOOSE, NULL) == VS_OK) {
            vs_json_set(doc, "text", text);
        }
    }
    return doc;
}

/* --- in words --------------------------------------------------------------------------------- */

/* The words of an event's content, under its line. */
static void
print_text(struct vs_out *out, struct vs_str content)
{
    static const struct {
        const char *name, *label; /* label: NULL where it is plain what it is */
    } members[] = {{"ref", N_("reference: ")}, {"household", N_("household: ")}, {"text", NULL}};
    struct vs_json *doc = NULL;

    if (content.len == 0 ||
        vs_json_parse(&doc, content.p, content.len, VS_JSON_LOOSE, NULL) != VS_OK) {
        return;
    }
    for (size_t i = 0; i < sizeof members / sizeof *members; i++) {
        struct vs_str text = vs_json_get_str(doc, members[i].name);
        struct vs_buf copy;

        if (!text.p) {
            continue;
        }
        vs_buf_init(&copy, VS_PRINT_MAX);
        vs_buf_add_text(&copy, members[i].label ? _(members[i].label) : "");
        vs_clean(&copy, text, true); /* before it is printed: it makes no marks */
        if (vs_buf_check(&copy, "text", NULL) == VS_OK) {
            vs_print_clause(out, "                    ", (const char *)copy.p);
        }
        vs_buf_release(&copy);
    }
    vs_json_free(doc);
}

const char *
vs_say_text_state(enum vs_text_state state)
{
    switch (state) {
    case VS_TEXT_SEALED:
        return _("sealed: not disclosed to you");
    case VS_TEXT_ABSENT:
        return _("the words are not here: erased, withheld, or not arrived");
    case VS_TEXT_WRONG:
        return _("the words here are not those that were signed for");
    case VS_TEXT_NONE:
    case VS_TEXT_PRESENT:
        break;
    }
    return NULL;
}

/* "settlement proposed: A holds it from ...", "agreed to the settlement 77e0c2d1" */
static void
print_settle(const struct vs_question *question, const struct vs_event *event)
{
    struct vs_out *out = &question->cli->out;
    char id[VS_ID_LEN_MAX];
    struct vs_buf words;

    if (event->is_agreement) {
        vs_id_short(id, &event->agrees);
        vs_print(out, _("agreed to the settlement %s"), id);
        return;
    }
    vs_buf_init(&words, VS_PRINT_MAX);
    vs_say_proposal(&words, question->store, event);
    if (vs_buf_check(&words, "settle", NULL) == VS_OK) {
        vs_print(out, _("settlement proposed: %s"), (const char *)words.p);
    }
    vs_buf_release(&words);
}

/* What was done, to whom, about what. */
static void
print_act(const struct vs_question *question, const struct vs_event *event)
{
    struct vs_out *out = &question->cli->out;
    enum vs_word_list list = VS_WORDS_MODE;
    unsigned value = 0;
    char name[VS_LABEL_LEN];
    char id[VS_ID_LEN_MAX];

    if (event && event->type == VS_EV_SETTLE) {
        print_settle(question, event);
        return;
    }
    vs_print(out, "%s", vs_say_event(event));
    if (event && event->type == VS_EV_OFFER) {
        vs_label_org(name, question->store, &event->to);
        vs_print(out, _(" to %s"), name);
    }
    if (event && event->type == VS_EV_ESCALATE) {
        vs_print(out, _(" at level %u"), event->level);
    }
    if (event && has_party(event)) {
        vs_label_org(name, question->store, &event->party.org);
        vs_print(out, ": %s", name);
    }
    if (word_of(&list, &value, event)) {
        vs_print(out, " (%s)", vs_say_word(list, value));
    }
    if (event && event->type == VS_EV_ESCALATE && event->has_re) {
        vs_id_short(id, &event->re);
        vs_print(out, _(", about the handover %s"), id);
    }
}

/* What else it says. Of a handover it may be much, and stands under it. */
static void
print_told(const struct vs_question *question, const struct vs_event *event, bool under)
{
    struct vs_out *out = &question->cli->out;
    struct vs_buf words;

    if (!event || (event->type == VS_EV_OFFER) != under) {
        return;
    }
    vs_buf_init(&words, VS_PRINT_MAX);
    vs_told_text(&words, question->store, event);
    if (vs_buf_check(&words, "event", NULL) == VS_OK && words.len > 0) {
        if (under) {
            vs_print_clause(out, "                    ", (const char *)words.p);
        } else {
            vs_print(out, "; %s", (const char *)words.p);
        }
    }
    vs_buf_release(&words);
}

/* Its words, or why they are not here. A roster that was sealed along says nothing to people. */
static void
print_content(struct vs_out *out, const struct vs_casefile_event *row)
{
    const char *why = vs_say_text_state(row->text_state);

    if (why && row->event && row->event->content == VS_CONTENT_JSON) {
        vs_print(out, "                    %s\n", why);
    } else {
        print_text(out, row->text);
    }
}

void
vs_event_print(const struct vs_question *question, const struct vs_casefile_event *row,
               bool content)
{
    struct vs_out *out = &question->cli->out;
    const struct vs_fold *fold = vs_casefile_fold(question->file);
    const struct vs_fold_entry *entry = entry_of(question->file, &row->id);
    char when[VS_WHEN_LEN];
    char made[VS_WHEN_LEN];
    char id[VS_ID_LEN_MAX];
    char by[VS_LABEL_LEN];

    vs_when_text(when, row->event ? row->event->at : row->received, VS_WHEN_SHORT);
    vs_id_short(id, &row->id);
    vs_label_org_row(by, question->store, row->org);
    vs_print(out, "%s  %s  %s: ", when, id, by);
    print_act(question, row->event);
    print_told(question, row->event, false);
    if (row->event) {
        vs_when_text(made, row->event->made, VS_WHEN_SHORT);
        if (strcmp(made, when) != 0) {
            vs_print(out, _(", recorded %s"), made);
        }
    }
    if (entry && entry->reason) {
        vs_print_style(out, VS_STYLE_WARN, _("; without effect: %s"), vs_say_reason(entry->reason));
    }
    if (entry && is_too_late(fold, (uint32_t)(entry - fold->entries))) {
        vs_print_style(out, VS_STYLE_WARN, "; %s",
                       moved_after(fold, (uint32_t)(entry - fold->entries))
                           ? _("it moved later all the same: who accepted it had not heard of this")
                           : _("too late: it had moved"));
    }
    if (entry && entry->state == VS_ENTRY_PENDING && !entry->reason) {
        vs_print_style(out, VS_STYLE_WARN, "; %s", _("waits for what came before it"));
    }
    if (!content && row->text_state == VS_TEXT_SEALED && row->event &&
        row->event->content == VS_CONTENT_JSON) {
        vs_print(out, " (%s)", vs_say_text_state(row->text_state));
    }
    vs_print(out, "\n");
    print_told(question, row->event, true);
    if (content) {
        print_content(out, row);
    }
}
