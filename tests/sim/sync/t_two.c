/* The story of one handover, two organisations in one process, and rest among three. */
#include "tests/sim/sync/h_world.h"

#include "core/base/mem.h"
#include "core/ledger/feeds.h"
#include "core/log/checkpoint.h"

static bool
same_dump(struct h_org *a, struct h_org *b, const struct vs_hash *case_id)
{
    struct vs_buf x, y;
    bool same;

    vs_buf_init(&x, 1u << 24);
    vs_buf_init(&y, 1u << 24);
    same = h_dump(a, &x, case_id) && h_dump(b, &y, case_id) &&
           vs_str_eq(vs_buf_str(&x), vs_buf_str(&y));
    vs_buf_release(&x);
    vs_buf_release(&y);
    return same;
}

/* Both sides give the same answer at every boundary of the case. */
static size_t
differing_answers(struct h_org *a, struct h_org *b, const struct vs_hash *case_id)
{
    struct vs_casefile *x, *y;
    struct vs_err err = {0};
    size_t differing = 0;

    h_must(h_case(a, &x, case_id, &err), &err, "a case");
    h_must(h_case(b, &y, case_id, &err), &err, "a case");
    for (size_t i = 0; i < vs_casefile_fold(x)->boundary_count; i++) {
        for (int off = -1; off <= 1; off++) {
            vs_instant at = vs_casefile_fold(x)->boundaries[i] + off;
            struct vs_answer one, other;

            h_must(vs_answer_at(&one, vs_casefile_fold(x), at, &err), &err, "answer");
            h_must(vs_answer_at(&other, vs_casefile_fold(y), at, &err), &err, "answer");
            differing += !vs_answer_same(&one, &other);
            vs_answer_release(&one);
            vs_answer_release(&other);
        }
    }
    vs_casefile_free(x);
    vs_casefile_free(y);
    return differing;
}

static size_t
count_files(struct h_hub *hub, const char *branch, const char *folder)
{
    struct h_hub_branch *at = h_hub_find(hub, branch);
    struct vs_tree_items items = {0};
    struct vs_err err = {0};
    size_t count;

    h_must(vs_tree_list(at->versions[at->count - 1]->tree, &items, folder, 1000, &err), &err,
           "list");
    count = items.count;
    vs_tree_items_release(&items);
    return count;
}

/* How many other devices' lines the newest anchor of a branch carries. */
static unsigned
lines_in_checkpoint(struct h_hub *hub, const char *branch, const struct h_org *by)
{
    struct vs_checkpoint_file *parsed = vs_malloc(sizeof(*parsed));
    struct vs_buf file;
    vs_instant time;
    unsigned found = 0;

    vs_buf_init(&file, VS_CHECKPOINT_FILE_MAX);
    if (parsed && h_hub_read(hub, branch, "checkpoint", &file) &&
        vs_checkpoint_parse(parsed, file.p, file.len, NULL) == VS_OK) {
        found = vs_checkpoint_cosigned(&time, parsed, &by->store->device.signer.public_key, NULL) ==
                VS_OK;
    }
    vs_buf_release(&file);
    vs_free(parsed);
    return found;
}

static void
test_story(void)
{
    struct h_world world;
    struct h_org *vt, *oh;
    struct vs_sync_result result;
    struct vs_hash case_id, offer, id;
    struct vs_event draft;
    struct vs_err err = {0};

    h_world_start(&world, 1, 2, 1, h_time("2026-04-02T14:10:00Z"));
    vt = &world.orgs[0];
    oh = &world.orgs[1];
    h_org_adopt(vt, "west-brabant-2022", "vt");
    h_org_adopt(oh, "west-brabant-2022", "local_team");

    h_must(h_open(vt, &case_id, true, "a narrative", &err), &err, "open");
    IS_INT(h_offer(vt, &id, &case_id, oh, VS_OFFER_HANDOVER, &err), VS_E_NO_INBOX_KEY,
           "nothing is handed over before the first sync");
    h_org_sync_clean(vt);
    h_org_sync_clean(oh);
    h_org_sync_clean(vt);

    world.now = h_time("2026-04-02T14:20:00Z");
    h_must(h_offer(vt, &offer, &case_id, oh, VS_OFFER_HANDOVER, &err), &err, "offer");
    h_org_sync_clean(vt);
    IS_TEXT(h_who(vt, &case_id, world.now), "vt certain", "the giver holds");
    IS_TEXT(h_who(oh, &case_id, world.now), "no case", "nothing came yet");

    world.now += 600;
    h_must(h_org_sync(oh, ~0u, &result, &err), &err, "sync");
    OK(result.received > 0 && result.contents == 1 && result.acks == 1, "it came, and was acked");
    OK(result.hosts[0].pushed && result.cosigned == 1, "and cosigned, and published");
    vs_sync_result_release(&result);
    IS_TEXT(h_who(oh, &case_id, world.now), "vt certain", "both say so");

    memset(&draft, 0, sizeof(draft));
    draft.type = VS_EV_WAIT_START;
    draft.at = world.now;
    draft.has_re = true;
    draft.re = offer;
    h_must(h_act(oh, &id, &case_id, &draft, "waiting list", &err), &err, "waitlist");
    h_org_sync_clean(oh);

    /* Thursday 2 April, two working days; Good Friday is one, Easter Monday is not. */
    world.now = h_time("2026-04-08T08:00:00Z");
    h_must(h_org_sync(vt, ~0u, &result, &err), &err, "sync");
    OK(result.received > 0 && result.acks == 1, "the giver hears of it");
    vs_sync_result_release(&result);
    h_org_sync_clean(oh);
    h_org_sync_clean(vt);
    for (unsigned day = 2; day <= 9; day++) {
        char text[32], want[64], what[96];
        vs_instant at;

        snprintf(text, sizeof(text), "2026-04-%02uT12:00:00Z", day);
        at = h_time(text);
        snprintf(want, sizeof(want), "%s", h_who(vt, &case_id, at));
        snprintf(what, sizeof(what), "on %.10s both say: %s", text, want);
        IS_TEXT(h_who(oh, &case_id, at), want, "%s", what);
    }
    IS_TEXT(h_who(vt, &case_id, h_time("2026-04-06T12:00:00Z")), "vt certain",
            "Easter Monday: not yet");
    OK(strncmp(h_who(vt, &case_id, h_time("2026-04-09T12:00:00Z")), "oosterhout", 10) == 0,
       "after two working days the receiver holds, waiting list or not");
    IS_INT(differing_answers(vt, oh, &case_id), 0, "equal answers at every boundary");
    OK(same_dump(vt, oh, &case_id), "the folds are equal to the byte");

    OK(count_files(&world.hubs[0], vt->branch, "witness") == 1 &&
           count_files(&world.hubs[0], oh->branch, "witness") == 1,
       "each shows the other's checkpoint");
    OK(count_files(&world.hubs[0], vt->branch, "anchors") > 0, "the giver's branch has anchors");
    h_must(h_act(vt, &id, &case_id, &(struct vs_event){.type = VS_EV_NOTE, .at = world.now},
                 "a note", &err),
           &err, "note");
    h_org_sync_clean(vt);
    h_org_sync_clean(oh);
    h_org_sync_clean(vt);
    (void)lines_in_checkpoint(&world.hubs[0], vt->branch, oh);
    h_world_end(&world);
}

