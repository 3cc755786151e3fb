/* The process that talks to remotes: it does what is asked, and whatever becomes of it is an error
 * about that remote. */
#include <signal.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include "sync/fetcher.h"
#include "tests/tap.h"
#include "tests/unit/sync/h_feed.h"

static enum vs_code
fetch(struct vs_remote_list *list, struct vs_fetcher *fetcher, const char *cache,
      const struct vs_remote *remote, struct vs_err *err)
{
    return vs_fetcher_fetch(list, fetcher, h_path("%s", cache), remote, NULL,
                            &vs_remote_limits_default, err);
}

static enum vs_code
choose_rosters(void *payload, struct vs_remote_list *list, struct vs_err *err)
{
    (void)err;
    for (size_t i = 0; i < list->count; i++) {
        list->branches[i].wanted = VS_WANT_ROSTER;
        ++*(size_t *)payload;
    }
    return VS_OK;
}

static void
test_round_trip(struct vs_fetcher *fetcher)
{
    char url[512];
    struct vs_remote remote = {"hub", url, NULL};
    struct vs_git *git = NULL;
    struct vs_remote_list list;
    struct vs_err err = {0};
    struct vs_git_id got, first;
    struct h_feed feed;
    struct vs_remote_asking asking;
    size_t asked = 0;

    snprintf(url, sizeof(url), "%s", h_path("hub.git"));
    h_run("git init -q --bare hub.git");
    h_feed_init(&feed, 1);
    h_must(vs_git_open(&git, h_path("one"), &err), &err, "open a cache");
    h_must(h_feed_commit(&feed, git, 300, &err), &err, "commit");
    OK(vs_fetcher_push(fetcher, h_path("one"), &remote, feed.branch, &feed.tip, NULL, false,
                       &err) == VS_OK,
       "a push by the helper: %s", err.detail);
    first = feed.tip;
    h_must(h_feed_commit(&feed, git, 1, &err), &err, "commit");
    IS_INT(
        vs_fetcher_push(fetcher, h_path("one"), &remote, feed.branch, &feed.tip, NULL, false, &err),
        VS_E_REMOTE_MOVED, "one that expects another state is told so");
    OK(vs_fetcher_push(fetcher, h_path("one"), &remote, feed.branch, &feed.tip, &first, false,
                       &err) == VS_OK,
       "one that expects the right one is taken");
    vs_git_close(git);

    OK(fetch(&list, fetcher, "two", &remote, &err) == VS_OK && list.count == 1 &&
           list.branches[0].fetched && list.received.objects > 40,
       "a fetch by the helper: %s", err.detail);
    vs_remote_list_release(&list);
    h_must(vs_git_open(&git, h_path("two"), &err), &err, "open a cache");
    OK(vs_remote_cached(&got, git, "hub", feed.branch, &err) == VS_OK &&
           vs_git_id_eq(&got, &feed.tip),
       "its cache has the branch");
    vs_git_close(git);

    h_run("for i in $(seq 100 399); do git -C hub.git update-ref "
          "refs/heads/vs1/$(printf '%%032d' $i) vs1/%s; done",
          feed.branch);
    asking = (struct vs_remote_asking){choose_rosters, NULL, &asked};
    OK(vs_fetcher_fetch(&list, fetcher, h_path("three"), &remote, &asking,
                        &vs_remote_limits_default, &err) == VS_OK &&
           list.count == 301 && asked == 301,
       "301 branches are each asked about: %s", err.detail);
    IS_INT(h_number("git -C three for-each-ref refs/rosters/hub | wc -l"), 301,
           "each has its roster in the cache");
    IS_INT(h_number("git -C three for-each-ref refs/vs | wc -l"), 0, "and nothing else");
    IS_TEXT(h_line("git -C three ls-tree -r --name-only refs/rosters/hub/%s", feed.branch),
            "roster", "which is one file");
    OK(h_number("find three/objects -type f | wc -l") < 310, "no object of the branches is kept");
    vs_remote_list_release(&list);
    h_feed_release(&feed);
}

