/* One feed: its leaves, the tree over them, and every signature over that tree. */
#include "core/audit/audit_feed.h"

#include <string.h>

#include "core/base/mem.h"
#include "core/ledger/forks.h"
#include "core/log/cosignature.h"
#include "core/log/hash.h"

/* --- what is to be compared with a root of this tree -------------------------------------------
 */

static enum vs_code
note_cosignature(void *payload, const struct vs_cosignature_row *row, struct vs_err *err)
{
    return vs_audit_points_add(payload, row->size, err);
}

static enum vs_code
note_anchor(void *payload, const struct vs_hash *hash, struct vs_str file, struct vs_err *err)
{
    struct vs_checkpoint_file *parsed = vs_malloc(sizeof(*parsed));
    enum vs_code code = parsed ? VS_OK : vs_fail_memory(err);

    (void)hash;
    if (code == VS_OK && vs_checkpoint_parse(parsed, file.p, file.len, NULL) == VS_OK) {
        code = vs_audit_points_add(payload, parsed->checkpoint.size, err);
    }
    vs_free(parsed);
    return code;
}

static enum vs_code
note_points(struct vs_audit_feed *f, struct vs_err *err)
{
    struct vs_ledger *ledger = f->a->ledger;
    enum vs_code code = VS_OK;

    if (f->has_file) {
        code = vs_audit_points_add(&f->points, f->parsed->checkpoint.size, err);
    }
    if (code == VS_OK) {
        code = vs_audit_points_add(&f->points, f->row.released, err);
    }
    if (code == VS_OK && f->device && f->device->state == VS_DEVICE_CLOSED) {
        code = vs_audit_points_add(&f->points, f->device->size, err);
    }
    if (code == VS_OK) {
        code = vs_cosignature_each(ledger, f->row.id, 0, note_cosignature, &f->points, err);
    }
    if (code == VS_OK) {
        code = vs_anchor_each(ledger, f->row.id, note_anchor, &f->points, err);
    }
    vs_audit_points_sort(&f->points);
    return code;
}

/* --- what the row says -------------------------------------------------------------------------
 */

/* Key, origin and id belong together; the rosters of the owner list it, closed where they say. */
static enum vs_code
check_row(struct vs_audit_feed *f, struct vs_err *err)
{
    struct vs_audit_place place = {.feed = &f->row};
    struct vs_origin origin;
    struct vs_hash feed;
    uint64_t closed = VS_FEED_NOT_CLOSED, common;
    enum vs_code code;

    vs_origin_from_key(&origin, &f->row.key);
    vs_origin_feed(&feed, &f->row.origin);
    if (strcmp(origin.text, f->row.origin.text) != 0 || !vs_hash_eq(&feed, &f->row.feed)) {
        return vs_audit_found(f->a, VS_FOUND_FEED_ROW, &place, err,
                              "the log's name does not follow from its key");
    }
    if (!f->org) {
        return vs_audit_found(f->a, VS_FOUND_FEED_ROW, &place, err,
                              "it belongs to an organisation that is not in the ledger");
    }
    if (!f->device && !f->unlisted) {
        return vs_audit_found(f->a, VS_FOUND_FEED_ROW, &place, err,
                              "no roster of its organisation lists it");
    }
    if (f->device && f->device->state == VS_DEVICE_CLOSED) {
        closed = f->device->size;
    }
    if (closed != f->row.closed) {
        return vs_audit_found(f->a, VS_FOUND_FEED_ROW, &place, err,
                              "it is not closed where the rosters say");
    }
    code = vs_fork_common(f->a->ledger, &common, &f->row, VS_INSTANT_NEVER, err);
    if (code == VS_OK && common != f->row.common) {
        return vs_audit_found(f->a, VS_FOUND_FEED_ROW, &place, err,
                              "it is not cut where the proofs of its fork say");
    }
    if (code == VS_OK && f->unlisted) {
        code = vs_audit_found(f->a, VS_FOUND_FEED_UNLISTED, &place, err,
                              "what it records counts here, and is sent when a roster lists it");
    }
    return code;
}

