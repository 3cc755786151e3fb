/* The golden vectors of sealed leaves (FORMAT.md 6). */
#include "tests/vectors.h"

#include "core/log/hash.h"
#include "core/seal/entry.h"

/* Members of a vector as bytes. */
struct values {
    struct vs_buf feed, anchor, salt, tag, kc, kf, facts, content, leaf, sealed, e, key;
};

static void
load(struct values *v, const struct vs_json *vector)
{
    const struct {
        struct vs_buf *buf;
        const char *name;
    } members[] = {{&v->feed, "feed"},     {&v->anchor, "anchor"},   {&v->salt, "salt"},
                   {&v->tag, "tag"},       {&v->kc, "kc"},           {&v->kf, "kf"},
                   {&v->facts, "facts"},   {&v->content, "content"}, {&v->leaf, "leaf"},
                   {&v->sealed, "sealed"}, {&v->key, "key"}};

    for (size_t i = 0; i < sizeof(members) / sizeof(members[0]); i++) {
        vs_buf_init(members[i].buf, 1 << 20);
        (void)vectors_bytes(members[i].buf, vector, members[i].name);
    }
    vs_buf_init(&v->e, 100);
}

static void
release(struct values *v)
{
    struct vs_buf *all[] = {&v->feed,  &v->anchor,  &v->salt, &v->tag,    &v->kc, &v->kf,
                            &v->facts, &v->content, &v->leaf, &v->sealed, &v->e,  &v->key};

    for (size_t i = 0; i < sizeof(all) / sizeof(all[0]); i++) {
        vs_buf_release(all[i]);
    }
}

static struct vs_hash
hash_of(const struct vs_buf *buf)
{
    struct vs_hash hash = {{0}};

    if (buf->len == 32) {
        memcpy(hash.b, buf->p, 32);
    }
    return hash;
}

static void
check_sealing(const struct vs_json *vector, struct values *v, const char *name)
{
    struct vs_hash feed = hash_of(&v->feed), anchor = hash_of(&v->anchor), salt = hash_of(&v->salt);
    struct vs_sealing in = {
        .place = {(uint64_t)vs_json_int(vs_json_get(vector, "index"), -1), &feed, &anchor, &salt},
        .kf = v->kf.p,
        .kc = v->kc.p,
        .facts = vs_buf_str(&v->facts)};
    struct vs_buf leaf, sealed;

    vs_buf_init(&leaf, VS_LEAF_MAX);
    vs_buf_init(&sealed, VS_CONTENT_FILE_MAX);
    memcpy(in.tag, v->tag.p, VS_TAG_LEN);
    if (!in.facts.p) {
        in.facts = VS_STR("");
    }
    if (vs_json_get(vector, "content")) {
        in.content = v->content.len ? vs_buf_str(&v->content) : VS_STR("");
    }
    IS_TEXT(vs_code_name(vs_leaf_seal(&leaf, &sealed, &in, NULL)), "ok", "%s: seals", name);
    OK(vs_str_eq(vs_buf_str(&leaf), vs_buf_str(&v->leaf)), "%s: to these bytes", name);
    OK(vs_str_eq(vs_buf_str(&sealed), vs_buf_str(&v->sealed)), "%s: and this content", name);
    vs_buf_release(&leaf);
    vs_buf_release(&sealed);
}

static void
check_opening(const struct vs_json *vector, struct values *v, const char *name)
{
    struct vs_leaf leaf;
    struct vs_buf room;
    struct vs_str text;
    uint8_t e[VS_KEY_LEN];

    vs_buf_init(&room, VS_CONTENT_CLASS_MAX);
    if (!OK(vs_leaf_parse(&leaf, v->leaf.p, v->leaf.len, NULL) == VS_OK, "%s: parses", name)) {
        return;
    }
    OK(vs_facts_open(&text, &room, v->kf.p, &leaf, NULL) == VS_OK &&
           vs_str_eq(text, vs_buf_str(&v->facts)),
       "%s: the facts open", name);
    vs_entry_key(e, VS_PART_FACTS, v->kf.p, leaf.bytes);
    OK(vectors_bytes(&v->e, vector, "entry_facts") && memcmp(v->e.p, e, 32) == 0, "%s: E", name);
    OK(vs_entry_commits(VS_PART_FACTS, e, leaf.bytes) &&
           !vs_entry_commits(VS_PART_CONTENT, e, leaf.bytes),
       "%s: E commits to the facts only", name);
    OK(vs_facts_open_entry(&text, &room, e, &leaf, NULL) == VS_OK &&
           vs_str_eq(text, vs_buf_str(&v->facts)),
       "%s: E alone opens them", name);
    if (vs_json_get(vector, "content")) {
        OK(vs_content_open(&text, &room, v->kc.p, &leaf, vs_buf_str(&v->sealed), NULL) == VS_OK &&
               vs_str_eq(text, vs_buf_str(&v->content)),
           "%s: the content opens", name);
        vs_entry_key(e, VS_PART_CONTENT, v->kc.p, leaf.bytes);
        OK(vectors_bytes(&v->e, vector, "entry_content") && memcmp(v->e.p, e, 32) == 0,
           "%s: E of the content", name);
        OK(vs_content_open_entry(&text, &room, e, &leaf, vs_buf_str(&v->sealed), NULL) == VS_OK &&
               vs_str_eq(text, vs_buf_str(&v->content)),
           "%s: E alone opens the content", name);
    }
    vs_buf_release(&room);
}

static enum vs_code
open_negative(const struct vs_json *vector, struct values *v)
{
    struct vs_leaf leaf;
    struct vs_buf room;
    struct vs_str text;
    enum vs_code code = vs_leaf_parse(&leaf, v->leaf.p, v->leaf.len, NULL);

    vs_buf_init(&room, VS_CONTENT_CLASS_MAX);
    if (code == VS_OK && strcmp(vectors_text(vector, "part"), "facts") == 0) {
        code = vs_facts_open(&text, &room, v->key.p, &leaf, NULL);
    } else if (code == VS_OK) {
        code = vs_content_open(&text, &room, v->key.p, &leaf, vs_buf_str(&v->sealed), NULL);
    }
    vs_buf_release(&room);
    return code;
}

int
main(void)
{
    struct vs_json *file = vectors_load("entry");
    const struct vs_json *positive = vs_json_get(file, "positive");
    const struct vs_json *negative = vs_json_get(file, "negative");
    struct values v;

    for (size_t i = 0; i < vs_json_size(positive); i++) {
        const struct vs_json *vector = vs_json_at(positive, i);

        load(&v, vector);
        check_sealing(vector, &v, vectors_text(vector, "name"));
        check_opening(vector, &v, vectors_text(vector, "name"));
        release(&v);
    }
    for (size_t i = 0; i < vs_json_size(negative); i++) {
        const struct vs_json *vector = vs_json_at(negative, i);

        load(&v, vector);
        IS_TEXT(vs_code_name(open_negative(vector, &v)), vectors_text(vector, "reason"), "%s",
                vectors_text(vector, "name"));
        release(&v);
    }
    OK(vs_json_size(positive) >= 8 && vs_json_size(negative) >= 25, "there are vectors");
    vs_json_free(file);
    return tap_done();
}
