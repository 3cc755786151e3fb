/* What stands against organisations, told to people and in documents (core/record/faults.h). */
#ifndef VS_CLI_FAULTS_H
#define VS_CLI_FAULTS_H

#include "cli/out.h"
#include "core/record/store.h"

/* Of one organisation, its devices and what they wrote: prints lines and appends objects {kind,
 * feed, at} and {kind, feed, count, last} to `list`. */
enum vs_code vs_tell_faults(struct vs_out *out, struct vs_store *store, int64_t org,
                            struct vs_json *list, struct vs_err *err) VS_MUST_USE;

/* Every organisation with a device that is proven to be forked: a line, and an object {org, name,
 * feed, own, common} in `list`. */
enum vs_code vs_tell_forks(struct vs_out *out, struct vs_store *store, struct vs_json *list,
                           struct vs_err *err) VS_MUST_USE;

#endif
