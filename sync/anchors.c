/* The anchors that leaves name, kept with them (receive_priv.h). */
#include "sync/receive_priv.h"

#include "core/base/mem.h"
#include "core/log/leaf.h"
#include "sync/branch.h"

#define ANCHOR_BYTES_MAX ((size_t)16 << 20) /* of one feed in one sync */

/* The file of an anchor, if the branch has it and it fits (FORMAT.md 5.3): it says after when the
 * leaf was made. What is missing or does not fit leaves the leaf without that. */
static enum vs_code
keep_anchor(struct vs_taking *taking, const struct vs_leaf *leaf, struct vs_err *err)
{
    struct vs_store *store = taking->store;
    struct vs_stored_tree stored = {.ledger = store->ledger, .feed = taking->feed.id};
    struct vs_checkpoint_file *parsed = vs_malloc(sizeof(*parsed));
    struct vs_buf file;
    enum vs_code code;

    if (!parsed) {
        return vs_fail_memory(err);
    }
    vs_buf_init(&file, VS_ANCHOR_FILE_MAX);
    code = vs_branch_read_anchor(taking->tree, &file, leaf->anchor, err);
    if (code == VS_OK) {
        code = vs_checkpoint_anchor(parsed, leaf->anchor, leaf->index, file.p, file.len,
                                    &taking->feed.key, vs_stored_tree_root, &stored, err);
    }
    if (code == VS_OK) {
        taking->anchor_bytes += file.len;
        code = vs_anchor_insert(store->ledger, taking->feed.id, parsed->checkpoint.size,
                                leaf->anchor, vs_buf_str(&file), err);
        if (code == VS_OK) {
            code = vs_receive_lines(store, vs_buf_str(&file), err);
        }
    } else if (!vs_receive_is_ours(code)) {
        code = VS_OK;
    }
    vs_free(parsed);
    vs_buf_release(&file);
    return code;
}

enum vs_code
vs_taking_anchors(struct vs_taking *taking, size_t first, size_t end, struct vs_err *err)
{
    struct vs_hash last = {{0}};
    enum vs_code code = VS_OK;

    for (size_t i = first; code == VS_OK && i < end; i++) {
        size_t start = i ? taking->ends[i - 1] : 0;
        struct vs_leaf leaf;
        struct vs_buf held;

        if (vs_leaf_parse(&leaf, taking->bytes.p + start, taking->ends[i] - start, NULL) != VS_OK ||
            leaf.opaque || vs_hash_eq(leaf.anchor, &last) || vs_hash_is_zero(leaf.anchor) ||
            taking->anchor_bytes >= ANCHOR_BYTES_MAX) {
            continue;
        }
        last = *leaf.anchor; /* leaves of one sync mostly name one */
        vs_buf_init(&held, VS_ANCHOR_FILE_MAX);
        code = vs_anchor_get(taking->store->ledger, &held, &last, err);
        vs_buf_release(&held);
        if (code == VS_E_NOT_FOUND) {
            code = keep_anchor(taking, &leaf, err);
        }
    }
    return code;
}
