/* What a dishonest member writes, and what a dishonest host does. Nothing here asks whether it may.
 */
#include "tests/sim/sync/h_life.h"

#include "core/base/enc.h"
#include "core/log/leaf.h"
#include "core/record/directory.h"
#include "core/record/epochs.h"
#include "core/record/own.h"
#include "core/record/take.h"
#include "core/seal/entry.h"

enum lie {
    LIE_VOID,      /* an act without authority */
    LIE_BACKDATED, /* recorded days ago, they say, and knowing little of what was known */
    LIE_FUTURE,
    LIE_ACK,        /* has opened what it has not, or what does not exist */
    LIE_UNOPENABLE, /* belongs, and cannot be opened */
    LIE_NONSENSE,   /* opens, and is no event */
    LIE_NEWER,
    LIE_OTHER_CASE, /* an event of one case in the channel of another */
    LIE_SKIPPED,    /* the tag of a later place */
    LIE_COPIED,     /* a leaf of somebody else */
    LIE_INVITED,    /* a key that opens nothing */
    LIE_HIDDEN,     /* a branch, or its contents, that somebody never gets to see */
    LIES
};

static const char *const names[LIES] = {"acts without authority",
                                        "back-dates an act",
                                        "dates an act in the future",
                                        "acknowledges falsely",
                                        "writes what no key opens",
                                        "writes nonsense",
                                        "writes a newer format",
                                        "writes into the wrong case",
                                        "skips a tag",
                                        "copies the leaf of another",
                                        "gives a key that opens nothing",
                                        "hides something"};

/* --- leaves ------------------------------------------------------------------------------------
 */

/* How a leaf of a channel departs from what it should be. */
struct bend {
    uint64_t skip; /* places */
    bool spoil;    /* a byte of what is sealed */
};

/* A leaf of the own feed as vs_own_append makes it, but for what is bent. */
static enum vs_code
append_bent(struct h_life *life, struct h_org *org, const struct vs_channel_row *channel,
            struct vs_str facts, const struct bend *bend, struct vs_err *err)
{
    struct vs_store *store = org->store;
    struct vs_expected_row expected;
    struct vs_sealing sealing;
    struct vs_hash anchor = {{0}}, salt;
    struct vs_buf raw;
    enum vs_code code = vs_expected_get(store->ledger, &expected, channel->id, store->feed.id, err);

    vs_buf_init(&raw, VS_LEAF_MAX);
    memset(&sealing, 0, sizeof(sealing));
    org->env.random(org, salt.b, sizeof(salt.b));
    sealing.place =
        (struct vs_leaf_place){store->feed.tree.size, &store->feed.feed, &anchor, &salt};
    sealing.kf = channel->kf;
    sealing.facts = facts;
    if (code == VS_OK) {
        vs_tag(sealing.tag, channel->kf, &store->feed.feed, expected.n + bend->skip);
        code = vs_leaf_seal(&raw, NULL, &sealing, err);
    }
    if (code == VS_OK && bend->spoil) {
        raw.p[VS_LEAF_SEALED_LEN + h_draw(life, raw.len - VS_LEAF_SEALED_LEN)] ^= 1;
    }
    if (code == VS_OK) {
        code = vs_take_leaf(store, &store->feed, vs_buf_str(&raw), vs_store_now(store), err);
    }
    vs_buf_release(&raw);
    return code;
}

static enum vs_code
append_event(struct h_life *life, struct h_org *org, const struct vs_channel_row *channel,
             struct vs_event *event, const struct bend *bend, struct vs_err *err)
{
    struct vs_buf facts;
    enum vs_code code;

    vs_buf_init(&facts, VS_FACTS_CLASS_MAX);
    event->v = 1;
    code = vs_event_write(&facts, event, err);
    if (code == VS_OK) {
        code = append_bent(life, org, channel, vs_buf_str(&facts), bend, err);
    }
    vs_buf_release(&facts);
    return code;
}

/* --- what it says ------------------------------------------------------------------------------
 */

