/* One organisation alone: makes a ledger, acts, asks, opens it again, rebuilds it. */
#include <sqlite3.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/ledger/cases.h"
#include "core/ledger/sql.h"
#include "core/log/hash.h"
#include "core/vault/file.h"
#include "core/vault/vault.h"
#include "tests/unit/core_record/h_store.h"

static struct h_world world;
static struct h_org org;
static struct vs_err err;
static struct vs_hash id;
static int64_t leaf;

static void
making(void)
{
    char path[320];
    struct stat stat_buf;
    struct h_org again = {0};

    h_org_create(&org, &world, "vt");
    IS_INT(org.store->feed.tree.size, 2, "a new feed has its roster and an inbox key");
    IS_INT(org.store->feed.own, VS_FEED_OWN, "the feed is ours");
    IS_INT(org.store->mark, VS_MARK_FINE, "the head mark is there");
    snprintf(path, sizeof(path), "%s/root/root.key", org.dir);
    OK(stat(path, &stat_buf) == 0 && (stat_buf.st_mode & 0777) == 0600, "the root key is private");
    again = org;
    again.store = NULL;
    IS_INT(h_org_try_create(&again, &err), VS_E_EXISTS, "a second init is refused");
    OK(h_exists(path) && !again.store, "and takes nothing away");
    h_org_reopen(&org);
    IS_INT(org.store->feed.tree.size, 2, "the first ledger opens as before");
}

static void
failed_making(void)
{
    static const char *const left[] = {"ledger.db", "ledger.db-wal", "ledger.key",   "ledger.mark",
                                       "root",      "root/root.key", "root/next.key"};
    struct vs_store_making making;
    struct h_org other;
    char recovery[VS_RECOVERY_TEXT_LEN + 1], path[340], longname[300], root[320];
    bool clean = true;

    h_org_prepare(&other, &world, "other");
    memset(longname, 'x', sizeof(longname));
    longname[sizeof(longname) - 1] = '\0';
    making = (struct vs_store_making){other.dir, NULL,      longname,
                                      NULL,      other.key, VS_KEY_COST_INTERACTIVE};
    IS_INT(vs_store_create(&other.store, recovery, &making, &world.env, &err), VS_E_INVALID,
           "a name longer than a card holds");
    OK(!h_exists(other.dir), "leaves no folder");
    making.name = "bad\nname";
    OK(vs_store_create(&other.store, recovery, &making, &world.env, &err) != VS_OK && !other.store,
       "a name that no card may hold: %s", vs_code_name(err.code));
    OK(!h_exists(other.dir), "leaves no folder either");
    making.name = "other";
    making.code = "GM 1";
    OK(vs_store_create(&other.store, recovery, &making, &world.env, &err) != VS_OK, "nor a code");
    OK(!h_exists(other.dir), "leaves nothing");

    /* A folder that was there before stays, with what was in it. */
    making.code = NULL;
    mkdir(other.dir, 0700);
    snprintf(path, sizeof(path), "%s/letter", other.dir);
    fclose(fopen(path, "w"));
    snprintf(root, sizeof(root), "%s/no/such/folder", world.root);
    making.root_dir = root;
    OK(vs_store_create(&other.store, recovery, &making, &world.env, &err) != VS_OK,
       "no place for the root key: %s", vs_code_name(err.code));
    OK(h_exists(path), "somebody's file stays");
    for (size_t i = 0; i < sizeof(left) / sizeof(left[0]); i++) {
        snprintf(path, sizeof(path), "%s/%s", other.dir, left[i]);
        clean = clean && !h_exists(path);
    }
    OK(clean, "nothing of a ledger is left");

    /* A root folder of its own; a second ledger does not write over the keys in it. */
    snprintf(root, sizeof(root), "%s/stick", world.root);
    mkdir(root, 0700);
    IS_INT(vs_store_create(&other.store, recovery, &making, &world.env, &err), VS_OK,
           "with a root folder elsewhere: %s", err.detail);
    h_org_close(&other);
    snprintf(path, sizeof(path), "%s/stick/root.key", world.root);
    OK(h_exists(path), "the root key is there");
    making.dir = world.root;
    making.name = "third";
    snprintf(path, sizeof(path), "%s/third", world.root);
    making.dir = path;
    IS_INT(vs_store_create(&other.store, recovery, &making, &world.env, &err), VS_E_EXISTS,
           "another organisation's root key is not written over");
    OK(!h_exists(path), "and the third leaves nothing");
}

