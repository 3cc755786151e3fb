/* A cache that has grown is written anew; what was fetched and published is all in it. */
#include <stdlib.h>
#include <unistd.h>

#include "sync/cache.h"
#include "tests/tap.h"
#include "tests/unit/sync/h_feed.h"

int
main(void)
{
    const char *path = h_path("cache");
    struct vs_remote remote = {"hub", h_path("hub.git"), NULL};
    struct vs_cache_size before;
    struct vs_cache_size after;
    struct h_feed_check check;
    struct vs_tree *tree = NULL;
    struct vs_git *git = NULL;
    struct vs_err err = {0};
    struct h_feed feed;
    bool whole = false;

    OK(vs_cache_measure(&before, path, &err) == VS_OK && before.files == 0, "no cache, no files");
    OK(vs_cache_remove(path, &err) == VS_OK, "nor anything to remove");
    h_run("git init -q --bare hub.git");
    h_feed_init(&feed, 1);
    h_must(vs_git_open(&git, path, &err), &err, "open");
    for (int i = 0; i < 40; i++) {
        struct vs_git_id parent = feed.tip;

        h_must(h_feed_commit(&feed, git, 1, &err), &err, "commit");
        h_must(
            vs_remote_push(git, &remote, feed.branch, &feed.tip, i ? &parent : NULL, false, &err),
            &err, "push");
    }
    vs_git_close(git);
    h_run(
        "git -C cache update-ref refs/vs/hub/torn $(git -C cache hash-object -w -t commit --stdin "
        "--literally </dev/null)");
    h_must(vs_cache_measure(&before, path, &err), &err, "measure");
    OK(before.files > 250, "40 syncs leave %llu files", (unsigned long long)before.files);
    OK(vs_cache_rebuild(path, &err) == VS_OK, "it is written anew: %s", err.detail);
    h_must(vs_cache_measure(&after, path, &err), &err, "measure");
    OK(after.files < 30, "as %llu files", (unsigned long long)after.files);
    OK(access(h_path("cache.new"), F_OK) != 0 && access(h_path("cache.old"), F_OK) != 0,
       "nothing is left beside it");
    OK(h_run("git -C cache fsck --strict --full") == 0, "git fsck has nothing to say");
    IS_INT(h_number("git -C cache for-each-ref | wc -l"), 2, "both references are there");
    h_must(vs_git_open(&git, path, &err), &err, "open");
    check = (struct h_feed_check){.feed = &feed};
    OK(vs_tree_at(&tree, git, &feed.tip, &err) == VS_OK &&
           vs_branch_read_leaves(tree, 0, 40, 40, h_feed_check_leaf, &check, &err) == VS_OK &&
           check.wrong == 0,
       "and all leaves");
    vs_tree_close(tree);
    vs_git_close(git);

    /* What a loss of power leaves of what was being written. */
    IS_INT(after.torn, 0, "nothing in it is torn");
    OK(vs_cache_check(&whole, path, &err) == VS_OK && whole, "and it is whole");
    h_run("printf 1234567890 > cache/refs/vs/hub/half; : > cache/refs/vs/hub/half2.lock");
    h_must(vs_cache_measure(&after, path, &err), &err, "measure");
    IS_INT(after.torn, 1, "a half reference is torn, a lock is not");
    h_run("rm cache/refs/vs/hub/half*; mkdir -p cache/objects/ab; "
          ": > cache/objects/ab/cdefabcdefabcdefabcdefabcdefabcdefabcd; "
          ": > cache/objects/tmp_object_git2_abcdef");
    h_must(vs_cache_measure(&after, path, &err), &err, "measure");
    IS_INT(after.torn, 1, "an empty object is, one that is still being made is not");
    h_run("rm -rf cache/objects/ab cache/objects/tmp_*; "
          "id=$(head -c 9000 /dev/urandom | git -C cache hash-object -w --stdin); "
          "truncate -s 4000 cache/objects/$(echo $id | sed 's,..,&/,')");
    OK(vs_cache_check(&whole, path, &err) == VS_OK && !whole, "half an object is found by reading");
    OK(vs_cache_remove(path, &err) == VS_OK && access(path, F_OK) != 0, "it can be removed");
    h_feed_release(&feed);
    return tap_done();
}
