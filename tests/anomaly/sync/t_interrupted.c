/*
 * A sync that ends anywhere: the host stops answering at the n-th operation, an answer is lost,
 * memory runs out, the process is killed. Run again, it ends in the same state, what it owed is
 * done, and it reports every answer that changed.
 */
#include "tests/sim/sync/h_world.h"

#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include "core/base/enc.h"
#include "core/base/mem.h"
#include "core/ledger/feeds.h"
#include "core/record/rebuild.h"

static struct h_world world;
static struct h_org *vt, *oh;
static struct vs_hash case_id, offer;

/* What the host and the ledger of `oh` were before the sync that is interrupted. */
static size_t versions[H_BRANCHES_MAX];
static size_t branches;
static uint64_t drawn;

/* Every @ of the command is the path. */
static void
run_shell(const char *format, const char *path)
{
    char command[1200];
    size_t len = 0;

    for (; *format; format++) {
        len += (size_t)snprintf(command + len, sizeof(command) - len,
                                *format == '@' ? "%s" : "%.1s", *format == '@' ? path : format);
    }
    if (system(command) != 0) {
        printf("not ok - %s\n", command);
        exit(2);
    }
}

static void
save(void)
{
    h_org_close(oh);
    run_shell("rm -rf '@.before' && cp -a '@' '@.before'", oh->dir);
    branches = world.hubs[0].count;
    for (size_t i = 0; i < branches; i++) {
        versions[i] = world.hubs[0].branches[i].count;
    }
    drawn = oh->drawn;
}

static void
setup(void)
{
    struct vs_hash id;
    struct vs_err err = {0};

    h_world_start(&world, 11, 2, 1, h_time("2026-04-02T14:10:00Z"));
    vt = &world.orgs[0];
    oh = &world.orgs[1];
    h_org_adopt(vt, "west-brabant-2022", "vt");
    h_org_adopt(oh, "west-brabant-2022", "local_team");
    for (unsigned i = 0; i < 4; i++) {
        h_org_sync_clean(&world.orgs[i % 2]);
    }
    h_must(h_open(vt, &case_id, true, "a narrative", &err), &err, "open");
    h_must(h_offer(vt, &offer, &case_id, oh, VS_OFFER_HANDOVER, &err), &err, "offer");
    h_must(h_act(vt, &id, &case_id, &(struct vs_event){.type = VS_EV_NOTE, .at = world.now},
                 "words", &err),
           &err, "note");
    h_org_sync_clean(vt);
    world.now += 600;
    save();
}

/* Everything as it was: versions that came later are forgotten, as is the client's cache. */
static void
restore(void)
{
    h_org_close(oh);
    run_shell("rm -rf '@' && cp -a '@.before' '@'", oh->dir);
    for (size_t i = 0; i < branches; i++) {
        struct h_hub_branch *branch = &world.hubs[0].branches[i];

        while (branch->count > versions[i]) {
            struct h_version *version = branch->versions[--branch->count];

            vs_tree_close(version->tree);
            free(version);
        }
    }
    oh->drawn = drawn;
    h_client_init(&oh->clients[0], &world.hubs[0]);
    h_org_reopen(oh);
}

/* What `oh` knows, apart from the hashes of its own leaves. */
static void
state_of(struct vs_buf *out)
{
    struct vs_casefile *file;
    struct vs_feed_row feed;
    struct vs_rebuilt rebuilt;
    struct vs_buf file_there;
    char path[96];
    struct vs_err err = {0};

    vs_buf_clear(out);
    h_must(vs_feed_by_hash(oh->store->ledger, &feed, &vt->store->feed.feed, &err), &err, "feed");
    h_must(h_case(oh, &file, &case_id, &err), &err, "a case");
    vs_buf_addf(out, "%llu of theirs\n", (unsigned long long)feed.tree.size);
    for (size_t i = 0; i < vs_casefile_count(file); i++) {
        const struct vs_casefile_event *event = vs_casefile_event(file, i);

        if (event->org == oh->store->self.id) {
            continue; /* contents that come later are acked once more */
        }
        vs_buf_addf(out, "%d %d %d ", (int)event->state, (int)event->text_state,
                    (int)vs_casefile_acked(file, i));
        vs_buf_add_str(out, event->text);
        vs_buf_addf(out, " %s\n", event->event ? event->event->type_text : "");
    }
    vs_casefile_free(file);
    h_must(vs_rebuild(oh->store, &rebuilt, &err), &err, "rebuild");
    vs_buf_addf(out, "rebuilt %d\n", rebuilt.same);
    vs_buf_addf(out, "all published %d\n", oh->store->feed.released == oh->store->feed.tree.size);
    vs_buf_init(&file_there, VS_CHECKPOINT_FILE_MAX);
    snprintf(path, sizeof(path), "witness/");
    vs_hex(path + 8, feed.feed.b, 32);
    memcpy(path + 72, "/checkpoint", 12);
    vs_buf_addf(out, "witnessed %d\n",
                h_hub_read(&world.hubs[0], oh->branch, path, &file_there) &&
                    strstr((char *)file_there.p, "\n7\n"));
    vs_buf_release(&file_there);
    h_must(vs_buf_check(out, "state", &err), &err, "state");
}

