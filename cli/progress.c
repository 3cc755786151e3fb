/* Progress on a terminal, for who waits (term.h). */
#include <time.h>
#include <unistd.h>

#include "cli/term.h"

static int64_t
clock_ms(void)
{
    struct timespec now = {0, 0};

    (void)clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

static bool
is_silent(const struct vs_progress *progress)
{
    return progress->cli->out.quiet || progress->cli->out.json;
}

void
vs_progress_begin_quiet(struct vs_progress *progress, const struct vs_cli *cli, const char *phase)
{
    progress->cli = cli;
    progress->phase = phase;
    progress->begun_ms = clock_ms();
    progress->shown_ms = 0;
    progress->on_screen = false;
}

void
vs_progress_begin(struct vs_progress *progress, const struct vs_cli *cli, const char *phase)
{
    vs_progress_begin_quiet(progress, cli, phase);
    if (!is_silent(progress) && !isatty(fileno(cli->out.notes))) {
        (void)fprintf(cli->out.notes, "%s\n", phase);
        (void)fflush(cli->out.notes);
    }
}

void
vs_progress_step(struct vs_progress *progress, uint64_t done, uint64_t total)
{
    FILE *notes = progress->cli->out.notes;
    int64_t now;

    if (is_silent(progress) || !isatty(fileno(notes))) {
        return;
    }
    now = clock_ms();
    if (now - progress->begun_ms < 500 || now - progress->shown_ms < 100) {
        return;
    }
    progress->shown_ms = now;
    progress->on_screen = true;
    if (total > 0) {
        (void)fprintf(notes, "\r%s %llu/%llu\033[K", progress->phase, (unsigned long long)done,
                      (unsigned long long)total);
    } else {
        (void)fprintf(notes, "\r%s %llu\033[K", progress->phase, (unsigned long long)done);
    }
    (void)fflush(notes);
}

void
vs_progress_end(struct vs_progress *progress)
{
    if (progress->on_screen) {
        (void)fprintf(progress->cli->out.notes, "\r\033[K");
        (void)fflush(progress->cli->out.notes);
        progress->on_screen = false;
    }
}
