#include "tests/sim/sync/h_world.h"

#include <dirent.h>
#include <fcntl.h>
#include <ftw.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include <sqlite3.h>

#include "core/base/mem.h"
#include "core/base/secret.h"
#include "core/ledger/cases.h"
#include "core/log/hash.h"
#include "core/record/devices.h"
#include "core/record/directory.h"

void
h_must(enum vs_code code, const struct vs_err *err, const char *what)
{
    if (code != VS_OK) {
        printf("not ok - %s: %s: %s: %s\n", what, vs_code_name(code), err->subject, err->detail);
        fflush(stdout);
        exit(2);
    }
}

vs_instant
h_time(const char *text)
{
    vs_instant out = 0;

    if (!vs_instant_parse(&out, vs_str(text))) {
        printf("not ok - %s is no time\n", text);
        exit(2);
    }
    return out;
}

uint64_t
h_below(uint64_t *state, uint64_t limit)
{
    uint64_t z = *state += 0x9e3779b97f4a7c15u; /* splitmix64 */

    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
    return (z ^ (z >> 31)) % limit;
}

/* --- making ------------------------------------------------------------------------------------
 */

static vs_instant
org_now(void *payload)
{
    const struct h_org *org = payload;

    return org->world->now + org->skew;
}

/* Depends on the seed of the world, the installation, the step, and how much was drawn in it. */
static void
org_random(void *payload, void *out, size_t len)
{
    struct h_org *org = payload;
    uint8_t *at = out;
    uint64_t state = org->world->seed;

    if (org->drawn_in != org->world->step) {
        org->drawn_in = org->world->step;
        org->drawn = 0;
    }
    state = h_below(&state, UINT64_MAX) ^ org->n;
    state = h_below(&state, UINT64_MAX) ^ org->world->step;
    state = h_below(&state, UINT64_MAX) ^ org->drawn++;
    while (len > 0) {
        uint8_t block[8];
        size_t take = len < sizeof(block) ? len : sizeof(block);

        vs_put_u64(block, h_below(&state, UINT64_MAX));
        memcpy(at, block, take);
        at += take;
        len -= take;
    }
}

void
h_org_prepare(struct h_org *org, struct h_world *world, unsigned n)
{
    static const char *const aliases[] = {"vt",       "oosterhout", "breda",  "wmo-bergen",
                                          "moerdijk", "fresh",      "tilburg"};
    size_t names = sizeof(aliases) / sizeof(aliases[0]);

    memset(org, 0, sizeof(*org));
    org->world = world;
    org->n = org->party = n;
    snprintf(org->alias, sizeof(org->alias), "%s", aliases[n % names]);
    snprintf(org->dir, sizeof(org->dir), "%s/%u", world->dir, n);
    snprintf(org->key_path, sizeof(org->key_path), "%s/%u.key", world->dir, n);
    org->env = (struct vs_env){org_now, org_random, org};
    org->key = (struct vs_key_source){VS_KEY_FILE, vs_str(org->key_path)};
    org->root_key = org->key;
    org->limits = vs_receive_limits_default;
    for (unsigned i = 0; i < H_HUBS_MAX; i++) {
        h_client_init(&org->clients[i], &world->hubs[i]);
    }
    if (org < world->orgs || org >= world->orgs + H_ORGS_MAX) {
        if (world->more_count == H_MORE_MAX) {
            exit(2);
        }
        world->more[world->more_count++] = org;
    }
}

void
h_org_name(struct h_org *org)
{
    org->id = org->store->self.org;
    org->feed = org->store->feed.feed;
    snprintf(org->branch, sizeof(org->branch), "%s",
             org->store->feed.origin.text + sizeof(VS_ORIGIN_PREFIX) - 1);
}

static void
make_org(struct h_org *org, struct h_world *world, unsigned n)
{
    char recovery[VS_RECOVERY_TEXT_LEN + 1];
    struct vs_store_making making;
    struct vs_err err = {0};

    h_org_prepare(org, world, n);
    h_must(vs_key_file_make(org->key_path, &org->env, &err), &err, "key file");
    memset(&making, 0, sizeof(making));
    making.dir = org->dir;
    making.name = org->alias;
    making.key = org->key;
    making.cost = VS_KEY_COST_INTERACTIVE;
    h_must(vs_store_create(&org->store, recovery, &making, &org->env, &err), &err, "ledger");
    h_org_name(org);
}

