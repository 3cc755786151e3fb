/* Whether a folder still holds what was written there (sync/kept.h), and writing it there anew. */
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "sync/cache.h"
#include "sync/kept.h"
#include "sync/loose.h"
#include "sync/packs.h"
#include "tests/tap.h"
#include "tests/unit/sync/h_feed.h"

static const struct vs_remote hub = {"hub", NULL, NULL};

static struct vs_git *
open_cache(const char *name)
{
    struct vs_git *git = NULL;
    struct vs_err err = {0};

    h_must(vs_git_open(&git, h_path("%s", name), &err), &err, "open a cache");
    return git;
}

/* A remote and a cache with a branch of eight commits, fresh in `hub.git` and `cache`. */
struct world {
    struct vs_remote remote;
    struct vs_git *cache;
    struct h_feed feed;
};

static void
publish(struct world *world, uint64_t leaves)
{
    struct vs_git_id before = world->feed.tip;
    bool first = world->feed.size == 0;
    struct vs_err err = {0};

    h_must(h_feed_commit(&world->feed, world->cache, leaves, &err), &err, "commit");
    h_must(vs_remote_push(world->cache, &world->remote, world->feed.branch, &world->feed.tip,
                          first ? NULL : &before, false, &err),
           &err, "push");
}

static void
begin(struct world *world)
{
    h_run("rm -rf hub.git cache && git init -q --bare hub.git");
    world->remote = hub;
    world->remote.url = h_path("hub.git");
    world->cache = open_cache("cache");
    h_feed_init(&world->feed, 1);
    for (int i = 0; i < 8; i++) {
        publish(world, 2);
    }
}

static void
end(struct world *world)
{
    vs_git_close(world->cache);
    h_feed_release(&world->feed);
}

static enum vs_code
look_within(struct world *world, uint64_t bytes, uint64_t objects, struct vs_err *err)
{
    struct vs_git *folder = NULL;
    enum vs_code code;

    h_must(vs_git_open_existing(&folder, world->remote.url, err), err, "open the remote");
    code = vs_kept_look(world->cache, folder, "hub", world->feed.branch, &world->feed.tip,
                        &(struct vs_wire_limits){bytes, objects}, err);
    vs_git_close(folder);
    return code;
}

static enum vs_code
look(struct world *world, uint64_t objects, struct vs_err *err)
{
    return look_within(world, UINT64_MAX, objects, err);
}

/* The file of an object: what `rev` names, in the folder of the test. */
#define LOOSE "hub.git/objects/$(git -C hub.git rev-parse '%s' | sed 's,^..,&/,')"

static long long
listed(void)
{
    return (h_number("stat -c %%s cache/kept/hub.*") - 24) / VS_GIT_ID_LEN;
}

static void
test_whole(void)
{
    struct vs_err err = {0};
    struct world world;

    begin(&world);
    OK(look(&world, 0, &err) == VS_OK, "a branch that is whole: %s", err.detail);
    IS_INT(listed(),
           h_number("git -C hub.git rev-list --objects vs1/%s | wc -l", world.feed.branch),
           "the list has every object of the branch once");
    OK(look(&world, UINT64_MAX, &err) == VS_OK, "all of it");
    h_run("rm -r cache/kept");
    OK(look(&world, UINT64_MAX, &err) == VS_OK, "a list that is lost is made anew");
    IS_INT(listed(),
           h_number("git -C hub.git rev-list --objects vs1/%s | wc -l", world.feed.branch),
           "and is the same");
    h_run("git -C hub.git repack -adq");
    OK(look(&world, UINT64_MAX, &err) == VS_OK, "an object that was packed is not lost");
    vs_git_close(world.cache);
    h_run("cp cache/kept/hub.* list");
    OK(vs_cache_rebuild(h_path("cache"), &err) == VS_OK && h_run("cmp list cache/kept/hub.*") == 0,
       "the list stays when the cache is written anew");
    world.cache = open_cache("cache");
    end(&world);
}

