#include "sync/fetcher.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/pidfd.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/timerfd.h>
#include <sys/wait.h>
#include <unistd.h>

#include "core/base/mem.h"
#include "sync/fetcher_priv.h"

/* The whole time of a job in times of standstill; how much longer than the worker's own alarm the
 * program waits; how long for a worker to be gone that has said its last word. */
enum { TIMES_STALL_MAX = 60, GRACE_MS = 5000, GONE_MS = 3000 };

struct vs_fetcher {
    int control; /* to the helper */
    pid_t helper;
    unsigned stall_s;
    enum vs_fetcher_fault fault;
};

/* --- the helper --------------------------------------------------------------------------------
 */

/* A job and the socket of its worker; false when the program is gone. */
static bool
receive_job(int control, struct job *job, int *fd)
{
    union {
        struct cmsghdr align;
        char bytes[CMSG_SPACE(sizeof(int))];
    } beside;
    struct iovec part = {job, sizeof(*job)};
    struct msghdr message;
    struct cmsghdr *head;
    ssize_t got;

    memset(&message, 0, sizeof(message));
    message.msg_iov = &part;
    message.msg_iovlen = 1;
    message.msg_control = beside.bytes;
    message.msg_controllen = sizeof(beside.bytes);
    do {
        got = recvmsg(control, &message, MSG_CMSG_CLOEXEC);
    } while (got < 0 && errno == EINTR);
    *fd = -1;
    head = CMSG_FIRSTHDR(&message);
    if (got == (ssize_t)sizeof(*job) && head && head->cmsg_type == SCM_RIGHTS &&
        head->cmsg_len == CMSG_LEN(sizeof(int))) {
        memcpy(fd, CMSG_DATA(head), sizeof(*fd));
    }
    return got == (ssize_t)sizeof(*job);
}

/* Waits for the worker to end; a word from the program meanwhile, or its end, kills it. */
static int
await_worker(int control, pid_t pid)
{
    int watched = pidfd_open(pid, 0);
    int status = 0;

    while (watched >= 0) {
        struct pollfd ends[2] = {{watched, POLLIN, 0}, {control, POLLIN, 0}};

        if (poll(ends, 2, -1) < 0 && errno != EINTR) {
            break;
        }
        if (ends[0].revents) {
            break;
        }
        if (ends[1].revents) {
            kill(pid, SIGKILL);
            break;
        }
    }
    while (waitpid(pid, &status, 0) < 0 && errno == EINTR) {
        continue;
    }
    if (watched >= 0) {
        close(watched);
    }
    return status;
}

/* Whoever started this is gone: so is the reason for it. */
static void
end_with(pid_t parent)
{
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (getppid() != parent) {
        _exit(EXIT_FAILURE);
    }
}

static void
helper_run(int control)
{
    static struct job job;
    pid_t self = getpid();
    int fd = -1;

    while (receive_job(control, &job, &fd)) {
        pid_t pid;
        int status = 0;

        if (job.kind == JOB_KILL) {
            continue; /* it had ended by then */
        }
        pid = fd >= 0 ? fork() : -1;
        if (pid == 0) {
            end_with(self);
            close(control);
            vs_worker_run(&job, fd);
        }
        close(fd);
        if (pid > 0) {
            status = await_worker(control, pid);
        }
        if (send(control, &status, sizeof(status), MSG_NOSIGNAL) != (ssize_t)sizeof(status)) {
            break;
        }
    }
    _exit(EXIT_SUCCESS);
}

/* The helper keeps no terminal to write on, no handler of the program's, and no file but one. */
static void
become_helper(int control, pid_t parent)
{
    static const int numbers[] = {SIGINT, SIGTERM, SIGHUP, SIGALRM};
    int nothing = open("/dev/null", O_RDWR);

    end_with(parent);
    for (size_t i = 0; i < sizeof(numbers) / sizeof(numbers[0]); i++) {
        struct sigaction before;

        if (sigaction(numbers[i], NULL, &before) == 0 && before.sa_handler != SIG_IGN) {
            signal(numbers[i], SIG_DFL);
        }
    }
    if (nothing < 0 || dup2(nothing, 0) < 0 || dup2(nothing, 1) < 0 || dup2(control, 3) < 0) {
        _exit(EXIT_FAILURE);
    }
    close_range(4, ~0U, 0);
    helper_run(3);
}

