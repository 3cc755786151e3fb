/* Every allocation in turn fails: rosters, cards, directory facts and signatures say so. */
#include <sodium.h>

#include "core/base/mem.h"
#include "core/identity/card.h"
#include "core/identity/device.h"
#include "core/identity/directory.h"
#include "core/identity/root.h"
#include "core/identity/sshsig.h"
#include "tests/tap.h"

static struct vs_signer root;
static struct vs_hash next;
static struct vs_device device, second;

static enum vs_code
make_rosters(void)
{
    struct vs_pin pin = {root.public_key, next};
    struct vs_roster_change change = {.add = &second.signer.public_key, .add_count = 1};
    struct vs_roster roster = {.previous = NULL};
    const struct vs_roster *set[1] = {&roster};
    struct vs_roster_view view = {.devices = NULL};
    struct vs_buf note;
    enum vs_code code;

    vs_buf_init(&note, VS_ROSTER_MAX);
    code = vs_roster_first(&note, &root, &next, &device.signer.public_key, NULL);
    if (code == VS_OK) {
        code = vs_roster_parse(&roster, vs_buf_str(&note), NULL);
    }
    if (code == VS_OK) {
        code = vs_roster_resolve(&view, &pin, set, 1, NULL);
    }
    vs_buf_clear(&note);
    if (code == VS_OK) {
        code = vs_roster_next(&note, &view, &root, &change, NULL);
    }
    vs_roster_release(&roster);
    vs_roster_view_release(&view);
    vs_buf_release(&note);
    return code;
}

static enum vs_code
make_card(void)
{
    struct vs_card card = {.identity = {.name = "Lokaal team", .root = root.public_key}}, back;
    char *remotes[] = {(char[]){"/srv/vs.git"}}, *rosters[1] = {NULL};
    uint8_t fingerprint[VS_FINGERPRINT_LEN];
    struct vs_buf note, bytes;
    enum vs_code code;

    memset(&back, 0, sizeof(back));
    card.identity.next = next;
    vs_buf_init(&note, VS_ROSTER_MAX);
    vs_buf_init(&bytes, VS_CARD_MAX);
    code = vs_roster_first(&note, &root, &next, &device.signer.public_key, NULL);
    if (code == VS_OK) {
        rosters[0] = (char *)note.p;
        card.rosters = rosters;
        card.roster_count = 1;
        card.remotes = remotes;
        card.remote_count = 1;
        code = vs_card_write(&bytes, &card, NULL);
    }
    if (code == VS_OK) {
        code = vs_card_parse(&back, vs_buf_str(&bytes), NULL);
    }
    if (code == VS_OK) {
        code = vs_card_fingerprint(fingerprint, &back.identity, NULL);
    }
    vs_card_release(&back);
    vs_buf_release(&note);
    vs_buf_release(&bytes);
    return code;
}

static enum vs_code
make_facts(void)
{
    struct vs_directory leaf = {
        .type = VS_DIR_ADOPT, .profile = "west-brabant-2022", .role = "vt", .made = 1000};
    struct vs_buf facts;
    enum vs_code code;

    vs_buf_init(&facts, 4096);
    code = vs_directory_write(&facts, &leaf, NULL);
    vs_buf_release(&facts);
    return code;
}

static enum vs_code
sign(void)
{
    struct vs_buf armor, line;
    enum vs_code code;

    vs_buf_init(&armor, 4096);
    vs_buf_init(&line, 4096);
    code = vs_sshsig_sign(&armor, &device.signer, VS_STR("tree"), NULL);
    if (code == VS_OK) {
        code =
            vs_sshsig_verify(vs_buf_str(&armor), &device.signer.public_key, VS_STR("tree"), NULL);
    }
    if (code == VS_OK) {
        vs_sshsig_allowed_signer(&line, &device.origin, &device.signer.public_key);
        code = vs_buf_check(&line, "line", NULL);
    }
    vs_buf_release(&armor);
    vs_buf_release(&line);
    return code;
}

static void
exhaust(enum vs_code (*work)(void), const char *what)
{
    unsigned long n = 0;
    enum vs_code code = VS_E_NO_MEMORY;

    while (code == VS_E_NO_MEMORY && n < 10000) {
        vs_mem_fail_at(++n);
        code = work();
        vs_mem_fail_at(0);
    }
    IS_INT(code, VS_OK, "%s: fails cleanly at each allocation, then works", what);
    OK(n > 1, "%s: there was one to fail", what);
}

static bool
start(void)
{
    static const uint8_t a[VS_SEED_LEN] = {1}, b[VS_SEED_LEN] = {2}, c[VS_SEED_LEN] = {3};
    struct vs_secret seeds[3] = {{NULL, 0}, {NULL, 0}, {NULL, 0}};
    bool ok = vs_secret_copy(&seeds[0], a, VS_SEED_LEN, NULL) == VS_OK &&
              vs_secret_copy(&seeds[1], b, VS_SEED_LEN, NULL) == VS_OK &&
              vs_secret_copy(&seeds[2], c, VS_SEED_LEN, NULL) == VS_OK &&
              vs_signer_init(&root, &seeds[0], NULL) == VS_OK &&
              vs_device_init(&device, &seeds[1], NULL) == VS_OK &&
              vs_device_init(&second, &seeds[2], NULL) == VS_OK;

    vs_root_hash(&next, &second.signer.public_key);
    for (size_t i = 0; i < 3; i++) {
        vs_secret_release(&seeds[i]);
    }
    return ok;
}

int
main(void)
{
    OK(sodium_init() >= 0, "libsodium starts");
    OK(start(), "keys");
    exhaust(make_rosters, "rosters");
    exhaust(make_card, "a card");
    exhaust(make_facts, "directory facts");
    exhaust(sign, "an SSH signature");
    vs_signer_release(&root);
    vs_device_release(&device);
    vs_device_release(&second);
    return tap_done();
}
