/*
 * Seeded histories of 3 to 7 organisations with several devices each: any partition, any order, any
 * duplication, wrong clocks, hosts that lie and a member that lies. The laws of fold.md hold at
 * every step; at the end all who hold the same say the same.
 *
 * SEED=n replays one history in words; HISTORIES=n runs as many from seed FIRST (1); SECONDS=n runs
 * new seeds for so long (make soak). A history that fails is shrunk to the shortest that still
 * does.
 */
#include <stdatomic.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "tests/sim/sync/h_life.h"
#include "tests/sim/sync/h_shrink.h"

#if defined(__has_feature)
#if __has_feature(address_sanitizer)
#define HISTORIES 30
#endif
#endif
#ifndef HISTORIES
#define HISTORIES 2000 /* at about 0.1 s of processor time each */
#endif

#define WORKERS_MAX    8
#define FAILED_MAX     64
#define SHRUNK_MAX     3 /* of those that failed: shrinking takes time */
#define SHRINK_SECONDS 120

/* What the workers share. */
struct shared {
    _Atomic uint64_t next;            /* the seed that nobody has taken yet */
    uint64_t end;                     /* the seed after the last */
    time_t until;                     /* 0: no limit */
    _Atomic uint64_t at[WORKERS_MAX]; /* what each is at, 0: nothing */
    _Atomic uint64_t failed_count;
    uint64_t failed[FAILED_MAX];
    struct h_counts counts[WORKERS_MAX];
};

static struct shared *shared;

static void
note_failed(uint64_t seed)
{
    uint64_t n = atomic_fetch_add(&shared->failed_count, 1);

    if (n < FAILED_MAX) {
        shared->failed[n] = seed;
    }
}

static void
work(unsigned worker)
{
    struct h_life *life = malloc(sizeof(*life));
    struct h_plan plan;
    uint64_t seed;

    while (life && (seed = atomic_fetch_add(&shared->next, 1)) < shared->end &&
           (!shared->until || time(NULL) < shared->until)) {
        atomic_store(&shared->at[worker], seed);
        h_plan_draw(&plan, seed);
        if (!h_life_run(life, &plan, &shared->counts[worker], NULL)) {
            printf("# SEED=%llu: %s: %s\n", (unsigned long long)seed, life->law, life->what);
            fflush(stdout);
            note_failed(seed);
        }
        atomic_store(&shared->at[worker], 0);
    }
    free(life);
    fflush(stdout);
}

static pid_t
start(unsigned worker)
{
    pid_t pid;

    fflush(stdout);
    pid = fork();
    if (pid == 0) {
        work(worker);
        exit(0);
    }
    return pid;
}

/* As many at once as there are processors; one that dies is replaced. */
static void
run_all(unsigned workers)
{
    pid_t pids[WORKERS_MAX];
    unsigned alive = workers;

    for (unsigned n = 0; n < H_GROUNDS; n++) {
        h_ground(n); /* for all workers; they end with this process */
    }
    for (unsigned i = 0; i < workers; i++) {
        pids[i] = start(i);
    }
    while (alive > 0) {
        int status;
        pid_t pid = wait(&status);

        for (unsigned i = 0; i < workers; i++) {
            uint64_t seed = atomic_load(&shared->at[i]);

            if (pids[i] != pid) {
                continue;
            }
            alive--;
            if (seed != 0 || !WIFEXITED(status) || WEXITSTATUS(status) != 0) {
                printf("# SEED=%llu: the process ended\n", (unsigned long long)seed);
                note_failed(seed);
                atomic_store(&shared->at[i], 0);
                pids[i] = start(i);
                alive++;
            }
        }
    }
}

static void
sum_counts(struct h_counts *out)
{
    unsigned long *sum = (unsigned long *)out;

    memset(out, 0, sizeof(*out));
    for (unsigned w = 0; w < WORKERS_MAX; w++) {
        const unsigned long *add = (const unsigned long *)&shared->counts[w];

        for (size_t i = 0; i < sizeof(*out) / sizeof(*sum); i++) {
            sum[i] += add[i];
        }
    }
}

