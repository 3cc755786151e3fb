#include "tests/sim/sync/h_shrink.h"

#include <fcntl.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "tests/sim/sync/h_life.h"

static void
run_here(const struct h_plan *plan, int answer, bool words)
{
    struct h_life *life = malloc(sizeof(*life));
    struct h_counts counts;
    char law[80] = "";

    memset(&counts, 0, sizeof(counts));
    if (!life) {
        _exit(2);
    }
    if (!words) {
        int null = open("/dev/null", O_WRONLY | O_CLOEXEC);

        dup2(null, 1);
        dup2(null, 2);
    }
    if (!h_life_run(life, plan, &counts, words ? stdout : NULL)) {
        snprintf(law, sizeof(law), "%s", life->law);
    }
    fflush(stdout);
    if (write(answer, law, sizeof(law)) != sizeof(law)) {
        _exit(2);
    }
    _exit(0);
}

void
h_try(const struct h_plan *plan, char law[80], bool words)
{
    int ends[2], status = 0;
    pid_t child;

    h_ground(plan->ground); /* made once, here */
    fflush(stdout);
    if (pipe(ends) != 0 || (child = fork()) < 0) {
        printf("Bail out! no process\n");
        exit(2);
    }
    if (child == 0) {
        close(ends[0]);
        run_here(plan, ends[1], words);
    }
    close(ends[1]);
    if (read(ends[0], law, 80) != 80) {
        waitpid(child, &status, 0);
        if (WIFSIGNALED(status)) {
            snprintf(law, 80, "a crash: signal %d", WTERMSIG(status));
        } else {
            snprintf(law, 80, "a crash: exit status %d", WEXITSTATUS(status));
        }
    } else {
        waitpid(child, &status, 0);
    }
    close(ends[0]);
}

static bool
still_breaks(const struct h_plan *plan, const char *law, unsigned *tries)
{
    char now[80];

    (*tries)++;
    h_try(plan, now, false);
    return strcmp(now, law) == 0;
}

static void
leave_out(struct h_plan *out, const struct h_plan *plan, size_t from, size_t count)
{
    *out = *plan;
    memmove(&out->steps[from], &out->steps[from + count],
            (plan->count - from - count) * sizeof(out->steps[0]));
    out->count -= count;
}

/* Steps one after the other, from the end, in pieces of `count`. True when some could go. */
static bool
drop_steps(struct h_plan *plan, const char *law, size_t count, time_t until, unsigned *tries)
{
    struct h_plan less;
    bool dropped = false;

    for (size_t end = plan->count; end >= count && time(NULL) < until;) {
        leave_out(&less, plan, end - count, count);
        if (still_breaks(&less, law, tries)) {
            *plan = less;
            dropped = true;
        }
        end -= end - count < count ? end - count + 1 : count;
        if (end > plan->count) {
            end = plan->count;
        }
    }
    return dropped;
}

void
h_shrink(struct h_plan *plan, const char *law, unsigned seconds, unsigned *tries)
{
    time_t until = time(NULL) + (time_t)seconds;
    const struct h_world *world = h_ground(plan->ground);
    struct h_plan less;

    *tries = 0;
    for (unsigned i = 0; i < world->count; i++) {
        if (world->orgs[i].party != i || time(NULL) >= until) {
            continue;
        }
        less = *plan;
        less.absent |= 1u << i;
        if (still_breaks(&less, law, tries)) {
            *plan = less;
        }
    }
    for (size_t count = plan->count / 2; count > 0 && time(NULL) < until; count /= 2) {
        drop_steps(plan, law, count, until, tries);
    }
    while (plan->count > 0 && drop_steps(plan, law, 1, until, tries)) {
    }
}
