/*
 * The n-th call fails: reads (short, EIO), writes (EIO, disk full), syncs, truncates, allocations
 * of SQLite's and ours, and the system calls of the small files. After each failure the ledger is
 * opened again without faults: it is whole, and everything that was acknowledged is in it.
 */
#include "tests/anomaly/core_vault/h_lab.h"

#include <errno.h>
#include <stdlib.h>

#include "core/base/mem.h"
#include "core/vault/file.h"

#define STEPS 6

/* --- SQLite's allocator, with the n-th allocation failing ----------------------------------- */

static sqlite3_mem_methods stock_mem;
static long mem_countdown;
static bool mem_failed;

static bool
mem_fails(void)
{
    if (mem_countdown <= 0 || --mem_countdown > 0) {
        return false;
    }
    mem_failed = true;
    return true;
}

static void *
failing_malloc(int size)
{
    return mem_fails() ? NULL : stock_mem.xMalloc(size);
}

static void *
failing_realloc(void *old, int size)
{
    return mem_fails() ? NULL : stock_mem.xRealloc(old, size);
}

static void
use_failing_mem(void)
{
    sqlite3_mem_methods mem;

    sqlite3_config(SQLITE_CONFIG_GETMALLOC, &stock_mem);
    mem = stock_mem;
    mem.xMalloc = failing_malloc;
    mem.xRealloc = failing_realloc;
    sqlite3_config(SQLITE_CONFIG_MALLOC, &mem);
}

/* --- the run -------------------------------------------------------------------------------- */

/* Opens and appends to the history until something fails; the number acknowledged at the end. */
static int
run(struct lab *lab, const char *dir, int start)
{
    struct vs_vault *vault = NULL;
    struct vs_err err = {0};
    int i, acknowledged = start;

    if (vs_vault_open(&vault, dir, &lab->key, VS_VAULT_WRITE, &lab->env, &err) != VS_OK) {
        return start;
    }
    lab_try(vault, "PRAGMA wal_autocheckpoint=9");
    for (i = start + 1; i <= start + STEPS; i++) {
        if (lab_history_step(lab, vault, i, 3, true) != SQLITE_OK) {
            break;
        }
        acknowledged = i;
    }
    vs_vault_close(vault);
    return acknowledged;
}

static bool
is_whole(struct lab *lab, const char *dir, int acknowledged, const char *what, long n)
{
    enum vs_mark_state mark = VS_MARK_LOST;
    struct vs_vault *vault;
    struct vs_err err = {0};
    int i;

    if (vs_vault_open(&vault, dir, &lab->key, VS_VAULT_WRITE, &lab->env, &err) != VS_OK) {
        printf("# %s, call %ld: %s: %s\n", what, n, err.subject, err.detail);
        return false;
    }
    i = lab_history_check(vault);
    if (vs_mark_check(&mark, vault, lab_head, NULL, &err) != VS_OK || mark == VS_MARK_LOST) {
        printf("# %s, call %ld: mark: %s\n", what, n, err.detail);
        i = -1;
    }
    vs_vault_close(vault);
    if (i < acknowledged || i > acknowledged + 1) {
        printf("# %s, call %ld: %d were acknowledged, %d are there\n", what, n, acknowledged, i);
        return false;
    }
    return true;
}

/* A ledger with a few states and a WAL, to start each run from. */
static void
prepare(struct lab *lab)
{
    struct vs_mark zero = {{{0}}, {{0}}};
    struct vs_vault *vault = lab_create(lab, "start");
    int i;

    lab_history_start(vault);
    if (vs_mark_write(vault, &zero, NULL) != VS_OK) {
        exit(1);
    }
    for (i = 1; i <= 3; i++) {
        lab_history_step(lab, vault, i, 5, true);
    }
    lab_copy_folder(lab_path(lab, "start"), lab_path(lab, "base"));
    vs_vault_close(vault);
}

static void
test_disk(struct lab *lab)
{
    static const char *const names[LAB_FAULTS] = {"short read", "read error", "write error",
                                                  "disk full",  "sync error", "truncate error"};
    const char *dir = lab_path(lab, "run");
    int fault, for_ever, stride = lab_rounds(5) == 5 ? 1 : 4;

    for (fault = 0; fault < LAB_FAULTS; fault++) {
        int bad = 0, times = 0;

        for (for_ever = 0; for_ever < 2; for_ever++) {
            long n;

            for (n = 1; n < 2000; n += stride) {
                int acknowledged;

                lab_copy_folder(lab_path(lab, "base"), dir);
                lab_fail_at((enum lab_fault)fault, n, for_ever);
                acknowledged = run(lab, dir, 3);
                if (!lab_failed()) {
                    break;
                }
                lab_fail_at((enum lab_fault)fault, 0, false);
                bad += !is_whole(lab, dir, acknowledged, names[fault], n);
                times++;
            }
        }
        lab_fail_at((enum lab_fault)fault, 0, false);
        OK(bad == 0 && times > 0, "%s: whole after each of %d runs", names[fault], times);
    }
}

