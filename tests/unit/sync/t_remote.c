/* The transport against real bare repositories made and judged by stock git. */
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tests/tap.h"
#include "tests/unit/sync/h_feed.h"

/* Of a long branch; packing one commit costs thirty times as much under the address sanitizer. */
#if defined(__has_feature)
#if __has_feature(address_sanitizer)
#define COMMITS 100
#endif
#endif
#ifndef COMMITS
#define COMMITS 1000
#endif

static struct vs_git *
open_cache(const char *name)
{
    struct vs_git *git = NULL;
    struct vs_err err = {0};

    h_must(vs_git_open(&git, h_path("%s", name), &err), &err, "open a cache");
    return git;
}

static enum vs_code
fetch(struct vs_remote_list *list, struct vs_git *git, const struct vs_remote *remote,
      struct vs_err *err)
{
    return vs_remote_fetch(list, git, remote, NULL, &vs_remote_limits_default, err);
}

/* Everything of a feed that the cache has of a remote is as the feed says. */
static bool
feed_arrived(struct vs_git *git, const char *remote, const struct h_feed *feed)
{
    struct h_feed_check check = {.feed = feed};
    struct vs_tree *tree = NULL;
    struct vs_err err = {0};
    struct vs_git_id id;
    struct vs_buf got;
    struct vs_buf want;
    bool good;

    vs_buf_init(&got, VS_CHECKPOINT_FILE_MAX);
    vs_buf_init(&want, VS_CHECKPOINT_FILE_MAX);
    h_feed_checkpoint(&want, feed);
    good = vs_remote_cached(&id, git, remote, feed->branch, &err) == VS_OK &&
           vs_tree_at(&tree, git, &id, &err) == VS_OK &&
           vs_branch_read_checkpoint(tree, &got, &err) == VS_OK &&
           vs_str_eq(vs_buf_str(&got), vs_buf_str(&want)) &&
           vs_branch_read_leaves(tree, 0, feed->size, feed->size, h_feed_check_leaf, &check,
                                 &err) == VS_OK &&
           check.wrong == 0 && check.next == feed->size && tree->ignored == 0;
    if (!good) {
        printf("# %s: %s; %llu wrong of %llu\n", err.subject, err.detail,
               (unsigned long long)check.wrong, (unsigned long long)check.next);
    }
    vs_tree_close(tree);
    vs_buf_release(&got);
    vs_buf_release(&want);
    return good;
}

