/* Every allocation in turn fails: committing, publishing, fetching and reading say so, and the
 * repositories stay whole. */
#include <stdlib.h>
#include <unistd.h>

#include "core/base/mem.h"
#include "core/base/secret.h"
#include "sync/branch.h"
#include "sync/remote.h"
#include "tests/tap.h"

static char folder[256];

static enum vs_code
leaf(void *payload, struct vs_buf *out, uint64_t index, struct vs_err *err)
{
    (void)payload;
    vs_buf_addf(out, "leaf %llu", (unsigned long long)index);
    return vs_buf_check(out, "leaf", err);
}

static enum vs_code
keep_leaf(void *payload, uint64_t index, struct vs_str text, struct vs_err *err)
{
    (void)index;
    (void)text;
    (void)err;
    ++*(unsigned *)payload;
    return VS_OK;
}

/* One device publishes 258 leaves and another reads them: all of the module in one go. */
static enum vs_code
whole_sync(unsigned turn, unsigned *leaves)
{
    static const char branch[] = "0123456789abcdef0123456789abcdef";
    struct vs_branch_source source = {leaf, NULL, NULL};
    struct vs_commit_text text = {branch, VS_STR("text\n"), 3600, NULL, NULL};
    char paths[2][300];
    struct vs_remote remote = {"hub", paths[1], NULL};
    struct vs_remote_list list = {0};
    struct vs_changes changes;
    struct vs_tree *tree = NULL;
    struct vs_git *one = NULL;
    struct vs_git *two = NULL;
    struct vs_git_id tip;
    struct vs_buf out;
    enum vs_code code;

    *leaves = 0;
    snprintf(paths[0], sizeof(paths[0]), "%s/one%u", folder, turn);
    snprintf(paths[1], sizeof(paths[1]), "%s/hub%u", folder, turn);
    vs_buf_init(&out, 1000);
    code = vs_git_open(&two, paths[1], NULL);
    vs_git_close(two);
    two = NULL;
    if (code == VS_OK) {
        code = vs_git_open(&one, paths[0], NULL);
    }
    vs_changes_init(&changes, one);
    if (code == VS_OK) {
        code = vs_branch_grow(&changes, 0, 258, &source, NULL);
    }
    if (code == VS_OK) {
        vs_changes_put(&changes, VS_BRANCH_CHECKPOINT, "c", 1);
        code = vs_commit_write(&tip, one, NULL, NULL, &changes, &text, NULL);
    }
    if (code == VS_OK) {
        code = vs_remote_push(one, &remote, branch, &tip, NULL, false, NULL);
    }
    vs_changes_release(&changes);
    vs_git_close(one);
    if (code == VS_OK) {
        snprintf(paths[0], sizeof(paths[0]), "%s/two%u", folder, turn);
        code = vs_git_open(&two, paths[0], NULL);
    }
    if (code == VS_OK) {
        code = vs_remote_fetch(&list, two, &remote, NULL, &vs_remote_limits_default, NULL);
    }
    if (code == VS_OK) {
        code = vs_tree_at(&tree, two, &list.branches[0].id, NULL);
    }
    if (code == VS_OK) {
        code = vs_branch_read_checkpoint(tree, &out, NULL);
    }
    if (code == VS_OK) {
        code = vs_branch_read_leaves(tree, 0, 258, 258, keep_leaf, leaves, NULL);
    }
    vs_tree_close(tree);
    vs_remote_list_release(&list);
    vs_buf_release(&out);
    vs_git_close(two);
    return code;
}

int
main(void)
{
    const char *base = getenv("TMPDIR");
    char command[1000];
    unsigned leaves = 0;
    unsigned long total;
    unsigned wrong = 0;
    unsigned tried = 0;
    enum vs_code code;

    snprintf(folder, sizeof(folder), "%s/vs-test-oom.XXXXXX", base ? base : "/tmp");
    if (vs_process_harden(NULL) != VS_OK || !mkdtemp(folder)) {
        return 2;
    }
    vs_mem_fail_at(0);
    code = whole_sync(0, &leaves);
    total = vs_mem_count();
    OK(code == VS_OK && leaves == 258, "with memory a sync goes through (%lu allocations)", total);
    /* The loop over leaves and files repeats itself: every allocation at first, then some. */
    for (unsigned long n = 1; n <= total; n += n < 60 ? 1 : 1 + total / 97) {
        snprintf(command, sizeof(command), "rm -rf '%s/one1' '%s/two1' '%s/hub1'", folder, folder,
                 folder);
        if (system(command) != 0) {
            return 2;
        }
        vs_mem_fail_at(n);
        code = whole_sync(1, &leaves);
        vs_mem_fail_at(0);
        tried++;
        if (code != VS_E_NO_MEMORY) {
            wrong++;
            printf("# allocation %lu: %s\n", n, vs_code_name(code));
        }
        snprintf(command, sizeof(command),
                 "cd '%s' && for r in one1 hub1 two1; do test ! -d $r || git -C $r fsck --full "
                 ">/dev/null 2>&1 || exit 1; done",
                 folder);
        if (n % 8 == 0 && system(command) != 0) {
            wrong++;
            printf("# allocation %lu: a repository is damaged\n", n);
        }
    }
    OK(wrong == 0, "every one of %u failed allocations is told, and nothing is damaged", tried);
    snprintf(command, sizeof(command), "rm -rf '%s'", folder);
    return system(command) == 0 ? tap_done() : 2;
}
