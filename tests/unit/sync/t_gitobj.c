/* Trees and commits as bytes, against stock git and against what stock git would not write. */
#include "core/base/mem.h"
#include "tests/tap.h"
#include "tests/unit/sync/h_feed.h"

static struct vs_git_entry
entry(uint32_t mode, const char *name, uint8_t fill)
{
    struct vs_git_entry made = {.mode = mode, .name_len = strlen(name)};

    memcpy(made.name, name, made.name_len + 1);
    memset(made.id.b, fill, sizeof(made.id.b));
    return made;
}

static void
test_names(void)
{
    static const char *const good[] = {"a", "0", "000.p", "x001", "checkpoint", "a.b", "...", NULL};
    static const char *const bad[] = {"",    ".",   "..",  ".git", "a.git",    "A",
                                      "a b", "a/b", "a_b", "a-b",  "\xc3\xa9", NULL};
    char longest[VS_GIT_NAME_MAX + 2];

    for (size_t i = 0; good[i]; i++) {
        OK(vs_git_name_ok(vs_str(good[i])), "'%s' is a name", good[i]);
    }
    for (size_t i = 0; bad[i]; i++) {
        OK(!vs_git_name_ok(vs_str(bad[i])), "'%s' is none", bad[i]);
    }
    memset(longest, 'a', sizeof(longest));
    OK(vs_git_name_ok((struct vs_str){longest, 64}), "64 letters are");
    OK(!vs_git_name_ok((struct vs_str){longest, 65}), "65 are none");
    OK(vs_git_path_ok("a/b/c.p/0") && !vs_git_path_ok("/a") && !vs_git_path_ok("a//b") &&
           !vs_git_path_ok("a/") && !vs_git_path_ok("") && !vs_git_path_ok("a/../b"),
       "paths are names with slashes between");
    OK(vs_git_path_ok("1/2/3/4/5/6/7/8/9/0/1/2/3/4/5/6") &&
           !vs_git_path_ok("1/2/3/4/5/6/7/8/9/0/1/2/3/4/5/6/7"),
       "at most 16");
}

static void
test_tree_order(void)
{
    struct vs_git_entry entries[] = {
        entry(VS_GIT_MODE_FILE, "a.b", 1), entry(VS_GIT_MODE_DIR, "a", 2),
        entry(VS_GIT_MODE_FILE, "a0", 3),  entry(VS_GIT_MODE_DIR, "000.p", 4),
        entry(VS_GIT_MODE_DIR, "000", 5),  entry(VS_GIT_MODE_FILE, "b", 6),
    };
    static const char *const order[] = {"000.p", "000", "a.b", "a", "a0", "b"};
    struct vs_git_entry got;
    struct vs_buf bytes;
    size_t at = 0;
    bool broken = false;
    uint32_t skipped = 0;

    vs_buf_init(&bytes, 4096);
    vs_git_tree_build(&bytes, entries, sizeof(entries) / sizeof(entries[0]));
    for (size_t i = 0; i < 6; i++) {
        OK(vs_git_tree_next(&got, &at, &broken, &skipped, vs_buf_str(&bytes)) &&
               strcmp(got.name, order[i]) == 0,
           "%s is number %zu in git's order", order[i], i);
    }
    OK(!vs_git_tree_next(&got, &at, &broken, &skipped, vs_buf_str(&bytes)) && !broken &&
           skipped == 0,
       "then the tree ends");
    OK(vs_git_tree_find(&got, vs_buf_str(&bytes), VS_STR("a0")) && got.id.b[7] == 3,
       "a name is found");
    OK(!vs_git_tree_find(&got, vs_buf_str(&bytes), VS_STR("a1")), "another is not");
    at = 0;
    OK(vs_git_tree_next(&got, &at, &broken, &skipped,
                        (struct vs_str){(const char *)bytes.p, bytes.len - 1}),
       "a tree that is cut short is read as far as it goes");
    while (vs_git_tree_next(&got, &at, &broken, &skipped,
                            (struct vs_str){(const char *)bytes.p, bytes.len - 1})) {
        continue;
    }
    OK(broken, "and is known as broken");
    vs_buf_release(&bytes);
}

