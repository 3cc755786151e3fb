/* Random changes give the same files in a git repository and in memory, and git finds no fault. */
#include <stdlib.h>
#include <unistd.h>

#include "core/base/mem.h"
#include "core/base/secret.h"
#include "sync/commit.h"
#include "sync/tree.h"
#include "tests/tap.h"

static uint64_t state;

static unsigned
pick(unsigned below)
{
    state ^= state << 13;
    state ^= state >> 7;
    state ^= state << 17;
    return (unsigned)(state >> 33) % below;
}

static void
random_path(char *out)
{
    static const char *const names[] = {"a", "a.b", "a0", "b", "000", "000.p", "x001"};
    unsigned parts = 1 + pick(4);
    char *at = out;

    for (unsigned i = 0; i < parts; i++) {
        const char *name = names[pick(7)];
        size_t len = strlen(name);

        if (i > 0) {
            *at++ = '/';
        }
        memcpy(at, name, len);
        at += len;
    }
    *at = '\0';
}

static void
random_changes(struct vs_changes *on_disk, struct vs_changes *in_memory)
{
    unsigned count = 1 + pick(12);

    for (unsigned i = 0; i < count; i++) {
        char path[128];
        uint8_t bytes[8];

        random_path(path);
        if (pick(3) == 0) {
            vs_changes_remove(on_disk, path);
            vs_changes_remove(in_memory, path);
        } else {
            size_t len = pick(9);

            for (size_t k = 0; k < sizeof(bytes); k++) {
                bytes[k] = (uint8_t)pick(256);
            }
            vs_changes_put(on_disk, path, bytes, len);
            vs_changes_put(in_memory, path, bytes, len);
        }
    }
}

/* 0 when both hold the same below `folder`. */
static int
differ(struct vs_tree *a, struct vs_tree *b, const char *folder, unsigned depth)
{
    struct vs_tree_items left = {0};
    struct vs_tree_items right = {0};
    int wrong = vs_tree_list(a, &left, folder, 1000, NULL) != VS_OK ||
                vs_tree_list(b, &right, folder, 1000, NULL) != VS_OK || left.count != right.count;

    for (size_t i = 0; !wrong && i < left.count; i++) {
        char path[256];
        struct vs_buf one;
        struct vs_buf two;

        snprintf(path, sizeof(path), "%s%s%s", folder, folder[0] ? "/" : "", left.items[i].name);
        vs_buf_init(&one, 100);
        vs_buf_init(&two, 100);
        if (strcmp(left.items[i].name, right.items[i].name) != 0 ||
            left.items[i].folder != right.items[i].folder) {
            wrong = 1;
        } else if (left.items[i].folder) {
            wrong = depth == 0 || differ(a, b, path, depth - 1);
        } else {
            wrong = vs_tree_read(a, &one, path, 100, NULL) != VS_OK ||
                    vs_tree_read(b, &two, path, 100, NULL) != VS_OK ||
                    !vs_str_eq(vs_buf_str(&one), vs_buf_str(&two));
        }
        if (wrong) {
            printf("# differs at %s\n", path);
        }
        vs_buf_release(&one);
        vs_buf_release(&two);
    }
    vs_tree_items_release(&left);
    vs_tree_items_release(&right);
    return wrong;
}

/* A history of 20 commits from one seed. */
static bool
one_history(struct vs_git *git, uint64_t seed, struct vs_git_id *tip)
{
    struct vs_commit_text text = {"0123456789abcdef0123456789abcdef", VS_STR("text\n"), 1000000,
                                  NULL, NULL};
    struct vs_tree *memory = NULL;
    struct vs_err err = {0};
    bool good = vs_tree_mem_new(&memory, &err) == VS_OK;

    state = seed * 0x9e3779b97f4a7c15ULL + 1;
    for (int i = 0; good && i < 20; i++) {
        struct vs_changes on_disk;
        struct vs_changes in_memory;
        struct vs_tree *disk = NULL;
        struct vs_git_id parent = *tip;

        vs_changes_init(&on_disk, git);
        vs_changes_init(&in_memory, NULL);
        random_changes(&on_disk, &in_memory);
        good = vs_commit_write(tip, git, i ? &parent : NULL, i ? &parent : NULL, &on_disk, &text,
                               &err) == VS_OK &&
               vs_tree_mem_apply(memory, &in_memory, &err) == VS_OK &&
               vs_tree_at(&disk, git, tip, &err) == VS_OK && !differ(disk, memory, "", 16) &&
               disk->ignored == 0;
        vs_tree_close(disk);
        vs_changes_release(&on_disk);
        vs_changes_release(&in_memory);
    }
    vs_tree_close(memory);
    return good;
}

int
main(void)
{
    const char *base = getenv("TMPDIR");
    const char *given = getenv("SEED");
    uint64_t first = given ? strtoull(given, NULL, 10) : 1;
    char folder[256];
    char command[900];
    struct vs_git *git = NULL;
    struct vs_err err = {0};
    struct vs_git_id tip = {{0}};
    uint64_t bad = 0;

    snprintf(folder, sizeof(folder), "%s/vs-test-tree.XXXXXX", base ? base : "/tmp");
    if (vs_process_harden(NULL) != VS_OK || !mkdtemp(folder)) {
        return 2;
    }
    snprintf(command, sizeof(command), "%s/git", folder);
    OK(vs_git_open(&git, command, &err) == VS_OK, "a repository");
    for (uint64_t seed = first; git && !bad && seed < first + 60; seed++) {
        if (!one_history(git, seed, &tip)) {
            bad = seed;
        }
        OK(vs_git_ref_set(git, "refs/heads/x", &tip, NULL, &err) == VS_OK &&
               vs_git_ref_remove(git, "refs/heads/x", &err) == VS_OK,
           "the commit can be named");
    }
    OK(bad == 0, "60 histories of 20 commits are the same in git and in memory");
    if (bad) {
        printf("# seed %llu; again with SEED=%llu\n", (unsigned long long)bad,
               (unsigned long long)bad);
    }
    vs_git_close(git);
    snprintf(command, sizeof(command), "git -C '%s/git' fsck --strict --full >/dev/null 2>&1",
             folder);
    OK(system(command) == 0, "git fsck has nothing to say about any of them");
    snprintf(command, sizeof(command), "rm -rf '%s'", folder);
    return system(command) == 0 ? tap_done() : 2;
}
