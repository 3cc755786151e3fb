#include "tests/sim/sync/h_rules.h"

#include <stdlib.h>

#include "core/log/hash.h"
#include "core/record/directory.h"

bool
h_by_example(unsigned ground)
{
    return ground == 1 || ground == 4 || ground == 6 || ground == 8;
}

const char *
h_role_under(const struct h_org *org, const char *profile)
{
    if (org->party == 0) {
        return "vt";
    }
    return org->party % 3 == 2 && strcmp(profile, "voorbeeld") == 0 ? "certified_institution"
                                                                    : "local_team";
}

/* --- calendars ---------------------------------------------------------------------------------
 */

/* In the second edition a day in the first week of the histories is free or is not, nobody knows;
 * by the third every day but Sunday is a working day, and the fourth ends after a week. */
static const struct {
    const char *to, *weekend, *unknown;
} editions[H_EDITION_MAX + 1] = {
    [2] = {"2028-12-31", "saturday", "{\"date\":\"2026-03-31\",\"why\":\"other\"}"},
    [3] = {"2028-12-31", NULL, ""},
    [4] = {"2026-04-02", "saturday", ""},
};

static const struct vs_calendar *
calendar_of(unsigned edition)
{
    static struct vs_calendar *loaded[H_EDITION_MAX + 1];
    static const char saturday[] = "{\"id\":\"saturday\",\"weekday\":6,\"name\":{\"nl\":\"z\","
                                   "\"en\":\"s\"},\"source\":\"us\"},";
    struct vs_err err = {0};
    struct vs_buf text;

    if (loaded[edition]) {
        return loaded[edition];
    }
    vs_buf_init(&text, VS_CALENDAR_BYTES_MAX);
    vs_buf_addf(&text,
                "{\"schema\":\"vs.calendar/1\",\"id\":\"nl-atw\",\"edition\":\"2026-%u\","
                "\"title\":{\"nl\":\"dagen\",\"en\":\"days\"},"
                "\"horizon\":{\"from\":\"2020-01-01\",\"to\":\"%s\"},"
                "\"zone\":{\"name\":\"Europe/Amsterdam\",\"rule\":\"eu-summer-time\",\"since\":"
                "1996},\"weekend\":[%s{\"id\":\"sunday\",\"weekday\":7,\"name\":{\"nl\":\"z\","
                "\"en\":\"s\"},\"source\":\"us\"}],\"formula_days\":[],\"decree_days\":[],"
                "\"unknown_days\":[%s],\"statutory\":{},"
                "\"sources\":[{\"id\":\"us\",\"title\":\"us\"}]}",
                edition, editions[edition].to, editions[edition].weekend ? saturday : "",
                editions[edition].unknown);
    h_must(vs_buf_check(&text, "a calendar", &err), &err, "a calendar");
    h_must(vs_calendar_load(&loaded[edition], text.p, text.len, &err), &err, "a calendar");
    vs_sha256(&loaded[edition]->hash, loaded[edition]->canonical.p, loaded[edition]->canonical.len);
    vs_buf_release(&text);
    return loaded[edition];
}

enum vs_code
h_org_calendar(struct h_org *org, unsigned edition, struct vs_err *err)
{
    enum vs_code code;

    h_must(vs_store_begin(org->store, err), err, "begin");
    code = vs_directory_publish_calendar(org->store, calendar_of(edition), err);
    if (code == VS_OK) {
        h_must(vs_store_commit(org->store, err), err, "commit");
    } else {
        vs_store_rollback(org->store);
    }
    return code;
}

bool
h_is_ours(const struct vs_hash *calendar)
{
    for (unsigned edition = 2; edition <= H_EDITION_MAX; edition++) {
        if (vs_hash_eq(&calendar_of(edition)->hash, calendar)) {
            return true;
        }
    }
    return false;
}

/* --- grounds -----------------------------------------------------------------------------------
 */

void
h_rules_start(struct h_org *org, unsigned ground)
{
    static const char *const profiles[] = {"west-brabant-2022", "west-brabant-2017"};
    unsigned i = org->party;
    bool other = (i + ground) % 4 == 3;
    struct vs_err err = {0};

    if (i + ground % 3 == 3) { /* not everybody has adopted something, nor the same */
        return;
    }
    if (h_by_example(ground)) {
        h_org_adopt(org, "voorbeeld", h_role_under(org, "voorbeeld"));
    }
    if (other || !h_by_example(ground)) {
        const char *profile = profiles[other && !h_by_example(ground)];

        h_org_adopt(org, profile, h_role_under(org, profile));
    }
    if (ground == 4 || ground == 6 || (ground == 8 && i % 2 == 0)) {
        h_must(h_org_calendar(org, 2, &err), &err, "a calendar");
    }
}
