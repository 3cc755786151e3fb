/* One leaf: its hash, its place in the tree, what it belongs to, and what is kept of it. */
#include <string.h>

#include "core/audit/audit_feed.h"
#include "core/identity/inbox.h"
#include "core/ledger/calendars.h"
#include "core/ledger/successions.h"
#include "core/log/hash.h"
#include "core/record/open.h"
#include "core/seal/entry.h"

#define PROGRESS_EVERY 256

/* A leaf on its way through the checks. */
struct passing {
    struct vs_audit_feed *f;
    const struct vs_leaf_and_event *at;
    struct vs_audit_place place;
    struct vs_hash hash; /* computed */
};

/* --- the tree ----------------------------------------------------------------------------------
 */

static enum vs_code
check_nodes(struct passing *p, const struct vs_hash *completed, struct vs_err *err)
{
    struct vs_audit_feed *f = p->f;
    unsigned levels = vs_merkle_completed(f->tree.size);
    enum vs_code code = VS_OK;

    for (unsigned level = 8; code == VS_OK && level < levels; level += 8) {
        struct vs_hash stored;

        code = vs_verify_node(f->a->ledger, &stored, f->row.id, level / 8,
                              (f->tree.size >> level) - 1, err);
        f->a->counted[VS_COUNT_NODE] += code == VS_OK;
        if (code == VS_E_NOT_FOUND || (code == VS_OK && !vs_hash_eq(&stored, &completed[level]))) {
            struct vs_audit_place place = {.feed = &f->row};

            code = vs_audit_found(f->a, VS_FOUND_NODE, &place, err,
                                  "the subtree of level %u that ends at entry %llu is %s",
                                  level / 8, (unsigned long long)f->tree.size - 1,
                                  code == VS_OK ? "not what the entries make" : "missing");
        }
    }
    return code;
}

static enum vs_code
check_tree(struct passing *p, struct vs_err *err)
{
    struct vs_audit_feed *f = p->f;
    struct vs_hash completed[VS_TREE_LEVELS];
    uint64_t index = VS_LEAF_INDEX(p->at->id);
    enum vs_code code = VS_OK;

    if (index != f->next) {
        f->gaps = true;
        code = vs_audit_found(f->a, VS_FOUND_LEAF_GAP, &p->place, err,
                              "entries %llu to %llu are missing", (unsigned long long)f->next,
                              (unsigned long long)index - 1);
    }
    f->next = index + 1;
    vs_merkle_leaf_hash(&p->hash, p->at->raw.p, p->at->raw.len);
    if (code == VS_OK && !vs_hash_eq(&p->hash, &p->at->hash)) {
        code = vs_audit_found(f->a, VS_FOUND_LEAF_HASH, &p->place, err,
                              "entry %llu is not what its hash says", (unsigned long long)index);
    }
    if (code == VS_OK && !f->gaps) {
        code = vs_merkle_append(&f->tree, &p->hash, completed, err);
        vs_audit_points_reach(&f->points, &f->tree);
        if (code == VS_OK) {
            code = check_nodes(p, completed, err);
        }
    }
    return code;
}

/* --- the leaf itself ---------------------------------------------------------------------------
 */

static enum vs_code
root_at(struct vs_hash *out, void *payload, uint64_t size, struct vs_err *err)
{
    const struct vs_audit_feed *f = payload;
    const struct vs_hash *root = vs_audit_points_root(&f->points, size);
    struct vs_stored_tree stored = {.ledger = f->a->ledger, .feed = f->row.id};

    if (!root) {
        return vs_stored_tree_root(out, &stored, size, err); /* an anchor of another history */
    }
    *out = *root;
    return VS_OK;
}