static void
finish(void)
{
    struct vs_err err = {0};

    h_client_honest(&oh->clients[0]);
    h_must(h_org_sync(oh, ~0u, NULL, &err), &err, "the sync after the interrupted one");
}

static struct vs_buf reference;

static bool
ends_the_same(const char *what, unsigned long n)
{
    struct vs_buf state;
    bool same;

    vs_buf_init(&state, 1u << 24);
    state_of(&state);
    same = vs_str_eq(vs_buf_str(&state), vs_buf_str(&reference));
    if (!same) {
        printf("# %s %lu gives\n%s# instead of\n%s", what, n, (char *)state.p, (char *)reference.p);
    }
    vs_buf_release(&state);
    return same;
}

static void
test_host(enum h_fault fault, const char *what)
{
    unsigned long n = 1, wrong = 0;
    bool hit = true;

    for (; hit && n < 1000; n++) {
        struct vs_err err = {0};

        restore();
        h_client_fail(&oh->clients[0], fault, n);
        h_must(h_org_sync(oh, ~0u, NULL, &err), &err, "a disturbed sync");
        hit = oh->clients[0].operations >= n;
        if (n % 2) {
            h_org_reopen(oh);
        }
        finish();
        wrong += !ends_the_same(what, n);
    }
    OK(wrong == 0 && n > 20 && n < 1000, "%s, at any of %lu operations", what, n - 2);
}

static void
test_lost_answer(void)
{
    struct vs_err err = {0};

    restore();
    h_client_fail(&oh->clients[0], H_FAULT_DEAF, 0);
    h_must(h_org_sync(oh, ~0u, NULL, &err), &err, "sync");
    finish();
    OK(ends_the_same("a lost answer", 0), "a push whose answer is lost");
    restore();
    h_client_fail(&oh->clients[0], H_FAULT_MOVED, 0);
    h_must(h_org_sync(oh, ~0u, NULL, &err), &err, "sync");
    finish();
    OK(ends_the_same("a lost race", 0), "a push that loses the race");
}

static void
test_memory(unsigned long step)
{
    unsigned long n = 1, wrong = 0, runs = 0;
    enum vs_code code = VS_E_NO_MEMORY;

    while (code != VS_OK && n < 1000000) {
        struct vs_err err = {0};

        restore();
        vs_mem_fail_at(n);
        code = h_org_sync(oh, ~0u, NULL, &err);
        vs_mem_fail_at(0);
        if (code != VS_OK && code != VS_E_NO_MEMORY && code != VS_E_SQL) {
            printf("# allocation %lu: %s: %s\n", n, vs_code_name(code), err.detail);
            wrong++;
        }
        if (runs % 2) {
            h_org_reopen(oh);
        }
        finish();
        wrong += !ends_the_same("allocation", n);
        runs++;
        n += step;
    }
    OK(wrong == 0 && runs > 20, "no memory at any %luth allocation: %lu runs, up to %lu", step,
       runs, n);
}

