/* Invitations under the inbox key `a` of the golden vectors: what opens has a known role and is for
 * the reader. */
#include <string.h>

#include "core/log/hash.h"
#include "core/seal/invitation.h"
#include "tests/fuzz/fuzz.h"

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct vs_invitation_found found[VS_BOXES_MAX];
    struct vs_inbox_key key;
    uint8_t sk[VS_X25519_LEN];
    struct vs_hash ikm, me;
    struct vs_leaf leaf;
    size_t count = 0, odd = 0;

    vs_sha256(&ikm, "test seed inbox a", 17);
    vs_sha256(&me, "org me", 6);
    vs_hpke_derive(sk, &key.pk, ikm.b);
    key.sk = sk;
    if (vs_leaf_parse(&leaf, data, size, NULL) != VS_OK ||
        vs_invitation_open(found, &count, &odd, &leaf, &me, &key, 1, NULL) != VS_OK) {
        return 0;
    }
    FUZZ_CHECK(count + odd <= leaf.boxes && leaf.boxes <= VS_BOXES_MAX);
    for (size_t i = 0; i < count; i++) {
        FUZZ_CHECK(found[i].inbox == 0 && vs_hash_eq(&found[i].invitation.org, &me));
        FUZZ_CHECK(found[i].invitation.role == VS_KEY_FULL ||
                   found[i].invitation.role == VS_KEY_FACTS);
    }
    return 0;
}