struct lying {
    struct h_life *life;
    struct h_org *org;
    struct vs_casefile *file;
    unsigned number;
    struct vs_channel_row channel;
    struct vs_event event;
    struct vs_hash heads[VS_EVENT_HEADS_MAX];
    struct vs_hash acked[4];
    struct bend bend;
};

static void
all_heads(struct lying *lying)
{
    struct vs_event *event = &lying->event;

    event->heads = lying->heads;
    event->head_count =
        vs_fold_heads(vs_casefile_fold(lying->file), lying->heads, VS_EVENT_HEADS_MAX);
    event->head_count = vs_event_sort_set(lying->heads, event->head_count);
}

/* The opening and any one other event: what it pretends to have known. */
static void
few_heads(struct lying *lying)
{
    const struct vs_fold *fold = vs_casefile_fold(lying->file);
    struct vs_event *event = &lying->event;

    lying->heads[0] = fold->entries[h_draw(lying->life, fold->entry_count)].in->id;
    event->heads = lying->heads;
    event->head_count = 1;
}

static void
draw_ack(struct lying *lying)
{
    const struct vs_fold *fold = vs_casefile_fold(lying->file);
    struct vs_event *event = &lying->event;
    size_t count = 1 + (size_t)h_draw(lying->life, 4);

    memset(event, 0, sizeof(*event));
    event->type = VS_EV_ACK;
    for (size_t i = 0; i < count; i++) {
        if (h_draw(lying->life, 3) == 0) {
            lying->org->env.random(lying->org, lying->acked[i].b, sizeof(lying->acked[i].b));
        } else {
            lying->acked[i] = fold->entries[h_draw(lying->life, fold->entry_count)].in->id;
        }
    }
    event->opened = lying->acked;
    event->opened_count = vs_event_sort_set(lying->acked, count);
}

static enum vs_code
say_event(struct lying *lying, enum lie lie, struct vs_err *err)
{
    struct h_life *life = lying->life;
    struct vs_event *event = &lying->event;
    vs_instant now = life->world.now + lying->org->skew;

    do {
        h_draw_event(life, event, vs_casefile_fold(lying->file), now);
    } while (event->type == VS_EV_WAIT_END && !event->has_re);
    if (lie == LIE_ACK) {
        draw_ack(lying);
        event->at = now;
    }
    event->case_id = *vs_casefile_id(lying->file);
    event->made = now;
    all_heads(lying);
    if (lie == LIE_BACKDATED) {
        vs_instant back = 3600 + (vs_instant)h_draw(life, 12 * 86400);

        event->at -= back;
        event->made -= back;
        few_heads(lying);
    } else if (lie == LIE_FUTURE) {
        event->made += 3600 + (vs_instant)h_draw(life, 400 * 86400);
        event->at = h_draw(life, 2) ? event->made : event->at;
    }
    if (lie == LIE_OTHER_CASE) {
        event->case_id = life->cases[(lying->number + 1) % life->case_count];
    }
    lying->bend.skip = lie == LIE_SKIPPED ? 1 + h_draw(life, 3) : 0;
    lying->bend.spoil = lie == LIE_UNOPENABLE;
    return append_event(life, lying->org, &lying->channel, event, &lying->bend, err);
}

static enum vs_code
say_text(struct lying *lying, enum lie lie, struct vs_err *err)
{
    char text[400], id[VS_HASH_TEXT_LEN + 1], at[VS_INSTANT_TEXT_LEN + 1];

    vs_hash_text(id, vs_casefile_id(lying->file));
    vs_instant_text(at, lying->life->world.now);
    if (lie == LIE_NEWER) {
        snprintf(text, sizeof(text),
                 "{\"at\":\"%s\",\"case\":\"%s\",\"heads\":[\"%s\"],\"made\":\"%s\","
                 "\"type\":\"holder.merge\",\"v\":1}",
                 at, id, id, at);
    } else {
        snprintf(text, sizeof(text), "{\"case\":\"%s\",\"type\":\"pickup\",\"v\":1}", id);
    }
    return append_bent(lying->life, lying->org, &lying->channel, vs_str(text), &lying->bend, err);
}

