/* Inbox keys, fingerprints as people type them, content of directory leaves. */
#include <sodium.h>

#include "core/identity/card.h"
#include "core/identity/directory.h"
#include "core/identity/inbox.h"
#include "core/log/hash.h"
#include "tests/tap.h"

static void
test_pairs(void)
{
    static const uint8_t ikm[VS_X25519_LEN] = {7};
    static const struct vs_hash zero, one = {{1}};
    struct vs_inbox made, loaded;

    OK(vs_inbox_init(&made, ikm, NULL) == VS_OK &&
           vs_inbox_load(&loaded, made.sk.p, NULL) == VS_OK && vs_hash_eq(&made.pk, &loaded.pk),
       "a pair comes back from its private key");
    OK(vs_inbox_key_is_sound(&made.pk), "its public key is sound");
    OK(!vs_inbox_key_is_sound(&zero) && !vs_inbox_key_is_sound(&one), "small order is not");
    vs_inbox_release(&made);
    vs_inbox_release(&loaded);
}

static void
test_choice(void)
{
    struct vs_roster_device devices[3] = {
        {.feed = {{1}}}, {.feed = {{2}}, .state = VS_DEVICE_CLOSED}, {.feed = {{3}}}};
    struct vs_roster_view view = {.devices = devices, .device_count = 3};
    struct vs_inbox_announced all[] = {{{{1}}, 4, {{9}}, 100},  {{{1}}, 8, {{10}}, 50},
                                       {{{2}}, 9, {{11}}, 100}, {{{1}}, 9, {{0}}, 100},
                                       {{{4}}, 1, {{12}}, 100}, {{{3}}, 2, {{13}}, 1}};
    struct vs_inbox_announced chosen[4];
    size_t count = 0;

    OK(vs_inbox_choose(chosen, &count, 4, &view, all, 6, NULL) == VS_OK && count == 2,
       "a key of each active device");
    OK(chosen[0].index == 8 && chosen[1].feed.b[0] == 3, "the newest sound one, until or not");
    IS_INT(vs_inbox_choose(chosen, &count, 1, &view, all, 6, NULL), VS_E_TOO_LARGE, "no room");
    IS_INT(vs_inbox_choose(chosen, &count, 4, &view, all + 2, 1, NULL), VS_E_NO_INBOX_KEY,
           "a closed device does not count");
}

static void
test_fingerprint(void)
{
    static const uint8_t f[VS_FINGERPRINT_LEN] = {0x01, 0x23, 0x45, 0x67, 0x89, 0xab, 0xcd, 0xef,
                                                  0x10, 0x32, 0x54, 0x76, 0x98, 0xba, 0xdc, 0xfe};
    char text[VS_FINGERPRINT_TEXT_LEN + 1];

    vs_fingerprint_text(text, f);
    IS_TEXT(text, "0123 4567 89ab cdef 1032 5476 98ba dcfe", "eight groups");
    OK(vs_fingerprint_is(f, vs_str(text)), "as shown");
    OK(vs_fingerprint_is(f, VS_STR("0123456789ABCDEF-10325476:98badcfe ")), "as people write");
    OK(!vs_fingerprint_is(f, VS_STR("0123 4567 89ab cdef 1032 5476 98ba dcff")), "not another");
    OK(!vs_fingerprint_is(f, VS_STR("98ba dcfe")) && !vs_fingerprint_is(f, VS_STR("")), "not less");
    OK(vs_fingerprint_ends(f, VS_STR("98ba dcfe")) && vs_fingerprint_ends(f, VS_STR("98BADCFE")),
       "its last two groups");
    OK(!vs_fingerprint_ends(f, VS_STR("dcfe")) && !vs_fingerprint_ends(f, VS_STR("98ba dcfe 0")) &&
           !vs_fingerprint_ends(f, VS_STR("0123 4567")) && !vs_fingerprint_ends(f, VS_STR("")),
       "not one, not others, not more");
}

static void
test_content(void)
{
    struct vs_directory adopt = {.type = VS_DIR_ADOPT}, inbox = {.type = VS_DIR_INBOX};
    struct vs_directory fork = {.type = VS_DIR_FORK}, roster = {.type = VS_DIR_ROSTER};

    VS_SHA256(&adopt.profile_hash, VS_STR("{}"));
    VS_SHA256(&fork.evidence, VS_STR("x"));
    IS_INT(vs_directory_content_check(&adopt, VS_STR("{}"), NULL), VS_OK, "the profile");
    IS_INT(vs_directory_content_check(&adopt, VS_STR("{ }"), NULL), VS_E_CONTENT_HASH, "another");
    IS_INT(vs_directory_content_check(&fork, VS_STR("x"), NULL), VS_OK, "the evidence");
    IS_INT(vs_directory_content_check(&fork, VS_STR("y"), NULL), VS_E_CONTENT_HASH, "another");
    IS_INT(vs_directory_content_check(&inbox, VS_STR(""), NULL), VS_OK, "none");
    IS_INT(vs_directory_content_check(&inbox, VS_STR("y"), NULL), VS_E_CONTENT_HASH, "but some");
    IS_INT(vs_directory_content_check(&roster, VS_STR("y"), NULL), VS_E_ROSTER_FORMAT, "no note");
}

int
main(void)
{
    OK(sodium_init() >= 0, "libsodium starts");
    test_pairs();
    test_choice();
    test_fingerprint();
    test_content();
    return tap_done();
}