static void
opening(void)
{
    struct vs_act_text text = {.ref = VS_STR("2026-117"), .text = VS_STR("report of 2 April")};
    int64_t found = -1;
    char hex[65];

    H_MUST(vs_store_begin(org.store, &err));
    IS_INT(vs_act_open(org.store, &leaf, &id, world.now + 121, true, &text, &err), VS_E_TIME_FUTURE,
           "nothing is opened in the future");
    vs_store_rollback(org.store);
    leaf = h_case_open(&org, "2026-117", "report of 2 April", &id);
    IS_TEXT(h_answer(&org, leaf, world.now, VS_INSTANT_NEVER), "open certain vt",
            "who reported holds");
    IS_TEXT(h_answer(&org, leaf, world.now - 1, VS_INSTANT_NEVER), "no-case certain",
            "nobody before");
    IS_TEXT(h_answer(&org, leaf, world.now, world.now - 1), "unknown", "and nothing was known");
    IS_INT(h_event(&org, &id).text_state, VS_TEXT_PRESENT, "the content is there");
    OK(strstr(h_event(&org, &id).text, "report of 2 April"), "as it was written");
    IS_INT(h_event(&org, &id).acked, VS_ACK_NEVER, "own events need no ack");

    IS_INT(vs_casefile_find(org.store, &found, "2026-117", &err), VS_OK, "found by reference");
    OK(found == leaf, "the case");
    for (int i = 0; i < 32; i++) {
        snprintf(hex + 2 * i, 3, "%02x", id.b[i]);
    }
    IS_INT(vs_casefile_find(org.store, &found, hex, &err), VS_OK, "by the whole id in hex");
    hex[6] = '\0';
    IS_INT(vs_casefile_find(org.store, &found, hex, &err), VS_OK, "by six digits");
    hex[3] = '\0';
    IS_INT(vs_casefile_find(org.store, &found, hex, &err), VS_E_NOT_FOUND, "not by three");
    IS_INT(vs_casefile_find(org.store, &found, "2026-118", &err), VS_E_NOT_FOUND, "not by another");
}

static void
acting(void)
{
    struct vs_hash note;
    struct vs_event draft;
    vs_instant opened = world.now;

    world.now += 3600;
    memset(&draft, 0, sizeof(draft));
    draft.type = VS_EV_NOTE;
    draft.at = world.now - 60;
    IS_INT(h_try(&org, leaf, &draft, "called the school", &note, &err), VS_OK, "a note: %s",
           err.detail);
    OK(strstr(h_event(&org, &note).text, "called the school"), "with its words");
    draft.at = opened - 10;
    IS_INT(h_try(&org, leaf, &draft, "x", NULL, &err), VS_E_TIME_TOO_EARLY, "not before the case");
    draft.at = world.now + 121;
    IS_INT(h_try(&org, leaf, &draft, "x", NULL, &err), VS_E_TIME_FUTURE, "not ahead of the clock");
    draft.at = world.now + 119;
    IS_INT(h_try(&org, leaf, &draft, "x", NULL, &err), VS_OK, "two minutes are clocks: %s",
           err.detail);
    memset(&draft, 0, sizeof(draft));
    draft.type = VS_EV_ACCEPT;
    draft.at = world.now;
    draft.has_re = true;
    draft.re = note;
    IS_INT(h_try(&org, leaf, &draft, NULL, NULL, &err), VS_E_NOT_AUTHORISED,
           "what would be void is refused: %s", err.subject);
    IS_INT(h_try(&org, leaf + 999, &draft, NULL, NULL, &err), VS_E_NOT_FOUND, "no such case");
    world.now += 600;
    memset(&draft, 0, sizeof(draft));
    draft.type = VS_EV_CLOSE;
    draft.at = world.now;
    IS_INT(h_try(&org, leaf, &draft, "all is well", NULL, &err), VS_OK, "a closing: %s",
           err.detail);
    IS_TEXT(h_answer(&org, leaf, world.now, VS_INSTANT_NEVER), "closed certain", "it is closed");
    IS_TEXT(h_answer(&org, leaf, world.now - 1, VS_INSTANT_NEVER), "open certain vt",
            "and was open before");
}

static enum vs_code
one_row(void *payload, const struct vs_casefile_row *row, struct vs_err *e)
{
    bool *open = payload;

    (void)e;
    *open = row->open;
    return VS_OK;
}

