/* sync: with one remote or all of them. What it says of that is in sync_text.c. */
#include <stdlib.h>
#include <string.h>

#include "cli/claims.h"
#include "cli/commands.h"
#include "cli/i18n.h"
#include "cli/session.h"
#include "cli/sync_text.h"
#include "cli/term.h"
#include "sync/engine.h"
#include "sync/host_git.h"
#include "sync/remotes.h"

#define REMOTES_MAX  32
#define HOST_KEY_MAX 80
#define TIMEOUT_MAX  3600
#define LARGE_BYTES  (4ULL << 30)
#define LARGE_COUNT  50000000

struct remotes {
    struct vs_cli *cli;
    struct vs_fetcher *fetcher;
    struct vs_remote_row rows[REMOTES_MAX];
    char keys[REMOTES_MAX][HOST_KEY_MAX];
    size_t count;
    struct vs_remote_limits fetch;
};

static bool
is_wanted(const struct vs_cli *cli, const char *name)
{
    for (size_t i = 0; i < cli->args.count; i++) {
        if (strcmp(cli->args.pos[i], name) == 0) {
            return true;
        }
    }
    return cli->args.count == 0;
}

static enum vs_code
keep_remote(void *payload, const struct vs_remote_row *row, struct vs_err *err)
{
    struct remotes *remotes = payload;

    if (!is_wanted(remotes->cli, row->name)) {
        return VS_OK;
    }
    if (remotes->count == REMOTES_MAX) {
        return vs_fail(err, VS_E_TOO_LARGE, NULL, _("at most %d remotes at a time"), REMOTES_MAX);
    }
    remotes->rows[remotes->count++] = *row;
    return VS_OK;
}

static enum vs_code
load_remotes(struct remotes *remotes, struct vs_store *store, struct vs_err *err)
{
    struct vs_cli *cli = remotes->cli;
    enum vs_code code = vs_remote_each(store->ledger, keep_remote, remotes, err);

    for (size_t i = 0; code == VS_OK && i < cli->args.count; i++) {
        bool found = false;

        for (size_t n = 0; n < remotes->count; n++) {
            found = found || strcmp(remotes->rows[n].name, cli->args.pos[i]) == 0;
        }
        if (!found) {
            cli->hint = "vs remote list";
            return vs_fail(err, VS_E_NOT_FOUND, cli->args.pos[i], "%s",
                           _("there is no remote of this name"));
        }
    }
    if (code == VS_OK && remotes->count == 0) {
        cli->hint = "vs remote add NAME URL";
        return vs_fail(err, VS_E_NOT_FOUND, NULL, "%s", _("there is no remote yet"));
    }
    for (size_t i = 0; code == VS_OK && i < remotes->count; i++) {
        code =
            vs_session_host_key(remotes->keys[i], HOST_KEY_MAX, store, remotes->rows[i].name, err);
    }
    return code;
}

struct watching {
    struct vs_cli *cli;
    struct vs_progress progress;
    char phase[80];
    bool begun;
};

static void
watch(void *payload, const char *host, const char *what, uint64_t count)
{
    struct watching *watching = payload;
    char phase[80];

    (void)snprintf(phase, sizeof phase, "%.32s: %.40s", host ? host : "", what ? what : "");
    if (strcmp(phase, watching->phase) != 0) {
        if (watching->begun) {
            vs_progress_end(&watching->progress);
        }
        (void)snprintf(watching->phase, sizeof watching->phase, "%s", phase);
        /* A line a phase would be noise in a nightly log: only a terminal is told. */
        vs_progress_begin_quiet(&watching->progress, watching->cli, watching->phase);
        watching->begun = true;
    }
    vs_progress_step(&watching->progress, count, 0);
}

