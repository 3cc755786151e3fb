/*
 * The facts of a case event, typed: from canonical bytes and back. What a type means and who may
 * write it is decided by authority.h and fold.h; here only the form. The JSON Schemas in
 * schemas/facts accept exactly what vs_event_parse accepts, schemas/FORMAT.md chapter 9 says it in
 * words, and a differential test holds the three together.
 *
 * Organisation and device follow from the feed that carries the leaf, so they are no members.
 */
#ifndef VS_CORE_CASEWORK_EVENT_H
#define VS_CORE_CASEWORK_EVENT_H

#include "core/base/instant.h"
#include "core/base/json.h"

#define VS_FACTS_BYTES_MAX 32768u /* the largest class of facts */

#define VS_EVENT_HEADS_MAX    16u
#define VS_EVENT_PARTIES_MAX  64u
#define VS_EVENT_UNDER_MAX    8u
#define VS_EVENT_RESOLVES_MAX 64u
#define VS_EVENT_ACK_MAX      200u /* in each of the three arrays */
#define VS_EVENT_LEAVES_MAX   512u /* in `erased` */
#define VS_EVENT_IDENTITY_MAX 4096u
#define VS_EVENT_LEVEL_MAX    9u
#define VS_EVENT_OTHERS_MAX   22u /* words of VS_WORDS_OTHERS */
#define VS_EVENT_EPOCH_MAX    65535u
#define VS_PROFILE_ID_MAX     64u

enum vs_event_type {
#define VS_EVENT_TYPE(NAME, text) VS_EV_##NAME,
#include "core/casework/event_types.def"
#undef VS_EVENT_TYPE
    VS_EV_NOTE_OTHER, /* a type that begins with "note.": shown, otherwise ignored */
    VS_EV_NEWER,      /* written by a newer version: place and time are known, the rest is not */
    VS_EVENT_TYPE_COUNT
};

enum vs_event_content { VS_CONTENT_NONE, VS_CONTENT_JSON, VS_CONTENT_BYTES };
enum vs_party_role { VS_PARTY_FACTS, VS_PARTY_FULL }; /* the stronger is the greater */
enum vs_offer_kind { VS_OFFER_HANDOVER, VS_OFFER_RETURN };

/* Values of lists. The text of a value is vs_word(list, value), and vs_word_find goes back. */
enum vs_word_list {
    VS_WORDS_ROLE,       /* enum vs_party_role */
    VS_WORDS_OFFER_KIND, /* enum vs_offer_kind */
    VS_WORDS_MODE,       /* written, telephone, warm, meeting, other */
    VS_WORDS_REFUSE,     /* reasons of handover.refuse */
    VS_WORDS_ESCALATE,   /* reasons of escalate */
    VS_WORDS_CLOSE,
    VS_WORDS_REOPEN,
    VS_WORDS_ASSESS,     /* outcomes of assess; also `after` of an offer */
    VS_WORDS_SERVICE,    /* of trajectory.start */
    VS_WORDS_ORIGIN,     /* of case.open */
    VS_WORDS_UNSAFETY,   /* of assess and of an offer */
    VS_WORDS_TRAJECTORY, /* outcomes of trajectory.end */
    VS_WORDS_CONTACT,    /* kinds of contact */
    VS_WORDS_REPLY,      /* answers of escalate.answer */
    VS_WORDS_OTHERS,     /* professionals involved, in an offer */
    VS_WORDS_HANDOVER,   /* reasons of an offer */
    VS_WORD_LISTS
};
/* The values of VS_WORDS_REPLY. */
enum vs_reply { VS_REPLY_AGREE, VS_REPLY_DISAGREE, VS_REPLY_DECISION };

#define VS_ESCALATE_DIFFERENCE_OF_VIEW                                                             \
    0u /* the value of VS_WORDS_ESCALATE that is an objection                                      \
        */

/* What may be left unsaid. Of a word of a list: 0 when it was not said, else 1 + the value, which
 * vs_word_said gives back. */
enum vs_flag { VS_FLAG_UNSAID, VS_FLAG_NO, VS_FLAG_YES };

struct vs_event_party {
    struct vs_hash org;
    enum vs_party_role role;
};

/* One agreement that an offer stands on. */
struct vs_event_under {
    char profile[VS_PROFILE_ID_MAX + 1]; /* the id; the hash decides */
    struct vs_hash profile_hash;
    struct vs_hash giver_adoption; /* leaf hash of the giver's `adopt` */
    struct vs_hash receiver_adoption;
};

/*
 * One event. Plain data: a caller fills it in and writes it, or parses into it and releases it.
 * Pointers are owned by the event when it was parsed (vs_event_release) and borrowed when a caller
 * filled it in (then it is not released). Sets are sorted by
 * their 32 bytes without repeats.
 */
struct vs_event {
    enum vs_event_type type;
    char type_text[40];     /* as written; for NEWER and NOTE_OTHER the only name there is */
    uint64_t v;             /* 1 unless NEWER or NOTE_OTHER */
    struct vs_hash case_id; /* zero in case.open */
    vs_instant at, made;    /* NEWER, v not 1: at = made, whatever is written */
    struct vs_hash *heads;
    size_t head_count;
    enum vs_event_content content;
    bool has_was;
    struct vs_hash was; /* the leaf of a given-up feed that this one records again */

    /* case.open, rekey, epoch.open */
    struct vs_event_party *parties;
    size_t party_count;
    bool takes; /* case.open: the writer takes responsibility (default) */

