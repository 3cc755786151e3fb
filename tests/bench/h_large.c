/*
 * `make bench-large`: what stays fast, and what stays feasible, with a lifetime of work in one
 * ledger. Cases of fifteen events each, a thousand on one day, spread from the first day of an
 * agreement until today and written by both organisations at the hours at which they would have
 * been: most are handed over, accepted and closed in the end; of the rest something is overdue,
 * disputed, waiting or new.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>

#include "core/base/enc.h"
#include "core/base/mem.h"
#include "core/casework/event.h"
#include "core/casework/zone.h"
#include "core/record/act.h"
#include "tests/bench/h_bench.h"

#define CHUNK 1000 /* cases between two exchanges */
#define BATCH 900  /* leaves of one transaction */
#define EACH  15   /* events of one case, with the acks of both */

#define HOUR    3600
#define DAY     86400
#define APART   60         /* between two cases of a chunk: all of them begin on one day */
#define OFFERED (41 * DAY) /* after its beginning a case is handed over, a day later answered */

/* --- a clock that is set ---------------------------------------------------------------------- */

static vs_instant clock_at, today;

static vs_instant
set_clock(void *payload)
{
    (void)payload;
    return clock_at;
}

static void
random_bytes(void *payload, void *out, size_t len)
{
    (void)payload;
    vs_env_machine.random(vs_env_machine.payload, out, len);
}

static const struct vs_env then = {set_clock, random_bytes, NULL};

/* --- lives ------------------------------------------------------------------------------------ */

enum ending {
    CLOSED,    /* accepted, helped, closed */
    HELD,      /* accepted, in good hands */
    WAITING,   /* on the receiver's waiting list */
    REFUSED,   /* and it moved all the same */
    ESCALATED, /* moved, disputed */
    SILENT,    /* nobody answered */
    UNASSESSED /* never offered: its assessment is overdue */
};

static enum ending
ending_of(uint64_t n)
{
    static const enum ending of_twenty[20] = {
        CLOSED, CLOSED, HELD,   CLOSED,  CLOSED,    CLOSED, WAITING, CLOSED, CLOSED, SILENT,
        CLOSED, CLOSED, CLOSED, REFUSED, ESCALATED, CLOSED, CLOSED,  CLOSED, HELD,   UNASSESSED};

    return of_twenty[n % 20];
}

struct life {
    struct vs_hash id, offer;
    vs_instant begun;
    bool offered;
};

struct large {
    const struct bench *bench;
    struct vs_store *store;
    uint64_t begun_at;
    struct life *lives; /* of one chunk */
    int64_t partner;    /* row */
    struct vs_hash example;
};

/* One act of a case at `when`, unless that is yet to come; whether it was made. */
static bool
act(struct large *l, struct vs_hash *id, int64_t leaf, struct vs_event *draft, vs_instant when)
{
    struct vs_hash made;
    struct vs_err err;

    if (when > today) {
        return false;
    }
    clock_at = when;
    draft->at = when;
    bench_check(vs_act(l->store, id ? id : &made, leaf, draft, NULL, &err),
                vs_event_type_name(draft->type), &err);
    return true;
}

static void
plain(struct large *l, int64_t leaf, enum vs_event_type type, vs_instant when)
{
    struct vs_event draft = {.type = type};

    act(l, NULL, leaf, &draft, when);
}

static void
offer(struct large *l, struct life *life, int64_t leaf, vs_instant when)
{
    struct vs_act_offer what = {.to = l->partner, .kind = VS_OFFER_HANDOVER, .at = when};
    struct vs_err err;
    size_t rules;

    if (when > today) {
        return;
    }
    clock_at = when;
    bench_check(vs_act_offer(l->store, &life->offer, &rules, leaf, &what, NULL, &err), "offer",
                &err);
    if (rules == 0) {
        bench_fail("an offer stands on no agreement", NULL);
    }
    life->offered = true;
}

static void
begin(struct large *l)
{
    struct vs_err err;

    if (!l->store->open) {
        bench_check(vs_store_begin(l->store, &err), "begin", &err);
        l->begun_at = l->store->feed.tree.size;
    }
}

static void
commit(struct large *l, bool last)
{
    struct vs_err err;

    if (l->store->open && (last || l->store->feed.tree.size - l->begun_at > BATCH)) {
        bench_check(vs_store_commit(l->store, &err), "commit", &err);
    }
}

