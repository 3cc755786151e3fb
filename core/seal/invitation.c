#include "core/seal/invitation.h"

#include <stdlib.h>
#include <string.h>

#include "core/base/secret.h"
#include "core/log/hash.h"

/* The plaintext of a box: offsets (FORMAT.md, section 7). */
enum { AT_VERSION = 0, AT_ROLE = 1, AT_EPOCH = 2, AT_ZERO = 4, AT_CASE = 8, AT_ORG = 40 };
enum { AT_KEY = 72, AT_FEED = 104, AT_INDEX = 136, BOX_VERSION = 1 };

_Static_assert(VS_INVITATION_BOX_LEN == VS_INVITATION_PLAIN_LEN + VS_HPKE_OVERHEAD, "a box");

static const char info_label[] = "vs1 invitation";

struct box {
    uint8_t b[VS_INVITATION_BOX_LEN];
};

static void
write_plain(uint8_t plain[VS_INVITATION_PLAIN_LEN], const struct vs_invitation *in)
{
    memset(plain, 0, VS_INVITATION_PLAIN_LEN);
    plain[AT_VERSION] = BOX_VERSION;
    plain[AT_ROLE] = (uint8_t)in->role;
    vs_put_u16(plain + AT_EPOCH, in->epoch);
    memcpy(plain + AT_CASE, in->case_id.b, 32);
    memcpy(plain + AT_ORG, in->org.b, 32);
    memcpy(plain + AT_KEY, in->key, VS_KEY_LEN);
    memcpy(plain + AT_FEED, in->feed.b, 32);
    vs_put_u64(plain + AT_INDEX, in->index);
}

/* False when a field does not have a value of this version. */
static bool
read_plain(struct vs_invitation *out, const uint8_t plain[VS_INVITATION_PLAIN_LEN])
{
    static const uint8_t zeros[4];

    if (plain[AT_VERSION] != BOX_VERSION ||
        (plain[AT_ROLE] != VS_KEY_FULL && plain[AT_ROLE] != VS_KEY_FACTS) ||
        memcmp(plain + AT_ZERO, zeros, sizeof(zeros)) != 0 ||
        vs_get_u64(plain + AT_INDEX) >= VS_TREE_SIZE_MAX) {
        return false;
    }
    out->role = plain[AT_ROLE] == VS_KEY_FULL ? VS_KEY_FULL : VS_KEY_FACTS;
    out->epoch = vs_get_u16(plain + AT_EPOCH);
    memcpy(out->case_id.b, plain + AT_CASE, 32);
    memcpy(out->org.b, plain + AT_ORG, 32);
    memcpy(out->key, plain + AT_KEY, VS_KEY_LEN);
    memcpy(out->feed.b, plain + AT_FEED, 32);
    out->index = vs_get_u64(plain + AT_INDEX);
    return true;
}

void
vs_invitation_facts_key(uint8_t kf[VS_KEY_LEN], const struct vs_invitation *invitation)
{
    uint8_t kr[VS_KEY_LEN];

    if (invitation->role == VS_KEY_FULL) {
        vs_reading_key(kr, invitation->key);
    } else {
        memcpy(kr, invitation->key, sizeof(kr));
    }
    vs_facts_key(kf, kr, &invitation->feed, invitation->index);
    vs_wipe(kr, sizeof(kr));
}

static int
box_cmp(const void *a, const void *b)
{
    return memcmp(a, b, VS_INVITATION_BOX_LEN);
}

