/*
 * The files are changed by somebody without the key: bytes, pages, frames, lengths, whole files.
 * The result is an error, or an earlier state of the history that the head mark reports (or, where
 * the WAL holds the page anyway, the newest state): never other data.
 */
#include "tests/anomaly/core_vault/h_lab.h"

#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/vault/vfs.h"

#define STEPS 9

static struct lab_bytes db, wal; /* the untouched ledger */
static char dir[LAB_PATH * 2];

enum verdict { REFUSED, EARLIER_AND_REPORTED, NEWEST, WRONG };

static enum verdict
judge(struct lab *lab, const char *folder)
{
    enum vs_mark_state mark = VS_MARK_LOST;
    struct vs_vault *vault = NULL;
    struct vs_err err = {0};
    enum verdict verdict = WRONG;
    enum vs_code code = vs_vault_open(&vault, folder, &lab->key, VS_VAULT_READ, &lab->env, &err);
    int64_t i;
    int state;

    if (code != VS_OK) {
        return code == VS_E_TAMPERED || code == VS_E_KEY_FILE ? REFUSED : WRONG;
    }
    /* As a reader would meet it: the rows, then what they say about themselves. */
    i = lab_int(vault, "SELECT max(i) FROM log");
    if (i >= 0 && lab_int(vault, "SELECT sum(length(b)) + sum(v) FROM t") < 0) {
        i = -1;
    }
    if (i < 0) {
        code = vs_vault_fail(&err, vault, "read");
        verdict = code == VS_E_TAMPERED ? REFUSED : WRONG;
    } else if ((state = lab_history_check(vault)) == (int)i) {
        code = vs_mark_check(&mark, vault, lab_head, NULL, &err);
        if (i == STEPS) {
            verdict = code == VS_OK && mark == VS_MARK_FINE ? NEWEST : WRONG;
        } else {
            verdict = code == VS_E_HEAD_MARK ||
                              (code == VS_OK && mark == VS_MARK_INCOMPLETE && i == STEPS - 1)
                          ? EARLIER_AND_REPORTED
                          : WRONG;
        }
    } else if (state == -2) {
        verdict = REFUSED;
    } else {
        code = vs_vault_fail(&err, vault, "check");
        verdict = code == VS_E_TAMPERED ? REFUSED : WRONG;
    }
    if (verdict == WRONG) {
        printf("# state %lld, code %s, mark %d: %s\n", (long long)i, vs_code_name(code), (int)mark,
               err.detail);
    }
    vs_vault_close(vault);
    return verdict;
}

/* Puts a changed ledger into the folder and judges it. */
static enum verdict
judge_files(struct lab *lab, const void *db_bytes, size_t db_len, const void *wal_bytes,
            size_t wal_len)
{
    lab_write_file(lab_path(lab, "run/ledger.db"), db_bytes, db_len);
    lab_write_file(lab_path(lab, "run/ledger.db-wal"), wal_bytes, wal_len);
    unlink(lab_path(lab, "run/ledger.db-shm"));
    return judge(lab, dir);
}

static void
report(const int counts[4], const char *what)
{
    OK(counts[WRONG] == 0 && counts[REFUSED] + counts[EARLIER_AND_REPORTED] + counts[NEWEST] > 0,
       "%s: %d refused, %d earlier and reported, %d without effect", what, counts[REFUSED],
       counts[EARLIER_AND_REPORTED], counts[NEWEST]);
}

/* Every byte of what has a structure of its own, and a sample of the rest. */
static bool
is_chosen(struct lab *lab, size_t at, size_t unit, size_t first, size_t last)
{
    size_t within = at % unit;

    if (within < first || within >= unit - last) {
        return lab_rounds(5) == 5 || at % 5 == 0;
    }
    return lab_below(lab, (uint32_t)(800 / lab_rounds(10))) == 0;
}

static void
test_bytes(struct lab *lab)
{
    int counts[4] = {0}, wal_counts[4] = {0};
    size_t i, within;

    for (i = 0; i < db.len; i++) {
        if (is_chosen(lab, i, VS_PAGE_BYTES, i < VS_PAGE_BYTES ? 32 : 2, 48)) {
            unsigned char bit = (unsigned char)(1u << lab_below(lab, 8));

            db.p[i] ^= bit;
            counts[judge_files(lab, db.p, db.len, wal.p, wal.len)]++;
            db.p[i] ^= bit;
        }
    }
    report(counts, "a byte of ledger.db changed");
    for (i = 0; i < wal.len; i++) {
        within = i < VS_WAL_HEADER_DISK ? 0 : i - VS_WAL_HEADER_DISK;
        if (is_chosen(lab, within, VS_WAL_RECORD_DISK, VS_WAL_FRAME_DISK, 48)) {
            unsigned char bit = (unsigned char)(1u << lab_below(lab, 8));

            wal.p[i] ^= bit;
            wal_counts[judge_files(lab, db.p, db.len, wal.p, wal.len)]++;
            wal.p[i] ^= bit;
        }
    }
    report(wal_counts, "a byte of the WAL changed");
    OK(wal_counts[EARLIER_AND_REPORTED] > 0, "the mark told of a WAL that ended too early");
}

