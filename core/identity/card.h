/*
 * Contact cards (vs.card/1): what two organisations exchange before anything else (FORMAT.md, 8).
 *
 * A card is a canonical JSON document: `identity` {code?, directory, name, next, root}, `rosters`
 * (signed notes: the newest, and the last of each earlier generation) and `hints` {remotes, hosts}.
 * People compare the fingerprint of `identity`; rosters carry the root's signature; hints are
 * suggestions that nobody vouches for. Nothing else may stand in a card, and no inbox key does.
 */
#ifndef VS_CORE_IDENTITY_CARD_H
#define VS_CORE_IDENTITY_CARD_H

#include "core/base/bytes.h"
#include "core/identity/roster.h"
#include "core/seal/tag.h"

#define VS_CARD_MAX             (1024 * 1024) /* bytes */
#define VS_CARD_NAME_MAX        120           /* bytes of UTF-8 */
#define VS_CARD_CODE_MAX        32
#define VS_CARD_ROSTERS_MAX     64
#define VS_CARD_HINTS_MAX       16
#define VS_CARD_HINT_LEN_MAX    512
#define VS_FINGERPRINT_LEN      16
#define VS_FINGERPRINT_TEXT_LEN 39 /* 8 groups of 4 hex digits, spaces between */

struct vs_card_identity {
    char name[VS_CARD_NAME_MAX + 1];
    char code[VS_CARD_CODE_MAX + 1]; /* [a-z0-9-], for instance gm0826; empty: none */
    struct vs_hash root;             /* first root public key */
    struct vs_hash next;
    uint8_t directory[VS_KEY_LEN]; /* Kd; whoever holds the card holds it */
    struct vs_hash org;            /* SHA-256(root); derived, not written */
};

struct vs_card {
    struct vs_card_identity identity;
    char **rosters; /* notes; their bytes as received */
    size_t roster_count;
    char **remotes; /* hints */
    size_t remote_count;
    char **hosts; /* hints: "<host> SHA256:<43 characters>" */
    size_t host_count;
    struct vs_roster_view view; /* what the rosters say */
};

/*
 * Parses and checks a card from anywhere: form, limits, every roster signed and accepted under the
 * identity. White space at the end is forgiven. VS_E_CARD_FORMAT, the codes of vs_roster_parse,
 * VS_E_ROSTER_RANK when a roster does not belong to the identity. Release with vs_card_release also
 * after a failure.
 */
enum vs_code vs_card_parse(struct vs_card *out, struct vs_str bytes,
                           struct vs_err *err) VS_MUST_USE;
void vs_card_release(struct vs_card *card);

/* Appends the card and a line feed. Checks it as vs_card_parse would. */
enum vs_code vs_card_write(struct vs_buf *out, const struct vs_card *card,
                           struct vs_err *err) VS_MUST_USE;

/* Canonical bytes of an identity, as `introduce` and the fingerprint use them. */
enum vs_code vs_card_identity_write(struct vs_buf *out, const struct vs_card_identity *identity,
                                    struct vs_err *err) VS_MUST_USE;

/* Whether a card may have this name, this code. */
bool vs_card_is_name(struct vs_str text);
bool vs_card_is_code(struct vs_str text);

/* From the JSON value of an identity; strict. VS_E_CARD_FORMAT. */
struct vs_json;
enum vs_code vs_card_identity_read(struct vs_card_identity *out, const struct vs_json *value,
                                   struct vs_err *err) VS_MUST_USE;
/* The same for one that was read so before and has been under our own seal since: whether its key
 * may sign, which is nearly all of the work, is not asked again. */
enum vs_code vs_card_identity_read_kept(struct vs_card_identity *out, const struct vs_json *value,
                                        struct vs_err *err) VS_MUST_USE;
/* The other way; owned by the caller, NULL when out of memory. */
struct vs_json *vs_card_identity_json(const struct vs_card_identity *identity);

/* SHA-256("vs1 card" || canonical identity)[0:16], and as "0123 4567 ...". */
enum vs_code vs_card_fingerprint(uint8_t out[VS_FINGERPRINT_LEN],
                                 const struct vs_card_identity *identity,
                                 struct vs_err *err) VS_MUST_USE;
void vs_fingerprint_text(char out[VS_FINGERPRINT_TEXT_LEN + 1],
                         const uint8_t fingerprint[VS_FINGERPRINT_LEN]);

/* Is `typed` the whole fingerprint, or its last two groups? Spaces, hyphens, colons and upper case
 * are forgiven; nothing else is. */
bool vs_fingerprint_is(const uint8_t fingerprint[VS_FINGERPRINT_LEN], struct vs_str typed);
bool vs_fingerprint_ends(const uint8_t fingerprint[VS_FINGERPRINT_LEN], struct vs_str typed);

#endif
