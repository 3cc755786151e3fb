/* Ledgers of the sizes that the rows ask for, made through the interface that the commands use. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "core/base/enc.h"
#include "core/base/mem.h"
#include "core/casework/zone.h"
#include "core/identity/card.h"
#include "core/ledger/cases.h"
#include "core/log/hash.h"
#include "core/record/act.h"
#include "core/record/directory.h"
#include "tests/bench/h_bench.h"

#define BATCH 900 /* leaves of one transaction */

void
bench_stage_load(const struct bench *bench, const char *stage)
{
    bench_shell("rm -rf '%s' && cp -a '%s/%s' '%s'", bench->work, bench->root, stage, bench->work);
}

void
bench_stage_keep(const struct bench *bench, const char *stage)
{
    bench_shell("rm -rf '%s/%s.new' && cp -a '%s' '%s/%s.new' && mv '%s/%s.new' '%s/%s'",
                bench->root, stage, bench->work, bench->root, stage, bench->root, stage,
                bench->root, stage);
}

bool
bench_stage_has(const struct bench *bench, const char *stage)
{
    char path[BENCH_PATH + 128];

    snprintf(path, sizeof(path), "%s/%s", bench->root, stage);
    return bench_exists(path);
}

void
bench_use(const struct bench *bench, const char *who)
{
    char path[BENCH_PATH + 64];

    snprintf(path, sizeof(path), "%s/%s", bench->work, who);
    setenv("VS_LEDGER", path, 1);
    setenv("VS_KEY_FILE", bench->key, 1);
}

double
bench_sync(const struct bench *bench, const char *who)
{
    const char *args[] = {bench->program, "sync", "--quiet", NULL};

    bench_use(bench, who);
    return bench_run(0, args);
}

void
bench_sync_at(const struct bench *bench, const char *who, vs_instant when)
{
    char clock[1 + VS_INSTANT_TEXT_LEN + 1] = "@"; /* @2022-04-02 14:10:00 */
    const char *args[] = {"faketime", "-f", clock, bench->program, "sync", "--quiet", NULL};

    vs_instant_text(clock + 1, when);
    *strchr(clock, 'T') = ' ';
    *strchr(clock, 'Z') = '\0';
    bench_use(bench, who);
    bench_run(0, args);
}

struct vs_store *
bench_open(const struct bench *bench, const char *who)
{
    return bench_open_at(bench, who, &vs_env_machine);
}

struct vs_store *
bench_open_at(const struct bench *bench, const char *who, const struct vs_env *env)
{
    struct vs_key_source key = {VS_KEY_FILE, vs_str(bench->key)};
    struct vs_store *store;
    char dir[BENCH_PATH + 64];
    struct vs_err err;

    snprintf(dir, sizeof(dir), "%s/%s", bench->work, who);
    bench_check(vs_store_open(&store, dir, &key, true, env, &err), dir, &err);
    return store;
}

/* --- the pair ---------------------------------------------------------------------------------
 */

static struct vs_store *
make_one(const struct bench *bench, const char *who, const char *name, const struct vs_env *env)
{
    struct vs_store_making making;
    char dir[BENCH_PATH + 64], recovery[VS_RECOVERY_TEXT_LEN + 1];
    struct vs_store *store;
    struct vs_err err;

    memset(&making, 0, sizeof(making));
    snprintf(dir, sizeof(dir), "%s/%s", bench->work, who);
    making.dir = dir;
    making.name = name;
    making.key.kind = VS_KEY_FILE;
    making.key.value = vs_str(bench->key);
    making.cost = VS_KEY_COST_INTERACTIVE;
    bench_check(vs_store_create(&store, recovery, &making, env, &err), dir, &err);
    return store;
}

static void
pin(struct vs_store *at, struct vs_store *of, const char *alias)
{
    struct vs_org_row row;
    struct vs_card card;
    struct vs_buf text;
    struct vs_err err;

    vs_buf_init(&text, 1u << 20);
    bench_check(vs_directory_card(of, &text, &err), "card", &err);
    bench_check(vs_card_parse(&card, vs_buf_str(&text), &err), "card", &err);
    bench_check(vs_store_begin(at, &err), "begin", &err);
    bench_check(vs_directory_pin(at, &card, alias, &row, &err), "pin", &err);
    bench_check(vs_store_commit(at, &err), "commit", &err);
    vs_card_release(&card);
    vs_buf_release(&text);
}

static void
settle_in(const struct bench *bench, struct vs_store *store, const char *role)
{
    struct vs_remote_row remote;
    struct vs_agreement *agreement;
    struct vs_hash adoption;
    struct vs_str bytes;
    struct vs_err err;

    memset(&remote, 0, sizeof(remote));
    snprintf(remote.name, sizeof(remote.name), "hub");
    if (snprintf(remote.url, sizeof(remote.url), "%s/hub.git", bench->work) >=
        (int)sizeof(remote.url)) {
        bench_fail("the path of the folder is too long", NULL);
    }
    bench_check(vs_store_begin(store, &err), "begin", &err);
    bench_check(vs_remote_insert(store->ledger, &remote, vs_store_now(store), &err), "remote",
                &err);
    for (size_t i = 0; vs_shipped_agreement(&bytes, i); i++) {
        bench_check(vs_agreement_load(&agreement, bytes.p, bytes.len, &err), "agreement", &err);
        vs_sha256(&agreement->hash, agreement->canonical.p, agreement->canonical.len);
        if (vs_str_is(agreement->id, "west-brabant-2022")) {
            bench_check(vs_directory_adopt(store, agreement, role, vs_date_from(2022, 4, 1),
                                           &adoption, &err),
                        "adopt", &err);
        }
        vs_agreement_free(agreement);
    }
    bench_check(vs_store_commit(store, &err), "commit", &err);
}

