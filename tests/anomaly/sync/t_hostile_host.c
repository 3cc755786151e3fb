/*
 * A host that lies about a branch: it is refused by name, nothing of it is folded, what was good
 * stays. When the owner syncs again, the branch is put right by a commit on top, and all is clean.
 */
#include "tests/sim/sync/h_world.h"

#include <stdlib.h>

#include "core/base/mem.h"
#include "core/ledger/feeds.h"
#include "core/log/note.h"
#include "core/log/tile.h"

static struct h_world world;
static struct h_org *vt, *oh, *late; /* `late` takes nothing until it is asked to */
static struct vs_hash case_id;

static void
note(struct h_org *org, const char *text)
{
    struct vs_event draft = {.type = VS_EV_NOTE, .at = world.now};
    struct vs_err err = {0};
    struct vs_hash id;

    h_must(h_act(org, &id, &case_id, &draft, text, &err), &err, "note");
}

static void
setup(void)
{
    struct vs_hash id;
    struct vs_err err = {0};

    h_world_start(&world, 5, 3, 2, h_time("2026-04-02T14:10:00Z"));
    world.hub_count = 1; /* the second host is for forks */
    vt = &world.orgs[0];
    oh = &world.orgs[1];
    late = &world.orgs[2];
    h_org_adopt(vt, "west-brabant-2022", "vt");
    h_org_adopt(oh, "west-brabant-2022", "local_team");
    for (unsigned i = 0; i < 6; i++) {
        h_org_sync_clean(&world.orgs[i % 3]);
    }
    h_must(h_open(vt, &case_id, true, "a narrative", &err), &err, "open");
    h_must(h_offer(vt, &id, &case_id, oh, VS_OFFER_HANDOVER, &err), &err, "offer");
    h_must(h_act(vt, &id, &case_id,
                 &(struct vs_event){
                     .type = VS_EV_PARTY_ADD, .at = world.now, .party = {late->id, VS_PARTY_FULL}},
                 NULL, &err),
           &err, "party.add");
    h_org_sync_clean(vt);
    h_org_sync_clean(oh);
    h_org_sync_clean(vt);
}

/* --- what an organisation has, as bytes --------------------------------------------------------
 */

static void
state_of(struct h_org *org, struct vs_buf *out)
{
    struct vs_feed_row feed;
    struct vs_err err = {0};

    vs_buf_clear(out);
    h_must(vs_feed_by_hash(org->store->ledger, &feed, &vt->store->feed.feed, &err), &err, "feed");
    vs_buf_addf(out, "%llu leaves\n", (unsigned long long)feed.tree.size);
    if (h_dump(org, out, &case_id)) {
        h_tenures(org, out, &case_id);
    }
}

static uint64_t
leaves_of(struct h_org *org, const struct h_org *of)
{
    struct vs_feed_row feed;
    struct vs_err err = {0};

    h_must(vs_feed_by_hash(org->store->ledger, &feed, &of->store->feed.feed, &err), &err, "feed");
    return feed.tree.size;
}

static bool
agree(struct h_org *a, struct h_org *b)
{
    struct vs_buf x, y;
    bool same;

    vs_buf_init(&x, 1u << 24);
    vs_buf_init(&y, 1u << 24);
    same = h_dump(a, &x, &case_id) && h_dump(b, &y, &case_id) &&
           vs_str_eq(vs_buf_str(&x), vs_buf_str(&y));
    vs_buf_release(&x);
    vs_buf_release(&y);
    return same;
}

/* Contents of the case that `org` should have and has not. */
static size_t
contents_missing(struct h_org *org)
{
    struct vs_casefile *file;
    struct vs_err err = {0};
    size_t missing = 0;

    h_must(h_case(org, &file, &case_id, &err), &err, "a case");
    for (size_t i = 0; i < vs_casefile_count(file); i++) {
        enum vs_text_state state = vs_casefile_event(file, i)->text_state;

        missing += state != VS_TEXT_NONE && state != VS_TEXT_PRESENT;
    }
    vs_casefile_free(file);
    return missing;
}

/* --- ways to lie -------------------------------------------------------------------------------
 */