static void
test_newest(void)
{
    static const char *const harm[] = {
        "rm", "truncate -s 20", "truncate -s 0", "printf junk >", "ln -sf /etc/passwd",
    };
    static const char *const of[] = {"", "^{tree}", ":tile", ":checkpoint"};
    struct vs_err err = {0};
    struct world world;

    begin(&world);
    h_run("cp -a hub.git good.git");
    for (size_t h = 0; h < sizeof(harm) / sizeof(harm[0]); h++) {
        for (size_t i = 0; i < sizeof(of) / sizeof(of[0]); i++) {
            char rev[64];

            snprintf(rev, sizeof(rev), "vs1/%s%s", world.feed.branch, of[i]);
            h_run("rm -rf hub.git && cp -a good.git hub.git && f=" LOOSE
                  " && chmod u+w $f && %s $f",
                  rev, harm[h]);
            OK(look(&world, 0, &err) == VS_E_REMOTE_CONTENT && err.detail[0] != '\0',
               "%s of '%s' of the newest commit is seen: %s", harm[h], of[i], err.detail);
        }
    }
    end(&world);
}

/* Which of the list it is; the newest are the last. */
static void
remove_object(long long index)
{
    h_run("id=$(tail -c +25 cache/kept/hub.* | od -An -v -tx1 -w20 | tr -d ' ' | sed -n %lldp); "
          "echo $id >lost; f=hub.git/objects/$(echo $id | sed 's,^..,&/,'); rm -f $f",
          index + 1);
}

static void
test_others(void)
{
    struct vs_err err = {0};
    struct world world;
    long long count;
    int looks = 0;

    begin(&world);
    count = listed();
    OK(count > 60, "a branch of %lld objects", count);
    remove_object(count - VS_KEPT_NEWEST - 1);
    OK(look(&world, 0, &err) == VS_OK, "what stands before the newest is not always looked at");
    while (looks < 100 && look(&world, 10, &err) == VS_OK) {
        looks++;
    }
    OK(looks <= count / 10 + 1, "but in its turn: after %d looks", looks);
    IS_TEXT(h_line("printf 'the object %%s is missing' $(cat lost)"), err.detail, "and named");
    IS_INT(look(&world, 1, &err), VS_E_REMOTE_CONTENT, "the next look begins with it");
    end(&world);

    begin(&world);
    remove_object(3);
    OK(look(&world, UINT64_MAX, &err) == VS_E_REMOTE_CONTENT, "a look at all finds it at once");
    OK(look(&world, 1, &err) == VS_E_REMOTE_CONTENT, "and so does the one after it");
    end(&world);

    begin(&world);
    remove_object(0);
    publish(&world, 1);
    OK(look(&world, 1, &err) == VS_E_REMOTE_CONTENT, "what the look after a push found is told");
    end(&world);
}

/* What is larger than one look may read waits until enough is saved, and holds nothing else up for
 * long. */
static void
test_large(void)
{
    struct vs_err err = {0};
    struct world world;
    int looks = 0;

    begin(&world);
    world.feed.leaf_len = 60000;
    publish(&world, 2);
    h_run("set -- $(find hub.git/objects/?? -size +50k) && chmod u+w $1 && cat $2 >$1");
    while (looks < 1000 && look_within(&world, 5000, 10, &err) == VS_OK) {
        looks++;
    }
    OK(looks >= 11 && looks < 100, "a large object that is another one: after %d looks: %s", looks,
       err.detail);
    end(&world);
}

/* A list that is damaged says nothing about the remote. */
static void
test_list(void)
{
    struct vs_err err = {0};
    struct world world;
    long long count;

    begin(&world);
    count = listed();
    h_run("truncate -s -50 cache/kept/hub.*");
    OK(look(&world, UINT64_MAX, &err) == VS_OK, "a list that is cut short");
    IS_INT(listed(), count, "is completed");
    h_run("printf XXXXXXXXXXXXXXXXXXXXXXXXXXX | dd of=$(echo cache/kept/hub.*) bs=1 seek=60 "
          "conv=notrunc 2>/dev/null");
    OK(look(&world, UINT64_MAX, &err) == VS_OK, "one that names what never was: %s", err.detail);
    OK(look(&world, UINT64_MAX, &err) == VS_OK, "is made anew");
    IS_INT(listed(), count, "whole");
    h_run("printf nonsense >$(echo cache/kept/hub.*)");
    OK(look(&world, UINT64_MAX, &err) == VS_OK, "one that is none: %s", err.detail);
    IS_INT(listed(), count, "too");
    h_run("printf '\\377\\377\\377\\377\\377\\377\\377\\377' | dd of=$(echo cache/kept/hub.*) bs=1 "
          "seek=8 conv=notrunc 2>/dev/null");
    remove_object(3);
    OK(look(&world, 4, &err) == VS_E_REMOTE_CONTENT, "a place behind its end is its beginning");
    end(&world);
}