static void
test_memory(struct lab *lab)
{
    const char *dir = lab_path(lab, "run");
    int bad = 0, times = 0, stride = lab_rounds(5) == 5 ? 7 : 29;
    unsigned long n;
    long m;

    for (m = 1; m < 100000; m += stride) {
        int acknowledged;

        lab_copy_folder(lab_path(lab, "base"), dir);
        mem_failed = false;
        mem_countdown = m;
        acknowledged = run(lab, dir, 3);
        mem_countdown = 0;
        if (!mem_failed) {
            break;
        }
        bad += !is_whole(lab, dir, acknowledged, "SQLite's memory", m);
        times++;
    }
    OK(bad == 0 && times > 20, "whole after each of %d failed allocations of SQLite", times);
    for (n = 1, bad = 0, times = 0; n < 1000; n++) {
        int acknowledged;
        unsigned long used;

        lab_copy_folder(lab_path(lab, "base"), dir);
        vs_mem_fail_at(n);
        acknowledged = run(lab, dir, 3);
        used = vs_mem_count();
        vs_mem_fail_at(0);
        if (used < n) {
            break;
        }
        bad += !is_whole(lab, dir, acknowledged, "our memory", (long)n);
        times++;
    }
    OK(bad == 0 && times > 10, "whole after each of %d failed allocations of ours", times);
}

/* The mark's own calls fail: the step is refused, the ledger and the mark still fit. */
static void
test_mark_file(struct lab *lab)
{
    static const int errors[] = {EIO, ENOSPC};
    const char *dir = lab_path(lab, "run");
    int bad = 0, e, times = 0;
    unsigned long n;

    for (e = 0; e < 2; e++) {
        for (n = 1; n < 40; n++) {
            int acknowledged;

            lab_copy_folder(lab_path(lab, "base"), dir);
            vs_file_fail_at(n, errors[e]);
            acknowledged = run(lab, dir, 3);
            vs_file_fail_at(0, 0);
            bad += !is_whole(lab, dir, acknowledged, "small files", (long)n);
            times++;
        }
    }
    OK(bad == 0, "whole after each of %d failed calls for the key file and the mark", times);
}

static bool
opens(struct lab *lab, const char *dir, const struct vs_key_source *key)
{
    struct vs_vault *vault = NULL;
    bool opened = vs_vault_open(&vault, dir, key, VS_VAULT_READ, &lab->env, NULL) == VS_OK;

    vs_vault_close(vault);
    return opened;
}

/* A third key file in the place of all others, with every call failing once. */
static void
test_other_key(struct lab *lab, const char *dir)
{
    const char *third = lab_path(lab, "third");
    struct vs_key_source key = {VS_KEY_FILE, vs_str(third)};
    struct vs_err err;
    unsigned long n;
    unsigned removed = 0;
    int bad = 0;

    OK(vs_key_file_make(third, &lab->env, &err) == VS_OK, "a third key file");
    for (n = 1; n < 60; n++) {
        struct vs_vault *vault = lab_open(lab, "new");
        enum vs_code code;

        vs_file_fail_at(n, EIO);
        code = vs_vault_change_key(vault, &removed, &key, 1u << VS_KEY_FILE,
                                   VS_KEY_COST_INTERACTIVE, &err);
        vs_file_fail_at(0, 0);
        vs_vault_close(vault);
        bad += opens(lab, dir, &lab->key) == opens(lab, dir, &key);
        if (code == VS_OK || opens(lab, dir, &key)) {
            break;
        }
    }
    OK(bad == 0 && n > 3, "after each of %lu failed calls either the old keys open it or the new",
       n - 1);
    OK(removed >= 2, "and in the end no other of the %u does", removed);
}

/* Making a ledger, and changing its slots, with every call failing once. */
static void
test_key_changes(struct lab *lab)
{
    char recovery[VS_RECOVERY_TEXT_LEN + 1];
    const char *dir = lab_path(lab, "new"), *second = lab_path(lab, "second");
    struct vs_key_source other = {VS_KEY_FILE, vs_str(second)};
    struct vs_vault *vault = NULL;
    struct vs_err err;
    unsigned long n;
    int bad = 0;

    OK(vs_key_file_make(second, &lab->env, &err) == VS_OK, "a second key file");
    for (n = 1; n < 60; n++) {
        enum vs_code code;

        vs_file_fail_at(n, ENOSPC);
        code = vs_vault_create(&vault, recovery, dir, &lab->key, VS_KEY_COST_INTERACTIVE, &lab->env,
                               &err);
        vs_file_fail_at(0, 0);
        if (code == VS_OK) {
            break;
        }
        bad += code != VS_E_NO_SPACE;
    }
    OK(bad == 0 && vault, "making a ledger on a full disk fails %lu times and can be tried again",
       n - 1);
    vs_vault_close(vault);
    for (n = 1, bad = 0; n < 60; n++) {
        enum vs_code code;

        vault = lab_open(lab, "new");
        vs_file_fail_at(n, EIO);
        code = vs_vault_add_slot(vault, &other, VS_KEY_COST_INTERACTIVE, &err);
        vs_file_fail_at(0, 0);
        vs_vault_close(vault);
        vault = NULL;
        if (vs_vault_open(&vault, dir, &lab->key, VS_VAULT_READ, &lab->env, &err) != VS_OK) {
            bad++;
        }
        vs_vault_close(vault);
        if (code == VS_OK) {
            break;
        }
    }
    OK(bad == 0, "ledger.key still opens after each of %lu failed calls while a slot is added",
       n - 1);
    OK(vs_vault_open(&vault, dir, &other, VS_VAULT_READ, &lab->env, &err) == VS_OK,
       "and the new slot opens in the end");
    vs_vault_close(vault);
    test_other_key(lab, dir);
}

int
main(void)
{
    struct lab lab;

    use_failing_mem();
    lab_start(&lab, 77);
    vs_vault_test_tune("lab", 200, false);
    lab_skip_syncs(true);
    prepare(&lab);
    test_disk(&lab);
    test_memory(&lab);
    test_mark_file(&lab);
    test_key_changes(&lab);
    lab_end(&lab);
    return tap_done();
}