static void
swap(unsigned char *a, unsigned char *b, size_t len)
{
    size_t i;

    for (i = 0; i < len; i++) {
        unsigned char kept = a[i];

        a[i] = b[i];
        b[i] = kept;
    }
}

static void
test_places(struct lab *lab)
{
    size_t pages = db.len / VS_PAGE_BYTES, i, j;
    size_t frames = (wal.len - VS_WAL_HEADER_DISK) / VS_WAL_RECORD_DISK;
    unsigned char *frame = wal.p + VS_WAL_HEADER_DISK, kept[VS_PAGE_BYTES];
    int counts[4] = {0}, frame_counts[4] = {0}, mixed[4] = {0};

    for (i = 0; i < pages; i++) {
        for (j = 0; j < i; j++) {
            swap(db.p + i * VS_PAGE_BYTES, db.p + j * VS_PAGE_BYTES, VS_PAGE_BYTES);
            counts[judge_files(lab, db.p, db.len, wal.p, wal.len)]++;
            swap(db.p + i * VS_PAGE_BYTES, db.p + j * VS_PAGE_BYTES, VS_PAGE_BYTES);
        }
    }
    report(counts, "two pages exchanged");
    for (i = 1; i < frames; i++) {
        unsigned char *a = frame + i * VS_WAL_RECORD_DISK, *b = a - VS_WAL_RECORD_DISK;

        swap(a, b, VS_WAL_RECORD_DISK);
        frame_counts[judge_files(lab, db.p, db.len, wal.p, wal.len)]++;
        swap(a, b, VS_WAL_RECORD_DISK);
        swap(a + VS_WAL_FRAME_DISK, b + VS_WAL_FRAME_DISK, VS_PAGE_BYTES);
        frame_counts[judge_files(lab, db.p, db.len, wal.p, wal.len)]++;
        swap(a + VS_WAL_FRAME_DISK, b + VS_WAL_FRAME_DISK, VS_PAGE_BYTES);
    }
    report(frame_counts, "two frames, or two pages in the WAL, exchanged");
    for (i = 0; i < pages && i < frames; i++) {
        memcpy(kept, db.p + i * VS_PAGE_BYTES, VS_PAGE_BYTES);
        for (j = 0; j < frames; j++) {
            memcpy(db.p + i * VS_PAGE_BYTES, frame + j * VS_WAL_RECORD_DISK + VS_WAL_FRAME_DISK,
                   VS_PAGE_BYTES);
            mixed[judge_files(lab, db.p, db.len, wal.p, wal.len)]++;
        }
        memcpy(db.p + i * VS_PAGE_BYTES, kept, VS_PAGE_BYTES);
    }
    report(mixed, "a page of the WAL put into ledger.db");
}

static void
test_lengths(struct lab *lab)
{
    size_t step = lab_rounds(5) == 5 ? 61 : 509, len;
    int counts[4] = {0}, wal_counts[4] = {0}, frame_counts[4] = {0};

    for (len = 0; len < db.len; len += step) {
        counts[judge_files(lab, db.p, len, wal.p, wal.len)]++;
    }
    report(counts, "ledger.db cut");
    for (len = 0; len < wal.len; len += step) {
        wal_counts[judge_files(lab, db.p, db.len, wal.p, len)]++;
    }
    report(wal_counts, "the WAL cut");
    for (len = VS_WAL_HEADER_DISK; len < wal.len; len += VS_WAL_RECORD_DISK) {
        frame_counts[judge_files(lab, db.p, db.len, wal.p, len)]++;
    }
    report(frame_counts, "the WAL cut between frames");
}

/* Whole files from elsewhere or earlier. */
static void
test_files(struct lab *lab)
{
    struct lab_bytes old_db = lab_read_file(lab_path(lab, "old/ledger.db"));
    struct lab_bytes old_wal = lab_read_file(lab_path(lab, "old/ledger.db-wal"));
    struct lab_bytes other_db = lab_read_file(lab_path(lab, "other/ledger.db"));
    struct lab_bytes other_wal = lab_read_file(lab_path(lab, "other/ledger.db-wal"));
    struct lab_bytes key = lab_read_file(lab_path(lab, "whole/ledger.key"));
    struct lab_bytes other_key = lab_read_file(lab_path(lab, "other/ledger.key"));

    IS_INT(judge_files(lab, db.p, db.len, wal.p, wal.len), NEWEST, "untouched, it opens");
    IS_INT(judge_files(lab, old_db.p, old_db.len, old_wal.p, old_wal.len), EARLIER_AND_REPORTED,
           "the whole ledger put back: the mark reports it");
    IS_INT(judge_files(lab, db.p, db.len, other_wal.p, other_wal.len), EARLIER_AND_REPORTED,
           "the WAL of another ledger is no WAL, and the mark reports it");
    IS_INT(judge_files(lab, other_db.p, other_db.len, wal.p, wal.len), REFUSED,
           "the database of another ledger is refused");
    lab_write_file(lab_path(lab, "run/ledger.key"), other_key.p, other_key.len);
    IS_INT(judge_files(lab, db.p, db.len, wal.p, wal.len), REFUSED,
           "the key file of another ledger does not open this one");
    key.p[20] ^= 1;
    lab_write_file(lab_path(lab, "run/ledger.key"), key.p, key.len);
    IS_INT(judge_files(lab, db.p, db.len, wal.p, wal.len) == NEWEST, 0, "nor does another id");
    key.p[20] ^= 1;
    lab_write_file(lab_path(lab, "run/ledger.key"), key.p, key.len);
    IS_INT(judge_files(lab, db.p, db.len, wal.p, wal.len), NEWEST, "put right, it opens again");
    free(old_db.p);
    free(old_wal.p);
    free(other_db.p);
    free(other_wal.p);
    free(key.p);
    free(other_key.p);
}

