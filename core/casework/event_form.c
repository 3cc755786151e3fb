#include "core/casework/event_form.h"

#include <stddef.h>

#define AT(member) offsetof(struct vs_event, member)

#define HASH(name, field)                                                                          \
    {                                                                                              \
        name, VS_MEMBER_HASH, true, VS_WORD_LISTS, 0, 0, AT(field), 0                              \
    }
#define SET(name, field, number, need, least, most)                                                \
    {                                                                                              \
        name, VS_MEMBER_SET, need, VS_WORD_LISTS, least, most, AT(field), AT(number)               \
    }
#define WORD(name, list, field)                                                                    \
    {                                                                                              \
        name, VS_MEMBER_WORD, true, list, 0, 0, AT(field), 0                                       \
    }
#define RE(name, need)                                                                             \
    {                                                                                              \
        name, VS_MEMBER_RE, need, VS_WORD_LISTS, 0, 0, AT(re), 0                                   \
    }
#define PARTIES                                                                                    \
    {                                                                                              \
        "parties", VS_MEMBER_PARTIES, true, VS_WORD_LISTS, 1, VS_EVENT_PARTIES_MAX, 0, 0           \
    }
#define INT(name, most, field)                                                                     \
    {                                                                                              \
        name, VS_MEMBER_INT, true, VS_WORD_LISTS, 1, most, AT(field), 0                            \
    }
#define PLAIN(name, kind, need)                                                                    \
    {                                                                                              \
        name, kind, need, VS_WORD_LISTS, 0, 0, 0, 0                                                \
    }
#define SAID_WORD(name, list, field)                                                               \
    {                                                                                              \
        name, VS_MEMBER_SAID_WORD, false, list, 0, 0, AT(field), 0                                 \
    }
#define SAID(name, field)                                                                          \
    {                                                                                              \
        name, VS_MEMBER_SAID, false, VS_WORD_LISTS, 0, 0, AT(field), 0                             \
    }
