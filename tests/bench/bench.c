/*
 * `make bench`: the figures of the design, each beside the floor that the same work has on this
 * machine in this run. Ratios travel between machines, seconds do not.
 *
 *     bench VS FOLDER EVENTS [LARGE]   the table; LARGE is a second size for what must stay flat
 *     bench VS FOLDER CASES cases      a ledger of so many cases (h_large.c)
 *     bench floor-write FILE           a floor that needs a process of its own
 */
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/json.h"
#include "core/log/merkle.h"
#include "core/audit/audit.h"
#include "core/record/rebuild.h"
#include "tests/bench/h_bench.h"

#define EACH    10  /* events of one case */
#define SINGLES 200 /* syncs of one event */

/* --- single commands --------------------------------------------------------------------------
 */

static void
single_commands(const struct bench *bench)
{
    char id[BENCH_ID], file[BENCH_PATH + 64], text[BENCH_PATH + 64], ledger[BENCH_PATH + 64];
    const char *version[] = {bench->program, "version", NULL};
    const char *who[] = {bench->program, "who", id, NULL};
    const char *list[] = {bench->program, "list", NULL};
    const char *note[] = {bench->program, "note", id, "--text", text, "--quiet", NULL};
    const char *plain[] = {bench->self, "floor-write", file, NULL};
    double empty, floor;

    bench_stage_load(bench, "synced");
    bench_use(bench, "a");
    snprintf(file, sizeof(file), "%s/case", bench->work);
    bench_read_id(id, file);
    empty = 1e3 * bench_repeat(30, 0, version).best;
    bench_print_row(&(struct bench_row){"vs who (whole process)",
                                        1e3 * bench_repeat(30, 21, who).best, "ms", empty,
                                        "vs version", 15, false, false});
    bench_print_row(&(struct bench_row){"vs list (whole process)",
                                        1e3 * bench_repeat(30, 0, list).best, "ms", empty,
                                        "vs version", 15, false, false});
    snprintf(ledger, sizeof(ledger), "%s/a/ledger.db", bench->work);
    snprintf(file, sizeof(file), "%s/plain.db", bench->root);
    snprintf(text, sizeof(text), "%s/text", bench->work);
    bench_shell("echo 'called, nobody answered' > '%s'", text);
    bench_floor_file(file, bench_bytes(ledger));
    floor = 1e3 * bench_repeat(30, 0, plain).best;
    bench_print_row(&(struct bench_row){"vs note (whole process, durable)",
                                        1e3 * bench_repeat(30, 0, note).best, "ms", floor,
                                        "a process adds a row to plain SQLite", 3, true, false});
    bench_shell("rm -f '%s'*", file);
}

/* --- whole feeds ------------------------------------------------------------------------------
 */

static double
timed_sync(const struct bench *bench, const char *stage, const char *who, unsigned times)
{
    double seconds[16];

    for (unsigned i = 0; i < times; i++) {
        bench_stage_load(bench, stage);
        seconds[i] = bench_sync(bench, who);
    }
    return bench_of(seconds, times).best;
}

static void
first_sync(const struct bench *bench)
{
    double floor = bench_floor_crypto(bench->events) + bench_floor_inserts(bench, bench->events);

    bench_print_row(&(struct bench_row){"sync: send all events", timed_sync(bench, "big", "a", 2),
                                        "s", 0, "", 0, false, false});
    bench_print_row(&(struct bench_row){"sync: receive, verify, open, fold, ack all events",
                                        timed_sync(bench, "sent", "b", 3), "s", floor,
                                        "libsodium, JSON, SQLite alone", 1.0, false, false});
}

static enum vs_code
hash_leaf(void *payload, int64_t id, const struct vs_hash *hash, struct vs_str raw,
          vs_instant received, struct vs_err *err)
{
    struct vs_hash again;

    (void)id;
    (void)received;
    vs_merkle_leaf_hash(&again, raw.p, raw.len);
    if (!vs_hash_eq(&again, hash)) {
        return vs_fail(err, VS_E_TAMPERED, "a leaf", "was changed");
    }
    return vs_merkle_append(payload, &again, NULL, err);
}