static void
again(void)
{
    uint64_t size = org.store->feed.tree.size;
    struct vs_buf before, after;
    bool open = true;

    vs_buf_init(&before, 1 << 24);
    vs_buf_init(&after, 1 << 24);
    H_MUST(vs_ledger_dump_derived(org.store->ledger, &before, &err));
    h_org_reopen(&org);
    IS_INT(org.store->feed.tree.size, size, "opened again, the feed has every leaf");
    H_MUST(vs_ledger_dump_derived(org.store->ledger, &after, &err));
    OK(vs_str_eq(vs_buf_str(&before), vs_buf_str(&after)), "and every row");
    OK(h_rebuild_same(&org), "a rebuild gives the same bytes");
    OK(h_rebuild_same(&org), "twice");
    H_MUST(vs_casefile_one(org.store->ledger, leaf, one_row, &open, &err));
    OK(!open, "the list shows it closed");
    vs_buf_release(&before);
    vs_buf_release(&after);
}

/* A root folder as it was made before it had slots of its own: sealed by its ledger, which opens
 * it; another ledger does not, and says why. */
static void
root_folder_of_before(const struct vs_signer *root)
{
    char dir[340], path[400];
    struct vs_signer again;
    struct vs_buf sealed;
    struct h_org other;

    snprintf(dir, sizeof(dir), "%s/before", world.root);
    mkdir(dir, 0700);
    snprintf(path, sizeof(path), "%s/root.key", dir);
    vs_buf_init(&sealed, 1024);
    H_MUST(
        vs_vault_seal_small(&sealed, org.store->vault, "root.key", root->key.p, VS_SEED_LEN, &err));
    H_MUST(vs_file_create(path, sealed.p, sealed.len, &err));
    vs_buf_release(&sealed);
    IS_INT(vs_store_root(&again, org.store, dir, &err), VS_OK, "an old root folder opens");
    OK(vs_hash_eq(&again.public_key, &root->public_key), "to the same key");
    vs_signer_release(&again);
    h_org_create(&other, &world, "other-one");
    IS_INT(vs_store_root(&again, other.store, dir, &err), VS_E_WRONG_KEY,
           "but not with another ledger");
    IS_INT(vs_store_root(&again, other.store, world.root, &err), VS_E_NO_ROOT,
           "a folder without root keys is told so");
    h_org_close(&other);
}

static void
keys(void)
{
    struct h_org thief;
    struct vs_store *store = NULL;
    struct vs_signer root;
    struct vs_hash of_root;

    h_org_prepare(&thief, &world, "thief");
    IS_INT(vs_store_open(&store, org.dir, &thief.key, false, &world.env, &err), VS_E_WRONG_KEY,
           "another key does not open it");
    OK(!store, "nothing is given out");
    IS_INT(vs_store_open(&store, thief.dir, &thief.key, false, &world.env, &err), VS_E_NO_LEDGER,
           "where there is none, none opens");
    H_MUST(vs_store_root(&root, org.store, NULL, &err));
    vs_sha256(&of_root, root.public_key.b, sizeof(root.public_key.b));
    OK(vs_hash_eq(&of_root, &org.store->self.org), "the root key of the organisation opens");
    root_folder_of_before(&root);
    vs_signer_release(&root);
    IS_INT(vs_store_open(&store, org.dir, &org.key, false, &world.env, &err), VS_OK,
           "a reader beside the writer");
    OK(vs_store_begin(store, &err) != VS_OK, "cannot write");
    vs_store_close(store);
}

static void
set_edition(int64_t edition)
{
    char sql[64];

    snprintf(sql, sizeof(sql), "PRAGMA user_version = %lld", (long long)edition);
    IS_INT(sqlite3_exec(vs_vault_db(org.store->vault), sql, NULL, NULL, NULL), SQLITE_OK, "%s",
           sql);
}

/*
 * A ledger of an older edition is brought up to date before a reader sees it. This one only says
 * that it is older, so that the last migration may not go through: it is tried, that is what
 * counts.
 */
static void
older(void)
{
    struct vs_store *store = NULL;
    int64_t now = 0;
    int64_t seen = 0;
    enum vs_code code;

    H_MUST(vs_sql_int(org.store->ledger, &now, 0, &err, "PRAGMA user_version", ""));
    set_edition(now - 1);
    code = vs_store_open(&store, org.dir, &org.key, false, &world.env, &err);
    if (code == VS_OK) {
        H_MUST(vs_sql_int(store->ledger, &seen, 0, &err, "PRAGMA user_version", ""));
    }
    OK(code != VS_OK || seen == now, "an older ledger is not read as it is");
    vs_store_close(store);
    set_edition(now);
    H_MUST(vs_store_open(&store, org.dir, &org.key, false, &world.env, &err));
    vs_store_close(store);
}

