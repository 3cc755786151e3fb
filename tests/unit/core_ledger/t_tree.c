/* The tree that lies in the ledger as leaf hashes and nodes is the tree of core/log. */
#include <stdlib.h>

#include "core/base/mem.h"
#include "core/ledger/feeds.h"
#include "core/log/proof.h"
#include "tests/unit/core_ledger/h_ledger.h"

#define LEAVES  66600u /* more than 65,536: nodes of level 2 */
#define PREFIX  60
#define PROOFS  60
#define A_BATCH 1000u

static struct h_ledger h;

/* The same tree in memory: every level whole. */
struct levels {
    struct vs_hash *at[18];
};

static enum vs_code
level_get(struct vs_hash *out, void *payload, unsigned level, uint64_t index, struct vs_err *err)
{
    struct levels *levels = payload;

    (void)err;
    *out = levels->at[level][index];
    return VS_OK;
}

static void
fill(struct vs_feed_row *feed, struct levels *levels)
{
    struct vs_hash completed[VS_TREE_LEVELS];
    struct vs_err err = {0};

    for (unsigned l = 0; l < 18; l++) {
        levels->at[l] = vs_calloc((LEAVES >> l) + 1, sizeof(struct vs_hash));
        if (!levels->at[l]) {
            exit(2);
        }
    }
    for (uint64_t i = 0; i < LEAVES; i++) {
        struct vs_hash hash;
        unsigned done;

        if (i % A_BATCH == 0) {
            h_must(vs_ledger_begin(h.ledger, &err), &err, "begin");
        }
        h_ledger_hash(&hash, i);
        h_must(vs_merkle_append(&feed->tree, &hash, completed, &err), &err, "append");
        h_must(vs_leaf_insert(h.ledger, VS_LEAF_ID(feed->id, i), &hash, 7, VS_STR("a leaf"), &err),
               &err, "leaf");
        done = vs_merkle_completed(i + 1);
        for (unsigned l = 0; l < done && l < 18; l++) {
            levels->at[l][i >> l] = completed[l];
        }
        for (unsigned l = 8; l < done; l += 8) {
            h_must(vs_node_insert(h.ledger, feed->id, l / 8, i >> l, &completed[l], &err), &err,
                   "node");
        }
        if (i % A_BATCH == A_BATCH - 1 || i == LEAVES - 1) {
            h_must(vs_feed_update(h.ledger, feed, &err), &err, "feed");
            h_must(vs_ledger_commit(h.ledger, &err), &err, "commit");
        }
    }
}

static void
check_prefix(const struct vs_feed_row *feed, struct levels *levels, uint64_t size)
{
    struct vs_stored_tree stored = {.ledger = h.ledger, .feed = feed->id};
    struct vs_hash want, got;
    struct vs_err err = {0};

    h_must(vs_merkle_prefix_root(&want, size, level_get, levels, &err), &err, "memory");
    OK(vs_stored_tree_root(&got, &stored, size, &err) == VS_OK && vs_hash_eq(&want, &got),
       "root of the first %llu leaves", (unsigned long long)size);
}

static void
check_proofs(const struct vs_feed_row *feed, struct levels *levels)
{
    struct vs_stored_tree stored = {.ledger = h.ledger, .feed = feed->id};
    struct vs_err err = {0};

    for (int i = 0; i < PROOFS; i++) {
        uint64_t size = 1 + h_ledger_below(&h, LEAVES), index = h_ledger_below(&h, size);
        uint64_t from = h_ledger_below(&h, size + 1);
        struct vs_hash root, from_root;
        struct vs_proof proof;

        h_must(vs_merkle_prefix_root(&root, size, level_get, levels, &err), &err, "memory");
        h_must(vs_merkle_prefix_root(&from_root, from, level_get, levels, &err), &err, "memory");
        h_must(vs_proof_inclusion(&proof, index, size, vs_stored_tree_get, &stored, &err), &err,
               "inclusion");
        OK(vs_proof_check_inclusion(&proof, index, &levels->at[0][index], size, &root, &err) ==
               VS_OK,
           "leaf %llu is in the tree of %llu", (unsigned long long)index, (unsigned long long)size);
        h_must(vs_proof_consistency(&proof, from, size, vs_stored_tree_get, &stored, &err), &err,
               "consistency");
        OK(vs_proof_check_consistency(&proof, from, &from_root, size, &root, &err) == VS_OK,
           "%llu leaves are a prefix of %llu", (unsigned long long)from, (unsigned long long)size);
    }
}

int
main(int argc, char **argv)
{
    static const uint64_t edges[] = {0,   1,     2,     255,   256,   257,   511,   512,
                                     513, 65279, 65280, 65535, 65536, 65537, 65792, LEAVES};
    uint64_t seed = argc > 1 ? strtoull(argv[1], NULL, 10) : 20260402;
    struct levels levels;
    struct vs_feed_row feed, again;
    struct vs_org_row org;
    struct vs_err err = {0};
    struct vs_hash root, want;

    printf("# seed %llu\n", (unsigned long long)seed);
    h_ledger_start(&h, seed);
    h_ledger_org(&h, &org, 1, "one");
    h_ledger_feed(&h, &feed, org.id, 1);
    h_ledger_feed(&h, &again, org.id, 2);
    fill(&feed, &levels);

    for (size_t i = 0; i < sizeof(edges) / sizeof(edges[0]); i++) {
        check_prefix(&feed, &levels, edges[i]);
    }
    for (int i = 0; i < PREFIX; i++) {
        check_prefix(&feed, &levels, h_ledger_below(&h, LEAVES + 1));
    }
    check_proofs(&feed, &levels);

    h_must(vs_feed_by_id(h.ledger, &again, feed.id, &err), &err, "feed");
    vs_merkle_root(&root, &again.tree);
    vs_merkle_root(&want, &feed.tree);
    OK(again.tree.size == LEAVES && vs_hash_eq(&root, &want),
       "the compact range of the feed row is the one that was written");
    {
        struct vs_stored_tree stored = {.ledger = h.ledger, .feed = feed.id};

        IS_INT(vs_stored_tree_root(&root, &stored, LEAVES + 1, &err), VS_E_SQL,
               "a tree of more leaves than there are has a hole");
        h_ledger_sql(&h, "DELETE FROM node WHERE level = 1 AND n = 7");
        IS_INT(vs_stored_tree_root(&root, &stored, 65536 + 256, &err), VS_OK,
               "a lost node of level 1 is not asked for beneath a node of level 2");
        IS_INT(vs_stored_tree_root(&root, &stored, 4096, &err), VS_E_SQL,
               "where it is asked for, the hole is noticed");
    }
    for (unsigned l = 0; l < 18; l++) {
        vs_free(levels.at[l]);
    }
    h_ledger_end(&h);
    return tap_done();
}