enum vs_code
vs_fetcher_start(struct vs_fetcher **out, struct vs_err *err)
{
    struct vs_fetcher *fetcher = vs_calloc(1, sizeof(*fetcher));
    pid_t self = getpid();
    int ends[2];

    enum vs_code started = vs_git_start(err);

    *out = NULL;
    if (started != VS_OK || !fetcher) {
        vs_free(fetcher);
        return started != VS_OK ? started : vs_fail_memory(err);
    }
    if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends) < 0) {
        vs_free(fetcher);
        return vs_fail_errno(err, errno, "the helper", "cannot be started");
    }
    fetcher->helper = fork();
    if (fetcher->helper == 0) {
        become_helper(ends[1], self);
    }
    close(ends[1]);
    if (fetcher->helper < 0) {
        enum vs_code code = vs_fail_errno(err, errno, "the helper", "cannot be started");

        close(ends[0]);
        vs_free(fetcher);
        return code;
    }
    fetcher->control = ends[0];
    fetcher->stall_s = VS_FETCHER_STALL_S;
    *out = fetcher;
    return VS_OK;
}

void
vs_fetcher_stop(struct vs_fetcher *fetcher)
{
    if (fetcher) {
        close(fetcher->control);
        while (waitpid(fetcher->helper, NULL, 0) < 0 && errno == EINTR) {
            continue;
        }
        vs_free(fetcher);
    }
}

void
vs_fetcher_set_stall(struct vs_fetcher *fetcher, unsigned stall_s)
{
    fetcher->stall_s = stall_s;
}

void
vs_fetcher_set_fault(struct vs_fetcher *fetcher, enum vs_fetcher_fault fault)
{
    fetcher->fault = fault;
}

/* --- a job -------------------------------------------------------------------------------------
 */

/* One job while it lasts, on the program's side. */
struct talk {
    struct vs_fetcher *fetcher;
    const struct vs_remote *remote;
    const struct vs_remote_asking *asking;
    struct vs_remote_list *list;
    size_t room;
    bool listed, known, ended;
    enum vs_code code; /* what the worker ended with */
    int socket, timer;
};

static enum vs_code
lies(struct vs_err *err, const struct talk *talk)
{
    return vs_fail(err, VS_E_REMOTE_ABORTED, talk->remote->name,
                   "the process that talks to it said what it cannot say");
}

/* Codes that a worker may end with; others would speak for the program itself. */
static bool
may_end_with(uint32_t code)
{
    switch ((int)code) {
    case VS_OK:
    case VS_E_INVALID:
    case VS_E_NOT_FOUND:
    case VS_E_TOO_LARGE:
    case VS_E_LIMIT:
    case VS_E_IO:
    case VS_E_NO_SPACE:
    case VS_E_NO_MEMORY:
    case VS_E_HOST_KEY:
    case VS_E_REMOTE_UNREACHABLE:
    case VS_E_REMOTE_NOT_REPOSITORY:
    case VS_E_REMOTE_REFUSED:
    case VS_E_REMOTE_MOVED:
    case VS_E_REMOTE_CONTENT:
    case VS_E_REMOTE_DAMAGED:
    case VS_E_REMOTE_CROWDED:
    case VS_E_REMOTE_IN_THE_WAY:
        return true;
    default:
        return false;
    }
}

static enum vs_code
hear_branches(struct talk *talk, const struct said *said, struct vs_err *err)
{
    struct vs_remote_list *list = talk->list;
    uint32_t count = said->as.branches.count;
    struct vs_remote_list part = {NULL, count, 0, {0, 0}};
    struct wanted wanted;
    enum vs_code code = VS_OK;

    if (!list || talk->listed || count == 0 || count > SAID_BRANCHES_MAX ||
        list->count + count > VS_REMOTE_BRANCHES_MAX) {
        return lies(err, talk);
    }
    if (list->count + count > talk->room) {
        size_t room = talk->room ? 2 * talk->room : 4 * (size_t)SAID_BRANCHES_MAX;
        struct vs_remote_branch *more = vs_realloc_array(list->branches, room, sizeof(*more));

        if (!more) {
            return vs_fail_memory(err);
        }
        list->branches = more;
        talk->room = room;
    }
    part.branches = list->branches + list->count;
    for (uint32_t i = 0; i < count; i++) {
        struct vs_remote_branch *branch = &part.branches[i];

        memset(branch, 0, sizeof(*branch));
        memcpy(branch->branch, said->as.branches.list[i].branch, VS_REMOTE_HEX_LEN);
        branch->id = said->as.branches.list[i].id;
        branch->cached = said->as.branches.list[i].cached;
        branch->wanted = VS_WANT_WHOLE;
        if (!vs_branch_name_ok(branch->branch) ||
            (list->count + i > 0 &&
             strcmp(list->branches[list->count + i - 1].branch, branch->branch) >= 0)) {
            return lies(err, talk);
        }
    }
    if (talk->asking && talk->asking->choose) {
        code = talk->asking->choose(talk->asking->payload, &part, err);
    }
    memset(&wanted, 0, sizeof(wanted));
    for (uint32_t i = 0; i < count; i++) {
        wanted.of[i] = (uint8_t)part.branches[i].wanted;
    }
    list->count += count;
    if (code == VS_OK) {
        /* A worker that does not listen is noticed when it says no more. */
        (void)send(talk->socket, &wanted, sizeof(wanted), MSG_NOSIGNAL);
    }
    return code;
}

