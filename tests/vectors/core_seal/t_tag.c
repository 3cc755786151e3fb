/* The golden vectors of keys and tags (FORMAT.md 6). */
#include "tests/vectors.h"

#include "core/seal/tag.h"

static void
check(const struct vs_json *vector, bool positive)
{
    struct vs_buf kc, feed, want;
    uint8_t kf[VS_KEY_LEN], tag[VS_TAG_LEN];
    struct vs_hash id, channel;
    uint64_t n = (uint64_t)vs_json_int(vs_json_get(vector, "n"), -1);
    const char *name = vectors_text(vector, "name");

    vs_buf_init(&kc, 1000);
    vs_buf_init(&feed, 1000);
    vs_buf_init(&want, 1000);
    if (!OK(vectors_bytes(&kc, vector, "kc") && vectors_bytes(&feed, vector, "feed") &&
                kc.len == 32 && feed.len == 32,
            "%s: values", name)) {
        return;
    }
    memcpy(id.b, feed.p, 32);
    vs_facts_key(kf, kc.p);
    vs_tag(tag, kf, &id, n);
    OK(vectors_bytes(&want, vector, "tag") && want.len == VS_TAG_LEN &&
           (memcmp(want.p, tag, VS_TAG_LEN) == 0) == positive,
       "%s: tag", name);
    if (positive) {
        vs_channel_id(&channel, kf);
        OK(vectors_bytes(&want, vector, "kf") && memcmp(want.p, kf, 32) == 0, "%s: Kf", name);
        OK(vectors_bytes(&want, vector, "channel") && memcmp(want.p, channel.b, 32) == 0,
           "%s: channel", name);
    }
    vs_buf_release(&kc);
    vs_buf_release(&feed);
    vs_buf_release(&want);
}

int
main(void)
{
    struct vs_json *file = vectors_load("tag");
    const struct vs_json *positive = vs_json_get(file, "positive");
    const struct vs_json *negative = vs_json_get(file, "negative");

    for (size_t i = 0; i < vs_json_size(positive); i++) {
        check(vs_json_at(positive, i), true);
    }
    for (size_t i = 0; i < vs_json_size(negative); i++) {
        check(vs_json_at(negative, i), false);
    }
    OK(vs_json_size(positive) >= 5 && vs_json_size(negative) >= 4, "there are vectors");
    vs_json_free(file);
    return tap_done();
}
