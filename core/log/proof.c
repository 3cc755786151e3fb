#include "core/log/proof.h"

#include <string.h>

/*
 * The root of node `index` of `level` in a tree of `size` leaves. Only the last node of a level can
 * be incomplete; it is then folded from the complete subtrees that its leaves fall into.
 */
static enum vs_code
node_root(struct vs_hash *out, unsigned level, uint64_t index, uint64_t size, vs_merkle_get get,
          void *payload, struct vs_err *err)
{
    uint64_t start = index << level;
    uint64_t count = size - start;
    struct vs_hash part;
    bool started = false;

    if (count >> level != 0) {
        return get(out, payload, level, index, err);
    }
    for (unsigned k = 0; k < level; k++) {
        enum vs_code code;

        if ((count >> k & 1) == 0) {
            continue;
        }
        /* The bits of `count` above k are laid out to the left of this subtree. */
        code = get(&part, payload, k, (start >> k) + (count >> k) - 1, err);
        if (code != VS_OK) {
            return code;
        }
        if (started) {
            vs_merkle_node_hash(out, &part, out);
        } else {
            *out = part;
            started = true;
        }
    }
    return VS_OK;
}

/* The siblings on the way from node `fn` of `level` to the root; `sn` is the level's last node. */
static enum vs_code
climb(struct vs_proof *out, unsigned level, uint64_t fn, uint64_t size, vs_merkle_get get,
      void *payload, struct vs_err *err)
{
    uint64_t sn = (size - 1) >> level;
    enum vs_code code = VS_OK;

    for (; sn != 0 && code == VS_OK; fn >>= 1, sn >>= 1, level++) {
        if (fn & 1) {
            code = get(&out->hashes[out->count++], payload, level, fn - 1, err);
        } else if (fn < sn) {
            code = node_root(&out->hashes[out->count++], level, fn + 1, size, get, payload, err);
        }
    }
    return code;
}

enum vs_code
vs_proof_inclusion(struct vs_proof *out, uint64_t index, uint64_t size, vs_merkle_get get,
                   void *payload, struct vs_err *err)
{
    out->count = 0;
    if (index >= size || size > VS_TREE_SIZE_MAX) {
        return vs_fail(err, VS_E_INVALID, "inclusion proof", "no leaf %llu in a tree of %llu",
                       (unsigned long long)index, (unsigned long long)size);
    }
    return climb(out, 0, index, size, get, payload, err);
}

enum vs_code
vs_proof_consistency(struct vs_proof *out, uint64_t from, uint64_t to, vs_merkle_get get,
                     void *payload, struct vs_err *err)
{
    unsigned level = 0;
    uint64_t fn;

    out->count = 0;
    if (from > to || to > VS_TREE_SIZE_MAX) {
        return vs_fail(err, VS_E_INVALID, "consistency proof", "no tree of %llu in one of %llu",
                       (unsigned long long)from, (unsigned long long)to);
    }
    if (from == 0 || from == to) {
        return VS_OK;
    }
    /* The largest complete subtree that ends where the old tree ends. */
    for (fn = from - 1; fn & 1; fn >>= 1) {
        level++;
    }
    if (fn != 0) {
        enum vs_code code = get(&out->hashes[out->count++], payload, level, fn, err);

        if (code != VS_OK) {
            return code;
        }
    }
    return climb(out, level, fn, to, get, payload, err);
}

static enum vs_code
disproved(struct vs_err *err, const char *which)
{
    return vs_fail(err, VS_E_PROOF, which, "does not prove what it should");
}

enum vs_code
vs_proof_check_inclusion(const struct vs_proof *proof, uint64_t index,
                         const struct vs_hash *leaf_hash, uint64_t size, const struct vs_hash *root,
                         struct vs_err *err)
{
    static const char what[] = "inclusion proof";
    uint64_t fn = index;
    uint64_t sn = size - 1;
    struct vs_hash r = *leaf_hash;

    if (index >= size || size > VS_TREE_SIZE_MAX || proof->count > VS_PROOF_MAX) {
        return disproved(err, what);
    }
    for (size_t i = 0; i < proof->count; i++) {
        const struct vs_hash *p = &proof->hashes[i];

        if (sn == 0) {
            return disproved(err, what);
        }
        if ((fn & 1) || fn == sn) {
            vs_merkle_node_hash(&r, p, &r);
            while ((fn & 1) == 0 && fn != 0) {
                fn >>= 1;
                sn >>= 1;
            }
        } else {
            vs_merkle_node_hash(&r, &r, p);
        }
        fn >>= 1;
        sn >>= 1;
    }
    return sn == 0 && vs_hash_eq(&r, root) ? VS_OK : disproved(err, what);
}

/* The walk of RFC 9162, 2.1.4.2: both roots from one list of hashes. `first` is the subtree that
 * both trees share, `rest` what follows it in the proof. */
static bool
leads_to_both(const struct vs_hash *first, const struct vs_hash *rest, size_t count, uint64_t from,
              const struct vs_hash *from_root, uint64_t to, const struct vs_hash *to_root)
{
    uint64_t fn = from - 1;
    uint64_t sn = to - 1;
    struct vs_hash fr = *first;
    struct vs_hash sr = *first;

    while (fn & 1) {
        fn >>= 1;
        sn >>= 1;
    }
    for (size_t i = 0; i < count; i++) {
        if (sn == 0) {
            return false;
        }
        if ((fn & 1) || fn == sn) {
            vs_merkle_node_hash(&fr, &rest[i], &fr);
            vs_merkle_node_hash(&sr, &rest[i], &sr);
            while ((fn & 1) == 0 && fn != 0) {
                fn >>= 1;
                sn >>= 1;
            }
        } else {
            vs_merkle_node_hash(&sr, &sr, &rest[i]);
        }
        fn >>= 1;
        sn >>= 1;
    }
    return sn == 0 && vs_hash_eq(&fr, from_root) && vs_hash_eq(&sr, to_root);
}

enum vs_code
vs_proof_check_consistency(const struct vs_proof *proof, uint64_t from,
                           const struct vs_hash *from_root, uint64_t to,
                           const struct vs_hash *to_root, struct vs_err *err)
{
    static const char what[] = "consistency proof";
    bool good;

    if (from > to || to > VS_TREE_SIZE_MAX || proof->count > VS_PROOF_MAX) {
        return disproved(err, what);
    }
    if (from == 0) {
        struct vs_hash empty;

        vs_merkle_empty_root(&empty);
        good = proof->count == 0 && vs_hash_eq(from_root, &empty) &&
               (to != 0 || vs_hash_eq(to_root, &empty));
    } else if (from == to) {
        good = proof->count == 0 && vs_hash_eq(from_root, to_root);
    } else if (proof->count == 0) {
        good = false;
    } else if ((from & (from - 1)) == 0) {
        good = leads_to_both(from_root, proof->hashes, proof->count, from, from_root, to, to_root);
    } else {
        good = leads_to_both(&proof->hashes[0], proof->hashes + 1, proof->count - 1, from,
                             from_root, to, to_root);
    }
    return good ? VS_OK : disproved(err, what);
}