static enum vs_code
all_own(void *payload, struct vs_remote_list *list, struct vs_err *err)
{
    (void)err;
    for (size_t i = 0; i < list->count; i++) {
        list->branches[i].wanted = *(enum vs_want *)payload;
    }
    return VS_OK;
}

static enum vs_code
code_of_fetch(struct vs_git *cache, const struct vs_remote *remote, enum vs_want want)
{
    const struct vs_remote_asking asking = {all_own, NULL, &want};
    struct vs_remote_list list;
    struct vs_err err = {0};
    enum vs_code code;

    h_must(vs_remote_fetch(&list, cache, remote, &asking, &vs_remote_limits_default, &err), &err,
           "fetch");
    code = list.count == 1 ? list.branches[0].code : VS_E_INTERNAL;
    vs_remote_list_release(&list);
    return code;
}

/* The way of a sync: the fetch tells, a push of a new beginning mends, others can read it. */
static void
test_mending(void)
{
    struct vs_err err = {0};
    struct vs_git_id before;
    struct vs_git *other;
    struct world world;

    begin(&world);
    OK(code_of_fetch(world.cache, &world.remote, VS_WANT_OWN) == VS_OK, "all is well");
    /* In a pack that is the newest by far, and once more as files: both damaged. */
    h_run("cp -a hub.git/objects loose && git -C hub.git repack -adq && "
          "cp -a loose/?? hub.git/objects/ && for f in $(find hub.git/objects -type f ! -name "
          "'*.idx'); do chmod u+w $f; truncate -s 20 $f; done && touch -d '+2 days' "
          "hub.git/objects/pack/*.pack");
    OK(code_of_fetch(world.cache, &world.remote, VS_WANT_OWN) == VS_E_REMOTE_CONTENT,
       "an own branch that is damaged is told");
    OK(code_of_fetch(world.cache, &world.remote, VS_WANT_WHOLE) == VS_OK,
       "one of others, of which nothing is needed, is not looked at");
    other = open_cache("other");
    OK(code_of_fetch(other, &world.remote, VS_WANT_WHOLE) == VS_E_REMOTE_CONTENT,
       "who has nothing of it is cut off");
    before = world.feed.tip;
    h_must(h_feed_commit(&world.feed, world.cache, 1, &err), &err, "commit");
    IS_INT(vs_remote_push(world.cache, &world.remote, world.feed.branch, &world.feed.tip, NULL,
                          true, &err),
           VS_E_REMOTE_MOVED, "a push that fails");
    OK(code_of_fetch(world.cache, &world.remote, VS_WANT_OWN) == VS_E_REMOTE_CONTENT,
       "leaves what was known of the damage");
    h_must(vs_remote_push(world.cache, &world.remote, world.feed.branch, &world.feed.tip, &before,
                          true, &err),
           &err, "push");
    OK(code_of_fetch(other, &world.remote, VS_WANT_WHOLE) == VS_OK,
       "after a push that writes all of it anew he is not");
    OK(code_of_fetch(world.cache, &world.remote, VS_WANT_OWN) == VS_OK, "and its owner is content");
    OK(look(&world, UINT64_MAX, &err) == VS_OK, "with every object: %s", err.detail);
    IS_INT(h_number("find hub.git/objects/?? -type f -size -21c | wc -l"), 0,
           "the files of damaged objects are gone");
    vs_git_close(other);
    end(&world);
}

static long long
packs_after_push(struct world *world)
{
    struct vs_err err = {0};

    h_run("git -C hub.git update-ref -d refs/heads/vs1/%s", world->feed.branch);
    h_must(vs_remote_push(world->cache, &world->remote, world->feed.branch, &world->feed.tip, NULL,
                          true, &err),
           &err, "push");
    return h_number("find hub.git -name '*.pack' | wc -l");
}

/* Somebody removes the reference, again and again. */
static void
test_removed(void)
{
    struct vs_err err = {0};
    struct world world;

    begin(&world);
    for (int i = 0; i < 3; i++) {
        h_must(h_feed_commit(&world.feed, world.cache, 1, &err), &err, "commit");
        IS_INT(packs_after_push(&world), 0, "what is there and whole is not written again");
    }
    OK(look(&world, UINT64_MAX, &err) == VS_OK, "all of it is there: %s", err.detail);
    remove_object(3);
    IS_INT(packs_after_push(&world), 1, "where something is missing all of it is");
    OK(look(&world, UINT64_MAX, &err) == VS_OK, "and is there then: %s", err.detail);
    h_run("rm -r cache/kept");
    IS_INT(packs_after_push(&world), 1, "also where it is not known what was there");
    end(&world);
}

