/* Roots, compact ranges and proofs as in schemas/vectors/merkle.json. */
#include "core/log/merkle.h"
#include "core/log/proof.h"
#include "tests/tap.h"
#include "tests/vectors/core_log/h_vectors.h"

/* Leaf i is u64 i. Complete subtrees are computed anew each time, which is enough here. */
static enum vs_code
subtree(struct vs_hash *out, void *payload, unsigned level, uint64_t index, struct vs_err *err)
{
    struct vs_merkle tree;

    (void)payload;
    vs_merkle_init(&tree);
    for (uint64_t i = index << level; i < (index + 1) << level; i++) {
        uint8_t leaf[8];
        struct vs_hash hash;
        enum vs_code code;

        vs_put_u64(leaf, i);
        vs_merkle_leaf_hash(&hash, leaf, sizeof(leaf));
        code = vs_merkle_append(&tree, &hash, NULL, err);
        if (code != VS_OK) {
            return code;
        }
    }
    vs_merkle_root(out, &tree);
    return VS_OK;
}

static struct vs_proof
proof_of(const struct vs_json *v)
{
    struct vs_proof proof = {0};
    const struct vs_json *list = vs_json_get(v, "proof");

    proof.count = vs_json_size(list);
    for (size_t i = 0; i < proof.count && i < VS_PROOF_MAX; i++) {
        struct vs_json *wrapped = vs_json_new_object();

        vs_json_set(wrapped, "h", vs_json_new_string(vs_json_str(vs_json_at(list, i))));
        proof.hashes[i] = vector_hash(wrapped, "h");
        vs_json_free(wrapped);
    }
    return proof;
}

static enum vs_code
check(const struct vs_json *v)
{
    struct vs_proof proof = proof_of(v);

    if (vs_str_is(vector_text(v, "kind"), "inclusion")) {
        struct vs_hash leaf = vector_hash(v, "leaf_hash");
        struct vs_hash root = vector_hash(v, "root");

        return vs_proof_check_inclusion(&proof, vector_int(v, "index"), &leaf,
                                        vector_int(v, "size"), &root, NULL);
    }
    struct vs_hash from = vector_hash(v, "from_root");
    struct vs_hash to = vector_hash(v, "to_root");

    return vs_proof_check_consistency(&proof, vector_int(v, "from"), &from, vector_int(v, "to"),
                                      &to, NULL);
}

static void
positive(const struct vs_json *v, const char *name)
{
    struct vs_str kind = vector_text(v, "kind");
    struct vs_proof made, want;
    struct vs_merkle tree;

    if (vs_str_is(kind, "root")) {
        struct vs_hash root;

        OK(vs_merkle_prefix_root(&root, vector_int(v, "size"), subtree, NULL, NULL) == VS_OK &&
               vector_is(v, "root", root.b, 32),
           "%s", name);
    } else if (vs_str_is(kind, "range")) {
        uint8_t bytes[VS_MERKLE_BYTES_MAX];
        struct vs_str read = vector_bytes(v, "bytes", 0);
        struct vs_merkle again;
        struct vs_hash a, b;

        OK(vs_merkle_prefix(&tree, vector_int(v, "size"), subtree, NULL, NULL) == VS_OK &&
               vector_is(v, "bytes", bytes, vs_merkle_write(bytes, &tree)),
           "%s", name);
        OK(vs_merkle_read(&again, read.p, read.len, NULL) == VS_OK, "%s, read", name);
        vs_merkle_root(&a, &tree);
        vs_merkle_root(&b, &again);
        OK(vs_hash_eq(&a, &b) && again.size == tree.size, "%s, the same tree", name);
    } else {
        enum vs_code code = vs_str_is(kind, "inclusion")
                                ? vs_proof_inclusion(&made, vector_int(v, "index"),
                                                     vector_int(v, "size"), subtree, NULL, NULL)
                                : vs_proof_consistency(&made, vector_int(v, "from"),
                                                       vector_int(v, "to"), subtree, NULL, NULL);

        want = proof_of(v);
        OK(code == VS_OK && made.count == want.count &&
               memcmp(made.hashes, want.hashes, 32 * want.count) == 0,
           "%s: made", name);
        OK(check(v) == VS_OK, "%s: checked", name);
    }
}

static void
negative(const struct vs_json *v, const char *name, const char *reason)
{
    IS_TEXT(vs_code_name(check(v)), reason, "%s", name);
}

int
main(void)
{
    vectors_each("merkle", positive, negative);
    return tap_done();
}