static void
test_round_trip(void)
{
    struct vs_remote remote = {"hub", h_path("hub.git"), NULL};
    struct vs_git *one = open_cache("one");
    struct vs_git *two = open_cache("two");
    struct vs_remote_list list;
    struct vs_err err = {0};
    struct vs_git_id before;
    struct h_feed feed;

    h_feed_init(&feed, 1);
    OK(h_run("git init -q --bare hub.git") == 0, "stock git makes a remote");
    OK(vs_remote_list(&list, one, &remote, &err) == VS_OK && list.count == 0 && list.foreign == 0,
       "an empty remote is empty, not an error");
    vs_remote_list_release(&list);

    h_must(h_feed_commit(&feed, one, 300, &err), &err, "commit");
    OK(vs_remote_push(one, &remote, feed.branch, &feed.tip, NULL, false, &err) == VS_OK,
       "a first push: %s", err.detail);
    OK(fetch(&list, two, &remote, &err) == VS_OK && list.count == 1 && list.branches[0].fetched,
       "the other side fetches it");
    OK(list.received.objects > 40, "and counts what came");
    vs_remote_list_release(&list);
    OK(feed_arrived(two, "hub", &feed), "all 300 leaves arrive byte for byte");

    OK(fetch(&list, two, &remote, &err) == VS_OK && list.count == 1 && !list.branches[0].fetched &&
           list.received.bytes == 0,
       "a second fetch takes nothing");
    vs_remote_list_release(&list);

    before = feed.tip;
    h_must(h_feed_commit(&feed, one, 1, &err), &err, "commit");
    OK(vs_remote_push(one, &remote, feed.branch, &feed.tip, &before, false, &err) == VS_OK,
       "a fast-forward push");
    OK(fetch(&list, two, &remote, &err) == VS_OK && list.branches[0].fetched, "is fetched");
    OK(list.received.objects == 8, "as 8 objects (%llu)",
       (unsigned long long)list.received.objects);
    vs_remote_list_release(&list);
    OK(feed_arrived(two, "hub", &feed), "and the leaf is there");

    OK(h_run("git -C hub.git fsck --strict --full") == 0, "git fsck has nothing to say");
    OK(h_run("printf '%%s namespaces=\"git\" %%s\\n' '%s' \"$(printf "
             "'\\0\\0\\0\\13ssh-ed25519\\0\\0\\0 ' | cat - key.pub | base64 -w0 | sed 's/^/"
             "ssh-ed25519 /')\" >allowed",
             feed.principal) == 0,
       "an allowed_signers file");
    OK(h_run("git -C hub.git -c gpg.ssh.allowedSignersFile=%s verify-commit vs1/%s",
             h_path("allowed"), feed.branch) == 0,
       "git verify-commit accepts the commit");
    OK(h_run("sed -i 's/AAAA/AAAB/' allowed; git -C hub.git -c gpg.ssh.allowedSignersFile=%s "
             "verify-commit vs1/%s",
             h_path("allowed"), feed.branch) != 0,
       "but not under another key");
    IS_TEXT(h_line("git -C hub.git log -1 --format='%%an <%%ae> %%cn <%%ce>' vs1/%s", feed.branch),
            h_line("echo 'vs <%s> vs <%s>'", feed.principal, feed.principal),
            "no names in commits");
    IS_INT(h_number("git -C hub.git log -1 --format=%%at vs1/%s", feed.branch) % 3600, 0,
           "the date is a full hour");
    OK(h_run("git -C hub.git cat-file commit vs1/%s | sed '1,/^$/d' >message; git -C hub.git show "
             "vs1/%s:checkpoint | cmp - message",
             feed.branch, feed.branch) == 0,
       "the message is the checkpoint, byte for byte");
    IS_INT(h_number("git -C hub.git ls-tree -r vs1/%s | grep -vc '^100644 blob'", feed.branch), 0,
           "plain files only");
    IS_INT(h_number("git -C hub.git ls-tree -r --name-only vs1/%s | wc -l", feed.branch),
           2 + 1 + 1 + 45, "a bundle, a hash tile, 45 leaves, checkpoint and roster");
    vs_git_close(one);
    vs_git_close(two);
    h_feed_release(&feed);
}

static void
write_key(void)
{
    struct h_feed feed;
    int fd;

    h_feed_init(&feed, 1);
    fd = open(h_path("key.pub"), O_WRONLY | O_CREAT, 0600);
    if (fd < 0 || write(fd, feed.signer.public_key.b, 32) != 32) {
        exit(2);
    }
    close(fd);
    h_feed_release(&feed);
}