static void
open_leaf_path(struct vs_path *path, uint64_t back)
{
    vs_tile_open_leaf_path(path, vt->store->feed.tree.size - back);
}

/* Flips one bit of a file. */
static void
flip(const char *path, size_t from_end)
{
    struct vs_buf bytes;

    vs_buf_init(&bytes, VS_BUNDLE_MAX);
    if (!h_hub_read(&world.hubs[0], vt->branch, path, &bytes) || bytes.len < from_end) {
        printf("not ok - there is no %s\n", path);
        exit(2);
    }
    bytes.p[bytes.len - from_end] ^= 1;
    h_hub_put(&world.hubs[0], vt->branch, path, bytes.p, bytes.len);
    vs_buf_release(&bytes);
}

static void
set_back(void)
{
    /* What is shown now was taken before. */
    h_org_sync_clean(oh);
    h_hub_set_back(&world.hubs[0], vt->branch, 1);
}

static void
flip_newest_leaf(void)
{
    struct vs_path path;

    open_leaf_path(&path, 1);
    flip(path.text, 1);
}

static void
flip_first_byte_of_leaf(void)
{
    struct vs_path path;
    struct vs_buf bytes;

    open_leaf_path(&path, 1);
    vs_buf_init(&bytes, VS_LEAF_MAX);
    h_hub_read(&world.hubs[0], vt->branch, path.text, &bytes);
    flip(path.text, bytes.len);
    vs_buf_release(&bytes);
}

static void
remove_newest_leaf(void)
{
    struct vs_path path;

    open_leaf_path(&path, 1);
    h_hub_remove(&world.hubs[0], vt->branch, path.text);
}

static void
swap_leaves(void)
{
    struct vs_path a, b;
    struct vs_buf x, y;

    note(vt, NULL);
    h_org_sync_clean(vt);
    open_leaf_path(&a, 1);
    open_leaf_path(&b, 2);
    vs_buf_init(&x, VS_LEAF_MAX);
    vs_buf_init(&y, VS_LEAF_MAX);
    h_hub_read(&world.hubs[0], vt->branch, a.text, &x);
    h_hub_read(&world.hubs[0], vt->branch, b.text, &y);
    h_hub_put(&world.hubs[0], vt->branch, a.text, y.p, y.len);
    h_hub_put(&world.hubs[0], vt->branch, b.text, x.p, x.len);
    vs_buf_release(&x);
    vs_buf_release(&y);
}

static void
oversized_leaf(void)
{
    uint8_t *bytes = vs_calloc(1, VS_LEAF_MAX + 1);
    struct vs_path path;

    open_leaf_path(&path, 1);
    h_hub_put(&world.hubs[0], vt->branch, path.text, bytes, VS_LEAF_MAX + 1);
    vs_free(bytes);
}

static void
oversized_checkpoint(void)
{
    uint8_t *bytes = vs_calloc(1, VS_CHECKPOINT_FILE_MAX + 1);

    h_hub_put(&world.hubs[0], vt->branch, "checkpoint", bytes, VS_CHECKPOINT_FILE_MAX + 1);
    vs_free(bytes);
}

static void
no_checkpoint(void)
{
    h_hub_remove(&world.hubs[0], vt->branch, "checkpoint");
}

static void
garbage_checkpoint(void)
{
    h_hub_put(&world.hubs[0], vt->branch, "checkpoint", "garbage\n", 8);
}

static void
bad_signature(void)
{
    struct vs_buf bytes;
    char *dash;

    vs_buf_init(&bytes, VS_CHECKPOINT_FILE_MAX);
    h_hub_read(&world.hubs[0], vt->branch, "checkpoint", &bytes);
    dash = strstr((char *)bytes.p, "\n\n\xe2\x80\x94");
    dash = strchr(dash + 5, ' '); /* before the name */
    dash = strchr(dash + 1, ' '); /* before the signature; its key's id are six characters */
    dash[20] = dash[20] == 'A' ? 'B' : 'A';
    h_hub_put(&world.hubs[0], vt->branch, "checkpoint", bytes.p, bytes.len);
    vs_buf_release(&bytes);
}

