/*
 * An open remote, whichever way leads to it: a folder of this machine, a connection by libgit2
 * (wire.h), or, where that cannot authenticate, the user's own git program (program.h).
 */
#ifndef VS_SYNC_LINK_H
#define VS_SYNC_LINK_H

#include "sync/incoming.h"
#include "sync/program.h"
#include "sync/remote.h"
#include "sync/wire.h"

struct vs_link {
    struct vs_git *folder;
    struct vs_wire *wire;
    struct vs_program *program;
    struct vs_incoming incoming; /* where wire and program put what they fetch */
};

/* For fetching, or for pushing commits of `git`, the cache. Codes as vs_wire_open and
 * vs_git_open_existing, VS_E_REMOTE_DAMAGED where a folder's files cannot be read; when two ways
 * failed the detail says what either said. */
enum vs_code vs_link_open(struct vs_link *link, struct vs_git *git, const struct vs_remote *remote,
                          bool push, struct vs_err *err) VS_MUST_USE;
void vs_link_close(struct vs_link *link); /* accepts one that is zeroed */

/* As vs_git_refs; VS_E_REMOTE_DAMAGED where those of a folder cannot be read. */
enum vs_code vs_link_refs(struct vs_link *link,
                          enum vs_code (*each)(void *payload, const char *name,
                                               const struct vs_git_id *id),
                          void *payload, struct vs_err *err) VS_MUST_USE;

/* Brings what the references `names` need to where vs_link_from can read it: nothing is done for a
 * folder. A connection brings once; after that it has to be opened anew. */
enum vs_code vs_link_bring(struct vs_link *link, const char *const *names, size_t count,
                           const struct vs_wire_limits *limits, struct vs_wire_count *grow,
                           struct vs_err *err) VS_MUST_USE;

/* Where the objects of the remote can be read, as far as they were brought; borrowed. */
struct vs_git *vs_link_from(const struct vs_link *link);

#endif