/* The child dies in the middle of an operation; its transactions are whatever the disk has. */
static void
test_kill(unsigned long step)
{
    unsigned long n = 1, wrong = 0, runs = 0;
    bool died = true;

    while (died && n < 1000) {
        pid_t child;
        int status = 0;

        restore();
        h_org_close(oh);
        fflush(stdout);
        child = fork();
        if (child == 0) {
            struct vs_err err = {0};

            h_org_reopen(oh);
            h_client_fail(&oh->clients[0], H_FAULT_DIE, n);
            _exit(h_org_sync(oh, ~0u, NULL, &err) == VS_OK ? 0 : 1);
        }
        if (child < 0 || waitpid(child, &status, 0) != child) {
            exit(2);
        }
        died = WIFEXITED(status) && WEXITSTATUS(status) == 9;
        if (died) {
            h_org_reopen(oh);
            finish();
            wrong += !ends_the_same("killed at", n);
        }
        runs++;
        n += step;
    }
    OK(wrong == 0 && runs > 5, "killed at any %luth operation: %lu runs", step, runs);
}

/* The instants before `until` at which the answer of the two differs and no stretch says so. */
static unsigned long
unreported(struct vs_casefile *before, struct vs_casefile *after, vs_instant until,
           const struct vs_sync_result *result)
{
    unsigned long wrong = 0;

    for (vs_instant at = until - 7200; at < until; at += 60) {
        struct vs_answer one, other;
        struct vs_err err = {0};
        bool told = false;

        h_must(vs_answer_at(&one, vs_casefile_fold(before), at, &err), &err, "answer");
        h_must(vs_answer_at(&other, vs_casefile_fold(after), at, &err), &err, "answer");
        for (size_t i = 0; i < result->change_count; i++) {
            const struct vs_sync_change *change = &result->changes[i];

            for (size_t k = 0; k < change->stretch_count; k++) {
                const struct vs_sync_stretch *s = &change->stretches[k];

                told = told || (s->from <= at && at < s->until);
                wrong += s->from >= s->until || (k > 0 && s[-1].until > s->from);
            }
        }
        wrong += !vs_answer_same(&one, &other) && !told;
        vs_answer_release(&one);
        vs_answer_release(&other);
    }
    return wrong;
}

/* vt records an act and publishes it. */
static void
say(struct vs_event draft)
{
    struct vs_hash id;
    struct vs_err err = {0};

    draft.at = world.now;
    h_must(h_act(vt, &id, &case_id, &draft, "words", &err), &err, "an act");
    h_org_sync_clean(vt);
}

/* A sync ends on the way with the first thing that vt said; vt closes the case after that. The next
 * sync reports that it was closed already, although the interrupted one was before. */
static void
test_report(void)
{
    vs_instant noted = world.now + 600, closed = noted + 1200, synced = closed + 1200;
    unsigned long n = 1, wrong = 0, owed = 0;
    struct vs_err err = {0};
    bool hit = true;

    say((struct vs_event){.type = VS_EV_WITHDRAW, .has_re = true, .re = offer});
    h_org_sync_clean(oh);
    world.now = noted;
    say((struct vs_event){.type = VS_EV_NOTE});
    world.now = closed;
    say((struct vs_event){.type = VS_EV_CLOSE});
    save();
    for (; hit && n < 1000; n++) {
        struct vs_sync_result result;
        struct vs_casefile *before, *after;

        world.now = noted + 60;
        restore();
        h_client_show_old(&oh->clients[0], vt->branch, 1);
        h_client_fail(&oh->clients[0], H_FAULT_GONE, n);
        h_must(h_org_sync(oh, ~0u, NULL, &err), &err, "a disturbed sync");
        hit = oh->clients[0].operations >= n;
        world.now = synced;
        h_client_honest(&oh->clients[0]);
        h_must(h_case(oh, &before, &case_id, &err), &err, "a case");
        h_must(h_org_sync(oh, ~0u, &result, &err), &err, "the sync after it");
        h_must(h_case(oh, &after, &case_id, &err), &err, "a case");
        wrong += unreported(before, after, synced - 1, &result);
        owed += result.change_count == 1 && result.changes[0].stretch_count == 1 &&
                result.changes[0].stretches[0].from == closed &&
                result.changes[0].stretches[0].until == synced - 1;
        vs_casefile_free(before);
        vs_casefile_free(after);
        vs_sync_result_release(&result);
    }
    OK(wrong == 0 && owed == n - 1 && n > 10 && n < 1000,
       "what came after an interrupted sync is reported too, at any of %lu operations", n - 2);
    IS_TEXT(h_who(oh, &case_id, closed), "closed", "and it was closed then");
    world.now = synced;
}

