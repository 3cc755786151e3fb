/* The transport over git's wire protocol: stock `git daemon` on this machine. */
#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tests/tap.h"
#include "tests/unit/sync/h_feed.h"

enum { SYNCS = 40 };

/* libgit2 1.5 loses a stream when an address of git:// cannot be reached. */
const char *__lsan_default_suppressions(void);
const char *
__lsan_default_suppressions(void)
{
    return "leak:libgit2.so";
}

static pid_t daemon_pid;
static int port;

static void
stop_daemon(void)
{
    if (daemon_pid > 0) {
        kill(-daemon_pid, SIGTERM);
        daemon_pid = 0;
    }
}

static int
connect_port(void)
{
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons((uint16_t)port)};
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    int rc;

    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    rc = connect(fd, (struct sockaddr *)&address, sizeof(address));
    close(fd);
    return rc;
}

/* A port that nobody uses now. */
static int
free_port(void)
{
    struct sockaddr_in address = {.sin_family = AF_INET};
    socklen_t len = sizeof(address);
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    int found = 0;

    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (bind(fd, (struct sockaddr *)&address, sizeof(address)) == 0 &&
        getsockname(fd, (struct sockaddr *)&address, &len) == 0) {
        found = ntohs(address.sin_port);
    }
    close(fd);
    return found;
}

static bool
start_daemon(void)
{
    char listen_port[32];
    char base[512];

    if (h_run("test -x \"$(git --exec-path)/git-daemon\"") != 0) {
        return false;
    }
    port = free_port();
    snprintf(listen_port, sizeof(listen_port), "--port=%d", port);
    snprintf(base, sizeof(base), "--base-path=%s", h_folder());
    atexit(stop_daemon);
    daemon_pid = fork();
    if (daemon_pid == 0) {
        setpgid(0, 0);
        execlp("git", "git", "daemon", "--reuseaddr", "--listen=127.0.0.1", listen_port, base,
               "--export-all", "--enable=receive-pack", "--log-destination=none", (char *)NULL);
        _exit(127);
    }
    setpgid(daemon_pid, daemon_pid);
    for (int i = 0; i < 200 && connect_port() < 0; i++) {
        poll(NULL, 0, 50);
    }
    return connect_port() == 0;
}

static const char *
url_of(const char *name)
{
    static char urls[4][256];
    static unsigned turn;
    char *url = urls[turn++ % 4];

    snprintf(url, sizeof(urls[0]), "git://127.0.0.1:%d/%s", port, name);
    return url;
}

static struct vs_git *
open_cache(const char *name)
{
    struct vs_git *git = NULL;
    struct vs_err err = {0};

    h_must(vs_git_open(&git, h_path("%s", name), &err), &err, "open a cache");
    return git;
}

static bool
feed_arrived(struct vs_git *git, const struct h_feed *feed)
{
    struct h_feed_check check = {.feed = feed};
    struct vs_tree *tree = NULL;
    struct vs_git_id id;
    bool good = vs_remote_cached(&id, git, "hub", feed->branch, NULL) == VS_OK &&
                vs_tree_at(&tree, git, &id, NULL) == VS_OK &&
                vs_branch_read_leaves(tree, 0, feed->size, feed->size, h_feed_check_leaf, &check,
                                      NULL) == VS_OK &&
                check.wrong == 0 && check.next == feed->size;

    vs_tree_close(tree);
    return good;
}