/* The checkpoint file, as the device signed it. */
static enum vs_code
read_file(struct vs_audit_feed *f, struct vs_err *err)
{
    struct vs_audit_place place = {.feed = &f->row};
    struct vs_err why = {0};
    enum vs_code code = vs_feed_file_get(f->a->ledger, &f->file, f->row.id, &why);

    if (code == VS_E_NOT_FOUND) {
        return VS_OK;
    }
    if (code == VS_OK) {
        code = vs_checkpoint_parse(f->parsed, f->file.p, f->file.len, &why);
    }
    if (code == VS_OK) {
        code = vs_checkpoint_verify(NULL, f->parsed, &f->row.key, &why);
    }
    if (vs_audit_is_trouble(code)) {
        return vs_audit_trouble(err, &why, code);
    }
    f->had_file = true;
    f->has_file = code == VS_OK;
    f->a->out->checkpoints += f->has_file;
    return code == VS_OK ? VS_OK
                         : vs_audit_found(f->a, VS_FOUND_CHECKPOINT, &place, err,
                                          "the newest checkpoint: %s", why.detail);
}

/* --- which channels it may write in ------------------------------------------------------------
 */

static enum vs_code
add_walk(void *payload, const struct vs_channel_row *channel, struct vs_err *err)
{
    struct vs_audit_feed *f = payload;
    struct vs_audit_key *key = vs_audit_key_by_id(f->a, channel->id);

    /* A channel without a key of its own is told of where channels are counted. */
    return key ? vs_audit_walks_add(&f->walks, key, &f->row.feed, err) : VS_OK;
}

static enum vs_code
make_walks(struct vs_audit_feed *f, struct vs_err *err)
{
    struct vs_auditing *a = f->a;
    enum vs_code code = VS_OK;

    for (size_t i = 0; code == VS_OK && i < a->org_count; i++) {
        const struct vs_audit_org *org = &a->orgs[i];
        struct vs_audit_key *key = vs_audit_key_by_id(a, -org->row.id);

        bool own = org->row.id == f->row.org;

        /* Another organisation that lists it too looks whether the first leaf says so. */
        if (key && ((own && f->unlisted) || (vs_roster_view_feed(&org->view, &f->row.feed) &&
                                             (f->row.version == 0 || own)))) {
            code = vs_audit_walks_add(&f->walks, key, &f->row.feed, err);
        }
    }
    if (code == VS_OK && !vs_audit_is_whole(a)) {
        code = vs_channel_each_of_case(a->ledger, a->request->case_leaf, add_walk, f, err);
    } else if (code == VS_OK && f->org) {
        code = vs_channel_each_of_party(a->ledger, &f->org->row.org, add_walk, f, err);
    }
    return code == VS_OK ? vs_audit_walks_index(&f->walks, err) : code;
}

/* What the ledger expects next of this feed is what the leaves say. */
static enum vs_code
check_walks(struct vs_audit_feed *f, struct vs_err *err)
{
    enum vs_code code = VS_OK;

    for (size_t i = 0; code == VS_OK && i < f->walks.count; i++) {
        const struct vs_audit_walk *walk = &f->walks.list[i];
        const struct vs_audit_key *key = walk->key;
        struct vs_audit_place place = {.feed = &f->row};
        struct vs_expected_row row;

        if (key->channel.kind == VS_CHANNEL_CASE) {
            place.case_id = &key->case_hash;
        }
        code = vs_expected_get(f->a->ledger, &row, key->channel.id, f->row.id, err);
        if (code == VS_E_NOT_FOUND && !vs_audit_is_whole(f->a)) {
            code = VS_OK; /* a feed that is looked at, but that no party of this case writes */
        } else if (code == VS_E_NOT_FOUND) {
            code = vs_audit_found(f->a, VS_FOUND_WALK, &place, err,
                                  "the log is not searched in a channel that it may write in");
        } else if (code == VS_OK) {
            f->a->counted[VS_COUNT_EXPECTED]++;
            if (row.n != walk->n || memcmp(row.tag, walk->tag, VS_TAG_LEN) != 0) {
                code = vs_audit_found(f->a, VS_FOUND_WALK, &place, err,
                                      "%llu leaves of the log belong to a channel, %llu are noted",
                                      (unsigned long long)walk->n, (unsigned long long)row.n);
            }
        }
    }
    return code;
}

/* --- signatures over the tree ------------------------------------------------------------------
 */

