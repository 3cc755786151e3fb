/*
 * Does a remote that is a folder still hold what we wrote there? Nobody asks for an object that he
 * has, so that its owner would be the last to know that one was lost on a share or a stick, while
 * who needs it is cut off.
 *
 * The cache keeps a list of all objects of the own branch on each remote, in the file
 * kept/<remote>.<branch>: where the next look goes on, what it may read, and the ids, in the order
 * in which they were written, so that the newest stand last. It follows from what the cache has,
 * and is made anew where it is missing or wrong.
 *
 * A look has two parts, since to read all of a large branch costs more than a sync. Of the newest
 * objects, which everybody needs, it always sees whether they are there, and whether their files
 * come to their end. All objects are read whole in turn, a few each time, and compared with their
 * ids: what was damaged without becoming shorter is found when its turn comes.
 */
#ifndef VS_SYNC_KEPT_H
#define VS_SYNC_KEPT_H

#include <stdbool.h>

#include "sync/git.h"

#define VS_KEPT_NEWEST 16 /* of the last push, or two */

/*
 * A look at our branch, whose tip is `tip` there and in the cache. In turn it reads at most so many
 * objects as `turn` says, and so many bytes: what one look did not use of those is saved for the
 * next object, if that is larger. VS_E_REMOTE_CONTENT says which object is missing or damaged; of
 * one that was found in its turn, it is the turn again. Other codes are about this machine.
 */
enum vs_code vs_kept_look(struct vs_git *cache, struct vs_git *folder, const char *remote,
                          const char *branch, const struct vs_git_id *tip,
                          const struct vs_wire_limits *turn, struct vs_err *err) VS_MUST_USE;

/*
 * Around a push with which the branch begins anew. What the list names is then no longer of the
 * branch: it is put aside, and afterwards comes back if the push failed; or it goes, and with it
 * the files in the folder of the damaged objects that it names. What is needed of those was written
 * again in another place (vs_copy_whole).
 */
void vs_kept_aside(const struct vs_git *cache, const char *remote, const char *branch);
/* Whether the folder still has, whole, all that the list which was put aside names: then a branch
 * whose reference alone is gone need not be written again in its whole length, each time that
 * somebody removes it. */
bool vs_kept_is_whole(struct vs_git *cache, struct vs_git *folder, const char *remote,
                      const char *branch);
void vs_kept_back(const struct vs_git *cache, const char *remote, const char *branch);
void vs_kept_forget(const struct vs_git *cache, const struct vs_git *folder, const char *remote,
                    const char *branch);

#endif
