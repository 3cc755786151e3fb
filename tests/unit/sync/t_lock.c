/* One sync at a time; a holder that died holds nothing. */
#include <signal.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include "sync/lock.h"
#include "tests/tap.h"
#include "tests/unit/sync/h_feed.h"

/* A process that holds the lock until it is killed. */
static pid_t
start_holder(const char *path)
{
    int ready[2];
    char byte = 0;
    pid_t pid;

    if (pipe(ready) < 0) {
        exit(2);
    }
    pid = fork();
    if (pid == 0) {
        struct vs_sync_lock lock;

        if (vs_sync_lock(&lock, path, 0, NULL) != VS_OK || write(ready[1], "x", 1) != 1) {
            _exit(1);
        }
        for (;;) {
            pause();
        }
    }
    close(ready[1]);
    if (read(ready[0], &byte, 1) != 1) {
        printf("# the holder did not start\n");
    }
    close(ready[0]);
    return pid;
}

int
main(void)
{
    const char *path = h_path("sync.lock");
    struct vs_sync_lock lock;
    struct vs_sync_lock second;
    struct vs_err err = {0};
    char number[32];
    pid_t holder;

    OK(vs_sync_lock(&lock, path, 0, &err) == VS_OK, "a free lock is taken");
    IS_INT(vs_sync_lock(&second, path, 0, &err), VS_E_LOCKED, "once");
    OK(second.fd == -1, "and not by who failed");
    vs_sync_unlock(&lock);
    vs_sync_unlock(&lock);
    vs_sync_unlock(&second);
    OK(vs_sync_lock(&lock, path, 0, &err) == VS_OK, "and taken again when it was given back");
    vs_sync_unlock(&lock);

    holder = start_holder(path);
    IS_INT(vs_sync_lock(&lock, path, 200, &err), VS_E_LOCKED, "another process holds it");
    snprintf(number, sizeof(number), "process %ld)", (long)holder);
    OK(strstr(err.detail, number) != NULL, "and is named: %s", err.detail);
    kill(holder, SIGKILL);
    waitpid(holder, NULL, 0);
    OK(vs_sync_lock(&lock, path, 0, &err) == VS_OK, "a holder that was killed holds nothing");
    vs_sync_unlock(&lock);
    IS_INT(vs_sync_lock(&lock, h_path("no/such/folder"), 0, &err), VS_E_IO, "no folder, no lock");
    return tap_done();
}
