#include "core/record/devices.h"

#include <string.h>

#include "core/ledger/feeds.h"
#include "core/record/directory.h"
#include "core/record/duty.h"
#include "core/record/take.h"

enum vs_code
vs_devices_own_state(struct vs_store *store, enum vs_own_state *out, struct vs_err *err)
{
    const struct vs_roster_device *device;
    struct vs_roster_view view;
    enum vs_code code = vs_directory_view(store, &view, store->self.id, err);

    *out = VS_OWN_UNLISTED;
    if (code == VS_OK) {
        device = vs_roster_view_feed(&view, &store->feed.feed);
        if (device) {
            /* One in dispute speaks on: the next roster decides about it. */
            *out = device->state == VS_DEVICE_CLOSED ? VS_OWN_CLOSED : VS_OWN_ACTIVE;
        }
    }
    vs_roster_view_release(&view);
    return code;
}

void
vs_devices_request(struct vs_device_request *out, const struct vs_store *store)
{
    out->org = store->self.org;
    out->key = store->device.signer.public_key;
    out->origin = store->device.origin;
}

enum vs_code
vs_devices_begin_feed(struct vs_store *store, struct vs_err *err)
{
    struct vs_buf note;
    enum vs_code code;

    vs_buf_init(&note, VS_ROSTER_MAX);
    code = vs_directory_roster(store, &note, store->self.id, err);
    if (code == VS_OK) {
        code = vs_directory_append_roster(store, vs_buf_str(&note), err);
    }
    if (code == VS_OK) {
        code = vs_directory_new_inbox(store, err);
    }
    vs_buf_release(&note);
    return code;
}

enum vs_code
vs_devices_enter(struct vs_store *store, bool *begun, struct vs_err *err)
{
    enum vs_own_state state;
    enum vs_code code;

    *begun = false;
    if (store->feed.tree.size > 0) {
        return VS_OK;
    }
    code = vs_devices_own_state(store, &state, err);
    if (code == VS_OK && state == VS_OWN_ACTIVE) {
        code = vs_devices_begin_feed(store, err);
        *begun = code == VS_OK;
    }
    return code;
}

/* --- changing the roster -----------------------------------------------------------------------
 */

/* A device is closed at what is known of it here: what it wrote beyond that is cut. */
static enum vs_code
closing_of(struct vs_store *store, struct vs_roster_device *out, const struct vs_roster_view *view,
           const struct vs_hash *feed_hash, struct vs_err *err)
{
    const struct vs_roster_device *listed = vs_roster_view_feed(view, feed_hash);
    struct vs_feed_row feed;
    enum vs_code code;

    if (!listed) {
        return vs_fail(err, VS_E_NOT_FOUND, "the device", "is not one of this organisation");
    }
    if (listed->state == VS_DEVICE_CLOSED) {
        return vs_fail(err, VS_E_EXISTS, listed->origin.text, "is closed already");
    }
    *out = *listed;
    code = vs_feed_by_hash(store->ledger, &feed, feed_hash, err);
    if (listed->state != VS_DEVICE_DISPUTED &&
        (code == VS_E_NOT_FOUND || (code == VS_OK && feed.tree.size == 0))) {
        return vs_fail(err, VS_E_NOT_FOUND, listed->origin.text,
                       "nothing that this device recorded is known here yet");
    }
    if (code == VS_OK) {
        out->size = feed.tree.size;
        vs_merkle_root(&out->root, &feed.tree);
    }
    return code;
}

static enum vs_code
sign_next(struct vs_buf *note, struct vs_store *store, struct vs_roots *roots,
          const struct vs_roster_view *view, const struct vs_devices_change *change,
          struct vs_err *err)
{
    struct vs_roster_device closing[VS_DEVICES_CLOSE_MAX];
    struct vs_hash add[VS_DEVICES_KEEP_MAX + 1];
    struct vs_roster_change wanted = {add, change->keep_count, closing, change->close_count, NULL};
    const struct vs_signer *signer = NULL;
    struct vs_hash new_next;
    enum vs_code code = VS_OK;

    memcpy(add, change->keep, change->keep_count * sizeof(*add));
    if (change->add) {
        add[wanted.add_count++] = *change->add;
    }
    for (size_t i = 0; code == VS_OK && i < change->close_count; i++) {
        code = closing_of(store, &closing[i], view, &change->close[i], err);
    }
    if (code == VS_OK && change->next) {
        code = vs_roots_successor(&signer, &new_next, roots, store, view, err);
        wanted.new_next = &new_next;
    } else if (code == VS_OK) {
        code = vs_roots_signer(&signer, roots, view, err);
    }
    return code == VS_OK ? vs_roster_next(note, view, signer, &wanted, err) : code;
}

enum vs_code
vs_devices_change(struct vs_store *store, struct vs_roots *roots,
                  const struct vs_devices_change *change, struct vs_err *err)
{
    struct vs_roster_view view;
    struct vs_buf note;
    bool news, begun = false;
    enum vs_code code = vs_directory_view(store, &view, store->self.id, err);

    vs_buf_init(&note, VS_ROSTER_MAX);
    if (code == VS_OK) {
        code = sign_next(&note, store, roots, &view, change, err);
    }
    if (code == VS_OK) {
        code = vs_directory_take_roster(store, store->self.id, vs_buf_str(&note), &news, err);
    }
    /* The log of a new device is searched from now on. An entry of our own would do this too, but a
     * closed device makes none. */
    if (code == VS_OK) {
        code = vs_take_searches(store, err);
    }
    if (code == VS_OK) {
        code = vs_devices_enter(store, &begun, err);
    }
    /* A closed device has said its last; its branch still carries the roster. */
    if (code == VS_OK && !begun && store->feed.tree.size > 0 &&
        store->feed.closed == VS_FEED_NOT_CLOSED) {
        code = vs_directory_append_roster(store, vs_buf_str(&note), err);
    }
    vs_roster_view_release(&view);
    vs_buf_release(&note);
    return code;
}

enum vs_code
vs_devices_find(struct vs_store *store, struct vs_roster_device *out, const char *name,
                struct vs_err *err)
{
    size_t len = strlen(name), found = 0;
    struct vs_roster_view view;
    enum vs_code code = vs_directory_view(store, &view, store->self.id, err);
    bool self = strcmp(name, "me") == 0 || strcmp(name, "self") == 0;

    for (size_t i = 0; code == VS_OK && i < view.device_count; i++) {
        const struct vs_roster_device *device = &view.devices[i];
        const char *branch = device->origin.text + sizeof(VS_ORIGIN_PREFIX) - 1;

        if (self ? vs_hash_eq(&device->feed, &store->feed.feed)
                 : len >= 4 && strncmp(branch, name, len) == 0) {
            *out = *device;
            found++;
        }
    }
    if (code == VS_OK && found != 1) {
        code =
            found == 0
                ? vs_fail(err, VS_E_NOT_FOUND, name, "no device of this organisation is called so")
                : vs_fail(err, VS_E_AMBIGUOUS, name, "%zu devices begin like this", found);
    }
    vs_roster_view_release(&view);
    return code;
}
