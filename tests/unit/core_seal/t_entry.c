/* What vs_leaf_seal refuses, and how fast leaves open. Bytes are in tests/vectors/core_seal. */
#include "core/seal/entry.h"
#include "core/base/mem.h"
#include "core/log/hash.h"
#include "tests/tap.h"

static const struct vs_hash feed = {{1}}, salt = {{2}};
static const uint8_t kc[VS_KEY_LEN] = {3};

static enum vs_code
seal(struct vs_buf *leaf, struct vs_buf *content, size_t facts_len, const uint8_t *content_key,
     struct vs_str text)
{
    static char room[VS_FACTS_MAX + 2];
    uint8_t kf[VS_KEY_LEN];
    struct vs_sealing in = {.place = {7, &feed, NULL, &salt},
                            .kf = kf,
                            .kc = content_key,
                            .facts = {room, facts_len},
                            .content = text};

    vs_reading_key(kf, kc); /* any key will do */
    vs_buf_clear(leaf);
    if (content) {
        vs_buf_clear(content);
    }
    return vs_leaf_seal(leaf, content, &in, NULL);
}

static void
test_limits(void)
{
    static char large[VS_CONTENT_MAX + 1];
    struct vs_buf leaf, content;
    const struct vs_str none = {NULL, 0};

    vs_buf_init(&leaf, VS_LEAF_MAX);
    vs_buf_init(&content, VS_CONTENT_FILE_MAX);
    IS_INT(seal(&leaf, NULL, 10, NULL, none), VS_OK, "facts need no content key");
    IS_INT(leaf.len, 756, "the smallest leaf has 756 bytes");
    IS_INT(seal(&leaf, NULL, VS_FACTS_MAX, NULL, none), VS_OK, "the longest facts");
    IS_INT(leaf.len, VS_SEALED_LEAF_MAX, "fill the largest leaf");
    IS_INT(seal(&leaf, NULL, VS_FACTS_MAX + 1, NULL, none), VS_E_TOO_LARGE, "one byte more");
    IS_INT(seal(&leaf, &content, 10, NULL, VS_STR("x")), VS_E_INVALID, "content without its key");
    IS_INT(seal(&leaf, NULL, 10, kc, VS_STR("x")), VS_E_INVALID, "content without a place for it");
    IS_INT(seal(&leaf, &content, 10, kc, (struct vs_str){large, VS_CONTENT_MAX}), VS_OK,
           "the longest content");
    IS_INT(content.len, VS_CONTENT_FILE_MAX, "has the greatest length");
    IS_INT(seal(&leaf, &content, 10, kc, (struct vs_str){large, VS_CONTENT_MAX + 1}),
           VS_E_TOO_LARGE, "one byte more");
    vs_buf_release(&leaf);
    vs_buf_release(&content);
}

/* Sealing appends: what stood in the buffers stays. */
static void
test_appends(void)
{
    uint8_t kf[VS_KEY_LEN];
    struct vs_sealing in = {.place = {7, &feed, NULL, &salt},
                            .kf = kf,
                            .kc = kc,
                            .facts = VS_STR("facts"),
                            .content = VS_STR("content")};
    struct vs_buf leaf, content, room;
    struct vs_leaf parsed;
    struct vs_str text;

    vs_reading_key(kf, kc); /* any key will do */
    vs_buf_init(&leaf, VS_LEAF_MAX);
    vs_buf_init(&content, VS_CONTENT_FILE_MAX);
    vs_buf_init(&room, VS_CONTENT_CLASS_MAX);
    vs_buf_add_text(&leaf, "before");
    vs_buf_add_text(&content, "also");
    OK(vs_leaf_seal(&leaf, &content, &in, NULL) == VS_OK && memcmp(leaf.p, "before", 6) == 0 &&
           memcmp(content.p, "also", 4) == 0,
       "what stood before stays");
    OK(vs_leaf_parse(&parsed, leaf.p + 6, leaf.len - 6, NULL) == VS_OK &&
           vs_facts_open(&text, &room, kf, &parsed, NULL) == VS_OK && vs_str_is(text, "facts"),
       "the facts open");
    OK(vs_content_open(&text, &room, kc, &parsed, vs_part(content.p + 4, content.len - 4), NULL) ==
               VS_OK &&
           vs_str_is(text, "content"),
       "the content opens");
    vs_buf_clear(&room);
    room.max = 100;
    vs_free(room.p);
    room.p = NULL;
    room.cap = 0;
    IS_INT(vs_facts_open(&text, &room, kf, &parsed, NULL), VS_E_TOO_LARGE,
           "room that is too small");
    OK(text.p == NULL && text.len == 0, "gives no text");
    vs_buf_release(&leaf);
    vs_buf_release(&content);
    vs_buf_release(&room);
}

static void
test_other_kinds(void)
{
    struct vs_leaf leaf = {.opaque = true};
    struct vs_buf room;
    struct vs_str text;

    vs_buf_init(&room, VS_FACTS_CLASS_MAX);
    IS_INT(vs_facts_open(&text, &room, kc, &leaf, NULL), VS_E_LEAF_FORMAT, "an opaque leaf");
    leaf.opaque = false;
    leaf.kind = VS_LEAF_INVITATION;
    IS_INT(vs_facts_open(&text, &room, kc, &leaf, NULL), VS_E_LEAF_FORMAT, "an invitation");
    IS_INT(vs_content_check(&leaf, VS_STR("x"), NULL), VS_E_LEAF_FORMAT, "nor has it content");
    vs_buf_release(&room);
}

int
main(void)
{
    test_limits();
    test_appends();
    test_other_kinds();
    return tap_done();
}