static void
test_packs(void)
{
    struct vs_packs packs;
    struct vs_err err = {0};

    h_run(
        "mkdir -p none p/objects/pack && cd p/objects/pack && touch -d @5000000000 pack-1.pack && "
        "touch -d @1000 pack-2.pack pack-2.idx other multi-pack-index");
    OK(vs_packs_look(&packs, h_path("none"), &err) == VS_OK && packs.count == 0 &&
           packs.newest == 0,
       "a folder without packs");
    OK(vs_packs_look(&packs, h_path("p"), &err) == VS_OK && packs.count == 2 &&
           packs.newest == 5000000000,
       "two packs");
    h_run("cd p/objects/pack && echo x >pack-3.pack && echo x >new && touch -d @2000 new && "
          "mv new pack-2.pack");
    vs_packs_prefer_new(&packs, h_path("p"));
    IS_INT(h_number("stat -c %%Y p/objects/pack/pack-3.pack"), 5000000001,
           "one that is new becomes the newest");
    IS_INT(h_number("stat -c %%Y p/objects/pack/pack-2.pack"), 5000000001,
           "so does one that took another's place");
    IS_INT(h_number("stat -c %%Y p/objects/pack/pack-1.pack"), 5000000000, "the others stay");
    IS_INT(h_number("ls p/objects/pack | grep -c multi"), 0, "the index over all is gone");
    vs_packs_release(&packs);
    h_run(
        "mv p/objects/pack elsewhere && touch elsewhere/multi-pack-index elsewhere/pack-4.pack && "
        "touch -d @1000 elsewhere/pack-4.pack && ln -s ../../elsewhere p/objects/pack");
    packs.newest = 5000000000;
    vs_packs_prefer_new(&packs, h_path("p"));
    OK(h_number("stat -c %%Y elsewhere/pack-4.pack") == 1000 &&
           h_number("ls elsewhere | grep -c multi") == 1,
       "nothing is changed behind a link that took the place of the folder");
    h_run("rm p/objects/pack && mv elsewhere p/objects/pack");
    packs.newest = INT64_MAX;
    vs_packs_prefer_new(&packs, h_path("p"));
    OK(h_number("stat -c %%Y p/objects/pack/pack-4.pack") >= 5000000000,
       "there is no time after the last one");
}

static const char lost_id[] = "00112233445566778899aabbccddeeff00112233";

/* What is there afterwards: 1 or 0. */
static long long
after_removal(const char *make)
{
    h_run("rm -rf l && mkdir -p l/objects/00 && cd l/objects/00 && f=%s && %s", lost_id + 2, make);
    vs_loose_remove_damaged(h_path("l"), lost_id);
    return h_number("ls -A l/objects/00/ | wc -l");
}

static void
test_removal(void)
{
    h_run("rm -rf elsewhere && mkdir elsewhere && echo x >elsewhere/%s", lost_id + 2);
    IS_INT(after_removal("cp $(find ../../../good.git/objects/?? -type f | head -n 1) $f"), 1,
           "a good file stays");
    IS_INT(after_removal(": >$f"), 0, "an empty one goes");
    IS_INT(after_removal("echo nonsense >$f"), 0, "one that is no object goes");
    h_run("git init -q --bare long.git && head -c 20M /dev/zero | "
          "git -C long.git -c core.bigFileThreshold=1g hash-object -w --stdin");
    IS_INT(after_removal("cp $(find ../../../long.git/objects/?? -type f) $f"), 0,
           "one that goes on and on goes: nobody takes it, and to look at it takes long");
    IS_INT(after_removal("mkfifo $f"), 0, "a pipe goes, and is not waited for");
    IS_INT(after_removal("ln -s /dev/zero $f"), 0, "a link goes, and is not read");
    IS_INT(after_removal("mkdir $f"), 1, "a folder stays");
    IS_INT(after_removal("cd .. && rmdir 00 && ln -s ../../elsewhere 00"), 1,
           "what lies behind a link that took the place of the folder stays");
}

int
main(void)
{
    h_folder();
    test_whole();
    test_newest();
    test_others();
    test_large();
    test_list();
    test_mending();
    test_removed();
    test_packs();
    test_removal();
    return tap_done();
}