static void
verifying(const struct bench *bench)
{
    struct vs_rebuilt rebuilt;
    struct vs_audited audited;
    struct vs_merkle tree;
    struct vs_store *store;
    struct vs_err err;
    uint64_t leaves = 0;
    double seconds[5], best;

    bench_stage_load(bench, "synced");
    store = bench_open(bench, "b");
    for (unsigned i = 0; i < 5; i++) {
        double start = bench_seconds();

        leaves = 0;
        for (int64_t feed = 1; feed <= 2; feed++) {
            vs_merkle_init(&tree);
            bench_check(vs_leaf_each(store->ledger, VS_LEAF_ID(feed, 0), VS_LEAF_ID(feed + 1, 0),
                                     hash_leaf, &tree, &err),
                        "hashing", &err);
            leaves += tree.size;
        }
        seconds[i] = bench_seconds() - start;
    }
    best = bench_of(seconds, 5).best;
    bench_print_row(&(struct bench_row){"leaves read and hashed", (double)leaves / best, "/s",
                                        (double)leaves / bench_floor_hash(leaves),
                                        "libsodium's SHA-256", 250000, false, true});
    for (unsigned i = 0; i < 3; i++) {
        double start = bench_seconds();

        bench_check(vs_rebuild(store, &rebuilt, &err), "rebuild", &err);
        seconds[i] = bench_seconds() - start;
        if (!rebuilt.same) {
            bench_fail("a rebuilt ledger differs", NULL);
        }
    }
    best = bench_of(seconds, 3).best;
    bench_print_row(&(struct bench_row){"vs ledger rebuild: events opened, folded and kept",
                                        (double)rebuilt.events / best, "/s",
                                        (double)rebuilt.events / bench_floor_crypto(rebuilt.events),
                                        "libsodium and JSON alone", 50000, false, true});
    for (unsigned i = 0; i < 3; i++) {
        struct vs_audit_request request = {0, NULL, NULL, NULL};
        double start = bench_seconds();

        bench_check(vs_audit(&audited, store, &request, &err), "verify", &err);
        seconds[i] = bench_seconds() - start;
        if (audited.found[VS_SEVERITY_WRONG] + audited.found[VS_SEVERITY_FORKED] > 0) {
            bench_fail("a verification finds something wrong", NULL);
        }
    }
    vs_store_close(store);
    best = bench_of(seconds, 3).best;
    bench_print_row(&(struct bench_row){"vs verify: events checked, opened, folded, compared",
                                        (double)audited.events / best, "/s",
                                        (double)audited.events / bench_floor_crypto(audited.events),
                                        "libsodium and JSON alone", 50000, false, true});
}

static void
merging(const struct bench *bench)
{
    double both[3], last[3];

    for (unsigned i = 0; i < 3; i++) {
        bench_stage_load(bench, "apart");
        bench_sync(bench, "a");
        both[i] = bench_sync(bench, "b");
        last[i] = bench_sync(bench, "a");
    }
    bench_print_row(&(struct bench_row){
        "merge half and half written apart: the one who merges", bench_of(both, 3).best, "s",
        bench_floor_crypto(bench->events / 2) + bench_floor_inserts(bench, bench->events / 2),
        "libsodium, JSON, SQLite alone", 1.0, false, false});
    bench_print_row(&(struct bench_row){
        "merge half and half written apart: the other", bench_of(last, 3).best, "s",
        bench_floor_crypto(bench->events / 2) + bench_floor_inserts(bench, bench->events / 2),
        "libsodium, JSON, SQLite alone", 1.0, false, false});
}

/* --- small syncs ------------------------------------------------------------------------------
 */

static void
nothing_new(const struct bench *bench)
{
    const char *version[] = {bench->program, "version", NULL};
    const char *sync[] = {bench->program, "sync", "--quiet", NULL};
    double empty = 1e3 * bench_repeat(10, 0, version).best;

    bench_stage_load(bench, "rest");
    bench_sync(bench, "a");
    bench_sync(bench, "b");
    bench_use(bench, "a");
    bench_print_row(&(struct bench_row){"sync with nothing new, a case an event",
                                        1e3 * bench_repeat(20, 0, sync).best, "ms", empty,
                                        "vs version", 25, false, false});
}

static uint64_t
hub_bytes(const struct bench *bench)
{
    char path[BENCH_PATH + 64];

    snprintf(path, sizeof(path), "%s/hub.git", bench->work);
    return bench_bytes(path);
}

static void
one_by_one(const struct bench *bench)
{
    uint64_t before;
    double seconds[SINGLES];

    bench_stage_load(bench, "big");
    before = hub_bytes(bench);
    bench_sync(bench, "a");
    bench_print_row(&(struct bench_row){"bytes an event on the remote, all in one sync",
                                        (double)(hub_bytes(bench) - before) / (double)bench->events,
                                        "bytes", 0, "", 1000, false, false});
    bench_stage_load(bench, "pair");
    bench_make_cases(bench, "a", 1, 1, false);
    bench_sync(bench, "a");
    before = hub_bytes(bench);
    for (unsigned i = 0; i < SINGLES; i++) {
        bench_make_notes(bench, "a", 1, 1);
        seconds[i] = bench_sync(bench, "a");
    }
    bench_print_row(&(struct bench_row){"bytes an event on the remote, one a sync",
                                        (double)(hub_bytes(bench) - before) / SINGLES, "bytes", 0,
                                        "", 4000, false, false});
    bench_print_row(&(struct bench_row){"sync of one event, nearly empty ledger",
                                        1e3 * bench_of(seconds, SINGLES).median, "ms", 0, "", 0,
                                        false, false});
}

