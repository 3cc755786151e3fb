/* What a remote may hold beside feeds, and on the branch of one: ignored or refused, never
 * followed. */
#include <stdlib.h>

#include "tests/tap.h"
#include "tests/unit/sync/h_feed.h"

static char url[512];
static const struct vs_remote remote = {"hub", url, NULL};

static enum vs_code
fetch(struct vs_remote_list *list, struct vs_git **git, const char *cache, struct vs_err *err)
{
    h_must(vs_git_open(git, h_path("%s", cache), err), err, "open a cache");
    return vs_remote_fetch(list, *git, &remote, NULL, &vs_remote_limits_default, err);
}

/* A branch of nobody's making: `entries` is a shell command that prints a raw tree. */
static void
make_branch(const char *branch, const char *entries)
{
    if (h_run("cd hub.git && blob=$(printf good | git hash-object -w --stdin | tr -d '\\n') && "
              "raw() { printf '%%s %%s\\0' \"$1\" \"$2\"; printf '%%s' \"$3\" | "
              "perl -pe '$_ = pack(\"H*\", $_)'; } && "
              "tree=$({ %s; } | git hash-object -t tree -w --stdin --literally) && "
              "git update-ref refs/heads/vs1/%s $(git -c user.name=x -c user.email=x@invalid "
              "commit-tree -m x $tree </dev/null)",
              entries, branch) != 0) {
        printf("Bail out! cannot make %s\n", branch);
        exit(2);
    }
}

static void
test_entries(void)
{
    static const char up[] = "000000000000000000000000000000a1";
    static const char twice[] = "000000000000000000000000000000a2";
    static const char deep[] = "000000000000000000000000000000a3";
    static const char torn[] = "000000000000000000000000000000a4";
    static const char links[] = "000000000000000000000000000000a5";
    struct vs_remote_list list;
    struct vs_remote_branch *branch;
    struct vs_tree *tree = NULL;
    struct vs_tree_items items;
    struct vs_git *git = NULL;
    struct vs_err err = {0};
    struct vs_buf out;

    snprintf(url, sizeof(url), "%s", h_path("hub.git"));
    h_run("git init -q --bare hub.git");
    make_branch(up, "raw 100644 .. $blob; raw 100644 .git $blob; raw 100644 a/b $blob; "
                    "raw 100644 .GIT $blob; raw 100644 checkpoint $blob; "
                    "raw 100664 roster $blob; raw 100644 '' $blob");
    make_branch(twice, "other=$(printf other | git hash-object -w --stdin | tr -d '\\n'); "
                       "raw 100644 checkpoint $blob; raw 100644 checkpoint $other; "
                       "raw 120000 roster $other; raw 100644 roster $blob");
    make_branch(deep, "t=$(raw 100644 x $blob | git hash-object -t tree -w --stdin); "
                      "for i in $(seq 200); do t=$(raw 40000 d $t | "
                      "git hash-object -t tree -w --stdin --literally); done; raw 40000 d $t");
    make_branch(torn, "printf '100644 checkpoint'");
    make_branch(links, "l=$(printf /etc/passwd | git hash-object -w --stdin | tr -d '\\n'); "
                       "raw 100755 checkpoint $blob; raw 120000 content $l; raw 120000 roster $l; "
                       "raw 160000 witness $blob");

    OK(fetch(&list, &git, "one", &err) == VS_OK && list.count == 5, "five odd branches: %s",
       err.detail);
    vs_buf_init(&out, 1000);
    branch = vs_remote_find(&list, up);
    h_must(vs_tree_at(&tree, git, &branch->id, &err), &err, "a tree");
    OK(vs_tree_list(tree, &items, "", 10, &err) == VS_OK && items.count == 1 &&
           strcmp(items.items[0].name, "checkpoint") == 0,
       "of names that lead elsewhere and names of git none is there");
    vs_tree_items_release(&items);
    IS_INT(vs_tree_read(tree, &out, "roster", 10, &err), VS_E_NOT_FOUND,
           "a file of another mode is not there");
    vs_tree_close(tree);

    branch = vs_remote_find(&list, twice);
    h_must(vs_tree_at(&tree, git, &branch->id, &err), &err, "a tree");
    OK(vs_tree_read(tree, &out, "checkpoint", 10, &err) == VS_OK &&
           vs_str_is(vs_buf_str(&out), "good"),
       "of two files of a name the first counts");
    vs_buf_clear(&out);
    OK(vs_tree_read(tree, &out, "roster", 10, &err) == VS_OK && vs_str_is(vs_buf_str(&out), "good"),
       "a link of the name is as if it were not there");
    vs_tree_close(tree);

    branch = vs_remote_find(&list, deep);
    OK(branch->code == VS_E_TOO_LARGE && strstr(branch->detail, "deep"), "200 folders deep: %s",
       branch->detail);
    branch = vs_remote_find(&list, torn);
    IS_INT(branch->code, VS_E_REMOTE_CONTENT, "a folder's object that is none: %s", branch->detail);

    branch = vs_remote_find(&list, links);
    h_must(vs_tree_at(&tree, git, &branch->id, &err), &err, "a tree");
    OK(vs_tree_list(tree, &items, "", 10, &err) == VS_OK && items.count == 0,
       "executables, links and submodules are not there");
    vs_tree_items_release(&items);
    OK(tree->ignored == 4, "and are counted (%u)", tree->ignored);
    vs_tree_close(tree);
    vs_buf_release(&out);
    vs_remote_list_release(&list);
    vs_git_close(git);

    OK(fetch(&list, &git, "one", &err) == VS_OK &&
           vs_remote_find(&list, deep)->code == VS_E_LIMIT &&
           strstr(vs_remote_find(&list, deep)->detail, "before"),
       "what was too large is not looked at again");
    vs_remote_list_release(&list);
    vs_git_close(git);
}