void
h_org_meet(struct h_org *org, struct h_org *other)
{
    struct vs_org_row row;
    struct vs_err err = {0};
    struct vs_card card;
    struct vs_buf bytes;

    vs_buf_init(&bytes, VS_CARD_MAX);
    h_must(vs_directory_card(other->store, &bytes, &err), &err, "card");
    h_must(vs_card_parse(&card, vs_buf_str(&bytes), &err), &err, "card");
    h_must(vs_store_begin(org->store, &err), &err, "begin");
    h_must(vs_directory_pin(org->store, &card, other->alias, &row, &err), &err, "pin");
    h_must(vs_store_commit(org->store, &err), &err, "commit");
    vs_card_release(&card);
    vs_buf_release(&bytes);
}

/* A folder for the ledgers, in memory where there is room for it. */
static void
make_folder(struct h_world *world)
{
    const char *folder = getenv("TMPDIR");
    struct vs_err err = {0};

    if (!folder) {
        folder = access("/dev/shm", W_OK) == 0 ? "/dev/shm" : "/tmp";
    }
    snprintf(world->dir, sizeof(world->dir), "%.200s/vs-sim.XXXXXX", folder);
    h_must(vs_process_harden(&err), &err, "start");
    if (!mkdtemp(world->dir)) {
        printf("not ok - no temporary folder in %s\n", folder);
        exit(2);
    }
}

void
h_world_start(struct h_world *world, uint64_t seed, unsigned orgs, unsigned hubs, vs_instant now)
{
    static const char *const names[H_HUBS_MAX] = {"north", "south"};

    memset(world, 0, sizeof(*world));
    make_folder(world);
    world->seed = seed;
    world->now = now;
    world->hub_count = hubs;
    for (unsigned i = 0; i < H_HUBS_MAX; i++) {
        h_hub_init(&world->hubs[i], names[i]);
    }
    for (unsigned i = 0; i < orgs; i++) {
        make_org(&world->orgs[i], world, i);
        world->count++;
    }
    for (unsigned i = 0; i < orgs; i++) {
        for (unsigned o = 0; o < orgs; o++) {
            if (i != o) {
                h_org_meet(&world->orgs[i], &world->orgs[o]);
            }
        }
    }
}