static bool
tells_of(const struct vs_sync_result *result, vs_instant at)
{
    for (size_t i = 0; i < result->change_count; i++) {
        for (size_t k = 0; k < result->changes[i].stretch_count; k++) {
            const struct vs_sync_stretch *s = &result->changes[i].stretches[k];

            if (s->from <= at && at < s->until) {
                return true;
            }
        }
    }
    return false;
}

/* oh sees a case that vt hands over to breda, and has not heard what breda adopted. */
static vs_instant
setup_watched(void)
{
    struct h_org *breda;
    struct vs_hash id;
    struct vs_err err = {0};
    vs_instant at;

    h_world_start(&world, 12, 3, 1, h_time("2026-04-02T14:10:00Z"));
    vt = &world.orgs[0];
    oh = &world.orgs[1];
    breda = &world.orgs[2];
    h_org_adopt(vt, "west-brabant-2022", "vt");
    for (unsigned i = 0; i < 6; i++) {
        h_org_sync_clean(&world.orgs[i % 3]);
    }
    h_org_adopt(breda, "west-brabant-2022", "local_team");
    h_org_sync_clean(breda);
    h_org_sync_clean(vt);
    h_must(h_open(vt, &case_id, true, "a narrative", &err), &err, "open");
    h_must(h_act(vt, &id, &case_id,
                 &(struct vs_event){
                     .type = VS_EV_PARTY_ADD, .at = world.now, .party = {oh->id, VS_PARTY_FULL}},
                 NULL, &err),
           &err, "party.add");
    h_must(h_offer(vt, &offer, &case_id, breda, VS_OFFER_HANDOVER, &err), &err, "offer");
    at = world.now + 60;
    h_org_sync_clean(vt);
    world.now += 600;
    h_client_show_old(&oh->clients[0], breda->branch, 1);
    h_must(h_org_sync(oh, ~0u, NULL, &err), &err, "a sync that is shown an old branch");
    h_client_honest(&oh->clients[0]);
    world.now += 600;
    return at;
}

/* What comes can change the answer about a case of which it is no event: killed with it taken, and
 * nothing said of it, the next sync says so. */
static void
test_report_of_adoption(void)
{
    vs_instant at = setup_watched(), begun = world.now;
    unsigned long n = 1, owed = 0;
    bool died = true;

    IS_TEXT(h_who(oh, &case_id, at), "undetermined", "without the adoption nobody can tell");
    save();
    for (; died && n < 1000; n++) {
        struct vs_sync_result result;
        struct vs_err err = {0};
        int status = 0;
        pid_t child;

        world.now = begun;
        restore();
        h_org_close(oh);
        fflush(stdout);
        child = fork();
        if (child == 0) {
            h_org_reopen(oh);
            h_client_fail(&oh->clients[0], H_FAULT_DIE, n);
            _exit(h_org_sync(oh, ~0u, NULL, &err) == VS_OK ? 0 : 1);
        }
        if (child < 0 || waitpid(child, &status, 0) != child) {
            exit(2);
        }
        died = WIFEXITED(status) && WEXITSTATUS(status) == 9;
        h_org_reopen(oh);
        if (died) {
            world.now += 600;
            h_must(h_org_sync(oh, ~0u, &result, &err), &err, "the sync after it");
            owed += tells_of(&result, at);
            vs_sync_result_release(&result);
        }
    }
    OK(owed == n - 2 && n > 5 && n < 1000,
       "what an adoption changed is reported after a sync that was killed at any of %lu operations",
       n - 2);
    IS_TEXT(h_who(oh, &case_id, at), "vt certain", "and with it everybody can");
    h_world_end(&world);
}

int
main(void)
{
    vs_buf_init(&reference, 1u << 24);
    setup();
    restore();
    finish();
    finish();
    state_of(&reference);
    printf("# %s", (char *)reference.p);
    test_host(H_FAULT_GONE, "a host that stops answering");
    test_host(H_FAULT_ONCE, "a host that fails once");
    test_lost_answer();
    test_kill(2);
    test_memory(17);
    h_org_sync_clean(vt);
    h_org_sync_clean(oh);
    IS_TEXT(h_who(oh, &case_id, world.now), "vt certain", "and the story goes on");
    test_report();
    vs_buf_release(&reference);
    h_world_end(&world);
    test_report_of_adoption();
    return tap_done();
}