/* A leaf of another feed, byte by byte. */
static enum vs_code
copy_leaf(struct lying *lying, struct vs_err *err)
{
    struct vs_store *store = lying->org->store;
    size_t count = vs_casefile_count(lying->file);
    const struct vs_casefile_event *event =
        vs_casefile_event(lying->file, h_draw(lying->life, count));
    struct vs_buf raw;
    enum vs_code code;

    vs_buf_init(&raw, VS_LEAF_MAX);
    code = vs_leaf_get(store->ledger, &raw, NULL, NULL, event->leaf, err);
    if (code == VS_OK) {
        code = vs_take_leaf(store, &store->feed, vs_buf_str(&raw), vs_store_now(store), err);
    }
    vs_buf_release(&raw);
    return code;
}

static enum vs_code
invite(struct lying *lying, struct vs_err *err)
{
    struct vs_inbox_announced keys[VS_DIRECTORY_KEYS_MAX];
    const struct h_org *to =
        &lying->life->world.orgs[h_draw(lying->life, lying->life->world.count)];
    struct vs_invitation_to box;
    struct vs_org_row row;
    size_t count = 0;
    enum vs_code code = vs_org_by_hash(lying->org->store->ledger, &row, &to->id, err);

    if (code == VS_OK) {
        code = vs_directory_keys(lying->org->store, keys, &count, row.id, err);
    }
    if (code != VS_OK || count == 0) {
        return code == VS_E_NO_INBOX_KEY ? VS_OK : code;
    }
    memset(&box, 0, sizeof(box));
    box.inbox = keys[h_draw(lying->life, count)].key;
    box.invitation.role = VS_KEY_FULL;
    box.invitation.epoch = (uint16_t)h_draw(lying->life, 3);
    box.invitation.case_id = *vs_casefile_id(lying->file);
    box.invitation.org = to->id;
    box.invitation.feed = lying->org->store->feed.feed;
    box.invitation.index = VS_LEAF_INDEX(vs_casefile_leaf(lying->file));
    lying->org->env.random(lying->org, box.invitation.key, sizeof(box.invitation.key));
    return vs_own_invite(lying->org->store, &box, 1, err);
}

/* --- what it keeps back ------------------------------------------------------------------------
 */

static void
hide(struct h_life *life, struct h_org *liar)
{
    struct h_org *from = &life->world.orgs[h_draw(life, life->world.count)];
    bool whole = life->plan->withheld && h_draw(life, 2) == 0;

    for (unsigned h = 0; h < life->world.hub_count && from->party != liar->party; h++) {
        h_client_hide(&from->clients[h], liar->branch, whole);
    }
    h_say(life, liar, "from %s: %s", from->alias, whole ? "all of it" : "the contents");
}

static enum vs_code
tell(struct lying *lying, enum lie lie, struct vs_err *err)
{
    switch (lie) {
    case LIE_NONSENSE:
    case LIE_NEWER:
        return say_text(lying, lie, err);
    case LIE_COPIED:
        return copy_leaf(lying, err);
    case LIE_INVITED:
        return invite(lying, err);
    case LIE_VOID:
    case LIE_BACKDATED:
    case LIE_FUTURE:
    case LIE_ACK:
    case LIE_UNOPENABLE:
    case LIE_OTHER_CASE:
    case LIE_SKIPPED:
    case LIE_HIDDEN:
    case LIES:
        break;
    }
    return say_event(lying, lie, err);
}

/* From here on there are two of it, with one feed. */
static void
fork_feed(struct h_life *life, struct h_org *org)
{
    h_org_clone(&life->twin, org, H_ORGS_MAX);
    life->twin.party = org->party;
    life->twin.skew = org->skew;
    snprintf(life->twin.alias, sizeof(life->twin.alias), "%.14s'", org->alias);
    life->twin_of = org;
    life->counts->forks++;
    h_say(life, org, "goes on in two histories");
}