/* The body of the newest checkpoint with one leaf more, signed by another device. */
static void
signed_by_another(void)
{
    struct vs_checkpoint checkpoint;
    char body[VS_CHECKPOINT_BODY_MAX + 1];
    struct vs_buf file;
    size_t len;

    checkpoint.origin = vt->store->feed.origin;
    checkpoint.size = vt->store->feed.tree.size;
    vs_merkle_root(&checkpoint.root, &vt->store->feed.tree);
    len = vs_checkpoint_body(body, &checkpoint);
    vs_buf_init(&file, VS_CHECKPOINT_FILE_MAX);
    vs_note_sign(&file, (struct vs_str){body, len}, vs_origin_str(&checkpoint.origin),
                 &oh->store->device.signer);
    h_hub_put(&world.hubs[0], vt->branch, "checkpoint", file.p, file.len);
    vs_buf_release(&file);
}

static void
anothers_checkpoint(void)
{
    struct vs_buf file;

    vs_buf_init(&file, VS_CHECKPOINT_FILE_MAX);
    h_hub_read(&world.hubs[0], late->branch, "checkpoint", &file);
    h_hub_put(&world.hubs[0], vt->branch, "checkpoint", file.p, file.len);
    vs_buf_release(&file);
}

static void
anothers_branch(void)
{
    h_hub_copy(&world.hubs[0], vt->branch, &world.hubs[0], late->branch);
}

/* An older checkpoint than the leaves, then the leaves of the newer one under it. */
static void
no_files_but_checkpoint(void)
{
    h_hub_remove(&world.hubs[0], vt->branch, "tile");
}

/* --- the checks --------------------------------------------------------------------------------
 */

static enum vs_code
sync_refused(struct h_org *victim)
{
    struct vs_sync_result result;
    struct vs_err err = {0};
    enum vs_code refused;

    h_must(h_org_sync(victim, ~0u, &result, &err), &err, "sync");
    refused = h_refused(&result, vt->branch);
    vs_sync_result_release(&result);
    return refused;
}

static void
refuses(const char *what, void (*lie)(void), enum vs_code code)
{
    struct vs_buf before, after;
    char version[VS_HOST_VERSION_LEN + 1];

    vs_buf_init(&before, 1u << 24);
    vs_buf_init(&after, 1u << 24);
    world.now += 60;
    note(vt, "one more");
    h_org_sync_clean(vt);
    lie();
    snprintf(version, sizeof(version), "%s", h_hub_version(&world.hubs[0], vt->branch));
    state_of(oh, &before);
    IS_TEXT(vs_code_name(sync_refused(oh)), vs_code_name(code), "%s", what);
    state_of(oh, &after);
    OK(vs_str_eq(vs_buf_str(&before), vs_buf_str(&after)), "%s: what was good stays, to the byte",
       what);
    IS_TEXT(vs_code_name(sync_refused(oh)), vs_code_name(code), "%s: and again", what);

    h_org_sync_clean(vt);
    OK(strcmp(version, h_hub_version(&world.hubs[0], vt->branch)) != 0,
       "%s: the owner puts the branch right", what);
    h_org_sync_clean(oh);
    h_org_sync_clean(vt);
    OK(agree(vt, oh) && contents_missing(oh) == 0, "%s: then all is clean", what);
    vs_buf_release(&before);
    vs_buf_release(&after);
}

/* Bytes that were taken already are not read again; whoever comes new sees that they changed. */
static void
test_old_leaf(void)
{
    struct vs_path path;

    vs_tile_open_leaf_path(&path, leaves_of(late, vt));
    flip(path.text, 1);
    IS_INT(sync_refused(oh), VS_OK, "an old leaf changed: who has it does not care");
    IS_TEXT(vs_code_name(sync_refused(late)), "root-mismatch", "who comes new refuses the branch");
    IS_TEXT(h_who(late, &case_id, world.now), "no case", "and folds nothing");
    h_org_sync_clean(vt);
    h_org_sync_clean(late);
    h_org_sync_clean(vt);
    h_org_sync_clean(oh);
    h_org_sync_clean(vt);
    h_org_sync_clean(late);
    OK(agree(vt, late) && agree(vt, oh), "put right: the newcomer takes all of it");
}