/* Is (size, root) this tree? Where leaves are missing nothing can be said. */
static bool
fits(const struct vs_audit_feed *f, uint64_t size, const struct vs_hash *root)
{
    const struct vs_hash *ours = vs_audit_points_root(&f->points, size);

    return f->gaps || size > f->tree.size || (ours && vs_hash_eq(ours, root));
}

static enum vs_code
check_behind(struct vs_audit_feed *f, uint64_t size, const char *who, struct vs_err *err)
{
    struct vs_audit_place place = {.feed = &f->row};

    if (size <= f->tree.size || size <= f->behind) {
        return VS_OK;
    }
    f->behind = size;
    return vs_audit_found(f->a, VS_FOUND_FEED_BEHIND, &place, err, "%llu entries are here, %s %llu",
                          (unsigned long long)f->tree.size, who, (unsigned long long)size);
}

static enum vs_code
check_checkpoint(struct vs_audit_feed *f, struct vs_err *err)
{
    struct vs_audit_place place = {.feed = &f->row};
    const struct vs_checkpoint *signed_ = &f->parsed->checkpoint;

    if (!f->had_file) {
        return f->tree.size == 0 ? VS_OK
                                 : vs_audit_found(f->a, VS_FOUND_CHECKPOINT, &place, err,
                                                  "the entries are not signed");
    }
    if (!f->has_file) {
        return VS_OK;
    }
    if (!fits(f, signed_->size, &signed_->root)) {
        return vs_audit_found(f->a, VS_FOUND_CHECKPOINT_ROOT, &place, err,
                              "the first %llu entries are not those that the device signed",
                              (unsigned long long)signed_->size);
    }
    if (signed_->size < f->tree.size) {
        return vs_audit_found(f->a, VS_FOUND_CHECKPOINT, &place, err,
                              "%llu entries are here, and only %llu are signed",
                              (unsigned long long)f->tree.size, (unsigned long long)signed_->size);
    }
    return check_behind(f, signed_->size, "its device signed", err);
}

static enum vs_code
check_released(struct vs_audit_feed *f, struct vs_err *err)
{
    struct vs_audit_place place = {.feed = &f->row};

    if (f->row.own == VS_FEED_FOREIGN || f->row.released == 0) {
        return VS_OK;
    }
    if (f->row.released > f->tree.size || !fits(f, f->row.released, &f->row.released_root)) {
        return vs_audit_found(f->a, VS_FOUND_RELEASED, &place, err,
                              "the tree of %llu entries that was given out is not here",
                              (unsigned long long)f->row.released);
    }
    return VS_OK;
}

static enum vs_code
check_closing(struct vs_audit_feed *f, struct vs_err *err)
{
    struct vs_audit_place place = {.feed = &f->row};

    if (!f->device || f->device->state != VS_DEVICE_CLOSED) {
        return VS_OK;
    }
    if (!fits(f, f->device->size, &f->device->root)) {
        return vs_audit_found(f->a, VS_FOUND_CLOSING, &place, err,
                              "its first %llu entries are not those at which it was closed",
                              (unsigned long long)f->device->size);
    }
    return check_behind(f, f->device->size, "it was closed at", err);
}

static enum vs_code
check_cosignature(void *payload, const struct vs_cosignature_row *row, struct vs_err *err)
{
    struct vs_audit_feed *f = payload;
    struct vs_audit_place place = {.feed = &f->row};
    struct vs_checkpoint checkpoint = {f->row.origin, row->size, row->root};
    char body[VS_CHECKPOINT_BODY_MAX + 1];
    struct vs_feed_row signer;
    vs_instant time = 0;
    size_t len = vs_checkpoint_body(body, &checkpoint);
    enum vs_code code = vs_feed_by_id(f->a->ledger, &signer, row->signer, NULL);

    f->a->out->cosignatures++;
    if (code != VS_OK ||
        !vs_cosignature_verify(&time, row->line, &signer.key, (struct vs_str){body, len}) ||
        time != row->time) {
        return vs_audit_found(f->a, VS_FOUND_COSIGNATURE, &place, err,
                              "the cosignature over %llu entries does not hold",
                              (unsigned long long)row->size);
    }
    if (!fits(f, row->size, &row->root)) {
        return vs_audit_found(f->a, VS_FOUND_COSIGNATURE, &place, err,
                              "the cosignature over %llu entries is of another tree",
                              (unsigned long long)row->size);
    }
    return check_behind(f, row->size, "others saw", err);
}

