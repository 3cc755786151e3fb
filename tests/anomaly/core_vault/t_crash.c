/*
 * A power failure at every write. A run is recorded below the vault, call by call; then for every
 * prefix of the record the files are rebuilt as a disk may hold them (what was synced is there, of
 * what came after a random part, torn anywhere), opened, and looked at: the ledger opens without an
 * error, it is whole, it is one of the states of its history, everything that was acknowledged is
 * in it, and the head mark fits.
 */
#include "tests/anomaly/core_vault/h_lab.h"

#include <stdlib.h>
#include <sys/stat.h>

#define SEED       20260402
#define IMAGE_MAX  (16 << 20)
#define MARK_BYTES 4096

struct image {
    unsigned char *p;
    size_t len;
};

static struct image durable[LAB_FILES], state[LAB_FILES];

static void
apply(struct image *image, const struct lab_op *op, int len)
{
    if (op->kind == LAB_TRUNCATE) {
        if ((size_t)op->at > image->len) {
            memset(image->p + image->len, 0, (size_t)op->at - image->len);
        }
        image->len = (size_t)op->at;
        return;
    }
    if ((size_t)op->at > image->len) {
        memset(image->p + image->len, 0, (size_t)op->at - image->len);
    }
    memcpy(image->p + op->at, op->bytes, (size_t)len);
    if ((size_t)op->at + (size_t)len > image->len) {
        image->len = (size_t)op->at + (size_t)len;
    }
}

/* What may be on the disk after `count` calls: everything (how = 0) or the synced part and a random
 * half of the rest (how > 0), some of it torn at a sector or at any byte. */
static void
build_state(struct lab *lab, const struct lab_log *log, const size_t *synced, size_t count, int how)
{
    size_t i, from = count;
    int f;

    for (f = 0; f < LAB_FILES; f++) {
        memcpy(state[f].p, durable[f].p, durable[f].len);
        state[f].len = durable[f].len;
        from = synced[f] < from ? synced[f] : from;
    }
    for (i = from; i < count; i++) {
        const struct lab_op *op = &log->ops[i];
        int len = op->len;

        if (i < synced[op->file] || (op->kind != LAB_WRITE && op->kind != LAB_TRUNCATE)) {
            continue;
        }
        if (how > 0) {
            uint32_t fate = lab_below(lab, 4);

            if (fate == 0) {
                continue;
            }
            if (fate == 1 && len > 1) {
                len = op->file == LAB_MARK ? (int)lab_below(lab, (uint32_t)len / 512) * 512
                                           : (int)lab_below(lab, (uint32_t)len);
            }
        }
        apply(&state[op->file], op, len);
    }
}

/* Moves what file `f` was told to sync into its durable image. */
static void
make_durable(const struct lab_log *log, size_t *synced, size_t upto, enum lab_file f)
{
    size_t i;

    for (i = synced[f]; i < upto; i++) {
        const struct lab_op *op = &log->ops[i];

        if (op->file == f && (op->kind == LAB_WRITE || op->kind == LAB_TRUNCATE)) {
            apply(&durable[f], op, op->len);
        }
    }
    synced[f] = upto;
}

static bool
state_is_good(struct lab *lab, const char *dir, int64_t acknowledged, size_t count)
{
    char path[LAB_PATH * 3];
    static const char *const names[LAB_FILES] = {"ledger.db", "ledger.db-wal", "ledger.mark"};
    enum vs_mark_state mark = VS_MARK_LOST;
    struct vs_vault *vault;
    struct vs_err err = {0};
    bool good = false;
    int f, i;

    for (f = 0; f < LAB_FILES; f++) {
        snprintf(path, sizeof(path), "%s/%s", dir, names[f]);
        lab_remove(path);
        if (state[f].len) {
            lab_write_file(path, state[f].p, state[f].len);
        }
    }
    snprintf(path, sizeof(path), "%s/ledger.db-shm", dir);
    lab_remove(path);
    if (vs_vault_open(&vault, dir, &lab->key, VS_VAULT_WRITE, &lab->env, &err) != VS_OK) {
        printf("# after call %zu: %s: %s\n", count, err.subject, err.detail);
        return false;
    }
    i = lab_history_check(vault);
    if (i < acknowledged || i > acknowledged + 1) {
        printf("# after call %zu: %lld were acknowledged, %d are there\n", count,
               (long long)acknowledged, i);
    } else if (vs_mark_check(&mark, vault, lab_head, NULL, &err) != VS_OK || mark == VS_MARK_LOST) {
        printf("# after call %zu: mark %d: %s\n", count, (int)mark, err.detail);
    } else {
        good = true;
    }
    vs_vault_close(vault);
    return good;
}