static void
test_refusals(void)
{
    struct vs_remote remote = {"hub", h_path("refuse.git"), NULL};
    struct vs_git *git = open_cache("refuse");
    struct vs_err err = {0};
    struct vs_git_id first;
    struct vs_git_id second;
    struct h_feed feed;
    struct h_feed copy;

    h_run("git init -q --bare refuse.git");
    h_feed_init(&feed, 2);
    h_must(h_feed_commit(&feed, git, 3, &err), &err, "commit");
    h_must(vs_remote_push(git, &remote, feed.branch, &feed.tip, NULL, false, &err), &err, "push");
    first = feed.tip;
    copy = feed;
    h_must(h_feed_commit(&feed, git, 1, &err), &err, "commit");
    h_must(h_feed_commit(&copy, git, 2, &err), &err, "commit of a copy");
    second = feed.tip;
    h_must(vs_remote_push(git, &remote, feed.branch, &feed.tip, &first, false, &err), &err, "push");

    IS_INT(vs_remote_push(git, &remote, feed.branch, &copy.tip, &first, false, &err),
           VS_E_REMOTE_MOVED, "a push that expects an older state is refused");
    IS_INT(vs_remote_push(git, &remote, feed.branch, &copy.tip, NULL, false, &err),
           VS_E_REMOTE_MOVED, "so is one that expects no branch");
    IS_INT(vs_remote_push(git, &remote, feed.branch, &copy.tip, &second, false, &err), VS_E_INVALID,
           "one that does not follow is refused here");
    IS_TEXT(h_line("git -C refuse.git rev-parse vs1/%s | cut -c1-8", feed.branch),
            h_line("git -C refuse rev-parse refs/own/%s | cut -c1-8", feed.branch),
            "nothing was changed");
    OK(vs_remote_push(git, &remote, feed.branch, &copy.tip, &second, true, &err) == VS_OK,
       "re-rooting is a compare-and-swap: %s", err.detail);
    IS_INT(vs_remote_push(git, &remote, feed.branch, &second, &first, true, &err),
           VS_E_REMOTE_MOVED, "which fails when the old state is another");
    OK(vs_remote_push(git, &remote, feed.branch, &copy.tip, &copy.tip, false, &err) == VS_OK,
       "pushing what is there does nothing");

    remote.url = h_path("missing.git");
    IS_INT(vs_remote_push(git, &remote, feed.branch, &second, NULL, false, &err),
           VS_E_REMOTE_UNREACHABLE, "a folder that is not there");
    mkdir(h_path("plain"), 0700);
    remote.url = h_path("plain");
    IS_INT(vs_remote_push(git, &remote, feed.branch, &second, NULL, false, &err),
           VS_E_REMOTE_NOT_REPOSITORY, "a folder that is no repository");
    printf("# %s: %s\n", err.subject, err.detail);
    h_run("echo hello >file");
    remote.url = h_path("file");
    IS_INT(vs_remote_push(git, &remote, feed.branch, &second, NULL, false, &err),
           VS_E_REMOTE_NOT_REPOSITORY, "a file");
    remote.url = "--upload-pack=x";
    IS_INT(vs_remote_push(git, &remote, feed.branch, &second, NULL, false, &err), VS_E_INVALID,
           "an address that looks like an option");
    remote.url = "file://host/x";
    IS_INT(vs_remote_push(git, &remote, feed.branch, &second, NULL, false, &err), VS_E_INVALID,
           "a file:// address on another host");
    remote.url = "nothing://x/y";
    OK(vs_remote_push(git, &remote, feed.branch, &second, NULL, false, &err) != VS_OK,
       "an unknown kind of address: %s: %s", vs_code_name(err.code), err.detail);
    remote.name = "../x";
    remote.url = h_path("refuse.git");
    IS_INT(vs_remote_push(git, &remote, feed.branch, &second, NULL, false, &err), VS_E_INVALID,
           "a name that is none");
    vs_git_close(git);
    h_feed_release(&feed);
}

static void
test_foreign(void)
{
    struct vs_remote remote = {"hub", h_path("foreign.git"), NULL};
    struct vs_git *git = open_cache("foreign");
    struct vs_remote_list list;
    struct vs_err err = {0};
    struct h_feed feed;

    h_run("git init -q --bare foreign.git && git init -q work && cd work && "
          "git config user.email a@example.org && git config user.name A && "
          "head -c 100000 /dev/urandom >big && git add big && git commit -qm x && git tag v1 && "
          "git push -q ../foreign.git HEAD:refs/heads/main HEAD:refs/heads/vs1/short "
          "HEAD:refs/heads/vs1/0123456789abcdef0123456789abcdeF "
          "HEAD:refs/heads/vs1/0123456789abcdef0123456789abcdef0 "
          "HEAD:refs/heads/vs2/0123456789abcdef0123456789abcdef v1");
    h_feed_init(&feed, 3);
    h_must(h_feed_commit(&feed, git, 5, &err), &err, "commit");
    h_must(vs_remote_push(git, &remote, feed.branch, &feed.tip, NULL, false, &err), &err, "push");
    vs_git_close(git);

    git = open_cache("foreign2");
    OK(fetch(&list, git, &remote, &err) == VS_OK, "a remote with other branches and tags");
    IS_INT(list.count, 1, "only what is named as a feed is one");
    IS_INT(list.foreign, 6, "the others are counted");
    OK(list.received.bytes < 20000, "and not fetched");
    OK(feed_arrived(git, "hub", &feed), "the feed is there");
    IS_INT(h_number("git -C foreign2 for-each-ref | wc -l"), 1, "one reference in the cache");
    vs_remote_list_release(&list);
    vs_git_close(git);
    h_feed_release(&feed);
}

