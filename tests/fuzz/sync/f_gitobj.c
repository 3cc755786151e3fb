/*
 * Trees and commits of a remote. Whatever the bytes are, only good names come out, what is put
 * together from them is read again as the same, and nothing outside the bytes is looked at.
 */
#include <string.h>

#include "sync/gitobj.h"
#include "tests/fuzz/fuzz.h"

enum { ENTRIES_MAX = 256 };

static void
check_tree(struct vs_str tree)
{
    static struct vs_git_entry entries[ENTRIES_MAX];
    struct vs_git_entry entry;
    size_t count = 0;
    size_t at = 0;
    bool broken = false;
    uint32_t skipped = 0;
    struct vs_buf again;

    while (vs_git_tree_next(&entry, &at, &broken, &skipped, tree)) {
        FUZZ_CHECK(at <= tree.len);
        FUZZ_CHECK(entry.mode == VS_GIT_MODE_FILE || entry.mode == VS_GIT_MODE_DIR);
        FUZZ_CHECK(vs_git_name_ok((struct vs_str){entry.name, entry.name_len}));
        FUZZ_CHECK(entry.name[entry.name_len] == '\0' && vs_git_path_ok(entry.name));
        if (count < ENTRIES_MAX) {
            entries[count++] = entry;
        }
    }
    FUZZ_CHECK(broken || at == tree.len);
    vs_buf_init(&again, 1 << 20);
    vs_git_tree_build(&again, entries, count);
    FUZZ_CHECK(vs_buf_check(&again, "tree", NULL) == VS_OK);
    at = 0;
    skipped = 0;
    for (size_t i = 0; i < count; i++) {
        FUZZ_CHECK(vs_git_tree_next(&entry, &at, &broken, &skipped, vs_buf_str(&again)));
        FUZZ_CHECK(strcmp(entry.name, entries[i].name) == 0 && entry.mode == entries[i].mode);
        FUZZ_CHECK(vs_git_id_eq(&entry.id, &entries[i].id));
        FUZZ_CHECK(vs_git_tree_find(&entry, vs_buf_str(&again), vs_str(entries[i].name)));
    }
    FUZZ_CHECK(at == again.len && skipped == 0);
    vs_buf_release(&again);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct vs_str bytes = {(const char *)data, size};
    struct vs_git_commit commit;

    check_tree(bytes);
    if (vs_git_commit_parse(&commit, bytes, NULL) == VS_OK) {
        FUZZ_CHECK(commit.parent_count <= VS_GIT_PARENTS_MAX);
        FUZZ_CHECK(commit.message.len < size);
    }
    return 0;
}
