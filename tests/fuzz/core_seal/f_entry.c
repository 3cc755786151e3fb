/*
 * Sealed leaves under the key of the golden vectors. Input: u16 length of the leaf, leaf, content
 * ciphertext. What opens lies within its room and is committed to.
 */
#include <string.h>

#include "core/log/hash.h"
#include "core/seal/entry.h"
#include "tests/fuzz/fuzz.h"

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    uint8_t kc[VS_KEY_LEN], kr[VS_KEY_LEN], kf[VS_KEY_LEN], e[VS_KEY_LEN];
    struct vs_str text, sealed;
    struct vs_leaf leaf;
    struct vs_hash feed;
    struct vs_buf room;
    size_t len;

    if (size < 2) {
        return 0;
    }
    len = vs_get_u16(data);
    len = len > size - 2 ? size - 2 : len;
    sealed = vs_part(data + 2 + len, size - 2 - len);
    if (vs_leaf_parse(&leaf, data + 2, len, NULL) != VS_OK) {
        return 0;
    }
    memset(kc, 0x11, sizeof(kc));
    vs_reading_key(kr, kc);
    memset(&feed, 0, sizeof(feed));
    if (len >= 48) {
        memcpy(feed.b, data + 2 + 16,
               sizeof(feed.b)); /* the channel begins in the leaf's own feed */
    }
    vs_facts_key(kf, kr, &feed, 5);
    vs_buf_init(&room, VS_CONTENT_CLASS_MAX);
    if (vs_facts_open(&text, &room, kf, &leaf, NULL) == VS_OK) {
        FUZZ_CHECK(!leaf.opaque && text.len <= VS_FACTS_MAX);
        FUZZ_CHECK(text.p >= (char *)room.p && text.p + text.len <= (char *)room.p + room.len);
        vs_entry_key(e, VS_PART_FACTS, kf, leaf.bytes);
        FUZZ_CHECK(vs_entry_commits(VS_PART_FACTS, e, leaf.bytes));
    } else {
        FUZZ_CHECK(text.p == NULL && text.len == 0);
    }
    if (vs_content_open(&text, &room, kc, &leaf, sealed, NULL) == VS_OK) {
        FUZZ_CHECK(text.len <= VS_CONTENT_MAX && sealed.len == leaf.content_len);
        FUZZ_CHECK(text.p >= (char *)room.p && text.p + text.len <= (char *)room.p + room.len);
    }
    vs_buf_release(&room);
    return 0;
}