/* What the giver writes. */
static void
give(struct large *l, struct life *life, enum ending ending)
{
    vs_instant at = life->begun;
    int64_t leaf;
    struct vs_err err;

    clock_at = at;
    bench_check(vs_act_open(l->store, &leaf, &life->id, at, true, NULL, &err), "open", &err);
    plain(l, leaf, VS_EV_NOTE, at + HOUR);
    plain(l, leaf, VS_EV_NOTE, at + 2 * HOUR);
    if (ending != UNASSESSED) {
        plain(l, leaf, VS_EV_ASSESS, at + 2 * DAY);
    }
    plain(l, leaf, VS_EV_CONTACT, at + 2 * DAY + HOUR);
    plain(l, leaf, VS_EV_TRAJECTORY_START, at + 3 * DAY);
    plain(l, leaf, VS_EV_CONTACT, at + 10 * DAY);
    plain(l, leaf, VS_EV_NOTE, at + 20 * DAY);
    if (ending == UNASSESSED) {
        plain(l, leaf, VS_EV_CONTACT, at + 40 * DAY);
        plain(l, leaf, VS_EV_CONTACT, at + 60 * DAY);
        return;
    }
    plain(l, leaf, VS_EV_TRAJECTORY_END, at + 40 * DAY);
    offer(l, life, leaf, at + OFFERED);
}

/* What the receiver writes; with the acks of both it makes fifteen. */
static void
receive(struct large *l, const struct life *life, enum ending ending)
{
    vs_instant at = life->begun + OFFERED + DAY; /* it has been fetched by then */
    struct vs_event answer = {.type = VS_EV_ACCEPT, .has_re = true, .re = life->offer};
    struct vs_event close = {.type = VS_EV_CLOSE};
    int64_t leaf;
    struct vs_err err;

    if (!life->offered || ending == SILENT) {
        return;
    }
    bench_check(vs_leaf_find(l->store->ledger, &leaf, &life->id, &err), "case", &err);
    if (ending == WAITING) {
        answer.type = VS_EV_WAIT_START;
    } else if (ending == REFUSED) {
        answer.type = VS_EV_REFUSE;
    } else if (ending == ESCALATED) {
        answer.type = VS_EV_ESCALATE;
        answer.level = 1;
        answer.reason = VS_ESCALATE_DIFFERENCE_OF_VIEW;
    }
    act(l, NULL, leaf, &answer, at + 3 * HOUR);
    plain(l, leaf, VS_EV_CONTACT, at + 2 * DAY);
    plain(l, leaf, VS_EV_NOTE, at + 40 * DAY);
    if (ending == CLOSED) {
        act(l, NULL, leaf, &close, at + 80 * DAY);
    }
}

static void
open_store(struct large *l, const char *who)
{
    struct vs_org_row other;
    struct vs_err err;

    l->store = bench_open_at(l->bench, who, &then);
    bench_check(
        vs_org_by_alias(l->store->ledger, &other, strcmp(who, "a") == 0 ? "team" : "vt", &err),
        "org", &err);
    l->partner = other.id;
}

static vs_instant
first_morning(void)
{
    return vs_zone_midnight(vs_date_from(2022, 4, 4)) + 9 * HOUR;
}

/* What both know of the cases by `when`. */
static void
exchange(const struct large *l, const char *first, const char *then_who, vs_instant when)
{
    bench_sync_at(l->bench, first, when < today ? when : today);
    bench_sync_at(l->bench, then_who, when < today ? when : today);
}

static void
make_chunk(struct large *l, uint64_t first, uint64_t count, uint64_t cases)
{
    vs_instant begun = first_morning(), last;

    begun += (vs_instant)((double)first / (double)cases * (double)(today - begun));
    last = begun + (vs_instant)(count - 1) * APART;
    open_store(l, "a");
    memset(l->lives, 0, CHUNK * sizeof(*l->lives));
    for (uint64_t i = 0; i < count; i++) {
        l->lives[i].begun = begun + (vs_instant)i * APART;
        begin(l);
        give(l, &l->lives[i], ending_of(first + i));
        commit(l, i + 1 == count);
    }
    vs_store_close(l->store);
    exchange(l, "a", "b", last + OFFERED + HOUR);
    open_store(l, "b");
    for (uint64_t i = 0; i < count; i++) {
        begin(l);
        receive(l, &l->lives[i], ending_of(first + i));
        commit(l, i + 1 == count);
    }
    commit(l, true);
    vs_store_close(l->store);
    exchange(l, "b", "a", last + OFFERED + 82 * DAY);
    if (first <= cases / 2 && cases / 2 < first + count) {
        l->example = l->lives[cases / 2 - first].id;
    }
    fprintf(stderr, "bench: %llu of %llu cases\n", (unsigned long long)(first + count),
            (unsigned long long)cases);
}

