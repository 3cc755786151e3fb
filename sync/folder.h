/*
 * A remote that is a folder, in which others write too: all that is read in it must lie in it. A
 * file of alternates, a reference or an object store that is a link, settings that include others:
 * each would make this program read, or write, wherever the one who laid it there wants.
 *
 * Looked at each time before the folder is opened. Who changes it in between is not seen; the
 * process that reads then has no keys (sync/fetcher.h), and what it reads is checked like
 * everything else from a remote.
 */
#ifndef VS_SYNC_FOLDER_H
#define VS_SYNC_FOLDER_H

#include <stdbool.h>

#include "core/base/err.h"

/* VS_E_REMOTE_CONTENT, naming the file, when something in the repository at `path` (bare, or the
 * folder with a .git in it) leads elsewhere. What is no repository is left to who opens it. `path`
 * itself may be a link: that is the choice of the user. */
enum vs_code vs_folder_check(const char *path, struct vs_err *err) VS_MUST_USE;

/* True when `opened`, absolute and ending with '/', is the repository that vs_folder_check looked
 * at for `path`. */
bool vs_folder_is(const char *path, const char *opened);

/* Opens the folder `name` in the folder `in` of the repository at `path`, to change what is in it:
 * neither is followed if it is a link, also one that was laid there since the look. -1 if it cannot
 * be opened. */
int vs_folder_open_below(const char *path, const char *in, const char *name);

#endif
