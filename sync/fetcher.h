/*
 * The process that talks to remotes. Everything that a remote sends is taken apart by a library
 * that was not written for liars (git packs, zlib, ssh, TLS), so it happens in a process of its
 * own:
 *
 *   the program --fork--> the helper --fork, one a job--> a worker
 *
 * The helper is forked before the program opens its ledger, that is before any key of the ledger,
 * any decrypted page and any open file of it is in memory: forked later, a worker would carry
 * copies of all that, and executing the program anew would cost a sync a third of its time. The
 * helper waits and forks; it never reads what a worker says. A worker gets the address of a remote
 * and the folder of the cache, and reaches nothing but that, the remote, and what the user's files
 * offer to any process of the user. It works under limits of memory, file size, processor time and
 * of time without progress, makes no core dump, and ends with its job.
 *
 * What it says comes back in messages of fixed forms over a socket and is parsed as a stranger's:
 * names, ids, a code, a line of words. A worker that crashes, hangs, is killed or says anything
 * else is an error about that remote, and nothing else changes. What it put into the cache is
 * looked at like anything from a remote: leaf by leaf, under a signed checkpoint.
 *
 * When the program ends, for whatever reason, the helper and its worker end too.
 */
#ifndef VS_SYNC_FETCHER_H
#define VS_SYNC_FETCHER_H

#include "sync/remote.h"

struct vs_fetcher;

#define VS_FETCHER_STALL_S 60 /* without progress, if the caller does not say */

/* Forks the helper. Call it before anything secret is in memory, and with nothing open that the
 * helper should not have. */
enum vs_code vs_fetcher_start(struct vs_fetcher **out, struct vs_err *err) VS_MUST_USE;
void vs_fetcher_stop(struct vs_fetcher *fetcher); /* accepts NULL */

/* After so many seconds without progress a job is ended; after 60 times as many in any case. */
void vs_fetcher_set_stall(struct vs_fetcher *fetcher, unsigned stall_s);

/*
 * As vs_remote_fetch, in a worker; `cache` is the path of the cache repository. The codes are those
 * of vs_remote_fetch and VS_E_REMOTE_ABORTED (it ended before its job was done, or broke a limit),
 * VS_E_REMOTE_UNREACHABLE also when nothing came for too long. When it ends after the known
 * branches were done, only the unknown ones are missing.
 */
enum vs_code vs_fetcher_fetch(struct vs_remote_list *out, struct vs_fetcher *fetcher,
                              const char *cache, const struct vs_remote *remote,
                              const struct vs_remote_asking *asking,
                              const struct vs_remote_limits *limits,
                              struct vs_err *err) VS_MUST_USE;

/* As vs_remote_push, in a worker. */
enum vs_code vs_fetcher_push(struct vs_fetcher *fetcher, const char *cache,
                             const struct vs_remote *remote, const char *branch,
                             const struct vs_git_id *id, const struct vs_git_id *expected,
                             bool reroot, struct vs_err *err) VS_MUST_USE;

/* Tests only: what the next worker does instead of its job. */
enum vs_fetcher_fault {
    VS_FETCHER_FAULT_NONE,
    VS_FETCHER_FAULT_CRASH,
    VS_FETCHER_FAULT_HANG,
    VS_FETCHER_FAULT_MEMORY,
    VS_FETCHER_FAULT_FILE,
    VS_FETCHER_FAULT_CPU,
    VS_FETCHER_FAULT_LIES,
};
void vs_fetcher_set_fault(struct vs_fetcher *fetcher, enum vs_fetcher_fault fault);

#endif
