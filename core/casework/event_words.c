/* Types of events and the words of their members, as they are written (event.h; FORMAT.md 9.3,
 * 9.4). */
#include "core/casework/event.h"

static const char *const type_names[] = {
#define VS_EVENT_TYPE(NAME, text) [VS_EV_##NAME] = (text),
#include "core/casework/event_types.def"
#undef VS_EVENT_TYPE
    [VS_EV_NOTE_OTHER] = "note.",
    [VS_EV_NEWER] = "newer",
};

_Static_assert(sizeof(type_names) / sizeof(type_names[0]) == VS_EVENT_TYPE_COUNT,
               "a name for every type");

static const char *const words[VS_WORD_LISTS][24] = {
    [VS_WORDS_ROLE] = {"facts", "full"},
    [VS_WORDS_OFFER_KIND] = {"handover", "return"},
    [VS_WORDS_MODE] = {"written", "telephone", "warm", "meeting", "other"},
    [VS_WORDS_REFUSE] = {"wrong_addressee", "no_capacity", "incomplete", "difference_of_view",
                         "moved_away", "other"},
    [VS_WORDS_ESCALATE] = {"difference_of_view", "not_picked_up", "no_contact", "unsafe", "other"},
    [VS_WORDS_CLOSE] = {"safe", "no_abuse_found", "moved_away", "involved_persons",
                        "held_elsewhere", "deceased", "end_of_involvement", "other"},
    [VS_WORDS_REOPEN] = {"new_concerns", "closed_in_error", "other"},
    [VS_WORDS_ASSESS] = {"direct_handover", "conditions_service", "investigation",
                         "child_protection_board", "involved_persons", "end_of_involvement",
                         "certified_institution", "care_provider", "multidisciplinary_team",
                         "other"},
    [VS_WORDS_SERVICE] = {"conditions_service", "investigation"},
    [VS_WORDS_ORIGIN] = {"report", "re_report", "follow_up_report", "relocation", "succession",
                         "own"},
    [VS_WORDS_UNSAFETY] = {"acute", "structural", "both", "none", "unclear"},
    [VS_WORDS_TRAJECTORY] = {"handed_over", "no_abuse_found", "safe", "stopped", "other"},
    [VS_WORDS_CONTACT] = {"first", "pilot_light", "monitoring", "safety", "other"},
    [VS_WORDS_REPLY] = {"agree", "disagree", "decision"},
    [VS_WORDS_HANDOVER] = {"assessment", "trajectory", "relocation", "succession", "expertise",
                           "request", "other"},
    /* In the order of their bytes, in which a set of them is written. */
    [VS_WORDS_OTHERS] = {"addiction_care",
                         "certified_institution",
                         "child_care",
                         "child_protection_board",
                         "debt_help",
                         "disability_care",
                         "elderly_care",
                         "general_practitioner",
                         "home_care",
                         "hospital",
                         "lawyer",
                         "local_team",
                         "mental_health_care",
                         "other",
                         "police",
                         "probation",
                         "prosecution",
                         "safety_house",
                         "school",
                         "shelter",
                         "youth_care",
                         "youth_health"},
};

const char *
vs_event_type_name(enum vs_event_type type)
{
    return (unsigned)type < VS_EVENT_TYPE_COUNT ? type_names[type] : "unknown";
}

enum vs_event_type
vs_event_type_find(struct vs_str name)
{
    for (unsigned i = 0; i < VS_EV_NOTE_OTHER; i++) {
        if (vs_str_is(name, type_names[i])) {
            return (enum vs_event_type)i;
        }
    }
    return VS_EVENT_TYPE_COUNT;
}

bool
vs_event_is_plumbing(enum vs_event_type type)
{
    return type == VS_EV_ACK || type == VS_EV_INTRODUCE || type == VS_EV_REKEY ||
           type == VS_EV_EPOCH_OPEN;
}

const char *
vs_word(enum vs_word_list list, unsigned value)
{
    if ((unsigned)list >= VS_WORD_LISTS || value >= sizeof(words[0]) / sizeof(words[0][0])) {
        return NULL;
    }
    return words[list][value];
}

const char *
vs_word_said(enum vs_word_list list, unsigned said)
{
    return said == 0 ? NULL : vs_word(list, said - 1);
}

int
vs_word_find(enum vs_word_list list, struct vs_str text)
{
    for (unsigned i = 0; vs_word(list, i); i++) {
        if (vs_str_is(text, words[list][i])) {
            return (int)i;
        }
    }
    return -1;
}
