/*
 * Calendars that organisations publish: the order of editions; days are counted by one only when
 * the receiver had published it before the handover, so that nobody is made holder by a calendar of
 * another's making, and no past instant by a later one; a newer edition of one that came with the
 * program is chosen only when both have it.
 */
#include <string.h>

#include "core/ledger/calendars.h"
#include "core/log/hash.h"
#include "core/record/rules.h"
#include "tests/unit/core_record/h_store.h"

#define DAY 86400

static struct h_world world;
static struct h_org vt, team;

/* nl-atw under another edition, in which no day is free but Saturday and Sunday. */
static struct vs_calendar *
greedy(const char *id, const char *edition)
{
    struct vs_calendar *calendar = NULL;
    struct vs_buf text;
    struct vs_err err;

    vs_buf_init(&text, VS_CALENDAR_BYTES_MAX);
    vs_buf_addf(
        &text,
        "{\"schema\":\"vs.calendar/1\",\"id\":\"%s\",\"edition\":\"%s\","
        "\"title\":{\"nl\":\"dagen\",\"en\":\"days\"},"
        "\"horizon\":{\"from\":\"2020-01-01\",\"to\":\"2030-12-31\"},"
        "\"zone\":{\"name\":\"Europe/Amsterdam\",\"rule\":\"eu-summer-time\",\"since\":1996},"
        "\"weekend\":[{\"id\":\"saturday\",\"weekday\":6,\"name\":{\"nl\":\"z\",\"en\":\"s\"},"
        "\"source\":\"us\"},{\"id\":\"sunday\",\"weekday\":7,\"name\":{\"nl\":\"z\",\"en\":"
        "\"s\"},\"source\":\"us\"}],\"formula_days\":[],\"decree_days\":[],"
        "\"unknown_days\":[],\"statutory\":{},\"sources\":[{\"id\":\"us\",\"title\":\"us\"}]}",
        id, edition);
    H_MUST(vs_buf_check(&text, "calendar", &err));
    H_MUST(vs_calendar_load(&calendar, text.p, text.len, &err));
    vs_sha256(&calendar->hash, calendar->canonical.p, calendar->canonical.len);
    vs_buf_release(&text);
    return calendar;
}

static enum vs_code
publish(struct h_org *org, const struct vs_calendar *calendar)
{
    struct vs_err err;
    enum vs_code code;

    H_MUST(vs_store_begin(org->store, &err));
    code = vs_directory_publish_calendar(org->store, calendar, &err);
    if (code == VS_OK) {
        H_MUST(vs_store_commit(org->store, &err));
    } else {
        vs_store_rollback(org->store);
    }
    return code;
}

static bool
counts_at(struct h_org *org, const struct vs_calendar *calendar, vs_instant rec)
{
    struct vs_org_row them;
    struct vs_err err;
    bool yes = false;

    h_row(&them, org, &team);
    H_MUST(vs_rules_calendar_counts(org->store, &yes, &calendar->hash, &them.org, rec,
                                    VS_INSTANT_NEVER, &err));
    return yes;
}

static bool
counts(struct h_org *org, const struct vs_calendar *calendar)
{
    return counts_at(org, calendar, world.now);
}

static const char *
newest(struct h_org *org, const struct h_org *to, const char *id)
{
    static char edition[64];
    const struct vs_calendar *found = NULL;
    struct vs_org_row row;
    struct vs_err err;

    h_row(&row, org, to);
    if (vs_rules_newest_calendar(org->store, &found, vs_str(id), &row.org, &err) != VS_OK) {
        return "none";
    }
    snprintf(edition, sizeof(edition), "%.*s", (int)found->edition.len, found->edition.p);
    return edition;
}

static void
test_order(void)
{
    static const char *const ascending[] = {"2",      "02a",     "10",       "2026-1", "2026-2",
                                            "2026-9", "2026-10", "2026-10a", "2027-1", "a"};
    size_t count = sizeof(ascending) / sizeof(ascending[0]);
    unsigned wrong = 0;

    for (size_t i = 0; i < count; i++) {
        for (size_t k = 0; k < count; k++) {
            int want = i < k ? -1 : i > k;

            wrong += vs_edition_cmp(vs_str(ascending[i]), vs_str(ascending[k])) != want;
        }
    }
    IS_INT(wrong, 0, "editions have an order, numbers in them by value");
}