/* A branch made by stock git on which things lie that no feed has. */
static void
test_strange_entries(void)
{
    static const char branch[] = "00000000000000000000000000000abc";
    struct vs_remote remote = {"hub", h_path("strange.git"), NULL};
    struct vs_git *git = open_cache("strange");
    struct vs_remote_list list;
    struct vs_tree_items items;
    struct vs_tree *tree = NULL;
    struct vs_err err = {0};
    struct vs_buf out;

    h_run("git init -q --bare strange.git && git init -q odd && cd odd && "
          "git config user.email a@example.org && git config user.name A && "
          "echo good >checkpoint && ln -s /etc/passwd roster && mkdir content && "
          "echo x >content/000 && echo y >content/001 && chmod +x content/001 && "
          "echo z >content/Upper && echo z >'content/a b' && mkdir anchors && "
          "head -c 300000 /dev/zero >anchors/big && git add . && "
          "git update-index --add --cacheinfo 160000,$(git hash-object -w checkpoint),witness && "
          "git commit -qm x && git push -q ../strange.git HEAD:refs/heads/vs1/%s",
          branch);
    vs_buf_init(&out, 1 << 20);
    OK(fetch(&list, git, &remote, &err) == VS_OK && list.count == 1 && list.branches[0].fetched,
       "it is fetched: %s", err.detail);
    h_must(vs_tree_at(&tree, git, &list.branches[0].id, &err), &err, "open the tree");
    vs_remote_list_release(&list);
    OK(vs_branch_read_checkpoint(tree, &out, &err) == VS_OK &&
           vs_str_is(vs_buf_str(&out), "good\n"),
       "a plain file is read");
    IS_INT(vs_branch_read_roster(tree, &out, &err), VS_E_NOT_FOUND, "a link is not there");
    IS_INT(vs_tree_read(tree, &out, "witness/x", 10, &err), VS_E_NOT_FOUND,
           "a submodule is no folder");
    IS_INT(vs_tree_read(tree, &out, "content/001", 10, &err), VS_E_NOT_FOUND,
           "an executable is not there");
    IS_INT(vs_tree_read(tree, &out, "content", 10, &err), VS_E_NOT_FOUND, "a folder is no file");
    IS_INT(vs_tree_read(tree, &out, "checkpoint/x", 10, &err), VS_E_NOT_FOUND,
           "a file is no folder");
    IS_INT(vs_tree_read(tree, &out, "../x", 10, &err), VS_E_INVALID, "no way up");
    vs_buf_clear(&out);
    IS_INT(vs_tree_read(tree, &out, "anchors/big", 299999, &err), VS_E_TOO_LARGE,
           "a file beyond its limit");
    IS_INT(out.len, 0, "is not read");
    OK(vs_tree_list(tree, &items, "content", 100, &err) == VS_OK && items.count == 1 &&
           strcmp(items.items[0].name, "000") == 0,
       "a listing has plain names only");
    vs_tree_items_release(&items);
    IS_INT(vs_tree_list(tree, &items, "", 2, &err), VS_E_TOO_LARGE, "a listing has a ceiling");
    OK(vs_tree_list(tree, &items, "nowhere", 2, &err) == VS_OK && items.count == 0,
       "a folder that is not there is empty");
    OK(tree->ignored >= 5, "what was ignored is counted (%u)", tree->ignored);
    vs_tree_close(tree);
    vs_buf_release(&out);
    vs_git_close(git);
}

