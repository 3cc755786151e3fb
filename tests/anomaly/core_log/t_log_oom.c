/* Every allocation of the log in turn fails: an error comes out, nothing is lost, and the same call
 * works afterwards. Parsing allocates nothing. */
#include "core/base/mem.h"
#include "core/base/secret.h"
#include "core/log/checkpoint.h"
#include "core/log/forkproof.h"
#include "core/log/tile.h"
#include "tests/tap.h"

static struct vs_signer signer;
static struct vs_checkpoint_file file;

static enum vs_code
work(struct vs_buf *out)
{
    struct vs_checkpoint checkpoint = {.size = 3};
    struct vs_forkproof evidence = {.a = VS_STR("a"), .b = VS_STR("b")};
    struct vs_note_key key;
    enum vs_code code;

    vs_origin_from_key(&checkpoint.origin, &signer.public_key);
    code = vs_checkpoint_sign(out, &checkpoint, &signer, 1, NULL);
    if (code == VS_OK) {
        code = vs_checkpoint_cosign(out, &checkpoint, &signer, 2, NULL);
    }
    if (code != VS_OK) {
        return code;
    }
    vs_note_key_init(&key, VS_STR("name"), VS_NOTE_ED25519, &signer.public_key);
    vs_note_vkey_add(out, &key);
    vs_forkproof_write(out, &evidence);
    vs_bundle_add(out, "leaf", 4);
    return vs_buf_check(out, "all", NULL);
}

int
main(void)
{
    struct vs_secret seed;
    struct vs_buf out;
    unsigned long n = 1;
    enum vs_code code;
    bool right = true;

    if (vs_process_harden(NULL) != VS_OK || vs_secret_init(&seed, VS_SEED_LEN, NULL) != VS_OK ||
        vs_signer_init(&signer, &seed, NULL) != VS_OK) {
        return 1;
    }
    for (;; n++) {
        vs_buf_init(&out, 10000);
        vs_mem_fail_at(n);
        code = work(&out);
        vs_mem_fail_at(0);
        if (code == VS_OK) {
            break;
        }
        right = right && code == VS_E_NO_MEMORY;
        vs_buf_release(&out);
    }
    OK(right && n > 2, "each of %lu allocations failed by itself", n - 1);
    vs_mem_fail_at(1);
    OK(vs_checkpoint_parse(&file, out.p, 300, NULL) != VS_E_NO_MEMORY && vs_mem_count() == 0,
       "parsing allocates nothing");
    vs_mem_fail_at(0);
    vs_buf_release(&out);
    vs_signer_release(&signer);
    vs_secret_release(&seed);
    return tap_done();
}
