/*
 * Facts of the leaves of a directory channel: roster, inbox, adopt, adopt.end, fork, calendar
 * (FORMAT.md, 8).
 * Members of all: v (1), type, made, and `was` where an unreleased leaf is recorded again. They
 * have no case, no heads and no `at`. Content is bytes beside the leaf; the facts hold its hash.
 */
#ifndef VS_CORE_IDENTITY_DIRECTORY_H
#define VS_CORE_IDENTITY_DIRECTORY_H

#include "core/base/bytes.h"
#include "core/base/instant.h"

#define VS_DIRECTORY_ID_MAX 64

enum vs_directory_type {
    VS_DIR_ROSTER,    /* content: the roster note */
    VS_DIR_INBOX,     /* no content */
    VS_DIR_ADOPT,     /* content: the canonical profile */
    VS_DIR_ADOPT_END, /* no content */
    VS_DIR_FORK,      /* content: the fork proof */
    VS_DIR_CALENDAR,  /* content: the canonical calendar */
    VS_DIR_SUCCEED,   /* no content */
    VS_DIR_UNKNOWN    /* of a later version: kept, not used */
};

struct vs_directory {
    enum vs_directory_type type;
    vs_instant made;
    bool has_was;
    struct vs_hash was;

    uint64_t generation, version; /* roster */
    struct vs_hash roster;        /* roster: hash of the signed text */

    struct vs_hash key; /* inbox: X25519 public key */
    vs_instant until;   /* inbox: an instant, advice */

    char profile[VS_DIRECTORY_ID_MAX + 1]; /* adopt: id of the agreement */
    char role[VS_DIRECTORY_ID_MAX + 1];    /* adopt: role of the organisation in it */
    struct vs_hash profile_hash;           /* adopt: SHA-256 of the content */
    vs_date from;                          /* adopt, succeed: first day */
    struct vs_hash adoption;               /* adopt.end: leaf hash of the adoption */
    vs_date end;                           /* adopt.end: first day on which it no longer holds */

    struct vs_hash feed;     /* fork: the forked feed */
    uint64_t size;           /* fork: of the longest common prefix that is proven */
    struct vs_hash root;     /* fork: its root */
    struct vs_hash evidence; /* fork: SHA-256 of the content */

    struct vs_hash other; /* succeed: the other organisation */
    bool other_before;    /* succeed: it was before this one; else it comes after it */

    char calendar[VS_DIRECTORY_ID_MAX + 1]; /* calendar: its id */
    char edition[VS_DIRECTORY_ID_MAX + 1];  /* calendar: its edition */
    struct vs_hash calendar_hash;           /* calendar: SHA-256 of the content */
};

/* Appends the canonical facts. VS_E_INVALID for a value that the schema does not allow. */
enum vs_code vs_directory_write(struct vs_buf *facts, const struct vs_directory *in,
                                struct vs_err *err) VS_MUST_USE;

/*
 * Parses facts from anywhere, strictly. Unknown `v`, type or member (but x_...) gives VS_OK and
 * VS_DIR_UNKNOWN. VS_E_JSON_SYNTAX, VS_E_JSON_NOT_CANONICAL, VS_E_JSON_SCHEMA.
 */
enum vs_code vs_directory_parse(struct vs_directory *out, struct vs_str facts,
                                struct vs_err *err) VS_MUST_USE;

/* As vs_directory_content_check, of a roster that was checked before (vs_roster_parse_kept). */
enum vs_code vs_directory_content_check_kept(const struct vs_directory *in, struct vs_str content,
                                             struct vs_err *err) VS_MUST_USE;

/* Is `content` what the facts promise (roster: a note of that hash and rank; adopt, fork,
 * calendar: bytes of that hash)? VS_E_CONTENT_HASH if not; VS_OK for types without content and
 * empty `content`. */
enum vs_code vs_directory_content_check(const struct vs_directory *in, struct vs_str content,
                                        struct vs_err *err) VS_MUST_USE;

#endif
