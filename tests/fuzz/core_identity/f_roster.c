/*
 * Rosters. What is accepted keeps its limits and its order, and is judged without harm, alone and
 * beside itself. Most changes end at the signature, so the text is also tried with a good one.
 */
#include <string.h>

#include <sodium.h>

#include "core/identity/root.h"
#include "core/identity/roster.h"
#include "tests/fuzz/fuzz.h"

static void
check(struct vs_str note)
{
    struct vs_roster roster;
    const struct vs_roster *set[2] = {&roster, &roster};
    struct vs_roster_view view;
    struct vs_pin pin;

    if (vs_roster_parse(&roster, note, NULL) == VS_OK) {
        FUZZ_CHECK(roster.generation > 0 && roster.version > 0);
        FUZZ_CHECK(roster.device_count > 0 && roster.device_count <= VS_ROSTER_DEVICES_MAX);
        FUZZ_CHECK((roster.previous_count == 0) == (roster.generation + roster.version == 2));
        for (size_t i = 0; i < roster.device_count; i++) {
            FUZZ_CHECK(vs_sign_key_acceptable(&roster.devices[i].key));
            FUZZ_CHECK(i == 0 || strcmp(roster.devices[i - 1].origin.text,
                                        roster.devices[i].origin.text) < 0);
        }
        pin = (struct vs_pin){roster.root, roster.next};
        FUZZ_CHECK(vs_roster_resolve(&view, &pin, set, 2, NULL) == VS_OK);
        FUZZ_CHECK((view.generation == 1) == (roster.generation == 1 && !roster.newer));
        FUZZ_CHECK(view.generation == 0 || view.device_count == roster.device_count);
        FUZZ_CHECK((view.findings & (VS_ROSTER_CONFLICT | VS_ROSTER_DROPPED)) == 0);
        vs_roster_view_release(&view);
    }
    vs_roster_release(&roster);
}

/* The root key r1 of the golden vectors. */
static struct vs_signer *
signer(void)
{
    static struct vs_signer root;
    struct vs_secret seed = {NULL, 0};

    if (!root.key.p) {
        FUZZ_CHECK(sodium_init() >= 0 && vs_secret_init(&seed, VS_SEED_LEN, NULL) == VS_OK);
        crypto_hash_sha256(seed.p, (const uint8_t *)"test seed r1", 12);
        FUZZ_CHECK(vs_signer_init(&root, &seed, NULL) == VS_OK);
        vs_secret_release(&seed);
    }
    return &root;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct vs_str all = {(const char *)data, size};
    const char *end = size ? memmem(data, size, "\n\n", 2) : NULL;
    char name[VS_ROOT_NAME_LEN + 1];
    struct vs_hash org;
    struct vs_buf note;

    check(all);
    if (end) {
        vs_buf_init(&note, VS_ROSTER_MAX + 1024);
        vs_root_hash(&org, &signer()->public_key);
        vs_root_name(name, &org);
        vs_note_sign(&note, (struct vs_str){all.p, (size_t)(end - all.p) + 1}, vs_str(name),
                     signer());
        check(vs_buf_str(&note));
        vs_buf_release(&note);
    }
    return 0;
}
