/*
 * Processes: one is killed at any moment and nothing that it acknowledged is lost; several write,
 * read and check at once and nobody sees half of anything; who waits too long is told so.
 */
#include "tests/anomaly/core_vault/h_lab.h"

#include <signal.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

/* A child that appends to the history for ever and writes each number to a pipe after its COMMIT.
 */
static _Noreturn void
write_for_ever(struct lab *lab, const char *name, int out)
{
    struct vs_vault *vault = lab_open(lab, name);
    int i = (int)lab_int(vault, "SELECT coalesce(max(i), 0) FROM log");

    lab_try(vault, "PRAGMA wal_autocheckpoint=40");
    for (;;) {
        if (lab_history_step(lab, vault, ++i, 1 + (int)lab_below(lab, 8), true) != SQLITE_OK ||
            write(out, &i, sizeof(i)) != sizeof(i)) {
            _exit(3);
        }
    }
}

static void
test_kill(struct lab *lab)
{
    struct vs_mark zero = {{{0}}, {{0}}};
    struct vs_vault *vault = lab_create(lab, "killed");
    int rounds = lab_rounds(30), round, lost = 0, damaged = 0, incomplete = 0, last = 0;

    lab_history_start(vault);
    if (vs_mark_write(vault, &zero, NULL) != VS_OK) {
        exit(1);
    }
    vs_vault_close(vault);
    for (round = 0; round < rounds; round++) {
        enum vs_mark_state mark = VS_MARK_LOST;
        struct vs_err err;
        int ends[2], status, got, acknowledged = last, awaited, there;
        pid_t child;

        if (pipe(ends) != 0) {
            exit(1);
        }
        lab->drawn += 1000;
        fflush(stdout);
        child = fork();
        if (child == 0) {
            close(ends[0]);
            write_for_ever(lab, "killed", ends[1]);
        }
        close(ends[1]);
        /* Every second one is killed at work, however slowly it starts; the others at any moment.
         */
        for (awaited = round % 2 * 3; awaited > 0; awaited--) {
            if (read(ends[0], &got, sizeof(got)) != sizeof(got)) {
                break;
            }
            acknowledged = got;
        }
        usleep(lab_below(lab, 43000));
        kill(child, SIGKILL);
        while (read(ends[0], &got, sizeof(got)) == sizeof(got)) {
            acknowledged = got;
        }
        close(ends[0]);
        waitpid(child, &status, 0);
        if (!WIFSIGNALED(status)) {
            printf("# the writer ended by itself: %d\n", status);
            damaged++;
        }
        vault = lab_open(lab, "killed");
        there = lab_history_check(vault);
        if (there < 0 || vs_mark_check(&mark, vault, lab_head, NULL, &err) != VS_OK) {
            damaged++;
        }
        incomplete += mark == VS_MARK_INCOMPLETE;
        if (there < acknowledged || there > acknowledged + 1) {
            printf("# %d were acknowledged, %d are there\n", acknowledged, there);
            lost++;
        }
        last = there;
        vs_vault_close(vault);
    }
    printf("# %d transactions, %d killed between mark and commit\n", last, incomplete);
    OK(last > rounds, "%d writers are killed while they work", rounds);
    OK(lost == 0, "no acknowledged transaction is lost");
    OK(damaged == 0, "the ledger is whole and its mark fits after each");
}

#define WRITES 60

