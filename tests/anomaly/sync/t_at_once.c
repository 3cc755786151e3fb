/* Two syncs of one ledger at once, with a git repository: one waits for the other. */
#include "tests/sim/sync/h_world.h"

#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include "core/ledger/cases.h"
#include "sync/remotes.h"

static struct h_world world;
static char url[300];

static enum vs_code
sync_git(struct h_org *org, struct vs_sync_result *result, struct vs_err *err)
{
    struct vs_sync_options options = {0};

    options.limits = vs_receive_limits_default;
    return vs_sync_remotes(result, org->store, NULL, 0, &options, err);
}

static void
sync_clean(struct h_org *org)
{
    struct vs_sync_result result;
    struct vs_err err = {0};

    h_must(sync_git(org, &result, &err), &err, "sync");
    h_must(result.hosts[0].code, &result.hosts[0].why, "the remote");
    for (size_t i = 0; i < result.feed_count; i++) {
        h_must(result.feeds[i].refused, &result.feeds[i].why, "a branch");
    }
    vs_sync_result_release(&result);
}

static void
add_remote(struct h_org *org)
{
    struct vs_remote_row row = {{0}, {0}};
    struct vs_err err = {0};

    snprintf(row.name, sizeof(row.name), "hub");
    snprintf(row.url, sizeof(row.url), "%s", url);
    h_must(vs_store_begin(org->store, &err), &err, "begin");
    h_must(vs_remote_insert(org->store->ledger, &row, world.now, &err), &err, "remote");
    h_must(vs_store_commit(org->store, &err), &err, "commit");
}

/* In a process of its own: what a second command would do. */
static pid_t
sync_elsewhere(struct h_org *org)
{
    pid_t child = fork();

    if (child == 0) {
        struct vs_sync_result result;
        struct vs_err err = {0};
        enum vs_code code;

        h_org_reopen(org);
        code = sync_git(org, &result, &err);
        _exit(code == VS_OK && result.hosts[0].code == VS_OK ? 0 : 1);
    }
    return child;
}

int
main(void)
{
    char command[400];
    struct h_org *vt = &world.orgs[0], *oh = &world.orgs[1];
    struct vs_hash case_id, id;
    struct vs_err err = {0};
    struct vs_buf x, y;
    unsigned failed = 0;

    h_world_start(&world, 3, 2, 1, h_time("2026-04-02T14:10:00Z"));
    snprintf(url, sizeof(url), "%s/hub.git", world.dir);
    snprintf(command, sizeof(command), "git init -q --bare '%s'", url);
    if (system(command) != 0) {
        return 2;
    }
    for (unsigned i = 0; i < 4; i++) {
        if (i < 2) {
            add_remote(&world.orgs[i]);
        }
        sync_clean(&world.orgs[i % 2]);
    }
    sync_clean(vt);
    h_must(h_open(vt, &case_id, true, "words", &err), &err, "open");
    h_must(h_offer(vt, &id, &case_id, oh, VS_OFFER_HANDOVER, &err), &err, "offer");
    sync_clean(vt);
    for (unsigned round = 0; round < 4; round++) {
        pid_t children[3];

        world.now += 60;
        h_must(h_act(vt, &id, &case_id, &(struct vs_event){.type = VS_EV_NOTE, .at = world.now},
                     "more", &err),
               &err, "note");
        h_org_close(vt);
        h_org_close(oh);
        fflush(stdout);
        children[0] = sync_elsewhere(vt);
        children[1] = sync_elsewhere(vt);
        children[2] = sync_elsewhere(oh);
        for (unsigned i = 0; i < 3; i++) {
            int status = 1;

            failed += waitpid(children[i], &status, 0) != children[i] || status != 0;
        }
        /* Randomness is counted in each process; the ledgers must not draw the same again. */
        vt->drawn += 1000000;
        oh->drawn += 1000000;
        h_org_reopen(vt);
        h_org_reopen(oh);
    }
    IS_INT(failed, 0, "three syncs at once, two of them of one ledger: all succeed");
    for (unsigned i = 0; i < 6; i++) {
        sync_clean(&world.orgs[i % 2]);
    }
    vs_buf_init(&x, 1u << 24);
    vs_buf_init(&y, 1u << 24);
    OK(h_dump(vt, &x, &case_id) && h_dump(oh, &y, &case_id) &&
           vs_str_eq(vs_buf_str(&x), vs_buf_str(&y)),
       "both ledgers fold to the same bytes");
    vs_buf_release(&x);
    vs_buf_release(&y);
    snprintf(command, sizeof(command), "git -C '%s' fsck --strict >/dev/null 2>&1", url);
    OK(system(command) == 0, "stock git finds the repository whole");
    h_world_end(&world);
    return tap_done();
}
