/*
 * What the parts of `make bench` share: time, processes, folders, ledgers made through the C API,
 * and the floor that each figure is held against.
 */
#ifndef VS_TESTS_BENCH_H_BENCH_H
#define VS_TESTS_BENCH_H_BENCH_H

#include "core/record/store.h"

#define BENCH_PATH 4096
#define BENCH_ID   65 /* the id of a case in hexadecimal, and its end */

/* Ends the program: a benchmark that cannot go on has no figure to give. */
void bench_fail(const char *what, const struct vs_err *err) __attribute__((noreturn));
void bench_check(enum vs_code code, const char *what, const struct vs_err *err);

double bench_seconds(void);

/* --- the table ---------------------------------------------------------------------------------
 */

/* One row. The target is the most (or, `least`, the least) that `value` or, `by_ratio`, value /
 * floor may be; 0 = there is none. Without a floor the ratio is left out. */
struct bench_row {
    const char *work;
    double value;
    const char *unit;
    double floor;
    const char *floor_is;
    double target;
    bool by_ratio, least;
};
void bench_print_head(uint64_t events);
void bench_print_row(const struct bench_row *row);
void bench_print_end(uint64_t events); /* the document, and how many targets were missed */

/* --- processes and folders -------------------------------------------------------------------- */

/* Runs a program with its output thrown away; gives the seconds from start to end. An exit status
 * other than 0 and `allowed` ends the program. */
double bench_run(int allowed, const char *const *args);

/* The best and the median of several runs. */
struct bench_time {
    double best, median;
};
struct bench_time bench_repeat(unsigned times, int allowed, const char *const *args);
struct bench_time bench_of(double *seconds, unsigned count); /* sorts them */

void bench_shell(const char *format, ...) __attribute__((format(printf, 1, 2)));
uint64_t bench_bytes(const char *path); /* of all files in a folder, or of one file */
bool bench_exists(const char *path);
void bench_read_id(char out[BENCH_ID], const char *path); /* the id of a case that a file holds */

/* --- ledgers ---------------------------------------------------------------------------------- */

/*
 * Two organisations, `a` and `b`, that know each other, adopted one agreement and share `hub.git`,
 * live in one folder while a row is measured. What they are at the start of it is kept in a stage
 * beside it and copied back before each run.
 */
struct bench {
    const char *program; /* vs */
    const char *self;    /* this program, for the floors that need a process */
    char root[BENCH_PATH];
    char work[BENCH_PATH + 16]; /* root/run */
    char key[BENCH_PATH + 16];
    uint64_t events;
};

void bench_stage_load(const struct bench *bench, const char *stage); /* stage -> run */
void bench_stage_keep(const struct bench *bench, const char *stage); /* run -> stage */
bool bench_stage_has(const struct bench *bench, const char *stage);

/* Points VS_LEDGER at one of them. */
void bench_use(const struct bench *bench, const char *who);

/* `vs sync` in one of them; the seconds that it took. */
double bench_sync(const struct bench *bench, const char *who);

/* The same by a clock that says `when`. */
void bench_sync_at(const struct bench *bench, const char *who, vs_instant when);

/* Makes the pair by a clock, synced to rest; they adopt west-brabant-2022 at that moment. */
void bench_make_pair(const struct bench *bench, const struct vs_env *env);

/* `cases` new cases of `each` events in the ledger of `who`: opened, notes without content, and,
 * if `offered`, an offer to the other one as the last. The text of the last case's id (hex) is kept
 * as run/case. */
void bench_make_cases(const struct bench *bench, const char *who, uint64_t cases, unsigned each,
                      bool offered);

/* `each` further notes in every case of the ledger, at most `cases` of them. */
void bench_make_notes(const struct bench *bench, const char *who, uint64_t cases, unsigned each);

struct vs_store *bench_open(const struct bench *bench, const char *who);
struct vs_store *bench_open_at(const struct bench *bench, const char *who,
                               const struct vs_env *env); /* by another clock */

/* --- a lifetime of work (h_large.c) ------------------------------------------------------------
 */

/* Makes a ledger of so many cases of fifteen events in bench->root, once, and measures there. */
void bench_large(struct bench *bench, uint64_t cases);

/* --- floors ----------------------------------------------------------------------------------- */

/* Seconds for `count` events of what no program of this format can leave out: hash the leaf and a
 * node, derive the leaf's keys and its tag, open the facts, parse them; and the plain inserts. */
double bench_floor_crypto(uint64_t count);
double bench_floor_inserts(const struct bench *bench, uint64_t count);
double bench_floor_hash(uint64_t count); /* leaves and tree alone */

/* A plain SQLite file of about `bytes`, and the process that adds one row to it durably. */
void bench_floor_file(const char *path, uint64_t bytes);
int bench_floor_write(const char *path);

#endif