/* Own anchors are all here; of others' those that a branch had when the leaf was taken. */
static enum vs_code
check_anchor(struct passing *p, const struct vs_leaf *leaf, struct vs_err *err)
{
    struct vs_audit_feed *f = p->f;
    struct vs_buf file;
    struct vs_err why = {0};
    enum vs_code code;

    if (vs_hash_is_zero(leaf->anchor) || vs_hash_eq(leaf->anchor, &f->anchor)) {
        return VS_OK;
    }
    vs_buf_init(&file, VS_ANCHOR_FILE_MAX);
    code = vs_anchor_get(f->a->ledger, &file, leaf->anchor, &why);
    if (code == VS_OK) {
        code = vs_checkpoint_anchor(f->scratch, leaf->anchor, leaf->index, file.p, file.len,
                                    &f->row.key, root_at, f, &why);
    }
    vs_buf_release(&file);
    if (vs_audit_is_trouble(code)) {
        return vs_audit_trouble(err, &why, code);
    }
    f->anchor = *leaf->anchor; /* told of once for the leaves that follow */
    if (code == VS_OK) {
        return VS_OK;
    }
    return vs_audit_found(f->a,
                          f->row.own == VS_FEED_FOREIGN ? VS_FOUND_ANCHOR_MISSING : VS_FOUND_ANCHOR,
                          &p->place, err, "the anchor of the entry is missing or does not fit");
}

static enum vs_code
check_form(struct passing *p, struct vs_err *err)
{
    struct vs_audit_feed *f = p->f;
    struct vs_leaf leaf;
    struct vs_err why = {0};
    enum vs_code code = vs_leaf_parse(&leaf, p->at->raw.p, p->at->raw.len, &why);

    if (code != VS_OK) {
        return vs_audit_found(f->a, VS_FOUND_LEAF_FORMAT, &p->place, err,
                              "its device signed an entry that is none: %s", why.detail);
    }
    if (leaf.opaque) {
        f->a->out->opaque++;
        return VS_OK;
    }
    f->a->out->invitations += leaf.kind == VS_LEAF_INVITATION;
    code = vs_leaf_check_place(&leaf, &f->row.feed, VS_LEAF_INDEX(p->at->id), &why);
    if (code != VS_OK) {
        return vs_audit_found(f->a, VS_FOUND_LEAF_PLACE, &p->place, err,
                              "it was written for another place: %s", why.detail);
    }
    return check_anchor(p, &leaf, err);
}

/* --- what is kept of a leaf that belongs -------------------------------------------------------
 */

/* What the content is, from the ciphertext: the state that the row must have. */
static enum vs_code
open_text(struct passing *p, enum vs_text_state *state, struct vs_str *text,
          const struct vs_channel_row *channel, const struct vs_opened *opened,
          const struct vs_leaf *leaf, struct vs_err *err)
{
    struct vs_audit_feed *f = p->f;
    struct vs_err why = {0};
    enum vs_code code;

    *text = VS_STR("");
    *state = VS_TEXT_NONE;
    if (opened->state != VS_EVENT_OPENED || leaf->content_len == 0) {
        return VS_OK;
    }
    if (!channel->has_kc) {
        f->a->out->sealed++;
        *state = VS_TEXT_SEALED;
        return VS_OK;
    }
    *state = VS_TEXT_ABSENT;
    if (!p->at->cipher.p) {
        return VS_OK;
    }
    code = vs_content_open(text, &f->text, channel->kc, leaf, p->at->cipher, &why);
    if (code == VS_OK && channel->kind == VS_CHANNEL_DIRECTORY && f->claimed &&
        channel->org == f->row.org) {
        code = vs_directory_content_check(&opened->entry, *text, &why);
    }
    if (code == VS_OK && opened->has_event && opened->state == VS_EVENT_OPENED) {
        code = vs_open_words(&opened->event, *text, &why);
    }
    if (vs_audit_is_trouble(code)) {
        return vs_audit_trouble(err, &why, code);
    }
    *state = code == VS_OK ? VS_TEXT_PRESENT : VS_TEXT_WRONG;
    if (code != VS_OK) {
        *text = VS_STR("");
    }
    f->a->out->contents += code == VS_OK;
    return code == VS_OK ? VS_OK
                         : vs_audit_found(f->a, VS_FOUND_CONTENT_UNOPENABLE, &p->place, err,
                                          "the content that its device sealed: %s", why.detail);
}

