/* The golden vectors of invitations (FORMAT.md 7). */
#include "tests/vectors.h"

#include <sodium.h>

#include "core/seal/invitation.h"

enum { KEYS_MAX = 4 };

/* Randomness from a vector: the values that it names, in order. */
struct tape {
    struct vs_buf bytes;
    size_t at;
};

static void
tape_random(void *payload, void *out, size_t len)
{
    struct tape *tape = payload;

    memset(out, 0, len);
    if (tape->at + len <= tape->bytes.len) {
        memcpy(out, tape->bytes.p + tape->at, len);
    }
    tape->at += len;
}

static void
get(uint8_t out[32], const struct vs_json *vector, const char *name)
{
    struct vs_str hex = vs_json_get_str(vector, name);

    memset(out, 0, 32);
    (void)vs_unhex(out, 32, hex);
}

static void
get_to(struct vs_invitation_to *to, const struct vs_json *v)
{
    memset(to, 0, sizeof(*to));
    get(to->inbox.b, v, "inbox");
    get(to->invitation.case_id.b, v, "case");
    get(to->invitation.org.b, v, "org");
    get(to->invitation.key, v, "key");
    get(to->invitation.feed.b, v, "feed");
    to->invitation.index = (uint64_t)vs_json_int(vs_json_get(v, "index"), -1);
    to->invitation.epoch = (uint16_t)vs_json_int(vs_json_get(v, "epoch"), 0);
    to->invitation.role = vs_json_int(vs_json_get(v, "role"), 0) == 1 ? VS_KEY_FULL : VS_KEY_FACTS;
}

static bool
same(const struct vs_invitation *a, const struct vs_invitation *b)
{
    return a->role == b->role && a->epoch == b->epoch && vs_hash_eq(&a->case_id, &b->case_id) &&
           vs_hash_eq(&a->org, &b->org) && memcmp(a->key, b->key, VS_KEY_LEN) == 0 &&
           vs_hash_eq(&a->feed, &b->feed) && a->index == b->index;
}

static size_t
get_keys(struct vs_inbox_key *keys, uint8_t sk[KEYS_MAX][32], const struct vs_json *vector)
{
    const struct vs_json *list = vs_json_get(vector, "keys");
    size_t count = vs_json_size(list);

    for (size_t i = 0; i < count && i < KEYS_MAX; i++) {
        (void)vs_unhex(sk[i], 32, vs_json_str(vs_json_at(list, i)));
        keys[i].sk = sk[i];
        (void)crypto_scalarmult_base(keys[i].pk.b, sk[i]);
    }
    return count;
}

static void
check_sealing(const struct vs_json *vector, const struct vs_buf *want)
{
    struct vs_invitation_to to[VS_BOXES_MAX];
    const struct vs_json *list = vs_json_get(vector, "to");
    struct vs_hash feed, anchor, salt;
    struct vs_leaf_place place = {(uint64_t)vs_json_int(vs_json_get(vector, "index"), -1), &feed,
                                  &anchor, &salt};
    struct tape tape = {.at = 0};
    struct vs_env env = {NULL, tape_random, &tape};
    struct vs_buf leaf;

    get(feed.b, vector, "feed");
    get(anchor.b, vector, "anchor");
    get(salt.b, vector, "salt");
    for (size_t i = 0; i < vs_json_size(list) && i < VS_BOXES_MAX; i++) {
        get_to(&to[i], vs_json_at(list, i));
    }
    vs_buf_init(&tape.bytes, 1 << 16);
    vs_buf_init(&leaf, VS_INVITATION_LEAF_MAX);
    OK(vectors_bytes(&tape.bytes, vector, "random") &&
           vs_invitation_seal(&leaf, &place, to, vs_json_size(list), &env, NULL) == VS_OK &&
           vs_str_eq(vs_buf_str(&leaf), vs_buf_str(want)) && tape.at == tape.bytes.len,
       "%s: seals to these bytes", vectors_text(vector, "name"));
    vs_buf_release(&tape.bytes);
    vs_buf_release(&leaf);
}

static void
check_opening(const struct vs_json *vector, const struct vs_buf *bytes)
{
    const struct vs_json *opens = vs_json_get(vector, "opens"), *to = vs_json_get(vector, "to");
    struct vs_invitation_found found[VS_BOXES_MAX];
    struct vs_inbox_key keys[KEYS_MAX];
    uint8_t sk[KEYS_MAX][32];
    struct vs_hash me;
    struct vs_leaf leaf;
    size_t count = 0, odd = 0, matched = 0, key_count = get_keys(keys, sk, vector);

    get(me.b, vector, "me");
    OK(vs_leaf_parse(&leaf, bytes->p, bytes->len, NULL) == VS_OK &&
           vs_invitation_open(found, &count, &odd, &leaf, &me, keys, key_count, NULL) == VS_OK,
       "%s: is tried", vectors_text(vector, "name"));
    IS_INT(count, vs_json_size(opens), "as many boxes open");
    IS_INT(odd, 0, "none is odd");
    for (size_t i = 0; i < vs_json_size(opens); i++) {
        const struct vs_json *o = vs_json_at(opens, i);
        size_t inbox = (size_t)vs_json_int(vs_json_get(o, "inbox"), 0);
        struct vs_invitation_to want;

        get_to(&want, vs_json_at(to, (size_t)vs_json_int(vs_json_get(o, "to"), 0)));
        for (size_t k = 0; k < count; k++) {
            matched += found[k].inbox == inbox && same(&found[k].invitation, &want.invitation);
        }
    }
    IS_INT(matched, count, "to what was sealed");
}

static const char *
try_negative(const struct vs_json *vector, const struct vs_buf *bytes)
{
    struct vs_invitation_found found[VS_BOXES_MAX];
    struct vs_inbox_key keys[KEYS_MAX];
    uint8_t sk[KEYS_MAX][32];
    struct vs_hash me;
    struct vs_leaf leaf;
    size_t count = 0, odd = 0, key_count = get_keys(keys, sk, vector);
    enum vs_code code = vs_leaf_parse(&leaf, bytes->p, bytes->len, NULL);

    get(me.b, vector, "me");
    if (code == VS_OK) {
        code = vs_invitation_open(found, &count, &odd, &leaf, &me, keys, key_count, NULL);
    }
    if (code == VS_OK && count == 0) {
        code = odd == 1 ? VS_E_INVALID : VS_E_NOT_FOR_THIS_KEY;
    }
    return vs_code_name(code);
}

int
main(void)
{
    struct vs_json *file = vectors_load("invitation");
    const struct vs_json *positive = vs_json_get(file, "positive");
    const struct vs_json *negative = vs_json_get(file, "negative");
    struct vs_buf leaf;

    vs_buf_init(&leaf, 1 << 17);
    for (size_t i = 0; i < vs_json_size(positive); i++) {
        const struct vs_json *vector = vs_json_at(positive, i);

        (void)vectors_bytes(&leaf, vector, "leaf");
        check_sealing(vector, &leaf);
        check_opening(vector, &leaf);
    }
    for (size_t i = 0; i < vs_json_size(negative); i++) {
        const struct vs_json *vector = vs_json_at(negative, i);

        (void)vectors_bytes(&leaf, vector, "leaf");
        IS_TEXT(try_negative(vector, &leaf), vectors_text(vector, "reason"), "%s",
                vectors_text(vector, "name"));
    }
    OK(vs_json_size(positive) >= 5 && vs_json_size(negative) >= 15, "there are vectors");
    vs_buf_release(&leaf);
    vs_json_free(file);
    return tap_done();
}