static enum vs_code
hear_result(struct talk *talk, const struct said *said, struct vs_err *err)
{
    uint32_t which = said->as.result.which;
    struct vs_remote_branch *branch;

    if (!talk->listed || which >= talk->list->count || !may_end_with(said->as.result.code) ||
        said->as.result.fetched > 1) {
        return lies(err, talk);
    }
    branch = &talk->list->branches[which];
    if (branch->wanted == VS_WANT_NOTHING) {
        return lies(err, talk);
    }
    branch->code = (enum vs_code)said->as.result.code;
    branch->fetched = said->as.result.fetched == 1;
    _Static_assert(sizeof(branch->detail) == SAID_DETAIL_MAX, "one size");
    vs_git_words(branch->detail, sizeof(branch->detail), said->as.result.detail);
    return VS_OK;
}

static enum vs_code
hear_end(struct talk *talk, struct said *said, struct vs_err *err)
{
    if (!may_end_with(said->as.end.code) ||
        (talk->list && said->as.end.code == VS_OK && !(talk->listed && talk->known))) {
        return lies(err, talk);
    }
    talk->ended = true;
    talk->code = (enum vs_code)said->as.end.code;
    if (talk->code == VS_E_NO_MEMORY) {
        return vs_fail(err, VS_E_REMOTE_ABORTED, talk->remote->name,
                       "it took more memory than one remote may");
    }
    if (talk->code != VS_OK && err) {
        char *subject = said->as.end.subject;

        vs_fail(err, talk->code, talk->remote->url, "%s", "");
        subject[sizeof(said->as.end.subject) - 1] = '\0';
        if (strcmp(subject, err->subject) != 0) {
            vs_git_words(err->subject, sizeof(err->subject), subject);
        }
        said->as.end.detail[sizeof(said->as.end.detail) - 1] = '\0';
        vs_git_words(err->detail, sizeof(err->detail), said->as.end.detail);
    }
    if (talk->code == VS_OK && talk->list) {
        talk->list->received.bytes = said->as.end.bytes;
        talk->list->received.objects = said->as.end.objects;
    }
    return talk->code;
}

/* One message. */
static enum vs_code
hear(struct talk *talk, struct said *said, size_t len, struct vs_err *err)
{
    if (len < sizeof(said->kind) || len != vs_said_len(said->kind)) {
        return lies(err, talk);
    }
    switch (said->kind) {
    case SAID_ALIVE:
        return VS_OK;
    case SAID_BRANCHES:
        return hear_branches(talk, said, err);
    case SAID_LISTED:
        if (!talk->list || talk->listed) {
            return lies(err, talk);
        }
        talk->listed = true;
        talk->list->foreign =
            said->as.listed.foreign < VS_REMOTE_BRANCHES_MAX ? (size_t)said->as.listed.foreign : 0;
        return VS_OK;
    case SAID_RESULT:
        return talk->list ? hear_result(talk, said, err) : lies(err, talk);
    case SAID_KNOWN:
        talk->known = true;
        return talk->listed && talk->asking && talk->asking->told
                   ? talk->asking->told(talk->asking->payload, talk->list, err)
                   : VS_OK;
    case SAID_END:
        return hear_end(talk, said, err);
    default:
        return lies(err, talk);
    }
}

