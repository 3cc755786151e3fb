/* What devices say of each other's checkpoints: cosignatures, and what they show that a host does
 * not (receive.h). */
#include "sync/receive_priv.h"

#include <string.h>

#include "core/base/mem.h"
#include "core/ledger/forks.h"
#include "core/log/forkproof.h"
#include "core/record/fork.h"
#include "sync/branch.h"

#define KNOWN_MAX 64 /* lines that are looked up at once; more of them one by one */

/* A line that is kept already: of which device, and of when. */
struct known_line {
    char origin[VS_ORIGIN_LEN + 1];
    vs_instant time;
};

/* One file while it is looked at. */
struct looking {
    struct vs_store *store;
    const struct vs_feed_row *by; /* the device on whose branch it lies */
    struct vs_str file;
    const struct vs_checkpoint_file *parsed;
    uint64_t *news;
    bool *changed;
    struct vs_feed_row feed; /* version 0 of the feed that it speaks of */
    int64_t row; /* of the history that it is a checkpoint of; 0: of none that we have */
    struct known_line known[KNOWN_MAX];
    size_t known_count;
};

/* Before the first thing that is kept; what has begun is for the caller to end. */
static enum vs_code
write_now(const struct looking *at, struct vs_err *err)
{
    return at->store->open ? VS_OK : vs_store_begin(at->store, err);
}

/* --- cosignatures ------------------------------------------------------------------------------
 */

static enum vs_code
note_known(void *payload, struct vs_str origin, vs_instant time, struct vs_err *err)
{
    struct looking *at = payload;

    (void)err;
    if (at->known_count < KNOWN_MAX && origin.len == VS_ORIGIN_LEN) {
        struct known_line *known = &at->known[at->known_count++];

        memcpy(known->origin, origin.p, origin.len);
        known->origin[origin.len] = '\0';
        known->time = time;
    }
    return VS_OK;
}

/* Most lines stand on several branches and are met at every sync. */
static bool
is_known(const struct looking *at, const struct vs_note_line *line)
{
    for (size_t i = 0; i < at->known_count; i++) {
        if (line->signature_len == VS_COSIGNATURE_LEN &&
            vs_str_is(line->name, at->known[i].origin) &&
            at->known[i].time <= (vs_instant)vs_get_u64(line->signature)) {
            return true;
        }
    }
    return false;
}

static enum vs_code
keep_line(struct looking *at, const struct vs_note_line *line, struct vs_err *err)
{
    struct vs_cosignature_row row;
    struct vs_feed_row signer;
    struct vs_note_key key;
    struct vs_origin origin;
    struct vs_hash of;
    uint64_t time;
    bool added = false, known;
    enum vs_code code;

    if (!vs_origin_parse(&origin, line->name) || line->signature_len != VS_COSIGNATURE_LEN) {
        return VS_OK;
    }
    vs_origin_feed(&of, &origin);
    code = vs_feed_by_hash(at->store->ledger, &signer, &of, err);
    if (code != VS_OK) {
        return code == VS_E_NOT_FOUND ? VS_OK : code;
    }
    memset(&row, 0, sizeof(row));
    row.feed = at->row;
    row.signer = signer.id;
    row.size = at->parsed->checkpoint.size;
    row.root = at->parsed->checkpoint.root;
    row.time = (vs_instant)vs_get_u64(line->signature);
    memcpy(row.line, line->signature, sizeof(row.line));
    /* Verified once. */
    code = vs_cosignature_known(at->store->ledger, &known, &row, err);
    if (code != VS_OK || known || signer.id == at->feed.id) {
        return code;
    }
    vs_checkpoint_note_key(&key, &origin, &signer.key, VS_NOTE_COSIGNATURE);
    if (!vs_note_line_verify(&time, line, &key, at->parsed->note.text)) {
        return VS_OK;
    }
    code = write_now(at, err);
    if (code == VS_OK) {
        code = vs_cosignature_insert(at->store->ledger, &row, vs_store_now(at->store), &added, err);
    }
    *at->news += added;
    return code;
}

/* --- what is not of a history that we have -----------------------------------------------------
 */

/* FORMAT.md 10.2: signed by the device of the feed, cosigned by the device of the branch. */
static bool
is_witness(const struct looking *at)
{
    vs_instant time;

    return at->by && !vs_hash_eq(&at->by->feed, &at->feed.feed) &&
           vs_checkpoint_verify(NULL, at->parsed, &at->feed.key, NULL) == VS_OK &&
           vs_checkpoint_cosigned(&time, at->parsed, &at->by->key, NULL) == VS_OK;
}

/* A checkpoint that is not of our tree, and not larger: the device forked its feed. */
static enum vs_code
keep_fork(struct vs_store *store, const struct vs_feed_row *feed, struct vs_str file, bool *changed,
          struct vs_err *err)
{
    struct vs_buf proof;
    bool news = false;
    enum vs_code code;

