/*
 * git's wire protocol by libgit2: one connection to a remote at a URL.
 */
#ifndef VS_SYNC_WIRE_H
#define VS_SYNC_WIRE_H

#include "sync/git.h"

struct vs_wire;

/*
 * Connects and receives the list of references. `host_key` is the pinned SHA-256 fingerprint of an
 * ssh host key ("SHA256:" and base64 without padding, as ssh-keygen -l prints it) or NULL; a host
 * whose key is neither pinned nor in the user's known_hosts is refused. No redirects, no proxy, no
 * question to anybody, no password; keys are those of the ssh agent.
 *
 * *other is set when the user's own git program may do better (program.h): it has key files, an
 * ssh configuration and credential helpers, which this way has not.
 *
 * VS_E_REMOTE_UNREACHABLE, VS_E_REMOTE_NOT_REPOSITORY, VS_E_REMOTE_REFUSED, VS_E_HOST_KEY (the
 * host's key is not the pinned one).
 */
enum vs_code vs_wire_open(struct vs_wire **out, bool *other, struct vs_git *git, const char *url,
                          const char *host_key, bool push, struct vs_err *err) VS_MUST_USE;
void vs_wire_close(struct vs_wire *wire);

/* As vs_git_refs, of what the remote advertised. */
enum vs_code vs_wire_refs(struct vs_wire *wire,
                          enum vs_code (*each)(void *payload, const char *name,
                                               const struct vs_git_id *id),
                          void *payload, struct vs_err *err) VS_MUST_USE;

/* Receives what the references named in full need into the object store; sets no reference. More
 * than the limits: VS_E_LIMIT, and nothing was kept. `*grow` is added to. */
enum vs_code vs_wire_fetch(struct vs_wire *wire, const char *const *names, size_t count,
                           const struct vs_wire_limits *limits, struct vs_wire_count *grow,
                           struct vs_err *err) VS_MUST_USE;

/* Sends what `local_ref` names and all it needs, and sets `name` to it, if `name` is still what was
 * advertised. VS_E_REMOTE_MOVED if it is not, VS_E_REMOTE_REFUSED with the remote's own words.
 * `local_ref` is a reference of the cache. */
enum vs_code vs_wire_push(struct vs_wire *wire, const char *local_ref, const char *name,
                          struct vs_err *err) VS_MUST_USE;

#endif
