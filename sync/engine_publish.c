/* A sync: what goes to a host, and whether the own branch there is ours (engine_priv.h). */
#include "sync/engine_priv.h"

#include <stdio.h>
#include <string.h>

#include "core/base/mem.h"
#include "core/ledger/cases.h"
#include "core/log/checkpoint.h"
#include "core/log/hash.h"
#include "core/record/directory.h"
#include "core/record/duty.h"
#include "sync/publish.h"

/* What of ours a host has, so that a sync with nothing new need not look: our leaves, the
 * cosignatures given so far, our roster, and when the last sign of life was. */
struct pushed {
    uint64_t size, cosigned;
    vs_instant alive;
    struct vs_hash roster;
};
#define PUSHED_LEN 56

static enum vs_code
pushed_now(struct vs_syncing *s, struct pushed *out, vs_instant alive, struct vs_err *err)
{
    struct vs_buf note;
    enum vs_code code;

    out->size = s->store->feed.tree.size;
    out->alive = alive;
    vs_buf_init(&note, VS_ROSTER_MAX);
    code = vs_directory_roster(s->store, &note, s->store->self.id, err);
    if (code == VS_OK) {
        vs_sha256(&out->roster, note.p, note.len);
        code = vs_duty_cosigned(s->store, &out->cosigned, err);
    }
    vs_buf_release(&note);
    return code;
}

static enum vs_code
pushed_get(struct vs_syncing *s, struct pushed *out, struct vs_err *err)
{
    char name[64];
    struct vs_buf buf;
    enum vs_code code;

    memset(out, 0, sizeof(*out));
    vs_buf_init(&buf, PUSHED_LEN);
    snprintf(name, sizeof(name), "pushed:%s", s->host->name);
    code = vs_ledger_meta_get(s->store->ledger, &buf, name, err);
    if (code == VS_OK && buf.len == PUSHED_LEN) {
        out->size = vs_get_u64(buf.p);
        out->cosigned = vs_get_u64(buf.p + 8);
        out->alive = (vs_instant)vs_get_u64(buf.p + 16);
        memcpy(out->roster.b, buf.p + 24, sizeof(out->roster.b));
    }
    vs_buf_release(&buf);
    return code == VS_E_NOT_FOUND ? VS_OK : code;
}

/* The branch is as we left it, or as we found it with nothing to add; `size` leaves of ours are
 * there, which is fewer than we have if another command wrote meanwhile. */
static enum vs_code
pushed_set(struct vs_syncing *s, const char *branch, const char *version, uint64_t size,
           vs_instant alive, struct vs_err *err)
{
    struct pushed pushed;
    uint8_t bytes[PUSHED_LEN];
    char name[64];
    enum vs_code code = vs_store_begin(s->store, err);

    if (code != VS_OK) {
        return code;
    }
    snprintf(name, sizeof(name), "pushed:%s", s->host->name);
    code = pushed_now(s, &pushed, alive, err);
    if (code == VS_OK) {
        vs_put_u64(bytes, size);
        vs_put_u64(bytes + 8, pushed.cosigned);
        vs_put_u64(bytes + 16, (uint64_t)alive);
        memcpy(bytes + 24, pushed.roster.b, sizeof(pushed.roster.b));
        code = vs_ledger_meta_set(s->store->ledger, name, bytes, sizeof(bytes), err);
    }
    if (code == VS_OK) {
        code = vs_remote_branch_set(s->store->ledger, s->host->name, branch, version, err);
    }
    if (code == VS_OK) {
        code = vs_store_commit(s->store, err);
    }
    if (code != VS_OK) {
        vs_store_rollback(s->store);
    }
    return code;
}

static const struct vs_host_branch *
find_branch(const struct vs_host_list *list, const char *branch)
{
    for (size_t i = 0; i < list->count; i++) {
        if (strcmp(list->branches[i].branch, branch) == 0) {
            return &list->branches[i];
        }
    }
    return NULL;
}

