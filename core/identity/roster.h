/*
 * Rosters: which devices speak for an organisation, signed by its root key (FORMAT.md, 8).
 *
 *     vs-roster/1
 *     org <hex of SHA-256(first root public key)>
 *     generation <n>
 *     version <n>
 *     root <b64 of the root public key of this generation>
 *     next <b64 of SHA-256(next root public key)>
 *     previous <generation> <version> <b64 of a roster's hash>      none or more
 *     device <origin> <b64 of the public key> active                one or more, with closed ones
 *     device <origin> <b64 of the public key> closed <size> <b64 of the tree's root>
 *     x-<name> <anything>                                           ignored
 *     (empty line) and the root's signature line
 *
 * The hash of a roster is SHA-256 of its signed text, without the signature lines.
 */
#ifndef VS_CORE_IDENTITY_ROSTER_H
#define VS_CORE_IDENTITY_ROSTER_H

#include "core/base/bytes.h"
#include "core/log/checkpoint.h"

#define VS_ROSTER_MAX          VS_ROSTER_FILE_MAX /* bytes of a note */
#define VS_ROSTER_DEVICES_MAX  1024
#define VS_ROSTER_PREVIOUS_MAX 32
#define VS_ROSTERS_MAX         256 /* rosters of one organisation that are judged together */

enum vs_device_state {
    VS_DEVICE_ACTIVE,
    VS_DEVICE_CLOSED,
    VS_DEVICE_DISPUTED /* of vs_roster_view: not active in every roster of the highest rank */
};

struct vs_roster_device {
    struct vs_origin origin;
    struct vs_hash feed;
    struct vs_hash key;
    enum vs_device_state state;
    uint64_t size;       /* closed: leaves below this index stay */
    struct vs_hash root; /* closed: of the tree of that size */
};

struct vs_roster_ref {
    uint64_t generation;
    uint64_t version;
    struct vs_hash hash;
};

struct vs_roster {
    struct vs_hash org;
    uint64_t generation; /* from 1 */
    uint64_t version;    /* from 1 in each generation */
    struct vs_hash root; /* public key that signed it */
    struct vs_hash next; /* SHA-256 of the public key that may open the next generation */
    struct vs_hash hash; /* of the signed text */
    struct vs_roster_ref *previous;
    size_t previous_count;
    struct vs_roster_device *devices; /* sorted by origin */
    size_t device_count;
    bool newer; /* has lines that this version does not know: shown, its devices not used */
};

/*
 * Parses a roster note from anywhere and checks what it says about itself: grammar, limits, keys
 * that pass the acceptance rule, origins that follow from the keys, the signature under its own
 * `root` line. Whether that root speaks for the organisation is for vs_roster_resolve to say.
 * VS_E_ROSTER_FORMAT, VS_E_ROSTER_SIGNATURE, VS_E_WEAK_KEY, VS_E_TOO_LARGE. Release with
 * vs_roster_release also after a failure.
 */
enum vs_code vs_roster_parse(struct vs_roster *out, struct vs_str note,
                             struct vs_err *err) VS_MUST_USE;
/* The same for a note that was parsed so before and has been under our own seal since: its keys and
 * its signature are not checked again, which is nearly all of the work. */
enum vs_code vs_roster_parse_kept(struct vs_roster *out, struct vs_str note,
                                  struct vs_err *err) VS_MUST_USE;
void vs_roster_release(struct vs_roster *roster);

/* -1, 0, 1: the order of (generation, version). */
int vs_roster_rank_cmp(const struct vs_roster *a, const struct vs_roster *b);

/* What a reader knows of an organisation without any roster: the identity of its card. */
struct vs_pin {
    struct vs_hash root; /* first root public key; org id = SHA-256 of it */
    struct vs_hash next;
};

