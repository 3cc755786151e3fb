/* C2SP verifier keys: schemas/vectors/verifier-keys.json. */
#include "core/log/note.h"
#include "tests/tap.h"
#include "tests/vectors/core_log/h_vectors.h"

static void
positive(const struct vs_json *v, const char *name)
{
    struct vs_note_key key, parsed;
    struct vs_hash public_key = vector_hash(v, "key");
    struct vs_buf text;

    vs_note_key_init(&key, vector_text(v, "key_name"), (enum vs_note_type)vector_int(v, "type"),
                     &public_key);
    vs_buf_init(&text, 1000);
    vs_note_vkey_add(&text, &key);
    OK(vs_buf_check(&text, "key", NULL) == VS_OK, "%s: written", name);
    IS_TEXT((const char *)text.p, vector_text(v, "vkey").p, "%s", name);
    OK(vs_note_vkey_parse(&parsed, vector_text(v, "vkey"), NULL) == VS_OK &&
           parsed.type == key.type && vs_hash_eq(&parsed.key, &key.key) &&
           vs_str_eq(parsed.name, key.name) && memcmp(parsed.id, key.id, sizeof(key.id)) == 0,
       "%s: read", name);
    vs_buf_release(&text);
}

static void
negative(const struct vs_json *v, const char *name, const char *reason)
{
    struct vs_note_key key;

    IS_TEXT(vs_code_name(vs_note_vkey_parse(&key, vector_text(v, "vkey"), NULL)), reason, "%s",
            name);
}

int
main(void)
{
    vectors_each("verifier-keys", positive, negative);
    return tap_done();
}
