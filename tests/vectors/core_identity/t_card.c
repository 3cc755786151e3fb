/* The golden vectors of contact cards (FORMAT.md 8). */
#include "tests/vectors.h"

#include "core/identity/card.h"

static void
check(const struct vs_json *vector)
{
    const char *name = vectors_text(vector, "name");
    uint8_t fingerprint[VS_FINGERPRINT_LEN];
    char text[VS_FINGERPRINT_TEXT_LEN + 1];
    struct vs_buf bytes, again;
    struct vs_err err = {0};
    struct vs_card card;
    struct vs_hash org;

    vs_buf_init(&bytes, 1 << 20);
    vs_buf_init(&again, 1 << 20);
    if (!OK(vectors_bytes(&bytes, vector, "card") &&
                vs_card_parse(&card, vs_buf_str(&bytes), &err) == VS_OK,
            "%s: is accepted", name)) {
        printf("# %s: %s\n", err.subject, err.detail);
        goto out;
    }
    OK(vs_card_fingerprint(fingerprint, &card.identity, NULL) == VS_OK, "%s: fingerprint", name);
    vs_fingerprint_text(text, fingerprint);
    IS_TEXT(text, vectors_text(vector, "fingerprint"), "as people read it");
    OK(vs_unhex(org.b, 32, vs_json_get_str(vector, "org")) && vs_hash_eq(&org, &card.identity.org),
       "%s: org id", name);
    IS_INT(card.view.generation, vs_json_int(vs_json_get(vector, "generation"), -1), "generation");
    IS_INT(card.view.version, vs_json_int(vs_json_get(vector, "version"), -1), "version");
    while (bytes.len > 0 && (bytes.p[bytes.len - 1] == '\n' || bytes.p[bytes.len - 1] == '\r')) {
        bytes.len--;
    }
    OK(vs_card_write(&again, &card, NULL) == VS_OK && again.len == bytes.len + 1 &&
           memcmp(again.p, bytes.p, bytes.len) == 0,
       "%s: is written as it came", name);
out:
    vs_card_release(&card);
    vs_buf_release(&bytes);
    vs_buf_release(&again);
}

int
main(void)
{
    struct vs_json *file = vectors_load("card");
    const struct vs_json *positive = vs_json_get(file, "positive");
    const struct vs_json *negative = vs_json_get(file, "negative");
    struct vs_buf bytes;
    struct vs_card card;

    for (size_t i = 0; i < vs_json_size(positive); i++) {
        check(vs_json_at(positive, i));
    }
    vs_buf_init(&bytes, 1 << 20);
    for (size_t i = 0; i < vs_json_size(negative); i++) {
        const struct vs_json *vector = vs_json_at(negative, i);
        struct vs_err err = {0};

        (void)vectors_bytes(&bytes, vector, "card");
        IS_TEXT(vs_code_name(vs_card_parse(&card, vs_buf_str(&bytes), &err)),
                vectors_text(vector, "reason"), "%s", vectors_text(vector, "name"));
        IS_TEXT(vs_code_name(err.code), vectors_text(vector, "reason"), "and says so");
        vs_card_release(&card);
    }
    OK(vs_json_size(positive) >= 6 && vs_json_size(negative) >= 35, "there are vectors");
    vs_buf_release(&bytes);
    vs_json_free(file);
    return tap_done();
}
