/* Writing rosters: the first, and the version that follows a view. */
#include "core/identity/roster.h"

#include <stdlib.h>
#include <string.h>

#include "core/base/enc.h"
#include "core/base/mem.h"
#include "core/identity/root.h"
#include "core/log/note.h"

/* What a roster says, before it is text. */
struct draft {
    struct vs_hash org;
    struct vs_hash next;
    uint64_t generation;
    uint64_t version;
    const struct vs_roster_ref *base; /* of the earlier generation, sorted */
    size_t base_count;
    const struct vs_roster_ref *before; /* of the version before, sorted */
    size_t before_count;
    struct vs_roster_device *devices;
    size_t device_count;
};

static void
add_hash(struct vs_buf *out, const struct vs_hash *hash)
{
    vs_base64_add(out, hash->b, sizeof(hash->b));
}

static void
add_refs(struct vs_buf *out, const struct vs_roster_ref *refs, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        vs_buf_addf(out, "previous %llu %llu ", (unsigned long long)refs[i].generation,
                    (unsigned long long)refs[i].version);
        add_hash(out, &refs[i].hash);
        vs_buf_add_text(out, "\n");
    }
}

static void
add_device(struct vs_buf *out, const struct vs_roster_device *device)
{
    vs_buf_addf(out, "device %s ", device->origin.text);
    add_hash(out, &device->key);
    if (device->state == VS_DEVICE_CLOSED) {
        vs_buf_addf(out, " closed %llu ", (unsigned long long)device->size);
        add_hash(out, &device->root);
        vs_buf_add_text(out, "\n");
    } else {
        vs_buf_add_text(out, " active\n");
    }
}

static int
device_cmp(const void *a, const void *b)
{
    const struct vs_roster_device *x = a, *y = b;

    return strcmp(x->origin.text, y->origin.text);
}

/* Appends the signed note, and reads it as anybody else would. */
static enum vs_code
write_note(struct vs_buf *note, struct draft *draft, const struct vs_signer *root,
           struct vs_err *err)
{
    struct vs_roster back;
    struct vs_buf text;
    char name[VS_ROOT_NAME_LEN + 1], org[2 * 32 + 1];
    size_t start = note->len;
    enum vs_code code;

    qsort(draft->devices, draft->device_count, sizeof(*draft->devices), device_cmp);
    vs_buf_init(&text, VS_ROSTER_MAX);
    vs_hex(org, draft->org.b, sizeof(draft->org.b));
    vs_buf_addf(&text, "vs-roster/1\norg %s\ngeneration %llu\nversion %llu\nroot ", org,
                (unsigned long long)draft->generation, (unsigned long long)draft->version);
    add_hash(&text, &root->public_key);
    vs_buf_add_text(&text, "\nnext ");
    add_hash(&text, &draft->next);
    vs_buf_add_text(&text, "\n");
    add_refs(&text, draft->base, draft->base_count);
    add_refs(&text, draft->before, draft->before_count);
    for (size_t i = 0; i < draft->device_count; i++) {
        add_device(&text, &draft->devices[i]);
    }
    code = vs_buf_check(&text, "roster", err);
    if (code != VS_OK) {
        goto out;
    }
    vs_root_name(name, &draft->org);
    vs_note_sign(note, vs_buf_str(&text), vs_str(name), root);
    code = vs_buf_check(note, "roster", err);
    if (code != VS_OK) {
        goto out;
    }
    code = vs_roster_parse(&back, (struct vs_str){(const char *)note->p + start, note->len - start},
                           err);
    vs_roster_release(&back);
out:
    vs_buf_release(&text);
    return code;
}

/* A device line for a new key. */
static enum vs_code
new_device(struct vs_roster_device *out, const struct vs_hash *key, struct vs_err *err)
{
    memset(out, 0, sizeof(*out));
    if (!vs_sign_key_acceptable(key)) {
        return vs_fail(err, VS_E_WEAK_KEY, "device key", "is not a key that may sign");
    }
    out->key = *key;
    out->state = VS_DEVICE_ACTIVE;
    vs_origin_from_key(&out->origin, key);
    vs_origin_feed(&out->feed, &out->origin);
    return VS_OK;
}

enum vs_code
vs_roster_first(struct vs_buf *note, const struct vs_signer *root, const struct vs_hash *next,
                const struct vs_hash *device_key, struct vs_err *err)
{
    struct vs_roster_device device;
    struct draft draft = {.next = *next, .generation = 1, .version = 1};
    enum vs_code code = new_device(&device, device_key, err);

    if (code != VS_OK) {
        return code;
    }
    draft.devices = &device;
    draft.device_count = 1;
    vs_root_hash(&draft.org, &root->public_key);
    return write_note(note, &draft, root, err);
}