static void
test_commits(void)
{
#define ID "0123456789abcdef0123456789abcdef01234567"
    struct vs_git_commit commit;

    OK(vs_git_commit_parse(&commit, VS_STR("tree " ID "\nparent " ID "\nauthor x\n\nhello\n"),
                           NULL) == VS_OK &&
           commit.parent_count == 1 && vs_str_is(commit.message, "hello\n"),
       "a commit");
    OK(vs_git_commit_parse(&commit, VS_STR("tree " ID "\n"), NULL) == VS_OK &&
           commit.parent_count == 0 && commit.message.len == 0,
       "without parent and message");
    IS_INT(vs_git_commit_parse(&commit, VS_STR("tree 01234\n"), NULL), VS_E_REMOTE_CONTENT,
           "a short id");
    IS_INT(vs_git_commit_parse(&commit, VS_STR(""), NULL), VS_E_REMOTE_CONTENT, "nothing");
    IS_INT(vs_git_commit_parse(&commit, VS_STR("parent " ID "\n"), NULL), VS_E_REMOTE_CONTENT,
           "no tree");
    OK(vs_git_commit_parse(&commit,
                           VS_STR("tree " ID "\n"
                                  "parent " ID "\nparent " ID "\nparent " ID "\nparent " ID
                                  "\nparent " ID "\nparent " ID "\nparent " ID "\nparent " ID
                                  "\nparent " ID "\nparent " ID "\nparent " ID "\nparent " ID
                                  "\nparent " ID "\nparent " ID "\nparent " ID "\nparent " ID
                                  "\nparent " ID "\n\n"),
                           NULL) == VS_E_REMOTE_CONTENT,
       "more parents than anybody has");
#undef ID
}

static void
test_paths(void)
{
    static const struct {
        const char *url;
        const char *path; /* NULL = not a folder; "" = refused */
    } rows[] = {
        {"/srv/x.git", "/srv/x.git"},
        {"x.git", "x.git"},
        {"./a:b", "./a:b"},
        {"file:///srv/a%20b", "/srv/a b"},
        {"file://localhost/srv", "/srv"},
        {"file://host/srv", ""},
        {"file:///srv/%0", ""},
        {"file:///srv/%00", ""},
        {"host:srv/x.git", NULL},
        {"me@host:x", NULL},
        {"ssh://host/x", NULL},
        {"https://host/x", NULL},
        {"", ""},
        {"-x", ""},
    };

    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        char *path = NULL;
        enum vs_code code = vs_remote_path(&path, rows[i].url, NULL);

        if (!rows[i].path) {
            OK(code == VS_OK && !path, "'%s' is elsewhere", rows[i].url);
        } else if (!rows[i].path[0]) {
            OK(code == VS_E_INVALID, "'%s' is refused", rows[i].url);
        } else {
            OK(code == VS_OK && path && strcmp(path, rows[i].path) == 0, "'%s' is a folder",
               rows[i].url);
        }
        vs_free(path);
    }
    OK(vs_remote_name_ok("hub-1") && !vs_remote_name_ok("Hub") && !vs_remote_name_ok("") &&
           !vs_remote_name_ok("a/b") && !vs_remote_name_ok("abcdefghijklmnopqrstuvwxyz1234567"),
       "names of remotes");
    OK(vs_branch_name_ok("0123456789abcdef0123456789abcdef") &&
           !vs_branch_name_ok("0123456789abcdef0123456789abcde") &&
           !vs_branch_name_ok("0123456789abcdef0123456789abcdef0") &&
           !vs_branch_name_ok("0123456789ABCDEF0123456789abcdef"),
       "names of branches");
}

int
main(void)
{
    test_names();
    test_tree_order();
    test_commits();
    test_paths();
    return tap_done();
}