/* With an empty WAL every page of ledger.db counts. */
static void
test_checkpointed(struct lab *lab)
{
    struct lab_bytes file = lab_read_file(lab_path(lab, "ledger/ledger.db"));
    size_t pages = file.len / VS_PAGE_BYTES, i, j;
    int counts[4] = {0}, swaps[4] = {0}, cuts[4] = {0};

    lab_copy_folder(lab_path(lab, "ledger"), lab_path(lab, "run"));
    IS_INT(judge_files(lab, file.p, file.len, NULL, 0), NEWEST, "checkpointed, it opens");
    for (i = 0; i < file.len; i++) {
        if (is_chosen(lab, i, VS_PAGE_BYTES, i < VS_PAGE_BYTES ? 32 : 2, 48)) {
            unsigned char bit = (unsigned char)(1u << lab_below(lab, 8));

            file.p[i] ^= bit;
            counts[judge_files(lab, file.p, file.len, NULL, 0)]++;
            file.p[i] ^= bit;
        }
    }
    report(counts, "a byte of a checkpointed ledger.db changed");
    IS_INT(counts[NEWEST], 0, "none of them goes unnoticed");
    for (i = 0; i < pages; i++) {
        for (j = 0; j < i; j++) {
            swap(file.p + i * VS_PAGE_BYTES, file.p + j * VS_PAGE_BYTES, VS_PAGE_BYTES);
            swaps[judge_files(lab, file.p, file.len, NULL, 0)]++;
            swap(file.p + i * VS_PAGE_BYTES, file.p + j * VS_PAGE_BYTES, VS_PAGE_BYTES);
        }
    }
    report(swaps, "two pages exchanged");
    IS_INT(swaps[NEWEST], 0, "none of them goes unnoticed");
    for (i = 0; i < file.len; i += 127) {
        cuts[judge_files(lab, file.p, i, NULL, 0)]++;
    }
    report(cuts, "a checkpointed ledger.db cut");
    IS_INT(cuts[NEWEST], 0, "none of them goes unnoticed");
    free(file.p);
}

/* A ledger with pages in ledger.db and newer ones in the WAL, copied while it is open. */
static void
make(struct lab *lab, const char *name, const char *copy, const char *early_copy)
{
    struct vs_mark zero = {{{0}}, {{0}}};
    struct vs_vault *vault = lab_create(lab, name);
    int i;

    lab_history_start(vault);
    if (vs_mark_write(vault, &zero, NULL) != VS_OK) {
        exit(1);
    }
    for (i = 1; i <= STEPS; i++) {
        lab_history_step(lab, vault, i, i < 6 ? 6 : 1, true);
        if (i == 3 && early_copy) {
            lab_copy_folder(lab_path(lab, name), lab_path(lab, early_copy));
        }
        if (i == 6) {
            lab_sql(vault, "PRAGMA wal_checkpoint(TRUNCATE)");
        }
    }
    lab_copy_folder(lab_path(lab, name), lab_path(lab, copy));
    vs_vault_close(vault);
}

int
main(void)
{
    struct lab lab;

    lab_start(&lab, 1984);
    vs_vault_test_tune("lab", 100, false);
    lab_skip_syncs(true);
    make(&lab, "ledger", "whole", "old");
    make(&lab, "second", "other", NULL);
    lab_copy_folder(lab_path(&lab, "whole"), lab_path(&lab, "run"));
    snprintf(dir, sizeof(dir), "%s", lab_path(&lab, "run"));
    db = lab_read_file(lab_path(&lab, "whole/ledger.db"));
    wal = lab_read_file(lab_path(&lab, "whole/ledger.db-wal"));
    printf("# ledger.db %zu bytes, WAL %zu bytes\n", db.len, wal.len);
    test_files(&lab);
    test_bytes(&lab);
    test_places(&lab);
    test_lengths(&lab);
    test_checkpointed(&lab);
    free(db.p);
    free(wal.p);
    lab_end(&lab);
    return tap_done();
}
