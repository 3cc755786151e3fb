/*
 * The devices of our own organisation: which there are, and the changes of the roster that add and
 * close them. The keys that sign rosters are in roots.h.
 */
#ifndef VS_CORE_RECORD_DEVICES_H
#define VS_CORE_RECORD_DEVICES_H

#include "core/identity/request.h"
#include "core/record/roots.h"
#include "core/record/store.h"

/* How the roster that is known here sees this device. */
enum vs_own_state {
    VS_OWN_ACTIVE,
    VS_OWN_UNLISTED, /* no roster lists it yet: nothing of it is published */
    VS_OWN_CLOSED    /* it writes no more */
};
enum vs_code vs_devices_own_state(struct vs_store *store, enum vs_own_state *out,
                                  struct vs_err *err) VS_MUST_USE;

/* The request of this device, for whoever holds the root key. */
void vs_devices_request(struct vs_device_request *out, const struct vs_store *store);

/* The first two leaves of a new feed: the newest roster, an inbox key. In a transaction. */
enum vs_code vs_devices_begin_feed(struct vs_store *store, struct vs_err *err) VS_MUST_USE;

/* The same, once a roster lists this device and if it was not done before. *begun says so. */
enum vs_code vs_devices_enter(struct vs_store *store, bool *begun, struct vs_err *err) VS_MUST_USE;

#define VS_DEVICES_CLOSE_MAX 16
#define VS_DEVICES_KEEP_MAX  16

struct vs_devices_change {
    const struct vs_hash *add;                  /* public key of a device; NULL: none */
    struct vs_hash close[VS_DEVICES_CLOSE_MAX]; /* feeds, closed at what is known of them here */
    size_t close_count;
    struct vs_hash keep[VS_DEVICES_KEEP_MAX]; /* public keys of disputed devices that stay */
    size_t keep_count;
    bool next; /* with the next root key, which opens a generation: the root was lost or stolen */
};

/*
 * Signs and takes the next roster; announces it if this device speaks; enters if it was added.
 * In a transaction; vs_roots_settle follows the commit.
 *   VS_E_EXISTS      the device to add is listed, or one to close is closed already
 *   VS_E_DEVICE_DISPUTED   one is in some of the newest rosters only, and neither kept nor closed
 *   VS_E_NOT_FOUND   one to close is not a device of ours, or nothing that it recorded is known
 * here: its branch was not read yet VS_E_WRONG_KEY   the folder does not hold the key that must
 * sign and those of vs_roster_next.
 */
enum vs_code vs_devices_change(struct vs_store *store, struct vs_roots *roots,
                               const struct vs_devices_change *change,
                               struct vs_err *err) VS_MUST_USE;

/*
 * A device of ours by the beginning (>= 4 hex digits) of its branch's name; "me" and "self" are
 * this one. VS_E_NOT_FOUND, VS_E_AMBIGUOUS.
 */
enum vs_code vs_devices_find(struct vs_store *store, struct vs_roster_device *out, const char *name,
                             struct vs_err *err) VS_MUST_USE;

#endif