static enum vs_code
check_anchor(void *payload, const struct vs_hash *hash, struct vs_str file, struct vs_err *err)
{
    struct vs_audit_feed *f = payload;
    struct vs_audit_place place = {.feed = &f->row};
    struct vs_err why = {0};
    struct vs_hash is;
    enum vs_code code;

    f->a->out->anchors++;
    vs_sha256(&is, file.p, file.len);
    if (!vs_hash_eq(&is, hash)) {
        return vs_audit_found(f->a, VS_FOUND_ANCHOR, &place, err,
                              "an anchor is not the file whose hash entries name");
    }
    code = vs_checkpoint_parse(f->scratch, file.p, file.len, &why);
    if (code == VS_OK) {
        code = vs_checkpoint_verify(NULL, f->scratch, &f->row.key, &why);
    }
    if (vs_audit_is_trouble(code)) {
        return vs_audit_trouble(err, &why, code);
    }
    if (code != VS_OK) {
        return vs_audit_found(f->a, VS_FOUND_ANCHOR, &place, err, "an anchor: %s", why.detail);
    }
    if (!fits(f, f->scratch->checkpoint.size, &f->scratch->checkpoint.root)) {
        return vs_audit_found(f->a, VS_FOUND_ANCHOR, &place, err,
                              "an anchor over %llu entries is of another tree",
                              (unsigned long long)f->scratch->checkpoint.size);
    }
    return VS_OK;
}

/* --- the whole ---------------------------------------------------------------------------------
 */

static enum vs_code
check_tree(struct vs_audit_feed *f, struct vs_err *err)
{
    struct vs_audit_place place = {.feed = &f->row};
    uint8_t ours[VS_MERKLE_BYTES_MAX], stored[VS_MERKLE_BYTES_MAX];
    size_t ours_len = vs_merkle_write(ours, &f->tree);
    size_t stored_len = vs_merkle_write(stored, &f->row.tree);
    uint64_t size = 0;
    enum vs_code code = vs_verify_feed_size(f->a->ledger, &size, f->row.id, err);

    if (code == VS_OK && (ours_len != stored_len || memcmp(ours, stored, ours_len) != 0)) {
        code = vs_audit_found(f->a, VS_FOUND_TREE, &place, err,
                              "the tree that is kept is not that of the entries");
    } else if (code == VS_OK && size != f->tree.size) {
        code = vs_audit_found(f->a, VS_FOUND_TREE, &place, err,
                              "%llu entries are noted, and %llu are here", (unsigned long long)size,
                              (unsigned long long)f->tree.size);
    }
    return code;
}

static enum vs_code
check_presence(struct vs_audit_feed *f, struct vs_err *err)
{
    struct vs_audit_place place = {.feed = &f->row};

    if (f->tree.size == 0 && f->row.closed == 0) {
        return VS_OK; /* closed before it said anything: nothing of it would count */
    }
    if (f->tree.size == 0 && f->unlisted) {
        return VS_OK; /* a machine that joined begins its log when a roster lists it */
    }
    if (f->tree.size == 0) {
        return vs_audit_found(f->a, VS_FOUND_FEED_MISSING, &place, err,
                              "nothing of this log is here");
    }
    f->a->out->feeds += f->row.version == 0;
    for (size_t i = 0; i < f->a->org_count; i++) {
        f->a->orgs[i].counted |= f->a->orgs[i].row.id == f->row.org;
    }
    if (!f->claimed) {
        return vs_audit_found(f->a, VS_FOUND_FEED_UNCLAIMED, &place, err,
                              "its first entry is not a roster of the organisation that lists it, "
                              "so nothing of it is used");
    }
    return VS_OK;
}