/* The database as it was before the last commits, and the mark as it is. */
static void
put_back(void)
{
    char copy[320], from[340], to[340];
    struct vs_store *store = NULL;
    struct vs_hash note;

    snprintf(copy, sizeof(copy), "%s/old", world.root);
    h_org_close(&org);
    h_copy_folder(org.dir, copy);
    h_org_open(&org);
    world.now += 60;
    h_case_open(&org, "second", NULL, &note);
    world.now += 60;
    h_case_open(&org, "third", NULL, &note);
    h_org_close(&org);
    snprintf(from, sizeof(from), "%s/ledger.mark", org.dir);
    snprintf(to, sizeof(to), "%s/ledger.mark", copy);
    h_copy_folder(from, to);
    IS_INT(vs_store_open(&store, copy, &org.key, true, &world.env, &err), VS_E_HEAD_MARK,
           "a database that was put back is noticed");
    OK(!store, "and not opened");
    h_remove(to);
    H_MUST(vs_store_open(&store, copy, &org.key, true, &world.env, &err));
    IS_INT(store->mark, VS_MARK_LOST, "a lost mark is told");
    IS_INT(vs_store_begin(store, &err), VS_E_HEAD_MARK, "and nothing is written over it");
    store->confirmed = true;
    IS_INT(vs_store_begin(store, &err), VS_OK, "until the own branch agrees");
    IS_INT(vs_store_commit(store, &err), VS_OK, "then a mark is written anew");
    IS_INT(store->mark, VS_MARK_FINE, "and all is well");
    vs_store_close(store);
    h_org_open(&org);
}

/* Killed between the mark and the COMMIT: the database is one step behind the mark's `after`. */
static void
killed(void)
{
    char copy[320], from[340], to[340];
    struct vs_store *store = NULL;
    struct vs_hash note;
    uint64_t size = org.store->feed.tree.size;

    snprintf(copy, sizeof(copy), "%s/killed", world.root);
    h_org_close(&org);
    h_copy_folder(org.dir, copy);
    h_org_open(&org);
    world.now += 60;
    h_case_open(&org, "fourth", NULL, &note);
    h_org_close(&org);
    snprintf(from, sizeof(from), "%s/ledger.mark", org.dir);
    snprintf(to, sizeof(to), "%s/ledger.mark", copy);
    h_copy_folder(from, to);
    H_MUST(vs_store_open(&store, copy, &org.key, true, &world.env, &err));
    IS_INT(store->mark, VS_MARK_INCOMPLETE, "one step behind: the last command did not complete");
    IS_INT(store->feed.tree.size, size, "what was there is there");
    H_MUST(vs_store_begin(store, &err));
    IS_INT(vs_store_commit(store, &err), VS_OK, "and it goes on");
    vs_store_close(store);
    H_MUST(vs_store_open(&store, copy, &org.key, true, &world.env, &err));
    IS_INT(store->mark, VS_MARK_FINE, "fine from then on");
    vs_store_close(store);
    h_org_open(&org);
}

/* Every leaf of the own feed is under the signed checkpoint and opens. */
static enum vs_code
grow(void *payload, int64_t at, const struct vs_hash *hash, struct vs_str raw, vs_instant received,
     struct vs_err *e)
{
    (void)at;
    (void)raw;
    (void)received;
    return vs_merkle_append(payload, hash, NULL, e);
}

static void
own_feed(void)
{
    const struct vs_feed_row *feed = &org.store->feed;
    struct vs_checkpoint_file parsed;
    struct vs_merkle tree;
    struct vs_hash root;
    struct vs_buf file;

    vs_merkle_init(&tree);
    H_MUST(vs_leaf_each(org.store->ledger, VS_LEAF_ID(feed->id, 0), VS_LEAF_ID(feed->id + 1, 0),
                        grow, &tree, &err));
    vs_buf_init(&file, VS_CHECKPOINT_FILE_MAX);
    H_MUST(vs_feed_file_get(org.store->ledger, &file, feed->id, &err));
    H_MUST(vs_checkpoint_parse(&parsed, file.p, file.len, &err));
    IS_INT(vs_checkpoint_verify(NULL, &parsed, &feed->key, &err), VS_OK, "the device signed it");
    vs_merkle_root(&root, &tree);
    OK(parsed.checkpoint.size == tree.size && vs_hash_eq(&parsed.checkpoint.root, &root),
       "over every leaf of the feed");
    vs_buf_release(&file);
}

int
main(void)
{
    h_world_start(&world, 1);
    making();
    failed_making();
    opening();
    acting();
    again();
    keys();
    older();
    put_back();
    killed();
    own_feed();
    OK(h_rebuild_same(&org), "a rebuild of it all gives the same bytes");
    h_org_close(&org);
    h_world_end(&world);
    return tap_done();
}
