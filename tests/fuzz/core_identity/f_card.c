/* Contact cards and directory facts: what is accepted is written again as the same bytes. */
#include <string.h>

#include <sodium.h>

#include "core/identity/card.h"
#include "core/identity/directory.h"
#include "tests/fuzz/fuzz.h"

static void
check_card(struct vs_str bytes)
{
    uint8_t fingerprint[VS_FINGERPRINT_LEN];
    char text[VS_FINGERPRINT_TEXT_LEN + 1];
    struct vs_buf again;
    struct vs_card card;

    vs_buf_init(&again, VS_CARD_MAX + 1);
    if (vs_card_parse(&card, bytes, NULL) == VS_OK) {
        FUZZ_CHECK(card.view.generation > 0 && card.roster_count > 0);
        FUZZ_CHECK(vs_card_write(&again, &card, NULL) == VS_OK);
        FUZZ_CHECK(again.len <= bytes.len + 1 && memcmp(again.p, bytes.p, again.len - 1) == 0);
        FUZZ_CHECK(vs_card_fingerprint(fingerprint, &card.identity, NULL) == VS_OK);
        vs_fingerprint_text(text, fingerprint);
        FUZZ_CHECK(vs_fingerprint_is(fingerprint, vs_str(text)) &&
                   vs_fingerprint_ends(fingerprint, vs_str(text + 30)));
    }
    vs_card_release(&card);
    vs_buf_release(&again);
}

static void
check_facts(struct vs_str bytes)
{
    struct vs_directory leaf, back;
    struct vs_buf again;

    vs_buf_init(&again, 65536);
    if (vs_directory_parse(&leaf, bytes, NULL) == VS_OK && leaf.type != VS_DIR_UNKNOWN) {
        FUZZ_CHECK(vs_directory_write(&again, &leaf, NULL) == VS_OK);
        FUZZ_CHECK(again.len <= bytes.len); /* shorter where members x_... were ignored */
        FUZZ_CHECK(vs_directory_parse(&back, vs_buf_str(&again), NULL) == VS_OK);
        FUZZ_CHECK(memcmp(&leaf, &back, sizeof(leaf)) == 0);
    }
    vs_buf_release(&again);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    FUZZ_CHECK(sodium_init() >= 0);
    check_card((struct vs_str){(const char *)data, size});
    check_facts((struct vs_str){(const char *)data, size});
    return 0;
}