    vs_buf_init(&proof, VS_FORKPROOF_MAX);
    code = vs_fork_prove(store, &proof, feed, file, NULL, NULL, err);
    if (code == VS_OK) {
        code = vs_fork_find(store, feed, vs_buf_str(&proof), &news, err);
        *changed = *changed || code == VS_OK;
    }
    vs_buf_release(&proof);
    return code;
}

static enum vs_code
keep_ahead(struct looking *at, struct vs_err *err)
{
    struct vs_ahead_row row = {
        at->feed.id, at->parsed->checkpoint.size, at->parsed->checkpoint.root, at->by->id,
        at->file,    vs_store_now(at->store)};

    *at->changed = true;
    return vs_ahead_insert(at->store->ledger, &row, vs_store_now(at->store), err);
}

static enum vs_code
look_beyond(struct looking *at, struct vs_err *err)
{
    struct vs_err why;
    enum vs_code code;

    if (!is_witness(at)) {
        return VS_OK;
    }
    code = write_now(at, err);
    if (code != VS_OK) {
        return code;
    }
    code = VS_E_NOT_FOUND;
    if (at->parsed->checkpoint.size <= at->feed.tree.size) {
        code = keep_fork(at->store, &at->feed, at->file, at->changed, &why);
    }
    if (code == VS_E_NOT_FOUND) {
        return keep_ahead(at, err);
    }
    if (code != VS_OK && err) {
        *err = why;
    }
    return code;
}

/* --- files -------------------------------------------------------------------------------------
 */

static enum vs_code
find_history(void *payload, const struct vs_feed_row *row, struct vs_err *err)
{
    struct looking *at = payload;
    const struct vs_checkpoint *checkpoint = &at->parsed->checkpoint;
    struct vs_hash root;
    enum vs_code code;

    if (at->row != 0 || checkpoint->size > row->tree.size) {
        return VS_OK;
    }
    code = vs_feed_root(&root, at->store->ledger, row, checkpoint->size, err);
    if (code == VS_OK && vs_hash_eq(&root, &checkpoint->root)) {
        at->row = row->id;
    }
    return code;
}

static enum vs_code
look_at(struct looking *at, struct vs_err *err)
{
    struct vs_hash of;
    enum vs_code code;

    vs_origin_feed(&of, &at->parsed->checkpoint.origin);
    code = vs_feed_by_hash(at->store->ledger, &at->feed, &of, err);
    if (code != VS_OK) {
        return code == VS_E_NOT_FOUND ? VS_OK : code; /* of somebody that we do not know */
    }
    at->row = 0;
    at->known_count = 0;
    code = vs_cosignature_each_of(at->store->ledger, at->feed.id, at->parsed->checkpoint.size,
                                  &at->parsed->checkpoint.root, note_known, at, err);
    if (code == VS_OK && at->known_count > 0) {
        at->row = at->feed.id; /* what is kept is of our tree */
    } else if (code == VS_OK) {
        code = vs_feed_each_version(at->store->ledger, &of, find_history, at, err);
    }
    if (code == VS_OK && at->row == 0) {
        return look_beyond(at, err);
    }
    for (size_t i = 0; code == VS_OK && i < at->parsed->note.count; i++) {
        if (!is_known(at, &at->parsed->note.lines[i])) {
            code = keep_line(at, &at->parsed->note.lines[i], err);
        }
    }
    return code;
}

/* A bad file is of no use and no harm. */
static enum vs_code
keep_file(struct looking *at, struct vs_str file, struct vs_err *err)
{
    struct vs_checkpoint_file *parsed = vs_malloc(sizeof(*parsed));
    enum vs_code code = parsed ? VS_OK : vs_fail_memory(err);

    if (code == VS_OK && vs_checkpoint_parse(parsed, file.p, file.len, NULL) == VS_OK) {
        at->parsed = parsed;
        at->file = file;
        code = look_at(at, err);
    }
    vs_free(parsed);
    return code;
}

enum vs_code
vs_receive_lines(struct vs_store *store, struct vs_str file, struct vs_err *err)
{
    uint64_t news = 0;
    bool changed = false;
    struct looking at = {.store = store, .news = &news, .changed = &changed};

    return keep_file(&at, file, err);
}

/* The files as the branch has them; what a host withholds is withheld from itself. */
static enum vs_code
keep_files(struct looking *at, struct vs_tree *tree, const struct vs_hash *witnesses, size_t count,
           struct vs_err *err)
{
    struct vs_feed_row known;
    struct vs_buf file;
    enum vs_code code;

    vs_buf_init(&file, VS_CHECKPOINT_FILE_MAX);
    code = vs_branch_read_checkpoint(tree, &file, err);
    for (size_t i = 0; i <= count; i++) {
        if (code == VS_OK) {
            code = keep_file(at, vs_buf_str(&file), err);
        }
        if (code != VS_OK && !vs_receive_is_content(code)) {
            break;
        }
        code = VS_E_NOT_FOUND;
        vs_buf_clear(&file);
        if (i < count && vs_feed_by_hash(at->store->ledger, &known, &witnesses[i], NULL) == VS_OK) {
            code = vs_branch_read_witness(tree, &file, &witnesses[i], err);
        }
    }
    vs_buf_release(&file);
    return vs_receive_is_content(code) ? VS_OK : code;
}