enum vs_roster_finding {
    VS_ROSTER_CONFLICT = 1, /* two rosters of one rank, and no later one names both */
    VS_ROSTER_NEXT_CHANGED =
        2,                  /* one generation, two `next` or two bases: no later one is accepted */
    VS_ROSTER_REOPENED = 4, /* a closed device is called active again; it stays closed */
    VS_ROSTER_CLOSED_TWICE = 8,  /* at two places; the earlier rank counts, then the smaller size */
    VS_ROSTER_DROPPED = 16,      /* a device of an earlier roster is missing */
    VS_ROSTER_NEWER = 32,        /* the highest rank is newer than this program */
    VS_ROSTER_FOREIGN = 64,      /* some rosters do not belong to the pin, or are void */
    VS_ROSTER_BASE_CHANGED = 128 /* one generation, two bases; void is what lies above the lower */
};

/* What follows from a set of rosters of one organisation. */
struct vs_roster_view {
    struct vs_hash org;
    uint64_t generation, version;     /* the highest rank; 0, 0 when no roster was accepted */
    struct vs_hash root, next;        /* of that generation */
    struct vs_roster_device *devices; /* merged, all ever listed, sorted by origin */
    size_t device_count;
    struct vs_roster_ref *heads; /* the rosters of the highest rank: `previous` of the next one */
    size_t head_count;
    struct vs_roster_ref *base; /* the rosters of the earlier generation that this one names */
    size_t base_count;
    unsigned findings; /* set of enum vs_roster_finding */
    bool *accepted;    /* for each roster given: it counts (is of the pin, not void, not unknown) */
};

/*
 * Judges a set of parsed rosters under a pin. A function of the set: order and repetitions do not
 * matter. VS_E_TOO_LARGE above VS_ROSTERS_MAX rosters or VS_ROSTER_DEVICES_MAX devices,
 * VS_E_NO_MEMORY. Release with vs_roster_view_release also after a failure.
 */
enum vs_code vs_roster_resolve(struct vs_roster_view *out, const struct vs_pin *pin,
                               const struct vs_roster *const *rosters, size_t count,
                               struct vs_err *err) VS_MUST_USE;
void vs_roster_view_release(struct vs_roster_view *view);

/* The device of a feed or of an origin, or NULL. */
const struct vs_roster_device *vs_roster_view_feed(const struct vs_roster_view *view,
                                                   const struct vs_hash *feed);

enum vs_closing {
    VS_CLOSING_NONE,    /* the device is not closed */
    VS_CLOSING_FITS,    /* the feed has this size and root at the closing */
    VS_CLOSING_SHORT,   /* the feed is not yet known up to the closing */
    VS_CLOSING_MISMATCH /* another tree: evidence of a fork, or a false closing */
};

/* Compares a closing with a feed of `size` leaves; `root_at_closing` is the root of its first
 * device->size leaves (NULL when the feed is shorter). */
enum vs_closing vs_roster_closing(const struct vs_roster_device *device, uint64_t size,
                                  const struct vs_hash *root_at_closing);

/* --- making ----------------------------------------------------------------------------------- */

/* The first roster of an organisation: one active device. Appends the signed note. */
enum vs_code vs_roster_first(struct vs_buf *note, const struct vs_signer *root,
                             const struct vs_hash *next, const struct vs_hash *device_key,
                             struct vs_err *err) VS_MUST_USE;

/* The changes of the next version; what is NULL or 0 does not change. */
struct vs_roster_change {
    const struct vs_hash *add; /* public keys of new devices */
    size_t add_count;
    const struct vs_roster_device *close; /* origin, size, root of devices to close */
    size_t close_count;
    const struct vs_hash *new_next; /* opens the next generation: `root` must be the key that `next`
                                       names, and this is the hash of its own successor */
};

/*
 * Appends the note that follows a view. VS_E_INVALID: no roster yet, a key that cannot be added, a
 * device to close that is not listed; VS_E_EXISTS: already listed, or already closed;
 * VS_E_WRONG_KEY: `root` is not the key that may sign it; VS_E_DEVICE_DISPUTED: a disputed
 * device is neither added (it stays) nor closed; VS_E_ROSTER_RANK: the next root key is disputed;
 * VS_E_WEAK_KEY; VS_E_TOO_LARGE.
 */
enum vs_code vs_roster_next(struct vs_buf *note, const struct vs_roster_view *view,
                            const struct vs_signer *root, const struct vs_roster_change *change,
                            struct vs_err *err) VS_MUST_USE;

#endif
