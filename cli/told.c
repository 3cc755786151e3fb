#include "cli/told.h"

#include <string.h>

#include "cli/answer.h"
#include "cli/i18n.h"
#include "cli/id.h"
#include "cli/when.h"

/* A word that may be unsaid, of one member. */
static const struct word {
    const char *member;
    const char *label; /* msgid; NULL: the word says it all */
    enum vs_word_list list;
    size_t at;
} words[] = {
    {"origin", NULL, VS_WORDS_ORIGIN, offsetof(struct vs_event, origin)},
    {"reason", NULL, VS_WORDS_HANDOVER, offsetof(struct vs_event, why)},
    {"after", N_("outcome of the assessment"), VS_WORDS_ASSESS, offsetof(struct vs_event, after)},
    {"unsafety", NULL, VS_WORDS_UNSAFETY, offsetof(struct vs_event, unsafety)},
    {"outcome", NULL, VS_WORDS_TRAJECTORY, offsetof(struct vs_event, trajectory)},
    {"kind", NULL, VS_WORDS_CONTACT, offsetof(struct vs_event, contact)},
};

/* A yes or no that may be unsaid. */
static const struct flag {
    const char *member;
    const char *yes, *no; /* msgids */
    size_t at;
} flags[] = {
    {"acute", N_("acutely unsafe"), N_("not acutely unsafe"), offsetof(struct vs_event, acute)},
    {"relocation", N_("the household moves"), N_("the household does not move"),
     offsetof(struct vs_event, relocates)},
    {"conditions", N_("there are safety conditions"), N_("there are no safety conditions"),
     offsetof(struct vs_event, conditions)},
    {"informed", N_("the household was told"), N_("the household was not told"),
     offsetof(struct vs_event, informed)},
    {"waitlist", N_("the receiver has a waiting list"), N_("the receiver has no waiting list"),
     offsetof(struct vs_event, waitlist)},
};

static unsigned
number_at(const struct vs_event *event, size_t at)
{
    return *(const unsigned *)(const void *)((const char *)event + at);
}

static enum vs_flag
flag_at(const struct vs_event *event, size_t at)
{
    return *(const enum vs_flag *)(const void *)((const char *)event + at);
}

/* --- as a document ---------------------------------------------------------------------------- */

static void
others_json(struct vs_json *told, const struct vs_event *event)
{
    struct vs_json *list;

    if (event->others == 0) {
        return;
    }
    list = vs_json_new_array();
    for (unsigned i = 0; i < VS_EVENT_OTHERS_MAX; i++) {
        if (event->others >> i & 1) {
            vs_json_add_text(list, vs_word(VS_WORDS_OTHERS, i));
        }
    }
    vs_json_set(told, "others", list);
}

static void
offer_json(struct vs_json *told, struct vs_store *store, const struct vs_event *event)
{
    char date[VS_DATE_TEXT_LEN + 1];

    if (event->has_conditions_digest) {
        vs_json_set_hash(told, "conditions_digest", &event->conditions_digest);
    }
    if (event->has_informed_at) {
        vs_when_json(told, "informed_at", event->informed_at);
    }
    if (event->has_first_contact) {
        vs_date_text(date, event->first_contact);
        vs_json_set_text(told, "first_contact", date);
    }
    if (event->has_monitor && event->monitor_nobody) {
        vs_json_set_text(told, "monitor", "nobody");
    } else if (event->has_monitor) {
        vs_json_set(told, "monitor", vs_json_org(store, &event->monitor));
    }
    others_json(told, event);
}