/* What one new event costs to send and to take, in a ledger of `stage`. */
static void
one_event(const struct bench *bench, const char *stage, const char *sending, const char *taking,
          double *small)
{
    double send[10], take[10];

    bench_stage_load(bench, stage);
    bench_sync(bench, "a");
    bench_sync(bench, "b");
    bench_sync(bench, "a");
    for (unsigned i = 0; i < 10; i++) {
        bench_make_notes(bench, "a", 1, 1);
        send[i] = 1e3 * bench_sync(bench, "a");
        take[i] = 1e3 * bench_sync(bench, "b");
    }
    bench_print_row(&(struct bench_row){sending, bench_of(send, 10).best, "ms", small[0],
                                        "the same in the smaller ledger", small[0] > 0 ? 1.5 : 0,
                                        true, false});
    bench_print_row(&(struct bench_row){taking, bench_of(take, 10).best, "ms", small[1],
                                        "the same in the smaller ledger", small[1] > 0 ? 1.5 : 0,
                                        true, false});
    small[0] = send[0];
    small[1] = take[0];
}

static void
growing(const struct bench *bench, bool large)
{
    double small[2] = {0, 0};

    one_event(bench, "pair-case", "sync of one event: send, nearly empty ledger",
              "sync of one event: take, ack, nearly empty ledger", small);
    one_event(bench, "synced", "sync of one event: send, all events there",
              "sync of one event: take, ack, all events there", small);
    if (large) {
        one_event(bench, "large", "sync of one event: send, large ledger",
                  "sync of one event: take, ack, large ledger", small);
    }
}

/* --- preparing --------------------------------------------------------------------------------
 */

static void
settle(const struct bench *bench)
{
    bench_sync(bench, "a");
    for (unsigned i = 0; i < 2; i++) {
        bench_sync(bench, "b");
        bench_sync(bench, "a");
    }
}

static void
prepare(const struct bench *bench, uint64_t large)
{
    uint64_t cases = bench->events / EACH, half = cases / 2;

    if (!bench_stage_has(bench, "pair")) {
        bench_make_pair(bench, &vs_env_machine);
        bench_stage_keep(bench, "pair");
        bench_make_cases(bench, "a", 1, 3, true);
        settle(bench);
        bench_stage_keep(bench, "pair-case");
    }
    if (!bench_stage_has(bench, "big")) {
        bench_stage_load(bench, "pair");
        bench_make_cases(bench, "a", cases, EACH, true);
        bench_stage_keep(bench, "big");
    }
    if (!bench_stage_has(bench, "sent")) {
        bench_stage_load(bench, "big");
        bench_sync(bench, "a");
        bench_stage_keep(bench, "sent");
        settle(bench);
        bench_stage_keep(bench, "synced");
    }
    if (!bench_stage_has(bench, "apart")) {
        bench_stage_load(bench, "pair");
        bench_make_cases(bench, "a", half, 2, true);
        settle(bench);
        bench_make_notes(bench, "a", half, EACH);
        bench_make_notes(bench, "b", half, EACH);
        bench_stage_keep(bench, "apart");
    }
    if (!bench_stage_has(bench, "rest")) {
        bench_stage_load(bench, "pair");
        bench_make_cases(bench, "a", bench->events, 1, false);
        settle(bench);
        bench_stage_keep(bench, "rest");
    }
    if (large > 0 && !bench_stage_has(bench, "large")) {
        bench_stage_load(bench, "pair");
        bench_make_cases(bench, "a", large / EACH, EACH, true);
        settle(bench);
        bench_stage_keep(bench, "large");
    }
}

static void
set_up(struct bench *bench, char **argv, const char *kind)
{
    bench->program = argv[1];
    bench->self = argv[0];
    snprintf(bench->root, sizeof(bench->root), "%s/%s%s", argv[2], kind, argv[3]);
    snprintf(bench->work, sizeof(bench->work), "%s/run", bench->root);
    snprintf(bench->key, sizeof(bench->key), "%s/key", bench->root);
    bench_shell("mkdir -p '%s'", bench->root);
    if (!bench_exists(bench->key)) {
        bench_check(vs_key_file_make(bench->key, &vs_env_machine, NULL), bench->key, NULL);
    }
}

int
main(int argc, char **argv)
{
    struct bench bench;
    uint64_t large;

    if (argc == 3 && strcmp(argv[1], "floor-write") == 0) {
        return bench_floor_write(argv[2]);
    }
    if (argc < 4 || sodium_init() < 0) {
        fputs("usage: bench VS FOLDER EVENTS [LARGE]\n       bench VS FOLDER CASES cases\n",
              stderr);
        return 2;
    }
    memset(&bench, 0, sizeof(bench));
    bench.events = strtoull(argv[3], NULL, 10);
    if (argc > 4 && strcmp(argv[4], "cases") == 0) {
        set_up(&bench, argv, "cases-");
        bench_large(&bench, bench.events);
        return 0;
    }
    large = argc > 4 ? strtoull(argv[4], NULL, 10) : 0;
    set_up(&bench, argv, "");
    prepare(&bench, large);
    bench_print_head(bench.events);
    single_commands(&bench);
    first_sync(&bench);
    verifying(&bench);
    merging(&bench);
    nothing_new(&bench);
    one_by_one(&bench);
    growing(&bench, large > 0);
    bench_print_end(bench.events);
    return 0;
}