static const char *
what_differs(const struct vs_event_row *row, const struct vs_channel_row *channel,
             const struct vs_opened *opened, enum vs_text_state text_state, struct vs_str text)
{
    int64_t case_leaf = channel->kind == VS_CHANNEL_CASE ? channel->case_leaf : 0;

    if (row->channel != channel->id || row->case_leaf != case_leaf) {
        return "the case or directory";
    }
    if (row->state != opened->state) {
        return "whether it opens";
    }
    if (!vs_str_eq(row->type, opened->type) || row->made != opened->made) {
        return "type or time";
    }
    if (!vs_str_eq(row->facts, opened->facts)) {
        return "the facts";
    }
    if (row->text_state != text_state) {
        return "whether its content is here";
    }
    return vs_str_eq(row->text, text) ? NULL : "the content";
}

/* Acks are due for others' events of a case that are no acks themselves. */
static bool
needs_ack(const struct vs_audit_feed *f, const struct vs_channel_row *channel,
          const struct vs_opened *opened)
{
    return channel->kind == VS_CHANNEL_CASE && f->row.org != f->a->store->self.id &&
           !(opened->has_event && opened->event.type == VS_EV_ACK);
}

static enum vs_code
compare(struct passing *p, const struct vs_channel_row *channel, const struct vs_opened *opened,
        const struct vs_leaf *leaf, struct vs_err *err)
{
    struct vs_auditing *a = p->f->a;
    enum vs_text_state text_state;
    struct vs_str text;
    const char *differs;
    enum vs_code code = open_text(p, &text_state, &text, channel, opened, leaf, err);

    if (code != VS_OK) {
        return code;
    }
    if (!p->at->has_event) {
        return vs_audit_found(a, VS_FOUND_EVENT_MISSING, &p->place, err,
                              "the entry belongs to a case or directory that we can read, and is "
                              "not kept as one of it");
    }
    differs = what_differs(&p->at->event, channel, opened, text_state, text);
    if (differs) {
        return vs_audit_found(a, VS_FOUND_EVENT, &p->place, err,
                              "kept otherwise than the entry says: %s", differs);
    }
    if (needs_ack(p->f, channel, opened) != (p->at->event.acked != VS_ACK_NEVER)) {
        return vs_audit_found(a, VS_FOUND_ACKED, &p->place, err,
                              "whether it has to be acknowledged is kept otherwise");
    }
    if (opened->state == VS_EVENT_UNOPENABLE) {
        return vs_audit_found(a, VS_FOUND_EVENT_UNOPENABLE, &p->place, err,
                              "it belongs here, and its device sealed what does not open or says "
                              "nothing");
    }
    if (opened->state == VS_EVENT_NEWER) {
        return vs_audit_found(a, VS_FOUND_EVENT_NEWER, &p->place, err,
                              "it was written by a newer program");
    }
    return VS_OK;
}

/* --- what is kept of a directory ---------------------------------------------------------------
 */

static enum vs_code
directory_differs(struct passing *p, const char *what, struct vs_err *err)
{
    return vs_audit_found(p->f->a, VS_FOUND_DIRECTORY, &p->place, err,
                          "%s that the entry announces is not kept as it says", what);
}

static enum vs_code
check_inbox(struct passing *p, const struct vs_directory *entry, struct vs_err *err)
{
    struct vs_hash key;
    vs_instant until;
    enum vs_code code;

    if (!vs_inbox_key_is_sound(&entry->key)) {
        return VS_OK;
    }
    code = vs_verify_announced(p->f->a->ledger, &key, &until, p->f->row.id, p->at->id, err);
    p->f->a->counted[VS_COUNT_ANNOUNCED] += code == VS_OK;
    if (code == VS_E_NOT_FOUND ||
        (code == VS_OK && (!vs_hash_eq(&key, &entry->key) || until != entry->until))) {
        return directory_differs(p, "the key", err);
    }
    return code;
}

