/* RFC 9180 A.2.1 and our own vectors of HPKE (FORMAT.md 7). */
#include "tests/vectors.h"

#include "core/seal/hpke.h"

struct values {
    struct vs_buf ikm_e, ikm_r, sk, pk, info, aad, plain, box, out;
};

static void
load(struct values *v, const struct vs_json *vector)
{
    const struct {
        struct vs_buf *buf;
        const char *name;
    } members[] = {{&v->ikm_e, "ikm_e"}, {&v->ikm_r, "ikm_r"}, {&v->sk, "sk_r"},
                   {&v->pk, "pk_r"},     {&v->info, "info"},   {&v->aad, "aad"},
                   {&v->plain, "plain"}, {&v->box, "box"}};

    for (size_t i = 0; i < sizeof(members) / sizeof(members[0]); i++) {
        vs_buf_init(members[i].buf, 1 << 16);
        (void)vectors_bytes(members[i].buf, vector, members[i].name);
    }
    vs_buf_init(&v->out, 1 << 16);
    vs_buf_add_zeros(&v->out, 1 << 15);
}

static void
release(struct values *v)
{
    struct vs_buf *all[] = {&v->ikm_e, &v->ikm_r, &v->sk,  &v->pk, &v->info,
                            &v->aad,   &v->plain, &v->box, &v->out};

    for (size_t i = 0; i < sizeof(all) / sizeof(all[0]); i++) {
        vs_buf_release(all[i]);
    }
}

static void
check_positive(struct values *v, const char *name)
{
    uint8_t sk[VS_X25519_LEN];
    struct vs_hash pk;

    vs_hpke_derive(sk, &pk, v->ikm_r.p);
    OK(memcmp(sk, v->sk.p, 32) == 0 && memcmp(pk.b, v->pk.p, 32) == 0, "%s: the key pair", name);
    OK(vs_hpke_seal(v->out.p, &pk, v->ikm_e.p, vs_buf_str(&v->info), vs_buf_str(&v->aad),
                    vs_buf_str(&v->plain), NULL) == VS_OK &&
           memcmp(v->out.p, v->box.p, v->box.len) == 0,
       "%s: seals to these bytes", name);
    OK(vs_hpke_open(v->out.p, sk, &pk, vs_buf_str(&v->info), vs_buf_str(&v->aad),
                    vs_buf_str(&v->box), NULL) == VS_OK &&
           (v->plain.len == 0 || memcmp(v->out.p, v->plain.p, v->plain.len) == 0),
       "%s: opens", name);
}

static enum vs_code
try_negative(const struct vs_json *vector, struct values *v)
{
    static const uint8_t ikm[32] = {1};
    struct vs_hash pk;

    memcpy(pk.b, v->pk.p, 32);
    if (!vs_json_get(vector, "box")) {
        return vs_hpke_seal(v->out.p, &pk, ikm, VS_STR(""), VS_STR(""), VS_STR("x"), NULL);
    }
    return vs_hpke_open(v->out.p, v->sk.p, &pk, vs_buf_str(&v->info), vs_buf_str(&v->aad),
                        vs_buf_str(&v->box), NULL);
}

int
main(void)
{
    struct vs_json *file = vectors_load("hpke");
    const struct vs_json *positive = vs_json_get(file, "positive");
    const struct vs_json *negative = vs_json_get(file, "negative");
    struct values v;

    for (size_t i = 0; i < vs_json_size(positive); i++) {
        load(&v, vs_json_at(positive, i));
        check_positive(&v, vectors_text(vs_json_at(positive, i), "name"));
        release(&v);
    }
    for (size_t i = 0; i < vs_json_size(negative); i++) {
        const struct vs_json *vector = vs_json_at(negative, i);

        load(&v, vector);
        IS_TEXT(vs_code_name(try_negative(vector, &v)), vectors_text(vector, "reason"), "%s",
                vectors_text(vector, "name"));
        release(&v);
    }
    OK(vs_json_size(positive) >= 3 && vs_json_size(negative) >= 12, "there are vectors");
    vs_json_free(file);
    return tap_done();
}