/* A child of the crowd: even ones write, odd ones read and check (or copy). Its exit status. */
static int
one_of_the_crowd(struct lab *lab, int number, int writes)
{
    struct vs_vault *vault = lab_open(lab, "crowd");
    int i;

    lab->drawn = (uint64_t)number * 100000;
    for (i = 0; i < writes; i++) {
        if (number % 2 == 0) {
            int rc = lab_try(vault, "BEGIN IMMEDIATE");
            int at = (int)lab_int(vault, "SELECT coalesce(max(i), 0) FROM log") + 1;

            rc = rc == SQLITE_OK ? lab_try(vault, "ROLLBACK") : rc;
            while (rc == SQLITE_OK &&
                   lab_history_step(lab, vault, at, 3, true) == SQLITE_CONSTRAINT_PRIMARYKEY) {
                at++; /* somebody else was quicker */
            }
            if (rc != SQLITE_OK) {
                printf("# writer: %s\n", sqlite3_errmsg(vs_vault_db(vault)));
                return 1;
            }
            if (i % 20 == 7) {
                lab_try(vault, "PRAGMA wal_checkpoint(TRUNCATE)");
            }
        } else {
            enum vs_mark_state mark;
            struct vs_err err = {0};
            int there;

            lab_sql(vault, "BEGIN");
            there = lab_history_check(vault);
            lab_sql(vault, "COMMIT");
            if (there < 0) {
                return 2;
            }
            if (vs_mark_check(&mark, vault, lab_head, NULL, &err) != VS_OK ||
                mark != VS_MARK_FINE) {
                printf("# mark: %s\n", err.detail);
                return 3;
            }
            if (i % 10 == 0) {
                vs_vault_close(vault);
                vault = lab_open(lab, "crowd");
            }
        }
    }
    vs_vault_close(vault);
    return 0;
}

static void
test_crowd(struct lab *lab)
{
    struct vs_mark zero = {{{0}}, {{0}}};
    struct vs_vault *vault = lab_create(lab, "crowd");
    pid_t children[4];
    int i, status, failed = 0, writes = lab_rounds(WRITES);
    struct vs_err err;

    lab_history_start(vault);
    if (vs_mark_write(vault, &zero, NULL) != VS_OK) {
        exit(1);
    }
    vs_vault_close(vault);
    for (i = 0; i < 4; i++) {
        fflush(stdout);
        children[i] = fork();
        if (children[i] == 0) {
            status = one_of_the_crowd(lab, i, writes);
            fflush(stdout);
            _exit(status);
        }
    }
    vault = lab_open(lab, "crowd");
    OK(vs_vault_backup_copy(vault, lab_path(lab, "backup"), &err) == VS_OK,
       "a copy is made while two processes write and two read");
    vs_vault_close(vault);
    for (i = 0; i < 4; i++) {
        waitpid(children[i], &status, 0);
        failed += !WIFEXITED(status) || WEXITSTATUS(status) != 0;
    }
    OK(failed == 0, "nobody saw a state that is none, or a mark that does not fit");
    vault = lab_open(lab, "crowd");
    IS_INT(lab_history_check(vault), writes * 2, "all %d transactions of both writers are there",
           writes * 2);
    vs_vault_close(vault);
    vault = lab_open(lab, "backup");
    OK(lab_history_check(vault) >= 0, "the copy opens, and is one of the states");
    vs_vault_close(vault);
}

static void
test_locked(struct lab *lab)
{
    struct vs_vault *vault = lab_open(lab, "crowd"), *other = NULL;
    struct vs_err err;
    int ends[2], status;
    char byte = 0;
    pid_t child;

    if (pipe(ends) != 0) {
        exit(1);
    }
    vs_vault_close(vault);
    fflush(stdout);
    child = fork();
    if (child == 0) {
        vault = lab_open(lab, "crowd");
        lab_sql(vault, "BEGIN IMMEDIATE");
        if (write(ends[1], &byte, 1) == 1) {
            pause();
        }
        _exit(0);
    }
    if (read(ends[0], &byte, 1) != 1) {
        exit(1);
    }
    vs_vault_test_tune(NULL, 100, false);
    OK(vs_vault_open(&other, lab_path(lab, "crowd"), &lab->key, VS_VAULT_WRITE, &lab->env, &err) ==
           VS_OK,
       "a ledger can be opened while another process writes");
    OK(lab_try(other, "BEGIN IMMEDIATE") != SQLITE_OK, "but not written");
    IS_INT(vs_vault_fail(&err, other, "ledger"), VS_E_LOCKED, "and the error says that it waited");
    IS_INT(lab_history_check(other) > 0, 1, "reading goes on");
    vs_vault_close(other);
    kill(child, SIGKILL);
    waitpid(child, &status, 0);
    close(ends[0]);
    close(ends[1]);
    vs_vault_test_tune(NULL, 0, false);
}

int
main(void)
{
    struct lab lab;

    lab_start(&lab, 4711);
    test_kill(&lab);
    test_crowd(&lab);
    test_locked(&lab);
    lab_end(&lab);
    return tap_done();
}
