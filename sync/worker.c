/* The process that talks to one remote and never had a key: one job, then it ends
 * (fetcher_priv.h). */
#include <errno.h>
#include <signal.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include "sync/fetcher_priv.h"
#include "sync/watch.h"

#if defined(__has_feature)
#if __has_feature(address_sanitizer)
#define VS_ADDRESS_SANITIZER 1
#endif
#endif
#if defined(__SANITIZE_ADDRESS__)
#define VS_ADDRESS_SANITIZER 1
#endif

/* Address space; what of it may be written to; seconds of processor; beyond the limits of a fetch.
 */
#define WORKER_SPACE_MAX ((rlim_t)4 << 30)
#define WORKER_DATA_MAX  ((rlim_t)1 << 30)
#define WORKER_CPU_S     600
#define WORKER_FILE_MORE ((rlim_t)64 << 20)

size_t
vs_said_len(uint32_t kind)
{
    static const size_t sizes[] = {
        [SAID_ALIVE] = sizeof(((struct said *)0)->as.alive),
        [SAID_BRANCHES] = sizeof(((struct said *)0)->as.branches),
        [SAID_LISTED] = sizeof(((struct said *)0)->as.listed),
        [SAID_RESULT] = sizeof(((struct said *)0)->as.result),
        [SAID_KNOWN] = 8,
        [SAID_END] = sizeof(((struct said *)0)->as.end),
    };

    return kind > 0 && kind < sizeof(sizes) / sizeof(sizes[0])
               ? offsetof(struct said, as) + sizes[kind]
               : 0;
}

struct worker {
    const struct job *job;
    int socket;
};

/* Nobody listens any more: then there is no job either. */
static void
say(struct worker *worker, struct said *said, enum said_kind kind)
{
    size_t len = vs_said_len(kind);

    said->kind = kind;
    while (send(worker->socket, said, len, MSG_NOSIGNAL) != (ssize_t)len) {
        if (errno != EINTR) {
            _exit(EXIT_FAILURE);
        }
    }
}

static void
say_alive(void *payload, uint64_t bytes, uint64_t objects)
{
    struct said said;

    memset(&said, 0, sizeof(said));
    said.as.alive.bytes = bytes;
    said.as.alive.objects = objects;
    say(payload, &said, SAID_ALIVE);
}

static enum vs_code
ask(void *payload, struct vs_remote_list *list, struct vs_err *err)
{
    struct worker *worker = payload;
    struct said said;

    (void)err;
    for (size_t first = 0; first < list->count; first += SAID_BRANCHES_MAX) {
        size_t left = list->count - first;
        size_t count = left < SAID_BRANCHES_MAX ? left : SAID_BRANCHES_MAX;
        struct wanted wanted;

        memset(&said, 0, sizeof(said));
        said.as.branches.count = (uint32_t)count;
        for (size_t i = 0; i < count; i++) {
            const struct vs_remote_branch *branch = &list->branches[first + i];

            memcpy(said.as.branches.list[i].branch, branch->branch, VS_REMOTE_HEX_LEN);
            said.as.branches.list[i].id = branch->id;
            said.as.branches.list[i].cached = branch->cached;
        }
        say(worker, &said, SAID_BRANCHES);
        if (recv(worker->socket, &wanted, sizeof(wanted), 0) != (ssize_t)sizeof(wanted)) {
            _exit(EXIT_FAILURE);
        }
        for (size_t i = 0; i < count; i++) {
            list->branches[first + i].wanted = (enum vs_want)wanted.of[i];
        }
    }
    memset(&said, 0, sizeof(said));
    said.as.listed.foreign = list->foreign;
    say(worker, &said, SAID_LISTED);
    return VS_OK;
}

static void
say_results(struct worker *worker, const struct vs_remote_list *list, enum vs_want kind)
{
    for (size_t i = 0; i < list->count; i++) {
        const struct vs_remote_branch *branch = &list->branches[i];
        struct said said;

        if (kind == VS_WANT_WHOLE ? !vs_want_is_whole(branch->wanted) : branch->wanted != kind) {
            continue;
        }
        memset(&said, 0, sizeof(said));
        said.as.result.which = (uint32_t)i;
        said.as.result.code = (uint32_t)branch->code;
        said.as.result.fetched = branch->fetched;
        memcpy(said.as.result.detail, branch->detail, SAID_DETAIL_MAX);
        say(worker, &said, SAID_RESULT);
    }
}