/* One box; without `to` a seal of zero bytes to a key pair that nobody keeps. */
static enum vs_code
seal_box(struct box *out, const struct vs_invitation_to *to, struct vs_str aad,
         const struct vs_env *env, struct vs_err *err)
{
    uint8_t plain[VS_INVITATION_PLAIN_LEN], ikm[32], sk[VS_X25519_LEN];
    struct vs_hash pk;
    enum vs_code code;

    memset(plain, 0, sizeof(plain));
    if (to) {
        pk = to->inbox;
        write_plain(plain, &to->invitation);
    } else {
        env->random(env->payload, ikm, sizeof(ikm));
        vs_hpke_derive(sk, &pk, ikm);
        vs_wipe(sk, sizeof(sk));
    }
    env->random(env->payload, ikm, sizeof(ikm));
    code =
        vs_hpke_seal(out->b, &pk, ikm, vs_str(info_label), aad, vs_part(plain, sizeof(plain)), err);
    vs_wipe(ikm, sizeof(ikm));
    vs_wipe(plain, sizeof(plain));
    return code;
}

enum vs_code
vs_invitation_seal(struct vs_buf *leaf, const struct vs_leaf_place *place,
                   const struct vs_invitation_to *to, size_t count, const struct vs_env *env,
                   struct vs_err *err)
{
    struct box boxes[VS_BOXES_MAX];
    uint8_t header[VS_LEAF_INVITATION_LEN];
    size_t total = count <= 4 ? 4 : count <= 8 ? 8 : 16;

    if (count == 0 || count > VS_BOXES_MAX) {
        return vs_fail(err, VS_E_INVALID, "invitation", "%zu boxes do not fit into a leaf", count);
    }
    vs_leaf_write_invitation(header, place, VS_INVITATION_BOX_LEN, (uint16_t)total);
    for (size_t i = 0; i < total; i++) {
        enum vs_code code =
            seal_box(&boxes[i], i < count ? &to[i] : NULL, vs_leaf_box_aad(header), env, err);

        if (code != VS_OK) {
            return code;
        }
    }
    qsort(boxes, total, sizeof(boxes[0]), box_cmp);
    vs_buf_add(leaf, header, sizeof(header));
    vs_buf_add(leaf, boxes, total * sizeof(boxes[0]));
    return vs_buf_check(leaf, "invitation", err);
}

/* Tries one box with every key; the index of the key that opened it, or key_count. */
static size_t
try_box(uint8_t plain[VS_INVITATION_PLAIN_LEN], struct vs_str box, struct vs_str aad,
        const struct vs_inbox_key *keys, size_t key_count)
{
    for (size_t k = 0; k < key_count; k++) {
        if (vs_hpke_open(plain, keys[k].sk, &keys[k].pk, vs_str(info_label), aad, box, NULL) ==
            VS_OK) {
            return k;
        }
    }
    return key_count;
}

enum vs_code
vs_invitation_open(struct vs_invitation_found *found, size_t *count, size_t *odd,
                   const struct vs_leaf *leaf, const struct vs_hash *me,
                   const struct vs_inbox_key *keys, size_t key_count, struct vs_err *err)
{
    uint8_t plain[VS_INVITATION_PLAIN_LEN];
    size_t strange = 0;

    *count = 0;
    if (leaf->opaque || leaf->kind != VS_LEAF_INVITATION || leaf->boxes > VS_BOXES_MAX) {
        return vs_fail(err, VS_E_LEAF_FORMAT, "leaf", "is not an invitation");
    }
    if (leaf->box_len != VS_INVITATION_BOX_LEN) {
        return vs_fail(err, VS_E_LEAF_FORMAT, "invitation", "has boxes of %u bytes, not %d",
                       (unsigned)leaf->box_len, VS_INVITATION_BOX_LEN);
    }
    for (unsigned i = 0; i < leaf->boxes; i++) {
        struct vs_invitation_found *f = &found[*count];
        size_t k =
            try_box(plain, vs_leaf_box(leaf, i), vs_leaf_box_aad(leaf->bytes), keys, key_count);

        if (k == key_count) {
            continue;
        }
        if (!read_plain(&f->invitation, plain) || !vs_hash_eq(&f->invitation.org, me)) {
            strange++;
            continue;
        }
        f->inbox = k;
        ++*count;
    }
    if (odd) {
        *odd = strange;
    }
    vs_wipe(plain, sizeof(plain));
    return VS_OK;
}