/* The ledger of the giver is kept as root/a; nothing that is measured needs the rest. */
static void
prepare(struct bench *bench, uint64_t cases)
{
    struct large l = {.bench = bench};
    char hex[BENCH_ID];

    today = vs_env_machine.now(vs_env_machine.payload);
    l.lives = vs_calloc(CHUNK, sizeof(*l.lives));
    clock_at = first_morning() - DAY; /* a handover rests on what was adopted before it */
    bench_make_pair(bench, &then);
    for (uint64_t first = 0; l.lives && first < cases; first += CHUNK) {
        make_chunk(&l, first, cases - first < CHUNK ? cases - first : CHUNK, cases);
    }
    vs_free(l.lives);
    vs_hex(hex, l.example.b, sizeof(l.example.b));
    bench_shell("mv '%s/a' '%s/a.new' && rm -rf '%s'", bench->work, bench->root, bench->work);
    bench_shell("printf %%s %s > '%s/a.new/example' && mv '%s/a.new' '%s/a'", hex, bench->root,
                bench->root, bench->root);
}

/* --- figures ---------------------------------------------------------------------------------- */

static void
one_command(double empty, const char *work, double target, int allowed, const char *const *args)
{
    bench_print_row(&(struct bench_row){work, 1e3 * bench_repeat(30, allowed, args).best, "ms",
                                        empty, "vs version", target, false, false});
}

static void
commands(const struct bench *bench)
{
    char id[BENCH_ID], path[BENCH_PATH + 64];
    const char *version[] = {bench->program, "version", NULL};
    const char *who[] = {bench->program, "who", id, NULL};
    const char *due[] = {bench->program, "due", NULL};
    const char *mine[] = {bench->program, "due", "--mine", NULL};
    const char *status[] = {bench->program, "status", NULL};
    const char *list[] = {bench->program, "list", NULL};
    double empty = 1e3 * bench_repeat(30, 0, version).best;

    snprintf(path, sizeof(path), "%s/a/example", bench->root);
    bench_read_id(id, path);
    one_command(empty, "vs who", 15, 21, who);
    one_command(empty, "vs due, first page", 15, 0, due);
    one_command(empty, "vs due --mine, first page", 15, 0, mine);
    one_command(empty, "vs status", 15, 0, status);
    one_command(empty, "vs list, first page", 15, 0, list);
}

static void
rebuild(const struct bench *bench)
{
    const char *args[] = {bench->program, "ledger", "rebuild", "--quiet", NULL};
    struct rusage used;
    double seconds = bench_run(0, args), megabytes;
    char path[BENCH_PATH + 64];

    getrusage(RUSAGE_CHILDREN, &used);
    megabytes = (double)used.ru_maxrss / 1024;
    snprintf(path, sizeof(path), "%s/a/ledger.db", bench->root);
    bench_print_row(&(struct bench_row){"vs ledger rebuild: events a second",
                                        (double)bench->events / seconds, "/s", 0, "", 0, false,
                                        false});
    bench_print_row(&(struct bench_row){"vs ledger rebuild: memory", megabytes, "MB",
                                        (double)bench_bytes(path) / 1048576, "the ledger's size",
                                        1.5, true, false});
}

void
bench_large(struct bench *bench, uint64_t cases)
{
    char path[BENCH_PATH + 64];

    bench->events = cases * EACH;
    snprintf(path, sizeof(path), "%s/a", bench->root);
    if (!bench_exists(path)) {
        prepare(bench, cases);
    }
    snprintf(bench->work, sizeof(bench->work), "%s", bench->root);
    bench_use(bench, "a");
    bench_print_head(bench->events);
    commands(bench);
    rebuild(bench);
    bench_print_end(bench->events);
}