void
bench_make_pair(const struct bench *bench, const struct vs_env *env)
{
    struct vs_store *a, *b;

    bench_shell("rm -rf '%s' && mkdir -p '%s' && git init -q --bare '%s/hub.git'", bench->work,
                bench->work, bench->work);
    a = make_one(bench, "a", "Veilig Thuis", env);
    b = make_one(bench, "b", "Lokaal team", env);
    pin(a, b, "team");
    pin(b, a, "vt");
    settle_in(bench, a, "vt");
    settle_in(bench, b, "local_team");
    vs_store_close(a);
    vs_store_close(b);
    for (unsigned i = 0; i < 3; i++) {
        bench_sync_at(bench, "a", env->now(env->payload));
        bench_sync_at(bench, "b", env->now(env->payload));
    }
}

/* --- cases ------------------------------------------------------------------------------------
 */

static void
note(struct vs_store *store, int64_t case_leaf)
{
    struct vs_event draft;
    struct vs_hash id;
    struct vs_err err;

    memset(&draft, 0, sizeof(draft));
    draft.type = VS_EV_NOTE;
    draft.at = vs_store_now(store);
    bench_check(vs_act(store, &id, case_leaf, &draft, NULL, &err), "note", &err);
}

static void
offer(struct vs_store *store, int64_t case_leaf, int64_t to)
{
    struct vs_act_offer what = {.to = to, .kind = VS_OFFER_HANDOVER, .at = vs_store_now(store)};
    struct vs_hash id;
    struct vs_err err;
    size_t rules;

    bench_check(vs_act_offer(store, &id, &rules, case_leaf, &what, NULL, &err), "offer", &err);
}

static void
remember_case(const struct bench *bench, const struct vs_hash *id)
{
    char path[BENCH_PATH + 64], hex[BENCH_ID];
    FILE *file;

    snprintf(path, sizeof(path), "%s/case", bench->work);
    file = fopen(path, "w");
    vs_hex(hex, id->b, sizeof(id->b));
    if (!file || fputs(hex, file) < 0 || fclose(file) != 0) {
        bench_fail(path, NULL);
    }
}

void
bench_make_cases(const struct bench *bench, const char *who, uint64_t cases, unsigned each,
                 bool offered)
{
    struct vs_store *store = bench_open(bench, who);
    struct vs_org_row other;
    struct vs_hash id = {{0}};
    struct vs_err err;
    uint64_t begun_at = 0;

    bench_check(vs_org_by_alias(store->ledger, &other, strcmp(who, "a") == 0 ? "team" : "vt", &err),
                "org", &err);
    for (uint64_t i = 0; i < cases; i++) {
        int64_t leaf;

        if (!store->open) {
            bench_check(vs_store_begin(store, &err), "begin", &err);
            begun_at = store->feed.tree.size;
        }
        bench_check(vs_act_open(store, &leaf, &id, vs_store_now(store), true, NULL, &err), "open",
                    &err);
        for (unsigned n = 1; n < each; n++) {
            if (offered && n + 1 == each) {
                offer(store, leaf, other.id);
            } else {
                note(store, leaf);
            }
        }
        if (i + 1 == cases || store->feed.tree.size - begun_at + each > BATCH) {
            bench_check(vs_store_commit(store, &err), "commit", &err);
        }
    }
    remember_case(bench, &id);
    vs_store_close(store);
}

struct listing {
    int64_t *ids;
    size_t count, most;
};

static enum vs_code
keep_id(void *payload, const struct vs_casefile_row *row, struct vs_err *err)
{
    struct listing *listing = payload;

    (void)err;
    if (listing->count < listing->most) {
        listing->ids[listing->count++] = row->id;
    }
    return VS_OK;
}

void
bench_make_notes(const struct bench *bench, const char *who, uint64_t cases, unsigned each)
{
    struct vs_store *store = bench_open(bench, who);
    struct listing listing = {vs_calloc(cases, sizeof(int64_t)), 0, cases};
    uint64_t begun_at = 0;
    struct vs_err err;

    bench_check(vs_casefile_list(store->ledger, true, 0, INT64_MAX, keep_id, &listing, &err),
                "list", &err);
    for (size_t i = 0; i < listing.count; i++) {
        if (!store->open) {
            bench_check(vs_store_begin(store, &err), "begin", &err);
            begun_at = store->feed.tree.size;
        }
        for (unsigned n = 0; n < each; n++) {
            note(store, listing.ids[i]);
        }
        if (i + 1 == listing.count || store->feed.tree.size - begun_at + each > BATCH) {
            bench_check(vs_store_commit(store, &err), "commit", &err);
        }
    }
    vs_free(listing.ids);
    vs_store_close(store);
}