/* From how many histories on something must have happened: what one in twenty has, and what fewer
 * have, or a new seed now and then would have none of; of the rarest one in 400 has one. */
#define OFTEN  200
#define RARE   1000
#define RAREST 5000

/* A property that nothing exercises proves nothing. */
static bool
has_happened(const struct h_counts *counts, const char *what, unsigned long times,
             unsigned long from)
{
    if (times > 0 || counts->lives < from) {
        return true;
    }
    printf("# %lu histories without: %s\n", counts->lives, what);
    return false;
}

static void
check_acts(const struct h_counts *counts)
{
    static const struct {
        enum vs_event_type type;
        unsigned long from;
    } kinds[] = {{VS_EV_OPEN, OFTEN},           {VS_EV_OFFER, OFTEN},   {VS_EV_ACCEPT, OFTEN},
                 {VS_EV_PICKUP, OFTEN},         {VS_EV_REFUSE, RARE},   {VS_EV_WITHDRAW, OFTEN},
                 {VS_EV_WAIT_START, OFTEN},     {VS_EV_WAIT_END, RARE}, {VS_EV_ESCALATE, OFTEN},
                 {VS_EV_SETTLE, OFTEN},         {VS_EV_CLOSE, OFTEN},   {VS_EV_REOPEN, OFTEN},
                 {VS_EV_PARTY_ADD, OFTEN},      {VS_EV_NOTE, OFTEN},    {VS_EV_PARTY_REMOVE, OFTEN},
                 {VS_EV_ESCALATE_ANSWER, OFTEN}};
    bool all = true;

    for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++) {
        const char *name = vs_event_type_name(kinds[i].type);

        printf("# %s %lu\n", name, counts->acts[kinds[i].type]);
        all &= has_happened(counts, name, counts->acts[kinds[i].type], kinds[i].from);
    }
    OK(all, "the histories have acts of every kind");
}

static void
check_rules(const struct h_counts *counts)
{
    bool all = has_happened(counts, "an adoption", counts->adopted, OFTEN);

    printf("# %lu adoptions, %lu ended; %lu calendars, %lu handovers counted by them; %lu "
           "decisions, %lu settlements that bind by one\n",
           counts->adopted, counts->ended, counts->calendars, counts->counted, counts->decisions,
           counts->bound);
    all &= has_happened(counts, "the end of an adoption", counts->ended, OFTEN);
    all &= has_happened(counts, "a calendar", counts->calendars, OFTEN);
    all &= has_happened(counts, "a handover under such a calendar", counts->counted, RARE);
    all &= has_happened(counts, "a decision", counts->decisions, OFTEN);
    all &= has_happened(counts, "a settlement that binds by one", counts->bound, RAREST);
    OK(all, "adoptions, ends of them, calendars and decisions among them");
}

