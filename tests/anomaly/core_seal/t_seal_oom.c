/* Every allocation in turn fails: sealing and opening say so, and lose nothing. */
#include <sodium.h>

#include "core/base/mem.h"
#include "core/log/hash.h"
#include "core/seal/entry.h"
#include "core/seal/invitation.h"
#include "tests/tap.h"

static const struct vs_hash feed = {{1}}, salt = {{2}};
static const uint8_t kc[VS_KEY_LEN] = {3};

static void
fill(void *payload, void *out, size_t len)
{
    (void)payload;
    memset(out, 0x5a, len);
}

static enum vs_code
seal_and_open(void)
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
    enum vs_code code;

    vs_reading_key(kf, kc); /* any key will do */
    vs_buf_init(&leaf, VS_LEAF_MAX);
    vs_buf_init(&content, VS_CONTENT_FILE_MAX);
    vs_buf_init(&room, VS_CONTENT_CLASS_MAX);
    code = vs_leaf_seal(&leaf, &content, &in, NULL);
    if (code == VS_OK) {
        code = vs_leaf_parse(&parsed, leaf.p, leaf.len, NULL);
    }
    if (code == VS_OK) {
        code = vs_facts_open(&text, &room, kf, &parsed, NULL);
    }
    if (code == VS_OK) {
        code = vs_content_open(&text, &room, kc, &parsed, vs_buf_str(&content), NULL);
    }
    vs_buf_release(&leaf);
    vs_buf_release(&content);
    vs_buf_release(&room);
    return code;
}

static enum vs_code
invite(void)
{
    static const uint8_t ikm[32] = {1};
    const struct vs_env env = {NULL, fill, NULL};
    struct vs_invitation_to to = {.invitation = {.role = VS_KEY_FULL}};
    struct vs_leaf_place place = {7, &feed, NULL, &salt};
    uint8_t sk[VS_X25519_LEN];
    struct vs_buf leaf;
    enum vs_code code;

    vs_hpke_derive(sk, &to.inbox, ikm);
    vs_buf_init(&leaf, VS_LEAF_MAX);
    code = vs_invitation_seal(&leaf, &place, &to, 1, &env, NULL);
    vs_buf_release(&leaf);
    return code;
}

static void
exhaust(enum vs_code (*work)(void), const char *what)
{
    unsigned long n = 0;
    enum vs_code code = VS_E_NO_MEMORY;

    while (code == VS_E_NO_MEMORY && n < 1000) {
        vs_mem_fail_at(++n);
        code = work();
        vs_mem_fail_at(0);
    }
    IS_INT(code, VS_OK, "%s: fails cleanly at each allocation, then works", what);
    OK(n > 1, "%s: there was one to fail", what);
}

int
main(void)
{
    OK(sodium_init() >= 0, "libsodium starts");
    exhaust(seal_and_open, "sealing and opening");
    exhaust(invite, "an invitation");
    return tap_done();
}
