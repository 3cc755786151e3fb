/*
 * Every allocation fails once, and all after it, during each thing that a store does. Whatever was
 * asked for either happened or did not: the rows are those of before or those that a rebuild makes,
 * the ledger opens again, and the same thing then succeeds. The sanitizer build sees leaks.
 */
#include <stdlib.h>

#include "core/base/mem.h"
#include "tests/unit/core_record/h_store.h"

static struct h_world world;
static struct h_org vt, team;
static struct vs_hash id, offer;
static int64_t at_vt, at_team;
static unsigned long stride = 1;

/* --- what may fail -------------------------------------------------------------------------------
 */

static enum vs_code
end(struct vs_store *store, enum vs_code code, struct vs_err *err)
{
    if (code == VS_OK) {
        code = vs_store_commit(store, err);
    }
    if (code != VS_OK) {
        vs_store_rollback(store);
    }
    return code;
}

static enum vs_code
do_open_case(struct vs_err *err)
{
    struct vs_act_text text = {.ref = VS_STR("2026-9"), .text = VS_STR("a report")};
    struct vs_hash made;
    int64_t leaf;
    enum vs_code code = vs_store_begin(vt.store, err);

    if (code == VS_OK) {
        code = vs_act_open(vt.store, &leaf, &made, world.now, true, &text, err);
    }
    return end(vt.store, code, err);
}

static enum vs_code
do_note(struct vs_err *err)
{
    struct vs_event draft;

    memset(&draft, 0, sizeof(draft));
    draft.type = VS_EV_NOTE;
    draft.at = world.now;
    return h_try(&vt, at_vt, &draft, "a note of some length", NULL, err);
}

static enum vs_code
do_offer(struct vs_err *err)
{
    struct vs_act_offer draft = {.kind = VS_OFFER_HANDOVER, .at = world.now};
    struct vs_org_row row;
    size_t rules;
    enum vs_code code = vs_store_begin(vt.store, err);

    if (code == VS_OK) {
        code = vs_directory_find(vt.store, &row, "team", err);
    }
    if (code == VS_OK) {
        draft.to = row.id;
        code = vs_act_offer(vt.store, &offer, &rules, at_vt, &draft, NULL, err);
    }
    return end(vt.store, code, err);
}

struct taking {
    struct vs_feed_row feed;
};

static enum vs_code
one_leaf(void *payload, int64_t leaf, const struct vs_hash *hash, struct vs_str raw,
         vs_instant received, struct vs_err *err)
{
    struct taking *taking = payload;

    (void)leaf;
    (void)hash;
    (void)received;
    return vs_take_leaf(team.store, &taking->feed, raw, world.now, err);
}

static enum vs_code
do_take(struct vs_err *err)
{
    const struct vs_feed_row *from = &vt.store->feed;
    struct taking taking;
    enum vs_code code = vs_store_begin(team.store, err);

    if (code == VS_OK) {
        code = vs_feed_by_hash(team.store->ledger, &taking.feed, &from->feed, err);
    }
    if (code == VS_OK) {
        code = vs_leaf_each(vt.store->ledger, VS_LEAF_ID(from->id, taking.feed.tree.size),
                            VS_LEAF_ID(from->id, from->tree.size), one_leaf, &taking, err);
    }
    if (code == VS_OK) {
        code = vs_feed_update(team.store->ledger, &taking.feed, err);
    }
    return end(team.store, code, err);
}

static enum vs_code
do_invitations(struct vs_err *err)
{
    enum vs_code code = vs_store_begin(team.store, err);

    if (code == VS_OK) {
        code = vs_take_invitations(team.store, err);
    }
    return end(team.store, code, err);
}

static enum vs_code
one_content(void *payload, int64_t leaf, struct vs_err *err)
{
    const struct vs_feed_row *from = &vt.store->feed;
    struct vs_buf cipher;
    enum vs_code code;

    (void)payload;
    vs_buf_init(&cipher, 1 << 20);
    code =
        vs_content_get(vt.store->ledger, &cipher, VS_LEAF_ID(from->id, VS_LEAF_INDEX(leaf)), err);
    if (code == VS_OK) {
        code = vs_take_content(team.store, leaf, vs_buf_str(&cipher), err);
    }
    vs_buf_release(&cipher);
    return code;
}

static enum vs_code
do_contents(struct vs_err *err)
{
    enum vs_code code = vs_store_begin(team.store, err);

    if (code == VS_OK) {
        code = vs_event_each_absent(team.store->ledger, 0, one_content, NULL, err);
    }
    return end(team.store, code, err);
}

static enum vs_code
do_acks(struct vs_err *err)
{
    size_t written;
    enum vs_code code = vs_store_begin(team.store, err);

    if (code == VS_OK) {
        code = vs_duty_acks(team.store, &written, err);
    }
    return end(team.store, code, err);
}

static enum vs_code
do_accept(struct vs_err *err)
{
    struct vs_event draft;

    memset(&draft, 0, sizeof(draft));
    draft.type = VS_EV_ACCEPT;
    draft.at = world.now;
    draft.has_re = true;
    draft.re = offer;
    return h_try(&team, at_team, &draft, NULL, NULL, err);
}

static enum vs_code
do_rebuild(struct vs_err *err)
{
    struct vs_rebuilt rebuilt;
    enum vs_code code = vs_rebuild(team.store, &rebuilt, err);

    if (code == VS_OK && !rebuilt.same) {
        return vs_fail(err, VS_E_INTERNAL, "rebuild", "gave other bytes");
    }
    return code;
}

/* --- making it fail ------------------------------------------------------------------------------
 */

