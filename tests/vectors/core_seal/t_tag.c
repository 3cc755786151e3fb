/* The golden vectors of keys and tags (FORMAT.md 6). */
#include "tests/vectors.h"

#include "core/seal/tag.h"

/* A member of 32 bytes; zeros if there is none, *good says which. */
static struct vs_hash
get(const struct vs_json *vector, const char *name, bool *good)
{
    struct vs_hash out = {{0}};
    struct vs_buf bytes;

    vs_buf_init(&bytes, 1000);
    *good = vs_json_get(vector, name) && vectors_bytes(&bytes, vector, name) &&
            bytes.len == sizeof(out.b);
    if (*good) {
        memcpy(out.b, bytes.p, sizeof(out.b));
    }
    vs_buf_release(&bytes);
    return out;
}

static void
is_member(const struct vs_json *vector, const char *member, const uint8_t made[32])
{
    bool good;
    struct vs_hash want = get(vector, member, &good);

    OK(good && memcmp(want.b, made, 32) == 0, "%s: %s", vectors_text(vector, "name"), member);
}

/* Of a directory from kd and org, of a case from kc and the place where its channel begins. */
static bool
make_key(uint8_t kf[VS_KEY_LEN], const struct vs_json *vector, bool positive)
{
    int64_t index = vs_json_int(vs_json_get(vector, "begun_index"), -1);
    uint8_t kr[VS_KEY_LEN];
    struct vs_hash key, place, name;
    bool has_key, has_place;

    key = get(vector, "kd", &has_key);
    if (has_key) {
        place = get(vector, "org", &has_place);
        vs_directory_key(kf, key.b, &place);
        return has_place;
    }
    key = get(vector, "kc", &has_key);
    place = get(vector, "begun_feed", &has_place);
    vs_reading_key(kr, key.b);
    vs_facts_key(kf, kr, &place, (uint64_t)index);
    if (positive) {
        vs_channel_name(&name, kr);
        is_member(vector, "kr", kr);
        is_member(vector, "channel", name.b);
    }
    return has_key && has_place && index >= 0;
}

static void
check(const struct vs_json *vector, bool positive)
{
    struct vs_buf want;
    uint8_t kf[VS_KEY_LEN], tag[VS_TAG_LEN];
    bool has_feed;
    struct vs_hash feed = get(vector, "feed", &has_feed);
    uint64_t n = (uint64_t)vs_json_int(vs_json_get(vector, "n"), -1);
    const char *name = vectors_text(vector, "name");

    vs_buf_init(&want, 1000);
    OK(has_feed && make_key(kf, vector, positive), "%s: values", name);
    vs_tag(tag, kf, &feed, n);
    OK(vectors_bytes(&want, vector, "tag") && want.len == VS_TAG_LEN &&
           (memcmp(want.p, tag, VS_TAG_LEN) == 0) == positive,
       "%s: tag", name);
    if (positive) {
        is_member(vector, "kf", kf);
    }
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
    OK(vs_json_size(positive) >= 12 && vs_json_size(negative) >= 8, "there are vectors");
    vs_json_free(file);
    return tap_done();
}