/* Runs a history under the recorder. The ledger is closed without a checkpoint record. */
static void
record_run(struct lab *lab, struct lab_log *log, int steps)
{
    struct vs_mark zero = {{{0}}, {{0}}};
    struct vs_vault *vault = lab_create(lab, "run");
    int i;

    lab_history_start(vault);
    vs_vault_close(vault);
    vault = lab_open(lab, "run");
    if (vs_mark_write(vault, &zero, NULL) != VS_OK) {
        exit(1);
    }
    lab_copy_folder(lab_path(lab, "run"), lab_path(lab, "state"));
    lab_sql(vault, "PRAGMA wal_autocheckpoint=23");
    lab_record(log);
    for (i = 1; i <= steps; i++) {
        /* The mark is written outside of the VFS; its place in the order is before the COMMIT. */
        struct vs_mark mark = {{{0}}, {{0}}};
        unsigned char block[MARK_BYTES] = {0};
        struct lab_bytes bytes;

        vs_put_u64(mark.before.b, (uint64_t)i - 1);
        vs_put_u64(mark.after.b, (uint64_t)i);
        if (vs_mark_write(vault, &mark, NULL) != VS_OK) {
            exit(1);
        }
        bytes = lab_read_file(lab_path(lab, "run/ledger.mark"));
        memcpy(block, bytes.p, bytes.len);
        free(bytes.p);
        lab_record_mark(block, MARK_BYTES);
        if (lab_history_step(lab, vault, i, 1 + (int)lab_below(lab, 6), false) != SQLITE_OK) {
            printf("# step %d: %s\n", i, sqlite3_errmsg(vs_vault_db(vault)));
            exit(1);
        }
        lab_record_ack(i);
        if (i % 50 == 0) {
            vs_vault_vacuum(vault, NULL) == VS_OK ? (void)0 : exit(1);
        }
    }
    lab_record(NULL);
    vs_vault_close(vault);
}

static void
start_images(struct lab *lab)
{
    static const char *const names[LAB_FILES] = {"state/ledger.db", "state/ledger.db-wal",
                                                 "state/ledger.mark"};
    int f;

    for (f = 0; f < LAB_FILES; f++) {
        struct lab_bytes bytes = lab_read_file(lab_path(lab, names[f]));

        durable[f].p = calloc(1, IMAGE_MAX);
        state[f].p = calloc(1, IMAGE_MAX);
        if (bytes.len) {
            memcpy(durable[f].p, bytes.p, bytes.len);
        }
        durable[f].len = bytes.len;
        free(bytes.p);
    }
}

int
main(void)
{
    struct lab lab;
    struct lab_log log = {0};
    size_t synced[LAB_FILES] = {0}, i;
    int64_t acknowledged = 0;
    int states = 0, bad = 0, how, f;
    char dir[LAB_PATH * 2];

    lab_start(&lab, SEED);
    vs_vault_test_tune("lab", 2000, false);
    record_run(&lab, &log, lab_rounds(150));
    start_images(&lab);
    snprintf(dir, sizeof(dir), "%s", lab_path(&lab, "state"));
    lab_skip_syncs(true);
    for (i = 0; i < log.count && bad < 5; i++) {
        if (log.ops[i].kind == LAB_ACK) {
            acknowledged = log.ops[i].at;
            continue;
        }
        if (log.ops[i].kind == LAB_SYNC) {
            make_durable(&log, synced, i + 1, log.ops[i].file);
        }
        for (how = 0; how < 2; how++) {
            build_state(&lab, &log, synced, i + 1, how);
            bad += !state_is_good(&lab, dir, acknowledged, i + 1);
            states++;
        }
    }
    OK(states > lab_rounds(1500), "%d states of the disk from %zu calls (seed %d)", states,
       log.count, SEED);
    OK(bad == 0, "every one opens whole, with all that was acknowledged, and with a fitting mark");
    lab_log_release(&log);
    for (f = 0; f < LAB_FILES; f++) {
        free(durable[f].p);
        free(state[f].p);
    }
    lab_end(&lab);
    return tap_done();
}
