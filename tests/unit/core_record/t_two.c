/* Two organisations and nothing between them but copied leaves: cards, agreement, handover. */
#include <stdlib.h>

#include "core/base/enc.h"
#include "core/ledger/cases.h"
#include "tests/unit/core_record/h_store.h"

static struct h_world world;
static struct h_org vt, team;
static struct vs_err err;
static struct vs_hash id, offer;
static int64_t at_vt, at_team;

#define DAY 86400

static bool
same_answers(const char *what, vs_instant until)
{
    bool same = true;

    for (vs_instant at = H_START - DAY; at < until; at += 1800) {
        const char *a = h_answer(&vt, at_vt, at, VS_INSTANT_NEVER);
        const char *b = h_answer(&team, at_team, at, VS_INSTANT_NEVER);

        if (strcmp(a, b) != 0) {
            printf("# %s at %lld: %s, %s\n", what, (long long)at, a, b);
            same = false;
        }
    }
    return same;
}

static void
cards(void)
{
    struct vs_org_row row;
    struct vs_card card;
    struct vs_buf bytes;

    h_pin(&vt, &team);
    h_pin(&team, &vt);
    h_row(&row, &vt, &team);
    OK(row.pinned && strcmp(row.alias, "team") == 0 && strcmp(row.name, "team") == 0, "pinned");
    h_pin(&team, &vt);
    OK(true, "the same card again changes nothing");
    vs_buf_init(&bytes, VS_CARD_MAX);
    H_MUST(vs_directory_card(vt.store, &bytes, &err));
    H_MUST(vs_card_parse(&card, vs_buf_str(&bytes), &err));
    H_MUST(vs_store_begin(team.store, &err));
    IS_INT(vs_directory_pin(team.store, &card, "other", &row, &err), VS_E_EXISTS,
           "an organisation has one alias");
    IS_INT(vs_directory_pin(team.store, &card, "me", &row, &err), VS_E_INVALID, "me is us");
    IS_INT(vs_directory_pin(team.store, &card, "V T", &row, &err), VS_E_INVALID, "a bad alias");
    vs_store_rollback(team.store);
    H_MUST(vs_store_begin(vt.store, &err));
    IS_INT(vs_directory_pin(vt.store, &card, "other", &row, &err), VS_E_INVALID, "our own card");
    vs_store_rollback(vt.store);
    vs_card_release(&card);
    vs_buf_release(&bytes);
    IS_INT(vs_directory_find(vt.store, &row, "team", &err), VS_OK, "found by alias");
    IS_INT(vs_directory_find(vt.store, &row, "nobody", &err), VS_E_NOT_FOUND, "nobody is not");
}

static void
too_early(void)
{
    struct vs_act_offer draft = {.kind = VS_OFFER_HANDOVER, .at = world.now};
    struct vs_org_row row;
    size_t rules;

    at_vt = h_case_open(&vt, "2026-117", "report", &id);
    h_row(&row, &vt, &team);
    draft.to = row.id;
    H_MUST(vs_store_begin(vt.store, &err));
    IS_INT(vs_act_offer(vt.store, &offer, &rules, at_vt, &draft, NULL, &err), VS_E_NO_INBOX_KEY,
           "without a key of theirs nothing is offered");
    vs_store_rollback(vt.store);
    OK(h_rebuild_same(&vt), "and nothing of it stays");
}