static void
test_both(void)
{
    struct vs_calendar *ours = greedy("our-days", "1"), *other = greedy("our-days", "2");
    struct vs_calendar *forged = greedy("nl-atw", "2099-1"), *taken = greedy("nl-atw", "2026-1");
    struct vs_hash id, offer;
    int64_t case_leaf;

    OK(publish(&vt, ours) == VS_OK, "published");
    OK(publish(&vt, ours) == VS_E_EXISTS, "once");
    OK(publish(&vt, taken) == VS_E_EXISTS, "not under an edition that came with the program");
    h_sync(&vt, &team);
    OK(!counts(&vt, ours) && !counts(&team, ours), "the giver's own counts for neither");
    OK(publish(&team, ours) == VS_OK, "published by the receiver too");
    h_sync(&vt, &team);
    OK(counts(&vt, ours) && counts(&team, ours), "now it counts for both");
    OK(!counts_at(&vt, ours, world.now - DAY) && !counts_at(&team, ours, world.now - DAY),
       "but not for what was handed over before");
    OK(!counts(&vt, other), "another edition does not");

    /* The giver would like Good Friday and Easter Monday to be working days. */
    OK(publish(&vt, forged) == VS_OK, "a newer edition of one that came with the program");
    h_sync(&vt, &team);
    IS_TEXT(newest(&vt, &team, "nl-atw"), "2026-1", "is not used before both have it");
    case_leaf = h_case_open(&vt, NULL, NULL, &id);
    h_sync(&vt, &team);
    IS_INT(h_offer(&vt, case_leaf, &team, &offer), 1, "handed over on Thursday 2 April");
    h_sync(&vt, &team);
    IS_TEXT(h_answer(&team, h_case(&team, &id), world.now + 5 * DAY, VS_INSTANT_NEVER),
            "open certain vt", "on Tuesday the giver still holds it");
    OK(publish(&team, forged) == VS_OK, "the receiver wants it so");
    h_sync(&vt, &team);
    IS_TEXT(newest(&vt, &team, "nl-atw"), "2099-1", "then it is the newest");
    case_leaf = h_case_open(&vt, NULL, NULL, &id);
    h_sync(&vt, &team);
    IS_INT(h_offer(&vt, case_leaf, &team, &offer), 1, "handed over again");
    h_sync(&vt, &team);
    IS_TEXT(h_answer(&vt, case_leaf, world.now + 5 * DAY, VS_INSTANT_NEVER), "open certain team",
            "Friday and Monday were working days");
    vs_calendar_free(ours);
    vs_calendar_free(other);
    vs_calendar_free(forged);
    vs_calendar_free(taken);
}

/* A leaf whose text is no calendar: kept, a finding, and nothing is counted by it. */
static void
test_false(void)
{
    struct vs_directory entry = {.type = VS_DIR_CALENDAR, .calendar = "our-days", .edition = "3"};
    struct vs_str text = VS_STR("{}");
    struct vs_calendar none = {.edition = VS_STR("3")};
    const struct vs_calendar *found;
    struct vs_err err;

    entry.made = world.now;
    vs_sha256(&entry.calendar_hash, text.p, text.len);
    none.hash = entry.calendar_hash;
    H_MUST(vs_store_begin(vt.store, &err));
    H_MUST(vs_directory_append(vt.store, &entry, text, NULL, &err));
    H_MUST(vs_store_commit(vt.store, &err));
    h_sync(&vt, &team);
    OK(vs_rules_calendar(team.store, &found, &none.hash, &err) == VS_E_NOT_FOUND,
       "a text that is no calendar is not held as one");
    IS_TEXT(newest(&vt, &team, "our-days"), "1", "and never chosen");
}

int
main(void)
{
    test_order();
    h_world_start(&world, 43);
    h_org_create(&vt, &world, "vt");
    h_org_create(&team, &world, "team");
    h_pin(&vt, &team);
    h_pin(&team, &vt);
    h_adopt(&vt, "west-brabant-2022", "vt", "2022-04-01");
    h_adopt(&team, "west-brabant-2022", "local_team", "2022-04-01");
    h_sync(&vt, &team);
    test_both();
    test_false();
    OK(h_rebuild_same(&vt) && h_rebuild_same(&team), "a rebuild gives the same");
    h_org_close(&vt);
    h_org_close(&team);
    h_world_end(&world);
    return tap_done();
}