static void
test_limits(void)
{
    static const char bad[] = "00000000000000000000000000000bad";
    struct vs_remote remote = {"hub", h_path("limit.git"), NULL};
    struct vs_remote_limits limits = vs_remote_limits_default;
    struct vs_git *git = open_cache("limit");
    struct vs_remote_list list;
    struct vs_err err = {0};
    struct h_feed feed;

    h_run("git init -q --bare limit.git");
    h_feed_init(&feed, 4);
    h_must(h_feed_commit(&feed, git, 5, &err), &err, "commit");
    h_must(vs_remote_push(git, &remote, feed.branch, &feed.tip, NULL, false, &err), &err, "push");
    vs_git_close(git);
    h_run("git init -q flood && cd flood && git config user.email a@example.org && "
          "git config user.name A && head -c 200000 /dev/urandom >checkpoint && git add . && "
          "git commit -qm x && git push -q ../limit.git HEAD:refs/heads/vs1/%s",
          bad);

    git = open_cache("limit2");
    limits.branch = (struct vs_wire_limits){100000, 1000};
    OK(vs_remote_fetch(&list, git, &remote, NULL, &limits, &err) == VS_OK,
       "a remote with a branch beyond the limit: %s", err.detail);
    IS_INT(list.count, 2, "lists both");
    IS_INT(vs_remote_find(&list, bad)->code, VS_E_LIMIT, "the large one is named");
    OK(!vs_remote_find(&list, bad)->fetched, "and not kept");
    OK(vs_remote_find(&list, feed.branch)->fetched && feed_arrived(git, "hub", &feed),
       "the good one arrives");
    vs_remote_list_release(&list);

    h_run("cd limit.git && "
          "rm -f objects/$(git rev-parse vs1/%s:checkpoint | sed 's,^..,&/,')",
          bad);
    OK(fetch(&list, git, &remote, &err) == VS_OK &&
           vs_remote_find(&list, bad)->code == VS_E_REMOTE_CONTENT,
       "a branch with a missing object is named");
    vs_remote_list_release(&list);
    h_run("echo 1234567890123456789012345678901234567890 >limit.git/refs/heads/vs1/%s", bad);
    OK(fetch(&list, git, &remote, &err) == VS_OK &&
           vs_remote_find(&list, bad)->code == VS_E_REMOTE_CONTENT,
       "so is a branch that names nothing");
    vs_remote_list_release(&list);
    h_run("echo garbage >limit.git/refs/heads/vs1/%s", bad);
    OK(fetch(&list, git, &remote, &err) == VS_OK && list.count == 1, "a torn reference is none");
    vs_remote_list_release(&list);
    vs_git_close(git);
    h_feed_release(&feed);
}