static void
handover(void)
{
    struct vs_org_row row;
    uint64_t size;

    h_adopt(&vt, "west-brabant-2022", "vt", "2022-04-01");
    h_adopt(&team, "west-brabant-2022", "local_team", "2022-04-01");
    h_sync(&vt, &team);
    IS_INT(h_case(&team, &id), -1, "a case that is not shared is not known");

    world.now += 4 * 3600 + 600; /* 16:10 */
    IS_INT(h_offer(&vt, at_vt, &team, &offer), 1, "one agreement is common");
    IS_TEXT(h_answer(&vt, at_vt, world.now, VS_INSTANT_NEVER), "open certain vt", "still vt");
    world.now += 900;
    h_deliver(&vt, &team, UINT64_MAX, true);
    at_team = h_case(&team, &id);
    OK(at_team > 0, "the invitation opens, and with it the case");
    IS_INT(h_event(&team, &id).text_state, VS_TEXT_PRESENT, "content of before it was a party");
    OK(strstr(h_event(&team, &id).text, "report"), "as it was written");
    IS_INT(h_event(&team, &offer).acked, VS_ACK_OWED, "an ack is owed");
    IS_INT(vs_casefile_find(team.store, &at_team, "2026-117", &err), VS_OK,
           "found by the opener's reference");
    h_row(&row, &team, &vt);
    IS_TEXT(h_answer(&vt, at_vt, H_START + 10 * DAY, VS_INSTANT_NEVER), "open unconfirmed team",
            "two working days pass, the team holds, and nothing shows that it knows");
    IS_INT(h_acks(&team), 1, "one ack for the case");
    IS_INT(h_event(&team, &offer).acked, VS_ACK_OPENED, "which says opened");
    size = team.store->feed.tree.size;
    IS_INT(h_acks(&team), 0, "and no second");
    OK(team.store->feed.tree.size == size, "nothing more is written");
    h_deliver(&team, &vt, UINT64_MAX, true);
    IS_INT(h_acks(&vt), 0, "acks are not acked");
    OK(same_answers("after the ack", H_START + 10 * DAY), "both give the same answers");
    IS_TEXT(h_answer(&vt, at_vt, H_START + 10 * DAY, VS_INSTANT_NEVER), "open certain team",
            "the ack shows that the team knew");
}

static void
waiting(void)
{
    struct vs_hash wait;

    world.now += 3600;
    h_simple(&team, at_team, VS_EV_WAIT_START, &offer, &wait);
    h_sync(&vt, &team);
    OK(same_answers("with a waiting list", H_START + 10 * DAY), "a waiting list, told to both");
    IS_TEXT(h_answer(&vt, at_vt, H_START + 10 * DAY, VS_INSTANT_NEVER), "open certain team",
            "which has no effect in this agreement");
    world.now += DAY;
    h_simple(&team, at_team, VS_EV_ACCEPT, &offer, NULL);
    h_sync(&vt, &team);
    IS_TEXT(h_answer(&vt, at_vt, world.now, VS_INSTANT_NEVER), "open certain team",
            "accepted: it moves at once");
    IS_TEXT(h_answer(&vt, at_vt, world.now, world.now - 1), "open certain vt",
            "what vt knew before that");
    OK(same_answers("after acceptance", H_START + 10 * DAY), "the same to both");
    OK(h_rebuild_same(&vt) && h_rebuild_same(&team), "both rebuild to the same bytes");
}

static void
at_rest(void)
{
    uint64_t a, b;

    h_sync(&vt, &team);
    a = vt.store->feed.tree.size;
    b = team.store->feed.tree.size;
    h_sync(&vt, &team);
    OK(a == vt.store->feed.tree.size && b == team.store->feed.tree.size,
       "with nothing new nothing is written");
}

/* The key of a case comes after its leaves: they are found again among the unmatched. */
static void
late_key(void)
{
    struct vs_hash first, note, late;
    struct vs_event draft;
    int64_t mine;

    world.now += 3600;
    mine = h_case_open(&vt, "late", "first words", &first);
    memset(&draft, 0, sizeof(draft));
    draft.type = VS_EV_NOTE;
    for (int i = 0; i < 3; i++) {
        world.now += 60;
        draft.at = world.now;
        H_MUST(h_try(&vt, mine, &draft, "a note", &note, &err));
    }
    h_sync(&vt, &team);
    IS_INT(h_case(&team, &first), -1, "leaves without a key are of no case");
    h_offer(&vt, mine, &team, &late);
    h_deliver(&vt, &team, 1, true);
    IS_INT(h_case(&team, &first), -1, "the offer alone does not open it");
    h_deliver(&vt, &team, UINT64_MAX, true);
    OK(h_case(&team, &first) > 0, "the key does");
    IS_INT(h_event(&team, &note).state, VS_EVENT_OPENED, "and the leaves before it");
    IS_INT(h_event(&team, &late).state, VS_EVENT_OPENED, "and the offer");
    OK(h_rebuild_same(&team), "a rebuild gives the same bytes");
}