/* The text of a profile or a calendar is content, and may be absent. */
static enum vs_code
check_profile(struct passing *p, const struct vs_hash *profile, struct vs_err *err)
{
    struct vs_buf text;
    struct vs_hash is;
    enum vs_code code;

    vs_buf_init(&text, VS_CONTENT_CLASS_MAX);
    code = vs_profile_get(p->f->a->ledger, &text, profile, err);
    vs_sha256(&is, text.p, text.len);
    vs_buf_release(&text);
    if (code == VS_E_NOT_FOUND || (code == VS_OK && !vs_hash_eq(&is, profile))) {
        return directory_differs(p, "the text", err);
    }
    return code;
}

static enum vs_code
check_adoption(struct passing *p, const struct vs_directory *entry, vs_instant made, bool has_text,
               struct vs_err *err)
{
    struct vs_adoption_row row;
    enum vs_code code = vs_adoption_by_hash(p->f->a->ledger, &row, &p->hash, err);

    p->f->a->counted[VS_COUNT_ADOPTION] += code == VS_OK;
    if (code == VS_E_NOT_FOUND ||
        (code == VS_OK &&
         (row.leaf != p->at->id || row.org != p->f->row.org ||
          !vs_hash_eq(&row.profile, &entry->profile_hash) ||
          strcmp(row.name, entry->profile) != 0 || strcmp(row.role, entry->role) != 0 ||
          row.since != entry->from || row.made != made))) {
        return directory_differs(p, "the adoption", err);
    }
    return code == VS_OK && has_text ? check_profile(p, &entry->profile_hash, err) : code;
}

static enum vs_code
check_adoption_end(struct passing *p, const struct vs_directory *entry, struct vs_err *err)
{
    struct vs_hash adoption;
    int64_t org;
    vs_date ended;
    enum vs_code code =
        vs_verify_adoption_end(p->f->a->ledger, &adoption, &org, &ended, p->at->id, err);

    p->f->a->counted[VS_COUNT_ADOPTION_END] += code == VS_OK;
    if (code == VS_E_NOT_FOUND ||
        (code == VS_OK && (!vs_hash_eq(&adoption, &entry->adoption) || org != p->f->row.org ||
                           ended != entry->end))) {
        return directory_differs(p, "the end of an adoption", err);
    }
    return code;
}

static enum vs_code
check_calendar(struct passing *p, const struct vs_directory *entry, vs_instant made, bool has_text,
               struct vs_err *err)
{
    struct vs_calendar_row row;
    enum vs_code code = vs_calendar_by_leaf(p->f->a->ledger, &row, p->at->id, err);

    p->f->a->counted[VS_COUNT_CALENDAR] += code == VS_OK;
    if (code == VS_E_NOT_FOUND ||
        (code == VS_OK &&
         (row.org != p->f->row.org || !vs_hash_eq(&row.hash, &entry->calendar_hash) ||
          strcmp(row.name, entry->calendar) != 0 || strcmp(row.edition, entry->edition) != 0 ||
          row.made != made))) {
        return directory_differs(p, "the calendar", err);
    }
    return code == VS_OK && has_text ? check_profile(p, &entry->calendar_hash, err) : code;
}

static enum vs_code
check_succession(struct passing *p, const struct vs_directory *entry, struct vs_err *err)
{
    struct vs_succession_row row;
    enum vs_code code = vs_succession_by_leaf(p->f->a->ledger, &row, p->at->id, err);

    p->f->a->counted[VS_COUNT_SUCCESSION] += code == VS_OK;
    if (code == VS_E_NOT_FOUND ||
        (code == VS_OK && (row.org != p->f->row.org || !vs_hash_eq(&row.other, &entry->other) ||
                           row.other_before != entry->other_before || row.since != entry->from))) {
        return directory_differs(p, "the succession", err);
    }
    return code;
}