/* Messages until the last one, the worker's end, or a time limit. */
static enum vs_code
hear_all(struct talk *talk, struct vs_err *err)
{
    int stall_ms = (int)talk->fetcher->stall_s * 1000 + GRACE_MS;
    struct said said;
    enum vs_code code = VS_OK;

    while (code == VS_OK && !talk->ended) {
        struct pollfd ends[2] = {{talk->socket, POLLIN, 0}, {talk->timer, POLLIN, 0}};
        int ready = poll(ends, 2, stall_ms);
        ssize_t got;

        if (ready < 0 && errno == EINTR) {
            continue;
        }
        if (ready < 0) {
            return vs_fail_errno(err, errno, talk->remote->name, "cannot be heard");
        }
        if (ready == 0 || ends[1].revents) {
            return vs_fail(err, VS_E_REMOTE_UNREACHABLE, talk->remote->name,
                           ready == 0 ? "nothing came for %u seconds"
                                      : "it took longer than 60 times %u seconds",
                           talk->fetcher->stall_s);
        }
        memset(&said, 0, sizeof(said));
        got = recv(talk->socket, &said, sizeof(said), MSG_TRUNC);
        if (got <= 0) {
            break;
        }
        code = hear(talk, &said, (size_t)got, err);
    }
    return code;
}

/* The helper tells how the worker ended, after it was told to kill it if it does not end by itself.
 */
static int
worker_status(struct talk *talk, bool at_once)
{
    static struct job stop;
    struct pollfd end = {talk->fetcher->control, POLLIN, 0};
    int status = 0;

    stop.kind = JOB_KILL;
    if (at_once || poll(&end, 1, GONE_MS) <= 0) {
        if (send(talk->fetcher->control, &stop, sizeof(stop), MSG_NOSIGNAL) < 0) {
            return 0;
        }
    }
    while (recv(talk->fetcher->control, &status, sizeof(status), 0) < 0 && errno == EINTR) {
        continue;
    }
    return status;
}

/* A worker that ended before its last word. */
static enum vs_code
fail_status(struct vs_err *err, const struct talk *talk, int status)
{
    int number = WIFSIGNALED(status) ? WTERMSIG(status) : 0;

    switch (number) {
    case SIGALRM:
        return vs_fail(err, VS_E_REMOTE_UNREACHABLE, talk->remote->name,
                       "nothing came for %u seconds", talk->fetcher->stall_s);
    case SIGXCPU:
        return vs_fail(err, VS_E_REMOTE_ABORTED, talk->remote->name,
                       "it took more processor time than one remote may");
    case SIGXFSZ:
        return vs_fail(err, VS_E_REMOTE_ABORTED, talk->remote->name,
                       "it sent more than is taken from one remote");
    case 0:
        return vs_fail(err, VS_E_REMOTE_ABORTED, talk->remote->name,
                       "the process that talks to it ended before it was done");
    default:
        return vs_fail(err, VS_E_REMOTE_ABORTED, talk->remote->name,
                       "the process that talks to it was ended by signal %d", number);
    }
}

/* Sends the job and the worker's end of the conversation to the helper. */
static enum vs_code
send_job(struct vs_fetcher *fetcher, struct job *job, int fd, struct vs_err *err)
{
    union {
        struct cmsghdr align;
        char bytes[CMSG_SPACE(sizeof(int))];
    } beside;
    struct iovec part = {job, sizeof(*job)};
    struct msghdr message;
    struct cmsghdr *head;

    memset(&beside, 0, sizeof(beside));
    memset(&message, 0, sizeof(message));
    message.msg_iov = &part;
    message.msg_iovlen = 1;
    message.msg_control = beside.bytes;
    message.msg_controllen = sizeof(beside.bytes);
    head = CMSG_FIRSTHDR(&message);
    head->cmsg_level = SOL_SOCKET;
    head->cmsg_type = SCM_RIGHTS;
    head->cmsg_len = CMSG_LEN(sizeof(int));
    memcpy(CMSG_DATA(head), &fd, sizeof(fd));
    if (sendmsg(fetcher->control, &message, MSG_NOSIGNAL) != (ssize_t)sizeof(*job)) {
        return vs_fail(err, VS_E_REMOTE_ABORTED, job->name, "the helper is gone");
    }
    return VS_OK;
}

static int
start_timer(unsigned seconds)
{
    struct itimerspec when;
    int timer = timerfd_create(CLOCK_MONOTONIC, TFD_CLOEXEC);

    memset(&when, 0, sizeof(when));
    when.it_value.tv_sec = (int)seconds;
    if (timer >= 0 && timerfd_settime(timer, 0, &when, NULL) < 0) {
        close(timer);
        timer = -1;
    }
    return timer;
}