/* The leaves of a history: those before its own begin lie in its parents' rows. */
static enum vs_code
pass_leaves(struct vs_audit_feed *f, struct vs_err *err)
{
    struct vs_feed_row line[VS_FEED_VERSIONS_MAX];
    struct vs_ledger *ledger = f->a->ledger;
    size_t count = 0;
    enum vs_code code = VS_OK;

    line[count++] = f->row;
    while (code == VS_OK && line[count - 1].parent != 0 && count < VS_FEED_VERSIONS_MAX) {
        code = vs_feed_by_id(ledger, &line[count], line[count - 1].parent, err);
        count += code == VS_OK;
    }
    while (code == VS_OK && count-- > 1) {
        code = vs_verify_leaves(ledger, VS_LEAF_ID(line[count].id, line[count].start),
                                VS_LEAF_ID(line[count].id, line[count - 1].start),
                                vs_audit_leaf_inherited, f, err);
    }
    f->gaps |= f->next != f->row.start;
    return code == VS_OK ? vs_verify_leaves(ledger, VS_LEAF_ID(f->row.id, 0),
                                            VS_LEAF_ID(f->row.id + 1, 0), vs_audit_leaf, f, err)
                         : code;
}

static enum vs_code
check(struct vs_audit_feed *f, struct vs_err *err)
{
    struct vs_ledger *ledger = f->a->ledger;
    enum vs_code code = check_row(f, err);

    if (code == VS_OK) {
        code = read_file(f, err);
    }
    if (code == VS_OK) {
        code = note_points(f, err);
    }
    if (code == VS_OK) {
        code = make_walks(f, err);
    }
    vs_audit_points_reach(&f->points, &f->tree);
    if (code == VS_OK) {
        code = pass_leaves(f, err);
    }
    if (code == VS_OK) {
        code = check_presence(f, err);
    }
    if (code == VS_OK) {
        code = check_tree(f, err);
    }
    if (code == VS_OK) {
        code = check_checkpoint(f, err);
    }
    if (code == VS_OK) {
        code = check_released(f, err);
    }
    if (code == VS_OK) {
        code = check_closing(f, err);
    }
    if (code == VS_OK) {
        code = vs_cosignature_each(ledger, f->row.id, 0, check_cosignature, f, err);
    }
    if (code == VS_OK) {
        code = vs_anchor_each(ledger, f->row.id, check_anchor, f, err);
    }
    return code == VS_OK ? check_walks(f, err) : code;
}

enum vs_code
vs_audit_feed(struct vs_auditing *a, int64_t feed, struct vs_err *err)
{
    const struct vs_audit_place nowhere = {0};
    struct vs_audit_feed *f = vs_calloc(1, sizeof(*f));
    struct vs_err why = {0};
    enum vs_code code = f ? VS_OK : vs_fail_memory(&why);

    if (code == VS_OK) {
        f->a = a;
        vs_merkle_init(&f->tree);
        vs_buf_init(&f->file, VS_CHECKPOINT_FILE_MAX);
        vs_buf_init(&f->room, VS_FACTS_CLASS_MAX);
        vs_buf_init(&f->text, VS_CONTENT_CLASS_MAX);
        f->parsed = vs_malloc(sizeof(*f->parsed));
        f->scratch = vs_malloc(sizeof(*f->scratch));
        code = f->parsed && f->scratch ? vs_feed_by_id(a->ledger, &f->row, feed, &why)
                                       : vs_fail_memory(&why);
    }
    if (code == VS_E_ENCODING || code == VS_E_NOT_FOUND || code == VS_E_SQL) {
        code = vs_audit_found(a, VS_FOUND_FEED_ROW, &nowhere, err, "a log is not kept as one: %s",
                              why.detail);
    } else if (code != VS_OK) {
        code = vs_audit_trouble(err, &why, code);
    } else {
        f->org = vs_audit_org_by_id(a, f->row.org);
        f->device = f->org ? vs_roster_view_feed(&f->org->view, &f->row.feed) : NULL;
        /* Of a machine that joined, or of a copy that became a new device. */
        f->unlisted = f->org && !f->device && f->row.org == a->store->self.id &&
                      f->row.own != VS_FEED_FOREIGN;
        code = check(f, err);
    }
    if (f) {
        vs_audit_points_release(&f->points);
        vs_audit_walks_release(&f->walks);
        vs_buf_release(&f->file);
        vs_buf_release(&f->room);
        vs_buf_release(&f->text);
        vs_free(f->parsed);
        vs_free(f->scratch);
    }
    vs_free(f);
    return code;
}