/* True when the branch on the host is the one that we left there and we have nothing to add. */
static bool
is_at_rest(struct vs_syncing *s, const struct vs_host_branch *branch)
{
    struct pushed pushed, now;

    return branch && branch->code == VS_OK &&
           vs_syncing_is_taken(s, branch->branch, branch->version, true) &&
           pushed_get(s, &pushed, NULL) == VS_OK && pushed.alive != 0 &&
           pushed_now(s, &now, 0, NULL) == VS_OK && pushed.size == now.size &&
           pushed.cosigned == now.cosigned && vs_hash_eq(&pushed.roster, &now.roster) &&
           vs_store_now(s->store) - pushed.alive <= VS_HEARTBEAT_SECONDS;
}

static enum vs_code
push(struct vs_syncing *s, const char *branch, const char *over, struct vs_publishing *publishing,
     struct vs_changes *changes, struct vs_err *err)
{
    char version[VS_HOST_VERSION_LEN + 1];
    vs_instant now = vs_store_now(s->store);
    enum vs_code code;

    vs_syncing_tell(s, "sending", publishing->to - publishing->from);
    code = vs_publish_release(s->store, publishing, err);
    if (code == VS_OK) {
        code = s->host->publish(s->host, version, branch, over, changes,
                                vs_buf_str(&publishing->file), now, err);
    }
    if (code == VS_OK) {
        s->at->pushed = true;
        s->at->sent = publishing->to - publishing->from;
        s->out->sent += s->at->sent;
        code = pushed_set(s, branch, version, publishing->to, now, err);
    }
    return code;
}

/*
 * What we left on a host, and is damaged there, is written anew in its whole length. A host that
 * loses it again within a day is not to be filled with it: somebody has to look at that.
 */
#define MENDED "mended:"

static enum vs_code
may_mend(struct vs_syncing *s, const struct vs_host_branch *shown, struct vs_err *err)
{
    char name[64];
    struct vs_buf buf;
    vs_instant last = 0;
    enum vs_code code;

    (void)snprintf(name, sizeof(name), MENDED "%s", s->host->name);
    vs_buf_init(&buf, 8);
    code = vs_ledger_meta_get(s->store->ledger, &buf, name, err);
    if (code == VS_OK && buf.len == 8) {
        last = (vs_instant)vs_get_u64(buf.p);
    }
    vs_buf_release(&buf);
    if (code == VS_E_NOT_FOUND || code == VS_OK) {
        vs_instant now = vs_store_now(s->store);

        code = last <= now && now - last < VS_HEARTBEAT_SECONDS && last > 0
                   ? vs_fail(err, VS_E_REMOTE_DAMAGED, s->host->name, "%s", shown->detail)
                   : VS_OK;
    }
    return code;
}

static enum vs_code
note_mended(struct vs_syncing *s, const struct vs_host_branch *shown, struct vs_err *err)
{
    char name[64];
    uint8_t bytes[8];
    enum vs_code code = vs_store_begin(s->store, err);

    if (code != VS_OK) {
        return code;
    }
    (void)snprintf(name, sizeof(name), MENDED "%s", s->host->name);
    vs_put_u64(bytes, (uint64_t)vs_store_now(s->store));
    code = vs_ledger_meta_set(s->store->ledger, name, bytes, sizeof(bytes), err);
    if (code == VS_OK) {
        code = vs_store_commit(s->store, err);
    }
    if (code != VS_OK) {
        vs_store_rollback(s->store);
    }
    s->at->mended = true;
    vs_fail(&s->at->why, VS_OK, s->host->name, "%s", shown->detail);
    return code;
}

static enum vs_code
publish_once(struct vs_syncing *s, const char *branch, const struct vs_host_branch *shown,
             struct vs_err *err)
{
    struct vs_publishing publishing;
    struct vs_changes changes;
    struct vs_tree *tree = NULL;
    bool ours = shown && vs_syncing_is_taken(s, branch, shown->version, true);
    /* What is not there, or cannot be had, is written anew, whatever was fetched of it before. */
    const char *over = !shown ? "" : shown->code != VS_OK ? shown->version : NULL;
    bool mends = ours && shown->code == VS_E_REMOTE_CONTENT;
    struct vs_err lost = {0};
    enum vs_code code = mends ? may_mend(s, shown, &lost) : VS_OK;