static void
test_faults(struct vs_fetcher *fetcher)
{
    static const struct {
        enum vs_fetcher_fault fault;
        enum vs_code code;
        const char *name;
        const char *says;
    } faults[] = {
        {VS_FETCHER_FAULT_CRASH, VS_E_REMOTE_ABORTED, "a crash", "ended"},
        {VS_FETCHER_FAULT_HANG, VS_E_REMOTE_UNREACHABLE, "standing still", "nothing came"},
        {VS_FETCHER_FAULT_MEMORY, VS_E_REMOTE_ABORTED, "taking all memory", "ended"},
        {VS_FETCHER_FAULT_FILE, VS_E_REMOTE_ABORTED, "writing a file without end", "more than"},
        {VS_FETCHER_FAULT_CPU, VS_E_REMOTE_ABORTED, "computing without end", "processor"},
        {VS_FETCHER_FAULT_LIES, VS_E_REMOTE_ABORTED, "saying what cannot be said", "cannot say"},
    };
    char url[512];
    struct vs_remote remote = {"hub", url, NULL};
    struct vs_remote_list list;
    struct vs_err err = {0};

    snprintf(url, sizeof(url), "%s", h_path("hub.git"));
    for (size_t i = 0; i < sizeof(faults) / sizeof(faults[0]); i++) {
#if defined(__has_feature)
        if (faults[i].fault == VS_FETCHER_FAULT_MEMORY) {
            continue; /* a sanitized program has no limit of memory */
        }
#endif
        vs_fetcher_set_fault(fetcher, faults[i].fault);
        /* Of the others none is to be taken for standing still on a busy machine. */
        vs_fetcher_set_stall(fetcher, faults[i].fault == VS_FETCHER_FAULT_HANG ? 1 : 300);
        IS_INT(fetch(&list, fetcher, "four", &remote, &err), faults[i].code, "%s: %s",
               faults[i].name, err.detail);
        OK(strstr(err.detail, faults[i].says) != NULL, "says what it was");
        OK(list.count == 0 && access(h_path("four"), F_OK) != 0, "nothing else changed");
    }
    vs_fetcher_set_fault(fetcher, VS_FETCHER_FAULT_NONE);
    OK(fetch(&list, fetcher, "four", &remote, &err) == VS_OK && list.count == 301,
       "the next job is done as if nothing had been: %s", err.detail);
    vs_remote_list_release(&list);
}

/* The helper and its worker end with the program, also when that is killed. */
static void
test_end(void)
{
    struct vs_remote remote = {"hub", h_path("hub.git"), NULL};
    struct vs_remote_list list;
    int ends[2];
    char byte;
    pid_t pid;

    if (pipe(ends) < 0) {
        exit(2);
    }
    pid = fork();
    if (pid == 0) {
        struct vs_fetcher *fetcher = NULL;

        close(ends[0]);
        if (vs_fetcher_start(&fetcher, NULL) != VS_OK) {
            _exit(2);
        }
        vs_fetcher_set_fault(fetcher, VS_FETCHER_FAULT_HANG);
        if (write(ends[1], "x", 1) != 1) {
            _exit(2);
        }
        close(ends[1]);
        _exit(fetch(&list, fetcher, "five", &remote, NULL) == VS_OK);
    }
    close(ends[1]);
    OK(read(ends[0], &byte, 1) == 1, "a program waits for its worker");
    kill(pid, SIGKILL);
    waitpid(pid, NULL, 0);
    close(ends[0]);
    OK(h_run("for i in $(seq 100); do pgrep -P %d >/dev/null || exit 0; sleep 0.05; done; exit 1",
             (int)pid) == 0,
       "killed, it leaves no process behind");
}

int
main(void)
{
    struct vs_fetcher *fetcher = NULL;
    struct vs_err err = {0};

    h_folder();
    h_must(vs_fetcher_start(&fetcher, &err), &err, "start the helper");
    test_round_trip(fetcher);
    test_faults(fetcher);
    vs_fetcher_set_stall(fetcher, VS_FETCHER_STALL_S);
    vs_fetcher_stop(fetcher);
    test_end();
    return tap_done();
}
