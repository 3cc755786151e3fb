/* What the doctor looks at, and how it tells (cmd_ledger.c). */
#ifndef VS_CLI_DOCTOR_H
#define VS_CLI_DOCTOR_H

#include "cli/cmd.h"
#include "core/record/store.h"
#include "sync/fetcher.h"

struct vs_doctor {
    struct vs_cli *cli;
    struct vs_json *checks;
    bool bad;
};

/* One line of the list; `name` is for programs. */
void vs_doctor_report(struct vs_doctor *doctor, const char *name, bool good, const char *words);

/* Is what this machine wrote to its remotes still there, and whole (doctor_remotes.c)? The fetcher
 * was started before the ledger was opened. */
enum vs_code vs_doctor_remotes(struct vs_doctor *doctor, struct vs_store *store,
                               struct vs_fetcher *fetcher, struct vs_err *err) VS_MUST_USE;

#endif