void
vs_told_json(struct vs_json *doc, struct vs_store *store, const struct vs_event *event)
{
    struct vs_json *told = vs_json_new_object();

    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        const char *word = vs_word_said(words[i].list, number_at(event, words[i].at));

        if (word) {
            vs_json_set_text(told, words[i].member, word);
        }
    }
    for (size_t i = 0; i < sizeof flags / sizeof *flags; i++) {
        if (flag_at(event, flags[i].at) != VS_FLAG_UNSAID) {
            vs_json_set_bool(told, flags[i].member, flag_at(event, flags[i].at) == VS_FLAG_YES);
        }
    }
    offer_json(told, store, event);
    if (event->has_next_of) {
        vs_json_set_hash(told, "next_of", &event->next_of);
    }
    if (event->type == VS_EV_ESCALATE_ANSWER) {
        vs_json_set_text(told, "answer", vs_word(VS_WORDS_REPLY, event->reply));
    }
    if (vs_json_size(told) > 0) {
        vs_json_set(doc, "told", told);
    } else {
        vs_json_free(told);
    }
}

/* --- in words --------------------------------------------------------------------------------- */

static void
part(struct vs_buf *out, size_t start, const char *text)
{
    vs_buf_addf(out, "%s%s", out->len > start ? "; " : "", text);
}

static void
others_text(struct vs_buf *out, size_t start, const struct vs_event *event)
{
    const char *before = _("also involved: ");

    if (event->others != 0) {
        part(out, start, "");
    }
    for (unsigned i = 0; i < VS_EVENT_OTHERS_MAX; i++) {
        if (event->others >> i & 1) {
            vs_buf_addf(out, "%s%s", before, vs_say_word(VS_WORDS_OTHERS, i));
            before = ", ";
        }
    }
}

static void
offer_text(struct vs_buf *out, size_t start, struct vs_store *store, const struct vs_event *event)
{
    char when[VS_WHEN_LEN];
    char name[VS_LABEL_LEN];
    char date[VS_DATE_TEXT_LEN + 1];

    if (event->has_informed_at) {
        vs_when_text(when, event->informed_at, VS_WHEN_SHORT);
        part(out, start, "");
        vs_buf_addf(out, _("told %s"), when);
    }
    if (event->has_conditions_digest) {
        part(out, start, _("the document with the conditions is fixed by its hash"));
    }
    if (event->has_first_contact) {
        vs_date_text(date, event->first_contact);
        part(out, start, "");
        vs_buf_addf(out, _("first contact asked for by %s"), date);
    }
    if (event->has_monitor && event->monitor_nobody) {
        part(out, start, _("nobody monitors"));
    } else if (event->has_monitor) {
        vs_label_org(name, store, &event->monitor);
        part(out, start, "");
        vs_buf_addf(out, _("%s monitors"), name);
    }
    others_text(out, start, event);
}

void
vs_told_text(struct vs_buf *out, struct vs_store *store, const struct vs_event *event)
{
    size_t start = out->len;
    char id[VS_ID_LEN_MAX];

    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        unsigned said = number_at(event, words[i].at);
        const char *word = vs_word_said(words[i].list, said);
        bool again = event->relocates == VS_FLAG_YES && word && strcmp(word, "relocation") == 0;

        if (said > 0 && !again) { /* that the household moves is said below */
            part(out, start, "");
            vs_buf_addf(out, "%s%s%s", words[i].label ? _(words[i].label) : "",
                        words[i].label ? ": " : "", vs_say_word(words[i].list, said - 1));
        }
    }
    for (size_t i = 0; i < sizeof flags / sizeof *flags; i++) {
        if (flag_at(event, flags[i].at) != VS_FLAG_UNSAID) {
            part(out, start,
                 flag_at(event, flags[i].at) == VS_FLAG_YES ? _(flags[i].yes) : _(flags[i].no));
        }
    }
    offer_text(out, start, store, event);
    if (event->has_next_of) {
        vs_id_short(id, &event->next_of);
        part(out, start, "");
        vs_buf_addf(out, _("goes on from the escalation %s"), id);
    }
    if (event->type == VS_EV_ESCALATE_ANSWER) {
        vs_id_short(id, &event->re);
        part(out, start, vs_say_word(VS_WORDS_REPLY, event->reply));
        vs_buf_addf(out, _(", about the escalation %s"), id);
    }
}
