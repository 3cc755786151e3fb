/*
 * One act in many cases: where an organisation ends and another one takes its cases over. Every
 * case is a transaction of its own, so that what was done stays done and the same command goes on
 * where it stopped: what is done already does not fit any more.
 */
#ifndef VS_CLI_BULK_H
#define VS_CLI_BULK_H

#include "cli/session.h"
#include "core/record/act.h"

struct vs_bulk {
    struct vs_cli *cli;
    struct vs_store *store;
    vs_instant at, now;
    const char *type;        /* of the event */
    const char *words;       /* translated: "handed over to X" */
    struct vs_org_row other; /* to whom, from whom */
    bool gives;              /* `other` is who receives */
    const void *payload;     /* of `fits` and `act` */
    const char *none;        /* translated: why there may be nothing to do */
    size_t done, failed, skipped;
    bool lacking; /* a case was left because the agreement asks for more in a handover */
    char why[VS_LABEL_LEN + 128]; /* of the case that is skipped, translated */
    struct vs_json *done_list, *failed_list, *skipped_list;
};

/* Whether the act is to be done in this case. Of one that is skipped `why` says why: it is one of
 * those that are meant, and somebody did something in it already. */
enum vs_bulk_fit { VS_BULK_OTHER, VS_BULK_SKIP, VS_BULK_FITS };
typedef enum vs_bulk_fit (*vs_bulk_fits)(struct vs_bulk *bulk, const struct vs_casefile *file);
/* Does it; inside a transaction. VS_E_NOT_AUTHORISED, VS_E_INCOMPLETE, VS_E_TIME_TOO_EARLY: this
 * case is told and left as it is; any other failure ends all. */
typedef enum vs_code (*vs_bulk_act)(struct vs_bulk *bulk, struct vs_hash *id,
                                    const struct vs_casefile *file, struct vs_err *err);

/* Opens the ledger for `--all` and finds the other organisation, which `option` names. Close
 * bulk->store also after a failure. */
enum vs_code vs_bulk_begin(struct vs_bulk *bulk, struct vs_cli *cli, const char *option,
                           struct vs_err *err) VS_MUST_USE;

/* All open cases, one after the other; then tells what was done; with --dry-run each case and
 * what would come of it. cli->exit: 3 if a case was left. */
enum vs_code vs_bulk_run(struct vs_bulk *bulk, vs_bulk_fits fits, vs_bulk_act act,
                         struct vs_err *err) VS_MUST_USE;

/* CASE or --all, and not both: VS_E_USAGE. */
enum vs_code vs_bulk_or_case(bool *all, struct vs_cli *cli, struct vs_err *err) VS_MUST_USE;

#endif