/* What is wrong with a folder is that remote's failure, and the words say what it is. */
static void
test_damaged(void)
{
    struct vs_remote remote = {"hub", h_path("damaged.git"), NULL};
    struct vs_git *git = open_cache("damaged");
    struct vs_remote_list list;
    struct vs_err err = {0};
    struct h_feed feed;

    h_run("git init -q --bare damaged.git");
    h_feed_init(&feed, 5);
    h_must(h_feed_commit(&feed, git, 5, &err), &err, "commit");
    h_run("git -C damaged.git symbolic-ref refs/heads/vs1/%s refs/heads/main", feed.branch);
    OK(vs_remote_push(git, &remote, feed.branch, &feed.tip, NULL, false, &err) ==
               VS_E_REMOTE_IN_THE_WAY &&
           strstr(err.detail, "a symbolic reference to refs/heads/main"),
       "a symbolic reference in the way: %s", err.detail);
    h_run("git -C damaged.git symbolic-ref -d refs/heads/vs1/%s && "
          "mkdir -p damaged.git/refs/heads/vs1/%s && echo x >damaged.git/refs/heads/vs1/%s/x",
          feed.branch, feed.branch, feed.branch);
    OK(vs_remote_push(git, &remote, feed.branch, &feed.tip, NULL, false, &err) ==
               VS_E_REMOTE_IN_THE_WAY &&
           strstr(err.detail, "is a folder"),
       "a folder in the way: %s", err.detail);
    h_run("rm damaged.git/refs/heads/vs1/%s/x", feed.branch);
    OK(vs_remote_push(git, &remote, feed.branch, &feed.tip, NULL, false, &err) == VS_OK,
       "an empty folder is in nobody's way: %s", err.detail);
    h_run("cp -r damaged.git bad.git && echo garbage >bad.git/packed-refs");
    remote.url = h_path("bad.git");
    IS_INT(fetch(&list, git, &remote, &err), VS_E_REMOTE_DAMAGED, "a list that cannot be read");
    h_run("{ echo '# pack-refs with: peeled fully-peeled sorted '; seq -f "
          "\"$(git -C damaged.git rev-parse vs1/%s) refs/heads/x%%.0f\" 10000 75600; } >many && "
          "cp many bad.git/packed-refs",
          feed.branch);
    IS_INT(fetch(&list, git, &remote, &err), VS_E_REMOTE_CROWDED, "a list without end");
    h_run("rm bad.git/packed-refs && git -C bad.git repack -adq && "
          "for pack in bad.git/objects/pack/*.pack; do chmod u+w $pack && "
          "printf XXXXXXXXXXXXXXXX | dd of=$pack bs=1 seek=$(($(stat -c %%s $pack) / 2)) "
          "conv=notrunc 2>/dev/null; done");
    vs_git_close(git);
    git = open_cache("damaged2");
    OK(fetch(&list, git, &remote, &err) == VS_OK && list.count == 1 &&
           list.branches[0].code == VS_E_REMOTE_CONTENT,
       "a damaged pack is the branch's failure: %s", err.detail);
    vs_remote_list_release(&list);
    vs_git_close(git);
    h_feed_release(&feed);
}

static enum vs_code
want_none(void *payload, struct vs_remote_list *list, struct vs_err *err)
{
    (void)payload;
    (void)err;
    for (size_t i = 0; i < list->count; i++) {
        list->branches[i].wanted = VS_WANT_NOTHING;
    }
    return VS_OK;
}

static void
test_long_branch(void)
{
    struct vs_remote remote = {"hub", h_path("long.git"), NULL};
    struct vs_git *git = open_cache("long");
    struct vs_remote_list list;
    struct vs_err err = {0};
    struct h_feed feed;

    h_run("git init -q --bare long.git");
    h_feed_init(&feed, 5);
    feed.unsigned_commits = true;
    for (int i = 0; i < COMMITS; i++) {
        h_must(h_feed_commit(&feed, git, 1, &err), &err, "commit");
    }
    OK(vs_remote_push(git, &remote, feed.branch, &feed.tip, NULL, false, &err) == VS_OK,
       "a branch of %d commits is pushed: %s", COMMITS, err.detail);
    IS_INT(h_number("git -C long.git rev-list --count vs1/%s", feed.branch), COMMITS,
           "all commits are there");
    OK(h_run("git -C long.git fsck --strict --full") == 0, "and whole");
    vs_git_close(git);
    git = open_cache("long2");
    OK(vs_remote_fetch(&list, git, &remote, &(struct vs_remote_asking){want_none, NULL, NULL},
                       &vs_remote_limits_default, &err) == VS_OK &&
           list.count == 1 && !list.branches[0].wanted && !list.branches[0].fetched,
       "what nobody wants is not fetched");
    vs_remote_list_release(&list);
    OK(fetch(&list, git, &remote, &err) == VS_OK && feed_arrived(git, "hub", &feed),
       "it is fetched: %s", err.detail);
    vs_remote_list_release(&list);
    vs_git_close(git);
    h_feed_release(&feed);
}

