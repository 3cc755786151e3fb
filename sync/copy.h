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
#include "sync/idset.h"

/*
 * Makes commit `tip` of `from`, with its history and all files, complete in `to`. VS_E_LIMIT when
 * more than the limits would have to be copied, VS_E_TOO_LARGE when an object is larger than its
 * kind may be, VS_E_REMOTE_CONTENT when `from` is damaged. Then nothing that names `tip` was
 * written. `*grow` is added to.
 */
enum vs_code vs_copy_commit(struct vs_git *to, struct vs_git *from, const struct vs_git_id *tip,
                            const struct vs_wire_limits *limits, struct vs_wire_count *grow,
                            struct vs_err *err) VS_MUST_USE;

/* The same without trust in what `to` has: all of it goes there, as one pack that is looked into
 * before anything else there (packs.h). For a store in which objects are damaged: they are there by
 * name. */
enum vs_code vs_copy_whole(struct vs_git *to, struct vs_git *from, const struct vs_git_id *tip,
                           struct vs_err *err) VS_MUST_USE;

struct vs_git_ids {
    struct vs_git_id *items;
    size_t count;
    size_t room;
};
void vs_git_ids_release(struct vs_git_ids *ids);

/* Appends what commit `tip` of `from` needs and `known` has not, with what it needs itself first
 * and `tip` last; `known` has it all then. Where an object is known, what it needs has to be. */
enum vs_code vs_copy_list(struct vs_git_ids *out, struct vs_git *from, const struct vs_git_id *tip,
                          struct vs_idset *known, struct vs_err *err) VS_MUST_USE;

#endif
