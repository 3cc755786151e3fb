/* Checkpoint files and evidence of forks: a body that is accepted has one spelling; no input that
 * does not bear the signature of the test's device is believed to say anything but what it signed.
 */
#include <string.h>

#include "core/base/enc.h"
#include "core/log/checkpoint.h"
#include "core/log/forkproof.h"
#include "tests/fuzz/fuzz.h"

static struct vs_checkpoint_file file;

/* The public key of the seed 01*32, whose checkpoints are in the corpus. */
static struct vs_hash
device_key(void)
{
    struct vs_hash key;

    FUZZ_CHECK(
        vs_unhex(key.b, sizeof(key.b),
                 VS_STR("8a88e3dd7409f195fd52db2d3cba5d72ca6709bf1d94121bf3748801b40f6f5c")));
    return key;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const struct vs_hash key = device_key();
    struct vs_forkproof evidence;

    if (vs_checkpoint_parse(&file, data, size, NULL) == VS_OK) {
        char body[VS_CHECKPOINT_BODY_MAX + 1];
        size_t len = vs_checkpoint_body(body, &file.checkpoint);

        FUZZ_CHECK(len == strlen(body));
        FUZZ_CHECK(vs_str_is(file.note.text, body));
        FUZZ_CHECK(file.checkpoint.size <= VS_TREE_SIZE_MAX);
        if (vs_checkpoint_verify(NULL, &file, &key, NULL) == VS_OK) {
            FUZZ_CHECK(file.checkpoint.size == 300 || file.checkpoint.size == 0 ||
                       file.checkpoint.size == VS_TREE_SIZE_MAX || file.checkpoint.size == 8 ||
                       file.checkpoint.size == 10);
        }
    }
    if (vs_forkproof_parse(&evidence, data, size, NULL) == VS_OK) {
        struct vs_buf again;

        vs_buf_init(&again, VS_FORKPROOF_MAX);
        vs_forkproof_write(&again, &evidence);
        FUZZ_CHECK(vs_buf_check(&again, "evidence", NULL) == VS_OK);
        FUZZ_CHECK(again.len == size && memcmp(again.p, data, size) == 0);
        vs_buf_release(&again);
        (void)!vs_forkproof_check(NULL, &evidence, &key, NULL);
    }
    return 0;
}