/* A content that is not what its leaf promises is as good as absent, until the right one is there,
 * although no leaf comes with it. */
static void
test_content(void)
{
    struct vs_path path;
    struct vs_buf there;
    uint64_t index;

    vs_buf_init(&there, VS_CONTENT_FILE_MAX);
    world.now += 60;
    note(vt, "precious words");
    index = vt->store->feed.tree.size - 1;
    h_org_sync_clean(vt);
    vs_tile_content_path(&path, index);
    flip(path.text, 3);
    IS_INT(sync_refused(oh), VS_OK, "a changed content: the leaves are good");
    IS_INT(contents_missing(oh), 1, "the content is not shown");
    OK(leaves_of(oh, vt) == leaves_of(vt, vt), "the event is there");
    h_org_sync_clean(vt);
    h_org_sync_clean(oh);
    IS_INT(contents_missing(oh), 0, "put right: the words are there");
    h_hub_remove(&world.hubs[0], vt->branch, path.text);
    h_org_sync_clean(vt);
    OK(h_hub_read(&world.hubs[0], vt->branch, path.text, &there),
       "a content that the host lost is there again");
    vs_buf_release(&there);
    h_org_sync_clean(oh);
    h_org_sync_clean(vt);
    h_org_sync_clean(oh);
    OK(agree(vt, oh), "all is clean");
}

static void
test_limits(void)
{
    uint64_t before = leaves_of(oh, vt);

    for (unsigned i = 0; i < 6; i++) {
        world.now += 60;
        note(vt, NULL);
    }
    h_org_sync_clean(vt);
    oh->limits.leaves = 5;
    IS_TEXT(vs_code_name(sync_refused(oh)), "limit", "more new leaves than the limit");
    IS_INT(leaves_of(oh, vt), before, "nothing of them is kept");
    oh->limits = vs_receive_limits_default;
    oh->limits.bytes = 2000;
    IS_TEXT(vs_code_name(sync_refused(oh)), "limit", "more new bytes than the limit");
    IS_INT(leaves_of(oh, vt), before, "nothing of them is kept");
    oh->limits = vs_receive_limits_default;
    h_org_sync_clean(oh);
    h_org_sync_clean(vt);
    h_org_sync_clean(oh);
    OK(agree(vt, oh), "with the limit lifted they are taken");
}

/* Files that mean nothing, branches that nobody owns: as if they were not there. */
static void
test_noise(void)
{
    const char *stranger = "00112233445566778899aabbccddeeff";

    h_hub_put(&world.hubs[0], vt->branch, "tile/entries/zzz", "x", 1);
    h_hub_put(&world.hubs[0], vt->branch, "readme", "buy now", 7);
    h_hub_put(&world.hubs[0], vt->branch, "witness/nonsense/checkpoint", "x", 1);
    h_hub_put(&world.hubs[0], vt->branch, "anchors/nonsense", "x", 1);
    h_hub_put(&world.hubs[0], vt->branch, "roster", "x", 1);
    h_hub_put(&world.hubs[0], stranger, "roster", "x", 1);
    h_hub_copy(&world.hubs[0], "ffeeddccbbaa99887766554433221100", &world.hubs[0], vt->branch);
    note(vt, NULL);
    h_org_sync_clean(vt);
    h_org_sync_clean(oh);
    h_org_sync_clean(vt);
    h_org_sync_clean(oh);
    OK(agree(vt, oh), "noise around the feeds changes nothing");
}