static void
dump(struct vs_buf *out, struct h_org *org)
{
    struct vs_err err = {0};

    vs_buf_clear(out);
    H_MUST(vs_ledger_dump_derived(org->store->ledger, out, &err));
}

/* Runs `act` with the first, second, third ... allocation failing, until it gets through. */
static void
sweep(const char *what, enum vs_code (*act)(struct vs_err *err), struct h_org *org)
{
    unsigned long n = 1, failed = 0, made = 0;
    bool codes = true, states = true, reopens = true, silent = false;
    uint64_t size = org->store->feed.tree.size;
    struct vs_buf before, after;
    enum vs_code code;
    struct vs_err err = {0};

    vs_buf_init(&before, (size_t)1 << 28);
    vs_buf_init(&after, (size_t)1 << 28);
    dump(&before, org);
    for (;; n += stride) {
        memset(&err, 0, sizeof(err));
        vs_mem_fail_at(n);
        code = act(&err);
        made = vs_mem_count();
        vs_mem_fail_at(0);
        if (code == VS_OK) {
            silent = made >= n;
            break;
        }
        failed++;
        if (code != VS_E_NO_MEMORY) {
            printf("# %s, allocation %lu: %s: %s: %s\n", what, n, vs_code_name(code), err.subject,
                   err.detail);
            codes = false;
            break;
        }
        if (failed % 16 == 1) {
            h_org_reopen(org);
            reopens = reopens && org->store->mark != VS_MARK_LOST;
        }
        dump(&after, org);
        if (!vs_str_eq(vs_buf_str(&before), vs_buf_str(&after)) ||
            org->store->feed.tree.size != size) {
            printf("# %s, allocation %lu: another state\n", what, n);
            states = false;
            break;
        }
    }
    OK(code == VS_OK, "%s gets through after %lu failures", what, failed);
    OK(codes, "%s: each failure says that memory is short", what);
    OK(states, "%s: each failure leaves the state of before", what);
    OK(reopens, "%s: the ledger opens after it", what);
    if (silent) {
        printf("# %s succeeded without the %lu-th of %lu allocations\n", what, n, made);
    }
    h_org_reopen(org);
    /* A rebuild opens invitations too, so it goes further than the leaves alone. */
    OK(act == do_take || h_rebuild_same(org), "%s: what it then did is what a rebuild finds", what);
    vs_buf_release(&before);
    vs_buf_release(&after);
}

/* --- opening and making, which have no store yet -------------------------------------------------
 */

static void
opening(void)
{
    struct vs_err err = {0};
    struct vs_store *store = NULL;
    unsigned long n = 1;
    bool codes = true;
    enum vs_code code;

    for (;; n++) {
        vs_mem_fail_at(n);
        code = vs_store_open(&store, vt.dir, &vt.key, true, &world.env, &err);
        vs_mem_fail_at(0);
        if (code == VS_OK) {
            break;
        }
        codes = codes && code == VS_E_NO_MEMORY && !store;
        if (!codes) {
            printf("# opening, allocation %lu: %s: %s: %s\n", n, vs_code_name(code), err.subject,
                   err.detail);
            break;
        }
    }
    OK(codes && n > 3, "opening failed %lu times for lack of memory", n - 1);
    vs_store_close(store);
}

static void
making(void)
{
    struct vs_err err = {0};
    struct h_org org;
    unsigned long n = 1;
    bool codes = true, clean = true;
    enum vs_code code;

    h_org_prepare(&org, &world, "made");
    for (;; n += stride) {
        vs_mem_fail_at(n);
        code = h_org_try_create(&org, &err);
        vs_mem_fail_at(0);
        if (code == VS_OK) {
            break;
        }
        if (code != VS_E_NO_MEMORY) {
            printf("# making, allocation %lu: %s: %s: %s\n", n, vs_code_name(code), err.subject,
                   err.detail);
            codes = false;
        }
        clean = !org.store && !h_exists(org.dir);
        if (!clean || !codes) {
            printf("# making, allocation %lu: something is left\n", n);
            break;
        }
    }
    OK(codes && n > 3, "making failed up to allocation %lu for lack of memory", n);
    OK(clean, "and left nothing behind each time");
    OK(org.store && org.store->feed.tree.size == 2, "then it is made");
    h_org_close(&org);
}

int
main(void)
{
#ifdef __clang__
    stride = 7; /* the slow build takes every seventh */
#endif
    h_world_start(&world, 4);
    making();
    h_org_create(&vt, &world, "vt");
    h_org_create(&team, &world, "team");
    h_pin(&vt, &team);
    h_pin(&team, &vt);
    h_adopt(&vt, "west-brabant-2022", "vt", "2022-04-01");
    h_adopt(&team, "west-brabant-2022", "local_team", "2022-04-01");
    h_sync(&vt, &team);
    opening();
    sweep("opening a case", do_open_case, &vt);
    at_vt = h_case_open(&vt, "2026-10", "words", &id);
    sweep("a note", do_note, &vt);
    sweep("an offer", do_offer, &vt);
    sweep("taking leaves", do_take, &team);
    sweep("opening invitations", do_invitations, &team);
    at_team = h_case(&team, &id);
    OK(at_team > 0, "the case is there");
    sweep("taking contents", do_contents, &team);
    sweep("acks", do_acks, &team);
    sweep("accepting", do_accept, &team);
    sweep("a rebuild", do_rebuild, &team);
    OK(strstr(h_answer(&team, at_team, world.now, VS_INSTANT_NEVER), "team") != NULL,
       "after all of it the team holds");
    h_org_close(&vt);
    h_org_close(&team);
    h_world_end(&world);
    return tap_done();
}