#define SAID_VALUE(name, kind, field)                                                              \
    {                                                                                              \
        name, kind, false, VS_WORD_LISTS, 0, 0, AT(field), AT(has_##field)                         \
    }
#define END                                                                                        \
    {                                                                                              \
        NULL, VS_MEMBER_HASH, false, VS_WORD_LISTS, 0, 0, 0, 0                                     \
    }

static const struct vs_member open_members[] = {
    SAID("acute", acute), SAID_WORD("origin", VS_WORDS_ORIGIN, origin), PARTIES,
    PLAIN("takes", VS_MEMBER_TAKES, false), END};
static const struct vs_member offer_members[] = {
    SAID_WORD("after", VS_WORDS_ASSESS, after),
    PLAIN("calendar", VS_MEMBER_CALENDAR, false),
    SAID("conditions", conditions),
    SAID_VALUE("conditions_digest", VS_MEMBER_SAID_HASH, conditions_digest),
    SAID_VALUE("first_contact", VS_MEMBER_SAID_DATE, first_contact),
    SAID("informed", informed),
    SAID_VALUE("informed_at", VS_MEMBER_SAID_INSTANT, informed_at),
    PLAIN("kind", VS_MEMBER_KIND, true),
    WORD("mode", VS_WORDS_MODE, mode),
    SAID_VALUE("monitor", VS_MEMBER_MONITOR, monitor),
    {"others", VS_MEMBER_WORD_SET, false, VS_WORDS_OTHERS, 1, VS_EVENT_OTHERS_MAX, AT(others), 0},
    SAID_WORD("reason", VS_WORDS_HANDOVER, why),
    SAID("relocation", relocates),
    HASH("to", to),
    {"under", VS_MEMBER_UNDER, false, VS_WORD_LISTS, 1, VS_EVENT_UNDER_MAX, 0, 0},
    SAID_WORD("unsafety", VS_WORDS_UNSAFETY, unsafety),
    SAID("waitlist", waitlist),
    END};
static const struct vs_member re_members[] = {RE("re", true), END};
static const struct vs_member pickup_members[] = {RE("re", false), END};
static const struct vs_member refuse_members[] = {RE("re", true),
                                                  WORD("reason", VS_WORDS_REFUSE, reason), END};
static const struct vs_member escalate_members[] = {
    RE("about", false), INT("level", VS_EVENT_LEVEL_MAX, level),
    SAID_VALUE("next_of", VS_MEMBER_SAID_HASH, next_of), WORD("reason", VS_WORDS_ESCALATE, reason),
    END};
static const struct vs_member reply_members[] = {WORD("answer", VS_WORDS_REPLY, reply),
                                                 RE("re", true), END};
static const struct vs_member proposal_members[] = {
    {"from", VS_MEMBER_INSTANT, true, VS_WORD_LISTS, 0, 0, AT(from), 0},
    PLAIN("outcome", VS_MEMBER_OUTCOME, true),
    SET("resolves", resolves, resolve_count, false, 1, VS_EVENT_RESOLVES_MAX),
    END};
static const struct vs_member agreement_members[] = {HASH("agrees", agrees), END};
static const struct vs_member close_members[] = {WORD("reason", VS_WORDS_CLOSE, reason), END};
static const struct vs_member reopen_members[] = {WORD("reason", VS_WORDS_REOPEN, reason), END};
static const struct vs_member add_members[] = {HASH("party", party.org),
                                               PLAIN("role", VS_MEMBER_ROLE, true), END};
static const struct vs_member remove_members[] = {HASH("party", party.org), END};
static const struct vs_member assess_members[] = {
    WORD("outcome", VS_WORDS_ASSESS, outcome_word),
    SAID_WORD("unsafety", VS_WORDS_UNSAFETY, unsafety), END};
static const struct vs_member end_members[] = {
    SAID_WORD("outcome", VS_WORDS_TRAJECTORY, trajectory), END};
static const struct vs_member contact_members[] = {SAID_WORD("kind", VS_WORDS_CONTACT, contact),
                                                   END};
static const struct vs_member start_members[] = {WORD("service", VS_WORDS_SERVICE, service), END};
static const struct vs_member ack_members[] = {
    SET("facts_only", facts_only, facts_only_count, false, 1, VS_EVENT_ACK_MAX),
    SET("opened", opened, opened_count, false, 1, VS_EVENT_ACK_MAX),
    SET("unreadable", unreadable, unreadable_count, false, 1, VS_EVENT_ACK_MAX), END};
static const struct vs_member introduce_members[] = {PLAIN("identity", VS_MEMBER_IDENTITY, true),
                                                     HASH("party", party.org), END};
static const struct vs_member rekey_members[] = {
    HASH("channel", channel), INT("epoch", VS_EVENT_EPOCH_MAX, epoch), PARTIES, END};
static const struct vs_member epoch_members[] = {INT("epoch", VS_EVENT_EPOCH_MAX, epoch), PARTIES,
                                                 HASH("rekey", rekey), END};
static const struct vs_member erased_members[] = {
    SET("leaves", leaves, leaf_count, true, 1, VS_EVENT_LEAVES_MAX), END};
static const struct vs_member no_members[] = {END};

static const struct vs_event_form agreement_form = {VS_CONTENT_ANY, agreement_members};

static const struct vs_event_form forms[VS_EV_NOTE_OTHER] = {
    [VS_EV_OPEN] = {VS_CONTENT_ANY, open_members},
    [VS_EV_OFFER] = {VS_CONTENT_ANY, offer_members},
    [VS_EV_ACCEPT] = {VS_CONTENT_ANY, re_members},
    [VS_EV_PICKUP] = {VS_CONTENT_ANY, pickup_members},
    [VS_EV_REFUSE] = {VS_CONTENT_ANY, refuse_members},
    [VS_EV_WITHDRAW] = {VS_CONTENT_ANY, re_members},
    [VS_EV_WAIT_START] = {VS_CONTENT_ANY, re_members},
    [VS_EV_WAIT_END] = {VS_CONTENT_ANY, re_members},
    [VS_EV_ESCALATE] = {VS_CONTENT_ANY, escalate_members},
    [VS_EV_SETTLE] = {VS_CONTENT_ANY, proposal_members},
    [VS_EV_CLOSE] = {VS_CONTENT_ANY, close_members},
    [VS_EV_REOPEN] = {VS_CONTENT_ANY, reopen_members},
    [VS_EV_PARTY_ADD] = {VS_CONTENT_ANY, add_members},
    [VS_EV_PARTY_REMOVE] = {VS_CONTENT_ANY, remove_members},
    [VS_EV_ASSESS] = {VS_CONTENT_ANY, assess_members},
    [VS_EV_TRAJECTORY_START] = {VS_CONTENT_ANY, start_members},
    [VS_EV_TRAJECTORY_END] = {VS_CONTENT_ANY, end_members},
    [VS_EV_JOIN] = {VS_CONTENT_ANY, no_members},
    [VS_EV_CONTACT] = {VS_CONTENT_ANY, contact_members},
    [VS_EV_MONITORING_START] = {VS_CONTENT_ANY, no_members},
    [VS_EV_MONITORING_END] = {VS_CONTENT_ANY, no_members},
    [VS_EV_ESCALATE_ANSWER] = {VS_CONTENT_ANY, reply_members},
    [VS_EV_NOTE] = {VS_CONTENT_ANY, no_members},
    [VS_EV_ACK] = {VS_CONTENT_NEVER, ack_members},
    [VS_EV_INTRODUCE] = {VS_CONTENT_ALWAYS_BYTES, introduce_members},
    [VS_EV_REKEY] = {VS_CONTENT_NEVER, rekey_members},
    [VS_EV_EPOCH_OPEN] = {VS_CONTENT_NEVER, epoch_members},
    [VS_EV_ERASED] = {VS_CONTENT_NEVER, erased_members},
};

const struct vs_event_form *
vs_event_form(enum vs_event_type type, bool is_agreement)
{
    if ((unsigned)type >= VS_EV_NOTE_OTHER) {
        return NULL;
    }
    if (type == VS_EV_SETTLE && is_agreement) {
        return &agreement_form;
    }
    return &forms[type];
}