void
h_lie_step(struct h_life *life, struct h_org *org)
{
    enum lie lie = (enum lie)h_draw(life, h_draw(life, 2) ? LIE_ACK : LIES);
    struct lying lying;
    struct vs_err err = {0};
    enum vs_code code;

    memset(&lying, 0, sizeof(lying));
    lying.life = life;
    lying.org = org;
    lying.file = h_any_case(life, org, &lying.number);
    if (!lying.file) {
        h_act_step(life, org); /* it makes itself welcome first */
        return;
    }
    if (life->plan->forks && !life->twin_of) {
        fork_feed(life, org);
    }
    if (org == life->twin_of && h_draw(life, 2) == 0) {
        vs_casefile_free(lying.file);
        lying.org = org = &life->twin;
        lying.file = h_any_case(life, org, &lying.number);
        if (!lying.file) {
            return;
        }
    }
    h_say(life, org, "%s, case %u", names[lie], lying.number + 1);
    life->counts->lies[lie]++;
    if (lie == LIE_HIDDEN) {
        hide(life, org);
        vs_casefile_free(lying.file);
        return;
    }
    code = vs_store_begin(org->store, &err);
    if (code == VS_OK) {
        code = vs_epoch_channel(&lying.channel, NULL, org->store, lying.file, &err);
    }
    if (code == VS_OK) {
        code = tell(&lying, lie, &err);
    }
    if (code == VS_OK) {
        code = vs_store_commit(org->store, &err);
    }
    if (code != VS_OK) {
        vs_store_rollback(org->store);
        h_say(life, org, "does not manage: %s: %s: %s", vs_code_name(code), err.subject,
              err.detail);
    }
    vs_casefile_free(lying.file);
}

/* --- hosts -------------------------------------------------------------------------------------
 */

/* A path on a branch: of a file in the folder of a random walk. False: none was found. */
static bool
any_file(struct h_life *life, char path[300], struct vs_tree *tree)
{
    char folder[300] = "";

    for (unsigned depth = 0; depth < 6; depth++) {
        struct vs_tree_items items = {0};
        struct vs_err err = {0};
        const struct vs_tree_item *item;
        bool more;

        h_must(vs_tree_list(tree, &items, folder, 100000, &err), &err, "list");
        if (items.count == 0) {
            vs_tree_items_release(&items);
            return false;
        }
        item = &items.items[h_draw(life, items.count)];
        snprintf(path, 300, "%.150s%s%.100s", folder, folder[0] ? "/" : "", item->name);
        more = item->folder;
        vs_tree_items_release(&items);
        if (!more) {
            return true;
        }
        snprintf(folder, sizeof(folder), "%.299s", path);
    }
    return false;
}

void
h_host_step(struct h_life *life)
{
    struct h_hub *hub = &life->world.hubs[h_draw(life, life->world.hub_count)];
    struct h_hub_branch *branch = &hub->branches[h_draw(life, hub->count)];
    struct vs_tree *tree = branch->versions[branch->count - 1]->tree;
    char path[300];
    struct vs_buf file;

    vs_buf_init(&file, 1u << 25);
    switch (h_draw(life, 4)) {
    case 0:
        h_hub_set_back(hub, branch->name, h_draw(life, branch->count));
        h_say(life, NULL, "%s sets branch %.4s back", hub->name, branch->name);
        break;
    case 1: {
        const struct h_hub_branch *other = &hub->branches[h_draw(life, hub->count)];

        h_hub_copy(hub, branch->name, hub, other->name);
        h_say(life, NULL, "%s puts branch %.4s in the place of %.4s", hub->name, other->name,
              branch->name);
        break;
    }
    case 2:
        if (any_file(life, path, tree)) {
            h_hub_remove(hub, branch->name, path);
            h_say(life, NULL, "%s takes %s from branch %.4s", hub->name, path, branch->name);
        }
        break;
    default:
        if (any_file(life, path, tree) && h_hub_read(hub, branch->name, path, &file) &&
            file.len > 0) {
            file.p[h_draw(life, file.len)] ^= (uint8_t)(1 + h_draw(life, 255));
            h_hub_put(hub, branch->name, path, file.p, file.len);
            h_say(life, NULL, "%s changes a byte of %s on branch %.4s", hub->name, path,
                  branch->name);
        }
        break;
    }
    life->tampered = true;
    life->counts->tampered++;
    vs_buf_release(&file);
}