static enum vs_code
tell_known(void *payload, const struct vs_remote_list *list, struct vs_err *err)
{
    struct worker *worker = payload;
    struct said said;

    (void)err;
    say_results(worker, list, VS_WANT_WHOLE);
    memset(&said, 0, sizeof(said));
    say(worker, &said, SAID_KNOWN);
    return VS_OK;
}

/* AddressSanitizer reserves terabytes of address space, so its build goes without that limit. */
static void
set_limits(const struct job *job)
{
    struct rlimit none = {0, 0};
    struct rlimit cpu = {WORKER_CPU_S, WORKER_CPU_S + 10};

    setrlimit(RLIMIT_CORE, &none);
    setrlimit(RLIMIT_CPU, &cpu);
#ifndef VS_ADDRESS_SANITIZER
    struct rlimit space = {WORKER_SPACE_MAX, WORKER_SPACE_MAX};
    struct rlimit data = {WORKER_DATA_MAX, WORKER_DATA_MAX};

    setrlimit(RLIMIT_AS, &space);
    setrlimit(RLIMIT_DATA, &data);
#endif
    if (job->kind == JOB_FETCH) {
        struct rlimit size;

        size.rlim_cur = size.rlim_max = (rlim_t)job->limits.all.bytes + WORKER_FILE_MORE;
        setrlimit(RLIMIT_FSIZE, &size);
    }
}

static enum vs_code
do_fetch(struct worker *worker, struct vs_git *git, const struct vs_remote *remote,
         struct said *said, struct vs_err *err)
{
    const struct vs_remote_asking asking = {ask, tell_known, worker};
    struct vs_remote_list list;
    enum vs_code code = vs_remote_fetch(&list, git, remote, &asking, &worker->job->limits, err);

    if (code == VS_OK) {
        say_results(worker, &list, VS_WANT_ROSTER);
        said->as.end.bytes = list.received.bytes;
        said->as.end.objects = list.received.objects;
    }
    vs_remote_list_release(&list);
    return code;
}

/* For tests: each of the ways in which a worker can fail to do its job. */
static void
misbehave(struct worker *worker)
{
    struct said said;
    volatile unsigned spin = 0;

    switch (worker->job->fault) {
    case VS_FETCHER_FAULT_CRASH:
        signal(SIGSEGV, SIG_DFL);
        raise(SIGSEGV);
        break;
    case VS_FETCHER_FAULT_HANG:
        for (;;) {
            pause();
        }
    case VS_FETCHER_FAULT_MEMORY:
        for (;;) {
            char *p = mmap(NULL, (size_t)64 << 20, PROT_READ | PROT_WRITE,
                           MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

            if (p == MAP_FAILED) {
                abort();
            }
        }
    case VS_FETCHER_FAULT_FILE: {
        FILE *file = tmpfile();

        if (file) {
            (void)fseek(file, (long)(worker->job->limits.all.bytes + WORKER_FILE_MORE), SEEK_SET);
            (void)fputc(0, file);
            (void)fflush(file);
        }
        break;
    }
    case VS_FETCHER_FAULT_CPU: {
        struct rlimit cpu = {1, 2};

        setrlimit(RLIMIT_CPU, &cpu);
        for (;;) {
            spin++;
        }
    }
    case VS_FETCHER_FAULT_LIES:
        memset(&said, 0xff, sizeof(said));
        (void)send(worker->socket, &said, sizeof(said), MSG_NOSIGNAL);
        break;
    case VS_FETCHER_FAULT_NONE:
    default:
        return;
    }
    _exit(EXIT_FAILURE);
}

void
vs_worker_run(const struct job *job, int socket)
{
    struct worker worker = {job, socket};
    struct vs_remote remote = {job->name, job->url, job->host_key[0] ? job->host_key : NULL};
    struct vs_git *git = NULL;
    struct vs_err err = {0};
    struct said said;
    enum vs_code code;

    memset(&said, 0, sizeof(said));
    set_limits(job);
    vs_watch_begin(job->stall_s, say_alive, &worker);
    misbehave(&worker);
    code = vs_git_open(&git, job->cache, &err);
    if (code == VS_OK && job->kind == JOB_FETCH) {
        code = do_fetch(&worker, git, &remote, &said, &err);
    } else if (code == VS_OK) {
        code = vs_remote_push(git, &remote, job->branch, &job->id,
                              job->has_expected ? &job->expected : NULL, job->reroot, &err);
    }
    said.as.end.code = (uint32_t)code;
    memcpy(said.as.end.subject, err.subject, sizeof(said.as.end.subject));
    memcpy(said.as.end.detail, err.detail, sizeof(said.as.end.detail));
    say(&worker, &said, SAID_END);
    vs_git_close(git);
    _exit(EXIT_SUCCESS);
}