static void
test_round_trip(void)
{
    struct vs_remote remote = {"hub", url_of("hub.git"), NULL};
    struct vs_git *one = open_cache("one");
    struct vs_git *two = open_cache("two");
    struct vs_remote_list list;
    struct vs_err err = {0};
    struct vs_git_id before;
    struct h_feed feed;
    uint64_t received = 0;
    enum vs_code code;

    h_feed_init(&feed, 1);
    h_run("git init -q --bare hub.git");
    code = vs_remote_list(&list, one, &remote, &err);
    OK(code == VS_OK && list.count == 0, "an empty remote is empty: %s", err.detail);
    vs_remote_list_release(&list);
    h_must(h_feed_commit(&feed, one, 10, &err), &err, "commit");
    code = vs_remote_push(one, &remote, feed.branch, &feed.tip, NULL, false, &err);
    OK(code == VS_OK, "a first push: %s", err.detail);
    code = vs_remote_fetch(&list, two, &remote, NULL, &vs_remote_limits_default, &err);
    OK(code == VS_OK && list.count == 1 && list.branches[0].fetched, "a first fetch: %s",
       err.detail);
    vs_remote_list_release(&list);
    OK(feed_arrived(two, &feed), "the leaves arrive");
    OK(h_run("git -C hub.git fsck --strict --full") == 0, "git fsck has nothing to say");

    for (int i = 0; i < SYNCS; i++) {
        before = feed.tip;
        h_must(h_feed_commit(&feed, one, 1, &err), &err, "commit");
        h_must(vs_remote_push(one, &remote, feed.branch, &feed.tip, &before, false, &err), &err,
               "push");
        h_must(vs_remote_fetch(&list, two, &remote, NULL, &vs_remote_limits_default, &err), &err,
               "fetch");
        received += list.received.bytes;
        vs_remote_list_release(&list);
    }
    OK(feed_arrived(two, &feed), "%d syncs of one event each", SYNCS);
    printf("# one event of %zu bytes a sync: %llu bytes an event on the wire\n", feed.leaf_len,
           (unsigned long long)received / SYNCS);
    OK(received / SYNCS <= 4000, "cost at most 4,000 bytes an event");

    code = vs_remote_fetch(&list, two, &remote, NULL, &vs_remote_limits_default, &err);
    OK(code == VS_OK && !list.branches[0].fetched && list.received.bytes == 0,
       "nothing new costs the list of references only");
    vs_remote_list_release(&list);

    before = feed.tip;
    h_must(h_feed_commit(&feed, one, 10000, &err), &err, "commit");
    h_must(vs_remote_push(one, &remote, feed.branch, &feed.tip, &before, false, &err), &err,
           "push");
    code = vs_remote_fetch(&list, two, &remote, NULL, &vs_remote_limits_default, &err);
    OK(code == VS_OK && feed_arrived(two, &feed), "10,000 events in one sync: %s", err.detail);
    printf("# 10,000 events in one sync: %llu bytes an event on the wire\n",
           (unsigned long long)list.received.bytes / 10000);
    OK(list.received.bytes / 10000 <= 1000, "cost at most 1,000 bytes an event");
    vs_remote_list_release(&list);

    before = feed.tip;
    h_must(h_feed_commit(&feed, one, 1, &err), &err, "commit");
    h_must(vs_remote_push(one, &remote, feed.branch, &feed.tip, &before, false, &err), &err,
           "push");
    h_must(vs_remote_fetch(&list, two, &remote, NULL, &vs_remote_limits_default, &err), &err,
           "fetch");
    printf("# one event a sync on a feed of 10,000: %llu bytes on the wire\n",
           (unsigned long long)list.received.bytes);
    vs_remote_list_release(&list);
    vs_git_close(one);
    vs_git_close(two);
    h_feed_release(&feed);
}

