/*
 * What the lies share: the opened ledger of the liar, and what writes into its feed. Whatever fails
 * ends the program with status 1, what cannot be told with 2; nothing is given back before it ends.
 */
#ifndef VS_TESTS_CLI_LIAR_LIAR_H
#define VS_TESTS_CLI_LIAR_LIAR_H

#include "core/ledger/channels.h"
#include "core/record/casefile.h"
#include "core/seal/entry.h"

extern struct vs_err err;
extern struct vs_store *store; /* in one transaction */
extern int64_t the_case;       /* its first leaf */
extern struct vs_casefile *file;
extern struct vs_hash case_id;
extern const char *other; /* the last argument, NULL: none */
extern vs_instant now;
extern struct vs_hash heads[VS_EVENT_HEADS_MAX]; /* of the event that event_of made last */

void must(enum vs_code code, const char *what);
#define MUST(call) must((call), #call)

/* --- the lies: each room has a list, which ends with a NULL ------------------------------------
 */

struct liar_lie {
    const char *name;
    void (*tell)(void);
};
extern const struct liar_lie liar_leaves[], liar_order[], liar_authority[], liar_introduce[],
    liar_adopt[], liar_calendar[], liar_directory[], liar_invite[], liar_content[];

/* --- sealing whatever one likes ----------------------------------------------------------------
 */

/* What a lie does to a leaf before it is appended. */
typedef void (*twist)(uint8_t *leaf, size_t len);

struct vs_channel_row case_channel(void);

/* The tag of the leaf that comes `ahead` places after the next one of the channel. */
void tag_ahead(uint8_t tag[VS_TAG_LEN], const struct vs_channel_row *channel, uint64_t ahead);

/* Seals facts for the place `ahead` of the next one, with the tag `tags` ahead; the caller releases
 * both buffers. */
void seal_at(struct vs_buf *raw, struct vs_buf *cipher, const struct vs_channel_row *channel,
             struct vs_str facts, struct vs_str content, uint64_t ahead, uint64_t tags);

/* Appends a leaf to the feed, and prints its id. */
struct vs_hash append(struct vs_str raw);

/* Seals facts and content (empty: none) as the next leaf, bends it (NULL: not), and appends it. */
struct vs_hash say_in(const struct vs_channel_row *channel, struct vs_str facts,
                      struct vs_str content, twist bend);

struct vs_hash say(const char *facts); /* in the case */
void say_directory(const char *facts, struct vs_str content);

/* --- facts -------------------------------------------------------------------------------------
 */

/* What every honest event of now has. */
struct vs_event event_of(enum vs_event_type type);
struct vs_hash record(const struct vs_event *event); /* in the case, without content */

/* The facts of a note of now as text, with other members in front of `at` and behind `type`; valid
 * until the next call. */
const char *note_facts(const char *before, const char *type, int v);

struct vs_hash any_hash(uint8_t byte);
struct vs_org_row other_org(void); /* OTHER */

/* The newest event of this type, of anybody. */
const struct vs_casefile_event *newest(enum vs_event_type type);

/* Canonical JSON that is neither an agreement nor a calendar. */
extern const struct vs_str no_rules;

#endif