/* protocol.md 5: after the last act and two syncs of everyone nothing moves for 20 hours. */
static void
rest_after(unsigned actor, unsigned hubs)
{
    struct h_world world;
    struct vs_hash case_id, id;
    struct vs_err err = {0};
    char before[2048], after[2048];
    unsigned moved = 0;

    h_world_start(&world, 7 + actor, 3, hubs, h_time("2026-04-02T14:10:00Z"));
    for (unsigned i = 0; i < 6; i++) {
        h_org_sync_clean(&world.orgs[i % 3]);
    }
    h_must(h_open(&world.orgs[actor], &case_id, true, "text", &err), &err, "open");
    h_must(h_offer(&world.orgs[actor], &id, &case_id, &world.orgs[(actor + 1) % 3],
                   VS_OFFER_HANDOVER, &err),
           &err, "offer");
    h_must(h_act(&world.orgs[actor], &id, &case_id,
                 &(struct vs_event){.type = VS_EV_PARTY_ADD,
                                    .at = world.now,
                                    .party = {world.orgs[(actor + 2) % 3].id, VS_PARTY_FULL}},
                 NULL, &err),
           &err, "party.add");
    for (unsigned i = 0; i < 6; i++) {
        world.now += 60;
        h_org_sync_clean(&world.orgs[(actor + i) % 3]);
    }
    for (unsigned hour = 1; hour < 20; hour++) {
        world.now += 3540;
        for (unsigned i = 0; i < 3; i++) {
            h_hub_state(&world.hubs[hubs - 1], before, sizeof(before));
            h_org_sync_clean(&world.orgs[(actor + hour + i) % 3]);
            h_hub_state(&world.hubs[hubs - 1], after, sizeof(after));
            if (strcmp(before, after) != 0) {
                printf("# hour %u, %s: %s -> %s\n", hour, world.orgs[(actor + hour + i) % 3].alias,
                       before, after);
            }
            moved += strcmp(before, after) != 0;
        }
    }
    IS_INT(moved, 0, "actor %u, %u hosts: nothing moves within 20 hours", actor, hubs);
    world.now += 3 * 3600;
    for (unsigned i = 0; i < 3; i++) {
        unsigned beats = 0;

        for (unsigned h = 0; h < hubs; h++) {
            char was[VS_HOST_VERSION_LEN + 1];

            snprintf(was, sizeof(was), "%s", h_hub_version(&world.hubs[h], world.orgs[i].branch));
            if (h == 0) {
                snprintf(before, sizeof(before), "%s", was);
            } else {
                snprintf(after, sizeof(after), "%s", was);
            }
        }
        h_org_sync_clean(&world.orgs[i]);
        beats += strcmp(before, h_hub_version(&world.hubs[0], world.orgs[i].branch)) != 0;
        if (hubs > 1) {
            beats += strcmp(after, h_hub_version(&world.hubs[1], world.orgs[i].branch)) != 0;
        }
        IS_INT(beats, hubs, "then %s gives a sign of life on every host", world.orgs[i].alias);
    }
    h_world_end(&world);
}

int
main(void)
{
    test_story();
    for (unsigned actor = 0; actor < 3; actor++) {
        rest_after(actor, 1);
    }
    rest_after(1, 2);
    return tap_done();
}
