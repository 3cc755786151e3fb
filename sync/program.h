/*
 * The second way to a remote: the user's own `git` program, which has what libgit2 has not: names
 * and key files from the ssh configuration, key formats, credential helpers.
 *
 * It runs without a shell, without a terminal and without a question, with a fixed list of
 * arguments and `--` before the address; of its own settings those are off by which something else
 * would run or be written: hooks, submodules, maintenance, redirects, protocols other than ssh and
 * https. ssh is told to accept only a key of the host that is known (or pinned). What it fetches
 * goes to the object store given, under the limits of the process that calls it (fetcher.h), and is
 * looked at before it is used, as anything that a remote sends.
 */
#ifndef VS_SYNC_PROGRAM_H
#define VS_SYNC_PROGRAM_H

#include "sync/git.h"

struct vs_program {
    char path[4200];    /* of the cache repository, whose references say what is there already */
    char url[1100];     /* ssh or https */
    char host_key[80];  /* pinned, or empty */
    char objects[4200]; /* where to put what is fetched; empty: nothing will be */
};

/* VS_E_INVALID for an address that this way is not for. */
enum vs_code vs_program_init(struct vs_program *out, const struct vs_git *cache, const char *url,
                             const char *host_key, const char *objects,
                             struct vs_err *err) VS_MUST_USE;

/* Can the remote be reached this way at all? Codes as vs_program_refs. */
enum vs_code vs_program_try(const struct vs_program *program, struct vs_err *err) VS_MUST_USE;

/* The references of the remote, at most `max` of them (VS_E_TOO_LARGE). Codes as vs_wire_open;
 * VS_E_NOT_FOUND when there is no git program. */
enum vs_code vs_program_refs(const struct vs_program *program, size_t max,
                             enum vs_code (*each)(void *payload, const char *name,
                                                  const struct vs_git_id *id),
                             void *payload, struct vs_err *err) VS_MUST_USE;

/* As vs_wire_fetch; the number of objects is not counted, their bytes bound it. */
enum vs_code vs_program_fetch(const struct vs_program *program, const char *const *names,
                              size_t count, const struct vs_wire_limits *limits,
                              struct vs_wire_count *grow, struct vs_err *err) VS_MUST_USE;

/* Sends commit `id` of the cache and sets `name` to it, if `name` is `expected` now (NULL = not
 * there). As vs_wire_push. */
enum vs_code vs_program_push(const struct vs_program *program, const struct vs_git_id *id,
                             const char *name, const struct vs_git_id *expected,
                             struct vs_err *err) VS_MUST_USE;

#endif