static enum vs_code
choose_roster(void *payload, struct vs_remote_list *list, struct vs_err *err)
{
    (void)payload;
    (void)err;
    for (size_t i = 0; i < list->count; i++) {
        list->branches[i].wanted = i < 256 ? VS_WANT_ROSTER : VS_WANT_NOTHING;
    }
    return VS_OK;
}

static void
test_references(void)
{
    struct vs_remote_list list;
    struct vs_git *git = NULL;
    struct vs_err err = {0};
    struct h_feed feed;
    char branch[40];

    snprintf(url, sizeof(url), "%s", h_path("refs.git"));
    h_run("git init -q --bare refs.git");
    h_must(vs_git_open(&git, h_path("two"), &err), &err, "open a cache");
    h_feed_init(&feed, 9);
    h_must(h_feed_commit(&feed, git, 3, &err), &err, "commit");
    h_must(vs_remote_push(git, &remote, feed.branch, &feed.tip, NULL, false, &err), &err, "push");
    vs_git_close(git);
    snprintf(branch, sizeof(branch), "vs1/%s", feed.branch);
    h_run("cd refs.git && git symbolic-ref HEAD refs/heads/%s && git tag some %s && "
          "git -c user.name=x -c user.email=x@invalid tag -a -m x other %s && "
          "git symbolic-ref refs/heads/vs1/000000000000000000000000000000b1 refs/heads/%s && "
          "git symbolic-ref refs/heads/vs1/000000000000000000000000000000b2 refs/heads/none && "
          "git update-ref refs/heads/vs1/000000000000000000000000000000B3 %s && "
          "git update-ref refs/heads/VS1/000000000000000000000000000000b4 %s && "
          "git update-ref refs/heads/vs1/000000000000000000000000000000b/5 %s && "
          "git update-ref refs/vs1/000000000000000000000000000000b6 %s && "
          "git rev-parse other >refs/heads/vs1/000000000000000000000000000000b7",
          branch, branch, branch, branch, branch, branch, branch, branch);
    OK(fetch(&list, &git, "three", &err) == VS_OK, "odd references: %s", err.detail);
    OK(vs_remote_find(&list, feed.branch) && vs_remote_find(&list, feed.branch)->fetched,
       "the feed among them is fetched");
    OK(!vs_remote_find(&list, "000000000000000000000000000000b1") &&
           !vs_remote_find(&list, "000000000000000000000000000000b2"),
       "a symbolic reference is none");
    OK(list.count == 2 && vs_remote_find(&list, "000000000000000000000000000000b7") &&
           vs_remote_find(&list, "000000000000000000000000000000b7")->code == VS_E_REMOTE_CONTENT,
       "one that names a tag is refused");
    IS_INT(list.foreign, 6, "other names, tags, and names in capitals are counted and left alone");
    IS_INT(h_number("git -C three for-each-ref | wc -l"), 1, "one reference comes of it");
    vs_remote_list_release(&list);
    vs_git_close(git);

    h_run("cd refs.git && id=$(git rev-parse %s) && for i in $(seq 10000); do "
          "printf 'create refs/heads/vs1/%%032d %%s\\n' $i $id; done | git update-ref --stdin && "
          "git pack-refs --all",
          branch);
    h_must(vs_git_open(&git, h_path("four"), &err), &err, "open a cache");
    OK(vs_remote_fetch(&list, git, &remote, &(struct vs_remote_asking){choose_roster, NULL, NULL},
                       &vs_remote_limits_default, &err) == VS_OK &&
           list.count >= 10000,
       "10,000 branches of nobody are listed: %s", err.detail);
    OK(h_number("git -C four for-each-ref | wc -l") <= 256 &&
           h_number("find four/objects -type f | wc -l") <= 600,
       "and of 256 of them the roster is kept");
    vs_remote_list_release(&list);
    vs_git_close(git);
    h_feed_release(&feed);
}

int
main(void)
{
    h_folder();
    test_entries();
    test_references();
    return tap_done();
}
