/* The rule of an offer at its edges: first and last days, the fields in which two texts may differ,
 * what is not held. Found by changing the fold line by line (make mutants). */
#include <string.h>

#include "core/casework/zone.h"
#include "tests/tap.h"
#include "tests/unit/core_casework/h_case.h"
#include "tests/unit/core_casework/h_shipped.h"

static struct vs_calendar *calendar;
static struct h_case c;

#define T(text) h_at(text)

/* Folds a case that was offered under what `c` says, and tells the rule. */
static struct vs_fold *
offered(struct vs_fold_rule *rule)
{
    struct vs_fold *fold;

    h_open(&c, A1, T("2026-09-28 11:00"));
    h_offer(&c, A1, B, T("2026-09-30 14:20"));
    fold = h_fold(&c);
    *rule = fold->offers[0].rule;
    return fold;
}

static void
two_texts(void)
{
    enum field { SAME, N, UNIT, COUNTING, NATURE, COUNTS_FROM, EARLY, FIELDS };
    static const char *const names[] = {
        "nothing",    "the number",           "the unit",           "the counting",
        "the nature", "where it counts from", "an early acceptance"};

    for (unsigned field = SAME; field < FIELDS; field++) {
        struct vs_fold_rule rule;
        struct vs_transfer *other;

        h_case_init(&c, calendar);
        c.profiles = 2;
        other = &c.transfer[1][0];
        other->move.delay.n += field == N;
        other->move.delay.unit = field == UNIT ? VS_UNIT_DAY : other->move.delay.unit;
        other->move.delay.counting =
            field == COUNTING ? VS_COUNT_SAME_TIME : other->move.delay.counting;
        other->move.delay.nature = field == NATURE ? VS_STATUTORY : VS_AGREED;
        other->move.counts_from = field == COUNTS_FROM ? VS_FROM_RECEIVED : VS_FROM_SENT;
        other->early_accept = field == EARLY ? VS_EARLY_NONE : VS_EARLY_MOVES;
        vs_fold_free(offered(&rule));
        IS_TEXT(vs_rule_kind_name(rule.kind), field == SAME ? "after_delay" : "unknown",
                "two texts that differ in %s", names[field]);
        IS_TEXT(vs_rule_why_name(rule.why), field == SAME ? "several" : "disagree", "and why");
    }
}

/* What this reader holds of an adoption, by organisation. */
static struct {
    enum vs_held held;
    vs_date from, ended;
} adopted[2];
static enum vs_held text_held;

static enum vs_held
give_adoption(void *payload, struct vs_fold_adoption *out, const struct vs_hash *leaf,
              const struct vs_fold_event *offer)
{
    (void)payload;
    (void)offer;
    memset(out, 0, sizeof(*out));
    if (adopted[leaf->b[1]].held != VS_HELD) {
        return adopted[leaf->b[1]].held;
    }
    out->org = h_org(leaf->b[1]);
    out->profile = c.agreement[leaf->b[2]].hash;
    out->role = vs_str(leaf->b[1] == A ? "vt" : "local_team");
    out->from = leaf->b[2] + 1u == c.profiles ? adopted[leaf->b[1]].from : 0; /* of the last */
    return VS_HELD;
}

static vs_date
give_end(void *payload, const struct vs_hash *leaf, const struct vs_fold_event *event,
         bool everywhere)
{
    const struct vs_hash org = h_org(leaf->b[1]);

    (void)payload;
    OK(everywhere == (leaf->b[1] != A), "of the addressee an end counts that is in each history");
    OK(vs_hash_eq(&event->org, &org), "an end is asked for before an event of who adopted");
    return adopted[leaf->b[1]].ended;
}

static enum vs_held
give_agreement(void *payload, const struct vs_agreement **out, const struct vs_hash *hash)
{
    (void)payload;
    (void)hash;
    *out = text_held == VS_HELD ? &c.agreement[0] : NULL;
    return text_held;
}

static void
what_is_held(void)
{
    const vs_date day = vs_zone_date(T("2026-09-30 14:20"));
    const struct {
        const char *what;
        enum vs_held giver, receiver, text;
        vs_date from, ended; /* of the receiver's, and of the giver's */
        const char *why;
    } cases[] = {
        {"adopted that very day", VS_HELD, VS_HELD, VS_HELD, day, day + 1, "agreed"},
        {"adopted the day after", VS_HELD, VS_HELD, VS_HELD, day + 1, day + 9, "no-agreement"},
        {"ended that very day", VS_HELD, VS_HELD, VS_HELD, 0, day, "no-agreement"},
        {"the giver's adoption is not here", VS_NOT_HELD, VS_HELD, VS_HELD, 0, day + 1, "not-held"},
        {"the receiver's is not here", VS_HELD, VS_NOT_HELD, VS_HELD, 0, day + 1, "not-held"},
        {"the text is not here", VS_HELD, VS_HELD, VS_NOT_HELD, 0, day + 1, "not-held"},
        {"the giver has none", VS_NO_SUCH, VS_HELD, VS_NOT_HELD, 0, day + 1, "no-agreement"},
        {"the receiver has none", VS_NOT_HELD, VS_NO_SUCH, VS_HELD, 0, day + 1, "no-agreement"},
        {"the text is none", VS_NOT_HELD, VS_HELD, VS_NO_SUCH, 0, day + 1, "no-agreement"},
    };

    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        struct vs_fold_rule rule;

        h_case_init(&c, calendar);
        c.source.adoption = give_adoption;
        c.source.ended = give_end;
        c.source.agreement = give_agreement;
        adopted[A].held = cases[i].giver;
        adopted[A].from = 0;
        adopted[A].ended = cases[i].ended;
        adopted[B].held = cases[i].receiver;
        adopted[B].from = cases[i].from;
        adopted[B].ended = VS_DATE_NEVER;
        text_held = cases[i].text;
        vs_fold_free(offered(&rule));
        IS_TEXT(vs_rule_why_name(rule.why), cases[i].why, "%s", cases[i].what);
    }
}

static void
which_calendar(void)
{
    struct vs_fold_rule rule;

    h_case_init(&c, calendar);
    c.agreement[0].calendar = calendar->id;
    vs_fold_free(offered(&rule));
    OK(rule.calendar == calendar, "the calendar that the text names counts");
    h_case_init(&c, calendar);
    c.agreement[0].calendar = VS_STR("another");
    vs_fold_free(offered(&rule));
    OK(!rule.calendar, "one that the text does not name is none");
}

int
main(void)
{
    calendar = h_shipped_calendar("nl-atw", "2026-1");
    if (!OK(calendar != NULL, "the calendar")) {
        return tap_done();
    }
    two_texts();
    what_is_held();
    which_calendar();
    vs_calendar_free(calendar);
    return tap_done();
}