static void
check_troubles(const struct h_counts *counts)
{
    const struct {
        const char *what;
        unsigned long times, from;
    } troubles[] = {{"a stale branch", counts->stale, OFTEN},
                    {"a broken sync", counts->broken, OFTEN},
                    {"a changed answer", counts->changes, RARE},
                    {"a void act", counts->voids, RARE},
                    {"an act that cannot be read", counts->unreadable, RARE},
                    {"a verified act", counts->verified, OFTEN},
                    {"a change by a host", counts->tampered, OFTEN},
                    {"a refused branch", counts->refused, OFTEN},
                    {"a fork", counts->forks, RARE},
                    {"a proven fork", counts->forks_seen, RARE}};
    unsigned long lies = 0;
    bool all = true;

    for (size_t i = 0; i < sizeof(counts->lies) / sizeof(counts->lies[0]); i++) {
        lies += counts->lies[i];
    }
    printf("# %lu cases, %lu copies with %lu events (%lu void, %lu unreadable, %lu pending)\n",
           counts->cases, counts->copies, counts->events, counts->voids, counts->unreadable,
           counts->pending);
    printf("# %lu syncs: %lu stale, %lu broken, %lu refused, %lu changed answers; %lu lies, %lu "
           "changed by hosts, %lu rebuilt, %lu acts verified, %lu forks proven %lu times\n",
           counts->syncs, counts->stale, counts->broken, counts->refused, counts->changes, lies,
           counts->tampered, counts->rebuilt, counts->verified, counts->forks, counts->forks_seen);
    for (size_t i = 0; i < sizeof(troubles) / sizeof(troubles[0]); i++) {
        all &= has_happened(counts, troubles[i].what, troubles[i].times, troubles[i].from);
    }
    all &= has_happened(counts, "a lie", lies, OFTEN);
    all &= counts->lives < OFTEN || counts->copies > counts->cases + counts->cases / 2;
    OK(all, "stale branches, broken syncs, changed answers, lies, forks and tampering among them");
}

static void
shrink(uint64_t seed)
{
    struct h_plan plan;
    char law[80];
    unsigned tries;
    size_t before;

    h_plan_draw(&plan, seed);
    before = plan.count;
    h_try(&plan, law, false);
    if (!law[0]) {
        printf("# SEED=%llu does not fail again\n", (unsigned long long)seed);
        return;
    }
    h_shrink(&plan, law, SHRINK_SECONDS, &tries);
    printf("# SEED=%llu breaks \"%s\"; of %zu steps these are enough (%u tries):\n",
           (unsigned long long)seed, law, before, tries);
    h_try(&plan, law, true);
}

static uint64_t
setting(const char *name, uint64_t otherwise)
{
    const char *text = getenv(name);

    return text && *text ? strtoull(text, NULL, 10) : otherwise;
}

/* One history in words. */
static int
replay(uint64_t seed)
{
    struct h_plan plan;
    char law[80];

    h_plan_draw(&plan, seed);
    h_try(&plan, law, true);
    if (!OK(!law[0], "SEED=%llu: %s", (unsigned long long)seed, law[0] ? law : "all laws hold")) {
        shrink(seed);
    }
    h_grounds_end();
    return tap_done();
}

int
main(void)
{
    uint64_t seed = setting("SEED", 0), seconds = setting("SECONDS", 0), histories;
    long processors = sysconf(_SC_NPROCESSORS_ONLN);
    unsigned workers = (unsigned)setting("WORKERS", processors > 4 ? 4 : (uint64_t)processors);
    struct h_counts counts;

    if (seed) {
        return replay(seed);
    }
    shared = mmap(NULL, sizeof(*shared), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (shared == MAP_FAILED || workers == 0 || workers > WORKERS_MAX) {
        printf("Bail out! no memory to share\n");
        return 2;
    }
    shared->next = setting("FIRST", seconds ? (uint64_t)time(NULL) * 1000 : 1);
    histories = setting("HISTORIES", seconds ? 0 : HISTORIES);
    shared->end = histories ? shared->next + histories : UINT64_MAX;
    shared->until = seconds ? time(NULL) + (time_t)seconds : 0;
    if (seconds) {
        printf("# new seeds from %llu for %llu seconds\n", (unsigned long long)shared->next,
               (unsigned long long)seconds);
    }
    run_all(workers);
    sum_counts(&counts);
    IS_INT(shared->failed_count, 0, "%lu histories: the laws hold, and all end in the same bytes",
           counts.lives);
    for (uint64_t i = 0; i < shared->failed_count && i < SHRUNK_MAX; i++) {
        shrink(shared->failed[i]);
    }
    check_acts(&counts);
    check_rules(&counts);
    check_troubles(&counts);
    h_grounds_end();
    return tap_done();
}