static enum vs_code
run(struct vs_sync_result *result, struct vs_cli *cli, struct vs_store *store,
    const struct remotes *remotes, struct vs_git *git, struct vs_err *err)
{
    struct vs_host_git gits[REMOTES_MAX];
    struct vs_host *hosts[REMOTES_MAX];
    struct watching watching = {.cli = cli};
    struct vs_sync_options options = {
        .dry_run = cli->dry_run,
        .limits = vs_receive_limits_default,
        .progress = watch,
        .payload = &watching,
    };
    enum vs_code code;

    if (vs_opt_given(&cli->args, "no-limit")) {
        options.limits = (struct vs_receive_limits){UINT64_MAX, SIZE_MAX / 2};
    }
    for (size_t i = 0; i < remotes->count; i++) {
        struct vs_remote remote = {remotes->rows[i].name, remotes->rows[i].url,
                                   remotes->keys[i][0] ? remotes->keys[i] : NULL};

        vs_host_git_init(&gits[i], git, store, &remote, remotes->fetcher);
        gits[i].limits = remotes->fetch;
        hosts[i] = &gits[i].host;
    }
    code = vs_sync_run(result, store, hosts, remotes->count, &options, err);
    if (watching.begun) {
        vs_progress_end(&watching.progress);
    }
    return code;
}

/* --timeout, and what --no-limit means for a transfer: bounded still, by much more. */
static enum vs_code
set_limits(struct remotes *remotes, struct vs_err *err)
{
    const struct vs_args *args = &remotes->cli->args;
    const char *timeout = vs_opt_value(args, "timeout");

    remotes->fetch = vs_remote_limits_default;
    if (timeout) {
        unsigned long seconds = strtoul(timeout, NULL, 10);

        if (seconds < 1 || seconds > TIMEOUT_MAX) {
            return vs_fail(err, VS_E_USAGE, "--timeout", _("from 1 to %d seconds"), TIMEOUT_MAX);
        }
        vs_fetcher_set_stall(remotes->fetcher, (unsigned)seconds);
    }
    if (vs_opt_given(args, "no-limit")) {
        const struct vs_wire_limits large = {LARGE_BYTES, LARGE_COUNT};

        remotes->fetch.branch = remotes->fetch.all = large;
    }
    return VS_OK;
}

enum vs_code
vs_cmd_sync(struct vs_cli *cli, struct vs_err *err)
{
    struct remotes remotes = {.cli = cli, .count = 0};
    struct vs_sync_result result;
    struct vs_store *store = NULL;
    struct vs_git *git = NULL;
    struct vs_sync_lock lock = {-1};
    struct vs_claims_known claims;
    struct vs_json *doc = NULL;
    /* Before the ledger is opened: what talks to remotes has never had its keys (fetcher.h). */
    enum vs_code code = vs_fetcher_start(&remotes.fetcher, err);

    memset(&result, 0, sizeof result);
    if (code == VS_OK) {
        code = set_limits(&remotes, err);
    }
    if (code == VS_OK) {
        code = vs_session_open(&store, cli, true, err);
    }
    if (code == VS_OK) {
        code = load_remotes(&remotes, store, err);
    }
    if (code == VS_OK) {
        code = vs_sync_cache_open(&git, &lock, store, err);
    }
    if (code == VS_OK) {
        vs_session_warn_clock(cli, store);
        vs_claims_know(&claims, store);
        code = run(&result, cli, store, &remotes, git, err);
        if (vs_sync_cache_mend(&result, code, store)) {
            vs_warn(&cli->out,
                    _("what this machine keeps of the remotes was damaged, and is removed; nothing "
                      "is lost: vs sync fetches it again\n"));
        }
    }
    if (code == VS_OK) {
        doc = vs_out_document("vs.sync/1");
        vs_sync_tell(cli, store, doc, &result);
        vs_json_set(doc, "claims", vs_claims_warn_new(&claims, &cli->out, store));
        cli->exit = vs_sync_exit(&result);
        code = vs_out_json(&cli->out, doc, err);
    }
    vs_sync_result_release(&result);
    vs_git_close(git);
    vs_sync_unlock(&lock);
    vs_store_close(store);
    vs_fetcher_stop(remotes.fetcher);
    return code;
}
