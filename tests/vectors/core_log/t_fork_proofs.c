/* Evidence of a fork: schemas/vectors/fork-proofs.json. */
#include "core/log/forkproof.h"
#include "tests/tap.h"
#include "tests/vectors/core_log/h_vectors.h"

static enum vs_code
check(struct vs_checkpoint pair[2], struct vs_forkproof *evidence, const struct vs_json *v)
{
    struct vs_str bytes = vector_bytes(v, "evidence", 0);
    struct vs_hash key = vector_hash(v, "device_key");
    enum vs_code code = vs_forkproof_parse(evidence, bytes.p, bytes.len, NULL);

    return code == VS_OK ? vs_forkproof_check(pair, evidence, &key, NULL) : code;
}

static void
positive(const struct vs_json *v, const char *name)
{
    struct vs_checkpoint pair[2];
    struct vs_forkproof evidence;
    const struct vs_json *sizes = vs_json_get(v, "sizes");
    struct vs_buf again;

    if (!OK(check(pair, &evidence, v) == VS_OK, "%s: proven", name)) {
        return;
    }
    IS_INT(pair[0].size, vs_json_int(vs_json_at(sizes, 0), -1), "%s: the shorter", name);
    IS_INT(pair[1].size, vs_json_int(vs_json_at(sizes, 1), -1), "%s: the longer", name);
    vs_buf_init(&again, VS_FORKPROOF_MAX);
    vs_forkproof_write(&again, &evidence);
    OK(vs_buf_check(&again, "evidence", NULL) == VS_OK &&
           vector_is(v, "evidence", again.p, again.len),
       "%s: written again", name);
    vs_buf_release(&again);
}

static void
negative(const struct vs_json *v, const char *name, const char *reason)
{
    struct vs_checkpoint pair[2];
    struct vs_forkproof evidence;

    IS_TEXT(vs_code_name(check(pair, &evidence, v)), reason, "%s", name);
}

int
main(void)
{
    vectors_each("fork-proofs", positive, negative);
    return tap_done();
}