static void
test_refusals(void)
{
    struct vs_remote remote = {"hub", url_of("refuse.git"), NULL};
    struct vs_git *git = open_cache("refuse");
    struct vs_err err = {0};
    struct vs_git_id first;
    struct vs_git_id second;
    struct h_feed feed;
    struct h_feed copy;

    h_run("git init -q --bare refuse.git");
    h_feed_init(&feed, 2);
    h_must(h_feed_commit(&feed, git, 3, &err), &err, "commit");
    h_must(vs_remote_push(git, &remote, feed.branch, &feed.tip, NULL, false, &err), &err, "push");
    first = feed.tip;
    copy = feed;
    h_must(h_feed_commit(&feed, git, 1, &err), &err, "commit");
    h_must(h_feed_commit(&copy, git, 2, &err), &err, "commit of a copy");
    second = feed.tip;
    h_must(vs_remote_push(git, &remote, feed.branch, &second, &first, false, &err), &err, "push");
    IS_INT(vs_remote_push(git, &remote, feed.branch, &copy.tip, &first, false, &err),
           VS_E_REMOTE_MOVED, "a push that expects an older state is refused");
    IS_INT(vs_remote_push(git, &remote, feed.branch, &copy.tip, NULL, false, &err),
           VS_E_REMOTE_MOVED, "so is one that expects no branch");
    IS_INT(vs_remote_push(git, &remote, feed.branch, &copy.tip, &second, true, &err), VS_OK,
           "an owner may re-root");
    IS_TEXT(h_line("git -C refuse.git rev-parse vs1/%s", feed.branch),
            h_line("git -C refuse rev-parse refs/own/%s", feed.branch), "the remote has it");
    IS_INT(h_number("git -C refuse for-each-ref refs/outgoing | wc -l"), 0,
           "no reference is left over");

    h_run("git -C refuse.git config receive.denyNonFastForwards true");
    IS_INT(vs_remote_push(git, &remote, feed.branch, &second, &copy.tip, true, &err),
           VS_E_REMOTE_REFUSED, "a host may forbid it");
    printf("# %s: %s\n", err.subject, err.detail);
    h_run("printf '#!/bin/sh\\necho no room here >&2\\nexit 1\\n' "
          ">refuse.git/hooks/pre-receive && chmod +x refuse.git/hooks/pre-receive");
    first = copy.tip;
    h_must(h_feed_commit(&copy, git, 1, &err), &err, "commit");
    IS_INT(vs_remote_push(git, &remote, feed.branch, &copy.tip, &first, false, &err),
           VS_E_REMOTE_REFUSED, "a hook may refuse");
    printf("# %s: %s\n", err.subject, err.detail);

    remote.url = url_of("nothing.git");
    IS_INT(vs_remote_push(git, &remote, feed.branch, &copy.tip, NULL, false, &err),
           VS_E_REMOTE_NOT_REPOSITORY, "no repository at the address");
    printf("# %s: %s\n", err.subject, err.detail);
    remote.url = "git://127.0.0.1:1/x.git";
    IS_INT(vs_remote_push(git, &remote, feed.branch, &copy.tip, NULL, false, &err),
           VS_E_REMOTE_UNREACHABLE, "no host at the address");
    printf("# %s: %s\n", err.subject, err.detail);
    vs_git_close(git);
    h_feed_release(&feed);
}

static void
test_limits(void)
{
    static const char bad[] = "00000000000000000000000000000bad";
    struct vs_remote remote = {"hub", url_of("limit.git"), NULL};
    struct vs_remote_limits limits = vs_remote_limits_default;
    struct vs_git *git = open_cache("limit");
    struct vs_remote_list list;
    struct vs_err err = {0};
    struct vs_git_id before;
    struct h_feed feed;
    enum vs_code code;

    h_run("git init -q --bare limit.git");
    h_feed_init(&feed, 4);
    h_must(h_feed_commit(&feed, git, 5, &err), &err, "commit");
    h_must(vs_remote_push(git, &remote, feed.branch, &feed.tip, NULL, false, &err), &err, "push");
    vs_git_close(git);
    h_run("git init -q flood && cd flood && git config user.email a@example.org && "
          "git config user.name A && head -c 5000000 /dev/urandom >checkpoint && git add . && "
          "git commit -qm x && git push -q ../limit.git HEAD:refs/heads/vs1/%s "
          "HEAD:refs/heads/foreign",
          bad);
    git = open_cache("limit2");
    limits.branch = (struct vs_wire_limits){30000, 1000};
    code = vs_remote_fetch(&list, git, &remote, NULL, &limits, &err);
    OK(code == VS_OK, "a remote with a branch beyond the limit: %s", err.detail);
    IS_INT(list.count, 2, "lists both");
    IS_INT(list.foreign, 1, "and counts the foreign one");
    if (list.count == 2) {
        IS_INT(vs_remote_find(&list, bad)->code, VS_E_LIMIT, "the large one is named");
        OK(!vs_remote_find(&list, bad)->fetched, "and not kept");
        OK(vs_remote_find(&list, feed.branch)->fetched && feed_arrived(git, &feed),
           "the good one arrives");
    }
    OK(list.received.bytes < 2000000, "the transfer was cut off (%llu bytes)",
       (unsigned long long)list.received.bytes);
    vs_remote_list_release(&list);

    /* A host that misses an object of one branch hangs up in the middle. */
    before = feed.tip;
    h_must(h_feed_commit(&feed, git, 2, &err), &err, "commit");
    h_must(vs_remote_push(git, &remote, feed.branch, &feed.tip, &before, false, &err), &err,
           "push");
    h_run("cd limit.git && o=$(git rev-parse vs1/%s:checkpoint) && "
          "rm -f objects/$(echo $o | cut -c1-2)/$(echo $o | cut -c3-)",
          bad);
    vs_git_close(git);
    git = open_cache("limit3");
    code = vs_remote_fetch(&list, git, &remote, NULL, &vs_remote_limits_default, &err);
    OK(code == VS_OK && list.count == 2 && vs_remote_find(&list, bad)->code != VS_OK,
       "a host that cannot send one branch: %s", err.detail);
    if (list.count == 2) {
        printf("# %s: %s\n", vs_code_name(vs_remote_find(&list, bad)->code),
               vs_remote_find(&list, bad)->detail);
        OK(vs_remote_find(&list, feed.branch)->fetched && feed_arrived(git, &feed),
           "sends the others");
    }
    vs_remote_list_release(&list);
    IS_INT(h_number("ls limit2/objects/pack | grep -vc '^pack-'"), 0,
           "no torn pack is left behind");
    vs_git_close(git);
    h_feed_release(&feed);
}