enum vs_code
vs_receive_cosignatures(uint64_t *news, struct vs_store *store, const struct vs_feed_row *by,
                        struct vs_tree *tree, struct vs_err *err)
{
    struct vs_hash *witnesses = NULL;
    bool changed = false;
    struct looking at = {.store = store, .by = by, .news = news, .changed = &changed};
    size_t count = 0;
    enum vs_code code = vs_branch_list_witness(&witnesses, &count, tree, err);

    *news = 0;
    if (vs_receive_is_content(code)) {
        count = 0;
        code = VS_OK;
    }
    if (code == VS_OK) {
        code = keep_files(&at, tree, witnesses, count, err);
    }
    if (store->open) {
        if (code == VS_OK && (*news > 0 || changed)) {
            code = vs_store_commit(store, err);
        } else {
            vs_store_rollback(store);
        }
    }
    vs_free(witnesses);
    return code;
}

/* --- what others have seen, once more ----------------------------------------------------------
 */

struct ahead_list {
    struct vs_ahead_row *rows;
    struct vs_buf files;
    size_t *ends;
    size_t count;
};

static enum vs_code
collect(void *payload, const struct vs_ahead_row *row, struct vs_err *err)
{
    struct ahead_list *list = payload;
    struct vs_ahead_row *rows = vs_realloc_array(list->rows, list->count + 1, sizeof(*rows));
    size_t *ends;

    if (!rows) {
        return vs_fail_memory(err);
    }
    list->rows = rows;
    ends = vs_realloc_array(list->ends, list->count + 1, sizeof(*ends));
    if (!ends) {
        return vs_fail_memory(err);
    }
    list->ends = ends;
    vs_buf_add_str(&list->files, row->file);
    rows[list->count] = *row;
    ends[list->count++] = list->files.len;
    return vs_buf_check(&list->files, "witness files", err);
}

/* *stays: it is still more than we have, and nothing is proven. */
static enum vs_code
look_at_ahead(struct vs_store *store, const struct vs_ahead_row *row, struct vs_str file,
              bool *stays, bool *changed, struct vs_err *err)
{
    struct vs_checkpoint_file *parsed = vs_malloc(sizeof(*parsed));
    struct looking at = {.store = store, .parsed = parsed, .file = file};
    struct vs_err why;
    enum vs_code code =
        parsed ? vs_feed_by_id(store->ledger, &at.feed, row->feed, err) : vs_fail_memory(err);

    *stays = false;
    if (code == VS_OK && row->size > at.feed.tree.size && at.feed.common == VS_FEED_NOT_FORKED) {
        *stays = true;
        goto out;
    }
    if (code == VS_OK) {
        code = vs_checkpoint_parse(parsed, file.p, file.len, err);
    }
    if (code == VS_OK) {
        code = vs_feed_each_version(store->ledger, &at.feed.feed, find_history, &at, err);
    }
    if (code == VS_OK && at.row == 0) {
        code = row->size > at.feed.tree.size ? VS_E_NOT_FOUND
                                             : keep_fork(store, &at.feed, file, changed, &why);
        *stays = code == VS_E_NOT_FOUND;
        if (code != VS_OK && !*stays && err) {
            *err = why;
        }
        code = *stays ? VS_OK : code;
    }
    if (code == VS_OK && !*stays) {
        *changed = true;
        code = vs_ahead_remove(store->ledger, row->feed, row->size, &row->root, err);
    }
out:
    vs_free(parsed);
    return code;
}

enum vs_code
vs_receive_ahead(struct vs_store *store,
                 enum vs_code (*withheld)(void *payload, const struct vs_ahead_row *row,
                                          struct vs_err *err),
                 void *payload, struct vs_err *err)
{
    struct ahead_list list = {0};
    bool changed = false;
    enum vs_code code;

    vs_buf_init(&list.files, (size_t)1 << 30);
    code = vs_ahead_each(store->ledger, 0, collect, &list, err);
    if (code == VS_OK && list.count == 0) {
        goto out;
    }
    if (code == VS_OK) {
        code = vs_store_begin(store, err);
    }
    for (size_t i = 0; code == VS_OK && i < list.count; i++) {
        size_t start = i ? list.ends[i - 1] : 0;
        struct vs_str file = {(const char *)list.files.p + start, list.ends[i] - start};
        bool stays;

        code = look_at_ahead(store, &list.rows[i], file, &stays, &changed, err);
        if (code == VS_OK && stays) {
            list.rows[i].file = file;
            code = withheld(payload, &list.rows[i], err);
        }
    }
    if (store->open) {
        if (code == VS_OK && changed) {
            code = vs_store_commit(store, err);
        } else {
            vs_store_rollback(store);
        }
    }
out:
    vs_free(list.rows);
    vs_free(list.ends);
    vs_buf_release(&list.files);
    return code;
}