static enum vs_code
check_directory(struct passing *p, const struct vs_channel_row *channel,
                const struct vs_opened *opened, struct vs_err *err)
{
    struct vs_audit_feed *f = p->f;
    bool has_text = p->at->has_event && p->at->event.text_state == VS_TEXT_PRESENT;

    f->a->out->entries++;
    if (opened->state != VS_EVENT_OPENED || !f->claimed || channel->org != f->row.org) {
        return VS_OK;
    }
    switch (opened->entry.type) {
    case VS_DIR_INBOX:
        return check_inbox(p, &opened->entry, err);
    case VS_DIR_ADOPT:
        return check_adoption(p, &opened->entry, opened->made, has_text, err);
    case VS_DIR_ADOPT_END:
        return check_adoption_end(p, &opened->entry, err);
    case VS_DIR_CALENDAR:
        return check_calendar(p, &opened->entry, opened->made, has_text, err);
    case VS_DIR_SUCCEED:
        return check_succession(p, &opened->entry, err);
    case VS_DIR_ROSTER:
    case VS_DIR_FORK:
    case VS_DIR_UNKNOWN:
        break;
    }
    return VS_OK;
}

/* --- membership --------------------------------------------------------------------------------
 */

/* A feed is the organisation's whose roster lists it and stands in its first leaf. */
static void
claim(struct vs_audit_feed *f, const struct vs_channel_row *channel, const struct vs_opened *opened,
      int64_t id)
{
    if (VS_LEAF_INDEX(id) == 0 && channel->kind == VS_CHANNEL_DIRECTORY &&
        channel->org == f->row.org && opened->state == VS_EVENT_OPENED &&
        opened->entry.type == VS_DIR_ROSTER) {
        f->claimed = true;
    }
}

static enum vs_code
belongs(struct passing *p, struct vs_audit_walk *walk, struct vs_err *err)
{
    struct vs_audit_feed *f = p->f;
    struct vs_audit_key *key = walk->key;
    struct vs_channel_row *channel = &key->channel;
    struct vs_open_at at = {channel, &key->case_hash, &f->row.feed, p->at->id};
    struct vs_opened opened;
    struct vs_leaf leaf;
    enum vs_code code;

    vs_audit_walks_advance(&f->walks, walk, &f->row.feed);
    if (channel->kind == VS_CHANNEL_CASE) {
        p->place.case_id = &key->case_hash;
    }
    code = vs_open_leaf(&opened, &leaf, &f->room, &at, p->at->raw, err);
    if (code != VS_OK) {
        vs_opened_release(&opened);
        return code;
    }
    claim(f, channel, &opened, p->at->id);
    key->opened |= p->at->id == channel->id && opened.state == VS_EVENT_OPENED;
    code = compare(p, channel, &opened, &leaf, err);
    if (code == VS_OK && vs_audit_gives_time(opened.state, opened.made)) {
        code = vs_audit_time(f, &p->place, opened.made, opened.facts, err);
    }
    if (code == VS_OK && channel->kind == VS_CHANNEL_DIRECTORY) {
        code = check_directory(p, channel, &opened, err);
    } else {
        f->a->out->events += code == VS_OK;
    }
    vs_opened_release(&opened);
    return code;
}

/* Content of a leaf that we cannot open: its hash can be checked all the same. */
static enum vs_code
check_cipher(struct passing *p, struct vs_err *err)
{
    struct vs_err why = {0};
    struct vs_leaf leaf;
    enum vs_code code;

    if (!p->at->cipher.p) {
        return VS_OK;
    }
    p->f->a->counted[VS_COUNT_CONTENT]++;
    code = vs_leaf_parse(&leaf, p->at->raw.p, p->at->raw.len, &why);
    if (code == VS_OK) {
        code = vs_content_check(&leaf, p->at->cipher, &why);
    }
    return code == VS_OK
               ? VS_OK
               : vs_audit_found(p->f->a, VS_FOUND_CONTENT, &p->place, err,
                                "the content that is kept is not the entry's: %s", why.detail);
}

/* The tag of a leaf; NULL for one that can belong to nothing. */
static const uint8_t *
tag_of(const struct vs_leaf_and_event *leaf)
{
    static const uint8_t no_tag[VS_TAG_LEN];
    const uint8_t *tag = vs_leaf_tag(leaf->raw.p, leaf->raw.len);

    return tag && memcmp(tag, no_tag, sizeof(no_tag)) != 0 ? tag : NULL;
}