/* Two processes publish on one branch at once: one wins, the other is told, nothing is lost. */
static void
test_concurrent(void)
{
    struct vs_remote remote = {"hub", url_of("race.git"), NULL};
    struct vs_err err = {0};
    struct h_feed feed;
    struct vs_git_id base;
    int won = 0;
    int moved = 0;

    h_run("git init -q --bare race.git");
    h_feed_init(&feed, 7);
    for (int i = 0; i < 3; i++) {
        struct vs_git *git = open_cache(i == 0 ? "race0" : i == 1 ? "race1" : "race2");
        struct h_feed again = feed;

        h_must(h_feed_commit(&again, git, 3, &err), &err, "commit");
        if (i == 0) {
            h_must(vs_remote_push(git, &remote, feed.branch, &again.tip, NULL, false, &err), &err,
                   "push");
        }
        base = again.tip;
        if (i == 2) {
            feed = again;
        }
        vs_git_close(git);
    }
    for (uint64_t i = 0; i < 3; i++) {
        if (fork() == 0) {
            struct vs_git *mine = open_cache(i == 0 ? "race0" : i == 1 ? "race1" : "race2");
            enum vs_code code;

            h_must(h_feed_commit(&feed, mine, 1 + i, &err), &err, "commit");
            code = vs_remote_push(mine, &remote, feed.branch, &feed.tip, &base, false, &err);
            if (code != VS_OK && code != VS_E_REMOTE_MOVED) {
                fprintf(stderr, "%s: %s\n", vs_code_name(code), err.detail);
            }
            _exit(code == VS_OK ? 0 : code == VS_E_REMOTE_MOVED ? 1 : 2);
        }
    }
    for (int i = 0; i < 3; i++) {
        int status = 0;

        while (wait(&status) == daemon_pid) {
            continue;
        }
        won += WIFEXITED(status) && WEXITSTATUS(status) == 0;
        moved += WIFEXITED(status) && WEXITSTATUS(status) == 1;
    }
    OK(won == 1 && moved == 2, "of three pushes at once one wins (%d) and two are told (%d)", won,
       moved);
    IS_INT(h_number("git -C race.git rev-list --count vs1/%s", feed.branch), 2,
           "the branch has one more commit");
    h_feed_release(&feed);
}

int
main(void)
{
    h_folder();
    if (!start_daemon()) {
        printf("# git daemon cannot be started here\n1..0 # SKIP no git daemon\n");
        return 0;
    }
    printf("# the library limits the size of objects in packs: %s\n",
           vs_git_library_limits() ? "yes" : "no");
    test_round_trip();
    test_refusals();
    test_limits();
    test_concurrent();
    return tap_done();
}