static void
copy_file(const char *from, const char *to)
{
    char bytes[32768];
    int in = open(from, O_RDONLY | O_CLOEXEC);
    int out = open(to, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    ssize_t n = in < 0 || out < 0 ? -1 : 1;

    while (n > 0) {
        n = read(in, bytes, sizeof(bytes));
        n = n > 0 && write(out, bytes, (size_t)n) != n ? -1 : n;
    }
    if (n < 0) {
        printf("not ok - %s is not copied\n", from);
        exit(2);
    }
    close(in);
    close(out);
}

/* The files of a folder and of those in it, but for the cache. */
static void
copy_folder(const char *from, const char *to)
{
    DIR *folder = opendir(from);
    const struct dirent *entry;

    if (!folder || mkdir(to, 0700) != 0) {
        printf("not ok - %s is not copied\n", from);
        exit(2);
    }
    while ((entry = readdir(folder))) {
        char in[600], out[600];
        struct stat status;

        if (entry->d_name[0] == '.' || strcmp(entry->d_name, "git") == 0) {
            continue;
        }
        snprintf(in, sizeof(in), "%s/%s", from, entry->d_name);
        snprintf(out, sizeof(out), "%s/%s", to, entry->d_name);
        if (lstat(in, &status) == 0 && S_ISDIR(status.st_mode)) {
            copy_folder(in, out);
        } else {
            copy_file(in, out);
        }
    }
    closedir(folder);
}

void
h_world_copy(struct h_world *out, const struct h_world *from, uint64_t seed)
{
    memset(out, 0, sizeof(*out));
    make_folder(out);
    out->seed = seed;
    out->now = from->now;
    out->count = from->count;
    out->hub_count = from->hub_count;
    for (unsigned i = 0; i < H_HUBS_MAX; i++) {
        h_hub_init(&out->hubs[i], from->hubs[i].name);
        h_hub_copy_all(&out->hubs[i], &from->hubs[i]);
    }
    for (unsigned i = 0; i < from->count; i++) {
        const struct h_org *old = &from->orgs[i];
        struct h_org *org = &out->orgs[i];
        struct vs_err err = {0};

        h_org_prepare(org, out, i);
        org->party = old->party;
        memcpy(org->alias, old->alias, sizeof(org->alias));
        memcpy(org->key_path, old->key_path, sizeof(org->key_path));
        org->skew = old->skew;
        for (unsigned h = 0; h < H_HUBS_MAX; h++) {
            h_client_copy(&org->clients[h], &old->clients[h]);
        }
        copy_folder(old->dir, org->dir);
        h_must(vs_store_open(&org->store, org->dir, &org->key, true, &org->env, &err), &err,
               "open");
        h_org_name(org);
    }
}

static int
remove_one(const char *path, const struct stat *status, int type, struct FTW *walk)
{
    (void)status;
    (void)type;
    (void)walk;
    return remove(path);
}

/* For good: its files go, so that nothing has to be brought from the log into the database. */
static void
org_end(struct h_org *org)
{
    if (org->store) {
        sqlite3_db_config(vs_vault_db(org->store->vault), SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1,
                          NULL);
    }
    h_org_close(org);
}

void
h_world_end(struct h_world *world)
{
    for (unsigned i = 0; i < world->more_count; i++) {
        org_end(world->more[i]);
    }
    for (unsigned i = 0; i < H_ORGS_MAX; i++) {
        org_end(&world->orgs[i]);
    }
    for (unsigned i = 0; i < H_HUBS_MAX; i++) {
        h_hub_release(&world->hubs[i]);
    }
    if (nftw(world->dir, remove_one, 16, FTW_DEPTH | FTW_PHYS) != 0) {
        printf("# %s stays\n", world->dir);
    }
}

void
h_org_close(struct h_org *org)
{
    vs_store_close(org->store);
    org->store = NULL;
}

void
h_org_reopen(struct h_org *org)
{
    struct vs_err err = {0};

    h_org_close(org);
    h_must(vs_store_open(&org->store, org->dir, &org->key, true, &org->env, &err), &err, "open");
}

void
h_org_clone(struct h_org *as, const struct h_org *from, unsigned n)
{
    char command[1300];
    struct vs_err err = {0};

    h_org_prepare(as, from->world, n);
    snprintf(command, sizeof(command), "cp -a '%s' '%s' && cp -a '%s' '%s'", from->dir, as->dir,
             from->key_path, as->key_path);
    if (system(command) != 0) {
        exit(2);
    }
    h_must(vs_store_open(&as->store, as->dir, &as->key, true, &as->env, &err), &err, "open a copy");
    h_org_name(as);
}

/* --- devices -----------------------------------------------------------------------------------
 */

static enum vs_code
change_roster(struct h_org *by, const struct vs_devices_change *change, struct vs_err *err)
{
    struct vs_roster_view view;
    struct vs_roots *roots = NULL;
    enum vs_code code = vs_roots_open(&roots, by->store, NULL, &by->root_key, err);

    memset(&view, 0, sizeof(view));
    if (code == VS_OK) {
        code = vs_store_begin(by->store, err);
    }
    if (code == VS_OK) {
        code = vs_devices_change(by->store, roots, change, err);
        code = code == VS_OK ? vs_store_commit(by->store, err) : code;
        if (code != VS_OK && by->store->open) {
            vs_store_rollback(by->store);
        }
    }
    if (code == VS_OK) {
        code = vs_directory_view(by->store, &view, by->store->self.id, err);
    }
    if (code == VS_OK) {
        code = vs_roots_settle(roots, by->store, &view, err);
    }
    vs_roster_view_release(&view);
    vs_roots_close(roots);
    return code;
}

enum vs_code
h_org_list_device(struct h_org *by, const struct h_org *device, struct vs_err *err)
{
    struct vs_devices_change change;
    struct vs_device_request request;

    memset(&change, 0, sizeof(change));
    vs_devices_request(&request, device->store);
    change.add = &request.key;
    return change_roster(by, &change, err);
}

enum vs_code
h_org_close_device(struct h_org *by, const struct h_org *device, bool next, struct vs_err *err)
{
    struct vs_devices_change change;

    memset(&change, 0, sizeof(change));
    change.close[0] = device->feed;
    change.close_count = 1;
    change.next = next;
    return change_roster(by, &change, err);
}

void
h_org_roots(struct h_org *to, const struct h_org *from)
{
    char command[1300];

    snprintf(command, sizeof(command), "rm -rf '%s/root' && cp -a '%s/root' '%s/root'", to->dir,
             from->dir, to->dir);
    if (system(command) != 0) {
        exit(2);
    }
    to->root_key = from->root_key;
}

struct handing {
    struct h_org *from, *to;
};

/* The card of a partner that `from` has, as its pin and rosters say. */
static enum vs_code
hand_card(void *payload, const struct vs_org_row *row, struct vs_err *err)
{
    struct handing *handing = payload;

    for (unsigned i = 0; i < handing->from->world->count; i++) {
        struct h_org *other = &handing->from->world->orgs[i];

        if (!row->own && row->pinned && vs_hash_eq(&other->id, &row->org) && other->store) {
            h_org_meet(handing->to, other);
        }
    }
    (void)err;
    return VS_OK;
}

void
h_org_device(struct h_org *as, struct h_org *of, unsigned n)
{
    char recovery[VS_RECOVERY_TEXT_LEN + 1];
    struct handing handing = {of, as};
    struct vs_store_making making;
    struct vs_err err = {0};
    struct vs_card card;
    struct vs_buf bytes;

    h_org_prepare(as, of->world, n);
    snprintf(as->alias, sizeof(as->alias), "%s", of->alias);
    h_must(vs_key_file_make(as->key_path, &as->env, &err), &err, "key file");
    vs_buf_init(&bytes, VS_CARD_MAX);
    h_must(vs_directory_card(of->store, &bytes, &err), &err, "own card");
    h_must(vs_card_parse(&card, vs_buf_str(&bytes), &err), &err, "own card");
    memset(&making, 0, sizeof(making));
    making.dir = as->dir;
    making.key = as->key;
    making.cost = VS_KEY_COST_INTERACTIVE;
    h_must(vs_store_join(&as->store, recovery, &making, &card, &as->env, &err), &err, "join");
    vs_card_release(&card);
    vs_buf_release(&bytes);
    h_org_name(as);
    h_must(h_org_list_device(of, as, &err), &err, "a device");
    h_must(vs_org_each(of->store->ledger, hand_card, &handing, &err), &err, "cards");
}

/* A shipped one, loaded once a program. */
static const struct vs_agreement *
agreement_of(const char *profile)
{
    static struct vs_agreement *loaded[16];
    static size_t count;
    struct vs_err err = {0};
    struct vs_str bytes;

    for (size_t i = 0; i < count; i++) {
        if (vs_str_is(loaded[i]->id, profile)) {
            return loaded[i];
        }
    }
    while (count < sizeof(loaded) / sizeof(loaded[0]) && vs_shipped_agreement(&bytes, count)) {
        struct vs_agreement *agreement;

        h_must(vs_agreement_load(&agreement, bytes.p, bytes.len, &err), &err, profile);
        vs_sha256(&agreement->hash, agreement->canonical.p, agreement->canonical.len);
        loaded[count++] = agreement;
        if (vs_str_is(agreement->id, profile)) {
            return agreement;
        }
    }
    h_must(VS_E_NOT_FOUND, &err, profile);
    return NULL;
}

void
h_org_adopt(struct h_org *org, const char *profile, const char *role)
{
    const struct vs_agreement *agreement = agreement_of(profile);
    struct vs_err err = {0};
    struct vs_hash adoption;

    h_must(vs_store_begin(org->store, &err), &err, "begin");
    h_must(
        vs_directory_adopt(org->store, agreement, role, vs_date_from(2022, 9, 1), &adoption, &err),
        &err, "adopt");
    h_must(vs_store_commit(org->store, &err), &err, "commit");
}

/* --- syncing -----------------------------------------------------------------------------------
 */

enum vs_code
h_org_sync(struct h_org *org, unsigned mask, struct vs_sync_result *result, struct vs_err *err)
{
    struct vs_host *hosts[H_HUBS_MAX];
    struct vs_sync_options options = {0};
    struct vs_sync_result own;
    size_t count = 0;
    enum vs_code code;

    options.limits = org->limits;
    for (unsigned i = 0; i < org->world->hub_count; i++) {
        if (mask & 1u << i) {
            hosts[count++] = &org->clients[i].host;
        }
    }
    code = vs_sync_run(result ? result : &own, org->store, hosts, count, &options, err);
    if (!result) {
        vs_sync_result_release(&own);
    }
    return code;
}

void
h_org_sync_clean(struct h_org *org)
{
    struct vs_sync_result result;
    struct vs_err err = {0};

    h_must(h_org_sync(org, ~0u, &result, &err), &err, "sync");
    for (size_t i = 0; i < result.host_count; i++) {
        h_must(result.hosts[i].code, &result.hosts[i].why, "a host");
    }
    for (size_t i = 0; i < result.feed_count; i++) {
        h_must(result.feeds[i].refused, &result.feeds[i].why, "a branch");
    }
    vs_sync_result_release(&result);
}

enum vs_code
h_refused(const struct vs_sync_result *result, const char *branch)
{
    for (size_t i = 0; i < result->feed_count; i++) {
        if (strcmp(result->feeds[i].branch, branch) == 0 && result->feeds[i].refused != VS_OK) {
            return result->feeds[i].refused;
        }
    }
    return VS_OK;
}

/* --- acts --------------------------------------------------------------------------------------
 */

static enum vs_code
end_act(struct h_org *org, enum vs_code code, struct vs_err *err)
{
    if (code == VS_OK) {
        code = vs_store_commit(org->store, err);
    }
    if (code != VS_OK && org->store->open) {
        vs_store_rollback(org->store);
    }
    return code;
}

static struct vs_act_text
act_text(const char *text)
{
    struct vs_act_text out = {.text = {NULL, 0}};

    if (text) {
        out.text = vs_str(text);
    }
    return out;
}

enum vs_code
h_open(struct h_org *org, struct vs_hash *id, bool takes, const char *text, struct vs_err *err)
{
    struct vs_act_text words = act_text(text);
    int64_t case_leaf;
    enum vs_code code = vs_store_begin(org->store, err);

    if (code == VS_OK) {
        code =
            vs_act_open(org->store, &case_leaf, id, vs_store_now(org->store), takes, &words, err);
        code = end_act(org, code, err);
    }
    return code;
}

enum vs_code
h_act(struct h_org *org, struct vs_hash *id, const struct vs_hash *case_id, struct vs_event *draft,
      const char *text, struct vs_err *err)
{
    struct vs_act_text words = act_text(text);
    int64_t case_leaf = 0;
    enum vs_code code = vs_store_begin(org->store, err);

    if (code == VS_OK) {
        code = vs_leaf_find(org->store->ledger, &case_leaf, case_id, err);
        if (code == VS_OK) {
            code = vs_act(org->store, id, case_leaf, draft, &words, err);
        }
        if (code == VS_OK && draft->type == VS_EV_PARTY_ADD) {
            struct vs_org_row row;

            code = vs_org_by_hash(org->store->ledger, &row, &draft->party.org, err);
            if (code == VS_OK) {
                code = vs_act_invite(org->store, case_leaf, row.id, draft->party.role, err);
            }
        }
        code = end_act(org, code, err);
    }
    return code;
}

enum vs_code
h_offer(struct h_org *org, struct vs_hash *id, const struct vs_hash *case_id,
        const struct h_org *to, enum vs_offer_kind kind, struct vs_err *err)
{
    struct vs_act_offer offer = {.kind = kind, .at = vs_store_now(org->store)};
    struct vs_act_text words = act_text(NULL);
    struct vs_org_row row;
    int64_t case_leaf = 0;
    size_t rules;
    enum vs_code code = vs_store_begin(org->store, err);

    if (code == VS_OK) {
        code = vs_leaf_find(org->store->ledger, &case_leaf, case_id, err);
        if (code == VS_OK) {
            code = vs_org_by_hash(org->store->ledger, &row, &to->id, err);
        }
        if (code == VS_OK) {
            offer.to = row.id;
            code = vs_act_offer(org->store, id, &rules, case_leaf, &offer, &words, err);
        }
        code = end_act(org, code, err);
    }
    return code;
}

enum vs_code
h_remove(struct h_org *org, struct vs_hash *id, const struct vs_hash *case_id,
         const struct vs_hash *party, struct vs_err *err)
{
    struct vs_act_text words = act_text(NULL);
    int64_t case_leaf = 0;
    enum vs_code code = vs_store_begin(org->store, err);

    if (code == VS_OK) {
        code = vs_leaf_find(org->store->ledger, &case_leaf, case_id, err);
        if (code == VS_OK) {
            code = vs_act_remove(org->store, id, case_leaf, party, vs_store_now(org->store), &words,
                                 err);
        }
        code = end_act(org, code, err);
    }
    return code;
}