    unsigned origin;    /* case.open: VS_WORDS_ORIGIN, may be unsaid */
    enum vs_flag acute; /* case.open: whether there was acute unsafety */

    /* handover.offer */
    struct vs_hash to;
    enum vs_offer_kind kind;
    unsigned mode; /* VS_WORDS_MODE */
    struct vs_event_under *under;
    size_t under_count;
    bool has_calendar;
    struct vs_hash calendar;

    /* handover.offer: what the receiver has to know (the `contents` of an agreement). */
    unsigned why;           /* VS_WORDS_HANDOVER, its `reason`; may be unsaid */
    unsigned after;         /* VS_WORDS_ASSESS: what came before it; may be unsaid */
    unsigned unsafety;      /* VS_WORDS_UNSAFETY; may be unsaid; also of assess */
    uint32_t others;        /* professionals involved: bit i is value i of VS_WORDS_OTHERS */
    enum vs_flag informed;  /* the household was told */
    enum vs_flag waitlist;  /* the receiver said that it has a waiting list */
    enum vs_flag relocates; /* the household moves to the receiver's region */
    enum vs_flag conditions;
    bool has_conditions_digest, has_informed_at, has_first_contact;
    struct vs_hash conditions_digest; /* SHA-256 of the document */
    vs_instant informed_at;
    vs_date first_contact; /* the day asked for */
    bool has_monitor, monitor_nobody;
    struct vs_hash monitor; /* who monitors after it, unless monitor_nobody */

    /* accept, pickup, refuse, withdraw, waitlist.*: the offer; escalate: what it is about;
     * escalate.answer: the escalation */
    bool has_re; /* always, but in pickup and escalate */
    struct vs_hash re;
    unsigned reason; /* list by type: refuse, escalate, close, reopen */
    unsigned level;  /* escalate: 1..VS_EVENT_LEVEL_MAX */
    bool has_next_of;
    struct vs_hash next_of; /* escalate: the escalation that this one takes to a higher level */
    unsigned reply;         /* escalate.answer: VS_WORDS_REPLY, enum vs_reply */

    /* settle: a proposal, or the agreement to one */
    bool is_agreement;
    struct vs_hash agrees;
    bool outcome_closed; /* else `outcome` */
    struct vs_hash outcome;
    vs_instant from;
    struct vs_hash *resolves;
    size_t resolve_count;

    /* party.add, party.remove, introduce */
    struct vs_event_party party;
    uint8_t *identity; /* introduce: the canonical bytes of the party's identity */
    size_t identity_len;

    unsigned outcome_word; /* assess: VS_WORDS_ASSESS */
    unsigned service;      /* trajectory.start: VS_WORDS_SERVICE */
    unsigned trajectory;   /* trajectory.end: VS_WORDS_TRAJECTORY, may be unsaid */
    unsigned contact;      /* contact: VS_WORDS_CONTACT, may be unsaid */

    /* ack */
    struct vs_hash *opened, *facts_only, *unreadable;
    size_t opened_count, facts_only_count, unreadable_count;

    /* rekey, epoch.open */
    uint32_t epoch;         /* the new one */
    struct vs_hash channel; /* rekey: HMAC(new Kr, "vs1 channel") */
    struct vs_hash rekey;   /* epoch.open: leaf hash of the rekey */

    /* erased */
    struct vs_hash *leaves;
    size_t leaf_count;
};

/*
 * Reads canonical facts. VS_OK with type VS_EV_NEWER: the version, the type or a member is not
 * known here (members that begin with "x_" are ignored). VS_E_JSON_*: not canonical.
 * VS_E_EVENT_FORMAT: well formed, but not an event; the subject names the member.
 * On failure *out needs no release.
 */
enum vs_code vs_event_parse(struct vs_event *out, const void *facts, size_t len,
                            struct vs_err *err) VS_MUST_USE;
void vs_event_release(struct vs_event *event);

/*
 * Appends the canonical facts. VS_E_EVENT_FORMAT if the event is not one that vs_event_parse would
 * give back (a missing member, a set that is not sorted, too many heads). Never writes NEWER or
 * NOTE_OTHER.
 */
enum vs_code vs_event_write(struct vs_buf *out, const struct vs_event *event,
                            struct vs_err *err) VS_MUST_USE;

/* Sorts a set in place and drops repeats; gives the new count. */
size_t vs_event_sort_set(struct vs_hash *set, size_t count);
size_t vs_event_sort_parties(struct vs_event_party *parties, size_t count);

/* "handover.offer"; "newer" and "note." for the two that are none. Never NULL. */
const char *vs_event_type_name(enum vs_event_type type);
/* VS_EVENT_TYPE_COUNT if there is none of this name. */
enum vs_event_type vs_event_type_find(struct vs_str name);

/* What the program does by itself between the acts of people: acks, introductions, keys. */
bool vs_event_is_plumbing(enum vs_event_type type);

/* The text of a value, NULL beyond the list's end; and back, -1 if it is none. */
const char *vs_word(enum vs_word_list list, unsigned value);
int vs_word_find(enum vs_word_list list, struct vs_str text);

/* The text of a word that may be unsaid: NULL when it is. */
const char *vs_word_said(enum vs_word_list list, unsigned said);

/*
 * Checks the JSON content that belongs to an event of this type (schemas/content):
 * VS_E_JSON_* or VS_E_EVENT_FORMAT. Types without a schema of their own carry {"text": ...}.
 */
enum vs_code vs_event_content_check(enum vs_event_type type, const void *bytes, size_t len,
                                    struct vs_err *err) VS_MUST_USE;

#endif