static void
test_nobodys_configuration(void)
{
    struct vs_remote remote = {"hub", h_path("conf.git"), NULL};
    struct vs_git *git;
    struct vs_remote_list list;
    struct vs_err err = {0};
    struct h_feed feed;

    h_run("git init -q --bare conf.git && "
          "git config --global url.%s/elsewhere.insteadOf %s/conf.git && "
          "git config --global init.templatedir %s/template && mkdir -p template/hooks && "
          "echo x >template/hooks/planted && git config --global core.bigFileThreshold 1",
          h_folder(), h_folder(), h_folder());
    git = open_cache("conf");
    h_feed_init(&feed, 6);
    h_must(h_feed_commit(&feed, git, 3, &err), &err, "commit");
    OK(vs_remote_push(git, &remote, feed.branch, &feed.tip, NULL, false, &err) == VS_OK &&
           fetch(&list, git, &remote, &err) == VS_OK && list.count == 1,
       "the user's url.insteadOf is not read");
    vs_remote_list_release(&list);
    OK(access(h_path("conf/hooks/planted"), F_OK) != 0, "nor the template folder");
    OK(h_run("cd conf.git && test -e refs/heads/vs1/%s", feed.branch) == 0,
       "the push went where it was told");
    h_run("rm -f .gitconfig");
    vs_git_close(git);
    h_feed_release(&feed);
}

/* Two processes publish on one branch at once: one wins, the other is told, nothing is lost. */
static void
test_concurrent(void)
{
    struct vs_remote remote = {"hub", h_path("race.git"), NULL};
    struct vs_err err = {0};
    struct h_feed feed;
    struct vs_git_id base;
    struct vs_git *git = open_cache("race");
    int won = 0;
    int moved = 0;

    h_run("git init -q --bare race.git");
    h_feed_init(&feed, 7);
    h_must(h_feed_commit(&feed, git, 3, &err), &err, "commit");
    h_must(vs_remote_push(git, &remote, feed.branch, &feed.tip, NULL, false, &err), &err, "push");
    vs_git_close(git);
    base = feed.tip;
    for (uint64_t i = 0; i < 4; i++) {
        if (fork() == 0) {
            struct vs_git *mine = open_cache("race");
            enum vs_code code;

            h_must(h_feed_commit(&feed, mine, 1 + i, &err), &err, "commit");
            code = vs_remote_push(mine, &remote, feed.branch, &feed.tip, &base, false, &err);
            _exit(code == VS_OK ? 0 : code == VS_E_REMOTE_MOVED ? 1 : 2);
        }
    }
    for (int i = 0; i < 4; i++) {
        int status = 0;

        wait(&status);
        won += WIFEXITED(status) && WEXITSTATUS(status) == 0;
        moved += WIFEXITED(status) && WEXITSTATUS(status) == 1;
    }
    OK(won == 1 && moved == 3, "of four pushes at once one wins (%d) and three are told (%d)", won,
       moved);
    IS_INT(h_number("git -C race.git rev-list --count vs1/%s", feed.branch), 2,
           "the branch has one more commit");
    OK(h_run("git -C race.git fsck --strict --full") == 0, "and is whole");
    h_feed_release(&feed);
}

static void
test_read_only(void)
{
    struct vs_remote remote = {"hub", h_path("frozen.git"), NULL};
    struct vs_git *git = open_cache("frozen");
    struct vs_err err = {0};
    struct h_feed feed;

    if (geteuid() == 0) {
        OK(true, "read-only remotes are not tested as root # SKIP");
        vs_git_close(git);
        return;
    }
    h_run("git init -q --bare frozen.git && chmod -R a-w frozen.git");
    h_feed_init(&feed, 8);
    h_must(h_feed_commit(&feed, git, 3, &err), &err, "commit");
    IS_INT(vs_remote_push(git, &remote, feed.branch, &feed.tip, NULL, false, &err),
           VS_E_REMOTE_REFUSED, "a read-only folder refuses");
    h_feed_release(&feed);
    vs_git_close(git);
}

int
main(void)
{
    h_folder();
    write_key();
    test_round_trip();
    test_refusals();
    test_foreign();
    test_strange_entries();
    test_limits();
    test_damaged();
    test_long_branch();
    test_nobodys_configuration();
    test_concurrent();
    test_read_only();
    return tap_done();
}