/* Content that is withheld is absent; when it comes, an ack is owed again. */
static void
withheld(void)
{
    struct vs_hash first, sent;
    int64_t mine;

    world.now += 3600;
    mine = h_case_open(&vt, "withheld", "secret words", &first);
    h_offer(&vt, mine, &team, &sent);
    h_deliver(&vt, &team, UINT64_MAX, false);
    IS_INT(h_event(&team, &first).text_state, VS_TEXT_ABSENT, "withheld content is absent");
    h_acks(&team);
    IS_INT(h_event(&team, &first).acked, VS_ACK_FACTS, "acked as facts");
    IS_INT(h_acks(&team), 0, "once");
    h_deliver(&vt, &team, UINT64_MAX, true);
    IS_INT(h_event(&team, &first).text_state, VS_TEXT_PRESENT, "it comes later");
    IS_INT(h_event(&team, &first).acked, VS_ACK_OWED, "an upgrade is owed");
    IS_INT(h_acks(&team), 1, "and given");
    IS_INT(h_event(&team, &first).acked, VS_ACK_OPENED, "as opened");
    OK(h_rebuild_same(&team), "a rebuild gives the same bytes");
}

/* What a partner calls its cases leads nobody to them who names another. */
static void
names(void)
{
    char hex[65], text[VS_HASH_TEXT_LEN + 1];
    struct vs_hash ours, theirs, called;
    int64_t mine, other, found = -1;

    mine = h_case_open(&team, NULL, "ours", &ours);
    for (int i = 0; i < 32; i++) {
        snprintf(hex + 2 * i, 3, "%02x", ours.b[i]);
    }
    vs_hash_text(text, &ours);
    at_vt = h_case_open(&vt, hex, "called as ours in full", &called);
    h_offer(&vt, at_vt, &team, &offer);
    at_vt = h_case_open(&vt, text, "and as it is written", &called);
    h_offer(&vt, at_vt, &team, &offer);
    hex[8] = '\0';
    at_vt = h_case_open(&vt, hex, "called as ours begins", &theirs);
    h_offer(&vt, at_vt, &team, &offer);
    h_deliver(&vt, &team, UINT64_MAX, true);
    other = h_case(&team, &theirs);
    OK(other > 0 && other != mine, "a partner's case has come");
    IS_INT(vs_casefile_find(team.store, &found, hex, &err), VS_E_AMBIGUOUS,
           "that is called as another's id begins");
    hex[8] = "0123456789abcdef"[ours.b[4] >> 4];
    hex[9] = '\0';
    IS_INT(vs_casefile_find(team.store, &found, hex, &err), VS_OK, "more of the id");
    OK(found == mine, "is ours");
    for (int i = 0; i < 32; i++) {
        snprintf(hex + 2 * i, 3, "%02x", ours.b[i]);
    }
    IS_INT(vs_casefile_find(team.store, &found, hex, &err), VS_OK, "the whole id");
    OK(found == mine, "means that case, whatever others are called");
    found = -1;
    IS_INT(vs_casefile_find(team.store, &found, text, &err), VS_OK, "in base64url too");
    OK(found == mine, "whatever others are called");
    hex[4] = '\0';
    mine = h_case_open(&vt, hex, "a reference of our own", &called);
    IS_INT(vs_casefile_find(vt.store, &found, hex, &err), VS_OK, "our own reference");
    OK(found == mine, "is what we called so");
}

int
main(void)
{
    h_world_start(&world, 2);
    h_org_create(&vt, &world, "vt");
    h_org_create(&team, &world, "team");
    cards();
    too_early();
    handover();
    waiting();
    at_rest();
    late_key();
    withheld();
    h_org_reopen(&vt);
    h_org_reopen(&team);
    OK(same_answers("reopened", H_START + 10 * DAY), "opened again, the same answers");
    names();
    h_org_close(&vt);
    h_org_close(&team);
    h_world_end(&world);
    return tap_done();
}