    if (code == VS_E_REMOTE_DAMAGED) {
        /* Who has what was lost still gets what is new. */
        mends = false;
        over = NULL;
        code = VS_OK;
    } else if (code != VS_OK && err) {
        *err = lost;
    }
    if (code == VS_OK && !over) {
        code = s->host->tree(s->host, &tree, branch, err);
    }
    if (code != VS_OK && code != VS_E_NOT_FOUND) {
        return code;
    }
    s->host->changes(s->host, &changes);
    code = vs_publish_prepare(&publishing, &changes, s->store, tree, ours, err);
    if (code == VS_OK && publishing.needed) {
        code = push(s, branch, over, &publishing, &changes, err);
        if (code == VS_OK && mends) {
            code = note_mended(s, shown, err);
        }
    } else if (code == VS_OK && shown) {
        code = pushed_set(s, branch, shown->version, publishing.to, publishing.alive, err);
    }
    vs_publishing_release(&publishing);
    vs_changes_release(&changes);
    vs_tree_close(tree);
    if (lost.code == VS_E_REMOTE_DAMAGED && !vs_receive_is_ours(code)) {
        if (err) {
            *err = lost; /* also if something was sent, or why that failed */
        }
        code = lost.code;
    }
    return code;
}

static enum vs_want
want_own(void *payload, const char *branch, const char *version)
{
    (void)version;
    return strcmp(payload, branch) == 0 ? VS_WANT_OWN : VS_WANT_NOTHING;
}

static void
own_branch(char out[33], const struct vs_store *store)
{
    snprintf(out, 33, "%s", store->feed.origin.text + sizeof(VS_ORIGIN_PREFIX) - 1);
}

enum vs_code
vs_syncing_publish(struct vs_syncing *s, const struct vs_host_list *list, struct vs_err *err)
{
    char branch[33];
    enum vs_code code;

    own_branch(branch, s->store);
    if (is_at_rest(s, find_branch(list, branch))) {
        return VS_OK;
    }
    code = publish_once(s, branch, find_branch(list, branch), err);
    if (code == VS_E_REMOTE_MOVED) {
        /* Somebody pushed between our look and our push: look again, once. */
        struct vs_host_list again;

        code = s->host->fetch(s->host, &again, want_own, branch, err);
        if (code == VS_OK) {
            code = publish_once(s, branch, find_branch(&again, branch), err);
        }
        vs_free(again.branches);
    }
    return code;
}

/*
 * Is the own branch on every host a part of this ledger? VS_E_COPY if not. A ledger that lost its
 * head mark may go on once a host shows that nothing which it released is missing here.
 */
enum vs_code
vs_syncing_check_own(struct vs_syncing *s, struct vs_host *const *hosts, size_t count,
                     struct vs_err *err)
{
    char branch[33];
    enum vs_code code = VS_OK;

    own_branch(branch, s->store);
    for (size_t i = 0; code == VS_OK && i < count; i++) {
        const struct vs_host_branch *shown = find_branch(&s->lists[i], branch);
        struct vs_published there;
        struct vs_tree *tree = NULL;

        s->host = hosts[i];
        if (!shown ||
            (vs_syncing_is_taken(s, branch, shown->version, true) &&
             s->store->mark != VS_MARK_LOST) ||
            s->host->tree(s->host, &tree, branch, NULL) != VS_OK) {
            continue;
        }
        code = vs_publish_look(&there, s->store, tree, err);
        if (code == VS_OK && there.size > 0 && there.size >= s->store->feed.released) {
            s->store->confirmed = true;
        } else if (code != VS_OK && code != VS_E_COPY && !vs_receive_is_ours(code)) {
            code = VS_OK; /* the host failed; publishing will say so */
        }
        vs_tree_close(tree);
    }
    return code;
}