static enum vs_code
do_job(struct talk *talk, struct job *job, struct vs_err *err)
{
    int ends[2];
    enum vs_code code;

    job->stall_s = talk->fetcher->stall_s;
    job->fault = talk->fetcher->fault;
    if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends) < 0) {
        return vs_fail_errno(err, errno, talk->remote->name, "no conversation with it");
    }
    talk->socket = ends[0];
    talk->timer = start_timer(job->stall_s * TIMES_STALL_MAX);
    code = send_job(talk->fetcher, job, ends[1], err);
    close(ends[1]);
    if (code == VS_OK) {
        int status;

        code = hear_all(talk, err);
        status = worker_status(talk, code != VS_OK && !talk->ended);
        if (code == VS_OK && !talk->ended) {
            code = fail_status(err, talk, status);
        }
    }
    close(talk->socket);
    if (talk->timer >= 0) {
        close(talk->timer);
    }
    return code;
}

static enum vs_code
fill_job(struct job *job, enum job_kind kind, const char *cache, const struct vs_remote *remote,
         struct vs_err *err)
{
    const char *const texts[] = {cache, remote->name, remote->url,
                                 remote->host_key ? remote->host_key : ""};
    char *const fields[] = {job->cache, job->name, job->url, job->host_key};
    const size_t sizes[] = {sizeof(job->cache), sizeof(job->name), sizeof(job->url),
                            sizeof(job->host_key)};

    memset(job, 0, sizeof(*job));
    job->kind = kind;
    for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
        int len = snprintf(fields[i], sizes[i], "%s", texts[i]);

        if (len < 0 || (size_t)len >= sizes[i]) {
            return vs_fail(err, VS_E_INVALID, texts[i], "is too long");
        }
    }
    return VS_OK;
}

/* A remote may have done all that matters and then break off over what nobody asked it for. */
static bool
is_about_remote(enum vs_code code)
{
    return code == VS_E_REMOTE_ABORTED || code == VS_E_REMOTE_UNREACHABLE ||
           code == VS_E_REMOTE_REFUSED || code == VS_E_REMOTE_CONTENT || code == VS_E_TOO_LARGE ||
           code == VS_E_LIMIT || code == VS_E_REMOTE_NOT_REPOSITORY || code == VS_E_REMOTE_DAMAGED;
}

enum vs_code
vs_fetcher_fetch(struct vs_remote_list *out, struct vs_fetcher *fetcher, const char *cache,
                 const struct vs_remote *remote, const struct vs_remote_asking *asking,
                 const struct vs_remote_limits *limits, struct vs_err *err)
{
    struct talk talk = {.fetcher = fetcher, .remote = remote, .asking = asking, .list = out};
    struct job job;
    enum vs_code code = fill_job(&job, JOB_FETCH, cache, remote, err);

    memset(out, 0, sizeof(*out));
    job.limits = *limits;
    if (code == VS_OK) {
        code = do_job(&talk, &job, err);
    }
    if (talk.known && is_about_remote(code)) {
        for (size_t i = 0; i < out->count; i++) {
            struct vs_remote_branch *branch = &out->branches[i];

            if (branch->wanted == VS_WANT_ROSTER && branch->code == VS_OK && !branch->fetched) {
                branch->code = code;
            }
        }
        vs_err_clear(err);
        code = VS_OK;
    }
    if (code != VS_OK) {
        vs_remote_list_release(out);
    }
    return code;
}

enum vs_code
vs_fetcher_push(struct vs_fetcher *fetcher, const char *cache, const struct vs_remote *remote,
                const char *branch, const struct vs_git_id *id, const struct vs_git_id *expected,
                bool reroot, struct vs_err *err)
{
    struct talk talk = {.fetcher = fetcher, .remote = remote};
    struct job job;
    enum vs_code code = fill_job(&job, JOB_PUSH, cache, remote, err);

    if (code == VS_OK && !vs_branch_name_ok(branch)) {
        code = vs_fail(err, VS_E_INVALID, branch, "is no name of a branch");
    }
    if (code == VS_OK) {
        memcpy(job.branch, branch, sizeof(job.branch));
        job.id = *id;
        job.reroot = reroot;
        job.has_expected = expected != NULL;
        if (expected) {
            job.expected = *expected;
        }
        code = do_job(&talk, &job, err);
    }
    return code;
}
