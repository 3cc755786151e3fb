/* What people and programs read about a sync. */
#ifndef VS_CLI_SYNC_TEXT_H
#define VS_CLI_SYNC_TEXT_H

#include "cli/cmd.h"
#include "cli/exit.h"
#include "core/base/json.h"
#include "core/record/store.h"
#include "sync/engine.h"

/* Prints what came, went, was refused and changed, remote by remote and partner by partner, with a
 * summary; adds the same to `doc`, a vs.sync document. */
void vs_sync_tell(struct vs_cli *cli, struct vs_store *store, struct vs_json *doc,
                  const struct vs_sync_result *result);

/* The gravest of what was found: 22, 20, 23, 31, then 30 when nothing was reached, 3 when some. */
enum vs_exit vs_sync_exit(const struct vs_sync_result *result);

#endif
