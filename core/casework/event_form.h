/*
 * The members of each type of event as one table, used by the parser, the writer and the test that
 * holds the table to schemas/facts. Internal to core/casework.
 */
#ifndef VS_CORE_CASEWORK_EVENT_FORM_H
#define VS_CORE_CASEWORK_EVENT_FORM_H

#include "core/casework/event.h"

enum vs_member_kind {
    VS_MEMBER_HASH,     /* struct vs_hash at `at` */
    VS_MEMBER_RE,       /* as HASH; has_re says whether it is there */
    VS_MEMBER_SET,      /* hashes at `at`, their number at `count`; sorted by their bytes */
    VS_MEMBER_WORD,     /* unsigned at `at`, a value of `list` */
    VS_MEMBER_ROLE,     /* party.role */
    VS_MEMBER_KIND,     /* kind of an offer */
    VS_MEMBER_INT,      /* 1..max: unsigned at `at` */
    VS_MEMBER_TAKES,    /* only false is written */
    VS_MEMBER_PARTIES,  /* objects {org, role}, sorted by org */
    VS_MEMBER_UNDER,    /* objects {giver, hash, profile, receiver}, sorted by hash */
    VS_MEMBER_CALENDAR, /* has_calendar says whether it is there */
    VS_MEMBER_INSTANT,  /* vs_instant at `at` */
    VS_MEMBER_OUTCOME,  /* "closed" or an organisation */
    VS_MEMBER_IDENTITY, /* base64url of bytes */
    /* What may be left out: */
    VS_MEMBER_SAID_WORD, /* unsigned at `at`: 0, or 1 + a value of `list` */
    VS_MEMBER_SAID,      /* enum vs_flag at `at`: a boolean */
    VS_MEMBER_SAID_HASH, /* struct vs_hash at `at`; the bool at `count` says whether it is there */
    VS_MEMBER_SAID_INSTANT, /* so vs_instant */
    VS_MEMBER_SAID_DATE,    /* so vs_date */
    VS_MEMBER_WORD_SET,     /* uint32_t at `at`: bit i is value i of `list`; sorted by bytes */
    VS_MEMBER_MONITOR       /* "nobody" or an organisation; has_monitor */
};

struct vs_member {
    const char *name;
    enum vs_member_kind kind;
    bool required;
    enum vs_word_list list;
    uint32_t min, max; /* of a set or of an integer */
    size_t at, count;  /* offsets in struct vs_event */
};

enum vs_content_rule { VS_CONTENT_ANY, VS_CONTENT_NEVER, VS_CONTENT_ALWAYS_BYTES };

struct vs_event_form {
    enum vs_content_rule content;
    const struct vs_member *members; /* ends with a NULL name */
};

/* The form of a type; of settle its proposal or its agreement. Never NULL for a type of the list;
 * NULL for NOTE_OTHER and NEWER. */
const struct vs_event_form *vs_event_form(enum vs_event_type type, bool is_agreement);

#endif