static enum vs_code
check_membership(struct passing *p, struct vs_err *err)
{
    struct vs_audit_feed *f = p->f;
    const uint8_t *tag = tag_of(p->at);
    struct vs_audit_walk *walk = tag ? vs_audit_walks_find(&f->walks, tag) : NULL;

    f->a->counted[VS_COUNT_EVENT] += p->at->has_event;
    if (walk) {
        return belongs(p, walk, err);
    }
    f->a->counted[VS_COUNT_UNMATCHED] += tag != NULL;
    if (p->at->has_event &&
        (vs_audit_is_whole(f->a) || p->at->event.case_leaf == f->a->request->case_leaf)) {
        return vs_audit_found(f->a, VS_FOUND_EVENT_EXTRA, &p->place, err,
                              "the entry is kept as one of a case or directory, and belongs to "
                              "none that we can read");
    }
    /* Of another case than the one that is looked at: the order is that of the whole log. */
    return p->at->has_event && vs_audit_gives_time(p->at->event.state, p->at->event.made)
               ? vs_audit_time(f, &p->place, p->at->event.made, p->at->event.facts, err)
               : VS_OK;
}

enum vs_code
vs_audit_leaf_inherited(void *payload, const struct vs_leaf_and_event *leaf, struct vs_err *err)
{
    struct vs_audit_feed *f = payload;
    const uint8_t *tag = tag_of(leaf);
    struct vs_audit_walk *walk = tag ? vs_audit_walks_find(&f->walks, tag) : NULL;
    struct vs_dating earlier;
    struct vs_opened opened;
    struct vs_leaf parsed;
    struct vs_hash hash;
    enum vs_code code = VS_OK;

    f->gaps |= VS_LEAF_INDEX(leaf->id) != f->next;
    f->next = VS_LEAF_INDEX(leaf->id) + 1;
    vs_merkle_leaf_hash(&hash, leaf->raw.p, leaf->raw.len);
    if (!f->gaps) {
        code = vs_merkle_append(&f->tree, &hash, NULL, err);
        vs_audit_points_reach(&f->points, &f->tree);
    }
    if (code == VS_OK && walk) {
        struct vs_open_at at = {&walk->key->channel, &walk->key->case_hash, &f->row.feed, leaf->id};

        vs_audit_walks_advance(&f->walks, walk, &f->row.feed);
        if (VS_LEAF_INDEX(leaf->id) == 0) {
            code = vs_open_leaf(&opened, &parsed, &f->room, &at, leaf->raw, err);
            claim(f, at.channel, &opened, leaf->id);
            vs_opened_release(&opened);
        }
    }
    if (leaf->has_event && vs_audit_gives_time(leaf->event.state, leaf->event.made)) {
        (void)vs_dating_next(&earlier, &f->dating, VS_LEAF_INDEX(leaf->id), leaf->event.made);
    }
    return code;
}

enum vs_code
vs_audit_leaf(void *payload, const struct vs_leaf_and_event *leaf, struct vs_err *err)
{
    struct vs_audit_feed *f = payload;
    struct passing p;
    enum vs_code code;

    memset(&p, 0, sizeof(p));
    p.f = f;
    p.at = leaf;
    p.place.feed = &f->row;
    p.place.leaf = leaf->id;
    p.place.event = &leaf->hash;
    f->a->counted[VS_COUNT_LEAF]++;
    if (f->a->out->leaves++ % PROGRESS_EVERY == 0 && f->a->request->progress) {
        f->a->request->progress(f->a->request->payload, VS_AUDIT_LEAVES, f->a->out->leaves,
                                f->a->leaves_total);
    }
    code = check_tree(&p, err);
    if (code == VS_OK) {
        code = check_form(&p, err);
    }
    if (code == VS_OK) {
        code = check_cipher(&p, err);
    }
    return code == VS_OK ? check_membership(&p, err) : code;
}