/* Two installations of one device: each host shows another history. */
static void
test_fork(void)
{
    struct h_org *liar = &world.orgs[3];
    struct vs_sync_result result;
    struct vs_err err = {0};

    h_org_close(vt);
    h_org_clone(liar, vt, 3);
    h_org_reopen(vt);
    world.now += 60;
    note(vt, "one history");
    note(vt, NULL);
    h_org_sync_clean(vt);
    h_org_sync_clean(oh);
    note(liar, "another history");
    world.hub_count = 2;
    h_must(h_org_sync(liar, 2, NULL, &err), &err, "a copy alone with a host");
    world.now += 60;
    h_must(h_org_sync(oh, 3, &result, &err), &err, "sync");
    IS_TEXT(vs_code_name(h_refused(&result, vt->branch)), "forked", "two histories, the shorter");
    IS_INT(result.fork_count, 1, "and the fork is reported");
    vs_sync_result_release(&result);
    for (unsigned i = 0; i < 4; i++) {
        note(liar, NULL);
    }
    h_must(h_org_sync(liar, 2, NULL, &err), &err, "a copy alone with a host");
    world.now += 60;
    h_must(h_org_sync(oh, 3, &result, &err), &err, "sync");
    IS_INT(h_refused(&result, vt->branch), VS_OK, "the longer of them goes on");
    OK(result.received >= 4 && result.fork_count == 0, "and is taken, without another report");
    vs_sync_result_release(&result);
    IS_TEXT(h_who(oh, &case_id, world.now), "vt certain", "and what was good stays");
    h_org_close(liar);
}

/* A database that was put back lost its mark's trust; a mark that is lost comes back only when a
 * host shows that nothing released is missing. */
static void
test_lost_mark(void)
{
    char command[400];
    struct vs_err err = {0};

    h_org_close(oh);
    snprintf(command, sizeof(command), "rm '%s/ledger.mark'", oh->dir);
    if (system(command) != 0) {
        exit(2);
    }
    h_org_reopen(oh);
    IS_INT(oh->store->mark, VS_MARK_LOST, "the mark is lost");
    h_client_fail(&oh->clients[0], H_FAULT_GONE, 1);
    world.hub_count = 1;
    IS_TEXT(vs_code_name(vs_store_begin(oh->store, &err)), "head-mark", "nothing is written");
    IS_INT(h_org_sync(oh, ~0u, NULL, &err) == VS_OK && oh->store->mark != VS_MARK_LOST, 0,
           "nor is it trusted while no host answers");
    h_client_honest(&oh->clients[0]);
    h_org_sync_clean(oh);
    note(oh, "after all");
    h_org_sync_clean(oh);
    IS_INT(oh->store->mark, VS_MARK_FINE, "a host confirms the own branch: the mark is new");
}

int
main(void)
{
    setup();
    refuses("a branch that was set back", set_back, VS_E_ROLLED_BACK);
    refuses("the last byte of a leaf changed", flip_newest_leaf, VS_E_ROOT_MISMATCH);
    refuses("the first byte of a leaf changed", flip_first_byte_of_leaf, VS_E_ROOT_MISMATCH);
    refuses("a leaf that is missing", remove_newest_leaf, VS_E_TRUNCATED);
    refuses("no leaves at all", no_files_but_checkpoint, VS_E_TRUNCATED);
    refuses("two leaves in each other's place", swap_leaves, VS_E_ROOT_MISMATCH);
    refuses("a leaf that is too long", oversized_leaf, VS_E_TOO_LARGE);
    refuses("a checkpoint that is too long", oversized_checkpoint, VS_E_TOO_LARGE);
    refuses("no checkpoint", no_checkpoint, VS_E_REMOTE_CONTENT);
    refuses("a checkpoint that is none", garbage_checkpoint, VS_E_NOTE_FORMAT);
    refuses("a signature that does not fit", bad_signature, VS_E_NOTE_SIGNATURE);
    refuses("a checkpoint signed by another key", signed_by_another, VS_E_NOTE_SIGNATURE);
    refuses("the checkpoint of another feed", anothers_checkpoint, VS_E_CHECKPOINT_FORMAT);
    refuses("the branch of another feed", anothers_branch, VS_E_CHECKPOINT_FORMAT);
    test_old_leaf();
    test_content();
    test_limits();
    test_noise();
    for (unsigned i = 0; i < 2; i++) { /* beyond the first bundle */
        while (vt->store->feed.tree.size < 250 + 10 * i) {
            note(vt, NULL);
        }
        for (unsigned n = 0; n < 4; n++) { /* an ack names 200 events at most */
            h_org_sync_clean(n % 2 ? oh : vt);
        }
        refuses(i ? "a leaf after a full bundle" : "a leaf near the end of a bundle",
                flip_newest_leaf, VS_E_ROOT_MISMATCH);
    }
    test_lost_mark();
    test_fork();
    h_world_end(&world);
    return tap_done();
}
