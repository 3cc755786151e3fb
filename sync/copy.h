/*
 * Copying a branch between two repositories on this machine: exactly the objects that are missing,
 * each after a look at its kind and size, never a branch that nobody asked for.
 *
 * What an object needs is written before it, so that an object that is there is whole, also after
 * an interruption; few objects go one by one, many as one pack, which appears whole or not at all.
 */
#ifndef VS_SYNC_COPY_H
#define VS_SYNC_COPY_H

#include "sync/git.h"

/*
 * Makes commit `tip` of `from`, with its history and all files, complete in `to`. VS_E_LIMIT when
 * more than the limits would have to be copied, VS_E_TOO_LARGE when an object is larger than its
 * kind may be, VS_E_REMOTE_CONTENT when `from` is damaged. Then nothing that names `tip` was
 * written. `*grow` is added to.
 */
enum vs_code vs_copy_commit(struct vs_git *to, struct vs_git *from, const struct vs_git_id *tip,
                            const struct vs_wire_limits *limits, struct vs_wire_count *grow,
                            struct vs_err *err) VS_MUST_USE;

#endif