/* Who may sign what follows: the same root, or the key that `next` names. */
static enum vs_code
check_signer(const struct vs_roster_view *view, const struct vs_signer *root,
             const struct vs_roster_change *change, struct vs_err *err)
{
    struct vs_hash hash;

    if (view->generation == 0) {
        return vs_fail(err, VS_E_INVALID, "roster", "there is none that could be followed");
    }
    if (!change->new_next) {
        return vs_hash_eq(&root->public_key, &view->root)
                   ? VS_OK
                   : vs_fail(err, VS_E_WRONG_KEY, "root key", "is not that of this generation");
    }
    if (view->findings & VS_ROSTER_NEXT_CHANGED) {
        return vs_fail(err, VS_E_ROSTER_RANK, "roster",
                       "the rosters of this generation do not agree about the next root key");
    }
    vs_root_hash(&hash, &root->public_key);
    return vs_hash_eq(&hash, &view->next)
               ? VS_OK
               : vs_fail(err, VS_E_WRONG_KEY, "root key", "is not the one that was announced");
}

static struct vs_roster_device *
find_device(struct draft *draft, const struct vs_origin *origin)
{
    for (size_t i = 0; i < draft->device_count; i++) {
        if (strcmp(draft->devices[i].origin.text, origin->text) == 0) {
            return &draft->devices[i];
        }
    }
    return NULL;
}

static enum vs_code
close_devices(struct draft *draft, const struct vs_roster_change *change, struct vs_err *err)
{
    for (size_t i = 0; i < change->close_count; i++) {
        const struct vs_roster_device *close = &change->close[i];
        struct vs_roster_device *device = find_device(draft, &close->origin);

        if (!device) {
            return vs_fail(err, VS_E_INVALID, close->origin.text, "is not a device of the roster");
        }
        if (device->state == VS_DEVICE_CLOSED) {
            return vs_fail(err, VS_E_EXISTS, close->origin.text, "is closed already");
        }
        if (close->size > VS_TREE_SIZE_MAX) {
            return vs_fail(err, VS_E_INVALID, close->origin.text, "cannot have so many leaves");
        }
        device->state = VS_DEVICE_CLOSED;
        device->size = close->size;
        device->root = close->root;
    }
    return VS_OK;
}

/* New devices, and disputed ones that stay. */
static enum vs_code
add_devices(struct draft *draft, const struct vs_roster_change *change, struct vs_err *err)
{
    for (size_t i = 0; i < change->add_count; i++) {
        struct vs_roster_device added, *known;
        enum vs_code code = new_device(&added, &change->add[i], err);

        if (code != VS_OK) {
            return code;
        }
        known = find_device(draft, &added.origin);
        if (known && known->state == VS_DEVICE_DISPUTED) {
            known->state = VS_DEVICE_ACTIVE;
            continue;
        }
        if (known) {
            return vs_fail(err, VS_E_EXISTS, added.origin.text, "is in the roster already");
        }
        if (draft->device_count == VS_ROSTER_DEVICES_MAX) {
            return vs_fail(err, VS_E_TOO_LARGE, "roster", "more than %d devices",
                           VS_ROSTER_DEVICES_MAX);
        }
        draft->devices[draft->device_count++] = added;
    }
    return VS_OK;
}

enum vs_code
vs_roster_next(struct vs_buf *note, const struct vs_roster_view *view, const struct vs_signer *root,
               const struct vs_roster_change *change, struct vs_err *err)
{
    struct draft draft = {.org = view->org,
                          .next = view->next,
                          .generation = view->generation,
                          .version = view->version + 1,
                          .base = view->base,
                          .base_count = view->base_count,
                          .before = view->heads,
                          .before_count = view->head_count};
    enum vs_code code = check_signer(view, root, change, err);

    if (code != VS_OK) {
        return code;
    }
    if (change->new_next) {
        draft.next = *change->new_next;
        draft.generation++;
        draft.version = 1;
        draft.base_count = 0;
    }
    draft.devices = vs_calloc(VS_ROSTER_DEVICES_MAX, sizeof(*draft.devices));
    if (!draft.devices) {
        return vs_fail_memory(err);
    }
    memcpy(draft.devices, view->devices, view->device_count * sizeof(*draft.devices));
    draft.device_count = view->device_count;
    code = close_devices(&draft, change, err);
    if (code == VS_OK) {
        code = add_devices(&draft, change, err);
    }
    for (size_t i = 0; code == VS_OK && i < draft.device_count; i++) {
        if (draft.devices[i].state == VS_DEVICE_DISPUTED) {
            code = vs_fail(err, VS_E_DEVICE_DISPUTED, draft.devices[i].origin.text,
                           "in some of the newest rosters and not in others");
        }
    }
    if (code == VS_OK) {
        code = write_note(note, &draft, root, err);
    }
    vs_free(draft.devices);
    return code;
}
